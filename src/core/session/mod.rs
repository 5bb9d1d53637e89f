//! The session of one open page: what it has seen, what it may show now, and when it
//! should ask again.
//!
//! Owns the failure table of the design and the invariant that nothing is ever
//! shown as available without a verified document that is fresh: [`DisplayState`] is
//! all that a view model is made from. Fetches nothing, stores nothing and reads
//! no clock; the shell calls [`Session::tick`] at every event, carries the requests of
//! [`Session::begin`], and brings what comes to [`Session::answer`].

pub mod clock;
pub mod freshness;
mod round;

use core::time::Duration;
use std::rc::Rc;

use clock::{Clock, LowerBound, Reading, SKEW};
use freshness::{
    Freshness, Rollback, check_replaces, fresh_until, freshness, is_bound, is_from_the_future,
    is_trust_fresh, issued,
};
use round::Rounds;
pub use round::{LONGEST_POLL_INTERVAL, MAX_POLL_INTERVAL, POLL_INTERVAL, Request};

use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::error::debug_as_display;
use crate::core::signed::verify::{Authentic, MAX_FILE_BYTES, Refusal, authenticate};

/// How long a complete answer may take.
pub const FETCH_TIMEOUT: Duration = Duration::from_secs(20);

/// A page looks at the time at least this often: it shows ages in minutes.
const MAX_WAKE: Duration = Duration::from_secs(60);

/// A page does not look more often than this.
const MIN_WAKE: Duration = Duration::from_secs(1);

/// How long a reader who comes back, or whose page wakes up, is told nothing that the
/// first answer may already take back. States are unknown all the same.
pub const GRACE: Duration = Duration::from_secs(4);

/// Rounds in a row without anything, after which it is said below the answer.
const MANY_MISSES: u32 = 3;

/// How long there may be nothing before that is said below the answer.
const LONG_MISSED: Duration = Duration::from_secs(30 * 60);

/// Publishers confirm what they say every hour or two. What a source brings *now* and was
/// issued so long ago speaks less of a publisher who sleeps than of a clock that is ahead.
const LONG_AGO: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What a source gave: bytes, or the reason why not.
pub type Answer = Result<Vec<u8>, FetchError>;

/// Why a source gave no bytes.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
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
    /// It took longer than [`FETCH_TIMEOUT`].
    #[error("no complete answer within {} seconds", FETCH_TIMEOUT.as_secs())]
    TimedOut,
}

debug_as_display!(FetchError);

/// Why a round brought nothing from one source.
#[derive(Clone, PartialEq, thiserror::Error)]
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
    /// The last trust document has expired by a clock that is more likely to be wrong.
    #[error(
        "the last trust document has expired by this device's clock, which is probably ahead; set it right"
    )]
    ClockAhead,
    /// Verified, but older than what was seen before.
    #[error(transparent)]
    RolledBack(#[from] Rollback),
}

debug_as_display!(Failure);

impl Failure {
    /// What a reader is told of it who has nothing else to look at.
    fn notice(&self) -> Notice {
        match self {
            Self::Refused(refusal) if !refusal.is_unreadable() => Notice::NotAuthentic,
            Self::TrustExpired => Notice::Expired,
            Self::ClockAhead => Notice::WrongClock,
            Self::Fetch(_) | Self::Refused(_) | Self::RolledBack(_) => Notice::Unreachable,
        }
    }
}

/// What a reader has to be told beside the content, the gravest first. What readers can do
/// nothing about is not told: that a source offers an older document, or a forged one,
/// while there is a good one to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// What came could not be confirmed to be the publisher's, and there is nothing else.
    NotAuthentic,
    /// The device's clock is wrong: the document is from the future, or from long ago.
    WrongClock,
    /// The document has expired: states are unknown, texts may be out of date.
    Expired,
    /// Nothing came, or nothing that we know, and there is nothing else.
    Unreachable,
    /// There has been nothing newer for long; what is shown still holds.
    OutOfTouch,
    /// The last round brought nothing; what is shown still holds.
    Retrying,
}

