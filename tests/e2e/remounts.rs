//! Remounts of every kind, on a device whose clock is three hours behind: what the page
//! knows of time and versions outlives every mount. Attack 26.
//!
//! The hosts are gone once the document is there, so nothing but the page's own knowledge
//! can say that it has ended.

use std::time::Duration;

use super::browser::Browser;
use super::server::Reply;
use super::site::{EYES, LOADER, STATUS, Site, down, many};
use super::widget::Shown;

scenarios![
    attack_26_no_remount_revives_what_has_ended_with_memory,
    attack_26_no_remount_revives_what_has_ended_without_memory,
    attack_26_no_remount_revives_what_has_ended_with_storage_that_throws,
    attack_26_a_reload_revives_nothing_with_memory,
    attack_26_no_remount_forgets_a_newer_version,
    attack_26_no_remount_closes_what_the_reader_has_opened,
];

/// A device whose clock is behind; `pass(seconds)` lets time pass on both of its clocks, as
/// it does while the page is open.
const BEHIND: &str = "<script>
(() => {
  let passed = 0;
  const [wall, monotonic] = [Date.now.bind(Date), performance.now.bind(performance)];
  Date.now = () => wall() - 3 * 3600e3 + passed;
  performance.now = () => monotonic() + passed;
  window.pass = (seconds) => {
    passed += seconds * 1000;
    document.dispatchEvent(new Event('visibilitychange'));
  };
})();
</script>";

/// More than any document of these tests is believed.
const LONG: &str = "pass(2.2 * 3600)";

/// What portals, their frameworks and extensions do to an element. Each leaves one or more
/// widgets on the page.
const KINDS: &[(&str, &str)] = &[
    ("appended again", "widget().parentNode.append(widget())"),
    (
        "removed and appended",
        "const one = widget(), parent = one.parentNode; one.remove(); parent.append(one)",
    ),
    (
        "removed and appended later",
        "const one = widget(), parent = one.parentNode; one.remove(); setTimeout(() => parent.append(one), 100)",
    ),
    ("inserted before", "document.body.insertBefore(widget(), document.body.firstChild)"),
    ("moved", "document.body.moveBefore?.(widget(), null)"),
    ("replaced by itself", "const one = widget(); one.replaceWith(one)"),
    ("replaced by a copy", "const one = widget(); one.replaceWith(one.cloneNode(true))"),
    (
        "wrapped",
        "const one = widget(), div = document.createElement('div'); one.replaceWith(div); div.append(one)",
    ),
    ("a cloned body", "document.body.replaceWith(document.body.cloneNode(true))"),
    (
        "written anew",
        "const html = document.body.innerHTML; document.body.innerHTML = ''; document.body.innerHTML = html",
    ),
    (
        "written anew later",
        "const html = document.body.innerHTML; document.body.innerHTML = '';
         setTimeout(() => document.body.innerHTML = html, 100)",
    ),
    (
        "a page navigated within",
        "const html = document.body.innerHTML;
         history.pushState(null, '', '?other'); document.body.innerHTML = '<p>Andere Seite</p>';
         setTimeout(() => { history.back(); document.body.innerHTML = html; }, 100)",
    ),
    ("a second one", "widget().after(widget().cloneNode(true))"),
    ("only the second one", "widget().after(widget().cloneNode(true)); widget().remove()"),
    ("another language", "widget().lang = widget().lang === 'en' ? 'de' : 'en'"),
    (
        "another heading level",
        "widget().setAttribute('heading-level', 3); widget().setAttribute('heading-level', 4)",
    ),
    (
        "another tenant and audience",
        "widget().setAttribute('tenant', 'x'); widget().setAttribute('audience', 'press')",
    ),
    ("no tenant and audience", "widget().removeAttribute('tenant'); widget().removeAttribute('audience')"),
    ("other sources", "widget().setAttribute('src', `status.json ${location.origin}/other.json`)"),
    ("the first source again", "widget().setAttribute('src', 'status.json')"),
    (
        "no source, then one",
        "widget().removeAttribute('src'); setTimeout(() => widget().setAttribute('src', 'status.json'), 100)",
    ),
    (
        "another pin, then the same",
        "const pin = widget().getAttribute('trust');
         widget().setAttribute('trust', 'sha256-' + 'A'.repeat(43) + '=');
         setTimeout(() => widget().setAttribute('trust', pin), 100)",
    ),
    (
        "the loader once more",
        "const script = document.createElement('script'); script.type = 'module';
         script.src = `LOADER?${Math.random()}`; document.head.append(script);
         widget().replaceWith(widget().cloneNode(true))",
    ),
    (
        "through a frame",
        "const frame = document.createElement('iframe'), one = widget(); document.body.append(frame);
         frame.contentDocument.body.append(one);
         setTimeout(() => { document.body.append(one); frame.remove(); }, 100)",
    ),
    (
        "through a template",
        "const template = document.createElement('template'), one = widget(); template.content.append(one);
         document.body.append(template); setTimeout(() => document.body.append(one), 100)",
    ),
    (
        "translated and moved",
        "for (const one of widget().shadowRoot?.querySelectorAll('strong') ?? [])
           one.innerHTML = '<font>' + one.textContent + '</font>';
         document.body.append(widget())",
    ),
    (
        "told to look",
        "for (const name of ['online', 'pageshow']) window.dispatchEvent(new Event(name));
         document.dispatchEvent(new Event('visibilitychange'))",
    ),
];

