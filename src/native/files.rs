//! Reading and writing whole files.
//!
//! Owns atomic replacement: a reader sees the old file or the new one, never half
//! of one, also when the power fails. Knows nothing of what is in them.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// A file that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct FileError {
    /// Which file.
    pub path: PathBuf,
    /// What the system says.
    pub source: io::Error,
}

fn at(path: &Path) -> impl Fn(io::Error) -> FileError + '_ {
    move |source| FileError { path: path.into(), source }
}

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// [`FileError`].
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map_err(at(path))?;
        return Ok(bytes);
    }
    fs::read(path).map_err(at(path))
}

/// Reads a file that need not be there.
///
/// # Errors
/// [`FileError`] for anything but its absence.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FileError { path: path.into(), source }),
    }
}

/// Replaces a file atomically: temporary file beside it, fsync, rename, fsync of
/// the folder. Everybody may read it. `-` is standard output.
///
/// # Errors
/// [`FileError`]; the old file is then still there.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if path.as_os_str() == "-" {
        return match io::stdout().lock().write_all(bytes) {
            // A reader that has gone away (`| head`) is no error.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(at(path)),
        };
    }
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let write = || {
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        temporary.write_all(bytes)?;
        temporary.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
        temporary.as_file().sync_all()?;
        temporary.persist(path)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(at(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("status.json");
        for text in ["one", "two"] {
            replace(&path, text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_leaves_no_trace() {
        let dir = tempfile::tempdir().unwrap();
        assert!(replace(&dir.path().join("no/status.json"), b"x").is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
