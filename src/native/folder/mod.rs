//! The compiler: a publisher's folder → the content of a status document.
//!
//! Owns the order of the steps. Nothing is written and no clock is read;
//! [`compile`] is a function of bytes, [`compile_at`] of bytes and a time. All problems are found at once, each with a
//! place and a way to mend it. Must not know claims, keys or signatures.
//!
//! ```text
//! sources ─┬─ toml_reader ── status ─┐
//!          └─ markdown ─── faq ─┴─ check → Content
//!                 (diagnostics, and where each part came from)
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::de::DeTable;

mod check;
mod dates;
mod diagnostics;
mod faq;
mod fragment;
mod markdown;
mod prose;
mod readability;
mod schema;
mod source_map;
mod sources;
mod staleness;
mod starter;
mod status;
mod syntax;
mod toml_reader;
mod translations;

pub use diagnostics::{Diagnostic, Severity, Suggestion, Tally};
pub use readability::{LONGEST_SENTENCE, LONGEST_WORD, Lix};
pub use schema::schema;
pub use sources::{FileId, STATUS_FILE, Source, SourceSpan, Sources, faq_file};
pub use starter::{DRAFT_MARKS, Starter, StarterError, write_starter};

use crate::core::document::Content;
use crate::core::encoding::unix_time::UnixTime;
use crate::native::bilingual::{Language, Message, say};
use crate::native::files::FileError;
use diagnostics::Diagnostics;
use toml_reader::TomlReader;
use translations::{PARTLY_TRANSLATED, Translations};

/// Why there is no content.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The folder can't be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// Something else is named.
    #[error("{}: not a folder; name the one it stands in", .0.display())]
    NotAFolder(PathBuf),
    /// There are errors in it; all that is wrong, rendered.
    #[error("{}", .0.en)]
    Problems(Message),
}

/// Reads the files of a folder.
///
/// # Errors
/// [`FolderError::File`] or [`FolderError::NotAFolder`].
pub fn open(path: &Path) -> Result<Sources, FolderError> {
    if path.is_file() {
        return Err(FolderError::NotAFolder(path.into()));
    }
    Ok(Sources::read(path)?)
}

/// Reads a folder and compiles it. Warnings are left unsaid.
///
/// # Errors
/// [`FolderError`], with everything that is wrong.
pub fn build_folder(path: &Path) -> Result<Content, FolderError> {
    let sources = open(path)?;
    let (content, diagnostics) = compile(&sources);
    content.ok_or_else(|| {
        let rendered = |language| render(&sources, &diagnostics, language, false);
        FolderError::Problems(Message { en: rendered(Language::English), de: rendered(Language::German) })
    })
}

/// All diagnostics as a terminal shows them.
pub fn render(sources: &Sources, diagnostics: &[Diagnostic], language: Language, styled: bool) -> String {
    diagnostics.iter().map(|diagnostic| diagnostic.render(sources, language, styled) + "\n\n").collect()
}

/// Compiles files in memory. There is content unless there is an error; diagnostics
/// are in the order of the files and their lines.
pub fn compile(sources: &Sources) -> (Option<Content>, Vec<Diagnostic>) {
    compile_for(sources, None)
}

/// [`compile`], and all that does not fit the time `now`.
pub fn compile_at(sources: &Sources, now: UnixTime) -> (Option<Content>, Vec<Diagnostic>) {
    compile_for(sources, Some(now))
}

/// [`compile_at`] for somebody who only looks at it: drafts that nobody has read yet are
/// complained about, and shown all the same.
pub fn compile_to_look_at(sources: &Sources, now: UnixTime) -> (Option<Content>, Vec<Diagnostic>) {
    let (content, diagnostics) = compile_all(sources, Some(now));
    let is_shown = |one: &Diagnostic| one.severity == Severity::Warning || one.is_draft;
    let is_good = diagnostics.iter().all(is_shown);
    (content.filter(|_| is_good), diagnostics)
}