/// Opens the page on a device that is behind, and takes the hosts away once it shows what
/// is signed.
#[track_caller]
fn open(browser: &Browser, site: &Site, head: &str, attributes: &str) {
    let head = format!("{BEHIND}{head}{EYES}");
    browser.open(&site.page_of(&head, &site.widget(&format!("src=\"status.json\" {attributes}"))));
    Shown::once(browser, "available", |shown| shown.status("dienst-eins") == Some("operational"));
    browser.run("window.widget = () => document.querySelector('status-widget')");
    site.server.put(STATUS, Reply::error(503));
}

/// Remounts in one way, as the page's own script would, and gives it the time to mount.
fn remount(browser: &Browser, script: &str) {
    let script = script.replace("LOADER", LOADER);
    browser.run(&format!("setTimeout(() => {{ {script} }})"));
    std::thread::sleep(Duration::from_millis(250));
    // At the end, one widget is enough.
    browser.run("[...document.querySelectorAll('status-widget')].slice(2).forEach((one) => one.remove())");
}

/// Remounts in every way, before and after the end of what is shown.
#[track_caller]
fn check(browser: &Browser, head: &str, attributes: &str) {
    let site = Site::start();
    site.publish(&many(1));
    open(browser, &site, head, attributes);
    for (kind, script) in KINDS {
        remount(browser, script);
        browser.until(&format!("{kind}: still available"), || {
            browser.get::<bool>("return eyes.says(widget())").then_some(())
        });
    }
    browser.run(&format!("{LONG}; setTimeout(() => eyes.guard('time has passed'), 300)"));
    std::thread::sleep(Duration::from_millis(600));
    for (kind, script) in KINDS {
        browser.run(&format!("eyes.guard('{kind}')"));
        remount(browser, script);
    }
    assert_eq!(browser.get::<Vec<String>>("return eyes.seen"), [""; 0]);
    browser.until("something can be read instead", || {
        browser.get::<bool>("return eyes.unknown(widget()) || eyes.fallback(widget())").then_some(())
    });
}

fn attack_26_no_remount_revives_what_has_ended_with_memory(browser: &Browser) {
    check(browser, "", "");
}

fn attack_26_no_remount_revives_what_has_ended_without_memory(browser: &Browser) {
    check(browser, "", "memory=\"off\"");
}

