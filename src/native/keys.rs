//! Private keys at rest: PKCS#8 (RFC 5958) in PEM, encrypted with PBES2
//! (RFC 8018 section 6.2), files with mode 0600 where files have modes.
//!
//! Owns making, storing, opening and using a private key, and where a passphrase
//! may come from: a prompt, a file or the environment, never an argument. Knows
//! nothing of documents.

use std::cell::OnceCell;
use std::error::Error;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use ed25519_dalek::pkcs8::KeypairBytes;
use ed25519_dalek::{SigningKey as Ed25519SigningKey, VerifyingKey as Ed25519Key};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{SigningKey as P256SigningKey, VerifyingKey as P256Key};
use pkcs8::der::pem::PemLabel as _;
use pkcs8::der::{Decode as _, Document, SecretDocument};
use pkcs8::{
    DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncryptedPrivateKeyInfoRef,
    LineEnding, PrivateKeyInfoRef,
};
use zeroize::Zeroizing;

use crate::core::encoding::json;
use crate::core::signed::jwk::{Algorithm, Jwk, JwkError, PublicKey};
use crate::native::bilingual::{Message, say};
use crate::native::files::{self, FileError, without_mark};
use crate::native::json_file::write_json;

/// The environment variable from which a passphrase is taken.
pub const PASSPHRASE_VARIABLE: &str = "STATUSCTL_PASSPHRASE";

/// The fewest characters of a new passphrase.
pub const SHORTEST_PASSPHRASE: usize = 12;

/// Whether this system can say from a file's mode that only its owner reads it.
pub const MODES_PROTECT_FILES: bool = cfg!(unix);

/// What a library says is wrong.
type Cause = Box<dyn Error + Send + Sync>;

/// What can go wrong with a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The key file is there already.
    #[error("{} is there already; a key is never overwritten, choose another name", .0.display())]
    Exists(PathBuf),
    /// Others may read the private key.
    #[error("{} can be read by others (mode {mode:03o}); run `chmod 600 {}`", path.display(), path.display())]
    Permissions {
        /// Which file.
        path: PathBuf,
        /// Its mode bits.
        mode: u32,
    },
    /// Not PKCS#8, or another kind of key.
    #[error("{}: not an Ed25519 or P-256 private key in PKCS#8 PEM", path.display())]
    Format {
        /// Which file.
        path: PathBuf,
        /// What the reader says.
        source: Cause,
    },
    /// Others may read it, and its mode can't be changed here.
    #[error(
        "{} can be read by others (mode {mode:03o}), and its mode can't be changed here; let whoever puts it \
         there say who may read it: `defaultMode: 0400` for a secret of Kubernetes, `LoadCredential=` for \
         systemd",
        path.display()
    )]
    MountedPermissions {
        /// Which file.
        path: PathBuf,
        /// Its mode bits.
        mode: u32,
    },
    /// A private key in another form.
    #[error(
        "{}: {found}; make it one that is read here: `openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -in {} -out NEW`",
        path.display(),
        path.display()
    )]
    OtherForm {
        /// Which file.
        path: PathBuf,
        /// What it is.
        found: OtherForm,
    },
    /// The passphrase does not open the key.
    #[error("{}: the passphrase does not open this key", .0.display())]
    WrongPassphrase(PathBuf),
    /// One file for some of the keys.
    #[error(
        "{files} passphrase files for {keys} keys; name one for all of them, or one for each in their order"
    )]
    HowManyPassphrases {
        /// Files named.
        files: usize,
        /// Keys named.
        keys: usize,
    },
    /// No passphrase from anywhere.
    #[error(
        "a passphrase is needed, and there is no terminal to ask at; \
         use --passphrase-file or the variable {PASSPHRASE_VARIABLE}"
    )]
    NoPassphrase,
    /// Too short to protect a key.
    #[error(
        "the passphrase has fewer than {SHORTEST_PASSPHRASE} characters; five random words make a good one"
    )]
    ShortPassphrase,
    /// Typed differently the second time.
    #[error("the two passphrases differ")]
    PassphrasesDiffer,
    /// Not a public key.
    #[error("{}: not a public key as JWK, PEM or DER", path.display())]
    Public {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        source: Cause,
    },
    /// A public key that is no key of ours.
    #[error("{}: this public key can't be used", path.display())]
    PublicKey {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        source: JwkError,
    },
    /// The cipher or the system's random numbers failed.
    #[error("the key could not be made")]
    Crypto(#[source] Cause),
}

