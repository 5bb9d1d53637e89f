//! Consent tools: the loader stands in the page as a script that does nothing, and is put in
//! again once a reader has agreed, in the ways in which such tools do that.
//!
//! What they have in common: the element is there long before, or comes along with the script;
//! attributes are copied; some do it twice. A tool that makes a classic script of a module can't
//! load the widget (docs/portal.md); the portal's own text stays.

use super::browser::Browser;
use super::site::{INTEGRITY, LOADER, RECORDER, STATUS, Site, WASM};
use super::widget::Shown;

scenarios![
    a_script_that_a_consent_tool_makes_anew_loads_the_widget_late,
    a_script_and_an_element_that_a_consent_tool_clones_out_of_a_template_work,
    a_loader_that_is_put_in_twice_asks_once_and_says_nothing,
    a_consent_tool_that_makes_a_classic_script_of_it_leaves_the_page_s_own_text,
];

/// The URL of a page that waits for consent, with this in its body.
fn page(site: &Site, body: &str) -> String {
    site.put_page(
        "/consent.html",
        &format!(
            "<!doctype html><html lang=\"de\"><head><meta charset=\"utf-8\"><title>Portal</title>\
             <link rel=\"icon\" href=\"data:,\"><script src=\"{RECORDER}\"></script></head><body>{body}</body></html>"
        ),
    )
}

/// What a portal pastes where a tool is to hold the script back.
fn held_back() -> String {
    format!(
        "<script type=\"text/plain\" data-category=\"functional\" data-type=\"module\" data-src=\"{LOADER}\" \
         integrity=\"{}\" crossorigin=\"anonymous\" referrerpolicy=\"no-referrer\"></script>",
        *INTEGRITY
    )
}

/// Functions as tools have them: `agreed(type, src)` puts an element in the held script's place,
/// `anew(script)` makes one of a script that does not run.
const TOOL: &str = "
    const copied = (from, to) => {
      for (const { name, value } of from.attributes) to.setAttribute(name.replace(/^data-(?=type$|src$)/, ''), value);
      return to;
    };
    const anew = (script) => script.replaceWith(copied(script, document.createElement('script')));
    const held = () => document.querySelector('script[data-category]');";

/// The portal's own text stands alone.
#[track_caller]
fn waits(browser: &Browser, site: &Site) {
    std::thread::sleep(std::time::Duration::from_millis(500));
    let shown = Shown::now(browser).expect("an element");
    assert!(shown.fallback && shown.text.is_empty(), "{shown:#?}");
    assert_eq!(site.server.requests(LOADER).len() + site.server.requests(STATUS).len(), 0);
}

fn a_script_that_a_consent_tool_makes_anew_loads_the_widget_late(browser: &Browser) {
    for tool in [
        // An element with the attributes copied, type and address out of `data-`.
        "anew(held());",
        // The same, set as properties before it is put in.
        "const { dataset, integrity, crossOrigin } = held();
         const script = Object.assign(document.createElement('script'), { integrity, crossOrigin });
         script.type = dataset.type; script.src = dataset.src;
         document.head.appendChild(script);",
        // Markup, written anew, whose scripts run.
        "const markup = held().outerHTML.replace('type=\"text/plain\"', '').replace(/data-(?=type|src)/g, '');
         held().replaceWith(document.createRange().createContextualFragment(markup));",
        // Markup whose scripts do not run until they are made anew.
        "const box = document.createElement('div');
         box.innerHTML = held().outerHTML.replace('type=\"text/plain\"', '').replace(/data-(?=type|src)/g, '');
         held().replaceWith(box);
         box.querySelectorAll('script').forEach(anew);",
    ] {
        let site = Site::start();
        browser.open(&page(&site, &format!("{}{}", held_back(), site.widget("src=\"status.json\""))));
        waits(browser, &site);
        browser.run(&format!("{TOOL}{tool}"));
        Shown::fresh(browser);
        assert_eq!(site.server.requests(LOADER).len(), 1, "{tool}");
    }
}

fn a_script_and_an_element_that_a_consent_tool_clones_out_of_a_template_work(browser: &Browser) {
    let script = held_back()
        .replace(" type=\"text/plain\"", "")
        .replace("data-type", "type")
        .replace("data-src", "src");
    for tool in [
        "document.body.append(document.importNode(template.content, true));",
        "document.body.append(template.content.cloneNode(true));",
        // A template that a script has filled: what is cloned out of that does not run by itself.
        "const filled = document.createElement('template');
         filled.innerHTML = template.innerHTML;
         document.body.append(filled.content.cloneNode(true));
         anew(held());",
    ] {
        let site = Site::start();
        let widget = site.widget("src=\"status.json\"");
        browser.open(&page(&site, &format!("<template>{widget}{script}</template>")));
        assert!(Shown::now(browser).is_none(), "there is nothing yet");
        browser.run(&format!("{TOOL} const template = document.querySelector('template'); {tool}"));
        Shown::fresh(browser);
    }
}

fn a_loader_that_is_put_in_twice_asks_once_and_says_nothing(browser: &Browser) {
    for address in ["held.dataset.src", "held.dataset.src + '?again'"] {
        let site = Site::start();
        browser.open(&page(&site, &format!("{}{}", held_back(), site.widget("src=\"status.json\""))));
        browser.console();
        browser.run(&format!(
            "{TOOL}
             for (const src of [held().dataset.src, {}]) {{
               const script = copied(held(), document.createElement('script'));
               script.src = src;
               document.head.append(script);
             }}",
            address.replace("held.", "held().")
        ));
        Shown::fresh(browser);
        // And once more, when everything is there.
        browser.run(&format!(
            "{TOOL} const script = copied(held(), document.createElement('script'));
             script.src += '?later';
             document.head.append(script);"
        ));
        std::thread::sleep(std::time::Duration::from_millis(500));
        Shown::fresh(browser);
        assert_eq!(site.server.requests(STATUS).len(), 1, "{address}");
        assert_eq!(site.server.requests(WASM).len(), 1, "{address}");
        assert_eq!(browser.console(), [""; 0], "{address}");
    }
}

fn a_consent_tool_that_makes_a_classic_script_of_it_leaves_the_page_s_own_text(browser: &Browser) {
    let site = Site::start();
    browser.open(&page(&site, &format!("{}{}", held_back(), site.widget("src=\"status.json\""))));
    browser.run(&format!("{TOOL} held().dataset.type = 'text/javascript'; anew(held());"));
    browser.until("the loader", || (!site.server.requests(LOADER).is_empty()).then_some(()));
    std::thread::sleep(std::time::Duration::from_millis(500));
    let shown = Shown::now(browser).expect("an element");
    assert!(shown.fallback && shown.text.is_empty(), "{shown:#?}");
    assert_eq!(site.server.requests(STATUS).len(), 0);
}
