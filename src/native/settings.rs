//! `publish.toml`: how a folder gets to its readers.
//!
//! Owns the settings and where their paths begin: at the folder in which the file stands.
//! Must not know what is done with them.

use core::time::Duration;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;

use super::bilingual::{Message, say};
use super::clock;
use super::export::Form;
use super::fetch::is_url;
use super::files::{self, FileError};
use super::publish::Compression;
use crate::core::session::freshness::MAX_LIFETIME;
use crate::core::signed::jwk::KeyId;

/// The file with the settings, beside `status.toml`.
pub const SETTINGS_FILE: &str = "publish.toml";

/// The lifetime of a document where nobody says otherwise.
pub const LIFETIME: Duration = Duration::from_secs(2 * 60 * 60);

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is not there, or can't be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is there, and says something else.
    #[error("{}: these are no settings\n{}", path.display(), message.en)]
    Syntax {
        /// Which file.
        path: PathBuf,
        /// What the reader of TOML says, with line and column.
        message: Message,
    },
    /// A value that can't be used.
    #[error("{}: `{name}`: {}", path.display(), what.en)]
    Value {
        /// Which file.
        path: PathBuf,
        /// Which setting.
        name: &'static str,
        /// What is wrong, and what to write.
        what: Message,
    },
}

/// One value, or a list of them.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> Default for OneOrMore<T> {
    fn default() -> Self {
        Self::More(Vec::new())
    }
}

impl<T> From<OneOrMore<T>> for Vec<T> {
    fn from(values: OneOrMore<T>) -> Self {
        match values {
            OneOrMore::One(value) => vec![value],
            OneOrMore::More(values) => values,
        }
    }
}

/// How a folder gets to its readers. Paths begin at the folder in which this file stands.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "publish.toml")]
struct Written {
    /// The chain of trust documents, which `statusctl trust init` has written.
    trust: PathBuf,
    /// The status key that signs, or a list where several must sign.
    #[serde(default)]
    key: OneOrMore<PathBuf>,
    /// The public key of one that signs elsewhere: in a token, or at another person's desk.
    #[serde(default)]
    prepare: OneOrMore<PathBuf>,
    /// Where the passphrase lies, or one for each key; without it, a person is asked.
    #[serde(default)]
    passphrase_file: OneOrMore<PathBuf>,
    /// The folders that web servers serve; each gets `status.json`.
    targets: OneOrMore<PathBuf>,
    /// The addresses at which readers fetch it; `publish` looks whether it has arrived.
    #[serde(default)]
    #[schemars(with = "OneOrMore<Address>")]
    live: OneOrMore<String>,
    /// How long readers believe a document, `2h` unless something else stands here.
    #[serde(default)]
    #[schemars(with = "Span")]
    lifetime: Option<String>,
    /// Compressed copies to write beside it, for web servers that send those.
    #[serde(default)]
    #[schemars(with = "OneOrMore<Compression>")]
    compress: OneOrMore<String>,
    /// Where the last published file is kept for the timer.
    #[serde(default)]
    #[schemars(with = "PathBuf")]
    record: Option<PathBuf>,
    /// What else is made of it and written beside it.
    #[serde(default)]
    #[schemars(with = "OneOrMore<Form>")]
    export: OneOrMore<String>,
    /// What people call the keys, for all that is said: a name, and the file with the public
    /// key or its thumbprint. A table, so it stands last.
    #[serde(default)]
    names: BTreeMap<String, String>,
}

/// Where readers fetch it.
#[derive(JsonSchema)]
#[schemars(inline, transparent)]
struct Address(
    #[schemars(regex(pattern = "^https?://"))]
    #[expect(dead_code)]
    String,
);

/// A time like `90m`.
#[derive(JsonSchema)]
#[schemars(inline, transparent)]
struct Span(
    #[schemars(regex(pattern = "^[0-9]+[smhd]$"))]
    #[expect(dead_code)]
    String,
);

/// The JSON Schema of the file, in the draft that editors' TOML servers read (draft 7).
pub fn schema() -> serde_json::Value {
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<Written>();
    // What stands there by itself is said in words.
    for property in schema.get_mut("properties").and_then(|all| all.as_object_mut()).into_iter().flatten() {
        property.1.as_object_mut().map(|members| members.remove("default"));
    }
    schema.to_value()
}

/// See the module's description.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The chain of trust documents.
    pub trust: PathBuf,
    /// The status keys that sign.
    pub keys: Vec<PathBuf>,
    /// The public keys of keys elsewhere that sign as well, in this order: of a token, or of
    /// the person whose eyes are the second pair.
    pub prepare: Vec<PathBuf>,
    /// Files with the passphrases of the keys.
    pub passphrase_files: Vec<PathBuf>,
    /// The folders that web servers serve.
    pub targets: Vec<PathBuf>,
    /// Where readers fetch the file.
    pub live: Vec<String>,
    /// How long readers believe a document.
    pub lifetime: Duration,
    /// Copies to write beside it.
    pub copies: Vec<Compression>,
    /// What was published last, for the timer.
    pub record: PathBuf,
    /// What else is made of it and written beside it.
    pub exports: Vec<Form>,
    /// What people call the keys.
    pub names: Vec<(String, NamedKey)>,
}

