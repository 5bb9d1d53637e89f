//! Our types from a checked tree, with serde.
//!
//! Owns the [`Deserializer`] over [`Json`] and the errors that name the place in the
//! tree. Stricter than serde_json's: an array never passes for a struct. Of errors, only
//! what was expected is told and never what was found, because that comes from a
//! stranger. Knows no type of ours.
//!
//! All that is read is compiled into the widget once for each type. So a struct is given
//! the numbers of its members instead of their names, whatever needs no type stands in
//! functions of its own, an error is a pointer, and structs and members are not inlined:
//! functions of their own are longer and compress better, by 1.6 kB.

use core::fmt;
use core::iter::Enumerate;
use core::slice;
use std::borrow::Cow;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::{Json, path};

/// A value does not have the shape that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShapeError(Box<Misshapen>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Misshapen {
    path: String,
    message: Cow<'static, str>,
}

impl ShapeError {
    #[cold]
    fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Misshapen { path: String::new(), message: message.into() }))
    }

    #[cold]
    #[inline(never)]
    fn duplicate() -> Self {
        Self::new("expected one member of this name")
    }

    /// The error, seen from outside of the member `name`.
    #[cold]
    #[inline(never)]
    fn in_member(mut self, name: &str) -> Self {
        self.0.path = path::in_member(name, &self.0.path);
        self
    }

    /// The error, seen from outside of the item of this index.
    #[cold]
    #[inline(never)]
    fn in_item(mut self, index: usize) -> Self {
        self.0.path = path::in_item(index, &self.0.path);
        self
    }

    /// Where, as a JSON path from the root: `services[0].name`; empty for the root. A
    /// name that does not look like one of ours stands in it as `…`.
    pub fn path(&self) -> &str {
        &self.0.path
    }
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Misshapen { path, message } = &*self.0;
        f.write_str(if path.is_empty() { "the whole" } else { path })?;
        f.write_str(": ")?;
        f.write_str(message)
    }
}

impl core::error::Error for ShapeError {}

impl Error for ShapeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    #[cold]
    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}"))
    }

    #[cold]
    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}"))
    }

    #[cold]
    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}"))
    }

    #[cold]
    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("expected one of {}", expected.join(" ")))
    }

    #[cold]
    fn unknown_field(name: &str, _: &'static [&'static str]) -> Self {
        Self::new("expected no such member").in_member(name)
    }

    #[cold]
    #[inline(never)]
    fn missing_field(name: &'static str) -> Self {
        Self::new("expected a value, but there is none").in_member(name)
    }

    /// For serde's checks alone: in the checked tree no name stands twice.
    fn duplicate_field(_: &'static str) -> Self {
        Self::duplicate()
    }
}

/// What is not generic of reading a value.
impl Json {
    #[inline(never)]
    fn to_bool(&self) -> Result<bool, ShapeError> {
        if let Self::Bool(value) = self { Ok(*value) } else { Err(ShapeError::new("expected true or false")) }
    }

    #[inline(never)]
    fn to_u64(&self) -> Result<u64, ShapeError> {
        match self {
            Self::Integer(value) => Ok(*value),
            _ => Err(ShapeError::new("expected an integer from 0 to 2^53 - 1")),
        }
    }

    fn to_u32(&self) -> Result<u32, ShapeError> {
        let is_too_large = |_| ShapeError::new("expected an integer below 2^32");
        self.to_u64().and_then(|value| value.try_into().map_err(is_too_large))
    }

    #[inline(never)]
    fn to_str(&self) -> Result<&str, ShapeError> {
        if let Self::String(text) = self { Ok(text) } else { Err(ShapeError::new("expected a text")) }
    }

    #[inline(never)]
    fn to_items(&self) -> Result<Items<'_>, ShapeError> {
        match self {
            Self::Array(items) => Ok(Items(items.iter().enumerate())),
            _ => Err(ShapeError::new("expected a list")),
        }
    }

    /// The members, whose names are told by their numbers among `fields`.
    #[inline(never)]
    fn to_members(&self, fields: &'static [&'static str]) -> Result<Members<'_>, ShapeError> {
        match self {
            Self::Object(members) => Ok(Members { left: members.iter(), fields, value: None }),
            _ => Err(ShapeError::new("expected an object")),
        }
    }
}

