//! What readers can do beside opening and following: buttons and fields.
//!
//! Owns which element does what: each says so in `data-action`, and one listener on the
//! shadow root sees them all, so that views stay functions of the model alone. What comes of
//! it is for `app` to say.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, MouseEvent, ShadowRoot};
use yew::Callback;

use super::place::elements;

/// What a reader has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Wants to see the insurer that is chosen in the list.
    Choose,
    /// Wants the choice remembered, or no longer.
    Remember,
    /// Looks for this in the questions.
    Search(String),
    /// Wants to know whether this is genuine.
    Ask(String),
    /// Wants all answers open, or closed.
    OpenAll(bool),
    /// Wants the address of the answer of this id.
    CopyLink(String),
    /// Wants the proof as text.
    CopyText,
    /// Wants to read in the language of this tag.
    Speak(String),
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
        // A link between languages is no way to another place.
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(root, kind, options, move |event| {
            if let Some(action) = action(event) {
                acted.emit(action);
            }
        })
    };
    ["click", "change", "input"].map(listen).into()
}

fn action(event: &Event) -> Option<Action> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let element = target.closest("[data-action]").ok()??;
    let name = element.get_attribute("data-action")?;
    let value = || element.unchecked_ref::<Field>().value();
    Some(match (&*event.type_(), &*name) {
        ("click", "choose") => Action::Choose,
        ("change", "remember") => Action::Remember,
        ("input", "search") => Action::Search(value()),
        // A field by the key Enter, which browsers report as a change; the button beside it.
        ("change", "ask") => Action::Ask(value()),
        ("click", "ask") if element.tag_name() == "BUTTON" => {
            let field = element.parent_element()?.query_selector("input").ok()??;
            Action::Ask(field.unchecked_into::<Field>().value())
        }
        ("click", "open-all") => Action::OpenAll(true),
        ("click", "close-all") => Action::OpenAll(false),
        ("click", "copy-link") => Action::CopyLink(element.closest("details").ok()??.id()),
        ("click", "copy-text") => Action::CopyText,
        ("click", "language") if !opens_elsewhere(event) => {
            // The page's own router need not know of it.
            event.prevent_default();
            Action::Speak(element.get_attribute("hreflang")?)
        }
        _ => return None,
    })
}

/// Whether a click on a link asks for another tab or window.
fn opens_elsewhere(event: &Event) -> bool {
    event
        .dyn_ref::<MouseEvent>()
        .is_some_and(|click| click.ctrl_key() || click.meta_key() || click.shift_key())
}

/// The reader's questions.
const ANSWERS: &str = ".faq details.answer:not([hidden])";

/// Opens all answers that are shown, or closes them.
pub fn open_all(root: &ShadowRoot, open: bool) {
    for answer in elements(root.query_selector_all(ANSWERS)) {
        let _ = if open { answer.set_attribute("open", "") } else { answer.remove_attribute("open") };
    }
}

/// The page's address with `id` as its fragment.
pub fn address(id: &str) -> Option<String> {
    let href = web_sys::window()?.location().href().ok()?;
    Some([href.split('#').next().unwrap_or_default(), "#", id].concat())
}

#[wasm_bindgen]
extern "C" {
    /// What other programs paste.
    #[wasm_bindgen(catch, js_namespace = ["navigator", "clipboard"], js_name = writeText)]
    async fn write_text(text: &str) -> Result<JsValue, JsValue>;
}

/// Copies `text`, and says afterwards whether that went well. (There is no clipboard on pages
/// that come unencrypted, or where a portal's policy forbids it.)
pub fn copy(text: String, done: Callback<bool>) {
    spawn_local(async move { done.emit(write_text(&text).await.is_ok()) });
}

fn field(root: &ShadowRoot, selector: &str) -> Option<Field> {
    root.query_selector(selector).ok().flatten().map(|one| one.unchecked_into())
}

/// The insurer that is chosen in the list.
pub fn chosen(root: &ShadowRoot) -> Option<String> {
    field(root, "#insurer_ select").map(|list| list.value()).filter(|id| !id.is_empty())
}

/// Whether the choice is to be remembered.
pub fn is_remembered(root: &ShadowRoot) -> bool {
    field(root, "#insurer_ input").is_some_and(|tick| tick.checked())
}
