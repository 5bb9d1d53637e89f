//! Reading and writing whole files.
//!
//! Owns atomic replacement: a reader sees the old file or the new one, never half
//! of one, also when the power fails. Knows nothing of what is in them.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// A file that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}: can't be {access}", path.display())]
pub struct FileError {
    /// Which file.
    pub path: PathBuf,
    /// What was tried.
    pub access: Access,
    source: io::Error,
}

/// What was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To read it.
    Read,
    /// To write it.
    Write,
}

/// What lies where something should be written, and must not be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InTheWay {
    /// A link without its end.
    #[error("it is a link that leads to nothing; delete it, or make what it leads to")]
    DeadLink,
    /// A folder.
    #[error("it is a folder; name a file in it")]
    Folder,
    /// Somebody has protected it.
    #[error("it is write-protected; take that away, or name another file")]
    Protected,
}

impl std::fmt::Display for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "written",
        })
    }
}

impl FileError {
    /// For `map_err`: `path` can't be read.
    pub fn reading(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        move |source| Self { path: path.into(), access: Access::Read, source }
    }

    /// For `map_err`: `path` can't be written.
    pub fn writing(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        move |source| Self { path: path.into(), access: Access::Write, source }
    }
}

/// Whether `path` is how people write standard input and standard output.
fn is_standard_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// [`FileError`].
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    if is_standard_stream(path) {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map_err(FileError::reading(path))?;
        return Ok(bytes);
    }
    fs::read(path).map_err(FileError::reading(path))
}

/// `bytes` without the byte order mark that some editors put in front of UTF-8, and that
/// says nothing (RFC 8259 section 8.1).
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The encoding that a byte order mark at the beginning of `bytes` announces.
pub fn byte_order_mark(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => Some("UTF-8"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        _ => None,
    }
}

/// Reads a file that need not be there.
///
/// # Errors
/// [`FileError`] for anything but its absence.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::reading(path)(error)),
    }
}

/// Replaces a file atomically: temporary file beside it, fsync, rename, fsync of the folder.
/// Everybody may read it. `-` is standard output.
///
/// What is there already decides what "replace" means:
///
/// | there is | what happens |
/// |---|---|
/// | nothing, or a file | the file is replaced as a whole |
/// | a link to a file | the file that it leads to is replaced; the link stays |
/// | a link to nothing | refused |
/// | a file without any right to write | refused: somebody has protected it |
/// | a device, pipe or socket, or a stream of the process (`/dev/stdout`) | it is written to |
/// | a folder | refused |
///
/// What a file system has not got (modes, fsync of folders) is not needed there.
///
/// # Errors
/// [`FileError`]; the old file is then still there.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if is_standard_stream(path) {
        return match io::stdout().lock().write_all(bytes) {
            // A reader that has gone away (`| head`) is no error.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(FileError::writing(path)),
        };
    }
    let write = || match target(path)? {
        Target::Stream => fs::OpenOptions::new().write(true).open(path)?.write_all(bytes),
        Target::File(path) => replace_file(&path, bytes),
    };
    write().map_err(FileError::writing(path))
}

/// What is written, when a path is.
enum Target {
    /// A file that is replaced.
    File(PathBuf),
    /// Something that bytes go into.
    Stream,
}

/// What lies at `path`; see [`replace`].
fn target(path: &Path) -> io::Result<Target> {
    let refused = |reason: InTheWay| Err(io::Error::other(reason));
    let there = match fs::symlink_metadata(path) {
        Ok(there) => there,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Target::File(path.into())),
        Err(error) => return Err(error),
    };
    if ["/dev", "/proc"].iter().any(|system| path.starts_with(system)) {
        return Ok(Target::Stream);
    }
    let path = if there.is_symlink() {
        match fs::canonicalize(path) {
            Ok(path) => path,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return refused(InTheWay::DeadLink);
            }
            Err(error) => return Err(error),
        }
    } else {
        path.into()
    };
    let there = fs::metadata(&path)?;
    if there.is_dir() {
        return refused(InTheWay::Folder);
    }
    if !there.is_file() {
        return Ok(Target::Stream);
    }
    if there.permissions().readonly() {
        return refused(InTheWay::Protected);
    }
    Ok(Target::File(path))
}

fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(bytes)?;
    if_it_can(let_everybody_read(temporary.as_file()))?;
    if_it_can(temporary.as_file().sync_all())?;
    temporary.persist(path)?;
    if_it_can(sync_folder(folder))
}

/// Forgives what a file system has not got: shares of Windows and file systems in user space
/// answer with these (fsync(2), fchmod(2)). A disk that is full or broken is not forgiven.
fn if_it_can(done: io::Result<()>) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};

    done.or_else(|error| match error.kind() {
        InvalidInput | PermissionDenied | Unsupported => Ok(()),
        _ => Err(error),
    })
}

/// `path` with `suffix` behind its whole name: `status.pem` and `.jwk` is `status.pem.jwk`.
pub fn beside(path: &Path, suffix: impl AsRef<OsStr>) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A temporary file is for its owner alone.
#[cfg(unix)]
fn let_everybody_read(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

/// Elsewhere a file takes its permissions from its folder.
#[cfg(not(unix))]
fn let_everybody_read(_: &fs::File) -> io::Result<()> {
    Ok(())
}

/// A renamed file outlives a power failure once its folder is on the disk, too.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// Windows opens no folders; NTFS keeps a journal of names by itself.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
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
