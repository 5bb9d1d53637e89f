//! The reader's own insurer, where the portal names none: chosen in a list of eighty,
//! remembered only when that is wanted, with focus and place as they were.

use serde_json::{Value, json};

use super::browser::Browser;
use super::site::{Site, fresh};
use super::widget::Shown;

scenarios![
    a_reader_chooses_among_eighty_insurers_and_keeps_focus_and_place,
    a_choice_is_remembered_only_when_it_is_wanted,
    memory_for_the_session_keeps_everything_in_the_session_alone,
    without_memory_nothing_can_be_remembered,
    where_the_portal_names_the_insurer_there_is_no_choice,
];

/// Eighty insurers, at the last of which the service is down and at the others works. The
/// general state is another.
fn eighty() -> Value {
    let mut document = fresh(1);
    let name = |number: u32| format!("Kasse {number:02}");
    document["tenants"] = (1..=80)
        .rev()
        .map(|number| json!({"id": format!("k-{number}"), "name": {"de": name(number)}}))
        .collect();
    document["services"][0]["state"]["status"] = "partial_outage".into();
    document["services"][0]["tenants"] = (1..=80)
        .map(|number| {
            let status = if number == 80 { "major_outage" } else { "operational" };
            json!({"id": format!("k-{number}"), "state": {"status": status}})
        })
        .collect();
    document["contacts"] = json!([
        {"name": {"de": "Herausgeber"}, "phone": "1"},
        {"name": {"de": "Telefon der Kasse 80"}, "phone": "2", "tenants": ["k-80"]},
    ]);
    document
}

/// The list and what belongs to it, as `root`, `list`, `button` and `tick`.
const PARTS: &str = "const root = document.querySelector('status-widget').shadowRoot;
    const [list, button, tick] = ['select', 'button', 'input'].map((name) => root.querySelector(`#insurer_ ${name}`));";

fn open(browser: &Browser, attributes: &str) -> Site {
    let site = Site::start();
    site.publish(&eighty());
    browser.open(&site.page_with(&format!("src=\"status.json\" {attributes}")));
    Shown::fresh(browser);
    site
}

fn choose(browser: &Browser, id: &str) {
    browser.run(&format!("{PARTS} list.value = '{id}'"));
    // Only the button shows it.
    std::thread::sleep(std::time::Duration::from_millis(100));
    browser.click(&format!("{PARTS} return button"));
}

fn entries(browser: &Browser, storage: &str) -> Vec<String> {
    let mut names: Vec<String> = browser.get(&format!("return Object.keys({storage})"));
    names.iter_mut().for_each(|name| *name = name.rsplit(' ').next().unwrap_or_default().to_owned());
    names.sort();
    names
}

fn is_down(shown: &Shown) -> bool {
    shown.status("eau") == Some("major_outage")
}

