//! The prepared file: a document on its way to a key that lives elsewhere (HSM, PKCS#11,
//! KMS), and back.
//!
//! Owns its form, who may be asked to sign what, and what becomes of the answer. The
//! algorithms and digests of a token are for the person at it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::chain_file::{ChainFile, ChainFileError};
use super::signature::{SignatureError, add_signature, check_role, input_for, raw_signature};
use crate::core::signed::jwk::{Jwk, JwkError, PublicKey};
use crate::core::signed::jws::{Envelope, Type};
use crate::core::signed::trust::TrustChain;
use crate::native::bilingual::say;
use crate::native::files::{self, FileError};
use crate::native::json_file::{JsonFileError, read_json, write_json};

/// Why a document can't be prepared, or a prepared one not be signed.
#[derive(Debug, thiserror::Error)]
pub enum PreparedError {
    /// The file is not there, or is another one.
    #[error(transparent)]
    Json(#[from] JsonFileError),
    /// Root holders have to do something first.
    #[error(transparent)]
    Chain(#[from] ChainFileError),
    /// Somebody has changed the prepared file.
    #[error("the key in the prepared document can't be used; prepare it again")]
    Key(#[from] JwkError),
    /// The key may not sign, or what was signed is something else.
    #[error(transparent)]
    Signature(#[from] SignatureError),
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

impl Prepared {
    /// Prepares a status document for `key`, with the chain that has been walked and its
    /// envelopes.
    ///
    /// # Errors
    /// [`PreparedError`], among others if the key has no role.
    pub fn status(
        document: Envelope,
        key: &PublicKey,
        walked: &TrustChain,
        trust: Vec<Envelope>,
    ) -> Result<Self, PreparedError> {
        check_role(key, walked.last().status.keys())?;
        Ok(Self { kind: PreparedKind::Status, key: key.to_jwk(), document, trust })
    }

    /// Prepares the last document of the chain for `key`.
    ///
    /// # Errors
    /// [`PreparedError`], among others if the key has no role.
    pub fn trust_document(key: &PublicKey, chain: ChainFile) -> Result<Self, PreparedError> {
        let (document, may_sign) = chain.unsigned()?;
        check_role(key, &may_sign)?;
        let document = document.clone();
        Ok(Self { kind: PreparedKind::Trust, key: key.to_jwk(), document, trust: chain.envelopes })
    }

    /// Reads a prepared file.
    ///
    /// # Errors
    /// [`JsonFileError`].
    pub fn read(path: &Path) -> Result<Self, JsonFileError> {
        read_json(path, say!("a prepared document", "ein vorbereitetes Dokument"))
    }

    /// Writes it to `path`, and beside it what is signed: the exact bytes as `.input`, their
    /// SHA-256 as `.digest`. Returns those bytes and where they lie.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn write(&self, path: &Path, key: &PublicKey) -> Result<(Vec<u8>, PathBuf), FileError> {
        let input = self.input(key);
        write_json(path, self)?;
        let input_path = files::beside(path, ".input");
        files::replace(&input_path, &input)?;
        files::replace(&files::beside(path, ".digest"), &Sha256::digest(&input))?;
        Ok((input, input_path))
    }

    /// The exact bytes that `key` signs.
    pub fn input(&self, key: &PublicKey) -> Vec<u8> {
        input_for(&self.document, self.kind.typ(), key)
    }

    /// Adds the signature by the key for which this was prepared, in any form in which
    /// tokens give one.
    ///
    /// # Errors
    /// [`PreparedError::Signature`] if it is none, or does not verify.
    pub fn attach(&mut self, signature: &[u8]) -> Result<(), PreparedError> {
        let key = PublicKey::from_jwk(&self.key)?;
        let signature = raw_signature(&key, signature)?;
        Ok(add_signature(&mut self.document, self.kind.typ(), &key, &signature)?)
    }
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
