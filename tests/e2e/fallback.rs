//! Never a blank page: whatever part of the widget does not come or does not run, the
//! portal's own text can be read, and the console says why.

use std::time::Duration;

use super::browser::Browser;
use super::server::Reply;
use super::site::{LOADER, Site, WASM, dist, fresh};
use super::time::sleep;
use super::widget::Shown;

scenarios![
    the_page_s_own_text_stands_until_the_widget_is_there,
    a_loader_that_does_not_come_leaves_the_page_s_own_text,
    a_loader_that_was_changed_does_not_run,
    a_wasm_that_does_not_come_leaves_the_page_s_own_text,
    a_wasm_that_was_changed_does_not_run,
    a_wasm_with_another_content_type_does_run,
    a_policy_without_wasm_leaves_the_page_s_own_text,
    attributes_that_are_missing_or_malformed_leave_the_page_s_own_text,
    a_crash_takes_the_states_off_the_page,
];

/// The fallback can be seen, nothing else can, and the console says `word`.
#[track_caller]
fn stays(browser: &Browser, word: &str) {
    let mut console = Vec::new();
    browser.until(&format!("{word} on the console"), || {
        console.extend(browser.console());
        console.iter().any(|line| line.contains(word)).then_some(())
    });
    let shown = Shown::now(browser).expect("an element");
    assert!(shown.fallback && shown.text.is_empty() && shown.services.is_empty(), "{shown:#?}");
}

fn the_page_s_own_text_stands_until_the_widget_is_there(browser: &Browser) {
    let site = Site::start();
    let wasm = Reply::new("application/wasm", dist("status-widget_bg.wasm"));
    site.server.put(WASM, wasm.after(Duration::from_secs(2)));
    browser.open(&site.page());
    assert!(Shown::now(browser).expect("an element").fallback);
    assert!(!Shown::fresh(browser).fallback);
}

fn a_loader_that_does_not_come_leaves_the_page_s_own_text(browser: &Browser) {
    let site = Site::start();
    site.server.put(LOADER, Reply::error(404));
    browser.open(&site.page());
    std::thread::sleep(Duration::from_secs(1));
    let shown = Shown::now(browser).expect("an element");
    assert!(shown.fallback && shown.text.is_empty(), "{shown:#?}");
}

fn a_loader_that_was_changed_does_not_run(browser: &Browser) {
    let site = Site::start();
    let mut loader = dist("status-widget.js");
    loader.extend(b"\nwindow.changed = true;");
    site.server.put(LOADER, Reply::new("text/javascript", loader));
    browser.open(&site.page());
    std::thread::sleep(Duration::from_secs(1));
    let shown = Shown::now(browser).expect("an element");
    assert!(shown.fallback && shown.text.is_empty(), "{shown:#?}");
    assert!(browser.run("return window.changed").is_null());
    assert_eq!(site.server.requests(WASM).len(), 0);
}

fn a_wasm_that_does_not_come_leaves_the_page_s_own_text(browser: &Browser) {
    let site = Site::start();
    site.server.put(WASM, Reply::error(404));
    browser.open(&site.page());
    stays(browser, "status-widget: ");
}

fn a_wasm_that_was_changed_does_not_run(browser: &Browser) {
    let site = Site::start();
    let mut wasm = dist("status-widget_bg.wasm");
    // A custom section: still a good module, but not the one that was pinned.
    wasm.extend([0, 2, 1, b'x']);
    site.server.put(WASM, Reply::new("application/wasm", wasm));
    browser.open(&site.page());
    stays(browser, "status-widget: ");
}

fn a_wasm_with_another_content_type_does_run(browser: &Browser) {
    let site = Site::start();
    site.server.put(WASM, Reply::new("application/octet-stream", dist("status-widget_bg.wasm")));
    browser.open(&site.page());
    Shown::fresh(browser);
}

fn a_policy_without_wasm_leaves_the_page_s_own_text(browser: &Browser) {
    let site = Site::start();
    let policy = r#"<meta http-equiv="Content-Security-Policy" content="script-src 'self'">"#;
    browser.open(&site.page_of(policy, &site.widget("src=\"status.json\"")));
    stays(browser, "status-widget: ");
}

fn attributes_that_are_missing_or_malformed_leave_the_page_s_own_text(browser: &Browser) {
    let fallback = r#"<a href="https://portal.example/">Ersatz</a></status-widget>"#;
    let pin = Site::start().publisher.pin();
    for (element, word) in [
        (format!(r#"<status-widget trust="{pin}">"#), "attribute src"),
        (r#"<status-widget src="status.json">"#.into(), "attribute trust"),
        (r#"<status-widget src="status.json" trust="sha256-AAAA">"#.into(), "attribute trust"),
        (r#"<status-widget src=" " trust="">"#.into(), "attribute src"),
    ] {
        let site = Site::start();
        browser.open(&site.page_of("", &format!("{element}{fallback}")));
        stays(browser, word);
        // And it starts as soon as it can.
        browser.run_with(
            "const widget = document.querySelector('status-widget');
             widget.setAttribute('trust', arguments[0]);
             widget.setAttribute('src', 'status.json');",
            vec![site.publisher.pin().to_string().into()],
        );
        let shown = Shown::once(browser, "started", |shown| shown.status("eau").is_some());
        assert!(!shown.fallback);
    }
}

fn a_crash_takes_the_states_off_the_page(browser: &Browser) {
    let site = Site::start();
    browser.open(&site.page());
    assert_eq!(Shown::fresh(browser).status("eau"), Some("operational"));
    // What comes next can't be put on the page.
    browser.run(
        "Node.prototype.insertBefore = () => { throw new Error('torn apart'); };
         Node.prototype.appendChild = Node.prototype.insertBefore;",
    );
    let mut document = fresh(2);
    document["iat"] = (super::site::now() - 7200).into();
    document["exp"] = (super::site::now() - 3600).into();
    site.publish(&document);
    sleep(browser, 120);
    stays(browser, "panicked");
    // The wasm is not used again.
    browser.run("document.querySelector('status-widget').lang = 'en'");
    stays(browser, "panicked");
}
