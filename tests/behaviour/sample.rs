//! The sample is the page of 3 May 2023, word for word.
//!
//! `golden/seed.de.txt` is that page as it was found. What the page doesn't name is
//! an example and says so.

use std::path::Path;

use status_widget::core::document::calendar::{Date, When};
use status_widget::core::document::rich_text::{Node, plain_text};
use status_widget::core::document::{Audience, Content, IncidentStatus, OutlookKind, Service, ServiceStatus};
use status_widget::native::folder::build_folder;

const SEED: &str = include_str!("golden/seed.de.txt");

fn sample() -> Content {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/notice-2023");
    build_folder(&folder).unwrap()
}

/// The seed without empty lines.
fn lines() -> Vec<&'static str> {
    SEED.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// The seed's lines from the one that is `first` to before the one that is `end`.
fn between(first: &str, end: &str) -> Vec<&'static str> {
    let lines = lines();
    let position = |wanted: &str| lines.iter().position(|line| *line == wanted).unwrap();
    lines[position(first)..position(end)].to_vec()
}

/// The seed's questions, each with the paragraphs of its answer, as Markdown.
fn questions() -> Vec<(&'static str, Vec<String>)> {
    let mut questions: Vec<(&str, Vec<String>)> = Vec::new();
    // The contact block follows the last answer.
    for line in between("## Fragen & Antworten", "BITMARCK").into_iter().skip(1) {
        match line.strip_prefix("### ") {
            Some(question) => questions.push((question, Vec::new())),
            // The one thing that is not word for word: only https is linked.
            None => questions.last_mut().unwrap().1.push(line.replace("(http://", "(https://")),
        }
    }
    questions
}

/// A paragraph as the Markdown that the seed has.
fn markdown(paragraph: &Node) -> String {
    let Node::Paragraph(children) = paragraph else { panic!("the seed has paragraphs only: {paragraph:?}") };
    let part = |node: &Node| match node {
        Node::Text(text) => text.clone(),
        Node::Link(url, children) => format!("[{}]({url})", plain_text(children)),
        other => panic!("the seed has text and links only: {other:?}"),
    };
    children.iter().map(part).collect()
}

#[test]
fn all_eight_questions_and_answers_are_there_word_for_word_with_their_links() {
    let expected = questions();
    assert_eq!(expected.len(), 8);
    let actual: Vec<(String, Vec<String>)> = sample()
        .faq
        .iter()
        .map(|entry| {
            (
                entry.question.get("de").unwrap().clone(),
                entry.answer.get("de").unwrap().iter().map(markdown).collect(),
            )
        })
        .collect();
    let expected: Vec<(String, Vec<String>)> =
        expected.into_iter().map(|(question, answer)| (question.to_owned(), answer)).collect();
    assert_eq!(actual, expected);
}

#[test]
fn the_seed_links_where_the_sample_does() {
    // If the comparison above lost the links on both sides, this would say so.
    let links: usize =
        questions().iter().flat_map(|(_, answer)| answer).map(|text| text.matches("](").count()).sum();
    assert_eq!(links, 3);
}

#[test]
fn title_and_date_are_those_of_the_page() {
    let document = sample();
    assert!(lines().contains(&format!("## {}", document.title.get("de").unwrap()).as_str()));
    let When::Date(Date { year, month, day }) = document.updated else { panic!("the page has no time") };
    assert!(lines().contains(&format!("**Update: {day:02}.{month:02}.{year}**").as_str()));
}

#[test]
fn the_contact_block_is_that_of_the_page() {
    let document = sample();
    let contact = &document.contacts[0];
    let phone = contact.phone.as_deref().unwrap();
    let (spoken, digits) = phone.split_once(" (").unwrap();
    let mut block = vec![contact.name.get("de").unwrap().clone()];
    block.extend(contact.address.clone());
    block.extend([format!("Telefon {spoken}"), format!("({digits}")]);
    assert_eq!(block, between("BITMARCK", "[Kontakt](#)"));
    let dialled = digits.trim_end_matches(')').replace(' ', "").replacen('0', "+49", 1);
    assert_eq!(contact.phone_number.as_deref(), Some(dialled.as_str()));
    assert_eq!(contact.email.as_deref(), Some("info@bitmarck.de"));
    let press = &document.contacts[1];
    assert_eq!(press.email.as_deref(), Some("presse@bitmarck.de"));
    assert_eq!(press.audience, [Audience::Press]);
}

#[test]
fn the_legal_links_are_those_of_the_page_in_its_order() {
    let document = sample();
    let copyright = document.publisher.copyright.as_deref().unwrap();
    let names = between("[Kontakt](#)", copyright);
    let actual: Vec<String> =
        document.links.iter().map(|link| format!("[{}](#)", link.name.get("de").unwrap())).collect();
    assert_eq!(actual, names);
    assert_eq!(lines().last(), Some(&copyright));
}

