//! What `cargo xtask measure --portal` prints: how long a reader of a portal waits, and how far
//! what they look at jumps, beside two others that show the same.
//!
//! Owns whom the widget is compared with, and on which lines and processors. All come from the
//! same hosts (see [`super::secure`]), over the same network (see [`super::network`]), in turns, in
//! one session of Chromium. The widget stands as `statusctl snippet` prints it, around what
//! `statusctl render --as fragment` prints. The static page is that of `render --as page`. The twin
//! (`xtask/twin`) is written with Preact: it verifies the same file with WebCrypto, and makes the
//! same elements of it.

#![expect(clippy::print_stdout, reason = "it is what a measurement is for")]

use std::fs;
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use status_widget::native::integrity::integrity;

use super::browser::{Browser, poll};
use super::engine::{Engine, output};
use super::measure::median;
use super::network::{Line, Network};
use super::secure::Secure;
use super::site::dist;

/// Runs of which the median is taken; odd.
const RUNS: usize = 7;

/// Whose page it is.
const TENANT: &str = "insurer-b";

/// The widget's version, as far as its hosts know.
const VERSION: &str = "1.0.0";

/// What a reader has.
struct Profile {
    name: &'static str,
    line: Line,
    /// How much slower the processor is than this one.
    slowdown: u32,
    /// A screen of a phone.
    is_phone: bool,
    /// Portal, widget and status file have hosts of their own.
    is_apart: bool,
    /// They have been there before.
    is_back: bool,
}

fn profiles() -> Vec<Profile> {
    let first = |name, line, slowdown| Profile {
        name,
        line,
        slowdown,
        is_phone: slowdown > 1,
        is_apart: false,
        is_back: false,
    };
    let (mid, slow) = (Line::new(9.0, 60), Line::new(1.6, 150));
    vec![
        first("desk, loopback", Line::NONE, 1),
        first("4 × CPU, loopback", Line::NONE, 4),
        first("mid phone: 9 Mbit/s, 60 ms, 6 × CPU", mid, 6),
        first("slow phone: 1.6 Mbit/s, 150 ms, 4 × CPU", slow, 4),
        Profile { is_apart: true, ..first("mid phone, three origins", mid, 6) },
        Profile { is_apart: true, ..first("slow phone, three origins", slow, 4) },
        Profile { is_back: true, ..first("mid phone, second visit", mid, 6) },
        Profile { is_back: true, ..first("slow phone, second visit", slow, 4) },
    ]
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Widget,
    /// With the hints that the widget has.
    Twin,
    /// Without.
    BareTwin,
    Static,
}

const PAGES: [Page; 4] = [Page::Widget, Page::Twin, Page::BareTwin, Page::Static];

/// Made like `static/portal.html`.
const PORTAL: &str = "<!doctype html>
<html lang=\"de\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>Beispielkasse B: Aktuelle Störungen</title>
<link rel=\"icon\" href=\"data:,\">
<style>
:root { font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 0 auto }
</style>
HEAD
</head>
<body>
<header><p>Beispielkasse B</p></header>
<main>
<h1>Aktuelle Störungen</h1>
BODY</main>
<footer><p>Impressum und Datenschutz der Kasse</p></footer>
</body>
</html>
";

/// Runs in every page before anything else. The list is there in the first frame that has been
/// made with it.
const WATCH: &str = "if (location.protocol === 'https:') {
  const seen = (window.arrival = { shift: 0, list: null });
  new PerformanceObserver((all) => all.getEntries().forEach((one) => (seen.shift += one.value)))
    .observe({ type: 'layout-shift', buffered: true });
  const channel = new MessageChannel();
  channel.port1.onmessage = () => (seen.list = performance.now());
  const look = () => {
    const host = document.querySelector('status-widget, status-twin');
    const list = host ? host.shadowRoot?.querySelector('[data-service]') : document.querySelector('li.row');
    if (list) channel.port2.postMessage(0);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}";

/// What was seen of one page.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Seen {
    contentful: f64,
    list: f64,
    shift: f64,
    /// What came down the line for it.
    #[serde(default)]
    bytes: f64,
}

const READ: &str = "if (!window.arrival?.list) return null;
const [contentful] = performance.getEntriesByName('first-contentful-paint');
return contentful ? { ...arrival, contentful: contentful.startTime } : null;";

/// The hosts of the portal, the widget and the status file.
struct Hosts {
    network: Network,
    secure: Secure,
    urls: [String; 3],
    pin: String,
}

