//! The same words where there is no screen (`statusctl render`), and words that come from
//! elsewhere (`statusctl import`).

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use scraper::{Html, Selector};
use status_widget::core::document::StatusDocument;

use crate::support::desk::{Desk, is_installed};

fn rendered(desk: &Desk, pin: &str, channel: &str, more: &[&str]) -> String {
    desk.ok(&[&["render", "status.json", "--pin", pin, "--as", channel], more].concat())
}

const CHANNELS: [&str; 3] = ["hotline", "letter", "poster"];

#[test]
fn each_channel_carries_the_version_and_the_time_of_the_file_and_grows_old_on_paper() {
    let (desk, pin) = Desk::with_sample();
    let version = desk.now.to_string();
    for channel in CHANNELS {
        for (lang, stamp) in [("de", "Stand: 3. Mai 2023, 14:00 Uhr"), ("en", "As of 3 May 2023, 14:00 CEST")]
        {
            let text = rendered(&desk, &pin, channel, &["--lang", lang]);
            assert!(text.contains(&format!("{stamp} · Version {version}")), "{channel} {lang}: {text}");
            // What is read tomorrow does not speak of today.
            for word in ["heute", "gestern", "today", "yesterday", " ago"] {
                assert!(!text.contains(word), "{channel} {lang}: {word}");
            }
        }
    }
    // The panel of the widget names the same number.
    let claims = StatusDocument::read(&desk.read("payload.json")).unwrap().claims;
    assert_eq!(claims.version.to_string(), version);
}

#[test]
fn only_what_readers_would_believe_becomes_a_script_a_letter_or_a_poster() {
    let (mut desk, pin) = Desk::with_sample();
    let args = |file, pin| ["render", file, "--pin", pin, "--as", "hotline"];
    let other = format!("sha256-{}=", "A".repeat(43));
    assert!(desk.fails(&args("status.json", &other)).contains("readers refuse this file"));
    let changed = String::from_utf8(desk.read("status.json")).unwrap().replacen("eyJ", "eyK", 1);
    desk.write("changed.json", changed);
    assert!(desk.fails(&args("changed.json", &pin)).contains("readers refuse this file"));
    desk.now += 3 * 60 * 60;
    assert!(desk.fails(&args("status.json", &pin)).contains("it expired at"));
}

#[test]
fn a_script_says_what_the_widget_says_in_the_order_of_a_talk() {
    let (desk, pin) = Desk::with_sample();
    let script = rendered(&desk, &pin, "hotline", &["--tenant", "insurer-b"]);
    let mut rest = script.as_str();
    for part in [
        "Für Gespräche am Telefon – Beispielkasse B",
        "== Sagen Sie zuerst ==",
        "Funktioniert gerade nicht: Krankmeldung (eAU).",
        "== Wenn jemand nach einem Dienst fragt ==",
        "Krankmeldung (eAU): Funktioniert gerade nicht",
        "Das können Sie jetzt tun: ",
        "== Häufige Fragen ==",
        "== Was passiert ist ==",
        "== Fragen Sie nie ==",
        "== Wer sonst hilft ==",
        "Notfalltelefon der Beispielkasse B: ",
    ] {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part}: {rest}"));
        rest = &rest[at + part.len()..];
    }
    // What is for others is for their hotlines.
    let services = |script: &str| script.split("== Häufige Fragen ==").next().unwrap().to_owned();
    assert!(!services(&script).contains("KIM"), "{script}");
    assert!(services(&rendered(&desk, &pin, "hotline", &["--audience", "insurers"])).contains("KIM"));
}

