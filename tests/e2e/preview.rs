//! `statusctl preview` in a browser: the real widget over a folder that somebody is writing.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

use super::browser::Browser;

scenarios![a_folder_is_looked_at_while_somebody_writes_it];

/// A preview that runs; it ends with this.
struct Preview {
    process: Child,
    url: String,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn statusctl(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_statusctl"));
    command.current_dir(folder).env("LC_ALL", "C");
    command
}

impl Preview {
    fn start(folder: &Path) -> Self {
        let widget = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
        let mut command = statusctl(folder);
        command.args(["preview", "notice", "--widget"]).arg(widget);
        let process = command.stdout(Stdio::piped()).spawn().expect("statusctl starts");
        let mut preview = Self { process, url: String::new() };
        let output = preview.process.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut preview.url).expect("it says its address");
        preview.url = preview.url.trim().to_owned();
        preview
    }
}

/// What the bar and the frame below it show.
#[derive(Debug, Deserialize)]
struct Seen {
    said: String,
    problems: Vec<String>,
    tenants: Vec<String>,
    /// Of the first service, if there is a widget.
    state: Option<String>,
    text: String,
    fallback: bool,
    width: f64,
    scheme: String,
    tenant: Option<String>,
}

const SEE: &str = "
const frame = document.querySelector('iframe');
const page = frame.contentDocument;
const host = page?.querySelector('status-widget');
const root = host?.shadowRoot;
const fallback = host?.querySelector('p');
return {
  said: document.querySelector('.said').textContent,
  problems: [...document.querySelectorAll('li')].map((item) => item.dataset.place + ' ' + item.innerText),
  tenants: [...document.forms[0].elements.tenant.options].map((option) => option.value),
  state: root?.querySelector('[data-service]')?.dataset.status ?? null,
  text: root?.querySelector('.status-widget')?.innerText ?? '',
  fallback: !!fallback && fallback.getClientRects().length > 0,
  width: frame.getBoundingClientRect().width,
  scheme: page?.documentElement ? frame.contentWindow.getComputedStyle(page.documentElement).colorScheme : '',
  tenant: host?.getAttribute('tenant') ?? null,
};";

/// Waits until what is seen is so.
#[track_caller]
fn seen(browser: &Browser, what: &str, mut is_so: impl FnMut(&Seen) -> bool) -> Seen {
    browser.until(what, || Some(browser.get::<Seen>(SEE)).filter(&mut is_so))
}

fn choose(browser: &Browser, field: &str, value: &str) {
    browser.run(&format!(
        "const field = document.forms[0].elements.{field}; field.value = '{value}';
         if (field.value !== '{value}') throw new Error('{field} has no {value}');
         field.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    ));
}

fn a_folder_is_looked_at_while_somebody_writes_it(browser: &Browser) {
    let desk = tempfile::tempdir().expect("a folder");
    assert!(statusctl(desk.path()).args(["init", "notice"]).status().expect("it runs").success());
    let toml = desk.path().join("notice/status.toml");
    let edit = |from: &str, to: &str| {
        let before = std::fs::read_to_string(&toml).expect("it is there");
        assert!(before.contains(from), "{from}");
        std::fs::write(&toml, before.replace(from, to)).expect("it can be written");
    };
    edit(
        "[[services]]\nid = \"eau\"",
        "[[tenants]]\nid = \"kasse-a\"\nname = \"Kasse A\"\n\n[[services]]\nid = \"eau\"",
    );
    let preview = Preview::start(desk.path());
    browser.open(&preview.url);
    let first = seen(browser, "the widget", |seen| seen.state.as_deref() == Some("partial_outage"));
    assert!(first.text.contains("Elektronische Krankmeldung"), "{first:?}");
    assert_eq!((first.said.as_str(), first.problems.len()), ("", 0), "{first:?}");
    assert_eq!(first.tenants, ["", "kasse-a"]);

    // What is saved is shown without a hand at the browser.
    edit("\"partial_outage\"", "\"major_outage\"");
    seen(browser, "the new state", |seen| seen.state.as_deref() == Some("major_outage"));

    // What is wrong is said at its place, beside how it was before.
    edit("\"major_outage\"", "\"mayor_outage\"");
    let wrong = seen(browser, "a complaint", |seen| !seen.problems.is_empty());
    assert!(wrong.problems[0].starts_with("status.toml:"), "{wrong:?}");
    assert!(wrong.problems[0].contains("`mayor_outage` is not known here"), "{wrong:?}");
    seen(browser, "how it was", |seen| seen.state.as_deref() == Some("major_outage"));
    edit("\"mayor_outage\"", "\"operational\"");
    seen(browser, "the mended state", |seen| {
        seen.state.as_deref() == Some("operational") && seen.problems.is_empty()
    });

    // The bar.
    choose(browser, "tenant", "kasse-a");
    seen(browser, "the insurer", |seen| seen.tenant.as_deref() == Some("kasse-a") && seen.state.is_some());
    choose(browser, "lang", "en");
    seen(browser, "English", |seen| seen.text.contains("Electronic sick note"));
    let is_narrow = |seen: &Seen| (310.0..=322.0).contains(&seen.width) && seen.state.is_some();
    choose(browser, "width", "320");
    // A hand is slower than a script: WebKit drops a navigation that begins while one is under way.
    seen(browser, "a narrow page", is_narrow);
    choose(browser, "theme", "dark");
    seen(browser, "a narrow dark page", |seen| seen.scheme == "dark" && is_narrow(seen));
    // The choice outlives what is saved.
    edit("\"operational\"\nsince", "\"degraded_performance\"\nsince");
    let kept = seen(browser, "the next state", |seen| seen.state.as_deref() == Some("degraded_performance"));
    assert_eq!((kept.tenant.as_deref(), kept.scheme.as_str()), (Some("kasse-a"), "dark"), "{kept:?}");

    choose(browser, "case", "expired");
    seen(browser, "unknown", |seen| seen.state.as_deref() == Some("unknown") && !seen.text.is_empty());
    for case in ["offline", "not-authentic"] {
        choose(browser, "case", case);
        let failed =
            seen(browser, case, |seen| seen.fallback && seen.state.is_none() && seen.text.len() > 10);
        assert!(!failed.text.contains("Electronic sick note"), "{failed:?}");
    }
    choose(browser, "case", "fresh");
    seen(browser, "fresh again", |seen| seen.state.as_deref() == Some("degraded_performance"));

    // The browser's own dialogue can't be looked at; that it is asked for, can.
    browser.run(
        "window.printed = 0;
         document.querySelector('iframe').contentWindow.print = () => { window.printed += 1; };
         document.querySelector('button').click();",
    );
    assert_eq!(browser.get::<u32>("return window.printed"), 1);

    // When it has ended, the page says so.
    drop(preview);
    seen(browser, "the end", |seen| seen.said.contains("The preview has ended"));
}
