//! What all targets share: a publisher whose keys are known, the documents that it has
//! signed, and what must hold of everything that is refused or shown.

// Each target takes what it needs.
#![allow(dead_code)]

#[path = "../tests/support/other_json.rs"]
pub mod other_json;
#[path = "../tests/support/publisher.rs"]
pub mod support;

use std::time::Duration;

use serde_json::{Value, json};
use status_widget::core::encoding::unix_time::UnixTime;
use status_widget::core::session::clock::Reading;
use status_widget::core::document::ServiceStatus;
use status_widget::core::session::freshness::Freshness;
use status_widget::core::session::{Session, DisplayState};
use status_widget::core::presentation::view_model::{Options, view_model};
use status_widget::native::locales;
use support::{Key, NOW, Publisher, document, issued, trust_claims};

/// Two trust documents, so that there is a chain; the second one has the status key.
pub fn publisher() -> Publisher {
    let mut publisher = Publisher::new();
    publisher.rotate_status(Key::p256(3));
    publisher
}

/// All that the publisher has ever signed.
pub fn documents() -> Vec<Value> {
    let mut rich = issued(7, NOW - 600);
    for (name, value) in json!({
        "summary": {"de": [{"type": "paragraph", "children": [
            {"type": "text", "value": "Es "},
            {"type": "strong", "children": [{"type": "text", "value": "geht"}]},
            {"type": "link", "url": "https://example.org/", "children": [{"type": "text", "value": "weiter"}]},
            {"type": "break"},
        ]}]},
        "groups": [{"id": "g", "name": {"de": "G"}}],
        "sites": [{"id": "s", "name": {"de": "S"}, "example": true}],
        "tenants": [{"id": "t", "name": {"de": "T"}, "sites": ["s"]}],
        "services": [{
            "id": "epa", "name": {"de": "ePA", "en": "EPR"}, "group": "g", "audience": ["insured_persons"],
            "state": {
                "status": "partial_outage", "since": "2026-11-23T08:00:00+01:00",
                "note": {"de": []}, "outlook": {"kind": "restoring", "expected": "2026-11-25"},
            },
            "sites": [{"id": "s", "state": {"status": "operational"}}],
            "tenants": [{"id": "t", "state": {"status": "under_maintenance"}}],
            "history": [{"at": "2026-11-23", "status": "major_outage"}],
        }],
        "incidents": [{
            "id": "i", "title": {"de": "I"}, "impact": "major", "status": "identified", "services": ["epa"],
            "updates": [{"at": "2026-11-24", "status": "investigating", "text": {"de": []}}],
        }],
        "maintenances": [{"id": "m", "title": {"de": "M"}, "status": "scheduled", "starts": "2026-12-01"}],
        "categories": [{"id": "c", "name": {"de": "C"}}],
        "faq": [{
            "id": "q", "category": "c", "question": {"de": "?"}, "updated": "2026-11-24",
            "answer": {"de": [{"type": "list", "ordered": true, "children": [{"type": "listItem", "children": []}]}]},
        }],
        "contacts": [{"name": {"de": "K"}, "address": ["a"], "phone_number": "+49", "email": "a@example.org"}],
        "links": [{"name": {"de": "L"}, "url": "https://example.org/"}],
    })
    .as_object()
    .expect("it is one")
    {
        rich[name] = value.clone();
    }
    vec![document(), issued(2, NOW - 3 * 60 * 60), rich]
}

/// Claims of trust documents of several kinds, the first of a chain and its followers.
pub fn chains() -> Vec<Vec<Value>> {
    let [anna, bert, cleo, dora] = holders();
    let status = Key::p256(9);
    let two = |version, keys: &[&Key]| trust_claims(version, keys, 2, &[&status]);
    vec![
        vec![trust_claims(1, &[&anna], 1, &[&status])],
        vec![trust_claims(1, &[&anna], 1, &[&status]), trust_claims(2, &[&bert], 1, &[&anna])],
        vec![
            two(1, &[&anna, &bert, &cleo]),
            two(2, &[&anna, &bert, &dora]),
            two(3, &[&cleo, &dora]),
            trust_claims(4, &[&dora], 1, &[&dora]),
        ],
    ]
}

/// Root holders.
pub fn holders() -> [Key; 4] {
    [Key::ed25519(1), Key::p256(2), Key::ed25519(3), Key::p256(4)]
}

/// A message is printed to terminals and consoles: it is short, and no part of it can
/// move a cursor.
pub fn check_message(message: &str) {
    assert!(message.len() < 1500, "{} bytes: {:.200}", message.len(), message);
    assert!(!message.contains(char::is_control), "{message:?}");
}

/// Looks at whatever `session` shows, now and once it has expired.
pub fn check_shown(session: &mut Session) {
    let display = session.display_state(now());
    check_display(&display);
    check_display(&DisplayState { freshness: Freshness::Expired, ..display });
}

fn check_display(display: &DisplayState<'_>) {
    let tenant = display.document.and_then(|document| document.content().tenants.last());
    let tenant = tenant.map_or("nobody", |tenant| &tenant.id).to_owned();
    let english = Options { tenant: Some(tenant), lang: "en-GB".to_owned(), ..Options::default() };
    for options in [Options::default(), english] {
        let content = view_model(display, &options, locales::lookup(&options.lang)).content;
        let mut rows = content.iter().flat_map(|content| content.services());
        let is_unknown = rows.all(|row| row.status == ServiceStatus::Unknown);
        assert!(is_unknown || display.freshness == Freshness::Fresh);
    }
}

/// The clocks of a device that was just switched on, when everything takes place.
pub fn now() -> Reading {
    Reading { wall: UnixTime::from_secs(NOW), monotonic: Duration::ZERO }
}
