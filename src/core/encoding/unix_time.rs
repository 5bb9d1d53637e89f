//! Points in time as signed files write them.
//!
//! Owns the one type for a point in time, so that seconds, milliseconds and lengths of
//! time can't be taken for one another: a slip there would revive an expired state.
//! Lengths of time are [`Duration`]. Reads no clock and knows no calendar.

use core::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time, counted from 1970-01-01T00:00:00Z without leap seconds. In JSON it is
/// a `NumericDate` of whole seconds (RFC 7519 section 2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(Duration);

impl UnixTime {
    /// The time `since_epoch` after 1970 began.
    pub const fn since_epoch(since_epoch: Duration) -> Self {
        Self(since_epoch)
    }

    /// The time of this many seconds since 1970 began.
    pub const fn from_secs(secs: u64) -> Self {
        Self(Duration::from_secs(secs))
    }

    /// Whole seconds since 1970 began.
    pub const fn as_secs(self) -> u64 {
        self.0.as_secs()
    }

    /// How long `earlier` was before this; zero where it was not.
    #[must_use]
    pub const fn saturating_since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// The time `later` after this one, or the last that can be told.
    #[must_use]
    pub const fn saturating_add(self, later: Duration) -> Self {
        Self(self.0.saturating_add(later))
    }

    /// The time `earlier` before this one, or 1970.
    #[must_use]
    pub const fn saturating_sub(self, earlier: Duration) -> Self {
        Self(self.0.saturating_sub(earlier))
    }
}

impl Serialize for UnixTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.as_secs())
    }
}

impl<'de> Deserialize<'de> for UnixTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u64::deserialize(deserializer).map(Self::from_secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn times_and_lengths_of_time_do_not_wrap_around() {
        let (early, late) = (UnixTime::from_secs(5), UnixTime::from_secs(u64::MAX));
        assert_eq!(early.saturating_since(late), Duration::ZERO);
        assert_eq!(late.saturating_add(Duration::MAX).saturating_since(late), Duration::new(0, 999_999_999));
        assert_eq!(early.saturating_sub(Duration::from_secs(6)), UnixTime::default());
    }
}
