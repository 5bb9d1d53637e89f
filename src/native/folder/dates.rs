//! Dates and times as people type them.
//!
//! Owns what is said of a date that is none, of one without its time zone, and of one
//! whose offset is not that of Germany at that time; and the reading of what was meant.
//! Must not know where dates stand in a document.

use core::time::Duration;

use super::diagnostics::Diagnostic;
use super::sources::SourceSpan;
use crate::core::document::calendar::{Date, Local, When, berlin};
use crate::core::encoding::unix_time::UnixTime;
use crate::native::bilingual::{Message, say};

const MINUTE: u64 = 60;

/// What somebody has probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// A date, or a time with the offset that it has in Germany, as RFC 3339 writes it.
    One(String),
    /// A local time that comes twice, because the clocks are put back.
    Twice(String, String),
    /// A local time that does not come, because the clocks are put forward.
    Never,
}

/// Reads a date or time that stands at `place` as a text.
///
/// # Errors
/// A diagnostic that says what was expected, and what was probably meant.
pub fn read_when(text: &str, place: SourceSpan) -> Result<When, Box<Diagnostic>> {
    text.parse().map_err(|_| Box::new(not_a_date(text, place)))
}

/// What is said of a text that stands where a date belongs.
pub fn not_a_date(text: &str, place: SourceSpan) -> Diagnostic {
    let error = |message: Message| Diagnostic::error(place.clone(), message);
    let Some(meant) = meant(text) else {
        return error(say!("this is not a date", "das ist kein Datum")).help(say!(
            "write a date like 2023-05-03 or a time like 2023-05-03T14:05:00+02:00",
            "schreiben Sie ein Datum wie 2023-05-03 oder eine Zeit wie 2023-05-03T14:05:00+02:00"
        ));
    };
    let begins_with_a_date = text.get(..10).is_some_and(|date| date.parse::<When>().is_ok());
    let message = if begins_with_a_date && zone_of(text).is_none() {
        say!("a time without its time zone", "eine Zeit ohne ihre Zeitzone")
    } else if begins_with_a_date {
        say!("a time is written in another way", "eine Zeit wird anders geschrieben")
    } else {
        say!("dates are written year-month-day", "ein Datum wird in der Form Jahr-Monat-Tag geschrieben")
    };
    match meant {
        Meant::One(corrected) if corrected.contains('T') && zone_of(text).is_none() => error(message).patch(
            say!("if it is the time in Germany, write", "wenn es die Zeit in Deutschland ist, schreiben Sie"),
            place.clone(),
            corrected,
        ),
        Meant::One(corrected) => {
            error(message).patch(say!("write", "schreiben Sie"), place.clone(), corrected)
        }
        Meant::Twice(first, second) => error(say!(
            "this time comes twice: the clocks are put back in between",
            "diese Zeit gibt es zweimal: dazwischen wird die Uhr zurückgestellt"
        ))
        .help(say!(
            "write `{first}` for the first or `{second}` for the second",
            "schreiben Sie `{first}` für das erste Mal oder `{second}` für das zweite"
        )),
        Meant::Never => error(say!(
            "there is no such time: the clocks are put forward over it",
            "diese Zeit gibt es nicht: die Uhr wird darüber hinweg vorgestellt"
        ))
        .help(say!("write a time before or after that", "schreiben Sie eine Zeit davor oder danach")),
    }
}

