//! Every error has German words, which are German, and English ones, which are English.
//!
//! Each arm of each `german!` is said once, as it comes out at the terminal; an arm without an
//! example here fails as does one that says the same in both languages.

use std::collections::BTreeSet;
use std::error::Error;
use std::io;
use std::path::PathBuf;

use super::*;
use crate::core::document::calendar::WhenError;
use crate::core::document::rich_text::LinkError;
use crate::core::document::rules::{Problem, Rule};
use crate::core::document::words::UnknownWord;
use crate::core::encoding::base64url::Base64UrlError;
use crate::core::encoding::digest::{Digest, DigestError};
use crate::core::encoding::json::{self, JsonError, ShapeError};
use crate::core::encoding::unix_time::UnixTime;
use crate::core::session::freshness::Rollback;
use crate::core::signed::jwk::{Algorithm, BadSignature, JwkError, KeyId};
use crate::core::signed::jws::{Envelope, JwsError};
use crate::core::signed::trust::TrustError;
use crate::core::signed::verify::Refusal;
use crate::native::bilingual::Message;
use crate::native::ceremony::chain_file::ChainFileError;
use crate::native::ceremony::plan::{KeySelector, PlanError};
use crate::native::ceremony::prepared::PreparedError;
use crate::native::ceremony::signature::SignatureError;
use crate::native::fetch::{self, FetchError};
use crate::native::files::{FileError, InTheWay};
use crate::native::folder::{self, FolderError};
use crate::native::inspect::{DecodeError, RefusedFile};
use crate::native::json_file::JsonFileError;
use crate::native::keys::{KeyError, NoKey, OtherForm};
use crate::native::preview::PreviewError;
use crate::native::publish::{NotFresh, PublishError};
use crate::native::release::ReleaseError;
use crate::native::settings::SettingsError;

/// Words of one language that the other has not got.
const ENGLISH: &[&str] = &[
    "the", "is", "are", "not", "of", "and", "with", "to", "it", "this", "can't", "be", "by", "that", "from",
    "has", "have", "file", "key", "signed", "expected", "no", "than", "for", "does", "a",
];
const GERMAN: &[&str] = &[
    "das",
    "ist",
    "sind",
    "nicht",
    "und",
    "mit",
    "zu",
    "ein",
    "eine",
    "kein",
    "keine",
    "für",
    "von",
    "oder",
    "wird",
    "hat",
    "datei",
    "schlüssel",
    "unterschrieben",
];

/// The words of a text that are no code.
fn words(text: &str) -> BTreeSet<String> {
    let prose: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    prose
        .split(|c: char| !(c.is_alphanumeric() || "'/._-".contains(c)))
        .map(|word| word.trim_matches(['.', '\'']).to_lowercase())
        .collect()
}

#[track_caller]
fn check_languages(english: &str, german: &str) {
    assert_ne!(english, german);
    let in_german: Vec<_> = words(german).into_iter().filter(|word| ENGLISH.contains(&&**word)).collect();
    assert!(in_german.is_empty(), "{in_german:?} in German: {german}");
    let in_english: Vec<_> = words(english).into_iter().filter(|word| GERMAN.contains(&&**word)).collect();
    assert!(in_english.is_empty(), "{in_english:?} in English: {english}");
}

/// Says each of these, and checks that they are all there are.
#[track_caller]
fn check_all<E: Error + German + 'static>(errors: impl IntoIterator<Item = E>) {
    let mut said = BTreeSet::new();
    for error in errors {
        said.insert(error.arm());
        // As the terminal says it: a type that is in no list would speak English.
        check_languages(&super::said(&error, Language::English), &super::said(&error, Language::German));
        assert_eq!(said_alone(&error, Language::German), error.german());
    }
    let all: BTreeSet<_> = E::ARMS.iter().copied().collect();
    assert_eq!(said, all, "{}", std::any::type_name::<E>());
    assert!(!all.contains("_"), "{} has words for all else", std::any::type_name::<E>());
}

fn path() -> PathBuf {
    "x/y.json".into()
}

fn key() -> KeyId {
    "A".repeat(43).parse().unwrap()
}

fn digest() -> Digest {
    Digest::of(b"")
}

fn shape() -> ShapeError {
    let error = json::read::<Envelope>(b"{\"payload\": 1, \"signatures\": []}").unwrap_err();
    let JsonError::Shape(shape) = error else { panic!("{error}") };
    shape
}

