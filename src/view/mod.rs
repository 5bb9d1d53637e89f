//! The views: HTML from a [`WidgetModel`], with Yew.
//!
//! Owns elements, classes, roles and the outline of headings; `widget.css` beside
//! it owns the look. Runs in the browser and natively. Every text becomes a text
//! node or an attribute value, and every address passes the core's check, so
//! nothing that a publisher writes can become markup. Decides nothing about states
//! or times, and knows no clock, no network and no page around it.
//!
//! Views are functions and not components: the one component around them has all
//! the state there is, and each more would cost readers two thirds of a kilobyte.
//! What may be missing stands in an `if` of the macro, which keeps its place for it,
//! so that those after it stay the same elements.

mod banner;
mod chooser;
mod contacts;
mod faq;
mod footer;
mod icon;
mod keys;
mod languages;
mod others;
mod outline;
mod overview;
mod proof;
mod reports;
mod rich;
mod services;
mod text;

use yew::{Html, html};

use self::banner::banner;
use self::contacts::contacts;
use self::faq::faq;
use self::footer::footer;
use self::others::others;
use self::outline::Outline;
pub use self::overview::moving_texts;
use self::overview::{is_contact_above, overview, quiet_notices};
use self::proof::proof;
use self::reports::happened;
use self::services::services;
use crate::core::presentation::view_model::WidgetModel;

/// The widget. The portal's own text shows through the slot, outside of the widget's
/// surface: its colours are the portal's and go with the portal's background. It stands
/// below what is said of why there is no content, and above content that has expired.
pub fn widget(model: &WidgetModel) -> Html {
    let phrases = model.locale.phrases;
    let title = Outline::new(model.heading_level);
    let section = title.below(1);
    // The live region is there from the start, or the first thing in it would not be said.
    let is_empty = model.is_silent();
    html! {
        <>
            if model.content.is_some() && model.shows_fallback() {
                <slot />
            }
            // WebKit gives a section that gets its name later no role, unless one is written out.
            <section
                role="region"
                class={if is_empty { "status-widget empty" } else { "status-widget" }}
                lang={model.locale.language.tag()}
                dir={model.locale.language.direction().as_str()}
                aria-labelledby={(!is_empty).then_some(outline::TITLE)}
                aria-busy={(model.loading && model.content.is_none()).then_some("true")}
            >
                if let Some(short) = &model.banner {
                    { banner(phrases, title, model, short) }
                } else {
                    { overview(phrases, title, model) }
                }
                if let Some(content) = model.content.as_ref().filter(|_| model.banner.is_none()) {
                    { services(phrases, section, &content.groups) }
                    { quiet_notices(model) }
                    { faq(phrases, section, content) }
                    { happened(phrases, section, content) }
                    { others(phrases, section, content) }
                    { contacts(phrases, section, content, !is_contact_above(model)) }
                    { proof(phrases, section, &content.proof) }
                    { footer(phrases, content) }
                }
            </section>
            if model.content.is_none() {
                <slot />
            }
        </>
    }
}
