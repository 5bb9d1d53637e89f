//! Answers of gematik's TI-Lage → a proposal for `status.toml`.
//!
//! Owns the two forms that are read, as the public repository gematik/api-tilage documents
//! them: `v2/tilage` (how far applications work now) and `v1/tistatus/incident` (how that came
//! about). What they say was found by probing the infrastructure from outside: hints at what may
//! be wrong, never the state of a service at an insurer. So a proposal has messages, marked as
//! drafts with their source and time, and no state. Must not know where an answer comes from.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::core::document::calendar::{When, berlin};
use crate::core::document::visible_text::visible_text;
use crate::core::encoding::unix_time::UnixTime;
use crate::native::bilingual::{Message, say};
use crate::native::folder::DRAFT_MARKS;

/// The longest answer that is read, in bytes; those of two weeks have a tenth of it.
pub const LONGEST: usize = 4 * 1024 * 1024;

/// Where the two forms are served, for the remark that names the source.
const STATE_SOURCE: &str = "https://ti-lage.prod.ccs.gematik.solutions/lageapi/v2/tilage";
const INCIDENT_SOURCE: &str = "https://ti-lage.prod.ccs.gematik.solutions/lageapi/v1/tistatus/incident";

/// Why there is no proposal.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Far too much.
    #[error("{}", too_long())]
    TooLong,
    /// Not JSON.
    #[error("{}", no_json())]
    Json(#[source] serde_json::Error),
    /// JSON of another form.
    #[error("{}", other_form())]
    Form(#[source] serde_json::Error),
    /// Another answer of the same interface.
    #[error("{}", other_form())]
    Other,
    /// The interface says that it has failed.
    #[error("{}", failed())]
    Failed,
}

fn too_long() -> Message {
    say!(
        "this is longer than any answer of TI-Lage; was another file meant?",
        "das ist länger als jede Antwort von TI-Lage; war eine andere Datei gemeint?"
    )
}

fn no_json() -> Message {
    say!(
        "this is not JSON; save the answer of TI-Lage as it came",
        "das ist kein JSON; speichern Sie die Antwort von TI-Lage so, wie sie kam"
    )
}

fn other_form() -> Message {
    say!(
        "neither of the two answers that are understood; save that of {STATE_SOURCE} or {INCIDENT_SOURCE}",
        "keine der beiden Antworten, die verstanden werden; speichern Sie die von {STATE_SOURCE} oder {INCIDENT_SOURCE}"
    )
}

fn failed() -> Message {
    say!(
        "TI-Lage says that it has failed; ask it again later",
        "TI-Lage meldet, dass es nicht gelungen ist; fragen Sie später noch einmal"
    )
}

/// What may be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// An id for `status.toml`.
    pub id: String,
    /// Whose applications, as TI-Lage calls them.
    pub apps: Vec<String>,
    /// Messages, newest first.
    pub steps: Vec<Step>,
    /// That TI-Lage knows of work on it that was planned.
    pub is_maintenance: bool,
}

/// How far a hint was at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: When,
    /// A word for the status of an incident.
    pub status: &'static str,
    /// What TI-Lage says, without its HTML.
    pub text: String,
}

