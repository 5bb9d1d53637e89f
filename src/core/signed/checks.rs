//! The work that the signatures of one file make.
//!
//! Owns what a check costs, how much a file may ask for, and the keys that signatures are
//! checked with, each of them decoded once. What a file asks for is known before the first
//! signature is checked, so that no file keeps a reader's device busy for long, whoever has
//! made it. Knows nothing of documents and roles.

use crate::core::signed::jwk::{Algorithm, KeyId, PublicKey};
use crate::core::signed::jws::{Claim, JwsError};

/// What the signatures of all trust documents of a file may cost: a check of an Ed25519
/// signature is 1. That is one root key a document in the longest chain; where three must
/// sign, twenty documents and some changes of hands.
pub const MAX_CHAIN_COST: usize = 66;

/// What the signatures of a status document may cost: two with ES256 on the largest.
pub const MAX_STATUS_COST: usize = 16;

/// So many bytes are hashed while an Ed25519 signature is checked.
const BYTES_PER_CHECK: usize = 64 * 1024;

impl Algorithm {
    /// What checking a signature costs, beside hashing what is signed. Measured as wasm: 0.18
    /// and 0.76 ms on a machine of 2026.
    fn check_cost(self) -> usize {
        match self {
            Self::Ed25519 => 1,
            Self::Es256 => 4,
        }
    }

    /// What decoding a key costs: next to nothing, or a multiplication for the order of an
    /// Ed25519 key.
    fn key_cost(self) -> usize {
        match self {
            Self::Ed25519 => 1,
            Self::Es256 => 0,
        }
    }
}

/// Checks the signatures of one file.
#[derive(Debug, Default)]
pub struct Checker {
    cost: usize,
    checks: usize,
    keys: Vec<(KeyId, Option<PublicKey>)>,
}

impl Checker {
    /// Counts what it will cost to check these, too.
    ///
    /// # Errors
    /// [`JwsError::TooMuchWork`] if all that is announced costs more than `limit` then.
    pub fn announce(&mut self, claims: &[Claim<'_>], limit: usize) -> Result<(), JwsError> {
        for claim in claims {
            let algorithm = claim.key.algorithm();
            self.cost += algorithm.check_cost() + claim.payload.len() / BYTES_PER_CHECK;
            if !self.keys.iter().any(|(id, _)| *id == claim.id) {
                self.keys.push((claim.id, None));
                self.cost += algorithm.key_cost();
            }
        }
        if self.cost > limit { Err(JwsError::TooMuchWork) } else { Ok(()) }
    }

    /// What everything costs that has been announced.
    pub fn cost(&self) -> usize {
        self.cost
    }

    /// How many signatures have been checked.
    pub fn checks(&self) -> usize {
        self.checks
    }

    /// Checks a signature.
    ///
    /// # Errors
    /// [`JwsError::InvalidKey`] or [`JwsError::BadSignature`].
    pub fn check(&mut self, claim: &Claim<'_>) -> Result<(), JwsError> {
        self.checks += 1;
        let announced = self.keys.iter_mut().find(|(id, _)| *id == claim.id);
        // All have been.
        let Some((_, slot)) = announced else { return Err(JwsError::InvalidKey(claim.id)) };
        let key = match slot {
            Some(key) => key,
            None => slot.insert(claim.decode_key()?),
        };
        claim.check(key)
    }
}
