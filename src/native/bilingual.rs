//! Words for the people at the terminal, in English and in German.
//!
//! Owns the two languages and the choice between them. Whoever says something says it in
//! both at the same place ([`say!`]), so that none can be forgotten. Knows nothing of what
//! is said.

use std::fmt;

/// A language of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Where nothing else is asked for.
    English,
    /// For `de`, `de_DE.UTF-8`, `de_AT` and the like.
    German,
}

impl Language {
    /// The language that the environment asks for: the first of `LC_ALL`, `LC_MESSAGES`
    /// and `LANG` that is set and not empty (POSIX.1-2017, Base Definitions 8.2).
    pub fn of_environment() -> Self {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
        Self::of_locale(&set.into_iter().find(|value| !value.is_empty()).unwrap_or_default())
    }

    /// The language of a locale's name, like `de_DE.UTF-8`.
    pub fn of_locale(name: &str) -> Self {
        let language = name.split(['_', '.', '@', '-']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("de") { Self::German } else { Self::English }
    }
}

/// The same words in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// English.
    pub en: String,
    /// German.
    pub de: String,
}

impl Message {
    /// The words in a language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::German => &self.de,
        }
    }

    /// Words that are the same in both languages: names, code, numbers.
    pub fn same(words: impl Into<String>) -> Self {
        let en = words.into();
        Self { de: en.clone(), en }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.en.is_empty()
    }
}

impl fmt::Display for Message {
    /// In the language that the environment asks for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.in_language(Language::of_environment()))
    }
}

/// A [`Message`]: English, German, and what is filled into both as `format!` does it.
macro_rules! say {
    ($en:literal, $de:literal $(, $($filled:tt)*)?) => {
        $crate::native::bilingual::Message {
            en: format!($en $(, $($filled)*)?),
            de: format!($de $(, $($filled)*)?),
        }
    };
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_is_spoken_where_the_locale_says_so() {
        for name in ["de", "de_DE.UTF-8", "de_AT", "de_CH@euro", "de-DE", "DE"] {
            assert_eq!(Language::of_locale(name), Language::German, "{name}");
        }
        for name in ["", "C", "C.UTF-8", "POSIX", "en_US.UTF-8", "den_CA", "nds_DE", "deu"] {
            assert_eq!(Language::of_locale(name), Language::English, "{name}");
        }
    }

    #[test]
    fn what_is_said_is_filled_in_in_both_languages() {
        let name = "faq.de.md";
        let said = say!("{name}: {} lines", "{name}: {} Zeilen", 2);
        assert_eq!(said.in_language(Language::English), "faq.de.md: 2 lines");
        assert_eq!(said.in_language(Language::German), "faq.de.md: 2 Zeilen");
    }
}
