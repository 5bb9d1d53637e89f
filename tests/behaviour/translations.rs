//! Languages into which only some texts are translated: when that is said, and when it is not
//! because the publisher means it so; and that the sample says first what readers need first.

use std::collections::BTreeSet;
use std::path::Path;

use expect_test::{Expect, expect};
use status_widget::core::presentation::language::Language as Speech;
use status_widget::native::bilingual::Language;
use status_widget::native::folder::{Sources, build_folder, compile, faq_file, render};

/// A folder in three languages, and how the third is announced.
const TOML: &str = r#"languages = ["de", "en", "tr"]
PARTLY
title.de = "Störung"
title.en = "Disruption"
updated = 2023-05-03
publisher.name = "Beispiel"
"#;

const GERMAN: &str = "## Daten {#data}\n\n### Gestohlen? {#leak}\n\nNein.\n\n### Wann? {#when}\n\nBald.\n";
const ENGLISH: &str = "## Data {#data}\n\n### Stolen? {#leak}\n\nNo.\n\n### When? {#when}\n\nSoon.\n";
const TURKISH: &str = "### Çalındı mı? {#leak}\n\nHayır.\n";

fn folder(partly: &str, more: &str, turkish: Option<&str>) -> Sources {
    let toml = TOML.replace("PARTLY", partly) + more;
    let mut files =
        vec![("status.toml", toml), ("faq.de.md", GERMAN.to_owned()), ("faq.en.md", ENGLISH.to_owned())];
    files.extend(turkish.map(|text| ("faq.tr.md", text.to_owned())));
    Sources::from_texts(files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect())
}

fn said_of(sources: &Sources) -> String {
    render(sources, &compile(sources).1, Language::English, false)
}

/// What is said of the folder with these words about the third language.
#[track_caller]
fn expect_said(partly: &str, expected: &Expect) {
    expected.assert_eq(&said_of(&folder(partly, "title.tr = \"Arıza\"\n", Some(TURKISH))));
}

#[test]
fn what_a_language_lacks_that_is_translated_in_part_is_not_said() {
    let announced = "partly_translated = [\"tr\"]";
    let summary = "summary.de = \"Text.\"\nsummary.en = \"Text.\"\n";
    for (more, turkish) in [
        // Each alone will do: a text of the file, or a question.
        ("title.tr = \"Arıza\"\n", None),
        (summary, Some(TURKISH)),
    ] {
        let sources = folder(announced, more, turkish);
        assert_eq!(said_of(&sources), "", "{more}");
        assert!(compile(&sources).0.is_some());
    }
    // A single word needs no brackets, as in all lists.
    assert_eq!(said_of(&folder("partly_translated = \"tr\"", summary, Some(TURKISH))), "");
}

#[test]
fn without_that_each_missing_text_is_a_warning() {
    let said = said_of(&folder("", "summary.de = \"Text.\"\nsummary.en = \"Text.\"\n", Some(TURKISH)));
    for missing in [
        "`title` is not translated into `tr`",
        "`summary` is not translated into `tr`",
        "this category is not in faq.tr.md",
        "this question is not in faq.tr.md",
    ] {
        assert_eq!(said.matches(missing).count(), 1, "{missing}: {said}");
    }
    assert_eq!(said.matches("warning: ").count(), 4, "{said}");
}

#[test]
fn a_language_that_is_whole_is_checked_as_ever_beside_one_that_is_not() {
    let said = said_of(&folder("partly_translated = [\"tr\"]", "summary.de = \"Text.\"\n", Some(TURKISH)));
    assert!(said.contains("`summary` is not translated into `en`"), "{said}");
    assert_eq!(said.matches("warning: ").count(), 1, "{said}");
}

#[test]
fn what_is_wrong_in_a_part_is_still_said() {
    let misspelt = "### Çalındı mı? {#leek}\n\nHayır.\n";
    let said = said_of(&folder("partly_translated = [\"tr\"]", "", Some(misspelt)));
    assert!(said.contains("error: no question in faq.de.md has the id `leek`"), "{said}");
    assert!(said.contains("{#leak}"), "the id that was meant: {said}");
}

