//! What stands in which section, made from the document.
//!
//! Owns whose each part is: the reader's own comes first, what is for others stands further
//! down or, on a page for one audience, not at all. Whether a state may be shown is decided
//! by [`shown_state`] alone.

use std::cell::Cell;

use super::genuine::{self, Entry};
use super::search::{MIN_QUESTIONS, Search};
use super::sentence::sentence;
use super::times::{Age, age_of, age_of_change, is_past, last_change, next_date};
use super::{
    Category, Change, Choice, Chooser, ContactCard, ContentView, CorrectionView, FaqSearch, Group, Message,
    NamedLink, Names, Options, Others, OutlookView, PROOF, Place, Proof, QuestionView, Report, Rich,
    ServiceRow, Time, Words, shown_state,
};
use crate::core::document::calendar::When;
use crate::core::document::localized::preference;
use crate::core::document::rich_text::plain_text;
use crate::core::document::visible_text::{visible_nodes, visible_text};
use crate::core::document::{
    Audience, Contact, Content, Correction, Impact, Incident, IncidentStatus, Link, LinkKind, Maintenance,
    MaintenanceStatus, Named, Outlook, OutlookKind, Question, RichText, Service, ServiceStatus, StateScope,
    Tenant, Text, Update,
};
use crate::core::encoding::unix_time::UnixTime;
use crate::core::presentation::locale::{Locale, with_number};
use crate::core::session::freshness::Freshness;
use crate::core::session::{self, DisplayState};

/// Whose something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// The reader's, or everybody's.
    Readers,
    /// For others.
    Others,
    /// Not for this page.
    Nobodys,
}

/// What all parts of the content are presented with.
pub struct Presenter<'a> {
    display: &'a DisplayState<'a>,
    content: &'a Content,
    /// The insurer whose page this is.
    pub tenant: Option<&'a Tenant>,
    choice: Option<Choice>,
    /// Who the reader is; everybody without it.
    reader: Option<Audience>,
    /// What is for others is not for this page.
    is_exclusive: bool,
    locale: Locale,
    preference: Vec<&'a str>,
    /// A longer text was not there in the language of the fixed words.
    is_untranslated: Cell<bool>,
    options: &'a Options,
    search: Option<Search>,
}

impl<'a> Presenter<'a> {
    /// Prepares to present `content`.
    pub fn new(
        display: &'a DisplayState<'a>,
        content: &'a Content,
        options: &'a Options,
        locale: Locale,
    ) -> Self {
        let insured = Audience::InsuredPersons;
        let is_for_insured = |service: &Service| insured.is_meant(&service.audience);
        // What has nothing for insured persons is not made for them.
        let reader =
            options.audience.or_else(|| content.services.iter().any(is_for_insured).then_some(insured));
        let id = options.tenant.as_ref();
        Self {
            display,
            content,
            tenant: id.and_then(|id| content.tenants.iter().find(|tenant| tenant.id == *id)),
            choice: options.choice,
            reader,
            is_exclusive: options.audience.is_some(),
            locale,
            preference: preference(&options.lang, &content.languages),
            is_untranslated: Cell::new(false),
            options,
            search: Search::new(&options.search).filter(|_| content.faq.len() >= MIN_QUESTIONS),
        }
    }

    /// The next moment at which a time that readers are told has passed.
    pub fn next_date(&self) -> Option<UnixTime> {
        next_date(self.content, self.display.now)
    }