/// What may be shown at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct DisplayState<'a> {
    /// The newest verified document, if there is one.
    pub document: Option<&'a Authentic>,
    /// Rises whenever a document says something else than the one before; not when the same
    /// is confirmed. 0 where there is none.
    pub edition: u32,
    /// Whether its states may be shown as they stand. Expired where there is none.
    pub freshness: Freshness,
    /// What has to be said beside it; not yet that it has expired, while an answer may
    /// come any moment.
    pub notices: Vec<Notice>,
    /// Whether the first round is still under way.
    pub loading: bool,
    /// The time by which this was judged.
    pub now: UnixTime,
    /// How long it holds; for good where no state is shown.
    pub holds_for: Option<Duration>,
    /// What readers saw before this document came, if they saw another.
    pub previous: Option<&'a Authentic>,
    /// What readers saw on their last visit, or first on this one.
    pub last_visit: Option<&'a Authentic>,
    /// What failed in the last round, with the number of the source.
    pub failures: &'a [(usize, Failure)],
}

/// Whether a page can be seen (HTML Standard, section 6.2, page visibility).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// In part at least.
    Visible,
    /// Not at all. A hidden page asks for nothing, and is woken when it is seen again.
    Hidden,
}

/// What there is to do at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tick {
    /// It is time to [`Session::begin`] a round.
    pub is_due: bool,
    /// When to tick again if nothing happens before: at the next round, at the end of
    /// freshness, and at least once a minute for the ages that are shown.
    pub wake_in: Duration,
}

/// A verified document with its bytes, so that it can be stored and verified again.
#[derive(Debug, Clone)]
struct Latest {
    document: Rc<Authentic>,
    /// As it came, to see that the same has come again.
    file: Rc<[u8]>,
    /// As it is remembered.
    stored: Rc<str>,
    lower_bound: LowerBound,
    /// It came from storage: a reader has seen it on an earlier visit.
    is_remembered: bool,
    /// See [`DisplayState::edition`].
    edition: u32,
}

/// See the module's description.
#[derive(Debug)]
pub struct Session {
    pin: Digest,
    clock: Clock,
    latest: Option<Latest>,
    rounds: Rounds,
    /// What a source brought last was issued so long ago that the clock is doubted.
    is_clock_ahead: bool,
    attention: Attention,
    /// The document before the latest.
    previous: Option<Rc<Authentic>>,
    /// The first document of this page.
    first: Option<Rc<Authentic>>,
}

/// What readers have had the time to see.
#[derive(Debug, Default)]
struct Attention {
    /// Since when, by the device's clock, the page is seen with the freshness that it has;
    /// None while it is hidden.
    since: Option<UnixTime>,
    /// The freshness when that was last looked at.
    was_fresh: bool,
    /// What they have been told.
    told: Vec<Notice>,
}

/// A moment, as a session sees it.
struct Moment {
    /// By the device's clock.
    device: UnixTime,
    /// By the latest document as well; never before `device`.
    now: UnixTime,
    /// Whether there is a document whose states may be shown.
    is_fresh: bool,
}

impl Session {
    /// A session for the portal that pins `pin`.
    pub fn new(pin: Digest) -> Self {
        Self {
            pin,
            clock: Clock::default(),
            latest: None,
            rounds: Rounds::default(),
            is_clock_ahead: false,
            attention: Attention::default(),
            previous: None,
            first: None,
        }
    }

    /// A session for the portal that pins `pin`, on a page on which it was at least
    /// `floor` already.
    pub fn starting_at(pin: Digest, floor: UnixTime, reading: Reading) -> Self {
        Self { clock: Clock::starting_at(floor, reading), ..Self::new(pin) }
    }

