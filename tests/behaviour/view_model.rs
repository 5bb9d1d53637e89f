//! What a reader may see of a document, decided before there is any HTML: states
//! and the invariant, insurers, audiences, languages, order and words.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::publisher::{NOW, Publisher, document};
use crate::support::reader::{Reader, lang, tenant};
use core::time::Duration;
use serde_json::{Value, json};
use status_widget::core::document::{Audience, ServiceStatus};
use status_widget::core::encoding::unix_time::UnixTime;
use status_widget::core::presentation::view_model::{ContentView, NoticeKind, Options, Scope, WidgetModel};
use status_widget::core::session::{self, FetchError};

const HOUR: u64 = 60 * 60;

fn rich(text: &str) -> Value {
    json!([{"type": "paragraph", "children": [{"type": "text", "value": text}]}])
}

/// A document with two insurers and a service that differs between them.
fn varied() -> Value {
    let mut varied = document();
    varied["sites"] = json!([{"id": "north", "name": {"de": "Nord"}, "example": true}, {"id": "south", "name": {"de": "Süd"}}]);
    varied["tenants"] = json!([
        {"id": "own", "name": {"de": "Mit eigenem Eintrag"}, "example": true, "sites": ["north"]},
        {"id": "both", "name": {"de": "In beiden Zentren"}, "sites": ["north", "south"]},
        {"id": "none", "name": {"de": "Ohne Zentrum"}},
    ]);
    varied["services"][0]["state"] = json!({
        "status": "degraded_performance",
        "since": "2026-11-23",
        "note": {"de": rich("Hinweis")},
        "alternative": {"de": rich("Papier")},
        "outlook": {"kind": "restoring", "expected": "2026-11-25"},
    });
    varied["services"][0]["sites"] = json!([{"id": "north", "state": {"status": "major_outage"}}]);
    varied["services"][0]["tenants"] = json!([{"id": "own", "state": {"status": "operational"}}]);
    varied
}

fn sees(document: &Value, options: &Options) -> WidgetModel {
    Reader::of(&Publisher::new(), document).sees(options)
}

fn content(document: &Value, options: &Options) -> ContentView {
    sees(document, options).content.unwrap()
}

fn kinds(model: &WidgetModel) -> Vec<NoticeKind> {
    model.notices.iter().map(|notice| notice.kind).collect()
}

#[test]
fn without_a_document_there_is_no_content() {
    let publisher = Publisher::new();
    let loading = Reader::new(&publisher).sees(&Options::default());
    assert!(loading.loading && loading.content.is_none() && loading.notices.is_empty());
    let model = Reader::new(&publisher).gets(Err(FetchError::TimedOut)).sees(&tenant("nobody"));
    assert!(!model.loading && model.content.is_none());
    assert_eq!(kinds(&model), [NoticeKind::Session(session::Notice::Unreachable)]);
}

#[test]
fn a_fresh_document_shows_its_states_as_they_are_signed() {
    let content = content(&varied(), &Options::default());
    let row = &content.groups[0].services[0];
    assert_eq!(row.status, ServiceStatus::DegradedPerformance);
    assert_eq!(row.status_text, "Eingeschränkt");
    assert_eq!(row.since.as_ref().unwrap().text, "23. November 2026");
    assert!(row.note.is_some() && row.alternative.is_some());
    assert_eq!(row.outlook, Some("Wird Schritt für Schritt wieder in Betrieb genommen."));
    assert_eq!(row.expected.as_ref().unwrap().datetime, "2026-11-25");
    assert!(!content.outdated);
}