/// Where a passphrase comes from, in this order: the files, the environment, a prompt.
#[derive(Debug, Default)]
pub struct PassphraseSource {
    /// Files with the passphrase in the first line (`-` for standard input, where each
    /// further `-` stands for a further line): one for all keys, or one a key.
    files: Vec<PathBuf>,
    /// The lines of standard input, which can be read once.
    input: OnceCell<Zeroizing<String>>,
}

impl PassphraseSource {
    /// Passphrases from these files.
    pub fn new(files: Vec<PathBuf>) -> Self {
        Self { files, input: OnceCell::new() }
    }

    /// Checks that there is one file for all of `keys` keys, one for each, or none.
    ///
    /// # Errors
    /// [`KeyError::HowManyPassphrases`].
    pub fn check_count(&self, keys: usize) -> Result<(), KeyError> {
        let files = self.files.len();
        if files > 1 && files != keys { Err(KeyError::HowManyPassphrases { files, keys }) } else { Ok(()) }
    }

    /// What is given for the key of this number, from 0.
    fn given(&self, number: usize) -> Result<Option<Zeroizing<String>>, KeyError> {
        let Some(path) = self.files.get(number).or(self.files.first()) else {
            return Ok(std::env::var(PASSPHRASE_VARIABLE).ok().map(Zeroizing::new));
        };
        let line = |text: &str, number: usize| {
            Zeroizing::new(text.lines().nth(number).unwrap_or_default().to_owned())
        };
        if path.as_os_str() == "-" {
            let before = self.files.iter().take(number).filter(|file| file.as_os_str() == "-").count();
            let before = if self.files.len() > 1 { before } else { 0 };
            return Ok(Some(line(self.input()?, before)));
        }
        check_private(path)?;
        let text = Zeroizing::new(fs::read_to_string(path).map_err(FileError::reading(path))?);
        Ok(Some(line(&text, 0)))
    }

    fn input(&self) -> Result<&str, KeyError> {
        if let Some(text) = self.input.get() {
            return Ok(text);
        }
        let mut text = Zeroizing::new(String::new());
        io::stdin().read_to_string(&mut text).map_err(FileError::reading(Path::new("-")))?;
        Ok(self.input.get_or_init(|| text))
    }

    /// Asks at the terminal, even where standard input is a file or a pipe.
    fn ask(prompt: &Message) -> Result<Zeroizing<String>, KeyError> {
        rpassword::prompt_password(prompt.to_string()).map(Zeroizing::new).map_err(|_| KeyError::NoPassphrase)
    }

    fn open(&self, path: &Path, number: usize) -> Result<Zeroizing<String>, KeyError> {
        match self.given(number)? {
            Some(passphrase) => Ok(passphrase),
            None => Self::ask(&say!("Passphrase of {}: ", "Passphrase von {}: ", path.display())),
        }
    }

    /// A new passphrase: asked for twice at a terminal.
    ///
    /// # Errors
    /// [`KeyError`] if there is none, it is too short or typed differently.
    pub fn choose(&self) -> Result<Zeroizing<String>, KeyError> {
        let passphrase = match self.given(0)? {
            Some(passphrase) => passphrase,
            None => {
                let first = Self::ask(&say!("New passphrase: ", "Neue Passphrase: "))?;
                if first != Self::ask(&say!("The same once more: ", "Dieselbe noch einmal: "))? {
                    return Err(KeyError::PassphrasesDiffer);
                }
                first
            }
        };
        if passphrase.chars().count() < SHORTEST_PASSPHRASE {
            return Err(KeyError::ShortPassphrase);
        }
        Ok(passphrase)
    }
}