    /// A session that asks other sources and knows what this one knows.
    #[must_use]
    pub fn successor(&self) -> Self {
        let Self { pin, clock, latest, previous, first, .. } = self;
        Self {
            clock: clock.clone(),
            latest: latest.clone(),
            previous: previous.clone(),
            first: first.clone(),
            ..Self::new(*pin)
        }
    }

    /// Takes what storage remembers, from this page or another tab. It is believed
    /// only as far as its signatures reach: garbage, a forged mark or an older file
    /// changes nothing. It may have expired, and its trust documents with it: then its
    /// states are unknown, and its texts are shown with their age. `seen` is the latest
    /// time at which it was looked at, as far as storage knows; it makes this very document
    /// expire sooner, and no other.
    pub fn recall(&mut self, file: &[u8], seen: UnixTime, reading: Reading) {
        if self.latest.as_ref().is_some_and(|latest| latest.stored.as_bytes() == file) {
            return;
        }
        if let Ok(document) = authenticate(file, &self.pin) {
            let is_newer = match &self.latest {
                Some(latest) => check_replaces(&document, &latest.document).is_ok(),
                None => true,
            };
            if is_newer {
                self.keep(document, file, reading);
                if let Some(latest) = &mut self.latest {
                    latest.lower_bound.note_seen(seen);
                    latest.is_remembered = true;
                }
            }
        }
    }

    /// Says what there is to do; for every event that may mean that time has passed. A
    /// reader who comes back to a page that has nothing fresh is answered at once.
    pub fn tick(&mut self, reading: Reading, visibility: Visibility) -> Tick {
        let is_visible = visibility == Visibility::Visible;
        let Moment { device, now, is_fresh } = self.look(reading);
        if !is_visible {
            self.attention.since = None;
        } else if self.attention.since.is_none() {
            self.attention.since = Some(device);
            self.rounds.reconnect(is_fresh);
        }
        let until_due = match is_visible {
            // Its answers will wake the page.
            _ if self.rounds.is_under_way() => Duration::MAX,
            true => self.rounds.until_due(device),
            false => MAX_WAKE,
        };
        let until_expired = self
            .latest
            .as_ref()
            .map(|latest| fresh_until(&latest.document).saturating_add(MIN_WAKE))
            .filter(|end| *end > now)
            .map_or(Duration::MAX, |end| end.saturating_since(now));
        let until_settled =
            self.until_settled(device).filter(|wait| !wait.is_zero()).unwrap_or(Duration::MAX);
        Tick {
            is_due: until_due.is_zero(),
            wake_in: until_due.min(until_expired).min(until_settled).clamp(MIN_WAKE, MAX_WAKE),
        }
    }

    /// Reads the clocks and says whether what there is is fresh by them. At the moment at
    /// which it no longer is, waiting begins anew: what failed while it was fresh puts
    /// nothing off any more.
    fn look(&mut self, reading: Reading) -> Moment {
        let device = self.clock.now(reading);
        let now = self.now(reading);
        let document = self.latest.as_ref().map(|latest| &latest.document);
        let is_fresh = document.is_some_and(|document| freshness(document, now) == Freshness::Fresh);
        if self.attention.was_fresh && !is_fresh {
            self.rounds.expire(device);
            self.attention.since = self.attention.since.map(|_| device);
        }
        self.attention.was_fresh = is_fresh;
        Moment { device, now, is_fresh }
    }

    /// How long what is there is not yet told to a reader who has just come back, since the
    /// first answer may take it back: until a round has ended or [`GRACE`] has. None while
    /// nobody sees the page.
    fn until_settled(&self, device: UnixTime) -> Option<Duration> {
        let since = self.attention.since?;
        if self.rounds.has_ended_since(since) {
            return Some(Duration::ZERO);
        }
        Some(since.saturating_add(GRACE).saturating_since(device))
    }

