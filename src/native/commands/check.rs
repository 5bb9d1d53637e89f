//! `statusctl check`.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use super::{CommandResult, note};
use crate::native::folder::{self, Content, Sources, Tally};

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
    let (_, tally) = compile(&args.folder)?;
    if args.deny_warnings && tally.warnings > 0 {
        return Err(format!("{}: {tally}, which --deny-warnings forbids", args.folder.display()).into());
    }
    note(match tally.warnings {
        0 => format!("{}: nothing to complain about", args.folder.display()),
        _ => format!("{}: can be built, {tally}", args.folder.display()),
    });
    Ok(())
}

/// Compiles a folder and prints what is wrong with it.
///
/// # Errors
/// If there are errors in it.
pub fn compile(folder: &Path) -> Result<(Content, Tally), Box<dyn std::error::Error>> {
    if folder.is_file() {
        return Err(format!("{}: not a folder; name the one it stands in", folder.display()).into());
    }
    let sources = Sources::read(folder)?;
    let (content, diagnostics) = folder::compile(&sources);
    let styled =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    for diagnostic in &diagnostics {
        note(format_args!("{}\n", diagnostic.render(&sources, styled)));
    }
    let tally = Tally::of(&diagnostics);
    match content {
        Some(content) => Ok((content, tally)),
        None => Err(format!("could not compile {}: {tally}", folder.display()).into()),
    }
}
