//! `statusctl doctor`.

use url::Url;

use super::{CommandResult, Exit, out};
use crate::native::bilingual::say;
use crate::native::clock;
use crate::native::doctor::{Severity, examine};

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The portal's page
    #[arg(value_name = "URL")]
    url: Url,
}

/// Says what keeps readers of a page from seeing the widget, and what mends it.
///
/// # Errors
/// Exit code 1 if something should be mended, 2 if readers do not see what they should.
pub fn run(args: &Args) -> CommandResult {
    let findings = examine(&args.url, clock::now());
    for one in &findings {
        // As monitoring knows it, in any language.
        let label = match one.severity {
            Severity::Warning => "WARNING",
            Severity::Fault => "CRITICAL",
        };
        // What others have written begins no line of its own.
        let says = one.says.to_string().replace(char::is_control, " ");
        out(format_args!("{label}: {}: {says}\n  {}: {}", one.url, say!("mend", "Abhilfe"), one.mend))?;
    }
    match findings.iter().map(|one| one.severity).max() {
        None => Ok(out(format_args!("OK: {}", args.url))?),
        Some(worst) => Err(Exit(worst as u8).into()),
    }
}
