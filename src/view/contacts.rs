//! How to reach the publisher.

use yew::{Html, html};

use super::keys::keyed;
use super::outline::Outline;
use super::overview::outdated;
use super::text::{named_link, words};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{ContactCard, ContentView};

/// All contacts.
pub fn contacts(phrases: &Phrases, outline: Outline, content: &ContentView) -> Html {
    html! {
        if !content.contacts.is_empty() {
            <section class="contacts">
                { outline.heading(phrases.contact.into()) }
                { outdated(phrases, content) }
                <div class="cards">
                    for (key, one) in keyed(&content.contacts, |contact| &contact.name.text) {
                        { contact(phrases, key, one) }
                    }
                </div>
            </section>
        }
    }
}

fn contact(phrases: &Phrases, key: String, contact: &ContactCard) -> Html {
    html! {
        <address key={key}>
            <p><strong>{ words(&contact.name) }</strong></p>
            if let Some(audience) = &contact.audience {
                <p class="meta">{ audience }</p>
            }
            for line in &contact.address {
                <p>{ line }</p>
            }
            if let Some(phone) = &contact.phone {
                <p>{ phrases.phone }{ named_link(phone) }</p>
            }
            if let Some(email) = &contact.email {
                <p>{ phrases.email }{ named_link(email) }</p>
            }
        </address>
    }
}
