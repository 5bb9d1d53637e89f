//! The portal's own rules: a strict Content Security Policy, Trusted Types, other
//! origins and sandboxes. Attack 23.
//!
//! What a portal with a policy must allow, and nothing more:
//!
//! | directive | value | why |
//! |---|---|---|
//! | `script-src` | the loader's URL or origin, `'wasm-unsafe-eval'` | the loader; compiling the wasm |
//! | `connect-src` | the origins of the wasm and of every `src` | both are fetched |
//!
//! What the hosts must send is CORS, also to a page that is isolated (COOP, COEP) and to one
//! whose sandbox leaves it no origin; a content type matters for the loader alone.

use super::browser::Browser;
use super::engine::Engine;
use super::server::{Reply, Server};
use super::site::{INTEGRITY, LOADER, RECORDER, STATUS, Site, WASM, dist, fresh, log_in, put_widget};
use super::widget::Shown;

scenarios![
    attack_23_the_documented_policy_is_enough_with_everything_on_hosts_of_its_own,
    attack_23_trusted_types_stop_the_page_s_scripts_but_not_the_widget,
    a_status_host_that_the_policy_forbids_shows_the_fallback,
    the_widget_s_host_without_cors_leaves_the_page_s_own_text,
    in_a_sandboxed_frame_it_works_without_memory,
    in_a_sandbox_without_an_origin_every_host_has_to_allow_all,
    in_a_sandbox_with_its_origin_it_remembers,
    on_an_isolated_page_the_hosts_need_send_no_more_than_cors,
    under_nosniff_only_the_loader_needs_its_content_type,
    nothing_that_is_shipped_makes_markup_of_a_text,
];

/// A page on `site` with `policy` in a header and the loader from `loader`.
fn page(site: &Site, policy: &str, loader: &str, status: &str) -> String {
    page_under(site, &[("content-security-policy", policy)], loader, status)
}

/// The same under these headers.
fn page_under(site: &Site, headers: &[(&str, &str)], loader: &str, status: &str) -> String {
    let html = format!(
        r#"<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Portal</title>
        <link rel="icon" href="data:,"><script nonce="test" src="{RECORDER}"></script>
        <script type="module" src="{loader}" integrity="{}" crossorigin="anonymous"></script></head>
        <body>{}</body></html>"#,
        *INTEGRITY,
        site.widget(&format!("src=\"{status}\"")),
    );
    let page = headers.iter().fold(Reply::html(html), |page, (name, value)| page.header(name, value));
    site.server.put("/strict.html", page);
    site.server.url("/strict.html")
}

const STRICT: &str = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

/// What the policy has stopped.
#[track_caller]
fn violations(browser: &Browser) -> Vec<String> {
    browser.get("return window.recorded.filter((line) => line.startsWith('policy '))")
}

fn attack_23_the_documented_policy_is_enough_with_everything_on_hosts_of_its_own(browser: &Browser) {
    let (site, widget, status) = (Site::start(), Server::on("127.0.0.2"), Server::on("127.0.0.3"));
    put_widget(&widget);
    status.put(STATUS, Reply::json(site.publisher.file(&fresh(1))));
    for server in [&widget, &status] {
        log_in(browser, server);
    }
    let policy = format!(
        "{STRICT}; script-src 'nonce-test' {loader} 'wasm-unsafe-eval'; connect-src {} {}",
        widget.url(""),
        status.url(""),
        loader = widget.url(LOADER),
    );
    browser.console();
    browser.open(&page(&site, &policy, &widget.url(LOADER), &status.url(STATUS)));
    Shown::fresh(browser);
    assert_eq!(violations(browser), [""; 0]);
    assert_eq!(browser.console(), [""; 0]);
    let looks: String = browser.get(
        "const root = document.querySelector('status-widget').shadowRoot;
         return getComputedStyle(root.querySelector('summary')).cursor",
    );
    assert_eq!(looks, "pointer", "the stylesheet is there");
    for (server, path) in [(&widget, LOADER), (&widget, WASM), (&status, STATUS)] {
        let requests = server.requests(path);
        assert_eq!(requests.len(), 1, "{path}: once, without a preflight");
        assert!(!requests[0].headers.contains_key("cookie"), "{:?}", requests[0]);
    }
}

