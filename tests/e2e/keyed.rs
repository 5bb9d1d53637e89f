//! Lists: whatever is added, removed or put elsewhere, everything that is still said keeps
//! its elements, and with them what the reader has opened, focused and selected.

use std::time::Duration;

use serde_json::{Value, json};

use super::browser::Browser;
use super::foreign::{PLACE, take_a_place};
use super::server::Reply;
use super::site::{STATUS, Site, down, many};
use super::time::sleep;
use super::widget::Shown;

scenarios![
    what_is_added_or_removed_leaves_the_reader_where_they_are,
    what_changes_places_leaves_the_reader_where_they_are,
    a_notice_that_comes_or_goes_leaves_the_reader_where_they_are,
];

/// A document and what was done to it.
type Change = (&'static str, fn(&mut Value));

fn list<'d>(document: &'d mut Value, pointer: &str) -> &'d mut Vec<Value> {
    document.pointer_mut(pointer).and_then(Value::as_array_mut).expect("a list")
}

/// Puts a changed copy of the first item in front of all, as `id`.
fn add(document: &mut Value, pointer: &str, id: &str, member: &str) {
    let mut item = list(document, pointer)[0].clone();
    if item.get("id").is_some() {
        item["id"] = id.into();
    }
    item[member] = if member == "at" { "2023-05-20".into() } else { json!({"de": format!("Neu {id}")}) };
    list(document, pointer).insert(0, item);
}

const ADDED: &[Change] = &[
    ("a summary", |document| {
        document["summary"] =
            json!({"de": [{"type": "paragraph", "children": [{"type": "text", "value": "Neu."}]}]});
    }),
    ("a service", |document| add(document, "/services", "neu", "name")),
    ("a service in the last group", |document| {
        add(document, "/services", "neu", "name");
        document["services"][0]["group"] = "vier".into();
    }),
    ("a group with a service, above", |document| {
        add(document, "/groups", "neu", "name");
        add(document, "/services", "neu", "name");
        document["services"][0]["group"] = "neu".into();
    }),
    ("a group less", |document| {
        list(document, "/groups").remove(2);
        list(document, "/services").remove(2);
    }),
    ("a service less", |document| drop(list(document, "/services").remove(0))),
    ("an incident", |document| add(document, "/incidents", "neu", "title")),
    ("an incident less", |document| drop(list(document, "/incidents").remove(1))),
    ("no incidents", |document| list(document, "/incidents").clear()),
    ("a message", |document| add(document, "/incidents/1/updates", "neu", "at")),
    ("a message less", |document| drop(list(document, "/incidents/1/updates").remove(0))),
    ("a maintenance", |document| add(document, "/maintenances", "neu", "title")),
    ("no maintenances", |document| list(document, "/maintenances").clear()),
    ("a question", |document| add(document, "/faq", "neu", "question")),
    ("a question less", |document| drop(list(document, "/faq").remove(0))),
    ("a theme with a question, above", |document| {
        add(document, "/categories", "neu", "name");
        add(document, "/faq", "neu", "question");
        document["faq"][0]["category"] = "neu".into();
    }),
    ("a theme less", |document| {
        list(document, "/categories").remove(2);
        list(document, "/faq").remove(2);
    }),
    ("a contact", |document| add(document, "/contacts", "neu", "name")),
    ("a contact less", |document| drop(list(document, "/contacts").remove(1))),
    ("a link less", |document| drop(list(document, "/links").remove(1))),
    ("another state everywhere", |document| *document = down(document.take())),
];

const MOVED: &[Change] = &[
    ("services", |document| list(document, "/services").swap(0, 1)),
    ("groups", |document| list(document, "/groups").reverse()),
    ("incidents", |document| list(document, "/incidents").rotate_left(1)),
    ("messages", |document| list(document, "/incidents/0/updates").reverse()),
    ("maintenances", |document| list(document, "/maintenances").reverse()),
    ("questions", |document| list(document, "/faq").swap(0, 1)),
    ("themes", |document| list(document, "/categories").reverse()),
    ("contacts", |document| list(document, "/contacts").rotate_right(1)),
    ("links", |document| list(document, "/links").reverse()),
];

