//! Signs that were meant for us and that readers would see: stars without a partner,
//! names of characters, what is left of HTML.
//!
//! Owns which signs those are, and what becomes of them.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::{Block, Prose, edited};
use crate::native::bilingual::{Message, say};
use crate::native::folder::diagnostics::{Diagnostic, Diagnostics};
use crate::native::folder::fragment::Fragment;

/// Several of the same sign.
#[derive(Debug, Clone)]
struct Run {
    span: Range<usize>,
    sign: char,
}

/// An edit of a text: what stands where.
type Edits = Vec<(Range<usize>, String)>;

/// Names of characters that people know by heart (HTML, "Named character references"), and
/// the characters.
const NAMES: [(&str, &str); 21] = [
    ("nbsp", "\u{a0}"),
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("auml", "ä"),
    ("ouml", "ö"),
    ("uuml", "ü"),
    ("Auml", "Ä"),
    ("Ouml", "Ö"),
    ("Uuml", "Ü"),
    ("szlig", "ß"),
    ("euro", "€"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("shy", "\u{ad}"),
    ("bdquo", "„"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("hellip", "…"),
];

impl Prose<'_, '_> {
    pub(super) fn signs(&mut self, block: &Block) {
        for sign in ['*', '_', '`', '~', '=', '+', '＊'] {
            self.delimiters(block, sign);
        }
        self.entities(block);
        self.tags(block);
        self.last_stroke(block);
    }

    /// Signs that make words bold, struck out and the like where they stand right.
    fn delimiters(&mut self, block: &Block, sign: char) {
        let runs: Vec<Run> =
            self.runs(block, sign).into_iter().filter(|run| self.is_out_of_place(run)).collect();
        // `==so==` and `++so++` mean something elsewhere; one alone is an equals sign.
        let alone = match sign {
            '=' | '+' => 2,
            _ => 1,
        };
        let Some(first) = runs.first().filter(|_| runs.len() >= alone) else { return };
        let seen = &self.text()[first.span.clone()];
        let message = match sign {
            '*' | '＊' => say!("readers see these stars", "diese Sternchen sind zu lesen"),
            '`' => say!("readers see this accent", "dieser Akzent ist zu lesen"),
            _ => say!("readers see `{seen}`", "zu lesen ist `{seen}`"),
        };
        let mut diagnostic = Diagnostic::warning(self.fragment.place(first.span.clone()), message);
        if matches!(sign, '*' | '_' | '＊') && runs.iter().any(|run| run.span.len() > 1) {
            diagnostic = diagnostic.help(say!(
                "bold words have `**` directly before and behind them: `**words**`",
                "fette Wörter haben `**` direkt vor und hinter sich: `**Wörter**`"
            ));
        }
        let (help, edits) = self.mend(block, &runs);
        self.suggest(diagnostic, help, &edits);
    }

    /// What `sign` repeated is shown in `block`.
    fn runs(&self, block: &Block, sign: char) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let span = block.span();
        for (at, c) in self.text()[span.clone()].char_indices() {
            let place = span.start + at..span.start + at + c.len_utf8();
            if c != sign || !self.is_shown(place.clone()) {
                continue;
            }
            match runs.last_mut() {
                Some(run) if run.span.end == place.start => run.span.end = place.end,
                _ => runs.push(Run { span: place, sign }),
            }
        }
        runs
    }

    /// Whether a sign was probably meant to do something. Inside of a word (`Ärzt*innen`,
    /// `datei_name`, `geht's`) and between numbers (`3 * 4`) it was not.
    fn is_out_of_place(&self, run: &Run) -> bool {
        let len = run.span.len() / run.sign.len_utf8();
        let (before, behind) = (self.before(run.span.start), self.behind(run.span.end));
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_inside = is_word(before) && is_word(behind);
        let is_sum = self.text()[..run.span.start].trim_end().ends_with(|c: char| c.is_ascii_digit())
            && self.text()[run.span.end..].trim_start().starts_with(|c: char| c.is_ascii_digit());
        match run.sign {
            '*' => len > 1 || !(is_inside || is_sum),
            // A line to write on has many.
            '_' => len == 2 || (len == 1 && !is_inside),
            '`' => !is_inside,
            '~' | '=' | '+' => len == 2,
            _ => len > 1,
        }
    }

    /// The first edit after which none of `runs` is shown any more.
    fn mend(&self, block: &Block, runs: &[Run]) -> (Message, Edits) {
        let sign = runs[0].sign;
        if sign == '＊' {
            let edits = runs.iter().map(|run| (run.span.clone(), "**".to_owned())).collect();
            return (say!("write", "schreiben Sie"), edits);
        }
        let joined = self.joined(runs);
        if !joined.is_empty() && matches!(sign, '*' | '_') && self.works(block, &joined, sign) {
            return (say!("for bold words, write", "für fette Wörter schreiben Sie"), joined);
        }
        let is_taken = runs.iter().any(|run| run.span.len() > 1) || sign == '`';
        if is_taken {
            let edits = runs.iter().map(|run| (run.span.clone(), String::new())).collect();
            return (say!("without them, it is", "ohne sie heißt es"), edits);
        }
        let edits = runs.iter().map(|run| (run.span.clone(), format!("\\{sign}"))).collect();
        (say!("if it is meant as it stands, write", "wenn es so gemeint ist, schreiben Sie"), edits)
    }

    /// Pairs of signs, brought to where they work: without blanks inside, and with one
    /// outside where words follow directly.
    fn joined(&self, runs: &[Run]) -> Edits {
        let mut edits = Edits::new();
        for pair in runs.chunks(2) {
            let [open, close] = pair else { return Edits::new() };
            let (inner_start, inner_end) = (open.span.end, close.span.start);
            let inner = &self.text()[inner_start..inner_end];
            if inner.trim().is_empty() || open.span.len() != close.span.len() {
                return Edits::new();
            }
            if self.before(open.span.start).is_some_and(char::is_alphanumeric) {
                edits.push((open.span.start..open.span.start, " ".into()));
            }
            let (leading, trailing) =
                (inner.len() - inner.trim_start().len(), inner.len() - inner.trim_end().len());
            if leading > 0 {
                edits.push((inner_start..inner_start + leading, String::new()));
            }
            if trailing > 0 {
                edits.push((inner_end - trailing..inner_end, String::new()));
            }
            if self.behind(close.span.end).is_some_and(char::is_alphanumeric) {
                edits.push((close.span.end..close.span.end, " ".into()));
            }
        }
        edits
    }

    /// Whether nobody sees `sign` out of place in `block` after `edits`.
    fn works(&self, block: &Block, edits: &Edits, sign: char) -> bool {
        let span = block.span();
        let shifted: Edits =
            edits.iter().map(|(at, new)| (at.start - span.start..at.end - span.start, new.clone())).collect();
        let text = edited(&self.text()[span], &shifted);
        let doubled = sign.to_string().repeat(2);
        !Parser::new(&text).any(|event| matches!(event, Event::Text(text) if text.contains(&doubled) || text.as_ref() == sign.to_string()))
    }

    /// `&foo;`, which is no character, and `&nbsp` without its end.
    fn entities(&mut self, block: &Block) {
        let span = block.span();
        for (at, _) in self.text()[span.clone()].match_indices('&') {
            let start = span.start + at;
            let name = name_of(&self.text()[start + 1..span.end]);
            let end = start + 1 + name.len();
            if name.is_empty() || !self.is_shown(start..end) {
                continue;
            }
            let known = NAMES.iter().find(|(known, _)| *known == name);
            let is_ended = self.behind(end) == Some(';');
            let edit = match (known, is_ended) {
                (Some(_), false) => (end..end, ";".to_owned()),
                (None, true) => (start..start + 1, r"\&".to_owned()),
                _ => continue,
            };
            let seen = &self.text()[start..end + usize::from(is_ended)];
            let diagnostic = Diagnostic::warning(
                self.fragment.place(start..end + usize::from(is_ended)),
                say!(
                    "readers see `{seen}`, which names no character",
                    "zu lesen ist `{seen}`; das ist kein Name eines Zeichens"
                ),
            );
            self.suggest(diagnostic, say!("write", "schreiben Sie"), &[edit]);
        }
    }

    /// `<o:p>`, `<![if …]>` and other tags that even HTML has not got.
    fn tags(&mut self, block: &Block) {
        let span = block.span();
        let mut found = Edits::new();
        for (at, _) in self.text()[span.clone()].match_indices('<') {
            let start = span.start + at;
            let Some(len) = foreign_tag(&self.text()[start..span.end]) else { continue };
            let is_inside = found.last().is_some_and(|(before, _)| start < before.end);
            if self.is_shown(start..start + 1) && !is_inside {
                found.push((start..start + len, String::new()));
            }
        }
        let Some((first, _)) = found.first() else { return };
        let message = say!("HTML can't be published", "HTML kann nicht veröffentlicht werden");
        let diagnostic = Diagnostic::error(self.fragment.place(first.clone()), message);
        self.suggest(diagnostic, without_tags(), &found);
    }

    /// A `\` at the end, where no line follows.
    fn last_stroke(&mut self, block: &Block) {
        let end = block.span().end;
        if block.span().is_empty() || !self.text()[..end].ends_with('\\') || !self.is_shown(end - 1..end) {
            return;
        }
        let diagnostic = Diagnostic::warning(
            self.fragment.place(end - 1..end),
            say!("readers see this `\\`", "dieses `\\` ist zu lesen"),
        );
        let help = say!("without it, the line is", "ohne es heißt die Zeile");
        self.suggest(diagnostic, help, &[(end - 1..end, String::new())]);
    }
}

/// What stands over an edit that takes tags away.
pub fn without_tags() -> Message {
    say!("without its tags, it is", "ohne die Auszeichnungen heißt es")
}

/// The letters and digits at the beginning.
fn name_of(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_alphanumeric).count()]
}

