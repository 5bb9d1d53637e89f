//! `statusctl keygen`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{CommandResult, PassphraseArgs, note, out};
use crate::core::signed::jwk::Algorithm;
use crate::native::keys::{MODES_PROTECT_FILES, NewKey};

/// The algorithms by the names that people type.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum AlgorithmName {
    /// Ed25519 (RFC 8032): the default
    Ed25519,
    /// ECDSA with P-256 and SHA-256: for tokens and KMS that have no Ed25519
    Es256,
}

/// Arguments of `keygen`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to write the private key; its public JWK is written beside it as KEY.jwk
    #[arg(value_name = "KEY")]
    path: PathBuf,
    /// The algorithm
    #[arg(long = "alg", value_enum, default_value = "ed25519")]
    algorithm: AlgorithmName,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Leave the private key unencrypted: for a machine that signs by itself and
    /// keeps the file safe in another way
    #[arg(long, conflicts_with = "passphrase_file")]
    no_password: bool,
}

/// Makes a key. Prints its thumbprint.
///
/// # Errors
/// If the file is there, there is no passphrase, or the disk says no.
pub fn run(args: &Args) -> CommandResult {
    let algorithm = match args.algorithm {
        AlgorithmName::Ed25519 => Algorithm::Ed25519,
        AlgorithmName::Es256 => Algorithm::Es256,
    };
    let new = NewKey::at(&args.path)?;
    let passphrase = if args.no_password { None } else { Some(args.passphrase.source().choose()?) };
    let public = new.make(algorithm, passphrase.as_ref().map(|text| text.as_str()))?;
    note(format_args!(
        "private key {} ({}), public key {}",
        new.private.display(),
        if args.no_password { "NOT encrypted" } else { "encrypted" },
        new.public.display(),
    ));
    if !MODES_PROTECT_FILES {
        note(format_args!(
            "warning: whoever may read the folder may read {}; see to it that this is only you",
            new.private.display()
        ));
    }
    Ok(out(public.id())?)
}
