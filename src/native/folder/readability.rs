//! How hard the German texts of a folder are to read.
//!
//! Owns hints, which never keep anything from being built: sentences and words that are long,
//! passive and nominal style, abbreviations that nobody explains; and one measure of the whole.
//! Must not know what a text is about.

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::Value;

use super::diagnostics::{Diagnostic, Diagnostics};
use super::sources::{SourceSpan, Sources};
use crate::core::document::Content;
use crate::native::bilingual::{Message, say};

/// The most words that a sentence may have without a hint.
pub const LONGEST_SENTENCE: usize = 20;

/// The most letters that a word, or a part of it between hyphens, may have without a hint.
pub const LONGEST_WORD: usize = 18;

/// So many nouns of [`NOMINAL_ENDINGS`] in one sentence are nominal style.
const MANY_NOMINAL: usize = 3;

/// How nouns end that are made of verbs and adjectives.
const NOMINAL_ENDINGS: [&str; 7] = ["ung", "ungen", "heit", "keit", "keiten", "ierung", "nahme"];

/// What makes a passive of a participle.
const PASSIVE: [&str; 4] = ["wird", "werden", "wurde", "wurden"];

/// Words of offices, and what people say.
const OFFICIAL: [(&str, &str); 9] = [
    ("aufgrund", "wegen"),
    ("bezüglich", "zu, über"),
    ("diesbezüglich", "dazu"),
    ("erfolgt", "geschieht, oder ein Verb"),
    ("erfolgen", "geschehen, oder ein Verb"),
    ("gewährleisten", "sorgen für"),
    ("hinsichtlich", "zu, über"),
    ("mittels", "mit"),
    ("seitens", "von"),
];

/// Abbreviations of everyday words, and what they stand for.
const SHORT: [(&str, &str); 8] = [
    ("bzw.", "oder"),
    ("ca.", "etwa"),
    ("d. h.", "das heißt"),
    ("evtl.", "vielleicht"),
    ("ggf.", "wenn nötig"),
    ("i. d. R.", "meist"),
    ("u. a.", "unter anderem"),
    ("z. B.", "zum Beispiel"),
];

/// A long word of the measure has more letters than this.
const LIX_LETTERS: usize = 6;

/// Words and sentences of many texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lix {
    words: usize,
    long_words: usize,
    sentences: usize,
}

impl Lix {
    fn add(&mut self, sentence: &str) {
        let lengths = words(sentence).map(|(_, word)| letters(word));
        for length in lengths {
            self.words += 1;
            self.long_words += usize::from(length > LIX_LETTERS);
        }
        self.sentences += 1;
    }

    /// Words a sentence, and of a hundred words those with more than six letters (C. H.
    /// Björnsson, Läsbarhet, Stockholm 1968). None where there are no sentences.
    pub fn value(self) -> Option<usize> {
        let Self { words, long_words, sentences } = self;
        let sum = words * words + 100 * long_words * sentences;
        // Rounded once, at the end.
        (sum + words * sentences / 2).checked_div(words * sentences)
    }

    /// In words.
    pub fn message(self) -> Option<Message> {
        let value = self.value()?;
        let (en, de) = match value {
            ..40 => ("easy", "leicht"),
            40..50 => ("medium", "mittel"),
            50..60 => ("hard", "schwer"),
            _ => ("very hard", "sehr schwer"),
        };
        Some(say!(
            "German texts: LIX {value} (Björnsson 1968), {en}; below 40 is easy",
            "deutsche Texte: LIX {value} (Björnsson 1968), {de}; unter 40 ist leicht"
        ))
    }
}

