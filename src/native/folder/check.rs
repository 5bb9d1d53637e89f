//! What has to hold between the parts of a document.
//!
//! Owns the rules across values: ids that must exist, dates that must be in order,
//! states that must not contradict one another, and what the widget's reader would
//! refuse. Must not know how the document was written, only where its parts stand.

use serde_json::Value;

use super::dates;
use super::diagnostics::Diagnostics;
use super::diagnostics::{Diagnostic, nearest, probably_meant, quoted};
use super::sources::{SourceSpan, Sources};
use super::staleness::expectation_passed;
use super::starter::DRAFT_MARKS;
use crate::core::document::calendar::{Date, When, berlin};
use crate::core::document::visible_text::visible_text;
use crate::core::document::{Audience, Content, Problem, Rule, Update};
use crate::core::encoding::json;
use crate::core::signed::jws::MAX_SIGNATURES;
use crate::core::signed::verify::MAX_FILE_BYTES;
use crate::native::bilingual::{Message, say};
use crate::native::publish::{TYPICAL_TRUST_BYTES, signed_size};

/// Checks a whole document that was written in `sources`.
pub fn check(content: &Content, sources: &Sources, diagnostics: &mut Diagnostics) {
    let tree = serde_json::to_value(content).unwrap_or_default();
    for problem in content.problems() {
        if !diagnostics.is_settled(&problem.path) {
            let diagnostic = explain(&problem, &tree, diagnostics);
            diagnostics.settle(problem.path, diagnostic);
        }
    }
    date_order(content, diagnostics);
    contradictions(content, diagnostics);
    advice(content, diagnostics);
    each_text(&tree, "", &mut |text, path| characters(text, path, sources, diagnostics));
    each_text(&tree, "", &mut |text, path| drafts(text, path, sources, diagnostics));
    let size = signed_size(tree.to_string().len(), MAX_SIGNATURES, TYPICAL_TRUST_BYTES);
    if size > MAX_FILE_BYTES {
        let (size, most) = (size / 1024, MAX_FILE_BYTES / 1024);
        let message = say!(
            "the document is too long: about {size} of {most} KiB when signed",
            "das Dokument ist zu lang: unterschrieben etwa {size} von {most} KiB"
        );
        diagnostics.add(Diagnostic::error(None, message).help(say!(
            "shorten the texts; widgets refuse longer files",
            "kürzen Sie die Texte; längere Dateien nimmt kein Widget an"
        )));
    }
}

/// `services[3].group` in a tree.
fn at<'v>(tree: &'v Value, path: &str) -> Option<&'v Value> {
    path.split(['.', '[']).try_fold(tree, |value, part| match part.strip_suffix(']') {
        Some(index) => value.get(index.parse::<usize>().ok()?),
        None => value.get(part),
    })
}

fn ids<'v>(tree: &'v Value, list: &str) -> Vec<&'v str> {
    let entries = at(tree, list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    entries.iter().filter_map(|entry| entry.get("id")?.as_str()).collect()
}

/// A broken rule of the content, for those who write it.
fn explain(problem: &Problem, tree: &Value, diagnostics: &Diagnostics) -> Diagnostic {
    let place = diagnostics.span_of(&problem.path);
    let value = at(tree, &problem.path).and_then(Value::as_str).unwrap_or_default();
    match problem.rule {
        Rule::MalformedId => {
            let message = say!("`{value}` can't be an id", "`{value}` kann keine Kennung sein");
            Diagnostic::error(place, message).help(say!(
                "use lower-case letters without umlauts, digits and hyphens",
                "nehmen Sie kleine Buchstaben ohne Umlaute, Ziffern und Bindestriche"
            ))
        }
        Rule::DuplicateId => {
            let diagnostic = Diagnostic::error(
                place,
                say!("the id `{value}` is taken", "die Kennung `{value}` ist vergeben"),
            )
            .help(say!("give every entry its own", "geben Sie jedem Eintrag eine eigene"));
            let list = problem.path.rsplit_once('[').map_or("", |(list, _)| list);
            let first = ids(tree, list).iter().position(|id| *id == value);
            match first.and_then(|index| diagnostics.span_of(&format!("{list}[{index}].id"))) {
                Some(place) => diagnostic.related(place, say!("here", "hier")),
                None => diagnostic,
            }
        }
        Rule::UnknownId => {
            let (what, list) = referred(&problem.path);
            let known = ids(tree, list);
            let message = Message {
                en: format!("there is no {} `{value}`", what.en),
                de: format!("{} `{value}` gibt es nicht", what.de),
            };
            let diagnostic = Diagnostic::error(place.clone(), message);
            match (nearest(value, known.iter().copied()), place) {
                (Some(meant), Some(place)) => {
                    diagnostic.patch(probably_meant(), place, format!("\"{meant}\""))
                }
                _ if known.is_empty() => {
                    diagnostic.help(say!("add it with [[{list}]]", "schreiben Sie dazu: [[{list}]]"))
                }
                _ => {
                    let known = quoted(known);
                    diagnostic.help(say!(
                        "there is {known}; or add it with [[{list}]]",
                        "es gibt {known}; oder schreiben Sie dazu: [[{list}]]"
                    ))
                }
            }
        }
        Rule::NoLanguage | Rule::MalformedLanguage | Rule::MissingDefault => {
            let en = problem.to_string();
            let de = match problem.rule {
                Rule::NoLanguage => "keine Sprache".to_owned(),
                Rule::MalformedLanguage => format!("`{value}` ist kein Sprachkürzel (BCP 47)"),
                _ => "der Text in der ersten Sprache fehlt".to_owned(),
            };
            Diagnostic::error(place, Message { en, de })
        }
    }
}

