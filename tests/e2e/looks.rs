//! How it looks, and to whom: accessibility rules (WCAG 2.2 A and AA, by axe-core),
//! narrow screens, large text, and pictures for people to look at.

use std::fs;

use serde_json::{Value, json};

use status_widget::core::encoding::base64url;
use status_widget::core::presentation::language::Language;

use super::browser::Browser;
use super::engine::{Engine, output};
use super::publisher::Key;
use super::server::Reply;
use super::site::{STATUS, Site, dist, now, sample};
use super::widget::Shown;

scenarios![
    axe_finds_nothing_wrong_in_any_state_language_theme_or_view,
    at_320_px_nothing_scrolls_sideways,
    text_of_twice_the_size_fits,
    on_a_phone_the_answer_comes_first_and_the_page_is_short,
    what_readers_call_a_service_is_found_in_the_page,
    pictures_at_390_and_1280_px,
    three_brands_are_set_with_properties_and_parts_alone,
];

/// axe-core as scripts/setup has installed it.
pub fn axe() -> Vec<u8> {
    let path = output().join("node_modules/axe-core/axe.min.js");
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}; run scripts/setup", path.display()))
}

/// What can be shown.
#[derive(Clone, Copy, Debug)]
enum Case {
    Fresh,
    /// Nothing but old texts.
    Expired,
    /// Nothing but a notice and the fallback.
    Nothing,
    /// The same, because what comes is somebody else's.
    Forged,
    /// No insurer is named: readers choose.
    Choosing,
}

const CASES: [Case; 5] = [Case::Fresh, Case::Expired, Case::Nothing, Case::Forged, Case::Choosing];

/// A portal with the sample, its own stylesheet and axe.
fn site(case: Case) -> Site {
    let site = Site::start();
    site.server.put("/host.css", Reply::new("text/css", dist("host.css")));
    site.server.put("/axe.js", Reply::new("text/javascript", axe()));
    let mut document = sample();
    match case {
        Case::Fresh | Case::Choosing => site.publish(&document),
        Case::Expired => {
            document["exp"] = (now() - 1800).into();
            document["iat"] = (now() - 3600).into();
            site.publish(&document);
        }
        Case::Nothing => site.server.put(STATUS, Reply::error(503)),
        Case::Forged => {
            let mut thief = site.publisher.clone();
            thief.status = Key::ed25519(66);
            site.server.put(STATUS, Reply::json(thief.file(&document)));
        }
    }
    site.page_of(
        r#"<link rel="stylesheet" href="/host.css"><script src="/axe.js"></script>"#,
        &site.widget(match case {
            Case::Choosing => "src=\"status.json\"",
            _ => "src=\"status.json\" tenant=\"insurer-b\"",
        }),
    );
    let frame = "<!doctype html><html lang=de><title>Frame</title><style>html,body{margin:0}
        iframe{display:block;border:0;width:WIDTHpx;height:900px}</style>
        <iframe title=Portal src=/page.html></iframe>";
    for width in [320, 390, 640, 1280] {
        site.put_page(&format!("/{width}.html"), &frame.replace("WIDTH", &width.to_string()));
    }
    site
}

/// Goes into a frame of this width, which is for the page in it as a screen is, and
/// which a browser's window can't always be.
#[track_caller]
fn open(browser: &Browser, site: &Site, width: u32) {
    browser.open(&site.server.url(&format!("/{width}.html")));
    browser.enter_frame();
    Shown::loaded(browser);
    let actual: u32 = browser.get("return innerWidth");
    assert_eq!(actual, width);
}

#[track_caller]
pub fn open_all_answers(browser: &Browser) {
    browser.run(
        "for (const answer of document.querySelector('status-widget').shadowRoot.querySelectorAll('details'))
           answer.open = true;",
    );
}

