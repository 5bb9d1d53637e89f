//! Services under their headings, each with its state and what belongs to it.

use yew::{Html, html};

use super::icon::icon;
use super::outline::Outline;
use super::rich::rich;
use super::text::{example, time, words};
use crate::core::document::StateScope;
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{Group, ServiceRow, Time};

/// All services.
pub fn services(phrases: &Phrases, outline: Outline, groups: &[Group]) -> Html {
    html! {
        if !groups.is_empty() {
            <section class="services">
                { outline.heading(phrases.services.into()) }
                for one in groups {
                    { group(phrases, outline.below(1), one) }
                }
            </section>
        }
    }
}

fn group(phrases: &Phrases, outline: Outline, group: &Group) -> Html {
    let inner = if group.name.is_some() { outline.below(1) } else { outline };
    html! {
        <key={group.id.as_deref().unwrap_or_default()}>
            if let Some(name) = &group.name {
                { outline.heading(html! { <>{ words(name) }{ example(phrases, group.example) }</> }) }
            }
            <ul class="rows" role="list">
                for service in &group.services {
                    { row(phrases, inner, service) }
                }
            </ul>
        </>
    }
}

fn row(phrases: &Phrases, outline: Outline, service: &ServiceRow) -> Html {
    html! {
        <li
            key={service.id.as_str()}
            class="row"
            data-service={service.id.clone()}
            data-status={service.status.as_str()}
        >
            <div class="line">
                <p class="name">{ words(&service.name) }</p>
                { state(phrases, service) }
            </div>
            if let Some(description) = &service.description {
                <p class="meta">{ words(description) }</p>
            }
            if let Some(audience) = &service.audience {
                <p class="meta">{ audience }</p>
            }
            if let Some(note) = &service.note {
                { rich(outline, note) }
            }
            if let Some(outlook) = service.outlook {
                <p>{ outlook }</p>
            }
            { dated(phrases.expected, service.expected.as_ref()) }
            if let Some(alternative) = &service.alternative {
                <div class="alternative">
                    <p><strong>{ phrases.alternative }</strong></p>
                    { rich(outline, alternative) }
                </div>
            }
        </li>
    }
}

fn state(phrases: &Phrases, service: &ServiceRow) -> Html {
    let scope = match service.scope {
        StateScope::General | StateScope::TenantUnknown => None,
        StateScope::Varies => Some(phrases.varying_state),
        StateScope::Tenant => Some(phrases.local_state),
    };
    html! {
        <div class="state">
            { icon(service.status) }
            <strong>{ service.status_text }</strong>
            { dated(phrases.since, service.since.as_ref()) }
            if let Some(scope) = scope {
                <p class="meta">{ scope }</p>
            }
        </div>
    }
}

/// `before` and the time, where there is one.
fn dated(before: &'static str, when: Option<&Time>) -> Html {
    html! {
        if let Some(when) = when {
            <p>{ before }{ time(when) }</p>
        }
    }
}
