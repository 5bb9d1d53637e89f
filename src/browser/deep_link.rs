//! Deep links: `#what-happened` in the page's address opens that answer.
//!
//! Owns nothing but the hash. A fragment does not reach into a shadow root by
//! itself, so the shell looks it up there.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, ShadowRoot};

/// Opens and shows the answer that the page's address names and puts the focus on
/// its question, as a reader of the keyboard or the screen reader would expect of a
/// link. Says whether there is nothing left to follow.
pub fn follow(root: &ShadowRoot) -> bool {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok());
    let Some(id) = hash.as_deref().and_then(|hash| hash.strip_prefix('#')).filter(|id| !id.is_empty()) else {
        return true;
    };
    let Some(answer) = root.get_element_by_id(id) else {
        return false;
    };
    let _ = answer.set_attribute("open", "");
    answer.scroll_into_view();
    if let Some(question) =
        answer.first_element_child().and_then(|child| child.dyn_into::<HtmlElement>().ok())
    {
        let _ = question.focus();
    }
    true
}
