//! One element's view of a session.
//!
//! Owns when the view is rendered: when something else is to be said, and not otherwise.
//! What is shown is made from the page's display state and the element's options, and
//! nothing else. The loader's dead man's switch is told after each look how long what is
//! shown holds.

use core::time::Duration;
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::Function;
use wasm_bindgen::JsValue;
use web_sys::{Element, EventTarget, ShadowRoot};
use yew::{Component, Context, Html, Properties, html};

use super::actions::{self, Action};
use super::config::Config;
use super::foreign::ForeignChanges;
use super::page::{Page, Watch};
use super::place::{ReaderState, elements};
use super::{DeadMansSwitch, deep_link, languages, status};
use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::presentation::language::Language;
use crate::core::presentation::locale::Locale;
use crate::core::presentation::view_model::{Options, PROOF, WidgetModel, view_model};
use crate::core::session::freshness::Freshness;
use crate::core::session::{DisplayState, Notice};
use crate::core::signed::verify::Authentic;
use crate::view::{moving_texts, widget};

/// What the mount point gives.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The element's attributes.
    pub config: Config,
    /// The session that it looks at.
    pub page: Rc<Page>,
    /// The shadow root in which the view stands.
    pub root: ShadowRoot,
    /// The element into which it is rendered.
    pub target: Element,
    /// Takes everything away if this view does not.
    pub dead_mans_switch: DeadMansSwitch,
    /// Tells the page's scripts what is shown.
    pub tell: Function,
}

/// What happens to a view.
pub enum Msg {
    /// There may be something else to see.
    Look,
    /// The element's attributes have changed.
    Configured(Box<Config>, Rc<Page>),
    /// The reader has followed a link within the page.
    Linked,
    /// The reader has done something.
    Acted(Action),
    /// What has this id was to be copied, and that went well or not.
    Copied(String, bool),
}

/// All that decides what is said. While it stays the same, nothing that somebody else has
/// made of it is made anew.
#[derive(PartialEq)]
struct Basis {
    edition: u32,
    freshness: Freshness,
    notices: Vec<Notice>,
    loading: bool,
}

impl Basis {
    fn of(display: &DisplayState<'_>) -> Self {
        Self {
            edition: display.edition,
            freshness: display.freshness,
            notices: display.notices.clone(),
            loading: display.loading,
        }
    }
}

/// What is said.
struct Said {
    model: WidgetModel,
    /// None once the model has to be made anew whatever the page knows.
    basis: Option<Basis>,
    /// The document that the model is made from.
    confirmed: Option<Digest>,
}

impl Said {
    /// Nothing yet: the words for it are under way.
    fn nothing(display: &DisplayState<'_>) -> Self {
        Self { model: WidgetModel::silent(languages::german(), display.now), basis: None, confirmed: None }
    }

    fn of(display: &DisplayState<'_>, options: &Options, locale: Option<Locale>) -> Self {
        let Some(locale) = locale else { return Self::nothing(display) };
        Self {
            model: view_model(display, options, locale),
            basis: Some(Basis::of(display)),
            confirmed: display.document.map(Authentic::digest),
        }
    }

    /// Whether something else is to be said now.
    fn is_outdated(&self, display: &DisplayState<'_>) -> bool {
        self.basis.as_ref() != Some(&Basis::of(display)) || self.model.is_overtaken_at(display.now)
    }
}

/// How long what is shown holds, as of now; for good where no state is shown.
#[derive(Clone, Copy)]
struct Word {
    holds_for: Option<Duration>,
    now: UnixTime,
}

impl Word {
    fn of(display: &DisplayState<'_>) -> Self {
        Self { holds_for: display.holds_for, now: display.now }
    }
}

/// See the module's description.
pub struct App {
    page: Rc<Page>,
    watch: Option<Watch>,
    config: Config,
    speech: Speech,
    wishes: Wishes,
    options: Options,
    said: Said,
    word: Word,
    foreign: ForeignChanges,
    /// Something else is about to be shown, and what was has perhaps been taken away.
    is_rendering: bool,
    /// Counts how often everything was made anew.
    generation: u32,
    /// Where the reader was before everything was made anew.
    reader: Option<ReaderState>,
    _listeners: Vec<EventListener>,
}

