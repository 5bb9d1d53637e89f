//! The status document: what a publisher says, typed and checked.
//!
//! Owns the shape of the payload and the rules of its content. Unknown members and
//! unknown values of open lists are tolerated, because widgets that portals have pinned
//! must read what newer publishers write; an unknown state reads as `unknown`, never as
//! available. Knows nothing of signatures, time or presentation.
//!
//! | module | owns |
//! |---|---|
//! | [`claims`] | whose document it is, which one, and when it may be believed |
//! | [`content`] | which parts a document has |
//! | [`inheritance`] | the state that holds for one insurer |
//! | [`words`] | states, audiences and other words: each of them once |
//! | [`rules`] | what has to hold between the parts |
//! | [`localized`] | language maps, and the choice of a language |
//! | [`rich_text`] | text with structure, and which addresses are linked |
//! | [`calendar`] | dates and times |
//! | [`visible_text`] | what is taken out of a text before it is shown |

pub mod calendar;
pub mod claims;
pub mod content;
pub mod inheritance;
pub mod localized;
pub mod rich_text;
pub mod rules;
pub mod visible_text;
pub mod words;

pub use claims::{Claims, StatusDocument};
pub use content::{
    Change, Contact, Content, Correction, Incident, Link, LocalState, Maintenance, Named, Outlook, Publisher,
    Question, RichText, Service, State, Tenant, Text, Update,
};
pub use inheritance::{ShownState, StateScope};
pub use rules::{Problem, Rule, is_id};
pub use words::{
    Audience, Impact, IncidentStatus, LinkKind, MaintenanceStatus, OutlookKind, ServiceStatus, Word,
};
