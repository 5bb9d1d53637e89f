//! `cargo xtask assemble`: what makes a served folder of what trunk has built.
//!
//! Owns the chain from the page to the wasm (page → integrity of the loader → integrity of
//! the wasm), and puts the signed sample beside it.

use std::path::{Path, PathBuf};

use status_widget::native::files::{self, FileError};
use status_widget::native::integrity::integrity;
use status_widget::native::locales;
use status_widget::native::snippet::frame;

use crate::{CommandResult, reproducible, sample, shrink};

/// Where wasm-bindgen's glue holds on to the running instance and its memory.
const HOLDS: [&str; 3] = ["wasmInstance", "cachedDataViewMemory0", "cachedUint8ArrayMemory0"];

/// What wasm-bindgen's files are called, and so the loader's.
const NAME: &str = "status-widget";

/// The loader without the last step: the class, for those who define the element themselves.
pub const CLASS: &str = "element.js";

/// The last step.
const DEFINITION: &str = "\nStatusWidget.define();\n";

/// The insurers of the sample that have a portal, each with a brand of its own.
const INSURERS: [(&str, &str); 3] =
    [("a", "Beispielkasse A"), ("b", "Beispielkasse B"), ("c", "Beispielkasse C")];

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
/// If a file is missing or has no placeholder, a program is missing or fails, or the sample
/// can't be signed.
pub fn run(args: &Args) -> CommandResult {
    let staged = |name: &str| args.staging.join(name);
    let is_release = args.profile.as_deref() == Some("release");
    let wasm_path = staged(&format!("{NAME}_bg.wasm"));
    let glue_path = staged(&format!("{NAME}.js"));
    if is_release {
        shrink::wasm_and_glue(&args.source, &wasm_path, &glue_path)?;
    }
    let wasm = files::read(&wasm_path)?;
    if is_release {
        reproducible::check(&args.source, &wasm)?;
    }
    let glue = Template::read(&glue_path)?;
    let loader = Template::read(&args.source.join("static/loader.js"))?
        .fill("{{wasm-integrity}}", &integrity(&wasm))?
        .fill("{{version}}", status_widget::native::VERSION)?
        .fill("\"{{stylesheet}}\"", &stylesheet(&args.source)?)?
        .fill("\"{{phrases}}\"", &phrases(&args.staging)?)?;
    let claims = Template::read(&args.source.join("static/claims.js"))?.text;
    let class = format!("{}\n{claims}\n{}", bindings(glue)?, loader.text);
    let script = |text: &str| match is_release {
        true => shrink::script(&args.source, text),
        false => Ok(text.to_owned()),
    };
    files::replace(&staged(CLASS), script(&class)?.as_bytes())?;
    let loader = script(&[&class, DEFINITION].concat())?;
    files::replace(&glue_path, loader.as_bytes())?;
    // As it is: `statusctl snippet` pins it.
    files::replace(&staged(frame::SCRIPT_FILE), frame::SCRIPT.as_bytes())?;

    let pin = sample::publish(&args.source, &args.staging)?;
    let (loader, pin) = (integrity(loader.as_bytes()), pin.to_string());
    let start = Template::read(&args.source.join("static/start.html"))?;
    let start = Template { path: staged("start.html"), ..start };
    let mut pages = vec![Template::read(&staged("index.html"))?, start];
    for (letter, insurer) in INSURERS {
        let portal = Template::read(&args.source.join("static/portal.html"))?
            .fill("{{letter}}", letter)?
            .fill("{{insurer}}", insurer)?;
        pages.push(Template { path: staged(&format!("portal-{letter}.html")), ..portal });
    }
    for page in pages {
        let page = page.fill("{{loader-integrity}}", &loader)?.fill("{{pin}}", &pin)?;
        files::replace(&page.path, page.text.as_bytes())?;
    }
    Ok(())
}

