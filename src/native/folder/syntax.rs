//! The errors of TOML itself, in words for people who don't write it every day.
//!
//! Owns the list of the slips that people make, found by the parser's message and
//! the line as it stands, and which of several errors only follow from another. Must
//! not know any field.

use std::ops::Range;

use toml::de::{DeTable, Error};

use super::dates;
use super::diagnostics::Diagnostic;
use super::sources::{FileId, SourceSpan};
use crate::native::bilingual::{Message, say};

/// What is said about an error.
pub struct Explained {
    /// The error.
    pub diagnostic: Diagnostic,
    /// Where it stands.
    pub place: SourceSpan,
    /// Whether all further errors only follow from this one.
    pub is_the_end: bool,
    kind: Kind,
}

/// What errors have to do with one another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A text is not closed; its further lines look like lines without `=`.
    OpenText,
    /// A line without `=`.
    NoValue,
    Other,
}

/// The line in which something stands, from 0.
pub fn line_of(place: &SourceSpan, text: &str) -> usize {
    text[..text.floor_char_boundary(place.span.start)].matches('\n').count()
}

/// The text with spaces for the lines at which the parser stops for good, so that
/// what stands behind them is read as well, and all errors on the way there.
pub fn readable(text: &str) -> (String, Vec<Error>) {
    let mut readable = text.to_owned();
    let mut errors = Vec::new();
    loop {
        let found = DeTable::parse_recoverable(&readable).1;
        let stops = found.iter().filter(|error| error.message().starts_with(NO_VALUE));
        let lines: Vec<_> = stops.filter_map(|error| Some(line_around(error.span()?.start, text))).collect();
        errors.extend(found);
        // A line that is blank already would be found for ever.
        let before = readable.clone();
        for line in lines {
            readable.replace_range(line.clone(), &" ".repeat(line.len()));
        }
        if readable == before {
            return (readable, errors);
        }
    }
}

/// The line around a byte, without its end.
fn line_around(at: usize, text: &str) -> Range<usize> {
    let at = text.floor_char_boundary(at);
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    start..text[at..].find('\n').map_or(text.len(), |end| at + end)
}

/// The errors that don't follow from one before, at most one a line, in the order of
/// the lines.
pub fn first_of_each(mut errors: Vec<Explained>, text: &str) -> Vec<Explained> {
    errors.sort_by_key(|one| one.place.span.start);
    let mut independent: Vec<Explained> = Vec::new();
    let mut last_line = None;
    let mut open_text = None;
    for error in errors {
        let line = line_of(&error.place, text);
        if error.kind == Kind::NoValue && open_text.is_some_and(|open| line == open + 1) {
            let is_closed = text.lines().nth(line).is_some_and(|line| line.contains(['"', '\'']));
            open_text = Some(line).filter(|_| !is_closed);
            continue;
        }
        if last_line == Some(line) {
            continue;
        }
        last_line = Some(line);
        if error.kind == Kind::OpenText {
            open_text = Some(line);
        }
        let is_the_end = error.is_the_end;
        independent.push(error);
        if is_the_end {
            break;
        }
    }
    independent
}

/// What the parser says of a line without `=`.
const NO_VALUE: &str = "key with no value";

