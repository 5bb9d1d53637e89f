//! What has happened: incidents and maintenances with their messages.
//!
//! Owns what is open: what is not over yet, with its newest message.

use yew::{Html, html};

use super::faq::correction;
use super::keys::keyed;
use super::outline::Outline;
use super::rich::rich;
use super::text::{folded, line, list, mark, meta, strong_line, time, words};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{ContentView, Message, Report};

/// What has happened, for the reader.
pub fn happened(phrases: &Phrases, outline: Outline, content: &ContentView) -> Html {
    let inner = outline.below(1);
    let is_empty = content.summary.is_none() && content.reports.is_empty() && content.earlier.is_empty();
    html! {
        if !is_empty {
            <section class="reports">
                { outline.heading(phrases.happened.into()) }
                if let Some(summary) = &content.summary {
                    { rich(inner.below(1), summary) }
                }
                { reports(phrases, inner, &content.reports) }
                if !content.earlier.is_empty() {
                    { earlier(phrases, "", reports(phrases, inner, &content.earlier)) }
                }
            </section>
        }
    }
}

/// Reports, whose headings stand at `outline`.
#[inline(never)]
pub fn reports(phrases: &Phrases, outline: Outline, reports: &[Report]) -> Html {
    html! {
        <>
            for one in reports {
                { report(phrases, outline, one) }
            }
        </>
    }
}

fn report(phrases: &Phrases, outline: Outline, report: &Report) -> Html {
    let older = report.updates.get(1..).unwrap_or_default();
    html! {
        <article key={report.id.as_str()} id={report.anchor.clone()} data-report={report.id.clone()}>
            { outline.heading(words(&report.title)) }
            if let Some(status) = report.status_text {
                { strong_line(status.into()) }
            }
            if let Some(starts) = &report.starts {
                <p>
                    { time(starts) }
                    if let Some(ends) = &report.ends {
                        { phrases.until }{ time(ends) }
                    }
                </p>
            }
            if report.is_late {
                { line(phrases.date_passed, html! {}) }
            }
            if let Some(lasted) = &report.lasted {
                { meta(phrases.lasted, lasted.into()) }
            }
            { affected(phrases, report) }
            { messages(phrases, outline.below(1), &report.updates, true) }
            if !older.is_empty() {
                { earlier(phrases, &report.id, messages(phrases, outline.below(1), &report.updates, false)) }
            }
        </article>
    }
}

/// "Betroffen: Krankmeldung (eAU) – große Auswirkungen".
fn affected(phrases: &Phrases, report: &Report) -> Html {
    let names = &report.services;
    let says = html! {
        <>
            if !names.is_empty() {
                { phrases.affected }{ list(names) }
            }
            if !names.is_empty() && report.impact.is_some() {
                { " – " }
            }
            { report.impact }
        </>
    };
    html! {
        if !names.is_empty() || report.impact.is_some() {
            { meta("", says) }
        }
    }
}

/// What is no longer the newest.
fn earlier(phrases: &Phrases, of: &str, inner: Html) -> Html {
    folded([of, "_earlier"].concat(), "more", phrases.earlier.into(), inner)
}

/// The newest message, or those before it.
#[inline(never)]
fn messages(phrases: &Phrases, outline: Outline, all: &[Message], is_newest: bool) -> Html {
    let all = keyed(all, |message| &message.at.datetime).enumerate();
    html! {
        <>
            for (_, (key, one)) in all.filter(|(index, _)| (*index == 0) == is_newest) {
                { message(phrases, outline, key, one) }
            }
        </>
    }
}

fn message(phrases: &Phrases, outline: Outline, key: String, message: &Message) -> Html {
    let says = html! {
        <>{ time(&message.at) }{ ": " }{ message.status_text }{ mark(phrases.new, message.is_new) }</>
    };
    html! {
        <div key={key} class="message">
            { meta("", says) }
            { rich(outline, &message.text) }
            if let Some(put_right) = &message.correction {
                { correction(phrases, outline, put_right) }
            }
        </div>
    }
}