/// What a reader has chosen in the system's settings; in WebKitGTK, which can't be told
/// over WebDriver, what the page has.
#[track_caller]
fn prefer(browser: &Browser, scheme: &str) {
    let is_dark = scheme == "dark";
    match browser.engine {
        Engine::Chromium => {
            let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
            let command = json!({"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}});
            browser.vendor("goog/cdp/execute", command);
        }
        Engine::Firefox => {
            let number = u8::from(!is_dark);
            browser.run_in_firefox(&format!(
                "Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', {number})"
            ));
        }
        Engine::WebKit => {
            browser.run(&format!("document.documentElement.style.colorScheme = '{scheme}'"));
            return;
        }
    }
    browser.until(scheme, || {
        let query = "return matchMedia('(prefers-color-scheme: dark)').matches";
        (browser.get::<bool>(query) == is_dark).then_some(())
    });
}

fn axe_finds_nothing_wrong_in_any_state_language_theme_or_view(browser: &Browser) {
    for case in CASES {
        let site = site(case);
        open(browser, &site, 640);
        for scheme in ["light", "dark"] {
            prefer(browser, scheme);
            for (language, view) in Language::ALL.iter().flat_map(|one| [(one, "full"), (one, "banner")]) {
                let tag = language.tag();
                browser.run(&format!(
                    "Object.assign(document.querySelector('status-widget'), {{lang: '{tag}', view: '{view}', href: '/'}})"
                ));
                Shown::once(browser, tag, |shown| {
                    shown.lang == tag && (view == "full" || shown.answers.is_empty())
                });
                open_all_answers(browser);
                assert_axe(browser, &format!("{case:?} {scheme} {tag} {view}"));
                assert_contrast_on_tints(browser);
                assert_eq!(overflowing(browser), [""; 0], "{case:?} {tag} {view}");
            }
        }
        prefer(browser, "light");
    }
}

/// axe finds nothing wrong in what is shown.
#[track_caller]
pub fn assert_axe(browser: &Browser, what: &str) {
    let result = browser.run_async(
        "const done = arguments[arguments.length - 1];
         const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
         const brief = (rules) => rules.map((rule) => ({ id: rule.id, help: rule.help,
           nodes: rule.nodes.map((node) => [node.target.flat().join(' '), node.html, node.failureSummary]) }));
         window.axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(
           (result) => done({ violations: brief(result.violations), passes: result.passes.length,
             incomplete: brief(result.incomplete) }),
           (error) => done({ error: String(error) }));",
    );
    let passes = result["passes"].as_u64().unwrap_or_default();
    assert!(passes > 10, "{what}: axe has looked at too little: {result:#}");
    assert_eq!(result["violations"], json!([]), "{what}: {:#}", result["violations"]);
    // axe can't see through the tint behind notices, which is a pseudo-element.
    let unsure: Vec<&Value> = result["incomplete"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|rule| rule["id"] != "color-contrast")
        .collect();
    assert_eq!(unsure, [&Value::Null; 0], "{what}");
}

/// The contrast of text on a tinted block is at least 4.5 (WCAG 2.2, 1.4.3), computed
/// from the colours that the engine has computed.
#[track_caller]
fn assert_contrast_on_tints(browser: &Browser) {
    let worst: Vec<(f64, String)> = browser.get(
        "const root = document.querySelector('status-widget').shadowRoot;
         const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
         // Paints colours over one another and reads what is seen.
         const seen = (...layers) => {
           for (const [colour, opacity] of layers) {
             canvas.globalAlpha = opacity;
             canvas.fillStyle = colour;
             canvas.fillRect(0, 0, 1, 1);
           }
           return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
         };
         const luminance = (rgb) => {
           const [r, g, b] = rgb.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
           return 0.2126 * r + 0.7152 * g + 0.0722 * b;
         };
         const ground = getComputedStyle(root.querySelector('.status-widget')).backgroundColor;
         const found = [];
         for (const block of root.querySelectorAll('.notice, .sentence, .advice')) {
           const tint = getComputedStyle(block, '::before');
           const behind = seen([ground, 1], [tint.backgroundColor, +tint.opacity]);
           for (const element of [block, ...block.querySelectorAll('p, strong, a')]) {
             const text = seen([getComputedStyle(element).color, 1]);
             const [high, low] = [luminance(text), luminance(behind)].sort((a, b) => b - a);
             found.push([(high + 0.05) / (low + 0.05), block.className + ' ' + element.localName]);
           }
         }
         return found;",
    );
    assert!(!worst.is_empty());
    for (contrast, place) in worst {
        assert!(contrast >= 4.5, "{place}: {contrast}");
    }
}

/// What is wider than the page.
#[track_caller]
pub fn overflowing(browser: &Browser) -> Vec<String> {
    browser.get(
        "const page = document.scrollingElement;
         const root = document.querySelector('status-widget').shadowRoot;
         const found = [];
         if (page.scrollWidth > innerWidth) found.push('the page: ' + page.scrollWidth);
         for (const element of root.querySelectorAll('*')) {
           const { left, right, width } = element.getBoundingClientRect();
           if (width && (left < 0 || right > innerWidth + 0.5)) found.push(element.outerHTML.slice(0, 80));
         }
         return found;",
    )
}

fn at_320_px_nothing_scrolls_sideways(browser: &Browser) {
    for case in CASES {
        let site = site(case);
        open(browser, &site, 320);
        open_all_answers(browser);
        assert_eq!(overflowing(browser), [""; 0], "{case:?}");
    }
}

fn text_of_twice_the_size_fits(browser: &Browser) {
    let site = site(Case::Fresh);
    for width in [320, 640, 1280] {
        open(browser, &site, width);
        open_all_answers(browser);
        let size = "return parseFloat(getComputedStyle(document.querySelector('status-widget')
            .shadowRoot.querySelector('.name')).fontSize)";
        let before: f64 = browser.get(size);
        browser.run("document.documentElement.style.fontSize = '200%'");
        let after: f64 = browser.get(size);
        assert!((after / before - 2.0).abs() < 0.01, "the text grows with the reader's: {before} {after}");
        assert_eq!(overflowing(browser), [""; 0], "{width} px");
    }
}

