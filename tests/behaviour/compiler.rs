//! The compiler from a folder to a payload: what it makes of the sample, what it says
//! of mistakes, and that readers' widgets accept whatever it makes.
//!
//! `UPDATE_EXPECT=1 cargo test --test behaviour compiler::` writes the golden texts anew; look at
//! the difference as a person would.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::publisher::claims;
use expect_test::{Expect, expect, expect_file};
use proptest::prelude::*;
use status_widget::core::document::rich_text::{Node, check_link};
use status_widget::core::document::{Claims, StatusDocument};
use status_widget::native::bilingual::Language;
use status_widget::native::folder::{Diagnostic, FolderError, Sources, build_folder, compile, render};
use status_widget::native::json_file::to_json;

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The files of a folder, by their names alone.
fn files_of(folder: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(project(folder)).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()))
        .collect()
}

fn sources<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Sources {
    Sources::from_texts(
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_ref().to_vec())).collect(),
    )
}

/// What `statusctl check` says of a folder.
fn said_of(sources: &Sources) -> String {
    render(sources, &compile(sources).1, Language::English, false)
}

/// What a folder becomes, with claims that stay the same.
fn document_of(sources: &Sources) -> Option<StatusDocument> {
    let content = compile(sources).0?;
    let claims = Claims { sub: "sample".to_owned(), ..claims(1, 1_683_115_200, 1_683_122_400) };
    Some(StatusDocument { claims, content })
}

/// The smallest folder without a mistake.
const TOML: &str = r#"languages = ["de"]
title = "Störung"
updated = 2023-05-03
publisher.name = "Beispiel"
"#;

/// What is said of the smallest folder and these lines.
#[track_caller]
fn expect_said(lines: &str, expected: &Expect) {
    expected.assert_eq(&said_of(&sources(&[("status.toml", &format!("{TOML}{lines}"))])));
}

/// What is said of the smallest folder with this file of questions.
#[track_caller]
fn expect_said_of_questions(markdown: &str, expected: &Expect) {
    expected.assert_eq(&said_of(&sources(&[("status.toml", TOML), ("faq.de.md", markdown)])));
}

#[test]
fn the_sample_becomes_the_golden_payload() {
    let document = document_of(&Sources::from_texts(files_of("examples/notice-2023"))).unwrap();
    expect_file!["golden/sample.json"].assert_eq(&to_json(&document));
}

#[test]
fn the_same_folder_becomes_the_same_bytes_in_whatever_order_its_files_are_found() {
    let mut files = files_of("examples/notice-2023");
    let mut bytes = Vec::new();
    for _ in 0..files.len() {
        files.rotate_left(1);
        bytes.push(serde_json::to_vec(&document_of(&Sources::from_texts(files.clone()))).unwrap());
    }
    bytes.dedup();
    assert_eq!(bytes.len(), 1);
}

#[test]
fn nothing_is_said_of_the_sample_nor_of_the_folder_to_start_from() {
    for folder in ["examples/notice-2023", "src/native/folder/starter"] {
        assert_eq!(said_of(&Sources::from_texts(files_of(folder))), "", "{folder}");
    }
}

#[test]
fn every_mistake_is_told_at_once_with_its_place_and_a_mend() {
    let sources = Sources::from_texts(files_of("tests/behaviour/golden/mistakes"));
    expect_file!["golden/mistakes.txt"].assert_eq(&said_of(&sources));
    for diagnostic in compile(&sources).1 {
        assert!(diagnostic.place.is_some(), "no place: {diagnostic:?}");
        assert!(!diagnostic.help.is_empty() || diagnostic.patch.is_some(), "no mend: {diagnostic:?}");
    }
}

#[test]
fn every_slip_of_toml_is_told_at_once_in_words_for_people() {
    let sources = Sources::from_texts(files_of("tests/behaviour/golden/slips"));
    expect_file!["golden/slips.txt"].assert_eq(&said_of(&sources));
}

