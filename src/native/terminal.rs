//! What is printed at the terminal.
//!
//! Owns that no text from a file that nobody has verified reaches a terminal as anything but
//! text: control characters move cursors and change colours, controls of the writing
//! direction reorder what stands beside them (Unicode Technical Standard 55). Must not know
//! what is said.

use std::fmt::{self, Display, Write};
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a character would do something else than to be seen.
fn is_harmful(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A text with its harmful characters as `\u{…}`.
pub struct Plain<T>(pub T);

impl<T: Display> Display for Plain<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Escaping<'f, 'g>(&'f mut fmt::Formatter<'g>);

        impl Write for Escaping<'_, '_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                text.chars().try_for_each(|c| match c {
                    c if is_harmful(c) => write!(self.0, "{}", c.escape_unicode()),
                    c => self.0.write_char(c),
                })
            }
        }

        write!(Escaping(f), "{}", self.0)
    }
}

/// JSON in which harmful characters are spelt with the escapes of JSON (RFC 8259 section 7):
/// it says the same.
pub fn plain_json(json: &str) -> String {
    let mut plain = String::with_capacity(json.len());
    for c in json.chars() {
        if is_harmful(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                plain.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            plain.push(c);
        }
    }
    plain
}

/// Prints a result. A reader that has gone away (`| head`) is no error.
pub fn out(line: impl Display) -> io::Result<()> {
    match writeln!(io::stdout().lock(), "{}", Plain(line)) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Whether remarks are left out.
static IS_QUIET: AtomicBool = AtomicBool::new(false);

/// Leaves out remarks from now on; errors and warnings are still printed.
pub fn be_quiet(is_quiet: bool) {
    IS_QUIET.store(is_quiet, Ordering::Relaxed);
}

/// Prints a remark for the person at the terminal.
pub fn note(line: impl Display) {
    if !IS_QUIET.load(Ordering::Relaxed) {
        warn(line);
    }
}

/// Prints an error or a warning.
pub fn warn(line: impl Display) {
    note_styled(Plain(line));
}

/// Prints a remark with the colours that it brings; all else in it must have been escaped.
pub fn note_styled(line: impl Display) {
    // Nobody is left to tell if standard error is gone.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_upon_is_escaped_and_all_else_stays() {
        let text = "Grüße, 你好, 👩\nzwei\tdrei";
        assert_eq!(Plain(text).to_string(), text);
        assert_eq!(
            Plain("\u{1b}[31m\u{9b}2J\u{202e}x\r").to_string(),
            "\\u{1b}[31m\\u{9b}2J\\u{202e}x\\u{d}"
        );
    }

    #[test]
    fn escaped_json_says_the_same() {
        let value = serde_json::json!({ "a\u{202e}": "\u{9b}2J \u{e0041} ä" });
        let plain = plain_json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!plain.chars().any(is_harmful), "{plain:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&plain).unwrap(), value);
    }
}
