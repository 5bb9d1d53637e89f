//! `cargo xtask`: what the developers of status-widget run beside cargo and trunk.
//!
//! No part of the publisher's tool, whose commands it runs like a publisher.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod assemble;

/// What the developers of status-widget run beside cargo and trunk.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Finish what trunk has built; called by the hook in Trunk.toml
    Assemble(assemble::Args),
    /// Sign the sample afresh; called by scripts/serve
    Sample(assemble::SampleArgs),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Assemble(args) => assemble::run(&args),
        Command::Sample(args) => assemble::sample(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
