//! Incidents and maintenances with their messages.

use yew::Html;

use super::Frame;
use super::element::{each, element, element_with, fragment, maybe, text};
use super::rich::rich;
use super::text::{meta, paragraph, strong, time, words};
use crate::core::presentation::view_model::{Message, Report};

/// Reports under the heading `title`.
pub fn reports(frame: Frame, title: &'static str, reports: &[Report]) -> Html {
    if reports.is_empty() {
        return Html::default();
    }
    element(
        "section",
        "reports",
        vec![frame.heading(1, text(title)), each(reports, |one| report(frame, one))],
    )
}

fn report(frame: Frame, report: &Report) -> Html {
    element_with(
        "article",
        &["data-report"],
        &[&report.id],
        vec![
            frame.heading(2, words(&report.title)),
            maybe(report.status_text, |status| {
                let impact = maybe(report.impact, |impact| fragment(vec![text(" – "), text(impact)]));
                paragraph(vec![strong(text(status)), impact])
            }),
            maybe(report.starts.as_ref(), |starts| {
                let until = |ends| fragment(vec![text(frame.phrases.until), time(ends)]);
                paragraph(vec![time(starts), maybe(report.ends.as_ref(), until)])
            }),
            affected(frame, report),
            each(&report.updates, |update| message(frame, update)),
        ],
    )
}

/// "Betroffen: eAU, ePA".
fn affected(frame: Frame, report: &Report) -> Html {
    if report.services.is_empty() {
        return Html::default();
    }
    let mut names = Vec::new();
    for name in &report.services {
        names.push(text(if names.is_empty() { frame.phrases.affected } else { ", " }));
        names.push(words(name));
    }
    meta(names)
}

fn message(frame: Frame, message: &Message) -> Html {
    let dated = meta(vec![time(&message.at), text(" – "), text(message.status_text)]);
    element("div", "message", vec![dated, rich(frame, 3, &message.text)])
}
