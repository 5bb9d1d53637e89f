//! Pages to print: a letter, and a poster of A4.
//!
//! Owns their HTML. Each is one file that asks for nothing: no script, no font, no picture from
//! elsewhere. Links are printed with their address, since paper can't be clicked.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use super::{RenderError, Sheet, contact};
use crate::core::document::ServiceStatus;
use crate::core::document::rich_text::{Node, check_link, plain_text};
use crate::core::presentation::view_model::ServiceRow;
use crate::native::html::escaped;

/// The types of a poster in points, the largest first, with their classes. What is said has to
/// stay on one page of A4, and to be read from where people stand: nothing is smaller.
const TYPES: [(f64, &str); 4] = [(20.0, "large"), (16.0, "medium"), (14.0, "middling"), (12.5, "small")];

/// The part of a page of A4 within the margins below, in millimetres.
const WIDTH: f64 = 186.0;
const HEIGHT: f64 = 273.0;

/// The side of the code, and what lies between it and the text beside it, in millimetres.
const CODE: f64 = 40.0;
const GAP: f64 = 8.0;

/// How much of a headline stands on a poster on which there is too little room.
const LONGEST_TITLE: usize = 200;

const LETTER: &str = "@page { size: A4; margin: 25mm 20mm; }
body { font: 11pt/1.45 Arial, Helvetica, sans-serif; color: #000; background: #fff; max-width: 170mm; margin: auto; }
h1 { font-size: 14pt; } h2 { font-size: 11pt; margin: 1.2em 0 0; } p { margin: 0.4em 0; }
.stamp { border-top: 1px solid #000; margin-top: 2em; padding-top: 0.5em; font-size: 9.5pt; }
";

const POSTER: &str = "@page { size: A4; margin: 12mm; }
body { font: 20pt/1.3 Arial, Helvetica, sans-serif; color: #000; background: #fff; max-width: 186mm; margin: auto;
  overflow-wrap: anywhere; }
body.medium { font-size: 16pt; } body.middling { font-size: 14pt; } body.small { font-size: 12.5pt; }
h1 { font-size: 2em; line-height: 1.1; margin: 0 0 0.3em; } h2 { font-size: 1.1em; margin: 0.6em 0 0; }
p, ul, ol { margin: 0.2em 0; } .say { font-weight: bold; font-size: 1.15em; }
section { break-inside: avoid; }
footer { display: flex; gap: 8mm; align-items: center; margin-top: 0.6em; border-top: 2pt solid #000; padding-top: 0.4em; }
footer svg { width: 40mm; height: 40mm; flex: none; } footer p { font-size: max(0.7em, 10pt); }
";

/// A letter.
pub fn letter(sheet: &Sheet<'_>) -> String {
    let words = sheet.words;
    let mut body = String::new();
    let publisher = &sheet.content.publisher.text;
    body.push_str(&paragraph(publisher));
    body.push_str(&paragraph(&sheet.issued));
    body.push_str(&headline(&sheet.title()));
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
    let says = format!("<div class=\"say\">{}</div>\n", paragraph(&sheet.sentences().join(" ")));
    let head = format!("{}{says}", headline(&sheet.title()));
    let services = sheet.services();
    let services: Vec<_> =
        services.into_iter().filter(|service| service.status != ServiceStatus::Operational).collect();
    let contacts: Vec<String> = sheet.content.contacts.iter().map(|card| paragraph(&contact(card))).collect();
    let beside = format!(
        "{}{}{}",
        paragraph(words.scan),
        paragraph(url),
        paragraph(&format!("{}. {}", sheet.stamp(), words.grows_old))
    );
    let footer = format!("<footer>{code}<div>{beside}</div></footer>\n");
    let fits = |body: &str, points| height(body, points) <= HEIGHT - footer_height(&beside, points);
    let all = |one: fn(&Sheet<'_>, &ServiceRow) -> String| -> String {
        services.iter().map(|service| one(sheet, service)).collect()
    };
    let reached = contacts.concat();
    let whole = format!("{head}{}{reached}", all(section));
    let brief = format!("{head}{}{}{reached}", all(brief), paragraph(words.more));
    for body in [whole, brief] {
        if let Some((_, class)) = TYPES.iter().find(|(points, _)| fits(&body, *points)) {
            return Ok(page(sheet, POSTER, class, &(body + &footer)));
        }
    }
    let (points, class) = TYPES[TYPES.len() - 1];
    let body = shortened(sheet, &head, &services, &contacts, |body| fits(body, points));
    Ok(page(sheet, POSTER, class, &(body + &footer)))
}

/// As much as there is room for: whom one reaches, the services, those that do not work at all
/// first, each without its remarks, and how many more stand on the page.
fn shortened(
    sheet: &Sheet<'_>,
    head: &str,
    services: &[&ServiceRow],
    contacts: &[String],
    fits: impl Fn(&str) -> bool,
) -> String {
    let more = |count: usize| paragraph(&format!("{}: {count}.", sheet.words.more_services));
    let title = sheet.title();
    // Names so long that the sentence fills the page by itself stand below it as well.
    let alone: String = title.chars().take(LONGEST_TITLE).collect();
    let alone = headline(&if alone == title { alone } else { alone + "…" });
    let head = if fits(&format!("{head}{head}")) { head } else { &alone };
    let mut reached = String::new();
    for contact in contacts {
        let longer = format!("{reached}{contact}");
        // The services are what people stand before it for.
        if fits(&format!("{head}{longer}{longer}{}", more(services.len()))) {
            reached = longer;
        }
    }
    let mut body = format!("{head}{}{reached}", more(services.len()));
    let mut shown = String::new();
    for (index, service) in services.iter().enumerate() {
        shown.push_str(&brief(sheet, service));
        let longer = format!("{head}{shown}{}{reached}", more(services.len() - index - 1));
        if !fits(&longer) {
            break;
        }
        body = longer;
    }
    body
}

/// How high a page of HTML becomes in millimetres, at a size of type in points: by the letters
/// of each line, a little wider than they are, since nobody here can set type.
fn height(html: &str, points: f64) -> f64 {
    text_height(html, points, WIDTH)
}

fn footer_height(beside: &str, points: f64) -> f64 {
    let text = text_height(beside, (points * 0.7).max(10.0), WIDTH - CODE - GAP);
    // Its rule, and the space around that.
    text.max(CODE) + 1.5 * points * MILLIMETRES
}

fn headline(title: &str) -> String {
    format!("<h1>{}</h1>\n", escaped(title))
}

/// A point in millimetres.
const MILLIMETRES: f64 = 25.4 / 72.0;

fn text_height(html: &str, points: f64, width: f64) -> f64 {
    /// How wide a letter is beside the height of its type, in the mean of a German text: of a
    /// font that is wider than Arial, since that is not everywhere.
    const LETTER: f64 = 0.53;
    const BOLD_LETTER: f64 = 0.61;
    /// How much further in a list begins, in millimetres.
    const INDENT: f64 = 12.0;

    let mut height = 0.0;
    let ends = ["</h1>", "</h2>", "</p>", "</li>", "<br>"];
    let mut rest = html;
    while !rest.is_empty() {
        let end = ends.iter().filter_map(|end| rest.find(end).map(|at| at + end.len())).min();
        let (block, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        // As the style sheet has it; margins between paragraphs are one.
        let (scale, letter, line, margin) = match block {
            _ if block.contains("<h1") => (2.0, BOLD_LETTER, 1.1, 0.3),
            _ if block.contains("<h2") => (1.1, BOLD_LETTER, 1.3, 0.6),
            _ if block.contains("class=\"say\"") => (1.15, BOLD_LETTER, 1.3, 0.2),
            _ => (1.0, LETTER, 1.3, 0.2),
        };
        let em = points * scale * MILLIMETRES;
        let indent = if block.contains("<li") { INDENT } else { 0.0 };
        let lines = lines(block, ((width - indent) / (em * letter)).max(1.0));
        height += lines * em * line + if lines > 0.0 { margin * em } else { 0.0 };
    }
    height
}

/// How many lines of so many letters the words of a piece of HTML fill.
fn lines(html: &str, letters: f64) -> f64 {
    let outside = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    let text: String = outside.collect();
    let (mut lines, mut filled) = (0.0, letters);
    for word in text.split_whitespace() {
        #[expect(clippy::cast_precision_loss, reason = "no word has as many letters as a float has numbers")]
        let length = word.chars().count() as f64;
        if filled + 1.0 + length <= letters {
            filled += 1.0 + length;
        } else {
            let full = (length / letters).ceil().max(1.0);
            lines += full;
            filled = length - (full - 1.0) * letters;
        }
    }
    lines
}

/// A service: its state, and what to do meanwhile.
fn section(sheet: &Sheet<'_>, service: &ServiceRow) -> String {
    let mut section = opening(sheet, service);
    if let Some(note) = &service.note {
        section.push_str(&html(&note.nodes));
    }
    if let Some(outlook) = service.outlook.as_ref().and_then(|outlook| sheet.outlook(outlook)) {
        section.push_str(&paragraph(&format!("{}{outlook}", sheet.locale.phrases.next)));
    }
    section + "</section>\n"
}

/// The same without remarks.
fn brief(sheet: &Sheet<'_>, service: &ServiceRow) -> String {
    opening(sheet, service) + "</section>\n"
}

/// How a service's section begins: its state, and what to do.
fn opening(sheet: &Sheet<'_>, service: &ServiceRow) -> String {
    let (name, state) = (escaped(&service.name.text), escaped(&sheet.state(service)));
    let mut opening = format!("<section><h2>{name}: {state}</h2>\n");
    if let Some(alternative) = &service.alternative {
        opening.push_str(&html(&alternative.nodes));
    }
    opening
}

fn page(sheet: &Sheet<'_>, style: &str, class: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{style}</style>\n</head>\n<body class=\"{class}\">\n{body}</body>\n</html>\n",
        sheet.locale.language.tag(),
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
