//! "Ist das echt?": whether what a reader has been sent stands among the signed contacts and
//! links.
//!
//! Owns when two telephone numbers, mail addresses or links are the same, and when they only
//! look so. Says what is listed and what is not; never that something is safe, or fraud.
//! Everything stays where it is typed.

use super::Words;
use super::search::small;

/// What is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Neither a number nor an address.
    Unreadable,
    /// It stands there.
    Listed(Entry),
    /// It is of the same host or domain; this very address does not stand there.
    SameHost(Entry),
    /// It looks like this one, and is another.
    LookAlike(Entry),
    /// It does not stand there.
    NotListed,
}

/// A signed contact or link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose it is, or what it leads to.
    pub name: Words,
    /// As it is written: a number, a mail address or a link.
    pub value: String,
}

/// What something is, in the one spelling in which it can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// Digits, behind a `+` where the country is given.
    Phone(String),
    /// What stands before and behind the `@`.
    Mail(String, String),
    Link(Link),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    /// What stands before an `@`, which browsers do not go to.
    user: String,
    host: String,
    /// Port, path and all behind it.
    rest: String,
    /// As a page that can be authenticated is asked for, or nothing is said of it.
    is_secure: bool,
}

/// Numbers of fewer digits are services of everywhere, like 112.
const MIN_DIGITS: usize = 3;

/// Shorter names are near to too many others.
const MIN_NAME: usize = 4;

/// The country in which a number is dialled that names none.
const COUNTRY: &str = "+49";

/// Looks `asked` up among `entries`.
pub fn look_up(asked: &str, entries: &[Entry]) -> Verdict {
    let Some(asked) = kind(asked) else { return Verdict::Unreadable };
    let known = || entries.iter().filter_map(|entry| Some((kind(&entry.value)?, entry)));
    let find =
        |fits: &dyn Fn(&Kind) -> bool| known().find(|(kind, _)| fits(kind)).map(|(_, entry)| entry.clone());
    if let Some(entry) = find(&|known| is_same(&asked, known)) {
        Verdict::Listed(entry)
    } else if let Some(entry) = find(&|known| is_of_same_host(&asked, known)) {
        Verdict::SameHost(entry)
    } else if let Some(entry) = find(&|known| is_of_same_kind(&asked, known) && is_alike(&asked, known))
        .or_else(|| find(&|known| is_alike(&asked, known)))
    {
        Verdict::LookAlike(entry)
    } else {
        Verdict::NotListed
    }
}

fn kind(text: &str) -> Option<Kind> {
    let text = text.trim();
    // As mail programs write it, "Kasse <info@kasse.example>"; a link can have such an end, too.
    let address = text.strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let text = match address {
        Some((name, address)) if !name.contains([':', '/', '\\']) => address,
        _ => text,
    };
    let small = all_small(text);
    let strip = |scheme: &str| small.strip_prefix(scheme);
    if let Some(number) = strip("tel:") {
        return phone(number);
    }
    if let Some(address) = strip("mailto:") {
        return mail(address);
    }
    let is_link = small.contains(['/', '\\']);
    phone(&small).or_else(|| if is_link { None } else { mail(&small) }).or_else(|| link(text))
}

fn all_small(text: &str) -> String {
    text.chars().map(small).collect()
}

/// Spaces and other marks do not count, `00` is `+`, and `(0)` is not dialled from abroad.
fn phone(text: &str) -> Option<Kind> {
    let mut digits = String::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '0' if text[..at].ends_with('(') && text[at + 1..].starts_with(')') => {}
            '0'..='9' => digits.push(letter),
            '+' if digits.is_empty() => digits.push(letter),
            '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' => {}
            _ if letter.is_whitespace() => {}
            _ => return None,
        }
    }
    let number = match (digits.strip_prefix("00"), digits.strip_prefix('0')) {
        (Some(abroad), _) => ["+", abroad].concat(),
        (None, Some(national)) => [COUNTRY, national].concat(),
        (None, None) => digits,
    };
    (number.len() >= MIN_DIGITS).then_some(Kind::Phone(number))
}

