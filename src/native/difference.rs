//! What readers will see change between two documents.
//!
//! Owns the comparison and its words. It goes through the whole tree, so that nothing that a
//! document has, now or later, can change without a word; lists are compared by the ids of
//! their entries. What an insurer sees is derived, and so it is compared, too. Must not know
//! where documents come from.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::bilingual::{Language, Message, say};
use super::locales;
use crate::core::document::calendar::When;
use crate::core::document::rich_text::{Node, Nodes};
use crate::core::document::{
    Audience, Content, Impact, IncidentStatus, MaintenanceStatus, OutlookKind, Service, ServiceStatus, Tenant,
};
use crate::core::presentation::phrases::Phrases;

/// The most names of insurers in one line.
const MOST_NAMES: usize = 5;

/// What became of a part of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It was not there.
    Added,
    /// It is no longer there.
    Removed,
    /// It is another.
    Changed,
    /// It stands in another place.
    Moved,
}

/// One thing that readers will see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where it stands, with ids instead of places: `services[eau].state.status`.
    pub path: String,
    /// What became of it.
    pub kind: Kind,
    /// What it is called.
    pub subject: Message,
    /// What is there to read now.
    pub before: Option<Message>,
    /// What will be.
    pub after: Option<Message>,
}

impl Difference {
    /// In words, on one line or several.
    pub fn words(&self, language: Language) -> String {
        let said = |message: &Message| message.in_language(language).to_owned();
        let subject = said(&self.subject);
        let (before, after) = (self.before.as_ref().map(said), self.after.as_ref().map(said));
        let (added, removed, moved) = match language {
            Language::English => ("new", "gone", "stands in another place"),
            Language::German => ("neu", "entfällt", "steht an anderer Stelle"),
        };
        match (self.kind, before, after) {
            (Kind::Moved, ..) => format!("{subject}: {moved}"),
            (Kind::Added, _, None) => format!("{subject}: {added}"),
            (Kind::Removed, None, _) => format!("{subject}: {removed}"),
            (Kind::Added, _, Some(after)) => format!("{subject}: {added}: {after}"),
            (Kind::Removed, Some(before), _) => format!("{subject}: {removed}: {before}"),
            (Kind::Changed, before, after) => {
                let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
                if is_short(&before) && is_short(&after) {
                    format!("{subject}: {before} → {after}")
                } else {
                    let (before, after) = changed_part(&before, &after);
                    format!("{subject}:\n    - {before}\n    + {after}")
                }
            }
        }
    }

    /// For machines.
    pub fn json(&self) -> Value {
        let text = |message: &Option<Message>| message.as_ref().map(|message| message.en.clone());
        serde_json::json!({
            "path": self.path, "kind": self.kind, "subject": self.subject.en,
            "before": text(&self.before), "after": text(&self.after),
        })
    }
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= 40
}

/// Two texts without the words that they begin and end with in common.
fn changed_part(before: &str, after: &str) -> (String, String) {
    const AROUND: usize = 3;
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_whitespace().collect(), after.split_whitespace().collect());
    let common = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let rest = old.len().min(new.len()) - common;
    let ending =
        old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(one, other)| one == other).count();
    let (start, end) = (common.saturating_sub(AROUND), ending.saturating_sub(AROUND));
    let part = |words: &[&str]| {
        let shown = words[start..words.len() - end].join(" ");
        let (left, right) = (if start > 0 { "… " } else { "" }, if end > 0 { " …" } else { "" });
        format!("{left}{shown}{right}")
    };
    (part(&old), part(&new))
}

/// Everything that differs, in the order in which readers see it.
pub fn differences(old: &Content, new: &Content) -> Vec<Difference> {
    let mut comparison = Comparison { found: Vec::new(), path: Vec::new() };
    let tree = |content: &Content| serde_json::to_value(content).unwrap_or_default();
    comparison.values(&tree(old), &tree(new));
    comparison.tenants(old, new);
    comparison.found
}

/// A part of a path.
#[derive(Debug, Clone)]
struct Step {
    /// The name of a member, or the key of an entry.
    name: String,
    /// What an entry is called.
    called: Option<String>,
}

struct Comparison {
    found: Vec<Difference>,
    path: Vec<Step>,
}

