//! A language with its words and with how it says dates, ages, numbers and lists.
//!
//! Owns what is said of times: which day is called by its name, which unit an age is told in,
//! and that a time of day is one in Germany. How a date or a number is written is the
//! platform's to say ([`Formats`]): `Intl` in a browser, a library natively, no tables of
//! ours. Knows no document and no clock; times come in as arguments.

use core::fmt;
use core::time::Duration;

use super::language::Language;
use super::phrases::Phrases;
use crate::core::document::calendar::{Date, When, berlin};
use crate::core::encoding::unix_time::UnixTime;

/// A unit of time, as ages are told in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
}

impl Unit {
    /// The unit's name (ECMA-402, section 6.6.2, and CLDR).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

/// Which form of a word goes with a number (Unicode Technical Standard 35, part 3, section 5).
/// `zero` is `other` in all our languages but Arabic, where nothing is counted that is not
/// there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plural {
    /// Like 1 in German.
    One,
    /// Like 2 in Arabic.
    Two,
    /// Like 3 in Polish.
    Few,
    /// Like 5 in Polish.
    Many,
    /// All others.
    Other,
}

impl Plural {
    /// From the name of a category.
    pub fn from_name(name: &str) -> Self {
        match name {
            "one" => Self::One,
            "two" => Self::Two,
            "few" => Self::Few,
            "many" => Self::Many,
            _ => Self::Other,
        }
    }
}

/// How a language writes dates, ages, numbers and lists. Where the platform can't say, what
/// anybody can read: a date as ISO 8601 has it, a number by itself.
pub trait Formats: Send + Sync {
    /// `3. Mai 2023`.
    fn date(&self, date: Date) -> String;
    /// `heute` for 0, `gestern` for 1.
    fn day(&self, days_ago: u8) -> String;
    /// `vor 12 Minuten`.
    fn ago(&self, count: u32, unit: Unit) -> String;
    /// `12 Minuten`.
    fn length(&self, count: u32, unit: Unit) -> String;
    /// `A, B und C`.
    fn list(&self, items: &[&str]) -> String;
    /// The form of a word that goes with a number.
    fn plural(&self, count: u32) -> Plural;
}

/// A language with its words and formats.
#[derive(Clone, Copy)]
pub struct Locale {
    /// Which it is.
    pub language: Language,
    /// Its words.
    pub phrases: &'static Phrases,
    formats: &'static dyn Formats,
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.language.fmt(f)
    }
}

impl PartialEq for Locale {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language
    }
}

/// Stands for an item while the words between items are looked for; in no text of anybody's.
const ITEM: &str = "\u{fffc}";

impl Locale {
    /// A language with what belongs to it.
    pub fn new(language: Language, phrases: &'static Phrases, formats: &'static dyn Formats) -> Self {
        Self { language, phrases, formats }
    }

    /// A date, or a date with the time in Germany: `24. November 2026, 15:30 Uhr`,
    /// `24 November 2026, 15:30 CET`.
    pub fn when(self, when: When) -> String {
        self.spoken(when, |date| self.formats.date(date))
    }

    /// As [`Self::when`], but of the day on which it is `now` and the one before it says so:
    /// `heute, 15:30 Uhr`, `gestern`.
    pub fn recently(self, when: When, now: UnixTime) -> String {
        let today = berlin(now).date;
        self.spoken(when, |date| match date {
            _ if date == today => self.formats.day(0),
            _ if date.next() == today => self.formats.day(1),
            _ => self.formats.date(date),
        })
    }

    #[inline(never)]
    fn spoken(self, when: When, spoken: impl Fn(Date) -> String) -> String {
        match when {
            When::Date(date) => spoken(date),
            When::Instant(time) => {
                let local = berlin(time);
                let Phrases { date_time, date_time_summer, .. } = self.phrases;
                let says = if local.summer { date_time_summer } else { date_time };
                let clock = [two_digits(local.hour), two_digits(local.minute)].join(":");
                says.replace("{date}", &spoken(local.date)).replace("{time}", &clock)
            }
        }
    }

    /// `gerade eben`, `vor 12 Minuten`, `vor 1 Stunde`, `vor 3 Tagen`.
    pub fn age(self, age: Duration) -> String {
        match largest_unit(age) {
            Some((count, unit)) => self.formats.ago(count, unit),
            None => self.phrases.just_now.into(),
        }
    }

    /// `12 Minuten`, `3 Tage`; none for less than a minute.
    pub fn length(self, length: Duration) -> Option<String> {
        largest_unit(length).map(|(count, unit)| self.formats.length(count, unit))
    }

    /// `4 Dienste`.
    pub fn count_services(self, number: usize) -> String {
        let says = match self.formats.plural(u32::try_from(number).unwrap_or(u32::MAX)) {
            Plural::One => self.phrases.services_one,
            Plural::Two => self.phrases.services_two,
            Plural::Few => self.phrases.services_few,
            Plural::Many => self.phrases.services_many,
            Plural::Other => self.phrases.services_other,
        };
        with_number(says, number)
    }

    /// `Praxen, Krankenkassen und Medien`.
    pub fn list(self, names: &[&str]) -> String {
        self.formats.list(names)
    }

    /// What stands in front of each of so many names in a list: nothing, `, `, ` und `.
    #[inline(never)]
    pub fn separators(self, count: usize) -> Vec<String> {
        let list = self.formats.list(&vec![ITEM; count]);
        let mut separators: Vec<String> = list.split(ITEM).map(str::to_owned).collect();
        // Behind the last, nothing stands in any language.
        separators.truncate(count);
        separators
    }
}

/// A phrase with a number in its place.
pub fn with_number(phrase: &str, number: usize) -> String {
    phrase.replace("{number}", &number.to_string())
}

fn two_digits(number: u8) -> String {
    let digits = number.to_string();
    if number < 10 { ["0", &digits].concat() } else { digits }
}

/// A length of time in the largest unit that is full.
fn largest_unit(length: Duration) -> Option<(u32, Unit)> {
    let minutes = u32::try_from(length.as_secs() / 60).unwrap_or(u32::MAX);
    match minutes {
        0 => None,
        1..60 => Some((minutes, Unit::Minute)),
        60..1440 => Some((minutes / 60, Unit::Hour)),
        _ => Some((minutes / 1440, Unit::Day)),
    }
}
