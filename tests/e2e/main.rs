//! End to end: the built widget (`dist`, made by `trunk build --release`) in Chromium,
//! Firefox and WebKitGTK, over WebDriver. All of it is in `suite.rs`.

// Compiled for wasm32 with all other tests; there it is an empty program.
#[cfg(not(target_family = "wasm"))]
#[path = "suite.rs"]
mod suite;

fn main() {
    #[cfg(not(target_family = "wasm"))]
    suite::main();
}
