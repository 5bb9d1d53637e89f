//! Dates and times as a reader in Germany sees them.
//!
//! Owns RFC 3339 reading, the civil calendar and the clock of Europe/Berlin. A
//! time zone library with its database would weigh more than all of our own code
//! in the wasm; the European rule has stood since 1996 (Directive 2000/84/EC) and
//! a native test compares every change of it with the IANA database. Knows no
//! language: words are [`crate::core::presentation::phrases`]' business.

use core::fmt;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Unexpected};
use serde::ser::{Serialize, Serializer};

use crate::core::encoding::unix_time::UnixTime;

const DAY: i64 = 24 * 60 * 60;

/// A calendar date, proleptic Gregorian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Year, 1970 to 9999.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

/// Days from 1970-01-01 to a civil date (Howard Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms", `days_from_civil`).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

impl Date {
    /// The date `days` after 1970-01-01 (ibid., `civil_from_days`).
    fn from_days(days: i64) -> Self {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let small = |number: i64| u8::try_from(number).unwrap_or(u8::MAX);
        Self {
            year: u16::try_from(year).unwrap_or(9999),
            month: small(month),
            day: small(day_of_year - (153 * shifted + 2) / 5 + 1),
        }
    }

    /// The day after.
    #[must_use]
    pub fn next(self) -> Self {
        Self::from_days(self.days() + 1)
    }

    fn days(self) -> i64 {
        days_from_civil(i64::from(self.year), i64::from(self.month), i64::from(self.day))
    }

    /// Midnight UTC.
    pub fn midnight(self) -> UnixTime {
        UnixTime::from_secs(u64::try_from(self.days() * DAY).unwrap_or(0))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A date, or a date and a time: what a publisher knows of when something was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// RFC 3339 `full-date`; the day in Germany.
    Date(Date),
    /// RFC 3339 `date-time`, to the second.
    Instant(UnixTime),
}

/// The text is not a date or time that we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a date like 2023-05-03 or a time like 2023-05-03T14:05:00+02:00 (RFC 3339)")]
pub struct WhenError;

/// Takes `len` digits off the front of `text`.
fn digits(text: &mut &[u8], len: usize) -> Result<u16, WhenError> {
    let (head, tail) = text.split_at_checked(len).ok_or(WhenError)?;
    *text = tail;
    head.iter().try_fold(0, |number, byte| match byte {
        b'0'..=b'9' => Ok(number * 10 + u16::from(byte - b'0')),
        _ => Err(WhenError),
    })
}

/// Takes one of `wanted` off the front of `text`.
fn mark(text: &mut &[u8], wanted: &[u8]) -> Result<u8, WhenError> {
    let (head, tail) = text.split_first().ok_or(WhenError)?;
    *text = tail;
    if wanted.contains(head) { Ok(*head) } else { Err(WhenError) }
}

/// Takes a number of two digits, at most `most`, off the front of `text`.
fn pair(text: &mut &[u8], most: u8) -> Result<u8, WhenError> {
    let number = u8::try_from(digits(text, 2)?).map_err(|_| WhenError)?;
    if number <= most { Ok(number) } else { Err(WhenError) }
}

impl FromStr for When {
    type Err = WhenError;

    fn from_str(text: &str) -> Result<Self, WhenError> {
        let mut text = text.as_bytes();
        let text = &mut text;
        let year = digits(text, 4)?;
        mark(text, b"-")?;
        let month = pair(text, 12)?;
        mark(text, b"-")?;
        let day = pair(text, 31)?;
        let date = Date { year, month, day };
        if year < 1970 || Date::from_days(date.days()) != date {
            return Err(WhenError);
        }
        if text.is_empty() {
            return Ok(Self::Date(date));
        }
        mark(text, b"Tt ")?;
        let hour = pair(text, 23)?;
        mark(text, b":")?;
        let minute = pair(text, 59)?;
        mark(text, b":")?;
        let second = pair(text, 59)?;
        let offset = match mark(text, b"Zz+-")? {
            sign @ (b'+' | b'-') => {
                let hours = pair(text, 23)?;
                mark(text, b":")?;
                let seconds = i64::from(hours) * 3600 + i64::from(pair(text, 59)?) * 60;
                if sign == b'+' { seconds } else { -seconds }
            }
            _ => 0,
        };
        if !text.is_empty() {
            return Err(WhenError);
        }
        let clock = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        let seconds = u64::try_from(date.days() * DAY + clock - offset).map_err(|_| WhenError)?;
        Ok(Self::Instant(UnixTime::from_secs(seconds)))
    }
}

impl From<UnixTime> for When {
    fn from(time: UnixTime) -> Self {
        Self::Instant(time)
    }
}

impl fmt::Display for When {
    /// RFC 3339; times in UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::Instant(time) => {
                let Local { date, hour, minute, second, .. } = at_offset(*time, 0);
                write!(f, "{date}T{hour:02}:{minute:02}:{second:02}Z")
            }
        }
    }
}

