//! I-JSON (RFC 7493): the only JSON parser that touches bytes from outside.
//!
//! Owns the strictness on which signature checks rely: two readers of the same
//! bytes must see the same document. Refused are duplicate names at every level
//! (also when spelt with escapes), lone surrogates and noncharacters, invalid
//! UTF-8, a byte order mark, nesting deeper than [`MAX_DEPTH`] and anything
//! behind the value. It is our own because `serde_json` takes duplicate names and
//! noncharacters, and because its reading of floating-point numbers, of which we
//! need none, weighs several times as much in the wasm as this whole file. Typed
//! reading ([`crate::core::encoding::typed`]) happens on the checked tree.

use std::collections::BTreeSet;

use crate::core::encoding::typed::{FromJson, ShapeError, typed};

/// The deepest nesting of arrays and objects that is read.
pub const MAX_DEPTH: usize = 32;

/// The largest integer that every JSON reader keeps exact: 2^53 - 1
/// (RFC 7493 section 2.2).
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// A number's digits before the point and its exponent together. Below 10^308, it is
/// finite as an IEEE 754 double, as RFC 7493 section 2.2 wants it; a number that gets
/// there only by many leading zeros is refused with those beyond.
const MAX_MAGNITUDE: usize = 308;

/// A JSON value (RFC 8259 section 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number of digits alone that a `u64` holds.
    Integer(u64),
    /// Any other number: with a sign, a fraction or an exponent, or too large. Nobody
    /// needs its value.
    Number,
    /// A string, its escapes resolved.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object: its members as they come, no name twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The member `name`; none if there is none, or no object.
    #[inline(never)]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

/// Why bytes are not an I-JSON value of the wanted shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// The bytes are not UTF-8.
    #[error("not UTF-8 (RFC 7493 section 2.1); save the file as UTF-8")]
    NotUtf8,
    /// An object has two members of the same name.
    #[error("an object has two members of the same name (RFC 7493 section 2.3)")]
    DuplicateName,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than 32 levels")]
    TooDeep,
    /// A string holds a Unicode noncharacter.
    #[error("a string holds a Unicode noncharacter (RFC 7493 section 2.1)")]
    Noncharacter,
    /// Not JSON from here on, counted from 1.
    #[error("not JSON at line {line}, column {column}")]
    Malformed {
        /// The line.
        line: usize,
        /// The column, in bytes.
        column: usize,
    },
    /// JSON of another shape.
    #[error(transparent)]
    Shape(#[from] ShapeError),
}

/// Reads exactly one I-JSON value.
///
/// # Errors
/// [`JsonError`], naming the first rule that is found broken; of an object's names,
/// that is seen at its end.
pub fn parse(bytes: &[u8]) -> Result<Json, JsonError> {
    let text = core::str::from_utf8(bytes).map_err(|_| JsonError::NotUtf8)?;
    let mut parser = Parser { text, at: 0, broken: None };
    let value = parser.value(0).filter(|_| parser.at == text.len());
    value.ok_or_else(|| parser.broken.take().unwrap_or_else(|| parser.malformed()))
}

/// Reads exactly one I-JSON value of type `T`.
///
/// # Errors
/// [`JsonError`], naming the first rule that is found broken.
pub fn read<T: FromJson>(bytes: &[u8]) -> Result<T, JsonError> {
    Ok(typed(&parse(bytes)?)?)
}

/// Goes through `text` once, byte by byte, by recursive descent. Each method reads one
/// rule of the grammar and leaves `at` behind it. If it returns nothing, the text is
/// refused: for the rule in `broken`, or else because the grammar is broken `at` there.
struct Parser<'t> {
    text: &'t str,
    at: usize,
    broken: Option<JsonError>,
}

impl<'t> Parser<'t> {
    /// The byte that comes next. The end reads as NUL, which the grammar has nowhere.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// Whether `byte` comes next; then it is read.
    #[inline(never)]
    fn eat(&mut self, byte: u8) -> bool {
        let comes = self.peek() == byte;
        self.at += usize::from(comes);
        comes
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.eat(byte).then_some(())
    }

