//! What stays on the page when another document comes: all that says the same as before,
//! with what a reader has opened, focused or marked in it.
//!
//! Yew finds an element again where every list from the root down to it gives it the same
//! place: by key if all in the list have one, otherwise by position, and only under the same
//! tag. That rule is followed here on the views' own tree; that Yew keeps to it in a
//! browser is for `e2e`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use status_widget::core::presentation::view_model::{Options, WidgetModel};
use status_widget::core::session::FetchError;
use status_widget::view::widget;
use yew::Html;
use yew::virtual_dom::VNode;

use super::views::{full, words};
use crate::support::publisher::Publisher;
use crate::support::reader::{Reader, tenant};

const HOUR: u64 = 60 * 60;

/// Elements by all that they say, each with where it stands; nothing where two say the same.
type Places = BTreeMap<String, Option<String>>;

fn places(model: &WidgetModel) -> Places {
    let mut places = Places::new();
    visit(&widget(model), "", &mut places);
    places
}

/// Adds the elements in `node`, and returns all that it says.
fn visit(node: &Html, place: &str, places: &mut Places) -> String {
    match node {
        VNode::VText(text) => format!("{:?}", text.text),
        VNode::VList(list) => {
            let is_keyed = list.iter().all(VNode::has_key);
            let mut keys = BTreeSet::new();
            let mut says = String::new();
            for (index, child) in list.iter().enumerate() {
                let key = child.key();
                assert!(!is_keyed || keys.insert(key), "{key:?} stands twice in {place}");
                // Yew goes through a list without keys from its end.
                let position = if is_keyed { 0 } else { list.len() - index };
                says += &visit(child, &format!("{place}/{position} {key:?}"), places);
            }
            says
        }
        VNode::VTag(tag) => {
            let attributes: BTreeSet<_> = tag.attributes.iter().collect();
            let place = format!("{place}<{}>", tag.tag());
            let inner = tag.children().map(|child| visit(child, &place, places)).unwrap_or_default();
            let says = format!("<{} {attributes:?}>{inner}</>", tag.tag());
            // Several items may have one state, which says nothing of them alone; and the
            // insurer's contact stands where it is needed most.
            if matches!(tag.tag(), "svg" | "path" | "strong" | "slot") {
                return says;
            }
            places.entry(says.clone()).and_modify(|place| *place = None).or_insert(Some(place));
            says
        }
        _ => panic!("the views are elements, texts and lists"),
    }
}

/// What says the same before and after stands where it stood. Returns how much that is.
#[track_caller]
fn assert_stays(before: &WidgetModel, after: &WidgetModel, change: &str) -> usize {
    let (before, after) = (places(before), places(after));
    let mut compared = 0;
    for (says, place) in &before {
        if let (Some(place), Some(Some(now))) = (place, after.get(says)) {
            // A message is folded when there is a newer one, and a note when the state is known.
            let is_folded = |place: &str| place.contains("<details>");
            if is_folded(place) != is_folded(now) {
                continue;
            }
            assert_eq!(now, place, "{change}: {says:.400}");
            compared += 1;
        }
    }
    compared
}

fn sees(document: &Value) -> WidgetModel {
    Reader::of(&Publisher::new(), document).sees(&tenant("insurer-c"))
}

/// A document with several items, no two of which say the same, in every list.
fn document() -> Value {
    let texts = ["eins", "zwei", "drei", "vier"];
    let named = |list: &str| -> Value {
        texts.iter().map(|text| json!({"id": text, "name": {"de": format!("{list} {text}")}})).collect()
    };
    let updates = |of: &str, status: &str| -> Value {
        texts
            .iter()
            .zip(1..)
            .map(|(text, day)| {
                let says = words(&format!("{of} {text}"));
                json!({"at": format!("2023-05-0{day}"), "status": status, "text": {"de": says}})
            })
            .collect()
    };
    let mut document = full();
    document["groups"] = named("Dienste");
    document["categories"] = named("Fragen");
    for list in [("services", "group"), ("faq", "category")] {
        for (index, item) in document[list.0].as_array_mut().unwrap().iter_mut().enumerate() {
            // The first ones stand under no heading.
            item[list.1] = if index < 2 { Value::Null } else { json!(texts[index % texts.len()]) };
        }
    }
    document["incidents"] = texts
        .iter()
        .map(|text| {
            json!({
                "id": format!("incident-{text}"), "title": {"de": format!("Störung {text}")}, "impact": "major",
                "status": "identified", "updates": updates(&format!("Störung {text}"), "identified"),
            })
        })
        .collect();
    document["maintenances"] = texts
        .iter()
        .map(|text| {
            json!({
                "id": format!("maintenance-{text}"), "title": {"de": format!("Wartung {text}")}, "status": "scheduled",
                "starts": "2026-11-24T21:00:00Z", "updates": updates(&format!("Wartung {text}"), "scheduled"),
            })
        })
        .collect();
    document["contacts"] = texts
        .iter()
        .map(
            |text| json!({"name": {"de": format!("Kontakt {text}")}, "email": format!("{text}@example.org")}),
        )
        .collect();
    document["links"] = texts
        .iter()
        .map(|text| json!({"name": {"de": format!("Verweis {text}")}, "url": format!("https://{text}.example/")}))
        .collect();
    document
}

