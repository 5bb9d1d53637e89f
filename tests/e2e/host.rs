//! What the widget asks of its host, the page: every function of it throws, once or always,
//! never settles or gives nonsense. Nothing is shown as available for more than seconds after
//! it has ended, something can be read instead, and what can recover does. Attack 27.
//!
//! Each case is a frame with a page of its own, so that many of them pass the same seconds,
//! and what one breaks is whole in the others and in the page around them, which looks on.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::{Value, json};

use super::browser::{Browser, poll};
use super::server::Reply;
use super::site::{EYES, INTEGRITY, LOADER, STATUS, Site, ending_in, fresh};

scenarios![
    attack_27_what_is_broken_before_the_first_rendering_keeps_no_state_alive,
    attack_27_what_breaks_between_two_rounds_keeps_no_state_alive,
    attack_27_what_breaks_at_expiry_keeps_no_state_alive,
];

/// When something breaks.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    /// Before the loader comes.
    Before,
    /// While a document is shown; then a round comes that fails.
    Between,
    /// In the last second of what is shown.
    Expiry,
}

const ONCE: &[&str] = &["throws once"];
const THROWS: &[&str] = &["throws once", "throws"];
const MUTE: &[&str] = &["throws once", "throws", "does nothing"];

/// An owner, its function, and in which manners that breaks.
type Row = (&'static str, &'static str, &'static [&'static str]);

/// What the page may have broken at any time.
const FUNCTIONS: &[Row] = &[
    ("console", "warn", THROWS),
    ("console", "error", THROWS),
    ("window", "console", &["is missing"]),
    (
        "window",
        "fetch",
        &[
            "throws once",
            "throws",
            "throws a text",
            "rejects with a text",
            "rejects with nothing",
            "never settles",
            "does nothing",
            "gives nonsense",
            "gives an object",
        ],
    ),
    ("window", "Request", &["throws", "is missing"]),
    ("window", "AbortController", &["throws", "is missing"]),
    ("Response.prototype", "body", &["throws", "gives null", "gives a text"]),
    ("ReadableStreamDefaultReader.prototype", "read", &["throws", "never settles", "gives nonsense"]),
    (
        "performance",
        "now",
        &[
            "throws once",
            "throws",
            "gives NaN",
            "gives a text",
            "does nothing",
            "gives minus one",
            "stands still",
        ],
    ),
    ("window", "performance", &["is missing"]),
    (
        "Date",
        "now",
        &["throws once", "throws", "gives NaN", "gives a text", "does nothing", "gives zero", "stands still"],
    ),
    ("window", "setTimeout", &["throws once", "throws", "does nothing", "gives NaN", "runs at once"]),
    ("window", "clearTimeout", THROWS),
    ("window", "queueMicrotask", MUTE),
    ("Math", "random", &["throws", "gives NaN", "does nothing"]),
    ("window", "MutationObserver", &["throws", "is missing"]),
    ("MutationObserver.prototype", "takeRecords", MUTE),
    ("Array.prototype", "push", THROWS),
    ("Array.prototype", "Symbol.iterator", &["throws"]),
    ("Promise.prototype", "then", &["throws once", "throws", "does nothing"]),
    ("Promise", "resolve", THROWS),
    ("String.prototype", "startsWith", &["throws"]),
    ("String.prototype", "toString", &["throws"]),
    ("Function.prototype", "call", &["throws"]),
    ("Reflect", "get", &["throws", "does nothing"]),
    ("Reflect", "set", &["throws", "does nothing"]),
    ("Object", "entries", &["throws"]),
    ("JSON", "stringify", &["throws", "does nothing"]),
    ("window", "CustomEvent", &["throws", "is missing"]),
    ("EventTarget.prototype", "dispatchEvent", MUTE),
    ("TextDecoder.prototype", "decode", &["throws once", "throws", "gives a text"]),
    ("TextEncoder.prototype", "encodeInto", THROWS),
    ("Document.prototype", "createElement", &["throws once", "throws"]),
    ("Document.prototype", "createTextNode", THROWS),
    ("Document.prototype", "visibilityState", &["throws", "does nothing"]),
    ("Node.prototype", "insertBefore", &["throws once", "throws", "does nothing", "looks again first"]),
    ("Node.prototype", "removeChild", &["throws once", "throws", "does nothing"]),
    ("Node.prototype", "nodeValue", THROWS),
    ("Element.prototype", "setAttribute", &["throws once", "throws", "looks again first"]),
    ("Element.prototype", "getAttribute", THROWS),
    ("DocumentFragment.prototype", "querySelectorAll", MUTE),
    ("DocumentFragment.prototype", "replaceChildren", MUTE),
    ("EventTarget.prototype", "addEventListener", THROWS),
    ("EventTarget.prototype", "removeEventListener", THROWS),
    ("HTMLElement.prototype", "style", THROWS),
];

