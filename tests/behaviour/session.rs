//! The session of one open page: what a reader sees for every kind of failure, at
//! every time and after every attempt to bring something old. Publisher, network,
//! storage and clocks are played here; signatures are real.

#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::support::locale::locale;
use crate::support::publisher::{Key, NOW, Publisher, YEAR, bytes, document, envelope, issued, trust_claims};
use crate::support::reader::{reading, round_of_all};
use serde_json::{Value, json};
use status_widget::core::document::ServiceStatus;
use status_widget::core::encoding::unix_time::UnixTime;
use status_widget::core::presentation::view_model::{Options, view_model};
use status_widget::core::session::clock::{self, Reading};
use status_widget::core::session::freshness::{self, Rollback};
use status_widget::core::session::{
    Answer, Failure, FetchError, GRACE, MAX_POLL_INTERVAL, Notice, POLL_INTERVAL, Session, Tick, Visibility,
};
use status_widget::core::signed::verify::{MAX_FILE_BYTES, Refusal};

// Everything in here counts in seconds, as documents do.
const SKEW: u64 = clock::SKEW.as_secs();
const MAX_LIFETIME: u64 = freshness::MAX_LIFETIME.as_secs();
const POLL: u64 = POLL_INTERVAL.as_secs();
const MAX_POLL: u64 = MAX_POLL_INTERVAL.as_secs();
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// What a reader sees.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    /// The version of the document that is shown.
    version: Option<u64>,
    /// The state of its one service.
    status: Option<ServiceStatus>,
    notices: Vec<Notice>,
}

fn seen(version: u64, status: ServiceStatus, notices: &[Notice]) -> Seen {
    Seen { version: Some(version), status: Some(status), notices: notices.to_vec() }
}

fn available(version: u64) -> Seen {
    seen(version, ServiceStatus::Operational, &[])
}

fn fallback(notices: &[Notice]) -> Seen {
    Seen { version: None, status: None, notices: notices.to_vec() }
}

/// A reader with a page open, and the device's clocks: seconds, and milliseconds.
struct Reader {
    session: Session,
    wall: u64,
    monotonic: u64,
    /// What the next round draws.
    jitter: f64,
    /// The time that is stored with the file.
    seen: UnixTime,
}

impl Reader {
    /// Opens the page when the tests take place.
    fn new(publisher: &Publisher) -> Self {
        Self::with_clock(publisher, NOW)
    }

    fn with_clock(publisher: &Publisher, wall: u64) -> Self {
        let mut reader = Self {
            session: Session::new(publisher.pin()),
            wall,
            monotonic: 5_000,
            jitter: 0.0,
            seen: UnixTime::default(),
        };
        reader.tick();
        reader
    }

    fn reading(&self) -> Reading {
        reading(self.wall, self.monotonic)
    }

    /// Time passes with the page open, which looks at it once a minute.
    fn waits(&mut self, seconds: u64) {
        for passed in (0..seconds).step_by(60) {
            let step = 60.min(seconds - passed);
            self.wall += step;
            self.monotonic += step * 1000;
            self.tick();
        }
    }

    /// So much time passes that what there is to tell is told.
    fn settles(&mut self) {
        self.tick();
        self.waits(GRACE.as_secs());
    }

    /// Time passes while the device sleeps: only the wall clock runs on.
    fn sleeps(&mut self, seconds: u64) {
        self.wall += seconds;
    }

    fn round(&mut self, answers: &[Answer]) -> Vec<Result<(), Failure>> {
        let reading = self.reading();
        let came = round_of_all(&mut self.session, answers, self.jitter, reading);
        came.into_iter().map(|(_, outcome)| outcome).collect()
    }

    fn tick(&mut self) -> Tick {
        self.session.tick(self.reading(), Visibility::Visible)
    }

    /// The reader looks at something else.
    fn hides(&mut self) -> Tick {
        self.session.tick(self.reading(), Visibility::Hidden)
    }

    /// A script of the page wants to know now.
    fn refreshes(&mut self) {
        let reading = self.reading();
        self.session.refresh(reading);
    }

    /// Seconds until the page wakes by itself.
    fn wakes_in(&mut self) -> u64 {
        self.tick().wake_in.as_secs()
    }

    /// A round with one source.
    fn gets(&mut self, file: &[u8]) -> Result<(), Failure> {
        self.round(&[Ok(file.to_vec())]).remove(0)
    }

    /// What is stored.
    fn stored(&self) -> Option<Vec<u8>> {
        self.session.file().map(|file| file.as_bytes().to_vec())
    }

    fn recalls(&mut self, stored: &[u8]) {
        self.session.recall(stored, self.seen, self.reading());
    }

    /// Reloads the page: only what was stored comes along.
    fn reloads(&mut self, publisher: &Publisher) {
        let stored = self.stored();
        self.seen = self.session.time_beyond_clock(self.reading()).unwrap_or_default();
        self.session = Session::new(publisher.pin());
        self.monotonic = 100;
        if let Some(stored) = stored {
            self.recalls(&stored);
        }
    }

    fn sees(&mut self) -> Seen {
        self.tick();
        let display = self.session.display_state(self.reading());
        let notices = display.notices.clone();
        let version = display.document.map(|document| document.claims().version);
        let model = view_model(&display, &Options::default(), locale(""));
        let status = model.content.map(|content| content.groups[0].services[0].status);
        Seen { version, status, notices }
    }
}

/// The same file with white space behind it: other bytes, nothing else.
fn respelt(file: &[u8]) -> Vec<u8> {
    [file, b"\n"].concat()
}

fn unreachable() -> FetchError {
    FetchError::Unreachable("TypeError: Failed to fetch".into())
}

// The failure table of the design, row by row.

/// Everything that is no answer of ours.
fn no_answers(publisher: &Publisher) -> Vec<Answer> {
    let file = publisher.file(&document());
    vec![
        Err(unreachable()),
        Err(FetchError::Status(404)),
        Err(FetchError::Status(503)),
        Err(FetchError::TooLarge),
        Err(FetchError::TimedOut),
        Ok(Vec::new()),
        Ok(b"<!DOCTYPE html><title>Hotel Wi-Fi</title>".to_vec()),
        Ok(b"{}".to_vec()),
        Ok(file[..file.len() / 2].to_vec()),
        Ok([file, vec![b' '; MAX_FILE_BYTES]].concat()),
    ]
}

#[test]
fn without_an_answer_the_kept_document_is_shown_and_without_one_the_fallback() {
    let publisher = Publisher::new();
    for answer in no_answers(&publisher) {
        let mut reader = Reader::new(&publisher);
        assert!(reader.round(std::slice::from_ref(&answer))[0].is_err());
        assert_eq!(reader.sees(), fallback(&[Notice::Unreachable]), "{answer:?}");

        reader.gets(&publisher.file(&document())).unwrap();
        assert_eq!(reader.sees(), available(1));
        reader.round(std::slice::from_ref(&answer));
        // Beside a document that holds it is only said that newer information is looked for.
        let kept = seen(1, ServiceStatus::Operational, &[Notice::Retrying]);
        assert_eq!(reader.sees(), kept, "{answer:?}");
    }
}

