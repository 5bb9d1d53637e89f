//! From what may be shown to what is shown: plain data, ready for the views.
//!
//! Owns every decision about presentation that needs thought: the invariant that
//! no state is shown unless a fresh, verified document says so ([`shown_state`]),
//! whose the page is and what comes first on it, the language of each text, and the words
//! for times, ages and failures. Pure: a [`DisplayState`] and [`Options`] in, a
//! [`WidgetModel`] out. Knows no HTML.
//!
//! | module | owns |
//! |---|---|
//! | here | the model, and when it has to be made anew |
//! | `presenter` | what stands in which section |
//! | `sentence` | all states in one sentence, and what has changed |
//! | `search` | finding words in questions and answers |
//! | `genuine` | whether what a reader was sent stands in the document |
//! | `times` | the time of the whole, and promises that have passed |

pub mod genuine;
mod presenter;
pub mod search;
mod sentence;
mod times;

use self::genuine::Verdict;
use self::presenter::Presenter;
use self::search::Search;
use self::times::Age;
use crate::core::document::calendar::{Date, berlin};
use crate::core::document::rich_text::Nodes;
use crate::core::document::{Audience, OutlookKind, ServiceStatus, ShownState, StateScope};
use crate::core::encoding::unix_time::UnixTime;
use crate::core::presentation::language::Language;
use crate::core::presentation::locale::{Locale, with_number};
use crate::core::session::freshness::Freshness;
use crate::core::session::{self, DisplayState};

/// What a portal chooses, and its reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The reader's language, a BCP 47 tag; empty for German.
    pub lang: String,
    /// Among which languages the reader may choose.
    pub languages: &'static [Language],
    /// Id of the insurer whose states are shown; the general ones without it.
    pub tenant: Option<String>,
    /// That it is the reader who chooses it; none where the portal does.
    pub choice: Option<Choice>,
    /// Whom the page is for, and nobody else; without it, insured persons come first.
    pub audience: Option<Audience>,
    /// The level of the widget's heading in the page's outline, 1 to 6.
    pub heading_level: u8,
    /// The short form, where the portal wants no more than that.
    pub banner: Option<Banner>,
    /// What the reader looks for in the questions.
    pub search: String,
    /// Of what the reader wants to know whether it is genuine.
    pub asked: String,
    /// The id of the answer whose address, or of the panel whose text, the reader wanted to
    /// copy last, and whether that went well.
    pub copied: Option<(String, bool)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lang: String::new(),
            languages: &[],
            tenant: None,
            choice: None,
            audience: None,
            heading_level: 2,
            banner: None,
            search: String::new(),
            asked: String::new(),
            copied: None,
        }
    }
}

/// The short form for a start page: whose services, one sentence, and a link to the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Banner {
    /// Where the rest stands; an address as the portal writes it. Not checked yet.
    pub href: Option<String>,
    /// Nothing is said while everything works.
    pub is_quiet: bool,
}

/// How the reader's choice of an insurer is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Whether it is remembered; none where nothing may be.
    pub is_remembered: Option<bool>,
}

