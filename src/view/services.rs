//! Services under their headings, each with its state and what belongs to it.

use yew::Html;

use super::Frame;
use super::element::{each, element, element_with, fragment, maybe, text};
use super::icon::icon;
use super::rich::rich;
use super::text::{meta, paragraph, strong, time, words};
use crate::core::presentation::view_model::{Group, Scope, ServiceRow, Time};

/// All services.
pub fn services(frame: Frame, groups: &[Group]) -> Html {
    if groups.is_empty() {
        return Html::default();
    }
    let heading = frame.heading(1, text(frame.phrases.services));
    element("section", "services", vec![heading, each(groups, |one| group(frame, one))])
}

fn group(frame: Frame, group: &Group) -> Html {
    let depth = if group.name.is_some() { 3 } else { 2 };
    let heading = |name| frame.heading(2, fragment(vec![words(name), frame.example(group.example)]));
    let rows = each(&group.services, |service| row(frame, depth, service));
    fragment(vec![
        maybe(group.name.as_ref(), heading),
        element_with("ul", &["class", "role"], &["rows", "list"], vec![rows]),
    ])
}

fn row(frame: Frame, depth: u8, service: &ServiceRow) -> Html {
    element_with(
        "li",
        &["class", "data-service", "data-status"],
        &["row", &service.id, service.status.as_str()],
        vec![
            element(
                "div",
                "line",
                vec![element("p", "name", vec![words(&service.name)]), state(frame, service)],
            ),
            maybe(service.description.as_ref(), |description| meta(vec![words(description)])),
            maybe(service.audience.as_ref(), |audience| meta(vec![text(audience)])),
            maybe(service.note.as_ref(), |note| rich(frame, depth, note)),
            maybe(service.outlook, |outlook| paragraph(vec![text(outlook)])),
            dated(frame.phrases.expected, service.expected.as_ref()),
            maybe(service.alternative.as_ref(), |alternative| {
                let title = paragraph(vec![strong(text(frame.phrases.alternative))]);
                element("div", "alternative", vec![title, rich(frame, depth, alternative)])
            }),
        ],
    )
}

fn state(frame: Frame, service: &ServiceRow) -> Html {
    let scope = match service.scope {
        Scope::General => Html::default(),
        Scope::Varies => meta(vec![text(frame.phrases.varying_state)]),
        Scope::Tenant => meta(vec![text(frame.phrases.local_state)]),
    };
    element(
        "div",
        "state",
        vec![
            icon(service.status),
            strong(text(service.status_text)),
            dated(frame.phrases.since, service.since.as_ref()),
            scope,
        ],
    )
}

/// `before` and the time, where there is one.
fn dated(before: &str, when: Option<&Time>) -> Html {
    maybe(when, |when| paragraph(vec![text(before), time(when)]))
}
