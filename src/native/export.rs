//! The same words for other readers: feeds, calendars, status dashboards, telephones.
//!
//! Owns what a verified document becomes elsewhere. Nothing of it is signed or expires, so
//! each says when the document was issued. Must not know where it is written.

use atom_syndication::{ContentBuilder, Entry, EntryBuilder, Feed, FeedBuilder, LinkBuilder, PersonBuilder};
use icalendar::{Calendar, Component as _, Event};
use serde_json::{Value, json};

use crate::core::document::calendar::{Date, When, berlin};
use crate::core::document::content::Update;
use crate::core::document::localized::Localized;
use crate::core::document::rich_text::{Nodes, plain_text};
use crate::core::document::{
    Claims, Content, Impact, Incident, IncidentStatus, LinkKind, Maintenance, MaintenanceStatus, Service,
    ServiceStatus, StatusDocument, Word,
};
use crate::core::encoding::unix_time::UnixTime;
use crate::core::presentation::phrases;

/// A form in which a document goes elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub enum Form {
    /// A feed of all messages (Atom, RFC 4287)
    Atom,
    /// The maintenances as a calendar (iCalendar, RFC 5545)
    Ical,
    /// `summary.json` as Statuspage has it in version 2 of its interface
    Summary,
    /// Plain text, for telephone agents and mails
    Text,
}

impl Form {
    /// The name of the file in a folder that is served, in a language; `tag` is none for the
    /// document's first.
    pub fn file_name(self, tag: Option<&str>) -> Option<String> {
        let infix = tag.map_or_else(String::new, |tag| format!(".{tag}"));
        Some(match self {
            Self::Atom => format!("status{infix}.atom"),
            Self::Ical => format!("status{infix}.ics"),
            Self::Text => format!("status{infix}.txt"),
            // There is one of it, wherever it is read.
            Self::Summary if tag.is_some() => return None,
            Self::Summary => "summary.json".into(),
        })
    }

    /// What a document becomes in the language `tag`.
    pub fn render(self, document: &StatusDocument, tag: &str) -> String {
        let export = Export {
            claims: &document.claims,
            content: &document.content,
            tag,
            language: phrases::Language::lookup(tag),
        };
        match self {
            Self::Atom => export.atom().to_string(),
            Self::Ical => export.calendar(),
            Self::Summary => super::json_file::to_json(&export.summary()),
            Self::Text => export.text(),
        }
    }
}

struct Export<'d> {
    claims: &'d Claims,
    content: &'d Content,
    tag: &'d str,
    language: phrases::Language,
}

/// A message about an incident or a maintenance.
struct Message {
    /// `incident-attack`, stable.
    of: String,
    title: String,
    status: String,
    at: When,
    text: String,
    /// Its number among those of the same time, from the oldest.
    number: usize,
}

