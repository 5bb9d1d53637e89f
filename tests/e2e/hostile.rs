//! A publisher's file that was signed all right and is full of attacks: nothing of it
//! runs, and nothing but the widget's own elements stands on the page. Attacks 17, 18
//! and 20.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};
use status_widget::core::presentation::language::Language;

use super::browser::Browser;
use super::site::{Site, fresh, sample};
use super::widget::Shown;

scenarios![
    attack_17_script_in_every_text_field_is_text,
    attack_18_no_link_leads_anywhere_but_to_the_web_mail_and_telephone,
    attack_20_a_name_can_t_reorder_or_overprint_the_state_beside_it,
];

/// All of this in every field.
const SCRIPTS: &str = concat!(
    r#"<script>canary()</script><img src="/x" onerror="canary()"><svg onload="canary()"><script>canary()</script></svg>"#,
    r#""><iframe srcdoc="<script>parent.canary()</script>"></iframe>' onmouseover='canary()' x='"#,
    r#"<details open ontoggle="canary()"><style>@import "/x";*{background:url(/x)}</style><link rel=stylesheet href=/x>"#,
    r#"<base href="/x/"><meta http-equiv="refresh" content="0;url=/x"><form action="/x"><input autofocus onfocus=canary()>"#,
    r#"</section></template></textarea></style></title>--><!--<a href="javascript:canary()">x</a>"#,
    r#"{{constructor.constructor('canary()')()}} ${canary()} <%= canary() %> &lt;script&gt;canary()&lt;/script&gt; &#60;script>"#,
    r#"<status-widget src="/x"></status-widget><slot></slot>\u003cscript\u003ecanary()\u003c/script\u003e"#,
);

/// Watches whether anything runs that should not.
const CANARY: &str = "<script>
window.sung = [];
for (const name of ['canary', 'alert', 'confirm', 'prompt', 'print', 'open'])
  window[name] = () => { window.sung.push(name); };
</script>";

/// Replaces every text by what `text` makes of it and every address by what
/// `address` makes of it.
fn replace(value: &mut Value, key: &str, text: &dyn Fn(&str) -> String, address: &dyn Fn(&str) -> String) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                replace(member, name, text, address);
            }
        }
        Value::Array(items) => {
            for item in items {
                replace(item, key, text, address);
            }
        }
        Value::String(old) => match key {
            "de" | "en" | "value" | "copyright" | "phone" | "address" => *old = text(old),
            "url" | "email" | "phone_number" => *old = address(old),
            _ => {}
        },
        _ => {}
    }
}

/// The sample in German and English: in all its languages, scripts as long as these would not
/// fit into a file.
fn sample_in_two_languages() -> Value {
    let mut document = sample();
    keep_two_languages(&mut document);
    document["languages"] = json!(["de", "en"]);
    document
}

fn keep_two_languages(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.contains_key("de") {
                members.retain(|tag, _| ["de", "en"].contains(&tag.as_str()));
            }
            members.values_mut().for_each(keep_two_languages);
        }
        Value::Array(items) => items.iter_mut().for_each(keep_two_languages),
        _ => {}
    }
}

#[derive(Debug, Deserialize)]
struct Anchor {
    href: String,
    protocol: String,
    username: String,
    host: String,
    rel: String,
}

/// Everything in the shadow root that could matter.
#[derive(Debug, Deserialize)]
struct Inside {
    elements: BTreeSet<String>,
    attributes: BTreeSet<String>,
    anchors: Vec<Anchor>,
}

fn inside(browser: &Browser) -> Inside {
    browser.get(
        "const all = [...document.querySelector('status-widget').shadowRoot.querySelectorAll('*')];
         return {
           elements: all.map((e) => e.localName),
           // The first element is the loader's; its dead man's switch is an animation.
           attributes: all.slice(1).flatMap((e) => [...e.attributes].map((a) => a.name)),
           anchors: all.filter((e) => e.localName === 'a').map((a) => ({
             href: a.getAttribute('href'), protocol: a.protocol, username: a.username + a.password,
             host: a.host, rel: a.rel })),
         }",
    )
}

