//! Files of at most 256 KiB that are as slow to refuse as they can be made (attack 28): by
//! a stranger, and by somebody whose keys a portal has pinned.
//!
//! Owns how they are built. How often they make the verifier check a signature is counted
//! by `tests/behaviour/refusal.rs`, how long they take is measured by `cargo xtask measure
//! --refusal`.

// Each test takes what it needs.
#![allow(dead_code, clippy::unwrap_used, missing_docs)]

use serde_json::{Value, json};
use status_widget::core::encoding::base64url;
use status_widget::core::encoding::digest::Digest;
use status_widget::core::signed::jwk::Algorithm;
use status_widget::core::signed::jws::Type;
use status_widget::core::signed::verify::MAX_FILE_BYTES;

use super::publisher::{Key, bytes, document, envelope, trust_claims};

/// A file, and what the portal pins to which it is offered.
pub struct Worst {
    pub name: String,
    pub pin: Digest,
    pub file: Vec<u8>,
}

/// The key of this number, from 1.
pub fn key(algorithm: Algorithm, number: u32) -> Key {
    let mut secret = [1; 32];
    secret[..4].copy_from_slice(&number.to_be_bytes());
    match algorithm {
        Algorithm::Ed25519 => Key::Ed25519(ed25519_dalek::SigningKey::from_bytes(&secret)),
        Algorithm::Es256 => Key::P256(p256::ecdsa::SigningKey::from_slice(&secret).unwrap()),
    }
}

/// Keys of these numbers.
pub fn keys(algorithm: Algorithm, numbers: core::ops::Range<usize>) -> Vec<Key> {
    numbers.map(|number| key(algorithm, u32::try_from(number + 1).unwrap())).collect()
}

/// JSON that takes long for each of its bytes, one value of about `bytes` bytes.
pub fn junk(kind: &str, bytes: usize) -> String {
    let fill = |open: &str, item: &str, close: &str| {
        [open, &item.repeat(bytes.saturating_sub(open.len() + close.len()) / item.len()), close].concat()
    };
    match kind {
        "deep lists" => fill("[", &format!("{}{},", "[".repeat(28), "]".repeat(28)), "0]"),
        "empty lists" => fill("[", "[],", "0]"),
        "small objects" => fill("[", r#"{"":0},"#, "0]"),
        "short texts" => fill("[", r#""a","#, "0]"),
        "many names" => {
            let mut text = String::from("{");
            for number in 0.. {
                let member = format!(r#""{number:x}":0,"#);
                if text.len() + member.len() + 8 > bytes {
                    break;
                }
                text += &member;
            }
            text + r#""z":0}"#
        }
        _ => unreachable!("{kind}"),
    }
}

/// All kinds of [`junk`].
pub const JUNK: [&str; 5] = ["deep lists", "empty lists", "small objects", "short texts", "many names"];

/// A chain all of whose signatures are good: `documents` trust documents with `roots` root
/// keys each, all of which sign; and the key that signs the status document.
pub struct Chain {
    pub trust: Vec<Value>,
    pub status: Key,
}

impl Chain {
    /// `change` says what else stands in the claims of a document; `signers` who signs the
    /// document of this number.
    pub fn new(
        documents: usize,
        status: Key,
        claims: impl Fn(usize, &Key) -> Value,
        signers: impl Fn(usize) -> Vec<Key>,
    ) -> Self {
        let trust = (0..documents).map(|number| {
            let signers = signers(number);
            envelope(Type::Trust, &bytes(&claims(number, &status)), &signers.iter().collect::<Vec<_>>())
        });
        Self { trust: trust.collect(), status }
    }

    /// The same root keys all along.
    pub fn steady(documents: usize, roots: &[Key], status: Key) -> Self {
        let claims = |number: usize, status: &Key| {
            trust_claims(number as u64 + 1, &roots.iter().collect::<Vec<_>>(), 1, &[status])
        };
        Self::new(documents, status, claims, |_| roots.to_vec())
    }

    pub fn pin(&self) -> Digest {
        Digest::of(&base64url::decode(self.trust[0]["payload"].as_str().unwrap()).unwrap())
    }

    /// A file that is refused by the very last check, and filled with junk.
    pub fn file(&self, kind: &str) -> Vec<u8> {
        let mut payload = document();
        // A service in a group that is not there.
        payload["services"][0]["group"] = json!("nowhere");
        let mut file = envelope(Type::Status, &bytes(&payload), &[&self.status]);
        file["trust"] = self.trust.clone().into();
        let text = file.to_string();
        assert!(text.len() < MAX_FILE_BYTES - 100, "{}", text.len());
        let junk = junk(kind, MAX_FILE_BYTES - text.len() - 8);
        let file = format!(r#"{{"x":{junk},{}"#, &text[1..]);
        assert!(file.len() <= MAX_FILE_BYTES, "{}", file.len());
        file.into_bytes()
    }
}

/// What to measure.
pub fn worst_files() -> Vec<Worst> {
    let mut files = Vec::new();
    let mut add = |name: String, chain: &Chain, kind: &str| {
        files.push(Worst { name: format!("{name}, {kind}"), pin: chain.pin(), file: chain.file(kind) });
    };
    for algorithm in [Algorithm::Ed25519, Algorithm::Es256] {
        let status = || key(algorithm, 1000);
        let short = Chain::steady(1, &keys(algorithm, 0..1), status());
        for kind in JUNK {
            add(format!("1 x 1 {}", algorithm.name()), &short, kind);
        }
        for (documents, signers) in [(30, 1), (30, 3), (8, 16), (24, 16)] {
            let chain = Chain::steady(documents, &keys(algorithm, 0..signers), status());
            add(format!("{documents} x {signers} {}", algorithm.name()), &chain, "empty lists");
        }
    }
    files
}