/// The length of a tag at the beginning of `text` that is none of HTML.
fn foreign_tag(text: &str) -> Option<usize> {
    let end = text.find('>')?;
    let inner = text[1..end].trim_start_matches('/');
    let is_foreign = inner.starts_with(['!', '?'])
        || inner.split_once(':').is_some_and(|(space, name)| {
            !space.is_empty()
                && space.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && name.starts_with(|c: char| c.is_ascii_alphabetic())
        });
    is_foreign.then_some(end + 1)
}

/// Complains about signs of Markdown and HTML in a text without structure.
pub fn plain(fragment: &Fragment<'_>, diagnostics: &mut Diagnostics) {
    let text = fragment.text;
    let mut edits = Edits::new();
    for mark in ["**", "__", "~~"] {
        let found: Vec<_> = text.match_indices(mark).collect();
        if found.len() > 1 {
            edits.extend(found.iter().map(|(at, _)| (*at..at + mark.len(), String::new())));
        }
    }
    for (at, _) in text.match_indices('&') {
        let name = name_of(&text[at + 1..]);
        let end = at + 1 + name.len();
        if let Some((_, meant)) = NAMES.iter().find(|(known, _)| *known == name)
            && text[end..].starts_with(';')
        {
            edits.push((at..end + 1, (*meant).to_owned()));
        }
    }
    for (at, _) in text.match_indices('<') {
        let inner = text[at + 1..].trim_start_matches('/');
        let is_tag = foreign_tag(&text[at..]).is_some()
            || ["b>", "i>", "strong>", "em>", "br", "p>", "span", "a ", "a>", "u>", "sup>", "sub>"]
                .iter()
                .any(|tag| inner.starts_with(tag));
        if let (true, Some(len)) = (is_tag, text[at..].find('>')) {
            edits.push((at..at + len + 1, String::new()));
        }
    }
    for (at, _) in text.match_indices("](") {
        if let (Some(open), Some(len)) = (text[..at].rfind('['), text[at..].find(')')) {
            edits.push((open..open + 1, String::new()));
            edits.push((at..at + len + 1, String::new()));
        }
    }
    edits.sort_by_key(|(span, _)| span.start);
    let mut end = 0;
    edits.retain(|(span, _)| {
        let is_behind = span.start >= end;
        end = end.max(span.end);
        is_behind
    });
    let Some((first, _)) = edits.first() else { return };
    let seen = &text[first.clone()];
    let diagnostic = Diagnostic::warning(
        fragment.place(first.clone()),
        say!(
            "readers see `{seen}`: this text has no structure",
            "zu lesen ist `{seen}`: dieser Text wird gezeigt, wie er hier steht"
        ),
    );
    let spelt: Option<Vec<_>> = edits.iter().map(|(span, new)| fragment.edit(span.clone(), new)).collect();
    diagnostics.add(diagnostic.edits(say!("write", "schreiben Sie"), spelt.unwrap_or_default()));
}