fn service<'d>(document: &'d Content, id: &str) -> &'d Service {
    document.services.iter().find(|service| service.id == id).unwrap()
}

#[test]
fn the_services_are_those_that_the_page_names() {
    let document = sample();
    let (_, effects) = &questions()[2];
    let text = effects.join(" ");
    for (id, words) in [
        ("eau", "elektronischen Arbeitsunfähigkeitsbescheinigungen (eAU)"),
        ("epa", "elektronische Patientenakte (ePA)"),
        ("statistics", "Übermitteln von Statistikdaten zum Monatsende"),
        ("kim", "Fachdienst KIM"),
        ("case-processing", "zentrale Prozesse zur Sachbearbeitung"),
        ("payments", "Zahlungsverkehr"),
    ] {
        assert!(text.contains(words), "{words}");
        let name = service(&document, id).name.get("de").unwrap().to_lowercase();
        let key = words.split_whitespace().last().unwrap().trim_matches(['(', ')']).to_lowercase();
        assert!(name.contains(&key), "{name}: {key}");
    }
    assert_eq!(document.services.len(), 6);
}

#[test]
fn states_outlooks_audiences_and_caveats_are_those_that_the_page_gives() {
    let document = sample();
    for one in &document.services {
        // Nothing is plainly available: „bereits jetzt bzw. in Kürze“, „nicht bei allen“.
        assert_ne!(one.state.status, ServiceStatus::Operational, "{}", one.id);
        let note = plain_text(one.state.note.as_ref().unwrap().get("de").unwrap());
        let outlook = one.state.outlook.as_ref().unwrap();
        assert_eq!(outlook.expected, None, "the page names no time");
        if one.id == "payments" {
            assert_eq!(outlook.kind, OutlookKind::UnderReview);
            assert!(note.contains("Wir prüfen, ob wir kurzfristig einen Notbetrieb aufbauen"), "{note}");
        } else {
            assert_eq!(outlook.kind, OutlookKind::Restoring);
            assert!(note.contains("je nach Betriebszentrum"), "{note}");
            assert!(note.contains("nicht bei allen Krankenkassen zugleich"), "{note}");
            assert!(note.contains("noch einmal ab"), "{note}");
        }
    }
    for id in ["eau", "epa"] {
        let audience = &service(&document, id).audience;
        assert_eq!(*audience, [Audience::InsuredPersons, Audience::CareProviders], "{id}");
    }
    for id in ["statistics", "kim", "case-processing", "payments"] {
        assert_eq!(service(&document, id).audience, [Audience::Insurers], "{id}");
    }
    assert_eq!(document.incidents[0].status, IncidentStatus::Identified);
    assert_eq!(document.incidents[0].services.len(), document.services.len());
}

#[test]
fn what_the_page_does_not_name_is_marked_as_an_example() {
    let document = sample();
    for site in &document.sites {
        assert!(site.example && site.name.get("de").unwrap().starts_with("Beispiel"), "{}", site.id);
    }
    for tenant in &document.tenants {
        assert!(tenant.example && tenant.name.get("de").unwrap().starts_with("Beispiel"), "{}", tenant.id);
    }
    assert!(!document.sites.is_empty() && !document.tenants.is_empty());
}

#[test]
fn example_insurers_show_every_way_in_which_a_state_is_found() {
    let document = sample();
    let seen_by = |tenant: &str, id: &str| {
        let tenant = document.tenants.iter().find(|one| one.id == tenant).unwrap();
        service(&document, id).state_for(Some(tenant)).status
    };
    // That of its site, the general one, none, the worst of its sites', its own.
    assert_eq!(seen_by("insurer-a", "eau"), ServiceStatus::Operational);
    assert_eq!(seen_by("insurer-b", "statistics"), ServiceStatus::PartialOutage);
    assert_eq!(seen_by("insurer-b", "kim"), ServiceStatus::Unknown);
    assert_eq!(seen_by("insurer-c", "eau"), ServiceStatus::MajorOutage);
    assert_eq!(seen_by("insurer-d", "eau"), ServiceStatus::Operational);
}

#[test]
fn every_text_is_translated_into_english() {
    fn untranslated(value: &serde_json::Value, path: &str, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(members) => {
                if members.contains_key("de") && !members.contains_key("en") {
                    found.push(path.to_owned());
                }
                for (name, member) in members {
                    untranslated(member, &format!("{path}.{name}"), found);
                }
            }
            serde_json::Value::Array(entries) => {
                for (index, entry) in entries.iter().enumerate() {
                    untranslated(entry, &format!("{path}[{index}]"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    untranslated(&serde_json::to_value(sample()).unwrap(), "", &mut found);
    assert_eq!(found, [""; 0]);
}