    fn refuse<T>(&mut self, why: JsonError) -> Option<T> {
        self.broken = Some(why);
        None
    }

    fn malformed(&self) -> JsonError {
        let (mut line, mut column) = (1, 1);
        for byte in self.text.bytes().take(self.at) {
            column += 1;
            if byte == b'\n' {
                (line, column) = (line + 1, 1);
            }
        }
        JsonError::Malformed { line, column }
    }

    /// `ws` (RFC 8259 section 2).
    #[inline(never)]
    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// `value` (RFC 8259 section 3) inside of `depth` others, with the space around it.
    fn value(&mut self, depth: usize) -> Option<Json> {
        self.space();
        let value = match self.peek() {
            b'n' => self.word("null", Json::Null)?,
            b't' => self.word("true", Json::Bool(true))?,
            b'f' => self.word("false", Json::Bool(false))?,
            b'"' => Json::String(self.string()?),
            b'[' | b'{' if depth == MAX_DEPTH => return self.refuse(JsonError::TooDeep),
            b'[' => Json::Array(self.array(depth + 1)?),
            b'{' => Json::Object(self.object(depth + 1)?),
            _ => self.number()?,
        };
        self.space();
        Some(value)
    }

    #[inline(never)]
    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        word.bytes().all(|byte| self.eat(byte)).then_some(value)
    }

    /// `array` (RFC 8259 section 5).
    fn array(&mut self, depth: usize) -> Option<Vec<Json>> {
        let mut values = Vec::new();
        self.expect(b'[')?;
        self.space();
        if self.eat(b']') {
            return Some(values);
        }
        loop {
            values.push(self.value(depth)?);
            if self.eat(b']') {
                return Some(values);
            }
            self.expect(b',')?;
        }
    }

    /// `object` (RFC 8259 section 4), without duplicate names (RFC 7493 section 2.3).
    fn object(&mut self, depth: usize) -> Option<Vec<(String, Json)>> {
        let mut members = Vec::new();
        self.expect(b'{')?;
        self.space();
        if self.eat(b'}') {
            return Some(members);
        }
        loop {
            self.space();
            let name = self.string()?;
            self.space();
            self.expect(b':')?;
            members.push((name, self.value(depth)?));
            if self.eat(b'}') {
                break;
            }
            self.expect(b',')?;
        }
        let mut names = BTreeSet::new();
        if members.iter().all(|(name, _)| names.insert(name.as_str())) {
            Some(members)
        } else {
            self.refuse(JsonError::DuplicateName)
        }
    }

    /// `number` (RFC 8259 section 6), below 10^[`MAX_MAGNITUDE`].
    #[inline(never)]
    fn number(&mut self) -> Option<Json> {
        let start = self.at;
        self.eat(b'-');
        // Behind a leading zero there is no other digit.
        let mut magnitude = if self.eat(b'0') { 1 } else { self.digits()?.len() };
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let is_small = self.eat(b'-');
            if !is_small {
                self.eat(b'+');
            }
            let exponent = self.digits()?;
            if !is_small {
                magnitude = magnitude.saturating_add(exponent.parse().unwrap_or(usize::MAX));
            }
        }
        if magnitude > MAX_MAGNITUDE {
            return None;
        }
        // Takes digits alone: the grammar has no `+` in front.
        Some(self.text[start..self.at].parse().map_or(Json::Number, Json::Integer))
    }

    /// One digit or more.
    #[inline(never)]
    fn digits(&mut self) -> Option<&'t str> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        Some(&self.text[start..self.at]).filter(|digits| !digits.is_empty())
    }

    /// `string` (RFC 8259 section 7), without noncharacters (RFC 7493 section 2.1).
    #[inline(never)]
    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        self.expect(b'"')?;
        loop {
            let start = self.at;
            while !matches!(self.peek(), b'"' | b'\\' | 0..b' ') {
                self.at += 1;
            }
            // What stands before and behind is ASCII, so both ends are those of characters.
            text.push_str(&self.text[start..self.at]);
            if self.eat(b'"') {
                break;
            }
            // A control character, or the end, is no backslash.
            self.expect(b'\\')?;
            text.push(self.escaped()?);
        }
        if text.chars().any(is_noncharacter) { self.refuse(JsonError::Noncharacter) } else { Some(text) }
    }

    /// What an escape stands for (RFC 8259 section 7), from behind its backslash.
    fn escaped(&mut self) -> Option<char> {
        let c = match self.peek() {
            same @ (b'"' | b'\\' | b'/') => same,
            b'b' => b'\x08',
            b'f' => b'\x0c',
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            _ => return self.code_point(),
        };
        self.at += 1;
        Some(c.into())
    }

    /// A code point as one UTF-16 code unit, or as two that are a surrogate pair.
    fn code_point(&mut self) -> Option<char> {
        let mut code = self.code_unit()?;
        if (0xd800..0xdc00).contains(&code) {
            self.expect(b'\\')?;
            let low = self.code_unit()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
            code = 0x1_0000 + ((code - 0xd800) << 10) + low;
        }
        // None for the second half of a pair without the first.
        char::from_u32(code)
    }

    /// `uXXXX`.
    #[inline(never)]
    fn code_unit(&mut self) -> Option<u32> {
        self.expect(b'u')?;
        let mut unit = 0;
        for _ in 0..4 {
            unit = (unit << 4) | char::from(self.peek()).to_digit(16)?;
            self.at += 1;
        }
        Some(unit)
    }
}

