//! The widget's own views before any script runs: a fragment that stands between the tags of
//! `<status-widget>`, and a whole page.
//!
//! Owns what is left of the views' HTML where nothing can be brought up to date: times are
//! absolute, a state says of when it is and what becomes of that, and what needs a script is
//! gone. The fragment goes into other people's pages: it has no ids, classes, styles or scripts,
//! so that it meets nothing there. Nothing in here is verified by who looks at it, so nothing
//! says that it is.

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use scraper::{ElementRef, Html, Node};

use super::Sheet;
use crate::core::presentation::view_model::{PROOF, WidgetModel};
use crate::native::html::escaped;
use crate::native::integrity::policy_hash;
use crate::view::widget;

/// The widget's look.
const STYLESHEET: &str = include_str!("../../view/widget.css");

/// What of a page's look is not the widget's.
const PAGE: &str = ":root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#fff, #151b20); }
main { display: block; max-width: 60rem; margin: 0 auto; }
";

/// What takes states back whose time is over.
const SCRIPT: &str =
    concat!(include_str!("../../../static/claims.js"), include_str!("../../../static/fallback.js"));

#[derive(PartialEq, yew::Properties)]
struct Props {
    model: WidgetModel,
}

#[yew::component]
fn Whole(props: &Props) -> yew::Html {
    widget(&props.model)
}

/// The widget's HTML, as it stands in the shadow root.
pub fn html(model: WidgetModel) -> String {
    let renderer = yew::LocalServerRenderer::<Whole>::with_props(Props { model }).hydratable(false);
    // Views wait for nothing, so they are done at once.
    match pin!(renderer.render()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(html) => html,
        Poll::Pending => String::new(),
    }
}

/// What stands between the tags.
pub fn fragment(sheet: &Sheet<'_>, model: WidgetModel) -> String {
    Still { sheet, is_page: false }.html(model)
}

/// A whole page.
pub fn page(sheet: &Sheet<'_>, model: WidgetModel) -> String {
    let style = format!("{PAGE}{STYLESHEET}");
    let body = Still { sheet, is_page: true }.html(model);
    let canonical = sheet
        .url
        .map(|url| format!("<link rel=\"canonical\" href=\"{}\">\n", escaped(url)))
        .unwrap_or_default();
    let title = sheet.title();
    let as_of = format!("{}{}", sheet.locale.phrases.as_of, sheet.issued);
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {script_hash}; \
         style-src {style_hash}; img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<meta name=\"description\" content=\"{description}\">\n{canonical}\
         <link rel=\"icon\" href=\"data:,\">\n<style>{style}</style>\n</head>\n\
         <body>\n<main>\n{body}</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        lang = sheet.locale.language.tag(),
        script_hash = policy_hash(SCRIPT),
        style_hash = policy_hash(&style),
        title = escaped(&title),
        description = escaped(&format!("{title}. {as_of}")),
    )
}

/// A view that stands still.
struct Still<'s> {
    sheet: &'s Sheet<'s>,
    /// It is the page's only content: ids and classes are its own.
    is_page: bool,
}

/// What an element is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Texts.
    Texts,
    /// A service, and of that what may be said of its state.
    Row,
    /// What else there is to say of a service.
    More,
    /// A drawing.
    Drawing,
}

