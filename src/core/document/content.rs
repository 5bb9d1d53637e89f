//! The content of a document: all of it but the claims.
//!
//! Owns the parts that there are; field names are those of the JSON. Must not know what
//! has to hold between them.

use serde::{Deserialize, Serialize};

use super::calendar::When;
use super::localized::Localized;
use super::rich_text::Nodes;
use super::words::{
    Audience, Impact, IncidentStatus, LinkKind, MaintenanceStatus, OutlookKind, ServiceStatus,
};

/// A short text without structure, in several languages.
pub type Text = Localized<String>;

/// A text with structure, in several languages.
pub type RichText = Localized<Nodes>;

/// All that a publisher says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Content {
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
    /// What was wrong in it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
}

/// Something that was wrong and has been put right. It is shown, not made in silence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Correction {
    /// When it was put right.
    pub at: When,
    /// What stood there before.
    pub before: RichText,
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
    /// What was wrong in it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
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
    /// Ids of the tenants whose contact it is; empty means the publisher's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenants: Vec<String>,
    /// Set up for the time of the disruption; shown before the others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub emergency: bool,
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
    /// When somebody is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Text>,
    /// The last day, or the last moment, on which it can be used; it is not shown after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<When>,
}

/// A link beside the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Link {
    /// What readers see.
    pub name: Text,
    /// Where it leads, `https:`.
    pub url: String,
    /// What it leads to, where that matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<LinkKind>,
}
