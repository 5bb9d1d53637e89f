//! What readers get.
//!
//! Owns the status file on its way to where it is served: whatever is written has first
//! passed the widget's own verifier, is fresh, and follows what is there. Knows nothing of
//! keys; reads no clock.

use core::time::Duration;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::bilingual::{Message, say};
use super::files::{self, FileError};
use crate::core::document::calendar::When;
use crate::core::encoding::digest::Digest;
use crate::core::encoding::json;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::session::clock::SKEW;
use crate::core::session::freshness::{
    Freshness, Rollback, check_replaces, fresh_until, freshness, is_from_the_future, is_trust_fresh,
};
use crate::core::signed::jws::Envelope;
use crate::core::signed::trust::TrustChain;
use crate::core::signed::verify::{Authentic, MAX_FILE_BYTES, Refusal, StatusFile, authenticate};

/// The name under which a status file is published.
pub const PUBLISHED_NAME: &str = "status.json";

/// The last days of a trust document, in which everybody who signs is reminded.
const LAST_DAYS: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The bytes for trust documents that are reckoned with where no chain is at hand: half a
/// dozen with a handful of keys each, as years of yearly rotations make them.
pub const TYPICAL_TRUST_BYTES: usize = 12 * 1024;

/// Why a file is not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The system says no.
    #[error(transparent)]
    File(#[from] FileError),
    /// There is nowhere to publish to.
    #[error("{}: there is no such folder; make it, or mend the name", .0.display())]
    NoFolder(PathBuf),
    /// The texts are too long.
    #[error(
        "signed, this would have {size} of {MAX_FILE_BYTES} bytes, and widgets refuse longer files; \
         shorten the texts"
    )]
    TooLong {
        /// How long the signed file would be.
        size: usize,
    },
    /// The payload or the signatures are not what widgets take.
    #[error("readers would refuse this file, so it was not written")]
    Refused(#[source] Refusal),
    /// Nobody would believe it now.
    #[error(transparent)]
    NotFresh(#[from] NotFresh),
    /// What is published can't be judged.
    #[error(
        "{}: what is published there is not a file of this publisher; look at it with \
         `statusctl inspect` and move it away",
        path.display()
    )]
    ForeignFile {
        /// The published file.
        path: PathBuf,
        /// Why not.
        source: Refusal,
    },
    /// Not newer than what is published.
    #[error("version {new} is not higher than {live}, which is published; build again with a higher one")]
    NotNewer {
        /// The new version.
        new: u64,
        /// The published one.
        live: u64,
    },
    /// What is published has another chain of trust documents, or a longer one.
    #[error("what is published may not be replaced; sign with the newest chain of trust documents")]
    Rollback(#[source] Rollback),
}

/// Why readers would not believe a genuine file now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotFresh {
    /// Its time is over.
    #[error("genuine, but it expired at {}; readers see its states as unknown. Build and sign it again", When::from(*.0))]
    Expired(UnixTime),
    /// The time of its trust chain is over.
    #[error("genuine, but its trust chain expired at {}; rotate it with `statusctl trust rotate`", When::from(*.0))]
    TrustExpired(UnixTime),
    /// Its time has not begun.
    #[error("genuine, but issued at {}, which is in the future; check this machine's clock", When::from(*.0))]
    Future(UnixTime),
}

/// Where a signed file goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Into this file, whatever is there (`-` for standard output).
    File(PathBuf),
    /// Into this folder as [`PUBLISHED_NAME`], unless what is there is as new or newer.
    Folder(PathBuf),
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

/// How long a status file will be at most, in bytes: around a payload of `payload` bytes,
/// with `signatures` signatures and `trust` bytes of trust documents ([`trust_bytes`], or
/// [`TYPICAL_TRUST_BYTES`] where no chain is at hand).
pub fn signed_size(payload: usize, signatures: usize, trust: usize) -> usize {
    const FRAME: usize = r#"{"payload":"","signatures":[],"trust":}"#.len();
    // No header of ours is longer; 64 bytes make 86 characters.
    const SIGNATURE: usize = r#"{"protected":"","signature":""},"#.len() + 128 + 86;
    FRAME + (payload * 4).div_ceil(3) + signatures * SIGNATURE + trust
}

/// The bytes that the trust documents take in a status file.
pub fn trust_bytes(trust: &[Envelope]) -> usize {
    serde_json::to_vec(trust).map_or(0, |json| json.len())
}

/// Checks that widgets will read the file around `payload` when `signatures` keys have
/// signed it.
///
/// # Errors
/// [`PublishError::TooLong`].
pub fn check_size(payload: &[u8], trust: &[Envelope], signatures: usize) -> Result<(), PublishError> {
    let size = signed_size(payload.len(), signatures, trust_bytes(trust));
    if size > MAX_FILE_BYTES { Err(PublishError::TooLong { size }) } else { Ok(()) }
}

