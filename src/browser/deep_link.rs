//! Deep links: `#what-happened` in the page's address opens that answer, and what it is
//! folded into.
//!
//! Owns nothing but the hash. A fragment does not reach into a shadow root by
//! itself, so the shell looks it up there. A link is followed once, whichever of the
//! page's elements has what it names, and never takes the focus from a reader who is
//! busy elsewhere.

use std::cell::RefCell;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlAnchorElement, HtmlElement, ShadowRoot};

use super::place::is_elsewhere;

thread_local! {
    /// The hash that was followed last.
    static FOLLOWED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The fragment of the page's address.
pub fn hash() -> Option<String> {
    let hash = web_sys::window()?.location().hash().ok()?;
    Some(hash.strip_prefix('#')?.to_owned()).filter(|id| !id.is_empty())
}

/// The reader has followed a link, be it to where they are already: what it names is to
/// be looked for again.
pub fn is_wanted() {
    FOLLOWED.take();
}

/// Whether a click on the page follows a link to the hash that is in the address already;
/// then no `hashchange` comes.
pub fn is_followed_by(click: &Event) -> bool {
    let Some(hash) = hash() else { return false };
    click.composed_path().iter().any(|node| {
        let link = node.dyn_ref::<HtmlAnchorElement>();
        link.is_some_and(|link| link.hash().strip_prefix('#') == Some(&hash))
    })
}

/// Opens and shows what the page's address names, if it is here and nobody has shown it
/// yet, and puts the focus on it, as a reader of the keyboard or the screen reader would
/// expect of a link.
pub fn follow(root: &ShadowRoot) {
    let Some(id) = hash().filter(|id| FOLLOWED.with_borrow(|followed| followed.as_ref() != Some(id))) else {
        return;
    };
    let Some(target) = root.get_element_by_id(&id) else {
        return;
    };
    FOLLOWED.replace(Some(id));
    // And whatever it is folded into.
    let around = core::iter::successors(Some(target.clone()), |one: &Element| one.parent_element());
    for folded in around.filter(|one| one.tag_name() == "DETAILS") {
        let _ = folded.set_attribute("open", "");
    }
    if is_elsewhere(root) {
        return;
    }
    target.scroll_into_view();
    let first = target.first_element_child().and_then(|child| child.dyn_into::<HtmlElement>().ok());
    if let Some(first) = first {
        // A heading takes the focus only where a script gives it.
        if first.tag_name() != "SUMMARY" {
            first.set_tab_index(-1);
        }
        let _ = first.focus();
    }
}
