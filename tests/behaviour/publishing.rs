//! One command a day: `statusctl publish`, what it shows and asks, where it writes, and what
//! the timer does; and `statusctl diff`, which says what readers will see change.
//!
//! Owns the settings of a folder and the words of differences.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::Value;

use crate::support::desk::Desk;

const SETTINGS: &str =
    "trust = \"../trust.json\"\nkey = \"../status\"\ntargets = [\"../public\", \"../mirror\"]\n";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A desk with a folder that was published once.
fn published() -> Desk {
    let mut desk = Desk::with_chain("ed25519");
    desk.ok(&["init", "notice"]);
    desk.write("notice/publish.toml", SETTINGS);
    for folder in ["public", "mirror"] {
        fs::create_dir(desk.path(folder)).unwrap();
    }
    desk.ok(&["publish", "notice", "--yes"]);
    desk.now += 60;
    desk
}

fn edit(desk: &Desk, name: &str, from: &str, to: &str) {
    let before = text(&desk.read(name));
    assert!(before.contains(from), "{from}");
    desk.write(name, before.replace(from, to));
}

/// The payload of a signed file.
fn payload(desk: &Desk, name: &str) -> Value {
    let pin = desk.pin("trust.json");
    serde_json::from_str(&desk.ok(&["verify", name, "--pin", &pin, "--payload"])).unwrap()
}

#[test]
fn one_command_shows_what_changes_and_publishes_it_everywhere() {
    let desk = published();
    edit(&desk, "notice/status.toml", "\"partial_outage\"", "\"major_outage\"");
    edit(
        &desk,
        "notice/faq.de.md",
        "Nach heutigem Stand nicht.",
        "Nach heutigem Stand nicht, sagt die Polizei.",
    );
    let said = desk.ok(&["publish", "notice", "--yes"]);
    let expected = "service Elektronische Krankmeldung (eAU), state: Not working at every insurer yet → Does not work right now\n\
                    question Wurden meine Daten gestohlen?, answer (de):\n    \
                    - Nach heutigem Stand nicht.\n    + Nach heutigem Stand nicht, sagt die Polizei.\n";
    assert_eq!(said, expected);
    for target in ["public", "mirror"] {
        let payload = payload(&desk, &format!("{target}/status.json"));
        assert_eq!(payload["services"][0]["state"]["status"], "major_outage");
        assert_eq!(payload["version"], desk.now);
    }
    assert_eq!(desk.read("public/status.json"), desk.read("mirror/status.json"));
}

#[test]
fn without_a_terminal_nothing_is_published_unless_that_is_said() {
    let desk = published();
    let before = desk.read("public/status.json");
    let said = desk.fails(&["publish", "notice"]);
    assert!(said.contains("there is no terminal to ask at"), "{said}");
    assert_eq!(desk.read("public/status.json"), before);
}

#[test]
fn a_folder_with_errors_or_wrong_settings_is_not_published() {
    let desk = published();
    let before = desk.read("public/status.json");
    edit(&desk, "notice/status.toml", "\"partial_outage\"", "\"partly\"");
    let said = desk.fails(&["publish", "notice", "--yes"]);
    assert!(said.contains("`partly` is not known here"), "{said}");
    edit(&desk, "notice/status.toml", "\"partly\"", "\"partial_outage\"");
    for (settings, message) in [
        (SETTINGS.replace("targets", "target"), "unknown field `target`"),
        (SETTINGS.replace("trust =", "trusts ="), "unknown field `trusts`"),
        (format!("{SETTINGS}lifetime = \"2 Stunden\"\n"), "`lifetime`: expected a time like 90m"),
        (format!("{SETTINGS}lifetime = \"48h\"\n"), "widgets believe no document for longer than 24h"),
        (
            format!("{SETTINGS}compress = \"zip\"\n"),
            "`zip` is not known; write gzip, brotli or zstd (not on Windows)",
        ),
        (format!("{SETTINGS}live = \"status.example\"\n"), "`status.example` is no address"),
        (SETTINGS.replace("key = \"../status\"\n", ""), "name the `key` that signs, or with `prepare`"),
        (SETTINGS.replace("[\"../public\", \"../mirror\"]", "[]"), "name at least one folder that is served"),
        (SETTINGS.replace("../mirror", "../nowhere"), "there is no such folder"),
    ] {
        desk.write("notice/publish.toml", &settings);
        for args in [&["publish", "notice", "--yes"][..], &["check", "notice"]] {
            if args[0] == "check" && message == "there is no such folder" {
                continue;
            }
            let said = desk.fails(args);
            assert!(said.contains(message), "{args:?}: {said}");
        }
    }
    assert_eq!(desk.read("public/status.json"), before);
}

