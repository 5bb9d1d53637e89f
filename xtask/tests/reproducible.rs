//! A release is the same, byte by byte, wherever it is built: in another folder, with
//! another home of cargo's, nothing compiled before. So whoever has the source can build
//! what a portal pins.
//!
//! Not run by `cargo test` alone, because it compiles the widget anew:
//! `cargo test --package xtask --test reproducible`.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is no source.
const LEFT_OUT: [&str; 4] = [".git", "dist", "node_modules", "target"];

/// Signed at a time, and never the same twice.
const SIGNED: &str = "status.json";

#[test]
fn a_release_is_the_same_in_two_folders() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the project's folder");
    // Not below the project: cargo would find the project's flags there.
    let temporary = tempfile::tempdir().expect("a folder");
    let copy = temporary.path().join("another folder");
    copy_folder(project, &copy);
    let cargo_home = temporary.path().join("another home");
    link_entries(&cargo_home_here(), &cargo_home);

    let one = project.join("target/reproducible");
    succeed(trunk(project).arg("--dist").arg(&one));

    // Programs from npm, and the keys of the sample, which the page pins.
    fs::create_dir(copy.join("target")).expect("a folder");
    for name in ["target/tools", "target/sample"] {
        symlink(project.join(name), copy.join(name)).expect("a link");
    }
    run_this_xtask(&copy.join("Trunk.toml"));
    let other = copy.join("dist");
    succeed(trunk(&copy).env("CARGO_HOME", cargo_home).env_remove("CARGO_TARGET_DIR"));

    let names = files_in(&one);
    assert_eq!(names, files_in(&other));
    for name in ["status-widget.js", "status-widget_bg.wasm"] {
        assert!(names.iter().any(|there| there == name), "{name} is not in {names:?}");
    }
    for name in names.iter().filter(|name| *name != SIGNED) {
        let [one, other] = [&one, &other].map(|folder| fs::read(folder.join(name)).expect("a file"));
        let difference = one.iter().zip(&other).position(|(one, other)| one != other);
        assert_eq!((difference, one.len()), (None, other.len()), "{name}: first difference, and length");
    }
}

/// `trunk build --release` in `folder`.
fn trunk(folder: &Path) -> Command {
    let mut command = Command::new("trunk");
    command.args(["build", "--release"]).current_dir(folder);
    command
}

fn succeed(command: &mut Command) {
    let status = command.status().expect("trunk, which scripts/setup installs");
    assert!(status.success(), "{command:?}: {status}");
}

/// The hooks run the xtask that is compiled already: it is no part of a release, and would
/// take longer to compile than the widget.
fn run_this_xtask(trunk_toml: &Path) {
    let text = fs::read_to_string(trunk_toml).expect("Trunk.toml");
    let hooks = text
        .replace("command = \"cargo\"", &format!("command = {:?}", env!("CARGO_BIN_EXE_xtask")))
        .replace("\"run\", \"--quiet\", \"--package\", \"xtask\", \"--\", ", "");
    assert!(!hooks.contains("\"xtask\""), "the hooks are written otherwise: {hooks}");
    fs::write(trunk_toml, hooks).expect("a file");
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for (name, path) in entries(from) {
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            copy_folder(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a file");
        }
    }
}

/// Where cargo keeps the sources of crates, so that they need not be fetched again.
fn cargo_home_here() -> PathBuf {
    let home = || PathBuf::from(env::var_os("HOME").expect("HOME")).join(".cargo");
    env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}

/// A folder of links to what is in another.
fn link_entries(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for (name, path) in entries(from) {
        symlink(path, to.join(name)).expect("a link");
    }
}

fn files_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        entries(folder).into_iter().filter(|(_, path)| path.is_file()).map(|(name, _)| name).collect();
    names.sort();
    names
}

fn entries(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| {
            let entry = entry.expect("an entry");
            (entry.file_name().into_string().expect("a name in UTF-8"), entry.path())
        })
        .collect()
}
