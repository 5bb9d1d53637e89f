//! Ceremonies from start to end: publisher, portal and reader played together
//! with the real `statusctl` and the widget's own session.

use crate::support::desk::Desk;
use crate::support::reader::{reading, round};
use status_widget::core::document::ServiceStatus;
use status_widget::core::session::freshness::Freshness;
use status_widget::core::session::{Notice, Session, Visibility};

/// A reader whose portal pins `pin`, with the page open.
struct Reader {
    session: Session,
}

impl Reader {
    fn new(pin: &str) -> Self {
        Self { session: Session::new(pin.parse().unwrap()) }
    }

    /// One round at the desk's time with this file.
    fn fetches(&mut self, desk: &Desk, file: &str) -> Vec<String> {
        let reading = reading(desk.now, desk.now * 1000);
        self.session.tick(reading, Visibility::Visible);
        let outcome = round(&mut self.session, Ok(desk.read(file)), reading);
        outcome.err().iter().map(ToString::to_string).collect()
    }

    /// The version that is shown as fresh, and what is said beside it.
    fn sees(&mut self, desk: &Desk) -> (Option<u64>, Vec<Notice>) {
        let reading = reading(desk.now, desk.now * 1000);
        self.session.tick(reading, Visibility::Visible);
        let display = self.session.display_state(reading);
        let version = display
            .document
            .filter(|_| display.freshness == Freshness::Fresh)
            .filter(|authentic| authentic.content().services[0].state.status == ServiceStatus::Operational)
            .map(|authentic| authentic.claims().version);
        (version, display.notices)
    }
}

/// Three root holders, two of whom must sign, and a status key.
fn two_of_three() -> Desk {
    let desk = Desk::new();
    for name in ["anna", "bert", "cleo"] {
        desk.key(name, "ed25519");
    }
    desk.key("status", "es256");
    desk.begin_chain(&[
        "--root",
        "anna.jwk",
        "--root",
        "bert.jwk",
        "--root",
        "cleo.jwk",
        "--root-threshold",
        "2",
        "--status",
        "status.jwk",
    ]);
    desk
}

fn sign(desk: &Desk, holders: &[&str]) {
    for holder in holders {
        desk.ok(&["trust", "sign", "trust.json", "--key", holder]);
    }
}

#[test]
fn two_of_three_holders_begin_a_chain_and_the_tool_says_what_is_missing() {
    let desk = two_of_three();
    let missing = desk.ok(&["trust", "sign", "trust.json", "--key", "anna"]);
    assert!(missing.contains("signatures by its own root keys: 1 of 2"), "{missing}");
    assert!(missing.contains("could sign: "), "{missing}");
    desk.payload(1);
    let early =
        desk.fails(&["sign", "payload.json", "--key", "status", "--trust", "trust.json", "-o", "s.json"]);
    assert!(early.contains("1 of 2 of its own root keys signed"), "{early}");
    let complete = desk.ok(&["trust", "sign", "trust.json", "--key", "cleo"]);
    assert!(complete.contains("trust document 1 is completely signed"), "{complete}");
    desk.publish(1, "status");
    let mut reader = Reader::new(&desk.pin("trust.json"));
    assert_eq!(reader.fetches(&desk, "public/status.json"), [""; 0]);
    assert_eq!(reader.sees(&desk), (Some(1), vec![]));
}

#[test]
fn holders_who_sign_copies_side_by_side_are_merged() {
    let desk = two_of_three();
    for holder in ["anna", "bert"] {
        let copy = format!("{holder}.trust.json");
        desk.copy("trust.json", &copy);
        desk.ok(&["trust", "sign", &copy, "--key", holder]);
    }
    let merged = desk.ok(&["trust", "merge", "trust.json", "anna.trust.json", "bert.trust.json"]);
    assert!(merged.contains("completely signed"), "{merged}");
    assert!(desk.ok(&["trust", "verify", "trust.json"]).starts_with("good: "));
}

#[test]
fn a_lost_root_key_of_two_of_three_is_replaced_and_no_portal_is_edited() {
    let mut desk = two_of_three();
    sign(&desk, &["anna", "bert"]);
    let pin = desk.pin("trust.json");
    desk.publish(1, "status");
    let mut reader = Reader::new(&pin);
    reader.fetches(&desk, "public/status.json");

    // Cleo's key is gone; Dora takes the seat.
    desk.now += 3600;
    let cleo = desk.json("cleo.jwk")["kid"].as_str().unwrap().to_owned();
    desk.key("dora", "ed25519");
    desk.ok(&["trust", "rotate", "trust.json", "--remove-root", &cleo, "--add-root", "dora.jwk"]);
    let shown = desk.ok(&["trust", "sign", "trust.json", "--key", "dora"]);
    assert!(shown.contains("root keys of the document before: 0 of 2"), "{shown}");
    assert!(shown.contains("its own root keys: 1 of 2"), "{shown}");
    sign(&desk, &["anna", "bert"]);
    assert_eq!(desk.pin("trust.json"), pin);
    desk.publish(2, "status");
    assert_eq!(reader.fetches(&desk, "public/status.json"), [""; 0]);
    assert_eq!(reader.sees(&desk), (Some(2), vec![]));

    // From now on Dora counts and Cleo does not.
    desk.ok(&["trust", "rotate", "trust.json"]);
    let refused = desk.fails(&["trust", "sign", "trust.json", "--key", "cleo"]);
    assert!(refused.contains("has no role here"), "{refused}");
    sign(&desk, &["bert", "dora"]);
    assert!(desk.ok(&["trust", "verify", "trust.json", "--pin", &pin]).contains("trust document 3"));
}

