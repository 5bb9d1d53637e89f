//! The fixed words of the widget, in every language in which it speaks itself.
//!
//! Owns German (the default) and English, and how dates, times and ages are said
//! in them. The readers are insured persons, many of them old: "Sie", short
//! sentences, no foreign words. What a publisher writes is not in here. Knows no
//! document and no clock; times come in as arguments.

use core::time::Duration;

use crate::core::document::calendar::{Date, When, berlin};
use crate::core::document::{
    Audience, Impact, IncidentStatus, MaintenanceStatus, OutlookKind, ServiceStatus,
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

/// A notice in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticePhrases {
    /// What happened, in a few words.
    pub title: &'static str,
    /// What it means, and what a reader can do.
    pub text: &'static str,
}

/// The words of one language. Pieces that are put in front of a name or a time
/// end in a space, pieces that are put behind begin with one.
#[derive(Debug)]
pub struct Phrases {
    /// The heading where no document brings its own.
    pub heading: &'static str,
    /// In front of the time at which the publisher last confirmed the document.
    pub confirmed: &'static str,
    /// In front of the time of the last change of a text.
    pub changed: &'static str,
    /// In front of the time of an expired document.
    pub as_of: &'static str,
    /// Behind the time of an expired document.
    pub maybe_outdated: &'static str,

    /// Behind the time of an expired document, while an answer may come any moment.
    pub checking: &'static str,
    /// Behind the time of a document, after a round that brought nothing newer.
    pub retrying: &'static str,

    /// Nothing came.
    pub unreachable: NoticePhrases,
    /// What came could not be confirmed.
    pub not_authentic: NoticePhrases,
    /// The document has expired.
    pub expired: NoticePhrases,
    /// In front of the time of an expired document, in a notice.
    pub last_known: &'static str,
    /// The device's clock is wrong.
    pub wrong_clock: NoticePhrases,
    /// The device's clock is wrong, and so no state is known.
    pub wrong_clock_unknown: &'static str,
    /// There has been nothing newer for long.
    pub out_of_touch: NoticePhrases,
    /// The portal names an insurer that the document does not know.
    pub unknown_tenant: NoticePhrases,

    /// In front of an insurer's name.
    pub tenant: &'static str,
    /// In front of the names of an insurer's operations centres.
    pub sites: &'static str,
    /// Marks what is made up.
    pub example: &'static str,

    /// Heading of the services.
    pub services: &'static str,
    /// Heading of services without a group, where others have one.
    pub other_services: &'static str,
    /// A service works.
    pub operational: &'static str,
    /// A service works with restrictions.
    pub degraded_performance: &'static str,
    /// A service does not work for some.
    pub partial_outage: &'static str,
    /// A service does not work.
    pub major_outage: &'static str,
    /// A service is being worked on.
    pub under_maintenance: &'static str,
    /// Nobody knows.
    pub unknown: &'static str,
    /// All services work.
    pub all_operational: &'static str,
    /// The worst is a restriction.
    pub some_degraded: &'static str,
    /// The worst is a maintenance.
    pub some_maintenance: &'static str,
    /// The worst is an unknown state.
    pub some_unknown: &'static str,
    /// No state is known.
    pub all_unknown: &'static str,
    /// The worst is an outage.
    pub some_outage: &'static str,
    /// Every service has an outage.
    pub all_outage: &'static str,
    /// The state is that of the reader's insurer.
    pub local_state: &'static str,
    /// The state differs between insurers.
    pub varying_state: &'static str,
    /// In front of a time.
    pub since: &'static str,
    /// Heading of what to do meanwhile.
    pub alternative: &'static str,
    /// Coming back step by step.
    pub restoring: &'static str,
    /// Being looked into.
    pub under_review: &'static str,
    /// May go down again.
    pub unstable: &'static str,
    /// In front of an expected time.
    pub expected: &'static str,

    /// In front of those for whom something is.
    pub audience: &'static str,
    /// Versicherte.
    pub insured_persons: &'static str,
    /// Leistungserbringer.
    pub care_providers: &'static str,
    /// Krankenkassen.
    pub insurers: &'static str,
    /// Medien.
    pub press: &'static str,

