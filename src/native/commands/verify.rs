//! `statusctl verify` and `statusctl inspect`.

use std::path::{Path, PathBuf};

use super::{CommandResult, listed, note, out};
use crate::core::document::calendar::When;
use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::session::freshness::check_replaces;
use crate::core::signed::verify::{Authentic, Refusal, authenticate};
use crate::native::clock;
use crate::native::files;
use crate::native::inspect::{self, RefusedFile};
use crate::native::json_file::to_json;
use crate::native::publish::{believed_until, check_fresh};
use crate::native::terminal::plain_json;

/// Arguments of `verify`.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// The status file (`-` for standard input)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The digest of the first trust document, as the portal's snippet has it
    #[arg(long, value_name = "sha256-…")]
    pin: Digest,
    /// Judge freshness at this time instead of now
    #[arg(long, value_name = "TIME", value_parser = clock::instant)]
    at: Option<UnixTime>,
    /// A file that a reader has seen before: refuse a rollback behind it
    #[arg(long, value_name = "FILE")]
    seen: Option<PathBuf>,
    /// Print the verified payload instead of a summary
    #[arg(long)]
    payload: bool,
}

/// Verifies a file as the widget does.
///
/// # Errors
/// If readers would refuse the file or see its states as unknown.
pub fn verify(args: &VerifyArgs) -> CommandResult {
    let open = |path: &Path, bytes: &[u8]| {
        authenticate(bytes, &args.pin).map_err(|refusal| RefusedFile::new(path, bytes, refusal))
    };
    let bytes = files::read(&args.file)?;
    let authentic = open(&args.file, &bytes)?;
    if let Some(path) = &args.seen {
        check_replaces(&authentic, &open(path, &files::read(path)?)?)?;
    }
    check_fresh(&authentic, args.at.unwrap_or_else(clock::now))?;
    if args.payload {
        // What was signed, with all that a newer publisher may have added.
        return Ok(out(plain_json(to_json(&inspect::payload(&bytes)?).trim_end()))?);
    }
    Ok(out(summary(&authentic))?)
}

fn summary(authentic: &Authentic) -> String {
    let (claims, content) = (authentic.claims(), authentic.content());
    format!(
        "good: version {} of {} ({})\n  issued {}, believed until {}\n  signed by {}\n  \
         vouched for by trust document {}\n  services: {}, questions: {}, languages: {}",
        claims.version,
        claims.iss,
        claims.sub,
        When::from(claims.iat),
        When::from(believed_until(authentic)),
        listed(authentic.signers()),
        authentic.trust().last().claims.version,
        content.services.len(),
        content.faq.len(),
        content.languages.join(", "),
    )
}

/// Arguments of `inspect`.
#[derive(Debug, clap::Args)]
pub struct InspectArgs {
    /// The status file (`-` for standard input)
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Prints what is in a file, as JSON, without verifying it.
///
/// # Errors
/// If it is not a status file at all.
pub fn inspect(args: &InspectArgs) -> CommandResult {
    let bytes = files::read(&args.file)?;
    let refused = |refusal: Refusal| RefusedFile::new(&args.file, &bytes, refusal);
    let decoded = inspect::decoded(&bytes).map_err(refused)?;
    note("NOT verified; use `statusctl verify` for that");
    Ok(out(plain_json(to_json(&decoded).trim_end()))?)
}
