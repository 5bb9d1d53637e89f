//! What is wrong with a folder, and how it is said.
//!
//! Owns the form of a diagnostic (what, where, how to mend it), its rendering in the
//! manner of rustc, "did you mean", and the list of all that was found. Must not know any
//! rule that a folder breaks.

use std::collections::BTreeSet;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::source_map::{SourceMap, outwards};
use super::sources::{SourceSpan, Sources};
use crate::native::bilingual::{Language, Message, say};

/// The longest line, in bytes, of which an edit is shown as a whole.
const LONGEST_LINE: usize = 300;

/// Whether a diagnostic keeps the folder from being built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It does.
    Error,
    /// It does not, but readers will miss something.
    Warning,
    /// It does not, and readers would have it easier.
    Hint,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, without a full stop.
    pub message: Message,
    /// Where; nowhere if a whole file is missing.
    pub place: Option<SourceSpan>,
    /// A few words at the place.
    pub label: Message,
    /// Another place that has to do with it.
    pub related: Option<(SourceSpan, Message)>,
    /// How to mend it.
    pub help: Vec<Message>,
    /// An edit that mends it.
    pub patch: Option<Suggestion>,
    /// Whether it says that something is not there, which means nothing if the file
    /// could only be read in part.
    pub absence: bool,
    /// Whether it says that nobody has read a proposed text yet, which keeps it from readers
    /// and from nobody else.
    pub is_draft: bool,
}

/// An edit that mends something: all of its parts together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What it does, "write" or "if it is a list, write".
    pub help: Message,
    /// Where, and the new text; in one file, from its beginning to its end.
    pub edits: Vec<(SourceSpan, String)>,
}

impl Diagnostic {
    fn new(severity: Severity, place: impl Into<Option<SourceSpan>>, message: Message) -> Self {
        Self {
            severity,
            message,
            place: place.into(),
            label: Message::default(),
            related: None,
            help: Vec::new(),
            patch: None,
            absence: false,
            is_draft: false,
        }
    }

    /// An error.
    pub fn error(place: impl Into<Option<SourceSpan>>, message: Message) -> Self {
        Self::new(Severity::Error, place, message)
    }

    /// A warning.
    pub fn warning(place: impl Into<Option<SourceSpan>>, message: Message) -> Self {
        Self::new(Severity::Warning, place, message)
    }

    /// A hint.
    pub fn hint(place: impl Into<Option<SourceSpan>>, message: Message) -> Self {
        Self::new(Severity::Hint, place, message)
    }

    /// With a few words at the place.
    pub fn label(mut self, label: Message) -> Self {
        self.label = label;
        self
    }

    /// With another place.
    pub fn related(mut self, place: SourceSpan, label: Message) -> Self {
        self.related = Some((place, label));
        self
    }

    /// With a way to mend it.
    pub fn help(mut self, help: Message) -> Self {
        self.help.push(help);
        self
    }

    /// With an edit that mends it.
    pub fn patch(self, help: Message, place: SourceSpan, text: impl Into<String>) -> Self {
        self.edits(help, vec![(place, text.into())])
    }

    /// With an edit of several parts, in the order of the file. Without any, it is none.
    pub fn edits(mut self, help: Message, edits: Vec<(SourceSpan, String)>) -> Self {
        self.patch = Some(Suggestion { help, edits }).filter(|suggestion| !suggestion.edits.is_empty());
        self
    }

    /// Says that nobody has read a proposed text yet.
    pub fn draft(mut self) -> Self {
        self.is_draft = true;
        self
    }

    /// Says that something is not there.
    pub fn absence(mut self) -> Self {
        self.absence = true;
        self
    }