/// What happens once, when an element is mounted, or while the module loads.
const MOUNTING: &[Row] = &[
    ("Element.prototype", "attachShadow", MUTE),
    ("ShadowRoot.prototype", "adoptedStyleSheets", MUTE),
    ("window", "CSSStyleSheet", &["throws", "is missing"]),
    ("CSSStyleSheet.prototype", "replaceSync", MUTE),
    ("Storage.prototype", "getItem", &["throws once", "throws", "gives a text", "gives an object"]),
    ("Storage.prototype", "setItem", &["throws once", "throws"]),
    ("Storage.prototype", "removeItem", &["throws once", "throws"]),
    ("window", "localStorage", &["throws", "does nothing", "gives an object"]),
    ("WebAssembly", "compileStreaming", &["throws once", "throws", "never settles", "gives nonsense"]),
    ("WebAssembly", "instantiate", &["throws once", "rejects", "never settles"]),
    ("Function.prototype", "bind", &["throws once"]),
];

/// More than one function, or none: the wasm is made to trap.
const PLOTS: &[&str] = &[
    "both clocks stand still",
    "no clock and no timer",
    "no timer and no style",
    "prototypes have more members",
    "everything is logged and nothing can be",
    "the stack overflows in a clock",
    "the stack overflows in a timer",
];

/// Traps for which there must be a running instance.
const TRAPS: &[&str] = &["the memory is overwritten", "the memory is zero", "the memory is full"];

/// All cases of a phase: what is broken, and its name.
fn cases(phase: Phase) -> Vec<(String, Value)> {
    let mut rows = FUNCTIONS.to_vec();
    match phase {
        Phase::Before => rows.extend(MOUNTING),
        Phase::Between => {}
        // What breaks for good before has been tried between two rounds.
        Phase::Expiry => {
            for row in &mut rows {
                row.2 = if row.2.contains(&"throws once") { ONCE } else { &row.2[..1] };
            }
        }
    }
    let functions = rows.iter().flat_map(|(owner, name, manners)| {
        manners.iter().map(move |manner| {
            (format!("{owner}.{name} {manner}"), json!({"owner": owner, "name": name, "manner": manner}))
        })
    });
    let traps = if phase == Phase::Before { &[] } else { TRAPS };
    let plots = PLOTS.iter().chain(traps).map(|plot| ((*plot).to_owned(), json!({"plot": plot})));
    functions.chain(plots).collect()
}

/// The page of one case.
fn page(site: &Site, case: &Value, phase: Phase) -> String {
    let now = if phase == Phase::Before { "breaks(window.broken);" } else { "" };
    // What would be in storage would be what another case has put there.
    let memory = case["owner"].as_str().is_some_and(|owner| owner.starts_with("Storage"))
        || case["name"] == "localStorage";
    let widget =
        site.widget(if memory { "src=\"status.json\"" } else { "src=\"status.json\" memory=\"off\"" });
    format!(
        r#"<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Case</title>
        <script src="/sabotage.js"></script><script>window.broken = {case}; {now}</script>
        <script type="module" src="{LOADER}" integrity="{}" crossorigin="anonymous"></script></head>
        <body>{widget}</body></html>"#,
        *INTEGRITY
    )
}

/// Looks on all frames each 700 ms.
const THEATRE: &str = "<script>
window.frames_ = [];
window.start = (count) => {
  const wall = Date.now.bind(Date);
  for (let number = 0; number < count; number++) {
    const frame = document.createElement('iframe');
    frame.src = `/case-${number}.html`;
    frame.width = 80; frame.height = 40;
    document.body.append(frame);
    frames_.push({ frame, available: false, last: 0, fallback: false, unknown: false, html: '', blank: 0, looks: 0, second: false });
  }
  window.look = () => {
    for (const one of frames_) {
      const host = one.frame.contentDocument && Document.prototype.querySelector.call(one.frame.contentDocument, 'status-widget');
      if (!host) continue;
      one.available = eyes.says(host);
      one.fallback = eyes.fallback(host);
      one.unknown = eyes.unknown(host);
      one.html = host.shadowRoot?.innerHTML.slice(0, 200) ?? '';
      const now = wall();
      if (one.available) one.last = now;
      one.looks = one.available || one.fallback || one.unknown ? 0 : one.looks + 1;
      one.blank = Math.max(one.blank, one.looks);
      one.second ||= eyes.text(host).includes('Zweiter Stand');
    }
  };
  setInterval(look, 700);
};
window.inAll = (what) => frames_.forEach(({ frame }) => { try { what(frame.contentWindow); } catch (error) { console.log(error) } });
</script>";

