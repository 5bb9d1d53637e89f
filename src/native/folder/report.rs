//! What the compiler has found so far.
//!
//! Owns the list of diagnostics, and for every part of the document the place in
//! the sources it came from. Parts are named by their JSON path, as
//! [`crate::core::document::Problem`] names them. Must not know how sources are read.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostic::Diagnostic;
use super::sources::Place;

/// See the module's description.
#[derive(Debug, Default)]
pub struct Report {
    /// Everything that is wrong.
    pub diagnostics: Vec<Diagnostic>,
    places: BTreeMap<String, Place>,
    settled: BTreeSet<String>,
}

/// `path` and everything it is in, innermost first: `a[0].b`, `a[0]`, `a`.
fn outwards(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rfind(['.', '[']).map(|end| &path[..end]))
}

impl Report {
    /// Adds a diagnostic.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds a diagnostic that says all there is to say about `path`.
    pub fn settle(&mut self, path: impl Into<String>, diagnostic: Diagnostic) {
        self.settled(path);
        self.add(diagnostic);
    }

    /// Notes that all there is to say about `path` has been said.
    pub fn settled(&mut self, path: impl Into<String>) {
        self.settled.insert(path.into());
    }

    /// Takes back that anything has been said about `path`: something else stands there.
    pub fn unsettle(&mut self, path: &str) {
        self.settled.remove(path);
    }

    /// Whether something was said about `path` or what it is in, so that a further
    /// complaint would only follow from the first.
    pub fn is_settled(&self, path: &str) -> bool {
        outwards(path).any(|path| self.settled.contains(path))
    }

    /// Notes where `path` comes from.
    pub fn came_from(&mut self, path: impl Into<String>, place: Place) {
        self.places.insert(path.into(), place);
    }

    /// Where `path` comes from, or the nearest thing that it is in.
    pub fn place(&self, path: &str) -> Option<Place> {
        outwards(path).find_map(|path| self.places.get(path)).cloned()
    }
}
