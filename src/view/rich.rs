//! Rich text: the tree becomes elements, one to one.
//!
//! Owns which element a node becomes. There is no parser in here and no way to put
//! HTML in.

use yew::{Html, html};

use super::Frame;
use super::text::link;
use crate::core::rich_text::Node;
use crate::core::view_model::Rich;

/// The text as a block. Its headings begin `depth` below the widget's own.
pub fn rich(frame: Frame, depth: u8, text: &Rich) -> Html {
    let direction = text.lang.as_ref().map(|_| "auto");
    html! {
        <div class="rich" lang={text.lang.clone()} dir={direction}>{ nodes(frame, depth, &text.nodes) }</div>
    }
}

fn nodes(frame: Frame, depth: u8, nodes: &[Node]) -> Html {
    nodes.iter().map(|child| node(frame, depth, child)).collect()
}

fn node(frame: Frame, depth: u8, node: &Node) -> Html {
    let inner = |children: &[Node]| nodes(frame, depth, children);
    match node {
        Node::Text(text) => html! { text },
        Node::Break => html! { <br /> },
        Node::Paragraph(children) => html! { <p>{ inner(children) }</p> },
        Node::Heading(level, children) => {
            frame.heading(depth.saturating_add(level.saturating_sub(1)), inner(children))
        }
        Node::List(true, children) => html! { <ol>{ inner(children) }</ol> },
        Node::List(false, children) => html! { <ul>{ inner(children) }</ul> },
        Node::ListItem(children) => html! { <li>{ inner(children) }</li> },
        Node::Strong(children) => html! { <strong>{ inner(children) }</strong> },
        Node::Emphasis(children) => html! { <em>{ inner(children) }</em> },
        Node::Link(url, children) => link(url, inner(children)),
        Node::Unknown(children) => inner(children),
    }
}
