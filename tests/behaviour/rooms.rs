//! The rooms of ARCHITECTURE.md hold: who may name whom, read from the sources themselves.
//!
//! Owns the table of what each room may know. A path counts wherever it stands, in a `use`
//! or in the middle of a line; a room's own tests may look further.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room and those that it may name, which stand above it: so there is no circle.
const ROOMS: &[(&str, &[&str])] = &[
    ("core::error", &[]),
    ("core::encoding", &["core::error"]),
    ("core::document", &["core::encoding"]),
    ("core::signed", &["core::error", "core::encoding", "core::document"]),
    ("core::session", &["core::error", "core::encoding", "core::signed"]),
    ("core::presentation", &["core::encoding", "core::document", "core::session"]),
    // Of the session, only the kinds of its notices, which the view model hands on.
    ("view", &["core::document", "core::session", "core::presentation"]),
    (
        "browser",
        &[
            "core::error",
            "core::encoding",
            "core::document",
            "core::signed",
            "core::session",
            "core::presentation",
            "view",
        ],
    ),
    ("native::bilingual", &[]),
    ("native::terminal", &[]),
    ("native::files", &[]),
    ("native::html", &[]),
    ("native::integrity", &[]),
    (
        "native::snippet",
        &["core::document", "core::encoding", "core::presentation", "native::html", "native::integrity"],
    ),
    ("native::clock", &["core::encoding", "core::document"]),
    ("native::json_file", &["core::encoding", "native::bilingual", "native::files"]),
    (
        "native::keys",
        &["core::encoding", "core::signed", "native::bilingual", "native::files", "native::json_file"],
    ),
    ("native::inspect", &["core::error", "core::encoding", "core::signed", "native::files"]),
    (
        "native::ceremony",
        &[
            "core::encoding",
            "core::document",
            "core::signed",
            "native::bilingual",
            "native::files",
            "native::json_file",
            "native::keys",
        ],
    ),
    (
        "native::publish",
        &[
            "core::encoding",
            "core::document",
            "core::signed",
            "core::session",
            "native::bilingual",
            "native::files",
        ],
    ),
    ("native::fetch", &["core::signed"]),
    ("native::locales", &["core::document", "core::presentation"]),
    (
        "native::export",
        &["core::encoding", "core::document", "core::presentation", "native::json_file", "native::locales"],
    ),
    (
        "native::render",
        &[
            "core::document",
            "core::encoding",
            "core::signed",
            "core::session",
            "core::presentation",
            "view",
            "native::bilingual",
            "native::html",
            "native::locales",
            "native::integrity",
            "native::publish",
            "native::snippet",
        ],
    ),
    ("native::difference", &["core::document", "core::presentation", "native::bilingual", "native::locales"]),
    (
        "native::settings",
        &[
            "core::session",
            "core::signed",
            "native::bilingual",
            "native::clock",
            "native::export",
            "native::fetch",
            "native::files",
            "native::publish",
        ],
    ),
    (
        "native::release",
        &[
            "core::document",
            "core::encoding",
            "core::session",
            "core::signed",
            "native::ceremony",
            "native::export",
            "native::fetch",
            "native::files",
            "native::inspect",
            "native::keys",
            "native::publish",
            "native::settings",
        ],
    ),
    (
        "native::folder",
        &[
            "core::encoding",
            "core::document",
            "core::signed",
            "native::bilingual",
            "native::terminal",
            "native::files",
            "native::json_file",
            "native::publish",
        ],
    ),
    ("native::ti_lage", &["core::document", "core::encoding", "native::bilingual", "native::folder"]),
    (
        "native::preview",
        &[
            "core::document",
            "core::encoding",
            "core::signed",
            "native::bilingual",
            "native::ceremony",
            "native::files",
            "native::folder",
            "native::html",
            "native::keys",
            "native::locales",
            "native::publish",
        ],
    ),
    (
        "native::german",
        &[
            "core::error",
            "core::document",
            "core::encoding",
            "core::signed",
            "core::session",
            "native::bilingual",
            "native::ceremony",
            "native::fetch",
            "native::files",
            "native::folder",
            "native::inspect",
            "native::json_file",
            "native::keys",
            "native::preview",
            "native::publish",
            "native::release",
            "native::settings",
        ],
    ),
    (
        "native::doctor",
        &[
            "core::encoding",
            "core::signed",
            "native::bilingual",
            "native::fetch",
            "native::german",
            "native::integrity",
            "native::publish",
            "native::snippet",
        ],
    ),
    (
        "native::commands",
        &[
            "core::error",
            "core::encoding",
            "core::document",
            "core::signed",
            "core::session",
            "native::bilingual",
            "native::terminal",
            "native::files",
            "native::clock",
            "native::json_file",
            "native::keys",
            "native::inspect",
            "native::ceremony",
            "native::publish",
            "native::fetch",
            "native::difference",
            "native::export",
            "native::settings",
            "native::release",
            "native::folder",
            "native::german",
            "native::preview",
            "native::integrity",
            "native::snippet",
            "native::doctor",
            "native::render",
            "native::ti_lage",
            "core::presentation",
        ],
    ),
    ("native", &["native::bilingual", "native::german", "native::terminal", "native::commands"]),
    ("bin", &["native"]),
];

