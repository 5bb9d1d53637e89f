//! `statusctl check`.

use std::path::PathBuf;

use anyhow::bail;

use super::{CommandResult, diagnostics, note};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with status.toml and faq.<language>.md
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Fail for warnings too, for instance missing translations
    #[arg(long)]
    deny_warnings: bool,
}

/// Reports everything that is wrong in a folder.
///
/// # Errors
/// If there are errors in it, or warnings that are denied.
pub fn run(args: &Args) -> CommandResult {
    let (_, tally) = diagnostics::compile(&args.folder)?;
    if args.deny_warnings && tally.warnings > 0 {
        bail!("{}: {tally}, which --deny-warnings forbids", args.folder.display());
    }
    note(match tally.warnings {
        0 => format!("{}: nothing to complain about", args.folder.display()),
        _ => format!("{}: can be built, {tally}", args.folder.display()),
    });
    Ok(())
}
