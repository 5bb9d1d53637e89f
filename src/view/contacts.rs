//! How to reach the insurer and the publisher.

use yew::{Html, html};

use super::keys::keyed;
use super::outline::Outline;
use super::text::{line, meta, named_link, strong_line, time, words};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{ContactCard, ContentView, NamedLink};

/// The insurer's own contact from the portal's page, if it stands nowhere else already,
/// and those of the document.
pub fn contacts(phrases: &Phrases, outline: Outline, content: &ContentView, with_slot: bool) -> Html {
    html! {
        <section class="contacts">
            if !content.contacts.is_empty() {
                { outline.heading(phrases.contact.into()) }
            }
            if with_slot {
                <slot name="contact" />
            }
            { cards(phrases, &content.contacts) }
        </section>
    }
}

/// Contacts side by side.
pub fn cards(phrases: &Phrases, contacts: &[ContactCard]) -> Html {
    html! {
        if !contacts.is_empty() {
            <div class="cards">
                for (key, one) in keyed(contacts, |contact| &contact.name.text) {
                    { contact(phrases, key, one) }
                }
            </div>
        }
    }
}

/// Numbers and mail addresses run from left to right in every language.
fn left_to_right(link: &NamedLink) -> Html {
    html! { <bdi dir="ltr">{ named_link(link) }</bdi> }
}

fn contact(phrases: &Phrases, key: String, contact: &ContactCard) -> Html {
    html! {
        <address key={key} class={contact.emergency.then_some("emergency")} part="contact">
            { strong_line(words(&contact.name)) }
            if let Some(audience) = &contact.audience {
                { meta("", audience.into()) }
            }
            for part in &contact.address {
                { line("", html! { <bdi>{ part }</bdi> }) }
            }
            if let Some(phone) = &contact.phone {
                { line(phrases.phone, left_to_right(phone)) }
            }
            if let Some(email) = &contact.email {
                { line(phrases.email, left_to_right(email)) }
            }
            if let Some(hours) = &contact.hours {
                { line(phrases.hours, words(hours)) }
            }
            if let Some(until) = &contact.valid_until {
                { meta(phrases.valid_until, time(until)) }
            }
        </address>
    }
}
