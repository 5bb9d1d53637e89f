//! The fixed words of the widget, in every language in which it speaks itself.
//!
//! Owns which phrases there are, each of them once. German, the default, is compiled in;
//! each other language is a translator's file under `static/phrases/`, and complete or none
//! ([`Phrases::read`]). The readers are insured persons, many of them old: "Sie", short
//! sentences, everyday words, one word for one thing. What a publisher writes is not in here.
//! Knows no document, no clock, and not where files come from.

mod german;

use crate::core::document::{
    Audience, Impact, IncidentStatus, MaintenanceStatus, OutlookKind, ServiceStatus, StateScope,
};

pub use german::PHRASES as GERMAN;

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

            /// The phrases of a language in the order of [`Self::NAMES`]: as they are served, so
            /// that nobody loads names.
            pub fn from_texts(texts: [&'static str; PHRASES]) -> Self {
                let [$($name),+] = texts;
                Self { $($name),+ }
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
    /// How many names are left out, the `{number}` in its place.
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
    /// The link of the short form to all that it leaves out.
    whole_page,
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
    /// One service; the `{number}` in its place, as in the forms of the other plurals.
    services_one,
    /// Two services, where a language has a form for that.
    services_two,
    /// Few services, where a language has a form for that.
    services_few,
    /// Many services, where a language has a form for that.
    services_many,
    /// Services.
    services_other,

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
    /// How many were found, the `{number}` in its place.
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

    /// Less than a minute ago.
    just_now,
    /// A `{date}` and a `{time}` of day in Germany.
    date_time,
    /// The same in summer time.
    date_time_summer,
    /// Label of the list of languages.
    languages,
    /// Not all texts are there in the reader's language.
    untranslated,
}

/// How many phrases there are.
pub const PHRASES: usize = Phrases::NAMES.len();

impl Phrases {
    /// Reads the phrases of a language by their names.
    ///
    /// # Errors
    /// [`MissingPhrase`], naming the first one that is not there or says nothing.
    pub fn read(phrase: impl Fn(&'static str) -> Option<&'static str>) -> Result<Self, MissingPhrase> {
        let mut texts = [""; PHRASES];
        for (name, text) in Self::NAMES.iter().zip(&mut texts) {
            *text = phrase(name).filter(|says| !says.trim().is_empty()).ok_or(MissingPhrase(name))?;
        }
        Ok(Self::from_texts(texts))
    }

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

    /// What a document may say is said in words that differ from each other.
    #[test]
    fn every_word_of_a_document_has_its_own_phrase() {
        fn check<W: Word>(phrase: impl Fn(W) -> Option<&'static str>) {
            let phrases: BTreeSet<&str> = W::ALL.iter().filter_map(|word| phrase(*word)).collect();
            assert!(phrases.iter().all(|phrase| !phrase.trim().is_empty()), "{phrases:?}");
            assert_eq!(phrases.len(), W::ALL.len(), "{phrases:?}");
        }
        let phrases = &GERMAN;
        check(|status| Some(phrases.service_status(status)));
        check(|outlook| phrases.outlook(outlook));
        check(|audience| phrases.audience(audience));
        check(|impact| phrases.impact(impact));
        check(|status| Some(phrases.incident_status(status)));
        check(|status| Some(phrases.maintenance_status(status)));
    }

    #[test]
    fn a_language_is_complete_or_it_is_none() {
        assert_eq!(GERMAN.iter().count(), Phrases::NAMES.len());
        let find = |wanted: &str| GERMAN.iter().find(|(name, _)| *name == wanted).map(|(_, says)| says);
        let read = Phrases::read(find).unwrap();
        assert_eq!(read.iter().collect::<Vec<_>>(), GERMAN.iter().collect::<Vec<_>>());
        for missing in Phrases::NAMES {
            let without = |name| if name == *missing { None } else { find(name) };
            assert_eq!(Phrases::read(without).unwrap_err(), MissingPhrase(missing));
            let empty = |name| if name == *missing { Some(" ") } else { find(name) };
            assert_eq!(Phrases::read(empty).unwrap_err(), MissingPhrase(missing));
        }
    }
}