    /// Begins a round with `sources` of them, of which one is asked, or all where nothing is
    /// fresh and every so often; the requests are to be carried there. `jitter`, drawn from 0 to 1, spreads the readers of a busy day over the
    /// time until the next one.
    pub fn begin(&mut self, sources: usize, jitter: f64, reading: Reading) -> Vec<Request> {
        let Moment { device, is_fresh, .. } = self.look(reading);
        self.rounds.begin(sources, jitter, device, is_fresh)
    }

    /// What is to be asked besides, after an [`Self::answer`]: the other sources, where the
    /// first has brought nothing, something older than what is known, or nothing fresh.
    pub fn further(&mut self) -> Vec<Request> {
        self.rounds.take_further()
    }

    /// The requests of the round that is under way have been aborted: another may begin.
    pub fn abandon(&mut self) {
        self.rounds.abandon();
    }

    /// Takes the answer to one request, as soon as it is there: a reader need not wait
    /// for the slowest source. The newest verified document wins, in whatever order they
    /// come; the last answer ends the round, and one that was good is enough.
    ///
    /// # Errors
    /// [`Failure`] if it brought nothing.
    pub fn answer(&mut self, request: Request, answer: &Answer, reading: Reading) -> Result<(), Failure> {
        let outcome = self.take(answer, reading);
        let Moment { device, is_fresh, .. } = self.look(reading);
        self.rounds.note(request, outcome.clone(), device, is_fresh);
        outcome
    }

    fn take(&mut self, answer: &Answer, reading: Reading) -> Result<(), Failure> {
        let file = answer.as_ref().map_err(FetchError::clone)?;
        let device = self.clock.now(reading);
        let mut now = device;
        let was_long_ago = |document: &Authentic| issued(document).saturating_add(LONG_AGO) < device;
        // A new document of an expired chain is not shown at all: keys that have been
        // rotated out since could have signed it.
        let in_time = |document: &Authentic, now| match is_trust_fresh(document, now) {
            true => Ok(()),
            false if was_long_ago(document) => Err(Failure::ClockAhead),
            false => Err(Failure::TrustExpired),
        };
        if let Some(latest) = self.latest.as_mut().filter(|latest| *latest.file == **file) {
            latest.lower_bound.advance(reading);
            self.is_clock_ahead = was_long_ago(&latest.document);
            return in_time(&latest.document, now.max(latest.lower_bound.for_others()));
        }
        let document = authenticate(file, &self.pin)?;
        if let Some(latest) = &mut self.latest {
            check_replaces(&document, &latest.document)?;
            if is_bound(&document, &latest.document) {
                latest.lower_bound.advance(reading);
                now = now.max(latest.lower_bound.for_others());
            }
        }
        in_time(&document, now)?;
        self.is_clock_ahead = was_long_ago(&document);
        self.keep(document, file, reading);
        Ok(())
    }

    /// Keeps `document`. The lower bound of the time does not go back, unless the keys
    /// behind it have been rotated out; and the same document in another envelope is no
    /// younger than it was.
    fn keep(&mut self, document: Authentic, file: &[u8], reading: Reading) {
        let mut lower_bound = LowerBound::new(issued(&document), reading);
        let edition = self.latest.as_ref().map_or(1, |latest| {
            latest.edition.wrapping_add(u32::from(!document.says_the_same_as(&latest.document)))
        });
        if let Some(latest) = &mut self.latest
            && is_bound(&document, &latest.document)
        {
            latest.lower_bound.advance(reading);
            lower_bound.raise(latest.lower_bound, document.digest() == latest.document.digest());
        }
        let stored = document.file().to_json().into();
        let document = Rc::new(document);
        let before = self.latest.as_ref().filter(|before| before.document.digest() != document.digest());
        if let Some(before) = before {
            // Of several sources in a first round, nobody has seen the slower one's
            // predecessor.
            if before.is_remembered || !self.rounds.is_first() {
                self.previous = Some(before.document.clone());
            } else {
                self.first = None;
            }
        }
        self.first.get_or_insert_with(|| document.clone());
        self.latest =
            Some(Latest { document, file: file.into(), stored, lower_bound, is_remembered: false, edition });
    }

