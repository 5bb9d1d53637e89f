//! The element on a page: moved, changed, doubled, made by scripts, translated, with
//! several mirrors.

use std::time::Duration;

use super::browser::Browser;
use super::server::{Reply, Server, misbehaving};
use super::site::{LOADER, STATUS, Site, WASM, fresh};
use super::time::sleep;
use super::widget::Shown;

scenarios![
    removed_it_stops_and_attached_again_it_starts_again,
    moved_within_the_page_it_goes_on,
    several_attributes_changed_at_once_are_a_new_view_and_not_a_new_start,
    removed_while_it_loads_it_leaves_nothing_behind,
    made_by_a_script_it_loads_only_once_it_is_on_the_page,
    two_widgets_load_the_wasm_once_and_go_their_own_ways,
    two_loaders_on_a_page_do_no_harm,
    of_two_mirrors_the_first_may_be_dead,
    of_two_mirrors_the_first_may_keep_silent,
    of_two_mirrors_the_newest_wins,
    of_two_mirrors_one_may_be_forged,
    a_page_that_was_translated_shows_no_old_state,
];

/// Runs a script as the page's own. In WebKitGTK, one that comes over WebDriver lets
/// microtasks run between its calls.
fn in_the_page(browser: &Browser, script: &str) {
    browser.run(&format!("setTimeout(() => {{ {script} }})"));
}

fn removed_it_stops_and_attached_again_it_starts_again(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page());
    Shown::fresh(browser);
    browser.run("window.widget = document.querySelector('status-widget'); widget.remove()");
    browser.until("gone", || {
        browser.get::<bool>("return !widget.shadowRoot.querySelector('section')").then_some(())
    });
    let before = site.server.requests(STATUS).len();
    sleep(browser, 120);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(site.server.requests(STATUS).len(), before, "nothing is asked any more");
    browser.run("document.querySelector('main').append(widget)");
    Shown::once(browser, "back", |shown| shown.status("eau") == Some("operational") && !shown.busy);
    let warnings: Vec<String> =
        browser.console().into_iter().filter(|line| line.contains("status-widget")).collect();
    assert_eq!(warnings, [""; 0]);
}

/// By `append`, which takes it out and puts it in again, and by `moveBefore`, where there
/// is one.
fn moved_within_the_page_it_goes_on(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page());
    Shown::fresh(browser);
    browser.run(
        "window.widget = document.querySelector('status-widget');
         window.answer = widget.shadowRoot.querySelector('details');
         answer.open = true;",
    );
    for step in ["document.body.prepend(widget)", "document.querySelector('main').moveBefore?.(widget, null)"]
    {
        in_the_page(browser, step);
        std::thread::sleep(Duration::from_millis(500));
        let is_same: bool = browser.get(
            "return answer.isConnected && answer.open && widget.shadowRoot.querySelector('details') === answer",
        );
        assert!(is_same, "{step}");
        assert_eq!(Shown::fresh(browser).status("eau"), Some("operational"));
    }
    assert_eq!(site.server.requests(STATUS).len(), 1);
}

fn several_attributes_changed_at_once_are_a_new_view_and_not_a_new_start(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page());
    Shown::fresh(browser);
    assert_eq!(site.server.requests(STATUS).len(), 1);
    in_the_page(
        browser,
        "const widget = document.querySelector('status-widget');
         widget.lang = 'en';
         widget.setAttribute('heading-level', '4');
         widget.setAttribute('tenant', 'x');
         widget.removeAttribute('tenant');",
    );
    let shown = Shown::once(browser, "English", |shown| shown.lang == "en" && !shown.busy);
    assert_eq!(shown.notices, [""; 0]);
    let heading: String = browser
        .get("return document.querySelector('status-widget').shadowRoot.querySelector('.title').tagName");
    assert_eq!(heading, "H4");
    assert_eq!(site.server.requests(STATUS).len(), 1);
}

fn removed_while_it_loads_it_leaves_nothing_behind(browser: &Browser) {
    let site = Site::start();
    let file = Reply::json(site.publisher.file(&fresh(1)));
    site.server.put(STATUS, file.after(Duration::from_secs(1)));
    browser.open(&site.page());
    Shown::once(browser, "loading", |shown| shown.busy);
    browser.run("window.widget = document.querySelector('status-widget'); widget.remove()");
    std::thread::sleep(Duration::from_millis(1500));
    browser.run("document.querySelector('main').append(widget)");
    Shown::once(browser, "there", |shown| shown.status("eau") == Some("operational"));
    assert_eq!(browser.console(), [""; 0]);
}

