//! Putting signatures onto documents, and publishing the result.
//!
//! Owns the files of a ceremony: the chain file (a JSON array of envelopes, the
//! file's `trust` member), and the prepared file that goes to where a key lives.
//! Whatever is written has first passed the widget's own verifier. Knows nothing
//! of where keys come from.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::files::{self, FileError};
use crate::core::document::calendar::When;
use crate::core::encoding::base64url;
use crate::core::encoding::digest::Digest;
use crate::core::encoding::json::{self, JsonError};
use crate::core::session::freshness::{
    Freshness, Rollback, SKEW, fresh_until, freshness, is_from_the_future, may_replace,
};
use crate::core::signed::jwk::{Algorithm, Jwk, KeyId, PublicKey};
use crate::core::signed::jws::{Envelope, Header, JwsError, SignatureEntry, Type, signing_input};
use crate::core::signed::trust::{TrustChain, TrustDocument, TrustError};
use crate::core::signed::verify::{Authentic, Refusal, StatusFile, authenticate};

/// The name under which a status file is published.
pub const PUBLISHED_NAME: &str = "status.json";

/// What can go wrong between a payload and a published file.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// A file can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file is not of the wanted shape.
    #[error("{}: not {what} ({source})", path.display())]
    Shape {
        /// Which file.
        path: PathBuf,
        /// What was expected.
        what: &'static str,
        /// What the reader says.
        source: JsonError,
    },
    /// The chain does not hold.
    #[error("{}: {source}", path.display())]
    Trust {
        /// The chain file.
        path: PathBuf,
        /// What is wrong.
        source: TrustError,
    },
    /// The chain still lacks signatures.
    #[error("{}: {source}; root holders sign it with `statusctl trust sign`", path.display())]
    Unsigned {
        /// The chain file.
        path: PathBuf,
        /// What is missing.
        source: TrustError,
    },
    /// The widget would refuse the result.
    #[error("readers would refuse this file, so it was not written: {0}")]
    Refused(Refusal),
    /// The key has no part in this.
    #[error("key {0} has no role here; `statusctl trust show` lists the keys that have")]
    NoRole(KeyId),
    /// It has signed already.
    #[error("key {0} has signed this document already")]
    AlreadySigned(KeyId),
    /// What is published can't be judged.
    #[error(
        "{}: what is published there is not a file of this publisher ({reason}); \
         look at it with `statusctl inspect` and move it away", path.display()
    )]
    ForeignFile {
        /// The published file.
        path: PathBuf,
        /// Why not.
        reason: Refusal,
    },
    /// Not newer than what is published.
    #[error("version {new} is not higher than {live}, which is published; build again with a higher one")]
    NotNewer {
        /// The new version.
        new: u64,
        /// The published one.
        live: u64,
    },
    /// What is published may not be replaced for another reason.
    #[error("what is published may not be replaced: {0}")]
    Rollback(Rollback),
    /// There is nowhere to publish to.
    #[error("{}: there is no such folder; make it, or mend the name", .0.display())]
    NoFolder(PathBuf),
    /// A signature from elsewhere has the wrong form.
    #[error("not a signature of {}: {found} bytes; expected 64 raw bytes{}, or that as base64",
        algorithm.name(), if *algorithm == Algorithm::Es256 { " or DER" } else { "" })]
    SignatureForm {
        /// The key's algorithm.
        algorithm: Algorithm,
        /// The number of bytes found.
        found: usize,
    },
    /// A signature from elsewhere does not verify.
    #[error(
        "the signature does not verify with key {0} over the prepared signing input; \
         was the input hashed twice, or was another key used?"
    )]
    BadSignature(KeyId),
}

impl From<Refusal> for SigningError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Reads a JSON file of type `T`; `what` names it in errors.
///
/// # Errors
/// [`SigningError::File`] or [`SigningError::Shape`].
pub fn read_json<T: DeserializeOwned>(path: &Path, what: &'static str) -> Result<T, SigningError> {
    let bytes = files::read(path)?;
    json::read(&bytes).map_err(|source| SigningError::Shape { path: path.into(), what, source })
}

