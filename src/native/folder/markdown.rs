//! Markdown to rich text.
//!
//! Owns which Markdown is understood, what is said about the rest, and the check of
//! links. Must not know where the Markdown comes from: a [`Fragment`] says how its
//! bytes map to a file.

use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag};

use super::diagnostics::Diagnostic;
use super::diagnostics::Diagnostics;
use super::sources::{FileId, SourceSpan};
use crate::core::document::rich_text::{LinkError, Node, Nodes, check_link, plain_text};

/// How deep nodes may be nested: one more, and the widget's reader would refuse the
/// document as nested too deeply ([`crate::core::encoding::json::MAX_DEPTH`]).
const MAX_DEPTH: usize = 12;

/// A piece of Markdown and where it stands.
#[derive(Debug, Clone)]
pub struct Fragment<'t> {
    /// The file.
    pub file: FileId,
    /// The Markdown.
    pub text: &'t str,
    /// Where its first byte stands, if it stands in the file as it is.
    pub start: Option<usize>,
    /// Where all of it stands.
    pub whole: Range<usize>,
}

impl Fragment<'_> {
    /// Where a part of it stands.
    pub fn place(&self, span: Range<usize>) -> SourceSpan {
        let span = match self.start {
            Some(start) => start + span.start..start + span.end,
            None => self.whole.clone(),
        };
        SourceSpan { file: self.file, span }
    }

    /// Where the first line of a part of it stands.
    pub fn line(&self, span: &Range<usize>) -> SourceSpan {
        let text = self.text.get(span.clone()).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default().trim_end();
        self.place(span.start..span.start + line.len())
    }
}

/// An event and its bytes in the fragment.
pub type Spanned<'t> = (Event<'t>, Range<usize>);

/// Splits Markdown into events; complains about references to nowhere. What is not
/// understood is parsed as well, so that it can be named instead of shown as it is.
pub fn events<'t>(
    fragment: &Fragment<'t>,
    headings: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<Spanned<'t>> {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    options.set(Options::ENABLE_HEADING_ATTRIBUTES, headings);
    let broken: RefCell<Vec<(Range<usize>, String)>> = RefCell::default();
    let callback = |link: BrokenLink<'_>| {
        // `[so]` alone may well be meant as it stands.
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            broken.borrow_mut().push((link.span, link.reference.into_string()));
        }
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let events = Parser::new_with_broken_link_callback(fragment.text, options, Some(callback))
        .into_offset_iter()
        .collect();
    let mut broken = broken.into_inner();
    broken.dedup();
    for (span, reference) in broken {
        diagnostics.add(
            Diagnostic::error(fragment.place(span), format!("the link `{reference}` has no address"))
                .help(format!("add a line `[{reference}]: https://…`, or write `[text](https://…)`")),
        );
    }
    events
}

/// The rich text of a fragment without questions.
pub fn nodes(fragment: &Fragment<'_>, diagnostics: &mut Diagnostics) -> Nodes {
    let events = events(fragment, false, diagnostics);
    convert(fragment, &events, 0, diagnostics)
}

/// What is being built, and its children so far.
enum Open {
    Paragraph,
    Heading(u8),
    List(bool),
    Item,
    Strong,
    Emphasis,
    Link(String),
    /// Complained about; only the words are kept.
    Other,
}

/// A node that is open, how deep it stands, and its children so far.
struct Frame {
    open: Open,
    depth: usize,
    children: Nodes,
}

/// How deep the next node will stand; words in a list item get a paragraph.
fn depth_of(is_inline: bool, stack: &[Frame]) -> usize {
    stack.last().map_or(1, |parent| {
        let in_item = matches!(parent.open, Open::Item);
        parent.depth + 1 + usize::from(in_item && is_inline)
    })
}

