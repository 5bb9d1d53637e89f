//! The running widget: a session, its timers and its view.
//!
//! Owns when something happens: first at once, then by the session's own clock,
//! and whenever the page becomes visible or comes back from sleep. What is shown
//! is made from [`Session::display_state`] and nothing else.

use core::time::Duration;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use web_sys::{ShadowRoot, VisibilityState};
use yew::platform::spawn_local;
use yew::{Component, Context, Html, Properties};

use super::config::Config;
use super::memory::Memory;
use super::{deep_link, fetch, report, restart};
use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::presentation::view_model::{Options, WidgetModel, view_model};
use crate::core::session::clock::Reading;
use crate::core::session::freshness::Freshness;
use crate::core::session::{Answer, Notice, Request, Session, Visibility};
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

/// What happens to a widget.
pub enum Msg {
    /// Time has passed, or may have: the timer, or the page is visible again.
    Wake,
    /// The answer to a request is there.
    Answer(Request, Answer),
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
    /// The text that stood on the page after the last rendering.
    text: Option<String>,
    /// Another text has stood there since: a translator works on the page.
    is_foreign: bool,
    /// What the model was made from.
    basis: Option<Basis>,
    /// The page's address has been followed to its answer.
    linked: bool,
    timer: Option<Timeout>,
    _listeners: Vec<EventListener>,
}

fn reading() -> Reading {
    let monotonic = web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now());
    Reading { wall: UnixTime::since_epoch(millis(js_sys::Date::now())), monotonic: millis(monotonic) }
}

/// What the platform counts in milliseconds.
fn millis(millis: f64) -> Duration {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as casts saturate")]
    Duration::from_millis(millis as u64)
}

fn visibility() -> Visibility {
    let state = web_sys::window().and_then(|window| window.document()).map(|page| page.visibility_state());
    if state == Some(VisibilityState::Hidden) { Visibility::Hidden } else { Visibility::Visible }
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
    /// Asks all sources at once if it is time to, and sets the timer.
    fn tick(&mut self, ctx: &Context<Self>) {
        let tick = self.session.tick(reading(), visibility());
        let link = ctx.link().clone();
        let wait = u32::try_from(tick.wake_in.as_millis()).unwrap_or(u32::MAX);
        self.timer = Some(Timeout::new(wait, move || link.send_message(Msg::Wake)));
        if tick.is_due {
            let sources = &ctx.props().config.sources;
            for request in self.session.begin(sources.len(), js_sys::Math::random(), reading()) {
                let (source, link) = (sources[request.source].clone(), ctx.link().clone());
                spawn_local(async move {
                    link.send_message(Msg::Answer(request, fetch::fetch(&source).await));
                });
            }
        }
    }

    /// Takes one answer.
    fn answer(&mut self, request: Request, answer: &Answer, ctx: &Context<Self>) {
        // Another tab may have seen something newer meanwhile.
        self.recall();
        if let Err(failure) = self.session.answer(request, answer, reading()) {
            report(&ctx.props().config.sources[request.source], &failure);
        }
        if let Some(file) = self.session.file() {
            self.memory.keep(file);
        }
    }

    fn recall(&mut self) {
        if let Some(file) = self.memory.recall() {
            self.session.recall(file.as_bytes(), reading());
        }
    }

    /// Brings the model up to date.
    fn refresh(&mut self, ctx: &Context<Self>) {
        let display = self.session.display_state(reading());
        self.model = view_model(&display, &options(&ctx.props().config));
        let digest = display.document.map(Authentic::digest);
        let basis = Some((digest, display.freshness, display.notices));
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
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let config = &ctx.props().config;
        let mut session = Session::new(config.pin);
        let mut app = Self {
            model: view_model(&session.display_state(reading()), &options(config)),
            session,
            memory: Memory::new(&config.pin, config.memory),
            text: None,
            is_foreign: false,
            basis: None,
            linked: false,
            timer: None,
            _listeners: listeners(ctx),
        };
        app.recall();
        app.tick(ctx);
        app.refresh(ctx);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Msg) -> bool {
        match message {
            Msg::Wake => {}
            Msg::Answer(request, answer) => self.answer(request, &answer, ctx),
            Msg::Online => self.session.reconnect(),
            Msg::Linked => {
                deep_link::follow(&ctx.props().root);
            }
        }
        self.tick(ctx);
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
    let on = |target: &web_sys::EventTarget, event: &'static str, message: fn() -> Msg| {
        let link = ctx.link().clone();
        EventListener::new(target, event, move |_| link.send_message(message()))
    };
    let mut listeners = vec![
        on(&window, "pageshow", || Msg::Wake),
        on(&window, "online", || Msg::Online),
        on(&window, "hashchange", || Msg::Linked),
    ];
    listeners.extend(window.document().map(|document| on(&document, "visibilitychange", || Msg::Wake)));
    listeners
}