/// Writes a JSON file for people to look at.
///
/// # Errors
/// [`SigningError::File`].
pub fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), SigningError> {
    Ok(files::replace(path, to_json(value).as_bytes())?)
}

/// Indented JSON with a final line feed.
pub fn to_json<T: Serialize>(value: &T) -> String {
    // Our types have string keys and no failing serializers.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// A chain file: all trust documents, the last of which may still lack signatures.
#[derive(Debug, Clone)]
pub struct ChainFile {
    /// Where it lies.
    pub path: PathBuf,
    /// The documents as they stand in the file.
    pub envelopes: Vec<Envelope>,
}

impl ChainFile {
    /// Reads a chain file.
    ///
    /// # Errors
    /// [`SigningError`] if it is not there or not a list of envelopes.
    pub fn read(path: &Path) -> Result<Self, SigningError> {
        let envelopes: Vec<Envelope> = read_json(path, "a chain of trust documents")?;
        let chain = Self { path: path.into(), envelopes };
        if chain.envelopes.is_empty() {
            return Err(chain.error(TrustError::Empty));
        }
        Ok(chain)
    }

    /// For `map_err`: a trust error in this file.
    pub fn error(&self, source: TrustError) -> SigningError {
        let path = self.path.clone();
        match source {
            TrustError::Jws { source: JwsError::Unsigned, .. }
            | TrustError::BelowOwnThreshold { .. }
            | TrustError::BelowPreviousThreshold { .. } => SigningError::Unsigned { path, source },
            _ => SigningError::Trust { path, source },
        }
    }

    /// The digest of the first document: what portals pin.
    ///
    /// # Errors
    /// [`SigningError::Trust`].
    pub fn pin(&self) -> Result<Digest, SigningError> {
        let first = self.envelopes.first().ok_or_else(|| self.error(TrustError::Empty))?;
        first.payload_digest().map_err(|error| self.error(error.into()))
    }

    /// The whole chain, completely signed.
    ///
    /// # Errors
    /// [`SigningError::Trust`].
    pub fn complete(&self) -> Result<TrustChain, SigningError> {
        TrustChain::walk(&self.pin()?, &self.envelopes).map_err(|error| self.error(error))
    }

    /// The document before the last, if there is one, and the last, whose signatures
    /// may still be missing. All before the last are completely signed.
    ///
    /// # Errors
    /// [`SigningError::Trust`].
    pub fn pending(&self) -> Result<(Option<TrustDocument>, TrustDocument), SigningError> {
        let trust = |error: TrustError| self.error(error);
        let (last, before) = self.envelopes.split_last().ok_or_else(|| trust(TrustError::Empty))?;
        let previous = match before {
            [] => None,
            _ => Some(TrustChain::walk(&self.pin()?, before).map_err(trust)?.last().clone()),
        };
        let payload = last.payload_bytes().map_err(|error| trust(error.into()))?;
        let document = TrustDocument::read(&payload).map_err(trust)?;
        document.follows(previous.as_ref()).map_err(trust)?;
        Ok((previous, document))
    }

    /// Who has signed the last document so far.
    ///
    /// # Errors
    /// [`SigningError::Trust`] if a signature is wrong.
    pub fn signers(&self) -> Result<Vec<KeyId>, SigningError> {
        let (previous, document) = self.pending()?;
        match self.envelopes.last() {
            Some(last) if !last.signatures.is_empty() => {
                let keys = document.root_keys(previous.as_ref());
                last.signers(Type::Trust, &keys).map_err(|source| {
                    self.error(TrustError::Jws { version: document.claims.version, source })
                })
            }
            _ => Ok(Vec::new()),
        }
    }
}

/// Adds to `into` the signatures of a copy by keys that have not signed it yet. They
/// are not checked; [`ChainFile::signers`] does that.
pub fn merge_signatures(into: &mut Envelope, copy: &Envelope) {
    for entry in &copy.signatures {
        if !into.signatures.iter().any(|have| have.protected == entry.protected) {
            into.signatures.push(entry.clone());
        }
    }
}

/// Adds a signature entry to `envelope`, after checking that it verifies.
///
/// # Errors
/// [`SigningError::AlreadySigned`] or [`SigningError::BadSignature`].
pub fn add_signature(
    envelope: &mut Envelope,
    typ: Type,
    key: &PublicKey,
    signature: &[u8],
) -> Result<(), SigningError> {
    let protected = Header::new(key, typ).encode();
    if envelope.signatures.iter().any(|entry| entry.protected == protected) {
        return Err(SigningError::AlreadySigned(key.id()));
    }
    key.verify(&signing_input(&protected, &envelope.payload), signature)
        .map_err(|_| SigningError::BadSignature(key.id()))?;
    envelope.signatures.push(SignatureEntry { protected, signature: base64url::encode(signature) });
    Ok(())
}

/// The bytes that `key` signs for `envelope`.
pub fn input_for(envelope: &Envelope, typ: Type, key: &PublicKey) -> Vec<u8> {
    signing_input(&Header::new(key, typ).encode(), &envelope.payload)
}

/// A signature as a token or key service gave it, brought to the 64 bytes that JWS
/// has: raw, for ES256 also DER (SEC 1 section C.5), and either also as base64 text.
///
/// # Errors
/// [`SigningError::SignatureForm`].
pub fn raw_signature(key: &PublicKey, bytes: &[u8]) -> Result<Vec<u8>, SigningError> {
    let algorithm = key.algorithm();
    let raw = |bytes: &[u8]| match (bytes.len(), algorithm) {
        (64, _) => Some(bytes.to_vec()),
        (_, Algorithm::Es256) => {
            p256::ecdsa::Signature::from_der(bytes).ok().map(|signature| signature.to_bytes().to_vec())
        }
        _ => None,
    };
    raw(bytes)
        .or_else(|| raw(&from_base64(bytes)?))
        .ok_or(SigningError::SignatureForm { algorithm, found: bytes.len() })
}

/// What base64 text of either alphabet says, with or without padding. Vault writes
/// `vault:v1:` in front.
fn from_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?.trim().rsplit(':').next()?;
    base64url::decode(&text.replace('+', "-").replace('/', "_").replace('=', "")).ok()
}

