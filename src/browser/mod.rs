//! The browser shell: the thin layer between the pure core and the page.
//!
//! Owns fetching, storage, clocks, timers and the mount point. Decides nothing
//! about trust or freshness; it carries bytes into [`crate::core::session`] and
//! puts what comes out into [`crate::view`].
//!
//! | module | lives as long as | owns |
//! |---|---|---|
//! | [`page`] | the page | one session for each pin, its timers and requests |
//! | [`app`] | a mounted element | what one element shows of a session |
//! | [`config`] | | the element's attributes and its language |
//! | [`actions`] | | which button or field does what |
//! | [`status`] | | what the page's scripts are told |
//! | [`languages`], [`formats`] | the page | words, dates and numbers in the reader's language |
//! | [`fetch`], [`memory`], [`clock`], [`console`] | | the platform's functions, which may fail |
//! | [`deep_link`], [`foreign`], [`place`] | | the element's place among others |

mod actions;
mod app;
mod clock;
mod config;
mod console;
mod deep_link;
mod fetch;
mod foreign;
pub mod formats;
mod languages;
mod memory;
mod page;
mod place;
mod status;

use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, HtmlElement, ShadowRoot};
use yew::AppHandle;

use app::{App, Msg, Props};
use config::Config;
use page::Page;
use place::ReaderState;

use crate::core::error::chain;

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[wasm_bindgen]
extern "C" {
    /// The loader's dead man's switch for one mounted view.
    #[derive(Clone, PartialEq)]
    pub type DeadMansSwitch;

    /// Something else is about to be rendered.
    #[wasm_bindgen(method)]
    fn begins(this: &DeadMansSwitch);

    /// What is shown holds for so many milliseconds, judged by the time `now`, in
    /// milliseconds since 1970.
    #[wasm_bindgen(method)]
    fn holds(this: &DeadMansSwitch, milliseconds: f64, now: f64);

    /// The loader's: takes everything off the page. After a panic no timer of ours
    /// may come any more, and what is fresh now would be shown as fresh for ever.
    #[wasm_bindgen(js_name = status_widget_crashed)]
    fn crashed(message: &str);
}

/// Begins, once for each instance of the wasm. `floor`, in milliseconds since 1970, is
/// the latest time by which an earlier instance on this page has judged, which has
/// crashed since; 0 where there was none.
#[wasm_bindgen]
pub fn begin(floor: f64) {
    yew::set_custom_panic_hook(Box::new(|info| crashed(&info.to_string())));
    page::begin(clock::milliseconds(floor));
    languages::choose_by_address();
}

/// A mounted view; the loader holds it as long as the element is on the page.
#[wasm_bindgen]
pub struct View {
    app: AppHandle<App>,
    page: Rc<Page>,
    host: HtmlElement,
    root: ShadowRoot,
}

/// Mounts a view for `host` into `target`, which stands in its shadow root. Called by the
/// loader (`static/loader.js`), which shows the portal's own fallback if it can't be done, and
/// to which `tell` says after each look what is shown, in the form of [`status::of`].
///
/// # Errors
/// What is wrong with the element's attributes, for the portal's developer.
#[wasm_bindgen]
pub fn mount(
    host: HtmlElement,
    root: ShadowRoot,
    target: Element,
    dead_mans_switch: DeadMansSwitch,
    tell: Function,
) -> Result<View, JsValue> {
    let config = read_config(&host)?;
    let page = Page::of(&config);
    let props = Props {
        config,
        page: page.clone(),
        root: root.clone(),
        target: target.clone(),
        dead_mans_switch,
        tell,
    };
    let app = yew::Renderer::<App>::with_root_and_props(target, props).render();
    Ok(View { app, page, host, root })
}

fn read_config(host: &HtmlElement) -> Result<Config, JsValue> {
    Config::read(host).map_err(|error| chain(&error).to_string().into())
}

/// Time may have passed unnoticed, or a connection may be back: the loader's word after
/// the page was hidden, asleep or offline.
#[wasm_bindgen]
pub fn wake() {
    languages::retry();
    Page::wake_all();
}

#[wasm_bindgen]
impl View {
    /// The element's attributes have changed: a new look at the same things, not a new
    /// start.
    ///
    /// # Errors
    /// As [`mount`].
    pub fn update(&mut self) -> Result<(), JsValue> {
        let config = read_config(&self.host)?;
        self.page = Page::of(&config);
        self.app.send_message(Msg::Configured(Box::new(config), self.page.clone()));
        Ok(())
    }

    /// Asks for a newer file now. Resolves when that has been answered; at once where the
    /// last answer is only seconds old.
    pub fn refresh(&self) -> Promise {
        self.page.refresh()
    }

    /// Takes the view off the page. What the session knows stays with the page, and so does
    /// where the reader was. (Read before the loader takes everything away: Yew destroys a
    /// moment later.)
    pub fn unmount(self) {
        self.page.keep_reader(ReaderState::of_a_view_that_goes(&self.root));
        self.app.destroy();
    }
}
