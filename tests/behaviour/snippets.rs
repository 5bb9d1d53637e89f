//! What portals paste (`statusctl snippet`), and what is left of it after other people's systems.

use scraper::{ElementRef, Html, Selector};
use status_widget::native::integrity::integrity;

use crate::support::desk::Desk;

const PIN: &str = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const SOURCES: [&str; 2] = ["https://status.example/status.json?a&b", "https://mirror.example/status.json"];
const FORMS: [&str; 5] = ["html", "wordpress", "typo3", "drupal", "liferay"];

fn snippet(form: &str, more: &[&str]) -> String {
    let desk = Desk::new();
    desk.write("status-widget.js", "loader");
    desk.write("block.html", "<section>\n\n<h2>Stand</h2>\n\n<p>Frage</p>\n</section>\n");
    let widget = "https://widget.example/1.0.0/";
    let args = ["snippet", SOURCES[0], SOURCES[1], "--pin", PIN, "--widget", widget, "--for", form];
    let loader = ["--loader", "status-widget.js", "--tenant", "insurer-b", "--lang", "de"];
    desk.ok(&[&args[..], &loader, more].concat())
}

const LINK: [&str; 2] = ["--url", "https://www.example.org/stand?a&b"];

fn all<'h>(html: &'h Html, selector: &str) -> Vec<ElementRef<'h>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

/// What is inside the element, in a page that has become of a snippet.
#[track_caller]
fn check_element<'h>(html: &'h Html, page: &str) -> ElementRef<'h> {
    let elements = all(html, "status-widget");
    assert_eq!(elements.len(), 1, "{page}");
    let attributes: Vec<_> = elements[0].value().attrs().collect();
    let mut expected =
        vec![("src", SOURCES.join(" ")), ("trust", PIN.into()), ("tenant", "insurer-b".into())];
    expected.push(("lang", "de".into()));
    for (name, value) in &expected {
        assert!(attributes.contains(&(name, value)), "{name}: {page}");
    }
    assert_eq!(attributes.len(), expected.len(), "{page}");
    elements[0]
}

#[track_caller]
fn check_script(html: &Html, page: &str) {
    let scripts = all(html, "script");
    assert_eq!(scripts.len(), 1, "{page}");
    let attribute = |name| scripts[0].value().attr(name);
    assert_eq!(attribute("type"), Some("module"), "{page}");
    assert_eq!(attribute("src"), Some("https://widget.example/1.0.0/status-widget.js"), "{page}");
    assert_eq!(attribute("integrity"), Some(&*integrity(b"loader")), "{page}");
    assert_eq!(attribute("crossorigin"), Some("anonymous"), "{page}");
}

#[track_caller]
fn check_hints(html: &Html, page: &str) {
    let hints: Vec<_> = all(html, "link")
        .iter()
        .map(|link| (link.value().attr("rel").unwrap(), link.value().attr("href").unwrap()))
        .collect();
    assert_eq!(
        hints,
        [
            ("modulepreload", "https://widget.example/1.0.0/status-widget.js"),
            ("preload", "https://widget.example/1.0.0/status-widget_bg.wasm"),
            ("preload", SOURCES[0]),
        ],
        "{page}"
    );
}

#[track_caller]
fn check_link_inside(html: &Html, page: &str) {
    let link = check_element(html, page).select(&Selector::parse("a").unwrap()).next();
    let link = link.unwrap_or_else(|| panic!("the fallback has left the element: {page}"));
    assert_eq!(link.value().attr("href"), Some(LINK[1]));
    assert_eq!(all(html, "a").len(), 1);
}

/// Elements that WordPress' `wpautop` holds for blocks (its documentation; `wp-includes/formatting.php`).
const BLOCKS: [&str; 24] = [
    "article", "aside", "details", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3", "h4", "header",
    "hr", "li", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "ul",
];

/// What WordPress makes of a text in the editor before the blocks, and of one with blocks, which
/// it leaves alone.
fn wpautop(text: &str) -> String {
    if text.contains("<!-- wp:") {
        return text.replace("<!-- wp:html -->", "").replace("<!-- /wp:html -->", "");
    }
    let mut spaced = String::new();
    for part in text.split_inclusive('>') {
        let tag = part.rfind('<').map(|at| part[at..].trim_start_matches('<').trim_end_matches('>'));
        let name = tag.and_then(|tag| tag.trim_start_matches('/').split_whitespace().next());
        let is_block = name.is_some_and(|name| BLOCKS.contains(&name));
        match part.rfind('<') {
            Some(at) if is_block && !part[at..].starts_with("</") => {
                spaced.push_str(&format!("{}\n\n{}", &part[..at], &part[at..]));
            }
            Some(_) if is_block => spaced.push_str(&format!("{part}\n\n")),
            _ => spaced.push_str(part),
        }
    }
    let mut html = String::new();
    for paragraph in spaced.split("\n\n").map(str::trim).filter(|one| !one.is_empty()) {
        let broken = paragraph.replace('\n', "<br />\n");
        html.push_str(&format!("<p>{broken}</p>\n"));
    }
    for block in BLOCKS {
        html = html.replace(&format!("<p><{block}>"), &format!("<{block}>"));
        html = html.replace(&format!("</{block}></p>"), &format!("</{block}>"));
    }
    html
}

