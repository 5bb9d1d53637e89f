//! Incidents and maintenances with their messages.

use yew::{Html, html};

use super::Frame;
use super::rich::rich;
use super::text::{meta, time, words};
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
                { meta(html! {
                    <>
                        { phrases.affected }
                        { for report.services.iter().enumerate().map(|(index, name)| html! {
                            <>{ if index > 0 { ", " } else { "" } }{ words(name) }</>
                        }) }
                    </>
                }) }
            }
            { for report.updates.iter().map(|update| message(frame, update)) }
        </article>
    }
}

fn message(frame: Frame, message: &Message) -> Html {
    html! {
        <div class="message">
            { meta(html! { <>{ time(&message.at) }{ " – " }{ message.status_text }</> }) }
            { rich(frame, 3, &message.text) }
        </div>
    }
}
