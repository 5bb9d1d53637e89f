//! The visible part of a text: what stays in its place when it is shown.
//!
//! Owns what is taken out of a publisher's text before it is shown: characters
//! that nobody sees but that reorder, hide or overprint what stands beside them
//! (Unicode Technical Report 36 sections 2.7 and 3.6, Unicode Standard Annex 9).
//! A name must not be able to change how the state next to it reads. Knows
//! nothing of markup; that text can't become markup is the view's business.

use crate::core::document::rich_text::{Node, Nodes};

/// The most combining marks on one letter. Vietnamese and pointed Hebrew need
/// two or three.
const MAX_MARKS: usize = 3;

/// The flags that are made of one flag and letters that nobody sees (Unicode Technical
/// Standard 51, emoji tag sequences that are recommended for general interchange): England,
/// Scotland, Wales.
const TAGGED_FLAGS: [&str; 3] = ["gbeng", "gbsct", "gbwls"];

/// `text` without controls of the writing direction, control characters and
/// invisible characters, and with at most three combining marks on a letter.
/// Line breaks and tabs become spaces. Joiners stay within the scripts that are
/// written with them and between the parts of an emoji, spaces without width within
/// the scripts that break their lines there.
pub fn visible_text(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    let mut marks = 0;
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                marks = 0;
                visible.push(' ');
            }
            '\u{200b}'..='\u{200d}' => {
                let before = visible.chars().next_back();
                let behind = rest.clone().next();
                let stays = match character {
                    '\u{200b}' => before.is_some_and(breaks_anywhere),
                    _ if before.is_some_and(is_joined) => true,
                    '\u{200c}' => before.is_some_and(char::is_alphanumeric) && behind.is_some_and(is_joined),
                    _ => is_emoji_before(&visible) && behind.is_some_and(is_emoji),
                };
                if stays {
                    visible.push(character);
                }
            }
            '\u{1f3f4}' => {
                marks = 0;
                visible.push(character);
                let tags = rest.as_str();
                let letter = |tag: char| char::from_u32(u32::from(tag) & 0x7f).unwrap_or(tag);
                let is_flag = |flag: &str| {
                    let spelt = tags.chars().take(6);
                    spelt.clone().all(|tag| matches!(tag, '\u{e0061}'..='\u{e007f}'))
                        && spelt.map(letter).eq(flag.chars().chain(['\u{7f}']))
                };
                if TAGGED_FLAGS.iter().any(|flag| is_flag(flag)) {
                    visible.extend(rest.by_ref().take(6));
                }
            }
            _ if character.is_control() || is_invisible(character) => {}
            _ if is_mark(character) => {
                marks += 1;
                if marks <= MAX_MARKS {
                    visible.push(character);
                }
            }
            _ => {
                marks = 0;
                visible.push(character);
            }
        }
    }
    visible
}

/// A tree whose texts are each their [`visible_text`].
pub fn visible_nodes(nodes: &[Node]) -> Nodes {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(text) => Node::Text(visible_text(text)),
            Node::Break => Node::Break,
            Node::Paragraph(children) => Node::Paragraph(visible_nodes(children)),
            Node::Heading(depth, children) => Node::Heading(*depth, visible_nodes(children)),
            Node::List(ordered, children) => Node::List(*ordered, visible_nodes(children)),
            Node::ListItem(children) => Node::ListItem(visible_nodes(children)),
            Node::Strong(children) => Node::Strong(visible_nodes(children)),
            Node::Emphasis(children) => Node::Emphasis(visible_nodes(children)),
            Node::Link(url, children) => Node::Link(url.clone(), visible_nodes(children)),
            Node::Unknown(children) => Node::Unknown(visible_nodes(children)),
        })
        .collect()
}

