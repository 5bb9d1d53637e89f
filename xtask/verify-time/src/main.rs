//! Verification alone, compiled as the widget is, so that `cargo xtask measure` can time it
//! in browsers. A program of its own: none of it is in the widget.

#![forbid(unsafe_code)]

#[cfg(target_family = "wasm")]
mod exports {
    use status_widget::core::signed::verify::authenticate;
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Verifies `file` against `pin`. Says whether it is authentic.
    #[wasm_bindgen]
    #[must_use]
    pub fn verify(file: &[u8], pin: &str) -> bool {
        pin.parse().is_ok_and(|pin| authenticate(file, &pin).is_ok())
    }
}

fn main() {}