/// Touches everything a reader could touch, short of leaving the page.
fn use_everything(browser: &Browser) {
    browser.run(
        "const root = document.querySelector('status-widget').shadowRoot;
         for (const element of root.querySelectorAll('*')) {
           if (element.localName === 'details') element.open = true;
           for (const type of ['mouseover', 'mouseenter', 'focus', 'toggle', 'load', 'error', 'animationend'])
             element.dispatchEvent(new Event(type));
         }",
    );
    std::thread::sleep(std::time::Duration::from_millis(300));
}

#[track_caller]
fn assert_nothing_ran(browser: &Browser, site: &Site) {
    use_everything(browser);
    assert_eq!(browser.alert(), None);
    assert_eq!(browser.get::<Vec<String>>("return window.sung"), [""; 0]);
    let strange: Vec<String> = site
        .server
        .all_requests()
        .into_iter()
        .map(|request| request.path)
        .filter(|path| path.starts_with("/x"))
        .collect();
    assert_eq!(strange, [""; 0], "something was loaded");
    let inside = inside(browser);
    let known = [
        "a", "address", "article", "bdi", "br", "button", "dd", "details", "div", "dl", "dt", "em", "footer",
        "h2", "h3", "h4", "h5", "h6", "input", "label", "li", "mark", "nav", "ol", "option", "output", "p",
        "path", "section", "select", "slot", "span", "strong", "style", "summary", "svg", "time", "ul",
        "circle",
    ];
    let unknown: Vec<&String> =
        inside.elements.iter().filter(|name| !known.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let handlers: Vec<&String> = inside
        .attributes
        .iter()
        .filter(|name| {
            name.starts_with("on") || ["src", "srcdoc", "style", "action"].contains(&name.as_str())
        })
        .collect();
    assert!(handlers.is_empty(), "{handlers:?}");
    // The widget's own links, from one language to another, lead nowhere.
    let own: Vec<String> = Language::ALL.iter().map(|language| format!("#lang={}", language.tag())).collect();
    for anchor in inside.anchors.iter().filter(|anchor| !own.contains(&anchor.href)) {
        assert!(["https:", "mailto:", "tel:"].contains(&anchor.protocol.as_str()), "{anchor:?}");
        assert!(anchor.username.is_empty() && anchor.rel == "noreferrer", "{anchor:?}");
    }
}

fn attack_17_script_in_every_text_field_is_text(browser: &Browser) {
    let site = Site::start();
    let mut document = sample_in_two_languages();
    let mut count = std::cell::Cell::new(0);
    let text = |_: &str| {
        count.set(count.get() + 1);
        SCRIPTS.to_owned()
    };
    replace(&mut document, "", &text, &|old| old.to_owned());
    assert!(*count.get_mut() > 100, "all of the sample's texts: {count:?}");
    // An answer keeps a size below the cap: the scripts are long.
    document["tenants"] = json!([]);
    document["incidents"][0]["updates"] = json!([]);
    for service in document["services"].as_array_mut().expect("services") {
        service["tenants"] = json!([]);
    }
    for contact in document["contacts"].as_array_mut().expect("contacts") {
        contact["tenants"] = json!([]);
    }
    site.publish(&document);
    browser.open(&site.page_of(CANARY, &site.widget("src=\"status.json\"")));
    let shown = Shown::loaded(browser);
    assert_eq!(shown.services.len(), 6, "{}", browser.console().join("\n"));
    assert_nothing_ran(browser, &site);
    let shown = Shown::now(browser).expect("a widget");
    for piece in ["<script>canary()</script>", "<img src=", "{{constructor", "&lt;script&gt;", "</template>"]
    {
        assert!(shown.text.contains(piece), "{piece} is not to be read");
        assert!(shown.title.contains(piece) && shown.services[0].text.contains(piece), "{piece}");
    }
    // Nor as attributes of the element itself.
    browser.run_with(
        "const widget = document.querySelector('status-widget');
         for (const name of ['lang', 'tenant']) widget.setAttribute(name, arguments[0]);",
        vec![SCRIPTS.into()],
    );
    Shown::once(browser, "loaded again", |shown| shown.notices == ["unknown-tenant"] && !shown.busy);
    assert_nothing_ran(browser, &site);
}

const LINKS: &[&str] = &[
    "javascript:canary()",
    "JaVaScRiPt:canary()",
    "java\tscript:canary()",
    "java\nscript:canary()",
    "\u{1}javascript:canary()",
    " javascript:canary()",
    "javascript&colon;canary()",
    "&#106;avascript:canary()",
    "data:text/html,<script>canary()</script>",
    "vbscript:canary()",
    "blob:https://bank.example/x",
    "file:///etc/passwd",
    "view-source:javascript:canary()",
    "http://bank.example/",
    "//evil.example/",
    "/x",
    "\\\\evil.example\\x",
    "https:evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "https://bank.example@evil.example/",
    "https://bank.example%40evil.example/",
    "https://b\u{0430}nk.example/",
    "https://bank.example\u{2044}evil.example/",
    "https://bank.example\u{3002}evil.example/",
    "https://[::1]/",
    "https://bank.example:x/",
    "tel:javascript:canary()\"onclick=\"canary()",
    "mailto:x@bank.example\" onclick=\"canary()",
    "mailto://evil.example",
];

fn attack_18_no_link_leads_anywhere_but_to_the_web_mail_and_telephone(browser: &Browser) {
    let site = Site::start();
    let mut document = sample();
    let link = |url: &str| {
        json!({"type": "paragraph", "children": [
            {"type": "link", "url": url, "children": [{"type": "text", "value": format!("zu {url:?}")}]}]})
    };
    let links: Vec<Value> = LINKS.iter().map(|url| link(url)).collect();
    document["faq"][0]["answer"]["de"] = links.into();
    document["links"] = LINKS.iter().map(|url| json!({"name": {"de": "Impressum"}, "url": url})).collect();
    let contact =
        |url: &&str| json!({"name": {"de": "Kontakt"}, "phone": "0800", "phone_number": url, "email": url});
    document["contacts"] = LINKS.iter().map(contact).collect();
    document["publisher"]["url"] = LINKS[0].into();
    site.publish(&document);
    browser.open(&site.page_of(CANARY, &site.widget("src=\"status.json\"")));
    Shown::fresh(browser);
    assert_nothing_ran(browser, &site);
    let shown = Shown::now(browser).expect("a widget");
    for url in LINKS {
        let text = format!("zu {url:?}");
        assert!(shown.text.contains(&text), "a refused link is still its text: {text}\n{}", shown.text);
    }
    for anchor in inside(browser).anchors {
        let evil = ["evil", "javascript", "onclick", "canary", "\u{0430}", "xn--"];
        let host = anchor.host.as_str();
        assert!(!evil.iter().any(|word| host.contains(word)), "{anchor:?}");
        assert!(!anchor.href.contains("canary") || !anchor.href.contains('"'), "{anchor:?}");
    }
}

fn attack_20_a_name_can_t_reorder_or_overprint_the_state_beside_it(browser: &Browser) {
    let site = Site::start();
    let mut document = fresh(1);
    document["services"][0]["state"]["status"] = "major_outage".into();
    let name = format!("eAU \u{202e}rabgüfreV\u{202c}\u{2066}\u{200b}\u{0}\u{8}{}", "\u{0336}".repeat(1000));
    document["services"][0]["name"]["de"] = name.into();
    site.publish(&document);
    browser.open(&site.page());
    let shown = Shown::fresh(browser);
    let text = &shown.services[0].text;
    assert!(text.contains("eAU rabgüfreV") && text.contains("Funktioniert gerade nicht"), "{text:?}");
    assert!(!text.chars().any(|c| ('\u{2028}'..='\u{202e}').contains(&c) || c == '\u{200b}' || c == '\0'));
    assert!(text.chars().filter(|c| *c == '\u{0336}').count() <= 3);
    let height: f64 = browser.get(
        "const row = document.querySelector('status-widget').shadowRoot.querySelector('.name');
         return row.getBoundingClientRect().height",
    );
    assert!(height < 100.0, "{height}");
}