impl When {
    /// The time, a date as its midnight UTC; for ordering only.
    pub fn earliest(self) -> UnixTime {
        match self {
            Self::Date(date) => date.midnight(),
            Self::Instant(time) => time,
        }
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| Error::invalid_value(Unexpected::Str(&text), &"a date or a time (RFC 3339)"))
    }
}

#[cfg(not(target_family = "wasm"))]
impl schemars::JsonSchema for When {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A date, or a date and time (RFC 3339 full-date or date-time).",
            "type": "string",
            "pattern": r"^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d:\d\d([Zz]|[+-]\d\d:\d\d))?$",
        })
    }
}

/// A point in time as clocks in some zone show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Local {
    /// The date there.
    pub date: Date,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// Whether it is summer time there.
    pub summer: bool,
}

/// What clocks show that are `offset` seconds ahead of UTC.
fn at_offset(time: UnixTime, offset: i64) -> Local {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX / 2) + offset;
    let clock = seconds.rem_euclid(DAY);
    let small = |number: i64| u8::try_from(number).unwrap_or(0);
    Local {
        date: Date::from_days(seconds.div_euclid(DAY)),
        hour: small(clock / 3600),
        minute: small(clock / 60 % 60),
        second: small(clock % 60),
        summer: offset == 7200,
    }
}

/// 01:00 UTC on the last Sunday of a month of 31 days, seconds since 1970.
fn last_sunday(year: u16, month: i64) -> i64 {
    let last = days_from_civil(i64::from(year), month, 31);
    // 1970-01-01 was a Thursday, so day 3 was a Sunday.
    (last - (last - 3).rem_euclid(7)) * DAY + 3600
}

/// What clocks in Europe/Berlin show: UTC+1, and UTC+2 from the last Sunday of
/// March to the last Sunday of October, changing at 01:00 UTC.
pub fn berlin(time: UnixTime) -> Local {
    let year = at_offset(time, 0).date.year;
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX / 2);
    let summer = (last_sunday(year, 3)..last_sunday(year, 10)).contains(&seconds);
    at_offset(time, if summer { 7200 } else { 3600 })
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn dates_and_times_of_rfc_3339_are_read() {
        for (text, shown) in [
            ("2023-05-03", "2023-05-03"),
            ("2024-02-29", "2024-02-29"),
            ("2023-05-03T14:05:00+02:00", "2023-05-03T12:05:00Z"),
            ("2023-05-03t12:05:00z", "2023-05-03T12:05:00Z"),
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(text.parse::<When>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        for text in [
            "",
            "3.5.2023",
            "2023-13-01",
            "2023-02-29",
            "2023-00-10",
            "2023-05-03T24:00:00Z",
            "2023-05-03T10:00Z",
            "2023-05-03T10:00:00",
            "2023-05-03T10:00:00Z ",
            "1969-12-31",
            "2023-05-0３",
            "1970-01-01T00:00:00+01:00",
        ] {
            assert_eq!(text.parse::<When>(), Err(WhenError), "{text:?}");
        }
    }

    #[test]
    fn berlin_changes_its_clocks_on_the_last_sundays_of_march_and_october() {
        let at = |text: &str| berlin(text.parse::<When>().unwrap().earliest());
        assert_eq!((at("2023-03-26T00:59:59Z").hour, at("2023-03-26T01:00:00Z").hour), (1, 3));
        assert_eq!((at("2023-10-29T00:59:59Z").hour, at("2023-10-29T01:00:00Z").hour), (2, 2));
        assert_eq!(at("2023-12-31T23:30:00Z").date, Date { year: 2024, month: 1, day: 1 });
    }

    #[test]
    #[cfg(not(target_family = "wasm"))]
    fn the_clock_of_berlin_agrees_with_the_iana_database_from_1996_to_2099() {
        let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
        let mut hour = "1996-01-01T00:00:00Z".parse::<When>().unwrap().earliest().as_secs();
        while hour < 4_102_444_800 {
            let there = zone.to_datetime(jiff::Timestamp::from_second(i64::try_from(hour).unwrap()).unwrap());
            let here = berlin(UnixTime::from_secs(hour));
            let shown = (i32::from(here.date.year), here.date.month, here.date.day, here.hour);
            let expected = (
                i32::from(there.year()),
                there.month().cast_unsigned(),
                there.day().cast_unsigned(),
                there.hour().cast_unsigned(),
            );
            assert_eq!(shown, expected, "{hour}");
            hour += 3600;
        }
    }
}