/// Applies what the compiler suggests, from the end of the file to its beginning.
fn mended(name: &str, text: &str, diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let file = sources.find(name);
    let mut edits: Vec<_> =
        diagnostics.iter().filter_map(|one| one.patch.as_ref()).flat_map(|patch| &patch.edits).collect();
    edits.retain(|(place, _)| Some(place.file) == file);
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.span.start));
    let mut text = text.to_owned();
    for (place, new) in edits {
        text.replace_range(place.span.clone(), new);
    }
    text
}

#[test]
fn a_suggested_edit_mends_what_it_is_suggested_for() {
    let toml = r#"languages = ["de"]
title = "Störung"
updated = 03.05.2023
pubisher.name = Beispiel

[[services]]
id = "eau"
name = "eAU"
status = "Operational"
since = 2023-05-03T09:00:00

[[incidents]]
id = "one"
title = "Vorfall"
impact = "mayor"
status = "resolved"
services = ["eua"]

[[contacts]]
name = "Telefon"
phone_number = "0800 / 12345"
email = "info(at)example.org"

[[links]]
name = "Impressum"
url = "www.example.org/impressum"
"#;
    let markdown = "## Allgemeines\n\n### Was ist passiert? {was}\n\n[Hier](www.example.org).\n\n\
                    ### Und dann? {#dann updated=4.5.2023}\n\nSiehe <info@example.org>.\n";
    let mut files = [("status.toml", toml.to_owned()), ("faq.de.md", markdown.to_owned())];
    let mut rounds = 0;
    // Mistakes of form hide those of content, so it takes more than one round.
    while document_of(&sources(&files)).is_none() {
        let sources = sources(&files);
        let diagnostics = compile(&sources).1;
        files = files.map(|(name, text)| (name, mended(name, &text, &diagnostics, &sources)));
        rounds += 1;
        assert!(rounds < 4, "{}", said_of(&sources));
    }
    assert!(rounds > 0);
}

