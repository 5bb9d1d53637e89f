//! Rounds of polling: when the sources are asked, which of them, and what they brought.
//!
//! Owns the schedule and the account of one round. Of several sources one is asked, and the
//! others when that brings nothing, something old, or nothing that is fresh. Asks nobody itself, reads no clock
//! and draws no random numbers; knows nothing of what an answer is worth.

use core::time::Duration;

use super::{Failure, Notice};
use crate::core::encoding::unix_time::UnixTime;

/// The shortest time between two rounds while all is well. With the [`SPREAD`] it stays below
/// the 60 s after which many load balancers close a connection that is idle.
pub const POLL_INTERVAL: Duration = Duration::from_secs(45);

/// The longest time between two rounds while all is well.
pub const LONGEST_POLL_INTERVAL: Duration = Duration::from_secs(58);

/// The longest time between two rounds while nothing answers.
pub const MAX_POLL_INTERVAL: Duration = Duration::from_secs(600);

/// The times between the first rounds that fail while there is nothing fresh to show; then
/// they go on as always.
const RETRIES: [Duration; 3] = [Duration::from_secs(5), Duration::from_secs(15), Duration::from_secs(60)];

/// The shortest time between two rounds, whoever asks: a page's scripts must not be able to
/// turn its readers into a flood.
const SOONEST_REFRESH: Duration = Duration::from_secs(10);

/// How much longer an interval may be, as a share of it: readers of a busy day are spread.
const SPREAD: f64 = LONGEST_POLL_INTERVAL.as_secs() as f64 / POLL_INTERVAL.as_secs() as f64 - 1.0;

/// Every so many rounds another source is asked than the one that readers keep to: one that
/// is behind, or is made to be, holds up nobody for longer.
const ROUNDS_TO_ANOTHER: u32 = 3;

/// Every so many rounds all sources are asked.
const ROUNDS_TO_ALL: u32 = 20;

/// One question to one source, which the session wants carried there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// The number of the source, from 0.
    pub source: usize,
    /// The number of the round.
    round: u32,
}

/// What became of one source in a round.
#[derive(Debug, Clone, PartialEq)]
enum Outcome {
    NotAsked,
    Awaited,
    Came(Result<(), Failure>),
}

/// The schedule, and the round that is under way. Times are by the device's clock alone:
/// what a document claims must not be able to put off the next round.
#[derive(Debug, Default)]
pub struct Rounds {
    /// The number of the round that is or was last under way.
    number: u32,
    /// What became of each source in the round that is under way.
    outcomes: Option<Vec<Outcome>>,
    /// Requests of the round that is under way which nobody has carried yet.
    further: Vec<Request>,
    /// The source that is asked as a rule: the last that had to help out.
    usual: usize,
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
    /// Begins a round with `sources` of them, at `now`: all are asked where nothing `is_fresh`,
    /// and else one, mostly. `jitter`, drawn from 0 to 1, and whether what there is to show
    /// `is_fresh` decide when the next one will be.
    pub fn begin(&mut self, sources: usize, jitter: f64, now: UnixTime, is_fresh: bool) -> Vec<Request> {
        self.number = self.number.wrapping_add(1);
        self.jitter = if jitter.is_nan() { 0.0 } else { jitter.clamp(0.0, 1.0) };
        self.outcomes = Some(vec![Outcome::NotAsked; sources]);
        self.further.clear();
        match self.source_of_round(sources).filter(|_| is_fresh) {
            Some(source) => self.ask(|other| other == source),
            None => self.ask(|_| true),
        }
        self.end_if_complete(now, is_fresh);
        self.take_further()
    }

    /// The one source that is asked in this round; None for all.
    fn source_of_round(&self, sources: usize) -> Option<usize> {
        if self.number.is_multiple_of(ROUNDS_TO_ALL) {
            return None;
        }
        let others = sources.checked_sub(1)?;
        let step = match usize::try_from(self.number / ROUNDS_TO_ANOTHER) {
            Ok(turn) if others > 0 && self.number.is_multiple_of(ROUNDS_TO_ANOTHER) => 1 + turn % others,
            _ => 0,
        };
        Some((self.usual + step) % sources)
    }

    /// Asks the sources that `is_meant`, as far as they have not been asked in this round.
    fn ask(&mut self, is_meant: impl Fn(usize) -> bool) {
        for (source, outcome) in self.outcomes.iter_mut().flatten().enumerate() {
            if is_meant(source) && *outcome == Outcome::NotAsked {
                *outcome = Outcome::Awaited;
                self.further.push(Request { source, round: self.number });
            }
        }
    }

    /// What is to be asked besides, in the round that is under way.
    pub fn take_further(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.further)
    }

    /// Notes what came of `request`; the last one ends the round. One that brought nothing,
    /// or after which still nothing `is_fresh`, turns to the others. What comes of an earlier
    /// round's request ends nothing.
    pub fn note(&mut self, request: Request, outcome: Result<(), Failure>, now: UnixTime, is_fresh: bool) {
        let outcomes = self.outcomes.as_mut().filter(|_| request.round == self.number);
        if let Some(place) = outcomes.and_then(|outcomes| outcomes.get_mut(request.source)) {
            let is_enough = outcome.is_ok() && is_fresh;
            *place = Outcome::Came(outcome);
            if !is_enough {
                self.ask(|_| true);
            }
            self.end_if_complete(now, is_fresh);
        }
    }

    /// Nobody carries the requests of this round any more.
    pub fn abandon(&mut self) {
        self.outcomes = None;
        self.further.clear();
    }

    fn end_if_complete(&mut self, now: UnixTime, is_fresh: bool) {
        let Some(outcomes) =
            self.outcomes.take_if(|outcomes| outcomes.iter().all(|one| *one != Outcome::Awaited))
        else {
            return;
        };
        let is_good = |outcome: &Outcome| matches!(outcome, Outcome::Came(Ok(())));
        let is_one_good = outcomes.iter().any(is_good);
        // A source that has failed is left for one that has not.
        if matches!(outcomes.get(self.usual), Some(Outcome::Came(Err(_)))) {
            self.usual = outcomes.iter().position(is_good).unwrap_or(self.usual);
        }
        let failed = |(source, outcome)| match outcome {
            Outcome::Came(Err(failure)) => Some((source, failure)),
            _ => None,
        };
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

    /// Somebody wants to know at `now`: the next round is due, though no sooner than
    /// [`SOONEST_REFRESH`] after the last.
    pub fn refresh(&mut self, now: UnixTime) {
        self.failures = 0;
        let soonest = self.ended.map_or(now, |ended| ended.saturating_add(SOONEST_REFRESH));
        self.due = self.due.min(Some(soonest));
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
