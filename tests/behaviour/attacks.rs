//! The attacks that the signed file and the widget must withstand, played against the
//! core. A test's name carries the attack's number in the project's list.
//!
//! | attacks | where |
//! |---|---|
//! | 1, 2 | `tests/behaviour/vectors.rs` |
//! | 3 to 7, 14 to 20, 22 | here |
//! | 8 | `tests/behaviour/trust_chain.rs`; by hand with the real tool in `tests/behaviour/ceremony.rs` |
//! | 9 to 13 | `tests/behaviour/session.rs` |
//! | 24 | `tests/behaviour/properties.rs` and the fuzz targets in `fuzz/` |
//!
//! What needs a page in a real browser is played in `tests/e2e`: the reload of 10, the
//! storage of 13, the endless body, compression and `Content-Length` of 15, what
//! becomes of 17 and 18 in the DOM, all of 21 (transport) and of 23 (Content Security
//! Policy and Trusted Types).

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::locale::locale;
use crate::support::publisher::{Key, NOW, Publisher, bytes, document, envelope, trust_claims};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use status_widget::core::document::rich_text::{Nodes, check_link};
use status_widget::core::encoding::base64url;
use status_widget::core::encoding::json::{self, Json, JsonError, MAX_DEPTH};
use status_widget::core::encoding::unix_time::UnixTime;
use status_widget::core::presentation::view_model::{Options, WidgetModel, view_model};
use status_widget::core::session::DisplayState;
use status_widget::core::session::freshness::{Freshness, check_replaces};
use status_widget::core::signed::jws::{Header, JwsError, Type, signing_input};
use status_widget::core::signed::trust::TrustError;
use status_widget::core::signed::verify::{Authentic, MAX_FILE_BYTES, Refusal, authenticate};

/// A publisher with a status key of each kind.
fn publishers() -> [Publisher; 2] {
    [Publisher::new(), Publisher::with(Key::p256(1), Key::p256(2))]
}

fn refusal(publisher: &Publisher, file: &Value) -> Refusal {
    refusal_of(publisher, &bytes(file))
}

fn refusal_of(publisher: &Publisher, file: &[u8]) -> Refusal {
    match authenticate(file, &publisher.pin()) {
        Ok(document) => panic!("accepted: {:?}", document.document()),
        Err(refusal) => refusal,
    }
}

/// A good file whose status signature stands under `protected`, really signed.
fn under(publisher: &Publisher, protected: &str) -> Value {
    let payload = bytes(&document());
    let mut file = publisher.value_of(&payload);
    file["signatures"] = json!([publisher.status.entry_with(protected, &payload)]);
    file
}

/// A good file whose status signature stands under this header.
fn under_header(publisher: &Publisher, header: &str) -> Value {
    under(publisher, &base64url::encode(header.as_bytes()))
}

/// The right header as JSON.
fn header(publisher: &Publisher) -> Value {
    serde_json::to_value(Header::new(&publisher.status.public(), Type::Status)).unwrap()
}

/// What is shown of `document`, if it is taken, in the middle of its life.
fn shown(publisher: &Publisher, document: &Value) -> WidgetModel {
    let authentic = authenticate(&publisher.file(document), &publisher.pin()).unwrap();
    shown_of(&authentic)
}

fn shown_of(authentic: &Authentic) -> WidgetModel {
    let display = DisplayState {
        document: Some(authentic),
        edition: 1,
        freshness: Freshness::Fresh,
        notices: Vec::new(),
        loading: false,
        now: UnixTime::from_secs(NOW),
        holds_for: None,
        previous: None,
        last_visit: None,
        failures: &[],
    };
    view_model(&display, &Options::default(), locale(""))
}

// 3. The algorithm.

#[test]
fn attack_03_algorithm_none_in_any_spelling_is_refused() {
    for publisher in publishers() {
        for alg in ["none", "None", "NONE", "nOnE", ""] {
            let mut right = header(&publisher);
            right["alg"] = json!(alg);
            let mut file = under_header(&publisher, &right.to_string());
            assert!(
                matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::WrongAlgorithm { .. })),
                "{alg}"
            );
            file["signatures"][0]["signature"] = json!("");
            assert!(
                matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::WrongAlgorithm { .. })),
                "{alg}"
            );
        }
    }
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0; 64];
    match key.len() {
        0..=64 => block[..key.len()].copy_from_slice(key),
        _ => block[..32].copy_from_slice(&Sha256::digest(key)),
    }
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().to_vec()
}

#[test]
fn attack_03_hs256_keyed_with_the_public_key_is_refused() {
    for publisher in publishers() {
        let jwk = publisher.status.jwk();
        let x = base64url::decode(jwk["x"].as_str().unwrap()).unwrap();
        for key in [x, bytes(&jwk), publisher.status.kid().into_bytes()] {
            let mut right = header(&publisher);
            right["alg"] = json!("HS256");
            let mut file = under_header(&publisher, &right.to_string());
            let protected = file["signatures"][0]["protected"].as_str().unwrap().to_owned();
            let tag = hmac(&key, &signing_input(&protected, file["payload"].as_str().unwrap()));
            for tag in [tag.clone(), tag.repeat(2)] {
                file["signatures"][0]["signature"] = json!(base64url::encode(&tag));
                assert!(matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::WrongAlgorithm { .. })));
            }
        }
    }
}

#[test]
fn attack_03_an_algorithm_that_is_not_the_key_s_own_is_refused() {
    for publisher in publishers() {
        let own = publisher.status.public().algorithm().name();
        let names = [
            "Ed25519",
            "ES256",
            "EdDSA",
            "ES384",
            "ES512",
            "ES256K",
            "Ed448",
            "RS256",
            "PS256",
            "HS512",
            "ed25519",
            "es256",
            "Es256",
            "ED25519",
            " ES256",
            "ES256 ",
            "Ed25519\u{0}",
            "Ed25519ph",
            "ESP256",
        ];
        for alg in names.into_iter().filter(|alg| *alg != own) {
            let mut right = header(&publisher);
            right["alg"] = json!(alg);
            let file = under_header(&publisher, &right.to_string());
            assert!(
                matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::WrongAlgorithm { .. })),
                "{alg}"
            );
        }
        for alg in [json!(null), json!(["ES256"]), json!(0), json!({"name": "ES256"})] {
            let mut right = header(&publisher);
            right["alg"] = alg;
            let file = under_header(&publisher, &right.to_string());
            assert!(matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::Header(_))));
        }
    }
}

