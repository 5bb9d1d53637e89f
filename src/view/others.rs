//! What is for others than the reader, folded.

use yew::{Html, html};

use super::contacts::cards;
use super::faq::categories;
use super::outline::Outline;
use super::reports::reports;
use super::services::groups;
use super::text::folded;
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::ContentView;

/// What is for others.
pub fn others(phrases: &Phrases, outline: Outline, content: &ContentView) -> Html {
    let inner = outline.below(1);
    let Some(others) = &content.others else { return html! {} };
    let all = html! {
        <>
            { groups(phrases, inner, &others.groups) }
            { reports(phrases, inner, &others.reports) }
            { categories(phrases, inner, &others.faq) }
            { cards(phrases, &others.contacts) }
        </>
    };
    folded("others_".into(), "fold", outline.heading(others.title.as_str().into()), all)
}
