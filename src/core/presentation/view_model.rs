//! From what may be shown to what is shown: plain data, ready for the views.
//!
//! Owns every decision about presentation that needs thought: the invariant that
//! no state is shown unless a fresh, verified document says so ([`shown_state`]),
//! the language of each text, the state for one insurer, and the words for times,
//! ages and failures. Pure: a [`DisplayState`] and [`Options`] in, a [`WidgetModel`]
//! out. Knows no HTML.

use crate::core::document::calendar::{Date, When, berlin};
use crate::core::document::localized::preference;
use crate::core::document::rich_text::Nodes;
use crate::core::document::visible_text::{visible_nodes, visible_text};
use crate::core::document::{
    self, Audience, Claims, Contact, Incident, Link, Maintenance, Named, Outlook, Question, RichText,
    Service, ServiceStatus, State, Tenant, Text, Update,
};
use crate::core::encoding::unix_time::UnixTime;
use crate::core::presentation::phrases::{self, Language, Phrases};
use crate::core::session::freshness::Freshness;
use crate::core::session::{self, DisplayState};

/// What a portal chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The reader's language, a BCP 47 tag; empty for German.
    pub lang: String,
    /// Id of the insurer whose states are shown; the general ones without it.
    pub tenant: Option<String>,
    /// Whom the page is for; everybody without it.
    pub audience: Option<Audience>,
    /// The level of the widget's heading in the page's outline, 1 to 6.
    pub heading_level: u8,
}

impl Default for Options {
    fn default() -> Self {
        Self { lang: String::new(), tenant: None, audience: None, heading_level: 2 }
    }
}

/// All that the views need.
#[derive(Debug, Clone, PartialEq)]
pub struct WidgetModel {
    /// The language of the fixed words.
    pub language: Language,
    /// The level of the widget's heading, 1 to 6.
    pub heading_level: u8,
    /// The first answer is still under way.
    pub loading: bool,
    /// The day on which it was made: what is today changes at midnight.
    today: Date,
    /// What has to be said beside the content, the gravest first.
    pub notices: Vec<NoticeView>,
    /// What a verified document says; without it the portal's own text is shown.
    pub content: Option<ContentView>,
}

/// A short text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The text.
    pub text: String,
    /// Its BCP 47 tag where it is not the language of the fixed words.
    pub lang: Option<String>,
}

/// A text with structure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rich {
    /// The tree. Its links are not checked yet.
    pub nodes: Nodes,
    /// Its BCP 47 tag where it is not the language of the fixed words.
    pub lang: Option<String>,
}

/// A time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// As it is said.
    pub text: String,
    /// For machines (RFC 3339).
    pub datetime: String,
}

/// What kind of notice it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// See [`session::Notice`].
    Session(session::Notice),
    /// The portal names an insurer that the document does not know.
    UnknownTenant,
}

/// Something that has to be said beside the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// What kind it is.
    pub kind: NoticeKind,
    /// What happened, in a few words.
    pub title: &'static str,
    /// What it means, and what a reader can do.
    pub text: String,
}

/// What a verified document says, as far as it may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct ContentView {
    /// The headline.
    pub title: Words,
    /// The insurer whose states are shown.
    pub tenant: Option<Place>,
    /// All states in one sentence; none where no service is shown or nothing is known.
    pub overall: Option<Overall>,
    /// When the publisher last confirmed the document.
    pub confirmed: Time,
    /// How long ago that was.
    pub age: String,
    /// From when on that is counted.
    issued: UnixTime,
    /// When a text was last changed.
    pub updated: Time,
    /// Whether the document has expired, so that its texts may be out of date.
    pub outdated: bool,
    /// What is being done about it that the document is not the newest.
    pub progress: Option<&'static str>,
    /// What has happened.
    pub summary: Option<Rich>,
    /// Services under their headings.
    pub groups: Vec<Group>,
    /// What went wrong, newest first.
    pub incidents: Vec<Report>,
    /// What is planned, newest first.
    pub maintenances: Vec<Report>,
    /// Questions under their headings.
    pub faq: Vec<Category>,
    /// How to reach the publisher.
    pub contacts: Vec<ContactCard>,
    /// Imprint, privacy notice and the like.
    pub links: Vec<NamedLink>,
    /// Who says all this.
    pub publisher: Words,
    /// The publisher's website. Not checked yet.
    pub publisher_url: Option<String>,
    /// The copyright line.
    pub copyright: Option<String>,
}

