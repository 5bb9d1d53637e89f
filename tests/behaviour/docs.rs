//! The guides do what they say: every block marked `sh` is run, in order, and every
//! other line that begins with `statusctl` has arguments that the tool knows.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::desk::{Desk, PASSPHRASE, is_installed};
use clap::Parser as _;
use status_widget::native::commands::Cli;

/// The blocks of code of a page: language and text.
fn blocks(page: &str) -> Vec<(&str, String)> {
    let mut blocks: Vec<(&str, String)> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(language) if !inside => {
                inside = true;
                blocks.push((language, String::new()));
            }
            Some(_) => inside = false,
            None if inside => {
                let (_, text) = blocks.last_mut().unwrap();
                text.push_str(line);
                text.push('\n');
            }
            None => {}
        }
    }
    blocks
}

/// Runs all `sh` blocks of a page one after another in one shell; returns what they
/// printed.
#[track_caller]
fn run(page: &str, desk: &Desk) -> String {
    let blocks = blocks(page).into_iter().filter(|(language, _)| *language == "sh");
    // Versions are seconds, and people need more than one for the next block.
    let script: Vec<String> =
        blocks.map(|(_, text)| format!("set -x\n{text}{{ set +x; sleep 1.1; }} 2>&-\n")).collect();
    assert!(script.len() > 3, "there is little to run");
    let programs = Path::new(env!("CARGO_BIN_EXE_statusctl")).parent().unwrap();
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script.concat()])
        .env("PATH", format!("{}:{}", programs.display(), std::env::var("PATH").unwrap()))
        .env("STATUSCTL_PASSPHRASE", PASSPHRASE)
        .current_dir(desk.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The commands in a text, each as its arguments, with what the shell would fill in
/// replaced by something of the right form.
fn commands(text: &str) -> Vec<Vec<String>> {
    let joined = text.replace("\\\n", " ");
    let mut commands = Vec::new();
    for line in joined.lines() {
        for part in line.split(['|', '&', ';']) {
            let Some(start) = part.find("statusctl ").filter(|start| {
                part[..*start].chars().all(|c| c.is_whitespace() || "ExecStart=".contains(c))
            }) else {
                continue;
            };
            let mut words = Vec::new();
            for word in shell_words(&part[start..]) {
                if word == "#" || word.starts_with('>') {
                    break;
                }
                words.push(match word.as_str() {
                    "$PIN" => format!("sha256-{}=", "A".repeat(43)),
                    word if word.starts_with("$(date") => "2023-05-03T12:00:00Z".into(),
                    word if word.starts_with("$(statusctl trust show") => {
                        format!("sha256-{}=", "A".repeat(43))
                    }
                    word => word.to_owned(),
                });
            }
            commands.push(words);
        }
    }
    commands
}

/// Words as a shell splits them, without filling anything in.
fn shell_words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in text.trim().chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c.is_whitespace() => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// All pages for people: at the top of the project, and the guides.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.to_owned(), root.join("docs")];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let paths = files.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// The anchor of a heading, as the places make it that show such pages.
fn anchor(heading: &str) -> String {
    let signs = heading.trim().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    signs.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn every_link_between_the_pages_leads_somewhere() {
    let mut found = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        // What stands in blocks is an example.
        let prose: String = text.split("```").step_by(2).collect();
        for link in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains(':') {
                continue;
            }
            found += 1;
            let (file, section) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {link}", page.display());
            if !section.is_empty() {
                let there = std::fs::read_to_string(&target).unwrap();
                let mut headings = there.lines().filter(|line| line.starts_with('#'));
                let is_there = headings.any(|line| anchor(line.trim_start_matches('#')) == section);
                assert!(is_there, "{}: {link}", page.display());
            }
        }
    }
    assert!(found > 15, "only {found} links found");
}

#[test]
fn every_command_in_the_guides_is_one_that_the_tool_knows() {
    let mut found = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for command in blocks(&text).iter().flat_map(|(_, text)| commands(text)) {
            found += 1;
            if let Err(error) = Cli::try_parse_from(&command) {
                let is_help = !error.use_stderr();
                assert!(is_help, "{}: {}\n{error}", page.display(), command.join(" "));
            }
        }
    }
    assert!(found > 40, "only {found} commands found");
}

#[test]
fn the_guide_for_publishers_works_as_it_stands() {
    let desk = Desk::new();
    let said = run(include_str!("../../docs/publisher.md"), &desk);
    assert!(said.contains("good: version "), "{said}");
    for file in ["public/status.json", "status.json", "rehearsal/status.json"] {
        assert!(desk.path(file).exists(), "{file}");
    }
    let pin = desk.pin("rehearsal.json");
    let mixed = desk.fails(&["verify", "public/status.json", "--pin", &pin]);
    assert!(mixed.contains("the trust chain does not hold: "), "{mixed}");
}