/// The last two code points of each plane, and U+FDD0 to U+FDEF.
fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn nested(levels: usize) -> Vec<u8> {
        [vec![b'['; levels], vec![b']'; levels]].concat()
    }

    #[test]
    fn ordinary_json_is_read() {
        let value = parse(br#" {"a": [1, -2, 2.5, null, true, "\u00e4"]} "#).unwrap();
        let values =
            vec![Json::Integer(1), Json::Number, Json::Number, Json::Null, Json::Bool(true), "ä".into()];
        assert_eq!(value, Json::Object(vec![("a".into(), Json::Array(values))]));
    }

    #[test]
    fn duplicate_names_are_refused_at_every_level_and_in_every_spelling() {
        for text in [r#"{"a":1,"a":1}"#, r#"[{"b":{"a":1,"a":2}}]"#, r#"{"a":1,"\u0061":1}"#] {
            assert_eq!(parse(text.as_bytes()), Err(JsonError::DuplicateName), "{text}");
        }
    }

    #[test]
    fn thirty_two_levels_are_read_and_thirty_three_are_not() {
        assert!(parse(&nested(32)).is_ok());
        assert_eq!(parse(&nested(33)), Err(JsonError::TooDeep));
        assert_eq!(parse(&nested(100_000)), Err(JsonError::TooDeep));
    }

    #[test]
    fn text_that_two_readers_could_see_differently_is_refused() {
        assert_eq!(parse(b"\"\xff\""), Err(JsonError::NotUtf8));
        assert_eq!(parse(br#""\uffff""#), Err(JsonError::Noncharacter));
        for text in ["\u{feff}{}", r#""\ud800""#, r#"{"\udc00":1}"#, "{} {}", "", "01", "[1,]", "NaN"] {
            assert!(matches!(parse(text.as_bytes()), Err(JsonError::Malformed { .. })), "{text:?}");
        }
    }

    #[test]
    fn a_number_of_a_million_digits_does_not_become_an_integer() {
        let number = parse("9".repeat(1_000_000).as_bytes());
        assert!(matches!(number, Err(JsonError::Malformed { .. })), "{number:?}");
        assert_eq!(parse("9".repeat(308).as_bytes()), Ok(Json::Number));
    }
}