#[test]
fn a_missing_translation_is_a_warning_and_the_first_language_stands_in() {
    let sources = sources(&[
        ("status.toml", TOML.replace(r#"["de"]"#, r#"["de", "en"]"#) + "summary.de = \"Text.\"\n"),
        ("faq.de.md", "### Frage? {#frage}\n\nAntwort.\n".to_owned()),
    ]);
    expect![[r#"
        warning: there is no faq.en.md
         --> status.toml:1:20
          |
        1 | languages = ["de", "en"]
          |                    ^^^^ readers get the questions in `de`
          |
          = help: translate faq.de.md and keep its ids
          = help: or, if texts are missing on purpose: `partly_translated = ["en"]`

        warning: `summary` is not translated into `en`
         --> status.toml:5:1
          |
        5 | summary.de = "Text."
          | ^^^^^^^ readers of `en` get the text in `de`
          |
          = help: add `summary.en = "…"`

    "#]]
    .assert_eq(&said_of(&sources));
    assert!(document_of(&sources).is_some());
}

#[test]
fn dates_out_of_order_are_told() {
    expect_said(
        r#"
[[services]]
id = "eau"
name = "eAU"
status = "operational"
since = 2023-05-04
outlook = "restoring"
expected = 2023-05-02

[[services.history]]
at = 2023-05-01T08:00:00+02:00
status = "operational"

[[services.history]]
at = 2023-05-01T09:00:00+02:00
status = "major_outage"

[[maintenances]]
id = "night"
title = "Nachtarbeiten"
status = "scheduled"
starts = 2023-05-07
ends = 2023-05-06T21:59:59Z
"#,
        &expect![[r#"
            warning: newer than the document says it is
              --> status.toml:10:9
               |
             3 | updated = 2023-05-03
               |           ---------- the document's date
            ...
            10 | since = 2023-05-04
               |         ^^^^^^^^^^
               |
            help: if the document was changed with it, write
               |
             3 - updated = 2023-05-03
             3 + updated = 2023-05-04
               |

            warning: what is expected here has passed
              --> status.toml:12:12
               |
            12 | expected = 2023-05-02
               |            ^^^^^^^^^^ before `updated`, 2023-05-03
               |
               = help: write a later time, or delete the line

            error: newer than the entry above it
              --> status.toml:19:6
               |
            15 | at = 2023-05-01T08:00:00+02:00
               |      ------------------------- the entry above
            ...
            19 | at = 2023-05-01T09:00:00+02:00
               |      ^^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = help: the newest entry stands first; move this one up

            error: this ends before it starts
              --> status.toml:27:8
               |
            26 | starts = 2023-05-07
               |          ---------- starts here
            27 | ends = 2023-05-06T21:59:59Z
               |        ^^^^^^^^^^^^^^^^^^^^
               |
               = help: mend the one that is wrong

        "#]],
    );
}

#[test]
fn a_time_on_the_day_of_the_document_is_not_out_of_order() {
    expect_said(
        r#"
[[services]]
id = "eau"
name = "eAU"
status = "operational"
since = 2023-05-03T23:30:00+02:00

[[services.history]]
at = 2023-05-03T23:30:00+02:00
status = "operational"

[[services.history]]
at = 2023-05-03
status = "major_outage"
"#,
        &expect![[r#""#]],
    );
}

#[test]
fn a_state_that_contradicts_its_newest_entry_is_told() {
    expect_said(
        r#"
[[services]]
id = "eau"
name = "eAU"
status = "operational"

[[services.history]]
at = 2023-05-03
status = "major_outage"

[[incidents]]
id = "attack"
title = "Angriff"
impact = "critical"
status = "identified"

[[incidents.updates]]
at = 2023-05-03
status = "resolved"
text = "Behoben."
"#,
        &expect![[r#"
            warning: not what the newest entry says
              --> status.toml:9:10
               |
             9 | status = "operational"
               |          ^^^^^^^^^^^^^
            ...
            13 | status = "major_outage"
               |          -------------- the newest entry
               |
               = help: change the one that is out of date

            warning: not what the newest entry says
              --> status.toml:19:10
               |
            19 | status = "identified"
               |          ^^^^^^^^^^^^
            ...
            23 | status = "resolved"
               |          ---------- the newest entry
               |
               = help: change the one that is out of date

        "#]],
    );
}

#[test]
fn a_line_that_slipped_under_a_heading_is_named() {
    expect_said(
        r#"
[[links]]
name = "Impressum"
url = "https://www.example.org/"
summary = "Text."
"#,
        &expect![[r#"
            error: unknown field `summary` in `[[links]]`
             --> status.toml:9:1
              |
            9 | summary = "Text."
              | ^^^^^^^ this line belongs to `[[links]]`
              |
              = help: a line belongs to the heading in [brackets] above it; move it up, above the first heading

        "#]],
    );
}

#[test]
fn a_language_that_is_not_announced_is_told_once() {
    expect_said(
        r#"
summary.de = "Text."
summary.tr = "Metin."

[[links]]
name.de = "Impressum"
name.tr = "Künye"
url = "https://www.example.org/"
"#,
        &expect![[r#"
            error: `tr` is not one of the document's languages
             --> status.toml:7:9
              |
            7 | summary.tr = "Metin."
              |         ^^ here, and 1 more
              |
              = help: add it to `languages` at the top, or delete its texts

        "#]],
    );
}

#[test]
fn of_a_very_long_line_only_the_place_is_shown() {
    let answer = "Ein langer Satz. ".repeat(30);
    expect_said_of_questions(
        &format!("### Frage? {{#frage}}\n\n{answer}[Hier](http://example.org). {answer}\n"),
        &expect![[r#"
            error: this address can't be linked
             --> faq.de.md:3:518
              |
            3 | ...Satz. Ein langer Satz. [Hier](http://example.org). Ein langer Satz. Ein langer Satz. Ein langer Satz. Ein langer Satz. Ein langer ...
              |                                  ^^^^^^^^^^^^^^^^^^ only https:, mailto: and tel: addresses are linked
              |
              = help: if this is the same page, write: `https://example.org`

        "#]],
    );
}

#[test]
fn a_value_where_entries_belong_is_named() {
    expect_said(
        "links = \"https://www.example.org/\"\nservices = [1]\n",
        &expect![[r#"
        error: expected entries under `[[links]]`, found a text
         --> status.toml:5:9
          |
        5 | links = "https://www.example.org/"
          |         ^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: put each under a heading of its own: `[[links]]`

        error: expected entries under `[[services]]`, found a number
         --> status.toml:6:13
          |
        6 | services = [1]
          |             ^
          |
          = help: put each under a heading of its own: `[[services]]`

    "#]],
    );
}

#[test]
fn a_single_table_where_a_list_belongs_is_named() {
    expect_said(
        "[services]\nid = \"eau\"\n",
        &expect![[r#"
        error: there can be several of these, so this is a list
         --> status.toml:5:1
          |
        5 | [services]
          | ^^^^^^^^^^
          |
          = help: put the heading into double brackets: `[[services]]`

    "#]],
    );
}

#[test]
fn a_question_that_only_a_translation_has_is_named() {
    let files = [
        ("status.toml", TOML.replace(r#"["de"]"#, r#"["de", "en"]"#)),
        ("faq.de.md", "## Teil {#teil}\n\n### Frage? {#frage}\n\nAntwort.\n".to_owned()),
        (
            "faq.en.md",
            "## Part {#part}\n\n### Question? {#frage}\n\nAnswer.\n\n### New? {#neu}\n\nYes.\n".to_owned(),
        ),
    ];
    expect![[r#"
        warning: this category is not in faq.en.md
         --> faq.de.md:1:11
          |
        1 | ## Teil {#teil}
          |           ^^^^ readers there get the text from here
          |
          = help: add the category with `{#teil}` to faq.en.md

        error: no category in faq.de.md has the id `part`
         --> faq.en.md:1:11
          |
        1 | ## Part {#part}
          |           ^^^^
          |
          = help: not here yet are `teil`

        error: no question in faq.de.md has the id `neu`
         --> faq.en.md:7:12
          |
        7 | ### New? {#neu}
          |            ^^^
          |
          = help: add it to faq.de.md first, or delete it here

    "#]]
    .assert_eq(&said_of(&sources(&files)));
}

#[test]
fn only_remarks_make_no_answer() {
    expect_said_of_questions(
        "### Frage? {#frage}\n\n<!-- noch offen -->\n",
        &expect![[r#"
        error: `frage` has no answer
         --> faq.de.md:1:1
          |
        1 | ### Frage? {#frage}
          | ^^^^^^^^^^^^^^^^^^^
          |
          = help: write the answer below the question, or delete the question

    "#]],
    );
}

#[test]
fn files_of_windows_are_read_like_others() {
    let plain = files_of("examples/notice-2023");
    let windows = plain.iter().map(|(name, bytes)| {
        let text = String::from_utf8(bytes.clone()).unwrap().replace('\n', "\r\n");
        (name.clone(), format!("\u{feff}{text}").into_bytes())
    });
    let windows = Sources::from_texts(windows.collect());
    assert_eq!(said_of(&windows), "");
    assert_eq!(document_of(&windows), document_of(&Sources::from_texts(plain)));
}

#[test]
fn places_in_files_of_windows_are_right() {
    let toml = format!("\u{feff}{TOML}summary = \"\"\"\nSiehe\n[hier](http://example.org).\n\"\"\"\n");
    expect![[r#"
        error: this address can't be linked
         --> status.toml:7:8
          |
        7 | [hier](http://example.org).
          |        ^^^^^^^^^^^^^^^^^^ only https:, mailto: and tel: addresses are linked
          |
        help: if this is the same page, write
          |
        7 | [hier](https://example.org).
          |            +

    "#]]
    .assert_eq(&said_of(&sources(&[("status.toml", toml.replace('\n', "\r\n"))])));
}

#[test]
fn files_that_are_not_utf_8_are_named_and_nothing_else_is_said() {
    let files = [
        ("status.toml", &b"title = \"St\xf6rung\"\nunknown = 1\n"[..]),
        ("faq.de.md", b"\xff\xfe#\0 \0F\0r\0a\0g\0e\0"),
        ("faq.en.md", b"### Question\n"),
    ];
    expect![[r#"
        error: the file is not in UTF-8
         --> faq.de.md:1:1
          |
        1 | ��#␀ ␀F␀r␀a␀g␀e␀
          | ^ first broken character
          |
          = help: save it again with the encoding UTF-8

        error: the file is not in UTF-8
         --> status.toml:1:12
          |
        1 | title = "St�rung"
          |            ^ first broken character
          |
          = help: save it again with the encoding UTF-8

    "#]]
    .assert_eq(&said_of(&sources(&files)));
}

#[test]
fn an_empty_folder_and_one_without_status_toml_are_told_what_to_do() {
    let said = said_of(&sources::<&str>(&[]));
    expect![[r#"
        error: there is no status.toml in the folder
         |
         = help: `statusctl init FOLDER` writes a folder to start from

    "#]]
    .assert_eq(&said);
    assert_eq!(said_of(&sources(&[("faq.de.md", "### Frage? {#frage}\n")])), said);
}

#[test]
fn empty_files_are_told_what_is_missing() {
    expect![[r#"
        error: `languages` is missing in the file
         --> status.toml:1:1
          |
        1 |
          | ^
          |
          = help: add `languages = ["de", "en"]`

        error: `title` is missing in the file
         --> status.toml:1:1
          |
        1 |
          | ^
          |
          = help: add `title.de = "…"`

        error: `updated` is missing in the file
         --> status.toml:1:1
          |
        1 |
          | ^
          |
          = help: add `updated = 2023-05-03`

        error: `publisher` is missing in the file
         --> status.toml:1:1
          |
        1 |
          | ^
          |
          = help: add `publisher.name = "…"`

    "#]]
    .assert_eq(&said_of(&sources(&[("status.toml", ""), ("faq.de.md", "")])));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("status.toml"), TOML).unwrap();
    fs::create_dir(dir.path().join("faq.de.md")).unwrap();
    let Err(FolderError::File(error)) = build_folder(dir.path()) else { panic!("it was read") };
    assert_eq!(error.path, dir.path().join("faq.de.md"));
    let Err(FolderError::File(error)) = build_folder(&dir.path().join("none")) else { panic!("it was read") };
    assert_eq!(error.path, dir.path().join("none"));
}

#[test]
fn a_file_with_a_nearly_right_name_is_named() {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [("status.toml", TOML), ("FAQ.de.md", "x"), ("faq.md", "x"), ("README.md", "x")] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let said = said_of(&Sources::read(dir.path()).unwrap());
    expect![[r#"
        warning: FAQ.de.md is not read
         |
         = help: only status.toml and faq.<language>.md are, like faq.de.md; rename it

        warning: faq.md is not read
         |
         = help: only status.toml and faq.<language>.md are, like faq.de.md; rename it

    "#]]
    .assert_eq(&said);
}

#[test]
fn a_document_that_widgets_would_refuse_as_too_long_is_an_error() {
    let answer = "Ein langer Satz, der sich wiederholt. ".repeat(5_000);
    let sources =
        sources(&[("status.toml", TOML), ("faq.de.md", &format!("### Frage? {{#frage}}\n\n{answer}\n"))]);
    expect![[r#"
        error: the document is too long: about 263 of 256 KiB when signed
         |
         = help: shorten the texts; widgets refuse longer files

    "#]]
    .assert_eq(&said_of(&sources));
}

/// A list nested `levels` deep, with emphasised words at the end.
fn nested(levels: usize) -> String {
    let items = (0..levels).map(|level| format!("{}- x\n", "  ".repeat(level)));
    items.collect::<String>() + &format!("{}- **words**\n", "  ".repeat(levels))
}

#[test]
fn the_deepest_nesting_that_is_built_is_read_by_widgets_and_one_more_is_not_built() {
    let toml = |levels| {
        format!(
            "{TOML}\n[[sites]]\nid = \"s\"\nname = \"S\"\n\n[[services]]\nid = \"eau\"\nname = \"eAU\"\n\
             status = \"unknown\"\n\n[[services.sites]]\nid = \"s\"\nstatus = \"unknown\"\n\
             note = \"\"\"\n{}\"\"\"\n",
            nested(levels)
        )
    };
    let built = |levels| document_of(&sources(&[("status.toml", toml(levels))]));
    let deepest = (0..20).take_while(|levels| built(*levels).is_some()).last().unwrap();
    assert!(deepest >= 3, "lists of four levels are nothing unusual");
    assert_is_accepted(&built(deepest).unwrap());
    let said = said_of(&sources(&[("status.toml", toml(deepest + 1))]));
    assert!(said.contains("nested too deeply"), "{said}");
    assert_eq!(said.matches("error").count(), 1, "{said}");
}

/// Every address in a tree.
fn addresses(nodes: &[Node]) -> Vec<&str> {
    let mut found = Vec::new();
    for node in nodes {
        match node {
            Node::Link(url, children) => {
                found.push(url.as_str());
                found.extend(addresses(children));
            }
            Node::Paragraph(children)
            | Node::Heading(_, children)
            | Node::List(_, children)
            | Node::ListItem(children)
            | Node::Strong(children)
            | Node::Emphasis(children) => found.extend(addresses(children)),
            Node::Text(_) | Node::Break => {}
            Node::Unknown(_) => panic!("the compiler makes no unknown nodes"),
        }
    }
    found
}

/// The widget reads the payload as it was meant, finds no broken rule in it, and
/// links every address.
fn assert_is_accepted(document: &StatusDocument) {
    let payload = serde_json::to_vec(document).unwrap();
    let read = StatusDocument::read(&payload).unwrap();
    assert_eq!(read, *document);
    assert_eq!(read.content.problems(), []);
    let mut urls: Vec<String> = read.content.links.iter().map(|link| link.url.clone()).collect();
    urls.extend(read.content.publisher.url.clone());
    urls.extend(
        read.content
            .contacts
            .iter()
            .filter_map(|one| one.email.clone())
            .map(|email| format!("mailto:{email}")),
    );
    let phones = read.content.contacts.iter().filter_map(|one| one.phone_number.clone());
    urls.extend(phones.map(|number| format!("tel:{number}")));
    let texts = read.content.faq.iter().map(|one| &one.answer).chain(&read.content.summary);
    let texts = texts.chain(read.content.services.iter().filter_map(|one| one.state.note.as_ref()));
    let texts: Vec<&Vec<Node>> = texts.flat_map(|text| text.iter().map(|(_, nodes)| nodes)).collect();
    urls.extend(texts.iter().flat_map(|nodes| addresses(nodes)).map(str::to_owned));
    for url in urls {
        assert_eq!(check_link(&url), Ok(()), "{url}");
    }
}

/// Pieces that people type, paste or forget.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "",
        "\n",
        "\n\n",
        " ",
        "\"",
        "\"\"\"",
        "'",
        "=",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "#",
        "###",
        "- ",
        "    ",
        "**",
        "*",
        "_",
        "`",
        "<",
        "<!--",
        "-->",
        "> ",
        "1. ",
        "| a |\n|---|\n",
        "](",
        "[x](https://e.org)",
        "[x]: ",
        "http://",
        "https://a@b",
        "mailto:",
        "javascript:",
        "\u{feff}",
        "\u{202e}",
        "\u{200b}",
        "\0",
        "\u{ffff}",
        "ä",
        "😀",
        "\\",
        "\\u0000",
        "\\uD800",
        "&nbsp;",
        "&#0;",
        "&#x202e;",
        "1e400",
        "-0",
        "2023-02-30",
        "3.5.2023",
        "true",
        "null",
        "de",
        "\r",
        "\r\n",
        "\t",
        "---\n",
        "===\n",
        "[^1]",
        "~~",
        "•\t",
        "– ",
        "\n###\u{a0}",
        "＃＃＃ ",
        "｛#x｝",
        "{#x}",
        "[x] (https://e.org)",
        "（x）",
        "＊＊",
        "www.example.org/a",
        "a@example.org",
        "\n1. Mai",
        "\n12345 Ort",
        "Tel: 1\nFax: 2\n",
        "👩\u{200d}⚕",
        "<b>",
        "</b>",
        "<o:p>",
        "&foo;",
        "24. November 2026",
        "2026-11-24T14:05:00+05:00",
    ];
    prop_oneof![3 => proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => ".{0,8}"]
}

/// Which file, where in it (in thousandths), how much is taken away, what is put there.
fn edit() -> impl Strategy<Value = (usize, usize, usize, String)> {
    (0..3_usize, 0..=1000_usize, prop_oneof![Just(0), 0..40_usize, 0..2000_usize], piece())
}

fn edited(files: &mut [(String, Vec<u8>)], (file, at, len, new): (usize, usize, usize, String)) {
    let bytes = &mut files[file].1;
    let text = String::from_utf8(bytes.clone()).unwrap();
    let start = text.floor_char_boundary(text.len() * at / 1000);
    let end = text.ceil_char_boundary((start + len).min(text.len()));
    *bytes = [&text[..start], &new, &text[end..]].concat().into_bytes();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is done to a folder, it is either told what is wrong, at a place that
    /// exists, or built into what widgets accept.
    #[test]
    fn an_edited_folder_is_told_what_is_wrong_or_is_accepted_by_widgets(
        edits in proptest::collection::vec(edit(), 1..4),
    ) {
        let mut files = files_of("examples/notice-2023");
        files.sort();
        for edit in edits {
            edited(&mut files, edit);
        }
        let sources = Sources::from_texts(files);
        let (_, diagnostics) = compile(&sources);
        let said = render(&sources, &diagnostics, Language::English, false);
        match document_of(&sources) {
            Some(document) => assert_is_accepted(&document),
            None => prop_assert!(said.contains("error: ")),
        }
        for place in diagnostics.iter().filter_map(|one| one.place.as_ref()) {
            prop_assert!(place.span.start <= sources.get(place.file).text.len());
        }
        // Each edit can be made, and what comes of it is read.
        for patch in diagnostics.iter().filter_map(|one| one.patch.as_ref()) {
            let (first, _) = &patch.edits[0];
            let source = sources.get(first.file);
            let mut text = source.text.clone();
            for (place, new) in patch.edits.iter().rev() {
                text.replace_range(place.span.clone(), new);
            }
            let others = sources.iter().filter(|(file, _)| *file != first.file);
            let mut files: Vec<(&str, Vec<u8>)> =
                others.map(|(_, other)| (other.name.as_str(), other.text.clone().into_bytes())).collect();
            files.push((source.name.as_str(), text.into_bytes()));
            compile(&Sources::from_texts(files));
        }
    }

    /// Markdown of any kind becomes a tree that widgets read as it was meant.
    #[test]
    fn any_markdown_is_told_what_is_wrong_or_is_accepted_by_widgets(
        pieces in proptest::collection::vec(prop_oneof![piece(), Just("Wort".to_owned())], 0..40),
    ) {
        let markdown = format!("### Frage? {{#frage}}\n\nAntwort.\n\n{}", pieces.concat());
        let sources = sources(&[("status.toml", TOML), ("faq.de.md", &markdown)]);
        match document_of(&sources) {
            Some(document) => assert_is_accepted(&document),
            None => prop_assert!(said_of(&sources).contains("error: ")),
        }
        for patch in compile(&sources).1.iter().filter_map(|one| one.patch.as_ref()) {
            let mut text = markdown.clone();
            for (place, new) in patch.edits.iter().rev() {
                text.replace_range(place.span.clone(), new);
            }
            compile(&self::sources(&[("status.toml", TOML), ("faq.de.md", &text)]));
        }
    }
}

#[test]
fn what_is_wrong_in_a_translated_question_is_shown_in_the_translation() {
    let desk = crate::support::desk::Desk::new();
    desk.ok(&["init", "notice"]);
    for (from, to) in [
        ("### What has happened?", "### What has hap\u{200b}pened?"),
        ("### What has happened?", "### What has [DRAFT] happened?"),
        ("As far as we know", "[DRAFT] As far as we know"),
    ] {
        let before = String::from_utf8(desk.read("notice/faq.en.md")).unwrap();
        let changed = before.replace(from, to);
        assert_ne!(changed, before, "{from}");
        desk.write("notice/faq.en.md", &changed);
        let said = String::from_utf8(desk.statusctl(&["check", "notice"]).stderr).unwrap();
        let mark = if to.contains("DRAFT") { "[DRAFT]" } else { "\u{200b}" };
        let line = changed.lines().position(|line| line.contains(mark)).unwrap() + 1;
        let column = changed.lines().nth(line - 1).unwrap().find(mark).unwrap() + 1;
        assert!(said.contains(&format!("--> notice/faq.en.md:{line}:{column}\n")), "{said}");
        desk.write("notice/faq.en.md", before);
    }
}

#[test]
fn a_correction_says_when_and_what_stood_there_before() {
    let german = "### Was? {#a corrected=2023-05-04}\n\nDoch.\n\n> Nein.\n>\n> Bestimmt nicht.\n";
    let english = "### What? {#a}\n\nYes.\n\n> No.\n";
    let toml =
        TOML.replace("[\"de\"]", "[\"de\", \"en\"]").replace("\"Störung\"", "{ de = \"a\", en = \"b\" }");
    let toml = format!(
        "{toml}[[incidents]]\nid = \"i\"\ntitle = \"I\"\nimpact = \"minor\"\nstatus = \"resolved\"\n\
         [[incidents.updates]]\nat = 2023-05-03\nstatus = \"resolved\"\ntext.de = \"Vorbei.\"\n\
         correction = {{ at = 2023-05-04, before.de = \"Nicht vorbei.\" }}\n"
    );
    let folder = [("status.toml", toml.as_str()), ("faq.de.md", german), ("faq.en.md", english)];
    let content =
        document_of(&sources(&folder)).unwrap_or_else(|| panic!("{}", said_of(&sources(&folder)))).content;
    let correction = content.faq[0].correction.as_ref().unwrap();
    assert_eq!(correction.at.to_string(), "2023-05-04");
    assert_eq!(correction.before.get("de").unwrap().len(), 2);
    assert_eq!(correction.before.get("en").unwrap().len(), 1);
    assert_eq!(content.faq[0].answer.get("de").unwrap().len(), 1);
    assert!(content.incidents[0].updates[0].correction.is_some());
}

#[test]
fn half_a_correction_is_told() {
    expect_said_of_questions(
        "### Was? {#a corrected=2023-05-04}\n\nDas.\n\n### Wer? {#b}\n\nDie.\n\n> Niemand.\n",
        &expect![[r#"
            error: corrected, but it does not say what stood there before
             --> faq.de.md:1:24
              |
            1 | ### Was? {#a corrected=2023-05-04}
              |                        ^^^^^^^^^^
              |
              = help: write that at the end of the answer, with > in front: `> Es wurden keine Daten gestohlen.`

            error: a quotation at the end of an answer is what stood there before
             --> faq.de.md:5:12
              |
            5 | ### Wer? {#b}
              |            ^
              |
              = help: say when it was corrected, `{#id corrected=2023-05-04}`; or write it as a paragraph, with quotation marks

        "#]],
    );
}

#[test]
fn insured_persons_who_are_not_told_what_to_do_are_spoken_for() {
    expect_said(
        r#"
[[services]]
id = "eau"
name = "Krankmeldung"
status = "operational"
[[services.sites]]
id = "n"
status = "major_outage"
[[services]]
id = "kim"
name = "KIM"
audience = "insurers"
status = "major_outage"
[[sites]]
id = "n"
name = "Nord"
"#,
        &expect![[r#"
            warning: `eau` does not work, and readers are not told what to do
             --> status.toml:7:6
              |
            7 | id = "eau"
              |      ^^^^^
              |
              = help: add what they can do meanwhile: `alternative.de = "Bitten Sie in der Praxis um einen Ausdruck."`

        "#]],
    );
}
