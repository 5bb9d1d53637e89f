//! The top of the widget: whose page it is, as of when, notices, and the reader's services
//! in one sentence.
//!
//! Owns what screen readers announce: one live region (WAI-ARIA, role `status`)
//! that is there from the start, so that whatever changes in it is said. Of the region only the
//! line that changed is said, and that as a whole (`aria-atomic`, which the role would set for
//! all of it). Times and ages stay outside of it, or they would be said every minute. What has
//! changed is told once: beside it, the sentence is not announced. That nothing can be shown,
//! because it may be forged, interrupts as an alert.

use yew::{Html, html};

use super::chooser::chooser;
use super::icon::icon;
use super::keys::keyed;
use super::languages::languages;
use super::outline::Outline;
use super::text::{line, list, mark, meta, named_link, strong_line, time, words};
use crate::core::document::ServiceStatus;
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{
    Clause, ContentView, NoticeKind, NoticeView, Sentence, WidgetModel,
};
use crate::core::session;

/// The notice that interrupts.
const ALERT: NoticeKind = NoticeKind::Session(session::Notice::NotAuthentic);

/// The notice beside which readers are told how to reach their insurer.
const EXPIRED: NoticeKind = NoticeKind::Session(session::Notice::Expired);

/// Whether the slot for the insurer's contact stands in a notice.
pub fn is_contact_above(model: &WidgetModel) -> bool {
    model.notices.iter().any(|notice| notice.kind == EXPIRED)
}

/// What is said below the answer.
pub fn quiet_notices(model: &WidgetModel) -> Html {
    html! {
        <>
            for one in model.notices.iter().filter(|notice| notice.is_beside_the_answer()) {
                { notice(one) }
            }
        </>
    }
}

/// The top of the widget.
pub fn overview(phrases: &Phrases, outline: Outline, model: &WidgetModel) -> Html {
    html! {
        <>
            if let Some(title) = headline(phrases, model) {
                <div class="head">
                    { outline.heading(title) }
                    { languages(model) }
                </div>
            }
            if let Some(content) = &model.content {
                <div data-as-of="">{ as_of(phrases, content) }</div>
                if let Some(film) = &content.sign_language {
                    { meta("", named_link(film)) }
                }
                if content.is_untranslated {
                    { meta("", phrases.untranslated.into()) }
                }
                if let Some(insurers) = &content.chooser {
                    { chooser(phrases, insurers) }
                }
            }
            { announced(phrases, model) }
        </>
    }
}

/// What the widget's heading says. While there is nothing to say, the portal's fallback stands
/// alone.
pub fn headline(phrases: &Phrases, model: &WidgetModel) -> Option<Html> {
    match &model.content {
        Some(content) => Some(title(phrases, content)),
        None if model.notices.is_empty() => None,
        None => Some(phrases.heading.into()),
    }
}

/// What is announced: notices, what has changed, and the sentence. The short form has no place
/// for changes; its sentence is announced instead.
pub fn announced(phrases: &Phrases, model: &WidgetModel) -> Html {
    let content = model.content.as_ref().filter(|_| !model.is_silent());
    let changes = content.filter(|_| model.banner.is_none()).map_or(&[][..], |content| &content.changes);
    html! {
        <>
            if let Some(alert) = model.notices.iter().find(|notice| notice.kind == ALERT) {
                <div role="alert">{ notice(alert) }</div>
            }
            <div role="status" aria-atomic="false">
                for news in model.notices.iter().filter(|one| one.kind != ALERT && !one.is_beside_the_answer()) {
                    { notice(news) }
                }
                for (key, change) in keyed(changes, |change| &change.name.text) {
                    <p key={key} class="change" data-changed="" aria-atomic="true">
                        <strong>{ phrases.new }{ ": " }</strong>
                        { words(&change.name) }{ " – " }{ change.status_text }
                    </p>
                }
                if let Some(says) = content.and_then(|content| content.sentence.as_ref()) {
                    { sentence(says, !changes.is_empty()) }
                }
            </div>
        </>
    }
}

/// "Beispielkasse B: Was gerade funktioniert".
fn title(phrases: &Phrases, content: &ContentView) -> Html {
    match &content.tenant {
        Some(tenant) => html! {
            <>{ words(&tenant.name) }{ phrases.works_now }{ mark(phrases.example, tenant.example) }</>
        },
        None => words(&content.title),
    }
}

fn sentence(sentence: &Sentence, is_told: bool) -> Html {
    html! {
        // With a key it stays the same element, which is not told again, beside changes.
        <p
            key="sentence"
            class="sentence"
            part="sentence"
            data-overall={sentence.status.as_str()}
            aria-live={is_told.then_some("off")}
            aria-atomic="true"
        >
            { icon(sentence.status) }
            <span>
                for one in &sentence.clauses {
                    { clause(one) }
                }
            </span>
        </p>
    }
}

fn clause(clause: &Clause) -> Html {
    html! {
        <>
            <strong>{ clause.says }</strong>
            if !clause.names.is_empty() {
                { ": " }{ list(&clause.names) }{ "." }
            }
            { " " }
        </>
    }
}

#[inline(never)]
fn notice(notice: &NoticeView) -> Html {
    let name = notice.kind.as_str();
    html! {
        <div key={name} class="notice" part="notice" data-notice={name}>
            { icon(ServiceStatus::DegradedPerformance) }
            <div>
                { strong_line(notice.title.into()) }
                { line("", (&notice.text).into()) }
                if notice.kind == EXPIRED {
                    <slot name="contact" />
                }
            </div>
        </div>
    }
}

/// "Stand: heute, 13:42 Uhr (vor 4 Minuten) · Echtheit geprüft".
fn as_of(phrases: &Phrases, content: &ContentView) -> Html {
    let after = content.progress.or(content.outdated.then_some(phrases.maybe_outdated));
    let says = html! {
        <>
            { time(&content.as_of) }<span data-moving="age">{ &content.age }</span>
            if !content.outdated {
                { " · " }{ phrases.verified }
            }
            { after }
        </>
    };
    meta(phrases.as_of, says)
}

/// What stands in every `data-moving` of a name: texts that change with time alone, or with
/// a new signature.
pub fn moving_texts(content: &ContentView) -> Vec<(String, String)> {
    let facts =
        content.proof.facts.iter().enumerate().map(|(index, (_, value))| (fact(index), value.clone()));
    core::iter::once(("age".to_owned(), content.age.clone())).chain(facts).collect()
}

/// The name of the fact of this number.
pub fn fact(index: usize) -> String {
    format!("fact-{index}")
}
