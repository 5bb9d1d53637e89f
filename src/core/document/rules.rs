//! The rules of the content.
//!
//! Owns what has to hold between the parts of a content of the right shape: ids that
//! exist and are taken once, texts that are there in the first language. Must not know
//! how a broken rule is told to those who write; that is the folder compiler's business.

use core::fmt;
use std::collections::BTreeSet;

use super::content::{Content, Correction, LocalState, Named, State, Update};
use super::localized::Localized;
use crate::core::encoding::json::Path;

/// A broken rule of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, as a JSON path from the document's root, `services[0].name`.
    pub path: String,
    /// Which rule.
    pub rule: Rule,
}

/// The rules of the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// `languages` is empty.
    NoLanguage,
    /// A language is no BCP 47 tag.
    MalformedLanguage,
    /// A text is missing in the document's first language.
    MissingDefault,
    /// An id is empty or has other characters than lower-case letters, digits and
    /// hyphens.
    MalformedId,
    /// An id stands twice in one list.
    DuplicateId,
    /// An id is named that does not exist.
    UnknownId,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoLanguage => "no language; name at least one, like \"de\"",
            Self::MalformedLanguage => "not a BCP 47 tag; write one like \"de\" or \"de-AT\"",
            Self::MissingDefault => "missing in the first language; add it, the first is complete",
            Self::MalformedId => "not an id; use lower-case letters, digits and hyphens",
            Self::DuplicateId => "the id is taken; give every entry its own",
            Self::UnknownId => "no such id; name one that exists, or add it",
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        f.write_str(": ")?;
        self.rule.fmt(f)
    }
}

/// Whether `text` may be an id.
pub fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Whether `text` has the form of a BCP 47 tag (RFC 5646 section 2.1, and the
/// length that section 4.4.1 gives to a tag without private use).
fn is_language(text: &str) -> bool {
    let is_subtag = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    text.len() <= 35 && text.split('-').all(is_subtag)
}

/// Collects problems while a document is walked.
struct Checker<'a> {
    default: &'a str,
    path: Path,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    #[inline(never)]
    fn report(&mut self, rule: Rule) {
        self.problems.push(Problem { path: self.path.here(), rule });
    }

    /// Does `check` in the member `name`.
    fn member(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        let outside = self.path.enter(name);
        check(self);
        self.path.leave(outside);
    }

    /// Does `check` with each item of the list `name`.
    fn each<T>(&mut self, name: &str, items: &[T], check: impl Fn(&mut Self, &T)) {
        self.member(name, |here| {
            for (index, item) in items.iter().enumerate() {
                let outside = here.path.enter_item(index);
                check(here, item);
                here.path.leave(outside);
            }
        });
    }

    fn text<T>(&mut self, name: &str, text: &Localized<T>) {
        if text.get(self.default).is_none() {
            let default = self.default;
            self.member(name, |here| here.member(default, |here| here.report(Rule::MissingDefault)));
        }
    }

    fn optional<T>(&mut self, name: &str, text: Option<&Localized<T>>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    fn ids<'i, T>(&mut self, list: &str, items: &'i [T], id: fn(&T) -> &str) -> BTreeSet<&'i str> {
        let mut seen = BTreeSet::new();
        self.member(list, |here| {
            for (index, item) in items.iter().enumerate() {
                let id = id(item);
                // Known even if malformed: whoever names it names what is there.
                let is_new = seen.insert(id);
                let outside = here.path.enter_item(index);
                if !is_id(id) {
                    here.member("id", |here| here.report(Rule::MalformedId));
                } else if !is_new {
                    here.member("id", |here| here.report(Rule::DuplicateId));
                }
                here.path.leave(outside);
            }
        });
        seen
    }

    fn named<'n>(&mut self, list: &str, items: &'n [Named]) -> BTreeSet<&'n str> {
        self.each(list, items, |here, item| here.text("name", &item.name));
        self.ids(list, items, |item| &item.id)
    }

    fn known(&mut self, id: &str, known: &BTreeSet<&str>) {
        if !known.contains(id) {
            self.report(Rule::UnknownId);
        }
    }

    fn all_known(&mut self, list: &str, ids: &[String], known: &BTreeSet<&str>) {
        self.each(list, ids, |here, id| here.known(id, known));
    }

    fn heading(&mut self, name: &str, id: Option<&String>, known: &BTreeSet<&str>) {
        if let Some(id) = id {
            self.member(name, |here| here.known(id, known));
        }
    }

    fn state(&mut self, state: &State) {
        self.member("state", |here| {
            here.optional("note", state.note.as_ref());
            here.optional("alternative", state.alternative.as_ref());
        });
    }

    fn local(&mut self, list: &str, states: &[LocalState], known: &BTreeSet<&str>) {
        self.ids(list, states, |local| &local.id);
        self.each(list, states, |here, local| {
            here.member("id", |here| here.known(&local.id, known));
            here.state(&local.state);
        });
    }

    fn updates<S>(&mut self, updates: &[Update<S>]) {
        self.each("updates", updates, |here, update| {
            here.text("text", &update.text);
            here.correction(update.correction.as_ref());
        });
    }

    fn correction(&mut self, correction: Option<&Correction>) {
        if let Some(correction) = correction {
            self.member("correction", |here| here.text("before", &correction.before));
        }
    }
}