/// An insurer and where it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name.
    pub name: Words,
    /// Made up to show how it works.
    pub example: bool,
    /// Its operations centres.
    pub sites: Vec<Site>,
}

/// An operations centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The id.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Made up to show how it works.
    pub example: bool,
}

/// All states in one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overall {
    /// The worst of the states shown.
    pub status: ServiceStatus,
    /// The sentence.
    pub text: &'static str,
}

/// Services under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The id; nothing for services that are in none.
    pub id: Option<String>,
    /// The heading.
    pub name: Option<Words>,
    /// Made up to show how it works.
    pub example: bool,
    /// The services.
    pub services: Vec<ServiceRow>,
}

/// For whom a state holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// For everybody, or nothing is said about it.
    General,
    /// The general state is shown, and there are others at single insurers.
    Varies,
    /// The state of the insurer that the portal names.
    Tenant,
}

/// A service and its state.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceRow {
    /// The id.
    pub id: String,
    /// The name.
    pub name: Words,
    /// What it is.
    pub description: Option<Words>,
    /// Whom it is for, where that is not everybody on this page.
    pub audience: Option<String>,
    /// The state; see [`shown_state`].
    pub status: ServiceStatus,
    /// The state in words.
    pub status_text: &'static str,
    /// For whom it holds.
    pub scope: Scope,
    /// Since when.
    pub since: Option<Time>,
    /// Caveats.
    pub note: Option<Rich>,
    /// What to do meanwhile.
    pub alternative: Option<Rich>,
    /// Where it is heading.
    pub outlook: Option<&'static str>,
    /// When that is expected.
    pub expected: Option<Time>,
}

/// An incident or a maintenance.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The id.
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// How far it is; nothing where the document has expired.
    pub status_text: Option<&'static str>,
    /// How badly it hits; nothing where the document has expired.
    pub impact: Option<&'static str>,
    /// When it starts.
    pub starts: Option<Time>,
    /// When it should be over.
    pub ends: Option<Time>,
    /// The names of affected services.
    pub services: Vec<Words>,
    /// Messages, newest first.
    pub updates: Vec<Message>,
}

/// A dated message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// When it was said.
    pub at: Time,
    /// How far things were then.
    pub status_text: &'static str,
    /// What was said.
    pub text: Rich,
}

/// Questions under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// The id; nothing for questions that are in none.
    pub id: Option<String>,
    /// The heading.
    pub name: Option<Words>,
    /// The questions.
    pub questions: Vec<QuestionView>,
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionView {
    /// The deep link.
    pub id: String,
    /// What is asked.
    pub question: Words,
    /// What is answered.
    pub answer: Rich,
    /// When the answer was last changed.
    pub updated: Option<Time>,
}

/// A way to reach somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactCard {
    /// Whom one reaches.
    pub name: Words,
    /// Whom it is for, where that is not everybody on this page.
    pub audience: Option<String>,
    /// Postal address, line by line.
    pub address: Vec<String>,
    /// Telephone.
    pub phone: Option<NamedLink>,
    /// E-mail.
    pub email: Option<NamedLink>,
}

/// A link beside the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedLink {
    /// What readers see.
    pub name: Words,
    /// Where it leads. Not checked yet.
    pub url: String,
}

/// The invariant, in its one place: what `signed` says of a service may be shown
/// if, and only if, it stands in a verified document that is fresh. Everything
/// about a state passes through here; without it the state is unknown.
pub fn shown_state<'s>(display: &DisplayState<'_>, signed: &'s State) -> Option<&'s State> {
    (display.document.is_some() && display.freshness == Freshness::Fresh).then_some(signed)
}

