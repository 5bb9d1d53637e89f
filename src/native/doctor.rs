//! A portal's page, looked at as a browser would: what keeps it from showing the widget.
//!
//! Owns what is looked at, and the mend of each fault. Runs no script: what a consent tool or a
//! content system puts in later is not seen. Must not know how it is printed.

use core::time::Duration;

use scraper::{Html, Selector};
use url::Url;

use super::fetch::{Answer, ask};
use super::integrity::is_met;
use super::publish::check_fresh;
use super::snippet::{LOADER, WASM};
use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::error::chain;
use crate::core::signed::verify::{MAX_FILE_BYTES, authenticate};

/// An answer that takes longer is felt by readers.
const SLOW: Duration = Duration::from_secs(2);

/// No page, loader or wasm of ours is larger.
const MOST: u64 = 4 << 20;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Readers see the widget, yet later or with less protection than they might.
    Warning = 1,
    /// Readers do not see what they should.
    Fault = 2,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub url: String,
    /// What is wrong.
    pub says: String,
    /// What mends it.
    pub mend: String,
}

/// What one look finds.
struct Look {
    page: Url,
    /// A sandbox has taken its origin from it (HTML Standard, section 7.1.5).
    is_opaque: bool,
    policies: Vec<String>,
    findings: Vec<Finding>,
}

/// Looks at the page at `url`. No finding: readers see the widget.
pub fn examine(url: &Url, now: UnixTime) -> Vec<Finding> {
    let mut look = Look::new(url);
    if let Some(page) = look.fetched(url, None, MOST) {
        look.page(&page, now);
    }
    look.findings
}

impl Look {
    fn new(url: &Url) -> Self {
        Self { page: url.clone(), is_opaque: false, policies: Vec::new(), findings: Vec::new() }
    }

    fn say(&mut self, severity: Severity, url: &Url, says: impl Into<String>, mend: impl Into<String>) {
        self.findings.push(Finding { severity, url: url.to_string(), says: says.into(), mend: mend.into() });
    }

    fn fault(&mut self, url: &Url, says: impl Into<String>, mend: impl Into<String>) {
        self.say(Severity::Fault, url, says, mend);
    }

    /// What comes, if it is what was asked for.
    fn fetched(&mut self, url: &Url, origin: Option<&str>, most: u64) -> Option<Answer> {
        match ask(url.as_str(), origin, most) {
            Ok(answer) if answer.status == 200 => Some(answer),
            Ok(answer) => {
                self.fault(
                    url,
                    format!("answers {}", answer.status),
                    "put the file there, or name its address",
                );
                None
            }
            Err(error) => {
                // The address stands before each finding already.
                let says = chain(&error).to_string();
                let says = says.strip_prefix(&format!("{url}: ")).unwrap_or(&says);
                self.fault(url, says, "is the host up, and its certificate good?");
                None
            }
        }
    }

