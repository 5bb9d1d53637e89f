//! What is said of the element for tools (`static/custom-elements.json`), for TypeScript
//! (`static/status-widget.d.ts`) and for people (`docs/portal.md`) is the same, and is what the
//! views have. That the element does so is for `e2e`.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

fn file(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn declaration() -> Value {
    let manifest: Value = serde_json::from_str(&file("static/custom-elements.json")).unwrap();
    manifest["modules"][0]["declarations"][0].clone()
}

/// What all of a list of the manifest have under `name`.
fn each(list: &str, name: &str) -> BTreeSet<String> {
    let declaration = declaration();
    let members = declaration[list].as_array().unwrap();
    members.iter().filter_map(|member| Some(member[name].as_str()?.to_owned())).collect()
}

/// The rows of the table of the guide whose head begins so, without its marks.
fn table(head: &str) -> Vec<Vec<String>> {
    let guide = file("docs/portal.md");
    let rows = guide.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    let cells = |row: &str| row.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    rows.take_while(|line| line.starts_with('|')).map(cells).collect()
}

fn code(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn attributes_and_properties_stand_in_one_table_with_values_and_defaults() {
    let rows = table("| attribute | property |");
    let members = declaration()["members"].as_array().unwrap().clone();
    let reflected: Vec<&Value> = members.iter().filter(|member| member["attribute"].is_string()).collect();
    assert_eq!(rows.len(), reflected.len());
    for member in reflected {
        let [attribute, name, kind, default] =
            [&member["attribute"], &member["name"], &member["type"]["text"], &member["default"]]
                .map(|text| text.as_str().unwrap());
        let row =
            rows.iter().find(|row| code(&row[1]) == [attribute]).unwrap_or_else(|| panic!("{attribute}"));
        assert_eq!(code(&row[2]), [name]);
        let listed: Vec<String> = kind
            .split(" | ")
            .map(|one| one.trim_matches('"').to_owned())
            .filter(|one| !one.is_empty())
            .collect();
        if kind.contains('|') {
            assert_eq!(code(&row[3]), listed, "{attribute}");
        }
        let default = default.trim_matches('"');
        if !default.is_empty() && default != "false" {
            assert_eq!(code(&row[4]), [default], "{attribute}");
        }
        let declared = format!("  {name}: {kind};");
        assert!(name == "lang" || file("static/status-widget.d.ts").contains(&declared), "{declared}");
    }
}

#[test]
fn events_slots_parts_and_custom_properties_are_told_alike() {
    let events: BTreeSet<String> = table("| event |").iter().flat_map(|row| code(&row[1])).collect();
    assert_eq!(events, each("events", "name"));
    for event in &events {
        let types = file("static/status-widget.d.ts");
        assert!(types.contains(&format!("\"{event}\": CustomEvent<")), "{event}");
    }
    let parts: BTreeSet<String> = table("| part |").iter().flat_map(|row| code(&row[1])).collect();
    assert_eq!(parts, each("cssParts", "name"));
    let properties: BTreeSet<String> =
        table("| custom property |").iter().flat_map(|row| code(&row[1])).collect();
    assert_eq!(properties, each("cssProperties", "name"));
    let stylesheet = file("src/view/widget.css");
    for property in &properties {
        assert!(stylesheet.contains(&format!("var({property}")), "{property}");
    }
    let views: String = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/view"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    for part in &parts {
        let is_there =
            views.contains(&format!("part=\"{part}\"")) || views.contains(&format!("Some(\"{part}\")"));
        assert!(is_there, "{part}");
    }
    for slot in each("slots", "name").iter().filter(|slot| !slot.is_empty()) {
        assert!(
            views.contains(&format!("<slot name=\"{slot}\""))
                && file("docs/portal.md").contains(&format!("slot=\"{slot}\""))
        );
    }
}
