//! What `cargo xtask measure` prints besides sizes: how long a reader waits for the
//! verified list, and how long verification alone takes, in each engine.
//!
//! Loopback and this machine's processor, so the figures are for comparing: the widget
//! with a static page of the same content, one engine with another, one version with
//! the next.

#![expect(clippy::print_stdout, reason = "it is what a measurement is for")]

use std::time::Duration;

use serde_json::{Value, json};
use status_widget::core::signed::jws::Type;

use super::browser::Browser;
use super::engine::{ENGINES, Engine, output};
use super::publisher::{Key, Publisher, YEAR, bytes, envelope, trust_claims};
use super::server::{Reply, Server};
use super::site::{LOADER, STATUS, Site, WASM, dist, now, sample};
use super::widget::Shown;

/// Runs of which the median is taken.
const RUNS: usize = 20;

/// Notes in each frame whether the first service is there; `ROOT` is where to look.
const WATCH: &str = "<script>
(function look() {
  const root = ROOT;
  if (root && root.querySelector('[data-service]')) window.seen = performance.now();
  else requestAnimationFrame(look);
})();
</script>";

/// A page that times the verifier: once, then `runs` times more.
const VERIFY: &str = "<!doctype html><title>Verify</title><link rel=icon href=data:,>
<script src=/verify-time.js></script>
<script>
async function measure(pin, runs) {
  await wasm_bindgen({ module_or_path: '/verify-time_bg.wasm' });
  const file = new Uint8Array(await (await fetch('STATUS')).arrayBuffer());
  const time = (runs) => {
    const start = performance.now();
    for (let run = 0; run < runs; run++)
      if (!wasm_bindgen.verify(file, pin)) throw new Error('not authentic');
    return (performance.now() - start) / runs;
  };
  return [time(1), time(runs)];
}
</script>";

/// Prints only [`round_time`].
pub fn round() {
    let browser = Browser::start(Engine::Chromium);
    print_round(round_time(&browser));
    browser.end();
}

fn print_round([task, script]: [f64; 2]) {
    println!(
        "main thread in a round that brings nothing new (304), 250 KB, chromium at 4 x CPU, median of {ROUNDS}: \
         {task:.1} ms, of which {script:.1} ms are script"
    );
}

pub fn main() {
    println!("time from navigation to the list, median of {RUNS}, loopback:");
    println!("engine      widget   widget, cached   static page");
    let mut verify = Vec::new();
    let mut round = None;
    for engine in ENGINES {
        if let Err(program) = engine.programs() {
            println!("{engine}: not measured, {program} is not installed");
            continue;
        }
        let browser = Browser::start(engine);
        let [cold, cached, fixed] = load_times(&browser);
        println!("{:10} {cold:5.0} ms         {cached:5.0} ms      {fixed:5.0} ms", engine.to_string());
        verify.push((engine, verify_times(&browser)));
        if engine == Engine::Chromium {
            round = Some(round_time(&browser));
        }
        browser.end();
    }
    if let Some(round) = round {
        println!();
        print_round(round);
    }
    println!();
    println!("time to verify, first in a new page / mean of {RUNS} more:");
    for (engine, times) in verify {
        for (what, first, mean) in times {
            println!("{:10} {what:22} {first:6.1} ms / {mean:5.1} ms", engine.to_string());
        }
    }
}

/// The median, which needs no care for outliers.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Milliseconds: nothing cached, loader and wasm cached, static page.
fn load_times(browser: &Browser) -> [f64; 3] {
    let site = Site::start();
    site.publish(&sample());
    let widget = site.widget("src=\"status.json\" memory=\"off\"");
    let watch = WATCH.replace("ROOT", "document.querySelector('status-widget')?.shadowRoot");
    let page = site.page_of(&watch, &widget);
    let headers = |cache: &str| {
        for (path, kind, name) in [
            (LOADER, "text/javascript", "status-widget.js"),
            (WASM, "application/wasm", "status-widget_bg.wasm"),
        ] {
            site.server.put(path, Reply::new(kind, dist(name)).header("cache-control", cache));
        }
    };
    headers("no-store");
    let cold = times(browser, &page);
    Shown::fresh(browser);
    let fixed = static_page(browser, &site);
    headers("max-age=86400, immutable");
    browser.open(&page);
    Shown::fresh(browser);
    [cold, times(browser, &page), times(browser, &fixed)]
}