fn file() -> FileError {
    FileError::reading(&path())(io::Error::from_raw_os_error(2))
}

fn unfetched() -> FetchError {
    // A port that nobody may listen at (RFC 6335 section 6).
    fetch::fetch("http://127.0.0.1:0/").unwrap_err()
}

fn number_too_large() -> serde_json::Error {
    serde_json::from_str::<u64>("x").unwrap_err()
}

fn problem() -> Problem {
    Problem { path: "services[0].id".into(), rule: Rule::UnknownId }
}

fn same(words: &str) -> Message {
    Message { en: format!("the {words}"), de: format!("das {words}") }
}

#[test]
fn the_core_has_german_words() {
    check_all([
        Refusal::TooLarge,
        Refusal::NotOurFile(JsonError::NotUtf8),
        Refusal::Flattened("signature"),
        Refusal::Trust(TrustError::Empty),
        Refusal::Jws(JwsError::Unsigned),
        Refusal::Encoding(Base64UrlError),
        Refusal::BelowThreshold { present: 1, needed: 2 },
        Refusal::Payload(JsonError::DuplicateName),
        Refusal::OtherIssuer,
        Refusal::Claims,
        Refusal::Content(problem()),
    ]);
    check_all([
        TrustError::Empty,
        TrustError::TooManyHops,
        TrustError::NotPinned { pinned: digest(), actual: digest() },
        TrustError::Encoding(Base64UrlError),
        TrustError::Json(JsonError::TooDeep),
        TrustError::Jws { version: 1, source: JwsError::Unsigned },
        TrustError::Key { version: 1, source: JwkError::WrongKid },
        TrustError::TooManyKeys,
        TrustError::MissingKey { version: 1 },
        TrustError::Threshold { version: 1 },
        TrustError::Version { version: 1, expected: 2 },
        TrustError::Times { version: 1 },
        TrustError::OtherIssuer { version: 1 },
        TrustError::BelowOwnThreshold { version: 1, present: 1, needed: 2 },
        TrustError::BelowPreviousThreshold { version: 1, present: 1, needed: 2 },
    ]);
    check_all([
        JwsError::Encoding(Base64UrlError),
        JwsError::Header(JsonError::NotUtf8),
        JwsError::WrongType { expected: "status+jwt" },
        JwsError::MalformedKeyId,
        JwsError::UnknownKey(key()),
        JwsError::WrongAlgorithm { expected: Algorithm::Es256, key: key() },
        JwsError::InvalidKey(key()),
        JwsError::BadSignature(key()),
        JwsError::SignedTwice(key()),
        JwsError::Unsigned,
        JwsError::TooManySignatures,
        JwsError::TooMuchWork,
    ]);
    check_all([
        JwkError::UnsupportedType,
        JwkError::InvalidPoint,
        JwkError::AlgorithmMismatch,
        JwkError::WrongKid,
        JwkError::SharedKid,
        JwkError::OtherUse,
        JwkError::PrivateKey,
    ]);
    check_all([
        JsonError::NotUtf8,
        JsonError::DuplicateName,
        JsonError::TooDeep,
        JsonError::Noncharacter,
        JsonError::Malformed { line: 1, column: 2 },
        JsonError::Shape(shape()),
    ]);
    check_all([shape()]);
    check_all([Base64UrlError]);
    check_all([DigestError]);
    check_all([BadSignature]);
    check_all([Rollback::Trust, Rollback::Version { candidate: 1, seen: 2 }, Rollback::Equivocation(1)]);
    check_all([WhenError]);
    check_all([LinkError::Scheme, LinkError::Character, LinkError::Host, LinkError::Telephone]);
    check_all([UnknownWord]);
}

#[test]
fn every_rule_of_the_content_has_german_words() {
    let rules = [
        Rule::NoLanguage,
        Rule::MalformedLanguage,
        Rule::MissingDefault,
        Rule::MalformedId,
        Rule::DuplicateId,
        Rule::UnknownId,
    ];
    for rule in rules {
        check_languages(&rule.to_string(), &rule.german());
    }
    assert_eq!(rules.map(|rule| rule.arm()), Rule::ARMS);
}