/// A warning if `text` is a time with another offset than clocks in Germany have then:
/// readers would see another hour than stands there. UTC, written `Z`, is taken at its word.
pub fn unusual_offset(text: &str, place: SourceSpan) -> Option<Diagnostic> {
    let Ok(When::Instant(time)) = text.parse() else { return None };
    let offset = zone_of(text)?;
    let there = berlin(time);
    if text.ends_with(['Z', 'z']) || offset == offset_of(there) {
        return None;
    }
    let seen = format!("{:02}:{:02}", there.hour, there.minute);
    let day = there.date;
    let diagnostic = Diagnostic::warning(
        place.clone(),
        say!(
            "not the offset of clocks in Germany at that time",
            "nicht die Zeitzone Deutschlands zu dieser Zeit"
        ),
    )
    .label(say!("readers see {seen} on {day}", "zu lesen ist {seen} Uhr am {day}"));
    // The hour that stands there is what was meant.
    Some(match text.get(..19).and_then(meant) {
        Some(Meant::One(corrected)) => diagnostic.patch(
            say!("if the hour is right, write", "wenn die Stunde stimmt, schreiben Sie"),
            place,
            corrected,
        ),
        _ => {
            let seen = rfc3339(time);
            diagnostic.patch(say!("the same time is", "dieselbe Zeit ist"), place, seen)
        }
    })
}

/// The offset at the end of an RFC 3339 time, or something like it, in minutes.
fn zone_of(text: &str) -> Option<i32> {
    let clock = text.get(10..)?;
    if clock.ends_with(['Z', 'z']) {
        return Some(0);
    }
    let sign = clock.rfind(['+', '-'])?;
    let mut digits = clock[sign + 1..].replace(':', "");
    if digits.len() <= 2 {
        digits.push_str("00");
    }
    let number: i32 = digits.parse().ok()?;
    let minutes = number / 100 * 60 + number % 100;
    Some(if clock[sign..].starts_with('-') { -minutes } else { minutes })
}

fn offset_of(local: Local) -> i32 {
    if local.summer { 120 } else { 60 }
}

/// A time as clocks in Germany show it, with their offset (RFC 3339).
pub fn rfc3339(time: UnixTime) -> String {
    let local = berlin(time);
    let Local { date, hour, minute, second, .. } = local;
    format!("{date}T{hour:02}:{minute:02}:{second:02}+{:02}:00", offset_of(local) / 60)
}

/// What a date or a time is in a file: [`rfc3339`], or the date.
pub fn written(when: When) -> String {
    match when {
        When::Date(date) => date.to_string(),
        When::Instant(time) => rfc3339(time),
    }
}

/// A piece of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Its value, and how many digits it has.
    Number(u32, usize),
    /// In small letters.
    Word(String),
    Sign(char),
}

/// Splits a text into numbers, words and signs. Signs and digits of other alphabets and
/// keyboards are read like our own.
fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut digits = String::new();
    let mut word = String::new();
    for c in text.chars().map(plain).chain(['\n']) {
        if !c.is_ascii_digit() && !digits.is_empty() {
            pieces.push(Piece::Number(digits.parse().ok()?, digits.len()));
            digits.clear();
        }
        if !c.is_alphabetic() && !word.is_empty() {
            pieces.push(Piece::Word(std::mem::take(&mut word).to_lowercase()));
        }
        match c {
            _ if c.is_ascii_digit() => digits.push(c),
            _ if c.is_alphabetic() => word.push(c),
            '"' | '\'' | '„' | '“' | '”' | '‚' | '‘' | '’' | '(' | ')' => {}
            _ if c.is_whitespace() => pieces.push(Piece::Sign(' ')),
            _ => pieces.push(Piece::Sign(c)),
        }
    }
    // A space says nothing that its neighbours don't.
    pieces.retain(|piece| *piece != Piece::Sign(' '));
    Some(pieces)
}

/// The plain sign for one that looks like it.
fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ad}' => '-',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{2236}' | '\u{a789}' => ':',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => ' ',
        _ => c,
    }
}

/// Months in German, Austrian and English; what is shorter stands for the first it fits.
const MONTHS: [&[&str]; 12] = [
    &["januar", "jänner", "january"],
    &["februar", "feber", "february"],
    &["märz", "maerz", "march", "mrz"],
    &["april"],
    &["mai", "may"],
    &["juni", "june"],
    &["juli", "july"],
    &["august"],
    &["september"],
    &["oktober", "october"],
    &["november"],
    &["dezember", "december"],
];

/// The number of the month that a word names, also in short.
pub fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    if word.chars().count() < 3 {
        return None;
    }
    let found = MONTHS.iter().position(|names| names.iter().any(|name| name.starts_with(&word)))?;
    u32::try_from(found + 1).ok()
}

