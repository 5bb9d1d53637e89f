//! Keys in services: the recipe for HashiCorp Vault (and OpenBao) in docs/keys.md, run as it is
//! written there.
//!
//! Neither server is to be had from Debian, PyPI or npm, so this talks to a stand-in, made from
//! the documentation of the transit engine's API (openbao/openbao,
//! website/content/api-docs/secret/transit.mdx: "Create key", "Read key", "Sign data"). It shows
//! that the recipe's requests are well formed and that what comes back in the documented form
//! becomes a published file; it shows nothing of Vault itself.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use base64ct::{Base64, Encoding as _};
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::pkcs8::{EncodePublicKey as _, LineEnding};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::desk::{Desk, PASSPHRASE, is_installed};

const TOKEN: &str = "s.of-this-test";

/// A key as the engine keeps it.
enum Key {
    P256(Box<p256::ecdsa::SigningKey>),
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

impl Key {
    fn new(kind: &str) -> Option<Self> {
        match kind {
            "ecdsa-p256" => {
                Some(Self::P256(Box::new(p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap())))
            }
            "ed25519" => Some(Self::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(&[7; 32])))),
            _ => None,
        }
    }

    /// PEM for ECDSA, bare base64 for Ed25519: "a standard format for the type".
    fn public(&self) -> String {
        match self {
            Self::P256(key) => key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap(),
            Self::Ed25519(key) => Base64::encode_string(key.verifying_key().as_bytes()),
        }
    }

    /// "Sign data": ECDSA hashes the input unless it is `prehashed` and answers in ASN.1 where
    /// nothing else is asked for; Ed25519 "specifies its own hash algorithm".
    fn sign(&self, input: &[u8], is_hashed: bool) -> Vec<u8> {
        match self {
            Self::P256(key) => {
                let hash = if is_hashed { input.to_vec() } else { Sha256::digest(input).to_vec() };
                let signature: p256::ecdsa::Signature = key.sign_prehash(&hash).unwrap();
                signature.to_der().as_bytes().to_vec()
            }
            Self::Ed25519(key) => ed25519_dalek::Signer::sign(&**key, input).to_bytes().to_vec(),
        }
    }
}

/// The transit engine, as far as it is documented and needed.
#[derive(Default)]
struct Transit {
    key: Mutex<Option<Key>>,
}

impl Transit {
    /// Status and body for a request.
    fn answer(&self, method: &str, path: &str, token: &str, body: &str) -> (u16, Value) {
        let refused = |status: u16, why: &str| (status, json!({ "errors": [why] }));
        if token != TOKEN {
            return refused(403, "permission denied");
        }
        let parameter: Value = serde_json::from_str(body).unwrap_or_default();
        let mut key = self.key.lock().unwrap();
        match (method, path) {
            ("POST", "/v1/transit/keys/status") => {
                *key = Key::new(parameter["type"].as_str().unwrap_or("aes256-gcm96"));
                if key.is_some() { (200, json!({})) } else { refused(400, "unknown key type") }
            }
            ("GET", "/v1/transit/keys/status") => match &*key {
                Some(key) => (200, json!({ "data": { "keys": { "1": { "public_key": key.public() } } } })),
                None => (404, json!({ "errors": [] })),
            },
            ("POST", "/v1/transit/sign/status" | "/v1/transit/sign/status/sha2-256") => {
                let input = parameter["input"].as_str().and_then(|text| Base64::decode_vec(text).ok());
                match (&*key, input) {
                    (Some(key), Some(input)) => {
                        let is_hashed = parameter["prehashed"].as_bool() == Some(true);
                        let signature = Base64::encode_string(&key.sign(&input, is_hashed));
                        (200, json!({ "data": { "signature": format!("vault:v1:{signature}") } }))
                    }
                    _ => refused(400, "unable to decode input as base64"),
                }
            }
            _ => refused(404, "no handler for route"),
        }
    }

    fn serve(&self, mut stream: TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let header = |name: &str| {
            let found = lines.iter().filter_map(|line| line.split_once(": "));
            found
                .into_iter()
                .find(|(other, _)| other.eq_ignore_ascii_case(name))
                .map_or("", |(_, value)| value)
        };
        if header("Expect") == "100-continue" {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
        }
        let mut body = vec![0; header("Content-Length").parse().unwrap_or(0)];
        reader.read_exact(&mut body).ok()?;
        let mut first = lines[0].split(' ');
        let (method, path) = (first.next()?, first.next()?);
        let body = String::from_utf8(body).ok()?;
        let (status, answer) = self.answer(method, path, header("X-Vault-Token"), &body);
        let answer = answer.to_string();
        let length = answer.len();
        write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{answer}")
            .ok()
    }
}

/// Starts the engine; returns its address. It ends with this process.
fn transit() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let transit = Arc::new(Transit::default());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            transit.serve(stream);
        }
    });
    format!("http://{address}")
}

/// The blocks of docs/keys.md that ask Vault over HTTP: for ES256, then for Ed25519.
fn recipes() -> Vec<String> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md")).unwrap();
    let blocks = page.split("\n```bash\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    blocks.filter(|block| block.contains("$VAULT_ADDR/v1/transit/")).map(String::from).collect()
}

/// Runs a recipe at a desk where a status document waits to be prepared and attached.
fn run(desk: &Desk, recipe: &str, address: &str, token: &str) -> std::process::Output {
    // Between the public key and the signature, the guide's own steps for every service.
    let steps = "statusctl trust init trust.json --issuer https://status.example --root root.jwk --status kms.pub\n\
                 statusctl trust sign trust.json --key root\n\
                 statusctl prepare payload.json --key kms.pub --trust trust.json --output prepared\n";
    let (key, signature) = recipe.split_once("\n# for each document\n").expect("two parts");
    let script = format!(
        "set -euo pipefail\n{key}\n{steps}{signature}\n\
         statusctl attach prepared --signature signature --publish-to .\n"
    );
    let programs = Path::new(env!("CARGO_BIN_EXE_statusctl")).parent().unwrap();
    let mut command = Command::new("bash");
    desk.equip(&mut command);
    command
        .args(["-c", &script])
        .env("PATH", format!("{}:{}", programs.display(), std::env::var("PATH").unwrap()))
        .env("STATUSCTL_PASSPHRASE", PASSPHRASE)
        .env("VAULT_ADDR", address)
        .env("VAULT_TOKEN", token)
        .output()
        .unwrap()
}

#[test]
fn vault_signs_as_the_guide_says() {
    for program in ["curl", "jq"] {
        if !is_installed(program, &Path::new("/usr/bin").join(program)) {
            return;
        }
    }
    let recipes = recipes();
    assert_eq!(recipes.len(), 2, "ES256 and Ed25519");
    for (recipe, algorithm) in recipes.iter().zip(["ES256", "Ed25519"]) {
        let desk = Desk::new();
        desk.key("root", "ed25519");
        desk.payload(1);
        let address = transit();
        let output = run(&desk, recipe, &address, TOKEN);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{algorithm}: {said}");
        let said = desk.ok(&["verify", "status.json", "--pin", &desk.pin("trust.json")]);
        assert!(said.starts_with("good: version 1"), "{said}");
        let file = desk.ok(&["inspect", "status.json"]);
        assert!(file.contains(&format!("\"alg\": \"{algorithm}\"")), "{file}");

        // Without the right token nothing gets that far.
        let desk = Desk::new();
        desk.key("root", "ed25519");
        desk.payload(1);
        assert!(!run(&desk, recipe, &address, "s.of-somebody-else").status.success());
        assert!(!desk.path("status.json").exists());
    }
}
