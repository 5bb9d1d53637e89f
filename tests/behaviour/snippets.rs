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
    desk.write(
        "block.html",
        "<section>\n\n<h2>Stand</h2>\n\n<p data-until=\"x\"><small>Stand\n<time>19:18\u{a0}Uhr</time>:</small> \
         <strong>Geht nicht</strong> <small>(wird geprüft)</small></p>\n<details><summary>Mehr</summary>\n\
         <ul><li>Frage</li>\n</ul>\n</details>\n</section>\n",
    );
    desk.write("filled.html", "${a} #{b} [#if c]d[/#if] [@e /] [=f] [g]");
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

/// What comes of `--fallback`: blocks, and words that a break, a blank and a blank that does not
/// break keep apart, as in what `render --as fragment` makes.
const FALLBACK: [&str; 2] = ["--fallback", "block.html"];
const SHOWN: &str = "Stand 19:18\u{a0}Uhr: Geht nicht (wird geprüft)";

/// What is shown of a fallback, with blanks as browsers have them.
fn shown(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// The element has all of the fallback, and what the page has after it is not in it.
#[track_caller]
fn check_fallback_inside(page: &str) {
    let page = format!("{page}<footer>Impressum</footer>");
    let html = Html::parse_document(&page);
    let element = check_element(&html, &page);
    let inside = |selector: &str| element.select(&Selector::parse(selector).unwrap()).count();
    assert_eq!((inside("section p"), inside("details"), inside("footer")), (1, 1, 0), "{page}");
    assert!(shown(element).contains(SHOWN), "{}", shown(element));
    assert_eq!(all(&html, "section").len(), 1, "{page}");
}

/// A tag or the text between two.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece<'m> {
    Tag(&'m str),
    Text(&'m str),
}

impl<'m> Piece<'m> {
    fn all(mut markup: &'m str) -> Vec<Self> {
        let mut pieces = Vec::new();
        while let Some(at) = markup.find('<') {
            let end = markup[at..].find('>').map_or(markup.len(), |end| at + end + 1);
            pieces.extend((at > 0).then_some(Self::Text(&markup[..at])));
            pieces.push(Self::Tag(&markup[at..end]));
            markup = &markup[end..];
        }
        pieces.extend((!markup.is_empty()).then_some(Self::Text(markup)));
        pieces
    }

    fn written(self) -> &'m str {
        match self {
            Self::Tag(written) | Self::Text(written) => written,
        }
    }

    /// A tag without its `<` and `/`.
    fn inside(self) -> Option<&'m str> {
        match self {
            Self::Tag(tag) => Some(tag.trim_start_matches('<').trim_start_matches('/')),
            Self::Text(_) => None,
        }
    }

    fn name(self) -> Option<&'m str> {
        self.inside().and_then(|inside| inside.split([' ', '/', '>', '\n']).next())
    }

    fn is_block(self) -> bool {
        self.name().is_some_and(|name| BLOCKS.contains(&name))
    }

    fn is_closing(self) -> bool {
        self.written().starts_with("</")
    }

    /// Whether it is a block where the filter takes paragraphs away again: there, how the name
    /// begins is enough, so that `<link>` is an `<li>`.
    fn begins_as_block(self) -> bool {
        self.inside().is_some_and(|inside| BLOCKS.iter().any(|block| inside.starts_with(block)))
    }
}

/// Elements that WordPress' `wpautop` holds for blocks.
const BLOCKS: [&str; 44] = [
    "address",
    "area",
    "article",
    "aside",
    "blockquote",
    "caption",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "legend",
    "li",
    "map",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "tr",
    "ul",
    "th",
];

/// Some of them, before which it makes no break.
const UNBROKEN: [&str; 9] = ["dd", "div", "dl", "dt", "li", "ol", "p", "pre", "ul"];

/// What `wpautop` makes of a text in the editor before the blocks, but for empty paragraphs that it
/// adds. Compared with what that of WordPress 6.1 and 7.1 made of these forms.
fn wpautop(text: &str) -> String {
    let mut spaced = String::new();
    for piece in Piece::all(text) {
        let is_block = piece.is_block();
        spaced.push_str(if is_block && !piece.is_closing() { "\n\n" } else { "" });
        spaced.push_str(piece.written());
        spaced.push_str(if is_block && piece.is_closing() { "\n\n" } else { "" });
    }
    let mut html = String::new();
    let mut is_broken = false;
    for paragraph in spaced.split("\n\n").map(str::trim).filter(|one| !one.is_empty()) {
        let pieces = Piece::all(paragraph);
        let begins = pieces.first().is_some_and(|first| first.begins_as_block());
        let ends = pieces.last().is_some_and(|last| last.begins_as_block());
        // One of a single line that begins like an item of a list is no paragraph at all.
        let is_item = paragraph.starts_with("<li") && !paragraph.contains('\n');
        let is_unbroken = pieces[0].name().is_some_and(|name| UNBROKEN.contains(&name));
        html.push_str(if is_broken && !is_unbroken { "<br />" } else { "" });
        html.push_str(if begins { "\n" } else { "\n<p>" });
        for (at, piece) in pieces.iter().enumerate() {
            let is_after_block = at > 0 && pieces[at - 1].begins_as_block();
            html.push_str(&match piece {
                Piece::Text(text) if !is_after_block => text.replace('\n', "<br />\n"),
                piece => piece.written().to_owned(),
            });
        }
        html.push_str(if ends || is_item { "" } else { "</p>" });
        is_broken = is_item && !ends;
    }
    html.push_str(if is_broken { "<br />" } else { "" });
    html
}

