//! Who says all this: legal links, publisher and copyright.

use yew::Html;

use super::Frame;
use super::element::{each, element, element_with, maybe, text};
use super::text::{link, named_link, paragraph, words};
use crate::core::presentation::view_model::Content;

/// Legal links and the publisher.
pub fn footer(frame: Frame, content: &Content) -> Html {
    let publisher = words(&content.publisher);
    let publisher = match &content.publisher_url {
        Some(url) => link(url, publisher),
        None => publisher,
    };
    let links = if content.links.is_empty() {
        Html::default()
    } else {
        let items = each(&content.links, |one| element("li", "", vec![named_link(one)]));
        element_with("nav", &["aria-label"], &[frame.phrases.links], vec![element("ul", "", vec![items])])
    };
    element(
        "footer",
        "",
        vec![
            links,
            paragraph(vec![text(frame.phrases.publisher), publisher]),
            maybe(content.copyright.as_ref(), |copyright| paragraph(vec![text(copyright)])),
        ],
    )
}