#[test]
fn a_page_to_print_asks_for_nothing_and_says_its_links_in_words() {
    let (desk, pin) = Desk::with_sample();
    for channel in ["letter", "poster"] {
        let page = rendered(&desk, &pin, channel, &[]);
        let html = Html::parse_document(&page);
        for asks in ["[src]", "[href]", "script", "link", "img", "a"] {
            assert_eq!(html.select(&Selector::parse(asks).unwrap()).count(), 0, "{channel}: {asks}");
        }
        assert!(!page.contains("url(") && !page.contains("@import"), "{page}");
    }
    // Nothing of a text becomes markup, and a link says where it leads.
    let desk = Desk::with_chain("ed25519");
    desk.ok(&["init", "notice"]);
    let toml = String::from_utf8(desk.read("notice/status.toml")).unwrap();
    let toml = toml.replace("\"Aktuelle Störungen\"", "'<script>alert(\"1\")</script> & Co'").replace(
        "\"Noch nicht bei",
        "\"[Hier](https://www.example.org/mehr) und [info@example.org](mailto:info@example.org). Nicht bei",
    );
    desk.write("notice/status.toml", toml);
    desk.ok(&["build", "notice", "--trust", "trust.json", "-o", "payload.json"]);
    desk.ok(&["sign", "payload.json", "--key", "status", "--trust", "trust.json", "-o", "status.json"]);
    let pin = desk.pin("trust.json");
    for channel in ["letter", "poster"] {
        let page = rendered(&desk, &pin, channel, &[]);
        assert!(!page.contains("<script>"), "{page}");
        let html = Html::parse_document(&page);
        let title: String = html.select(&Selector::parse("h1").unwrap()).next().unwrap().text().collect();
        assert_eq!(title, "<script>alert(\"1\")</script> & Co");
        let text: String = html.root_element().text().collect();
        assert!(
            text.contains("Hier (https://www.example.org/mehr) und info@example.org. Nicht bei"),
            "{text}"
        );
    }
}

/// The code of a poster as a telephone sees it: dark modules of the drawing.
fn code_of(poster: &str) -> String {
    let html = Html::parse_document(poster);
    let svg = html.select(&Selector::parse("svg").unwrap()).next().unwrap();
    let size = |name: &str| svg.value().attr(name).unwrap().parse::<usize>().unwrap();
    let (width, height) = (size("width"), size("height"));
    let path = svg.select(&Selector::parse("path[d]").unwrap()).last().unwrap().value().attr("d").unwrap();
    let mut dark = vec![false; width * height];
    for square in path.split('M').skip(1) {
        // `16 16h8v8H16V16`
        let (start, rest) = square.split_once('h').unwrap();
        let (x, y) = start.split_once([' ', ',']).unwrap();
        let (across, rest) = rest.split_once('v').unwrap();
        let down = rest.split_once('H').unwrap().0;
        let [x, y, across, down] = [x, y, across, down].map(|number| number.parse::<usize>().unwrap());
        for row in y..y + down {
            dark[row * width + x..row * width + x + across].fill(true);
        }
    }
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(
            width,
            height,
            |x, y| {
                if dark[y * width + x] { 0 } else { 255 }
            },
        );
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

#[test]
fn the_code_of_a_poster_leads_to_the_page() {
    let (desk, pin) = Desk::with_sample();
    assert_eq!(code_of(&rendered(&desk, &pin, "poster", &[])), "https://www.bitmarck.de/");
    let url = "https://beispielkasse.example/störung?a=1&b=2#eau";
    let poster = rendered(&desk, &pin, "poster", &["--url", url]);
    assert_eq!(code_of(&poster), url);
    assert!(poster.contains("https://beispielkasse.example/störung?a=1&amp;b=2#eau"), "{poster}");
    let long = format!("https://example.org/{}", "x".repeat(4000));
    let args = ["render", "status.json", "--pin", &pin, "--as", "poster", "--url"];
    assert!(desk.fails(&[&args[..], &[&long]].concat()).contains("the address does not go into a QR code"));
    assert_eq!(desk.statusctl(&[&args[..], &["http://example.org/"]].concat()).status.code(), Some(2));
    // A document without a page needs one named.
    desk.payload(desk.now + 1);
    desk.ok(&["sign", "payload.json", "--key", "status", "--trust", "trust.json", "-o", "other.json"]);
    let said = desk.fails(&["render", "other.json", "--pin", &pin, "--as", "poster"]);
    assert!(said.contains("name the one that the code leads to with --url"), "{said}");
}

/// How many pages of paper a page of HTML takes, as Chromium prints it.
fn printed(desk: &Desk, page: &str) -> usize {
    desk.write("poster.html", page);
    let address = format!("file://{}", desk.path("poster.html").display());
    let output = Command::new("/usr/bin/chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", desk.path("browser").display()))
        .arg(format!("--print-to-pdf={}", desk.path("poster.pdf").display()))
        .arg(address)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let pdf = String::from_utf8_lossy(&desk.read("poster.pdf")).into_owned();
    let pages =
        pdf.match_indices("/Type /Page").filter(|(at, found)| !pdf[at + found.len()..].starts_with('s'));
    pages.count()
}

