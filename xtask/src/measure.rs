//! `cargo xtask measure`: what a reader loads and waits for.
//!
//! Owns the budget, and what counts as the verifier. How long things take is measured in
//! browsers, by `tests/e2e/measure.rs`, `refusal.rs` and `arrival.rs`.

#![expect(clippy::print_stdout, reason = "it is what a measurement is for")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use status_widget::native::files;

use crate::{CommandResult, process, shrink, symbols, twin};

/// Bytes that a reader loads, brotli 11: what they are now and little more, so that none are
/// added unnoticed.
const BUDGET: usize = 168_700;

/// Where the verifier is defined: signatures, trust chain and digests.
const VERIFIER: &[&str] = &[
    "status_widget::core::signed",
    "status_widget::core::encoding::base64url",
    "status_widget::core::encoding::digest",
    "base16ct",
    "base64ct",
    "block_buffer",
    "cmov",
    "crypto_bigint",
    "crypto_common",
    "ctutils",
    "curve25519_dalek",
    "digest",
    "ecdsa",
    "ed25519",
    "ed25519_dalek",
    "elliptic_curve",
    "ff",
    "group",
    "hybrid_array",
    "p256",
    "primefield",
    "primeorder",
    "sec1",
    "sha2",
    "signature",
    "subtle",
    "wnaf",
];

/// Arguments of `measure`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only bytes, which need no browsers
    #[arg(long)]
    bytes: bool,
    /// Only how long the worst files take to be refused, in a Chromium that is slowed down
    #[arg(long, conflicts_with = "bytes")]
    refusal: bool,
    /// Only how long readers of a portal wait, beside a static page and a twin without wasm; in a
    /// slowed down Chromium, over slowed down lines
    #[arg(long, conflicts_with_all = ["bytes", "refusal"])]
    portal: bool,
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    source: PathBuf,
}

/// The widget is too large.
#[derive(Debug, thiserror::Error)]
#[error("{over} bytes over the budget of {BUDGET}")]
struct OverBudget {
    over: usize,
}

/// The program that counts bytes printed something else.
#[derive(Debug, thiserror::Error)]
#[error("xtask/compressed.mjs did not print three numbers for {}", path.display())]
struct NotCounted {
    path: PathBuf,
}

/// Builds a release, and prints what a reader loads and waits for.
///
/// # Errors
/// If something can't be built, or the widget is over its budget.
pub fn run(args: &Args) -> CommandResult {
    let project = args.source.canonicalize()?;
    if args.refusal {
        build_verify_time(&project)?;
        return end_to_end(&project, "--refusal");
    }
    build(&project, "index.html")?;
    if args.portal {
        twin::build(&project)?;
        return end_to_end(&project, "--portal");
    }
    let total = print_bytes(&project)?;
    print_verifier(&project)?;
    if !args.bytes {
        build_verify_time(&project)?;
        end_to_end(&project, "--measure")?;
    }
    match total.checked_sub(BUDGET) {
        None | Some(0) => Ok(()),
        Some(over) => Err(OverBudget { over }.into()),
    }
}

/// What `tests/e2e` measures.
fn end_to_end(project: &Path, what: &str) -> CommandResult {
    let mut e2e = Command::new("cargo");
    e2e.args(["test", "--quiet", "--locked", "--test", "e2e", "--", what]);
    Ok(process::run(e2e.current_dir(project))?)
}

fn print_bytes(project: &Path) -> anyhow::Result<usize> {
    println!("bytes a reader loads             as built   gzip -9 brotli 11");
    let row = |name: &str, [built, gzip, brotli]: [usize; 3]| {
        println!("{name:32} {built:9} {gzip:9} {brotli:9}");
    };
    let mut total = [0; 3];
    for name in ["dist/status-widget.js", "dist/status-widget_bg.wasm"] {
        let sizes = sizes(project, &project.join(name))?;
        row(name, sizes);
        total = [total[0] + sizes[0], total[1] + sizes[1], total[2] + sizes[2]];
    }
    row("in all", total);
    println!("budget {BUDGET}, left {}\n", BUDGET.saturating_sub(total[2]));
    Ok(total[2])
}

/// The verifier's share, from the same program with its names left in.
fn print_verifier(project: &Path) -> CommandResult {
    let folder = project.join("target/measure");
    fs::create_dir_all(&folder)?;
    let named = folder.join("named.wasm");
    // What wasm-bindgen has made, before assemble has shrunk it: trunk keeps it there.
    let wasm = project.join("target/wasm-bindgen/release/status-widget_bg.wasm");
    shrink::with_names(project, &wasm, &named)?;
    let wasm = files::read(&named)?;
    let functions = symbols::functions(&wasm)?;
    let code: usize = functions.iter().map(|(_, body)| body.len()).sum();
    let verifier: Vec<&[u8]> = functions
        .iter()
        .filter(|(name, _)| VERIFIER.iter().any(|module| symbols::is_in(name, module)))
        .map(|(_, body)| *body)
        .collect();
    let bodies = folder.join("verifier.bin");
    files::replace(&bodies, &verifier.concat())?;
    let [built, _, brotli] = sizes(project, &bodies)?;
    println!(
        "the verifier (signatures, trust chain, digests): {} of {} functions, {built} of {code} bytes of \
         code, compressed alone {brotli} with brotli 11",
        verifier.len(),
        functions.len()
    );
    println!("(counted by the module or crate in which a function is defined; see xtask/src/measure.rs)\n");
    Ok(())
}

/// Bytes as built, with gzip and with brotli.
fn sizes(project: &Path, path: &Path) -> anyhow::Result<[usize; 3]> {
    let mut node = Command::new("node");
    let printed = process::output(node.arg(project.join("xtask/compressed.mjs")).arg(path), b"")?;
    let sizes: Vec<usize> = printed.split_whitespace().filter_map(|size| size.parse().ok()).collect();
    Ok(sizes.try_into().map_err(|_| NotCounted { path: path.into() })?)
}

/// The verifier as a program of its own, finished like the widget.
fn build_verify_time(project: &Path) -> CommandResult {
    build(project, "xtask/verify-time/index.html")?;
    let built = |name: &str| project.join("target/e2e/verify").join(name);
    Ok(shrink::wasm_and_glue(project, &built("verify-time_bg.wasm"), &built("verify-time.js"))?)
}

/// A release, with the `Trunk.toml` beside `page`.
fn build(project: &Path, page: &str) -> CommandResult {
    let page = project.join(page);
    let mut trunk = Command::new("trunk");
    trunk.args(["build", "--release", "--config"]).arg(page.with_file_name("Trunk.toml"));
    Ok(process::run(trunk.current_dir(project))?)
}