/// What WordPress puts out for a block "Custom HTML": what stands between its two comments.
fn wordpress_block(text: &str) -> &str {
    let inside = text.trim().strip_prefix("<!-- wp:html -->").unwrap();
    inside.strip_suffix("<!-- /wp:html -->").unwrap()
}

/// What `wp_kses_post` leaves (compared with WordPress 7.1): texts, and the elements it knows.
fn kses(markup: &str) -> String {
    let known = [
        "a", "address", "article", "br", "details", "div", "em", "footer", "h2", "h3", "h4", "li", "nav",
        "ol", "p", "section", "small", "span", "strong", "summary", "table", "td", "time", "ul",
    ];
    let is_left = |piece: &Piece<'_>| piece.name().is_none_or(|name| known.contains(&name));
    Piece::all(markup).into_iter().filter(is_left).map(Piece::written).collect()
}

/// What `filter_html` leaves with the elements of "Basic HTML" (compared with Drupal 11.4): texts,
/// and the elements it knows, with no attribute but that of a link.
fn basic_html(markup: &str) -> String {
    let known = ["a", "br", "code", "em", "h2", "h3", "h4", "li", "ol", "p", "strong", "ul"];
    let left = |piece: Piece<'_>| match piece.name() {
        None => piece.written().to_owned(),
        Some(name) if !known.contains(&name) => String::new(),
        Some(name) if piece.is_closing() => format!("</{name}>"),
        Some(name) => {
            let href = piece.written().split_once(" href=\"").and_then(|(_, rest)| rest.split_once('"'));
            format!("<{name}{}>", href.map(|(href, _)| format!(" href=\"{href}\"")).unwrap_or_default())
        }
    };
    Piece::all(markup).into_iter().map(left).collect()
}

