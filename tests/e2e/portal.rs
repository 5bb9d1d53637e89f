//! What portals do with the element: attributes, languages, deep links, other versions,
//! hosts that fail. The reports from the field, B1 to B40.

use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use status_widget::native::snippet::{Snippet, Widget};

use super::browser::{Browser, poll};
use super::foreign::{changes, count_changes};
use super::server::{Reply, Server, misbehaving};
use super::site::{EYES, INTEGRITY, LOADER, STATUS, Site, WASM, confirmed, dist, fresh, log_in, put_widget};
use super::time::sleep;
use super::widget::Shown;

scenarios![
    ten_elements_ask_for_one_file_and_one_wasm,
    the_status_file_is_asked_for_while_the_wasm_is_under_way,
    what_a_hint_has_brought_is_not_asked_for_again,
    an_element_that_is_gone_before_the_wasm_is_there_takes_its_request_along,
    no_request_says_from_which_page_it_comes_and_only_the_portal_s_own_host_gets_its_cookie,
    an_answer_to_another_portal_in_the_cache_is_asked_for_once_more,
    a_portal_behind_a_password_shows_its_own_file,
    hosts_that_fail_are_not_asked_more_often_because_a_translator_goes_on,
    an_element_that_is_removed_takes_its_request_along,
    the_page_s_language_is_followed_when_it_changes,
    a_language_is_looked_up_whatever_its_region_and_spelling,
    a_misspelt_attribute_is_named_with_what_is_allowed,
    memory_fails_closed_and_off_forgets,
    an_attribute_set_again_to_the_same_changes_nothing,
    a_link_to_the_same_answer_works_twice,
    a_link_takes_no_focus_from_a_reader_who_is_elsewhere,
    another_version_on_the_page_is_said,
    a_name_that_is_taken_is_said,
    a_wasm_that_fails_once_is_asked_for_again,
    a_wasm_that_is_another_is_never_asked_for_again,
    a_source_that_hangs_leaves_the_page_s_own_text,
    a_source_that_hangs_beside_a_good_one_keeps_nobody_busy,
    what_a_mirror_adds_is_not_stored,
];

/// A status host that takes the request and never answers.
fn silent() -> String {
    misbehaving(|_| {
        std::thread::sleep(Duration::from_secs(60));
        Ok(())
    })
}

/// What the widget said on the console since it was last read.
fn said(browser: &Browser) -> Vec<String> {
    browser.console().into_iter().filter(|line| line.contains("status-widget: ")).collect()
}

/// Waits for a line of the widget that has all of `words`.
#[track_caller]
fn says(browser: &Browser, words: &[&str]) {
    let mut lines = Vec::new();
    let found = poll(Duration::from_secs(5), || {
        lines.extend(said(browser));
        lines.iter().any(|line| words.iter().all(|word| line.contains(word))).then_some(())
    });
    assert!(found.is_some(), "no line with {words:?}, but {lines:#?}");
}

fn ten_elements_ask_for_one_file_and_one_wasm(browser: &Browser) {
    let site = Site::start();
    let widgets: String = ["de", "en"]
        .iter()
        .cycle()
        .take(10)
        .map(|lang| site.widget(&format!("src=\"status.json\" lang=\"{lang}\"")))
        .collect();
    browser.open(&site.page_of("", &widgets));
    browser.until("all ten", || {
        (0..10)
            .all(|number| Shown::nth(browser, number).is_some_and(|shown| shown.status("eau").is_some()))
            .then_some(())
    });
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(site.server.requests(STATUS).len(), 1);
    assert_eq!(site.server.requests(WASM).len(), 1);
    sleep(browser, 120);
    std::thread::sleep(Duration::from_millis(1000));
    assert_eq!(site.server.requests(STATUS).len(), 2, "one more round");
}

