//! The top of the widget: heading, notices, the insurer, all states in one sentence
//! and the dates.
//!
//! Owns what screen readers announce: one live region (WAI-ARIA, role `status`)
//! that is there from the start, so that whatever changes in it is said. Times and
//! ages stay outside of it, or they would be said every minute. A document that
//! can't be confirmed interrupts, as an alert.

use yew::{Html, html};

use super::Frame;
use super::icon::{icon, name};
use super::text::{meta, time, words};
use crate::core::document::ServiceStatus;
use crate::core::session;
use crate::core::view_model::{Content, Notice, NoticeKind, Place, WidgetModel};

/// The notice that interrupts.
const ALERT: NoticeKind = NoticeKind::Session(session::Notice::NotAuthentic);

/// The top of the widget.
pub fn overview(frame: Frame, model: &WidgetModel) -> Html {
    let content = model.content.as_ref();
    let title = content.map_or_else(|| html! { frame.phrases.heading }, |content| words(&content.title));
    let is_waiting = model.loading && content.is_none_or(|content| content.outdated);
    html! {
        <>
            { frame.heading(0, title) }
            if let Some(tenant) = content.and_then(|content| content.tenant.as_ref()) {
                { place(frame, tenant) }
            }
            if let Some(alert) = model.notices.iter().find(|notice| notice.kind == ALERT) {
                <div role="alert">{ notice(alert) }</div>
            }
            <div role="status">
                { for model.notices.iter().filter(|notice| notice.kind != ALERT).map(notice) }
                if is_waiting {
                    <p class="loading">{ frame.phrases.loading }</p>
                }
                if let Some(overall) = content.and_then(|content| content.overall.as_ref()) {
                    <p class="overall" data-overall={name(overall.status)}>
                        { icon(overall.status) }
                        <strong>{ overall.text }</strong>
                    </p>
                }
            </div>
        </>
    }
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
    html! {
        <div class="notice" data-notice={name}>
            { icon(ServiceStatus::DegradedPerformance) }
            <div>
                <p><strong>{ notice.title }</strong></p>
                <p>{ notice.text }</p>
            </div>
        </div>
    }
}

fn place(frame: Frame, tenant: &Place) -> Html {
    html! {
        <div class="tenant">
            <p>
                { frame.phrases.tenant }
                <strong>{ words(&tenant.name) }</strong>
                { frame.example(tenant.example) }
            </p>
            { for tenant.sites.iter().map(|site| meta(html! {
                <>{ frame.phrases.sites }{ words(&site.name) }{ frame.example(site.example) }</>
            })) }
        </div>
    }
}

/// When the document was confirmed and when it was changed.
pub fn dates(frame: Frame, content: &Content) -> Html {
    html! {
        <div class="dates">
            <div data-confirmed="">{ confirmed(frame, content) }</div>
            { frame.changed(&content.updated) }
        </div>
    }
}

/// "Zuletzt bestätigt: …", or "Stand: … – möglicherweise nicht mehr aktuell".
fn confirmed(frame: Frame, content: &Content) -> Html {
    let (before, after) = if content.outdated {
        (frame.phrases.as_of, frame.phrases.maybe_outdated)
    } else {
        (frame.phrases.confirmed, "")
    };
    meta(html! { <>{ before }{ time(&content.confirmed) }{ " (" }{ &content.age }{ ")" }{ after }</> })
}

/// The age of what stays while states are unknown, above it; nothing while the
/// document is fresh.
pub fn outdated(frame: Frame, content: &Content) -> Html {
    if content.outdated { confirmed(frame, content) } else { Html::default() }
}
