//! What the core says in English, in German.
//!
//! Owns no rule: limits come from the constants that set them.

use std::error::Error;

use super::{German, first_that_fits, german};
use crate::core::document::calendar::WhenError;
use crate::core::document::rich_text::LinkError;
use crate::core::document::rules::{Problem, Rule};
use crate::core::document::words::UnknownWord;
use crate::core::encoding::base64url::Base64UrlError;
use crate::core::encoding::digest::DigestError;
use crate::core::encoding::json::{JsonError, MAX_DEPTH, ShapeError};
use crate::core::session::freshness::Rollback;
use crate::core::signed::jwk::{BadSignature, JwkError};
use crate::core::signed::jws::{JwsError, MAX_SIGNATURES};
use crate::core::signed::trust::{MAX_HOPS, MAX_KEYS, MAX_THRESHOLD, TrustError};
use crate::core::signed::verify::{MAX_FILE_BYTES, Refusal};

/// The German words of an error of the core.
pub fn german(error: &(dyn Error + 'static)) -> Option<String> {
    first_that_fits!(error; Refusal TrustError JwsError JwkError JsonError ShapeError Base64UrlError
        DigestError BadSignature Rollback WhenError LinkError UnknownWord)
}

german!(Refusal {
    Self::TooLarge => format!("die Datei ist größer als {} KiB", MAX_FILE_BYTES / 1024),
    Self::NotOurFile(_) => "das ist keine unterschriebene Statusdatei",
    Self::Flattened(member) => format!("die Datei hat ganz oben ein `{member}`, das es in dieser Form von JWS nicht gibt"),
    Self::Trust(_) => "die Vertrauenskette hält nicht",
    Self::Jws(_) => "die Unterschriften des Statusdokuments halten nicht",
    Self::Encoding(_) => "das Statusdokument ist nicht zu entziffern",
    Self::BelowThreshold { present, needed } => format!("{present} von {needed} nötigen Statusschlüsseln haben unterschrieben"),
    Self::Payload(_) => "was unterschrieben ist, ist kein Statusdokument",
    Self::OtherIssuer => "Herausgeber oder Strom ist ein anderer, als in den Vertrauensdokumenten steht",
    Self::Claims => "version, iat oder exp liegt außerhalb des Erlaubten, oder exp liegt nicht nach iat",
    Self::Content(problem) => format!("das Statusdokument bricht eine Regel: {}", problem.german()),
});

german!(Problem {
    Self { path, rule } => format!("{path}: {}", rule.german()),
});

german!(Rule {
    Self::NoLanguage => "keine Sprache; nennen Sie mindestens eine, wie \"de\"",
    Self::MalformedLanguage => "keine Sprachkennung nach BCP 47; schreiben Sie eine wie \"de\" oder \"de-AT\"",
    Self::MissingDefault => "fehlt in der ersten Sprache; ergänzen Sie es, die erste ist vollständig",
    Self::MalformedId => "keine Kennung; nehmen Sie Kleinbuchstaben, Ziffern und Bindestriche",
    Self::DuplicateId => "die Kennung ist vergeben; geben Sie jedem Eintrag eine eigene",
    Self::UnknownId => "diese Kennung gibt es nicht; nennen Sie eine, die es gibt, oder legen Sie sie an",
});

german!(TrustError {
    Self::Empty => "keine Vertrauensdokumente",
    Self::TooManyHops => format!("mehr als {MAX_HOPS} Schritte vom festgelegten Vertrauensdokument bis zum letzten"),
    Self::NotPinned { pinned, actual } => format!("das erste Vertrauensdokument ist {actual}, nicht das festgelegte {pinned}"),
    Self::Encoding(error) => error.german(),
    Self::Json(_) => "ein Vertrauensdokument hat nicht die richtige Form",
    Self::Jws { version, source: _ } => format!("die Unterschriften des Vertrauensdokuments {version} halten nicht"),
    Self::Key { version, source: _ } => format!("das Vertrauensdokument {version} nennt einen Schlüssel, der nicht zu gebrauchen ist"),
    Self::TooManyKeys => format!("mehr als {MAX_KEYS} Schlüssel in einem Vertrauensdokument oder einer Rolle"),
    Self::MissingKey { version } => format!("Vertrauensdokument {version}: eine Rolle nennt einen Schlüssel, der nicht in jwks steht"),
    Self::Threshold { version } => format!(
        "Vertrauensdokument {version}: eine Schwelle ist 0, größer als {MAX_THRESHOLD} oder größer als die Zahl der Schlüssel"
    ),
    Self::Version { version, expected } => format!(
        "Vertrauensdokument {version}: Versionen steigen um genau eins, erwartet war {expected}"
    ),
    Self::Times { version } => format!("Vertrauensdokument {version}: exp liegt nicht nach iat"),
    Self::OtherIssuer { version } => format!("Vertrauensdokument {version}: Herausgeber oder Strom ist ein anderer als im Dokument davor"),
    Self::BelowOwnThreshold { version, present, needed } => format!(
        "Vertrauensdokument {version}: {present} von {needed} der eigenen Wurzelschlüssel haben unterschrieben"
    ),
    Self::BelowPreviousThreshold { version, present, needed } => format!(
        "Vertrauensdokument {version}: {present} von {needed} Wurzelschlüsseln des Dokuments davor haben unterschrieben"
    ),
});

german!(JwsError {
    Self::Encoding(error) => error.german(),
    Self::Header(_) => "der geschützte Kopf ist keiner mit genau alg, kid und typ",
    Self::WrongType { expected } => format!("`typ` ist nicht {expected}"),
    Self::MalformedKeyId => "`kid` ist kein Fingerabdruck eines Schlüssels",
    Self::UnknownKey(key) => format!("unterschrieben von {key}; dieser Schlüssel hat hier keine Rolle"),
    Self::WrongAlgorithm { expected, key } => format!("`alg` ist nicht {}, das Verfahren des Schlüssels {key}", expected.name()),
    Self::InvalidKey(key) => format!("unterschrieben von {key}; das ist kein gültiger Schlüssel"),
    Self::BadSignature(key) => format!("die Unterschrift von {key} stimmt nicht"),
    Self::SignedTwice(key) => format!("zweimal unterschrieben von {key}; ein Schlüssel unterschreibt einmal"),
    Self::Unsigned => "keine Unterschriften",
    Self::TooManySignatures => format!("mehr als {MAX_SIGNATURES} Unterschriften"),
    Self::TooMuchWork => "diese Unterschriften zu prüfen, würde bei Lesern zu lange dauern; weniger Schlüssel sollten unterschreiben",
});

german!(JwkError {
    Self::UnsupportedType => "der Schlüssel ist weder OKP/Ed25519 noch EC/P-256",
    Self::InvalidPoint => "der Schlüssel ist kein gültiger Punkt seiner Kurve in der vorgeschriebenen Schreibweise",
    Self::AlgorithmMismatch => "`alg` des Schlüssels passt nicht zu seiner Art",
    Self::WrongKid => "`kid` ist nicht der Fingerabdruck des Schlüssels (RFC 7638)",
    Self::SharedKid => "`kid` ist der eines anderen Schlüssels",
    Self::OtherUse => "laut `use` oder `key_ops` ist der Schlüssel nicht zum Prüfen von Unterschriften da",
    Self::PrivateKey => "der Schlüssel enthält seinen geheimen Teil; behandeln Sie ihn als gestohlen, und tauschen Sie ihn aus",
});

german!(JsonError {
    Self::NotUtf8 => "nicht in UTF-8 (RFC 7493, Abschnitt 2.1); speichern Sie die Datei als UTF-8",
    Self::DuplicateName => "ein Objekt hat zwei Einträge desselben Namens (RFC 7493, Abschnitt 2.3)",
    Self::TooDeep => format!("tiefer als {MAX_DEPTH} Ebenen geschachtelt"),
    Self::Noncharacter => "ein Text enthält ein Zeichen, das nach Unicode keines ist (RFC 7493, Abschnitt 2.1)",
    Self::Malformed { line, column } => format!("kein JSON in Zeile {line}, Spalte {column}"),
    Self::Shape(error) => error.german(),
});

german!(ShapeError {
    error => {
        let place = if error.path().is_empty() { "das Ganze" } else { error.path() };
        let english = error.to_string();
        format!("{place}: {}", shape(english.split_once(": ").map_or("", |(_, what)| what)))
    },
});

/// What should stand in a place. Serde makes some of these words, so they are told by how
/// they begin; where even that is unknown, the place alone must do.
pub(super) fn shape(message: &str) -> String {
    let known = [
        ("expected one member of this name", "nur ein Eintrag darf so heißen"),
        ("expected true or false", "hier muss true oder false stehen"),
        ("expected an integer from 0 to 2^53 - 1", "hier muss eine ganze Zahl von 0 bis 2^53 - 1 stehen"),
        ("expected an integer below 2^32", "hier muss eine ganze Zahl unter 2^32 stehen"),
        ("expected a text", "hier muss ein Text stehen"),
        ("expected a list", "hier muss eine Liste stehen"),
        ("expected an object of languages", "hier muss ein Objekt mit Sprachen stehen"),
        ("expected an object", "hier muss ein Objekt stehen"),
        ("expected no such number", "eine solche Zahl darf hier nicht stehen"),
        ("expected no such member", "einen solchen Eintrag gibt es hier nicht"),
        ("expected a name before the value", "vor dem Wert fehlt der Name"),
        ("expected a value, but there is none", "hier fehlt ein Wert"),
        ("expected struct", "hier muss ein Objekt stehen"),
        ("expected a sequence", "hier muss eine Liste stehen"),
        ("expected a map", "hier muss ein Objekt stehen"),
        ("expected a string", "hier muss ein Text stehen"),
    ];
    if let Some(words) = message.strip_prefix("expected one of ") {
        return format!("hier muss eines davon stehen: {words}");
    }
    if message == WhenError.to_string() {
        return WhenError.german();
    }
    let said = known.iter().find(|(english, _)| message.starts_with(english));
    said.map_or("hier steht etwas anderes, als hier stehen muss", |(_, german)| german).into()
}

german!(Base64UrlError {
    Self => "kein strenges base64url: nur A-Z a-z 0-9 - _, ohne Auffüllung und ohne überzählige Bits",
});

german!(DigestError {
    Self => "hier muss sha256- mit 44 Zeichen base64 stehen, wie `statusctl trust show` es ausgibt",
});

german!(BadSignature {
    Self => "die Unterschrift stimmt nicht",
});

german!(Rollback {
    Self::Trust => "die Vertrauenskette setzt die nicht fort, die schon zu sehen war",
    Self::Version { candidate, seen } => format!("Version {candidate} ist kleiner als {seen}, die schon zu sehen war"),
    Self::Equivocation(version) => format!("Version {version} war schon mit anderem Inhalt zu sehen"),
});

german!(WhenError {
    Self => "hier muss ein Datum wie 2023-05-03 oder eine Zeit wie 2023-05-03T14:05:00+02:00 stehen (RFC 3339)",
});

german!(LinkError {
    Self::Scheme => "nur Adressen mit https:, mailto: oder tel: werden verlinkt",
    Self::Character => "eine Adresse besteht aus ASCII ohne Leerzeichen, Anführungszeichen, umgekehrte Schrägstriche und Steuerzeichen; schreiben Sie alles andere mit %, und einen Namen mit Umlauten in seiner Form mit xn--",
    Self::Host => "eine https:-Adresse braucht einen einfachen Namen, ohne Angaben vor einem @ und ohne besonderen Port",
    Self::Telephone => "eine tel:-Adresse hat Ziffern, und dazwischen nur + - . ( )",
});

german!(UnknownWord {
    Self => "kein Wort aus dieser Liste",
});
