//! The chain file: a JSON array of envelopes, the status file's `trust` member.
//!
//! Owns what can be said of a chain whose last document may still lack signatures: who
//! has signed, who could, and how copies that several holders have signed come together.

use std::path::{Path, PathBuf};

use super::signature::{self, SignatureError};
use crate::core::document::calendar::When;
use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::signed::jwk::{KeyId, KeySet};
use crate::core::signed::jws::{Envelope, JwsError, Type};
use crate::core::signed::trust::{Role, TrustChain, TrustDocument, TrustError};
use crate::native::bilingual::say;
use crate::native::files::FileError;
use crate::native::json_file::{JsonFileError, read_json, write_json};
use crate::native::keys::PrivateKey;

/// Why a chain can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ChainFileError {
    /// The file is not there, or is another one.
    #[error(transparent)]
    Json(#[from] JsonFileError),
    /// It can't be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// Somebody would begin again what portals have pinned.
    #[error("{} is there already; a chain is begun only once", .0.display())]
    Exists(PathBuf),
    /// Whoever has changed it has broken it, or it is another publisher's.
    #[error("{}: this chain of trust documents does not hold", path.display())]
    Broken {
        /// The chain file.
        path: PathBuf,
        /// What is wrong.
        source: TrustError,
    },
    /// Root holders have yet to sign.
    #[error("{}: not completely signed; root holders sign it with `statusctl trust sign`", path.display())]
    Unsigned {
        /// The chain file.
        path: PathBuf,
        /// What is missing.
        source: TrustError,
    },
    /// Root holders have let it grow old.
    #[error(
        "{}: the last trust document expired at {}; rotate it with `statusctl trust rotate`",
        path.display(), When::from(*expired)
    )]
    Expired {
        /// The chain file.
        path: PathBuf,
        /// When.
        expired: UnixTime,
    },
    /// A copy of something else.
    #[error(
        "{} and {} do not hold the same documents, so their signatures are not for one another",
        .0.display(), .1.display()
    )]
    OtherDocuments(PathBuf, PathBuf),
    /// The chain has gone on since the document was prepared, or is another one.
    #[error("{}: its last document is not the prepared one; prepare again", .0.display())]
    OtherLast(PathBuf),
    /// See there.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

/// A chain file: all trust documents, the last of which may still lack signatures.
#[derive(Debug, Clone)]
pub struct ChainFile {
    /// Where it lies.
    pub path: PathBuf,
    /// The documents as they stand in the file.
    pub envelopes: Vec<Envelope>,
}

/// Whose signatures a trust document needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holders {
    /// The root keys of the document before.
    Previous,
    /// Its own root keys.
    Own,
}

/// How far the signatures of one group of holders are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Who has to sign.
    pub holders: Holders,
    /// How many have.
    pub present: usize,
    /// How many must.
    pub needed: usize,
    /// Who has not.
    pub waiting: Vec<KeyId>,
}

impl Progress {
    fn of(holders: Holders, role: &Role, signers: &[KeyId]) -> Self {
        Self {
            holders,
            present: role.count(signers),
            needed: role.threshold(),
            waiting: role.keys().ids().filter(|id| !signers.contains(id)).collect(),
        }
    }

    /// Whether enough have signed.
    pub fn is_complete(&self) -> bool {
        self.present >= self.needed
    }
}

impl ChainFile {
    /// Begins a chain with its first document, unsigned.
    ///
    /// # Errors
    /// [`ChainFileError::Exists`] if there is something already.
    pub fn begin(path: &Path, first: Envelope) -> Result<Self, ChainFileError> {
        Self::check_free(path)?;
        let chain = Self { path: path.into(), envelopes: vec![first] };
        chain.write()?;
        Ok(chain)
    }

    /// Checks that a chain can be begun at `path`.
    ///
    /// # Errors
    /// [`ChainFileError::Exists`].
    pub fn check_free(path: &Path) -> Result<(), ChainFileError> {
        if path.exists() { Err(ChainFileError::Exists(path.into())) } else { Ok(()) }
    }

    /// Reads a chain file.
    ///
    /// # Errors
    /// [`ChainFileError`] if it is not there or not a list of envelopes.
    pub fn read(path: &Path) -> Result<Self, ChainFileError> {
        let envelopes: Vec<Envelope> =
            read_json(path, say!("a chain of trust documents", "eine Kette von Vertrauensdokumenten"))?;
        let chain = Self { path: path.into(), envelopes };
        if chain.envelopes.is_empty() {
            return Err(chain.error(TrustError::Empty));
        }
        Ok(chain)
    }

