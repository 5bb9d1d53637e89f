//! What a portal pastes: the loader with its integrity, hints, and the element with its pin; or,
//! as a second way, an iframe ([`frame`]).
//!
//! Owns the markup and what a Content Security Policy has to allow for it. Must not know where
//! the integrity comes from, nor what stands between the tags.

use super::html::escaped;
use crate::core::document::Audience;
use crate::core::encoding::digest::Digest;
use crate::core::presentation::view_model::Banner;

pub mod frame;

/// The built widget's files as portals load them, side by side.
pub const LOADER: &str = "status-widget.js";
/// See [`LOADER`].
pub const WASM: &str = "status-widget_bg.wasm";

/// Where it is pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// A page whose HTML is written by hand
    Html,
    /// WordPress: a block "Custom HTML", by somebody with the right `unfiltered_html`
    Wordpress,
    /// TYPO3: `TypoScript` for the head, a content element "Plain HTML" for the rest
    Typo3,
    /// Drupal: a library of the theme, and a block in a text format without filters
    Drupal,
    /// Liferay: the two boxes of a page fragment
    Liferay,
    /// No portal: the page that you serve for those that show it in an iframe (see --iframe)
    Frame,
}

/// The widget that a page loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widget {
    /// The folder of its version, an address that ends in `/`.
    base: String,
    /// Integrity metadata of the loader.
    integrity: String,
}

impl Widget {
    /// The widget in the folder at `base`, an address or a path on the page's own host.
    pub fn new(base: &str, integrity: &str) -> Self {
        let base = base.strip_suffix(LOADER).unwrap_or(base).trim_end_matches('/');
        Self { base: format!("{base}/"), integrity: integrity.into() }
    }

    /// Where a file of it lies.
    fn url(&self, name: &str) -> String {
        format!("{}{name}", self.base)
    }
}

/// What a portal says once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// What it loads.
    pub widget: Widget,
    /// Where the status file is served.
    pub sources: Vec<String>,
    /// The digest of the first trust document.
    pub pin: Digest,
    /// Whose states are shown.
    pub tenant: Option<String>,
    /// Whom the page is for.
    pub audience: Option<Audience>,
    /// The language; that of the page without it.
    pub lang: Option<String>,
    /// The level of the widget's heading, where it is not the widget's own.
    pub heading_level: Option<u8>,
    /// The short form, where that is wanted.
    pub banner: Option<Banner>,
}

impl Snippet {
    /// What is pasted, with `fallback`, which is markup, between the tags.
    pub fn paste(&self, form: Form, fallback: &str) -> String {
        let plain = [self.hints(), self.script(), self.element(fallback)].concat();
        let in_one_line = || one_line(&self.element(fallback));
        match form {
            Form::Html => plain,
            Form::Frame => frame::page(self, fallback),
            // As a block it is left alone. In the editor before the blocks, the `div` is where its
            // paragraphs end: without it, one would swallow the end tag of the element.
            Form::Wordpress => format!(
                "<!-- wp:html -->{} <div>{}</div><!-- /wp:html -->\n",
                one_line(&[self.hints(), self.script()].concat()),
                in_one_line()
            ),
            // Not `includeJS`: its options differ from version to version, and what it loads may be
            // merged and compressed, which breaks the integrity. This is put out as it stands.
            Form::Typo3 => format!(
                "# TypoScript (Setup)\npage.headerData.20230503 = TEXT\npage.headerData.20230503.value = {}\n\n\
                 # Content element \"Plain HTML\"\n{}\n",
                one_line(&[self.hints(), self.script()].concat()),
                in_one_line()
            ),
            // The `div` for the filter that converts line breaks, as in WordPress.
            Form::Drupal => format!(
                "# THEME.libraries.yml\nstatus-widget:\n  header: true\n  js:\n    '{}':\n      type: external\n      \
                 attributes: {{ type: module, integrity: '{}', crossorigin: anonymous, referrerpolicy: no-referrer }}\n\n\
                 # THEME.info.yml\nlibraries:\n  - THEME/status-widget\n\n\
                 # Block, text format \"Full HTML\", as source\n<div>{}</div>\n",
                self.widget.url(LOADER).replace('\'', "''"),
                self.widget.integrity.replace('\'', "''"),
                in_one_line()
            ),
            Form::Liferay => format!(
                "<!-- Page fragment, HTML -->\n{}{}{}\n// Page fragment, JavaScript\n{}",
                self.hints(),
                // What is marked so is not loaded twice where pages change without loading anew.
                self.script().replace("<script ", "<script data-senna-track=\"permanent\" "),
                not_filled_in(&self.element(fallback)),
                self.loading_script()
            ),
        }
    }