/// Everything that claims to be ours and is not.
fn forgeries(publisher: &Publisher) -> Vec<(&'static str, Vec<u8>)> {
    let mut stranger = publisher.clone();
    stranger.status = Key::ed25519(66);
    let file = publisher.value(&document());
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut file = file.clone();
        change(&mut file);
        bytes(&file)
    };
    let signed = |change: &dyn Fn(&mut Value)| {
        let mut document = document();
        change(&mut document);
        publisher.file(&document)
    };
    let as_trust = || {
        let mut file = envelope(
            status_widget::core::signed::jws::Type::Trust,
            &bytes(&document()),
            &[&publisher.status],
        );
        file["trust"] = publisher.trust.clone().into();
        bytes(&file)
    };
    vec![
        ("signed by a stranger", stranger.file(&document())),
        ("no signatures", changed(&|file| file["signatures"] = json!([]))),
        ("no trust", changed(&|file| file["trust"] = json!([]))),
        ("another pin", Publisher::with(Key::ed25519(8), Key::ed25519(2)).file(&document())),
        ("another type", as_trust()),
        ("another issuer", signed(&|document| document["iss"] = json!("https://evil.example"))),
        ("another stream", signed(&|document| document["sub"] = json!("rehearsal"))),
        ("content that breaks a rule", signed(&|document| document["languages"] = json!([]))),
        ("content of another shape", publisher.value_of(b"[]").to_string().into_bytes()),
    ]
}

#[test]
fn of_a_forgery_nothing_is_shown_and_only_who_sees_nothing_else_is_told() {
    let publisher = Publisher::new();
    for (name, forgery) in forgeries(&publisher) {
        let mut reader = Reader::new(&publisher);
        assert!(matches!(reader.gets(&forgery), Err(Failure::Refused(_))), "{name}");
        assert_eq!(reader.sees(), fallback(&[Notice::NotAuthentic]), "{name}");

        reader.gets(&publisher.file(&document())).unwrap();
        reader.gets(&forgery).unwrap_err();
        let kept = seen(1, ServiceStatus::Operational, &[Notice::Retrying]);
        assert_eq!(reader.sees(), kept, "{name}");
    }
}

#[test]
fn of_an_expired_document_the_texts_stay_and_the_states_are_unknown() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&issued(1, NOW - DAY))).unwrap();
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[Notice::Expired]));
}

#[test]
fn a_rolled_back_document_leaves_the_newer_one_that_is_kept() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&issued(7, NOW))).unwrap();
    let rollback = Rollback::Version { candidate: 6, seen: 7 };
    assert_eq!(reader.gets(&publisher.file(&issued(6, NOW))), Err(rollback.into()));
    assert_eq!(reader.sees(), seen(7, ServiceStatus::Operational, &[Notice::Retrying]));
}

#[test]
fn a_document_from_the_future_is_shown_with_a_word_about_the_clock() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&issued(1, NOW + DAY))).unwrap();
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Operational, &[Notice::WrongClock]));
}

#[test]
fn a_good_answer_takes_back_what_was_said_of_bad_ones() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.round(&[Err(unreachable())]);
    reader.gets(&publisher.file(&document())).unwrap();
    assert_eq!(reader.sees(), available(1));
    reader.round(&[Err(unreachable())]);
    // The very same file again is a good answer too.
    reader.gets(&publisher.file(&document())).unwrap();
    assert_eq!(reader.sees(), available(1));
}

#[test]
fn while_the_first_round_is_under_way_nothing_is_claimed() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    assert!(reader.session.display_state(reader.reading()).loading);
    assert_eq!(reader.sees(), fallback(&[]));
    // What is kept is shown at once.
    reader.recalls(&publisher.file(&document()));
    assert!(reader.session.display_state(reader.reading()).loading);
    assert_eq!(reader.sees(), available(1));
    reader.round(&[Err(unreachable())]);
    assert!(!reader.session.display_state(reader.reading()).loading);
}

// Freshness.

/// The last second, counted from its `iat`, at which this document is fresh.
fn last_fresh_second(publisher: &Publisher, document: &Value) -> u64 {
    let iat = document["iat"].as_u64().unwrap();
    let is_fresh = |after: u64| {
        let mut reader = Reader::with_clock(publisher, iat + after);
        // By way of storage, where an expired chain of trust is let pass.
        reader.recalls(&publisher.file(document));
        reader.sees().status == Some(ServiceStatus::Operational)
    };
    let (mut fresh, mut stale) = (0, 2 * YEAR);
    while stale - fresh > 1 {
        let middle = u64::midpoint(fresh, stale);
        if is_fresh(middle) { fresh = middle } else { stale = middle }
    }
    fresh
}

#[test]
fn a_document_is_fresh_until_exp_and_the_skew() {
    assert_eq!(last_fresh_second(&Publisher::new(), &issued(1, NOW)), 2 * HOUR + SKEW);
}

#[test]
fn attack_11_twenty_four_hours_after_iat_are_the_most_whatever_exp_says() {
    for exp in [NOW + 25 * HOUR, NOW + YEAR, (1 << 53) - 1] {
        let mut document = issued(1, NOW);
        document["exp"] = exp.into();
        assert_eq!(last_fresh_second(&Publisher::new(), &document), MAX_LIFETIME + SKEW, "{exp}");
    }
}

#[test]
fn a_document_is_not_fresher_than_the_last_trust_document() {
    let mut publisher = Publisher::new();
    let mut claims = trust_claims(2, &[&publisher.root], 1, &[&publisher.status]);
    claims["exp"] = (NOW + HOUR).into();
    publisher.rotate(&claims);
    assert_eq!(last_fresh_second(&publisher, &issued(1, NOW)), HOUR + SKEW);
}

#[test]
fn five_minutes_into_the_future_are_nothing_to_speak_of() {
    let publisher = Publisher::new();
    for (ahead, notices) in [(SKEW, &[][..]), (SKEW + 1, &[Notice::WrongClock][..])] {
        let mut reader = Reader::new(&publisher);
        reader.gets(&publisher.file(&issued(1, NOW + ahead))).unwrap();
        assert_eq!(reader.sees(), seen(1, ServiceStatus::Operational, notices));
    }
}

#[test]
fn attack_11_times_out_of_range_order_or_type_are_refused() {
    let publisher = Publisher::new();
    let limit = 1_u64 << 53;
    for (iat, exp) in [
        (json!(NOW), json!(NOW)),
        (json!(NOW), json!(NOW - 1)),
        (json!(NOW), json!(limit)),
        (json!(NOW), json!(u64::MAX)),
        (json!(u64::MAX), json!(u64::MAX)),
        (json!(-1), json!(NOW)),
        (json!(NOW), json!(-1)),
        (json!(NOW as f64), json!(NOW + HOUR)),
        (json!(NOW), json!((NOW + HOUR) as f64 + 0.5)),
        (json!(NOW), json!(1e300)),
        (json!(NOW), json!((NOW + HOUR).to_string())),
        (json!(NOW), Value::Null),
    ] {
        let mut document = document();
        (document["iat"], document["exp"]) = (iat, exp);
        let mut reader = Reader::new(&publisher);
        let refused = reader.gets(&publisher.file(&document));
        assert!(
            matches!(refused, Err(Failure::Refused(Refusal::Claims | Refusal::Payload(_)))),
            "{document} {refused:?}"
        );
        assert_eq!(reader.sees(), fallback(&[Notice::NotAuthentic]));
    }
}

#[test]
fn attack_11_the_largest_times_overflow_nothing() {
    let publisher = Publisher::new();
    let limit = (1_u64 << 53) - 1;
    let mut document = issued(limit, limit - 1);
    document["exp"] = limit.into();
    for wall in [0, NOW, limit, u64::MAX] {
        let mut reader = Reader::with_clock(&publisher, wall);
        reader.recalls(&publisher.file(&document));
        let fresh = reader.sees().status == Some(ServiceStatus::Operational);
        // The trust document has long expired by then.
        assert!(!fresh, "{wall}");
        reader.monotonic = u64::MAX;
        reader.sees();
        assert!((1..=60).contains(&reader.wakes_in()));
    }
}