/// Of what a link to an address brings along, only the subject is none of a recipient.
fn mail(text: &str) -> Option<Kind> {
    let (address, rest) = text.split_once('?').unwrap_or((text, "subject="));
    let (user, host) = address.rsplit_once('@')?;
    let is_alone = rest.starts_with("subject=") && !rest.contains('&');
    let is_address = is_alone && !user.is_empty() && !address.contains(char::is_whitespace);
    is_address.then(|| Kind::Mail(user.into(), host.trim_end_matches('.').into()))
}

/// As browsers read it (URL Standard): the host ends at a slash of either kind, and stands
/// behind the last `@`. Upper and lower case count in the path alone.
fn link(text: &str) -> Option<Kind> {
    let scheme = text.split_once(':').and_then(|(scheme, rest)| Some((scheme, rest.strip_prefix("//")?)));
    let (scheme, rest) = scheme.unwrap_or(("https", text));
    let scheme = all_small(scheme);
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let authority = all_small(authority);
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", &authority));
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    let host = host.trim_end_matches('.');
    let is_web = scheme == "https" || scheme == "http";
    if !is_web || !host.contains('.') || text.contains(char::is_whitespace) {
        return None;
    }
    let port = if port == "443" { "" } else { port };
    Some(Kind::Link(Link {
        user: user.into(),
        host: host.strip_prefix("www.").unwrap_or(host).into(),
        rest: [port, path.strip_suffix('/').unwrap_or(path)].concat(),
        is_secure: scheme == "https",
    }))
}

fn is_same(asked: &Kind, known: &Kind) -> bool {
    match (asked, known) {
        (Kind::Link(asked), Kind::Link(known)) => asked == known && asked.is_secure,
        _ => asked == known,
    }
}

