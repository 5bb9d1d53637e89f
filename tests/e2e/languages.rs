//! The reader's language: words that are loaded when they are needed, links from one language
//! to another, and writing from the right.

use status_widget::core::presentation::language::Language;
use status_widget::core::presentation::locale::Locale;
use status_widget::native::locales;

use super::browser::Browser;
use super::looks::open_all_answers;
use super::server::Reply;
use super::site::{STATUS, Site, dist, sample};
use super::time::sleep;
use super::widget::Shown;

scenarios![
    each_language_is_said_in_its_own_words_and_loaded_once,
    readers_of_german_load_no_other_words,
    a_reader_changes_the_language_by_a_link_and_keeps_what_is_open,
    a_language_in_the_page_s_address_is_the_reader_s,
    words_that_do_not_come_leave_german_and_are_asked_for_again,
    words_that_are_not_the_pinned_ones_are_refused,
];

fn words(language: Language) -> Locale {
    locales::locale(language)
}

fn path(language: Language) -> String {
    format!("/{}", locales::served_as(language))
}

/// Waits until the widget speaks `language`.
#[track_caller]
fn speaks(browser: &Browser, language: Language) -> Shown {
    Shown::once(browser, language.own_name(), |shown| {
        shown.lang == language.tag() && shown.text.contains(words(language).phrases.services)
    })
}

/// The sample in a portal that speaks `tag`.
fn site(tag: &str) -> Site {
    let site = Site::start();
    site.server.put("/host.css", Reply::new("text/css", dist("host.css")));
    site.publish(&sample());
    site.page_of(
        r#"<link rel="stylesheet" href="/host.css">"#,
        &site.widget(&format!("src=\"status.json\" tenant=\"insurer-b\" lang=\"{tag}\"")),
    );
    site
}

fn page(site: &Site) -> String {
    site.server.url("/page.html")
}

fn follow_link(browser: &Browser, language: Language) {
    browser.run(&format!(
        "const root = document.querySelector('status-widget').shadowRoot;
         root.querySelector('.languages').open = true;
         root.querySelector('a[hreflang={}]').click();",
        language.tag()
    ));
}

fn each_language_is_said_in_its_own_words_and_loaded_once(browser: &Browser) {
    for language in locales::served() {
        let site = site(language.tag());
        browser.open(&page(&site));
        let shown = speaks(browser, language);
        assert!(shown.text.contains(words(language).phrases.major_outage), "{language:?} {}", shown.text);
        let direction: String = browser
            .get("return document.querySelector('status-widget').shadowRoot.querySelector('section').dir");
        assert_eq!(direction, language.direction().as_str());
        sleep(browser, 120);
        assert_eq!(site.server.requests(&path(language)).len(), 1, "{language:?}");
        for other in locales::served().filter(|other| *other != language) {
            assert_eq!(site.server.requests(&path(other)).len(), 0, "{language:?} {other:?}");
        }
    }
}

fn readers_of_german_load_no_other_words(browser: &Browser) {
    let site = site("de-AT");
    browser.open(&page(&site));
    speaks(browser, Language::German);
    for language in locales::served() {
        assert_eq!(site.server.requests(&path(language)).len(), 0, "{language:?}");
    }
}

fn a_reader_changes_the_language_by_a_link_and_keeps_what_is_open(browser: &Browser) {
    let site = site("de");
    browser.open(&page(&site));
    speaks(browser, Language::German);
    open_all_answers(browser);
    browser
        .run("window.answer = document.querySelector('status-widget').shadowRoot.querySelector('.answer')");
    for language in [Language::Arabic, Language::English, Language::German] {
        follow_link(browser, language);
        speaks(browser, language);
        let is_kept: bool = browser.get("return answer.isConnected && answer.open");
        assert!(is_kept, "{language:?}");
        let current: String = browser.get(
            "return document.querySelector('status-widget').shadowRoot.querySelector('[aria-current]').hreflang",
        );
        assert_eq!(current, language.tag());
    }
    assert_eq!(browser.get::<String>("return location.hash"), "", "the portal's address is its own");
    assert_eq!(site.server.requests(STATUS).len(), 1);
    // A portal that changes its own language is followed again.
    follow_link(browser, Language::English);
    speaks(browser, Language::English);
    browser.run("document.querySelector('status-widget').lang = 'tr'");
    speaks(browser, Language::Turkish);
}

fn a_language_in_the_page_s_address_is_the_reader_s(browser: &Browser) {
    let site = site("de");
    browser.open(&format!("{}#lang=uk", page(&site)));
    speaks(browser, Language::Ukrainian);
    browser.run("location.hash = '#lang=pl'");
    speaks(browser, Language::Polish);
}

fn words_that_do_not_come_leave_german_and_are_asked_for_again(browser: &Browser) {
    let site = site("tr");
    site.server.put(&path(Language::Turkish), Reply::error(503));
    browser.open(&page(&site));
    speaks(browser, Language::German);
    let words = Reply::new("application/json", dist("phrases/tr.json"));
    site.server.put(&path(Language::Turkish), words);
    browser.run("dispatchEvent(new Event('online'))");
    speaks(browser, Language::Turkish);
}

fn words_that_are_not_the_pinned_ones_are_refused(browser: &Browser) {
    let site = site("tr");
    let forged = String::from_utf8(dist("phrases/tr.json")).expect("UTF-8");
    let phrases = words(Language::Turkish).phrases;
    let forged = forged.replace(phrases.major_outage, phrases.operational);
    site.server.put(&path(Language::Turkish), Reply::new("application/json", forged.into_bytes()));
    browser.open(&page(&site));
    let shown = speaks(browser, Language::German);
    assert!(!shown.text.contains(phrases.operational));
    assert_eq!(shown.status("eau"), Some("major_outage"));
}
