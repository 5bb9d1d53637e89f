//! Round trip: the sample, signed, reads back as it was written; and whatever single
//! value of it is changed after signing, nothing of it is shown.

use std::path::Path;

use crate::support::locale::locale;
use crate::support::publisher::{NOW, Publisher, bytes, claims};
use crate::support::reader::{reading, round};
use serde_json::Value;
use status_widget::core::document::StatusDocument;
use status_widget::core::encoding::base64url;
use status_widget::core::presentation::view_model::{Options, view_model};
use status_widget::core::session::Session;
use status_widget::core::signed::jws::JwsError;
use status_widget::core::signed::verify::{Refusal, authenticate};
use status_widget::native::folder::build_folder;

/// The sample as a publisher for tests would issue it.
fn sample() -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/notice-2023");
    let content = build_folder(&folder).expect("the sample is right");
    let document = StatusDocument { claims: claims(1, NOW - 60, NOW + 3600), content };
    serde_json::to_value(document).expect("a document is JSON")
}

/// The paths of all values that are neither list nor object (RFC 6901).
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                leaves(member, &format!("{path}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, &format!("{path}/{index}"), found);
            }
        }
        _ => found.push(path.into()),
    }
}

/// Another value of the same kind.
fn other(value: &Value) -> Value {
    match value {
        Value::Bool(value) => (!value).into(),
        Value::Number(number) => (number.as_u64().expect("integers only") + 1).into(),
        Value::String(text) if text == "operational" => "major_outage".into(),
        Value::String(text) if text.ends_with("outage") => "operational".into(),
        Value::String(text) => format!("{text}x").into(),
        _ => "x".into(),
    }
}

#[test]
fn the_sample_reads_back_as_it_was_written() {
    let publisher = Publisher::new();
    let document = sample();
    let authentic = authenticate(&publisher.file(&document), &publisher.pin()).unwrap();
    assert_eq!(serde_json::to_value(authentic.document()).unwrap(), document);
}

#[test]
fn any_value_of_the_sample_that_was_changed_after_signing_is_not_shown() {
    let publisher = Publisher::new();
    let document = sample();
    let signed = publisher.value(&document);
    let mut paths = Vec::new();
    leaves(&document, "", &mut paths);
    assert!(paths.len() > 300, "all of the sample, not {} values", paths.len());
    let at = reading(NOW, 0);
    for path in &paths {
        let mut changed = document.clone();
        let value = changed.pointer_mut(path).unwrap();
        *value = other(value);
        assert_ne!(changed, document, "{path}");
        let mut file = signed.clone();
        file["payload"] = base64url::encode(&bytes(&changed)).into();
        let file = bytes(&file);
        let refusal = authenticate(&file, &publisher.pin()).unwrap_err();
        assert!(matches!(refusal, Refusal::Jws(JwsError::BadSignature(_))), "{path}: {refusal}");
        let mut session = Session::new(publisher.pin());
        let outcome = round(&mut session, Ok(file), at);
        assert!(outcome.is_err(), "{path}");
        let model = view_model(&session.display_state(at), &Options::default(), locale(""));
        assert_eq!(model.content, None, "{path}");
    }
    eprintln!("{} values changed in turn", paths.len());
}

#[test]
fn any_value_that_was_left_out_or_added_after_signing_is_not_shown() {
    let publisher = Publisher::new();
    let document = sample();
    let signed = publisher.value(&document);
    let refused = |changed: &Value, what: &str| {
        let mut file = signed.clone();
        file["payload"] = base64url::encode(&bytes(changed)).into();
        let refusal = authenticate(&bytes(&file), &publisher.pin()).unwrap_err();
        assert!(matches!(refusal, Refusal::Jws(JwsError::BadSignature(_))), "{what}: {refusal}");
    };
    for name in document.as_object().unwrap().keys() {
        let mut changed = document.clone();
        changed.as_object_mut().unwrap().remove(name);
        refused(&changed, name);
    }
    let mut changed = document.clone();
    changed["new"] = true.into();
    refused(&changed, "an unknown member");
}
