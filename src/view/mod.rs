//! The views: HTML from a [`WidgetModel`], with Yew.
//!
//! Owns elements, classes, roles and the outline of headings; `widget.css` beside
//! it owns the look. Runs in the browser and natively. Every text becomes a text
//! node or an attribute value, and every address passes the core's check, so
//! nothing that a publisher writes can become markup. Decides nothing about states
//! or times, and knows no clock, no network and no page around it.

mod contacts;
mod element;
mod faq;
mod footer;
mod icon;
mod overview;
mod reports;
mod rich;
mod services;
mod text;

use yew::Html;

use self::element::{element, element_with, fragment, maybe};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::WidgetModel;

/// What all parts need: the fixed words and the place in the page's outline.
#[derive(Clone, Copy)]
struct Frame {
    phrases: &'static Phrases,
    /// The level of the widget's own heading, 1 to 6.
    level: u8,
}

/// The widget. Without content, once loading is over, the portal's own fallback
/// shows through the slot, below the widget's surface: its colours are the portal's
/// and go with the portal's background. A function and not a component: one component
/// for the whole is enough, and each has its price in the wasm.
pub fn widget(model: &WidgetModel) -> Html {
    let frame = Frame { phrases: model.language.phrases(), level: model.heading_level };
    let mut parts = vec![overview::overview(frame, model)];
    if let Some(content) = &model.content {
        parts.extend([
            overview::dates(frame, content),
            maybe(content.summary.as_ref(), |summary| rich::rich(frame, 1, summary)),
            services::services(frame, &content.groups),
            reports::reports(frame, frame.phrases.incidents, &content.incidents),
            reports::reports(frame, frame.phrases.maintenances, &content.maintenances),
            faq::faq(frame, content),
            contacts::contacts(frame, content),
            footer::footer(frame, content),
        ]);
    }
    let lang = model.language.tag();
    let section = if model.loading {
        element_with("section", &["class", "lang", "aria-busy"], &["status-widget", lang, "true"], parts)
    } else {
        element_with("section", &["class", "lang"], &["status-widget", lang], parts)
    };
    let fallback = if model.content.is_none() && !model.loading {
        element("slot", "", Vec::new())
    } else {
        Html::default()
    };
    fragment(vec![section, fallback])
}
