//! `statusctl trust`: the ceremony in which root holders, each on a machine of
//! their own, agree on which keys speak for the publisher.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{CommandResult, note, out, time};
use crate::core::encoding::digest::Digest;
use crate::core::signed::jwk::{KeyId, KeySet};
use crate::core::signed::jws::{Envelope, Type};
use crate::core::signed::trust::{
    JwkSet, Role, RoleClaims, RolesClaims, TrustClaims, TrustDocument, TrustError,
};
use crate::native::ceremony::SigningError;
use crate::native::ceremony::chain_file::{ChainFile, merge_signatures};
use crate::native::ceremony::signature::{add_signature, input_for};
use crate::native::clock;
use crate::native::json_file::{to_json, write_json};
use crate::native::keys::{PassphraseArgs, PrivateKey, load_public};

/// How long a trust document lives unless the ceremony says otherwise.
const LIFETIME: &str = "365d";

/// The steps of a ceremony.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the first trust document, unsigned
    Init(InitArgs),
    /// Append the next trust document, unsigned: new keys, fewer keys, or a later expiry
    Rotate(RotateArgs),
    /// Add a root holder's signature to the last trust document
    Sign(SignArgs),
    /// Bring signatures together that holders added to copies of one file
    Merge(MergeArgs),
    /// Walk the chain as the widget does
    Verify(VerifyArgs),
    /// Show documents, keys, roles, and which signatures are still missing
    Show(ShowArgs),
}

/// Arguments of `trust init`.
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// Where to write the chain
    #[arg(value_name = "CHAIN")]
    path: PathBuf,
    /// Who publishes, a URL that stays (claim `iss`)
    #[arg(long, value_name = "URL")]
    issuer: String,
    /// Which stream this is: rehearsals have keys and a pin of their own (claim `sub`)
    #[arg(long, default_value = "production")]
    stream: String,
    /// A root holder's public key (JWK, PEM or DER); repeat for each
    #[arg(long, value_name = "PUBLIC", required = true)]
    root: Vec<PathBuf>,
    /// How many root holders must sign a trust document
    #[arg(long, value_name = "N", default_value_t = 1)]
    root_threshold: u32,
    /// A public key that signs status documents (JWK, PEM or DER); repeat for each
    #[arg(long, value_name = "PUBLIC", required = true)]
    status: Vec<PathBuf>,
    /// How many of them must sign a status document
    #[arg(long, value_name = "N", default_value_t = 1)]
    status_threshold: u32,
    /// How long this trust document lives
    #[arg(long, value_name = "TIME", value_parser = clock::lifetime, default_value = LIFETIME)]
    lifetime: u64,
}

/// Arguments of `trust rotate`.
#[derive(Debug, clap::Args)]
pub struct RotateArgs {
    /// The chain, completely signed so far
    #[arg(value_name = "CHAIN")]
    path: PathBuf,
    /// Add a root holder's public key (JWK, PEM or DER)
    #[arg(long, value_name = "PUBLIC")]
    add_root: Vec<PathBuf>,
    /// Remove a root holder: its public key, its thumbprint or the beginning of that
    #[arg(long, value_name = "KEY")]
    remove_root: Vec<String>,
    /// Change how many root holders must sign
    #[arg(long, value_name = "N")]
    root_threshold: Option<u32>,
    /// Add a key that signs status documents
    #[arg(long, value_name = "PUBLIC")]
    add_status: Vec<PathBuf>,
    /// Revoke a key that signs status documents: its public key, its thumbprint or the beginning
    /// of that
    #[arg(long, value_name = "KEY")]
    remove_status: Vec<String>,
    /// Change how many keys must sign a status document
    #[arg(long, value_name = "N")]
    status_threshold: Option<u32>,
    /// How long this trust document lives
    #[arg(long, value_name = "TIME", value_parser = clock::lifetime, default_value = LIFETIME)]
    lifetime: u64,
    /// Write the longer chain here instead of into CHAIN
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Arguments of `trust sign`.
#[derive(Debug, clap::Args)]
pub struct SignArgs {
    /// The chain whose last document is to be signed
    #[arg(value_name = "CHAIN")]
    path: PathBuf,
    /// The root holder's private key
    #[arg(long, value_name = "KEY")]
    key: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

/// Arguments of `trust merge`.
#[derive(Debug, clap::Args)]
pub struct MergeArgs {
    /// The chain into which the signatures go
    #[arg(value_name = "CHAIN")]
    path: PathBuf,
    /// Copies of it that other holders have signed
    #[arg(value_name = "COPY", required = true)]
    copies: Vec<PathBuf>,
}

/// Arguments of `trust verify`.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// The chain
    #[arg(value_name = "CHAIN")]
    path: PathBuf,
    /// The digest that portals pin; without it, only the chain's own links are checked
    #[arg(long, value_name = "sha256-…")]
    pin: Option<Digest>,
}

/// Arguments of `trust show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// The chain
    #[arg(value_name = "CHAIN")]
    path: PathBuf,
    /// Print only the digest that portals pin
    #[arg(long)]
    pin: bool,
}