/// A private key in memory; wiped when dropped.
pub enum PrivateKey {
    /// RFC 8032 Ed25519.
    Ed25519(Ed25519SigningKey),
    /// ECDSA with P-256.
    Es256(P256SigningKey),
}

impl PrivateKey {
    /// Makes a new key from the system's random numbers.
    ///
    /// # Errors
    /// [`KeyError::Crypto`] if the system has none.
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        loop {
            let mut secret = Zeroizing::new([0; 32]);
            getrandom::fill(&mut *secret).map_err(|error| KeyError::Crypto(error.into()))?;
            match algorithm {
                Algorithm::Ed25519 => {
                    return Ok(Self::Ed25519(Ed25519SigningKey::from_bytes(&secret)));
                }
                // A number that is 0 or not below the order is drawn again (FIPS 186-5 A.2.2).
                Algorithm::Es256 => {
                    if let Ok(key) = P256SigningKey::from_slice(&*secret) {
                        return Ok(Self::Es256(key));
                    }
                }
            }
        }
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        match self {
            Self::Ed25519(key) => PublicKey::Ed25519(key.verifying_key()),
            Self::Es256(key) => PublicKey::Es256(*key.verifying_key()),
        }
    }

    /// Signs `message`: 64 bytes as JWS has them (RFC 7518 section 3.4, RFC 8037
    /// section 3.1). Both algorithms are deterministic (RFC 6979, RFC 8032).
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Self::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
        }
    }

    fn to_pkcs8(&self) -> Result<SecretDocument, KeyError> {
        match self {
            // Version 1 without the public key: what OpenSSL and tokens read everywhere.
            Self::Ed25519(key) => {
                KeypairBytes { secret_key: key.to_bytes(), public_key: None }.to_pkcs8_der()
            }
            Self::Es256(key) => key.to_pkcs8_der(),
        }
        .map_err(|error| KeyError::Crypto(error.into()))
    }

    /// Writes the key to a new file with mode 0600, encrypted unless `passphrase`
    /// is `None`.
    ///
    /// # Errors
    /// [`KeyError::Exists`] if the file is there, [`KeyError::File`],
    /// [`KeyError::Crypto`].
    pub fn store(&self, path: &Path, passphrase: Option<&str>) -> Result<(), KeyError> {
        let crypto = |error: pkcs8::der::Error| KeyError::Crypto(error.into());
        let plain = self.to_pkcs8()?;
        let pem = match passphrase {
            None => plain.to_pem(PrivateKeyInfoRef::PEM_LABEL, LineEnding::LF).map_err(crypto)?,
            Some(passphrase) => PrivateKeyInfoRef::from_der(plain.as_bytes())
                .map_err(crypto)?
                .encrypt(passphrase)
                .map_err(|error| KeyError::Crypto(error.into()))?
                .to_pem(EncryptedPrivateKeyInfoRef::PEM_LABEL, LineEnding::LF)
                .map_err(crypto)?,
        };
        let mut file = create_for_owner(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => KeyError::Exists(path.into()),
            _ => FileError::writing(path)(error).into(),
        })?;
        let written = file.write_all(pem.as_bytes()).and_then(|()| file.sync_all());
        Ok(written.map_err(FileError::writing(path))?)
    }

    /// Opens a key file.
    ///
    /// # Errors
    /// [`KeyError`], among others if others may read the file.
    pub fn load(path: &Path, passphrase: &PassphraseSource) -> Result<Self, KeyError> {
        Self::load_numbered(path, 0, passphrase)
    }

    /// Opens several key files, each with its own passphrase if there are as many.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn load_all(paths: &[PathBuf], passphrases: &PassphraseSource) -> Result<Vec<Self>, KeyError> {
        passphrases.check_count(paths.len())?;
        let numbered = paths.iter().enumerate();
        numbered.map(|(number, path)| Self::load_numbered(path, number, passphrases)).collect()
    }

    fn load_numbered(path: &Path, number: usize, passphrase: &PassphraseSource) -> Result<Self, KeyError> {
        check_private(path)?;
        let bytes = Zeroizing::new(fs::read(path).map_err(FileError::reading(path))?);
        if let Some(found) = other_form(&bytes) {
            return Err(KeyError::OtherForm { path: path.into(), found });
        }
        let format = |source: Cause| KeyError::Format { path: path.into(), source };
        if files::byte_order_mark(&bytes) == Some("UTF-16") {
            return Err(format(NoKey::Utf16.into()));
        }
        let pem = std::str::from_utf8(without_mark(&bytes)).map_err(|error| format(error.into()))?;
        let (label, der) = SecretDocument::from_pem(pem.trim()).map_err(|error| format(error.into()))?;
        let plain = match label {
            EncryptedPrivateKeyInfoRef::PEM_LABEL => EncryptedPrivateKeyInfoRef::from_der(der.as_bytes())
                .map_err(|_| KeyError::OtherForm { path: path.into(), found: OtherForm::OldEncryption })?
                .decrypt(passphrase.open(path, number)?.as_bytes())
                .map_err(|error| unopened(path, &error))?,
            PrivateKeyInfoRef::PEM_LABEL => der,
            other => return Err(format(NoKey::Label(other.into()).into())),
        };
        if let Ok(key) = Ed25519SigningKey::from_pkcs8_der(plain.as_bytes()) {
            return Ok(Self::Ed25519(key));
        }
        P256SigningKey::from_pkcs8_der(plain.as_bytes())
            .map(Self::Es256)
            .map_err(|error| format(error.into()))
    }
}

