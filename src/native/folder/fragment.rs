//! A piece of Markdown, and where it stands.
//!
//! Owns how its bytes map to those of a file, and how a text is spelt that is put there:
//! in a text of TOML a `\` is written `\\`. Must not know what the Markdown says.

use std::ops::Range;

use super::sources::{FileId, SourceSpan};

/// See the module's description.
#[derive(Debug, Clone)]
pub struct Fragment<'t> {
    /// The file.
    pub file: FileId,
    /// The Markdown.
    pub text: &'t str,
    /// Where all of it stands.
    whole: Range<usize>,
    origin: Origin,
}

/// How the bytes of the text came from the file.
#[derive(Debug, Clone)]
enum Origin {
    /// The file is the text.
    File,
    /// A text in TOML: for each byte, the bytes of the file that it came from.
    Toml { bytes: Vec<Range<usize>>, quotes: Quotes },
    /// Nobody knows.
    Unknown,
}

/// What stands around a text in TOML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// `"…"`
    Basic,
    /// `"""…"""`
    MultiLineBasic,
    /// `'…'`
    Literal,
    /// `'''…'''`
    MultiLineLiteral,
}

impl<'t> Fragment<'t> {
    /// All of a file.
    pub fn of_file(file: FileId, text: &'t str) -> Self {
        Self { file, text, whole: 0..text.len(), origin: Origin::File }
    }

    /// The text that stands, with its quotation marks, at `whole` in the TOML of `file`.
    pub fn of_toml(file: FileId, toml: &str, whole: Range<usize>, text: &'t str) -> Self {
        let raw = toml.get(whole.clone()).unwrap_or_default();
        let read = unescape(raw).filter(|(read, ..)| read == text);
        let origin = read.map_or(Origin::Unknown, |(_, bytes, quotes)| {
            let shifted = bytes.into_iter().map(|byte| whole.start + byte.start..whole.start + byte.end);
            Origin::Toml { bytes: shifted.collect(), quotes }
        });
        Self { file, text, whole, origin }
    }

    /// Where a part of it stands.
    pub fn place(&self, span: Range<usize>) -> SourceSpan {
        let span = match &self.origin {
            Origin::File => span,
            Origin::Toml { bytes, .. } => {
                let start = match bytes.get(span.start) {
                    Some(byte) => byte.start,
                    None => bytes.last().map_or(self.whole.end, |byte| byte.end),
                };
                let end = if span.is_empty() {
                    start
                } else {
                    bytes.get(span.end - 1).map_or(start, |byte| byte.end)
                };
                start..end.max(start)
            }
            Origin::Unknown => self.whole.clone(),
        };
        SourceSpan { file: self.file, span }
    }

    /// Where the first line of a part of it stands.
    pub fn line(&self, span: &Range<usize>) -> SourceSpan {
        let text = self.text.get(span.clone()).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default().trim_end();
        self.place(span.start..span.start + line.len())
    }

    /// `new` in place of a part of it, spelt as it must be there; none if that can't be.
    pub fn edit(&self, span: Range<usize>, new: &str) -> Option<(SourceSpan, String)> {
        let spelt = self.spelt(new)?;
        Some((self.place(span), spelt))
    }

    /// How a text is spelt here.
    pub fn spelt(&self, new: &str) -> Option<String> {
        let quotes = match &self.origin {
            Origin::File => return Some(new.to_owned()),
            Origin::Toml { quotes, .. } => *quotes,
            Origin::Unknown => return None,
        };
        let escaped = || new.replace('\\', r"\\").replace('"', "\\\"");
        match quotes {
            Quotes::Basic => Some(escaped().replace('\n', "\\n")),
            Quotes::MultiLineBasic => Some(escaped()),
            Quotes::Literal => Some(new.to_owned()).filter(|new| !new.contains(['\'', '\n'])),
            Quotes::MultiLineLiteral => Some(new.to_owned()).filter(|new| !new.contains('\'')),
        }
    }
}