impl Comparison {
    fn values(&mut self, old: &Value, new: &Value) {
        if old == new {
            return;
        }
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => self.objects(old, new),
            (Value::Array(before), Value::Array(after)) => match (entries(before), entries(after)) {
                (Some(before), Some(after)) => self.lists(&before, &after),
                _ => self.leaf(Some(old), Some(new)),
            },
            _ => self.leaf(Some(old), Some(new)),
        }
    }

    fn objects(&mut self, old: &Map<String, Value>, new: &Map<String, Value>) {
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let mut names: Vec<&String> = names.into_iter().collect();
        names.sort_by_key(|name| order(name));
        for name in names {
            self.path.push(Step { name: name.clone(), called: None });
            match (old.get(name), new.get(name)) {
                (Some(old), Some(new)) => self.values(old, new),
                (None, Some(new)) => self.one_sided(new, Kind::Added),
                (Some(old), None) => self.one_sided(old, Kind::Removed),
                (None, None) => {}
            }
            self.path.pop();
        }
    }

    /// A member that only one of the two has.
    fn one_sided(&mut self, value: &Value, kind: Kind) {
        match (value, kind) {
            (Value::Array(list), _) if entries(list).is_some_and(|list| !list.is_empty()) => {
                let list = entries(list).unwrap_or_default();
                let (old, new) = if kind == Kind::Added { (vec![], list) } else { (list, vec![]) };
                self.lists(&old, &new);
            }
            (Value::Object(members), _) if !is_localized(members) => {
                let (old, new) = (&Map::new(), members);
                if kind == Kind::Added { self.objects(old, new) } else { self.objects(new, old) }
            }
            (_, Kind::Added) => self.leaf(None, Some(value)),
            _ => self.leaf(Some(value), None),
        }
    }

    fn lists(&mut self, old: &[(String, &Value)], new: &[(String, &Value)]) {
        for (key, before) in old {
            let step = Step { name: key.clone(), called: called(before) };
            match new.iter().find(|(other, _)| other == key) {
                None => {
                    self.path.push(step);
                    self.entry(before, Kind::Removed);
                    self.path.pop();
                }
                Some((_, after)) => {
                    self.path.push(step);
                    self.values(before, after);
                    self.path.pop();
                }
            }
        }
        let common = |list: &[(String, &Value)], other: &[(String, &Value)]| -> Vec<String> {
            let keys = list.iter().map(|(key, _)| key);
            keys.filter(|key| other.iter().any(|(other, _)| other == *key)).cloned().collect()
        };
        let (before, after) = (common(old, new), common(new, old));
        for (index, key) in after.iter().enumerate() {
            // Only what lost its neighbour above has moved; what follows it came along.
            let above = |list: &[String]| {
                let at = list.iter().position(|other| other == key)?;
                Some(at.checked_sub(1).map(|above| list[above].clone()))
            };
            if above(&before) != above(&after) && before.get(index) != Some(key) {
                let entry = new.iter().find(|(other, _)| other == key);
                self.path
                    .push(Step { name: key.clone(), called: entry.and_then(|(_, entry)| called(entry)) });
                self.add(Kind::Moved, None, None);
                self.path.pop();
                break;
            }
        }
        for (key, after) in new.iter().filter(|(key, _)| old.iter().all(|(other, _)| other != key)) {
            self.path.push(Step { name: key.clone(), called: called(after) });
            self.entry(after, Kind::Added);
            self.path.pop();
        }
    }

    /// An entry that only one of the two has: its state, or its words.
    fn entry(&mut self, entry: &Value, kind: Kind) {
        let status = entry.get("status").or_else(|| entry.get("state")?.get("status"));
        let words = status.map(|status| self.word("status", status.as_str().unwrap_or_default()));
        let text = entry.get("text").or_else(|| entry.get("answer")).and_then(first_language);
        let words = match (words, text) {
            (Some(Message { en, de }), Some(text)) => {
                Some(Message { en: format!("{en}: {text}"), de: format!("{de}: {text}") })
            }
            (None, Some(text)) => Some(Message::same(text)),
            (words, None) => words,
        };
        let (before, after) = if kind == Kind::Added { (None, words) } else { (words, None) };
        self.add(kind, before, after);
    }

    fn leaf(&mut self, old: Option<&Value>, new: Option<&Value>) {
        let kind = match (old, new) {
            (None, _) => Kind::Added,
            (_, None) => Kind::Removed,
            _ => Kind::Changed,
        };
        let name = self.path.iter().rev().find(|step| !is_language(&step.name)).map(|step| step.name.clone());
        let name = name.unwrap_or_default();
        let shown = |value: &Value| match value {
            Value::String(text) => self.word(&name, text),
            Value::Bool(true) => say!("yes", "ja"),
            Value::Bool(false) => say!("no", "nein"),
            Value::Array(list) => match rich(value) {
                Some(text) => Message::same(text),
                None => {
                    let words: Vec<Message> = list
                        .iter()
                        .map(|entry| self.word(&name, entry.as_str().unwrap_or_default()))
                        .collect();
                    let join = |of: fn(&Message) -> &String| {
                        words.iter().map(|word| of(word).clone()).collect::<Vec<_>>().join(", ")
                    };
                    Message { en: join(|word| &word.en), de: join(|word| &word.de) }
                }
            },
            Value::Object(_) => Message::same(first_language(value).unwrap_or_default()),
            other => Message::same(other.to_string()),
        };
        let (before, after) = (old.map(shown), new.map(shown));
        self.add(kind, before, after);
    }

    fn add(&mut self, kind: Kind, before: Option<Message>, after: Option<Message>) {
        let mut path = String::new();
        for (index, step) in self.path.iter().enumerate() {
            if self.is_entry(index) {
                path.push_str(&format!("[{}]", step.name));
            } else {
                path.push_str(if index > 0 { "." } else { "" });
                path.push_str(&step.name);
            }
        }
        let subject = self.subject();
        self.found.push(Difference { path, kind, subject, before, after });
    }

    /// Whether a step is an entry of the list before it.
    fn is_entry(&self, index: usize) -> bool {
        index > 0 && is_list(&self.path[index - 1].name) && !self.is_entry(index - 1)
    }

    /// What a part is called.
    fn subject(&self) -> Message {
        let mut en = Vec::new();
        let mut de = Vec::new();
        for (index, step) in self.path.iter().enumerate() {
            if self.is_entry(index) {
                let name = step.called.clone().unwrap_or_else(|| step.name.clone());
                for words in [&mut en, &mut de] {
                    if let Some(last) = words.last_mut() {
                        *last = format!("{last} {name}");
                    }
                }
            } else if is_language(&step.name) && index > 0 {
                for words in [&mut en, &mut de] {
                    if let Some(last) = words.last_mut() {
                        *last = format!("{last} ({})", step.name);
                    }
                }
            } else if !["state", "kind"].contains(&step.name.as_str()) {
                let Message { en: one, de: other } = field(&step.name);
                en.push(one);
                de.push(other);
            }
        }
        Message { en: en.join(", "), de: de.join(", ") }
    }

    /// A word of the document as readers see it.
    fn word(&self, name: &str, text: &str) -> Message {
        let list = self.path.first().map_or("", |step| step.name.as_str());
        let both = |of: &dyn Fn(&'static Phrases) -> Option<&'static str>| {
            let of = |tag: &str| of(locales::lookup(tag).phrases).unwrap_or(text).to_owned();
            Message { en: of("en"), de: of("de") }
        };
        match name {
            "status" => match list {
                "incidents" => match text.parse::<IncidentStatus>() {
                    Ok(status) => both(&|phrases| Some(phrases.incident_status(status))),
                    Err(_) => Message::same(text),
                },
                "maintenances" => match text.parse::<MaintenanceStatus>() {
                    Ok(status) => both(&|phrases| Some(phrases.maintenance_status(status))),
                    Err(_) => Message::same(text),
                },
                _ => match text.parse::<ServiceStatus>() {
                    Ok(status) => state_words(status),
                    Err(_) => Message::same(text),
                },
            },
            "impact" => match text.parse::<Impact>() {
                Ok(impact) => both(&|phrases| phrases.impact(impact)),
                Err(_) => Message::same(text),
            },
            "kind" => match text.parse::<OutlookKind>() {
                Ok(outlook) => both(&|phrases| phrases.outlook(outlook)),
                Err(_) => Message::same(text),
            },
            "audience" => match text.parse::<Audience>() {
                Ok(audience) => both(&|phrases| phrases.audience(audience)),
                Err(_) => Message::same(text),
            },
            "since" | "at" | "starts" | "ends" | "expected" | "updated" => match text.parse::<When>() {
                Ok(when) => {
                    Message { en: locales::lookup("en").when(when), de: locales::lookup("de").when(when) }
                }
                Err(_) => Message::same(text),
            },
            _ => Message::same(text),
        }
    }

    /// What single insurers see otherwise than what is said of everybody.
    fn tenants(&mut self, old: &Content, new: &Content) {
        for service in &new.services {
            let Some(before) = old.services.iter().find(|other| other.id == service.id) else { continue };
            let general = (before.state.status, service.state.status);
            let mut groups: Vec<((ServiceStatus, ServiceStatus), Vec<String>)> = Vec::new();
            for tenant in &new.tenants {
                let Some(was) = old.tenants.iter().find(|other| other.id == tenant.id) else { continue };
                let change = (seen(before, was), seen(service, tenant));
                if change.0 == change.1 || change == general {
                    continue;
                }
                let name = name_of(tenant);
                match groups.iter_mut().find(|(other, _)| *other == change) {
                    Some((_, names)) => names.push(name),
                    None => groups.push((change, vec![name])),
                }
            }
            for ((was, is), names) in groups {
                let service_name =
                    service.name.iter().next().map_or(service.id.as_str(), |(_, name)| name.as_str());
                let more = names.len().saturating_sub(MOST_NAMES);
                let mut shown = names.into_iter().take(MOST_NAMES).collect::<Vec<_>>().join(", ");
                let mut shown_de = shown.clone();
                if more > 0 {
                    shown.push_str(&format!(" and {more} more"));
                    shown_de.push_str(&format!(" und {more} weitere"));
                }
                self.found.push(Difference {
                    path: format!("services[{}] for tenants", service.id),
                    kind: Kind::Changed,
                    subject: Message {
                        en: format!("Service {service_name}, as seen at {shown}"),
                        de: format!("Service {service_name}, so zu sehen bei {shown_de}"),
                    },
                    before: Some(state_words(was)),
                    after: Some(state_words(is)),
                });
            }
        }
    }
}

