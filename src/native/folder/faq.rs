//! The questions: `faq.<language>.md`.
//!
//! Owns the shape of these files and how the languages are put together: the file
//! in the first language says which questions there are, in which order, for whom;
//! the others translate. Must not know the rest of the document.
//!
//! ```text
//! ## A category {#its-id}
//! ### A question? {#its-id audience=insured_persons,press updated=2023-05-03}
//! The answer, in as many paragraphs as it takes.
//!
//! ### A question whose answer was wrong? {#its-id corrected=2023-05-04}
//! The answer as it is right.
//! > What stood there before.
//! ```

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::dates::{self, read_when};
use super::diagnostics::Diagnostics;
use super::diagnostics::{Diagnostic, nearest, probably_meant, quoted, unknown_word};
use super::fragment::Fragment;
use super::markdown::{self, Spanned};
use super::sources::{FileId, Source, SourceSpan};
use super::translations::Translations;
use crate::core::document::calendar::When;
use crate::core::document::localized::Localized;
use crate::core::document::rich_text::Nodes;
use crate::core::document::words::UnknownWord;
use crate::core::document::{Audience, Correction, Named, Question, is_id};
use crate::native::bilingual::{Message, say};

/// The level of headings that are questions; one less is a category.
const QUESTION: u8 = 3;

/// The file of one language.
#[derive(Debug)]
pub struct Faq {
    language: String,
    path: String,
    categories: Vec<Section>,
    questions: Vec<Entry>,
}

#[derive(Debug)]
struct Section {
    id: String,
    name: String,
    place: SourceSpan,
}

#[derive(Debug)]
struct Entry {
    id: String,
    question: String,
    place: SourceSpan,
    category: Option<String>,
    attributes: Attributes,
    answer: Nodes,
    /// What stood there before it was corrected.
    before: Nodes,
}

/// What stands in braces behind a question, beside the id.
#[derive(Debug, Default)]
struct Attributes {
    place: Option<SourceSpan>,
    audience: Vec<Audience>,
    updated: Option<(When, SourceSpan)>,
    corrected: Option<(When, SourceSpan)>,
}

/// A heading of the file itself, not of an answer.
struct Heading<'e, 't> {
    level: u8,
    id: Option<&'e str>,
    attributes: Vec<(&'e str, Option<&'e str>)>,
    /// The words and what else stands in it.
    words: &'e [Spanned<'t>],
    span: Range<usize>,
}

/// Reads the file of a language.
pub fn read(file: FileId, source: &Source, language: &str, diagnostics: &mut Diagnostics) -> Faq {
    let fragment = Fragment::of_file(file, &source.text);
    let events = markdown::events(&fragment, true, diagnostics);
    let mut faq = Faq {
        language: language.into(),
        path: source.name.clone(),
        categories: Vec::new(),
        questions: Vec::new(),
    };
    let mut rest = events.as_slice();
    let body = take_body(&mut rest);
    stray(&fragment, body, diagnostics);
    while let Some(heading) = take_heading(&mut rest) {
        let body = take_body(&mut rest);
        faq.section(&fragment, &heading, body, diagnostics);
    }
    faq
}

/// Takes the events up to the next heading of the file.
fn take_body<'e, 't>(rest: &mut &'e [Spanned<'t>]) -> &'e [Spanned<'t>] {
    let mut depth = 0_usize;
    let end = rest.iter().position(|(event, _)| {
        let is_start = matches!(event, Event::Start(_));
        let found = depth == 0
            && matches!(event, Event::Start(Tag::Heading { level, .. }) if *level as u8 <= QUESTION);
        depth = if is_start { depth + 1 } else { depth - usize::from(matches!(event, Event::End(_))) };
        found
    });
    let (body, behind) = rest.split_at(end.unwrap_or(rest.len()));
    *rest = behind;
    body
}

/// Takes the heading that the events begin with.
fn take_heading<'e, 't>(rest: &mut &'e [Spanned<'t>]) -> Option<Heading<'e, 't>> {
    let (Event::Start(Tag::Heading { level, id, attrs, classes }), span) = rest.first()? else { return None };
    let end = rest.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))))?;
    let words = &rest[1..end];
    *rest = &rest[end + 1..];
    let named = attrs.iter().map(|(name, value)| (name.as_ref(), value.as_deref()));
    Some(Heading {
        level: *level as u8,
        id: id.as_deref(),
        attributes: named.chain(classes.iter().map(|class| (class.as_ref(), None))).collect(),
        words,
        span: span.clone(),
    })
}

