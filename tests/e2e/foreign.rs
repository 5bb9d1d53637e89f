//! Foreign edits: translators, reading aids and extensions change what stands in the
//! shadow root. Nothing is rebuilt while nothing was said anew, and what is no longer true
//! never stays. Attack 25.
//!
//! One page has a widget for each edit, all with the same session, so that all of them
//! learn of the same thing at the same moment.

use std::time::Duration;

use super::browser::{Browser, PATIENCE, poll};
use super::server::Reply;
use super::site::{EYES, STATUS, Site, confirmed, down, ending_in, many};
use super::time::sleep;
use super::widget::Shown;

scenarios![
    attack_25_an_edit_before_expiry_keeps_no_state_alive,
    attack_25_an_edit_that_goes_on_at_expiry_keeps_no_state_alive,
    attack_25_after_an_edit_the_old_state_never_stays,
    attack_25_under_edits_that_go_on_the_old_state_never_stays,
    attack_25_nothing_is_touched_while_nothing_was_said_anew,
    attack_25_a_translation_outlasts_a_document_that_only_confirms,
    attack_25_the_reader_s_place_outlasts_a_document_that_only_confirms,
    attack_25_the_reader_s_place_outlasts_a_change_under_a_translation,
];

/// Edits that translators and reading aids make again and again.
const GOING_ON: &[&str] = &[
    "translated in another node",
    "translated in place",
    "wrapped in two fonts",
    "wrapped as it is",
    "a word in two parts",
    "replaced by another node of the same text",
];

/// Everything that a page of this module needs in its head.
fn head() -> String {
    format!("{EYES}<script>{}</script>", include_str!("edits.js"))
}

/// Opens a page with one widget for each of `count` edits, and waits until all of them
/// show what is signed.
#[track_caller]
fn open(browser: &Browser, site: &Site, count: usize) {
    let widgets = site.widget("src=\"status.json\" memory=\"off\"").repeat(count);
    browser.open(&site.page_of(&head(), &widgets));
    all(browser, "fresh", "host.shadowRoot?.querySelector('[data-service]') && eyes.says(host)", &[]);
}

/// How many edits there are in `edits.js`.
const EDITS: usize = 24;

/// Waits until `condition`, an expression of `host`, is true of all widgets; `names` tells
/// what was done to each.
#[track_caller]
fn all(browser: &Browser, what: &str, condition: &str, names: &[String]) {
    let script = format!(
        "return [...document.querySelectorAll('status-widget')]
            .map((host, index) => ({condition}) ? null : [index, eyes.text(host)]).filter(Boolean)"
    );
    let mut last = Vec::<(usize, String)>::new();
    let found = poll(PATIENCE, || {
        last = browser.get(&script);
        last.is_empty().then_some(())
    });
    let failed: Vec<String> = last
        .iter()
        .map(|(index, text)| format!("{}: {text:.600}", names.get(*index).map_or("", String::as_str)))
        .collect();
    assert!(found.is_some(), "{what}, but:\n{}", failed.join("\n\n"));
}

/// Makes all edits, one in each widget. Returns their names.
fn edit(browser: &Browser) -> Vec<String> {
    browser.get(
        "document.querySelectorAll('status-widget').forEach((host, index) => edits.make(edits.names[index], host));
         return edits.names",
    )
}

/// Lets [`GOING_ON`] go on, one in each widget. Returns their names.
fn go_on(browser: &Browser) -> Vec<String> {
    let names = serde_json::to_string(GOING_ON).expect("JSON");
    browser.get(&format!(
        "const names = {names};
         document.querySelectorAll('status-widget').forEach((host, index) => edits.goOn(names[index], host));
         return names"
    ))
}

/// Nothing is available any more, and that is said, or the page's own text is there.
#[track_caller]
fn all_end(browser: &Browser, names: &[String]) {
    let ended = "!eyes.says(host) && (eyes.unknown(host) || eyes.fallback(host))";
    all(browser, "nothing is available any more", ended, names);
    // Nor does it come back.
    browser.run("eyes.guard('after its end')");
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(browser.get::<Vec<String>>("return eyes.seen"), [""; 0]);
}

