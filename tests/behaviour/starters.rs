//! The folders that `statusctl init` writes: the small one can be published at once, the one
//! for an outage once somebody has read all of it.

use crate::support::desk::Desk;

const FILES: [&str; 3] = ["notice/status.toml", "notice/faq.de.md", "notice/faq.en.md"];

fn text(desk: &Desk, name: &str) -> String {
    String::from_utf8(desk.read(name)).unwrap()
}

/// The number of drafts that `check` refuses, each at its place.
fn drafts(desk: &Desk) -> usize {
    let said = String::from_utf8(desk.statusctl(&["check", "notice"]).stderr).unwrap();
    said.matches("error: this is still a draft").count()
}

fn outage() -> Desk {
    let desk = Desk::with_chain("ed25519");
    desk.ok(&["init", "notice", "--from", "incident"]);
    desk
}

/// The marks in a file, but not those in its remarks.
fn marks(text: &str) -> usize {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.matches("[ENTWURF]").count() + line.matches("[DRAFT]").count()).sum()
}

#[test]
fn an_outage_begins_with_what_people_ask_about_and_says_nothing_that_nobody_knows() {
    let desk = outage();
    let toml: toml::Table = text(&desk, "notice/status.toml").parse().unwrap();
    let services = toml["services"].as_array().unwrap();
    let ids: Vec<&str> = services.iter().map(|service| service["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["eau", "prescription", "insurance-proof", "epa", "payments", "office", "bonus-app"]);
    for service in services {
        assert_eq!(service["status"].as_str(), Some("unknown"), "{service:?}");
        for language in ["de", "en"] {
            assert!(service["alternative"][language].as_str().is_some(), "{service:?}");
        }
    }
    // Times are those of this desk, as clocks in Germany show them.
    assert_eq!(toml["updated"].as_datetime().unwrap().to_string(), "2023-05-03T14:00:00+02:00");
    for language in ["de", "en"] {
        let questions = text(&desk, &format!("notice/faq.{language}.md"));
        for id in ["what-happened", "sick-note", "medicine", "data-leak", "end-in-sight", "fraud"] {
            assert!(questions.contains(&format!("{{#{id}}}")), "{language}: {id}");
        }
    }
}

#[test]
fn drafts_that_nobody_has_touched_are_refused_one_by_one_at_their_places() {
    let desk = outage();
    let all: usize = FILES.iter().map(|name| marks(&text(&desk, name))).sum();
    assert!(all > 30, "{all}");
    // A name in quotes stands for both languages and is complained about once.
    assert_eq!(drafts(&desk), all);
    let said = desk.fails(&["check", "notice"]);
    for name in FILES {
        let text = text(&desk, name);
        for (number, line) in text.lines().enumerate().filter(|(_, line)| marks(line) > 0) {
            let column = line.find("[ENTWURF]").or_else(|| line.find("[DRAFT]")).unwrap() + 1;
            assert!(said.contains(&format!("--> {name}:{}:{column}\n", number + 1)), "{line}");
        }
    }
    assert!(said.contains("help: read it, make it true or delete it, then delete `[ENTWURF]`"), "{said}");
    // One that somebody has read is not complained about any more.
    let toml = text(&desk, "notice/status.toml");
    desk.write("notice/status.toml", toml.replacen("title.de = \"[ENTWURF] ", "title.de = \"", 1));
    assert_eq!(drafts(&desk), all - 1);
}

#[test]
fn nothing_publishes_a_draft() {
    let desk = outage();
    std::fs::create_dir(desk.path("public")).unwrap();
    desk.write(
        "notice/publish.toml",
        "trust = \"../trust.json\"\nkey = \"../status\"\ntargets = \"../public\"\n",
    );
    for args in
        [&["publish", "notice", "--yes"][..], &["build", "notice", "--trust", "trust.json", "-o", "p.json"]]
    {
        assert!(desk.fails(args).contains("this is still a draft"), "{args:?}");
    }
    assert!(!desk.path("public/status.json").exists());
}

#[test]
fn without_its_marks_there_is_nothing_to_complain_about() {
    let desk = outage();
    for name in FILES {
        let read = text(&desk, name).replace("[ENTWURF] ", "").replace("[DRAFT] ", "");
        desk.write(name, read);
    }
    desk.ok(&["check", "notice", "--deny-warnings"]);
    let said = String::from_utf8(desk.statusctl(&["check", "notice"]).stderr).unwrap();
    assert_eq!(said, "notice: nothing to complain about\n");
}

#[test]
fn texts_that_are_there_already_are_never_written_over() {
    let desk = outage();
    let before = text(&desk, "notice/status.toml");
    let said = desk.fails(&["init", "notice", "--from", "incident"]);
    assert!(said.contains("notice has status.toml and faq.de.md and faq.en.md already"), "{said}");
    assert_eq!(text(&desk, "notice/status.toml"), before);
    assert_eq!(desk.statusctl(&["init", "other", "--from", "flood"]).status.code(), Some(2));
    assert!(!desk.path("other").exists());
}
