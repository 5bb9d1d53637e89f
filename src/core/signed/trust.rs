//! Trust documents: which keys speak for the publisher, after the root rules of
//! The Update Framework (TUF specification 5.3 and 6.1) in JOSE form.
//!
//! Owns roles, thresholds and the walk from the pinned first document to the
//! last. What it does not know, it skips, and it counts for nothing: roles, members, and
//! keys of other types with their signatures. So publishers can add to the format what only
//! newer widgets use. Knows nothing of status documents, clocks or files; whether the last
//! document has expired is for [`crate::core::session::freshness`] to say.

use serde::{Deserialize, Serialize};

use crate::core::encoding::base64url::Base64UrlError;
use crate::core::encoding::digest::Digest;
use crate::core::encoding::json::{self, Json, JsonError, MAX_SAFE_INTEGER};
use crate::core::encoding::unix_time::UnixTime;
use crate::core::error::debug_as_display;
use crate::core::signed::checks::{Checker, MAX_CHAIN_COST};
use crate::core::signed::jwk::{EncodedKey, Jwk, JwkError, KeyId, KeySet, take_foreign};
use crate::core::signed::jws::{Claim, Envelope, JwsError, MAX_SIGNATURES, Type, ids};

/// The most steps from the pinned document to the last.
pub const MAX_HOPS: usize = 64;

/// The most keys in one trust document, and the most names of keys in a role. Those that are
/// skipped count.
pub const MAX_KEYS: usize = 32;

/// The highest threshold. Where all root keys are replaced, a document needs the
/// signatures of the old threshold and of the new one; with a higher one a
/// publisher could lock itself out.
pub const MAX_THRESHOLD: usize = MAX_SIGNATURES / 2;

/// A role: who may sign, and how many of them must. Other members are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleClaims {
    /// Thumbprints of keys in `jwks`, also of keys whose type we do not know.
    #[serde(default)]
    pub kids: Vec<String>,
    /// How many different keys must sign, at least 1.
    pub threshold: u32,
}

/// The two roles. Others are ignored (TUF 4.3): they grant nothing that we know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolesClaims {
    /// Signs trust documents.
    pub root: RoleClaims,
    /// Signs status documents.
    pub status: RoleClaims,
}

/// A JWK Set (RFC 7517 section 5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JwkSet {
    /// The public keys whose type we know.
    #[serde(default)]
    pub keys: Vec<Jwk>,
}

/// The payload of a trust document. Times are NumericDate, seconds since 1970
/// (RFC 7519 section 2). Other members are ignored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrustClaims {
    /// The publisher; the same in every document of a chain.
    pub iss: String,
    /// The stream (production, rehearsal…); the same in every document.
    pub sub: String,
    /// Rises by exactly one from document to document.
    pub version: u64,
    /// Issued at.
    pub iat: UnixTime,
    /// Valid until.
    pub exp: UnixTime,
    /// Every key that a role names.
    pub jwks: JwkSet,
    /// Who may do what.
    pub roles: RolesClaims,
}

