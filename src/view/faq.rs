//! Questions and answers, as the browser's own `details`.
//!
//! Owns that a question's id is its element's id, which makes it a deep link, and
//! that an answer that a reader has opened stays open when the document changes:
//! elements are matched by id, and whether they are open is left to the browser.

use yew::{Html, html};

use super::Frame;
use super::element::{each, element, fragment, maybe, text};
use super::overview::outdated;
use super::rich::rich;
use super::text::words;
use crate::core::presentation::view_model::{Answer, Category, Content};

/// All questions.
pub fn faq(frame: Frame, content: &Content) -> Html {
    if content.faq.is_empty() {
        return Html::default();
    }
    element(
        "section",
        "faq",
        vec![
            frame.heading(1, text(frame.phrases.faq)),
            outdated(frame, content),
            each(&content.faq, |one| category(frame, one)),
        ],
    )
}

fn category(frame: Frame, category: &Category) -> Html {
    let depth = if category.name.is_some() { 3 } else { 2 };
    fragment(vec![
        maybe(category.name.as_ref(), |name| frame.heading(2, words(name))),
        element("div", "answers", vec![each(&category.questions, |one| answer(frame, depth, one))]),
    ])
}

fn answer(frame: Frame, depth: u8, answer: &Answer) -> Html {
    html! {
        <details key={answer.id.as_str()} id={answer.id.clone()} class="answer">
            { element("summary", "", vec![words(&answer.question)]) }
            { rich(frame, depth, &answer.answer) }
            { maybe(answer.updated.as_ref(), |updated| frame.changed(updated)) }
        </details>
    }
}
