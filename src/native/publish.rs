//! What readers get.
//!
//! Owns the status file on its way to where it is served: whatever is written has first
//! passed the widget's own verifier, and follows what is there. Knows nothing of keys.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::ceremony::SigningError;
use super::files;
use crate::core::document::calendar::When;
use crate::core::encoding::digest::Digest;
use crate::core::session::freshness::{
    Freshness, Rollback, SKEW, fresh_until, freshness, is_from_the_future, may_replace,
};
use crate::core::signed::jws::Envelope;
use crate::core::signed::verify::{Authentic, StatusFile, authenticate};

/// The name under which a status file is published.
pub const PUBLISHED_NAME: &str = "status.json";

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
