//! What a widget shows, read out of its shadow root in one go.
//!
//! Owns the one script that knows the widget's DOM.

use std::time::Duration;

use serde::Deserialize;

use super::browser::{Browser, PATIENCE, poll};

/// A service as a reader sees it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ServiceShown {
    pub id: String,
    pub status: String,
    pub text: String,
}

/// An answer as a reader sees it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AnswerShown {
    pub id: String,
    pub open: bool,
    pub question: String,
}

/// All that a widget shows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Shown {
    /// Loading is under way.
    pub busy: bool,
    pub title: String,
    pub lang: String,
    pub notices: Vec<String>,
    pub overall: Option<String>,
    pub services: Vec<ServiceShown>,
    pub answers: Vec<AnswerShown>,
    /// When anything was last changed or, of an expired document, confirmed, RFC 3339.
    pub as_of: Option<String>,
    /// All visible text.
    pub text: String,
    /// The portal's own fallback can be seen.
    pub fallback: bool,
}

const READ: &str = r"
const host = document.querySelectorAll('status-widget')[NUMBER];
if (!host) return null;
const root = host.shadowRoot;
const all = (selector) => root ? [...root.querySelectorAll(selector)] : [];
const one = (selector) => all(selector)[0];
const fallback = host.querySelector('a');
return {
  busy: !!one('[aria-busy=true]'),
  title: one('.status-widget h1, .status-widget h2, .status-widget h3')?.innerText ?? '',
  lang: one('.status-widget')?.lang ?? '',
  notices: all('[data-notice]').map((e) => e.dataset.notice),
  overall: one('[data-overall]')?.dataset.overall ?? null,
  services: all('[data-service]').map((e) => ({
    id: e.dataset.service, status: e.dataset.status,
    // What is folded is not rendered.
    text: e.closest('details:not([open])') ? e.textContent : e.innerText })),
  answers: all('details.answer').map((e) => ({
    id: e.id, open: e.open, question: e.querySelector('summary').innerText })),
  as_of: one('[data-as-of] time')?.getAttribute('datetime') ?? null,
  text: one('.status-widget')?.innerText ?? '',
  fallback: !!fallback && fallback.getClientRects().length > 0,
};";

impl Shown {
    /// The first widget of the page, as it is now; none where there is no element.
    #[track_caller]
    pub fn now(browser: &Browser) -> Option<Self> {
        Self::nth(browser, 0)
    }

    /// The widget of this number.
    #[track_caller]
    pub fn nth(browser: &Browser, number: usize) -> Option<Self> {
        browser.get(&READ.replace("NUMBER", &number.to_string()))
    }

    /// The first widget once `ready`.
    #[track_caller]
    pub fn once(browser: &Browser, what: &str, ready: impl FnMut(&Self) -> bool) -> Self {
        Self::within(browser, PATIENCE, what, ready)
    }

    /// The first widget once `ready`, which may take `limit`.
    #[track_caller]
    pub fn within(
        browser: &Browser,
        limit: Duration,
        what: &str,
        mut ready: impl FnMut(&Self) -> bool,
    ) -> Self {
        let mut last = None;
        let found = poll(limit, || {
            last = Self::now(browser);
            last.clone().filter(&mut ready)
        });
        found.unwrap_or_else(|| {
            panic!("not within {limit:?}: {what}, but {last:#?}\n{}", browser.console().join("\n"))
        })
    }

    /// The first widget once it has loaded.
    #[track_caller]
    pub fn loaded(browser: &Browser) -> Self {
        Self::once(browser, "loaded", |shown| !shown.lang.is_empty() && !shown.busy)
    }

    /// The first widget once it looks for newer information than what it shows, of which
    /// nothing is said anywhere else.
    #[track_caller]
    pub fn retrying(browser: &Browser) -> Self {
        let shown = Self::once(browser, "retrying", |shown| shown.text.contains("werden gesucht"));
        assert!(shown.notices.is_empty() && !shown.fallback, "{shown:#?}");
        shown
    }

    /// The first widget with a verified list, the states as they were signed.
    #[track_caller]
    pub fn fresh(browser: &Browser) -> Self {
        let shown = Self::loaded(browser);
        assert!(shown.notices.is_empty() && !shown.services.is_empty(), "{shown:#?}");
        shown
    }

    /// The state of the service `id`.
    pub fn status(&self, id: &str) -> Option<&str> {
        self.services.iter().find(|service| service.id == id).map(|service| service.status.as_str())
    }

    /// The invariant: nothing is shown as available.
    #[track_caller]
    pub fn assert_nothing_available(&self) {
        assert!(self.services.iter().all(|service| service.status == "unknown"), "{self:#?}");
        assert!(!matches!(self.overall.as_deref(), Some("operational")), "{self:#?}");
        for claim in ["Funktioniert\n", "Alle Dienste funktionieren", "Works\n", "All services work"] {
            assert!(!self.text.contains(claim), "{claim:?} in {self:#?}");
        }
    }

    /// A widget that has no document says what is wrong and shows the fallback.
    #[track_caller]
    pub fn assert_fallback(&self, notice: &str) {
        assert_eq!(self.notices, [notice], "{self:#?}");
        assert!(self.services.is_empty() && self.answers.is_empty() && self.overall.is_none(), "{self:#?}");
        assert!(self.fallback, "the portal's own text is not to be seen: {self:#?}");
        self.assert_nothing_available();
    }
}
