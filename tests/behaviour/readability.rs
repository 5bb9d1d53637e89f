//! How hard German texts are to read: hints with a place, which keep nothing from being built.
//!
//! Owns one text for each kind of hint, and texts that are left in peace.

use status_widget::native::folder::{Diagnostic, LONGEST_SENTENCE, Severity, Sources, compile, readability};

const TOML: &str = r#"languages = ["de"]
title = "Störung"
updated = 2023-05-03
publisher.name = "Beispiel"
"#;

fn folder(answer: &str) -> Sources {
    let faq = format!("### Frage? {{#frage}}\n\n{answer}\n");
    Sources::from_texts(vec![("status.toml", TOML.into()), ("faq.de.md", faq.into_bytes())])
}

/// What is said of an answer, and which words of the file are shown.
#[track_caller]
fn hints(answer: &str) -> Vec<(String, String)> {
    let sources = folder(answer);
    let (content, problems) = compile(&sources);
    assert!(content.is_some() && problems.is_empty(), "it can be built: {problems:?}");
    let shown = |one: &Diagnostic| {
        assert_eq!(one.severity, Severity::Hint);
        assert!(!one.help.is_empty(), "what to do: {one:?}");
        let place = one.place.clone().expect("a place");
        (one.message.de.clone(), sources.get(place.file).text[place.span].to_owned())
    };
    readability(&sources).0.iter().map(shown).collect()
}

#[track_caller]
fn assert_hint(answer: &str, message: &str, words: &str) {
    assert_eq!(hints(answer), [(message.to_owned(), words.to_owned())], "{answer}");
}

#[test]
fn each_kind_of_hint_is_given_with_its_place() {
    for (answer, message, words) in [
        (
            "Das ist die Arbeitsunfähigkeitsbescheinigung.",
            "ein langes Wort: Arbeitsunfähigkeitsbescheinigung",
            "Arbeitsunfähigkeitsbescheinigung",
        ),
        ("Die Meldung wird heute geprüft.", "Passiv: Wer tut es?", "wird"),
        ("Die Systeme sind\nabgeschaltet worden.", "Passiv: Wer tut es?", "worden"),
        (
            "Die Prüfung der Meldung und die Aufarbeitung dauern.",
            "Nominalstil: Prüfung, Meldung, Aufarbeitung",
            "Prüfung",
        ),
        ("Das geht **aufgrund** des Angriffs nicht.", "Amtsdeutsch: aufgrund", "aufgrund"),
        ("Die eAU geht nicht.", "`eAU` wird nirgends erklärt", "eAU"),
        ("Rufen Sie ggf. an.", "eine Abkürzung: ggf.", "ggf."),
        ("Das geht, z. B. auf Papier.", "eine Abkürzung: z. B.", "z. B."),
    ] {
        assert_hint(answer, message, words);
    }
}

#[test]
fn a_long_sentence_is_counted_without_its_numbers_and_days_end_none() {
    let of = |count: usize| format!("Am 3. Mai 2023 {}.", vec!["so"; count - 2].join(" "));
    assert_eq!(hints(&of(LONGEST_SENTENCE)), []);
    let message = format!("ein Satz mit {} Wörtern", LONGEST_SENTENCE + 1);
    assert_hint(&of(LONGEST_SENTENCE + 1), &message, "Am");
    // The second of two that begin alike is found, where the file breaks its line.
    let long = format!("Das ist es. Das ist\nauch {}.", vec!["so"; LONGEST_SENTENCE].join(" "));
    let sources = folder(&long);
    let place = readability(&sources).0[0].place.clone().unwrap();
    let before = &sources.get(place.file).text[..place.span.start];
    assert!(before.ends_with("Das ist es. "), "{before}");
}

#[test]
fn plain_texts_are_left_in_peace() {
    for answer in [
        "Wir prüfen die Meldung. Bitte warten Sie.",
        "Es wird besser. Sie werden bald mehr lesen.",
        "Die Kranken-Versicherungs-Nummer steht auf der Karte.",
        "Die elektronische Krankmeldung (eAU) geht nicht. Die eAU kommt wieder.",
        "Heute, um 14:05 Uhr. Am 3. Mai war es so!",
    ] {
        assert_eq!(hints(answer), [], "{answer}");
    }
}

#[test]
fn only_german_texts_are_read_and_broken_folders_give_no_hint() {
    let status = TOML.replace("[\"de\"]", "[\"en\"]");
    let faq = b"### Question? {#frage}\n\nThe report wird geprueft worden, bzw. KIM.\n".to_vec();
    let english = Sources::from_texts(vec![("status.toml", status.into_bytes()), ("faq.en.md", faq)]);
    assert_eq!(readability(&english).0, []);
    assert_eq!(readability(&english).1.value(), None);
    for broken in [&b"title = "[..], b"\xff", b""] {
        let sources = Sources::from_texts(vec![("status.toml", broken.to_vec())]);
        let (found, _) = readability(&sources);
        assert!(found.iter().all(|one| one.severity == Severity::Hint), "{found:?}");
    }
}

/// Worked by hand: with the question, eleven words, three sentences, three words of more than six
/// letters: 3.67 and 27.27.
#[test]
fn the_measure_is_lix() {
    let sources = folder("Wir prüfen die Meldungen gerade. Bitte warten Sie zuhause geduldig.");
    assert_eq!(readability(&sources).1.value(), Some(31));
}
