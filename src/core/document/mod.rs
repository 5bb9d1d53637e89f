//! The status document: what a publisher says, typed and checked.
//!
//! Owns the shape of the payload and the rules of its content. Field names are
//! those of the JSON. Unknown members and unknown values of open lists are
//! tolerated, because widgets that portals have pinned must read what newer
//! publishers write; an unknown state reads as `unknown`, never as available.
//! Knows nothing of signatures, time or presentation.

pub mod calendar;
pub mod localized;
pub mod rich_text;
pub mod visible_text;

use core::fmt;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::core::document::calendar::When;
use crate::core::document::localized::Localized;
use crate::core::document::rich_text::Nodes;
#[cfg(not(target_family = "wasm"))]
use crate::core::encoding::json::MAX_SAFE_INTEGER;
use crate::core::encoding::json::{self, Path};

/// A short text without structure, in several languages.
pub type Text = Localized<String>;

/// A text with structure, in several languages.
pub type RichText = Localized<Nodes>;

/// The payload of a status file: JWT claims (RFC 7519 section 4.1), then content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct StatusDocument {
    /// The publisher, the same as in the trust documents.
    pub iss: String,
    /// The stream (production, rehearsal…), the same as in the trust documents.
    pub sub: String,
    /// Rises with every document; at most 2^53 - 1.
    #[cfg_attr(not(target_family = "wasm"), schemars(range(min = 1, max = MAX_SAFE_INTEGER)))]
    pub version: u64,
    /// Issued at, seconds since 1970.
    #[cfg_attr(not(target_family = "wasm"), schemars(range(min = 0, max = MAX_SAFE_INTEGER)))]
    pub iat: u64,
    /// To be believed until, seconds since 1970; at most 24 h after `iat` count.
    #[cfg_attr(not(target_family = "wasm"), schemars(range(min = 1, max = MAX_SAFE_INTEGER)))]
    pub exp: u64,
    /// BCP 47 tags; the first is the default and complete.
    #[cfg_attr(not(target_family = "wasm"), schemars(length(min = 1)))]
    pub languages: Vec<String>,
    /// The headline.
    pub title: Text,
    /// What has happened, in a few sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<RichText>,
    /// When the texts were last changed.
    pub updated: When,
    /// Who says so.
    pub publisher: Publisher,
    /// Headings under which services stand, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Named>,
    /// Operations centres.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<Named>,
    /// Insurers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenants: Vec<Tenant>,
    /// What readers ask about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Service>,
    /// What went wrong, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<Incident>,
    /// What is planned, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub maintenances: Vec<Maintenance>,
    /// Headings under which questions stand, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Named>,
    /// Questions and answers, in the order in which they are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faq: Vec<Question>,
    /// How to reach the publisher.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Imprint, privacy notice and the like.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Publisher {
    /// The name.
    pub name: Text,
    /// The website, `https:`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The copyright line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright: Option<String>,
}

/// Something with a stable id and a name: a group, a category or a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Named {
    /// Lower-case letters, digits and hyphens.
    pub id: String,
    /// What readers see.
    pub name: Text,
    /// Made up to show how it works; shown as an example.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub example: bool,
}

/// An insurer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Tenant {
    /// Lower-case letters, digits and hyphens; what a portal names.
    pub id: String,
    /// What readers see.
    pub name: Text,
    /// Made up to show how it works; shown as an example.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub example: bool,
    /// Ids of the sites it runs on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<String>,
}

/// Whom a service or an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Versicherte.
    InsuredPersons,
    /// Leistungserbringer.
    CareProviders,
    /// Krankenkassen.
    Insurers,
    /// Medien.
    Press,
    /// One that a newer publisher names.
    #[cfg_attr(not(target_family = "wasm"), schemars(skip))]
    #[serde(other)]
    Other,
}

impl Audience {
    /// The audience of this name; none if nobody has it.
    pub fn lookup(name: &str) -> Option<Self> {
        json::from_tree(&name.into()).ok().filter(|audience| *audience != Self::Other)
    }
}

/// The state of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ServiceStatus {
    /// Works.
    Operational,
    /// Works slowly or with restrictions.
    DegradedPerformance,
    /// Does not work for some.
    PartialOutage,
    /// Does not work.
    MajorOutage,
    /// Being worked on as planned.
    UnderMaintenance,
    /// Not known, or a state that a newer publisher names.
    #[serde(other)]
    Unknown,
}

