//! The widget's program. All of it is in the library; the loader calls
//! `mount` for each element on the page.

#![forbid(unsafe_code)]

// Linked for its exports.
#[cfg(target_family = "wasm")]
use status_widget as _;

fn main() {
    #[cfg(not(target_family = "wasm"))]
    eprintln!("this is the browser's part: run `trunk serve`");
}