/// What the core has no use for: it reads no file, no clock, no socket and no chance.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::io",
    "std::net",
    "std::env",
    "std::time",
    "std::process",
    "std::thread",
    "getrandom",
    "web_sys",
    "js_sys",
    "gloo",
    "yew",
];

/// A file of the sources.
struct Source {
    /// Its path below `src`.
    path: PathBuf,
    /// All of it.
    text: String,
}

impl Source {
    /// Its path from the crate's root, as Rust spells it.
    fn module(&self) -> Vec<String> {
        let mut module: Vec<String> =
            self.path.with_extension("").iter().map(|part| part.to_str().unwrap().to_owned()).collect();
        if module.last().is_some_and(|last| last == "mod") {
            module.pop();
        }
        module
    }

    /// What is compiled into the product: neither comments nor the module's own tests.
    fn code(&self) -> String {
        let product = self.text.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
        product.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
    }

    /// The paths into this crate that its code names, from the crate's root.
    fn paths(&self) -> Vec<Vec<String>> {
        let code = self.code();
        let mut paths = Vec::new();
        for (start, root) in
            ["crate::", "status_widget::", "super::"].into_iter().flat_map(|root| code.match_indices(root))
        {
            if code[..start].ends_with(|before: char| is_word(before) || before == ':') {
                continue;
            }
            let base = if root == "super::" { self.module() } else { Vec::new() };
            let tree = if root == "super::" { start } else { start + root.len() };
            read_tree(&code[tree..], &base, &mut paths);
        }
        paths
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Reads `a::{b, c::d}` below `base` into `paths`; returns what stands behind it.
fn read_tree<'a>(text: &'a str, base: &[String], paths: &mut Vec<Vec<String>>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = read_tree(rest, base, paths).trim_start();
            // A name of one's own for what was named: `as other`.
            rest = rest.trim_start_matches(|c: char| is_word(c) || c == ' ').trim_start();
            match rest.strip_prefix(',') {
                Some(next) if next.trim_start().starts_with('}') => rest = next.trim_start(),
                Some(next) => {
                    rest = next;
                    continue;
                }
                None => {}
            }
            return rest.strip_prefix('}').expect("a list of paths ends");
        }
    }
    let (word, rest) = text.split_at(text.find(|c| !is_word(c)).unwrap_or(text.len()));
    let mut path = base.to_vec();
    match word {
        "" | "self" => {}
        "super" => drop(path.pop()),
        _ => path.push(word.to_owned()),
    }
    match rest.strip_prefix("::") {
        Some(deeper) => read_tree(deeper, &path, paths),
        None => {
            paths.push(path);
            rest.strip_prefix('*').unwrap_or(rest)
        }
    }
}

/// The room in which a module stands: the longest one that [`ROOMS`] knows, or else what
/// it is called.
fn room(module: &[String]) -> String {
    let two = module.get(..2).map(|two| two.join("::"));
    let known = two.filter(|two| ROOMS.iter().any(|(room, _)| room == two));
    known.or_else(|| module.first().cloned()).unwrap_or_default()
}

