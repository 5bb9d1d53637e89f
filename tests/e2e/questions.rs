//! What readers do with questions and with the proof: search, open all, copy a link, copy the
//! facts, and ask whether something is genuine.

use serde_json::{Value, json};

use super::browser::Browser;
use super::site::{STATUS, Site, fresh};
use super::widget::Shown;

scenarios![
    questions_are_searched_as_one_types_and_open_answers_stay_open,
    few_questions_have_no_search,
    all_answers_open_and_close_at_once,
    a_link_to_an_answer_is_copied_and_leads_there,
    the_proof_is_copied_as_text,
    what_a_reader_was_sent_is_compared_in_the_browser_alone,
];

/// So many questions, of which the third speaks of sick notes in its answer alone.
fn questions(number: usize) -> Value {
    let mut document = fresh(1);
    let answer =
        |text: String| json!({"de": [{"type": "paragraph", "children": [{"type": "text", "value": text}]}]});
    document["faq"] = (1..=number)
        .map(|index| {
            let says = if index == 3 { "Auch Ihre Krankmeldung.".into() } else { format!("Antwort {index}.") };
            json!({"id": format!("q{index}"), "question": {"de": format!("Frage {index}?")}, "answer": answer(says)})
        })
        .collect();
    document["contacts"] = json!([
        {"name": {"de": "Notfalltelefon"}, "phone": "030 23125 123", "phone_number": "+493023125123"},
    ]);
    document
}

fn open(browser: &Browser, number: usize) -> Site {
    let site = Site::start();
    site.publish(&questions(number));
    browser.open(&site.page());
    Shown::fresh(browser);
    site
}

const ROOT: &str = "const root = document.querySelector('status-widget').shadowRoot;";

/// Types into the field that `selector` finds, as a reader does who then leaves it.
fn enter(browser: &Browser, selector: &str, text: &str) {
    browser.run_with(
        &format!(
            "{ROOT} const field = root.querySelector('{selector}');
             field.focus();
             field.value = arguments[0];
             for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, {{ bubbles: true }}));"
        ),
        vec![text.into()],
    );
}

fn seen(browser: &Browser) -> Vec<String> {
    browser.get(&format!(
        "{ROOT} return [...root.querySelectorAll('.answer')].filter((one) => one.getClientRects().length)
           .map((one) => one.id)"
    ))
}

fn output(browser: &Browser, selector: &str) -> String {
    browser.get(&format!("{ROOT} return root.querySelector('{selector} output').textContent"))
}

fn questions_are_searched_as_one_types_and_open_answers_stay_open(browser: &Browser) {
    let _site = open(browser, 200);
    browser.run(&format!("{ROOT} root.getElementById('q7').open = true"));
    browser.focus(&format!("{ROOT} return root.querySelector('[type=search]')"));
    for letter in "krank".chars() {
        browser.press(letter);
    }
    browser.until("found", || (seen(browser) == ["q3"]).then_some(()));
    assert_eq!(output(browser, "#search_"), "Gefunden: 1");
    let (marked, hint, has_focus): (Vec<String>, String, bool) = browser.get(&format!(
        "{ROOT} return [[...root.querySelectorAll('mark')].map((one) => one.textContent),
           root.querySelector('#q3 summary').textContent, root.activeElement === root.querySelector('[type=search]')]"
    ));
    assert_eq!(marked, ["Krank"]);
    assert!(hint.contains("in der Antwort") && has_focus, "{hint}");
    enter(browser, "[type=search]", "Quastenflosser");
    browser.until("none", || seen(browser).is_empty().then_some(()));
    assert_eq!(output(browser, "#search_"), "Dazu steht hier keine Frage.");
    enter(browser, "[type=search]", "");
    browser.until("all again", || (seen(browser).len() == 200).then_some(()));
    assert_eq!(output(browser, "#search_"), "");
    let open: Vec<String> =
        browser.get(&format!("{ROOT} return [...root.querySelectorAll('[open]')].map((one) => one.id)"));
    assert_eq!(open, ["q7"]);
    assert!(!browser.get::<bool>(&format!("{ROOT} return !!root.querySelector('mark')")));
}

