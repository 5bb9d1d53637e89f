//! The top of the widget: heading, notices, the insurer, all states in one sentence
//! and the dates.
//!
//! Owns what screen readers announce: one live region (WAI-ARIA, role `status`)
//! that is there from the start, so that whatever changes in it is said. Times and
//! ages stay outside of it, or they would be said every minute. A document that
//! can't be confirmed interrupts, as an alert.

use yew::Html;

use super::Frame;
use super::element::{each, element, element_with, fragment, maybe, text};
use super::icon::icon;
use super::text::{meta, paragraph, strong, time, words};
use crate::core::document::ServiceStatus;
use crate::core::presentation::view_model::{Content, Notice, NoticeKind, Place, WidgetModel};
use crate::core::session;

/// The notice that interrupts.
const ALERT: NoticeKind = NoticeKind::Session(session::Notice::NotAuthentic);

/// The top of the widget.
pub fn overview(frame: Frame, model: &WidgetModel) -> Html {
    let content = model.content.as_ref();
    let title = content.map_or_else(|| text(frame.phrases.heading), |content| words(&content.title));
    let mut alert = Html::default();
    let mut news = Vec::new();
    for one in &model.notices {
        if one.kind == ALERT {
            alert = element_with("div", &["role"], &["alert"], vec![notice(one)]);
        } else {
            news.push(notice(one));
        }
    }
    let loading = if model.loading && content.is_none_or(|content| content.outdated) {
        element("p", "loading", vec![text(frame.phrases.loading)])
    } else {
        Html::default()
    };
    let overall = maybe(content.and_then(|content| content.overall.as_ref()), |overall| {
        element_with(
            "p",
            &["class", "data-overall"],
            &["overall", overall.status.as_str()],
            vec![icon(overall.status), strong(text(overall.text))],
        )
    });
    fragment(vec![
        frame.heading(0, title),
        maybe(content.and_then(|content| content.tenant.as_ref()), |tenant| place(frame, tenant)),
        alert,
        element_with("div", &["role"], &["status"], vec![fragment(news), loading, overall]),
    ])
}

fn notice(notice: &Notice) -> Html {
    let name = match notice.kind {
        ALERT => "not-authentic",
        NoticeKind::Session(session::Notice::RolledBack) => "rolled-back",
        NoticeKind::Session(session::Notice::Unreachable) => "unreachable",
        NoticeKind::Session(session::Notice::Expired) => "expired",
        NoticeKind::Session(session::Notice::WrongClock) => "wrong-clock",
        NoticeKind::UnknownTenant => "unknown-tenant",
    };
    let says = vec![paragraph(vec![strong(text(notice.title))]), paragraph(vec![text(notice.text)])];
    element_with(
        "div",
        &["class", "data-notice"],
        &["notice", name],
        vec![icon(ServiceStatus::DegradedPerformance), element("div", "", says)],
    )
}

fn place(frame: Frame, tenant: &Place) -> Html {
    let name = strong(words(&tenant.name));
    let sites = each(&tenant.sites, |site| {
        meta(vec![text(frame.phrases.sites), words(&site.name), frame.example(site.example)])
    });
    element(
        "div",
        "tenant",
        vec![paragraph(vec![text(frame.phrases.tenant), name, frame.example(tenant.example)]), sites],
    )
}

/// When the document was confirmed and when it was changed.
pub fn dates(frame: Frame, content: &Content) -> Html {
    let confirmed = element_with("div", &["data-confirmed"], &[""], vec![confirmed(frame, content)]);
    element("div", "dates", vec![confirmed, frame.changed(&content.updated)])
}

/// "Zuletzt bestätigt: …", or "Stand: … – möglicherweise nicht mehr aktuell".
fn confirmed(frame: Frame, content: &Content) -> Html {
    let (before, after) = if content.outdated {
        (frame.phrases.as_of, frame.phrases.maybe_outdated)
    } else {
        (frame.phrases.confirmed, "")
    };
    meta(vec![text(before), time(&content.confirmed), text(" ("), text(&content.age), text(")"), text(after)])
}

/// The age of what stays while states are unknown, above it; nothing while the
/// document is fresh.
pub fn outdated(frame: Frame, content: &Content) -> Html {
    if content.outdated { confirmed(frame, content) } else { Html::default() }
}