/// Every list of the document that readers see, as a JSON Pointer.
const LISTS: [&str; 11] = [
    "/services",
    "/groups",
    "/incidents",
    "/incidents/1/updates",
    "/maintenances",
    "/maintenances/2/updates",
    "/faq",
    "/categories",
    "/contacts",
    "/links",
    "/tenants/2/sites",
];

fn list<'d>(document: &'d mut Value, pointer: &str) -> &'d mut Vec<Value> {
    document.pointer_mut(pointer).unwrap().as_array_mut().unwrap()
}

#[test]
fn items_that_change_places_keep_their_elements() {
    let before = document();
    for pointer in LISTS {
        let mut after = before.clone();
        for _ in 0..list(&mut after, pointer).len() {
            list(&mut after, pointer).rotate_left(1);
            let compared = assert_stays(&sees(&before), &sees(&after), &format!("{pointer} rotated"));
            assert!(compared > 150, "{compared}");
        }
        list(&mut after, pointer).reverse();
        assert_stays(&sees(&before), &sees(&after), &format!("{pointer} reversed"));
    }
}

#[test]
fn an_item_that_comes_or_goes_leaves_the_others_their_elements() {
    let with = document();
    for pointer in LISTS {
        for index in 0..list(&mut with.clone(), pointer).len() {
            let mut without = with.clone();
            let item = list(&mut without, pointer).remove(index);
            // What stood under a heading goes with it.
            for (headings, items, member) in
                [("/groups", "services", "group"), ("/categories", "faq", "category")]
            {
                if pointer == headings {
                    list(&mut without, &format!("/{items}")).retain(|one| one[member] != item["id"]);
                }
            }
            let [with, without] = [sees(&with), sees(&without)];
            let compared = assert_stays(&with, &without, &format!("{pointer} without {index}"));
            assert!(compared > 150, "{compared}");
            assert_stays(&without, &with, &format!("{pointer} with {index}"));
        }
    }
}

#[test]
fn what_stands_under_a_heading_keeps_its_elements_when_the_heading_is_renamed() {
    let before = document();
    for pointer in ["/groups", "/categories"] {
        for index in 0..list(&mut before.clone(), pointer).len() {
            let mut after = before.clone();
            list(&mut after, pointer)[index]["name"]["de"] = json!("Anders");
            let compared = assert_stays(&sees(&before), &sees(&after), &format!("{pointer} {index} renamed"));
            assert!(compared > 150, "{compared}");
        }
    }
}

#[test]
fn items_of_one_name_are_told_apart() {
    let mut before = document();
    for pointer in ["/contacts", "/groups", "/categories"] {
        for item in list(&mut before, pointer) {
            item["name"]["de"] = json!("Gleich");
        }
    }
    for link in list(&mut before, "/links") {
        link["url"] = json!("https://gleich.example/");
    }
    for update in list(&mut before, "/incidents/1/updates") {
        update["at"] = json!("2023-05-03");
    }
    let mut after = before.clone();
    let message = json!({"at": "2023-05-03", "status": "monitoring", "text": {"de": words("Neu.")}});
    list(&mut after, "/incidents/1/updates").insert(0, message);
    assert!(assert_stays(&sees(&before), &sees(&after), "a second message of one day") > 150);
}

#[test]
fn notices_come_and_go_without_touching_what_stands_below_them() {
    let publisher = Publisher::new();
    let reader = || Reader::of(&publisher, &document());
    let options = Options { tenant: Some("insurer-c".into()), ..Options::default() };
    let lost = || Err(FetchError::TimedOut);
    let models = [
        reader().sees(&options),
        reader().waits(HOUR).gets(lost()).gets(lost()).gets(lost()).sees(&options),
        reader().waits(5 * HOUR).gets(lost()).sees(&options),
        reader().waits(400 * HOUR).gets(Ok(publisher.file(&document()))).sees(&options),
        reader().sees(&Options { tenant: Some("nobody".into()), ..options.clone() }),
    ];
    assert!(models[1..].iter().all(|model| !model.notices.is_empty()));
    for before in &models {
        for after in &models {
            assert!(assert_stays(before, after, "notices") > 80);
        }
    }
}
