//! Why this can be believed, for those who ask.

use yew::{Html, html};

use super::keys::keyed;
use super::outline::Outline;
use super::overview::fact;
use super::text::{folded, line};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::Proof;

/// The proof, folded.
pub fn proof(phrases: &Phrases, outline: Outline, proof: &Proof) -> Html {
    let facts = html! {
        <>
            { line(phrases.proof_text, html! {}) }
            <dl>
                for (index, (name, value)) in proof.facts.iter().enumerate() {
                    <div key={*name}>
                        <dt>{ *name }</dt>
                        <dd data-moving={fact(index)}>{ value }</dd>
                    </div>
                }
                if !proof.refused.is_empty() {
                    <div key="refused">
                        <dt>{ phrases.proof_refused }</dt>
                        for (key, reason) in keyed(&proof.refused, |reason| reason) {
                            <dd key={key} lang="en">{ reason }</dd>
                        }
                    </div>
                }
            </dl>
        </>
    };
    folded("proof_".into(), "fold", outline.heading(phrases.proof.into()), facts)
}
