//! What this version does not know in trust documents (O22): keys of other types, signatures
//! by them, roles and members. All of it is skipped and counts for nothing, so that a newer
//! publisher can add it and pinned widgets read on; none of it can make a signature count
//! that does not count without it.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};
use status_widget::core::encoding::base64url;
use status_widget::core::encoding::digest::Digest;
use status_widget::core::encoding::json;
use status_widget::core::session::freshness::{Rollback, check_replaces, is_bound};
use status_widget::core::signed::jwk::JwkError;
use status_widget::core::signed::jws::{Envelope, Header, JwsError, MAX_SIGNATURES, Type};
use status_widget::core::signed::trust::{MAX_KEYS, MAX_THRESHOLD, TrustChain, TrustError};
use status_widget::core::signed::verify::{Authentic, Refusal, authenticate};

use crate::support::newer::{ForeignKey, add_key, add_signature};
use crate::support::publisher::{Key, NOW, Publisher, bytes, document, envelope, issued, trust_claims};

const S: ForeignKey = ForeignKey(200);
const T: ForeignKey = ForeignKey(201);

/// The claims of a first document with one root key and one status key.
fn claims(publisher: &Publisher) -> Value {
    trust_claims(1, &[&publisher.root], 1, &[&publisher.status])
}

/// A publisher whose first document is made of these claims.
fn with(claims: &Value) -> Publisher {
    let usual = Publisher::new();
    Publisher::with_claims(usual.root, usual.status, claims)
}

/// With the usual claims, changed.
fn changed(change: impl FnOnce(&mut Value)) -> Publisher {
    let mut claims = claims(&Publisher::new());
    change(&mut claims);
    with(&claims)
}

fn opened(publisher: &Publisher, file: &Value) -> Result<Authentic, Refusal> {
    authenticate(&bytes(file), &publisher.pin())
}

#[track_caller]
fn good(publisher: &Publisher) {
    let authentic = opened(publisher, &publisher.value(&document())).unwrap();
    assert_eq!(authentic.signers(), [publisher.status.public().id()]);
}

fn refusal(publisher: &Publisher) -> Refusal {
    opened(publisher, &publisher.value(&document())).unwrap_err()
}

fn walk(chain: &[Value]) -> Result<TrustChain, TrustError> {
    let payload = base64url::decode(chain[0]["payload"].as_str().unwrap()).unwrap();
    let envelopes: Vec<Envelope> = json::read(&serde_json::to_vec(chain).unwrap()).unwrap();
    TrustChain::walk(&Digest::of(&payload), &envelopes)
}

/// A trust document with signatures by these keys, and by these that we can't check.
fn signed(claims: &Value, signers: &[&Key], foreign: &[ForeignKey]) -> Value {
    let mut signed = envelope(Type::Trust, &bytes(claims), signers);
    for key in foreign {
        add_signature(&mut signed, key.entry(Type::Trust));
    }
    signed
}

fn key_error(source: JwkError) -> Refusal {
    Refusal::Trust(TrustError::Key { version: 1, source })
}

// What is skipped.

/// Keys that we can't use, under a name of their own.
fn foreign_keys() -> Vec<Value> {
    let x = Key::ed25519(77).jwk()["x"].clone();
    let mut keys = vec![
        S.jwk(),
        json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"}),
        json!({"kty": "OKP", "crv": "X25519", "x": x}),
        json!({"kty": "OKP", "crv": "Ed448", "x": "AAAA"}),
        json!({"kty": "EC", "crv": "P-384", "x": x, "y": x}),
        json!({"kty": "EC", "crv": "Ed25519", "x": x}),
        json!({"kty": "okp", "crv": "ed25519", "x": x}),
        // Types that we know, for algorithms that we do not.
        json!({"kty": "OKP", "crv": "Ed25519", "x": x, "alg": "EdDSA"}),
        json!({"kty": "OKP", "crv": "Ed25519", "x": "nonsense", "alg": "Ed25519ph"}),
        json!({"kty": "EC", "crv": "P-256", "x": x, "y": x, "alg": "ECDH-ES"}),
        // Nothing of a key that is skipped has to have our shape.
        json!({"kty": "", "crv": null, "x": 5, "y": [], "alg": {}, "use": 1.5, "key_ops": "verify", "pub": [{}]}),
        json!({"kty": "AKP", "use": "enc", "key_ops": []}),
    ];
    for key in &mut keys {
        key["kid"] = json!(S.kid());
    }
    keys
}

