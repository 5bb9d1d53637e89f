//! Lines that were meant to be something: headings, items of a list, lines of their own.
//!
//! Owns how such lines begin when they are not written as Markdown has them.

use std::ops::Range;

use super::{Block, Prose, is_blank};
use crate::native::bilingual::{Message, say};
use crate::native::folder::dates::month;
use crate::native::folder::diagnostics::Diagnostic;

/// The most levels of headings.
const DEEPEST_HEADING: usize = 6;

/// The level of a question.
const QUESTION: usize = 3;

/// The longest line that looks like one of an address, in characters.
const SHORT_LINE: usize = 48;

/// What stands before an item where nothing else does: bullets of word processors.
fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '‣'
            | '▪'
            | '▫'
            | '●'
            | '○'
            | '◦'
            | '∙'
            | '·'
            | '⁃'
            | '➢'
            | '➤'
            | '►'
            | '▶'
            | '▸'
            | '✓'
            | '✔'
            | '☐'
            | '☑'
            | '✗'
            | '□'
            | '■'
            | '◆'
            | '◇'
            | '❖'
            | '⮚'
            | '・'
            | '\u{f000}'..='\u{f0ff}'
    )
}

/// What may stand before an item, or may be a dash of the sentence.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '*' | '+')
}

/// How a line begins that was meant to stand by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beginning {
    /// A bullet of this many bytes, blanks included.
    Bullet(usize),
    /// A dash of this many bytes, which may belong to the sentence.
    Dash(usize),
    /// A number, a letter in parentheses, a date, a time, a label or a picture.
    Own,
    /// The second line of an address.
    Address,
    Other,
}

impl Prose<'_, '_> {
    /// Lines that were meant as headings and are none.
    pub(super) fn headings(&mut self, block: &Block) {
        for line in &block.lines {
            if !block.is_heading {
                self.heading(line.span.clone());
            }
        }
    }

    fn heading(&mut self, span: Range<usize>) {
        let text = self.text();
        let line = &text[span.clone()];
        let marks_at = span.start + line.len() - line.trim_start_matches(is_blank).len();
        let behind = text[marks_at..span.end].trim_start_matches(['#', '＃']);
        let marks = &text[marks_at..span.end - behind.len()];
        let is_seen = |at: usize, len: usize| self.is_shown(at..at + len);
        // `{#id}` at the end, that only headings have.
        let id = ["{#", "｛#", "｛＃", "{＃"]
            .iter()
            .filter_map(|open| line.find(open).map(|at| (span.start + at, open.len())))
            .find(|(at, len)| self.has_questions && is_seen(*at, *len));
        let words = behind.trim_matches(is_blank);
        let is_meant = match marks.chars().count() {
            0 => id.is_some(),
            _ if words.is_empty() || !self.is_shown(marks_at..marks_at + marks.len()) => false,
            // A hashtag, or a number.
            1 if marks == "#" && id.is_none() && !behind.starts_with(is_blank) => {
                return self.hashtag(marks_at, words);
            }
            _ => true,
        };
        if !is_meant {
            return;
        }
        let level = match marks.chars().count() {
            0 => QUESTION,
            // Only questions and categories have ids.
            level if id.is_some() => level.min(QUESTION),
            level => level.min(DEEPEST_HEADING),
        };
        let mut heading = words.to_owned();
        if id.is_some() {
            heading = heading.replace('｛', "{").replace('｝', "}").replace('＃', "#");
            if marks.is_empty() {
                // A question in bold.
                heading = heading.replace("**", "");
            }
        }
        let start = self.line_start(marks_at);
        let diagnostic = Diagnostic::error(
            self.fragment.place(span.clone()),
            say!("this was meant as a heading and is none", "das soll eine Überschrift sein und ist keine"),
        )
        .label(if self.has_questions {
            say!("it would stand in the text before it", "sie stünde im Text davor")
        } else {
            say!("readers would see these signs", "diese Zeichen wären zu lesen")
        });
        let marks = "#".repeat(level);
        self.suggest(
            diagnostic,
            say!(
                "a heading begins with `{marks}` and an ordinary space, at the beginning of its line",
                "eine Überschrift beginnt mit `{marks}` und einem gewöhnlichen Leerzeichen, am Anfang ihrer Zeile"
            ),
            &[(start..span.end, format!("{marks} {heading}"))],
        );
    }

