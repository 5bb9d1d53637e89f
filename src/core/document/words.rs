//! The words of the document: states, audiences, outlooks.
//!
//! Owns which there are and how they are spelt.

use serde::{Deserialize, Serialize};

use crate::core::encoding::json;

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
