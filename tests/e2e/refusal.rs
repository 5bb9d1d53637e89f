//! What `cargo xtask measure --refusal` prints: how long the verifier takes to refuse the
//! worst files that we can make, in Chromium with its processor slowed down.

#![expect(clippy::print_stdout, reason = "it is what a measurement is for")]

use serde_json::json;
use status_widget::core::signed::verify::authenticate;

use super::browser::Browser;
use super::engine::Engine;
use super::measure::serve_verifier;
use super::server::{Reply, Server};
use super::site::STATUS;
use super::worst::worst_files;

/// How much slower the processor is made: a phone of some years.
const SLOWDOWN: u32 = 4;

/// What a refusal may take, in milliseconds.
const LIMIT: f64 = 100.0;

/// New pages, and runs in each of them. Of all first runs and of all others the shortest is
/// taken: what makes one longer is other work on this machine.
const PAGES: usize = 5;
const RUNS: usize = 6;

/// A page that times the verifier, run by run.
const PAGE: &str = "<!doctype html><title>Refuse</title><link rel=icon href=data:,>
<script src=/verify-time.js></script>
<script>
async function measure(pin, runs) {
  await wasm_bindgen({ module_or_path: '/verify-time_bg.wasm' });
  const file = new Uint8Array(await (await fetch('STATUS')).arrayBuffer());
  const time = () => {
    const start = performance.now();
    if (wasm_bindgen.verify(file, pin)) throw new Error('authentic');
    return performance.now() - start;
  };
  return Array.from({ length: runs }, time);
}
</script>";

pub fn main() {
    let browser = Browser::start(Engine::Chromium);
    let throttle = |rate: u32| {
        let command = json!({"cmd": "Emulation.setCPUThrottlingRate", "params": {"rate": rate}});
        browser.vendor("goog/cdp/execute", command);
    };
    let server = Server::start();
    serve_verifier(&server);
    server.put("/refuse.html", Reply::html(PAGE.replace("STATUS", STATUS)));
    println!("ms to refuse, Chromium, processor {SLOWDOWN} times slower: first in a new page / later there");
    let mut slowest = 0.0_f64;
    for worst in worst_files() {
        let refusal = authenticate(&worst.file, &worst.pin).expect_err("it is to be refused");
        server.put(STATUS, Reply::json(worst.file));
        let script = format!(
            "const done = arguments[arguments.length - 1];
             window.measure('{}', {RUNS}).then(done, (error) => done(String(error)));",
            worst.pin
        );
        let (mut first, mut later) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..PAGES {
            browser.open(&server.url("/refuse.html"));
            throttle(SLOWDOWN);
            let result = browser.run_async(&script);
            throttle(1);
            let times: Vec<f64> =
                serde_json::from_value(result.clone()).unwrap_or_else(|_| panic!("{}: {result}", worst.name));
            first = first.min(times[0]);
            later = times[1..].iter().copied().fold(later, f64::min);
        }
        slowest = slowest.max(first).max(later);
        println!("{first:7.1} / {later:7.1}  {}  ({refusal})", worst.name);
    }
    browser.end();
    println!("slowest {slowest:.1} ms, {LIMIT:.0} are allowed");
    assert!(slowest < LIMIT, "too slow");
}