fn attack_23_trusted_types_stop_the_page_s_scripts_but_not_the_widget(browser: &Browser) {
    let site = Site::start();
    let policy = format!("{STRICT}; script-src 'nonce-test' 'self' 'wasm-unsafe-eval'; connect-src 'self'");
    browser.open(&page(&site, &policy, LOADER, STATUS));
    Shown::fresh(browser);
    assert_eq!(violations(browser), [""; 0]);
    let enforced: bool = browser.get(
        "if (!window.trustedTypes) return false;
         try { document.createElement('div').innerHTML = '<p>'; return false; } catch { return true; }",
    );
    let supported: bool = browser.get("return !!window.trustedTypes");
    assert_eq!(enforced, supported, "the policy is in force where the engine knows it");
    assert!(supported || !matches!(browser.engine, Engine::Chromium));
}

fn a_status_host_that_the_policy_forbids_shows_the_fallback(browser: &Browser) {
    let (site, status) = (Site::start(), Server::on("127.0.0.2"));
    status.put(STATUS, Reply::json(site.publisher.file(&fresh(1))));
    let policy = format!("{STRICT}; script-src 'nonce-test' 'self' 'wasm-unsafe-eval'; connect-src 'self'");
    browser.open(&page(&site, &policy, LOADER, &status.url(STATUS)));
    Shown::loaded(browser).assert_fallback("unreachable");
    assert_eq!(status.all_requests().len(), 0);
}

fn the_widget_s_host_without_cors_leaves_the_page_s_own_text(browser: &Browser) {
    let (site, widget) = (Site::start(), Server::on("127.0.0.2"));
    put_widget(&widget);
    let wasm = Reply::new("application/wasm", dist("status-widget_bg.wasm"));
    widget.put(WASM, wasm.without("access-control-allow-origin"));
    let policy = "script-src * 'unsafe-inline' 'wasm-unsafe-eval'";
    browser.open(&page(&site, policy, &widget.url(LOADER), STATUS));
    let mut console = Vec::new();
    browser.until("a warning", || {
        console.extend(browser.console());
        console.iter().any(|line| line.contains("status-widget: ")).then_some(())
    });
    let shown = Shown::now(browser).expect("an element");
    assert!(shown.fallback && shown.text.is_empty(), "{shown:#?}");
}

fn in_a_sandboxed_frame_it_works_without_memory(browser: &Browser) {
    let site = Site::start();
    site.page();
    let frame = site.put_page(
        "/frame.html",
        r#"<!doctype html><title>Frame</title><iframe sandbox="allow-scripts" src="/page.html"></iframe>"#,
    );
    browser.open(&frame);
    browser.enter_frame();
    Shown::fresh(browser);
}

/// Shows the site's page in a frame with these words in `sandbox`, and goes into it.
fn enter_sandbox(browser: &Browser, site: &Site, words: &str) {
    let around = site.put_page(
        "/around.html",
        &format!(
            "<!doctype html><title>Around</title><iframe sandbox=\"{words}\" src=\"/page.html\"></iframe>"
        ),
    );
    browser.open(&around);
    browser.enter_frame();
}

fn in_a_sandbox_without_an_origin_every_host_has_to_allow_all(browser: &Browser) {
    let site = Site::start();
    site.page();
    enter_sandbox(browser, &site, "allow-scripts");
    Shown::fresh(browser);
    assert_eq!(browser.get::<String>("return self.origin"), "null");
    assert!(browser.get::<bool>("try { return !localStorage } catch { return true }"), "storage throws");
    for path in [LOADER, WASM, STATUS] {
        for request in site.server.requests(path) {
            assert_eq!(request.headers.get("origin").map(String::as_str), Some("null"), "{request:?}");
        }
    }
    // The page's own host is another origin now.
    let loader = Reply::new("text/javascript", dist("status-widget.js"));
    site.server.put(LOADER, loader.without("access-control-allow-origin"));
    enter_sandbox(browser, &site, "allow-scripts");
    std::thread::sleep(std::time::Duration::from_secs(1));
    let shown = Shown::now(browser).expect("an element");
    assert!(shown.fallback && shown.text.is_empty(), "{shown:#?}");
}

