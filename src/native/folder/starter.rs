//! The folder to start from.
//!
//! Owns the files that `statusctl init` writes; they compile without a complaint.

use std::fs;
use std::path::{Path, PathBuf};

use crate::native::files::{self, FileError};

/// Names and texts.
const FILES: [(&str, &str); 3] = [
    ("status.toml", include_str!("starter/status.toml")),
    ("faq.de.md", include_str!("starter/faq.de.md")),
    ("faq.en.md", include_str!("starter/faq.en.md")),
];

/// Why it was not written.
#[derive(Debug, thiserror::Error)]
pub enum StarterError {
    /// Somebody's work would be lost.
    #[error("{} has {} already; nothing was written. Name a new folder", folder.display(), names.join(" and "))]
    Exists {
        /// The folder.
        folder: PathBuf,
        /// The files that are there.
        names: Vec<&'static str>,
    },
    /// The system says no.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Writes the files into `folder`, which may be there, but not with one of them.
///
/// # Errors
/// [`StarterError`].
pub fn write_starter(folder: &Path) -> Result<(), StarterError> {
    let names = FILES.iter().map(|(name, _)| *name);
    let there: Vec<&str> = names.filter(|name| folder.join(name).symlink_metadata().is_ok()).collect();
    if !there.is_empty() {
        return Err(StarterError::Exists { folder: folder.into(), names: there });
    }
    fs::create_dir_all(folder).map_err(FileError::writing(folder))?;
    for (name, text) in FILES {
        files::replace(&folder.join(name), text.as_bytes())?;
    }
    Ok(())
}
