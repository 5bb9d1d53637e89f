//! What people type who don't write Markdown every day: each slip is said at its place, with
//! an edit that mends it, and what is meant as it stands is left in peace.
//!
//! Owns the slips, one line each. How a complaint looks stands in `compiler.rs`.

use status_widget::core::document::Content;
use status_widget::core::document::rich_text::plain_text;
use status_widget::native::bilingual::Language;
use status_widget::native::clock::instant;
use status_widget::native::folder::{Diagnostic, Severity, Sources, compile, compile_at};

/// The smallest folder without a mistake.
const TOML: &str = r#"languages = ["de"]
title = "Störung"
updated = 2023-05-03
publisher.name = "Beispiel"
"#;

/// The files of a folder, the first of them `status.toml`.
type Files = Vec<(&'static str, String)>;

fn sources(files: &Files) -> Sources {
    Sources::from_texts(files.iter().map(|(name, text)| (*name, text.clone().into_bytes())).collect())
}

/// A folder with this file of questions.
fn questions(markdown: &str) -> Files {
    vec![("status.toml", TOML.to_owned()), ("faq.de.md", markdown.to_owned())]
}

/// A folder with this answer.
fn answer(markdown: &str) -> Files {
    questions(&format!("### Frage? {{#frage}}\n\n{markdown}\n"))
}

/// A folder with these lines behind the smallest `status.toml`.
fn status(lines: &str) -> Files {
    vec![("status.toml", format!("{TOML}{lines}"))]
}

/// The folder after one suggested edit.
fn mended(files: &Files, sources: &Sources, diagnostic: &Diagnostic) -> Files {
    let patch = diagnostic.patch.as_ref().unwrap();
    let mut mended = files.clone();
    for (place, new) in patch.edits.iter().rev() {
        let name = sources.get(place.file).name.clone();
        let (_, text) = mended.iter_mut().find(|(other, _)| *other == name).unwrap();
        text.replace_range(place.span.clone(), new);
    }
    mended
}

fn said(diagnostics: &[Diagnostic]) -> Vec<&str> {
    diagnostics.iter().map(|one| one.message.in_language(Language::English)).collect()
}

/// Applies the first edit that is suggested until none is; returns the folder, and what was
/// said on the way. After each edit, what it was suggested for is said no more.
#[track_caller]
fn mended_step_by_step(files: &Files) -> (Files, Vec<String>) {
    let mut files = files.clone();
    let mut steps = Vec::new();
    loop {
        let sources = sources(&files);
        let (_, diagnostics) = compile(&sources);
        let Some(first) = diagnostics.iter().find(|one| one.patch.is_some()) else {
            return (files, steps);
        };
        let place = first.place.clone().unwrap();
        let message = first.message.en.clone();
        let before = diagnostics.iter().filter(|one| one.message.en == message).count();
        let after_edit = mended(&files, &sources, first);
        let (_, left) = compile(&self::sources(&after_edit));
        let after = left.iter().filter(|one| one.message.en == message).count();
        assert!(
            after < before,
            "{message:?} at {place:?} is said again of\n{}\nwhich was\n{}",
            after_edit.iter().map(|(_, text)| text.as_str()).collect::<String>(),
            files.iter().map(|(_, text)| text.as_str()).collect::<String>(),
        );
        steps.push(message);
        files = after_edit;
        assert!(steps.len() < 40, "{steps:?}");
    }
}

/// What is said of `files`, and that its edits lead to a folder of which nothing is said,
/// with `expected` in its last file.
#[track_caller]
fn assert_mended(files: &Files, message: &str, expected: &str) {
    let (mended, steps) = mended_step_by_step(files);
    assert!(steps.iter().any(|step| step == message), "{message:?} is not among {steps:?}");
    let (content, diagnostics) = compile(&sources(&mended));
    assert_eq!(said(&diagnostics), <[&str; 0]>::default(), "{}", mended.last().unwrap().1);
    assert!(content.is_some());
    let text = &mended.last().unwrap().1;
    assert!(text.contains(expected), "{expected:?} is not in\n{text}");
}

/// Nothing is said of `files`.
#[track_caller]
fn assert_silent(files: &Files) -> Content {
    let (content, diagnostics) = compile(&sources(files));
    assert_eq!(said(&diagnostics), <[&str; 0]>::default(), "{}", files.last().unwrap().1);
    content.unwrap()
}

/// The words of the first answer.
fn words(content: &Content) -> String {
    plain_text(content.faq[0].answer.iter().next().unwrap().1)
}

const DATES: &str = "readers see a numbered list and no dates";
const BEGINS: &str = "readers see this list begin at 1";
const NUMBER: &str = "readers see another number here";
const BEHIND: &str = "readers see this behind the line above, not below it";
const NO_LIST: &str = "this is no list, and readers see one paragraph";
const NO_HEADING: &str = "this was meant as a heading and is none";
const NO_LINK: &str = "this is not a link as it stands";
const NOT_FOLLOWED: &str = "readers can't follow this address";
const STARS: &str = "readers see these stars";
const HTML: &str = "HTML can't be published";

#[test]
fn numbers_that_readers_would_see_otherwise_are_said_and_kept_by_the_edit() {
    for (written, message, mended) in [
        (
            "1. Mai 2023: a\n\n3. Mai 2023: b\n\n7. Mai 2023: c",
            DATES,
            "1\\. Mai 2023: a\n\n3\\. Mai 2023: b\n\n7\\. Mai",
        ),
        ("1. Mai: a\n2. Mai: b", DATES, "1\\. Mai: a\n\n2\\. Mai: b"),
        ("24. November 2026: a.", DATES, "24\\. November"),
        ("24. Nov. 2026: a.", DATES, "24\\. Nov."),
        ("3. March: a", DATES, "3\\. March"),
        ("Das war am\n1. Mai so.", DATES, "am\n1\\. Mai so."),
        ("1) Mai: a\n2) Mai: b", DATES, "1\\) Mai"),
        ("- Zeiten:\n  1. Mai: a\n  3. Mai: b", DATES, "  1\\. Mai: a\n\n  3\\. Mai"),
        ("2026. Das war es.", BEGINS, "2026\\. Das"),
        ("2. Stock, Zimmer 3", BEGINS, "2\\. Stock"),
        ("3. drei\n4. vier", BEGINS, "3\\. drei\n\n4\\. vier"),
        ("0. null\n1. eins", BEGINS, "0\\. null"),
        ("1. das\n2. jenes\n5. dieses", NUMBER, "5\\. dieses"),
        ("1. das\n3. jenes", NUMBER, "3\\. jenes"),
        ("+ 49 800 12345", "readers see an item of a list and no `+`", "\\+49 800"),
    ] {
        assert_mended(&answer(written), message, mended);
    }
    for written in
        ["1. das\n2. jenes", "1. das\n1. jenes\n1. dieses", "1) das\n2) jenes", "Am 1. Mai so.", "1\\. Mai"]
    {
        assert_silent(&answer(written));
    }
}

#[test]
fn lines_that_would_run_together_are_said() {
    for (written, message, mended) in [
        ("Betroffen:\n\n•\tdie eAU\n•\tdie ePA", NO_LIST, "- die eAU\n- die ePA"),
        ("– die eAU\n– die ePA", NO_LIST, "- die eAU\n- die ePA"),
        ("– die eAU\n\n– die ePA", NO_LIST, "- die eAU\n\n- die ePA"),
        ("Betroffen:\n• die eAU\n• die ePA", NO_LIST, "Betroffen:\n- die eAU\n- die ePA"),
        ("·\u{a0}die eAU\n·\u{a0}die ePA", NO_LIST, "- die eAU\n- die ePA"),
        ("➢ die eAU", NO_LIST, "- die eAU"),
        ("\u{f0b7}\tdie eAU\n\u{f0b7}\tdie ePA", NO_LIST, "- die eAU\n- die ePA"),
        ("o\tdie eAU\no\tdie ePA", NO_LIST, "- die eAU\n- die ePA"),
        ("-die eAU\n-die ePA", NO_LIST, "- die eAU\n- die ePA"),
        ("*die eAU\n*die ePA", NO_LIST, "- die eAU\n- die ePA"),
        ("- eins\n  • zwei\n  • drei", NO_LIST, "  - zwei\n  - drei"),
        ("1.Erstens\n2.Zweitens", BEHIND, "1.Erstens\\\n2.Zweitens"),
        ("(1) Erstens\n(2) Zweitens", BEHIND, "(1) Erstens\\\n(2)"),
        ("a) Erstens\nb) Zweitens", BEHIND, "a) Erstens\\\nb)"),
        ("Text\n2. zwei\n3. drei", BEHIND, "2. zwei\\\n3. drei"),
        ("1.5. Beginn\n3.5. Ende", BEHIND, "Beginn\\\n3.5."),
        ("03.05.2023 – Beginn\n04.05.2023 – Ende", BEHIND, "Beginn\\\n04"),
        ("14:05 Uhr: Beginn\n15:10 Uhr: Ende", BEHIND, "Beginn\\\n15"),
        ("Mo–Fr: 8–18 Uhr\nSa: 9–12 Uhr", BEHIND, "18 Uhr\\\nSa"),
        ("**Telefon:** 0800 12345\n**Fax:** 0800 12346", BEHIND, "12345\\\n**Fax"),
        ("Musterstraße 1\n12345 Musterstadt", BEHIND, "1\\\n12345"),
        ("✅ eAU geht\n❌ ePA geht nicht", BEHIND, "geht\\\n❌"),
    ] {
        assert_mended(&answer(written), message, mended);
    }
    for written in [
        "Ein Satz – mit einem Strich\n– geht in der nächsten Zeile weiter.",
        "Das sind\n12345 Versicherte in ganz Deutschland, die betroffen sind.",
        "Erste Zeile,\nzweite Zeile.",
        "Wir sagen: das geht,\nund zwar bald.",
        "Telefon: 0800 12345\\\nFax: 0800 12346",
        "Telefon: 0800 12345  \nFax: 0800 12346",
        "Das gilt z. B. so\nund u. a. anders.",
        "- eins\n- zwei\n  weiter",
    ] {
        assert_silent(&answer(written));
    }
    for table in ["a | b\n1 | 2", "a\tb\n1\t2", "| a | b |\n|---|---|\n| 1 | 2 |"] {
        let (content, diagnostics) = compile(&sources(&answer(table)));
        assert_eq!((content, said(&diagnostics)), (None, vec!["a table can't be published"]), "{table}");
    }
}

#[test]
fn whatever_was_meant_as_a_heading_and_is_none_is_an_error() {
    const ID: &str = "{#zwei}";
    for (written, mended) in [
        (format!("###\u{a0}Zwei? {ID}"), "### Zwei? {#zwei}"),
        (format!("###Zwei? {ID}"), "### Zwei? {#zwei}"),
        (format!("###\u{202f}Zwei? {ID}"), "### Zwei? {#zwei}"),
        (format!("###\u{3000}Zwei? {ID}"), "### Zwei? {#zwei}"),
        (format!("###\u{200b} Zwei? {ID}"), "### Zwei? {#zwei}"),
        (format!("\u{a0}### Zwei? {ID}"), "### Zwei? {#zwei}"),
        (format!("\u{feff}### Zwei? {ID}"), "### Zwei? {#zwei}"),
        (format!("\u{200b}### Zwei? {ID}"), "### Zwei? {#zwei}"),
        ("＃＃＃ Zwei? ｛#zwei｝".to_owned(), "### Zwei? {#zwei}"),
        ("### Zwei? ｛＃zwei｝".to_owned(), "### Zwei? {#zwei}"),
        (format!("**Zwei?** {ID}"), "### Zwei? {#zwei}"),
        (format!("Zwei? {ID}"), "### Zwei? {#zwei}"),
        (format!("Text davor.\n###Zwei? {ID}"), "### Zwei? {#zwei}"),
        (format!("- Punkt\n\n###Zwei? {ID}"), "### Zwei? {#zwei}"),
        (format!("Text davor,\n    ### Zwei? {ID}"), "### Zwei? {#zwei}"),
        (format!("####### Zwei? {ID}"), "Zwei? {#zwei}"),
        ("### Zwei? {# zwei}".to_owned(), "### Zwei? {#zwei}"),
        ("### Zwei? {zwei}".to_owned(), "### Zwei? {#zwei}"),
        ("### Zwei? (#zwei)".to_owned(), "### Zwei? {#zwei}"),
        ("### Zwei? [#zwei]".to_owned(), "### Zwei? {#zwei}"),
        ("### Zwei? {#zwei".to_owned(), "### Zwei? {#zwei}"),
        ("### Zwei {#zwei}?".to_owned(), "### Zwei? {#zwei}"),
        ("### Zwei?".to_owned(), "### Zwei? {#zwei}"),
    ] {
        let files = questions(&format!("### Eins? {{#eins}}\n\nAntwort.\n\n{written}\n\nDie zweite.\n"));
        let (content, diagnostics) = compile(&sources(&files));
        assert!(content.is_none(), "{written:?} is published");
        assert!(diagnostics.iter().any(|one| one.severity == Severity::Error), "{written:?}");
        let (left, _) = mended_step_by_step(&files);
        assert!(left[1].1.contains(mended), "{written:?} became\n{}", left[1].1);
        let content = assert_silent(&left);
        assert_eq!(content.faq.len(), 2, "{written:?}");
        assert!(!words(&content).contains("Zwei"), "{written:?}");
    }
    // Where no question is: in front of the first one, in a list, in a text of status.toml.
    for files in [
        questions("###\u{a0}Eins? {#eins}\n\nAntwort.\n"),
        answer("- ### Zwei? {#zwei}\n\n  Antwort."),
        answer("##Zwischen\n\nText"),
        answer("# Zwischen\n\nText"),
        answer("## Zwischen\n\nText"),
        answer("Zwischen\n---\n\nText"),
        answer("Zwischen {#zwei}\n===\n\nText"),
        status("summary = \"\"\"\n##Zwischen\n\nText\n\"\"\"\n"),
        status("summary = \"\"\"\nZwischen\n---\nText\n\"\"\"\n"),
    ] {
        let (content, diagnostics) = compile(&sources(&files));
        assert!(content.is_none(), "{} is published: {:?}", files.last().unwrap().1, said(&diagnostics));
    }
    assert_mended(&answer("####Zwischen\n\nText"), NO_HEADING, "#### Zwischen");
    assert_mended(&answer("####\u{a0}Zwischen\n\nText"), NO_HEADING, "#### Zwischen");
    assert_mended(&answer("#Zwischen\n\nText"), "readers see this `#`", "\\#Zwischen");
    assert_mended(
        &answer("#### Zwischen {#so}\n\nText"),
        "what stands in these braces is lost",
        "#### Zwischen\n",
    );
    assert_mended(
        &answer("Ein Satz.\n---\n\nText"),
        "the line below makes this a heading",
        "Ein Satz.\n\nText",
    );
    for written in [
        "#### Zwischen\n\nText",
        "Nr. #1 ist gemeint",
        "#1 ist gemeint",
        "\\#Zwischen",
        "#### Zwischen ####\n\nText",
    ] {
        assert_silent(&answer(written));
    }
    assert_silent(&questions("# Fragen\n\n### Eins? {#eins}\n\nAntwort.\n"));
}

#[test]
fn links_that_are_none_and_addresses_that_nobody_can_follow_are_said() {
    const LINK: &str = "[unsere Hilfe](https://www.example.org)";
    for (written, message, mended) in [
        ("[unsere Hilfe] (https://www.example.org)", NO_LINK, LINK),
        ("[unsere Hilfe]\u{a0}(https://www.example.org)", NO_LINK, LINK),
        ("[unsere Hilfe]\n(https://www.example.org)", NO_LINK, LINK),
        ("(unsere Hilfe)[https://www.example.org]", NO_LINK, LINK),
        ("[unsere Hilfe][https://www.example.org]", NO_LINK, LINK),
        ("[unsere Hilfe](https://www.example.org", NO_LINK, LINK),
        ("［unsere Hilfe］（https://www.example.org）", NO_LINK, LINK),
        ("[unsere Hilfe] (www.example.org)", NO_LINK, LINK),
        ("[unsere Hilfe](https://www.example.org/a b)", NO_LINK, "(https://www.example.org/a%20b)"),
        ("[unsere Hilfe](tel:0800 123)", NO_LINK, "(tel:0800123)"),
        (
            "[x](https://www.example.org/ä)",
            "this address can't be linked",
            "(https://www.example.org/%C3%A4)",
        ),
        ("[x](http://www.example.org)", "this address can't be linked", "(https://www.example.org)"),
        ("[x](www.example.org)", "this address can't be linked", "(https://www.example.org)"),
        ("Siehe https://www.example.org/hilfe.", NOT_FOLLOWED, "<https://www.example.org/hilfe>."),
        ("Siehe (http://www.example.org/hilfe).", NOT_FOLLOWED, "(<https://www.example.org/hilfe>)."),
        ("Mail an info@example.org bitte.", NOT_FOLLOWED, "<info@example.org> bitte"),
        (
            "Siehe www.example.org/hilfe!",
            NOT_FOLLOWED,
            "[www.example.org/hilfe](https://www.example.org/hilfe)!",
        ),
        ("Siehe example.org/hilfe", NOT_FOLLOWED, "[example.org/hilfe](https://example.org/hilfe)"),
        ("**https://www.example.org**", NOT_FOLLOWED, "**<https://www.example.org>**"),
        (
            "[x](https://www.example.org \"Titel\")",
            "the title of a link is lost",
            "[x](https://www.example.org)",
        ),
        (
            "[x](https://www.example.org 'Titel')",
            "the title of a link is lost",
            "[x](https://www.example.org)",
        ),
        (
            "[x](https://www.example.org (Titel))",
            "the title of a link is lost",
            "[x](https://www.example.org)",
        ),
    ] {
        assert_mended(&answer(written), message, mended);
    }
    for written in [
        LINK,
        "<https://www.example.org/hilfe> und <info@example.org>",
        "[https://www.example.org](https://www.example.org)",
        "Öffnen Sie nicht https\\://www.betrug.example und nicht www\\.betrug.example, auch nicht info\\@betrug.example.",
        "[so] (siehe oben) und (so) [siehe unten]",
        "[x][r]\n\n[r]: https://www.example.org",
        "z.B. und/oder u.a., Nr.5/2023, 24.11.2026",
    ] {
        assert_silent(&answer(written));
    }
    for (written, message) in [
        ("[x][r]\n\n[r]: https://www.example.org \"Titel\"", "the title of a link is lost"),
        ("x\n\n[r]: https://www.example.org", "no link uses this address"),
    ] {
        assert_eq!(said(&compile(&sources(&answer(written))).1), [message], "{written}");
    }
}

#[test]
fn signs_that_readers_would_see_are_said() {
    for (written, message, mended) in [
        ("**Achtung:**Bitte warten.", STARS, "**Achtung:** Bitte"),
        ("Das ist**„wichtig“** so.", STARS, "ist **„wichtig“** so"),
        ("Das ist **wichtig.", STARS, "Das ist wichtig."),
        ("Das ist wichtig** so.", STARS, "Das ist wichtig so."),
        ("Das ist ** wichtig ** so.", STARS, "**wichtig**"),
        ("Das ist **wichtig ** so.", STARS, "**wichtig**"),
        ("Das ist * wichtig * so.", STARS, "*wichtig*"),
        ("Das ist *wichtig.", STARS, "\\*wichtig"),
        ("Kostet 5 Euro*.", STARS, "Euro\\*"),
        ("***x** y", STARS, "\\***x**"),
        ("＊＊wichtig＊＊", STARS, "**wichtig**"),
        ("__Achtung:__Bitte", "readers see `__`", "__Achtung:__ Bitte"),
        ("Das ist _wichtig.", "readers see `_`", "\\_wichtig"),
        ("Das ist ~~weg.", "readers see `~~`", "Das ist weg."),
        ("Das ist ==wichtig== so.", "readers see `==`", "Das ist wichtig so."),
        ("ein `Wort", "readers see this accent", "ein Wort"),
        ("ein `Wort` so", "`code` can't be published", "ein Wort so"),
        (
            "Versicherte*r und Ärzt*innen",
            "readers see no stars here, but italics up to the next one",
            "Versicherte\\*r und Ärzt\\*innen",
        ),
        ("A &foo; B", "readers see `&foo;`, which names no character", "\\&foo;"),
        ("A &nbsp B", "readers see `&nbsp`, which names no character", "&nbsp; B"),
        ("<p class=\"MsoNormal\"><span lang=DE>Text</span></p>", HTML, "\nText\n"),
        ("Text <b>fett</b> so", HTML, "Text **fett** so"),
        ("Text<br>weiter", HTML, "Text\\\nweiter"),
        ("Text <o:p></o:p> weiter", HTML, "Text  weiter"),
        ("- [ ] offen", "a box to tick can't be published", "- offen"),
        ("Text\\", "readers see this `\\`", "Text\n"),
        ("Null\u{200b}breite", "an invisible character, U+200B, is left out", "Nullbreite"),
        ("um\u{202e}gekehrt", "an invisible character, U+202E, is left out", "umgekehrt"),
    ] {
        assert_mended(&answer(written), message, mended);
    }
    for written in [
        "**Achtung:** Bitte *warten*, __fett__ und _kursiv_.",
        "Ärzt*innen, Leser_innen, datei_name, geht`s",
        "5*3, 5 * 3 * 2",
        "AT&T, A & B, &nbsp; &auml; &#8364; &copy;",
        "a < b, a -> b, 5 > 3, ca. ~5, 1+1=2, a == b",
        "Arbeits\u{ad}unfähigkeit 24/7 „ja“ \u{a0}€",
        "\\*\\*so\\*\\* gemeint, \\_so\\_ auch, \\`so\\`",
        "Ausfüllen: ________",
    ] {
        assert_silent(&answer(written));
    }
}

#[test]
fn joined_pictures_and_the_joiners_of_other_scripts_are_published_without_a_word() {
    for written in [
        "Ärztin 👩\u{200d}⚕\u{fe0f}",
        "👨\u{200d}👩\u{200d}👧",
        "می\u{200c}خواهم PDF\u{200c}ها",
        "क्\u{200d}ष",
        "ស្ថានភាព\u{200b}សេវា",
    ] {
        assert_eq!(words(&assert_silent(&answer(written))), written);
        assert_silent(&status(&format!("[[groups]]\nid = \"a\"\nname = \"{written}\"\n")));
    }
}

#[test]
fn a_short_text_has_no_structure_and_says_so() {
    const SEEN: &str = "readers see `**`: this text has no structure";
    for (lines, message, mended) in [
        ("[[groups]]\nid = \"a\"\nname = \"**Wichtig**\"\n", SEEN, "\"Wichtig\""),
        (
            "[[groups]]\nid = \"a\"\nname.de = \"A &amp; B\"\n",
            "readers see `&amp;`: this text has no structure",
            "\"A & B\"",
        ),
        (
            "[[groups]]\nid = \"a\"\nname = \"<b>A</b>\"\n",
            "readers see `<b>`: this text has no structure",
            "\"A\"",
        ),
        (
            "[[groups]]\nid = \"a\"\nname = \"[A](https://www.example.org)\"\n",
            "readers see `[`: this text has no structure",
            "\"A\"",
        ),
    ] {
        assert_mended(&status(lines), message, mended);
    }
    assert_silent(&status("[[groups]]\nid = \"a\"\nname = \"A & B [neu] (5*3) < 7\"\n"));
}

#[test]
fn edits_in_texts_of_toml_are_spelt_as_toml_has_them() {
    for (lines, message, mended) in [
        ("summary = \"\"\"\n1. Mai: a\n3. Mai: b\n\"\"\"\n", DATES, "1\\\\. Mai: a\n\n3\\\\. Mai: b"),
        ("summary = '''\n1. Mai: a\n3. Mai: b\n'''\n", DATES, "1\\. Mai: a\n\n3\\. Mai: b"),
        ("summary = \"1. Mai: a\"\n", DATES, "1\\\\. Mai"),
        ("summary = '1. Mai: a'\n", DATES, "'1\\. Mai"),
        ("summary = \"\\u00e4 **wichtig.\"\n", STARS, "\\u00e4 wichtig."),
        ("summary = \"\"\"\nTelefon: 1\nFax: 2\n\"\"\"\n", BEHIND, "1\\\\\nFax"),
        ("summary = \"a\\n• b\\n• c\"\n", NO_LIST, "a\\n- b\\n- c"),
        ("summary = \"Sie\\\\*r und Ärzt*in *neu\"\n", STARS, "\\\\*neu"),
    ] {
        assert_mended(&status(lines), message, mended);
    }
}

#[test]
fn dates_as_people_type_them_become_dates() {
    const ORDER: &str = "dates are written year-month-day";
    let files = |date: &str| -> Files { vec![("status.toml", TOML.replace("2023-05-03", date))] };
    for date in [
        "2023–05–03",
        "3. Mai 2023",
        "2023/05/03",
        "3.5.2023",
        "03.05.23",
        "\"3. Mai 2023\"",
        "\"2023–05–03\"",
        "\"2023/05/03\"",
        "\"Mittwoch, 3. Mai 2023\"",
        "20230503",
        "\"May 3, 2023\"",
        "„3.5.2023“",
    ] {
        assert_mended(&files(date), ORDER, "updated = 2023-05-03\n");
    }
    for date in ["3.5.2023 14:05", "\"3. Mai 2023, 14.05 Uhr\"", "3. Mai 2023 um 14:05 Uhr"] {
        assert_mended(&files(date), ORDER, "updated = 2023-05-03T14:05:00+02:00\n");
    }
    for date in ["2023-05-03T14:05:00", "2023-05-03 14:05", "\"2023-05-03 14:05\"", "\"2023-05-03T14:05\""] {
        assert_mended(&files(date), "a time without its time zone", "updated = 2023-05-03T14:05:00+02:00\n");
    }
    assert_mended(
        &files("\"2023-05-03T14:05+02:00\""),
        "a time is written in another way",
        "updated = 2023-05-03T14:05:00+02:00\n",
    );
    for date in ["3. Mai 2023", "3.5.2023", "2023–05–03", "2023/05/03"] {
        let files = questions(&format!("### Frage? {{#frage updated={date} audience=press}}\n\nAntwort.\n"));
        assert_mended(&files, ORDER, "{#frage updated=2023-05-03 audience=press}");
    }
}

#[test]
fn a_time_that_is_another_on_clocks_in_germany_is_said() {
    const OFFSET: &str = "not the offset of clocks in Germany at that time";
    let files = |date: &str| -> Files { vec![("status.toml", TOML.replace("2023-05-03", date))] };
    for (written, mended) in [
        ("2026-11-24T14:05:00+02:00", "2026-11-24T14:05:00+01:00"),
        ("\"2026-11-24T14:05:00+02:00\"", "2026-11-24T14:05:00+01:00"),
        ("2026-07-24T14:05:00+01:00", "2026-07-24T14:05:00+02:00"),
        ("2026-07-24T14:05:00-05:00", "2026-07-24T14:05:00+02:00"),
        ("2026-07-24T14:05:00+00:00", "2026-07-24T14:05:00+02:00"),
        // The hour that the clocks leave out.
        ("2026-03-29T02:30:00+01:00", "2026-03-29T03:30:00+02:00"),
    ] {
        assert_mended(&files(written), OFFSET, &format!("updated = {mended}\n"));
    }
    for written in [
        "2026-11-24T14:05:00+01:00",
        "2026-07-24T14:05:00+02:00",
        "2026-11-24T13:05:00Z",
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
    ] {
        assert_silent(&files(written));
    }
    for (written, message) in [
        ("2026-03-29T02:30:00", "there is no such time: the clocks are put forward over it"),
        ("2026-10-25T02:30:00", "this time comes twice: the clocks are put back in between"),
        ("\"29.3.2026, 2:30 Uhr\"", "there is no such time: the clocks are put forward over it"),
    ] {
        assert_eq!(said(&compile(&sources(&files(written))).1), [message]);
    }
    assert_mended(
        &questions("### Frage? {#frage updated=2023-02-03T14:05:00+02:00}\n\nAntwort.\n"),
        OFFSET,
        "updated=2023-02-03T14:05:00+01:00}",
    );
}

/// What is said of a folder at a time.
fn said_at(files: &Files, time: &str) -> Vec<String> {
    let (_, diagnostics) = compile_at(&sources(files), instant(time).unwrap());
    diagnostics.into_iter().map(|one| one.message.en).collect()
}

#[test]
fn a_date_is_a_day_in_germany() {
    let files: Files = vec![("status.toml", TOML.replace("2023-05-03", "2026-11-24"))];
    // Half past midnight in Germany, and the evening before by UTC.
    assert_eq!(said_at(&files, "2026-11-23T23:30:00Z"), <[&str; 0]>::default());
    assert_eq!(said_at(&files, "2026-11-23T22:59:00Z"), ["this is in the future"]);
    let question = "### Frage? {#frage updated=2023-05-04}\n\nAntwort.\n";
    let said = said_at(&questions(question), "2023-05-03T21:00:00Z");
    assert!(said.contains(&"this is in the future".to_owned()), "{said:?}");
}

#[test]
fn what_time_has_overtaken_is_said() {
    const NOW: &str = "2023-05-24T12:00:00Z";
    const OVER: &str = "this should be over, and is still `scheduled`";
    let maintenance = |status: &str, starts: &str, ends: &str| {
        let ends = if ends.is_empty() { String::new() } else { format!("ends = {ends}\n") };
        status_of(&format!(
            "[[maintenances]]\nid = \"m\"\ntitle = \"M\"\nstatus = \"{status}\"\nstarts = {starts}\n{ends}"
        ))
    };
    for (files, message) in [
        (maintenance("scheduled", "2023-05-02", "2023-05-03"), OVER),
        (
            maintenance("in_progress", "2023-05-02", "2023-05-24T13:00:00+02:00"),
            "this should be over, and is still `in_progress`",
        ),
        (
            maintenance("verifying", "2023-05-02", "2023-05-23"),
            "this should be over, and is still `verifying`",
        ),
        (
            maintenance("scheduled", "2023-05-24T13:00:00+02:00", "2023-05-25"),
            "this should have begun, and is still `scheduled`",
        ),
        (
            maintenance("completed", "2023-05-25", "2023-05-26"),
            "this has not begun, and is already `completed`",
        ),
        (
            status_of(
                "[[services]]\nid = \"a\"\nname = \"A\"\nstatus = \"major_outage\"\noutlook = \"restoring\"\nexpected = 2023-05-23\n",
            ),
            "what is expected here has passed",
        ),
        (
            status_of(
                "[[services]]\nid = \"a\"\nname = \"A\"\nstatus = \"operational\"\nsince = 2023-05-24T14:01:00+02:00\n",
            ),
            "this is in the future",
        ),
    ] {
        let said = said_at(&files, NOW);
        assert!(said.contains(&message.to_owned()), "{message}: {said:?}");
        // Their edits mend it, too.
        let sources = sources(&files);
        let (_, diagnostics) = compile_at(&sources, instant(NOW).unwrap());
        let diagnostic = diagnostics.iter().find(|one| one.message.en == message).unwrap();
        if diagnostic.patch.is_some() {
            let left = said_at(&mended(&files, &sources, diagnostic), NOW);
            assert!(!left.contains(&message.to_owned()), "{left:?}");
        }
    }
    for files in [
        maintenance("scheduled", "2023-05-25", "2023-05-26"),
        maintenance("in_progress", "2023-05-24", "2023-05-24"),
        maintenance("completed", "2023-05-02", "2023-05-03"),
        maintenance("scheduled", "2023-05-24T15:00:00+02:00", ""),
    ] {
        assert_eq!(said_at(&files, NOW), <[&str; 0]>::default());
    }
}

/// A folder of 3 May 2023 with these lines.
fn status_of(lines: &str) -> Files {
    let dated = TOML.replace("2023-05-03", "2023-05-24");
    vec![("status.toml", format!("{dated}{lines}"))]
}

#[test]
fn every_message_reads_well_in_both_languages() {
    let mistakes = ["mistakes", "slips"].map(|folder| {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/behaviour/golden").join(folder);
        compile(&Sources::read(&path).unwrap()).1
    });
    let mut seen = 0;
    for diagnostic in mistakes.iter().flatten() {
        let all = [&diagnostic.message].into_iter().chain(&diagnostic.help);
        let all = all.chain(diagnostic.patch.as_ref().map(|patch| &patch.help));
        for message in all {
            seen += 1;
            assert!(!message.en.is_empty() && !message.de.is_empty(), "{message:?}");
            assert_ne!(message.en, message.de);
            for text in [&message.en, &message.de] {
                let words: Vec<&str> = text.split_whitespace().collect();
                for len in 1..5 {
                    let repeated = words.windows(2 * len).any(|pair| pair[..len] == pair[len..]);
                    assert!(!repeated, "{text:?} says something twice");
                }
                assert!(!text.ends_with('.'), "{text:?}");
            }
        }
    }
    assert!(seen > 100, "only {seen} messages");
}