fn in_a_sandbox_with_its_origin_it_remembers(browser: &Browser) {
    let site = Site::start();
    site.page();
    enter_sandbox(browser, &site, "allow-scripts allow-same-origin");
    Shown::fresh(browser);
    assert_eq!(browser.get::<u64>("return localStorage.length"), 1);
    site.server.put(STATUS, Reply::error(503));
    enter_sandbox(browser, &site, "allow-scripts allow-same-origin");
    assert_eq!(Shown::retrying(browser).status("eau"), Some("operational"), "what was kept");
}

fn on_an_isolated_page_the_hosts_need_send_no_more_than_cors(browser: &Browser) {
    let (site, widget, status) = (Site::start(), Server::on("127.0.0.2"), Server::on("127.0.0.3"));
    put_widget(&widget);
    status.put(STATUS, Reply::json(site.publisher.file(&fresh(1))));
    // Two that are asked for without CORS, to see what is in force.
    status.put("/closed", Reply::new("text/plain", "").without("access-control-allow-origin"));
    let open = Reply::new("text/plain", "").header("cross-origin-resource-policy", "cross-origin");
    status.put("/open", open);
    let policy = format!(
        "{STRICT}; script-src 'nonce-test' {} 'wasm-unsafe-eval'; connect-src {} {}",
        widget.url(LOADER),
        widget.url(""),
        status.url(""),
    );
    let headers = [
        ("content-security-policy", policy.as_str()),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
    ];
    browser.open(&page_under(&site, &headers, &widget.url(LOADER), &status.url(STATUS)));
    Shown::fresh(browser);
    assert_eq!(violations(browser), [""; 0]);
    let reached = |path: &str| {
        browser.run_async(&format!(
            "const done = arguments[0];
             fetch('{}', {{ mode: 'no-cors' }}).then(() => done(true), () => done(false))",
            status.url(path)
        ))
    };
    assert_eq!(reached("/open"), true);
    assert_eq!(reached("/closed"), false, "the policy is in force");
    assert!(browser.get::<bool>("return crossOriginIsolated"));
    // The weaker of the two, which not every engine knows.
    let headers = [headers[0], headers[1], ("cross-origin-embedder-policy", "credentialless")];
    browser.open(&page_under(&site, &headers, &widget.url(LOADER), &status.url(STATUS)));
    Shown::fresh(browser);
    assert_eq!(violations(browser), [""; 0]);
}

fn under_nosniff_only_the_loader_needs_its_content_type(browser: &Browser) {
    let site = Site::start();
    let nosniff = |reply: Reply| reply.header("x-content-type-options", "nosniff");
    let wasm = dist("status-widget_bg.wasm");
    site.server.put(WASM, nosniff(Reply::new("text/plain", wasm)));
    let file = site.publisher.file(&fresh(1));
    site.server.put(STATUS, nosniff(Reply::new("application/octet-stream", file)));
    let loader = || dist("status-widget.js");
    site.server.put(LOADER, nosniff(Reply::new("text/javascript", loader())));
    browser.open(&site.page());
    Shown::fresh(browser);
    for wrong in ["text/plain", "application/octet-stream", "text/html"] {
        let site = Site::start();
        site.server.put(LOADER, nosniff(Reply::new(wrong, loader())));
        browser.open(&site.page());
        std::thread::sleep(std::time::Duration::from_secs(1));
        let shown = Shown::now(browser).expect("an element");
        assert!(shown.fallback && shown.text.is_empty(), "{wrong}: {shown:#?}");
        assert_eq!(site.server.requests(WASM).len(), 0, "{wrong}");
    }
}

/// Sinks of Trusted Types, and what runs a text. Yew's way to write markup is taken out of the
/// glue when the widget is built (xtask/src/assemble.rs).
fn nothing_that_is_shipped_makes_markup_of_a_text(_: &Browser) {
    let loader = String::from_utf8(dist("status-widget.js")).expect("UTF-8");
    for sink in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "setHTMLUnsafe",
        "document.write",
        "createContextualFragment",
        "parseFromString",
        "srcdoc",
        "eval(",
        "new Function",
    ] {
        assert!(!loader.contains(sink), "{sink}");
    }
}
