//! Time: what is shown expires while the page is open, whatever the device does with
//! its clock, and comes back when the publisher has confirmed it. Attacks 11 and 12.

use std::time::{Duration, Instant};

use super::browser::Browser;
use super::server::Reply;
use super::site::{STATUS, Site, expires_in, fresh};
use super::widget::Shown;

scenarios![
    attack_11_what_expires_while_the_page_is_open_becomes_unknown,
    attack_11_what_expired_while_the_device_slept_becomes_unknown_when_it_wakes,
    attack_11_what_expired_while_another_page_was_shown_is_unknown_on_the_way_back,
    attack_11_a_document_that_has_expired_already_shows_no_state,
    attack_12_a_document_from_the_future_asks_to_check_the_clock,
    attack_12_setting_the_clock_back_revives_nothing,
    the_page_asks_again_by_itself_and_shows_what_is_new,
    a_page_that_nobody_sees_asks_for_nothing,
    a_connection_that_is_there_again_is_used,
];

/// The text of an expired document is still there; nothing of it is a state.
#[track_caller]
fn assert_expired(shown: &Shown) {
    assert!(shown.notices.contains(&"expired".to_owned()), "{shown:#?}");
    shown.assert_nothing_available();
    assert_eq!(shown.overall, None, "one box says it all");
    assert_eq!(shown.status("eau"), Some("unknown"));
    assert_eq!(shown.answers.len(), 1, "answers stay");
    assert!(shown.text.contains("Stand: ") && shown.text.contains("möglicherweise nicht mehr aktuell"));
    assert!(shown.fallback, "the page's own text is a way out");
}

/// Moves the page's wall clock on, as sleep does: the monotonic clock stands still.
/// After two minutes the next round is due.
pub fn sleep(browser: &Browser, seconds: i64) {
    browser.run(&format!(
        "const now = window.Date.now.bind(window.Date);
         window.Date.now = () => now() + {seconds} * 1000;
         document.dispatchEvent(new Event('visibilitychange'));"
    ));
}

fn attack_11_what_expires_while_the_page_is_open_becomes_unknown(browser: &Browser) {
    let site = Site::start();
    site.publish(&expires_in(8));
    browser.open(&site.page());
    assert_eq!(Shown::fresh(browser).status("eau"), Some("operational"));
    Shown::once(browser, "expired", |shown| shown.status("eau") != Some("operational"))
        .assert_nothing_available();
    assert_expired(&Shown::once(browser, "told", |shown| !shown.notices.is_empty()));
}

fn attack_11_what_expired_while_the_device_slept_becomes_unknown_when_it_wakes(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page());
    assert_eq!(Shown::fresh(browser).status("eau"), Some("operational"));
    site.server.put(STATUS, Reply::error(503));
    sleep(browser, 2 * 3600);
    Shown::now(browser).expect("a widget").assert_nothing_available();
    // What is new is asked for at once, and the reader told when it does not come.
    assert_expired(&Shown::once(browser, "told", |shown| !shown.notices.is_empty()));
}

fn attack_11_what_expired_while_another_page_was_shown_is_unknown_on_the_way_back(browser: &Browser) {
    let site = Site::start();
    site.publish(&expires_in(8));
    let other = site.put_page("/other.html", "<!doctype html><title>Other</title>");
    browser.open(&site.page());
    assert_eq!(Shown::fresh(browser).status("eau"), Some("operational"));
    browser.open(&other);
    std::thread::sleep(Duration::from_secs(9));
    browser.back();
    // Whether the page comes out of a cache or is loaded again.
    assert_expired(&Shown::once(browser, "back", |shown| {
        shown.status("eau").is_some() && !shown.notices.is_empty()
    }));
}

fn attack_11_a_document_that_has_expired_already_shows_no_state(browser: &Browser) {
    let site = Site::start();
    let mut document = fresh(1);
    document["iat"] = (super::site::now() - 7200).into();
    document["exp"] = (super::site::now() - 3600).into();
    site.publish(&document);
    browser.open(&site.page());
    assert_expired(&Shown::loaded(browser));
}

fn attack_12_a_document_from_the_future_asks_to_check_the_clock(browser: &Browser) {
    let site = Site::start();
    let mut document = fresh(1);
    document["iat"] = (super::site::now() + 24 * 3600).into();
    document["exp"] = (super::site::now() + 26 * 3600).into();
    site.publish(&document);
    browser.open(&site.page());
    let shown = Shown::loaded(browser);
    assert_eq!(shown.notices, ["wrong-clock"]);
    assert_eq!(shown.status("eau"), Some("operational"), "the signature is right, so it is the clock");
}

fn attack_12_setting_the_clock_back_revives_nothing(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page());
    Shown::fresh(browser);
    site.server.put(STATUS, Reply::error(503));
    sleep(browser, 2 * 3600);
    assert_expired(&Shown::once(browser, "told", |shown| !shown.notices.is_empty()));
    sleep(browser, -2 * 3600);
    assert_expired(&Shown::now(browser).expect("a widget"));
}

fn the_page_asks_again_by_itself_and_shows_what_is_new(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page());
    assert_eq!(Shown::fresh(browser).status("eau"), Some("operational"));
    browser.click(
        "return document.querySelector('status-widget').shadowRoot.querySelector('.answer > summary')",
    );
    // WebKit's driver answers before the click has had its effect.
    Shown::once(browser, "open", |shown| shown.answers[0].open);
    let mut document = fresh(2);
    document["services"][0]["state"]["status"] = "major_outage".into();
    site.publish(&document);
    // Two minutes pass: more than the longest pause between two rounds.
    sleep(browser, 120);
    let shown = Shown::once(browser, "the new state", |shown| shown.status("eau") == Some("major_outage"));
    assert!(shown.answers[0].open, "what a reader has opened stays open");
}

fn a_page_that_nobody_sees_asks_for_nothing(browser: &Browser) {
    let site = Site::start();
    let hidden = "<script>window.state = 'hidden';
        Object.defineProperty(document, 'visibilityState', { get: () => window.state })</script>";
    browser.open(&site.page_of(hidden, &site.widget("src=\"status.json\"")));
    Shown::once(browser, "loading", |shown| shown.busy);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(site.server.requests(STATUS).len(), 0);
    browser.run("window.state = 'visible'; document.dispatchEvent(new Event('visibilitychange'))");
    Shown::fresh(browser);
}

fn a_connection_that_is_there_again_is_used(browser: &Browser) {
    let site = Site::start();
    let file = Reply::json(site.publisher.file(&fresh(1)));
    site.server.put(STATUS, Reply::error(503));
    browser.open(&site.page());
    Shown::loaded(browser).assert_fallback("unreachable");
    site.server.put(STATUS, file);
    let begun = Instant::now();
    browser.run("window.dispatchEvent(new Event('online'))");
    let shown = Shown::once(browser, "there", |shown| shown.status("eau") == Some("operational"));
    assert!(begun.elapsed() < Duration::from_secs(4), "without it, the next round comes after five seconds");
    assert_eq!(shown.notices, [""; 0]);
}
