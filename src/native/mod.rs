//! The native shell: `statusctl`, the publisher's tool.
//!
//! Owns files, the terminal, private keys and the compiler from a folder to a
//! payload. What it signs and what readers verify goes through [`crate::core`].

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

pub mod ceremony;
pub mod clock;
pub mod commands;
pub mod files;
pub mod folder;
pub mod json_file;
pub mod keys;
pub mod publish;

/// Runs `statusctl`: exit code 0 if all is well, 1 if not, 2 for wrong arguments.
pub fn main() -> ExitCode {
    match commands::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if standard error is gone.
            let _ = writeln!(std::io::stderr().lock(), "error: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}

/// An error with its causes, as far as they say something new.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            // Writing to a String never fails.
            let _ = write!(text, "\n  because: {cause_text}");
        }
        source = cause.source();
    }
    text
}
