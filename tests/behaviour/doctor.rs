//! A portal's page is looked at (`statusctl doctor`): the good case says nothing, and each fault
//! is named with its mend.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use status_widget::native::integrity::integrity;

use super::german::{english_words, in_language};
use crate::support::desk::Desk;

#[derive(Clone)]
struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    delay: Duration,
}

/// A web server on this machine, for as long as the test runs.
struct Server {
    origin: String,
    replies: Arc<Mutex<HashMap<String, Reply>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let replies = Arc::new(Mutex::new(HashMap::<String, Reply>::new()));
        let shown = Arc::clone(&replies);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let lines: Vec<String> = BufReader::new(stream.try_clone().unwrap())
                    .lines()
                    .map_while(Result::ok)
                    .take_while(|line| !line.is_empty())
                    .collect();
                let path = lines.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
                let found = shown.lock().unwrap().get(path).cloned();
                let reply = found.unwrap_or(Reply {
                    status: 404,
                    headers: vec![],
                    body: vec![],
                    delay: Duration::ZERO,
                });
                std::thread::sleep(reply.delay);
                let mut head = format!(
                    "HTTP/1.1 {} x\r\nContent-Length: {}\r\nConnection: close\r\n",
                    reply.status,
                    reply.body.len()
                );
                for (name, value) in &reply.headers {
                    head.push_str(&format!("{name}: {value}\r\n"));
                }
                let _ = stream.write_all(&[head.as_bytes(), b"\r\n", &reply.body].concat());
            }
        });
        Self { origin, replies }
    }

    fn set(&self, path: &str, body: impl Into<Vec<u8>>, headers: &[(&'static str, &str)]) {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let reply = Reply { status: 200, headers, body: body.into(), delay: Duration::ZERO };
        self.replies.lock().unwrap().insert(path.into(), reply);
    }

    fn change(&self, path: &str, change: impl FnOnce(&mut Reply)) {
        change(self.replies.lock().unwrap().get_mut(path).unwrap());
    }
}

/// A portal, and the host of widget and status file, all in order.
struct World {
    desk: Desk,
    portal: Server,
    host: Server,
}

const NOSNIFF: (&str, &str) = ("X-Content-Type-Options", "nosniff");
const CORS: (&str, &str) = ("Access-Control-Allow-Origin", "*");

impl World {
    fn new() -> Self {
        let desk = Desk::with_chain("ed25519");
        desk.publish(1, "status");
        let (portal, host) = (Server::start(), Server::start());
        host.set(
            "/1/status-widget.js",
            "loader",
            &[("Content-Type", "text/javascript; charset=utf-8"), NOSNIFF, CORS],
        );
        host.set("/1/status-widget_bg.wasm", "wasm", &[("Content-Type", "application/wasm"), NOSNIFF, CORS]);
        host.set(
            "/status.json",
            desk.read("public/status.json"),
            &[("Content-Type", "application/json"), ("Cache-Control", "no-cache"), CORS],
        );
        let page = format!(
            "<!doctype html><script type=\"module\" src=\"{0}/1/status-widget.js\" integrity=\"{1}\" \
             crossorigin=\"anonymous\"></script><status-widget src=\"{0}/status.json\" trust=\"{2}\"></status-widget>",
            host.origin,
            integrity(b"loader"),
            desk.pin("trust.json")
        );
        let policy = format!(
            "default-src 'none'; script-src {0} 'wasm-unsafe-eval'; connect-src {0}/1/ {0}",
            host.origin
        );
        portal.set("/", page, &[("Content-Type", "text/html"), ("Content-Security-Policy", &policy)]);
        Self { desk, portal, host }
    }

    fn page(&self, from: &str, to: &str) {
        self.portal.change("/", |reply| {
            let page = String::from_utf8(reply.body.clone()).unwrap();
            assert!(page.contains(from), "{page}");
            reply.body = page.replace(from, to).into();
        });
    }

    fn policy(&self, from: &str, to: &str) {
        self.portal.change("/", |reply| {
            let policy = &mut reply.headers[1].1;
            assert!(policy.contains(from), "{policy}");
            *policy = policy.replace(from, to);
        });
    }

    /// What is said, and the exit code.
    fn examined(&self) -> (Option<i32>, String) {
        let output = self.desk.statusctl(&["doctor", &self.portal.origin]);
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    }

    /// One finding and no other, with its mend; and the same in German.
    #[track_caller]
    fn check(&self, code: i32, says: &str, mend: &str) {
        let german = in_language(&self.desk, "de_DE.UTF-8", &["doctor", &self.portal.origin]);
        assert_eq!(german.status.code(), Some(code));
        let german = String::from_utf8(german.stdout).unwrap();
        // The label is monitoring's, in any language.
        let prose: String = german.trim_start_matches("WARNING").split('`').step_by(2).collect();
        assert!(english_words(&prose).is_empty() && german.contains("\n  Abhilfe: "), "{german}");
        let (found, said) = self.examined();
        let said = said.replace('`', "");
        assert_eq!(found, Some(code), "{said}");
        assert_eq!(said.lines().count(), 2, "{said}");
        assert!(said.lines().next().unwrap().contains(says), "{said}");
        assert!(said.lines().last().unwrap().contains(mend), "{said}");
    }
}

#[test]
fn a_page_in_order_is_good() {
    let world = World::new();
    let (code, said) = world.examined();
    assert_eq!((code, said.as_str()), (Some(0), format!("OK: {}/\n", world.portal.origin).as_str()));
}

#[test]
fn each_missing_source_of_a_policy_is_named_with_its_directive() {
    let world = World::new();
    world.policy(" 'wasm-unsafe-eval'", "");
    world.check(2, "forbids WebAssembly", "add to script-src: 'wasm-unsafe-eval'");

    let world = World::new();
    let (before, after) = (format!("script-src {} ", world.host.origin), "script-src 'self' ");
    world.policy(&before, after);
    world.check(2, "/1/status-widget.js", &format!("add to script-src: {}", world.host.origin));

    let world = World::new();
    world.policy(&format!("/1/ {}", world.host.origin), "/1/");
    world.check(2, "/status.json", &format!("add to connect-src: {}", world.host.origin));

    let world = World::new();
    world.policy("connect-src ", "connect-src 'none'; x ");
    let (code, said) = world.examined();
    assert_eq!(code, Some(2));
    assert!(said.contains("status-widget_bg.wasm`\n") && said.contains("/status.json`\n"), "{said}");

    // A policy in the page counts beside that of the header.
    let world = World::new();
    let meta = "<!doctype html><meta http-equiv=\"Content-Security-Policy\" content=\"connect-src 'self'\">";
    world.page("<!doctype html>", meta);
    assert!(world.examined().1.contains("add to `connect-src`"));
}

#[test]
fn each_header_that_is_wrong_is_named() {
    let world = World::new();
    world.host.change("/1/status-widget_bg.wasm", |reply| reply.headers[0].1 = "text/plain".into());
    // Browsers compile it all the same, later (tests/e2e/policy.rs).
    world.check(1, "its type is text/plain", "Content-Type: application/wasm");

    let world = World::new();
    world.host.change("/1/status-widget.js", |reply| reply.headers[0].1 = "text/plain".into());
    world.check(2, "its type is text/plain", "Content-Type: text/javascript");

    let world = World::new();
    world.host.change("/status.json", |reply| drop(reply.headers.pop()));
    world.check(2, "pages of other origins may not read it", "Access-Control-Allow-Origin: *");

    let world = World::new();
    let origin = world.portal.origin.clone();
    world.host.change("/status.json", |reply| reply.headers[2].1 = origin);
    world.check(1, "caches are not told", "Vary: Origin");

    let world = World::new();
    world.host.change("/1/status-widget.js", |reply| drop(reply.headers.remove(1)));
    world.check(1, "browsers may guess its type", "X-Content-Type-Options: nosniff");

    let world = World::new();
    world.host.change("/status.json", |reply| drop(reply.headers.remove(1)));
    world.check(1, "says nothing of caches", "Cache-Control: no-cache");
}

#[test]
fn in_a_sandbox_the_page_s_own_host_is_another_origin_too() {
    let world = World::new();
    world.policy("default-src", "sandbox allow-scripts; default-src");
    assert_eq!(world.examined().0, Some(0), "all hosts allow everybody");
    // One that allows the portal does not allow the sandbox.
    let origin = world.portal.origin.clone();
    world.host.change("/status.json", |reply| reply.headers[2].1 = origin);
    world.check(2, "pages of other origins may not read it", "Access-Control-Allow-Origin: *");
    world.policy("allow-scripts", "allow-scripts allow-same-origin");
    world.check(1, "caches are not told", "Vary: Origin");

    let world = World::new();
    world.policy("default-src", "sandbox allow-same-origin; default-src");
    world.check(2, "its sandbox forbids scripts", "add to sandbox: allow-scripts");
}

/// A portal with an iframe, and the page in it on the other host.
fn framed() -> World {
    let world = World::new();
    let page = world.portal.replies.lock().unwrap()["/"].body.clone();
    let ancestors = format!("frame-ancestors {}", world.portal.origin);
    let headers = [
        ("Content-Type", "text/html"),
        ("Content-Security-Policy", &*ancestors),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    ];
    world.host.set("/frame.html", page, &headers);
    let iframe = format!(
        "<!doctype html><iframe data-status-widget src=\"{}/frame.html?lang=de\" \
         sandbox=\"allow-scripts allow-same-origin\"></iframe>",
        world.host.origin
    );
    // The address with its query is what is asked for.
    let reply = world.host.replies.lock().unwrap()["/frame.html"].clone();
    world.host.replies.lock().unwrap().insert("/frame.html?lang=de".into(), reply);
    let policy = format!("default-src 'none'; frame-src {}", world.host.origin);
    let headers = [
        ("Content-Type", "text/html"),
        ("Content-Security-Policy", &*policy),
        ("Cross-Origin-Embedder-Policy", "require-corp; report-to=\"x\""),
    ];
    world.portal.set("/", iframe, &headers);
    world
}

#[test]
fn a_page_in_an_iframe_is_looked_at_too_and_whether_the_portal_may_show_it() {
    let frame = "/frame.html?lang=de";
    let world = framed();
    let (code, said) = world.examined();
    assert_eq!(code, Some(0), "{said}");

    world.host.change("/status.json", |reply| reply.status = 503);
    world.check(2, "/status.json: answers 503", "put the file there");

    let world = framed();
    world.policy("frame-src", "img-src");
    world.check(2, "forbids", &format!("add to frame-src: {}", world.host.origin));

    let world = framed();
    world.host.change(frame, |reply| reply.headers[1].1 = "frame-ancestors https://other.example".into());
    world.check(2, "does not let this page show it", &format!("frame-ancestors: {}", world.portal.origin));

    let world = framed();
    world.host.change(frame, |reply| reply.headers[1] = ("X-Frame-Options", "DENY".into()));
    world.check(2, "X-Frame-Options", &format!("frame-ancestors {}", world.portal.origin));

    // Only an isolated portal needs the other two.
    for (header, says) in [(2, "shows no page that is not isolated"), (3, "may not show it")] {
        let world = framed();
        world.host.change(frame, |reply| drop(reply.headers.remove(header)));
        world.check(2, says, "send Cross-Origin-");
        world.portal.change("/", |reply| drop(reply.headers.pop()));
        assert_eq!(world.examined().0, Some(0));
    }

    let world = framed();
    world.page("allow-scripts allow-same-origin", "allow-scripts");
    world.check(2, "the sandbox of the iframe lacks allow-same-origin", "statusctl snippet --iframe");
}

#[test]
fn a_wrong_integrity_a_wrong_pin_and_an_expired_file_are_told_apart() {
    let world = World::new();
    world.host.change("/1/status-widget.js", |reply| reply.body = b"another".to_vec());
    world.check(2, "its integrity is not the one that the page pins", "paste a new snippet");

    let world = World::new();
    world.page(&format!("integrity=\"{}\"", integrity(b"loader")), "");
    world.check(1, "pins no integrity", "statusctl snippet");

    let world = World::new();
    world.page(&world.desk.pin("trust.json"), &format!("sha256-{}=", "A".repeat(43)));
    world.check(2, "readers refuse this file", "compare the pin");

    let world = World::new();
    world.page(&world.desk.pin("trust.json"), "sha256-short");
    world.check(2, "trust: expected sha256-", "trust show --pin");

    let mut world = World::new();
    world.desk.now += 3 * 60 * 60;
    world.check(2, "it expired at", "sign and publish anew");
}

#[test]
fn what_is_missing_slow_or_taken_out_by_a_cms_is_named() {
    let world = World::new();
    world.host.change("/status.json", |reply| reply.delay = Duration::from_millis(2200));
    world.check(1, "it takes 2.", "a faster mirror");

    let world = World::new();
    world.host.change("/status.json", |reply| reply.status = 503);
    world.check(2, "/status.json: answers 503", "put the file there");

    let world = World::new();
    world.page("type=\"module\"", "");
    world.check(2, "is not a module", "type=\"module\"");

    let world = World::new();
    world.page("status-widget src", "p data-src");
    world.check(2, "there is no <status-widget>", "the CMS");

    let world = World::new();
    world.page("<script ", "<x-script ");
    world.check(2, "no script loads status-widget.js", "the CMS");

    // A mirror that is down, beside one that is good.
    let world = World::new();
    world.page("/status.json\"", "/status.json https://127.0.0.1:1/status.json\"");
    world.policy("'none'", "'none'; img-src data:");
    let (code, said) = world.examined();
    assert!(code == Some(2) && said.contains("https://127.0.0.1:1/status.json: "), "{said}");

    let desk = Desk::new();
    assert_eq!(desk.statusctl(&["doctor", "portal"]).status.code(), Some(2));
    let gone = desk.statusctl(&["doctor", "http://127.0.0.1:1/"]);
    assert_eq!(gone.status.code(), Some(2));
    let said = String::from_utf8(gone.stdout).unwrap();
    assert_eq!(said.matches("http://127.0.0.1:1/").count(), 1, "the address is named once: {said}");
    assert!(said.contains("can't be fetched"), "{said}");
}