/// Which key has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedKey {
    /// The one with this thumbprint.
    Id(KeyId),
    /// The one in this file.
    File(PathBuf),
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let bytes = files::read(path)?;
        let syntax = |message: Message| SettingsError::Syntax { path: path.into(), message };
        let text = std::str::from_utf8(files::without_mark(&bytes)).map_err(|error| {
            syntax(Message {
                en: error.to_string(),
                de: "die Datei ist nicht in UTF-8; speichern Sie sie mit dieser Kodierung".into(),
            })
        })?;
        let written: Written = toml::from_str(text).map_err(|error| syntax(unreadable(&error, text)))?;
        let value = |name, what: Message| SettingsError::Value { path: path.into(), name, what };
        let folder = path.parent().unwrap_or(Path::new(""));
        let all = |paths: OneOrMore<PathBuf>| -> Vec<PathBuf> {
            Vec::from(paths).into_iter().map(|path| folder.join(path)).collect()
        };
        let lifetime = match written.lifetime {
            None => LIFETIME,
            Some(text) => clock::lifetime(&text).map_err(|en| {
                let de = "hier muss eine Dauer wie 90m, 2h oder 365d stehen".into();
                value("lifetime", Message { en, de })
            })?,
        };
        if lifetime > MAX_LIFETIME {
            return Err(value(
                "lifetime",
                say!(
                    "widgets believe no document for longer than {}h",
                    "Widgets glauben keinem Dokument länger als {}h",
                    MAX_LIFETIME.as_secs() / 3600
                ),
            ));
        }
        let copies = Vec::from(written.compress).into_iter().map(|name| {
            <Compression as clap::ValueEnum>::from_str(&name, false).map_err(|_| {
                value(
                    "compress",
                    say!(
                        "`{name}` is not known; write gzip, brotli or zstd (not on Windows)",
                        "`{name}` ist hier nicht bekannt; schreiben Sie gzip, brotli oder zstd (nicht unter Windows)"
                    ),
                )
            })
        });
        let copies = copies.collect::<Result<_, _>>()?;
        let exports = Vec::from(written.export).into_iter().map(|name| {
            <Form as clap::ValueEnum>::from_str(&name, false).map_err(|_| {
                value(
                    "export",
                    say!(
                        "`{name}` is not known; write atom, ical, summary or text",
                        "`{name}` ist hier nicht bekannt; schreiben Sie atom, ical, summary oder text"
                    ),
                )
            })
        });
        let exports = exports.collect::<Result<_, _>>()?;
        let live: Vec<String> = written.live.into();
        if let Some(other) = live.iter().find(|url| !is_url(url)) {
            return Err(value(
                "live",
                say!(
                    "`{other}` is no address; write it like `https://…/status.json`",
                    "`{other}` ist keine Adresse; schreiben Sie sie wie `https://…/status.json`"
                ),
            ));
        }
        let targets = all(written.targets);
        if targets.is_empty() {
            return Err(value(
                "targets",
                say!(
                    "name at least one folder that is served",
                    "nennen Sie mindestens einen Ordner, den ein Webserver ausliefert"
                ),
            ));
        }
        let keys = all(written.key);
        let prepare = all(written.prepare);
        if keys.is_empty() && prepare.is_empty() {
            let what = say!(
                "name the `key` that signs, or with `prepare` the public key of one that signs elsewhere, or both",
                "nennen Sie mit `key` den Schlüssel, der unterschreibt, oder mit `prepare` den öffentlichen \
                 Schlüssel eines anderen, der anderswo unterschreibt, oder beides"
            );
            return Err(value("key", what));
        }
        if written.names.keys().any(|name| name.trim().is_empty()) {
            return Err(value("names", say!("a name is empty", "ein Name ist leer")));
        }
        let key =
            |text: String| text.parse().map_or_else(|_| NamedKey::File(folder.join(&text)), NamedKey::Id);
        let names = written.names.into_iter().map(|(name, text)| (name, key(text))).collect();
        Ok(Self {
            exports,
            names,
            trust: folder.join(written.trust),
            keys,
            prepare,
            passphrase_files: all(written.passphrase_file),
            targets,
            live,
            lifetime,
            copies,
            record: folder.join(written.record.unwrap_or_else(|| ".published.json".into())),
        })
    }
}

/// What the reader of TOML can't read. It speaks English, and shows the line with it.
fn unreadable(error: &toml::de::Error, text: &str) -> Message {
    let at = text.floor_char_boundary(error.span().map_or(0, |span| span.start).min(text.len()));
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let (line, column) = (text[..at].matches('\n').count() + 1, text[start..at].chars().count() + 1);
    let shown = text[start..].lines().next().unwrap_or_default();
    let message = error.message();
    let named = message.split('`').nth(1).unwrap_or_default();
    let what = if message.starts_with("unknown field") {
        let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        format!("die Einstellung `{named}` gibt es nicht; es gibt {}", known.join(", "))
    } else if message.starts_with("missing field") {
        format!("die Einstellung `{named}` fehlt")
    } else if message.starts_with("duplicate key") {
        "das steht hier zum zweiten Mal; löschen Sie eines von beiden".into()
    } else if message.starts_with("invalid type") || message.starts_with("data did not match") {
        "hier muss ein Text in Anführungszeichen stehen, oder eine Liste davon in eckigen Klammern".into()
    } else {
        "das ist nicht zu lesen; Texte stehen in Anführungszeichen, Listen in eckigen Klammern".into()
    };
    Message { en: error.to_string(), de: format!("Zeile {line}, Spalte {column}: {shown}\n{what}") }
}
