//! Properties that hold for all inputs, tried with many: what was built and signed is
//! read back; what was changed is refused; nothing but a fresh verified document shows
//! a service as available (attack 24); and no bytes at all make anything panic.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::support::publisher::{Key, NOW, Publisher, YEAR, bytes, document, issued, trust_claims};
use crate::support::reader::{never, reading, round_of_all};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use status_widget::core::document::rich_text::{Nodes, check_link};
use status_widget::core::document::{ServiceStatus, StatusDocument};
use status_widget::core::encoding::base64url;
use status_widget::core::encoding::digest::Digest;
use status_widget::core::encoding::json;
use status_widget::core::presentation::view_model::{Options, WidgetModel, view_model};
use status_widget::core::session::{FetchError, Session, Visibility};
use status_widget::core::session::{clock, freshness};
use status_widget::core::signed::jws::{Envelope, Header, Type};
use status_widget::core::signed::trust::{TrustChain, TrustDocument};
use status_widget::core::signed::verify::{authenticate, parse_file};

const SKEW: u64 = clock::SKEW.as_secs();
const MAX_LIFETIME: u64 = freshness::MAX_LIFETIME.as_secs();

// Building blocks.

/// Text of all scripts, with what is special to JSON, HTML and terminals in it.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_filter("I-JSON has no noncharacters", |text| {
            !text.chars().any(|c| u32::from(c) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c))
        }),
        "[a-zäöüß \"\\\\<>&\u{0}-\u{1f}\u{202e}]{0,40}",
    ]
}

fn status() -> impl Strategy<Value = &'static str> {
    // And one that a newer publisher may write.
    select(ServiceStatus::ALL.iter().map(|status| status.as_str()).chain(["on_fire"]).collect::<Vec<_>>())
}

fn rich_text() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        text().prop_map(|text| json!({"type": "text", "value": text})),
        Just(json!({"type": "break"})),
    ];
    let node = leaf.prop_recursive(4, 24, 5, |inner| {
        let kind =
            select(vec!["paragraph", "heading", "list", "listItem", "strong", "emphasis", "link", "marquee"]);
        (kind, prop::collection::vec(inner, 0..5), text(), any::<bool>(), 0_u32..9).prop_map(
            |(kind, children, url, ordered, depth)| {
                json!({"type": kind, "children": children, "url": url, "ordered": ordered, "depth": depth})
            },
        )
    });
    prop::collection::vec(node, 0..4).prop_map(Value::from)
}

/// A document that keeps the rules, with services of any state.
fn any_document() -> impl Strategy<Value = Value> {
    let service = (status(), status(), text(), rich_text()).prop_map(|(status, local, name, note)| {
        json!({
            "name": {"de": name},
            "state": {"status": status, "since": "2026-11-24", "note": {"de": note}},
            "sites": [{"id": "s", "state": {"status": local}}],
            "tenants": [{"id": "t", "state": {"status": local}}],
        })
    });
    let services = prop::collection::vec(service, 0..5);
    let times = (1..1_u64 << 53, 0..NOW + YEAR, 1..40 * YEAR);
    (services, rich_text(), text(), times).prop_map(|(mut services, summary, title, (version, iat, life))| {
        for (number, service) in services.iter_mut().enumerate() {
            service["id"] = json!(format!("service-{number}"));
        }
        let mut document = document();
        (document["version"], document["iat"], document["exp"]) =
            (json!(version), json!(iat), json!(iat + life));
        document["title"]["de"] = json!(title);
        document["summary"] = json!({"de": summary});
        document["sites"] = json!([{"id": "s", "name": {"de": "S"}}]);
        document["tenants"] = json!([{"id": "t", "name": {"de": "T"}, "sites": ["s"]}]);
        document["services"] = services.into();
        document
    })
}

/// One publisher with an Ed25519 and one with an ES256 key.
static PUBLISHERS: LazyLock<[Publisher; 2]> =
    LazyLock::new(|| [Publisher::new(), Publisher::with(Key::p256(1), Key::p256(2))]);

fn publisher() -> impl Strategy<Value = &'static Publisher> {
    select(PUBLISHERS.iter().collect::<Vec<_>>())
}

/// How many services the model shows in each way.
fn states(model: &WidgetModel) -> Vec<ServiceStatus> {
    model.content.iter().flat_map(|content| content.services()).map(|service| service.status).collect()
}