/// A document on its way to a key that lives elsewhere, and back.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Prepared {
    /// What it will be: a status document or a trust document.
    pub kind: PreparedKind,
    /// The key that has to sign.
    pub key: Jwk,
    /// The document with the signatures that it has so far.
    pub document: Envelope,
    /// The chain: complete for a status document, all before it for a trust document.
    #[serde(default)]
    pub trust: Vec<Envelope>,
}

/// What a prepared document will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreparedKind {
    /// A status document.
    Status,
    /// A trust document.
    Trust,
}

impl PreparedKind {
    /// The type in the protected header.
    pub fn typ(self) -> Type {
        match self {
            Self::Status => Type::Status,
            Self::Trust => Type::Trust,
        }
    }
}

/// The bytes of a status file.
pub fn status_file(document: &Envelope, trust: &[Envelope]) -> Vec<u8> {
    let file = StatusFile {
        payload: document.payload.clone(),
        signatures: document.signatures.clone(),
        trust: trust.to_vec(),
    };
    // Our types have string keys and no failing serializers.
    serde_json::to_vec(&file).unwrap_or_default()
}

/// Why readers would not believe a genuine file now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Its time is over.
    #[error("genuine, but it expired at {}; readers see its states as unknown. Build and sign it again", When::Instant(*.0))]
    Expired(u64),
    /// The time of its trust chain is over.
    #[error("genuine, but its trust chain expired at {}; rotate it with `statusctl trust rotate`", When::Instant(*.0))]
    TrustExpired(u64),
    /// Its time has not begun.
    #[error("genuine, but issued at {}, which is in the future; check this machine's clock", When::Instant(*.0))]
    Future(u64),
}