/// All that the views need.
#[derive(Debug, Clone, PartialEq)]
pub struct WidgetModel {
    /// The language of the fixed words, with those.
    pub locale: Locale,
    /// Among which the reader may choose; nothing where there is no choice.
    pub languages: &'static [Language],
    /// The level of the widget's heading, 1 to 6.
    pub heading_level: u8,
    /// The short form, where that is wanted.
    pub banner: Option<Banner>,
    /// The first answer is still under way.
    pub loading: bool,
    /// The day on which it was made: what is today changes at midnight.
    today: Date,
    /// The first of the times that it names and that have not passed.
    next_date: Option<UnixTime>,
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

impl NoticeKind {
    /// As portals' scripts and styles know it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Session(session::Notice::NotAuthentic) => "not-authentic",
            Self::Session(session::Notice::WrongClock) => "wrong-clock",
            Self::Session(session::Notice::Expired) => "expired",
            Self::Session(session::Notice::Unreachable) => "unreachable",
            Self::Session(session::Notice::OutOfTouch | session::Notice::Retrying) => "out-of-touch",
            Self::UnknownTenant => "unknown-tenant",
        }
    }
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
    /// The headline of the document.
    pub title: Words,
    /// The insurer whose page this is.
    pub tenant: Option<Place>,
    /// Among which the reader may choose.
    pub chooser: Option<Chooser>,
    /// When anything was last changed or, of an expired document, last confirmed.
    pub as_of: Time,
    /// How long ago that was, or that it was confirmed since; see [`WidgetModel::set_now`].
    pub age: String,
    counted: Age,
    /// Whether the document has expired, so that its texts may be out of date.
    pub outdated: bool,
    /// What is being done about it that the document is not the newest.
    pub progress: Option<&'static str>,
    /// The reader's services in one sentence; none where nothing is known.
    pub sentence: Option<Sentence>,
    /// Not all texts are there in the reader's language.
    pub is_untranslated: bool,
    /// A film in sign language.
    pub sign_language: Option<NamedLink>,
    /// What is otherwise than before this document came.
    pub changes: Vec<Change>,
    /// The reader's services under their headings.
    pub groups: Vec<Group>,
    /// Questions under their headings.
    pub faq: Vec<Category>,
    /// Where there are many of them.
    pub search: Option<FaqSearch>,
    /// What has happened, in a few sentences.
    pub summary: Option<Rich>,
    /// What is not over yet, newest first.
    pub reports: Vec<Report>,
    /// What is over, newest first.
    pub earlier: Vec<Report>,
    /// What is for others.
    pub others: Option<Others>,
    /// How to reach the insurer, and the publisher.
    pub contacts: Vec<ContactCard>,
    /// Why this can be believed.
    pub proof: Proof,
    /// Imprint, privacy notice and the like.
    pub links: Vec<NamedLink>,
    /// Who says all this.
    pub publisher: Words,
    /// The publisher's website. Not checked yet.
    pub publisher_url: Option<String>,
    /// The copyright line.
    pub copyright: Option<String>,
}

impl ContentView {
    /// All services, the reader's first.
    pub fn services(&self) -> impl Iterator<Item = &ServiceRow> {
        let others = self.others.iter().flat_map(|others| &others.groups);
        self.groups.iter().chain(others).flat_map(|group| &group.services)
    }

    /// All incidents and maintenances, the reader's first.
    pub fn all_reports(&self) -> impl Iterator<Item = &Report> {
        let others = self.others.iter().flat_map(|others| &others.reports);
        self.reports.iter().chain(&self.earlier).chain(others)
    }
}

/// An insurer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name.
    pub name: Words,
    /// Made up to show how it works.
    pub example: bool,
}

/// The insurers among which a reader may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chooser {
    /// Ids and names, in the order of the names.
    pub insurers: Vec<(String, Words)>,
    /// The id of the one that is chosen.
    pub chosen: Option<String>,
    /// Whether the choice is remembered; none where nothing may be.
    pub is_remembered: Option<bool>,
}

/// Several services in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// All work, and there is nothing to add to that.
    pub is_all_clear: bool,
    /// The worst that it says.
    pub status: ServiceStatus,
    /// Its parts, the worst first.
    pub clauses: Vec<Clause>,
}

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// What it says: a whole sentence where there are no names.
    pub says: &'static str,
    /// Of which services.
    pub names: Names,
}

/// Several names, each with what stands in front of it: `A`, `, B`, ` und 3 weitere`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(pub Vec<(String, Words)>);

impl Names {
    /// A list of `names` and so many others.
    fn new(locale: Locale, mut names: Vec<Words>, others: usize) -> Self {
        if others > 0 {
            names.push(Words { text: with_number(locale.phrases.others, others), lang: None });
        }
        Self(locale.separators(names.len()).into_iter().zip(names).collect())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Without the languages of its parts.
    pub fn to_text(&self) -> String {
        self.0.iter().flat_map(|(before, name)| [before.as_str(), &name.text]).collect()
    }
}

/// A service that is otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub name: Words,
    /// How it is now.
    pub status_text: &'static str,
}

/// Services under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The id; nothing for services that are in none.
    pub id: Option<String>,
    /// The heading, where there are several.
    pub name: Option<Words>,
    /// Made up to show how it works.
    pub example: bool,
    /// The services.
    pub services: Vec<ServiceRow>,
}

/// A service and its state.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceRow {
    /// The id.
    pub id: String,
    /// The id as a deep link, where nothing else has it.
    pub anchor: Option<String>,
    /// The name.
    pub name: Words,
    /// What it is.
    pub description: Option<Words>,
    /// Whom it is for, where that is not the reader.
    pub audience: Option<String>,
    /// The state; see [`shown_state`].
    pub status: ServiceStatus,
    /// The state in words.
    pub status_text: &'static str,
    /// For whom it holds.
    pub scope: StateScope,
    /// Whether it is otherwise than on the reader's last visit.
    pub is_new: bool,
    /// Since when.
    pub since: Option<Time>,
    /// Caveats.
    pub note: Option<Rich>,
    /// What to do meanwhile.
    pub alternative: Option<Rich>,
    /// Where it is heading.
    pub outlook: Option<OutlookView>,
    /// Earlier states.
    pub history: Vec<(Time, &'static str)>,
}

