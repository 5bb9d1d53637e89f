//! Never a blank page: whatever part of the widget does not come or does not run, the
//! portal's own text can be read, and the console says why.

use std::time::Duration;

use serde_json::Value;
use status_widget::core::encoding::unix_time::UnixTime;
use status_widget::core::presentation::view_model::Options;
use status_widget::core::signed::verify::authenticate;
use status_widget::native::render::{Channel, Order, render};

use super::browser::Browser;
use super::server::Reply;
use super::site::{LOADER, Site, WASM, dist, fresh, now, sample};
use super::time::sleep;
use super::widget::Shown;

scenarios![
    the_page_s_own_text_stands_until_the_widget_is_there,
    a_loader_that_does_not_come_leaves_the_page_s_own_text,
    a_loader_that_was_changed_does_not_run,
    a_wasm_that_does_not_come_leaves_the_page_s_own_text,
    a_wasm_that_was_changed_does_not_run,
    a_wasm_with_another_content_type_does_run,
    a_policy_without_wasm_leaves_the_page_s_own_text,
    attributes_that_are_missing_or_malformed_leave_the_page_s_own_text,
    a_crash_takes_the_states_off_the_page,
    a_fragment_whose_time_is_over_says_no_state_though_no_wasm_comes,
    a_fragment_loses_its_states_when_their_time_is_over,
    a_fragment_loses_its_states_when_the_device_wakes_after_their_time,
    a_fragment_that_comes_later_is_looked_at_too,
    a_fragment_stands_until_the_list_is_there_and_nothing_jumps,
];

/// The fallback can be seen, nothing else can, and the console says `word`.
#[track_caller]
fn stays(browser: &Browser, word: &str) {
    let mut console = Vec::new();
    browser.until(&format!("{word} on the console"), || {
        console.extend(browser.console());
        console.iter().any(|line| line.contains(word)).then_some(())
    });
    let shown = Shown::now(browser).expect("an element");
    assert!(shown.fallback && shown.text.is_empty() && shown.services.is_empty(), "{shown:#?}");
}

fn the_page_s_own_text_stands_until_the_widget_is_there(browser: &Browser) {
    let site = Site::start();
    let wasm = Reply::new("application/wasm", dist("status-widget_bg.wasm"));
    site.server.put(WASM, wasm.after(Duration::from_secs(2)));
    browser.open(&site.page());
    assert!(Shown::now(browser).expect("an element").fallback);
    assert!(!Shown::fresh(browser).fallback);
}

fn a_loader_that_does_not_come_leaves_the_page_s_own_text(browser: &Browser) {
    let site = Site::start();
    site.server.put(LOADER, Reply::error(404));
    browser.open(&site.page());
    std::thread::sleep(Duration::from_secs(1));
    let shown = Shown::now(browser).expect("an element");
    assert!(shown.fallback && shown.text.is_empty(), "{shown:#?}");
}

fn a_loader_that_was_changed_does_not_run(browser: &Browser) {
    let site = Site::start();
    let mut loader = dist("status-widget.js");
    loader.extend(b"\nwindow.changed = true;");
    site.server.put(LOADER, Reply::new("text/javascript", loader));
    browser.open(&site.page());
    std::thread::sleep(Duration::from_secs(1));
    let shown = Shown::now(browser).expect("an element");
    assert!(shown.fallback && shown.text.is_empty(), "{shown:#?}");
    assert!(browser.run("return window.changed").is_null());
    assert_eq!(site.server.requests(WASM).len(), 0);
}

fn a_wasm_that_does_not_come_leaves_the_page_s_own_text(browser: &Browser) {
    let site = Site::start();
    site.server.put(WASM, Reply::error(404));
    browser.open(&site.page());
    stays(browser, "status-widget: ");
}

fn a_wasm_that_was_changed_does_not_run(browser: &Browser) {
    let site = Site::start();
    let mut wasm = dist("status-widget_bg.wasm");
    // A custom section: still a good module, but not the one that was pinned.
    wasm.extend([0, 2, 1, b'x']);
    site.server.put(WASM, Reply::new("application/wasm", wasm));
    browser.open(&site.page());
    stays(browser, "status-widget: ");
}