    /// Presents it.
    pub fn present(&self) -> ContentView {
        let content = self.content;
        let groups = self.groups(Whose::Readers);
        let rows: Vec<&ServiceRow> = groups.iter().flat_map(|group| &group.services).collect();
        let sentence = if self.is_outdated() {
            None
        } else {
            sentence(self.locale, &rows, &|row| self.is_disrupted(row))
        };
        let changes = self.changes(&rows);
        let (as_of, counted) = self.as_of();
        let faq = self.faq(Whose::Readers);
        ContentView {
            title: self.words(&content.title),
            tenant: self
                .tenant
                .map(|tenant| Place { name: self.words(&tenant.name), example: tenant.example }),
            chooser: self.chooser(),
            as_of,
            age: counted.says(self.locale, self.display.now),
            counted,
            outdated: self.is_outdated(),
            progress: self.progress(),
            sentence,
            changes,
            search: self.faq_search(&faq),
            faq,
            summary: content.summary.as_ref().map(|summary| self.rich(summary)),
            reports: self.reports(Whose::Readers, false),
            earlier: self.reports(Whose::Readers, true),
            others: self.others(),
            contacts: self.contacts(Whose::Readers),
            proof: self.proof(),
            sign_language: content
                .links
                .iter()
                .find(|link| is_sign_language(link))
                .map(|link| self.link(link)),
            links: content
                .links
                .iter()
                .filter(|link| !is_sign_language(link))
                .map(|link| self.link(link))
                .collect(),
            publisher: self.words(&content.publisher.name),
            publisher_url: content.publisher.url.clone(),
            copyright: content.publisher.copyright.as_deref().map(visible_text),
            groups,
            // Last: by now, every text has been looked for.
            is_untranslated: self.is_untranslated.get(),
        }
    }

    fn is_outdated(&self) -> bool {
        self.display.freshness == Freshness::Expired
    }