impl Export<'_> {
    /// A text in the language, or in the first.
    fn pick<'t, T>(&self, text: &'t Localized<T>) -> Option<&'t T> {
        let of = |tag: &str| text.iter().find(|(other, _)| *other == tag).map(|(_, text)| text);
        of(self.tag)
            .or_else(|| of(self.content.languages.first()?))
            .or_else(|| text.iter().next().map(|(_, text)| text))
    }

    fn short(&self, text: &Localized<String>) -> String {
        self.pick(text).cloned().unwrap_or_default()
    }

    fn long(&self, text: &Localized<Nodes>) -> String {
        self.pick(text).map(|nodes| plain_text(nodes)).unwrap_or_default()
    }

    fn phrases(&self) -> &'static phrases::Phrases {
        self.language.phrases()
    }

    /// All messages, newest first.
    fn messages(&self) -> Vec<Message> {
        let phrases = self.phrases();
        let mut messages = Vec::new();
        for Incident { id, title, updates, .. } in &self.content.incidents {
            let of = format!("incident-{id}");
            messages.extend(self.messages_of(&of, title, updates, |status| phrases.incident_status(status)));
        }
        for Maintenance { id, title, updates, .. } in &self.content.maintenances {
            let of = format!("maintenance-{id}");
            messages
                .extend(self.messages_of(&of, title, updates, |status| phrases.maintenance_status(status)));
        }
        messages.sort_by_key(|message| std::cmp::Reverse(message.at.earliest()));
        messages
    }

    /// The messages about one incident or maintenance.
    fn messages_of<S: Word>(
        &self,
        of: &str,
        title: &Localized<String>,
        updates: &[Update<S>],
        says: impl Fn(S) -> &'static str,
    ) -> Vec<Message> {
        let message = |(index, update): (usize, &Update<S>)| Message {
            of: of.to_owned(),
            title: self.short(title),
            status: says(update.status).to_owned(),
            at: update.at,
            text: self.long(&update.text),
            number: updates[index + 1..].iter().filter(|other| other.at == update.at).count(),
        };
        updates.iter().enumerate().map(message).collect()
    }

    /// The messages about one incident or maintenance as Statuspage has them.
    fn incident_updates<S: Word>(&self, of: &str, updates: &[Update<S>]) -> Vec<Value> {
        let one = |(index, update): (usize, &Update<S>)| {
            let at = rfc3339(update.at);
            json!({
                "id": format!("{of}-{}", updates.len() - index),
                "incident_id": of, "status": update.status.as_str(),
                "body": self.long(&update.text), "created_at": at, "updated_at": at, "display_at": at,
            })
        };
        updates.iter().enumerate().map(one).collect()
    }

    fn atom(&self) -> Feed {
        let base = format!("{}#{}", self.claims.iss, self.claims.sub);
        let author = PersonBuilder::default().name(self.short(&self.content.publisher.name)).build();
        let messages = self.messages();
        let entries: Vec<Entry> = messages
            .iter()
            .map(|message| {
                // An entry's id never changes, whatever becomes of its words (RFC 4287
                // section 4.2.6).
                let number =
                    if message.number > 0 { format!("-{}", message.number + 1) } else { String::new() };
                EntryBuilder::default()
                    .id(format!("{base}-{}-{}{number}", message.of, message.at))
                    .title(format!("{}: {}", message.title, message.status))
                    .updated(atom_time(message.at))
                    .published(atom_time(message.at))
                    .content(
                        ContentBuilder::default()
                            .value(message.text.clone())
                            .content_type("text".to_owned())
                            .build(),
                    )
                    .build()
            })
            .collect();
        let newest = messages.first().map_or(self.content.updated, |message| message.at);
        let link = self.content.publisher.url.clone().unwrap_or_else(|| self.claims.iss.clone());
        FeedBuilder::default()
            .id(base)
            .lang(self.tag.to_owned())
            .title(self.short(&self.content.title))
            .updated(atom_time(newest))
            .author(author)
            .links(
                [(Some(link), "alternate"), (self.own_address(), "self")]
                    .into_iter()
                    .filter_map(|(href, rel)| {
                        Some(LinkBuilder::default().href(href?).rel(rel.to_owned()).build())
                    })
                    .collect::<Vec<_>>(),
            )
            .entries(entries)
            .build()
    }

    /// Where the feed lies, if the document names it (RFC 4287 section 4.2.7.2, `self`).
    fn own_address(&self) -> Option<String> {
        let infix =
            Some(self.tag).filter(|tag| self.content.languages.first().is_none_or(|first| first != tag));
        let name = Form::Atom.file_name(infix)?;
        let named = self.content.links.iter().filter(|link| link.kind == Some(LinkKind::Feed));
        named.map(|link| link.url.clone()).find(|url| url.ends_with(&format!("/{name}")))
    }

    fn calendar(&self) -> String {
        let mut calendar = Calendar::new();
        calendar.name(&self.short(&self.content.title));
        let host =
            self.claims.iss.split("://").last().unwrap_or_default().trim_end_matches('/').replace('/', ".");
        for planned in &self.content.maintenances {
            let mut event = Event::new();
            event.uid(&format!("{}@{host}", planned.id));
            event.summary(&self.short(&planned.title));
            event.add_property("DTSTAMP", utc(self.claims.iat));
            // Rises with every version, so that calendars take the newer one.
            event.add_property("SEQUENCE", (self.claims.version % 2_147_483_647).to_string());
            let (name, value) = start_property(planned.starts);
            add(&mut event, "DTSTART", name, value);
            if let Some(ends) = planned.ends {
                // A day ends with the next one (RFC 5545 section 3.6.1).
                let (name, value) = match ends {
                    When::Date(date) => (true, compact(day_after(date))),
                    When::Instant(time) => (false, utc(time)),
                };
                add(&mut event, "DTEND", name, value);
            }
            let state = self.phrases().maintenance_status(planned.status);
            let text = planned.updates.first().map(|update| self.long(&update.text)).unwrap_or_default();
            event.description(format!("{state}\n{text}").trim());
            calendar.push(event.done());
        }
        calendar.done().to_string()
    }

    fn summary(&self) -> Value {
        let Content { publisher, services, groups, incidents, maintenances, .. } = self.content;
        let page_id = format!("{}-{}", self.claims.iss, self.claims.sub);
        let issued = rfc3339(When::Instant(self.claims.iat));
        let changed = rfc3339(self.content.updated);
        let group_components = groups.iter().enumerate().map(|(index, group)| {
            let members: Vec<&str> = services
                .iter()
                .filter(|service| service.group.as_deref() == Some(group.id.as_str()))
                .map(|service| service.id.as_str())
                .collect();
            let worst = services.iter().filter(|service| members.contains(&service.id.as_str()));
            let worst = worst.map(|service| service.state.status).max_by_key(|status| status.severity());
            json!({
                "id": format!("group-{}", group.id), "name": self.short(&group.name), "status": component_status(worst.unwrap_or(ServiceStatus::Unknown)),
                "created_at": changed, "updated_at": changed, "position": index + 1, "description": null,
                "showcase": false, "start_date": null, "group_id": null, "page_id": page_id, "group": true,
                "only_show_if_degraded": false, "components": members,
            })
        });
        let components = services.iter().enumerate().map(|(index, service)| {
            let since = service.state.since.map_or_else(|| changed.clone(), rfc3339);
            json!({
                "id": service.id, "name": self.short(&service.name),
                "status": component_status(service.state.status),
                "created_at": since, "updated_at": since, "position": index + 1,
                "description": service.description.as_ref().map(|text| self.short(text)),
                "showcase": true, "start_date": null,
                "group_id": service.group.as_ref().map(|group| format!("group-{group}")),
                "page_id": page_id, "group": false, "only_show_if_degraded": false,
            })
        });
        let components: Vec<Value> = group_components.chain(components).collect();
        let open = incidents.iter().filter(|incident| incident.status != IncidentStatus::Resolved);
        let open: Vec<Value> = open
            .map(|incident| {
                let updates = self.incident_updates(&incident.id, &incident.updates);
                let (first, last) = (incident.updates.last(), incident.updates.first());
                let started = first.map_or_else(|| changed.clone(), |update| rfc3339(update.at));
                json!({
                    "id": incident.id, "name": self.short(&incident.title), "status": incident.status.as_str(),
                    "impact": incident.impact.as_str(), "created_at": started, "started_at": started,
                    "updated_at": last.map_or_else(|| changed.clone(), |update| rfc3339(update.at)),
                    "monitoring_at": null, "resolved_at": null, "shortlink": publisher.url, "page_id": page_id,
                    "incident_updates": updates, "components": [],
                })
            })
            .collect();
        let planned = maintenances.iter().filter(|planned| planned.status != MaintenanceStatus::Completed);
        let planned: Vec<Value> = planned
            .map(|planned| {
                let updates = self.incident_updates(&planned.id, &planned.updates);
                json!({
                    "id": planned.id, "name": self.short(&planned.title), "status": planned.status.as_str(),
                    "impact": "maintenance", "created_at": changed, "started_at": rfc3339(planned.starts),
                    "updated_at": changed, "monitoring_at": null, "resolved_at": null,
                    "scheduled_for": rfc3339(planned.starts),
                    "scheduled_until": planned.ends.map(rfc3339), "shortlink": publisher.url,
                    "page_id": page_id, "incident_updates": updates, "components": [],
                })
            })
            .collect();
        let worst =
            services.iter().map(|service| service.state.status).max_by_key(|status| status.severity());
        let description = worst.map(|worst| self.in_short(services, worst)).unwrap_or_default();
        json!({
            "page": {
                "id": page_id, "name": self.short(&publisher.name),
                "url": publisher.url.as_ref().unwrap_or(&self.claims.iss),
                "time_zone": "Europe/Berlin", "updated_at": issued,
            },
            "components": components, "incidents": open, "scheduled_maintenances": planned,
            "status": { "indicator": self.indicator(worst), "description": description },
        })
    }

    /// What does not work, by name: one service that is down is not all of them.
    fn in_short(&self, services: &[Service], worst: ServiceStatus) -> String {
        let phrases = self.phrases();
        if worst == ServiceStatus::Operational {
            return phrases.all_operational.to_owned();
        }
        let names = services.iter().filter(|service| service.state.status == worst);
        let names: Vec<String> = names.map(|service| self.short(&service.name)).collect();
        format!("{}: {}", phrases.service_status(worst), names.join(", "))
    }

    /// Statuspage's word for the whole.
    fn indicator(&self, worst: Option<ServiceStatus>) -> &'static str {
        let open =
            self.content.incidents.iter().filter(|incident| incident.status != IncidentStatus::Resolved);
        let impact = open.map(|incident| incident.impact).max_by_key(|impact| match impact {
            Impact::Critical => 3,
            Impact::Major => 2,
            Impact::Minor => 1,
            _ => 0,
        });
        match (worst, impact) {
            (Some(ServiceStatus::MajorOutage), Some(Impact::Critical)) => "critical",
            (Some(ServiceStatus::MajorOutage), _) => "major",
            (Some(ServiceStatus::PartialOutage), _) => "major",
            (None | Some(ServiceStatus::Operational), None) => "none",
            (Some(ServiceStatus::UnderMaintenance), _) => "maintenance",
            _ => "minor",
        }
    }

    /// What an agent reads out, and what goes into a mail.
    fn text(&self) -> String {
        let phrases = self.phrases();
        let mut text = format!("{}\n", self.short(&self.content.title));
        let issued = self.language.when(When::Instant(self.claims.iat));
        text.push_str(&format!("{}{issued} (#{})\n", phrases.as_of, self.claims.version));
        if let Some(summary) = &self.content.summary {
            text.push_str(&format!("\n{}\n", self.long(summary)));
        }
        for service in &self.content.services {
            let state = phrases.service_status(service.state.status);
            text.push_str(&format!("\n{}: {state}\n", self.short(&service.name)));
            for more in [&service.state.note, &service.state.alternative].into_iter().flatten() {
                for line in self.long(more).lines() {
                    text.push_str(&format!("  {line}\n"));
                }
            }
        }
        for message in self.messages() {
            let when = self.language.when(message.at);
            text.push_str(&format!("\n{} – {} ({when})\n{}\n", message.title, message.status, message.text));
        }
        for contact in &self.content.contacts {
            let ways = [contact.phone.as_ref().or(contact.phone_number.as_ref()), contact.email.as_ref()];
            let ways: Vec<&str> = ways.into_iter().flatten().map(String::as_str).collect();
            text.push_str(&format!("\n{}: {}\n", self.short(&contact.name), ways.join(", ")));
        }
        text
    }
}

