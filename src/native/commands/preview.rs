//! `statusctl preview`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::{CommandResult, note, out};
use crate::native::bilingual::{Language, say};
use crate::native::clock;
use crate::native::german::said_here;
use crate::native::preview::server::{listen, serve};
use crate::native::preview::{Preview, WIDGET};

/// Arguments of `preview`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with status.toml and faq.<language>.md
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// The folder with the built widget; without it, `dist` here, or share/status-widget beside
    /// the folder in which statusctl is installed
    #[arg(long, value_name = "DIR", env = "STATUSCTL_WIDGET")]
    widget: Option<PathBuf>,
    /// The port on this machine; without it, any that is free
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
}

/// Shows a folder as readers would see it, until somebody ends it.
///
/// # Errors
/// If there is no widget to show it with, or the port is taken.
pub fn run(args: &Args) -> CommandResult {
    if !args.folder.is_dir() {
        let folder = args.folder.display();
        bail!(say!("{folder}: there is no such folder", "{folder}: diesen Ordner gibt es nicht"));
    }
    let widget = widget(args.widget.as_deref())?;
    let language = Language::of_environment();
    let preview = Preview::new(&args.folder, &widget, language, clock::now, said_here)?;
    let (listener, address) = listen(args.port).with_context(|| {
        let port = args.port;
        say!(
            "port {port} can't be had; name another one, or none",
            "der Port {port} ist nicht zu haben; nennen Sie einen anderen oder keinen"
        )
    })?;
    out(format_args!("http://{address}/"))?;
    note(say!(
        "open this address in a browser on this machine; it shows {} with the widget of {}, and what you save is \
         shown at once. Nothing is published. Ctrl-C ends it",
        "öffnen Sie diese Adresse in einem Browser auf diesem Rechner; dort steht {} mit dem Widget aus {}, und was \
         Sie speichern, sehen Sie sofort. Nichts wird veröffentlicht. Strg-C beendet es",
        args.folder.display(),
        widget.display()
    ));
    serve(&listener, |request| preview.answer(request));
    Ok(())
}

/// Where the built widget lies.
fn widget(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let installed = std::env::current_exe().ok();
    let installed = installed.as_deref().and_then(Path::parent).and_then(Path::parent);
    let places: Vec<PathBuf> = match named {
        Some(named) => vec![named.into()],
        None => [Some(PathBuf::from("dist")), installed.map(|prefix| prefix.join("share/status-widget"))]
            .into_iter()
            .flatten()
            .collect(),
    };
    let is_there = |place: &&PathBuf| WIDGET.iter().all(|(name, _)| place.join(name).is_file());
    if let Some(found) = places.iter().find(is_there) {
        return Ok(found.clone());
    }
    let [first, second] = WIDGET.map(|(name, _)| name);
    let places: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
    let (en, de) = (places.join(" nor in "), places.join(" und nicht in "));
    bail!(say!(
        "the built widget ({first} and {second}) is not in {en}; build it with `trunk build --release`, or take \
         it from a release, and name its folder with --widget",
        "das gebaute Widget ({first} und {second}) liegt nicht in {de}; bauen Sie es mit `trunk build --release`, \
         oder nehmen Sie es aus einer Veröffentlichung, und nennen Sie den Ordner mit --widget"
    ))
}