#[test]
fn attack_03_a_key_that_says_another_algorithm_than_its_own_signs_nothing() {
    for mut publisher in publishers() {
        let own = publisher.status.public().algorithm().name();
        let other = if own == "ES256" { "Ed25519" } else { "ES256" };
        for alg in ["none", "HS256", "EdDSA", "ES384", other] {
            let mut claims = trust_claims(1, &[&publisher.root], 1, &[&publisher.status]);
            claims["jwks"]["keys"][1]["alg"] = json!(alg);
            publisher.trust = vec![envelope(Type::Trust, &bytes(&claims), &[&publisher.root])];
            let refused = refusal(&publisher, &publisher.value(&document()));
            if alg == other {
                assert!(matches!(refused, Refusal::Trust(TrustError::Key { .. })), "{alg} {refused}");
            } else {
                // An algorithm that we do not know: the key is skipped (O22).
                assert_eq!(refused, Refusal::BelowThreshold { present: 0, needed: 1 }, "{alg}");
            }
        }
    }
}

// 4. The signature.

#[test]
fn attack_04_a_signature_that_is_empty_missing_or_of_another_length_is_refused() {
    for publisher in publishers() {
        let file = publisher.value(&document());
        let good = base64url::decode(file["signatures"][0]["signature"].as_str().unwrap()).unwrap();
        assert_eq!(good.len(), 64);
        let forms = [
            vec![],
            vec![0],
            good[..63].to_vec(),
            [&good[..], &[0]].concat(),
            [&[0], &good[..]].concat(),
            good.repeat(2),
        ];
        for form in forms {
            let mut file = file.clone();
            file["signatures"][0]["signature"] = json!(base64url::encode(&form));
            assert!(
                matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::BadSignature(_))),
                "{form:?}"
            );
        }
        for form in [json!(null), json!(0), json!([]), json!({})] {
            let mut file = file.clone();
            file["signatures"][0]["signature"] = form;
            assert!(matches!(refusal(&publisher, &file), Refusal::NotOurFile(_)));
        }
        let mut file = file.clone();
        file["signatures"][0].as_object_mut().unwrap().remove("signature");
        assert!(matches!(refusal(&publisher, &file), Refusal::NotOurFile(_)));
    }
}

#[test]
fn attack_04_a_signature_in_der_is_refused() {
    let [_, publisher] = publishers();
    let mut file = publisher.value(&document());
    let raw = base64url::decode(file["signatures"][0]["signature"].as_str().unwrap()).unwrap();
    // SEC 1 section C.5, written by hand: SEQUENCE { INTEGER r, INTEGER s }.
    let integer = |number: &[u8]| {
        let digits: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        let sign: &[u8] = if digits[0] & 0x80 == 0 { &[] } else { &[0] };
        let length = u8::try_from(sign.len() + digits.len()).unwrap();
        [&[2, length], sign, &digits].concat()
    };
    let both = [integer(&raw[..32]), integer(&raw[32..])].concat();
    let der = [&[0x30, u8::try_from(both.len()).unwrap()], &both[..]].concat();
    assert!(p256::ecdsa::Signature::from_der(&der).is_ok());
    file["signatures"][0]["signature"] = json!(base64url::encode(&der));
    assert!(matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::BadSignature(_))));
}

/// The order of P-256's base point (SP 800-186 section 3.2.1.3), and that of Ed25519's
/// (RFC 8032 section 5.1), as their signatures write numbers.
fn orders() -> [[u8; 32]; 2] {
    let mut p256 = [0xff; 32];
    p256[4..8].fill(0);
    p256[16..].copy_from_slice(&[
        0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ]);
    let mut ed25519 = [0; 32];
    ed25519[..16].copy_from_slice(&[
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    ]);
    ed25519[31] = 0x10;
    [p256, ed25519]
}

#[test]
fn attack_04_numbers_of_zero_or_of_the_order_are_refused() {
    let [p256, ed25519] = orders();
    for (publisher, order) in publishers().into_iter().zip([ed25519, p256]) {
        let file = publisher.value(&document());
        let good = base64url::decode(file["signatures"][0]["signature"].as_str().unwrap()).unwrap();
        let (r, s): ([u8; 32], [u8; 32]) = (good[..32].try_into().unwrap(), good[32..].try_into().unwrap());
        let zero = [0; 32];
        for (r, s) in [
            (zero, s),
            (r, zero),
            (zero, zero),
            (order, s),
            (r, order),
            (order, order),
            ([0xff; 32], s),
            (r, [0xff; 32]),
        ] {
            let mut file = file.clone();
            file["signatures"][0]["signature"] = json!(base64url::encode(&[r, s].concat()));
            assert!(matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::BadSignature(_))));
        }
    }
}

/// For ES256 both (r, s) and (r, n - s) are valid. What somebody makes of one by
/// computing the other is the same document, neither new nor an equivocation.
#[test]
fn attack_04_a_mirrored_es256_signature_is_valid_and_makes_no_other_document() {
    let [_, publisher] = publishers();
    let file = publisher.value(&document());
    let raw = base64url::decode(file["signatures"][0]["signature"].as_str().unwrap()).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&raw).unwrap();
    let mirrored = p256::ecdsa::Signature::from_scalars(*signature.r(), -*signature.s()).unwrap();
    let mut other = file.clone();
    other["signatures"][0]["signature"] = json!(base64url::encode(&mirrored.to_bytes()));
    assert_ne!(file, other);
    let [file, other] = [file, other].map(|file| authenticate(&bytes(&file), &publisher.pin()).unwrap());
    assert_eq!(file, other);
    assert_eq!(check_replaces(&other, &file), Ok(()));
}

// 5. The header.

#[test]
fn attack_05_a_header_with_anything_beside_alg_kid_and_typ_is_refused() {
    for publisher in publishers() {
        let jwk = publisher.status.jwk();
        for (name, value) in [
            ("jwk", jwk),
            ("jku", json!("https://evil.example/jwks.json")),
            ("x5c", json!(["AAAA"])),
            ("x5u", json!("https://evil.example/cert.pem")),
            ("x5t", json!("AAAA")),
            ("x5t#S256", json!("AAAA")),
            ("crit", json!([])),
            ("crit", json!(["exp"])),
            ("b64", json!(true)),
            ("b64", json!(false)),
            ("zip", json!("DEF")),
            ("cty", json!("json")),
            ("nonce", json!("a")),
            ("Alg", json!("none")),
            ("", json!(null)),
            ("unknown", json!(null)),
        ] {
            let mut right = header(&publisher);
            right[name] = value;
            let file = under_header(&publisher, &right.to_string());
            assert!(
                matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::Header(JsonError::Shape(_)))),
                "{name}"
            );
        }
    }
}