/// Finds items again: by what they say of themselves, whatever stands around them.
const ITEMS: &str = "
window.items = () => {
  const found = new Map();
  const all = '[data-service], details.answer, article, .message, address, footer li';
  for (const one of widget.shadowRoot.querySelectorAll(all))
    // The newest message stands open, older ones are folded: another place, another item.
    found.set((one.closest('details.more') ? 'folded ' : '') + one.localName + (one.dataset.service ?? one.dataset.report ?? (one.id || one.textContent)), one);
  return found;
};
window.lost = () => {
  const now = items();
  const lost = [...before].filter(([name, one]) => now.has(name) && now.get(name) !== one).map(([name]) => name);
  window.before = now;
  return [lost, now.size];
};
window.before = items();";

/// Publishes each change, and the document without it again; after each of both, everything
/// that is still said has its elements, and the reader is where they were.
#[track_caller]
fn check(browser: &Browser, changes: &[Change], is_selected: bool) {
    let site = Site::start();
    site.publish(&many(1));
    browser.open(&site.page_with("src=\"status.json\" memory=\"off\""));
    Shown::once(browser, "there", |shown| shown.services.len() == 4);
    browser.run(&format!("{PLACE} {ITEMS}"));
    let reader = |browser: &Browser| {
        let mut place = browser.run("return place()");
        place["top"].take();
        if !is_selected {
            place["selected"].take();
        }
        place
    };
    take_a_place(browser);
    let place = reader(browser);
    let mut version = 1;
    for (what, change) in changes {
        for is_changed in [true, false] {
            version += 1;
            let mut document = many(version);
            if is_changed {
                change(&mut document);
            }
            // Says that it has come.
            document["publisher"]["copyright"] = format!("Stand {version}").into();
            site.publish(&document);
            sleep(browser, 120);
            let arrived = format!("Stand {version}");
            Shown::once(browser, what, |shown| shown.text.contains(&arrived));
            let what = if is_changed { format!("with {what}") } else { format!("without {what}") };
            let (lost, count): (Vec<String>, usize) = browser.get("return lost()");
            assert_eq!(lost, [""; 0], "{what}: made anew");
            assert!(count > 20, "{what}: {count}");
            assert_eq!(reader(browser), place, "{what}");
        }
    }
}

fn what_is_added_or_removed_leaves_the_reader_where_they_are(browser: &Browser) {
    check(browser, ADDED, true);
}

/// But for the selection: a range does not survive that its nodes are moved (DOM Standard,
/// section 5.5, and the algorithm to remove a node).
fn what_changes_places_leaves_the_reader_where_they_are(browser: &Browser) {
    check(browser, MOVED, false);
}

fn a_notice_that_comes_or_goes_leaves_the_reader_where_they_are(browser: &Browser) {
    let site = Site::start();
    site.publish(&many(1));
    browser.open(&site.page_with("src=\"status.json\" memory=\"off\""));
    Shown::once(browser, "there", |shown| shown.services.len() == 4);
    browser.run(&format!("{PLACE} {ITEMS}"));
    let place = |browser: &Browser| {
        let mut place = browser.run("return place()");
        place["top"].take();
        place
    };
    take_a_place(browser);
    let before = place(browser);
    site.server.put(STATUS, Reply::error(503));
    // Three rounds that fail, and then an end.
    for _ in 0..3 {
        sleep(browser, 660);
        std::thread::sleep(Duration::from_millis(300));
    }
    Shown::once(browser, "a notice", |shown| !shown.notices.is_empty());
    sleep(browser, 2 * 3600);
    Shown::once(browser, "ended", |shown| shown.status("dienst-eins") == Some("unknown"));
    let (lost, _): (Vec<String>, usize) = browser.get("return lost()");
    assert_eq!(lost, [""; 0], "made anew");
    assert_eq!(place(browser), before, "ended");
    // Confirmed while the device's clock went on.
    let mut later = many(2);
    for (time, seconds) in [("iat", 9200), ("exp", 6 * 3600)] {
        later[time] = (later[time].as_u64().expect("a time") + seconds).into();
    }
    site.publish(&later);
    std::thread::sleep(Duration::from_millis(500));
    sleep(browser, 660);
    Shown::once(browser, "back", |shown| shown.status("dienst-eins") == Some("operational"));
    let (lost, _): (Vec<String>, usize) = browser.get("return lost()");
    assert_eq!(lost, [""; 0], "made anew");
    assert_eq!(place(browser), before, "back");
}
