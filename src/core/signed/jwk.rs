//! Public keys as JSON Web Keys (RFC 7517, RFC 8037, RFC 7518) and the checks of
//! one signature with one key.
//!
//! Owns the two algorithms. A key has exactly one algorithm and one name, its
//! RFC 7638 thumbprint; what a file says about either is compared, never
//! believed. Keys of other types are told apart and skipped ([`take_foreign`]), so that
//! widgets that portals have pinned read on when publishers add a third algorithm. Knows
//! nothing of roles, documents or time.

use core::fmt;
use core::str::FromStr;

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use ed25519_dalek::VerifyingKey as Ed25519Key;
use p256::AffinePoint;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature as P256Signature, VerifyingKey as P256Key};
use p256::elliptic_curve::point::AffineCoordinates as _;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::core::encoding::base64url::{self, Base64UrlError};
use crate::core::encoding::json::Json;
use crate::core::error::debug_as_display;

/// A signature algorithm: exactly `Ed25519` (RFC 9864 section 2.2) or `ES256`
/// (RFC 7518 section 3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Algorithm {
    /// `EdDSA` with curve Ed25519 under its fully specified name.
    Ed25519,
    /// ECDSA with P-256 and SHA-256, signature as r ‖ s.
    #[serde(rename = "ES256")]
    Es256,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Ed25519, Self::Es256];

    /// The registered `alg` value.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::Es256 => "ES256",
        }
    }

    /// The registered `kty` and `crv` values of its keys.
    fn key_type(self) -> (&'static str, &'static str) {
        match self {
            Self::Ed25519 => ("OKP", "Ed25519"),
            Self::Es256 => ("EC", "P-256"),
        }
    }

    /// The algorithm of keys of this `kty` and `crv`, if we know it.
    fn of(kty: &str, crv: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.key_type() == (kty, crv))
    }
}

/// The RFC 7638 SHA-256 thumbprint of a key, shown as base64url.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 32]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64url::encode(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for KeyId {
    type Err = Base64UrlError;

    fn from_str(text: &str) -> Result<Self, Base64UrlError> {
        base64url::decode_array(text).map(Self)
    }
}

/// A public JSON Web Key as it stands in a file. Other members may be there and grant
/// nothing; a private one, or one that says that the key is for something else, is
/// refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Jwk {
    /// `OKP` or `EC`.
    pub kty: String,
    /// `Ed25519` or `P-256`.
    pub crv: String,
    /// The public key, or its x coordinate, base64url of 32 bytes.
    pub x: String,
    /// The y coordinate of a P-256 key, base64url of 32 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// The algorithm, if the file names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// The thumbprint, if the file names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// What the key is for, if the file names it: `sig` (RFC 7517 section 4.2).
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
    /// What may be done with it, if the file names it: `verify` among others (RFC 7517
    /// section 4.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_ops: Option<Vec<String>>,
    /// A private key has no business in a file that the world reads.
    #[serde(default, skip_serializing)]
    d: Option<IgnoredAny>,
}

/// Why a JWK is not a key of ours.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// Another `kty` or `crv`.
    #[error("key type is not OKP/Ed25519 or EC/P-256")]
    UnsupportedType,
    /// A coordinate is not 32 bytes of base64url, not on the curve, not in its
    /// canonical encoding, or of small or mixed order.
    #[error("key is not a valid point of its curve in canonical encoding")]
    InvalidPoint,
    /// `alg` names another algorithm than the key's.
    #[error("`alg` of the key does not fit its type")]
    AlgorithmMismatch,
    /// `kid` is not the key's thumbprint.
    #[error("`kid` is not the RFC 7638 thumbprint of the key")]
    WrongKid,
    /// A key of a type that we do not know says that it has the name of one that we know.
    #[error("`kid` is that of another key")]
    SharedKid,
    /// `use` or `key_ops` say that the key is not for verifying signatures.
    #[error("`use` or `key_ops` of the key say that it is not for verifying signatures")]
    OtherUse,
    /// The member `d`, or another of [`PRIVATE`], is there.
    #[error("the key has its private part in it; treat it as stolen and rotate it")]
    PrivateKey,
}

debug_as_display!(JwkError);