/// Until when readers believe a document, by their clock if it is right.
pub fn believed_until(authentic: &Authentic) -> u64 {
    fresh_until(authentic) - SKEW
}

/// Whether readers believe a document at `now`, seconds since 1970.
///
/// # Errors
/// [`Unfit`].
pub fn check_believed(authentic: &Authentic, now: u64) -> Result<(), Unfit> {
    if now > authentic.trust().expires() + SKEW {
        return Err(Unfit::TrustExpired(authentic.trust().expires()));
    }
    if freshness(authentic, now) == Freshness::Expired {
        return Err(Unfit::Expired(believed_until(authentic)));
    }
    if is_from_the_future(authentic, now) {
        return Err(Unfit::Future(authentic.document().iat));
    }
    Ok(())
}

/// Verifies `file` as the widget would and writes it atomically into `folder`,
/// unless what is there is as new or newer.
///
/// # Errors
/// [`SigningError`]; what is published is then still there.
pub fn publish(file: &[u8], pin: &Digest, folder: &Path) -> Result<PathBuf, SigningError> {
    if !folder.is_dir() {
        return Err(SigningError::NoFolder(folder.into()));
    }
    // One at a time: a timer and a person must not overtake each other between looking
    // and writing. Where a file system has no locks, it goes without.
    let opened = File::open(folder);
    let _lock = opened.as_ref().map(File::lock);
    let new = authenticate(file, pin)?;
    let path = folder.join(PUBLISHED_NAME);
    if let Some(bytes) = files::read_if_there(&path)? {
        let live = authenticate(&bytes, pin)
            .map_err(|reason| SigningError::ForeignFile { path: path.clone(), reason })?;
        check_newer(&new, &live)?;
    }
    files::replace(&path, file)?;
    Ok(path)
}

/// Whether `new` may follow `live` and has a higher version, unless the keys that
/// signed `live` have been rotated out.
///
/// # Errors
/// [`SigningError::NotNewer`] or [`SigningError::Rollback`].
pub fn check_newer(new: &Authentic, live: &Authentic) -> Result<(), SigningError> {
    let not_newer = SigningError::NotNewer { new: new.document().version, live: live.document().version };
    match may_replace(new, live) {
        Err(Rollback::Version { .. } | Rollback::Equivocation(_)) => Err(not_newer),
        Err(rollback @ Rollback::Trust) => Err(SigningError::Rollback(rollback)),
        Ok(()) if new.document().version == live.document().version && new.trust() == live.trust() => {
            Err(not_newer)
        }
        Ok(()) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native::keys::PrivateKey;

    #[test]
    fn a_signature_is_understood_in_every_form_in_which_tokens_and_services_give_it() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Es256] {
            let key = PrivateKey::generate(algorithm).unwrap();
            let raw = key.sign(b"message");
            let mut forms = vec![raw.clone()];
            if algorithm == Algorithm::Es256 {
                forms.push(p256::ecdsa::Signature::from_slice(&raw).unwrap().to_der().as_bytes().to_vec());
            }
            for form in forms {
                let url = base64url::encode(&form);
                let padding = "=".repeat((3 - form.len() % 3) % 3);
                let standard = format!("{}{padding}\n", url.replace('-', "+").replace('_', "/"));
                let vault = format!("vault:v1:{standard}");
                for given in [&form[..], url.as_bytes(), standard.as_bytes(), vault.as_bytes()] {
                    assert_eq!(raw_signature(&key.public(), given).unwrap(), raw, "{given:?}");
                }
            }
        }
    }

    #[test]
    fn anything_else_is_no_signature() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Es256] {
            let key = PrivateKey::generate(algorithm).unwrap().public();
            for bytes in [&b""[..], &[0; 63], &[0; 65], b"{\"signature\": \"AAAA\"}", b"AAAA", &[0xff; 96]] {
                let error = raw_signature(&key, bytes).unwrap_err();
                assert!(matches!(error, SigningError::SignatureForm { .. }), "{bytes:?}");
            }
        }
    }
}
