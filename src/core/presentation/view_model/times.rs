//! The time of the whole, and times that have passed.
//!
//! Owns which of many times a reader is told as the document's, and when a time that was
//! promised has passed. Reads no clock; the time comes in as an argument.

use core::time::Duration;

use crate::core::document::calendar::{Date, When, berlin};
use crate::core::document::{Content, State};
use crate::core::encoding::unix_time::UnixTime;
use crate::core::presentation::locale::Locale;

/// A change that is older is no news: readers are told when it was last confirmed.
const RECENT: Duration = Duration::from_secs(24 * 60 * 60);

/// An age that grows while the page is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    since: UnixTime,
    before: &'static str,
    after: &'static str,
}

impl Age {
    /// As it is said at `now`, with what stands around it.
    pub fn says(self, locale: Locale, now: UnixTime) -> String {
        [self.before, &locale.age(now.saturating_since(self.since)), self.after].concat()
    }
}

/// In parentheses.
pub fn age_of(since: UnixTime) -> Age {
    Age { since, before: " (", after: ")" }
}

/// The age that stands beside the time of the last change: its own while it is recent,
/// else that of the confirmation.
pub fn age_of_change(changed: When, confirmed: UnixTime, locale: Locale, now: UnixTime) -> Age {
    let phrases = locale.phrases;
    match changed {
        When::Instant(time) if now.saturating_since(time) < RECENT => age_of(time),
        When::Date(date) if date >= berlin(now.saturating_sub(RECENT)).date => {
            Age { since: confirmed, before: phrases.confirmed, after: "" }
        }
        _ => Age { since: confirmed, before: phrases.unchanged, after: "" },
    }
}

/// Calls `visit` with every state of the document, the general ones first.
fn each_state(content: &Content, mut visit: impl FnMut(&State)) {
    for service in &content.services {
        visit(&service.state);
        for local in service.sites.iter().chain(&service.tenants) {
            visit(&local.state);
        }
    }
}

/// When anything that readers see was last changed.
pub fn last_change(content: &Content) -> When {
    // Of a day, what has a time says more.
    let order = |when: When| match when {
        When::Date(date) => (date, UnixTime::default()),
        When::Instant(time) => (berlin(time).date, time),
    };
    let mut latest = content.updated;
    let mut note = |when: When| {
        if order(when) > order(latest) {
            latest = when;
        }
    };
    each_state(content, |state| state.since.into_iter().for_each(&mut note));
    for service in &content.services {
        service.history.iter().for_each(|change| note(change.at));
    }
    for incident in &content.incidents {
        incident.updates.iter().for_each(|update| note(update.at));
    }
    for planned in &content.maintenances {
        planned.updates.iter().for_each(|update| note(update.at));
    }
    for question in &content.faq {
        question.updated.into_iter().for_each(&mut note);
    }
    latest
}

/// Whether it is over at `now`.
pub fn is_past(when: When, now: UnixTime) -> bool {
    match when {
        When::Date(date) => date < today(now),
        When::Instant(time) => time < now,
    }
}

fn today(now: UnixTime) -> Date {
    berlin(now).date
}

/// The next moment at which a time that readers are told has passed. (Days pass at
/// midnight, at which everything is said anew.)
pub fn next_date(content: &Content, now: UnixTime) -> Option<UnixTime> {
    let mut next = None;
    let mut note = |when: Option<When>| {
        if let Some(When::Instant(time)) = when
            && time >= now
            && next.is_none_or(|next| time < next)
        {
            next = Some(time);
        }
    };
    each_state(content, |state| note(state.outlook.as_ref().and_then(|outlook| outlook.expected)));
    content.maintenances.iter().for_each(|planned| note(planned.ends));
    content.contacts.iter().for_each(|contact| note(contact.valid_until));
    next
}