/// Until when readers believe a document, by their clock if it is right.
pub fn believed_until(authentic: &Authentic) -> UnixTime {
    fresh_until(authentic).saturating_sub(SKEW)
}

/// Whether the trust chain expires soon: then every portal would show every state as
/// unknown, however often the status is signed.
pub fn expires_soon(chain: &TrustChain, now: UnixTime) -> bool {
    now.saturating_add(LAST_DAYS) > chain.expires()
}

/// Checks that readers believe a document at `now`.
///
/// # Errors
/// [`NotFresh`].
pub fn check_fresh(authentic: &Authentic, now: UnixTime) -> Result<(), NotFresh> {
    if !is_trust_fresh(authentic, now) {
        return Err(NotFresh::TrustExpired(authentic.trust().expires()));
    }
    if freshness(authentic, now) == Freshness::Expired {
        return Err(NotFresh::Expired(believed_until(authentic)));
    }
    if is_from_the_future(authentic, now) {
        return Err(NotFresh::Future(authentic.claims().iat));
    }
    Ok(())
}

/// A form in which web servers send a file that lies beside the plain one under its name
/// (`gzip_static` of nginx, `MultiViews` of Apache, `precompressed` of Caddy).
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub enum Compression {
    /// RFC 1952, `.gz`.
    Gzip,
    /// RFC 7932, `.br`.
    Brotli,
    /// RFC 8878, `.zst`. Not on Windows; see Cargo.toml.
    #[cfg(unix)]
    Zstd,
}

#[cfg(unix)]
const ZSTD: Option<Compression> = Some(Compression::Zstd);
#[cfg(not(unix))]
const ZSTD: Option<Compression> = None;

/// Suffixes of compressed copies, with how they are made if we can.
const COPIES: [(&str, Option<Compression>); 4] =
    [(".gz", Some(Compression::Gzip)), (".br", Some(Compression::Brotli)), (".zst", ZSTD), (".zz", None)];

impl Compression {
    /// The compressed bytes, as small as they get.
    fn compress(self, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
                std::io::Write::write_all(&mut encoder, bytes)?;
                encoder.finish()
            }
            Self::Brotli => {
                let mut compressed = Vec::new();
                let mut reader = bytes;
                let params = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
                brotli::BrotliCompress(&mut reader, &mut compressed, &params)?;
                Ok(compressed)
            }
            // The highest level whose window every browser takes (RFC 9659: 8 MiB).
            #[cfg(unix)]
            Self::Zstd => zstd::encode_all(bytes, 19),
        }
    }
}

/// What somebody should know of a file that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// What lay there was half a file.
    Broken(PathBuf),
    /// A compressed copy lies beside it, of something else.
    Stale(PathBuf),
}

impl Remark {
    /// In words.
    pub fn message(&self) -> Message {
        match self {
            Self::Broken(path) => say!(
                "warning: {0}: what lay there was half a file, which no reader could read; it was replaced",
                "Warnung: {0}: dort lag eine halbe Datei, die niemand lesen konnte; sie wurde ersetzt",
                path.display()
            ),
            Self::Stale(path) => say!(
                "warning: {0}: a compressed copy of something older; web servers may send it to readers. Delete \
                 it, or let it be written with --compress gzip,brotli,zstd",
                "Warnung: {0}: eine komprimierte Kopie von etwas Älterem; Webserver senden sie vielleicht an \
                 Leser. Löschen Sie sie, oder lassen Sie sie mit --compress gzip,brotli,zstd schreiben",
                path.display()
            ),
        }
    }
}

/// A file that was published.
#[derive(Debug)]
pub struct Published {
    /// Where it lies.
    pub path: PathBuf,
    /// What is in it.
    pub authentic: Authentic,
    /// What somebody should know.
    pub remarks: Vec<Remark>,
}

