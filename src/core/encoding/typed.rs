//! Typed reading of a checked JSON tree.
//!
//! Owns [`FromJson`] and the errors that name the place in the tree. It stands in
//! for serde's `Deserialize`, whose code for our types made up a third of the
//! wasm. For the same reason the tree is only borrowed, and reading does not stop at
//! an error: it is noted, and something takes the value's place that nobody gets to
//! see. Knows no type of ours; each lists its members beside its definition.

use core::fmt;
use core::fmt::Write as _;

use crate::core::encoding::json::Json;

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

/// Reads `value` as a `T`.
///
/// # Errors
/// [`ShapeError`], naming the first place that is wrong.
pub fn typed<T: FromJson>(value: &Json) -> Result<T, ShapeError> {
    let mut reader = Reader { path: Path::default(), error: None };
    let read = T::from_json(value, &mut reader);
    reader.error.map_or(Ok(read), Err)
}

/// Where reading stands, and the first error so far. Only [`typed`] makes one, so
/// that nothing which was read beside an error can get out.
pub struct Reader {
    path: Path,
    error: Option<ShapeError>,
}

/// A JSON path that grows and shrinks as a tree is walked: `services[0].name`.
#[derive(Default)]
pub struct Path(String);

impl Path {
    /// Steps into the member `name`; returns what [`Self::leave`] wants. A name that does
    /// not look like one of ours stands as `…`.
    #[inline(never)]
    pub fn enter(&mut self, name: &str) -> usize {
        let outside = self.0.len();
        if outside != 0 {
            self.0.push('.');
        }
        let is_plain =
            name.len() <= 32 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
        self.0.push_str(if is_plain { name } else { "…" });
        outside
    }

    /// Steps into the item of this index; returns what [`Self::leave`] wants.
    #[inline(never)]
    pub fn enter_item(&mut self, index: usize) -> usize {
        let outside = self.0.len();
        // Writing to a String never fails.
        let _ = write!(self.0, "[{index}]");
        outside
    }

    /// Steps out again.
    pub fn leave(&mut self, outside: usize) {
        self.0.truncate(outside);
    }

    /// The path as it is now.
    pub fn here(&self) -> String {
        self.0.clone()
    }
}

impl Reader {
    /// Notes that `expected` should stand here, unless something was wrong before.
    #[inline(never)]
    pub fn expect(&mut self, expected: &'static str) {
        if self.error.is_none() {
            self.error = Some(ShapeError { path: self.path.here(), expected });
        }
    }

    /// Does `read` in the member `name`.
    pub fn within<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let outside = self.path.enter(name);
        let read = read(self);
        self.path.leave(outside);
        read
    }
}

/// A type that can be read from a checked tree.
pub trait FromJson: Sized {
    /// Reads `value`. Where it has another shape, tells `reader` what it expects and
    /// returns anything.
    fn from_json(value: &Json, reader: &mut Reader) -> Self;

    /// What it means that a member is not there: an error, unless a type says
    /// otherwise.
    fn absent(reader: &mut Reader) -> Self {
        reader.expect("a value, but there is none");
        Self::from_json(&Json::Null, reader)
    }
}

/// The members of an object; none where there is no object.
#[derive(Clone, Copy)]
pub struct Members<'v>(&'v Json);

impl<'v> Members<'v> {
    /// The members of `value`, which has to be an object.
    #[inline(never)]
    pub fn of(value: &'v Json, reader: &mut Reader) -> Self {
        if !matches!(value, Json::Object(_)) {
            reader.expect("an object");
        }
        Self(value)
    }

    /// Reads the member `name`.
    pub fn read<T: FromJson>(self, name: &str, reader: &mut Reader) -> T {
        reader.within(name, |reader| match self.0.get(name) {
            Some(value) => T::from_json(value, reader),
            None => T::absent(reader),
        })
    }

    /// All members, in the order in which they are written.
    pub fn entries(self) -> impl Iterator<Item = &'v (String, Json)> {
        let members = if let Json::Object(members) = self.0 { members.as_slice() } else { &[] };
        members.iter()
    }

    /// Expects no other members than `names`.
    #[inline(never)]
    pub fn only(self, names: &[&str], reader: &mut Reader) {
        if let Some((name, _)) = self.entries().find(|(name, _)| !names.contains(&name.as_str())) {
            reader.within(name, |reader| reader.expect("no such member"));
        }
    }
}