/// Where a service is heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlookView {
    kind: OutlookKind,
    /// In words; in front of the time, where there is one.
    pub says: Option<&'static str>,
    /// What stands between that and the time.
    pub before: &'static str,
    /// When it is expected.
    pub expected: Option<Time>,
    /// That nobody knows when, or that the time has passed.
    pub after: Option<&'static str>,
}

/// What is for others than the reader.
#[derive(Debug, Clone, PartialEq)]
pub struct Others {
    /// Whom it is for, and how many services.
    pub title: String,
    /// Services under their headings.
    pub groups: Vec<Group>,
    /// Incidents and maintenances that hit only those.
    pub reports: Vec<Report>,
    /// Questions under their headings.
    pub faq: Vec<Category>,
    /// Contacts.
    pub contacts: Vec<ContactCard>,
}

/// An incident or a maintenance.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The id.
    pub id: String,
    /// The id as a deep link, where nothing else has it.
    pub anchor: Option<String>,
    /// What it is called.
    pub title: Words,
    /// How far it is, unless its newest message says so; nothing where the document has expired.
    pub status_text: Option<&'static str>,
    /// How badly it hits; nothing where the document has expired.
    pub impact: Option<&'static str>,
    /// When it starts.
    pub starts: Option<Time>,
    /// When it should be over.
    pub ends: Option<Time>,
    /// That it should have been over by now.
    pub is_late: bool,
    /// How long it lasted.
    pub lasted: Option<String>,
    /// The names of affected services, where it is not all of those of the reader, or of others.
    pub services: Names,
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
    /// What stood there before.
    pub correction: Option<CorrectionView>,
    /// Whether it was not there on the reader's last visit.
    pub is_new: bool,
}

/// Something that was wrong and has been put right.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectionView {
    /// When.
    pub at: Time,
    /// What stood there before.
    pub before: Rich,
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

/// The search in the questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaqSearch {
    /// What is in the field.
    pub text: String,
    /// What is looked for; all is shown where it is nothing.
    pub search: Option<Search>,
    /// What came of it.
    pub found: String,
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
    /// What stood there before.
    pub correction: Option<CorrectionView>,
    /// It is not what is looked for.
    pub is_hidden: bool,
    /// What is looked for stands in the answer, which may be closed.
    pub is_found_inside: bool,
    /// What came of copying its address.
    pub copied: Option<&'static str>,
}

/// A way to reach somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactCard {
    /// Whom one reaches.
    pub name: Words,
    /// Whom it is for, where that is not the reader.
    pub audience: Option<String>,
    /// Set up for the time of the disruption.
    pub emergency: bool,
    /// Postal address, line by line.
    pub address: Vec<String>,
    /// Telephone.
    pub phone: Option<NamedLink>,
    /// E-mail.
    pub email: Option<NamedLink>,
    /// When somebody is there.
    pub hours: Option<Words>,
    /// Until when it can be used.
    pub valid_until: Option<Time>,
}

/// Why a document can be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Facts with their names.
    pub facts: Vec<(&'static str, String)>,
    /// Why sources were not used, for those who run them.
    pub refused: Vec<String>,
    /// What came of copying it as text.
    pub copied: Option<&'static str>,
    /// What the reader wanted looked up.
    pub asked: String,
    /// Whether that stands in the document.
    pub verdict: Option<Verdict>,
}

/// What stands in front of a language's tag in a fragment of the page's address that asks for
/// it. No id of a document has the sign.
pub const LANGUAGE_FRAGMENT: &str = "lang=";

/// The id of the panel of the proof. No document can have it.
pub const PROOF: &str = "proof_";

impl Proof {
    /// As text, for the insurer's own IT.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.facts {
            text.extend([name, ": ", value, "\n"]);
        }
        for reason in &self.refused {
            text.extend([reason, "\n"]);
        }
        text
    }
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
pub fn shown_state<'s>(display: &DisplayState<'_>, signed: ShownState<'s>) -> Option<ShownState<'s>> {
    (display.document.is_some() && display.freshness == Freshness::Fresh).then_some(signed)
}