#[test]
fn a_thumbprint_may_begin_with_a_hyphen() {
    let desk = two_of_three();
    sign(&desk, &["anna", "bert"]);
    for option in ["--remove-root", "--remove-status"] {
        let refused = desk.fails(&["trust", "rotate", "trust.json", option, "-AbCdE"]);
        assert!(refused.contains("`-AbCdE` names no key in this role"), "{refused}");
    }
}

#[test]
fn the_status_key_is_rotated_as_a_routine_and_readers_notice_nothing() {
    let mut desk = two_of_three();
    sign(&desk, &["anna", "bert"]);
    desk.publish(1, "status");
    let mut reader = Reader::new(&desk.pin("trust.json"));
    reader.fetches(&desk, "public/status.json");
    let old = desk.json("status.jwk")["kid"].as_str().unwrap().to_owned();
    desk.now += 3600;
    desk.key("status-2024", "ed25519");
    desk.ok(&["trust", "rotate", "trust.json", "--remove-status", &old, "--add-status", "status-2024.jwk"]);
    sign(&desk, &["bert", "cleo"]);
    desk.payload(2);
    let refused = desk.fails(&[
        "sign",
        "payload.json",
        "--key",
        "status",
        "--trust",
        "trust.json",
        "--publish-to",
        "public",
    ]);
    assert!(refused.contains("has no role here"), "{refused}");
    desk.publish(2, "status-2024");
    assert_eq!(reader.fetches(&desk, "public/status.json"), [""; 0]);
    assert_eq!(reader.sees(&desk), (Some(2), vec![]));
}

#[test]
fn a_stolen_status_key_is_revoked_and_its_fast_forward_is_undone() {
    let mut desk = two_of_three();
    sign(&desk, &["anna", "bert"]);
    desk.publish(7, "status");
    let mut reader = Reader::new(&desk.pin("trust.json"));
    reader.fetches(&desk, "public/status.json");

    // The thief signs the highest version there is, so that nothing can follow it.
    desk.now += 600;
    desk.publish(9_007_199_254_740_991, "status");
    desk.copy("public/status.json", "thief.json");
    reader.fetches(&desk, "thief.json");
    assert_eq!(reader.sees(&desk).0, Some(9_007_199_254_740_991));
    desk.payload(8);
    let stuck = desk.fails(&[
        "sign",
        "payload.json",
        "--key",
        "status",
        "--trust",
        "trust.json",
        "--publish-to",
        "public",
    ]);
    assert!(stuck.contains("version 8 is not higher than 9007199254740991"), "{stuck}");

    // Emergency: the root holders revoke it; the next ordinary version goes out.
    desk.now += 600;
    let stolen = desk.json("status.jwk")["kid"].as_str().unwrap().to_owned();
    desk.key("fresh", "ed25519");
    desk.ok(&["trust", "rotate", "trust.json", "--remove-status", &stolen, "--add-status", "fresh.jwk"]);
    sign(&desk, &["anna", "cleo"]);
    desk.publish(8, "fresh");
    assert_eq!(reader.fetches(&desk, "public/status.json"), [""; 0]);
    assert_eq!(reader.sees(&desk), (Some(8), vec![]));

    // What the thief signed is worth nothing to this reader any more.
    let refused = reader.fetches(&desk, "thief.json");
    assert_eq!(refused, ["the trust chain does not continue the one seen before"]);
    assert_eq!(reader.sees(&desk), (Some(8), vec![Notice::Retrying]));
}

#[test]
fn a_root_key_that_lives_in_a_token_signs_a_trust_document_by_prepare_and_attach() {
    let desk = two_of_three();
    desk.ok(&[
        "prepare",
        "--trust-document",
        "--key",
        "anna.jwk",
        "--trust",
        "trust.json",
        "-o",
        "anna.prepared",
    ]);
    // The token's part, played by OpenSSL.
    let status = std::process::Command::new("openssl")
        .args(["pkeyutl", "-sign", "-rawin", "-inkey", "anna", "-passin", "env:P"])
        .args(["-in", "anna.prepared.input", "-out", "anna.sig"])
        .env("P", crate::support::desk::PASSPHRASE)
        .current_dir(desk.path(""))
        .status()
        .unwrap();
    assert!(status.success());
    desk.ok(&["attach", "anna.prepared", "--signature", "anna.sig", "--into", "trust.json"]);
    sign(&desk, &["bert"]);
    assert!(desk.ok(&["trust", "verify", "trust.json"]).starts_with("good: "));
}

#[test]
fn two_status_keys_that_must_both_sign_can_live_in_different_places() {
    let desk = Desk::new();
    desk.key("root", "ed25519");
    desk.key("here", "ed25519");
    desk.key("there", "es256");
    desk.begin_chain(&[
        "--root",
        "root.jwk",
        "--status",
        "here.jwk",
        "--status",
        "there.jwk",
        "--status-threshold",
        "2",
    ]);
    desk.ok(&["trust", "sign", "trust.json", "--key", "root"]);
    desk.payload(1);
    let alone =
        desk.fails(&["sign", "payload.json", "--key", "here", "--trust", "trust.json", "-o", "s.json"]);
    assert!(alone.contains("1 of 2 status keys signed"), "{alone}");
    let both =
        ["sign", "payload.json", "--key", "here", "--key", "there", "--trust", "trust.json", "-o", "s.json"];
    desk.ok(&both);
    let pin = desk.pin("trust.json");
    assert!(desk.ok(&["verify", "s.json", "--pin", &pin]).starts_with("good: "));
}
