//! A signed status document, the widget that verifies and shows it, and the
//! tool that publishes it.
//!
//! # Verifying a file
//!
//! ```
//! use status_widget::core::document::ServiceStatus;
//! use status_widget::core::encoding::digest::Digest;
//! use status_widget::core::signed::jws::JwsError;
//! use status_widget::core::signed::verify::{Refusal, authenticate};
//!
//! // The pin stands in a portal's page; the file comes from any host.
//! let pin: Digest = "sha256-tmWRlGrzvnvCZoggWNPGh/NGbAjODlindga4MH7xzO0=".parse()?;
//! let mut file = std::fs::read("examples/verify/status.json")?;
//!
//! let authentic = authenticate(&file, &pin)?;
//! let service = &authentic.content().services[0];
//! assert_eq!(service.state.status, ServiceStatus::PartialOutage);
//!
//! // Whoever changes a byte on the way is refused.
//! file[100] ^= 1;
//! assert!(matches!(authenticate(&file, &pin), Err(Refusal::Jws(JwsError::BadSignature(_)))));
//!
//! // So is a file of somebody else's, whatever it is signed with.
//! let file = std::fs::read("examples/verify/status.json")?;
//! assert!(authenticate(&file, &Digest::of(b"another trust document")).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Whether an authentic file is fresh, and not older than one seen before, is for
//! [`core::session`] to say.
//!
//! # The map
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

pub mod core;

#[cfg(target_family = "wasm")]
pub mod browser;
#[cfg(not(target_family = "wasm"))]
pub mod native;
pub mod view;
