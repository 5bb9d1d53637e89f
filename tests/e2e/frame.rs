//! The second way into a portal: an iframe that is as high as the page in it
//! (`statusctl snippet --for frame` and `--iframe`).
//!
//! Three hosts, as it is used: the portal, the publisher who serves page, widget and status file,
//! and somebody else. Both sides have a strict policy.

use std::time::Duration;

use status_widget::native::snippet::frame::{self, Iframe, SCRIPT, SCRIPT_FILE};
use status_widget::native::snippet::{Snippet, Widget};

use super::browser::Browser;
use super::engine::Engine;
use super::server::{Reply, Server};
use super::site::{INTEGRITY, RECORDER, STATUS, Site, fresh, put_widget};
use super::widget::Shown;

scenarios![
    the_frame_is_as_high_as_its_page_under_strict_policies_on_both_sides,
    a_script_that_comes_late_finds_the_height_too,
    heights_of_others_and_garbage_change_nothing,
    whose_keys_count_is_never_taken_from_the_address,
    a_link_of_the_portal_opens_the_answer_in_the_frame_and_no_secret_gets_there,
    links_in_the_frame_leave_it_but_for_those_to_a_place_in_it,
    an_isolated_portal_shows_a_frame_that_is_isolated_itself,
];

/// A portal and a publisher.
struct World {
    portal: Site,
    host: Server,
}

impl World {
    fn new() -> Self {
        let world = Self { portal: Site::start(), host: Server::on("127.0.0.2") };
        put_widget(&world.host);
        world.host.put(STATUS, Reply::json(world.portal.publisher.file(&fresh(1))));
        world.host.put(&format!("/{SCRIPT_FILE}"), Reply::new("text/javascript", SCRIPT));
        world.put_frame(&[]);
        world
    }

    /// Serves the page for the iframe, under these headers.
    fn put_frame(&self, headers: &[(&str, &str)]) {
        let snippet = Snippet {
            widget: Widget::new(&self.host.url("/"), &INTEGRITY),
            sources: vec![self.host.url(STATUS)],
            pin: self.portal.publisher.pin(),
            tenant: None,
            audience: None,
            lang: None,
            heading_level: None,
            banner: None,
        };
        let html = frame::page(&snippet, "<a href=\"https://publisher.example/\">Ersatz</a>");
        let ancestors = format!("frame-ancestors {}", self.portal.server.url(""));
        let page = Reply::html(html).header("content-security-policy", &ancestors);
        let page = headers.iter().fold(page, |page, (name, value)| page.header(name, value));
        self.host.put("/frame.html", page);
    }

    fn iframe(&self, script: Option<String>) -> String {
        let page = self.host.url("/frame.html").parse().expect("an address");
        Iframe { page, tenant: None, lang: None, script, url: None }.paste()
    }

    /// The URL of the portal's page with this in its body, under the policy that the snippet names
    /// and these headers.
    fn page(&self, pasted: &str, body: &str, headers: &[(&str, &str)]) -> String {
        let (_, rest) = pasted.split_once("Content-Security-Policy: ").expect("the comment");
        let needs =
            rest.split_once(" -->").expect("its end").0.replace("script-src", "script-src 'nonce-test'");
        let policy = format!(
            "default-src 'none'; {needs}; img-src data:; base-uri 'none'; form-action 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'"
        );
        let html = format!(
            "<!doctype html><html lang=\"de\"><head><meta charset=\"utf-8\"><title>Portal</title>\
             <link rel=\"icon\" href=\"data:,\"><script nonce=\"test\" src=\"{RECORDER}\"></script></head>\
             <body><p>Portal</p>{pasted}{body}</body></html>"
        );
        let page = Reply::html(html).header("content-security-policy", &policy);
        let page = headers.iter().fold(page, |page, (name, value)| page.header(name, value));
        self.portal.server.put("/portal.html", page);
        self.portal.server.url("/portal.html")
    }

    /// The portal's page, once the frame has its height.
    fn open(&self, browser: &Browser) -> u64 {
        browser.open(&self.page(&self.iframe(None), "", &[]));
        sized(browser)
    }
}

const FRAME: &str = "document.querySelector('iframe[data-status-widget]')";

