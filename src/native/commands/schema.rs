//! `statusctl schema`.

use super::{CommandResult, out};
use crate::core::document::StatusDocument;
use crate::native::json_file::to_json;

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Prints the JSON Schema of the status document.
///
/// # Errors
/// If nobody reads it.
pub fn run(_: &Args) -> CommandResult {
    Ok(out(to_json(&schemars::schema_for!(StatusDocument)).trim_end())?)
}
