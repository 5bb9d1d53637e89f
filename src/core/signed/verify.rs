//! The one door through which bytes become something to show.
//!
//! Owns the order of the checks: size → envelope → trust chain, base64url and headers as far
//! as they go without cryptography → how much work the signatures are → those of the status
//! document → those of the trust chain → I-JSON of exactly the signed bytes → content. An
//! [`Authentic`] can be made in no other way. Knows no clock and no memory; whether an
//! authentic document is fresh or has been rolled back is for
//! [`crate::core::session::freshness`] to say.

use serde::{Deserialize, Serialize};

use crate::core::document::{Claims, Content, Problem, StatusDocument};
use crate::core::encoding::base64url::{self, Base64UrlError};
use crate::core::encoding::digest::Digest;
use crate::core::encoding::json::{self, Json, JsonError, MAX_SAFE_INTEGER};
use crate::core::error::debug_as_display;
use crate::core::signed::checks::{Checker, MAX_STATUS_COST};
use crate::core::signed::jwk::KeyId;
use crate::core::signed::jws::{Envelope, JwsError, SignatureEntry, Type, ids};
use crate::core::signed::trust::{ClaimedChain, TrustChain, TrustError};

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

impl StatusFile {
    /// The file as compact JSON, with these members and no others. Everything in a file
    /// that was verified is base64url, so nothing needs an escape.
    pub fn to_json(&self) -> String {
        let signatures = |entries: &[SignatureEntry]| -> String {
            let entry = |entry: &SignatureEntry| {
                let SignatureEntry { protected, signature } = entry;
                format!(r#"{{"protected":"{protected}","signature":"{signature}"}}"#)
            };
            entries.iter().map(entry).collect::<Vec<_>>().join(",")
        };
        let envelope = |payload: &str, entries: &[SignatureEntry]| {
            format!(r#""payload":"{payload}","signatures":[{}]"#, signatures(entries))
        };
        let trust = |one: &Envelope| format!("{{{}}}", envelope(&one.payload, &one.signatures));
        let chain: Vec<String> = self.trust.iter().map(trust).collect();
        format!(r#"{{{},"trust":[{}]}}"#, envelope(&self.payload, &self.signatures), chain.join(","))
    }

    /// The members of the payload but those that every new signature changes.
    fn says(&self) -> Option<Vec<(String, Json)>> {
        let Json::Object(mut members) = json::parse(&base64url::decode(&self.payload).ok()?).ok()? else {
            return None;
        };
        members.retain(|(name, _)| !["version", "iat", "exp"].contains(&name.as_str()));
        Some(members)
    }
}

impl Refusal {
    /// Whether this looks like no answer at all rather than like a forgery: an
    /// error page instead of the file, half of it, or far too much.
    pub fn is_unreadable(&self) -> bool {
        matches!(self, Self::TooLarge | Self::NotOurFile(_))
    }
}

/// A status document whose signatures and trust chain have been verified.
#[derive(Debug, Clone)]
pub struct Authentic {
    document: StatusDocument,
    digest: Digest,
    signers: Vec<KeyId>,
    trust: TrustChain,
    file: StatusFile,
}

/// The same was signed by the same. The bytes of signatures do not count: of one, anybody
/// can make another that is as good.
impl PartialEq for Authentic {
    fn eq(&self, other: &Self) -> bool {
        (self.digest, &self.signers, &self.trust) == (other.digest, &other.signers, &other.trust)
    }
}

impl Authentic {
    /// The members of the file that were verified.
    pub fn file(&self) -> &StatusFile {
        &self.file
    }

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

    /// Whether `other` says the same, be it of another version and issued at another time.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        self.digest == other.digest || self.file.says() == other.file.says()
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
    authenticate_with(file, pin, &mut Checker::default())
}

/// [`authenticate`], with a new checker that the caller wants to look at afterwards.
///
/// # Errors
/// [`Refusal`].
pub fn authenticate_with(file: &[u8], pin: &Digest, checker: &mut Checker) -> Result<Authentic, Refusal> {
    let StatusFile { payload, signatures, trust: envelopes } = parse_file(file)?;
    let envelope = Envelope { payload, signatures };
    let chain = ClaimedChain::read(pin, &envelopes, checker)?;
    let payload = envelope.payload_bytes()?;
    let role = &chain.last().status;
    let claims = envelope.claims(Type::Status, &[role.keys()])?;
    let signers = ids(&claims);
    if !role.is_met_by(&signers) {
        return Err(Refusal::BelowThreshold { present: role.count(&signers), needed: role.threshold() });
    }
    checker.announce(&claims, checker.cost() + MAX_STATUS_COST)?;
    // First, because a stranger who has not added a trust document can't make these.
    for claim in &claims {
        checker.check(claim)?;
    }
    let trust = chain.verify(checker)?;
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
    let digest = Digest::of(&payload);
    let Envelope { payload, signatures } = envelope;
    Ok(Authentic {
        document,
        digest,
        signers,
        trust,
        file: StatusFile { payload, signatures, trust: envelopes },
    })
}
