//! The reader of JSON against the grammar (RFC 8259), against I-JSON (RFC 7493) and
//! against a second reader that shares no code with ours; and what it takes for texts that
//! are made to be slow.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;
use status_widget::core::encoding::json::{Json, JsonError, parse};
use status_widget::core::signed::verify::MAX_FILE_BYTES;

use crate::support::other_json;

/// Both readers see the same tree, or ours names a fault that the other sees too.
fn agree(bytes: &[u8]) -> Result<(), TestCaseError> {
    other_json::check(bytes).map_err(TestCaseError::fail)
}

/// A value as somebody might write it: with white space, escapes and all sorts of numbers.
fn written() -> impl Strategy<Value = String> {
    let space = || select(vec!["", "", "", " ", "\n", "\r\n\t"]);
    let unit = prop_oneof![0..0x80_u32, 0xd7f0..0xe010_u32, 0xfdc0..0x1_0000_u32];
    let piece = prop_oneof![
        4 => "[a-c]",
        1 => any::<char>().prop_filter("has to be escaped", |c| !matches!(c, '"' | '\\' | '\0'..='\x1f')).prop_map(String::from),
        1 => select(vec![r#"\""#, r"\\", r"\/", r"\b", r"\f", r"\n", r"\r", r"\t"]).prop_map(str::to_owned),
        1 => (unit, any::<bool>()).prop_map(|(unit, upper)| {
            if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") }
        }),
        1 => (0xd800..0xdc00_u32, 0xdc00..0xe000_u32).prop_map(|(high, low)| format!("\\u{high:04x}\\u{low:04x}")),
    ];
    let string = prop::collection::vec(piece, 0..4).prop_map(|pieces| format!("\"{}\"", pieces.concat()));
    let number = prop_oneof![
        any::<u64>().prop_map(|number| number.to_string()),
        any::<i32>().prop_map(|number| number.to_string()),
        any::<f64>().prop_filter("not JSON", |f| f.is_finite()).prop_map(|number| format!("{number:e}")),
        "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,24})?([eE][+-]?[0-9]{1,3})?",
    ];
    let leaf =
        prop_oneof![select(vec!["null", "true", "false"]).prop_map(str::to_owned), number, string.clone(),];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        let item = (space(), inner.clone(), space())
            .prop_map(|(before, value, behind)| format!("{before}{value}{behind}"));
        let member = (space(), string.clone(), space(), item.clone())
            .prop_map(|(before, name, behind, value)| format!("{before}{name}{behind}:{value}"));
        prop_oneof![
            (space(), prop::collection::vec(item, 0..6)).prop_map(|(space, items)| match &items[..] {
                [] => format!("[{space}]"),
                items => format!("[{}]", items.join(",")),
            }),
            (space(), prop::collection::vec(member, 0..6)).prop_map(|(space, members)| match &members[..] {
                [] => format!("{{{space}}}"),
                members => format!("{{{}}}", members.join(",")),
            }),
        ]
    })
}

/// Changes of a text: a piece put in the place of another.
fn changes() -> impl Strategy<Value = Vec<(Index, usize, Vec<u8>)>> {
    let piece = prop_oneof![
        4 => "[\\[\\]{}:,\"\\\\ 0-9a-fEunrtl.+/-]{0,2}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..3),
    ];
    prop::collection::vec((any::<Index>(), 0..3_usize, piece), 1..4)
}

