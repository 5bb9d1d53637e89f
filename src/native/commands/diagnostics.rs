//! What is wrong with a folder, printed.

use std::io::IsTerminal as _;
use std::path::Path;

use anyhow::bail;

use crate::core::document::Content;
use crate::native::bilingual::{Language, Message};
use crate::native::clock;
use crate::native::folder::{self, Tally};
use crate::native::terminal::note_styled;

/// Compiles a folder and prints what is wrong with it, in colours where they are wanted.
///
/// # Errors
/// If there are errors in it.
pub fn compile(path: &Path) -> anyhow::Result<(Content, Tally)> {
    let sources = folder::open(path)?;
    let (content, diagnostics) = folder::compile_at(&sources, clock::now());
    let styled =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let language = Language::of_environment();
    for diagnostic in &diagnostics {
        note_styled(format_args!("{}\n", diagnostic.render(&sources, language, styled)));
    }
    let tally = Tally::of(&diagnostics);
    match content {
        Some(content) => Ok((content, tally)),
        None => {
            let Message { en, de } = tally.message();
            let path = path.display();
            bail!(Message {
                en: format!("could not compile {path}: {en}"),
                de: format!("{path} kann nicht gebaut werden: {de}"),
            })
        }
    }
}