impl Still<'_> {
    fn html(&self, model: WidgetModel) -> String {
        let html = Html::parse_fragment(&html(model));
        self.children(html.root_element(), Inside::Texts).trim().to_owned() + "\n"
    }

    fn children(&self, parent: ElementRef<'_>, inside: Inside) -> String {
        let mut html = String::new();
        for child in parent.children() {
            if let Node::Text(text) = child.value() {
                html.push_str(&escaped(text));
            } else if let Some(element) = ElementRef::wrap(child) {
                html.push_str(&self.element(element, inside));
            }
        }
        html
    }

    fn element(&self, element: ElementRef<'_>, inside: Inside) -> String {
        let (name, is) =
            (element.value().name(), |class: &str| element.value().classes().any(|one| one == class));
        let attribute = |name: &str| element.value().attr(name);
        // What only a script fills or answers, and what would only be true if one had looked.
        let is_live = ["slot", "button", "output"].contains(&name)
            || ["fields", "copy", "change"].into_iter().any(is)
            || attribute("id") == Some(PROOF);
        if is_live || (name == "svg" && !self.is_page) {
            return String::new();
        }
        if attribute("data-as-of").is_some() {
            return self.as_of();
        }
        let is_row = is("row");
        let within = match inside {
            _ if is_row => Inside::Row,
            _ if name == "svg" => Inside::Drawing,
            Inside::Row if is("more") => Inside::More,
            Inside::Row | Inside::More => Inside::Texts,
            other => other,
        };
        let mut inner = self.children(element, within);
        let is_emptied = inner.trim().is_empty() && element.has_children();
        if is_emptied {
            return String::new();
        }
        let is_state = is("state");
        if is_state || is("sentence") {
            inner = self.remarked(&inner);
        }
        let is_claim = is_row || is_state || is("sentence") || is_claim(element, inside);
        let mut attributes = String::new();
        let mut add =
            |name: &str, value: &str| attributes.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        for (name, value) in element.value().attrs() {
            if inside == Inside::Drawing || within == Inside::Drawing || self.keeps(name) {
                add(name, value);
            }
        }
        if is_claim {
            add("data-until", &self.sheet.until);
        }
        if is_state {
            add("data-otherwise", self.sheet.locale.phrases.unknown);
        }
        let end = if name == "br" { String::new() } else { format!("</{name}>") };
        let after = if is_block(name) { "\n" } else { "" };
        format!("<{name}{attributes}>{inner}{end}{after}")
    }

    /// Whether an attribute means something where nothing moves.
    fn keeps(&self, name: &str) -> bool {
        let is_content =
            ["lang", "dir", "href", "rel", "datetime", "aria-label", "data-status", "data-overall"]
                .contains(&name);
        is_content || (self.is_page && ["id", "class", "aria-labelledby"].contains(&name))
    }

    /// "Stand: 3. Mai 2023, 14:05 Uhr".
    fn as_of(&self) -> String {
        let class = if self.is_page { " class=\"meta\"" } else { "" };
        format!("<p{class}>{}{}</p>\n", escaped(self.sheet.locale.phrases.as_of), self.time())
    }

    /// When all this was confirmed.
    fn time(&self) -> String {
        format!("<time datetime=\"{}\">{}</time>", self.sheet.issued_at, escaped(&self.sheet.issued))
    }

    /// A state with its time before it, so that nobody who reads no further takes it for the
    /// present one, and with what becomes of it.
    fn remarked(&self, state: &str) -> String {
        let words = self.sheet.words;
        // Between the tags, the widget will look for news; a page stands alone.
        let becomes = if self.is_page { words.may_change } else { words.checked };
        let class = if self.is_page { " class=\"meta\"" } else { "" };
        format!(
            "<small{class}>{}{}:</small> {state} <small{class}>({})</small>",
            escaped(words.state_as_of),
            self.time(),
            escaped(becomes)
        )
    }
}

/// Whether it is said of a state, and holds no longer than that.
fn is_claim(element: ElementRef<'_>, inside: Inside) -> bool {
    let name = element.value().name();
    let is_heading = || ["h1", "h2", "h3", "h4", "h5", "h6"].contains(&name);
    let is_strong = || element.child_elements().any(|child| child.value().name() == "strong");
    match inside {
        Inside::Row => !is_heading() && !element.value().classes().any(|class| class == "more"),
        // What it is stays, whatever its state.
        Inside::More => name != "summary" && (name != "p" || is_strong()),
        // How far an incident is.
        Inside::Texts => {
            let is_of_report = element.parent().and_then(ElementRef::wrap);
            name == "p"
                && is_strong()
                && is_of_report.is_some_and(|parent| parent.value().name() == "article")
        }
        Inside::Drawing => false,
    }
}

fn is_block(name: &str) -> bool {
    !["a", "b", "bdi", "br", "em", "i", "mark", "path", "small", "span", "strong", "svg", "time"]
        .contains(&name)
}
