//! Typed reading of a checked JSON tree.
//!
//! Owns [`FromJson`] and the errors that name the place in the tree. It stands in
//! for serde's `Deserialize`, whose code for our types made up a third of the
//! wasm. Knows no type of ours; each lists its members beside its definition.

use core::fmt;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A value does not have the shape that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShapeError {
    /// Where, as a JSON path from the root: `services[0].name`; empty for the root. A
    /// name that does not look like one of ours stands in it as `…`: it may come from
    /// a stranger, and the path is printed to terminals and consoles.
    pub path: String,
    /// What should stand there.
    pub expected: &'static str,
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the whole" } else { &self.path };
        write!(f, "{path}: expected {}", self.expected)
    }
}

impl core::error::Error for ShapeError {}

impl ShapeError {
    /// At the root of what is being read.
    pub fn new(expected: &'static str) -> Self {
        Self { path: String::new(), expected }
    }

    /// The same, seen from outside the member `name`.
    fn within_member(self, name: &str) -> Self {
        let is_plain =
            name.len() <= 32 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
        self.within(if is_plain { name } else { "…" })
    }

    /// The same, seen from outside `step`: a name or `[index]`.
    fn within(mut self, step: &str) -> Self {
        if !(self.path.is_empty() || self.path.starts_with('[')) {
            self.path.insert(0, '.');
        }
        self.path.insert_str(0, step);
        self
    }
}

/// A type that can be read from a checked tree.
pub trait FromJson: Sized {
    /// Reads `value`.
    ///
    /// # Errors
    /// [`ShapeError`], naming the first place that is wrong.
    fn from_json(value: Value) -> Result<Self, ShapeError>;

    /// What it means that a member is not there; none if it must be.
    fn absent() -> Option<Self> {
        None
    }
}

/// The members of an object, taken out one by one.
pub struct Members(Map<String, Value>);

impl Members {
    /// The members of `value`.
    ///
    /// # Errors
    /// [`ShapeError`] if it is no object.
    pub fn of(value: Value) -> Result<Self, ShapeError> {
        match value {
            Value::Object(members) => Ok(Self(members)),
            _ => Err(ShapeError::new("an object")),
        }
    }

    /// Takes the member `name`.
    ///
    /// # Errors
    /// [`ShapeError`] if it has another shape, or is not there and must be.
    pub fn take<T: FromJson>(&mut self, name: &str) -> Result<T, ShapeError> {
        match self.0.remove(name) {
            Some(value) => T::from_json(value),
            None => T::absent().ok_or(ShapeError::new("a value, but there is none")),
        }
        .map_err(|error| error.within_member(name))
    }

    /// Checks that no member is left.
    ///
    /// # Errors
    /// [`ShapeError`], naming the first that is.
    pub fn end(self) -> Result<(), ShapeError> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(ShapeError::new("no such member").within_member(&name)),
            None => Ok(()),
        }
    }
}

/// `members!(Type { a, b })` reads `Type` from an object with these members and
/// maybe others; `members!(Type only { a, b })` refuses others.
macro_rules! members {
    (@end only $members:ident) => { $members.end()? };
    ($type:ident $($only:ident)? { $($name:ident),* $(,)? }) => {
        impl $crate::core::typed::FromJson for $type {
            fn from_json(value: serde_json::Value) -> Result<Self, $crate::core::typed::ShapeError> {
                let mut members = $crate::core::typed::Members::of(value)?;
                let read = Self { $($name: members.take(stringify!($name))?),* };
                $(members!(@end $only members);)?
                Ok(read)
            }
        }
    };
}