/// Why a trust document or a chain is refused. `version` is that of the
/// document in question, where it is known.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// The file carries no trust documents.
    #[error("no trust documents")]
    Empty,
    /// More than [`MAX_HOPS`] steps.
    #[error("more than {MAX_HOPS} steps from the pinned trust document to the last")]
    TooManyHops,
    /// The first document is not the pinned one.
    #[error("the first trust document is {actual}, not the pinned {pinned}")]
    NotPinned {
        /// What the portal pins.
        pinned: Digest,
        /// What the file begins with.
        actual: Digest,
    },
    /// The payload is not base64url.
    #[error(transparent)]
    Encoding(#[from] Base64UrlError),
    /// The payload is not I-JSON of the right shape.
    #[error("a trust document is not of the right shape")]
    Json(#[from] JsonError),
    /// An envelope's signatures are refused.
    #[error("the signatures of trust document {version} do not hold")]
    Jws {
        /// Which document.
        version: u64,
        /// What is wrong.
        source: JwsError,
    },
    /// A key is refused.
    #[error("trust document {version} names a key that can't be used")]
    Key {
        /// Which document.
        version: u64,
        /// What is wrong.
        source: JwkError,
    },
    /// More than [`MAX_KEYS`] keys.
    #[error("more than {MAX_KEYS} keys in a trust document or a role")]
    TooManyKeys,
    /// A role names a key that is not in `jwks`.
    #[error("trust document {version}: a role names a key that is not in jwks")]
    MissingKey {
        /// Which document.
        version: u64,
    },
    /// A threshold of 0, above the number of different keys or above [`MAX_THRESHOLD`]. Keys
    /// that are skipped are keys here: where a role can't be met without them, what it should
    /// have signed is refused as below the threshold.
    #[error(
        "trust document {version}: a threshold is 0, above {MAX_THRESHOLD} or above the number of \
         different keys"
    )]
    Threshold {
        /// Which document.
        version: u64,
    },
    /// `version` is 0, too large, or not one above the document before.
    #[error("trust document {version}: versions rise by exactly one, expected {expected}")]
    Version {
        /// What it says.
        version: u64,
        /// What it should say.
        expected: u64,
    },
    /// `iat`, `exp`: not integers in order.
    #[error("trust document {version}: exp is not after iat")]
    Times {
        /// Which document.
        version: u64,
    },
    /// `iss` or `sub` changed along the chain.
    #[error("trust document {version}: issuer or stream differs from the document before")]
    OtherIssuer {
        /// Which document.
        version: u64,
    },
    /// Fewer root keys than the document itself demands have signed it.
    #[error("trust document {version}: {present} of {needed} of its own root keys signed")]
    BelowOwnThreshold {
        /// Which document.
        version: u64,
        /// Signatures that count.
        present: usize,
        /// Signatures needed.
        needed: usize,
    },
    /// Fewer root keys than the document before demands have signed this one.
    #[error("trust document {version}: {present} of {needed} root keys of the document before signed")]
    BelowPreviousThreshold {
        /// Which document.
        version: u64,
        /// Signatures that count.
        present: usize,
        /// Signatures needed.
        needed: usize,
    },
}

debug_as_display!(TrustError);

/// A checked role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    keys: KeySet,
    threshold: usize,
}

impl Role {
    fn check(claims: &RoleClaims, keys: &KeySet, version: u64) -> Result<Self, TrustError> {
        if claims.kids.len() > MAX_KEYS {
            return Err(TrustError::TooManyKeys);
        }
        let mut own = KeySet::default();
        for kid in &claims.kids {
            if !kid.parse().is_ok_and(|id| own.insert_from(keys, id)) {
                return Err(TrustError::MissingKey { version });
            }
        }
        let threshold = usize::try_from(claims.threshold).unwrap_or(usize::MAX);
        let different = own.len() + own.skipped().len();
        if threshold == 0 || threshold > different.min(MAX_THRESHOLD) {
            return Err(TrustError::Threshold { version });
        }
        Ok(Self { keys: own, threshold })
    }

    /// The keys by their thumbprint.
    pub fn keys(&self) -> &KeySet {
        &self.keys
    }

    /// How many different keys must sign.
    pub fn threshold(&self) -> usize {
        self.threshold
    }

    /// How many keys of this role are among `signers`; each counts once, however often
    /// it is named, and one that is skipped does not count.
    pub fn count(&self, signers: &[KeyId]) -> usize {
        self.keys.ids().filter(|id| signers.contains(id)).count()
    }

    /// Whether `signers` reach the threshold.
    pub fn is_met_by(&self, signers: &[KeyId]) -> bool {
        self.count(signers) >= self.threshold
    }
}

/// One trust document whose content is well formed. Says nothing of signatures.
#[derive(Debug, Clone, PartialEq)]
pub struct TrustDocument {
    /// What the payload says.
    pub claims: TrustClaims,
    /// Who signs trust documents.
    pub root: Role,
    /// Who signs status documents.
    pub status: Role,
    /// The payload's digest.
    pub digest: Digest,
}

