//! A script for telephone agents.
//!
//! Owns its order: what is said first, what is answered, what is never asked. Plain text, since
//! nobody knows where it will be pasted.

use super::{Sheet, contact, plain};

/// The script.
pub fn script(sheet: &Sheet<'_>) -> String {
    let words = sheet.words;
    let mut script = Script::default();
    script.line(&format!("{} – {}", words.script, sheet.title()));
    script.line(&sheet.stamp());
    script.line(words.compare);

    script.heading(words.say_first);
    for sentence in sheet.sentences() {
        script.line(&sentence);
    }
    if let Some(summary) = &sheet.content.summary {
        script.text(&plain(summary));
    }

    script.heading(words.if_asked);
    for service in sheet.services() {
        script.line(&format!("{}: {}", service.name.text, sheet.state(service)));
        if let Some(alternative) = &service.alternative {
            script.text(&format!("{}: {}", sheet.locale.phrases.alternative, plain(alternative)));
        }
        if let Some(note) = &service.note {
            script.text(&plain(note));
        }
        if let Some(outlook) = service.outlook.as_ref().and_then(|outlook| sheet.outlook(outlook)) {
            script.text(&format!("{}{outlook}", sheet.locale.phrases.next));
        }
    }

    let questions: Vec<_> = sheet.content.faq.iter().flat_map(|category| &category.questions).collect();
    if !questions.is_empty() {
        script.heading(words.questions);
    }
    for question in questions {
        script.line(&question.question.text);
        script.text(&plain(&question.answer));
    }

    if !sheet.content.reports.is_empty() {
        script.heading(words.messages);
    }
    for report in &sheet.content.reports {
        script.line(&report.title.text);
        // The newest is what an agent needs; the others stand on the page.
        if let Some(newest) = report.updates.first() {
            script.text(&format!("{}: {}", sheet.time(&newest.at), plain(&newest.text)));
        }
    }

    script.heading(words.never);
    script.line(words.never_text);
    if !sheet.content.contacts.is_empty() {
        script.heading(words.refer);
        for card in &sheet.content.contacts {
            script.line(&contact(card));
        }
    }
    if let Some(url) = sheet.url {
        script.line(&format!("{} {url}", words.newest));
    }
    script.text
}

#[derive(Default)]
struct Script {
    text: String,
}

impl Script {
    fn heading(&mut self, heading: &str) {
        self.text.push_str(&format!("\n== {heading} ==\n"));
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A text below a line.
    fn text(&mut self, text: &str) {
        for line in text.lines() {
            self.text.push_str(&format!("    {line}\n"));
        }
    }
}