/// Adds hints on the German texts of `content`, and measures them.
pub fn check(content: &Content, sources: &Sources, diagnostics: &mut Diagnostics) -> Lix {
    let tree = serde_json::to_value(content).unwrap_or_default();
    let mut blocks = Vec::new();
    german(&tree, "", &mut blocks);
    let mut lix = Lix::default();
    let mut named = BTreeSet::new();
    let all: String = blocks.iter().map(|(_, text)| format!("{text}\n")).collect();
    for (path, text) in &blocks {
        let mut hint = |sentence: &str, word: &str, message: Message, help: Message| {
            let place = place(diagnostics.span_of(path), sentence, word, sources);
            diagnostics.add(Diagnostic::hint(place, message).help(help));
        };
        for sentence in sentences(text) {
            if sentence.ends_with(['.', '!', '?', ':']) {
                lix.add(sentence);
            }
            of_sentence(sentence, &mut |word, message, help| hint(sentence, word, message, help));
        }
        for (_, word) in words(text) {
            if word.split('-').any(|part| letters(part) > LONGEST_WORD) && named.insert(word.to_owned()) {
                hint(
                    word,
                    word,
                    say!("a long word: {word}", "ein langes Wort: {word}"),
                    say!(
                        "use a hyphen between its parts, or other words: `Kranken-Versicherung`",
                        "trennen Sie es mit einem Bindestrich, oder sagen Sie es anders: `Kranken-Versicherung`"
                    ),
                );
            }
            let is_explained = || all.contains(&format!("({word})")) || all.contains(&format!("{word} ("));
            if is_abbreviation(word) && !is_explained() && named.insert(word.to_owned()) {
                hint(
                    word,
                    word,
                    say!("`{word}` is explained nowhere", "`{word}` wird nirgends erklärt"),
                    say!(
                        "write what it stands for once, with the abbreviation in brackets behind it",
                        "schreiben Sie einmal aus, wofür es steht, und die Abkürzung in Klammern dahinter"
                    ),
                );
            }
        }
        for (short, long) in SHORT {
            let is_there = text.contains(short) || text.contains(&short.replace(' ', ""));
            if is_there && named.insert(short.to_owned()) {
                hint(
                    short,
                    short,
                    say!("an abbreviation: {short}", "eine Abkürzung: {short}"),
                    say!("write it out: `{long}`", "schreiben Sie es aus: `{long}`"),
                );
            }
        }
    }
    lix
}

/// Where `word` of `sentence` stands, in a text that stands at `whole`; all of that where it is
/// spelt otherwise.
fn place(whole: Option<SourceSpan>, sentence: &str, word: &str, sources: &Sources) -> Option<SourceSpan> {
    let whole = whole?;
    let text = &sources.get(whole.file).text;
    // A question's words stand before its id, on the same line.
    let line = text.get(..whole.span.start)?.rfind('\n').map_or(0, |end| end + 1);
    let begin = begin_of(text.get(line..)?, sentence).map_or(line, |at| line + at);
    let Some(at) = text.get(begin..)?.find(word) else { return Some(whole) };
    Some(SourceSpan { span: begin + at..begin + at + word.len(), ..whole })
}

/// Where `sentence` begins in a file that breaks its lines elsewhere and marks words: by its
/// first words.
fn begin_of(text: &str, sentence: &str) -> Option<usize> {
    let mut few = words(sentence).map(|(_, word)| word).take(5);
    let first = few.next()?;
    let next: Vec<&str> = few.collect();
    text.match_indices(first).map(|(at, _)| at).find(|at| {
        let mut rest = &text[at + first.len()..];
        next.iter().all(|word| {
            let stripped = rest.trim_start_matches(|c: char| !c.is_alphabetic()).strip_prefix(word);
            rest = stripped.unwrap_or_default();
            stripped.is_some()
        })
    })
}

