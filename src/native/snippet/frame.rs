//! The second way into a portal: a page that it shows in an iframe, and what it pastes for that.
//!
//! Owns both sides: the page, which a publisher serves, with everything in it that has to be
//! trusted, and the portal's iframe with the script that sets its height. Whose keys count is
//! written into the page and not into its address, which anybody can write. Must not know where
//! integrities come from.

use url::Url;

use super::{LOADER, Snippet, is_german, link};
use crate::native::html::escaped;
use crate::native::integrity::{integrity, policy_hash};

/// The file of [`SCRIPT`], for portals that allow no script in their own text.
pub const SCRIPT_FILE: &str = "status-frame.js";

/// What the portal's page runs: sets the height of the iframe.
pub const SCRIPT: &str = include_str!("../../../static/around.js");

/// What the page in the iframe runs.
const INSIDE: &str = include_str!("../../../static/frame.js");

/// What of the page's look is not the widget's.
const STYLE: &str = ":root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { display: flow-root; }
";

/// The height of the iframe until it is known, in CSS pixels.
const START_HEIGHT: u32 = 600;

/// What the page in it may do: run the widget, on an origin, without which nobody could tell
/// whose messages these are, and follow a link that a reader has clicked.
const SANDBOX: &str = "allow-scripts allow-same-origin allow-top-navigation-by-user-activation";

/// What it is called, for those who do not see it.
fn title(lang: Option<&str>) -> &'static str {
    if is_german(lang) { "Stand der Dienste" } else { "State of the services" }
}

/// The page that portals show in an iframe, with `fallback`, which is markup.
pub fn page(snippet: &Snippet, fallback: &str) -> String {
    let lang = snippet.lang.as_deref();
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<base target=\"_top\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <style>{STYLE}</style>\n{hints}{script}</head>\n<body>\n<main>\n{element}</main>\n\
         <script>{INSIDE}</script>\n</body>\n</html>\n",
        lang = escaped(lang.unwrap_or("de")),
        policy = escaped(&policy(snippet)),
        title = title(lang),
        hints = snippet.hints(),
        script = snippet.script(),
        element = snippet.element(fallback),
    )
}

/// The page's own policy. (Who may show it, only a header can say: CSP3 section 6.4.2.)
fn policy(snippet: &Snippet) -> String {
    let loader = snippet.widget.url(LOADER);
    let mut hosts: Vec<String> = Vec::new();
    for url in [&loader].into_iter().chain(&snippet.sources) {
        let host = origin(url);
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    format!(
        "default-src 'none'; script-src {} {} 'wasm-unsafe-eval'; connect-src {}; style-src {}; img-src data:; \
         base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        origin(&loader),
        policy_hash(INSIDE),
        hosts.join(" "),
        policy_hash(STYLE),
    )
}

/// As a policy names the host of an address; the page's own where it is a path.
fn origin(url: &str) -> String {
    Url::parse(url).map_or_else(|_| "'self'".into(), |url| url.origin().ascii_serialization())
}

/// What a portal pastes to show [`page`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Iframe {
    /// Where the page is served.
    pub page: Url,
    /// Whose states are shown.
    pub tenant: Option<String>,
    /// In which language.
    pub lang: Option<String>,
    /// Where [`SCRIPT_FILE`] is served; in the page's own text without it.
    pub script: Option<String>,
    /// The page that is linked to below, for readers to whom the page in the iframe does not come.
    pub url: Option<String>,
}

impl Iframe {
    /// The markup, and in a comment what the portal's policy has to allow for it.
    pub fn paste(&self) -> String {
        let mut url = self.page.clone();
        for (name, value) in [("tenant", &self.tenant), ("lang", &self.lang)] {
            if let Some(value) = value {
                url.query_pairs_mut().append_pair(name, value);
            }
        }
        let (source, script) = match &self.script {
            None => (policy_hash(SCRIPT), format!("<script>{SCRIPT}</script>")),
            Some(file) => (
                origin(file),
                format!(
                    "<script src=\"{}\" integrity=\"{}\" crossorigin=\"anonymous\" \
                     referrerpolicy=\"no-referrer\"></script>",
                    escaped(file),
                    integrity(SCRIPT.as_bytes())
                ),
            ),
        };
        let lang = self.lang.as_deref();
        let below = self.url.as_deref().map(|url| format!("<p>{}</p>\n", link(url, is_german(lang))));
        format!(
            "<!-- Content-Security-Policy: frame-src {}; script-src {source} -->\n\
             <iframe data-status-widget src=\"{}\" title=\"{}\" width=\"100%\" height=\"{START_HEIGHT}\" \
             loading=\"lazy\" sandbox=\"{SANDBOX}\" referrerpolicy=\"no-referrer\"></iframe>\n{}{script}\n",
            url.origin().ascii_serialization(),
            escaped(url.as_str()),
            title(lang),
            below.unwrap_or_default(),
        )
    }
}