/// All that an answer hints at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hints {
    /// Where the answer is served.
    pub source: &'static str,
    /// When it was saved.
    pub saved: UnixTime,
    /// The hints, in its order.
    pub hints: Vec<Hint>,
    /// Components that TI-Lage takes for the causes.
    pub causes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct State {
    app_status: BTreeMap<String, AppStatus>,
    #[serde(default)]
    cause: Vec<Cause>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AppStatus {
    outage: String,
    #[serde(default)]
    has_maintenance: bool,
    #[serde(default)]
    has_sub_component_maintenance: bool,
    #[serde(default)]
    affected_functions: Vec<AffectedFunction>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AffectedFunction {
    #[serde(default)]
    impact_desc: Option<String>,
    #[serde(default)]
    function: Option<String>,
}

#[derive(Deserialize)]
struct Cause {
    #[serde(default)]
    service: Option<String>,
    #[serde(default)]
    organization: Option<String>,
    #[serde(default)]
    function: Option<String>,
}

#[derive(Deserialize)]
struct Incidents {
    success: bool,
    #[serde(default)]
    data: Vec<Incident>,
}

#[derive(Deserialize)]
struct Incident {
    id: u64,
    #[serde(default)]
    app: Vec<String>,
    steps: Vec<IncidentStep>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct IncidentStep {
    message: String,
    status: u8,
    timestamp: String,
    #[serde(default)]
    has_maintenance: bool,
}

/// Reads a saved answer.
///
/// # Errors
/// [`ImportError`].
pub fn read(answer: &[u8], saved: UnixTime) -> Result<Hints, ImportError> {
    if answer.len() > LONGEST {
        return Err(ImportError::TooLong);
    }
    let tree: Value = serde_json::from_slice(answer).map_err(ImportError::Json)?;
    if tree.get("appStatus").is_some() {
        let state = serde_json::from_value(tree).map_err(ImportError::Form)?;
        return Ok(of_state(state, saved));
    }
    if tree.get("success").is_none() {
        return Err(ImportError::Other);
    }
    let incidents: Incidents = serde_json::from_value(tree).map_err(ImportError::Form)?;
    if incidents.success { Ok(of_incidents(incidents, saved)) } else { Err(ImportError::Failed) }
}

fn of_state(state: State, saved: UnixTime) -> Hints {
    let day = When::Date(berlin(saved).date);
    let impaired = state.app_status.into_iter().filter(|(_, app)| app.outage != "none");
    let hints = impaired.map(|(name, app)| {
        let functions = app.affected_functions.into_iter();
        let texts = functions.filter_map(|one| one.impact_desc.or(one.function)).map(|text| words(&text));
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        Hint {
            id: format!("ti-lage-{}-{day}", slug(&name)),
            steps: vec![Step { at: When::Instant(saved), status: "investigating", text: texts.join("\n") }],
            is_maintenance: app.has_maintenance || app.has_sub_component_maintenance,
            apps: vec![app_name(&name)],
        }
    });
    let hints = hints.collect();
    let causes = state.cause.into_iter().map(|cause| {
        let parts = [cause.service, cause.organization, cause.function].into_iter().flatten();
        parts.map(|part| words(&part).replace('\n', " ")).collect::<Vec<_>>().join(", ")
    });
    Hints { source: STATE_SOURCE, saved, causes: causes.collect(), hints }
}

fn of_incidents(incidents: Incidents, saved: UnixTime) -> Hints {
    let hints = incidents.data.into_iter().filter_map(|incident| {
        let is_maintenance = incident.steps.iter().any(|step| step.has_maintenance);
        let steps = incident.steps.into_iter().filter_map(|step| {
            Some(Step {
                at: time(&step.timestamp)?,
                status: progress(step.status),
                text: words(&step.message),
            })
        });
        let mut steps: Vec<Step> = steps.filter(|step| !step.text.is_empty()).collect();
        steps.sort_by_key(|step| std::cmp::Reverse(step.at.earliest()));
        Some(Hint {
            id: format!("ti-lage-{}", incident.id),
            apps: incident.app.iter().map(|app| app_name(app)).collect(),
            steps: Some(steps).filter(|steps| !steps.is_empty())?,
            is_maintenance,
        })
    });
    Hints { source: INCIDENT_SOURCE, saved, hints: hints.collect(), causes: Vec::new() }
}

/// TI-Lage's numbers for a step: 1 all of it, 4 a part, 2 it works again, 3 it has for ten
/// minutes. A number that nobody knows yet is not taken for good news.
fn progress(status: u8) -> &'static str {
    match status {
        2 => "monitoring",
        3 => "resolved",
        _ => "investigating",
    }
}

/// `2025-06-16T03:45:20.793Z`: fractions of a second are nobody's business.
fn time(text: &str) -> Option<When> {
    let whole = text.split_once('.').map_or(text.to_owned(), |(whole, _)| format!("{whole}Z"));
    whole.parse().ok()
}

/// What people call an application that TI-Lage names by a key or a short name.
fn app_name(key: &str) -> String {
    match key.to_lowercase().replace(['-', ' '], "").as_str() {
        "erezept" => "E-Rezept".into(),
        "epa" => "ePA".into(),
        "kim" => "KIM".into(),
        "wanda" => "WANDA".into(),
        "ogd" => "ÖGD".into(),
        "vsdm" => "VSDM".into(),
        "tianschluss" => "TI-Anschluss".into(),
        _ => words(key).replace('\n', " "),
    }
}

/// Which services of a folder a hint may have to do with: those whose id or name is or has the
/// application's name as a word.
fn concerned(apps: &[String], services: &[(String, String)]) -> Vec<String> {
    let plain = |text: &str| text.to_lowercase().replace('-', "");
    let also = |app: &str| match app {
        "erezept" => &["prescription", "rezept"][..],
        "vsdm" => &["egk", "versicherungsnachweis", "gesundheitskarte"],
        _ => &[],
    };
    let is_concerned = |(id, name): &&(String, String)| {
        let name = plain(name);
        let mut words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
        let id = plain(id);
        words.push(&id);
        apps.iter()
            .map(|app| plain(app))
            .any(|app| words.contains(&app.as_str()) || also(&app).iter().any(|other| words.contains(other)))
    };
    services.iter().filter(is_concerned).map(|(id, _)| id.clone()).collect()
}

/// The words of a piece of HTML, as a browser shows them.
fn words(html: &str) -> String {
    let fragment = scraper::Html::parse_fragment(html);
    let mut text = String::new();
    for node in fragment.root_element().descendants() {
        match node.value() {
            scraper::Node::Text(words) => {
                let parent =
                    node.parent().and_then(|parent| parent.value().as_element().map(|one| one.name()));
                if !matches!(parent, Some("script" | "style")) {
                    text.push_str(words);
                }
            }
            scraper::Node::Element(element)
                if matches!(element.name(), "br" | "p" | "div" | "li" | "ul" | "ol" | "tr") =>
            {
                text.push('\n');
            }
            _ => {}
        }
    }
    let lines = text.lines().map(|line| visible_text(&line.split_whitespace().collect::<Vec<_>>().join(" ")));
    lines.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Lower-case letters, digits and hyphens.
fn slug(text: &str) -> String {
    let kept = text.to_lowercase();
    kept.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

impl Hints {
    /// The proposal, ready to be pasted at the end of a `status.toml` with these `languages`
    /// and `services` (ids and names in the first language). Whoever pastes it reads it first:
    /// `check` refuses it until its marks are gone.
    pub fn proposal(&self, languages: &[String], services: &[(String, String)]) -> String {
        let saved = When::Instant(self.saved);
        let mut toml = format!(
            "# Aus TI-Lage der gematik / from gematik's TI-Lage: {}\n\
             # Stand / as of: {saved}\n\
             # Hinweise auf mögliche Einschränkungen, keine Zustände Ihrer Services. Prüfen Sie sie, und\n\
             # schreiben Sie, was Ihre Versicherten merken. / Hints at what may be wrong, not states of\n\
             # your services. Check them, and write what your insured persons notice.\n",
            self.source
        );
        for cause in &self.causes {
            toml.push_str(&format!("# Mögliche Ursache / possible cause: {}\n", remark(cause)));
        }
        if self.hints.is_empty() {
            toml.push_str("# TI-Lage meldet nichts. / TI-Lage reports nothing.\n");
        }
        for hint in &self.hints {
            toml.push_str(&hint.toml(languages, services));
        }
        toml
    }
}

impl Hint {
    fn toml(&self, languages: &[String], services: &[(String, String)]) -> String {
        let apps = self.apps.join(", ");
        let [german, english] = DRAFT_MARKS;
        let title = say!("{english} Possible disruption: {apps}", "{german} Mögliche Störung: {apps}");
        let services: Vec<String> = concerned(&self.apps, services).iter().map(|id| quoted(id)).collect();
        let status = self.steps.first().map_or("investigating", |step| step.status);
        let mut toml = format!("\n[[incidents]]\nid = {}\n", quoted(&self.id));
        toml.push_str(&in_languages("title", languages, |is_german| {
            if is_german { title.de.clone() } else { title.en.clone() }
        }));
        toml.push_str(&format!("impact = \"minor\"\nstatus = \"{status}\"\n"));
        if !services.is_empty() {
            toml.push_str(&format!("services = [{}]\n", services.join(", ")));
        }
        for step in &self.steps {
            let at = step.at;
            toml.push_str(&format!("\n[[incidents.updates]]\nat = {at}\nstatus = \"{}\"\n", step.status));
            // Theirs is German; nobody translates it but a person.
            toml.push_str(&in_languages("text", languages, |is_german| {
                let first = say!(
                    "{english} Hint from gematik's TI-Lage, not confirmed and yet to be translated.",
                    "{german} Hinweis aus TI-Lage der gematik, nicht bestätigt."
                );
                let planned = say!("It may be due to maintenance.", "Es kann an einer Wartung liegen.");
                let planned = Some(planned).filter(|_| self.is_maintenance);
                let words = |message: Message| if is_german { message.de } else { message.en };
                let parts = [Some(words(first)), Some(markdown(&step.text)), planned.map(words)];
                let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
                parts.collect::<Vec<_>>().join("\n\n")
            }));
        }
        toml
    }
}

/// `name.de = "…"` and so on; the German words for German, the English ones for all others.
fn in_languages(name: &str, languages: &[String], words: impl Fn(bool) -> String) -> String {
    let is_german = |tag: &str| tag.split('-').next() == Some("de");
    languages.iter().map(|tag| format!("{name}.{tag} = {}\n", quoted(&words(is_german(tag))))).collect()
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        '\n' => "\\n".into(),
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// A remark on one line.
fn remark(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Text as Markdown that says just that, each line a paragraph. Marks of drafts that stand in it
/// are theirs, not ours.
fn markdown(text: &str) -> String {
    let escape = |c: char| match c {
        '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' => {
            format!("\\{c}")
        }
        c => c.to_string(),
    };
    let line = |line: &str| {
        let mut line: String = line.chars().map(escape).collect();
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        if line.starts_with(['-', '+', '=']) {
            line.insert(0, '\\');
        } else if digits > 0 && line[digits..].starts_with(['.', ')']) {
            line.insert(digits, '\\');
        }
        line
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n\n")
}