#[test]
fn attack_11_a_document_expires_while_the_page_is_open_and_the_timer_is_set_for_it() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
    reader.waits(2 * HOUR + SKEW - 20);
    reader.round(&[Err(unreachable())]);
    assert_eq!(reader.wakes_in(), 21);
    reader.waits(20);
    assert_eq!(reader.sees().status, Some(ServiceStatus::Operational));
    reader.waits(1);
    assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
    reader.settles();
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[Notice::Expired]));
}

#[test]
fn attack_11_a_document_expires_while_the_device_sleeps() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
    reader.sleeps(DAY);
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[]));
    reader.settles();
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[Notice::Expired]));
}

#[test]
fn attack_11_the_same_file_again_and_again_does_not_keep_a_document_fresh() {
    let publisher = Publisher::new();
    for wall in [NOW, NOW - DAY, NOW - 10 * YEAR] {
        let mut reader = Reader::with_clock(&publisher, wall);
        let file = publisher.file(&issued(1, NOW));
        for _ in 0..130 {
            reader.gets(&file).unwrap();
            reader.waits(MINUTE);
        }
        assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown), "{wall}");
    }
}

/// White space, another order of members, a member that nobody knows: a mirror can
/// change these without a key.
#[test]
fn attack_11_the_same_document_in_another_envelope_is_no_younger() {
    let publisher = Publisher::new();
    for wall in [NOW, NOW - DAY, NOW - 10 * YEAR] {
        let mut reader = Reader::with_clock(&publisher, wall);
        let file = publisher.file(&issued(1, NOW));
        reader.gets(&file).unwrap();
        reader.waits(2 * HOUR + SKEW + 1);
        assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown), "{wall}");
        reader.gets(&respelt(&file)).unwrap();
        assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown), "{wall}");
        reader.recalls(&file);
        assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown), "{wall}");
        // Nor after sleep.
        reader.sleeps(DAY);
        reader.recalls(&respelt(&file));
        assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown), "{wall}");
    }
}

#[test]
fn the_highest_iat_counts_even_if_a_newer_version_says_less() {
    let publisher = Publisher::new();
    let mut reader = Reader::with_clock(&publisher, NOW - DAY);
    reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
    // Issued at a desk whose clock is twelve hours behind: expired before it was seen.
    reader.gets(&publisher.file(&issued(2, NOW - 12 * HOUR))).unwrap();
    assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
    reader.gets(&publisher.file(&issued(3, NOW + MINUTE))).unwrap();
    assert_eq!(reader.sees().status, Some(ServiceStatus::Operational));
}

// Trust documents that expire.

/// A publisher whose one trust document expires at `exp`.
fn expiring(exp: u64) -> Publisher {
    let (root, status) = (Key::ed25519(1), Key::ed25519(2));
    let mut claims = trust_claims(1, &[&root], 1, &[&status]);
    claims["exp"] = exp.into();
    Publisher::with_claims(root, status, &claims)
}

#[test]
fn a_file_whose_last_trust_document_has_expired_is_refused() {
    let publisher = expiring(NOW - SKEW - 1);
    let mut reader = Reader::new(&publisher);
    assert_eq!(reader.gets(&publisher.file(&issued(1, NOW))), Err(Failure::TrustExpired));
    assert_eq!(reader.sees(), fallback(&[Notice::Expired]));
    assert_eq!(reader.session.file(), None);
}

#[test]
fn trust_that_expires_while_the_page_is_open_takes_the_states_with_it() {
    let publisher = expiring(NOW + HOUR);
    let mut reader = Reader::new(&publisher);
    let file = publisher.file(&issued(1, NOW));
    reader.gets(&file).unwrap();
    reader.waits(HOUR + SKEW + 1);
    reader.settles();
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[Notice::Expired]));
    // The very same file is judged like any other.
    assert_eq!(reader.gets(&file), Err(Failure::TrustExpired));
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[Notice::Expired]));
    // So is a newer one, however fresh it says it is.
    assert_eq!(reader.gets(&publisher.file(&issued(2, reader.wall))), Err(Failure::TrustExpired));
}

#[test]
fn a_kept_document_whose_trust_has_expired_shows_its_texts_and_no_state() {
    let publisher = expiring(NOW - DAY);
    let mut reader = Reader::new(&publisher);
    reader.recalls(&publisher.file(&issued(1, NOW - MINUTE)));
    // Before the first answer, nobody need be alarmed yet.
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[]));
    reader.round(&[Err(unreachable())]);
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[Notice::Expired]));
}

// Clocks.

#[test]
fn attack_12_a_clock_that_is_ahead_makes_states_unknown() {
    let publisher = Publisher::new();
    let file = publisher.file(&issued(1, NOW));
    let mut reader = Reader::with_clock(&publisher, NOW + DAY);
    reader.gets(&file).unwrap();
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[Notice::Expired]));
    // By so much, no publisher is late.
    let mut reader = Reader::with_clock(&publisher, NOW + YEAR / 2);
    reader.gets(&file).unwrap();
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[Notice::WrongClock]));
    // By ten years, the trust documents have expired too.
    let mut reader = Reader::with_clock(&publisher, NOW + 10 * YEAR);
    assert_eq!(reader.gets(&file), Err(Failure::ClockAhead));
    assert_eq!(reader.sees(), fallback(&[Notice::WrongClock]));
}

#[test]
fn attack_12_a_clock_that_is_behind_is_told_of_and_the_document_still_expires() {
    let publisher = Publisher::new();
    for behind in [DAY, 10 * YEAR, NOW] {
        let mut reader = Reader::with_clock(&publisher, NOW - behind);
        reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
        assert_eq!(reader.sees(), seen(1, ServiceStatus::Operational, &[Notice::WrongClock]));
        reader.waits(2 * HOUR + SKEW);
        assert_eq!(reader.sees().status, Some(ServiceStatus::Operational));
        reader.waits(1);
        let expired = seen(1, ServiceStatus::Unknown, &[Notice::WrongClock]);
        assert_eq!(reader.sees(), expired, "{behind}");
    }
}

#[test]
fn attack_12_a_clock_that_is_behind_counts_the_time_of_sleep() {
    let publisher = Publisher::new();
    let mut reader = Reader::with_clock(&publisher, NOW - 10 * YEAR);
    reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
    reader.sleeps(3 * HOUR);
    assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
}

#[test]
fn attack_12_a_clock_that_jumps_back_between_two_rounds_revives_nothing() {
    let publisher = Publisher::new();
    for back in [DAY, 10 * YEAR] {
        let mut reader = Reader::new(&publisher);
        let file = publisher.file(&issued(1, NOW));
        reader.gets(&file).unwrap();
        reader.waits(3 * HOUR);
        assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
        reader.wall -= back;
        assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
        reader.gets(&respelt(&file)).unwrap();
        assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
        // Rounds go on all the same.
        reader.waits(POLL);
        assert!(reader.tick().is_due);
        let fresh = publisher.file(&issued(2, NOW + 3 * HOUR));
        reader.gets(&fresh).unwrap();
        assert_eq!(reader.sees().status, Some(ServiceStatus::Operational));
    }
}

#[test]
fn attack_12_a_clock_that_is_put_right_is_believed() {
    let publisher = Publisher::new();
    let mut reader = Reader::with_clock(&publisher, NOW - 10 * YEAR);
    reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
    reader.waits(MINUTE);
    reader.wall = NOW + MINUTE;
    assert_eq!(reader.sees(), available(1));
}

#[test]
fn attack_12_a_clock_that_is_put_right_is_believed_though_the_publisher_is_minutes_ahead() {
    let publisher = Publisher::new();
    let mut reader = Reader::with_clock(&publisher, NOW - 10 * YEAR);
    reader.gets(&publisher.file(&issued(1, NOW + 2 * MINUTE))).unwrap();
    reader.wall = NOW;
    assert_eq!(reader.sees(), available(1));
}

