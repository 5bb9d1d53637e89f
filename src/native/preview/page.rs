//! The pages of a preview: the bar, and the portal in its frame.
//!
//! Owns their HTML and its words. Must not know what the widget will be given.

use super::server::Request;
use crate::core::document::{Audience, Word as _};
use crate::native::bilingual::{Language, Message, say};
use crate::native::html::escaped;

/// Widths of the frame, in CSS pixels: a small telephone, a telephone, a tablet, a desk.
const WIDTHS: [u32; 4] = [320, 390, 768, 1200];

/// What becomes of the status file on its way to the widget.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Case {
    /// It is there and fresh.
    #[default]
    Fresh,
    /// Its time is over.
    Expired,
    /// Nothing answers.
    Offline,
    /// Somebody has changed it.
    NotAuthentic,
}

impl Case {
    const ALL: [Self; 4] = [Self::Fresh, Self::Expired, Self::Offline, Self::NotAuthentic];

    /// As it stands in an address.
    fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Expired => "expired",
            Self::Offline => "offline",
            Self::NotAuthentic => "not-authentic",
        }
    }

    /// That of a request.
    pub fn of(request: &Request) -> Self {
        let named = request.get("case").unwrap_or_default();
        Self::ALL.into_iter().find(|case| case.as_str() == named).unwrap_or_default()
    }

    fn label(self) -> Message {
        match self {
            Self::Fresh => say!("fresh", "aktuell"),
            Self::Expired => say!("expired", "abgelaufen"),
            Self::Offline => say!("offline", "ohne Netz"),
            Self::NotAuthentic => say!("not authentic", "nicht echt"),
        }
    }
}

/// A field of the bar; the first choice is that nothing is chosen.
fn select(name: &str, label: &Message, choices: &[(String, Message)], language: Language) -> String {
    let options: String = choices
        .iter()
        .map(|(value, text)| {
            format!("<option value=\"{}\">{}</option>", escaped(value), escaped(text.in_language(language)))
        })
        .collect();
    let label = escaped(label.in_language(language));
    format!("<label>{label}<select name=\"{name}\">{options}</select></label>\n")
}

/// The page with the bar.
pub fn bar(language: Language) -> String {
    let words = |message: Message| escaped(message.in_language(language));
    let all = || (String::new(), say!("all", "alle"));
    let audiences = Audience::ALL.iter().filter(|audience| **audience != Audience::OTHER);
    let audiences =
        audiences.map(|audience| (audience.as_str().to_owned(), Message::same(audience.as_str())));
    let widths = WIDTHS.iter().map(|width| (width.to_string(), Message::same(format!("{width} px"))));
    let cases = Case::ALL.iter().map(|case| (case.as_str().to_owned(), case.label()));
    let themes = [
        (String::new(), say!("as the system has it", "wie das System")),
        ("light".to_owned(), say!("light", "hell")),
        ("dark".to_owned(), say!("dark", "dunkel")),
    ];
    let fields = [
        select(
            "tenant",
            &say!("Insurer", "Krankenkasse"),
            &[(String::new(), say!("none", "keine"))],
            language,
        ),
        select(
            "audience",
            &say!("For whom", "Für wen"),
            &std::iter::once(all()).chain(audiences).collect::<Vec<_>>(),
            language,
        ),
        select(
            "lang",
            &say!("Language", "Sprache"),
            &[(String::new(), say!("the first", "die erste"))],
            language,
        ),
        select(
            "width",
            &say!("Width", "Breite"),
            &std::iter::once((String::new(), say!("all of it", "ganz"))).chain(widths).collect::<Vec<_>>(),
            language,
        ),
        select("theme", &say!("Colours", "Farben"), &themes, language),
        select("case", &say!("The file is", "Die Datei ist"), &cases.collect::<Vec<_>>(), language),
    ]
    .concat();
    let tag = match language {
        Language::English => "en",
        Language::German => "de",
    };
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/preview.css\">\n\
         <form>\n{fields}<button type=\"button\">{print}</button></form>\n\
         <p class=\"said\" role=\"status\" data-gone=\"{gone}\"></p>\n<ol></ol>\n\
         <iframe title=\"{frame}\"></iframe>\n<script src=\"/preview.js\" type=\"module\"></script>\n",
        title = words(say!("Preview – not published", "Vorschau – nicht veröffentlicht")),
        print = words(say!("Print", "Drucken")),
        gone = words(say!(
            "The preview has ended. Start `statusctl preview` again.",
            "Die Vorschau ist beendet. Starten Sie `statusctl preview` noch einmal."
        )),
        frame = words(say!("The portal", "Das Portal")),
    )
}

/// The portal: a page with the widget as portals have it, but for its memory.
pub fn portal(request: &Request, pin: &str, first_language: &str, language: Language) -> String {
    let lang = request.get("lang").unwrap_or(first_language);
    let mut attributes = String::new();
    for name in ["tenant", "audience"] {
        if let Some(value) = request.get(name) {
            attributes.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
    }
    let theme = request.get("theme").filter(|theme| ["light", "dark"].contains(theme)).unwrap_or_default();
    let case = Case::of(request).as_str();
    let fallback = say!(
        "Here stands what the portal shows where there is nothing that could be verified.",
        "Hier steht, was das Portal zeigt, wenn es nichts gibt, was geprüft werden konnte."
    );
    format!(
        "<!doctype html>\n<html lang=\"{lang}\" class=\"{theme}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Portal</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/portal.css\">\n\
         <script type=\"module\" src=\"/widget/status-widget.js\"></script>\n\
         <status-widget src=\"/status.json?case={case}\" trust=\"{pin}\" lang=\"{lang}\" memory=\"off\"{attributes}>\
         <p>{}</p></status-widget>\n",
        escaped(fallback.in_language(language)),
        lang = escaped(lang),
    )
}