/// A picture of a widget for people to look at.
struct Picture {
    name: &'static str,
    case: Case,
    width: u32,
    scheme: &'static str,
    /// Its tag.
    lang: &'static str,
    /// Run before the picture is taken; has the shadow root as `root`.
    before: &'static str,
}

const PHONE: Picture =
    Picture { name: "390", case: Case::Fresh, width: 390, scheme: "light", lang: "de", before: "" };

/// High contrast, as a reader has chosen it in the system's settings.
const FORCED: &str = "forced";

/// On paper.
const PRINT: &str = "print";

/// Shows the page so, until [`prefer`] is called.
fn emulate(browser: &Browser, scheme: &str) {
    let params = match scheme {
        PRINT => json!({"media": "print"}),
        _ => json!({"features": [{"name": "forced-colors", "value": "active"}]}),
    };
    let command = json!({"cmd": "Emulation.setEmulatedMedia", "params": params});
    browser.vendor("goog/cdp/execute", command);
}

/// The proof, with a look-alike in the field.
const ASKING: &str = "root.getElementById('proof_').open = true;
    const field = root.querySelector('#proof_ input');
    field.value = 'https://www.bitmarck.de.evil.example/';
    field.dispatchEvent(new Event('change', { bubbles: true }))";

/// As in a page's narrow column.
const COLUMN: &str = "document.querySelector('main').style.width = '300px'";

const PICTURES: &[Picture] = &[
    PHONE,
    Picture { name: "390-dark", scheme: "dark", ..PHONE },
    Picture { name: "390-expired", case: Case::Expired, ..PHONE },
    Picture { name: "390-nothing", case: Case::Nothing, ..PHONE },
    Picture { name: "390-forged", case: Case::Forged, ..PHONE },
    Picture { name: "390-open", before: OPEN, ..PHONE },
    Picture { name: "390-twice", before: "document.documentElement.style.fontSize = '200%'", ..PHONE },
    Picture { name: "390-forced", scheme: FORCED, ..PHONE },
    Picture { name: "390-print", scheme: PRINT, ..PHONE },
    Picture { name: "320", width: 320, ..PHONE },
    Picture { name: "390-choosing", case: Case::Choosing, ..PHONE },
    Picture { name: "390-asking", before: ASKING, ..PHONE },
    Picture { name: "390-de-simple", lang: "de-simple", ..PHONE },
    Picture { name: "390-tr", lang: "tr", ..PHONE },
    Picture { name: "390-ar", lang: "ar", ..PHONE },
    Picture { name: "1280-de-simple", width: 1280, lang: "de-simple", ..PHONE },
    Picture { name: "1280-tr", width: 1280, lang: "tr", ..PHONE },
    Picture { name: "1280-ar", width: 1280, lang: "ar", before: OPEN, ..PHONE },
    Picture { name: "1280-choosing", width: 1280, case: Case::Choosing, ..PHONE },
    Picture { name: "1280", width: 1280, ..PHONE },
    Picture { name: "1280-dark", width: 1280, scheme: "dark", case: Case::Expired, ..PHONE },
    Picture { name: "1280-open", width: 1280, before: OPEN, ..PHONE },
    Picture { name: "1280-column", width: 1280, before: COLUMN, ..PHONE },
];