#[test]
fn attack_05_a_header_that_names_a_member_twice_is_refused() {
    for publisher in publishers() {
        let right = header(&publisher).to_string();
        for twice in [
            r#","alg":"none"}"#.to_owned(),
            format!(r#","alg":"{}"}}"#, publisher.status.public().algorithm().name()),
            r#","\u0061lg":"none"}"#.to_owned(),
            r#","k\u0069d":"x"}"#.to_owned(),
            r#","typ":"trust+jwt"}"#.to_owned(),
        ] {
            let file = under_header(&publisher, &right.replace('}', &twice));
            let refused = refusal(&publisher, &file);
            assert_eq!(refused, Refusal::Jws(JwsError::Header(JsonError::DuplicateName)), "{twice}");
        }
    }
}

#[test]
fn attack_05_a_header_that_lacks_a_member_or_is_no_object_is_refused() {
    for publisher in publishers() {
        for name in ["alg", "kid", "typ"] {
            let mut right = header(&publisher);
            right.as_object_mut().unwrap().remove(name);
            let file = under_header(&publisher, &right.to_string());
            assert!(matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::Header(_))), "{name}");
        }
        for text in ["", "{}", "[]", "null", "\"\"", "{", "\u{feff}{}", "{\"alg\":\"ES256\"} {}"] {
            let file = under_header(&publisher, text);
            assert!(matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::Header(_))), "{text}");
        }
        // Not what was signed over an empty header either.
        let mut file = publisher.value(&document());
        file["signatures"][0].as_object_mut().unwrap().remove("protected");
        assert!(matches!(refusal(&publisher, &file), Refusal::NotOurFile(_)));
    }
}

#[test]
fn attack_05_a_kid_that_is_no_key_s_thumbprint_here_is_refused() {
    for publisher in publishers() {
        let stranger = Key::ed25519(77).kid();
        for kid in
            [stranger, publisher.root.kid(), String::new(), "a".repeat(43), publisher.status.kid() + "="]
        {
            let mut right = header(&publisher);
            right["kid"] = json!(kid);
            let refused = refusal(&publisher, &under_header(&publisher, &right.to_string()));
            assert!(
                matches!(refused, Refusal::Jws(JwsError::UnknownKey(_) | JwsError::MalformedKeyId)),
                "{kid} {refused}"
            );
        }
    }
}

#[test]
fn attack_05_any_other_typ_is_refused() {
    for publisher in publishers() {
        for typ in
            ["trust+jwt", "JWT", "jwt", "", "STATUS+JWT", "application/status+jwt", "status+jwt ", "status"]
        {
            let mut right = header(&publisher);
            right["typ"] = json!(typ);
            let refused = refusal(&publisher, &under_header(&publisher, &right.to_string()));
            assert_eq!(refused, Refusal::Jws(JwsError::WrongType { expected: "status+jwt" }), "{typ}");
        }
    }
}

#[test]
fn attack_05_an_unprotected_header_or_a_flattened_serialization_is_refused() {
    let publisher = Publisher::new();
    let file = publisher.value(&document());
    for header in [json!({}), json!({"alg": "none"}), json!({"kid": publisher.status.kid()}), json!(null)] {
        let mut file = file.clone();
        file["signatures"][0]["header"] = header.clone();
        assert!(matches!(refusal(&publisher, &file), Refusal::NotOurFile(_)), "{header}");
    }
    for name in ["protected", "header", "signature"] {
        let mut file = file.clone();
        file[name] = file["signatures"][0]["protected"].clone();
        assert_eq!(refusal(&publisher, &file), Refusal::Flattened(name));
    }
    // Flattened and nothing else (RFC 7515 section 7.2.2), and compact (section 7.1).
    let entry = &file["signatures"][0];
    let flat = json!({
        "payload": file["payload"], "protected": entry["protected"],
        "signature": entry["signature"], "trust": file["trust"],
    });
    assert_eq!(refusal(&publisher, &flat), Refusal::Flattened("protected"));
    let part = |value: &Value| value.as_str().unwrap().to_owned();
    let compact = [part(&entry["protected"]), part(&file["payload"]), part(&entry["signature"])].join(".");
    assert!(matches!(refusal_of(&publisher, compact.as_bytes()), Refusal::NotOurFile(_)));
    assert!(matches!(refusal_of(&publisher, json!(compact).to_string().as_bytes()), Refusal::NotOurFile(_)));
}

#[test]
fn attack_05_a_trust_document_is_no_status_document_and_the_reverse() {
    // The worst case: one key in both roles.
    let both = Key::ed25519(1);
    let publisher = Publisher::with(both.clone(), both.clone());
    let mut file = publisher.trust[0].clone();
    file["trust"] = publisher.trust.clone().into();
    assert_eq!(refusal(&publisher, &file), Refusal::Jws(JwsError::WrongType { expected: "status+jwt" }));
    let mut file = publisher.value(&document());
    let mut status = envelope(Type::Status, &bytes(&document()), &[&both]);
    file["trust"] = json!([publisher.trust[0], status]);
    assert!(matches!(refusal(&publisher, &file), Refusal::Trust(_)));
    // Even with the content of a trust document in it.
    status = envelope(Type::Status, &bytes(&trust_claims(2, &[&both], 1, &[&both])), &[&both]);
    file["trust"] = json!([publisher.trust[0], status]);
    let source = JwsError::WrongType { expected: "trust+jwt" };
    assert_eq!(refusal(&publisher, &file), Refusal::Trust(TrustError::Jws { version: 2, source }));
}

// 6. base64url.

/// Other spellings of `text` that a lax reader takes for the same bytes.
fn respellings(text: &str) -> Vec<String> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut spellings = vec![
        format!("{text}="),
        format!("{text}=="),
        format!("{text} "),
        format!(" {text}"),
        format!("{text}\n"),
        format!("{}\r\n{}", &text[..4], &text[4..]),
        format!("{text}."),
    ];
    if text.contains(['-', '_']) {
        spellings.push(text.replace('-', "+").replace('_', "/"));
    }
    // Bits behind the last byte that should be zero.
    if !text.len().is_multiple_of(4) {
        let (start, last) = text.split_at(text.len() - 1);
        let place = ALPHABET.iter().position(|letter| *letter == last.as_bytes()[0]).unwrap();
        spellings.push(format!("{start}{}", char::from(ALPHABET[place + 1])));
    }
    spellings
}

#[test]
fn attack_06_a_signed_payload_or_header_in_another_spelling_is_refused() {
    for publisher in publishers() {
        let (mut seen, right) = (0, Header::new(&publisher.status.public(), Type::Status).encode());
        // All three lengths that a last group can have.
        for padding in 0..3 {
            let payload = [bytes(&document()), vec![b' '; padding]].concat();
            let text = base64url::encode(&payload);
            for (protected, payload) in respellings(&text)
                .into_iter()
                .map(|payload| (right.clone(), payload))
                .chain(respellings(&right).into_iter().map(|protected| (protected, text.clone())))
            {
                // Whoever has the key signs the other spelling: even then.
                let signature = publisher.status.sign(&signing_input(&protected, &payload));
                let file = json!({
                    "payload": payload,
                    "signatures": [{"protected": protected, "signature": base64url::encode(&signature)}],
                    "trust": publisher.trust,
                });
                let refused = refusal(&publisher, &file);
                assert!(
                    matches!(refused, Refusal::Encoding(_) | Refusal::Jws(JwsError::Encoding(_))),
                    "{refused}"
                );
                seen += 1;
            }
        }
        assert!(seen > 40, "{seen}");
    }
}

