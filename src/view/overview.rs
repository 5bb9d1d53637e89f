//! The top of the widget: heading, notices, the insurer, all states in one sentence
//! and the dates.
//!
//! Owns what screen readers announce: one live region (WAI-ARIA, role `status`)
//! that is there from the start, so that whatever changes in it is said. Times and
//! ages stay outside of it, or they would be said every minute. A document that
//! can't be confirmed interrupts, as an alert.

use yew::{Html, html};

use super::icon::icon;
use super::keys::keyed;
use super::outline::Outline;
use super::text::{changed, example, words};
use crate::core::document::ServiceStatus;
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{ContentView, NoticeKind, NoticeView, Place, WidgetModel};
use crate::core::session;

/// The notice that interrupts.
const ALERT: NoticeKind = NoticeKind::Session(session::Notice::NotAuthentic);

/// Whether it is said below the answer and not announced: what is shown still holds.
fn is_quiet(notice: &NoticeView) -> bool {
    notice.kind == NoticeKind::Session(session::Notice::OutOfTouch)
}

/// What is said below the answer.
pub fn quiet_notices(model: &WidgetModel) -> Html {
    html! {
        <>
            for one in model.notices.iter().filter(|notice| is_quiet(notice)) {
                { notice(one) }
            }
        </>
    }
}

/// The top of the widget.
pub fn overview(phrases: &Phrases, outline: Outline, model: &WidgetModel) -> Html {
    let content = model.content.as_ref();
    // While there is nothing to say, the portal's fallback stands alone.
    let title = match content {
        Some(content) => Some(words(&content.title)),
        None if model.notices.is_empty() => None,
        None => Some(phrases.heading.into()),
    };
    html! {
        <>
            if let Some(title) = title {
                { outline.heading(title) }
            }
            if let Some(tenant) = content.and_then(|content| content.tenant.as_ref()) {
                { place(phrases, tenant) }
            }
            if let Some(alert) = model.notices.iter().find(|notice| notice.kind == ALERT) {
                <div role="alert">{ notice(alert) }</div>
            }
            <div role="status">
                for news in model.notices.iter().filter(|notice| notice.kind != ALERT && !is_quiet(notice)) {
                    { notice(news) }
                }
                if let Some(overall) = content.and_then(|content| content.overall.as_ref()) {
                    <p class="overall" data-overall={overall.status.as_str()}>
                        { icon(overall.status) }
                        <strong>{ overall.text }</strong>
                    </p>
                }
            </div>
        </>
    }
}

fn notice(notice: &NoticeView) -> Html {
    let name = match notice.kind {
        ALERT => "not-authentic",
        NoticeKind::Session(session::Notice::WrongClock) => "wrong-clock",
        NoticeKind::Session(session::Notice::Expired) => "expired",
        NoticeKind::Session(session::Notice::Unreachable) => "unreachable",
        NoticeKind::Session(session::Notice::OutOfTouch | session::Notice::Retrying) => "out-of-touch",
        NoticeKind::UnknownTenant => "unknown-tenant",
    };
    html! {
        <div key={name} class="notice" data-notice={name}>
            { icon(ServiceStatus::DegradedPerformance) }
            <div>
                <p><strong>{ notice.title }</strong></p>
                <p>{ &notice.text }</p>
                if notice.kind == NoticeKind::Session(session::Notice::Expired) {
                    <slot name="contact" />
                }
            </div>
        </div>
    }
}

fn place(phrases: &Phrases, tenant: &Place) -> Html {
    html! {
        <div class="tenant">
            <p>
                { phrases.tenant }
                <strong>{ words(&tenant.name) }</strong>
                { example(phrases, tenant.example) }
            </p>
            for (key, site) in keyed(&tenant.sites, |site| &site.id) {
                <p key={key} class="meta">
                    { phrases.sites }
                    { words(&site.name) }
                    { example(phrases, site.example) }
                </p>
            }
        </div>
    }
}

/// When the document was confirmed and when it was changed.
pub fn dates(phrases: &Phrases, content: &ContentView) -> Html {
    html! {
        <div class="dates">
            <div data-confirmed="">{ confirmed(phrases, content) }</div>
            { changed(phrases, &content.updated) }
        </div>
    }
}

/// "Zuletzt bestätigt: …", or "Stand: … – möglicherweise nicht mehr aktuell".
fn confirmed(phrases: &Phrases, content: &ContentView) -> Html {
    let (before, after) =
        if content.outdated { (phrases.as_of, phrases.maybe_outdated) } else { (phrases.confirmed, "") };
    let after = content.progress.unwrap_or(after);
    let [(confirmed, at), (age, ago)] = moving_texts(content);
    html! {
        <p class="meta">
            { before }
            <time data-moving={confirmed} datetime={content.confirmed.datetime.clone()}>{ at }</time>
            { " " }
            <span data-moving={age}>{ ago }</span>
            { after }
        </p>
    }
}

/// What stands in every `data-moving` of a name: texts that change with time alone, or with
/// a new signature.
pub fn moving_texts(content: &ContentView) -> [(&'static str, String); 2] {
    [("confirmed", content.confirmed.text.clone()), ("age", format!("({})", content.age))]
}

/// The age of what stays while states are unknown, above it; nothing while the
/// document is fresh.
pub fn outdated(phrases: &Phrases, content: &ContentView) -> Html {
    html! {
        if content.outdated {
            { confirmed(phrases, content) }
        }
    }
}