const OPEN: &str = "root.querySelectorAll('details').forEach((one) => one.setAttribute('open', ''))";

fn pictures_at_390_and_1280_px(browser: &Browser) {
    let folder = output().join("screenshots");
    fs::create_dir_all(&folder).expect("a folder");
    for Picture { name, case, width, scheme, lang, before } in PICTURES {
        let site = site(*case);
        open(browser, &site, *width);
        speak(browser, lang);
        match (*scheme, browser.engine) {
            (FORCED | PRINT, Engine::Chromium) => emulate(browser, scheme),
            // The others can't be told.
            (FORCED | PRINT, _) => continue,
            (scheme, _) => prefer(browser, scheme),
        }
        browser.run(&format!("const root = document.querySelector('status-widget').shadowRoot; {before}"));
        let height: u32 = browser.get("return document.documentElement.scrollHeight");
        browser.leave_frame();
        browser.run(&format!("document.querySelector('iframe').style.height = '{height}px'"));
        let png = browser.whole_page(*width, height);
        assert!(png.len() > 10_000, "{} bytes are no picture of a page", png.len());
        fs::write(folder.join(format!("{}-{name}.png", browser.engine)), &png).expect("a file");
        if browser.engine == Engine::Chromium && KEPT.contains(name) {
            is_as_kept(browser, name, &png);
        }
        browser.enter_frame();
        prefer(browser, "light");
    }
}

/// The pictures in the guides: those whose texts do not depend on the time of day.
const KEPT: [&str; 6] = ["390", "390-dark", "390-nothing", "390-forged", "390-choosing", "1280"];

/// So many of a picture's points may be others than in the one that is kept: an age is another,
/// and no two versions of an engine draw letters alike.
const TOLERANCE: f64 = 0.02;

/// A picture is, all in all, the one in `docs/pictures`. `PICTURES=keep` in the environment keeps
/// it as it is now.
#[track_caller]
fn is_as_kept(browser: &Browser, name: &str, png: &[u8]) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/pictures/").to_owned() + name + ".png";
    if std::env::var_os("PICTURES").is_some_and(|wanted| wanted == "keep") {
        return fs::write(&path, png).expect("a file");
    }
    let kept = fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let [kept, now] = [&kept, png].map(|png| base64url::encode(png).replace('-', "+").replace('_', "/"));
    let others = browser.run_async(&format!(
        "const done = arguments[arguments.length - 1];
         const points = async (png) => {{
           const image = new Image();
           image.src = 'data:image/png;base64,' + png;
           await image.decode();
           const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
           canvas.drawImage(image, 0, 0);
           return canvas.getImageData(0, 0, image.width, image.height);
         }};
         Promise.all([points('{kept}'), points('{now}')]).then(([kept, now]) => {{
           if (kept.width !== now.width || kept.height !== now.height)
             return done(`${{kept.width}} x ${{kept.height}} has become ${{now.width}} x ${{now.height}}`);
           let others = 0;
           for (let at = 0; at < kept.data.length; at += 4)
             if ([0, 1, 2].some((channel) => Math.abs(kept.data[at + channel] - now.data[at + channel]) > 48)) others++;
           done(others * 4 / kept.data.length);
         }}, (error) => done(String(error)));"
    ));
    let is_alike = others.as_f64().is_some_and(|others| others <= TOLERANCE);
    assert!(is_alike, "{name}: {others}; look at it, and if it is right, PICTURES=keep");
}

