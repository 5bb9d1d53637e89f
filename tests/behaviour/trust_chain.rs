//! Chains of trust documents after TUF's root rules (specification 5.3 and 6.1), from
//! a pinned first document to the last: versions, signatures by old and new keys,
//! thresholds, roles, and how keys are replaced and revoked.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::publisher::{Key, NOW, Publisher, YEAR, bytes, document, envelope, trust_claims};
use serde_json::{Value, json};
use status_widget::core::encoding::base64url;
use status_widget::core::encoding::digest::Digest;
use status_widget::core::encoding::json;
use status_widget::core::signed::jwk::JwkError;
use status_widget::core::signed::jws::{Envelope, Header, JwsError, MAX_SIGNATURES, Type};
use status_widget::core::signed::trust::{MAX_HOPS, MAX_KEYS, MAX_THRESHOLD, TrustChain, TrustError};
use status_widget::core::signed::verify::{Refusal, authenticate};

/// Walks a chain whose first document is the pinned one.
fn walk(chain: &[Value]) -> Result<TrustChain, TrustError> {
    let payload = chain[0]["payload"].as_str().unwrap();
    walk_from(&Digest::of(&base64url::decode(payload).unwrap()), chain)
}

fn walk_from(pin: &Digest, chain: &[Value]) -> Result<TrustChain, TrustError> {
    let envelopes: Vec<Envelope> = json::read(&serde_json::to_vec(chain).unwrap()).unwrap();
    TrustChain::walk(pin, &envelopes)
}

fn trust(claims: &Value, signers: &[&Key]) -> Value {
    envelope(Type::Trust, &bytes(claims), signers)
}

/// Anna, Bert and Cleo hold root keys, of different kinds; two of them must sign.
struct Holders {
    anna: Key,
    bert: Key,
    cleo: Key,
    /// Not a holder yet.
    dora: Key,
    status: Key,
}

impl Holders {
    fn new() -> Self {
        Self {
            anna: Key::ed25519(1),
            bert: Key::p256(2),
            cleo: Key::ed25519(3),
            dora: Key::p256(4),
            status: Key::ed25519(5),
        }
    }

    fn claims(&self, version: u64) -> Value {
        trust_claims(version, &[&self.anna, &self.bert, &self.cleo], 2, &[&self.status])
    }

    /// Cleo's seat goes to Dora.
    fn claims_with_dora(&self, version: u64) -> Value {
        trust_claims(version, &[&self.anna, &self.bert, &self.dora], 2, &[&self.status])
    }

    fn first(&self) -> Value {
        trust(&self.claims(1), &[&self.anna, &self.bert])
    }
}

fn below_previous(version: u64, present: usize, needed: usize) -> Result<TrustChain, TrustError> {
    Err(TrustError::BelowPreviousThreshold { version, present, needed })
}

fn below_own(version: u64, present: usize, needed: usize) -> Result<TrustChain, TrustError> {
    Err(TrustError::BelowOwnThreshold { version, present, needed })
}

// The first document.

#[test]
fn the_first_document_is_the_pinned_one_to_the_byte() {
    let holders = Holders::new();
    let first = holders.first();
    assert!(walk(std::slice::from_ref(&first)).is_ok());
    let spaced = [b" ", &bytes(&holders.claims(1))[..]].concat();
    let other = envelope(Type::Trust, &spaced, &[&holders.anna, &holders.bert]);
    let pin = Digest::of(&bytes(&holders.claims(1)));
    let refused = walk_from(&pin, &[other]);
    assert_eq!(refused, Err(TrustError::NotPinned { pinned: pin, actual: Digest::of(&spaced) }));
    assert_eq!(walk_from(&pin, &[]), Err(TrustError::Empty));
}

#[test]
fn the_first_document_must_reach_its_own_threshold() {
    let holders = Holders::new();
    let claims = holders.claims(1);
    assert_eq!(walk(&[trust(&claims, &[&holders.anna])]), below_own(1, 1, 2));
    let unsigned = walk(&[trust(&claims, &[])]);
    assert_eq!(unsigned, Err(TrustError::Jws { version: 1, source: JwsError::Unsigned }));
    for pair in
        [[&holders.anna, &holders.bert], [&holders.cleo, &holders.anna], [&holders.bert, &holders.cleo]]
    {
        assert!(walk(&[trust(&claims, &pair)]).is_ok());
    }
}

