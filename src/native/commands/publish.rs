//! `statusctl publish`.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::bail;

use super::{CommandResult, PassphraseArgs, diagnostics, diff, note, warn};
use crate::core::document::calendar::When;
use crate::core::document::{Content, StatusDocument};
use crate::core::encoding::digest::Digest;
use crate::core::signed::jwk::PublicKey;
use crate::core::signed::jws::Envelope;
use crate::native::bilingual::{Message, say};
use crate::native::ceremony::prepared::Prepared;
use crate::native::difference::differences;
use crate::native::german::said_here;
use crate::native::keys::PassphraseSource;
use crate::native::publish::{believed_until, expires_soon};
use crate::native::release::{Last, Release, ReleaseError};
use crate::native::settings::{SETTINGS_FILE, Settings};
use crate::native::{clock, files};

/// How often an address is asked whether what was published has arrived, and how long in
/// between: caches need a moment.
const ASKED: u32 = 3;
const BETWEEN: Duration = Duration::from_secs(2);

/// Arguments of `publish`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with status.toml, faq.<language>.md and publish.toml
    #[arg(value_name = "DIR", default_value = ".", conflicts_with = "confirm")]
    folder: PathBuf,
    /// Publish without asking
    #[arg(long)]
    yes: bool,
    /// Sign again what was published last, and nothing else; for timers
    #[arg(long)]
    confirm: bool,
    /// What somebody else has prepared, in place of the folder's texts: look at what changes,
    /// sign it as well, and publish it once enough have signed
    #[arg(long, value_name = "PREPARED", conflicts_with = "confirm")]
    prepared: Option<PathBuf>,
    /// The signature of the key for which it was prepared, from a token or key service
    #[arg(long, value_name = "FILE", requires = "prepared")]
    signature: Option<PathBuf>,
    /// Publish though the clock is behind what was published last: it was wrong then
    #[arg(long)]
    clock_is_right: bool,
    /// The settings, by default publish.toml in the folder
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

impl Args {
    fn passphrases(&self, settings: &Settings) -> PassphraseSource {
        let given = self.passphrase.files();
        PassphraseSource::new(if given.is_empty() { settings.passphrase_files.clone() } else { given })
    }
}

/// Checks, shows what changes, asks, signs, writes everywhere and reads it back.
///
/// # Errors
/// If anything on the way fails, or readers don't get what was published.
pub fn run(args: &Args) -> CommandResult {
    let path = args.settings.clone().unwrap_or_else(|| args.folder.join(SETTINGS_FILE));
    let settings = Settings::read(&path)?;
    let release = Release::new(&settings)?;
    let last = release.last()?;
    if let Some(last) = last.as_ref().filter(|_| !args.clock_is_right) {
        release.check_clock(last, clock::now())?;
    }
    let mut document = if let Some(prepared) = &args.prepared {
        seconded(args, &settings, &release, prepared, last.as_ref())?
    } else {
        Envelope::unsigned(&first(args, &settings, &release, last.as_ref())?)
    };
    if args.signature.is_none() {
        release.sign(&mut document, &args.passphrases(&settings))?;
    }
    if let Some(key) = release.next_elsewhere(&document)? {
        return prepare(&release, &settings, document, &key);
    }
    let file = release.file(&document)?;
    release.check_targets(&file)?;
    write(&release, &settings, &file)
}

/// The payload that is signed first: of the folder, or of what was published last.
fn first(
    args: &Args,
    settings: &Settings,
    release: &Release<'_>,
    last: Option<&Last>,
) -> anyhow::Result<Vec<u8>> {
    let now = clock::now();
    if args.confirm {
        let last = last.ok_or(ReleaseError::NothingPublished)?;
        note(say!("signing again: {}", "wird neu unterschrieben: {}", last.path.display()));
        return Ok(release.payload_again(last, now)?);
    }
    release.check_folders()?;
    let (content, tally) = diagnostics::compile(&args.folder)?;
    show_changes(last, &content)?;
    confirm(args, settings, tally.warnings)?;
    Ok(release.payload(content, last, now)?)
}

/// What somebody else has prepared, once this person has seen what changes and agrees.
fn seconded(
    args: &Args,
    settings: &Settings,
    release: &Release<'_>,
    path: &Path,
    last: Option<&Last>,
) -> anyhow::Result<Envelope> {
    release.check_folders()?;
    let mut prepared = Prepared::read(path)?;
    let payload = prepared.document.payload_bytes().map_err(ReleaseError::Encoding)?;
    let content = StatusDocument::read(&payload).map_err(|error| ReleaseError::Payload(error.into()))?;
    show_changes(last, &content.content)?;
    let digest = Digest::of(&payload);
    let signers = release.signers(&prepared.document)?;
    note(if signers.is_empty() {
        say!(
            "nobody has signed it yet; its digest is {digest}",
            "noch niemand hat es unterschrieben; seine Prüfsumme ist {digest}"
        )
    } else {
        let signers = release.all_called(&signers);
        say!(
            "signed so far by {signers}; its digest is {digest}",
            "unterschrieben bisher von {signers}; die Prüfsumme ist {digest}"
        )
    });
    if let Some(signature) = &args.signature {
        prepared.attach(&files::read(signature)?)?;
    }
    confirm(args, settings, 0)?;
    Ok(prepared.document)
}

/// Shows what readers will see change.
fn show_changes(last: Option<&Last>, content: &Content) -> std::io::Result<()> {
    match last {
        Some(last) => diff::print(&differences(last.authentic.content(), content)),
        None => {
            note(say!(
                "the first publication: {} services, {} questions, {} languages",
                "die erste Veröffentlichung: {} Services, {} Fragen, {} Sprachen",
                content.services.len(),
                content.faq.len(),
                content.languages.len()
            ));
            Ok(())
        }
    }
}

