//! `statusctl init`.

use std::fs;
use std::path::PathBuf;

use super::{CommandResult, note};
use crate::native::files::{self, FileError};

/// The folder to start from.
const FILES: [(&str, &str); 3] = [
    ("status.toml", include_str!("starter/status.toml")),
    ("faq.de.md", include_str!("starter/faq.de.md")),
    ("faq.en.md", include_str!("starter/faq.en.md")),
];

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
    let folder = &args.folder;
    let there: Vec<&str> = FILES
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| folder.join(name).symlink_metadata().is_ok())
        .collect();
    if !there.is_empty() {
        let there = there.join(" and ");
        return Err(format!(
            "{} has {there} already; nothing was written. Name a new folder",
            folder.display()
        )
        .into());
    }
    fs::create_dir_all(folder).map_err(|source| FileError { path: folder.clone(), source })?;
    for (name, text) in FILES {
        files::replace(&folder.join(name), text.as_bytes())?;
    }
    note(format_args!("wrote {0}; edit the files in it, then: statusctl check {0}", folder.display()));
    Ok(())
}