/// A role cannot be changed as asked for.
#[derive(Debug, thiserror::Error)]
enum RotateError {
    #[error("`{0}` names no key in this role; `statusctl trust show` lists them")]
    NoSuchKey(String),
    #[error("`{0}` is the beginning of several thumbprints; give more of it")]
    Ambiguous(String),
    #[error("the last trust document is not completely signed yet: {0}")]
    Pending(String),
    #[error("{} and {} do not hold the same documents, so their signatures are not for one another",
        .0.display(), .1.display())]
    OtherDocuments(PathBuf, PathBuf),
}

/// Runs a step.
///
/// # Errors
/// Whatever the step meets.
pub fn run(command: &Command) -> CommandResult {
    match command {
        Command::Init(args) => init(args),
        Command::Rotate(args) => rotate(args),
        Command::Sign(args) => sign(args),
        Command::Merge(args) => merge(args),
        Command::Verify(args) => verify(args),
        Command::Show(args) => show(args),
    }
}

fn load_keys(paths: &[PathBuf]) -> Result<KeySet, Box<dyn std::error::Error>> {
    Ok(paths.iter().map(|path| load_public(path)).collect::<Result<_, _>>()?)
}

fn role(keys: &KeySet, threshold: u32) -> RoleClaims {
    RoleClaims { kids: keys.ids().map(|id| id.to_string()).collect(), threshold }
}

/// Everything of a trust document that a ceremony decides.
struct Plan {
    iss: String,
    sub: String,
    version: u64,
    lifetime: u64,
    root: (KeySet, u32),
    status: (KeySet, u32),
}

impl Plan {
    fn document(self) -> Result<Envelope, TrustError> {
        let iat = clock::now();
        let mut keys = self.root.0.clone();
        keys.insert_all(&self.status.0);
        let claims = TrustClaims {
            iss: self.iss,
            sub: self.sub,
            version: self.version,
            iat,
            exp: iat.saturating_add(self.lifetime),
            jwks: JwkSet { keys: keys.iter().map(|(_, key)| key.to_jwk()).collect() },
            roles: RolesClaims {
                root: role(&self.root.0, self.root.1),
                status: role(&self.status.0, self.status.1),
            },
        };
        let payload = to_json(&claims);
        TrustDocument::read(payload.as_bytes())?;
        Ok(Envelope::unsigned(payload.as_bytes()))
    }
}

