//! What a status file becomes elsewhere, read by parsers that others wrote: feeds, calendars,
//! the summary of Statuspage, plain text.

use serde_json::Value;

use crate::support::desk::Desk;

const TOML: &str = r#"languages = ["de", "en"]
title.de = "Störung & <Wartung>"
title.en = "Disruption"
updated = 2023-05-02
publisher.name = "Beispiel"
publisher.url = "https://www.example.org/"

[[groups]]
id = "apps"
name = "Apps"

[[services]]
id = "eau"
name.de = "Krankmeldung"
name.en = "Sick note"
group = "apps"
status = "major_outage"
since = 2023-05-01T10:00:00+02:00
alternative.de = "Bitte **ausdrucken**."
alternative.en = "Please print."

[[services]]
id = "epa"
name = "ePA"
status = "unknown"

[[incidents]]
id = "attack"
title = "Angriff"
impact = "critical"
status = "identified"

[[incidents.updates]]
at = 2023-05-02
status = "identified"
text.de = "Zwei & mehr."
text.en = "Two & more."

[[incidents.updates]]
at = 2023-05-01T10:00:00+02:00
status = "investigating"
text.de = "Eins."
text.en = "One."

[[maintenances]]
id = "night"
title = "Nacht; Tag, und Komma"
status = "scheduled"
starts = 2023-05-06T22:00:00+02:00
ends = 2023-05-07T04:00:00+02:00

[[maintenances]]
id = "days"
title = "Tage"
status = "scheduled"
starts = 2023-05-08
ends = 2023-05-09

[[contacts]]
name = "Telefon"
phone = "0800 12345"
"#;

fn published() -> (Desk, String) {
    let desk = Desk::with_chain("ed25519");
    for folder in ["notice", "public"] {
        std::fs::create_dir(desk.path(folder)).unwrap();
    }
    desk.write("notice/status.toml", TOML);
    desk.write(
        "notice/publish.toml",
        "trust = \"../trust.json\"\nkey = \"../status\"\ntargets = \"../public\"\n\
         export = [\"atom\", \"ical\", \"summary\", \"text\"]\n",
    );
    desk.ok(&["publish", "notice", "--yes"]);
    let pin = desk.pin("trust.json");
    (desk, pin)
}

#[test]
fn the_feed_has_an_entry_for_each_message_whose_id_stays() {
    let (mut desk, pin) = published();
    let export = |desk: &Desk, lang: &str| {
        let text = desk.ok(&["export", "public/status.json", "--pin", &pin, "--as", "atom", "--lang", lang]);
        feed_rs::parser::parse(text.as_bytes()).unwrap()
    };
    let feed = export(&desk, "de");
    assert_eq!(feed.title.unwrap().content, "Störung & <Wartung>");
    let entries: Vec<_> =
        feed.entries.iter().map(|entry| (entry.id.clone(), entry.title.clone().unwrap().content)).collect();
    assert_eq!(
        entries,
        [
            ("https://status.example#production-incident-attack-2023-05-02", "Angriff: Ursache ist bekannt"),
            (
                "https://status.example#production-incident-attack-2023-05-01T08:00:00Z",
                "Angriff: Ursache wird gesucht"
            ),
        ]
        .map(|(id, title)| (id.to_owned(), title.to_owned()))
    );
    assert_eq!(feed.entries[0].updated.unwrap().to_rfc3339(), "2023-05-01T22:00:00+00:00");
    assert_eq!(feed.entries[0].content.as_ref().unwrap().body.as_deref(), Some("Zwei & mehr."));
    let ids: Vec<String> = feed.entries.into_iter().map(|entry| entry.id).collect();
    // Other words and a later document, and the same entries.
    desk.now += 60;
    desk.write(
        "notice/status.toml",
        TOML.replace("Zwei & mehr.", "Zwei, berichtigt.")
            .replace("title = \"Angriff\"", "title = \"Anders\""),
    );
    desk.ok(&["publish", "notice", "--yes"]);
    let feed = export(&desk, "en");
    assert_eq!(feed.entries.iter().map(|entry| entry.id.clone()).collect::<Vec<_>>(), ids);
    assert_eq!(feed.entries[0].content.as_ref().unwrap().body.as_deref(), Some("Two & more."));
}

