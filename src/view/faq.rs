//! Questions and answers, as the browser's own `details`.
//!
//! Owns that a question's id is its element's id, which makes it a deep link, and
//! that an answer that a reader has opened stays open when the document changes:
//! elements are matched by id, and whether they are open is left to the browser.

use yew::{Html, html};

use super::Frame;
use super::overview::outdated;
use super::rich::rich;
use super::text::words;
use crate::core::view_model::{Answer, Category, Content};

/// All questions.
pub fn faq(frame: Frame, content: &Content) -> Html {
    html! {
        if !content.faq.is_empty() {
            <section class="faq">
                { frame.heading(1, html! { frame.phrases.faq }) }
                { outdated(frame, content) }
                { for content.faq.iter().map(|one| category(frame, one)) }
            </section>
        }
    }
}

fn category(frame: Frame, category: &Category) -> Html {
    let depth = if category.name.is_some() { 3 } else { 2 };
    html! {
        <>
            if let Some(name) = &category.name {
                { frame.heading(2, words(name)) }
            }
            <div class="answers">
                { for category.questions.iter().map(|one| answer(frame, depth, one)) }
            </div>
        </>
    }
}

fn answer(frame: Frame, depth: u8, answer: &Answer) -> Html {
    html! {
        <details key={answer.id.as_str()} id={answer.id.clone()} class="answer">
            <summary>{ words(&answer.question) }</summary>
            { rich(frame, depth, &answer.answer) }
            if let Some(updated) = &answer.updated {
                { frame.changed(updated) }
            }
        </details>
    }
}
