//! `statusctl keygen`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{CommandResult, note, out};
use crate::core::signed::jwk::Algorithm;
use crate::native::json_file::write_json;
use crate::native::keys::{KeyError, PassphraseArgs, PrivateKey};

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
    let mut public = args.path.clone().into_os_string();
    public.push(".jwk");
    let public = PathBuf::from(public);
    // Before anybody is asked for a passphrase.
    for path in [&args.path, &public] {
        if path.symlink_metadata().is_ok() {
            return Err(KeyError::Exists(path.clone()).into());
        }
    }
    let passphrase = if args.no_password { None } else { Some(args.passphrase.choose()?) };
    let key = PrivateKey::generate(algorithm)?;
    key.store(&args.path, passphrase.as_ref().map(|text| text.as_str()))?;
    write_json(&public, &key.public().to_jwk())?;
    note(format_args!(
        "private key {} ({}), public key {}",
        args.path.display(),
        if args.no_password { "NOT encrypted" } else { "encrypted" },
        public.display(),
    ));
    Ok(out(key.public().id())?)
}
