//! Rich text: the tree becomes elements, one to one.
//!
//! Owns which element a node becomes. There is no parser in here and no way to put
//! HTML in.

use yew::Html;

use super::Frame;
use super::element::{each, element, element_with, text};
use super::text::link;
use crate::core::document::rich_text::Node;
use crate::core::presentation::view_model::Rich;

/// The text as a block. Its headings begin `depth` below the widget's own.
pub fn rich(frame: Frame, depth: u8, text: &Rich) -> Html {
    let inner = vec![nodes(frame, depth, &text.nodes)];
    match &text.lang {
        Some(lang) => element_with("div", &["class", "lang", "dir"], &["rich", lang, "auto"], inner),
        None => element("div", "rich", inner),
    }
}

fn nodes(frame: Frame, depth: u8, nodes: &[Node]) -> Html {
    each(nodes, |child| node(frame, depth, child))
}

fn node(frame: Frame, depth: u8, node: &Node) -> Html {
    let inner = |children: &[Node]| nodes(frame, depth, children);
    let (tag, children) = match node {
        Node::Text(value) => return text(value),
        Node::Heading(level, children) => {
            return frame.heading(depth.saturating_add(level.saturating_sub(1)), inner(children));
        }
        Node::Link(url, children) => return link(url, inner(children)),
        Node::Unknown(children) => return inner(children),
        Node::Break => return element("br", "", Vec::new()),
        Node::Paragraph(children) => ("p", children),
        Node::List(true, children) => ("ol", children),
        Node::List(false, children) => ("ul", children),
        Node::ListItem(children) => ("li", children),
        Node::Strong(children) => ("strong", children),
        Node::Emphasis(children) => ("em", children),
    };
    element(tag, "", vec![inner(children)])
}