/// Hints on how hard the German texts are to read, in the order of the files and their lines, and
/// a measure of them. Nothing where a file can't be read.
pub fn readability(sources: &Sources) -> (Vec<Diagnostic>, Lix) {
    let mut found = Diagnostics::default();
    let is_text = sources.iter().all(|(_, source)| source.broken.is_none());
    let Some(content) = Some(()).filter(|()| is_text).and_then(|()| read(sources, None, &mut found)) else {
        return (Vec::new(), Lix::default());
    };
    found.list.clear();
    let lix = readability::check(&content, sources, &mut found);
    (in_order(found), lix)
}

/// In the order of the files and their lines.
fn in_order(diagnostics: Diagnostics) -> Vec<Diagnostic> {
    let mut list = diagnostics.list;
    list.sort_by_key(|one| one.place.as_ref().map(|place| (place.file, place.span.start)));
    // A text without a language stands for all of them, and is to blame once.
    list.dedup();
    list
}

fn compile_for(sources: &Sources, now: Option<UnixTime>) -> (Option<Content>, Vec<Diagnostic>) {
    let (content, diagnostics) = compile_all(sources, now);
    let is_good = diagnostics.iter().all(|one| one.severity == Severity::Warning);
    (content.filter(|_| is_good), diagnostics)
}

/// What can be read, whatever is wrong with it, and all that is wrong.
fn compile_all(sources: &Sources, now: Option<UnixTime>) -> (Option<Content>, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    for name in sources.misnamed() {
        diagnostics.add(
            Diagnostic::warning(None, say!("{name} is not read", "{name} wird nicht gelesen")).help(say!(
                "only {STATUS_FILE} and faq.<language>.md are, like faq.de.md; rename it",
                "gelesen werden nur {STATUS_FILE} und faq.<Sprache>.md, wie faq.de.md; benennen Sie sie um"
            )),
        );
    }
    for (file, source) in sources.iter() {
        if let Some(at) = source.broken {
            let place = SourceSpan { file, span: at..at + char::REPLACEMENT_CHARACTER.len_utf8() };
            diagnostics.add(
                Diagnostic::error(place, say!("the file is not in UTF-8", "die Datei ist nicht in UTF-8"))
                    .label(say!("first broken character", "das erste unlesbare Zeichen"))
                    .help(say!(
                        "save it again with the encoding UTF-8",
                        "speichern Sie sie noch einmal mit der Kodierung UTF-8"
                    )),
            );
        }
    }
    // Half-read files would only lead to wrong complaints.
    let is_text = sources.iter().all(|(_, source)| source.broken.is_none());
    let content = if is_text { read(sources, now, &mut diagnostics) } else { None };
    (content, in_order(diagnostics))
}

fn read(sources: &Sources, now: Option<UnixTime>, diagnostics: &mut Diagnostics) -> Option<Content> {
    let Some(file) = sources.find(STATUS_FILE) else {
        diagnostics.add(
            Diagnostic::error(
                None,
                say!("there is no {STATUS_FILE} in the folder", "im Ordner ist keine Datei {STATUS_FILE}"),
            )
            .help(say!(
                "`statusctl init FOLDER` writes a folder to start from",
                "`statusctl init ORDNER` schreibt einen Ordner für den Anfang"
            )),
        );
        return None;
    };
    let text = &sources.get(file).text;
    let (readable, errors) = syntax::readable(text);
    let (table, _) = DeTable::parse_recoverable(&readable);
    let mut reader = TomlReader {
        file,
        text,
        languages: Vec::new(),
        translations: Translations::default(),
        top: status::TOP,
        strangers: BTreeMap::new(),
        diagnostics,
    };
    let mut content = status::read(&mut reader, table.get_ref());
    let mut translations = reader.translations;
    if !errors.is_empty() {
        syntax(file, text, &errors, diagnostics);
        return None;
    }
    questions(sources, &mut content, &mut translations, diagnostics);
    if let Some(first) = content.languages.first() {
        translations.check(first, diagnostics);
    }
    check::check(&content, sources, diagnostics);
    if let Some(now) = now {
        staleness::check(&content, now, diagnostics);
    }
    Some(content)
}

