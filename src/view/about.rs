//! Who says all this and how to reach them: contacts, legal links, publisher.

use yew::{Html, html};

use super::Frame;
use super::overview::outdated;
use super::text::{link, meta, named_link, words};
use crate::core::view_model::{ContactCard, Content};

/// All contacts.
pub fn contacts(frame: Frame, content: &Content) -> Html {
    html! {
        if !content.contacts.is_empty() {
            <section class="contacts">
                { frame.heading(1, html! { frame.phrases.contact }) }
                { outdated(frame, content) }
                <div class="cards">
                    { for content.contacts.iter().map(|one| contact(frame, one)) }
                </div>
            </section>
        }
    }
}

fn contact(frame: Frame, contact: &ContactCard) -> Html {
    html! {
        <address>
            <p><strong>{ words(&contact.name) }</strong></p>
            if let Some(audience) = &contact.audience {
                { meta(html! { audience }) }
            }
            { for contact.address.iter().map(|line| html! { <p>{ line }</p> }) }
            if let Some(phone) = &contact.phone {
                <p>{ frame.phrases.phone }{ named_link(phone) }</p>
            }
            if let Some(email) = &contact.email {
                <p>{ frame.phrases.email }{ named_link(email) }</p>
            }
        </address>
    }
}

/// Legal links and the publisher.
pub fn footer(frame: Frame, content: &Content) -> Html {
    let publisher = words(&content.publisher);
    let publisher = match &content.publisher_url {
        Some(url) => link(url, publisher),
        None => publisher,
    };
    html! {
        <footer>
            if !content.links.is_empty() {
                <nav aria-label={frame.phrases.links}>
                    <ul>{ for content.links.iter().map(|one| html! { <li>{ named_link(one) }</li> }) }</ul>
                </nav>
            }
            <p>{ frame.phrases.publisher }{ publisher }</p>
            if let Some(copyright) = &content.copyright {
                <p>{ copyright }</p>
            }
        </footer>
    }
}
