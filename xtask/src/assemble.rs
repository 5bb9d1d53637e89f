//! `cargo xtask assemble` and `sample`: what makes a served folder of what trunk has
//! built.
//!
//! Owns the chain from the page to the wasm (page → integrity of the loader →
//! integrity of the wasm) and the signed sample. The sample goes the publisher's
//! way, command by command, with throw-away keys that stay in `target/sample`.

use std::collections::BTreeSet;
use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64ct::{Base64, Encoding as _};
use clap::Parser as _;
use sha2::{Digest as _, Sha384};

use status_widget::core::encoding::digest::Digest;
use status_widget::native::commands::{Cli, CommandResult};
use status_widget::native::signing::ChainFile;
use status_widget::native::{clock, files};

/// What wasm-bindgen's files are called, and so the loader's.
const NAME: &str = "status-widget";

/// Where scripts/setup puts the minifier, seen from the project's folder.
const TERSER: &str = "target/tools/node_modules/.bin/terser";

/// Arguments of `assemble`; trunk gives them in the environment.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder that trunk is about to serve
    #[arg(long, env = "TRUNK_STAGING_DIR", value_name = "DIR")]
    staging: PathBuf,
    /// The project's folder
    #[arg(long, env = "TRUNK_SOURCE_DIR", value_name = "DIR", default_value = ".")]
    source: PathBuf,
    /// `release` makes what readers load smaller
    #[arg(long, env = "TRUNK_PROFILE")]
    profile: Option<String>,
}

/// Arguments of `sample`.
#[derive(Debug, clap::Args)]
pub struct SampleArgs {
    /// The folder that is being served
    #[arg(long, value_name = "DIR", default_value = "dist")]
    out: PathBuf,
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    source: PathBuf,
}

/// A file is not what was expected.
#[derive(Debug, thiserror::Error)]
#[error("{}: there is no {placeholder} to fill in", path.display())]
struct NoPlaceholder {
    path: PathBuf,
    placeholder: &'static str,
}

/// Joins glue and loader, stamps integrities and the pin, signs the sample.
///
/// # Errors
/// If a file is missing or has no placeholder, or the sample can't be signed.
pub fn run(args: &Args) -> CommandResult {
    let staged = |name: &str| args.staging.join(name);
    let is_release = args.profile.as_deref() == Some("release");
    let wasm_path = staged(&format!("{NAME}_bg.wasm"));
    let mut wasm = files::read(&wasm_path)?;
    let glue_path = staged(&format!("{NAME}.js"));
    let mut glue = fs::read_to_string(&glue_path)?;
    if is_release {
        number_imports(&mut glue, &mut wasm);
        files::replace(&wasm_path, &wasm)?;
    }
    let loader = Template::read(&args.source.join("static/loader.js"))?
        .fill("{{wasm-integrity}}", &integrity(&wasm))?;
    let mut loader = format!("{glue}\n{}", loader.text);
    if is_release {
        loader = minified(&loader, &args.source.join(TERSER))?;
    }
    files::replace(&glue_path, loader.as_bytes())?;

    let pin = publish_sample(&args.source, &args.staging)?;
    let page = Template::read(&staged("index.html"))?
        .fill("{{loader-integrity}}", &integrity(loader.as_bytes()))?
        .fill("{{pin}}", &pin.to_string())?;
    Ok(files::replace(&page.path, page.text.as_bytes())?)
}

/// Signs the sample afresh.
///
/// # Errors
/// If it can't be signed.
pub fn sample(args: &SampleArgs) -> CommandResult {
    publish_sample(&args.source, &args.out).map(|_| ())
}

/// A text with places to fill in.
struct Template {
    path: PathBuf,
    text: String,
}

impl Template {
    fn read(path: &Path) -> Result<Self, std::io::Error> {
        Ok(Self { path: path.into(), text: fs::read_to_string(path)? })
    }

    fn fill(self, placeholder: &'static str, value: &str) -> Result<Self, NoPlaceholder> {
        let text = self.text.replace(placeholder, value);
        if text == self.text {
            return Err(NoPlaceholder { path: self.path, placeholder });
        }
        Ok(Self { text, ..self })
    }
}

