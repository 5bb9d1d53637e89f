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
use super::text::{time, words};
use crate::core::document::ServiceStatus;
use crate::core::session;
use crate::core::view_model::{Content, Notice, NoticeKind, Overall, Place, WidgetModel};

/// The top of the widget.
pub fn overview(frame: Frame, model: &WidgetModel) -> Html {
    let content = model.content.as_ref();
    let title = content.map_or_else(|| html! { frame.phrases.heading }, |content| words(&content.title));
    let is_waiting = model.loading && content.is_none_or(|content| content.outdated);
    let (alerts, others): (Vec<&Notice>, Vec<_>) =
        model.notices.iter().partition(|notice| notice.kind == ALERT);
    html! {
        <>
            { frame.heading(0, title) }
            { for content.and_then(|content| content.tenant.as_ref()).map(|tenant| place(frame, tenant)) }
            if !alerts.is_empty() {
                <div role="alert">{ for alerts.into_iter().map(notice) }</div>
            }
            <div role="status">
                { for others.into_iter().map(notice) }
                if is_waiting {
                    <p class="loading">{ frame.phrases.loading }</p>
                }
                { for content.and_then(|content| content.overall.as_ref()).map(overall) }
            </div>
        </>
    }
}

/// The notice that interrupts.
const ALERT: NoticeKind = NoticeKind::Session(session::Notice::NotAuthentic);

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

fn overall(overall: &Overall) -> Html {
    html! {
        <p class="overall" data-overall={name(overall.status)}>
            { icon(overall.status) }
            <strong>{ overall.text }</strong>
        </p>
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
            { for tenant.sites.iter().map(|site| html! {
                <p class="meta">
                    { frame.phrases.sites }{ words(&site.name) }{ frame.example(site.example) }
                </p>
            }) }
        </div>
    }
}

/// When the document was confirmed and when it was changed.
pub fn dates(frame: Frame, content: &Content) -> Html {
    html! {
        <div class="meta">
            <p data-confirmed="">{ confirmed(frame, content) }</p>
            <p>{ frame.phrases.changed }{ time(&content.updated) }</p>
        </div>
    }
}

/// "Zuletzt bestätigt: …", or "Stand: … – möglicherweise nicht mehr aktuell".
pub fn confirmed(frame: Frame, content: &Content) -> Html {
    let (before, after) = if content.outdated {
        (frame.phrases.as_of, frame.phrases.maybe_outdated)
    } else {
        (frame.phrases.confirmed, "")
    };
    html! { <>{ before }{ time(&content.confirmed) }{ " (" }{ &content.age }{ ")" }{ after }</> }
}