#[test]
fn whatever_shape_a_document_has_german_says_what_should_stand_there() {
    let source = include_str!("../../core/encoding/json/deserialize.rs");
    let written = source.split("ShapeError::new(\"").skip(1).chain(source.split("Self::new(\"").skip(1));
    let mut messages: Vec<String> = written
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .filter(|one| one.contains(' '))
        .collect();
    assert!(messages.len() > 8, "{messages:?}");
    for json in [
        r#"{"payload": 1, "signatures": []}"#,
        r#"{"payload": "", "signatures": {}}"#,
        r#"{"signatures": []}"#,
        r#"{"payload": "", "signatures": [{"protected": "", "signature": "", "x": 0}]}"#,
        r#"{"payload": "", "signatures": [0]}"#,
        "[]",
    ] {
        let error = json::read::<Envelope>(json.as_bytes()).expect_err(json);
        messages.push(error.to_string().split_once(": ").unwrap().1.to_owned());
    }
    for message in messages {
        let german = core::shape(&message);
        check_languages(&message, &german);
        assert!(!german.contains("etwas anderes"), "{message}");
    }
    assert!(core::shape("expected the unexpected").contains("etwas anderes"));
}

#[test]
fn the_native_side_has_german_words() {
    check_all([file(), FileError::writing(&path())(io::Error::from_raw_os_error(28))]);
    for inner in [InTheWay::DeadLink, InTheWay::Folder, InTheWay::Protected] {
        let error = FileError::writing(&path())(io::Error::other(inner));
        check_languages(&said(&error, Language::English), &said(&error, Language::German));
        assert!(said(&error, Language::German).ends_with(&inner.german()));
    }
    check_all([InTheWay::DeadLink, InTheWay::Folder, InTheWay::Protected]);
    check_all([
        JsonFileError::File(file()),
        JsonFileError::Utf16(path()),
        JsonFileError::Shape { path: path(), expected: same("x"), source: JsonError::NotUtf8 },
    ]);
    check_all([unfetched()]);
    check_all([NoKey::Utf16, NoKey::Label("CERTIFICATE".into())]);
    let forms = || {
        [
            OtherForm::OldEncryption,
            OtherForm::Sec1,
            OtherForm::OtherKind,
            OtherForm::OpenSsh,
            OtherForm::Public,
            OtherForm::Der,
        ]
    };
    check_all(forms());
    check_all(
        [
            KeyError::File(file()),
            KeyError::Exists(path()),
            KeyError::Permissions { path: path(), mode: 0o644 },
            KeyError::Format { path: path(), source: NoKey::Utf16.into() },
            KeyError::MountedPermissions { path: path(), mode: 0o644 },
            KeyError::WrongPassphrase(path()),
            KeyError::HowManyPassphrases { files: 2, keys: 3 },
            KeyError::NoPassphrase,
            KeyError::ShortPassphrase,
            KeyError::PassphrasesDiffer,
            KeyError::Public { path: path(), source: JsonError::NotUtf8.into() },
            KeyError::PublicKey { path: path(), source: JwkError::WrongKid },
            KeyError::Crypto(getrandom::Error::UNSUPPORTED.into()),
        ]
        .into_iter()
        .chain(forms().map(|found| KeyError::OtherForm { path: path(), found })),
    );
    check_all([
        DecodeError::File(Refusal::TooLarge),
        DecodeError::Encoding(Base64UrlError),
        DecodeError::Json(JsonError::TooDeep),
        DecodeError::Value(number_too_large()),
    ]);
    let looks: [&[u8]; 6] = [b"", b"<html>", b"[]", b"{\"iss\": \"x\"}", b"\xff\xfea", b"x"];
    check_all(looks.map(|bytes| RefusedFile::new(&path(), bytes, Refusal::NotOurFile(JsonError::NotUtf8))));
}