/// Text that belongs to no question.
fn stray(fragment: &Fragment<'_>, body: &[Spanned<'_>], diagnostics: &mut Diagnostics) {
    let shown = body.iter().find(|(event, span)| match event {
        Event::Start(Tag::HtmlBlock) => !markdown::is_comment(&fragment.text[span.clone()]),
        Event::Start(_) | Event::Rule => true,
        _ => false,
    });
    if let Some((_, span)) = shown {
        diagnostics.add(
            Diagnostic::warning(
                fragment.line(span),
                say!("this text is not published", "dieser Text wird nicht veröffentlicht"),
            )
            .label(say!("belongs to no question", "gehört zu keiner Frage"))
            .help(say!(
                "put it below a question (`### …? {{#id}}`), or into `summary` in status.toml; remarks for yourselves stand in <!-- -->",
                "setzen Sie ihn unter eine Frage (`### …? {{#kennung}}`), oder in status.toml in `summary`; Bemerkungen für Sie selbst stehen in <!-- -->"
            )),
        );
    }
}

impl Faq {
    fn section(
        &mut self,
        fragment: &Fragment<'_>,
        heading: &Heading<'_, '_>,
        body: &[Spanned<'_>],
        diagnostics: &mut Diagnostics,
    ) {
        let place = fragment.line(&heading.span);
        let is_underlined = !fragment.text[heading.span.clone()].trim_start().starts_with('#');
        // The title of the file, for those who write.
        let is_first = self.categories.is_empty() && self.questions.is_empty();
        if heading.level == 1 && heading.id.is_none() && is_first && !is_underlined {
            return stray(fragment, body, diagnostics);
        }
        if is_underlined {
            return diagnostics.add(markdown::underlined(fragment, &heading.span));
        }
        let words = words(fragment, heading, diagnostics);
        let what = if heading.level == QUESTION { what_question() } else { what_category() };
        let Some(id) = heading.id else {
            return diagnostics.add(without_id(fragment, heading, &what, &words, place));
        };
        if heading.level < QUESTION {
            stray(fragment, body, diagnostics);
            for (name, _) in &heading.attributes {
                let place = heading.find(fragment, name);
                let message = say!("a category has no `{name}`", "eine Rubrik hat kein `{name}`");
                diagnostics.add(Diagnostic::error(place, message).help(say!("delete it", "löschen Sie es")));
            }
            return self.categories.push(Section {
                id: id.into(),
                name: words,
                place: heading.find_id(fragment, id),
            });
        }
        if words.is_empty() {
            diagnostics.add(
                Diagnostic::error(place.clone(), say!("`{id}` has no question", "`{id}` hat keine Frage"))
                    .help(say!(
                        "write it in front of the braces: `### …? {{#{id}}}`",
                        "schreiben Sie sie vor die Klammern: `### …? {{#{id}}}`"
                    )),
            );
        }
        let attributes = Attributes::read(fragment, heading, diagnostics);
        let (body, quoted) = split_quotation(body);
        let before = markdown::convert(fragment, quoted, QUESTION, diagnostics);
        let complaints = diagnostics.list.len();
        let answer = markdown::convert(fragment, body, QUESTION, diagnostics);
        if answer.is_empty() && diagnostics.list.len() == complaints {
            diagnostics.add(
                Diagnostic::error(place, say!("`{id}` has no answer", "`{id}` hat keine Antwort")).help(
                    say!(
                        "write the answer below the question, or delete the question",
                        "schreiben Sie die Antwort unter die Frage, oder löschen Sie die Frage"
                    ),
                ),
            );
        }
        self.questions.push(Entry {
            id: id.into(),
            question: words,
            place: heading.find_id(fragment, id),
            category: self.categories.last().map(|category| category.id.clone()),
            attributes,
            answer,
            before,
        });
    }
}

/// Splits a quotation off the end of an answer: what stood there before it was corrected.
/// Returns the answer and what is in the quotation.
fn split_quotation<'e, 't>(body: &'e [Spanned<'t>]) -> (&'e [Spanned<'t>], &'e [Spanned<'t>]) {
    let [rest @ .., (Event::End(TagEnd::BlockQuote(_)), _)] = body else { return (body, &[]) };
    let mut depth = 0_usize;
    let start = rest.iter().rposition(|(event, _)| {
        match event {
            Event::End(TagEnd::BlockQuote(_)) => depth += 1,
            Event::Start(Tag::BlockQuote(_)) if depth == 0 => return true,
            Event::Start(Tag::BlockQuote(_)) => depth -= 1,
            _ => {}
        }
        false
    });
    start.map_or((body, &[]), |start| (&rest[..start], &rest[start + 1..]))
}

