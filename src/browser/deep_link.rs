//! Deep links: `#what-happened` in the page's address opens that answer.
//!
//! Owns nothing but the hash. A fragment does not reach into a shadow root by
//! itself, so the shell looks it up there.

use web_sys::ShadowRoot;

/// Opens and shows the answer that the page's address names, if it is in `root`.
pub fn follow(root: &ShadowRoot) {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok());
    let id = hash.as_deref().and_then(|hash| hash.strip_prefix('#')).filter(|id| !id.is_empty());
    if let Some(element) = id.and_then(|id| root.get_element_by_id(id)) {
        let _ = element.set_attribute("open", "");
        element.scroll_into_view();
    }
}
