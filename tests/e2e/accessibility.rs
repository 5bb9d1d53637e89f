//! What axe can't see of WCAG 2.2: text spacing, targets, motion, the order of the keyboard, and
//! what a screen reader is given, compared with files in `golden/`.

use std::collections::BTreeMap;
use std::fs;

use fantoccini::key::Key;
use serde_json::{Value, json};

use super::browser::Browser;
use super::engine::Engine;
use super::looks::{open_all_answers, overflowing};
use super::publisher::Key as SigningKey;
use super::server::Reply;
use super::site::{STATUS, Site, now, sample};
use super::widget::Shown;

scenarios![
    text_spacing_of_readers_cuts_nothing_off,
    targets_are_24_px_or_have_so_much_room,
    nothing_moves_by_itself,
    what_opens_and_where_a_link_leads_is_there_in_one_step,
    the_keyboard_goes_through_everything_in_reading_order_and_back,
    a_screen_reader_is_given_what_the_files_say,
    roles_and_names_are_the_same_in_every_engine,
    without_a_mouse_everything_is_reached_and_used,
];

/// A page with the sample in one of its main states.
fn open(browser: &Browser, state: &str) -> Site {
    let site = Site::start();
    let mut document = sample();
    match state {
        "nothing" => site.server.put(STATUS, Reply::error(503)),
        "forged" => {
            let mut thief = site.publisher.clone();
            thief.status = SigningKey::ed25519(66);
            site.server.put(STATUS, Reply::json(thief.file(&document)));
        }
        "expired" => {
            document["exp"] = (now() - 1800).into();
            document["iat"] = (now() - 3600).into();
            site.publish(&document);
        }
        _ => site.publish(&document),
    }
    let tenant = if state == "choosing" { "" } else { " tenant=\"insurer-b\"" };
    browser.open(&site.page_of("", &site.widget(&format!("src=\"status.json\"{tenant}"))));
    Shown::loaded(browser);
    site
}

