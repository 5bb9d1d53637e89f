//! The widget's languages where there is no browser: words from the translators' files, dates
//! and numbers from ICU.
//!
//! Owns that all languages are there and complete, or nothing is built. Must not know what is
//! said in them.

use std::sync::LazyLock;

use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_decimal::input::Decimal;
use icu_experimental::dimension::units::categorized_formatter::CategorizedFormatter;
use icu_experimental::dimension::units::options::Width;
use icu_experimental::measure::category::Duration;
use icu_experimental::relativetime::options::Numeric;
use icu_experimental::relativetime::{RelativeTimeFormatter, RelativeTimeFormatterOptions};
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale_core::Locale as IcuLocale;
use icu_plurals::{PluralCategory, PluralRules};
use icu_provider::DataError;

use crate::core::document::calendar::Date;
use crate::core::presentation::language::Language;
use crate::core::presentation::locale::{Formats, Locale, Plural, Unit};
use crate::core::presentation::phrases::{GERMAN, Phrases};

/// All locales, as [`Language::ALL`] has them.
static LOCALES: LazyLock<Vec<Locale>> =
    LazyLock::new(|| Language::ALL.iter().map(|language| make(*language)).collect());

/// What stands in a translator's file.
fn translation(language: Language) -> Option<&'static str> {
    match language {
        Language::German => None,
        Language::SimpleGerman => Some(include_str!("../../static/phrases/de-simple.json")),
        Language::English => Some(include_str!("../../static/phrases/en.json")),
        Language::Turkish => Some(include_str!("../../static/phrases/tr.json")),
        Language::Russian => Some(include_str!("../../static/phrases/ru.json")),
        Language::Ukrainian => Some(include_str!("../../static/phrases/uk.json")),
        Language::Polish => Some(include_str!("../../static/phrases/pl.json")),
        Language::Arabic => Some(include_str!("../../static/phrases/ar.json")),
    }
}

/// The languages whose words are no part of the widget, but files beside it.
pub fn served() -> impl Iterator<Item = Language> {
    Language::ALL.iter().copied().filter(|language| translation(*language).is_some())
}

/// Where the words of a language are served, from the loader's folder on; as `static/loader.js`
/// asks for them.
pub fn served_as(language: Language) -> String {
    format!("phrases/{}.json", language.tag())
}

/// A language with its words and formats.
pub fn locale(language: Language) -> Locale {
    let is = |locale: &&Locale| locale.language == language;
    LOCALES.iter().find(is).copied().expect("every language has a locale")
}

/// The locale that fits the BCP 47 tag `wanted` best.
pub fn lookup(wanted: &str) -> Locale {
    locale(Language::lookup(wanted))
}

fn make(language: Language) -> Locale {
    let phrases = translation(language).map_or(&GERMAN, |file| {
        let words: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(file).expect("a translator's file is a JSON object; a test reads them all");
        let words: &'static _ = Box::leak(Box::new(words));
        let phrases = Phrases::read(|name| words.get(name).and_then(serde_json::Value::as_str));
        Box::leak(Box::new(phrases.expect("a translator's file is complete; a test reads them all")))
    });
    let formats =
        IcuFormats::new(language).expect("the compiled data has our languages; a test asks for all");
    Locale::new(language, phrases, Box::leak(Box::new(formats)))
}

/// For minutes, hours and days.
type ByUnit<T> = [T; 3];

fn index(unit: Unit) -> usize {
    match unit {
        Unit::Minute => 0,
        Unit::Hour => 1,
        Unit::Day => 2,
    }
}

struct IcuFormats {
    date: DateTimeFormatter<YMD>,
    day: RelativeTimeFormatter,
    ago: ByUnit<RelativeTimeFormatter>,
    length: ByUnit<CategorizedFormatter<Duration>>,
    list: ListFormatter,
    plural: PluralRules,
}

impl IcuFormats {
    fn new(language: Language) -> Result<Self, DataError> {
        let locale: IcuLocale = language.format_tag().parse().unwrap_or(IcuLocale::UNKNOWN);
        let numeric = RelativeTimeFormatterOptions::default();
        let by_name = numeric.with_numeric(Numeric::Auto);
        let length = |unit| CategorizedFormatter::try_new_core((&locale).into(), unit, Width::Long.into());
        Ok(Self {
            date: DateTimeFormatter::try_new((&locale).into(), YMD::long())
                .map_err(|_| DataError::custom("no pattern for dates"))?,
            day: RelativeTimeFormatter::try_new_long_day((&locale).into(), by_name)?,
            ago: [
                RelativeTimeFormatter::try_new_long_minute((&locale).into(), numeric)?,
                RelativeTimeFormatter::try_new_long_hour((&locale).into(), numeric)?,
                RelativeTimeFormatter::try_new_long_day((&locale).into(), numeric)?,
            ],
            length: [length(Duration::minute())?, length(Duration::hour())?, length(Duration::day())?],
            list: ListFormatter::try_new_and((&locale).into(), ListFormatterOptions::default())?,
            plural: PluralRules::try_new_cardinal((&locale).into())?,
        })
    }
}

impl Formats for IcuFormats {
    fn date(&self, date: Date) -> String {
        let Date { year, month, day } = date;
        icu_calendar::Date::try_new_iso(i32::from(year), month, day)
            .map_or_else(|_| date.to_string(), |civil| self.date.format(&civil).to_string())
    }

    fn day(&self, days_ago: u8) -> String {
        self.day.format(Decimal::from(-i32::from(days_ago))).to_string()
    }

    fn ago(&self, count: u32, unit: Unit) -> String {
        self.ago[index(unit)].format(Decimal::from(-i64::from(count))).to_string()
    }

    fn length(&self, count: u32, unit: Unit) -> String {
        self.length[index(unit)].format_fixed_decimal(&Decimal::from(count)).to_string()
    }

    fn list(&self, items: &[&str]) -> String {
        self.list.format(items.iter()).to_string()
    }

    fn plural(&self, count: u32) -> Plural {
        match self.plural.category_for(count) {
            PluralCategory::One => Plural::One,
            PluralCategory::Two => Plural::Two,
            PluralCategory::Few => Plural::Few,
            PluralCategory::Many => Plural::Many,
            PluralCategory::Zero | PluralCategory::Other => Plural::Other,
        }
    }
}