fn init(args: &InitArgs) -> CommandResult {
    if args.path.exists() {
        return Err(format!("{} is there already; a chain is begun only once", args.path.display()).into());
    }
    let root = load_keys(&args.root)?;
    let status = load_keys(&args.status)?;
    if root.ids().any(|id| status.contains(&id)) {
        note("warning: a key has both roles; keep root keys offline and for trust documents only");
    }
    let plan = Plan {
        iss: args.issuer.clone(),
        sub: args.stream.clone(),
        version: 1,
        lifetime: args.lifetime,
        root: (root, args.root_threshold),
        status: (status, args.status_threshold),
    };
    write_json(&args.path, &[plan.document()?])?;
    missing(&ChainFile::read(&args.path)?)
}

/// The keys of `role` with `add` and without `remove`.
fn changed(role: &Role, add: &[PathBuf], remove: &[String]) -> Result<KeySet, Box<dyn std::error::Error>> {
    let mut keys = role.keys().clone();
    for named in remove {
        let path = Path::new(named);
        let start = if path.is_file() { load_public(path)?.id().to_string() } else { named.clone() };
        let found: Vec<KeyId> = keys.ids().filter(|id| id.to_string().starts_with(start.as_str())).collect();
        match found[..] {
            [id] => keys.remove(&id),
            [] => return Err(RotateError::NoSuchKey(named.clone()).into()),
            _ => return Err(RotateError::Ambiguous(named.clone()).into()),
        };
    }
    keys.insert_all(&load_keys(add)?);
    Ok(keys)
}

fn rotate(args: &RotateArgs) -> CommandResult {
    let mut chain = ChainFile::read(&args.path)?;
    let walked = chain.complete().map_err(|error| RotateError::Pending(error.to_string()))?;
    let last = walked.last();
    let threshold = |role: &Role| u32::try_from(role.threshold()).unwrap_or(u32::MAX);
    let plan = Plan {
        iss: last.claims.iss.clone(),
        sub: last.claims.sub.clone(),
        version: last.claims.version + 1,
        lifetime: args.lifetime,
        root: (
            changed(&last.root, &args.add_root, &args.remove_root)?,
            args.root_threshold.unwrap_or_else(|| threshold(&last.root)),
        ),
        status: (
            changed(&last.status, &args.add_status, &args.remove_status)?,
            args.status_threshold.unwrap_or_else(|| threshold(&last.status)),
        ),
    };
    chain.envelopes.push(plan.document()?);
    chain.path = args.output.clone().unwrap_or_else(|| args.path.clone());
    write_json(&chain.path, &chain.envelopes)?;
    missing(&chain)
}

fn sign(args: &SignArgs) -> CommandResult {
    let mut chain = ChainFile::read(&args.path)?;
    let (previous, document) = chain.pending()?;
    chain.signers()?;
    let key = PrivateKey::load(&args.key, &args.passphrase)?;
    let public = key.public();
    if !document.root_keys(previous.as_ref()).contains(&public.id()) {
        return Err(SigningError::NoRole(public.id()).into());
    }
    if let Some(envelope) = chain.envelopes.last_mut() {
        let signature = key.sign(&input_for(envelope, Type::Trust, &public));
        add_signature(envelope, Type::Trust, &public, &signature)?;
    }
    write_json(&chain.path, &chain.envelopes)?;
    note(format_args!("signed trust document {} with {}", document.claims.version, public.id()));
    missing(&chain)
}

fn merge(args: &MergeArgs) -> CommandResult {
    let mut chain = ChainFile::read(&args.path)?;
    for path in &args.copies {
        let copy = ChainFile::read(path)?;
        copy.signers()?;
        let payloads = |chain: &ChainFile| -> Vec<String> {
            chain.envelopes.iter().map(|envelope| envelope.payload.clone()).collect()
        };
        if payloads(&chain) != payloads(&copy) {
            return Err(RotateError::OtherDocuments(args.path.clone(), path.clone()).into());
        }
        if let (Some(into), Some(from)) = (chain.envelopes.last_mut(), copy.envelopes.last()) {
            merge_signatures(into, from);
        }
    }
    chain.signers()?;
    write_json(&chain.path, &chain.envelopes)?;
    missing(&chain)
}