/// Somebody sets the year and the day, and the hour wrong. For the widget that looks
/// like ten years of sleep; it must not refuse all that comes after.
#[test]
fn attack_12_a_clock_that_is_put_almost_right_is_overcome_by_the_next_document() {
    let publisher = Publisher::new();
    let mut reader = Reader::with_clock(&publisher, NOW - 10 * YEAR);
    let file = publisher.file(&issued(1, NOW));
    reader.gets(&file).unwrap();
    reader.waits(MINUTE);
    reader.wall = NOW - HOUR;
    let unknown = seen(1, ServiceStatus::Unknown, &[Notice::WrongClock]);
    reader.settles();
    assert_eq!(reader.sees(), unknown);
    reader.gets(&file).unwrap();
    assert_eq!(reader.sees(), unknown);
    reader.gets(&publisher.file(&issued(2, NOW + MINUTE))).unwrap();
    assert_eq!(reader.sees(), seen(2, ServiceStatus::Operational, &[Notice::WrongClock]));
}

// Mirrors.

#[test]
fn the_newest_document_wins_in_whatever_order_the_sources_stand() {
    let publisher = Publisher::new();
    let files: Vec<Vec<u8>> =
        (1..=3).map(|version| publisher.file(&issued(version, NOW - 10 + version))).collect();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut reader = Reader::new(&publisher);
        reader.round(&order.map(|index| Ok(files[index].clone())));
        assert_eq!(reader.sees(), available(3), "{order:?}");
    }
}

#[test]
fn attack_09_a_recovered_document_wins_over_the_thief_s_in_whatever_order_the_sources_stand() {
    let mut publisher = Publisher::new();
    let thief = publisher.file(&issued((1 << 53) - 1, NOW));
    publisher.rotate_status(Key::p256(3));
    let recovered = publisher.file(&issued(8, NOW));
    for answers in [[&thief, &recovered], [&recovered, &thief]] {
        let mut reader = Reader::new(&publisher);
        reader.round(&answers.map(|file| Ok(file.clone())));
        assert_eq!(reader.sees(), available(8));
    }
}

#[test]
fn a_mirror_that_is_behind_but_fresh_changes_nothing_and_worries_nobody() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    let (old, new) = (publisher.file(&issued(1, NOW - MINUTE)), publisher.file(&issued(2, NOW)));
    for round in 0..9 {
        let outcomes = reader.round(&[Ok(old.clone()), Ok(new.clone()), Ok(old.clone())]);
        assert!(outcomes.contains(&Ok(())), "{round}: {outcomes:?}");
        assert!(round > 0 || matches!(outcomes[..], [_, Ok(()), Err(Failure::RolledBack(_))]));
        assert_eq!(reader.sees(), available(2));
    }
    // Nor does it when it is all there is, for a while.
    reader.round(&[Ok(old), Err(unreachable())]);
    assert_eq!(reader.sees(), seen(2, ServiceStatus::Operational, &[Notice::Retrying]));
}

#[test]
fn one_good_source_is_enough() {
    let publisher = Publisher::new();
    let good = || Ok(publisher.file(&document()));
    for (_, forgery) in forgeries(&publisher) {
        let mut reader = Reader::new(&publisher);
        let outcomes = reader.round(&[Err(FetchError::Status(500)), Ok(forgery), good()]);
        assert!(matches!(outcomes[..], [Err(Failure::Fetch(_)), Err(Failure::Refused(_)), Ok(())]));
        assert_eq!(reader.sees(), available(1));
    }
}

#[test]
fn what_the_first_source_brings_is_shown_while_the_others_are_awaited() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    let [first, second] = reader.session.begin(2, 0.0, reader.reading())[..] else { unreachable!() };
    reader.session.answer(first, &Ok(publisher.file(&issued(1, NOW))), reader.reading()).unwrap();
    assert!(reader.session.display_state(reader.reading()).loading);
    assert_eq!(reader.sees(), available(1));
    // A host that has been taken off the network answers with nothing, and late.
    reader.waits(20);
    // The round goes on until then, and no other one begins.
    reader.waits(POLL);
    assert!(!reader.tick().is_due);
    reader.session.answer(second, &Err(FetchError::TimedOut), reader.reading()).unwrap_err();
    assert_eq!(reader.sees(), available(1));
    assert_eq!(waits_for_round(&mut reader), POLL);
}

#[test]
fn the_gravest_failure_is_the_one_that_is_told_where_there_is_nothing_to_show() {
    let publisher = Publisher::new();
    let forged = || Ok(forgeries(&publisher).remove(0).1);
    let ended = || Ok(expiring(NOW - DAY).file(&issued(1, NOW)));
    let nothing = || Err(unreachable());
    for (answers, notice) in [
        ([nothing(), ended(), forged()], Notice::NotAuthentic),
        ([nothing(), ended(), nothing()], Notice::Expired),
        ([nothing(), nothing(), nothing()], Notice::Unreachable),
    ] {
        let mut reader = Reader::new(&expiring(NOW - DAY));
        reader.round(&answers);
        assert_eq!(reader.sees(), fallback(&[notice]));
    }
}

/// A page with `sources` open for `seconds`: what each gives, `answer` says, of the seconds
/// that have passed and the number of the source. Returns when each was asked.
fn stays(
    reader: &mut Reader,
    sources: usize,
    seconds: u64,
    random: &mut u64,
    answer: impl Fn(u64, usize) -> Answer,
) -> Vec<(u64, usize)> {
    let mut asked = Vec::new();
    for passed in 0..seconds {
        if reader.tick().is_due {
            // Another place in the spread each time (Knuth's linear congruential generator).
            *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let answers: Vec<Answer> = (0..sources).map(|source| answer(passed, source)).collect();
            let jitter = (*random >> 11) as f64 / (1_u64 << 53) as f64;
            let now = reader.reading();
            let came = round_of_all(&mut reader.session, &answers, jitter, now);
            asked.extend(came.into_iter().map(|(source, _)| (passed, source)));
        }
        reader.waits(1);
    }
    asked
}

#[test]
fn three_mirrors_cost_at_most_eighty_requests_an_hour_and_all_are_asked() {
    let publisher = Publisher::new();
    let mut random = 1;
    for _ in 0..10 {
        let mut reader = Reader::new(&publisher);
        let file = |passed: u64| Ok(publisher.file(&issued(1 + passed / HOUR, NOW + passed / HOUR * HOUR)));
        let files = [file(0), file(HOUR)];
        let answer = |passed: u64, _| files[usize::from(passed >= HOUR)].clone();
        let asked = stays(&mut reader, 3, 2 * HOUR, &mut random, answer);
        assert_eq!(asked[..3], [(0, 0), (0, 1), (0, 2)], "nothing was there yet");
        for hour in [0, HOUR] {
            let in_hour: Vec<_> =
                asked.iter().filter(|(time, _)| (hour..hour + HOUR).contains(time)).collect();
            assert!((60..=80).contains(&in_hour.len()), "{} requests", in_hour.len());
            for source in 0..3 {
                let count = in_hour.iter().filter(|(_, other)| *other == source).count();
                assert!(count >= 10, "source {source}: {count} times");
            }
        }
        // Most rounds come so soon after the last that the connection is still open.
        let times: Vec<u64> = asked.iter().map(|(time, _)| *time).collect();
        assert!(
            times
                .windows(2)
                .all(|pair| [0].contains(&(pair[1] - pair[0])) || (45..=59).contains(&(pair[1] - pair[0])))
        );
    }
}

