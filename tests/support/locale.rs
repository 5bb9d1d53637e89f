//! The widget's words and formats, for tests: natively and in a browser.

use status_widget::core::presentation::locale::Locale;

/// The locale that fits a BCP 47 tag.
#[cfg(not(target_family = "wasm"))]
pub fn locale(wanted: &str) -> Locale {
    status_widget::native::locales::lookup(wanted)
}

/// The locale that fits a BCP 47 tag of those that tests in a browser need.
#[cfg(target_family = "wasm")]
pub fn locale(wanted: &str) -> Locale {
    use status_widget::browser::formats::IntlFormats;
    use status_widget::core::presentation::language::Language;
    use status_widget::core::presentation::phrases::{GERMAN, Phrases};

    let language = Language::lookup(wanted);
    let file = match language {
        Language::German => None,
        Language::English => Some(include_str!("../../static/phrases/en.json")),
        Language::Turkish => Some(include_str!("../../static/phrases/tr.json")),
        other => panic!("tests in a browser have no words for {other:?}"),
    };
    let phrases = file.map_or(&GERMAN, |file| {
        let words: serde_json::Value = serde_json::from_str(file).unwrap();
        let words: &'static serde_json::Value = Box::leak(Box::new(words));
        Box::leak(Box::new(Phrases::read(|name| words[name].as_str()).unwrap()))
    });
    Locale::new(language, phrases, Box::leak(Box::new(IntlFormats(language))))
}