    /// The text that a terminal shows, with colours if `styled`.
    pub fn render(&self, sources: &Sources, language: Language, styled: bool) -> String {
        let (level, error, warning, hint, help_level) = match language {
            Language::English => (None, "error", "warning", "hint", "help"),
            Language::German => (Some(()), "Fehler", "Warnung", "Hinweis", "Hilfe"),
        };
        let named = |english: Level<'static>, name: &'static str| match level {
            None => english,
            Some(()) => english.with_name(name),
        };
        let level = match self.severity {
            Severity::Error => named(Level::ERROR, error),
            Severity::Warning => named(Level::WARNING, warning),
            Severity::Hint => Level::NOTE.with_name(hint),
        };
        let help_level = named(Level::HELP, help_level);
        let said = |message: &'_ Message| message.in_language(language).to_owned();
        let title = level.primary_title(said(&self.message));
        let mut groups = vec![match &self.place {
            None => Group::with_title(title),
            Some(place) => {
                let here = AnnotationKind::Primary.span(within(sources, place)).label(said(&self.label));
                let mut snippet = snippet(sources, place).annotation(here);
                let mut elsewhere = None;
                if let Some((other, label)) = &self.related {
                    let there = AnnotationKind::Context.span(within(sources, other)).label(said(label));
                    if other.file == place.file {
                        snippet = snippet.annotation(there);
                    } else {
                        elsewhere = Some(self::snippet(sources, other).annotation(there));
                    }
                }
                title.element(snippet).elements(elsewhere)
            }
        }];
        for help in &self.help {
            let group = groups.remove(groups.len() - 1);
            groups.push(group.element(help_level.clone().message(said(help))));
        }
        if let Some(Suggestion { help, edits }) = &self.patch
            && let Some((first, _)) = edits.first()
        {
            let source = sources.get(first.file);
            let is_long = |(place, _): &(SourceSpan, String)| {
                let start = within(sources, place).start;
                let line = source.text[..start].rfind('\n').map_or(0, |end| end + 1);
                source.text[line..].find('\n').unwrap_or(source.text.len() - line) > LONGEST_LINE
            };
            if edits.iter().any(is_long) {
                // The whole line would fill the screen.
                let new: Vec<String> = edits.iter().map(|(_, text)| format!("`{text}`")).collect();
                let group = groups.remove(groups.len() - 1);
                let message = format!("{}: {}", said(help), new.join(", "));
                groups.push(group.element(help_level.message(message)));
            } else {
                let patches =
                    edits.iter().map(|(place, text)| Patch::new(within(sources, place), text.as_str()));
                let snippet = Snippet::source(source.text.as_str()).path(source.path.as_str());
                groups.push(help_level.secondary_title(said(help)).element(snippet.patches(patches)));
            }
        }
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&groups)
    }
}

/// What the compiler has found so far.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// Everything that is wrong.
    pub list: Vec<Diagnostic>,
    source_map: SourceMap,
    settled: BTreeSet<String>,
}

impl Diagnostics {
    /// Adds a diagnostic.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds a diagnostic that says all there is to say about `path`.
    pub fn settle(&mut self, path: impl Into<String>, diagnostic: Diagnostic) {
        self.settled(path);
        self.add(diagnostic);
    }

    /// Notes that all there is to say about `path` has been said.
    pub fn settled(&mut self, path: impl Into<String>) {
        self.settled.insert(path.into());
    }

    /// Takes back that anything has been said about `path`: something else stands there.
    pub fn unsettle(&mut self, path: &str) {
        self.settled.remove(path);
    }

    /// Whether something was said about `path` or what it is in, so that a further
    /// complaint would only follow from the first.
    pub fn is_settled(&self, path: &str) -> bool {
        outwards(path).any(|path| self.settled.contains(path))
    }

    /// Notes where `path` comes from.
    pub fn came_from(&mut self, path: impl Into<String>, span: SourceSpan) {
        self.source_map.insert(path, span);
    }

    /// Where `path` comes from, or the nearest thing that it is in.
    pub fn span_of(&self, path: &str) -> Option<SourceSpan> {
        self.source_map.get(path)
    }
}

fn snippet<'s>(sources: &'s Sources, place: &SourceSpan) -> Snippet<'s, annotate_snippets::Annotation<'s>> {
    let source = sources.get(place.file);
    Snippet::source(source.text.as_str()).path(source.path.as_str())
}

/// The place's span, brought into the text and onto the borders of characters.
fn within(sources: &Sources, place: &SourceSpan) -> std::ops::Range<usize> {
    let text = &sources.get(place.file).text;
    let start = text.floor_char_boundary(place.span.start.min(text.len()));
    start..text.ceil_char_boundary(place.span.end.clamp(start, text.len()))
}

