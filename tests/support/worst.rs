//! Files of at most 256 KiB that are as slow to refuse as we can make them (attack 28): by a
//! stranger who has the publisher's files, and by somebody whose own keys a portal pins, which
//! no stranger can be.
//!
//! Owns how they are made. How many signatures the verifier checks until it refuses one is
//! counted by `tests/behaviour/refusal.rs`; how long that takes in a browser is measured by
//! `cargo xtask measure --refusal`.

// Each test takes what it needs.
#![allow(dead_code, clippy::unwrap_used, missing_docs)]

use core::ops::Range;

use serde_json::{Value, json};
use status_widget::core::encoding::base64url;
use status_widget::core::encoding::digest::Digest;
use status_widget::core::signed::jwk::Algorithm;
use status_widget::core::signed::jws::{MAX_SIGNATURES, Type};
use status_widget::core::signed::trust::{MAX_HOPS, MAX_KEYS};
use status_widget::core::signed::verify::MAX_FILE_BYTES;

use super::newer::{ForeignKey, add_key, add_signature};
use super::publisher::{Key, bytes, document, envelope, trust_claims};

/// A file, and what the portal pins to which it is offered.
pub struct Worst {
    pub name: String,
    pub pin: Digest,
    pub file: Vec<u8>,
    /// The most signatures that may be checked until it is refused.
    pub most_checks: usize,
}

/// Where there is room for junk.
#[derive(Clone, Copy)]
pub enum Place {
    /// In a member of the file that nobody knows.
    File,
    /// In a member of the status document that nobody knows.
    Payload,
}

/// Keys of these numbers.
pub fn keys(algorithm: Algorithm, numbers: Range<u32>) -> Vec<Key> {
    let key = |number: u32| {
        let mut secret = [1; 32];
        secret[..4].copy_from_slice(&(number + 1).to_be_bytes());
        match algorithm {
            Algorithm::Ed25519 => Key::Ed25519(ed25519_dalek::SigningKey::from_bytes(&secret)),
            Algorithm::Es256 => Key::P256(p256::ecdsa::SigningKey::from_slice(&secret).unwrap()),
        }
    };
    numbers.map(key).collect()
}

/// Values that take a reader of JSON long for each of their bytes.
pub const JUNK: [&str; 5] = ["deep lists", "empty lists", "small objects", "short texts", "many names"];

