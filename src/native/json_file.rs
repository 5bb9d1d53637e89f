//! JSON files for people to look at.
//!
//! Owns their form. Knows nothing of what is in them.

use std::path::Path;

use serde::Serialize;

use super::ceremony::SigningError;
use super::files;
use crate::core::encoding::json;
use crate::core::encoding::typed::FromJson;

/// Reads a JSON file of type `T`; `what` names it in errors.
///
/// # Errors
/// [`SigningError::File`] or [`SigningError::Shape`].
pub fn read_json<T: FromJson>(path: &Path, what: &'static str) -> Result<T, SigningError> {
    let bytes = files::read(path)?;
    json::read(&bytes).map_err(|source| SigningError::Shape { path: path.into(), what, source })
}

/// Writes a JSON file for people to look at.
///
/// # Errors
/// [`SigningError::File`].
pub fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), SigningError> {
    Ok(files::replace(path, to_json(value).as_bytes())?)
}

/// Indented JSON with a final line feed.
pub fn to_json<T: Serialize>(value: &T) -> String {
    // Our types have string keys and no failing serializers.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
