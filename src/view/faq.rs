//! Questions and answers, as the browser's own `details`.
//!
//! Owns that a question's id is its element's id, which makes it a deep link, and
//! that an answer that a reader has opened stays open when the document changes:
//! elements are matched by id, and whether they are open is left to the browser.

use yew::{Html, html};

use super::outline::Outline;
use super::overview::outdated;
use super::rich::rich;
use super::text::{changed, words};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{Category, ContentView, QuestionView};

/// All questions.
pub fn faq(phrases: &Phrases, outline: Outline, content: &ContentView) -> Html {
    html! {
        if !content.faq.is_empty() {
            <section class="faq">
                { outline.heading(phrases.faq.into()) }
                { outdated(phrases, content) }
                for one in &content.faq {
                    { category(phrases, outline.below(1), one) }
                }
            </section>
        }
    }
}

fn category(phrases: &Phrases, outline: Outline, category: &Category) -> Html {
    let inner = if category.name.is_some() { outline.below(1) } else { outline };
    html! {
        <key={category.id.as_deref().unwrap_or_default()}>
            if let Some(name) = &category.name {
                { outline.heading(words(name)) }
            }
            <div class="answers">
                for question in &category.questions {
                    { answer(phrases, inner, question) }
                }
            </div>
        </>
    }
}

fn answer(phrases: &Phrases, outline: Outline, answer: &QuestionView) -> Html {
    html! {
        <details key={answer.id.as_str()} id={answer.id.clone()} class="answer">
            <summary>{ words(&answer.question) }</summary>
            { rich(outline, &answer.answer) }
            if let Some(updated) = &answer.updated {
                { changed(phrases, updated) }
            }
        </details>
    }
}
