//! What is wrong with a folder, for programs: editors, and checks in a repository.
//!
//! Owns two forms: a list of our own, and SARIF 2.1.0 (OASIS).

use serde_json::{Value, json};

use crate::native::folder::{Diagnostic, Severity, SourceSpan, Sources};

/// Line and column, from 1; columns count UTF-16 code units, as SARIF and editors do.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at.min(text.len()))];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[start..].encode_utf16().count() + 1)
}

/// A place as SARIF's `region`.
fn region(sources: &Sources, place: &SourceSpan) -> Value {
    let text = &sources.get(place.file).text;
    let (start_line, start_column) = position(text, place.span.start);
    let (end_line, end_column) = position(text, place.span.end);
    json!({
        "startLine": start_line, "startColumn": start_column,
        "endLine": end_line, "endColumn": end_column,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

/// Everything of a diagnostic that is said beside its place.
fn words(diagnostic: &Diagnostic) -> String {
    let mut words = diagnostic.message.to_string();
    let more = [&diagnostic.label].into_iter().chain(&diagnostic.help).map(ToString::to_string);
    for more in more.filter(|more| !more.is_empty()) {
        words = format!("{words}; {more}");
    }
    words
}

/// A list of diagnostics: what, where, and the edits that mend it.
pub fn list(sources: &Sources, diagnostics: &[Diagnostic]) -> Value {
    let diagnostics = diagnostics.iter().map(|one| {
        let help: Vec<String> = one.help.iter().map(ToString::to_string).collect();
        let mut object = json!({
            "severity": level(one.severity), "message": one.message.to_string(), "help": help,
        });
        if let Some(place) = &one.place {
            object["file"] = sources.get(place.file).path.clone().into();
            object["region"] = region(sources, place);
        }
        if let Some(patch) = &one.patch {
            let edits = patch.edits.iter().map(|(place, text)| {
                json!({ "file": sources.get(place.file).path, "region": region(sources, place), "text": text })
            });
            object["suggestion"] =
                json!({ "help": patch.help.to_string(), "edits": edits.collect::<Vec<_>>() });
        }
        object
    });
    Value::Array(diagnostics.collect())
}

/// The same as a log of SARIF.
pub fn sarif(sources: &Sources, diagnostics: &[Diagnostic]) -> Value {
    let uri = |place: &SourceSpan| json!({ "uri": sources.get(place.file).path.replace('\\', "/").replace(' ', "%20") });
    let results = diagnostics.iter().map(|one| {
        let mut result = json!({
            "ruleId": level(one.severity), "level": level(one.severity), "message": { "text": words(one) },
        });
        if let Some(place) = &one.place {
            result["locations"] = json!([{
                "physicalLocation": { "artifactLocation": uri(place), "region": region(sources, place) },
            }]);
        }
        if let Some(patch) = &one.patch
            && let Some((first, _)) = patch.edits.first()
        {
            let replacements = patch.edits.iter().map(|(place, text)| {
                json!({ "deletedRegion": region(sources, place), "insertedContent": { "text": text } })
            });
            result["fixes"] = json!([{
                "description": { "text": patch.help.to_string() },
                "artifactChanges": [{
                    "artifactLocation": uri(first),
                    "replacements": replacements.collect::<Vec<_>>(),
                }],
            }]);
        }
        result
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "statusctl",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": [
                    { "id": "error", "shortDescription": { "text": "Keeps the folder from being built" } },
                    { "id": "warning", "shortDescription": { "text": "Readers will miss something" } },
                ],
            } },
            "columnKind": "utf16CodeUnits",
            "results": results.collect::<Vec<_>>(),
        }],
    })
}