    fn hashtag(&mut self, at: usize, words: &str) {
        if !words.starts_with(char::is_alphabetic) {
            return;
        }
        let diagnostic = Diagnostic::warning(
            self.fragment.place(at..at + 1),
            say!("readers see this `#`", "dieses `#` ist zu lesen"),
        )
        .help(say!(
            "a heading has a space behind it: `#### …`",
            "in einer Überschrift steht dahinter ein Leerzeichen: `#### …`"
        ));
        self.suggest(
            diagnostic,
            say!("if it is meant as it stands, write", "wenn es so gemeint ist, schreiben Sie"),
            &[(at..at + 1, r"\#".to_owned())],
        );
    }

    /// Lines that would run together.
    pub(super) fn lines(&mut self, block: &Block) {
        let beginnings: Vec<Beginning> =
            (0..block.lines.len()).map(|index| self.beginning(block, index)).collect();
        if self.bullets(block, &beginnings) || self.columns(block) {
            return;
        }
        let own: Vec<usize> = (0..beginnings.len()).filter(|at| beginnings[*at] == Beginning::Own).collect();
        let is_address = beginnings.contains(&Beginning::Address);
        if own.len() < 2 && !is_address {
            return;
        }
        let behind: Vec<usize> = (1..beginnings.len())
            .filter(|at| match beginnings[*at] {
                Beginning::Own => own.len() > 1,
                Beginning::Address => true,
                _ => false,
            })
            .filter(|at| !block.lines[at - 1].is_broken)
            .collect();
        let Some(first) = behind.first() else { return };
        let diagnostic = Diagnostic::warning(
            self.fragment.place(block.lines[*first].span.clone()),
            say!(
                "readers see this behind the line above, not below it",
                "das ist hinter der Zeile darüber zu lesen, nicht darunter"
            ),
        );
        let edits: Vec<_> = behind
            .iter()
            .map(|at| {
                let end = block.lines[at - 1].span.end;
                (end..end, "\\".to_owned())
            })
            .collect();
        self.suggest(
            diagnostic,
            say!(
                "for lines of their own, put a `\\` at the end of those above",
                "für eigene Zeilen setzen Sie ein `\\` an das Ende der Zeilen darüber"
            ),
            &edits,
        );
    }

    fn beginning(&self, block: &Block, index: usize) -> Beginning {
        let span = block.lines[index].span.clone();
        let line = &self.text()[span.clone()];
        let Some(first) = line.chars().next() else { return Beginning::Other };
        if !self.is_shown(span.start..span.start + first.len_utf8()) {
            // `**Telefon:** …` is a label, too; an escaped sign is meant.
            let is_bold = line.starts_with("**") || line.starts_with("__");
            let is_number = line.starts_with(|c: char| c.is_ascii_digit());
            return if (is_bold && is_label(&line.replace(['*', '_'], "")))
                || (is_number && begins_with_date(line))
            {
                Beginning::Own
            } else {
                Beginning::Other
            };
        }
        let rest = &line[first.len_utf8()..];
        let words = rest.trim_start_matches(is_blank);
        let len = line.len() - words.len();
        if words.is_empty() {
            return Beginning::Other;
        }
        let is_apart = len > first.len_utf8();
        match first {
            _ if is_bullet(first) => Beginning::Bullet(len),
            // Word writes a round bullet of the second level with this letter.
            'o' if rest.starts_with('\t') => Beginning::Bullet(len),
            _ if is_dash(first) && (is_apart || words.starts_with(char::is_alphabetic)) => {
                // The dash of a sentence stands between its words.
                if is_apart && index == 0 { Beginning::Bullet(len) } else { Beginning::Dash(len) }
            }
            _ if is_picture(first) || is_number(line) || is_label(line) => Beginning::Own,
            _ if index > 0 && begins_with_date(line) => Beginning::Own,
            _ if index == 0 && begins_with_date(line) => Beginning::Own,
            _ if index > 0 && self.is_town(block, index) => Beginning::Address,
            _ => Beginning::Other,
        }
    }

