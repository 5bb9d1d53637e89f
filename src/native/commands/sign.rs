//! `statusctl sign`, and `prepare` and `attach` for keys that live elsewhere.

use std::path::{Path, PathBuf};

use anyhow::bail;
use sha2::{Digest as _, Sha256, Sha512};

use super::{CommandResult, PassphraseArgs, listed, note, out, warn};
use crate::core::document::calendar::When;
use crate::core::encoding::digest::Digest;
use crate::core::signed::jwk::{Algorithm, PublicKey};
use crate::core::signed::jws::{Envelope, Type};
use crate::core::signed::verify::MAX_FILE_BYTES;
use crate::native::ceremony::chain_file::ChainFile;
use crate::native::ceremony::prepared::Prepared;
use crate::native::ceremony::signature;
use crate::native::json_file::write_json;
use crate::native::keys::{PrivateKey, load_public};
use crate::native::publish::{
    Compression, Destination, Published, believed_until, check_newer_than, expires_soon, publish, status_file,
};
use crate::native::{clock, files};

/// Where the signed file goes.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub struct DestinationArgs {
    /// Write the signed file here (`-` for standard output)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Publish as DIR/status.json: atomically, and only if the version is higher than
    /// what is there
    #[arg(long, value_name = "DIR")]
    publish_to: Option<PathBuf>,
}

/// Copies beside the published file.
#[derive(Debug, clap::Args)]
pub struct CopiesArgs {
    /// Write compressed copies beside the file, for web servers that send those
    #[arg(long, value_name = "FORM", value_enum, value_delimiter = ',')]
    compress: Vec<Compression>,
}

impl DestinationArgs {
    fn named(&self) -> Option<Destination> {
        let folder = self.publish_to.clone().map(Destination::Folder);
        folder.or_else(|| self.output.clone().map(Destination::File))
    }
}

/// Publishes a signed file and says what readers get.
fn publish_to(destination: &Destination, copies: &[Compression], file: &[u8], pin: &Digest) -> CommandResult {
    let now = clock::now();
    let Published { path, authentic, remarks } = publish(file, pin, destination, copies, now)?;
    for remark in &remarks {
        warn(remark.message());
    }
    note(format_args!(
        "{}: version {}, signed by {}, believed until {}, {} of {MAX_FILE_BYTES} bytes",
        path.display(),
        authentic.claims().version,
        listed(authentic.signers()),
        When::from(believed_until(&authentic)),
        file.len(),
    ));
    if expires_soon(authentic.trust(), now) {
        warn(format_args!(
            "warning: the trust chain expires at {}, and nothing is believed after that; \
             let the root holders rotate it with `statusctl trust rotate`",
            When::from(authentic.trust().expires())
        ));
    }
    Ok(())
}

/// Reads what is to be signed, byte for byte.
fn payload(path: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = files::read(path)?;
    if let Some(mark) = files::byte_order_mark(&bytes) {
        bail!(
            "{}: begins with a byte order mark ({mark}), which an editor or a shell has put there; what is \
             signed has none, so build it again",
            path.display()
        );
    }
    Ok(bytes)
}

/// Arguments of `sign`.
#[derive(Debug, clap::Args)]
pub struct SignArgs {
    /// The payload that `statusctl build` wrote (`-` for standard input)
    #[arg(value_name = "PAYLOAD")]
    payload: PathBuf,
    /// A status key; repeat where several must sign
    #[arg(long, value_name = "KEY", required = true)]
    key: Vec<PathBuf>,
    /// The chain of trust documents, completely signed
    #[arg(long, value_name = "CHAIN")]
    trust: PathBuf,
    /// Refuse a version that is not higher than that of this signed file, for instance
    /// a copy of the live one
    #[arg(long, value_name = "FILE")]
    live: Option<PathBuf>,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    #[command(flatten)]
    destination: DestinationArgs,
    #[command(flatten)]
    copies: CopiesArgs,
}

/// Signs a payload and writes it where it is read.
///
/// # Errors
/// If the widget would refuse the result, or it is not newer than what is live.
pub fn sign(args: &SignArgs) -> CommandResult {
    let Some(destination) = args.destination.named() else {
        bail!("say where the file goes: --output FILE or --publish-to DIR");
    };
    let chain = ChainFile::read(&args.trust)?;
    let walked = chain.complete()?;
    let mut document = Envelope::unsigned(&payload(&args.payload)?);
    for key in PrivateKey::load_all(&args.key, &args.passphrase.source())? {
        signature::sign(&mut document, Type::Status, &key, walked.last().status.keys())?;
    }
    let file = status_file(&document, &chain.envelopes);
    let pin = chain.pin()?;
    if let Some(live) = &args.live {
        check_newer_than(&file, live, &pin)?;
    }
    publish_to(&destination, &args.copies.compress, &file, &pin)
}

