//! The form of the document as others see it: the JSON Schema, which is in step with
//! the types, and errors that name the place and the mend.

use crate::support::desk::Desk;
use serde_json::{Value, json};
use status_widget::core::document::{Content, StatusDocument};
use status_widget::core::encoding::json::JsonError;

const SCHEMA: &str = include_str!("../../static/status.schema.json");

/// What the sample becomes; `tests/behaviour/compiler.rs` keeps it up to date.
fn sample() -> Value {
    serde_json::from_str(include_str!("golden/sample.json")).unwrap()
}

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap()
}

#[test]
fn the_schema_in_the_repository_is_the_one_that_the_tool_prints() {
    let printed = Desk::new().ok(&["schema"]);
    assert!(printed == SCHEMA, "run `cargo run -- schema > static/status.schema.json`");
}

#[test]
fn the_sample_is_valid() {
    let errors: Vec<String> = validator()
        .iter_errors(&sample())
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, [""; 0]);
}

#[test]
fn the_schema_names_every_member_that_the_types_know() {
    // Members that are not there in the sample would be lost without a word.
    let mut schema: Value = serde_json::from_str(SCHEMA).unwrap();
    fn close(schema: &mut Value) {
        match schema {
            Value::Object(members) => {
                if members.contains_key("properties") {
                    members.insert("additionalProperties".into(), false.into());
                }
                members.values_mut().for_each(close);
            }
            Value::Array(entries) => entries.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    assert!(jsonschema::is_valid(&schema, &sample()));
}

/// JSON pointers (RFC 6901) of everything in a tree.
fn pointers(value: &Value, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| pointers(member, &format!("{path}/{name}"), found));
        }
        Value::Array(entries) => {
            let entries = entries.iter().enumerate();
            entries.for_each(|(index, entry)| pointers(entry, &format!("{path}/{index}"), found));
        }
        _ => {}
    }
}

fn without(document: &Value, pointer: &str) -> Value {
    let mut document = document.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.remove(name)),
        Value::Array(entries) => drop(entries.remove(name.parse().unwrap())),
        other => panic!("{other} has no members"),
    }
    document
}

/// Reads a document as the widget does.
fn read(document: &Value) -> Result<StatusDocument, JsonError> {
    StatusDocument::read(document.to_string().as_bytes())
}

/// Whether readers make sense of it; an id that is nowhere is for the rules to say.
fn is_read(document: &Value) -> bool {
    read(document).is_ok_and(|document| !document.content.languages.is_empty())
}

/// A document that has everything in it that a document can have.
fn everything() -> Value {
    let text = json!({"de": "Text"});
    let rich = json!({"de": [
        {"type": "heading", "depth": 2, "children": [{"type": "text", "value": "Kopf"}]},
        {"type": "list", "ordered": true, "children": [{"type": "listItem", "children": [
            {"type": "paragraph", "children": [
                {"type": "link", "url": "https://example.org/", "children": [{"type": "text", "value": "a"}]},
                {"type": "break"}, {"type": "strong", "children": []}, {"type": "emphasis", "children": []},
            ]},
        ]}]},
    ]});
    let state = json!({
        "status": "operational", "since": "2023-05-03", "note": rich, "alternative": rich,
        "outlook": {"kind": "restoring", "expected": "2023-05-03T14:05:00+02:00"},
    });
    let correction = json!({"at": "2023-05-04", "before": rich});
    let update =
        |status: &str| json!({"at": "2023-05-03", "status": status, "text": rich, "correction": correction});
    json!({
        "iss": "i", "sub": "s", "version": 1, "iat": 1, "exp": 2, "languages": ["de"],
        "title": text, "summary": rich, "updated": "2023-05-03",
        "publisher": {"name": text, "url": "https://example.org/", "copyright": "c"},
        "groups": [{"id": "g", "name": text}], "sites": [{"id": "s", "name": text, "example": true}],
        "tenants": [{"id": "t", "name": text, "example": true, "sites": ["s"]}],
        "services": [{
            "id": "eau", "name": text, "description": text, "group": "g", "audience": ["press"], "state": state,
            "sites": [{"id": "s", "state": state}], "tenants": [{"id": "t", "state": state}],
            "history": [{"at": "2023-05-03", "status": "operational"}],
        }],
        "incidents": [{"id": "i", "title": text, "impact": "none", "status": "resolved", "services": ["eau"],
            "updates": [update("resolved")]}],
        "maintenances": [{"id": "m", "title": text, "status": "scheduled", "starts": "2023-05-03",
            "ends": "2023-05-04", "services": ["eau"], "updates": [update("scheduled")]}],
        "categories": [{"id": "c", "name": text}],
        "faq": [{"id": "f", "category": "c", "audience": ["insurers"], "question": text, "answer": rich,
            "updated": "2023-05-03", "correction": correction}],
        "contacts": [{"name": text, "audience": ["press"], "tenants": ["t"], "emergency": true,
            "address": ["a"], "phone": "1", "phone_number": "+4912345", "email": "a@example.org",
            "hours": text, "valid_until": "2023-05-05"}],
        "links": [{"name": text, "url": "https://example.org/", "kind": "imprint"}],
    })
}