fn made_by_a_script_it_loads_only_once_it_is_on_the_page(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page_of("", ""));
    browser.run_with(
        "window.widget = document.createElement('status-widget');
         widget.setAttribute('src', 'status.json');
         widget.setAttribute('trust', arguments[0]);",
        vec![site.publisher.pin().to_string().into()],
    );
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(site.server.requests(WASM).len(), 0);
    browser.run("document.querySelector('main').append(widget)");
    Shown::fresh(browser);
}

fn two_widgets_load_the_wasm_once_and_go_their_own_ways(browser: &Browser) {
    let site = Site::start();
    let both = [site.widget("src=\"status.json\""), site.widget("src=\"status.json\" lang=\"en\"")].concat();
    browser.open(&site.page_of("", &both));
    assert_eq!(Shown::fresh(browser).lang, "de");
    let second = || Shown::nth(browser, 1).filter(|shown| shown.status("eau").is_some() && !shown.busy);
    assert_eq!(browser.until("the second", second).lang, "en");
    assert_eq!(site.server.requests(WASM).len(), 1);
    browser.run("document.querySelector('status-widget').remove()");
    assert_eq!(Shown::fresh(browser).lang, "en", "the other one does not mind");
}

fn two_loaders_on_a_page_do_no_harm(browser: &Browser) {
    let site = Site::start();
    let again = format!(r#"<script type="module" src="{LOADER}?again" crossorigin="anonymous"></script>"#);
    browser.open(&site.page_of(&again, &site.widget("src=\"status.json\"")));
    Shown::fresh(browser);
    assert_eq!(browser.console(), [""; 0]);
}

fn of_two_mirrors_the_first_may_be_dead(browser: &Browser) {
    let site = Site::start();
    let dead = Server::start().url(STATUS);
    browser.open(&site.page_with(&format!("src=\"{dead} status.json\"")));
    Shown::fresh(browser);
}

fn of_two_mirrors_the_first_may_keep_silent(browser: &Browser) {
    let site = Site::start();
    // As a host does whose data centre was taken off the network.
    let silent = misbehaving(|_| {
        std::thread::sleep(Duration::from_secs(60));
        Ok(())
    });
    browser.open(&site.page_with(&format!("src=\"{silent} status.json\"")));
    Shown::within(browser, Duration::from_secs(5), "shown all the same", |shown| {
        shown.status("eau") == Some("operational")
    });
}

fn of_two_mirrors_the_newest_wins(browser: &Browser) {
    let (site, mirror) = (Site::start(), Server::start());
    let mut newer = fresh(2);
    newer["services"][0]["state"]["status"] = "major_outage".into();
    mirror.put(STATUS, Reply::json(site.publisher.file(&newer)));
    let mirror = mirror.url(STATUS);
    for sources in [format!("status.json {mirror}"), format!("{mirror}\n status.json")] {
        browser.open(&site.page_with(&format!("src=\"{sources}\" memory=\"off\"")));
        // Whichever answers first is shown until then.
        let shown = Shown::once(browser, "the newest", |shown| shown.status("eau") == Some("major_outage"));
        assert_eq!(shown.notices, [""; 0]);
    }
}

fn of_two_mirrors_one_may_be_forged(browser: &Browser) {
    let (site, mirror) = (Site::start(), Server::start());
    let mut thief = site.publisher.clone();
    thief.status = super::publisher::Key::ed25519(66);
    mirror.put(STATUS, Reply::json(thief.file(&fresh(9))));
    browser.open(&site.page_with(&format!("src=\"{} status.json\"", mirror.url(STATUS))));
    assert_eq!(Shown::fresh(browser).status("eau"), Some("operational"));
    assert!(browser.console().iter().any(|line| line.contains(&mirror.url(STATUS))), "the console names it");
}

fn a_page_that_was_translated_shows_no_old_state(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page());
    assert_eq!(Shown::fresh(browser).status("eau"), Some("operational"));
    // What the translator of a browser does: every text is wrapped, and the old text
    // nodes are gone.
    browser.run(
        "const root = document.querySelector('status-widget').shadowRoot;
         const walker = document.createTreeWalker(root.querySelector('section'), NodeFilter.SHOW_TEXT);
         const texts = [];
         while (walker.nextNode()) texts.push(walker.currentNode);
         for (const text of texts) {
           if (!text.data.trim()) continue;
           const font = document.createElement('font');
           font.append(document.createElement('font'));
           font.firstChild.append('[en] ' + text.data);
           text.replaceWith(font);
         }",
    );
    assert!(Shown::now(browser).expect("a widget").text.contains("[en] Funktioniert"));
    site.server.put(STATUS, Reply::error(503));
    sleep(browser, 2 * 3600);
    let shown = Shown::once(browser, "expired", |shown| !shown.notices.is_empty() && !shown.busy);
    shown.assert_nothing_available();
    assert!(shown.text.contains("Nicht bekannt"), "{shown:#?}");
}
