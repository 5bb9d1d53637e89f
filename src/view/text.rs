//! The small parts of every text: words, times, links and marks.
//!
//! Owns how a text says its language and which addresses become links. Knows nothing
//! of what stands around it.

use yew::{Html, html};

use crate::core::document::rich_text::check_link;
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{NamedLink, Time, Words};

/// The text. One in another language says so and, since it may run the other way,
/// keeps its direction to itself.
pub fn words(words: &Words) -> Html {
    match &words.lang {
        Some(lang) => html! { <bdi lang={lang.clone()}>{ &words.text }</bdi> },
        None => Html::from(&words.text),
    }
}

/// A time for readers and for machines.
pub fn time(time: &Time) -> Html {
    html! { <time datetime={time.datetime.clone()}>{ &time.text }</time> }
}

/// A link to `url`; only what it says, where the address is refused. The target
/// does not learn on which insurer's page its reader was, and gets no hold of the
/// window either (HTML Standard, link type `noreferrer`).
pub fn link(url: &str, says: Html) -> Html {
    match check_link(url) {
        Ok(()) => html! { <a href={url.to_owned()} rel="noreferrer">{ says }</a> },
        Err(_) => says,
    }
}

/// A link beside the text.
pub fn named_link(named: &NamedLink) -> Html {
    link(&named.url, words(&named.name))
}

/// When a text was last changed.
pub fn changed(phrases: &Phrases, when: &Time) -> Html {
    html! { <p class="meta">{ phrases.changed }{ time(when) }</p> }
}

/// The mark of what is made up.
pub fn example(phrases: &Phrases, is_example: bool) -> Html {
    html! {
        if is_example {
            { " " }
            <span class="example">{ phrases.example }</span>
        }
    }
}