#[test]
fn an_expired_document_shows_nothing_of_a_state_and_keeps_its_texts() {
    let mut document = varied();
    document["incidents"] = json!([{
        "id": "i", "title": {"de": "Störung"}, "impact": "major", "status": "identified",
        "updates": [{"at": "2026-11-23", "status": "investigating", "text": {"de": rich("Wir suchen.")}}],
    }]);
    document["maintenances"] =
        json!([{"id": "m", "title": {"de": "Wartung"}, "status": "in_progress", "starts": "2026-11-23"}]);
    document["faq"] = json!([{"id": "f", "question": {"de": "Was?"}, "answer": {"de": rich("Das.")}}]);
    let publisher = Publisher::new();
    for options in [Options::default(), tenant("own"), tenant("both"), tenant("nobody")] {
        let model = Reader::of(&publisher, &document).waits(3 * HOUR).sees(&options);
        assert!(kinds(&model).contains(&NoticeKind::Session(session::Notice::Expired)));
        let content = model.content.unwrap();
        assert!(content.outdated);
        assert!(content.overall.is_none());
        let row = &content.groups[0].services[0];
        assert_eq!((row.status, row.status_text), (ServiceStatus::Unknown, "Unbekannt"));
        assert_eq!(row.scope, Scope::General);
        assert!(row.since.is_none() && row.note.is_none() && row.alternative.is_none());
        assert!(row.outlook.is_none() && row.expected.is_none());
        assert!(content.incidents[0].status_text.is_none() && content.incidents[0].impact.is_none());
        assert!(content.maintenances[0].status_text.is_none());
        assert_eq!(content.incidents[0].updates.len(), 1);
        assert_eq!(content.faq[0].questions[0].id, "f");
    }
}

#[test]
fn a_returning_reader_is_told_that_a_document_has_expired_only_once_there_is_no_newer_one() {
    let publisher = Publisher::new();
    let kept = publisher.file(&document());
    let returning = || Reader::opening_at(&publisher, NOW + 48 * HOUR).recalls(&kept);
    let model = returning().sees(&Options::default());
    assert!(model.loading && model.notices.is_empty() && !model.shows_fallback());
    let content = model.content.unwrap();
    assert!(content.outdated);
    assert_eq!(content.progress, Some(" – wird gerade geprüft"));
    assert_eq!(content.groups[0].services[0].status, ServiceStatus::Unknown);
    let model = returning().gets(Err(FetchError::TimedOut)).sees(&Options::default());
    assert_eq!(kinds(&model), [NoticeKind::Session(session::Notice::Expired)]);
    assert!(model.shows_fallback());
}

#[test]
fn who_sees_an_expired_document_is_told_of_when_it_is_and_what_to_do() {
    let publisher = Publisher::new();
    for (hours, text) in [
        (3, "Letzter Stand: heute, 12:59 Uhr. Wenn es eilig ist: Rufen Sie Ihre Kasse an."),
        (24, "Letzter Stand: gestern, 12:59 Uhr. Wenn es eilig ist: Rufen Sie Ihre Kasse an."),
        (48, "Letzter Stand: 24. November 2026, 12:59 Uhr. Wenn es eilig ist: Rufen Sie Ihre Kasse an."),
    ] {
        let model = Reader::of(&publisher, &document()).waits(hours * HOUR).sees(&Options::default());
        assert_eq!(model.notices.len(), 1);
        assert_eq!(model.notices[0].title, "Wir wissen gerade nicht, was funktioniert.");
        assert_eq!(model.notices[0].text, text);
        // At midnight it has to be said otherwise.
        let now = UnixTime::from_secs(NOW + hours * HOUR);
        assert!(!model.is_of_another_day(now));
        assert!(model.is_of_another_day(now.saturating_add(Duration::from_secs(24 * HOUR))));
    }
}

#[test]
fn a_missed_round_is_told_at_the_time_and_many_in_a_box() {
    let publisher = Publisher::new();
    let missing = |rounds: u32| {
        let reader = Reader::of(&publisher, &document());
        let reader = (0..rounds).fold(reader, |reader, _| reader.gets(Err(FetchError::TimedOut)));
        reader.sees(&Options::default())
    };
    for rounds in [1, 2] {
        let model = missing(rounds);
        assert!(model.notices.is_empty());
        assert_eq!(model.content.unwrap().progress, Some(" – neuere Informationen werden gesucht"));
    }
    let model = missing(3);
    assert_eq!(kinds(&model), [NoticeKind::Session(session::Notice::OutOfTouch)]);
    assert_eq!(model.content.unwrap().progress, None);
}