#[test]
fn the_timer_signs_again_what_was_published_and_nothing_else() {
    let mut desk = published();
    let before = payload(&desk, "public/status.json");
    // Somebody is editing, and has broken everything.
    for name in ["notice/status.toml", "notice/faq.de.md"] {
        desk.write(name, "half a sen");
    }
    desk.copy("notice/publish.toml", "settings.toml");
    edit(&desk, "settings.toml", "../", "");
    desk.now += 3 * 60 * 60;
    desk.ok(&["publish", "--confirm", "--settings", "settings.toml"]);
    let mut after = payload(&desk, "public/status.json");
    assert_eq!((&after["version"], &after["iat"]), (&desk.now.into(), &desk.now.into()));
    assert_eq!(after["exp"], desk.now + 2 * 60 * 60);
    for name in ["version", "iat", "exp"] {
        after[name] = before[name].clone();
    }
    assert_eq!(after, before);
    assert_eq!(desk.read("public/status.json"), desk.read("mirror/status.json"));
}

#[test]
fn with_its_clock_set_back_a_machine_publishes_nothing_until_somebody_says_that_the_clock_is_right() {
    const MINUTE: u64 = 60;
    let mut desk = published();
    desk.ok(&["publish", "notice", "--yes"]);
    let (before, at) = (desk.read("public/status.json"), desk.now);
    let confirm = ["publish", "--confirm", "--settings", "notice/publish.toml"];
    edit(&desk, "notice/status.toml", "\"partial_outage\"", "\"major_outage\"");
    for back in [6 * MINUTE, 24 * 60 * MINUTE, at] {
        desk.now = at - back;
        for args in [&["publish", "notice", "--yes"][..], &confirm] {
            let said = desk.fails(args);
            assert!(said.contains("set the clock right") && said.contains("2023-05-03T12:01:00Z"), "{said}");
            let german = desk.command(args).env("LC_ALL", "de_DE.UTF-8").output().unwrap();
            assert!(text(&german.stderr).contains("stellen Sie die Uhr richtig"), "{}", text(&german.stderr));
        }
        assert_eq!(desk.read("public/status.json"), before, "{back}");
        assert_eq!(desk.read("notice/.published.json"), before, "{back}");
    }
    // Two machines never have quite the same time.
    desk.now = at - MINUTE;
    desk.ok(&confirm);
    // The clock was ahead for a day, and readers take what is from the future for nothing.
    desk.now = at + 24 * 60 * MINUTE;
    desk.ok(&confirm);
    desk.now = at + MINUTE;
    desk.fails(&confirm);
    desk.ok(&[&confirm[..], &["--clock-is-right"]].concat());
    assert_eq!(payload(&desk, "public/status.json")["iat"], desk.now);
}

#[test]
fn the_timer_does_not_make_an_older_file_fresh_that_somebody_has_put_back() {
    let mut desk = published();
    desk.copy("public/status.json", "old.json");
    edit(&desk, "notice/status.toml", "\"partial_outage\"", "\"major_outage\"");
    desk.ok(&["publish", "notice", "--yes"]);
    for target in ["public", "mirror"] {
        desk.copy("old.json", &format!("{target}/status.json"));
    }
    desk.now += 60;
    desk.ok(&["publish", "--confirm", "--settings", "notice/publish.toml"]);
    assert_eq!(payload(&desk, "public/status.json")["services"][0]["state"]["status"], "major_outage");
}

#[test]
fn what_was_never_published_can_not_be_confirmed() {
    let desk = published();
    fs::remove_file(desk.path("notice/.published.json")).unwrap();
    for target in ["public", "mirror"] {
        fs::remove_file(desk.path(&format!("{target}/status.json"))).unwrap();
    }
    let said = desk.fails(&["publish", "--confirm", "--settings", "notice/publish.toml"]);
    assert!(said.contains("nothing of this publisher has been published yet"), "{said}");
}

