//! What a reader may see of a document, decided before there is any HTML: states
//! and the invariant, insurers, audiences, languages, order and words.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::publisher::{NOW, Publisher, document};
use crate::support::reader::{Reader, lang, tenant};
use core::time::Duration;
use serde_json::{Value, json};
use status_widget::core::document::{Audience, ServiceStatus, StateScope};
use status_widget::core::encoding::unix_time::UnixTime;
use status_widget::core::presentation::view_model::genuine::Verdict;
use status_widget::core::presentation::view_model::{
    Category, Choice, Clause, ContentView, Group, NoticeKind, Options, PROOF, Report, WidgetModel,
};
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
    assert_eq!(row.status_text, "Funktioniert mit Einschränkungen");
    assert_eq!(row.since.as_ref().unwrap().text, "gestern");
    assert!(row.note.is_some() && row.alternative.is_some());
    let outlook = row.outlook.as_ref().unwrap();
    assert_eq!(outlook.says, Some("Wird Schritt für Schritt wieder eingeschaltet."));
    assert_eq!(outlook.expected.as_ref().unwrap().datetime, "2026-11-25");
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
    document["services"][0]["history"] = json!([{"at": "2026-11-23", "status": "degraded_performance"}]);
    document["faq"] = json!([{"id": "f", "question": {"de": "Was?"}, "answer": {"de": rich("Das.")}}]);
    let publisher = Publisher::new();
    for options in [Options::default(), tenant("own"), tenant("both"), tenant("nobody")] {
        let model = Reader::of(&publisher, &document).waits(3 * HOUR).sees(&options);
        assert!(kinds(&model).contains(&NoticeKind::Session(session::Notice::Expired)));
        let content = model.content.unwrap();
        assert!(content.outdated);
        assert!(content.sentence.is_none());
        let row = &content.groups[0].services[0];
        assert_eq!((row.status, row.status_text), (ServiceStatus::Unknown, "Nicht bekannt"));
        assert_eq!(row.scope, StateScope::General);
        assert!(row.since.is_none() && row.note.is_none() && row.alternative.is_none());
        assert!(row.outlook.is_none() && row.history.is_empty() && !row.is_new);
        assert!(content.reports.iter().all(|report| report.status_text.is_none() && report.impact.is_none()));
        assert_eq!(content.reports.len(), 2);
        assert_eq!(content.reports[0].updates.len(), 1);
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
        assert!(!model.is_overtaken_at(now));
        assert!(model.is_overtaken_at(now.saturating_add(Duration::from_secs(24 * HOUR))));
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
fn an_insurer_sees_its_own_entry_else_the_worst_of_its_sites_and_else_that_nothing_is_known_of_it() {
    for (options, status, scope) in [
        (tenant("own"), ServiceStatus::Operational, StateScope::Tenant),
        (tenant("both"), ServiceStatus::MajorOutage, StateScope::Tenant),
        (tenant("none"), ServiceStatus::Unknown, StateScope::TenantUnknown),
        (Options::default(), ServiceStatus::DegradedPerformance, StateScope::Varies),
    ] {
        let content = content(&varied(), &options);
        let row = &content.groups[0].services[0];
        assert_eq!((row.status, row.scope), (status, scope), "{options:?}");
        assert_eq!(content.sentence.unwrap().status, status);
    }
}

#[test]
fn an_insurer_is_named_and_its_operations_centres_stand_with_the_facts() {
    let shown = content(&varied(), &tenant("own"));
    let place = shown.tenant.unwrap();
    assert_eq!((place.name.text.as_str(), place.example), ("Mit eigenem Eintrag", true));
    let shown = content(&varied(), &tenant("both"));
    assert!(!shown.tenant.unwrap().example);
    assert!(shown.proof.facts.contains(&("Betriebszentrum", "Nord, Süd".into())));
}

#[test]
fn an_insurer_that_the_document_does_not_know_is_told_and_sees_the_general_state() {
    let model = sees(&varied(), &tenant("nobody"));
    assert_eq!(kinds(&model), [NoticeKind::UnknownTenant]);
    let content = model.content.unwrap();
    assert!(content.tenant.is_none());
    assert_eq!(content.groups[0].services[0].status, ServiceStatus::DegradedPerformance);
}

/// Services of these ids, audiences and states.
fn services(document: &mut Value, services: &[(&str, &[&str], &str)]) {
    let service = |(id, audience, status): &(&str, &[&str], &str)| json!({"id": id, "name": {"de": id}, "audience": audience, "state": {"status": status}});
    document["services"] = services.iter().map(service).collect();
}

#[test]
fn insured_persons_come_first_and_what_is_for_others_is_folded() {
    let mut document = document();
    services(
        &mut document,
        &[
            ("some", &["insured_persons", "press"], "operational"),
            ("internal", &["insurers"], "major_outage"),
            ("all", &[], "degraded_performance"),
        ],
    );
    document["faq"] = json!([
        {"id": "a", "audience": ["press"], "question": {"de": "?"}, "answer": {"de": []}},
        {"id": "b", "question": {"de": "?"}, "answer": {"de": []}},
    ]);
    document["incidents"] = json!([
        {"id": "ours", "title": {"de": "Unsere"}, "impact": "minor", "status": "identified", "services": ["internal", "all"]},
        {"id": "theirs", "title": {"de": "Andere"}, "impact": "minor", "status": "identified", "services": ["internal"]},
    ]);
    document["contacts"] =
        json!([{"name": {"de": "Presse"}, "audience": ["press"]}, {"name": {"de": "Alle"}}]);
    let ids = |groups: &[Group]| -> Vec<String> {
        groups.iter().flat_map(|group| &group.services).map(|row| row.id.clone()).collect()
    };
    let questions = |faq: &[Category]| -> Vec<String> {
        faq.iter().flat_map(|category| &category.questions).map(|one| one.id.clone()).collect()
    };
    let everybody = content(&document, &Options::default());
    assert_eq!(ids(&everybody.groups), ["some", "all"]);
    assert_eq!(questions(&everybody.faq), ["b"]);
    // What is not the reader's does not count.
    assert_eq!(everybody.sentence.as_ref().unwrap().status, ServiceStatus::DegradedPerformance);
    assert_eq!(everybody.groups[0].services[0].audience, None);
    let [report] = &everybody.reports[..] else { panic!("{:?}", everybody.reports) };
    assert_eq!((report.id.as_str(), report.services.0.len()), ("ours", 1));
    assert_eq!(everybody.contacts.len(), 1);
    let others = everybody.others.unwrap();
    assert_eq!(others.title, "Für Praxen, Krankenkassen und Medien (1 Dienst)");
    assert_eq!(
        (ids(&others.groups), questions(&others.faq)),
        (vec!["internal".to_owned()], vec!["a".to_owned()])
    );
    assert_eq!(others.groups[0].services[0].audience.as_deref(), Some("Für Krankenkassen"));
    assert_eq!((others.reports[0].id.as_str(), others.contacts.len()), ("theirs", 1));

    // A page for one audience is for nobody else.
    let press = content(&document, &Options { audience: Some(Audience::Press), ..Options::default() });
    assert_eq!(
        (ids(&press.groups), questions(&press.faq)),
        (vec!["some".to_owned(), "all".to_owned()], vec!["a".to_owned(), "b".to_owned()])
    );
    assert!(press.others.is_none());
    let insurers = content(&document, &Options { audience: Some(Audience::Insurers), ..Options::default() });
    assert_eq!(ids(&insurers.groups), ["internal", "all"]);
    assert_eq!(insurers.reports.len(), 2);

    // What has nothing for insured persons is not made for them.
    services(&mut document, &[("internal", &["insurers"], "operational")]);
    document["incidents"] = json!([]);
    let shown = content(&document, &Options::default());
    assert_eq!(ids(&shown.groups), ["internal"]);
    assert_eq!(shown.groups[0].services[0].audience.as_deref(), Some("Für Krankenkassen"));
}

/// The sentence, with its state.
fn said(document: &Value, options: &Options) -> (ServiceStatus, String) {
    let sentence = content(document, options).sentence.unwrap();
    let clause = |clause: &Clause| {
        if clause.names.is_empty() {
            return clause.says.to_owned();
        }
        format!("{}: {}.", clause.says, clause.names.to_text())
    };
    (sentence.status, sentence.clauses.iter().map(clause).collect::<Vec<_>>().join(" "))
}

#[test]
fn the_sentence_names_the_services_that_do_not_work_and_claims_no_more() {
    use ServiceStatus::{
        DegradedPerformance, MajorOutage, Operational, PartialOutage, UnderMaintenance, Unknown,
    };
    for (states, status, sentence) in [
        (&["operational"][..], Operational, "Funktioniert: a."),
        (&["operational", "operational"], Operational, "Alle Dienste funktionieren."),
        (&["operational", "major_outage"], MajorOutage, "Funktioniert gerade nicht: b."),
        (
            &["partial_outage", "partial_outage"],
            PartialOutage,
            "Funktioniert noch nicht bei allen Kassen: a und b.",
        ),
        (
            &["degraded_performance", "major_outage", "partial_outage", "unknown"],
            MajorOutage,
            "Funktioniert gerade nicht: b. Funktioniert noch nicht bei allen Kassen: c. Funktioniert mit Einschränkungen: a.",
        ),
        (&["operational", "unknown"], Unknown, "Nicht bekannt: b."),
        (&["unknown", "unknown"], Unknown, "Was gerade funktioniert, ist nicht bekannt."),
        (&["under_maintenance", "operational"], UnderMaintenance, "Wird gerade gewartet: a."),
        (
            &["major_outage", "major_outage", "major_outage", "major_outage", "major_outage", "major_outage"],
            MajorOutage,
            "Funktioniert gerade nicht: a, b, c, d und 2 weitere.",
        ),
        (
            &["degraded_performance", "operational"],
            DegradedPerformance,
            "Funktioniert mit Einschränkungen: a.",
        ),
    ] {
        let mut document = document();
        let ids = ["a", "b", "c", "d", "e", "f"];
        let rows: Vec<(&str, &[&str], &str)> =
            ids.iter().zip(states).map(|(id, status)| (*id, &[][..], *status)).collect();
        services(&mut document, &rows);
        assert_eq!(said(&document, &Options::default()), (status, sentence.into()), "{states:?}");
    }
}

#[test]
fn what_may_go_down_again_belongs_into_the_sentence() {
    let mut document = document();
    services(&mut document, &[("a", &[], "operational"), ("b", &[], "operational")]);
    document["services"][1]["state"]["outlook"] = json!({"kind": "unstable"});
    let says = "Alle Dienste funktionieren. Kann zeitweise wieder ausfallen: b.";
    assert_eq!(said(&document, &Options::default()), (ServiceStatus::Operational, says.into()));
}

#[test]
fn nothing_is_green_above_an_incident_that_hits_it() {
    let mut document = document();
    services(
        &mut document,
        &[("a", &[], "operational"), ("b", &[], "operational"), ("c", &["press"], "operational")],
    );
    let mut incident = json!({
        "id": "i", "title": {"de": "Störung"}, "impact": "major", "status": "investigating", "services": ["b", "c"],
    });
    document["incidents"] = json!([incident]);
    let says = (ServiceStatus::DegradedPerformance, "Störung gemeldet: b.".to_owned());
    assert_eq!(said(&document, &Options::default()), says);
    // One that is over, that is mended, or that hits only others is none.
    for (member, value) in [
        ("status", json!("resolved")),
        ("status", json!("monitoring")),
        ("impact", json!("none")),
        ("services", json!(["c"])),
    ] {
        let mut other = incident.clone();
        other[member] = value;
        document["incidents"] = json!([other]);
        assert_eq!(said(&document, &Options::default()).0, ServiceStatus::Operational, "{member}");
    }
    incident["id"] = json!("j");
}

#[test]
fn the_general_state_is_not_sold_as_the_insurer_s() {
    let mut document = varied();
    let row = content(&document, &tenant("none")).groups[0].services[0].clone();
    assert_eq!((row.status_text, row.scope), ("Für Ihre Kasse nicht bekannt", StateScope::TenantUnknown));
    assert!(row.note.is_some(), "what is said in general stands below it");
    assert_eq!(
        said(&document, &tenant("none")).1,
        "Für Ihre Kasse nicht bekannt: Elektronische Arbeitsunfähigkeitsbescheinigung."
    );
    // Where states do not differ, the general one is everybody's.
    document["services"][0]["sites"] = json!([]);
    document["services"][0]["tenants"] = json!([]);
    let row = content(&document, &tenant("none")).groups[0].services[0].clone();
    assert_eq!((row.status, row.scope), (ServiceStatus::DegradedPerformance, StateScope::General));
    // A partial outage at one insurer is none of all insurers.
    document["services"][0]["tenants"] = json!([{"id": "own", "state": {"status": "partial_outage"}}]);
    assert_eq!(
        said(&document, &tenant("own")).1,
        "Funktioniert nur teilweise: Elektronische Arbeitsunfähigkeitsbescheinigung."
    );
}

#[test]
fn one_time_is_told_that_of_the_last_change() {
    let at = |changed: &str, hours: u64| {
        let mut document = document();
        document["updated"] = json!("2026-11-20");
        document["services"][0]["state"]["since"] = json!(changed);
        document["exp"] = json!(NOW + 24 * HOUR - 60);
        let content =
            Reader::of(&Publisher::new(), &document).waits(hours * HOUR).sees(&lang("de")).content.unwrap();
        (content.as_of.text, content.age)
    };
    for (changed, hours, text, age) in [
        ("2026-11-24T11:56:00Z", 0, "heute, 12:56 Uhr", " (vor 4 Minuten)"),
        ("2026-11-24T11:56:00Z", 20, "gestern, 12:56 Uhr", " (vor 20 Stunden)"),
        (
            "2026-11-22T11:56:00Z",
            0,
            "22. November 2026, 12:56 Uhr",
            " · unverändert, zuletzt bestätigt vor 1 Minute",
        ),
        ("2026-11-24", 0, "heute", " · zuletzt bestätigt vor 1 Minute"),
        ("2026-11-01", 0, "20. November 2026", " · unverändert, zuletzt bestätigt vor 1 Minute"),
    ] {
        assert_eq!(at(changed, hours), (text.into(), age.into()), "{changed}");
    }
}

#[test]
fn a_promise_that_has_passed_says_so_and_nobody_has_to_reload_for_it() {
    let publisher = Publisher::new();
    let mut document = document();
    document["services"][0]["state"] = json!({"status": "major_outage", "outlook": {"kind": "restoring", "expected": "2026-11-24T12:30:00Z"}});
    document["maintenances"] = json!([{
        "id": "m", "title": {"de": "Wartung"}, "status": "in_progress", "starts": "2026-11-23", "ends": "2026-11-23",
    }]);
    let seen = |minutes: u64| Reader::of(&publisher, &document).waits(minutes * 60).sees(&Options::default());
    let outlook =
        |model: &WidgetModel| model.content.as_ref().unwrap().groups[0].services[0].outlook.clone().unwrap();
    let before = seen(29);
    assert!(outlook(&before).expected.is_some() && outlook(&before).after.is_none());
    assert!(!before.is_overtaken_at(UnixTime::from_secs(NOW + 29 * 60)));
    assert!(before.is_overtaken_at(UnixTime::from_secs(NOW + 31 * 60)));
    let after = outlook(&seen(31));
    assert_eq!(after.after, Some("Der genannte Termin ist vorbei. Ein neuer ist noch nicht bekannt."));
    assert!(after.expected.is_none());
    assert!(before.content.unwrap().reports[0].is_late);
}

#[test]
fn where_no_date_is_known_that_is_said_and_a_backlog_has_its_own_words() {
    let outlook = |status: &str, outlook: Value| {
        let mut document = document();
        document["services"][0]["state"] = json!({"status": status, "outlook": outlook});
        content(&document, &Options::default()).groups[0].services[0].outlook.clone().unwrap()
    };
    assert_eq!(outlook("major_outage", json!({"kind": "restoring"})).after, Some("Noch kein Datum."));
    let until = outlook("operational", json!({"kind": "backlog", "expected": "2026-11-30"}));
    assert_eq!((until.says, until.before, until.after), (Some("Läuft wieder, Rückstände bis "), "", None));
    let open = outlook("operational", json!({"kind": "backlog"}));
    assert_eq!((open.says, open.after), (Some("Läuft wieder, Rückstände werden noch abgearbeitet."), None));
}

#[test]
fn what_is_over_is_folded_with_how_long_it_lasted() {
    let mut document = document();
    let update = |at: &str, status: &str| json!({"at": at, "status": status, "text": {"de": rich("Text")}});
    document["incidents"] = json!([
        {"id": "new", "title": {"de": "Neu"}, "impact": "major", "status": "identified"},
        {"id": "old", "title": {"de": "Alt"}, "impact": "major", "status": "resolved", "updates": [
            update("2026-11-20T12:00:00Z", "resolved"), update("2026-11-20T09:00:00Z", "investigating")]},
    ]);
    document["maintenances"] = json!([
        {"id": "done", "title": {"de": "Fertig"}, "status": "completed", "starts": "2026-11-23"},
        {"id": "next", "title": {"de": "Bald"}, "status": "scheduled", "starts": "2026-11-26"},
    ]);
    let content = content(&document, &Options::default());
    let ids =
        |reports: &[Report]| -> Vec<String> { reports.iter().map(|report| report.id.clone()).collect() };
    assert_eq!(ids(&content.reports), ["new", "next"]);
    assert_eq!(ids(&content.earlier), ["old", "done"]);
    assert_eq!(content.earlier[0].lasted.as_deref(), Some("3 Stunden"));
    assert_eq!(content.earlier[0].updates[0].at.text, "20. November 2026, 13:00 Uhr");
}

#[test]
fn what_has_changed_is_told_once_and_stays_marked() {
    let publisher = Publisher::new();
    let version = |version: u64, status: &str, messages: &[&str]| {
        let mut document = crate::support::publisher::issued(version, NOW);
        services(&mut document, &[("a", &[], status), ("b", &[], "operational")]);
        let updates: Vec<Value> = messages
            .iter()
            .map(|text| json!({"at": "2026-11-24", "status": "identified", "text": {"de": rich(text)}}))
            .collect();
        document["incidents"] = json!([
            {"id": "i", "title": {"de": "I"}, "impact": "none", "status": "identified", "updates": updates}]);
        Ok(publisher.file(&document))
    };
    let told = |model: &WidgetModel| -> Vec<String> {
        let changes = &model.content.as_ref().unwrap().changes;
        changes.iter().map(|change| format!("{} {}", change.name.text, change.status_text)).collect()
    };
    let marks = |model: &WidgetModel| {
        let content = model.content.as_ref().unwrap();
        let rows: Vec<bool> = content.services().map(|row| row.is_new).collect();
        let messages: Vec<bool> = content.reports[0].updates.iter().map(|message| message.is_new).collect();
        (rows, messages)
    };
    let options = Options::default();
    let first = || Reader::new(&publisher).gets(version(1, "operational", &["eins"]));
    let model = first().sees(&options);
    assert_eq!((told(&model), marks(&model)), (vec![], (vec![false, false], vec![false])));
    // It changes while the page is open.
    let changed = || first().gets(version(2, "major_outage", &["zwei", "eins"]));
    let model = changed().sees(&options);
    assert_eq!(told(&model), ["a Funktioniert gerade nicht"]);
    assert_eq!(marks(&model), (vec![true, false], vec![true, false]));
    // The next document says the same: nothing is told again, the marks stay.
    let model = changed().gets(version(3, "major_outage", &["zwei", "eins"])).sees(&options);
    assert_eq!((told(&model), marks(&model)), (vec![], (vec![true, false], vec![true, false])));
    // Back to what the reader knows.
    let model = changed().gets(version(3, "operational", &["eins"])).sees(&options);
    assert_eq!(
        (told(&model), marks(&model)),
        (vec!["a Funktioniert".to_owned()], (vec![false, false], vec![false]))
    );

    // A reader who was here before has seen what is kept, though it has expired.
    let kept = version(1, "operational", &["eins"]).unwrap();
    let returning = || Reader::opening_at(&publisher, NOW).recalls(&kept);
    let model = returning().gets(version(2, "major_outage", &["zwei", "eins"])).sees(&options);
    assert_eq!(told(&model), ["a Funktioniert gerade nicht"]);
    assert_eq!(marks(&model), (vec![true, false], vec![true, false]));
    // Of an expired document, no state is told.
    let model = returning().gets(version(2, "major_outage", &["eins"])).waits(3 * HOUR).sees(&options);
    assert_eq!((told(&model), marks(&model).0), (vec![], vec![false, false]));
}

#[test]
fn of_two_sources_of_a_first_round_the_slower_one_brings_no_news() {
    let publisher = Publisher::new();
    let file = |version: u64, status: &str| {
        let mut document = crate::support::publisher::issued(version, NOW);
        document["services"][0]["state"]["status"] = json!(status);
        Ok(publisher.file(&document))
    };
    let reader = Reader::new(&publisher).gets_all(&[file(1, "operational"), file(2, "major_outage")]);
    let content = reader.sees(&Options::default()).content.unwrap();
    assert!(content.changes.is_empty() && !content.groups[0].services[0].is_new);
}

#[test]
fn the_insurer_s_own_contacts_come_first_and_those_of_other_insurers_not_at_all() {
    let mut document = varied();
    document["contacts"] = json!([
        {"name": {"de": "Herausgeber"}},
        {"name": {"de": "Eigene"}, "tenants": ["own"], "hours": {"de": "8 bis 18 Uhr"}},
        {"name": {"de": "Andere"}, "tenants": ["both"]},
        {"name": {"de": "Notfall"}, "tenants": ["own", "both"], "emergency": true, "valid_until": "2026-11-24"},
        {"name": {"de": "Vorbei"}, "tenants": ["own"], "valid_until": "2026-11-23"},
    ]);
    let names = |options: &Options| -> Vec<String> {
        content(&document, options).contacts.iter().map(|card| card.name.text.clone()).collect()
    };
    assert_eq!(names(&tenant("own")), ["Notfall", "Eigene", "Herausgeber"]);
    assert_eq!(names(&tenant("none")), ["Herausgeber"]);
    assert_eq!(names(&Options::default()), ["Herausgeber"]);
    let own = content(&document, &tenant("own")).contacts[0].clone();
    assert!(own.emergency && own.valid_until.is_some());
}

#[test]
fn the_proof_names_who_signed_what_when_and_with_which_keys() {
    let publisher = Publisher::new();
    let reader = Reader::of(&publisher, &document()).gets(Err(FetchError::Status(503)));
    let proof = reader.sees(&lang("en")).content.unwrap().proof;
    let key = publisher.status.kid();
    for fact in [
        ("Signed by", "https://status.example production".to_owned()),
        ("Signed on", "24 November 2026, 12:59 CET".to_owned()),
        ("Valid until", "24 November 2026, 15:00 CET".to_owned()),
        ("Version", "1".to_owned()),
        ("Keys", key),
        ("Document of trust", "Version 1 · Valid until 24 November 2027, 13:00 CET".to_owned()),
    ] {
        assert!(proof.facts.contains(&fact), "{fact:?} in {:?}", proof.facts);
    }
    assert_eq!(proof.refused, ["1: HTTP status 503"]);
}

#[test]
fn an_id_is_the_deep_link_of_the_question_before_that_of_the_service() {
    let mut document = document();
    services(&mut document, &[("eau", &[], "operational"), ("epa", &[], "operational")]);
    document["faq"] = json!([{"id": "epa", "question": {"de": "?"}, "answer": {"de": []}}]);
    document["incidents"] = json!([
        {"id": "eau", "title": {"de": "I"}, "impact": "none", "status": "identified"},
        {"id": "i", "title": {"de": "I"}, "impact": "none", "status": "identified"}]);
    document["maintenances"] =
        json!([{"id": "i", "title": {"de": "M"}, "status": "scheduled", "starts": "2026-11-26"}]);
    let content = content(&document, &Options::default());
    let rows: Vec<Option<&str>> = content.services().map(|row| row.anchor.as_deref()).collect();
    assert_eq!(rows, [Some("eau"), None]);
    let reports: Vec<Option<&str>> = content.reports.iter().map(|report| report.anchor.as_deref()).collect();
    assert_eq!(reports, [None, Some("i"), None]);
}

#[test]
fn a_correction_is_shown_with_what_stood_there_before() {
    let mut document = document();
    let correction = json!({"at": "2026-11-24", "before": {"de": rich("Vorher")}});
    document["faq"] = json!([{"id": "f", "question": {"de": "?"}, "answer": {"de": rich("Jetzt")}, "correction": correction}]);
    let content = content(&document, &Options::default());
    let shown = content.faq[0].questions[0].correction.as_ref().unwrap();
    assert_eq!(shown.at.text, "24. November 2026");
}

#[test]
fn texts_are_in_the_readers_language_and_say_so_where_they_are_not() {
    let mut document = document();
    document["languages"] = json!(["de", "en", "tr"]);
    document["title"]["tr"] = json!("Siber saldırı");
    let shown = |document: &Value, options: &Options| {
        let content = content(document, options);
        let name = content.groups[0].services[0].name.clone();
        [(content.title.text, content.title.lang), (name.text, name.lang)]
    };
    let german = "Elektronische Arbeitsunfähigkeitsbescheinigung";
    assert_eq!(
        shown(&document, &lang("de-AT")),
        [("Informationen zum Cyberangriff".into(), None), (german.into(), None)]
    );
    assert_eq!(
        shown(&document, &lang("en-GB")),
        [("Information on the cyberattack".into(), None), ("Electronic sick note".into(), None)]
    );
    // What has no translation is German.
    assert_eq!(
        shown(&document, &lang("tr")),
        [("Siber saldırı".into(), None), (german.into(), Some("de".to_owned()))]
    );
    // So are the fixed words of a language that the widget does not speak.
    document["languages"] = json!(["de", "en", "fr"]);
    document["title"]["fr"] = json!("Cyberattaque");
    let content = content(&document, &lang("fr"));
    assert_eq!((content.title.text.as_str(), content.title.lang.as_deref()), ("Cyberattaque", Some("fr")));
    let publisher = self::content(&document, &lang("en")).publisher;
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
    assert_eq!(content.sentence.unwrap().status, ServiceStatus::Unknown);
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

#[test]
fn an_insurer_s_state_takes_over_what_is_said_in_general_as_far_as_it_fits() {
    let mut document = varied();
    let said = |document: &Value, id: &str| {
        let content = content(document, &tenant(id));
        let row = content.groups[0].services[0].clone();
        (row.note.is_some(), row.alternative.is_some(), row.outlook.is_some())
    };
    // It does not work there either.
    assert_eq!(said(&document, "both"), (true, true, true));
    // It works: neither advice nor caveats of one that does not.
    assert_eq!(said(&document, "own"), (false, false, false));
    // Nobody knows; what is said in general is what there is.
    assert_eq!(said(&document, "none"), (true, true, false));
    // What a service that works may do next does not fit one that does not.
    for (kind, outlook) in [("unstable", false), ("backlog", false), ("under_review", true)] {
        document["services"][0]["state"]["outlook"] = json!({"kind": kind});
        assert_eq!(said(&document, "both"), (true, true, outlook), "{kind}");
    }
    document["services"][0]["state"]["status"] = json!("operational");
    // A caveat of one that works says nothing of one that does not.
    assert_eq!(said(&document, "both"), (false, true, true));
    // One's own word goes first.
    document["services"][0]["sites"][0]["state"]["note"] = json!({"de": rich("Eigener")});
    let own = content(&document, &tenant("both")).groups[0].services[0].note.clone();
    assert_eq!(own.unwrap().nodes.len(), 1);
    // A service that works needs no advice, whoever gives it.
    document["services"][0]["tenants"][0]["state"]["alternative"] = json!({"de": rich("Papier")});
    assert_eq!(said(&document, "own"), (true, false, false));
}

#[test]
fn a_reader_chooses_where_the_portal_does_not_and_is_shown_what_is_theirs() {
    let choice = Some(Choice { is_remembered: Some(false) });
    let chosen = |tenant: Option<&str>| {
        let options = Options { tenant: tenant.map(Into::into), choice, ..Options::default() };
        sees(&varied(), &options)
    };
    let chooser = |model: &WidgetModel| model.content.as_ref().unwrap().chooser.clone().unwrap();
    let nobody = chosen(None);
    let names: Vec<String> = chooser(&nobody).insurers.into_iter().map(|(_, name)| name.text).collect();
    assert_eq!(names, ["In beiden Zentren", "Mit eigenem Eintrag", "Ohne Zentrum"]);
    assert_eq!(chooser(&nobody).chosen, None);
    let own = chosen(Some("own"));
    assert_eq!(chooser(&own).chosen.as_deref(), Some("own"));
    assert_eq!(own.content.unwrap().groups[0].services[0].status, ServiceStatus::Operational);
    // The general state is not sold as theirs.
    let none = chosen(Some("none")).content.unwrap();
    assert_eq!(none.groups[0].services[0].status_text, "Für Ihre Kasse nicht bekannt");
    // One that was remembered and is gone is chosen again, without a word about portals.
    let gone = chosen(Some("gone"));
    assert_eq!((chooser(&gone).chosen, kinds(&gone)), (None, vec![]));
    assert!(content(&varied(), &tenant("own")).chooser.is_none(), "the portal has chosen");
    let options = Options { choice, ..Options::default() };
    assert!(content(&document(), &options).chooser.is_none(), "there is nothing to choose");
}

#[test]
fn insurers_stand_in_the_order_of_their_names_whatever_their_capitals() {
    let mut document = document();
    document["tenants"] = ["hkk", "AOK", "mhplus", "BKK", "IKK", "aok"]
        .iter()
        .enumerate()
        .map(|(index, name)| json!({"id": format!("t{index}"), "name": {"de": name}}))
        .collect();
    let options = Options { choice: Some(Choice { is_remembered: None }), ..Options::default() };
    let chooser = content(&document, &options).chooser.unwrap();
    let names: Vec<String> = chooser.insurers.into_iter().map(|(_, name)| name.text).collect();
    assert_eq!(names, ["AOK", "aok", "BKK", "hkk", "IKK", "mhplus"]);
}

/// So many questions; the third speaks of sick notes in its answer alone.
fn asking(number: usize) -> Value {
    let mut document = document();
    document["categories"] = json!([{"id": "a", "name": {"de": "A"}}]);
    document["faq"] = (1..=number)
        .map(|index| {
            let answer = if index == 3 { "Die Krankmeldung." } else { "Antwort." };
            json!({"id": format!("q{index}"), "question": {"de": format!("Frage {index}?")},
                "category": (index < 4).then_some("a"), "answer": {"de": rich(answer)}})
        })
        .collect();
    document
}

fn searching(number: usize, search: &str) -> ContentView {
    content(&asking(number), &Options { search: search.into(), ..Options::default() })
}

#[test]
fn many_questions_can_be_searched_also_in_their_answers() {
    assert!(searching(11, "frage").search.is_none());
    let shown = |content: &ContentView| -> Vec<String> {
        let questions = content.faq.iter().flat_map(|category| &category.questions);
        questions.filter(|question| !question.is_hidden).map(|question| question.id.clone()).collect()
    };
    let all = searching(12, " ");
    assert_eq!((shown(&all).len(), all.search.unwrap().found.as_str()), (12, ""));
    let one = searching(12, "KRANK");
    assert_eq!((shown(&one), one.search.clone().unwrap().found.as_str()), (vec!["q3".into()], "Gefunden: 1"));
    let found = one.faq.iter().flat_map(|category| &category.questions).find(|one| one.id == "q3").unwrap();
    assert!(found.is_found_inside);
    let several = searching(12, "1 frage");
    assert_eq!(shown(&several).len(), 4, "1, 10, 11 and 12");
    let none = searching(12, "Quastenflosser");
    assert!(shown(&none).is_empty() && none.search.unwrap().found.contains("keine Frage"));
}

#[test]
fn what_a_reader_was_sent_is_compared_with_all_that_is_signed_and_holds() {
    let mut document = document();
    document["tenants"] =
        json!([{"id": "own", "name": {"de": "Eigene"}}, {"id": "other", "name": {"de": "Andere"}}]);
    document["contacts"] = json!([
        {"name": {"de": "Andere Kasse"}, "phone": "030 1234567", "phone_number": "+49301234567", "tenants": ["other"]},
        {"name": {"de": "Vorbei"}, "email": "alt@kasse.example", "valid_until": "2026-11-01"},
    ]);
    document["links"] = json!([{"name": {"de": "Impressum"}, "url": "https://kasse.example/impressum"}]);
    let proof = |asked: &str| content(&document, &Options { asked: asked.into(), ..tenant("own") }).proof;
    let listed = |asked: &str| match proof(asked).verdict {
        Some(Verdict::Listed(entry)) => Some(entry.name.text),
        _ => None,
    };
    assert_eq!(proof("  ").verdict, None);
    assert_eq!(listed("030/1234567").as_deref(), Some("Andere Kasse"), "and whose it is is said");
    assert_eq!(listed("kasse.example/impressum").as_deref(), Some("Impressum"));
    assert_eq!(listed("alt@kasse.example"), None, "it no longer holds");
}

#[test]
fn the_proof_is_there_as_text_and_whether_it_was_copied_is_said_where_it_was() {
    let copied = |id: &str, well| Options { copied: Some((id.into(), well)), ..Options::default() };
    let content = content(&asking(2), &copied(PROOF, true));
    let text = content.proof.to_text();
    for (name, value) in &content.proof.facts {
        assert!(text.contains(&format!("{name}: {value}\n")), "{text}");
    }
    assert!(content.proof.facts.len() >= 6);
    assert_eq!(content.proof.copied, Some("Kopiert."));
    let said = |options: &Options| -> Vec<Option<&'static str>> {
        let content = self::content(&asking(2), options);
        let questions = content.faq.iter().flat_map(|category| &category.questions);
        questions.map(|question| question.copied).collect()
    };
    assert_eq!(
        said(&copied("q2", false)),
        [Some("Das Kopieren ging nicht."), None].into_iter().rev().collect::<Vec<_>>()
    );
    assert_eq!(said(&copied(PROOF, true)), [None, None]);
}