    /// Loads the loader where markup has been put into a page that stays: what puts it there in
    /// Liferay (metal-dom) runs no script whose type is another than `text/javascript`. A second
    /// module of the same address is not run again (HTML, module map).
    fn loading_script(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string().replace('<', "\\u003c");
        format!(
            "if (!customElements.get(\"status-widget\")) {{\n  \
             document.head.append(Object.assign(document.createElement(\"script\"), {{\n    \
             type: \"module\", crossOrigin: \"anonymous\", referrerPolicy: \"no-referrer\",\n    \
             integrity: {},\n    src: {}\n  }}));\n}}\n",
            quoted(&self.widget.integrity),
            quoted(&self.widget.url(LOADER))
        )
    }

    /// Lets the wasm and the status file start together with the loader. The requests of the
    /// widget have credentials `same-origin` and no referrer; only a hint that says the same is
    /// taken, and only one source is hinted at, since one answer is enough.
    pub fn hints(&self) -> String {
        let Widget { integrity, .. } = &self.widget;
        let loader = escaped(&self.widget.url(LOADER));
        let mut hints = format!(
            "<link rel=\"modulepreload\" href=\"{loader}\" integrity=\"{}\" crossorigin=\"anonymous\" \
             referrerpolicy=\"no-referrer\">\n",
            escaped(integrity)
        );
        for url in [Some(&self.widget.url(WASM)), self.sources.first()].into_iter().flatten() {
            hints.push_str(&format!(
                "<link rel=\"preload\" as=\"fetch\" href=\"{}\" crossorigin=\"anonymous\" \
                 referrerpolicy=\"no-referrer\">\n",
                escaped(url)
            ));
        }
        hints
    }

    /// Loads the loader.
    pub fn script(&self) -> String {
        format!(
            "<script type=\"module\" src=\"{}\" integrity=\"{}\" crossorigin=\"anonymous\" \
             referrerpolicy=\"no-referrer\"></script>\n",
            escaped(&self.widget.url(LOADER)),
            escaped(&self.widget.integrity)
        )
    }

    /// The element around `fallback`, which is markup.
    pub fn element(&self, fallback: &str) -> String {
        let attributes: String =
            self.attributes().iter().map(|(name, value)| format!(" {name}=\"{}\"", escaped(value))).collect();
        format!("<status-widget{attributes}>{fallback}</status-widget>\n")
    }

    /// The attributes of the element.
    fn attributes(&self) -> Vec<(&'static str, String)> {
        let mut attributes = vec![("src", self.sources.join(" ")), ("trust", self.pin.to_string())];
        attributes.extend(self.tenant.clone().map(|tenant| ("tenant", tenant)));
        attributes.extend(self.audience.map(|audience| ("audience", audience.as_str().to_owned())));
        attributes.extend(self.lang.clone().map(|lang| ("lang", lang)));
        attributes.extend(self.heading_level.map(|level| ("heading-level", level.to_string())));
        if let Some(banner) = &self.banner {
            attributes.push(("view", "banner".to_owned()));
            attributes.extend(banner.href.clone().map(|href| ("href", href)));
            attributes.extend(banner.is_quiet.then(|| ("quiet", String::new())));
        }
        attributes
    }
}

/// Markup without breaks, of which editors make paragraphs. What keeps words apart stays: a blank
/// for a break, and blanks that do not break a line.
fn one_line(markup: &str) -> String {
    markup.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// Markup in which FreeMarker, with Liferay's square brackets, finds nothing to fill in.
fn not_filled_in(markup: &str) -> String {
    ["${", "#{", "[#", "[@", "[=", "[/"].iter().fold(markup.to_owned(), |markup, opening| {
        let (first, rest) = opening.split_at(1);
        markup.replace(opening, &format!("&#{};{rest}", u32::from(first.as_bytes()[0])))
    })
}

/// Whether what is said around the widget is German: where nobody says otherwise.
pub fn is_german(lang: Option<&str>) -> bool {
    lang.is_none_or(|tag| tag.to_ascii_lowercase().starts_with("de"))
}

/// What stands between the tags if nothing else is given: where the newest stands. No paragraph,
/// since editors put the element into one.
pub fn link(url: &str, is_german: bool) -> String {
    let says = if is_german { "Den aktuellen Stand finden Sie hier: " } else { "The current state: " };
    let shown = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
    format!("{says}<a href=\"{}\">{}</a>", escaped(url), escaped(shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_the_widget_is_named_with_or_without_what_lies_in_it() {
        for base in ["https://w.example/1", "https://w.example/1/", "https://w.example/1/status-widget.js"] {
            assert_eq!(Widget::new(base, "x").url(WASM), "https://w.example/1/status-widget_bg.wasm");
        }
    }
}
