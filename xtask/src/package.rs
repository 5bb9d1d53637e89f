//! `cargo xtask package`: what is handed to portals, of a release that trunk has built.
//!
//! Owns what is in it: a package for npm, and a folder for any web host, named after the
//! version, whose files are never changed. Both say what they were built from and with, and
//! the integrity of every file, so that whoever builds the same can compare.

#![expect(clippy::print_stdout, reason = "it says what it has made")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};
use status_widget::native::integrity::integrity;
use status_widget::native::snippet::{LOADER, WASM, frame};
use status_widget::native::{VERSION, files, locales};

use crate::assemble::CLASS;
use crate::{CommandResult, licences, process};

/// The package's name.
const NAME: &str = "status-widget";

/// What stands in the project under another folder: where, and its name in the package.
const TEXTS: [(&str, &str); 6] = [
    ("docs/npm.md", "README.md"),
    ("LICENSE", "LICENSE"),
    ("static/custom-elements.json", "custom-elements.json"),
    ("static/status-widget.d.ts", "status-widget.d.ts"),
    // For each way to import it: TypeScript wants a file beside the script.
    ("static/status-widget.d.ts", "element.d.ts"),
    ("static/status-widget.d.ts", "index.d.ts"),
];

/// The class and the definition in one for bundlers, which have the class only once then. A page
/// loads [`LOADER`] instead, which is one file with one integrity.
const INDEX: (&str, &str) = (
    "index.js",
    "import { StatusWidget } from \"./element.js\";\n\nStatusWidget.define();\n\nexport { StatusWidget };\n",
);

/// Arguments of `package`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Take what this folder holds and build nothing; `trunk build --release` has made it
    #[arg(long, value_name = "DIR")]
    built: Option<PathBuf>,
    /// Where the package and the folder are put; what is there is removed
    #[arg(long, value_name = "DIR", default_value = "target/package")]
    output: PathBuf,
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    source: PathBuf,
}

/// Makes `OUTPUT/npm`, its archive `OUTPUT/status-widget-VERSION.tgz`, and `OUTPUT/web/VERSION`.
///
/// # Errors
/// If something can't be built or read, or npm fails.
pub fn run(args: &Args) -> CommandResult {
    let project = args.source.canonicalize()?;
    let built = match &args.built {
        Some(folder) => folder.clone(),
        None => {
            process::run(Command::new("trunk").args(["build", "--release"]).current_dir(&project))?;
            project.join("dist")
        }
    };
    if args.output.exists() {
        fs::remove_dir_all(&args.output)?;
    }
    let npm = args.output.join("npm");
    let web = args.output.join("web").join(VERSION);

    let loaded = loaded();
    let mut integrities = Map::new();
    for name in &loaded {
        let file = files::read(&built.join(name))?;
        integrities.insert(name.clone(), integrity(&file).into());
        for folder in [&npm, &web] {
            write(&folder.join(name), &file)?;
        }
    }
    let provenance = pretty(&provenance(&project, &integrities)?)?;
    let licences = licences::texts(&project)?;
    for folder in [&npm, &web] {
        write(&folder.join("provenance.json"), provenance.as_bytes())?;
        write(&folder.join("THIRD-PARTY-LICENSES.txt"), licences.as_bytes())?;
    }
    write(&web.join("LICENSE"), &files::read(&project.join("LICENSE"))?)?;
    let manifest = json!({"version": VERSION, "integrity": integrities});
    write(&web.join("manifest.json"), pretty(&manifest)?.as_bytes())?;
    for (from, to) in TEXTS {
        write(&npm.join(to), &files::read(&project.join(from))?)?;
    }
    write(&npm.join(INDEX.0), INDEX.1.as_bytes())?;
    write(&npm.join("package.json"), pretty(&package_json())?.as_bytes())?;
    let mut pack = Command::new("npm");
    pack.args(["pack", "--silent", "--pack-destination"]).arg(args.output.canonicalize()?).current_dir(&npm);
    let archive = args.output.join(process::output(&mut pack, b"")?.trim());
    println!("{}: {} bytes", archive.display(), fs::metadata(&archive)?.len());
    println!("{}: a folder for any web host", web.display());
    Ok(())
}

/// What browsers load.
fn loaded() -> Vec<String> {
    let phrases = locales::served().map(locales::served_as);
    [LOADER, CLASS, WASM, frame::SCRIPT_FILE].map(str::to_owned).into_iter().chain(phrases).collect()
}

fn write(path: &Path, bytes: &[u8]) -> CommandResult {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(files::replace(path, bytes)?)
}

fn pretty(value: &Value) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn package_json() -> Value {
    let file = |name: &str| format!("./{name}");
    json!({
        "name": NAME,
        "version": VERSION,
        "description": "A widget that verifies a signed status document in the reader's browser and shows it",
        "keywords": ["custom-element", "status-page", "web-component", "webassembly"],
        "license": "Apache-2.0",
        "type": "module",
        // TypeScript finds the types of each beside it.
        "main": file(INDEX.0),
        "types": "./index.d.ts",
        "exports": {
            ".": file(INDEX.0),
            "./status-widget.js": file(LOADER),
            "./element": file(CLASS),
            "./custom-elements.json": "./custom-elements.json",
            "./package.json": "./package.json",
        },
        "customElements": "custom-elements.json",
        // Importing it defines the element; importing the class does nothing.
        "sideEffects": [file(INDEX.0), file(LOADER)],
        "files": [
            "*.js", "*.wasm", "*.d.ts", "phrases", "custom-elements.json", "provenance.json",
            "THIRD-PARTY-LICENSES.txt",
        ],
    })
}

/// From what and with what the files were built.
fn provenance(project: &Path, integrities: &Map<String, Value>) -> anyhow::Result<Value> {
    let lock = |name: &str| -> anyhow::Result<String> { Ok(integrity(&files::read(&project.join(name))?)) };
    let said = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        process::output(command.args(arguments).current_dir(project), b"").map(|said| said.trim().to_owned())
    };
    Ok(json!({
        "package": NAME,
        "version": VERSION,
        // An archive of the source has none.
        "commit": said("git", &["rev-parse", "HEAD"]).ok(),
        "command": "cargo xtask package",
        "compiler": said("rustc", &["--version", "--verbose"])?.lines().collect::<Vec<_>>(),
        "locked": {
            "Cargo.lock": lock("Cargo.lock")?,
            "xtask/package-lock.json": lock("xtask/package-lock.json")?,
        },
        "integrity": integrities,
    }))
}
