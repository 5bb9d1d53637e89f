//! Errors with their causes, in one line.
//!
//! An error of ours says its own part of what went wrong and carries what caused it
//! ([`Error::source`]), never both. Whoever shows one to people writes the whole chain;
//! this is how. Knows no error.

use core::error::Error;
use core::fmt;

/// `error` and what caused it, outermost first: `a file: a chain: a signature`.
pub fn chain<'e>(error: &'e (dyn Error + 'e)) -> impl fmt::Display + use<'e> {
    Chain(error)
}

struct Chain<'e>(&'e dyn Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.0, f)?;
        let mut source = self.0.source();
        while let Some(cause) = source {
            f.write_str(": ")?;
            fmt::Display::fmt(cause, f)?;
            source = cause.source();
        }
        Ok(())
    }
}

/// `debug_as_display!(SomeError)`: to developers an error says what it says to everybody. A
/// derived `Debug` is never called in the widget, but whatever is an `Error` needs one, and
/// the derived ones of our errors would be 2 kB that every reader loads.
macro_rules! debug_as_display {
    ($error:ty) => {
        impl core::fmt::Debug for $error {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        }
    };
}
pub(crate) use debug_as_display;

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[derive(Debug, thiserror::Error)]
    enum Outer {
        #[error("outer")]
        Own(#[source] Inner),
        #[error(transparent)]
        Passed(#[from] Inner),
    }

    #[derive(Debug, thiserror::Error)]
    #[error("inner")]
    struct Inner(#[source] Innermost);

    #[derive(Debug, thiserror::Error)]
    #[error("innermost")]
    struct Innermost;

    #[test]
    fn every_cause_is_named_once() {
        assert_eq!(chain(&Outer::Own(Inner(Innermost))).to_string(), "outer: inner: innermost");
        assert_eq!(chain(&Outer::Passed(Inner(Innermost))).to_string(), "inner: innermost");
    }
}
