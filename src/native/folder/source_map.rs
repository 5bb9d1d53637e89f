//! Where each part of the document came from.
//!
//! Parts are named by their JSON path, as [`crate::core::document::Problem`] names them.
//! Must not know how sources are read.

use std::collections::BTreeMap;

use super::sources::SourceSpan;

/// See the module's description.
#[derive(Debug, Default)]
pub struct SourceMap(BTreeMap<String, SourceSpan>);

/// `path` and everything it is in, innermost first: `a[0].b`, `a[0]`, `a`.
pub fn outwards(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rfind(['.', '[']).map(|end| &path[..end]))
}

impl SourceMap {
    /// Notes where `path` comes from.
    pub fn insert(&mut self, path: impl Into<String>, span: SourceSpan) {
        self.0.insert(path.into(), span);
    }

    /// Where `path` comes from, or the nearest thing that it is in.
    pub fn get(&self, path: &str) -> Option<SourceSpan> {
        outwards(path).find_map(|path| self.0.get(path)).cloned()
    }
}