/// Whether it is of the same host as `known`, or of one below it.
fn is_of_same_host(asked: &Kind, known: &Kind) -> bool {
    let is_below = |asked: &str, known: &str| {
        asked.strip_suffix(known).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    match (asked, known) {
        (Kind::Link(asked), Kind::Link(known)) => asked.user.is_empty() && is_below(&asked.host, &known.host),
        (Kind::Mail(_, asked), Kind::Mail(_, known)) => is_below(asked, known),
        _ => false,
    }
}

fn is_of_same_kind(asked: &Kind, known: &Kind) -> bool {
    core::mem::discriminant(asked) == core::mem::discriminant(known)
}

fn is_alike(asked: &Kind, known: &Kind) -> bool {
    match (asked, known) {
        (Kind::Phone(asked), Kind::Phone(known)) => {
            let national = known.strip_prefix(COUNTRY).unwrap_or(known);
            let is_long = national.len() > MIN_NAME;
            is_long && (asked.ends_with(national) || is_near(asked, known))
        }
        (Kind::Phone(_), _) | (_, Kind::Phone(_)) => false,
        _ => {
            // What stands before an `@` in a link is there to be read.
            let user = match asked {
                Kind::Link(asked) => host_is_alike(&asked.user, host(known)),
                _ => false,
            };
            user || host_is_alike(host(asked), host(known))
        }
    }
}

fn host(kind: &Kind) -> &str {
    match kind {
        Kind::Phone(_) => "",
        Kind::Mail(_, host) => host,
        Kind::Link(link) => &link.host,
    }
}

/// Whether a reader could take `asked` for `known`: the same but for letters that look alike,
/// or with its name in it, or with one that is almost the same.
fn host_is_alike(asked: &str, known: &str) -> bool {
    let (asked, known) = (skeleton(asked), skeleton(known));
    let name = known.rsplit('.').nth(1).unwrap_or(&known);
    if name.len() < MIN_NAME {
        return asked == known;
    }
    let has_name = asked.as_bytes().windows(name.len()).any(|part| part == name.as_bytes());
    has_name || asked.split(['.', '-', '_']).any(|part| is_near(part, name))
}

/// Letters that look alike become one (after Unicode Technical Standard 39, of which these are
/// the pairs that are seen in domains; its table would be larger than the widget).
fn skeleton(host: &str) -> String {
    let mut skeleton = String::new();
    for letter in host.chars() {
        let letter = match letter {
            'à'..='å' | 'а' | 'ą' | 'ā' | 'α' => 'a',
            'ç' | 'с' | 'ć' | 'č' => 'c',
            'è'..='ë' | 'е' | 'ё' | 'ę' | 'ē' | 'ε' => 'e',
            // One of them stands for all strokes.
            'ì'..='ï' | 'і' | 'ї' | 'ι' | 'i' | 'j' | '1' | 'ł' | '|' => 'l',
            'к' | 'κ' => 'k',
            'м' => 'm',
            'ñ' | 'ń' | 'п' | 'η' => 'n',
            'ò'..='ö' | 'ø' | 'о' | 'ο' | '0' => 'o',
            'р' | 'ρ' => 'p',
            'г' => 'r',
            'ѕ' | 'ś' | 'š' | '5' => 's',
            'т' | 'τ' => 't',
            'ù'..='ü' | 'υ' => 'u',
            'ν' => 'v',
            'х' | 'χ' => 'x',
            'у' | 'ý' | 'ÿ' => 'y',
            'ź' | 'ż' | 'ž' => 'z',
            'в' | 'β' => 'b',
            'һ' => 'h',
            '\u{2024}' | '\u{3002}' | '\u{ff0e}' => '.',
            '\u{2044}' | '\u{2215}' | '\u{29f8}' => '/',
            '\u{2010}'..='\u{2015}' => '-',
            other => other,
        };
        let pair = match (skeleton.chars().next_back(), letter) {
            (Some('r'), 'n') => Some('m'),
            (Some('v'), 'v') => Some('w'),
            _ => None,
        };
        if pair.is_some() {
            skeleton.pop();
        }
        skeleton.push(pair.unwrap_or(letter));
    }
    skeleton
}

/// Whether one becomes the other by one letter more, less or otherwise, or two that have
/// changed places.
fn is_near(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|text| text.chars().collect::<Vec<_>>());
    if one.len().abs_diff(other.len()) > 1 || one.len().min(other.len()) < MIN_NAME {
        return false;
    }
    let from_start = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let [one, other] = [&one[from_start..], &other[from_start..]];
    let from_end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let [one, other] = [&one[..one.len() - from_end], &other[..other.len() - from_end]];
    match (one, other) {
        ([a, b], [c, d]) => a == d && b == c,
        _ => one.len() <= 1 && other.len() <= 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const KNOWN: [&str; 6] = [
        "tel:+493023125123",
        "+4980024862725",
        "info@bitmarck.de",
        "https://www.bitmarck.de/",
        "https://portal.example/kasse-b",
        "116117",
    ];

    /// What is told, and of which of [`KNOWN`].
    fn told(asked: &str) -> (&'static str, usize) {
        let entries =
            KNOWN.map(|value| Entry { name: Words { text: value.into(), lang: None }, value: value.into() });
        let of = |entry: Entry| KNOWN.iter().position(|known| *known == entry.value).unwrap();
        match look_up(asked, &entries) {
            Verdict::Unreadable => ("unreadable", 0),
            Verdict::Listed(entry) => ("listed", of(entry)),
            Verdict::SameHost(entry) => ("same host", of(entry)),
            Verdict::LookAlike(entry) => ("alike", of(entry)),
            Verdict::NotListed => ("not listed", 0),
        }
    }

    #[track_caller]
    fn all(told_of: (&'static str, usize), asked: &[&str]) {
        for asked in asked {
            assert_eq!(told(asked), told_of, "{asked}");
        }
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        all(
            ("listed", 0),
            &[
                "030 23125 123",
                "03023125123",
                "+49 30 23125-123",
                "0049 30 23125123",
                "+49 (0)30 23125 123",
                "(030) 23125/123",
                "tel:+493023125123",
                " 030\u{a0}23125 – 123 ",
            ],
        );
        all(("listed", 1), &["0800 24862725", "+49 800 248 627 25"]);
        all(("listed", 5), &["116117", "116 117"]);
    }

    #[test]
    fn a_number_of_another_country_or_with_another_digit_only_looks_the_same() {
        all(("alike", 0), &["+43 30 23125123", "0043 30 23125 123", "+1 30 23125123", "030 23125 124"]);
        all(("alike", 1), &["0900 24862725", "0800 24862752", "0800 2486272"]);
        all(("not listed", 0), &["030 999999", "112", "+44 20 7946 0000", "110"]);
    }

    #[test]
    fn a_mail_address_is_the_same_with_or_without_what_mail_programs_put_around_it() {
        all(
            ("listed", 2),
            &[
                "info@bitmarck.de",
                "INFO@Bitmarck.DE",
                "mailto:info@bitmarck.de?subject=x",
                "Wir <info@bitmarck.de>",
            ],
        );
        all(("same host", 2), &["andere@bitmarck.de", "x@mail.bitmarck.de"]);
        all(
            ("alike", 2),
            &[
                "info@bitmark.de",
                "info@bitmarck.com",
                "info@bitmarck-hilfe.de",
                "info@bitmarck.de.evil.example",
                "info@b\u{456}tmarck.de",
                "info@bitrnarck.de",
                "info@b1tmarck.de",
                "\"info@bitmarck.de\" <x@bitmarkc.de>",
            ],
        );
        all(
            ("not listed", 0),
            &[
                "kasse.b@freemail.example",
                "\"info@bitmarck.de\" <x@evil.example>",
                "mailto:info@bitmarck.de,x@evil.example",
            ],
        );
    }

    #[test]
    fn a_link_is_the_same_if_host_and_path_are() {
        all(
            ("listed", 3),
            &["https://www.bitmarck.de/", "www.bitmarck.de", "bitmarck.de", "https://bitmarck.de:443"],
        );
        all(("listed", 4), &["https://portal.example/kasse-b/"]);
        all(
            ("same host", 3),
            &[
                "https://www.bitmarck.de/login",
                "status.bitmarck.de",
                "https://bitmarck.de:8443/",
                "http://bitmarck.de",
            ],
        );
        // Other pages of a host that many share are none of the insurer's.
        all(("same host", 4), &["https://portal.example/betrug", "https://portal.example/Kasse-B"]);
    }

    #[test]
    fn a_link_that_only_looks_the_same_is_said_to_be_another() {
        all(
            ("alike", 3),
            &[
                "https://www.bitmarck.de@evil.example/",
                "https://www.bitmarck.de%2f@evil.example/",
                "https://b\u{456}tm\u{430}rck.de/",
                "https://xn--btmarck-3ve.de/",
                "https://www.bitmarck.de.evil.example/",
                "https://bitmarck-login.example",
                "https://bitmarck.de\u{2044}evil.example/",
                "https://bitmarck\u{3002}de.evil.example",
                "bltmarck.de",
            ],
        );
        all(
            ("not listed", 0),
            &["https://evil.example/bitmarck.de", "https://evil.example/?https://bitmarck.de"],
        );
        all(
            ("not listed", 0),
            &["https://evil.example\\@bitmarck.de", "https://evil.example/<info@bitmarck.de>"],
        );
    }

    #[test]
    fn what_is_neither_is_said_to_be_neither() {
        all(
            ("unreadable", 0),
            &[
                "",
                " ",
                "Bin ich gemeint?",
                "Kasse",
                "@",
                "+",
                "12",
                "a b@c.de",
                "https://",
                "javascript://bitmarck.de/%0aalert(1)",
                "https:bitmarck.de",
                "mailto:info@bitmarck.de?bcc=x@evil.example",
            ],
        );
    }
}
