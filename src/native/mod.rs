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

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use crate::core::error::chain;

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
    let mut stderr = std::io::stderr().lock();
    // Nobody is left to tell if standard error is gone.
    let _ = writeln!(stderr, "error: {error}");
    if let Some(cause) = error.source() {
        let _ = writeln!(stderr, "  because: {}", chain(cause));
    }
}