/// What the reader has typed, and wanted copied; kept nowhere.
#[derive(Clone, Default)]
struct Wishes {
    search: String,
    asked: String,
    copied: Option<(String, bool)>,
}

/// In which language the reader is spoken to.
#[derive(Clone, Default, PartialEq)]
struct Speech {
    /// The wanted one, a BCP 47 tag.
    lang: String,
    /// That which comes closest; none before the first words are there.
    locale: Option<Locale>,
}

impl Speech {
    /// As the reader wants it, else the portal, as soon as the words are there; until then, as
    /// it was.
    fn update(&mut self, config: &Config) {
        let lang = languages::chosen().unwrap_or_else(|| config.lang.clone());
        if let Some(locale) = languages::load(&lang) {
            *self = Self { lang, locale: Some(locale) };
        }
    }
}

/// What the portal has chosen and, where it leaves that open, the reader.
fn options(config: &Config, speech: &Speech, page: &Page, wishes: &Wishes) -> Options {
    let (tenant, choice) = match &config.tenant {
        Some(tenant) => (Some(tenant.clone()), None),
        None => {
            let (chosen, choice) = page.choice();
            (chosen, Some(choice))
        }
    };
    let Wishes { search, asked, copied } = wishes.clone();
    Options {
        lang: speech.lang.clone(),
        languages: Language::ALL,
        tenant,
        choice,
        search,
        asked,
        copied,
        audience: config.audience,
        heading_level: config.heading_level,
        banner: config.banner.clone(),
    }
}

impl App {
    /// Brings the model up to date. Says whether it is to be rendered.
    fn look(&mut self, ctx: &Context<Self>) -> bool {
        self.foreign.begin_own();
        let Self { page, config, speech, wishes, options, said, .. } = self;
        let before = speech.locale;
        speech.update(config);
        let wanted = self::options(config, speech, page, wishes);
        if wanted != *options || speech.locale != before {
            *options = wanted;
            said.basis = None;
        }
        let (is_new, word) = page.with_display_state(|display| {
            let is_new = said.is_outdated(display);
            if is_new || said.confirmed != display.document.map(Authentic::digest) {
                *said = Said::of(display, options, speech.locale);
            } else {
                said.model.set_now(display.now);
            }
            (is_new, Word::of(display))
        });
        self.word = word;
        if is_new {
            self.begin_rendering(ctx);
        } else if !self.is_rendering {
            // Else the word is given once there is something to give it for.
            self.write_moving_texts(ctx);
            self.give_word(ctx);
            self.foreign.end_own();
        }
        is_new
    }

    fn begin_rendering(&mut self, ctx: &Context<Self>) {
        self.is_rendering = true;
        // Before anything is touched, or its end would come too late for it.
        self.foreign.end_own_soon();
        ctx.props().dead_mans_switch.begins();
        self.make_room(ctx);
    }

    /// Before something else is said: remembers where the reader is, as far as rendering may
    /// move them, and takes away what somebody else has changed.
    fn make_room(&mut self, ctx: &Context<Self>) {
        let Props { root, target, .. } = ctx.props();
        // One that is not yet restored is waiting for content.
        if self.reader.is_none() {
            self.reader = Some(ReaderState::read(root, self.foreign.are_there()));
        }
        if self.foreign.are_there() {
            self.foreign.clear(root, target);
            self.generation += 1;
        }
    }

    /// Tells the dead man's switch how long what is shown holds, and the page's scripts what it
    /// is. Not before it is shown: if rendering fails, the word of before counts.
    fn give_word(&self, ctx: &Context<Self>) {
        let Word { holds_for, now } = self.word;
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        let now = milliseconds(now.saturating_since(UnixTime::default()));
        let Props { dead_mans_switch, tell, .. } = ctx.props();
        dead_mans_switch.holds(holds_for.map_or(f64::INFINITY, milliseconds), now);
        // The page's listeners can't fail us: the platform reports what they throw.
        let _ = status::of(&self.said.model).and_then(|status| tell.call1(&JsValue::NULL, &status));
    }