#[test]
fn a_feed_that_the_document_names_knows_its_own_address() {
    let (mut desk, pin) = published();
    desk.now += 60;
    let link = "\n[[links]]\nname = \"Meldungen als Feed\"\nkind = \"feed\"\n\
                url = \"https://status.example/status.atom\"\n";
    desk.write("notice/status.toml", format!("{TOML}{link}"));
    desk.ok(&["publish", "notice", "--yes"]);
    for (lang, own) in [("de", Some("https://status.example/status.atom")), ("en", None)] {
        let text = desk.ok(&["export", "public/status.json", "--pin", &pin, "--as", "atom", "--lang", lang]);
        let feed = feed_rs::parser::parse(text.as_bytes()).unwrap();
        let of = |rel: &str| feed.links.iter().find(|link| link.rel.as_deref() == Some(rel));
        assert_eq!(of("self").map(|link| link.href.as_str()), own, "{lang}");
        assert!(of("alternate").is_some(), "{lang}");
    }
}

#[test]
fn the_calendar_has_the_maintenances_with_their_zone() {
    let (desk, pin) = published();
    let text = desk.ok(&["export", "public/status.json", "--pin", &pin, "--as", "ical"]);
    let calendar = ical::IcalParser::new(text.as_bytes()).next().unwrap().unwrap();
    let value = |event: &ical::parser::ical::component::IcalEvent, name: &str| {
        event.properties.iter().find(|one| one.name == name).and_then(|one| one.value.clone())
    };
    assert_eq!(calendar.events.len(), 2);
    let night =
        calendar.events.iter().find(|one| value(one, "UID").unwrap() == "night@status.example").unwrap();
    assert_eq!(value(night, "DTSTART").unwrap(), "20230506T200000Z");
    assert_eq!(value(night, "DTEND").unwrap(), "20230507T020000Z");
    assert_eq!(value(night, "SUMMARY").unwrap(), r"Nacht\; Tag\, und Komma");
    let days =
        calendar.events.iter().find(|one| value(one, "UID").unwrap() == "days@status.example").unwrap();
    assert_eq!(
        (value(days, "DTSTART").unwrap(), value(days, "DTEND").unwrap()),
        ("20230508".into(), "20230510".into())
    );
    assert!(text.lines().all(|line| line.len() <= 76), "{text}");
}

#[test]
fn the_summary_has_the_words_of_statuspage_and_nothing_unknown_is_operational() {
    let (desk, pin) = published();
    let text = desk.ok(&["export", "public/status.json", "--pin", &pin, "--as", "summary"]);
    let summary: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(summary["page"]["name"], "Beispiel");
    assert_eq!(summary["status"]["indicator"], "critical");
    let component = |id: &str| {
        let all = summary["components"].as_array().unwrap();
        all.iter().find(|one| one["id"] == id).unwrap().clone()
    };
    assert_eq!(component("eau")["status"], "major_outage");
    assert_eq!(component("eau")["group_id"], "group-apps");
    assert_eq!(component("group-apps")["components"][0], "eau");
    assert_eq!(component("epa")["status"], "degraded_performance");
    assert_eq!(summary["incidents"][0]["incident_updates"][0]["body"], "Zwei & mehr.");
    assert_eq!(summary["incidents"][0]["started_at"], "2023-05-01T08:00:00Z");
    assert_eq!(summary["scheduled_maintenances"][0]["scheduled_for"], "2023-05-06T20:00:00Z");
}

#[test]
fn plain_text_says_when_it_was_issued_and_what_to_do() {
    let (desk, pin) = published();
    let text = desk.ok(&["export", "public/status.json", "--pin", &pin, "--as", "text"]);
    for words in [
        "Störung & <Wartung>",
        &format!("(#{})", desk.now),
        "Krankmeldung: Funktioniert gerade nicht\n  Bitte ausdrucken.",
        "Angriff – Ursache ist bekannt (2. Mai 2023)\nZwei & mehr.",
        "Telefon: 0800 12345",
    ] {
        assert!(text.contains(words), "{words:?} is not in\n{text}");
    }
}

#[test]
fn publish_writes_along_what_the_settings_name() {
    let (desk, pin) = published();
    for name in [
        "status.atom",
        "status.en.atom",
        "status.ics",
        "status.en.ics",
        "status.txt",
        "status.en.txt",
        "summary.json",
    ] {
        assert!(desk.path("public").join(name).exists(), "{name}");
    }
    let english = desk.ok(&["export", "public/status.json", "--pin", &pin, "--as", "text", "--lang", "en"]);
    assert_eq!(desk.read("public/status.en.txt"), english.as_bytes());
}

#[test]
fn what_readers_would_not_believe_is_not_exported() {
    let (mut desk, pin) = published();
    let export = ["export", "public/status.json", "--pin", &pin, "--as", "text"];
    let said = desk.fails(&[&export[..], &["--lang", "tr"]].concat());
    assert!(said.contains("`tr` is none of the document's languages: de, en"), "{said}");
    desk.now += 3 * 60 * 60;
    let said = desk.fails(&export);
    assert!(said.contains("genuine, but it expired"), "{said}");
}