#[test]
fn the_ceremony_has_german_words() {
    check_all([
        ChainFileError::Json(JsonFileError::Utf16(path())),
        ChainFileError::File(file()),
        ChainFileError::Exists(path()),
        ChainFileError::Broken { path: path(), source: TrustError::Empty },
        ChainFileError::Unsigned { path: path(), source: TrustError::Empty },
        ChainFileError::Expired { path: path(), expired: UnixTime::from_secs(0) },
        ChainFileError::OtherDocuments(path(), path()),
        ChainFileError::OtherLast(path()),
        ChainFileError::Signature(SignatureError::NoRole(key())),
    ]);
    let selector = || KeySelector::Thumbprint("abc".into());
    check_all([
        PlanError::Refused(TrustError::TooManyKeys),
        PlanError::Key(KeyError::NoPassphrase),
        PlanError::NoSuchKey(selector()),
        PlanError::Ambiguous(selector()),
        PlanError::TooShort(selector()),
        PlanError::Pending(ChainFileError::Exists(path())),
    ]);
    check_all([
        PreparedError::Json(JsonFileError::Utf16(path())),
        PreparedError::Chain(ChainFileError::Exists(path())),
        PreparedError::Key(JwkError::WrongKid),
        PreparedError::Signature(SignatureError::AlreadySigned(key())),
    ]);
    check_all([
        SignatureError::NoRole(key()),
        SignatureError::AlreadySigned(key()),
        SignatureError::Form { algorithm: Algorithm::Es256, found: 3 },
        SignatureError::DoesNotVerify(key()),
    ]);
}

#[test]
fn publishing_and_looking_have_german_words() {
    let when = UnixTime::from_secs(0);
    check_all([
        PublishError::File(file()),
        PublishError::NoFolder(path()),
        PublishError::TooLong { size: 1 },
        PublishError::Refused(Refusal::TooLarge),
        PublishError::NotFresh(NotFresh::Expired(when)),
        PublishError::ForeignFile { path: path(), source: Refusal::TooLarge },
        PublishError::NotNewer { new: 1, live: 2 },
        PublishError::Rollback(Rollback::Trust),
    ]);
    check_all([NotFresh::Expired(when), NotFresh::TrustExpired(when), NotFresh::Future(when)]);
    check_all([
        ReleaseError::Chain(ChainFileError::Exists(path())),
        ReleaseError::Key(KeyError::NoPassphrase),
        ReleaseError::Signature(SignatureError::NoRole(key())),
        ReleaseError::Prepared(PreparedError::Key(JwkError::WrongKid)),
        ReleaseError::File(file()),
        ReleaseError::Publish(PublishError::NoFolder(path())),
        ReleaseError::NothingPublished,
        ReleaseError::ClockSetBack { now: when, last: when },
        ReleaseError::SameEyes("Anna".into()),
        ReleaseError::TooFew { present: 1, needed: 2 },
        ReleaseError::Encoding(Base64UrlError),
        ReleaseError::Document(JwsError::Unsigned),
        ReleaseError::Payload(DecodeError::Json(JsonError::NotUtf8).into()),
        ReleaseError::NotThere { place: "x".into() },
        ReleaseError::Fetch(unfetched()),
        ReleaseError::Refused { place: "x".into(), source: Refusal::TooLarge },
    ]);
    check_all([
        SettingsError::File(file()),
        SettingsError::Syntax { path: path(), message: same("x") },
        SettingsError::Value { path: path(), name: "live", what: same("x") },
    ]);
    let empty = tempfile::tempdir().unwrap();
    let problems = folder::build_folder(empty.path()).unwrap_err();
    check_all([FolderError::File(file()), FolderError::NotAFolder(path()), problems]);
    check_all([
        PreviewError::Key(KeyError::NoPassphrase),
        PreviewError::Plan(PlanError::Refused(TrustError::TooManyKeys)),
        PreviewError::Signature(SignatureError::NoRole(key())),
        PreviewError::Encoding(Base64UrlError),
    ]);
}

#[test]
fn what_the_system_says_often_is_german_and_what_it_says_rarely_is_quoted() {
    // errno(3) of Linux: no such file, not permitted, no folder, a folder, no space, read only,
    // broken pipe, name too long, in use, not there, unreachable (2), aborted, reset, timed
    // out, refused.
    for number in [2, 13, 20, 21, 28, 30, 32, 36, 98, 99, 101, 113, 103, 104, 110, 111] {
        let error = io::Error::from_raw_os_error(number);
        let german = said(&error, Language::German);
        check_languages(&error.to_string(), &german);
        assert!(german.contains(&format!("Fehler {number} des Systems")), "{german}");
    }
    let rare = io::Error::other("gremlins");
    assert_eq!(said(&rare, Language::German), "das System meldet „gremlins“");
}

#[test]
fn what_is_said_in_both_languages_where_it_is_made_goes_through() {
    let error = anyhow::Error::from(file()).context(same("x"));
    let whole = said(&*error, Language::German);
    assert!(
        whole.ends_with("nicht zu lesen: die Datei oder den Ordner gibt es nicht (Fehler 2 des Systems)"),
        "{whole}"
    );
}