/// The signature was not made by this key over this message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("signature does not verify")]
pub struct BadSignature;

/// Members that hold a private or secret key, of whatever type (IANA registry "JSON Web Key
/// Parameters", class Private: RFC 7518 section 6, RFC 8037 section 2, and `priv` of key type
/// AKP). They have no business in a file that the world reads, whether we know the type or not.
const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// Takes those JWKs out of a list that are of a type or for an algorithm that we do not know:
/// they count for nothing, and what else stands in them is not looked at. `set` skips those
/// of them whose `kid` a header could name, which is always a SHA-256 thumbprint; we can't
/// recompute it. Says how many there are.
///
/// # Errors
/// [`JwkError::PrivateKey`], for a key of any type.
pub fn take_foreign(keys: &mut Vec<Json>, set: &mut KeySet) -> Result<usize, JwkError> {
    let is_private = keys.iter().any(|jwk| PRIVATE.iter().any(|name| jwk.get(name).is_some()));
    let count = keys.len();
    for jwk in core::mem::take(keys) {
        if !is_foreign(&jwk) {
            keys.push(jwk);
        } else if let Some(id) = jwk.text("kid").and_then(|kid| kid.parse().ok()) {
            // Twice does no harm here, and to look for it would take long where there are many.
            set.skipped.push(id);
        }
    }
    if is_private { Err(JwkError::PrivateKey) } else { Ok(count - keys.len()) }
}

/// Whether a JWK is of a type or for an algorithm that we do not know. What has no type is no
/// JWK (RFC 7517 section 4.1), and for the strict reader to refuse.
fn is_foreign(jwk: &Json) -> bool {
    let is_ours = |alg: &str| Algorithm::ALL.iter().any(|algorithm| algorithm.name() == alg);
    match (jwk.text("kty"), jwk.text("crv")) {
        (Some(kty), Some(crv)) if Algorithm::of(kty, crv).is_some() => !jwk.text("alg").is_none_or(is_ours),
        (kty, _) => kty.is_some(),
    }
}

/// A public key as a JWK has it: 32 bytes a coordinate. Whether they are a point of the curve
/// is not looked at before something is checked with the key, which few of the keys of a long
/// chain are needed for: it takes almost as long as checking a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EncodedKey {
    /// y with the sign of x (RFC 8032 section 5.1.2).
    Ed25519([u8; 32]),
    /// x and y, big-endian.
    Es256([u8; 32], [u8; 32]),
}

impl EncodedKey {
    /// Checks all of a JWK but the point.
    ///
    /// # Errors
    /// [`JwkError`], naming what is wrong with it.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, JwkError> {
        let coordinate = |text| base64url::decode_array(text).map_err(|_| JwkError::InvalidPoint);
        if jwk.d.is_some() {
            return Err(JwkError::PrivateKey);
        }
        let key = match Algorithm::of(&jwk.kty, &jwk.crv) {
            Some(Algorithm::Ed25519) => Self::Ed25519(coordinate(&jwk.x)?),
            Some(Algorithm::Es256) => {
                Self::Es256(coordinate(&jwk.x)?, coordinate(jwk.y.as_deref().unwrap_or_default())?)
            }
            None => return Err(JwkError::UnsupportedType),
        };
        let is_to_verify = |operations: &Vec<String>| operations.iter().any(|one| one == "verify");
        if jwk.usage.as_ref().is_some_and(|usage| usage != "sig")
            || !jwk.key_ops.as_ref().is_none_or(is_to_verify)
        {
            return Err(JwkError::OtherUse);
        }
        if jwk.alg.as_ref().is_some_and(|alg| alg != key.algorithm().name()) {
            return Err(JwkError::AlgorithmMismatch);
        }
        if jwk.kid.as_ref().is_some_and(|kid| *kid != key.id().to_string()) {
            return Err(JwkError::WrongKid);
        }
        Ok(key)
    }

    /// The key, ready to check signatures with.
    ///
    /// # Errors
    /// [`JwkError::InvalidPoint`].
    pub fn decode(&self) -> Result<PublicKey, JwkError> {
        let key = match self {
            Self::Ed25519(bytes) => ed25519(bytes).map(PublicKey::Ed25519),
            Self::Es256(x, y) => p256(x, y).map(PublicKey::Es256),
        };
        key.ok_or(JwkError::InvalidPoint)
    }

    /// The public JWK with `alg` and `kid`.
    pub fn to_jwk(&self) -> Jwk {
        let (kty, crv) = self.algorithm().key_type();
        let (x, y) = self.coordinates();
        Jwk {
            kty: kty.into(),
            crv: crv.into(),
            x,
            y,
            alg: Some(self.algorithm().name().into()),
            kid: Some(self.id().to_string()),
            usage: None,
            key_ops: None,
            d: None,
        }
    }

    fn coordinates(&self) -> (String, Option<String>) {
        match self {
            Self::Ed25519(bytes) => (base64url::encode(bytes), None),
            Self::Es256(x, y) => (base64url::encode(x), Some(base64url::encode(y))),
        }
    }

    /// The algorithm that this key signs with.
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::Ed25519,
            Self::Es256(..) => Algorithm::Es256,
        }
    }

    /// The RFC 7638 thumbprint: SHA-256 over the required members in
    /// lexicographic order without white space (section 3).
    pub fn id(&self) -> KeyId {
        let (kty, crv) = self.algorithm().key_type();
        let (x, y) = self.coordinates();
        let mut text = format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}""#);
        if let Some(y) = y {
            text.push_str(&format!(r#","y":"{y}""#));
        }
        text.push('}');
        KeyId(Sha256::digest(text).into())
    }
}

