//! Markdown to rich text.
//!
//! Owns which Markdown is understood, what is said about the rest, and the check of
//! links. Must not know where the Markdown comes from: a [`Fragment`] says how its
//! bytes map to a file.

use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag};

use super::diagnostics::{Diagnostic, Diagnostics};
use super::fragment::Fragment;
use super::prose;
use super::sources::SourceSpan;
use crate::core::document::rich_text::{LinkError, Node, Nodes, check_link, plain_text};
use crate::native::bilingual::{Message, say};

/// How deep nodes may be nested: one more, and the widget's reader would refuse the
/// document as nested too deeply ([`crate::core::encoding::json::MAX_DEPTH`]).
const MAX_DEPTH: usize = 12;

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
    let mut parser =
        Parser::new_with_broken_link_callback(fragment.text, options, Some(callback)).into_offset_iter();
    let events: Vec<_> = parser.by_ref().collect();
    definitions(fragment, &parser, &events, diagnostics);
    prose::check(fragment, &events, headings, diagnostics);
    drop(parser);
    let mut broken = broken.into_inner();
    broken.dedup();
    // An address in square brackets is said to be none there.
    broken.retain(|(_, reference)| check_link(reference).is_err() && corrected_link(reference).is_none());
    for (span, reference) in broken {
        diagnostics.add(
            Diagnostic::error(
                fragment.place(span),
                say!("the link `{reference}` has no address", "der Link `{reference}` hat keine Adresse"),
            )
            .help(say!(
                "add a line `[{reference}]: https://…`, or write `[text](https://…)`",
                "schreiben Sie eine Zeile `[{reference}]: https://…` dazu, oder `[Text](https://…)`"
            )),
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
    for (event, span) in events {
        let is_inline = match event {
            Event::Start(tag) => matches!(tag, Tag::Strong | Tag::Emphasis | Tag::Link { .. }),
            _ => true,
        };
        let depth = depth_of(is_inline, &stack);
        if depth > MAX_DEPTH && !too_deep && !matches!(event, Event::End(_)) {
            too_deep = true;
            diagnostics.add(
                Diagnostic::error(
                    fragment.line(span),
                    say!(
                        "lists and emphasis are nested too deeply",
                        "Listen und Hervorhebungen sind zu tief verschachtelt"
                    ),
                )
                .help(say!(
                    "use fewer levels; readers on small screens will thank you",
                    "nehmen Sie weniger Ebenen; auf kleinen Bildschirmen ist das besser zu lesen"
                )),
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
                        Diagnostic::error(
                            fragment.place(span.clone()),
                            say!("this link has no words", "dieser Link hat keine Wörter"),
                        )
                        .help(say!(
                            "write them between the brackets: `[words](https://…)`",
                            "schreiben Sie sie zwischen die Klammern: `[Wörter](https://…)`"
                        )),
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
                push(stack.last_mut().map_or(&mut top, |frame| &mut frame.children), node);
            }
        }
    }
    // Past the limit there is an error anyway, and such a tree helps nobody.
    if too_deep { Nodes::new() } else { top }
}

fn open(
    fragment: &Fragment<'_>,
    tag: &Tag<'_>,
    span: &Range<usize>,
    outer: u8,
    diagnostics: &mut Diagnostics,
) -> Open {
    let diagnostic = match tag {
        Tag::Paragraph => return Open::Paragraph,
        Tag::Heading { level, .. } => {
            heading(fragment, *level as u8, span, outer, diagnostics);
            return Open::Heading((*level as u8).saturating_sub(outer).max(1));
        }
        Tag::List(first) => return Open::List(first.is_some()),
        Tag::Item => return Open::Item,
        Tag::Strong => return Open::Strong,
        Tag::Emphasis => return Open::Emphasis,
        Tag::Link { link_type, dest_url, title, .. } => {
            lost_title(fragment, title, span, diagnostics);
            return Open::Link(link(fragment, *link_type, dest_url, span, diagnostics));
        }
        Tag::HtmlBlock if is_comment(fragment.text.get(span.clone()).unwrap_or_default()) => {
            return Open::Other;
        }
        Tag::HtmlBlock => match broken_remark(fragment, span) {
            Some(diagnostic) => diagnostic,
            None => html(fragment, span),
        },
        Tag::Image { .. } => unpublished(
            fragment,
            span,
            say!("an image", "ein Bild"),
            say!(
                "say in words what it shows; images are not published",
                "sagen Sie in Worten, was es zeigt; Bilder werden nicht veröffentlicht"
            ),
        ),
        Tag::BlockQuote(_) => unpublished(
            fragment,
            span,
            say!("a quotation with `>`", "ein Zitat mit `>`"),
            say!(
                "write it as a paragraph, with quotation marks",
                "schreiben Sie es als Absatz, mit Anführungszeichen"
            ),
        ),
        Tag::CodeBlock(_) => unpublished(
            fragment,
            span,
            say!("a code block", "ein Block mit Programmtext"),
            say!(
                "take away the spaces or ``` in front; indented text becomes code",
                "löschen Sie die Leerzeichen oder ``` davor; eingerückter Text wird zu Programmtext"
            ),
        ),
        Tag::Table(_) => unpublished(fragment, span, say!("a table", "eine Tabelle"), prose::table_help()),
        Tag::FootnoteDefinition(_) => footnote(fragment, span),
        Tag::Strikethrough => unpublished(
            fragment,
            span,
            say!("struck-through text", "durchgestrichener Text"),
            say!(
                "delete it; what no longer holds confuses readers",
                "löschen Sie ihn; was nicht mehr gilt, verwirrt nur"
            ),
        ),
        // Parts of a table, and what no option switches on.
        _ => return Open::Other,
    };
    diagnostics.add(diagnostic);
    Open::Other
}

/// What is said of something that readers will not get.
fn unpublished(fragment: &Fragment<'_>, span: &Range<usize>, what: Message, help: Message) -> Diagnostic {
    let message = Message {
        en: format!("{} can't be published", what.en),
        de: format!("{} kann nicht veröffentlicht werden", what.de),
    };
    Diagnostic::error(fragment.line(span), message).help(help)
}

fn footnote(fragment: &Fragment<'_>, span: &Range<usize>) -> Diagnostic {
    let help = say!("write it into the text, in parentheses", "schreiben Sie sie in den Text, in Klammern");
    unpublished(fragment, span, say!("a footnote", "eine Fußnote"), help)
}

/// HTML, and the same without its tags.
fn html(fragment: &Fragment<'_>, span: &Range<usize>) -> Diagnostic {
    let diagnostic = unpublished(
        fragment,
        span,
        Message::same("HTML"),
        say!(
            "use Markdown, or leave it out; a `<` by itself is written `\\<`",
            "nehmen Sie Markdown, oder lassen Sie es weg; ein einzelnes `<` schreibt man `\\<`"
        ),
    );
    let text = fragment.text.get(span.clone()).unwrap_or_default();
    // With the end of what it begins: half of a pair would be the next mistake.
    let behind = fragment.text.get(span.end..).unwrap_or_default();
    let behind = &behind[..behind.find("\n\n").unwrap_or(behind.len())];
    let name =
        text.trim_start_matches('<').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let pair = format!("</{name}>");
    let end = behind
        .to_lowercase()
        .find(&pair.to_lowercase())
        .filter(|_| text.trim_end().matches('<').count() == 1);
    let text = match end.map(|at| span.end + at + pair.len()) {
        Some(end) => fragment.text.get(span.start..end).unwrap_or(text),
        None => text,
    };
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|found| at + found) {
        let Some(len) = text[open..].find('>') else { break };
        let tag = &text[open..=open + len];
        // What means the same in Markdown.
        let new = match tag.trim_matches(['<', '>', '/', ' ']).to_lowercase().as_str() {
            "b" | "strong" => "**",
            "i" | "em" => "*",
            "br" => "\\\n",
            _ => "",
        };
        let start = span.start + open;
        edits.extend(fragment.edit(start..start + len + 1, new));
        at = open + len + 1;
    }
    diagnostic.edits(prose::without_tags(), edits)
}

