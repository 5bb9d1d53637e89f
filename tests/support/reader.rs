//! A reader for tests: opens a page, gets answers, lets time pass, and looks.
//!
//! Owns the clocks. What is seen is made by the real session and view model.

// Each test takes what it needs.
#![allow(dead_code, missing_docs)]

use std::time::Duration;

use serde_json::Value;
use status_widget::core::encoding::unix_time::UnixTime;
use status_widget::core::presentation::view_model::{Options, WidgetModel, view_model};
use status_widget::core::session::clock::Reading;
use status_widget::core::session::{Failure, FetchError, Session, Visibility};

use super::publisher::{NOW, Publisher};

/// What a device's clocks show: seconds since 1970, and milliseconds since some start.
pub fn reading(wall: u64, monotonic: u64) -> Reading {
    Reading { wall: UnixTime::from_secs(wall), monotonic: Duration::from_millis(monotonic) }
}

/// Storage knows no time.
pub fn never() -> UnixTime {
    UnixTime::default()
}

/// A round with one source.
pub fn round(
    session: &mut Session,
    answer: Result<Vec<u8>, FetchError>,
    reading: Reading,
) -> Result<(), Failure> {
    let requests = session.begin(1, 0.0, reading);
    session.answer(requests[0], &answer, reading)
}

/// A round in which each source that is asked gives its answer of `answers`. Returns what
/// came of those, with the numbers of the sources, in the order in which they were asked.
pub fn round_of_all(
    session: &mut Session,
    answers: &[Result<Vec<u8>, FetchError>],
    jitter: f64,
    reading: Reading,
) -> Vec<(usize, Result<(), Failure>)> {
    let mut came = Vec::new();
    let mut requests = session.begin(answers.len(), jitter, reading);
    while !requests.is_empty() {
        for request in requests {
            came.push((request.source, session.answer(request, &answers[request.source], reading)));
        }
        requests = session.further();
    }
    came
}

/// A reader with one page open.
pub struct Reader {
    session: Session,
    /// The device's clock, seconds since 1970.
    pub wall: u64,
    /// How long the page has been open, seconds.
    open: u64,
}

impl Reader {
    /// Opens the page when the tests take place. The first answer is under way.
    pub fn new(publisher: &Publisher) -> Self {
        Self::opening_at(publisher, NOW)
    }

    /// Opens the page at `wall`.
    pub fn opening_at(publisher: &Publisher, wall: u64) -> Self {
        Self { session: Session::new(publisher.pin()), wall, open: 0 }.looks()
    }

    /// A reader of `publisher` who has got `document`.
    pub fn of(publisher: &Publisher, document: &Value) -> Self {
        Self::new(publisher).gets(Ok(publisher.file(document)))
    }

    fn reading(&self) -> Reading {
        reading(self.wall, self.open * 1000)
    }

    /// A round with one source.
    pub fn gets(mut self, answer: Result<Vec<u8>, FetchError>) -> Self {
        let reading = self.reading();
        let _ = round(&mut self.session, answer, reading);
        self
    }

    /// A round with several sources, which answer in this order.
    pub fn gets_all(mut self, answers: &[Result<Vec<u8>, FetchError>]) -> Self {
        let reading = self.reading();
        round_of_all(&mut self.session, answers, 0.0, reading);
        self
    }

    /// What the browser has kept from another visit.
    pub fn recalls(mut self, file: &[u8]) -> Self {
        self.session.recall(file, never(), self.reading());
        self
    }

    /// Time passes with the page open, which looks at it once a minute.
    pub fn waits(mut self, seconds: u64) -> Self {
        for passed in (0..seconds).step_by(60) {
            let step = 60.min(seconds - passed);
            self.wall += step;
            self.open += step;
            self = self.looks();
        }
        self
    }

    fn looks(mut self) -> Self {
        self.session.tick(self.reading(), Visibility::Visible);
        self
    }

    pub fn sees(self, options: &Options) -> WidgetModel {
        let mut this = self.looks();
        let reading = this.reading();
        view_model(&this.session.display_state(reading), options)
    }
}

/// Options with a language.
pub fn lang(lang: &str) -> Options {
    Options { lang: lang.into(), ..Options::default() }
}

/// German, with an insurer.
pub fn tenant(tenant: &str) -> Options {
    Options { tenant: Some(tenant.into()), ..Options::default() }
}