impl ServiceStatus {
    /// How bad it is; the worst of several states is the one to show for all.
    /// Not knowing is worse than a planned break and better than an outage.
    pub fn severity(self) -> u8 {
        match self {
            Self::Operational => 0,
            Self::DegradedPerformance => 1,
            Self::UnderMaintenance => 2,
            Self::Unknown => 3,
            Self::PartialOutage => 4,
            Self::MajorOutage => 5,
        }
    }
}

/// Where a service is heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OutlookKind {
    /// Coming back step by step.
    Restoring,
    /// Being looked into.
    UnderReview,
    /// May go down again.
    Unstable,
    /// One that a newer publisher names.
    #[cfg_attr(not(target_family = "wasm"), schemars(skip))]
    #[serde(other)]
    Other,
}

/// Where a service is heading, and by when if that is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Outlook {
    /// The direction.
    pub kind: OutlookKind,
    /// When it is expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<When>,
}

/// A state with what belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct State {
    /// The state.
    pub status: ServiceStatus,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<When>,
    /// Caveats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<RichText>,
    /// What to do meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<RichText>,
    /// Where it is heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlook: Option<Outlook>,
}

/// A state that holds at one site or for one tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct LocalState {
    /// Id of the site or tenant.
    pub id: String,
    /// The state there.
    pub state: State,
}

/// A change of state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Change {
    /// When it changed.
    pub at: When,
    /// To what.
    pub status: ServiceStatus,
}

/// Something readers ask about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Service {
    /// Lower-case letters, digits and hyphens.
    pub id: String,
    /// What readers call it.
    pub name: Text,
    /// What it is, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// Id of the group it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Whom it is for; empty means everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<Audience>,
    /// The state that holds where no other is given.
    pub state: State,
    /// States at single sites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<LocalState>,
    /// States for single tenants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenants: Vec<LocalState>,
    /// Changes of the general state, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Change>,
}

/// How badly an incident hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    /// Hardly.
    None,
    /// A little.
    Minor,
    /// A lot.
    Major,
    /// Everything.
    Critical,
    /// One that a newer publisher names.
    #[cfg_attr(not(target_family = "wasm"), schemars(skip))]
    #[serde(other)]
    Unknown,
}

/// How far the work on an incident is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IncidentStatus {
    /// The cause is being looked for.
    Investigating,
    /// The cause is known.
    Identified,
    /// Mended, and watched.
    Monitoring,
    /// Over.
    Resolved,
    /// One that a newer publisher names.
    #[cfg_attr(not(target_family = "wasm"), schemars(skip))]
    #[serde(other)]
    Unknown,
}

/// How far a maintenance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MaintenanceStatus {
    /// Planned.
    Scheduled,
    /// Under way.
    InProgress,
    /// Done, and being checked.
    Verifying,
    /// Over.
    Completed,
    /// One that a newer publisher names.
    #[cfg_attr(not(target_family = "wasm"), schemars(skip))]
    #[serde(other)]
    Unknown,
}

/// A dated message about an incident or a maintenance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Update<S> {
    /// When it was said.
    pub at: When,
    /// How far things were then.
    pub status: S,
    /// What was said.
    pub text: RichText,
}

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Incident {
    /// Lower-case letters, digits and hyphens.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// How badly it hits.
    pub impact: Impact,
    /// How far the work is.
    pub status: IncidentStatus,
    /// Ids of the services it affects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// Messages, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub updates: Vec<Update<IncidentStatus>>,
}

/// Something that is planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Maintenance {
    /// Lower-case letters, digits and hyphens.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// How far it is.
    pub status: MaintenanceStatus,
    /// When it starts.
    pub starts: When,
    /// When it should be over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<When>,
    /// Ids of the services it affects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// Messages, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub updates: Vec<Update<MaintenanceStatus>>,
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Question {
    /// Lower-case letters, digits and hyphens; stable, because it is the deep link.
    pub id: String,
    /// Id of the category it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Whom it is for; empty means everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<Audience>,
    /// What is asked.
    pub question: Text,
    /// What is answered.
    pub answer: RichText,
    /// When the answer was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<When>,
}

/// A way to reach somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Contact {
    /// Whom one reaches.
    pub name: Text,
    /// Whom it is for; empty means everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<Audience>,
    /// Postal address, line by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub address: Vec<String>,
    /// Telephone as it is spoken of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Telephone as it is dialled, `+` and digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// A link beside the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Link {
    /// What readers see.
    pub name: Text,
    /// Where it leads, `https:`.
    pub url: String,
}