#[test]
fn a_chain_may_begin_at_any_version_because_its_beginning_is_pinned() {
    let holders = Holders::new();
    let chain = [40, 41].map(|version| trust(&holders.claims(version), &[&holders.anna, &holders.bert]));
    assert_eq!(walk(&chain).unwrap().last().claims.version, 41);
}

#[test]
fn the_second_document_of_a_chain_can_not_stand_in_for_the_first() {
    let holders = Holders::new();
    let second = trust(&holders.claims(2), &[&holders.anna, &holders.bert]);
    let pin = Digest::of(&bytes(&holders.claims(1)));
    assert!(matches!(walk_from(&pin, &[second]), Err(TrustError::NotPinned { .. })));
}

// Signatures by old and new keys (attack 8).

#[test]
fn attack_08_below_the_threshold_is_refused() {
    let holders = Holders::new();
    let second = trust(&holders.claims(2), &[&holders.cleo]);
    assert_eq!(walk(&[holders.first(), second]), below_previous(2, 1, 2));
}

#[test]
fn attack_08_old_keys_only_are_refused() {
    let holders = Holders::new();
    let claims = trust_claims(2, &[&holders.dora, &Key::ed25519(9)], 2, &[&holders.status]);
    let second = trust(&claims, &[&holders.anna, &holders.bert, &holders.cleo]);
    assert_eq!(walk(&[holders.first(), second]), below_own(2, 0, 2));
    // One new key short is short as well.
    let second = trust(&claims, &[&holders.anna, &holders.bert, &holders.dora]);
    assert_eq!(walk(&[holders.first(), second]), below_own(2, 1, 2));
}

#[test]
fn attack_08_new_keys_only_are_refused() {
    let holders = Holders::new();
    let (eve, eva) = (Key::ed25519(9), Key::p256(9));
    let claims = trust_claims(2, &[&eve, &eva], 2, &[&eve]);
    assert_eq!(walk(&[holders.first(), trust(&claims, &[&eve, &eva])]), below_previous(2, 0, 2));
    // With one stolen root key of the two that are needed.
    let second = trust(&claims, &[&eve, &eva, &holders.anna]);
    assert_eq!(walk(&[holders.first(), second]), below_previous(2, 1, 2));
}

#[test]
fn attack_08_old_and_new_keys_together_are_accepted() {
    let holders = Holders::new();
    let new = [&holders.dora, &Key::ed25519(9)];
    let claims = trust_claims(2, &new, 2, &[&holders.status]);
    let second = trust(&claims, &[new[0], &holders.anna, new[1], &holders.cleo]);
    let chain = walk(&[holders.first(), second]).unwrap();
    assert_eq!(chain.last().root.keys().len(), 2);
    assert!(chain.last().root.keys().contains(&holders.dora.public().id()));
}

#[test]
fn attack_08_a_second_signature_by_one_key_is_refused_before_it_is_checked() {
    let holders = Holders::new();
    let signed_twice =
        |key: &Key| Err(TrustError::Jws { version: 1, source: JwsError::SignedTwice(key.public().id()) });
    let mut twice = trust(&holders.claims(1), &[&holders.anna, &holders.anna]);
    assert_eq!(walk(&[twice.clone()]), signed_twice(&holders.anna));
    // Also where there are enough without it, and whatever the second one is.
    twice["signatures"][1]["signature"] = json!("AAAA");
    let bert = trust(&holders.claims(1), &[&holders.bert]);
    twice["signatures"].as_array_mut().unwrap().push(bert["signatures"][0].clone());
    assert_eq!(walk(&[twice]), signed_twice(&holders.anna));
    // ECDSA signs the same bytes in many ways; each is valid, and none is a second key.
    let Key::P256(bert) = &holders.bert else { unreachable!() };
    let payload = bytes(&holders.claims(1));
    let mut entry = holders.bert.entry(Type::Trust, &payload);
    let raw = base64url::decode(entry["signature"].as_str().unwrap()).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&raw).unwrap();
    let (r, s) = (signature.r(), -*signature.s());
    let mirrored = p256::ecdsa::Signature::from_scalars(*r, s).unwrap();
    assert_ne!(mirrored.to_bytes(), signature.to_bytes());
    entry["signature"] = json!(base64url::encode(&mirrored.to_bytes()));
    let mut twice = trust(&holders.claims(1), &[&Key::P256(bert.clone())]);
    twice["signatures"].as_array_mut().unwrap().push(entry);
    assert_eq!(walk(&[twice]), signed_twice(&holders.bert));
}

