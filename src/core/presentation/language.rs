//! The languages in which the widget speaks itself.
//!
//! Owns which there are, how a reader's wish is matched with them, what each is called by
//! those who speak it, and in which direction a language is written. Knows no words.

/// A language in which the widget speaks itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// German, the default.
    #[default]
    German,
    /// German in Leichte Sprache (BITV 2.0, annex 2).
    SimpleGerman,
    /// English.
    English,
    /// Turkish.
    Turkish,
    /// Russian.
    Russian,
    /// Ukrainian.
    Ukrainian,
    /// Polish.
    Polish,
    /// Arabic.
    Arabic,
}

/// The variant for simplified forms of a language (IANA Language Subtag Registry).
const SIMPLE: &str = "simple";

/// Primary subtags of languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 9] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur"];

/// How a language is written: as HTML's `dir` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl Direction {
    /// That of a BCP 47 tag.
    pub fn of(tag: &str) -> Self {
        let is_right_to_left = RIGHT_TO_LEFT.iter().any(|one| one.eq_ignore_ascii_case(primary(tag)));
        if is_right_to_left { Self::RightToLeft } else { Self::LeftToRight }
    }

    /// The value of HTML's `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl Language {
    /// All of them, the default first.
    pub const ALL: &'static [Self] = &[
        Self::German,
        Self::SimpleGerman,
        Self::English,
        Self::Turkish,
        Self::Russian,
        Self::Ukrainian,
        Self::Polish,
        Self::Arabic,
    ];

    /// The language that fits the BCP 47 tag `wanted` best (RFC 4647 section 3.4, lookup),
    /// whatever region it names; German where none does.
    pub fn lookup(wanted: &str) -> Self {
        let is = |language: &&Self| primary(language.tag()).eq_ignore_ascii_case(primary(wanted));
        let found = Self::ALL.iter().copied().find(|language| is(&language)).unwrap_or_default();
        let is_simple = subtags(wanted).any(|subtag| subtag.eq_ignore_ascii_case(SIMPLE));
        if found == Self::German && is_simple { Self::SimpleGerman } else { found }
    }

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::SimpleGerman => "de-simple",
            Self::English => "en",
            Self::Turkish => "tr",
            Self::Russian => "ru",
            Self::Ukrainian => "uk",
            Self::Polish => "pl",
            Self::Arabic => "ar",
        }
    }

    /// The tag by which dates and numbers are asked for: as they are written in Europe, and
    /// with digits that people also find on letters and clocks in Germany.
    pub fn format_tag(self) -> &'static str {
        match self {
            Self::SimpleGerman => "de",
            Self::English => "en-GB",
            Self::Arabic => "ar-u-nu-latn",
            other => other.tag(),
        }
    }

    /// What those call it who speak it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::German => "Deutsch",
            Self::SimpleGerman => "Leichte Sprache",
            Self::English => "English",
            Self::Turkish => "Türkçe",
            Self::Russian => "Русский",
            Self::Ukrainian => "Українська",
            Self::Polish => "Polski",
            Self::Arabic => "العربية",
        }
    }

    /// How it is written.
    pub fn direction(self) -> Direction {
        Direction::of(self.tag())
    }
}

fn subtags(tag: &str) -> impl Iterator<Item = &str> {
    tag.split(['-', '_'])
}

fn primary(tag: &str) -> &str {
    subtags(tag).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_language_is_looked_up_whatever_its_region_and_german_is_the_default() {
        for (wanted, found) in [
            ("de", Language::German),
            ("de-AT", Language::German),
            ("de-simple", Language::SimpleGerman),
            ("DE_CH-Simple", Language::SimpleGerman),
            ("en", Language::English),
            ("EN-gb", Language::English),
            ("en_US", Language::English),
            ("en-simple", Language::English),
            ("tr-TR", Language::Turkish),
            ("ru", Language::Russian),
            ("uk-UA", Language::Ukrainian),
            ("pl", Language::Polish),
            ("ar-SY", Language::Arabic),
            ("fr", Language::German),
            ("enm", Language::German),
            ("", Language::German),
        ] {
            assert_eq!(Language::lookup(wanted), found, "{wanted:?}");
        }
    }

    #[test]
    fn each_language_is_found_by_its_own_tag() {
        for language in Language::ALL {
            assert_eq!(Language::lookup(language.tag()), *language);
        }
    }

    #[test]
    fn only_arabic_is_written_from_the_right() {
        for language in Language::ALL {
            let is_arabic = *language == Language::Arabic;
            assert_eq!(language.direction() == Direction::RightToLeft, is_arabic, "{language:?}");
        }
        assert_eq!(Direction::of("fa-IR"), Direction::RightToLeft);
        assert_eq!(Direction::of("fr"), Direction::LeftToRight);
    }
}
