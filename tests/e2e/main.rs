//! End to end: the built widget (`dist`, made by `trunk build --release`) in Chromium,
//! Firefox and WebKitGTK, over WebDriver.
//!
//! A scenario is a function of a browser, and one test in each engine. A browser starts
//! with the first test of its engine and is shared by all of them, since starting one
//! takes longer than most tests; `libtest-mimic` gives the place to end it, which Rust's
//! own harness has not. An engine that is not installed is said loudly, and fails where
//! CI=true.
//!
//! A test that fails is tried a second time, in a browser of its own: drivers and browsers
//! hang now and then on a busy machine. What fails twice fails, and so does a run in which more
//! than [`SECOND_TRIES`] tests needed that; each is named at the end.
//!
//! `cargo test --test e2e -- firefox::`, or part of a scenario's name, runs some of
//! them; `-- --measure` measures instead (see [`measure`] and `cargo xtask measure`), and
//! `-- --measure-round` only what a round without news costs. `CASES=all` in front of it
//! tries all cases of [`host`] in each engine, which takes minutes.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Failed, Trial};

use browser::Browser;
use engine::{ENGINES, Engine, output};

/// A scenario and its name.
type Scenario = (&'static str, fn(&Browser));

/// The scenarios of a module, by their names.
macro_rules! scenarios {
    ($($name:ident),* $(,)?) => {
        pub const SCENARIOS: &[super::Scenario] = &[$((stringify!($name), $name)),*];
    };
}

mod accessibility;
mod announcements;
mod arrival;
mod banner;
mod browser;
mod consent;
mod contract;
mod element;
mod engine;
mod extremes;
mod failures;
mod fallback;
mod foreign;
mod frame;
mod frameworks;
mod host;
mod hostile;
mod insurer;
mod keyed;
mod languages;
mod leaks;
mod looks;
mod measure;
mod memory;
mod network;
#[path = "../support/newer.rs"]
mod newer;
mod policy;
mod portal;
mod preview;
#[path = "../support/publisher.rs"]
mod publisher;
mod questions;
mod refusal;
mod remounts;
mod sample;
mod secure;
mod server;
mod site;
mod tampering;
mod time;
mod widget;
#[path = "../support/worst.rs"]
mod worst;

const SUBJECTS: &[(&str, &[Scenario])] = &[
    ("sample", sample::SCENARIOS),
    ("failures", failures::SCENARIOS),
    ("time", time::SCENARIOS),
    ("memory", memory::SCENARIOS),
    ("fallback", fallback::SCENARIOS),
    ("policy", policy::SCENARIOS),
    ("consent", consent::SCENARIOS),
    ("element", element::SCENARIOS),
    ("contract", contract::SCENARIOS),
    ("frameworks", frameworks::SCENARIOS),
    ("banner", banner::SCENARIOS),
    ("foreign", foreign::SCENARIOS),
    ("frame", frame::SCENARIOS),
    ("remounts", remounts::SCENARIOS),
    ("host", host::SCENARIOS),
    ("insurer", insurer::SCENARIOS),
    ("questions", questions::SCENARIOS),
    ("keyed", keyed::SCENARIOS),
    ("portal", portal::SCENARIOS),
    ("preview", preview::SCENARIOS),
    ("leaks", leaks::SCENARIOS),
    ("hostile", hostile::SCENARIOS),
    ("tampering", tampering::SCENARIOS),
    ("looks", looks::SCENARIOS),
    ("languages", languages::SCENARIOS),
    ("accessibility", accessibility::SCENARIOS),
    ("announcements", announcements::SCENARIOS),
    ("extremes", extremes::SCENARIOS),
];

thread_local! {
    /// What the last panic said, and where; `catch_unwind` knows only the former.
    static PANIC: RefCell<String> = RefCell::default();
}

/// One browser an engine.
static BROWSERS: [Mutex<Option<Browser>>; 3] = [const { Mutex::new(None) }; 3];

/// How many tests of a run may need a second try. A fault of ours that shows now and then
/// would soon need more.
const SECOND_TRIES: usize = 4;

/// What failed the first time, and how.
static FAILED_ONCE: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn main() {
    if std::env::args().any(|argument| argument == "--measure") {
        return measure::main();
    }
    if std::env::args().any(|argument| argument == "--measure-round") {
        return measure::round();
    }
    if std::env::args().any(|argument| argument == "--portal") {
        return arrival::main();
    }
    if std::env::args().any(|argument| argument == "--refusal") {
        return refusal::main();
    }
    let mut arguments = Arguments::from_args();
    // One test an engine at a time; they are mostly waiting.
    arguments.test_threads.get_or_insert(ENGINES.len());
    let missing: Vec<(Engine, &str)> =
        ENGINES.iter().filter_map(|engine| Some((*engine, engine.programs().err()?))).collect();
    for (engine, program) in &missing {
        eprintln!(
            "\n*** {engine} IS NOT TESTED: {program} is not installed; scripts/setup installs it ***\n"
        );
    }
    let is_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
    let mut trials = Vec::new();
    // Engines in turn, so that all three are busy.
    for (subject, scenarios) in SUBJECTS {
        for (name, scenario) in *scenarios {
            for engine in ENGINES {
                let missing = missing.iter().find(|(other, _)| *other == engine).map(|(_, program)| *program);
                let full = format!("{engine}::{subject}::{name}");
                let trial = Trial::test(full.clone(), move || match missing {
                    Some(program) => Err(format!("{program} is not installed").into()),
                    None => run(engine, &full, *scenario),
                });
                trials.push(trial.with_ignored_flag(missing.is_some() && !is_ci));
            }
        }
    }
    std::panic::set_hook(Box::new(|info| PANIC.set(info.to_string())));
    let conclusion = libtest_mimic::run(&arguments, trials);
    for browser in &BROWSERS {
        if let Some(browser) = locked(browser).take() {
            browser.end();
        }
    }
    let failed_once = locked(&FAILED_ONCE);
    for failure in failed_once.iter() {
        eprintln!("*** passed only at the second try: {failure}\n");
    }
    if failed_once.len() > SECOND_TRIES {
        eprintln!("more than {SECOND_TRIES} tests needed a second try: that is no accident");
        std::process::exit(101);
    }
    conclusion.exit();
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn run(engine: Engine, name: &str, scenario: fn(&Browser)) -> Result<(), Failed> {
    let mut slot = locked(&BROWSERS[engine as usize]);
    let Err(first) = attempt(&mut slot, engine, name, scenario) else { return Ok(()) };
    if let Some(browser) = slot.take() {
        browser.end();
    }
    attempt(&mut slot, engine, name, scenario).map_err(|second| format!("{first}\nand again: {second}"))?;
    locked(&FAILED_ONCE).push(format!("{name}: {first}"));
    Ok(())
}

/// Tries a scenario once. Says what went wrong, and where there is a picture of it.
fn attempt(
    slot: &mut Option<Browser>,
    engine: Engine,
    name: &str,
    scenario: fn(&Browser),
) -> Result<(), String> {
    // A browser that an earlier test has brought down is started anew.
    if let Some(browser) = slot.take_if(|browser| !browser.reset()) {
        browser.end();
    }
    let browser = slot.get_or_insert_with(|| Browser::start(engine));
    let start = Instant::now();
    let result = catch_unwind(AssertUnwindSafe(|| scenario(browser)));
    if start.elapsed() > Duration::from_secs(5) {
        eprintln!("({name} took {:.0} s)", start.elapsed().as_secs_f64());
    }
    result.map_err(|_| {
        let folder = output().join("failures");
        let picture = folder.join(format!("{}.png", name.replace("::", "-")));
        if let Some(png) = browser.photograph() {
            let _ = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&picture, png));
        }
        format!("{}\n(picture: {})", PANIC.take(), picture.display())
    })
}
