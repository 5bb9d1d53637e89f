//! The stylesheet of the shadow root.
//!
//! Owns how it gets there: as a constructed stylesheet, which a strict Content
//! Security Policy allows, or as an element in browsers that have none (Safari
//! before 16.4).

use js_sys::Array;
use wasm_bindgen::JsCast as _;
use web_sys::{CssStyleSheet, Element, ShadowRoot};

const CSS: &str = include_str!("../view/widget.css");

/// Gives `root` the stylesheet; `target` is an element of the same document.
pub fn adopt(root: &ShadowRoot, target: &Element) {
    let constructed = CssStyleSheet::new().and_then(|sheet| sheet.replace_sync(CSS).map(|()| sheet));
    let supported = js_sys::Reflect::has(root.unchecked_ref(), &"adoptedStyleSheets".into());
    if let (Ok(sheet), Ok(true)) = (constructed, supported) {
        root.set_adopted_style_sheets(&Array::of1(&sheet));
    } else if let Some(style) =
        target.owner_document().and_then(|document| document.create_element("style").ok())
    {
        style.set_text_content(Some(CSS));
        let _ = root.append_child(&style);
    }
}
