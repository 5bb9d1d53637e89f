//! What the portal's snippet says: the attributes of `<status-widget>`.
//!
//! Owns their names, values and defaults, and the language of the element. A value that
//! can't be meant is said on the console with what is allowed; it is never taken for
//! something else in silence. Knows nothing of what is done with them.

use web_sys::HtmlElement;

use super::console;
use super::memory::Keeps;
use crate::core::document::Audience;
use crate::core::encoding::digest::{Digest, DigestError};
use crate::core::error::debug_as_display;
use crate::core::presentation::view_model::Banner;

/// The settings of one element.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// `src`: where the status file is served, one or more URLs between white space.
    pub sources: Vec<String>,
    /// `trust`: the digest of the first trust document.
    pub pin: Digest,
    /// `tenant`: whose states to show; the general ones without it.
    pub tenant: Option<String>,
    /// `audience`: only what is for them; everything without it.
    pub audience: Option<Audience>,
    /// The language of the element as HTML defines it; empty where nobody says.
    pub lang: String,
    /// `memory`: how long anything is remembered in the browser. With `off`, what was is
    /// forgotten.
    pub memory: Keeps,
    /// `heading-level`: 1 to 6, where the widget stands in the page's outline.
    pub heading_level: u8,
    /// `view="banner"`: the short form, with its `href` and whether it is `quiet`.
    pub banner: Option<Banner>,
}

/// A snippet that can't work.
#[derive(thiserror::Error)]
pub enum ConfigError {
    /// No `src`.
    #[error("the attribute src is missing; give the URL of the status file")]
    NoSource,
    /// No `trust`.
    #[error("the attribute trust is missing; `statusctl trust show --pin` prints it")]
    NoPin,
    /// `trust` is no digest.
    #[error("the attribute trust is not a digest")]
    Pin(#[from] DigestError),
}

debug_as_display!(ConfigError);

const HEADING_LEVELS: std::ops::RangeInclusive<u8> = 1..=6;
const DEFAULT_HEADING_LEVEL: u8 = 2;

impl Config {
    /// Reads the attributes of `host`.
    ///
    /// # Errors
    /// [`ConfigError`], for the portal's developer.
    pub fn read(host: &HtmlElement) -> Result<Self, ConfigError> {
        let get = |name: &str| host.get_attribute(name);
        let sources: Vec<String> =
            get("src").unwrap_or_default().split_ascii_whitespace().map(str::to_owned).collect();
        if sources.is_empty() {
            return Err(ConfigError::NoSource);
        }
        let pin = get("trust").filter(|pin| !pin.trim().is_empty()).ok_or(ConfigError::NoPin)?.parse()?;
        Ok(Self {
            sources,
            pin,
            tenant: get("tenant").map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()),
            audience: audience(host),
            lang: language(host),
            memory: memory(host),
            heading_level: heading_level(host),
            banner: banner(host),
        })
    }
}

/// The value of an enumerated attribute (HTML Standard, section 2.3.3): in lower case,
/// none where it is missing or empty.
fn keyword(host: &HtmlElement, name: &str) -> Option<String> {
    let value = host.get_attribute(name)?.trim().to_ascii_lowercase();
    (!value.is_empty()).then_some(value)
}

/// An attribute has a value that it can't have; says what is allowed, and what is done.
fn misspelt(attribute: &str, allowed: &str) {
    console::warn(&format_args!("the attribute {attribute} is not understood; it can be {allowed}"));
}

fn audience(host: &HtmlElement) -> Option<Audience> {
    let audience = keyword(host, "audience")?.parse().ok();
    if audience.is_none() {
        misspelt("audience", "insured_persons, care_providers, insurers or press; everything is shown");
    }
    audience
}

/// Whether to remember. What can't be understood fails closed: nothing is stored.
fn memory(host: &HtmlElement) -> Keeps {
    match keyword(host, "memory").as_deref() {
        None | Some("on") => Keeps::Always,
        Some("session") => Keeps::Session,
        Some(other) => {
            if other != "off" {
                misspelt("memory", "on, session or off; nothing is remembered");
            }
            Keeps::Nothing
        }
    }
}

fn heading_level(host: &HtmlElement) -> u8 {
    let Some(level) = keyword(host, "heading-level") else { return DEFAULT_HEADING_LEVEL };
    let level = level.parse().ok().filter(|level| HEADING_LEVELS.contains(level));
    if level.is_none() {
        misspelt("heading-level", "1 to 6; it is 2");
    }
    level.unwrap_or(DEFAULT_HEADING_LEVEL)
}

fn banner(host: &HtmlElement) -> Option<Banner> {
    match keyword(host, "view").as_deref() {
        None | Some("full") => None,
        Some("banner") => Some(Banner {
            href: host.get_attribute("href").map(|href| href.trim().to_owned()),
            is_quiet: host.has_attribute("quiet"),
        }),
        Some(_) => {
            misspelt("view", "full or banner; it is full");
            None
        }
    }
}

/// The language of an element (HTML Standard, section 3.2.6.1): that of the nearest
/// element around it, also out of a shadow tree, that has the attribute; else the one
/// that the page's `meta` element names.
fn language(host: &HtmlElement) -> String {
    let mut around = Some(host.clone().into());
    while let Some(element) = around {
        let element: web_sys::Element = element;
        if let Ok(Some(found)) = element.closest("[lang]") {
            return found.get_attribute("lang").unwrap_or_default();
        }
        around = shadow_host(&element);
    }
    let meta = host
        .owner_document()
        .and_then(|document| document.query_selector("meta[http-equiv=content-language i]").ok().flatten());
    meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default().trim().to_owned()
}

/// The element whose shadow tree `element` stands in.
pub fn shadow_host(element: &web_sys::Element) -> Option<web_sys::Element> {
    use wasm_bindgen::JsCast as _;
    element.get_root_node().dyn_into::<web_sys::ShadowRoot>().ok().map(|root| root.host())
}
