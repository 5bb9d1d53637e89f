//! I-JSON (RFC 7493): the only JSON parser that touches bytes from outside.
//!
//! Owns the strictness on which signature checks rely: two readers of the same
//! bytes must see the same document. Refused are duplicate names at every level
//! (also when spelt with escapes), lone surrogates and noncharacters, invalid
//! UTF-8, a byte order mark, nesting deeper than [`MAX_DEPTH`] and anything
//! behind the value. Typed reading ([`super::typed`]) happens on the checked
//! tree.

use core::cell::Cell;
use core::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
pub use serde_json::{Map, Value};

use super::typed::{FromJson, ShapeError, typed};

/// The deepest nesting of arrays and objects that is read.
pub const MAX_DEPTH: usize = 32;

/// The largest integer that every JSON reader keeps exact: 2^53 - 1
/// (RFC 7493 section 2.2).
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

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
/// [`JsonError`], naming the first rule that is broken.
pub fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let text = core::str::from_utf8(bytes).map_err(|_| JsonError::NotUtf8)?;
    let broken = Cell::new(None);
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict { depth: 0, broken: &broken }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| {
        let (line, column) = (error.line(), error.column());
        broken.take().unwrap_or(JsonError::Malformed { line, column })
    })
}

/// Reads exactly one I-JSON value of type `T`.
///
/// # Errors
/// [`JsonError`], naming the first rule that is broken.
pub fn read<T: FromJson>(bytes: &[u8]) -> Result<T, JsonError> {
    Ok(typed(&parse(bytes)?)?)
}

/// Builds the tree and notes in `broken` which of our own rules was broken,
/// because serde's error can only carry text.
#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: usize,
    broken: &'a Cell<Option<JsonError>>,
}

impl Strict<'_> {
    fn refuse<E: serde::de::Error>(self, why: JsonError) -> E {
        self.broken.set(Some(why));
        E::custom("")
    }

    fn text<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        let noncharacter = |c: char| {
            let code = u32::from(c);
            code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code)
        };
        if text.chars().any(noncharacter) {
            return Err(self.refuse(JsonError::Noncharacter));
        }
        Ok(text.to_owned())
    }

    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.refuse(JsonError::TooDeep));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.text(value).map(Value::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(inner)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut members = Map::new();
        while let Some(name) = map.next_key_seed(inner)? {
            let Value::String(name) = name else {
                return Err(A::Error::custom("a member's name is a string"));
            };
            let value = map.next_value_seed(inner)?;
            if members.insert(name, value).is_some() {
                return Err(self.refuse(JsonError::DuplicateName));
            }
        }
        Ok(Value::Object(members))
    }
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
        assert_eq!(value, serde_json::json!({"a": [1, -2, 2.5, null, true, "ä"]}));
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
        let digits = "9".repeat(1_000_000);
        let number = parse(digits.as_bytes());
        assert!(!number.is_ok_and(|value| value.is_u64()));
    }
}
