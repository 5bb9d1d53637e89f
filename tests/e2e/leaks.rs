//! What is left behind: nothing, however often elements come and go, hosts are asked, and
//! however many elements there are.
//!
//! Listeners, timers, observers and requests are counted by what is put in the place of the
//! page's functions before the loader comes, and so alike in all engines.

use std::time::Duration;

use serde::Deserialize;

use super::browser::Browser;
use super::engine::Engine;
use super::server::Reply;
use super::site::{STATUS, Site, confirmed, fresh, many};
use super::widget::Shown;

scenarios![
    five_hundred_mounts_leave_nothing_behind,
    five_hundred_rounds_leave_nothing_behind,
    fifty_elements_share_what_they_listen_to,
    after_the_last_element_nothing_runs,
];

/// Counts what is set and not taken away. A timer that has rung is gone.
const COUNT: &str = "<script>
(() => {
  const counts = (window.counts = { listeners: 0, timers: 0, intervals: 0, observers: 0 });
  const [add, remove] = [EventTarget.prototype.addEventListener, EventTarget.prototype.removeEventListener];
  // Of window and document alone: those of elements go with them.
  const isGlobal = (target) => target === window || target === document || target === undefined || target === null;
  const known = new Map();
  const name = (type, options) => `${type} ${typeof options === 'object' ? !!options?.capture : !!options}`;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (isGlobal(this) && listener) {
      const of = known.get(listener) ?? known.set(listener, new Set()).get(listener);
      of.add(`${this === document} ${name(type, options)}`);
    }
    return add.call(this ?? window, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const of = known.get(listener);
    if (isGlobal(this) && of?.delete(`${this === document} ${name(type, options)}`) && !of.size) known.delete(listener);
    return remove.call(this ?? window, type, listener, options);
  };
  const [set, clear] = [window.setTimeout, window.clearTimeout];
  const timers = new Set();
  window.setTimeout = (callback, ...parts) => {
    const timer = set(() => { timers.delete(timer); callback(); }, ...parts);
    timers.add(timer);
    return timer;
  };
  window.clearTimeout = (timer) => { timers.delete(timer); clear(timer); };
  const interval = window.setInterval;
  window.setInterval = (...parts) => { counts.intervals++; return interval(...parts); };
  const Observer = window.MutationObserver;
  window.MutationObserver = class extends Observer {
    isOn = false;
    observe(...parts) { if (!this.isOn) counts.observers++; this.isOn = true; super.observe(...parts); }
    disconnect() { if (this.isOn) counts.observers--; this.isOn = false; super.disconnect(); }
  };
  // The memory of the wasm.
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...parts) => {
    const made = await instantiate.apply(WebAssembly, parts);
    const exports = (made.instance ?? made).exports;
    window.memory = Object.values(exports).find((one) => one instanceof WebAssembly.Memory);
    return made;
  };
  window.count = () => ({
    ...counts,
    listeners: [...known.values()].reduce((sum, of) => sum + of.size, 0),
    timers: timers.size,
    memory: window.memory?.buffer.byteLength ?? 0,
  });
  let passed = 0;
  const wall = Date.now.bind(Date);
  Date.now = () => wall() + passed;
  window.pass = (seconds) => {
    passed += seconds * 1000;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  // Waits until `condition` holds, or says that it does not within so many seconds.
  window.settle = async (condition, seconds = 2) => {
    for (let turn = 0; turn < seconds * 250; turn++) {
      if (condition()) return true;
      await new Promise((done) => set(done, 4));
    }
    return false;
  };
  window.isThere = (host) => !!host.shadowRoot?.querySelector('[data-service]');
})();
</script>";

/// What is running in the page.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
struct Count {
    listeners: u32,
    timers: u32,
    intervals: u32,
    observers: u32,
    /// Bytes of the wasm's memory, which never shrinks.
    memory: u64,
}

impl Count {
    fn of(browser: &Browser) -> Self {
        browser.get("return count()")
    }

    /// The same but for the memory.
    fn running(self) -> Self {
        Self { memory: 0, ..self }
    }
}