/// One value of that kind with at most this many bytes.
pub fn junk(kind: &str, bytes: usize) -> String {
    let fill = |item: &str| format!("[{}0]", item.repeat(bytes.saturating_sub(3) / item.len()));
    match kind {
        "deep lists" => fill(&format!("{}0{},", "[".repeat(28), "]".repeat(28))),
        "empty lists" => fill("[],"),
        "small objects" => fill(r#"{"":0},"#),
        "short texts" => fill(r#""a","#),
        "many names" => {
            let member = |number: usize| format!(r#""{number:x}":0,"#);
            let mut left = bytes.saturating_sub(r#"{"z":0}"#.len());
            let members = (0..).map(member).take_while(|member| {
                let fits = left >= member.len();
                left = left.saturating_sub(member.len());
                fits
            });
            format!(r#"{{{}"z":0}}"#, members.collect::<String>())
        }
        _ => unreachable!("{kind}"),
    }
}

/// Somebody's trust documents, and who signs the status document.
#[derive(Clone)]
pub struct Chain {
    pub trust: Vec<Value>,
    pub status: Vec<Key>,
}

impl Chain {
    /// `documents` trust documents with the same root keys, of which one has to sign;
    /// `signers` says which of them do.
    pub fn new<'k>(
        documents: usize,
        roots: &'k [Key],
        status: Vec<Key>,
        signers: impl Fn(usize) -> &'k [Key],
    ) -> Self {
        let named: Vec<&Key> = roots.iter().collect();
        let status_keys: Vec<&Key> = status.iter().collect();
        let trust = (0..documents).map(|number| {
            let claims = trust_claims(number as u64 + 1, &named, 1, &status_keys);
            envelope(Type::Trust, &bytes(&claims), &signers(number).iter().collect::<Vec<_>>())
        });
        Self { trust: trust.collect(), status }
    }

    pub fn pin(&self) -> Digest {
        Digest::of(&base64url::decode(self.trust[0]["payload"].as_str().unwrap()).unwrap())
    }

    /// A document that its signers sign, and the file around it. Its very last rule is broken.
    fn value(&self, junk: Option<String>) -> Value {
        let mut payload = document();
        payload["services"][0]["group"] = json!("nowhere");
        let mut payload = payload.to_string();
        if let Some(junk) = junk {
            payload = format!(r#"{{"x":{junk},{}"#, &payload[1..]);
        }
        let mut file = envelope(Type::Status, payload.as_bytes(), &self.status.iter().collect::<Vec<_>>());
        file["trust"] = self.trust.clone().into();
        file
    }

    /// The file, filled up with junk.
    pub fn file(&self, kind: &str, place: Place) -> Vec<u8> {
        let room = |value: &Value| (MAX_FILE_BYTES - 16).saturating_sub(value.to_string().len());
        let bare = self.value(None);
        let file = match place {
            Place::File => {
                let junk = junk(kind, room(&bare));
                format!(r#"{{"x":{junk},{}"#, &bare.to_string()[1..])
            }
            Place::Payload => self.value(Some(junk(kind, room(&bare) * 3 / 4))).to_string(),
        };
        assert!(file.len() <= MAX_FILE_BYTES, "{}", file.len());
        file.into_bytes()
    }
}

/// Spoils a signature, whose form stays as it should be.
fn spoil(envelope: &mut Value, number: usize) {
    envelope["signatures"][number]["signature"] = json!(base64url::encode(&[7; 64]));
}

/// All of them.
pub fn worst_files() -> Vec<Worst> {
    let mut files = strangers();
    files.extend(pinned());
    files
}

/// What a stranger can make of a genuine file, whose chain is as long as it may be: three
/// holders of Ed25519 keys and one status key.
fn strangers() -> Vec<Worst> {
    let (roots, status) = (keys(Algorithm::Ed25519, 0..3), keys(Algorithm::Es256, 90..91));
    let genuine = Chain::new(LONGEST, &roots, status, |_| &roots);
    let pin = genuine.pin();
    let mut files = Vec::new();
    let mut add = |name: &str, file: Vec<u8>, most_checks| {
        files.push(Worst { name: format!("a stranger's: {name}"), pin, file, most_checks });
    };
    for kind in JUNK {
        add(&format!("nothing but {kind}"), junk(kind, MAX_FILE_BYTES).into_bytes(), 0);
        let mut file = genuine.value(None);
        spoil(&mut file, 0);
        let room = MAX_FILE_BYTES - file.to_string().len() - 16;
        let file = format!(r#"{{"x":{},{}"#, junk(kind, room), &file.to_string()[1..]);
        add(&format!("a wrong signature and {kind}"), file.into_bytes(), 1);
    }
    // A trust document of their own, with a status key of their own: what is theirs is right,
    // and the publisher's signatures are not.
    let own = keys(Algorithm::Ed25519, 100..104);
    let status = &own[1..];
    let claims = trust_claims(LONGEST as u64 - 2, &[&own[0]], 1, &status.iter().collect::<Vec<_>>());
    let signers: Vec<&Key> = own[..1].iter().chain(&roots).collect();
    let mut last = envelope(Type::Trust, &bytes(&claims), &signers);
    (1..4).for_each(|number| spoil(&mut last, number));
    let mut forged = Chain { trust: genuine.trust[..LONGEST - 3].to_vec(), status: status.to_vec() };
    forged.trust.push(last);
    add("a trust document of their own", forged.file("deep lists", Place::File), 3 + 1);
    // One signature of the publisher's is spoilt: those behind it are good.
    for (name, number) in [("the first", 0), ("a middle", LONGEST / 2)] {
        let mut spoilt = genuine.clone();
        spoil(&mut spoilt.trust[number], 2);
        let most_checks = 1 + 3 * (LONGEST - number);
        add(&format!("{name} trust document spoilt"), spoilt.file("deep lists", Place::File), most_checks);
    }
    files
}

/// The most trust documents that three Ed25519 keys can sign.
pub const LONGEST: usize = 21;

/// What somebody can make whose own chain is pinned: everything is right but the last rule.
fn pinned() -> Vec<Worst> {
    let mut files = Vec::new();
    let mut add = |name: &str, chain: &Chain, file: Vec<u8>, most_checks| {
        let (name, pin) = (format!("a pinned publisher's: {name}"), chain.pin());
        files.push(Worst { name, pin, file, most_checks });
    };
    let status = || keys(Algorithm::Es256, 90..91);

    let roots = keys(Algorithm::Ed25519, 0..3);
    let chain = Chain::new(LONGEST, &roots, keys(Algorithm::Es256, 90..92), |_| &roots);
    for kind in JUNK {
        let name = format!("{LONGEST} x 3 Ed25519, {kind}");
        add(&name, &chain, chain.file(kind, Place::File), LONGEST * 3 + 2);
        add(&format!("{name} signed"), &chain, chain.file(kind, Place::Payload), LONGEST * 3 + 2);
    }

    let roots = keys(Algorithm::Ed25519, 0..1);
    let chain = Chain::new(MAX_HOPS + 1, &roots, status(), |_| &roots);
    add("65 x 1 Ed25519", &chain, chain.file("deep lists", Place::File), MAX_HOPS + 2);

    // As many different keys as there may be.
    let roots = keys(Algorithm::Ed25519, 0..28);
    let chain = Chain::new(2, &roots, status(), |number| [&roots[..16], &roots[16..28]][number]);
    add("28 different Ed25519 keys", &chain, chain.file("deep lists", Place::File), 29);

    let roots = keys(Algorithm::Es256, 0..3);
    let chain = Chain::new(5, &roots, keys(Algorithm::Es256, 90..92), |_| &roots);
    add("5 x 3 ES256", &chain, chain.file("deep lists", Place::File), 17);
    add("5 x 3 ES256, signed", &chain, chain.file("deep lists", Place::Payload), 17);

    // Much that is hashed for each signature, and as many as may sign what is short.
    for (algorithm, much, little) in [(Algorithm::Ed25519, 3, 8), (Algorithm::Es256, 2, 4)] {
        let roots = keys(Algorithm::Ed25519, 0..1);
        for (signers, place) in [(much, Place::Payload), (little, Place::File)] {
            let chain = Chain::new(1, &roots, keys(algorithm, 90..90 + signers), |_| &roots);
            let name = format!("{signers} {} status keys", algorithm.name());
            add(&name, &chain, chain.file("many names", place), 1 + signers as usize);
        }
        let chain = Chain::new(1, &roots, keys(algorithm, 90..100), |_| &roots);
        let name = format!("10 {} status keys", algorithm.name());
        add(&name, &chain, chain.file("many names", Place::Payload), 0);
    }

    // Too much for all.
    for algorithm in Algorithm::ALL {
        let roots = keys(algorithm, 0..16);
        let documents = if algorithm == Algorithm::Ed25519 { 24 } else { 18 };
        let chain = Chain::new(documents, &roots, status(), |_| &roots);
        let name = format!("{documents} x 16 {}", algorithm.name());
        add(&name, &chain, chain.file("empty lists", Place::File), 0);
    }

    // Keys that sign nothing.
    let roots = keys(Algorithm::Ed25519, 0..1);
    let idle = keys(Algorithm::Ed25519, 200..231);
    let trust = (0..28).map(|number| {
        let mut claims = trust_claims(number + 1, &[&roots[0]], 1, &[]);
        claims["jwks"]["keys"] = idle.iter().chain(&roots).map(Key::jwk).collect::<Vec<_>>().into();
        claims["roles"]["status"]["kids"] = idle.iter().map(Key::kid).collect::<Vec<_>>().into();
        envelope(Type::Trust, &bytes(&claims), &[&roots[0]])
    });
    let chain = Chain { trust: trust.collect(), status: vec![idle[0].clone()] };
    add("28 x 32 keys", &chain, chain.file("empty lists", Place::File), 29);

    // Keys and signatures that are skipped.
    let foreign: Vec<ForeignKey> = (0..15).map(ForeignKey).collect();
    let trust = (0..32).map(|number| {
        let mut claims = trust_claims(number + 1, &[&roots[0]], 1, &[&roots[0]]);
        for key in &foreign {
            let mut jwk = key.jwk();
            jwk["pub"] = json!("");
            add_key(&mut claims, &jwk, &["root"]);
        }
        let mut signed = envelope(Type::Trust, &bytes(&claims), &[&roots[0]]);
        for key in &foreign {
            add_signature(&mut signed, ForeignKey::entry_under(&key.header(Type::Trust), ""));
        }
        signed
    });
    let chain = Chain { trust: trust.collect(), status: roots.clone() };
    add("32 x 15 skipped keys and signatures", &chain, chain.file("deep lists", Place::File), 33);
    // More than there may be, in one document.
    let mut claims = trust_claims(1, &[&roots[0]], 1, &[&roots[0]]);
    claims["jwks"]["keys"] = vec![json!({"kty": "", "kid": ForeignKey(1).kid()}); 2500].into();
    let chain =
        Chain { trust: vec![envelope(Type::Trust, &bytes(&claims), &[&roots[0]])], status: roots.clone() };
    add("2500 skipped keys", &chain, chain.file("deep lists", Place::File), 0);
    assert!(foreign.len() < MAX_SIGNATURES && idle.len() < MAX_KEYS);
    files
}