/// A folder with so many services that do not work, and what is said of each.
fn folder_with(desk: &Desk, services: usize, name: &str, advice: &str, contacts: usize) {
    let mut toml = String::from(
        "languages = [\"de\"]\nupdated = 2023-05-03\ntitle.de = \"Was gerade bei Ihrer Krankenkasse nicht \
         funktioniert\"\n[publisher]\nname = \"Beispiel GmbH\"\nurl = \"https://www.example.org/\"\n",
    );
    let long = "Betriebskrankenkasse der Beispielwerke und ihrer Töchter ".repeat(20);
    writeln!(toml, "[[tenants]]\nid = \"long\"\nname.de = \"{}\"", long.trim()).unwrap();
    for number in 0..services {
        let status = if number % 3 == 2 { "partial_outage" } else { "major_outage" };
        write!(
            toml,
            "[[services]]\nid = \"s-{number}\"\nname.de = \"{name} {number}\"\nstatus = \"{status}\"\n\
             since = 2023-05-01\nalternative.de = \"{advice}\"\nnote.de = \"{advice} {advice}\"\n\
             outlook = \"restoring\"\n"
        )
        .unwrap();
    }
    for number in 0..contacts {
        write!(
            toml,
            "[[contacts]]\nname.de = \"Service-Telefon {number} der Beispielkasse\"\nphone = \"0800 12345{number}\"\n\
             phone_number = \"+4980012345{number}\"\nhours.de = \"montags bis freitags von 8 bis 18 Uhr\"\n"
        )
        .unwrap();
    }
    desk.write("notice/status.toml", toml);
    desk.ok(&["build", "notice", "--trust", "trust.json", "-o", "payload.json"]);
    // The one before has the same version.
    let _ = std::fs::remove_file(desk.path("status.json"));
    desk.ok(&["sign", "payload.json", "--key", "status", "--trust", "trust.json", "-o", "status.json"]);
}

#[test]
fn a_poster_stays_on_one_page_however_much_there_is_to_say() {
    if !is_installed("Chromium", Path::new("/usr/bin/chromium")) {
        return;
    }
    let desk = Desk::with_chain("ed25519");
    std::fs::create_dir(desk.path("notice")).unwrap();
    let pin = desk.pin("trust.json");
    let advice = "Bitten Sie in der Praxis um einen Ausdruck auf Papier, und schicken Sie ihn Ihrer Kasse.";
    let word = "Elektronischearbeitsunfähigkeitsbescheinigungsübermittlung".repeat(4);
    let long = format!("https://www.example.org/{}", "a/".repeat(700));
    let url: &[&str] = &["--url", &long];
    for (services, name, contacts, more, is_whole) in [
        (1, "eAU", 1, &[][..], true),
        (4, "Elektronische Krankmeldung", 2, &[], true),
        (5, "ePA", 2, &[], true),
        (7, "Elektronische Krankmeldung", 2, &[], false),
        (12, "Elektronische Krankmeldung für die Arbeitgeberin oder den Arbeitgeber", 3, &[], false),
        (60, "Elektronische Krankmeldung für die Arbeitgeberin oder den Arbeitgeber", 3, &[], false),
        (60, "Dienst", 60, &[], false),
        (30, &word, 1, &[], false),
        (30, "Dienst", 1, url, false),
        (1, "eAU", 1, &["--tenant", "long"], false),
    ] {
        folder_with(&desk, services, name, advice, contacts);
        let poster = rendered(&desk, &pin, "poster", more);
        let case = format!("{services} × {name:.20}, {contacts} contacts");
        assert_eq!(printed(&desk, &poster), 1, "{case}");
        let shown = poster.matches("<section>").count();
        assert!(shown > 0 && poster.contains("0800 12345"), "{case}");
        if shown < services {
            let left = services - shown;
            assert!(poster.contains(&format!("Weitere Dienste, siehe die Seite: {left}.")), "{case}");
        }
        assert_eq!(
            is_whole,
            shown == services && !poster.contains("siehe die Seite"),
            "{case}: {shown} shown"
        );
        // What does not work at all is worse than what works for some.
        let first = poster.split("<section>").nth(1).unwrap();
        assert!(first.contains("Funktioniert gerade nicht"), "{case}: {first}");
    }
}

