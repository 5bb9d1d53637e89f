//! `statusctl preview` over HTTP: what a folder looks like before anybody signs it, what is
//! said while something is wrong with it, and that nothing is left behind.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::Value;
use status_widget::core::encoding::digest::Digest;
use status_widget::core::encoding::unix_time::UnixTime;
use status_widget::core::session::freshness::{Freshness, freshness};
use status_widget::core::signed::verify::{Authentic, authenticate};

use crate::support::desk::Desk;

/// A preview that runs; it ends with this.
struct Running {
    process: Child,
    port: u16,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Running {
    fn start(desk: &Desk, args: &[&str]) -> Self {
        let mut command = desk.command(&[&["preview", "notice", "--widget", "widget"], args].concat());
        let process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // Its end is waited for, whatever happens here.
        let mut running = Self { process, port: 0 };
        let mut line = String::new();
        BufReader::new(running.process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix('/'));
        running.port = port.unwrap_or_else(|| panic!("{line:?}")).parse().unwrap();
        running
    }

    /// Sends `request` as it is; returns the head of the answer and its body.
    fn raw(&self, request: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
            return (String::new(), answer);
        };
        (String::from_utf8(answer[..end].to_vec()).unwrap(), answer[end + 4..].to_vec())
    }

    fn get(&self, target: &str) -> (String, Vec<u8>) {
        let port = self.port;
        self.raw(&format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"))
    }

    #[track_caller]
    fn text(&self, target: &str) -> String {
        let (head, body) = self.get(target);
        assert!(head.starts_with("HTTP/1.1 200 "), "{target}: {head}");
        String::from_utf8(body).unwrap()
    }

    fn state(&self, since: &str) -> Value {
        serde_json::from_str(&self.text(&format!("/state?since={since}"))).unwrap()
    }

    /// What the portal's page pins.
    fn pin(&self) -> Digest {
        let page = self.text("/portal");
        page.split_once("trust=\"").unwrap().1.split_once('"').unwrap().0.parse().unwrap()
    }

    fn status(&self, case: &str) -> Vec<u8> {
        self.get(&format!("/status.json?case={case}")).1
    }

    fn authentic(&self, case: &str) -> Authentic {
        authenticate(&self.status(case), &self.pin()).unwrap()
    }
}

/// A desk with a folder and something that stands for the built widget.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok(&["init", "notice"]);
    std::fs::create_dir(desk.path("widget")).unwrap();
    desk.write("widget/status-widget.js", "the loader");
    desk.write("widget/status-widget_bg.wasm", b"\0asm");
    desk.write("widget/secret", "not to be served");
    desk
}

fn edit(desk: &Desk, name: &str, from: &str, to: &str) {
    let before = String::from_utf8(desk.read(name)).unwrap();
    assert!(before.contains(from), "{from}");
    desk.write(name, before.replace(from, to));
}

#[test]
fn the_portal_gets_the_folder_signed_by_a_key_that_nobody_else_has() {
    let desk = desk();
    let preview = Running::start(&desk, &[]);
    let page = preview.text("/portal?tenant=kasse-a&audience=press&lang=en&theme=dark");
    for part in
        ["tenant=\"kasse-a\"", "audience=\"press\"", "lang=\"en\"", "class=\"dark\"", "memory=\"off\""]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(preview.get("/widget/status-widget.js").1, b"the loader");
    let (head, wasm) = preview.get("/widget/status-widget_bg.wasm");
    assert!(head.contains("Content-Type: application/wasm") && wasm == b"\0asm", "{head}");
    let authentic = preview.authentic("fresh");
    assert_eq!(authentic.claims().iss, "https://preview.invalid");
    assert_eq!(authentic.content().services.len(), 2);
    assert_eq!(freshness(&authentic, UnixTime::from_secs(desk.now)), Freshness::Fresh);
    // Another preview has another key.
    let other = Running::start(&desk, &[]);
    assert_ne!(other.pin().to_string(), preview.pin().to_string());
    assert!(authenticate(&preview.status("fresh"), &other.pin()).is_err());
}

