//! What happens to the publisher's tool on real machines: clocks that are set otherwise, files
//! that are none, file systems that lack something, keys that others made, terminals.
//!
//! Owns the surroundings; what the tool does where all is well stands in `cli.rs`.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::desk::{Desk, PASSPHRASE, is_installed};

const SIGN: [&str; 6] = ["sign", "payload.json", "--key", "status", "--trust", "trust.json"];

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn ready() -> Desk {
    let desk = Desk::with_chain("ed25519");
    desk.payload(1);
    fs::create_dir(desk.path("public")).unwrap();
    desk
}

fn sign(desk: &Desk, more: &[&str]) -> Command {
    desk.command(&[&SIGN[..], more].concat())
}

fn set_mode(desk: &Desk, name: &str, mode: u32) {
    fs::set_permissions(desk.path(name), fs::Permissions::from_mode(mode)).unwrap();
}

#[track_caller]
fn works(mut command: Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    output
}

#[track_caller]
fn fails(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    text(&output.stderr)
}

#[test]
fn the_time_of_a_reproducible_build_is_written_and_never_judged_by() {
    const LONG_AGO: &str = "315532800";
    let desk = ready();
    desk.ok(&["init", "notice"]);
    let at = |args: &[&str]| {
        let mut command = desk.command(args);
        command.env("SOURCE_DATE_EPOCH", LONG_AGO);
        command
    };
    let built = works(at(&["build", "notice", "--trust", "trust.json", "--output", "payload.json"]));
    assert!(text(&built.stderr).contains("warning: SOURCE_DATE_EPOCH says that it is 1980-01-01T00:00:00Z"));
    assert_eq!(desk.json("payload.json")["iat"], 315_532_800);
    let said = fails(at(&[&SIGN[..], &["--publish-to", "public"]].concat()));
    assert!(said.contains("genuine, but it expired at 1980-01-01T02:00:00Z"), "{said}");
    assert!(!desk.path("public/status.json").exists());
    // A file that is good now is good whatever the variable says, and the other way round.
    desk.payload(1);
    works(at(&[&SIGN[..], &["--publish-to", "public"]].concat()));
    let pin = desk.pin("trust.json");
    works(at(&["verify", "public/status.json", "--pin", &pin]));
    works(at(&["trust", "verify", "trust.json"]));
}