#[test]
fn attack_08_a_key_counts_once_however_often_it_is_listed() {
    let holders = Holders::new();
    let mut claims = holders.claims(1);
    let anna = holders.anna.kid();
    claims["roles"]["root"]["kids"] = json!([anna, anna, anna]);
    assert_eq!(walk(&[trust(&claims, &[&holders.anna])]), Err(TrustError::Threshold { version: 1 }));
    claims["roles"]["root"]["threshold"] = json!(1);
    let key = holders.anna.jwk();
    claims["jwks"]["keys"].as_array_mut().unwrap().extend([key.clone(), key]);
    let chain = walk(&[trust(&claims, &[&holders.anna])]).unwrap();
    assert_eq!(chain.last().root.keys().len(), 1);
}

#[test]
fn attack_08_one_key_under_two_ids_is_refused() {
    let holders = Holders::new();
    // A second entry with a made-up id.
    let mut claims = holders.claims(1);
    let mut alias = holders.anna.jwk();
    alias["kid"] = json!(Key::ed25519(9).kid());
    claims["jwks"]["keys"].as_array_mut().unwrap().push(alias);
    let refused = walk(&[trust(&claims, &[&holders.anna, &holders.bert])]);
    assert_eq!(refused, Err(TrustError::Key { version: 1, source: JwkError::WrongKid }));
    // A role that names an id under which there is no key.
    let mut claims = holders.claims(1);
    claims["roles"]["root"]["kids"].as_array_mut().unwrap().push(json!(Key::ed25519(9).kid()));
    let refused = walk(&[trust(&claims, &[&holders.anna, &holders.bert])]);
    assert_eq!(refused, Err(TrustError::MissingKey { version: 1 }));
    // A signature that says it is by another key than the one that made it.
    let claims = bytes(&holders.claims(1));
    let alias = Header { kid: holders.bert.kid(), ..Header::new(&holders.anna.public(), Type::Trust) };
    let mut signed = envelope(Type::Trust, &claims, &[&holders.anna]);
    let entry = holders.anna.entry_with(&alias.encode(), &claims);
    signed["signatures"].as_array_mut().unwrap().push(entry);
    assert!(matches!(
        walk(&[signed]),
        Err(TrustError::Jws { source: JwsError::WrongAlgorithm { .. } | JwsError::BadSignature(_), .. })
    ));
}

#[test]
fn attack_08_a_kid_that_is_not_the_thumbprint_is_refused() {
    let holders = Holders::new();
    for kid in ["", "anna", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k="] {
        let mut claims = holders.claims(1);
        claims["jwks"]["keys"][0]["kid"] = json!(kid);
        let refused = walk(&[trust(&claims, &[&holders.anna, &holders.bert])]);
        assert_eq!(refused, Err(TrustError::Key { version: 1, source: JwkError::WrongKid }), "{kid}");
        let mut claims = holders.claims(1);
        claims["roles"]["status"]["kids"][0] = json!(kid);
        let refused = walk(&[trust(&claims, &[&holders.anna, &holders.bert])]);
        assert_eq!(refused, Err(TrustError::MissingKey { version: 1 }), "{kid}");
    }
    // It need not be there: it is recomputed.
    let mut claims = holders.claims(1);
    for key in claims["jwks"]["keys"].as_array_mut().unwrap() {
        key.as_object_mut().unwrap().remove("kid");
    }
    assert!(walk(&[trust(&claims, &[&holders.anna, &holders.bert])]).is_ok());
}