/// A heading in an answer or a text of its own.
fn heading(
    fragment: &Fragment<'_>,
    level: u8,
    span: &Range<usize>,
    outer: u8,
    diagnostics: &mut Diagnostics,
) {
    let source = fragment.text.get(span.clone()).unwrap_or_default();
    if !source.trim_start().starts_with('#') {
        return diagnostics.add(underlined(fragment, span));
    }
    if outer == 0 {
        return;
    }
    let braces = source.trim_end().strip_suffix('}').and_then(|line| line.rfind('{'));
    if level <= outer {
        diagnostics.add(
            Diagnostic::error(
                fragment.line(span),
                say!("a question can't stand in a list", "eine Frage kann nicht in einer Liste stehen"),
            )
            .help(say!(
                "put it at the beginning of a line, below an empty one",
                "setzen Sie sie an den Anfang einer Zeile, unter eine leere"
            )),
        );
    } else if let Some(at) = braces {
        let len = source.trim_end().len();
        let start = span.start + source[..at].trim_end().len();
        let place = span.start + at..span.start + len;
        let diagnostic = Diagnostic::warning(
            fragment.place(place),
            say!("what stands in these braces is lost", "was in diesen Klammern steht, geht verloren"),
        )
        .label(say!("only questions and categories have ids", "Kennungen haben nur Fragen und Rubriken"));
        let edits = fragment.edit(start..span.start + len, "").into_iter().collect();
        diagnostics.add(diagnostic.edits(say!("delete them", "löschen Sie sie"), edits));
    }
}