#[test]
fn o22_a_key_of_another_type_changes_nothing_whether_a_role_names_it_or_not() {
    for jwk in foreign_keys() {
        for roles in [&[][..], &["root"], &["status"], &["root", "status"]] {
            good(&changed(|claims| add_key(claims, &jwk, roles)));
        }
        // Wherever it stands.
        good(&changed(|claims| claims["jwks"]["keys"].as_array_mut().unwrap().insert(0, jwk.clone())));
    }
}

#[test]
fn o22_a_key_of_another_type_may_have_no_name_or_one_that_no_signature_could_have() {
    for kid in [Value::Null, json!("anna"), json!(""), json!(5), json!("A".repeat(86))] {
        let mut jwk = S.jwk();
        jwk["kid"] = kid.clone();
        good(&changed(|claims| add_key(claims, &jwk, &[])));
        if kid.is_string() {
            // A role names thumbprints.
            let named = changed(|claims| add_key(claims, &jwk, &["root"]));
            assert_eq!(refusal(&named), Refusal::Trust(TrustError::MissingKey { version: 1 }), "{kid}");
        }
    }
    let mut jwk = S.jwk();
    jwk.as_object_mut().unwrap().remove("kid");
    good(&changed(|claims| claims["jwks"]["keys"].as_array_mut().unwrap().push(jwk)));
}