fn few_questions_have_no_search(browser: &Browser) {
    for (number, has_search) in [(11, false), (12, true)] {
        let _site = open(browser, number);
        assert_eq!(
            browser.get::<bool>(&format!("{ROOT} return !!root.querySelector('[type=search]')")),
            has_search
        );
    }
}

fn all_answers_open_and_close_at_once(browser: &Browser) {
    let _site = open(browser, 3);
    for (action, number) in [("open-all", 3), ("close-all", 0)] {
        browser.click(&format!("{ROOT} return root.querySelector('[data-action={action}]')"));
        let opened = || Shown::fresh(browser).answers.iter().filter(|answer| answer.open).count();
        browser.until(action, || (opened() == number).then_some(()));
    }
}

/// Keeps what is copied as `window.pasted`, or refuses to.
fn take_clipboard(browser: &Browser, works: bool) {
    browser.run(&format!(
        "Object.defineProperty(navigator, 'clipboard', {{ configurable: true, value: {{
           writeText: async (text) => {{ if (!{works}) throw new DOMException('no', 'NotAllowedError'); window.pasted = text; }} }} }})"
    ));
}

fn a_link_to_an_answer_is_copied_and_leads_there(browser: &Browser) {
    let _site = open(browser, 3);
    browser.run(&format!("{ROOT} root.getElementById('q2').open = true"));
    let button = format!("{ROOT} return root.querySelector('#q2 [data-action=copy-link]')");
    take_clipboard(browser, false);
    browser.click(&button);
    browser.until("told", || (output(browser, "#q2") == "Das Kopieren ging nicht.").then_some(()));
    take_clipboard(browser, true);
    browser.click(&button);
    browser.until("told", || (output(browser, "#q2") == "Kopiert.").then_some(()));
    assert_eq!(output(browser, "#q1"), "");
    let link: String = browser.get("return window.pasted");
    assert!(link.ends_with("/page.html#q2"), "{link}");
    browser.open("about:blank");
    browser.open(&link);
    Shown::once(browser, "open", |shown| shown.answers.len() == 3 && shown.answers[1].open);
}

fn the_proof_is_copied_as_text(browser: &Browser) {
    let _site = open(browser, 1);
    take_clipboard(browser, true);
    browser.run(&format!("{ROOT} root.getElementById('proof_').open = true"));
    browser.click(&format!("{ROOT} return root.querySelector('[data-action=copy-text]')"));
    browser.until("told", || (output(browser, "#proof_ .copy") == "Kopiert.").then_some(()));
    let text: String = browser.get("return window.pasted");
    for fact in ["Unterschrieben von: https://status.example production\n", "Version: 1\n", "Schlüssel: "] {
        assert!(text.contains(fact), "{fact} in {text}");
    }
}

fn what_a_reader_was_sent_is_compared_in_the_browser_alone(browser: &Browser) {
    let site = open(browser, 1);
    browser.run(&format!("{ROOT} root.getElementById('proof_').open = true"));
    let told = || -> String {
        browser.get(&format!("{ROOT} return root.querySelector('#proof_ > output').textContent"))
    };
    let asked_before = site.server.requests(STATUS).len();
    for (asked, says) in [
        ("0049 30 23125-123", "Das steht hier: Notfalltelefon (+493023125123). Auch echte Nummern"),
        ("+43 30 23125 123", "Vorsicht, das sieht nur so ähnlich aus wie: Notfalltelefon"),
        ("https://evil.example/<b>", "Das steht hier nicht. Ob es echt ist, wissen wir nicht."),
        ("hallo", "Bitte geben Sie"),
    ] {
        enter(browser, "#proof_ input", asked);
        browser.until(asked, || told().starts_with(says).then_some(()));
    }
    // The button does the same.
    browser.run(&format!("{ROOT} root.querySelector('#proof_ input').value = '030 23125123'"));
    browser.click(&format!("{ROOT} return root.querySelector('#proof_ button[data-action=ask]')"));
    browser.until("by the button", || told().starts_with("Das steht hier: ").then_some(()));
    assert_eq!(site.server.requests(STATUS).len(), asked_before);
    let kept: String = browser.get("return JSON.stringify([localStorage, sessionStorage, location.href])");
    assert!(!kept.contains("evil.example"), "{kept}");
}
