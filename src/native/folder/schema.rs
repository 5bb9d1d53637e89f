//! The JSON Schema of `status.toml`, for editors.
//!
//! Owns how the file differs from the document that is made of it: a state's fields stand flat
//! in its service, texts are Markdown and not trees, one entry of a list needs no brackets, and
//! one field is for the checks alone. All else comes from the document's types. Must not know where the schema is written.

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::status::TOP;
use super::translations::PARTLY_TRANSLATED;
use crate::core::document::Content;

/// Points in time as TOML spells them, with or without seconds and their fractions.
const WHEN: &str = r"^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d))?$";

/// The schema, in the draft that editors' TOML servers read (draft 7).
pub fn schema() -> Value {
    let generated = SchemaSettings::draft07().into_generator().into_root_schema_for::<Content>();
    let mut schema = generated.to_value();
    let definitions = schema.get_mut("definitions").map(Value::take).unwrap_or_default();
    let Value::Object(mut definitions) = definitions else { return schema };
    flatten_states(&mut definitions);
    schema["title"] = "status.toml".into();
    schema["description"] = "What a publisher says about the state of services.".into();
    if let Some(properties) = schema["properties"].as_object_mut() {
        properties.retain(|name, _| TOP.contains(&name.as_str()));
        let tags = json!({
            "description": "Those of `languages` into which some texts are translated and others are not, on purpose.",
            "type": "array", "items": { "type": "string" },
        });
        properties.insert(PARTLY_TRANSLATED.into(), tags);
    }
    written(&mut schema);
    for (name, definition) in &mut definitions {
        match name.as_str() {
            "When" => definition["pattern"] = WHEN.into(),
            _ if definition.get("properties").is_none()
                && definition.get("additionalProperties").is_some() =>
            {
                *definition = text();
            }
            _ => written(definition),
        }
    }
    let mut used = BTreeSet::new();
    collect(&schema, &definitions, &mut used);
    definitions.retain(|name, _| used.contains(name));
    schema["definitions"] = definitions.into();
    schema
}

/// A text: in each language, or once for all of them.
fn text() -> Value {
    json!({
        "anyOf": [
            { "description": "Once, for all languages.", "type": "string", "minLength": 1 },
            {
                "description": "In each language, by its tag: `name.de = \"…\"`.", "type": "object",
                "additionalProperties": { "type": "string", "minLength": 1 }, "minProperties": 1,
            },
        ],
    })
}

/// Puts the members of states, and of their outlooks, where the file has them.
fn flatten_states(definitions: &mut Map<String, Value>) {
    let property = |of: &str, name: &str| definitions[of]["properties"][name].clone();
    let mut state = definitions["State"]["properties"].clone();
    state["outlook"] = property("Outlook", "kind");
    state["expected"] = property("Outlook", "expected");
    for holder in ["Service", "LocalState"] {
        let definition = &mut definitions[holder];
        if let (Some(properties), Value::Object(state)) = (definition["properties"].as_object_mut(), &state) {
            properties.remove("state");
            properties.extend(state.clone());
        }
        for required in definition["required"].as_array_mut().into_iter().flatten() {
            if required == "state" {
                *required = "status".into();
            }
        }
        // Nothing is expected where nobody says what.
        definition["dependencies"] = json!({ "expected": ["outlook"] });
    }
}

/// A table as people write it: nothing is null, nothing unknown stands in it, and a list of
/// words may be one word.
fn written(table: &mut Value) {
    if let Some(properties) = table.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(without_null);
        properties.values_mut().for_each(one_or_more);
        table["additionalProperties"] = false.into();
    }
}

fn without_null(property: &mut Value) {
    let is_null = |kind: &Value| kind == "null" || kind.get("type").is_some_and(|kind| kind == "null");
    for name in ["type", "anyOf"] {
        let Some(kinds) = property.get_mut(name).and_then(Value::as_array_mut) else { continue };
        kinds.retain(|kind| !is_null(kind));
        if let ([only], "type") = (&kinds[..], name) {
            property["type"] = only.clone();
        }
    }
    if let Some(members) = property.as_object_mut() {
        members.remove("default");
    }
}

fn one_or_more(property: &mut Value) {
    let Some(items) = property.get("items").cloned() else { return };
    let is_word = items["type"] == "string" || items["$ref"] == "#/definitions/Audience";
    let Some(members) = property.as_object_mut().filter(|_| is_word) else { return };
    let description = members.remove("description");
    let list = Value::Object(std::mem::take(members));
    members.extend(description.map(|text| ("description".to_owned(), text)));
    members.insert("anyOf".into(), json!([list, items]));
}

/// The definitions that are reached from `value`.
fn collect(value: &Value, definitions: &Map<String, Value>, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let name = members.get("$ref").and_then(Value::as_str);
            let name = name.and_then(|path| path.strip_prefix("#/definitions/"));
            if let Some(name) = name.filter(|name| used.insert((*name).to_owned())) {
                collect(&definitions[name], definitions, used);
            }
            members.values().for_each(|member| collect(member, definitions, used));
        }
        Value::Array(entries) => entries.iter().for_each(|entry| collect(entry, definitions, used)),
        _ => {}
    }
}
