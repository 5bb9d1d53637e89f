//! Files signed here verify with other implementations of JOSE, and files signed by
//! them verify here: npm `jose`, PyPI `joserfc` and Debian's `jose`.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

#[path = "../support/desk.rs"]
mod desk;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use desk::{Desk, is_installed};
use serde_json::{Value, json};
use status_widget::core::encoding::base64url;
use status_widget::core::signed::jwk::PublicKey;
use status_widget::native::keys::PrivateKey;

/// Where scripts/setup puts the tools.
fn tools() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/interop")
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop").join(name)
}

/// Runs `command` with `input`; returns what it printed.
#[track_caller]
fn run(command: &mut Command, input: &[u8]) -> Vec<u8> {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Another implementation: how it verifies with a public JWK, and how it signs with
/// a private one.
struct Other {
    name: &'static str,
    program: PathBuf,
    library: Option<PathBuf>,
    verify: &'static str,
    sign: &'static str,
    algorithms: &'static [&'static str],
}

fn npm_jose() -> Other {
    Other {
        name: "npm jose",
        program: "/usr/bin/node".into(),
        library: Some(tools().join("node_modules/jose/dist/webapi/index.js")),
        verify: "verify.mjs",
        sign: "sign.mjs",
        algorithms: &["ed25519", "es256"],
    }
}

fn joserfc() -> Other {
    Other {
        name: "joserfc",
        program: tools().join("venv/bin/python"),
        library: None,
        verify: "joserfc_verify.py",
        sign: "joserfc_sign.py",
        algorithms: &["ed25519", "es256"],
    }
}

impl Other {
    fn is_installed(&self) -> bool {
        is_installed(self.name, self.library.as_ref().unwrap_or(&self.program))
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(script(name)).args(&self.library);
        command
    }

    fn reads_what_we_sign(&self) {
        for algorithm in self.algorithms {
            let desk = Desk::with_chain(algorithm);
            desk.publish(1, "status");
            let file = desk.read("public/status.json");
            let payload = run(self.command(self.verify).arg(desk.path("status.jwk")), &file);
            assert_eq!(payload, desk.read("payload.json"), "{} {algorithm}", self.name);
        }
    }

    fn signs_what_we_read(&self) {
        for algorithm in self.algorithms {
            let desk = chain_for_foreign_key(algorithm);
            let header = foreign_header(&desk);
            let signed = run(
                self.command(self.sign).arg(desk.path("private.jwk")).arg(header.to_string()),
                &desk.read("payload.json"),
            );
            assert_is_good(&desk, serde_json::from_slice(&signed).unwrap());
        }
    }
}

/// A desk whose status key has a private JWK, as other implementations want it.
fn chain_for_foreign_key(algorithm: &str) -> Desk {
    let desk = Desk::new();
    desk.key("root", "ed25519");
    let secret = [7; 32];
    let key = match algorithm {
        "ed25519" => PrivateKey::Ed25519(ed25519_dalek::SigningKey::from_bytes(&secret)),
        _ => PrivateKey::Es256(p256::ecdsa::SigningKey::from_slice(&secret).unwrap()),
    };
    let public: PublicKey = key.public();
    let mut jwk = serde_json::to_value(public.to_jwk()).unwrap();
    desk.write("public.jwk", jwk.to_string());
    jwk["d"] = base64url::encode(&secret).into();
    desk.write("private.jwk", jwk.to_string());
    desk.begin_chain(&["--root", "root.jwk", "--status", "public.jwk"]);
    desk.ok(&["trust", "sign", "trust.json", "--key", "root"]);
    desk.payload(1);
    desk
}

fn foreign_header(desk: &Desk) -> Value {
    let jwk = desk.json("public.jwk");
    json!({ "alg": jwk["alg"], "kid": jwk["kid"], "typ": "status+jwt" })
}

/// `signed`, with the chain beside it, is a good status file.
#[track_caller]
fn assert_is_good(desk: &Desk, mut signed: Value) {
    signed["trust"] = desk.json("trust.json");
    desk.write("status.json", signed.to_string());
    let said = desk.ok(&["verify", "status.json", "--pin", &desk.pin("trust.json")]);
    assert!(said.starts_with("good: version 1 of https://status.example"), "{said}");
}

#[test]
fn npm_jose_verifies_what_statusctl_signs() {
    let other = npm_jose();
    if other.is_installed() {
        other.reads_what_we_sign();
    }
}

#[test]
fn statusctl_verifies_what_npm_jose_signs() {
    let other = npm_jose();
    if other.is_installed() {
        other.signs_what_we_read();
    }
}

#[test]
fn joserfc_verifies_what_statusctl_signs() {
    let other = joserfc();
    if other.is_installed() {
        other.reads_what_we_sign();
    }
}

#[test]
fn statusctl_verifies_what_joserfc_signs() {
    let other = joserfc();
    if other.is_installed() {
        other.signs_what_we_read();
    }
}

/// Debian's `jose`; version 11 has no Ed25519.
fn debian_jose(desk: &Desk, args: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    is_installed("Debian's jose", Path::new("/usr/bin/jose"))
        .then(|| run(Command::new("/usr/bin/jose").args(args).current_dir(desk.path("")), input))
}

#[test]
fn debian_jose_verifies_what_statusctl_signs() {
    let desk = Desk::with_chain("es256");
    desk.publish(1, "status");
    let file = desk.read("public/status.json");
    let payload = debian_jose(&desk, &["jws", "ver", "-i", "-", "-k", "status.jwk", "-O", "-"], &file);
    if let Some(payload) = payload {
        assert_eq!(payload, desk.read("payload.json"));
    }
}

#[test]
fn statusctl_verifies_what_debian_jose_signs() {
    let desk = chain_for_foreign_key("es256");
    let template = json!({ "protected": foreign_header(&desk) }).to_string();
    let args = ["jws", "sig", "-I", "payload.json", "-s", &template, "-k", "private.jwk", "-o", "-"];
    if let Some(signed) = debian_jose(&desk, &args, b"") {
        // It writes the flattened serialization for one signature (RFC 7515 section 7.2.2).
        let flat: Value = serde_json::from_slice(&signed).unwrap();
        let entry = json!({ "protected": flat["protected"], "signature": flat["signature"] });
        assert_is_good(&desk, json!({ "payload": flat["payload"], "signatures": [entry] }));
    }
}
