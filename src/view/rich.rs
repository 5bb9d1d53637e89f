//! Rich text: the tree becomes elements, one to one.
//!
//! Owns which element a node becomes. There is no parser in here and no way to put
//! HTML in.

use yew::{Html, html};

use super::outline::Outline;
use super::text::link;
use crate::core::document::rich_text::Node;
use crate::core::presentation::view_model::Rich;

/// The text as a block. Its headings begin at `outline`.
#[inline(never)]
pub fn rich(outline: Outline, text: &Rich) -> Html {
    html! {
        <div class="rich" lang={text.lang.clone()} dir={text.lang.as_ref().map(|_| "auto")}>
            { nodes(outline, &text.nodes) }
        </div>
    }
}

fn nodes(outline: Outline, nodes: &[Node]) -> Html {
    nodes.iter().map(|child| node(outline, child)).collect()
}

fn node(outline: Outline, node: &Node) -> Html {
    let inner = |children: &[Node]| nodes(outline, children);
    match node {
        Node::Text(value) => value.into(),
        Node::Break => html! { <br /> },
        Node::Paragraph(children) => html! { <p>{ inner(children) }</p> },
        Node::Heading(level, children) => outline.below(level.saturating_sub(1)).heading(inner(children)),
        Node::List(true, children) => html! { <ol>{ inner(children) }</ol> },
        Node::List(false, children) => html! { <ul>{ inner(children) }</ul> },
        Node::ListItem(children) => html! { <li>{ inner(children) }</li> },
        Node::Strong(children) => html! { <strong>{ inner(children) }</strong> },
        Node::Emphasis(children) => html! { <em>{ inner(children) }</em> },
        Node::Link(url, children) => link(url, inner(children)),
        Node::Unknown(children) => inner(children),
    }
}
