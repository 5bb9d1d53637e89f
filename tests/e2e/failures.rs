//! The failure table of the design, in a browser: what a reader sees when something
//! else comes than the file. Attacks 3, 15 and 21.
//!
//! Each without a document that is kept (the fallback is shown) and, for one failure
//! of each kind, with one (it stays).

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::LazyLock;
use std::time::Duration;

use serde_json::{Value, json};

use super::browser::Browser;
use super::engine::Engine;
use super::publisher::{Key, bytes};
use super::server::{Reply, Server, misbehaving};
use super::site::{STATUS, Site, fresh, log_in};
use super::widget::Shown;

scenarios![
    no_server_shows_the_fallback,
    an_error_status_shows_the_fallback,
    the_page_of_a_captive_portal_shows_the_fallback,
    five_megabytes_show_the_fallback,
    what_is_not_json_shows_the_fallback,
    json_of_another_shape_shows_the_fallback,
    a_wrong_signature_shows_that_it_is_not_authentic,
    a_trust_document_that_is_not_pinned_shows_that_it_is_not_authentic,
    attack_03_no_algorithm_shows_that_it_is_not_authentic,
    attack_15_an_endless_body_is_cut_off,
    attack_15_a_compression_bomb_is_cut_off,
    attack_15_a_content_length_that_lies_shows_the_fallback,
    a_connection_that_breaks_off_shows_the_fallback,
    an_answer_that_takes_too_long_shows_the_fallback,
    the_kept_document_stays_when_there_is_no_answer,
    the_kept_document_stays_when_what_comes_is_not_authentic,
    attack_21_a_wrong_content_type_does_not_matter,
    attack_21_a_redirect_to_another_host_is_judged_by_the_signature_and_gets_no_credentials,
    attack_21_a_redirect_to_a_host_without_cors_shows_the_fallback,
    attack_21_a_cache_that_says_it_is_fresh_is_asked_all_the_same,
];

/// Opens the page while `reply` is at the status file's address; it must end in the
/// fallback with `notice` and a word on the console.
#[track_caller]
fn check(browser: &Browser, reply: Reply, notice: &str) {
    let site = Site::start();
    site.server.put(STATUS, reply);
    browser.open(&site.page());
    fails(browser, notice);
}

#[track_caller]
fn check_at(browser: &Browser, url: &str, notice: &str) {
    let site = Site::start();
    browser.open(&site.page_with(&format!("src=\"{url}\"")));
    fails(browser, notice);
}

#[track_caller]
fn fails(browser: &Browser, notice: &str) {
    Shown::loaded(browser).assert_fallback(notice);
    warned(browser);
}

/// The developer's console has a word of it.
#[track_caller]
fn warned(browser: &Browser) {
    browser.until("a warning on the console", || {
        browser.console().iter().any(|line| line.contains("status-widget:")).then_some(())
    });
}

fn no_server_shows_the_fallback(browser: &Browser) {
    let nobody = Server::start().url(STATUS);
    check_at(browser, &nobody, "unreachable");
}

fn an_error_status_shows_the_fallback(browser: &Browser) {
    for status in [404, 500, 503] {
        check(browser, Reply::error(status), "unreachable");
    }
}

fn the_page_of_a_captive_portal_shows_the_fallback(browser: &Browser) {
    check(browser, Reply::html("<!doctype html><title>WLAN</title><h1>Bitte anmelden</h1>"), "unreachable");
}

fn five_megabytes_show_the_fallback(browser: &Browser) {
    let mut file = Site::start().publisher.file(&fresh(1));
    file.resize(5 * 1024 * 1024, b' ');
    check(browser, Reply::json(file), "unreachable");
}

fn what_is_not_json_shows_the_fallback(browser: &Browser) {
    for body in [&b""[..], b"{", b"\xef\xbb\xbf{}", b"\xff\xfe\x00", b"null"] {
        check(browser, Reply::json(body), "unreachable");
    }
}

