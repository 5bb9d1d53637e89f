//! The licences that the wasm owes: of every crate that is compiled into it.
//!
//! Owns which crates those are and where their texts stand. What cannot be found is an error:
//! somebody has to look.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, Package, PackageId, TargetKind};
use status_widget::native::files;

/// What the widget is compiled for.
const TARGET: &str = "wasm32-unknown-unknown";

/// How files begin that hold licences and notices.
const NAMES: [&str; 6] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];

/// A licence with no text beside the crate's source, of which we have one: ours.
const OURS: &str = "Apache-2.0";

/// Why the texts could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum LicenceError {
    /// Cargo could not say what is compiled.
    #[error("cargo could not say what the wasm is compiled from")]
    Metadata(#[from] cargo_metadata::Error),
    /// Cargo said something incomplete.
    #[error("cargo did not say what {0} depends on")]
    Unresolved(String),
    /// A crate that names no licence whose text is there.
    #[error(
        "{package}: no text of its licence ({licence}) is there; look at its source and name it in xtask/src/licences.rs"
    )]
    NoText {
        /// Name and version.
        package: String,
        /// As the crate names it, an SPDX expression.
        licence: String,
    },
    /// A text.
    #[error(transparent)]
    File(#[from] files::FileError),
    /// A crate's folder.
    #[error("a crate's folder could not be read")]
    Folder(#[from] std::io::Error),
}

/// The texts of all licences, each with the crates to which it applies.
///
/// # Errors
/// [`LicenceError`].
pub fn texts(project: &Path) -> Result<String, LicenceError> {
    let metadata = MetadataCommand::new()
        .manifest_path(project.join("Cargo.toml"))
        .features(CargoOpt::SomeFeatures(Vec::new()))
        .other_options(["--locked", "--filter-platform", TARGET].map(str::to_owned))
        .exec()?;
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in compiled(&metadata)? {
        let name = format!("{} {}", package.name, package.version);
        for text in texts_of(package, project)? {
            texts.entry(text).or_default().push(name.clone());
        }
    }
    let mut whole = format!(
        "What is compiled into the widget beside its own source, and under which licences.\n\
         The standard library of Rust is part of it, under {OURS}, whose text is among these.\n"
    );
    for (text, packages) in texts {
        let line = "-".repeat(80);
        // Writing into a text can't fail.
        let _ = write!(whole, "\n{line}\n{}\n{line}\n\n{text}\n", packages.join(", "));
    }
    Ok(whole)
}

/// The crates whose code is in the wasm: what the widget depends on, and what those do, but for
/// what runs only while it is compiled.
fn compiled(metadata: &Metadata) -> Result<Vec<&Package>, LicenceError> {
    let unresolved = |id: &PackageId| LicenceError::Unresolved(id.to_string());
    let mut found: Vec<&Package> = Vec::new();
    let root = metadata.packages.iter().find(|package| package.name == "status-widget");
    let mut left: Vec<&PackageId> = root.iter().map(|package| &package.id).collect();
    while let Some(id) = left.pop() {
        let resolve = metadata.resolve.as_ref().ok_or_else(|| unresolved(id))?;
        let node = resolve.nodes.iter().find(|node| node.id == *id).ok_or_else(|| unresolved(id))?;
        for dependency in &node.deps {
            let is_compiled_in = dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            let package = &metadata[&dependency.pkg];
            let is_macro = package.targets.iter().any(|target| target.kind.contains(&TargetKind::ProcMacro));
            if is_compiled_in && !is_macro && !found.iter().any(|other| other.id == package.id) {
                found.push(package);
                left.push(&package.id);
            }
        }
    }
    found.sort_by_key(|package| (&package.name, &package.version));
    Ok(found)
}

/// What stands beside a crate's source.
fn texts_of(package: &Package, project: &Path) -> Result<Vec<String>, LicenceError> {
    let mut texts = Vec::new();
    if let Some(folder) = package.manifest_path.parent() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().to_uppercase();
            if entry.file_type()?.is_file() && NAMES.iter().any(|begin| name.starts_with(begin)) {
                texts.push(read(&entry.path())?);
            }
        }
    }
    let licence = package.license.clone().unwrap_or_default();
    if texts.is_empty() && licence.contains(OURS) {
        texts.push(read(&project.join("LICENSE"))?);
    }
    if texts.is_empty() {
        let package = format!("{} {}", package.name, package.version);
        return Err(LicenceError::NoText { package, licence });
    }
    Ok(texts)
}

/// A text, with lines that end alike, so that the same text is the same.
fn read(path: &Path) -> Result<String, files::FileError> {
    let text = String::from_utf8_lossy(&files::read(path)?).into_owned();
    Ok(text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compiled_into_the_wasm_is_named_and_what_only_runs_here_is_not() {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project's folder");
        let texts = texts(project).expect("every licence is there");
        let names = |name: &str| {
            texts.contains(&format!("{name} 0"))
                || texts.contains(&format!("{name} 1"))
                || texts.contains(&format!("{name} 3"))
        };
        for compiled in ["yew", "ed25519-dalek", "p256", "wasm-bindgen", "gloo-net", "serde_json"] {
            assert!(names(compiled), "{compiled}");
        }
        for other in ["clap_builder", "toml", "yew-macro", "serde_derive", "tempfile"] {
            assert!(!names(&format!("\n{other}")) && !names(&format!(", {other}")), "{other}");
        }
        for text in ["Apache License", "Permission is hereby granted"] {
            assert!(texts.contains(text), "{text}");
        }
    }
}
