//! Pages that stand still (`statusctl render --as fragment|page`): for readers, search engines
//! and browsers without JavaScript, and until the widget has loaded.

use std::path::Path;
use std::process::Command;

use scraper::{ElementRef, Html, Selector};

use crate::support::desk::{Desk, is_installed};

fn rendered(channel: &str, more: &[&str]) -> String {
    let (desk, pin) = Desk::with_sample();
    desk.ok(&[&["render", "status.json", "--pin", &pin, "--as", channel], more].concat())
}

fn all<'h>(html: &'h Html, selector: &str) -> Vec<ElementRef<'h>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

#[test]
fn both_say_questions_messages_contact_and_an_absolute_time() {
    for channel in ["fragment", "page"] {
        for (lang, parts) in [
            ("de", ["Stand: 3. Mai 2023, 14:00 Uhr", "Was ist passiert?", "Kontakt", "0800 BITMARCK"]),
            ("en", ["As of 3 May 2023, 14:00 CEST", "What has happened?", "Contact", "0800 BITMARCK"]),
        ] {
            let html = Html::parse_document(&rendered(channel, &["--lang", lang, "--tenant", "insurer-b"]));
            let body = text(all(&html, "body")[0]);
            for part in parts {
                assert!(body.contains(part), "{channel} {lang}: {part} is not in {body}");
            }
            for word in ["heute, ", "gestern, ", "today, ", "yesterday, ", " ago", "vor 0"] {
                assert!(!body.contains(word), "{channel} {lang}: {word}");
            }
            // Who looks at it has verified nothing.
            assert!(!body.contains("Echtheit geprüft") && !body.contains("Authenticity"), "{body}");
        }
    }
}

#[test]
fn every_state_says_of_when_it_is_and_until_when_it_may_stand() {
    let html = Html::parse_fragment(&rendered("fragment", &["--tenant", "insurer-b"]));
    let states = all(&html, "[data-otherwise]");
    assert!(states.len() > 4, "{}", html.html());
    for state in states.iter().chain(&all(&html, "[data-overall]")) {
        // The time comes first: no excerpt reads as if it were about now.
        let says = text(*state);
        assert!(says.starts_with("Stand 3. Mai 2023, 14:00 Uhr: "), "{}", state.html());
        assert!(says.ends_with(" (wird beim Laden geprüft)"), "{}", state.html());
        assert_eq!(state.value().attr("data-until"), Some("2023-05-03T14:00:00Z"));
    }
    // No word of a state stands anywhere else.
    for state in ["Funktioniert", "nicht bekannt", "Wird gerade gewartet"] {
        for element in all(&html, "*").into_iter().filter(|one| one.text().any(|words| words.contains(state)))
        {
            let is_claim =
                element.value().attr("data-until").is_some() || element.select(&claims()).next().is_some();
            let is_inside = element
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|above| above.value().attr("data-until").is_some());
            assert!(is_claim || is_inside, "{}", element.html());
        }
    }
}

fn claims() -> Selector {
    Selector::parse("[data-until]").unwrap()
}

#[test]
fn a_fragment_meets_nothing_of_the_page_around_it_and_offers_nothing_that_needs_a_script() {
    let fragment = rendered("fragment", &[]);
    let html = Html::parse_fragment(&fragment);
    for foreign in
        ["[id]", "[class]", "[style]", "[onclick]", "style", "script", "button", "input", "select", "slot"]
    {
        assert!(all(&html, foreign).is_empty(), "{foreign}: {fragment}");
    }
    assert!(!rendered("page", &[]).contains("<button"));
}

