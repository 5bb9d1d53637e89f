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