/// What TYPO3's sanitizer makes of an element that it does not know: text, with all inside it
/// (compared with html-sanitizer 2.2 under the rules of TYPO3 13.4).
fn sanitized(markup: &str) -> String {
    let mut unknown: Option<&str> = None;
    let mut left = String::new();
    for piece in Piece::all(markup) {
        let is_known = !matches!(piece.name(), Some("status-widget" | "script" | "link"));
        if unknown.is_none() && is_known {
            left.push_str(piece.written());
            continue;
        }
        let written = piece.written();
        left.push_str(&written.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
        let is_end = piece.is_closing() && piece.name() == unknown || piece.name() == Some("link");
        unknown = if is_end { None } else { unknown.or(piece.name()) };
    }
    left
}

#[test]
fn wordpress_leaves_the_element_whole_in_its_block_and_in_the_editor_before_blocks() {
    let pasted = snippet("wordpress", &LINK);
    assert_eq!(pasted.trim().lines().count(), 1);
    let block = wordpress_block(&pasted);
    for page in [block.to_owned(), wpautop(block)] {
        let html = Html::parse_document(&page);
        check_script(&html, &page);
        check_hints(&html, &page);
        check_link_inside(&html, &page);
    }
    let pasted = snippet("wordpress", &FALLBACK);
    let block = wordpress_block(&pasted);
    check_fallback_inside(block);
    check_fallback_inside(&wpautop(block));
    // The lines with hints may be left out; the paragraphs then are others.
    let without_hints = &block[block.find("<script").unwrap()..];
    check_fallback_inside(&wpautop(without_hints));
}

#[test]
fn without_the_div_around_it_the_editor_before_blocks_takes_the_element_apart() {
    // What portals had (B10).
    let before = wpautop("<status-widget src=\"x\">\n  <p>Hier: <a href=\"y\">y</a></p>\n</status-widget>");
    let html = Html::parse_document(&before);
    assert!(all(&html, "status-widget p a").is_empty(), "{before}");
    // And the rest of the page becomes part of an element whose end tag stands in a paragraph.
    let pasted = snippet("wordpress", &FALLBACK);
    let bare = wordpress_block(&pasted).replace("<div><status-widget", "<status-widget");
    let page = wpautop(bare.strip_suffix("</div>").unwrap());
    let html = Html::parse_document(&format!("{page}<footer>Impressum</footer>"));
    assert_eq!(all(&html, "status-widget footer").len(), 1, "{page}");
}

#[test]
fn whoever_may_not_paste_scripts_is_left_with_what_stood_between_the_tags() {
    for form in ["wordpress", "drupal", "html"] {
        for filtered in [kses, basic_html] {
            let left = filtered(&snippet(form, &LINK));
            assert!(!left.contains("status-widget ") && !left.contains("<script"), "{form}: {left}");
            let html = Html::parse_document(&left);
            let links: Vec<_> = all(&html, "a").iter().map(|link| link.value().attr("href")).collect();
            assert_eq!(links, [Some(LINK[1])], "{left}");
            let left = filtered(&snippet(form, &FALLBACK));
            assert!(shown(Html::parse_document(&left).root_element()).contains(SHOWN), "{form}: {left}");
        }
    }
    // With TYPO3's sanitizer, readers see the markup: the guide says so.
    let pasted = snippet("typo3", &LINK);
    let left = sanitized(pasted.lines().last().unwrap());
    let html = Html::parse_document(&left);
    assert!(shown(html.root_element()).starts_with("<status-widget "), "{left}");
    assert!(all(&html, "a").is_empty(), "{left}");
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
    check_fallback_inside(snippet("typo3", &FALLBACK).lines().last().unwrap());
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
            "    'https://widget.example/1.0.0/status-widget.js':",
            "      type: external",
            &format!("      {attributes}"),
        ]
    );
    // `filter_htmlcorrector` parses and writes anew. Some formats also convert line breaks: for this
    // form as WordPress does, but for a `br` (compared with Drupal 11.4).
    let element = |pasted: &str| pasted.lines().last().unwrap().to_owned();
    for page in [Html::parse_fragment(&element(&pasted)).html(), wpautop(&element(&pasted))] {
        check_link_inside(&Html::parse_document(&page), &page);
    }
    let pasted = snippet("drupal", &FALLBACK);
    check_fallback_inside(&Html::parse_fragment(&element(&pasted)).html());
    check_fallback_inside(&wpautop(&element(&pasted)));
}

#[test]
fn liferay_finds_nothing_that_its_templates_would_fill_in_and_loads_the_loader_once() {
    for fallback in [LINK, ["--fallback", "filled.html"]] {
        let pasted = snippet("liferay", &fallback);
        for filled in ["${", "#{", "[#", "[@", "<#", "[=", "[/", "{{"] {
            assert!(!pasted.contains(filled), "{filled}: {pasted}");
        }
    }
    let pasted = snippet("liferay", &["--fallback", "filled.html"]);
    let html = Html::parse_document(&pasted);
    assert_eq!(shown(check_element(&html, &pasted)), "${a} #{b} [#if c]d[/#if] [@e /] [=f] [g]");

    let pasted = snippet("liferay", &LINK);
    let (markup, script) = pasted.split_once("// Page fragment, JavaScript\n").unwrap();
    let html = Html::parse_document(markup);
    check_script(&html, markup);
    check_hints(&html, markup);
    check_link_inside(&html, markup);
    assert_eq!(all(&html, "script[data-senna-track=permanent]").len(), 1);
    // Where a page comes without loading anew, the loader is loaded by a script, as safely.
    let same = [
        "if (!customElements.get(\"status-widget\"))".to_owned(),
        format!("integrity: \"{}\"", integrity(b"loader")),
        "src: \"https://widget.example/1.0.0/status-widget.js\"".to_owned(),
        "type: \"module\", crossOrigin: \"anonymous\", referrerPolicy: \"no-referrer\"".to_owned(),
    ];
    for said in same {
        assert!(script.contains(&said), "{said}: {script}");
    }
}

#[test]
fn the_short_form_links_to_the_whole_page_and_a_quiet_one_has_nothing_to_show_before_it_knows() {
    let banner = |more: &[&str]| Html::parse_fragment(&snippet("html", &[&LINK[..], more].concat()));
    let loud = banner(&["--banner"]);
    let element = all(&loud, "status-widget[view=banner]:not([quiet])")[0];
    assert_eq!(element.value().attr("href"), Some(LINK[1]));
    assert_eq!(all(&loud, "status-widget a").len(), 1);
    let quiet = banner(&["--banner", "--quiet"]);
    let element = all(&quiet, "status-widget[view=banner][quiet]")[0];
    assert_eq!((element.value().attr("href"), element.inner_html()), (Some(LINK[1]), String::new()));
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
