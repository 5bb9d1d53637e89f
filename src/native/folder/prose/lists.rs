//! Lists that were not meant as such, or whose numbers would change.
//!
//! Owns what the numbers of a list say. Also emphasis that began inside of a word.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Prose;
use crate::native::bilingual::say;
use crate::native::folder::dates::month;
use crate::native::folder::diagnostics::Diagnostic;
use crate::native::folder::markdown::Spanned;

/// An item of a numbered list.
#[derive(Debug, Clone)]
struct Item {
    /// Its number and the mark behind it.
    marker: Range<usize>,
    number: u64,
    is_date: bool,
}

impl Prose<'_, '_> {
    pub(super) fn lists(&mut self, events: &[Spanned<'_>]) {
        // The items of the lists that are open, each list with whether it is numbered.
        let mut open: Vec<(bool, Vec<Item>)> = Vec::new();
        let mut before: Option<&Event<'_>> = None;
        for (event, span) in events {
            match event {
                Event::Start(Tag::List(first)) => open.push((first.is_some(), Vec::new())),
                Event::Start(Tag::Item) => {
                    let item = self.item(span);
                    let Some((is_numbered, items)) = open.last_mut() else { continue };
                    match item {
                        Some(item) if *is_numbered => items.push(item),
                        _ if !*is_numbered => self.telephone(span),
                        _ => {}
                    }
                }
                Event::End(TagEnd::Item) if matches!(before, Some(Event::Start(Tag::Item))) => {
                    let message = say!(
                        "readers see an empty item of a list",
                        "zu lesen ist ein leerer Punkt einer Liste"
                    );
                    self.diagnostics.add(Diagnostic::warning(self.fragment.line(span), message).help(say!(
                        "write something there, or delete it",
                        "schreiben Sie etwas dahin, oder löschen Sie ihn"
                    )));
                }
                Event::End(TagEnd::List(_)) => {
                    if let Some((true, items)) = open.pop() {
                        self.numbers(&items);
                    }
                }
                Event::Start(Tag::Emphasis) => self.emphasis(span),
                _ => {}
            }
            before = Some(event);
        }
    }

    /// The number of an item, and whether it is a date's.
    fn item(&self, span: &Range<usize>) -> Option<Item> {
        let text = self.text().get(span.clone())?;
        let start = text.len() - text.trim_start().len();
        let len = text[start..].bytes().take_while(u8::is_ascii_digit).count();
        let behind = text[start + len..].strip_prefix(['.', ')']).filter(|_| len > 0)?;
        let word = behind.split_whitespace().next().unwrap_or_default();
        let word = word.trim_matches(|c: char| !c.is_alphabetic());
        Some(Item {
            marker: span.start + start..span.start + start + len + 1,
            number: text[start..start + len].parse().ok()?,
            is_date: month(word).is_some(),
        })
    }

    fn numbers(&mut self, items: &[Item]) {
        let Some(first) = items.first() else { return };
        let are_all_one = items.iter().all(|item| item.number == 1);
        let expected = |index: usize| u64::try_from(index + 1).unwrap_or(u64::MAX);
        let changed = items.iter().enumerate().find(|(index, item)| item.number != expected(*index));
        let date = items.iter().find(|item| item.is_date);
        let diagnostic = match (date, changed) {
            (Some(date), _) => Diagnostic::warning(
                self.fragment.place(date.marker.clone()),
                say!(
                    "readers see a numbered list and no dates",
                    "zu lesen ist eine nummerierte Liste und kein Datum"
                ),
            ),
            _ if are_all_one => return,
            (None, Some((0, _))) => Diagnostic::warning(
                self.fragment.place(first.marker.clone()),
                say!("readers see this list begin at 1", "diese Liste beginnt für Leser bei 1"),
            )
            .label(say!("begins at {}", "beginnt bei {}", first.number)),
            (None, Some((index, item))) => Diagnostic::warning(
                self.fragment.place(item.marker.clone()),
                say!("readers see another number here", "hier ist eine andere Zahl zu lesen"),
            )
            .label(say!("readers see {}", "zu lesen ist {}", expected(index))),
            (None, None) => return,
        };
        let mut edits = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let start = self.line_start(item.marker.start);
            let is_below_a_blank =
                self.text()[..start].ends_with("\n\n") || self.text()[..start].ends_with("\n\r\n");
            if index > 0 && start < item.marker.start + 1 && !is_below_a_blank {
                edits.push((start..start, "\n".to_owned()));
            }
            let mark = item.marker.end - 1;
            edits.push((mark..mark, "\\".to_owned()));
        }
        self.suggest(
            diagnostic,
            say!(
                "for the numbers as they stand here, write",
                "für die Zahlen, wie sie hier stehen, schreiben Sie"
            ),
            &edits,
        );
    }

    /// `+ 49 800 …`, which begins a list.
    fn telephone(&mut self, span: &Range<usize>) {
        let text = self.text().get(span.clone()).unwrap_or_default();
        let Some(rest) = text.trim_start().strip_prefix('+') else { return };
        if !rest.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            return;
        }
        let at = span.start + text.len() - text.trim_start().len();
        let diagnostic = Diagnostic::warning(
            self.fragment.place(at..at + 1),
            say!(
                "readers see an item of a list and no `+`",
                "zu lesen ist ein Punkt einer Liste und kein `+`"
            ),
        );
        let blanks = rest.len() - rest.trim_start().len();
        self.suggest(
            diagnostic,
            say!("for a number, write", "für eine Nummer schreiben Sie"),
            &[(at..at + 1 + blanks, r"\+".to_owned())],
        );
    }

    /// `Versicherte*r und Ärzt*innen`: what is between the stars would be in italics.
    fn emphasis(&mut self, span: &Range<usize>) {
        let is_star = self.text()[span.start..].starts_with('*');
        if !is_star || span.len() < 2 || !self.before(span.start).is_some_and(char::is_alphanumeric) {
            return;
        }
        let diagnostic = Diagnostic::warning(
            self.fragment.place(span.start..span.start + 1),
            say!(
                "readers see no stars here, but italics up to the next one",
                "hier sind keine Sternchen zu lesen, sondern Kursives bis zum nächsten"
            ),
        );
        self.suggest(
            diagnostic,
            say!("for stars inside of words, write", "für Sternchen in Wörtern schreiben Sie"),
            &[(span.start..span.start + 1, r"\*".to_owned()), (span.end - 1..span.end, r"\*".to_owned())],
        );
    }
}