#[test]
fn what_is_no_file_is_written_to_and_stays_what_it_is() {
    let desk = ready();
    let fifo = desk.path("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let child = sign(&desk, &["-o", "fifo"]).stderr(Stdio::null()).spawn();
    let mut read = String::new();
    fs::File::open(&fifo).unwrap().read_to_string(&mut read).unwrap();
    assert!(child.unwrap().wait().unwrap().success());
    assert!(read.starts_with("{\"payload\":"), "{read}");
    assert!(fifo.metadata().unwrap().file_type().is_fifo());
    let output = works(sign(&desk, &["-o", "/dev/stdout"]));
    assert!(output.stdout.starts_with(b"{\"payload\":"));
    works(sign(&desk, &["-o", "/dev/null"]));
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

#[test]
fn a_link_is_followed_and_what_is_protected_or_no_file_is_refused() {
    let desk = ready();
    fs::create_dir(desk.path("real")).unwrap();
    desk.write("real/status.json", "");
    symlink("../real/status.json", desk.path("public/status.json")).unwrap();
    works(sign(&desk, &["--publish-to", "public"]));
    assert!(desk.path("public/status.json").is_symlink());
    assert!(desk.read("real/status.json").starts_with(b"{\"payload\":"));
    symlink("nowhere", desk.path("dangling")).unwrap();
    let said = fails(sign(&desk, &["-o", "dangling"]));
    assert!(said.contains("it is a link that leads to nothing"), "{said}");
    let said = fails(sign(&desk, &["-o", "public"]));
    assert!(said.contains("it is a folder"), "{said}");
    desk.write("protected", "old");
    set_mode(&desk, "protected", 0o444);
    let said = fails(sign(&desk, &["-o", "protected"]));
    assert!(said.contains("it is write-protected"), "{said}");
    assert_eq!(desk.read("protected"), b"old");
}

/// A library that makes system calls fail as some file systems do.
const LACKING: &str = r#"
#include <errno.h>
#include <sys/stat.h>
int fsync(int fd) { struct stat s; fstat(fd, &s); if (S_ISDIR(s.st_mode) || LACK > 1) { errno = EINVAL; return -1; } return 0; }
int fchmod(int fd, mode_t mode) { errno = EPERM; return -1; }
"#;

#[test]
fn what_a_file_system_has_not_got_is_not_needed_there() {
    if !cfg!(target_os = "linux") || !is_installed("cc", Path::new("/usr/bin/cc")) {
        return;
    }
    let mut desk = ready();
    desk.write("lacking.c", LACKING);
    for (lack, version) in [("1", 1), ("2", 2)] {
        let library = desk.path(&format!("lacking{lack}.so"));
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-o"])
            .arg(&library)
            .arg(format!("-DLACK={lack}"))
            .arg(desk.path("lacking.c"))
            .status();
        assert!(built.unwrap().success());
        desk.now += 60;
        desk.payload(version);
        let mut command = sign(&desk, &["--publish-to", "public"]);
        command.env("LD_PRELOAD", &library);
        let output = works(command);
        assert!(!text(&output.stderr).contains("preload"), "{}", text(&output.stderr));
        assert!(desk.path("public/status.json").exists());
    }
}

#[test]
fn a_key_is_used_where_its_folder_or_its_owner_protects_it() {
    let desk = ready();
    fs::create_dir(desk.path("credentials")).unwrap();
    desk.copy("status", "credentials/status");
    let signs = |folder: u32, file: u32| {
        set_mode(&desk, "credentials", folder);
        set_mode(&desk, "credentials/status", file);
        let args =
            ["sign", "payload.json", "--key", "credentials/status", "--trust", "trust.json", "-o", "-"];
        let output = desk.statusctl(&args);
        (output.status.success(), text(&output.stderr))
    };
    // systemd's folder for credentials has an access list, of which the mode shows the mask.
    for (folder, file) in
        [(0o700, 0o644), (0o500, 0o440), (0o550, 0o440), (0o750, 0o440), (0o755, 0o600), (0o755, 0o400)]
    {
        assert!(signs(folder, file).0, "{folder:o} {file:o}");
    }
    for (folder, file) in [(0o755, 0o440), (0o755, 0o644), (0o750, 0o444), (0o750, 0o460), (0o777, 0o644)] {
        let (works, said) = signs(folder, file);
        assert!(
            !works && said.contains("can be read by others (mode ") && said.contains("chmod 600"),
            "{said}"
        );
    }
    // A secret of Kubernetes belongs to root, and its group is that of the pod.
    let is_root = fs::metadata("/proc/self").is_ok_and(|this| this.uid() == 0);
    if is_root {
        let other = Some(65_534);
        std::os::unix::fs::chown(desk.path("credentials/status"), other, other).unwrap();
        assert!(signs(0o755, 0o440).0);
        let (works, said) = signs(0o755, 0o444);
        assert!(
            !works && said.contains("its mode can't be changed here") && said.contains("defaultMode: 0400"),
            "{said}"
        );
    }
}

#[test]
fn a_compressed_copy_is_written_along_or_said_to_be_old() {
    let mut desk = ready();
    desk.write("public/status.json.gz", "old");
    let said = text(&works(sign(&desk, &["--publish-to", "public"])).stderr);
    assert!(said.contains("warning: public/status.json.gz: a compressed copy of something older"), "{said}");
    assert_eq!(desk.read("public/status.json.gz"), b"old");
    desk.now += 60;
    desk.payload(2);
    let said =
        text(&works(sign(&desk, &["--publish-to", "public", "--compress", "gzip,brotli,zstd"])).stderr);
    assert!(!said.contains("warning"), "{said}");
    let plain = desk.read("public/status.json");
    let mut read = Vec::new();
    flate2::read::GzDecoder::new(&desk.read("public/status.json.gz")[..]).read_to_end(&mut read).unwrap();
    assert_eq!(read, plain);
    let mut read = Vec::new();
    brotli::Decompressor::new(&desk.read("public/status.json.br")[..], 4096).read_to_end(&mut read).unwrap();
    assert_eq!(read, plain);
    let copy = desk.read("public/status.json.zst");
    assert_eq!(zstd::decode_all(&copy[..]).unwrap(), plain);
    assert!(copy.len() < plain.len(), "{}", copy.len());
}

#[test]
fn a_byte_order_mark_is_read_past_where_it_says_nothing_and_named_where_it_harms() {
    let desk = ready();
    works(sign(&desk, &["--publish-to", "public"]));
    let marked = |name: &str| {
        let bytes = [b"\xef\xbb\xbf", &desk.read(name)[..]].concat();
        desk.write(name, bytes);
    };
    let pin = desk.pin("trust.json");
    for name in ["public/status.json", "status.jwk", "trust.json", "payload.json"] {
        marked(name);
    }
    desk.ok(&["verify", "public/status.json", "--pin", &pin]);
    desk.ok(&["inspect", "public/status.json"]);
    desk.ok(&["trust", "show", "trust.json"]);
    desk.ok(&[
        "trust",
        "init",
        "other.json",
        "--issuer",
        "https://o.example",
        "--root",
        "status.jwk",
        "--status",
        "status.jwk",
    ]);
    let said = fails(sign(&desk, &["-o", "-"]));
    assert!(said.contains("payload.json: begins with a byte order mark (UTF-8)"), "{said}");
    // What PowerShell makes of `>`.
    let utf16 = |name: &str| {
        let text = String::from_utf8(desk.read(name)).unwrap();
        let units = ["\u{feff}", text.trim_start_matches('\u{feff}')].concat();
        desk.write(name, units.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    };
    for name in ["public/status.json", "status.jwk", "trust.json"] {
        utf16(name);
    }
    for args in [
        &["verify", "public/status.json", "--pin", &pin][..],
        &["trust", "show", "trust.json"],
        &[
            "trust",
            "init",
            "third.json",
            "--issuer",
            "https://o.example",
            "--root",
            "status.jwk",
            "--status",
            "status.jwk",
        ],
    ] {
        let said = desk.fails(args);
        assert!(said.contains("in UTF-16, as its byte order mark says"), "{said}");
    }
}

#[test]
fn a_key_in_another_form_is_told_what_it_is_and_the_way_out_works() {
    if !is_installed("openssl", Path::new("/usr/bin/openssl")) {
        return;
    }
    let desk = ready();
    let openssl = |args: &[&str]| {
        let output = Command::new("openssl").args(args).current_dir(desk.path("")).output().unwrap();
        assert!(output.status.success(), "openssl {}: {}", args.join(" "), text(&output.stderr));
    };
    let pass = format!("pass:{PASSPHRASE}");
    openssl(&["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "sec1"]);
    openssl(&["ec", "-in", "sec1", "-aes256", "-passout", &pass, "-out", "sec1-encrypted"]);
    openssl(&[
        "pkcs8",
        "-topk8",
        "-in",
        "sec1",
        "-v2",
        "aes-256-cbc",
        "-v2prf",
        "hmacWithSHA1",
        "-passout",
        &pass,
        "-out",
        "sha1",
    ]);
    openssl(&["pkcs8", "-topk8", "-in", "sec1", "-v1", "PBE-SHA1-3DES", "-passout", &pass, "-out", "pbes1"]);
    openssl(&["pkcs8", "-topk8", "-in", "sec1", "-v2", "des3", "-passout", &pass, "-out", "des3"]);
    openssl(&["pkcs8", "-topk8", "-in", "sec1", "-nocrypt", "-outform", "DER", "-out", "der"]);
    openssl(&["genrsa", "-traditional", "-out", "rsa", "2048"]);
    for (name, cause) in [
        ("sec1", "it is an EC key in its older form (SEC 1)"),
        ("sec1-encrypted", "it is an EC key in its older form (SEC 1)"),
        ("sha1", "it is encrypted in an older way"),
        ("pbes1", "it is encrypted in an older way"),
        ("des3", "it is encrypted in an older way"),
        ("der", "it is in DER"),
        ("rsa", "it is an RSA or DSA key"),
        ("status.jwk", "not an Ed25519 or P-256 private key in PKCS#8 PEM"),
    ] {
        set_mode(&desk, name, 0o600);
        let said = desk.fails(&["sign", "payload.json", "--key", name, "--trust", "trust.json", "-o", "-"]);
        assert!(said.contains(cause), "{name}: {said}");
        let Some((_, way)) = said.split_once("`openssl ").filter(|_| !["der", "rsa"].contains(&name)) else {
            continue;
        };
        let way = way.split('`').next().unwrap();
        let new = format!("{name}-new");
        let words = way.replace("NEW", &new);
        let words: Vec<&str> = words.split(' ').chain(["-passin", &pass, "-passout", &pass]).collect();
        openssl(&words);
        let said = desk.fails(&["sign", "payload.json", "--key", &new, "--trust", "trust.json", "-o", "-"]);
        // It opens, and has no role.
        assert!(!said.contains(&new) || said.contains("can be read by others"), "{said}");
        assert!(said.contains("role") || said.contains("may not") || said.contains("not one of"), "{said}");
    }
    openssl(&[
        "pkcs8",
        "-topk8",
        "-in",
        "sec1",
        "-v2",
        "aes-256-cbc",
        "-passout",
        "pass:another",
        "-out",
        "wrong",
    ]);
    set_mode(&desk, "wrong", 0o600);
    let said = desk.fails(&["sign", "payload.json", "--key", "wrong", "--trust", "trust.json", "-o", "-"]);
    assert!(said.contains("the passphrase does not open this key"), "{said}");
}

/// A desk on which two keys have to sign, `one` and `two`, each with its passphrase.
fn two_keys(passphrases: [&str; 2]) -> Desk {
    let desk = Desk::new();
    desk.key("root", "ed25519");
    for (name, passphrase) in ["one", "two"].into_iter().zip(passphrases) {
        let mut command = desk.command(&["keygen", name]);
        command.env("STATUSCTL_PASSPHRASE", passphrase);
        works(command);
    }
    let status = ["--status", "one.jwk", "--status", "two.jwk", "--status-threshold", "2"];
    desk.begin_chain(&[&["--root", "root.jwk"][..], &status].concat());
    desk.ok(&["trust", "sign", "trust.json", "--key", "root"]);
    desk.payload(1);
    desk
}

const SIGN_WITH_BOTH: [&str; 10] =
    ["sign", "payload.json", "--key", "one", "--key", "two", "--trust", "trust.json", "-o", "-"];

#[test]
fn each_key_has_its_passphrase_and_standard_input_is_read_once() {
    let desk = two_keys(["the first passphrase", "the second passphrase"]);
    desk.write_private("one.pass", "the first passphrase\n");
    desk.write_private("two.pass", "the second passphrase\n");
    let args = SIGN_WITH_BOTH;
    let with = |more: &[&str], input: &str| {
        let mut command = desk.command(&[&args[..], more].concat());
        command.env_remove("STATUSCTL_PASSPHRASE").stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.success(), text(&output.stderr))
    };
    for (more, input) in [
        (&["--passphrase-file", "one.pass", "--passphrase-file", "two.pass"][..], ""),
        (
            &["--passphrase-file", "-", "--passphrase-file", "-"],
            "the first passphrase\nthe second passphrase\n",
        ),
        (&["--passphrase-file", "one.pass", "--passphrase-file", "-"], "the second passphrase\n"),
    ] {
        let (works, said) = with(more, input);
        assert!(works, "{more:?}: {said}");
    }
    let (works, said) = with(&["--passphrase-file", "-"], "the first passphrase\n");
    assert!(!works && said.contains("two: the passphrase does not open this key"), "{said}");
    let three = ["--passphrase-file", "one.pass"].repeat(3);
    let (works, said) = with(&three, "");
    assert!(!works && said.contains("3 passphrase files for 2 keys"), "{said}");
    // A passphrase that all may read is refused like a key.
    set_mode(&desk, "one.pass", 0o644);
    let (works, said) = with(&["--passphrase-file", "one.pass", "--passphrase-file", "two.pass"], "");
    assert!(!works && said.contains("one.pass can be read by others (mode 644)"), "{said}");
}

#[test]
fn one_passphrase_from_standard_input_opens_several_keys() {
    let desk = two_keys([PASSPHRASE; 2]);
    let mut command = desk.command(&[&SIGN_WITH_BOTH[..], &["--passphrase-file", "-"]].concat());
    command.env_remove("STATUSCTL_PASSPHRASE").stdin(Stdio::piped()).stdout(Stdio::null());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{PASSPHRASE}\n").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn nothing_that_was_not_verified_moves_the_terminal() {
    let desk = ready();
    let harmful = ['\u{9b}', '\u{202e}', '\u{1b}', '\u{7f}', '\u{200f}', '\u{e0041}'];
    let payload =
        desk.payload(1).to_string().replace("Störung", "\u{9b}2J\u{202e}gnurötS\u{7f}\u{200f}\u{e0041}");
    desk.write("payload.json", payload);
    works(sign(&desk, &["--publish-to", "public"]));
    let pin = desk.pin("trust.json");
    for args in [
        &["inspect", "public/status.json"][..],
        &["verify", "public/status.json", "--pin", &pin, "--payload"],
    ] {
        let output = desk.statusctl(args);
        let said = text(&output.stdout);
        assert!(said.contains("gnurötS"), "{said}");
        assert!(!said.contains(harmful), "{said:?}");
        let read: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert!(read.to_string().contains('\u{202e}'));
    }
    // Names of files and of members come from others, too.
    let name = "\u{1b}[31m\u{202e}x";
    desk.write(name, format!("{{\"{name}\":1}}").replace('\u{1b}', "\\u001b"));
    for args in
        [&["inspect", name][..], &["verify", name, "--pin", &pin], &["trust", "show", name], &["check", name]]
    {
        let said = desk.fails(args);
        assert!(said.contains("u{1b}") && !said.contains(harmful), "{said:?}");
    }
}

#[test]
fn an_older_version_does_not_win_by_another_option() {
    let mut desk = ready();
    desk.copy("payload.json", "old.json");
    desk.now += 60;
    desk.payload(2);
    works(sign(&desk, &["-o", "public/status.json"]));
    let live = desk.read("public/status.json");
    let old = ["sign", "old.json", "--key", "status", "--trust", "trust.json", "-o", "public/status.json"];
    let said = desk.fails(&old);
    assert!(said.contains("version 1 is not higher than 2"), "{said}");
    assert_eq!(desk.read("public/status.json"), live);
    // The same once more is no older version; other words under the same number are.
    works(sign(&desk, &["-o", "public/status.json"]));
    desk.write("payload.json", desk.payload(2).to_string().replace("Störung", "Anders"));
    let said = fails(sign(&desk, &["-o", "public/status.json"]));
    assert!(said.contains("version 2 is not higher than 2"), "{said}");
    // Of what is no status file of ours, nobody has to be protected.
    desk.write("signed.json", "notes");
    works(sign(&desk, &["-o", "signed.json"]));
}

#[test]
fn too_little_of_a_thumbprint_names_no_key() {
    let desk = ready();
    for start in ["", "a", "abcde"] {
        let said = desk.fails(&["trust", "rotate", "trust.json", "--remove-root", start]);
        assert!(said.contains("is too short to name a key; give at least 6 characters"), "{said}");
    }
    // Every 64th thumbprint begins like an option.
    let said = desk.fails(&["trust", "rotate", "trust.json", "--remove-root", "-abcdefg"]);
    assert!(said.contains("names no key in this role"), "{said}");
}

#[test]
fn half_a_file_protects_nothing_and_is_replaced() {
    let mut desk = ready();
    works(sign(&desk, &["--publish-to", "public"]));
    let whole = desk.read("public/status.json");
    for (version, half) in [&whole[..whole.len() / 2], &whole[..3], b"", &[0; 4096]].into_iter().enumerate() {
        desk.write("public/status.json", half);
        desk.now += 60;
        desk.payload(u64::try_from(version).unwrap() + 2);
        let said = text(&works(sign(&desk, &["--publish-to", "public"])).stderr);
        assert!(
            said.contains("what lay there was half a file, which no reader could read; it was replaced"),
            "{said}"
        );
        let pin = desk.pin("trust.json");
        desk.ok(&["verify", "public/status.json", "--pin", &pin]);
    }
}
