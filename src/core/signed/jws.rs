//! JSON Web Signatures in General JSON Serialization (RFC 7515 section 7.2.1),
//! in the one profile that we accept.
//!
//! Owns the envelope: header, signature, payload bytes. A protected header has
//! exactly `alg`, `kid` and `typ`; every signature in an envelope must be valid
//! and by a key that the caller names, or by one that the caller skips because it is of a
//! type that we do not know: that one counts for nothing. Knows nothing of what a payload
//! says.

use serde::{Deserialize, Serialize};

use crate::core::encoding::base64url::{self, Base64UrlError};
use crate::core::encoding::digest::Digest;
use crate::core::encoding::json::{self, JsonError};
use crate::core::error::debug_as_display;
use crate::core::signed::jwk::{Algorithm, EncodedKey, KeyId, KeySet, PublicKey};

/// The most signatures that one envelope may carry, those that are skipped among them: room
/// for the highest threshold of an old role and of a new one.
pub const MAX_SIGNATURES: usize = 16;

/// What an envelope holds: the `typ` of its protected headers (RFC 7515 section
/// 4.1.9, RFC 8725 section 3.11), so that one can't pass as the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A status document.
    Status,
    /// A trust document.
    Trust,
}

impl Type {
    /// The exact header value.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status+jwt",
            Self::Trust => "trust+jwt",
        }
    }
}

/// The protected header: exactly these three members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The algorithm's name.
    pub alg: String,
    /// The signing key's thumbprint.
    pub kid: String,
    /// The [`Type`]'s name.
    pub typ: String,
}

/// One member of `signatures`. An unprotected `header` is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureEntry {
    /// base64url of the protected header.
    pub protected: String,
    /// base64url of the signature, 64 bytes.
    pub signature: String,
}

/// An envelope as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// base64url of the payload.
    pub payload: String,
    /// The signatures, in no particular order.
    #[serde(default)]
    pub signatures: Vec<SignatureEntry>,
}

