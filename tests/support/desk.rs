//! A publisher's desk: a folder, a clock, and the real `statusctl` binary.
//!
//! Knows how to run commands and make keys and payloads; what the results mean is
//! for the tests to say.
// Every test file uses a part of it.
#![allow(dead_code, clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};

/// The passphrase of every key on this desk.
pub const PASSPHRASE: &str = "correct horse battery staple";

/// The publisher of these tests.
pub const ISSUER: &str = "https://status.example";

/// See the module's description.
pub struct Desk {
    dir: tempfile::TempDir,
    /// The time on this desk, seconds since 1970.
    pub now: u64,
}

impl Desk {
    /// An empty desk on 3 May 2023, noon UTC.
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), now: 1_683_115_200 }
    }

    /// A desk with one root key, one status key of the algorithm, and a signed chain.
    pub fn with_chain(algorithm: &str) -> Self {
        Self::with_chain_at(Self::new().now, algorithm)
    }

    /// The same at another time.
    pub fn with_chain_at(now: u64, algorithm: &str) -> Self {
        let desk = Self { now, ..Self::new() };
        desk.key("root", "ed25519");
        desk.key("status", algorithm);
        desk.begin_chain(&["--root", "root.jwk", "--status", "status.jwk"]);
        desk.ok(&["trust", "sign", "trust.json", "--key", "root"]);
        desk
    }

    /// A desk with the sample published as `status.json`, and its pin.
    pub fn with_sample() -> (Self, String) {
        let desk = Self::with_chain("ed25519");
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/notice-2023");
        desk.ok(&["build", folder, "--trust", "trust.json", "-o", "payload.json"]);
        desk.ok(&["sign", "payload.json", "--key", "status", "--trust", "trust.json", "-o", "status.json"]);
        let pin = desk.pin("trust.json");
        (desk, pin)
    }

    /// Begins `trust.json`; `roles` are the options that name its keys.
    #[track_caller]
    pub fn begin_chain(&self, roles: &[&str]) -> String {
        self.ok(&[&["trust", "init", "trust.json", "--issuer", ISSUER], roles].concat())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&self.read(name)).unwrap()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// Writes a file that only its owner may read.
    pub fn write_private(&self, name: &str, bytes: impl AsRef<[u8]>) {
        self.write(name, bytes);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
        }
    }

    pub fn copy(&self, from: &str, to: &str) {
        fs::copy(self.path(from), self.path(to)).unwrap();
    }

    /// `statusctl` at this desk, at this time, yet to be run.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_statusctl"));
        command.args(args);
        self.equip(&mut command);
        command
    }

    /// Gives `command` the desk's folder, time and passphrase.
    pub fn equip(&self, command: &mut Command) {
        command
            .current_dir(self.dir.path())
            .env("STATUSCTL_PASSPHRASE", PASSPHRASE)
            .env_remove("SOURCE_DATE_EPOCH")
            .env("STATUSCTL_TEST_CLOCK", self.now.to_string())
            .env("LC_ALL", "C")
            .env("NO_COLOR", "1");
    }

    /// `statusctl` at this desk, at this time.
    pub fn statusctl(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs a command that works; returns what it printed as its result.
    #[track_caller]
    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.statusctl(args);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "statusctl {} failed:\n{stderr}", args.join(" "));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that fails as it should, with code 1; returns what it said.
    #[track_caller]
    pub fn fails(&self, args: &[&str]) -> String {
        let output = self.statusctl(args);
        assert_eq!(output.status.code(), Some(1), "statusctl {} did not fail", args.join(" "));
        String::from_utf8(output.stderr).unwrap()
    }

    /// Makes the key `name`, with `name.jwk` beside it; returns its thumbprint.
    pub fn key(&self, name: &str, algorithm: &str) -> String {
        self.ok(&["keygen", name, "--alg", algorithm]).trim().to_owned()
    }

    /// What portals pin.
    pub fn pin(&self, chain: &str) -> String {
        self.ok(&["trust", "show", chain, "--pin"]).trim().to_owned()
    }

    /// Writes `payload.json`: version `version`, issued now, for two hours, with one
    /// service that works.
    pub fn payload(&self, version: u64) -> Value {
        let payload = json!({
            "iss": ISSUER, "sub": "production", "version": version,
            "iat": self.now, "exp": self.now + 7200,
            "languages": ["de"], "title": {"de": "Störung"}, "updated": "2023-05-03",
            "publisher": {"name": {"de": "Beispiel"}},
            "services": [{
                "id": "eau", "name": {"de": "eAU"}, "state": {"status": "operational"},
            }],
        });
        self.write("payload.json", payload.to_string());
        payload
    }

    /// Signs a new document of `version` with `key` and publishes it.
    #[track_caller]
    pub fn publish(&self, version: u64, key: &str) {
        self.payload(version);
        fs::create_dir_all(self.path("public")).unwrap();
        self.ok(&["sign", "payload.json", "--key", key, "--trust", "trust.json", "--publish-to", "public"]);
    }
}

/// Whether `program` is here; if not, says so, and fails in CI, where everything
/// must have been installed.
pub fn is_installed(program: &str, path: &std::path::Path) -> bool {
    let there = path.exists();
    if !there {
        let message = format!("{program} is not installed ({}); run scripts/setup test", path.display());
        assert!(std::env::var("CI").as_deref() != Ok("true"), "{message}");
        eprintln!("SKIPPED: {message}");
    }
    there
}
