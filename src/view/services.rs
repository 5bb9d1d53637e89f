//! Services under their headings, each with its state and what belongs to it.

use yew::{Html, html};

use super::Frame;
use super::icon::{icon, name};
use super::rich::rich;
use super::text::{meta, time, words};
use crate::core::view_model::{Group, Scope, ServiceRow};

/// All services.
pub fn services(frame: Frame, groups: &[Group]) -> Html {
    html! {
        if !groups.is_empty() {
            <section class="services">
                { frame.heading(1, html! { frame.phrases.services }) }
                { for groups.iter().map(|one| group(frame, one)) }
            </section>
        }
    }
}

fn group(frame: Frame, group: &Group) -> Html {
    let depth = if group.name.is_some() { 3 } else { 2 };
    html! {
        <>
            if let Some(name) = &group.name {
                { frame.heading(2, html! { <>{ words(name) }{ frame.example(group.example) }</> }) }
            }
            <ul class="rows" role="list">
                { for group.services.iter().map(|service| row(frame, depth, service)) }
            </ul>
        </>
    }
}

fn row(frame: Frame, depth: u8, service: &ServiceRow) -> Html {
    let phrases = frame.phrases;
    let scope = match service.scope {
        Scope::General => None,
        Scope::Varies => Some(phrases.varying_state),
        Scope::Tenant => Some(phrases.local_state),
    };
    html! {
        <li class="row" data-service={service.id.clone()} data-status={name(service.status)}>
            <div class="line">
                <p class="name">{ words(&service.name) }</p>
                <div class="state">
                    { icon(service.status) }
                    <strong>{ service.status_text }</strong>
                    if let Some(since) = &service.since {
                        <p>{ phrases.since }{ time(since) }</p>
                    }
                    if let Some(scope) = scope {
                        { meta(html! { scope }) }
                    }
                </div>
            </div>
            if let Some(description) = &service.description {
                { meta(words(description)) }
            }
            if let Some(audience) = &service.audience {
                { meta(html! { audience }) }
            }
            if let Some(note) = &service.note {
                { rich(frame, depth, note) }
            }
            if let Some(outlook) = service.outlook {
                <p>{ outlook }</p>
            }
            if let Some(expected) = &service.expected {
                <p>{ phrases.expected }{ time(expected) }</p>
            }
            if let Some(alternative) = &service.alternative {
                <div class="alternative">
                    <p><strong>{ phrases.alternative }</strong></p>
                    { rich(frame, depth, alternative) }
                </div>
            }
        </li>
    }
}