/// wasm-bindgen's glue as a function that makes bindings for one instance of the wasm:
/// after a crash, the loader starts another, and stops the one before: what is left of it,
/// timers and listeners, finds functions that do nothing, and its memory is let go. What the
/// wasm imports from the loader are the function's arguments. Of the ways in which the glue
/// starts a wasm, one is needed: from a compiled module.
fn bindings(glue: Template) -> Result<String, NoPlaceholder> {
    let start = "async (module) => __wbg_finalize_init(
        await WebAssembly.instantiate(module, __wbg_get_imports()), module)";
    if let Some(placeholder) = HOLDS.into_iter().find(|name| !glue.text.contains(name)) {
        return Err(NoPlaceholder { path: glue.path, placeholder });
    }
    let stop = format!(
        "() => {{ {} = null; wasm = new Proxy({{}}, {{ get: () => () => {{}} }}); }}",
        HOLDS.join(" = ")
    );
    let glue = Template { text: without_markup(&glue.text), ..glue }.fill(
        "Object.assign(__wbg_init, { initSync }, exports)",
        &format!("Object.assign(exports, {{ start: {start}, stop: {stop} }})"),
    )?;
    Ok(format!(
        "const createBindings = (status_widget_crashed, status_widget_phrases, status_widget_early) => {{\n{}\nreturn wasm_bindgen;\n}};",
        glue.text
    ))
}

/// The glue without the one place at which a text could become markup. Yew imports it for HTML
/// that somebody has written as a text (`Html::from_html_unchecked`), which no view of ours has;
/// the optimiser can't know that. Whoever reads what is shipped need not take our word: it throws,
/// as under a portal's Trusted Types.
fn without_markup(glue: &str) -> String {
    let lines = glue.lines().map(|line| {
        if line.contains(".innerHTML = ") { "throw new Error(\"a text is no markup\");" } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Puts the translators' files into the folder that is served: the phrases in their order,
/// without names. Returns their addresses and integrities by language, as a script writes an
/// object.
fn phrases(staging: &Path) -> anyhow::Result<String> {
    std::fs::create_dir_all(staging.join("phrases"))?;
    let mut entries = String::new();
    for language in locales::served() {
        let texts: Vec<&str> = locales::locale(language).phrases.iter().map(|(_, says)| says).collect();
        let file = serde_json::to_vec(&texts)?;
        let name = locales::served_as(language);
        files::replace(&staging.join(&name), &file)?;
        let (tag, integrity) = (language.tag(), integrity(&file));
        entries.push_str(&format!("{tag:?}: [new URL(\"./{name}\", import.meta.url), {integrity:?}],\n"));
    }
    Ok(format!("{{\n{entries}}}"))
}

/// The widget's stylesheet without comments and white space, as a script writes a text.
fn stylesheet(project: &Path) -> anyhow::Result<String> {
    let css = Template::read(&project.join("src/view/widget.css"))?.text;
    let css = minifier::css::minify(&css).map_err(anyhow::Error::msg)?;
    Ok(serde_json::to_string(&css.to_string())?)
}

/// A text with places to fill in.
struct Template {
    path: PathBuf,
    text: String,
}

impl Template {
    fn read(path: &Path) -> Result<Self, FileError> {
        let text = String::from_utf8_lossy(&files::read(path)?).into_owned();
        Ok(Self { path: path.into(), text })
    }

    fn fill(self, placeholder: &'static str, value: &str) -> Result<Self, NoPlaceholder> {
        let text = self.text.replace(placeholder, value);
        if text == self.text {
            return Err(NoPlaceholder { path: self.path, placeholder });
        }
        Ok(Self { text, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup_in_the_glue() {
        let glue = "__wbg_set_innerHTML_1: function(arg0, arg1, arg2) {\n    arg0.innerHTML = text(arg1, arg2);\n},\nnext";
        let expected = "__wbg_set_innerHTML_1: function(arg0, arg1, arg2) {\nthrow new Error(\"a text is no markup\");\n},\nnext";
        assert_eq!(without_markup(glue), expected);
    }
}
