//! What is wrong with a folder, and how it is said.
//!
//! Owns the form of a diagnostic (what, where, how to mend it), its rendering in the
//! manner of rustc, "did you mean", and the list of all that was found. Must not know any
//! rule that a folder breaks.

use std::collections::BTreeSet;
use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::source_map::{SourceMap, outwards};
use super::sources::{SourceSpan, Sources};

/// The longest line, in bytes, of which an edit is shown as a whole.
const LONGEST_LINE: usize = 300;

/// Whether a diagnostic keeps the folder from being built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It does.
    Error,
    /// It does not, but readers will miss something.
    Warning,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, without a full stop.
    pub message: String,
    /// Where; nowhere if a whole file is missing.
    pub place: Option<SourceSpan>,
    /// A few words at the place.
    pub label: String,
    /// Another place that has to do with it.
    pub related: Option<(SourceSpan, String)>,
    /// How to mend it.
    pub help: Vec<String>,
    /// An edit that mends it: what it does, where, and the new text.
    pub patch: Option<(String, SourceSpan, String)>,
    /// Whether it says that something is not there, which means nothing if the file
    /// could only be read in part.
    pub absence: bool,
}

impl Diagnostic {
    fn new(severity: Severity, place: impl Into<Option<SourceSpan>>, message: impl Into<String>) -> Self {
        Self {
            severity,
            message: message.into(),
            place: place.into(),
            label: String::new(),
            related: None,
            help: Vec::new(),
            patch: None,
            absence: false,
        }
    }

    /// An error.
    pub fn error(place: impl Into<Option<SourceSpan>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, place, message)
    }

    /// A warning.
    pub fn warning(place: impl Into<Option<SourceSpan>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, place, message)
    }

    /// With a few words at the place.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With another place.
    pub fn related(mut self, place: SourceSpan, label: impl Into<String>) -> Self {
        self.related = Some((place, label.into()));
        self
    }

    /// With a way to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// With an edit that mends it.
    pub fn patch(mut self, help: impl Into<String>, place: SourceSpan, text: impl Into<String>) -> Self {
        self.patch = Some((help.into(), place, text.into()));
        self
    }

    /// Says that something is not there.
    pub fn absence(mut self) -> Self {
        self.absence = true;
        self
    }

    /// The text that a terminal shows, with colours if `styled`.
    pub fn render(&self, sources: &Sources, styled: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(&self.message);
        let mut groups = vec![match &self.place {
            None => Group::with_title(title),
            Some(place) => {
                let here = AnnotationKind::Primary.span(within(sources, place)).label(self.label.as_str());
                let mut snippet = snippet(sources, place).annotation(here);
                let mut elsewhere = None;
                if let Some((other, label)) = &self.related {
                    let there = AnnotationKind::Context.span(within(sources, other)).label(label.as_str());
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
            groups.push(group.element(Level::HELP.message(help)));
        }
        if let Some((help, place, text)) = &self.patch {
            let source = sources.get(place.file);
            let span = within(sources, place);
            let line = source.text[..span.start].rfind('\n').map_or(0, |end| end + 1);
            let len = source.text[line..].find('\n').unwrap_or(source.text.len() - line);
            if len > LONGEST_LINE {
                // The whole line would fill the screen.
                let group = groups.remove(groups.len() - 1);
                groups.push(group.element(Level::HELP.message(format!("{help}: `{text}`"))));
            } else {
                let patch = Snippet::source(source.text.as_str())
                    .path(source.path.as_str())
                    .patch(Patch::new(span, text.as_str()));
                groups.push(Level::HELP.secondary_title(help).element(patch));
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
    let diagnostic = Diagnostic::error(place.clone(), format!("`{word}` is not known here"))
        .help(format!("one of {}", quoted(allowed.clone())));
    match nearest(word, allowed) {
        Some(meant) => diagnostic.patch("this was probably meant", place, format!("{quote}{meant}{quote}")),
        None => diagnostic,
    }
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

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let several = |count: usize| if count == 1 { "" } else { "s" };
        let Self { errors, warnings } = *self;
        match (errors, warnings) {
            (_, 0) => write!(f, "{errors} error{}", several(errors)),
            (0, _) => write!(f, "{warnings} warning{}", several(warnings)),
            _ => write!(f, "{errors} error{}, {warnings} warning{}", several(errors), several(warnings)),
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
            let shown = Diagnostic::error(SourceSpan { file, span }, "m").label("l").render(&sources, false);
            assert!(shown.starts_with("error: m\n --> status.toml:"), "{shown}");
        }
        let empty = Sources::from_texts(vec![(STATUS_FILE, Vec::new())]);
        let shown = Diagnostic::error(SourceSpan { file, span: 0..0 }, "m").render(&empty, false);
        assert!(shown.starts_with("error: m\n"), "{shown}");
    }

    #[test]
    fn errors_and_warnings_are_counted_in_english() {
        let shown = |errors, warnings| Tally { errors, warnings }.to_string();
        assert_eq!(shown(1, 0), "1 error");
        assert_eq!(shown(0, 1), "1 warning");
        assert_eq!(shown(3, 2), "3 errors, 2 warnings");
    }
}
