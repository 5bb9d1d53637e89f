//! The widget speaks each of its languages as people write it, in a browser as natively.

use std::time::Duration;

use status_widget::core::document::calendar::When;
use status_widget::core::presentation::locale::Locale;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::locale::locale;

fn both() -> [Locale; 2] {
    ["de", "en"].map(locale)
}

#[test]
fn dates_and_times_are_said_as_clocks_in_germany_show_them() {
    for (when, german, english) in [
        ("2023-05-03", "3. Mai 2023", "3 May 2023"),
        ("2026-11-24T14:30:00Z", "24. November 2026, 15:30 Uhr", "24 November 2026, 15:30 CET"),
        ("2023-05-03T22:05:00Z", "4. Mai 2023, 00:05 Uhr", "4 May 2023, 00:05 CEST"),
    ] {
        let when = when.parse().unwrap();
        assert_eq!(both().map(|locale| locale.when(when)), [german, english]);
    }
}

#[test]
fn all_months_have_their_names() {
    let months = |locale: Locale| -> Vec<String> {
        let first = |month| locale.when(format!("2026-{month:02}-01").parse().unwrap());
        (1..=12).map(first).collect()
    };
    let [german, english] = both().map(months);
    let names = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember";
    let expected: Vec<String> = names.split(' ').map(|name| format!("1. {name} 2026")).collect();
    assert_eq!(german, expected);
    let names = "January February March April May June July August September October November December";
    let expected: Vec<String> = names.split(' ').map(|name| format!("1 {name} 2026")).collect();
    assert_eq!(english, expected);
}

#[test]
fn the_day_and_the_one_before_are_said_by_their_names_as_days_are_in_germany() {
    // Shortly after midnight there, when it is still the day before in UTC.
    let now = "2026-11-24T23:10:00Z".parse::<When>().unwrap().earliest();
    for (when, german, english) in [
        ("2026-11-24T23:05:00Z", "heute, 00:05 Uhr", "today, 00:05 CET"),
        ("2026-11-24T22:55:00Z", "gestern, 23:55 Uhr", "yesterday, 23:55 CET"),
        ("2026-11-24", "gestern", "yesterday"),
        ("2026-11-23", "23. November 2026", "23 November 2026"),
        ("2026-11-26", "26. November 2026", "26 November 2026"),
    ] {
        let when = when.parse().unwrap();
        assert_eq!(both().map(|locale| locale.recently(when, now)), [german, english]);
    }
}

#[test]
fn ages_are_said_in_the_largest_unit_that_is_full() {
    for (seconds, german, english) in [
        (0, "gerade eben", "just now"),
        (59, "gerade eben", "just now"),
        (60, "vor 1 Minute", "1 minute ago"),
        (12 * 60 + 5, "vor 12 Minuten", "12 minutes ago"),
        (3600, "vor 1 Stunde", "1 hour ago"),
        (7200, "vor 2 Stunden", "2 hours ago"),
        (86_399, "vor 23 Stunden", "23 hours ago"),
        (86_400, "vor 1 Tag", "1 day ago"),
        (260_000, "vor 3 Tagen", "3 days ago"),
    ] {
        assert_eq!(both().map(|locale| locale.age(Duration::from_secs(seconds))), [german, english]);
    }
}

#[test]
fn lengths_are_said_as_they_stand_alone() {
    for (minutes, lengths) in [
        (0, None),
        (1, Some(["1 Minute", "1 minute"])),
        (3 * 60, Some(["3 Stunden", "3 hours"])),
        (1440, Some(["1 Tag", "1 day"])),
        (3 * 1440, Some(["3 Tage", "3 days"])),
    ] {
        let said = both().map(|locale| locale.length(Duration::from_secs(minutes * 60)));
        assert_eq!(
            said.each_ref().map(Option::as_deref),
            lengths.map_or([None, None], |both| both.map(Some))
        );
    }
}

#[test]
fn names_stand_in_a_list_as_the_language_has_it() {
    for (names, german, english) in [
        (&[][..], "", ""),
        (&["A"], "A", "A"),
        (&["A", "B"], "A und B", "A and B"),
        (&["A", "B", "C"], "A, B und C", "A, B and C"),
    ] {
        assert_eq!(both().map(|locale| locale.list(names)), [german, english]);
        // What stands between them alone says the same.
        for locale in both() {
            let between = locale.separators(names.len());
            let said: String = between.iter().zip(names).flat_map(|(before, name)| [before, *name]).collect();
            assert_eq!((between.len(), said), (names.len(), locale.list(names)));
        }
    }
}