#[test]
fn attack_08_a_signature_by_a_stranger_beside_good_ones_is_refused() {
    let holders = Holders::new();
    let signed = trust(&holders.claims(1), &[&holders.anna, &holders.bert, &holders.dora]);
    let source = JwsError::UnknownKey(holders.dora.public().id());
    assert_eq!(walk(&[signed]), Err(TrustError::Jws { version: 1, source }));
}

#[test]
fn attack_08_a_status_key_signs_no_trust_document() {
    let holders = Holders::new();
    let second = trust(&holders.claims(2), &[&holders.anna, &holders.status]);
    let source = JwsError::UnknownKey(holders.status.public().id());
    assert_eq!(walk(&[holders.first(), second]), Err(TrustError::Jws { version: 2, source }));
}

// Versions (attack 8).

#[test]
fn attack_08_versions_rise_by_exactly_one() {
    let holders = Holders::new();
    let limit = (1_u64 << 53) - 1;
    for version in [0, 1, 3, 4, limit, limit + 1, u64::MAX] {
        let second = trust(&holders.claims(version), &[&holders.anna, &holders.bert]);
        let refused = walk(&[holders.first(), second]);
        assert!(
            matches!(refused, Err(TrustError::Version { version: told, .. }) if told == version),
            "{version} {refused:?}"
        );
    }
    for version in [json!(-1), json!(2.0), json!("2"), Value::Null] {
        let mut claims = holders.claims(2);
        claims["version"] = version;
        let second = trust(&claims, &[&holders.anna, &holders.bert]);
        assert!(matches!(walk(&[holders.first(), second]), Err(TrustError::Json(_))), "{claims}");
    }
}

#[test]
fn attack_08_a_gap_a_swap_and_a_replay_are_refused() {
    let holders = Holders::new();
    let chain: Vec<Value> =
        (1..=4).map(|version| trust(&holders.claims(version), &[&holders.anna, &holders.bert])).collect();
    assert!(walk(&chain).is_ok());
    for order in
        [&[0, 2][..], &[0, 1, 3], &[0, 2, 1, 3], &[0, 0], &[0, 1, 1], &[0, 1, 2, 1], &[0, 1, 2, 3, 3]]
    {
        let picked: Vec<Value> = order.iter().map(|index| chain[*index].clone()).collect();
        assert!(matches!(walk(&picked), Err(TrustError::Version { .. })), "{order:?}");
    }
}

#[test]
fn attack_08_after_the_highest_version_nothing_follows() {
    let holders = Holders::new();
    let limit = (1_u64 << 53) - 1;
    let chain =
        [limit, limit + 1].map(|version| trust(&holders.claims(version), &[&holders.anna, &holders.bert]));
    assert!(walk(&chain[..1]).is_ok());
    assert!(matches!(walk(&chain), Err(TrustError::Version { .. })));
}

#[test]
fn sixty_four_hops_are_walked_and_sixty_five_are_not() {
    let mut publisher = Publisher::new();
    for _ in 0..MAX_HOPS {
        let claims =
            trust_claims(publisher.trust.len() as u64 + 1, &[&publisher.root], 1, &[&publisher.status]);
        publisher.rotate(&claims);
    }
    assert_eq!(walk(&publisher.trust).unwrap().last().claims.version, 65);
    assert!(authenticate(&publisher.file(&document()), &publisher.pin()).is_ok());
    publisher.rotate_status(Key::ed25519(3));
    assert_eq!(walk(&publisher.trust), Err(TrustError::TooManyHops));
}

#[test]
fn issuer_and_stream_stay_the_same_along_the_chain() {
    let holders = Holders::new();
    for (member, other) in [("iss", "https://evil.example"), ("sub", "rehearsal")] {
        let mut claims = holders.claims(2);
        claims[member] = json!(other);
        let second = trust(&claims, &[&holders.anna, &holders.bert]);
        assert_eq!(walk(&[holders.first(), second]), Err(TrustError::OtherIssuer { version: 2 }));
    }
}

// Times.

