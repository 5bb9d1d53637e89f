//! The time on the publisher's machine, and times and lifetimes as typed.
//!
//! Owns nothing else. All times are whole seconds, as signed files write them. What is
//! judged, is judged by the clock alone; what is written, may be told otherwise.

use core::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::core::document::calendar::{When, WhenError};
use crate::core::encoding::unix_time::UnixTime;

/// The variable with which builds are reproduced
/// (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub const WRITTEN_VARIABLE: &str = "SOURCE_DATE_EPOCH";

/// The variable that sets the clock for tests of this tool, in builds that nobody publishes
/// with.
#[cfg(debug_assertions)]
const TEST_VARIABLE: &str = "STATUSCTL_TEST_CLOCK";

/// Seconds since 1970 in a variable.
fn seconds_in(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Now: what everything is judged by.
pub fn now() -> UnixTime {
    #[cfg(debug_assertions)]
    if let Some(seconds) = seconds_in(TEST_VARIABLE) {
        return UnixTime::from_secs(seconds);
    }
    UnixTime::from_secs(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs()))
}

/// The time that is written into documents: now, or what [`WRITTEN_VARIABLE`] says.
pub fn written() -> UnixTime {
    seconds_in(WRITTEN_VARIABLE).map_or_else(now, UnixTime::from_secs)
}

/// Reads a lifetime like `90m`, `2h` or `365d`; for clap.
///
/// # Errors
/// A sentence that says what was expected.
pub fn lifetime(text: &str) -> Result<Duration, String> {
    let expected = || "expected a time like 90m, 2h or 365d".to_owned();
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(expected)?;
    let number: u64 = number.parse().map_err(|_| expected())?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err(expected()),
    };
    let seconds = number.checked_mul(seconds).filter(|seconds| *seconds > 0);
    seconds.map(Duration::from_secs).ok_or_else(expected)
}

/// Reads an RFC 3339 time; for clap.
///
/// # Errors
/// A sentence that says what was expected.
pub fn instant(text: &str) -> Result<UnixTime, String> {
    let when: When = text.parse().map_err(|error: WhenError| error.to_string())?;
    Ok(when.earliest())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_read_as_typed() {
        assert_eq!(lifetime("2h"), Ok(Duration::from_secs(7_200)));
        assert_eq!(lifetime("365d"), Ok(Duration::from_secs(31_536_000)));
        for text in ["", "h", "2", "-1h", "0h", "2 h", "99999999999999999999d", "ä"] {
            assert!(lifetime(text).is_err(), "{text:?}");
        }
    }
}
