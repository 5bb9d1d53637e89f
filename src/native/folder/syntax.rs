//! The errors of TOML itself, in words for people who don't write it every day.
//!
//! Owns the list of the slips that people make, found by the parser's message and
//! the line as it stands, and which of several errors only follow from another. Must
//! not know any field.

use std::ops::Range;

use toml::de::{DeTable, Error};

use super::diagnostics::Diagnostic;
use super::sources::{FileId, SourceSpan};
use super::toml_reader::german_date;

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

const MULTI_LINE: &str = r#"a text of several lines stands between `"""` and `"""`"#;

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
    let with_help =
        |title: &str, help: &str| Diagnostic::error(place.clone(), title).label(message).help(help);
    let with_fix = |title: &str, text: &str| {
        Diagnostic::error(value_place.clone(), title).patch("write", value_place.clone(), text)
    };
    let is_the_end = begins("unexpected `=` in array");
    let mut kind = Kind::Other;
    let diagnostic = if is_the_end {
        Diagnostic::error(end_before(line_start, text, file), "this list does not end")
            .label("`]` is missing")
            .help("what follows could not be read; check again when this is mended")
    } else if begins("duplicate key") {
        with_help(
            "this stands here for the second time",
            "delete one of the two; a further entry of a list begins with its own heading in [[…]]",
        )
    } else if value.contains(['„', '“', '”', '‚', '‘', '’', '«', '»']) && !value.starts_with(['"', '\''])
    {
        Diagnostic::error(value_place.clone(), "these are not the quotation marks that go around a text")
            .help("put straight ones around it: `\"…\"`; inside the text any will do")
    } else if let Some(date) = german_date(value) {
        with_fix("dates are written year-month-day", &date)
    } else if let Some(flag) = flag(value) {
        with_fix("yes and no are written true and false", flag)
    } else if begins("string values must be quoted") {
        with_fix("texts stand in quotation marks", &format!("\"{}\"", value.replace('"', "")))
    } else if begins("invalid basic string") {
        kind = Kind::OpenText;
        with_help("this text does not end", &format!("put `\"` at its end; {MULTI_LINE}"))
    } else if begins("invalid literal string") {
        kind = Kind::OpenText;
        with_help("this text does not end", &format!("put `'` at its end; {MULTI_LINE}"))
    } else if begins("invalid multi-line") {
        with_help("a text of several lines does not end", r#"put `"""` below it"#)
    } else if begins(NO_VALUE) {
        kind = Kind::NoValue;
        let help = match line.split_once(':') {
            Some((name, _)) if !name.contains([' ', '"']) => "write `=` instead of `:`".to_owned(),
            _ => format!("write it like `name = \"…\"`; {MULTI_LINE}"),
        };
        with_help("there is no `=` in this line", &help)
    } else if begins("unclosed array table") || begins("unclosed table") {
        with_help("this heading does not end", "close it with as many `]` as it has `[`")
    } else if begins("unexpected key or value") {
        with_help("this line goes on behind its value", "begin a new line here, or delete what is too much")
    } else {
        with_help(
            "this line can't be read",
            "compare it with its neighbours, or with what `statusctl init` writes",
        )
    };
    let place = diagnostic.place.clone().unwrap_or(place);
    Explained { diagnostic, place, is_the_end, kind }
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
