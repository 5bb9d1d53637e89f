//! The page that a reader gets, as HTML: signed file → session → view model →
//! views → a real HTML parser.

// The views are rendered natively; what a browser makes of them is for `e2e`.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::locale::locale;
use crate::support::publisher::{Key, NOW, Publisher, bytes, claims, document};
use crate::support::reader::{Reader, lang, tenant};
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};
use status_widget::core::document::ServiceStatus;
use status_widget::core::document::StatusDocument;
use status_widget::core::document::rich_text::check_link;
use status_widget::core::presentation::view_model::{Choice, Options, WidgetModel};
use status_widget::core::session::FetchError;
use status_widget::native::folder::build_folder;

const HOUR: u64 = 60 * 60;

/// A rendered widget.
pub struct Page(Html);

impl Page {
    pub fn of(model: WidgetModel) -> Self {
        Self(Html::parse_fragment(&status_widget::native::render::html(model)))
    }

    /// A fresh document.
    pub fn showing(document: &Value, options: &Options) -> Self {
        Self::of(Reader::of(&Publisher::new(), document).sees(options))
    }

    pub fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.0.select(&Selector::parse(selector).unwrap()).collect()
    }

    #[track_caller]
    pub fn one(&self, selector: &str) -> ElementRef<'_> {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{selector} in {}", self.0.html());
        found[0]
    }

    pub fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// All words.
    pub fn text(&self) -> String {
        text(self.0.root_element())
    }

    pub fn notices(&self) -> Vec<String> {
        attributes(&self.all("[data-notice]"), "data-notice")
    }

    /// Ids of services and their states.
    pub fn states(&self) -> Vec<(String, String)> {
        let rows = self.all("[data-service]");
        attributes(&rows, "data-service").into_iter().zip(attributes(&rows, "data-status")).collect()
    }

    /// Levels of the headings, in order.
    pub fn outline(&self) -> Vec<u8> {
        self.all("h1, h2, h3, h4, h5, h6")
            .iter()
            .map(|heading| heading.value().name()[1..].parse().unwrap())
            .collect()
    }

    /// Elements with the names of their attributes: all that markup can change.
    pub fn skeleton(&self) -> Vec<String> {
        self.all("*")
            .iter()
            .map(|element| {
                let names: BTreeSet<&str> = element.value().attrs().map(|(name, _)| name).collect();
                format!("{} {names:?}", element.value().name())
            })
            .collect()
    }

    /// The invariant: nothing is shown as available.
    #[track_caller]
    pub fn assert_nothing_available(&self) {
        assert!(self.states().iter().all(|(_, status)| status == "unknown"), "{:?}", self.states());
        assert!(!self.has("[data-overall=operational]"));
        let text = self.text();
        for claim in ["Alle Dienste funktionieren", "Funktioniert", "All services work", "Works"] {
            assert!(!text.contains(claim), "{claim} in {text}");
        }
    }
}

