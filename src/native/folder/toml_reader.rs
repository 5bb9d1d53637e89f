//! Typed reading of TOML.
//!
//! Owns the complaints about single values: wrong type, missing, misspelt, unknown
//! word, date that no calendar has. Remembers where each value stood. Must not know
//! which fields a document has; that is [`super::status`]'s business.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};
use toml::value::{Datetime, Offset};

use super::diagnostics::Diagnostics;
use super::diagnostics::{Diagnostic, nearest, quoted, unknown_word};
use super::markdown::{self, Fragment};
use super::sources::{FileId, SourceSpan};
use crate::core::document::calendar::{When, WhenError, berlin};
use crate::core::document::localized::Localized;
use crate::core::document::rich_text::check_link;
use crate::core::document::{RichText, Text, Word};

/// Reads values of one TOML file.
pub struct TomlReader<'r> {
    /// The file.
    pub file: FileId,
    /// Its text.
    pub text: &'r str,
    /// The document's languages, the default one first; empty until they are known.
    pub languages: Vec<String>,
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
fn heading(path: &str) -> String {
    let mut name = String::new();
    for part in path.split('[') {
        name.push_str(part.split_once(']').map_or(part, |(_, behind)| behind));
    }
    match (name.as_str(), path.ends_with(']')) {
        ("", _) => "the file".into(),
        (name, true) => format!("`[[{name}]]`"),
        (name, false) => format!("`{name}`"),
    }
}

/// What a value is, for people.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
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
            let diagnostic = Diagnostic::error(
                self.at(fields.span.clone()),
                format!("`{name}` is missing in {}", heading(&fields.path)),
            )
            .help(format!("add `{example}`"))
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
            let message = format!("unknown field `{name}` in {}", heading(&fields.path));
            let diagnostic = Diagnostic::error(place.clone(), message);
            let meant = nearest(name, fields.asked.iter().copied());
            self.diagnostics.add(match meant {
                Some(meant) => diagnostic.patch("this was probably meant", place, meant),
                None if self.top.contains(&name) => diagnostic
                    .label(format!("this line belongs to {}", heading(&fields.path)))
                    .help("a line belongs to the heading in [brackets] above it; move it up, above the first heading"),
                None => diagnostic.help(format!("there can be {}", quoted(fields.asked.iter().copied()))),
            });
        }
    }

    fn wrong(&mut self, item: &Item<'_>, wanted: &str, example: &str) {
        let found = kind(item.value.get_ref());
        let diagnostic = Diagnostic::error(self.place(item), format!("expected {wanted}, found {found}"))
            .help(format!("write it like `{example}`"));
        self.diagnostics.settle(item.path.clone(), diagnostic);
    }

    /// Says what is wrong with a value, and how to mend it.
    pub fn complain(&mut self, item: &Item<'_>, message: &str, help: &str) {
        let diagnostic = Diagnostic::error(self.place(item), message).help(help);
        self.diagnostics.settle(item.path.clone(), diagnostic);
    }

    /// Says what is wrong with a text, and what it should have been.
    pub fn mistaken(&mut self, item: &Item<'_>, message: &str, help: &str, meant: &str) {
        let place = self.place(item);
        let diagnostic = Diagnostic::error(place.clone(), message).patch(help, place, format!("\"{meant}\""));
        self.diagnostics.settle(item.path.clone(), diagnostic);
    }

    /// A short text that is the same in every language.
    pub fn string(&mut self, item: &Item<'_>) -> Option<String> {
        match item.value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.complain(item, "the text is empty", "write the text, or delete the line");
                None
            }
            DeValue::String(text) => Some(text.trim().to_owned()),
            _ => {
                self.wrong(item, "a text", "\"…\"");
                None
            }
        }
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
        self.complain(item, "not a language tag", "write it like `de`, `en`, `tr` or `de-AT` (BCP 47)");
        None
    }

    /// `true` or `false`.
    pub fn flag(&mut self, item: &Item<'_>) -> bool {
        if let DeValue::Boolean(flag) = item.value.get_ref() {
            return *flag;
        }
        self.wrong(item, "true or false", "true");
        false
    }

    /// A date or time, as TOML has it or in quotes.
    pub fn when(&mut self, item: &Item<'_>) -> Option<When> {
        let place = self.place(item);
        let read = match item.value.get_ref() {
            DeValue::String(text) => read_when(text.trim(), place),
            DeValue::Datetime(date) => rfc3339(date).parse().map_err(|error: WhenError| {
                Box::new(match with_offset(date) {
                    Some(corrected) => Diagnostic::error(place.clone(), "a time without its time zone")
                        .patch("if it is the time in Germany, write", place, corrected),
                    None => Diagnostic::error(place, "this is not a date").help(error.to_string()),
                })
            }),
            _ => {
                self.wrong(item, "a date", "2023-05-03");
                return None;
            }
        };
        read.map_err(|diagnostic| self.diagnostics.settle(item.path.clone(), *diagnostic)).ok()
    }

    /// One of the words that are allowed here.
    pub fn choice<W: Word>(&mut self, item: &Item<'_>) -> Option<W> {
        let names = W::ALL.iter().map(|word| word.as_str());
        let DeValue::String(word) = item.value.get_ref() else {
            let message = format!("expected a word, found {}", kind(item.value.get_ref()));
            let diagnostic = Diagnostic::error(self.place(item), message)
                .help(format!("write one of {} in quotation marks", quoted(names)));
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
                "expected the address of a page",
                "write it like `https://www.example.org/`; e-mail and telephone belong to [[contacts]]",
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
                "there can be several of these, so this is a list",
                &format!("put the heading into double brackets: {name}"),
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
                let message = format!("expected entries under {name}, found {found}");
                reader.complain(entry, &message, &format!("put each under a heading of its own: {name}"));
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
            self.wrong(&item, "a table", &format!("[{}]", item.path));
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
            let text = self.string(item)?;
            return Some(self.languages.iter().map(|tag| (tag.clone(), text.clone())).collect());
        }
        self.localized(item, Self::string)
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
        // Escapes make the text differ from what is written; then the whole value is the place.
        let start = self.text.get(span.clone()).and_then(|raw| raw.find(text)).map(|at| span.start + at);
        let fragment = Fragment { file: self.file, text, start, whole: span };
        let before = self.diagnostics.list.len();
        let nodes = markdown::nodes(&fragment, self.diagnostics);
        if nodes.is_empty() {
            if self.diagnostics.list.len() == before {
                self.complain(item, "the text is empty", "write the text, or delete the line");
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
                Diagnostic::error(self.place(item), format!("`{name}` does not say in which language it is"))
                    .patch("say it", key, format!("{name}.{default}"))
            } else {
                let found = kind(item.value.get_ref());
                Diagnostic::error(
                    self.place(item),
                    format!("expected a text in each language, found {found}"),
                )
                .help(format!("write it like `{name}.{default} = \"…\"`"))
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
                Some(text) => drop(texts.insert(tag.to_owned(), text)),
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
            let diagnostic = no_language(tag, place.clone()).patch("this was probably meant", place, meant);
            self.diagnostics.settle(path_of_text, diagnostic);
        } else if self.top.contains(&tag) {
            let diagnostic = no_language(tag, place)
                .label(format!("this line belongs to {}", heading(path)))
                .help("a line belongs to the heading in [brackets] above it; move it up, above the first heading");
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
            let label = if more > 0 { format!("here, and {more} more") } else { String::new() };
            let diagnostic = no_language(&tag, places.remove(0)).label(label);
            self.diagnostics.add(diagnostic.help("add it to `languages` at the top, or delete its texts"));
        }
    }

    fn missing_languages(&mut self, item: &Item<'_>, name: &str, is_there: impl Fn(&str) -> bool) {
        let languages = self.languages.clone();
        for (index, tag) in languages.iter().enumerate() {
            let path = join(&item.path, tag);
            if is_there(tag) || self.diagnostics.is_settled(&path) {
                continue;
            }
            let place = self.at(item.key.clone());
            let help = format!("add `{name}.{tag} = \"…\"`");
            let diagnostic = if index == 0 {
                Diagnostic::error(place, format!("`{name}` is missing in the first language, `{tag}`"))
                    .help(format!("{help}; the first language is complete, the others fall back to it"))
            } else {
                Diagnostic::warning(place, format!("`{name}` is not translated into `{tag}`"))
                    .label(format!("readers of `{tag}` get the text in `{}`", languages[0]))
                    .help(help)
            };
            self.diagnostics.settle(path, diagnostic.absence());
        }
    }
}

