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

/// The times between the first rounds that fail while there is nothing fresh to show; then
/// they go on as always.
const RETRIES: [Duration; 3] = [Duration::from_secs(5), Duration::from_secs(15), POLL_INTERVAL];

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

/// The schedule, and the round that is under way. Times are by the device's clock alone:
/// what a document claims must not be able to put off the next round.
#[derive(Debug, Default)]
pub struct Rounds {
    /// The number of the round that is or was last under way.
    number: u32,
    /// What each source of the round that is under way has brought.
    outcomes: Option<Vec<Option<Result<(), Failure>>>>,
    /// What failed in the last round, with the number of the source.
    failures_of_round: Vec<(usize, Failure)>,
    /// The gravest failure of the last round, if it brought no document.
    problem: Option<Notice>,
    /// Rounds in a row that brought no document.
    misses: u32,
    /// When the first of them ended.
    missing_since: Option<UnixTime>,
    /// Those of them that put off the next one.
    failures: u32,
    /// When the last round ended; None before the first.
    ended: Option<UnixTime>,
    /// When the next one is due; None for at once.
    due: Option<UnixTime>,
    /// Where in the spread this reader is until the next round, 0 to 1.
    jitter: f64,
}

impl Rounds {
    /// Begins a round with `sources` of them, at `now`. `jitter`, drawn from 0 to 1, and
    /// whether what there is to show `is_fresh` decide when the next one will be.
    pub fn begin(&mut self, sources: usize, jitter: f64, now: UnixTime, is_fresh: bool) -> Vec<Request> {
        self.number = self.number.wrapping_add(1);
        self.jitter = if jitter.is_nan() { 0.0 } else { jitter.clamp(0.0, 1.0) };
        self.outcomes = Some(vec![None; sources]);
        self.end_if_complete(now, is_fresh);
        (0..sources).map(|source| Request { source, round: self.number }).collect()
    }

    /// Notes what came of `request`; the last one ends the round. What comes of an
    /// earlier round's request ends nothing.
    pub fn note(&mut self, request: Request, outcome: Result<(), Failure>, now: UnixTime, is_fresh: bool) {
        let outcomes = self.outcomes.as_mut().filter(|_| request.round == self.number);
        if let Some(place) = outcomes.and_then(|outcomes| outcomes.get_mut(request.source)) {
            *place = Some(outcome);
            self.end_if_complete(now, is_fresh);
        }
    }

    /// Nobody carries the requests of this round any more.
    pub fn abandon(&mut self) {
        self.outcomes = None;
    }

    fn end_if_complete(&mut self, now: UnixTime, is_fresh: bool) {
        let Some(outcomes) = self.outcomes.take_if(|outcomes| outcomes.iter().all(Option::is_some)) else {
            return;
        };
        let is_one_good = outcomes.iter().flatten().any(Result::is_ok);
        let failed =
            |(source, outcome): (usize, Option<Result<(), Failure>>)| Some((source, outcome?.err()?));
        self.failures_of_round = outcomes.into_iter().enumerate().filter_map(failed).collect();
        // One that was good is enough.
        if is_one_good {
            self.problem = None;
            self.missing_since = None;
            (self.misses, self.failures) = (0, 0);
        } else {
            self.problem = self.failures_of_round.iter().map(|(_, failure)| failure.notice()).min();
            self.missing_since = self.missing_since.or(Some(now));
            self.misses = self.misses.saturating_add(1);
            self.failures = self.failures.saturating_add(1);
        }
        self.ended = Some(now);
        self.due = Some(now.saturating_add(self.interval(is_fresh)));
    }

    /// The device has a connection again, or somebody looks again: what failed before no
    /// longer puts off the next round. Where nothing is fresh it is due at once.
    pub fn reconnect(&mut self, is_fresh: bool) {
        self.failures = 0;
        let soonest = self.ended.map(|ended| ended.saturating_add(self.interval(is_fresh)));
        self.due = if is_fresh { self.due.min(soonest) } else { None };
    }

    /// What was fresh no longer is, at `now`: the next round is due within a minute. Not at
    /// once, since it is the same moment for all readers.
    pub fn expire(&mut self, now: UnixTime) {
        self.failures = 0;
        self.due = self.due.min(Some(now.saturating_add(POLL_INTERVAL.mul_f64(self.jitter))));
    }

    /// The gravest failure of the last round, if it brought no document.
    pub fn problem(&self) -> Option<Notice> {
        self.problem
    }

    /// What failed in the last round, with the number of the source.
    pub fn failures(&self) -> &[(usize, Failure)] {
        &self.failures_of_round
    }

    /// How many rounds in a row have brought no document, and for how long.
    pub fn missed(&self, now: UnixTime) -> Option<(u32, Duration)> {
        Some((self.misses, now.saturating_since(self.missing_since?)))
    }

    /// Whether no round has come to its end yet.
    pub fn is_first(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether a round has come to its end at `time` or later.
    pub fn has_ended_since(&self, time: UnixTime) -> bool {
        self.ended.is_some_and(|ended| ended >= time)
    }

    /// Whether a round is under way.
    pub fn is_under_way(&self) -> bool {
        self.outcomes.is_some()
    }

    /// How long it is until the next round is due.
    pub fn until_due(&self, now: UnixTime) -> Duration {
        self.due.map_or(Duration::ZERO, |due| due.saturating_since(now))
    }

    /// The time between rounds: [`POLL_INTERVAL`], doubled with every failed round up
    /// to [`MAX_POLL_INTERVAL`], and the reader's place in the spread on top; after the
    /// [`RETRIES`], where nothing is fresh.
    fn interval(&self, is_fresh: bool) -> Duration {
        let retries = u32::try_from(RETRIES.len()).unwrap_or(0);
        let doublings = if is_fresh { self.failures } else { self.failures.saturating_sub(retries) };
        let doubled = POLL_INTERVAL.saturating_mul(1 << doublings.min(4)).min(MAX_POLL_INTERVAL);
        let retry = self.failures.checked_sub(1).and_then(|index| RETRIES.get(usize::try_from(index).ok()?));
        let interval = retry.filter(|_| !is_fresh).map_or(doubled, |retry| *retry);
        interval.mul_f64(1.0 + SPREAD * self.jitter)
    }
}