/// All files below `src` with the ending `ending`.
fn sources(ending: &str) -> Vec<Source> {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { collect(&path, files) } else { files.push(path) }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.retain(|file| file.extension().is_some_and(|extension| extension == ending));
    let read = |file: PathBuf| Source {
        text: fs::read_to_string(&file).unwrap(),
        path: file.strip_prefix(&root).unwrap().to_owned(),
    };
    files.into_iter().map(read).collect()
}

#[test]
fn a_path_is_found_wherever_it_stands() {
    let source = Source {
        path: "core/session/round.rs".into(),
        text: "//! crate::no\nuse crate::{view::{self as seen, icon},\n    core::document::*};\n\
               use super::{clock::Clock, freshness};\nfn f() -> crate::native::keys::Key {}\n\
               pub(crate) fn g() { other_crate::x(); super::super::super::browser::app() }\n\
               \n#[cfg(test)]\nmod tests {\n    use crate::late;\n}\n"
            .into(),
    };
    let found: BTreeSet<String> = source.paths().iter().map(|path| path.join("::")).collect();
    let expected = [
        "browser::app",
        "core::document",
        "core::session::clock::Clock",
        "core::session::freshness",
        "native::keys::Key",
        "view",
        "view::icon",
    ];
    assert_eq!(found, expected.map(String::from).into());
}

#[test]
fn a_room_names_only_those_that_it_may_know() {
    let mut wrong = Vec::new();
    let mut named = 0;
    for source in sources("rs") {
        let own = room(&source.module());
        let may_know = ROOMS.iter().find(|(room, _)| *room == own).map_or(&[][..], |(_, known)| known);
        for path in source.paths() {
            named += 1;
            let other = room(&path);
            if other != own && !may_know.contains(&&*other) {
                wrong.push(format!("src/{}: {own} names {}", source.path.display(), path.join("::")));
            }
        }
    }
    assert!(named > 300, "only {named} paths found");
    assert!(wrong.is_empty(), "see ARCHITECTURE.md for who may name whom:\n{}", wrong.join("\n"));
}

#[test]
fn no_two_rooms_know_one_another() {
    for (index, (room, known)) in ROOMS.iter().enumerate() {
        for other in *known {
            assert!(ROOMS[..index].iter().any(|(above, _)| above == other), "{room} knows {other}");
        }
    }
}

#[test]
fn every_module_stands_in_a_room() {
    for source in sources("rs") {
        let own = room(&source.module());
        let doors = ["lib", "core"].contains(&&*own);
        assert!(doors || ROOMS.iter().any(|(room, _)| *room == own), "{}", source.path.display());
        if doors {
            // Nothing but the list of rooms.
            for line in source.code().lines().filter(|line| !line.is_empty()) {
                let lists = ["mod ", "pub mod ", "#[cfg("].iter().any(|start| line.starts_with(start));
                assert!(lists, "{}: {line}", source.path.display());
            }
        }
    }
}

#[test]
fn the_core_knows_no_system_and_the_views_no_browser() {
    for source in sources("rs") {
        let forbidden = match source.module()[0].as_str() {
            "core" => OUTSIDE,
            "view" => &OUTSIDE[..OUTSIDE.len() - 1],
            _ => continue,
        };
        let code = source.code();
        for name in forbidden {
            assert!(!code.contains(name), "src/{} names {name}", source.path.display());
        }
    }
}

#[test]
fn the_product_does_not_know_what_builds_it() {
    for source in sources("rs") {
        assert!(!source.text.contains("xtask"), "src/{}", source.path.display());
    }
}

#[test]
fn every_module_says_first_what_it_owns_and_is_of_a_readable_length() {
    for source in sources("rs").into_iter().chain(sources("css")) {
        let path = source.path.display();
        let lines = source.text.lines().count();
        assert!(lines <= 800, "src/{path} has {lines} lines; 800 are the most");
        let is_rust = source.path.extension().is_some_and(|extension| extension == "rs");
        assert!(!is_rust || source.text.starts_with("//! "), "src/{path} does not begin with `//!`");
    }
}
