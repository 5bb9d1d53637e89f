//! Typed reading of TOML.
//!
//! Owns the complaints about single values: wrong type, missing, misspelt, unknown
//! word, date that no calendar has. Remembers where each value stood. Must not know
//! which fields a document has; that is [`super::status`]'s business.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};
use toml::value::Datetime;

use super::dates;
use super::diagnostics::Diagnostics;
use super::diagnostics::{Diagnostic, nearest, probably_meant, quoted, unknown_word};
use super::fragment::Fragment;
use super::markdown;
use super::prose;
use super::sources::{FileId, SourceSpan};
use super::translations::Translations;
use crate::core::document::calendar::When;
use crate::core::document::localized::Localized;
use crate::core::document::rich_text::check_link;
use crate::core::document::{RichText, Text, Word};
use crate::native::bilingual::{Message, say};

/// Reads values of one TOML file.
pub struct TomlReader<'r> {
    /// The file.
    pub file: FileId,
    /// Its text.
    pub text: &'r str,
    /// The document's languages, the default one first; empty until they are known.
    pub languages: Vec<String>,
    /// Which texts may be missing in the others of them, and which are there.
    pub translations: Translations,
    /// The fields of the whole file, to see when a line has slipped under a heading.
    pub top: &'static [&'static str],
    /// Languages of texts that the document does not have, and where they stand.
    pub strangers: BTreeMap<String, Vec<SourceSpan>>,
    /// Where complaints and places go.
    pub diagnostics: &'r mut Diagnostics,
}

/// A value with where it stands, and which part of the document it will be.
pub struct Item<'t> {
    /// JSON path.
    pub path: String,
    key: Range<usize>,
    value: &'t Spanned<DeValue<'t>>,
}

/// A table of which the fields are taken one by one.
pub struct Fields<'t> {
    /// JSON path.
    pub path: String,
    span: Range<usize>,
    table: &'t DeTable<'t>,
    asked: Vec<&'static str>,
}

impl<'t> Fields<'t> {
    /// The whole file.
    pub fn top(table: &'t DeTable<'t>) -> Self {
        Self { path: String::new(), span: 0..0, table, asked: Vec::new() }
    }

    fn find(&self, name: &str) -> Option<(Range<usize>, &'t Spanned<DeValue<'t>>)> {
        self.table.get_key_value(name).map(|(key, value)| (key.span(), value))
    }
}

/// A table's name as it stands in the file: `[[services.sites]]`.
fn heading(path: &str) -> Message {
    let mut name = String::new();
    for part in path.split('[') {
        name.push_str(part.split_once(']').map_or(part, |(_, behind)| behind));
    }
    match (name.as_str(), path.ends_with(']')) {
        ("", _) => say!("the file", "der Datei"),
        (name, true) => Message::same(format!("`[[{name}]]`")),
        (name, false) => Message::same(format!("`{name}`")),
    }
}

/// What a value is, for people.
fn kind(value: &DeValue<'_>) -> Message {
    match value {
        DeValue::String(_) => say!("a text", "ein Text"),
        DeValue::Integer(_) | DeValue::Float(_) => say!("a number", "eine Zahl"),
        DeValue::Boolean(_) => say!("true or false", "true oder false"),
        DeValue::Datetime(_) => say!("a date", "ein Datum"),
        DeValue::Array(_) => say!("a list", "eine Liste"),
        DeValue::Table(_) => say!("a table", "eine Tabelle"),
    }
}

/// Something else stands here than belongs here.
fn expected(wanted: &Message, found: &Message) -> Message {
    Message {
        en: format!("expected {}, found {}", wanted.en, found.en),
        de: format!("hierher gehört {}, hier steht {}", wanted.de, found.de),
    }
}

/// How a line is written.
fn write_it_like(example: &str) -> Message {
    say!("write it like `{example}`", "schreiben Sie es wie `{example}`")
}

