//! Finding what a reader types in questions and answers.
//!
//! Owns when two letters count as the same. Must not know what is searched.

use core::ops::Range;

/// So many questions can be looked through; more can be searched.
pub const MIN_QUESTIONS: usize = 12;

/// What is looked for: all of its words, anywhere and in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    words: Vec<Vec<char>>,
}

impl Search {
    /// The words of `text`; none where there are none.
    pub fn new(text: &str) -> Option<Self> {
        let words: Vec<Vec<char>> =
            text.split_whitespace().map(|word| folded(word).map(|(_, letter)| letter).collect()).collect();
        let words: Vec<Vec<char>> = words.into_iter().filter(|word| !word.is_empty()).collect();
        (!words.is_empty()).then_some(Self { words })
    }

    /// Whether every word stands in one of the texts.
    pub fn is_in(&self, texts: &[&str]) -> bool {
        let texts: Vec<Vec<(usize, char)>> = texts.iter().map(|text| folded(text).collect()).collect();
        self.words
            .iter()
            .all(|word| texts.iter().any(|text| (0..text.len()).any(|at| starts_with(&text[at..], word))))
    }

    /// Where its words stand in `text`, in bytes: in order, and none in another.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let letters: Vec<(usize, char)> = folded(text).collect();
        let mut hits = Vec::new();
        let mut at = 0;
        while at < letters.len() {
            let fitting = self.words.iter().filter(|word| starts_with(&letters[at..], word));
            match fitting.map(Vec::len).max() {
                Some(length) => {
                    let end = letters.get(at + length).map_or(text.len(), |(end, _)| *end);
                    hits.push(letters[at].0..end);
                    at += length;
                }
                None => at += 1,
            }
        }
        hits
    }
}

fn starts_with(text: &[(usize, char)], word: &[char]) -> bool {
    text.len() >= word.len() && text.iter().zip(word).all(|((_, letter), other)| letter == other)
}

/// The letters of `text` with where they stand, without hyphens that nobody sees.
fn folded(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().filter(|(_, letter)| *letter != '\u{ad}').map(|(at, letter)| (at, small(letter)))
}

/// The small letter, in the alphabets of the widget's languages. (Unicode's tables would cost
/// every reader several kilobytes.)
pub fn small(letter: char) -> char {
    let code = u32::from(letter);
    let small = match letter {
        // Turkish has an i of each kind, and its readers may have either keyboard.
        'İ' | 'ı' => return 'i',
        '×' => code,
        'A'..='Z' | 'À'..='Þ' | 'А'..='Я' | 'Α'..='Ρ' | 'Σ'..='Ω' => code + 0x20,
        'Ѐ'..='Џ' => code + 0x50,
        'Ā'..='ķ' | 'Ŋ'..='ŷ' => code | 1,
        'Ĺ'..='ň' | 'Ź'..='ž' => code + (code & 1),
        'Ґ' => code + 1,
        _ => code,
    };
    char::from_u32(small).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn hits(search: &str, text: &str) -> Vec<String> {
        let search = Search::new(search).unwrap();
        search.hits(text).into_iter().map(|hit| text[hit].to_owned()).collect()
    }

    #[test]
    fn capitals_and_hidden_hyphens_do_not_matter() {
        assert_eq!(hits("KRANK", "Krankenkasse und krank"), ["Krank", "krank"]);
        assert_eq!(hits("ärzte", "ÄRZTE, Ärzte"), ["ÄRZTE", "Ärzte"]);
        assert_eq!(hits("unfähig", "Arbeits\u{ad}un\u{ad}fähig\u{ad}keit"), ["un\u{ad}fähig\u{ad}"]);
        assert_eq!(hits("łódź", "ŁÓDŹ"), ["ŁÓDŹ"]);
        assert_eq!(hits("їжак", "ЇЖАК"), ["ЇЖАК"]);
        assert_eq!(hits("istanbul", "İstanbul ISTANBUL"), ["İstanbul", "ISTANBUL"]);
        assert_eq!(hits("مرض", "المرضى"), ["مرض"]);
    }

    #[test]
    fn the_longest_word_is_marked_once() {
        assert_eq!(hits("da daten", "Daten, da"), ["Daten", "da"]);
        assert_eq!(hits("aa", "aaa"), ["aa"]);
    }

    #[test]
    fn all_words_must_be_there_in_any_of_the_texts() {
        let search = Search::new(" daten  wann ").unwrap();
        assert!(search.is_in(&["Wann?", "Meine Daten"]));
        assert!(!search.is_in(&["Wann?", "Meine Karte"]));
        assert!(!search.is_in(&[]));
    }

    #[test]
    fn nothing_is_no_search() {
        for nothing in ["", " \t", "\u{ad}"] {
            assert_eq!(Search::new(nothing), None);
        }
    }

    #[test]
    fn a_small_letter_is_its_own_and_every_other_becomes_the_one_that_unicode_names() {
        for letter in ('\u{0}'..='\u{52f}').filter(|letter| !matches!(letter, 'İ' | 'ı')) {
            let small = small(letter);
            assert!(small == letter || letter.to_lowercase().eq([small]), "{letter} {small}");
        }
        for letter in "ABCÄÖÜÉÇĞÓĄĆĘŁŃŚŹŻАБВГҐЄІЇЖЁЫЭЮЯ".chars() {
            assert!(letter.to_lowercase().eq([small(letter)]), "{letter}");
        }
    }
}