    /// Writes it where it lies.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn write(&self) -> Result<(), FileError> {
        write_json(&self.path, &self.envelopes)
    }

    /// For `map_err`: a trust error in this file.
    fn error(&self, source: TrustError) -> ChainFileError {
        let path = self.path.clone();
        match source {
            TrustError::Jws { source: JwsError::Unsigned, .. }
            | TrustError::BelowOwnThreshold { .. }
            | TrustError::BelowPreviousThreshold { .. } => ChainFileError::Unsigned { path, source },
            _ => ChainFileError::Broken { path, source },
        }
    }

    /// The digest of the first document: what portals pin.
    ///
    /// # Errors
    /// [`ChainFileError::Broken`].
    pub fn pin(&self) -> Result<Digest, ChainFileError> {
        let first = self.envelopes.first().ok_or_else(|| self.error(TrustError::Empty))?;
        first.payload_digest().map_err(|error| self.error(error.into()))
    }

    /// The whole chain, completely signed.
    ///
    /// # Errors
    /// [`ChainFileError::Broken`] or [`ChainFileError::Unsigned`].
    pub fn complete(&self) -> Result<TrustChain, ChainFileError> {
        self.walk(&self.pin()?)
    }

    fn walk(&self, pin: &Digest) -> Result<TrustChain, ChainFileError> {
        TrustChain::walk(pin, &self.envelopes).map_err(|error| self.error(error))
    }

    /// The whole chain as readers at `now` believe it whose portal pins `pin`; without
    /// one, only the chain's own links are checked.
    ///
    /// # Errors
    /// [`ChainFileError`].
    pub fn verify(&self, pin: Option<Digest>, now: UnixTime) -> Result<TrustChain, ChainFileError> {
        let pin = pin.map_or_else(|| self.pin(), Ok)?;
        let chain = self.walk(&pin)?;
        let expired = chain.expires();
        if now > expired {
            return Err(ChainFileError::Expired { path: self.path.clone(), expired });
        }
        Ok(chain)
    }

    /// The documents one by one, or [`ChainFileError::Broken`] for one that can't be read.
    /// Says nothing of signatures.
    pub fn documents(&self) -> impl Iterator<Item = Result<TrustDocument, ChainFileError>> {
        let read = |envelope: &Envelope| TrustDocument::read(&envelope.payload_bytes()?);
        self.envelopes.iter().map(move |envelope| read(envelope).map_err(|error| self.error(error)))
    }

    /// The document before the last, if there is one, and the last, whose signatures
    /// may still be missing. All before the last are completely signed.
    ///
    /// # Errors
    /// [`ChainFileError::Broken`] or [`ChainFileError::Unsigned`].
    pub fn pending(&self) -> Result<(Option<TrustDocument>, TrustDocument), ChainFileError> {
        let trust = |error: TrustError| self.error(error);
        let (last, before) = self.envelopes.split_last().ok_or_else(|| trust(TrustError::Empty))?;
        let previous = match before {
            [] => None,
            _ => Some(TrustChain::walk(&self.pin()?, before).map_err(trust)?.last().clone()),
        };
        let payload = last.payload_bytes().map_err(|error| trust(error.into()))?;
        let document = TrustDocument::read(&payload).map_err(trust)?;
        document.check_follows(previous.as_ref()).map_err(trust)?;
        Ok((previous, document))
    }

    /// The last document's envelope, and the keys that may sign it.
    ///
    /// # Errors
    /// [`ChainFileError`].
    pub fn unsigned(&self) -> Result<(&Envelope, KeySet), ChainFileError> {
        let (previous, document) = self.pending()?;
        let last = self.envelopes.last().ok_or_else(|| self.error(TrustError::Empty))?;
        Ok((last, document.root_keys(previous.as_ref())))
    }

    /// Checks the signatures that the last document has so far; returns who signed.
    ///
    /// # Errors
    /// [`ChainFileError::Broken`] if one is wrong.
    pub fn check_signatures(&self) -> Result<Vec<KeyId>, ChainFileError> {
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

    /// Who has signed the last document and who could, for each group of holders whose
    /// signatures it needs.
    ///
    /// # Errors
    /// [`ChainFileError::Broken`] if a signature is wrong.
    pub fn progress(&self) -> Result<Vec<Progress>, ChainFileError> {
        let (previous, document) = self.pending()?;
        let signers = self.check_signatures()?;
        let before = previous.map(|previous| Progress::of(Holders::Previous, &previous.root, &signers));
        let own = Progress::of(Holders::Own, &document.root, &signers);
        Ok(before.into_iter().chain([own]).collect())
    }

    /// Signs the last document.
    ///
    /// # Errors
    /// [`ChainFileError::Signature`] if it is not this key's to sign, or has its signature.
    pub fn sign(&mut self, key: &PrivateKey) -> Result<(), ChainFileError> {
        let (_, may_sign) = self.unsigned()?;
        self.check_signatures()?;
        if let Some(last) = self.envelopes.last_mut() {
            signature::sign(last, Type::Trust, key, &may_sign)?;
        }
        Ok(())
    }

    /// Takes the signatures that holders have added to a copy.
    ///
    /// # Errors
    /// [`ChainFileError::OtherDocuments`] if it is none, [`ChainFileError::Broken`] if a
    /// signature is wrong.
    pub fn merge(&mut self, copy: &Self) -> Result<(), ChainFileError> {
        copy.check_signatures()?;
        let payloads = |chain: &Self| -> Vec<String> {
            chain.envelopes.iter().map(|envelope| envelope.payload.clone()).collect()
        };
        if payloads(self) != payloads(copy) {
            return Err(ChainFileError::OtherDocuments(self.path.clone(), copy.path.clone()));
        }
        match copy.envelopes.last() {
            Some(last) => self.take_signatures(last),
            None => Ok(()),
        }
    }

    /// Takes the signatures of a copy of the last document by keys that have not signed
    /// it yet.
    ///
    /// # Errors
    /// [`ChainFileError::OtherLast`] if it is none, [`ChainFileError::Broken`] if a
    /// signature is wrong.
    pub fn take_signatures(&mut self, copy: &Envelope) -> Result<(), ChainFileError> {
        let last = self.envelopes.last_mut().filter(|last| last.payload == copy.payload);
        let last = last.ok_or_else(|| ChainFileError::OtherLast(self.path.clone()))?;
        for entry in &copy.signatures {
            if !last.signatures.iter().any(|have| have.protected == entry.protected) {
                last.signatures.push(entry.clone());
            }
        }
        self.check_signatures().map(drop)
    }
}
