//! The package in a Vite project, with the frameworks that portals have: React in StrictMode,
//! Vue, Svelte, Turbo, and a page that defines the element itself.
//!
//! The project stands in `tests/frameworks`; `scripts/setup` installs what it needs into
//! `target/frameworks`, where it is built once a run.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use super::browser::Browser;
use super::server::Reply;
use super::site::{STATUS, Site, down, fresh};
use super::time::sleep;
use super::widget::Shown;

scenarios![
    react_renders_sets_moves_and_takes_it_away,
    vue_renders_sets_moves_and_takes_it_away,
    svelte_renders_sets_moves_and_takes_it_away,
    turbo_changes_pages_around_it,
    a_project_that_defines_it_itself_loads_words_and_moves_it_in_a_view_transition,
    the_package_is_what_tools_expect,
];

/// The archive that npm would publish, in a project as `npm install` leaves it, built by Vite.
static PROJECT: LazyLock<PathBuf> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = root.join("target/frameworks");
    assert!(project.join("node_modules").exists(), "run scripts/setup test");
    let mut package = Command::new(env!("CARGO"));
    run(
        package.args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "xtask",
            "--",
            "package",
            "--built",
            "dist",
        ]),
        root,
    );
    copy(&root.join("tests/frameworks"), &project);
    let archive = format!("../package/status-widget-{}.tgz", env!("CARGO_PKG_VERSION"));
    let mut install = Command::new("npm");
    install.args(["install", "--no-save", "--offline", "--ignore-scripts", "--silent", &archive]);
    run(&mut install, &project);
    run(Command::new("node_modules/.bin/vite").arg("build"), &project);
    project
});

fn run(command: &mut Command, folder: &Path) -> String {
    let output = command.current_dir(folder).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    assert!(output.status.success(), "{command:?}: {said}");
    said
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name();
        if name == OsStr::new("node_modules") {
            continue;
        }
        if entry.file_type().expect("a kind").is_dir() {
            copy(&entry.path(), &to.join(name));
        } else {
            fs::copy(entry.path(), to.join(name)).expect("a copy");
        }
    }
}

/// A site that serves the built project, with a document.
fn site() -> Site {
    let site = Site::start();
    let built = PROJECT.join("dist");
    let entries = [built.clone(), built.join("assets")];
    for entry in entries.iter().flat_map(|folder| fs::read_dir(folder).expect("a folder")) {
        let path = entry.expect("an entry").path();
        let kind = match path.extension().and_then(OsStr::to_str) {
            Some("html") => {
                let html = fs::read_to_string(&path).expect("a page");
                let pin = site.publisher.pin().to_string();
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                site.put_page(&format!("/{name}"), &html.replace("TRUST", &pin));
                continue;
            }
            Some("js") => "text/javascript",
            Some("wasm") => "application/wasm",
            Some("json") => "application/json",
            _ => continue,
        };
        let name = path.strip_prefix(&built).expect("in the folder").to_string_lossy().into_owned();
        site.server.put(&format!("/{name}"), Reply::new(kind, fs::read(&path).expect("a file")));
    }
    site
}

fn press(browser: &Browser, button: &str) {
    browser.click(&format!("return document.querySelector('#{button}')"));
}

fn told(browser: &Browser) -> Vec<(String, String)> {
    browser.get("return window.told")
}

fn heading(browser: &Browser) -> Option<String> {
    browser.get("return document.querySelector('status-widget')?.shadowRoot?.querySelector('.title')?.tagName ?? null")
}

