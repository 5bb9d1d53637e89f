//! Any bytes as the payload of a file that is properly signed: what a thief of the
//! status key can bring. Whatever is taken reads back as it was written, and is shown
//! without a panic and without a state once it has expired. What we read as JSON is what
//! another reader sees.
#![no_main]

#[path = "../world.rs"]
mod world;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use status_widget::core::document::StatusDocument;
use status_widget::core::session::Session;
use status_widget::core::signed::verify::authenticate;
use world::support::{Publisher, bytes};

static PUBLISHER: LazyLock<Publisher> = LazyLock::new(Publisher::new);

fuzz_target!(|payload: &[u8]| {
    world::other_json::check(payload).expect("both readers see the same");
    let file = bytes(&PUBLISHER.value_of(payload));
    match authenticate(&file, &PUBLISHER.pin()) {
        Ok(authentic) => {
            let written = serde_json::to_vec(authentic.document()).expect("it has string keys");
            let read = StatusDocument::read(&written).expect("it is what we write");
            assert_eq!(&read, authentic.document());
            let mut session = Session::new(PUBLISHER.pin());
            session.recall(&file, Default::default(), world::now());
            world::check_shown(&mut session);
        }
        Err(refusal) => world::check_message(&refusal.to_string()),
    }
});
