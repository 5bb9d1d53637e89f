//! What a screen reader has to tell: each change once, and nothing again because time passes,
//! the file is signed anew, a host fails or the page is drawn again.
//!
//! `announcements.js` keeps what comes into the live region, by the rules of WAI-ARIA; which of
//! it a screen reader then speaks, no test can say.

use std::time::Duration;

use serde_json::Value;

use super::browser::Browser;
use super::looks::open_all_answers;
use super::publisher::Key;
use super::server::Reply;
use super::site::{STATUS, Site, confirmed, down, ending_in, fresh, now};
use super::time::sleep;
use super::widget::Shown;

scenarios![
    the_answer_is_told_once_when_it_comes,
    a_change_is_told_once_and_never_again,
    that_a_document_has_expired_is_told_once_and_that_it_is_fresh_again_too,
    a_forged_file_interrupts_once,
    what_a_reader_does_is_told_where_they_did_it_and_not_by_the_region,
];

/// A page that keeps what is told from its first moment on.
fn open(browser: &Browser, site: &Site) {
    site.server.put("/announcements.js", Reply::new("text/javascript", include_str!("announcements.js")));
    let head = "<script src=\"/announcements.js\"></script>";
    browser.open(&site.page_of(head, &site.widget("src=\"status.json\"")));
}

/// What has been told since this was last asked.
fn told(browser: &Browser) -> Vec<String> {
    browser.get("return window.told.splice(0)")
}

/// What has been touched in the region since this was last asked, told or not.
fn touched(browser: &Browser) -> Vec<String> {
    browser.get("return window.touched.splice(0)")
}

/// Lets a round pass, after which `is_shown` holds.
#[track_caller]
fn round(browser: &Browser, what: &str, is_shown: impl FnMut(&Shown) -> bool) {
    sleep(browser, 120);
    Shown::once(browser, what, is_shown);
}

/// Waits until the host was asked once more than `before`.
#[track_caller]
fn asked_again(browser: &Browser, site: &Site) {
    let before = site.server.requests(STATUS).len();
    sleep(browser, 120);
    browser.until("asked again", || (site.server.requests(STATUS).len() > before).then_some(()));
    // What comes of the answer is rendered within the next frames.
    browser.run_async("const done = arguments[arguments.length - 1]; setTimeout(done, 200)");
}

fn next(document: &Value) -> Value {
    let mut document = document.clone();
    document["version"] = (document["version"].as_u64().expect("a version") + 1).into();
    document
}

fn the_answer_is_told_once_when_it_comes(browser: &Browser) {
    let site = Site::start();
    open(browser, &site);
    Shown::fresh(browser);
    assert_eq!(told(browser), ["Funktioniert: Elektronische Arbeitsunfähigkeitsbescheinigung."]);
}

fn a_change_is_told_once_and_never_again(browser: &Browser) {
    let site = Site::start();
    open(browser, &site);
    Shown::fresh(browser);
    told(browser);
    // It goes down.
    let mut document = down(fresh(2));
    site.publish(&document);
    round(browser, "down", |shown| shown.status("eau") == Some("major_outage"));
    let name: String = browser
        .get("return document.querySelector('status-widget').shadowRoot.querySelector('.name').innerText");
    let news = told(browser);
    assert_eq!(news, [format!("Neu: {} – Funktioniert gerade nicht", name.trim())]);
    touched(browser);
    // Nothing of all this touches it: the same signed anew, a host that answers as before,
    // minutes that pass, a reader who opens everything.
    for _ in 0..2 {
        document = confirmed(&document);
        site.publish(&document);
        asked_again(browser, &site);
    }
    asked_again(browser, &site);
    for seconds in [30, 60, 60] {
        sleep(browser, seconds);
    }
    open_all_answers(browser);
    assert_eq!(told(browser), [""; 0]);
    assert_eq!(touched(browser), [""; 0]);
    // Where all is gone through anew, the line has been told and goes, and nothing comes: a
    // host that fails and is there again, another level of headings.
    site.server.put(STATUS, Reply::error(503));
    sleep(browser, 120);
    Shown::retrying(browser);
    document = confirmed(&document);
    site.publish(&document);
    round(browser, "no longer retrying", |shown| !shown.text.contains("werden gesucht"));
    browser.run("document.querySelector('status-widget').setAttribute('heading-level', '3')");
    let is_level_3 = "return !!document.querySelector('status-widget').shadowRoot.querySelector('h3#title_')";
    browser.until("other headings", || browser.get::<bool>(is_level_3).then_some(()));
    asked_again(browser, &site);
    assert_eq!(told(browser), [""; 0]);
    // It is up again.
    let mut up = fresh(document["version"].as_u64().expect("a version") + 1);
    up["iat"] = document["iat"].clone();
    site.publish(&up);
    round(browser, "up", |shown| shown.status("eau") == Some("operational"));
    assert_eq!(told(browser), [format!("Neu: {} – Funktioniert", name.trim())]);
    // Something else is new: what was told goes, and the sentence stands there as before.
    let mut other = next(&up);
    other["title"]["de"] = "Ein anderer Titel".into();
    site.publish(&other);
    round(browser, "another title", |shown| shown.title == "Ein anderer Titel");
    assert_eq!(told(browser), [""; 0]);
}

