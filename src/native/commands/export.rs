//! `statusctl export`.

use std::path::PathBuf;

use anyhow::bail;

use super::{CommandResult, verified};
use crate::core::encoding::digest::Digest;
use crate::native::export::Form;
use crate::native::{clock, files};

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The status file (`-` for standard input), or where readers fetch it
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The digest of the first trust document, as the portal's snippet has it
    #[arg(long, value_name = "sha256-…")]
    pin: Digest,
    /// What it becomes
    #[arg(long = "as", value_name = "FORM", value_enum)]
    form: Form,
    /// In which language of the document; by default its first
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Write it here
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

/// Turns a verified file into a feed, a calendar, a summary or plain text.
///
/// # Errors
/// If readers would refuse the file or not believe it now.
pub fn run(args: &Args) -> CommandResult {
    let authentic = verified(&args.file, &args.pin, clock::now())?;
    let document = authentic.document();
    let languages = &document.content.languages;
    let tag = args.lang.as_ref().or(languages.first()).map_or("de", String::as_str);
    if !languages.iter().any(|language| language == tag) {
        bail!("`{tag}` is none of the document's languages: {}", languages.join(", "));
    }
    Ok(files::replace(&args.output, args.form.render(document, tag).as_bytes())?)
}