/// What can be seen in one frame.
#[derive(Debug, Deserialize)]
struct Seen {
    available: bool,
    /// When something was said to be available last, milliseconds since 1970.
    last: f64,
    /// How often in a row nothing could be read, at most.
    blank: u32,
    /// The second document has come.
    second: bool,
    /// What is in the shadow root, cut off.
    html: String,
}

fn seen(browser: &Browser) -> Vec<Seen> {
    browser.get("look(); return frames_.map(({ frame, ...seen }) => seen)")
}

/// Seconds for which the document of a phase is believed.
const SECONDS: u64 = 15;

/// Seconds after which the next round is due.
const ROUND: u64 = 120;

/// Seconds after its end in which a state may still be seen: the dead man's switch waits for
/// the wasm to say something better, where no clock runs it counts from the last event, and
/// the machine is busy.
const LATE: f64 = 8.0;

/// In how much time what is whole again recovers. An instance that says nothing is given 8 s,
/// then another one begins 15 to 18 s later, and asks.
const RECOVERY: Duration = Duration::from_secs(35);

/// How often in a row nothing may be there to be read.
const BLANK: u32 = 3;

/// Where what puts things on a page does nothing in silence, nothing can be put there, be it
/// ours or the page's own.
fn is_hopeless(case: &Value) -> bool {
    let is_dom = case["owner"].as_str().is_some_and(|owner| {
        ["Node", "Element", "DocumentFragment", "Document"].iter().any(|name| owner.starts_with(name))
    });
    is_dom && case["manner"] == "does nothing"
}

fn milliseconds() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs_f64() * 1000.0
}

#[track_caller]
fn none_of(names: &[(String, Value)], what: &str, failed: impl Iterator<Item = (usize, String)>) {
    let failed: Vec<String> = failed.map(|(index, says)| format!("  {}: {says}", names[index].0)).collect();
    assert!(failed.is_empty(), "{what}, {} of {}:\n{}", failed.len(), names.len(), failed.join("\n"));
}

/// The page around the cases.
fn theatre() -> String {
    format!(
        "<!doctype html><meta charset=utf-8><title>Theatre</title><link rel=icon href=data:,>{EYES}{THEATRE}<body>"
    )
}

/// All cases show what is signed. How long that takes depends on the machine.
#[track_caller]
fn begins(browser: &Browser, cases: &[(String, Value)]) {
    let mut last = Vec::new();
    let all = poll(Duration::from_secs(60), || {
        // On a busy machine the first round may have been too slow.
        browser.run("inAll((page) => page.shows?.())");
        std::thread::sleep(Duration::from_secs(1));
        last = seen(browser);
        last.iter().all(|one| one.available).then_some(())
    });
    if all.is_none() {
        let others = last.iter().enumerate().filter(|(_, one)| !one.available);
        none_of(cases, "does not begin", others.map(|(index, one)| (index, one.html.clone())));
    }
    browser.run("for (const one of frames_) one.blank = 0");
}

/// Into how many parts the cases of a phase are divided among the engines.
const PARTS: usize = 3;

/// So many frames at once are not too much for a machine that is busy otherwise.
const FRAMES: usize = 20;

/// One engine at a time: so many frames in each of three are too much for two processors.
static ALONE: Mutex<()> = Mutex::new(());

/// Tries the part of the cases whose turn it is in this engine, so that the engines together
/// try all of them. `CASES=all` in the environment tries all of them in each, and `CASES=` with
/// a part of a name those whose names have it.
fn check(browser: &Browser, phase: Phase) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = std::env::var("CASES").unwrap_or_default();
    let turn = (browser.engine as usize + phase as usize) % PARTS;
    let mut all = cases(phase);
    if wanted != "all" {
        all.retain(|(name, _)| name.contains(&wanted));
    }
    for part in (0..PARTS).filter(|part| !wanted.is_empty() || *part == turn) {
        let cases: Vec<_> = all.iter().skip(part).step_by(PARTS).cloned().collect();
        for cases in cases.chunks(FRAMES) {
            check_part(browser, phase, cases);
            // The memories of all these instances are given back before others are asked for.
            browser.open("about:blank");
            browser.collect_garbage();
        }
    }
}