/// Words around a date that say nothing.
const FILLERS: [&str; 26] = [
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "am",
    "den",
    "der",
    "um",
    "ab",
    "gegen",
    "seit",
    "vom",
    "on",
    "at",
    "the",
];

/// Takes pieces off the front of a list.
struct Taker<'p> {
    rest: &'p [Piece],
}

impl Taker<'_> {
    fn number(&mut self, len: core::ops::RangeInclusive<usize>) -> Option<u32> {
        let [Piece::Number(value, digits), rest @ ..] = self.rest else { return None };
        let value = len.contains(digits).then_some(*value)?;
        self.rest = rest;
        Some(value)
    }

    fn sign(&mut self, wanted: &[char]) -> Option<char> {
        let [Piece::Sign(sign), rest @ ..] = self.rest else { return None };
        let sign = wanted.contains(sign).then_some(*sign)?;
        self.rest = rest;
        Some(sign)
    }

    fn word<T>(&mut self, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let [Piece::Word(word), rest @ ..] = self.rest else { return None };
        let read = read(word)?;
        self.rest = rest;
        Some(read)
    }

    fn fillers(&mut self) {
        while self.word(|word| FILLERS.contains(&word).then_some(())).is_some()
            || self.sign(&[',', '.']).is_some()
        {}
    }

    /// Tries one way of reading; what it took is put back if that fails.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.rest;
        let read = read(self);
        if read.is_none() {
            self.rest = before;
        }
        read
    }

    /// Year, month, day.
    fn date(&mut self) -> Option<[u32; 3]> {
        const MARKS: &[char] = &['-', '/', '.'];
        let year = |value: u32| if value < 100 { 2000 + value } else { value };
        self.attempt(|taker| {
            let year = taker.number(4..=4)?;
            taker.sign(MARKS)?;
            let month = taker.number(1..=2)?;
            taker.sign(MARKS)?;
            Some([year, month, taker.number(1..=2)?])
        })
        .or_else(|| {
            self.attempt(|taker| {
                let day = taker.number(1..=2)?;
                let mark = taker.sign(MARKS)?;
                let month = taker.number(1..=2)?;
                taker.sign(&[mark])?;
                // Two digits of a year between hyphens could as well be the day.
                let digits = if mark == '-' { 4..=4 } else { 2..=4 };
                Some([year(taker.number(digits)?), month, day])
            })
        })
        .or_else(|| {
            self.attempt(|taker| {
                let day = taker.number(1..=2)?;
                let _ = taker.sign(&['.', '-']);
                let _ = taker.word(|word| ["st", "nd", "rd", "th"].contains(&word).then_some(()));
                let month = taker.word(month)?;
                while taker.sign(&['.', '-', ',']).is_some() {}
                Some([year(taker.number(2..=4)?), month, day])
            })
        })
        .or_else(|| {
            self.attempt(|taker| {
                let month = taker.word(month)?;
                let _ = taker.sign(&['.']);
                let day = taker.number(1..=2)?;
                let _ = taker.word(|word| ["st", "nd", "rd", "th"].contains(&word).then_some(()));
                let _ = taker.sign(&[',', '.']);
                Some([taker.number(4..=4)?, month, day])
            })
        })
        .or_else(|| {
            let compact = self.number(8..=8)?;
            Some([compact / 10_000, compact / 100 % 100, compact % 100])
        })
    }

    /// Hour, minute, second.
    fn clock(&mut self) -> Option<[u32; 3]> {
        let is_hour_word = |word: &str| ["uhr", "h"].contains(&word).then_some(());
        if let Some(compact) = self.number(6..=6) {
            return Some([compact / 10_000, compact / 100 % 100, compact % 100]);
        }
        if let Some(compact) = self.number(4..=4) {
            let _ = self.word(is_hour_word);
            return Some([compact / 100, compact % 100, 0]);
        }
        let mut hour = self.number(1..=2)?;
        let (mut minute, mut second) = (0, 0);
        if self.sign(&[':', '.']).is_some() {
            minute = self.number(2..=2)?;
            if self.sign(&[':', '.']).is_some() {
                second = self.number(2..=2)?;
                if self.sign(&['.', ',']).is_some() {
                    self.number(1..=9)?;
                }
            }
            let _ = self.word(is_hour_word);
        } else if self.word(is_hour_word).is_some() {
            minute = self.number(2..=2).unwrap_or(0);
        } else {
            // A number alone is no time.
            let is_followed = matches!(self.rest, [Piece::Word(word)] if word == "am" || word == "pm");
            is_followed.then_some(())?;
        }
        if let Some(is_after_noon) = self.word(|word| match word {
            "pm" => Some(true),
            "am" => Some(false),
            _ => None,
        }) {
            hour = hour % 12 + if is_after_noon { 12 } else { 0 };
        }
        Some([hour, minute, second])
    }

    /// Minutes ahead of UTC.
    fn zone(&mut self) -> Option<i64> {
        if let Some(offset) = self.word(|word| match word {
            "z" | "utc" | "gmt" => Some(0),
            "mez" | "cet" => Some(60),
            "mesz" | "cest" => Some(120),
            _ => None,
        }) {
            return Some(offset);
        }
        let sign = if self.sign(&['+', '-'])? == '+' { 1 } else { -1 };
        if let Some(compact) = self.number(4..=4) {
            return Some(sign * i64::from(compact / 100 * 60 + compact % 100));
        }
        let hours = self.number(1..=2)?;
        let minutes = if self.sign(&[':']).is_some() { self.number(2..=2)? } else { 0 };
        Some(sign * i64::from(hours * 60 + minutes))
    }
}