#[test]
fn a_clock_that_is_ahead_is_doubted_and_the_reader_told_that_nothing_is_known() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.wall = NOW + 365 * 24 * HOUR / 2;
    let model = reader.gets(Ok(publisher.file(&document()))).sees(&Options::default());
    assert_eq!(kinds(&model), [NoticeKind::Session(session::Notice::WrongClock)]);
    assert!(model.notices[0].text.contains("Deshalb wissen wir nicht, was gerade funktioniert."));
    assert!(model.shows_fallback());
}

#[test]
fn an_insurer_sees_its_own_entry_else_the_worst_of_its_sites_else_the_general_state() {
    for (options, status, scope) in [
        (tenant("own"), ServiceStatus::Operational, Scope::Tenant),
        (tenant("both"), ServiceStatus::MajorOutage, Scope::Tenant),
        (tenant("none"), ServiceStatus::DegradedPerformance, Scope::General),
        (Options::default(), ServiceStatus::DegradedPerformance, Scope::Varies),
    ] {
        let content = content(&varied(), &options);
        let row = &content.groups[0].services[0];
        assert_eq!((row.status, row.scope), (status, scope), "{options:?}");
        assert_eq!(content.overall.unwrap().status, status);
    }
}

#[test]
fn an_insurer_is_named_with_its_sites_and_examples_are_marked() {
    let place = content(&varied(), &tenant("own")).tenant.unwrap();
    assert_eq!((place.name.text.as_str(), place.example), ("Mit eigenem Eintrag", true));
    let place = content(&varied(), &tenant("both")).tenant.unwrap();
    assert!(!place.example);
    let sites: Vec<(&str, bool)> =
        place.sites.iter().map(|site| (site.name.text.as_str(), site.example)).collect();
    assert_eq!(sites, [("Nord", true), ("Süd", false)]);
}

#[test]
fn an_insurer_that_the_document_does_not_know_is_told_and_sees_the_general_state() {
    let model = sees(&varied(), &tenant("nobody"));
    assert_eq!(kinds(&model), [NoticeKind::UnknownTenant]);
    let content = model.content.unwrap();
    assert!(content.tenant.is_none());
    assert_eq!(content.groups[0].services[0].status, ServiceStatus::DegradedPerformance);
}

#[test]
fn a_page_for_one_audience_shows_only_what_is_for_it_and_does_not_say_for_whom() {
    let mut document = document();
    let service = |id: &str, audience: Value, status: &str| json!({"id": id, "name": {"de": id}, "audience": audience, "state": {"status": status}});
    document["services"] = json!([
        service("some", json!(["insured_persons", "press"]), "operational"),
        service("internal", json!(["insurers"]), "major_outage"),
        service("all", json!([]), "degraded_performance"),
    ]);
    document["faq"] = json!([
        {"id": "a", "audience": ["press"], "question": {"de": "?"}, "answer": {"de": []}},
        {"id": "b", "question": {"de": "?"}, "answer": {"de": []}},
    ]);
    let ids = |content: &ContentView| -> Vec<String> {
        let services = content.groups.iter().flat_map(|group| &group.services).map(|row| row.id.clone());
        let questions = content.faq.iter().flat_map(|category| &category.questions).map(|one| one.id.clone());
        services.chain(questions).collect()
    };
    let everybody = content(&document, &Options::default());
    assert_eq!(ids(&everybody), ["some", "internal", "all", "a", "b"]);
    assert_eq!(everybody.groups[0].services[0].audience.as_deref(), Some("Für Versicherte, Medien"));
    let insured = Options { audience: Some(Audience::InsuredPersons), ..Options::default() };
    let insured = content(&document, &insured);
    assert_eq!(ids(&insured), ["some", "all", "b"]);
    assert_eq!(insured.groups[0].services[0].audience, None);
    // What is not shown does not count.
    assert_eq!(insured.overall.unwrap().status, ServiceStatus::DegradedPerformance);
}

