//! `statusctl init`.

use std::path::PathBuf;

use super::{CommandResult, note};
use crate::native::bilingual::say;
use crate::native::clock;
use crate::native::folder::{Starter, write_starter};

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to write; it may be there, but not with these files
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// What to start from
    #[arg(long, value_name = "WHAT", value_enum, default_value_t)]
    from: Starter,
}

/// Writes a folder to start from.
///
/// # Errors
/// If one of the files is there already, or the disk says no.
pub fn run(args: &Args) -> CommandResult {
    write_starter(&args.folder, args.from, clock::now())?;
    note(say!(
        "wrote {0}; edit the files in it, then: statusctl check {0}",
        "{0} ist geschrieben; ändern Sie die Dateien darin, dann: statusctl check {0}",
        args.folder.display()
    ));
    if args.from == Starter::Incident {
        note(say!(
            "all texts in it are drafts; `check` refuses each of them until its mark is deleted",
            "alle Texte darin sind Entwürfe; `check` weist jeden zurück, bis seine Marke gelöscht ist"
        ));
    }
    Ok(())
}