fn attack_26_no_remount_revives_what_has_ended_with_storage_that_throws(browser: &Browser) {
    let throws = "<script>for (const name of ['getItem', 'setItem', 'removeItem'])
        Storage.prototype[name] = () => { throw new Error('no') }</script>";
    check(browser, throws, "");
}

fn attack_26_a_reload_revives_nothing_with_memory(browser: &Browser) {
    let site = Site::start();
    site.publish(&many(1));
    open(browser, &site, "", "");
    browser.run(LONG);
    Shown::once(browser, "ended", |shown| shown.status("dienst-eins") == Some("unknown"));
    // A round has come to its end since.
    let asked = site.server.requests(STATUS).len();
    browser.until("a round", || (site.server.requests(STATUS).len() >= 2).then_some(()));
    std::thread::sleep(Duration::from_millis(300));
    for reply in [Reply::error(503), Reply::json(site.publisher.file(&many(1)))] {
        site.server.put(STATUS, reply);
        browser.reload();
        browser.run("eyes.guard('reloaded')");
        Shown::once(browser, "something", |shown| shown.status("dienst-eins") == Some("unknown"));
        browser.until("asked", || (site.server.requests(STATUS).len() > asked).then_some(()));
        std::thread::sleep(Duration::from_millis(500));
        assert_eq!(browser.get::<Vec<String>>("return eyes.seen"), [""; 0]);
    }
    // What the publisher has confirmed since is shown.
    let mut again = many(2);
    again["iat"] = (again["iat"].as_u64().expect("a time") + 30).into();
    site.publish(&again);
    browser.reload();
    Shown::once(browser, "confirmed", |shown| shown.status("dienst-eins") == Some("operational"));
}

fn attack_26_no_remount_forgets_a_newer_version(browser: &Browser) {
    let site = Site::start();
    site.publish(&down(many(2)));
    let widget = site.widget("src=\"status.json\" memory=\"off\"");
    browser.open(&site.page_of(&format!("{BEHIND}{EYES}"), &widget));
    Shown::once(browser, "down", |shown| shown.status("dienst-eins") == Some("major_outage"));
    browser.run("window.widget = () => document.querySelector('status-widget'); eyes.guard('before')");
    site.publish(&many(1));
    site.server.put("/other.json", Reply::json(site.publisher.file(&many(1))));
    for (kind, script) in KINDS {
        browser.run(&format!("eyes.guard('{kind}'); pass(60)"));
        remount(browser, script);
    }
    assert_eq!(browser.get::<Vec<String>>("return eyes.seen"), [""; 0]);
}

/// Moves within one turn of the page's own script, after which the element is still there.
const MOVES: &[&str] = &[
    "appended again",
    "removed and appended",
    "inserted before",
    "moved",
    "replaced by itself",
    "wrapped",
    "another heading level",
    "another language",
    "another language",
    "told to look",
];

fn attack_26_no_remount_closes_what_the_reader_has_opened(browser: &Browser) {
    let site = Site::start();
    site.publish(&many(1));
    open(browser, &site, "", "");
    browser.run("widget().shadowRoot.getElementById('frage-drei').open = true");
    for kind in MOVES {
        let (_, script) = KINDS.iter().find(|(name, _)| name == kind).expect("a kind");
        remount(browser, script);
        let open: Vec<String> = browser
            .get("return [...widget().shadowRoot.querySelectorAll('details[open]')].map((one) => one.id)");
        assert_eq!(open, ["frage-drei"], "{kind}");
    }
    // And one that was away for a while.
    remount(browser, KINDS[2].1);
    let open = "return !!widget()?.shadowRoot.querySelector('#frage-drei[open]')";
    browser.until("open again", || browser.get::<bool>(open).then_some(()));
    assert_eq!(site.server.requests(STATUS).len(), 1, "what the page knows need not be asked for again");
}