/// The height that the frame has been given; none yet.
fn height(browser: &Browser) -> Option<u64> {
    browser.get(&format!("return parseInt({FRAME}.style.height) || null"))
}

/// The frame's height once it is that of the page in it. Goes in and out.
#[track_caller]
fn sized(browser: &Browser) -> u64 {
    browser.until("the height of the page in the frame", || {
        browser.enter_frame();
        let inside: Option<u64> = browser.get(
            "return document.querySelector('status-widget')?.shadowRoot?.querySelector('[data-service]')
               ? Math.ceil(document.documentElement.getBoundingClientRect().height) : 0",
        );
        browser.leave_frame();
        height(browser).filter(|height| Some(*height) == inside)
    })
}

/// What the policy has stopped, and what stands on the console.
#[track_caller]
fn is_quiet(browser: &Browser) {
    let violations: Vec<String> =
        browser.get("return window.recorded.filter((line) => line.startsWith('policy '))");
    assert_eq!(violations, [""; 0]);
    let mut console = browser.console();
    // What Firefox says of every page in another's frame: it has a storage of its own there.
    console.retain(|line| !line.contains("Partitioned cookie or storage access was provided"));
    assert_eq!(console, [""; 0]);
}

fn the_frame_is_as_high_as_its_page_under_strict_policies_on_both_sides(browser: &Browser) {
    let world = World::new();
    browser.console();
    let closed = world.open(browser);
    assert!(closed > 100 && closed != 600, "{closed}");
    is_quiet(browser);
    browser.enter_frame();
    let shown = Shown::fresh(browser);
    assert_eq!((shown.status("eau"), shown.lang.as_str()), (Some("operational"), "de"));
    let opens = |open: bool| {
        browser.run(&format!(
            "document.querySelector('status-widget').shadowRoot.getElementById('what-happened').open = {open}"
        ));
    };
    opens(true);
    browser.leave_frame();
    browser.until("higher", || height(browser).filter(|height| *height > closed));
    let open = sized(browser);
    assert!(open > closed, "{open}");
    // Nothing has to be scrolled in it.
    browser.enter_frame();
    assert!(browser.get::<bool>("return document.documentElement.scrollHeight <= innerHeight"));
    opens(false);
    browser.leave_frame();
    browser.until("lower again", || height(browser).filter(|height| *height == closed));
    // Neither host hears from which page readers come.
    for request in world.host.all_requests() {
        let referrer = request.headers.get("referer");
        assert!(referrer.is_none(), "{request:?}");
        let origin = request.headers.get("origin");
        assert!(origin.is_none_or(|origin| *origin != world.portal.server.url("")), "{request:?}");
    }
}

/// As from a consent tool, and as a file, which the strictest portals want.
fn a_script_that_comes_late_finds_the_height_too(browser: &Browser) {
    let world = World::new();
    let pasted = world.iframe(Some(world.host.url(&format!("/{SCRIPT_FILE}"))));
    browser.open(&world.page(&pasted, "", &[]));
    sized(browser);
    is_quiet(browser);
    let held = pasted.replace("<script src", "<script type=\"text/plain\" data-held data-src");
    let loose = world.portal.put_page("/loose.html", &format!("<!doctype html><title>Loose</title>{held}"));
    browser.open(&loose);
    browser.enter_frame();
    Shown::fresh(browser);
    browser.leave_frame();
    assert_eq!(height(browser), None);
    browser.run(
        "const held = document.querySelector('[data-held]'), script = document.createElement('script');
         for (const name of ['integrity', 'crossorigin']) script.setAttribute(name, held.getAttribute(name));
         script.src = held.dataset.src;
         document.head.append(script);",
    );
    sized(browser);
}

