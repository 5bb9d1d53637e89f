//! Other programs: which they are, where they are, and what is said when one fails.

use std::ffi::OsStr;
use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

/// Where scripts/setup puts what xtask/package.json names, seen from the project's folder.
const NODE_PROGRAMS: &str = "target/tools/node_modules/.bin";

/// A program did not do what it was run for.
#[derive(Debug, thiserror::Error)]
#[error("{program} {problem}")]
pub struct ProcessError {
    program: PathBuf,
    problem: Problem,
    source: Option<io::Error>,
}

#[derive(Debug)]
enum Problem {
    NotRun { is_ours: bool },
    Failed(ExitStatus),
    NotText,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRun { is_ours: true } => f.write_str("could not be run; run scripts/setup"),
            Self::NotRun { is_ours: false } => f.write_str("could not be run"),
            Self::Failed(status) => write!(f, "failed: {status}"),
            Self::NotText => f.write_str("wrote something that is no UTF-8"),
        }
    }
}

/// A program from npm, as pinned in xtask/package-lock.json.
pub fn node_program(project: &Path, name: &str) -> Command {
    Command::new(project.join(NODE_PROGRAMS).join(name))
}

/// Runs `command` and waits until it has succeeded.
///
/// # Errors
/// [`ProcessError`].
pub fn run(command: &mut Command) -> Result<(), ProcessError> {
    let status = command.status().map_err(|error| not_run(command, error))?;
    if status.success() { Ok(()) } else { Err(problem(command, Problem::Failed(status))) }
}

/// Runs `command` with `input` on its standard input.
///
/// # Errors
/// [`ProcessError`].
///
/// # Returns
/// What it printed on its standard output.
pub fn output(command: &mut Command, input: &[u8]) -> Result<String, ProcessError> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| not_run(command, error))?;
    let stdin = child.stdin.take();
    // At the same time as its output is read: either pipe may fill up. A program that ends
    // without reading everything says why by its exit code.
    let output = thread::scope(|scope| {
        scope.spawn(|| stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    })
    .map_err(|error| not_run(command, error))?;
    if !output.status.success() {
        return Err(problem(command, Problem::Failed(output.status)));
    }
    String::from_utf8(output.stdout).map_err(|_| problem(command, Problem::NotText))
}

fn not_run(command: &Command, error: io::Error) -> ProcessError {
    let is_ours = Path::new(command.get_program()).parent() != Some(Path::new(""));
    ProcessError { source: Some(error), ..problem(command, Problem::NotRun { is_ours }) }
}

fn problem(command: &Command, problem: Problem) -> ProcessError {
    let program: &OsStr = command.get_program();
    ProcessError { program: program.into(), problem, source: None }
}