#[test]
fn a_page_has_the_look_in_it_and_a_policy_that_names_each_of_its_parts() {
    let page = rendered("page", &["--tenant", "insurer-b", "--url", "https://kasse.example/stand?a&b"]);
    let html = Html::parse_document(&page);
    let policy = all(&html, "meta[http-equiv]")[0].value().attr("content").unwrap();
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    for part in ["style", "script"] {
        let parts = all(&html, part);
        assert_eq!(parts.len(), 1);
        let source = status_widget::native::integrity::policy_hash(&text(parts[0]));
        assert!(policy.contains(&format!("{part}-src {source}")), "{part}: {policy}");
    }
    assert!(text(all(&html, "style")[0]).contains(".status-widget"));
    let canonical = all(&html, "link[rel=canonical]")[0].value().attr("href");
    assert_eq!(canonical, Some("https://kasse.example/stand?a&b"));
    assert_eq!(text(all(&html, "title")[0]), "Beispielkasse B: Informationen zum Cyberangriff");
    // Nobody will look for news of its own accord, and it does not promise that.
    assert!(!page.contains("wird beim Laden geprüft"), "{page}");
    assert!(page.contains("kann sich seitdem geändert haben"));
}

#[test]
fn nothing_of_a_text_becomes_markup() {
    let desk = Desk::with_chain("ed25519");
    desk.ok(&["init", "notice"]);
    let toml = String::from_utf8(desk.read("notice/status.toml")).unwrap();
    let attack = "'<img src=x onerror=alert(1)>\"</style></script><!-- & Co'";
    desk.write("notice/status.toml", toml.replace("\"Aktuelle Störungen\"", attack));
    desk.ok(&["build", "notice", "--trust", "trust.json", "-o", "payload.json"]);
    desk.ok(&["sign", "payload.json", "--key", "status", "--trust", "trust.json", "-o", "status.json"]);
    for channel in ["fragment", "page"] {
        let args = ["render", "status.json", "--pin", &desk.pin("trust.json"), "--as", channel];
        let html = Html::parse_document(&desk.ok(&args));
        assert!(all(&html, "img").is_empty(), "{}", html.html());
        let title = attack.trim_matches('\'');
        assert_eq!(text(all(&html, "h2")[0]), title);
        if channel == "page" {
            assert_eq!(text(all(&html, "title")[0]), title);
        }
    }
}

#[test]
fn when_its_time_is_over_no_state_stands_there_any_more() {
    if !is_installed("node", Path::new("/usr/bin/node")) {
        return;
    }
    let scripts =
        ["claims.js", "fallback.js"].map(|name| format!("{}/static/{name}", env!("CARGO_MANIFEST_DIR")));
    // A document of four claims, a clock and a timer; what it looks like before and after.
    let world = r#"
        const listeners = {}, timers = [];
        const claim = (name, dataset) => ({ name, dataset, textContent: "works",
            remove() { claims.splice(claims.indexOf(this), 1); },
            removeAttribute() { delete this.dataset.until; } });
        const until = "2023-05-03T14:00:00Z";
        const claims = [claim("row", { until, status: "operational" }),
            claim("state", { until, otherwise: "not known" }), claim("advice", { until }),
            claim("broken", { until: "soon" }), claim("later", { until: "2023-05-03T16:00:00Z" })];
        let now = Date.parse(until) - 60000;
        Date.now = () => now;
        globalThis.setTimeout = (then, wait) => timers.push([then, wait]);
        globalThis.addEventListener = (name, then) => listeners[name] = then;
        globalThis.document = { addEventListener, querySelectorAll: () => claims.filter(one => one.dataset.until) };
        const show = () => console.log(claims.map(one =>
            [one.name, one.dataset.status ?? "", one.textContent].join(" ")).join("|"));
        (0, eval)(process.argv.slice(1).map(path => require("fs").readFileSync(path, "utf8")).join(""));
        show();
        now += 61000; timers[0][0](); show();
        now += 7200000; listeners.visibilitychange(); show();
        console.log(timers.map(([, wait]) => wait).join(" "));
    "#;
    let output = Command::new("/usr/bin/node").args(["-e", world]).args(scripts).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        said,
        "row operational works|state  works|advice  works|later  works\n\
         row unknown works|state  not known|later  works\n\
         row unknown works|state  not known\n\
         61000 7200000\n",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