#[test]
fn texts_are_in_the_readers_language_and_say_so_where_they_are_not() {
    let mut document = document();
    document["languages"] = json!(["de", "en", "tr"]);
    document["title"]["tr"] = json!("Siber saldırı");
    let shown = |options: &Options| {
        let content = content(&document, options);
        let name = content.groups[0].services[0].name.clone();
        [(content.title.text, content.title.lang), (name.text, name.lang)]
    };
    let german = "Elektronische Arbeitsunfähigkeitsbescheinigung";
    assert_eq!(
        shown(&lang("de-AT")),
        [("Informationen zum Cyberangriff".into(), None), (german.into(), None)]
    );
    assert_eq!(
        shown(&lang("en-GB")),
        [("Information on the cyberattack".into(), None), ("Electronic sick note".into(), None)]
    );
    // The fixed words are German then, and so is what has no translation.
    assert_eq!(shown(&lang("tr")), [("Siber saldırı".into(), Some("tr".to_owned())), (german.into(), None)]);
    let publisher = content(&document, &lang("en")).publisher;
    assert_eq!((publisher.text.as_str(), publisher.lang.as_deref()), ("Beispiel", Some("de")));
}

#[test]
fn services_without_a_heading_come_last_and_questions_without_one_first() {
    let mut document = document();
    let service = |id: &str, group: Value| json!({"id": id, "name": {"de": id}, "group": group, "state": {"status": "operational"}});
    document["groups"] = json!([{"id": "b", "name": {"de": "B"}}, {"id": "a", "name": {"de": "A"}}, {"id": "c", "name": {"de": "C"}}]);
    document["services"] =
        json!([service("one", json!("a")), service("two", Value::Null), service("three", json!("b"))]);
    document["categories"] = json!([{"id": "k", "name": {"de": "K"}}]);
    document["faq"] = json!([
        {"id": "x", "category": "k", "question": {"de": "?"}, "answer": {"de": []}},
        {"id": "y", "question": {"de": "?"}, "answer": {"de": []}},
    ]);
    let content = content(&document, &Options::default());
    let groups: Vec<(&str, &str)> = content
        .groups
        .iter()
        .map(|group| (group.name.as_ref().unwrap().text.as_str(), group.services[0].id.as_str()))
        .collect();
    assert_eq!(groups, [("B", "three"), ("A", "one"), ("Weitere Dienste", "two")]);
    let faq: Vec<(Option<&str>, &str)> = content
        .faq
        .iter()
        .map(|category| {
            (category.name.as_ref().map(|name| name.text.as_str()), category.questions[0].id.as_str())
        })
        .collect();
    assert_eq!(faq, [(None, "y"), (Some("K"), "x")]);
}

#[test]
fn a_state_that_a_newer_publisher_names_is_unknown_and_never_available() {
    let mut document = document();
    document["services"][0]["state"]["status"] = json!("working_splendidly");
    let content = content(&document, &Options::default());
    assert_eq!(content.groups[0].services[0].status, ServiceStatus::Unknown);
    assert_eq!(content.overall.unwrap().status, ServiceStatus::Unknown);
}

#[test]
fn the_time_of_confirmation_is_said_as_in_germany_and_ages() {
    let publisher = Publisher::new();
    let content =
        |seconds| Reader::of(&publisher, &document()).waits(seconds).sees(&lang("de")).content.unwrap();
    let now = content(0);
    assert_eq!(now.confirmed.text, "24. November 2026, 12:59 Uhr");
    assert_eq!(now.confirmed.datetime, "2026-11-24T11:59:00Z");
    assert_eq!(now.age, "vor 1 Minute");
    assert_eq!(content(HOUR).age, "vor 1 Stunde");
    assert_eq!(now.updated.text, "24. November 2026");
}

#[test]
fn a_document_from_the_future_is_shown_and_the_clock_doubted() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.wall = NOW - 24 * HOUR;
    let model = reader.gets(Ok(publisher.file(&document()))).sees(&Options::default());
    assert_eq!(kinds(&model), [NoticeKind::Session(session::Notice::WrongClock)]);
    assert_eq!(model.content.unwrap().groups[0].services[0].status, ServiceStatus::Operational);
}

#[test]
fn the_level_of_the_heading_stays_within_those_that_html_has() {
    for (asked, level) in [(0, 1), (1, 1), (3, 3), (6, 6), (9, 6)] {
        let options = Options { heading_level: asked, ..Options::default() };
        assert_eq!(sees(&document(), &options).heading_level, level);
    }
}
