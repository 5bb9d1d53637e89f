//! What readers would see otherwise than it was meant.
//!
//! Owns the slips of people who know Markdown from hearsay, or whose text comes from a word
//! processor: signs that were meant for us and would be shown, lines that would run together,
//! numbers that would change. Each is said with an edit that mends it. What *is* Markdown and
//! can't be published is [`super::markdown`]'s business.
//!
//! A sign counts as shown where a text stands in the tree just as it stands in the file: what
//! somebody has escaped is meant.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::diagnostics::{Diagnostic, Diagnostics};
use super::fragment::Fragment;
use super::markdown::Spanned;
use crate::native::bilingual::Message;

mod addresses;
mod lines;
mod lists;
mod signs;

pub use lines::table_help;
pub use signs::without_tags;

/// One line of a paragraph, heading or item.
#[derive(Debug, Clone)]
struct Line {
    span: Range<usize>,
    /// Whether readers see the next line below this one, and not behind it.
    is_broken: bool,
}

/// The words of a paragraph, a heading or an item.
#[derive(Debug, Clone)]
struct Block {
    lines: Vec<Line>,
    is_heading: bool,
}

impl Block {
    fn span(&self) -> Range<usize> {
        let start = self.lines.first().map_or(0, |line| line.span.start);
        start..self.lines.last().map_or(start, |line| line.span.end)
    }
}

/// A text under examination.
struct Prose<'p, 't> {
    fragment: &'p Fragment<'t>,
    /// Whether headings are questions here.
    has_questions: bool,
    /// For each byte: whether readers see it as it stands.
    shown: Vec<bool>,
    /// For each byte: whether it stands in a link.
    linked: Vec<bool>,
    diagnostics: &'p mut Diagnostics,
}

/// Complains about all that readers would see otherwise than it was meant in `events`, which
/// are those of all of `fragment`.
pub fn check(
    fragment: &Fragment<'_>,
    events: &[Spanned<'_>],
    has_questions: bool,
    diagnostics: &mut Diagnostics,
) {
    let len = fragment.text.len();
    let mut prose =
        Prose { fragment, has_questions, shown: vec![false; len], linked: vec![false; len], diagnostics };
    for block in prose.blocks(events) {
        prose.headings(&block);
        if !block.is_heading {
            prose.lines(&block);
        }
        prose.signs(&block);
        prose.addresses(&block);
    }
    prose.lists(events);
}

/// Complains about signs in a short text that has no structure: readers see them all.
pub fn check_plain(fragment: &Fragment<'_>, diagnostics: &mut Diagnostics) {
    signs::plain(fragment, diagnostics);
}

impl<'t> Prose<'_, 't> {
    fn text(&self) -> &'t str {
        self.fragment.text
    }

    /// The blocks of words; notes on the way which bytes are shown and linked.
    fn blocks(&mut self, events: &[Spanned<'_>]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut lines: Vec<Line> = Vec::new();
        let mut is_open = false;
        let mut in_code = false;
        for (event, span) in events {
            let mut words = |span: &Range<usize>| {
                if is_open && let Some(line) = lines.last_mut() {
                    line.span.end = line.span.end.max(span.end);
                } else {
                    lines.push(Line { span: span.clone(), is_broken: false });
                    is_open = true;
                }
            };
            match event {
                Event::Start(Tag::CodeBlock(_)) => in_code = true,
                Event::End(TagEnd::CodeBlock) => in_code = false,
                Event::Text(text) if !in_code => {
                    words(span);
                    if self.text().get(span.clone()) == Some(text) {
                        self.shown[span.clone()].fill(true);
                        // The stroke before an escaped sign is no part of any text.
                        if span.start > 0
                            && self.before(span.start) == Some('\\')
                            && !self.shown[span.start - 1]
                        {
                            let len = self.behind(span.start).map_or(0, char::len_utf8);
                            self.shown[span.start..span.start + len].fill(false);
                        }
                    }
                }
                Event::Start(Tag::Link { .. }) => {
                    words(span);
                    self.linked[span.clone()].fill(true);
                }
                Event::Start(Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Image { .. })
                | Event::Code(_)
                | Event::InlineHtml(_)
                | Event::FootnoteReference(_) => words(span),
                Event::SoftBreak | Event::HardBreak => {
                    if let Some(line) = lines.last_mut() {
                        line.is_broken = matches!(event, Event::HardBreak);
                    }
                    is_open = false;
                }
                Event::End(
                    TagEnd::Link | TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Image,
                ) => {}
                // The beginning or the end of a block.
                Event::Start(_) | Event::End(_) | Event::Rule => {
                    let is_heading = matches!(event, Event::End(TagEnd::Heading(_)));
                    if !lines.is_empty() {
                        blocks.push(Block { lines: std::mem::take(&mut lines), is_heading });
                    }
                    is_open = false;
                }
                _ => {}
            }
        }
        if !lines.is_empty() {
            blocks.push(Block { lines, is_heading: false });
        }
        blocks
    }

    /// Whether readers see all of `span` as it stands.
    fn is_shown(&self, span: Range<usize>) -> bool {
        self.shown[span].iter().all(|shown| *shown)
    }

    /// Adds a diagnostic with an edit of these parts, if each can be spelt.
    fn suggest(&mut self, diagnostic: Diagnostic, help: Message, edits: &[(Range<usize>, String)]) {
        let spelt: Option<Vec<_>> =
            edits.iter().map(|(span, new)| self.fragment.edit(span.clone(), new)).collect();
        self.diagnostics.add(diagnostic.edits(help, spelt.unwrap_or_default()));
    }

    /// The beginning of the line in the file in which `at` stands, if nothing but blanks
    /// stand between them.
    fn line_start(&self, at: usize) -> usize {
        let start = self.text()[..at].rfind('\n').map_or(0, |end| end + 1);
        if self.text()[start..at].chars().all(is_blank) { start } else { at }
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text()[..at].chars().next_back()
    }

    fn behind(&self, at: usize) -> Option<char> {
        self.text()[at..].chars().next()
    }
}

/// Whether nothing is seen of a character but room.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{3164}')
}

/// The text with `edits`, which are in its order.
fn edited(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut edited = String::new();
    let mut end = 0;
    for (span, new) in edits {
        edited.push_str(&text[end..span.start]);
        edited.push_str(new);
        end = span.end;
    }
    edited + &text[end..]
}