#[test]
fn attack_08_documents_on_the_way_may_have_expired_and_the_last_one_says_until_when() {
    let holders = Holders::new();
    let signers = [&holders.anna, &holders.bert];
    let mut old = holders.claims(1);
    (old["iat"], old["exp"]) = (json!(NOW - 3 * YEAR), json!(NOW - 2 * YEAR));
    let chain = [trust(&old, &signers), trust(&holders.claims(2), &signers)];
    assert_eq!(walk(&chain[..1]).unwrap().expires().as_secs(), NOW - 2 * YEAR);
    assert_eq!(walk(&chain).unwrap().expires().as_secs(), NOW + YEAR);
}

#[test]
fn times_out_of_range_order_or_type_are_refused() {
    let holders = Holders::new();
    for (iat, exp) in [(5, 5), (5, 4), (5, 1_u64 << 53), (u64::MAX, u64::MAX)] {
        let mut claims = holders.claims(1);
        (claims["iat"], claims["exp"]) = (json!(iat), json!(exp));
        let refused = walk(&[trust(&claims, &[&holders.anna, &holders.bert])]);
        assert_eq!(refused, Err(TrustError::Times { version: 1 }), "{iat} {exp}");
    }
    for time in [json!(-1), json!(1e9), json!(1.5), json!("5"), Value::Null] {
        for member in ["iat", "exp"] {
            let mut claims = holders.claims(1);
            claims[member] = time.clone();
            let refused = walk(&[trust(&claims, &[&holders.anna, &holders.bert])]);
            assert!(matches!(refused, Err(TrustError::Json(_))), "{member} {time}");
        }
    }
}

// Roles and thresholds.

/// What `tests/behaviour/skipped.rs` is about.
#[test]
fn attack_08_an_unknown_role_grants_nothing_and_a_missing_one_is_refused() {
    let holders = Holders::new();
    let signers = [&holders.anna, &holders.bert];
    let mut claims = holders.claims(1);
    claims["roles"]["mirror"] = json!({"kids": [holders.dora.kid()], "threshold": 1});
    claims["jwks"]["keys"].as_array_mut().unwrap().push(holders.dora.jwk());
    assert!(walk(&[trust(&claims, &signers)]).is_ok());
    let source = JwsError::UnknownKey(holders.dora.public().id());
    let by_dora = trust(&claims, &[&holders.anna, &holders.dora]);
    assert_eq!(walk(&[by_dora]), Err(TrustError::Jws { version: 1, source }));
    for role in ["root", "status"] {
        let mut claims = holders.claims(1);
        claims["roles"].as_object_mut().unwrap().remove(role);
        assert!(matches!(walk(&[trust(&claims, &signers)]), Err(TrustError::Json(_))), "{role}");
    }
}

#[test]
fn attack_08_a_threshold_of_nothing_or_of_more_than_there_are_is_refused() {
    let holders = Holders::new();
    for (role, threshold) in [("root", 0), ("status", 0), ("root", 4), ("status", 2), ("root", u32::MAX)] {
        let mut claims = holders.claims(1);
        claims["roles"][role]["threshold"] = json!(threshold);
        let refused = walk(&[trust(&claims, &[&holders.anna, &holders.bert])]);
        assert_eq!(refused, Err(TrustError::Threshold { version: 1 }), "{role} {threshold}");
    }
    for threshold in [json!(-1), json!(2.0), json!("2"), json!(1_u64 << 32), Value::Null] {
        let mut claims = holders.claims(1);
        claims["roles"]["root"]["threshold"] = threshold;
        let refused = walk(&[trust(&claims, &[&holders.anna, &holders.bert])]);
        assert!(matches!(refused, Err(TrustError::Json(_))), "{claims}");
    }
}

/// A publisher that must be able to replace all root keys at once needs room for both
/// thresholds in one envelope.
#[test]
fn the_highest_threshold_can_still_be_rotated_in_full_and_a_higher_one_is_refused() {
    let threshold = u32::try_from(MAX_THRESHOLD).unwrap();
    let keys: Vec<Key> = (1..=20).map(Key::ed25519).collect();
    let (old, new) = (keys[..8].iter().collect::<Vec<_>>(), keys[8..16].iter().collect::<Vec<_>>());
    let first = trust(&trust_claims(1, &old, threshold, &[&keys[19]]), &old);
    let both: Vec<&Key> = keys[..16].iter().collect();
    assert_eq!(both.len(), MAX_SIGNATURES);
    let second = trust(&trust_claims(2, &new, threshold, &[&keys[19]]), &both);
    assert!(walk(&[first, second]).is_ok());

    let nine: Vec<&Key> = keys[..9].iter().collect();
    let first = trust(&trust_claims(1, &nine, threshold + 1, &[&keys[19]]), &nine);
    assert_eq!(walk(&[first]), Err(TrustError::Threshold { version: 1 }));
}