#[test]
fn a_target_that_fails_is_named_and_the_others_are_written() {
    let mut desk = published();
    fs::remove_file(desk.path("mirror/status.json")).unwrap();
    fs::create_dir(desk.path("mirror/status.json")).unwrap();
    desk.now += 60;
    let said = desk.fails(&["publish", "notice", "--yes"]);
    assert!(said.contains("mirror/status.json: can't be written: it is a folder"), "{said}");
    assert!(said.contains("1 of 2 targets and addresses failed"), "{said}");
    assert_eq!(payload(&desk, "public/status.json")["version"], desk.now);
}

/// Answers every request with what lies in `file`; returns the address.
fn serve(file: std::path::PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/status.json", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let body = fs::read(&file).unwrap_or_default();
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(&[head.as_bytes(), &body].concat());
        }
    });
    address
}

#[test]
fn what_readers_get_is_read_back_from_the_address_too() {
    let mut desk = published();
    let good = serve(desk.path("public/status.json"));
    desk.copy("public/status.json", "stale.json");
    let stale = serve(desk.path("stale.json"));
    desk.write("notice/publish.toml", format!("{SETTINGS}live = \"{good}\"\n"));
    let output = desk.statusctl(&["publish", "notice", "--yes"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains(&format!("{good}: readers get it")));
    desk.now += 60;
    desk.write("notice/publish.toml", format!("{SETTINGS}live = [\"{good}\", \"{stale}\"]\n"));
    let said = desk.fails(&["publish", "notice", "--yes"]);
    assert!(said.contains(&format!("{stale}: readers get something else than what was published")), "{said}");
    // `diff` reads an address, too.
    edit(&desk, "notice/status.toml", "\"partial_outage\"", "\"major_outage\"");
    let output = desk.statusctl(&["diff", &good, "notice"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stdout).contains("state: Not working at every insurer yet → Does not work right now")
    );
}

#[test]
fn for_a_key_elsewhere_the_bytes_to_sign_are_written_and_nothing_is_published() {
    let desk = published();
    let before = desk.read("public/status.json");
    desk.write("notice/publish.toml", SETTINGS.replace("key = \"../status\"", "prepare = \"../status.jwk\""));
    let output = desk.statusctl(&["publish", "notice", "--yes"]);
    let said = text(&output.stderr);
    assert!(
        output.status.success() && said.contains("nothing is published yet") && said.contains("sha256-"),
        "{said}"
    );
    assert_eq!(desk.read("public/status.json"), before);
    assert!(desk.path("notice/.published.json.prepared").exists());
    assert!(desk.path("notice/.published.json.prepared.input").exists());
}

#[test]
fn a_difference_is_1_none_is_0_and_what_can_not_be_read_is_2() {
    let desk = published();
    let code = |args: &[&str]| desk.statusctl(args).status.code();
    assert_eq!(code(&["diff", "notice", "public/status.json"]), Some(0));
    let output = desk.statusctl(&["diff", "notice", "public/status.json", "--quiet"]);
    assert_eq!((output.stdout, output.stderr), (Vec::new(), Vec::new()));
    desk.ok(&["build", "notice", "--trust", "trust.json", "-o", "payload.json"]);
    assert_eq!(code(&["diff", "payload.json", "public/status.json"]), Some(0));
    edit(&desk, "notice/status.toml", "\"partial_outage\"", "\"major_outage\"");
    assert_eq!(code(&["diff", "public/status.json", "notice"]), Some(1));
    for other in ["nowhere", "status.jwk", "http://127.0.0.1:1/status.json"] {
        let output = desk.statusctl(&["diff", other, "notice"]);
        assert_eq!(output.status.code(), Some(2), "{other}");
        assert!(text(&output.stderr).contains(&format!("error: {other}: ")), "{}", text(&output.stderr));
    }
}

/// What is said of two folders of which the second is the first with this edit.
fn words(from: &str, to: &str) -> (String, Value) {
    const TOML: &str = r#"languages = ["de", "en"]
title.de = "Störung"
title.en = "Disruption"
updated = 2023-05-01
publisher.name = "Beispiel"

[[sites]]
id = "north"
name = "Nord"

[[tenants]]
id = "alpha"
name = "Alpha"
sites = ["north"]

[[tenants]]
id = "beta"
name = "Beta"

[[services]]
id = "eau"
name = "eAU"
status = "operational"

[[services]]
id = "epa"
name = "ePA"
status = "operational"
note.de = "Ein [Link](https://www.example.org/a)."
note.en = "A link."

[[incidents]]
id = "one"
title = "Vorfall"
impact = "major"
status = "identified"

[[incidents.updates]]
at = 2023-05-01T10:00:00+02:00
status = "identified"
text.de = "Gefunden."
text.en = "Found."

[[maintenances]]
id = "night"
title = "Nacht"
status = "scheduled"
starts = 2023-05-06T22:00:00+02:00
"#;
    assert!(TOML.contains(from), "{from}");
    let desk = Desk::new();
    for (folder, toml) in [("old", TOML.to_owned()), ("new", TOML.replace(from, to))] {
        fs::create_dir(desk.path(folder)).unwrap();
        desk.write(&format!("{folder}/status.toml"), toml);
    }
    let output = desk.statusctl(&["diff", "old", "new"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let json = desk.statusctl(&["diff", "old", "new", "--json"]).stdout;
    (text(&output.stdout), serde_json::from_slice(&json).unwrap())
}

#[test]
fn whatever_changes_is_said_in_words() {
    for (from, to, expected) in [
        ("title.de = \"Störung\"", "title.de = \"Angriff\"", "headline (de): Störung → Angriff\n"),
        ("updated = 2023-05-01", "updated = 2023-05-03", "date of the texts: 1 May 2023 → 3 May 2023\n"),
        (
            "name = \"eAU\"\nstatus = \"operational\"",
            "name = \"eAU\"\nstatus = \"operational\"\nsince = 2023-05-01\noutlook = \"unstable\"",
            "service eAU, outlook: new: May go down again at times.\nservice eAU, since: new: 1 May 2023\n",
        ),
        (
            "https://www.example.org/a",
            "https://www.example.org/b",
            "service ePA, note (de): Ein Link (https://www.example.org/a). → Ein Link (https://www.example.org/b).\n",
        ),
        (
            "name = \"eAU\"\nstatus = \"operational\"",
            "name = \"eAU\"\nstatus = \"operational\"\n[[services.sites]]\nid = \"north\"\nstatus = \"major_outage\"",
            "service eAU, site north: new: Does not work right now\nService eAU, as seen at Alpha: Works → Does not work right now\n\
             Service eAU, as seen at Beta: Works → Not known\n",
        ),
        (
            "[[incidents.updates]]",
            "[[incidents.updates]]\nat = 2023-05-01T11:00:00+02:00\nstatus = \"identified\"\ntext.de = \"Neu.\"\ntext.en = \"New.\"\n\n[[incidents.updates]]",
            "incident Vorfall, message of 1. Mai 2023, 11:00 Uhr: new: Cause is known: Neu.\n",
        ),
        (
            "text.de = \"Gefunden.\"",
            "text.de = \"Anders.\"",
            "incident Vorfall, message of 1. Mai 2023, 10:00 Uhr, text (de): Gefunden. → Anders.\n",
        ),
        (
            "status = \"scheduled\"",
            "status = \"in_progress\"",
            "maintenance Nacht, state: Maintenance planned → Maintenance in progress\n",
        ),
        (
            "22:00:00",
            "23:00:00",
            "maintenance Nacht, starts: 6 May 2023, 22:00 CEST → 6 May 2023, 23:00 CEST\n",
        ),
        (
            "id = \"epa\"\nname = \"ePA\"",
            "id = \"epa\"\nname = \"Akte\"",
            "service ePA, name (de): ePA → Akte\nservice ePA, name (en): ePA → Akte\n",
        ),
    ] {
        let (said, json) = words(from, to);
        assert_eq!(said, expected, "{from} → {to}");
        let list = json.as_array().unwrap();
        assert!(list.iter().all(|one| one["path"].is_string() && one["kind"].is_string()), "{json}");
        assert!(!list.is_empty());
    }
}

#[test]
fn germans_are_spoken_to_in_german() {
    let desk = published();
    edit(&desk, "notice/status.toml", "\"partial_outage\"", "\"partly\"");
    let german = |args: &[&str]| {
        let output = desk.command(args).env("LC_ALL", "de_DE.UTF-8").output().unwrap();
        text(&output.stdout) + &text(&output.stderr)
    };
    let said = german(&["check", "notice"]);
    assert!(said.contains("Fehler: `partly` ist hier nicht bekannt"), "{said}");
    assert!(said.contains("Fehler: notice kann nicht gebaut werden: 1 Fehler"), "{said}");
    edit(&desk, "notice/status.toml", "\"partly\"", "\"major_outage\"");
    assert_eq!(german(&["check", "notice"]), "notice: nichts zu beanstanden\n");
    let said = german(&["diff", "public/status.json", "notice"]);
    assert!(
        said.contains("Zustand: Funktioniert noch nicht bei allen Kassen → Funktioniert gerade nicht"),
        "{said}"
    );
    let said = german(&["publish", "notice", "--yes"]);
    assert!(said.contains("gegengelesen"), "{said}");
}

#[test]
fn the_watch_from_outside_says_how_each_address_stands() {
    let mut desk = published();
    let pin = desk.pin("trust.json");
    let good = serve(desk.path("public/status.json"));
    desk.copy("public/status.json", "lagging.json");
    desk.ok(&["publish", "notice", "--yes"]);
    let lagging = serve(desk.path("lagging.json"));
    desk.write("page.html", "<html>404</html>");
    let page = serve(desk.path("page.html"));
    let watch = |desk: &Desk, urls: &[&str]| {
        let output = desk.statusctl(&[&["watch"], urls, &["--pin", &pin, "-q"]].concat());
        (output.status.code(), text(&output.stdout))
    };
    let (code, said) = watch(&desk, &[&good]);
    assert!(code == Some(0) && said.starts_with(&format!("OK: {good}: version ")), "{code:?} {said}");
    let (code, said) = watch(&desk, &[&good, &lagging]);
    assert!(code == Some(1) && said.contains("another mirror has a newer version"), "{code:?} {said}");
    let (code, said) = watch(&desk, &[&good, &page]);
    assert!(
        code == Some(2) && said.contains(&format!("CRITICAL: {page}: readers refuse this file")),
        "{said}"
    );
    let (code, said) = watch(&desk, &["http://127.0.0.1:1/status.json"]);
    assert!(code == Some(2) && said.contains("can't be fetched"), "{said}");
    let metrics = desk.ok(&["watch", &good, "--pin", &pin, "--metrics"]);
    assert!(metrics.contains(&format!("status_file_believed_seconds{{url=\"{good}\"}} 7200\n")), "{metrics}");
    for line in metrics.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.ends_with("\"}") && value.parse::<f64>().is_ok(), "{line}");
    }
    desk.now += 100 * 60;
    let (code, said) = watch(&desk, &[&good]);
    assert!(code == Some(1) && said.contains("it was not signed again in time"), "{said}");
    desk.now += 30 * 60;
    let (code, said) = watch(&desk, &[&good]);
    assert!(code == Some(2) && said.contains("genuine, but it expired"), "{said}");
}

#[test]
fn editors_get_what_is_wrong_with_its_place_and_its_mend() {
    let desk = published();
    edit(&desk, "notice/status.toml", "\"partial_outage\"", "\"partial_outag\"");
    edit(&desk, "notice/faq.de.md", "Ein Absatz.", "😀 Ein **Absatz.");
    let run = |format: &str| -> Value {
        let output = desk.statusctl(&["check", "notice", "--format", format]);
        assert_eq!(output.status.code(), Some(1));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let list = run("json");
    let of = |file: &str| {
        let all = list.as_array().unwrap();
        all.iter().find(|one| one["file"] == format!("notice/{file}")).unwrap().clone()
    };
    let (stars, state) = (of("faq.de.md"), of("status.toml"));
    assert_eq!(state["message"], "`partial_outag` is not known here");
    assert_eq!(state["suggestion"]["edits"][0]["text"], "\"partial_outage\"");
    // Columns count as editors count them: two units for the picture.
    assert_eq!(stars["region"]["startColumn"], 8);
    let sarif = run("sarif");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), list.as_array().unwrap().len());
    for result in results {
        let location = &result["locations"][0]["physicalLocation"];
        assert!(
            location["artifactLocation"]["uri"].is_string() && location["region"]["startLine"].is_u64(),
            "{result}"
        );
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
    }
    assert!(results.iter().any(|result| result["fixes"][0]["artifactChanges"][0]["replacements"].is_array()));
}