/// Why an envelope is refused.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// Payload, header or signature is not strict base64url.
    #[error(transparent)]
    Encoding(#[from] Base64UrlError),
    /// The header is not I-JSON with exactly `alg`, `kid` and `typ`.
    #[error("the protected header is not one with exactly alg, kid and typ")]
    Header(#[source] JsonError),
    /// `typ` names another type of document.
    #[error("`typ` is not {expected}")]
    WrongType {
        /// What was looked for.
        expected: &'static str,
    },
    /// `kid` is not a thumbprint.
    #[error("`kid` is not a thumbprint")]
    MalformedKeyId,
    /// Signed by a key that has no role here.
    #[error("signed by {0}, which has no role here")]
    UnknownKey(KeyId),
    /// `alg` is not the algorithm of the key.
    #[error("`alg` is not {}, the algorithm of key {key}", expected.name())]
    WrongAlgorithm {
        /// The key's algorithm.
        expected: Algorithm,
        /// The key.
        key: KeyId,
    },
    /// The key is no point of its curve, in its canonical encoding and of the right order.
    #[error("signed by {0}, which is not a valid key")]
    InvalidKey(KeyId),
    /// The signature does not verify.
    #[error("the signature by {0} does not verify")]
    BadSignature(KeyId),
    /// A key has signed twice.
    #[error("signed twice by {0}; a key signs once")]
    SignedTwice(KeyId),
    /// No signature at all.
    #[error("no signatures")]
    Unsigned,
    /// More than [`MAX_SIGNATURES`].
    #[error("more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// Signatures that cost more than [`crate::core::signed::checks`] allows.
    #[error("checking these signatures would take readers too long; fewer keys should sign")]
    TooMuchWork,
}

debug_as_display!(JwsError);

impl Header {
    /// The header for a signature by `key` over a document of type `typ`.
    pub fn new(key: &PublicKey, typ: Type) -> Self {
        Self { alg: key.algorithm().name().into(), kid: key.id().to_string(), typ: typ.name().into() }
    }

    /// Reads and checks a `protected` member as far as that goes without the key.
    ///
    /// # Errors
    /// [`JwsError`] for another encoding, other members or another type.
    pub fn read(protected: &str, typ: Type) -> Result<Self, JwsError> {
        let bytes = base64url::decode(protected)?;
        let header: Self = json::read(&bytes).map_err(JwsError::Header)?;
        if header.typ != typ.name() {
            return Err(JwsError::WrongType { expected: typ.name() });
        }
        Ok(header)
    }

    /// The `protected` member.
    pub fn encode(&self) -> String {
        let Self { alg, kid, typ } = self;
        // All three are ASCII without quotes or backslashes, so this is JSON.
        base64url::encode(format!(r#"{{"alg":"{alg}","kid":"{kid}","typ":"{typ}"}}"#).as_bytes())
    }
}

/// The JWS Signing Input (RFC 7515 section 5.1): the very bytes that are signed.
pub fn signing_input(protected: &str, payload: &str) -> Vec<u8> {
    [protected.as_bytes(), b".", payload.as_bytes()].concat()
}

impl Envelope {
    /// An envelope without signatures around `payload`.
    pub fn unsigned(payload: &[u8]) -> Self {
        Self { payload: base64url::encode(payload), signatures: Vec::new() }
    }

    /// The payload's bytes, unverified.
    ///
    /// # Errors
    /// [`Base64UrlError`].
    pub fn payload_bytes(&self) -> Result<Vec<u8>, Base64UrlError> {
        base64url::decode(&self.payload)
    }

    /// The digest of the payload's bytes.
    ///
    /// # Errors
    /// [`Base64UrlError`].
    pub fn payload_digest(&self) -> Result<Digest, Base64UrlError> {
        self.payload_bytes().map(|bytes| Digest::of(&bytes))
    }

    /// The signatures by keys of these sets, none of them checked yet: headers are read, and
    /// nobody signs twice (TUF 4.2.1). What can be refused without cryptography is refused
    /// here. A signature by a key that is skipped is left out.
    ///
    /// # Errors
    /// [`JwsError`] if any signature is malformed, of another type or by another key: what a
    /// stranger can add to an envelope makes it invalid, never more valid.
    pub fn claims<'e>(&'e self, typ: Type, sets: &[&KeySet]) -> Result<Vec<Claim<'e>>, JwsError> {
        match self.signatures.len() {
            0 => return Err(JwsError::Unsigned),
            1..=MAX_SIGNATURES => {}
            _ => return Err(JwsError::TooManySignatures),
        }
        let (mut signers, mut claims) = (Vec::new(), Vec::new());
        for entry in &self.signatures {
            let header = Header::read(&entry.protected, typ)?;
            let id: KeyId = header.kid.parse().map_err(|_| JwsError::MalformedKeyId)?;
            if signers.contains(&id) {
                return Err(JwsError::SignedTwice(id));
            }
            signers.push(id);
            // Of one that is skipped as well: what is kept of a file is base64url throughout.
            let signature = base64url::decode(&entry.signature)?;
            // A key that is skipped in one set and known in the other is known.
            match sets.iter().find_map(|keys| keys.get(&id)) {
                Some(key) if header.alg == key.algorithm().name() => claims.push(Claim {
                    id,
                    key: key.clone(),
                    payload: &self.payload,
                    protected: &entry.protected,
                    signature,
                }),
                Some(key) => {
                    return Err(JwsError::WrongAlgorithm { expected: key.algorithm(), key: id });
                }
                None if sets.iter().any(|keys| keys.is_skipped(&id)) => {}
                None => return Err(JwsError::UnknownKey(id)),
            }
        }
        Ok(claims)
    }

    /// Checks every signature by `keys`, and returns who of them signed.
    ///
    /// # Errors
    /// [`JwsError`] as of [`Self::claims`], or if a signature is wrong.
    pub fn signers(&self, typ: Type, keys: &KeySet) -> Result<Vec<KeyId>, JwsError> {
        let claims = self.claims(typ, &[keys])?;
        claims.iter().try_for_each(|claim| claim.check(&claim.decode_key()?))?;
        Ok(ids(&claims))
    }
}

/// A signature whose header is in order, by a key that may sign. Whether it is one, nobody
/// knows before [`Self::check`].
#[derive(Debug)]
pub struct Claim<'e> {
    /// The key's thumbprint.
    pub id: KeyId,
    /// The key.
    pub key: EncodedKey,
    /// What is signed, base64url.
    pub payload: &'e str,
    protected: &'e str,
    signature: Vec<u8>,
}

impl Claim<'_> {
    /// The key, ready to check this with.
    ///
    /// # Errors
    /// [`JwsError::InvalidKey`].
    pub fn decode_key(&self) -> Result<PublicKey, JwsError> {
        self.key.decode().map_err(|_| JwsError::InvalidKey(self.id))
    }

    /// Checks the signature with the decoded key.
    ///
    /// # Errors
    /// [`JwsError::BadSignature`].
    pub fn check(&self, key: &PublicKey) -> Result<(), JwsError> {
        key.verify(&signing_input(self.protected, self.payload), &self.signature)
            .map_err(|_| JwsError::BadSignature(self.id))
    }
}

/// Who says that they have signed.
pub fn ids(claims: &[Claim<'_>]) -> Vec<KeyId> {
    claims.iter().map(|claim| claim.id).collect()
}