fn changed(text: &[u8], changes: &[(Index, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for (place, length, piece) in changes {
        let start = place.index(bytes.len() + 1);
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, piece.iter().copied());
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_written_as_json_is_read_as_another_reader_reads_it(text in written()) {
        agree(text.as_bytes())?;
    }

    #[test]
    fn json_with_changes_is_read_or_refused_as_by_another_reader(text in written(), changes in changes()) {
        agree(&changed(text.as_bytes(), &changes))?;
    }

    #[test]
    fn what_looks_like_json_is_read_or_refused_as_by_another_reader(
        text in "[\\[\\]{}:,\"\\\\ \n0-9a-fA-FeEuntrlsé\u{fffe}.+-]{0,40}",
        bytes in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        agree(text.as_bytes())?;
        agree(&bytes)?;
    }

    #[test]
    fn nesting_is_read_or_refused_as_by_another_reader(
        levels in prop::collection::vec(any::<bool>(), 28..37),
        changes in prop::option::weighted(0.3, changes()),
    ) {
        let text = levels.iter().fold("0".to_owned(), |inner, object| {
            if *object { format!("{{\"a\":{inner}}}") } else { format!("[{inner}]") }
        });
        agree(&changed(text.as_bytes(), &changes.unwrap_or_default()))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_document_with_changes_is_read_or_refused_as_by_another_reader(changes in changes()) {
        let sample: Value = serde_json::from_str(include_str!("golden/sample.json")).unwrap();
        agree(&changed(sample.to_string().as_bytes(), &changes))?;
    }
}

// The grammar, case by case.

#[test]
fn what_the_grammar_has_is_read() {
    let string = |text: &str| Json::from(text);
    let list = |values: &[Json]| Json::Array(values.to_vec());
    let object = |members: &[(&str, Json)]| {
        Json::Object(members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    };
    for (text, value) in [
        // Values stand alone, with the four kinds of white space around them.
        ("null", Json::Null),
        ("true", Json::Bool(true)),
        ("false", Json::Bool(false)),
        (" \t\r\nnull\n\r\t ", Json::Null),
        ("[]", list(&[])),
        ("[ \n]", list(&[])),
        ("{}", object(&[])),
        ("{\t}", object(&[])),
        ("[[],[[]]]", list(&[list(&[]), list(&[list(&[])])])),
        ("[ null , true ]", list(&[Json::Null, Json::Bool(true)])),
        // Names are strings, in their order; a name may come again elsewhere.
        (r#" { "b" : 1 , "a" : 2 } "#, object(&[("b", Json::Integer(1)), ("a", Json::Integer(2))])),
        (r#"{"":{"":0}}"#, object(&[("", object(&[("", Json::Integer(0))]))])),
        (
            r#"{"a":0,"A":0,"\u00c4":0}"#,
            object(&[("a", Json::Integer(0)), ("A", Json::Integer(0)), ("Ä", Json::Integer(0))]),
        ),
        (
            r#"[{"a":0},{"a":0}]"#,
            list(&[object(&[("a", Json::Integer(0))]), object(&[("a", Json::Integer(0))])]),
        ),
        // Integers.
        ("0", Json::Integer(0)),
        ("10", Json::Integer(10)),
        ("9007199254740991", Json::Integer((1 << 53) - 1)),
        ("9007199254740993", Json::Integer((1 << 53) + 1)),
        ("18446744073709551615", Json::Integer(u64::MAX)),
        // Other numbers, also if their value is an integer's.
        ("18446744073709551616", Json::Number),
        ("-0", Json::Number),
        ("-1", Json::Number),
        ("-9223372036854775808", Json::Number),
        ("1.0", Json::Number),
        ("0.0", Json::Number),
        ("-0.00", Json::Number),
        ("1e3", Json::Number),
        ("1E3", Json::Number),
        ("1e+3", Json::Number),
        ("1e-3", Json::Number),
        ("0e0", Json::Number),
        ("0e01", Json::Number),
        ("1.5e00000000000000000000000000000000001", Json::Number),
        ("1e307", Json::Number),
        ("-9.99e307", Json::Number),
        ("1e-999", Json::Number),
        ("1e-99999999999999999999999999999", Json::Number),
        ("123123123123123123123123123123.000000000000000000001", Json::Number),
        // Strings.
        (r#""""#, string("")),
        (r#""\"\\\/\b\f\n\r\t""#, string("\"\\/\u{8}\u{c}\n\r\t")),
        (r#""\u0041\u00e4\u20AC""#, string("Aä€")),
        (r#""\u0000""#, string("\0")),
        (r#""\ud83d\ude00""#, string("😀")),
        (r#""\uD800\uDC00\uDBFF\uDFFD""#, string("\u{10000}\u{10fffd}")),
        (r#""\ud7ff\ue000\ufffd""#, string("\u{d7ff}\u{e000}\u{fffd}")),
        ("\"ä€😀\u{7f}\u{85}\u{2028}\u{feff}\"", string("ä€😀\u{7f}\u{85}\u{2028}\u{feff}")),
        (r#""// /* */ ' , ] }""#, string("// /* */ ' , ] }")),
        (r#""\\u0041""#, string(r"\u0041")),
    ] {
        assert_eq!(parse(text.as_bytes()), Ok(value), "{text}");
    }
}

#[test]
fn what_the_grammar_does_not_have_is_refused_where_it_stands() {
    for (text, line, column) in [
        // Nothing, or something before or behind.
        ("", 1, 1),
        (" \n ", 2, 2),
        ("\u{feff}{}", 1, 1),
        ("{}\u{feff}", 1, 3),
        ("{} {}", 1, 4),
        ("1 2", 1, 3),
        ("null\0", 1, 5),
        ("\0", 1, 1),
        ("[]]", 1, 3),
        ("{}}", 1, 3),
        ("{}#", 1, 3),
        // White space of other kinds.
        ("\u{a0}1", 1, 1),
        ("\u{c}1", 1, 1),
        ("\u{b}1", 1, 1),
        ("1\u{2028}", 1, 2),
        ("[\u{85}1]", 1, 2),
        // Words.
        ("nul", 1, 4),
        ("nulL", 1, 4),
        ("tru", 1, 4),
        ("falsy", 1, 5),
        ("True", 1, 1),
        ("NULL", 1, 1),
        ("truefalse", 1, 5),
        ("undefined", 1, 1),
        // Lists.
        ("[", 1, 2),
        ("[1", 1, 3),
        ("[1,", 1, 4),
        ("[,1]", 1, 2),
        ("[1,]", 1, 4),
        ("[1,,2]", 1, 4),
        ("[1 2]", 1, 4),
        ("[1;2]", 1, 3),
        ("[1}", 1, 3),
        ("]", 1, 1),
        ("[\n1,\n\n]", 4, 1),
        // Objects.
        ("{", 1, 2),
        ("{\"a\"", 1, 5),
        ("{\"a\":", 1, 6),
        ("{\"a\":1", 1, 7),
        ("{\"a\":1,", 1, 8),
        ("{\"a\":1,}", 1, 8),
        ("{,}", 1, 2),
        ("{\"a\" 1}", 1, 6),
        ("{\"a\",1}", 1, 5),
        ("{\"a\"=1}", 1, 5),
        ("{\"a\"::1}", 1, 6),
        ("{\"a\":}", 1, 6),
        ("{:1}", 1, 2),
        ("{a:1}", 1, 2),
        ("{1:1}", 1, 2),
        ("{null:1}", 1, 2),
        ("{\"a\":1 \"b\":2}", 1, 8),
        ("{\"a\":1]", 1, 7),
        ("{'a':1}", 1, 2),
        // Comments.
        ("/**/1", 1, 1),
        ("1//", 1, 2),
        ("[1,#\n2]", 1, 4),
        // Numbers.
        ("01", 1, 2),
        ("00", 1, 2),
        ("-01", 1, 3),
        ("-", 1, 2),
        ("--1", 1, 2),
        ("- 1", 1, 2),
        ("+1", 1, 1),
        (".5", 1, 1),
        ("-.5", 1, 2),
        ("1.", 1, 3),
        ("1.e1", 1, 3),
        ("1..1", 1, 3),
        ("1.2.3", 1, 4),
        ("1e", 1, 3),
        ("1e+", 1, 4),
        ("1e+-1", 1, 4),
        ("1e-+1", 1, 4),
        ("1e1.5", 1, 4),
        ("1ee1", 1, 3),
        ("e1", 1, 1),
        ("0x1", 1, 2),
        ("1_000", 1, 2),
        ("1,000", 1, 2),
        ("NaN", 1, 1),
        ("nan", 1, 2),
        ("Infinity", 1, 1),
        ("-Infinity", 1, 2),
        ("\u{ff11}", 1, 1),
        ("1\u{ff11}", 1, 2),
        // Strings.
        ("'a'", 1, 1),
        ("`a`", 1, 1),
        ("\"", 1, 2),
        ("\"a", 1, 3),
        ("\"a\\\"", 1, 5),
        ("\"\\", 1, 3),
        ("\"\n\"", 2, 0),
        ("\"\t\"", 1, 2),
        ("\"\0\"", 1, 2),
        ("\"\u{1f}\"", 1, 2),
        ("\"ä\n\"", 2, 0),
        ("a", 1, 1),
        (r#""\a""#, 1, 3),
        (r#""\'""#, 1, 3),
        (r#""\0""#, 1, 3),
        (r#""\x41""#, 1, 3),
        (r#""\U0041""#, 1, 3),
        (r#""\ ""#, 1, 3),
        (r#""\é""#, 1, 3),
        (r#""\u""#, 1, 5),
        (r#""\u004""#, 1, 7),
        (r#""\u004g""#, 1, 7),
        (r#""\u+041""#, 1, 7),
        (r#""\u{41}""#, 1, 7),
        // Surrogates without their other half (RFC 7493 section 2.1).
        (r#""\ud800""#, 1, 8),
        (r#""\ud800a""#, 1, 8),
        (r#""\ud800\n""#, 1, 9),
        (r#""\ud800\u0041""#, 1, 13),
        (r#""\ud800\ud800""#, 1, 13),
        (r#""\ud800\u"#, 1, 10),
        (r#""\udc00""#, 1, 7),
        (r#""\udc00\ud800""#, 1, 7),
        (r#"{"\udfff":0}"#, 1, 8),
    ] {
        assert_eq!(parse(text.as_bytes()), Err(JsonError::Malformed { line, column }), "{text:?}");
    }
}

#[test]
fn numbers_that_no_double_holds_are_refused() {
    for number in ["1.8e308", "1e309", "1e999", "-1e400", "10e308", "1E+1000", "1e99999999999999999999999999"]
    {
        let refused = parse(number.as_bytes());
        assert!(matches!(refused, Err(JsonError::Malformed { .. })), "{number}: {refused:?}");
    }
    for number in ["1e308", "-1.79e308", "10e307", "0e999", "0.0e99999999999999999999"] {
        assert_eq!(parse(number.as_bytes()), Ok(Json::Number), "{number}");
    }
    let digits = |count: usize| parse("9".repeat(count).as_bytes());
    assert_eq!(digits(308), Ok(Json::Number));
    assert!(digits(309).is_err());
}

#[test]
fn what_is_json_and_no_i_json_is_refused_by_its_own_name() {
    for (text, error) in [
        (&b"\"\xff\""[..], JsonError::NotUtf8),
        (b"\"\xc0\x80\"", JsonError::NotUtf8),
        (b"\"\xed\xa0\x80\"", JsonError::NotUtf8),
        (b"\"\xf4\x90\x80\x80\"", JsonError::NotUtf8),
        (b"\"\xe2\x82\"", JsonError::NotUtf8),
        (b"[\0]\x00\xd8", JsonError::NotUtf8),
        (br#"{"a":0,"a":0}"#, JsonError::DuplicateName),
        (br#"{"a":0,"b":0,"\u0061":0}"#, JsonError::DuplicateName),
        (br#"{"":0,"":0}"#, JsonError::DuplicateName),
        (r#"[{"x":{"\ud83d\ude00":0,"😀":1}}]"#.as_bytes(), JsonError::DuplicateName),
        (br#""\uffff""#, JsonError::Noncharacter),
        (br#""\ufdd0""#, JsonError::Noncharacter),
        (br#"{"\ufdef":0}"#, JsonError::Noncharacter),
        (br#""\ud83f\udfff""#, JsonError::Noncharacter),
        ("\"a\u{10fffe}b\"".as_bytes(), JsonError::Noncharacter),
    ] {
        assert_eq!(parse(text), Err(error), "{}", String::from_utf8_lossy(text));
    }
    for text in [r#""\ufdcf""#, r#""\ufdf0""#, r#""\ufffd""#] {
        assert!(parse(text.as_bytes()).is_ok(), "{text}");
    }
}

// Texts made to be slow.

/// Parses, and says how long it took.
fn timed(text: &str) -> (Result<Json, JsonError>, Duration) {
    let start = Instant::now();
    let result = parse(text.as_bytes());
    (result, start.elapsed())
}

/// `unit` as often as it fits into the largest file.
fn full(open: &str, unit: &str, close: &str) -> String {
    let room = MAX_FILE_BYTES - open.len() - close.len();
    [open, &unit.repeat(room / unit.len()), close].concat()
}

#[test]
fn texts_as_long_as_a_file_may_be_take_no_time_however_they_are_made() {
    let names: String = (0..30_000).map(|number| format!("\"{number:x}\":0,")).collect();
    for (name, text, is_read) in [
        ("open lists", full("", "[", ""), false),
        ("open objects", full("", "{\"\":", ""), false),
        ("empty lists", full("[", "[],", "[]]"), true),
        ("lists in lists", full("[", &format!("{}{},", "[".repeat(31), "]".repeat(31)), "0]"), true),
        ("names", format!("{{{names}\"\":0}}"), true),
        ("names and one of them again", format!("{{{names}\"0\":0}}"), false),
        ("the same name", full("{", "\"\":0,", "\"\":0}"), false),
        ("a long string", full("\"", "a", "\""), true),
        ("a string without an end", full("\"", "a", ""), false),
        ("escapes", full("\"", "\\n", "\""), true),
        ("escaped code units", full("\"", "\\u00e4", "\""), true),
        ("surrogate pairs", full("\"", "\\ud83d\\ude00", "\""), true),
        ("code points of four bytes", full("\"", "😀", "\""), true),
        ("digits", full("", "9", ""), false),
        ("digits behind the point", full("0.", "9", ""), true),
        ("digits of an exponent", full("1e", "9", ""), false),
        ("digits of a negative exponent", full("1e-", "9", ""), true),
        ("zeros", full("[", "0,", "0]"), true),
        ("white space", full("", " ", "0"), true),
        ("lines, and no JSON at the end", full("", "\n", "x"), false),
    ] {
        assert!(text.len() <= MAX_FILE_BYTES + 100_000, "{name}: {}", text.len());
        let (result, took) = timed(&text);
        eprintln!("{name}: {} µs", took.as_micros());
        assert_eq!(result.is_ok(), is_read, "{name}");
        // Much more than it takes, because machines are busy.
        assert!(took < Duration::from_secs(1), "{name} took {took:?}");
    }
}

#[test]
fn a_hundred_thousand_names_and_a_million_digits_take_no_time() {
    let names: Vec<String> = (0..100_000).map(|number| format!("\"{number}\":{number}")).collect();
    let names = names.join(",");
    let digits = "9".repeat(1_000_000);
    for (name, text, is_read) in [
        ("names", format!("{{{names}}}"), true),
        ("names and one of them again", format!("{{{names},\"99999\":0}}"), false),
        ("digits", digits.clone(), false),
        ("digits behind the point", format!("0.{digits}"), true),
        ("open lists", "[".repeat(1_000_000), false),
    ] {
        let (result, took) = timed(&text);
        eprintln!("{name}: {} µs", took.as_micros());
        assert_eq!(result.is_ok(), is_read, "{name}");
        assert!(took < Duration::from_secs(3), "{name} took {took:?}");
    }
}