/// What an id at `path` names, and the list in which that stands.
fn referred(path: &str) -> (Message, &'static str) {
    // `services[0].sites[1].id` names a site; `incidents[0].services[1]` names a service.
    let path = path.strip_suffix(".id").unwrap_or(path);
    let last = path.rsplit('.').next().unwrap_or_default();
    match last.split('[').next().unwrap_or_default() {
        "group" => (say!("group", "die Gruppe"), "groups"),
        "sites" => (say!("site", "den Standort"), "sites"),
        "tenants" => (say!("tenant", "die Krankenkasse"), "tenants"),
        "category" => (say!("category", "die Rubrik"), "categories"),
        _ => (say!("service", "den Service"), "services"),
    }
}

/// The day in Germany.
fn day(when: When) -> Date {
    match when {
        When::Date(date) => date,
        When::Instant(time) => berlin(time).date,
    }
}

/// Whether `one` is certainly after `other`; a day and a time in it are not.
fn is_after(one: When, other: When) -> bool {
    match (one, other) {
        (When::Instant(one), When::Instant(other)) => one > other,
        _ => day(one) > day(other),
    }
}

fn date_order(content: &Content, diagnostics: &mut Diagnostics) {
    let mut dates = Vec::new();
    for (index, service) in content.services.iter().enumerate() {
        let path = format!("services[{index}]");
        let locals = [("sites", &service.sites), ("tenants", &service.tenants)];
        let mut states = vec![(format!("{path}.state"), &service.state)];
        for (name, locals) in locals {
            let local = locals.iter().enumerate();
            states.extend(local.map(|(at, local)| (format!("{path}.{name}[{at}].state"), &local.state)));
        }
        for (path, state) in states {
            dates.extend(state.since.map(|since| (format!("{path}.since"), since)));
            let expected = state.outlook.as_ref().and_then(|outlook| outlook.expected);
            if expected.is_some_and(|expected| is_after(content.updated, expected)) {
                let path = format!("{path}.outlook.expected");
                let updated = dates::written(content.updated);
                let place = diagnostics.span_of(&path);
                diagnostics.settle(
                    path,
                    expectation_passed(place)
                        .label(say!("before `updated`, {updated}", "vor `updated`, {updated}")),
                );
            }
        }
        newest_first(
            &format!("{path}.history"),
            service.history.iter().map(|change| change.at),
            &mut dates,
            diagnostics,
        );
    }
    for (index, incident) in content.incidents.iter().enumerate() {
        let list = format!("incidents[{index}].updates");
        newest_first(&list, incident.updates.iter().map(|update| update.at), &mut dates, diagnostics);
    }
    for (index, planned) in content.maintenances.iter().enumerate() {
        let list = format!("maintenances[{index}].updates");
        newest_first(&list, planned.updates.iter().map(|update| update.at), &mut dates, diagnostics);
        let path = format!("maintenances[{index}].ends");
        if planned.ends.is_some_and(|ends| is_after(planned.starts, ends)) && !diagnostics.is_settled(&path) {
            let message = say!("this ends before it starts", "das endet, bevor es beginnt");
            let diagnostic = Diagnostic::error(diagnostics.span_of(&path), message);
            let diagnostic = match diagnostics.span_of(&format!("maintenances[{index}].starts")) {
                Some(place) => diagnostic.related(place, say!("starts here", "beginnt hier")),
                None => diagnostic,
            };
            let help = say!("mend the one that is wrong", "berichtigen Sie, was falsch ist");
            diagnostics.settle(path, diagnostic.help(help));
        }
    }
    let answers = content.faq.iter().enumerate();
    dates.extend(
        answers.filter_map(|(index, question)| Some((format!("faq[{index}].updated"), question.updated?))),
    );
    if diagnostics.is_settled("updated") {
        return;
    }
    let newest = dates
        .iter()
        .filter(|(path, _)| !diagnostics.is_settled(path))
        .max_by_key(|(_, when)| when.earliest());
    if let Some((path, when)) = newest.filter(|(_, when)| is_after(*when, content.updated)) {
        let updated = diagnostics.span_of("updated");
        let message = say!("newer than the document says it is", "neuer, als das Dokument von sich sagt");
        let mut diagnostic = Diagnostic::warning(diagnostics.span_of(path), message);
        if let Some(place) = updated {
            diagnostic = diagnostic
                .related(place.clone(), say!("the document's date", "das Datum des Dokuments"))
                .patch(
                    say!(
                        "if the document was changed with it, write",
                        "wenn das Dokument damit geändert wurde, schreiben Sie"
                    ),
                    place,
                    dates::written(*when),
                );
        }
        diagnostics.add(diagnostic);
    }
}

