//! Rich text: the tree becomes elements, one to one.
//!
//! Owns which element a node becomes. There is no parser in here and no way to put
//! HTML in.

use yew::{Html, html};

use super::outline::Outline;
use super::text::link;
use crate::core::document::rich_text::Node;
use crate::core::presentation::view_model::Rich;
use crate::core::presentation::view_model::search::Search;

/// The text as a block. Its headings begin at `outline`.
pub fn rich(outline: Outline, text: &Rich) -> Html {
    rich_with_hits(outline, text, None)
}

/// The same, with what is looked for marked.
#[inline(never)]
pub fn rich_with_hits(outline: Outline, text: &Rich, search: Option<&Search>) -> Html {
    html! {
        <div class="rich" lang={text.lang.clone()} dir={text.lang.as_ref().map(|_| "auto")}>
            { nodes(outline, &text.nodes, search) }
        </div>
    }
}

/// `text` with what is looked for marked.
#[inline(never)]
pub fn with_hits(text: &str, search: Option<&Search>) -> Html {
    let Some(search) = search else { return text.into() };
    let mut end = 0;
    let mut parts: Vec<Html> = Vec::new();
    for hit in search.hits(text) {
        parts.push(text[end..hit.start].into());
        end = hit.end;
        parts.push(html! { <mark>{ &text[hit] }</mark> });
    }
    parts.push(text[end..].into());
    parts.into_iter().collect()
}

fn nodes(outline: Outline, nodes: &[Node], search: Option<&Search>) -> Html {
    nodes.iter().map(|child| node(outline, child, search)).collect()
}

fn node(outline: Outline, node: &Node, search: Option<&Search>) -> Html {
    let inner = |children: &[Node]| nodes(outline, children, search);
    match node {
        Node::Text(value) => with_hits(value, search),
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
