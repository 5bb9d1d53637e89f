//! `statusctl build`.

use std::path::PathBuf;

use super::{CommandResult, check, note, time};
use crate::core::encoding::json::MAX_SAFE_INTEGER;
use crate::core::session::freshness::MAX_LIFETIME;
use crate::core::signed::jws::{Envelope, SignatureEntry};
use crate::core::signed::trust::TrustDocument;
use crate::core::signed::verify::MAX_FILE_BYTES;
use crate::native::ceremony::chain_file::ChainFile;
use crate::native::publish::status_file;
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
    /// How long readers believe the document: at most 24h, then it must be signed anew
    #[arg(long, value_name = "TIME", value_parser = lifetime, default_value = "2h")]
    lifetime: u64,
}

fn lifetime(text: &str) -> Result<u64, String> {
    let seconds = clock::lifetime(text)?;
    if seconds > MAX_LIFETIME {
        Err("widgets believe no document for longer than 24h".into())
    } else {
        Ok(seconds)
    }
}

/// Turns a folder into a payload.
///
/// # Errors
/// If there are errors in the folder, or no trust document.
pub fn run(args: &Args) -> CommandResult {
    let chain = ChainFile::read(&args.trust)?;
    let (_, TrustDocument { claims, status, .. }) = chain.pending()?;
    let (content, _) = check::compile(&args.folder)?;
    let iat = clock::now();
    let version = args.version.unwrap_or(iat);
    let exp = iat + args.lifetime;
    let document = content.document(claims.iss, claims.sub, version, iat, exp);
    // Without spaces: these very bytes are signed, and loaded by every reader.
    let payload = serde_json::to_vec(&document)?;
    let size = signed_size(&payload, &chain, status.threshold());
    if size > MAX_FILE_BYTES {
        return Err(Error::TooLong { folder: args.folder.clone(), size }.into());
    }
    if document.updated.seconds() > iat {
        note(format_args!("warning: `updated` is {}, which is in the future", document.updated));
    }
    files::replace(&args.output, &payload)?;
    note(format_args!(
        "{}: version {version}, valid until {}; next: statusctl sign",
        args.output.display(),
        time(exp)
    ));
    Ok(())
}

/// Why a folder without errors is not built.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(
        "{}: signed, this would have {size} of {MAX_FILE_BYTES} bytes, and widgets refuse longer files; \
         shorten the texts",
        folder.display()
    )]
    TooLong { folder: PathBuf, size: usize },
}

/// How long the file will be when `signatures` keys have signed.
fn signed_size(payload: &[u8], chain: &ChainFile, signatures: usize) -> usize {
    // As long as any of ours: a header with `alg`, `kid` and `typ`, and 64 bytes.
    let entry = SignatureEntry { protected: "0".repeat(128), signature: "0".repeat(86) };
    let envelope = Envelope { signatures: vec![entry; signatures], ..Envelope::unsigned(payload) };
    status_file(&envelope, &chain.envelopes).len()
}
