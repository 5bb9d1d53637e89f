//! `statusctl` as a publisher meets it: the real binary, its files, its words, its exit
//! codes.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::desk::{Desk, ISSUER, PASSPHRASE};
use crate::support::terminal::Terminal;

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Every command and subcommand.
pub const COMMANDS: &[&[&str]] = &[
    &[],
    &["init"],
    &["check"],
    &["preview"],
    &["publish"],
    &["diff"],
    &["build"],
    &["schema"],
    &["keygen"],
    &["trust"],
    &["trust", "init"],
    &["trust", "rotate"],
    &["trust", "sign"],
    &["trust", "merge"],
    &["trust", "verify"],
    &["trust", "show"],
    &["sign"],
    &["prepare"],
    &["attach"],
    &["verify"],
    &["watch"],
    &["doctor"],
    &["export"],
    &["render"],
    &["snippet"],
    &["import"],
    &["import", "ti-lage"],
    &["inspect"],
    &["completions"],
    &["manual"],
];

/// Runs shell commands at the desk, with `statusctl` on the path.
fn shell(desk: &Desk, script: &str) -> Output {
    let programs = Path::new(env!("CARGO_BIN_EXE_statusctl")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    command.args(["-euo", "pipefail", "-c", script]).env("PATH", path);
    desk.equip(&mut command);
    command.output().unwrap()
}

#[track_caller]
fn works(desk: &Desk, script: &str) -> String {
    let output = shell(desk, script);
    assert!(output.status.success(), "{script}\nfailed:\n{}", text(&output.stderr));
    text(&output.stdout)
}

/// A desk with a signed chain, a payload of version 1 and a folder to publish to.
fn ready() -> Desk {
    let desk = Desk::with_chain("ed25519");
    desk.payload(1);
    fs::create_dir(desk.path("public")).unwrap();
    desk
}

const SIGN: [&str; 8] =
    ["sign", "payload.json", "--key", "status", "--trust", "trust.json", "--publish-to", "public"];

#[test]
fn the_first_document_in_five_minutes_is_made_as_help_says() {
    let desk = Desk::new();
    let help = desk.ok(&["--help"]);
    let (_, script) = help.split_once("in five minutes:\n").unwrap();
    let said = works(&desk, script);
    assert!(
        said.lines().any(|line| line.starts_with("good: version 1683115200 of https://status.example")),
        "{said}"
    );
}

#[test]
fn help_fits_a_terminal_and_explains_every_argument() {
    let desk = Desk::new();
    for command in COMMANDS {
        let help = desk.ok(&[command, &["--help"][..]].concat());
        assert!(help.contains("Usage: statusctl"), "{help}");
        for line in help.lines().filter(|line| !line.starts_with("Usage: ")) {
            assert!(line.chars().count() <= 100, "{command:?}: {line}");
        }
        // An argument and what it is for stand in one line, or in the next one.
        let lines: Vec<&str> = help.lines().collect();
        let is_option = |line: &str| line.starts_with("      --") || line.starts_with("  -");
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| is_option(line)) {
            let explained = line.trim().contains("  ") || lines[index + 1].starts_with("          ");
            assert!(explained, "{command:?}: {line}");
        }
    }
    assert_eq!(desk.ok(&["--version"]), format!("statusctl {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_arguments_are_code_2_and_say_what_was_expected() {
    let desk = ready();
    for (args, said) in [
        (&["check"][..], "<DIR>"),
        (&["chekc", "notice"], "'check'"),
        (&["keygen", "k", "--alg", "rsa"], "ed25519, es256"),
        (&["keygen", "k", "--passphrase", "correct horse battery"], "--passphrase-file"),
        (&["build", "n", "--trust", "trust.json", "--lifetime", "25h"], "no document for longer than 24h"),
        (&["build", "n", "--trust", "trust.json", "--lifetime", "two hours"], "a time like 90m, 2h or 365d"),
        (&["build", "n", "--trust", "trust.json", "--version", "0"], "0 is not in 1..=9007199254740991"),
        (&["build", "n", "--trust", "trust.json", "--version", "9007199254740992"], "is not in"),
        (&["verify", "f", "--pin", "sha256-AAAA"], "as `statusctl trust show` prints it"),
        (&["verify", "f", "--pin", "x", "--at", "now"], "--pin"),
        (
            &["sign", "payload.json", "--key", "k", "--trust", "t", "-o", "a", "--publish-to", "b"],
            "cannot be used with",
        ),
    ] {
        let output = desk.statusctl(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        let error = text(&output.stderr);
        assert!(error.starts_with("error: ") && error.contains(said), "{args:?}: {error}");
    }
    assert_eq!(desk.statusctl(&[]).status.code(), Some(2));
}

#[test]
fn results_go_to_standard_output_and_remarks_do_not() {
    let desk = ready();
    desk.ok(&["init", "notice"]);
    let stdout = |args: &[&str]| text(&desk.statusctl(args).stdout);
    assert_eq!(stdout(&["check", "notice"]), "");
    let id = stdout(&["keygen", "other"]);
    assert_eq!(id.trim(), desk.json("other.jwk")["kid"].as_str().unwrap());
    let payload = stdout(&["build", "notice", "--trust", "trust.json"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&payload).unwrap()["iss"], ISSUER);
    let file = stdout(&["sign", "payload.json", "--key", "status", "--trust", "trust.json", "-o", "-"]);
    assert!(serde_json::from_str::<serde_json::Value>(&file).unwrap()["signatures"].is_array());
    assert_eq!(stdout(&["verify", "nothing", "--pin", &desk.pin("trust.json")]), "");
    assert_eq!(stdout(&["trust", "show", "trust.json", "--pin"]).lines().count(), 1);
}

#[test]
fn commands_can_be_joined_with_pipes() {
    let desk = ready();
    desk.ok(&["init", "notice"]);
    works(
        &desk,
        "statusctl build notice --trust trust.json | statusctl sign - --key status --trust trust.json -o - \
         | statusctl verify - --pin $(statusctl trust show trust.json --pin)",
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = ready();
    desk.ok(&SIGN);
    desk.ok(&["init", "notice"]);
    for command in
        ["schema", "inspect public/status.json", "build notice --trust trust.json", "trust show trust.json"]
    {
        let output = shell(&desk, &format!("statusctl {command} | true"));
        assert!(output.status.success(), "{command}: {}", text(&output.stderr));
        assert!(!text(&output.stderr).contains("panicked"), "{command}");
    }
}

// ── Folders ─────────────────────────────────────────────────────────────────────────

#[test]
fn init_writes_a_folder_that_checks_and_never_overwrites() {
    let desk = Desk::new();
    desk.ok(&["init", "notice"]);
    let said = desk.statusctl(&["check", "notice"]);
    assert_eq!(text(&said.stderr), "notice: nothing to complain about\n");
    desk.write("notice/faq.de.md", "mine");
    let said = desk.fails(&["init", "notice"]);
    assert!(said.contains("already; nothing was written"), "{said}");
    assert_eq!(desk.read("notice/faq.de.md"), b"mine");
    fs::create_dir(desk.path("other")).unwrap();
    desk.write("other/README.md", "git");
    desk.ok(&["init", "other"]);
}

#[test]
fn check_names_the_file_as_it_was_named_and_fails_for_errors_only() {
    let desk = Desk::new();
    desk.ok(&["init", "notice"]);
    let toml = text(&desk.read("notice/status.toml"));
    desk.write("notice/status.toml", toml.replace("name.en = \"Imprint\"\n", ""));
    let output = desk.statusctl(&["check", "notice"]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stderr);
    assert!(said.contains("--> notice/status.toml:88:1"), "{said}");
    assert!(said.ends_with("notice: can be built, 1 warning\n"), "{said}");
    let said = desk.fails(&["check", "notice", "--deny-warnings"]);
    assert!(said.ends_with("error: notice: 1 warning, which --deny-warnings forbids\n"), "{said}");
    desk.write("notice/status.toml", toml.replace("\"operational\"", "\"opertional\""));
    let said = desk.fails(&["check", "notice"]);
    assert!(said.ends_with("error: could not compile notice: 1 error\n"), "{said}");
}

#[test]
fn a_folder_that_is_none_is_told() {
    let desk = Desk::new();
    assert_eq!(
        desk.fails(&["check", "nowhere"]),
        "error: nowhere: can't be read\n  because: No such file or directory (os error 2)\n"
    );
    desk.ok(&["init", "notice"]);
    let said = desk.fails(&["check", "notice/status.toml"]);
    assert_eq!(said, "error: notice/status.toml: not a folder; name the one it stands in\n");
    fs::create_dir(desk.path("empty")).unwrap();
    let said = desk.fails(&["check", "empty"]);
    assert!(said.contains("there is no status.toml in the folder"), "{said}");
    fs::create_dir(desk.path("empty/status.toml")).unwrap();
    let said = desk.fails(&["check", "empty"]);
    assert!(said.starts_with("error: empty/status.toml: can't be read\n  because: Is a directory"), "{said}");
}

#[test]
fn build_takes_version_and_times_from_the_clock_unless_told_otherwise() {
    let desk = ready();
    desk.ok(&["init", "notice"]);
    let built = |more: &[&str]| -> serde_json::Value {
        let args = [&["build", "notice", "--trust", "trust.json"], more].concat();
        serde_json::from_str(&desk.ok(&args)).unwrap()
    };
    let payload = built(&[]);
    assert_eq!(payload["version"], desk.now);
    assert_eq!(payload["iat"], desk.now);
    assert_eq!(payload["exp"], desk.now + 2 * 60 * 60);
    assert_eq!((&payload["iss"], &payload["sub"]), (&ISSUER.into(), &"production".into()));
    let payload = built(&["--version", "7", "--lifetime", "24h"]);
    assert_eq!(payload["version"], 7);
    assert_eq!(payload["exp"], desk.now + 24 * 60 * 60);
}

#[test]
fn build_writes_nothing_when_there_are_errors() {
    let desk = ready();
    desk.ok(&["init", "notice"]);
    desk.write("notice/status.toml", "languages = []\n");
    desk.write("payload.json", "old");
    let said = desk.fails(&["build", "notice", "--trust", "trust.json", "-o", "payload.json"]);
    assert!(said.contains("error: could not compile notice"), "{said}");
    assert_eq!(desk.read("payload.json"), b"old");
}

#[test]
fn build_counts_the_chain_when_it_judges_the_size() {
    let desk = ready();
    desk.ok(&["init", "notice"]);
    // So long that it fits with a short chain only.
    let answer = "Ein Satz, der sich wiederholt. ".repeat(5_600);
    let faq = format!("### Frage? {{#frage}}\n\n{answer}\n");
    desk.write("notice/faq.de.md", &faq);
    desk.write("notice/faq.en.md", "");
    desk.ok(&["build", "notice", "--trust", "trust.json", "-o", "payload.json"]);
    desk.ok(&SIGN);
    for _ in 0..20 {
        desk.ok(&["trust", "rotate", "trust.json"]);
        desk.ok(&["trust", "sign", "trust.json", "--key", "root"]);
    }
    let said = desk.fails(&["build", "notice", "--trust", "trust.json", "-o", "payload.json"]);
    assert!(said.contains("of 262144 bytes, and widgets refuse longer files; shorten the texts"), "{said}");
}

#[test]
fn build_warns_of_a_date_in_the_future() {
    let desk = ready();
    desk.ok(&["init", "notice"]);
    let toml =
        text(&desk.read("notice/status.toml")).replace("updated = 2023-05-03\n", "updated = 2032-05-03\n");
    desk.write("notice/status.toml", toml);
    let said = text(&desk.statusctl(&["build", "notice", "--trust", "trust.json", "-o", "p.json"]).stderr);
    assert!(said.contains("warning: this is in the future\n  --> notice/status.toml:"), "{said}");
}

// ── Keys and passphrases ────────────────────────────────────────────────────────────

fn mode(desk: &Desk, name: &str) -> u32 {
    fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_private_key_is_encrypted_and_for_its_owner_only() {
    let desk = Desk::new();
    for algorithm in ["ed25519", "es256"] {
        desk.key(algorithm, algorithm);
        assert!(text(&desk.read(algorithm)).starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
        assert_eq!(mode(&desk, algorithm), 0o600);
        assert!(desk.json(&format!("{algorithm}.jwk")).get("d").is_none());
    }
    desk.ok(&["keygen", "plain", "--no-password"]);
    assert!(text(&desk.read("plain")).starts_with("-----BEGIN PRIVATE KEY-----"));
    assert_eq!(mode(&desk, "plain"), 0o600);
}

#[test]
fn keygen_overwrites_neither_a_private_key_nor_a_public_one() {
    let desk = Desk::new();
    desk.key("key", "ed25519");
    let before = (desk.read("key"), desk.read("key.jwk"));
    assert!(desk.fails(&["keygen", "key"]).contains("key is there already; a key is never overwritten"));
    desk.copy("key.jwk", "other.jwk");
    assert!(desk.fails(&["keygen", "other"]).contains("other.jwk is there already"));
    assert!(!desk.path("other").exists());
    assert_eq!((desk.read("key"), desk.read("key.jwk")), before);
}

#[test]
fn a_key_that_others_can_read_is_not_used() {
    let desk = ready();
    fs::set_permissions(desk.path("status"), fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(desk.fails(&SIGN), "error: status can be read by others (mode 640); run `chmod 600 status`\n");
}

#[test]
fn a_passphrase_comes_from_a_file_standard_input_or_the_environment() {
    let desk = ready();
    desk.write_private("passphrase", format!("{PASSPHRASE}\nsecond line\n"));
    desk.write_private("wrong", "another passphrase\n");
    let sign = |more: &[&str]| {
        let mut command = desk
            .command(&[&["sign", "payload.json", "--key", "status", "--trust", "trust.json"], more].concat());
        command.args(["-o", "signed.json"]);
        command
    };
    // The environment, which the desk sets.
    assert!(sign(&[]).status().unwrap().success());
    // A file, which goes before the environment.
    let file = |name| sign(&["--passphrase-file", name]);
    assert!(file("passphrase").env_remove("STATUSCTL_PASSPHRASE").status().unwrap().success());
    let output = file("wrong").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "error: status: the passphrase does not open this key\n");
    let output = file("none").output().unwrap();
    assert!(text(&output.stderr).starts_with("error: none: can't be read\n  because: No such file"));
    // Standard input.
    let mut child = file("-").env_remove("STATUSCTL_PASSPHRASE").stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{PASSPHRASE}\n").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn without_a_passphrase_and_a_terminal_the_tool_says_what_to_do() {
    let desk = ready();
    let mut command = Command::new("setsid");
    command.args(["-w", env!("CARGO_BIN_EXE_statusctl")]).args(SIGN);
    desk.equip(&mut command);
    let output = command.env_remove("STATUSCTL_PASSPHRASE").stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("use --passphrase-file or the variable STATUSCTL_PASSPHRASE"), "{said}");
}

#[test]
fn a_short_passphrase_is_refused_and_no_key_is_written() {
    let desk = Desk::new();
    let output =
        desk.command(&["keygen", "key"]).env("STATUSCTL_PASSPHRASE", "12345678901").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("fewer than 12 characters; five random words"));
    assert!(!desk.path("key").exists() && !desk.path("key.jwk").exists());
}

#[test]
fn at_a_terminal_a_new_passphrase_is_asked_for_twice_and_not_shown() {
    let desk = Desk::new();
    let mut terminal = Terminal::new(&desk, "keygen key");
    terminal.types("New passphrase: ", PASSPHRASE);
    terminal.types("The same once more: ", PASSPHRASE);
    let (code, shown) = terminal.ends();
    assert_eq!(code, Some(0), "{shown}");
    assert!(!shown.contains(PASSPHRASE), "{shown}");
    desk.copy("key.jwk", "public.jwk");
    desk.ok(&["trust", "init", "t.json", "--issuer", ISSUER, "--root", "key.jwk", "--status", "public.jwk"]);
    let mut terminal = Terminal::new(&desk, "trust sign t.json --key key");
    terminal.types("Passphrase of key: ", PASSPHRASE);
    let (code, shown) = terminal.ends();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("completely signed") && !shown.contains(PASSPHRASE), "{shown}");
}

#[test]
fn at_a_terminal_a_slip_in_a_new_passphrase_makes_no_key() {
    let desk = Desk::new();
    let mut terminal = Terminal::new(&desk, "keygen key");
    terminal.types("New passphrase: ", PASSPHRASE);
    terminal.types("The same once more: ", "correct hose battery staple");
    let (code, shown) = terminal.ends();
    assert_eq!(code, Some(1));
    assert!(shown.contains("error: the two passphrases differ"), "{shown}");
    assert!(!desk.path("key").exists());
}

#[test]
fn a_terminal_is_asked_even_if_the_payload_comes_through_a_pipe() {
    let desk = ready();
    let args = "sign - --key status --trust trust.json -o signed.json < payload.json";
    let mut terminal = Terminal::new(&desk, args);
    terminal.types("Passphrase of status: ", PASSPHRASE);
    let (code, shown) = terminal.ends();
    assert_eq!(code, Some(0), "{shown}");
}

#[test]
fn colours_are_for_terminals_whose_owner_wants_them() {
    let desk = Desk::new();
    desk.ok(&["init", "notice"]);
    desk.write("notice/status.toml", "nothing = 1\n");
    let shown = |no_color: &str| {
        let mut command = Command::new("script");
        command.args(["-qec", &format!("{} check notice", env!("CARGO_BIN_EXE_statusctl")), "/dev/null"]);
        desk.equip(&mut command);
        text(&command.env("NO_COLOR", no_color).env("TERM", "xterm").output().unwrap().stdout)
    };
    assert!(!shown("1").contains('\u{1b}'));
    // By https://no-color.org, an empty value says nothing.
    assert!(shown("").contains('\u{1b}'));
    let output = desk.command(&["check", "notice"]).env_remove("NO_COLOR").output().unwrap();
    assert!(!text(&output.stderr).contains('\u{1b}'));
}

// ── Signing and publishing ──────────────────────────────────────────────────────────

#[test]
fn a_version_that_is_not_higher_is_refused_and_the_old_file_stays() {
    let desk = ready();
    desk.payload(5);
    desk.ok(&SIGN);
    let live = desk.read("public/status.json");
    for version in [5, 4] {
        desk.payload(version);
        let said = desk.fails(&SIGN);
        let expected = format!("error: version {version} is not higher than 5, which is published");
        assert!(said.starts_with(&expected), "{said}");
        assert_eq!(desk.read("public/status.json"), live);
    }
    desk.payload(6);
    desk.ok(&SIGN);
    assert_ne!(desk.read("public/status.json"), live);
    assert_eq!(mode(&desk, "public/status.json"), 0o644);
    assert_eq!(fs::read_dir(desk.path("public")).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_copy_of_the_live_file_is_heeded() {
    let desk = ready();
    desk.payload(5);
    desk.ok(&SIGN);
    desk.copy("public/status.json", "live.json");
    desk.payload(4);
    let args = [
        "sign",
        "payload.json",
        "--key",
        "status",
        "--trust",
        "trust.json",
        "--live",
        "live.json",
        "-o",
        "s.json",
    ];
    let said = desk.fails(&args);
    assert!(said.contains("version 4 is not higher than 5"), "{said}");
    assert!(!desk.path("s.json").exists());
    desk.payload(6);
    desk.ok(&args);
}

#[test]
fn what_readers_would_refuse_or_not_believe_is_not_written() {
    let mut desk = ready();
    desk.ok(&SIGN);
    let live = desk.read("public/status.json");
    let refused = |desk: &Desk, said: &str| {
        let error = desk.fails(&SIGN);
        assert!(error.contains(said), "{said}: {error}");
        assert_eq!(desk.read("public/status.json"), live, "{said}");
    };
    desk.write("payload.json", "<html>");
    refused(
        &desk,
        "error: readers would refuse this file, so it was not written\n  because: what is signed is not a \
         status document: not JSON at line 1",
    );
    desk.write("payload.json", desk.payload(2).to_string().replace("production", "rehearsal"));
    refused(&desk, "issuer or stream is not the one that the trust documents name");
    desk.write("payload.json", desk.payload(2).to_string().replace("\"de\":\"eAU\"", "\"en\":\"eAU\""));
    refused(&desk, "services[0].name.de: missing in the first language");
    desk.payload(2);
    desk.now += 3 * 60 * 60;
    refused(&desk, "genuine, but it expired at 2023-05-03T14:00:00Z; readers see its states as unknown");
    desk.now -= 4 * 60 * 60;
    refused(&desk, "issued at 2023-05-03T12:00:00Z, which is in the future");
    desk.now += 367 * 24 * 60 * 60;
    desk.payload(2);
    refused(
        &desk,
        "its trust chain expired at 2024-05-02T12:00:00Z; rotate it with `statusctl trust rotate`",
    );
}

#[test]
fn in_the_last_month_of_the_chain_everybody_who_signs_is_reminded() {
    let mut desk = ready();
    desk.payload(1);
    assert!(!text(&desk.statusctl(&SIGN).stderr).contains("warning"));
    desk.now += 340 * 24 * 60 * 60;
    desk.payload(2);
    let output = desk.statusctl(&SIGN);
    assert!(output.status.success());
    let said = text(&output.stderr);
    assert!(said.contains("warning: the trust chain expires at 2024-05-02T12:00:00Z"), "{said}");
}

#[test]
fn a_foreign_file_is_never_overwritten() {
    let desk = ready();
    for foreign in ["<html>404</html>", "{}", "{\"payload\":\"\",\"signatures\":[],\"trust\":[]}"] {
        desk.write("public/status.json", foreign);
        let said = desk.fails(&SIGN);
        assert!(said.contains("what is published there is not a file of this publisher"), "{said}");
        assert_eq!(text(&desk.read("public/status.json")), foreign);
    }
}

#[test]
fn a_folder_that_is_not_there_and_no_place_at_all_are_told() {
    let desk = ready();
    fs::remove_dir(desk.path("public")).unwrap();
    assert_eq!(desk.fails(&SIGN), "error: public: there is no such folder; make it, or mend the name\n");
    let said = desk.fails(&SIGN[..6]);
    assert_eq!(said, "error: say where the file goes: --output FILE or --publish-to DIR\n");
}

#[test]
fn a_key_without_a_role_does_not_sign() {
    let desk = ready();
    let said =
        desk.fails(&["sign", "payload.json", "--key", "root", "--trust", "trust.json", "-o", "s.json"]);
    assert!(said.contains("has no role here; `statusctl trust show` lists the keys that have"), "{said}");
    assert!(!desk.path("s.json").exists());
}

#[test]
fn an_unsigned_chain_is_told_who_must_do_what() {
    let desk = Desk::new();
    desk.key("root", "ed25519");
    desk.key("status", "ed25519");
    desk.begin_chain(&["--root", "root.jwk", "--status", "status.jwk"]);
    desk.payload(1);
    let said =
        desk.fails(&["sign", "payload.json", "--key", "status", "--trust", "trust.json", "-o", "s.json"]);
    assert_eq!(
        said,
        "error: trust.json: not completely signed; root holders sign it with `statusctl trust sign`\n  \
         because: the signatures of trust document 1 do not hold: no signatures\n"
    );
}

#[test]
fn two_who_publish_at_once_wait_for_one_another() {
    let desk = ready();
    // Somebody else is between looking and writing.
    let folder = fs::File::open(desk.path("public")).unwrap();
    folder.lock().unwrap();
    desk.copy("payload.json", "one.json");
    let mut args = SIGN;
    args[1] = "one.json";
    let mut child = desk.command(&args).stderr(Stdio::piped()).spawn().unwrap();
    desk.payload(2);
    args[6..].copy_from_slice(&["-o", "public/status.json"]);
    args[1] = "payload.json";
    desk.ok(&args);
    let started = Instant::now();
    while started.elapsed() < Duration::from_millis(500) {
        assert_eq!(child.try_wait().unwrap(), None, "it did not wait");
        std::thread::sleep(Duration::from_millis(50));
    }
    folder.unlock().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let mut said = String::new();
    child.stderr.unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("is not higher than 2"), "{said}");
}

// ── Verifying and inspecting ────────────────────────────────────────────────────────

#[test]
fn verify_and_inspect_say_what_a_wrong_file_looks_like() {
    let desk = ready();
    let pin = desk.pin("trust.json");
    desk.write("page.html", "\n<!doctype html><title>Sign in to WLAN</title>");
    desk.write("empty", "");
    desk.write("object", "{\"a\": 1}");
    desk.write("truncated", &desk.read("payload.json")[..50]);
    desk.write("large", vec![b' '; 5_000_000]);
    desk.write("latin1", b"{\"a\": \"\xf6\"}");
    // What is wrong and looks like what, in one line, and why, in another.
    let refused = "readers refuse this file";
    for (name, said, because) in [
        (
            "page.html",
            "; it looks like a web page, so look at where it came from",
            "not a signed status file: not JSON at line 2, column 1",
        ),
        ("empty", "; it is empty", "not a signed status file: not JSON at line 1, column 1"),
        ("object", "", "not a signed status file: payload: expected a value, but there is none"),
        (
            "payload.json",
            "; it looks like a payload, so sign it first",
            "not a signed status file: payload: ",
        ),
        (
            "trust.json",
            "; it looks like a chain of trust documents, for `statusctl trust show`",
            "not a signed status file: ",
        ),
        ("truncated", "", "not a signed status file: not JSON at line 1"),
        ("large", "", "the file is larger than 256 KiB"),
        ("latin1", "", "not a signed status file: not UTF-8"),
        ("none", "can't be read", "No such file or directory"),
        (".", "can't be read", "Is a directory"),
    ] {
        let refused = if said == "can't be read" { "" } else { refused };
        for args in [&["verify", name, "--pin", &pin][..], &["inspect", name]] {
            let error = desk.fails(args);
            let lines: Vec<&str> = error.lines().collect();
            assert_eq!(lines.len(), 2, "{args:?}: {error}");
            assert_eq!(lines[0], format!("error: {name}: {refused}{said}"), "{args:?}");
            assert!(lines[1].starts_with(&format!("  because: {because}")), "{args:?}: {error}");
        }
    }
}

#[test]
fn verify_sums_up_what_readers_believe_and_until_when() {
    let desk = ready();
    desk.ok(&SIGN);
    let key = desk.json("status.jwk")["kid"].as_str().unwrap().to_owned();
    let pin = desk.pin("trust.json");
    assert_eq!(
        desk.ok(&["verify", "public/status.json", "--pin", &pin]),
        format!(
            "good: version 1 of https://status.example (production)\n  issued 2023-05-03T12:00:00Z, believed until \
             2023-05-03T14:00:00Z\n  signed by {key}\n  vouched for by trust document 1\n  services: 1, questions: 0, \
             languages: de\n"
        )
    );
    let later =
        desk.fails(&["verify", "public/status.json", "--pin", &pin, "--at", "2023-05-03T15:00:00+00:00"]);
    assert!(later.contains("expired at 2023-05-03T14:00:00Z"), "{later}");
    let other =
        desk.fails(&["verify", "public/status.json", "--pin", &format!("sha256-{}=", "A".repeat(43))]);
    let because = "  because: the trust chain does not hold: the first trust document is sha256-";
    assert!(other.contains(because), "{other}");
}

#[test]
fn verify_prints_exactly_what_was_signed() {
    let desk = ready();
    let mut payload = desk.payload(1);
    payload["severity"] = "added by a newer publisher".into();
    desk.write("payload.json", payload.to_string());
    desk.ok(&SIGN);
    let printed = desk.ok(&["verify", "public/status.json", "--pin", &desk.pin("trust.json"), "--payload"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).unwrap(), payload);
}

#[test]
fn verify_refuses_a_rollback_behind_a_file_that_was_seen() {
    let desk = ready();
    desk.payload(1);
    desk.ok(&SIGN);
    desk.copy("public/status.json", "old.json");
    desk.payload(2);
    desk.ok(&SIGN);
    let pin = desk.pin("trust.json");
    desk.ok(&["verify", "public/status.json", "--pin", &pin, "--seen", "old.json"]);
    let said = desk.fails(&["verify", "old.json", "--pin", &pin, "--seen", "public/status.json"]);
    assert!(said.contains("version 1 is lower than 2, which was seen before"), "{said}");
}

#[test]
fn inspect_shows_everything_and_says_that_nothing_was_verified() {
    let desk = ready();
    desk.ok(&SIGN);
    let mut file = desk.json("public/status.json");
    file["signatures"][0]["signature"] = "AAAA".into();
    desk.write("forged.json", file.to_string());
    let output = desk.statusctl(&["inspect", "forged.json"]);
    assert!(output.status.success());
    assert_eq!(text(&output.stderr), "NOT verified; use `statusctl verify` for that\n");
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(shown["status"]["payload"], desk.json("payload.json"));
    assert_eq!(shown["status"]["signatures"][0]["header"]["typ"], "status+jwt");
    assert_eq!(shown["trust"][0]["payload"]["version"], 1);
}