impl<'de> Deserializer<'de> for &'de Json {
    type Error = ShapeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match self {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::Integer(value) => visitor.visit_u64(*value),
            // Its value is not kept.
            Json::Number => Err(ShapeError::new("expected no such number")),
            Json::String(text) => visitor.visit_borrowed_str(text),
            Json::Array(_) => self.deserialize_seq(visitor),
            Json::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_bool(self.to_bool()?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_u64(self.to_u64()?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_u32(self.to_u32()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_borrowed_str(self.to_str()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        if matches!(self, Json::Null) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_seq(self.to_items()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_map(self.to_members(&[])?)
    }

    #[inline(never)]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        visitor.visit_map(self.to_members(fields)?)
    }

    /// Only words, no variants with values.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        visitor.visit_enum(BorrowedStrDeserializer::new(self.to_str()?))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
        identifier
    }
}

/// The items of an array.
struct Items<'de>(Enumerate<slice::Iter<'de, Json>>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = ShapeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ShapeError> {
        let Some((index, value)) = self.0.next() else { return Ok(None) };
        seed.deserialize(value).map(Some).map_err(|error| error.in_item(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The members of an object.
struct Members<'de> {
    left: slice::Iter<'de, (String, Json)>,
    fields: &'static [&'static str],
    /// The value of the name that was read last.
    value: Option<&'de (String, Json)>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = ShapeError;

    #[inline(never)]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ShapeError> {
        self.value = self.left.next();
        let Some((name, _)) = self.value else { return Ok(None) };
        let key = seed.deserialize(Name { name, fields: self.fields });
        // Whoever does not take a name has no such member.
        key.map(Some).map_err(|_| ShapeError::unknown_field(name, self.fields))
    }

    #[inline(never)]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ShapeError> {
        let Some((name, value)) = self.value else {
            return Err(ShapeError::new("expected a name before the value"));
        };
        seed.deserialize(value).map_err(|error| error.in_member(name))
    }
}

/// A member's name: a text, but its number among `fields` to a struct.
#[derive(Clone, Copy)]
struct Name<'de> {
    name: &'de str,
    fields: &'static [&'static str],
}

impl Name<'_> {
    /// The number of the field; one that no field has if there is none of this name.
    #[inline(never)]
    fn number(self) -> u64 {
        let number = self.fields.iter().position(|field| *field == self.name);
        number.map_or(u64::MAX, |number| number as u64)
    }
}

impl<'de> Deserializer<'de> for Name<'de> {
    type Error = ShapeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_borrowed_str(self.name)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_u64(self.number())
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use crate::core::encoding::json;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        name: String,
        #[serde(default)]
        inner: Vec<Inner>,
        note: Option<String>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        kind: Kind,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Big,
        #[serde(other)]
        Other,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Closed {
        Big,
        Small,
    }

    fn outer(text: &str) -> Result<Outer, String> {
        json::from_tree(&json::parse(text.as_bytes()).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn members_that_may_be_missing_may_be_missing_and_others_are_ignored() {
        let read = outer(r#"{"name": "a", "note": null, "new": -1.5}"#).unwrap();
        assert_eq!(read, Outer { name: "a".into(), inner: Vec::new(), note: None });
    }

    #[test]
    fn errors_name_the_place_and_what_should_stand_there() {
        for (text, message) in [
            ("7", "the whole: expected an object"),
            (r#"["a", [], null]"#, "the whole: expected an object"),
            ("{}", "name: expected a value, but there is none"),
            (r#"{"name": 1}"#, "name: expected a text"),
            (r#"{"name": "a", "inner": {}}"#, "inner: expected a list"),
            (r#"{"name": "a", "inner": null}"#, "inner: expected a list"),
            (r#"{"name": "a", "inner": [["big"]]}"#, "inner[0]: expected an object"),
            (r#"{"name": "a", "inner": [{"kind": "big"}, {"kind": []}]}"#, "inner[1].kind: expected a text"),
            (r#"{"name": "a", "inner": [{"kind": "big", "x": 1}]}"#, "inner[0].x: expected no such member"),
        ] {
            assert_eq!(outer(text).unwrap_err(), message);
        }
    }

    #[test]
    fn errors_do_not_repeat_what_a_stranger_wrote() {
        let control = r#"{"name": "a", "inner": [{"kind": "big", "\u001b[2J": 1}]}"#;
        assert_eq!(outer(control).unwrap_err(), "inner[0].…: expected no such member");
        let long = format!(r#"{{"name": "a", "inner": [{{"kind": "big", "{}": 1}}]}}"#, "x".repeat(100_000));
        assert_eq!(outer(&long).unwrap_err(), "inner[0].…: expected no such member");
    }

    #[test]
    fn words_of_an_open_list_may_be_new_and_those_of_a_closed_one_may_not() {
        assert_eq!(json::from_tree(&"huge".into()), Ok(Kind::Other));
        assert_eq!(json::from_tree(&"small".into()), Ok(Closed::Small));
        let error = json::from_tree::<Closed>(&"\u{1b}huge".into()).unwrap_err();
        assert_eq!(error.to_string(), "the whole: expected one of big small");
    }
}
