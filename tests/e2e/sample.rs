//! The built page as it is: the sample under the page's own strict policy.

use fantoccini::key::Key;

use super::browser::Browser;
use super::server::{Reply, Server};
use super::site::{LOADER, RECORDER, STATUS, WASM, dist, log_in, put_widget};
use super::widget::Shown;

scenarios![
    the_built_page_shows_the_sample_under_its_own_strict_policy,
    answers_open_by_click_and_by_keyboard,
    a_deep_link_opens_its_answer,
    a_deep_link_opens_what_its_target_is_folded_into,
    the_language_changes_with_the_attribute_while_the_page_is_open,
    the_tenant_attribute_selects_the_insurer,
    nothing_but_the_page_s_own_host_is_asked_and_no_referrer_is_sent,
];

/// The built folder on a server of its own. The page is as it was built but for the
/// recorder, which its policy allows.
fn portal() -> (Server, String) {
    let server = Server::start();
    put_widget(&server);
    let page = String::from_utf8(dist("index.html")).expect("UTF-8");
    let page = page.replace("</title>", &format!("</title><script src=\"{RECORDER}\"></script>"));
    server.put("/", Reply::html(page));
    server.put("/host.css", Reply::new("text/css", dist("host.css")));
    server.put(STATUS, Reply::json(dist("status.json")));
    let url = server.url("/");
    (server, url)
}

fn the_built_page_shows_the_sample_under_its_own_strict_policy(browser: &Browser) {
    let (_server, url) = portal();
    browser.open(&url);
    let shown = Shown::fresh(browser);
    assert_eq!(shown.title, "Informationen zum Cyberangriff");
    // The reader's services alone count.
    assert_eq!(shown.overall.as_deref(), Some("partial_outage"));
    let services: Vec<(&str, &str)> =
        shown.services.iter().map(|service| (service.id.as_str(), service.status.as_str())).collect();
    assert_eq!(
        services,
        [
            ("eau", "partial_outage"),
            ("epa", "partial_outage"),
            ("statistics", "partial_outage"),
            ("kim", "partial_outage"),
            ("case-processing", "partial_outage"),
            ("payments", "major_outage"),
        ]
    );
    for service in &shown.services {
        let is_down = service.status == "major_outage";
        let word =
            if is_down { "Funktioniert gerade nicht" } else { "Funktioniert noch nicht bei allen Kassen" };
        assert!(service.text.contains(word), "{service:?}");
    }
    assert!(shown.text.contains("zuletzt bestätigt "), "{}", shown.text);
    assert!(shown.as_of.is_some_and(|time| time.starts_with("20")));
    let answers: Vec<&str> = shown.answers.iter().map(|answer| answer.id.as_str()).collect();
    assert_eq!(
        answers,
        [
            "what-happened",
            "data-leak",
            "effects",
            "end-in-sight",
            "who-helps",
            "who-did-it",
            "contact",
            "prevention"
        ]
    );
    assert!(shown.answers.iter().all(|answer| !answer.open), "{:?}", shown.answers);
    assert!(!shown.fallback);
    assert_eq!(browser.console(), [""; 0], "something went wrong unseen");
}

/// A script that returns the summary of the question `id`.
fn summary(id: &str) -> String {
    format!(
        "return document.querySelector('status-widget').shadowRoot.getElementById('{id}').querySelector('summary')"
    )
}

fn is_open(browser: &Browser, id: &str) -> bool {
    Shown::now(browser).is_some_and(|shown| shown.answers.iter().any(|answer| answer.id == id && answer.open))
}

fn answers_open_by_click_and_by_keyboard(browser: &Browser) {
    let (_server, url) = portal();
    browser.open(&url);
    Shown::fresh(browser);
    browser.click(&summary("effects"));
    browser.until("open by click", || is_open(browser, "effects").then_some(()));
    browser.focus(&summary("who-helps"));
    browser.press(Key::Enter);
    browser.until("open by Enter", || is_open(browser, "who-helps").then_some(()));
    browser.press(Key::Tab);
    browser.focus(&summary("who-helps"));
    browser.press(' ');
    browser.until("closed by space", || (!is_open(browser, "who-helps")).then_some(()));
}