#[test]
fn each_way_in_which_it_may_fail_can_be_looked_at() {
    let desk = desk();
    let preview = Running::start(&desk, &[]);
    let expired = preview.authentic("expired");
    assert_eq!(freshness(&expired, UnixTime::from_secs(desk.now)), Freshness::Expired);
    let refusal = authenticate(&preview.status("not-authentic"), &preview.pin()).unwrap_err();
    assert!(status_widget::core::error::chain(&refusal).to_string().contains("does not verify"), "{refusal}");
    assert!(!refusal.is_unreadable());
    assert_eq!(preview.get("/status.json?case=offline"), (String::new(), Vec::new()));
    let bar = preview.text("/");
    for case in ["fresh", "expired", "offline", "not-authentic"] {
        assert!(bar.contains(&format!("value=\"{case}\"")), "{bar}");
    }
    for field in ["tenant", "audience", "lang", "width", "theme", "case"] {
        assert!(bar.contains(&format!("<select name=\"{field}\">")), "{bar}");
    }
}

#[test]
fn what_is_saved_is_shown_and_what_is_wrong_is_said_at_its_place() {
    let desk = desk();
    let preview = Running::start(&desk, &[]);
    let first = preview.state("");
    assert_eq!((&first["problems"], &first["said"]), (&Value::Array(Vec::new()), &"".into()));
    assert_eq!(first["languages"], serde_json::json!([["de", "de"], ["en", "en"]]));
    let revision = first["revision"].as_str().unwrap();

    // A page that waits hears of it.
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| preview.state(revision));
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert!(!waiting.is_finished());
        edit(&desk, "notice/status.toml", "\"partial_outage\"", "\"major_outage\"");
        let second = waiting.join().unwrap();
        assert_ne!(second["revision"], first["revision"]);
    });
    let status = |preview: &Running| preview.authentic("fresh").content().services[0].state.status.as_str();
    assert_eq!(status(&preview), "major_outage");

    edit(&desk, "notice/status.toml", "\"major_outage\"", "\"mayor_outage\"");
    let broken = preview.state("");
    assert_eq!(broken["problems"][0]["severity"], "error");
    let toml = String::from_utf8(desk.read("notice/status.toml")).unwrap();
    let line = toml.lines().position(|line| line.contains("mayor")).unwrap() + 1;
    assert_eq!(broken["problems"][0]["place"], format!("status.toml:{line}"));
    let text = broken["problems"][0]["text"].as_str().unwrap();
    assert!(text.contains("`mayor_outage` is not known here") && text.contains("^^^^"), "{text}");
    assert_eq!(broken["said"], "Something is wrong; what you see is how it was before.");
    assert_eq!(status(&preview), "major_outage");

    edit(&desk, "notice/status.toml", "\"mayor_outage\"", "\"operational\"");
    assert_eq!(preview.state("")["problems"], Value::Array(Vec::new()));
    assert_eq!(status(&preview), "operational");
}

#[test]
fn a_folder_that_never_was_right_is_complained_about_and_shows_nothing() {
    let desk = desk();
    desk.write("notice/status.toml", "languages = [\n");
    let preview = Running::start(&desk, &[]);
    let state = preview.state("");
    assert_eq!(state["said"], "Something is wrong, so there is nothing to show yet.");
    assert!(preview.get("/status.json").0.starts_with("HTTP/1.1 404 "));
    assert!(preview.text("/portal").contains("<status-widget "));
}

#[test]
fn drafts_are_shown_and_complained_about() {
    let desk = desk();
    std::fs::remove_dir_all(desk.path("notice")).unwrap();
    desk.ok(&["init", "notice", "--from", "incident"]);
    let preview = Running::start(&desk, &[]);
    let state = preview.state("");
    assert!(state["said"].as_str().unwrap().starts_with("These are drafts"), "{state}");
    assert!(state["problems"].as_array().unwrap().len() > 30);
    assert_eq!(preview.authentic("fresh").content().services.len(), 7);
    // An error beside them is one.
    edit(&desk, "notice/status.toml", "\"investigating\"", "\"investigated\"");
    assert!(preview.state("")["said"].as_str().unwrap().starts_with("Something is wrong"));
}