/// Reads a text of TOML with its quotation marks (TOML 1.1, "String"): the text, and for
/// each of its bytes those that it came from. Nothing if it is spelt in another way.
fn unescape(raw: &str) -> Option<(String, Vec<Range<usize>>, Quotes)> {
    let (quotes, mark) = match raw {
        _ if raw.starts_with("\"\"\"") => (Quotes::MultiLineBasic, 3),
        _ if raw.starts_with("'''") => (Quotes::MultiLineLiteral, 3),
        _ if raw.starts_with('"') => (Quotes::Basic, 1),
        _ if raw.starts_with('\'') => (Quotes::Literal, 1),
        _ => return None,
    };
    let end = raw.len().checked_sub(mark).filter(|end| *end >= mark)?;
    let mut at = mark;
    if mark == 3 {
        // A break directly behind the marks is no part of the text.
        at += ["\r\n", "\n"].iter().find(|end| raw[at..].starts_with(**end)).map_or(0, |end| end.len());
    }
    let is_basic = matches!(quotes, Quotes::Basic | Quotes::MultiLineBasic);
    let mut text = String::new();
    let mut bytes = Vec::new();
    while at < end {
        let c = raw.get(at..end)?.chars().next()?;
        let (read, len) = match c {
            '\\' if is_basic => escape(raw.get(at..end)?)?,
            _ => (Some(c), c.len_utf8()),
        };
        if let Some(read) = read {
            text.push(read);
            if len == read.len_utf8() && c == read {
                bytes.extend((at..at + len).map(|byte| byte..byte + 1));
            } else {
                bytes.extend((0..read.len_utf8()).map(|_| at..at + len));
            }
        }
        at += len;
    }
    Some((text, bytes, quotes))
}

/// The sign that an escape stands for, if it is not a break that is left out, and how long
/// it is.
fn escape(raw: &str) -> Option<(Option<char>, usize)> {
    let kind = raw[1..].chars().next()?;
    let hex = |len: usize| {
        let number = u32::from_str_radix(raw.get(2..2 + len)?, 16).ok()?;
        Some((Some(char::from_u32(number)?), 2 + len))
    };
    let one = |c: char| Some((Some(c), 2));
    match kind {
        'b' => one('\u{8}'),
        't' => one('\t'),
        'n' => one('\n'),
        'f' => one('\u{c}'),
        'r' => one('\r'),
        'e' => one('\u{1b}'),
        '"' | '\\' => one(kind),
        'x' => hex(2),
        'u' => hex(4),
        'U' => hex(8),
        _ if kind.is_whitespace() => {
            let left_out = raw[1..].len() - raw[1..].trim_start_matches([' ', '\t', '\r', '\n']).len();
            Some((None, 1 + left_out))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_of_a_text_is_found_however_it_is_spelt() {
        for (toml, text) in [
            (r#""a*b""#, "a*b"),
            (r#""ä\\*b""#, "ä\\*b"),
            ("\"\"\"\na\\\n   *b\"\"\"", "a*b"),
            (r#""\u00e4\t*""#, "ä\t*"),
            ("'''\n\\*'''", "\\*"),
            (r"'a\*b'", r"a\*b"),
        ] {
            let (read, bytes, _) = unescape(toml).unwrap();
            assert_eq!(read, text);
            assert_eq!(bytes.len(), text.len());
            let star = text.find('*').unwrap();
            assert_eq!(&toml[bytes[star].clone()], "*", "{toml}");
        }
    }

    #[test]
    fn what_is_put_into_a_text_of_toml_reads_as_it_was_meant() {
        let file = super::super::sources::Sources::from_texts(vec![("status.toml", Vec::new())]);
        let file = file.find("status.toml").unwrap();
        for quotes in ["\"", "\"\"\"", "'", "'''"] {
            let toml = format!("a = {quotes}x{quotes}");
            let fragment = Fragment::of_toml(file, &toml, 4..toml.len(), "x");
            for new in ["1\\. Mai", "a\\\"b", "a\nb"] {
                let Some((place, spelt)) = fragment.edit(0..1, new) else {
                    assert!(quotes == "'" && new.contains('\n'), "{quotes} {new}");
                    continue;
                };
                let mut edited = toml.clone();
                edited.replace_range(place.span, &spelt);
                let table: toml::Table = edited.parse().unwrap_or_else(|error| panic!("{edited}: {error}"));
                assert_eq!(table["a"].as_str(), Some(new), "{edited}");
            }
        }
    }
}
