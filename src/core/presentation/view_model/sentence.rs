//! All states in one sentence, and what has changed in them.
//!
//! Owns what a reader is told first. Only the reader's own services count, and they are
//! named: "all are down" is never said of a partial outage, and nothing is said to work
//! without a word about an incident that hits it. Must not know where services stand.

use super::{Clause, Names, Sentence, ServiceRow, Words};
use crate::core::document::{OutlookKind, ServiceStatus, StateScope};
use crate::core::presentation::locale::Locale;

/// More names than these are only counted.
const MAX_NAMES: usize = 4;

/// Says `rows` in one sentence; `is_disrupted` says which of them an incident hits.
pub fn sentence(
    locale: Locale,
    rows: &[&ServiceRow],
    is_disrupted: &dyn Fn(&ServiceRow) -> bool,
) -> Option<Sentence> {
    if rows.is_empty() {
        return None;
    }
    let phrases = locale.phrases;
    let mut clauses: Vec<(ServiceStatus, Clause)> = Vec::new();
    let mut say = |status: ServiceStatus, says: &'static str, fits: &dyn Fn(&ServiceRow) -> bool| {
        let clause = clause(locale, says, rows, fits);
        clauses.extend(clause.map(|clause| (status, clause)));
    };
    let has = |row: &ServiceRow, status| row.status == status;
    let is_unknown = |row: &ServiceRow| has(row, ServiceStatus::Unknown);
    let is_down = |row: &&ServiceRow| row.status.severity() > ServiceStatus::Unknown.severity();
    if rows.iter().all(|row| is_unknown(row) && row.scope != StateScope::TenantUnknown) {
        let clause = Clause { says: phrases.all_unknown, names: Names::default() };
        return Some(Sentence { is_all_clear: false, status: ServiceStatus::Unknown, clauses: vec![clause] });
    }
    say(ServiceStatus::MajorOutage, phrases.major_outage, &|row| has(row, ServiceStatus::MajorOutage));
    for says in [phrases.partial_outage, phrases.partial_outage_here] {
        say(ServiceStatus::PartialOutage, says, &|row| {
            has(row, ServiceStatus::PartialOutage) && row.status_text == says
        });
    }
    // Beside an outage, not knowing is for the rows to say.
    if !rows.iter().any(is_down) {
        for says in [phrases.unknown, phrases.unknown_here] {
            say(ServiceStatus::Unknown, says, &|row| is_unknown(row) && row.status_text == says);
        }
    }
    for status in [ServiceStatus::UnderMaintenance, ServiceStatus::DegradedPerformance] {
        say(status, phrases.service_status(status), &|row| has(row, status));
    }
    let works = |row: &ServiceRow| has(row, ServiceStatus::Operational);
    let is_unstable = |row: &ServiceRow| {
        works(row) && row.outlook.as_ref().is_some_and(|outlook| outlook.kind == OutlookKind::Unstable)
    };
    say(ServiceStatus::DegradedPerformance, phrases.disrupted_services, &|row| {
        works(row) && is_disrupted(row)
    });
    say(ServiceStatus::Operational, phrases.unstable_services, &|row| is_unstable(row) && !is_disrupted(row));
    let is_all_working = rows.iter().all(|row| works(row) && !is_disrupted(row));
    let is_all_clear = is_all_working && clauses.is_empty();
    if is_all_working {
        let all = match rows {
            [_] => clause(locale, phrases.operational, rows, &|_| true),
            _ => Some(Clause { says: phrases.all_operational, names: Names::default() }),
        };
        if let Some(all) = all {
            clauses.insert(0, (ServiceStatus::Operational, all));
        }
    }
    let status = clauses.iter().map(|(status, _)| *status).max_by_key(|status| status.severity())?;
    Some(Sentence { is_all_clear, status, clauses: clauses.into_iter().map(|(_, clause)| clause).collect() })
}

fn clause(
    locale: Locale,
    says: &'static str,
    rows: &[&ServiceRow],
    fits: &dyn Fn(&ServiceRow) -> bool,
) -> Option<Clause> {
    let mut names: Vec<Words> = Vec::new();
    let mut others = 0;
    for row in rows.iter().filter(|row| fits(row)) {
        if names.len() < MAX_NAMES {
            names.push(row.name.clone());
        } else {
            others += 1;
        }
    }
    (!names.is_empty()).then(|| Clause { says, names: Names::new(locale, names, others) })
}
