//! `status.toml`.
//!
//! Owns which fields there are and what they become in the document. Fields have
//! the names of the document's; a state's fields stand flat in the service that they
//! belong to. Must not know how single values are read, nor what they have to do
//! with one another.

use toml::de::DeTable;

use super::diagnostics::{nearest, probably_meant};
use super::toml_reader::{Fields, Item, TomlReader};
use super::translations::PARTLY_TRANSLATED;
use crate::core::document::calendar::{Date, When};
use crate::core::document::localized::Localized;
use crate::core::document::rich_text::check_link;
use crate::core::document::{
    Audience, Change, Contact, Content, Correction, Impact, Incident, Link, LocalState, Maintenance, Named,
    Outlook, Publisher, RichText, Service, ServiceStatus, State, Tenant, Text, Update, Word,
};
use crate::native::bilingual::{Message, say};

/// The fields of the whole file.
pub const TOP: &[&str] = &[
    "languages",
    PARTLY_TRANSLATED,
    "title",
    "summary",
    "updated",
    "publisher",
    "groups",
    "sites",
    "tenants",
    "services",
    "incidents",
    "maintenances",
    "contacts",
    "links",
];

/// Reads everything but the questions. Where something is wrong there is a complaint,
/// and an empty value in the content.
pub fn read(reader: &mut TomlReader<'_>, table: &DeTable<'_>) -> Content {
    let fields = &mut Fields::top(table);
    reader.languages = languages(reader, fields);
    reader.translations.partial = partly_translated(reader, fields);
    let content = Content {
        languages: reader.languages.clone(),
        title: text(reader, fields, "title", "title.de = \"…\""),
        summary: reader.take(fields, "summary").and_then(|item| reader.rich(&item)),
        updated: when(reader, fields, "updated", "updated = 2023-05-03"),
        publisher: publisher(reader, fields),
        groups: tables(reader, fields, "groups", named),
        sites: tables(reader, fields, "sites", named),
        tenants: tables(reader, fields, "tenants", tenant),
        services: tables(reader, fields, "services", service),
        incidents: tables(reader, fields, "incidents", incident),
        maintenances: tables(reader, fields, "maintenances", maintenance),
        categories: Vec::new(),
        faq: Vec::new(),
        contacts: tables(reader, fields, "contacts", contact),
        links: tables(reader, fields, "links", link),
    };
    reader.finish(fields);
    reader.name_strangers();
    content
}

fn tables<T>(
    reader: &mut TomlReader<'_>,
    fields: &mut Fields<'_>,
    name: &'static str,
    read: impl FnMut(&mut TomlReader<'_>, &mut Fields<'_>) -> T,
) -> Vec<T> {
    let item = reader.take(fields, name);
    reader.tables(item, read)
}

