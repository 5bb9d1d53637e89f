//! The words of the document: states, audiences, outlooks.
//!
//! Owns which there are and how each of them is written: once, in the lists below. From
//! these come reading and writing JSON, the JSON Schema, what publishers may write into
//! their folder, and the hooks of the stylesheet. What a word is called to readers is
//! [`crate::core::presentation::phrases`]' business, its icon the views'.
//!
//! A new word is a line here. Then nothing compiles before it has its phrases, and for a
//! state its severity and its icon.

use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// A list of words of which a document has one.
pub trait Word: Copy + PartialEq + FromStr<Err = UnknownWord> + 'static {
    /// All words that a publisher may write.
    const ALL: &'static [Self];

    /// What a word reads as that is in no list of ours, because a newer publisher has it.
    const OTHER: Self;

    /// How it is written.
    fn as_str(self) -> &'static str;
}

/// The text is none of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a word of this list")]
pub struct UnknownWord;

/// Defines an enum of words. Behind `else` stands what any other word reads as: a
/// variant of its own that nobody writes, or one of the words.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$word_meta:meta])* $word:ident = $text:literal,)+ }
        else { $(#[$other_meta:meta])* $other:ident = $other_text:literal }
    ) => {
        words! {
            @define $(#[$meta])*
            $name { $($(#[$word_meta])* $word = $text,)+ }
            { #[cfg_attr(not(target_family = "wasm"), schemars(skip))] $(#[$other_meta])* $other = $other_text, }
            $other
        }
    };
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$word_meta:meta])* $word:ident = $text:literal,)+ }
        else $other:ident
    ) => {
        words! { @define $(#[$meta])* $name { $($(#[$word_meta])* $word = $text,)+ } {} $other }
    };
    (
        @define $(#[$meta:meta])*
        $name:ident { $($(#[$word_meta:meta])* $word:ident = $text:literal,)+ }
        { $($(#[$hidden_meta:meta])* $hidden:ident = $hidden_text:literal,)? }
        $other:ident
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$word_meta])* #[serde(rename = $text)] $word,)+
            $($(#[$hidden_meta])* #[serde(rename = $hidden_text)] $hidden,)?
        }

        impl $name {
            /// All words that a publisher may write.
            pub const ALL: &'static [Self] = &[$(Self::$word),+];

            /// How it is written.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)+
                    $(Self::$hidden => $hidden_text,)?
                }
            }
        }

        impl Word for $name {
            const ALL: &'static [Self] = Self::ALL;
            const OTHER: Self = Self::$other;

            fn as_str(self) -> &'static str {
                self.as_str()
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or(UnknownWord)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(String::deserialize(deserializer)?.parse().unwrap_or(Self::OTHER))
            }
        }
    };
}

words! {
    /// Whom a service or an answer is for.
    pub enum Audience {
        /// Versicherte.
        InsuredPersons = "insured_persons",
        /// Leistungserbringer.
        CareProviders = "care_providers",
        /// Krankenkassen.
        Insurers = "insurers",
        /// Medien.
        Press = "press",
    } else {
        /// One that a newer publisher names.
        Other = "other"
    }
}

impl Audience {
    /// Whether what is for `audience` is for these; what is for nobody by name is for everybody.
    pub fn is_meant(self, audience: &[Self]) -> bool {
        audience.is_empty() || audience.contains(&self)
    }
}

words! {
    /// The state of a service.
    pub enum ServiceStatus {
        /// Works.
        Operational = "operational",
        /// Works slowly or with restrictions.
        DegradedPerformance = "degraded_performance",
        /// Does not work for some.
        PartialOutage = "partial_outage",
        /// Does not work.
        MajorOutage = "major_outage",
        /// Being worked on as planned.
        UnderMaintenance = "under_maintenance",
        /// Not known, or a state that a newer publisher names.
        Unknown = "unknown",
    } else Unknown
}

impl ServiceStatus {
    /// How bad it is; the worst of several states is the one to show for all.
    /// Not knowing is worse than a planned break and better than an outage.
    pub fn severity(self) -> u8 {
        match self {
            Self::Operational => 0,
            Self::DegradedPerformance => 1,
            Self::UnderMaintenance => 2,
            Self::Unknown => 3,
            Self::PartialOutage => 4,
            Self::MajorOutage => 5,
        }
    }
}

words! {
    /// Where a service is heading.
    pub enum OutlookKind {
        /// Coming back step by step.
        Restoring = "restoring",
        /// Being looked into.
        UnderReview = "under_review",
        /// May go down again.
        Unstable = "unstable",
        /// Works again, and has to catch up.
        Backlog = "backlog",
    } else {
        /// One that a newer publisher names.
        Other = "other"
    }
}

words! {
    /// What a link beside the content leads to, where that matters.
    pub enum LinkKind {
        /// Who is responsible (section 5 DDG).
        Imprint = "imprint",
        /// What is done with data.
        Privacy = "privacy",
        /// The accessibility statement (section 12b BGG).
        Accessibility = "accessibility",
        /// A film in sign language.
        SignLanguage = "sign_language",
        /// A feed of what is published (Atom).
        Feed = "feed",
    } else {
        /// One that a newer publisher names.
        Other = "other"
    }
}

words! {
    /// How badly an incident hits.
    pub enum Impact {
        /// Hardly.
        None = "none",
        /// A little.
        Minor = "minor",
        /// A lot.
        Major = "major",
        /// Everything.
        Critical = "critical",
    } else {
        /// One that a newer publisher names.
        Unknown = "unknown"
    }
}

words! {
    /// How far the work on an incident is.
    pub enum IncidentStatus {
        /// The cause is being looked for.
        Investigating = "investigating",
        /// The cause is known.
        Identified = "identified",
        /// Mended, and watched.
        Monitoring = "monitoring",
        /// Over.
        Resolved = "resolved",
    } else {
        /// One that a newer publisher names.
        Unknown = "unknown"
    }
}

words! {
    /// How far a maintenance is.
    pub enum MaintenanceStatus {
        /// Planned.
        Scheduled = "scheduled",
        /// Under way.
        InProgress = "in_progress",
        /// Done, and being checked.
        Verifying = "verifying",
        /// Over.
        Completed = "completed",
    } else {
        /// One that a newer publisher names.
        Unknown = "unknown"
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::core::encoding::json;

    fn check<W: Word + core::fmt::Debug + Serialize + for<'de> Deserialize<'de>>(words: usize) {
        let texts: BTreeSet<&str> = W::ALL.iter().map(|word| word.as_str()).collect();
        assert_eq!((W::ALL.len(), texts.len()), (words, words));
        for word in W::ALL {
            let json = serde_json::to_string(word).unwrap();
            assert_eq!(json, format!("{:?}", word.as_str()));
            assert_eq!(json::read(json.as_bytes()), Ok(*word));
            assert_eq!(word.as_str().parse(), Ok(*word));
        }
        for text in ["on_fire", "", "Operational", " press"] {
            assert_eq!(text.parse::<W>(), Err(UnknownWord), "{text:?}");
            assert_eq!(json::from_tree(&text.into()), Ok(W::OTHER), "{text:?}");
        }
        let hidden = Some(W::OTHER).filter(|other| !W::ALL.contains(other));
        assert!(hidden.is_none_or(|hidden| hidden.as_str().parse::<W>() == Err(UnknownWord)));
    }

    #[test]
    fn a_word_is_written_and_read_as_it_is_defined_and_another_reads_as_unknown() {
        check::<Audience>(4);
        check::<ServiceStatus>(6);
        check::<OutlookKind>(4);
        check::<LinkKind>(5);
        check::<Impact>(4);
        check::<IncidentStatus>(4);
        check::<MaintenanceStatus>(4);
    }
}
