//! Language maps: BCP 47 tag → text.
//!
//! Owns the choice of a language. Knows nothing of what the texts say.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// A language map. The document's first language is always there; another is
/// used where it is, else the first (RFC 4647 section 3.4, lookup).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
#[cfg_attr(not(target_family = "wasm"), schemars(transparent))]
pub struct Localized<T>(
    #[cfg_attr(not(target_family = "wasm"), schemars(with = "std::collections::BTreeMap<String, T>"))]
    Vec<(String, T)>,
);

impl<T> Default for Localized<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<(String, T)> for Localized<T> {
    /// Of several values with one tag, the first is the one that is found.
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for Localized<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(lang, value)| (lang, value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Localized<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// Takes tags as they come; that none comes twice, the reader of JSON has seen to.
struct Entries<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
    type Value = Localized<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of languages")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Localized<T>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Localized(entries))
    }
}

/// A value in the language in which it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct In<'a, T> {
    /// The value.
    pub value: &'a T,
    /// Its language, a BCP 47 tag.
    pub lang: &'a str,
}

impl<T> Localized<T> {
    /// Adds a value in a language that has none yet.
    pub fn add(&mut self, tag: String, value: T) {
        self.0.push((tag, value));
    }

    /// The value in the language `tag`.
    pub fn get(&self, tag: &str) -> Option<&T> {
        self.0.iter().find(|(lang, _)| lang == tag).map(|(_, value)| value)
    }

    /// The tags and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(lang, value)| (lang.as_str(), value))
    }

    /// The value in the first of `languages` that is there.
    pub fn lookup(&self, languages: &[&str]) -> Option<In<'_, T>> {
        languages
            .iter()
            .find_map(|wanted| self.0.iter().find(|(lang, _)| lang == wanted))
            .map(|(lang, value)| In { value, lang })
    }
}

/// The order in which languages are tried: `wanted`, shortened tag by tag (RFC 4647 section
/// 3.4, lookup), as far as the document offers it, then the same language as it is spoken
/// elsewhere, then the document's first language. `en_US` is read as it is meant.
pub fn preference<'a>(wanted: &str, offered: &'a [String]) -> Vec<&'a str> {
    let wanted = wanted.replace('_', "-");
    let mut order: Vec<&str> = Vec::new();
    let mut tag = wanted.as_str();
    loop {
        order.extend(offered.iter().find(|lang| lang.eq_ignore_ascii_case(tag)).map(String::as_str));
        match tag.rfind('-') {
            Some(end) => tag = &tag[..end],
            None => break,
        }
    }
    let is_spoken_elsewhere =
        |lang: &&String| lang.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case(tag));
    order.extend(offered.iter().find(is_spoken_elsewhere).map(String::as_str));
    order.extend(offered.first().map(String::as_str));
    order.dedup();
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_longer_tag_falls_back_to_its_language_and_then_to_the_first() {
        let offered = ["de".to_owned(), "en".to_owned()];
        assert_eq!(preference("en-GB", &offered), ["en", "de"]);
        assert_eq!(preference("DE-at", &offered), ["de"]);
        assert_eq!(preference("tr", &offered), ["de"]);
        assert_eq!(preference("", &offered), ["de"]);
    }

    #[test]
    fn any_region_is_better_than_another_language() {
        let offered = ["de".to_owned(), "en-GB".to_owned(), "pt-BR".to_owned()];
        for wanted in ["en", "en-US", "en_US", "EN-gb-oxendict"] {
            assert_eq!(preference(wanted, &offered), ["en-GB", "de"], "{wanted}");
        }
        assert_eq!(preference("eng", &offered), ["de"]);
    }

    #[test]
    fn a_missing_translation_falls_back_and_says_in_which_language_it_is() {
        let map = Localized::from_iter([("de".to_owned(), 1)]);
        assert_eq!(map.lookup(&["en", "de"]), Some(In { value: &1, lang: "de" }));
    }
}
