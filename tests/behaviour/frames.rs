//! The page that portals show in an iframe, and what they paste for it (`statusctl snippet --for
//! frame` and `--iframe`). How both behave in browsers: `tests/e2e/frame.rs`.

use scraper::{ElementRef, Html, Selector};
use status_widget::native::integrity::{integrity, policy_hash};

use crate::support::desk::Desk;

const PIN: &str = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const PAGE: &str = "https://status.example/frame.html";

fn all<'h>(html: &'h Html, selector: &str) -> Vec<ElementRef<'h>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

/// The one element, and its text.
#[track_caller]
fn one<'h>(html: &'h Html, selector: &str) -> (ElementRef<'h>, String) {
    let found = all(html, selector);
    assert_eq!(found.len(), 1, "{selector}");
    (found[0], found[0].text().collect())
}

fn iframe(more: &[&str]) -> String {
    Desk::new().ok(&[&["snippet", "--iframe", PAGE], more].concat())
}

fn page(more: &[&str]) -> String {
    let desk = Desk::new();
    desk.write("status-widget.js", "loader");
    let args = [
        "snippet",
        "https://status.example/status.json",
        "https://mirror.example/status.json",
        "--pin",
        PIN,
        "--widget",
        "https://widget.example/1.0.0/",
        "--loader",
        "status-widget.js",
        "--url",
        "https://www.example.org/stand",
        "--for",
        "frame",
    ];
    desk.ok(&[&args, more].concat())
}

#[test]
fn an_iframe_has_a_name_the_least_of_a_sandbox_and_no_style_that_a_policy_would_stop() {
    let pasted = iframe(&["--tenant", "insurer-b", "--lang", "en"]);
    let html = Html::parse_document(&pasted);
    let (frame, _) = one(&html, "iframe");
    let mut attributes: Vec<_> = frame.value().attrs().collect();
    attributes.sort_unstable();
    assert_eq!(
        attributes,
        [
            ("data-status-widget", ""),
            ("height", "600"),
            ("loading", "lazy"),
            ("referrerpolicy", "no-referrer"),
            ("sandbox", "allow-scripts allow-same-origin allow-top-navigation-by-user-activation"),
            ("src", "https://status.example/frame.html?tenant=insurer-b&lang=en"),
            ("title", "State of the services"),
            ("width", "100%"),
        ]
    );
    let german = iframe(&[]);
    let html = Html::parse_document(&german);
    let (frame, _) = one(&html, "iframe");
    assert_eq!(
        (frame.value().attr("src"), frame.value().attr("title")),
        (Some(PAGE), Some("Stand der Dienste"))
    );
}

#[test]
fn a_link_stands_below_the_iframe_for_when_its_host_is_down() {
    let pasted = iframe(&["--url", "https://www.example.org/stand?a&b"]);
    let html = Html::parse_document(&pasted);
    let (link, text) = one(&html, "iframe + p > a");
    assert_eq!(
        (link.value().attr("href"), &*text),
        (Some("https://www.example.org/stand?a&b"), "www.example.org/stand?a&b")
    );
}

#[test]
fn the_policy_that_an_iframe_names_has_the_hash_of_its_script_or_the_host_of_the_file() {
    let pasted = iframe(&[]);
    let html = Html::parse_document(&pasted);
    let (_, script) = one(&html, "script");
    let comment = pasted.lines().next().unwrap();
    let expected = format!(
        "<!-- Content-Security-Policy: frame-src https://status.example; script-src {} -->",
        policy_hash(&script)
    );
    assert_eq!(comment, expected);

    let pasted = iframe(&["--script", "https://widget.example/1.0.0/status-frame.js"]);
    let html = Html::parse_document(&pasted);
    let (file, text) = one(&html, "script");
    assert_eq!(text, "");
    assert!(pasted.starts_with(
        "<!-- Content-Security-Policy: frame-src https://status.example; script-src https://widget.example -->\n"
    ));
    assert_eq!(file.value().attr("src"), Some("https://widget.example/1.0.0/status-frame.js"));
    // The same bytes, as they are built.
    assert_eq!(file.value().attr("integrity"), Some(&*integrity(script.as_bytes())));
    assert_eq!(file.value().attr("crossorigin"), Some("anonymous"));
}

#[test]
fn the_page_in_the_frame_holds_what_has_to_be_trusted_and_allows_itself_no_more_than_it_needs() {
    let page = page(&[]);
    let html = Html::parse_document(&page);
    let (element, text) = one(&html, "main > status-widget");
    let attributes: Vec<_> = element.value().attrs().collect();
    let sources = "https://status.example/status.json https://mirror.example/status.json";
    assert!(attributes.contains(&("src", sources)) && attributes.contains(&("trust", PIN)), "{attributes:?}");
    assert_eq!(attributes.len(), 2, "the address may choose insurer and language");
    assert!(text.contains("www.example.org/stand"), "{text}");
    let scripts = all(&html, "script");
    assert_eq!(scripts.len(), 2);
    assert_eq!(scripts[0].value().attr("integrity"), Some(&*integrity(b"loader")));
    let (_, style) = one(&html, "style");
    let policy = one(&html, "meta[http-equiv=Content-Security-Policy]").0.value().attr("content").unwrap();
    let expected = format!(
        "default-src 'none'; script-src https://widget.example {} 'wasm-unsafe-eval'; \
         connect-src https://widget.example https://status.example https://mirror.example; style-src {}; \
         img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'",
        policy_hash(&scripts[1].text().collect::<String>()),
        policy_hash(&style)
    );
    assert_eq!(policy, expected);
    assert_eq!(one(&html, "base").0.value().attr("target"), Some("_top"));
    // Nothing is loaded before the policy stands.
    let order = |what: &str| page.find(what).unwrap_or_else(|| panic!("{what}"));
    assert!(order("Content-Security-Policy") < order("<link") && order("<link") < order("<script"));
    // What the page says itself, nobody chooses by an address.
    let fixed = self::page(&["--tenant", "insurer-b", "--lang", "en"]);
    let html = Html::parse_document(&fixed);
    let (element, _) = one(&html, "status-widget");
    assert_eq!(element.value().attr("tenant"), Some("insurer-b"));
    assert_eq!(one(&html, "html").0.value().attr("lang"), Some("en"));
}

#[test]
fn what_is_pasted_can_t_be_broken_out_of_and_what_makes_no_sense_together_is_said() {
    let quoted = iframe(&["--tenant", "\"><script>alert(1)</script>", "--lang", "de-->"]);
    assert_eq!(all(&Html::parse_document(&quoted), "script").len(), 1, "{quoted}");
    assert_eq!(quoted.matches("-->").count(), 1, "{quoted}");
    let desk = Desk::new();
    for wrong in [
        &["--iframe", "http://status.example/frame.html"][..],
        &["--iframe", PAGE, "--pin", PIN],
        &["--iframe", PAGE, "--for", "wordpress"],
        &["--iframe", PAGE, "--script", "status-frame.js"],
        &["--script", "https://widget.example/status-frame.js"],
        &["https://status.example/status.json", "--script", "https://widget.example/status-frame.js"],
        &["--for", "frame"],
    ] {
        let output = desk.statusctl(&[&["snippet"], wrong].concat());
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
}
