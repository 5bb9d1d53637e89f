//! The same words where no script runs: for telephone agents, in letters, on paper at a door, and
//! in pages before the widget is there.
//!
//! Owns what of the widget's own model goes onto each, in which order. Each is read later than
//! it is made: all times are absolute. Paper says that it grows old and where the newest stands,
//! and carries the version, so that a caller and an agent can compare what they look at. Must
//! not know where it is written.

use crate::core::document::calendar::When;
use crate::core::document::rich_text::plain_text;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::presentation::language::Language;
use crate::core::presentation::locale::Locale;
use crate::core::presentation::view_model::{
    ContactCard, ContentView, Options, OutlookView, Rich, ServiceRow, Time, Words, view_model,
};
use crate::core::session::DisplayState;
use crate::core::session::freshness::Freshness;
use crate::core::signed::verify::Authentic;
use crate::native::bilingual::{Message, say};
use crate::native::locales;
use crate::native::publish::believed_until;

mod hotline;
mod paper;
mod screen;

pub use screen::html;

/// Where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Channel {
    /// A script for telephone agents, plain text
    Hotline,
    /// A letter, a page of HTML to print or to open in a word processor
    Letter,
    /// A poster of A4 in large type with a QR code of the page, a page of HTML to print
    Poster,
    /// What stands between the tags of <status-widget> until it has loaded, for portals and search
    /// engines
    Fragment,
    /// A page for browsers without JavaScript and search engines
    Page,
}

/// What is wanted of a document.
#[derive(Debug, Clone, Copy)]
pub struct Order<'o> {
    /// Where it goes.
    pub channel: Channel,
    /// Whose it is, and in which language.
    pub options: &'o Options,
    /// The page on which the newest stands; by default the publisher's.
    pub url: Option<&'o str>,
}

/// Why it can't be made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// Nobody of that name.
    #[error("{}", unknown_tenant(.0, .1))]
    UnknownTenant(String, Vec<String>),
    /// There is nothing for the code.
    #[error("{}", no_address())]
    NoAddress,
    /// It does not go into a code.
    #[error("{}", no_code())]
    Code(#[source] qrcode::types::QrError),
}

fn unknown_tenant(id: &str, known: &[String]) -> Message {
    let known = known.join(", ");
    say!(
        "there is no insurer `{id}` in this document; there are: {known}",
        "die Krankenkasse `{id}` gibt es in diesem Dokument nicht; es gibt: {known}"
    )
}

fn no_address() -> Message {
    say!(
        "the document names no page of the publisher; name the one that the code leads to with --url",
        "das Dokument nennt keine Seite des Herausgebers; nennen Sie mit --url die, zu der der Code führt"
    )
}

fn no_code() -> Message {
    say!(
        "the address does not go into a QR code; take a shorter one",
        "die Adresse passt in keinen QR-Code; nehmen Sie eine kürzere"
    )
}

/// Makes the text or page for a channel of a verified document that is fresh at `now`.
///
/// # Errors
/// [`RenderError`].
pub fn render(authentic: &Authentic, order: &Order<'_>, now: UnixTime) -> Result<String, RenderError> {
    let Order { channel, options, url } = *order;
    let display = DisplayState {
        document: Some(authentic),
        edition: 1,
        freshness: Freshness::Fresh,
        notices: Vec::new(),
        loading: false,
        now,
        holds_for: None,
        previous: None,
        last_visit: None,
        failures: &[],
    };
    let model = view_model(&display, options, locales::lookup(&options.lang));
    // There is one wherever there is a document.
    let Some(content) = &model.content else { return Ok(String::new()) };
    if let (Some(id), None) = (&options.tenant, &content.tenant) {
        let known = authentic.content().tenants.iter().map(|tenant| tenant.id.clone()).collect();
        return Err(RenderError::UnknownTenant(id.clone(), known));
    }
    let on_paper = url.or(authentic.content().publisher.url.as_deref());
    let is_on_paper = !matches!(channel, Channel::Fragment | Channel::Page);
    let issued = When::from(authentic.claims().iat);
    let sheet = Sheet {
        content,
        locale: model.locale,
        words: SheetWords::of(model.locale.language),
        issued: model.locale.when(issued),
        issued_at: issued.to_string(),
        until: When::from(believed_until(authentic)).to_string(),
        version: authentic.claims().version,
        // A page that is one itself needs none.
        url: if is_on_paper { on_paper } else { url },
    };
    match channel {
        Channel::Hotline => Ok(hotline::script(&sheet)),
        Channel::Letter => Ok(paper::letter(&sheet)),
        Channel::Poster => paper::poster(&sheet),
        Channel::Fragment => Ok(screen::fragment(&sheet, model.clone())),
        Channel::Page => Ok(screen::page(&sheet, model.clone())),
    }
}

/// What all channels draw on.
struct Sheet<'m> {
    content: &'m ContentView,
    locale: Locale,
    words: &'static SheetWords,
    /// When it was signed, in words.
    issued: String,
    /// The same, and the end of its validity, as machines read it (RFC 3339).
    issued_at: String,
    until: String,
    version: u64,
    url: Option<&'m str>,
}

/// Words that only stand on paper, in scripts and on pages that stand still.
struct SheetWords {
    script: &'static str,
    say_first: &'static str,
    if_asked: &'static str,
    questions: &'static str,
    messages: &'static str,
    never: &'static str,
    never_text: &'static str,
    compare: &'static str,
    newest: &'static str,
    grows_old: &'static str,
    refer: &'static str,
    salutation: &'static str,
    closing: &'static str,
    scan: &'static str,
    more: &'static str,
    more_services: &'static str,
    version: &'static str,
    state_as_of: &'static str,
    checked: &'static str,
    may_change: &'static str,
}