/// A broken rule of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, as a JSON path from the document's root, `services[0].name`.
    pub path: String,
    /// Which rule.
    pub rule: Rule,
}

/// The rules of the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// `languages` is empty.
    NoLanguage,
    /// A language is no BCP 47 tag.
    MalformedLanguage,
    /// A text is missing in the document's first language.
    MissingDefault,
    /// An id is empty or has other characters than lower-case letters, digits and
    /// hyphens.
    MalformedId,
    /// An id stands twice in one list.
    DuplicateId,
    /// An id is named that does not exist.
    UnknownId,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoLanguage => "no language; name at least one, like \"de\"",
            Self::MalformedLanguage => "not a BCP 47 tag; write one like \"de\" or \"de-AT\"",
            Self::MissingDefault => "missing in the first language; add it, the first is complete",
            Self::MalformedId => "not an id; use lower-case letters, digits and hyphens",
            Self::DuplicateId => "the id is taken; give every entry its own",
            Self::UnknownId => "no such id; name one that exists, or add it",
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        f.write_str(": ")?;
        self.rule.fmt(f)
    }
}

/// Whether `text` may be an id.
pub fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Whether `text` has the form of a BCP 47 tag (RFC 5646 section 2.1, and the
/// length that section 4.4.1 gives to a tag without private use).
fn is_language(text: &str) -> bool {
    let is_subtag = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    text.len() <= 35 && text.split('-').all(is_subtag)
}

/// Collects problems while a document is walked.
struct Checker<'a> {
    default: &'a str,
    path: Path,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    #[inline(never)]
    fn report(&mut self, rule: Rule) {
        self.problems.push(Problem { path: self.path.here(), rule });
    }

    /// Does `check` in the member `name`.
    fn member(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        let outside = self.path.enter(name);
        check(self);
        self.path.leave(outside);
    }

    /// Does `check` with each item of the list `name`.
    fn each<T>(&mut self, name: &str, items: &[T], check: impl Fn(&mut Self, &T)) {
        self.member(name, |here| {
            for (index, item) in items.iter().enumerate() {
                let outside = here.path.enter_item(index);
                check(here, item);
                here.path.leave(outside);
            }
        });
    }

    fn text<T>(&mut self, name: &str, text: &Localized<T>) {
        if text.get(self.default).is_none() {
            let default = self.default;
            self.member(name, |here| here.member(default, |here| here.report(Rule::MissingDefault)));
        }
    }

    fn optional<T>(&mut self, name: &str, text: Option<&Localized<T>>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    fn ids<'i, T>(&mut self, list: &str, items: &'i [T], id: fn(&T) -> &str) -> BTreeSet<&'i str> {
        let mut seen = BTreeSet::new();
        self.member(list, |here| {
            for (index, item) in items.iter().enumerate() {
                let id = id(item);
                // Known even if malformed: whoever names it names what is there.
                let is_new = seen.insert(id);
                let outside = here.path.enter_item(index);
                if !is_id(id) {
                    here.member("id", |here| here.report(Rule::MalformedId));
                } else if !is_new {
                    here.member("id", |here| here.report(Rule::DuplicateId));
                }
                here.path.leave(outside);
            }
        });
        seen
    }

    fn named<'n>(&mut self, list: &str, items: &'n [Named]) -> BTreeSet<&'n str> {
        self.each(list, items, |here, item| here.text("name", &item.name));
        self.ids(list, items, |item| &item.id)
    }

    fn known(&mut self, id: &str, known: &BTreeSet<&str>) {
        if !known.contains(id) {
            self.report(Rule::UnknownId);
        }
    }

    fn all_known(&mut self, list: &str, ids: &[String], known: &BTreeSet<&str>) {
        self.each(list, ids, |here, id| here.known(id, known));
    }

    fn heading(&mut self, name: &str, id: Option<&String>, known: &BTreeSet<&str>) {
        if let Some(id) = id {
            self.member(name, |here| here.known(id, known));
        }
    }

    fn state(&mut self, state: &State) {
        self.member("state", |here| {
            here.optional("note", state.note.as_ref());
            here.optional("alternative", state.alternative.as_ref());
        });
    }

    fn local(&mut self, list: &str, states: &[LocalState], known: &BTreeSet<&str>) {
        self.ids(list, states, |local| &local.id);
        self.each(list, states, |here, local| {
            here.member("id", |here| here.known(&local.id, known));
            here.state(&local.state);
        });
    }

    fn updates<S>(&mut self, updates: &[Update<S>]) {
        self.each("updates", updates, |here, update| here.text("text", &update.text));
    }
}

