//! Headings and their levels in the page's outline.
//!
//! Owns which element and which class a heading gets. Knows nothing of what it says.

use yew::{Html, html};

/// The id of the widget's own heading. No document can have it.
pub const TITLE: &str = "title_";

/// A place in the page's outline, where a heading may stand.
#[derive(Clone, Copy)]
pub struct Outline {
    /// The level of the widget's own heading, 1 to 6.
    top: u8,
    /// How far below that.
    depth: u8,
}

impl Outline {
    /// The place of the widget's own heading, of `level` 1 to 6.
    pub fn new(level: u8) -> Self {
        Self { top: level, depth: 0 }
    }

    /// The place `levels` below this one.
    pub fn below(self, levels: u8) -> Self {
        Self { depth: self.depth.saturating_add(levels), ..self }
    }

    /// A heading at this place; HTML ends at the sixth level.
    #[inline(never)]
    pub fn heading(self, says: Html) -> Html {
        const TAGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
        const CLASSES: [&str; 4] = ["title", "section-title", "group-title", "minor-title"];
        let tag = TAGS[usize::from(self.top.saturating_add(self.depth).clamp(1, 6)) - 1];
        let class = CLASSES[usize::from(self.depth.min(3))];
        let (id, part) = if self.depth == 0 { (Some(TITLE), Some("title")) } else { (None, None) };
        html! { <@{tag} class={class} id={id} part={part}>{ says }</@> }
    }
}
