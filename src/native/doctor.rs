//! A portal's page, looked at as a browser would: what keeps it from showing the widget.
//!
//! Owns what is looked at, and the mend of each fault. Runs no script: what a consent tool or a
//! content system puts in later is not seen. Must not know how it is printed.

use core::time::Duration;

use scraper::{Html, Selector};
use url::Url;

use super::bilingual::{Language, Message, say};
use super::fetch::{Answer, ask};
use super::german::said;
use super::integrity::is_met;
use super::publish::check_fresh;
use super::snippet::{LOADER, WASM};
use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;
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
    pub says: Message,
    /// What mends it.
    pub mend: Message,
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

    fn find(&mut self, severity: Severity, url: &Url, says: Message, mend: Message) {
        self.findings.push(Finding { severity, url: url.to_string(), says, mend });
    }

    fn fault(&mut self, url: &Url, says: Message, mend: Message) {
        self.find(Severity::Fault, url, says, mend);
    }

    fn warn(&mut self, url: &Url, says: Message, mend: Message) {
        self.find(Severity::Warning, url, says, mend);
    }

    /// What comes, if it is what was asked for.
    fn fetched(&mut self, url: &Url, origin: Option<&str>, most: u64) -> Option<Answer> {
        match ask(url.as_str(), origin, most) {
            Ok(answer) if answer.status == 200 => Some(answer),
            Ok(answer) => {
                self.fault(
                    url,
                    say!("answers {}", "antwortet mit {}", answer.status),
                    say!(
                        "put the file there, or name its address",
                        "legen Sie die Datei dorthin, oder nennen Sie ihre Adresse"
                    ),
                );
                None
            }
            Err(error) => {
                // The address stands before each finding already.
                let address = format!("{url}: ");
                let Message { en, de } = in_both(&error);
                let [en, de] = [en, de].map(|says| says.replacen(&address, "", 1));
                self.fault(
                    url,
                    Message { en, de },
                    say!(
                        "is the host up, and its certificate good?",
                        "läuft der Server, und ist sein Zertifikat in Ordnung?"
                    ),
                );
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
                Err(error) => self.fault(
                    &page,
                    within("iframe", in_both(&error)),
                    say!("write its address like `https://…`", "schreiben Sie seine Adresse wie `https://…`"),
                ),
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
                say!("no script loads {LOADER}", "kein Skript lädt {LOADER}"),
                say!(
                    "paste what `statusctl snippet` prints; has the CMS taken the script out?",
                    "fügen Sie ein, was `statusctl snippet` ausgibt; hat das CMS das Skript entfernt?"
                ),
            ),
            Some(script) => {
                if script.attr("type") != Some("module") {
                    self.fault(
                        &page,
                        say!("the loader's script is not a module", "das Skript {LOADER} ist kein Modul"),
                        say!("write `type=\"module\"`", "schreiben Sie `type=\"module\"`"),
                    );
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
                say!("there is no `<status-widget>`", "hier ist kein `<status-widget>`"),
                say!(
                    "paste what `statusctl snippet` prints; has the CMS taken the element out?",
                    "fügen Sie ein, was `statusctl snippet` ausgibt; hat das CMS das Element entfernt?"
                ),
            );
        }
        for element in elements {
            let pin = element.attr("trust").unwrap_or_default().parse::<Digest>();
            if let Err(error) = &pin {
                self.fault(
                    &page,
                    within("trust", in_both(error)),
                    say!(
                        "write what `statusctl trust show --pin` prints",
                        "schreiben Sie, was `statusctl trust show --pin` ausgibt"
                    ),
                );
            }
            let sources = element.attr("src").unwrap_or_default();
            if sources.trim().is_empty() {
                self.fault(
                    &page,
                    say!("`src` names no status file", "`src` nennt keine Statusdatei"),
                    say!("write its address", "schreiben Sie ihre Adresse"),
                );
            }
            for source in sources.split_ascii_whitespace() {
                match page.join(source) {
                    Ok(url) => self.source(&url, pin.as_ref().ok(), now),
                    Err(error) => self.fault(
                        &page,
                        within(&format!("src: {source}"), in_both(&error)),
                        say!("write it like `https://…`", "schreiben Sie sie wie `https://…`"),
                    ),
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
            self.fault(
                &page,
                say!("its sandbox forbids scripts", "ihre Sandbox verbietet Skripte"),
                say!("add to `sandbox`: `allow-scripts`", "ergänzen Sie in `sandbox`: `allow-scripts`"),
            );
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
                Some(Some(false)) => self.fault(
                    url,
                    say!(
                        "its integrity is not the one that the page pins",
                        "ihre Prüfsumme ist nicht die, die auf der Seite steht"
                    ),
                    say!(
                        "name the version that you pinned, or paste a new snippet; somebody may have changed the file",
                        "nennen Sie die Version, zu der die Prüfsumme gehört, oder fügen Sie ein neues Snippet ein; vielleicht hat jemand die Datei verändert"
                    ),
                ),
                Some(None) | None => self.warn(
                    url,
                    say!(
                        "the page pins no integrity that browsers heed",
                        "auf der Seite steht keine Prüfsumme, die Browser beachten"
                    ),
                    say!(
                        "paste what `statusctl snippet` prints",
                        "fügen Sie ein, was `statusctl snippet` ausgibt"
                    ),
                ),
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
            let seconds = format!("{:.1}", answer.took.as_secs_f64());
            let with_comma = seconds.replace('.', ",");
            self.warn(
                url,
                say!("it takes {seconds} seconds", "sie braucht {with_comma} Sekunden"),
                say!(
                    "name a faster mirror first, or let a CDN serve it",
                    "nennen Sie einen schnelleren Spiegel zuerst, oder stellen Sie ein CDN davor"
                ),
            );
        }
        let caches: Vec<_> = answer.headers("cache-control").collect();
        if caches.is_empty() {
            self.warn(
                url,
                say!(
                    "it says nothing of caches, which then guess",
                    "sie sagt nichts über Zwischenspeicher; die raten dann"
                ),
                say!("send `Cache-Control: no-cache`", "senden Sie `Cache-Control: no-cache`"),
            );
        }
        let Some(pin) = pin else { return };
        match authenticate(&answer.bytes, pin) {
            Err(refusal) => {
                let Message { en, de } = in_both(&refusal);
                self.fault(
                    url,
                    say!("readers refuse this file: {en}", "Leser weisen diese Datei zurück: {de}"),
                    say!(
                        "compare the pin with what `statusctl trust show --pin` prints, and the file with `statusctl verify`",
                        "vergleichen Sie den Pin mit dem, was `statusctl trust show --pin` ausgibt, und prüfen Sie die Datei mit `statusctl verify`"
                    ),
                );
            }
            Ok(authentic) => {
                if let Err(error) = check_fresh(&authentic, now) {
                    self.fault(
                        url,
                        in_both(&error),
                        say!(
                            "sign and publish anew; does the timer run?",
                            "unterschreiben und veröffentlichen Sie neu; läuft der Timer?"
                        ),
                    );
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
                    say!(
                        "the sandbox of the iframe lacks `{word}`",
                        "in der Sandbox des Iframes fehlt `{word}`"
                    ),
                    say!(
                        "paste what `statusctl snippet --iframe` prints",
                        "fügen Sie ein, was `statusctl snippet --iframe` ausgibt"
                    ),
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
            self.fault(
                url,
                say!("does not let this page show it", "lässt sich auf dieser Seite nicht anzeigen"),
                say!("add to `frame-ancestors`: `{mend}`", "ergänzen Sie in `frame-ancestors`: `{mend}`"),
            );
        } else if ancestors.is_empty() && answer.headers("x-frame-options").next().is_some() {
            self.fault(
                url,
                say!(
                    "`X-Frame-Options` lets nobody show it",
                    "`X-Frame-Options` verbietet allen, sie anzuzeigen"
                ),
                say!(
                    "send `Content-Security-Policy: frame-ancestors {mend}` in its place",
                    "senden Sie stattdessen `Content-Security-Policy: frame-ancestors {mend}`"
                ),
            );
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
                say!(
                    "an isolated page shows no page that is not isolated",
                    "eine isolierte Seite zeigt keine, die nicht isoliert ist"
                ),
                say!(
                    "send `Cross-Origin-Embedder-Policy: {wanted}`",
                    "senden Sie `Cross-Origin-Embedder-Policy: {wanted}`"
                ),
            );
        }
        let is_open =
            answer.headers("cross-origin-resource-policy").any(|value| value.trim() == "cross-origin");
        if url.origin() != self.page.origin() && !is_open {
            self.fault(
                url,
                say!("an isolated page may not show it", "eine isolierte Seite darf sie nicht anzeigen"),
                say!(
                    "send `Cross-Origin-Resource-Policy: cross-origin`",
                    "senden Sie `Cross-Origin-Resource-Policy: cross-origin`"
                ),
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
                say!(
                    "pages of other origins may not read it",
                    "Seiten anderer Herkunft dürfen sie nicht lesen"
                ),
                say!(
                    "send `Access-Control-Allow-Origin: *` (once)",
                    "senden Sie `Access-Control-Allow-Origin: *` (einmal)"
                ),
            );
        } else if allowed != ["*"]
            && !answer.headers("vary").any(|vary| vary.to_ascii_lowercase().contains("origin"))
        {
            self.warn(
                url,
                say!(
                    "allows this origin alone, and caches are not told",
                    "erlaubt nur diese Herkunft, und Zwischenspeicher erfahren es nicht"
                ),
                say!(
                    "send `Access-Control-Allow-Origin: *`, or `Vary: Origin`",
                    "senden Sie `Access-Control-Allow-Origin: *` oder `Vary: Origin`"
                ),
            );
        }
    }

    /// A wrong type is as bad as `severity`.
    fn has_type(&mut self, severity: Severity, url: &Url, answer: &Answer, types: &[&str]) {
        let found = answer.headers("content-type").next().unwrap_or_default();
        let essence = found.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !types.contains(&essence.as_str()) {
            let wanted = types[0];
            self.find(
                severity,
                url,
                say!("its type is `{found}`", "ihr Typ ist `{found}`"),
                say!("send `Content-Type: {wanted}`", "senden Sie `Content-Type: {wanted}`"),
            );
        }
        if !answer.headers("x-content-type-options").any(|value| value.eq_ignore_ascii_case("nosniff")) {
            self.warn(
                url,
                say!("browsers may guess its type", "Browser dürfen ihren Typ raten"),
                say!(
                    "send `X-Content-Type-Options: nosniff`",
                    "senden Sie `X-Content-Type-Options: nosniff`"
                ),
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
        let says = say!(
            "its Content Security Policy forbids `{url}`",
            "ihre Content Security Policy verbietet `{url}`"
        );
        if forbids && !self.findings.iter().any(|finding| finding.says == says) {
            let mend = say!("add to `{directive}`: `{mend}`", "ergänzen Sie in `{directive}`: `{mend}`");
            self.fault(&page, says, mend);
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
                say!(
                    "its Content Security Policy forbids WebAssembly",
                    "ihre Content Security Policy verbietet WebAssembly"
                ),
                say!(
                    "add to `script-src`: `'wasm-unsafe-eval'`",
                    "ergänzen Sie in `script-src`: `'wasm-unsafe-eval'`"
                ),
            );
        }
    }
}

/// An error with its causes.
fn in_both(error: &(dyn std::error::Error + 'static)) -> Message {
    let [en, de] = [Language::English, Language::German].map(|language| said(error, language));
    Message { en, de }
}

/// What is wrong with the part of the page that has this name.
fn within(name: &str, says: Message) -> Message {
    Message { en: format!("{name}: {}", says.en), de: format!("{name}: {}", says.de) }
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
