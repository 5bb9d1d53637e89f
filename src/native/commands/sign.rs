//! `statusctl sign`, and `prepare` and `attach` for keys that live elsewhere.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256, Sha512};

use super::{CommandResult, note, out, time};
use crate::core::encoding::digest::Digest;
use crate::core::signed::jwk::{Algorithm, PublicKey};
use crate::core::signed::jws::{Envelope, Type};
use crate::core::signed::trust::TrustChain;
use crate::core::signed::verify::{MAX_FILE_BYTES, authenticate};
use crate::native::ceremony::SigningError;
use crate::native::ceremony::chain_file::{ChainFile, merge_signatures};
use crate::native::ceremony::prepared::{Prepared, PreparedKind};
use crate::native::ceremony::signature::{add_signature, input_for, raw_signature};
use crate::native::json_file::{read_json, write_json};
use crate::native::keys::{PassphraseArgs, PrivateKey, load_public};
use crate::native::publish::{believed_until, check_believed, check_newer, publish, status_file};
use crate::native::{clock, files};

/// Where the signed file goes.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub struct Destination {
    /// Write the signed file here (`-` for standard output)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Publish as DIR/status.json: atomically, and only if the version is higher than
    /// what is there
    #[arg(long, value_name = "DIR")]
    publish_to: Option<PathBuf>,
}

impl Destination {
    fn is_named(&self) -> bool {
        self.output.is_some() || self.publish_to.is_some()
    }

    fn write(&self, file: &[u8], pin: &Digest) -> CommandResult {
        let authentic = authenticate(file, pin).map_err(SigningError::from)?;
        check_believed(&authentic, clock::now())?;
        let path = match (&self.publish_to, &self.output) {
            (Some(folder), _) => publish(file, pin, folder)?,
            (None, Some(path)) => {
                files::replace(path, file)?;
                path.clone()
            }
            (None, None) => {
                return Err("say where the file goes: --output FILE or --publish-to DIR".into());
            }
        };
        note(format_args!(
            "{}: version {}, believed until {}, {} of {MAX_FILE_BYTES} bytes",
            path.display(),
            authentic.document().version,
            time(believed_until(&authentic)),
            file.len(),
        ));
        warn_of_expiry(authentic.trust());
        Ok(())
    }
}

/// The last days of a trust document, in which everybody is reminded.
const LAST_DAYS: u64 = 30 * 24 * 60 * 60;

/// Reminds of a trust chain that will soon expire: then every portal would show every
/// state as unknown, however often the status is signed.
fn warn_of_expiry(chain: &TrustChain) {
    if clock::now() + LAST_DAYS > chain.expires() {
        note(format_args!(
            "warning: the trust chain expires at {}, and nothing is believed after that; \
             let the root holders rotate it with `statusctl trust rotate`",
            time(chain.expires())
        ));
    }
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
    destination: Destination,
}

/// Signs a payload and writes it where it is read.
///
/// # Errors
/// If the widget would refuse the result, or it is not newer than what is live.
pub fn sign(args: &SignArgs) -> CommandResult {
    let chain = ChainFile::read(&args.trust)?;
    let walked = chain.complete()?;
    let mut document = Envelope::unsigned(&files::read(&args.payload)?);
    for path in &args.key {
        let key = PrivateKey::load(path, &args.passphrase)?;
        let public = key.public();
        if !walked.last().status.keys().contains(&public.id()) {
            return Err(SigningError::NoRole(public.id()).into());
        }
        let signature = key.sign(&input_for(&document, Type::Status, &public));
        add_signature(&mut document, Type::Status, &public, &signature)?;
    }
    let file = status_file(&document, &chain.envelopes);
    if let Some(path) = &args.live {
        check_live(&file, &chain.pin()?, path)?;
    }
    args.destination.write(&file, &chain.pin()?)
}

fn check_live(file: &[u8], pin: &Digest, path: &Path) -> Result<(), SigningError> {
    let new = authenticate(file, pin)?;
    let live = authenticate(&files::read(path)?, pin)
        .map_err(|reason| SigningError::ForeignFile { path: path.into(), reason })?;
    check_newer(&new, &live)
}

/// What a prepared file is called in errors.
const PREPARED: &str = "a prepared document";

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
    let (kind, document, keys) = if args.what.trust_document {
        let (previous, document) = chain.pending()?;
        let last = chain.envelopes.last().cloned().unwrap_or_else(|| Envelope::unsigned(&[]));
        (PreparedKind::Trust, last, document.root_keys(previous.as_ref()))
    } else {
        let document = match (&args.what.after, &args.what.payload) {
            (Some(path), _) => read_json::<Prepared>(path, PREPARED)?.document,
            (None, Some(path)) => Envelope::unsigned(&files::read(path)?),
            (None, None) => return Err("name what is to be signed".into()),
        };
        (PreparedKind::Status, document, chain.complete()?.last().status.keys().clone())
    };
    if !keys.contains(&key.id()) {
        return Err(SigningError::NoRole(key.id()).into());
    }
    let input = input_for(&document, kind.typ(), &key);
    let prepared = Prepared { kind, key: key.to_jwk(), document, trust: chain.envelopes };
    write_json(&args.output, &prepared)?;
    let beside = |extension: &str| {
        let mut path = args.output.clone().into_os_string();
        path.push(extension);
        PathBuf::from(path)
    };
    files::replace(&beside(".input"), &input)?;
    files::replace(&beside(".digest"), &Sha256::digest(&input))?;
    out(format_args!("sign the bytes of {} with {}", beside(".input").display(), key.id()))?;
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
    destination: Destination,
}

/// Puts a signature onto what was prepared, after verifying it. Without a
/// destination it stays in the prepared file, for another key to sign as well.
///
/// # Errors
/// If the signature has the wrong form or does not verify, or the widget would
/// refuse the result.
pub fn attach(args: &AttachArgs) -> CommandResult {
    let mut prepared: Prepared = read_json(&args.prepared, PREPARED)?;
    let key = PublicKey::from_jwk(&prepared.key)?;
    let signature = raw_signature(&key, &files::read(&args.signature)?)?;
    let typ = prepared.kind.typ();
    add_signature(&mut prepared.document, typ, &key, &signature)?;
    if let Some(path) = &args.into {
        return attach_to_chain(&prepared.document, path);
    }
    if args.destination.is_named() {
        let file = status_file(&prepared.document, &prepared.trust);
        let chain = ChainFile { path: args.prepared.clone(), envelopes: prepared.trust };
        return args.destination.write(&file, &chain.pin()?);
    }
    write_json(&args.prepared, &prepared)?;
    note(format_args!(
        "{}: signature added; next: --output or --publish-to for a status document, --into for a \
         trust document, or `statusctl prepare --after` for another key",
        args.prepared.display()
    ));
    Ok(())
}

fn attach_to_chain(document: &Envelope, path: &Path) -> CommandResult {
    let mut chain = ChainFile::read(path)?;
    let Some(last) = chain.envelopes.last_mut().filter(|last| last.payload == document.payload) else {
        return Err(format!("{}: its last document is not the prepared one", path.display()).into());
    };
    merge_signatures(last, document);
    chain.signers()?;
    write_json(path, &chain.envelopes)?;
    note(format_args!("{}: signature added; `statusctl trust show` says what is missing", path.display()));
    Ok(())
}
