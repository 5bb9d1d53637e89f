//! The files of a folder, in memory.
//!
//! Owns which files belong to a folder, their names and their decoding to text.
//! Must not know what is in them.

use std::ops::Range;
use std::path::Path;

use crate::native::files::{self, FileError};
use crate::native::terminal::Plain;

/// The file with everything but the questions.
pub const STATUS_FILE: &str = "status.toml";

/// Which file of [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(usize);

/// A range of bytes in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSpan {
    /// The file.
    pub file: FileId,
    /// Bytes of its text.
    pub span: Range<usize>,
}

/// One file.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name without a folder.
    pub name: String,
    /// The path as it is shown to people.
    pub path: String,
    /// What is in it, without a byte order mark. Bytes that are not UTF-8 are
    /// replaced, so that it can be shown.
    pub text: String,
    /// Where the first byte stood that is not UTF-8.
    pub broken: Option<usize>,
}

/// All files of a folder that the compiler reads.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
    misnamed: Vec<String>,
}

impl Sources {
    /// Files in memory: paths and bytes.
    pub fn from_texts(files: Vec<(impl AsRef<Path>, Vec<u8>)>) -> Self {
        let mut files: Vec<Source> =
            files.iter().map(|(path, bytes)| Source::decode(path.as_ref(), bytes)).collect();
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Self { files, misnamed: Vec::new() }
    }

    /// Reads `status.toml` and `faq.*.md` in `folder`, as far as they are there.
    ///
    /// # Errors
    /// [`FileError`] if the folder or a file in it can't be read.
    pub fn read(folder: &Path) -> Result<Self, FileError> {
        let unreadable = FileError::reading(folder);
        let mut texts = Vec::new();
        let mut misnamed = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(&unreadable)? {
            let path = entry.map_err(&unreadable)?.path();
            let name = name_of(&path);
            if name == STATUS_FILE || is_faq(&name) {
                let bytes = files::read(&path)?;
                texts.push((path, bytes));
            } else if is_misnamed(&name) {
                misnamed.push(name);
            }
        }
        misnamed.sort();
        Ok(Self { misnamed, ..Self::from_texts(texts) })
    }

    /// Names of files that look as if they were meant for us.
    pub fn misnamed(&self) -> &[String] {
        &self.misnamed
    }

    /// The file of this name.
    pub fn find(&self, name: &str) -> Option<FileId> {
        self.files.iter().position(|file| file.name == name).map(FileId)
    }

    /// The files in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index), file))
    }

    /// A file.
    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0]
    }
}

/// A file's name without the folder.
fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

impl Source {
    fn decode(path: &Path, bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        Self {
            name: name_of(path),
            text: String::from_utf8_lossy(bytes).into_owned(),
            broken: std::str::from_utf8(bytes).err().map(|error| error.valid_up_to()),
            // Names come from others, too.
            path: Plain(path.display()).to_string(),
        }
    }
}

/// Whether a file of this name holds questions.
pub fn is_faq(name: &str) -> bool {
    name.strip_prefix("faq.").and_then(|name| name.strip_suffix(".md")).is_some_and(|tag| !tag.is_empty())
}

/// Whether somebody has probably meant `status.toml` or `faq.de.md` with this:
/// `FAQ.de.md`, `faq.md`, `status.toml.txt`. Copies that editors keep are none.
fn is_misnamed(name: &str) -> bool {
    let name = name.to_lowercase();
    let (stem, extension) = name.split_once('.').unwrap_or((&name, ""));
    let last = extension.rsplit('.').next().unwrap_or_default();
    (stem.starts_with("faq") || stem.starts_with("status"))
        && matches!(last, "md" | "markdown" | "toml" | "txt")
}

/// The file with the questions in `language`.
pub fn faq_file(language: &str) -> String {
    format!("faq.{language}.md")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_nearly_right_is_noticed_and_a_backup_is_not() {
        for name in ["FAQ.de.md", "faq.md", "faq-de.md", "faq.de.markdown", "Status.toml", "status.toml.txt"]
        {
            assert!(!is_faq(name) && is_misnamed(name), "{name}");
        }
        for name in ["faq.de.md~", ".faq.de.md.swp", "faq.de.md.bak", "README.md", "status.json", "notes.txt"]
        {
            assert!(!is_faq(name) && !is_misnamed(name), "{name}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text_and_broken_bytes_are_found() {
        let sources = Sources::from_texts(vec![
            ("x/status.toml", b"\xef\xbb\xbfa = 1".to_vec()),
            ("x/faq.de.md", b"St\xf6rung".to_vec()),
        ]);
        let status = sources.get(sources.find(STATUS_FILE).unwrap());
        assert_eq!((status.text.as_str(), status.broken), ("a = 1", None));
        let faq = sources.get(sources.find("faq.de.md").unwrap());
        assert_eq!((faq.text.as_str(), faq.broken), ("St\u{fffd}rung", Some(2)));
    }
}