/// Reads a date, or a date and a time, in whatever form people write them here. A time
/// without a zone is one in Germany.
pub fn meant(text: &str) -> Option<Meant> {
    let pieces = pieces(text)?;
    let mut taker = Taker { rest: &pieces };
    taker.fillers();
    let [year, month, day] = taker.date()?;
    let date = format!("{year:04}-{month:02}-{day:02}");
    let Ok(When::Date(on)) = date.parse() else { return None };
    let _ = taker.word(|word| (word == "t").then_some(()));
    taker.fillers();
    let _ = taker.sign(&['-', '/', '|']);
    if taker.rest.is_empty() || matches!(taker.rest, [Piece::Word(word)] if word == "uhr") {
        return Some(Meant::One(date));
    }
    let [hour, minute, second] = taker.clock()?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let offset = if taker.rest.is_empty() { None } else { Some(taker.zone()?) };
    if !taker.rest.is_empty() {
        return None;
    }
    match offset {
        Some(offset) => {
            let sign = if offset < 0 { '-' } else { '+' };
            let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
            let time = format!("{date}T{hour:02}:{minute:02}:{second:02}{sign}{hours:02}:{minutes:02}");
            time.parse::<When>().is_ok().then_some(Meant::One(time))
        }
        None => Some(in_germany(on, [hour, minute, second])),
    }
}