/// The key of these bytes, if it is one.
fn ed25519(bytes: &[u8; 32]) -> Option<Ed25519Key> {
    let key = Ed25519Key::from_bytes(bytes).ok()?;
    let point = key.to_edwards();
    // One key must have one name, so only the canonical spelling of a point is
    // taken (RFC 8032 section 5.1.3). Points of small or mixed order are no keys
    // (full public-key validation, NIST SP 800-186 appendix D.1.3.2): then no
    // signature that we take has a part of small order either, and verifiers
    // with and without the cofactor agree on it.
    // No part of small order: [l]A = 0 for the order l of the base point, here as
    // [l - 1]A = -A and in variable time, as signatures are checked: nothing is secret.
    let multiple = EdwardsPoint::vartime_double_scalar_mul_basepoint(&-Scalar::ONE, &point, &Scalar::ZERO);
    let is_valid = point.compress().as_bytes() == bytes && !key.is_weak() && multiple == -point;
    is_valid.then_some(key)
}

fn p256(x: &[u8; 32], y: &[u8; 32]) -> Option<P256Key> {
    // Not through SEC 1 bytes, whose compressed points would come into the wasm too.
    let point: Option<AffinePoint> = AffinePoint::from_coordinates(&(*x).into(), &(*y).into()).into();
    P256Key::from_affine(point?).ok()
}

/// A checked public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// RFC 8032 Ed25519.
    Ed25519(Ed25519Key),
    /// FIPS 186-5 ECDSA on P-256.
    Es256(P256Key),
}

impl PublicKey {
    /// Checks a JWK.
    ///
    /// # Errors
    /// [`JwkError`], naming what is wrong with it.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, JwkError> {
        EncodedKey::from_jwk(jwk)?.decode()
    }

    /// As a JWK has it.
    pub fn encoded(&self) -> EncodedKey {
        match self {
            Self::Ed25519(key) => EncodedKey::Ed25519(key.to_bytes()),
            Self::Es256(key) => {
                let point = key.as_affine();
                EncodedKey::Es256(point.x().into(), point.y().into())
            }
        }
    }

    /// The public JWK with `alg` and `kid`.
    pub fn to_jwk(&self) -> Jwk {
        self.encoded().to_jwk()
    }

    /// The algorithm that this key signs with.
    pub fn algorithm(&self) -> Algorithm {
        self.encoded().algorithm()
    }

    /// The RFC 7638 thumbprint.
    pub fn id(&self) -> KeyId {
        self.encoded().id()
    }

    /// Checks a 64-byte signature over `message`: Ed25519 strictly (no small
    /// order, canonical encodings, S < L), ES256 as r ‖ s with 0 < r, s < n.
    ///
    /// # Errors
    /// [`BadSignature`], which never says why.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        match self {
            Self::Ed25519(key) => {
                let signature = signature.try_into().map_err(|_| BadSignature)?;
                key.verify_strict(message, &signature).map_err(|_| BadSignature)
            }
            Self::Es256(key) => {
                let signature = P256Signature::from_slice(signature).map_err(|_| BadSignature)?;
                key.verify(message, &signature).map_err(|_| BadSignature)
            }
        }
    }
}

