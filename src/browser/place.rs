//! Where a reader is: open answers, focus, and what stands where on the screen.
//!
//! Owns remembering that and finding it again among new elements. Elements are found by
//! the ids that a document gives to what it says, so that it does not matter what was
//! added or removed around them.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, Node, NodeList, ShadowRoot};

/// What can have the focus.
const FOCUSABLE: &str = "a[href], summary, button, input, select";

/// Where a reader is.
#[derive(Debug, Default)]
pub struct ReaderState {
    /// The ids of open answers.
    open: Vec<String>,
    focus: Option<Focus>,
    /// The id of the first item that is on the screen, and how far below its upper edge.
    anchor: Option<(String, f64)>,
}

/// The element that has the focus: the so-and-so-many-th that can have it in the item of
/// this id, or in the whole.
#[derive(Debug)]
struct Focus {
    item: Option<String>,
    number: u32,
}

/// What a query has found; nothing where it failed.
pub fn elements(list: Result<NodeList, wasm_bindgen::JsValue>) -> impl Iterator<Item = Element> {
    let list = list.ok();
    let length = list.as_ref().map_or(0, NodeList::length);
    (0..length).filter_map(move |index| list.as_ref()?.item(index)?.dyn_into().ok())
}

impl ReaderState {
    /// What of it still means something once the view is mounted again, on what may be
    /// another page by then: what was open.
    pub fn of_a_view_that_goes(root: &ShadowRoot) -> Self {
        Self { open: open(root), ..Self::default() }
    }

    /// Where the reader of `root` is. If only some of it `is_made_anew`, most browsers see to
    /// it themselves that what is on the screen stays there (CSS Scroll Anchoring).
    pub fn read(root: &ShadowRoot, is_made_anew: bool) -> Self {
        let is_seen_to =
            !is_made_anew && web_sys::css::supports_with_value("overflow-anchor", "auto").unwrap_or_default();
        let anchor = if is_seen_to { None } else { anchor(root) };
        Self { open: open(root), focus: Focus::read(root), anchor }
    }

    /// Brings the reader back to where they were, as far as that is still there.
    pub fn restore(&self, root: &ShadowRoot) {
        for one in self.open.iter().filter_map(|id| root.get_element_by_id(id)) {
            let _ = one.set_attribute("open", "");
        }
        // An element that has been moved has lost the focus as well.
        if let Some(element) = self.focus.as_ref().and_then(|focus| focus.find(root))
            && root.active_element().is_none()
        {
            focus_quietly(&element);
        }
        if let Some((id, top)) = &self.anchor
            && let Some(element) = root.get_element_by_id(id)
            && let Some(window) = web_sys::window()
        {
            let moved = element.get_bounding_client_rect().top() - top;
            if moved != 0.0 {
                window.scroll_by_with_x_and_y(0.0, moved);
            }
        }
    }
}

fn open(root: &ShadowRoot) -> Vec<String> {
    elements(root.query_selector_all("details[id][open]")).map(|one| one.id()).collect()
}

fn anchor(root: &ShadowRoot) -> Option<(String, f64)> {
    let is_on_screen = |one: &Element| one.get_bounding_client_rect().bottom() > 0.0;
    elements(root.query_selector_all("[id]"))
        .find(is_on_screen)
        .map(|one| (one.id(), one.get_bounding_client_rect().top()))
}

impl Focus {
    fn read(root: &ShadowRoot) -> Option<Self> {
        let active = root.active_element()?;
        let item = active.closest("[id]").ok().flatten();
        let among = match &item {
            Some(item) => item.query_selector_all(FOCUSABLE),
            None => root.query_selector_all(FOCUSABLE),
        };
        let number = elements(among).position(|one| one == active)?;
        Some(Self { item: item.map(|item| item.id()), number: u32::try_from(number).ok()? })
    }

    fn find(&self, root: &ShadowRoot) -> Option<HtmlElement> {
        let among = match &self.item {
            Some(id) => root.get_element_by_id(id)?.query_selector_all(FOCUSABLE),
            None => root.query_selector_all(FOCUSABLE),
        };
        among.ok()?.item(self.number)?.dyn_into().ok()
    }
}

/// Gives the focus to `element` without moving the page.
pub fn focus_quietly(element: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Whether the reader is busy elsewhere on the page: something outside of `root` has the
/// focus.
pub fn is_elsewhere(root: &ShadowRoot) -> bool {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return false;
    };
    let host: Node = root.host().into();
    document.active_element().is_some_and(|active| {
        let is_nobody = document.body().is_some_and(|body| *body == active)
            || document.document_element().is_some_and(|root| root == active);
        // From outside, what has the focus in a shadow tree is its host.
        !is_nobody && !active.contains(Some(&host))
    })
}
