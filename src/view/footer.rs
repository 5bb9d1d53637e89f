//! Who says all this: legal links, publisher and copyright.

use yew::{Html, html};

use super::keys::keyed;
use super::text::{link, named_link, words};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::ContentView;

/// What the publisher has to say of itself.
pub fn footer(phrases: &Phrases, content: &ContentView) -> Html {
    let publisher = words(&content.publisher);
    let publisher = match &content.publisher_url {
        Some(url) => link(url, publisher),
        None => publisher,
    };
    html! {
        <footer part="footer">
            <p>{ phrases.publisher }{ publisher }</p>
            if !content.links.is_empty() {
                <nav aria-label={[phrases.publisher, &content.publisher.text].concat()}>
                    <ul role="list">
                        for (key, one) in keyed(&content.links, |link| &link.url) {
                            <li key={key}>{ named_link(one) }</li>
                        }
                    </ul>
                </nav>
            }
            if let Some(copyright) = &content.copyright {
                // Years and signs stand around a name: mixed up where writing runs from the right.
                <p><bdi>{ copyright }</bdi></p>
            }
        </footer>
    }
}
