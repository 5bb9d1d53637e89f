//! A portal for one test: the built widget, a host page and a publisher whose files
//! are signed now, because browsers have no other clock.
//!
//! Owns what a page looks like and where its parts are. Asserts nothing.

use std::path::Path;
use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use status_widget::core::document::{ServiceStatus, StateScope, StatusDocument};
use status_widget::core::presentation::language::Language;
use status_widget::core::signed::jws::Type;
use status_widget::native::folder::build_folder;
use status_widget::native::locales;

use super::browser::Browser;
use super::publisher::{Key, Publisher, YEAR, bytes, claims, document, envelope, trust_claims};
use super::server::{Reply, Server};

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

/// A file of the built `dist`.
pub fn dist(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist").join(name);
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run trunk build --release", path.display()))
}

/// The loader's integrity as the built page states it, so that no other way of
/// computing it hides a mistake.
pub static INTEGRITY: LazyLock<String> = LazyLock::new(|| {
    let page = String::from_utf8(dist("index.html")).expect("UTF-8");
    let (_, rest) =
        page.split_once("src=\"status-widget.js\" integrity=\"").expect("the page pins the loader");
    rest.split_once('"').expect("a closing quote").0.to_owned()
});

pub const LOADER: &str = "/status-widget.js";
pub const WASM: &str = "/status-widget_bg.wasm";
pub const STATUS: &str = "/status.json";

/// The script that keeps WebKitGTK's console; see there.
pub const RECORDER: &str = "/recorder.js";

/// The script that reads what a reader can read, as `window.eyes`; see there.
pub const EYES: &str = "<script src=\"/eyes.js\"></script>";

/// Serves the widget's files, and the tests' own.
pub fn put_widget(server: &Server) {
    server.put(LOADER, Reply::new("text/javascript", dist("status-widget.js")));
    server.put(WASM, Reply::new("application/wasm", dist("status-widget_bg.wasm")));
    for name in locales::served().map(locales::served_as) {
        server.put(&format!("/{name}"), Reply::new("application/json", dist(&name)));
    }
    server.put(RECORDER, Reply::new("text/javascript", include_str!("recorder.js")));
    server.put("/eyes.js", Reply::new("text/javascript", eyes()));
}

/// For whom a state may hold.
const SCOPES: [StateScope; 4] =
    [StateScope::General, StateScope::Tenant, StateScope::TenantUnknown, StateScope::Varies];

/// `eyes.js` with the product's own words.
fn eyes() -> String {
    let phrases = || Language::ALL.iter().map(|language| locales::locale(*language).phrases);
    let available: Vec<&str> =
        phrases().flat_map(|words| [words.operational, words.all_operational]).collect();
    let mut other: Vec<&str> = phrases()
        .flat_map(|words| {
            ServiceStatus::ALL
                .iter()
                .flat_map(|status| SCOPES.map(|scope| words.service_state(*status, scope)))
        })
        .filter(|words| !available.contains(words))
        .collect();
    // The longest first, since one may begin as another does.
    other.sort_by_key(|words| std::cmp::Reverse(words.len()));
    let words = json!({"available": available, "other": other});
    include_str!("eyes.js").replace("= WORDS;", &format!("= {words};"))
}

/// Gives the browser a cookie of `server`, which no request of the widget may carry.
pub fn log_in(browser: &Browser, server: &Server) {
    let page = Reply::html("<!doctype html><link rel=icon href=data:,><title>Login</title>");
    server.put("/login", page.header("set-cookie", "session=secret; HttpOnly"));
    browser.open(&server.url("/login"));
}

/// A publisher whose trust document is valid today.
pub fn publisher() -> Publisher {
    let (root, status) = (Key::ed25519(1), Key::p256(2));
    let mut claims = trust_claims(1, &[&root], 1, &[&status]);
    claims["iat"] = (now() - YEAR).into();
    claims["exp"] = (now() + YEAR).into();
    let trust = vec![envelope(Type::Trust, &bytes(&claims), &[&root])];
    Publisher { root, status, trust }
}

/// A status document of `version`, issued a minute ago: one service, which is
/// available, and one question.
pub fn fresh(version: u64) -> Value {
    let mut document = document();
    document["version"] = version.into();
    document["iat"] = (now() - 60).into();
    document["exp"] = (now() + 3600).into();
    document["faq"] = json!([{
        "id": "what-happened",
        "question": {"de": "Was ist passiert?", "en": "What happened?"},
        "answer": {"de": [{"type": "paragraph", "children": [{"type": "text", "value": "Ein Angriff."}]}]},
    }]);
    document
}

/// A status document that can still be believed for `seconds`, after which also the
/// five minutes for wrong clocks are over.
pub fn expires_in(seconds: u64) -> Value {
    let mut document = fresh(1);
    document["iat"] = (now() - 3600).into();
    document["exp"] = (now() + seconds - status_widget::core::session::clock::SKEW.as_secs()).into();
    document
}