impl TrustDocument {
    /// Reads a payload and checks all that can be checked without another document.
    ///
    /// # Errors
    /// [`TrustError`], naming the first rule that is broken.
    pub fn read(payload: &[u8]) -> Result<Self, TrustError> {
        let mut tree = json::parse(payload)?;
        let mut keys = KeySet::default();
        let foreign = match tree.get_mut("jwks").and_then(|jwks| jwks.get_mut("keys")) {
            Some(Json::Array(jwks)) => take_foreign(jwks, &mut keys),
            _ => Ok(0),
        };
        let claims: TrustClaims = json::from_tree(&tree).map_err(JsonError::from)?;
        let version = claims.version;
        if version == 0 || version > MAX_SAFE_INTEGER {
            return Err(TrustError::Version { version, expected: version.clamp(1, MAX_SAFE_INTEGER) });
        }
        if claims.exp <= claims.iat || claims.exp.as_secs() > MAX_SAFE_INTEGER {
            return Err(TrustError::Times { version });
        }
        let key_error = |source| TrustError::Key { version, source };
        if claims.jwks.keys.len() + foreign.map_err(key_error)? > MAX_KEYS {
            return Err(TrustError::TooManyKeys);
        }
        for jwk in &claims.jwks.keys {
            let key = EncodedKey::from_jwk(jwk).map_err(key_error)?;
            let id = key.id();
            // That a key of another type has this name we believe and can't recompute.
            if keys.is_skipped(&id) {
                return Err(key_error(JwkError::SharedKid));
            }
            keys.insert(key);
        }
        Ok(Self {
            root: Role::check(&claims.roles.root, &keys, version)?,
            status: Role::check(&claims.roles.status, &keys, version)?,
            digest: Digest::of(payload),
            claims,
        })
    }

    /// Checks that this document follows `previous`, or may begin a chain, as far
    /// as its content goes (TUF 5.3.5).
    ///
    /// # Errors
    /// [`TrustError::Version`] or [`TrustError::OtherIssuer`].
    pub fn check_follows(&self, previous: Option<&Self>) -> Result<(), TrustError> {
        let Some(previous) = previous else {
            return Ok(());
        };
        let version = self.claims.version;
        let expected = previous.claims.version + 1;
        if version != expected {
            return Err(TrustError::Version { version, expected });
        }
        if (&self.claims.iss, &self.claims.sub) != (&previous.claims.iss, &previous.claims.sub) {
            return Err(TrustError::OtherIssuer { version });
        }
        Ok(())
    }

    /// The root keys that may sign this document when it follows `previous`.
    pub fn root_keys(&self, previous: Option<&Self>) -> KeySet {
        let mut keys = self.root.keys.clone();
        if let Some(previous) = previous {
            keys.insert_all(&previous.root.keys);
        }
        keys
    }

    /// The signatures of `envelope` around this document, yet to be checked: by a threshold
    /// of its own root keys and, if it follows another, of that one's (TUF 5.3.4).
    ///
    /// # Errors
    /// [`TrustError::Jws`], [`TrustError::BelowOwnThreshold`] or
    /// [`TrustError::BelowPreviousThreshold`].
    pub fn claims_of<'e>(
        &self,
        envelope: &'e Envelope,
        previous: Option<&Self>,
    ) -> Result<Vec<Claim<'e>>, TrustError> {
        let version = self.claims.version;
        let before = previous.unwrap_or(self);
        let claims = envelope
            .claims(Type::Trust, &[&self.root.keys, &before.root.keys])
            .map_err(|source| TrustError::Jws { version, source })?;
        let signers = ids(&claims);
        if previous.is_some() && !before.root.is_met_by(&signers) {
            let (present, needed) = (before.root.count(&signers), before.root.threshold);
            return Err(TrustError::BelowPreviousThreshold { version, present, needed });
        }
        if !self.root.is_met_by(&signers) {
            let (present, needed) = (self.root.count(&signers), self.root.threshold);
            return Err(TrustError::BelowOwnThreshold { version, present, needed });
        }
        Ok(claims)
    }
}

