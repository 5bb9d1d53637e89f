//! The small parts of every text: words, times, links, headings and marks.
//!
//! Owns how a text says its language, which addresses become links, and the level
//! of a heading. Knows nothing of what stands around it.

use yew::Html;

use super::Frame;
use super::element::{element, element_with, fragment, text};
use crate::core::document::rich_text::check_link;
use crate::core::presentation::view_model::{NamedLink, Time, Words};

/// The text. One in another language says so and, since it may run the other way,
/// keeps its direction to itself.
pub fn words(words: &Words) -> Html {
    let inner = text(&words.text);
    match &words.lang {
        Some(lang) => element_with("bdi", &["lang"], &[lang], vec![inner]),
        None => inner,
    }
}

/// A time for readers and for machines.
pub fn time(time: &Time) -> Html {
    element_with("time", &["datetime"], &[&time.datetime], vec![text(&time.text)])
}

/// A paragraph.
pub fn paragraph(children: Vec<Html>) -> Html {
    element("p", "", children)
}

/// A text that matters.
pub fn strong(child: Html) -> Html {
    element("strong", "", vec![child])
}

/// A line that says something about another text, and steps back behind it.
pub fn meta(children: Vec<Html>) -> Html {
    element("p", "meta", children)
}

/// A link to `url`; only what it says, where the address is refused. The target
/// does not learn on which insurer's page its reader was, and gets no hold of the
/// window either (HTML Standard, link type `noreferrer`).
pub fn link(url: &str, child: Html) -> Html {
    match check_link(url) {
        Ok(()) => element_with("a", &["href", "rel"], &[url, "noreferrer"], vec![child]),
        Err(_) => child,
    }
}

/// A link beside the text.
pub fn named_link(named: &NamedLink) -> Html {
    link(&named.url, words(&named.name))
}

impl Frame {
    /// A heading, `depth` below the widget's own; HTML ends at the sixth level.
    pub fn heading(self, depth: u8, child: Html) -> Html {
        const TAGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
        const CLASSES: [&str; 4] = ["title", "section-title", "group-title", "minor-title"];
        let tag = TAGS[usize::from(self.level.saturating_add(depth).clamp(1, 6)) - 1];
        element(tag, CLASSES[usize::from(depth.min(3))], vec![child])
    }

    /// When a text was last changed.
    pub fn changed(self, when: &Time) -> Html {
        meta(vec![text(self.phrases.changed), time(when)])
    }

    /// The mark of what is made up.
    pub fn example(self, is_example: bool) -> Html {
        if !is_example {
            return Html::default();
        }
        fragment(vec![text(" "), element("span", "example", vec![text(self.phrases.example)])])
    }
}
