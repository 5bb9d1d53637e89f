//! `statusctl diff`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};

use super::{CommandResult, Exit, note, out};
use crate::core::document::{Content, StatusDocument};
use crate::native::bilingual::{Language, say};
use crate::native::difference::{Difference, differences};
use crate::native::fetch::{fetch, is_url};
use crate::native::json_file::to_json;
use crate::native::terminal::plain_json;
use crate::native::{files, folder, inspect};

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What was before: a folder, a payload, a signed file, or the address of one
    #[arg(value_name = "BEFORE")]
    before: PathBuf,
    /// What comes after it, likewise
    #[arg(value_name = "AFTER")]
    after: PathBuf,
    /// Print a list for machines
    #[arg(long)]
    json: bool,
}

/// Says what readers will see change from one document to another.
///
/// # Errors
/// Exit code 1 if they differ, 2 if one of them can't be read.
pub fn run(args: &Args) -> CommandResult {
    let read = |path| content(path).map_err(|error| error.context(Exit(2)));
    let found = differences(&read(&args.before)?, &read(&args.after)?);
    if args.json {
        let list: Vec<_> = found.iter().map(Difference::json).collect();
        out(plain_json(to_json(&list).trim_end()))?;
    } else {
        print(&found)?;
    }
    if found.is_empty() { Ok(()) } else { Err(Exit(1).into()) }
}

/// Prints differences for people.
pub fn print(found: &[Difference]) -> std::io::Result<()> {
    let language = Language::of_environment();
    if found.is_empty() {
        note(say!("readers see no difference", "für Leser ändert sich nichts"));
    }
    found.iter().try_for_each(|difference| out(difference.words(language)))
}

/// The content of a folder, a payload, a signed file or what lies at an address.
fn content(path: &Path) -> anyhow::Result<Content> {
    let named = path.display().to_string();
    if path.is_dir() {
        return Ok(folder::build_folder(path)?);
    }
    let bytes = if is_url(&named) { fetch(&named)? } else { files::read(path)? };
    let bytes = files::without_mark(&bytes);
    let payload = match inspect::payload(bytes) {
        Ok(payload) => {
            // What differs is shown, whoever has signed it.
            note(say!(
                "{named}: NOT verified; `statusctl verify` does that",
                "{named}: NICHT geprüft; das tut `statusctl verify`"
            ));
            serde_json::to_vec(&payload)?
        }
        Err(_) => bytes.to_vec(),
    };
    let document = StatusDocument::read(&payload).map_err(|error| anyhow!(error));
    Ok(document.with_context(|| format!("{named}: neither a folder nor a status document"))?.content)
}
