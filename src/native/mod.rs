//! The native shell: `statusctl`, the publisher's tool.
//!
//! Owns files, the terminal, private keys and the compiler from a folder to a
//! payload. What it signs and what readers verify goes through [`crate::core`].
//!
//! | room | owns | must not know |
//! |---|---|---|
//! | [`commands`] | arguments, and what is printed | how anything is done |
//! | [`folder`] | a publisher's folder → content | claims, keys |
//! | [`ceremony`] | chain file, prepared file, signatures, plans | readers, the clock |
//! | [`release`] | a publication from beginning to end, and what was published last | folders of texts |
//! | [`settings`] | publish.toml | what is done with it |
//! | [`publish`] | the signed file on its way to readers | private keys, the clock |
//! | [`export`] | feeds, calendars and texts made of a document | where they are written |
//! | [`render`] | a script, a letter, a poster or a page made of a document | where they are written |
//! | [`snippet`] | what a portal pastes, and the page in an iframe | where integrities come from |
//! | [`difference`] | what readers will see change between two documents | where those come from |
//! | [`inspect`] | a status file for people to look at | what it is worth |
//! | [`ti_lage`] | what gematik's TI-Lage reports → a proposal for a folder | where it comes from |
//! | [`preview`] | a folder as readers would see it, on a local page | what was published |
//! | [`keys`] | private keys at rest, passphrases | documents |
//! | [`doctor`] | what keeps a portal's page from showing the widget | how it is printed |
//! | [`fetch`] | what is live, as readers fetch it | what comes |
//! | [`integrity`] | what pages pin of the files that they load | which files |
//! | [`html`] | text in HTML | what pages are made of it |
//! | [`files`], [`json_file`], [`clock`] | the system | all of the above |
//! | [`locales`] | the widget's languages outside of browsers | what is said in them |
//! | [`bilingual`] | English and German for the terminal | what is said |
//! | [`german`] | the German words of every error | who meets it |
//! | [`terminal`] | that what is printed is text and nothing else | what is said |

use std::error::Error;
use std::process::ExitCode;

use clap::Parser as _;

use bilingual::{Language, say};
use terminal::warn;

pub mod bilingual;
pub mod ceremony;
pub mod clock;
pub mod commands;
pub mod difference;
pub mod doctor;
pub mod export;
pub mod fetch;
pub mod files;
pub mod folder;
pub mod german;
pub mod html;
pub mod inspect;
pub mod integrity;
pub mod json_file;
pub mod keys;
pub mod locales;
pub mod preview;
pub mod publish;
pub mod release;
pub mod render;
pub mod settings;
pub mod snippet;
pub mod terminal;
pub mod ti_lage;

/// The version of the widget and of the tool, which are one.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs `statusctl`: exit code 0 if all is well, 1 if not, 2 for wrong arguments; see
/// [`commands::Exit`] for those of single commands.
pub fn main() -> ExitCode {
    let cli = commands::Cli::parse();
    terminal::be_quiet(cli.quiet);
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let code = error.downcast_ref::<commands::Exit>().copied();
            // A code alone says that all has been said.
            if error.root_cause().downcast_ref::<commands::Exit>().is_none() {
                let first = if code.is_some() { error.source().unwrap_or(&*error) } else { &*error };
                print_error(first);
            }
            code.map_or(ExitCode::FAILURE, |commands::Exit(code)| ExitCode::from(code))
        }
    }
}

/// What went wrong, and in a second line why.
fn print_error(error: &(dyn Error + 'static)) {
    let here = german::said_alone(error, Language::of_environment());
    warn(say!("error: {here}", "Fehler: {here}"));
    if let Some(cause) = error.source() {
        let cause = german::said_here(cause);
        warn(say!("  because: {cause}", "  weil: {cause}"));
    }
}