/// Makes the model of a widget.
pub fn view_model(display: &DisplayState<'_>, options: &Options) -> WidgetModel {
    let language = Language::lookup(&options.lang);
    let phrases = language.phrases();
    // What is only said where the time of the document stands is no notice.
    let told = display.notices.iter().filter(|notice| **notice != session::Notice::Retrying);
    let mut notices: Vec<NoticeView> =
        told.map(|notice| NoticeView::new(NoticeKind::Session(*notice), language, display)).collect();
    let content = display.document.map(|authentic| {
        let content = authentic.content();
        let tenant =
            options.tenant.as_ref().and_then(|id| content.tenants.iter().find(|tenant| tenant.id == *id));
        if tenant.is_none() && options.tenant.is_some() {
            notices.push(NoticeView::new(NoticeKind::UnknownTenant, language, display));
        }
        Presenter {
            display,
            claims: authentic.claims(),
            content,
            tenant,
            audience: options.audience,
            language,
            phrases,
            preference: preference(&options.lang, &content.languages),
        }
        .present()
    });
    let heading_level = options.heading_level.clamp(1, 6);
    let today = berlin(display.now).date;
    WidgetModel { language, heading_level, loading: display.loading, today, notices, content }
}

/// How long ago `issued` was.
fn age(language: Language, issued: UnixTime, now: UnixTime) -> String {
    language.age(now.saturating_since(issued))
}

impl WidgetModel {
    /// Time has passed, and nothing else has changed.
    pub fn set_now(&mut self, now: UnixTime) {
        if let Some(content) = &mut self.content {
            content.age = age(self.language, content.issued, now);
        }
    }

    /// Whether at `now` more than ages has to be said otherwise.
    pub fn is_of_another_day(&self, now: UnixTime) -> bool {
        self.today != berlin(now).date
    }

    /// Whether the portal's own text is shown: while there is nothing else, and beside a
    /// document that is known to have expired.
    pub fn shows_fallback(&self) -> bool {
        self.content.as_ref().is_none_or(|content| content.outdated && content.progress.is_none())
    }
}

impl NoticeView {
    fn new(kind: NoticeKind, language: Language, display: &DisplayState<'_>) -> Self {
        let phrases = language.phrases();
        let phrases::NoticePhrases { title, text } = match kind {
            NoticeKind::Session(session::Notice::NotAuthentic) => phrases.not_authentic,
            NoticeKind::Session(session::Notice::WrongClock) => phrases.wrong_clock,
            NoticeKind::Session(session::Notice::Expired) => phrases.expired,
            NoticeKind::Session(session::Notice::Unreachable) => phrases.unreachable,
            NoticeKind::Session(session::Notice::OutOfTouch | session::Notice::Retrying) => {
                phrases.out_of_touch
            }
            NoticeKind::UnknownTenant => phrases.unknown_tenant,
        };
        let text = match (kind, display.document) {
            (NoticeKind::Session(session::Notice::Expired), Some(document)) => {
                let confirmed = language.recently(document.claims().iat.into(), display.now);
                format!("{}{confirmed}. {text}", phrases.last_known)
            }
            (NoticeKind::Session(session::Notice::WrongClock), _)
                if display.freshness == Freshness::Expired =>
            {
                phrases.wrong_clock_unknown.into()
            }
            _ => text.into(),
        };
        Self { kind, title, text }
    }
}

/// What all parts of the content are presented with.
struct Presenter<'a> {
    display: &'a DisplayState<'a>,
    claims: &'a Claims,
    content: &'a document::Content,
    tenant: Option<&'a Tenant>,
    audience: Option<Audience>,
    language: Language,
    phrases: &'static Phrases,
    preference: Vec<&'a str>,
}