/// What is said of a line that has slipped under a heading.
fn belongs_to(diagnostic: Diagnostic, heading: &Message) -> Diagnostic {
    diagnostic
        .label(Message {
            en: format!("this line belongs to {}", heading.en),
            de: format!("diese Zeile gehört zu {}", heading.de),
        })
        .help(say!(
            "a line belongs to the heading in [brackets] above it; move it up, above the first heading",
            "eine Zeile gehört zur Überschrift in [Klammern] darüber; schieben Sie sie nach oben, über die erste Überschrift"
        ))
}

/// Joins a JSON path and a field's name.
fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.into() } else { format!("{path}.{name}") }
}

impl TomlReader<'_> {
    fn at(&self, span: Range<usize>) -> SourceSpan {
        SourceSpan { file: self.file, span }
    }

    /// Where the value stands.
    pub fn place(&self, item: &Item<'_>) -> SourceSpan {
        self.at(item.value.span())
    }

    /// Takes a field that need not be there.
    pub fn take<'t>(&mut self, fields: &mut Fields<'t>, name: &'static str) -> Option<Item<'t>> {
        self.take_as(fields, name, name)
    }

    /// Takes a field that becomes another part of the document than its name says.
    pub fn take_as<'t>(
        &mut self,
        fields: &mut Fields<'t>,
        name: &'static str,
        part: &str,
    ) -> Option<Item<'t>> {
        fields.asked.push(name);
        let (key, value) = fields.find(name)?;
        let path = join(&fields.path, part);
        self.diagnostics.came_from(&path, self.at(value.span()));
        Some(Item { path, key, value })
    }

    /// Takes a field that must be there; `example` is a line that people can copy.
    pub fn need<'t>(
        &mut self,
        fields: &mut Fields<'t>,
        name: &'static str,
        example: &str,
    ) -> Option<Item<'t>> {
        self.need_as(fields, name, name, example)
    }

    /// [`Self::need`] for a field that becomes another part of the document.
    pub fn need_as<'t>(
        &mut self,
        fields: &mut Fields<'t>,
        name: &'static str,
        part: &str,
        example: &str,
    ) -> Option<Item<'t>> {
        let item = self.take_as(fields, name, part);
        if item.is_none() {
            let heading = heading(&fields.path);
            let message = Message {
                en: format!("`{name}` is missing in {}", heading.en),
                de: format!("in {} fehlt `{name}`", heading.de),
            };
            let diagnostic = Diagnostic::error(self.at(fields.span.clone()), message)
                .help(say!("add `{example}`", "schreiben Sie dazu: `{example}`"))
                .absence();
            self.diagnostics.settle(join(&fields.path, part), diagnostic);
        }
        item
    }

    /// Complains about all fields that nobody asked for.
    pub fn finish(&mut self, fields: &Fields<'_>) {
        for key in fields.table.keys().filter(|key| !fields.asked.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref().as_ref();
            let place = self.at(key.span());
            let heading = heading(&fields.path);
            let message = Message {
                en: format!("unknown field `{name}` in {}", heading.en),
                de: format!("ein Feld `{name}` gibt es in {} nicht", heading.de),
            };
            let diagnostic = Diagnostic::error(place.clone(), message);
            let meant = nearest(name, fields.asked.iter().copied());
            self.diagnostics.add(match meant {
                Some(meant) => diagnostic.patch(probably_meant(), place, meant),
                None if self.top.contains(&name) => belongs_to(diagnostic, &heading),
                None => {
                    let names = quoted(fields.asked.iter().copied());
                    diagnostic.help(say!("there can be {names}", "es gibt hier {names}"))
                }
            });
        }
    }

    fn wrong(&mut self, item: &Item<'_>, wanted: &Message, example: &str) {
        let message = expected(wanted, &kind(item.value.get_ref()));
        let diagnostic = Diagnostic::error(self.place(item), message).help(write_it_like(example));
        self.diagnostics.settle(item.path.clone(), diagnostic);
    }

    /// Says what is wrong with a value, and how to mend it.
    pub fn complain(&mut self, item: &Item<'_>, message: Message, help: Message) {
        let diagnostic = Diagnostic::error(self.place(item), message).help(help);
        self.diagnostics.settle(item.path.clone(), diagnostic);
    }

    /// Says what is wrong with a text, and what it should have been.
    pub fn mistaken(&mut self, item: &Item<'_>, message: Message, help: Message, meant: &str) {
        let place = self.place(item);
        let diagnostic = Diagnostic::error(place.clone(), message).patch(help, place, format!("\"{meant}\""));
        self.diagnostics.settle(item.path.clone(), diagnostic);
    }

    fn empty(&mut self, item: &Item<'_>) {
        self.complain(
            item,
            say!("the text is empty", "der Text ist leer"),
            say!("write the text, or delete the line", "schreiben Sie den Text, oder löschen Sie die Zeile"),
        );
    }

    /// A short text that is the same in every language.
    pub fn string(&mut self, item: &Item<'_>) -> Option<String> {
        match item.value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.empty(item);
                None
            }
            DeValue::String(text) => Some(text.trim().to_owned()),
            _ => {
                self.wrong(item, &say!("a text", "ein Text"), "\"…\"");
                None
            }
        }
    }

    /// A short text for readers, who see it as it stands.
    fn plain(&mut self, item: &Item<'_>) -> Option<String> {
        let read = self.string(item)?;
        let text = item.value.get_ref().as_str()?;
        prose::check_plain(
            &Fragment::of_toml(self.file, self.text, item.value.span(), text),
            self.diagnostics,
        );
        Some(read)
    }

    /// A BCP 47 language tag (RFC 5646), as far as its form goes.
    pub fn language_tag(&mut self, item: &Item<'_>) -> Option<String> {
        let tag = self.string(item)?;
        let mut parts = tag.split('-');
        let alphanumeric =
            |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        let is_language =
            |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase());
        if parts.next().is_some_and(is_language) && parts.all(alphanumeric) {
            return Some(tag);
        }
        self.complain(
            item,
            say!("not a language tag", "kein Sprachkürzel"),
            say!(
                "write it like `de`, `en`, `tr` or `de-AT` (BCP 47)",
                "schreiben Sie es wie `de`, `en`, `tr` oder `de-AT` (BCP 47)"
            ),
        );
        None
    }

    /// `true` or `false`.
    pub fn flag(&mut self, item: &Item<'_>) -> bool {
        if let DeValue::Boolean(flag) = item.value.get_ref() {
            return *flag;
        }
        self.wrong(item, &say!("true or false", "true oder false"), "true");
        false
    }

    /// A date or time, as TOML has it or in quotes.
    pub fn when(&mut self, item: &Item<'_>) -> Option<When> {
        let place = self.place(item);
        let raw = self.text.get(item.value.span()).unwrap_or_default();
        let (written, read) = match item.value.get_ref() {
            DeValue::String(text) => (text.trim().to_owned(), text.trim().parse()),
            DeValue::Datetime(date) => (raw.to_owned(), rfc3339(date).parse()),
            // `20261124` and the like.
            _ if dates::meant(raw).is_some() => (raw.to_owned(), raw.parse()),
            _ => {
                self.wrong(item, &say!("a date", "ein Datum"), "2023-05-03");
                return None;
            }
        };
        match read {
            Ok(when) => {
                self.diagnostics.list.extend(dates::unusual_offset(&written, place));
                Some(when)
            }
            Err(_) => {
                self.diagnostics.settle(item.path.clone(), dates::not_a_date(&written, place));
                None
            }
        }
    }

    /// One of the words that are allowed here.
    pub fn choice<W: Word>(&mut self, item: &Item<'_>) -> Option<W> {
        let names = W::ALL.iter().map(|word| word.as_str());
        let DeValue::String(word) = item.value.get_ref() else {
            let message = expected(&say!("a word", "ein Wort"), &kind(item.value.get_ref()));
            let names = quoted(names);
            let diagnostic = Diagnostic::error(self.place(item), message).help(say!(
                "write one of {names} in quotation marks",
                "schreiben Sie eines von {names} in Anführungszeichen"
            ));
            self.diagnostics.settle(item.path.clone(), diagnostic);
            return None;
        };
        let word = word.trim();
        if let Ok(choice) = word.parse() {
            return Some(choice);
        }
        let diagnostic = unknown_word(word, self.place(item), names, "\"");
        self.diagnostics.settle(item.path.clone(), diagnostic);
        None
    }

    /// A list, of which each entry is read by `read`; a single entry needs no brackets.
    pub fn list<T>(
        &mut self,
        item: &Item<'_>,
        mut read: impl FnMut(&mut Self, &Item<'_>) -> Option<T>,
    ) -> Vec<T> {
        let single = std::slice::from_ref(item.value);
        let values = item.value.get_ref().as_array().map_or(single, |array| array.as_ref());
        let mut entries = Vec::new();
        for value in values {
            // By the place in the result, where the entries that failed are not.
            let path = format!("{}[{}]", item.path, entries.len());
            self.diagnostics.came_from(&path, self.at(value.span()));
            let read = read(self, &Item { path: path.clone(), key: item.key.clone(), value });
            if read.is_none() {
                // The next entry comes to stand there, and is yet to be judged.
                self.diagnostics.unsettle(&path);
            }
            entries.extend(read);
        }
        entries
    }

    /// An address that readers can follow.
    pub fn url(&mut self, item: &Item<'_>) -> Option<String> {
        let url = self.string(item)?;
        match check_link(&url) {
            Ok(()) if url.starts_with("https:") => return Some(url),
            Ok(()) => self.complain(
                item,
                say!("expected the address of a page", "hierher gehört die Adresse einer Seite"),
                say!(
                    "write it like `https://www.example.org/`; e-mail and telephone belong to [[contacts]]",
                    "schreiben Sie sie wie `https://www.example.org/`; E-Mail und Telefon gehören zu [[contacts]]"
                ),
            ),
            Err(error) => {
                let place = self.place(item);
                let corrected = markdown::corrected_link(&url).map(|corrected| format!("\"{corrected}\""));
                let diagnostic = markdown::link_diagnostic(place, error, corrected);
                self.diagnostics.settle(item.path.clone(), diagnostic);
            }
        }
        None
    }

    /// The tables of a `[[list]]`, each read by `read`.
    pub fn tables<T>(
        &mut self,
        item: Option<Item<'_>>,
        mut read: impl FnMut(&mut Self, &mut Fields<'_>) -> T,
    ) -> Vec<T> {
        let Some(item) = item else { return Vec::new() };
        let name = heading(&format!("{}[]", item.path));
        if let DeValue::Table(_) = item.value.get_ref() {
            self.complain(
                &item,
                say!(
                    "there can be several of these, so this is a list",
                    "davon kann es mehrere geben; es ist eine Liste"
                ),
                Message {
                    en: format!("put the heading into double brackets: {}", name.en),
                    de: format!("setzen Sie die Überschrift in doppelte Klammern: {}", name.de),
                },
            );
            return Vec::new();
        }
        self.list(&item, |reader, entry| match entry.value.get_ref() {
            DeValue::Table(table) => {
                let mut fields =
                    Fields { path: entry.path.clone(), span: entry.value.span(), table, asked: Vec::new() };
                let read = read(reader, &mut fields);
                reader.finish(&fields);
                Some(read)
            }
            _ => {
                let found = kind(entry.value.get_ref());
                let message = Message {
                    en: format!("expected entries under {}, found {}", name.en, found.en),
                    de: format!("hierher gehören Einträge unter {}, hier steht {}", name.de, found.de),
                };
                let help = Message {
                    en: format!("put each under a heading of its own: {}", name.en),
                    de: format!("setzen Sie jeden unter eine eigene Überschrift: {}", name.de),
                };
                reader.complain(entry, message, help);
                None
            }
        })
    }

    /// A table with fields of its own.
    pub fn table<T>(
        &mut self,
        item: Option<Item<'_>>,
        read: impl FnOnce(&mut Self, &mut Fields<'_>) -> T,
    ) -> Option<T> {
        let item = item?;
        let DeValue::Table(table) = item.value.get_ref() else {
            self.wrong(&item, &say!("a table", "eine Tabelle"), &format!("[{}]", item.path));
            return None;
        };
        let mut fields = Fields { path: item.path, span: item.value.span(), table, asked: Vec::new() };
        let read = read(self, &mut fields);
        self.finish(&fields);
        Some(read)
    }

    /// A short text in several languages; one in quotes holds for all of them.
    pub fn text(&mut self, item: &Item<'_>) -> Option<Text> {
        if let DeValue::String(_) = item.value.get_ref() {
            let text = self.plain(item)?;
            return Some(self.languages.iter().map(|tag| (tag.clone(), text.clone())).collect());
        }
        self.localized(item, Self::plain)
    }

    /// A Markdown text in several languages.
    pub fn rich(&mut self, item: &Item<'_>) -> Option<RichText> {
        if let (DeValue::String(_), [only]) = (item.value.get_ref(), self.languages.as_slice()) {
            let tag = only.clone();
            let nodes = self.nodes(item);
            if nodes.is_none() {
                self.diagnostics.settled(item.path.clone());
            }
            return Some(Localized::from_iter([(tag, nodes?)]));
        }
        self.localized(item, Self::nodes)
    }

    fn nodes(&mut self, item: &Item<'_>) -> Option<crate::core::document::rich_text::Nodes> {
        self.string(item)?;
        let span = item.value.span();
        let text = item.value.get_ref().as_str()?;
        let fragment = Fragment::of_toml(self.file, self.text, span, text);
        let before = self.diagnostics.list.len();
        let nodes = markdown::nodes(&fragment, self.diagnostics);
        if nodes.is_empty() {
            if self.diagnostics.list.len() == before {
                self.empty(item);
            }
            return None;
        }
        Some(nodes)
    }

    fn localized<T>(
        &mut self,
        item: &Item<'_>,
        mut read: impl FnMut(&mut Self, &Item<'_>) -> Option<T>,
    ) -> Option<Localized<T>> {
        let name = item.path.rsplit('.').next().unwrap_or_default();
        let default = self.languages.first().map_or("de", String::as_str).to_owned();
        let DeValue::Table(table) = item.value.get_ref() else {
            let key = self.at(item.key.clone());
            let diagnostic = if let DeValue::String(_) = item.value.get_ref() {
                let message = say!(
                    "`{name}` does not say in which language it is",
                    "`{name}` sagt nicht, in welcher Sprache es steht"
                );
                Diagnostic::error(self.place(item), message).patch(
                    say!("say it", "schreiben Sie es dazu"),
                    key,
                    format!("{name}.{default}"),
                )
            } else {
                let found = kind(item.value.get_ref());
                let wanted = say!("a text in each language", "ein Text in jeder Sprache");
                Diagnostic::error(self.place(item), expected(&wanted, &found))
                    .help(write_it_like(&format!("{name}.{default} = \"…\"")))
            };
            self.diagnostics.settle(item.path.clone(), diagnostic);
            return None;
        };
        let mut texts = BTreeMap::new();
        for (key, value) in table {
            let tag = key.get_ref().as_ref();
            if !self.languages.is_empty() && !self.languages.iter().any(|known| known == tag) {
                self.unknown_language(&item.path, key);
                continue;
            }
            let path = join(&item.path, tag);
            self.diagnostics.came_from(&path, self.at(value.span()));
            match read(self, &Item { path: path.clone(), key: key.span(), value }) {
                Some(text) => {
                    self.translations.found(tag);
                    texts.insert(tag.to_owned(), text);
                }
                // What is wrong with it has been said.
                None => self.diagnostics.settled(path),
            }
        }
        self.missing_languages(item, name, |tag| texts.contains_key(tag));
        Some(texts.into_iter().collect())
    }

    fn unknown_language(&mut self, path: &str, key: &Spanned<DeString<'_>>) {
        let tag = key.get_ref().as_ref();
        let place = self.at(key.span());
        let path_of_text = join(path, tag);
        if let Some(meant) = nearest(tag, self.languages.iter().map(String::as_str)) {
            let diagnostic = no_language(tag, place.clone()).patch(probably_meant(), place, meant);
            self.diagnostics.settle(path_of_text, diagnostic);
        } else if self.top.contains(&tag) {
            let diagnostic = belongs_to(no_language(tag, place), &heading(path));
            self.diagnostics.settle(path_of_text, diagnostic);
        } else {
            self.diagnostics.settled(path_of_text);
            self.strangers.entry(tag.to_owned()).or_default().push(place);
        }
    }

    /// Complains about each language that the document does not have, once.
    pub fn name_strangers(&mut self) {
        for (tag, mut places) in std::mem::take(&mut self.strangers) {
            places.sort_by_key(|place| place.span.start);
            let more = places.len() - 1;
            let label = if more > 0 {
                say!("here, and {more} more", "hier und an {more} weiteren Stellen")
            } else {
                Message::default()
            };
            let diagnostic = no_language(&tag, places.remove(0)).label(label);
            self.diagnostics.add(diagnostic.help(say!(
                "add it to `languages` at the top, or delete its texts",
                "nehmen Sie sie oben in `languages` auf, oder löschen Sie ihre Texte"
            )));
        }
    }

    fn missing_languages(&mut self, item: &Item<'_>, name: &str, is_there: impl Fn(&str) -> bool) {
        let languages = self.languages.clone();
        for (index, tag) in languages.iter().enumerate() {
            let path = join(&item.path, tag);
            let may_be_missing = index > 0 && self.translations.is_partial(tag);
            if is_there(tag) || may_be_missing || self.diagnostics.is_settled(&path) {
                continue;
            }
            let place = self.at(item.key.clone());
            let line = format!("{name}.{tag} = \"…\"");
            let first = &languages[0];
            let diagnostic = if index == 0 {
                let message = say!(
                    "`{name}` is missing in the first language, `{tag}`",
                    "`{name}` fehlt in der ersten Sprache, `{tag}`"
                );
                Diagnostic::error(place, message).help(say!(
                    "add `{line}`; the first language is complete, the others fall back to it",
                    "schreiben Sie dazu: `{line}`; die erste Sprache ist vollständig und steht für die anderen ein"
                ))
            } else {
                let message = say!(
                    "`{name}` is not translated into `{tag}`",
                    "`{name}` ist nicht in `{tag}` übersetzt"
                );
                Diagnostic::warning(place, message)
                    .label(say!(
                        "readers of `{tag}` get the text in `{first}`",
                        "in `{tag}` ist der Text in `{first}` zu lesen"
                    ))
                    .help(say!("add `{line}`", "schreiben Sie dazu: `{line}`"))
            };
            self.diagnostics.settle(path, diagnostic.absence());
        }
    }
}

fn no_language(tag: &str, place: SourceSpan) -> Diagnostic {
    let message = say!(
        "`{tag}` is not one of the document's languages",
        "`{tag}` ist keine der Sprachen des Dokuments"
    );
    Diagnostic::error(place, message)
}

/// A TOML date as RFC 3339 has it; fractions of a second are nobody's business.
fn rfc3339(date: &Datetime) -> String {
    let mut date = *date;
    if let Some(time) = &mut date.time {
        time.second = Some(time.second.unwrap_or(0));
        time.nanosecond = None;
    }
    date.to_string()
}
