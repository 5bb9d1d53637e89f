//! Rich text as a tree: a subset of mdast, the Markdown syntax tree
//! (<https://github.com/syntax-tree/mdast>).
//!
//! Owns the node types and the rule for links. There is no HTML in it and no way
//! to put any in. Knows nothing of Markdown source or of rendering.

use serde::{Deserialize, Deserializer, Serialize};

/// A run of nodes; at the top level, blocks.
pub type Nodes = Vec<Node>;

/// One node of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "WrittenNode", try_from = "ReadNode")]
pub enum Node {
    /// mdast `paragraph`.
    Paragraph(Nodes),
    /// mdast `heading`, depth 1 to 6.
    Heading(u8, Nodes),
    /// mdast `list`; ordered or not.
    List(bool, Nodes),
    /// mdast `listItem`.
    ListItem(Nodes),
    /// mdast `text`.
    Text(String),
    /// mdast `strong`.
    Strong(Nodes),
    /// mdast `emphasis`.
    Emphasis(Nodes),
    /// mdast `link`: address and text.
    Link(String, Nodes),
    /// mdast `break`.
    Break,
    /// A type that a newer publisher may use: only its children are shown.
    Unknown(Nodes),
}

/// A node of mdast, the Markdown syntax tree.
// One flat shape for all types keeps the schema plain.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
#[cfg_attr(not(target_family = "wasm"), schemars(rename = "Node"))]
struct WrittenNode {
    /// paragraph, heading, list, listItem, text, strong, emphasis, link or break.
    #[serde(rename = "type")]
    kind: String,
    /// The text of a `text` node.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    value: String,
    /// The address of a `link`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    url: String,
    /// Whether a `list` is numbered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    ordered: bool,
    /// The depth of a `heading`, 1 to 6.
    #[serde(default, skip_serializing_if = "is_zero")]
    depth: u8,
    /// What is in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    children: Nodes,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(depth: &u8) -> bool {
    *depth == 0
}

/// A member that means something in some types of node only. In others, which a newer
/// publisher may bring, it may be anything.
#[derive(Debug, Default)]
enum Attribute<T> {
    #[default]
    Absent,
    Given(T),
    OfAnotherType,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Attribute<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer) {
            Ok(Some(value)) => Self::Given(value),
            Ok(None) => Self::Absent,
            Err(_) => Self::OfAnotherType,
        })
    }
}

impl<T: Default> Attribute<T> {
    /// The value in a node in which it means something.
    fn or<E>(self, wrong: E) -> Result<T, E> {
        match self {
            Self::Absent => Ok(T::default()),
            Self::Given(value) => Ok(value),
            Self::OfAnotherType => Err(wrong),
        }
    }
}

/// A node as it stands in a file.
#[derive(Deserialize)]
struct ReadNode {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    value: Attribute<String>,
    #[serde(default)]
    url: Attribute<String>,
    #[serde(default)]
    ordered: Attribute<bool>,
    #[serde(default)]
    depth: Attribute<u32>,
    #[serde(default)]
    children: Nodes,
}

impl TryFrom<ReadNode> for Node {
    /// What was expected.
    type Error = &'static str;

    fn try_from(node: ReadNode) -> Result<Self, &'static str> {
        let ReadNode { kind, value, url, ordered, depth, children } = node;
        Ok(match kind.as_str() {
            "paragraph" => Self::Paragraph(children),
            "heading" => {
                let depth = depth.or("expected a `depth` from 1 to 6")?;
                Self::Heading(depth.clamp(1, 6) as u8, children)
            }
            "list" => Self::List(ordered.or("expected `ordered` to be true or false")?, children),
            "listItem" => Self::ListItem(children),
            "text" => Self::Text(value.or("expected a text as `value`")?),
            "strong" => Self::Strong(children),
            "emphasis" => Self::Emphasis(children),
            "link" => Self::Link(url.or("expected a text as `url`")?, children),
            "break" => Self::Break,
            _ => Self::Unknown(children),
        })
    }
}

impl From<Node> for WrittenNode {
    fn from(node: Node) -> Self {
        let (kind, children) = match node {
            Node::Text(value) => {
                return Self { kind: "text".into(), value, ..Self::default() };
            }
            Node::Link(url, children) => {
                return Self { kind: "link".into(), url, children, ..Self::default() };
            }
            Node::Heading(depth, children) => {
                return Self { kind: "heading".into(), depth, children, ..Self::default() };
            }
            Node::List(ordered, children) => {
                return Self { kind: "list".into(), ordered, children, ..Self::default() };
            }
            Node::Paragraph(children) => ("paragraph", children),
            Node::ListItem(children) => ("listItem", children),
            Node::Strong(children) => ("strong", children),
            Node::Emphasis(children) => ("emphasis", children),
            Node::Break => ("break", Nodes::new()),
            Node::Unknown(children) => ("unknown", children),
        };
        Self { kind: kind.into(), children, ..Self::default() }
    }
}

#[cfg(not(target_family = "wasm"))]
impl schemars::JsonSchema for Node {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        WrittenNode::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        WrittenNode::json_schema(generator)
    }
}

/// The words of `nodes` without any structure.
pub fn plain_text(nodes: &[Node]) -> String {
    let mut text = String::new();
    append_plain_text(nodes, &mut text);
    text
}

fn append_plain_text(nodes: &[Node], text: &mut String) {
    for node in nodes {
        match node {
            Node::Text(value) => text.push_str(value),
            Node::Break => text.push('\n'),
            Node::Strong(children) | Node::Emphasis(children) | Node::Link(_, children) => {
                append_plain_text(children, text);
            }
            Node::Paragraph(children)
            | Node::Heading(_, children)
            | Node::List(_, children)
            | Node::ListItem(children)
            | Node::Unknown(children) => {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                append_plain_text(children, text);
            }
        }
    }
}

