//! One publication from beginning to end: a content, or what was published last → a signed
//! file → every target, each read back as readers get it.
//!
//! Owns what was published last and how it is signed again: the very payload, with nothing
//! in it changed but version and times. Must not know folders of texts, nor ask anybody.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::ceremony::chain_file::{ChainFile, ChainFileError};
use super::ceremony::prepared::{Prepared, PreparedError};
use super::ceremony::signature::{self, SignatureError};
use super::export::Form;
use super::fetch::{FetchError, fetch};
use super::files::{self, FileError};
use super::inspect;
use super::keys::{KeyError, PassphraseSource, PrivateKey, load_public};
use super::publish::{
    Destination, PUBLISHED_NAME, PublishError, Published, check_newer, check_size, publish, status_file,
};
use super::settings::{NamedKey, Settings};
use crate::core::document::calendar::When;
use crate::core::document::{Claims, Content, StatusDocument};
use crate::core::encoding::base64url::Base64UrlError;
use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::session::clock::SKEW;
use crate::core::signed::jwk::{KeyId, PublicKey};
use crate::core::signed::jws::{Envelope, JwsError, Type};
use crate::core::signed::trust::TrustChain;
use crate::core::signed::verify::{Authentic, Refusal, authenticate};

/// Why nothing was published, or not everywhere.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// The chain of trust documents can't be used.
    #[error(transparent)]
    Chain(#[from] ChainFileError),
    /// A key can't be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A key has no role.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// A key elsewhere can't be asked.
    #[error(transparent)]
    Prepared(#[from] PreparedError),
    /// The system says no.
    #[error(transparent)]
    File(#[from] FileError),
    /// What would be published is not what readers take, or not newer.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// There is nothing to sign again.
    #[error("nothing of this publisher has been published yet; publish a folder first")]
    NothingPublished,
    /// The clock has been set back, or was ahead then.
    #[error(
        "this machine's clock says {}, but what was published last was issued at {}; set the clock right. If \
         it is right now and was wrong then, publish with --clock-is-right",
        When::from(*now), When::from(*last)
    )]
    ClockSetBack {
        /// What the clock says.
        now: UnixTime,
        /// When the last document was issued.
        last: UnixTime,
    },
    /// The second pair of eyes is the first.
    #[error("key {0} has signed this document already; it is somebody else's turn")]
    SameEyes(String),
    /// Fewer have signed than have to.
    #[error(
        "{present} of {needed} keys that have to sign have signed; name another one in publish.toml, with `key` \
         if it is at hand, with `prepare` if somebody else has it"
    )]
    TooFew {
        /// Keys that have signed.
        present: usize,
        /// The threshold of the role `status`.
        needed: usize,
    },
    /// The payload of a document can't be decoded.
    #[error("what was prepared has been changed; let it be prepared again")]
    Encoding(#[source] Base64UrlError),
    /// A signature on what was prepared does not hold.
    #[error("what was prepared has been changed; let it be prepared again")]
    Document(#[source] JwsError),
    /// What was published can't be read.
    #[error("what was published last can't be read")]
    Payload(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What readers get is something else.
    #[error(
        "{place}: readers get something else than what was published; look at the web server and its caches"
    )]
    NotThere {
        /// The file or the address.
        place: String,
    },
    /// An address does not answer.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// What readers get can't be believed.
    #[error("{place}: readers would refuse what they get")]
    Refused {
        /// The file or the address.
        place: String,
        /// Why.
        source: Refusal,
    },
}

/// What was published last.
#[derive(Debug)]
pub struct Last {
    /// Where it lies.
    pub path: PathBuf,
    /// The signed file.
    pub file: Vec<u8>,
    /// What is in it. Its time may be over.
    pub authentic: Authentic,
}

/// Everything that is needed to sign and publish.
#[derive(Debug)]
pub struct Release<'s> {
    settings: &'s Settings,
    chain: ChainFile,
    walked: TrustChain,
    pin: Digest,
    names: Vec<(KeyId, &'s str)>,
}

impl<'s> Release<'s> {
    /// Reads the chain, and which keys have names.
    ///
    /// # Errors
    /// [`ReleaseError::Chain`], or [`ReleaseError::Key`] for a named key that can't be read.
    pub fn new(settings: &'s Settings) -> Result<Self, ReleaseError> {
        let chain = ChainFile::read(&settings.trust)?;
        let walked = chain.complete()?;
        let pin = chain.pin()?;
        let id = |key: &NamedKey| match key {
            NamedKey::Id(id) => Ok(*id),
            NamedKey::File(path) => load_public(path).map(|key| key.id()),
        };
        let names = settings.names.iter().map(|(name, key)| Ok((id(key)?, name.as_str())));
        let names = names.collect::<Result<_, KeyError>>()?;
        Ok(Self { settings, chain, walked, pin, names })
    }