    /// `12345 Musterstadt` below a short line.
    fn is_town(&self, block: &Block, index: usize) -> bool {
        let line = &self.text()[block.lines[index].span.clone()];
        let above = &self.text()[block.lines[index - 1].span.clone()];
        let (code, town) = line.split_once(' ').unwrap_or_default();
        code.len() == 5
            && code.bytes().all(|byte| byte.is_ascii_digit())
            && town.starts_with(char::is_uppercase)
            && town.split(' ').count() <= 3
            && above.chars().count() <= SHORT_LINE
            && above.ends_with(|c: char| c.is_ascii_digit() || c.is_ascii_lowercase())
            && above.contains(|c: char| c.is_ascii_digit())
    }

    /// Items that are none. Returns whether there are some.
    fn bullets(&mut self, block: &Block, beginnings: &[Beginning]) -> bool {
        let is_list = beginnings.iter().any(|one| matches!(one, Beginning::Bullet(_)))
            || beginnings.iter().filter(|one| matches!(one, Beginning::Dash(_))).count() > 1;
        if !is_list {
            return false;
        }
        let items: Vec<Range<usize>> = beginnings
            .iter()
            .zip(&block.lines)
            .filter_map(|(beginning, line)| match beginning {
                Beginning::Bullet(len) | Beginning::Dash(len) => Some(line.span.start..line.span.start + len),
                _ => None,
            })
            .collect();
        let edits: Vec<_> = items.iter().map(|item| (item.clone(), "- ".to_owned())).collect();
        let first = block.lines.iter().find(|line| line.span.start == items[0].start);
        let place = first.map_or(items[0].clone(), |line| line.span.clone());
        let diagnostic = Diagnostic::warning(
            self.fragment.place(place),
            say!(
                "this is no list, and readers see one paragraph",
                "das ist keine Liste, zu lesen ist ein einziger Absatz"
            ),
        );
        let help = say!("the items of a list begin with `- `", "die Punkte einer Liste beginnen mit `- `");
        for item in &items {
            // What is said of the line is said of its first sign.
            self.shown[item.clone()].fill(false);
        }
        self.suggest(diagnostic, help, &edits);
        true
    }

    /// Lines with columns. Returns whether there are some.
    fn columns(&mut self, block: &Block) -> bool {
        let text = self.text();
        let has_columns = |span: &Range<usize>| {
            let line = text[span.clone()].trim();
            let strokes = line.match_indices('|').filter(|(at, _)| self.shown[span.start + at]).count();
            line.contains('\t') || strokes > 1 || line.contains(" | ")
        };
        let rows: Vec<_> = block.lines.iter().filter(|line| has_columns(&line.span)).collect();
        if rows.len() < 2 {
            return false;
        }
        let diagnostic = Diagnostic::error(
            self.fragment.place(rows[0].span.clone()),
            say!("a table can't be published", "eine Tabelle kann nicht veröffentlicht werden"),
        )
        .help(table_help());
        self.diagnostics.add(diagnostic);
        true
    }
}

/// What to do instead of a table.
pub fn table_help() -> Message {
    say!(
        "write it as a list; tables do not fit on small screens",
        "schreiben Sie eine Liste; Tabellen passen nicht auf kleine Bildschirme"
    )
}

