//! The session of one widget on one open page: what it has seen, what it may show
//! now, and when it should ask again.
//!
//! Owns the failure table of the design and the invariant that nothing is ever
//! shown as available without a verified document that is fresh: [`Standing`] is
//! all that a view model is made from. Fetches nothing, stores nothing and reads
//! no clock; the shell does that and brings the results here.

pub mod freshness;

use std::rc::Rc;

use crate::core::encoding::digest::Digest;
use crate::core::session::freshness::{
    Clock, Freshness, Reading, Rollback, SKEW, fresh_until, freshness, is_bound, is_from_the_future,
    may_replace,
};
use crate::core::signed::verify::{Authentic, MAX_FILE_BYTES, Refusal, authenticate};

/// Seconds between two rounds while all is well.
pub const POLL_SECONDS: u64 = 60;

/// The most seconds between two rounds while nothing answers.
pub const MAX_POLL_SECONDS: u64 = 600;

/// Seconds within which a source must have given a complete answer.
pub const FETCH_SECONDS: u32 = 20;

/// Why a source gave no bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No connection, a refused redirect, or the browser's own policy.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// Not a success (RFC 9110 section 15).
    #[error("HTTP status {0}")]
    Status(u16),
    /// More bytes than a status file may have; reading was stopped.
    #[error("the answer is larger than {} KiB", MAX_FILE_BYTES / 1024)]
    TooLarge,
    /// It took too long.
    #[error("no complete answer within {FETCH_SECONDS} seconds")]
    TimedOut,
}

/// Why a round brought nothing from one source.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Failure {
    /// No bytes.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The bytes are refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The last trust document has expired (TUF 5.3.10).
    #[error("the last trust document has expired; the publisher has to rotate it")]
    TrustExpired,
    /// Verified, but older than what was seen before.
    #[error(transparent)]
    RolledBack(#[from] Rollback),
}

/// What a reader has to be told beside the content, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// What came could not be confirmed to be the publisher's.
    NotAuthentic,
    /// Somebody offers an older document than the one that is kept.
    RolledBack,
    /// Nothing came, or nothing that we know.
    Unreachable,
    /// The document has expired: states are unknown, texts may be out of date.
    Expired,
    /// The document is from the future: the device's clock is wrong.
    WrongClock,
}

/// What may be shown at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing<'a> {
    /// The newest verified document, if there is one.
    pub document: Option<&'a Authentic>,
    /// Whether its states may be shown as they stand. Expired where there is none.
    pub freshness: Freshness,
    /// What has to be said beside it.
    pub notices: Vec<Notice>,
    /// Whether the first round is still under way.
    pub loading: bool,
    /// The time by which this was judged, seconds since 1970.
    pub now: u64,
}

/// A verified document with its bytes, so that it can be stored and verified again.
#[derive(Debug, Clone)]
struct Kept {
    document: Authentic,
    file: Rc<[u8]>,
    /// The time that it must be at least, milliseconds since 1970: the highest `iat`
    /// that binds, moved on by the time for which the page has been open since.
    vouched: u64,
    /// By how much a wall clock that is behind ran on further than the monotonic one,
    /// milliseconds: the device slept, or somebody set the clock.
    slept: u64,
    /// The clocks when both were last moved on.
    read: Reading,
}

impl Kept {
    fn move_on(&mut self, reading: Reading) {
        let open = reading.monotonic.saturating_sub(self.read.monotonic);
        let ran_on = reading.wall.saturating_sub(self.read.wall).saturating_mul(1000);
        self.vouched = self.vouched.saturating_add(open);
        // A wall clock that is not behind speaks for itself. Rounding aside.
        let is_behind = reading.wall.saturating_add(SKEW) < self.vouched / 1000;
        if is_behind && ran_on > open.saturating_add(1000) {
            self.slept = self.slept.saturating_add(ran_on - open);
        }
        self.read = reading;
    }

