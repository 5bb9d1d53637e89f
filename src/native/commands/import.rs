//! `statusctl import`.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;

use super::{CommandResult, note};
use crate::core::document::Content;
use crate::core::encoding::unix_time::UnixTime;
use crate::native::bilingual::say;
use crate::native::terminal::out;
use crate::native::{clock, files, folder, ti_lage};

/// From where.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// From a saved answer of gematik's TI-Lage: v2/tilage or v1/tistatus/incident
    TiLage(TiLageArgs),
}

/// Arguments of `import ti-lage`.
#[derive(Debug, clap::Args)]
pub struct TiLageArgs {
    /// The saved answer (`-` for standard input)
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// The folder for which it is: its languages, and which services a hint may have to do with
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// When it was saved; by default when the file was written, or now
    #[arg(long, value_name = "TIME", value_parser = clock::instant)]
    at: Option<UnixTime>,
}

/// Prints what could be said in `status.toml`. Nothing is changed or published.
///
/// # Errors
/// If it is no answer that is understood, or the folder can't be read.
pub fn run(command: &Command) -> CommandResult {
    let Command::TiLage(args) = command;
    let answer = files::read(&args.file)?;
    let saved = args.at.or_else(|| written(&args.file)).unwrap_or_else(clock::now);
    let hints = ti_lage::read(files::without_mark(&answer), saved).with_context(|| {
        let file = args.file.display();
        say!("{file}: nothing can be imported from this", "{file}: daraus lässt sich nichts übernehmen")
    })?;
    let content = args.folder.as_deref().map(looked_at).transpose()?.flatten();
    let (languages, services) = content.map_or_else(|| (vec!["de".into()], Vec::new()), described);
    out(hints.proposal(&languages, &services).trim_end())?;
    note(match hints.hints.len() {
        0 => say!("TI-Lage reports nothing", "TI-Lage meldet nichts"),
        _ => say!(
            "these are hints; read them, then paste what is true into status.toml. `check` refuses the drafts in it \
             until their marks are deleted",
            "das sind Hinweise; lesen Sie sie, und kopieren Sie, was stimmt, in status.toml. `check` weist die \
             Entwürfe darin zurück, bis ihre Marken gelöscht sind"
        ),
    });
    Ok(())
}

/// When a file was written.
fn written(path: &Path) -> Option<UnixTime> {
    let modified = path.metadata().ok()?.modified().ok()?;
    let since = modified.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(UnixTime::from_secs(since.as_secs()))
}

/// What a folder says, also with drafts in it.
fn looked_at(path: &Path) -> anyhow::Result<Option<Content>> {
    let sources = folder::open(path)?;
    let (content, _) = folder::compile_to_look_at(&sources, clock::now());
    if content.is_none() {
        let folder = path.display();
        note(say!(
            "{folder}: can't be read as it is, see `statusctl check`; so the hints name no services",
            "{folder}: kann so nicht gelesen werden, siehe `statusctl check`; die Hinweise nennen darum keine Services"
        ));
    }
    Ok(content)
}

/// Its languages, and its services with their names.
fn described(content: Content) -> (Vec<String>, Vec<(String, String)>) {
    let name = |service: &crate::core::document::Service| {
        service.name.iter().next().map_or_else(String::new, |(_, name)| name.clone())
    };
    let services = content.services.iter().map(|service| (service.id.clone(), name(service)));
    (content.languages.clone(), services.collect())
}
