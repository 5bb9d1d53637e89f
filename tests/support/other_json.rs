//! A second reader of JSON, and what has to hold between it and ours.
//!
//! Owns the rules of I-JSON (RFC 7493) once more, on top of `struson`, which shares no
//! code with serde_json and hands out every name and number as it is written.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use status_widget::core::encoding::json::{Json, JsonError, MAX_DEPTH, parse};
use struson::reader::{JsonReader, JsonStreamReader, ReaderError, ReaderSettings, ValueType};

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    NotUtf8,
    DuplicateName,
    TooDeep,
    Noncharacter,
    Malformed,
}

impl From<JsonError> for Fault {
    fn from(error: JsonError) -> Self {
        match error {
            JsonError::NotUtf8 => Self::NotUtf8,
            JsonError::DuplicateName => Self::DuplicateName,
            JsonError::TooDeep => Self::TooDeep,
            JsonError::Noncharacter => Self::Noncharacter,
            JsonError::Malformed { .. } => Self::Malformed,
            JsonError::Shape(error) => panic!("{error} of no shape at all"),
        }
    }
}

/// The deepest nesting that this reader goes into; it is recursive, too.
const DEEPEST: usize = 1000;

/// Reads with the other reader; the faults are all that a text has, as far as they are
/// seen before it is no JSON any more.
pub fn read(bytes: &[u8]) -> Result<Json, BTreeSet<Fault>> {
    if std::str::from_utf8(bytes).is_err() {
        return Err([Fault::NotUtf8].into());
    }
    let settings = ReaderSettings {
        max_nesting_depth: None,
        restrict_number_values: false,
        ..ReaderSettings::default()
    };
    let mut reader = JsonStreamReader::new_custom(bytes, settings);
    let mut faults = BTreeSet::new();
    let tree = value(&mut reader, 0, &mut faults);
    let tree = tree.and_then(|tree| reader.consume_trailing_whitespace().map(|()| tree));
    if tree.is_err() {
        faults.insert(Fault::Malformed);
    }
    tree.ok().filter(|_| faults.is_empty()).ok_or(faults)
}

fn value(
    reader: &mut JsonStreamReader<&[u8]>,
    depth: usize,
    faults: &mut BTreeSet<Fault>,
) -> Result<Json, ReaderError> {
    let kind = reader.peek()?;
    let is_nested = matches!(kind, ValueType::Array | ValueType::Object);
    if is_nested && depth >= MAX_DEPTH {
        faults.insert(Fault::TooDeep);
    }
    Ok(match kind {
        ValueType::Null => {
            reader.next_null()?;
            Json::Null
        }
        ValueType::Boolean => Json::Bool(reader.next_bool()?),
        ValueType::Number => number(reader.next_number_as_str()?, faults),
        ValueType::String => Json::String(text(reader.next_string()?, faults)),
        _ if is_nested && depth == DEEPEST => {
            reader.skip_value()?;
            Json::Null
        }
        ValueType::Array => {
            let mut items = Vec::new();
            reader.begin_array()?;
            while reader.has_next()? {
                items.push(value(reader, depth + 1, faults)?);
            }
            reader.end_array()?;
            Json::Array(items)
        }
        ValueType::Object => {
            let (mut names, mut members) = (BTreeSet::new(), Vec::new());
            reader.begin_object()?;
            while reader.has_next()? {
                let name = text(reader.next_name_owned()?, faults);
                if !names.insert(name.clone()) {
                    faults.insert(Fault::DuplicateName);
                }
                members.push((name, value(reader, depth + 1, faults)?));
            }
            reader.end_object()?;
            Json::Object(members)
        }
    })
}

/// All 66 of them; written otherwise than in our reader.
static NONCHARACTERS: LazyLock<BTreeSet<char>> = LazyLock::new(|| {
    let ends = (0..=0x10).flat_map(|plane| [(plane << 16) + 0xfffe, (plane << 16) + 0xffff]);
    ends.chain(0xfdd0..0xfdf0).filter_map(char::from_u32).collect()
});

fn text(text: String, faults: &mut BTreeSet<Fault>) -> String {
    if text.chars().any(|c| NONCHARACTERS.contains(&c)) {
        faults.insert(Fault::Noncharacter);
    }
    text
}

/// A number as it is written; one that is no finite double (RFC 7493 section 2.2) is
/// refused as if it were no JSON.
fn number(written: &str, faults: &mut BTreeSet<Fault>) -> Json {
    if !written.parse::<f64>().is_ok_and(f64::is_finite) {
        faults.insert(Fault::Malformed);
    }
    // Takes digits alone: the grammar has no `+` in front.
    written.parse().map_or(Json::Number, Json::Integer)
}

/// Checks that both readers see the same tree, or that ours names a fault that the other
/// one sees, too.
///
/// # Errors
/// What is not so.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(bytes);
    match (parse(bytes), read(bytes)) {
        (Ok(ours), Ok(theirs)) if ours == theirs => Ok(()),
        (Ok(ours), Ok(theirs)) => Err(format!("{text}: ours {ours:?}, the other {theirs:?}")),
        (Ok(ours), Err(faults)) => Err(format!("only ours takes {text} as {ours:?}: {faults:?}")),
        (Err(error), Ok(theirs)) => Err(format!("only ours refuses {text}: {error}; {theirs:?}")),
        (Err(error), Err(faults)) => {
            // Ours stops at the first; what is no JSON behind it, it doesn't get to see.
            let fault = Fault::from(error);
            if faults.contains(&fault) { Ok(()) } else { Err(format!("{text}: {fault:?}, {faults:?}")) }
        }
    }
}
