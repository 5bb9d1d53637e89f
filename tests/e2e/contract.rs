//! What the element promises to scripts: properties, events, `refresh()`, and that it may be
//! upgraded late, cloned and defined by somebody else. `static/custom-elements.json` says it.

use std::time::Duration;

use serde_json::{Value, json};

use super::browser::Browser;
use super::server::Reply;
use super::site::{RECORDER, STATUS, Site, dist, down, fresh};
use super::time::sleep;
use super::widget::Shown;

scenarios![
    every_attribute_is_a_property_as_the_manifest_says,
    what_a_script_sets_before_the_element_has_a_class_is_not_lost,
    a_clone_shows_the_same,
    the_class_can_be_had_without_the_definition,
    scripts_are_told_what_is_shown_and_when_that_changes,
    what_is_no_longer_shown_is_told_as_unknown,
    each_reason_why_something_is_missing_is_told_once,
    a_listener_that_throws_takes_nothing_away,
    refresh_asks_at_once_but_not_in_a_row,
    refresh_before_there_is_anything_is_done_when_there_is,
];

/// What a page's script notes of all events, in `window.heard`; of the first element's, also
/// when it is no longer on the page, the last detail in `window.last`.
const LISTEN: &str = "<script>
window.heard = [];
for (const name of ['status-ready', 'status-change', 'status-error'])
  document.addEventListener(name, ({ type, detail, target }) =>
    heard.push({ type, detail, isElement: target.localName === 'status-widget' }));
addEventListener('DOMContentLoaded', () => {
  const widget = document.querySelector('status-widget');
  widget.addEventListener('status-change', ({ detail }) => (window.last = detail));
});
</script>";

fn heard(browser: &Browser) -> Vec<Value> {
    browser.get("return window.heard")
}

/// The kinds of events that were heard.
fn kinds(browser: &Browser) -> Vec<String> {
    heard(browser).iter().map(|event| event["type"].as_str().expect("a name").to_owned()).collect()
}

fn widget(script: &str) -> String {
    format!("const widget = document.querySelector('status-widget'); {script}")
}

fn manifest() -> Value {
    serde_json::from_str(include_str!("../../static/custom-elements.json")).expect("JSON")
}

/// Its members that are attributes as well.
fn reflected() -> Vec<Value> {
    let manifest = manifest();
    let members = manifest["modules"][0]["declarations"][0]["members"].as_array().expect("members").clone();
    members.into_iter().filter(|member| member["attribute"].is_string()).collect()
}

fn every_attribute_is_a_property_as_the_manifest_says(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page_of("", ""));
    browser.until("defined", || {
        browser.get::<bool>("return !!customElements.get('status-widget')").then_some(())
    });
    let observed: Vec<String> = browser.get("return customElements.get('status-widget').observedAttributes");
    let mut named: Vec<String> =
        reflected().iter().map(|member| member["attribute"].as_str().expect("a name").to_owned()).collect();
    named.sort();
    let mut observed = observed;
    observed.sort();
    assert_eq!(observed, named);
    for member in reflected() {
        let (name, attribute) = (&member["name"], &member["attribute"]);
        let default: Value =
            serde_json::from_str(member["default"].as_str().expect("a default")).expect("JSON");
        let kind = member["type"]["text"].as_str().expect("a type");
        let values: Vec<Value> = match kind {
            "string" => vec!["some text".into()],
            "boolean" => vec![true.into()],
            listed => listed.split(" | ").map(|one| serde_json::from_str(one).expect("JSON")).collect(),
        };
        browser.run("window.made = document.createElement('status-widget')");
        let property = |script: &str| -> Value {
            browser.run_with(
                &format!("const [name, attribute] = arguments; {script}"),
                vec![name.clone(), attribute.clone()],
            )
        };
        assert_eq!(property("return made[name]"), default, "{name}");
        for value in values {
            browser.run_with("made[arguments[0]] = arguments[1]", vec![name.clone(), value.clone()]);
            assert_eq!(property("return made[name]"), value, "{name}");
            let written = property("return made.getAttribute(attribute)");
            let expected = if value == json!(true) { json!("") } else { json!(text(&value)) };
            assert_eq!(written, expected, "{attribute}");
        }
        // What frameworks set when there is nothing to set. (`lang` is the platform's.)
        if name != "lang" {
            property("made[name] = null");
            assert_eq!(
                property("return [made.hasAttribute(attribute), made[name]]"),
                json!([false, default])
            );
            if kind.contains('|') {
                property("made.setAttribute(attribute, 'nonsense')");
                let closed = if name == "memory" { json!("off") } else { default };
                assert_eq!(property("return made[name]"), closed, "{name}");
            }
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The script of a page runs before that of the widget, which is deferred.
fn what_a_script_sets_before_the_element_has_a_class_is_not_lost(browser: &Browser) {
    let site = Site::start();
    let script = format!(
        "<status-widget></status-widget><script>Object.assign(document.querySelector('status-widget'),
         {{src: 'status.json', trust: '{}', headingLevel: 4, quiet: false}})</script>",
        site.publisher.pin()
    );
    browser.open(&site.page_of("", &script));
    Shown::fresh(browser);
    let shown: Value = browser.get(&widget(
        "return [widget.shadowRoot.querySelector('.title').tagName, widget.headingLevel,
                 widget.getAttribute('heading-level'), widget.quiet, Object.keys(widget)]",
    ));
    assert_eq!(shown, json!(["H4", 4, "4", false, []]));
}