#[test]
fn seventeen_signatures_and_thirty_three_keys_are_refused() {
    let root = Key::ed25519(1);
    let keys: Vec<Key> = (2..=33).map(Key::ed25519).collect();
    let status: Vec<&Key> = keys.iter().collect();
    let most = trust(&trust_claims(1, &[&root], 1, &status[..MAX_KEYS - 1]), &[&root]);
    assert!(walk(&[most]).is_ok());
    let more = trust(&trust_claims(1, &[&root], 1, &status), &[&root]);
    assert_eq!(walk(&[more]), Err(TrustError::TooManyKeys));

    let roots = &status[..=MAX_SIGNATURES];
    let claims = trust_claims(1, roots, 1, &[&root]);
    assert!(walk(&[trust(&claims, &roots[..MAX_SIGNATURES])]).is_ok());
    let refused = walk(&[trust(&claims, roots)]);
    assert_eq!(refused, Err(TrustError::Jws { version: 1, source: JwsError::TooManySignatures }));
}

#[test]
fn a_key_in_both_roles_still_signs_each_type_of_document_by_its_own_header() {
    let both = Key::ed25519(1);
    let publisher = Publisher::with(both.clone(), both.clone());
    let file = publisher.value(&document());
    assert!(authenticate(&bytes(&file), &publisher.pin()).is_ok());
    // What it signed as a status document is no trust document, and the reverse.
    let claims = bytes(&trust_claims(2, &[&both], 1, &[&both]));
    let as_status = envelope(Type::Status, &claims, &[&both]);
    let source = JwsError::WrongType { expected: "trust+jwt" };
    let refused = walk(&[publisher.trust[0].clone(), as_status]);
    assert_eq!(refused, Err(TrustError::Jws { version: 2, source }));
    let mut as_trust = envelope(Type::Trust, &bytes(&document()), &[&both]);
    as_trust["trust"] = publisher.trust.clone().into();
    let refused = authenticate(&bytes(&as_trust), &publisher.pin());
    assert_eq!(refused, Err(Refusal::Jws(JwsError::WrongType { expected: "status+jwt" })));
}

#[test]
fn keys_that_no_role_names_grant_nothing() {
    let holders = Holders::new();
    let mut claims = holders.claims(1);
    claims["jwks"]["keys"].as_array_mut().unwrap().push(holders.dora.jwk());
    let signed = trust(&claims, &[&holders.anna, &holders.dora]);
    let source = JwsError::UnknownKey(holders.dora.public().id());
    assert_eq!(walk(&[signed]), Err(TrustError::Jws { version: 1, source }));
}

#[test]
fn a_private_or_secret_key_or_no_key_at_all_makes_the_document_invalid() {
    let holders = Holders::new();
    let signers = [&holders.anna, &holders.bert];
    let secret = json!({"kty": "oct", "k": "AAAA"});
    let mut private = holders.anna.jwk();
    private["d"] = json!("AAAA");
    for key in [secret, private] {
        let mut claims = holders.claims(1);
        claims["jwks"]["keys"].as_array_mut().unwrap().push(key);
        let source = JwkError::PrivateKey;
        assert_eq!(walk(&[trust(&claims, &signers)]), Err(TrustError::Key { version: 1, source }));
    }
    for key in [json!({}), json!(null)] {
        let mut claims = holders.claims(1);
        claims["jwks"]["keys"].as_array_mut().unwrap().push(key);
        assert!(matches!(walk(&[trust(&claims, &signers)]), Err(TrustError::Json(_))), "{claims}");
    }
    let mut claims = holders.claims(1);
    claims["jwks"]["keys"] = json!([]);
    assert_eq!(walk(&[trust(&claims, &signers)]), Err(TrustError::MissingKey { version: 1 }));
}