/// A line that is a heading because of the one below it.
pub fn underlined(fragment: &Fragment<'_>, span: &Range<usize>) -> Diagnostic {
    let source = fragment.text.get(span.clone()).unwrap_or_default().trim_end();
    let end = span.start + source.len();
    let last = source.rfind('\n').map_or(source.len(), |at| at + 1);
    let above = span.start + source[..last].trim_end().len();
    let diagnostic = Diagnostic::error(
        fragment.line(span),
        say!("the line below makes this a heading", "die Linie darunter macht daraus eine Überschrift"),
    );
    let edits = fragment.edit(above..end, "").into_iter().collect();
    diagnostic.edits(
        say!("if it is a paragraph, delete the line", "wenn es ein Absatz ist, löschen Sie die Linie"),
        edits,
    )
}

/// The title of a link, which shows under a mouse and nowhere else.
fn lost_title(fragment: &Fragment<'_>, title: &str, span: &Range<usize>, diagnostics: &mut Diagnostics) {
    if title.is_empty() {
        return;
    }
    let source = fragment.text.get(span.clone()).unwrap_or_default();
    let at =
        source.rfind(title).filter(|at| source[..*at].ends_with(['"', '\'', '(']) && source.ends_with(')'));
    let place = match at {
        Some(at) => fragment.place(span.start + at..span.start + at + title.len()),
        None => fragment.place(span.clone()),
    };
    let diagnostic = Diagnostic::warning(
        place,
        say!("the title of a link is lost", "der Titel eines Links geht verloren"),
    );
    let cut = at.map(|at| source[..at - 1].trim_end().len());
    let edits = cut.and_then(|cut| fragment.edit(span.start + cut..span.end - 1, ""));
    diagnostics.add(match edits {
        Some(edit) => diagnostic.edits(say!("write", "schreiben Sie"), vec![edit]),
        None => diagnostic.help(say!(
            "say it in the text; on a telephone nobody sees a title",
            "sagen Sie es im Text; am Telefon sieht niemand einen Titel"
        )),
    });
}

/// Complains about addresses behind `[name]:` that no link uses.
fn definitions<'t, F>(
    fragment: &Fragment<'t>,
    parser: &pulldown_cmark::OffsetIter<'t, F>,
    events: &[Spanned<'_>],
    diagnostics: &mut Diagnostics,
) where
    F: pulldown_cmark::BrokenLinkCallback<'t>,
{
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let used: Vec<String> = events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) => Some(plain(id)),
            _ => None,
        })
        .collect();
    let mut unused: Vec<_> =
        parser.reference_definitions().iter().filter(|(name, _)| !used.contains(&plain(name))).collect();
    unused.sort_by_key(|(_, definition)| definition.span.start);
    for (name, definition) in unused {
        let diagnostic = Diagnostic::warning(
            fragment.line(&definition.span),
            say!("no link uses this address", "diese Adresse nutzt kein Link"),
        );
        diagnostics.add(diagnostic.help(say!(
            "write `[words][{name}]` where it belongs, or delete this line",
            "schreiben Sie `[Wörter][{name}]`, wo sie hingehört, oder löschen Sie diese Zeile"
        )));
    }
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
    let diagnostic = match event {
        Event::Text(text) => return Some(Node::Text(text.to_string())),
        Event::SoftBreak => return Some(Node::Text(" ".into())),
        Event::HardBreak => return Some(Node::Break),
        Event::InlineHtml(html) if is_comment(html) => return None,
        Event::InlineHtml(_) => html(fragment, span),
        Event::Code(code) => {
            let edits = fragment.edit(span.clone(), code).into_iter().collect();
            unpublished(
                fragment,
                span,
                Message::same("`code`"),
                say!("take away the backticks", "löschen Sie die Akzente davor und dahinter"),
            )
            .edits(say!("write", "schreiben Sie"), edits)
        }
        Event::Rule => unpublished(
            fragment,
            span,
            say!("a line across the page", "eine Linie quer über die Seite"),
            say!("leave it out, or begin a paragraph", "lassen Sie sie weg, oder beginnen Sie einen Absatz"),
        ),
        Event::FootnoteReference(_) => footnote(fragment, span),
        Event::TaskListMarker(_) => {
            let behind = fragment.text.get(span.end..).unwrap_or_default();
            let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
            let edits = fragment.edit(span.start..span.end + blanks, "").into_iter().collect();
            unpublished(
                fragment,
                span,
                say!("a box to tick", "ein Kästchen zum Ankreuzen"),
                say!("take away the `[ ]`", "löschen Sie das `[ ]`"),
            )
            .edits(say!("write", "schreiben Sie"), edits)
        }
        // HTML in blocks is told at the block; mathematics no option switches on.
        Event::Html(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::Start(_) | Event::End(_) => {
            return None;
        }
    };
    diagnostics.add(diagnostic);
    None
}