/// The words of an element, white space made one.
pub fn text(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attributes(elements: &[ElementRef<'_>], name: &str) -> Vec<String> {
    elements.iter().map(|element| element.attr(name).unwrap().to_owned()).collect()
}

/// The document of the sample folder, issued three minutes ago.
fn sample() -> Value {
    let content = build_folder(Path::new("examples/notice-2023")).unwrap();
    let document = StatusDocument { claims: claims(1, NOW - 180, NOW + 2 * HOUR), content };
    serde_json::to_value(document).unwrap()
}

pub(super) fn words(text: &str) -> Value {
    json!([{"type": "paragraph", "children": [{"type": "text", "value": text}]}])
}

/// The sample with everything in it that a document can have.
pub(super) fn full() -> Value {
    let mut full = sample();
    let service = &mut full["services"][0];
    service["state"]["since"] = json!("2023-05-02T16:00:00Z");
    service["state"]["outlook"] = json!({"kind": "restoring", "expected": "2023-05-05"});
    service["history"] = json!([{"at": "2023-05-02T16:00:00Z", "status": "degraded_performance"}]);
    service["state"]["alternative"] = json!({"de": words("Auf Papier."), "en": words("On paper.")});
    for (index, status) in ServiceStatus::ALL.iter().enumerate() {
        // The first one does not work, so that there is something to say of it.
        full["services"][(index + 5) % 6]["state"]["status"] = json!(status);
    }
    full["maintenances"] = json!([{
        "id": "night", "title": {"de": "Umstellung"}, "status": "scheduled",
        "starts": "2026-11-24T21:00:00Z", "ends": "2026-11-25T03:00:00Z", "services": ["kim"],
        "updates": [{"at": "2026-11-24T08:00:00Z", "status": "scheduled", "text": {"de": words("Nachts.")}}],
    }]);
    full["categories"] = json!([{"id": "all", "name": {"de": "Allgemeines", "en": "General"}}]);
    full["faq"][0]["category"] = json!("all");
    full["faq"][0]["updated"] = json!("2023-05-03");
    full["faq"][0]["correction"] =
        json!({"at": "2023-05-04", "before": {"de": words("Nichts."), "en": words("Nothing.")}});
    full["contacts"][2]["valid_until"] = json!("2026-12-31");
    // Not all of the reader's services, or their names would not be said.
    full["incidents"][0]["services"] = json!(["eau", "kim"]);
    full["incidents"][0]["updates"][0]["correction"] =
        json!({"at": "2023-05-04", "before": {"de": words("Alles läuft."), "en": words("All works.")}});
    full
}

// What is shown.

#[test]
fn the_sample_in_german_shows_every_question_with_its_answer_and_its_links() {
    let sample = sample();
    let page = Page::showing(&sample, &lang("de"));
    let questions = sample["faq"].as_array().unwrap();
    assert_eq!(questions.len(), 8);
    let ids: Vec<&str> = questions.iter().map(|question| question["id"].as_str().unwrap()).collect();
    assert_eq!(attributes(&page.all("details.answer"), "id"), ids);
    for question in questions {
        let id = question["id"].as_str().unwrap();
        let summary = page.one(&format!("#{id} > summary"));
        assert_eq!(text(summary), question["question"]["de"].as_str().unwrap());
        let answer = text(page.one(&format!("#{id} > .rich")));
        let mut leaves = Vec::new();
        collect(&question["answer"]["de"], "value", &mut leaves);
        assert!(!leaves.is_empty());
        for leaf in leaves {
            let leaf = leaf.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(answer.contains(&leaf), "{leaf} in {answer}");
        }
        let mut urls = Vec::new();
        collect(&question["answer"]["de"], "url", &mut urls);
        assert_eq!(attributes(&page.all(&format!("#{id} a")), "href"), urls);
    }
    assert!(!page.has("details[open]"));
}

/// All strings of members called `name`, in order.
fn collect(value: &Value, name: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, name, found)),
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if key == name => found.push(text.clone()),
                    value => collect(value, name, found),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn the_sample_answers_first_and_in_the_order_of_what_readers_ask() {
    let page = Page::showing(&sample(), &tenant("insurer-b"));
    let headings: Vec<String> = page.all("h2, h3").into_iter().map(text).collect();
    assert_eq!(
        headings,
        [
            "Beispielkasse B: Was gerade funktioniert Beispiel",
            "Ihre Dienste",
            "Häufige Fragen",
            "Was ist passiert?",
            "Für Praxen, Krankenkassen und Medien (4 Dienste)",
            "Kontakt",
            "Woher weiß ich, dass das echt ist?",
        ]
    );
    assert_eq!(
        text(page.one("[data-overall=major_outage]")),
        "Funktioniert gerade nicht : Krankmeldung (eAU)."
    );
    let row = text(page.one("[data-service=eau]"));
    assert!(row.starts_with(
        "Krankmeldung (eAU) Funktioniert gerade nicht Das können Sie jetzt tun Lassen Sie sich die Krankmeldung"
    ));
    assert!(
        row.contains("Wie es weitergeht: Wird Schritt für Schritt wieder eingeschaltet. Noch kein Datum.")
    );
    assert!(
        text(page.one("[data-service=epa]")).starts_with("Patientenakte (ePA) Für Ihre Kasse nicht bekannt")
    );
    let mine = attributes(&page.all(".services [data-service]"), "data-service");
    assert_eq!(mine, ["eau", "epa"]);
    let others = attributes(&page.all("#others_ [data-service]"), "data-service");
    assert_eq!(others, ["statistics", "kim", "case-processing", "payments"]);
    assert!(!page.has("details[open]"));
}

#[test]
fn what_stands_above_the_answer_are_few_words() {
    let page = Page::showing(&sample(), &tenant("insurer-b"));
    let words = page.text();
    let before = words.split_once("Funktioniert gerade nicht").unwrap().0;
    assert!(before.split_whitespace().count() <= 25, "{before}");
}

#[test]
fn every_state_has_its_own_words_and_its_own_shape_beside_its_colour() {
    let page = Page::showing(&full(), &lang("de"));
    let states = page.all("[data-service] .state");
    let words: BTreeSet<String> = page.all(".state > strong").into_iter().map(text).collect();
    let shapes: BTreeSet<String> = attributes(&page.all(".state > svg > path"), "d").into_iter().collect();
    assert_eq!((states.len(), words.len(), shapes.len()), (6, 6, 6));
    for icon in page.all("svg") {
        assert_eq!(icon.attr("aria-hidden"), Some("true"));
    }
}

#[test]
fn whatever_a_document_has_is_shown() {
    let page = Page::showing(&full(), &Options { tenant: Some("insurer-b".into()), ..lang("de") });
    let shown = page.text();
    for said in [
        "Beispielkasse B: Was gerade funktioniert Beispiel",
        "Stand: heute, 09:00 Uhr (vor 4 Stunden) · Echtheit geprüft",
        "Was ist passiert? BITMARCK ist IT-Dienstleister vieler Krankenkassen.",
        "Angriff auf BITMARCK Betroffen: Krankmeldung (eAU) – große Auswirkungen 3. Mai 2023",
        "3. Mai 2023 : Ursache ist bekannt Wir haben die Systeme geprüft",
        "Umstellung 24. November 2026, 22:00 Uhr bis 25. November 2026, 04:00 Uhr",
        "Betroffen: Fachdienst KIM",
        "heute, 09:00 Uhr : Wartung geplant Nachts.",
        "Allgemeines",
        "Notfalltelefon der Beispielkasse B Telefon: 030 23125 123 Erreichbar: Montag bis Freitag, 8 bis 18 Uhr Gültig bis: 31. Dezember 2026",
        "Kruppstraße 64 45145 Essen Telefon: 0800 BITMARCK (0800 24862725) E-Mail: info@bitmarck.de",
        "Für Medienvertreter Für Medien E-Mail: presse@bitmarck.de",
        "Unterschrieben von https://status.example production",
        "Betriebszentrum Beispiel-Betriebszentrum 2",
        "Angaben des Herausgebers BITMARCK",
        "©2023 BITMARCK®",
    ] {
        assert!(shown.contains(said), "{said} in {shown}");
    }
    let page = Page::showing(&full(), &lang("de"));
    let service = text(page.one("[data-service=eau]"));
    for said in [
        "seit 2. Mai 2023, 18:00 Uhr",
        "Elektronische Arbeits\u{ad}unfähigkeits\u{ad}bescheinigung",
        "Je nach Krankenkasse verschieden",
        "Vielleicht schalten wir ihn noch einmal ab.",
        "Wie es weitergeht: Wird Schritt für Schritt wieder eingeschaltet. Der genannte Termin ist vorbei.",
        "Das können Sie jetzt tun Auf Papier.",
        "Was sich geändert hat 2. Mai 2023, 18:00 Uhr : Funktioniert mit Einschränkungen",
    ] {
        assert!(service.contains(said), "{said} in {service}");
    }
    let answer = text(page.one("#what-happened"));
    assert!(answer.contains("Berichtigt am 4. Mai 2023 , vorher: Nichts."), "{answer}");
    assert!(answer.ends_with("Zuletzt geändert: 3. Mai 2023 Link kopieren"), "{answer}");
}

#[test]
fn times_are_for_machines_too() {
    let page = Page::showing(&full(), &lang("de"));
    assert_eq!(page.one("[data-as-of] time").attr("datetime"), Some("2026-11-24T08:00:00Z"));
    for time in page.all("time") {
        assert!(time.attr("datetime").unwrap().starts_with("202"), "{}", time.html());
    }
}

#[test]
fn contacts_and_legal_links_can_be_followed() {
    let page = Page::showing(&sample(), &tenant("insurer-b"));
    // What is for the press stands above, among what is for others.
    let contacts = attributes(&page.all(".contacts address a"), "href");
    assert_eq!(contacts, ["tel:+493023125123", "tel:+4980024862725", "mailto:info@bitmarck.de"]);
    assert_eq!(attributes(&page.all("#others_ address a"), "href"), ["mailto:presse@bitmarck.de"]);
    page.one(".contacts slot[name=contact]");
    let links: Vec<String> = page.all("nav li a").into_iter().map(text).collect();
    assert_eq!(links, ["Kontakt", "Standorte", "Datenschutz", "Impressum", "AGB", "Sitemap"]);
    assert_eq!(page.one("nav").attr("aria-label"), Some("Angaben des Herausgebers BITMARCK"));
    assert_eq!(page.one("footer > p > a").attr("href"), Some("https://www.bitmarck.de/"));
}

#[test]
fn a_feed_that_the_document_names_can_be_followed() {
    let mut document = sample();
    let feed = json!({
        "name": {"de": "Meldungen als Feed", "en": "Messages as a feed"},
        "url": "https://status.example/status.atom", "kind": "feed",
    });
    document["links"].as_array_mut().unwrap().push(feed);
    for (language, name) in [("de", "Meldungen als Feed"), ("en", "Messages as a feed")] {
        let page = Page::showing(&document, &lang(language));
        let link = page.one("footer nav a[href='https://status.example/status.atom']");
        assert_eq!(text(link), name);
    }
}

#[test]
fn english_readers_get_english() {
    let page = Page::showing(&sample(), &lang("en-GB"));
    assert_eq!(page.one(".status-widget").attr("lang"), Some("en"));
    assert_eq!(text(page.one("h2")), "Information on the cyberattack");
    assert_eq!(text(page.one("[data-service=eau] .state")), "Not working at every insurer yet");
    assert_eq!(text(page.one("#what-happened summary")), "What has happened?");
    let as_of = "As of 3 May 2023 · unchanged, last confirmed 3 minutes ago · Authenticity verified";
    assert_eq!(text(page.one("[data-as-of]")), as_of);
    // All of the sample is translated but names and the address.
    assert!(!page.has(".status-widget [lang=de] :not(:empty)"));
}

#[test]
fn the_states_of_one_insurer_are_shown_by_tenant() {
    let sample = sample();
    let states = |options: &Options| -> Vec<String> {
        Page::showing(&sample, options).states().into_iter().map(|(_, status)| status).collect()
    };
    let [up, part, down, unknown] = ["operational", "partial_outage", "major_outage", "unknown"];
    assert_eq!(states(&Options::default()), [part, part, part, part, part, down]);
    assert_eq!(states(&tenant("insurer-a")), [up, up, part, up, part, down]);
    assert_eq!(states(&tenant("insurer-b")), [down, unknown, part, unknown, part, down]);
    assert_eq!(states(&tenant("insurer-c")), [down, unknown, part, unknown, part, down]);
    assert_eq!(states(&tenant("insurer-d")), [up, up, part, unknown, part, down]);
    let page = Page::showing(&sample, &tenant("insurer-a"));
    assert_eq!(text(page.one("[data-service=kim] .state")), "Funktioniert");
    page.one("h2 .mark");
    let page = Page::showing(&sample, &tenant("nobody"));
    assert_eq!(page.notices(), ["unknown-tenant"]);
    assert_eq!(text(page.one("h2")), "Informationen zum Cyberangriff");
}

// The failure table of the design.

#[test]
fn while_the_first_answer_is_under_way_the_page_s_own_text_stands_alone() {
    let page = Page::of(Reader::new(&Publisher::new()).sees(&lang("de")));
    assert_eq!(page.one(".status-widget").attr("aria-busy"), Some("true"));
    assert!(page.has("slot") && !page.has("h2") && page.notices().is_empty());
    // What will be said in it can only be announced if it is there before.
    assert_eq!(text(page.one("[role=status]")), "");
    page.assert_nothing_available();
}

#[test]
fn no_answer_shows_the_last_document_with_its_age_or_else_the_fallback() {
    let publisher = Publisher::new();
    let garbage = || Ok(b"<!doctype html><title>Anmeldung im WLAN</title>".to_vec());
    for answer in [
        || Err(FetchError::Unreachable("offline".into())),
        || Err(FetchError::Status(404)),
        || Err(FetchError::TooLarge),
        || Err(FetchError::TimedOut),
        garbage,
    ] {
        let page = Page::of(Reader::new(&publisher).gets(answer()).sees(&lang("de")));
        assert_eq!(page.notices(), ["unreachable"]);
        assert!(
            page.has("slot") && !page.has(".status-widget slot, [data-service], details, [data-overall]")
        );
        assert_eq!(page.one(".status-widget").attr("aria-busy"), None);
        page.assert_nothing_available();

        let kept = || Reader::of(&publisher, &sample()).waits(HOUR).gets(answer());
        let page = Page::of(kept().sees(&tenant("insurer-a")));
        assert!(page.notices().is_empty() && !page.has("slot:not([name])"));
        assert_eq!(page.states()[0].1, "operational");
        let as_of = text(page.one("[data-as-of]"));
        assert!(
            as_of.contains("vor 1 Stunde") && as_of.ends_with(" – neuere Informationen werden gesucht"),
            "{as_of}"
        );

        let page = Page::of(kept().gets(answer()).gets(answer()).sees(&tenant("insurer-a")));
        assert_eq!(page.notices(), ["out-of-touch"]);
        assert_eq!(page.states()[0].1, "operational");
        // Below the answer, and nobody is interrupted.
        page.one(".services ~ [data-notice]");
        assert!(!page.has("[role=status] [data-notice], [role=alert] [data-notice]"));
    }
}

#[test]
fn what_is_not_authentic_is_not_shown_and_interrupts() {
    let publisher = Publisher::new();
    let mut forged = sample();
    forged["version"] = json!(2);
    forged["title"] = json!({"de": "GEFÄLSCHT"});
    let mut other_issuer = forged.clone();
    other_issuer["iss"] = json!("https://evil.example");
    let mut wrong_content = forged.clone();
    wrong_content["languages"] = json!([]);
    let mut spoilt = publisher.value(&forged);
    spoilt["signatures"][0]["signature"] = json!("A".repeat(86));
    let stranger = Publisher::with(Key::ed25519(8), Key::ed25519(9));
    for file in [
        stranger.file(&forged),
        publisher.file(&other_issuer),
        publisher.file(&wrong_content),
        bytes(&spoilt),
    ] {
        let page = Page::of(Reader::new(&publisher).gets(Ok(file.clone())).sees(&lang("de")));
        assert_eq!(
            text(page.one("[role=alert] [data-notice=not-authentic] strong")),
            "Hier steht gerade nichts, weil die Echtheit nicht sicher ist."
        );
        assert!(page.has("slot") && !page.has("[data-service], details, [data-overall]"));
        assert!(!page.text().contains("GEFÄLSCHT"));
        page.assert_nothing_available();

        let page = Page::of(Reader::of(&publisher, &sample()).gets(Ok(file)).sees(&tenant("insurer-a")));
        assert_eq!(page.notices(), [""; 0]);
        assert!(!page.has("slot:not([name]), [role=alert]") && !page.text().contains("GEFÄLSCHT"));
        assert_eq!(page.states()[0].1, "operational");
    }
}

#[test]
fn an_expired_document_shows_states_as_unknown_and_keeps_questions_and_contacts() {
    let publisher = Publisher::new();
    for options in [lang("de"), tenant("insurer-a"), tenant("insurer-d")] {
        let page = Page::of(Reader::of(&publisher, &full()).waits(50 * HOUR).sees(&options));
        assert_eq!(page.notices(), ["expired"]);
        page.assert_nothing_available();
        assert_eq!(page.states().len(), 6);
        // One box, and ways out: the insurer's own contact, and what the portal says otherwise.
        assert_eq!(text(page.one("[role=status]")), text(page.one("[data-notice=expired]")));
        page.one("[data-notice=expired] slot[name=contact]");
        assert_eq!(page.all("slot").len(), 2);
        page.one("slot:not([name])");
        assert!(!page.has("[data-overall]"));
        assert_eq!(page.all("details.answer").len(), 8);
        let stale = "Stand: 24. November 2026, 12:57 Uhr (vor 2 Tagen) – möglicherweise nicht mehr aktuell";
        assert_eq!(text(page.one("[data-as-of]")), stale);
        // Said once, and once more in the box; what has happened has times of its own.
        assert_eq!(page.text().matches("Stand: 24. November 2026").count(), 2);
        assert_eq!(page.all("[data-moving=age]").len(), 1);
        assert!(
            page.all(".message")
                .iter()
                .all(|message| message.select(&Selector::parse("time").unwrap()).next().is_some())
        );
        assert!(!page.text().contains("Echtheit geprüft"));
    }
}

/// What the loader looks for once nothing may be said any more.
fn claims_selector() -> String {
    let loader = std::fs::read_to_string("static/loader.js").unwrap();
    let (_, rest) = loader.split_once("const CLAIMS = \"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

/// The words outside of the elements that match `claims`.
fn words_outside(page: &Page, claims: &str) -> String {
    let claims = Selector::parse(claims).unwrap();
    let is_outside = |element: &ElementRef<'_>| !claims.matches(element);
    let texts = page.0.root_element().descendants().filter(|node| {
        node.value().is_text()
            && node.ancestors().filter_map(ElementRef::wrap).all(|around| is_outside(&around))
    });
    texts.filter_map(|node| node.value().as_text().map(|text| text.to_string())).collect()
}

#[test]
fn whatever_says_that_something_works_is_what_the_loader_looks_for_and_goes_when_it_expires() {
    let publisher = Publisher::new();
    let selector = claims_selector();
    for tag in ["de", "en"] {
        let phrases = lang(tag);
        let words = locale(tag).phrases;
        let available = [words.operational, words.all_operational, words.backlog, words.unstable_services];
        for status in ServiceStatus::ALL {
            let mut before = full();
            before["services"][0]["state"]["status"] = json!("major_outage");
            let mut now = full();
            now["version"] = json!(2);
            for service in now["services"].as_array_mut().unwrap() {
                service["state"]["status"] = json!(status);
                service["state"]["outlook"] = json!({"kind": "backlog"});
                service["sites"] = json!([]);
                service["tenants"] = json!([]);
                service["history"] = json!([{"at": "2023-05-02T16:00:00Z", "status": "operational"}]);
            }
            let reader = || Reader::of(&publisher, &before).gets(Ok(publisher.file(&now)));
            let page = Page::of(reader().sees(&phrases));
            assert!(page.has(&selector));
            let outside = words_outside(&page, &selector);
            for claim in available {
                assert!(!outside.contains(claim), "{claim} in {outside}");
            }
            let page = Page::of(reader().waits(50 * HOUR).sees(&phrases));
            assert_eq!(attributes(&page.all(&selector), "class"), [""; 0]);
        }
    }
}

#[test]
fn a_rolled_back_document_leaves_the_newer_one() {
    let publisher = Publisher::new();
    let mut newer = sample();
    newer["version"] = json!(2);
    newer["services"][0]["state"]["status"] = json!("major_outage");
    let page = Page::of(Reader::of(&publisher, &newer).gets(Ok(publisher.file(&sample()))).sees(&lang("de")));
    assert_eq!(page.notices(), [""; 0]);
    assert_eq!(page.states()[0].1, "major_outage");
}

#[test]
fn a_document_from_the_future_is_shown_with_a_word_on_the_clock() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.wall = NOW - 24 * HOUR;
    let page = Page::of(reader.gets(Ok(publisher.file(&document()))).sees(&lang("de")));
    assert_eq!(page.notices(), ["wrong-clock"]);
    assert_eq!(page.states()[0].1, "operational");
}

// Accessibility.

#[test]
fn one_live_region_is_there_from_the_start_and_ages_stay_out_of_it() {
    let publisher = Publisher::new();
    let stranger = Publisher::with(Key::ed25519(8), Key::ed25519(9)).file(&sample());
    let readers = [
        Reader::new(&publisher),
        Reader::new(&publisher).gets(Err(FetchError::TimedOut)),
        Reader::new(&publisher).gets(Ok(stranger)),
        Reader::of(&publisher, &sample()),
        Reader::of(&publisher, &sample()).waits(50 * HOUR),
    ];
    for reader in readers {
        let page = Page::of(reader.sees(&lang("de")));
        page.one("[role=status]");
        assert!(!page.has("[role=status] time"));
        assert_eq!(page.all("[role=status] [data-overall]").len(), page.all("[data-overall]").len());
        assert_eq!(
            page.all("[role=status] [data-notice], [role=alert] [data-notice=not-authentic]").len(),
            page.notices().len()
        );
    }
}

#[test]
fn headings_follow_the_level_that_the_portal_chooses_and_none_is_skipped() {
    let mut full = full();
    let heading =
        |depth: u8| json!({"type": "heading", "depth": depth, "children": [{"type": "text", "value": "x"}]});
    full["faq"][0]["answer"]["de"] = json!([heading(1), heading(2), heading(3)]);
    full["faq"][1]["answer"]["de"] = json!([heading(1)]);
    for level in 1..=6 {
        let page = Page::showing(&full, &Options { heading_level: level, ..lang("de") });
        let outline = page.outline();
        assert_eq!(outline[0], level);
        assert_eq!(
            outline.iter().filter(|one| **one == level).count(),
            if level == 6 { outline.len() } else { 1 }
        );
        for pair in outline.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{outline:?}");
        }
        let within = |id: &str| -> Vec<u8> {
            page.all(&format!("#{id} > .rich > *"))
                .iter()
                .map(|heading| heading.value().name()[1..].parse().unwrap())
                .collect()
        };
        // Below the question, which stands below the category, where there is one.
        assert_eq!(within("what-happened"), [level + 4, level + 5, level + 6].map(|one| one.min(6)));
        assert_eq!(within("data-leak"), [(level + 3).min(6)]);
    }
}

#[test]
fn a_text_that_is_not_translated_says_its_language_and_keeps_its_direction() {
    let mut document = document();
    document["languages"] = json!(["de", "en", "ar"]);
    document["title"]["ar"] = json!("معلومات");
    document["services"][0]["state"]["note"] = json!({"de": words("Hinweis"), "ar": words("ملاحظة")});
    let page = Page::showing(&document, &lang("en"));
    assert_eq!(page.one("footer bdi").attr("lang"), Some("de"));
    assert_eq!(page.one("h2").attr("lang"), None);
    let note = page.one("[data-service] .rich");
    assert_eq!((note.attr("lang"), note.attr("dir")), (Some("de"), Some("auto")));
    let page = Page::showing(&document, &lang("ar"));
    let widget = page.one(".status-widget");
    assert_eq!((widget.attr("lang"), widget.attr("dir")), (Some("ar"), Some("rtl")));
    assert!(!page.has("h2 > bdi"));
    let note = page.one("[data-service] .rich");
    assert_eq!((note.attr("lang"), note.attr("dir")), (None, None));
    // What has no translation keeps its language and direction.
    assert_eq!(page.one(".row bdi").attr("lang"), Some("de"));
    let page = Page::showing(&document, &lang("de"));
    assert!(!page.has(".status-widget [lang]"));
}

#[test]
fn no_id_stands_twice_and_what_is_none_of_the_document_can_be_none() {
    let page = Page::showing(&full(), &tenant("insurer-c"));
    let ids = attributes(&page.all("[id]"), "id");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    for id in ["what-happened", "eau", "payments", "cyberattack", "night"] {
        assert!(ids.contains(&id.to_owned()), "{id} in {ids:?}");
    }
    // Whatever a reader can open is found again after all was made anew.
    assert_eq!(page.all("details").len(), page.all("details[id]").len());
    let label = page.one("section.status-widget").attr("aria-labelledby").unwrap();
    assert_eq!(text(page.one(&format!("h2#{label}"))), text(page.one("h2")));
}

#[test]
fn what_has_changed_is_announced_and_the_sentence_beside_it_is_not() {
    let publisher = Publisher::new();
    let mut newer = sample();
    newer["version"] = json!(2);
    newer["services"][0]["sites"][1]["state"]["status"] = json!("operational");
    let reader = Reader::of(&publisher, &sample()).gets(Ok(publisher.file(&newer)));
    let page = Page::of(reader.sees(&tenant("insurer-b")));
    assert_eq!(text(page.one("[role=status] .change")), "Neu: Krankmeldung (eAU) – Funktioniert");
    assert_eq!(page.one("[role=status] [data-overall]").attr("aria-live"), Some("off"));
    assert_eq!(text(page.one("[data-service=eau] .mark")), "Neu");
    let page = Page::showing(&sample(), &tenant("insurer-b"));
    assert_eq!(page.one("[role=status] [data-overall]").attr("aria-live"), None);
    assert!(!page.has(".change, .row .mark"));
}

// What a publisher, or whoever has its key, writes can't become anything else.

/// Replaces every text that a person writes; ids, names of states, times and addresses
/// stay.
fn replace_texts(value: &mut Value, text: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace_texts(item, text)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(old)
                        if ["de", "en", "value", "copyright", "phone"].contains(&name.as_str()) =>
                    {
                        *old = text.into();
                    }
                    Value::Array(lines) if name == "address" => {
                        lines.iter_mut().for_each(|line| *line = text.into());
                    }
                    value => replace_texts(value, text),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn script_in_every_text_field_stays_text() {
    let rendered = |text: &str| {
        let mut document = full();
        replace_texts(&mut document, text);
        let choice = Some(Choice { is_remembered: Some(true) });
        let options = Options { search: "x".into(), asked: text.into(), choice, ..tenant("insurer-c") };
        Page::showing(&document, &options)
    };
    let plain = rendered("Hinweis");
    let count = plain.text().matches("Hinweis").count();
    assert!(count > 70, "{count}");
    for attack in [
        "<script>alert(1)</script>",
        "</summary></details></section><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "\" onmouseover=\"alert(1)\" x=\"",
        "' autofocus onfocus='alert(1)",
        "<!-- --><template shadowrootmode=open>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;",
        "{{constructor.constructor('alert(1)')()}}",
        "${alert(1)}",
        "]]><script>alert(1)</script>",
    ] {
        let page = rendered(attack);
        assert_eq!(page.skeleton(), plain.skeleton(), "{attack}");
        assert_eq!(page.text().matches(attack).count(), count, "{attack}");
    }
}

#[test]
fn refused_addresses_become_the_text_that_they_were_under() {
    let refused = [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "http://www.bitmarck.de/",
        "//evil.example/",
        "https://bank.example@evil.example/",
        "https://xn--evil\u{202e}.example/",
        "&#106;avascript:alert(1)",
        "/relative",
        "",
    ];
    for url in refused {
        let mut document = sample();
        document["publisher"]["url"] = json!(url);
        document["links"] = json!([{"name": {"de": "Verweis"}, "url": url}]);
        document["contacts"] = json!([{
            "name": {"de": "Kontakt"}, "phone": "Anruf", "phone_number": "\" onclick=\"", "email": "a b@c",
        }]);
        document["faq"] = json!([{"id": "f", "question": {"de": "?"}, "answer": {"de": [
            {"type": "paragraph", "children": [{"type": "link", "url": url, "children": [
                {"type": "strong", "children": [{"type": "text", "value": "Ziel"}]}]}]}]}}]);
        let page = Page::showing(&document, &lang("de"));
        assert!(!page.has("a"), "{url:?}");
        assert_eq!(text(page.one("#f .rich > p > strong")), "Ziel");
        assert_eq!(text(page.one("nav")), "Verweis");
        assert!(text(page.one("address")).ends_with("Telefon: Anruf E-Mail: a b@c"));
    }
}

#[test]
fn links_lead_only_where_the_core_allows_and_tell_nothing_of_the_reader() {
    let page = Page::showing(&full(), &lang("de"));
    let links = page.all("a");
    assert!(links.len() > 10);
    for link in links {
        assert_eq!(check_link(link.attr("href").unwrap()), Ok(()));
        assert_eq!(link.attr("rel"), Some("noreferrer"));
        assert_eq!(link.attr("target"), None);
    }
}

#[test]
fn characters_that_reorder_or_hide_their_neighbours_do_not_reach_the_page() {
    let controls =
        "\u{202e}\u{202a}\u{2066}\u{2067}\u{2069}\u{200f}\u{061c}\u{200b}\u{2060}\u{feff}\u{0}\u{7}\u{e0041}";
    let mut document = full();
    replace_texts(&mut document, &format!("abc{controls}def"));
    let page = Page::showing(&document, &tenant("insurer-c"));
    assert!(page.text().matches("abcdef").count() > 70);
    assert!(!page.0.html().contains(|character| controls.contains(character)));
}

#[test]
fn rich_text_becomes_the_elements_it_names_and_unknown_nodes_only_their_words() {
    let leaf = |text: &str| json!({"type": "text", "value": text});
    let mut document = sample();
    document["faq"] = json!([{"id": "f", "question": {"de": "?"}, "answer": {"de": [
        {"type": "paragraph", "children": [
            leaf("a"), {"type": "break"}, {"type": "emphasis", "children": [leaf("b")]},
            {"type": "html", "value": "<script>", "children": [leaf("c")]}]},
        {"type": "list", "ordered": true, "children": [{"type": "listItem", "children": [leaf("d")]}]},
        {"type": "list", "children": [{"type": "listItem", "children": [leaf("e")]}]},
    ]}}]);
    let page = Page::showing(&document, &lang("de"));
    assert_eq!(
        page.one("#f > .rich").inner_html(),
        "<p>a<br><em>b</em>c</p><ol><li>d</li></ol><ul><li>e</li></ul>"
    );
}

#[test]
fn while_an_answer_may_come_any_moment_nothing_is_announced_and_nothing_is_claimed() {
    let publisher = Publisher::new();
    let kept = publisher.file(&sample());
    let page = Page::of(Reader::opening_at(&publisher, NOW + 50 * HOUR).recalls(&kept).sees(&lang("de")));
    assert_eq!(text(page.one("[role=status]")), "");
    assert!(!page.has("slot:not([name])") && !page.has("[aria-busy]"));
    assert!(text(page.one("[data-as-of]")).ends_with("(vor 2 Tagen) – wird gerade geprüft"));
    page.assert_nothing_available();
}