    fn page(&mut self, answer: &Answer, now: UnixTime) {
        let page = self.page.clone();
        let html = Html::parse_document(&String::from_utf8_lossy(&answer.bytes));
        let all = |selector: &'static str| {
            let selector = Selector::parse(selector).expect("it is constant and right");
            html.select(&selector).map(|element| element.value().clone()).collect::<Vec<_>>()
        };
        self.policies = answer
            .headers("content-security-policy")
            .flat_map(|one| one.split(','))
            .map(Into::into)
            .collect();
        // Only a header can say so.
        self.sandbox();
        let metas = all("meta[http-equiv=content-security-policy i]");
        self.policies.extend(metas.iter().filter_map(|meta| meta.attr("content")).map(Into::into));
        let frames = all("iframe[data-status-widget]");
        for frame in &frames {
            match page.join(frame.attr("src").unwrap_or_default()) {
                Ok(url) => self.frame(&url, frame.attr("sandbox"), answer, now),
                Err(error) => {
                    self.fault(&page, format!("iframe: {error}"), "write its address like https://…")
                }
            }
        }
        if !frames.is_empty() && all("status-widget").is_empty() {
            return;
        }
        let scripts = all("script[src]");
        let is_loader = |src: &str| src.split(['?', '#']).next().is_some_and(|path| path.ends_with(LOADER));
        match scripts.iter().find(|script| script.attr("src").is_some_and(is_loader)) {
            None => self.fault(
                &page,
                format!("no script loads {LOADER}"),
                "paste what statusctl snippet prints; has the CMS taken the script out?",
            ),
            Some(script) => {
                if script.attr("type") != Some("module") {
                    self.fault(&page, "the loader's script is not a module", "write type=\"module\"");
                }
                if let Ok(loader) = page.join(script.attr("src").unwrap_or_default()) {
                    self.loader(&loader, script.attr("integrity"), script.attr("nonce"));
                }
            }
        }
        let elements = all("status-widget");
        if elements.is_empty() {
            self.fault(
                &page,
                "there is no <status-widget>",
                "paste what statusctl snippet prints; has the CMS taken the element out?",
            );
        }
        for element in elements {
            let pin = element.attr("trust").unwrap_or_default().parse::<Digest>();
            if let Err(error) = &pin {
                self.fault(&page, format!("trust: {error}"), "write what statusctl trust show --pin prints");
            }
            let sources = element.attr("src").unwrap_or_default();
            if sources.trim().is_empty() {
                self.fault(&page, "src names no status file", "write its address");
            }
            for source in sources.split_ascii_whitespace() {
                match page.join(source) {
                    Ok(url) => self.source(&url, pin.as_ref().ok(), now),
                    Err(error) => {
                        self.fault(&page, format!("src: {source}: {error}"), "write it like https://…")
                    }
                }
            }
        }
    }

    fn sandbox(&mut self) {
        let words: Vec<Vec<String>> = self
            .policies
            .iter()
            .filter_map(|policy| named(policy, "sandbox"))
            .map(|words| words.into_iter().map(str::to_ascii_lowercase).collect())
            .collect();
        let lacks = |word: &str| words.iter().any(|words| !words.iter().any(|one| one == word));
        self.is_opaque = lacks("allow-same-origin");
        if lacks("allow-scripts") {
            let page = self.page.clone();
            self.fault(&page, "its sandbox forbids scripts", "add to sandbox: allow-scripts");
        }
    }

    fn loader(&mut self, url: &Url, integrity: Option<&str>, nonce: Option<&str>) {
        let origin = url.origin().ascii_serialization();
        let hashes = integrity.unwrap_or_default().split_ascii_whitespace().map(|hash| format!("'{hash}'"));
        let also: Vec<String> = hashes.chain(nonce.map(|nonce| format!("'nonce-{nonce}'"))).collect();
        self.policy("script-src", url, &also, &origin);
        self.wasm_is_allowed();
        if let Some(answer) = self.fetched(url, Some(&self.origin()), MOST) {
            self.may_be_read(url, &answer);
            self.has_type(Severity::Fault, url, &answer, &["text/javascript", "application/javascript"]);
            match integrity.map(|integrity| is_met(integrity, &answer.bytes)) {
                Some(Some(true)) => {}
                Some(Some(false)) => self.fault(url, "its integrity is not the one that the page pins", "name the version that you pinned, or paste a new snippet; somebody may have changed the file"),
                Some(None) | None => self.say(Severity::Warning, url, "the page pins no integrity that browsers heed", "paste what statusctl snippet prints"),
            }
        }
        if let Ok(wasm) = url.join(WASM) {
            self.policy("connect-src", &wasm, &[], &origin);
            if let Some(answer) = self.fetched(&wasm, Some(&self.origin()), MOST) {
                self.may_be_read(&wasm, &answer);
                // Of another type it is compiled only once all of it has come.
                self.has_type(Severity::Warning, &wasm, &answer, &["application/wasm"]);
            }
        }
    }

    fn source(&mut self, url: &Url, pin: Option<&Digest>, now: UnixTime) {
        self.policy("connect-src", url, &[], &url.origin().ascii_serialization());
        let most = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
        let Some(answer) = self.fetched(url, Some(&self.origin()), most) else { return };
        self.may_be_read(url, &answer);
        if answer.took > SLOW {
            let took = format!("it takes {:.1} seconds", answer.took.as_secs_f64());
            self.say(Severity::Warning, url, took, "name a faster mirror first, or let a CDN serve it");
        }
        let caches: Vec<_> = answer.headers("cache-control").collect();
        if caches.is_empty() {
            self.say(
                Severity::Warning,
                url,
                "it says nothing of caches, which then guess",
                "send Cache-Control: no-cache",
            );
        }
        let Some(pin) = pin else { return };
        match authenticate(&answer.bytes, pin) {
            Err(refusal) => self.fault(url, format!("readers refuse this file: {}", chain(&refusal)), "compare the pin with what statusctl trust show --pin prints, and the file with statusctl verify"),
            Ok(authentic) => {
                if let Err(error) = check_fresh(&authentic, now) {
                    self.fault(url, error.to_string(), "sign and publish anew; does the timer run?");
                }
            }
        }
    }

    fn origin(&self) -> String {
        if self.is_opaque { "null".into() } else { self.page.origin().ascii_serialization() }
    }

    /// The page in an iframe of this one, and whether it may be shown there.
    fn frame(&mut self, url: &Url, sandbox: Option<&str>, around: &Answer, now: UnixTime) {
        self.policy("frame-src", url, &[], &url.origin().ascii_serialization());
        for word in ["allow-scripts", "allow-same-origin"] {
            if sandbox.is_some_and(|words| !words.split_ascii_whitespace().any(|one| one == word)) {
                let page = self.page.clone();
                self.fault(
                    &page,
                    format!("the sandbox of the iframe lacks {word}"),
                    "paste what statusctl snippet --iframe prints",
                );
            }
        }
        let Some(answer) = self.fetched(url, None, MOST) else { return };
        self.may_be_framed(url, &answer);
        self.is_isolated(url, &answer, around);
        let mut inside = Self::new(url);
        inside.page(&answer, now);
        self.findings.extend(inside.findings);
    }

    /// Whether the page at `url` lets this one show it (CSP3 section 6.4.2, HTML Standard, section
    /// 7.1.4).
    fn may_be_framed(&mut self, url: &Url, answer: &Answer) {
        let policies: Vec<&str> =
            answer.headers("content-security-policy").flat_map(|one| one.split(',')).collect();
        let ancestors: Vec<_> = policies.iter().filter_map(|one| named(one, "frame-ancestors")).collect();
        let (own, mend) = (self.page.clone(), self.page.origin().ascii_serialization());
        if ancestors.iter().any(|all| !all.iter().any(|source| matches(source, &own, url))) {
            self.fault(url, "does not let this page show it", format!("add to frame-ancestors: {mend}"));
        } else if ancestors.is_empty() && answer.headers("x-frame-options").next().is_some() {
            let mend = format!("send Content-Security-Policy: frame-ancestors {mend} in its place");
            self.fault(url, "X-Frame-Options lets nobody show it", mend);
        }
    }

    /// What an isolated page asks of the pages in its frames (HTML Standard, section 7.1.3; Fetch,
    /// section 3.9).
    fn is_isolated(&mut self, url: &Url, answer: &Answer, around: &Answer) {
        const COEP: &str = "cross-origin-embedder-policy";
        let policy = |answer: &Answer| {
            let value = answer.headers(COEP).next()?.split(';').next()?.trim().to_owned();
            ["require-corp", "credentialless"].contains(&&*value).then_some(value)
        };
        let Some(wanted) = policy(around) else { return };
        if policy(answer).is_none() {
            self.fault(
                url,
                "an isolated page shows no page that is not isolated",
                format!("send Cross-Origin-Embedder-Policy: {wanted}"),
            );
        }
        let is_open =
            answer.headers("cross-origin-resource-policy").any(|value| value.trim() == "cross-origin");
        if url.origin() != self.page.origin() && !is_open {
            self.fault(
                url,
                "an isolated page may not show it",
                "send Cross-Origin-Resource-Policy: cross-origin",
            );
        }
    }

    /// Whether scripts of the page may read it (Fetch, section 4.10).
    fn may_be_read(&mut self, url: &Url, answer: &Answer) {
        if !self.is_opaque && url.origin() == self.page.origin() {
            return;
        }
        let allowed: Vec<_> = answer.headers("access-control-allow-origin").collect();
        if allowed != ["*"] && allowed != [self.origin()] {
            self.fault(
                url,
                "pages of other origins may not read it",
                "send Access-Control-Allow-Origin: * (once)",
            );
        } else if allowed != ["*"]
            && !answer.headers("vary").any(|vary| vary.to_ascii_lowercase().contains("origin"))
        {
            self.say(
                Severity::Warning,
                url,
                "allows this origin alone, and caches are not told",
                "send Access-Control-Allow-Origin: *, or Vary: Origin",
            );
        }
    }

    /// A wrong type is as bad as `severity`.
    fn has_type(&mut self, severity: Severity, url: &Url, answer: &Answer, types: &[&str]) {
        let found = answer.headers("content-type").next().unwrap_or_default();
        let essence = found.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !types.contains(&essence.as_str()) {
            let mend = format!("send Content-Type: {}", types[0]);
            self.say(severity, url, format!("its type is `{found}`"), mend);
        }
        if !answer.headers("x-content-type-options").any(|value| value.eq_ignore_ascii_case("nosniff")) {
            self.say(
                Severity::Warning,
                url,
                "browsers may guess its type",
                "send X-Content-Type-Options: nosniff",
            );
        }
    }

    /// Whether every policy of the page lets `url` be loaded.
    fn policy(&mut self, directive: &str, url: &Url, also: &[String], mend: &str) {
        let forbids = self.policies.iter().any(|policy| {
            sources(policy, directive).is_some_and(|sources| {
                !sources
                    .iter()
                    .any(|source| also.iter().any(|one| one == source) || matches(source, url, &self.page))
            })
        });
        let page = self.page.clone();
        let says = format!("its Content Security Policy forbids {url}");
        if forbids && !self.findings.iter().any(|finding| finding.says == says) {
            self.fault(&page, says, format!("add to {directive}: {mend}"));
        }
    }

    fn wasm_is_allowed(&mut self) {
        let is_word = |source: &&str| ["'wasm-unsafe-eval'", "'unsafe-eval'"].contains(source);
        let forbids =
            |policy: &String| sources(policy, "script-src").is_some_and(|all| !all.iter().any(is_word));
        if self.policies.iter().any(forbids) {
            let page = self.page.clone();
            self.fault(
                &page,
                "its Content Security Policy forbids WebAssembly",
                "add to script-src: 'wasm-unsafe-eval'",
            );
        }
    }
}