#[test]
fn attack_06_a_signature_or_a_key_in_another_spelling_is_refused() {
    for publisher in publishers() {
        let file = publisher.value(&document());
        for text in respellings(file["signatures"][0]["signature"].as_str().unwrap()) {
            let mut file = file.clone();
            file["signatures"][0]["signature"] = json!(text);
            assert!(matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::Encoding(_))), "{text:?}");
        }
        for text in respellings(publisher.status.jwk()["x"].as_str().unwrap()) {
            let mut claims = trust_claims(1, &[&publisher.root], 1, &[&publisher.status]);
            claims["jwks"]["keys"][1]["x"] = json!(text);
            let respelt = Publisher::with_claims(publisher.root.clone(), publisher.status.clone(), &claims);
            let refused = refusal(&respelt, &respelt.value(&document()));
            assert!(matches!(refused, Refusal::Trust(TrustError::Key { .. })), "{text:?}");
        }
    }
}

#[test]
fn attack_06_a_trust_document_in_another_spelling_is_refused() {
    let publisher = Publisher::new();
    let payload = publisher.trust[0]["payload"].as_str().unwrap();
    for text in respellings(payload) {
        let protected = publisher.trust[0]["signatures"][0]["protected"].as_str().unwrap();
        let signature = publisher.root.sign(&signing_input(protected, &text));
        let mut file = publisher.value(&document());
        file["trust"] = json!([{
            "payload": text,
            "signatures": [{"protected": protected, "signature": base64url::encode(&signature)}],
        }]);
        assert!(matches!(refusal(&publisher, &file), Refusal::Trust(TrustError::Encoding(_))), "{text:?}");
    }
}

// 7. Every byte flipped.

#[test]
fn attack_07_every_bit_of_a_sample_flipped_in_turn_is_refused() {
    let [publisher, _] = publishers();
    // In the browser, where this takes longer, one bit of every byte.
    let bits = if cfg!(target_family = "wasm") { 1 } else { 8 };
    flip(&publisher, |_| 0..bits);
}

#[test]
fn attack_07_every_byte_of_a_sample_with_es256_flipped_in_turn_is_refused() {
    let [_, publisher] = publishers();
    // Not the eighth, which would leave no UTF-8.
    flip(&publisher, |place| place % 7..place % 7 + 1);
}

fn flip(publisher: &Publisher, bits: impl Fn(usize) -> std::ops::Range<usize>) {
    let file = publisher.file(&document());
    assert!(authenticate(&file, &publisher.pin()).is_ok());
    for place in 0..file.len() {
        for bit in bits(place) {
            let mut flipped = file.clone();
            flipped[place] ^= 1 << bit;
            assert!(authenticate(&flipped, &publisher.pin()).is_err(), "byte {place}, bit {bit}");
        }
    }
}

// 14. Somebody else's.

#[test]
fn attack_14_another_issuer_or_stream_than_the_trust_documents_name_is_refused() {
    let publisher = Publisher::new();
    for (member, other) in [
        ("iss", "https://evil.example"),
        ("iss", "https://status.example/"),
        ("iss", "HTTPS://STATUS.EXAMPLE"),
        ("sub", "rehearsal"),
        ("sub", "Production"),
        ("sub", ""),
    ] {
        let mut document = document();
        document[member] = json!(other);
        assert_eq!(
            refusal(&publisher, &publisher.value(&document)),
            Refusal::OtherIssuer,
            "{member} {other}"
        );
    }
    for member in ["iss", "sub"] {
        let mut document = document();
        document.as_object_mut().unwrap().remove(member);
        assert!(matches!(refusal(&publisher, &publisher.value(&document)), Refusal::Payload(_)), "{member}");
    }
}

#[test]
fn attack_14_what_was_signed_for_a_rehearsal_is_not_shown_in_production() {
    let production = Publisher::new();
    let rehearse = |status: Key| {
        let mut claims = trust_claims(1, &[&production.root], 1, &[&status]);
        claims["sub"] = json!("rehearsal");
        Publisher::with_claims(production.root.clone(), status, &claims)
    };
    let mut document = document();
    document["sub"] = json!("rehearsal");
    // With a key of its own, and with production's.
    for rehearsal in [rehearse(Key::ed25519(9)), rehearse(production.status.clone())] {
        let file = rehearsal.value(&document);
        assert!(authenticate(&bytes(&file), &rehearsal.pin()).is_ok());
        assert!(matches!(refusal(&production, &file), Refusal::Trust(TrustError::NotPinned { .. })));
        let mut moved = file;
        moved["trust"] = production.trust.clone().into();
        let refused = refusal(&production, &moved);
        assert!(matches!(refused, Refusal::OtherIssuer | Refusal::Jws(JwsError::UnknownKey(_))), "{refused}");
    }
    // And a chain can't lead from one to the other.
    let mut mixed = production.clone();
    mixed.trust.extend(rehearse(Key::ed25519(9)).trust);
    assert!(matches!(refusal(&production, &mixed.value(&document)), Refusal::Trust(_)));
}

#[test]
fn attack_14_a_stranger_s_whole_file_is_refused_by_its_pin() {
    let publisher = Publisher::new();
    let stranger = Publisher::with(Key::ed25519(66), Key::ed25519(67));
    let file = stranger.value(&document());
    let (pinned, actual) = (publisher.pin(), stranger.pin());
    assert_eq!(refusal(&publisher, &file), Refusal::Trust(TrustError::NotPinned { pinned, actual }));
    // Also with the right document in front, or behind.
    for trust in [[&publisher.trust[0], &stranger.trust[0]], [&stranger.trust[0], &publisher.trust[0]]] {
        let mut file = file.clone();
        file["trust"] = json!(trust);
        assert!(matches!(refusal(&publisher, &file), Refusal::Trust(_)));
    }
}

// 15. Size, depth and work.

/// Says how long it takes to refuse or accept `file`, and that it is not long. Clocks are
/// the shell's business in the browser, so there it only has to come to an end.
fn timed<T>(name: &str, work: impl FnOnce() -> T) -> T {
    #[cfg(not(target_family = "wasm"))]
    {
        let start = std::time::Instant::now();
        let result = work();
        let took = start.elapsed();
        // Seen with `--nocapture`. Much more than it takes, because machines are busy.
        eprintln!("{name}: {} ms", took.as_millis());
        assert!(took.as_secs() < 5, "{name} took {took:?}");
        result
    }
    #[cfg(target_family = "wasm")]
    {
        let _ = name;
        work()
    }
}

#[test]
fn attack_15_the_cap_is_counted_to_the_byte() {
    let publisher = Publisher::new();
    let mut file = publisher.file(&document());
    file.resize(MAX_FILE_BYTES, b' ');
    assert!(authenticate(&file, &publisher.pin()).is_ok());
    file.push(b' ');
    assert_eq!(refusal_of(&publisher, &file), Refusal::TooLarge);
}