    /// A key as people call it, with its thumbprint: names are not signed.
    pub fn called(&self, key: KeyId) -> String {
        match self.names.iter().find(|(id, _)| *id == key) {
            Some((_, name)) => format!("{name} ({key})"),
            None => key.to_string(),
        }
    }

    /// Keys as people call them, one after the other.
    pub fn all_called(&self, keys: &[KeyId]) -> String {
        keys.iter().map(|key| self.called(*key)).collect::<Vec<_>>().join(", ")
    }

    /// Checks that the clock has not been set back behind what was published last: what is
    /// issued before that would end before readers expect it to. Two machines may differ by
    /// as much as readers forgive.
    ///
    /// # Errors
    /// [`ReleaseError::ClockSetBack`].
    pub fn check_clock(&self, last: &Last, now: UnixTime) -> Result<(), ReleaseError> {
        let last = last.authentic.claims().iat;
        if now.saturating_add(SKEW) < last { Err(ReleaseError::ClockSetBack { now, last }) } else { Ok(()) }
    }

    /// What was published last: the newest genuine file of the record and of all targets.
    /// What lies in a target and is older than the record was put there by somebody else.
    ///
    /// # Errors
    /// [`ReleaseError::File`].
    pub fn last(&self) -> Result<Option<Last>, ReleaseError> {
        let targets = self.settings.targets.iter().map(|target| target.join(PUBLISHED_NAME));
        let mut newest: Option<Last> = None;
        for path in [self.settings.record.clone()].into_iter().chain(targets) {
            if !path.is_file() {
                continue;
            }
            let Some(file) = files::read_if_there(&path)? else { continue };
            // All targets have the same one, as a rule.
            if newest.as_ref().is_some_and(|newest| newest.file == file) {
                continue;
            }
            let Ok(authentic) = authenticate(&file, &self.pin) else { continue };
            let version = |last: &Last| last.authentic.claims().version;
            if newest.as_ref().is_none_or(|newest| authentic.claims().version > version(newest)) {
                newest = Some(Last { path, file, authentic });
            }
        }
        Ok(newest)
    }

    /// The payload of a new document, issued `now`.
    ///
    /// # Errors
    /// [`ReleaseError::Chain`], or [`ReleaseError::Publish`] if it is too long.
    pub fn payload(
        &self,
        content: Content,
        last: Option<&Last>,
        now: UnixTime,
    ) -> Result<Vec<u8>, ReleaseError> {
        let named = &self.walked.last().claims;
        let claims = Claims {
            iss: named.iss.clone(),
            sub: named.sub.clone(),
            version: self.version_after(last, now),
            iat: now,
            exp: now.saturating_add(self.settings.lifetime),
        };
        let payload = serde_json::to_vec(&StatusDocument { claims, content })
            .map_err(|error| ReleaseError::Payload(error.into()))?;
        check_size(&payload, &self.chain.envelopes, self.walked.last().status.threshold())?;
        Ok(payload)
    }

    /// The seconds since 1970, which rise by themselves, or one more than the last. What
    /// waits for somebody else's signature is numbered beyond all that a timer signs again
    /// meanwhile: for longer than its lifetime it can't wait.
    fn version_after(&self, last: Option<&Last>, now: UnixTime) -> u64 {
        let least = last.map_or(1, |last| last.authentic.claims().version.saturating_add(1));
        let waits = if self.settings.prepare.is_empty() { 0 } else { self.settings.lifetime.as_secs() };
        now.as_secs().saturating_add(waits).max(least)
    }

    /// The payload of `last` once more, issued `now`. All else in it stays, also what this
    /// tool does not know.
    ///
    /// # Errors
    /// [`ReleaseError::Payload`].
    pub fn payload_again(&self, last: &Last, now: UnixTime) -> Result<Vec<u8>, ReleaseError> {
        let mut payload =
            inspect::payload(&last.file).map_err(|error| ReleaseError::Payload(error.into()))?;
        let exp = now.saturating_add(self.settings.lifetime);
        for (name, value) in
            [("version", self.version_after(Some(last), now)), ("iat", now.as_secs()), ("exp", exp.as_secs())]
        {
            payload[name] = Value::from(value);
        }
        serde_json::to_vec(&payload).map_err(|error| ReleaseError::Payload(error.into()))
    }

    /// Signs a document with the keys of the settings that are at hand.
    ///
    /// # Errors
    /// [`ReleaseError`], among others [`ReleaseError::SameEyes`].
    pub fn sign(&self, document: &mut Envelope, passphrases: &PassphraseSource) -> Result<(), ReleaseError> {
        for key in PrivateKey::load_all(&self.settings.keys, passphrases)? {
            signature::sign(document, Type::Status, &key, self.walked.last().status.keys()).map_err(
                |error| match error {
                    SignatureError::AlreadySigned(id) => ReleaseError::SameEyes(self.called(id)),
                    other => other.into(),
                },
            )?;
        }
        Ok(())
    }