    /// Heading of the incidents.
    pub incidents: &'static str,
    /// In front of the names of affected services.
    pub affected: &'static str,
    /// The cause is being looked for.
    pub investigating: &'static str,
    /// The cause is known.
    pub identified: &'static str,
    /// Mended, and watched.
    pub monitoring: &'static str,
    /// Over.
    pub resolved: &'static str,
    /// Impact none.
    pub impact_none: &'static str,
    /// Impact minor.
    pub impact_minor: &'static str,
    /// Impact major.
    pub impact_major: &'static str,
    /// Impact critical.
    pub impact_critical: &'static str,

    /// Heading of the maintenances.
    pub maintenances: &'static str,
    /// Planned.
    pub scheduled: &'static str,
    /// Under way.
    pub in_progress: &'static str,
    /// Done, and being checked.
    pub verifying: &'static str,
    /// Over.
    pub completed: &'static str,
    /// Between the start and the end of a maintenance.
    pub until: &'static str,

    /// Heading of questions and answers.
    pub faq: &'static str,
    /// Heading of the contacts.
    pub contact: &'static str,
    /// In front of a telephone number.
    pub phone: &'static str,
    /// In front of an e-mail address.
    pub email: &'static str,
    /// Name of the list of legal links.
    pub links: &'static str,
    /// In front of the publisher's name.
    pub publisher: &'static str,