fn a_clone_shows_the_same(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page());
    Shown::fresh(browser);
    browser.run(&widget(
        "widget.headingLevel = 3; const clone = widget.cloneNode(true); widget.replaceWith(clone);",
    ));
    assert_eq!(Shown::fresh(browser).status("eau"), Some("operational"));
    let level: String = browser.get(&widget("return widget.shadowRoot.querySelector('.title').tagName"));
    assert_eq!(level, "H3");
    assert_eq!(site.server.requests(STATUS).len(), 1);
}

fn the_class_can_be_had_without_the_definition(browser: &Browser) {
    let site = Site::start();
    site.server.put("/element.js", Reply::new("text/javascript", dist("element.js")));
    let page = format!(
        r#"<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Portal</title>
        <link rel="icon" href="data:,"><script src="{RECORDER}"></script></head><body>{}
        <script type="module">
          import {{ StatusWidget }} from "./element.js";
          window.isDefined = !!customElements.get("status-widget");
          window.StatusWidget = StatusWidget;
        </script></body></html>"#,
        site.widget("src=\"status.json\"")
    );
    browser.open(&site.put_page("/apart.html", &page));
    let is_defined =
        browser.until("the class", || browser.get::<Option<bool>>("return window.isDefined ?? null"));
    assert!(!is_defined);
    browser.run("window.StatusWidget.define(); window.StatusWidget.define()");
    Shown::fresh(browser);
    assert_eq!(browser.console(), [""; 0]);
}

fn scripts_are_told_what_is_shown_and_when_that_changes(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page_of(LISTEN, &site.widget("src=\"status.json\"")));
    Shown::fresh(browser);
    let events = heard(browser);
    assert_eq!(kinds(browser), ["status-ready"], "{events:?}");
    let detail = &events[0]["detail"];
    assert_eq!(events[0]["isElement"], true);
    assert_eq!(detail["status"], "operational");
    assert_eq!(detail["services"], json!({"eau": "operational"}));
    assert_eq!(detail["notices"], json!({}));
    let read: Value = browser.get(&widget("return widget.status"));
    assert_eq!(&read, detail);
    // By the document's own times, with what is allowed for wrong clocks.
    let holds_for: f64 =
        browser.get(&widget("return Date.parse(widget.status.validUntil) - Date.parse(widget.status.asOf)"));
    assert!(holds_for > 3_600_000.0, "{detail}");

    site.publish(&down(fresh(2)));
    sleep(browser, 60);
    Shown::once(browser, "down", |shown| shown.status("eau") == Some("major_outage"));
    assert_eq!(kinds(browser), ["status-ready", "status-change"]);
    assert_eq!(heard(browser)[1]["detail"]["services"], json!({"eau": "major_outage"}));

    // Another version that says the same, another language, another minute: nothing changes.
    site.publish(&down(fresh(3)));
    sleep(browser, 60);
    browser.run(&widget("widget.lang = 'en'"));
    Shown::once(browser, "English", |shown| shown.lang == "en");
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(kinds(browser), ["status-ready", "status-change"]);
}

