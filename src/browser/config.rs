//! What the portal's snippet says: the attributes of `<status-widget>`.
//!
//! Owns their names and defaults. Knows nothing of what is done with them.

use web_sys::HtmlElement;

use crate::core::document::Audience;
use crate::core::encoding::digest::{Digest, DigestError};
use crate::core::error::debug_as_display;

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
    /// `lang`: of the element or what encloses it.
    pub lang: String,
    /// `memory="off"`: remember nothing in the browser.
    pub memory: bool,
    /// `heading-level`: 1 to 6, where the widget stands in the page's outline.
    pub heading_level: u8,
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

impl Config {
    /// Reads the attributes of `host`.
    ///
    /// # Errors
    /// [`ConfigError`], for the portal's developer.
    pub fn read(host: &HtmlElement) -> Result<Self, ConfigError> {
        let sources: Vec<String> =
            host.get_attribute("src").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
        if sources.is_empty() {
            return Err(ConfigError::NoSource);
        }
        let lang = host
            .closest("[lang]")
            .ok()
            .flatten()
            .and_then(|element| element.get_attribute("lang"))
            .unwrap_or_default();
        Ok(Self {
            sources,
            pin: host.get_attribute("trust").ok_or(ConfigError::NoPin)?.parse()?,
            tenant: host.get_attribute("tenant").filter(|tenant| !tenant.is_empty()),
            audience: host.get_attribute("audience").and_then(|name| name.parse().ok()),
            lang,
            memory: host.get_attribute("memory").as_deref() != Some("off"),
            heading_level: host
                .get_attribute("heading-level")
                .and_then(|level| level.parse().ok())
                .filter(|level| (1..=6).contains(level))
                .unwrap_or(2),
        })
    }
}