/// Explains what the parser says about `place`.
pub fn explain(message: &str, place: SourceSpan, text: &str) -> Explained {
    let file = place.file;
    let whole = line_around(place.span.start, text);
    let (line_start, line) = (whole.start, &text[whole]);
    // What stands behind `=`, without a remark.
    let value = line.split_once('=').map_or("", |(_, value)| value).split('#').next().unwrap_or_default();
    let value_start =
        line_start + line.find('=').map_or(0, |at| at + 1) + value.len() - value.trim_start().len();
    let value = value.trim();
    let value_place = SourceSpan { file, span: value_start..value_start + value.len() };

    let begins = |start: &str| message.starts_with(start);
    // The parser speaks English.
    let label = Message { en: message.into(), de: String::new() };
    let with_help = |title: Message, help: Message| {
        Diagnostic::error(place.clone(), title).label(label.clone()).help(help)
    };
    let with_fix = |title: Message, text: &str| {
        Diagnostic::error(value_place.clone(), title).patch(
            say!("write", "schreiben Sie"),
            value_place.clone(),
            text,
        )
    };
    let is_the_end = begins("unexpected `=` in array");
    let mut kind = Kind::Other;
    let diagnostic = if is_the_end {
        Diagnostic::error(
            end_before(line_start, text, file),
            say!("this list does not end", "diese Liste hört nicht auf"),
        )
        .label(say!("`]` is missing", "`]` fehlt"))
        .help(say!(
            "what follows could not be read; check again when this is mended",
            "was folgt, war nicht zu lesen; prüfen Sie noch einmal, wenn das behoben ist"
        ))
    } else if begins("duplicate key") {
        with_help(
            say!("this stands here for the second time", "das steht hier zum zweiten Mal"),
            say!(
                "delete one of the two; a further entry of a list begins with its own heading in [[…]]",
                "löschen Sie eines von beiden; ein weiterer Eintrag einer Liste beginnt mit einer eigenen Überschrift in [[…]]"
            ),
        )
    } else if value.contains(['„', '“', '”', '‚', '‘', '’', '«', '»']) && !value.starts_with(['"', '\''])
    {
        let title = say!(
            "these are not the quotation marks that go around a text",
            "das sind nicht die Anführungszeichen, die um einen Text stehen"
        );
        with_fix(title, &straight(value))
    } else if dates::meant(value).is_some() {
        dates::not_a_date(value, value_place.clone())
    } else if let Some(flag) = flag(value) {
        with_fix(
            say!("yes and no are written true and false", "ja und nein heißen hier true und false"),
            flag,
        )
    } else if begins("string values must be quoted") {
        with_fix(
            say!("texts stand in quotation marks", "Texte stehen in Anführungszeichen"),
            &quoted_value(value),
        )
    } else if begins("invalid basic string") {
        kind = Kind::OpenText;
        with_help(no_end(), several_lines("put `\"` at its end", "setzen Sie `\"` an sein Ende"))
    } else if begins("invalid literal string") {
        kind = Kind::OpenText;
        with_help(no_end(), several_lines("put `'` at its end", "setzen Sie `'` an sein Ende"))
    } else if begins("invalid multi-line") {
        with_help(
            say!("a text of several lines does not end", "ein Text über mehrere Zeilen hört nicht auf"),
            say!(r#"put `"""` below it"#, r#"setzen Sie `"""` darunter"#),
        )
    } else if begins(NO_VALUE) {
        kind = Kind::NoValue;
        let help = match line.split_once(':') {
            Some((name, _)) if !name.contains([' ', '"']) => {
                say!("write `=` instead of `:`", "schreiben Sie `=` statt `:`")
            }
            _ => several_lines("write it like `name = \"…\"`", "schreiben Sie es wie `name = \"…\"`"),
        };
        with_help(say!("there is no `=` in this line", "in dieser Zeile steht kein `=`"), help)
    } else if begins("unclosed array table") || begins("unclosed table") {
        with_help(
            say!("this heading does not end", "diese Überschrift hört nicht auf"),
            say!(
                "close it with as many `]` as it has `[`",
                "schließen Sie sie mit so vielen `]`, wie sie `[` hat"
            ),
        )
    } else if begins("unexpected key or value") {
        with_help(
            say!("this line goes on behind its value", "diese Zeile geht hinter ihrem Wert weiter"),
            say!(
                "begin a new line here, or delete what is too much",
                "beginnen Sie hier eine neue Zeile, oder löschen Sie, was zu viel ist"
            ),
        )
    } else {
        with_help(
            say!("this line can't be read", "diese Zeile ist nicht zu lesen"),
            say!(
                "compare it with its neighbours, or with what `statusctl init` writes",
                "vergleichen Sie sie mit ihren Nachbarn, oder mit dem, was `statusctl init` schreibt"
            ),
        )
    };
    let place = diagnostic.place.clone().unwrap_or(place);
    Explained { diagnostic, place, is_the_end, kind }
}

fn no_end() -> Message {
    say!("this text does not end", "dieser Text hört nicht auf")
}

/// A help, and how texts of several lines are written.
fn several_lines(en: &str, de: &str) -> Message {
    Message {
        en: format!(r#"{en}; a text of several lines stands between `"""` and `"""`"#),
        de: format!(r#"{de}; ein Text über mehrere Zeilen steht zwischen `"""` und `"""`"#),
    }
}

/// A value in straight quotation marks, without those that stood around it.
fn straight(value: &str) -> String {
    let marks = ['„', '“', '”', '‚', '‘', '’', '«', '»', '"', '\''];
    let inner = value.trim_start_matches(marks).trim_end_matches(marks);
    quoted_value(inner)
}

/// A text as TOML has it on one line.
fn quoted_value(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', ""))
}

/// The end of the last line before `start` that is no remark.
fn end_before(start: usize, text: &str, file: FileId) -> SourceSpan {
    let mut end = text[..start].trim_end().len();
    while let Some(start) = text[..end].rfind('\n')
        && text[start..end].trim_start().starts_with('#')
    {
        end = text[..start].trim_end().len();
    }
    SourceSpan { file, span: end..end }
}

/// `true` or `false` as people write it who mean that.
fn flag(value: &str) -> Option<&'static str> {
    match value.to_lowercase().as_str() {
        "yes" | "ja" | "true" | "on" => Some("true"),
        "no" | "nein" | "false" | "off" => Some("false"),
        _ => None,
    }
}