// Replacing keys.

#[test]
fn a_lost_key_of_two_of_three_is_replaced_by_the_other_two() {
    let holders = Holders::new();
    let second = trust(&holders.claims_with_dora(2), &[&holders.anna, &holders.bert]);
    // From then on Dora counts and Cleo does not.
    let third = trust(&holders.claims_with_dora(3), &[&holders.dora, &holders.bert]);
    let chain = walk(&[holders.first(), second.clone(), third]).unwrap();
    assert!(chain.last().root.keys().contains(&holders.dora.public().id()));
    let third = trust(&holders.claims_with_dora(3), &[&holders.bert, &holders.cleo]);
    let source = JwsError::UnknownKey(holders.cleo.public().id());
    assert_eq!(walk(&[holders.first(), second, third]), Err(TrustError::Jws { version: 3, source }));
}

#[test]
fn two_lost_keys_of_two_of_three_can_not_be_replaced() {
    let holders = Holders::new();
    let claims = trust_claims(2, &[&holders.anna, &holders.dora, &Key::ed25519(9)], 2, &[&holders.status]);
    let second = trust(&claims, &[&holders.anna, &holders.dora, &Key::ed25519(9)]);
    assert_eq!(walk(&[holders.first(), second]), below_previous(2, 1, 2));
}

#[test]
fn a_changed_threshold_needs_the_old_one_for_the_change_and_the_new_one_from_then_on() {
    let holders = Holders::new();
    let root = [&holders.anna, &holders.bert, &holders.cleo];
    let raised = trust_claims(2, &root, 3, &[&holders.status]);
    let refused = walk(&[holders.first(), trust(&raised, &[&holders.anna, &holders.bert])]);
    assert_eq!(refused, below_own(2, 2, 3));
    let lowered = trust_claims(2, &root, 1, &[&holders.status]);
    assert_eq!(walk(&[holders.first(), trust(&lowered, &[&holders.anna])]), below_previous(2, 1, 2));
    let second = trust(&lowered, &[&holders.anna, &holders.cleo]);
    let third = trust(&trust_claims(3, &root, 1, &[&holders.status]), &[&holders.bert]);
    assert!(walk(&[holders.first(), second, third]).is_ok());
}

#[test]
fn only_the_last_document_says_who_signs_the_status() {
    let mut publisher = Publisher::new();
    let before = publisher.clone();
    publisher.rotate_status(Key::p256(3));
    assert!(authenticate(&publisher.file(&document()), &publisher.pin()).is_ok());
    // The old key under the new chain.
    let old = Publisher { status: before.status.clone(), ..publisher.clone() };
    let refused = authenticate(&old.file(&document()), &publisher.pin());
    assert_eq!(refused, Err(Refusal::Jws(JwsError::UnknownKey(before.status.public().id()))));
    // The new key under the old chain.
    let new = Publisher { trust: before.trust, ..publisher.clone() };
    let refused = authenticate(&new.file(&document()), &publisher.pin());
    assert_eq!(refused, Err(Refusal::Jws(JwsError::UnknownKey(publisher.status.public().id()))));
}

#[test]
fn where_two_status_keys_must_sign_one_is_not_enough() {
    let (root, here, there) = (Key::ed25519(1), Key::ed25519(2), Key::p256(3));
    let mut claims = trust_claims(1, &[&root], 1, &[&here, &there]);
    claims["roles"]["status"]["threshold"] = json!(2);
    let publisher = Publisher::with_claims(root, here.clone(), &claims);
    let sign = |keys: &[&Key]| {
        let mut file = envelope(Type::Status, &bytes(&document()), keys);
        file["trust"] = publisher.trust.clone().into();
        authenticate(&bytes(&file), &publisher.pin()).map(|document| document.signers().len())
    };
    let short = Err(Refusal::BelowThreshold { present: 1, needed: 2 });
    assert_eq!(sign(&[&here]), short);
    let signed_twice = JwsError::SignedTwice(there.public().id());
    assert_eq!(sign(&[&there, &there, &there]), Err(Refusal::Jws(signed_twice)));
    assert_eq!(sign(&[&there, &here]), Ok(2));
}