/// Letters of the scripts whose spelling needs joiners: from Arabic to Sinhala, of
/// Myanmar, Khmer and Mongolia, and what was added to Arabic later.
fn is_joined(character: char) -> bool {
    matches!(
        character,
        '\u{0620}'..='\u{0dff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{18aa}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}'
    )
}

/// Letters of Thailand, Laos, Tibet, Myanmar and Cambodia, between which a line may break
/// where nothing shows it.
fn breaks_anywhere(character: char) -> bool {
    matches!(character, '\u{0e00}'..='\u{0fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Pictures that are joined to others: a family, a profession, a flag. Wider than the
/// property Extended_Pictographic, but each of these is seen.
fn is_emoji(character: char) -> bool {
    matches!(
        character,
        '\u{2190}'..='\u{21ff}'
            | '\u{2300}'..='\u{23ff}'
            | '\u{25a0}'..='\u{27bf}'
            | '\u{2b00}'..='\u{2bff}'
            | '\u{1f000}'..='\u{1faff}'
    )
}

/// Whether `text` ends with such a picture, perhaps with the selector of its form.
fn is_emoji_before(text: &str) -> bool {
    text.strip_suffix('\u{fe0f}').unwrap_or(text).chars().next_back().is_some_and(is_emoji)
}

/// Controls of direction and format, zero-width and blank characters, tags. The
/// soft hyphen stays: long German words need it.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{034f}'
            | '\u{061c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Marks that are drawn on the letter before them, in the scripts in which they
/// stack.
fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{0300}'..='\u{036f}'
            | '\u{0483}'..='\u{0489}'
            | '\u{0591}'..='\u{05c7}'
            | '\u{0610}'..='\u{061a}'
            | '\u{064b}'..='\u{065f}'
            | '\u{0670}'
            | '\u{06d6}'..='\u{06ed}'
            | '\u{0730}'..='\u{074a}'
            | '\u{07a6}'..='\u{07b0}'
            | '\u{07eb}'..='\u{07f3}'
            | '\u{0816}'..='\u{082d}'
            | '\u{0859}'..='\u{085b}'
            | '\u{0898}'..='\u{089f}'
            | '\u{08ca}'..='\u{08ff}'
            | '\u{0900}'..='\u{0902}'
            | '\u{0951}'..='\u{0954}'
            | '\u{0e31}'
            | '\u{0e34}'..='\u{0e3a}'
            | '\u{0e47}'..='\u{0e4e}'
            | '\u{0eb1}'..='\u{0ebc}'
            | '\u{0ec8}'..='\u{0ece}'
            | '\u{0f71}'..='\u{0f87}'
            | '\u{0f8d}'..='\u{0fbc}'
            | '\u{135d}'..='\u{135f}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1cd0}'..='\u{1cff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{2cef}'..='\u{2cf1}'
            | '\u{2de0}'..='\u{2dff}'
            | '\u{302a}'..='\u{302f}'
            | '\u{3099}'..='\u{309a}'
            | '\u{a66f}'..='\u{a67d}'
            | '\u{a69e}'..='\u{a69f}'
            | '\u{a8e0}'..='\u{a8f1}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fe20}'..='\u{fe2f}'
            | '\u{10376}'..='\u{1037a}'
            | '\u{11366}'..='\u{11374}'
            | '\u{1cf00}'..='\u{1cf46}'
            | '\u{1d165}'..='\u{1d18b}'
            | '\u{1d1aa}'..='\u{1d1ad}'
            | '\u{1d242}'..='\u{1d244}'
            | '\u{1da00}'..='\u{1daaf}'
            | '\u{1e000}'..='\u{1e02a}'
            | '\u{1e8d0}'..='\u{1e8d6}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn ordinary_text_in_any_script_stays_as_it_is() {
        for text in [
            "eAU – elektronische Arbeits\u{ad}unfähigkeits\u{ad}bescheinigung (24/7) „ja“ €",
            "Hồ sơ bệnh án điện tử",
            "u\u{308}ber",
            "السجل الطبي الإلكتروني",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "תִּיק רְפוּאִי",
            "เวชระเบียน",
            "电子病历",
            "གློག་རྡུལ་སྨན་བཅོས་བསྒྲུབས་",
            "PDF\u{200c}ها",
            "ស្ថានភាព\u{200b}សេវា",
            "สถานะ\u{200b}บริการ",
        ] {
            assert_eq!(visible_text(text), text);
        }
    }

    #[test]
    fn pictures_that_are_joined_of_several_stay_whole() {
        for text in [
            "Ärztin 👩\u{200d}⚕\u{fe0f}",
            "👨\u{200d}👩\u{200d}👧\u{200d}👦",
            "👩🏽\u{200d}🚒 👍🏽",
            "🏳\u{fe0f}\u{200d}🌈 ❤\u{fe0f}\u{200d}🔥",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "1\u{fe0f}\u{20e3} 🇩🇪 ✅",
        ] {
            assert_eq!(visible_text(text), text);
        }
    }

    #[test]
    fn joiners_and_tags_that_join_nothing_are_taken_out() {
        for (text, shown) in [
            ("e\u{200d}PA", "ePA"),
            ("👩\u{200d}\u{200d}⚕", "👩\u{200d}⚕"),
            ("👩\u{200d}", "👩"),
            ("👩\u{200d}a", "👩a"),
            ("a\u{200d}👩", "a👩"),
            ("Auf\u{200c}lage", "Auflage"),
            ("🏴\u{e0068}\u{e0069}\u{e007f}", "🏴"),
            ("👩\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", "👩"),
            ("a\u{200b}b", "ab"),
        ] {
            assert_eq!(visible_text(text), shown, "{text:?}");
        }
    }

    #[test]
    fn controls_of_the_writing_direction_are_taken_out() {
        for control in
            "\u{061c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}"
                .chars()
        {
            assert_eq!(visible_text(&format!("e{control}PA")), "ePA", "{control:?}");
        }
    }

    #[test]
    fn control_and_invisible_characters_are_taken_out_and_lines_become_one() {
        assert_eq!(
            visible_text(
                "e\0\u{1b}\u{7f}\u{9f}\u{1bca0}\u{1d173}P\u{200b}\u{200d}\u{2060}\u{feff}A\u{e0041}\u{3164}"
            ),
            "ePA"
        );
        assert_eq!(visible_text("eine\nZeile\tund\u{2028}noch\u{85}eine"), "eine Zeile und noch eine");
    }

    #[test]
    fn a_thousand_marks_on_a_letter_become_three() {
        for mark in [
            '\u{0300}',
            '\u{0489}',
            '\u{20dd}',
            '\u{0e49}',
            '\u{fe0f}',
            '\u{08d4}',
            '\u{2de0}',
            '\u{a8e0}',
            '\u{1d185}',
            '\u{1e000}',
        ] {
            let text = format!("a{}b", mark.to_string().repeat(1000));
            assert_eq!(visible_text(&text), format!("a{mark}{mark}{mark}b"));
        }
    }

    #[test]
    fn invisible_characters_between_marks_do_not_reset_the_count() {
        for between in ["\u{200b}", "\u{200d}", "\u{202e}"] {
            let text = format!("ب{}", ["\u{064b}", between].concat().repeat(1000));
            assert_eq!(visible_text(&text).replace('\u{200d}', "").chars().count(), 4);
        }
    }

    #[test]
    fn a_tree_is_visible_text_down_to_its_leaves_and_keeps_its_shape() {
        let tree = |text: &str| {
            vec![Node::List(
                false,
                vec![Node::ListItem(vec![Node::Link(
                    "https://example.org/".into(),
                    vec![Node::Strong(vec![Node::Text(text.into())]), Node::Break],
                )])],
            )]
        };
        assert_eq!(visible_nodes(&tree("a\u{202e}b")), tree("ab"));
    }
}