    /// The time that it must be at least for any document that is bound by this one,
    /// seconds since 1970. What may only be a clock that was set does not count here: a
    /// newer document could then be refused for good.
    fn vouched(&mut self, reading: Reading) -> u64 {
        self.move_on(reading);
        self.vouched / 1000
    }

    /// The time that it must be at least for this document itself, sleep included.
    fn time(&mut self, reading: Reading) -> u64 {
        self.move_on(reading);
        self.vouched.saturating_add(self.slept) / 1000
    }
}

/// See the module's description.
#[derive(Debug)]
pub struct Session {
    pin: Digest,
    clock: Clock,
    kept: Option<Kept>,
    /// The gravest failure of the last round, if it brought no document.
    problem: Option<Notice>,
    /// Rounds in a row that brought no document.
    failures: u32,
    /// When the last round ended, by the device's clock alone: what a document
    /// claims must not be able to put off the next one. None before the first.
    last_round: Option<u64>,
}

impl Session {
    /// A session for the portal that pins `pin`.
    pub fn new(pin: Digest) -> Self {
        Self { pin, clock: Clock::default(), kept: None, problem: None, failures: 0, last_round: None }
    }

    /// Takes what storage remembers, from this page or another tab. It is believed
    /// only as far as its signatures reach: garbage, a forged mark or an older file
    /// changes nothing. It may have expired, and its trust documents with it: then its
    /// states are unknown, and its texts are shown with their age.
    pub fn recall(&mut self, file: &[u8], reading: Reading) {
        if self.file() == Some(file) {
            return;
        }
        if let Ok(document) = authenticate(file, &self.pin) {
            let newer = match &self.kept {
                Some(kept) => may_replace(&document, &kept.document).is_ok(),
                None => true,
            };
            if newer {
                self.keep(document, file, reading);
            }
        }
    }

    /// Takes the answer of one source, as soon as it is there: a reader need not wait
    /// for the slowest. The newest verified document wins, in whatever order they come.
    ///
    /// # Errors
    /// [`Failure`] if it brought nothing.
    pub fn take(&mut self, answer: &Result<Vec<u8>, FetchError>, reading: Reading) -> Result<(), Failure> {
        let file = answer.as_ref().map_err(FetchError::clone)?;
        let mut now = self.clock.now(reading);
        if let Some(kept) = self.kept.as_mut().filter(|kept| *kept.file == **file) {
            now = now.max(kept.vouched(reading));
            return in_time(&kept.document, now);
        }
        let document = authenticate(file, &self.pin)?;
        if let Some(kept) = &mut self.kept {
            may_replace(&document, &kept.document)?;
            if is_bound(&document, &kept.document) {
                now = now.max(kept.vouched(reading));
            }
        }
        in_time(&document, now)?;
        self.keep(document, file, reading);
        Ok(())
    }

    /// Ends a round in which all sources have been asked and have answered or not. One
    /// that was good is enough.
    pub fn end_round(&mut self, outcomes: &[Result<(), Failure>], reading: Reading) {
        if outcomes.iter().any(Result::is_ok) {
            self.problem = None;
            self.failures = 0;
        } else {
            self.problem = outcomes.iter().filter_map(|outcome| Some(outcome.as_ref().err()?.notice())).min();
            self.failures = self.failures.saturating_add(1);
        }
        self.last_round = Some(self.clock.now(reading));
    }

    /// Keeps `document`. The time that is vouched for does not go back, unless the
    /// keys that vouched for it have been rotated out; and the same document in
    /// another envelope is no younger than it was.
    fn keep(&mut self, document: Authentic, file: &[u8], reading: Reading) {
        let mut vouched = document.document().iat.saturating_mul(1000);
        let mut slept = 0;
        if let Some(kept) = &mut self.kept
            && is_bound(&document, &kept.document)
        {
            kept.move_on(reading);
            vouched = vouched.max(kept.vouched);
            if document.digest() == kept.document.digest() {
                slept = kept.slept;
            }
        }
        self.kept = Some(Kept { document, file: file.into(), vouched, slept, read: reading });
    }

