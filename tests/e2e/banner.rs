//! The short form on a start page.

use super::browser::Browser;
use super::server::Reply;
use super::site::{STATUS, Site, down, fresh};
use super::time::sleep;
use super::widget::Shown;

scenarios![
    a_quiet_one_takes_no_room_until_something_does_not_work,
    it_becomes_the_whole_widget_and_back_without_a_new_start,
    one_that_can_t_be_brought_up_to_date_says_so,
];

fn start_page(site: &Site, attributes: &str) -> String {
    let banner = format!(
        "<status-widget view=\"banner\" href=\"/stoerung\" src=\"status.json\" trust=\"{}\" {attributes}></status-widget>",
        site.publisher.pin()
    );
    site.page_of("", &banner)
}

/// The element's height, and whether the links in it lead to the whole page.
fn height(browser: &Browser) -> f64 {
    browser.get("return document.querySelector('status-widget').getBoundingClientRect().height")
}

/// Waits until the widget knows that everything works.
#[track_caller]
fn falls_silent(browser: &Browser) {
    let knows = "return document.querySelector('status-widget').status?.status === 'operational'";
    browser.until("silence", || browser.get::<bool>(knows).then_some(()));
}

/// What is announced.
fn announced(browser: &Browser) -> String {
    browser.get(
        "return document.querySelector('status-widget').shadowRoot?.querySelector('[role=status]')?.textContent.trim() ?? ''",
    )
}

fn a_quiet_one_takes_no_room_until_something_does_not_work(browser: &Browser) {
    let site = Site::start();
    browser.open(&start_page(&site, "quiet"));
    falls_silent(browser);
    assert_eq!((height(browser), announced(browser)), (0.0, String::new()));
    site.publish(&down(fresh(2)));
    sleep(browser, 60);
    browser.until("an outage", || announced(browser).starts_with("Funktioniert gerade nicht").then_some(()));
    assert!(height(browser) > 50.0);
    let link: String =
        browser.get("return document.querySelector('status-widget').shadowRoot.querySelector('a').pathname");
    assert_eq!(link, "/stoerung");
    site.publish(&fresh(3));
    sleep(browser, 60);
    browser.until("silence again", || (height(browser) == 0.0).then_some(()));
}

fn it_becomes_the_whole_widget_and_back_without_a_new_start(browser: &Browser) {
    let site = Site::start();
    browser.open(&start_page(&site, ""));
    let services = || Shown::now(browser).map_or(0, |shown| shown.services.len());
    browser.until("a sentence", || announced(browser).starts_with("Funktioniert").then_some(()));
    assert_eq!(services(), 0);
    browser.run("document.querySelector('status-widget').view = 'full'");
    browser.until("all of it", || (services() == 1).then_some(()));
    browser.run("document.querySelector('status-widget').view = 'banner'");
    browser.until("the short form", || (services() == 0).then_some(()));
    assert_eq!(site.server.requests(STATUS).len(), 1);
    assert_eq!(browser.console(), [""; 0]);
}

/// Silence would be a claim.
fn one_that_can_t_be_brought_up_to_date_says_so(browser: &Browser) {
    let site = Site::start();
    browser.open(&start_page(&site, "quiet"));
    falls_silent(browser);
    site.server.put(STATUS, Reply::error(503));
    sleep(browser, 2 * 3600);
    browser.until("a word", || announced(browser).contains("Wir wissen gerade nicht").then_some(()));
    assert!(height(browser) > 50.0);
}