/// Keys by their thumbprint, each once, and the names of those that are skipped. A sorted
/// list, because a role has a handful of keys and a tree map has its price in the wasm.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeySet {
    known: Vec<(KeyId, EncodedKey)>,
    skipped: Vec<KeyId>,
}

impl KeySet {
    /// Adds a key.
    pub fn insert(&mut self, key: EncodedKey) {
        self.insert_as(key.id(), key);
    }

    fn insert_as(&mut self, id: KeyId, key: EncodedKey) {
        if let Err(index) = self.find(&id) {
            self.known.insert(index, (id, key));
        }
    }

    /// Adds the name of a key of a type that we do not know. It counts for nothing, whatever
    /// it signs.
    pub fn skip(&mut self, id: KeyId) {
        if !self.is_skipped(&id) {
            self.skipped.push(id);
        }
    }

    /// Adds the key that another set has under this name, or skips it if that skips it. Says
    /// whether it has the name at all.
    pub fn insert_from(&mut self, other: &Self, id: KeyId) -> bool {
        if let Some(key) = other.get(&id) {
            self.insert_as(id, key.clone());
        } else if other.is_skipped(&id) {
            self.skip(id);
        } else {
            return false;
        }
        true
    }

    /// Adds all keys of another set, and all names that it skips.
    pub fn insert_all(&mut self, other: &Self) {
        for (id, key) in &other.known {
            self.insert_as(*id, key.clone());
        }
        for id in &other.skipped {
            self.skip(*id);
        }
    }

    /// Takes a key out, if it is there.
    pub fn remove(&mut self, id: &KeyId) {
        self.known.retain(|(other, _)| other != id);
    }

    fn find(&self, id: &KeyId) -> Result<usize, usize> {
        self.known.binary_search_by_key(id, |(other, _)| *other)
    }

    /// The key of this thumbprint.
    pub fn get(&self, id: &KeyId) -> Option<&EncodedKey> {
        self.find(id).ok().map(|index| &self.known[index].1)
    }

    /// Whether there is a key of this thumbprint.
    pub fn contains(&self, id: &KeyId) -> bool {
        self.find(id).is_ok()
    }

    /// Whether the key of this name is skipped.
    pub fn is_skipped(&self, id: &KeyId) -> bool {
        self.skipped.contains(id)
    }

    /// The names of the keys that are skipped.
    pub fn skipped(&self) -> &[KeyId] {
        &self.skipped
    }

    /// Thumbprints and keys.
    pub fn iter(&self) -> impl Iterator<Item = (KeyId, &EncodedKey)> {
        self.known.iter().map(|(id, key)| (*id, key))
    }

    /// The thumbprints.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> {
        self.known.iter().map(|(id, _)| *id)
    }

    /// How many keys there are. Those that are skipped do not count.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