fn a_wasm_with_another_content_type_does_run(browser: &Browser) {
    let site = Site::start();
    site.server.put(WASM, Reply::new("application/octet-stream", dist("status-widget_bg.wasm")));
    browser.open(&site.page());
    Shown::fresh(browser);
}

fn a_policy_without_wasm_leaves_the_page_s_own_text(browser: &Browser) {
    let site = Site::start();
    let policy = r#"<meta http-equiv="Content-Security-Policy" content="script-src 'self'">"#;
    browser.open(&site.page_of(policy, &site.widget("src=\"status.json\"")));
    stays(browser, "status-widget: ");
}

fn attributes_that_are_missing_or_malformed_leave_the_page_s_own_text(browser: &Browser) {
    let fallback = r#"<a href="https://portal.example/">Ersatz</a></status-widget>"#;
    let pin = Site::start().publisher.pin();
    for (element, word) in [
        (format!(r#"<status-widget trust="{pin}">"#), "attribute src"),
        (r#"<status-widget src="status.json">"#.into(), "attribute trust"),
        (r#"<status-widget src="status.json" trust="sha256-AAAA">"#.into(), "attribute trust"),
        (r#"<status-widget src=" " trust="">"#.into(), "attribute src"),
    ] {
        let site = Site::start();
        browser.open(&site.page_of("", &format!("{element}{fallback}")));
        stays(browser, word);
        // And it starts as soon as it can.
        browser.run_with(
            "const widget = document.querySelector('status-widget');
             widget.setAttribute('trust', arguments[0]);
             widget.setAttribute('src', 'status.json');",
            vec![site.publisher.pin().to_string().into()],
        );
        let shown = Shown::once(browser, "started", |shown| shown.status("eau").is_some());
        assert!(!shown.fallback);
    }
}

fn a_crash_takes_the_states_off_the_page(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page());
    assert_eq!(Shown::fresh(browser).status("eau"), Some("operational"));
    // What comes next can't be put on the page.
    browser.run(
        "Node.prototype.insertBefore = () => { throw new Error('torn apart'); };
         Node.prototype.appendChild = Node.prototype.insertBefore;",
    );
    let mut document = fresh(2);
    document["iat"] = (now() - 7200).into();
    document["exp"] = (now() - 3600).into();
    site.publish(&document);
    sleep(browser, 120);
    stays(browser, "panicked");
    // The wasm is not used again.
    browser.run("document.querySelector('status-widget').lang = 'en'");
    stays(browser, "panicked");
}

/// A document that is to be believed until then, in seconds since 1970.
fn until(end: u64) -> Value {
    let mut document = fresh(1);
    document["iat"] = (end - 3600).into();
    document["exp"] = end.into();
    document
}

/// What `statusctl render --as fragment` makes of a document.
fn fragment(site: &Site, document: &Value) -> String {
    let authentic =
        authenticate(&site.publisher.file(document), &site.publisher.pin()).expect("it is signed");
    let options = Options { lang: "de".into(), ..Options::default() };
    let order = Order { channel: Channel::Fragment, options: &options, url: None };
    render(&authentic, &order, UnixTime::from_secs(now())).expect("a fragment")
}

/// The page with a fragment of this document as its own text, and no wasm.
fn open_with_fragment(browser: &Browser, site: &Site, document: &Value) {
    site.server.put(WASM, Reply::error(404));
    let widget = site.widget("src=\"status.json\"");
    let (tag, _) = widget.split_once("<a id").expect("its own text");
    browser.open(&site.page_of("", &format!("{tag}{}</status-widget>", fragment(site, document))));
}

/// Whether the page's own text can be read, and says that something works.
fn says_that_it_works(browser: &Browser) -> bool {
    let text: String = browser.get("return document.querySelector('status-widget').innerText");
    assert!(text.contains("Was ist passiert?") && text.contains("Stand: "), "the texts stay: {text}");
    text.contains("Funktioniert (") || text.contains("funktionieren")
}

/// Nothing is said of states any more, also not to what reads attributes.
#[track_caller]
fn takes_the_states_back(browser: &Browser) {
    browser.until("the states taken back", || (!says_that_it_works(browser)).then_some(()));
    let left: u64 = browser.get(
        "return document.querySelectorAll('[data-until], [data-overall], \
         [data-status]:not([data-status=unknown])').length",
    );
    assert_eq!(left, 0);
}

fn a_fragment_whose_time_is_over_says_no_state_though_no_wasm_comes(browser: &Browser) {
    let site = Site::start();
    let over = until(now() - 3600);
    let fragment = fragment(&site, &over);
    assert!(fragment.contains("data-status=\"operational\""), "there is something to take back: {fragment}");
    open_with_fragment(browser, &site, &over);
    takes_the_states_back(browser);
}

fn a_fragment_loses_its_states_when_their_time_is_over(browser: &Browser) {
    let site = Site::start();
    open_with_fragment(browser, &site, &until(now() + 8));
    assert!(says_that_it_works(browser));
    takes_the_states_back(browser);
}

fn a_fragment_loses_its_states_when_the_device_wakes_after_their_time(browser: &Browser) {
    let site = Site::start();
    // The clock of the page as it is before the loader begins is the one that it reads.
    site.server.put(WASM, Reply::error(404));
    let clock = "<script>const now = Date.now.bind(Date); window.slept = 0;
        Date.now = () => now() + window.slept;</script>";
    let widget = site.widget("src=\"status.json\"");
    let (tag, _) = widget.split_once("<a id").expect("its own text");
    let document = until(now() + 600);
    browser.open(&site.page_of(clock, &format!("{tag}{}</status-widget>", fragment(&site, &document))));
    std::thread::sleep(Duration::from_secs(1));
    assert!(says_that_it_works(browser));
    browser.run("window.slept = 3_600_000; document.dispatchEvent(new Event('visibilitychange'))");
    takes_the_states_back(browser);
}

fn a_fragment_that_comes_later_is_looked_at_too(browser: &Browser) {
    let site = Site::start();
    open_with_fragment(browser, &site, &until(now() + 600));
    assert!(says_that_it_works(browser));
    browser.run_with(
        "document.querySelector('status-widget').innerHTML = arguments[0]",
        vec![fragment(&site, &until(now() - 3600)).into()],
    );
    takes_the_states_back(browser);
}

/// Notes in each frame what can be seen, and in Chromium how far what stays has jumped.
const WATCH: &str = "<script>
window.seen = { shift: 0, frames: [] };
if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) {
  new PerformanceObserver((all) => all.getEntries().forEach((one) => (seen.shift += one.value)))
    .observe({ type: 'layout-shift', buffered: true });
}
(function look() {
  const host = document.querySelector('status-widget');
  if (host?.firstElementChild) {
    const shown = [
      host.firstElementChild.getClientRects().length && 'fragment',
      host.shadowRoot?.querySelector('[data-service]') && 'list',
    ];
    const frame = [shown.filter(Boolean).join(' and '), document.querySelector('h1').getBoundingClientRect().top];
    if (String(frame) !== String(seen.frames.at(-1))) seen.frames.push(frame);
  }
  requestAnimationFrame(look);
})();
</script>";

/// How far what stays may jump: what counts as good is 0.1 (Web Vitals, Cumulative Layout Shift).
const SHIFT: f64 = 0.02;

fn a_fragment_stands_until_the_list_is_there_and_nothing_jumps(browser: &Browser) {
    let site = Site::start();
    site.publish(&sample());
    let wasm = Reply::new("application/wasm", dist("status-widget_bg.wasm"));
    site.server.put(WASM, wasm.after(Duration::from_secs(1)));
    let widget = site.widget("src=\"status.json\"");
    let (tag, _) = widget.split_once("<a id").expect("its own text");
    let body = format!("{tag}{}</status-widget><p>Impressum</p>", fragment(&site, &sample()));
    browser.open(&site.page_of(WATCH, &body));
    Shown::fresh(browser);
    std::thread::sleep(Duration::from_millis(500));
    let frames: Vec<(String, f64)> = browser.get("return seen.frames");
    let top = frames[0].1;
    assert_eq!(frames, [("fragment".to_owned(), top), ("list".to_owned(), top)]);
    let shift: f64 = browser.get("return seen.shift");
    assert!(shift <= SHIFT, "{shift}");
}