static GERMAN: SheetWords = SheetWords {
    script: "Für Gespräche am Telefon",
    say_first: "Sagen Sie zuerst",
    if_asked: "Wenn jemand nach einem Dienst fragt",
    questions: "Häufige Fragen",
    messages: "Was passiert ist",
    never: "Fragen Sie nie",
    never_text: "nach Passwörtern, PINs oder Kontodaten. Sagen Sie das auch: Wir fragen nie danach.",
    compare: "Auf der Seite steht die Version unter „Woher weiß ich, dass das echt ist?“. Ist sie dort höher, gilt die \
              Seite; holen Sie dieses Blatt neu.",
    newest: "Den neuesten Stand finden Sie hier:",
    grows_old: "Danach kann sich etwas geändert haben.",
    refer: "Wer sonst hilft",
    salutation: "Guten Tag,",
    closing: "Mit freundlichen Grüßen",
    scan: "Neuester Stand: Halten Sie die Kamera Ihres Telefons auf dieses Bild.",
    more: "Mehr dazu steht auf der Seite.",
    more_services: "Weitere Dienste, siehe die Seite",
    version: "Version",
    state_as_of: "Stand ",
    checked: "wird beim Laden geprüft",
    may_change: "kann sich seitdem geändert haben",
};

static ENGLISH: SheetWords = SheetWords {
    script: "For talks on the telephone",
    say_first: "Say first",
    if_asked: "If somebody asks for a service",
    questions: "Common questions",
    messages: "What has happened",
    never: "Never ask",
    never_text: "for passwords, PINs or bank details. Say so, too: we never ask for them.",
    compare: "The page names its version under “How do I know that this is genuine?”. If it is higher there, the page \
              is right; fetch this sheet anew.",
    newest: "You find the newest state here:",
    grows_old: "Things may have changed since.",
    refer: "Who else helps",
    salutation: "Dear reader,",
    closing: "Yours sincerely",
    scan: "Newest state: point your telephone's camera at this picture.",
    more: "There is more of it on the page.",
    more_services: "More services, see the page",
    version: "Version",
    state_as_of: "As of ",
    checked: "is checked while loading",
    may_change: "may have changed since",
};

impl SheetWords {
    fn of(language: Language) -> &'static Self {
        match language {
            Language::German | Language::SimpleGerman => &GERMAN,
            // More people read it than any of the others.
            _ => &ENGLISH,
        }
    }
}

impl Sheet<'_> {
    /// Whose it is and what it says: the headline, and the insurer's name.
    fn title(&self) -> String {
        let title = &self.content.title.text;
        self.content.tenant.as_ref().map_or(title.clone(), |tenant| format!("{}: {title}", tenant.name.text))
    }

    /// `Stand: 3. Mai 2023, 14:05 Uhr · Version 1683115200`.
    fn stamp(&self) -> String {
        format!("{}{} · {} {}", self.locale.phrases.as_of, self.issued, self.words.version, self.version)
    }

    /// A time, however late it is read.
    fn time(&self, time: &Time) -> String {
        time.datetime.parse::<When>().map_or_else(|_| time.text.clone(), |when| self.locale.when(when))
    }

    /// All states in a few sentences.
    fn sentences(&self) -> Vec<String> {
        let clauses = self.content.sentence.iter().flat_map(|sentence| &sentence.clauses);
        clauses
            .map(|clause| {
                if clause.names.is_empty() {
                    return clause.says.to_owned();
                }
                format!("{}: {}.", clause.says, clause.names.to_text())
            })
            .collect()
    }

    /// `Funktioniert gerade nicht (seit 26. April 2023)`.
    fn state(&self, service: &ServiceRow) -> String {
        let since = service.since.as_ref();
        let since = since.map(|time| format!(" ({}{})", self.locale.phrases.since, self.time(time)));
        format!("{}{}", service.status_text, since.unwrap_or_default())
    }

    /// Where a service is heading.
    fn outlook(&self, outlook: &OutlookView) -> Option<String> {
        let mut words = outlook.says?.to_owned();
        if let Some(expected) = &outlook.expected {
            words.push_str(&format!(" {}{}.", outlook.before, self.time(expected)));
        }
        if let Some(after) = outlook.after {
            words.push_str(&format!(" {after}"));
        }
        Some(words)
    }

    /// The reader's services, those that do not work first.
    fn services(&self) -> Vec<&ServiceRow> {
        let mut services: Vec<&ServiceRow> =
            self.content.groups.iter().flat_map(|group| &group.services).collect();
        services.sort_by_key(|service| std::cmp::Reverse(service.status.severity()));
        services
    }
}

/// The words of a text without its structure.
fn plain(rich: &Rich) -> String {
    plain_text(&rich.nodes)
}

/// Whom one reaches, and how.
fn contact(card: &ContactCard) -> String {
    let ways = [&card.phone, &card.email].into_iter().flatten().map(|link| link.name.text.clone());
    let hours = card.hours.iter().map(|Words { text, .. }| text.clone());
    let ways: Vec<String> = ways.chain(hours).chain(card.address.iter().cloned()).collect();
    format!("{}: {}", card.name.text, ways.join(", "))
}
