//! Pages to print: a letter, and a poster of A4.
//!
//! Owns their HTML. Each is one file that asks for nothing: no script, no font, no picture from
//! elsewhere. Links are printed with their address, since paper can't be clicked.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use super::{RenderError, Sheet, contact};
use crate::core::document::ServiceStatus;
use crate::core::document::rich_text::{Node, check_link, plain_text};
use crate::native::html::escaped;

/// For how many characters the largest type is right, and the steps below it: what is said on
/// one page of A4 has to stay on it.
const ROOM: [(usize, &str); 4] = [(800, "large"), (1300, "medium"), (2200, "small"), (usize::MAX, "tiny")];

const LETTER: &str = "@page { size: A4; margin: 25mm 20mm; }
body { font: 11pt/1.45 Arial, Helvetica, sans-serif; color: #000; background: #fff; max-width: 170mm; margin: auto; }
h1 { font-size: 14pt; } h2 { font-size: 11pt; margin: 1.2em 0 0; } p { margin: 0.4em 0; }
.stamp { border-top: 1px solid #000; margin-top: 2em; padding-top: 0.5em; font-size: 9.5pt; }
";

const POSTER: &str = "@page { size: A4; margin: 12mm; }
body { font: 20pt/1.3 Arial, Helvetica, sans-serif; color: #000; background: #fff; max-width: 186mm; margin: auto; }
body.medium { font-size: 16pt; } body.small { font-size: 12.5pt; } body.tiny { font-size: 10pt; }
h1 { font-size: 2em; line-height: 1.1; margin: 0 0 0.3em; } h2 { font-size: 1.1em; margin: 0.6em 0 0; }
p, ul, ol { margin: 0.2em 0; } .say { font-weight: bold; font-size: 1.15em; }
section { break-inside: avoid; }
footer { display: flex; gap: 8mm; align-items: center; margin-top: 0.6em; border-top: 2pt solid #000; padding-top: 0.4em; }
footer svg { width: 40mm; height: 40mm; flex: none; } footer p { font-size: max(0.7em, 10pt); overflow-wrap: anywhere; }
";

/// A letter.
pub fn letter(sheet: &Sheet<'_>) -> String {
    let words = sheet.words;
    let mut body = String::new();
    let publisher = &sheet.content.publisher.text;
    body.push_str(&paragraph(publisher));
    body.push_str(&paragraph(&sheet.issued));
    body.push_str(&format!("<h1>{}</h1>\n", escaped(&sheet.title())));
    body.push_str(&paragraph(words.salutation));
    body.push_str(&paragraph(&sheet.sentences().join(" ")));
    if let Some(summary) = &sheet.content.summary {
        body.push_str(&html(&summary.nodes));
    }
    for service in sheet.services() {
        body.push_str(&section(sheet, service));
    }
    for card in &sheet.content.contacts {
        body.push_str(&paragraph(&contact(card)));
    }
    body.push_str(&paragraph(words.closing));
    body.push_str(&paragraph(publisher));
    body.push_str(&format!(
        "<div class=\"stamp\">{}",
        paragraph(&format!("{}. {}", sheet.stamp(), words.grows_old))
    ));
    if let Some(url) = sheet.url {
        body.push_str(&paragraph(&format!("{} {url}", words.newest)));
    }
    body.push_str("</div>\n");
    page(sheet, LETTER, "letter", &body)
}

/// A poster.
///
/// # Errors
/// [`RenderError`] if there is no address for the code, or one that is too long.
pub fn poster(sheet: &Sheet<'_>) -> Result<String, RenderError> {
    let words = sheet.words;
    let url = sheet.url.ok_or(RenderError::NoAddress)?;
    let code = QrCode::with_error_correction_level(url, EcLevel::M).map_err(RenderError::Code)?;
    let code = code.render::<svg::Color<'_>>().min_dimensions(200, 200).quiet_zone(true).build();
    // The declaration of XML has no place within HTML.
    let code = code.find("<svg").map_or("", |start| &code[start..]);
    let mut body = format!("<h1>{}</h1>\n", escaped(&sheet.title()));
    body.push_str(&format!("<div class=\"say\">{}</div>\n", paragraph(&sheet.sentences().join(" "))));
    for service in sheet.services().iter().filter(|service| service.status != ServiceStatus::Operational) {
        body.push_str(&section(sheet, service));
    }
    for card in &sheet.content.contacts {
        body.push_str(&paragraph(&contact(card)));
    }
    let shown = body.chars().count();
    let (_, size) = ROOM.iter().find(|(most, _)| shown <= *most).copied().unwrap_or(ROOM[ROOM.len() - 1]);
    body.push_str(&format!(
        "<footer>{code}<div>{}{}{}</div></footer>\n",
        paragraph(words.scan),
        paragraph(url),
        paragraph(&format!("{}. {}", sheet.stamp(), words.grows_old))
    ));
    Ok(page(sheet, POSTER, size, &body))
}

/// A service: its state, and what to do meanwhile.
fn section(sheet: &Sheet<'_>, service: &crate::core::presentation::view_model::ServiceRow) -> String {
    let mut section =
        format!("<section><h2>{}: {}</h2>\n", escaped(&service.name.text), escaped(&sheet.state(service)));
    if let Some(alternative) = &service.alternative {
        section.push_str(&html(&alternative.nodes));
    }
    if let Some(note) = &service.note {
        section.push_str(&html(&note.nodes));
    }
    if let Some(outlook) = service.outlook.as_ref().and_then(|outlook| sheet.outlook(outlook)) {
        section.push_str(&paragraph(&format!("{}{outlook}", sheet.phrases.next)));
    }
    section + "</section>\n"
}

fn page(sheet: &Sheet<'_>, style: &str, class: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{style}</style>\n</head>\n<body class=\"{class}\">\n{body}</body>\n</html>\n",
        sheet.language.tag(),
        escaped(&sheet.title()),
    )
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escaped(text))
}

/// A text with its structure.
fn html(nodes: &[Node]) -> String {
    let inner = |name: &str, children: &[Node]| format!("<{name}>{}</{name}>", html(children));
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(text) => escaped(text),
            Node::Break => "<br>".into(),
            Node::Paragraph(children) => inner("p", children) + "\n",
            Node::Heading(_, children) => format!("<p><b>{}</b></p>\n", html(children)),
            Node::Strong(children) => inner("b", children),
            Node::Emphasis(children) => inner("i", children),
            Node::List(is_ordered, children) => inner(if *is_ordered { "ol" } else { "ul" }, children) + "\n",
            Node::ListItem(children) => inner("li", children),
            Node::Link(url, children) => {
                let address = url.strip_prefix("mailto:").or(url.strip_prefix("tel:")).unwrap_or(url);
                // What stands there already is not said twice.
                let is_said = check_link(url).is_err() || plain_text(children).contains(address);
                let address = if is_said { String::new() } else { format!(" ({})", escaped(address)) };
                html(children) + &address
            }
            Node::Unknown(children) => html(children),
        })
        .collect()
}