fn a_deep_link_opens_its_answer(browser: &Browser) {
    let (_server, url) = portal();
    browser.open(&format!("{url}#data-leak"));
    Shown::once(browser, "open by the address", |shown| {
        shown.answers.iter().any(|answer| answer.id == "data-leak" && answer.open)
    });
    let visible = "const rect = document.querySelector('status-widget').shadowRoot
        .getElementById('ID').getBoundingClientRect();
        return rect.top < innerHeight && rect.bottom > 0;";
    browser.until("in view", || browser.get::<bool>(&visible.replace("ID", "data-leak")).then_some(()));
    browser.run("location.hash = '#prevention'");
    browser.until("open by the new address", || is_open(browser, "prevention").then_some(()));
    browser.until("in view", || browser.get::<bool>(&visible.replace("ID", "prevention")).then_some(()));
}

fn a_deep_link_opens_what_its_target_is_folded_into(browser: &Browser) {
    // The fold itself, and a service within it.
    for id in ["others_", "kim"] {
        // WebKitGTK scrolls a page to its top a moment after it was loaded, if one of the
        // same origin was scrolled just before.
        let (_server, url) = portal();
        browser.open("about:blank");
        browser.open(&format!("{url}#{id}"));
        Shown::fresh(browser);
        let is_seen = format!(
            "const root = document.querySelector('status-widget').shadowRoot;
             const target = root.getElementById('{id}');
             const {{ top, height }} = target.getBoundingClientRect();
             return root.getElementById('others_').open && height > 0 && top < innerHeight && top > -1
               && root.activeElement === target.firstElementChild;"
        );
        browser.until(id, || browser.get::<bool>(&is_seen).then_some(()));
        let others: u32 = browser.get(
            "return document.querySelector('status-widget').shadowRoot.querySelectorAll('[open]').length",
        );
        assert_eq!(others, 1, "nothing else is opened");
    }
}

fn the_language_changes_with_the_attribute_while_the_page_is_open(browser: &Browser) {
    let (_server, url) = portal();
    browser.open(&url);
    assert_eq!(Shown::fresh(browser).lang, "de");
    browser.run("document.querySelector('status-widget').lang = 'en'");
    let shown = Shown::once(browser, "English", |shown| shown.lang == "en" && !shown.busy);
    assert_eq!(shown.title, "Information on the cyberattack");
    assert!(shown.text.contains("last confirmed "));
    let states = ["Not working at every insurer yet", "Does not work right now"];
    assert!(shown.services.iter().all(|one| states.iter().any(|state| one.text.contains(state))));
}

fn the_tenant_attribute_selects_the_insurer(browser: &Browser) {
    let (_server, url) = portal();
    browser.open(&url);
    Shown::fresh(browser);
    browser.run("document.querySelector('status-widget').setAttribute('tenant', 'insurer-a')");
    let shown = Shown::once(browser, "its states", |shown| shown.status("eau") == Some("operational"));
    assert!(shown.text.contains("Beispielkasse A"), "{}", shown.text);
    assert_eq!(shown.status("payments"), Some("major_outage"));
    browser.run("document.querySelector('status-widget').setAttribute('tenant', 'nobody')");
    let shown = Shown::once(browser, "general states", |shown| shown.status("eau") == Some("partial_outage"));
    assert_eq!(shown.notices, ["unknown-tenant"]);
}

/// The portal's own host may want a login, as staging hosts do; it gets what the browser
/// sends it anyway. Other hosts are for attack 21.
fn nothing_but_the_page_s_own_host_is_asked_and_no_referrer_is_sent(browser: &Browser) {
    let (server, url) = portal();
    log_in(browser, &server);
    browser.open(&url);
    Shown::fresh(browser);
    assert!(server.requests("/")[0].headers.contains_key("cookie"), "the page itself has the cookie");
    for path in [STATUS, WASM] {
        let requests = server.requests(path);
        assert!(!requests.is_empty());
        for request in requests {
            assert!(request.headers.contains_key("cookie"), "{request:?}");
            assert!(!request.headers.contains_key("referer"), "{request:?}");
        }
    }
    let foreign: Vec<String> = browser.get(
        "return performance.getEntriesByType('resource').map((entry) => entry.name)
            .filter((name) => !name.startsWith(location.origin) && !name.startsWith('data:'))",
    );
    assert_eq!(foreign, [""; 0]);
    let paths: std::collections::BTreeSet<String> =
        server.all_requests().into_iter().map(|request| request.path).collect();
    let expected = ["/", "/host.css", "/login", RECORDER, LOADER, WASM, STATUS];
    assert_eq!(paths.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}