fn confirm(args: &Args, settings: &Settings, warnings: usize) -> CommandResult {
    if !args.yes && !ask(settings, warnings)? {
        bail!(say!("nothing was published", "nichts wurde veröffentlicht"));
    }
    Ok(())
}

/// Writes to every target, whatever becomes of the others, and looks at what readers get.
fn write(release: &Release<'_>, settings: &Settings, file: &[u8]) -> CommandResult {
    let now = clock::now();
    let mut failures = 0;
    let mut is_recorded = false;
    for target in &settings.targets {
        match release.publish_to(target, file, now) {
            Ok(published) => {
                for remark in &published.remarks {
                    warn(remark.message());
                }
                note(say!(
                    "{}: version {}, signed by {}, believed until {}, read back",
                    "{}: Version {}, unterschrieben von {}, geglaubt bis {}, gegengelesen",
                    published.path.display(),
                    published.authentic.claims().version,
                    release.all_called(published.authentic.signers()),
                    When::from(believed_until(&published.authentic))
                ));
                if !is_recorded {
                    release.record(file)?;
                    is_recorded = true;
                    if expires_soon(published.authentic.trust(), now) {
                        warn(say!(
                            "warning: the trust chain expires at {}, and nothing is believed after that; let the \
                             root holders rotate it with `statusctl trust rotate`",
                            "Warnung: die Vertrauenskette läuft am {} ab, und danach wird nichts mehr geglaubt; \
                             lassen Sie sie mit `statusctl trust rotate` erneuern",
                            When::from(published.authentic.trust().expires())
                        ));
                    }
                }
            }
            Err(error) => {
                failures += 1;
                warn(failed(&error));
            }
        }
    }
    if failures == settings.targets.len() {
        bail!(say!(
            "nothing was published; readers get what they got before",
            "nichts wurde veröffentlicht; Leser bekommen, was sie vorher bekamen"
        ));
    }
    for url in &settings.live {
        match arrived(release, url, file) {
            Ok(()) => note(say!("{url}: readers get it", "{url}: kommt bei Lesern an")),
            Err(error) => {
                failures += 1;
                warn(failed(&error));
            }
        }
    }
    if failures > 0 {
        let all = settings.targets.len() + settings.live.len();
        bail!(say!(
            "{failures} of {all} targets and addresses failed; the others have the new version",
            "{failures} von {all} Zielen und Adressen sind fehlgeschlagen; die anderen haben die neue Version"
        ));
    }
    Ok(())
}

/// An error with its causes, on one line.
fn failed(error: &ReleaseError) -> Message {
    let error = said_here(error);
    say!("error: {error}", "Fehler: {error}")
}

fn arrived(release: &Release<'_>, url: &str, file: &[u8]) -> Result<(), ReleaseError> {
    let mut asked = 1;
    loop {
        match release.check_live(url, file) {
            Ok(()) => return Ok(()),
            Err(error) if asked == ASKED => return Err(error),
            Err(_) => {
                asked += 1;
                std::thread::sleep(BETWEEN);
            }
        }
    }
}

/// Asks at the terminal whether to go on.
fn ask(settings: &Settings, warnings: usize) -> anyhow::Result<bool> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        bail!(say!(
            "there is no terminal to ask at; look at the changes, then use --yes",
            "es ist kein Terminal zum Fragen da; sehen Sie sich die Änderungen an, dann hilft --yes"
        ));
    }
    let targets: Vec<String> = settings.targets.iter().map(|target| target.display().to_string()).collect();
    let targets = targets.join(", ");
    let warned = match warnings {
        0 => Message::default(),
        _ => say!(" in spite of {warnings} warnings", " trotz {warnings} Warnungen"),
    };
    let question = Message {
        en: format!("Publish to {targets}{}? [y/N] ", warned.en),
        de: format!("Nach {targets} veröffentlichen{}? [j/N] ", warned.de),
    };
    let mut stderr = std::io::stderr();
    write!(stderr, "{}", crate::native::terminal::Plain(question))?;
    stderr.flush()?;
    let mut answer = String::new();
    stdin.read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "ja"))
}

/// Writes what a key elsewhere has to sign: a token's, or that of the second person.
fn prepare(release: &Release<'_>, settings: &Settings, document: Envelope, key: &PublicKey) -> CommandResult {
    let prepared = release.prepare(document, key)?;
    let path = files::beside(&settings.record, ".prepared");
    let (_, input) = prepared.write(&path, key)?;
    let digest = prepared.document.payload_digest().map_err(ReleaseError::Encoding)?;
    let (signers, key) = (release.signers(&prepared.document)?, release.called(key.id()));
    if !signers.is_empty() {
        let signers = release.all_called(&signers);
        note(say!("signed so far by {signers}", "unterschrieben bisher von {signers}"));
    }
    note(say!(
        "{0}: nothing is published yet; {key} has to sign as well. What is signed has the digest {digest}.\n  \
         Who has that key looks at it and signs it with: statusctl publish --prepared {0} --settings THEIRS\n  \
         A token signs the bytes of {1}; then: statusctl publish --prepared {0} --signature FILE",
        "{0}: noch ist nichts veröffentlicht; es fehlt die Unterschrift von {key}. Was unterschrieben wird, hat \
         die Prüfsumme {digest}.\n  \
         Wer diesen Schlüssel hat, sieht es an und unterschreibt mit: statusctl publish --prepared {0} \
         --settings EIGENE\n  \
         Ein Token unterschreibt die Bytes von {1}; danach: statusctl publish --prepared {0} --signature DATEI",
        path.display(),
        input.display()
    ));
    Ok(())
}
