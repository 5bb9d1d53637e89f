//! Questions and answers, as the browser's own `details`.
//!
//! Owns that a question's id is its element's id, which makes it a deep link, and
//! that an answer that a reader has opened stays open when the document changes:
//! elements are matched by id, and whether they are open is left to the browser.

use yew::{Html, html};

use super::outline::Outline;
use super::rich::{rich, rich_with_hits, with_hits};
use super::text::{line, mark, meta, time, words};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::search::Search;
use crate::core::presentation::view_model::{
    Category, ContentView, CorrectionView, FaqSearch, QuestionView, Words,
};

/// The reader's questions.
pub fn faq(phrases: &Phrases, outline: Outline, content: &ContentView) -> Html {
    let words = content.search.as_ref().and_then(|search| search.search.as_ref());
    html! {
        if !content.faq.is_empty() {
            <section class="faq">
                <div class="bar">
                    { outline.heading(phrases.faq.into()) }
                    <span>
                        { button("open-all", phrases.open_all) }
                        { button("close-all", phrases.close_all) }
                    </span>
                </div>
                if let Some(search) = &content.search {
                    { field(phrases, search) }
                }
                { categories(phrases, outline.below(1), &content.faq, words) }
            </section>
        }
    }
}

/// The search, and how many it has found.
fn field(phrases: &Phrases, search: &FaqSearch) -> Html {
    html! {
        <div id="search_" class="fields">
            <label>
                { phrases.search }
                <input type="search" data-action="search" value={search.text.clone()} autocomplete="off" />
            </label>
            <output>{ &search.found }</output>
        </div>
    }
}

/// A button; what it does stands in `browser::actions`.
#[inline(never)]
pub fn button(action: &'static str, says: &'static str) -> Html {
    html! { <button type="button" data-action={action}>{ says }</button> }
}

/// A button that copies, and what came of it.
#[inline(never)]
pub fn copy(action: &'static str, says: &'static str, copied: Option<&'static str>) -> Html {
    html! { <p class="copy">{ button(action, says) }{ " " }<output>{ copied }</output></p> }
}

/// Questions under their headings, which begin at `outline`.
#[inline(never)]
pub fn categories(
    phrases: &Phrases,
    outline: Outline,
    categories: &[Category],
    search: Option<&Search>,
) -> Html {
    html! {
        <>
            for one in categories {
                { category(phrases, outline, one, search) }
            }
        </>
    }
}

fn category(phrases: &Phrases, outline: Outline, category: &Category, search: Option<&Search>) -> Html {
    let inner = if category.name.is_some() { outline.below(1) } else { outline };
    let is_hidden = category.questions.iter().all(|question| question.is_hidden);
    html! {
        <key={category.id.as_deref().unwrap_or_default()}>
            if let Some(name) = category.name.as_ref().filter(|_| !is_hidden) {
                { outline.heading(words(name)) }
            }
            <div class="answers" hidden={is_hidden}>
                for question in &category.questions {
                    { answer(phrases, inner, question, search) }
                }
            </div>
        </>
    }
}

fn answer(phrases: &Phrases, outline: Outline, answer: &QuestionView, search: Option<&Search>) -> Html {
    let asks = html! {
        <>{ words_with_hits(&answer.question, search) }{ mark(phrases.found_inside, answer.is_found_inside) }</>
    };
    html! {
        <details
            key={answer.id.as_str()}
            id={answer.id.clone()}
            class="answer"
            part="question"
            hidden={answer.is_hidden}
        >
            <summary>{ outline.heading(asks) }</summary>
            { rich_with_hits(outline.below(1), &answer.answer, search) }
            if let Some(put_right) = &answer.correction {
                { correction(phrases, outline.below(1), put_right) }
            }
            if let Some(updated) = &answer.updated {
                { meta(phrases.changed, time(updated)) }
            }
            { copy("copy-link", phrases.copy_link, answer.copied) }
        </details>
    }
}

fn words_with_hits(says: &Words, search: Option<&Search>) -> Html {
    match (&says.lang, search) {
        (_, None) => words(says),
        (None, _) => with_hits(&says.text, search),
        (Some(lang), _) => html! { <bdi lang={lang.clone()}>{ with_hits(&says.text, search) }</bdi> },
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
