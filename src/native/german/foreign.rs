//! What the system and libraries say in English, in German.
//!
//! Owns only those errors that people at the terminal meet. Most of these enums may grow, so
//! what is not known here is quoted: a message that can be looked up is worth more than none.

use std::error::Error;
use std::io;

use super::native;

/// The German words of an error that others have made.
pub fn german(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return Some(system(error));
    }
    if let Some(error) = error.downcast_ref::<ureq::Error>() {
        return Some(web(error));
    }
    if error.is::<std::str::Utf8Error>() {
        return Some("die Datei ist nicht in UTF-8".into());
    }
    if error.is::<getrandom::Error>() {
        return Some("das System hat keine Zufallszahlen geliefert".into());
    }
    if error.is::<serde_json::Error>() {
        return Some("das JSON ist nicht zu lesen".into());
    }
    let is_of_key =
        error.is::<pkcs8::Error>() || error.is::<pkcs8::spki::Error>() || error.is::<pkcs8::der::Error>();
    is_of_key.then(|| "der Inhalt hat nicht die Form eines solchen Schlüssels".into())
}

/// What is quoted, because nobody here knows it.
fn quoted(error: &dyn Error) -> String {
    format!("das System meldet „{error}“")
}

/// What the system says (errno(3)).
fn system(error: &io::Error) -> String {
    use io::ErrorKind as Kind;

    if let Some(inner) = error.get_ref().and_then(|inner| native::german(inner)) {
        return inner;
    }
    let known = match error.kind() {
        Kind::NotFound => "die Datei oder den Ordner gibt es nicht",
        Kind::PermissionDenied => "dazu fehlt die Berechtigung",
        Kind::ConnectionRefused => "dort nimmt niemand Verbindungen an",
        Kind::ConnectionReset | Kind::ConnectionAborted => "die Verbindung wurde abgebrochen",
        Kind::HostUnreachable | Kind::NetworkUnreachable => "dorthin führt kein Weg im Netz",
        Kind::NetworkDown => "es besteht keine Verbindung zum Netz",
        Kind::NotConnected | Kind::BrokenPipe => "die Gegenseite ist nicht mehr da",
        Kind::AddrInUse => "der Port ist schon vergeben",
        Kind::AddrNotAvailable => "diese Adresse gibt es auf diesem Rechner nicht",
        Kind::AlreadyExists => "das gibt es schon",
        Kind::NotADirectory => "ein Teil des Pfades ist kein Ordner",
        Kind::IsADirectory => "das ist ein Ordner",
        Kind::DirectoryNotEmpty => "der Ordner ist nicht leer",
        Kind::ReadOnlyFilesystem => "auf diesem Datenträger kann nur gelesen werden",
        Kind::StorageFull => "der Datenträger ist voll",
        Kind::QuotaExceeded => "der zugeteilte Speicherplatz ist aufgebraucht",
        Kind::FileTooLarge => "die Datei ist zu groß",
        Kind::InvalidFilename => "dieser Dateiname ist nicht erlaubt",
        Kind::ResourceBusy => "die Datei ist gerade in Gebrauch",
        Kind::TimedOut | Kind::WouldBlock => "es kam keine Antwort in der vorgesehenen Zeit",
        Kind::UnexpectedEof => "die Daten brechen zu früh ab",
        Kind::OutOfMemory => "der Arbeitsspeicher reicht nicht",
        Kind::InvalidData => "die Daten haben eine andere Form als erwartet",
        _ => return quoted(error),
    };
    match error.raw_os_error() {
        Some(number) => format!("{known} (Fehler {number} des Systems)"),
        None => known.into(),
    }
}

/// What fetching over HTTP says.
fn web(error: &ureq::Error) -> String {
    match error {
        ureq::Error::StatusCode(code) => format!("der Server antwortet mit dem Status {code}"),
        ureq::Error::HostNotFound => "den Namen dieses Servers gibt es nicht".into(),
        ureq::Error::Timeout(_) => "es kam keine Antwort in der vorgesehenen Zeit".into(),
        ureq::Error::ConnectionFailed => "es kam keine Verbindung zustande".into(),
        ureq::Error::TooManyRedirects => "der Server leitet immer weiter um".into(),
        ureq::Error::BadUri(address) => format!("`{address}` ist keine Adresse"),
        ureq::Error::Protocol(_) => "was der Server schickt, ist kein HTTP".into(),
        ureq::Error::Io(error) => system(error),
        other => quoted(other),
    }
}
