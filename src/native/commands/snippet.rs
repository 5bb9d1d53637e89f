//! `statusctl snippet`.

use std::path::PathBuf;

use url::Url;

use super::render::{audience, page};
use super::{CommandResult, note, out};
use crate::core::document::Audience;
use crate::core::encoding::digest::Digest;
use crate::core::presentation::view_model::Banner;
use crate::native::bilingual::say;
use crate::native::files;
use crate::native::integrity::{integrity, is_met};
use crate::native::snippet::frame::Iframe;
use crate::native::snippet::{Form, Snippet, Widget, is_german, link};

/// Arguments of `snippet`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where readers fetch the status file; several are mirrors of one another
    #[arg(value_name = "URL", required_unless_present = "iframe", value_parser = page)]
    sources: Vec<String>,
    /// The digest of the first trust document
    #[arg(long, value_name = "sha256-…", required_unless_present = "iframe")]
    pin: Option<Digest>,
    /// The folder of the widget's version
    #[arg(long, value_name = "URL", value_parser = page, required_unless_present = "iframe")]
    widget: Option<String>,
    /// The loader as it was built, status-widget.js: its integrity is pinned
    #[arg(long, value_name = "FILE")]
    loader: Option<PathBuf>,
    /// The loader's integrity, where the file is not at hand
    #[arg(long, value_name = "sha384-…", value_parser = metadata, required_unless_present_any = ["loader", "iframe"])]
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
    /// The short form for a start page, whose link leads to --url
    #[arg(long, requires = "url", conflicts_with = "iframe")]
    banner: bool,
    /// The short form is empty while everything works
    #[arg(long, requires = "banner")]
    quiet: bool,
    /// What stands between the tags: HTML, like that of `render --as fragment`
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    fallback: Option<PathBuf>,
    /// The page that is linked to between the tags, or below the iframe
    #[arg(long, value_name = "URL", value_parser = page, required_unless_present_any = ["fallback", "iframe"])]
    url: Option<String>,
    /// An iframe instead, for portals that take nothing else: where the page is served that
    /// `--for frame` prints
    #[arg(
        long,
        value_name = "URL",
        value_parser = frame,
        conflicts_with_all = ["sources", "pin", "widget", "loader", "integrity", "form", "audience",
            "heading_level", "fallback"],
    )]
    iframe: Option<Url>,
    /// Where status-frame.js is served, which sets the height of the iframe; without it, it stands
    /// in the portal's own text
    #[arg(long, value_name = "URL", value_parser = page, requires = "iframe")]
    script: Option<String>,
}

/// Where a page for iframes is served.
fn frame(text: &str) -> Result<Url, String> {
    page(text)?.parse().map_err(|error: url::ParseError| error.to_string())
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
    if let Some(page) = &args.iframe {
        let iframe = Iframe {
            page: page.clone(),
            tenant: args.tenant.clone(),
            lang: args.lang.clone(),
            script: args.script.clone(),
            url: args.url.clone(),
        };
        return Ok(out(iframe.paste().trim_end())?);
    }
    // The arguments are only optional beside --iframe.
    let (Some(pin), Some(widget)) = (args.pin, &args.widget) else { return Ok(()) };
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
    let is_german = is_german(args.lang.as_deref());
    let fallback = match (&args.fallback, &args.url) {
        (Some(path), _) => String::from_utf8(files::read(path)?)?,
        // Nobody is to see it before it is known whether there is anything to say.
        (None, _) if args.quiet => String::new(),
        (None, url) => link(url.as_deref().unwrap_or_default(), is_german),
    };
    let snippet = Snippet {
        widget: Widget::new(widget, &integrity),
        sources: args.sources.clone(),
        pin,
        tenant: args.tenant.clone(),
        audience: args.audience,
        lang: args.lang.clone(),
        heading_level: args.heading_level,
        banner: args.banner.then(|| Banner { href: args.url.clone(), is_quiet: args.quiet }),
    };
    if args.form == Form::Frame {
        note(say!(
            "serve it with the header Content-Security-Policy: frame-ancestors https://… of each portal, and \
             nothing else in it; see docs/portal.md",
            "liefern Sie die Seite mit dem Header Content-Security-Policy: frame-ancestors https://… jedes Portals \
             aus, und mit nichts anderem darin; siehe docs/portal.md"
        ));
    }
    Ok(out(snippet.paste(args.form, &fallback).trim_end())?)
}
