//! Which translations may be missing.
//!
//! Owns what `partly_translated` says: languages into which some texts are translated and others
//! are not, on purpose. Of those nothing is said as long as there is anything in them. Must not
//! know which texts there are.

use std::collections::BTreeSet;

use super::diagnostics::{Diagnostic, Diagnostics};
use crate::native::bilingual::say;

/// The field of `status.toml`.
pub const PARTLY_TRANSLATED: &str = "partly_translated";

/// The languages of a folder beside its first one.
#[derive(Debug, Default)]
pub struct Translations {
    /// Those that [`PARTLY_TRANSLATED`] names, in its order.
    pub partial: Vec<String>,
    found: BTreeSet<String>,
}

impl Translations {
    /// Whether texts may be missing in the language `tag`.
    pub fn is_partial(&self, tag: &str) -> bool {
        self.partial.iter().any(|partial| partial == tag)
    }

    /// Notes that a text is there in the language `tag`.
    pub fn found(&mut self, tag: &str) {
        self.found.insert(tag.to_owned());
    }

    /// Warns of each language that is named and has nothing at all; `first` stands in for it.
    pub fn check(&self, first: &str, diagnostics: &mut Diagnostics) {
        for (index, tag) in self.partial.iter().enumerate().filter(|(_, tag)| !self.found.contains(*tag)) {
            let place = diagnostics.span_of(&format!("{PARTLY_TRANSLATED}[{index}]"));
            diagnostics.add(
                Diagnostic::warning(
                    place,
                    say!("nothing is translated into `{tag}`", "nichts ist in `{tag}` übersetzt"),
                )
                .label(say!(
                    "readers of `{tag}` get every text in `{first}`",
                    "in `{tag}` ist jeder Text in `{first}` zu lesen"
                ))
                .help(say!(
                    "translate what readers need first, like `title.{tag} = \"…\"`; or delete it here and in `languages`",
                    "übersetzen Sie, was Leser zuerst brauchen, wie `title.{tag} = \"…\"`; oder löschen Sie es hier und in `languages`"
                ))
                .absence(),
            );
        }
    }
}