/// A status document of `version` with four items, no two of which say the same, in every
/// list that readers see. All services are available. Each answer holds a link.
pub fn many(version: u64) -> Value {
    let texts = ["eins", "zwei", "drei", "vier"];
    let says = |text: &str| {
        let link = json!({"type": "link", "url": "https://portal.example/", "children": [
            {"type": "text", "value": "Mehr dazu"}]});
        json!({"de": [{"type": "paragraph", "children": [{"type": "text", "value": format!("{text}. ")}, link]}]})
    };
    let each = |item: &dyn Fn(&str, usize) -> Value| -> Value {
        texts.iter().enumerate().map(|(index, text)| item(text, index)).collect()
    };
    let named = |list: &str| each(&|text, _| json!({"id": text, "name": {"de": format!("{list} {text}")}}));
    let updates = |of: &str, status: &str| {
        each(&|text, index| {
            let at = format!("2023-05-0{}", 9 - index);
            json!({"at": at, "status": status, "text": says(&format!("Meldung {of} {text}"))})
        })
    };
    // The first two stand under no heading.
    let heading = |index: usize| if index < 2 { Value::Null } else { texts[index].into() };
    let mut document = fresh(version);
    document["groups"] = named("Gruppe");
    document["categories"] = named("Thema");
    document["services"] = each(&|text, index| {
        json!({
            "id": format!("dienst-{text}"), "name": {"de": format!("Dienst {text}")},
            "group": heading(index), "state": {"status": "operational"},
        })
    });
    document["faq"] = each(&|text, index| {
        json!({
            "id": format!("frage-{text}"), "question": {"de": format!("Frage {text}?")},
            "category": heading(index), "answer": says(&format!("Antwort {text}")),
        })
    });
    document["incidents"] = each(&|text, _| {
        json!({
            "id": format!("stoerung-{text}"), "title": {"de": format!("Störung {text}")}, "impact": "major",
            "status": "identified", "updates": updates(&format!("Störung {text}"), "identified"),
        })
    });
    document["maintenances"] = each(&|text, _| {
        json!({
            "id": format!("wartung-{text}"), "title": {"de": format!("Wartung {text}")}, "status": "scheduled",
            "starts": "2026-12-24T21:00:00Z", "updates": updates(&format!("Wartung {text}"), "scheduled"),
        })
    });
    document["contacts"] = each(
        &|text, _| json!({"name": {"de": format!("Kontakt {text}")}, "email": format!("{text}@example.org")}),
    );
    document["links"] = each(
        &|text, _| json!({"name": {"de": format!("Verweis {text}")}, "url": format!("https://{text}.example/")}),
    );
    document
}

/// The same document, and all of its services are down.
pub fn down(mut document: Value) -> Value {
    for service in document["services"].as_array_mut().expect("services") {
        service["state"]["status"] = "major_outage".into();
    }
    document
}

/// The same document, confirmed later: nothing in it is new but version and times.
pub fn confirmed(document: &Value) -> Value {
    let mut document = document.clone();
    document["version"] = (document["version"].as_u64().expect("a version") + 1).into();
    document["iat"] = (document["iat"].as_u64().expect("a time") + 30).into();
    document
}

/// The same document, to be believed for `seconds` from now as [`expires_in`] has it.
pub fn ending_in(mut document: Value, seconds: u64) -> Value {
    let short = expires_in(seconds);
    for time in ["iat", "exp"] {
        document[time] = short[time].clone();
    }
    document
}

/// The sample, issued a minute ago, as this publisher's.
pub fn sample() -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/notice-2023");
    let content = build_folder(&folder).expect("the sample is right");
    let document = StatusDocument { claims: claims(1, now() - 60, now() + 3600), content };
    serde_json::to_value(document).expect("a document is JSON")
}

/// A portal on an origin of its own.
pub struct Site {
    pub server: Server,
    pub publisher: Publisher,
}

impl Site {
    /// Serves the widget and, at [`STATUS`], a fresh document of version 1.
    pub fn start() -> Self {
        let site = Self { server: Server::start(), publisher: publisher() };
        put_widget(&site.server);
        site.publish(&fresh(1));
        site
    }

    /// Serves `document`, signed, at [`STATUS`].
    pub fn publish(&self, document: &Value) {
        self.server.put(STATUS, Reply::json(self.publisher.file(document)));
    }

    /// The widget with these further attributes, and the fallback in it.
    pub fn widget(&self, attributes: &str) -> String {
        format!(
            r#"<status-widget trust="{}" {attributes}><a id="fallback" href="https://portal.example/">Ersatz</a></status-widget>"#,
            self.publisher.pin()
        )
    }

    /// The URL of a page with the widget.
    pub fn page(&self) -> String {
        self.page_with("src=\"status.json\"")
    }

    /// The URL of a page with the widget with these attributes.
    pub fn page_with(&self, attributes: &str) -> String {
        self.page_of("", &self.widget(attributes))
    }

    /// The URL of a page with the loader, this in its head (before the loader) and in
    /// its body.
    pub fn page_of(&self, head: &str, body: &str) -> String {
        let html = format!(
            r#"<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Portal</title><link rel="icon" href="data:,"><script src="{RECORDER}"></script>
{head}
<script type="module" src="{LOADER}" integrity="{}" crossorigin="anonymous"></script>
</head>
<body><main><h1>Portal</h1>{body}</main></body>
</html>"#,
            *INTEGRITY
        );
        self.put_page("/page.html", &html)
    }

    /// The URL at which `html` is served from now on.
    pub fn put_page(&self, path: &str, html: &str) -> String {
        self.server.put(path, Reply::html(html));
        self.server.url(path)
    }
}