/// The rich text of some events. Headings lose `outer` levels, those of the file
/// around the text.
pub fn convert(
    fragment: &Fragment<'_>,
    events: &[Spanned<'_>],
    outer: u8,
    diagnostics: &mut Diagnostics,
) -> Nodes {
    let mut stack: Vec<Frame> = Vec::new();
    let mut top = Nodes::new();
    let mut too_deep = false;
    let mut before: Option<&Spanned<'_>> = None;
    for spanned @ (event, span) in events {
        let is_inline = match event {
            Event::Start(tag) => matches!(tag, Tag::Strong | Tag::Emphasis | Tag::Link { .. }),
            _ => true,
        };
        let depth = depth_of(is_inline, &stack);
        if depth > MAX_DEPTH && !too_deep && !matches!(event, Event::End(_)) {
            too_deep = true;
            diagnostics.add(
                Diagnostic::error(fragment.line(span), "lists and emphasis are nested too deeply")
                    .help("use fewer levels; readers on small screens will thank you"),
            );
        }
        match event {
            Event::Start(tag) => {
                let open = open(fragment, tag, span, outer, diagnostics);
                stack.push(Frame { open, depth, children: Nodes::new() });
            }
            Event::End(_) => {
                let Some(Frame { open, children, .. }) = stack.pop() else { continue };
                if matches!(open, Open::Link(_)) && plain_text(&children).trim().is_empty() {
                    diagnostics.add(
                        Diagnostic::error(fragment.place(span.clone()), "this link has no words")
                            .help("write them between the brackets: `[words](https://…)`"),
                    );
                }
                let parent = stack.last_mut().map_or(&mut top, |frame| &mut frame.children);
                match close(open, children) {
                    Ok(node) => parent.push(node),
                    Err(children) => children.into_iter().for_each(|node| push(parent, node)),
                }
            }
            event => {
                let Some(node) = leaf(fragment, event, span, diagnostics) else { continue };
                as_it_stands(fragment, before, spanned, diagnostics);
                push(stack.last_mut().map_or(&mut top, |frame| &mut frame.children), node);
            }
        }
        before = Some(spanned);
    }
    // Past the limit there is an error anyway, and such a tree helps nobody.
    if too_deep { Nodes::new() } else { top }
}

/// Complains about signs that were meant for us and that readers would see.
fn as_it_stands(
    fragment: &Fragment<'_>,
    before: Option<&Spanned<'_>>,
    (event, span): &Spanned<'_>,
    diagnostics: &mut Diagnostics,
) {
    let Event::Text(text) = event else { return };
    if let Some((Event::Text(bracket), at)) = before
        && at.end == span.start
        && bracket.ends_with(']')
        && text.starts_with('(')
    {
        let start = fragment.text[..at.start].rfind('[').unwrap_or(at.start);
        let end = text.find(')').map_or(span.end, |end| span.start + end + 1);
        diagnostics.add(
            Diagnostic::error(fragment.place(start..end), "this is not a link as it stands")
                .label("readers would see the brackets")
                .help("an address has no spaces: `[words](https://…)`, `[words](tel:+49…)`; if brackets are meant, write `\\]`"),
        );
    }
    if let Some(at) = text.find("**") {
        let start = span.start + at;
        diagnostics.add(
            Diagnostic::warning(fragment.place(start..start + 2), "readers see these stars")
                .help("bold words have `**` directly before and behind them: `**words**`"),
        );
    }
}

fn open(
    fragment: &Fragment<'_>,
    tag: &Tag<'_>,
    span: &Range<usize>,
    outer: u8,
    diagnostics: &mut Diagnostics,
) -> Open {
    let (what, help) = match tag {
        Tag::Paragraph => return Open::Paragraph,
        Tag::Heading { level, .. } => return Open::Heading((*level as u8).saturating_sub(outer).max(1)),
        Tag::List(first) => {
            if let Some(first @ (0 | 2..)) = first {
                diagnostics.add(
                    Diagnostic::warning(
                        fragment.place(span.start..span.start + 1),
                        "readers see this list begin at 1",
                    )
                    .label(format!("begins at {first}"))
                    .help("let it begin at 1, or write the numbers into the text"),
                );
            }
            return Open::List(first.is_some());
        }
        Tag::Item => return Open::Item,
        Tag::Strong => return Open::Strong,
        Tag::Emphasis => return Open::Emphasis,
        Tag::Link { link_type, dest_url, .. } => {
            return Open::Link(link(fragment, *link_type, dest_url, span, diagnostics));
        }
        Tag::HtmlBlock if is_comment(fragment.text.get(span.clone()).unwrap_or_default()) => {
            return Open::Other;
        }
        Tag::HtmlBlock => match broken_remark(fragment, span) {
            Some(diagnostic) => {
                diagnostics.add(diagnostic);
                return Open::Other;
            }
            None => HTML,
        },
        Tag::Image { .. } => ("an image", "say in words what it shows; images are not published"),
        Tag::BlockQuote(_) => ("a quotation with `>`", "write it as a paragraph, with quotation marks"),
        Tag::CodeBlock(_) => {
            ("a code block", "take away the spaces or ``` in front; indented text becomes code")
        }
        Tag::Table(_) => ("a table", "write it as a list; tables do not fit on small screens"),
        Tag::FootnoteDefinition(_) => ("a footnote", "write it into the text, in parentheses"),
        Tag::Strikethrough => ("struck-through text", "delete it; what no longer holds confuses readers"),
        // Parts of a table, and what no option switches on.
        _ => return Open::Other,
    };
    diagnostics.add(Diagnostic::error(fragment.line(span), format!("{what} can't be published")).help(help));
    Open::Other
}

fn close(open: Open, children: Nodes) -> Result<Node, Nodes> {
    Ok(match open {
        Open::Paragraph => Node::Paragraph(children),
        Open::Heading(depth) => Node::Heading(depth, children),
        Open::List(ordered) => Node::List(ordered, children),
        Open::Item => Node::ListItem(flow(children)),
        Open::Strong => Node::Strong(children),
        Open::Emphasis => Node::Emphasis(children),
        Open::Link(url) if !url.is_empty() => Node::Link(url, children),
        Open::Link(_) | Open::Other => return Err(children),
    })
}

/// The contents of a list item as mdast has them: words stand in paragraphs.
fn flow(nodes: Nodes) -> Nodes {
    let mut blocks = Nodes::new();
    let mut gathering = false;
    for node in nodes {
        if matches!(node, Node::Paragraph(_) | Node::Heading(..) | Node::List(..)) {
            gathering = false;
            blocks.push(node);
        } else if let (true, Some(Node::Paragraph(words))) = (gathering, blocks.last_mut()) {
            words.push(node);
        } else {
            gathering = true;
            blocks.push(Node::Paragraph(vec![node]));
        }
    }
    blocks
}

/// Appends a node; neighbouring texts become one.
fn push(nodes: &mut Nodes, node: Node) {
    match (nodes.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
        (_, node) => nodes.push(node),
    }
}

fn leaf(
    fragment: &Fragment<'_>,
    event: &Event<'_>,
    span: &Range<usize>,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let (what, help) = match event {
        Event::Text(text) => return Some(Node::Text(text.to_string())),
        Event::SoftBreak => return Some(Node::Text(" ".into())),
        Event::HardBreak => return Some(Node::Break),
        Event::InlineHtml(html) if is_comment(html) => return None,
        Event::InlineHtml(_) => HTML,
        Event::Code(_) => ("`code`", "take away the backticks"),
        Event::Rule => ("a line across the page", "leave it out, or begin a paragraph"),
        Event::FootnoteReference(_) => ("a footnote", "write it into the text, in parentheses"),
        Event::TaskListMarker(_) => ("a box to tick", "take away the `[ ]`"),
        // HTML in blocks is told at the block; mathematics no option switches on.
        Event::Html(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::Start(_) | Event::End(_) => {
            return None;
        }
    };
    diagnostics.add(Diagnostic::error(fragment.line(span), format!("{what} can't be published")).help(help));
    None
}

const HTML: (&str, &str) =
    ("HTML can't be published", "use Markdown, or leave it out; a `<` by itself is written `\\<`");

/// What is said of a block that begins as a comment and is not only that.
fn broken_remark(fragment: &Fragment<'_>, span: &Range<usize>) -> Option<Diagnostic> {
    let text = fragment.text.get(span.clone())?.trim_start().strip_prefix("<!--")?;
    let (message, help) = if text.contains("-->") {
        ("the text behind this remark is lost", "put it on a line of its own")
    } else {
        ("this remark does not end", "put `-->` behind it")
    };
    Some(Diagnostic::error(fragment.line(span), message).help(help))
}

/// Whether these are comments and nothing else. Comments are for those who write.
pub fn is_comment(html: &str) -> bool {
    let mut rest = html.trim();
    while let Some((_, behind)) = rest.strip_prefix("<!--").and_then(|rest| rest.split_once("-->")) {
        rest = behind.trim_start();
        if rest.is_empty() {
            return true;
        }
    }
    false
}

fn link(
    fragment: &Fragment<'_>,
    kind: LinkType,
    url: &str,
    span: &Range<usize>,
    diagnostics: &mut Diagnostics,
) -> String {
    let url = if kind == LinkType::Email { format!("mailto:{url}") } else { url.to_owned() };
    let Err(error) = check_link(&url) else { return url };
    let source = fragment.text.get(span.clone()).unwrap_or_default();
    // The address as written; that of a reference stands elsewhere.
    let at = source.rfind(url.as_str()).filter(|_| !url.is_empty() && fragment.start.is_some());
    let place = at.map(|at| fragment.place(span.start + at..span.start + at + url.len()));
    let corrected = corrected_link(&url).filter(|_| place.is_some());
    diagnostics.add(link_diagnostic(place.unwrap_or_else(|| fragment.place(span.clone())), error, corrected));
    String::new()
}

/// What is said about a link that is not one; `corrected` is the text to write there.
pub fn link_diagnostic(place: SourceSpan, error: LinkError, corrected: Option<String>) -> Diagnostic {
    let diagnostic = Diagnostic::error(place.clone(), "this address can't be linked");
    match (corrected, error) {
        (Some(corrected), _) => {
            diagnostic.label(error.to_string()).patch("if this is the same page, write", place, corrected)
        }
        (None, LinkError::Scheme) => diagnostic
            .label(error.to_string())
            .help("write it in full, like `https://www.example.org/`, `mailto:…` or `tel:+49…`"),
        (None, LinkError::Character | LinkError::Host | LinkError::Telephone) => {
            diagnostic.help(error.to_string())
        }
    }
}

/// The address that was probably meant.
pub fn corrected_link(url: &str) -> Option<String> {
    let corrected = match url.split_once("://") {
        Some(("http" | "HTTP" | "Http" | "HTTPS" | "Https", rest)) => format!("https://{rest}"),
        None if url.starts_with("www.") => format!("https://{url}"),
        None if url.contains('@') && !url.contains([':', '/', ' ']) => format!("mailto:{url}"),
        _ => return None,
    };
    check_link(&corrected).is_ok().then_some(corrected)
}
