//! What lives as long as the page: one session for each pin and set of sources.
//!
//! Owns the sessions with their timers, requests and memory. Elements only look at them,
//! so that what protects the invariant (the time, the versions that were seen) does not
//! end with an element, and several elements share one fetch. While nobody looks, nothing
//! runs: timers and listeners are gone, requests aborted; what is known stays.

use core::time::Duration;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::StorageEvent;
use yew::Callback;

use super::config::Config;
use super::fetch::Fetch;
use super::memory::Memory;
use super::place::ReaderState;
use super::{clock, console};
use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::error::chain;
use crate::core::presentation::view_model::Choice;
use crate::core::session::clock::Reading;
use crate::core::session::{Answer, DisplayState, FETCH_TIMEOUT, FetchError, Request, Session, Visibility};

thread_local! {
    /// All that this page has ever shown; a handful.
    static PAGES: RefCell<Vec<Rc<Page>>> = const { RefCell::new(Vec::new()) };
    /// The time before which no session begins.
    static FLOOR: Cell<UnixTime> = const { Cell::new(UnixTime::from_secs(0)) };
}

/// No session begins before `floor`, counted from 1970.
pub fn begin(floor: Duration) {
    FLOOR.set(UnixTime::since_epoch(floor));
}

/// One session and what it needs of the platform.
pub struct Page {
    pin: Digest,
    sources: Vec<String>,
    state: RefCell<State>,
}

struct State {
    session: Session,
    memory: Memory,
    /// Who looks, by a number that is never given twice.
    views: Vec<(u32, Callback<()>)>,
    last_view: u32,
    /// What runs while somebody looks.
    running: Option<Running>,
    /// Where the last reader was whose view is gone.
    reader: Option<ReaderState>,
    /// The insurer that the reader has chosen; for no longer than the page, unless they want
    /// it remembered.
    chosen: Option<String>,
    /// Scripts that wait for the end of a round.
    waiting: Vec<Function>,
}

struct Running {
    timer: Option<Timeout>,
    requests: Vec<(Request, Fetch)>,
    /// Ends a round whose answers are late.
    deadline: Option<Timeout>,
    _storage: Option<EventListener>,
}

/// Somebody looks at a page's session until this is dropped.
pub struct Watch {
    page: Rc<Page>,
    view: u32,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut state = self.page.state.borrow_mut();
        state.views.retain(|(view, _)| *view != self.view);
        if state.views.is_empty() {
            // Dropped after the borrow has ended: aborting calls back.
            let running = state.running.take();
            state.session.abandon();
            drop(state);
            drop(running);
            self.page.settle();
        }
    }
}

impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Page {
    /// The page's session for the pin and the sources of `config`: the one that there is,
    /// or a new one that knows what those with the same pin know.
    pub fn of(config: &Config) -> Rc<Self> {
        let page = PAGES.with_borrow_mut(|pages| {
            let is_same = |page: &&Rc<Self>| page.pin == config.pin && page.sources == config.sources;
            if let Some(page) = pages.iter().find(is_same) {
                return page.clone();
            }
            let relative = pages.iter().find(|page| page.pin == config.pin);
            let page = Rc::new(Self::new(config, relative.map(|page| page.state.borrow())));
            pages.push(page.clone());
            page
        });
        page.state.borrow_mut().memory.restrict(config.memory);
        page
    }

    fn new(config: &Config, relative: Option<std::cell::Ref<'_, State>>) -> Self {
        let session = match relative {
            Some(state) => state.session.successor(),
            None => Session::starting_at(config.pin, FLOOR.get(), clock::read()),
        };
        let mut memory = Memory::new(&config.pin);
        memory.restrict(config.memory);
        let chosen = memory.tenant();
        let state = State {
            session,
            memory,
            views: Vec::new(),
            last_view: 0,
            running: None,
            reader: None,
            chosen,
            waiting: Vec::new(),
        };
        Self { pin: config.pin, sources: config.sources.clone(), state: RefCell::new(state) }
    }

    /// Looks from now on: `look` is called when there may be something else to see.
    pub fn watch(self: &Rc<Self>, look: Callback<()>) -> Watch {
        let mut state = self.state.borrow_mut();
        state.last_view += 1;
        let view = state.last_view;
        state.views.push((view, look));
        let is_first = state.running.is_none();
        drop(state);
        if is_first {
            let running =
                Running { timer: None, requests: Vec::new(), deadline: None, _storage: self.on_storage() };
            self.state.borrow_mut().running = Some(running);
            self.recall();
            self.tick();
        }
        Watch { page: self.clone(), view }
    }

    /// What may be shown now.
    pub fn with_display_state<T>(&self, look: impl FnOnce(&DisplayState<'_>) -> T) -> T {
        look(&self.state.borrow_mut().session.display_state(clock::read()))
    }

    /// Where the last reader was whose view is gone; asked for once.
    pub fn take_reader(&self) -> Option<ReaderState> {
        self.state.borrow_mut().reader.take()
    }

    /// Where a reader was whose view is going.
    pub fn keep_reader(&self, reader: ReaderState) {
        self.state.borrow_mut().reader = Some(reader);
    }

    /// The insurer that the reader has chosen, and whether that is remembered, if anything may
    /// be.
    pub fn choice(&self) -> (Option<String>, Choice) {
        let State { memory, chosen, .. } = &*self.state.borrow();
        let is_remembered = memory.is_on().then(|| memory.tenant().is_some());
        (chosen.clone(), Choice { is_remembered })
    }

    /// The reader has chosen an insurer, or none, to be remembered or not.
    pub fn choose(&self, chosen: Option<String>, is_remembered: bool) {
        let mut state = self.state.borrow_mut();
        state.memory.keep_tenant(chosen.as_deref().filter(|_| is_remembered));
        state.chosen = chosen;
        drop(state);
        self.look();
    }

    /// Asks the sources now, unless the last answer is only seconds old. Resolves when they have
    /// answered.
    pub fn refresh(self: &Rc<Self>) -> Promise {
        self.state.borrow_mut().session.refresh(clock::read());
        let ended = Promise::new(&mut |resolve, _| self.state.borrow_mut().waiting.push(resolve));
        self.happened();
        ended
    }

    /// Tells those who wait for the end of a round, if none is under way.
    fn settle(&self) {
        let mut state = self.state.borrow_mut();
        if state.session.is_round_under_way() {
            return;
        }
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        for resolve in waiting {
            // A promise's own function throws nothing.
            let _ = resolve.call0(&JsValue::NULL);
        }
    }

    /// Something has happened: does what there is to do, and lets all views look.
    fn happened(self: &Rc<Self>) {
        self.tick();
        self.look();
        self.settle();
    }

    /// Lets all views look.
    fn look(&self) {
        let looks: Vec<Callback<()>> =
            self.state.borrow().views.iter().map(|(_, look)| look.clone()).collect();
        for look in looks {
            look.emit(());
        }
    }

    /// Does what there is to do now, and sets the timer for what there will be.
    fn tick(self: &Rc<Self>) {
        let reading = clock::read();
        let mut state = self.state.borrow_mut();
        let tick = state.session.tick(reading, visibility());
        if let Some(running) = &mut state.running {
            running.timer = None;
        }
        drop(state);
        let this = self.clone();
        let timer = Timeout::new(timer_millis(tick.wake_in), move || {
            // One that rings while it is being set has measured nothing.
            if this.state.borrow().running.as_ref().is_some_and(|running| running.timer.is_some()) {
                clock::has_rung(reading, tick.wake_in);
                this.happened();
            }
        });
        if let Some(running) = &mut self.state.borrow_mut().running {
            running.timer = Some(timer);
        }
        if tick.is_due {
            self.ask(reading);
        }
    }

    /// Asks the sources.
    fn ask(self: &Rc<Self>, reading: Reading) {
        let requests =
            self.state.borrow_mut().session.begin(self.sources.len(), random().unwrap_or_default(), reading);
        self.carry(requests);
    }

    /// Carries `requests` to the sources, beside those that are under way.
    fn carry(self: &Rc<Self>, requests: Vec<Request>) {
        let fetches = requests.into_iter().map(|request| {
            let this = self.clone();
            let fetch =
                Fetch::start(&self.sources[request.source], move |answer| this.answer(request, &answer));
            (request, fetch)
        });
        let fetches: Vec<_> = fetches.collect();
        let this = self.clone();
        let deadline = Timeout::new(timer_millis(FETCH_TIMEOUT), move || this.give_up());
        if let Some(running) = &mut self.state.borrow_mut().running {
            running.requests.extend(fetches);
            running.deadline = Some(deadline);
        }
    }

    /// Waits no longer for what has been asked.
    fn give_up(self: &Rc<Self>) {
        let late =
            self.state.borrow_mut().running.as_mut().map(|running| std::mem::take(&mut running.requests));
        for (request, fetch) in late.into_iter().flatten() {
            drop(fetch);
            self.answer(request, &Err(FetchError::TimedOut));
        }
    }

    /// Takes one answer.
    fn answer(self: &Rc<Self>, request: Request, answer: &Answer) {
        let mut state = self.state.borrow_mut();
        let State { session, memory, running, .. } = &mut *state;
        if let Some(running) = running {
            running.requests.retain(|(other, _)| *other != request);
            if running.requests.is_empty() {
                running.deadline = None;
            }
        }
        let before = session.digest();
        let outcome = session.answer(request, answer, clock::read());
        if session.digest() != before
            && let Some(file) = session.file()
        {
            memory.keep(file);
        }
        let further = session.further();
        drop(state);
        if let Err(failure) = outcome {
            console::warn(&format_args!("{}: {}", self.sources[request.source], chain(&failure)));
        }
        if !further.is_empty() {
            self.carry(further);
        }
        self.keep_time();
        self.happened();
    }

    /// Takes what is remembered: another tab may have seen something newer.
    fn recall(&self) {
        let mut state = self.state.borrow_mut();
        let State { session, memory, .. } = &mut *state;
        if let Some((file, time)) = memory.recall() {
            session.recall(file.as_bytes(), time, clock::read());
        }
    }

    /// A reload must not revive what the device's clock, being behind, believes to be
    /// fresh.
    fn keep_time(&self) {
        let mut state = self.state.borrow_mut();
        if let Some(time) = state.session.time_beyond_clock(clock::read()) {
            state.memory.keep_time(time);
        }
    }

    /// What another tab has remembered is newer than what this one knows, perhaps.
    fn on_storage(self: &Rc<Self>) -> Option<EventListener> {
        let window = web_sys::window()?;
        let this = self.clone();
        Some(EventListener::new(&window, "storage", move |event| {
            let key = event.dyn_ref::<StorageEvent>().and_then(StorageEvent::key);
            if key.is_some_and(|key| this.state.borrow().memory.key == key) {
                this.recall();
                this.happened();
            }
        }))
    }

    /// Something that all views show is another now.
    pub fn look_all() {
        for page in PAGES.with_borrow(Vec::clone) {
            page.look();
        }
    }

    /// Time may have passed unnoticed, or a connection may be back, for all that run.
    pub fn wake_all() {
        let pages = PAGES.with_borrow(Vec::clone);
        for page in pages {
            let mut state = page.state.borrow_mut();
            let is_running = state.running.is_some();
            state.session.reconnect();
            drop(state);
            if is_running {
                page.happened();
            }
        }
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Looked;

    /// The page, as far as it can be seen.
    type Looked;

    #[wasm_bindgen(method, getter, catch, js_name = visibilityState)]
    fn visibility_state(this: &Looked) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Math, catch)]
    fn random() -> Result<f64, JsValue>;
}

fn visibility() -> Visibility {
    let is_hidden = DOCUMENT.with(Looked::visibility_state).is_ok_and(|state| state == "hidden");
    if is_hidden { Visibility::Hidden } else { Visibility::Visible }
}

/// As the platform's timers take it.
fn timer_millis(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
