//! The chain file: a JSON array of envelopes, the status file's `trust` member.
//!
//! Owns what can be said of a chain whose last document may still lack signatures.

use std::path::{Path, PathBuf};

use super::SigningError;
use crate::core::encoding::digest::Digest;
use crate::core::signed::jwk::KeyId;
use crate::core::signed::jws::{Envelope, JwsError, Type};
use crate::core::signed::trust::{TrustChain, TrustDocument, TrustError};
use crate::native::json_file::read_json;

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
