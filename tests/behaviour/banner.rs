//! The short form for start pages: what it says, and when it says nothing.

use serde_json::{Value, json};
use status_widget::core::presentation::view_model::{Banner, Options};
use status_widget::core::session::FetchError;

use super::views::{Page, text};
use crate::support::publisher::{Key, Publisher, document};
use crate::support::reader::Reader;

const HOUR: u64 = 60 * 60;

fn banner(href: &str, is_quiet: bool) -> Options {
    Options { banner: Some(Banner { href: Some(href.into()), is_quiet }), ..Options::default() }
}

/// One service in this state.
fn in_state(status: &str) -> Value {
    let mut document = document();
    document["services"][0]["state"]["status"] = status.into();
    document
}

#[test]
fn it_says_whose_services_they_are_one_sentence_and_where_the_rest_stands() {
    let mut down = in_state("major_outage");
    down["tenants"] = json!([{"id": "a", "name": {"de": "Kasse A"}, "sites": []}]);
    down["services"][0]["tenants"] = json!([{"id": "a", "state": {"status": "major_outage"}}]);
    let options = Options { tenant: Some("a".into()), ..banner("/stoerung", true) };
    let page = Page::showing(&down, &options);
    assert_eq!(text(page.one("h2")), "Kasse A: Was gerade funktioniert");
    assert!(
        text(page.one("[role=status] [data-overall=major_outage]")).starts_with("Funktioniert gerade nicht")
    );
    let link = page.one("a");
    assert_eq!((text(link), link.attr("href")), ("Alle Dienste und Fragen".into(), Some("/stoerung")));
    for left_out in ["[data-service]", "details", "time", "select", "footer"] {
        assert!(!page.has(left_out), "{left_out}");
    }
}

#[test]
fn a_quiet_one_is_empty_while_everything_works_and_speaks_when_something_does_not() {
    let quiet = banner("/stoerung", true);
    let page = Page::showing(&in_state("operational"), &quiet);
    assert_eq!(page.text().trim(), "");
    assert!(page.has(".status-widget.empty") && page.has("[role=status]") && !page.has("slot, a, h2"));
    let loud = Page::showing(&in_state("operational"), &banner("/stoerung", false));
    assert_eq!(
        text(loud.one("[data-overall=operational]")).trim(),
        "Funktioniert : Elektronische Arbeitsunfähigkeitsbescheinigung."
    );
    for status in ["degraded_performance", "partial_outage", "major_outage", "under_maintenance", "unknown"] {
        let page = Page::showing(&in_state(status), &quiet);
        assert!(page.has("h2") && page.has("a") && page.has("[role=status] .sentence"), "{status}");
    }
    // What works and may fail again is no reason to be silent; nor is an incident.
    let mut unstable = in_state("operational");
    unstable["services"][0]["state"]["outlook"] = json!({"kind": "unstable"});
    assert!(Page::showing(&unstable, &quiet).has(".sentence"));
    let mut disrupted = in_state("operational");
    disrupted["incidents"] = json!([{
        "id": "attack", "title": {"de": "Angriff"}, "impact": "major", "status": "identified",
        "services": ["eau"], "updates": [],
    }]);
    assert!(Page::showing(&disrupted, &quiet).has(".sentence"));
}

#[test]
fn it_is_never_silent_about_what_it_does_not_know() {
    let publisher = Publisher::new();
    let works = in_state("operational");
    let quiet = banner("/stoerung", true);
    let expired = Page::of(Reader::of(&publisher, &works).waits(50 * HOUR).sees(&quiet));
    assert_eq!(expired.notices(), ["expired"]);
    assert!(expired.has("slot") && !expired.has("[data-overall=operational]"));
    let stranger = Publisher::with(Key::ed25519(8), Key::ed25519(9)).file(&works);
    let forged = Page::of(Reader::new(&publisher).gets(Ok(stranger)).sees(&quiet));
    assert_eq!(forged.notices(), ["not-authentic"]);
    let unreachable = Page::of(Reader::new(&publisher).gets(Err(FetchError::TimedOut)).sees(&quiet));
    assert_eq!(unreachable.notices(), ["unreachable"]);
    assert!(unreachable.has("slot"));
    let nobody = Options { tenant: Some("nobody".into()), ..quiet };
    assert_eq!(Page::showing(&works, &nobody).notices(), ["unknown-tenant"]);
    // Nothing yet: the page's own text stands alone.
    let loading = Page::of(Reader::new(&publisher).sees(&nobody));
    assert!(loading.has("slot") && loading.text().trim().is_empty());
}

#[test]
fn its_link_leads_to_pages_and_nowhere_else() {
    let link = |href: &str| {
        let page = Page::showing(&in_state("major_outage"), &banner(href, false));
        assert!(page.text().contains("Alle Dienste und Fragen"));
        page.has("a")
    };
    for page in [
        "/stoerung",
        "stoerung.html#epa",
        "?id=1:2",
        "https://portal.example/",
        "HTTP://portal.example",
        "//portal.example/a:b",
        "#top",
    ] {
        assert!(link(page), "{page}");
    }
    for other in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "data:text/html,a",
        "vbscript:a",
        "blob:a",
    ] {
        assert!(!link(other), "{other}");
    }
    let without = Options { banner: Some(Banner::default()), ..Options::default() };
    let page = Page::showing(&in_state("major_outage"), &without);
    assert!(!page.text().contains("Alle Dienste und Fragen"));
}