    /// What changes with time alone, or with a new signature, is written by hand: it is no
    /// reason to go through everything else, and a translator may have replaced what stands
    /// there.
    fn write_moving_texts(&self, ctx: &Context<Self>) {
        let Some(content) = &self.said.model.content else { return };
        for (name, text) in moving_texts(content) {
            for place in elements(ctx.props().target.query_selector_all(&format!("[data-moving={name}]"))) {
                if place.text_content().as_deref() != Some(&text) {
                    place.set_text_content(Some(&text));
                }
            }
        }
    }

    fn configure(&mut self, ctx: &Context<Self>, config: Config, page: Rc<Page>) {
        if page != self.page {
            self.watch = None;
            self.watch = Some(page.watch(ctx.link().callback(|()| Msg::Look)));
            self.page = page;
            self.said.basis = None;
        }
        if config.lang != self.config.lang {
            languages::choose(None);
        }
        self.config = config;
    }

    fn act(&mut self, ctx: &Context<Self>, action: Action) {
        let root = &ctx.props().root;
        let copy = |id: String, text: Option<String>| {
            let done = ctx.link().callback(move |is_copied| Msg::Copied(id.clone(), is_copied));
            actions::copy(text.unwrap_or_default(), done);
        };
        match action {
            Action::Search(text) => self.wishes.search = text,
            Action::Ask(text) => self.wishes.asked = text,
            Action::OpenAll(open) => actions::open_all(root, open),
            Action::CopyLink(id) => copy(id.clone(), actions::address(&id)),
            Action::CopyText => {
                let proof = self.said.model.content.as_ref().map(|content| content.proof.to_text());
                copy(PROOF.into(), proof);
            }
            Action::Speak(tag) => {
                languages::choose(Some(tag));
                Page::look_all();
            }
            Action::Choose => self.page.choose(actions::chosen(root), actions::is_remembered(root)),
            // Of what is shown, not of what the list says meanwhile.
            Action::Remember => {
                self.page.choose(self.options.tenant.clone(), actions::is_remembered(root));
            }
        }
    }
}

impl Component for App {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let Props { config, page, root, .. } = ctx.props();
        let mut speech = Speech::default();
        speech.update(config);
        let options = options(config, &speech, page, &Wishes::default());
        let watch = page.watch(ctx.link().callback(|()| Msg::Look));
        let (said, word) = page
            .with_display_state(|display| (Said::of(display, &options, speech.locale), Word::of(display)));
        let mut app = Self {
            page: page.clone(),
            watch: Some(watch),
            config: config.clone(),
            speech,
            wishes: Wishes::default(),
            options,
            said,
            word,
            foreign: ForeignChanges::watch(root),
            is_rendering: false,
            generation: 0,
            reader: page.take_reader(),
            _listeners: listeners(ctx),
        };
        app.foreign.begin_own();
        app.begin_rendering(ctx);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Msg) -> bool {
        match message {
            Msg::Look => {}
            Msg::Configured(config, page) => self.configure(ctx, *config, page),
            Msg::Acted(action) => self.act(ctx, action),
            Msg::Copied(id, is_copied) => self.wishes.copied = Some((id, is_copied)),
            Msg::Linked => {
                languages::choose_by_address();
                deep_link::is_wanted();
                deep_link::follow(&ctx.props().root);
            }
        }
        self.look(ctx)
    }

    fn view(&self, _: &Context<Self>) -> Html {
        html! {
            <>
                <key={self.generation}>
                    { widget(&self.said.model) }
                </>
            </>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        let root = &ctx.props().root;
        self.is_rendering = false;
        self.foreign.begin_own();
        self.write_moving_texts(ctx);
        if self.said.model.content.is_some()
            && let Some(reader) = self.reader.take()
        {
            reader.restore(root);
        }
        deep_link::follow(root);
        self.give_word(ctx);
        self.foreign.end_own();
    }
}

/// What else makes a view look.
fn listeners(ctx: &Context<App>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let mut listeners = actions::watch(&ctx.props().root, &ctx.link().callback(Msg::Acted));
    let link = ctx.link().clone();
    listeners.push(EventListener::new(&window, "hashchange", move |_| link.send_message(Msg::Linked)));
    if let Some(document) = window.document() {
        let link = ctx.link().clone();
        let target: &EventTarget = &document;
        listeners.push(EventListener::new(target, "click", move |click| {
            if deep_link::is_followed_by(click) {
                link.send_message(Msg::Linked);
            }
        }));
    }
    listeners
}