fn no_language(tag: &str, place: SourceSpan) -> Diagnostic {
    Diagnostic::error(place, format!("`{tag}` is not one of the document's languages"))
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

/// A date and time without a zone, with the one that holds in Germany then.
fn with_offset(date: &Datetime) -> Option<String> {
    let zulu = Datetime { offset: Some(Offset::Z), ..*date };
    let (None, Some(_), Ok(when)) = (date.offset, date.time, rfc3339(&zulu).parse::<When>()) else {
        return None;
    };
    let minutes =
        if berlin(when.earliest().saturating_sub(Duration::from_secs(3600))).summer { 120 } else { 60 };
    Some(rfc3339(&Datetime { offset: Some(Offset::Custom { minutes }), ..*date }))
}

/// Reads a date or time that stands at `place` as a text.
///
/// # Errors
/// A diagnostic that says what was expected.
pub fn read_when(text: &str, place: SourceSpan) -> Result<When, Box<Diagnostic>> {
    text.parse().map_err(|error: WhenError| {
        Box::new(match german_date(text) {
            Some(corrected) => Diagnostic::error(place.clone(), "dates are written year-month-day")
                .patch("write", place, corrected),
            None => Diagnostic::error(place, "this is not a date").help(error.to_string()),
        })
    })
}

/// `3.5.2023` and `3.5.2023, 14:05 Uhr` in the order in which machines read it.
pub fn german_date(text: &str) -> Option<String> {
    let (date, time) = text.trim().split_once([' ', ',']).unwrap_or((text.trim(), ""));
    let mut parts = date.splitn(3, '.').map(|part| part.trim().parse::<u16>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    let date = format!("{year:04}-{month:02}-{day:02}");
    date.parse::<When>().ok()?;
    let time = time.trim().trim_end_matches("Uhr").trim_end();
    if time.is_empty() {
        return Some(date);
    }
    let (hour, minute) = time.split_once([':', '.'])?;
    let (hour, minute) = (hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?);
    with_offset(&format!("{date}T{hour:02}:{minute:02}:00").parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_germans_write_them_are_understood_and_put_in_order() {
        for (written, meant) in [
            ("3.5.2023", Some("2023-05-03")),
            ("03.05.2023", Some("2023-05-03")),
            ("3.5.2023 14:05", Some("2023-05-03T14:05:00+02:00")),
            ("3.5.2023, 9.05 Uhr", Some("2023-05-03T09:05:00+02:00")),
            ("24.12.2023, 18:00 Uhr", Some("2023-12-24T18:00:00+01:00")),
            ("31.2.2023", None),
            ("3.5.23", None),
            ("3.5.2023 25:00", None),
            ("gestern", None),
            ("", None),
        ] {
            assert_eq!(german_date(written).as_deref(), meant, "{written:?}");
        }
    }
}