impl Heading<'_, '_> {
    /// Where the id stands.
    fn find_id(&self, fragment: &Fragment<'_>, id: &str) -> SourceSpan {
        self.find_behind(fragment, "#", id)
    }

    /// Where `word` stands in the braces, as a word of its own and not as the id.
    fn find(&self, fragment: &Fragment<'_>, word: &str) -> SourceSpan {
        self.find_behind(fragment, " {=,.", word)
    }

    /// The value at `place` up to the next attribute or the end of the braces.
    fn with_blanks(&self, fragment: &Fragment<'_>, place: &SourceSpan) -> Range<usize> {
        let rest = &fragment.text[place.span.start..self.span.end.max(place.span.start)];
        let end = rest.find('}').unwrap_or(place.span.len().min(rest.len()));
        // What stands before `=` is the name of the next one.
        let next = rest[..end].find('=').and_then(|equals| rest[..equals].rfind(char::is_whitespace));
        place.span.start..place.span.start + rest[..next.unwrap_or(end)].trim_end().len()
    }

    fn find_behind(&self, fragment: &Fragment<'_>, before: &str, word: &str) -> SourceSpan {
        let source = fragment.text.get(self.span.clone()).unwrap_or_default();
        let braces = source.rfind('{').unwrap_or(0);
        let found = source[braces..].match_indices(word).map(|(at, _)| braces + at).find(|at| {
            let behind = source[at + word.len()..].chars().next();
            source[..*at].ends_with(|c| before.contains(c))
                && behind.is_none_or(|c| c.is_whitespace() || "}=,".contains(c))
        });
        match found {
            Some(at) if !word.is_empty() => {
                let start = self.span.start + at;
                fragment.place(start..start + word.len())
            }
            _ => fragment.line(&self.span),
        }
    }
}

