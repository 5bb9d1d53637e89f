//! What axe can't see of WCAG 2.2: text spacing, targets, motion, the order of the keyboard, and
//! what a screen reader is given, compared with files in `golden/`.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::browser::Browser;
use super::engine::Engine;
use super::looks::{open_all_answers, overflowing};
use super::server::Reply;
use super::site::{STATUS, Site, now, sample};
use super::widget::Shown;

scenarios![
    text_spacing_of_readers_cuts_nothing_off,
    targets_are_24_px_or_have_so_much_room,
    nothing_moves_by_itself,
    the_keyboard_goes_through_everything_in_reading_order_and_back,
    a_screen_reader_is_given_what_the_files_say,
];

/// A page with the sample in one of its main states.
fn open(browser: &Browser, state: &str) -> Site {
    let site = Site::start();
    let mut document = sample();
    match state {
        "nothing" => site.server.put(STATUS, Reply::error(503)),
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

/// WCAG 2.2, 2.3.3: nothing is animated for anybody but what hides states at their end.
fn nothing_moves_by_itself(browser: &Browser) {
    let _site = open(browser, "fresh");
    open_all_answers(browser);
    let moving: Vec<String> = browser.get(
        "const root = document.querySelector('status-widget').shadowRoot;
         return [...root.querySelectorAll('*')].filter((one) => {
           const style = getComputedStyle(one);
           const isMoved = style.transitionDuration.split(', ').some((time) => parseFloat(time) > 0);
           const isAnimated = style.animationName !== 'none' && !style.animationName.startsWith('expire-');
           return isMoved || isAnimated || style.scrollBehavior === 'smooth';
         }).map((one) => one.outerHTML.slice(0, 80))",
    );
    assert_eq!(moving, [""; 0]);
}

/// WCAG 2.2, 2.1.1, 2.1.2 and 2.4.3.
fn the_keyboard_goes_through_everything_in_reading_order_and_back(browser: &Browser) {
    // Safari's and Firefox' own settings decide whether links take part.
    if browser.engine != Engine::Chromium {
        return;
    }
    let _site = open(browser, "choosing");
    let expected: usize = browser.get(
        "const root = document.querySelector('status-widget').shadowRoot;
         window.all = [...root.querySelectorAll('a[href], summary, button, select, input')]
           .filter((one) => one.checkVisibility({ contentVisibilityAuto: true }) && !one.disabled);
         return all.length",
    );
    assert!(expected > 10, "{expected}");
    browser.run("all[0].focus()");
    let at = || {
        browser.get::<i64>(
            "return all.indexOf(document.querySelector('status-widget').shadowRoot.activeElement)",
        )
    };
    let mut way = vec![at()];
    for _ in 1..expected {
        browser.press('\u{e004}');
        way.push(at());
    }
    assert_eq!(way, (0..expected as i64).collect::<Vec<_>>());
    // Nor is it a trap.
    browser.press('\u{e004}');
    assert_eq!(at(), -1);
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

fn walk(id: &str, depth: usize, nodes: &BTreeMap<&str, &Value>, lines: &mut String) {
    let Some(node) = nodes.get(id) else { return };
    let role = node["role"]["value"].as_str().unwrap_or_default();
    let is_shown = node["ignored"] != true && !["none", "generic", "InlineTextBox"].contains(&role);
    if is_shown {
        let name = node["name"]["value"].as_str().unwrap_or_default();
        let mut numbered = String::new();
        for c in name.chars() {
            match c {
                '0'..='9' if numbered.ends_with('0') => {}
                '0'..='9' => numbered.push('0'),
                c => numbered.push(c),
            }
        }
        let numbered = numbered.replace("Minuten", "Minute");
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

/// `UPDATE_EXPECT=1` in the environment writes the files anew.
fn a_screen_reader_is_given_what_the_files_say(browser: &Browser) {
    if browser.engine != Engine::Chromium {
        return;
    }
    for state in ["fresh", "choosing", "expired", "nothing"] {
        let _site = open(browser, state);
        let found = tree(browser);
        assert!(found.contains("heading"), "{state}:\n{found}");
        let path = format!("{}/tests/e2e/golden/{state}.txt", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &found).expect("a file");
        }
        let kept = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let differs = kept.lines().zip(found.lines()).find(|(kept, found)| kept != found);
        assert!(kept == found, "{state}: {differs:?}; if it is right, UPDATE_EXPECT=1\n{found}");
    }
}