fn a_reader_chooses_among_eighty_insurers_and_keeps_focus_and_place(browser: &Browser) {
    let site = open(browser, "");
    let shown = Shown::fresh(browser);
    assert_eq!(shown.overall.as_deref(), Some("partial_outage"));
    let names: Vec<String> = browser.get(&format!("{PARTS} return [...list.options].map((one) => one.text)"));
    assert_eq!(names.len(), 81);
    assert_eq!(
        browser.get::<String>(&format!("{PARTS} return list.selectedOptions[0].text")),
        "bitte wählen"
    );
    assert!(names[1..].is_sorted() && names[80] == "Kasse 80", "{names:?}");
    browser.run(&format!("{PARTS} root.getElementById('what-happened').open = true; window.same = button"));
    let place = format!("{PARTS} return Math.round(button.getBoundingClientRect().top)");
    let before: i64 = browser.get(&place);
    browser.run(&format!(
        "{PARTS} list.value = 'k-80'; list.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    ));
    assert!(!is_down(&Shown::fresh(browser)), "nothing changes before the button is pressed");
    choose(browser, "k-80");
    let shown = Shown::once(browser, "the insurer's", is_down);
    assert!(shown.title.starts_with("Kasse 80"), "{}", shown.title);
    assert_eq!(shown.overall.as_deref(), Some("major_outage"));
    assert!(shown.text.find("Telefon der Kasse 80") < shown.text.find("Herausgeber"), "{}", shown.text);
    assert!(shown.answers[0].open && shown.text.contains("Andere Kasse wählen"));
    let is_same: bool =
        browser.get(&format!("{PARTS} return root.activeElement === button && button === window.same"));
    assert!(is_same, "the focus stays on the button");
    assert_eq!(browser.get::<i64>(&place), before, "and the button where it was");
    assert_eq!(site.server.requests(super::site::STATUS).len(), 1, "without asking again");
    // And back.
    choose(browser, "");
    let shown = Shown::once(browser, "the general state", |shown| !is_down(shown));
    assert!(shown.text.contains("Ihre Krankenkasse"), "{}", shown.text);
}

fn a_choice_is_remembered_only_when_it_is_wanted(browser: &Browser) {
    let _site = open(browser, "");
    choose(browser, "k-80");
    Shown::once(browser, "the insurer's", is_down);
    assert_eq!(entries(browser, "localStorage").len(), 1, "the file and nothing of the reader");
    browser.reload();
    assert!(!is_down(&Shown::fresh(browser)));
    browser.click(&format!("{PARTS} return tick"));
    assert_eq!(entries(browser, "localStorage").len(), 1, "there is nothing to remember yet");
    choose(browser, "k-80");
    Shown::once(browser, "the insurer's", is_down);
    assert_eq!(entries(browser, "localStorage").last().map(String::as_str), Some("tenant"));
    browser.reload();
    assert!(is_down(&Shown::fresh(browser)));
    assert!(browser.get::<bool>(&format!("{PARTS} return tick.checked && list.value === 'k-80'")));
    // At once, when it is no longer wanted.
    browser.click(&format!("{PARTS} return tick"));
    browser.until("forgotten", || (entries(browser, "localStorage").len() == 1).then_some(()));
    assert!(is_down(&Shown::fresh(browser)));
    browser.reload();
    assert!(!is_down(&Shown::fresh(browser)));
}

fn memory_for_the_session_keeps_everything_in_the_session_alone(browser: &Browser) {
    let site = open(browser, "");
    assert_eq!(entries(browser, "localStorage").len(), 1);
    browser.open(&site.page_with("src=\"status.json\" memory=\"session\""));
    Shown::fresh(browser);
    assert_eq!(entries(browser, "localStorage"), [""; 0], "what was kept before is gone");
    browser.click(&format!("{PARTS} return tick"));
    choose(browser, "k-80");
    Shown::once(browser, "the insurer's", is_down);
    assert_eq!(entries(browser, "localStorage"), [""; 0]);
    let session = entries(browser, "sessionStorage");
    assert!(session.len() == 2 && session[1] == "tenant", "{session:?}");
    site.server.put(super::site::STATUS, super::server::Reply::error(503));
    browser.reload();
    assert!(is_down(&Shown::retrying(browser)), "a reload in the same tab still knows it");
}

fn without_memory_nothing_can_be_remembered(browser: &Browser) {
    let _site = open(browser, "memory=off");
    assert!(browser.get::<bool>(&format!("{PARTS} return !tick")));
    choose(browser, "k-80");
    Shown::once(browser, "the insurer's", is_down);
    // Taken out and put in again: no new page.
    browser.run(
        "const widget = document.querySelector('status-widget'), main = widget.parentNode;
        widget.remove(); setTimeout(() => main.append(widget), 100)",
    );
    Shown::once(browser, "there again", is_down);
    for storage in ["localStorage", "sessionStorage"] {
        assert_eq!(entries(browser, storage), [""; 0]);
    }
}

fn where_the_portal_names_the_insurer_there_is_no_choice(browser: &Browser) {
    let _site = open(browser, "tenant=k-80");
    let shown = Shown::fresh(browser);
    assert!(is_down(&shown) && !shown.text.contains("Kasse wählen"));
    assert!(browser.get::<bool>(&format!("{PARTS} return !list && !button && !tick")));
}
