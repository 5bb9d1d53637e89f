//! What is in a status file, verified or not, for people to look at.
//!
//! Owns the decoding for that, and what a file that is none looks like. Decides nothing.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::core::encoding::base64url::{self, Base64UrlError};
use crate::core::encoding::json::{self as strict, JsonError};
use crate::core::error::chain;
use crate::core::signed::jws::{Envelope, SignatureEntry};
use crate::core::signed::verify::{Refusal, parse_file};
use crate::native::files;

/// A file that readers would refuse.
#[derive(Debug, thiserror::Error)]
#[error("{}: readers refuse this file{}", path.display(), looks_like.hint())]
pub struct RefusedFile {
    /// Which file.
    pub path: PathBuf,
    /// What it probably is instead.
    pub looks_like: LooksLike,
    source: Refusal,
}

/// What a file looks like that is no status file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LooksLike {
    /// Nothing at all.
    Empty,
    /// An error page, or one of a captive portal.
    WebPage,
    /// The chain of trust documents.
    Chain,
    /// What has not been signed yet.
    Payload,
    /// Any text in another encoding.
    Utf16,
    /// Nothing that is known.
    Other,
}

impl LooksLike {
    fn of(bytes: &[u8]) -> Self {
        match bytes.trim_ascii_start() {
            [] => Self::Empty,
            [b'<', ..] => Self::WebPage,
            _ if files::byte_order_mark(bytes) == Some("UTF-16") => Self::Utf16,
            [b'[', ..] => Self::Chain,
            start if strict::parse(start).is_ok_and(|tree| tree.get("iss").is_some()) => Self::Payload,
            _ => Self::Other,
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Empty => "; it is empty",
            Self::WebPage => "; it looks like a web page, so look at where it came from",
            Self::Chain => "; it looks like a chain of trust documents, for `statusctl trust show`",
            Self::Payload => "; it looks like a payload, so sign it first",
            Self::Utf16 => "; it is in UTF-16, as its byte order mark says, so save it as UTF-8",
            Self::Other => "",
        }
    }
}

impl RefusedFile {
    /// `bytes` of the file `path` are refused.
    pub fn new(path: &Path, bytes: &[u8], source: Refusal) -> Self {
        let is_ours = !matches!(source, Refusal::NotOurFile(_));
        let looks_like = if is_ours { LooksLike::Other } else { LooksLike::of(bytes) };
        Self { path: path.into(), looks_like, source }
    }
}

/// Why what is in a file can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// It is no status file.
    #[error(transparent)]
    File(#[from] Refusal),
    /// A part of it is no base64url.
    #[error(transparent)]
    Encoding(#[from] Base64UrlError),
    /// What is in that is no JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A number in it is too large.
    #[error(transparent)]
    Value(#[from] serde_json::Error),
}

/// The JSON that stands in `text`, if the strict reader takes it.
fn tree(text: &str) -> Result<Value, DecodeError> {
    let bytes = base64url::decode(text)?;
    strict::parse(&bytes)?;
    Ok(serde_json::from_slice(&bytes)?)
}

/// The payload of a status file, with all members.
///
/// # Errors
/// [`DecodeError`] if there is none that can be read.
pub fn payload(file: &[u8]) -> Result<Value, DecodeError> {
    tree(&parse_file(file)?.payload)
}

/// Who has signed a status file, as it says itself.
pub fn claimed_signers(file: &[u8]) -> Vec<String> {
    let signatures = parse_file(file).map(|file| file.signatures).unwrap_or_default();
    let kid = |entry: &SignatureEntry| Some(tree(&entry.protected).ok()?.get("kid")?.as_str()?.to_owned());
    signatures.iter().filter_map(kid).collect()
}

/// A status file with everything decoded that can be decoded.
///
/// # Errors
/// [`Refusal`] if it is none.
pub fn decoded(file: &[u8]) -> Result<Value, Refusal> {
    let file = parse_file(file)?;
    let trust: Vec<Value> = file.trust.iter().map(envelope_decoded).collect();
    let status = envelope_decoded(&Envelope { payload: file.payload, signatures: file.signatures });
    Ok(json!({ "status": status, "trust": trust }))
}

/// An envelope with everything decoded that can be decoded.
fn envelope_decoded(envelope: &Envelope) -> Value {
    let read = |text: &str| -> Value {
        tree(text).unwrap_or_else(|error| Value::String(format!("unreadable: {}", chain(&error))))
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