/// What is left where only known elements may stand: `wp_kses_post`, Drupal's `filter_html`,
/// TYPO3's sanitizer behind its text editor. All three let texts stand.
fn filtered(html: &Html) -> String {
    let known = ["a", "p", "br", "h2", "h3", "ul", "li", "strong", "em", "section"];
    let mut left = String::new();
    for node in html.root_element().descendants() {
        match node.value() {
            scraper::Node::Text(text) => left.push_str(text),
            scraper::Node::Element(element) if known.contains(&element.name()) => {
                left.push_str(&format!("<{}>", element.name()));
            }
            _ => {}
        }
    }
    left
}

#[test]
fn wordpress_leaves_the_element_whole_in_its_block_and_in_the_editor_before_blocks() {
    let pasted = snippet("wordpress", &LINK);
    assert_eq!(pasted.trim().lines().count(), 1);
    let older = pasted.replace("<!-- wp:html -->", "").replace("<!-- /wp:html -->", "");
    for text in [pasted, older] {
        let page = wpautop(&text);
        let html = Html::parse_document(&page);
        check_script(&html, &page);
        check_hints(&html, &page);
        check_link_inside(&html, &page);
    }
    // With paragraphs inside, only the block holds.
    let page = wpautop(&snippet("wordpress", &["--fallback", "block.html"]));
    let html = Html::parse_document(&page);
    assert_eq!(check_element(&html, &page).select(&Selector::parse("section p").unwrap()).count(), 1);
    // The test can fail: this is what portals had (B10).
    let before = wpautop("<status-widget src=\"x\">\n  <p>Hier: <a href=\"y\">y</a></p>\n</status-widget>");
    let html = Html::parse_document(&before);
    assert!(all(&html, "status-widget p a").is_empty(), "{before}");
}

#[test]
fn whoever_may_not_paste_scripts_is_left_with_a_link_and_no_half_of_a_widget() {
    for form in ["wordpress", "drupal", "typo3", "html"] {
        let left = filtered(&Html::parse_document(&snippet(form, &LINK)));
        assert!(!left.contains("status-widget>") && !left.contains("<script"), "{form}: {left}");
        assert!(left.contains("<a>www.example.org/stand?a&b"), "{form}: {left}");
    }
}

#[test]
fn typo3_has_the_head_in_typoscript_of_one_line_and_the_element_apart() {
    let pasted = snippet("typo3", &LINK);
    let head =
        pasted.lines().find_map(|line| line.strip_prefix("page.headerData.20230503.value = ")).unwrap();
    let html = Html::parse_document(head);
    check_script(&html, head);
    check_hints(&html, head);
    // What begins a comment or a constant in TypoScript.
    assert!(!head.contains("{$") && !head.contains("/*") && !head.starts_with('#'), "{head}");
    let element = pasted.lines().last().unwrap();
    check_link_inside(&Html::parse_document(element), element);
}

#[test]
fn drupal_has_the_loader_as_a_library_and_the_element_survives_its_corrector() {
    let pasted = snippet("drupal", &LINK);
    let attributes = format!(
        "attributes: {{ type: module, integrity: '{}', crossorigin: anonymous, referrerpolicy: no-referrer }}",
        integrity(b"loader")
    );
    let library: Vec<_> = pasted.lines().skip(1).take(6).collect();
    assert_eq!(
        library,
        [
            "status-widget:",
            "  header: true",
            "  js:",
            "    https://widget.example/1.0.0/status-widget.js:",
            "      type: external",
            &format!("      {attributes}"),
        ]
    );
    // `filter_htmlcorrector` parses and writes anew.
    let corrected = Html::parse_fragment(pasted.lines().last().unwrap()).html();
    check_link_inside(&Html::parse_document(&corrected), &corrected);
}

#[test]
fn liferay_finds_nothing_that_its_templates_would_fill_in_and_loads_the_loader_once() {
    let pasted = snippet("liferay", &LINK);
    for filled in ["${", "[#", "[@", "<#", "[=", "{{"] {
        assert!(!pasted.contains(filled), "{filled}: {pasted}");
    }
    let html = Html::parse_document(&pasted);
    check_script(&html, &pasted);
    check_hints(&html, &pasted);
    check_link_inside(&html, &pasted);
    assert_eq!(all(&html, "script[data-senna-track=permanent]").len(), 1);
}

#[test]
fn an_integrity_is_that_of_the_file_or_one_that_browsers_heed() {
    let desk = Desk::new();
    desk.write("status-widget.js", "loader");
    let args = |more: &[&'static str]| {
        let mut args = vec!["snippet", SOURCES[0], "--pin", PIN, "--widget", "https://widget.example/1"];
        args.extend(LINK);
        args.extend(more);
        args
    };
    // Neither of the two, none that is one, and no address without TLS.
    for wrong in [&[][..], &["--integrity", "md5-AAAA"], &["--integrity", "", "--for", "html"]] {
        assert_eq!(desk.statusctl(&args(wrong)).status.code(), Some(2), "{wrong:?}");
    }
    let plain =
        ["snippet", "http://a.example/status.json", "--pin", PIN, "--widget", "https://w.example/", LINK[0]];
    let more = [LINK[1], "--loader", "status-widget.js"];
    assert_eq!(desk.statusctl(&[&plain[..], &more].concat()).status.code(), Some(2));
    let said = desk.fails(&args(&["--loader", "status-widget.js", "--integrity", "sha384-AAAA"]));
    assert!(said.contains(&format!("its integrity is {}", integrity(b"loader"))), "{said}");
    let quoted =
        desk.ok(&args(&["--loader", "status-widget.js", "--tenant", "\"><script>alert(1)</script>"]));
    assert_eq!(all(&Html::parse_document(&quoted), "script").len(), 1, "{quoted}");
    for form in FORMS {
        assert!(snippet(form, &LINK).contains("status-widget"), "{form}");
    }
}
