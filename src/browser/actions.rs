//! What readers can do beside opening and following: buttons and fields.
//!
//! Owns which element does what: each says so in `data-action`, and one listener on the
//! shadow root sees them all, so that views stay functions of the model alone. What comes of
//! it is for `app` to say.

use gloo_events::EventListener;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, Event, ShadowRoot};
use yew::Callback;

/// What a reader has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Wants to see the insurer that is chosen in the list.
    Choose,
    /// Wants the choice remembered, or no longer.
    Remember,
}

#[wasm_bindgen]
extern "C" {
    /// A field of any kind.
    type Field;

    #[wasm_bindgen(method, getter)]
    fn value(this: &Field) -> String;

    #[wasm_bindgen(method, getter)]
    fn checked(this: &Field) -> bool;
}

/// Calls `acted` with whatever a reader does in `root`.
pub fn watch(root: &ShadowRoot, acted: &Callback<Action>) -> Vec<EventListener> {
    let listen = |kind| {
        let acted = acted.clone();
        EventListener::new(root, kind, move |event| {
            if let Some(action) = action(event) {
                acted.emit(action);
            }
        })
    };
    ["click", "change"].map(listen).into()
}

fn action(event: &Event) -> Option<Action> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let name = target.closest("[data-action]").ok()??.get_attribute("data-action")?;
    match (&*event.type_(), &*name) {
        ("click", "choose") => Some(Action::Choose),
        ("change", "remember") => Some(Action::Remember),
        _ => None,
    }
}

/// The insurer that is chosen in the list, and whether that is to be remembered.
pub fn choice(root: &ShadowRoot) -> (Option<String>, bool) {
    let find =
        |selector| root.query_selector(selector).ok().flatten().map(|one| one.unchecked_into::<Field>());
    let chosen = find("#insurer_ select").map(|list| list.value()).filter(|id| !id.is_empty());
    (chosen, find("#insurer_ input").is_some_and(|tick| tick.checked()))
}