#[test]
fn o22_other_roles_and_other_members_are_ignored_at_every_level() {
    let things =
        [json!(true), json!(null), json!(-1.5), json!([{}]), json!({"kids": [S.kid()], "threshold": 0})];
    for thing in things {
        for place in ["", "/jwks", "/jwks/keys/0", "/roles", "/roles/root", "/roles/status"] {
            good(&changed(|claims| claims.pointer_mut(place).unwrap()["mirror"] = thing.clone()));
        }
    }
    // A role as it may come, with a key that no other role has.
    good(&changed(|claims| {
        add_key(claims, &Key::ed25519(9).jwk(), &[]);
        claims["roles"]["mirror"] = json!({"kids": [Key::ed25519(9).kid(), S.kid()], "threshold": 2});
    }));
    // What stands twice is no member that we do not know but a document with two readings.
    let text = claims(&Publisher::new()).to_string().replacen('{', r#"{"mirror":1,"mirror":2,"#, 1);
    let usual = Publisher::new();
    let twice = Publisher { trust: vec![envelope(Type::Trust, text.as_bytes(), &[&usual.root])], ..usual };
    assert!(matches!(refusal(&twice), Refusal::Trust(TrustError::Json(_))));
}

#[test]
fn o22_a_signature_by_a_skipped_key_is_skipped_beside_good_ones() {
    let publisher = changed(|claims| add_key(claims, &S.jwk(), &["root", "status"]));
    let mut file = publisher.value(&document());
    let alone = opened(&publisher, &file).unwrap();
    add_signature(&mut file, S.entry(Type::Status));
    add_signature(&mut file["trust"][0], S.entry(Type::Trust));
    for _ in 0..2 {
        let both = opened(&publisher, &file).unwrap();
        // Neither a new document nor an equivocation.
        assert_eq!(both, alone);
        assert_eq!(both.signers(), [publisher.status.public().id()]);
        assert_eq!(check_replaces(&both, &alone), Ok(()));
        assert_eq!(check_replaces(&alone, &both), Ok(()));
        // Kept and written anew, it is the same file.
        let kept = authenticate(both.file().to_json().as_bytes(), &publisher.pin()).unwrap();
        assert_eq!(kept.file(), both.file());
        file["signatures"].as_array_mut().unwrap().reverse();
    }
}

#[test]
fn o22_a_chain_goes_over_to_another_algorithm_in_steps_and_old_widgets_follow_as_far_as_their_keys_reach() {
    let (anna, bert, status) = (Key::ed25519(1), Key::p256(2), Key::ed25519(3));
    let old = trust_claims(1, &[&anna, &bert], 2, &[&status]);
    // Both hold keys of both kinds; as many must sign as before.
    let mut both = trust_claims(2, &[&anna, &bert], 2, &[&status]);
    for key in [S, T] {
        add_key(&mut both, &key.jwk(), &["root", "status"]);
    }
    let mut chain = vec![signed(&old, &[&anna, &bert], &[]), signed(&both, &[&anna, &bert], &[S, T])];
    assert_eq!(walk(&chain).unwrap().last().root.keys().len(), 2);
    // From here on an old widget can't know.
    let mut new = trust_claims(3, &[], 2, &[]);
    for key in [S, T] {
        add_key(&mut new, &key.jwk(), &["root", "status"]);
    }
    chain.push(signed(&new, &[&anna, &bert], &[S, T]));
    assert_eq!(walk(&chain), Err(TrustError::BelowOwnThreshold { version: 3, present: 0, needed: 2 }));
    // Where only the status role has gone over, the chain holds and the file does not.
    let mut new = trust_claims(2, &[&anna, &bert], 2, &[]);
    add_key(&mut new, &S.jwk(), &["status"]);
    chain.truncate(1);
    chain.push(signed(&new, &[&anna, &bert], &[]));
    let pin = walk(&chain[..1]).unwrap().last().digest;
    assert!(walk(&chain).is_ok());
    let mut file = envelope(Type::Status, &bytes(&document()), &[]);
    add_signature(&mut file, S.entry(Type::Status));
    file["trust"] = json!(chain);
    assert_eq!(authenticate(&bytes(&file), &pin), Err(Refusal::BelowThreshold { present: 0, needed: 1 }));
}

// It counts for nothing.

#[test]
fn o22_attack_08_signatures_by_skipped_keys_reach_no_threshold() {
    let usual = Publisher::new();
    // One of ours and one of theirs: two are named, so two may be asked for.
    let both = |threshold: &str| {
        changed(|claims| {
            add_key(claims, &S.jwk(), &["root", "status"]);
            claims["roles"][threshold]["threshold"] = json!(2);
        })
    };
    let root = both("root");
    let mut file = root.value(&document());
    let below = Refusal::Trust(TrustError::BelowOwnThreshold { version: 1, present: 1, needed: 2 });
    assert_eq!(opened(&root, &file), Err(below.clone()));
    add_signature(&mut file["trust"][0], S.entry(Type::Trust));
    assert_eq!(opened(&root, &file), Err(below));

    let status = both("status");
    let mut file = status.value(&document());
    add_signature(&mut file, S.entry(Type::Status));
    assert_eq!(opened(&status, &file), Err(Refusal::BelowThreshold { present: 1, needed: 2 }));

    // Of the document before.
    let mut first = trust_claims(1, &[&usual.root, &Key::p256(2)], 2, &[&usual.status]);
    add_key(&mut first, &S.jwk(), &["root"]);
    let chain = [
        signed(&first, &[&usual.root, &Key::p256(2)], &[]),
        signed(&trust_claims(2, &[&usual.root], 1, &[&usual.status]), &[&usual.root], &[S]),
    ];
    assert_eq!(walk(&chain), Err(TrustError::BelowPreviousThreshold { version: 2, present: 1, needed: 2 }));
}

#[test]
fn o22_attack_08_a_skipped_key_is_one_however_often_it_is_there() {
    for times in [1, 2, 3] {
        let publisher = changed(|claims| {
            for _ in 0..times {
                add_key(claims, &S.jwk(), &["root"]);
            }
            claims["roles"]["root"]["threshold"] = json!(3);
        });
        // Anna's and this one are two.
        assert_eq!(refusal(&publisher), Refusal::Trust(TrustError::Threshold { version: 1 }));
    }
    let publisher = changed(|claims| {
        add_key(claims, &S.jwk(), &["root", "root"]);
        add_key(claims, &T.jwk(), &["root"]);
        claims["roles"]["root"]["threshold"] = json!(3);
    });
    let below = TrustError::BelowOwnThreshold { version: 1, present: 1, needed: 3 };
    assert_eq!(refusal(&publisher), Refusal::Trust(below));
}

#[test]
fn o22_attack_08_a_skipped_key_can_not_take_the_name_of_one_that_we_know() {
    let usual = Publisher::new();
    for of in [&usual.root, &usual.status] {
        for mut jwk in foreign_keys() {
            jwk["kid"] = json!(of.kid());
            for place in [0, 1, 2] {
                let shadow = changed(|claims| {
                    claims["jwks"]["keys"].as_array_mut().unwrap().insert(place, jwk.clone());
                });
                assert_eq!(refusal(&shadow), key_error(JwkError::SharedKid), "{jwk}");
            }
        }
    }
    // The same key once more, for an algorithm that we do not know.
    let mut again = usual.root.jwk();
    again["alg"] = json!("Ed25519ph");
    let shadow = changed(|claims| add_key(claims, &again, &[]));
    assert_eq!(refusal(&shadow), key_error(JwkError::SharedKid));
    // Of a key that the document does not have, it may: then the signature counts for nothing.
    let mut jwk = S.jwk();
    jwk["kid"] = json!(Key::ed25519(9).kid());
    let stolen = changed(|claims| {
        add_key(claims, &jwk, &["status"]);
        claims["roles"]["status"]["threshold"] = json!(2);
    });
    let mut file = stolen.value(&document());
    add_signature(&mut file, Key::ed25519(9).entry(Type::Status, &bytes(&document())));
    assert_eq!(opened(&stolen, &file), Err(Refusal::BelowThreshold { present: 1, needed: 2 }));
}

/// Cleo's key is ours in one document, and in the one beside it somebody says that its name is
/// that of a key that we do not know.
#[test]
fn o22_attack_08_a_name_that_is_skipped_in_one_document_is_checked_where_the_other_knows_it() {
    let (anna, cleo, status) = (Key::ed25519(1), Key::p256(3), Key::ed25519(5));
    let mut alias = S.jwk();
    alias["kid"] = json!(cleo.kid());
    let mut skipping = trust_claims(2, &[&anna], 1, &[&status]);
    add_key(&mut skipping, &alias, &["root"]);
    let first = trust_claims(1, &[&anna, &cleo], 2, &[&status]);
    let first = signed(&first, &[&anna, &cleo], &[]);
    assert!(walk(&[first.clone(), signed(&skipping, &[&anna, &cleo], &[])]).is_ok());
    // It is not skipped unseen.
    let mut forged = signed(&skipping, &[&anna, &cleo], &[]);
    forged["signatures"][1]["signature"] = json!(base64url::encode(&[7; 64]));
    let source = JwsError::BadSignature(cleo.public().id());
    assert_eq!(walk(&[first, forged]), Err(TrustError::Jws { version: 2, source }));
    // And does not count for the one that skips it.
    let mut skipping = trust_claims(2, &[&anna], 2, &[&status]);
    skipping["roles"]["root"]["threshold"] = json!(2);
    add_key(&mut skipping, &alias, &["root"]);
    let first = trust_claims(1, &[&anna, &cleo], 1, &[&status]);
    let chain = [signed(&first, &[&anna], &[]), signed(&skipping, &[&anna, &cleo], &[])];
    assert_eq!(walk(&chain), Err(TrustError::BelowOwnThreshold { version: 2, present: 1, needed: 2 }));
}

// What stays strict.

#[test]
fn o22_a_key_that_a_role_names_and_nobody_has_is_missing_as_before() {
    for role in ["root", "status"] {
        let publisher = changed(|claims| {
            add_key(claims, &S.jwk(), &["root", "status"]);
            claims["roles"][role]["kids"].as_array_mut().unwrap().push(json!(T.kid()));
        });
        assert_eq!(refusal(&publisher), Refusal::Trust(TrustError::MissingKey { version: 1 }));
    }
}

#[test]
fn o22_what_is_no_jwk_at_all_is_refused_as_before() {
    for jwk in [json!(null), json!(0), json!([]), json!({}), json!({"kid": S.kid()}), json!({"kty": 1})] {
        let publisher = changed(|claims| claims["jwks"]["keys"].as_array_mut().unwrap().push(jwk.clone()));
        assert!(matches!(refusal(&publisher), Refusal::Trust(TrustError::Json(_))), "{jwk}");
    }
}

/// Of a type that we know, everything is checked.
#[test]
fn o22_a_key_of_a_type_that_we_know_is_refused_for_what_is_wrong_with_it_as_before() {
    let ours = Key::ed25519(9).jwk();
    for (member, value, source) in [
        ("alg", json!("ES256"), JwkError::AlgorithmMismatch),
        ("kid", json!(S.kid()), JwkError::WrongKid),
        ("use", json!("enc"), JwkError::OtherUse),
        ("key_ops", json!(["sign"]), JwkError::OtherUse),
        ("x", json!("AAAA"), JwkError::InvalidPoint),
    ] {
        let mut jwk = ours.clone();
        jwk[member] = value;
        let publisher = changed(|claims| add_key(claims, &jwk, &[]));
        assert_eq!(refusal(&publisher), key_error(source), "{member}");
    }
    for (member, value) in
        [("x", json!(5)), ("alg", json!(5)), ("kid", json!(5)), ("key_ops", json!("verify"))]
    {
        let mut jwk = ours.clone();
        jwk[member] = value;
        let publisher = changed(|claims| claims["jwks"]["keys"].as_array_mut().unwrap().push(jwk.clone()));
        assert!(matches!(refusal(&publisher), Refusal::Trust(TrustError::Json(_))), "{member}");
    }
}

#[test]
fn o22_a_private_or_secret_key_of_any_type_is_refused() {
    for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"] {
        for jwk in foreign_keys().into_iter().chain([Key::ed25519(9).jwk(), Key::p256(9).jwk()]) {
            for part in [json!("AAAA"), json!([{"r": "AAAA"}])] {
                let mut jwk = jwk.clone();
                jwk[member] = part;
                let publisher = changed(|claims| add_key(claims, &jwk, &[]));
                assert_eq!(refusal(&publisher), key_error(JwkError::PrivateKey), "{jwk}");
            }
        }
    }
}