/// Listeners and nodes that Chromium has in all after a collection of garbage.
fn chromium_counts(browser: &Browser) -> Option<(f64, f64)> {
    if browser.engine != Engine::Chromium {
        return None;
    }
    let cdp =
        |command: &str| browser.vendor("goog/cdp/execute", serde_json::json!({"cmd": command, "params": {}}));
    cdp("Performance.enable");
    browser.collect_garbage();
    let metrics = cdp("Performance.getMetrics");
    let metric = |name: &str| {
        let all = metrics["metrics"].as_array().expect("metrics");
        let found = all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("no {name}"));
        found["value"].as_f64().expect("a number")
    };
    Some((metric("JSEventListeners"), metric("Nodes")))
}

#[track_caller]
fn open(browser: &Browser, site: &Site, count: usize) {
    let widgets = site.widget("src=\"status.json\"").repeat(count);
    browser.open(&site.page_of(COUNT, &widgets));
    browser.until("all of them", || {
        browser
            .get::<bool>("return [...document.querySelectorAll('status-widget')].every(isThere)")
            .then_some(())
    });
    std::thread::sleep(Duration::from_millis(300));
}

/// Runs an asynchronous function body in the page; it must return true.
#[track_caller]
fn run(browser: &Browser, script: &str) {
    let result = browser.run_async(&format!(
        "const done = arguments[arguments.length - 1];
         (async () => {{ {script} }})().then(done, (error) => done(String(error)));"
    ));
    assert_eq!(result, true, "{script}");
}

/// The wasm's memory may grow by so much: what is still to be collected, and what lies
/// between. A document of these tests takes a tenth of it.
const GROWTH: u64 = 512 * 1024;

/// Waits until every widget shows something. On a busy machine the hours that these tests let
/// pass can be over before the widget comes to say so; then the dead man's switch has taken it
/// away, and another instance is being started, of which there is less to count.
#[track_caller]
fn comes_to_rest(browser: &Browser) {
    let all = "return settle(() => [...document.querySelectorAll('status-widget')].every(isThere), 30)";
    run(browser, all);
    std::thread::sleep(Duration::from_millis(500));
    run(browser, all);
}

/// Compares what is left with what was there, after `warm` and again after five times
/// `script`.
#[track_caller]
fn leaves_nothing(browser: &Browser, warm: &str, script: &str) {
    run(browser, warm);
    comes_to_rest(browser);
    let (before, all_before) = (Count::of(browser), chromium_counts(browser));
    for _ in 0..5 {
        run(browser, script);
    }
    comes_to_rest(browser);
    let (after, all_after) = (Count::of(browser), chromium_counts(browser));
    // Fewer is fine: a document that has ended needs no switch.
    let is_more = after.listeners > before.listeners
        || after.timers > before.timers
        || after.intervals > before.intervals
        || after.observers > before.observers;
    assert!(!is_more, "{before:?} {after:?}");
    assert!(after.memory <= before.memory + GROWTH, "{before:?} {after:?}");
    if let (Some((listeners, nodes)), Some((listeners_after, nodes_after))) = (all_before, all_after) {
        assert!(listeners_after <= listeners + 5.0, "listeners: {listeners}, then {listeners_after}");
        assert!(nodes_after <= nodes + 200.0, "nodes: {nodes}, then {nodes_after}");
    }
}

/// In the ways in which portals take elements out and put them in: the same one and new
/// ones, each long enough away to be gone.
fn mounts(count: u32) -> String {
    format!(
        "const html = document.querySelector('status-widget').outerHTML;
         const main = document.querySelector('main');
         for (let mount = 0; mount < {count}; mount++) {{
           const old = document.querySelector('status-widget');
           old.remove();
           await new Promise((done) => setTimeout(done, 1));
           if (mount % 2) main.append(old);
           else main.insertAdjacentHTML('beforeend', html);
           if (!(await settle(() => isThere(document.querySelector('status-widget'))))) return mount;
         }}
         return true;"
    )
}

fn five_hundred_mounts_leave_nothing_behind(browser: &Browser) {
    let site = Site::start();
    site.publish(&many(1));
    open(browser, &site, 1);
    leaves_nothing(browser, &mounts(50), &mounts(100));
    // Whatever has come and gone, there is one file and one round at the start and few more.
    assert!(site.server.requests(STATUS).len() < 600);
}