/// As with hints, so without: nobody waits for the one and then for the other.
fn the_status_file_is_asked_for_while_the_wasm_is_under_way(browser: &Browser) {
    let site = Site::start();
    let wasm = Reply::new("application/wasm", dist("status-widget_bg.wasm"));
    site.server.put(WASM, wasm.after(Duration::from_secs(2)));
    let mirror = site.server.url("/mirror.json");
    site.server.put("/mirror.json", Reply::json(site.publisher.file(&fresh(1))));
    let widget = site.widget(&format!("src=\"status.json {mirror}\""));
    browser.open(&site.page_of("", &widget.repeat(2)));
    browser.until("asked", || (site.server.requests(STATUS).len() == 1).then_some(()));
    assert!(Shown::now(browser).is_some_and(|shown| shown.lang.is_empty()), "the wasm is there already");
    Shown::fresh(browser);
    std::thread::sleep(Duration::from_millis(500));
    let paths: Vec<String> = site.server.all_requests().into_iter().map(|request| request.path).collect();
    let count = |path: &str| paths.iter().filter(|one| *one == path).count();
    assert_eq!([STATUS, WASM, "/mirror.json"].map(count), [1, 1, 1], "{paths:?}");
    // What the loader has asked is the first answer, and no other.
    sleep(browser, 120);
    browser.until("another round", || (site.server.requests(STATUS).len() == 2).then_some(()));
}

/// With the hints that `statusctl snippet` prints, on hosts of their own.
fn what_a_hint_has_brought_is_not_asked_for_again(browser: &Browser) {
    let (site, widget, status) = (Site::start(), Server::on("127.0.0.2"), Server::on("127.0.0.3"));
    put_widget(&widget);
    // As is documented; Firefox takes no hint for what has an integrity, but its cache does.
    let wasm = Reply::new("application/wasm", dist("status-widget_bg.wasm"));
    widget.put(WASM, wasm.header("cache-control", "public, max-age=31536000, immutable"));
    status.put(STATUS, Reply::json(site.publisher.file(&fresh(1))).header("cache-control", "max-age=0"));
    let snippet = Snippet {
        widget: Widget::new(&widget.url("/"), &INTEGRITY),
        sources: vec![status.url(STATUS)],
        pin: site.publisher.pin(),
        tenant: None,
        audience: None,
        lang: None,
        heading_level: None,
        banner: None,
    };
    let html = format!(
        "<!doctype html><html lang=\"de\"><head><meta charset=\"utf-8\"><title>Portal</title>
        <link rel=\"icon\" href=\"data:,\">{}{}</head><body>{}</body></html>",
        snippet.hints(),
        snippet.script(),
        snippet.element("")
    );
    browser.open(&site.put_page("/hinted.html", &html));
    Shown::fresh(browser);
    std::thread::sleep(Duration::from_millis(500));
    for (server, path) in [(&widget, LOADER), (&widget, WASM), (&status, STATUS)] {
        assert_eq!(server.requests(path).len(), 1, "{path}");
    }
    assert_eq!(browser.console(), [""; 0], "a hint that nobody took");
}

fn an_element_that_is_gone_before_the_wasm_is_there_takes_its_request_along(browser: &Browser) {
    let site = Site::start();
    let wasm = Reply::new("application/wasm", dist("status-widget_bg.wasm"));
    site.server.put(WASM, wasm.after(Duration::from_secs(20)));
    let (is_asked, is_gone) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (asked, gone) = (Arc::clone(&is_asked), Arc::clone(&is_gone));
    let url = misbehaving(move |stream| {
        asked.store(true, Ordering::SeqCst);
        let result = drip(stream);
        gone.store(result.is_err(), Ordering::SeqCst);
        result
    });
    browser.open(&site.page_of("", &site.widget(&format!("src=\"{url}\""))));
    browser.until("asked", || is_asked.load(Ordering::SeqCst).then_some(()));
    browser.run("document.querySelector('status-widget').remove()");
    browser.until("aborted", || is_gone.load(Ordering::SeqCst).then_some(()));
}

