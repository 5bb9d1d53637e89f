//! `statusctl build`.

use core::time::Duration;
use std::path::PathBuf;

use super::{CommandResult, diagnostics, note, warn};
use crate::core::document::calendar::When;
use crate::core::document::{Claims, StatusDocument};
use crate::core::encoding::json::MAX_SAFE_INTEGER;
use crate::core::session::clock::SKEW;
use crate::core::session::freshness::MAX_LIFETIME;
use crate::core::signed::trust::TrustDocument;
use crate::native::ceremony::chain_file::ChainFile;
use crate::native::publish::check_size;
use crate::native::{clock, files};

/// Arguments of `build`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with status.toml and faq.<language>.md
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The chain of trust documents; its last one names issuer and stream
    #[arg(long, value_name = "CHAIN")]
    trust: PathBuf,
    /// Write the payload here
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// The version, higher than that of every document before; by default the seconds
    /// since 1970, which rise by themselves
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MAX_SAFE_INTEGER))]
    version: Option<u64>,
    #[arg(long, value_name = "TIME", value_parser = lifetime, default_value = "2h", help = lifetime_help())]
    lifetime: Duration,
}

/// The longest lifetime as people type it.
const LONGEST_HOURS: u64 = MAX_LIFETIME.as_secs() / (60 * 60);

fn lifetime_help() -> String {
    format!("How long readers believe the document: at most {LONGEST_HOURS}h, then it must be signed anew")
}

fn lifetime(text: &str) -> Result<Duration, String> {
    let lifetime = clock::lifetime(text)?;
    if lifetime > MAX_LIFETIME {
        Err(format!("widgets believe no document for longer than {LONGEST_HOURS}h"))
    } else {
        Ok(lifetime)
    }
}

/// Turns a folder into a payload.
///
/// # Errors
/// If there are errors in the folder, or no trust document.
pub fn run(args: &Args) -> CommandResult {
    let chain = ChainFile::read(&args.trust)?;
    let (_, TrustDocument { claims: named, status, .. }) = chain.pending()?;
    let (content, _) = diagnostics::compile(&args.folder)?;
    let iat = clock::written();
    let version = args.version.unwrap_or(iat.as_secs());
    let exp = iat.saturating_add(args.lifetime);
    let (iss, sub) = (named.iss, named.sub);
    let claims = Claims { iss, sub, version, iat, exp };
    let document = StatusDocument { claims, content };
    // Without spaces: these very bytes are signed, and loaded by every reader.
    let payload = serde_json::to_vec(&document)?;
    check_size(&payload, &chain.envelopes, status.threshold())?;
    let now = clock::now();
    if iat > now.saturating_add(SKEW) || exp < now {
        warn(format_args!(
            "warning: {} says that it is {}, and this document will not be believed now; unset it to publish",
            clock::WRITTEN_VARIABLE,
            When::from(iat)
        ));
    }
    files::replace(&args.output, &payload)?;
    note(format_args!(
        "{}: version {version}, valid until {}; next: statusctl sign",
        args.output.display(),
        When::from(exp)
    ));
    Ok(())
}
