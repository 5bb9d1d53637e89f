//! What time has overtaken.
//!
//! Owns what is said of a document at a point in time: what should be over, what should
//! have begun, what has not happened yet. A date is a day in Germany. Must not know where
//! the time comes from.

use super::diagnostics::{Diagnostic, Diagnostics};
use super::sources::SourceSpan;
use crate::core::document::calendar::{When, berlin};
use crate::core::document::{Content, Maintenance, MaintenanceStatus};
use crate::core::encoding::unix_time::UnixTime;
use crate::native::bilingual::{Message, say};

/// Whether `when` is over at `now`; a day is not until it ends.
fn is_over(when: When, now: UnixTime) -> bool {
    match when {
        When::Date(date) => date < berlin(now).date,
        When::Instant(time) => time < now,
    }
}

/// Whether `when` is still to come at `now`; a day is not once it has begun.
fn is_to_come(when: When, now: UnixTime) -> bool {
    match when {
        When::Date(date) => date > berlin(now).date,
        When::Instant(time) => time > now,
    }
}

/// Warns of everything in `content` that does not fit the time.
pub fn check(content: &Content, now: UnixTime, diagnostics: &mut Diagnostics) {
    for (path, when) in happened(content) {
        if is_to_come(when, now) && !diagnostics.is_settled(&path) {
            let place = diagnostics.span_of(&path);
            let message = say!("this is in the future", "das liegt in der Zukunft");
            let help = say!(
                "write when it was; a date is a day in Germany",
                "schreiben Sie, wann es war; ein Datum ist ein Tag in Deutschland"
            );
            diagnostics.settle(path, Diagnostic::warning(place, message).help(help));
        }
    }
    for (path, when) in expected(content) {
        if is_over(when, now) && !diagnostics.is_settled(&path) {
            let diagnostic = expectation_passed(diagnostics.span_of(&path));
            diagnostics.settle(path, diagnostic);
        }
    }
    for (index, planned) in content.maintenances.iter().enumerate() {
        maintenance(planned, &format!("maintenances[{index}]"), now, diagnostics);
    }
}

/// Everything that a document says has happened.
fn happened(content: &Content) -> Vec<(String, When)> {
    let mut dates = vec![("updated".to_owned(), content.updated)];
    for (path, state) in states(content) {
        dates.extend(state.since.map(|since| (format!("{path}.since"), since)));
    }
    for (index, service) in content.services.iter().enumerate() {
        let changes = service.history.iter().enumerate();
        dates.extend(changes.map(|(at, change)| (format!("services[{index}].history[{at}].at"), change.at)));
    }
    for (index, incident) in content.incidents.iter().enumerate() {
        let updates = incident.updates.iter().enumerate();
        dates.extend(updates.map(|(at, update)| (format!("incidents[{index}].updates[{at}].at"), update.at)));
    }
    for (index, planned) in content.maintenances.iter().enumerate() {
        let updates = planned.updates.iter().enumerate();
        dates.extend(
            updates.map(|(at, update)| (format!("maintenances[{index}].updates[{at}].at"), update.at)),
        );
    }
    for (index, question) in content.faq.iter().enumerate() {
        dates.extend(question.updated.map(|updated| (format!("faq[{index}].updated"), updated)));
    }
    dates
}

/// Everything that a document says is to come.
fn expected(content: &Content) -> Vec<(String, When)> {
    let outlooks = states(content).into_iter().filter_map(|(path, state)| {
        Some((format!("{path}.outlook.expected"), state.outlook.as_ref()?.expected?))
    });
    outlooks.collect()
}

/// All states of all services, with their paths.
fn states(content: &Content) -> Vec<(String, &crate::core::document::State)> {
    let mut states = Vec::new();
    for (index, service) in content.services.iter().enumerate() {
        let path = format!("services[{index}]");
        states.push((format!("{path}.state"), &service.state));
        for (name, locals) in [("sites", &service.sites), ("tenants", &service.tenants)] {
            let locals = locals.iter().enumerate();
            states.extend(locals.map(|(at, local)| (format!("{path}.{name}[{at}].state"), &local.state)));
        }
    }
    states
}

fn maintenance(planned: &Maintenance, path: &str, now: UnixTime, diagnostics: &mut Diagnostics) {
    use MaintenanceStatus::{Completed, InProgress, Scheduled, Verifying};

    let status_path = format!("{path}.status");
    let is_settled =
        ["starts", "ends", "status"].iter().any(|part| diagnostics.is_settled(&format!("{path}.{part}")));
    if is_settled {
        return;
    }
    let is_over = planned.ends.is_some_and(|ends| is_over(ends, now));
    let has_begun = !is_to_come(planned.starts, now);
    let word = planned.status.as_str();
    let (message, part, meant): (Message, &str, MaintenanceStatus) = match planned.status {
        Scheduled | InProgress | Verifying if is_over => (
            say!(
                "this should be over, and is still `{word}`",
                "das müsste vorbei sein, und ist noch `{word}`"
            ),
            "ends",
            Completed,
        ),
        Scheduled if has_begun && planned.ends.is_some() => (
            say!(
                "this should have begun, and is still `{word}`",
                "das müsste begonnen haben, und ist noch `{word}`"
            ),
            "starts",
            InProgress,
        ),
        InProgress | Verifying | Completed if !has_begun => (
            say!(
                "this has not begun, and is already `{word}`",
                "das hat noch nicht begonnen, und ist schon `{word}`"
            ),
            "starts",
            Scheduled,
        ),
        _ => return,
    };
    let mut diagnostic =
        Diagnostic::warning(diagnostics.span_of(&format!("{path}.{part}")), message).help(say!(
            "mend the time or the status; readers see both until somebody does",
            "berichtigen Sie die Zeit oder den Zustand; bis dahin ist beides zu lesen"
        ));
    if let Some(place) = diagnostics.span_of(&status_path) {
        let meant = meant.as_str();
        diagnostic = diagnostic.patch(
            say!("if the time is right, write", "wenn die Zeit stimmt, schreiben Sie"),
            place,
            format!("\"{meant}\""),
        );
    }
    diagnostics.settle(status_path, diagnostic);
}

/// What is said of an expectation that came to nothing.
pub fn expectation_passed(place: Option<SourceSpan>) -> Diagnostic {
    Diagnostic::warning(
        place,
        say!("what is expected here has passed", "was hier erwartet wird, ist schon vorbei"),
    )
    .help(say!(
        "write a later time, or delete the line",
        "schreiben Sie eine spätere Zeit, oder löschen Sie die Zeile"
    ))
}