/// Creates a file that only its owner may read.
fn create_for_owner(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Why a file holds no key that could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoKey {
    /// As some editors save files.
    #[error("it is in UTF-16, as its byte order mark says; save it as UTF-8")]
    Utf16,
    /// PEM of something else.
    #[error("it is a {0}")]
    Label(String),
}

/// A form of keys that is not read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OtherForm {
    /// Encrypted as OpenSSL did it before 1.1.
    #[error(
        "it is encrypted in an older way, which is not opened here (older OpenSSL, `-v2prf hmacWithSHA1`, `-v1`)"
    )]
    OldEncryption,
    /// SEC 1, as `openssl ecparam` makes it.
    #[error("it is an EC key in its older form (SEC 1)")]
    Sec1,
    /// Keys of another kind.
    #[error("it is an RSA or DSA key; keys here are Ed25519 or P-256")]
    OtherKind,
    /// As `ssh-keygen` makes it.
    #[error("it is a key of OpenSSH, which `statusctl keygen` replaces")]
    OpenSsh,
    /// The wrong half.
    #[error("it is a public key; the private one is needed")]
    Public,
    /// Not PEM.
    #[error("it is in DER; name it to openssl with `-inform DER`")]
    Der,
}

/// Why an encrypted key stays closed.
fn unopened(path: &Path, error: &pkcs8::Error) -> KeyError {
    use pkcs8::pkcs5::Error::{AlgorithmParametersInvalid, NoPbes1CryptSupport, UnsupportedAlgorithm};

    match error {
        // PBKDF2 with SHA-1, PBES1, DES and the like, as older OpenSSL makes them.
        pkcs8::Error::EncryptedPrivateKey(
            AlgorithmParametersInvalid { .. } | NoPbes1CryptSupport | UnsupportedAlgorithm { .. },
        ) => KeyError::OtherForm { path: path.into(), found: OtherForm::OldEncryption },
        _ => KeyError::WrongPassphrase(path.into()),
    }
}