fn renders_sets_moves_and_takes_it_away(browser: &Browser, framework: &str) {
    let site = site();
    browser.open(&site.server.url(&format!("/{framework}.html")));
    Shown::fresh(browser);
    let ready = ("status-ready".to_owned(), "operational".to_owned());
    assert_eq!(told(browser), std::slice::from_ref(&ready), "also where it is mounted twice");
    assert_eq!(heading(browser).as_deref(), Some("H2"));
    press(browser, "level");
    browser.until("another level", || (heading(browser)? == "H3").then_some(()));

    // What a framework moves stays the same element, with what the reader has opened.
    browser
        .run("document.querySelector('status-widget').shadowRoot.querySelector('.faq details').open = true");
    press(browser, "move");
    browser.until("moved", || {
        let is_last: bool =
            browser.get("return !!document.querySelector('p + status-widget') || !document.querySelector('status-widget + p')");
        is_last.then_some(())
    });
    let is_open = "return document.querySelector('status-widget').shadowRoot.querySelector('.faq details')?.open ?? false";
    browser.until("still open", || browser.get::<bool>(is_open).then_some(()));

    press(browser, "toggle");
    browser.until("gone", || {
        browser.get::<bool>("return !document.querySelector('status-widget')").then_some(())
    });
    press(browser, "toggle");
    Shown::once(browser, "back", |shown| shown.status("eau") == Some("operational") && !shown.busy);
    assert_eq!(site.server.requests(STATUS).len(), 1, "it is the same session");

    site.publish(&down(fresh(2)));
    sleep(browser, 60);
    Shown::once(browser, "down", |shown| shown.status("eau") == Some("major_outage"));
    assert_eq!(told(browser).last(), Some(&("status-change".into(), "major_outage".into())));
    assert_eq!(browser.console(), [""; 0]);
}

fn react_renders_sets_moves_and_takes_it_away(browser: &Browser) {
    renders_sets_moves_and_takes_it_away(browser, "react");
}

fn vue_renders_sets_moves_and_takes_it_away(browser: &Browser) {
    renders_sets_moves_and_takes_it_away(browser, "vue");
}

fn svelte_renders_sets_moves_and_takes_it_away(browser: &Browser) {
    renders_sets_moves_and_takes_it_away(browser, "svelte");
}

fn turbo_changes_pages_around_it(browser: &Browser) {
    let site = site();
    browser.open(&site.server.url("/turbo.html"));
    Shown::fresh(browser);
    browser.run("window.isSamePage = true");
    // The way back is shown out of Turbo's memory first, in which a clone of the element lies.
    for (id, level) in [("there", "H3"), ("here", "H2")] {
        press(browser, "go");
        browser.until("the other page", || {
            browser.get::<bool>(&format!("return !!document.querySelector('#{id}')")).then_some(())
        });
        Shown::once(browser, "there, too", |shown| shown.status("eau") == Some("operational") && !shown.busy);
        browser.until("its own heading", || (heading(browser)? == level).then_some(()));
        assert!(browser.get::<bool>("return window.isSamePage ?? false"), "the page is not loaded anew");
    }
    assert_eq!(site.server.requests(STATUS).len(), 1, "it is the same session");
}

fn a_project_that_defines_it_itself_loads_words_and_moves_it_in_a_view_transition(browser: &Browser) {
    let site = site();
    browser.open(&site.server.url("/plain.html"));
    let shown = Shown::once(browser, "Turkish", |shown| shown.lang == "tr" && !shown.busy);
    assert_eq!(shown.status("eau"), Some("operational"));
    let moved = browser.run_async(
        "const done = arguments[arguments.length - 1];
         window.move().then(() => done(document.body.firstElementChild.localName), (error) => done(String(error)));",
    );
    assert_eq!(moved, "status-widget");
    Shown::once(browser, "moved", |shown| shown.status("eau") == Some("operational") && !shown.busy);
    assert_eq!(site.server.requests(STATUS).len(), 1);
    assert_eq!(browser.console(), [""; 0]);
}

/// It needs no browser, but the same package.
fn the_package_is_what_tools_expect(_: &Browser) {
    let project = &*PROJECT;
    let tool = |name: &str, arguments: &[&str]| {
        run(Command::new(format!("node_modules/.bin/{name}")).args(arguments), project)
    };
    tool("publint", &["run", "--strict", "../package/npm"]);
    let archive = format!("../package/status-widget-{}.tgz", env!("CARGO_PKG_VERSION"));
    tool("attw", &[&archive, "--profile", "esm-only"]);
    tool("tsc", &["--project", "tsconfig.json"]);
    // A server that renders pages.
    let mut node = Command::new("node");
    node.args([
        "--input-type=module",
        "--eval",
        "const { StatusWidget } = await import('status-widget/element'); console.log(StatusWidget.version)",
    ]);
    assert_eq!(run(&mut node, project).trim(), env!("CARGO_PKG_VERSION"));
}
