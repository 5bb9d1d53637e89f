//! `statusctl publish`.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::bail;

use super::{CommandResult, PassphraseArgs, diagnostics, diff, note, warn};
use crate::core::document::calendar::When;
use crate::native::bilingual::{Message, say};
use crate::native::difference::differences;
use crate::native::json_file::write_json;
use crate::native::keys::{PassphraseSource, load_public};
use crate::native::publish::{believed_until, expires_soon};
use crate::native::release::{Release, ReleaseError};
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
    let now = clock::now();
    let payload = if args.confirm {
        let last = last.as_ref().ok_or(ReleaseError::NothingPublished)?;
        note(say!("signing again: {}", "wird neu unterschrieben: {}", last.path.display()));
        release.payload_again(last, now)?
    } else {
        release.check_folders()?;
        let (content, tally) = diagnostics::compile(&args.folder)?;
        match &last {
            Some(last) => diff::print(&differences(last.authentic.content(), &content))?,
            None => note(say!(
                "the first publication: {} services, {} questions, {} languages",
                "die erste Veröffentlichung: {} Services, {} Fragen, {} Sprachen",
                content.services.len(),
                content.faq.len(),
                content.languages.len()
            )),
        }
        if !args.yes && !ask(&settings, tally.warnings)? {
            bail!(say!("nothing was published", "nichts wurde veröffentlicht"));
        }
        release.payload(content, last.as_ref(), now)?
    };
    if let Some(public) = &settings.prepare {
        return prepare(&release, &settings, &payload, public);
    }
    let file = release.sign(&payload, &args.passphrases(&settings))?;
    release.check_targets(&file)?;
    write(&release, &settings, &file)
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
                    "{}: version {}, believed until {}, read back",
                    "{}: Version {}, geglaubt bis {}, gegengelesen",
                    published.path.display(),
                    published.authentic.claims().version,
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
    let error = crate::core::error::chain(error);
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

/// Writes what a key elsewhere has to sign.
fn prepare(release: &Release<'_>, settings: &Settings, payload: &[u8], public: &Path) -> CommandResult {
    let prepared = release.prepare(payload, public)?;
    let key = load_public(public)?;
    let path = files::beside(&settings.record, ".prepared");
    let input = files::beside(&path, ".input");
    write_json(&path, &prepared)?;
    files::replace(&input, &prepared.input(&key))?;
    let digest = prepared.document.payload_digest().map_err(|error| anyhow::anyhow!(error))?;
    note(say!(
        "{}: nothing is published yet. Let {} sign the bytes of {}; what is signed has the digest {digest}. Then: \
         statusctl attach {} --signature FILE --publish-to {}",
        "{}: noch ist nichts veröffentlicht. Lassen Sie {} die Bytes von {} unterschreiben; was unterschrieben wird, \
         hat die Prüfsumme {digest}. Dann: statusctl attach {} --signature DATEI --publish-to {}",
        path.display(),
        key.id(),
        input.display(),
        path.display(),
        settings.targets[0].display()
    ));
    Ok(())
}
