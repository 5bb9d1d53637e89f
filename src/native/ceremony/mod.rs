//! Putting signatures onto documents: the steps that people take, each on a machine of
//! their own.
//!
//! Owns the files that go from one to the next: the chain file and the prepared file.
//! Knows nothing of where keys come from, and nothing of readers; what they get is for
//! [`crate::native::publish`] to say.

pub mod chain_file;
pub mod prepared;
pub mod signature;

use std::path::PathBuf;

use crate::core::encoding::json::JsonError;
use crate::core::session::freshness::Rollback;
use crate::core::signed::jwk::{Algorithm, KeyId};
use crate::core::signed::trust::TrustError;
use crate::core::signed::verify::Refusal;
use crate::native::files::FileError;

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
