//! `statusctl trust`: the ceremony in which root holders, each on a machine of
//! their own, agree on which keys speak for the publisher.

use core::time::Duration;
use std::path::PathBuf;

use clap::Subcommand;

use super::{CommandResult, PassphraseArgs, note, out};
use crate::core::document::calendar::When;
use crate::core::encoding::digest::Digest;
use crate::core::signed::jwk::PublicKey;
use crate::core::signed::trust::{Role, TrustDocument};
use crate::native::ceremony::chain_file::{ChainFile, Holders};
use crate::native::ceremony::plan::{KeySelector, Plan, PlanError, RoleChange, RoleDifference, RolePlan};
use crate::native::clock;
use crate::native::keys::{KeyError, PrivateKey, load_public};

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
    lifetime: Duration,
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
    // A thumbprint may begin with a hyphen: it is base64url (RFC 7638, RFC 4648 section 5).
    /// Remove a root holder: its public key, its thumbprint or the beginning of that
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    remove_root: Vec<KeySelector>,
    /// Change how many root holders must sign
    #[arg(long, value_name = "N")]
    root_threshold: Option<u32>,
    /// Add a key that signs status documents
    #[arg(long, value_name = "PUBLIC")]
    add_status: Vec<PathBuf>,
    /// Revoke a key that signs status documents: its public key, its thumbprint or the beginning
    /// of that
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    remove_status: Vec<KeySelector>,
    /// Change how many keys must sign a status document
    #[arg(long, value_name = "N")]
    status_threshold: Option<u32>,
    /// How long this trust document lives
    #[arg(long, value_name = "TIME", value_parser = clock::lifetime, default_value = LIFETIME)]
    lifetime: Duration,
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

fn load_keys(paths: &[PathBuf]) -> Result<Vec<PublicKey>, KeyError> {
    paths.iter().map(|path| load_public(path)).collect()
}

fn init(args: &InitArgs) -> CommandResult {
    ChainFile::check_free(&args.path)?;
    let plan = Plan {
        iss: args.issuer.clone(),
        sub: args.stream.clone(),
        version: 1,
        lifetime: args.lifetime,
        root: RolePlan::new(load_keys(&args.root)?, args.root_threshold),
        status: RolePlan::new(load_keys(&args.status)?, args.status_threshold),
    };
    if plan.shares_keys() {
        note("warning: a key has both roles; keep root keys offline and for trust documents only");
    }
    print_progress(&ChainFile::begin(&args.path, plan.document(clock::written())?)?)
}

fn rotate(args: &RotateArgs) -> CommandResult {
    let mut chain = ChainFile::read(&args.path)?;
    let walked = chain.complete().map_err(PlanError::Pending)?;
    let root = RoleChange {
        add: load_keys(&args.add_root)?,
        remove: args.remove_root.clone(),
        threshold: args.root_threshold,
    };
    let status = RoleChange {
        add: load_keys(&args.add_status)?,
        remove: args.remove_status.clone(),
        threshold: args.status_threshold,
    };
    let plan = Plan::after(walked.last(), root, status, args.lifetime)?;
    chain.envelopes.push(plan.document(clock::written())?);
    chain.path = args.output.clone().unwrap_or_else(|| args.path.clone());
    chain.write()?;
    print_progress(&chain)
}

fn sign(args: &SignArgs) -> CommandResult {
    let mut chain = ChainFile::read(&args.path)?;
    let (_, document) = chain.pending()?;
    chain.check_signatures()?;
    let key = PrivateKey::load(&args.key, &args.passphrase.source())?;
    chain.sign(&key)?;
    chain.write()?;
    note(format_args!("signed trust document {} with {}", document.claims.version, key.public().id()));
    print_progress(&chain)
}

fn merge(args: &MergeArgs) -> CommandResult {
    let mut chain = ChainFile::read(&args.path)?;
    for path in &args.copies {
        chain.merge(&ChainFile::read(path)?)?;
    }
    chain.write()?;
    print_progress(&chain)
}

fn verify(args: &VerifyArgs) -> CommandResult {
    let chain = ChainFile::read(&args.path)?;
    let walked = chain.verify(args.pin, clock::now())?;
    out(format_args!(
        "good: the chain ends with trust document {}, which expires {}",
        walked.last().claims.version,
        When::from(walked.expires()),
    ))?;
    if args.pin.is_none() {
        note(format_args!("portals pin {}; compare it over another channel, or give --pin", chain.pin()?));
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
    for document in chain.documents() {
        let document = document?;
        print_document(&document, previous.as_ref())?;
        previous = Some(document);
    }
    print_progress(&chain)
}

fn print_document(document: &TrustDocument, previous: Option<&TrustDocument>) -> CommandResult {
    let claims = &document.claims;
    out(format_args!("\ntrust document {} of {} ({})", claims.version, claims.iss, claims.sub))?;
    out(format_args!("  issued {}, expires {}", When::from(claims.iat), When::from(claims.exp)))?;
    print_role("root", &document.root, previous.map(|previous| &previous.root))?;
    print_role("status", &document.status, previous.map(|previous| &previous.status))
}

fn print_role(name: &str, role: &Role, before: Option<&Role>) -> CommandResult {
    let difference = RoleDifference::between(before, role);
    out(format_args!("  {name}: {} of {} keys must sign", role.threshold(), role.keys().len()))?;
    for (id, key) in role.keys().iter() {
        let new = if difference.added.contains(&id) { "  (new)" } else { "" };
        out(format_args!("    {id}  {}{new}", key.algorithm().name()))?;
    }
    for id in difference.removed {
        out(format_args!("    {id}  (removed)"))?;
    }
    Ok(())
}

/// Prints which signatures the last document still needs, and from whom.
fn print_progress(chain: &ChainFile) -> CommandResult {
    let (_, document) = chain.pending()?;
    let progress = chain.progress()?;
    for group in &progress {
        let name = match group.holders {
            Holders::Previous => "root keys of the document before",
            Holders::Own => "its own root keys",
        };
        out(format_args!("signatures by {name}: {} of {}", group.present, group.needed))?;
        for id in group.waiting.iter().filter(|_| !group.is_complete()) {
            out(format_args!("  could sign: {id}"))?;
        }
    }
    if progress.iter().all(|group| group.is_complete()) {
        out(format_args!("trust document {} is completely signed", document.claims.version))?;
    } else {
        let chain = chain.path.display();
        out(format_args!("still missing: see above; next: statusctl trust sign {chain} --key KEY"))?;
    }
    Ok(())
}
