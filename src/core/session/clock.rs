//! What time it is, as far as a page can know.
//!
//! Owns readings of the device's clocks, the page's clock that never goes back, and the
//! lower bound that a verified document sets: it can't have been seen before it was
//! issued. Reads no clock itself; readings come in as arguments. Knows nothing of
//! documents.

use core::time::Duration;

use crate::core::encoding::unix_time::UnixTime;

/// How far a device's clock may be off before it matters.
pub const SKEW: Duration = Duration::from_secs(5 * 60);

/// How much two clocks may differ over the same stretch because each is read for itself.
const ROUNDING: Duration = Duration::from_secs(1);

/// One look at the device's clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Wall clock; may jump either way.
    pub wall: UnixTime,
    /// Monotonic clock, since some start; never goes back, but may stand still while the
    /// device sleeps (High Resolution Time, section 5).
    pub monotonic: Duration,
}

/// A clock that does not go back while the page is open: a device whose wall
/// clock is set back can't revive what has expired.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// What it showed last, and the monotonic clock then.
    latest: Option<(UnixTime, Duration)>,
}

impl Clock {
    /// A clock that shows at least `floor` at `reading`, because an earlier one has.
    pub fn starting_at(floor: UnixTime, reading: Reading) -> Self {
        Self { latest: Some((reading.wall.max(floor), reading.monotonic)) }
    }

    /// The time now: the wall clock, but never earlier than what has been read before
    /// plus the monotonic time since.
    pub fn now(&mut self, reading: Reading) -> UnixTime {
        let now = self.latest.map_or(reading.wall, |(latest, monotonic)| {
            reading.wall.max(latest.saturating_add(reading.monotonic.saturating_sub(monotonic)))
        });
        self.latest = Some((now, reading.monotonic));
        now
    }
}

/// The time that it must be at least, because a verified document says when it was issued.
#[derive(Debug, Clone, Copy)]
pub struct LowerBound {
    /// The time of issue, moved on by the time for which the page has been open since.
    bound: UnixTime,
    /// By how much a wall clock that is behind ran on further than the monotonic one: the
    /// device slept, or somebody set the clock.
    slept: Duration,
    /// The clocks when both were last moved on.
    read: Reading,
}

impl LowerBound {
    /// It can't be earlier than `issued` at `reading`.
    pub fn new(issued: UnixTime, reading: Reading) -> Self {
        Self { bound: issued, slept: Duration::ZERO, read: reading }
    }

    /// Raises this bound to `other`, which a document has set that still counts. Its time
    /// of sleep goes along where both speak of the same document, which is no younger in
    /// another envelope.
    pub fn raise(&mut self, other: Self, is_same_document: bool) {
        self.bound = self.bound.max(other.bound);
        if is_same_document {
            self.slept = other.slept;
        }
    }

    /// The document that has set this bound was looked at when it was at least `time`.
    pub fn note_seen(&mut self, time: UnixTime) {
        self.slept = self.slept.max(time.saturating_since(self.bound));
    }

    /// Moves the bound on to `reading`.
    pub fn advance(&mut self, reading: Reading) {
        let open = reading.monotonic.saturating_sub(self.read.monotonic);
        let ran_on = reading.wall.saturating_since(self.read.wall);
        self.bound = self.bound.saturating_add(open);
        // A wall clock that is not behind speaks for itself.
        let is_behind = reading.wall.saturating_add(SKEW) < self.bound;
        if is_behind && ran_on > open.saturating_add(ROUNDING) {
            self.slept = self.slept.saturating_add(ran_on - open);
        }
        self.read = reading;
    }

    /// The bound as it is for any document that the one which set it binds. What may only
    /// be a clock that was set does not count here: a newer document could then be
    /// refused for good.
    pub fn for_others(&self) -> UnixTime {
        self.bound
    }

    /// The bound as it is for the very document that set it, sleep included.
    pub fn for_itself(&self) -> UnixTime {
        self.bound.saturating_add(self.slept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn at(wall: u64, monotonic: u64) -> Reading {
        Reading { wall: UnixTime::from_secs(wall), monotonic: Duration::from_secs(monotonic) }
    }

    #[test]
    fn the_clock_does_not_go_back_while_the_page_is_open() {
        let mut clock = Clock::default();
        assert_eq!(clock.now(at(1_000, 0)).as_secs(), 1_000);
        assert_eq!(clock.now(at(10, 5)).as_secs(), 1_005);
        assert_eq!(clock.now(at(2_000, 6)).as_secs(), 2_000);
    }

    #[test]
    fn looking_often_does_not_slow_the_clock_down() {
        let mut clock = Clock::default();
        clock.now(at(1_000, 0));
        let looks =
            (0..=100).map(|tick| Reading { monotonic: Duration::from_millis(tick * 100), ..at(10, 0) });
        let last = looks.map(|reading| clock.now(reading)).last();
        assert_eq!(last, Some(UnixTime::from_secs(1_010)));
    }

    #[test]
    fn a_wall_clock_that_runs_on_during_sleep_counts() {
        let mut clock = Clock::default();
        clock.now(at(1_000, 0));
        assert_eq!(clock.now(at(9_000, 0)).as_secs(), 9_000);
    }

    #[test]
    fn sleep_counts_for_the_document_itself_and_not_for_others() {
        let mut bound = LowerBound::new(UnixTime::from_secs(100_000), at(0, 0));
        bound.advance(at(3_600, 10));
        assert_eq!(bound.for_others().as_secs(), 100_010);
        assert_eq!(bound.for_itself().as_secs(), 103_600);
    }
}
