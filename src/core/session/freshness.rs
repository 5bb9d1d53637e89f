//! Freshness and rollback: whether an authentic document may be believed now,
//! and whether it may replace the one that was seen before.
//!
//! Owns the rules about time and order (TUF specification 5.3.11, 5.4.3 to 5.4.5
//! and 5.7). Reads no clock: readings come in as arguments. Knows nothing of
//! polling or storage.

use crate::core::signed::verify::Authentic;

/// The longest time for which a document is believed after `iat`, in seconds,
/// whatever its `exp` says.
pub const MAX_LIFETIME: u64 = 24 * 60 * 60;

/// How far a device's clock may be off before it matters, in seconds.
pub const SKEW: u64 = 5 * 60;

/// One look at the device's clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Wall clock, seconds since 1970; may jump either way.
    pub wall: u64,
    /// Monotonic clock, milliseconds since some start; never goes back, but may
    /// stand still while the device sleeps.
    pub monotonic: u64,
}

/// A clock that does not go back while the page is open: a device whose wall
/// clock is set back can't revive what has expired.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// What was read last: milliseconds since 1970, and the monotonic clock then.
    latest: Option<(u64, u64)>,
}

impl Clock {
    /// The time now, seconds since 1970: the wall clock, but never earlier than
    /// what has been read before plus the monotonic time since.
    pub fn now(&mut self, reading: Reading) -> u64 {
        let wall = reading.wall.saturating_mul(1000);
        let now = self.latest.map_or(wall, |(latest, monotonic)| {
            wall.max(latest.saturating_add(reading.monotonic.saturating_sub(monotonic)))
        });
        self.latest = Some((now, reading.monotonic));
        now / 1000
    }
}

/// Whether a document may still be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// States may be shown as they stand.
    Fresh,
    /// States are unknown; texts may be out of date.
    Expired,
}

/// The last second at which `document` is fresh: the earliest of its `exp`, its
/// `iat` plus [`MAX_LIFETIME`] and the `exp` of the last trust document, with
/// [`SKEW`] on top.
pub fn fresh_until(document: &Authentic) -> u64 {
    let claims = document.document();
    claims
        .exp
        .min(claims.iat.saturating_add(MAX_LIFETIME))
        .min(document.trust().expires())
        .saturating_add(SKEW)
}

/// Judges `document` at `now`, seconds since 1970.
pub fn freshness(document: &Authentic, now: u64) -> Freshness {
    if now <= fresh_until(document) { Freshness::Fresh } else { Freshness::Expired }
}

/// Whether `document` says it was issued later than the device's wall clock
/// allows: then it is the clock that is wrong, because the signature is right.
pub fn is_from_the_future(document: &Authentic, wall: u64) -> bool {
    document.document().iat > wall.saturating_add(SKEW)
}

/// How an authentic candidate may not replace the document seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rollback {
    /// Its trust chain is shorter than the one seen, or another one.
    #[error("the trust chain does not continue the one seen before")]
    Trust,
    /// Its version is lower.
    #[error("version {candidate} is lower than {seen}, which was seen before")]
    Version {
        /// The version offered.
        candidate: u64,
        /// The version seen.
        seen: u64,
    },
    /// The same version with other bytes: the publisher, or somebody with its key,
    /// has signed two different documents as one.
    #[error("version {0} was seen before with other content")]
    Equivocation(u64),
}

/// Whether `candidate` is bound by what `seen` says: its version and its time. It
/// is not once the keys that signed `seen` no longer reach the threshold of the
/// candidate's status role: that is how a publisher recovers when a thief has
/// fast-forwarded the version or the time (TUF 5.3.11).
pub fn is_bound(candidate: &Authentic, seen: &Authentic) -> bool {
    candidate.trust().last().status.is_met_by(seen.signers())
}

/// Whether `candidate` may replace `seen`, which sets a mark if it binds the
/// candidate ([`is_bound`]).
///
/// # Errors
/// [`Rollback`], naming the rule.
pub fn may_replace(candidate: &Authentic, seen: &Authentic) -> Result<(), Rollback> {
    if !candidate.trust().continues(seen.trust()) {
        return Err(Rollback::Trust);
    }
    if !is_bound(candidate, seen) {
        return Ok(());
    }
    let (new, old) = (candidate.document().version, seen.document().version);
    if new < old {
        return Err(Rollback::Version { candidate: new, seen: old });
    }
    if new == old && candidate.digest() != seen.digest() {
        return Err(Rollback::Equivocation(new));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn at(wall: u64, monotonic: u64) -> Reading {
        Reading { wall, monotonic }
    }

    #[test]
    fn the_clock_does_not_go_back_while_the_page_is_open() {
        let mut clock = Clock::default();
        assert_eq!(clock.now(at(1_000, 0)), 1_000);
        assert_eq!(clock.now(at(10, 5_000)), 1_005);
        assert_eq!(clock.now(at(2_000, 6_000)), 2_000);
    }

    #[test]
    fn looking_often_does_not_slow_the_clock_down() {
        let mut clock = Clock::default();
        clock.now(at(1_000, 0));
        let last = (0..=100).map(|tick| clock.now(at(10, tick * 100))).last();
        assert_eq!(last, Some(1_010));
    }

    #[test]
    fn a_wall_clock_that_runs_on_during_sleep_counts() {
        let mut clock = Clock::default();
        clock.now(at(1_000, 0));
        assert_eq!(clock.now(at(9_000, 0)), 9_000);
    }
}