fn heights_of_others_and_garbage_change_nothing(browser: &Browser) {
    let (world, other) = (World::new(), Server::on("127.0.0.3"));
    let shouts = "<!doctype html><script>
        setInterval(() => parent.postMessage({ type: 'status-widget:height', height: 77 }, '*'), 50)</script>";
    other.put("/shouts.html", Reply::html(shouts));
    let pasted = world.iframe(None);
    let page = format!(
        "<!doctype html><title>Portal</title>{pasted}<iframe src=\"{}\"></iframe>",
        other.url("/shouts.html")
    );
    browser.open(&world.portal.put_page("/portal.html", &page));
    let before = sized(browser);
    // The page itself, and what it has in another frame.
    browser.run("postMessage({ type: 'status-widget:height', height: 88 }, '*')");
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(height(browser), Some(before));
    // The right frame, and no height.
    browser.enter_frame();
    browser.run(
        "for (const height of [NaN, Infinity, -Infinity, -1, 0, 1.5, '99', [99], { valueOf: 99 }, null, undefined, 99n])
           parent.postMessage({ type: 'status-widget:height', height }, '*');
         for (const data of [null, undefined, 99, 'status-widget:height', [], { height: 99 }, { type: 'height', height: 99 }])
           parent.postMessage(data, '*');
         parent.postMessage({ type: 'status-widget:top', top: 5000 }, '*');",
    );
    browser.leave_frame();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(height(browser), Some(before));
    assert_eq!(browser.get::<u64>("return scrollY"), 0, "nobody has followed a link");
    // No more than anything of ours is high. (The page is narrower then, and the frame says its
    // height anew.)
    browser.run(&format!(
        "window.heights = [];
         new MutationObserver(() => heights.push(parseInt({FRAME}.style.height))).observe({FRAME}, {{ attributes: true }})"
    ));
    browser.enter_frame();
    browser.run("parent.postMessage({ type: 'status-widget:height', height: 1e9 }, '*')");
    browser.leave_frame();
    let most = || browser.get::<Option<u64>>("return heights.length ? Math.max(...heights) : null");
    assert_eq!(browser.until("a height", most), 20_000);
    // The right frame, with another host in it.
    browser.run(&format!("{FRAME}.contentWindow.location.replace('{}')", other.url("/shouts.html")));
    browser.until("the other page", || (other.requests("/shouts.html").len() == 2).then_some(()));
    std::thread::sleep(Duration::from_millis(500));
    assert!(browser.get::<bool>("return !heights.includes(77) && !heights.includes(88)"));
}

fn whose_keys_count_is_never_taken_from_the_address(browser: &Browser) {
    let world = World::new();
    let says = |name: &str| -> Option<String> {
        browser.get(&format!("return document.querySelector('status-widget').getAttribute('{name}')"))
    };
    let open = |query: &str| {
        browser.open(&format!("{}?{query}", world.host.url("/frame.html")));
        Shown::loaded(browser)
    };
    let evil =
        "src=https://evil.example/status.json&trust=sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let shown = open(&format!("{evil}&memory=off&audience=press&lang=en#trust=x"));
    assert_eq!(says("src"), Some(world.host.url(STATUS)));
    assert_eq!(says("trust"), Some(world.portal.publisher.pin().to_string()));
    assert_eq!((says("memory"), says("audience")), (None, None));
    assert_eq!((says("lang").as_deref(), shown.lang.as_str()), (Some("en"), "en"));
    open("tenant=insurer-a&lang=de");
    assert_eq!(says("tenant").as_deref(), Some("insurer-a"));
    for wrong in ["tenant=A%20b&lang=%22%3E%3Cb%3E", "tenant=&lang=", "tenant=%3Cscript%3E&lang=de%0A"] {
        open(wrong);
        assert_eq!((says("tenant"), says("lang")), (None, None), "{wrong}");
    }
}

/// Opens the portal's page at this place, high enough to be scrolled.
fn open_at(browser: &Browser, world: &World, hash: &str) {
    let body = "<input id=\"search\">".to_owned() + &"<p>Portal</p>".repeat(100);
    let pasted = "<p>Portal</p>".repeat(60) + &world.iframe(None);
    browser.open(&format!("{}{hash}", world.page(&pasted, &body, &[])));
}

fn is_answer_open(browser: &Browser) -> bool {
    browser.enter_frame();
    let is_open: bool = browser.get(
        "return !!document.querySelector('status-widget')?.shadowRoot?.getElementById('what-happened')?.open",
    );
    browser.leave_frame();
    is_open
}