/// The sources of a directive, of `default-src` where there is none; none where all is allowed.
fn sources<'p>(policy: &'p str, directive: &str) -> Option<Vec<&'p str>> {
    let element = if directive == "script-src" { named(policy, "script-src-elem") } else { None };
    let older = if directive == "frame-src" { named(policy, "child-src") } else { None };
    element.or_else(|| named(policy, directive)).or(older).or_else(|| named(policy, "default-src"))
}

/// The words of a directive, where it is there.
fn named<'p>(policy: &'p str, wanted: &str) -> Option<Vec<&'p str>> {
    policy.split(';').find_map(|one| {
        let mut words = one.split_ascii_whitespace();
        words.next().filter(|name| name.eq_ignore_ascii_case(wanted)).map(|_| words.collect())
    })
}

/// Whether a source expression matches an address (CSP3 section 6.7.2.8).
fn matches(source: &str, url: &Url, page: &Url) -> bool {
    let is_scheme = |scheme: &str| scheme == url.scheme() || (scheme == "http" && url.scheme() == "https");
    match source {
        "*" => return ["http", "https"].contains(&url.scheme()),
        "'self'" => return url.origin() == page.origin(),
        _ if source.starts_with('\'') => return false,
        _ => {}
    }
    if let Some(scheme) = source.strip_suffix(':') {
        return is_scheme(scheme);
    }
    let (scheme, rest) = source.split_once("://").unwrap_or((page.scheme(), source));
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let (host, port) =
        authority.rsplit_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let own = url.host_str().unwrap_or_default();
    let is_host = host.strip_prefix("*.").map_or(host == "*" || host.eq_ignore_ascii_case(own), |parent| {
        own.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
    });
    let is_port = match port {
        Some(port) => port == "*" || url.port_or_known_default().is_some_and(|own| own.to_string() == port),
        None => url.port().is_none(),
    };
    let is_path = if path.is_empty() || path == "/" || path.ends_with('/') {
        url.path().starts_with(path)
    } else {
        url.path() == path
    };
    is_scheme(scheme) && is_host && is_port && is_path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_match_as_browsers_match_them() {
        let page = Url::parse("https://p.example/x").unwrap();
        for (source, url, expected) in [
            ("*", "https://w.example/", true),
            ("'self'", "https://p.example/y", true),
            ("'self'", "https://w.example/", false),
            ("'none'", "https://p.example/", false),
            ("https:", "https://w.example/", true),
            ("w.example", "https://w.example/a", true),
            ("https://w.example", "https://w.example:8443/", false),
            ("https://w.example:*", "https://w.example:8443/", true),
            ("*.example.org", "https://a.example.org/", true),
            ("*.example.org", "https://example.org/", false),
            ("*.example.org", "https://badexample.org/", false),
            ("https://w.example/1/", "https://w.example/1/a.js", true),
            ("https://w.example/1", "https://w.example/1/a.js", false),
        ] {
            assert_eq!(matches(source, &Url::parse(url).unwrap(), &page), expected, "{source} {url}");
        }
    }
}