/// ✅, ❌, ➡ and the like, with which people mark what is what.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2460}'..='\u{24ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// `1.Erstens`, `1. Erstens`, `(1) Erstens`, `1.) Erstens`, `a) Erstens`.
fn is_number(line: &str) -> bool {
    let opened = line.strip_prefix('(').unwrap_or(line);
    let digits = opened.bytes().take_while(u8::is_ascii_digit).count();
    let marked = match digits {
        0 if opened.starts_with(|c: char| c.is_ascii_alphabetic()) => &opened[1..],
        1..=3 => &opened[digits..],
        _ => return false,
    };
    let marks = marked.len() - marked.trim_start_matches(['.', ')']).len();
    let is_letter = digits == 0;
    // `z. B.` is no letter of a list.
    let has_parenthesis = marked[..marks].contains(')');
    marks > 0
        && (!is_letter || has_parenthesis)
        && (marked[marks..].starts_with(is_blank)
            || (!is_letter && marked[marks..].starts_with(char::is_alphabetic)))
        && marked[marks..].trim_start().starts_with(|c: char| c.is_alphabetic() || "„\"»*_[".contains(c))
}

/// `Telefon: …`, `Mo–Fr: 8–18 Uhr`.
fn is_label(line: &str) -> bool {
    let Some((label, rest)) = line.split_once(':') else { return false };
    rest.starts_with(is_blank)
        && label.split(' ').count() <= 3
        && label.chars().count() <= 30
        && label.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// `3.5.2023 …`, `3. Mai …`, `14:05 …`, `14.05 Uhr …`, `2023-05-03 …`.
pub fn begins_with_date(line: &str) -> bool {
    let word = line.split(is_blank).next().unwrap_or_default().trim_end_matches([':', ',', '–', '-']);
    let next = line.split(is_blank).filter(|word| !word.is_empty()).nth(1).unwrap_or_default();
    let numbers: Vec<&str> =
        word.trim_end_matches('.').split(['.', ':', '-', '/', '\\']).filter(|one| !one.is_empty()).collect();
    let are_numbers = !numbers.is_empty()
        && numbers.iter().all(|one| one.len() <= 4 && one.bytes().all(|byte| byte.is_ascii_digit()));
    let next_word = next.trim_end_matches(|c: char| !c.is_alphabetic());
    are_numbers
        && match numbers.len() {
            1 => (word.ends_with('.') && month(next_word).is_some()) || next_word == "Uhr",
            2 => word.contains(':') || word.ends_with('.') || next_word == "Uhr",
            3 => true,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_begins_with_a_date_or_a_time_is_recognised_and_a_sentence_is_not() {
        for line in [
            "3.5.2023: x",
            "3.5. x",
            "03.05.2023 – x",
            "2023-05-03 x",
            "14:05 x",
            "14:05 Uhr: x",
            "9.30 Uhr x",
            "14 Uhr: x",
            "3. Mai: x",
            "3. Mai 2023, x",
            "24. Nov. x",
            r"3\. Mai x",
        ] {
            assert!(begins_with_date(line), "{line}");
        }
        for line in
            ["3 Dinge", "24 Stunden", "2.500 Menschen", "10.5 x", "3. Punkt", "im Mai", "", "50 % x", "1,5 x"]
        {
            assert!(!begins_with_date(line), "{line}");
        }
    }

    #[test]
    fn a_line_that_begins_with_a_number_or_a_letter_of_a_list_is_recognised() {
        for line in [
            "1.Erstens",
            "1. Erstens",
            "(1) Erstens",
            "1.) Erstens",
            "1)Erstens",
            "a) Erstens",
            "(b) Zweitens",
        ] {
            assert!(is_number(line), "{line}");
        }
        for line in ["z. B. so", "1.5 x", "100 x", "(siehe oben)", "2.500 x", "1. ", "A. Müller", "24.11. x"]
        {
            assert!(!is_number(line), "{line}");
        }
    }
}