fn seen(service: &Service, tenant: &Tenant) -> ServiceStatus {
    service.state_for(Some(tenant)).status
}

fn name_of(tenant: &Tenant) -> String {
    tenant.name.iter().next().map_or_else(|| tenant.id.clone(), |(_, name)| name.clone())
}

/// A state as readers see it.
pub fn state_words(status: ServiceStatus) -> Message {
    let words = |tag: &str| locales::lookup(tag).phrases.service_status(status).to_owned();
    Message { en: words("en"), de: words("de") }
}

/// The entries of a list of objects, each with what it is known by. Nothing for other lists.
fn entries(list: &[Value]) -> Option<Vec<(String, &Value)>> {
    let mut entries: Vec<(String, &Value)> = Vec::new();
    for value in list {
        let Value::Object(members) = value else { return None };
        // Rich text is compared as a whole.
        if members.contains_key("type") {
            return None;
        }
        let key = ["id", "at", "url"].iter().find_map(|name| members.get(*name)?.as_str().map(str::to_owned));
        let mut key = key.or_else(|| first_language(members.get("name")?)).unwrap_or_default();
        while entries.iter().any(|(other, _)| *other == key) {
            key.push('\'');
        }
        entries.push((key, value));
    }
    Some(entries)
}

/// What an entry is called by readers.
fn called(entry: &Value) -> Option<String> {
    let named = ["name", "title", "question"].iter().find_map(|name| first_language(entry.get(*name)?));
    named.or_else(|| {
        let when = entry.get("at")?.as_str()?.parse::<When>().ok()?;
        Some(locales::lookup("de").when(when))
    })
}

