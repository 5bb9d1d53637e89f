//! Text in HTML.
//!
//! Owns how it is escaped. Must not know what pages are made of it.

/// Text as it stands in HTML, also between quotes.
pub fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}