    /// Who has signed a document, of those who may.
    ///
    /// # Errors
    /// [`ReleaseError::Document`] if a signature does not hold.
    pub fn signers(&self, document: &Envelope) -> Result<Vec<KeyId>, ReleaseError> {
        if document.signatures.is_empty() {
            return Ok(Vec::new());
        }
        document.signers(Type::Status, self.walked.last().status.keys()).map_err(ReleaseError::Document)
    }

    /// The first of the keys elsewhere that has yet to sign a document, with its public key.
    ///
    /// # Errors
    /// [`ReleaseError`].
    pub fn next_elsewhere(&self, document: &Envelope) -> Result<Option<PublicKey>, ReleaseError> {
        let signers = self.signers(document)?;
        for path in &self.settings.prepare {
            let key = load_public(path)?;
            if !signers.contains(&key.id()) {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    /// What a key elsewhere has to sign.
    ///
    /// # Errors
    /// [`ReleaseError`].
    pub fn prepare(&self, document: Envelope, key: &PublicKey) -> Result<Prepared, ReleaseError> {
        Ok(Prepared::status(document, key, &self.walked, self.chain.envelopes.clone())?)
    }

    /// The signed file, once enough have signed.
    ///
    /// # Errors
    /// [`ReleaseError::TooFew`].
    pub fn file(&self, document: &Envelope) -> Result<Vec<u8>, ReleaseError> {
        let role = &self.walked.last().status;
        let (present, needed) = (role.count(&self.signers(document)?), role.threshold());
        if present < needed {
            return Err(ReleaseError::TooFew { present, needed });
        }
        Ok(status_file(document, &self.chain.envelopes))
    }

    /// Writes a signed file to one target and reads it back.
    ///
    /// # Errors
    /// [`ReleaseError::Publish`] or [`ReleaseError::NotThere`].
    pub fn publish_to(&self, target: &Path, file: &[u8], now: UnixTime) -> Result<Published, ReleaseError> {
        let destination = Destination::Folder(target.into());
        let published = publish(file, &self.pin, &destination, &self.settings.copies, now)?;
        if files::read(&published.path)? != file {
            return Err(ReleaseError::NotThere { place: published.path.display().to_string() });
        }
        for (name, text) in exports(&self.settings.exports, published.authentic.document()) {
            files::replace(&target.join(name), text.as_bytes())?;
        }
        Ok(published)
    }

    /// Checks that a signed file may follow what is in every target, before the first is
    /// written. A target that can't be read now is no reason to leave the others alone.
    ///
    /// # Errors
    /// [`ReleaseError::Publish`].
    pub fn check_targets(&self, file: &[u8]) -> Result<(), ReleaseError> {
        let new = authenticate(file, &self.pin).map_err(PublishError::Refused)?;
        for target in &self.settings.targets {
            let live = files::read_if_there(&target.join(PUBLISHED_NAME)).ok().flatten();
            if let Some(live) = live.and_then(|live| authenticate(&live, &self.pin).ok()) {
                check_newer(&new, &live)?;
            }
        }
        Ok(())
    }

    /// Checks that all targets are there: for a person, who can mend a name.
    ///
    /// # Errors
    /// [`ReleaseError::Publish`].
    pub fn check_folders(&self) -> Result<(), ReleaseError> {
        match self.settings.targets.iter().find(|target| !target.is_dir()) {
            Some(missing) => Err(PublishError::NoFolder(missing.clone()).into()),
            None => Ok(()),
        }
    }

    /// Keeps what was published, for the timer.
    ///
    /// # Errors
    /// [`ReleaseError::File`].
    pub fn record(&self, file: &[u8]) -> Result<(), ReleaseError> {
        Ok(files::replace(&self.settings.record, file)?)
    }

    /// Checks that readers get what was published, or something newer, at an address.
    ///
    /// # Errors
    /// [`ReleaseError::Fetch`], [`ReleaseError::Refused`] or [`ReleaseError::NotThere`].
    pub fn check_live(&self, url: &str, file: &[u8]) -> Result<(), ReleaseError> {
        let place = || url.to_owned();
        let ours = authenticate(file, &self.pin)
            .map_err(|source| ReleaseError::Refused { place: place(), source })?;
        let there = fetch(url)?;
        let live = authenticate(&there, &self.pin)
            .map_err(|source| ReleaseError::Refused { place: place(), source })?;
        if there == file || live.claims().version > ours.claims().version {
            Ok(())
        } else {
            Err(ReleaseError::NotThere { place: place() })
        }
    }
}

/// What else is made of a document: names of files and what is in them.
fn exports(forms: &[Form], document: &StatusDocument) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for form in forms {
        for (index, language) in document.content.languages.iter().enumerate() {
            let infix = Some(language.as_str()).filter(|_| index > 0);
            files.extend(form.file_name(infix).map(|name| (name, form.render(document, language))));
        }
    }
    files
}