fn json_of_another_shape_shows_the_fallback(browser: &Browser) {
    check(browser, Reply::json(r#"{"services": [{"name": "eAU", "status": "operational"}]}"#), "unreachable");
}

/// A file that is right but for one change to its JSON.
fn changed(change: impl FnOnce(&Site, &mut Value)) -> (Site, Vec<u8>) {
    let site = Site::start();
    let mut file = site.publisher.value(&fresh(1));
    change(&site, &mut file);
    let file = bytes(&file);
    (site, file)
}

#[track_caller]
fn check_changed(browser: &Browser, change: impl FnOnce(&Site, &mut Value), notice: &str) {
    let (site, file) = changed(change);
    site.server.put(STATUS, Reply::json(file));
    browser.open(&site.page());
    fails(browser, notice);
}

fn a_wrong_signature_shows_that_it_is_not_authentic(browser: &Browser) {
    check_changed(
        browser,
        |_, file| {
            let signature = file["signatures"][0]["signature"].as_str().expect("a signature").to_owned();
            let first = if signature.starts_with('A') { "B" } else { "A" };
            file["signatures"][0]["signature"] = format!("{first}{}", &signature[1..]).into();
        },
        "not-authentic",
    );
}

fn a_trust_document_that_is_not_pinned_shows_that_it_is_not_authentic(browser: &Browser) {
    check_changed(
        browser,
        |site, file| {
            let mut thief = site.publisher.clone();
            thief.rotate_status(Key::ed25519(66));
            thief.trust.remove(0);
            *file = thief.value(&fresh(1));
        },
        "not-authentic",
    );
}

fn attack_03_no_algorithm_shows_that_it_is_not_authentic(browser: &Browser) {
    check_changed(
        browser,
        |site, file| {
            let header = json!({"alg": "none", "kid": site.publisher.status.kid(), "typ": "status+jwt"});
            let protected = status_widget::core::encoding::base64url::encode(&bytes(&header));
            file["signatures"] = json!([{"protected": protected, "signature": ""}]);
        },
        "not-authentic",
    );
}

fn attack_15_an_endless_body_is_cut_off(browser: &Browser) {
    check(browser, Reply::endless(), "unreachable");
}

fn attack_15_a_compression_bomb_is_cut_off(browser: &Browser) {
    // 64 MiB of spaces in 64 KiB, which is less than a file may have.
    static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..64 {
            bomb.write_all(&[b' '; 1024 * 1024]).expect("memory");
        }
        bomb.finish().expect("memory")
    });
    assert!(BOMB.len() < 256 * 1024);
    check(browser, Reply::json(BOMB.clone()).header("content-encoding", "gzip"), "unreachable");
}

/// A head with this Content-Length and this body, by hand.
fn answer(stream: &mut TcpStream, length: usize, body: &[u8]) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nAccess-Control-Allow-Origin: *\r\n\
         Connection: close\r\nContent-Length: {length}\r\n\r\n"
    )?;
    stream.write_all(body)
}

fn attack_15_a_content_length_that_lies_shows_the_fallback(browser: &Browser) {
    let site = Site::start();
    let file = site.publisher.file(&fresh(1));
    for length in [file.len() / 2, file.len() + 1000] {
        let file = file.clone();
        let is_complete = length > file.len();
        let url = misbehaving(move |stream| answer(stream, length, &file));
        browser.open(&site.page_with(&format!("src=\"{url}\" memory=\"off\"")));
        let shown = Shown::loaded(browser);
        // WebKitGTK does not mind that bytes are missing, and the signature has them all.
        if is_complete && browser.engine == Engine::WebKit && shown.notices.is_empty() {
            assert_eq!(shown.status("eau"), Some("operational"));
        } else {
            fails(browser, "unreachable");
        }
    }
}

fn a_connection_that_breaks_off_shows_the_fallback(browser: &Browser) {
    check_at(browser, &misbehaving(|_| Ok(())), "unreachable");
    check_at(browser, &misbehaving(|stream| stream.write_all(b"HTTP/1.1 200 OK\r\nContent-")), "unreachable");
}

fn an_answer_that_takes_too_long_shows_the_fallback(browser: &Browser) {
    let site = Site::start();
    let url = misbehaving(|stream| {
        // One byte a second: the answer does begin, but does not end.
        answer(stream, 100, b"")?;
        for _ in 0..60 {
            stream.write_all(b" ")?;
            std::thread::sleep(Duration::from_secs(1));
        }
        Ok(())
    });
    browser.open(&site.page_with(&format!("src=\"{url}\"")));
    let shown = Shown::once(browser, "loading", |shown| shown.busy);
    assert!(shown.fallback, "the page's own text stays until there is something better: {shown:#?}");
    Shown::within(browser, Duration::from_secs(30), "given up", |shown| !shown.busy);
    fails(browser, "unreachable");
}

