//! A folder as readers would see it, before anybody signs it: the real widget on a local page.
//!
//! Owns what each address of the preview gives: pages, the widget's two files, a status file
//! signed with a key that lives no longer than this process, and what is wrong with the folder.
//! Nothing is written. Must not know sockets, nor where the widget was found.

use core::time::Duration;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use serde_json::{Value, json};

use self::page::Case;
use self::server::{Reply, Request};
use super::bilingual::{Language, Message, say};
use super::ceremony::plan::{Plan, PlanError, RolePlan};
use super::ceremony::signature::{self, SignatureError};
use super::files;
use super::folder::{self, Diagnostic, Severity, Sources};
use super::keys::{KeyError, PrivateKey};
use super::locales;
use super::publish::status_file;
use crate::core::document::{Claims, Content, StatusDocument};
use crate::core::encoding::base64url::Base64UrlError;
use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::signed::jwk::{Algorithm, KeySet};
use crate::core::signed::jws::{Envelope, Type};

mod page;
pub mod server;

/// The files without which there is no widget.
pub const WIDGET: [(&str, &str); 2] =
    [("status-widget.js", "text/javascript"), ("status-widget_bg.wasm", "application/wasm")];

/// The media type of a file of the built widget; none for what is no part of it.
fn widget_file(name: &str) -> Option<&'static str> {
    if locales::served().any(|language| name == locales::served_as(language)) {
        return Some("application/json");
    }
    WIDGET.into_iter().find(|(other, _)| *other == name).map(|(_, kind)| kind)
}

/// The publisher of a preview, whom nobody believes (RFC 6761 section 6.4).
const ISSUER: &str = "https://preview.invalid";

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a page waits for news before it asks again, and how often is looked meanwhile.
const WAIT: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(200);

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// No key could be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No trust document could be made.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Nothing could be signed.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// What was signed can't be decoded.
    #[error(transparent)]
    Encoding(#[from] Base64UrlError),
}