#[test]
fn a_newer_document_on_any_two_of_three_mirrors_is_seen_within_three_rounds() {
    let publisher = Publisher::new();
    let (old, new) = (publisher.file(&issued(1, NOW)), publisher.file(&issued(2, NOW + MINUTE)));
    // Whichever is behind, and in whatever round it begins to be.
    for behind in 0..3 {
        for before in 1..=25 {
            let mut reader = Reader::new(&publisher);
            for _ in 0..before {
                reader.round(&[Ok(old.clone()), Ok(old.clone()), Ok(old.clone())]);
                reader.waits(POLL);
            }
            assert_eq!(reader.sees(), available(1));
            let rounds = (1..=3).find(|_| {
                let answer = |source| Ok(if source == behind { old.clone() } else { new.clone() });
                reader.round(&[answer(0), answer(1), answer(2)]);
                reader.waits(POLL);
                reader.sees() == available(2)
            });
            assert!(rounds.is_some(), "mirror {behind} is behind from round {before} on");
        }
    }
}

#[test]
fn no_mirror_holds_readers_back_and_the_one_that_does_is_left() {
    let publisher = Publisher::new();
    let (old, new) = (publisher.file(&issued(1, NOW)), publisher.file(&issued(2, NOW + MINUTE)));
    let mut reader = Reader::new(&publisher);
    let all = |file: &Vec<u8>| [Ok(file.clone()), Ok(file.clone()), Ok(file.clone())];
    reader.round(&all(&old));
    let answers = [Ok(old), Ok(new.clone()), Ok(new)];
    for _ in 0..10 {
        reader.round(&answers);
    }
    assert_eq!(reader.sees(), available(2));
    let asked: Vec<usize> = (0..30)
        .flat_map(|_| {
            round_of_all(&mut reader.session, &answers, 0.0, reading(reader.wall, reader.monotonic))
        })
        .map(|(source, _)| source)
        .collect();
    let of_the_first = asked.iter().filter(|source| **source == 0).count();
    assert!((1..10).contains(&of_the_first), "{asked:?}");
}

#[test]
fn the_others_are_asked_in_the_same_round_where_one_brings_nothing_or_nothing_fresh() {
    let publisher = Publisher::new();
    let first = publisher.file(&issued(2, NOW));
    let older = publisher.file(&issued(1, NOW - MINUTE));
    for answer in [Err(unreachable()), Err(FetchError::TimedOut), Ok(b"<html>".to_vec()), Ok(older)] {
        let mut reader = Reader::new(&publisher);
        reader.round(&[Ok(first.clone()), Ok(first.clone()), Ok(first.clone())]);
        let answers = [answer.clone(), Ok(first.clone()), Ok(first.clone())];
        let now = reader.reading();
        let asked = |came: Vec<(usize, Result<(), Failure>)>| {
            came.into_iter().map(|(source, _)| source).collect::<Vec<_>>()
        };
        assert_eq!(asked(round_of_all(&mut reader.session, &answers, 0.0, now)), [0, 1, 2], "{answer:?}");
        assert_eq!(reader.sees(), available(2));
    }
    // The publisher confirms, and the mirror that is asked still has what has expired since.
    let mut reader = Reader::new(&publisher);
    reader.round(&[Ok(first.clone()), Ok(first.clone()), Ok(first.clone())]);
    reader.waits(2 * HOUR + SKEW + 1);
    let confirmed = publisher.file(&issued(3, NOW + 2 * HOUR));
    reader.round(&[Ok(first), Ok(confirmed.clone()), Ok(confirmed)]);
    assert_eq!(reader.sees(), available(3));
}

// Rollback.

#[test]
fn attack_10_a_lower_version_is_refused_after_a_reload() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&issued(7, NOW))).unwrap();
    reader.reloads(&publisher);
    assert_eq!(reader.sees(), available(7));
    let refused = reader.gets(&publisher.file(&issued(6, NOW)));
    assert_eq!(refused, Err(Rollback::Version { candidate: 6, seen: 7 }.into()));
    assert_eq!(reader.sees(), seen(7, ServiceStatus::Operational, &[Notice::Retrying]));
}

#[test]
fn attack_10_a_lower_version_is_refused_after_the_higher_one_has_expired() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&issued(7, NOW))).unwrap();
    reader.waits(3 * HOUR);
    reader.reloads(&publisher);
    reader.gets(&publisher.file(&issued(6, NOW + 3 * HOUR))).unwrap_err();
    assert_eq!(reader.sees(), seen(7, ServiceStatus::Unknown, &[Notice::Expired]));
}

#[test]
fn attack_10_the_same_version_with_other_bytes_is_refused() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&issued(7, NOW))).unwrap();
    let mut other = issued(7, NOW);
    other["services"][0]["state"]["status"] = json!("major_outage");
    assert_eq!(reader.gets(&publisher.file(&other)), Err(Rollback::Equivocation(7).into()));
    assert_eq!(reader.sees(), seen(7, ServiceStatus::Operational, &[Notice::Retrying]));
    // Also where only a space differs: what was signed are bytes.
    let spaced = publisher.value_of(&[b" ", &bytes(&issued(7, NOW))[..]].concat());
    assert_eq!(reader.gets(&bytes(&spaced)), Err(Rollback::Equivocation(7).into()));
    reader.recalls(&bytes(&spaced));
    assert_eq!(reader.stored(), Some(publisher.file(&issued(7, NOW))));
}

#[test]
fn attack_10_a_rotated_out_key_is_refused_once_the_rotation_has_been_seen() {
    let mut publisher = Publisher::new();
    let before = publisher.clone();
    publisher.rotate_status(Key::ed25519(3));
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&issued(2, NOW))).unwrap();
    reader.reloads(&publisher);
    // With the chain of old, and with the new one around the old key's signature.
    let old_chain = before.file(&issued(9, NOW));
    assert_eq!(reader.gets(&old_chain), Err(Rollback::Trust.into()));
    let mut new_chain = before.clone();
    new_chain.trust = publisher.trust.clone();
    let refused = reader.gets(&new_chain.file(&issued(9, NOW)));
    assert!(matches!(refused, Err(Failure::Refused(Refusal::Jws(_)))), "{refused:?}");
    assert_eq!(reader.sees(), seen(2, ServiceStatus::Operational, &[Notice::Retrying]));
}

#[test]
fn attack_10_a_fork_of_the_chain_is_refused_whether_as_long_or_longer() {
    let mut publisher = Publisher::new();
    let mut fork = publisher.clone();
    publisher.rotate_status(Key::ed25519(3));
    fork.rotate_status(Key::ed25519(4));
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
    assert_eq!(reader.gets(&fork.file(&issued(2, NOW))), Err(Rollback::Trust.into()));
    fork.rotate_status(Key::ed25519(5));
    assert_eq!(reader.gets(&fork.file(&issued(3, NOW))), Err(Rollback::Trust.into()));
    reader.recalls(&fork.file(&issued(3, NOW)));
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Operational, &[Notice::Retrying]));
    // The publisher mends it by going on from the document that readers have.
    publisher.rotate_status(Key::ed25519(5));
    reader.gets(&publisher.file(&issued(3, NOW))).unwrap();
    assert_eq!(reader.sees(), available(3));
}

#[test]
fn a_longer_chain_around_the_same_document_is_taken() {
    let mut publisher = Publisher::new();
    let document = issued(1, NOW);
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&document)).unwrap();
    publisher.rotate(&trust_claims(2, &[&publisher.root], 1, &[&publisher.status]));
    let longer = publisher.file(&document);
    reader.gets(&longer).unwrap();
    assert_eq!(reader.stored(), Some(longer));
    assert_eq!(reader.sees(), available(1));
}

