//! German at the terminal: what `check`, `publish`, `diff` and `preview` say with `LANG=de_*`,
//! when all is well and when it is not, and that it is English elsewhere.
//!
//! The words of each error stand in `native::german`, whose own tests go through all of them;
//! here is what comes out of the tool.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::support::desk::Desk;

/// Words that stand in no German sentence of ours.
const ENGLISH: &[&str] = &[
    "the", "is", "are", "not", "of", "and", "with", "to", "it", "this", "can't", "be", "by", "that", "from",
    "has", "have", "file", "key", "signed", "expected", "no", "than", "for", "does", "error", "because",
    "warning", "unknown", "missing", "invalid", "help",
];

pub fn in_language(desk: &Desk, language: &str, args: &[&str]) -> Output {
    let mut command = desk.command(args);
    for name in ["LC_ALL", "LC_MESSAGES"] {
        command.env_remove(name);
    }
    command.env("LANG", language).output().unwrap()
}

/// What is said beside results, without code and without the lines that quote a file.
fn prose(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_quoted = |line: &str| {
        let line = line.trim_start();
        line.split_once(['|', '│']).is_some_and(|(before, _)| before.trim().parse::<usize>().is_ok())
            || line.starts_with("Zeile ")
            || line.starts_with("-->")
    };
    let lines: Vec<&str> = said.lines().filter(|line| !is_quoted(line)).collect();
    lines.join("\n").split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

pub fn english_words(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || "'/._-".contains(c)))
        .map(|word| word.trim_matches(['.', '\'']).to_lowercase())
        .filter(|word| ENGLISH.contains(&word.as_str()))
        .collect()
}

/// Runs a command in both languages; it must fail or work in both, and say something else.
#[track_caller]
fn check(desk: &Desk, args: &[&str]) -> String {
    let german = in_language(desk, "de_DE.UTF-8", args);
    let english = in_language(desk, "en_GB.UTF-8", args);
    assert_eq!(german.status.code(), english.status.code(), "{args:?}");
    let said = String::from_utf8_lossy(&german.stderr).into_owned();
    assert_ne!(said, String::from_utf8_lossy(&english.stderr), "{args:?}");
    let english = english_words(&prose(&german));
    assert!(english.is_empty(), "{args:?}: {english:?} in:\n{said}");
    said
}

fn desk() -> Desk {
    let mut desk = Desk::with_chain("ed25519");
    desk.ok(&["init", "notice"]);
    fs::create_dir(desk.path("public")).unwrap();
    desk.write("notice/publish.toml", SETTINGS);
    desk.ok(&["publish", "notice", "--yes"]);
    desk.now += 60;
    desk
}

const SETTINGS: &str = "trust = \"../trust.json\"\nkey = \"../status\"\ntargets = \"../public\"\n";

#[test]
fn whatever_keeps_publish_from_its_work_is_said_in_german() {
    let desk = desk();
    let settings: &[(&str, &str)] = &[
        ("trust = \"../trust.json\"", "es fehlt"),
        ("targets = \"../public\"", "tragets"),
        ("\"../public\"", "3"),
        ("\"../public\"", "\"../nowhere\""),
        ("\"../public\"", "[]"),
        ("\"../status\"", "\"../root\""),
        ("\"../status\"", "\"../nobody\""),
        ("\"../status\"", "\"../status.jwk\""),
        ("\"../status\"", "[\"../status\", \"../status\"]"),
        ("\"../trust.json\"", "\"../nothing.json\""),
        ("\"../trust.json\"", "\"../status.jwk\""),
        ("\"../trust.json\"", "\"../trust.json\"\ntrust = \"\""),
        ("key = \"../status\"\n", ""),
        ("key = \"../status\"\n", "key = \"../status\"\nlifetime = \"2 Stunden\"\n"),
        ("key = \"../status\"\n", "key = \"../status\"\nlifetime = \"48h\"\n"),
        ("key = \"../status\"\n", "key = \"../status\"\ncompress = \"zip\"\n"),
        ("key = \"../status\"\n", "key = \"../status\"\nexport = \"rss\"\n"),
        ("key = \"../status\"\n", "key = \"../status\"\nlive = \"status.example\"\n"),
        ("key = \"../status\"\n", "key = \"../status\"\nlive = \"http://127.0.0.1:0/status.json\"\n"),
        ("key = \"../status\"\n", "key = \"../status\"\npassphrase_file = \"../none\"\n"),
        ("key = \"../status\"\n", "key = \"../status\"\npassphrase_file = [\"a\", \"b\"]\n"),
        ("key = \"../status\"\n", "prepare = \"../root.jwk\"\n"),
        ("key = \"../status\"\n", "prepare = \"../trust.json\"\n"),
    ];
    for (from, to) in settings {
        assert!(SETTINGS.contains(from), "{from}");
        desk.write("notice/publish.toml", SETTINGS.replace(from, to));
        let said = check(&desk, &["publish", "notice", "--yes"]);
        assert!(said.contains("Fehler: "), "{to}: {said}");
    }
    desk.write("notice/publish.toml", SETTINGS);
    check(&desk, &["publish", "notice"]);
    check(&desk, &["publish", "nowhere"]);
    check(&desk, &["publish", "notice", "--yes", "--prepared", "trust.json"]);
    fs::remove_file(desk.path("notice/.published.json")).unwrap();
    for found in ["<html>", "{}", "[]", ""] {
        desk.write("public/status.json", found);
        if !found.is_empty() {
            check(&desk, &["publish", "notice", "--yes"]);
        }
        check(&desk, &["publish", "--confirm", "--settings", "notice/publish.toml"]);
    }
}

