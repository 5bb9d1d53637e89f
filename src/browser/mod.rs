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

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{HtmlElement, ShadowRoot};
use yew::AppHandle;

use app::{App, Props};
use config::Config;

use crate::core::error::chain;

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// A mounted widget; the loader holds it as long as the element is on the page.
#[wasm_bindgen]
pub struct Mounted {
    app: AppHandle<App>,
}

/// Mounts the widget for `host` into its shadow root. Called by the loader
/// (`static/loader.js`), which shows the portal's own fallback if it can't be done.
///
/// # Errors
/// What is wrong with the element's attributes, for the portal's developer.
#[wasm_bindgen]
pub fn mount(host: &HtmlElement, root: &ShadowRoot) -> Result<Mounted, JsValue> {
    yew::set_custom_panic_hook(Box::new(|info| crashed(&info.to_string())));
    let config = Config::read(host).map_err(|error| chain(&error).to_string())?;
    let target = host.owner_document().ok_or(JsValue::NULL)?.create_element("div")?;
    styles::adopt(root, &target);
    root.append_child(&target)?;
    let props = Props { config, root: root.clone() };
    Ok(Mounted { app: yew::Renderer::<App>::with_root_and_props(target, props).render() })
}

#[wasm_bindgen]
extern "C" {
    /// The loader's: takes everything off the page. After a panic no timer of ours
    /// may come any more, and what is fresh now would be shown as fresh for ever.
    #[wasm_bindgen(js_name = status_widget_crashed)]
    fn crashed(message: &str);

    /// The loader's: takes this element's widget off the page and mounts it anew.
    #[wasm_bindgen(js_name = status_widget_restart)]
    fn restart(host: &web_sys::Element);
}

#[wasm_bindgen]
impl Mounted {
    /// Takes the widget off the page: timers and listeners end.
    pub fn unmount(self) {
        self.app.destroy();
    }
}

/// Writes for whoever has the developer tools open what went wrong with `source`, and why.
fn report(source: &str, error: &dyn std::error::Error) {
    web_sys::console::warn_1(&format!("status-widget: {source}: {}", chain(error)).into());
}
