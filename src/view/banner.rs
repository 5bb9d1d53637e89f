//! The short form of the widget for a start page: whose services, one sentence, and a link to
//! the rest.
//!
//! Owns what is left out. A quiet one is empty and has no height while everything works; its
//! live region stays, so that what comes into it is said.

use yew::{Html, html};

use super::outline::Outline;
use super::overview::{announced, headline};
use super::text::portal_link;
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{Banner, WidgetModel};

/// The short form of `model`.
pub fn banner(phrases: &Phrases, outline: Outline, model: &WidgetModel, banner: &Banner) -> Html {
    let is_silent = model.is_silent();
    html! {
        <>
            if let Some(title) = headline(phrases, model).filter(|_| !is_silent) {
                { outline.heading(title) }
            }
            { announced(phrases, model) }
            if let Some(href) = banner.href.as_ref().filter(|_| !is_silent) {
                <p class="whole-page">{ portal_link(href, phrases.whole_page.into()) }</p>
            }
        </>
    }
}
