//! `statusctl check`.

use std::path::PathBuf;

use anyhow::bail;

use super::diagnostics::Format;
use super::{CommandResult, diagnostics, note};
use crate::native::bilingual::{Message, say};
use crate::native::folder::Lix;
use crate::native::settings::{SETTINGS_FILE, Settings};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with status.toml and faq.<language>.md
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Fail for warnings too, for instance missing translations
    #[arg(long)]
    deny_warnings: bool,
    /// Also give hints on German texts that are hard to read; they are no reason to fail
    #[arg(long)]
    readability: bool,
    /// How to print what is wrong: for people, or for editors and other programs
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
}

/// Reports everything that is wrong in a folder.
///
/// # Errors
/// If there are errors in it, or warnings that are denied.
pub fn run(args: &Args) -> CommandResult {
    let mut lix = args.readability.then(Lix::default);
    let (_, tally) = diagnostics::compile_as(&args.folder, args.format, lix.as_mut())?;
    if let Some(message) = lix.and_then(Lix::message) {
        note(message);
    }
    let settings = args.folder.join(SETTINGS_FILE);
    if settings.is_file() {
        Settings::read(&settings)?;
    }
    if args.deny_warnings && tally.warnings > 0 {
        let Message { en, de } = tally.message();
        bail!(Message {
            en: format!("{}: {en}, which --deny-warnings forbids", args.folder.display()),
            de: format!("{}: {de}; das verbietet --deny-warnings", args.folder.display()),
        });
    }
    let folder = args.folder.display();
    let Message { en, de } = tally.message();
    note(match tally.warnings {
        0 => say!("{folder}: nothing to complain about", "{folder}: nichts zu beanstanden"),
        _ => Message {
            en: format!("{folder}: can be built, {en}"),
            de: format!("{folder}: kann gebaut werden, {de}"),
        },
    });
    Ok(())
}
