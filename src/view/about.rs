//! Who says all this and how to reach them: contacts, legal links, publisher.

use yew::{Html, html};

use super::Frame;
use super::overview::confirmed;
use super::text::{link, named_link, words};
use crate::core::view_model::{ContactCard, Content, NamedLink};

/// All contacts.
pub fn contacts(frame: Frame, content: &Content) -> Html {
    html! {
        if !content.contacts.is_empty() {
            <section class="contacts">
                { frame.heading(1, html! { frame.phrases.contact }) }
                if content.outdated {
                    <p class="meta">{ confirmed(frame, content) }</p>
                }
                <div class="cards">
                    { for content.contacts.iter().map(|one| contact(frame, one)) }
                </div>
            </section>
        }
    }
}

fn contact(frame: Frame, contact: &ContactCard) -> Html {
    let line = |label: &'static str, named: &NamedLink| html! { <p>{ label }{ named_link(named) }</p> };
    html! {
        <address>
            <p><strong>{ words(&contact.name) }</strong></p>
            { for contact.audience.iter().map(|audience| html! { <p class="meta">{ audience }</p> }) }
            { for contact.address.iter().map(|line| html! { <p>{ line }</p> }) }
            { for contact.phone.iter().map(|phone| line(frame.phrases.phone, phone)) }
            { for contact.email.iter().map(|email| line(frame.phrases.email, email)) }
        </address>
    }
}

/// Legal links and the publisher.
pub fn footer(frame: Frame, content: &Content) -> Html {
    let publisher = words(&content.publisher);
    html! {
        <footer>
            if !content.links.is_empty() {
                <nav aria-label={frame.phrases.links}>
                    <ul>{ for content.links.iter().map(|one| html! { <li>{ named_link(one) }</li> }) }</ul>
                </nav>
            }
            <p>
                { frame.phrases.publisher }
                { match &content.publisher_url {
                    Some(url) => link(url, publisher),
                    None => publisher,
                } }
            </p>
            { for content.copyright.iter().map(|line| html! { <p>{ line }</p> }) }
        </footer>
    }
}
