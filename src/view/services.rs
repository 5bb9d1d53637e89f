//! Services under their headings, each with its state and what belongs to it.

use yew::{Html, html};

use super::Frame;
use super::icon::{icon, name};
use super::rich::rich;
use super::text::{time, words};
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
    let heading = group
        .name
        .as_ref()
        .map(|name| frame.heading(2, html! { <>{ words(name) }{ frame.example(group.example) }</> }));
    let depth = if heading.is_some() { 3 } else { 2 };
    html! {
        <>
            { for heading }
            <ul class="rows" role="list">{ for group.services.iter().map(|service| row(frame, depth, service)) }</ul>
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
    let meta = |text: &str| html! { <p class="meta">{ text }</p> };
    html! {
        <li class="row" data-service={service.id.clone()} data-status={name(service.status)}>
            <div class="line">
                <p class="name">{ words(&service.name) }</p>
                <div class="state">
                    { icon(service.status) }
                    <strong>{ service.status_text }</strong>
                    { for service.since.iter().map(|since| html! {
                        <p>{ phrases.since }{ time(since) }</p>
                    }) }
                    { for scope.map(meta) }
                </div>
            </div>
            { for service.description.iter().map(|text| html! { <p class="meta">{ words(text) }</p> }) }
            { for service.audience.as_deref().map(meta) }
            { for service.note.iter().map(|note| rich(frame, depth, note)) }
            { for service.outlook.map(|outlook| html! { <p>{ outlook }</p> }) }
            { for service.expected.iter().map(|expected| html! {
                <p>{ phrases.expected }{ time(expected) }</p>
            }) }
            { for service.alternative.iter().map(|alternative| html! {
                <div class="alternative">
                    <p><strong>{ phrases.alternative }</strong></p>
                    { rich(frame, depth, alternative) }
                </div>
            }) }
        </li>
    }
}