#[test]
fn a_wrong_passphrase_and_a_key_that_others_read_are_said_in_german() {
    let desk = desk();
    let run = |desk: &Desk, language: &str, passphrase: &str| {
        let mut command = desk.command(&["publish", "notice", "--yes"]);
        command.env("STATUSCTL_PASSPHRASE", passphrase).env_remove("LC_ALL").env("LANG", language);
        command.output().unwrap()
    };
    let german = run(&desk, "de_AT", "something else again");
    assert!(english_words(&prose(&german)).is_empty(), "{}", prose(&german));
    assert!(prose(&german).contains("die Passphrase öffnet diesen Schlüssel nicht"), "{}", prose(&german));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The desk's own folder is private and would protect it.
        fs::set_permissions(desk.path("."), fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(desk.path("status"), fs::Permissions::from_mode(0o644)).unwrap();
        let said = check(&desk, &["publish", "notice", "--yes"]);
        assert!(said.contains("können auch andere lesen (Modus 644)"), "{said}");
    }
}

#[test]
fn what_check_and_diff_and_preview_meet_is_said_in_german() {
    let desk = desk();
    check(&desk, &["check", "nowhere"]);
    check(&desk, &["check", "notice/status.toml"]);
    check(&desk, &["check", "notice"]);
    for folder in ["broken", "latin", "widget"] {
        fs::create_dir(desk.path(folder)).unwrap();
    }
    desk.write("broken/status.toml", "languages = [\"de\"\nname = „x“\n");
    check(&desk, &["check", "broken"]);
    desk.write("latin/status.toml", b"a = \"\xf6\"");
    check(&desk, &["check", "latin", "--deny-warnings"]);
    desk.write("utf16.json", b"\xff\xfe{\0}\0");
    let pin = desk.pin("trust.json");
    for other in ["nowhere", "broken", "trust.json", "utf16.json", "status.jwk", "http://127.0.0.1:0/x"] {
        check(&desk, &["diff", "notice", other]);
        check(&desk, &["diff", other, "public/status.json", "--pin", &pin]);
    }
    let other_pin = format!("sha256-{}=", "A".repeat(43));
    check(&desk, &["diff", "notice", "public/status.json", "--pin", &other_pin]);
    check(&desk, &["preview", "nowhere"]);
    check(&desk, &["preview", "notice", "--widget", "nowhere"]);
    for name in status_widget::native::preview::WIDGET.map(|(name, _)| name) {
        desk.write(&format!("widget/{name}"), "");
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    check(&desk, &["preview", "notice", "--widget", "widget", "--port", &port]);
}

/// What stands between the quotation marks of a literal that begins at `text`, and the rest.
fn literal(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    if let Some(raw) = text.strip_prefix("r#\"") {
        return raw.split_once("\"#").map(|(literal, rest)| (literal.to_owned(), rest));
    }
    let body = text.strip_prefix('"')?;
    let mut is_escaped = false;
    let end = body.find(|c| {
        let is_end = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end
    })?;
    Some((body[..end].to_owned(), &body[end + 1..]))
}

#[test]
fn all_that_is_said_in_both_languages_is_said_in_each_of_them() {
    fn collect(folder: &Path, said: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, said);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let product = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
                for rest in product.split("say!(").skip(1) {
                    let Some((english, rest)) = literal(rest) else { continue };
                    let rest = rest.trim_start().strip_prefix(',').unwrap();
                    let (german, _) = literal(rest).expect("German follows English");
                    said.push((english, german));
                }
            }
        }
    }
    let mut said = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/native"), &mut said);
    assert!(said.len() > 300, "{}", said.len());
    // Words that both languages have.
    let is_one_word = |text: &str| text.split_whitespace().count() == 1;
    for (english, german) in said {
        assert!(english != german || is_one_word(&english), "{english}");
        let prose = german.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        // What is filled in has English names.
        let prose: String = prose.split(['{', '}']).step_by(2).collect::<Vec<_>>().join(" ");
        let found = english_words(&prose);
        assert!(found.is_empty(), "{found:?} in: {german}");
    }
}