/// Statuspage has no word for what nobody knows; it is not `operational`.
fn component_status(status: ServiceStatus) -> &'static str {
    match status {
        ServiceStatus::Operational => "operational",
        ServiceStatus::PartialOutage => "partial_outage",
        ServiceStatus::MajorOutage => "major_outage",
        ServiceStatus::UnderMaintenance => "under_maintenance",
        ServiceStatus::DegradedPerformance | ServiceStatus::Unknown => "degraded_performance",
    }
}

/// RFC 3339; a date is midnight in Germany.
fn rfc3339(when: When) -> String {
    match when {
        When::Instant(_) => when.to_string(),
        When::Date(date) => {
            let summer = berlin(date.midnight().saturating_sub(core::time::Duration::from_secs(3600))).summer;
            format!("{date}T00:00:00+{}:00", if summer { "02" } else { "01" })
        }
    }
}

fn atom_time(when: When) -> atom_syndication::FixedDateTime {
    rfc3339(when).parse().unwrap_or_default()
}

/// `20261124T130500Z`, for iCalendar.
fn utc(time: UnixTime) -> String {
    When::Instant(time).to_string().replace(['-', ':'], "")
}

fn compact(date: Date) -> String {
    date.to_string().replace('-', "")
}

fn day_after(date: Date) -> Date {
    // Noon of the next day, wherever the clocks are.
    berlin(date.midnight().saturating_add(core::time::Duration::from_secs(36 * 60 * 60))).date
}

/// Whether it is a day, and how it is written.
fn start_property(when: When) -> (bool, String) {
    match when {
        When::Date(date) => (true, compact(date)),
        When::Instant(time) => (false, utc(time)),
    }
}

fn add(event: &mut Event, name: &str, is_day: bool, value: String) {
    let mut property = icalendar::Property::new(name, value);
    if is_day {
        property.add_parameter("VALUE", "DATE");
    }
    event.append_property(property.done());
}