#[test]
fn a_language_of_which_nothing_is_there_is_said() {
    // A name that is said once, for all languages, is no translation.
    let sources = folder("partly_translated = [\"tr\"]", "", None);
    expect![[r#"
        warning: nothing is translated into `tr`
         --> status.toml:2:22
          |
        2 | partly_translated = ["tr"]
          |                      ^^^^ readers of `tr` get every text in `de`
          |
          = help: translate what readers need first, like `title.tr = "…"`; or delete it here and in `languages`

    "#]]
    .assert_eq(&said_of(&sources));
    expect![[r#"
        Warnung: nichts ist in `tr` übersetzt
         --> status.toml:2:22
          |
        2 | partly_translated = ["tr"]
          |                      ^^^^ in `tr` ist jeder Text in `de` zu lesen
          |
          = Hilfe: übersetzen Sie, was Leser zuerst brauchen, wie `title.tr = "…"`; oder löschen Sie es hier und in `languages`

    "#]]
    .assert_eq(&render(&sources, &compile(&sources).1, Language::German, false));
}

#[test]
fn only_a_language_of_the_document_that_is_not_its_first_can_be_partial() {
    expect_said(
        r#"partly_translated = ["tr", "de", "pl", "tr", "tur"]"#,
        &expect![[r#"
            error: `de` is the first language, which is complete
             --> status.toml:2:28
              |
            2 | partly_translated = ["tr", "de", "pl", "tr", "tur"]
              |                            ^^^^
              |
              = help: delete it here; what others lack is shown in it

            error: `pl` is not one of the document's languages
             --> status.toml:2:34
              |
            2 | partly_translated = ["tr", "de", "pl", "tr", "tur"]
              |                                  ^^^^
              |
              = help: add it to `languages`, or delete it here

            error: `tr` is named twice
             --> status.toml:2:40
              |
            2 | partly_translated = ["tr", "de", "pl", "tr", "tur"]
              |                                        ^^^^
              |
              = help: delete one of the two

            error: `tur` is not one of the document's languages
             --> status.toml:2:46
              |
            2 | partly_translated = ["tr", "de", "pl", "tr", "tur"]
              |                                              ^^^^^
              |
            help: this was probably meant
              |
            2 - partly_translated = ["tr", "de", "pl", "tr", "tur"]
            2 + partly_translated = ["tr", "de", "pl", "tr", "tr"]
              |

        "#]],
    );
    expect_said(
        "partly_translated = [\"tr\", \"em\", true]",
        &expect![[r#"
        error: `em` is not one of the document's languages
         --> status.toml:2:28
          |
        2 | partly_translated = ["tr", "em", true]
          |                            ^^^^
          |
        help: this was probably meant
          |
        2 - partly_translated = ["tr", "em", true]
        2 + partly_translated = ["tr", "en", true]
          |

        error: expected a text, found true or false
         --> status.toml:2:34
          |
        2 | partly_translated = ["tr", "em", true]
          |                                  ^^^^
          |
          = help: write it like `"…"`

    "#]],
    );
}

#[test]
fn a_misspelt_field_is_mended() {
    let said = said_of(&folder("partly_translatd = [\"tr\"]", "title.tr = \"Arıza\"\n", Some(TURKISH)));
    assert!(said.contains("error: unknown field `partly_translatd`"), "{said}");
    assert!(
        said.contains("help: this was probably meant\n  |\n2 | partly_translated = [\"tr\"]\n"),
        "{said}"
    );
}

#[test]
fn a_file_of_questions_that_is_not_there_can_be_meant_so() {
    let said = said_of(&folder("", "title.tr = \"Arıza\"\n", None));
    assert!(said.contains("there is no faq.tr.md"), "{said}");
    assert!(said.contains("or, if texts are missing on purpose: `partly_translated = [\"tr\"]`"), "{said}");
}

/// Names, advice and whether data were stolen: in every language of the widget.
#[test]
fn the_sample_says_in_each_language_of_the_widget_what_readers_need_first() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/notice-2023");
    let content = build_folder(&folder).unwrap();
    let tags: BTreeSet<&str> = content.languages.iter().map(String::as_str).collect();
    assert_eq!(tags, Speech::ALL.iter().map(|language| language.tag()).collect());
    for tag in &tags {
        assert!(content.title.get(tag).is_some() && content.summary.as_ref().unwrap().get(tag).is_some());
        for group in &content.groups {
            assert!(group.name.get(tag).is_some(), "{tag} {}", group.id);
        }
        for service in &content.services {
            assert!(service.name.get(tag).is_some(), "{tag} {}", service.id);
            let texts = [service.description.as_ref().map(|text| text.get(tag).is_some())];
            let advice = service.state.alternative.as_ref().map(|text| text.get(tag).is_some());
            assert!(
                texts.into_iter().chain([advice]).flatten().all(|is_there| is_there),
                "{tag} {}",
                service.id
            );
        }
        let answered = content.faq.iter().filter(|question| question.answer.get(tag).is_some());
        let ids: Vec<&str> = answered.map(|question| question.id.as_str()).collect();
        let is_whole = ["de", "en"].contains(tag);
        assert_eq!(ids.len(), if is_whole { 8 } else { 3 }, "{tag} {ids:?}");
        assert!(ids.contains(&"data-leak"), "{tag}");
        // The first in a file of three, which is the order for whoever translates it next.
        let first = std::fs::read_to_string(folder.join(faq_file(tag))).unwrap();
        let first = first.lines().find(|line| line.starts_with("### ")).unwrap();
        assert!(is_whole || first.ends_with("{#data-leak}"), "{tag}: {first}");
    }
}
