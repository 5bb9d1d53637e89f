//! A reader for tests: opens a page, gets answers, lets time pass, and looks.
//!
//! Owns the clocks. What is seen is made by the real session and view model.

// Each test takes what it needs.
#![allow(dead_code, missing_docs)]

use serde_json::Value;
use status_widget::core::presentation::view_model::{Options, WidgetModel, view_model};
use status_widget::core::session::freshness::Reading;
use status_widget::core::session::{FetchError, Session};

use super::publisher::{NOW, Publisher};

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
        Self { session: Session::new(publisher.pin()), wall: NOW, open: 0 }
    }

    /// A reader of `publisher` who has got `document`.
    pub fn of(publisher: &Publisher, document: &Value) -> Self {
        Self::new(publisher).gets(Ok(publisher.file(document)))
    }

    fn reading(&self) -> Reading {
        Reading { wall: self.wall, monotonic: self.open * 1000 }
    }

    /// A round with one source.
    pub fn gets(mut self, answer: Result<Vec<u8>, FetchError>) -> Self {
        let outcome = self.session.take(&answer, self.reading());
        self.session.end_round(&[outcome], self.reading());
        self
    }

    /// What the browser has kept from another visit.
    pub fn recalls(mut self, file: &[u8]) -> Self {
        self.session.recall(file, self.reading());
        self
    }

    pub fn waits(mut self, seconds: u64) -> Self {
        self.wall += seconds;
        self.open += seconds;
        self
    }

    pub fn sees(mut self, options: &Options) -> WidgetModel {
        view_model(&self.session.standing(self.reading()), options)
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
