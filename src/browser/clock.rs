//! The device's clocks.
//!
//! Owns how they are read, and that they are not believed alone: a page may have put
//! anything in place of `Date` and `performance`. A timer that has rung proves that its
//! time has passed, whatever the clocks say.

use core::time::Duration;
use std::cell::Cell;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::core::encoding::unix_time::UnixTime;
use crate::core::session::clock::Reading;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now, catch)]
    fn date_now() -> Result<f64, JsValue>;

    #[wasm_bindgen(js_namespace = performance, js_name = now, catch)]
    fn performance_now() -> Result<f64, JsValue>;
}

thread_local! {
    /// How much later than `performance` says it must be, because timers have rung.
    static AHEAD: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// What the platform counts in milliseconds.
pub fn milliseconds(milliseconds: f64) -> Duration {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as casts saturate")]
    Duration::from_millis(milliseconds as u64)
}

/// One look at both clocks. One that can't be read stands still at its beginning, which
/// revives nothing: the session's own clock never goes back.
pub fn read() -> Reading {
    Reading {
        wall: UnixTime::since_epoch(milliseconds(date_now().unwrap_or(0.0))),
        monotonic: monotonic().saturating_add(AHEAD.get()),
    }
}

fn monotonic() -> Duration {
    milliseconds(performance_now().unwrap_or(0.0))
}

/// A timer that was set at `set` to ring after `time` has rung.
pub fn has_rung(set: Reading, time: Duration) {
    let proven = set.monotonic.saturating_add(time);
    let behind = proven.saturating_sub(read().monotonic);
    AHEAD.set(AHEAD.get().saturating_add(behind));
}
