//! `statusctl render`.

use std::path::PathBuf;

use super::{CommandResult, verified};
use crate::core::document::{Audience, Word as _};
use crate::core::encoding::digest::Digest;
use crate::core::presentation::view_model::Options;
use crate::native::render::{Channel, Order, render};
use crate::native::{clock, files};

/// Arguments of `render`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The status file (`-` for standard input), or where readers fetch it
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The digest of the first trust document, as the portal's snippet has it
    #[arg(long, value_name = "sha256-…")]
    pin: Digest,
    /// What it becomes
    #[arg(long = "as", value_name = "CHANNEL", value_enum)]
    channel: Channel,
    /// In which language; by default the document's first
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Whose: the id of an insurer
    #[arg(long, value_name = "ID")]
    tenant: Option<String>,
    /// For whom: insured_persons, care_providers, insurers or press; insured persons come first
    /// without it
    #[arg(long, value_name = "WORD", value_parser = audience)]
    audience: Option<Audience>,
    /// The page on which the newest stands; by default the publisher's
    #[arg(long, value_name = "URL", value_parser = page)]
    url: Option<String>,
    /// Write it here
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

/// A word of the document for whom something is.
pub(super) fn audience(word: &str) -> Result<Audience, String> {
    let known = || Audience::ALL.iter().filter(|word| **word != Audience::OTHER).copied();
    let names: Vec<&str> = known().map(Audience::as_str).collect();
    known().find(|known| known.as_str() == word).ok_or_else(|| format!("one of {}", names.join(", ")))
}

/// The address of a page.
pub(super) fn page(url: &str) -> Result<String, String> {
    if url.starts_with("https://") { Ok(url.into()) } else { Err("write it like https://…".into()) }
}

/// Turns a verified file into a script, a letter, a poster or a page.
///
/// # Errors
/// If readers would refuse the file or not believe it now.
pub fn run(args: &Args) -> CommandResult {
    let now = clock::now();
    let authentic = verified(&args.file, &args.pin, now)?;
    let first = || authentic.content().languages.first().cloned().unwrap_or_default();
    let options = Options {
        lang: args.lang.clone().unwrap_or_else(first),
        tenant: args.tenant.clone(),
        audience: args.audience,
        ..Options::default()
    };
    let order = Order { channel: args.channel, options: &options, url: args.url.as_deref() };
    let text = render(&authentic, &order, now)?;
    Ok(files::replace(&args.output, text.as_bytes())?)
}