/// Makes the model of a widget, in the words of `locale`.
pub fn view_model(display: &DisplayState<'_>, options: &Options, locale: Locale) -> WidgetModel {
    // What is only said where the time of the document stands is no notice.
    let told = display.notices.iter().filter(|notice| **notice != session::Notice::Retrying);
    let mut notices: Vec<NoticeView> =
        told.map(|notice| NoticeView::new(NoticeKind::Session(*notice), locale, display)).collect();
    let presenter =
        display.document.map(|authentic| Presenter::new(display, authentic.content(), options, locale));
    // A reader whose choice is gone is asked again.
    let is_portals = options.tenant.is_some() && options.choice.is_none();
    if presenter.as_ref().is_some_and(|presenter| presenter.tenant.is_none()) && is_portals {
        notices.push(NoticeView::new(NoticeKind::UnknownTenant, locale, display));
    }
    WidgetModel {
        locale,
        languages: options.languages,
        heading_level: options.heading_level.clamp(1, 6),
        banner: options.banner.clone(),
        loading: display.loading,
        today: berlin(display.now).date,
        next_date: presenter.as_ref().and_then(Presenter::next_date),
        notices,
        content: presenter.map(|presenter| presenter.present()),
    }
}

impl WidgetModel {
    /// Nothing to say yet, at `now`.
    pub fn silent(locale: Locale, now: UnixTime) -> Self {
        Self {
            locale,
            languages: &[],
            heading_level: 1,
            banner: None,
            loading: true,
            today: berlin(now).date,
            next_date: None,
            notices: Vec::new(),
            content: None,
        }
    }

    /// Time has passed, and nothing else has changed.
    pub fn set_now(&mut self, now: UnixTime) {
        if let Some(content) = &mut self.content {
            content.age = content.counted.says(self.locale, now);
        }
    }

    /// Whether at `now` more than ages has to be said otherwise: it is another day, or a
    /// time that was named has passed.
    pub fn is_overtaken_at(&self, now: UnixTime) -> bool {
        self.today != berlin(now).date || self.next_date.is_some_and(|date| date < now)
    }

    /// Whether there is nothing to say: nothing is known yet, or a quiet banner stands for
    /// services that all work.
    pub fn is_silent(&self) -> bool {
        let is_quiet = self.banner.as_ref().is_some_and(|banner| banner.is_quiet);
        match &self.content {
            None => self.notices.is_empty(),
            Some(content) => {
                is_quiet
                    && self.notices.iter().all(NoticeView::is_beside_the_answer)
                    && content.sentence.as_ref().is_some_and(|sentence| sentence.is_all_clear)
            }
        }
    }

    /// Whether the portal's own text is shown: while there is nothing else, and beside a
    /// document that is known to have expired.
    pub fn shows_fallback(&self) -> bool {
        self.content.as_ref().is_none_or(|content| content.outdated && content.progress.is_none())
    }
}

impl NoticeView {
    /// Whether it is said below the answer and not announced: what is shown still holds.
    pub fn is_beside_the_answer(&self) -> bool {
        self.kind == NoticeKind::Session(session::Notice::OutOfTouch)
    }

    fn new(kind: NoticeKind, locale: Locale, display: &DisplayState<'_>) -> Self {
        let phrases = locale.phrases;
        let (title, text) = match kind {
            NoticeKind::Session(session::Notice::NotAuthentic) => {
                (phrases.not_authentic, phrases.not_authentic_text)
            }
            NoticeKind::Session(session::Notice::WrongClock) => {
                let is_unknown = display.freshness == Freshness::Expired;
                let text = if is_unknown { phrases.wrong_clock_unknown } else { phrases.wrong_clock_text };
                (phrases.wrong_clock, text)
            }
            NoticeKind::Session(session::Notice::Expired) => (phrases.expired, phrases.expired_text),
            NoticeKind::Session(session::Notice::Unreachable) => {
                (phrases.unreachable, phrases.unreachable_text)
            }
            NoticeKind::Session(session::Notice::OutOfTouch | session::Notice::Retrying) => {
                (phrases.out_of_touch, phrases.out_of_touch_text)
            }
            NoticeKind::UnknownTenant => (phrases.unknown_tenant, phrases.unknown_tenant_text),
        };
        let text = match (kind, display.document) {
            (NoticeKind::Session(session::Notice::Expired), Some(document)) => {
                let confirmed = locale.recently(document.claims().iat.into(), display.now);
                format!("{}{confirmed}. {text}", phrases.last_known)
            }
            _ => text.into(),
        };
        Self { kind, title, text }
    }
}