impl FromIterator<PublicKey> for KeySet {
    fn from_iter<I: IntoIterator<Item = PublicKey>>(keys: I) -> Self {
        let mut set = Self::default();
        for key in keys {
            set.insert(key.encoded());
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::EIGHT_TORSION;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::core::encoding::json;

    fn rfc8037_key() -> Jwk {
        json::read(br#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#)
            .unwrap()
    }

    #[test]
    fn the_thumbprint_of_rfc_8037_appendix_a_3_is_recomputed() {
        let key = PublicKey::from_jwk(&rfc8037_key()).unwrap();
        assert_eq!(key.id().to_string(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_key_under_another_name_is_refused() {
        let jwk = Jwk { kid: Some("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4l".into()), ..rfc8037_key() };
        assert_eq!(PublicKey::from_jwk(&jwk), Err(JwkError::WrongKid));
    }

    #[test]
    fn a_key_for_another_algorithm_is_refused() {
        let jwk = Jwk { alg: Some("ES256".into()), ..rfc8037_key() };
        assert_eq!(PublicKey::from_jwk(&jwk), Err(JwkError::AlgorithmMismatch));
    }

    #[test]
    fn a_key_that_is_for_something_else_than_verifying_is_refused() {
        let verify = || Some(vec!["sign".into(), "verify".into()]);
        let jwk = Jwk { usage: Some("sig".into()), key_ops: verify(), ..rfc8037_key() };
        assert!(PublicKey::from_jwk(&jwk).is_ok());
        for (usage, key_ops) in [
            (Some("enc"), None),
            (Some("SIG"), None),
            (Some(""), None),
            (None, Some(vec![])),
            (None, Some(vec!["sign".into()])),
            (Some("enc"), verify()),
            (Some("sig"), Some(vec!["deriveKey".into()])),
        ] {
            let jwk = Jwk { usage: usage.map(str::to_owned), key_ops, ..rfc8037_key() };
            assert_eq!(PublicKey::from_jwk(&jwk), Err(JwkError::OtherUse), "{jwk:?}");
        }
    }

    #[test]
    fn a_private_key_is_refused() {
        let jwk: Jwk = json::read(
            br#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#,
        )
        .unwrap();
        assert_eq!(PublicKey::from_jwk(&jwk), Err(JwkError::PrivateKey));
    }

    #[test]
    fn small_order_and_non_canonical_points_are_no_keys() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let mut p_plus_three = [0xff; 32];
        p_plus_three[0] = 0xf0;
        p_plus_three[31] = 0x7f;
        for x in [identity, [0; 32], p_plus_three] {
            let jwk = Jwk { x: base64url::encode(&x), ..rfc8037_key() };
            assert_eq!(PublicKey::from_jwk(&jwk), Err(JwkError::InvalidPoint), "{x:?}");
        }
    }

    #[test]
    fn a_point_of_mixed_order_is_no_key() {
        let PublicKey::Ed25519(key) = PublicKey::from_jwk(&rfc8037_key()).unwrap() else { unreachable!() };
        for small in &EIGHT_TORSION[1..] {
            let mixed = (key.to_edwards() + small).compress().to_bytes();
            let jwk = Jwk { x: base64url::encode(&mixed), ..rfc8037_key() };
            assert_eq!(PublicKey::from_jwk(&jwk), Err(JwkError::InvalidPoint), "{mixed:?}");
        }
    }

    #[test]
    fn a_coordinate_of_p_or_more_is_no_second_name_for_a_key() {
        // p = 2^256 - 2^224 + 2^192 + 2^96 - 1; there is a point with x = 5.
        let mut x = [0; 32];
        x[31] = 5;
        let y: [u8; 32] = [
            0x45, 0x92, 0x43, 0xb9, 0xaa, 0x58, 0x18, 0x06, 0xfe, 0x91, 0x3b, 0xce, 0x99, 0x81, 0x7a, 0xde,
            0x11, 0xca, 0x50, 0x3c, 0x64, 0xd9, 0xa3, 0xc5, 0x33, 0x41, 0x5c, 0x08, 0x32, 0x48, 0xfb, 0xcc,
        ];
        let key = |x: &[u8], y: &[u8]| {
            let (x, y) = (base64url::encode(x), Some(base64url::encode(y)));
            PublicKey::from_jwk(&Jwk { kty: "EC".into(), crv: "P-256".into(), x, y, ..rfc8037_key() })
        };
        assert!(key(&x, &y).is_ok());
        let mut respelt = [0; 32];
        respelt[..4].fill(0xff);
        (respelt[7], respelt[19], respelt[31]) = (1, 1, 4);
        assert_eq!(key(&respelt, &y), Err(JwkError::InvalidPoint));
        assert_eq!(key(&[0; 32], &[0; 32]), Err(JwkError::InvalidPoint));
    }

    #[test]
    fn a_point_off_the_curve_is_no_key() {
        let jwk = Jwk { kty: "EC".into(), crv: "P-256".into(), y: Some(rfc8037_key().x), ..rfc8037_key() };
        assert_eq!(PublicKey::from_jwk(&jwk), Err(JwkError::InvalidPoint));
    }
}