#[test]
fn attack_10_one_of_several_status_keys_binds_the_others() {
    let (root, here, there) = (Key::ed25519(1), Key::ed25519(2), Key::p256(3));
    let claims = trust_claims(1, &[&root], 1, &[&here, &there]);
    let here = Publisher::with_claims(root, here, &claims);
    let there = Publisher { status: there, ..here.clone() };
    let mut reader = Reader::new(&here);
    reader.gets(&here.file(&issued(5, NOW))).unwrap();
    let refused = reader.gets(&there.file(&issued(4, NOW)));
    assert_eq!(refused, Err(Rollback::Version { candidate: 4, seen: 5 }.into()));
    reader.gets(&there.file(&issued(6, NOW))).unwrap();
    assert_eq!(reader.sees(), available(6));
}

// Fast-forward and recovery.

/// A thief with the status key signs the highest version there is, from the future.
fn fast_forward(publisher: &Publisher, iat: u64) -> Vec<u8> {
    publisher.file(&issued((1 << 53) - 1, iat))
}

#[test]
fn attack_09_a_fast_forward_of_version_and_time_is_undone_by_rotating_the_status_key() {
    for ahead in [0, DAY, 300 * DAY] {
        let mut publisher = Publisher::new();
        let mut reader = Reader::new(&publisher);
        reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
        reader.gets(&fast_forward(&publisher, NOW + ahead)).unwrap();
        reader.gets(&publisher.file(&issued(2, NOW))).unwrap_err();
        reader.reloads(&publisher);
        reader.gets(&publisher.file(&issued(2, NOW))).unwrap_err();

        publisher.rotate_status(Key::p256(3));
        reader.gets(&publisher.file(&issued(2, NOW))).unwrap();
        assert_eq!(reader.sees(), available(2), "{ahead}");
        // And the new mark binds again.
        reader.gets(&publisher.file(&issued(1, NOW))).unwrap_err();
        reader.gets(&fast_forward(&publisher, NOW)).unwrap();
    }
}

#[test]
fn attack_09_a_fast_forward_beyond_the_end_of_trust_shows_no_state_and_is_undone_too() {
    let mut publisher = Publisher::new();
    let file = fast_forward(&publisher, NOW + 10 * YEAR);
    let mut reader = Reader::new(&publisher);
    reader.gets(&file).unwrap();
    // The document's own time is past the end of its trust: no state is shown.
    assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
    publisher.rotate_status(Key::p256(3));
    reader.gets(&publisher.file(&issued(2, NOW))).unwrap();
    assert_eq!(reader.sees(), available(2));
}

#[test]
fn attack_09_rotating_other_keys_than_the_thief_s_does_not_reset_the_mark() {
    let (root, honest, stolen) = (Key::ed25519(1), Key::ed25519(2), Key::p256(3));
    let claims = trust_claims(1, &[&root], 1, &[&honest, &stolen]);
    let mut publisher = Publisher::with_claims(root, honest.clone(), &claims);
    let thief = Publisher { status: stolen.clone(), ..publisher.clone() };
    let mut reader = Reader::new(&publisher);
    reader.gets(&fast_forward(&thief, NOW)).unwrap();
    publisher.rotate(&trust_claims(2, &[&publisher.root], 1, &[&stolen, &Key::ed25519(4)]));
    publisher.status = Key::ed25519(4);
    let refused = reader.gets(&publisher.file(&issued(2, NOW)));
    assert!(matches!(refused, Err(Failure::RolledBack(Rollback::Version { .. }))), "{refused:?}");
    publisher.rotate(&trust_claims(3, &[&publisher.root], 1, &[&Key::ed25519(4)]));
    reader.gets(&publisher.file(&issued(2, NOW))).unwrap();
    assert_eq!(reader.sees(), available(2));
}

// Storage.

#[test]
fn attack_13_garbage_in_storage_is_as_good_as_nothing() {
    let publisher = Publisher::new();
    let file = publisher.file(&document());
    let mut stored: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"null".to_vec(),
        b"9007199254740991".to_vec(),
        vec![0xff; 1000],
        vec![b'['; 5_000_000],
        file[..file.len() - 1].to_vec(),
    ];
    stored.extend(forgeries(&publisher).into_iter().map(|(_, file)| file));
    for stored in stored {
        let mut reader = Reader::new(&publisher);
        reader.recalls(&stored);
        assert_eq!(reader.sees(), fallback(&[]));
        reader.gets(&file).unwrap();
        assert_eq!(reader.sees(), available(1));
        reader.recalls(&stored);
        assert_eq!(reader.sees(), available(1));
    }
}

#[test]
fn attack_13_a_stored_file_of_another_portal_s_pin_is_not_believed() {
    let (publisher, other) = (Publisher::new(), Publisher::with(Key::p256(8), Key::p256(9)));
    let mut reader = Reader::new(&publisher);
    reader.recalls(&other.file(&issued(99, NOW)));
    reader.gets(&publisher.file(&document())).unwrap();
    assert_eq!(reader.sees(), available(1));
}

#[test]
fn attack_13_a_stored_fast_forward_holds_up_the_old_key_only() {
    let mut publisher = Publisher::new();
    let poison = fast_forward(&publisher, NOW + DAY);
    let mut reader = Reader::new(&publisher);
    reader.recalls(&poison);
    reader.gets(&publisher.file(&issued(2, NOW))).unwrap_err();
    publisher.rotate_status(Key::ed25519(3));
    reader.gets(&publisher.file(&issued(2, NOW))).unwrap();
    assert_eq!(reader.sees(), available(2));
    // Put back into storage, by another tab that has not heard of it, say.
    reader.recalls(&poison);
    assert_eq!(reader.sees(), available(2));
    // And on a new page it holds until the first answer.
    let mut reader = Reader::new(&publisher);
    reader.recalls(&poison);
    reader.gets(&publisher.file(&issued(2, NOW))).unwrap();
    assert_eq!(reader.sees(), available(2));
}

#[test]
fn attack_13_without_memory_every_page_starts_anew() {
    let publisher = Publisher::new();
    Reader::new(&publisher).gets(&publisher.file(&issued(7, NOW))).unwrap();
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&issued(6, NOW))).unwrap();
    assert_eq!(reader.sees(), available(6));
}

/// One storage, two pages; each recalls before a round and stores after it.
#[test]
fn attack_13_two_tabs_that_race_end_at_the_newest() {
    let publisher = Publisher::new();
    let files: Vec<Vec<u8>> = (1..=4).map(|version| publisher.file(&issued(version, NOW))).collect();
    // Which tab acts, and whether it recalls, gets (by number) or stores.
    enum Step {
        Recall,
        Get(usize),
        Store,
    }
    use Step::{Get, Recall, Store};
    let races: [&[(usize, Step)]; 3] = [
        // The slow tab has asked before the fast one stored, and stores after it.
        &[(0, Recall), (0, Get(1)), (1, Recall), (1, Get(3)), (1, Store), (0, Store)],
        &[(0, Recall), (1, Recall), (0, Get(2)), (0, Store), (1, Get(1)), (1, Store)],
        &[(0, Get(3)), (1, Get(0)), (1, Store), (0, Recall), (0, Store), (1, Recall)],
    ];
    for race in races {
        let mut storage: Option<Vec<u8>> = None;
        let mut tabs = [Reader::new(&publisher), Reader::new(&publisher)];
        let mut highest = 0;
        for (tab, step) in race {
            let tab = &mut tabs[*tab];
            match step {
                Recall => storage.iter().for_each(|stored| tab.recalls(stored)),
                Get(number) => drop(tab.gets(&files[*number])),
                Store => storage = tab.session.file().map(|file| file.as_bytes().to_vec()),
            }
            highest = highest.max(tab.sees().version.unwrap_or(0));
        }
        // One round more in each, as every minute: both and the storage agree.
        for _ in 0..2 {
            for tab in &mut tabs {
                storage.iter().for_each(|stored| tab.recalls(stored));
                tab.round(&[Err(unreachable())]);
                storage = tab.session.file().map(|file| file.as_bytes().to_vec());
            }
        }
        for tab in &mut tabs {
            assert_eq!(tab.sees().version, Some(highest));
        }
    }
}