/// Why an address is not linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Not https:, mailto: or tel:.
    #[error("only https:, mailto: and tel: addresses are linked")]
    Scheme,
    /// A character that has no place in an address as written.
    #[error(
        "an address is ASCII without spaces, quotes, backslashes or control characters; percent-encode it, and write a host with umlauts in its xn-- form"
    )]
    Character,
    /// User info before `@`, or no host.
    #[error("an https: address needs a plain host name, without user info or port tricks")]
    Host,
    /// Something else than a telephone number.
    #[error("a tel: address has digits, and between them only + - . ( )")]
    Telephone,
}

/// Whether `url` may become a link (RFC 3986, 6068, 3966): `https:` with a plain
/// host, `mailto:` or `tel:`, lower-case scheme, printable ASCII only. Look-alike
/// hosts of other scripts can so only appear in their `xn--` form, and a telephone
/// is given nothing to dial but a number: `*` and `#` are commands to it.
///
/// # Errors
/// [`LinkError`], naming the rule.
pub fn check_link(url: &str) -> Result<(), LinkError> {
    let allowed = |byte: u8| byte.is_ascii_graphic() && !br#""'<>\^`{|}"#.contains(&byte);
    let Some((scheme, rest)) = url.split_once(':') else {
        return Err(LinkError::Scheme);
    };
    if !matches!(scheme, "https" | "mailto" | "tel") {
        return Err(LinkError::Scheme);
    }
    if !rest.bytes().all(allowed) {
        return Err(LinkError::Character);
    }
    match scheme {
        "https" => {
            let authority = rest.strip_prefix("//").ok_or(LinkError::Host)?;
            let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
            let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
            let label = |label: &str| {
                !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            };
            if !host.split('.').all(label) || !port.bytes().all(|b| b.is_ascii_digit()) {
                return Err(LinkError::Host);
            }
        }
        _ if rest.is_empty() || rest.starts_with('/') => return Err(LinkError::Host),
        "tel" if !rest.bytes().all(|byte| byte.is_ascii_digit() || b"+-.()".contains(&byte)) => {
            return Err(LinkError::Telephone);
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::encoding::json;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_tree_reads_back_as_it_was_written() {
        let tree = vec![
            Node::Heading(2, vec![Node::Text("a".into())]),
            Node::List(true, vec![Node::ListItem(vec![Node::Paragraph(vec![Node::Break])])]),
            Node::Paragraph(vec![
                Node::Strong(vec![Node::Emphasis(vec![Node::Text("b".into())])]),
                Node::Link("https://example.org/".into(), vec![Node::Text("c".into())]),
            ]),
        ];
        let json = serde_json::to_string(&tree).unwrap();
        assert_eq!(json::read::<Nodes>(json.as_bytes()).unwrap(), tree);
        assert_eq!(plain_text(&tree), "a\n\nbc");
    }

    #[test]
    fn of_an_unknown_node_only_the_children_are_kept() {
        let source = r#"[{"type":"html","value":"<b>","children":[{"type":"text","value":"x"}]}]"#;
        let nodes: Nodes = json::read(source.as_bytes()).unwrap();
        assert_eq!(nodes, [Node::Unknown(vec![Node::Text("x".into())])]);
    }

    #[test]
    fn a_member_has_a_type_only_in_the_nodes_in_which_it_means_something() {
        for kind in ["table", "paragraph"] {
            let node = format!(
                r#"[{{"type":"{kind}","value":0,"url":[],"ordered":"a","depth":{{}},"children":[{{"type":"break"}}]}}]"#
            );
            let nodes: Nodes = json::read(node.as_bytes()).unwrap();
            assert!(matches!(&nodes[..], [Node::Unknown(of) | Node::Paragraph(of)] if *of == [Node::Break]));
        }
        for (node, message) in [
            (r#"{"type":"text","value":0}"#, "[0]: expected a text as `value`"),
            (r#"{"type":"link","url":[]}"#, "[0]: expected a text as `url`"),
            (r#"{"type":"list","ordered":"a"}"#, "[0]: expected `ordered` to be true or false"),
            (r#"{"type":"heading","depth":{}}"#, "[0]: expected a `depth` from 1 to 6"),
        ] {
            let error = json::read::<Nodes>(format!("[{node}]").as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }

    #[test]
    fn web_mail_and_telephone_are_linked() {
        for url in [
            "https://www.bitmarck.de",
            "https://example.org:8443/a?b=c#d",
            "mailto:info@bitmarck.de",
            "tel:+4980024862725",
            "tel:+49(30)123-456.78",
            "tel:116117",
            "https://xn--mller-kva.example/",
        ] {
            assert_eq!(check_link(url), Ok(()), "{url}");
        }
    }

    #[test]
    fn everything_else_is_not() {
        for url in [
            "http://www.bitmarck.de",
            "javascript:alert(1)",
            "java\tscript:alert(1)",
            "JavaScript:x",
            "data:text/html,x",
            "vbscript:x",
            "//host/",
            "/path",
            "",
            "https:",
            "https://",
            "https:/host",
            "https://bank.example@evil.example/",
            "https://a:b@evil.example",
            "https:\\\\evil.example",
            "&#106;avascript:x",
            " https://example.org",
            "https://müller.example",
            "https://exa mple.org",
            "https://example.org/\"x",
            "mailto:",
            "tel://x",
            "tel:*%2306%23",
            "tel:*2767*3855#",
            "tel:javascript:alert(1)",
            "https://.example",
        ] {
            assert!(check_link(url).is_err(), "{url:?}");
        }
    }
}
