//! Any payloads of trust documents, separated by NUL and properly signed by as many of
//! four root holders as each of them and the one before it name. A chain that is taken
//! keeps TUF's root rules; with one signature fewer than it needs, it is not taken.
#![no_main]

#[path = "../world.rs"]
mod world;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use status_widget::core::encoding::digest::Digest;
use status_widget::core::encoding::json;
use status_widget::core::signed::jws::{Envelope, Type};
use status_widget::core::signed::trust::{MAX_HOPS, MAX_THRESHOLD, TrustChain, TrustDocument};
use world::support::{Key, bytes, envelope};

static HOLDERS: LazyLock<[Key; 4]> = LazyLock::new(world::holders);

fn signed(payload: &[u8], signers: &[&Key]) -> Envelope {
    json::read(&bytes(&envelope(Type::Trust, payload, signers))).expect("it is an envelope")
}

/// The holders that have a root key in one of `documents`.
fn holders_of(documents: &[Option<&TrustDocument>]) -> Vec<&'static Key> {
    let named = |key: &&Key| {
        documents.iter().flatten().any(|document| document.root.keys().contains(&key.public().id()))
    };
    HOLDERS.iter().filter(named).collect()
}

fuzz_target!(|data: &[u8]| {
    let payloads: Vec<&[u8]> = data.split(|byte| *byte == 0).take(MAX_HOPS + 2).collect();
    let documents: Vec<Option<TrustDocument>> =
        payloads.iter().map(|payload| TrustDocument::read(payload).ok()).collect();
    let before = |number: usize| number.checked_sub(1).and_then(|before| documents[before].as_ref());
    let mut envelopes: Vec<Envelope> = payloads
        .iter()
        .enumerate()
        .map(|(number, payload)| signed(payload, &holders_of(&[documents[number].as_ref(), before(number)])))
        .collect();
    let pin = Digest::of(payloads[0]);
    match TrustChain::walk(&pin, &envelopes) {
        Err(error) => world::check_message(&error.to_string()),
        Ok(chain) => {
            assert!(payloads.len() <= MAX_HOPS + 1);
            let documents: Vec<&TrustDocument> = documents.iter().flatten().collect();
            assert_eq!(documents.len(), payloads.len());
            for pair in documents.windows(2) {
                assert_eq!(pair[1].claims.version, pair[0].claims.version + 1);
                assert_eq!(pair[1].claims.iss, pair[0].claims.iss);
                assert_eq!(pair[1].claims.sub, pair[0].claims.sub);
            }
            for role in documents.iter().flat_map(|document| [&document.root, &document.status]) {
                assert!((1..=role.keys().len().min(MAX_THRESHOLD)).contains(&role.threshold()));
            }
            assert_eq!(chain.last(), documents[documents.len() - 1]);

            // One root key of the last document's fewer than its threshold.
            let last = chain.last();
            let signers = holders_of(&[Some(last)]);
            assert!(signers.len() >= last.root.threshold());
            let fewer = &signers[..last.root.threshold() - 1];
            let previous = before(documents.len() - 1);
            let others: Vec<&Key> = holders_of(&[previous])
                .into_iter()
                .filter(|key| !last.root.keys().contains(&key.public().id()))
                .collect();
            let signers = [fewer, &others].concat();
            let ids: Vec<_> = signers.iter().map(|key| key.public().id()).collect();
            assert!(!last.root.is_met_by(&ids));
            *envelopes.last_mut().expect("there is one") = signed(payloads[payloads.len() - 1], &signers);
            assert!(TrustChain::walk(&pin, &envelopes).is_err());
        }
    }
});
