//! `statusctl snippet`.

use std::path::PathBuf;

use super::render::{audience, page};
use super::{CommandResult, out};
use crate::core::document::Audience;
use crate::core::encoding::digest::Digest;
use crate::native::files;
use crate::native::integrity::{integrity, is_met};
use crate::native::snippet::{Form, Snippet, Widget, link};

/// Arguments of `snippet`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where readers fetch the status file; several are mirrors of one another
    #[arg(value_name = "URL", required = true, value_parser = page)]
    sources: Vec<String>,
    /// The digest of the first trust document
    #[arg(long, value_name = "sha256-…")]
    pin: Digest,
    /// The folder of the widget's version
    #[arg(long, value_name = "URL", value_parser = page)]
    widget: String,
    /// The loader as it was built, status-widget.js: its integrity is pinned
    #[arg(long, value_name = "FILE")]
    loader: Option<PathBuf>,
    /// The loader's integrity, where the file is not at hand
    #[arg(long, value_name = "sha384-…", value_parser = metadata, required_unless_present = "loader")]
    integrity: Option<String>,
    /// Where it is pasted
    #[arg(long = "for", value_name = "SYSTEM", value_enum, default_value = "html")]
    form: Form,
    /// Whose: the id of an insurer
    #[arg(long, value_name = "ID")]
    tenant: Option<String>,
    /// For whom: insured_persons, care_providers, insurers or press
    #[arg(long, value_name = "WORD", value_parser = audience)]
    audience: Option<Audience>,
    /// In which language; by default the page's
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// The level of the widget's heading, 1 to 6; by default 2
    #[arg(long, value_name = "LEVEL", value_parser = clap::value_parser!(u8).range(1..=6))]
    heading_level: Option<u8>,
    /// What stands between the tags: HTML, like that of `render --as fragment`
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    fallback: Option<PathBuf>,
    /// The page that is linked to between the tags
    #[arg(long, value_name = "URL", value_parser = page, required_unless_present = "fallback")]
    url: Option<String>,
}

/// Integrity metadata that a browser would heed.
fn metadata(text: &str) -> Result<String, String> {
    if is_met(text, b"").is_some() {
        Ok(text.into())
    } else {
        Err("write it like sha384-…, as `openssl dgst -sha384 -binary FILE | base64 -w0` has it".into())
    }
}

/// The loader that lies here is another than the one that is named.
#[derive(Debug, thiserror::Error)]
#[error("{}: its integrity is {found} and not what --integrity says", path.display())]
struct OtherLoader {
    path: PathBuf,
    found: String,
}

/// Prints what a portal pastes.
///
/// # Errors
/// If a file can't be read, or the loader is another one.
pub fn run(args: &Args) -> CommandResult {
    let given = args.integrity.clone().unwrap_or_default();
    let integrity = match &args.loader {
        None => given,
        Some(path) => {
            let loader = files::read(path)?;
            let found = integrity(&loader);
            if args.integrity.is_some() && is_met(&given, &loader) != Some(true) {
                return Err(OtherLoader { path: path.clone(), found }.into());
            }
            found
        }
    };
    let is_german = args.lang.as_deref().is_none_or(|tag| tag.to_ascii_lowercase().starts_with("de"));
    let fallback = match (&args.fallback, &args.url) {
        (Some(path), _) => String::from_utf8(files::read(path)?)?,
        (None, url) => link(url.as_deref().unwrap_or_default(), is_german),
    };
    let snippet = Snippet {
        widget: Widget::new(&args.widget, &integrity),
        sources: args.sources.clone(),
        pin: args.pin,
        tenant: args.tenant.clone(),
        audience: args.audience,
        lang: args.lang.clone(),
        heading_level: args.heading_level,
    };
    Ok(out(snippet.paste(args.form, &fallback).trim_end())?)
}
