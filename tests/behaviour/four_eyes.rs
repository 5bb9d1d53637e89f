//! A second pair of eyes: documents that two keys have to sign, of two people or of one timer,
//! through `statusctl publish`; and who has signed, in all that is said.

use std::fs;

use serde_json::Value;

use crate::support::desk::Desk;

/// A desk whose status documents need two of three keys, with a folder of texts.
fn two_of_three(settings: &str) -> Desk {
    let desk = Desk::new();
    for key in ["root", "anna", "bernd", "clara"] {
        desk.key(key, "ed25519");
    }
    let keys = ["anna.jwk", "bernd.jwk", "clara.jwk"];
    let roles = keys.iter().flat_map(|key| ["--status", key]);
    desk.begin_chain(
        &["--root", "root.jwk", "--status-threshold", "2"].into_iter().chain(roles).collect::<Vec<_>>(),
    );
    desk.ok(&["trust", "sign", "trust.json", "--key", "root"]);
    desk.ok(&["init", "notice"]);
    for folder in ["public", "mirror"] {
        fs::create_dir(desk.path(folder)).unwrap();
    }
    write_settings(&desk, "notice/publish.toml", settings);
    desk
}

fn write_settings(desk: &Desk, name: &str, keys: &str) {
    desk.write(name, format!("trust = \"../trust.json\"\ntargets = [\"../public\", \"../mirror\"]\n{keys}"));
}

fn edit(desk: &Desk, from: &str, to: &str) {
    let before = String::from_utf8(desk.read("notice/status.toml")).unwrap();
    assert!(before.contains(from), "{from}");
    desk.write("notice/status.toml", before.replace(from, to));
}

fn kid(desk: &Desk, key: &str) -> String {
    let jwk: status_widget::core::signed::jwk::Jwk =
        serde_json::from_value(desk.json(&format!("{key}.jwk"))).unwrap();
    status_widget::core::signed::jwk::PublicKey::from_jwk(&jwk).unwrap().id().to_string()
}

