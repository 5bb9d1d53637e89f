//! How long a publisher's day takes: `check` and `publish` of a folder as large as folders get,
//! and the way from an edited state to a published, verified file.
//!
//! Bounds are generous, so that a busy machine passes and something quadratic does not. The
//! figures themselves, with the tool as it is built for publishers:
//! `cargo test --release --test behaviour pace:: -- --nocapture --test-threads 1`

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::support::desk::{Desk, PASSPHRASE};
use crate::support::terminal::Terminal;

const SERVICES: usize = 60;
const TENANTS: usize = 80;
const QUESTIONS: usize = 200;
const LANGUAGES: [&str; 8] = ["de", "en", "tr", "ru", "uk", "ar", "pl", "ro"];

/// What a command may take here, and the whole way at a terminal: the tool without
/// optimisation, on two busy cores.
const A_COMMAND: Duration = Duration::from_secs(30);
const THE_WHOLE_WAY: Duration = Duration::from_secs(20);

/// Which tool was measured.
const TOOL: &str = if cfg!(debug_assertions) { "test profile" } else { "release profile" };

/// A desk with a chain, at the time of this machine: the released tool knows no other.
fn desk() -> Desk {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let desk = Desk::with_chain_at(now, "ed25519");
    desk.write_private("passphrase", PASSPHRASE);
    for folder in ["notice", "public", "mirror"] {
        fs::create_dir(desk.path(folder)).unwrap();
    }
    desk.write(
        "notice/publish.toml",
        "trust = \"../trust.json\"\nkey = \"../status\"\npassphrase_file = \"../passphrase\"\n\
         targets = [\"../public\", \"../mirror\"]\nexport = [\"atom\", \"summary\", \"text\"]\n",
    );
    desk
}

/// The folder of this size, each answer of about `answer` characters.
fn write_folder(desk: &Desk, answer: usize) {
    let languages = LANGUAGES.map(|language| format!("\"{language}\"")).join(", ");
    let mut toml = format!("languages = [{languages}]\nupdated = 2023-05-03\n");
    for language in LANGUAGES {
        writeln!(toml, "title.{language} = \"Aktuelle Störungen ({language})\"").unwrap();
    }
    toml += "[publisher]\nname = \"Beispiel GmbH\"\nurl = \"https://www.example.org/\"\n";
    toml += "[[sites]]\nid = \"nord\"\nname = \"Nord\"\n[[sites]]\nid = \"sued\"\nname = \"Süd\"\n";
    for number in 0..TENANTS {
        let site = if number % 2 == 0 { "nord" } else { "sued" };
        writeln!(
            toml,
            "[[tenants]]\nid = \"bkk-{number}\"\nname = \"Betriebskasse {number}\"\nsites = [\"{site}\"]"
        )
        .unwrap();
    }
    for number in 0..SERVICES {
        writeln!(
            toml,
            "[[services]]\nid = \"service-{number}\"\nname = \"Service {number}\"\nstatus = \"operational\"\n\
             since = 2023-05-01"
        )
        .unwrap();
        for site in ["nord", "sued"].into_iter().filter(|_| number % 2 == 0) {
            writeln!(toml, "[[services.sites]]\nid = \"{site}\"\nstatus = \"operational\"").unwrap();
        }
    }
    desk.write("notice/status.toml", toml);
    for language in LANGUAGES {
        let mut faq = String::new();
        for number in 0..QUESTIONS {
            let text = "Ja, das geht. ".chars().cycle().take(answer).collect::<String>();
            write!(faq, "### F {number}? {{#f-{number}}}\n\n{}\n\n", text.trim()).unwrap();
        }
        desk.write(&format!("notice/faq.{language}.md"), faq);
    }
}

/// Runs a command; returns what it said and how long it took.
#[track_caller]
fn timed(desk: &Desk, args: &[&str], works: bool) -> (String, Duration) {
    let start = Instant::now();
    let output = desk.statusctl(args);
    let took = start.elapsed();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.success(), works, "{args:?}: {said}");
    assert!(took < A_COMMAND, "{args:?} took {took:?}");
    (said, took)
}

#[test]
fn the_largest_folder_is_checked_and_published_in_seconds() {
    let desk = desk();
    // More does not fit into 256 KiB with so many questions in so many languages.
    write_folder(&desk, 3);
    let (said, check) = timed(&desk, &["check", "notice"], true);
    assert!(said.contains("notice: "), "{said}");
    let (said, publish) = timed(&desk, &["publish", "notice", "--yes"], true);
    assert!(said.contains("60 services, 200 questions, 8 languages"), "{said}");
    let toml = String::from_utf8(desk.read("notice/status.toml")).unwrap();
    desk.write("notice/status.toml", toml.replacen("\"operational\"", "\"major_outage\"", 1));
    std::thread::sleep(Duration::from_secs(1));
    let (_, again) = timed(&desk, &["publish", "notice", "--yes"], true);
    std::thread::sleep(Duration::from_secs(1));
    let (_, confirm) = timed(&desk, &["publish", "--confirm", "--settings", "notice/publish.toml"], true);
    let size = desk.read("public/status.json").len() / 1024;
    eprintln!(
        "{TOOL}: {SERVICES} services, {TENANTS} tenants, {QUESTIONS} questions, {} languages, {size} KiB: \
         check {check:.2?}, publish {publish:.2?}, after an edit {again:.2?}, --confirm {confirm:.2?}",
        LANGUAGES.len()
    );
}

#[test]
fn a_folder_that_no_widget_would_read_is_refused_as_fast() {
    let desk = desk();
    write_folder(&desk, 400);
    let (said, check) = timed(&desk, &["check", "notice"], false);
    assert!(said.contains("of 256 KiB when signed"), "{said}");
    eprintln!("{TOOL}: check of the same with answers of 400 characters {check:.2?}");
}

#[test]
fn from_an_edited_state_to_a_published_and_verified_file_it_is_one_command_and_one_letter() {
    let desk = desk();
    desk.ok(&["init", "draft"]);
    for name in ["status.toml", "faq.de.md", "faq.en.md"] {
        desk.copy(&format!("draft/{name}"), &format!("notice/{name}"));
    }
    desk.ok(&["publish", "notice", "--yes"]);
    std::thread::sleep(Duration::from_secs(1));
    let toml = String::from_utf8(desk.read("notice/status.toml")).unwrap();
    desk.write("notice/status.toml", toml.replacen("\"partial_outage\"", "\"major_outage\"", 1));

    let start = Instant::now();
    let (command, answer) = ("publish notice", "y");
    let mut terminal = Terminal::new(&desk, command);
    terminal.answers("[y/N] ", answer);
    let (code, shown) = terminal.ends();
    let took = start.elapsed();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("Does not work right now") && shown.contains("read back"), "{shown}");
    assert!(took < THE_WHOLE_WAY, "{took:?}");
    // What was asked was done, and verified by the widget's verifier.
    let payload = desk.ok(&["verify", "public/status.json", "--pin", &desk.pin("trust.json"), "--payload"]);
    assert!(payload.contains("major_outage"), "{payload}");
    let keys = "statusctl ".len() + command.len() + 1 + answer.len() + 1;
    assert!(keys <= 30, "{keys} keys");
    eprintln!("{TOOL}: from an edited state to two published, verified files: {keys} keys, {took:.2?}");
}
