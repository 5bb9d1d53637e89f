//! `statusctl export`.

use std::path::PathBuf;

use anyhow::bail;

use super::CommandResult;
use crate::core::encoding::digest::Digest;
use crate::core::signed::verify::authenticate;
use crate::native::export::Form;
use crate::native::fetch::{fetch, is_url};
use crate::native::inspect::RefusedFile;
use crate::native::publish::check_fresh;
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
    let named = args.file.display().to_string();
    let bytes = if is_url(&named) { fetch(&named)? } else { files::read(&args.file)? };
    let authentic =
        authenticate(&bytes, &args.pin).map_err(|refusal| RefusedFile::new(&args.file, &bytes, refusal))?;
    check_fresh(&authentic, clock::now())?;
    let document = authentic.document();
    let languages = &document.content.languages;
    let tag = args.lang.as_ref().or(languages.first()).map_or("de", String::as_str);
    if !languages.iter().any(|language| language == tag) {
        bail!("`{tag}` is none of the document's languages: {}", languages.join(", "));
    }
    Ok(files::replace(&args.output, args.form.render(document, tag).as_bytes())?)
}
