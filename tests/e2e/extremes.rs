//! Documents at the edge of what they may be: nothing in them, too much, names as long as a
//! paragraph, no translation, an insurer that nobody knows. Pictures of all for people to look
//! at.

use std::fs;

use serde_json::{Value, json};

use super::browser::Browser;
use super::engine::output;
use super::looks::{assert_axe, axe, open_all_answers, overflowing};
use super::server::Reply;
use super::site::{Site, dist, fresh, sample};
use super::widget::Shown;

scenarios![documents_at_the_edge_are_shown_sensibly];

fn rich(text: &str) -> Value {
    json!({"de": [{"type": "paragraph", "children": [{"type": "text", "value": text}]}]})
}

/// Of 200 characters, in words of every length.
fn long(start: &str) -> String {
    let text = format!("{start} Bundesverwaltungsgesundheitskassenverbandsvorstandsmitglied der ");
    text.chars().cycle().take(200).collect()
}

/// As much as fits: 60 services, 200 questions, 80 insurers.
fn large() -> Value {
    let mut document = fresh(1);
    let states = [
        "operational",
        "degraded_performance",
        "partial_outage",
        "major_outage",
        "under_maintenance",
        "unknown",
    ];
    document["services"] = (0..60)
        .map(|index| {
            json!({"id": format!("s{index}"), "name": {"de": format!("Dienst {index}")},
                "state": {"status": states[index % states.len()], "alternative": rich("Auf Papier.")}})
        })
        .collect();
    document["faq"] = (0..200)
        .map(|index| json!({"id": format!("q{index}"), "question": {"de": format!("Frage {index}?")}, "answer": rich("Antwort.")}))
        .collect();
    document["tenants"] = (0..80)
        .map(|index| json!({"id": format!("t{index}"), "name": {"de": format!("Kasse {index}")}}))
        .collect();
    document
}

fn with_long_names() -> Value {
    let mut document = fresh(1);
    let named = |id: &str| json!({"id": id, "name": {"de": long(id)}, "state": {"status": "major_outage"}});
    document["title"]["de"] = long("Titel").into();
    document["publisher"]["name"]["de"] = long("Herausgeber").into();
    document["services"] = json!([named("a"), named("b")]);
    document["faq"] =
        json!([{"id": "q", "question": {"de": long("Frage")}, "answer": rich(&"x".repeat(200))}]);
    document["tenants"] = json!([{"id": "t", "name": {"de": long("Kasse")}, "example": true}]);
    document["contacts"] =
        json!([{"name": {"de": long("Kontakt")}, "email": format!("{}@kasse.example", "x".repeat(60))}]);
    document["links"] = json!([{"name": {"de": long("Verweis")}, "url": "https://kasse.example/"}]);
    document
}

fn empty() -> Value {
    let mut document = fresh(1);
    for list in ["services", "faq"] {
        document[list] = json!([]);
    }
    document
}

fn documents_at_the_edge_are_shown_sensibly(browser: &Browser) {
    let folder = output().join("screenshots");
    fs::create_dir_all(&folder).expect("a folder");
    let cases: [(&str, Value, &str); 6] = [
        ("empty", empty(), ""),
        ("large", large(), ""),
        ("long", with_long_names(), ""),
        ("long-tenant", with_long_names(), "tenant=t"),
        ("untranslated", with_long_names(), "lang=en"),
        ("no-such-tenant", sample(), "tenant=nobody"),
    ];
    for (name, document, attributes) in cases {
        let site = Site::start();
        site.server.put("/host.css", Reply::new("text/css", dist("host.css")));
        site.server.put("/axe.js", Reply::new("text/javascript", axe()));
        site.publish(&document);
        let head = r#"<link rel="stylesheet" href="/host.css"><script src="/axe.js"></script>"#;
        site.page_of(head, &site.widget(&format!("src=\"status.json\" {attributes}")));
        for width in [320_u32, 390, 1280] {
            let frame = format!(
                "<!doctype html><html lang=de><title>Frame</title><style>html,body{{margin:0}}
                 iframe{{display:block;border:0;width:{width}px;height:900px}}</style>
                 <iframe title=Portal src=/page.html></iframe>"
            );
            browser.open(&site.put_page("/frame.html", &frame));
            browser.enter_frame();
            Shown::once(browser, name, |shown| !shown.title.is_empty() && !shown.fallback);
            if name != "large" {
                open_all_answers(browser);
            }
            assert_eq!(overflowing(browser), [""; 0], "{name} at {width} px");
            if width == 390 {
                assert_axe(browser, name);
            }
            let height: u32 = browser.get("return Math.min(document.documentElement.scrollHeight, 5000)");
            browser.leave_frame();
            browser.run(&format!("document.querySelector('iframe').style.height = '{height}px'"));
            let png = browser.whole_page(width, height);
            fs::write(folder.join(format!("{}-{width}-{name}.png", browser.engine)), png).expect("a file");
        }
    }
}