// Polling.

/// Waits until the next round is due and says for how many seconds that was.
fn waits_for_round(reader: &mut Reader) -> u64 {
    for seconds in 0..=2 * MAX_POLL {
        if reader.tick().is_due {
            return seconds;
        }
        reader.waits(1);
    }
    panic!("no round is due within {} s", 2 * MAX_POLL)
}

#[test]
fn rounds_come_before_an_idle_connection_is_closed_and_readers_are_spread() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    assert_eq!(waits_for_round(&mut reader), 0);
    for (jitter, seconds) in [
        (0.0, POLL),
        (1.0, 58),
        // What no random number generator should give.
        (-1.0, POLL),
        (1e300, 58),
        (f64::NAN, POLL),
    ] {
        reader.jitter = jitter;
        reader.gets(&publisher.file(&document())).unwrap();
        assert_eq!(waits_for_round(&mut reader), seconds, "{jitter}");
    }
}

#[test]
fn while_a_fresh_document_is_kept_failed_rounds_double_the_wait_and_a_good_one_ends_that() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    for (jitter, waits) in [(0.0, [90, 180, 360, 600, 600]), (1.0, [116, 232, 464, 774, 774])] {
        reader.jitter = jitter;
        // One good source of several will do.
        reader.round(&[Err(unreachable()), Ok(publisher.file(&document()))]);
        assert_eq!(waits_for_round(&mut reader), if jitter == 0.0 { 45 } else { 58 });
        for seconds in waits {
            reader.round(&[Err(unreachable()), Ok(b"<html>".to_vec())]);
            assert_eq!(waits_for_round(&mut reader), seconds);
        }
    }
}

#[test]
fn while_there_is_nothing_fresh_the_first_retries_come_soon() {
    let publisher = Publisher::new();
    for (jitter, waits) in
        [(0.0, [5, 15, 60, 90, 180, 360, 600, 600]), (1.0, [7, 20, 78, 116, 232, 464, 774, 774])]
    {
        let mut reader = Reader::new(&publisher);
        // What has expired is not enough.
        reader.recalls(&publisher.file(&issued(1, NOW - DAY)));
        reader.jitter = jitter;
        for seconds in waits {
            reader.round(&[Err(unreachable()), Ok(b"<html>".to_vec())]);
            assert_eq!(waits_for_round(&mut reader), seconds);
        }
    }
}

#[test]
fn when_what_is_kept_expires_the_next_round_comes_soon_and_not_for_all_at_once() {
    let publisher = Publisher::new();
    for (jitter, seconds) in [(0.0, 0), (0.5, 23), (1.0, 45)] {
        let mut reader = Reader::new(&publisher);
        reader.jitter = jitter;
        reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
        reader.waits(2 * HOUR + SKEW - 10);
        for _ in 0..5 {
            reader.round(&[Err(unreachable())]);
        }
        reader.waits(10);
        assert!(!reader.tick().is_due);
        reader.waits(1);
        assert_eq!(waits_for_round(&mut reader), seconds);
        reader.round(&[Err(unreachable())]);
        assert!((5..=7).contains(&waits_for_round(&mut reader)));
    }
}

#[test]
fn a_connection_that_is_back_is_used_at_once_where_nothing_is_fresh() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    for _ in 0..5 {
        reader.round(&[Err(unreachable())]);
    }
    assert!(!reader.tick().is_due);
    reader.session.reconnect();
    assert!(reader.tick().is_due);
    // What was said of the last round is still so.
    assert_eq!(reader.sees(), fallback(&[Notice::Unreachable]));
    // Beside what is fresh, it only ends the long wait.
    reader.gets(&publisher.file(&document())).unwrap();
    for _ in 0..5 {
        reader.round(&[Err(unreachable())]);
    }
    reader.session.reconnect();
    assert_eq!(waits_for_round(&mut reader), POLL);
}

#[test]
fn a_refresh_is_due_at_once_but_not_in_the_seconds_after_a_round() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&document())).unwrap();
    reader.refreshes();
    assert!(!reader.tick().is_due);
    reader.waits(9);
    assert!(!reader.tick().is_due);
    reader.waits(1);
    assert!(reader.tick().is_due);
    // Failures put nothing off then, and are no reason to hurry either.
    for _ in 0..5 {
        reader.round(&[Err(unreachable())]);
    }
    reader.refreshes();
    assert_eq!(waits_for_round(&mut reader), 10);
}

#[test]
fn a_reader_who_comes_back_is_answered_at_once_where_nothing_is_fresh() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    for _ in 0..5 {
        reader.round(&[Err(unreachable())]);
    }
    assert!(!reader.tick().is_due);
    reader.hides();
    assert!(reader.tick().is_due);
    reader.gets(&publisher.file(&document())).unwrap();
    reader.hides();
    assert_eq!(waits_for_round(&mut reader), POLL);
}

#[test]
fn so_many_failures_that_counting_them_would_overflow_change_nothing() {
    let mut reader = Reader::new(&Publisher::new());
    reader.jitter = 1.0;
    for _ in 0..100 {
        reader.round(&[]);
        assert!(waits_for_round(&mut reader) <= MAX_POLL * 58 / 45 + 1);
    }
}

#[test]
fn a_document_from_the_far_future_does_not_put_off_the_next_round() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.gets(&fast_forward(&publisher, NOW + 300 * DAY)).unwrap();
    assert_eq!(waits_for_round(&mut reader), POLL);
    let mut reader = Reader::with_clock(&publisher, NOW - 10 * YEAR);
    reader.gets(&publisher.file(&document())).unwrap();
    assert_eq!(waits_for_round(&mut reader), POLL);
}

#[test]
fn the_page_wakes_for_the_round_and_at_least_every_minute() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    assert_eq!(reader.wakes_in(), 1);
    reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
    assert_eq!(reader.wakes_in(), POLL);
    reader.waits(POLL - 15);
    assert_eq!(reader.wakes_in(), 15);
    for _ in 0..4 {
        reader.round(&[Err(unreachable())]);
    }
    assert_eq!(reader.wakes_in(), 60);
    reader.sleeps(DAY);
    assert_eq!(reader.wakes_in(), 1);
}

#[test]
fn a_hidden_page_asks_for_nothing_and_does_so_once_it_is_seen() {
    let mut reader = Reader::new(&Publisher::new());
    assert!(!reader.hides().is_due);
    assert!(reader.tick().is_due);
}

#[test]
fn while_a_round_is_under_way_no_other_begins_and_a_late_answer_ends_nothing() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    let first = reader.session.begin(2, 0.0, reader.reading());
    assert!(!reader.tick().is_due);
    // The shell begins anew, because it has lost the requests.
    let second = reader.session.begin(2, 0.0, reader.reading());
    for request in first {
        let _ = reader.session.answer(request, &Err(unreachable()), reader.reading());
    }
    assert!(reader.session.display_state(reader.reading()).loading);
    // What it brings counts all the same.
    let [one, other] = second[..] else { unreachable!() };
    reader.session.answer(one, &Ok(publisher.file(&document())), reader.reading()).unwrap();
    assert_eq!(reader.sees(), available(1));
    reader.session.answer(other, &Err(unreachable()), reader.reading()).unwrap_err();
    assert!(!reader.session.display_state(reader.reading()).loading);
}

// What the page knows outlives an element, a crash and a reload.

