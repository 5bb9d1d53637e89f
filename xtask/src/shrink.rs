//! Fewer bytes: wasm-opt's passes over the wasm, terser over the script, and short names
//! between the two.
//!
//! Owns how wasm-opt is called. Knows nothing of what is in the program.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use status_widget::native::files::{self, FileError};

use crate::process::{self, ProcessError};

/// What rustc compiles for wasm32 by default, and every current engine knows. Nothing newer,
/// which older engines would refuse to load.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

const PASSES: [&str; 12] = [
    "-Oz",
    // Once more over a flattened program, whose blocks and locals then come out smaller, and
    // a third time over what that has left: 0.9 and 0.2 kB of brotli.
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    // No inlining: a call is shorter than what it calls, in compressed bytes as well.
    "--always-inline-max-function-size=0",
    "--one-caller-inline-max-function-size=0",
    "--flexible-inline-max-function-size=0",
    // Below the stack, whose end is the lowest memory, a program has nothing: an offset can
    // go into the instruction that loads. 0.4 kB.
    "--low-memory-unused",
    // Neighbours in the source are neighbours in the program, which compresses better than
    // the order of how often they are called: 0.3 kB.
    "--reorder-functions-by-name",
    // Who compiled it with what, 0.1 kB.
    "--strip-producers",
    "--strip-target-features",
];

/// Prints what it has renamed. It has no name for the module but this one.
const MINIFY: &str = "--minify-imports-and-exports-and-modules";
const MINIFIED_MODULE: &str = "a";

/// Why something could not be made smaller.
#[derive(Debug, thiserror::Error)]
pub enum ShrinkError {
    /// wasm-opt or terser.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// Wasm or glue.
    #[error(transparent)]
    File(#[from] FileError),
    /// wasm-opt printed something else.
    #[error("wasm-opt did not print which names it has shortened")]
    Names(#[source] serde_json::Error),
    /// wasm-bindgen has changed how it writes its glue.
    #[error("{}: {name} is not where wasm-bindgen used to write it", glue.display())]
    Glue {
        /// Which script.
        glue: PathBuf,
        /// A name that wasm-opt has shortened.
        name: String,
    },
}

/// What [`MINIFY`] prints.
#[derive(Debug, Deserialize)]
struct Renamed {
    /// Module, name, short name.
    imports: Vec<(String, String, String)>,
    /// Name, short name.
    exports: Vec<(String, String)>,
}

/// Shrinks a wasm and wasm-bindgen's glue for it, both in place.
///
/// wasm-bindgen's names are long, end in a hash, which does not compress, and stand in both:
/// short ones save 3 kB.
///
/// # Errors
/// [`ShrinkError`].
pub fn wasm_and_glue(project: &Path, wasm: &Path, glue: &Path) -> Result<(), ShrinkError> {
    let mut wasm_opt = wasm_opt(project, wasm, wasm);
    let printed = process::output(wasm_opt.args(["--strip-debug", MINIFY]), b"")?;
    let renamed: Renamed = serde_json::from_str(&printed).map_err(ShrinkError::Names)?;
    let text = files::read(glue)?;
    let text = renamed
        .apply(&String::from_utf8_lossy(&text))
        .map_err(|name| ShrinkError::Glue { glue: glue.into(), name })?;
    Ok(files::replace(glue, text.as_bytes())?)
}

/// The same program as [`wasm_and_glue`] makes, but with the names of its functions, to see
/// what it consists of.
///
/// # Errors
/// [`ShrinkError`].
pub fn with_names(project: &Path, wasm: &Path, output: &Path) -> Result<(), ShrinkError> {
    Ok(process::run(wasm_opt(project, wasm, output).arg("--debuginfo"))?)
}

/// The same script in fewer bytes: wasm-bindgen writes its glue for people to read.
///
/// # Errors
/// [`ProcessError`].
pub fn script(project: &Path, script: &str) -> Result<String, ProcessError> {
    let mut terser = process::node_program(project, "terser");
    process::output(terser.args(["--module", "--compress", "--mangle"]), script.as_bytes())
}

fn wasm_opt(project: &Path, input: &Path, output: &Path) -> Command {
    let mut command = process::node_program(project, "wasm-opt");
    command.args(FEATURES).args(PASSES).arg(input).arg("--output").arg(output);
    command
}

impl Renamed {
    /// Renames in the glue what wasm-opt has renamed in the wasm: `NAME:` in the object of
    /// imports, `wasm.NAME` for an export.
    ///
    /// # Errors
    /// The first name that is not there.
    fn apply(&self, glue: &str) -> Result<String, String> {
        let mut glue = glue.to_owned();
        let mut modules: Vec<&String> = Vec::new();
        for (module, name, short) in &self.imports {
            glue = replaced(&glue, &format!(" {name}: "), &format!(" {short}: ")).ok_or(name)?;
            if !modules.contains(&module) {
                modules.push(module);
            }
        }
        for module in modules {
            let quoted = format!(" {module:?}: ");
            glue = replaced(&glue, &quoted, &format!(" {MINIFIED_MODULE}: ")).ok_or(module)?;
        }
        for (name, short) in &self.exports {
            glue = renamed_export(&glue, name, short);
        }
        Ok(glue)
    }
}

/// `text` with `from`, which stands in it exactly once, as `to`.
fn replaced(text: &str, from: &str, to: &str) -> Option<String> {
    let (before, after) = text.split_once(from)?;
    (!after.contains(from)).then(|| [before, to, after].concat())
}

/// An export may be used often or never.
fn renamed_export(glue: &str, name: &str, short: &str) -> String {
    let long = format!("wasm.{name}");
    let mut parts = glue.split(&long);
    let mut renamed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // `wasm.mount` is also how `wasm.mounted_free` begins.
        let is_whole = !part.starts_with(|next: char| next.is_ascii_alphanumeric() || "_$".contains(next));
        renamed.push_str(if is_whole { "wasm." } else { &long });
        renamed.push_str(if is_whole { short } else { "" });
        renamed.push_str(part);
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "\
        const import0 = {\n __proto__: null,\n __wbg_abort_64: function(arg0) {\n\
        const ret = wasm.mount(arg0);\n wasm.mounted_free(ret);\n },\n };\n\
        return {\n __proto__: null,\n \"./widget_bg.js\": import0,\n };";

    fn renamed() -> Renamed {
        serde_json::from_str(
            r#"{"imports": [["./widget_bg.js", "__wbg_abort_64", "$"]],
                "exports": [["mount", "b"], ["memory", "c"]]}"#,
        )
        .expect("as wasm-opt prints it")
    }

    #[test]
    fn names_are_as_short_in_the_glue_as_in_the_wasm() {
        let glue = renamed().apply(GLUE).expect("all names are there");
        for expected in [" $: function(arg0)", " a: import0", "wasm.b(arg0)", "wasm.mounted_free(ret)"] {
            assert!(glue.contains(expected), "{expected}: {glue}");
        }
    }

    #[test]
    fn a_name_that_is_missing_or_there_twice_is_an_error() {
        let name = Err("__wbg_abort_64".to_owned());
        assert_eq!(renamed().apply(&GLUE.replace(" __wbg_abort_64:", " __wbg_other:")), name);
        assert_eq!(renamed().apply(&GLUE.replace("__proto__", "__wbg_abort_64")), name);
        let module = Err("./widget_bg.js".to_owned());
        assert_eq!(renamed().apply(&GLUE.replace("./widget_bg.js", "./other_bg.js")), module);
    }
}
