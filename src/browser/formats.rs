//! Dates, ages, numbers and lists as the browser says them: `Intl` (ECMA-402).
//!
//! Owns the objects of `Intl`, which are made once a language. Where the platform throws or
//! has none, dates and numbers come plain. Must not know what they stand in.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::core::document::calendar::Date;
use crate::core::presentation::language::Language;
use crate::core::presentation::locale::{Formats, Plural, Unit};

#[wasm_bindgen]
extern "C" {
    type DateTimeFormat;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str, options: &Object) -> Result<DateTimeFormat, JsValue>;

    #[wasm_bindgen(method, catch, js_name = format)]
    fn format(this: &DateTimeFormat, milliseconds: f64) -> Result<String, JsValue>;

    type RelativeTimeFormat;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str, options: &Object) -> Result<RelativeTimeFormat, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn format(this: &RelativeTimeFormat, value: f64, unit: &str) -> Result<String, JsValue>;

    type NumberFormat;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str, options: &Object) -> Result<NumberFormat, JsValue>;

    #[wasm_bindgen(method, catch, js_name = format)]
    fn format(this: &NumberFormat, value: f64) -> Result<String, JsValue>;

    type ListFormat;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str) -> Result<ListFormat, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn format(this: &ListFormat, items: &Array) -> Result<String, JsValue>;

    type PluralRules;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str) -> Result<PluralRules, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn select(this: &PluralRules, number: f64) -> Result<String, JsValue>;
}

/// What is asked for again and again.
struct Made {
    language: Language,
    date: DateTimeFormat,
    ago: RelativeTimeFormat,
    list: ListFormat,
}

thread_local! {
    static MADE: RefCell<Vec<Rc<Made>>> = const { RefCell::new(Vec::new()) };
}

fn options(members: &[(&str, &str)]) -> Result<Object, JsValue> {
    let options = Object::new();
    for (name, value) in members {
        Reflect::set(&options, &(*name).into(), &(*value).into())?;
    }
    Ok(options)
}

fn made(language: Language) -> Result<Rc<Made>, JsValue> {
    let is = |made: &&Rc<Made>| made.language == language;
    if let Some(made) = MADE.with_borrow(|all| all.iter().find(is).cloned()) {
        return Ok(made);
    }
    let tag = language.format_tag();
    let made = Rc::new(Made {
        language,
        // What comes in is a day already.
        date: DateTimeFormat::new(tag, &options(&[("dateStyle", "long"), ("timeZone", "UTC")])?)?,
        ago: RelativeTimeFormat::new(tag, &Object::new())?,
        list: ListFormat::new(tag)?,
    });
    MADE.with_borrow_mut(|all| all.push(made.clone()));
    Ok(made)
}

/// The formats of one language.
pub struct IntlFormats(pub Language);

impl IntlFormats {
    fn tag(&self) -> &'static str {
        self.0.format_tag()
    }
}

impl Formats for IntlFormats {
    fn date(&self, date: Date) -> String {
        let seconds = date.midnight().as_secs();
        made(self.0)
            .and_then(|made| made.date.format(seconds as f64 * 1000.0))
            .unwrap_or_else(|_| date.to_string())
    }

    fn day(&self, days_ago: u8) -> String {
        options(&[("numeric", "auto")])
            .and_then(|options| RelativeTimeFormat::new(self.tag(), &options))
            .and_then(|by_name| by_name.format(-f64::from(days_ago), Unit::Day.as_str()))
            .unwrap_or_default()
    }

    fn ago(&self, count: u32, unit: Unit) -> String {
        made(self.0)
            .and_then(|made| made.ago.format(-f64::from(count), unit.as_str()))
            .unwrap_or_else(|_| ["-", &count.to_string(), " ", unit.as_str()].concat())
    }

    fn length(&self, count: u32, unit: Unit) -> String {
        options(&[("style", "unit"), ("unitDisplay", "long"), ("unit", unit.as_str())])
            .and_then(|options| NumberFormat::new(self.tag(), &options))
            .and_then(|length| length.format(f64::from(count)))
            .unwrap_or_else(|_| [&count.to_string(), " ", unit.as_str()].concat())
    }

    fn list(&self, items: &[&str]) -> String {
        let array: Array = items.iter().map(|item| JsValue::from_str(item)).collect();
        made(self.0).and_then(|made| made.list.format(&array)).unwrap_or_else(|_| items.join(", "))
    }

    fn plural(&self, count: u32) -> Plural {
        PluralRules::new(self.tag())
            .and_then(|rules| rules.select(f64::from(count)))
            .map_or(Plural::Other, |name| Plural::from_name(&name))
    }
}