/// What is to be signed.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct What {
    /// The payload that `statusctl build` wrote (`-` for standard input)
    #[arg(value_name = "PAYLOAD")]
    payload: Option<PathBuf>,
    /// The last document of the chain, for a root holder
    #[arg(long)]
    trust_document: bool,
    /// A prepared status document to which another key has been attached already
    #[arg(long, value_name = "PREPARED")]
    after: Option<PathBuf>,
}

/// Arguments of `prepare`.
#[derive(Debug, clap::Args)]
pub struct PrepareArgs {
    #[command(flatten)]
    what: What,
    /// The public key of the key that will sign (JWK, PEM or DER)
    #[arg(long, value_name = "PUBLIC")]
    key: PathBuf,
    /// The chain of trust documents
    #[arg(long, value_name = "CHAIN")]
    trust: PathBuf,
    /// Where to write the prepared document; the exact bytes to sign are written beside
    /// it as PREPARED.input, their digest as PREPARED.digest
    #[arg(short, long, value_name = "PREPARED")]
    output: PathBuf,
}

/// Writes what a key elsewhere has to sign.
///
/// # Errors
/// If the key has no role, or a file can't be written.
pub fn prepare(args: &PrepareArgs) -> CommandResult {
    let chain = ChainFile::read(&args.trust)?;
    let key = load_public(&args.key)?;
    let document = match (&args.what.after, &args.what.payload) {
        (Some(path), _) => Some(Prepared::read(path)?.document),
        (None, Some(path)) => Some(Envelope::unsigned(&payload(path)?)),
        // One of the three is named; clap sees to that.
        (None, None) => None,
    };
    let prepared = match document {
        Some(document) => Prepared::status(document, &key, &chain.complete()?, chain.envelopes)?,
        None => Prepared::trust_document(&key, chain)?,
    };
    let (input, input_path) = prepared.write(&args.output, &key)?;
    out(format_args!("sign the bytes of {} with {}", input_path.display(), key.id()))?;
    out(format_args!("  algorithm {}", explained(&key)))?;
    out(format_args!("  SHA-256   {}", hex(&Sha256::digest(&input))))?;
    out(format_args!("  SHA-512   {}", hex(&Sha512::digest(&input))))?;
    out(format_args!("then: statusctl attach {} --signature FILE …", args.output.display()))?;
    Ok(())
}

fn explained(key: &PublicKey) -> &'static str {
    match key.algorithm() {
        Algorithm::Ed25519 => "Ed25519 over the bytes themselves (not Ed25519ph)",
        Algorithm::Es256 => {
            "ECDSA P-256 with SHA-256: over the bytes (CKM_ECDSA_SHA256) or over the digest file (CKM_ECDSA)"
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Arguments of `attach`.
#[derive(Debug, clap::Args)]
pub struct AttachArgs {
    /// The prepared document
    #[arg(value_name = "PREPARED")]
    prepared: PathBuf,
    /// The signature: 64 raw bytes, for ES256 also DER, or that as base64
    #[arg(long, value_name = "FILE")]
    signature: PathBuf,
    /// For a trust document: the chain file into which the signature goes
    #[arg(long, value_name = "CHAIN", conflicts_with_all = ["output", "publish_to"])]
    into: Option<PathBuf>,
    #[command(flatten)]
    destination: DestinationArgs,
    #[command(flatten)]
    copies: CopiesArgs,
}

/// Puts a signature onto what was prepared, after verifying it. Without a
/// destination it stays in the prepared file, for another key to sign as well.
///
/// # Errors
/// If the signature has the wrong form or does not verify, or the widget would
/// refuse the result.
pub fn attach(args: &AttachArgs) -> CommandResult {
    let mut prepared = Prepared::read(&args.prepared)?;
    prepared.attach(&files::read(&args.signature)?)?;
    if let Some(path) = &args.into {
        let mut chain = ChainFile::read(path)?;
        chain.take_signatures(&prepared.document)?;
        chain.write()?;
        note(format_args!(
            "{}: signature added; `statusctl trust show` says what is missing",
            path.display()
        ));
    } else if let Some(destination) = args.destination.named() {
        let file = status_file(&prepared.document, &prepared.trust);
        let chain = ChainFile { path: args.prepared.clone(), envelopes: prepared.trust };
        publish_to(&destination, &args.copies.compress, &file, &chain.pin()?)?;
    } else {
        write_json(&args.prepared, &prepared)?;
        note(format_args!(
            "{}: signature added; next: --output or --publish-to for a status document, --into for a \
             trust document, or `statusctl prepare --after` for another key",
            args.prepared.display()
        ));
    }
    Ok(())
}
