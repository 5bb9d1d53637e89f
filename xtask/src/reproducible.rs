//! `cargo xtask remap`: the same source gives the same bytes on every machine.
//!
//! A portal pins the loader's integrity, so anybody must be able to build what is pinned.
//! What differs between machines is where things lie, and paths get into a program with the
//! texts of its panics. Owns what stands in their place, and the check that none is left.
//! `tests/reproducible.rs` builds twice and compares.
//!
//! Cargo's own `trim-paths` (RFC 3127) does this, but is not stable yet.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use status_widget::native::files;

use crate::CommandResult;
use crate::process::{self, ProcessError};

/// Where cargo reads the flags, seen from the project's folder; `.cargo/config.toml`
/// includes it.
const FLAGS: &str = "target/remap.toml";

const TARGET: &str = "wasm32-unknown-unknown";

/// Arguments of `remap`; trunk gives them in the environment.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The project's folder
    #[arg(long, env = "TRUNK_SOURCE_DIR", value_name = "DIR", default_value = ".")]
    source: PathBuf,
}

/// A release that nobody else could build.
#[derive(Debug, thiserror::Error)]
#[error(
    "the wasm holds the path {}, so nobody else could build the same; unset RUSTFLAGS, \
     which outranks the flags in {FLAGS}, and run trunk build --release again", path.display()
)]
struct HoldsPath {
    path: PathBuf,
}

/// What a program says of itself is not as expected.
#[derive(Debug, thiserror::Error)]
#[error("{program} did not say its {what}")]
struct NotSaid {
    program: &'static str,
    what: &'static str,
}

/// A folder of this machine, and what stands in its place.
#[derive(Debug, PartialEq, Eq)]
struct Remap {
    from: PathBuf,
    to: String,
}

/// Writes the compiler's flags for this machine.
///
/// # Errors
/// If cargo or rustc does not say where things lie, or the file can't be written.
pub fn run(args: &Args) -> CommandResult {
    let remaps = remaps(&args.source)?;
    let flags: Vec<String> = remaps
        .iter()
        .map(|Remap { from, to }| format!("--remap-path-prefix={}={to}", from.display()))
        .collect();
    // A JSON array of strings is a TOML array of strings.
    let flags = serde_json::to_string_pretty(&flags)?;
    let text = format!("# Written by `cargo xtask remap`.\n[target.{TARGET}]\nrustflags = {flags}\n");
    let path = args.source.join(FLAGS);
    // A file that is written anew would start trunk's next build.
    if fs::read_to_string(&path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    Ok(files::replace(&path, text.as_bytes())?)
}

/// Checks that a release holds no path of this machine, and says so if its compiler is not
/// the one that releases are made with.
///
/// # Errors
/// If it holds one.
pub fn check(source: &Path, wasm: &[u8]) -> CommandResult {
    for Remap { from, .. } in remaps(source)? {
        let path = from.to_string_lossy();
        if wasm.windows(path.len()).any(|window| window == path.as_bytes()) {
            return Err(HoldsPath { path: from }.into());
        }
    }
    let used = rustc(source, &["-vV"])?;
    let used = line(&used, "release: ").ok_or(NotSaid { program: "rustc", what: "release" })?;
    let pinned = files::read(&source.join("rust-toolchain.toml"))?;
    let pinned = String::from_utf8_lossy(&pinned);
    if !pinned.contains(&format!("\"{used}\"")) {
        eprintln!(
            "note: compiled by rustc {used}; releases are made with the one in rust-toolchain.toml, \
             which gives other bytes"
        );
    }
    Ok(())
}

/// What lies elsewhere on other machines. The last that fits a path counts, so folders come
/// after those that they lie in.
fn remaps(source: &Path) -> anyhow::Result<Vec<Remap>> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    let metadata = process::output(
        cargo.current_dir(source).args(["metadata", "--format-version=1", "--filter-platform", TARGET]),
        b"",
    )?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let version = rustc(source, &["-vV"])?;
    let commit = line(&version, "commit-hash: ").ok_or(NotSaid { program: "rustc", what: "commit" })?;
    let sysroot = rustc(source, &["--print", "sysroot"])?;
    // Where the parts of a component of rustup's lie, if it is installed.
    let library = Path::new(sysroot.trim_end()).join("lib/rustlib/src/rust");
    let mut remaps = of_metadata(&metadata).ok_or(NotSaid { program: "cargo metadata", what: "folders" })?;
    remaps.push(Remap { from: library, to: format!("/rustc/{commit}") });
    Ok(remaps)
}

/// The project, its target folder, and wherever the sources of crates are.
fn of_metadata(metadata: &Value) -> Option<Vec<Remap>> {
    let project = PathBuf::from(metadata["workspace_root"].as_str()?);
    let target = PathBuf::from(metadata["target_directory"].as_str()?);
    let mut remaps = vec![
        Remap { from: project, to: "status-widget".into() },
        Remap { from: target, to: "target".into() },
    ];
    for package in metadata["packages"].as_array()? {
        // Without a source, it is one of ours.
        if package["source"].is_null() {
            continue;
        }
        // …/index.crates.io-1949cf8c6b5b557f/yew-0.23.0/Cargo.toml
        let folder = Path::new(package["manifest_path"].as_str()?).parent()?.parent()?;
        // What is left is yew-0.23.0/src/….
        let remap = Remap { from: folder.join(""), to: String::new() };
        if !remaps.contains(&remap) {
            remaps.push(remap);
        }
    }
    Some(remaps)
}

fn rustc(source: &Path, args: &[&str]) -> Result<String, ProcessError> {
    process::output(Command::new("rustc").current_dir(source).args(args), b"")
}

/// What follows `label` at the beginning of a line.
fn line<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_named_without_the_folder_in_which_they_lie() {
        let package = |name: &str, source: Value| {
            serde_json::json!({
                "manifest_path": format!("/home/ada/.cargo/registry/src/index/{name}/Cargo.toml"),
                "source": source,
            })
        };
        let metadata = serde_json::json!({
            "workspace_root": "/home/ada/widget",
            "target_directory": "/home/ada/widget/target",
            "packages": [
                package("yew-0.23.0", "registry".into()),
                package("sha2-0.11.0", "registry".into()),
                {"manifest_path": "/home/ada/widget/Cargo.toml", "source": null},
            ],
        });
        let remap = |from: &str, to: &str| Remap { from: from.into(), to: to.into() };
        assert_eq!(
            of_metadata(&metadata).expect("it is complete"),
            [
                remap("/home/ada/widget", "status-widget"),
                remap("/home/ada/widget/target", "target"),
                remap("/home/ada/.cargo/registry/src/index/", ""),
            ]
        );
    }
}