#[test]
fn o22_attack_05_the_header_of_a_skipped_signature_is_as_strict_as_any() {
    let publisher = changed(|claims| add_key(claims, &S.jwk(), &["status"]));
    let under = |header: &Value, signature: &str| {
        let mut file = publisher.value(&document());
        add_signature(&mut file, ForeignKey::entry_under(header, signature));
        opened(&publisher, &file)
    };
    let right = S.header(Type::Status);
    assert!(under(&right, "AAAA").is_ok());
    for name in ["jwk", "jku", "x5c", "crit", "b64", "zip", "unknown"] {
        let mut header = right.clone();
        header[name] = json!([]);
        assert!(matches!(under(&header, "AAAA"), Err(Refusal::Jws(JwsError::Header(_)))), "{name}");
    }
    for (name, value) in [("alg", json!(5)), ("alg", json!(null)), ("kid", json!(null)), ("typ", json!(null))]
    {
        let mut header = right.clone();
        header[name] = value;
        assert!(matches!(under(&header, "AAAA"), Err(Refusal::Jws(JwsError::Header(_)))), "{header}");
    }
    let wrong = Err(Refusal::Jws(JwsError::WrongType { expected: "status+jwt" }));
    assert_eq!(under(&S.header(Type::Trust), "AAAA"), wrong);
    // What is kept and written anew is base64url, without a quote that could end a text.
    for signature in ["", "AAAA"] {
        assert!(under(&right, signature).is_ok(), "{signature}");
    }
    for signature in ["A", "AAAA=", "AA AA", "AB", "\"", "\"},{\"protected\":\"", "ä", "AA\\AA"] {
        assert!(matches!(under(&right, signature), Err(Refusal::Jws(JwsError::Encoding(_)))), "{signature}");
    }
}