/// The same content as plain HTML: the shadow root as it stands, with its styles.
fn static_page(browser: &Browser, site: &Site) -> String {
    let content: String = browser.get(
        "const root = document.querySelector('status-widget').shadowRoot;
         const styles = root.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]);
         const css = styles.map((rule) => rule.cssText).join('\\n').replaceAll(':host', 'main');
         return '<style>' + css + '</style>' + root.innerHTML",
    );
    let watch = WATCH.replace("ROOT", "document");
    let html = format!(
        r#"<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Portal</title>
        <link rel="icon" href="data:,">{watch}</head><body><main><h1>Portal</h1>{content}</main></body></html>"#
    );
    site.put_page("/static.html", &html)
}

fn times(browser: &Browser, page: &str) -> f64 {
    let runs = (0..RUNS).map(|run| {
        browser.open("about:blank");
        browser.open(&format!("{page}?{run}"));
        browser.until("the list", || browser.get::<Option<f64>>("return window.seen ?? null"))
    });
    median(runs.collect())
}

/// Rounds of which the median is taken.
const ROUNDS: usize = 15;

/// Milliseconds of the main thread in a round that brings nothing new, in all and in
/// script, with Chromium's processor slowed down four times. What the measuring itself takes
/// is measured likewise and taken off.
fn round_time(browser: &Browser) -> [f64; 2] {
    let cdp = |command: &str, params: Value| {
        browser.vendor("goog/cdp/execute", json!({"cmd": command, "params": params}))
    };
    let mut site = Site::start();
    let (_, publisher, file) = files().pop().expect("the largest file");
    site.publisher = publisher;
    site.server.put_with(STATUS, move |request| {
        let reply = if request.headers.contains_key("if-none-match") {
            Reply::not_modified()
        } else {
            Reply::json(file.clone())
        };
        reply.header("etag", "\"1\"")
    });
    let clock = "<script>let passed = 0; const wall = Date.now.bind(Date); Date.now = () => wall() + passed;
        window.pass = (seconds) => { passed += seconds * 1000; document.dispatchEvent(new Event('visibilitychange')); };
        </script>";
    browser.open(&site.page_of(clock, &site.widget("src=\"status.json\"")));
    Shown::fresh(browser);
    cdp("Performance.enable", json!({}));
    cdp("Emulation.setCPUThrottlingRate", json!({"rate": 4}));
    let spent = || {
        let metrics = cdp("Performance.getMetrics", json!({}));
        ["TaskDuration", "ScriptDuration"].map(|name| {
            let all = metrics["metrics"].as_array().expect("metrics");
            let found = all.iter().find(|one| one["name"] == name);
            found.and_then(|one| one["value"].as_f64()).expect("seconds") * 1000.0
        })
    };
    let time = |script: &str| {
        let before = spent();
        browser.run(script);
        std::thread::sleep(Duration::from_millis(700));
        let after = spent();
        [after[0] - before[0], after[1] - before[1]]
    };
    let mut all = [Vec::new(), Vec::new()];
    let mut tries = 0;
    while all[0].len() < ROUNDS {
        let nothing = time("window.passed");
        // A minute passes, and another age is shown, which is laid out anew; then comes the
        // round, mostly within the same minute, unless jitter has put it into the one before.
        time("pass(59)");
        let asked = site.server.requests(STATUS).len();
        let one = time("pass(14)");
        tries += 1;
        assert!(tries < 3 * ROUNDS, "{} rounds of {tries}", all[0].len());
        if site.server.requests(STATUS).len() == asked {
            continue;
        }
        for (all, (one, nothing)) in all.iter_mut().zip(one.into_iter().zip(nothing)) {
            all.push(one - nothing);
        }
    }
    cdp("Emulation.setCPUThrottlingRate", json!({"rate": 1}));
    all.map(median)
}