/// Says what went wrong to the person who looks at it.
pub type Words = fn(&(dyn std::error::Error + 'static)) -> String;

/// See the module's description.
#[allow(missing_debug_implementations, reason = "a private key is in it")]
pub struct Preview {
    folder: PathBuf,
    widget: PathBuf,
    language: Language,
    clock: fn() -> UnixTime,
    words: Words,
    key: PrivateKey,
    trust: Envelope,
    pin: Digest,
    /// What could be built last, to be looked at while something is wrong.
    last: Mutex<Option<Content>>,
}

/// What a look at the folder has shown.
struct Look {
    /// How bad each is, where, and what is said.
    problems: Vec<(Severity, String, String)>,
    /// What can be shown.
    content: Option<Content>,
    /// Whether that is the folder as it is.
    is_current: bool,
}

impl Preview {
    /// A preview of `folder` with the widget that lies in `widget`.
    ///
    /// # Errors
    /// [`PreviewError`].
    pub fn new(
        folder: &Path,
        widget: &Path,
        language: Language,
        clock: fn() -> UnixTime,
        words: Words,
    ) -> Result<Self, PreviewError> {
        let key = PrivateKey::generate(Algorithm::Ed25519)?;
        let role = || RolePlan::new([key.public()], 1);
        let plan = Plan {
            iss: ISSUER.into(),
            sub: "preview".into(),
            version: 1,
            lifetime: DAY * 365,
            root: role(),
            status: role(),
        };
        let mut trust = plan.document(clock().saturating_sub(DAY))?;
        signature::sign(&mut trust, Type::Trust, &key, &KeySet::from_iter([key.public()]))?;
        let pin = trust.payload_digest()?;
        let (folder, widget) = (folder.into(), widget.into());
        Ok(Self { folder, widget, language, clock, words, key, trust, pin, last: Mutex::default() })
    }

    /// What a request gets.
    pub fn answer(&self, request: &Request) -> Reply {
        let html = |text: String| Reply::Found("text/html; charset=utf-8", text.into());
        let given = |kind, text: &str| Reply::Found(kind, text.as_bytes().to_vec());
        match request.path.as_str() {
            "/" => html(page::bar(self.language)),
            "/preview.css" => given("text/css", include_str!("preview.css")),
            "/preview.js" => given("text/javascript", include_str!("preview.js")),
            "/portal.css" => given("text/css", include_str!("portal.css")),
            "/portal" => {
                let content = self.content();
                let first = content.as_ref().and_then(|content| content.languages.first());
                let first = first.map_or("de", String::as_str);
                html(page::portal(request, &self.pin.to_string(), first, self.language))
            }
            "/state" => Reply::Found("application/json", self.state(request).to_string().into()),
            "/status.json" => self.status(Case::of(request)),
            path => {
                let name = path.strip_prefix("/widget/").unwrap_or_default();
                let Some(kind) = widget_file(name) else { return Reply::NotFound };
                files::read(&self.widget.join(name))
                    .map_or(Reply::NotFound, |bytes| Reply::Found(kind, bytes))
            }
        }
    }

    /// What can be shown: of the folder as it is, or as it could be built last.
    fn content(&self) -> Option<Content> {
        self.look().content
    }

    /// Compiles the folder.
    fn look(&self) -> Look {
        let sources = match folder::open(&self.folder) {
            Ok(sources) => sources,
            Err(error) => {
                let said = (self.words)(&error);
                let problems = vec![(Severity::Error, String::new(), said)];
                return Look { problems, content: self.last().clone(), is_current: false };
            }
        };
        let (content, diagnostics) = folder::compile_to_look_at(&sources, (self.clock)());
        let problems = diagnostics.iter().map(|one| self.problem(&sources, one)).collect();
        let is_current = content.is_some();
        let mut last = self.last();
        if is_current {
            *last = content;
        }
        Look { problems, content: last.clone(), is_current }
    }

    fn last(&self) -> std::sync::MutexGuard<'_, Option<Content>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How bad it is, where, and what is said.
    fn problem(&self, sources: &Sources, diagnostic: &Diagnostic) -> (Severity, String, String) {
        let place = diagnostic.place.as_ref().map(|place| {
            let source = sources.get(place.file);
            let before = &source.text[..source.text.floor_char_boundary(place.span.start)];
            format!("{}:{}", source.name, before.matches('\n').count() + 1)
        });
        (diagnostic.severity, place.unwrap_or_default(), diagnostic.render(sources, self.language, false))
    }

    /// What a page has to know, once there is something new or enough time has passed.
    fn state(&self, request: &Request) -> Value {
        let since = request.get("since").unwrap_or_default();
        let start = Instant::now();
        let mut revision = self.revision();
        while revision == since && start.elapsed() < WAIT {
            std::thread::sleep(LOOK);
            revision = self.revision();
        }
        let Look { problems, content, is_current } = self.look();
        let errors = problems.iter().filter(|(severity, ..)| *severity == Severity::Error).count();
        let said = match &content {
            _ if errors == 0 => Message::default(),
            None => say!(
                "Something is wrong, so there is nothing to show yet.",
                "Etwas stimmt nicht; noch ist nichts zu zeigen."
            ),
            Some(_) if is_current => say!(
                "These are drafts that nobody has read yet; it would not be published like this.",
                "Das sind Entwürfe, die noch niemand gelesen hat; so würde es nicht veröffentlicht."
            ),
            Some(_) => say!(
                "Something is wrong; what you see is how it was before.",
                "Etwas stimmt nicht; Sie sehen, wie es vorher war."
            ),
        };
        let said = said.in_language(self.language);
        let problems = problems.into_iter().map(|(severity, place, text)| {
            let severity = if severity == Severity::Error { "error" } else { "warning" };
            json!({ "severity": severity, "place": place, "text": text })
        });
        let tenants = content.iter().flat_map(|content| &content.tenants).map(|tenant| {
            let name = tenant.name.iter().next().map_or(tenant.id.as_str(), |(_, name)| name);
            json!([tenant.id, name])
        });
        let languages = content.iter().flat_map(|content| &content.languages).map(|tag| json!([tag, tag]));
        json!({
            "revision": revision, "said": said, "problems": problems.collect::<Vec<_>>(),
            "tenants": tenants.collect::<Vec<_>>(), "languages": languages.collect::<Vec<_>>(),
        })
    }

    /// Changes when a file of the folder does.
    fn revision(&self) -> String {
        let mut files: Vec<_> = std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let there = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
                Some((entry.file_name(), there.len(), there.modified().ok()))
            })
            .collect();
        files.sort();
        let mut hasher = DefaultHasher::new();
        files.hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    /// The status file, as far as it arrives.
    fn status(&self, case: Case) -> Reply {
        if case == Case::Offline {
            return Reply::Silence;
        }
        let Some(content) = self.content() else { return Reply::NotFound };
        let now = (self.clock)();
        let (iat, exp) = match case {
            Case::Expired => (now.saturating_sub(HOUR * 3), now.saturating_sub(HOUR)),
            _ => (now, now.saturating_add(HOUR * 2)),
        };
        let claims =
            Claims { iss: ISSUER.into(), sub: "preview".into(), version: now.as_secs().max(1), iat, exp };
        let Ok(payload) = serde_json::to_vec(&StatusDocument { claims, content }) else {
            return Reply::NotFound;
        };
        let mut document = Envelope::unsigned(&payload);
        let keys = KeySet::from_iter([self.key.public()]);
        if signature::sign(&mut document, Type::Status, &self.key, &keys).is_err() {
            return Reply::NotFound;
        }
        if case == Case::NotAuthentic {
            // The same words under a signature of something else.
            document.payload = Envelope::unsigned(&[&payload[..], b" "].concat()).payload;
        }
        Reply::Found("application/json", status_file(&document, std::slice::from_ref(&self.trust)))
    }
}