/// A word that is not one of those allowed here. `quote` is what stands around it in
/// the file.
pub fn unknown_word<'c>(
    word: &str,
    place: SourceSpan,
    allowed: impl Iterator<Item = &'c str> + Clone,
    quote: &str,
) -> Diagnostic {
    let words = quoted(allowed.clone());
    let message = say!("`{word}` is not known here", "`{word}` ist hier nicht bekannt");
    let diagnostic =
        Diagnostic::error(place.clone(), message).help(say!("one of {words}", "eines von {words}"));
    match nearest(word, allowed) {
        Some(meant) => diagnostic.patch(probably_meant(), place, format!("{quote}{meant}{quote}")),
        None => diagnostic,
    }
}

/// What stands over the nearest word that there is.
pub fn probably_meant() -> Message {
    say!("this was probably meant", "gemeint ist wahrscheinlich")
}

/// How many errors and warnings there are, "3 errors, 1 warning".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl Tally {
    /// Counts.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|one| one.severity == Severity::Error).count();
        Self { errors, warnings: diagnostics.len() - errors }
    }
}

impl Tally {
    /// In words.
    pub fn message(self) -> Message {
        let Self { errors, warnings } = self;
        let counted = |count: usize, en: &str, de: &str, several: &str| {
            let (s, de_end) = if count == 1 { ("", "") } else { ("s", several) };
            say!("{count} {en}{s}", "{count} {de}{de_end}")
        };
        let errors_said = counted(errors, "error", "Fehler", "");
        let warnings_said = counted(warnings, "warning", "Warnung", "en");
        match (errors, warnings) {
            (_, 0) => errors_said,
            (0, _) => warnings_said,
            _ => Message {
                en: format!("{}, {}", errors_said.en, warnings_said.en),
                de: format!("{}, {}", errors_said.de, warnings_said.de),
            },
        }
    }
}

/// The one of `candidates` that was probably meant.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' ', '_'], "");
    let wanted = plain(word);
    let allowed = (wanted.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &plain(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `a`, `b`, `c`
pub fn quoted<'c>(words: impl IntoIterator<Item = &'c str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native::folder::sources::STATUS_FILE;

    #[test]
    fn what_was_meant_is_found_through_slips_case_and_hyphens() {
        let candidates = ["operational", "major_outage", "unknown"];
        assert_eq!(nearest("operatonal", candidates), Some("operational"));
        assert_eq!(nearest("Major-Outage", candidates), Some("major_outage"));
        assert_eq!(nearest("offline", candidates), None);
        assert_eq!(nearest("", candidates), None);
    }

    #[test]
    fn a_place_outside_the_text_or_inside_a_character_is_still_shown() {
        let sources = Sources::from_texts(vec![(STATUS_FILE, "ä = 1\n".into())]);
        let file = sources.find(STATUS_FILE).unwrap();
        for span in [1..1, 0..1, 3..900, 900..901, 7..7] {
            let shown = Diagnostic::error(SourceSpan { file, span }, Message::same("m"))
                .label(Message::same("l"))
                .render(&sources, Language::English, false);
            assert!(shown.starts_with("error: m\n --> status.toml:"), "{shown}");
        }
        let empty = Sources::from_texts(vec![(STATUS_FILE, Vec::new())]);
        let shown = Diagnostic::error(SourceSpan { file, span: 0..0 }, Message::same("m")).render(
            &empty,
            Language::English,
            false,
        );
        assert!(shown.starts_with("error: m\n"), "{shown}");
    }

    #[test]
    fn errors_and_warnings_are_counted_in_both_languages() {
        let shown = |errors, warnings| Tally { errors, warnings }.message();
        let both = |en: &str, de: &str| Message { en: en.into(), de: de.into() };
        assert_eq!(shown(1, 0), both("1 error", "1 Fehler"));
        assert_eq!(shown(0, 1), both("1 warning", "1 Warnung"));
        assert_eq!(shown(3, 2), both("3 errors, 2 warnings", "3 Fehler, 2 Warnungen"));
    }
}