/// An answer that takes a quarter of a minute.
fn drip(stream: &mut TcpStream) -> std::io::Result<()> {
    use std::io::Write as _;
    stream.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nAccess-Control-Allow-Origin: *\r\n\r\n",
    )?;
    (0..300).try_for_each(|_| {
        std::thread::sleep(Duration::from_millis(50));
        stream.write_all(b" ")
    })
}

/// With the snippet as it is documented, and everything on hosts of its own; and again on
/// the portal's own host.
fn no_request_says_from_which_page_it_comes_and_only_the_portal_s_own_host_gets_its_cookie(
    browser: &Browser,
) {
    let (site, widget, status) = (Site::start(), Server::on("127.0.0.2"), Server::on("127.0.0.3"));
    put_widget(&widget);
    // The wasm fails once, so that it is asked for in every way there is.
    for server in [&site.server, &widget, &status] {
        log_in(browser, server);
    }
    let page = |loader: &str, source: &str| {
        format!(
            r#"<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Portal</title>
            <link rel="icon" href="data:,">
            <script type="module" src="{loader}" integrity="{}" crossorigin="anonymous" referrerpolicy="no-referrer"></script>
            </head><body>{}</body></html>"#,
            *INTEGRITY,
            site.widget(&format!("src=\"{source}\" memory=\"off\"")),
        )
    };
    let file = || Reply::json(site.publisher.file(&fresh(1)));
    status.put(STATUS, Reply::error(503));
    let elsewhere = site.put_page("/elsewhere.html", &page(&widget.url(LOADER), &status.url(STATUS)));
    browser.open(&elsewhere);
    Shown::loaded(browser);
    status.put(STATUS, file());
    sleep(browser, 660);
    Shown::once(browser, "there", |shown| shown.status("eau") == Some("operational"));
    let here = site.put_page("/here.html", &page(LOADER, "status.json"));
    browser.open(&here);
    Shown::fresh(browser);
    for (server, paths, is_own) in [
        (&widget, &[LOADER, WASM][..], false),
        (&status, &[STATUS][..], false),
        (&site.server, &[LOADER, WASM, STATUS][..], true),
    ] {
        for path in paths {
            let requests = server.requests(path);
            assert!(!requests.is_empty(), "{path}");
            for request in requests {
                assert_eq!(request.method, "GET", "{request:?}");
                assert!(!request.headers.contains_key("referer"), "{request:?}");
                // The loader's is the snippet's `crossorigin`, which has it too.
                let has_cookie = request.headers.contains_key("cookie");
                assert_eq!(has_cookie, is_own, "{request:?}");
            }
        }
    }
}

/// B14: the host answers each portal with its name and says nothing of it (`Vary`), and a
/// 304 without any.
fn an_answer_to_another_portal_in_the_cache_is_asked_for_once_more(browser: &Browser) {
    let (first, second, status) = (Site::start(), Site::start(), Server::on("127.0.0.2"));
    let file = first.publisher.file(&fresh(1));
    status.put_with(STATUS, move |request| {
        if request.headers.contains_key("if-none-match") {
            return Reply::not_modified().header("etag", "\"1\"");
        }
        let origin = request.headers.get("origin").cloned().unwrap_or_default();
        Reply::json(file.clone()).header("access-control-allow-origin", &origin).header("etag", "\"1\"")
    });
    for site in [&first, &second] {
        browser.open(&site.page_with(&format!("src=\"{}\" memory=\"off\"", status.url(STATUS))));
        let shown = Shown::loaded(browser);
        assert_eq!(shown.status("eau"), Some("operational"), "{shown:#?}");
    }
    // Nor does it get lost in the rounds after that.
    sleep(browser, 120);
    std::thread::sleep(Duration::from_secs(1));
    let shown = Shown::now(browser).expect("a widget");
    assert_eq!((shown.status("eau"), shown.notices.len()), (Some("operational"), 0), "{shown:#?}");
}

