//! The schemas with which editors complete and check `status.toml` and `publish.toml`: they
//! are what the tool prints, they take what it takes, and they know the fields that it knows.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::desk::Desk;

const STATUS: &str = include_str!("../../static/status.toml.schema.json");
const PUBLISH: &str = include_str!("../../static/publish.toml.schema.json");
const SAMPLE: &str = include_str!("../../examples/notice-2023/status.toml");

fn parsed(schema: &str) -> Value {
    serde_json::from_str(schema).unwrap()
}

/// TOML as editors hand it to a schema: dates as text.
fn as_json(toml: &str) -> Value {
    fn value(written: toml::Value) -> Value {
        match written {
            toml::Value::Table(table) => table.into_iter().map(|(name, one)| (name, value(one))).collect(),
            toml::Value::Array(entries) => entries.into_iter().map(value).collect(),
            toml::Value::Datetime(date) => date.to_string().into(),
            toml::Value::String(text) => text.into(),
            toml::Value::Integer(number) => number.into(),
            toml::Value::Float(number) => number.into(),
            toml::Value::Boolean(flag) => flag.into(),
        }
    }
    value(toml::Value::Table(toml.parse().unwrap_or_else(|error| panic!("{error}: {toml}"))))
}

fn complaints(schema: &str, toml: &str) -> Vec<String> {
    let validator = jsonschema::validator_for(&parsed(schema)).unwrap();
    validator.iter_errors(&as_json(toml)).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_schemas_in_the_repository_are_those_that_the_tool_prints() {
    for (of, schema) in [("status-toml", STATUS), ("publish-toml", PUBLISH)] {
        let printed = Desk::new().ok(&["schema", "--of", of]);
        assert!(
            printed == schema,
            "run `cargo run -- schema --of {of} > static/{}`",
            match of {
                "status-toml" => "status.toml.schema.json",
                _ => "publish.toml.schema.json",
            }
        );
    }
}

#[test]
fn both_starters_and_the_sample_are_valid_and_name_their_schema() {
    let desk = Desk::new();
    desk.ok(&["init", "small"]);
    desk.ok(&["init", "large", "--from", "incident"]);
    for folder in ["small", "large"] {
        let toml = String::from_utf8(desk.read(&format!("{folder}/status.toml"))).unwrap();
        assert_eq!(complaints(STATUS, &toml), [""; 0]);
        let named = toml.lines().next().unwrap().strip_prefix("#:schema ./").unwrap();
        assert_eq!(desk.read(&format!("{folder}/{named}")), STATUS.as_bytes());
    }
    assert_eq!(complaints(STATUS, SAMPLE), [""; 0]);
    let named = SAMPLE.lines().next().unwrap().strip_prefix("#:schema ../../").unwrap();
    assert_eq!(std::fs::read_to_string(named).unwrap(), STATUS);
}

/// A file with everything in it that can stand there, each entry with a field `zzzz` that is
/// unknown, so that `check` lists those that it knows.
const EVERYTHING: &str = r#"
zzzz = 1
languages = "de"
title = "T"
summary.de = "S"
updated = 2023-05-03
publisher = { name = "P", url = "https://example.org/", copyright = "c", zzzz = 1 }
[[groups]]
zzzz = 1
id = "g"
name = "G"
[[sites]]
id = "s"
name = "S"
example = true
[[tenants]]
zzzz = 1
id = "t"
name = "T"
sites = "s"
[[services]]
zzzz = 1
id = "eau"
name.de = "N"
description.de = "D"
group = "g"
audience = "press"
status = "operational"
since = 2023-05-03T13:05:00.5+02:00
note.de = "N"
alternative.de = "A"
outlook = "restoring"
expected = 2023-05-04
[[services.sites]]
zzzz = 1
id = "s"
status = "unknown"
[[services.tenants]]
id = "t"
status = "unknown"
[[services.history]]
zzzz = 1
at = 2023-05-03T13:05:00.5+02:00
status = "operational"
[[incidents]]
zzzz = 1
id = "i"
title = "I"
impact = "none"
status = "resolved"
services = ["eau"]
[[incidents.updates]]
zzzz = 1
at = 2023-05-03
status = "resolved"
text.de = "T"
[[maintenances]]
zzzz = 1
id = "m"
title = "M"
status = "scheduled"
starts = 2023-05-03
ends = 2023-05-04
[[maintenances.updates]]
zzzz = 1
at = 2023-05-03
status = "scheduled"
text.de = "T"
[[contacts]]
zzzz = 1
name = "C"
audience = ["press", "insurers"]
address = ["a", "b"]
phone = "1"
phone_number = "+4912345"
email = "a@example.org"
[[links]]
zzzz = 1
name = "L"
url = "https://example.org/"
"#;

#[test]
fn the_schema_knows_the_fields_that_the_tool_knows_and_no_others() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("notice")).unwrap();
    desk.write("notice/status.toml", EVERYTHING);
    let output = desk.statusctl(&["check", "notice", "--format", "json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let schema = parsed(STATUS);
    let mut compared = 0;
    // What time has overtaken is another matter.
    let errors = found.as_array().unwrap().iter().filter(|complaint| complaint["severity"] == "error");
    for complaint in errors {
        let message = complaint["message"].as_str().unwrap();
        let Some(heading) = message.strip_prefix("unknown field `zzzz` in ") else {
            panic!("the test's own file is wrong: {complaint}");
        };
        let help = complaint["help"][0].as_str().unwrap().strip_prefix("there can be ").unwrap();
        let known: BTreeSet<&str> = help.split(", ").map(|name| name.trim_matches('`')).collect();
        let definition = match heading.trim_matches(['`', '[', ']']) {
            "the file" => &schema,
            other => {
                &schema["definitions"][match other {
                    "publisher" => "Publisher",
                    "groups" => "Named",
                    "tenants" => "Tenant",
                    "services" => "Service",
                    "services.sites" => "LocalState",
                    "services.history" => "Change",
                    "incidents" => "Incident",
                    "incidents.updates" => "Update",
                    "maintenances" => "Maintenance",
                    "maintenances.updates" => "Update2",
                    "contacts" => "Contact",
                    "links" => "Link",
                    other => panic!("{other}"),
                }]
            }
        };
        let there: BTreeSet<&str> =
            definition["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(there, known, "{heading}");
        assert_eq!(definition["additionalProperties"], false, "{heading}");
        compared += 1;
    }
    assert_eq!(compared, EVERYTHING.matches("zzzz").count());
}

#[test]
fn what_the_tool_refuses_the_editor_marks() {
    let good = EVERYTHING.replace("zzzz = 1\n", "").replace(", zzzz = 1", "");
    assert_eq!(complaints(STATUS, &good), [""; 0]);
    for (from, to) in [
        ("languages = \"de\"\n", ""),
        ("updated = 2023-05-03", "updated = \"3. Mai\""),
        ("status = \"operational\"", "status = \"operatonal\""),
        ("status = \"operational\"\n", ""),
        ("outlook = \"restoring\"\n", ""),
        ("outlook = \"restoring\"", "outlook = \"soon\""),
        ("impact = \"none\"", "impact = \"huge\""),
        ("audience = \"press\"", "audience = \"pres\""),
        ("name.de = \"N\"", "name.de = 1"),
        ("note.de = \"N\"", "not.de = \"N\""),
        ("[[groups]]", "[groups]"),
    ] {
        assert!(good.contains(from), "{from}");
        assert_ne!(complaints(STATUS, &good.replacen(from, to, 1)), [""; 0], "{from} → {to}");
    }
    let good = "trust = \"t\"\ntargets = \"p\"\nkey = [\"a\", \"b\"]\nprepare = \"c\"\nlifetime = \"2h\"\n\
                compress = [\"gzip\", \"brotli\", \"zstd\"]\nexport = \"atom\"\nlive = [\"https://example.org/\"]\n\
                record = \"r\"\npassphrase_file = \"p\"\n";
    assert_eq!(complaints(PUBLISH, good), [""; 0]);
    for (from, to) in [
        ("trust = \"t\"\n", ""),
        ("targets", "target"),
        ("\"2h\"", "\"2 Stunden\""),
        ("\"gzip\"", "\"zip\""),
        ("\"atom\"", "\"rss\""),
        ("https:", "ftp:"),
    ] {
        assert!(good.contains(from), "{from}");
        assert_ne!(complaints(PUBLISH, &good.replacen(from, to, 1)), [""; 0], "{from} → {to}");
    }
}

#[test]
fn the_schemas_are_of_the_draft_that_editors_read() {
    for schema in [STATUS, PUBLISH] {
        let schema = parsed(schema);
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert!(jsonschema::meta::is_valid(&schema));
        assert_eq!(schema.pointer("/$defs"), None);
        assert_eq!(schema["type"], json!("object"));
    }
}
