//! What the browser remembers: rollback across a reload, and storage that is garbage,
//! throws, is full, is shared by two tabs or is switched off. Attacks 10 and 13.

use serde_json::Value;

use super::browser::Browser;
use super::publisher::Key;
use super::server::Reply;
use super::site::{STATUS, Site, fresh};
use super::time::sleep;
use super::widget::Shown;

scenarios![
    attack_10_an_older_document_after_a_reload_is_refused,
    attack_10_the_same_version_with_other_content_is_refused,
    attack_10_a_rotated_out_key_is_refused_after_a_reload,
    attack_13_garbage_in_storage_changes_nothing,
    attack_13_a_forged_file_in_storage_changes_nothing,
    attack_13_storage_that_throws_changes_nothing_but_the_memory,
    attack_13_storage_that_is_full_changes_nothing_but_the_memory,
    attack_13_two_tabs_share_what_they_have_seen,
    memory_that_is_switched_off_writes_nothing,
    what_is_remembered_is_one_entry_with_nothing_personal_in_it,
];

/// What local storage holds.
fn storage(browser: &Browser) -> Vec<(String, String)> {
    browser.get("return Object.entries(localStorage)")
}

/// The state that tells the documents apart: available in version 1, down in 2.
fn down(version: u64) -> Value {
    let mut document = fresh(version);
    document["services"][0]["state"]["status"] = "major_outage".into();
    document
}

fn attack_10_an_older_document_after_a_reload_is_refused(browser: &Browser) {
    let site = Site::start();
    site.publish(&down(2));
    browser.open(&site.page());
    Shown::fresh(browser);
    site.publish(&fresh(1));
    browser.reload();
    let shown = Shown::retrying(browser);
    assert_eq!(shown.status("eau"), Some("major_outage"));
}

fn attack_10_the_same_version_with_other_content_is_refused(browser: &Browser) {
    let site = Site::start();
    site.publish(&down(2));
    browser.open(&site.page());
    Shown::fresh(browser);
    site.publish(&fresh(2));
    browser.reload();
    let shown = Shown::retrying(browser);
    assert_eq!(shown.status("eau"), Some("major_outage"));
}

fn attack_10_a_rotated_out_key_is_refused_after_a_reload(browser: &Browser) {
    let mut site = Site::start();
    let old = site.publisher.clone();
    rotate(&mut site);
    site.publish(&down(2));
    browser.open(&site.page());
    Shown::fresh(browser);
    // The thief has the old key, and the old trust documents with it.
    site.server.put(STATUS, Reply::json(old.file(&fresh(3))));
    browser.reload();
    let shown = Shown::retrying(browser);
    assert_eq!(shown.status("eau"), Some("major_outage"));
}

/// Replaces the status key by a second trust document.
fn rotate(site: &mut Site) {
    site.publisher.rotate_status(Key::ed25519(7));
}

/// Puts `value` where the widget's memory of this site is, on a page without one.
fn plant(browser: &Browser, site: &Site, value: &str) {
    let empty = site.put_page("/empty.html", "<!doctype html><title>Empty</title>");
    browser.open(&empty);
    browser.run_with(
        "localStorage.setItem(arguments[0], arguments[1])",
        vec![format!("status-widget {}", site.publisher.pin()).into(), value.into()],
    );
}

fn attack_13_garbage_in_storage_changes_nothing(browser: &Browser) {
    for garbage in ["", "null", "{\"version\":9007199254740991}", "\u{0}\u{ffff}", "[[[[[[[["] {
        let site = Site::start();
        plant(browser, &site, garbage);
        browser.open(&site.page());
        Shown::fresh(browser);
        // And it is replaced.
        assert!(storage(browser)[0].1.contains("signatures"));
    }
}

fn attack_13_a_forged_file_in_storage_changes_nothing(browser: &Browser) {
    let site = Site::start();
    let mut thief = site.publisher.clone();
    thief.status = Key::ed25519(66);
    let forged = String::from_utf8(thief.file(&down(9_007_199_254_740_991))).expect("UTF-8");
    plant(browser, &site, &forged);
    browser.open(&site.page());
    assert_eq!(Shown::fresh(browser).status("eau"), Some("operational"));
    // Without an answer it is not shown either.
    site.server.put(STATUS, Reply::error(503));
    plant(browser, &site, &forged);
    browser.open(&site.page());
    Shown::loaded(browser).assert_fallback("unreachable");
}

fn attack_13_storage_that_throws_changes_nothing_but_the_memory(browser: &Browser) {
    let throws = [
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })",
        "Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new Error('no') }",
        "Object.defineProperty(window, 'localStorage', { value: null })",
    ];
    for script in throws {
        let site = Site::start();
        browser
            .open(&site.page_of(&format!("<script>{script}</script>"), &site.widget("src=\"status.json\"")));
        Shown::fresh(browser);
    }
}

fn attack_13_storage_that_is_full_changes_nothing_but_the_memory(browser: &Browser) {
    let site = Site::start();
    let empty = site.put_page("/empty.html", "<!doctype html><title>Empty</title>");
    browser.open(&empty);
    let written: u64 = browser.get(
        "let written = 0;
         for (let size = 1 << 22; size >= 1;) {
           try { localStorage.setItem('x' + written, 'x'.repeat(size)); written += size; }
           catch { size >>= 1; }
         }
         return written;",
    );
    assert!(written > 1_000_000, "{written}");
    browser.open(&site.page());
    Shown::fresh(browser);
    assert!(!storage(browser).iter().any(|(key, _)| key.starts_with("status-widget")), "it was not full");
    browser.run("localStorage.clear()");
}

fn attack_13_two_tabs_share_what_they_have_seen(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page());
    Shown::fresh(browser);
    site.publish(&down(2));
    let [first, _] = browser.open_tab(&site.server.url("/page.html"));
    // First what the other tab has remembered, then what is new.
    Shown::once(browser, "the new state", |shown| shown.status("eau") == Some("major_outage"));
    // The first tab asks again and is offered the old one, which the second has seen
    // replaced.
    site.publish(&fresh(1));
    browser.show_tab(&first);
    sleep(browser, 120);
    let shown = Shown::once(browser, "the newer state", |shown| shown.status("eau") == Some("major_outage"));
    assert_eq!(shown.notices, [""; 0]);
}

fn memory_that_is_switched_off_writes_nothing(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page_with("src=\"status.json\" memory=\"off\""));
    Shown::fresh(browser);
    assert_eq!(storage(browser), []);
    let elsewhere: u64 = browser.get("return sessionStorage.length + document.cookie.length");
    assert_eq!(elsewhere, 0);
    site.server.put(STATUS, Reply::error(503));
    browser.reload();
    Shown::loaded(browser).assert_fallback("unreachable");
}

fn what_is_remembered_is_one_entry_with_nothing_personal_in_it(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page_with("src=\"status.json\" lang=\"en\" tenant=\"nobody\""));
    Shown::loaded(browser);
    let file = String::from_utf8(site.publisher.file(&fresh(1))).expect("UTF-8");
    let stored = storage(browser);
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].0, format!("status-widget {}", site.publisher.pin()));
    assert_eq!(stored[0].1.len(), file.len(), "the file as it came, and no more");
    let elsewhere: u64 = browser.get("return sessionStorage.length + document.cookie.length");
    assert_eq!(elsewhere, 0);
}
