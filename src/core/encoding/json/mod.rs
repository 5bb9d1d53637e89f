//! I-JSON (RFC 7493): the only JSON reader that touches bytes from outside.
//!
//! Owns the strictness on which signature checks rely: two readers of the same
//! bytes must see the same document. serde_json knows the grammar (RFC 8259); on top of
//! it, a visitor builds a tree and refuses duplicate names at every level (also when
//! spelt with escapes), noncharacters and nesting deeper than [`MAX_DEPTH`]. serde_json
//! itself refuses lone surrogates, a byte order mark, numbers that no IEEE 754 double
//! holds and anything behind the value. Our types are read from the checked tree with
//! serde ([`from_tree`]). Knows no type of ours.

mod deserialize;
mod path;

use core::cell::Cell;
use core::fmt;
use std::collections::BTreeSet;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::core::error::debug_as_display;

pub use deserialize::ShapeError;
pub use path::Path;

/// The deepest nesting of arrays and objects that is read.
pub const MAX_DEPTH: usize = 32;

/// The largest integer that every JSON reader keeps exact: 2^53 - 1
/// (RFC 7493 section 2.2).
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

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
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The member `name`, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        let Self::Object(members) = self else { return None };
        members.iter_mut().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The member `name`, if it is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        if let Self::String(text) = self.get(name)? { Some(text) } else { None }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

/// Why bytes are not an I-JSON value of the wanted shape.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// The bytes are not UTF-8.
    #[error("not UTF-8 (RFC 7493 section 2.1); save the file as UTF-8")]
    NotUtf8,
    /// An object has two members of the same name.
    #[error("an object has two members of the same name (RFC 7493 section 2.3)")]
    DuplicateName,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// A string holds a Unicode noncharacter.
    #[error("a string holds a Unicode noncharacter (RFC 7493 section 2.1)")]
    Noncharacter,
    /// Not JSON, or a number that no IEEE 754 double holds.
    #[error("not JSON at line {line}, column {column}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1; 0 is the break of the line before.
        column: usize,
    },
    /// JSON of another shape.
    #[error(transparent)]
    Shape(#[from] ShapeError),
}

debug_as_display!(JsonError);

/// Reads exactly one I-JSON value.
///
/// # Errors
/// [`JsonError`], naming the first rule that is found broken; of an object's names,
/// that is seen at its end.
pub fn parse(bytes: &[u8]) -> Result<Json, JsonError> {
    let text = core::str::from_utf8(bytes).map_err(|_| JsonError::NotUtf8)?;
    let broken = Cell::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let tree = Strict { depth: 0, broken: &broken }
        .deserialize(&mut reader)
        .and_then(|tree| reader.end().map(|()| tree));
    match broken.take() {
        Some(rule) => Err(rule),
        None => tree.map_err(|error| {
            // serde_json counts to the last character, also where one more was expected.
            let column = error.column() + usize::from(error.is_eof());
            JsonError::Malformed { line: error.line(), column }
        }),
    }
}

/// Reads exactly one I-JSON value of type `T`.
///
/// # Errors
/// [`JsonError`], naming the first rule that is found broken.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonError> {
    Ok(from_tree(&parse(bytes)?)?)
}

/// Reads a `T` from a checked tree.
///
/// # Errors
/// [`ShapeError`], naming the first place that is wrong.
pub fn from_tree<T: DeserializeOwned>(tree: &Json) -> Result<T, ShapeError> {
    T::deserialize(tree)
}

/// Builds the tree of a value inside of `depth` others. The first rule that is broken is
/// noted in `broken`, because serde_json's errors can carry no more than a text; what is
/// built then, nobody gets to see.
#[derive(Clone, Copy)]
struct Strict<'b> {
    depth: usize,
    broken: &'b Cell<Option<JsonError>>,
}

impl Strict<'_> {
    #[cold]
    #[inline(never)]
    fn refuse(self, rule: JsonError) -> Json {
        self.broken.set(self.broken.take().or(Some(rule)));
        Json::Null
    }

    /// For what stands inside of an array or object; none where that is too deep.
    fn deeper(self) -> Option<Self> {
        (self.depth < MAX_DEPTH).then(|| Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Integer(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(if text.chars().any(is_noncharacter) { self.refuse(JsonError::Noncharacter) } else { text.into() })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        // What is left unread, serde_json complains about; it never goes any deeper.
        let Some(inner) = self.deeper() else { return Ok(self.refuse(JsonError::TooDeep)) };
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(inner)? {
            if values.is_empty() {
                // A text that is nothing but brackets makes many lists of one.
                values.reserve_exact(1);
            }
            values.push(value);
        }
        Ok(Json::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let Some(inner) = self.deeper() else { return Ok(self.refuse(JsonError::TooDeep)) };
        let mut members = Vec::new();
        while let Some(name) = map.next_key_seed(inner)? {
            let value = map.next_value_seed(inner)?;
            // A name is a string, unless it has been refused as one.
            if let Json::String(name) = name {
                members.push((name, value));
            }
        }
        let mut names = BTreeSet::new();
        if !members.iter().all(|(name, _)| names.insert(name.as_str())) {
            return Ok(self.refuse(JsonError::DuplicateName));
        }
        Ok(Json::Object(members))
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