#[test]
fn attack_26_a_reload_does_not_revive_what_a_clock_that_is_behind_believes_to_be_fresh() {
    let publisher = Publisher::new();
    let mut reader = Reader::with_clock(&publisher, NOW - 3 * HOUR);
    reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
    reader.waits(2 * HOUR + SKEW + 1);
    assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
    for _ in 0..3 {
        reader.reloads(&publisher);
        assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
    }
    // It only makes this document expire: the next one is fresh.
    reader.gets(&publisher.file(&issued(2, NOW + 3 * HOUR))).unwrap();
    assert_eq!(reader.sees().status, Some(ServiceStatus::Operational));
}

#[test]
fn attack_13_a_far_future_time_in_storage_is_overcome_by_the_next_document() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.seen = UnixTime::from_secs(u64::MAX);
    reader.recalls(&publisher.file(&issued(1, NOW)));
    assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
    reader.gets(&publisher.file(&issued(2, NOW))).unwrap();
    assert_eq!(reader.sees(), available(2));
}

#[test]
fn attack_26_a_session_that_asks_other_sources_knows_what_the_one_before_knew() {
    let publisher = Publisher::new();
    let mut reader = Reader::with_clock(&publisher, NOW - 3 * HOUR);
    let file = publisher.file(&issued(7, NOW));
    reader.gets(&file).unwrap();
    reader.waits(2 * HOUR + SKEW + 1);
    reader.session = reader.session.successor();
    assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
    reader.gets(&file).unwrap();
    assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
    reader.gets(&publisher.file(&issued(6, NOW))).unwrap_err();
}

#[test]
fn attack_27_an_instance_after_a_crash_begins_no_earlier_than_the_last_one_was() {
    let publisher = Publisher::new();
    let mut reader = Reader::with_clock(&publisher, NOW - DAY);
    let floor = UnixTime::from_secs(NOW + 2 * HOUR + SKEW + 1);
    reader.session = Session::starting_at(publisher.pin(), floor, reader.reading());
    reader.recalls(&publisher.file(&issued(1, NOW)));
    assert_eq!(reader.sees().status, Some(ServiceStatus::Unknown));
}

#[test]
fn what_a_view_shows_holds_until_it_is_no_longer_fresh_and_what_has_no_state_holds_for_good() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    assert_eq!(reader.session.display_state(reader.reading()).holds_for, None);
    reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
    reader.waits(MINUTE);
    let holds_for = reader.session.display_state(reader.reading()).holds_for.unwrap();
    assert_eq!(holds_for.as_secs(), 2 * HOUR + SKEW - MINUTE);
    reader.waits(3 * HOUR);
    assert_eq!(reader.session.display_state(reader.reading()).holds_for, None);
}

#[test]
fn of_a_file_only_what_is_known_is_stored() {
    let publisher = Publisher::new();
    let mut file = publisher.value(&document());
    file["of the mirror's own"] = "x".repeat(100_000).into();
    let mut reader = Reader::new(&publisher);
    reader.gets(&bytes(&file)).unwrap();
    assert_eq!(reader.stored(), Some(publisher.file(&document())));
    // The same again is nothing new.
    reader.gets(&bytes(&file)).unwrap();
    reader.recalls(&publisher.file(&document()));
    assert_eq!(reader.sees(), available(1));
}

#[test]
fn a_round_whose_requests_were_aborted_does_not_keep_the_next_from_beginning() {
    let mut reader = Reader::new(&Publisher::new());
    let requests = reader.session.begin(2, 0.0, reader.reading());
    reader.session.abandon();
    assert!(reader.tick().is_due);
    // An answer that was on its way all the same ends nothing.
    for request in requests {
        let _ = reader.session.answer(request, &Err(unreachable()), reader.reading());
    }
    assert!(reader.session.display_state(reader.reading()).loading);
}

// What readers are told, and when.

#[test]
fn a_reader_who_comes_back_after_hours_is_told_nothing_that_the_answer_takes_back() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&issued(1, NOW))).unwrap();
    reader.hides();
    reader.sleeps(3 * HOUR);
    // Nor is anything said to nobody.
    reader.hides();
    assert!(reader.session.display_state(reader.reading()).notices.is_empty());
    let tick = reader.tick();
    assert!(tick.is_due && tick.wake_in <= GRACE);
    let requests = reader.session.begin(1, 0.0, reader.reading());
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[]));
    reader.waits(GRACE.as_secs() - 1);
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[]));
    // The page wakes for it by itself.
    assert_eq!(reader.wakes_in(), 1);
    reader.waits(1);
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[Notice::Expired]));
    // What has been said is not taken back for a look elsewhere.
    reader.hides();
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[Notice::Expired]));
    let fresh = Ok(publisher.file(&issued(2, reader.wall)));
    reader.session.answer(requests[0], &fresh, reader.reading()).unwrap();
    assert_eq!(reader.sees(), available(2));
}

#[test]
fn a_failed_answer_ends_the_grace() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.recalls(&publisher.file(&issued(1, NOW - DAY)));
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[]));
    reader.round(&[Err(unreachable())]);
    assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[Notice::Expired]));
}

#[test]
fn three_missed_rounds_or_half_an_hour_are_told_and_a_good_one_takes_that_back() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    let good = publisher.file(&document());
    for _ in 0..2 {
        reader.gets(&good).unwrap();
        for notice in [Notice::Retrying, Notice::Retrying, Notice::OutOfTouch] {
            reader.round(&[Err(unreachable())]);
            assert_eq!(reader.sees(), seen(1, ServiceStatus::Operational, &[notice]));
        }
    }
    reader.gets(&good).unwrap();
    reader.round(&[Err(unreachable())]);
    reader.waits(HOUR / 2 - 1);
    assert_eq!(reader.sees().notices, [Notice::Retrying]);
    reader.waits(1);
    assert_eq!(reader.sees().notices, [Notice::OutOfTouch]);
}

/// CDN nodes, of which each second one is behind.
#[test]
fn sources_that_alternate_between_two_versions_are_no_news() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    let (old, new) = (publisher.file(&issued(1, NOW)), publisher.file(&issued(2, NOW)));
    for _ in 0..4 {
        reader.gets(&new).unwrap();
        assert_eq!(reader.sees(), available(2));
        reader.gets(&old).unwrap_err();
        assert_eq!(reader.sees(), seen(2, ServiceStatus::Operational, &[Notice::Retrying]));
    }
}

#[test]
fn a_publisher_who_is_late_and_a_clock_that_is_ahead_are_told_apart_by_what_comes_now() {
    let publisher = Publisher::new();
    for (ago, notice) in [(DAY, Notice::Expired), (6 * DAY, Notice::Expired), (8 * DAY, Notice::WrongClock)] {
        let mut reader = Reader::new(&publisher);
        let file = publisher.file(&issued(1, NOW - ago));
        // What is only remembered is as old as the last visit.
        reader.recalls(&file);
        reader.round(&[Err(unreachable())]);
        assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[Notice::Expired]));
        reader.gets(&file).unwrap();
        assert_eq!(reader.sees(), seen(1, ServiceStatus::Unknown, &[notice]), "{ago}");
        reader.gets(&publisher.file(&issued(2, NOW))).unwrap();
        assert_eq!(reader.sees(), available(2));
    }
}

#[test]
fn while_a_round_is_under_way_the_page_does_not_wake_every_second() {
    let publisher = Publisher::new();
    let mut reader = Reader::new(&publisher);
    reader.gets(&publisher.file(&document())).unwrap();
    reader.waits(POLL);
    assert!(reader.tick().is_due);
    reader.session.begin(1, 0.0, reader.reading());
    assert_eq!(reader.wakes_in(), 60);
}