/// Hints on one sentence; `hint` takes the words, what is hard about them, and what to do.
fn of_sentence(sentence: &str, hint: &mut impl FnMut(&str, Message, Message)) {
    let words: Vec<&str> = words(sentence).map(|(_, word)| word).collect();
    let Some(first) = words.first() else { return };
    let count = words.len();
    if count > LONGEST_SENTENCE {
        hint(
            first,
            say!("a sentence of {count} words", "ein Satz mit {count} Wörtern"),
            say!(
                "make two of it; up to {LONGEST_SENTENCE} are easy to read",
                "machen Sie zwei daraus; bis {LONGEST_SENTENCE} liest man leicht"
            ),
        );
    }
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let is_passive = |word: &str| PASSIVE.contains(&word) && words.iter().any(|word| is_participle(word));
    if let Some(index) = lower.iter().position(|word| word == "worden" || is_passive(word)) {
        hint(
            words[index],
            say!("passive: who does it?", "Passiv: Wer tut es?"),
            say!(
                "say who does it: not `wird geprüft` but `wir prüfen`",
                "sagen Sie, wer es tut: statt `wird geprüft` lieber `wir prüfen`"
            ),
        );
    }
    let is_nominal = |word: &&&str| {
        word.starts_with(char::is_uppercase) && NOMINAL_ENDINGS.iter().any(|ending| word.ends_with(ending))
    };
    let nominal: Vec<&&str> = words.iter().filter(is_nominal).collect();
    if nominal.len() >= MANY_NOMINAL {
        let nouns = nominal.iter().map(|word| **word).collect::<Vec<_>>().join(", ");
        hint(
            nominal[0],
            say!("nominal style: {nouns}", "Nominalstil: {nouns}"),
            say!(
                "use verbs: not `die Prüfung der Meldung erfolgt` but `wir prüfen die Meldung`",
                "nehmen Sie Verben: statt `die Prüfung der Meldung erfolgt` lieber `wir prüfen die Meldung`"
            ),
        );
    }
    for (index, word) in lower.iter().enumerate() {
        if let Some((_, plain)) = OFFICIAL.iter().find(|(official, _)| official == word) {
            hint(
                words[index],
                say!("office language: {word}", "Amtsdeutsch: {word}"),
                say!("say `{plain}`", "sagen Sie `{plain}`"),
            );
        }
    }
}

/// Whether this is a participle that may stand in a passive; by its looks.
fn is_participle(word: &str) -> bool {
    let begins = |all: &[&str]| all.iter().any(|one| word.starts_with(one));
    let with_ge = (word.starts_with("ge") || word.get(2..).is_some_and(|rest| rest.contains("ge")))
        && (word.ends_with('t') || word.ends_with("en"));
    let is_short = letters(word) < 6;
    let without_ge = begins(&["be", "ent", "er", "miss", "ver", "zer"]) && word.ends_with('t');
    word.starts_with(char::is_lowercase) && !is_short && (with_ge || without_ge || word.ends_with("iert"))
}

/// Whether this is made of initials, like eAU or KIM.
fn is_abbreviation(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 2 && (2..=6).contains(&word.chars().count()) && word.chars().all(char::is_alphabetic)
}

fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphabetic()).count()
}

/// Words, and where they stand. Numbers are none.
fn words(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| letters(word) > 0).map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        (start..start + word.len(), word)
    })
}

/// The sentences of a text. Days ("3. Mai") and abbreviations of one letter ("z. B.") end none.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, end) in text.match_indices(['.', '!', '?', ':']) {
        let behind = at + end.len();
        let rest = &text[behind..];
        let goes_on = !rest.starts_with(char::is_whitespace)
            || !rest.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_numeric() || c == '„');
        let before = text[start..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        let is_no_end = end == "." && (letters(before) < 2);
        if !goes_on && !is_no_end {
            found.push(text[start..behind].trim());
            start = behind;
        }
    }
    found.push(text[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// Adds the German texts of `value`, which stands at `path`: short ones as they are, and of rich
/// ones each block.
fn german(value: &Value, path: &str, blocks: &mut Vec<(String, String)>) {
    match value {
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                german(entry, &format!("{path}[{index}]"), blocks);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match member {
                    Value::String(text) if name == "de" => blocks.push((path, text.clone())),
                    Value::Array(all) if name == "de" => rich(all, &path, blocks),
                    _ => german(member, &path, blocks),
                }
            }
        }
        _ => {}
    }
}

/// Adds the blocks of a rich text.
fn rich(nodes: &[Value], path: &str, blocks: &mut Vec<(String, String)>) {
    for (index, node) in nodes.iter().enumerate() {
        let path = format!("{path}[{index}]");
        let children = node["children"].as_array().map_or(&[][..], Vec::as_slice);
        match node["type"].as_str() {
            Some("paragraph" | "heading") => blocks.push((path, children.iter().map(plain).collect())),
            _ => rich(children, &format!("{path}.children"), blocks),
        }
    }
}

/// The words of a piece of a block.
fn plain(node: &Value) -> String {
    match (node["value"].as_str(), node["children"].as_array()) {
        (Some(text), _) => text.to_owned(),
        (_, Some(children)) => children.iter().map(plain).collect(),
        _ => " ".to_owned(),
    }
}
