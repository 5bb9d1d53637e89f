//! A publisher for tests: throw-away keys, trust documents and status files, made
//! by hand from JSON so that a test can make each of them wrong.
//!
//! Owns no rule of the format beyond how a right file looks. Runs natively and in
//! the browser.

// Each test takes what it needs.
#![allow(dead_code, clippy::unwrap_used, missing_docs)]

use ed25519_dalek::Signer as _;
use serde_json::{Value, json};
use status_widget::core::document::Claims;
use status_widget::core::encoding::base64url;
use status_widget::core::encoding::digest::Digest;
use status_widget::core::encoding::unix_time::UnixTime;
use status_widget::core::signed::jwk::PublicKey;
use status_widget::core::signed::jws::{Header, Type, signing_input};

/// When the tests take place: 2026-11-24T12:00:00Z.
pub const NOW: u64 = 1_795_521_600;

pub const YEAR: u64 = 365 * 24 * 60 * 60;

/// A private key.
#[derive(Debug, Clone)]
pub enum Key {
    Ed25519(ed25519_dalek::SigningKey),
    P256(p256::ecdsa::SigningKey),
}

impl Key {
    /// The Ed25519 key of this number.
    pub fn ed25519(number: u8) -> Self {
        Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(&[number; 32]))
    }

    /// The P-256 key of this number, from 1.
    pub fn p256(number: u8) -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&[number; 32]).unwrap())
    }

    pub fn public(&self) -> PublicKey {
        match self {
            Self::Ed25519(key) => PublicKey::Ed25519(key.verifying_key()),
            Self::P256(key) => PublicKey::Es256(*key.verifying_key()),
        }
    }

    /// The thumbprint.
    pub fn kid(&self) -> String {
        self.public().id().to_string()
    }

    pub fn jwk(&self) -> Value {
        serde_json::to_value(self.public().to_jwk()).unwrap()
    }

    /// The 64 bytes of a signature.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
        }
    }

    /// A signature entry with the right header.
    pub fn entry(&self, typ: Type, payload: &[u8]) -> Value {
        self.entry_with(&Header::new(&self.public(), typ).encode(), payload)
    }

    /// A signature entry with any `protected` member, really signed.
    pub fn entry_with(&self, protected: &str, payload: &[u8]) -> Value {
        let input = signing_input(protected, &base64url::encode(payload));
        json!({"protected": protected, "signature": base64url::encode(&self.sign(&input))})
    }
}

/// An envelope of `payload` with signatures by `keys`.
pub fn envelope(typ: Type, payload: &[u8], keys: &[&Key]) -> Value {
    let signatures: Vec<Value> = keys.iter().map(|key| key.entry(typ, payload)).collect();
    json!({"payload": base64url::encode(payload), "signatures": signatures})
}

/// The claims of a trust document.
pub fn trust_claims(version: u64, root: &[&Key], root_threshold: u32, status: &[&Key]) -> Value {
    let kids = |keys: &[&Key]| -> Vec<String> { keys.iter().map(|key| key.kid()).collect() };
    let mut jwks: Vec<Value> = root.iter().chain(status).map(|key| key.jwk()).collect();
    jwks.dedup();
    json!({
        "iss": "https://status.example", "sub": "production",
        "version": version, "iat": NOW - YEAR, "exp": NOW + YEAR,
        "jwks": {"keys": jwks},
        "roles": {
            "root": {"kids": kids(root), "threshold": root_threshold},
            "status": {"kids": kids(status), "threshold": 1},
        },
    })
}

/// The bytes of a payload.
pub fn bytes(claims: &Value) -> Vec<u8> {
    serde_json::to_vec(claims).unwrap()
}

/// A small status document: one service, which is available.
pub fn document() -> Value {
    json!({
        "iss": "https://status.example", "sub": "production",
        "version": 1, "iat": NOW - 60, "exp": NOW + 2 * 60 * 60,
        "languages": ["de", "en"],
        "title": {"de": "Informationen zum Cyberangriff", "en": "Information on the cyberattack"},
        "updated": "2026-11-24",
        "publisher": {"name": {"de": "Beispiel"}},
        "services": [{
            "id": "eau",
            "name": {"de": "Elektronische Arbeitsunfähigkeitsbescheinigung", "en": "Electronic sick note"},
            "state": {"status": "operational"},
        }],
    })
}

/// The same with another version and time of issue, to be believed for two hours.
pub fn issued(version: u64, iat: u64) -> Value {
    let mut document = document();
    document["version"] = version.into();
    document["iat"] = iat.into();
    document["exp"] = (iat + 2 * 60 * 60).into();
    document
}

/// Claims of these times, seconds since 1970, in the stream of all test documents.
pub fn claims(version: u64, iat: u64, exp: u64) -> Claims {
    let (iss, sub) = ("https://status.example".to_owned(), "production".to_owned());
    Claims { iss, sub, version, iat: UnixTime::from_secs(iat), exp: UnixTime::from_secs(exp) }
}

/// Somebody who publishes: who holds which key, and the trust documents so far.
#[derive(Debug, Clone)]
pub struct Publisher {
    pub root: Key,
    pub status: Key,
    /// Envelopes of trust documents.
    pub trust: Vec<Value>,
}

impl Publisher {
    /// One Ed25519 root key, one Ed25519 status key, one trust document.
    pub fn new() -> Self {
        Self::with(Key::ed25519(1), Key::ed25519(2))
    }

    /// One trust document that names `root` and `status`.
    pub fn with(root: Key, status: Key) -> Self {
        let claims = trust_claims(1, &[&root], 1, &[&status]);
        Self::with_claims(root, status, &claims)
    }

    /// With another first trust document, signed by the root key.
    pub fn with_claims(root: Key, status: Key, claims: &Value) -> Self {
        let trust = vec![envelope(Type::Trust, &bytes(claims), &[&root])];
        Self { root, status, trust }
    }

    /// What portals pin.
    pub fn pin(&self) -> Digest {
        let payload = self.trust[0]["payload"].as_str().unwrap();
        Digest::of(&base64url::decode(payload).unwrap())
    }

    /// Adds a trust document that replaces the status key.
    pub fn rotate_status(&mut self, status: Key) {
        let claims = trust_claims(self.trust.len() as u64 + 1, &[&self.root], 1, &[&status]);
        self.rotate(&claims);
        self.status = status;
    }

    /// Adds a trust document, signed by the root key.
    pub fn rotate(&mut self, claims: &Value) {
        self.trust.push(envelope(Type::Trust, &bytes(claims), &[&self.root]));
    }

    /// The file as JSON, signed by the status key.
    pub fn value(&self, document: &Value) -> Value {
        self.value_of(&bytes(document))
    }

    /// The file around any bytes, signed by the status key.
    pub fn value_of(&self, payload: &[u8]) -> Value {
        let mut file = envelope(Type::Status, payload, &[&self.status]);
        file["trust"] = self.trust.clone().into();
        file
    }

    /// The file, signed by the status key.
    pub fn file(&self, document: &Value) -> Vec<u8> {
        bytes(&self.value(document))
    }
}