    /// This day.
    today: &'static str,
    /// The day before.
    yesterday: &'static str,
    /// The names of the months.
    months: [&'static str; 12],
    /// Less than a minute ago.
    just_now: &'static str,
    /// In front of an age and behind it.
    ago: [&'static str; 2],
    /// One minute and several, hours, days.
    units: [[&'static str; 2]; 3],
}

static GERMAN: Phrases = Phrases {
    heading: "Aktueller Stand der Dienste",
    confirmed: "Zuletzt bestätigt: ",
    changed: "Zuletzt geändert: ",
    as_of: "Stand: ",
    maybe_outdated: " – möglicherweise nicht mehr aktuell",

    checking: " – wird gerade geprüft",
    retrying: " – neuere Informationen werden gesucht",

    unreachable: NoticePhrases {
        title: "Der aktuelle Stand kann gerade nicht geladen werden.",
        text: "Es wird von selbst wieder versucht.",
    },
    not_authentic: NoticePhrases {
        title: "Hier steht gerade nichts, weil die Echtheit nicht sicher ist.",
        text: "Trauen Sie auch keinen E-Mails oder Anrufen dazu. Geben Sie nie Passwörter weiter.",
    },
    expired: NoticePhrases {
        title: "Wir wissen gerade nicht, was funktioniert.",
        text: "Wenn es eilig ist: Rufen Sie Ihre Kasse an.",
    },
    last_known: "Letzter Stand: ",
    wrong_clock: NoticePhrases {
        title: "Bitte prüfen Sie die Uhr Ihres Geräts.",
        text: "Datum oder Uhrzeit sind wahrscheinlich falsch eingestellt.",
    },
    wrong_clock_unknown: "Datum oder Uhrzeit sind wahrscheinlich falsch eingestellt. Deshalb wissen wir nicht, was gerade funktioniert. Stellen Sie die Uhr richtig und laden Sie die Seite neu.",
    out_of_touch: NoticePhrases {
        title: "Neuere Informationen sind gerade nicht zu bekommen.",
        text: "Sie sehen den letzten bestätigten Stand. Es wird weiter versucht.",
    },
    unknown_tenant: NoticePhrases {
        title: "Keine eigenen Angaben zu dieser Krankenkasse",
        text: "Zu dieser Krankenkasse liegen keine eigenen Angaben vor. Sie sehen den allgemeinen Stand.",
    },

    tenant: "Angaben für: ",
    sites: "Betriebszentrum: ",
    example: "Beispiel",

    services: "Dienste",
    other_services: "Weitere Dienste",
    operational: "Verfügbar",
    degraded_performance: "Eingeschränkt",
    partial_outage: "Teilweise ausgefallen",
    major_outage: "Ausgefallen",
    under_maintenance: "Wartung",
    unknown: "Unbekannt",
    all_operational: "Alle Dienste sind verfügbar.",
    some_degraded: "Einige Dienste sind eingeschränkt.",
    some_maintenance: "An einigen Diensten wird gerade gearbeitet.",
    some_unknown: "Der Zustand einiger Dienste ist nicht bekannt.",
    all_unknown: "Der Zustand der Dienste ist nicht bekannt.",
    some_outage: "Einige Dienste sind gestört.",
    all_outage: "Alle Dienste sind gestört.",
    local_state: "Stand für Ihre Krankenkasse",
    varying_state: "Je nach Krankenkasse verschieden",
    since: "seit ",
    alternative: "Was Sie jetzt tun können",
    restoring: "Wird Schritt für Schritt wieder in Betrieb genommen.",
    under_review: "Wird zurzeit geprüft.",
    unstable: "Kann zeitweise wieder ausfallen.",
    expected: "Voraussichtlich: ",

    audience: "Für ",
    insured_persons: "Versicherte",
    care_providers: "Praxen und andere Leistungserbringer",
    insurers: "Krankenkassen",
    press: "Medien",

    incidents: "Störungen",
    affected: "Betroffen: ",
    investigating: "Ursache wird gesucht",
    identified: "Ursache ist bekannt",
    monitoring: "Behoben, wird noch beobachtet",
    resolved: "Behoben",
    impact_none: "keine Auswirkungen",
    impact_minor: "geringe Auswirkungen",
    impact_major: "große Auswirkungen",
    impact_critical: "sehr große Auswirkungen",

    maintenances: "Wartungsarbeiten",
    scheduled: "Geplant",
    in_progress: "Läuft gerade",
    verifying: "Wird noch geprüft",
    completed: "Abgeschlossen",
    until: " bis ",

    faq: "Fragen und Antworten",
    contact: "Kontakt",
    phone: "Telefon: ",
    email: "E-Mail: ",
    links: "Rechtliche Angaben",
    publisher: "Herausgeber: ",

    today: "heute",
    yesterday: "gestern",
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    just_now: "gerade eben",
    ago: ["vor ", ""],
    units: [["Minute", "Minuten"], ["Stunde", "Stunden"], ["Tag", "Tagen"]],
};

static ENGLISH: Phrases = Phrases {
    heading: "Current status of services",
    confirmed: "Last confirmed: ",
    changed: "Last changed: ",
    as_of: "As of ",
    maybe_outdated: " – may be out of date",

    checking: " – being checked right now",
    retrying: " – looking for newer information",

    unreachable: NoticePhrases {
        title: "The current status can’t be loaded right now.",
        text: "It is tried again automatically.",
    },
    not_authentic: NoticePhrases {
        title: "There is nothing here now because it is not certain what is genuine.",
        text: "Don’t trust e-mails or calls about it either. Never pass on passwords.",
    },
    expired: NoticePhrases {
        title: "We don’t know right now what works.",
        text: "If it is urgent: call your insurer.",
    },
    last_known: "Last known status: ",
    wrong_clock: NoticePhrases {
        title: "Please check your device’s clock.",
        text: "Its date or time is probably wrong.",
    },
    wrong_clock_unknown: "Its date or time is probably wrong. That is why we don’t know what works right now. Set the clock right and reload the page.",
    out_of_touch: NoticePhrases {
        title: "Newer information can’t be had right now.",
        text: "You see the last confirmed status. It is tried again automatically.",
    },
    unknown_tenant: NoticePhrases {
        title: "No separate information for this insurer",
        text: "There is no separate information for this insurer. You see the general status.",
    },

    tenant: "Information for: ",
    sites: "Operations centre: ",
    example: "Example",

    services: "Services",
    other_services: "Other services",
    operational: "Available",
    degraded_performance: "Restricted",
    partial_outage: "Partly down",
    major_outage: "Down",
    under_maintenance: "Maintenance",
    unknown: "Unknown",
    all_operational: "All services are available.",
    some_degraded: "Some services are restricted.",
    some_maintenance: "Some services are under maintenance.",
    some_unknown: "The state of some services is not known.",
    all_unknown: "The state of the services is not known.",
    some_outage: "Some services are disrupted.",
    all_outage: "All services are disrupted.",
    local_state: "State for your insurer",
    varying_state: "Differs between insurers",
    since: "since ",
    alternative: "What you can do now",
    restoring: "Is coming back step by step.",
    under_review: "Is being looked into.",
    unstable: "May go down again at times.",
    expected: "Expected: ",

    audience: "For ",
    insured_persons: "insured persons",
    care_providers: "doctors and other care providers",
    insurers: "insurers",
    press: "the press",

    incidents: "Incidents",
    affected: "Affected: ",
    investigating: "Looking for the cause",
    identified: "Cause is known",
    monitoring: "Fixed, still being watched",
    resolved: "Resolved",
    impact_none: "no impact",
    impact_minor: "minor impact",
    impact_major: "major impact",
    impact_critical: "critical impact",

    maintenances: "Maintenance",
    scheduled: "Planned",
    in_progress: "In progress",
    verifying: "Being checked",
    completed: "Completed",
    until: " to ",

    faq: "Questions and answers",
    contact: "Contact",
    phone: "Telephone: ",
    email: "E-mail: ",
    links: "Legal information",
    publisher: "Published by ",

    today: "today",
    yesterday: "yesterday",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    just_now: "just now",
    ago: ["", " ago"],
    units: [["minute", "minutes"], ["hour", "hours"], ["day", "days"]],
};

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
            Self::German => &GERMAN,
            Self::English => &ENGLISH,
        }
    }

    /// `3. Mai 2023`, `3 May 2023`.
    pub fn date(self, date: Date) -> String {
        let Date { year, month, day } = date;
        let month = self.phrases().months[usize::from(month.clamp(1, 12)) - 1];
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
        let phrases = self.phrases();
        let today = berlin(now).date;
        self.spoken(when, |date| match date {
            _ if date == today => phrases.today.into(),
            _ if date.next() == today => phrases.yesterday.into(),
            _ => self.date(date),
        })
    }

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
        let phrases = self.phrases();
        let minutes = age.as_secs() / 60;
        let (count, unit) = match minutes {
            0 => return phrases.just_now.into(),
            1..60 => (minutes, 0),
            60..1440 => (minutes / 60, 1),
            _ => (minutes / 1440, 2),
        };
        let [before, after] = phrases.ago;
        let unit = phrases.units[unit][usize::from(count > 1)];
        format!("{before}{count} {unit}{after}")
    }
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