/// The text of a language map in its first language, German if it has that.
fn first_language(texts: &Value) -> Option<String> {
    let texts = texts.as_object()?;
    let text = texts.get("de").or_else(|| texts.values().next())?;
    text.as_str().map(str::to_owned).or_else(|| rich(text))
}

/// The words of a rich text, with the addresses of its links.
fn rich(value: &Value) -> Option<String> {
    let is_tree = value.as_array()?.first()?.get("type").is_some();
    let nodes: Nodes = is_tree.then(|| serde_json::from_value(value.clone()).ok())??;
    let mut text = String::new();
    append(&nodes, &mut text);
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn append(nodes: &[Node], text: &mut String) {
    for node in nodes {
        match node {
            Node::Text(words) => text.push_str(words),
            Node::Break => text.push(' '),
            Node::Strong(children) => {
                text.push_str("**");
                append(children, text);
                text.push_str("**");
            }
            Node::Emphasis(children) => {
                text.push('*');
                append(children, text);
                text.push('*');
            }
            Node::Link(url, children) => {
                append(children, text);
                text.push_str(&format!(" ({url})"));
            }
            Node::ListItem(children) => {
                text.push_str(" • ");
                append(children, text);
            }
            Node::Paragraph(children)
            | Node::Heading(_, children)
            | Node::List(_, children)
            | Node::Unknown(children) => {
                text.push(' ');
                append(children, text);
            }
        }
    }
}

fn is_localized(members: &Map<String, Value>) -> bool {
    members.keys().all(|name| is_language(name))
}

/// Whether a member is a language and no field.
fn is_language(name: &str) -> bool {
    let primary = name.split('-').next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_lowercase())
        && !["at", "id", "url"].contains(&name)
}

