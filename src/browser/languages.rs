//! The words of languages other than German, and which language the reader has chosen.
//!
//! Owns that words are loaded when they are needed, once a page, and what is said until they
//! are there. The loader fetches them and holds their integrity. What the reader has chosen
//! holds for the page and is stored nowhere; a portal that changes its own language takes
//! precedence again.

use std::cell::RefCell;

use js_sys::Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::console;
use super::deep_link::hash;
use super::formats::IntlFormats;
use super::page::Page;
use crate::core::presentation::language::Language;
use crate::core::presentation::locale::Locale;
use crate::core::presentation::phrases::{GERMAN, PHRASES, Phrases};
use crate::core::presentation::view_model::LANGUAGE_FRAGMENT;

#[wasm_bindgen]
extern "C" {
    /// The loader's: the translator's file for a tag, as it is served.
    #[wasm_bindgen(js_name = status_widget_phrases, catch)]
    async fn fetch_phrases(tag: &str) -> Result<JsValue, JsValue>;
}

/// How German says dates and numbers; like its words, it is always there.
static GERMAN_FORMATS: IntlFormats = IntlFormats(Language::German);

/// How far the words of a language are.
enum Words {
    Loading,
    Loaded(Locale),
    /// German stands in for them until something happens on the page.
    Failed(Locale),
}

thread_local! {
    static WORDS: RefCell<Vec<(Language, Words)>> = const { RefCell::new(Vec::new()) };
    /// The tag that the reader has chosen.
    static CHOSEN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The locale that fits the BCP 47 tag `wanted`, or none while its words are under way: all
/// views look again when they are there, or when it is known that they will not be.
pub fn load(wanted: &str) -> Option<Locale> {
    let language = Language::lookup(wanted);
    if language == Language::German {
        return Some(german());
    }
    WORDS.with_borrow_mut(|words| {
        match words.iter().find(|(one, _)| *one == language) {
            Some((_, Words::Loaded(locale) | Words::Failed(locale))) => return Some(*locale),
            Some((_, Words::Loading)) => return None,
            None => {}
        }
        words.push((language, Words::Loading));
        spawn_local(async move {
            let phrases = fetch_phrases(language.tag()).await.and_then(|file| read(&file));
            came(language, phrases);
        });
        None
    })
}

/// German, which is always there.
pub fn german() -> Locale {
    Locale::new(Language::German, &GERMAN, &GERMAN_FORMATS)
}

/// What a translator's file says, as it is served: its phrases in their order. It is kept as
/// long as the page.
fn read(file: &JsValue) -> Result<&'static Phrases, JsValue> {
    let file: &Array = file.dyn_ref().ok_or("it is no list")?;
    let mut texts = [""; PHRASES];
    for (text, says) in texts.iter_mut().zip(file.iter()) {
        *text = Box::leak(says.as_string().unwrap_or_default().into_boxed_str());
    }
    // What the build has made is complete; this is not it.
    if texts.contains(&"") {
        return Err("it is not complete".into());
    }
    Ok(Box::leak(Box::new(Phrases::from_texts(texts))))
}

fn came(language: Language, phrases: Result<&'static Phrases, JsValue>) {
    let now = match phrases {
        // A handful a page: as many as there are languages.
        Ok(phrases) => {
            Words::Loaded(Locale::new(language, phrases, Box::leak(Box::new(IntlFormats(language)))))
        }
        Err(error) => {
            let tag = language.tag();
            console::warn(&format_args!("the words for {tag} did not come, German stands in: {error:?}"));
            Words::Failed(german())
        }
    };
    WORDS.with_borrow_mut(|words| {
        words.retain(|(one, _)| *one != language);
        words.push((language, now));
    });
    Page::look_all();
}

/// What has failed is tried again when it is next asked for.
pub fn retry() {
    WORDS.with_borrow_mut(|words| words.retain(|(_, words)| !matches!(words, Words::Failed(_))));
}

/// The tag that the reader has chosen on this page.
pub fn chosen() -> Option<String> {
    CHOSEN.with_borrow(Clone::clone)
}

/// The reader chooses; with nothing, the portal's language counts again.
pub fn choose(tag: Option<String>) {
    CHOSEN.set(tag);
}

/// Takes the choice from the page's address, if one stands there.
pub fn choose_by_address() {
    if let Some(tag) = hash().and_then(|hash| hash.strip_prefix(LANGUAGE_FRAGMENT).map(str::to_owned)) {
        choose(Some(tag));
    }
}