fn a_link_of_the_portal_opens_the_answer_in_the_frame_and_no_secret_gets_there(browser: &Browser) {
    let world = World::new();
    open_at(browser, &world, "#what-happened");
    browser.until("open at once", || is_answer_open(browser).then_some(()));
    browser.until("the focus there", || {
        browser.enter_frame();
        let focus: String = browser.get(
            "return document.querySelector('status-widget').shadowRoot.activeElement?.closest('[id]').id ?? ''",
        );
        browser.leave_frame();
        // WebKit lets no page in another's frame take the focus.
        let expected = if browser.engine == Engine::WebKit { "" } else { "what-happened" };
        (focus == expected).then_some(())
    });
    let place = || -> (i64, i64) {
        browser.enter_frame();
        let inside: i64 = browser.get(
            "return Math.round(document.querySelector('status-widget').shadowRoot
               .getElementById('what-happened').getBoundingClientRect().top)",
        );
        browser.leave_frame();
        let around: i64 = browser.get(&format!("return Math.round({FRAME}.getBoundingClientRect().top)"));
        (inside + around, browser.get("return innerHeight"))
    };
    browser.until("on the screen", || {
        let (top, screen) = place();
        (0..screen).contains(&top).then_some(())
    });
    // A link that is followed later.
    world.host.put(STATUS, Reply::json(world.portal.publisher.file(&fresh(2))));
    browser.open("about:blank");
    open_at(browser, &world, "#access_token=secret.of-the-portal&state=1");
    browser.run("scrollTo(0, document.body.scrollHeight)");
    browser.run(&format!("{FRAME}.scrollIntoView()"));
    sized(browser);
    assert!(!is_answer_open(browser));
    browser.enter_frame();
    assert_eq!(browser.get::<String>("return location.hash"), "");
    browser.leave_frame();
    browser.run("location.hash = '#what-happened'");
    browser.until("open later", || is_answer_open(browser).then_some(()));
    // Not while somebody is typing.
    open_at(browser, &world, "");
    browser.run(&format!("{FRAME}.scrollIntoView()"));
    sized(browser);
    browser.focus("return document.getElementById('search')");
    browser.run("location.hash = '#what-happened'");
    std::thread::sleep(Duration::from_millis(700));
    assert!(!is_answer_open(browser));
    assert!(browser.get::<bool>("return document.activeElement.id === 'search'"));
}

fn links_in_the_frame_leave_it_but_for_those_to_a_place_in_it(browser: &Browser) {
    let world = World::new();
    let landing = world.portal.put_page("/landing.html", "<!doctype html><title>Landing</title>");
    world.open(browser);
    browser.enter_frame();
    browser.run_with(
        "const links = document.createElement('p');
         for (const [id, href] of [['inside', '#what-happened'], ['outside', arguments[0]]])
           links.append(Object.assign(document.createElement('a'), { id, href, textContent: id }), ' ');
         document.querySelector('status-widget').shadowRoot.firstElementChild.before(links);",
        vec![landing.into()],
    );
    let link = |id: &str| {
        format!("return document.querySelector('status-widget').shadowRoot.getElementById('{id}')")
    };
    browser.click(&link("inside"));
    browser.leave_frame();
    browser.until("open", || is_answer_open(browser).then_some(()));
    assert!(browser.get::<bool>("return location.pathname === '/portal.html'"));
    browser.enter_frame();
    browser.click(&link("outside"));
    browser.leave_frames();
    browser.until("the portal's page left", || {
        browser.get::<bool>("return location.pathname === '/landing.html' && self === top").then_some(())
    });
}

fn an_isolated_portal_shows_a_frame_that_is_isolated_itself(browser: &Browser) {
    let world = World::new();
    let isolated =
        [("cross-origin-opener-policy", "same-origin"), ("cross-origin-embedder-policy", "require-corp")];
    let corp = ("cross-origin-resource-policy", "cross-origin");
    world.put_frame(&[isolated[1], corp]);
    let page = || world.page(&world.iframe(None), "", &isolated);
    browser.open(&page());
    sized(browser);
    // Each of the two is needed, and so is leave to be shown there.
    let other = ("content-security-policy", "frame-ancestors https://other.example");
    for headers in [&[isolated[1]][..], &[corp], &[isolated[1], corp, other]] {
        world.put_frame(headers);
        browser.open(&page());
        std::thread::sleep(Duration::from_millis(1500));
        assert_eq!(height(browser), None, "{headers:?}");
    }
}