/// Complains if the times of a list do not fall; adds them to `dates`.
fn newest_first(
    list: &str,
    times: impl Iterator<Item = When>,
    dates: &mut Vec<(String, When)>,
    diagnostics: &mut Diagnostics,
) {
    let first = dates.len();
    dates.extend(times.enumerate().map(|(index, when)| (format!("{list}[{index}].at"), when)));
    for pair in dates[first..].windows(2) {
        let [(before, earlier), (path, later)] = pair else { continue };
        if is_after(*later, *earlier) && !diagnostics.is_settled(path) && !diagnostics.is_settled(before) {
            let message = say!("newer than the entry above it", "neuer als der Eintrag darüber");
            let mut diagnostic = Diagnostic::error(diagnostics.span_of(path), message).help(say!(
                "the newest entry stands first; move this one up",
                "der neueste Eintrag steht zuerst; schieben Sie diesen nach oben"
            ));
            if let Some(place) = diagnostics.span_of(before) {
                diagnostic = diagnostic.related(place, say!("the entry above", "der Eintrag darüber"));
            }
            diagnostics.add(diagnostic);
        }
    }
}

fn contradictions(content: &Content, diagnostics: &mut Diagnostics) {
    for (index, service) in content.services.iter().enumerate() {
        let newest = service.history.first().map(|change| change.status);
        differ(
            &format!("services[{index}].state.status"),
            service.state.status,
            &format!("services[{index}].history[0].status"),
            newest,
            diagnostics,
        );
    }
    for (index, incident) in content.incidents.iter().enumerate() {
        let path = format!("incidents[{index}]");
        differ(
            &format!("{path}.status"),
            incident.status,
            &format!("{path}.updates[0].status"),
            newest(&incident.updates),
            diagnostics,
        );
    }
    for (index, planned) in content.maintenances.iter().enumerate() {
        let path = format!("maintenances[{index}]");
        differ(
            &format!("{path}.status"),
            planned.status,
            &format!("{path}.updates[0].status"),
            newest(&planned.updates),
            diagnostics,
        );
    }
}

/// Warns of what insured persons need, that does not work, and that nobody tells them
/// what to do about.
fn advice(content: &Content, diagnostics: &mut Diagnostics) {
    for (index, service) in content.services.iter().enumerate() {
        if Audience::InsuredPersons.is_meant(&service.audience) && service.lacks_advice() {
            let place = diagnostics.span_of(&format!("services[{index}].id"));
            diagnostics.add(
                Diagnostic::warning(place, say!(
                    "`{}` does not work, and readers are not told what to do",
                    "`{}` funktioniert nicht, und Leser erfahren nicht, was sie tun können",
                    service.id
                ))
                .help(say!(
                    "add what they can do meanwhile: `alternative.de = \"Bitten Sie in der Praxis um einen Ausdruck.\"`",
                    "schreiben Sie dazu, was sie inzwischen tun können: `alternative.de = \"Bitten Sie in der Praxis um einen Ausdruck.\"`"
                )),
            );
        }
    }
}

