//! Why this can be believed, for those who ask.

use yew::{Html, html};

use super::faq::{button, copy};
use super::keys::keyed;
use super::outline::Outline;
use super::overview::fact;
use super::text::{folded, line, words};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::genuine::{Entry, Verdict};
use crate::core::presentation::view_model::{PROOF, Proof};

/// The proof, folded.
pub fn proof(phrases: &Phrases, outline: Outline, proof: &Proof) -> Html {
    let facts = html! {
        <>
            { line(phrases.proof_text, html! {}) }
            <dl>
                for (index, (name, value)) in proof.facts.iter().enumerate() {
                    <div key={*name}>
                        <dt>{ *name }</dt>
                        <dd data-moving={fact(index)} dir="auto">{ value }</dd>
                    </div>
                }
                if !proof.refused.is_empty() {
                    <div key="refused">
                        <dt>{ phrases.proof_refused }</dt>
                        for (key, reason) in keyed(&proof.refused, |reason| reason) {
                            <dd key={key} lang="en" dir="ltr">{ reason }</dd>
                        }
                    </div>
                }
            </dl>
            { copy("copy-text", phrases.copy_text, proof.copied) }
            { outline.below(1).heading(phrases.genuine.into()) }
            <div class="fields">
                <label>
                    { phrases.genuine_field }
                    <input
                        data-action="ask"
                        value={proof.asked.clone()}
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                    />
                </label>
                { button("ask", phrases.check) }
            </div>
            <output>
                if let Some(says) = &proof.verdict {
                    { verdict(phrases, says) }
                }
            </output>
        </>
    };
    folded(PROOF.into(), "fold", outline.heading(phrases.proof.into()), facts)
}

/// What stands in the document, and no more: neither "safe" nor "fraud".
fn verdict(phrases: &Phrases, verdict: &Verdict) -> Html {
    let (before, entry, after) = match verdict {
        Verdict::Unreadable => (phrases.unreadable, None, ""),
        Verdict::Listed(entry) if entry.value.starts_with("https:") => (phrases.listed, Some(entry), ""),
        Verdict::Listed(entry) => (phrases.listed, Some(entry), phrases.listed_note),
        Verdict::SameHost(entry) => (phrases.same_host, Some(entry), ""),
        Verdict::LookAlike(entry) => (phrases.look_alike, Some(entry), ""),
        Verdict::NotListed => (phrases.not_listed, None, ""),
    };
    html! {
        <>
            { before }
            if let Some(Entry { name, value }) = entry {
                <strong>{ words(name) }</strong>{ " (" }<bdi>{ value }</bdi>{ "). " }
            }
            { after }
        </>
    }
}
