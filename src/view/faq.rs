//! Questions and answers, as the browser's own `details`.
//!
//! Owns that a question's id is its element's id, which makes it a deep link, and
//! that an answer that a reader has opened stays open when the document changes:
//! elements are matched by id, and whether they are open is left to the browser.

use yew::{Html, html};

use super::outline::Outline;
use super::overview::outdated;
use super::rich::rich;
use super::text::{line, meta, time, words};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{Category, ContentView, CorrectionView, QuestionView};

/// The reader's questions.
pub fn faq(phrases: &Phrases, outline: Outline, content: &ContentView) -> Html {
    html! {
        if !content.faq.is_empty() {
            <section class="faq">
                { outline.heading(phrases.faq.into()) }
                { outdated(phrases, content) }
                { categories(phrases, outline.below(1), &content.faq) }
            </section>
        }
    }
}

/// Questions under their headings, which begin at `outline`.
#[inline(never)]
pub fn categories(phrases: &Phrases, outline: Outline, categories: &[Category]) -> Html {
    html! {
        <>
            for one in categories {
                { category(phrases, outline, one) }
            }
        </>
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
        <details key={answer.id.as_str()} id={answer.id.clone()} class="answer" part="question">
            <summary>{ outline.heading(words(&answer.question)) }</summary>
            { rich(outline.below(1), &answer.answer) }
            if let Some(put_right) = &answer.correction {
                { correction(phrases, outline.below(1), put_right) }
            }
            if let Some(updated) = &answer.updated {
                { meta(phrases.changed, time(updated)) }
            }
        </details>
    }
}

/// "Berichtigt am 4. Mai 2023, vorher: …".
#[inline(never)]
pub fn correction(phrases: &Phrases, outline: Outline, correction: &CorrectionView) -> Html {
    html! {
        <div class="correction">
            { line(phrases.corrected, html! { <>{ time(&correction.at) }{ phrases.corrected_before }</> }) }
            { rich(outline, &correction.before) }
        </div>
    }
}
