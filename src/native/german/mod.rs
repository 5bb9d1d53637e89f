//! What went wrong, in German.
//!
//! Owns the German words of every error that a person at the terminal can meet, those of the
//! core as well, which speaks English only; and an error with its causes in either language.
//! There is no arm for "all else": an error without German words does not compile. Must not
//! know who meets an error, nor what is done about it.

use std::error::Error;

use super::bilingual::Language;
use crate::core::error::chain;

mod core;
mod foreign;
mod native;
#[cfg(test)]
mod tests;

/// An error that has German words.
pub trait German {
    /// Its own part of what went wrong, without its cause, as its `Display` is in English.
    fn german(&self) -> String;

    /// Which of [`Self::ARMS`] has said it.
    #[cfg(test)]
    fn arm(&self) -> &'static str;

    /// All that there is to say.
    #[cfg(test)]
    const ARMS: &'static [&'static str];
}

/// `german!(SomeError { Self::Variant => "…", … })`: the words of all variants.
macro_rules! german {
    ($error:ty { $($variant:pat => $said:expr,)+ }) => {
        impl $crate::native::german::German for $error {
            fn german(&self) -> String {
                match self { $($variant => String::from($said),)+ }
            }

            #[cfg(test)]
            #[allow(unused_variables)]
            fn arm(&self) -> &'static str {
                match self { $($variant => stringify!($variant),)+ }
            }

            #[cfg(test)]
            const ARMS: &'static [&'static str] = &[$(stringify!($variant)),+];
        }
    };
}
use german;

/// Asks an error of any type for its German words, one type after the other.
macro_rules! first_that_fits {
    ($error:expr; $($type:ty)+) => {
        None$(.or_else(|| $error.downcast_ref::<$type>().map(German::german)))+
    };
}
use first_that_fits;

/// An error with its causes, outermost first, in a language: `a file: a chain: a signature`.
pub fn said(error: &(dyn Error + 'static), language: Language) -> String {
    match language {
        Language::English => chain(error).to_string(),
        Language::German => {
            let mut parts = vec![part(error)];
            let mut source = error.source();
            while let Some(cause) = source {
                parts.push(part(cause));
                source = cause.source();
            }
            parts.join(": ")
        }
    }
}

/// An error without its causes in a language.
pub fn said_alone(error: &(dyn Error + 'static), language: Language) -> String {
    match language {
        Language::English => error.to_string(),
        Language::German => part(error),
    }
}

/// An error with its causes, in the language that the environment asks for.
pub fn said_here(error: &(dyn Error + 'static)) -> String {
    said(error, Language::of_environment())
}

/// One error of a chain.
fn part(error: &(dyn Error + 'static)) -> String {
    let ours = core::german(error).or_else(|| native::german(error)).or_else(|| foreign::german(error));
    // What is said in both languages where it is made, such as a `Message`.
    ours.unwrap_or_else(|| error.to_string())
}