/// By time, and by going away.
fn what_is_no_longer_shown_is_told_as_unknown(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page_of(LISTEN, &site.widget("src=\"status.json\"")));
    Shown::fresh(browser);
    site.server.put(STATUS, Reply::error(503));
    sleep(browser, 2 * 3600);
    Shown::once(browser, "expired", |shown| shown.notices == ["expired"]);
    let mut changes = heard(browser).into_iter().filter(|event| event["type"] == "status-change");
    let last = changes.next_back().expect("a change");
    assert_eq!(last["detail"]["services"], json!({"eau": "unknown"}));
    assert_eq!(last["detail"]["status"], "unknown");
    assert_eq!(last["detail"]["validUntil"], Value::Null);
    let notice: String = browser.get(&widget("return widget.status.notices.expired"));
    assert_eq!(notice, "Wir wissen gerade nicht, was funktioniert.");

    browser.run(&widget("widget.remove()"));
    let told: Value = browser.until("told", || {
        browser.get::<Option<Value>>("return window.last.asOf === null ? window.last : null")
    });
    assert_eq!(
        told,
        json!({"status": "unknown", "services": {}, "notices": {}, "asOf": null, "validUntil": null})
    );
}

fn each_reason_why_something_is_missing_is_told_once(browser: &Browser) {
    let site = Site::start();
    let reasons = || -> Vec<String> {
        let errors = heard(browser).into_iter().filter(|event| event["type"] == "status-error");
        errors.map(|error| error["detail"]["reason"].as_str().expect("a reason").to_owned()).collect()
    };
    site.server.put(STATUS, Reply::error(503));
    browser.open(&site.page_of(LISTEN, &site.widget("src=\"status.json\"")));
    Shown::once(browser, "unreachable", |shown| shown.notices == ["unreachable"]);
    assert_eq!(reasons(), ["unreachable"]);
    site.server.put(STATUS, Reply::json(b"{}".to_vec()));
    sleep(browser, 10);
    Shown::once(browser, "forged", |shown| {
        shown.notices == ["unreachable"] || shown.notices == ["not-authentic"]
    });
    // A pin that can't be one.
    browser.run(&widget("widget.trust = 'sha256-short'"));
    browser.until("told", || reasons().contains(&"configuration".into()).then_some(()));
    assert_eq!(reasons().iter().filter(|reason| *reason == "configuration").count(), 1);
    assert_eq!(reasons().iter().filter(|reason| *reason == "unreachable").count(), 1);
}

fn a_listener_that_throws_takes_nothing_away(browser: &Browser) {
    let site = Site::start();
    let throws = "<script>for (const name of ['status-ready', 'status-change', 'status-error'])
        document.addEventListener(name, () => { throw new Error('mine'); });</script>";
    browser.open(&site.page_of(throws, &site.widget("src=\"status.json\"")));
    Shown::fresh(browser);
    site.publish(&down(fresh(2)));
    sleep(browser, 60);
    Shown::once(browser, "down", |shown| shown.status("eau") == Some("major_outage") && !shown.fallback);
}

/// Calls `refresh` and waits for it to be done.
fn refresh(browser: &Browser) {
    let done = browser.run_async(&widget(
        "const done = arguments[arguments.length - 1]; widget.refresh().then(() => done(true), (error) => done(String(error)));",
    ));
    assert_eq!(done, json!(true));
}

fn refresh_asks_at_once_but_not_in_a_row(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page());
    Shown::fresh(browser);
    for _ in 0..5 {
        refresh(browser);
    }
    assert_eq!(site.server.requests(STATUS).len(), 1, "the first answer is a moment old");
    site.publish(&down(fresh(2)));
    sleep(browser, 11);
    refresh(browser);
    assert_eq!(
        Shown::now(browser).and_then(|shown| shown.status("eau").map(str::to_owned)).as_deref(),
        Some("major_outage")
    );
    assert_eq!(site.server.requests(STATUS).len(), 2);
}

fn refresh_before_there_is_anything_is_done_when_there_is(browser: &Browser) {
    let site = Site::start();
    let file = Reply::json(site.publisher.file(&fresh(1)));
    site.server.put(STATUS, file.after(Duration::from_millis(700)));
    browser.open(&site.page());
    browser.until("defined", || {
        browser.get::<bool>("return !!customElements.get('status-widget')").then_some(())
    });
    refresh(browser);
    assert_eq!(
        Shown::now(browser).and_then(|shown| shown.status("eau").map(str::to_owned)).as_deref(),
        Some("operational")
    );
    assert_eq!(site.server.requests(STATUS).len(), 1);
}
