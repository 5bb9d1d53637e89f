//! Services under their headings, each with its state and what belongs to it.
//!
//! Owns what is open: the state, what a reader can do, and what comes next. What else there
//! is to say stands in the browser's own `details`.

use yew::{Html, html};

use super::icon::icon;
use super::keys::keyed;
use super::outline::Outline;
use super::rich::rich;
use super::text::{folded, line, mark, meta, strong_line, time, words};
use crate::core::document::{ServiceStatus, StateScope};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{Group, OutlookView, ServiceRow};

/// The reader's services.
pub fn services(phrases: &Phrases, outline: Outline, all: &[Group]) -> Html {
    html! {
        if !all.is_empty() {
            <section class="services">
                { outline.heading(phrases.services.into()) }
                { groups(phrases, outline.below(1), all) }
            </section>
        }
    }
}

/// Services under their headings, which begin at `outline`.
#[inline(never)]
pub fn groups(phrases: &Phrases, outline: Outline, groups: &[Group]) -> Html {
    html! {
        <>
            for one in groups {
                { group(phrases, outline, one) }
            }
        </>
    }
}

fn group(phrases: &Phrases, outline: Outline, group: &Group) -> Html {
    let inner = if group.name.is_some() { outline.below(1) } else { outline };
    html! {
        <key={group.id.as_deref().unwrap_or_default()}>
            if let Some(name) = &group.name {
                { outline.heading(html! { <>{ words(name) }{ mark(phrases.example, group.example) }</> }) }
            }
            <ul class="rows" role="list">
                for service in &group.services {
                    { row(phrases, inner, service) }
                }
            </ul>
        </>
    }
}

#[inline(never)]
fn row(phrases: &Phrases, outline: Outline, service: &ServiceRow) -> Html {
    let heading = html! {
        <>
            <span class="name">{ words(&service.name) }{ " " }</span>
            <span class="state" part="state">
                { icon(service.status) }
                <strong>{ service.status_text }</strong>
                { mark(phrases.new, service.is_new) }
            </span>
        </>
    };
    html! {
        <li
            key={service.id.as_str()}
            id={service.anchor.clone()}
            class="row"
            part="service"
            data-service={service.id.clone()}
            data-status={service.status.as_str()}
        >
            { outline.heading(heading) }
            if let Some(since) = &service.since {
                { meta(phrases.since, time(since)) }
            }
            if let Some(audience) = &service.audience {
                { meta("", audience.into()) }
            }
            if let Some(alternative) = &service.alternative {
                <div class="advice" part="advice">
                    { strong_line(phrases.alternative.into()) }
                    { rich(outline, alternative) }
                </div>
            }
            if let Some(comes) = &service.outlook {
                { outlook(phrases, comes) }
            }
            { more(phrases, outline, service) }
        </li>
    }
}

/// "Wie es weitergeht: Wird Schritt für Schritt wieder eingeschaltet. Noch kein Datum."
#[inline(never)]
fn outlook(phrases: &Phrases, outlook: &OutlookView) -> Html {
    html! {
        if let Some(says) = outlook.says {
            <p>
                <strong>{ phrases.next }</strong>
                { says }
                if let Some(expected) = &outlook.expected {
                    { " " }{ outlook.before }{ time(expected) }{ "." }
                }
                if let Some(after) = outlook.after {
                    { " " }{ after }
                }
            </p>
        }
    }
}

/// What else there is to say.
#[inline(never)]
fn more(phrases: &Phrases, outline: Outline, service: &ServiceRow) -> Html {
    // Where it does not work for some, the state says so itself.
    let varies = service.scope == StateScope::Varies && service.status != ServiceStatus::PartialOutage;
    let is_empty =
        service.description.is_none() && service.note.is_none() && service.history.is_empty() && !varies;
    if is_empty {
        return html! {};
    }
    let inner = html! {
        <>
            if let Some(description) = &service.description {
                { line("", words(description)) }
            }
            if varies {
                { line(phrases.varying_state, html! {}) }
            }
            if let Some(note) = &service.note {
                { rich(outline, note) }
            }
            if !service.history.is_empty() {
                { strong_line(phrases.history.into()) }
                <ul role="list" data-changed="">
                    for (key, (at, status)) in keyed(&service.history, |(at, _)| &at.datetime) {
                        <li key={key}>{ time(at) }{ ": " }{ *status }</li>
                    }
                </ul>
            }
        </>
    };
    folded([&service.id, "_more"].concat(), "more", phrases.more.into(), inner)
}