impl StatusDocument {
    /// Every rule of the content that is broken, in the order of the document.
    pub fn problems(&self) -> Vec<Problem> {
        let mut check = Checker {
            default: self.languages.first().map_or("", String::as_str),
            path: Path::default(),
            problems: Vec::new(),
        };
        if self.languages.is_empty() {
            check.member("languages", |here| here.report(Rule::NoLanguage));
        }
        check.each("languages", &self.languages, |here, tag| {
            if !is_language(tag) {
                here.report(Rule::MalformedLanguage);
            }
        });
        // Without them, every text would only be said to be missing.
        if !check.problems.is_empty() {
            return check.problems;
        }
        check.text("title", &self.title);
        check.optional("summary", self.summary.as_ref());
        check.member("publisher", |here| here.text("name", &self.publisher.name));
        let groups = check.named("groups", &self.groups);
        let sites = check.named("sites", &self.sites);
        let tenants = check.ids("tenants", &self.tenants, |tenant| &tenant.id);
        check.each("tenants", &self.tenants, |here, tenant| {
            here.text("name", &tenant.name);
            here.all_known("sites", &tenant.sites, &sites);
        });
        let services = check.ids("services", &self.services, |service| &service.id);
        check.each("services", &self.services, |here, service| {
            here.text("name", &service.name);
            here.optional("description", service.description.as_ref());
            here.heading("group", service.group.as_ref(), &groups);
            here.state(&service.state);
            here.local("sites", &service.sites, &sites);
            here.local("tenants", &service.tenants, &tenants);
        });
        check.ids("incidents", &self.incidents, |incident| &incident.id);
        check.each("incidents", &self.incidents, |here, incident| {
            here.text("title", &incident.title);
            here.all_known("services", &incident.services, &services);
            here.updates(&incident.updates);
        });
        check.ids("maintenances", &self.maintenances, |planned| &planned.id);
        check.each("maintenances", &self.maintenances, |here, planned| {
            here.text("title", &planned.title);
            here.all_known("services", &planned.services, &services);
            here.updates(&planned.updates);
        });
        let categories = check.named("categories", &self.categories);
        check.ids("faq", &self.faq, |question| &question.id);
        check.each("faq", &self.faq, |here, question| {
            here.text("question", &question.question);
            here.text("answer", &question.answer);
            here.heading("category", question.category.as_ref(), &categories);
        });
        check.each("contacts", &self.contacts, |here, contact| here.text("name", &contact.name));
        check.each("links", &self.links, |here, link| here.text("name", &link.name));
        check.problems
    }
}

impl Service {
    /// The state for a tenant on `sites`: its own entry, else the worst of its
    /// sites' states, where a site without an entry has the general one, else the
    /// general one.
    pub fn state_for(&self, tenant: Option<&Tenant>) -> &State {
        let Some(tenant) = tenant else {
            return &self.state;
        };
        let find = |states: &'_ [LocalState], id: &str| states.iter().position(|local| local.id == id);
        if let Some(index) = find(&self.tenants, &tenant.id) {
            return &self.tenants[index].state;
        }
        tenant
            .sites
            .iter()
            .map(|site| find(&self.sites, site).map_or(&self.state, |index| &self.sites[index].state))
            .max_by_key(|state| state.status.severity())
            .unwrap_or(&self.state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn document(languages: &[&str]) -> StatusDocument {
        let text = serde_json::json!({languages[0]: "a"});
        let document = serde_json::json!({
            "iss": "i", "sub": "s", "version": 1, "iat": 1, "exp": 2,
            "languages": languages, "title": text, "updated": "2026-11-24", "publisher": {"name": text},
        });
        json::read(document.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn languages_have_the_form_of_bcp_47_tags() {
        for tag in ["de", "de-AT", "zh-Hant-HK", "de-CH-1901", "x-einfach"] {
            assert_eq!(document(&["de", tag]).problems(), [], "{tag}");
        }
        for tag in ["", "de_AT", "de-", "-de", "deutschland", "d e", "dé", &"de-".repeat(50_000)] {
            let problem = Problem { path: "languages[1]".into(), rule: Rule::MalformedLanguage };
            assert_eq!(document(&["de", tag]).problems(), [problem], "{tag:.9}");
        }
    }
}