fn languages(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Vec<String> {
    let example = "languages = [\"de\", \"en\"]";
    let Some(item) = reader.need(fields, "languages", example) else { return Vec::new() };
    let languages = tags(reader, &item, |_, _, _| true);
    if languages.is_empty() && !reader.diagnostics.is_settled("languages") {
        reader.complain(
            &item,
            say!("there is no language", "hier steht keine Sprache"),
            say!("name at least one: `{example}`", "nennen Sie wenigstens eine: `{example}`"),
        );
    }
    languages
}

/// The languages of which texts may be missing.
fn partly_translated(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Vec<String> {
    let Some(item) = reader.take(fields, PARTLY_TRANSLATED) else { return Vec::new() };
    tags(reader, &item, |reader, entry, tag| {
        // What is wrong with `languages` itself has been said.
        let Some((first, others)) = reader.languages.split_first() else { return true };
        if others.iter().any(|other| other == tag) {
            return true;
        }
        if first == tag {
            reader.complain(
                entry,
                say!(
                    "`{tag}` is the first language, which is complete",
                    "`{tag}` ist die erste Sprache, und die ist vollständig"
                ),
                say!(
                    "delete it here; what others lack is shown in it",
                    "löschen Sie es hier; was anderen fehlt, ist in ihr zu lesen"
                ),
            );
            return false;
        }
        let message = say!(
            "`{tag}` is not one of the document's languages",
            "`{tag}` ist keine der Sprachen des Dokuments"
        );
        match nearest(tag, others.iter().map(String::as_str)).map(str::to_owned) {
            Some(meant) => reader.mistaken(entry, message, probably_meant(), &meant),
            None => reader.complain(
                entry,
                message,
                say!(
                    "add it to `languages`, or delete it here",
                    "nehmen Sie es in `languages` auf, oder löschen Sie es hier"
                ),
            ),
        }
        false
    })
}

/// The language tags of a list, each once, of which `is_right` has nothing to complain.
fn tags(
    reader: &mut TomlReader<'_>,
    item: &Item<'_>,
    is_right: impl Fn(&mut TomlReader<'_>, &Item<'_>, &str) -> bool,
) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    reader.list(item, |reader, entry| {
        let tag = reader.language_tag(entry)?;
        if tags.contains(&tag) {
            reader.complain(
                entry,
                say!("`{tag}` is named twice", "`{tag}` steht hier zweimal"),
                say!("delete one of the two", "löschen Sie eines von beiden"),
            );
            return None;
        }
        is_right(reader, entry, &tag).then(|| tags.push(tag))
    });
    tags
}

fn text(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>, name: &'static str, example: &str) -> Text {
    let item = reader.need(fields, name, example);
    item.and_then(|item| reader.text(&item)).unwrap_or_default()
}

fn id(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> String {
    let item = reader.need(fields, "id", "id = \"…\"");
    item.and_then(|item| reader.string(&item)).unwrap_or_default()
}

fn when(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>, name: &'static str, example: &str) -> When {
    let item = reader.need(fields, name, example);
    item.and_then(|item| reader.when(&item)).unwrap_or(When::Date(Date { year: 1970, month: 1, day: 1 }))
}

fn string(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>, name: &'static str) -> Option<String> {
    reader.take(fields, name).and_then(|item| reader.string(&item))
}

fn url(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Option<String> {
    reader.take(fields, "url").and_then(|item| reader.url(&item))
}

fn ids(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>, name: &'static str) -> Vec<String> {
    reader.take(fields, name).map_or_else(Vec::new, |item| reader.list(&item, TomlReader::string))
}

fn audience(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Vec<Audience> {
    let item = reader.take(fields, "audience");
    item.map_or_else(Vec::new, |item| reader.list(&item, |reader, entry| reader.choice(entry)))
}

fn flag(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>, name: &'static str) -> bool {
    reader.take(fields, name).is_some_and(|item| reader.flag(&item))
}

fn publisher(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Publisher {
    let item = reader.need(fields, "publisher", "publisher.name = \"…\"");
    let read = reader.table(item, |reader, fields| Publisher {
        name: text(reader, fields, "name", "name = \"…\""),
        url: url(reader, fields),
        copyright: string(reader, fields, "copyright"),
    });
    read.unwrap_or_else(|| Publisher { name: Localized::default(), url: None, copyright: None })
}

fn named(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Named {
    Named {
        id: id(reader, fields),
        name: text(reader, fields, "name", "name.de = \"…\""),
        example: flag(reader, fields, "example"),
    }
}

fn tenant(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Tenant {
    Tenant {
        id: id(reader, fields),
        name: text(reader, fields, "name", "name = \"…\""),
        example: flag(reader, fields, "example"),
        sites: ids(reader, fields, "sites"),
    }
}

fn service(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Service {
    Service {
        id: id(reader, fields),
        name: text(reader, fields, "name", "name.de = \"…\""),
        description: reader.take(fields, "description").and_then(|item| reader.text(&item)),
        group: string(reader, fields, "group"),
        audience: audience(reader, fields),
        state: state(reader, fields),
        sites: tables(reader, fields, "sites", local_state),
        tenants: tables(reader, fields, "tenants", local_state),
        history: tables(reader, fields, "history", change),
    }
}

fn local_state(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> LocalState {
    LocalState { id: id(reader, fields), state: state(reader, fields) }
}

fn state(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> State {
    let status = reader.need_as(fields, "status", "state.status", "status = \"operational\"");
    let since = reader.take_as(fields, "since", "state.since");
    let note = reader.take_as(fields, "note", "state.note");
    let alternative = reader.take_as(fields, "alternative", "state.alternative");
    State {
        status: status.and_then(|item| reader.choice(&item)).unwrap_or(ServiceStatus::OTHER),
        since: since.and_then(|item| reader.when(&item)),
        note: note.and_then(|item| reader.rich(&item)),
        alternative: alternative.and_then(|item| reader.rich(&item)),
        outlook: outlook(reader, fields),
    }
}

fn outlook(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Option<Outlook> {
    let kind = reader.take_as(fields, "outlook", "state.outlook.kind");
    let expected = reader.take_as(fields, "expected", "state.outlook.expected");
    if let (None, Some(item)) = (&kind, &expected) {
        reader.complain(
            item,
            say!("`expected` without `outlook`", "`expected` ohne `outlook`"),
            say!(
                "say what is expected: `outlook = \"restoring\"`",
                "sagen Sie, was erwartet wird: `outlook = \"restoring\"`"
            ),
        );
    }
    let expected = expected.and_then(|item| reader.when(&item));
    Some(Outlook { kind: kind.and_then(|item| reader.choice(&item))?, expected })
}

fn change(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Change {
    Change {
        at: when(reader, fields, "at", "at = 2023-05-03T14:05:00+02:00"),
        status: step(reader, fields, "operational"),
    }
}

fn step<S: Word>(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>, example: &str) -> S {
    let item = reader.need(fields, "status", &format!("status = \"{example}\""));
    item.and_then(|item| reader.choice(&item)).unwrap_or(S::OTHER)
}

fn updates<S: Word>(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>, example: &str) -> Vec<Update<S>> {
    tables(reader, fields, "updates", |reader, fields| Update {
        at: when(reader, fields, "at", "at = 2023-05-03T14:05:00+02:00"),
        status: step(reader, fields, example),
        text: rich(reader, fields, "text"),
        correction: correction(reader, fields),
    })
}

fn rich(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>, name: &'static str) -> RichText {
    let item = reader.need(fields, name, &format!("{name}.de = \"…\""));
    item.and_then(|item| reader.rich(&item)).unwrap_or_default()
}

fn correction(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Option<Correction> {
    let item = reader.take(fields, "correction")?;
    reader.table(Some(item), |reader, fields| Correction {
        at: when(reader, fields, "at", "at = 2023-05-03T14:05:00+02:00"),
        before: rich(reader, fields, "before"),
    })
}

fn incident(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Incident {
    let impact = reader.need(fields, "impact", "impact = \"major\"");
    Incident {
        id: id(reader, fields),
        title: text(reader, fields, "title", "title.de = \"…\""),
        impact: impact.and_then(|item| reader.choice(&item)).unwrap_or(Impact::OTHER),
        status: step(reader, fields, "investigating"),
        services: ids(reader, fields, "services"),
        updates: updates(reader, fields, "investigating"),
    }
}

fn maintenance(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Maintenance {
    Maintenance {
        id: id(reader, fields),
        title: text(reader, fields, "title", "title.de = \"…\""),
        status: step(reader, fields, "scheduled"),
        starts: when(reader, fields, "starts", "starts = 2023-05-06T22:00:00+02:00"),
        ends: reader.take(fields, "ends").and_then(|item| reader.when(&item)),
        services: ids(reader, fields, "services"),
        updates: updates(reader, fields, "scheduled"),
    }
}

fn contact(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Contact {
    Contact {
        name: text(reader, fields, "name", "name.de = \"…\""),
        audience: audience(reader, fields),
        tenants: ids(reader, fields, "tenants"),
        emergency: flag(reader, fields, "emergency"),
        address: reader
            .take(fields, "address")
            .map_or_else(Vec::new, |item| reader.list(&item, TomlReader::string)),
        phone: string(reader, fields, "phone"),
        phone_number: reader.take(fields, "phone_number").and_then(|item| phone_number(reader, &item)),
        email: reader.take(fields, "email").and_then(|item| email(reader, &item)),
        hours: reader.take(fields, "hours").and_then(|item| reader.text(&item)),
        valid_until: reader.take(fields, "valid_until").and_then(|item| reader.when(&item)),
    }
}

fn phone_number(reader: &mut TomlReader<'_>, item: &Item<'_>) -> Option<String> {
    let number = reader.string(item)?;
    // E.164: a country code, which never begins with 0, and the number; at most 15 digits.
    let is_dialled = |number: &str| {
        let digits = number.strip_prefix('+').filter(|digits| !digits.starts_with('0'));
        digits.is_some_and(|digits| {
            (5..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    if is_dialled(&number) {
        return Some(number);
    }
    let bare = number.replace([' ', '-', '/', '(', ')', '.'], "");
    let meant = match bare.strip_prefix("00").or(bare.strip_prefix("+")) {
        Some(abroad) => format!("+{abroad}"),
        // A number as it is dialled within Germany.
        None => format!("+49{}", bare.trim_start_matches('0')),
    };
    if is_dialled(&meant) {
        reader.mistaken(
            item,
            no_number(),
            say!("if this is the number, write", "wenn das die Nummer ist, schreiben Sie"),
            &meant,
        );
    } else {
        reader.complain(
            item,
            no_number(),
            say!(
                "write + and digits only, like `+4980012345`; how it is spoken of belongs to `phone`",
                "schreiben Sie nur + und Ziffern, wie `+4980012345`; wie man sie sagt, gehört zu `phone`"
            ),
        );
    }
    None
}

fn no_number() -> Message {
    say!(
        "not a telephone number as it is dialled from abroad",
        "keine Telefonnummer, wie man sie aus dem Ausland wählt"
    )
}

fn no_address() -> Message {
    say!("not an e-mail address", "keine E-Mail-Adresse")
}

fn email(reader: &mut TomlReader<'_>, item: &Item<'_>) -> Option<String> {
    let address = reader.string(item)?;
    // The part of RFC 5322 section 3.4.1 that is in use, and nothing that means
    // something in a mailto: address (RFC 6068).
    let is_address = |address: &str| {
        let word = |text: &str, marks: &[u8]| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || marks.contains(&b))
        };
        address.split_once('@').is_some_and(|(name, host)| {
            word(name, b"!#$*+-/=_~.")
                && host.contains('.')
                && host.split('.').all(|label| word(label, b"-"))
                && check_link(&format!("mailto:{address}")).is_ok()
        })
    };
    if is_address(&address) {
        return Some(address);
    }
    let meant = address.strip_prefix("mailto:").unwrap_or(&address).replace(' ', "");
    let meant = meant.replace("(at)", "@").replace("[at]", "@");
    if is_address(&meant) {
        reader.mistaken(item, no_address(), probably_meant(), &meant);
    } else {
        reader.complain(
            item,
            no_address(),
            say!("write it like `info@example.org`", "schreiben Sie sie wie `info@example.org`"),
        );
    }
    None
}

fn link(reader: &mut TomlReader<'_>, fields: &mut Fields<'_>) -> Link {
    let name = text(reader, fields, "name", "name.de = \"…\"");
    let item = reader.need(fields, "url", "url = \"https://www.example.org/\"");
    let url = item.and_then(|item| reader.url(&item)).unwrap_or_default();
    Link { name, url, kind: reader.take(fields, "kind").and_then(|item| reader.choice(&item)) }
}