/// B23.
fn a_portal_behind_a_password_shows_its_own_file(browser: &Browser) {
    let site = Site::start();
    site.server.lock("Basic cmVhZGVyOnNlY3JldA==");
    let page = site.page();
    // In place of the browser's own dialogue. (A page whose address has a password in it may
    // not fetch anything: Fetch Standard, section 5.4.)
    browser.open(&page.replacen("http://", "http://reader:secret@", 1));
    browser.open(&page);
    Shown::fresh(browser);
    let mut wasm = site.server.all_requests().into_iter().filter(|request| request.path.ends_with(".wasm"));
    assert!(wasm.next_back().is_some_and(|request| request.headers.contains_key("authorization")));
}

/// B39.
fn hosts_that_fail_are_not_asked_more_often_because_a_translator_goes_on(browser: &Browser) {
    let site = Site::start();
    let head = format!("<script>{}</script>", include_str!("edits.js"));
    browser.open(&site.page_of(&head, &site.widget("src=\"status.json\"")));
    Shown::fresh(browser);
    site.server.put(STATUS, Reply::error(503));
    browser.run("edits.goOn('wrapped in two fonts', document.querySelector('status-widget'))");
    sleep(browser, 120);
    browser.until("a round", || (site.server.requests(STATUS).len() == 2).then_some(()));
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(site.server.requests(STATUS).len(), 2, "asked again and again");
}

/// B35.
fn an_element_that_is_removed_takes_its_request_along(browser: &Browser) {
    let site = Site::start();
    let is_gone = Arc::new(AtomicBool::new(false));
    let gone = Arc::clone(&is_gone);
    let url = misbehaving(move |stream| {
        let result = drip(stream);
        gone.store(result.is_err(), Ordering::SeqCst);
        result
    });
    let two = site.widget(&format!("src=\"{url}\"")).repeat(2);
    browser.open(&site.page_of("", &two));
    Shown::once(browser, "loading", |shown| shown.busy);
    browser.run("document.querySelector('status-widget').remove()");
    std::thread::sleep(Duration::from_secs(1));
    assert!(!is_gone.load(Ordering::SeqCst), "the other element still waits for it");
    browser.run("document.querySelector('status-widget').remove()");
    browser.until("aborted", || is_gone.load(Ordering::SeqCst).then_some(()));
}

/// B6.
fn the_page_s_language_is_followed_when_it_changes(browser: &Browser) {
    let site = Site::start();
    let div = format!("<div id=\"around\">{}</div>", site.widget("src=\"status.json\""));
    browser.open(&site.page_of("", &div));
    assert_eq!(Shown::fresh(browser).lang, "de");
    for (script, lang) in [
        ("document.documentElement.lang = 'en'", "en"),
        ("document.getElementById('around').lang = 'de'", "de"),
        ("document.querySelector('status-widget').lang = 'en'", "en"),
        ("document.querySelector('status-widget').removeAttribute('lang')", "de"),
        ("document.getElementById('around').removeAttribute('lang')", "en"),
    ] {
        browser.run(script);
        Shown::once(browser, script, |shown| shown.lang == lang);
    }
    assert_eq!(site.server.requests(STATUS).len(), 1, "a language is no new start");
}

