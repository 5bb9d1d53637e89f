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

/// New pages of which the median is taken.
const PAGES: usize = 5;

/// More runs in each page, of which the mean is taken.
const RUNS: usize = 5;

/// A page that times the verifier: once, then `runs` times more.
const PAGE: &str = "<!doctype html><title>Refuse</title><link rel=icon href=data:,>
<script src=/verify-time.js></script>
<script>
async function measure(pin, runs) {
  await wasm_bindgen({ module_or_path: '/verify-time_bg.wasm' });
  const file = new Uint8Array(await (await fetch('STATUS')).arrayBuffer());
  const time = (runs) => {
    const start = performance.now();
    for (let run = 0; run < runs; run++)
      if (wasm_bindgen.verify(file, pin)) throw new Error('authentic');
    return (performance.now() - start) / runs;
  };
  return [time(1), time(runs)];
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
    println!(
        "ms to refuse, Chromium, processor {SLOWDOWN} times slower: first in a new page / mean of {RUNS} more"
    );
    let mut slowest = 0.0_f64;
    for worst in worst_files() {
        let refusal = authenticate(&worst.file, &worst.pin).expect_err("it is to be refused");
        server.put(STATUS, Reply::json(worst.file));
        let script = format!(
            "const done = arguments[arguments.length - 1];
             window.measure('{}', {RUNS}).then(done, (error) => done(String(error)));",
            worst.pin
        );
        let (mut first, mut mean) = (Vec::new(), Vec::new());
        for _ in 0..PAGES {
            browser.open(&server.url("/refuse.html"));
            throttle(SLOWDOWN);
            let result = browser.run_async(&script);
            throttle(1);
            let [one, many] = serde_json::from_value::<[f64; 2]>(result.clone())
                .unwrap_or_else(|_| panic!("{}: {result}", worst.name));
            first.push(one);
            mean.push(many);
        }
        let (first, mean) = (super::measure::median(first), super::measure::median(mean));
        slowest = slowest.max(first).max(mean);
        println!("{first:7.1} / {mean:7.1}  {}  ({refusal})", worst.name);
    }
    browser.end();
    println!("slowest {slowest:.1} ms, {LIMIT:.0} are allowed");
    assert!(slowest < LIMIT, "too slow");
}
