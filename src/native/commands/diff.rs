//! `statusctl diff`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};

use super::{CommandResult, Exit, listed, note, out};
use crate::core::document::{Content, StatusDocument};
use crate::core::encoding::digest::Digest;
use crate::core::encoding::json;
use crate::core::signed::verify::authenticate;
use crate::native::bilingual::{Language, say};
use crate::native::ceremony::prepared::Prepared;
use crate::native::difference::{Difference, differences};
use crate::native::fetch::{fetch, is_url};
use crate::native::inspect::RefusedFile;
use crate::native::json_file::to_json;
use crate::native::terminal::plain_json;
use crate::native::{files, folder, inspect};

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What was before: a folder, a payload, a prepared or signed file, or the address of one
    #[arg(value_name = "BEFORE")]
    before: PathBuf,
    /// What comes after it, likewise
    #[arg(value_name = "AFTER")]
    after: PathBuf,
    /// Verify signed files as readers do, with the digest of the first trust document
    #[arg(long, value_name = "sha256-…")]
    pin: Option<Digest>,
    /// Print a list for machines
    #[arg(long)]
    json: bool,
}

/// Says what readers will see change from one document to another.
///
/// # Errors
/// Exit code 1 if they differ, 2 if one of them can't be read.
pub fn run(args: &Args) -> CommandResult {
    let read = |path| content(path, args.pin.as_ref()).map_err(|error| error.context(Exit(2)));
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

/// The content of a folder, a payload, a prepared or signed file, or of what lies at an
/// address. Who has signed is said.
fn content(path: &Path, pin: Option<&Digest>) -> anyhow::Result<Content> {
    let named = path.display().to_string();
    if path.is_dir() {
        return Ok(folder::build_folder(path)?);
    }
    let bytes = if is_url(&named) { fetch(&named)? } else { files::read(path)? };
    let bytes = files::without_mark(&bytes);
    let payload = match (pin, inspect::payload(bytes)) {
        (Some(pin), Ok(_)) => {
            let authentic =
                authenticate(bytes, pin).map_err(|refusal| RefusedFile::new(path, bytes, refusal))?;
            let signers = listed(authentic.signers());
            note(say!("{named}: signed by {signers}", "{named}: unterschrieben von {signers}"));
            return Ok(authentic.content().clone());
        }
        (None, Ok(payload)) => {
            // What differs is shown, whoever has signed it.
            let signers = inspect::claimed_signers(bytes).join(", ");
            note(say!(
                "{named}: says that {signers} has signed it, which is NOT verified without --pin",
                "{named}: dort steht, {signers} habe unterschrieben; das ist ohne --pin NICHT geprüft"
            ));
            serde_json::to_vec(&payload)?
        }
        (_, Err(_)) => match json::read::<Prepared>(bytes) {
            Ok(prepared) => prepared.document.payload_bytes().map_err(|error| anyhow!(error))?,
            Err(_) => bytes.to_vec(),
        },
    };
    let document = StatusDocument::read(&payload).map_err(|error| anyhow!(error));
    Ok(document
        .with_context(|| {
            say!(
                "{named}: neither a folder nor a status document",
                "{named}: weder ein Ordner noch ein Statusdokument"
            )
        })?
        .content)
}