    /// The file to remember: what was verified, and nothing that a host may have added.
    pub fn file(&self) -> Option<&str> {
        self.latest.as_ref().map(|latest| &*latest.stored)
    }

    /// The digest of the document that is kept.
    pub fn digest(&self) -> Option<Digest> {
        self.latest.as_ref().map(|latest| latest.document.digest())
    }

    /// The time to remember with the file, where the device's clock alone would not know
    /// it after a reload: it is behind.
    pub fn time_beyond_clock(&mut self, reading: Reading) -> Option<UnixTime> {
        self.latest.as_ref()?;
        let now = self.now(reading);
        (now > reading.wall.saturating_add(SKEW)).then_some(now)
    }

    /// The later of the clock and the lower bound that the latest document sets.
    fn now(&mut self, reading: Reading) -> UnixTime {
        let clock = self.clock.now(reading);
        self.latest.as_mut().map_or(clock, |latest| {
            latest.lower_bound.advance(reading);
            clock.max(latest.lower_bound.for_itself())
        })
    }

    /// What may be shown at `reading`.
    pub fn display_state(&mut self, reading: Reading) -> DisplayState<'_> {
        let Moment { device, now, is_fresh } = self.look(reading);
        let mut notices = self.notices(device, is_fresh, reading.wall);
        let document = self.latest.as_ref().map(|latest| &*latest.document);
        if self.until_settled(device) != Some(Duration::ZERO) {
            notices.retain(|notice| self.attention.told.contains(notice));
        }
        self.attention.told.clone_from(&notices);
        let (freshness, holds_for) = match document {
            Some(document) if is_fresh => {
                (Freshness::Fresh, Some(fresh_until(document).saturating_since(now)))
            }
            _ => (Freshness::Expired, None),
        };
        DisplayState {
            document,
            edition: self.latest.as_ref().map_or(0, |latest| latest.edition),
            freshness,
            notices,
            loading: self.rounds.is_first(),
            now,
            holds_for,
            previous: self.previous.as_deref(),
            last_visit: self.first.as_deref(),
            failures: self.rounds.failures(),
        }
    }

    /// What a reader has to be told of how what is shown came to be, the gravest first.
    fn notices(&self, device: UnixTime, is_fresh: bool, wall: UnixTime) -> Vec<Notice> {
        let Some(latest) = &self.latest else {
            return self.rounds.problem().into_iter().collect();
        };
        let is_clock_wrong = is_from_the_future(&latest.document, wall) || (self.is_clock_ahead && !is_fresh);
        if !is_fresh {
            return vec![if is_clock_wrong { Notice::WrongClock } else { Notice::Expired }];
        }
        let missed = self.rounds.missed(device).map(|(misses, missing_for)| {
            let is_long = misses >= MANY_MISSES || missing_for >= LONG_MISSED;
            if is_long { Notice::OutOfTouch } else { Notice::Retrying }
        });
        is_clock_wrong.then_some(Notice::WrongClock).into_iter().chain(missed).collect()
    }

    /// Somebody wants to know now: the next round is due at once, or as soon as the last one is
    /// a few seconds over.
    pub fn refresh(&mut self, reading: Reading) {
        let Moment { device, .. } = self.look(reading);
        self.rounds.refresh(device);
    }

    /// Whether sources have been asked that have not answered yet.
    pub fn is_round_under_way(&self) -> bool {
        self.rounds.is_under_way()
    }

    /// The device has a connection again: what failed without one no longer puts off the
    /// next round, and where there is nothing fresh it is due at once.
    pub fn reconnect(&mut self) {
        self.rounds.reconnect(self.attention.was_fresh);
    }
}