    fn progress(&self) -> Option<&'static str> {
        let notices = &self.display.notices;
        match self.display.freshness {
            // The reader is told that it has expired as soon as no answer has come.
            Freshness::Expired => notices.is_empty().then_some(self.locale.phrases.checking),
            Freshness::Fresh => {
                notices.contains(&session::Notice::Retrying).then_some(self.locale.phrases.retrying)
            }
        }
    }

    /// The insurers, where the reader may choose among several.
    fn chooser(&self) -> Option<Chooser> {
        let choice = self.choice.filter(|_| !self.content.tenants.is_empty())?;
        let mut insurers: Vec<(String, Words)> = Vec::new();
        for tenant in &self.content.tenants {
            let name = self.words(&tenant.name);
            // A sort of the library's would cost every reader two kilobytes.
            let is_after = |(_, other): &(String, Words)| is_before(&name.text, &other.text);
            let place = insurers.iter().position(is_after).unwrap_or(insurers.len());
            insurers.insert(place, (tenant.id.clone(), name));
        }
        let chosen = self.tenant.map(|tenant| tenant.id.clone());
        Some(Chooser { insurers, chosen, is_remembered: choice.is_remembered })
    }

    /// The one time that is told of the whole.
    #[inline(never)]
    fn as_of(&self) -> (Time, Age) {
        let now = self.display.now;
        let confirmed = self.display.document.map_or(now, |document| document.claims().iat);
        let changed = last_change(self.content);
        let (when, age) = if self.is_outdated() {
            (confirmed.into(), age_of(confirmed))
        } else {
            (changed, age_of_change(changed, confirmed, self.locale, now))
        };
        (Time { text: self.locale.recently(when, now), datetime: when.to_string() }, age)
    }

    /// The tag, where it is not the language of the fixed words.
    fn foreign(&self, lang: &str) -> Option<String> {
        (!lang.eq_ignore_ascii_case(self.locale.language.tag())).then(|| lang.to_owned())
    }

    #[inline(never)]
    fn words(&self, text: &Text) -> Words {
        text.lookup(&self.preference)
            .map(|found| Words { text: visible_text(found.value), lang: self.foreign(found.lang) })
            .unwrap_or_default()
    }

    #[inline(never)]
    fn rich(&self, text: &RichText) -> Rich {
        let Some(found) = text.lookup(&self.preference) else { return Rich::default() };
        let lang = self.foreign(found.lang);
        if lang.is_some() {
            self.is_untranslated.set(true);
        }
        Rich { nodes: visible_nodes(found.value), lang }
    }

    #[inline(never)]
    fn time(&self, when: When) -> Time {
        Time { text: self.locale.when(when), datetime: when.to_string() }
    }

    /// Of the messages and states of these days: `heute, 13:42 Uhr`.
    #[inline(never)]
    fn recent_time(&self, when: When) -> Time {
        Time { text: self.locale.recently(when, self.display.now), ..self.time(when) }
    }

    #[inline(never)]
    fn whose(&self, audience: &[Audience]) -> Whose {
        if self.reader.is_none_or(|reader| reader.is_meant(audience)) {
            Whose::Readers
        } else if self.is_exclusive {
            Whose::Nobodys
        } else {
            Whose::Others
        }
    }

    /// "Für Krankenkassen, Medien", where that is not the reader.
    #[inline(never)]
    fn audience(&self, audience: &[Audience]) -> Option<String> {
        if self.reader.is_some() && self.whose(audience) == Whose::Readers {
            return None;
        }
        let names: Vec<&str> = audience.iter().filter_map(|one| self.locale.phrases.audience(*one)).collect();
        (!names.is_empty()).then(|| [self.locale.phrases.audience, &self.locale.list(&names)].concat())
    }

    /// Ids are unique within a list; as a deep link one belongs to the question, else to the
    /// service.
    #[inline(never)]
    fn anchor(&self, id: &str, is_service: bool) -> Option<String> {
        let is_taken = self.content.faq.iter().any(|question| question.id == id)
            || (!is_service && self.content.services.iter().any(|service| service.id == id));
        (!is_taken).then(|| id.to_owned())
    }

    /// Services in the order of their headings; those without one come last. A single
    /// heading says nothing.
    fn groups(&self, whose: Whose) -> Vec<Group> {
        let mut groups = Vec::new();
        for heading in &self.content.groups {
            self.group(whose, Some(heading), &mut groups);
        }
        self.group(whose, None, &mut groups);
        if let [single] = groups.as_mut_slice() {
            single.name = None;
        }
        groups
    }

    /// Adds the services under `heading`, if there are any.
    #[inline(never)]
    fn group(&self, whose: Whose, heading: Option<&Named>, groups: &mut Vec<Group>) {
        let mut services = Vec::new();
        let mut are_others_named = false;
        for service in &self.content.services {
            are_others_named |= service.group.is_some();
            if service.group.as_ref() == heading.map(|heading| &heading.id)
                && self.whose(&service.audience) == whose
            {
                services.push(self.service(service));
            }
        }
        let name = match heading {
            Some(heading) => Some(self.words(&heading.name)),
            None if are_others_named => {
                Some(Words { text: self.locale.phrases.other_services.into(), lang: None })
            }
            None => None,
        };
        if !services.is_empty() {
            groups.push(Group {
                id: heading.map(|heading| heading.id.clone()),
                name,
                example: heading.is_some_and(|heading| heading.example),
                services,
            });
        }
    }

    #[inline(never)]
    fn service(&self, service: &Service) -> ServiceRow {
        let shown = shown_state(self.display, service.state_for(self.tenant));
        let status = shown.map_or(ServiceStatus::Unknown, |state| state.status);
        let scope = shown.map_or(StateScope::General, |state| state.scope);
        let was = self.display.last_visit.and_then(|visit| self.status_in(visit.content(), &service.id));
        let history = if shown.is_some() { &service.history[..] } else { &[] };
        ServiceRow {
            id: service.id.clone(),
            anchor: self.anchor(&service.id, true),
            name: self.words(&service.name),
            description: service.description.as_ref().map(|text| self.words(text)),
            audience: self.audience(&service.audience),
            status,
            status_text: self.locale.phrases.service_state(status, scope),
            scope,
            is_new: shown.is_some() && was.is_some_and(|was| was != status),
            since: shown.and_then(|state| state.since).map(|since| self.recent_time(since)),
            note: shown.and_then(|state| state.note).map(|text| self.rich(text)),
            alternative: shown.and_then(|state| state.alternative).map(|text| self.rich(text)),
            outlook: shown.and_then(|state| state.outlook).map(|outlook| self.outlook(outlook)),
            history: history
                .iter()
                .map(|change| {
                    (self.recent_time(change.at), self.locale.phrases.service_status(change.status))
                })
                .collect(),
        }
    }

    #[inline(never)]
    fn outlook(&self, outlook: &Outlook) -> OutlookView {
        let phrases = self.locale.phrases;
        let is_late = outlook.expected.is_some_and(|expected| is_past(expected, self.display.now));
        let expected = outlook.expected.filter(|_| !is_late).map(|expected| self.time(expected));
        let (says, before) = match (outlook.kind, &expected) {
            (OutlookKind::Backlog, Some(_)) => (Some(phrases.backlog_until), ""),
            (kind, _) => (phrases.outlook(kind), phrases.expected),
        };
        let after = match outlook.kind {
            _ if is_late => Some(phrases.date_passed),
            // Nobody waits for what works.
            OutlookKind::Restoring | OutlookKind::UnderReview if expected.is_none() => Some(phrases.no_date),
            _ => None,
        };
        OutlookView { kind: outlook.kind, says, before, expected, after }
    }

    /// The state that the service of this id has in `content`, before it is said whether that
    /// may be shown.
    #[inline(never)]
    fn status_in(&self, content: &Content, id: &str) -> Option<ServiceStatus> {
        let service = content.services.iter().find(|service| service.id == id)?;
        let tenant = self.tenant.and_then(|tenant| content.tenants.iter().find(|one| one.id == tenant.id));
        Some(service.state_for(tenant).status)
    }

    /// What is otherwise than in the document before this one.
    #[inline(never)]
    fn changes(&self, rows: &[&ServiceRow]) -> Vec<Change> {
        let Some(previous) = self.display.previous.filter(|_| !self.is_outdated()) else { return Vec::new() };
        let is_changed = |row: &&&ServiceRow| {
            self.status_in(previous.content(), &row.id).is_some_and(|was| was != row.status)
        };
        let changed = rows.iter().filter(is_changed);
        changed.map(|row| Change { name: row.name.clone(), status_text: row.status_text }).collect()
    }

    /// Whether an incident hits a service that is still under way.
    fn is_disrupted(&self, row: &ServiceRow) -> bool {
        self.content.incidents.iter().any(|incident| {
            matches!(incident.status, IncidentStatus::Investigating | IncidentStatus::Identified)
                && incident.impact != Impact::None
                && incident.services.contains(&row.id)
        })
    }

    /// What stands further down, for others than the reader.
    #[inline(never)]
    fn others(&self) -> Option<Others> {
        let groups = self.groups(Whose::Others);
        let others = Others {
            title: self.title_of_others(groups.iter().map(|group| group.services.len()).sum()),
            groups,
            reports: {
                let mut reports = self.reports(Whose::Others, false);
                reports.append(&mut self.reports(Whose::Others, true));
                reports
            },
            faq: self.faq(Whose::Others),
            contacts: self.contacts(Whose::Others),
        };
        let Others { groups, reports, faq, contacts, .. } = &others;
        let is_empty = groups.is_empty() && reports.is_empty() && faq.is_empty() && contacts.is_empty();
        (!is_empty).then_some(others)
    }

    /// "Für Praxen, Krankenkassen und Medien (4 Dienste)".
    fn title_of_others(&self, services: usize) -> String {
        let others = Audience::ALL.iter().filter(|audience| Some(**audience) != self.reader);
        let names: Vec<&str> =
            others.filter_map(|audience| self.locale.phrases.audience(*audience)).collect();
        let mut title = [self.locale.phrases.audience, &self.locale.list(&names)].concat();
        if services > 0 {
            title.extend([" (", &self.locale.count_services(services), ")"]);
        }
        title
    }

    /// The services of these ids.
    fn services_of<'s>(&self, ids: &'s [String]) -> impl Iterator<Item = &'a Service> + use<'a, 's> {
        let services = &self.content.services;
        ids.iter().filter_map(|id| services.iter().find(|service| service.id == *id))
    }

    /// Whose an incident or a maintenance is, by the services that it affects.
    fn whose_services(&self, ids: &[String]) -> Whose {
        let whose: Vec<Whose> = self.services_of(ids).map(|service| self.whose(&service.audience)).collect();
        let is_any = |one| whose.contains(&one);
        match () {
            () if whose.is_empty() || is_any(Whose::Readers) => Whose::Readers,
            () if is_any(Whose::Others) => Whose::Others,
            () => Whose::Nobodys,
        }
    }

    /// Incidents and maintenances, those that are over or those that are not.
    fn reports(&self, whose: Whose, is_over: bool) -> Vec<Report> {
        let mut reports = Vec::new();
        for incident in &self.content.incidents {
            if (incident.status == IncidentStatus::Resolved) == is_over
                && self.whose_services(&incident.services) == whose
            {
                reports.push(self.incident(incident, whose));
            }
        }
        for planned in &self.content.maintenances {
            if (planned.status == MaintenanceStatus::Completed) == is_over
                && self.whose_services(&planned.services) == whose
            {
                reports.push(self.maintenance(planned, whose));
            }
        }
        reports
    }

    #[inline(never)]
    fn incident(&self, incident: &Incident, whose: Whose) -> Report {
        let resolved = incident.updates.iter().rfind(|update| update.status == IncidentStatus::Resolved);
        let lasted = resolved.zip(incident.updates.last()).and_then(|(end, start)| {
            self.locale.length(end.at.earliest().saturating_since(start.at.earliest()))
        });
        let before = self
            .display
            .last_visit
            .and_then(|visit| visit.content().incidents.iter().find(|before| before.id == incident.id));
        Report {
            id: incident.id.clone(),
            anchor: self.anchor(&incident.id, false),
            title: self.words(&incident.title),
            status_text: self
                .unless_said(incident.status, &incident.updates)
                .map(|status| self.locale.phrases.incident_status(status)),
            impact: if self.is_outdated() { None } else { self.locale.phrases.impact(incident.impact) },
            starts: None,
            ends: None,
            is_late: false,
            lasted: lasted.filter(|_| incident.status == IncidentStatus::Resolved),
            services: self.service_names(&incident.services, whose),
            updates: self.messages(&incident.updates, before.map(|before| before.updates.len()), |status| {
                self.locale.phrases.incident_status(status)
            }),
        }
    }

    #[inline(never)]
    fn maintenance(&self, planned: &Maintenance, whose: Whose) -> Report {
        let is_over = planned.status == MaintenanceStatus::Completed;
        let before = self
            .display
            .last_visit
            .and_then(|visit| visit.content().maintenances.iter().find(|before| before.id == planned.id));
        Report {
            id: planned.id.clone(),
            anchor: self
                .anchor(&planned.id, false)
                .filter(|id| !self.content.incidents.iter().any(|incident| incident.id == *id)),
            title: self.words(&planned.title),
            status_text: self
                .unless_said(planned.status, &planned.updates)
                .map(|status| self.locale.phrases.maintenance_status(status)),
            impact: None,
            starts: Some(self.time(planned.starts)),
            ends: planned.ends.map(|ends| self.time(ends)),
            is_late: !is_over && planned.ends.is_some_and(|ends| is_past(ends, self.display.now)),
            lasted: None,
            services: self.service_names(&planned.services, whose),
            updates: self.messages(&planned.updates, before.map(|before| before.updates.len()), |status| {
                self.locale.phrases.maintenance_status(status)
            }),
        }
    }

    /// How far things are, where the newest message does not say so and it may be said.
    fn unless_said<S: Copy + PartialEq>(&self, status: S, updates: &[Update<S>]) -> Option<S> {
        let is_said = updates.first().is_some_and(|newest| newest.status == status);
        (!is_said && !self.is_outdated()).then_some(status)
    }

    /// Messages, of which there were `before` on the reader's last visit; the newest come
    /// first.
    fn messages<S: Copy>(
        &self,
        updates: &[Update<S>],
        before: Option<usize>,
        status: impl Fn(S) -> &'static str,
    ) -> Vec<Message> {
        let is_here_again = self.display.last_visit.is_some();
        let new = updates.len().saturating_sub(before.unwrap_or(0));
        let mut messages = Vec::new();
        for update in updates {
            messages.push(Message {
                at: self.recent_time(update.at),
                status_text: status(update.status),
                text: self.rich(&update.text),
                correction: self.correction(update.correction.as_ref()),
                is_new: is_here_again && messages.len() < new,
            });
        }
        messages
    }

    #[inline(never)]
    fn correction(&self, correction: Option<&Correction>) -> Option<CorrectionView> {
        correction.map(|correction| CorrectionView {
            at: self.time(correction.at),
            before: self.rich(&correction.before),
        })
    }

    /// The names of those of the services that are `whose`; none where it is all of these,
    /// which stand above.
    #[inline(never)]
    fn service_names(&self, ids: &[String], whose: Whose) -> Names {
        let is_whose = |service: &&Service| self.whose(&service.audience) == whose;
        let affected: Vec<&Service> = self.services_of(ids).filter(is_whose).collect();
        if affected.len() == self.content.services.iter().filter(is_whose).count() {
            return Names::default();
        }
        let names = affected.into_iter().map(|service| self.words(&service.name)).collect();
        Names::new(self.locale, names, 0)
    }

    /// Questions in the order of their headings; those without one come first.
    fn faq(&self, whose: Whose) -> Vec<Category> {
        let mut faq = Vec::new();
        self.category(whose, None, &mut faq);
        for heading in &self.content.categories {
            self.category(whose, Some(heading), &mut faq);
        }
        faq
    }

    /// Adds the questions under `heading`, if there are any.
    #[inline(never)]
    fn category(&self, whose: Whose, heading: Option<&Named>, faq: &mut Vec<Category>) {
        let mut questions = Vec::new();
        for question in &self.content.faq {
            if question.category.as_ref() == heading.map(|heading| &heading.id)
                && self.whose(&question.audience) == whose
            {
                questions.push(self.question(question));
            }
        }
        if !questions.is_empty() {
            let id = heading.map(|heading| heading.id.clone());
            faq.push(Category { id, name: heading.map(|heading| self.words(&heading.name)), questions });
        }
    }

    /// The search, where there are many questions.
    fn faq_search(&self, faq: &[Category]) -> Option<FaqSearch> {
        let questions = || faq.iter().flat_map(|category| &category.questions);
        let text = self.options.search.clone();
        let found = match questions().filter(|question| !question.is_hidden).count() {
            _ if self.search.is_none() => String::new(),
            0 => self.locale.phrases.none_found.into(),
            number => with_number(self.locale.phrases.number_found, number),
        };
        let search = FaqSearch { text, search: self.search.clone(), found };
        (questions().count() >= MIN_QUESTIONS).then_some(search)
    }

    /// What came of copying what has this id.
    fn copied(&self, id: &str) -> Option<&'static str> {
        let (_, is_copied) = self.options.copied.as_ref().filter(|(copied, _)| copied == id)?;
        Some(if *is_copied { self.locale.phrases.copied } else { self.locale.phrases.not_copied })
    }

    fn question(&self, question: &Question) -> QuestionView {
        let (asks, answer) = (self.words(&question.question), self.rich(&question.answer));
        let (mut is_hidden, mut is_found_inside) = (false, false);
        if let Some(search) = &self.search {
            let answer = plain_text(&answer.nodes);
            is_hidden = !search.is_in(&[&asks.text, &answer]);
            is_found_inside = !is_hidden && !search.is_in(&[&asks.text]);
        }
        QuestionView {
            id: question.id.clone(),
            question: asks,
            answer,
            is_hidden,
            is_found_inside,
            copied: self.copied(&question.id),
            updated: question.updated.map(|updated| self.time(updated)),
            correction: self.correction(question.correction.as_ref()),
        }
    }

    /// The insurer's own first, what was set up for the disruption before the rest.
    #[inline(never)]
    fn contacts(&self, whose: Whose) -> Vec<ContactCard> {
        let is_here = |contact: &&Contact| {
            let is_ours = self.tenant.is_some_and(|tenant| contact.tenants.contains(&tenant.id));
            (contact.tenants.is_empty() || is_ours)
                && self.whose(&contact.audience) == whose
                && self.is_valid(contact)
        };
        let mut cards = Vec::new();
        for order in [(false, true), (false, false), (true, true), (true, false)] {
            for contact in self.content.contacts.iter().filter(is_here) {
                if (contact.tenants.is_empty(), contact.emergency) == order {
                    cards.push(self.contact(contact));
                }
            }
        }
        cards
    }

    /// Whether it can be used now.
    fn is_valid(&self, contact: &Contact) -> bool {
        contact.valid_until.is_none_or(|until| !is_past(until, self.display.now))
    }

    fn contact(&self, contact: &Contact) -> ContactCard {
        let link = |name: &str, scheme: &str, rest: &str| NamedLink {
            name: Words { text: visible_text(name), lang: None },
            url: [scheme, rest].concat(),
        };
        let number = contact.phone_number.as_deref();
        let phone = contact.phone.as_deref().or(number);
        ContactCard {
            name: self.words(&contact.name),
            audience: self.audience(&contact.audience),
            emergency: contact.emergency,
            address: contact.address.iter().map(|line| visible_text(line)).collect(),
            phone: phone.map(|phone| link(phone, "tel:", number.unwrap_or_default())),
            email: contact.email.as_deref().map(|email| link(email, "mailto:", email)),
            hours: contact.hours.as_ref().map(|hours| self.words(hours)),
            valid_until: contact.valid_until.map(|until| self.time(until)),
        }
    }

    fn link(&self, link: &Link) -> NamedLink {
        NamedLink { name: self.words(&link.name), url: link.url.clone() }
    }

    #[inline(never)]
    fn proof(&self) -> Proof {
        let phrases = self.locale.phrases;
        let mut facts = Vec::new();
        if let Some(document) = self.display.document {
            let claims = document.claims();
            let when = |time: UnixTime| self.locale.when(time.into());
            let trust = &document.trust().last().claims;
            let keys: Vec<String> = document.signers().iter().map(ToString::to_string).collect();
            let mut say = |name, value| facts.push((name, value));
            say(phrases.proof_publisher, visible_text(&[&*claims.iss, " ", &*claims.sub].concat()));
            say(phrases.proof_signed, when(claims.iat));
            say(phrases.proof_expires, when(claims.exp));
            say(phrases.proof_version, claims.version.to_string());
            say(phrases.proof_keys, keys.join(" "));
            let version = [phrases.proof_version, " ", &trust.version.to_string()].concat();
            let expires = [phrases.proof_expires, " ", &when(trust.exp)].concat();
            say(phrases.proof_trust, [version, expires].join(" · "));
        }
        let ids = self.tenant.map_or(&[][..], |tenant| &tenant.sites);
        let sites = self.content.sites.iter().filter(|site| ids.contains(&site.id));
        let sites: Vec<String> = sites.map(|site| self.words(&site.name).text).collect();
        if !sites.is_empty() {
            facts.push((phrases.sites, sites.join(", ")));
        }
        let failures = self.display.failures.iter();
        let refused = failures.map(|(source, failure)| format!("{}: {failure}", source + 1)).collect();
        let asked = self.options.asked.clone();
        let verdict = (!asked.trim().is_empty()).then(|| genuine::look_up(&asked, &self.entries()));
        Proof { facts, refused, copied: self.copied(PROOF), asked, verdict }
    }

    /// All contacts, also those of other insurers, and links that hold now.
    fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for contact in self.content.contacts.iter().filter(|contact| self.is_valid(contact)) {
            for value in [&contact.phone_number, &contact.email].into_iter().flatten() {
                entries.push(Entry { name: self.words(&contact.name), value: value.clone() });
            }
        }
        let publisher = &self.content.publisher;
        if let Some(value) = &publisher.url {
            entries.push(Entry { name: self.words(&publisher.name), value: value.clone() });
        }
        for link in &self.content.links {
            entries.push(Entry { name: self.words(&link.name), value: link.url.clone() });
        }
        entries
    }
}

/// Whether it leads to a film in sign language (BITV 2.0, section 4).
fn is_sign_language(link: &Link) -> bool {
    link.kind == Some(LinkKind::SignLanguage)
}

/// Whether a name stands before another in a list. (Unicode's tables of upper and lower case
/// would cost every reader six kilobytes.)
fn is_before(name: &str, other: &str) -> bool {
    let letters = |name: &str| name.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>();
    letters(name) < letters(other)
}