/// The words of a heading, which has no structure.
fn words(fragment: &Fragment<'_>, heading: &Heading<'_, '_>, diagnostics: &mut Diagnostics) -> String {
    let mut words = String::new();
    for (event, span) in heading.words {
        match event {
            Event::Text(text) => words.push_str(text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::InlineHtml(html) if markdown::is_comment(html) => {}
            Event::Start(_) | Event::Code(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => {
                diagnostics.add(
                    Diagnostic::error(
                        fragment.place(span.clone()),
                        say!("a heading is plain text", "eine Überschrift ist einfacher Text"),
                    )
                    .help(say!(
                        "take away links, `*`, `_`, backticks and HTML; they can stand in the answer",
                        "löschen Sie Links, `*`, `_`, Akzente und HTML; in der Antwort können sie stehen"
                    )),
                )
            }
            _ => {}
        }
    }
    words.trim().to_owned()
}

fn without_id(
    fragment: &Fragment<'_>,
    heading: &Heading<'_, '_>,
    what: &Message,
    words: &str,
    place: SourceSpan,
) -> Diagnostic {
    let message = Message {
        en: format!("this {} has no id", what.en),
        de: format!("diese {} hat keine Kennung", what.de),
    };
    let diagnostic = Diagnostic::error(place.clone(), message);
    let source = fragment.text.get(heading.span.clone()).unwrap_or_default();
    if let Some(mended) = mended_braces(source) {
        let help =
            say!("an id stands in braces at the end", "eine Kennung steht in geschweiften Klammern am Ende");
        return diagnostic.patch(help, place, mended);
    }
    if let [(name, None), ..] = heading.attributes.as_slice() {
        let help = say!("an id begins with #", "eine Kennung beginnt mit #");
        return diagnostic.patch(help, heading.find(fragment, name), format!("#{name}"));
    }
    let end = SourceSpan { span: place.span.end..place.span.end, ..place };
    if heading.level == 1 {
        return diagnostic.label(say!("and is not published", "und wird nicht veröffentlicht")).help(say!(
            "a heading within an answer begins with `####`, a category with `##` and ends with `{{#id}}`",
            "eine Überschrift in einer Antwort beginnt mit `####`, eine Rubrik mit `##` und endet mit `{{#kennung}}`"
        ));
    }
    diagnostic.patch(
        say!(
            "give it one; it stays the same for ever, because people link to it",
            "geben Sie ihr eine; sie bleibt immer gleich, weil Links auf sie zeigen"
        ),
        end,
        format!(" {{#{}}}", slug(words)),
    )
}

fn what_question() -> Message {
    say!("question", "Frage")
}

fn what_category() -> Message {
    say!("category", "Rubrik")
}

/// The line of a heading with its id in braces as it belongs, if it has something like it:
/// `{#id`, `{# id}`, `{#id}.`, `(#id)`, `[#id]`, `｛#id｝`.
fn mended_braces(source: &str) -> Option<String> {
    let line = source.lines().next()?.trim_end();
    let opened = ["{", "｛", "(", "["].iter().filter_map(|open| {
        let at = line.rfind(open)?;
        let inner = line[at + open.len()..].trim_start();
        Some((at, inner.strip_prefix(['#', '＃'])?))
    });
    let (at, inner) = opened.max_by_key(|(at, _)| *at)?;
    let inner = inner.trim();
    let end = inner.find(['}', '｝', ')', ']']).unwrap_or(inner.len());
    let (attributes, behind) = inner.split_at(end);
    let behind = behind.trim_start_matches(['}', '｝', ')', ']']).trim();
    if attributes.is_empty() {
        return None;
    }
    Some(format!("{}{behind} {{#{}}}", line[..at].trim_end(), attributes.trim()))
}

/// An id made of words.
fn slug(words: &str) -> String {
    let mut slug = String::new();
    for c in words.to_lowercase().chars() {
        match c {
            'ä' => slug.push_str("ae"),
            'ö' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
        if slug.len() >= 32 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "id".into() } else { slug.into() }
}

impl Attributes {
    fn read(fragment: &Fragment<'_>, heading: &Heading<'_, '_>, diagnostics: &mut Diagnostics) -> Self {
        let mut read = Self::default();
        let mut swallowed = 0..0;
        for (name, value) in &heading.attributes {
            let value = value.unwrap_or_default();
            // Where the value is misspelt, so is what it is searched by.
            let place = heading.find(fragment, if value.is_empty() { name } else { value });
            match *name {
                "audience" => {
                    for word in value.split(',') {
                        let at = heading.find(fragment, word);
                        if word.is_empty() {
                            diagnostics.add(
                                Diagnostic::error(
                                    at,
                                    say!("no audience is named here", "hier steht nicht, für wen"),
                                )
                                .help(say!(
                                    "write it without spaces: `audience=insured_persons,press`",
                                    "schreiben Sie es ohne Leerzeichen: `audience=insured_persons,press`"
                                )),
                            );
                            continue;
                        }
                        match word.parse() {
                            Ok(audience) => read.audience.push(audience),
                            Err(UnknownWord) => {
                                let audiences = Audience::ALL.iter().map(|audience| audience.as_str());
                                diagnostics.add(unknown_word(word, at, audiences, ""));
                            }
                        }
                    }
                }
                "updated" | "corrected" => {
                    // `updated=24. November 2026` falls into pieces at its blanks.
                    let whole = heading.with_blanks(fragment, &place);
                    let (text, at) = match value.parse::<When>() {
                        Ok(_) => (value, place.clone()),
                        Err(_) => (&fragment.text[whole.clone()], fragment.place(whole.clone())),
                    };
                    swallowed = at.span.clone();
                    match read_when(text, at.clone()) {
                        Ok(when) => {
                            diagnostics.list.extend(dates::unusual_offset(text, at));
                            let date = Some((when, place.clone()));
                            if *name == "updated" { read.updated = date } else { read.corrected = date }
                        }
                        Err(diagnostic) => diagnostics.add(*diagnostic),
                    }
                }
                _ if swallowed.contains(&place.span.start) => {}
                _ => {
                    let at = heading.find(fragment, name);
                    let allowed = ["audience", "updated", "corrected"];
                    diagnostics.add(unknown_word(name, at, allowed.into_iter(), ""));
                }
            }
            read.place = Some(place);
        }
        read
    }
}

/// Puts the languages together.
pub fn merge(
    default: &Faq,
    others: &[Faq],
    translations: &mut Translations,
    diagnostics: &mut Diagnostics,
) -> (Vec<Named>, Vec<Question>) {
    let mut categories: Vec<Named> = Vec::new();
    for (index, category) in default.categories.iter().enumerate() {
        diagnostics.came_from(format!("categories[{index}].id"), category.place.clone());
        let name = Localized::from_iter([(default.language.clone(), category.name.clone())]);
        categories.push(Named { id: category.id.clone(), name, example: false });
    }
    let mut questions: Vec<Question> = Vec::new();
    for (index, entry) in default.questions.iter().enumerate() {
        for part in ["", ".id", ".question", ".answer"] {
            diagnostics.came_from(format!("faq[{index}]{part}"), entry.place.clone());
        }
        if let Some((_, place)) = &entry.attributes.updated {
            diagnostics.came_from(format!("faq[{index}].updated"), place.clone());
        }
        questions.push(Question {
            id: entry.id.clone(),
            category: entry.category.clone(),
            audience: entry.attributes.audience.clone(),
            question: Localized::from_iter([(default.language.clone(), entry.question.clone())]),
            answer: Localized::from_iter([(default.language.clone(), entry.answer.clone())]),
            updated: entry.attributes.updated.as_ref().map(|(when, _)| *when),
            correction: correction(default, entry, diagnostics),
        });
    }
    for other in others {
        let (language, file) = (&other.language, &other.path);
        let is_partial = translations.is_partial(language);
        if !other.questions.is_empty() {
            translations.found(language);
        }
        let theirs: Vec<_> =
            other.categories.iter().map(|category| (&category.id, &category.place)).collect();
        let ours: Vec<_> =
            default.categories.iter().map(|category| (&category.id, &category.place)).collect();
        let ways = pair(&what_category(), (&default.path, &ours), (file, &theirs), is_partial, diagnostics);
        for (to, from) in ways {
            diagnostics
                .came_from(format!("categories[{to}].name.{language}"), other.categories[from].place.clone());
            categories[to].name.add(language.clone(), other.categories[from].name.clone());
        }
        let theirs: Vec<_> = other.questions.iter().map(|entry| (&entry.id, &entry.place)).collect();
        let ours: Vec<_> = default.questions.iter().map(|entry| (&entry.id, &entry.place)).collect();
        let ways = pair(&what_question(), (&default.path, &ours), (file, &theirs), is_partial, diagnostics);
        for (to, from) in ways {
            let entry = &other.questions[from];
            for part in ["question", "answer"] {
                diagnostics.came_from(format!("faq[{to}].{part}.{language}"), entry.place.clone());
            }
            questions[to].question.add(language.clone(), entry.question.clone());
            questions[to].answer.add(language.clone(), entry.answer.clone());
            if let Some(correction) = &mut questions[to].correction
                && !entry.before.is_empty()
            {
                correction.before.add(language.clone(), entry.before.clone());
            }
            if let Some(place) = &entry.attributes.place {
                diagnostics.add(
                    Diagnostic::error(
                        place.clone(),
                        say!(
                            "this is said in {}, for all languages",
                            "das steht in {}, für alle Sprachen",
                            default.path
                        ),
                    )
                    .help(say!(
                        "leave only `{{#{}}}` here",
                        "lassen Sie hier nur `{{#{}}}` stehen",
                        entry.id
                    )),
                );
            }
        }
    }
    (categories, questions)
}

/// A correction has both a time and what stood there before.
fn correction(file: &Faq, entry: &Entry, diagnostics: &mut Diagnostics) -> Option<Correction> {
    match (&entry.attributes.corrected, entry.before.is_empty()) {
        (Some((at, _)), false) => {
            let before = Localized::from_iter([(file.language.clone(), entry.before.clone())]);
            return Some(Correction { at: *at, before });
        }
        (Some((_, place)), true) => diagnostics.add(
            Diagnostic::error(
                place.clone(),
                say!(
                    "corrected, but it does not say what stood there before",
                    "berichtigt, aber es steht nicht da, was vorher dastand"
                ),
            )
            .help(say!(
                "write that at the end of the answer, with > in front: `> Es wurden keine Daten gestohlen.`",
                "schreiben Sie das ans Ende der Antwort, mit > davor: `> Es wurden keine Daten gestohlen.`"
            )),
        ),
        (None, false) => diagnostics.add(
            Diagnostic::error(
                entry.place.clone(),
                say!(
                    "a quotation at the end of an answer is what stood there before",
                    "ein Zitat am Ende einer Antwort ist das, was vorher dastand"
                ),
            )
            .help(say!(
                "say when it was corrected, `{{#id corrected=2023-05-04}}`; or write it as a paragraph, with quotation marks",
                "schreiben Sie, wann berichtigt wurde, `{{#id corrected=2023-05-04}}`; oder schreiben Sie es als Absatz mit Anführungszeichen"
            )),
        ),
        (None, true) => {}
    }
    None
}

/// Pairs what two files have by id, as indices; complains about what has no
/// counterpart (what the second lacks may be missing if it `is_partial`), and about what stands
/// twice in the second file.
fn pair(
    what: &Message,
    (default, ours): (&str, &[(&String, &SourceSpan)]),
    (file, theirs): (&str, &[(&String, &SourceSpan)]),
    is_partial: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let missing: Vec<&str> = ours
        .iter()
        .filter(|(id, _)| !theirs.iter().any(|(other, _)| other == id))
        .map(|(id, _)| id.as_str())
        .collect();
    let mut misspelt = Vec::new();
    for (from, (id, place)) in theirs.iter().enumerate() {
        if let Some((_, first)) = theirs[..from].iter().find(|(other, _)| other == id) {
            diagnostics.add(
                Diagnostic::error(
                    (*place).clone(),
                    say!("the id `{id}` is taken", "die Kennung `{id}` ist vergeben"),
                )
                .related((*first).clone(), say!("here", "hier"))
                .help(say!(
                    "give every heading an id of its own",
                    "geben Sie jeder Überschrift eine eigene Kennung"
                )),
            );
        } else if let Some(to) = ours.iter().position(|(other, _)| other == id) {
            pairs.push((to, from));
        } else {
            let message = Message {
                en: format!("no {} in {default} has the id `{id}`", what.en),
                de: format!("in {default} hat keine {} die Kennung `{id}`", what.de),
            };
            let mut diagnostic = Diagnostic::error((*place).clone(), message);
            diagnostic = match nearest(id, missing.iter().copied()) {
                Some(meant) => {
                    misspelt.push(meant);
                    diagnostic.patch(probably_meant(), (*place).clone(), meant)
                }
                None if missing.is_empty() => diagnostic.help(say!(
                    "add it to {default} first, or delete it here",
                    "nehmen Sie sie erst in {default} auf, oder löschen Sie sie hier"
                )),
                None => {
                    let missing = quoted(missing.iter().copied());
                    diagnostic.help(say!("not here yet are {missing}", "hier fehlen noch {missing}"))
                }
            };
            diagnostics.add(diagnostic);
        }
    }
    for (index, (id, place)) in ours.iter().enumerate() {
        let is_first = ours[..index].iter().all(|(other, _)| other != id);
        let is_missing = missing.contains(&id.as_str()) && !misspelt.contains(&id.as_str());
        if is_first && is_missing && is_id(id) && !is_partial {
            let message = Message {
                en: format!("this {} is not in {file}", what.en),
                de: format!("diese {} fehlt in {file}", what.de),
            };
            let help = Message {
                en: format!("add the {} with `{{#{id}}}` to {file}", what.en),
                de: format!("schreiben Sie die {} mit `{{#{id}}}` in {file}", what.de),
            };
            diagnostics.add(
                Diagnostic::warning((*place).clone(), message)
                    .label(say!(
                        "readers there get the text from here",
                        "dort ist der Text von hier zu lesen"
                    ))
                    .help(help),
            );
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_the_words_of_a_question() {
        assert_eq!(slug("Was ist passiert?"), "was-ist-passiert");
        assert_eq!(slug("  Größe & Maß – „neu“ "), "groesse-mass-neu");
        assert_eq!(slug("???"), "id");
        assert!(slug(&"ö ".repeat(99)).len() <= 34);
    }
}