// Round trip.

proptest! {
    #[test]
    fn what_was_built_and_signed_is_read_back(document in any_document(), publisher in publisher()) {
        let payload = bytes(&document);
        let authentic = authenticate(&bytes(&publisher.value_of(&payload)), &publisher.pin()).unwrap();
        prop_assert_eq!(authentic.digest(), Digest::of(&payload));
        prop_assert_eq!(authentic.signers().iter().map(ToString::to_string).collect::<Vec<_>>(), [publisher.status.kid()]);
        // The typed document says the same, and writes the same again.
        let typed = StatusDocument::read(&payload).unwrap();
        prop_assert_eq!(authentic.document(), &typed);
        let again = StatusDocument::read(&serde_json::to_vec(&typed).unwrap()).unwrap();
        prop_assert_eq!(again, typed);
    }

    #[test]
    fn any_changed_byte_is_refused(
        document in any_document(),
        publisher in publisher(),
        changes in prop::collection::vec((any::<Index>(), 1..=255_u8), 1..4),
    ) {
        let file = publisher.file(&document);
        let mut changed = file.clone();
        for (place, flip) in changes {
            changed[place.index(file.len())] ^= flip;
        }
        prop_assume!(changed != file);
        prop_assert!(authenticate(&changed, &publisher.pin()).is_err());
    }

    #[test]
    fn any_piece_taken_out_put_in_or_doubled_is_refused(
        document in any_document(),
        publisher in publisher(),
        (from, to) in (any::<Index>(), any::<Index>()),
        inserted in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        let file = publisher.file(&document);
        let (from, to) = (from.index(file.len()), to.index(file.len()));
        let (start, end) = (from.min(to), from.max(to));
        for changed in [
            [&file[..start], &inserted, &file[end..]].concat(),
            [&file[..end], &inserted, &file[start..]].concat(),
        ] {
            // White space between the parts of JSON is all that is free.
            let same = |file: &[u8]| serde_json::from_slice::<Value>(file).ok();
            prop_assume!(same(&changed) != same(&file));
            prop_assert!(authenticate(&changed, &publisher.pin()).is_err());
        }
    }

    /// A member of the file or of an envelope, exchanged for that of another good file.
    #[test]
    fn parts_of_two_good_files_make_no_third(one in any_document(), two in any_document(), part in 0..4_usize) {
        let publisher = Publisher::new();
        prop_assume!(one != two);
        let (mut file, other) = (publisher.value(&one), publisher.value(&two));
        let part = ["/payload", "/signatures", "/signatures/0", "/signatures/0/signature"][part];
        *file.pointer_mut(part).unwrap() = other.pointer(part).unwrap().clone();
        prop_assert!(authenticate(&bytes(&file), &publisher.pin()).is_err());
    }
}

// Attack 24: the invariant.

/// What happens to a page. Files are named by their number in [`FILES`].
#[derive(Debug, Clone)]
enum Event {
    /// The wall clock and the monotonic clock move on by so much; the wall clock may go
    /// anywhere, and neither need agree with the other.
    Clocks(i64, u64),
    Answers(Vec<Answer>),
    Recall(Answer),
    Reload,
}

#[derive(Debug, Clone)]
enum Answer {
    Nothing,
    File(usize),
    /// A good file with so many line feeds behind it: other bytes, the same document.
    Respelt(usize, usize),
    /// A good file with a byte changed.
    Changed(usize, Index, u8),
    Bytes(Vec<u8>),
}

/// A publisher's life, with all that ever was in the world under its pin, and beside it:
/// what a file says if it is good, and its bytes.
struct World {
    pin: Digest,
    files: Vec<(Option<Good>, Vec<u8>)>,
}

