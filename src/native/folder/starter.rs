//! The folders to start from.
//!
//! Owns the files that `statusctl init` writes. The small one compiles without a complaint; the
//! one for an outage does once somebody has read all of it (see [`DRAFT_MARKS`]).

use std::fs;
use std::path::{Path, PathBuf};

use super::schema::schema;
use super::sources::STATUS_FILE;
use crate::core::document::calendar::{Local, berlin};
use crate::core::encoding::unix_time::UnixTime;
use crate::native::bilingual::{Message, say};
use crate::native::files::{self, FileError};
use crate::native::json_file::to_json;

/// What stands before each text that nobody has read yet, in German and in English. `check` refuses it, whoever has put
/// it there.
pub const DRAFT_MARKS: [&str; 2] = ["[ENTWURF]", "[DRAFT]"];

/// The schema for editors, where the first line of `status.toml` looks for it.
const SCHEMA_FILE: &str = "schema/status.toml.json";

/// What the first line of `status.toml` says to editors (`taplo`, which is in those for VS Code
/// and Zed, takes it from there).
const SCHEMA_LINE: &str = "#:schema ./schema/status.toml.json\n";

/// The point in time at which a folder is written, in its texts.
const NOW: &str = "{now}";

/// What to start from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Starter {
    /// A little of everything
    #[default]
    Small,
    /// An outage: services that insured persons ask about, what to do meanwhile, and questions,
    /// all of it drafts
    Incident,
}

impl Starter {
    /// Names and texts.
    fn files(self) -> [(&'static str, &'static str); 3] {
        match self {
            Self::Small => [
                (STATUS_FILE, include_str!("starter/status.toml")),
                ("faq.de.md", include_str!("starter/faq.de.md")),
                ("faq.en.md", include_str!("starter/faq.en.md")),
            ],
            Self::Incident => [
                (STATUS_FILE, include_str!("starter/incident/status.toml")),
                ("faq.de.md", include_str!("starter/incident/faq.de.md")),
                ("faq.en.md", include_str!("starter/incident/faq.en.md")),
            ],
        }
    }
}

/// Why it was not written.
#[derive(Debug, thiserror::Error)]
pub enum StarterError {
    /// Somebody's work would be lost.
    #[error("{}", already_there(folder, names))]
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

fn already_there(folder: &Path, names: &[&str]) -> Message {
    let folder = folder.display();
    let (en, de) = (names.join(" and "), names.join(" und "));
    say!(
        "{folder} has {en} already; nothing was written. Name a new folder",
        "in {folder} liegt schon {de}; nichts wurde geschrieben. Nennen Sie einen neuen Ordner"
    )
}

/// A point in time as clocks in Germany show it, RFC 3339.
fn in_germany(time: UnixTime) -> String {
    let Local { date, hour, minute, summer, .. } = berlin(time);
    format!("{date}T{hour:02}:{minute:02}:00+{}:00", if summer { "02" } else { "01" })
}

/// Writes the files into `folder`, which may be there, but not with one of them.
///
/// # Errors
/// [`StarterError`].
pub fn write_starter(folder: &Path, starter: Starter, now: UnixTime) -> Result<(), StarterError> {
    let files = starter.files();
    let names = files.iter().map(|(name, _)| *name);
    let there: Vec<&str> = names.filter(|name| folder.join(name).symlink_metadata().is_ok()).collect();
    if !there.is_empty() {
        return Err(StarterError::Exists { folder: folder.into(), names: there });
    }
    let schema_file = folder.join(SCHEMA_FILE);
    for folder in [Some(folder), schema_file.parent()].into_iter().flatten() {
        fs::create_dir_all(folder).map_err(FileError::writing(folder))?;
    }
    files::replace(&schema_file, to_json(&schema()).as_bytes())?;
    for (name, text) in files {
        let text = text.replace(NOW, &in_germany(now));
        let first = if name == STATUS_FILE { SCHEMA_LINE } else { "" };
        files::replace(&folder.join(name), format!("{first}{text}").as_bytes())?;
    }
    Ok(())
}