/// A desk laid out like the publisher's machine, and a text with its folders in place of
/// those of the guide.
fn installed() -> (Desk, impl Fn(&str) -> String) {
    let mut desk = Desk::with_chain("ed25519");
    // Timers live in the present.
    desk.now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    for folder in ["etc", "www", "lib"] {
        std::fs::create_dir(desk.path(folder)).unwrap();
    }
    for name in ["root", "root.jwk", "status", "status.jwk", "trust.json"] {
        std::fs::remove_file(desk.path(name)).unwrap();
    }
    desk.key("root", "ed25519");
    desk.key("etc/status.pem", "ed25519");
    desk.begin_chain(&["--root", "root.jwk", "--status", "etc/status.pem.jwk"]);
    desk.ok(&["trust", "sign", "trust.json", "--key", "root"]);
    desk.copy("trust.json", "etc/trust.json");
    desk.write("etc/pin", desk.pin("trust.json"));
    desk.write_private("etc/passphrase", format!("{PASSPHRASE}\n"));
    let folder = desk.path("").display().to_string();
    let folder = folder.trim_end_matches('/').to_owned();
    let place = move |text: &str| {
        text.replace("/etc/status", &format!("{folder}/etc"))
            .replace("/var/www/status", &format!("{folder}/www"))
            .replace("/var/lib/status", &format!("{folder}/lib"))
            .replace("/usr/local/bin/statusctl", env!("CARGO_BIN_EXE_statusctl"))
    };
    let page = include_str!("../../docs/publisher.md");
    let settings = blocks(page).into_iter().find(|(language, _)| *language == "toml").unwrap().1;
    desk.write("etc/publish.toml", place(&settings));
    desk.ok(&["init", "notice"]);
    desk.ok(&["publish", "notice", "--yes", "--settings", "etc/publish.toml"]);
    (desk, place)
}

/// Runs a command as a timer does: with little in its environment.
fn as_a_timer(desk: &Desk, command: &mut Command) -> std::process::Output {
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", "/")
        .current_dir(desk.path(""))
        .output()
        .unwrap()
}

#[test]
fn the_lines_for_cron_do_what_they_say_when_cron_runs_them() {
    let (desk, place) = installed();
    let page = include_str!("../../docs/publisher.md");
    let lines = blocks(page).into_iter().filter(|(language, _)| *language == "cron");
    let lines: Vec<String> = lines.map(|(_, text)| place(&text)).collect();
    assert_eq!(lines.len(), 2);
    let before = desk.read("www/status.json");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    for line in &lines {
        let command = line.trim().splitn(6, ' ').nth(5).unwrap();
        // Cron makes a new line of every `%`, and ends the command there, unless a stroke
        // stands before it (crontab(5)).
        let kept = command.replace("\\%", "\u{1}");
        let kept = kept.split('%').next().unwrap().replace('\u{1}', "%");
        // What is live, from a file instead of a web server.
        let fetched = format!("file://{}/www/status.json", desk.path("").display());
        let script = kept.replace("https://status.example/status.json", &fetched);
        let output = as_a_timer(&desk, Command::new("sh").args(["-c", &script]));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}\n{said}");
        assert_eq!((said.as_ref(), output.stdout.len()), ("", 0), "cron would send a letter");
    }
    assert_ne!(desk.read("www/status.json"), before, "nothing was signed again");
}

#[test]
fn the_units_for_systemd_are_right_and_start_what_is_there() {
    if !is_installed("systemd-analyze", Path::new("/usr/bin/systemd-analyze")) {
        return;
    }
    let (desk, place) = installed();
    let page = include_str!("../../docs/publisher.md");
    let units: Vec<String> = blocks(page)
        .into_iter()
        .filter(|(language, _)| *language == "ini")
        .map(|(_, text)| place(&text))
        .collect();
    assert_eq!(units.len(), 2);
    desk.write("status-sign.service", units[0].replace("User=status\n", ""));
    desk.write("status-sign.timer", &units[1]);
    desk.write("alarm@.service", "[Service]\nType=oneshot\nExecStart=/bin/true\n");
    let output = Command::new("systemd-analyze")
        .args(["verify", "--man=no", "./status-sign.service", "./status-sign.timer"])
        .env("SYSTEMD_UNIT_PATH", format!("{}:", desk.path("").display()))
        .current_dir(desk.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("status-sign")).collect();
    assert!(ours.is_empty(), "{said}");
    // What it starts works, with the credentials where systemd puts them.
    let joined = units[0].replace("\\\n", " ");
    let start = joined.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
    let start = start.replace("%d", &desk.path("etc").display().to_string());
    let before = desk.read("www/status.json");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let output = as_a_timer(&desk, Command::new("sh").args(["-c", &start]));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_ne!(desk.read("www/status.json"), before);
}

#[test]
fn the_guide_to_keys_works_as_it_stands() {
    for program in ["/usr/bin/softhsm2-util", "/usr/bin/pkcs11-tool"] {
        if !is_installed(program, Path::new(program)) {
            return;
        }
    }
    let desk = Desk::new();
    let said = run(include_str!("../../docs/keys.md"), &desk);
    assert_eq!(said.matches("good: version ").count(), 4, "{said}");
}