/// `open` as often as it is closed again, as much of it as a file may have.
fn nested(levels: usize, open: &str, inner: &str, close: &str) -> Vec<u8> {
    [open.repeat(levels), inner.to_owned(), close.repeat(levels)].concat().into_bytes()
}

#[test]
fn attack_15_nesting_of_33_and_of_100_000_is_refused_wherever_it_stands() {
    let publisher = Publisher::new();
    let good = publisher.value(&document());
    for levels in [MAX_DEPTH + 1, 100_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = nested(levels, open, "0", close);
            assert_eq!(json::parse(&deep), Err(JsonError::TooDeep));
            if deep.len() > 100_000 {
                continue;
            }
            let file = timed("nested file", || refusal_of(&publisher, &deep));
            assert_eq!(file, Refusal::NotOurFile(JsonError::TooDeep));
            let refused = timed("nested payload", || refusal(&publisher, &publisher.value_of(&deep)));
            assert_eq!(refused, Refusal::Payload(JsonError::TooDeep));
            let refused = refusal(&publisher, &under(&publisher, &base64url::encode(&deep)));
            assert_eq!(refused, Refusal::Jws(JwsError::Header(JsonError::TooDeep)));
            let mut file = good.clone();
            file["trust"] = json!([envelope(Type::Trust, &deep, &[&publisher.root])]);
            let deep_pin = Publisher { trust: vec![file["trust"][0].clone()], ..publisher.clone() };
            let refused = refusal(&deep_pin, &file);
            assert_eq!(refused, Refusal::Trust(TrustError::Json(JsonError::TooDeep)));
        }
    }
    // In a member that nobody knows, too.
    let text = good.to_string();
    let unknown = [b"{\"a\":", &nested(40, "[", "", "]")[..], b",", &text.as_bytes()[1..]].concat();
    assert_eq!(refusal_of(&publisher, &unknown), Refusal::NotOurFile(JsonError::TooDeep));
}