#[test]
fn whatever_the_schema_allows_is_read_and_what_it_requires_is_required() {
    let document = everything();
    let validator = validator();
    assert!(validator.is_valid(&document));
    assert_eq!(read(&document).unwrap().content.problems(), []);
    let mut places = Vec::new();
    pointers(&document, "", &mut places);
    let wrong =
        [Value::Null, json!(true), json!(1), json!(-1), json!("x"), json!([]), json!({}), json!([null])];
    let (mut valid, mut invalid) = (0, 0);
    for pointer in places.iter().skip(1) {
        let taken = without(&document, pointer);
        assert_eq!(validator.is_valid(&taken), is_read(&taken), "without {pointer}");
        for value in &wrong {
            let mut changed = document.clone();
            *changed.pointer_mut(pointer).unwrap() = value.clone();
            // The other way round does not hold: readers know what to do with a new word.
            if validator.is_valid(&changed) {
                valid += 1;
                assert!(is_read(&changed), "{pointer} = {value}");
            } else {
                invalid += 1;
            }
        }
    }
    assert!(valid > 100 && invalid > 1000, "{valid} valid, {invalid} invalid: the test tests nothing");
}

#[test]
fn a_newer_publisher_may_add_members_and_words() {
    let mut document = everything();
    document["severity"] = json!({"new": [1]});
    document["services"][0]["state"]["status"] = "on_fire".into();
    document["services"][0]["audience"] = json!(["martians"]);
    document["incidents"][0]["impact"] = "cosmic".into();
    let document = read(&document).unwrap();
    assert_eq!(document.content.problems(), []);
    let again = serde_json::to_value(&document).unwrap();
    assert_eq!(again["services"][0]["state"]["status"], "unknown", "never as available");
}

#[test]
fn a_wrong_shape_is_told_with_its_json_path() {
    for (pointer, value, message) in [
        ("/title", json!("Störung"), "title: expected an object"),
        ("/title/de", json!(1), "title.de: expected a text"),
        ("/version", json!(-1), "version: expected an integer from 0 to 2^53 - 1"),
        ("/services/0/state/status", json!(null), "services[0].state.status: expected a text"),
        ("/services/0/sites/0/state", json!([]), "services[0].sites[0].state: expected an object"),
        (
            "/incidents/0/updates/0/at",
            json!("3.5.2023"),
            "incidents[0].updates[0].at: expected a date or a time (RFC 3339)",
        ),
        (
            "/faq/0/answer/de/1/children/0/type",
            json!(7),
            "faq[0].answer.de[1].children[0].type: expected a text",
        ),
        ("/contacts", json!({}), "contacts: expected a list"),
    ] {
        let mut document = everything();
        *document.pointer_mut(pointer).unwrap() = value;
        let error = read(&document).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let error = read(&without(&everything(), "/services/0/state")).unwrap_err();
    assert_eq!(error.to_string(), "services[0].state: expected a value, but there is none");
}

#[test]
fn every_broken_rule_is_told_with_its_json_path_and_a_mend() {
    let mut document = everything();
    for (pointer, value) in [
        ("/title", json!({"en": "Disruption"})),
        ("/groups/0/id", json!("Group One")),
        ("/tenants/0/sites", json!(["s", "nowhere"])),
        ("/services/0/group", json!("none")),
        ("/services/0/tenants/0/id", json!("nobody")),
        ("/services/0/state/note", json!({})),
        ("/incidents/0/services", json!(["eau", "epa"])),
        ("/maintenances/0/updates/0/text", json!({"en": []})),
        ("/faq/0/category", json!("none")),
    ] {
        *document.pointer_mut(pointer).unwrap() = value;
    }
    let copy = document["services"][0].clone();
    document["services"].as_array_mut().unwrap().push(copy);
    let problems = read(&document).unwrap().content.problems();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expect_test::expect![[r#"
        title.de: missing in the first language; add it, the first is complete
        groups[0].id: not an id; use lower-case letters, digits and hyphens
        tenants[0].sites[1]: no such id; name one that exists, or add it
        services[1].id: the id is taken; give every entry its own
        services[0].group: no such id; name one that exists, or add it
        services[0].state.note.de: missing in the first language; add it, the first is complete
        services[0].tenants[0].id: no such id; name one that exists, or add it
        services[1].group: no such id; name one that exists, or add it
        services[1].state.note.de: missing in the first language; add it, the first is complete
        services[1].tenants[0].id: no such id; name one that exists, or add it
        incidents[0].services[1]: no such id; name one that exists, or add it
        maintenances[0].updates[0].text.de: missing in the first language; add it, the first is complete
        faq[0].category: no such id; name one that exists, or add it"#]]
    .assert_eq(&told.join("\n"));
    let none = Content { languages: Vec::new(), ..read(&everything()).unwrap().content };
    assert_eq!(none.problems()[0].to_string(), "languages: no language; name at least one, like \"de\"");
}