fn attack_25_an_edit_before_expiry_keeps_no_state_alive(browser: &Browser) {
    let site = Site::start();
    site.publish(&many(1));
    open(browser, &site, EDITS);
    let names = edit(browser);
    assert_eq!(names.len(), EDITS);
    site.server.put(STATUS, Reply::error(503));
    sleep(browser, 2 * 3600);
    all_end(browser, &names);
}

fn attack_25_an_edit_that_goes_on_at_expiry_keeps_no_state_alive(browser: &Browser) {
    let site = Site::start();
    site.publish(&ending_in(many(1), 12));
    open(browser, &site, GOING_ON.len());
    let names = go_on(browser);
    std::thread::sleep(Duration::from_secs(6));
    all_end(browser, &names);
}

/// All widgets show that everything is down, then that everything is available, then again
/// that everything is down.
#[track_caller]
fn changes_are_shown(browser: &Browser, site: &Site, names: &[String], mut edit_again: impl FnMut()) {
    let down_words = "host.shadowRoot.querySelectorAll('[data-status=major_outage]').length === 4
        && eyes.text(host).includes('Funktioniert gerade nicht')";
    site.publish(&down(many(2)));
    sleep(browser, 120);
    all(browser, "down, and nothing else", &format!("!eyes.says(host) && {down_words}"), names);
    site.publish(&many(3));
    sleep(browser, 120);
    all(browser, "available, and nothing else", &format!("eyes.says(host) && !({down_words})"), names);
    edit_again();
    site.publish(&down(many(4)));
    sleep(browser, 120);
    all(browser, "down again, and nothing else", &format!("!eyes.says(host) && {down_words}"), names);
}

fn attack_25_after_an_edit_the_old_state_never_stays(browser: &Browser) {
    let site = Site::start();
    site.publish(&many(1));
    open(browser, &site, EDITS);
    let names = edit(browser);
    changes_are_shown(browser, &site, &names, || drop(edit(browser)));
}

fn attack_25_under_edits_that_go_on_the_old_state_never_stays(browser: &Browser) {
    let site = Site::start();
    site.publish(&many(1));
    open(browser, &site, GOING_ON.len());
    let names = go_on(browser);
    changes_are_shown(browser, &site, &names, || ());
}

/// Counts from now on what changes in the shadow roots, but for ages and times, of which
/// each new document has others.
pub fn count_changes(browser: &Browser) {
    browser.run(
        "window.changes = [];
         const isTime = (node) => !!(node.nodeType === 1 ? node : node.parentElement)
             ?.closest('[data-moving], time');
         for (const host of document.querySelectorAll('status-widget')) {
           const options = { subtree: true, childList: true, characterData: true, attributes: true };
           const note = (records) => {
             for (const { target, type, attributeName } of records) {
               const isSwitch = type === 'attributes' && attributeName === 'style' && target.parentNode === host.shadowRoot;
               if (!isSwitch && !isTime(target)) changes.push(`${type} of ${target.nodeName} ${target.className ?? target.data}`);
             }
           };
           new MutationObserver(note).observe(host.shadowRoot, options);
         }",
    );
}

pub fn changes(browser: &Browser) -> Vec<String> {
    browser.get("return changes")
}

fn attack_25_nothing_is_touched_while_nothing_was_said_anew(browser: &Browser) {
    let site = Site::start();
    site.publish(&many(1));
    open(browser, &site, EDITS);
    edit(browser);
    std::thread::sleep(Duration::from_millis(300));
    count_changes(browser);
    for round in 2..5 {
        sleep(browser, 120);
        browser.until("a round", || (site.server.requests(STATUS).len() >= round).then_some(()));
        std::thread::sleep(Duration::from_millis(200));
        assert_eq!(site.server.requests(STATUS).len(), round);
    }
    browser.run(
        "for (let time = 0; time < 5; time++) {
           for (const event of ['online', 'pageshow', 'focus', 'resize']) window.dispatchEvent(new Event(event));
           document.dispatchEvent(new Event('visibilitychange'));
         }",
    );
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(changes(browser), [""; 0]);
}

fn attack_25_a_translation_outlasts_a_document_that_only_confirms(browser: &Browser) {
    let site = Site::start();
    site.publish(&many(1));
    open(browser, &site, EDITS);
    edit(browser);
    std::thread::sleep(Duration::from_millis(300));
    count_changes(browser);
    site.publish(&confirmed(&many(1)));
    sleep(browser, 120);
    browser.until("a round", || (site.server.requests(STATUS).len() == 2).then_some(()));
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(changes(browser), [""; 0]);
}

