//! A status key that never leaves its token: SoftHSM through OpenSC's pkcs11-tool,
//! with `prepare` and `attach` around it.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

#[path = "support/desk.rs"]
mod desk;

use std::path::Path;
use std::process::Command;

use desk::{Desk, is_installed};

/// A token of its own for one test.
struct Token {
    desk: Desk,
}

const PIN: &str = "648219";

impl Token {
    /// A new token with a key of `key_type`; none where there is no SoftHSM.
    fn new(key_type: &str) -> Option<Self> {
        if !is_installed("SoftHSM", Path::new("/usr/bin/softhsm2-util"))
            || !is_installed("pkcs11-tool", Path::new("/usr/bin/pkcs11-tool"))
        {
            return None;
        }
        let token = Self { desk: Desk::new() };
        std::fs::create_dir(token.desk.path("tokens")).unwrap();
        token.desk.write(
            "softhsm2.conf",
            format!("directories.tokendir = {}\n", token.desk.path("tokens").display()),
        );
        token.run(
            "softhsm2-util",
            &["--init-token", "--free", "--label", "status", "--pin", PIN, "--so-pin", "12345678"],
        );
        token.tool(&["--keypairgen", "--key-type", key_type, "--id", "01", "--label", "status"]);
        Some(token)
    }

    fn run(&self, program: &str, args: &[&str]) {
        let output = Command::new(program)
            .args(args)
            .current_dir(self.desk.path(""))
            .env("SOFTHSM2_CONF", self.desk.path("softhsm2.conf"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn tool(&self, args: &[&str]) {
        let module = "/usr/lib/softhsm/libsofthsm2.so";
        self.run("pkcs11-tool", &[&["--module", module, "--login", "--pin", PIN], args].concat());
    }

    /// A signed chain in which the token's key signs status documents.
    fn with_chain(key_type: &str) -> Option<Self> {
        let token = Self::new(key_type)?;
        token.tool(&["--read-object", "--type", "pubkey", "--id", "01", "-o", "token.pub"]);
        let desk = &token.desk;
        desk.key("root", "ed25519");
        desk.begin_chain(&["--root", "root.jwk", "--status", "token.pub"]);
        desk.ok(&["trust", "sign", "trust.json", "--key", "root"]);
        Some(token)
    }

    /// The same, and a prepared document.
    fn prepared(key_type: &str) -> Option<Self> {
        let token = Self::with_chain(key_type)?;
        let desk = &token.desk;
        desk.payload(1);
        desk.ok(&[
            "prepare",
            "payload.json",
            "--key",
            "token.pub",
            "--trust",
            "trust.json",
            "-o",
            "prepared",
        ]);
        Some(token)
    }

    fn attach_and_verify(&self) {
        let desk = &self.desk;
        desk.ok(&["attach", "prepared", "--signature", "signature", "--publish-to", "."]);
        let said = desk.ok(&["verify", "status.json", "--pin", &desk.pin("trust.json")]);
        assert!(said.starts_with("good: version 1"), "{said}");
    }
}

const P256: &str = "EC:prime256v1";

#[test]
fn a_p256_token_signs_the_digest_and_the_raw_signature_is_attached() {
    let Some(token) = Token::prepared(P256) else {
        return;
    };
    token.tool(&["--sign", "--mechanism", "ECDSA", "--id", "01", "-i", "prepared.digest", "-o", "signature"]);
    assert_eq!(token.desk.read("signature").len(), 64);
    token.attach_and_verify();
}

#[test]
fn a_p256_token_that_answers_in_der_is_understood() {
    let Some(token) = Token::prepared(P256) else {
        return;
    };
    let mechanism = ["--sign", "--mechanism", "ECDSA", "--signature-format", "openssl", "--id", "01"];
    token.tool(&[&mechanism[..], &["-i", "prepared.digest", "-o", "signature"]].concat());
    assert_eq!(token.desk.read("signature")[0], 0x30, "DER begins with a SEQUENCE");
    token.attach_and_verify();
}

#[test]
fn an_ed25519_token_signs_the_bytes_themselves() {
    let Some(token) = Token::prepared("EC:edwards25519") else {
        return;
    };
    token.tool(&["--sign", "--mechanism", "EDDSA", "--id", "01", "-i", "prepared.input", "-o", "signature"]);
    token.attach_and_verify();
}

#[test]
fn a_signature_over_other_bytes_is_not_attached_and_nothing_is_written() {
    let Some(token) = Token::prepared(P256) else {
        return;
    };
    token.desk.write("other", [0; 32]);
    token.tool(&["--sign", "--mechanism", "ECDSA", "--id", "01", "-i", "other", "-o", "signature"]);
    let said = token.desk.fails(&["attach", "prepared", "--signature", "signature", "--publish-to", "."]);
    assert!(said.contains("the signature does not verify with key"), "{said}");
    assert!(!token.desk.path("status.json").exists());
}

#[test]
fn with_its_key_in_a_token_a_folder_is_published_and_a_timer_signs_it_again() {
    let Some(mut token) = Token::with_chain(P256) else {
        return;
    };
    let prepared = "notice/.published.json.prepared";
    let sign = |token: &Token| {
        let digest = format!("{prepared}.digest");
        token.tool(&["--sign", "--mechanism", "ECDSA", "--id", "01", "-i", &digest, "-o", "signature"]);
    };
    let publish = ["publish", "notice", "--yes", "--prepared", prepared, "--signature", "signature"];
    let payload = |token: &Token| {
        let desk = &token.desk;
        desk.ok(&["verify", "public/status.json", "--pin", &desk.pin("trust.json"), "--payload"])
    };
    let desk = &token.desk;
    desk.ok(&["init", "notice"]);
    std::fs::create_dir(desk.path("public")).unwrap();
    desk.write(
        "notice/publish.toml",
        "trust = \"../trust.json\"\nprepare = \"../token.pub\"\ntargets = \"../public\"\n",
    );

    desk.ok(&["publish", "notice", "--yes"]);
    assert!(!desk.path("public/status.json").exists(), "nobody has signed it yet");
    sign(&token);
    token.desk.ok(&publish);
    let first = payload(&token);

    token.desk.now += 30 * 60;
    token.desk.ok(&["publish", "--confirm", "--settings", "notice/publish.toml"]);
    // The answer to the question before is none to this one.
    let said = token.desk.fails(&publish);
    assert!(said.contains("the signature does not verify with key"), "{said}");
    assert_eq!(payload(&token), first);
    sign(&token);
    token.desk.ok(&publish);
    assert_ne!(payload(&token), first);
}
