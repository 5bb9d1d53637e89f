//! The widget's stylesheet: contrasts as WCAG 2.2 measures them (success criteria
//! 1.4.3 and 1.4.11), computed from the colours in the file, and what keeps it
//! readable in old browsers, narrow columns and large text.

use std::collections::{BTreeMap, BTreeSet};

use status_widget::core::document::ServiceStatus;

const CSS: &str = include_str!("../../src/view/widget.css");

/// Red, green and blue, 0 to 1.
type Colour = [f64; 3];

/// How much of a tone lies on the background of a box (`opacity` in the file).
const TINT: f64 = 0.08;

/// The colours of one scheme by name.
type Palette = BTreeMap<&'static str, Colour>;

fn colour(hex: &str) -> Colour {
    let digits = hex.trim().strip_prefix('#').unwrap();
    let wide: String = if digits.len() == 3 {
        digits.chars().flat_map(|digit| [digit, digit]).collect()
    } else {
        digits.into()
    };
    assert_eq!(wide.len(), 6, "{hex}");
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&wide[at..at + 2], 16).unwrap()) / 255.0)
}

/// Relative luminance (WCAG 2.2, definitions).
fn luminance(colour: Colour) -> f64 {
    let linear =
        colour.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let [one, other] = [one, other].map(|colour| luminance(colour) + 0.05);
    one.max(other) / one.min(other)
}

/// `tone` laid thinly over `ground`.
fn tinted(ground: Colour, tone: Colour) -> Colour {
    [0, 1, 2].map(|part| ground[part] * (1.0 - TINT) + tone[part] * TINT)
}

/// The declarations of custom properties behind `start`, up to the end of the rule.
fn palette(start: &str) -> BTreeMap<&'static str, &'static str> {
    let (_, rest) = CSS.split_once(start).unwrap();
    let (_, rest) = rest.split_once(".status-widget {").unwrap();
    let (body, _) = rest.split_once('}').unwrap();
    body.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(": ")).collect()
}

/// Light and dark, as current browsers read them.
fn schemes() -> [Palette; 2] {
    let both: BTreeMap<&str, (&str, &str)> = palette("@supports (color: light-dark(")
        .into_iter()
        .map(|(name, value)| {
            let pair = value.strip_prefix("light-dark(").unwrap().strip_suffix(')').unwrap();
            (name, pair.split_once(',').unwrap())
        })
        .collect();
    [
        both.iter().map(|(name, (light, _))| (*name, colour(light))).collect(),
        both.iter().map(|(name, (_, dark))| (*name, colour(dark))).collect(),
    ]
}

#[test]
fn every_text_can_be_read_on_every_ground() {
    assert!(CSS.contains(&format!("opacity: {TINT};")));
    for palette in schemes() {
        let tones = ["ok", "warn", "bad", "info", "dim", "link"];
        let mut grounds = vec![palette["bg"]];
        grounds.extend(tones.map(|tone| tinted(palette["bg"], palette[tone])));
        for ground in &grounds {
            for text in ["fg", "dim", "link"] {
                let found = contrast(palette[text], *ground);
                assert!(found >= 4.5, "{text} on {ground:?}: {found:.2}");
            }
        }
        for tone in tones {
            // Names of states are text; on its own tint a tone is only an icon, but no less.
            for ground in [palette["bg"], tinted(palette["bg"], palette[tone])] {
                let found = contrast(palette[tone], ground);
                assert!(found >= 4.5, "{tone} on {ground:?}: {found:.2}");
            }
        }
    }
}

#[test]
fn old_browsers_get_the_same_colours() {
    let current = schemes();
    let fallbacks = [palette(":host([hidden])"), palette("@media (prefers-color-scheme: dark)")];
    for (current, fallback) in current.into_iter().zip(fallbacks) {
        let fallback: Palette = fallback.into_iter().map(|(name, value)| (name, colour(value))).collect();
        assert_eq!(current, fallback);
    }
}

#[test]
fn every_state_has_a_tone_and_no_tone_is_for_a_state_that_is_none() {
    for hook in ["data-status", "data-overall"] {
        let hooked: BTreeSet<&str> = CSS
            .split(&format!("[{hook}=\""))
            .skip(1)
            .map(|rest| rest.split_once("\"]").expect("a value in quotes").0)
            .collect();
        // What is unknown stays in the colours of the text around it.
        let states = ServiceStatus::ALL.iter().filter(|status| **status != ServiceStatus::Unknown);
        assert_eq!(hooked, states.map(|status| status.as_str()).collect(), "{hook}");
    }
}

#[test]
fn lengths_grow_with_the_text() {
    for line in CSS.lines().filter(|line| line.contains("px")) {
        assert!(line.contains(": 1px solid"), "{line}");
    }
    assert!(!CSS.contains("rem"), "the page's root may have any size");
}

#[test]
fn nothing_moves_and_nothing_is_fetched() {
    for word in ["transition", "animation", "url(", "@import", "scroll-behavior"] {
        assert!(!CSS.contains(word), "{word}");
    }
    // But for what hides the content when its time is over, at one blow.
    let frames: Vec<&str> = CSS.split("@keyframes ").skip(1).collect();
    assert_eq!(frames.len(), 2);
    for frame in frames {
        let frame: String = frame.split_once("\n}").unwrap().0.split_whitespace().collect();
        assert!(["expire-a{to{visibility:hidden;}", "expire-b{to{visibility:hidden;}"].contains(&&*frame));
    }
}

#[test]
fn the_stylesheet_stays_small() {
    // Comments and white space are left out of what is built.
    let code: String = CSS.split("*/").map(|part| part.split("/*").next().unwrap_or_default()).collect();
    let loaded = code.split_whitespace().map(str::len).sum::<usize>();
    assert!(loaded < 7_600, "{loaded} bytes, which every reader loads");
}