#[derive(Debug, Clone, Copy)]
struct Good {
    version: u64,
    iat: u64,
    /// The end of its exp, of 24 hours and of its trust documents.
    end: u64,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let (root, status) = (Key::ed25519(1), Key::p256(2));
    let mut short = trust_claims(1, &[&root], 1, &[&status]);
    short["exp"] = json!(NOW + 3 * 60 * 60);
    let mut publisher = Publisher::with_claims(root, status, &short);
    let mut files = Vec::new();
    let mut trust_end = NOW + 3 * 60 * 60;
    for generation in 0..3 {
        for (version, iat, life) in [
            (1, NOW - YEAR, 3600),
            (2, NOW, 7200),
            (2, NOW + 1, 7200),
            (3, NOW + 3600, 40 * YEAR),
            (4, NOW + 1800, 60),
            ((1 << 53) - 1, NOW + 30 * 24 * 3600, 7200),
            (5, NOW + 5 * YEAR, 7200),
        ] {
            let mut document = issued(version, iat);
            document["exp"] = json!(iat + life);
            let end = (iat + life).min(iat + MAX_LIFETIME).min(trust_end);
            files.push((Some(Good { version, iat, end }), publisher.file(&document)));
        }
        let status = [Key::ed25519(10), Key::p256(11), Key::ed25519(12)][generation].clone();
        publisher.rotate_status(status);
        trust_end = NOW + YEAR;
    }
    // Not good: another stream, a stranger's, an old key's under the new chain.
    let mut rehearsal = document();
    rehearsal["sub"] = json!("rehearsal");
    files.push((None, publisher.file(&rehearsal)));
    files.push((None, Publisher::with(Key::ed25519(66), Key::ed25519(67)).file(&document())));
    let stolen = Publisher { status: Key::p256(2), ..publisher.clone() };
    files.push((None, stolen.file(&document())));
    World { pin: publisher.pin(), files }
});

