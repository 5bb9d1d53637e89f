//! Freshness and rollback: whether an authentic document may be believed now,
//! and whether it may replace the one that was seen before.
//!
//! Owns the rules about time and order (TUF specification 5.3.11, 5.4.3 to 5.4.5
//! and 5.7). Reads no clock: readings come in as arguments. Knows nothing of
//! polling or storage.

use core::time::Duration;

use super::clock::SKEW;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::error::debug_as_display;
use crate::core::signed::verify::Authentic;

/// The longest time for which a document is believed after `iat`, whatever its `exp`
/// says.
pub const MAX_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Whether a document may still be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// States may be shown as they stand.
    Fresh,
    /// States are unknown; texts may be out of date.
    Expired,
}

/// The last moment at which `document` is fresh: the earliest of its `exp`, its
/// `iat` plus [`MAX_LIFETIME`] and the `exp` of the last trust document, with
/// [`SKEW`] on top.
pub fn fresh_until(document: &Authentic) -> UnixTime {
    let exp = document.claims().exp.min(document.trust().expires());
    exp.min(issued(document).saturating_add(MAX_LIFETIME)).saturating_add(SKEW)
}

/// When `document` was issued.
pub fn issued(document: &Authentic) -> UnixTime {
    document.claims().iat
}

/// Judges `document` at `now`.
pub fn freshness(document: &Authentic, now: UnixTime) -> Freshness {
    if now <= fresh_until(document) { Freshness::Fresh } else { Freshness::Expired }
}

/// Whether `document` says it was issued later than the device's wall clock
/// allows: then it is the clock that is wrong, because the signature is right.
pub fn is_from_the_future(document: &Authentic, wall: UnixTime) -> bool {
    issued(document) > wall.saturating_add(SKEW)
}

/// Whether the trust documents behind `document` may still be believed at `now`
/// (TUF 5.3.10).
pub fn is_trust_fresh(document: &Authentic, now: UnixTime) -> bool {
    now <= document.trust().expires().saturating_add(SKEW)
}

/// How an authentic candidate may not replace the document seen before.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
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

debug_as_display!(Rollback);

/// Whether `candidate` is bound by what `seen` says: its version and its time. It
/// is not once the keys that signed `seen` no longer reach the threshold of the
/// candidate's status role: that is how a publisher recovers when a thief has
/// fast-forwarded the version or the time (TUF 5.3.11).
pub fn is_bound(candidate: &Authentic, seen: &Authentic) -> bool {
    candidate.trust().last().status.is_met_by(seen.signers())
}

/// Checks that `candidate` may replace `seen`, which sets a mark if it binds the
/// candidate ([`is_bound`]).
///
/// # Errors
/// [`Rollback`], naming the rule.
pub fn check_replaces(candidate: &Authentic, seen: &Authentic) -> Result<(), Rollback> {
    if !candidate.trust().continues(seen.trust()) {
        return Err(Rollback::Trust);
    }
    if !is_bound(candidate, seen) {
        return Ok(());
    }
    let (new, old) = (candidate.claims().version, seen.claims().version);
    if new < old {
        return Err(Rollback::Version { candidate: new, seen: old });
    }
    if new == old && candidate.digest() != seen.digest() {
        return Err(Rollback::Equivocation(new));
    }
    Ok(())
}