impl Content {
    /// Every rule that is broken, in the order of the document.
    pub fn problems(&self) -> Vec<Problem> {
        let mut check = Checker {
            default: self.languages.first().map_or("", String::as_str),
            path: Path::default(),
            problems: Vec::new(),
        };
        if self.languages.is_empty() {
            check.member("languages", |here| here.report(Rule::NoLanguage));
        }
        check.each("languages", &self.languages, |here, tag| {
            if !is_language(tag) {
                here.report(Rule::MalformedLanguage);
            }
        });
        // Without them, every text would only be said to be missing.
        if !check.problems.is_empty() {
            return check.problems;
        }
        check.text("title", &self.title);
        check.optional("summary", self.summary.as_ref());
        check.member("publisher", |here| here.text("name", &self.publisher.name));
        let groups = check.named("groups", &self.groups);
        let sites = check.named("sites", &self.sites);
        let tenants = check.ids("tenants", &self.tenants, |tenant| &tenant.id);
        check.each("tenants", &self.tenants, |here, tenant| {
            here.text("name", &tenant.name);
            here.all_known("sites", &tenant.sites, &sites);
        });
        let services = check.ids("services", &self.services, |service| &service.id);
        check.each("services", &self.services, |here, service| {
            here.text("name", &service.name);
            here.optional("description", service.description.as_ref());
            here.heading("group", service.group.as_ref(), &groups);
            here.state(&service.state);
            here.local("sites", &service.sites, &sites);
            here.local("tenants", &service.tenants, &tenants);
        });
        check.ids("incidents", &self.incidents, |incident| &incident.id);
        check.each("incidents", &self.incidents, |here, incident| {
            here.text("title", &incident.title);
            here.all_known("services", &incident.services, &services);
            here.updates(&incident.updates);
        });
        check.ids("maintenances", &self.maintenances, |planned| &planned.id);
        check.each("maintenances", &self.maintenances, |here, planned| {
            here.text("title", &planned.title);
            here.all_known("services", &planned.services, &services);
            here.updates(&planned.updates);
        });
        let categories = check.named("categories", &self.categories);
        check.ids("faq", &self.faq, |question| &question.id);
        check.each("faq", &self.faq, |here, question| {
            here.text("question", &question.question);
            here.text("answer", &question.answer);
            here.heading("category", question.category.as_ref(), &categories);
            here.correction(question.correction.as_ref());
        });
        check.each("contacts", &self.contacts, |here, contact| {
            here.text("name", &contact.name);
            here.all_known("tenants", &contact.tenants, &tenants);
            here.optional("hours", contact.hours.as_ref());
        });
        check.each("links", &self.links, |here, link| here.text("name", &link.name));
        check.problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::encoding::json;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn content(languages: &[&str]) -> Content {
        let text = serde_json::json!({languages[0]: "a"});
        let content = serde_json::json!({
            "languages": languages, "title": text, "updated": "2026-11-24", "publisher": {"name": text},
        });
        json::read(content.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn languages_have_the_form_of_bcp_47_tags() {
        for tag in ["de", "de-AT", "zh-Hant-HK", "de-CH-1901", "x-einfach"] {
            assert_eq!(content(&["de", tag]).problems(), [], "{tag}");
        }
        for tag in ["", "de_AT", "de-", "-de", "deutschland", "d e", "dé", &"de-".repeat(50_000)] {
            let problem = Problem { path: "languages[1]".into(), rule: Rule::MalformedLanguage };
            assert_eq!(content(&["de", tag]).problems(), [problem], "{tag:.9}");
        }
    }
}
