//! The commands of `statusctl`, one file each (or each family).
//!
//! Owns arguments and what is printed: results on standard output, everything
//! else on standard error. What the commands do stands in the modules beside this
//! one.

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::signed::jwk::KeyId;
use crate::core::signed::verify::{Authentic, authenticate};
use crate::native::fetch::{fetch, is_url};
use crate::native::files;
use crate::native::inspect::RefusedFile;
use crate::native::keys::PassphraseSource;
use crate::native::publish::check_fresh;
use crate::native::terminal::{note, out, warn};

pub mod build;
pub mod check;
pub mod completions;
mod diagnostics;
pub mod diff;
pub mod doctor;
pub mod export;
pub mod import;
pub mod init;
pub mod keygen;
pub mod preview;
pub mod publish;
pub mod render;
mod report;
pub mod schema;
pub mod sign;
pub mod snippet;
pub mod trust;
pub mod verify;
pub mod watch;

/// What a command returns: an error is printed with its causes, and the exit code
/// is 1.
pub type CommandResult = anyhow::Result<()>;

/// The exit code of a command that has said all there is to say, or, around an error, that
/// of the error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("exit code {0}")]
pub struct Exit(pub u8);

/// Writes, checks, signs and publishes a status document.
#[derive(Debug, Parser)]
#[command(name = "statusctl", version, max_term_width = 100)]
#[command(after_help = "\
A first document in five minutes:
  statusctl init notice
  statusctl check notice
  statusctl keygen root.pem
  statusctl keygen status.pem
  statusctl trust init trust.json --issuer https://status.example \\
    --root root.pem.jwk --status status.pem.jwk
  statusctl trust sign trust.json --key root.pem
  mkdir public
  statusctl build notice --trust trust.json --output payload.json
  statusctl sign payload.json --key status.pem --trust trust.json --publish-to public
  statusctl verify public/status.json --pin \"$(statusctl trust show trust.json --pin)\"")]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
    /// Print results, warnings and errors only
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

/// What `statusctl` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a small folder to start from
    Init(init::Args),
    /// Report everything that is wrong in a folder, and how to mend it
    Check(check::Args),
    /// Show a folder on a local page as readers would see it
    Preview(preview::Args),
    /// Publish a folder: check, show what changes, ask, sign, write, read back
    Publish(publish::Args),
    /// Say what readers will see change between two documents
    Diff(diff::Args),
    /// Turn a folder into the payload of a status document
    Build(build::Args),
    /// Print a JSON Schema: of the status document, of status.toml or of publish.toml
    Schema(schema::Args),
    /// Make a private key and its public JWK
    Keygen(keygen::Args),
    /// Say which keys speak for the publisher: init, rotate, sign, verify, show
    #[command(subcommand)]
    Trust(trust::Command),
    /// Sign a payload and publish it
    Sign(sign::SignArgs),
    /// Write what a key elsewhere (HSM, PKCS#11, KMS) has to sign
    Prepare(sign::PrepareArgs),
    /// Put a signature from elsewhere onto what was prepared
    Attach(sign::AttachArgs),
    /// Verify a status file as the widget does
    Verify(verify::VerifyArgs),
    /// Look from outside at what readers get: for monitoring
    Watch(watch::Args),
    /// Look at a portal's page as a browser would: what keeps readers from seeing the widget
    Doctor(doctor::Args),
    /// Turn a status file into a feed, a calendar, a summary for dashboards or plain text
    Export(export::Args),
    /// Turn a status file into a script for telephone agents, a letter, a poster or a page
    Render(render::Args),
    /// Print what a portal pastes into its page, with integrity and pin
    Snippet(snippet::Args),
    /// Propose what to say in status.toml, from what others report
    #[command(subcommand)]
    Import(import::Command),
    /// Show what is in a status file without verifying it
    Inspect(verify::InspectArgs),
    /// Print completions for a shell
    Completions(completions::CompletionsArgs),
    /// Write pages for man
    Manual(completions::ManualArgs),
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// Whatever the command meets.
    pub fn run(&self) -> CommandResult {
        match &self.command {
            Command::Init(args) => init::run(args),
            Command::Check(args) => check::run(args),
            Command::Preview(args) => preview::run(args),
            Command::Publish(args) => publish::run(args),
            Command::Diff(args) => diff::run(args),
            Command::Build(args) => build::run(args),
            Command::Schema(args) => schema::run(args),
            Command::Keygen(args) => keygen::run(args),
            Command::Trust(command) => trust::run(command),
            Command::Sign(args) => sign::sign(args),
            Command::Prepare(args) => sign::prepare(args),
            Command::Attach(args) => sign::attach(args),
            Command::Verify(args) => verify::verify(args),
            Command::Watch(args) => watch::run(args),
            Command::Doctor(args) => doctor::run(args),
            Command::Export(args) => export::run(args),
            Command::Render(args) => render::run(args),
            Command::Snippet(args) => snippet::run(args),
            Command::Import(command) => import::run(command),
            Command::Inspect(args) => verify::inspect(args),
            Command::Completions(args) => completions::completions(args),
            Command::Manual(args) => completions::manual(args),
        }
    }
}

/// A status file, or what lies at an address, that readers believe at `now`.
fn verified(file: &Path, pin: &Digest, now: UnixTime) -> anyhow::Result<Authentic> {
    let named = file.display().to_string();
    let bytes = if is_url(&named) { fetch(&named)? } else { files::read(file)? };
    let authentic = authenticate(&bytes, pin).map_err(|refusal| RefusedFile::new(file, &bytes, refusal))?;
    check_fresh(&authentic, now)?;
    Ok(authentic)
}

/// Keys, one after the other.
fn listed(keys: &[KeyId]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Where a passphrase comes from, if not from the environment or a prompt.
#[derive(Debug, clap::Args)]
pub struct PassphraseArgs {
    /// Read the passphrase from the first line of FILE (`-` for standard input); repeat it for
    /// keys with different passphrases, in their order
    #[arg(long, value_name = "FILE")]
    passphrase_file: Vec<PathBuf>,
}

impl PassphraseArgs {
    fn files(&self) -> Vec<PathBuf> {
        self.passphrase_file.clone()
    }

    fn source(&self) -> PassphraseSource {
        PassphraseSource::new(self.passphrase_file.clone())
    }
}
