//! Addresses that readers can't follow: links that are none as they stand, and addresses
//! that nothing makes a link of.
//!
//! Owns how an address looks in a text.

use std::ops::Range;

use super::{Block, Prose, edited};
use crate::core::document::rich_text::check_link;
use crate::native::bilingual::say;
use crate::native::folder::diagnostics::Diagnostic;
use crate::native::folder::markdown::corrected_link;

/// Top-level domains with which people write an address without its beginning.
const DOMAINS: [&str; 9] = ["de", "at", "ch", "eu", "com", "org", "net", "info", "health"];

impl Prose<'_, '_> {
    pub(super) fn addresses(&mut self, block: &Block) {
        let broken = self.broken_links(block);
        self.bare(block, &broken);
    }

    /// Links with a blank, a break or the wrong brackets. Returns where they stand.
    fn broken_links(&mut self, block: &Block) -> Vec<Range<usize>> {
        let span = block.span();
        let text = self.text();
        let mut found = Vec::new();
        for (at, bracket) in text[span.clone()].match_indices([']', ')', '］', '】']) {
            let at = span.start + at;
            if !self.is_shown(at..at + bracket.len())
                || found.iter().any(|one: &Range<usize>| one.contains(&at))
            {
                continue;
            }
            let Some(link) = broken_link(&text[..span.end], span.start, at, bracket) else { continue };
            if !self.is_shown(link.open..link.open + 1) {
                continue;
            }
            let place = link.open..link.end;
            found.push(place.clone());
            let diagnostic = Diagnostic::error(
                self.fragment.place(place.clone()),
                say!("this is not a link as it stands", "so ist das kein Link"),
            )
            .label(say!("readers would see the brackets", "die Klammern wären zu lesen"));
            match link.corrected {
                Some(corrected) => {
                    self.suggest(diagnostic, say!("write", "schreiben Sie"), &[(place, corrected)]);
                }
                None => self.diagnostics.add(diagnostic.help(say!(
                    "an address has no spaces: `[words](https://…)`, `[words](tel:+49…)`; if brackets are meant, write `\\]`",
                    "eine Adresse hat keine Leerzeichen: `[Wörter](https://…)`, `[Wörter](tel:+49…)`; sind Klammern gemeint, schreiben Sie `\\]`"
                ))),
            }
        }
        found
    }

    /// Addresses outside of links.
    fn bare(&mut self, block: &Block, broken: &[Range<usize>]) {
        let span = block.span();
        let text = self.text();
        let mut at = span.start;
        while at < span.end {
            let rest = &text[at..span.end];
            let word = rest.trim_start_matches(separates);
            at += rest.len() - word.len();
            let word = &word[..word.find(separates).unwrap_or(word.len())];
            let address = trimmed(word);
            let place = at..at + address.len();
            at += word.len().max(1);
            let is_elsewhere = broken.iter().any(|one| one.start < place.end && place.start < one.end);
            if address.is_empty() || is_elsewhere || !self.is_shown(place.clone()) || self.linked[place.start]
            {
                continue;
            }
            let Some((link, plain)) = link_of(address) else { continue };
            let diagnostic = Diagnostic::warning(
                self.fragment.place(place.clone()),
                say!("readers can't follow this address", "dieser Adresse kann niemand folgen"),
            );
            let plain = self.fragment.spelt(&plain).unwrap_or(plain);
            let diagnostic = diagnostic.help(say!(
                "if it is not to be followed, write `{plain}`",
                "wenn ihr niemand folgen soll, schreiben Sie `{plain}`"
            ));
            self.suggest(
                diagnostic,
                say!("for a link, write", "für einen Link schreiben Sie"),
                &[(place, link)],
            );
        }
    }
}

/// Whether a word ends here.
fn separates(c: char) -> bool {
    c.is_whitespace() || "<>\"„“”‚‘’«»()[]{}|\\`*".contains(c)
}

/// A word without the marks of the sentence around it.
fn trimmed(word: &str) -> &str {
    word.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '_', '…'])
}