#[test]
fn an_insurer_that_nobody_knows_is_said_and_not_shown_as_everybody() {
    let (desk, pin) = Desk::with_sample();
    let said =
        desk.fails(&["render", "status.json", "--pin", &pin, "--as", "letter", "--tenant", "insurer-x"]);
    assert!(
        said.contains("there is no insurer `insurer-x` in this document; there are: insurer-a"),
        "{said}"
    );
    let wrong = ["render", "status.json", "--pin", &pin, "--as", "letter", "--audience", "martians"];
    assert_eq!(desk.statusctl(&wrong).status.code(), Some(2));
}

const STATE: &str = r#"{"appStatus": {
  "epa": {"outage": "none", "hasMaintenance": false, "hasSubComponentMaintenance": false, "affectedFunctions": []},
  "erezept": {"outage": "partial", "hasMaintenance": false, "hasSubComponentMaintenance": true,
    "affectedFunctions": [
      {"function": "a", "critical": 1, "outage": "partial", "hasMaintenance": false,
       "impactDesc": "Einl&ouml;sen <b>teilweise</b><br/>gest&ouml;rt<script>alert(1)</script>"},
      {"function": "b", "critical": 0, "outage": "partial", "hasMaintenance": false,
       "impactDesc": "1. *Sterne*, _Striche_, [Klammern](http://x), `Code`, # | ~ \\ \" &lt;b&gt; [ENTWURF]\u202e"}
    ]}},
  "cause": [{"ci": "CI-1", "component": "*", "service": "TSP", "organization": "Anbieter\nXY", "function": "f"}],
  "new": 1}"#;

const INCIDENTS: &str = r#"{"success": true, "data": [{
  "id": 439, "title": "t", "status": 3, "app": ["WANDA", "ePA"], "createdAt": "2023-05-03T03:35:20.367Z",
  "closedAt": "2023-05-03T03:45:20.797Z", "steps": [
    {"id": 1, "message": "A<br/>B", "status": 4, "timestamp": "2023-05-03T03:35:20.370Z", "hasMaintenance": false},
    {"id": 2, "message": "C", "status": 2, "timestamp": "2023-05-03T03:40:22.827Z", "hasMaintenance": false},
    {"id": 3, "message": "D", "status": 3, "timestamp": "2023-05-03T03:45:20.793Z", "hasMaintenance": false}]}]}"#;

fn imported(desk: &Desk, answer: &str) -> String {
    desk.write("answer.json", answer);
    desk.ok(&["import", "ti-lage", "answer.json", "--folder", "notice", "--at", "2023-05-03T11:00:00Z"])
}

/// A desk with the folder for an outage, all of it read.
fn outage() -> Desk {
    let desk = Desk::new();
    desk.ok(&["init", "notice", "--from", "incident"]);
    for name in ["notice/status.toml", "notice/faq.de.md", "notice/faq.en.md"] {
        let text = String::from_utf8(desk.read(name)).unwrap();
        desk.write(name, text.replace("[ENTWURF] ", "").replace("[DRAFT] ", ""));
    }
    desk
}

#[test]
fn what_ti_lage_reports_becomes_drafts_of_messages_and_never_a_state() {
    for answer in [STATE, INCIDENTS] {
        let desk = outage();
        let proposal = imported(&desk, answer);
        let table: toml::Table = proposal.parse().unwrap();
        // Messages and nothing else: no state of any service, and nothing without its source.
        assert_eq!(table.keys().collect::<Vec<_>>(), ["incidents"]);
        assert!(proposal.starts_with("# Aus TI-Lage der gematik"), "{proposal}");
        assert!(proposal.contains("https://ti-lage.prod.ccs.gematik.solutions/lageapi/v"), "{proposal}");
        assert!(proposal.contains("2023-05-03T11:00:00Z"), "{proposal}");
        // Pasted as it is, nothing of it gets out.
        let toml = String::from_utf8(desk.read("notice/status.toml")).unwrap();
        desk.write("notice/status.toml", format!("{toml}\n{proposal}"));
        let said = desk.fails(&["check", "notice"]);
        assert!(said.contains("this is still a draft"), "{said}");
        // Read and found true, it is a message that can be published.
        let read =
            proposal.replace("[ENTWURF] ", "").replace("[DRAFT] ", "").replace("\\\\[ENTWURF\\\\]", "");
        desk.write("notice/status.toml", format!("{toml}\n{read}"));
        desk.ok(&["check", "notice"]);
    }
}

