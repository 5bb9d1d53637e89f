//! Rounds of polling: when the sources are asked, and what they brought.
//!
//! Owns the schedule and the account of one round. Asks nobody itself, reads no clock
//! and draws no random numbers; knows nothing of what an answer is worth.

use core::time::Duration;

use super::{Failure, Notice};
use crate::core::encoding::unix_time::UnixTime;

/// The time between two rounds while all is well.
pub const POLL_INTERVAL: Duration = Duration::from_secs(60);

/// The longest time between two rounds while nothing answers.
pub const MAX_POLL_INTERVAL: Duration = Duration::from_secs(600);

/// How much longer an interval may be, as a share of it: readers of a busy day are spread.
const SPREAD: f64 = 0.2;

/// One question to one source, which the session wants carried there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// The number of the source, from 0.
    pub source: usize,
    /// The number of the round.
    round: u32,
}

/// The schedule, and the round that is under way.
#[derive(Debug, Default)]
pub struct Rounds {
    /// The number of the round that is or was last under way.
    number: u32,
    /// What each source of the round that is under way has brought.
    outcomes: Option<Vec<Option<Result<(), Failure>>>>,
    /// The gravest failure of the last round, if it brought no document.
    problem: Option<Notice>,
    /// Rounds in a row that brought no document.
    failures: u32,
    /// When the last round ended, by the device's clock alone: what a document
    /// claims must not be able to put off the next one. None before the first.
    last: Option<UnixTime>,
    /// Where in the spread this reader is until the next round, 0 to 1.
    jitter: f64,
}

impl Rounds {
    /// Begins a round with `sources` of them, at `now`. `jitter`, drawn from 0 to 1,
    /// decides when the next one will be.
    pub fn begin(&mut self, sources: usize, jitter: f64, now: UnixTime) -> Vec<Request> {
        self.number = self.number.wrapping_add(1);
        self.jitter = if jitter.is_nan() { 0.0 } else { jitter.clamp(0.0, 1.0) };
        self.outcomes = Some(vec![None; sources]);
        self.end_if_complete(now);
        (0..sources).map(|source| Request { source, round: self.number }).collect()
    }

    /// Notes what came of `request`; the last one ends the round. What comes of an
    /// earlier round's request ends nothing.
    pub fn note(&mut self, request: Request, outcome: Result<(), Failure>, now: UnixTime) {
        let outcomes = self.outcomes.as_mut().filter(|_| request.round == self.number);
        if let Some(place) = outcomes.and_then(|outcomes| outcomes.get_mut(request.source)) {
            *place = Some(outcome);
            self.end_if_complete(now);
        }
    }

    fn end_if_complete(&mut self, now: UnixTime) {
        let Some(outcomes) = self.outcomes.take_if(|outcomes| outcomes.iter().all(Option::is_some)) else {
            return;
        };
        // One that was good is enough.
        if outcomes.iter().flatten().any(Result::is_ok) {
            self.problem = None;
            self.failures = 0;
        } else {
            let failures = outcomes.iter().flatten().filter_map(|outcome| outcome.as_ref().err());
            self.problem = failures.map(Failure::notice).min();
            self.failures = self.failures.saturating_add(1);
        }
        self.last = Some(now);
    }

    /// The device has a connection again: what failed without one no longer puts off the
    /// next round.
    pub fn reconnect(&mut self) {
        self.failures = 0;
    }

    /// The gravest failure of the last round, if it brought no document.
    pub fn problem(&self) -> Option<Notice> {
        self.problem
    }

    /// Whether no round has come to its end yet.
    pub fn is_first(&self) -> bool {
        self.last.is_none()
    }

    /// Whether a round is under way.
    pub fn is_under_way(&self) -> bool {
        self.outcomes.is_some()
    }

    /// How long it is until the next round is due.
    pub fn until_due(&self, now: UnixTime) -> Duration {
        self.last.map_or(Duration::ZERO, |last| last.saturating_add(self.interval()).saturating_since(now))
    }

    /// The time between rounds: [`POLL_INTERVAL`], doubled with every failed round up
    /// to [`MAX_POLL_INTERVAL`], and the reader's place in the spread on top.
    fn interval(&self) -> Duration {
        let doubled = POLL_INTERVAL.saturating_mul(1 << self.failures.min(4));
        doubled.min(MAX_POLL_INTERVAL).mul_f64(1.0 + SPREAD * self.jitter)
    }
}