#[test]
fn o22_attack_08_a_skipped_key_signs_once_and_only_where_it_has_a_role() {
    let publisher = changed(|claims| add_key(claims, &S.jwk(), &["status"]));
    let mut file = publisher.value(&document());
    add_signature(&mut file, S.entry(Type::Status));
    add_signature(&mut file, S.entry(Type::Status));
    assert_eq!(opened(&publisher, &file), Err(Refusal::Jws(JwsError::SignedTwice(S.id()))));
    // A status key signs no trust document, one without a role signs nothing.
    let mut file = publisher.value(&document());
    add_signature(&mut file["trust"][0], S.entry(Type::Trust));
    let unknown = JwsError::UnknownKey(S.id());
    let refused = Refusal::Trust(TrustError::Jws { version: 1, source: unknown.clone() });
    assert_eq!(opened(&publisher, &file), Err(refused));
    let publisher = changed(|claims| add_key(claims, &S.jwk(), &[]));
    let mut file = publisher.value(&document());
    add_signature(&mut file, S.entry(Type::Status));
    assert_eq!(opened(&publisher, &file), Err(Refusal::Jws(unknown)));
}

#[test]
fn o22_attack_03_a_signature_under_a_known_key_s_name_is_checked_whatever_its_header_says() {
    let publisher = changed(|claims| add_key(claims, &S.jwk(), &["status"]));
    let mut file = publisher.value(&document());
    let right = Header::new(&publisher.status.public(), Type::Status);
    let header = Header { alg: "ML-DSA-44".into(), ..right }.encode();
    file["signatures"][0]["protected"] = json!(header);
    let refused = opened(&publisher, &file).unwrap_err();
    assert!(matches!(refused, Refusal::Jws(JwsError::WrongAlgorithm { .. })), "{refused}");
}