/// `members!(Type { a, b })` reads `Type` from an object with these members and
/// maybe others; `members!(Type only { a, b })` refuses others.
macro_rules! members {
    (@end [] $members:ident $reader:ident $($name:ident)*) => {};
    (@end [only] $members:ident $reader:ident $($name:ident)*) => {
        $members.only(&[$(stringify!($name)),*], $reader)
    };
    ($type:ident $($only:ident)? { $($name:ident),* $(,)? }) => {
        impl $crate::core::encoding::typed::FromJson for $type {
            #[inline(never)]
            fn from_json(value: &$crate::core::encoding::json::Json, reader: &mut $crate::core::encoding::typed::Reader) -> Self {
                let members = $crate::core::encoding::typed::Members::of(value, reader);
                let read = Self { $($name: members.read(stringify!($name), reader)),* };
                members!(@end [$($only)?] members reader $($name)*);
                read
            }
        }
    };
}

/// `names!(Type { "a" => A }, Other)` reads an enum from its names, and anything
/// else that is text as `Other`; `names!(Type only { "a" => A }, A)` refuses
/// anything else.
macro_rules! names {
    (@else [] $reader:ident $($name:literal)*) => {};
    (@else [only] $reader:ident $($name:literal)*) => { $reader.expect(concat!("one of", $(" ", $name),*)) };
    ($type:ident $($only:ident)? { $($name:literal => $variant:ident),* $(,)? }, $other:ident) => {
        impl $crate::core::encoding::typed::FromJson for $type {
            fn from_json(value: &$crate::core::encoding::json::Json, reader: &mut $crate::core::encoding::typed::Reader) -> Self {
                let name = String::from_json(value, reader);
                $(if name == $name { return Self::$variant; })*
                names!(@else [$($only)?] reader $($name)*);
                Self::$other
            }
        }
    };
}

pub(crate) use {members, names};

/// Anything.
impl FromJson for () {
    fn from_json(_: &Json, _: &mut Reader) {}
}

impl FromJson for String {
    #[inline(never)]
    fn from_json(value: &Json, reader: &mut Reader) -> Self {
        match value {
            Json::String(text) => text.clone(),
            _ => {
                reader.expect("a text");
                Self::new()
            }
        }
    }
}

impl FromJson for bool {
    fn from_json(value: &Json, reader: &mut Reader) -> Self {
        if let Json::Bool(value) = value {
            return *value;
        }
        reader.expect("true or false");
        false
    }

    fn absent(_: &mut Reader) -> Self {
        false
    }
}

impl FromJson for u64 {
    fn from_json(value: &Json, reader: &mut Reader) -> Self {
        if let Json::Integer(value) = value {
            return *value;
        }
        reader.expect("an integer from 0 to 2^53 - 1");
        0
    }
}

impl FromJson for u32 {
    fn from_json(value: &Json, reader: &mut Reader) -> Self {
        u64::from_json(value, reader).try_into().unwrap_or_else(|_| {
            reader.expect("an integer below 2^32");
            0
        })
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &Json, reader: &mut Reader) -> Self {
        if matches!(value, Json::Null) { None } else { Some(T::from_json(value, reader)) }
    }

    fn absent(_: &mut Reader) -> Self {
        None
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Json, reader: &mut Reader) -> Self {
        let mut items = Self::new();
        let Json::Array(values) = value else {
            reader.expect("a list");
            return items;
        };
        for (index, value) in values.iter().enumerate() {
            let outside = reader.path.enter_item(index);
            items.push(T::from_json(value, reader));
            reader.path.leave(outside);
            // A list of many wrong items must not become many big ones.
            if reader.error.is_some() {
                break;
            }
        }
        items
    }

    fn absent(_: &mut Reader) -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::encoding::json;
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
    names!(Closed only { "big" => Big, "small" => Small }, Big);

    fn outer(text: &str) -> Result<Outer, String> {
        typed(&json::parse(text.as_bytes()).unwrap()).map_err(|error| error.to_string())
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
        assert_eq!(typed(&"huge".into()), Ok(Kind::Other));
        assert_eq!(typed(&"small".into()), Ok(Closed::Small));
        assert_eq!(typed::<Closed>(&"huge".into()).unwrap_err().expected, "one of big small");
    }
}
