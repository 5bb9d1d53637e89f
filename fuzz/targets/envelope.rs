//! Any bytes as the signed file. Whatever happens to them on the way, what comes out is
//! something that the publisher has signed, or nothing.
#![no_main]

#[path = "../world.rs"]
mod world;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use status_widget::core::encoding::digest::Digest;
use status_widget::core::session::Session;
use status_widget::core::signed::verify::authenticate;
use world::support::bytes;

static PIN: LazyLock<Digest> = LazyLock::new(|| world::publisher().pin());
static SIGNED: LazyLock<BTreeSet<Digest>> =
    LazyLock::new(|| world::documents().iter().map(|document| Digest::of(&bytes(document))).collect());

fuzz_target!(|file: &[u8]| {
    match authenticate(file, &PIN) {
        Ok(authentic) => {
            assert!(SIGNED.contains(&authentic.digest()), "a forgery");
            let reading = world::now();
            let mut session = Session::new(*PIN);
            session.recall(file, Default::default(), reading);
            assert_eq!(session.digest(), Some(authentic.digest()));
            let requests = session.begin(1, 0.0, reading);
            assert_eq!(session.answer(requests[0], &Ok(file.to_vec()), reading), Ok(()));
            world::check_shown(&mut session);
        }
        Err(refusal) => world::check_message(&refusal.to_string()),
    }
});
