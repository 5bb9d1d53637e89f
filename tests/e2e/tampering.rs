//! Whatever is changed after signing is not shown: a handful of the sample's fields in
//! the browser. `tests/behaviour/round_trip.rs` changes every field, in the core.

use serde_json::{Value, json};
use status_widget::core::encoding::base64url;

use super::browser::Browser;
use super::publisher::bytes;
use super::server::Reply;
use super::site::{STATUS, Site, sample};
use super::widget::Shown;

scenarios![a_field_of_the_sample_that_was_changed_after_signing_is_not_shown];

fn a_field_of_the_sample_that_was_changed_after_signing_is_not_shown(browser: &Browser) {
    let site = Site::start();
    let document = sample();
    let signed = site.publisher.value(&document);
    let changes: [(&str, Value); 6] = [
        ("/services/0/state/status", "operational".into()),
        ("/faq/1/answer/de/0/children/0/value", "Ja.".into()),
        ("/contacts/0/email", "info@evil.example".into()),
        ("/links/3/url", "https://evil.example/".into()),
        ("/exp", json!(document["exp"].as_u64().expect("a time") + 1)),
        ("/version", json!(document["version"].as_u64().expect("a version") + 1)),
    ];
    site.server.put(STATUS, Reply::json(bytes(&signed)));
    browser.open(&site.page_with("src=\"status.json\" memory=\"off\""));
    Shown::fresh(browser);
    for (path, value) in changes {
        let mut changed = document.clone();
        *changed.pointer_mut(path).unwrap_or_else(|| panic!("the sample has {path}")) = value;
        assert_ne!(changed, document);
        let mut file = signed.clone();
        file["payload"] = base64url::encode(&bytes(&changed)).into();
        site.server.put(STATUS, Reply::json(bytes(&file)));
        browser.reload();
        let shown = Shown::loaded(browser);
        shown.assert_fallback("not-authentic");
        assert!(!shown.text.contains("evil.example"), "{shown:#?}");
    }
}