fn that_a_document_has_expired_is_told_once_and_that_it_is_fresh_again_too(browser: &Browser) {
    let site = Site::start();
    site.publish(&ending_in(fresh(1), 5));
    open(browser, &site);
    Shown::fresh(browser);
    told(browser);
    // It is looked for something newer first.
    let limit = Duration::from_secs(25);
    Shown::within(browser, limit, "expired", |shown| shown.notices == ["expired"]);
    let news = told(browser);
    assert_eq!(news.len(), 1, "{news:?}");
    assert!(news[0].starts_with("Wir wissen gerade nicht, was funktioniert."), "{news:?}");
    touched(browser);
    for _ in 0..2 {
        asked_again(browser, &site);
    }
    assert_eq!(told(browser), [""; 0]);
    assert_eq!(touched(browser), [""; 0]);
    let mut again = fresh(2);
    again["iat"] = now().into();
    site.publish(&again);
    round(browser, "fresh", |shown| shown.notices.is_empty());
    assert_eq!(told(browser), ["Funktioniert: Elektronische Arbeitsunfähigkeitsbescheinigung."]);
}

fn a_forged_file_interrupts_once(browser: &Browser) {
    let site = Site::start();
    let mut thief = site.publisher.clone();
    thief.status = Key::ed25519(66);
    site.server.put(STATUS, Reply::json(thief.file(&fresh(1))));
    open(browser, &site);
    Shown::once(browser, "refused", |shown| shown.notices == ["not-authentic"]);
    let news = told(browser);
    assert_eq!(news.len(), 1, "{news:?}");
    assert!(news[0].starts_with("Hier steht gerade nichts"), "{news:?}");
    for _ in 0..2 {
        asked_again(browser, &site);
    }
    assert_eq!(told(browser), [""; 0]);
}

fn what_a_reader_does_is_told_where_they_did_it_and_not_by_the_region(browser: &Browser) {
    let site = Site::start();
    open(browser, &site);
    Shown::fresh(browser);
    told(browser);
    touched(browser);
    open_all_answers(browser);
    let root = "const root = document.querySelector('status-widget').shadowRoot;";
    browser.click(&format!("{root} return root.querySelector('[data-action=open-all]')"));
    browser.run(&format!("{root} root.querySelector('input[data-action=ask]').value = 'Hallo'"));
    // What comes of a button is told where it stands. (WebKit's driver misses a button that it has to
    // scroll to, now and then; once told, another click tells nothing.)
    let told = browser.until("told", || {
        browser.click(&format!("{root} return root.querySelector('button[data-action=ask]')"));
        Some(told(browser)).filter(|told| !told.is_empty())
    });
    assert_eq!(told, ["Bitte geben Sie eine Telefonnummer, eine E-Mail-Adresse oder einen Link ein."]);
    assert_eq!(touched(browser), [""; 0]);
}
