//! `cargo xtask sample`: the signed sample.
//!
//! It goes the publisher's way, command by command, with throw-away keys that stay in
//! `target/sample`.

use core::time::Duration;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use status_widget::core::encoding::digest::Digest;
use status_widget::native::ceremony::chain_file::ChainFile;
use status_widget::native::clock;
use status_widget::native::commands::Cli;

use crate::CommandResult;

/// The folder that is compiled and signed, seen from the project's folder.
const FOLDER: &str = "examples/notice-2023";

/// Arguments of `sample`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder that is being served
    #[arg(long, value_name = "DIR", default_value = "dist")]
    out: PathBuf,
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    source: PathBuf,
}

/// Signs the sample afresh.
///
/// # Errors
/// If it can't be signed.
pub fn run(args: &Args) -> CommandResult {
    publish(&args.source, &args.out).map(|_| ())
}

/// Builds, signs and publishes the sample; returns what portals pin.
pub fn publish(source: &Path, folder: &Path) -> anyhow::Result<Digest> {
    let keys = source.join("target/sample");
    let trust = keys.join("trust.json");
    if !is_valid(&trust) {
        make_trust(&keys, &trust)?;
    }
    let payload = keys.join("payload.json");
    let (sample, key) = (source.join(FOLDER), keys.join("status.pem"));
    statusctl(&[&"build", &sample, &"--trust", &trust, &"--lifetime", &"24h", &"--output", &payload])?;
    statusctl(&[&"sign", &payload, &"--key", &key, &"--trust", &trust, &"--publish-to", &folder])?;
    Ok(ChainFile::read(&trust)?.pin()?)
}

/// Whether the throw-away keys of an earlier build will do for a day.
fn is_valid(trust: &Path) -> bool {
    let chain = ChainFile::read(trust).ok().and_then(|chain| chain.complete().ok());
    let tomorrow = clock::now().saturating_add(Duration::from_secs(24 * 60 * 60));
    chain.is_some_and(|chain| chain.expires() > tomorrow)
}

fn make_trust(keys: &Path, trust: &Path) -> CommandResult {
    if keys.exists() {
        fs::remove_dir_all(keys)?;
    }
    fs::create_dir_all(keys)?;
    let path = |name: &str| keys.join(name);
    let (root, status) = (path("root.pem"), path("status.pem"));
    for key in [&root, &status] {
        statusctl(&[&"keygen", &key, &"--no-password"])?;
    }
    let (root_public, status_public) = (path("root.pem.jwk"), path("status.pem.jwk"));
    statusctl(&[
        &"trust",
        &"init",
        &trust,
        &"--issuer",
        &"https://status.example",
        &"--stream",
        &"sample",
        &"--root",
        &root_public,
        &"--status",
        &status_public,
    ])?;
    statusctl(&[&"trust", &"sign", &trust, &"--key", &root])
}

/// Runs `statusctl` with these arguments.
fn statusctl(args: &[&dyn AsRef<OsStr>]) -> CommandResult {
    let args = args.iter().map(|argument| argument.as_ref());
    Cli::try_parse_from([OsStr::new("statusctl")].into_iter().chain(args))?.run()
}