#[test]
fn html_is_stripped_and_every_sign_stays_a_sign() {
    let desk = outage();
    let proposal = imported(&desk, STATE);
    assert!(!proposal.contains("alert") && !proposal.contains('\u{202e}'), "{proposal}");
    assert!(proposal.contains("# Mögliche Ursache / possible cause: TSP, Anbieter XY, f\n"), "{proposal}");
    let table: toml::Table = proposal.parse().unwrap();
    let incident = &table["incidents"].as_array().unwrap()[0];
    assert_eq!(incident["id"].as_str(), Some("ti-lage-erezept-2023-05-03"));
    assert_eq!(incident["services"].as_array().unwrap()[0].as_str(), Some("prescription"));
    let markdown = incident["updates"].as_array().unwrap()[0]["text"]["de"].as_str().unwrap();
    // As another reader of Markdown understands it.
    let shown: Vec<String> = pulldown_cmark::Parser::new(markdown)
        .filter_map(|event| match event {
            pulldown_cmark::Event::Text(text) => Some(text.into_string()),
            pulldown_cmark::Event::End(pulldown_cmark::TagEnd::Paragraph) => Some("\n".into()),
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::Paragraph) => None,
            other => panic!("{other:?} in {markdown}"),
        })
        .collect();
    assert_eq!(
        shown.concat(),
        "[ENTWURF] Hinweis aus TI-Lage der gematik, nicht bestätigt.\n\
         Einlösen teilweise\ngestört\n\
         1. *Sterne*, _Striche_, [Klammern](http://x), `Code`, # | ~ \\ \" <b> [ENTWURF]\n\
         Es kann an einer Wartung liegen.\n"
    );
}

#[test]
fn the_course_of_a_report_is_told_newest_first_with_its_times() {
    let desk = outage();
    let table: toml::Table = imported(&desk, INCIDENTS).parse().unwrap();
    let incident = &table["incidents"].as_array().unwrap()[0];
    assert_eq!(incident["id"].as_str(), Some("ti-lage-439"));
    assert_eq!(incident["status"].as_str(), Some("resolved"));
    assert_eq!(incident["services"].as_array().unwrap().len(), 1);
    let told: Vec<(String, &str)> = incident["updates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|update| (update["at"].as_datetime().unwrap().to_string(), update["status"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("2023-05-03T03:45:20Z".to_owned(), "resolved"),
            ("2023-05-03T03:40:22Z".to_owned(), "monitoring"),
            ("2023-05-03T03:35:20Z".to_owned(), "investigating"),
        ]
    );
}

#[test]
fn what_is_no_answer_of_ti_lage_is_told_apart() {
    let desk = outage();
    for (answer, said) in [
        ("", "this is not JSON"),
        ("<html>", "this is not JSON"),
        ("[]", "neither of the two answers"),
        ("[{\"ci\": \"CI-1\", \"availability\": 1}]", "neither of the two answers"),
        ("{}", "neither of the two answers"),
        ("{\"appStatus\": []}", "neither of the two answers"),
        ("{\"success\": true, \"data\": [{\"ci\": \"CI-1\", \"slots\": []}]}", "neither of the two answers"),
        ("{\"success\": false}", "TI-Lage says that it has failed"),
        (&format!("\"{}\"", "x".repeat(5_000_000)), "longer than any answer"),
        (&"[".repeat(100_000), "this is not JSON"),
    ] {
        desk.write("answer.json", answer);
        let found = desk.fails(&["import", "ti-lage", "answer.json"]);
        assert!(found.contains(said) && found.starts_with("error: answer.json: nothing can be"), "{found}");
    }
    // That nothing is wrong is an answer, too.
    let nothing = imported(&desk, "{\"appStatus\": {\"epa\": {\"outage\": \"none\"}}, \"cause\": []}");
    assert!(nothing.parse::<toml::Table>().unwrap().is_empty());
    assert!(nothing.contains("TI-Lage reports nothing"));
    // A folder that can't be read costs the names of services and nothing else.
    desk.write("notice/status.toml", "languages = [");
    assert!(imported(&desk, STATE).contains("[[incidents]]"));
}