/// B8: BCP 47 lookup, in the widget's own words and in the publisher's.
fn a_language_is_looked_up_whatever_its_region_and_spelling(browser: &Browser) {
    let site = Site::start();
    let mut document = fresh(1);
    document["languages"] = json!(["de", "en-GB"]);
    document["title"] = json!({"de": "Deutsch", "en-GB": "British"});
    document["services"][0]["name"] = json!({"de": "Dienst", "en-GB": "Service"});
    document["faq"] = json!([]);
    site.publish(&document);
    browser.open(&site.page());
    Shown::fresh(browser);
    for (wanted, lang, title) in [
        ("en-US", "en", "British"),
        ("en", "en", "British"),
        ("en_US", "en", "British"),
        ("EN-gb", "en", "British"),
        ("en-GB-oxendict", "en", "British"),
        ("de-AT", "de", "Deutsch"),
        ("de_CH", "de", "Deutsch"),
        ("fr", "de", "Deutsch"),
        ("", "de", "Deutsch"),
    ] {
        browser.run_with("document.querySelector('status-widget').lang = arguments[0]", vec![wanted.into()]);
        let shown = Shown::once(browser, wanted, |shown| shown.title == title);
        assert_eq!(shown.lang, lang, "{wanted}");
        let confirmed = if lang == "en" { "last confirmed " } else { "zuletzt bestätigt " };
        assert!(shown.text.contains(confirmed), "{wanted}: {}", shown.text);
    }
}

/// B20.
fn a_misspelt_attribute_is_named_with_what_is_allowed(browser: &Browser) {
    for (attribute, words) in [
        ("memory=\"false\"", &["memory", "on", "off"][..]),
        ("audience=\"insured\"", &["audience", "insured_persons", "press"]),
        ("heading-level=\"h3\"", &["heading-level", "1", "6"]),
        ("heading-level=\"7\"", &["heading-level", "1", "6"]),
    ] {
        let site = Site::start();
        browser.open(&site.page_with(&format!("src=\"status.json\" {attribute}")));
        Shown::fresh(browser);
        says(browser, words);
    }
    // What is right, in whatever case, is not worth a word.
    let site = Site::start();
    let right = "src=\"status.json\" memory=\"ON\" audience=\"Insured_Persons\" heading-level=\" 3 \"";
    browser.open(&site.page_with(right));
    Shown::fresh(browser);
    assert_eq!(said(browser), [""; 0]);
}

fn memory_fails_closed_and_off_forgets(browser: &Browser) {
    for value in ["false", "off", "OFF", " off ", "no", "0", "none"] {
        let site = Site::start();
        browser.open(&site.page());
        Shown::fresh(browser);
        assert!(browser.get::<u64>("return localStorage.length") > 0, "what is to be forgotten");
        browser.open(&site.page_with(&format!("src=\"status.json\" memory=\"{value}\"")));
        Shown::fresh(browser);
        sleep(browser, 120);
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(browser.get::<u64>("return localStorage.length"), 0, "{value:?}");
    }
    // Also while the page is open.
    let site = Site::start();
    browser.open(&site.page());
    Shown::fresh(browser);
    browser.run("document.querySelector('status-widget').setAttribute('memory', 'off')");
    browser.until("forgotten", || browser.get::<bool>("return localStorage.length === 0").then_some(()));
}

/// B31.
fn an_attribute_set_again_to_the_same_changes_nothing(browser: &Browser) {
    let site = Site::start();
    let attributes = "src=\"status.json\" lang=\"de\" heading-level=\"3\" audience=\"press\" memory=\"on\"";
    browser.open(&site.page_with(attributes));
    Shown::once(browser, "there", |shown| shown.as_of.is_some());
    std::thread::sleep(Duration::from_millis(300));
    count_changes(browser);
    browser.run(
        "const widget = document.querySelector('status-widget');
         for (let time = 0; time < 5; time++)
           for (const { name, value } of [...widget.attributes]) widget.setAttribute(name, value);",
    );
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(changes(browser), [""; 0]);
    assert_eq!(site.server.requests(STATUS).len(), 1);
    assert_eq!(said(browser), [""; 0]);
}

fn is_open(browser: &Browser) -> bool {
    Shown::now(browser).is_some_and(|shown| shown.answers.first().is_some_and(|answer| answer.open))
}

const SUMMARY: &str =
    "return document.querySelector('status-widget').shadowRoot.querySelector('.answer > summary')";

