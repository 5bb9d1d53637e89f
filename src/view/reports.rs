//! Incidents and maintenances with their messages.

use yew::{Html, html};

use super::keys::keyed;
use super::outline::Outline;
use super::rich::rich;
use super::text::{time, words};
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::{Message, Report};

/// Reports under the heading `title`.
pub fn reports(phrases: &Phrases, outline: Outline, title: &'static str, reports: &[Report]) -> Html {
    html! {
        if !reports.is_empty() {
            <section class="reports">
                { outline.heading(title.into()) }
                for one in reports {
                    { report(phrases, outline.below(1), one) }
                }
            </section>
        }
    }
}

fn report(phrases: &Phrases, outline: Outline, report: &Report) -> Html {
    html! {
        <article key={report.id.as_str()} data-report={report.id.clone()}>
            { outline.heading(words(&report.title)) }
            if let Some(status) = report.status_text {
                <p>
                    <strong>{ status }</strong>
                    if let Some(impact) = report.impact {
                        { " – " }{ impact }
                    }
                </p>
            }
            if let Some(starts) = &report.starts {
                <p>
                    { time(starts) }
                    if let Some(ends) = &report.ends {
                        { phrases.until }{ time(ends) }
                    }
                </p>
            }
            if !report.services.is_empty() {
                { affected(phrases, report) }
            }
            for (key, one) in keyed(&report.updates, |message| &message.at.datetime) {
                { message(outline.below(1), key, one) }
            }
        </article>
    }
}

/// "Betroffen: eAU, ePA".
fn affected(phrases: &Phrases, report: &Report) -> Html {
    html! {
        <p class="meta">
            for (index, name) in report.services.iter().enumerate() {
                { if index == 0 { phrases.affected } else { ", " } }
                { words(name) }
            }
        </p>
    }
}

fn message(outline: Outline, key: String, message: &Message) -> Html {
    html! {
        <div key={key} class="message">
            <p class="meta">{ time(&message.at) }{ " – " }{ message.status_text }</p>
            { rich(outline, &message.text) }
        </div>
    }
}