/// A chain in which everything is in order but the signatures, which nobody has checked yet.
#[derive(Debug)]
pub struct ClaimedChain<'e> {
    /// Each document with its signatures; there is one at least.
    documents: Vec<(TrustDocument, Vec<Claim<'e>>)>,
}

impl<'e> ClaimedChain<'e> {
    /// Reads a chain from the pinned document to the last (TUF 5.3), as far as that goes
    /// without cryptography, and announces its signatures to `checker`.
    ///
    /// # Errors
    /// [`TrustError`], naming the first document and rule that is broken.
    pub fn read(pin: &Digest, envelopes: &'e [Envelope], checker: &mut Checker) -> Result<Self, TrustError> {
        if envelopes.len() > MAX_HOPS + 1 {
            return Err(TrustError::TooManyHops);
        }
        let mut documents: Vec<(TrustDocument, Vec<Claim<'e>>)> = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            let payload = envelope.payload_bytes()?;
            if documents.is_empty() {
                let actual = Digest::of(&payload);
                if actual != *pin {
                    return Err(TrustError::NotPinned { pinned: *pin, actual });
                }
            }
            // A document has to be read before its signatures can be checked, because
            // it names some of the keys. Nothing of it counts until they have been.
            let next = TrustDocument::read(&payload)?;
            let last = documents.last().map(|(last, _)| last);
            next.check_follows(last)?;
            let claims = next.claims_of(envelope, last)?;
            let version = next.claims.version;
            checker
                .announce(&claims, MAX_CHAIN_COST)
                .map_err(|source| TrustError::Jws { version, source })?;
            documents.push((next, claims));
        }
        if documents.is_empty() { Err(TrustError::Empty) } else { Ok(Self { documents }) }
    }

    /// The last document.
    pub fn last(&self) -> &TrustDocument {
        // There is one, see `read`.
        &self.documents[self.documents.len() - 1].0
    }

    /// Checks the signatures. Where a stranger has added or changed a document, it is one of
    /// the keys that were there before whose signature is wrong; these are checked first, and
    /// documents from the last.
    ///
    /// # Errors
    /// [`TrustError::Jws`].
    pub fn verify(mut self, checker: &mut Checker) -> Result<TrustChain, TrustError> {
        for (number, (document, claims)) in self.documents.iter().enumerate().rev() {
            let before = &self.documents[number.saturating_sub(1)].0.root;
            for was_there in [true, false] {
                for claim in claims.iter().filter(|claim| before.keys.contains(&claim.id) == was_there) {
                    let version = document.claims.version;
                    checker.check(claim).map_err(|source| TrustError::Jws { version, source })?;
                }
            }
        }
        let digests = self.documents.iter().map(|(document, _)| document.digest).collect();
        let (last, _) = self.documents.pop().ok_or(TrustError::Empty)?;
        Ok(TrustChain { last, digests })
    }
}

/// A chain of trust documents that has been walked from the pinned first to the
/// last. Only the last one's roles count.
#[derive(Debug, Clone, PartialEq)]
pub struct TrustChain {
    last: TrustDocument,
    digests: Vec<Digest>,
}

impl TrustChain {
    /// Walks the chain (TUF 5.3). Expiry of documents on the way does not matter;
    /// that of the last is for the caller to check with [`Self::expires`].
    ///
    /// # Errors
    /// [`TrustError`], naming the first document and rule that is broken; wrong signatures
    /// come last.
    pub fn walk(pin: &Digest, envelopes: &[Envelope]) -> Result<Self, TrustError> {
        let mut checker = Checker::default();
        ClaimedChain::read(pin, envelopes, &mut checker)?.verify(&mut checker)
    }

    /// The last document.
    pub fn last(&self) -> &TrustDocument {
        &self.last
    }

    /// When the last document expires.
    pub fn expires(&self) -> UnixTime {
        self.last.claims.exp
    }

    /// Whether this chain is `other` or continues it, document for document.
    pub fn continues(&self, other: &Self) -> bool {
        self.digests.starts_with(&other.digests)
    }
}
