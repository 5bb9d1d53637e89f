//! How to reach the publisher.

use yew::Html;

use super::Frame;
use super::element::{each, element, maybe, text};
use super::overview::outdated;
use super::text::{meta, named_link, paragraph, strong, words};
use crate::core::presentation::view_model::{ContactCard, Content};

/// All contacts.
pub fn contacts(frame: Frame, content: &Content) -> Html {
    if content.contacts.is_empty() {
        return Html::default();
    }
    let cards = each(&content.contacts, |one| contact(frame, one));
    element(
        "section",
        "contacts",
        vec![
            frame.heading(1, text(frame.phrases.contact)),
            outdated(frame, content),
            element("div", "cards", vec![cards]),
        ],
    )
}

fn contact(frame: Frame, contact: &ContactCard) -> Html {
    let reach = |before, link| maybe(link, |link| paragraph(vec![text(before), named_link(link)]));
    element(
        "address",
        "",
        vec![
            paragraph(vec![strong(words(&contact.name))]),
            maybe(contact.audience.as_ref(), |audience| meta(vec![text(audience)])),
            each(&contact.address, |line| paragraph(vec![text(line)])),
            reach(frame.phrases.phone, contact.phone.as_ref()),
            reach(frame.phrases.email, contact.email.as_ref()),
        ],
    )
}