/// Gives numbers to what the wasm imports from the glue. wasm-bindgen's names end in a
/// hash, which does not compress and stands in both files. A number is filled up to the
/// length of the name, so that nothing in the wasm moves.
fn number_imports(glue: &mut String, wasm: &mut [u8]) {
    let names: BTreeSet<String> = glue
        .split(|character: char| !(character.is_ascii_alphanumeric() || character == '_'))
        .filter(|word| is_hashed(word))
        .map(str::to_owned)
        .collect();
    for (number, name) in names.iter().enumerate() {
        let width = name.len();
        let Ok(length) = u8::try_from(width) else { continue };
        // As it stands in the wasm: behind its length (WebAssembly, section 5.2.4).
        let entry = [&[length], name.as_bytes()].concat();
        let Some(at) = wasm.windows(entry.len()).position(|window| window == entry) else { continue };
        let numbered = format!("{number:_>width$}");
        wasm[at + 1..][..width].copy_from_slice(numbered.as_bytes());
        *glue = glue.replace(name.as_str(), &numbered);
    }
}

/// Whether a name is wasm-bindgen's and ends in a hash: `__wbg_abort_6479c2d794ebf2ee`.
fn is_hashed(name: &str) -> bool {
    let hash = name.rsplit_once('_').map_or("", |(_, hash)| hash);
    name.starts_with("__wb") && hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The same program in fewer bytes: wasm-bindgen writes its glue for people to read.
fn minified(script: &str, terser: &Path) -> Result<String, Box<dyn Error>> {
    let problem = |what: &dyn std::fmt::Display| format!("{}: {what}; run scripts/setup", terser.display());
    let mut child = Command::new(terser)
        .args(["--module", "--compress", "--mangle"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| problem(&error))?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(script.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(problem(&output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Integrity metadata (Subresource Integrity, section 3.1).
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", Base64::encode_string(&Sha384::digest(bytes)))
}

/// Runs `statusctl` with these arguments.
fn statusctl(args: &[&dyn AsRef<OsStr>]) -> CommandResult {
    let args = args.iter().map(|argument| argument.as_ref());
    Cli::try_parse_from([OsStr::new("statusctl")].into_iter().chain(args))?.run()
}

/// Builds, signs and publishes the sample; returns what portals pin.
fn publish_sample(source: &Path, folder: &Path) -> Result<Digest, Box<dyn Error>> {
    let keys = source.join("target/sample");
    let trust = keys.join("trust.json");
    if !is_valid(&trust) {
        make_trust(&keys, &trust)?;
    }
    let payload = keys.join("payload.json");
    let (sample, key) = (source.join("examples/notice-2023"), keys.join("status.pem"));
    statusctl(&[&"build", &sample, &"--trust", &trust, &"--lifetime", &"24h", &"--output", &payload])?;
    statusctl(&[&"sign", &payload, &"--key", &key, &"--trust", &trust, &"--publish-to", &folder])?;
    Ok(ChainFile::read(&trust)?.pin()?)
}

/// Whether the throw-away keys of an earlier build will do for a day.
fn is_valid(trust: &Path) -> bool {
    let chain = ChainFile::read(trust).and_then(|chain| chain.complete());
    chain.is_ok_and(|chain| chain.expires() > clock::now() + 24 * 60 * 60)
}

fn make_trust(keys: &Path, trust: &Path) -> CommandResult {
    if keys.exists() {
        fs::remove_dir_all(keys)?;
    }
    fs::create_dir_all(keys)?;
    let path = |name: &str| keys.join(name);
    let (root, status) = (path("root.pem"), path("status.pem"));
    for key in [&root, &status] {
        statusctl(&[&"keygen", &key, &"--no-password"])?;
    }
    let (root_public, status_public) = (path("root.pem.jwk"), path("status.pem.jwk"));
    statusctl(&[
        &"trust",
        &"init",
        &trust,
        &"--issuer",
        &"https://status.example",
        &"--stream",
        &"sample",
        &"--root",
        &root_public,
        &"--status",
        &status_public,
    ])?;
    statusctl(&[&"trust", &"sign", &trust, &"--key", &root])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_numbered_in_both_files_and_nothing_moves() {
        let mut glue = "{ __wbg_abort_6479c2d794ebf2ee: f, \
                        __wbg_gone_0123456789abcdef: h } __wbindgen_init_externref_table"
            .to_owned();
        let mut wasm = b"\0asm\x01\x02./\x1c__wbg_abort_6479c2d794ebf2ee\0".to_vec();
        number_imports(&mut glue, &mut wasm);
        assert_eq!(wasm, b"\0asm\x01\x02./\x1c___________________________0\0");
        assert!(glue.starts_with("{ ___________________________0: f, "));
        assert!(glue.contains("__wbg_gone_0123456789abcdef: h"), "it is not the wasm's");
        assert!(glue.ends_with("__wbindgen_init_externref_table"));
    }
}