/// How an address becomes a link, and how it is written so that it stays words.
fn link_of(address: &str) -> Option<(String, String)> {
    let lower = address.to_lowercase();
    if let Some((scheme @ ("http" | "https" | "mailto" | "tel"), rest)) = lower.split_once(':')
        && !rest.is_empty()
    {
        let link = if scheme == "http" { corrected_link(address)? } else { address.to_owned() };
        let link = [scheme, &link[link.find(':')?..]].concat().replacen("http:", "https:", 1);
        let plain = address.replacen(':', "\\:", 1);
        return Some((check_link(&link).is_ok().then(|| format!("<{link}>"))?, plain));
    }
    if let Some((name, host)) = address.split_once('@') {
        let is_mail = !name.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte))
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
        return is_mail.then(|| (format!("<{address}>"), address.replacen('@', "\\@", 1)));
    }
    let (host, path) = address.split_at(address.find('/').unwrap_or(address.len()));
    let labels: Vec<&str> = host.split('.').collect();
    let is_host = labels.len() > 1
        && labels.iter().all(|label| {
            !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
    let domain = labels.last().copied().unwrap_or_default().to_lowercase();
    let is_meant = lower.starts_with("www.") || (path.len() > 1 && DOMAINS.contains(&domain.as_str()));
    let url = format!("https://{address}");
    (is_host && is_meant && check_link(&url).is_ok())
        .then(|| (format!("[{address}]({url})"), address.replacen('.', "\\.", 1)))
}

/// A link that is none.
struct BrokenLink {
    open: usize,
    end: usize,
    corrected: Option<String>,
}

/// The link around the bracket at `at`, if it was meant as one. `start` is where its
/// paragraph begins, `text` ends where that does.
fn broken_link(text: &str, start: usize, at: usize, bracket: &str) -> Option<BrokenLink> {
    let behind = &text[at + bracket.len()..];
    let blanks = behind.len() - behind.trim_start().len();
    let next = behind.trim_start().chars().next()?;
    // The brackets as they stand, and as they belong.
    let (open, close, is_certain) = match (bracket, next) {
        ("]", '(') if blanks == 0 => ('[', ')', true),
        ("]", '(') => ('[', ')', false),
        ("]", '[') if blanks == 0 => ('[', ']', false),
        (")", '[') if blanks == 0 => ('(', ']', false),
        ("］", '（') => ('［', '）', false),
        ("】", '（') => ('【', '）', false),
        ("]", '（') => ('[', '）', false),
        _ => return None,
    };
    let opened = text[start..at].rfind(open).map(|found| start + found);
    if opened.is_none() && !is_certain {
        return None;
    }
    let open_at = opened.unwrap_or(at);
    let words = text.get(open_at + open.len_utf8()..at).unwrap_or_default().trim();
    let target_at = at + bracket.len() + blanks + next.len_utf8();
    let target = &text[target_at..];
    let closed = target.find(close);
    let line_end = target.find('\n').unwrap_or(target.len());
    let raw = &target[..closed.unwrap_or_else(|| target.find(char::is_whitespace).unwrap_or(line_end))];
    let end = target_at + raw.len() + closed.map_or(0, |_| close.len_utf8());
    let url = address(raw);
    if !is_certain && url.is_none() {
        return None;
    }
    let corrected = url.filter(|_| !words.is_empty()).map(|url| format!("[{words}]({url})"));
    Some(BrokenLink { open: open_at, end: end.min(text.len()), corrected })
}

/// The address that was meant with this.
fn address(raw: &str) -> Option<String> {
    let raw = raw.trim().trim_matches(['<', '>', '"', '\'']);
    let is_number = raw.starts_with("tel:");
    let joined: String = if is_number {
        raw.split_whitespace().collect()
    } else {
        let mut edits = Vec::new();
        for (at, blank) in raw.match_indices(char::is_whitespace) {
            edits.push((at..at + blank.len(), "%20".to_owned()));
        }
        edited(raw, &edits)
    };
    let url = if check_link(&joined).is_ok() { Some(joined) } else { corrected_link(&joined) };
    url.filter(|url| check_link(url).is_ok() && !url.contains(['(', ')']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_recognised_and_an_abbreviation_is_not() {
        for (address, link) in [
            ("https://www.example.org/hilfe", "<https://www.example.org/hilfe>"),
            ("http://www.example.org", "<https://www.example.org>"),
            ("HTTPS://www.example.org", "<https://www.example.org>"),
            ("www.example.org/hilfe", "[www.example.org/hilfe](https://www.example.org/hilfe)"),
            ("example.org/hilfe", "[example.org/hilfe](https://example.org/hilfe)"),
            ("info@example.org", "<info@example.org>"),
            ("mailto:info@example.org", "<mailto:info@example.org>"),
            ("tel:+4980012345", "<tel:+4980012345>"),
        ] {
            assert_eq!(link_of(address).map(|(link, _)| link).as_deref(), Some(link), "{address}");
        }
        for word in [
            "z.B",
            "und/oder",
            "24.11.2026",
            "Nr.5/2023",
            "@work",
            "a@b",
            "example.org",
            "u.a./o.ä",
            "3:1",
            "https:",
        ] {
            assert_eq!(link_of(word), None, "{word}");
        }
    }
}