/// What a file is that holds a private key in another form than PKCS#8 PEM.
fn other_form(bytes: &[u8]) -> Option<OtherForm> {
    let text = String::from_utf8_lossy(bytes);
    let has = |label: &str| text.contains(&format!("-----BEGIN {label}-----"));
    if has("EC PRIVATE KEY") {
        Some(OtherForm::Sec1)
    } else if has("RSA PRIVATE KEY") || has("DSA PRIVATE KEY") {
        Some(OtherForm::OtherKind)
    } else if has("OPENSSH PRIVATE KEY") {
        Some(OtherForm::OpenSsh)
    } else if has("PUBLIC KEY") && !text.contains("PRIVATE KEY") {
        Some(OtherForm::Public)
    } else if bytes.starts_with(&[0x30]) {
        Some(OtherForm::Der)
    } else {
        None
    }
}

/// Checks that nobody else may read `path`: by its own mode, or by that of its folder.
///
/// A file that a group may read is one of somebody who lets a group read it: a credential of
/// systemd (`systemd.exec(5)`, "Credentials"), a secret of Kubernetes with `fsGroup`. It is
/// taken if it is not ours to change.
#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), KeyError> {
    use std::os::unix::fs::MetadataExt as _;

    const OTHERS: u32 = 0o007;
    const GROUP_AND_OTHERS: u32 = 0o077;
    const ALL_BUT_GROUP_READS: u32 = 0o037;

    let reading = FileError::reading(path);
    let file = fs::metadata(path).map_err(&reading)?;
    let mode = file.mode() & 0o777;
    // A pipe belongs to who opened it.
    if mode & GROUP_AND_OTHERS == 0 || !file.is_file() {
        return Ok(());
    }
    let resolved = fs::canonicalize(path).map_err(&reading)?;
    let folder = resolved.parent().map_or(Ok(0o777), mode_of).map_err(&reading)?;
    if folder & GROUP_AND_OTHERS == 0 {
        return Ok(());
    }
    let is_ours = file.uid() == rustix::process::geteuid().as_raw();
    let is_fixed = rustix::fs::statvfs(&resolved)
        .is_ok_and(|system| system.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY));
    let is_for_a_group = mode & ALL_BUT_GROUP_READS == 0;
    if is_for_a_group && (folder & OTHERS == 0 || !is_ours || is_fixed) {
        return Ok(());
    }
    let path = path.to_owned();
    Err(if is_fixed || !is_ours {
        KeyError::MountedPermissions { path, mode }
    } else {
        KeyError::Permissions { path, mode }
    })
}

/// Nothing that could be checked: see [`MODES_PROTECT_FILES`].
#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<(), KeyError> {
    Ok(())
}

/// A file's mode bits.
#[cfg(unix)]
fn mode_of(path: &Path) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(path)?.permissions().mode() & 0o777)
}

/// Where a new key will lie: the private key, and its public JWK beside it.
#[derive(Debug)]
pub struct NewKey {
    /// The private key.
    pub private: PathBuf,
    /// The public key, `.jwk` behind the same name.
    pub public: PathBuf,
}

impl NewKey {
    /// A key at `private`, where nothing may lie yet. Asked before anybody is asked for a
    /// passphrase.
    ///
    /// # Errors
    /// [`KeyError::Exists`].
    pub fn at(private: &Path) -> Result<Self, KeyError> {
        let public = files::beside(private, ".jwk");
        for path in [private, &public] {
            if path.symlink_metadata().is_ok() {
                return Err(KeyError::Exists(path.into()));
            }
        }
        Ok(Self { private: private.into(), public })
    }

    /// Makes the key and writes both files; see [`PrivateKey::store`].
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn make(&self, algorithm: Algorithm, passphrase: Option<&str>) -> Result<PublicKey, KeyError> {
        let key = PrivateKey::generate(algorithm)?;
        key.store(&self.private, passphrase)?;
        write_json(&self.public, &key.public().to_jwk())?;
        Ok(key.public())
    }
}