impl Hosts {
    fn start() -> Self {
        let secure = Secure::start();
        let network = Network::start();
        let urls = ["127.0.0.1", "127.0.0.2", "127.0.0.3"].map(|host| {
            let listener = TcpListener::bind((host, 0)).expect("a free port");
            let url = format!("https://{}", listener.local_addr().expect("an address"));
            network.relay(listener, secure.address);
            url
        });
        let page = String::from_utf8(dist("index.html")).expect("UTF-8");
        let (_, rest) = page.split_once("trust=\"").expect("the page has a pin");
        let pin = rest.split_once('"').expect("a closing quote").0.to_owned();
        for name in ["status-widget.js", "status-widget_bg.wasm"] {
            secure.put(&format!("{VERSION}/{name}"), &dist(name));
        }
        let twin = output().join("twin.js");
        let twin = fs::read(&twin).unwrap_or_else(|error| {
            panic!("{}: {error}; cargo xtask measure --portal builds it", twin.display())
        });
        secure.put(&format!("{VERSION}/twin.js"), &twin);
        secure.put("status.json", &dist("status.json"));
        secure.put("pages/blank.html", b"<!doctype html><title>Blank</title><link rel=icon href=data:,>");
        let this = Self { network, secure, urls, pin };
        let fragment = this.render("fragment");
        for is_apart in [false, true] {
            for page in PAGES {
                let html = match page {
                    Page::Static => this.render("page"),
                    Page::Widget => portal(&this.snippet(is_apart, &fragment)),
                    Page::Twin | Page::BareTwin => portal(&this.twin(is_apart, &twin, page == Page::Twin)),
                };
                this.secure.put(&path(page, is_apart), html.as_bytes());
            }
        }
        this
    }

    fn widget(&self, is_apart: bool) -> String {
        format!("{}/{VERSION}", self.urls[usize::from(is_apart)])
    }

    fn status(&self, is_apart: bool) -> String {
        format!("{}/status.json", self.urls[if is_apart { 2 } else { 0 }])
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.urls[0])
    }

    fn render(&self, channel: &str) -> String {
        let file = self.secure.folder.join("status.json");
        let file = file.to_str().expect("UTF-8");
        statusctl(&["render", file, "--pin", &self.pin, "--as", channel, "--tenant", TENANT, "--lang", "de"])
    }

    fn snippet(&self, is_apart: bool, fragment: &str) -> String {
        let fallback = self.secure.folder.join("fragment.html");
        fs::write(&fallback, fragment).expect("a file");
        let loader = self.secure.folder.join(VERSION).join("status-widget.js");
        let [loader, fallback] = [&loader, &fallback].map(|path| path.to_str().expect("UTF-8"));
        let (widget, status) = (self.widget(is_apart), self.status(is_apart));
        let what = ["snippet", &status, "--pin", &self.pin, "--widget", &widget, "--loader", loader];
        let how = ["--tenant", TENANT, "--lang", "de", "--fallback", fallback];
        statusctl(&[&what[..], &how].concat())
    }

    /// As a snippet of the twin would be.
    fn twin(&self, is_apart: bool, script: &[u8], has_hints: bool) -> String {
        let (url, status) = (format!("{}/twin.js", self.widget(is_apart)), self.status(is_apart));
        let as_told = "crossorigin=\"anonymous\" referrerpolicy=\"no-referrer\"";
        let integrity = integrity(script);
        let hints = format!(
            "<link rel=\"modulepreload\" href=\"{url}\" integrity=\"{integrity}\" {as_told}>\n\
             <link rel=\"preload\" as=\"fetch\" href=\"{status}\" {as_told}>\n"
        );
        let hints = if has_hints { hints } else { String::new() };
        format!(
            "{hints}<script type=\"module\" src=\"{url}\" integrity=\"{integrity}\" {as_told}></script>\n\
             <status-twin src=\"{status}\" trust=\"{}\" tenant=\"{TENANT}\">\
             <a href=\"https://www.bitmarck.de/\">www.bitmarck.de</a></status-twin>\n",
            self.pin
        )
    }
}

fn path(page: Page, is_apart: bool) -> String {
    format!("pages/{page:?}-{is_apart}.html")
}

/// A portal's page around what was pasted.
fn portal(snippet: &str) -> String {
    // Hints and loader stand in the head.
    let (head, body) = snippet.split_once("</script>").expect("a loader");
    PORTAL.replace("HEAD", &format!("{head}</script>")).replace("BODY", body)
}

