//! The one door through which bytes become something to show.
//!
//! Owns the order of the checks: size → envelope → trust chain → base64url → header
//! → signature → I-JSON of exactly the signed bytes → content. An [`Authentic`] can
//! be made in no other way. Knows no clock and no memory; whether an authentic
//! document is fresh or has been rolled back is for [`crate::core::session::freshness`] to say.

use serde::{Deserialize, Serialize};

use crate::core::document::{Claims, Content, Problem, StatusDocument};
use crate::core::encoding::base64url::Base64UrlError;
use crate::core::encoding::digest::Digest;
use crate::core::encoding::json::{self, JsonError, MAX_SAFE_INTEGER};
use crate::core::error::debug_as_display;
use crate::core::signed::jwk::KeyId;
use crate::core::signed::jws::{Envelope, JwsError, SignatureEntry, Type};
use crate::core::signed::trust::{TrustChain, TrustError};

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 256 * 1024;

/// The signed file as it stands: a JWS in General JSON Serialization with the
/// trust chain beside it. Further members are ignored (RFC 7515 section 7.2.1),
/// so that a newer publisher may add some; they grant nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusFile {
    /// base64url of the status document.
    pub payload: String,
    /// Signatures by status keys.
    #[serde(default)]
    pub signatures: Vec<SignatureEntry>,
    /// The trust documents, the pinned one first.
    #[serde(default)]
    pub trust: Vec<Envelope>,
}

/// Why a file is refused.
#[derive(Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Larger than [`MAX_FILE_BYTES`].
    #[error("the file is larger than {} KiB", MAX_FILE_BYTES / 1024)]
    TooLarge,
    /// Not a signed status file at all: an error page, a captive portal, half a file.
    #[error("not a signed status file")]
    NotOurFile(#[source] JsonError),
    /// Flattened serialization mixed in (RFC 7515 section 7.2.2).
    #[error("the file has a top-level `{0}`; General JSON Serialization has none")]
    Flattened(&'static str),
    /// The trust chain does not hold.
    #[error("the trust chain does not hold")]
    Trust(#[from] TrustError),
    /// The signatures do not hold.
    #[error("the signatures of the status document do not hold")]
    Jws(#[from] JwsError),
    /// The payload is not base64url.
    #[error("the status document can't be decoded")]
    Encoding(#[from] Base64UrlError),
    /// Too few status keys signed.
    #[error("{present} of {needed} status keys signed")]
    BelowThreshold {
        /// Signatures that count.
        present: usize,
        /// Signatures needed.
        needed: usize,
    },
    /// The payload is signed but not a status document.
    #[error("what is signed is not a status document")]
    Payload(#[source] JsonError),
    /// Another publisher or stream than the one the trust documents name.
    #[error("issuer or stream is not the one that the trust documents name")]
    OtherIssuer,
    /// `version`, `iat` or `exp` are out of range or order.
    #[error("version, iat or exp is out of range, or exp is not after iat")]
    Claims,
    /// The content breaks a rule; the first one is named.
    #[error("the status document breaks a rule: {0}")]
    Content(Problem),
}

debug_as_display!(Refusal);

impl Refusal {
    /// Whether this looks like no answer at all rather than like a forgery: an
    /// error page instead of the file, half of it, or far too much.
    pub fn is_unreadable(&self) -> bool {
        matches!(self, Self::TooLarge | Self::NotOurFile(_))
    }
}

/// A status document whose signatures and trust chain have been verified.
#[derive(Debug, Clone, PartialEq)]
pub struct Authentic {
    document: StatusDocument,
    digest: Digest,
    signers: Vec<KeyId>,
    trust: TrustChain,
}

impl Authentic {
    /// What was signed.
    pub fn document(&self) -> &StatusDocument {
        &self.document
    }

    /// Whose document it is, which one, and when it may be believed.
    pub fn claims(&self) -> &Claims {
        &self.document.claims
    }

    /// What it says.
    pub fn content(&self) -> &Content {
        &self.document.content
    }

    /// The digest of the payload's bytes.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The status keys that signed.
    pub fn signers(&self) -> &[KeyId] {
        &self.signers
    }

    /// The trust chain that vouches for them.
    pub fn trust(&self) -> &TrustChain {
        &self.trust
    }
}

/// Reads the file as JSON of the right shape, without verifying anything.
///
/// # Errors
/// [`Refusal::TooLarge`], [`Refusal::NotOurFile`] or [`Refusal::Flattened`].
pub fn parse_file(file: &[u8]) -> Result<StatusFile, Refusal> {
    if file.len() > MAX_FILE_BYTES {
        return Err(Refusal::TooLarge);
    }
    // A byte order mark in front of the file is no part of it (RFC 8259 section 8.1); what is
    // signed may have none.
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let tree = json::parse(file).map_err(Refusal::NotOurFile)?;
    for name in ["protected", "header", "signature"] {
        if tree.get(name).is_some() {
            return Err(Refusal::Flattened(name));
        }
    }
    json::from_tree(&tree).map_err(|error| Refusal::NotOurFile(error.into()))
}

/// Verifies a file against the pinned digest of the first trust document.
///
/// # Errors
/// [`Refusal`], naming the first check that failed. Nothing of a refused file
/// may be shown.
pub fn authenticate(file: &[u8], pin: &Digest) -> Result<Authentic, Refusal> {
    let StatusFile { payload, signatures, trust } = parse_file(file)?;
    let trust = TrustChain::walk(pin, &trust)?;
    let envelope = Envelope { payload, signatures };
    let payload = envelope.payload_bytes()?;
    let role = &trust.last().status;
    let signers = envelope.signers(Type::Status, role.keys())?;
    if !role.is_met_by(&signers) {
        return Err(Refusal::BelowThreshold { present: role.count(&signers), needed: role.threshold() });
    }
    let document = StatusDocument::read(&payload).map_err(Refusal::Payload)?;
    let StatusDocument { claims, content } = &document;
    let named = &trust.last().claims;
    if (&claims.iss, &claims.sub) != (&named.iss, &named.sub) {
        return Err(Refusal::OtherIssuer);
    }
    if claims.version == 0
        || claims.version > MAX_SAFE_INTEGER
        || claims.exp <= claims.iat
        || claims.exp.as_secs() > MAX_SAFE_INTEGER
    {
        return Err(Refusal::Claims);
    }
    if let Some(problem) = content.problems().into_iter().next() {
        return Err(Refusal::Content(problem));
    }
    Ok(Authentic { document, digest: Digest::of(&payload), signers, trust })
}