/// A round that brings nothing new, one that confirms, one that fails and one that changes,
/// again and again.
fn five_hundred_rounds_leave_nothing_behind(browser: &Browser) {
    let site = Site::start();
    let files: Vec<Reply> = [many(1), confirmed(&many(1)), super::site::down(many(3)), many(4)]
        .iter()
        .map(|document| Reply::json(site.publisher.file(document)))
        .collect();
    let newest = files.len() - 1;
    let round = std::sync::atomic::AtomicUsize::new(0);
    site.server.put_with(STATUS, move |_| {
        let round = round.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        if round % 5 == 4 { Reply::error(503) } else { files[round.min(newest)].clone() }
    });
    open(browser, &site, 1);
    // More time than there is between two rounds passes before each: hours in all, in which
    // the document ends.
    let rounds = |count: u32| {
        format!(
            "let asked = 0;
             const real = window.fetch;
             window.fetch = (...parts) => {{ asked++; return real(...parts); }};
             for (let round = 0; round < {count}; round++) {{
               const before = asked;
               for (let step = 0; step < 100 && asked === before; step++) {{
                 window.dispatchEvent(new Event('online'));
                 pass(75);
                 await new Promise((done) => setTimeout(done, 2 + step));
               }}
               if (asked === before) return `no round ${{round}}`;
               await new Promise((done) => setTimeout(done, 10));
             }}
             window.fetch = real;
             return true;"
        )
    };
    leaves_nothing(browser, &rounds(50), &rounds(100));
}

fn fifty_elements_share_what_they_listen_to(browser: &Browser) {
    let site = Site::start();
    site.publish(&many(1));
    open(browser, &site, 1);
    let one = Count::of(browser);
    open(browser, &site, 50);
    let fifty = Count::of(browser);
    assert_eq!(site.server.requests(STATUS).len(), 2, "one for each page");
    assert!(fifty.timers <= one.timers + 50, "at most a dead man's switch each: {one:?} {fifty:?}");
    assert!(fifty.listeners <= one.listeners + 2 * 50, "{one:?} {fifty:?}");
    // A model and a tree of elements each; the document once.
    assert!(fifty.memory <= one.memory + 50 * 256 * 1024, "{one:?} {fifty:?}");
    run(
        browser,
        "[...document.querySelectorAll('status-widget')].slice(1).forEach((one) => one.remove());
         return settle(() => document.querySelectorAll('status-widget').length === 1);",
    );
    std::thread::sleep(Duration::from_millis(500));
    let left = Count::of(browser);
    assert_eq!(left.running(), one.running(), "49 of them are gone");
}

fn after_the_last_element_nothing_runs(browser: &Browser) {
    let site = Site::start();
    open(browser, &site, 3);
    browser.run("document.querySelectorAll('status-widget').forEach((one) => one.remove())");
    let is_idle = || {
        let left = Count::of(browser);
        // WebKitGTK's WebDriver runs each script beside a timer of its own in the page.
        let own = u32::from(browser.engine == Engine::WebKit);
        (left.timers <= own && left.intervals == 0).then_some(left)
    };
    let left = browser.until("no timer is left", is_idle);
    let asked = site.server.all_requests().len();
    // The loader's, which looks at the language around elements.
    assert!(left.observers <= 1, "{left:?}");
    for _ in 0..5 {
        browser.run(
            "for (const name of ['online', 'pageshow', 'focus']) window.dispatchEvent(new Event(name)); pass(300)",
        );
    }
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(site.server.all_requests().len(), asked, "nothing is asked any more");
    assert_eq!(Count::of(browser).running(), left.running());
    // And it begins again.
    site.publish(&confirmed(&fresh(1)));
    let html = serde_json::to_string(&site.widget("src=\"status.json\"")).expect("JSON");
    browser.run(&format!("document.querySelector('main').insertAdjacentHTML('beforeend', {html})"));
    Shown::once(browser, "back", |shown| !shown.services.is_empty());
}
