//! JSON paths, `services[0].name`, as errors name them.
//!
//! Owns what a stranger's name looks like in one. Knows no values.

use core::fmt::Write as _;

/// A JSON path that grows and shrinks as a tree is walked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(String);

impl Path {
    /// Steps into the member `name`; returns what [`Self::leave`] wants.
    #[inline(never)]
    pub fn enter(&mut self, name: &str) -> usize {
        let outside = self.0.len();
        if outside != 0 {
            self.0.push('.');
        }
        self.0.push_str(shown(name));
        outside
    }

    /// Steps into the item of this index; returns what [`Self::leave`] wants.
    #[inline(never)]
    pub fn enter_item(&mut self, index: usize) -> usize {
        let outside = self.0.len();
        // Writing to a String never fails.
        let _ = write!(self.0, "[{index}]");
        outside
    }

    /// Steps out again.
    pub fn leave(&mut self, outside: usize) {
        self.0.truncate(outside);
    }

    /// The path as it is now; empty for the root.
    pub fn here(&self) -> String {
        self.0.clone()
    }
}

/// `path`, seen from outside of the member `name`.
#[cold]
pub fn in_member(name: &str, path: &str) -> String {
    let point = if path.is_empty() || path.starts_with('[') { "" } else { "." };
    [shown(name), point, path].concat()
}

/// `path`, seen from outside of the item of this index.
#[cold]
pub fn in_item(index: usize, path: &str) -> String {
    let point = if path.is_empty() || path.starts_with('[') { "" } else { "." };
    format!("[{index}]{point}{path}")
}

/// A name as paths have it: one that does not look like ours stands as `…`, for it may
/// come from a stranger, and paths are printed to terminals and consoles.
fn shown(name: &str) -> &str {
    let is_plain =
        name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if is_plain { name } else { "…" }
}