/// What is said of a block that begins as a comment and is not only that.
fn broken_remark(fragment: &Fragment<'_>, span: &Range<usize>) -> Option<Diagnostic> {
    let source = fragment.text.get(span.clone())?;
    let text = source.trim_start().strip_prefix("<!--")?;
    let error = |message| Diagnostic::error(fragment.line(span), message);
    Some(if let Some(end) = source.find("-->") {
        let at = span.start + end + "-->".len();
        let edits = fragment.edit(at..at, "\n\n").into_iter().collect();
        error(say!("the text behind this remark is lost", "der Text hinter dieser Bemerkung geht verloren"))
            .edits(say!("put it on a line of its own", "setzen Sie ihn auf eine eigene Zeile"), edits)
    } else {
        let line = text.lines().next().unwrap_or_default().trim_end();
        let at = span.start + (source.len() - source.trim_start().len()) + "<!--".len() + line.len();
        let edits = fragment.edit(at..at, " -->").into_iter().collect();
        error(say!("this remark does not end", "diese Bemerkung hört nicht auf")).edits(
            say!("if it ends with this line, write", "wenn sie mit dieser Zeile aufhört, schreiben Sie"),
            edits,
        )
    })
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
    let at = source.rfind(url.as_str()).filter(|_| !url.is_empty() && fragment.spelt("").is_some());
    let place = at.map(|at| fragment.place(span.start + at..span.start + at + url.len()));
    let corrected = corrected_link(&url).filter(|_| place.is_some());
    diagnostics.add(link_diagnostic(place.unwrap_or_else(|| fragment.place(span.clone())), error, corrected));
    String::new()
}

/// What is said about a link that is not one; `corrected` is the text to write there.
pub fn link_diagnostic(place: SourceSpan, error: LinkError, corrected: Option<String>) -> Diagnostic {
    let why = match error {
        LinkError::Scheme => "verlinkt werden nur Adressen mit https:, mailto: und tel:".to_owned(),
        LinkError::Character => "eine Adresse besteht aus ASCII ohne Leerzeichen, Anführungszeichen, umgekehrte \
             Schrägstriche und Steuerzeichen; anderes wird mit % kodiert, ein Name mit Umlauten in der Form xn--…"
            .to_owned(),
        LinkError::Host => "eine Adresse mit https: hat einen einfachen Rechnernamen, ohne Benutzer davor".to_owned(),
        LinkError::Telephone => "eine Adresse mit tel: hat Ziffern, und dazwischen nur + - . ( )".to_owned(),
    };
    let why = Message { en: error.to_string(), de: why };
    let diagnostic = Diagnostic::error(
        place.clone(),
        say!("this address can't be linked", "diese Adresse kann nicht verlinkt werden"),
    );
    match (corrected, error) {
        (Some(corrected), _) => diagnostic.label(why).patch(
            say!("if this is the same page, write", "wenn das dieselbe Seite ist, schreiben Sie"),
            place,
            corrected,
        ),
        (None, LinkError::Scheme) => diagnostic.label(why).help(say!(
            "write it in full, like `https://www.example.org/`, `mailto:…` or `tel:+49…`",
            "schreiben Sie sie ganz, wie `https://www.example.org/`, `mailto:…` oder `tel:+49…`"
        )),
        (None, LinkError::Character | LinkError::Host | LinkError::Telephone) => diagnostic.help(why),
    }
}

/// The address that was probably meant.
pub fn corrected_link(url: &str) -> Option<String> {
    let corrected = match url.split_once("://") {
        Some(("http" | "HTTP" | "Http" | "HTTPS" | "Https", rest)) => format!("https://{rest}"),
        None if url.starts_with("www.") => format!("https://{url}"),
        None if url.contains('@') && !url.contains([':', '/', ' ']) => format!("mailto:{url}"),
        _ => url.to_owned(),
    };
    // Umlauts in the path as they travel (RFC 3987 section 3.1); a name with umlauts has
    // another form altogether.
    let path = corrected.strip_prefix("https://").and_then(|rest| rest.find('/'));
    let corrected = match path {
        Some(at) => {
            let (host, path) = corrected.split_at(at + "https://".len());
            let escaped = path.bytes().map(|byte| match byte {
                b' ' | 0x80.. => format!("%{byte:02X}"),
                _ => char::from(byte).to_string(),
            });
            host.to_owned() + &escaped.collect::<String>()
        }
        None => corrected,
    };
    let corrected = if corrected.starts_with("tel:") { corrected.replace([' ', '/'], "") } else { corrected };
    if corrected == url {
        return None;
    }
    check_link(&corrected).is_ok().then_some(corrected)
}
