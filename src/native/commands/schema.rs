//! `statusctl schema`.

use super::{CommandResult, out};
use crate::core::document::StatusDocument;
use crate::native::json_file::to_json;
use crate::native::{folder, settings};

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of what
    #[arg(long, value_name = "WHAT", value_enum, default_value_t)]
    of: What,
}

/// What has a schema.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// The status document, in draft 2020-12
    #[default]
    Document,
    /// status.toml, in draft 7, for editors
    StatusToml,
    /// publish.toml, in draft 7, for editors
    PublishToml,
}

/// Prints a JSON Schema.
///
/// # Errors
/// If nobody reads it.
pub fn run(args: &Args) -> CommandResult {
    let schema = match args.of {
        What::Document => to_json(&schemars::schema_for!(StatusDocument)),
        What::StatusToml => to_json(&folder::schema()),
        What::PublishToml => to_json(&settings::schema()),
    };
    Ok(out(schema.trim_end())?)
}