fn newest<S: Copy>(updates: &[Update<S>]) -> Option<S> {
    updates.first().map(|update| update.status)
}

/// Warns if what holds now is not what the newest entry of its list says.
fn differ<S: PartialEq>(
    path: &str,
    now: S,
    newest_path: &str,
    newest: Option<S>,
    diagnostics: &mut Diagnostics,
) {
    let settled = diagnostics.is_settled(path) || diagnostics.is_settled(newest_path);
    if settled || newest.is_none_or(|newest| newest == now) {
        return;
    }
    let message = say!("not what the newest entry says", "etwas anderes, als der neueste Eintrag sagt");
    let mut diagnostic = Diagnostic::warning(diagnostics.span_of(path), message)
        .help(say!("change the one that is out of date", "ändern Sie, was veraltet ist"));
    if let Some(place) = diagnostics.span_of(newest_path) {
        diagnostic = diagnostic.related(place, say!("the newest entry", "der neueste Eintrag"));
    }
    diagnostics.add(diagnostic);
}

/// Where `words` stand at `place` or behind it; a question's words stand before its id, on the
/// same line. All of `place` where they are spelt otherwise.
fn within(place: Option<SourceSpan>, words: &str, sources: &Sources) -> Option<SourceSpan> {
    let place = place?;
    let text = &sources.get(place.file).text;
    let line = text.get(..place.span.start)?.rfind('\n').map_or(0, |end| end + 1);
    let Some(at) = text.get(line..)?.find(words) else { return Some(place) };
    Some(SourceSpan { span: line + at..line + at + words.len(), ..place })
}

/// Calls `visit` with every text in `value`, which stands at `path`, and with its path.
fn each_text(value: &Value, path: &str, visit: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(text) => visit(text, path),
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                each_text(entry, &format!("{path}[{index}]"), visit);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                each_text(member, &path, visit);
            }
        }
        _ => {}
    }
}

/// Complains about texts that nobody has read since they were proposed.
fn drafts(text: &str, path: &str, sources: &Sources, diagnostics: &mut Diagnostics) {
    let Some(mark) = DRAFT_MARKS.into_iter().find(|mark| text.contains(mark)) else { return };
    let place = within(diagnostics.span_of(path), mark, sources);
    let message = say!("this is still a draft", "das ist noch ein Entwurf");
    diagnostics.add(Diagnostic::error(place, message).draft().help(say!(
        "read it, make it true or delete it, then delete `{mark}`",
        "lesen Sie es, machen Sie es wahr oder löschen Sie es, und löschen Sie dann `{mark}`"
    )));
}

/// Complains about characters that the widget's reader refuses, and warns of others
/// that readers never see.
fn characters(text: &str, path: &str, sources: &Sources, diagnostics: &mut Diagnostics) {
    let Some((character, is_refused)) = lost(text) else { return };
    let code = format!("U+{:04X}", u32::from(character));
    let place = within(diagnostics.span_of(path), character.encode_utf8(&mut [0; 4]), sources);
    let diagnostic = if is_refused {
        let message = say!(
            "an invisible character, {code}, has no place in a text",
            "ein unsichtbares Zeichen, {code}, hat in einem Text keinen Platz"
        );
        Diagnostic::error(place.clone(), message)
    } else {
        let message = say!(
            "an invisible character, {code}, is left out",
            "ein unsichtbares Zeichen, {code}, wird weggelassen"
        );
        Diagnostic::warning(place.clone(), message)
    };
    let is_as_written =
        |place: &SourceSpan| sources.get(place.file).text[place.span.clone()].chars().eq([character]);
    diagnostics.add(match place.filter(is_as_written) {
        Some(place) => diagnostic.patch(say!("take it away", "löschen Sie es"), place, ""),
        None => diagnostic.help(say!(
            "type the words anew; such characters come from copying",
            "tippen Sie die Wörter neu; solche Zeichen kommen vom Kopieren"
        )),
    });
}

/// The first character of `text` that readers do not see, and whether it may not
/// stand in the document at all.
fn lost(text: &str) -> Option<(char, bool)> {
    let is_refused = |text: &str| json::parse(Value::from(text).to_string().as_bytes()).is_err();
    if is_refused(text) {
        return text.chars().find(|c| is_refused(&c.to_string())).map(|c| (c, true));
    }
    let text = text.replace(['\n', '\t'], " ");
    let visible = visible_text(&text);
    let mut shown = visible.chars();
    text.chars().find(|c| shown.next() != Some(*c)).map(|c| (c, c.is_control()))
}