/// B1.
fn a_link_to_the_same_answer_works_twice(browser: &Browser) {
    let site = Site::start();
    let link = "<p><a id=\"link\" href=\"#what-happened\">Was ist passiert?</a></p>";
    browser.open(&site.page_of("", &format!("{link}{}", site.widget("src=\"status.json\""))));
    Shown::fresh(browser);
    for _ in 0..3 {
        browser.click("return document.getElementById('link')");
        browser.until("open", || is_open(browser).then_some(()));
        browser.click(SUMMARY);
        browser.until("closed", || (!is_open(browser)).then_some(()));
    }
    // It does not open by itself again.
    site.publish(&confirmed(&fresh(1)));
    sleep(browser, 120);
    browser.run("document.querySelector('status-widget').lang = 'en'");
    Shown::once(browser, "English", |shown| shown.lang == "en");
    std::thread::sleep(Duration::from_millis(300));
    assert!(!is_open(browser));
}

/// B30 and B40.
fn a_link_takes_no_focus_from_a_reader_who_is_elsewhere(browser: &Browser) {
    let site = Site::start();
    let file = Reply::json(site.publisher.file(&fresh(1)));
    site.server.put(STATUS, file.after(Duration::from_secs(2)));
    let body = format!("<input id=\"search\">{}", site.widget("src=\"status.json\" memory=\"off\""));
    let url = site.page_of("", &body);
    browser.open(&format!("{url}#what-happened"));
    browser.run(
        "const search = document.getElementById('search'); search.focus();
        window.blurs = 0; search.addEventListener('blur', () => blurs++)",
    );
    Shown::once(browser, "open", |shown| shown.answers.first().is_some_and(|answer| answer.open));
    for script in [
        "document.querySelector('status-widget').setAttribute('heading-level', '4')",
        "document.querySelector('status-widget').lang = 'en'",
        "document.body.append(document.querySelector('status-widget'))",
        "for (const name of ['online', 'pageshow', 'focus']) window.dispatchEvent(new Event(name))",
    ] {
        browser.run(script);
        std::thread::sleep(Duration::from_millis(200));
    }
    let mut down = fresh(2);
    down["services"][0]["state"]["status"] = "major_outage".into();
    site.publish(&down);
    sleep(browser, 120);
    Shown::once(browser, "new", |shown| shown.status("eau") == Some("major_outage"));
    let focus: (String, u64) = browser.get("return [document.activeElement.id, blurs]");
    assert_eq!(focus, ("search".to_owned(), 0));
    // Nor from one who has gone elsewhere since, by and by, within the widget's own text.
    browser
        .run("document.getElementById('search').blur(); document.querySelector('status-widget').lang = 'de'");
    Shown::once(browser, "German", |shown| shown.lang == "de");
    std::thread::sleep(Duration::from_millis(300));
    let is_nobody: bool = browser.get("return document.activeElement === document.body");
    assert!(is_nobody, "a link is followed once");
}

/// B36.
fn another_version_on_the_page_is_said(browser: &Browser) {
    let site = Site::start();
    let loader = String::from_utf8(dist("status-widget.js")).expect("UTF-8");
    let other = loader.replace(env!("CARGO_PKG_VERSION"), "99.1.2");
    assert_ne!(other, loader, "the loader has its version");
    site.server.put("/other.js", Reply::new("text/javascript", other));
    let script = r#"<script type="module" src="/other.js"></script>"#;
    browser.open(&site.page_of(script, &site.widget("src=\"status.json\"")));
    Shown::fresh(browser);
    says(browser, &["99.1.2", env!("CARGO_PKG_VERSION")]);
}

fn a_name_that_is_taken_is_said(browser: &Browser) {
    let site = Site::start();
    let script = "<script>customElements.define('status-widget', class extends HTMLElement {})</script>";
    browser.open(&site.page_of(script, &site.widget("src=\"status.json\"")));
    says(browser, &["defined already"]);
    assert!(Shown::now(browser).expect("an element").fallback);
}