/// Signed files of two sizes with keys of two kinds.
fn files() -> Vec<(String, Publisher, Vec<u8>)> {
    let mut files = Vec::new();
    for (name, root, status) in
        [("Ed25519", Key::ed25519(1), Key::ed25519(2)), ("ES256", Key::p256(1), Key::p256(2))]
    {
        let mut claims = trust_claims(1, &[&root], 1, &[&status]);
        claims["iat"] = (now() - YEAR).into();
        claims["exp"] = (now() + YEAR).into();
        let trust = vec![envelope(Type::Trust, &bytes(&claims), &[&root])];
        let publisher = Publisher { root, status, trust };
        for size in [20_000, 250_000] {
            let file = file_of(&publisher, size);
            assert!(file.len().abs_diff(size) < 500, "{} bytes", file.len());
            files.push((format!("{} KB, {name}", size / 1000), publisher.clone(), file));
        }
    }
    files
}

/// The sample with as many questions as make `size` bytes.
fn file_of(publisher: &Publisher, size: usize) -> Vec<u8> {
    let mut document = sample();
    let questions: Vec<Value> = document["faq"].as_array().expect("questions").clone();
    document["faq"] = json!([]);
    document["incidents"] = json!([]);
    let mut last = document.clone();
    for (number, question) in questions.iter().cycle().enumerate() {
        let mut question = question.clone();
        question["id"] = format!("question-{number}").into();
        document["faq"].as_array_mut().expect("questions").push(question);
        if publisher.file(&document).len() > size {
            break;
        }
        last = document.clone();
    }
    // The rest is one long paragraph; base64 makes four bytes of three.
    let missing = (size - publisher.file(&last).len()) * 3 / 4;
    let text = json!({"type": "text", "value": "Wort ".repeat(missing / 5)});
    last["summary"]["de"]
        .as_array_mut()
        .expect("a text")
        .push(json!({"type": "paragraph", "children": [text]}));
    publisher.file(&last)
}

/// Puts the verifier onto `server`, alone in a program.
pub fn serve_verifier(server: &Server) {
    for (name, kind) in [("verify-time.js", "text/javascript"), ("verify-time_bg.wasm", "application/wasm")] {
        let path = output().join("verify").join(name);
        let built = std::fs::read(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; cargo xtask measure builds it", path.display()));
        server.put(&format!("/{name}"), Reply::new(kind, built));
    }
}

/// What, first and mean milliseconds.
fn verify_times(browser: &Browser) -> Vec<(String, f64, f64)> {
    let server = Server::start();
    serve_verifier(&server);
    server.put("/verify.html", Reply::html(VERIFY.replace("STATUS", STATUS)));
    let mut times = Vec::new();
    for (what, publisher, file) in files() {
        server.put(STATUS, Reply::json(file));
        let script = format!(
            "const done = arguments[arguments.length - 1];
             window.measure('{}', {RUNS}).then(done, (error) => done(String(error)));",
            publisher.pin()
        );
        let mut first = Vec::new();
        let mut mean = Vec::new();
        for _ in 0..5 {
            browser.open(&server.url("/verify.html"));
            std::thread::sleep(Duration::from_millis(100));
            let result = browser.run_async(&script);
            let [one, many] = serde_json::from_value::<[f64; 2]>(result.clone())
                .unwrap_or_else(|_| panic!("{what}: {result}"));
            first.push(one);
            mean.push(many);
        }
        times.push((what, median(first), median(mean)));
    }
    times
}
