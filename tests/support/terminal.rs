//! A person at a terminal: `statusctl` at a pseudo-terminal, its questions and what is typed.
#![allow(dead_code, clippy::unwrap_used, missing_docs)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::desk::Desk;

/// A command at a pseudo-terminal.
pub struct Terminal {
    child: Child,
    shown: String,
}

impl Terminal {
    /// Runs `statusctl` with these arguments, without a passphrase from elsewhere.
    pub fn new(desk: &Desk, args: &str) -> Self {
        let mut command = Command::new("script");
        command.args(["-qec", &format!("{} {args}", env!("CARGO_BIN_EXE_statusctl")), "/dev/null"]);
        desk.equip(&mut command);
        command.env_remove("STATUSCTL_PASSPHRASE");
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        Self { child, shown: String::new() }
    }

    /// Waits until `prompt` is shown and the terminal shows no more what is typed, then
    /// types `line`.
    #[track_caller]
    pub fn types(&mut self, prompt: &str, line: &str) {
        self.shows(prompt);
        let started = Instant::now();
        while self.echoes() {
            assert!(started.elapsed() < Duration::from_secs(20), "a passphrase would be shown");
            std::thread::sleep(Duration::from_millis(20));
        }
        self.sends(line);
    }

    /// Waits until `question` is shown, then types `line` for all to see.
    #[track_caller]
    pub fn answers(&mut self, question: &str, line: &str) {
        self.shows(question);
        self.sends(line);
    }

    #[track_caller]
    fn shows(&mut self, prompt: &str) {
        let stdout = self.child.stdout.as_mut().unwrap();
        while !self.shown.ends_with(prompt) {
            let mut byte = [0];
            assert_eq!(stdout.read(&mut byte).unwrap(), 1, "it ended without {prompt:?}: {}", self.shown);
            self.shown.push(byte[0].into());
        }
    }

    fn sends(&mut self, line: &str) {
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin.write_all(format!("{line}\n").as_bytes()).unwrap();
        stdin.flush().unwrap();
    }

    /// Whether the terminal shows what is typed.
    fn echoes(&self) -> bool {
        let script = self.child.id();
        let inside = fs::read_to_string(format!("/proc/{script}/task/{script}/children")).unwrap();
        let inside = inside.split_whitespace().next().unwrap();
        let terminal = fs::read_link(format!("/proc/{inside}/fd/2")).unwrap();
        let output = Command::new("stty").arg("-F").arg(terminal).arg("-a").output().unwrap();
        !String::from_utf8_lossy(&output.stdout).contains(" -echo ")
    }

    /// Waits for the end; returns the exit code and all that was shown.
    pub fn ends(mut self) -> (Option<i32>, String) {
        let mut rest = Vec::new();
        self.child.stdout.take().unwrap().read_to_end(&mut rest).unwrap();
        drop(self.child.stdin.take());
        let code = self.child.wait().unwrap().code();
        (code, self.shown + &String::from_utf8_lossy(&rest))
    }
}