#[test]
fn only_this_machine_is_answered_and_only_what_belongs_to_the_preview() {
    let desk = desk();
    let preview = Running::start(&desk, &[]);
    let port = preview.port;
    for host in ["evil.example", &format!("evil.example:{port}"), "127.0.0.1", "127.0.0.1:1"] {
        let (head, body) = preview.raw(&format!("GET /status.json HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        assert!(head.starts_with("HTTP/1.1 403 "), "{host}: {head}");
        assert!(!body.starts_with(b"{"), "{host}");
    }
    assert!(preview.raw("GET / HTTP/1.1\r\n\r\n").0.starts_with("HTTP/1.1 403 "));
    let host = format!("Host: localhost:{port}");
    assert!(preview.raw(&format!("GET / HTTP/1.1\r\n{host}\r\n\r\n")).0.starts_with("HTTP/1.1 200 "));
    assert!(preview.raw(&format!("POST / HTTP/1.1\r\n{host}\r\n\r\n")).0.starts_with("HTTP/1.1 405 "));
    for path in [
        "/widget/secret",
        "/widget/../notice/status.toml",
        "/widget/%2e%2e/notice/status.toml",
        "/notice/status.toml",
        "/widget/",
    ] {
        assert!(preview.get(path).0.starts_with("HTTP/1.1 404 "), "{path}");
    }
    // Nothing that is asked for becomes markup.
    let page = preview.text("/portal?tenant=%22%3E%3Cscript%3E&lang=%27x&theme=%22x&case=%3Cb");
    assert!(!page.contains("<script>") && !page.contains("'x") && !page.contains("<b"), "{page}");
    // Nor does half a request, or none, keep it from answering others.
    let _silent = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut half = TcpStream::connect(("127.0.0.1", port)).unwrap();
    half.write_all(b"GET / HT").unwrap();
    preview.text("/");
    // One that never ends is not read to its end.
    let mut endless = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let line = format!("GET / HTTP/1.1\r\n{host}\r\nX: {}", "x".repeat(1000));
    while endless.write_all(line.as_bytes()).is_ok() {}
    preview.text("/");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_and_leaves_nothing_behind() {
    use std::os::unix::process::ExitStatusExt as _;

    let desk = desk();
    std::fs::create_dir(desk.path("tmp")).unwrap();
    let files = |desk: &Desk| {
        let mut names = Vec::new();
        let mut folders = vec![desk.path("")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                names.push(path.clone());
                folders.extend(path.is_dir().then_some(path));
            }
        }
        names.sort();
        names
    };
    let before = files(&desk);
    let mut command = desk.command(&["preview", "notice", "--widget", "widget"]);
    command.env("TMPDIR", desk.path("tmp")).env("HOME", desk.path("tmp"));
    let process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut running = Running { process, port: 0 };
    let mut line = String::new();
    BufReader::new(running.process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    running.port = line.trim().trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
    running.authentic("fresh");
    let pid = running.process.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(running.process.wait().unwrap().signal(), Some(2));
    assert!(TcpStream::connect(("127.0.0.1", running.port)).is_err());
    assert_eq!(files(&desk), before);
}

#[test]
fn without_a_widget_it_says_where_it_has_looked() {
    let desk = desk();
    let said = desk.fails(&["preview", "notice"]);
    assert!(
        said.contains("the built widget (status-widget.js and status-widget_bg.wasm) is not in dist"),
        "{said}"
    );
    assert!(said.contains("--widget"), "{said}");
    assert!(desk.fails(&["preview", "notice", "--widget", "notice"]).contains("is not in notice"));
    assert!(desk.fails(&["preview", "nowhere", "--widget", "widget"]).contains("there is no such folder"));
    let preview = Running::start(&desk, &[]);
    let port = preview.port.to_string();
    let said = desk.fails(&["preview", "notice", "--widget", "widget", "--port", &port]);
    assert!(said.contains(&format!("port {port} can't be had")), "{said}");
}

#[test]
fn germans_see_it_in_german() {
    let desk = desk();
    let mut command = desk.command(&["preview", "notice", "--widget", "nowhere"]);
    let said = String::from_utf8(command.env("LC_ALL", "de_DE.UTF-8").output().unwrap().stderr).unwrap();
    assert!(said.contains("das gebaute Widget") && said.starts_with("Fehler: "), "{said}");
    let mut command = desk.command(&["preview", "notice", "--widget", "widget"]);
    command.env("LC_ALL", "de_DE.UTF-8");
    let process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut running = Running { process, port: 0 };
    let mut line = String::new();
    BufReader::new(running.process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    running.port = line.trim().trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
    let bar = running.text("/");
    for word in ["lang=\"de\"", "Krankenkasse", "abgelaufen", "Drucken", "Vorschau – nicht veröffentlicht"]
    {
        assert!(bar.contains(word), "{word}: {bar}");
    }
    desk.write("notice/status.toml", "languages = \"de\"\n");
    let text = running.state("")["problems"].to_string();
    assert!(text.contains("Fehler: "), "{text}");
}