fn check_part(browser: &Browser, phase: Phase, cases: &[(String, Value)]) {
    let site = Site::start();
    site.server.put("/sabotage.js", Reply::new("text/javascript", include_str!("sabotage.js")));
    for (number, (_, case)) in cases.iter().enumerate() {
        site.put_page(&format!("/case-{number}.html"), &page(&site, case, phase));
    }
    // In the phase between, another round comes.
    let rounds = match phase {
        Phase::Before => 0,
        Phase::Between => 2,
        Phase::Expiry => 1,
    };
    if phase == Phase::Before {
        site.publish(&ending_in(fresh(1), SECONDS));
    }
    let mut published = milliseconds();
    browser.open(&site.put_page("/theatre.html", &theatre()));
    browser.run(&format!("start({})", cases.len()));
    if phase != Phase::Before {
        begins(browser, cases);
        let mut second = fresh(2);
        second["title"]["de"] = "Zweiter Stand".into();
        published = milliseconds();
        site.publish(&ending_in(second, SECONDS + rounds * ROUND));
        browser.run(&format!("inAll((page) => page.hides({ROUND})); inAll((page) => page.shows())"));
        let all = poll(Duration::from_secs(SECONDS - 4), || {
            seen(browser).iter().all(|one| one.second).then_some(())
        });
        assert!(all.is_some(), "this machine is too slow: not all cases have the second document in time");
    }
    let end = published + 1000.0 * SECONDS as f64;
    let until_end = |before: f64| {
        let left = (end - before - milliseconds()).max(0.0);
        std::thread::sleep(Duration::from_secs_f64(left / 1000.0));
    };
    site.server.put(STATUS, Reply::error(503));
    match phase {
        Phase::Before => {}
        Phase::Between => {
            browser.run(&format!("inAll((page) => page.hides({ROUND}))"));
            std::thread::sleep(Duration::from_millis(500));
            browser.run("inAll((page) => page.breaks(page.broken)); inAll((page) => page.shows())");
        }
        Phase::Expiry => {
            until_end(700.0);
            browser.run("inAll((page) => page.breaks(page.broken))");
        }
    }
    until_end(-1000.0 * (LATE + 1.0));
    let now = seen(browser);
    let late = now.iter().enumerate().filter(|(_, one)| one.available || one.last > end + LATE * 1000.0);
    none_of(
        cases,
        "available after its end",
        late.map(|(index, one)| {
            (
                index,
                format!(
                    "last seen {:.1} s after it; {}",
                    (one.last - end) / 1000.0,
                    if one.available { &one.html } else { "" }
                ),
            )
        }),
    );
    let blank = now.iter().enumerate().filter(|(_, one)| one.blank > BLANK);
    none_of(
        cases,
        "nothing can be read",
        blank
            .filter(|(index, _)| !is_hopeless(&cases[*index].1))
            .map(|(index, one)| (index, format!("for {} looks; {}", one.blank, one.html))),
    );
    if phase == Phase::Between {
        recovers(browser, &site, cases);
    }
}

/// Once the page is whole again, so is every widget.
fn recovers(browser: &Browser, site: &Site, cases: &[(String, Value)]) {
    site.publish(&fresh(3));
    browser
        .run("inAll((page) => page.mends()); inAll((page) => page.hides(80)); inAll((page) => page.shows())");
    let mut last = Vec::new();
    let all = poll(RECOVERY, || {
        std::thread::sleep(Duration::from_millis(500));
        last = seen(browser);
        last.iter().all(|one| one.available).then_some(())
    });
    if all.is_none() {
        let lost = last.iter().enumerate().filter(|(_, one)| !one.available);
        none_of(cases, "does not recover", lost.map(|(index, one)| (index, one.html.clone())));
    }
}

fn attack_27_what_is_broken_before_the_first_rendering_keeps_no_state_alive(browser: &Browser) {
    check(browser, Phase::Before);
}

fn attack_27_what_breaks_between_two_rounds_keeps_no_state_alive(browser: &Browser) {
    check(browser, Phase::Between);
}

fn attack_27_what_breaks_at_expiry_keeps_no_state_alive(browser: &Browser) {
    check(browser, Phase::Expiry);
}
