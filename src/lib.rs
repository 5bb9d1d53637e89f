//! A signed status document, the widget that verifies and shows it, and the
//! tool that publishes it.
//!
//! Data flows one way: bytes → verified → document → view model → view.
//! Dependencies point inward only:
//!
//! - [`core`] is pure: no I/O, no clock, no platform. Widget, tool and tests run
//!   the same code.
//! - [`view`] turns view models into HTML with Yew and knows nothing else.
//! - `browser` (wasm only) and `native` (everything else) are the thin shells
//!   that fetch, store, prompt and print.
//!
//! `ARCHITECTURE.md` draws the map and says where the trust boundary runs.

/// The version of the widget and of the tool, which are one.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

pub mod core;

#[cfg(target_family = "wasm")]
mod browser;
#[cfg(not(target_family = "wasm"))]
pub mod native;
pub mod view;