    /// All states in one sentence: `worst` is the worst of them, `best` the best.
    pub fn overall(&self, worst: ServiceStatus, best: ServiceStatus) -> &'static str {
        let outage = ServiceStatus::PartialOutage.severity();
        match worst {
            ServiceStatus::Operational => self.all_operational,
            ServiceStatus::DegradedPerformance => self.some_degraded,
            ServiceStatus::UnderMaintenance => self.some_maintenance,
            ServiceStatus::Unknown if best == ServiceStatus::Unknown => self.all_unknown,
            ServiceStatus::Unknown => self.some_unknown,
            ServiceStatus::PartialOutage | ServiceStatus::MajorOutage => {
                if best.severity() >= outage {
                    self.all_outage
                } else {
                    self.some_outage
                }
            }
        }
    }

    /// Where a service is heading; none for what a newer publisher may name.
    pub fn outlook(&self, outlook: OutlookKind) -> Option<&'static str> {
        match outlook {
            OutlookKind::Restoring => Some(self.restoring),
            OutlookKind::UnderReview => Some(self.under_review),
            OutlookKind::Unstable => Some(self.unstable),
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
            for status in ServiceStatus::ALL {
                assert!(!phrases.overall(*status, *status).is_empty(), "{status:?}");
            }
        }
    }

    #[test]
    fn all_states_make_one_sentence() {
        use ServiceStatus::{DegradedPerformance, MajorOutage, Operational, PartialOutage, Unknown};
        let phrases = Language::German.phrases();
        for (worst, best, sentence) in [
            (Operational, Operational, "Alle Dienste sind verfügbar."),
            (DegradedPerformance, Operational, "Einige Dienste sind eingeschränkt."),
            (Unknown, Operational, "Der Zustand einiger Dienste ist nicht bekannt."),
            (Unknown, Unknown, "Der Zustand der Dienste ist nicht bekannt."),
            (MajorOutage, Unknown, "Einige Dienste sind gestört."),
            (MajorOutage, PartialOutage, "Alle Dienste sind gestört."),
        ] {
            assert_eq!(phrases.overall(worst, best), sentence);
        }
    }
}
