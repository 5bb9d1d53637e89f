//! Incidents and maintenances with their messages.

use yew::{Html, html};

use super::Frame;
use super::rich::rich;
use super::text::{time, words};
use crate::core::view_model::{Message, Report};

/// Reports under the heading `title`.
pub fn reports(frame: Frame, title: &'static str, reports: &[Report]) -> Html {
    html! {
        if !reports.is_empty() {
            <section class="reports">
                { frame.heading(1, html! { title }) }
                { for reports.iter().map(|one| report(frame, one)) }
            </section>
        }
    }
}

fn report(frame: Frame, report: &Report) -> Html {
    let phrases = frame.phrases;
    html! {
        <article data-report={report.id.clone()}>
            { frame.heading(2, words(&report.title)) }
            if let Some(status) = report.status_text {
                <p>
                    <strong>{ status }</strong>
                    { for report.impact.map(|impact| html! { <>{ " – " }{ impact }</> }) }
                </p>
            }
            if let Some(starts) = &report.starts {
                <p>
                    { time(starts) }
                    { for report.ends.iter().map(|ends| html! { <>{ phrases.until }{ time(ends) }</> }) }
                </p>
            }
            if !report.services.is_empty() {
                <p class="meta">
                    { phrases.affected }
                    { for report.services.iter().enumerate().map(|(index, name)| html! {
                        <>{ if index > 0 { ", " } else { "" } }{ words(name) }</>
                    }) }
                </p>
            }
            { for report.updates.iter().map(|update| message(frame, update)) }
        </article>
    }
}

fn message(frame: Frame, message: &Message) -> Html {
    html! {
        <div class="message">
            <p class="meta">{ time(&message.at) }{ " – " }{ message.status_text }</p>
            { rich(frame, 3, &message.text) }
        </div>
    }
}
