//! The browser shell: the thin layer between the pure core and the page.
//!
//! Owns fetching, storage, clocks, timers and the mount point. Decides nothing
//! about trust or freshness; it carries bytes into [`crate::core::session`] and
//! puts what comes out into [`crate::view`].

mod app;
mod config;
mod deep_link;
mod fetch;
mod memory;
mod styles;

use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{HtmlElement, ShadowRoot};
use yew::AppHandle;

use app::{App, Props};
use config::Config;

/// A mounted widget; the loader holds it as long as the element is on the page.
#[wasm_bindgen]
pub struct Mounted {
    app: AppHandle<App>,
}

/// Mounts the widget for `host` into its shadow root. Called by the loader
/// (`static/loader.js`). A configuration that can't work is told on the console
/// and leaves the portal's own fallback in place.
#[wasm_bindgen]
pub fn mount(host: &HtmlElement, root: &ShadowRoot) -> Option<Mounted> {
    let config = match Config::read(host) {
        Ok(config) => config,
        Err(error) => {
            report(&error);
            return None;
        }
    };
    let target = host.owner_document()?.create_element("div").ok()?;
    styles::adopt(root, &target);
    root.append_child(&target).ok()?;
    let props = Props { config, root: root.clone() };
    Some(Mounted { app: yew::Renderer::<App>::with_root_and_props(target, props).render() })
}

#[wasm_bindgen]
impl Mounted {
    /// Takes the widget off the page: timers and listeners end.
    pub fn unmount(self) {
        self.app.destroy();
    }
}

/// Tells whoever has the developer tools open.
fn report(message: &dyn std::fmt::Display) {
    web_sys::console::warn_1(&format!("status-widget: {message}").into());
}
