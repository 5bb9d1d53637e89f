//! `statusctl init`.

use std::path::PathBuf;

use super::{CommandResult, note};
use crate::native::folder::write_starter;

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to write; it may be there, but not with these files
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes a small folder to start from.
///
/// # Errors
/// If one of the files is there already, or the disk says no.
pub fn run(args: &Args) -> CommandResult {
    write_starter(&args.folder)?;
    note(format_args!("wrote {0}; edit the files in it, then: statusctl check {0}", args.folder.display()));
    Ok(())
}