/// `names!(Type { "a" => A }, Other)` reads an enum from its names, and anything
/// else that is text as `Other`; without one, that is refused.
macro_rules! names {
    ($type:ident { $($name:literal => $variant:ident),* $(,)? } $(, $other:ident)?) => {
        impl $crate::core::typed::FromJson for $type {
            fn from_json(value: serde_json::Value) -> Result<Self, $crate::core::typed::ShapeError> {
                let name = String::from_json(value)?;
                $(if name == $name { return Ok(Self::$variant); })*
                names!($type $($name)* $(, $other)?)
            }
        }
    };
    ($type:ident $($name:literal)*, $other:ident) => { Ok(Self::$other) };
    ($type:ident $($name:literal)*) => {
        Err($crate::core::typed::ShapeError::new(concat!("one of", $(" ", $name),*)))
    };
}

pub(crate) use {members, names};

impl FromJson for Value {
    fn from_json(value: Value) -> Result<Self, ShapeError> {
        Ok(value)
    }
}

impl FromJson for String {
    fn from_json(value: Value) -> Result<Self, ShapeError> {
        match value {
            Value::String(text) => Ok(text),
            _ => Err(ShapeError::new("a text")),
        }
    }
}

impl FromJson for bool {
    fn from_json(value: Value) -> Result<Self, ShapeError> {
        value.as_bool().ok_or(ShapeError::new("true or false"))
    }

    fn absent() -> Option<Self> {
        Some(false)
    }
}

impl FromJson for u64 {
    fn from_json(value: Value) -> Result<Self, ShapeError> {
        value.as_u64().ok_or(ShapeError::new("an integer from 0 to 2^53 - 1"))
    }
}

impl FromJson for u32 {
    fn from_json(value: Value) -> Result<Self, ShapeError> {
        u64::from_json(value)?.try_into().map_err(|_| ShapeError::new("an integer below 2^32"))
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: Value) -> Result<Self, ShapeError> {
        if value.is_null() { Ok(None) } else { T::from_json(value).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: Value) -> Result<Self, ShapeError> {
        let Value::Array(values) = value else { return Err(ShapeError::new("a list")) };
        let mut items = Self::with_capacity(values.len());
        for (index, value) in values.into_iter().enumerate() {
            items.push(T::from_json(value).map_err(|error| error.within(&format!("[{index}]")))?);
        }
        Ok(items)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn from_json(value: Value) -> Result<Self, ShapeError> {
        let mut map = Self::new();
        for (name, value) in Members::of(value)?.0 {
            let value = T::from_json(value).map_err(|error| error.within_member(&name))?;
            map.insert(name, value);
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[derive(Debug, PartialEq)]
    struct Outer {
        name: String,
        inner: Vec<Inner>,
        note: Option<String>,
    }
    members!(Outer { name, inner, note });

    #[derive(Debug, PartialEq)]
    struct Inner {
        kind: Kind,
    }
    members!(Inner only { kind });

    #[derive(Debug, PartialEq)]
    enum Kind {
        Big,
        Other,
    }
    names!(Kind { "big" => Big }, Other);

    #[derive(Debug, PartialEq)]
    enum Closed {
        Big,
        Small,
    }
    names!(Closed { "big" => Big, "small" => Small });

    fn outer(text: &str) -> Result<Outer, String> {
        Outer::from_json(serde_json::from_str(text).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn members_that_may_be_missing_may_be_missing_and_others_are_ignored() {
        let read = outer(r#"{"name": "a", "note": null, "new": 1}"#).unwrap();
        assert_eq!(read, Outer { name: "a".into(), inner: Vec::new(), note: None });
    }

    #[test]
    fn errors_name_the_place_and_what_should_stand_there() {
        for (text, message) in [
            ("7", "the whole: expected an object"),
            ("{}", "name: expected a value, but there is none"),
            (r#"{"name": 1}"#, "name: expected a text"),
            (r#"{"name": "a", "inner": {}}"#, "inner: expected a list"),
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
    fn names_of_an_open_list_may_be_new_and_those_of_a_closed_one_may_not() {
        assert_eq!(Kind::from_json("huge".into()), Ok(Kind::Other));
        assert_eq!(Closed::from_json("small".into()), Ok(Closed::Small));
        assert_eq!(Closed::from_json("huge".into()).unwrap_err().expected, "one of big small");
    }
}