#[test]
fn attack_15_a_hundred_thousand_keys_or_signatures_are_refused_unread() {
    let publisher = Publisher::new();
    let many = |count: usize, item: &str| [&item.repeat(count)[1..]].concat();
    // More than fit at all, and as many as fit.
    for count in [100_000, 40_000] {
        let mut claims = trust_claims(1, &[&publisher.root], 1, &[&publisher.status]);
        claims["jwks"]["keys"] = json!([]);
        for item in [",{}", ",0", ",[]"] {
            let text =
                claims.to_string().replace(r#""keys":[]"#, &format!(r#""keys":[{}]"#, many(count, item)));
            let crowd = Publisher {
                trust: vec![envelope(Type::Trust, text.as_bytes(), &[&publisher.root])],
                ..publisher.clone()
            };
            let refused = timed("many keys", || refusal(&crowd, &crowd.value(&document())));
            assert!(matches!(refused, Refusal::TooLarge | Refusal::Trust(TrustError::Json(_))), "{refused}");
        }
    }
    // As many as fit that are all keys.
    let keys: Vec<Key> = (1..=250).map(Key::ed25519).collect();
    let keys: Vec<&Key> = keys.iter().cycle().take(500).collect();
    let crowd = Publisher::with_claims(
        publisher.root.clone(),
        publisher.status.clone(),
        &trust_claims(1, &[&publisher.root], 1, &keys),
    );
    let refused = timed("many good keys", || refusal(&crowd, &crowd.value(&document())));
    assert_eq!(refused, Refusal::Trust(TrustError::TooManyKeys));

    let mut file = publisher.value(&document());
    let entry = file["signatures"][0].clone();
    file["signatures"] = json!(vec![entry; 700]);
    let refused = timed("many signatures", || refusal(&publisher, &file));
    assert_eq!(refused, Refusal::Jws(JwsError::TooManySignatures));
}

#[test]
fn attack_15_numbers_of_a_million_digits_are_refused_and_take_no_time() {
    let publisher = Publisher::new();
    for digits in [1_000_000, 190_000] {
        for (start, end) in
            [("", ""), ("-", ""), ("0.", ""), ("", ".0"), ("1e", ""), ("1e-", ""), ("", "e-1000000")]
        {
            let number = [start, &"9".repeat(digits), end].concat();
            let parsed =
                timed(&format!("{digits} digits in {start}…{end}"), || json::parse(number.as_bytes()));
            assert!(!parsed.is_ok_and(|value| matches!(value, Json::Integer(_))));
            let text = document().to_string().replace(r#""version":1"#, &format!(r#""version":{number}"#));
            let file = bytes(&publisher.value_of(text.as_bytes()));
            let refused = refusal_of(&publisher, &file);
            assert!(matches!(refused, Refusal::TooLarge | Refusal::Payload(_)), "{refused}");
        }
    }
}

#[test]
fn attack_15_files_of_256_kib_made_to_be_slow_are_judged_in_no_time() {
    let publisher = Publisher::new();
    let fill = |open: &str, item: &str, close: &str| {
        let count = (MAX_FILE_BYTES - open.len() - close.len()) / item.len();
        [open, &item.repeat(count), close].concat().into_bytes()
    };
    let names: String = (0..20_000).map(|number| format!(r#""{number}":0,"#)).collect();
    for (name, file) in [
        ("zeros", fill("[", "0,", "0]")),
        ("nulls", fill("[", "null,", "0]")),
        ("lists", fill("[", "[],", "0]")),
        ("objects", fill("[", "{},", "0]")),
        ("lists of depth 32", fill("[", &format!("{}{},", "[".repeat(31), "]".repeat(31)), "0]")),
        ("escapes", fill("[\"", r"\u0061", "\"]")),
        ("pairs of surrogates", fill("[\"", r"\ud83d\ude00", "\"]")),
        ("one string", fill("[\"", "ä", "\"]")),
        ("an open string", fill("[\"", "a", "")),
        ("names", format!("{{{names}\"a\":0}}").into_bytes()),
        ("the same name at the end", format!("{{{names}\"0\":0}}").into_bytes()),
        ("white space", fill("", " ", "")),
        ("brackets", fill("", "[", "")),
        ("zero bytes", vec![0; MAX_FILE_BYTES]),
        ("broken UTF-8", vec![0xff; MAX_FILE_BYTES]),
        (
            "trust documents",
            fill(r#"{"payload":"","signatures":[],"trust":["#, r#"{"payload":"","signatures":[]},"#, "{}]}"),
        ),
        (
            "more than 65",
            fill(r#"{"payload":"","signatures":[],"trust":["#, r#"{"payload":""},"#, r#"{"payload":""}]}"#),
        ),
    ] {
        assert!(file.len() <= MAX_FILE_BYTES, "{name}");
        timed(name, || refusal_of(&publisher, &file));
    }
}

/// What a thief of the status key can do to readers' devices, beside lying.
#[test]
fn attack_15_signed_files_made_to_be_slow_are_judged_and_shown_in_no_time() {
    let publisher = Publisher::new();
    let text = || json!({"de": "a"});
    let named = |id: String| json!({"id": id, "name": text()});
    let state = json!({"status": "operational"});
    let service = |id: String| json!({"id": id, "name": text(), "state": state});
    let with = |changes: Value| {
        let mut document = document();
        for (name, value) in changes.as_object().unwrap() {
            document[name] = value.clone();
        }
        document
    };
    let sites: Vec<Value> = (0..1500).map(|number| named(number.to_string())).collect();
    let locals: Vec<Value> =
        (0..1500).map(|number| json!({"id": number.to_string(), "state": state})).collect();
    let mut local = service("a".into());
    local["sites"] = json!(locals);
    let everywhere: Vec<String> = (0..1500).map(|number| number.to_string()).collect();
    let affected: Vec<String> = (0..1500).cycle().take(8000).map(|number| number.to_string()).collect();
    let services: Vec<Value> = (0..1500).map(|number| service(number.to_string())).collect();
    let leaf = json!({"type": "break"});
    for (name, document) in [
        (
            "services",
            with(json!({"services": (0..2700).map(|n| service(n.to_string())).collect::<Vec<_>>()})),
        ),
        ("groups and services", with(json!({"groups": sites, "services": services}))),
        (
            "sites of a tenant",
            with(json!({
                "sites": sites, "services": [local],
                "tenants": [{"id": "a", "name": text(), "sites": everywhere}],
            })),
        ),
        (
            "services of an incident",
            with(json!({
                "services": services,
                "incidents": [{
                    "id": "a", "title": text(), "impact": "minor", "status": "identified", "services": affected,
                }],
            })),
        ),
        ("texts without the first language", with(json!({"languages": ["fr", "de"], "services": services}))),
        ("siblings in a text", with(json!({"summary": {"de": vec![leaf; 10_000]}}))),
        ("marks", with(json!({"title": {"de": "\u{0300}".repeat(90_000)}}))),
        (
            "languages",
            with(json!({
                "languages": std::iter::once("de".to_owned()).chain((0..15_000).map(|n| n.to_string())).collect::<Vec<_>>(),
            })),
        ),
    ] {
        let file = publisher.file(&document);
        assert!((100_000..=MAX_FILE_BYTES).contains(&file.len()), "{name}: {}", file.len());
        let authentic = timed(&format!("{name}, judged"), || authenticate(&file, &publisher.pin()));
        if let Ok(authentic) = authentic {
            timed(&format!("{name}, shown"), || {
                let display = DisplayState {
                    document: Some(&authentic),
                    edition: 1,
                    freshness: Freshness::Fresh,
                    notices: Vec::new(),
                    loading: false,
                    now: UnixTime::from_secs(NOW),
                    holds_for: None,
                    previous: None,
                    last_visit: None,
                    failures: &[],
                };
                view_model(&display, &Options { tenant: Some("a".into()), ..Options::default() }, locale(""))
            });
        }
    }
}

// 16. JSON that two readers could read differently.

/// Bytes that are no I-JSON object, made of the good object `text`.
const MARK: &str = "a byte order mark";

fn ambiguities(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let open = |start: &str| [start, &text[1..]].concat().into_bytes();
    let (name, _) = text[2..].split_once('"').unwrap();
    let (first, rest) = name.split_at(1);
    let escaped = format!("\\u{:04x}{rest}", u32::from(first.chars().next().unwrap()));
    vec![
        ("a name twice", open(&format!("{{\"{name}\":null,"))),
        ("a name twice, once escaped", open(&format!("{{\"{escaped}\":null,"))),
        ("a name twice, deep inside", open("{\"x\":[[{\"y\":{\"a\":0,\"a\":0}}]],")),
        ("a name twice, deep inside and escaped", open("{\"x\":[[{\"y\":{\"a\":0,\"\\u0061\":0}}]],")),
        (MARK, [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("two byte order marks", [b"\xef\xbb\xbf\xef\xbb\xbf", text.as_bytes()].concat()),
        ("UTF-16", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("a byte that is not UTF-8", [&open("{\"x\":\"")[..6], b"\xff\",", &text.as_bytes()[1..]].concat()),
        ("an overlong NUL", [b"{\"x\":\"", &b"\xc0\x80"[..], b"\",", &text.as_bytes()[1..]].concat()),
        (
            "a surrogate in UTF-8",
            [b"{\"x\":\"", &b"\xed\xa0\x80"[..], b"\",", &text.as_bytes()[1..]].concat(),
        ),
        ("a lone high surrogate", open(r#"{"x":"\ud800","#)),
        ("a lone low surrogate", open(r#"{"x":"\udc00","#)),
        ("surrogates the wrong way round", open(r#"{"x":"\udc00\ud800","#)),
        ("a lone surrogate in a name", open(r#"{"\ud800":0,"#)),
        ("a noncharacter", open(r#"{"x":"\uffff","#)),
        ("a noncharacter in a name", open("{\"\u{fdd0}\":0,")),
        ("a control character", open("{\"x\":\"\u{1}\",")),
        ("a comment", open("{/**/")),
        ("a trailing comma", text.strip_suffix('}').map(|text| format!("{text},}}").into_bytes()).unwrap()),
        ("two values", format!("{text}{text}").into_bytes()),
        ("something behind it", format!("{text}\0").into_bytes()),
        ("NaN", open("{\"x\":NaN,")),
        ("a number too large for any", open("{\"x\":1e999,")),
        ("an octal number", open("{\"x\":01,")),
        ("single quotes", text.replace('"', "'").into_bytes()),
    ]
}

#[test]
fn attack_16_ambiguous_json_is_refused_in_the_file() {
    let publisher = Publisher::new();
    for (name, file) in ambiguities(&publisher.value(&document()).to_string()) {
        // In front of the file it says nothing (RFC 8259 section 8.1); in what is signed it is
        // refused.
        if name == MARK {
            authenticate(&file, &publisher.pin()).unwrap();
            continue;
        }
        assert!(matches!(refusal_of(&publisher, &file), Refusal::NotOurFile(_)), "{name}");
    }
    // In a signature entry and in an envelope of the chain.
    let text = publisher.value(&document()).to_string();
    for object in [r#"[{"protected""#, r#"[{"payload""#] {
        for twice in [r#"[{"signature":"","signature""#, r#"[{"signature":"","\u0073ignature""#] {
            assert!(text.contains(object), "{text}");
            let doubled = text.replacen(object, &format!("{twice}:\"\",{}", &object[2..]), 1);
            let refused = refusal_of(&publisher, doubled.as_bytes());
            assert_eq!(refused, Refusal::NotOurFile(JsonError::DuplicateName));
        }
    }
}

#[test]
fn attack_16_ambiguous_json_is_refused_in_the_header_though_it_is_signed() {
    for publisher in publishers() {
        for (name, header) in ambiguities(&header(&publisher).to_string()) {
            let file = under(&publisher, &base64url::encode(&header));
            assert!(matches!(refusal(&publisher, &file), Refusal::Jws(JwsError::Header(_))), "{name}");
        }
    }
}

#[test]
fn attack_16_ambiguous_json_is_refused_in_the_document_though_it_is_signed() {
    for publisher in publishers() {
        for (name, payload) in ambiguities(&document().to_string()) {
            let file = publisher.value_of(&payload);
            assert!(matches!(refusal(&publisher, &file), Refusal::Payload(_)), "{name}");
        }
    }
}

#[test]
fn attack_16_ambiguous_json_is_refused_in_a_trust_document_though_it_is_signed_and_pinned() {
    for publisher in publishers() {
        let claims = trust_claims(1, &[&publisher.root], 1, &[&publisher.status]).to_string();
        for (name, payload) in ambiguities(&claims) {
            let trust = vec![envelope(Type::Trust, &payload, &[&publisher.root])];
            let pinned = Publisher { trust, ..publisher.clone() };
            let refused = refusal(&pinned, &pinned.value(&document()));
            assert!(matches!(refused, Refusal::Trust(TrustError::Json(_))), "{name} {refused}");
        }
    }
}

// 17 to 20. What a publisher's text can do to a page.

/// `value` with `text` in every string that is a human's, and as the only child of
/// every rich text.
fn everywhere(text: &str) -> Value {
    let words = || json!({"de": text});
    let rich = || {
        json!({"de": [
            {"type": "paragraph", "children": [
                {"type": "text", "value": text},
                {"type": "html", "value": text, "children": [{"type": "text", "value": text}]},
                {"type": "link", "url": text, "children": [{"type": "text", "value": text}]},
            ]},
            {"type": text, "value": text, "url": text, "children": [{"type": "text", "value": text}]},
        ]})
    };
    let state = || {
        json!({
            "status": "operational", "since": "2026-11-24", "note": rich(), "alternative": rich(),
            "outlook": {"kind": "restoring"},
        })
    };
    let updates = json!([{"at": "2026-11-24", "status": "identified", "text": rich()}]);
    let mut document = document();
    let members = json!({
        "title": words(), "summary": rich(),
        "publisher": {"name": words(), "url": text, "copyright": text},
        "groups": [{"id": "g", "name": words()}],
        "sites": [{"id": "s", "name": words()}],
        "tenants": [{"id": "t", "name": words(), "sites": ["s"]}],
        "services": [{
            "id": "eau", "name": words(), "description": words(), "group": "g",
            "state": state(), "sites": [{"id": "s", "state": state()}],
        }],
        "incidents": [{
            "id": "i", "title": words(), "impact": "minor", "status": "identified",
            "services": ["eau"], "updates": updates,
        }],
        "maintenances": [{
            "id": "m", "title": words(), "status": "scheduled", "starts": "2026-11-25",
            "services": ["eau"], "updates": updates,
        }],
        "categories": [{"id": "c", "name": words()}],
        "faq": [{"id": "q", "category": "c", "question": words(), "answer": rich()}],
        "contacts": [{
            "name": words(), "address": [text], "phone": text, "phone_number": text, "email": text,
        }],
        "links": [{"name": words(), "url": text}],
    });
    for (name, value) in members.as_object().unwrap() {
        document[name] = value.clone();
    }
    document
}

const SCRIPTS: [&str; 12] = [
    "<script>alert(1)</script>",
    "</title></style></textarea><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "<svg><script href=data:,alert(1) />",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)} #{alert(1)} <%= alert(1) %>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#x3c;img&#x3e;",
    "<!--<img src=--><img src=x onerror=alert(1)//>",
    "javascript:alert(1)",
];

#[test]
fn attack_17_script_in_any_text_arrives_as_that_very_text() {
    let publisher = Publisher::new();
    for script in SCRIPTS {
        let model = shown(&publisher, &everywhere(script));
        let content = model.content.unwrap();
        assert_eq!(content.title.text, script);
        assert_eq!(content.groups[0].services[0].name.text, script);
        assert_eq!(content.faq[0].questions[0].question.text, script);
        // Of a node that nobody knows only the children are left, of `html` too.
        let answer = json::read::<Nodes>(
            json!([
                {"type": "paragraph", "children": [
                    {"type": "text", "value": script},
                    {"type": "unknown", "children": [{"type": "text", "value": script}]},
                    {"type": "link", "url": script, "children": [{"type": "text", "value": script}]},
                ]},
                {"type": "unknown", "children": [{"type": "text", "value": script}]},
            ])
            .to_string()
            .as_bytes(),
        );
        assert_eq!(content.faq[0].questions[0].answer.nodes, answer.unwrap());
    }
}

#[cfg(not(target_family = "wasm"))]
#[test]
fn attack_17_script_in_any_text_makes_no_element_and_no_attribute_in_rendered_html() {
    let publisher = Publisher::new();
    let shape = |text: &str| -> Vec<(String, Vec<String>)> {
        scraper::Html::parse_fragment(&status_widget::native::render::html(shown(
            &publisher,
            &everywhere(text),
        )))
        .root_element()
        .descendent_elements()
        .map(|element| {
            let value = element.value();
            (value.name().to_owned(), value.attrs().map(|(name, _)| name.to_owned()).collect())
        })
        .collect()
    };
    for script in SCRIPTS {
        // A text without spaces may be a mail address, and makes a link of ours.
        let plain = shape(if check_link(&format!("mailto:{script}")).is_ok() { "Text" } else { "ein Text" });
        assert!(plain.len() > 50, "{plain:?}");
        assert_eq!(shape(script), plain, "{script}");
    }
}

const LINKS: [&str; 26] = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\u{1}javascript:alert(1)",
    " javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "%6Aavascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "blob:https://example.org/a",
    "filesystem:https://example.org/a",
    "view-source:https://example.org",
    "http://example.org/",
    "//evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https://status.example@evil.example/",
    "https://status.example:443@evil.example/",
    "https://status.example%40evil.example/",
    "https://st\u{0430}tus.example/",
    "https://status.example\u{2024}evil.example/",
];

#[test]
fn attack_18_addresses_that_are_not_plainly_https_mailto_or_tel_are_refused() {
    for link in LINKS {
        assert!(check_link(link).is_err(), "{link:?}");
    }
    // A look-alike can only appear as what it is.
    assert!(check_link("https://xn--sttus-3ve.example/").is_ok());
}

#[cfg(not(target_family = "wasm"))]
#[test]
fn attack_18_a_refused_address_is_no_link_in_rendered_html() {
    let publisher = Publisher::new();
    let links = |address: &str| -> Vec<String> {
        scraper::Html::parse_fragment(&status_widget::native::render::html(shown(
            &publisher,
            &everywhere(address),
        )))
        .root_element()
        .descendent_elements()
        .flat_map(|element| element.attr("href").map(str::to_owned))
        .filter(|href| !href.starts_with('#'))
        .collect()
    };
    assert!(links("https://example.org/").len() >= 5);
    for link in LINKS {
        for href in links(link) {
            // A contact's number and mail address carry our scheme in front.
            assert!(href.starts_with("tel:") || href.starts_with("mailto:"), "{link:?} became {href:?}");
            assert!(check_link(&href).is_ok(), "{href:?}");
        }
    }
}

#[test]
fn attack_19_rich_text_nested_10_000_deep_is_refused() {
    let publisher = Publisher::new();
    for levels in [16, 10_000] {
        let deep = nested(levels, r#"{"type":"strong","children":["#, "", "]}");
        let payload = document().to_string().replace(
            r#""title":"#,
            &format!(r#""summary":{{"de":[{}]}},"title":"#, String::from_utf8(deep).unwrap()),
        );
        let file = publisher.value_of(payload.as_bytes());
        let refused = refusal(&publisher, &file);
        assert!(matches!(refused, Refusal::Payload(JsonError::TooDeep) | Refusal::TooLarge), "{refused}");
    }
}

#[test]
fn attack_19_a_hundred_thousand_siblings_are_read_without_harm() {
    let siblings = [r#"{"type":"text","value":"a"}"#; 100_000].join(",");
    let nodes: Nodes = json::read(format!("[{siblings}]").as_bytes()).unwrap();
    assert_eq!(nodes.len(), 100_000);
    let publisher = Publisher::new();
    let mut document = document();
    document["summary"] = json!({"de": vec![json!({"type": "break"}); 10_000]});
    let shown = shown(&publisher, &document).content.unwrap();
    assert_eq!(shown.summary.unwrap().nodes.len(), 10_000);
}

#[test]
fn attack_19_of_unknown_node_types_only_the_children_are_left() {
    for kind in ["html", "image", "code", "script", "iframe", "definition", "", "Text", "__proto__"] {
        let tree = json!([{
            "type": kind, "value": "<b>", "url": "javascript:a", "lang": "x", "data": {"hName": "script"},
            "children": [{"type": "text", "value": "a"}],
        }]);
        let nodes: Nodes = json::read(tree.to_string().as_bytes()).unwrap();
        let known: Nodes = json::read(br#"[{"type":"x","children":[{"type":"text","value":"a"}]}]"#).unwrap();
        assert_eq!(nodes, known, "{kind}");
    }
    // A node that is none is refused.
    for node in ["[0]", "[{}]", "[null]", r#"[{"type":0}]"#, r#"[{"type":"text","value":0}]"#, r#"["a"]"#] {
        assert!(json::read::<Nodes>(node.as_bytes()).is_err(), "{node}");
    }
}

#[test]
fn attack_20_no_text_can_reorder_hide_or_overprint_what_stands_beside_it() {
    let publisher = Publisher::new();
    let controls = [
        "\u{202e}",
        "\u{202d}",
        "\u{202a}",
        "\u{2066}",
        "\u{2067}",
        "\u{2068}",
        "\u{2069}",
        "\u{200e}",
        "\u{200f}",
        "\u{061c}",
        "\u{200b}",
        "\u{200d}",
        "\u{2060}",
        "\u{feff}",
        "\u{00}",
        "\u{08}",
        "\u{1b}",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{e0041}",
        "\u{fff9}",
        "\u{3164}",
    ];
    for control in controls {
        let name = format!("eAU{control}");
        let model = shown(&publisher, &everywhere(&name));
        // An address is no text that is shown as such: it is checked as a link.
        let text = format!("{:?}", without_addresses(model));
        assert!(text.contains("eAU"), "{text}");
        let escaped = format!("{control:?}");
        assert!(!text.contains(escaped.trim_matches('"')), "{escaped} in {text}");
    }
}

/// The model without the addresses of links.
fn without_addresses(mut model: WidgetModel) -> WidgetModel {
    use status_widget::core::document::rich_text::Node;
    fn clear(nodes: &mut Nodes) {
        for node in nodes {
            match node {
                Node::Link(url, children) => {
                    url.clear();
                    clear(children);
                }
                Node::Paragraph(children) | Node::Unknown(children) => clear(children),
                _ => {}
            }
        }
    }
    let content = model.content.as_mut().unwrap();
    content.publisher_url = None;
    content.links.iter_mut().for_each(|link| link.url.clear());
    let mut others = content.others.take();
    let cards = others.iter_mut().flat_map(|others| &mut others.contacts);
    for card in content.contacts.iter_mut().chain(cards) {
        card.phone.iter_mut().chain(&mut card.email).for_each(|link| link.url.clear());
    }
    let groups = content.groups.iter_mut().chain(others.iter_mut().flat_map(|others| &mut others.groups));
    for service in groups.flat_map(|group| &mut group.services) {
        for rich in service.note.iter_mut().chain(&mut service.alternative) {
            clear(&mut rich.nodes);
        }
    }
    let reports = content.reports.iter_mut().chain(&mut content.earlier);
    for report in reports.chain(others.iter_mut().flat_map(|others| &mut others.reports)) {
        report.updates.iter_mut().for_each(|message| clear(&mut message.text.nodes));
    }
    let faq = content.faq.iter_mut().chain(others.iter_mut().flat_map(|others| &mut others.faq));
    for answer in faq.flat_map(|category| &mut category.questions) {
        clear(&mut answer.answer.nodes);
    }
    content.summary.iter_mut().for_each(|summary| clear(&mut summary.nodes));
    content.others = others;
    model
}

#[test]
fn attack_20_a_thousand_combining_marks_in_a_name_become_three() {
    let publisher = Publisher::new();
    for mark in ['\u{0301}', '\u{0489}', '\u{20dd}', '\u{fe0f}'] {
        let mut document = document();
        document["services"][0]["name"]["de"] = json!(format!("e{}AU", mark.to_string().repeat(1000)));
        let model = shown(&publisher, &document);
        let service = &model.content.unwrap().groups[0].services[0];
        assert_eq!(service.name.text.chars().filter(|c| *c == mark).count(), 3);
    }
}

// 22. Truncation.

#[test]
fn attack_22_a_file_cut_off_anywhere_is_refused() {
    for mut publisher in publishers() {
        publisher.rotate_status(publisher.status.clone());
        let file = publisher.file(&document());
        for length in 0..file.len() {
            let refused = refusal_of(&publisher, &file[..length]);
            // To a reader that is an answer that did not come, not a forgery.
            assert!(refused.is_unreadable(), "{length} {refused}");
        }
    }
}

#[test]
fn attack_22_a_payload_or_signature_cut_off_anywhere_is_refused() {
    let publisher = Publisher::new();
    let file = publisher.value(&document());
    for member in ["/payload", "/signatures/0/signature", "/signatures/0/protected", "/trust/0/payload"] {
        let whole = file.pointer(member).unwrap().as_str().unwrap().to_owned();
        for length in 0..whole.len() {
            let mut file = file.clone();
            *file.pointer_mut(member).unwrap() = json!(whole[..length]);
            refusal(&publisher, &file);
        }
    }
}