#[test]
fn services_are_counted_in_the_form_that_goes_with_the_number() {
    for (number, german, english) in [(1, "1 Dienst", "1 service"), (4, "4 Dienste", "4 services")] {
        assert_eq!(both().map(|locale| locale.count_services(number)), [german, english]);
    }
}

#[cfg(not(target_family = "wasm"))]
mod translations {
    use std::collections::BTreeSet;

    use status_widget::core::presentation::language::Language;
    use status_widget::core::presentation::phrases::{GERMAN, Phrases};
    use status_widget::native::locales;

    use super::locale;

    /// The places in a phrase that are filled in.
    fn placeholders(phrase: &str) -> BTreeSet<&str> {
        ["{number}", "{date}", "{time}"].into_iter().filter(|one| phrase.contains(one)).collect()
    }

    /// Whether it begins or ends in a space, because something stands there.
    fn edges(phrase: &str) -> [bool; 2] {
        [phrase.starts_with(' '), phrase.ends_with(' ')]
    }

    fn file(language: Language) -> serde_json::Map<String, serde_json::Value> {
        let path = format!("static/{}", locales::served_as(language));
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }

    #[test]
    fn each_translator_s_file_has_all_phrases_and_no_others() {
        for language in locales::served() {
            let file = file(language);
            let names: BTreeSet<&str> = file.keys().map(String::as_str).collect();
            assert_eq!(names, Phrases::NAMES.iter().copied().collect(), "{language:?}");
            let is_said =
                |text: &serde_json::Value| text.as_str().is_some_and(|says| !says.trim().is_empty());
            assert!(file.values().all(is_said), "{language:?}");
        }
        let files = std::fs::read_dir("static/phrases").unwrap().count();
        assert_eq!(files, locales::served().count());
        assert_eq!(files + 1, Language::ALL.len(), "all but German");
    }

    /// Texts are put together: what stands in front of a name in German does so everywhere.
    #[test]
    fn a_translation_has_the_same_places_and_edges_as_the_german() {
        for language in locales::served() {
            let theirs = locales::locale(language).phrases;
            for ((name, german), (_, says)) in GERMAN.iter().zip(theirs.iter()) {
                assert_eq!(edges(german), edges(says), "{language:?} {name}: {says:?}");
                // One and two may be said without their number.
                if !["services_one", "services_two"].contains(&name) {
                    assert_eq!(placeholders(german), placeholders(says), "{language:?} {name}: {says:?}");
                }
            }
        }
    }

    #[test]
    fn no_translation_was_left_in_german() {
        // Words that are the same there.
        let same = |says: &str| !says.contains(' ') || says.trim().len() < 12;
        for language in locales::served().filter(|language| *language != Language::SimpleGerman) {
            let theirs = locales::locale(language).phrases;
            for ((name, german), (_, says)) in GERMAN.iter().zip(theirs.iter()) {
                assert!(german != says || same(says), "{language:?} {name}: {says:?}");
            }
        }
    }

    /// In every language, a reader can tell the states apart.
    #[test]
    fn no_two_states_are_said_in_the_same_words() {
        for language in Language::ALL {
            let words = locales::locale(*language).phrases;
            let states = [
                words.operational,
                words.degraded_performance,
                words.partial_outage,
                words.partial_outage_here,
                words.major_outage,
                words.under_maintenance,
                words.unknown,
                words.unknown_here,
            ];
            assert_eq!(states.iter().collect::<BTreeSet<_>>().len(), states.len(), "{language:?}");
        }
    }

    #[test]
    fn numbers_bend_words_as_each_language_does() {
        let counted = |tag: &str, number| locale(tag).count_services(number);
        let polish = |number| counted("pl", number);
        let forms: BTreeSet<String> =
            [1, 3, 5].map(|number| polish(number).replace(char::is_numeric, "")).into();
        assert_eq!(forms.len(), 3, "{forms:?}");
        assert_eq!(polish(22).replace("22", ""), polish(3).replace('3', ""));
        let arabic: BTreeSet<String> =
            [1, 2, 3, 11].map(|number| counted("ar", number).replace(char::is_numeric, "")).into();
        assert!(arabic.len() >= 3, "{arabic:?}");
        let minutes = |tag: &str| locale(tag).age(std::time::Duration::from_secs(180));
        assert_eq!(
            ["tr", "ru", "uk", "pl"].map(minutes),
            ["3 dakika önce", "3 минуты назад", "3 хвилини тому", "3 minuty temu"]
        );
    }

    #[test]
    fn arabic_uses_the_digits_that_stand_on_clocks_and_letters_in_germany() {
        let said = locale("ar").when("2026-11-24T14:30:00Z".parse().unwrap());
        assert!(said.contains("24") && said.contains("15:30"), "{said}");
    }
}