    /// The file to remember, as it came.
    pub fn file(&self) -> Option<&[u8]> {
        self.kept.as_ref().map(|kept| &*kept.file)
    }

    /// The later of the clock and what the kept document vouches for, seconds since
    /// 1970.
    fn now(&mut self, reading: Reading) -> u64 {
        let clock = self.clock.now(reading);
        self.kept.as_mut().map_or(clock, |kept| clock.max(kept.time(reading)))
    }

    /// What may be shown at `reading`.
    pub fn standing(&mut self, reading: Reading) -> Standing<'_> {
        let now = self.now(reading);
        let document = self.kept.as_ref().map(|kept| &kept.document);
        let freshness = document.map_or(Freshness::Expired, |document| freshness(document, now));
        let mut notices: Vec<Notice> = self.problem.into_iter().collect();
        if document.is_some() && freshness == Freshness::Expired {
            notices.push(Notice::Expired);
        }
        if document.is_some_and(|document| is_from_the_future(document, reading.wall)) {
            notices.push(Notice::WrongClock);
        }
        Standing { document, freshness, notices, loading: self.last_round.is_none(), now }
    }

    /// The device has a connection again: what failed without one no longer puts off the
    /// next round.
    pub fn reconnect(&mut self) {
        self.failures = 0;
    }

    /// Whether it is time for a round. `jitter`, 0 to 1, spreads the readers of a
    /// busy day over the interval.
    pub fn is_due(&mut self, reading: Reading, jitter: f64) -> bool {
        self.until_round(reading, jitter) == 0
    }

    /// Seconds until the next round.
    fn until_round(&mut self, reading: Reading, jitter: f64) -> u64 {
        let now = self.clock.now(reading);
        self.last_round.map_or(0, |last| last.saturating_add(self.interval(jitter)).saturating_sub(now))
    }

    /// Seconds between rounds: [`POLL_SECONDS`], doubled with every failed round up
    /// to [`MAX_POLL_SECONDS`], plus up to a fifth.
    fn interval(&self, jitter: f64) -> u64 {
        let seconds = (POLL_SECONDS << self.failures.min(4)).min(MAX_POLL_SECONDS);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 to 120")]
        let spread = (jitter.clamp(0.0, 1.0) * 0.2 * f64::from(u32::try_from(seconds).unwrap_or(0))) as u64;
        seconds + spread
    }

    /// Seconds until something may change by itself: the next round, the end of
    /// freshness, or a minute for the ages that are shown. At least 1.
    pub fn wake_in(&mut self, reading: Reading, jitter: f64) -> u64 {
        let now = self.now(reading);
        let round = self.until_round(reading, jitter);
        let expiry = self
            .kept
            .as_ref()
            .map(|kept| fresh_until(&kept.document).saturating_add(1))
            .filter(|end| *end > now)
            .map_or(u64::MAX, |end| end - now);
        round.min(expiry).clamp(1, 60)
    }
}

/// Whether the trust documents behind `document` may still be believed at `now`
/// (TUF 5.3.10).
fn in_time(document: &Authentic, now: u64) -> Result<(), Failure> {
    if now > document.trust().expires().saturating_add(SKEW) {
        return Err(Failure::TrustExpired);
    }
    Ok(())
}

impl Failure {
    /// What a reader is told of it.
    fn notice(&self) -> Notice {
        match self {
            Self::Fetch(_) => Notice::Unreachable,
            Self::Refused(refusal) if refusal.is_unreadable() => Notice::Unreachable,
            Self::Refused(_) | Self::TrustExpired => Notice::NotAuthentic,
            Self::RolledBack(_) => Notice::RolledBack,
        }
    }
}
