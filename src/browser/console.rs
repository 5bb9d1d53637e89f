//! The console of the developer tools.
//!
//! Owns nothing. A page may have put anything in its place; what that throws is dropped,
//! since nobody's message is worth a crash.

use std::fmt::Display;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = warn, catch)]
    fn console_warn(message: &str) -> Result<(), JsValue>;
}

/// Tells whoever has the developer tools open.
pub fn warn(message: &dyn Display) {
    // See the module's description.
    let _ = console_warn(&format!("status-widget: {message}"));
}
