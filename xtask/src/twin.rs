//! The widget's twin, with which `cargo xtask measure --portal` compares it: made of
//! `xtask/twin` with Preact, by esbuild.
//!
//! Owns how it is put together: small and in one file, as its author would serve it. It is
//! never part of a release.

use std::path::Path;
use std::process::Command;

use crate::process::{self, ProcessError};

/// Where scripts/setup puts what xtask/twin/package.json names, seen from the project's folder.
const PACKAGES: &str = "target/twin/node_modules";

/// Writes `target/e2e/twin.js`.
///
/// # Errors
/// If esbuild is not there or refuses it.
pub fn build(project: &Path) -> Result<(), ProcessError> {
    let esbuild = || {
        let mut command = Command::new(project.join(PACKAGES).join(".bin/esbuild"));
        command.args(["--minify", "--log-level=warning"]);
        command.env("NODE_PATH", project.join(PACKAGES));
        command
    };
    let option = |name: &str, path: &Path| format!("--{name}={}", path.display());
    let stylesheet = project.join("target/twin/widget.css");
    let (widget, twin) = (project.join("src/view/widget.css"), project.join("xtask/twin/twin.js"));
    process::run(esbuild().arg(widget).arg(option("outfile", &stylesheet)))?;
    process::run(
        esbuild()
            .arg(twin)
            .args(["--bundle", "--format=esm", "--target=es2022", "--loader:.css=text"])
            .arg(option("alias:widget.css", &stylesheet))
            .arg(option("outfile", &project.join("target/e2e/twin.js"))),
    )
}
