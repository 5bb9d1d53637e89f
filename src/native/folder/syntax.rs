//! The errors of TOML itself, in words for people who don't write it every day.
//!
//! Owns the list of the slips that people make, found by the parser's message and
//! the line as it stands. Must not know any field.

use super::diagnostic::Diagnostic;
use super::reader::german_date;
use super::sources::Place;

/// What is said about an error.
pub struct Explained {
    /// The error.
    pub diagnostic: Diagnostic,
    /// Whether all further errors only follow from this one.
    pub is_the_end: bool,
}

const MULTI_LINE: &str = r#"a text of several lines stands between `"""` and `"""`"#;

/// Explains what the parser says about `place`.
pub fn explain(message: &str, place: Place, text: &str) -> Explained {
    let file = place.file;
    let start = text.floor_char_boundary(place.span.start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    // What stands behind `=`, without a remark.
    let value = line.split_once('=').map_or("", |(_, value)| value).split('#').next().unwrap_or_default();
    let value_start =
        line_start + line.find('=').map_or(0, |at| at + 1) + value.len() - value.trim_start().len();
    let value = value.trim();
    let value_place = Place { file, span: value_start..value_start + value.len() };

    let told = |title: &str, help: &str| Diagnostic::error(place.clone(), title).label(message).help(help);
    let is_the_end = message.starts_with("unexpected `=` in array");
    let diagnostic = if is_the_end {
        // The last line before that is no remark.
        let mut end = text[..line_start].trim_end().len();
        while let Some(start) = text[..end].rfind('\n')
            && text[start..end].trim_start().starts_with('#')
        {
            end = text[..start].trim_end().len();
        }
        Diagnostic::error(Place { file, span: end..end }, "this list does not end")
            .label("`]` is missing")
            .help("what follows could not be read; check again when this is mended")
    } else if message.starts_with("duplicate key") {
        told(
            "this stands here for the second time",
            "delete one of the two; a further entry of a list begins with its own heading in [[…]]",
        )
    } else if value.contains(['„', '“', '”', '‚', '‘', '’', '«', '»']) && !value.starts_with(['"', '\''])
    {
        Diagnostic::error(value_place, "these are not the quotation marks that go around a text")
            .help("put straight ones around it: `\"…\"`; inside the text any will do")
    } else if let Some(date) = german_date(value) {
        Diagnostic::error(value_place.clone(), "dates are written year-month-day").patch(
            "write",
            value_place,
            date,
        )
    } else if message.starts_with("string values must be quoted") {
        let mended = format!("\"{}\"", value.replace('"', ""));
        Diagnostic::error(value_place.clone(), "texts stand in quotation marks").patch(
            "write",
            value_place,
            mended,
        )
    } else if message.starts_with("invalid basic string") {
        told("this text does not end", &format!("put `\"` at its end; {MULTI_LINE}"))
    } else if message.starts_with("invalid multi-line basic string") {
        told("a text of several lines does not end", r#"put `"""` below it"#)
    } else if message.starts_with("key with no value") {
        told("there is no `=` in this line", &format!("write it like `name = \"…\"`; {MULTI_LINE}"))
    } else {
        told(
            "this line can't be read",
            "compare it with its neighbours, or with what `statusctl init` writes",
        )
    };
    Explained { diagnostic, is_the_end }
}