/// Verifies `file` as a widget would at `now` and writes it atomically to its
/// destination, with compressed copies beside it.
///
/// # Errors
/// [`PublishError`]; what is published is then still there.
pub fn publish(
    file: &[u8],
    pin: &Digest,
    destination: &Destination,
    copies: &[Compression],
    now: UnixTime,
) -> Result<Published, PublishError> {
    let authentic = authenticate(file, pin).map_err(PublishError::Refused)?;
    check_fresh(&authentic, now)?;
    let (folder, path) = match destination {
        Destination::Folder(folder) if !folder.is_dir() => {
            return Err(PublishError::NoFolder(folder.into()));
        }
        Destination::Folder(folder) => (Some(folder.as_path()), folder.join(PUBLISHED_NAME)),
        Destination::File(path) => (None, path.clone()),
    };
    // One at a time: a timer and a person must not overtake each other between looking
    // and writing. Where a file system has no locks, or a system none on folders, it goes
    // without.
    let opened = folder.map(File::open);
    let _lock = opened.as_ref().and_then(|opened| opened.as_ref().ok()).map(File::lock);
    let mut remarks = Vec::new();
    let is_file = path.metadata().is_ok_and(|there| there.is_file());
    if let Some(live) = if is_file { files::read_if_there(&path)? } else { None } {
        match (check_live(&authentic, &live, &path, pin), destination) {
            (Ok(()), _) => {}
            (Err(PublishError::ForeignFile { .. }), _) if is_half_a_file(&live) => {
                remarks.push(Remark::Broken(path.clone()));
            }
            // Somebody has named this very file.
            (Err(PublishError::ForeignFile { .. }), Destination::File(_)) => {}
            // The same once more harms nobody.
            (Err(PublishError::NotNewer { .. }), Destination::File(_))
                if authenticate(&live, pin).is_ok_and(|live| check_replaces(&authentic, &live).is_ok()) => {}
            (Err(error), _) => return Err(error),
        }
    }
    files::replace(&path, file)?;
    for (suffix, made) in COPIES {
        let copy = files::beside(&path, suffix);
        match made.filter(|made| copies.contains(made)) {
            Some(made) => {
                let compressed = made.compress(file).map_err(|error| FileError::writing(&copy)(error))?;
                files::replace(&copy, &compressed)?;
            }
            None if path.as_os_str() != "-" && copy.exists() => remarks.push(Remark::Stale(copy)),
            None => {}
        }
    }
    Ok(Published { path, authentic, remarks })
}

/// Whether this is what a power failure or a full disk leaves of a status file: nothing, its
/// beginning, or room without anything in it. It protects no reader.
fn is_half_a_file(bytes: &[u8]) -> bool {
    const BEGINNING: &[u8] = br#"{"payload":""#;
    let is_beginning = bytes.starts_with(BEGINNING) || BEGINNING.starts_with(bytes);
    bytes.iter().all(|byte| *byte == 0) || (is_beginning && json::parse(bytes).is_err())
}

/// Checks a signed file against a copy of what is live: `file` must be newer than what
/// lies at `live`.
///
/// # Errors
/// [`PublishError`].
pub fn check_newer_than(file: &[u8], live: &Path, pin: &Digest) -> Result<(), PublishError> {
    let new = authenticate(file, pin).map_err(PublishError::Refused)?;
    check_live(&new, &files::read(live)?, live, pin)
}

/// Checks that `new` may follow the file `live` at `path`.
fn check_live(new: &Authentic, live: &[u8], path: &Path, pin: &Digest) -> Result<(), PublishError> {
    let live =
        authenticate(live, pin).map_err(|source| PublishError::ForeignFile { path: path.into(), source })?;
    check_newer(new, &live)
}

/// Checks that `new` may follow `live` and has a higher version, unless the keys that
/// signed `live` have been rotated out.
///
/// # Errors
/// [`PublishError::NotNewer`] or [`PublishError::Rollback`].
pub fn check_newer(new: &Authentic, live: &Authentic) -> Result<(), PublishError> {
    let not_newer = PublishError::NotNewer { new: new.claims().version, live: live.claims().version };
    match check_replaces(new, live) {
        Err(Rollback::Version { .. } | Rollback::Equivocation(_)) => Err(not_newer),
        Err(rollback @ Rollback::Trust) => Err(PublishError::Rollback(rollback)),
        Ok(()) if new.claims().version == live.claims().version && new.trust() == live.trust() => {
            Err(not_newer)
        }
        Ok(()) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::signed::jwk::Algorithm;
    use crate::core::signed::jws::Type;
    use crate::native::ceremony::signature::sign;
    use crate::native::keys::PrivateKey;

    #[test]
    fn the_size_of_a_signed_file_is_known_before_it_is_signed() {
        let trust = [Envelope::unsigned(&[b'x'; 1000])];
        for payload in [0, 1, 2, 3, 1000] {
            let mut document = Envelope::unsigned(&vec![b'x'; payload]);
            for signatures in 0..4 {
                let size = signed_size(payload, signatures, trust_bytes(&trust));
                let file = status_file(&document, &trust);
                // Headers are a little shorter, and a comma less is needed.
                let spare = size - file.len();
                assert!(spare <= 16 * signatures + 1, "{payload} {signatures}: {size}, {}", file.len());
                let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
                sign(&mut document, Type::Status, &key, &[key.public()].into_iter().collect()).unwrap();
            }
        }
    }
}