/// What the reader has opened, where the focus is, and what is selected.
pub const PLACE: &str = "
window.widget = document.querySelector('status-widget');
window.place = () => {
  const root = widget.shadowRoot;
  const selection = getSelection();
  const own = root.getSelection?.() ?? selection;
  const range = selection.getComposedRanges?.({ shadowRoots: [root] })[0] ?? (own.rangeCount ? own.getRangeAt(0) : null);
  return {
    open: [...root.querySelectorAll('details[open]')].map((one) => one.id),
    focus: root.activeElement?.closest('details')?.id ?? null,
    tag: root.activeElement?.localName ?? null,
    top: Math.round(root.activeElement?.getBoundingClientRect().top ?? NaN),
    selected: range?.startContainer.isConnected && range.startContainer.nodeType === 3
      ? range.startContainer.data.slice(range.startOffset, range.endOffset) : null,
  };
};";

/// Opens two answers, puts the focus on the link in one and selects words in the other.
pub fn take_a_place(browser: &Browser) -> serde_json::Value {
    browser.run(
        "const root = widget.shadowRoot;
         for (const id of ['frage-zwei', 'frage-vier']) root.getElementById(id).open = true;
         const words = document.createTreeWalker(root.querySelector('#frage-zwei p'), NodeFilter.SHOW_TEXT);
         const text = words.nextNode();
         const link = root.querySelector('#frage-vier a');
         link.focus({ preventScroll: true });
         getSelection().setBaseAndExtent(text, 0, text, 7);
         scrollTo(0, link.getBoundingClientRect().top + scrollY - 300);",
    );
    std::thread::sleep(Duration::from_millis(200));
    browser.run("return place()")
}

fn attack_25_the_reader_s_place_outlasts_a_document_that_only_confirms(browser: &Browser) {
    for translator in
        ["", "edits.make('wrapped in two fonts', widget)", "edits.goOn('wrapped in two fonts', widget)"]
    {
        let site = Site::start();
        site.publish(&many(1));
        open(browser, &site, 1);
        browser.run(&format!("{PLACE} {translator}"));
        let before = take_a_place(browser);
        assert_eq!(before["open"], serde_json::json!(["frage-zwei", "frage-vier"]));
        assert_eq!(before["tag"], "a", "{before}");
        assert_eq!(before["selected"].as_str().map(str::len), Some(7), "{before}");
        site.publish(&confirmed(&many(1)));
        sleep(browser, 120);
        browser.until("a round", || (site.server.requests(STATUS).len() == 2).then_some(()));
        std::thread::sleep(Duration::from_millis(500));
        assert_eq!(browser.run("return place()"), before, "{translator:?}");
    }
}

/// All but the selection, whose words may have been said anew.
fn attack_25_the_reader_s_place_outlasts_a_change_under_a_translation(browser: &Browser) {
    for translator in
        ["", "edits.make('wrapped in two fonts', widget)", "edits.goOn('wrapped in two fonts', widget)"]
    {
        let site = Site::start();
        site.publish(&many(1));
        open(browser, &site, 1);
        browser.run(&format!("{PLACE} {translator}"));
        let mut before = take_a_place(browser);
        let mut changed = down(many(2));
        // Above the reader, so that everything would move.
        changed["summary"] = serde_json::json!({"de": [
            {"type": "paragraph", "children": [{"type": "text", "value": "Neu. ".repeat(200)}]}]});
        site.publish(&changed);
        sleep(browser, 120);
        Shown::once(browser, "the new state", |shown| shown.status("dienst-eins") == Some("major_outage"));
        std::thread::sleep(Duration::from_millis(500));
        let mut after = browser.run("return place()");
        for place in [&mut before, &mut after] {
            place["selected"].take();
        }
        let [was, is] = [&before, &after].map(|place| place["top"].as_f64().expect("a number"));
        assert!(
            (was - is).abs() <= 40.0,
            "{translator:?}: what the reader looks at moved from {was} to {is}"
        );
        for place in [&mut before, &mut after] {
            place["top"].take();
        }
        assert_eq!(after, before, "{translator:?}");
    }
}
