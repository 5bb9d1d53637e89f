//! The running widget: a session, its timers and its view.
//!
//! Owns when something happens: first at once, then by the session's own clock,
//! and whenever the page becomes visible or comes back from sleep. What is shown
//! is made from [`Session::standing`] and nothing else.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use web_sys::{ShadowRoot, VisibilityState};
use yew::platform::spawn_local;
use yew::{Component, Context, Html, Properties};

use super::config::Config;
use super::memory::Memory;
use super::{deep_link, fetch, report, restart};
use crate::core::encoding::digest::Digest;
use crate::core::presentation::view_model::{Options, WidgetModel, view_model};
use crate::core::session::freshness::{Freshness, Reading};
use crate::core::session::{Failure, FetchError, Notice, Session};
use crate::core::signed::verify::Authentic;
use crate::view::widget;

/// What the mount point gives.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The element's attributes.
    pub config: Config,
    /// The shadow root in which the view stands.
    pub root: ShadowRoot,
}

type Answer = Result<Vec<u8>, FetchError>;

/// What happens to a widget.
pub enum Message {
    /// Time has passed, or may have: the timer, or the page is visible again.
    Wake,
    /// The source of this number has answered.
    Answer(usize, Answer),
    /// The device has a connection again.
    Online,
    /// The page's address changed.
    Linked,
}

/// What decides which states are shown, and what is said beside them.
type Basis = (Option<Digest>, Freshness, Vec<Notice>);

/// See the module's description.
pub struct App {
    session: Session,
    memory: Memory,
    model: WidgetModel,
    /// What each source of the round that is under way has brought; empty between rounds.
    outcomes: Vec<Option<Result<(), Failure>>>,
    /// The text that stood on the page after the last rendering.
    text: Option<String>,
    /// Another text has stood there since: a translator works on the page.
    is_foreign: bool,
    /// What the model was made from.
    basis: Option<Basis>,
    /// The page's address has been followed to its answer.
    linked: bool,
    /// Spreads readers over the polling interval; drawn anew every round.
    jitter: f64,
    timer: Option<Timeout>,
    _listeners: Vec<EventListener>,
}

fn reading() -> Reading {
    let monotonic = web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as casts saturate")]
    Reading { wall: (js_sys::Date::now() / 1000.0) as u64, monotonic: monotonic as u64 }
}

fn is_visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_none_or(|document| document.visibility_state() != VisibilityState::Hidden)
}

fn options(config: &Config) -> Options {
    Options {
        lang: config.lang.clone(),
        tenant: config.tenant.clone(),
        audience: config.audience,
        heading_level: config.heading_level,
    }
}

impl App {
    /// Asks all sources at once if it is time to.
    fn poll(&mut self, ctx: &Context<Self>) {
        if !self.outcomes.is_empty() || !is_visible() || !self.session.is_due(reading(), self.jitter) {
            return;
        }
        for (number, source) in ctx.props().config.sources.iter().enumerate() {
            self.outcomes.push(None);
            let source = source.clone();
            let link = ctx.link().clone();
            spawn_local(async move {
                link.send_message(Message::Answer(number, fetch::fetch(&source).await));
            });
        }
    }

    /// Takes one answer; the last one ends the round.
    fn answer(&mut self, number: usize, answer: &Answer, ctx: &Context<Self>) {
        // Another tab may have seen something newer meanwhile.
        self.recall();
        let outcome = self.session.take(answer, reading());
        if let Err(failure) = &outcome {
            report(&ctx.props().config.sources[number], failure);
        }
        if let Some(file) = self.session.file() {
            self.memory.keep(file);
        }
        self.outcomes[number] = Some(outcome);
        if self.outcomes.iter().all(Option::is_some) {
            let outcomes: Vec<_> = self.outcomes.drain(..).flatten().collect();
            self.session.end_round(&outcomes, reading());
            self.jitter = js_sys::Math::random();
        }
    }

    fn recall(&mut self) {
        if let Some(file) = self.memory.recall() {
            self.session.recall(file.as_bytes(), reading());
        }
    }

    /// Brings the model up to date and sets the timer.
    fn refresh(&mut self, ctx: &Context<Self>) {
        // A hidden page asks for nothing, and is woken when it is seen again.
        let wait = if is_visible() { self.session.wake_in(reading(), self.jitter) } else { 60 };
        let link = ctx.link().clone();
        let wait = u32::try_from(wait * 1000).unwrap_or(u32::MAX);
        self.timer = Some(Timeout::new(wait, move || link.send_message(Message::Wake)));
        let standing = self.session.standing(reading());
        self.model = view_model(&standing, &options(&ctx.props().config));
        let digest = standing.document.map(Authentic::digest);
        let basis = Some((digest, standing.freshness, standing.notices));
        let root = &ctx.props().root;
        // Taken, because until the next rendering is over nobody knows what stands there.
        if let Some(text) = self.text.take() {
            self.is_foreign |= root.text_content() != Some(text);
        }
        if self.basis != basis {
            self.basis = basis;
            // Yew would change texts that are no longer on the page, and the reader would
            // see the old state for ever.
            if self.is_foreign {
                restart(&root.host());
            }
        }
    }
}

impl Component for App {
    type Message = Message;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let config = &ctx.props().config;
        let mut session = Session::new(config.pin);
        let mut app = Self {
            model: view_model(&session.standing(reading()), &options(config)),
            session,
            memory: Memory::new(&config.pin, config.memory),
            outcomes: Vec::new(),
            text: None,
            is_foreign: false,
            basis: None,
            linked: false,
            jitter: js_sys::Math::random(),
            timer: None,
            _listeners: listeners(ctx),
        };
        app.recall();
        app.poll(ctx);
        app.refresh(ctx);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Wake => self.poll(ctx),
            Message::Answer(number, answer) => self.answer(number, &answer, ctx),
            Message::Online => {
                self.session.reconnect();
                self.poll(ctx);
            }
            Message::Linked => {
                deep_link::follow(&ctx.props().root);
            }
        }
        self.refresh(ctx);
        // Yew compares before it touches the page, and this comes once a minute.
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        widget(&self.model)
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        self.text = ctx.props().root.text_content();
        // What is remembered may have the answer at once; a later document may have it
        // first. After the first round it would only disturb the reader.
        if !self.linked {
            self.linked = deep_link::follow(&ctx.props().root) || !self.model.loading;
        }
    }
}

/// Wakes on everything that may mean that time has passed unnoticed.
fn listeners(ctx: &Context<App>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let on = |target: &web_sys::EventTarget, event: &'static str, message: fn() -> Message| {
        let link = ctx.link().clone();
        EventListener::new(target, event, move |_| link.send_message(message()))
    };
    let mut listeners = vec![
        on(&window, "pageshow", || Message::Wake),
        on(&window, "online", || Message::Online),
        on(&window, "hashchange", || Message::Linked),
    ];
    listeners.extend(window.document().map(|document| on(&document, "visibilitychange", || Message::Wake)));
    listeners
}