/// Adds the errors of TOML itself, one a line. What was then read may lack what
/// follows, so complaints that something is not there are dropped, as are those about
/// the same lines.
fn syntax(file: FileId, text: &str, errors: &[toml::de::Error], diagnostics: &mut Diagnostics) {
    let all = errors.iter().map(|error| {
        let place = SourceSpan { file, span: error.span().unwrap_or(0..text.len()) };
        syntax::explain(error.message(), place, text)
    });
    let explained = syntax::first_of_each(all.collect(), text);
    let line = |place: &SourceSpan| syntax::line_of(place, text);
    let lines: BTreeSet<usize> = explained.iter().map(|one| line(&one.place)).collect();
    let end = explained.iter().find(|one| one.is_the_end).map_or(text.len(), |one| one.place.span.start);
    diagnostics.list.retain(|one| {
        let is_elsewhere = |place: &SourceSpan| {
            place.file != file || (place.span.start < end && !lines.contains(&line(place)))
        };
        !one.absence && one.place.as_ref().is_none_or(is_elsewhere)
    });
    diagnostics.list.extend(explained.into_iter().map(|one| one.diagnostic));
}

/// Reads the questions in all languages.
fn questions(
    sources: &Sources,
    content: &mut Content,
    translations: &mut Translations,
    diagnostics: &mut Diagnostics,
) {
    let mut default = None;
    let mut others = Vec::new();
    for (index, language) in content.languages.iter().enumerate() {
        if let Some(file) = sources.find(&faq_file(language)) {
            let read = faq::read(file, sources.get(file), language, diagnostics);
            if index == 0 { default = Some(read) } else { others.push(read) }
        }
    }
    for (file, source) in sources.iter().filter(|(_, source)| sources::is_faq(&source.name)) {
        let is_named = content.languages.iter().any(|language| faq_file(language) == source.name);
        if !is_named && !content.languages.is_empty() {
            diagnostics.add(
                Diagnostic::error(
                    SourceSpan { file, span: 0..0 },
                    say!(
                        "the language of {} is not in `languages`",
                        "die Sprache von {} steht nicht in `languages`",
                        source.name
                    ),
                )
                .help(say!(
                    "add it to `languages` in {STATUS_FILE}, or delete the file",
                    "nehmen Sie sie in {STATUS_FILE} in `languages` auf, oder löschen Sie die Datei"
                )),
            );
        }
    }
    let Some(default) = default else {
        if !others.is_empty() {
            let message = say!(
                "there is no {}, the file in the first language",
                "es fehlt {}, die Datei in der ersten Sprache",
                faq_file(&content.languages[0])
            );
            diagnostics.add(Diagnostic::error(diagnostics.span_of("languages[0]"), message).help(say!(
                "write it first; the others translate it",
                "schreiben Sie sie zuerst; die anderen übersetzen sie"
            )));
        }
        return;
    };
    for (index, language) in content.languages.iter().enumerate().skip(1) {
        if sources.find(&faq_file(language)).is_none() && !translations.is_partial(language) {
            let place = diagnostics.span_of(&format!("languages[{index}]"));
            let first = &content.languages[0];
            diagnostics.add(
                Diagnostic::warning(place, say!("there is no {}", "{} fehlt", faq_file(language)))
                    .label(say!(
                        "readers get the questions in `{first}`",
                        "die Fragen sind dort in `{first}` zu lesen"
                    ))
                    .help(say!(
                        "translate {} and keep its ids",
                        "übersetzen Sie {}, und behalten Sie die Kennungen",
                        faq_file(first)
                    ))
                    .help(say!(
                        "or, if texts are missing on purpose: `{PARTLY_TRANSLATED} = [\"{language}\"]`",
                        "oder, wenn Texte mit Absicht fehlen: `{PARTLY_TRANSLATED} = [\"{language}\"]`"
                    )),
            );
        }
    }
    (content.categories, content.faq) = faq::merge(&default, &others, translations, diagnostics);
}