/// What the publisher's tool prints.
fn statusctl(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_statusctl"));
    let output = command.args(arguments).output().expect("statusctl runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// A browser that measures.
struct Measuring<'m> {
    browser: &'m Browser,
    hosts: &'m Hosts,
}

impl Measuring<'_> {
    fn cdp(&self, command: &str, params: Value) -> Value {
        self.browser.vendor("goog/cdp/execute", json!({"cmd": command, "params": params}))
    }

    /// Makes everything quick, and goes to an empty page of the portal's own.
    fn rest(&self, forgets: bool) {
        self.cdp("Emulation.setCPUThrottlingRate", json!({"rate": 1}));
        self.hosts.network.become_line(Line::NONE);
        self.browser.open(&self.hosts.url("pages/blank.html"));
        if forgets {
            self.browser.run("localStorage.clear()");
            self.cdp("Network.clearBrowserCache", json!({}));
        }
    }

    /// Looks at a page once.
    fn look(&self, page: Page, profile: &Profile) -> Seen {
        self.hosts.network.become_line(profile.line);
        self.cdp("Emulation.setCPUThrottlingRate", json!({"rate": profile.slowdown}));
        self.browser.open(&self.hosts.url(&path(page, profile.is_apart)));
        let seen = poll(Duration::from_secs(30), || self.browser.get::<Option<Seen>>(READ));
        seen.unwrap_or_else(|| {
            panic!("no list: {page:?}, {}\n{}", profile.name, self.browser.console().join("\n"))
        });
        // What jumps afterwards counts as well.
        std::thread::sleep(Duration::from_millis(600));
        let bytes = u32::try_from(self.hosts.network.carried()).unwrap_or(u32::MAX).into();
        Seen { bytes, ..self.browser.get(READ) }
    }

    fn screen(&self, is_phone: bool) {
        let (width, height) = if is_phone { (390, 844) } else { (1280, 900) };
        let screen = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone});
        self.cdp("Emulation.setDeviceMetricsOverride", screen);
    }

    /// All runs of a profile, by page.
    fn measure(&self, profile: &Profile) -> [Vec<Seen>; 4] {
        self.screen(profile.is_phone);
        if profile.is_back {
            self.rest(true);
            for page in PAGES {
                self.browser.open(&self.hosts.url(&path(page, profile.is_apart)));
                // Until what was compiled is stored, and the compiler is done.
                std::thread::sleep(Duration::from_secs(4));
            }
        }
        let mut all = PAGES.map(|_| Vec::new());
        for _ in 0..RUNS {
            for (page, seen) in PAGES.iter().zip(&mut all) {
                self.rest(!profile.is_back);
                let one = self.look(*page, profile);
                let is_whole = one.bytes > 100_000.0;
                assert_eq!(is_whole, *page == Page::Widget && !profile.is_back, "a cache, or none: {one:?}");
                seen.push(one);
            }
        }
        all
    }
}

/// What a page shows, element by element, but for ages.
const ELEMENTS: &str = "const host = document.querySelector('status-widget, status-twin');
return [...host.shadowRoot.querySelectorAll('.status-widget, .status-widget *')].map((one) => {
  const attributes = [...one.attributes].map(({ name, value }) => `${name}=${value}`).sort();
  const texts = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  const text = one.dataset.moving === 'age' ? '' : texts.map((node) => node.data).join('');
  return [one.localName, ...attributes, text].join(' ');
});";

impl Measuring<'_> {
    /// The twin is none that shows something else, or less of it.
    fn compare(&self) {
        let elements = |page| -> Vec<String> {
            self.rest(true);
            self.look(page, &profiles()[0]);
            self.browser.get(ELEMENTS)
        };
        let [widget, twin] = [Page::Widget, Page::Twin].map(elements);
        for (widget, twin) in widget.iter().zip(&twin) {
            assert_eq!(widget, twin, "xtask/twin makes other elements than the widget");
        }
        assert_eq!(widget.len(), twin.len(), "xtask/twin makes more or fewer elements than the widget");
        println!("{} elements, the same of both\n", widget.len());
    }
}

/// Columns of the table after the first.
const COLUMNS: [&str; 10] = [
    "first contentful paint, ms",
    "static page",
    "ratio",
    "list, ms",
    "twin",
    "ratio",
    "twin without hints",
    "ratio",
    "layout shift",
    "KB",
];

pub fn main() {
    let hosts = Hosts::start();
    // Not "accept all certificates": what comes with a wrong one is not cached.
    let trusted = format!("--ignore-certificate-errors-spki-list={}", hosts.secure.key);
    let browser = Browser::start_with(Engine::Chromium, &[trusted]);
    // Whatever happens, the browser ends: one that goes on would slow down all that comes.
    let result = catch_unwind(AssertUnwindSafe(|| print(&Measuring { browser: &browser, hosts: &hosts })));
    browser.end();
    if let Err(panic) = result {
        resume_unwind(panic);
    }
}

fn print(measuring: &Measuring<'_>) {
    measuring.cdp("Page.addScriptToEvaluateOnNewDocument", json!({"source": WATCH}));
    measuring.compare();
    println!(
        "Chromium, TLS and HTTP/2, brotli 11; medians of {RUNS} runs, in turns; KB of the widget and the twin\n"
    );
    println!("| what a reader has | {} |\n|---{}|", COLUMNS.join(" | "), "|---".repeat(COLUMNS.len()));
    for profile in profiles() {
        let all = measuring.measure(&profile);
        let medians = |of: fn(&Seen) -> f64| all.each_ref().map(|seen| median(seen.iter().map(of).collect()));
        let [paint, _, _, still] = medians(|seen| seen.contentful);
        let [list, twin, bare, _] = medians(|seen| seen.list);
        let [shift, ..] = medians(|seen| seen.shift);
        let [bytes, twin_bytes, ..] = medians(|seen| seen.bytes / 1000.0);
        println!(
            "| {} | {paint:.0} | {still:.0} | {:.2} | {list:.0} | {twin:.0} | {:.2} | {bare:.0} | {:.2} | {shift:.3} | \
             {bytes:.0}, {twin_bytes:.0} |",
            profile.name,
            paint / still,
            list / twin,
            list / bare,
        );
    }
}