impl Presenter<'_> {
    fn present(&self) -> ContentView {
        let content = self.content;
        let groups = self.groups();
        let issued = self.claims.iat;
        ContentView {
            title: self.words(&content.title),
            tenant: self.tenant.map(|tenant| self.place(tenant)),
            overall: if self.is_outdated() { None } else { self.overall(&groups) },
            confirmed: self.time(issued.into()),
            age: age(self.language, issued, self.display.now),
            issued,
            updated: self.time(content.updated),
            outdated: self.is_outdated(),
            progress: self.progress(),
            summary: content.summary.as_ref().map(|summary| self.rich(summary)),
            groups,
            incidents: content.incidents.iter().map(|incident| self.incident(incident)).collect(),
            maintenances: content.maintenances.iter().map(|planned| self.maintenance(planned)).collect(),
            faq: self.faq(),
            contacts: self.contacts(),
            links: content.links.iter().map(|link| self.link(link)).collect(),
            publisher: self.words(&content.publisher.name),
            publisher_url: content.publisher.url.clone(),
            copyright: content.publisher.copyright.as_deref().map(visible_text),
        }
    }

    fn is_outdated(&self) -> bool {
        self.display.freshness == Freshness::Expired
    }

    fn progress(&self) -> Option<&'static str> {
        let notices = &self.display.notices;
        match self.display.freshness {
            // The reader is told that it has expired as soon as no answer has come.
            Freshness::Expired => notices.is_empty().then_some(self.phrases.checking),
            Freshness::Fresh => notices.contains(&session::Notice::Retrying).then_some(self.phrases.retrying),
        }
    }

    /// The tag, where it is not the language of the fixed words.
    fn foreign(&self, lang: &str) -> Option<String> {
        (!lang.eq_ignore_ascii_case(self.language.tag())).then(|| lang.to_owned())
    }

    fn words(&self, text: &Text) -> Words {
        text.lookup(&self.preference)
            .map(|found| Words { text: visible_text(found.value), lang: self.foreign(found.lang) })
            .unwrap_or_default()
    }

    fn rich(&self, text: &RichText) -> Rich {
        text.lookup(&self.preference)
            .map(|found| Rich { nodes: visible_nodes(found.value), lang: self.foreign(found.lang) })
            .unwrap_or_default()
    }

    fn time(&self, when: When) -> Time {
        Time { text: self.language.when(when), datetime: when.to_string() }
    }

    /// Whether something for `audience` belongs on this page.
    fn fits(&self, audience: &[Audience]) -> bool {
        audience.is_empty() || self.audience.is_none_or(|wanted| audience.contains(&wanted))
    }

    /// "Für Versicherte, Medien", unless the page is for one audience anyway.
    fn audience(&self, audience: &[Audience]) -> Option<String> {
        let names: Vec<&str> = audience.iter().filter_map(|one| self.phrases.audience(*one)).collect();
        if self.audience.is_some() || names.is_empty() {
            return None;
        }
        Some([self.phrases.audience, &names.join(", ")].concat())
    }

    fn place(&self, tenant: &Tenant) -> Place {
        let site = |id: &String| self.content.sites.iter().find(|site| site.id == *id);
        Place {
            name: self.words(&tenant.name),
            example: tenant.example,
            sites: tenant
                .sites
                .iter()
                .filter_map(site)
                .map(|site| Site { id: site.id.clone(), name: self.words(&site.name), example: site.example })
                .collect(),
        }
    }

    fn overall(&self, groups: &[Group]) -> Option<Overall> {
        let states = || groups.iter().flat_map(|group| &group.services).map(|service| service.status);
        let worst = states().max_by_key(|status| status.severity())?;
        let best = states().min_by_key(|status| status.severity())?;
        Some(Overall { status: worst, text: self.phrases.overall(worst, best) })
    }

    /// Services in the order of their headings; those without one come last.
    fn groups(&self) -> Vec<Group> {
        let mut groups = Vec::new();
        for heading in &self.content.groups {
            self.group(Some(heading), &mut groups);
        }
        self.group(None, &mut groups);
        groups
    }

    /// Adds the services under `heading`, if there are any.
    fn group(&self, heading: Option<&Named>, groups: &mut Vec<Group>) {
        let mut services = Vec::new();
        let mut are_others_named = false;
        for service in &self.content.services {
            are_others_named |= service.group.is_some();
            if service.group.as_ref() == heading.map(|heading| &heading.id) && self.fits(&service.audience) {
                services.push(self.service(service));
            }
        }
        let name = match heading {
            Some(heading) => Some(self.words(&heading.name)),
            None if are_others_named => Some(Words { text: self.phrases.other_services.into(), lang: None }),
            None => None,
        };
        if !services.is_empty() {
            let id = heading.map(|heading| heading.id.clone());
            groups.push(Group {
                id,
                name,
                example: heading.is_some_and(|heading| heading.example),
                services,
            });
        }
    }

    fn service(&self, service: &Service) -> ServiceRow {
        let signed = service.state_for(self.tenant);
        let shown = shown_state(self.display, signed);
        let status = shown.map_or(ServiceStatus::Unknown, |state| state.status);
        let outlook: Option<&Outlook> = shown.and_then(|state| state.outlook.as_ref());
        let varies = !(service.sites.is_empty() && service.tenants.is_empty());
        ServiceRow {
            id: service.id.clone(),
            name: self.words(&service.name),
            description: service.description.as_ref().map(|text| self.words(text)),
            audience: self.audience(&service.audience),
            status,
            status_text: self.phrases.service_status(status),
            scope: match (shown, self.tenant) {
                (Some(state), Some(_)) if !std::ptr::eq(state, &raw const service.state) => Scope::Tenant,
                (Some(_), None) if varies => Scope::Varies,
                _ => Scope::General,
            },
            since: shown.and_then(|state| state.since).map(|since| self.time(since)),
            note: shown.and_then(|state| state.note.as_ref()).map(|text| self.rich(text)),
            alternative: shown.and_then(|state| state.alternative.as_ref()).map(|text| self.rich(text)),
            outlook: outlook.and_then(|outlook| self.phrases.outlook(outlook.kind)),
            expected: outlook.and_then(|outlook| outlook.expected).map(|expected| self.time(expected)),
        }
    }

    fn incident(&self, incident: &Incident) -> Report {
        let fresh = !self.is_outdated();
        Report {
            id: incident.id.clone(),
            title: self.words(&incident.title),
            status_text: fresh.then(|| self.phrases.incident_status(incident.status)),
            impact: if fresh { self.phrases.impact(incident.impact) } else { None },
            starts: None,
            ends: None,
            services: self.service_names(&incident.services),
            updates: self.messages(&incident.updates, |status| self.phrases.incident_status(status)),
        }
    }

    fn maintenance(&self, planned: &Maintenance) -> Report {
        let fresh = !self.is_outdated();
        Report {
            id: planned.id.clone(),
            title: self.words(&planned.title),
            status_text: fresh.then(|| self.phrases.maintenance_status(planned.status)),
            impact: None,
            starts: Some(self.time(planned.starts)),
            ends: planned.ends.map(|ends| self.time(ends)),
            services: self.service_names(&planned.services),
            updates: self.messages(&planned.updates, |status| self.phrases.maintenance_status(status)),
        }
    }

    fn messages<S: Copy>(&self, updates: &[Update<S>], status: impl Fn(S) -> &'static str) -> Vec<Message> {
        updates
            .iter()
            .map(|update| Message {
                at: self.time(update.at),
                status_text: status(update.status),
                text: self.rich(&update.text),
            })
            .collect()
    }

    fn service_names(&self, ids: &[String]) -> Vec<Words> {
        let services = &self.content.services;
        ids.iter()
            .filter_map(|id| services.iter().find(|service| service.id == *id))
            .map(|service| self.words(&service.name))
            .collect()
    }

    /// Questions in the order of their headings; those without one come first.
    fn faq(&self) -> Vec<Category> {
        let mut faq = Vec::new();
        self.category(None, &mut faq);
        for heading in &self.content.categories {
            self.category(Some(heading), &mut faq);
        }
        faq
    }

    /// Adds the questions under `heading`, if there are any.
    fn category(&self, heading: Option<&Named>, faq: &mut Vec<Category>) {
        let mut questions = Vec::new();
        for question in &self.content.faq {
            if question.category.as_ref() == heading.map(|heading| &heading.id)
                && self.fits(&question.audience)
            {
                questions.push(self.question(question));
            }
        }
        if !questions.is_empty() {
            let id = heading.map(|heading| heading.id.clone());
            faq.push(Category { id, name: heading.map(|heading| self.words(&heading.name)), questions });
        }
    }

    fn question(&self, question: &Question) -> QuestionView {
        QuestionView {
            id: question.id.clone(),
            question: self.words(&question.question),
            answer: self.rich(&question.answer),
            updated: question.updated.map(|updated| self.time(updated)),
        }
    }

    fn contacts(&self) -> Vec<ContactCard> {
        let here = self.content.contacts.iter().filter(|contact| self.fits(&contact.audience));
        here.map(|contact| self.contact(contact)).collect()
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
            address: contact.address.iter().map(|line| visible_text(line)).collect(),
            phone: phone.map(|phone| link(phone, "tel:", number.unwrap_or_default())),
            email: contact.email.as_deref().map(|email| link(email, "mailto:", email)),
        }
    }

    fn link(&self, link: &Link) -> NamedLink {
        NamedLink { name: self.words(&link.name), url: link.url.clone() }
    }
}