fn verify(args: &VerifyArgs) -> CommandResult {
    let chain = ChainFile::read(&args.path)?;
    let pin = chain.pin()?;
    if let Some(pinned) = args.pin.filter(|pinned| *pinned != pin) {
        return Err(chain.error(TrustError::NotPinned { pinned, actual: pin }).into());
    }
    let walked = chain.complete()?;
    if clock::now() > walked.expires() {
        return Err(format!(
            "the last trust document expired at {}; rotate it with `statusctl trust rotate`",
            time(walked.expires())
        )
        .into());
    }
    out(format_args!(
        "good: the chain ends with trust document {}, which expires {}",
        walked.last().claims.version,
        time(walked.expires()),
    ))?;
    if args.pin.is_none() {
        note(format_args!("portals pin {pin}; compare it over another channel, or give --pin"));
    }
    Ok(())
}

fn show(args: &ShowArgs) -> CommandResult {
    let chain = ChainFile::read(&args.path)?;
    if args.pin {
        return Ok(out(chain.pin()?)?);
    }
    out(format_args!("pin {}", chain.pin()?))?;
    let mut previous: Option<TrustDocument> = None;
    for envelope in &chain.envelopes {
        let payload = envelope.payload_bytes().map_err(|error| chain.error(error.into()))?;
        let document = TrustDocument::read(&payload).map_err(|error| chain.error(error))?;
        out(describe(&document, previous.as_ref()).trim_end())?;
        previous = Some(document);
    }
    missing(&chain)
}

fn describe(document: &TrustDocument, previous: Option<&TrustDocument>) -> String {
    let claims = &document.claims;
    let mut text = format!(
        "\ntrust document {} of {} ({})\n  issued {}, expires {}\n",
        claims.version,
        claims.iss,
        claims.sub,
        time(claims.iat),
        time(claims.exp),
    );
    let roles: [(&str, &Role, Option<&Role>); 2] = [
        ("root", &document.root, previous.map(|previous| &previous.root)),
        ("status", &document.status, previous.map(|previous| &previous.status)),
    ];
    for (name, role, before) in roles {
        let empty = KeySet::default();
        let before = before.map_or(&empty, Role::keys);
        // Writing to a String never fails.
        let _ = writeln!(text, "  {name}: {} of {} keys must sign", role.threshold(), role.keys().len());
        for (id, key) in role.keys().iter() {
            let new = if previous.is_some() && !before.contains(&id) { "  (new)" } else { "" };
            let _ = writeln!(text, "    {id}  {}{new}", key.algorithm().name());
        }
        for id in before.ids().filter(|id| !role.keys().contains(id)) {
            let _ = writeln!(text, "    {id}  (removed)");
        }
    }
    text
}

/// Says which signatures the last document still needs, and from whom.
fn missing(chain: &ChainFile) -> CommandResult {
    let (previous, document) = chain.pending()?;
    let signers = chain.signers()?;
    let mut roles = vec![("its own root keys", &document.root)];
    if let Some(previous) = &previous {
        roles.insert(0, ("root keys of the document before", &previous.root));
    }
    let mut complete = true;
    for (name, role) in roles {
        let (have, need) = (role.count(&signers), role.threshold());
        out(format_args!("signatures by {name}: {have} of {need}"))?;
        if have < need {
            complete = false;
            for id in waiting(role, &signers) {
                out(format_args!("  could sign: {id}"))?;
            }
        }
    }
    out(if complete {
        format!("trust document {} is completely signed", document.claims.version)
    } else {
        format!("still missing: see above; next: statusctl trust sign {} --key KEY", chain.path.display())
    })?;
    Ok(())
}

fn waiting(role: &Role, signers: &[KeyId]) -> Vec<KeyId> {
    role.keys().ids().filter(|id| !signers.contains(id)).collect()
}