fn three_brands_are_set_with_properties_and_parts_alone(browser: &Browser) {
    let folder = output().join("screenshots");
    fs::create_dir_all(&folder).expect("a folder");
    let site = site(Case::Fresh);
    site.server.put("/status.json", Reply::json(dist("status.json")));
    for brand in ["a", "b", "c"] {
        let page = String::from_utf8(dist(&format!("portal-{brand}.html"))).expect("UTF-8");
        site.put_page("/page.html", &page.replace("</title>", "</title><script src=\"/axe.js\"></script>"));
        for width in [390, 1280] {
            open(browser, &site, width);
            let shown = Shown::fresh(browser);
            assert!(shown.title.starts_with(&format!("Beispielkasse {}", brand.to_uppercase())), "{shown:?}");
            assert_eq!(overflowing(browser), [""; 0], "{brand} {width}");
            open_all_answers(browser);
            for scheme in ["light", "dark"] {
                prefer(browser, scheme);
                assert_axe(browser, &format!("{brand} {width} {scheme}"));
                assert_contrast_on_tints(browser);
            }
            prefer(browser, "light");
            browser.leave_frame();
            let png = browser.whole_page(width, 900);
            fs::write(folder.join(format!("{}-brand-{brand}-{width}.png", browser.engine)), png)
                .expect("a file");
            browser.enter_frame();
        }
    }
}

/// The height of a phone's screen, in CSS pixels, of which the width is 390.
const SCREEN: f64 = 844.0;

/// Words that a reader may have to read before the answer.
const WORDS_BEFORE: usize = 25;

/// Where the parts of the widget end on a phone, in CSS pixels below its upper edge.
#[derive(Debug, serde::Deserialize)]
struct Ends {
    /// What stands above the sentence.
    before: String,
    state: f64,
    advice: f64,
    whole: f64,
}

fn on_a_phone_the_answer_comes_first_and_the_page_is_short(browser: &Browser) {
    let site = site(Case::Fresh);
    open(browser, &site, 390);
    let ends = ends(browser);
    let words = ends.before.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    assert!(words > 0 && words <= WORDS_BEFORE, "{words}: {ends:?}");
    assert!(ends.whole <= 2.6 * SCREEN, "{ends:?}");
    for language in Language::ALL {
        speak(browser, language.tag());
        let ends = self::ends(browser);
        assert!(ends.state <= 560.0 && ends.advice <= SCREEN, "{language:?} {ends:?}");
    }
}

fn ends(browser: &Browser) -> Ends {
    browser.get(
        "const host = document.querySelector('status-widget');
         const end = (one) => one.getBoundingClientRect().bottom - host.getBoundingClientRect().top;
         const find = (selector) => host.shadowRoot.querySelector(selector);
         const section = find('.status-widget').innerText, answer = find('[data-overall]').innerText.trim();
         return { before: section.slice(0, section.indexOf(answer.split('\\n')[0])),
           state: end(find('.row .state')), advice: end(find('.row .advice')), whole: end(host) };",
    )
}

/// Changes the portal's language, and waits until the widget speaks it.
#[track_caller]
fn speak(browser: &Browser, tag: &str) {
    browser.run(&format!("document.querySelector('status-widget').lang = '{tag}'"));
    Shown::once(browser, tag, |shown| shown.lang == tag && !shown.busy);
}

/// As the browser's own search in the page does; in Chromium and Firefox a script can use it.
fn what_readers_call_a_service_is_found_in_the_page(browser: &Browser) {
    let site = site(Case::Fresh);
    open(browser, &site, 390);
    for (word, is_there) in [("Krankmeldung", true), ("Patientenakte", true), ("Quastenflosser", false)] {
        if browser.engine == Engine::WebKit {
            let text = Shown::fresh(browser).text;
            assert_eq!(text.contains(word), is_there, "{word}");
        } else {
            let found: bool =
                browser.get(&format!("getSelection().removeAllRanges(); return find('{word}')"));
            assert_eq!(found, is_there, "{word}");
        }
    }
}
