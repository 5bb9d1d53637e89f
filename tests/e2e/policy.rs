//! The portal's own rules: a strict Content Security Policy, Trusted Types, other
//! origins and sandboxes. Attack 23.
//!
//! What a portal with a policy must allow, and nothing more:
//!
//! | directive | value | why |
//! |---|---|---|
//! | `script-src` | the loader's URL or origin, `'wasm-unsafe-eval'` | the loader; compiling the wasm |
//! | `connect-src` | the origins of the wasm and of every `src` | both are fetched |

use super::browser::Browser;
use super::server::{Reply, Server};
use super::site::{INTEGRITY, LOADER, RECORDER, STATUS, Site, WASM, dist, fresh, log_in, put_widget};
use super::widget::Shown;

scenarios![
    attack_23_the_documented_policy_is_enough_with_everything_on_hosts_of_its_own,
    attack_23_trusted_types_stop_the_page_s_scripts_but_not_the_widget,
    a_status_host_that_the_policy_forbids_shows_the_fallback,
    the_widget_s_host_without_cors_leaves_the_page_s_own_text,
    in_a_sandboxed_frame_it_works_without_memory,
];

/// A page on `site` with `policy` in a header and the loader from `loader`.
fn page(site: &Site, policy: &str, loader: &str, status: &str) -> String {
    let html = format!(
        r#"<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Portal</title>
        <link rel="icon" href="data:,"><script nonce="test" src="{RECORDER}"></script>
        <script type="module" src="{loader}" integrity="{}" crossorigin="anonymous"></script></head>
        <body>{}</body></html>"#,
        *INTEGRITY,
        site.widget(&format!("src=\"{status}\"")),
    );
    site.server.put("/strict.html", Reply::html(html).header("content-security-policy", policy));
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
    assert!(supported || !matches!(browser.engine, super::engine::Engine::Chromium));
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
