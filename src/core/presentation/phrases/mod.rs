//! The fixed words of the widget, in every language in which it speaks itself.
//!
//! Owns which phrases there are, each of them once, and how dates, times and ages are
//! said. German, the default, and English are compiled in, a file each; another language
//! is complete or it is none ([`Phrases::read`]). The readers are insured persons, many of
//! them old: "Sie", short sentences, everyday words, one word for one thing. What a
//! publisher writes is not in here. Knows no document and no clock; times come in as
//! arguments.

mod english;
mod german;

use core::time::Duration;

use crate::core::document::calendar::{Date, When, berlin};
use crate::core::document::{
    Audience, Impact, IncidentStatus, MaintenanceStatus, OutlookKind, ServiceStatus, StateScope,
};
use crate::core::encoding::unix_time::UnixTime;

/// A language in which the widget speaks itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// German, the default.
    #[default]
    German,
    /// English.
    English,
}

/// A phrase that a language lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the phrase `{0}` is missing or empty")]
pub struct MissingPhrase(pub &'static str);

/// Defines the phrases.
macro_rules! phrases {
    ($($(#[$meta:meta])* $name:ident,)+) => {
        /// The words of one language. Pieces that are put in front of a name or a time end
        /// in a space, pieces that are put behind begin with one.
        #[derive(Debug)]
        pub struct Phrases {
            $($(#[$meta])* pub $name: &'static str,)+
        }

        impl Phrases {
            /// The names of all phrases, as a translator's file has them.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];

            /// Reads the phrases of a language by their names.
            ///
            /// # Errors
            /// [`MissingPhrase`], naming the first one that is not there or says nothing.
            pub fn read(
                phrase: impl Fn(&'static str) -> Option<&'static str>,
            ) -> Result<Self, MissingPhrase> {
                let said = |name| phrase(name).filter(|says| !says.trim().is_empty()).ok_or(MissingPhrase(name));
                Ok(Self { $($name: said(stringify!($name))?,)+ })
            }

            /// All phrases with their names.
            pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
                [$((stringify!($name), self.$name)),+].into_iter()
            }
        }
    };
}

phrases! {
    /// The heading where no document brings its own.
    heading,
    /// Behind an insurer's name, as the heading.
    works_now,
    /// Marks what is made up.
    example,
    /// In front of the time of the last change.
    as_of,
    /// In front of the age of the last confirmation, where the last change is long ago.
    unchanged,
    /// In front of the age of the last confirmation.
    confirmed,
    /// Behind the time: the signature holds.
    verified,
    /// Behind the time of an expired document.
    maybe_outdated,
    /// Behind the time of an expired document, while an answer may come any moment.
    checking,
    /// Behind the time of a document, after a round that brought nothing newer.
    retrying,

    /// Nothing came.
    unreachable,
    /// What is done about it.
    unreachable_text,
    /// What came could not be confirmed.
    not_authentic,
    /// What to do.
    not_authentic_text,
    /// The document has expired.
    expired,
    /// What to do.
    expired_text,
    /// In front of the time of an expired document, in a notice.
    last_known,
    /// The device's clock is wrong.
    wrong_clock,
    /// Why.
    wrong_clock_text,
    /// Why, and that no state is known for it.
    wrong_clock_unknown,
    /// There has been nothing newer for long.
    out_of_touch,
    /// What is shown all the same.
    out_of_touch_text,
    /// The portal names an insurer that the document does not know.
    unknown_tenant,
    /// What is shown instead.
    unknown_tenant_text,
    /// Label of the list of insurers.
    your_insurer,
    /// The same, once one is chosen.
    other_insurer,
    /// In the list, where none is chosen.
    please_choose,
    /// Shows what holds for the chosen insurer.
    show,
    /// Keeps the choice in the browser.
    remember,

    /// Heading of the reader's services.
    services,
    /// Heading of services without a group, where others have one.
    other_services,
    /// A service works.
    operational,
    /// A service works with restrictions.
    degraded_performance,
    /// A service does not work for some insurers.
    partial_outage,
    /// A service does not work for some at this insurer.
    partial_outage_here,
    /// A service does not work.
    major_outage,
    /// A service is being worked on.
    under_maintenance,
    /// Nobody knows.
    unknown,
    /// Nothing is said of this insurer.
    unknown_here,
    /// All services work.
    all_operational,
    /// No state is known.
    all_unknown,
    /// In front of services that work and may go down again.
    unstable_services,
    /// In front of services that work and have an incident.
    disrupted_services,
    /// Between the last two of several names.
    and,
    /// Behind a number of names that are left out.
    others,
    /// What has changed since the reader was last here.
    new,
    /// The state differs between insurers.
    varying_state,
    /// In front of a time.
    since,
    /// Heading of what to do meanwhile.
    alternative,
    /// In front of where a service is heading.
    next,
    /// Coming back step by step.
    restoring,
    /// Being looked into.
    under_review,
    /// May go down again.
    unstable,
    /// Works again, and has to catch up.
    backlog,
    /// In front of the time at which it has caught up.
    backlog_until,
    /// In front of an expected time.
    expected,
    /// No time is expected.
    no_date,
    /// The time that was expected has passed.
    date_passed,
    /// What else there is to say of a service.
    more,
    /// Heading of earlier states.
    history,

    /// In front of those for whom something is.
    audience,
    /// Versicherte.
    insured_persons,
    /// Leistungserbringer.
    care_providers,
    /// Krankenkassen.
    insurers,
    /// Medien.
    press,
    /// One service.
    one_service,
    /// Several services, the number in place of the `#`.
    number_of_services,

    /// Heading of incidents and maintenances.
    happened,
    /// Heading of those that are over, and of older messages.
    earlier,
    /// In front of the names of affected services.
    affected,
    /// In front of how long an incident lasted.
    lasted,
    /// The cause is being looked for.
    investigating,
    /// The cause is known.
    identified,
    /// Mended, and watched.
    monitoring,
    /// Over.
    resolved,
    /// Impact none.
    impact_none,
    /// Impact minor.
    impact_minor,
    /// Impact major.
    impact_major,
    /// Impact critical.
    impact_critical,
    /// A maintenance is planned.
    scheduled,
    /// A maintenance is under way.
    in_progress,
    /// A maintenance is done, and being checked.
    verifying,
    /// A maintenance is over.
    completed,
    /// Between the start and the end of a maintenance.
    until,
    /// In front of the time of a correction.
    corrected,
    /// Between that and what stood there before.
    corrected_before,

    /// Heading of questions and answers.
    faq,
    /// Opens all answers.
    open_all,
    /// Closes all answers.
    close_all,
    /// Label of the field for the search.
    search,
    /// How many were found, the number in place of the `#`.
    number_found,
    /// None was found.
    none_found,
    /// What is looked for stands in the answer.
    found_inside,
    /// Copies the address of an answer.
    copy_link,
    /// It is copied.
    copied,
    /// It could not be copied.
    not_copied,
    /// In front of the time of the last change of an answer.
    changed,
    /// Heading of the contacts.
    contact,
    /// In front of a telephone number.
    phone,
    /// In front of an e-mail address.
    email,
    /// In front of the times at which somebody is there.
    hours,
    /// In front of the end of a contact.
    valid_until,

    /// Heading of why this can be believed.
    proof,
    /// Why this can be believed.
    proof_text,
    /// Who signed.
    proof_publisher,
    /// When.
    proof_signed,
    /// Until when it is believed.
    proof_expires,
    /// Which version.
    proof_version,
    /// With which keys.
    proof_keys,
    /// By which document of trust.
    proof_trust,
    /// What sources brought that was not used.
    proof_refused,
    /// Copies the facts.
    copy_text,
    /// Heading of the field in which something can be looked up.
    genuine,
    /// Label of it.
    genuine_field,
    /// Looks it up.
    check,
    /// In front of the contact or link that it is.
    listed,
    /// Behind that of a number or a mail address.
    listed_note,
    /// In front of the address whose host it has.
    same_host,
    /// In front of the contact or link that it is not.
    look_alike,
    /// It does not stand there.
    not_listed,
    /// It is nothing that could be looked up.
    unreadable,
    /// The operations centres of an insurer.
    sites,
    /// In front of the publisher's name.
    publisher,
}

/// How a language says dates and ages.
#[derive(Debug)]
struct Calendar {
    today: &'static str,
    yesterday: &'static str,
    months: [&'static str; 12],
    /// Less than a minute ago.
    just_now: &'static str,
    /// In front of an age and behind it.
    ago: [&'static str; 2],
    /// One minute and several, hours, days, as they stand between those.
    units: [[&'static str; 2]; 3],
    /// The same as they stand alone.
    lengths: [[&'static str; 2]; 3],
}

impl Language {
    /// All of them, the default first.
    pub const ALL: &'static [Self] = &[Self::German, Self::English];

    /// The language that fits the BCP 47 tag `wanted` best (RFC 4647 section 3.4,
    /// lookup).
    pub fn lookup(wanted: &str) -> Self {
        let primary = wanted.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("en") { Self::English } else { Self::German }
    }

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::English => "en",
        }
    }

    /// Its words.
    pub fn phrases(self) -> &'static Phrases {
        match self {
            Self::German => &german::PHRASES,
            Self::English => &english::PHRASES,
        }
    }

    fn calendar(self) -> &'static Calendar {
        match self {
            Self::German => &german::CALENDAR,
            Self::English => &english::CALENDAR,
        }
    }

    /// `3. Mai 2023`, `3 May 2023`.
    pub fn date(self, date: Date) -> String {
        let Date { year, month, day } = date;
        let month = self.calendar().months[usize::from(month.clamp(1, 12)) - 1];
        let dot = if self == Self::German { "." } else { "" };
        format!("{day}{dot} {month} {year}")
    }

    /// A date, or a date with the time in Germany: `24. November 2026, 15:30 Uhr`,
    /// `24 November 2026, 15:30 CET`.
    pub fn when(self, when: When) -> String {
        self.spoken(when, |date| self.date(date))
    }

    /// As [`Self::when`], but of the day on which it is `now` and the one before it says so:
    /// `heute, 15:30 Uhr`, `gestern`.
    pub fn recently(self, when: When, now: UnixTime) -> String {
        let words = self.calendar();
        let today = berlin(now).date;
        self.spoken(when, |date| match date {
            _ if date == today => words.today.into(),
            _ if date.next() == today => words.yesterday.into(),
            _ => self.date(date),
        })
    }

    #[inline(never)]
    fn spoken(self, when: When, spoken: impl Fn(Date) -> String) -> String {
        match when {
            When::Date(date) => spoken(date),
            When::Instant(time) => {
                let local = berlin(time);
                let zone = match (self, local.summer) {
                    (Self::German, _) => "Uhr",
                    (Self::English, false) => "CET",
                    (Self::English, true) => "CEST",
                };
                let date = spoken(local.date);
                format!("{date}, {:02}:{:02} {zone}", local.hour, local.minute)
            }
        }
    }

    /// `gerade eben`, `vor 12 Minuten`, `vor 1 Stunde`, `vor 3 Tagen`.
    pub fn age(self, age: Duration) -> String {
        let words = self.calendar();
        let [before, after] = words.ago;
        count(age, &words.units).map_or_else(|| words.just_now.into(), |age| [before, &age, after].concat())
    }

    /// `12 Minuten`, `3 Tage`; none for less than a minute.
    pub fn length(self, length: Duration) -> Option<String> {
        count(length, &self.calendar().lengths)
    }
}

/// A length of time in the largest unit that is full.
fn count(length: Duration, units: &[[&'static str; 2]; 3]) -> Option<String> {
    let minutes = length.as_secs() / 60;
    let (count, unit) = match minutes {
        0 => return None,
        1..60 => (minutes, 0),
        60..1440 => (minutes / 60, 1),
        _ => (minutes / 1440, 2),
    };
    Some(format!("{count} {}", units[unit][usize::from(count > 1)]))
}

impl Phrases {
    /// A service's state.
    pub fn service_status(&self, status: ServiceStatus) -> &'static str {
        match status {
            ServiceStatus::Operational => self.operational,
            ServiceStatus::DegradedPerformance => self.degraded_performance,
            ServiceStatus::PartialOutage => self.partial_outage,
            ServiceStatus::MajorOutage => self.major_outage,
            ServiceStatus::UnderMaintenance => self.under_maintenance,
            ServiceStatus::Unknown => self.unknown,
        }
    }

    /// A service's state, as it is said of those for whom it holds.
    pub fn service_state(&self, status: ServiceStatus, scope: StateScope) -> &'static str {
        match (status, scope) {
            (ServiceStatus::Unknown, StateScope::TenantUnknown) => self.unknown_here,
            (ServiceStatus::PartialOutage, StateScope::Tenant) => self.partial_outage_here,
            _ => self.service_status(status),
        }
    }

    /// Where a service is heading; none for what a newer publisher may name.
    pub fn outlook(&self, outlook: OutlookKind) -> Option<&'static str> {
        match outlook {
            OutlookKind::Restoring => Some(self.restoring),
            OutlookKind::UnderReview => Some(self.under_review),
            OutlookKind::Unstable => Some(self.unstable),
            OutlookKind::Backlog => Some(self.backlog),
            OutlookKind::Other => None,
        }
    }

    /// Whom something is for; none for what a newer publisher may name.
    pub fn audience(&self, audience: Audience) -> Option<&'static str> {
        match audience {
            Audience::InsuredPersons => Some(self.insured_persons),
            Audience::CareProviders => Some(self.care_providers),
            Audience::Insurers => Some(self.insurers),
            Audience::Press => Some(self.press),
            Audience::Other => None,
        }
    }

    /// What stands in front of the name of this number, from 0, in a list of `count` names:
    /// "Praxen, Krankenkassen und Medien".
    pub fn separator(&self, index: usize, count: usize) -> &'static str {
        match index {
            0 => "",
            _ if index + 1 == count => self.and,
            _ => ", ",
        }
    }

    /// Names in a list.
    #[inline(never)]
    pub fn list(&self, names: &[&str]) -> String {
        let name = |(index, name): (usize, &&str)| [self.separator(index, names.len()), *name].concat();
        names.iter().enumerate().map(name).collect()
    }

    /// How badly an incident hits; none for what a newer publisher may name.
    pub fn impact(&self, impact: Impact) -> Option<&'static str> {
        match impact {
            Impact::None => Some(self.impact_none),
            Impact::Minor => Some(self.impact_minor),
            Impact::Major => Some(self.impact_major),
            Impact::Critical => Some(self.impact_critical),
            Impact::Unknown => None,
        }
    }

    /// How far the work on an incident is.
    pub fn incident_status(&self, status: IncidentStatus) -> &'static str {
        match status {
            IncidentStatus::Investigating => self.investigating,
            IncidentStatus::Identified => self.identified,
            IncidentStatus::Monitoring => self.monitoring,
            IncidentStatus::Resolved => self.resolved,
            IncidentStatus::Unknown => self.unknown,
        }
    }

    /// How far a maintenance is.
    pub fn maintenance_status(&self, status: MaintenanceStatus) -> &'static str {
        match status {
            MaintenanceStatus::Scheduled => self.scheduled,
            MaintenanceStatus::InProgress => self.in_progress,
            MaintenanceStatus::Verifying => self.verifying,
            MaintenanceStatus::Completed => self.completed,
            MaintenanceStatus::Unknown => self.unknown,
        }
    }

    /// `4 Dienste`.
    pub fn count_services(&self, number: usize) -> String {
        match number {
            1 => self.one_service.into(),
            _ => {
                let (before, after) = self.number_of_services.split_once('#').unwrap_or_default();
                format!("{before}{number}{after}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::core::document::Word;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_language_is_looked_up_by_its_primary_subtag_and_german_is_the_default() {
        for (wanted, found) in [
            ("de", Language::German),
            ("de-AT", Language::German),
            ("en", Language::English),
            ("EN-gb", Language::English),
            ("tr", Language::German),
            ("enm", Language::German),
            ("", Language::German),
        ] {
            assert_eq!(Language::lookup(wanted), found, "{wanted:?}");
        }
    }

    #[test]
    fn dates_and_times_are_said_as_clocks_in_germany_show_them() {
        for (when, german, english) in [
            ("2023-05-03", "3. Mai 2023", "3 May 2023"),
            ("2026-11-24T14:30:00Z", "24. November 2026, 15:30 Uhr", "24 November 2026, 15:30 CET"),
            ("2023-05-03T22:05:00Z", "4. Mai 2023, 00:05 Uhr", "4 May 2023, 00:05 CEST"),
        ] {
            let when = when.parse().unwrap();
            assert_eq!(Language::German.when(when), german);
            assert_eq!(Language::English.when(when), english);
        }
    }

    #[test]
    fn the_day_and_the_one_before_are_said_by_their_names_as_days_are_in_germany() {
        // Shortly after midnight there, when it is still the day before in UTC.
        let now = "2026-11-24T23:10:00Z".parse::<When>().unwrap().earliest();
        for (when, german, english) in [
            ("2026-11-24T23:05:00Z", "heute, 00:05 Uhr", "today, 00:05 CET"),
            ("2026-11-24T22:55:00Z", "gestern, 23:55 Uhr", "yesterday, 23:55 CET"),
            ("2026-11-24", "gestern", "yesterday"),
            ("2026-11-23", "23. November 2026", "23 November 2026"),
            ("2026-11-26", "26. November 2026", "26 November 2026"),
        ] {
            let when = when.parse().unwrap();
            assert_eq!(Language::German.recently(when, now), german);
            assert_eq!(Language::English.recently(when, now), english);
        }
    }

    #[test]
    fn ages_are_said_in_the_largest_unit_that_is_full() {
        for (seconds, german, english) in [
            (0, "gerade eben", "just now"),
            (59, "gerade eben", "just now"),
            (60, "vor 1 Minute", "1 minute ago"),
            (12 * 60 + 5, "vor 12 Minuten", "12 minutes ago"),
            (3600, "vor 1 Stunde", "1 hour ago"),
            (7200, "vor 2 Stunden", "2 hours ago"),
            (86_399, "vor 23 Stunden", "23 hours ago"),
            (86_400, "vor 1 Tag", "1 day ago"),
            (260_000, "vor 3 Tagen", "3 days ago"),
        ] {
            assert_eq!(Language::German.age(Duration::from_secs(seconds)), german);
            assert_eq!(Language::English.age(Duration::from_secs(seconds)), english);
        }
    }

    #[test]
    fn every_language_has_its_own_phrase_for_every_word_of_a_document() {
        fn check<W: Word>(phrase: impl Fn(W) -> Option<&'static str>) {
            let phrases: BTreeSet<&str> = W::ALL.iter().filter_map(|word| phrase(*word)).collect();
            assert!(phrases.iter().all(|phrase| !phrase.trim().is_empty()), "{phrases:?}");
            assert_eq!(phrases.len(), W::ALL.len(), "{phrases:?}");
        }
        for language in Language::ALL {
            let phrases = language.phrases();
            check(|status| Some(phrases.service_status(status)));
            check(|outlook| phrases.outlook(outlook));
            check(|audience| phrases.audience(audience));
            check(|impact| phrases.impact(impact));
            check(|status| Some(phrases.incident_status(status)));
            check(|status| Some(phrases.maintenance_status(status)));
        }
    }

    #[test]
    fn a_language_is_complete_or_it_is_none() {
        for language in Language::ALL {
            let phrases = language.phrases();
            assert_eq!(phrases.iter().count(), Phrases::NAMES.len());
            let find = |wanted: &str| phrases.iter().find(|(name, _)| *name == wanted).map(|(_, says)| says);
            let read = Phrases::read(find).unwrap();
            assert_eq!(read.iter().collect::<Vec<_>>(), phrases.iter().collect::<Vec<_>>());
            for missing in Phrases::NAMES {
                let without = |name| if name == *missing { None } else { find(name) };
                assert_eq!(Phrases::read(without).unwrap_err(), MissingPhrase(missing));
                let empty = |name| if name == *missing { Some(" ") } else { find(name) };
                assert_eq!(Phrases::read(empty).unwrap_err(), MissingPhrase(missing));
            }
        }
    }

    #[test]
    fn lengths_are_said_as_they_stand_alone() {
        for (minutes, german, english) in [
            (0, None, None),
            (1, Some("1 Minute"), Some("1 minute")),
            (3 * 60, Some("3 Stunden"), Some("3 hours")),
            (3 * 1440, Some("3 Tage"), Some("3 days")),
        ] {
            let length = Duration::from_secs(minutes * 60);
            assert_eq!(Language::German.length(length).as_deref(), german);
            assert_eq!(Language::English.length(length).as_deref(), english);
        }
    }
}
