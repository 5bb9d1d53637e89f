//! How to reach the insurer and the publisher.

use yew::{Html, html};

use super::keys::keyed;
use super::outline::Outline;
use super::overview::outdated;
use super::text::{line, meta, named_link, strong_line, time, words};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{ContactCard, ContentView};

/// The insurer's own contact from the portal's page, if it stands nowhere else already,
/// and those of the document.
pub fn contacts(phrases: &Phrases, outline: Outline, content: &ContentView, with_slot: bool) -> Html {
    html! {
        <section class="contacts">
            if !content.contacts.is_empty() {
                { outline.heading(phrases.contact.into()) }
                { outdated(phrases, content) }
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

fn contact(phrases: &Phrases, key: String, contact: &ContactCard) -> Html {
    html! {
        <address key={key} class={contact.emergency.then_some("emergency")} part="contact">
            { strong_line(words(&contact.name)) }
            if let Some(audience) = &contact.audience {
                { meta("", audience.into()) }
            }
            for part in &contact.address {
                { line("", part.into()) }
            }
            if let Some(phone) = &contact.phone {
                { line(phrases.phone, named_link(phone)) }
            }
            if let Some(email) = &contact.email {
                { line(phrases.email, named_link(email)) }
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
