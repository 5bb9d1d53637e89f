//! `statusctl completions` and `statusctl manual`: what packagers and people at a shell
//! install beside the program. Both are made from the arguments themselves.

use std::fs;
use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Cli, CommandResult, note, out};
use crate::native::files::FileError;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// For which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints what a shell needs to complete commands and options.
///
/// # Errors
/// If it can't be written.
pub fn completions(args: &CompletionsArgs) -> CommandResult {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    Ok(out(String::from_utf8_lossy(&script).trim_end())?)
}

/// Arguments of `manual`.
#[derive(Debug, clap::Args)]
pub struct ManualArgs {
    /// The folder to write to, made if it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes a page for `man` for every command, over those of an earlier version.
///
/// # Errors
/// If they can't be written.
pub fn manual(args: &ManualArgs) -> CommandResult {
    let folder = &args.folder;
    let written = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command(), folder));
    written.map_err(FileError::writing(folder))?;
    note(format_args!("wrote {0}; read it with: man {0}/statusctl.1", folder.display()));
    Ok(())
}
