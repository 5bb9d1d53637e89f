//! The state of a service that holds for one insurer.
//!
//! Owns how it is found among the states of a service, and what it takes over from the
//! general one. Must not know whether it may be shown; that is the view model's business.

use super::calendar::When;
use super::content::{LocalState, Outlook, RichText, Service, State, Tenant};
use super::words::{OutlookKind, ServiceStatus};

/// For whom a state holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateScope {
    /// For everybody.
    General,
    /// It is the general one, and there are others at single insurers.
    Varies,
    /// For the insurer that was asked for.
    Tenant,
    /// States differ between insurers, and nothing is said of this one: its state is not
    /// known, whatever the general one is.
    TenantUnknown,
}

/// A state with what belongs to it, its own or the service's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShownState<'s> {
    /// The state.
    pub status: ServiceStatus,
    /// For whom it holds.
    pub scope: StateScope,
    /// Since when.
    pub since: Option<When>,
    /// Caveats.
    pub note: Option<&'s RichText>,
    /// What to do meanwhile; nothing for a service that works.
    pub alternative: Option<&'s RichText>,
    /// Where it is heading, as far as that fits: what is not available does not "work again".
    pub outlook: Option<&'s Outlook>,
}

fn works(status: ServiceStatus) -> bool {
    status == ServiceStatus::Operational
}

/// Whether something may be said of where a service in this state is heading.
fn fits(outlook: &Outlook, status: ServiceStatus) -> bool {
    match outlook.kind {
        OutlookKind::Restoring | OutlookKind::UnderReview => !works(status),
        OutlookKind::Unstable | OutlookKind::Backlog => {
            matches!(status, ServiceStatus::Operational | ServiceStatus::DegradedPerformance)
        }
        OutlookKind::Other => false,
    }
}

impl Service {
    /// The state for `tenant`, or the general one without it. A tenant has its own entry,
    /// else the worst of its sites' states, else the general one, if that is the only one
    /// there is. A local state that has no advice, note or outlook of its own takes over the
    /// general ones as far as they fit it.
    pub fn state_for(&self, tenant: Option<&Tenant>) -> ShownState<'_> {
        let is_varied = !(self.sites.is_empty() && self.tenants.is_empty());
        let Some(tenant) = tenant else {
            return self.general(if is_varied { StateScope::Varies } else { StateScope::General });
        };
        let find = |states: &'_ [LocalState], id: &str| states.iter().position(|local| local.id == id);
        if let Some(index) = find(&self.tenants, &tenant.id) {
            return self.local(&self.tenants[index].state);
        }
        if !is_varied {
            return self.general(StateScope::General);
        }
        let sites = || tenant.sites.iter().map(|site| find(&self.sites, site));
        let known = sites().flatten().map(|index| &self.sites[index].state);
        let worst = known.max_by_key(|state| state.status.severity());
        let is_one_unknown = sites().any(|site| site.is_none());
        match worst {
            Some(state) if !is_one_unknown || state.status.severity() > ServiceStatus::Unknown.severity() => {
                self.local(state)
            }
            _ => self.unknown(),
        }
    }

    fn general(&self, scope: StateScope) -> ShownState<'_> {
        let State { status, since, note, alternative, outlook } = &self.state;
        ShownState {
            status: *status,
            scope,
            since: *since,
            note: note.as_ref(),
            alternative: alternative.as_ref().filter(|_| !works(*status)),
            outlook: outlook.as_ref().filter(|outlook| fits(outlook, *status)),
        }
    }

    fn local<'s>(&'s self, own: &'s State) -> ShownState<'s> {
        let general = &self.state;
        let is_alike = works(own.status) == works(general.status);
        let note = general.note.as_ref().filter(|_| is_alike);
        ShownState {
            status: own.status,
            scope: StateScope::Tenant,
            since: own.since,
            note: own.note.as_ref().or(note),
            alternative: self.advice(Some(own)).filter(|_| !works(own.status)),
            outlook: own
                .outlook
                .as_ref()
                .or(general.outlook.as_ref())
                .filter(|outlook| fits(outlook, own.status)),
        }
    }

    fn unknown(&self) -> ShownState<'_> {
        ShownState {
            status: ServiceStatus::Unknown,
            scope: StateScope::TenantUnknown,
            since: None,
            note: self.state.note.as_ref(),
            alternative: self.advice(None),
            outlook: None,
        }
    }

    fn advice<'s>(&'s self, own: Option<&'s State>) -> Option<&'s RichText> {
        own.and_then(|own| own.alternative.as_ref()).or(self.state.alternative.as_ref())
    }

    /// Whether somebody may see it not work and be given no advice.
    pub fn lacks_advice(&self) -> bool {
        let locals = self.sites.iter().chain(&self.tenants).map(|local| &local.state);
        let is_down =
            |state: &State| matches!(state.status, ServiceStatus::PartialOutage | ServiceStatus::MajorOutage);
        self.state.alternative.is_none()
            && std::iter::once(&self.state)
                .chain(locals)
                .any(|state| is_down(state) && state.alternative.is_none())
    }
}