fn answer() -> impl Strategy<Value = Answer> {
    let file = || 0..WORLD.files.len();
    prop_oneof![
        1 => Just(Answer::Nothing),
        6 => file().prop_map(Answer::File),
        2 => (file(), 1..3_usize).prop_map(|(file, feeds)| Answer::Respelt(file, feeds)),
        1 => (file(), any::<Index>(), 1..=255_u8).prop_map(|(file, place, flip)| Answer::Changed(file, place, flip)),
        1 => prop::collection::vec(any::<u8>(), 0..50).prop_map(Answer::Bytes),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let seconds = prop_oneof![
        4 => 0..600_i64,
        2 => 0..30 * 3600_i64,
        1 => -20_000_000..20_000_000_i64,
        1 => any::<i64>(),
    ];
    let milliseconds = prop_oneof![4 => 0..600_000_u64, 2 => 0..100_000_000_u64, 1 => any::<u64>()];
    prop_oneof![
        3 => (seconds, milliseconds).prop_map(|(wall, monotonic)| Event::Clocks(wall, monotonic)),
        4 => prop::collection::vec(answer(), 0..4).prop_map(Event::Answers),
        2 => answer().prop_map(Event::Recall),
        1 => Just(Event::Reload),
    ]
}

impl Answer {
    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Nothing => None,
            Self::File(number) => Some(WORLD.files[*number].1.clone()),
            Self::Respelt(number, feeds) => {
                Some([&WORLD.files[*number].1[..], &vec![b'\n'; *feeds]].concat())
            }
            Self::Changed(number, place, flip) => {
                let mut file = WORLD.files[*number].1.clone();
                let place = place.index(file.len());
                file[place] ^= flip;
                Some(file)
            }
            Self::Bytes(bytes) => Some(bytes.clone()),
        }
    }

    /// The number of the file.
    fn number(&self) -> Option<usize> {
        match self {
            Self::File(number) | Self::Respelt(number, _) => Some(*number),
            _ => None,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever comes in whatever order at whatever time: if a service is shown as
    /// available, then a good file came to this page that is fresh by the device's clock
    /// or, where that is behind, by the file's own time of issue and the time since.
    #[test]
    fn attack_24_nothing_but_a_fresh_verified_document_shows_a_service_as_available(
        wall in prop_oneof![Just(NOW), any::<u64>(), NOW - 20 * YEAR..NOW + 20 * YEAR],
        events in prop::collection::vec(event(), 1..25),
    ) {
        let mut session = Session::new(WORLD.pin);
        // The device's clocks, seconds and milliseconds.
        let (mut wall, mut monotonic) = (wall, 0_u64);
        // The files that came to this page, and when first by the monotonic clock.
        let mut came: BTreeMap<usize, u64> = BTreeMap::new();
        // The latest that it has been since the page was opened, milliseconds since 1970.
        let mut clock = u128::from(wall) * 1000;
        session.display_state(reading(wall, monotonic));
        for event in events {
            match &event {
                Event::Clocks(seconds, milliseconds) => {
                    wall = wall.saturating_add_signed(*seconds);
                    let before = monotonic;
                    monotonic = before.saturating_add(*milliseconds);
                    clock += u128::from(monotonic - before);
                    clock = clock.max(u128::from(wall) * 1000);
                }
                Event::Answers(answers) => {
                    let files: Vec<_> = answers
                        .iter()
                        .map(|answer| answer.bytes().ok_or(FetchError::Status(404)))
                        .collect();
                    let asked = round_of_all(&mut session, &files, 0.5, reading(wall, monotonic));
                    for number in asked.iter().filter_map(|(source, _)| answers[*source].number()) {
                        came.entry(number).or_insert(monotonic);
                    }
                }
                Event::Recall(answer) => {
                    if let Some(number) = answer.number() {
                        came.entry(number).or_insert(monotonic);
                    }
                    session.recall(&answer.bytes().unwrap_or_default(), never(), reading(wall, monotonic));
                }
                Event::Reload => {
                    let stored = session.file().map(|file| file.as_bytes().to_vec());
                    session = Session::new(WORLD.pin);
                    monotonic = 0;
                    clock = u128::from(wall) * 1000;
                    session.display_state(reading(wall, monotonic));
                    // All that can come along is what was stored.
                    came.clear();
                    if let Some(stored) = stored {
                        let number = WORLD.files.iter().position(|(_, file)| stored.starts_with(file));
                        came.insert(number.unwrap(), 0);
                        session.recall(&stored, never(), reading(wall, monotonic));
                    }
                }
            }
            let display = session.display_state(reading(wall, monotonic));
            let version = display.document.map(|document| document.claims().version);
            let model = view_model(&display, &Options::default());
            let shown = states(&model);
            let available = shown.iter().any(|status| *status != ServiceStatus::Unknown);
            let sentence = model.content.as_ref().and_then(|content| content.sentence.as_ref());
            prop_assert!(available || sentence.is_none_or(|says| says.status == ServiceStatus::Unknown));
            if available {
                let allowed = came.iter().any(|(number, since)| {
                    let open = (monotonic - since) / 1000;
                    let Some(good) = WORLD.files[*number].0 else { return false };
                    Some(good.version) == version
                        && good.iat.saturating_add(open) <= good.end + SKEW
                        && clock / 1000 <= u128::from(good.end + SKEW)
                });
                prop_assert!(allowed, "{version:?} at {wall} s, {monotonic} ms: {came:?}");
            }
            // And it never sleeps for ever, nor not at all.
            let tick = session.tick(reading(wall, monotonic), Visibility::Visible);
            prop_assert!((1..=60).contains(&tick.wake_in.as_secs()));
        }
    }

    /// The same of one document alone, at any time.
    #[test]
    fn attack_24_an_expired_document_shows_no_state_however_it_is_made(
        document in any_document(),
        wall in prop_oneof![0..NOW + 2 * YEAR, any::<u64>()],
        tenant in prop::option::of(select(vec!["t", "nobody"])),
    ) {
        let publisher = &PUBLISHERS[0];
        let mut session = Session::new(publisher.pin());
        let reading = reading(wall, 0);
        session.recall(&publisher.file(&document), never(), reading);
        let options = Options { tenant: tenant.map(str::to_owned), ..Options::default() };
        let model = view_model(&session.display_state(reading), &options);
        let iat = document["iat"].as_u64().unwrap();
        let exp = document["exp"].as_u64().unwrap();
        let fresh = wall.max(iat) <= exp.min(iat + MAX_LIFETIME).min(NOW + YEAR) + SKEW;
        let shown = states(&model);
        prop_assert_eq!(shown.len(), document["services"].as_array().unwrap().len());
        if !fresh {
            prop_assert!(shown.iter().all(|status| *status == ServiceStatus::Unknown));
            let content = model.content.unwrap();
            prop_assert!(content.outdated);
            for service in content.services() {
                prop_assert!(service.since.is_none() && service.note.is_none() && service.outlook.is_none());
            }
        }
    }
}

#[test]
fn attack_24_before_anything_has_come_nothing_is_shown() {
    let mut session = Session::new(WORLD.pin);
    let display = session.display_state(reading(NOW, 0));
    assert_eq!(view_model(&display, &Options::default()).content, None);
}

// No bytes panic.

/// Text that is JSON, but for slips here and there.
fn json_text() -> impl Strategy<Value = String> {
    let number = "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?";
    let string = r#""([^"\\\p{Cc}]|\\(["\\/bfnrt]|u[0-9a-fA-F]{4}|ud8[0-9a-f]{2}\\udc[0-9a-f]{2})){0,6}""#;
    let leaf = prop_oneof![
        3 => number,
        3 => string,
        2 => select(vec!["null", "true", "false"]).prop_map(str::to_owned),
        1 => select(vec!["", "nul", "01", "+1", "1.", ".5", "-", "1e", "\"\\x\"", "\"\u{1}\"", "NaN", "''"])
            .prop_map(str::to_owned),
    ];
    let space = || select(vec!["", "", "", " ", "\n\t\r ", "\u{a0}", "\u{c}"]);
    leaf.prop_recursive(5, 40, 5, move |inner| {
        let items = prop::collection::vec((space(), inner.clone(), space()), 0..5);
        let members = prop::collection::vec((space(), string, space(), inner), 0..5);
        let end = || select(vec!["", "", "", ",", "]", "}", "0"]);
        prop_oneof![
            (items, end()).prop_map(|(items, end)| {
                let items: Vec<String> =
                    items.into_iter().map(|(a, item, b)| [a, &item, b].concat()).collect();
                format!("[{}{end}]", items.join(","))
            }),
            (members, end()).prop_map(|(members, end)| {
                let members =
                    members.into_iter().map(|(a, name, b, value)| [a, &name, b, ":", &value].concat());
                format!("{{{}{end}}}", members.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

/// Bytes that look like ours to different depths.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let json = "[\\[\\]{}:,\"\\\\ 0-9a-fA-FeEuntrlsé.+-]{0,200}";
    let good = (0..WORLD.files.len(), prop::collection::vec((any::<Index>(), any::<u8>()), 0..6));
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        json.prop_map(String::into_bytes),
        any::<String>().prop_map(String::into_bytes),
        good.prop_map(|(number, changes)| {
            let mut file = WORLD.files[number].1.clone();
            for (place, byte) in changes {
                let place = place.index(file.len());
                file[place] = byte;
            }
            file
        }),
        any_document().prop_map(|document| bytes(&document)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in hostile()) {
        let _ = json::parse(&bytes);
        let _ = parse_file(&bytes);
        let _ = authenticate(&bytes, &WORLD.pin);
        let _ = TrustDocument::read(&bytes);
        let _ = json::read::<Nodes>(&bytes);
        let _ = json::read::<Envelope>(&bytes);
        if let Ok(document) = StatusDocument::read(&bytes) {
            let _ = document.content.problems();
        }
        if let Ok(text) = std::str::from_utf8(&bytes) {
            let _ = base64url::decode(text);
            let _ = Header::read(text, Type::Status);
            let _ = text.parse::<Digest>();
            let _ = check_link(text);
        }
    }

    /// What we read as JSON is what another reader of JSON sees, too.
    #[test]
    fn json_is_read_as_another_reader_reads_it(bytes in hostile(), text in json_text()) {
        crate::support::other_json::check(&bytes).map_err(TestCaseError::fail)?;
        crate::support::other_json::check(text.as_bytes()).map_err(TestCaseError::fail)?;
    }

    /// Signed content of any bytes at all comes to nothing worse than a refusal.
    #[test]
    fn no_signed_bytes_make_the_verifier_panic(payload in hostile(), publisher in publisher()) {
        let _ = authenticate(&bytes(&publisher.value_of(&payload)), &publisher.pin());
        let envelope: Envelope = json::read(&bytes(&crate::support::publisher::envelope(Type::Trust, &payload, &[&publisher.root]))).unwrap();
        let _ = TrustChain::walk(&Digest::of(&payload), &[envelope]);
    }

    /// base64url has one spelling for each byte string.
    #[test]
    fn base64url_is_one_to_one(bytes in prop::collection::vec(any::<u8>(), 0..100), text in "[A-Za-z0-9_-]{0,40}") {
        prop_assert_eq!(base64url::decode(&base64url::encode(&bytes)), Ok(bytes));
        if let Ok(decoded) = base64url::decode(&text) {
            prop_assert_eq!(base64url::encode(&decoded), text);
        }
    }
}
