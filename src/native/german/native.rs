//! What the rooms of the native side say in English, in German.

use std::error::Error;

use super::{German, first_that_fits, german};
use crate::core::document::calendar::When;
use crate::core::signed::jwk::Algorithm;
use crate::core::signed::verify::MAX_FILE_BYTES;
use crate::native::ceremony::chain_file::ChainFileError;
use crate::native::ceremony::plan::{PlanError, SHORTEST_THUMBPRINT};
use crate::native::ceremony::prepared::PreparedError;
use crate::native::ceremony::signature::{RAW_BYTES, SignatureError};
use crate::native::fetch::FetchError;
use crate::native::files::{Access, FileError, InTheWay};
use crate::native::folder::FolderError;
use crate::native::inspect::{DecodeError, LooksLike, RefusedFile};
use crate::native::json_file::JsonFileError;
use crate::native::keys::{KeyError, NoKey, OtherForm, PASSPHRASE_VARIABLE, SHORTEST_PASSPHRASE};
use crate::native::preview::PreviewError;
use crate::native::publish::{NotFresh, PublishError};
use crate::native::release::ReleaseError;
use crate::native::settings::SettingsError;

/// The German words of an error of the native side.
pub fn german(error: &(dyn Error + 'static)) -> Option<String> {
    first_that_fits!(error; FileError InTheWay JsonFileError FetchError KeyError NoKey OtherForm DecodeError
        RefusedFile ChainFileError PlanError PreparedError SignatureError PublishError NotFresh ReleaseError
        SettingsError FolderError PreviewError)
}

/// The German words of a library's error where one of ours hands it on as its own.
fn of_library(error: &(dyn Error + 'static)) -> String {
    super::part(error)
}

german!(FileError {
    error => format!("{}: {}", error.path.display(), match error.access {
        Access::Read => "nicht zu lesen",
        Access::Write => "nicht zu schreiben",
    }),
});

german!(InTheWay {
    Self::DeadLink => "das ist ein Verweis, der ins Leere führt; löschen Sie ihn, oder legen Sie an, wohin er führt",
    Self::Folder => "das ist ein Ordner; nennen Sie eine Datei darin",
    Self::Protected => "die Datei ist schreibgeschützt; heben Sie das auf, oder nennen Sie eine andere",
});

german!(JsonFileError {
    Self::File(error) => error.german(),
    Self::Utf16(path) => format!("{}: in UTF-16, wie die ersten Bytes sagen; speichern Sie die Datei als UTF-8", path.display()),
    Self::Shape { path, expected, source: _ } => format!("{}: das ist nicht {}; war eine andere Datei gemeint?", path.display(), expected.de),
});

german!(FetchError {
    error => format!("{}: nicht abzurufen", error.url),
});

german!(KeyError {
    Self::File(error) => error.german(),
    Self::Exists(path) => format!("{} gibt es schon; ein Schlüssel wird nie überschrieben, wählen Sie einen anderen Namen", path.display()),
    Self::Permissions { path, mode } => format!(
        "{0} können auch andere lesen (Modus {mode:03o}); führen Sie `chmod 600 {0}` aus", path.display()
    ),
    Self::Format { path, source: _ } => format!("{}: kein privater Schlüssel (Ed25519 oder P-256) in PKCS#8 als PEM", path.display()),
    Self::MountedPermissions { path, mode } => format!(
        "{} können auch andere lesen (Modus {mode:03o}), und das ist hier nicht zu ändern; wer die Datei dort ablegt, \
         muss sagen, wer sie lesen darf: `defaultMode: 0400` für ein Secret von Kubernetes, `LoadCredential=` für \
         systemd",
        path.display()
    ),
    Self::OtherForm { path, found } => format!(
        "{0}: {1}; machen Sie einen daraus, der hier gelesen wird: `openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf \
         hmacWithSHA256 -in {0} -out NEU`",
        path.display(),
        found.german()
    ),
    Self::WrongPassphrase(path) => format!("{}: die Passphrase öffnet diesen Schlüssel nicht", path.display()),
    Self::HowManyPassphrases { files, keys } => format!(
        "{files} Dateien mit Passphrasen für {keys} Schlüssel; nennen Sie eine für alle, oder für jeden eine in \
         derselben Reihenfolge"
    ),
    Self::NoPassphrase => format!(
        "es braucht eine Passphrase, und es ist kein Terminal zum Fragen da; nehmen Sie --passphrase-file oder die \
         Variable {PASSPHRASE_VARIABLE}"
    ),
    Self::ShortPassphrase => format!(
        "die Passphrase hat weniger als {SHORTEST_PASSPHRASE} Zeichen; fünf zufällige Wörter sind eine gute"
    ),
    Self::PassphrasesDiffer => "die beiden Passphrasen sind verschieden",
    Self::Public { path, source: _ } => format!("{}: kein öffentlicher Schlüssel als JWK, PEM oder DER", path.display()),
    Self::PublicKey { path, source: _ } => format!("{}: dieser öffentliche Schlüssel ist nicht zu gebrauchen", path.display()),
    Self::Crypto(_) => "der Schlüssel konnte nicht erzeugt werden",
});

german!(NoKey {
    Self::Utf16 => "die Datei ist in UTF-16, wie ihre ersten Bytes sagen; speichern Sie sie als UTF-8",
    Self::Label(label) => format!("in der Datei steht: {label}"),
});

german!(OtherForm {
    Self::OldEncryption => "er ist auf eine ältere Art verschlüsselt, die hier nicht geöffnet wird (älteres OpenSSL, `-v2prf hmacWithSHA1`, `-v1`)",
    Self::Sec1 => "das ist ein EC-Schlüssel in der älteren Form (SEC 1)",
    Self::OtherKind => "das ist ein Schlüssel für RSA oder DSA; hier sind es Ed25519 oder P-256",
    Self::OpenSsh => "das ist ein Schlüssel von OpenSSH; `statusctl keygen` macht einen passenden",
    Self::Public => "das ist ein öffentlicher Schlüssel; gebraucht wird der private",
    Self::Der => "er ist in DER; sagen Sie das openssl mit `-inform DER`",
});

german!(DecodeError {
    Self::File(error) => error.german(),
    Self::Encoding(error) => error.german(),
    Self::Json(error) => error.german(),
    Self::Value(error) => of_library(error),
});

german!(RefusedFile {
    error => format!("{}: Leser lehnen diese Datei ab{}", error.path.display(), match error.looks_like {
        LooksLike::Empty => "; sie ist leer",
        LooksLike::WebPage => "; sie sieht aus wie eine Webseite, also sehen Sie nach, woher sie kommt",
        LooksLike::Chain => "; sie sieht aus wie eine Kette von Vertrauensdokumenten, für `statusctl trust show`",
        LooksLike::Payload => "; sie sieht aus wie ein Inhalt ohne Unterschrift, also unterschreiben Sie ihn zuerst",
        LooksLike::Utf16 => "; sie ist in UTF-16, wie ihre ersten Bytes sagen, also speichern Sie sie als UTF-8",
        LooksLike::Other => "",
    }),
});

german!(ChainFileError {
    Self::Json(error) => error.german(),
    Self::File(error) => error.german(),
    Self::Exists(path) => format!("{} gibt es schon; eine Kette wird nur einmal begonnen", path.display()),
    Self::Broken { path, source: _ } => format!("{}: diese Kette von Vertrauensdokumenten hält nicht", path.display()),
    Self::Unsigned { path, source: _ } => format!(
        "{}: noch nicht vollständig unterschrieben; die Inhaber der Wurzelschlüssel tun das mit `statusctl trust sign`",
        path.display()
    ),
    Self::Expired { path, expired } => format!(
        "{}: das letzte Vertrauensdokument ist am {} abgelaufen; erneuern Sie es mit `statusctl trust rotate`",
        path.display(), When::from(*expired)
    ),
    Self::OtherDocuments(one, other) => format!(
        "{} und {} enthalten nicht dieselben Dokumente; ihre Unterschriften gehören nicht zusammen",
        one.display(), other.display()
    ),
    Self::OtherLast(path) => format!("{}: das letzte Dokument ist nicht das vorbereitete; bereiten Sie es noch einmal vor", path.display()),
    Self::Signature(error) => error.german(),
});

german!(PlanError {
    Self::Refused(_) => "das wäre kein Vertrauensdokument, das Widgets annehmen",
    Self::Key(error) => error.german(),
    Self::NoSuchKey(key) => format!("`{key}` nennt keinen Schlüssel dieser Rolle; `statusctl trust show` zeigt, welche es gibt"),
    Self::Ambiguous(key) => format!("mit `{key}` beginnen mehrere Fingerabdrücke; schreiben Sie mehr davon"),
    Self::TooShort(key) => format!(
        "`{key}` ist zu kurz, um einen Schlüssel zu nennen; es braucht mindestens {SHORTEST_THUMBPRINT} Zeichen seines \
         Fingerabdrucks"
    ),
    Self::Pending(_) => "noch kann kein weiteres Vertrauensdokument folgen",
});

german!(PreparedError {
    Self::Json(error) => error.german(),
    Self::Chain(error) => error.german(),
    Self::Key(_) => "der Schlüssel im vorbereiteten Dokument ist nicht zu gebrauchen; bereiten Sie es noch einmal vor",
    Self::Signature(error) => error.german(),
});

german!(SignatureError {
    Self::NoRole(key) => format!("der Schlüssel {key} hat hier keine Rolle; `statusctl trust show` zeigt, welche eine haben"),
    Self::AlreadySigned(key) => format!("der Schlüssel {key} hat dieses Dokument schon unterschrieben"),
    Self::Form { algorithm, found } => format!(
        "keine Unterschrift mit {}: {found} Bytes; erwartet sind {RAW_BYTES} rohe Bytes{}, oder das als base64",
        algorithm.name(), if *algorithm == Algorithm::Es256 { " oder DER" } else { "" }
    ),
    Self::DoesNotVerify(key) => format!(
        "die Unterschrift passt nicht zum Schlüssel {key} und zu den vorbereiteten Bytes; wurden sie zweimal gehasht, \
         oder war es ein anderer Schlüssel?"
    ),
});

german!(PublishError {
    Self::File(error) => error.german(),
    Self::NoFolder(path) => format!("{}: diesen Ordner gibt es nicht; legen Sie ihn an, oder berichtigen Sie den Namen", path.display()),
    Self::TooLong { size } => format!(
        "unterschrieben hätte das {size} von {MAX_FILE_BYTES} Bytes, und Widgets lehnen längere Dateien ab; kürzen Sie \
         die Texte"
    ),
    Self::Refused(_) => "Leser würden diese Datei ablehnen, deshalb wurde sie nicht geschrieben",
    Self::NotFresh(error) => error.german(),
    Self::ForeignFile { path, source: _ } => format!(
        "{}: was dort veröffentlicht ist, stammt nicht von diesem Herausgeber; sehen Sie es mit `statusctl inspect` an, \
         und räumen Sie es weg",
        path.display()
    ),
    Self::NotNewer { new, live } => format!(
        "Version {new} ist nicht höher als {live}, die veröffentlicht ist; bauen Sie noch einmal mit einer höheren"
    ),
    Self::Rollback(_) => "was veröffentlicht ist, darf damit nicht ersetzt werden; unterschreiben Sie mit der neuesten Vertrauenskette",
});

german!(NotFresh {
    Self::Expired(when) => format!(
        "echt, aber am {} abgelaufen; Leser sehen die Zustände als unbekannt. Bauen und unterschreiben Sie es neu",
        When::from(*when)
    ),
    Self::TrustExpired(when) => format!(
        "echt, aber die Vertrauenskette ist am {} abgelaufen; erneuern Sie sie mit `statusctl trust rotate`",
        When::from(*when)
    ),
    Self::Future(when) => format!(
        "echt, aber ausgestellt am {}, und das liegt in der Zukunft; prüfen Sie die Uhr dieses Rechners",
        When::from(*when)
    ),
});

german!(ReleaseError {
    Self::Chain(error) => error.german(),
    Self::Key(error) => error.german(),
    Self::Signature(error) => error.german(),
    Self::Prepared(error) => error.german(),
    Self::File(error) => error.german(),
    Self::Publish(error) => error.german(),
    Self::NothingPublished => "von diesem Herausgeber ist noch nichts veröffentlicht; veröffentlichen Sie zuerst einen Ordner",
    Self::ClockSetBack { now, last } => format!(
        "die Uhr dieses Rechners zeigt {}, aber was zuletzt veröffentlicht wurde, ist am {} ausgestellt; stellen Sie die \
         Uhr richtig. Geht sie jetzt richtig und ging damals falsch, dann veröffentlichen Sie mit --clock-is-right",
        When::from(*now), When::from(*last)
    ),
    Self::SameEyes(who) => format!("der Schlüssel {who} hat dieses Dokument schon unterschrieben; jetzt ist jemand anderes dran"),
    Self::TooFew { present, needed } => format!(
        "{present} von {needed} Schlüsseln, die unterschreiben müssen, haben unterschrieben; nennen Sie in publish.toml \
         noch einen, mit `key`, wenn er zur Hand ist, mit `prepare`, wenn jemand anderes ihn hat"
    ),
    Self::Encoding(_) => "was vorbereitet war, ist verändert worden; lassen Sie es noch einmal vorbereiten",
    Self::Document(_) => "was vorbereitet war, ist verändert worden; lassen Sie es noch einmal vorbereiten",
    Self::Payload(_) => "was zuletzt veröffentlicht wurde, ist nicht zu lesen",
    Self::NotThere { place } => format!(
        "{place}: Leser bekommen etwas anderes, als veröffentlicht wurde; sehen Sie nach dem Webserver und seinen \
         Zwischenspeichern"
    ),
    Self::Fetch(error) => error.german(),
    Self::Refused { place, source: _ } => format!("{place}: Leser würden ablehnen, was sie bekommen"),
});

german!(SettingsError {
    Self::File(error) => error.german(),
    Self::Syntax { path, message } => format!("{}: das sind keine Einstellungen\n{}", path.display(), message.de),
    Self::Value { path, name, what } => format!("{}: `{name}`: {}", path.display(), what.de),
});

german!(FolderError {
    Self::File(error) => error.german(),
    Self::NotAFolder(path) => format!("{}: das ist kein Ordner; nennen Sie den, in dem die Datei steht", path.display()),
    Self::Problems(rendered) => rendered.de.as_str(),
});

german!(PreviewError {
    Self::Key(error) => error.german(),
    Self::Plan(error) => error.german(),
    Self::Signature(error) => error.german(),
    Self::Encoding(error) => error.german(),
});