/// Reads a public key: a JWK, or SubjectPublicKeyInfo in PEM or DER (RFC 5280
/// section 4.1.2.7), as tokens and key services export it.
///
/// # Errors
/// [`KeyError::File`], [`KeyError::Public`] or [`KeyError::PublicKey`].
pub fn load_public(path: &Path) -> Result<PublicKey, KeyError> {
    let read = fs::read(path).map_err(FileError::reading(path))?;
    let bytes = without_mark(&read);
    let public = |source: Cause| KeyError::Public { path: path.into(), source };
    if files::byte_order_mark(&read) == Some("UTF-16") {
        return Err(public(NoKey::Utf16.into()));
    }
    let jwk: Jwk = if bytes.first() == Some(&b'{') {
        json::read(bytes).map_err(|error| public(error.into()))?
    } else {
        let der = match std::str::from_utf8(bytes) {
            // Vault's PEM, taken out of JSON, has an empty line behind it.
            Ok(pem) => Document::from_pem(pem.trim()).map(|(_, der)| der.as_bytes().to_vec()),
            Err(_) => Ok(bytes.to_vec()),
        };
        let der = der.map_err(|error| public(error.into()))?;
        let key = Ed25519Key::from_public_key_der(&der).map(PublicKey::Ed25519);
        let key = key.or_else(|_| P256Key::from_public_key_der(&der).map(PublicKey::Es256));
        key.map_err(|error| public(error.into()))?.to_jwk()
    };
    // One door for every spelling: the JWK's checks.
    PublicKey::from_jwk(&jwk).map_err(|source| KeyError::PublicKey { path: path.into(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(dir: &tempfile::TempDir, name: &str) -> PathBuf {
        dir.path().join(name)
    }

    fn passphrase_file(dir: &tempfile::TempDir, text: &str) -> PassphraseSource {
        let path = file(dir, "passphrase");
        let _ = fs::remove_file(&path);
        create_for_owner(&path).unwrap().write_all(text.as_bytes()).unwrap();
        PassphraseSource::new(vec![path])
    }

    #[test]
    fn a_key_of_either_kind_is_encrypted_at_rest_and_opens_again() {
        let dir = tempfile::tempdir().unwrap();
        for algorithm in [Algorithm::Ed25519, Algorithm::Es256] {
            let path = file(&dir, algorithm.name());
            let key = PrivateKey::generate(algorithm).unwrap();
            key.store(&path, Some("correct horse battery")).unwrap();
            assert!(fs::read_to_string(&path).unwrap().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY"));
            #[cfg(unix)]
            assert_eq!(mode_of(&path).unwrap(), 0o600);
            let opened = PrivateKey::load(&path, &passphrase_file(&dir, "correct horse battery\n")).unwrap();
            assert_eq!(opened.public(), key.public());
            opened.public().verify(b"message", &key.sign(b"message")).unwrap();
            assert!(matches!(
                PrivateKey::load(&path, &passphrase_file(&dir, "wrong")),
                Err(KeyError::WrongPassphrase(_))
            ));
        }
    }

    #[test]
    fn a_key_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
        key.store(&file(&dir, "a"), None).unwrap();
        assert!(matches!(key.store(&file(&dir, "a"), None), Err(KeyError::Exists(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_not_opened() {
        use std::os::unix::fs::PermissionsExt as _;

        let dir = tempfile::tempdir().unwrap();
        let path = file(&dir, "a");
        PrivateKey::generate(Algorithm::Es256).unwrap().store(&path, None).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let opened = PrivateKey::load(&path, &PassphraseSource::default());
        assert!(matches!(opened, Err(KeyError::Permissions { mode: 0o640, .. })));
    }

    #[test]
    fn a_short_passphrase_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(passphrase_file(&dir, "short").choose(), Err(KeyError::ShortPassphrase)));
    }
}