/// WCAG 2.2, 1.4.12.
fn text_spacing_of_readers_cuts_nothing_off(browser: &Browser) {
    for state in ["fresh", "choosing", "expired"] {
        let _site = open(browser, state);
        open_all_answers(browser);
        let cut: Vec<String> = browser.get(
            "const root = document.querySelector('status-widget').shadowRoot;
             const style = document.createElement('style');
             style.textContent = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
               word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`;
             root.append(style);
             return [...root.querySelectorAll('section *')].filter((one) => {
               const { overflowX, overflowY, display } = getComputedStyle(one);
               const isCut = (one.scrollWidth > one.clientWidth + 1 && overflowX !== 'visible')
                 || (one.scrollHeight > one.clientHeight + 1 && overflowY !== 'visible');
               return isCut && display !== 'inline' && one.clientWidth > 1 && !one.closest('svg, select, input');
             }).map((one) => one.outerHTML.slice(0, 100))",
        );
        assert_eq!(cut, [""; 0], "{state}");
        assert_eq!(overflowing(browser), [""; 0], "{state}");
    }
}

/// WCAG 2.2, 2.5.8: of 24 px, or so far from others that circles of 24 px do not meet; links in
/// sentences are excepted.
fn targets_are_24_px_or_have_so_much_room(browser: &Browser) {
    for state in ["fresh", "choosing"] {
        let _site = open(browser, state);
        open_all_answers(browser);
        let (count, small): (usize, Vec<String>) = browser.get(
            "const root = document.querySelector('status-widget').shadowRoot;
             const all = [...root.querySelectorAll('a[href], summary, button, select, input')]
               .map((one) => [one, one.closest('label')?.getBoundingClientRect() ?? one.getBoundingClientRect()])
               .filter(([, box]) => box.width > 0);
             const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];
             const isSmall = (box) => box.width < 24 || box.height < 24;
             const small = all.filter(([one, box]) => isSmall(box)
               && !(one.localName === 'a' && [...one.closest('p, li, dd, div').childNodes]
                    .some((node) => node.nodeType === 3 && node.data.trim().length > 3))
               && all.some(([other, around]) => {
                 if (other === one) return false;
                 const [x, y] = middle(box);
                 const dx = Math.max(around.left - x, 0, x - around.right);
                 const dy = Math.max(around.top - y, 0, y - around.bottom);
                 const [x2, y2] = middle(around);
                 const far = isSmall(around) ? Math.hypot(x - x2, y - y2) >= 24 : true;
                 return Math.hypot(dx, dy) < 12 || !far;
               }));
             return [all.length, small.map(([one, box]) => `${box.width} x ${box.height} ${one.outerHTML.slice(0, 90)}`)]",
        );
        assert!(count > 10, "{count} targets");
        assert_eq!(small, [""; 0], "{state}");
    }
}

/// Whether a reader wants less motion, as the system's settings have it. WebKitGTK can't be told
/// over WebDriver.
#[track_caller]
fn prefer_less_motion(browser: &Browser, is_wanted: bool) {
    match browser.engine {
        Engine::Chromium => {
            let value = if is_wanted { "reduce" } else { "" };
            let features = json!([{"name": "prefers-reduced-motion", "value": value}]);
            let command = json!({"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}});
            browser.vendor("goog/cdp/execute", command);
        }
        Engine::Firefox => {
            let name = "ui.prefersReducedMotion";
            let change = if is_wanted { "setIntPref(NAME, 1)" } else { "clearUserPref(NAME)" };
            browser.run_in_firefox(&format!("const NAME = '{name}'; Services.prefs.{change}"));
        }
        Engine::WebKit => return,
    }
    let query = "return matchMedia('(prefers-reduced-motion: reduce)').matches";
    browser.until("less motion", || (browser.get::<bool>(query) == is_wanted).then_some(()));
}

/// WCAG 2.2, 2.3.3: nothing is animated for anybody but what hides states at their end; whoever
/// has asked for less motion gets no more.
fn nothing_moves_by_itself(browser: &Browser) {
    let _site = open(browser, "fresh");
    open_all_answers(browser);
    for is_wanted in [false, true] {
        prefer_less_motion(browser, is_wanted);
        let moving: Vec<String> = browser.get(
            "const root = document.querySelector('status-widget').shadowRoot;
             return [...root.querySelectorAll('*')].filter((one) => {
               const style = getComputedStyle(one);
               const isMoved = style.transitionDuration.split(', ').some((time) => parseFloat(time) > 0);
               const isAnimated = style.animationName !== 'none' && !style.animationName.startsWith('expire-');
               return isMoved || isAnimated || style.scrollBehavior === 'smooth';
             }).map((one) => one.outerHTML.slice(0, 80))",
        );
        assert_eq!(moving, [""; 0], "{is_wanted}");
    }
    prefer_less_motion(browser, false);
}

/// What opens is open and where a link leads is where the page stands, in one step: no frame
/// shows anything between.
fn what_opens_and_where_a_link_leads_is_there_in_one_step(browser: &Browser) {
    for is_wanted in [false, true] {
        let _site = open(browser, "fresh");
        prefer_less_motion(browser, is_wanted);
        for (step, seen) in [
            ("root.querySelector('#data-leak > summary').click()", "root.host.offsetHeight"),
            ("root.querySelector('[data-action=open-all]').click()", "root.host.offsetHeight"),
            ("location.hash = '#prevention'", "Math.round(scrollY)"),
        ] {
            let seen: Vec<f64> = serde_json::from_value(browser.run_async(&format!(
                "const done = arguments[arguments.length - 1];
                 const root = document.querySelector('status-widget').shadowRoot;
                 const seen = [{seen}];
                 {step};
                 let frames = 30;
                 const look = () => {{
                   seen.push({seen});
                   if (frames--) requestAnimationFrame(look); else done(seen);
                 }};
                 requestAnimationFrame(look);"
            )))
            .expect("numbers");
            let mut steps = seen.clone();
            steps.dedup();
            assert_eq!(steps.len(), 2, "{step}, less motion {is_wanted}: {seen:?}");
        }
    }
    prefer_less_motion(browser, false);
}

/// WCAG 2.2, 2.1.1, 2.1.2 and 2.4.3.
fn the_keyboard_goes_through_everything_in_reading_order_and_back(browser: &Browser) {
    let _site = open(browser, "choosing");
    let expected: usize = browser.get(
        "const root = document.querySelector('status-widget').shadowRoot;
         window.all = [...root.querySelectorAll('a[href], summary, button, select, input')]
           .filter((one) => one.checkVisibility({ contentVisibilityAuto: true }) && !one.disabled);
         return all.length",
    );
    assert!(expected > 10, "{expected}");
    // So that there is somewhere to go: WebKit and Chromium begin again at the other end.
    browser.run(
        "for (const place of ['prepend', 'append'])
           document.body[place](Object.assign(document.createElement('button'), { textContent: place }))",
    );
    browser.run("all[0].focus()");
    let at = || {
        browser.get::<i64>(
            "return all.indexOf(document.querySelector('status-widget').shadowRoot.activeElement)",
        )
    };
    let mut way = vec![at()];
    for _ in 1..expected {
        browser.press(Key::Tab);
        way.push(at());
    }
    assert_eq!(way, (0..expected as i64).collect::<Vec<_>>());
    // Nor is it a trap.
    browser.press(Key::Tab);
    assert_eq!(at(), -1);
    browser.run("all.at(-1).focus()");
    let mut way = vec![at()];
    for _ in 1..expected {
        browser.press_with(Key::Shift, Key::Tab);
        way.push(at());
    }
    assert_eq!(way, (0..expected as i64).rev().collect::<Vec<_>>());
    browser.press_with(Key::Shift, Key::Tab);
    assert_eq!(at(), -1);
}

/// WCAG 2.2, 2.1.1 and 3.2.2: questions, the list and its button, the languages, the search for
/// what is genuine; and Escape, which dialogs have and we have none, does nothing.
fn without_a_mouse_everything_is_reached_and_used(browser: &Browser) {
    let _site = open(browser, "choosing");
    let root = "const root = document.querySelector('status-widget').shadowRoot;";
    let focus = |selector: &str| browser.focus(&format!("{root} return root.querySelector('{selector}')"));
    let is = |test: &str| browser.get::<bool>(&format!("{root} return {test}"));
    let until = |test: &str| browser.until(test, || is(test).then_some(()));
    for (selector, key) in [("#data-leak > summary", Key::Enter.into()), ("#others_ > summary", ' ')] {
        let details = selector.trim_end_matches(" > summary");
        focus(selector);
        for open in [true, false, true] {
            browser.press(key);
            until(&format!("root.querySelector('{details}').open === {open}"));
        }
        assert!(is(&format!("root.activeElement === root.querySelector('{selector}')")), "{selector}");
    }
    // An insurer is chosen, and nothing happens before the button.
    focus("#insurer_ select");
    browser.press(Key::Down);
    browser.press(Key::Down);
    until("root.querySelector('#insurer_ select').value === 'insurer-b'");
    assert_eq!(Shown::fresh(browser).status("eau"), Some("partial_outage"));
    browser.press(Key::Tab);
    browser.press(Key::Enter);
    Shown::once(browser, "the insurer's", |shown| shown.status("eau") == Some("major_outage"));
    assert!(is("root.activeElement === root.querySelector('#insurer_ button')"), "the focus stays");
    // What somebody has opened and typed stays when they press Escape.
    focus("#proof_ > summary");
    browser.press(Key::Enter);
    until("root.querySelector('#proof_').open");
    focus("input[data-action=ask]");
    for key in "0800".chars() {
        browser.press(key);
    }
    let all = format!(
        "{root} return JSON.stringify([root.querySelector('.status-widget').innerText,
           [...root.querySelectorAll('[open]')].map((one) => one.id), root.activeElement.outerHTML,
           root.querySelector('input[data-action=ask]').value, location.hash])"
    );
    for selector in ["input[data-action=ask]", "#data-leak > summary", "#insurer_ button", "#insurer_ select"]
    {
        focus(selector);
        let before: String = browser.get(&all);
        browser.press(Key::Escape);
        assert_eq!(browser.get::<String>(&all), before, "{selector}");
    }
    focus("input[data-action=ask]");
    browser.press(Key::Enter);
    until("root.querySelector('#proof_ output:not(.copy *)').innerText.length > 10");
    // Another language, by a link that is folded.
    focus("#languages_ > summary");
    browser.press(Key::Enter);
    until("root.querySelector('#languages_').open");
    focus("a[hreflang=en]");
    browser.press(Key::Enter);
    Shown::once(browser, "English", |shown| shown.lang == "en" && !shown.busy);
}

/// The accessibility tree as Chromium gives it to screen readers: a line for each node that is
/// not ignored, in reading order. Numbers are `0`, since ages and times are others each day.
fn tree(browser: &Browser) -> String {
    let answer =
        browser.vendor("goog/cdp/execute", json!({"cmd": "Accessibility.getFullAXTree", "params": {}}));
    let nodes: BTreeMap<&str, &Value> = answer["nodes"]
        .as_array()
        .expect("a tree")
        .iter()
        .filter_map(|node| Some((node["nodeId"].as_str()?, node)))
        .collect();
    let root = answer["nodes"][0]["nodeId"].as_str().expect("a root");
    let mut lines = String::new();
    walk(root, 0, &nodes, &mut lines);
    lines
}

/// With `0` for each number.
fn numbered(name: &str) -> String {
    let mut numbered = String::new();
    for c in name.chars() {
        match c {
            '0'..='9' if numbered.ends_with('0') => {}
            '0'..='9' => numbered.push('0'),
            c => numbered.push(c),
        }
    }
    numbered.replace("Minuten", "Minute")
}

fn walk(id: &str, depth: usize, nodes: &BTreeMap<&str, &Value>, lines: &mut String) {
    let Some(node) = nodes.get(id) else { return };
    let role = node["role"]["value"].as_str().unwrap_or_default();
    let is_shown = node["ignored"] != true && !["none", "generic", "InlineTextBox"].contains(&role);
    if is_shown {
        let name = node["name"]["value"].as_str().unwrap_or_default();
        let numbered = numbered(name);
        let states = node["properties"].as_array().into_iter().flatten().filter_map(|one| {
            let name = one["name"].as_str()?;
            let is_told =
                ["level", "expanded", "checked", "live", "atomic", "required", "busy"].contains(&name);
            is_told.then(|| format!(" {name}={}", one["value"]["value"]))
        });
        let states: String = states.collect();
        lines.push_str(&format!("{}{role} \"{numbered}\"{states}\n", "  ".repeat(depth)));
    }
    for child in node["childIds"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        walk(child, depth + usize::from(is_shown), nodes, lines);
    }
}

fn a_screen_reader_is_given_what_the_files_say(browser: &Browser) {
    if browser.engine != Engine::Chromium {
        return;
    }
    for state in ["fresh", "choosing", "expired", "nothing"] {
        let _site = open(browser, state);
        let found = tree(browser);
        assert!(found.contains("heading"), "{state}:\n{found}");
        is_as_kept(browser, state, &found);
    }
}

/// What was found is what the file of this name holds. `UPDATE_EXPECT=1` in the environment
/// writes it anew, as Chromium has it.
#[track_caller]
fn is_as_kept(browser: &Browser, name: &str, found: &str) {
    let path = format!("{}/tests/e2e/golden/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if browser.engine == Engine::Chromium && std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, found).expect("a file");
    }
    let kept = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let differs = kept.lines().zip(found.lines()).find(|(kept, found)| kept != found);
    assert!(kept == found, "{name}: {differs:?}; if it is right, UPDATE_EXPECT=1\n{found}");
}

/// What screen readers go through: in reading order, as far as it can be seen.
const ELEMENTS: &str = "return [...document.querySelector('status-widget').shadowRoot.querySelectorAll(
    `section, h1, h2, h3, h4, h5, h6, nav, article, ul, li, details, summary, a[href], button, select,
     input, output, [role]`)].filter((one) => one.checkVisibility({ contentVisibilityAuto: true }))";

/// Roles whose names are told; of others, engines differ in whether they have one.
const NAMED: [&str; 10] = [
    "region",
    "heading",
    "link",
    "summary",
    "button",
    "combobox",
    "checkbox",
    "textbox",
    "searchbox",
    "navigation",
];

/// Role and name of each element, a line each, without what engines name otherwise: `summary`
/// has no role in ARIA and none or one of the engine's own; WebKitGTK calls a list to choose from
/// a button, and what is chosen a part of its name.
fn roles(browser: &Browser) -> String {
    let tags: Vec<String> = browser.get(&format!("{ELEMENTS}.map((one) => one.localName)"));
    let computed = browser.roles_and_names(ELEMENTS);
    let mut lines = String::new();
    for (tag, (role, name)) in tags.iter().zip(&computed) {
        let (role, name) = match (tag.as_str(), role.as_str()) {
            ("summary", _) => ("summary", name.as_str()),
            ("select", "button") => ("combobox", name.trim_end_matches("bitte wählen").trim_end()),
            (_, role) => (role, name.as_str()),
        };
        if !["", "generic", "none"].contains(&role) {
            let name = if NAMED.contains(&role) { numbered(name) } else { String::new() };
            lines.push_str(&format!("{role} \"{name}\"\n"));
        }
    }
    lines
}

/// What the drivers of all engines can be asked for (WebDriver, Get Computed Role and Get
/// Computed Label), against one file: `UPDATE_EXPECT=1` writes it as Chromium says.
fn roles_and_names_are_the_same_in_every_engine(browser: &Browser) {
    for state in ["fresh", "open", "choosing", "expired", "nothing", "forged"] {
        let _site = open(browser, state);
        if state == "open" {
            open_all_answers(browser);
        }
        is_as_kept(browser, &format!("roles-{state}"), &roles(browser));
    }
}
