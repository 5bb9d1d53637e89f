//! `statusctl verify` and `statusctl inspect`.

use std::error::Error;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::{CommandResult, note, out, time};
use crate::core::encoding::base64url;
use crate::core::encoding::digest::Digest;
use crate::core::encoding::json as strict;
use crate::core::session::freshness::may_replace;
use crate::core::signed::jws::Envelope;
use crate::core::signed::verify::{Authentic, Refusal, authenticate, read_file};
use crate::native::clock;
use crate::native::files;
use crate::native::json_file::to_json;
use crate::native::publish::{believed_until, check_believed};

/// Arguments of `verify`.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// The status file (`-` for standard input)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The digest of the first trust document, as the portal's snippet has it
    #[arg(long, value_name = "sha256-…")]
    pin: Digest,
    /// Judge freshness at this time instead of now
    #[arg(long, value_name = "TIME", value_parser = clock::instant)]
    at: Option<u64>,
    /// A file that a reader has seen before: refuse a rollback behind it
    #[arg(long, value_name = "FILE")]
    seen: Option<PathBuf>,
    /// Print the verified payload instead of a summary
    #[arg(long)]
    payload: bool,
}

/// Verifies a file as the widget does.
///
/// # Errors
/// If readers would refuse the file or see its states as unknown.
pub fn verify(args: &VerifyArgs) -> CommandResult {
    let open = |path: &Path, bytes: &[u8]| {
        authenticate(bytes, &args.pin).map_err(|refusal| refused(path, bytes, refusal))
    };
    let bytes = files::read(&args.file)?;
    let authentic = open(&args.file, &bytes)?;
    if let Some(path) = &args.seen {
        may_replace(&authentic, &open(path, &files::read(path)?)?)?;
    }
    check_believed(&authentic, args.at.unwrap_or_else(clock::now))?;
    if args.payload {
        // What was signed, with all that a newer publisher may have added.
        let payload = base64url::decode(&read_file(&bytes)?.payload)?;
        return Ok(out(to_json(&tree(&payload)?).trim_end())?);
    }
    Ok(out(summary(&authentic))?)
}

/// The JSON of `bytes` for people to look at, if the strict reader takes it.
fn tree(bytes: &[u8]) -> Result<Value, Box<dyn Error>> {
    strict::parse(bytes)?;
    Ok(serde_json::from_slice(bytes)?)
}

/// What to say of a file that is refused: what it looks like, if that is no status file.
fn refused(path: &Path, bytes: &[u8], refusal: Refusal) -> Box<dyn Error> {
    let looks_like = match bytes.trim_ascii_start() {
        _ if !matches!(refusal, Refusal::NotOurFile(_)) => "",
        [] => "; it is empty",
        [b'<', ..] => "; it looks like a web page, so look at where it came from",
        [b'[', ..] => "; it looks like a chain of trust documents, for `statusctl trust show`",
        start if strict::parse(start).is_ok_and(|tree| tree.get("iss").is_some()) => {
            "; it looks like a payload, so sign it first"
        }
        _ => "",
    };
    format!("{}: {refusal}{looks_like}", path.display()).into()
}

fn summary(authentic: &Authentic) -> String {
    let document = authentic.document();
    let signers: Vec<String> = authentic.signers().iter().map(ToString::to_string).collect();
    format!(
        "good: version {} of {} ({})\n  issued {}, believed until {}\n  signed by {}\n  \
         vouched for by trust document {}\n  services: {}, questions: {}, languages: {}",
        document.version,
        document.iss,
        document.sub,
        time(document.iat),
        time(believed_until(authentic)),
        signers.join(", "),
        authentic.trust().last().claims.version,
        document.services.len(),
        document.faq.len(),
        document.languages.join(", "),
    )
}

/// Arguments of `inspect`.
#[derive(Debug, clap::Args)]
pub struct InspectArgs {
    /// The status file (`-` for standard input)
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Prints what is in a file, as JSON, without verifying it.
///
/// # Errors
/// If it is not a status file at all.
pub fn inspect(args: &InspectArgs) -> CommandResult {
    let bytes = files::read(&args.file)?;
    let file = read_file(&bytes).map_err(|refusal| refused(&args.file, &bytes, refusal))?;
    let trust: Vec<Value> = file.trust.iter().map(opened).collect();
    let status = opened(&Envelope { payload: file.payload, signatures: file.signatures });
    note("NOT verified; use `statusctl verify` for that");
    Ok(out(to_json(&json!({ "status": status, "trust": trust })).trim_end())?)
}

/// An envelope with everything decoded that can be decoded.
fn opened(envelope: &Envelope) -> Value {
    let read = |text: &str| -> Value {
        let value = base64url::decode(text).map_err(Into::into).and_then(|bytes| tree(&bytes));
        value.unwrap_or_else(|error| Value::String(format!("unreadable: {error}")))
    };
    let signatures: Vec<Value> = envelope
        .signatures
        .iter()
        .map(|entry| json!({ "header": read(&entry.protected), "signature": entry.signature }))
        .collect();
    let mut object = Map::new();
    if let Ok(digest) = envelope.payload_digest() {
        object.insert("digest".into(), digest.to_string().into());
    }
    object.insert("signatures".into(), signatures.into());
    object.insert("payload".into(), read(&envelope.payload));
    object.into()
}