/// Runs a command that works; returns what it printed as its result, and its remarks.
#[track_caller]
fn both(desk: &Desk, args: &[&str]) -> (String, String) {
    let output = desk.statusctl(args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{args:?}: {said}");
    (String::from_utf8(output.stdout).unwrap(), said)
}

fn verified(desk: &Desk, name: &str) -> String {
    desk.ok(&["verify", name, "--pin", &desk.pin("trust.json")])
}

#[test]
fn two_keys_at_hand_sign_together_and_so_does_the_timer() {
    let mut desk = two_of_three("key = [\"../anna\", \"../bernd\"]\n");
    let signed_by = format!("signed by {}, {}", kid(&desk, "anna"), kid(&desk, "bernd"));
    let (_, said) = both(&desk, &["publish", "notice", "--yes"]);
    assert!(said.contains(&signed_by), "{said}");
    desk.now += 30 * 60;
    let (_, said) = both(&desk, &["publish", "--confirm", "--settings", "notice/publish.toml"]);
    assert!(said.contains(&signed_by), "{said}");
    assert!(verified(&desk, "mirror/status.json").contains(&signed_by));
}

#[test]
fn one_key_of_two_publishes_nothing_and_says_what_is_missing() {
    let desk = two_of_three("key = \"../anna\"\n");
    let said = desk.fails(&["publish", "notice", "--yes"]);
    assert!(said.contains("1 of 2 keys that have to sign have signed; name another one"), "{said}");
    assert!(!desk.path("public/status.json").exists());
}

#[test]
fn a_second_person_sees_the_same_words_and_the_same_digest_and_publishes() {
    let mut desk = two_of_three("key = [\"../anna\", \"../bernd\"]\n");
    both(&desk, &["publish", "notice", "--yes"]);
    let (anna, bernd) = (kid(&desk, "anna"), kid(&desk, "bernd"));
    // From now on each has one key, and settings of their own.
    write_settings(&desk, "notice/publish.toml", "key = \"../anna\"\nprepare = \"../bernd.jwk\"\n");
    fs::create_dir(desk.path("bernd-desk")).unwrap();
    write_settings(&desk, "bernd-desk/publish.toml", "key = \"../bernd\"\n");
    desk.now += 60;
    edit(&desk, "\"partial_outage\"", "\"major_outage\"");
    let before = desk.read("public/status.json");

    let (first_words, said) = both(&desk, &["publish", "notice", "--yes"]);
    assert!(first_words.contains("service Elektronische Krankmeldung (eAU), state: "), "{first_words}");
    assert!(said.contains("nothing is published yet"), "{said}");
    assert!(said.contains(&format!("signed so far by {anna}")), "{said}");
    assert!(said.contains(&format!("{bernd} has to sign as well")), "{said}");
    let digest =
        said.split_whitespace().find(|word| word.starts_with("sha256-")).unwrap().trim_end_matches('.');
    assert_eq!(desk.read("public/status.json"), before);

    // The way to the second person takes time, and meanwhile a timer signs again.
    desk.now += 30 * 60;
    write_settings(&desk, "notice/timer.toml", "key = [\"../anna\", \"../clara\"]\n");
    both(&desk, &["publish", "--confirm", "--settings", "notice/timer.toml"]);

    desk.copy("notice/.published.json.prepared", "bernd-desk/prepared");
    let publish = ["publish", "bernd-desk", "--prepared", "bernd-desk/prepared", "--yes"];
    let (second_words, said) = both(&desk, &publish);
    assert_eq!(second_words, first_words);
    assert!(said.contains(&format!("signed so far by {anna}; its digest is {digest}")), "{said}");
    assert!(said.contains(&format!("signed by {anna}, {bernd}")), "{said}");
    for target in ["public", "mirror"] {
        let said = verified(&desk, &format!("{target}/status.json"));
        assert!(said.contains(&format!("signed by {anna}, {bernd}")), "{said}");
    }
    // What the timer signs from now on is newer again.
    desk.now += 60;
    both(&desk, &["publish", "--confirm", "--settings", "notice/timer.toml"]);
}

#[test]
fn who_asks_the_second_person_can_not_be_the_second_person() {
    let desk = two_of_three("key = \"../anna\"\nprepare = \"../bernd.jwk\"\n");
    both(&desk, &["publish", "notice", "--yes"]);
    let prepared = "notice/.published.json.prepared";
    let said = desk.fails(&["publish", "notice", "--prepared", prepared, "--yes"]);
    assert!(said.contains("has signed this document already"), "{said}");
    // Nor does somebody's edit on the way get through.
    let mut changed = desk.json(prepared);
    let payload = changed["document"]["payload"].as_str().unwrap().to_owned();
    let other: Value =
        serde_json::from_slice(&status_widget::core::encoding::base64url::decode(&payload).unwrap()).unwrap();
    let mut other = other;
    other["services"][0]["state"]["status"] = "operational".into();
    changed["document"]["payload"] =
        status_widget::core::encoding::base64url::encode(other.to_string().as_bytes()).into();
    desk.write("changed", changed.to_string());
    write_settings(&desk, "notice/bernd.toml", "key = \"../bernd\"\n");
    let args = ["publish", "notice", "--settings", "notice/bernd.toml", "--yes", "--prepared"];
    let said = desk.fails(&[&args[..], &["changed"]].concat());
    assert!(said.contains("what was prepared has been changed; let it be prepared again"), "{said}");
    assert!(!desk.path("public/status.json").exists());
}

#[test]
fn tokens_sign_one_after_the_other() {
    let mut desk = two_of_three("prepare = [\"../anna.jwk\", \"../bernd.jwk\"]\n");
    let prepared = "notice/.published.json.prepared";
    let (_, said) = both(&desk, &["publish", "notice", "--yes"]);
    assert!(said.contains(&format!("{} has to sign as well", kid(&desk, "anna"))), "{said}");
    // A stand-in for a token: the key signs the bytes, as `openssl pkeyutl -rawin` does.
    let sign = |desk: &Desk, key: &str| {
        let passphrase = format!("pass:{}", crate::support::desk::PASSPHRASE);
        let done = std::process::Command::new("openssl")
            .args(["pkeyutl", "-sign", "-rawin", "-passin", &passphrase, "-inkey"])
            .arg(desk.path(key))
            .arg("-in")
            .arg(desk.path(&format!("{prepared}.input")))
            .arg("-out")
            .arg(desk.path("signature"))
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    let attach = ["publish", "notice", "--prepared", prepared, "--signature", "signature", "--yes"];
    sign(&desk, "anna");
    desk.now += 60;
    let (_, said) = both(&desk, &attach);
    assert!(said.contains(&format!("{} has to sign as well", kid(&desk, "bernd"))), "{said}");
    assert!(!desk.path("public/status.json").exists());
    // The first one's signature is not one of the second.
    let said = desk.fails(&attach);
    assert!(said.contains("does not verify"), "{said}");
    sign(&desk, "bernd");
    desk.now += 60;
    both(&desk, &attach);
    let said = verified(&desk, "public/status.json");
    assert!(said.contains(&format!("signed by {}, {}", kid(&desk, "anna"), kid(&desk, "bernd"))), "{said}");
}

#[test]
fn diff_says_who_has_signed_and_reads_what_was_prepared() {
    let mut desk = two_of_three("key = [\"../anna\", \"../bernd\"]\n");
    both(&desk, &["publish", "notice", "--yes"]);
    let (anna, bernd) = (kid(&desk, "anna"), kid(&desk, "bernd"));
    let (_, said) = both(&desk, &["diff", "public/status.json", "notice"]);
    assert!(
        said.contains(&format!("says that {anna}, {bernd} has signed it, which is NOT verified")),
        "{said}"
    );
    let pin = desk.pin("trust.json");
    let (_, said) = both(&desk, &["diff", "public/status.json", "notice", "--pin", &pin]);
    assert!(said.contains(&format!("public/status.json: signed by {anna}, {bernd}")), "{said}");
    let other = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assert_eq!(
        desk.statusctl(&["diff", "public/status.json", "notice", "--pin", other]).status.code(),
        Some(2)
    );
    write_settings(&desk, "notice/publish.toml", "key = \"../anna\"\nprepare = \"../bernd.jwk\"\n");
    desk.now += 60;
    edit(&desk, "\"partial_outage\"", "\"major_outage\"");
    both(&desk, &["publish", "notice", "--yes"]);
    let output = desk.statusctl(&["diff", "public/status.json", "notice/.published.json.prepared"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("service Elektronische Krankmeldung (eAU), state: ")
    );
}

#[test]
fn who_signs_is_called_by_name_where_the_settings_know_it() {
    let mut desk = two_of_three("key = [\"../anna\", \"../bernd\"]\n");
    let (anna, bernd, clara) = (kid(&desk, "anna"), kid(&desk, "bernd"), kid(&desk, "clara"));
    let names = format!("[names]\n\"Anna Beispiel\" = \"../anna.jwk\"\nBernd = \"{bernd}\"\n");
    write_settings(&desk, "notice/publish.toml", &format!("key = [\"../anna\", \"../bernd\"]\n{names}"));
    let (_, said) = both(&desk, &["publish", "notice", "--yes"]);
    // The thumbprint stays: a name is what this machine calls a key, and nobody has signed that.
    assert!(said.contains(&format!("signed by Anna Beispiel ({anna}), Bernd ({bernd})")), "{said}");

    desk.now += 60;
    edit(&desk, "\"partial_outage\"", "\"major_outage\"");
    let one = "key = \"../anna\"\nprepare = [\"../bernd.jwk\", \"../clara.jwk\"]\n";
    write_settings(&desk, "notice/publish.toml", &format!("{one}{names}"));
    let (_, said) = both(&desk, &["publish", "notice", "--yes"]);
    assert!(said.contains(&format!("signed so far by Anna Beispiel ({anna})")), "{said}");
    assert!(said.contains(&format!("Bernd ({bernd}) has to sign as well")), "{said}");
    fs::create_dir(desk.path("clara-desk")).unwrap();
    desk.copy("notice/.published.json.prepared", "prepared");
    write_settings(&desk, "clara-desk/publish.toml", &format!("key = \"../anna\"\n{names}"));
    let said = desk.fails(&["publish", "clara-desk", "--prepared", "prepared", "--yes"]);
    assert!(said.contains(&format!("key Anna Beispiel ({anna}) has signed this document already")), "{said}");
    write_settings(&desk, "clara-desk/publish.toml", &format!("key = \"../clara\"\n{names}"));
    let (_, said) = both(&desk, &["publish", "clara-desk", "--prepared", "prepared", "--yes"]);
    assert!(said.contains(&format!("signed so far by Anna Beispiel ({anna}); its digest is")), "{said}");
    assert!(said.contains(&format!("signed by Anna Beispiel ({anna}), {clara}")), "{said}");
}

#[test]
fn a_name_without_a_key_is_refused() {
    let desk = two_of_three("key = [\"../anna\", \"../bernd\"]\n");
    for (names, message) in [
        ("Anna = \"../nobody.jwk\"", "nobody.jwk: can't be read"),
        ("Anna = \"../trust.json\"", "trust.json: not a public key"),
        ("\" \" = \"../anna.jwk\"", "`names`: a name is empty"),
        ("Anna = 3", "invalid type"),
    ] {
        let settings = format!("key = [\"../anna\", \"../bernd\"]\n[names]\n{names}\n");
        write_settings(&desk, "notice/publish.toml", &settings);
        let said = desk.fails(&["publish", "notice", "--yes"]);
        assert!(said.contains(message), "{names}: {said}");
    }
    // An escape in a name moves no cursor.
    let settings = "key = [\"../anna\", \"../bernd\"]\n[names]\n\"A\\u001b[2J\" = \"../anna.jwk\"\n";
    write_settings(&desk, "notice/publish.toml", settings);
    let (_, said) = both(&desk, &["publish", "notice", "--yes"]);
    assert!(said.contains("A\\u{1b}[2J (") && !said.contains('\u{1b}'), "{said}");
}