/// The point in time at which clocks in Germany show this.
fn in_germany(date: Date, [hour, minute, second]: [u32; 3]) -> Meant {
    let seconds = u64::from(hour * 3600 + minute * 60 + second);
    let shown = date.midnight().saturating_add(Duration::from_secs(seconds));
    // The earlier one first: summer time is further ahead of UTC.
    let mut times = [120, 60].into_iter().filter_map(|offset| {
        let time = shown.saturating_sub(Duration::from_secs(offset * MINUTE));
        let local = berlin(time);
        let fits = local.date == date
            && u32::from(local.hour) == hour
            && u64::from(offset_of(local).unsigned_abs()) == offset;
        fits.then(|| rfc3339(time))
    });
    match (times.next(), times.next()) {
        (Some(one), None) => Meant::One(one),
        (Some(first), Some(second)) => Meant::Twice(first, second),
        (None, _) => Meant::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_meant(written: &str, expected: &str) {
        assert_eq!(meant(written), Some(Meant::One(expected.into())), "{written:?}");
        assert!(expected.parse::<When>().is_ok(), "{expected}");
    }

    #[test]
    fn dates_as_people_write_them_are_understood_and_put_in_order() {
        for written in [
            "24.11.2026",
            "24. 11. 2026",
            "24.11.26",
            "24. November 2026",
            "24. Nov. 2026",
            "24 Nov 2026",
            "Dienstag, 24. November 2026",
            "Di., 24.11.2026",
            "am 24.11.2026",
            "November 24, 2026",
            "November 24th, 2026",
            "24th November 2026",
            "2026–11–24",
            "2026—11—24",
            "2026\u{2011}11\u{2011}24",
            "2026−11−24",
            "2026/11/24",
            "24/11/2026",
            "24-11-2026",
            "2026.11.24",
            "20261124",
            "2026 - 11 - 24",
            "２０２６－１１－２４",
            "\u{200e}2026-11-24",
            "„24.11.2026“",
            "2026\u{a0}-\u{a0}11-24",
        ] {
            assert_meant(written, "2026-11-24");
        }
        assert_meant("3.5.2023", "2023-05-03");
        assert_meant("3. März 2023", "2023-03-03");
        assert_meant("3. Mai 2023", "2023-05-03");
        assert_meant("1. Jänner 2024", "2024-01-01");
    }

    #[test]
    fn times_as_people_write_them_get_the_offset_of_that_day() {
        for written in [
            "24.11.2026 14:05",
            "24.11.2026, 14.05 Uhr",
            "24.11.2026 um 14:05 Uhr",
            "24. November 2026, 14:05 Uhr",
            "2026-11-24 14:05",
            "2026-11-24T14:05",
            "2026-11-24T14:05:00",
            "2026-11-24T14:05:00.5",
            "2026-11-24T14:05+01:00",
            "2026-11-24T14:05:00+0100",
            "2026-11-24T14:05:00+1",
            "2026-11-24 14:05 MEZ",
            "20261124T140500",
            "24.11.2026 14 Uhr 05",
            "24.11.2026 2:05 pm",
            "2026–11–24T14:05:00+01:00",
            "24.11.2026 – 14:05 Uhr",
        ] {
            assert_meant(written, "2026-11-24T14:05:00+01:00");
        }
        assert_meant("3.5.2023, 9.05 Uhr", "2023-05-03T09:05:00+02:00");
        assert_meant("24.12.2023, 18 Uhr", "2023-12-24T18:00:00+01:00");
        assert_meant("2026-11-24 14:05 UTC", "2026-11-24T14:05:00+00:00");
    }

    #[test]
    fn what_is_no_date_is_not_guessed_at() {
        for written in [
            "",
            "gestern",
            "31.2.2023",
            "24.11.",
            "3.5.2023 25:00",
            "26-11-24",
            "14:05",
            "2026",
            "24.11.2026 14",
            "24.11.2026 bis 25.11.2026",
            "2026-11-24T14:05:00+01:00 oder so",
            "99999999999",
            "Mai 2026",
        ] {
            assert_eq!(meant(written), None, "{written:?}");
        }
    }

    #[test]
    fn hours_that_a_change_of_clocks_leaves_out_or_repeats_are_not_guessed_at() {
        assert_eq!(meant("2026-03-29 02:30"), Some(Meant::Never));
        assert_eq!(
            meant("2026-10-25 02:30"),
            Some(Meant::Twice("2026-10-25T02:30:00+02:00".into(), "2026-10-25T02:30:00+01:00".into()))
        );
        assert_meant("2026-03-29 01:59", "2026-03-29T01:59:00+01:00");
        assert_meant("2026-03-29 03:00", "2026-03-29T03:00:00+02:00");
        assert_meant("2026-10-25 01:59", "2026-10-25T01:59:00+02:00");
        assert_meant("2026-10-25 03:00", "2026-10-25T03:00:00+01:00");
    }
}