// Limits (attacks 15 and 28).

#[test]
fn o22_attack_28_skipped_keys_and_signatures_are_counted_before_anything_is_checked() {
    let many = |count: usize| (0..count).map(|number| ForeignKey(u8::try_from(number).unwrap()));
    // Two keys are there already.
    for (count, is_good) in [(MAX_KEYS - 2, true), (MAX_KEYS - 1, false)] {
        let publisher = changed(|claims| many(count).for_each(|key| add_key(claims, &key.jwk(), &[])));
        if is_good {
            good(&publisher);
        } else {
            assert_eq!(refusal(&publisher), Refusal::Trust(TrustError::TooManyKeys));
        }
    }
    // Names, also of one key again and again.
    for (count, is_good) in [(MAX_KEYS - 1, true), (MAX_KEYS, false)] {
        let publisher = changed(|claims| add_key(claims, &S.jwk(), &vec!["status"; count]));
        if is_good {
            good(&publisher);
        } else {
            assert_eq!(refusal(&publisher), Refusal::Trust(TrustError::TooManyKeys));
        }
    }
    // A threshold is no higher for them.
    let publisher = changed(|claims| {
        many(MAX_KEYS - 2).for_each(|key| add_key(claims, &key.jwk(), &["root"]));
        claims["roles"]["root"]["threshold"] = json!(MAX_THRESHOLD + 1);
    });
    assert_eq!(refusal(&publisher), Refusal::Trust(TrustError::Threshold { version: 1 }));
    let publisher =
        changed(|claims| many(MAX_SIGNATURES).for_each(|key| add_key(claims, &key.jwk(), &["status"])));
    for (count, is_good) in [(MAX_SIGNATURES - 1, true), (MAX_SIGNATURES, false)] {
        let mut file = publisher.value(&document());
        many(count).for_each(|key| add_signature(&mut file, key.entry(Type::Status)));
        match opened(&publisher, &file) {
            Ok(authentic) => assert!(is_good && authentic.signers().len() == 1),
            refused => assert!(!is_good && refused == Err(Refusal::Jws(JwsError::TooManySignatures))),
        }
    }
    // None but skipped ones are not none.
    let mut file = publisher.value(&document());
    file["signatures"] = json!([]);
    assert_eq!(opened(&publisher, &file), Err(Refusal::Jws(JwsError::Unsigned)));
    add_signature(&mut file, ForeignKey(0).entry(Type::Status));
    assert_eq!(opened(&publisher, &file), Err(Refusal::BelowThreshold { present: 0, needed: 1 }));
}