const LISTS: [&str; 12] = [
    "services",
    "sites",
    "tenants",
    "groups",
    "categories",
    "incidents",
    "maintenances",
    "updates",
    "history",
    "faq",
    "contacts",
    "links",
];

fn is_list(name: &str) -> bool {
    LISTS.contains(&name)
}

/// Where a field comes in the words: what matters most first.
fn order(name: &str) -> usize {
    const FIRST: [&str; 8] =
        ["title", "summary", "state", "status", "services", "incidents", "maintenances", "faq"];
    FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len())
}

/// What a field is called.
fn field(name: &str) -> Message {
    match name {
        "title" => say!("headline", "Überschrift"),
        "summary" => say!("summary", "Zusammenfassung"),
        "updated" => say!("date of the texts", "Stand der Texte"),
        "languages" => say!("languages", "Sprachen"),
        "publisher" => say!("publisher", "Herausgeber"),
        "services" => say!("service", "Service"),
        "sites" => say!("site", "Standort"),
        "tenants" => say!("insurer", "Krankenkasse"),
        "groups" => say!("group", "Gruppe"),
        "categories" => say!("category of questions", "Rubrik"),
        "incidents" => say!("incident", "Vorfall"),
        "maintenances" => say!("maintenance", "Wartung"),
        "updates" => say!("message of", "Meldung vom"),
        "history" => say!("history of", "Verlauf vom"),
        "faq" => say!("question", "Frage"),
        "contacts" => say!("contact", "Kontakt"),
        "links" => say!("link", "Link"),
        "status" => say!("state", "Zustand"),
        "since" => say!("since", "seit"),
        "note" => say!("note", "Hinweis"),
        "alternative" => say!("what to do meanwhile", "was bis dahin zu tun ist"),
        "outlook" => say!("outlook", "Aussicht"),
        "expected" => say!("expected", "erwartet"),
        "description" => say!("description", "Beschreibung"),
        "name" => say!("name", "Name"),
        "question" => say!("wording", "Wortlaut"),
        "answer" => say!("answer", "Antwort"),
        "text" => say!("text", "Text"),
        "impact" => say!("impact", "Auswirkung"),
        "starts" => say!("starts", "beginnt"),
        "ends" => say!("ends", "endet"),
        "audience" => say!("for whom", "für wen"),
        "group" => say!("stands under", "steht unter"),
        "category" => say!("stands under", "steht unter"),
        "phone" | "phone_number" => say!("telephone", "Telefon"),
        "email" => say!("e-mail", "E-Mail"),
        "address" => say!("address", "Anschrift"),
        "url" => say!("address of the page", "Adresse der Seite"),
        "copyright" => say!("copyright line", "Copyright-Zeile"),
        "example" => say!("example", "Beispiel"),
        other => Message::same(other),
    }
}
