//! What is wrong with a folder, printed.

use std::io::IsTerminal as _;
use std::path::Path;

use anyhow::bail;

use super::report;
use crate::core::document::Content;
use crate::native::bilingual::{Language, Message};
use crate::native::clock;
use crate::native::folder::{self, Lix, Tally};
use crate::native::json_file::to_json;
use crate::native::terminal::{note_styled, out, plain_json};

/// Compiles a folder and prints what is wrong with it, in colours where they are wanted.
///
/// # Errors
/// If there are errors in it.
pub fn compile(path: &Path) -> anyhow::Result<(Content, Tally)> {
    compile_as(path, Format::Text, None)
}

/// How what is wrong with a folder is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, on standard error
    #[default]
    Text,
    /// A JSON list, on standard output
    Json,
    /// A log of SARIF 2.1.0, on standard output
    Sarif,
}

/// [`compile`], printing in another form, and with hints on how hard the texts are to read where
/// that is to be measured.
///
/// # Errors
/// If there are errors in it.
pub fn compile_as(
    path: &Path,
    format: Format,
    readability: Option<&mut Lix>,
) -> anyhow::Result<(Content, Tally)> {
    let sources = folder::open(path)?;
    let (content, mut diagnostics) = folder::compile_at(&sources, clock::now());
    let tally = Tally::of(&diagnostics);
    if let Some(measured) = readability {
        let (hints, lix) = folder::readability(&sources);
        diagnostics.extend(hints);
        *measured = lix;
    }
    match format {
        Format::Text => {}
        Format::Json => out(plain_json(to_json(&report::list(&sources, &diagnostics)).trim_end()))?,
        Format::Sarif => out(plain_json(to_json(&report::sarif(&sources, &diagnostics)).trim_end()))?,
    }
    let shown: &[_] = if format == Format::Text { &diagnostics } else { &[] };
    let styled =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let language = Language::of_environment();
    for diagnostic in shown {
        note_styled(format_args!("{}\n", diagnostic.render(&sources, language, styled)));
    }
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