/// Shows a document, then reloads while `reply` is at its address.
#[track_caller]
fn check_kept(browser: &Browser, reply: Reply) {
    let site = Site::start();
    browser.open(&site.page());
    Shown::fresh(browser);
    site.server.put(STATUS, reply);
    browser.reload();
    let shown = Shown::retrying(browser);
    assert_eq!(shown.status("eau"), Some("operational"), "it is still fresh: {shown:#?}");
    assert!(shown.text.contains("zuletzt bestätigt "), "with its age");
    warned(browser);
}

fn the_kept_document_stays_when_there_is_no_answer(browser: &Browser) {
    check_kept(browser, Reply::error(503));
    check_kept(browser, Reply::html("<!doctype html><h1>Bitte anmelden</h1>"));
}

fn the_kept_document_stays_when_what_comes_is_not_authentic(browser: &Browser) {
    let mut thief = Site::start().publisher;
    thief.status = Key::ed25519(66);
    check_kept(browser, Reply::json(thief.file(&fresh(2))));
}

fn attack_21_a_wrong_content_type_does_not_matter(browser: &Browser) {
    let site = Site::start();
    let file = site.publisher.file(&fresh(1));
    for content_type in ["text/html", "image/png", "application/octet-stream"] {
        site.server.put(STATUS, Reply::new(content_type, file.clone()));
        browser.open(&site.page());
        Shown::fresh(browser);
    }
}

fn attack_21_a_redirect_to_another_host_is_judged_by_the_signature_and_gets_no_credentials(
    browser: &Browser,
) {
    let (site, other) = (Site::start(), Server::on("127.0.0.2"));
    for server in [&site.server, &other] {
        log_in(browser, server);
    }
    other.put(STATUS, Reply::json(site.publisher.file(&fresh(1))));
    site.server.put(STATUS, Reply::redirect(&other.url(STATUS)));
    browser.open(&site.page());
    Shown::fresh(browser);
    for request in site.server.requests(STATUS).into_iter().chain(other.requests(STATUS)) {
        assert_eq!(request.method, "GET", "no preflight");
        assert!(!request.headers.contains_key("referer"), "{request:?}");
    }
    assert!(!other.requests(STATUS).is_empty());
    for request in other.requests(STATUS) {
        for header in ["cookie", "authorization"] {
            assert!(!request.headers.contains_key(header), "{request:?}");
        }
    }
    let mut thief = site.publisher.clone();
    thief.status = Key::ed25519(66);
    other.put(STATUS, Reply::json(thief.file(&fresh(2))));
    browser.run("localStorage.clear()");
    browser.reload();
    fails(browser, "not-authentic");
}

fn attack_21_a_redirect_to_a_host_without_cors_shows_the_fallback(browser: &Browser) {
    let (site, other) = (Site::start(), Server::on("127.0.0.2"));
    let reply = Reply::json(site.publisher.file(&fresh(1))).without("access-control-allow-origin");
    other.put(STATUS, reply);
    site.server.put(STATUS, Reply::redirect(&other.url(STATUS)));
    browser.open(&site.page());
    fails(browser, "unreachable");
}

fn attack_21_a_cache_that_says_it_is_fresh_is_asked_all_the_same(browser: &Browser) {
    let site = Site::start();
    let file = |version| {
        Reply::json(site.publisher.file(&fresh(version))).header("cache-control", "max-age=86400, immutable")
    };
    site.server.put(STATUS, file(1));
    browser.open(&site.page_with("src=\"status.json\" memory=\"off\""));
    Shown::fresh(browser);
    let mut down = fresh(2);
    down["services"][0]["state"]["status"] = "major_outage".into();
    let reply = Reply::json(site.publisher.file(&down)).header("cache-control", "max-age=86400, immutable");
    site.server.put(STATUS, reply);
    browser.open(&site.server.url("/page.html?again"));
    Shown::once(browser, "the new state", |shown| shown.status("eau") == Some("major_outage"));
}