// The mark against rollback.

/// A publisher, and what it has published: first with `before` as its status role, then with
/// `after`; the second document has the lower version.
fn rotated(before: (&[&Key], &[ForeignKey], u32), after: (&[&Key], &[ForeignKey], u32)) -> [Authentic; 2] {
    let mut publisher = Publisher::new();
    publisher.trust.clear();
    let mut files = Vec::new();
    for (version, (keys, foreign, threshold)) in [(9, before), (8, after)] {
        let number = publisher.trust.len() as u64 + 1;
        let mut claims = trust_claims(number, &[&publisher.root], 1, keys);
        for key in foreign {
            add_key(&mut claims, &key.jwk(), &["status"]);
        }
        claims["roles"]["status"]["threshold"] = json!(threshold);
        publisher.rotate(&claims);
        let mut file = envelope(Type::Status, &bytes(&issued(version, NOW - 60)), keys);
        // All of them sign, or somebody says so.
        foreign.iter().for_each(|key| add_signature(&mut file, key.entry(Type::Status)));
        file["trust"] = publisher.trust.clone().into();
        files.push(opened(&publisher, &file).unwrap());
    }
    files.try_into().unwrap()
}

#[test]
fn o22_attack_09_a_skipped_key_that_stays_does_not_keep_the_mark_that_a_revoked_key_has_set() {
    let (stolen, fresh) = (Key::ed25519(2), Key::p256(3));
    // A thief adds to what they sign any signature that nobody can check.
    let [seen, recovered] = rotated((&[&stolen], &[S], 1), (&[&fresh], &[S], 1));
    assert!(!is_bound(&recovered, &seen));
    assert_eq!(check_replaces(&recovered, &seen), Ok(()));
    assert_eq!(check_replaces(&seen, &recovered), Err(Rollback::Trust));
    let [seen, recovered] = rotated((&[&stolen, &fresh], &[S], 2), (&[&fresh, &Key::ed25519(4)], &[S], 2));
    assert!(!is_bound(&recovered, &seen));
}

#[test]
fn o22_attack_10_new_skipped_keys_do_not_reset_the_mark() {
    let (key, other) = (Key::ed25519(2), Key::p256(3));
    for after in [&[][..], &[S], &[T], &[S, T]] {
        for before in [&[][..], &[S]] {
            let [seen, older] = rotated((&[&key], before, 1), (&[&key], after, 1));
            let refused = Err(Rollback::Version { candidate: 8, seen: 9 });
            assert_eq!(check_replaces(&older, &seen), refused);
            let [seen, older] = rotated((&[&key, &other], before, 2), (&[&key, &other], after, 2));
            assert_eq!(check_replaces(&older, &seen), refused);
        }
    }
}
