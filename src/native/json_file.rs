//! JSON files for people to look at.
//!
//! Owns their form. Knows nothing of what is in them.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::bilingual::Message;
use super::files::{self, FileError};
use crate::core::encoding::json::{self, JsonError};

/// A JSON file that could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum JsonFileError {
    /// The system says no.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is in another encoding.
    #[error("{}: in UTF-16, as its byte order mark says; save it as UTF-8", .0.display())]
    Utf16(PathBuf),
    /// It holds something else.
    #[error("{}: not {}; was another file meant?", path.display(), expected.en)]
    Shape {
        /// Which file.
        path: PathBuf,
        /// What it should hold.
        expected: Message,
        /// What the reader says.
        source: JsonError,
    },
}

/// Reads a JSON file of type `T`; `expected` names that in errors.
///
/// # Errors
/// [`JsonFileError`].
pub fn read_json<T: DeserializeOwned>(path: &Path, expected: Message) -> Result<T, JsonFileError> {
    let bytes = files::read(path)?;
    if files::byte_order_mark(&bytes) == Some("UTF-16") {
        return Err(JsonFileError::Utf16(path.into()));
    }
    json::read(files::without_mark(&bytes)).map_err(|source| JsonFileError::Shape {
        path: path.into(),
        expected,
        source,
    })
}

/// Writes a JSON file.
///
/// # Errors
/// [`FileError`].
pub fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), FileError> {
    files::replace(path, to_json(value).as_bytes())
}

/// Indented JSON with a final line feed.
pub fn to_json<T: Serialize>(value: &T) -> String {
    // Our types have string keys and no failing serializers.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