/// B9. By itself, and sooner when there is a reason.
fn a_wasm_that_fails_once_is_asked_for_again(browser: &Browser) {
    for script in [
        "",
        "window.dispatchEvent(new Event('online'))",
        "document.dispatchEvent(new Event('visibilitychange'))",
    ] {
        let site = Site::start();
        site.server.put(WASM, Reply::error(503));
        browser.open(&site.page());
        says(browser, &["the page's own text"]);
        assert!(Shown::now(browser).expect("an element").fallback);
        site.server.put(WASM, Reply::new("application/wasm", dist("status-widget_bg.wasm")));
        let start = Instant::now();
        browser.run(script);
        Shown::within(browser, Duration::from_secs(12), "there", |shown| {
            shown.status("eau") == Some("operational")
        });
        // By itself after about five seconds; the second time would be after fifteen more.
        let limit = if script.is_empty() { 12 } else { 4 };
        assert!(start.elapsed() < Duration::from_secs(limit), "{script}: {:?}", start.elapsed());
    }
}

fn a_wasm_that_is_another_is_never_asked_for_again(browser: &Browser) {
    let site = Site::start();
    let mut wasm = dist("status-widget_bg.wasm");
    wasm.extend([0, 2, 1, b'x']);
    site.server.put(WASM, Reply::new("application/wasm", wasm));
    browser.open(&site.page());
    says(browser, &["the page's own text"]);
    std::thread::sleep(Duration::from_millis(500));
    let before = site.server.requests(WASM).len();
    browser.run(
        "for (const name of ['online', 'pageshow']) window.dispatchEvent(new Event(name));
         document.dispatchEvent(new Event('visibilitychange'));
         const widget = document.querySelector('status-widget');
         widget.lang = 'en';
         widget.after(widget.cloneNode(true));",
    );
    std::thread::sleep(Duration::from_secs(7));
    assert_eq!(site.server.requests(WASM).len(), before);
    assert!(Shown::now(browser).expect("an element").fallback);
    assert!(Shown::nth(browser, 1).expect("another element").fallback);
}

/// B28.
fn a_source_that_hangs_leaves_the_page_s_own_text(browser: &Browser) {
    let site = Site::start();
    let widget = site.widget(&format!("src=\"{}\"", silent()));
    browser.open(&site.page_of(EYES, &widget));
    browser.run(
        "window.blank = 0;
         setInterval(() => { if (!eyes.fallback(document.querySelector('status-widget'))) blank++; }, 50);",
    );
    let shown = Shown::once(browser, "loading", |shown| shown.busy);
    assert!(shown.fallback && shown.text.is_empty(), "{shown:#?}");
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(browser.get::<u64>("return blank"), 0, "the page's own text was gone for a while");
}

/// B29.
fn a_source_that_hangs_beside_a_good_one_keeps_nobody_busy(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page_with(&format!("src=\"{} status.json\"", silent())));
    let shown = Shown::once(browser, "there", |shown| shown.status("eau") == Some("operational"));
    assert!(!shown.busy && shown.notices.is_empty() && !shown.fallback, "{shown:#?}");
}

/// B34.
fn what_a_mirror_adds_is_not_stored(browser: &Browser) {
    let site = Site::start();
    let mut file = site.publisher.value(&fresh(1));
    let size = file.to_string().len();
    file["more"] = "x".repeat(100_000).into();
    file["trust"][0]["more"] = "x".repeat(50_000).into();
    file["signatures"][0]["header"] = json!({"more": "x".repeat(50_000)});
    file["signatures"][0]["more"] = "x".repeat(30_000).into();
    site.server.put(STATUS, Reply::json(file.to_string()));
    browser.open(&site.page());
    let shown = Shown::loaded(browser);
    let stored: usize = browser
        .get("return Object.entries(localStorage).reduce((sum, [key, value]) => sum + value.length, 0)");
    assert!(stored <= size, "{stored} of {size}, {:?}", shown.notices);
}
