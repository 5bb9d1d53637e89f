//! The native shell: `statusctl`, the publisher's tool.
//!
//! Owns files, the terminal, private keys and the compiler from a folder to a
//! payload. What it signs and what readers verify goes through [`crate::core`].
//!
//! | room | owns | must not know |
//! |---|---|---|
//! | [`commands`] | arguments, and what is printed | how anything is done |
//! | [`folder`] | a publisher's folder → content | claims, keys |
//! | [`ceremony`] | chain file, prepared file, signatures, plans | readers, the clock |
//! | [`publish`] | the signed file on its way to readers | private keys, the clock |
//! | [`inspect`] | a status file for people to look at | what it is worth |
//! | [`keys`] | private keys at rest, passphrases | documents |
//! | [`files`], [`json_file`], [`clock`] | the system | all of the above |
//! | [`bilingual`] | English and German for the terminal | what is said |
//! | [`terminal`] | that what is printed is text and nothing else | what is said |

use std::error::Error;
use std::process::ExitCode;

use clap::Parser as _;

use crate::core::error::chain;
use bilingual::say;
use terminal::note;

pub mod bilingual;
pub mod ceremony;
pub mod clock;
pub mod commands;
pub mod files;
pub mod folder;
pub mod inspect;
pub mod json_file;
pub mod keys;
pub mod publish;
pub mod terminal;

/// Runs `statusctl`: exit code 0 if all is well, 1 if not, 2 for wrong arguments.
pub fn main() -> ExitCode {
    match commands::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print_error(&*error);
            ExitCode::FAILURE
        }
    }
}

/// What went wrong, and in a second line why.
fn print_error(error: &dyn Error) {
    note(say!("error: {error}", "Fehler: {error}"));
    if let Some(cause) = error.source() {
        let cause = chain(cause);
        note(say!("  because: {cause}", "  weil: {cause}"));
    }
}
