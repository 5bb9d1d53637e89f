//! `cargo xtask`: what the developers of status-widget run beside cargo and trunk.
//!
//! No part of the publisher's tool, whose commands it runs as a publisher does. Trunk calls
//! it before and after each build (see Trunk.toml): trunk compiles, xtask finishes.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod assemble;
mod licences;
mod measure;
mod package;
mod process;
mod reproducible;
mod sample;
mod shrink;
mod symbols;
mod twin;

/// What a command returns: an error is printed with its causes, and the exit code is 1.
type CommandResult = anyhow::Result<()>;

/// What the developers of status-widget run beside cargo and trunk.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", max_term_width = 100)]
struct Cli {
    /// What to do
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Keep this machine's folders out of what is compiled; trunk calls it before a build
    Remap(reproducible::Args),
    /// Finish what trunk has built; trunk calls it after a build
    Assemble(assemble::Args),
    /// Sign the sample afresh; called by scripts/serve
    Sample(sample::Args),
    /// Build a release and make of it a package for npm and a folder for any web host
    Package(package::Args),
    /// Build a release and print what a reader loads and waits for
    Measure(measure::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Remap(args) => reproducible::run(&args),
        Command::Assemble(args) => assemble::run(&args),
        Command::Sample(args) => sample::run(&args),
        Command::Package(args) => package::run(&args),
        Command::Measure(args) => measure::run(&args),
    };
    let Err(error) = result else { return ExitCode::SUCCESS };
    eprintln!("error: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because: {cause}");
    }
    ExitCode::FAILURE
}
