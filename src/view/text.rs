//! The small parts of every text: words, times, links, headings and marks.
//!
//! Owns how a text says its language, which addresses become links, and the level
//! of a heading. Knows nothing of what stands around it.

use yew::{Html, html};

use super::Frame;
use crate::core::rich_text::check_link;
use crate::core::view_model::{NamedLink, Time, Words};

/// The text. One in another language says so and, since it may run the other way,
/// keeps its direction to itself.
pub fn words(words: &Words) -> Html {
    match &words.lang {
        Some(lang) => html! { <bdi lang={lang.clone()}>{ &words.text }</bdi> },
        None => html! { &words.text },
    }
}

/// A time for readers and for machines.
pub fn time(time: &Time) -> Html {
    html! { <time datetime={time.datetime.clone()}>{ &time.text }</time> }
}

/// A line that says something about another text, and steps back behind it.
pub fn meta(text: Html) -> Html {
    html! { <p class="meta">{ text }</p> }
}

/// A link to `url`; only what it says, where the address is refused. The target
/// does not learn on which insurer's page its reader was, and gets no hold of the
/// window either (HTML Standard, link type `noreferrer`).
pub fn link(url: &str, text: Html) -> Html {
    match check_link(url) {
        Ok(()) => html! { <a href={url.to_owned()} rel="noreferrer">{ text }</a> },
        Err(_) => text,
    }
}

/// A link beside the text.
pub fn named_link(named: &NamedLink) -> Html {
    link(&named.url, words(&named.name))
}

impl Frame {
    /// A heading, `depth` below the widget's own; HTML ends at the sixth level.
    pub fn heading(self, depth: u8, text: Html) -> Html {
        const TAGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
        const CLASSES: [&str; 4] = ["title", "section-title", "group-title", "minor-title"];
        let tag = TAGS[usize::from(self.level.saturating_add(depth).clamp(1, 6)) - 1];
        let class = CLASSES[usize::from(depth.min(3))];
        html! { <@{tag} class={class}>{ text }</@> }
    }

    /// When a text was last changed.
    pub fn changed(self, when: &Time) -> Html {
        meta(html! { <>{ self.phrases.changed }{ time(when) }</> })
    }

    /// The mark of what is made up.
    pub fn example(self, is_example: bool) -> Html {
        html! {
            if is_example {
                { " " }<span class="example">{ self.phrases.example }</span>
            }
        }
    }
}
