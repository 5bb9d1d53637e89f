//! The pure core: everything that decides what a reader may see.
//!
//! Nothing in here reads a file, a clock, a socket or a random number; all of
//! that comes in as arguments. Below the line the modules only know the ones
//! above them.
//!
//! | layer | modules | may know |
//! |---|---|---|
//! | encodings | [`base64url`], [`json`], [`typed`], [`digest`] | nothing of ours |
//! | keys and signatures | [`jwk`], [`jws`] | encodings |
//! | trust | [`trust`], [`verify`] | keys and signatures, [`document`] |
//! | time and memory | [`freshness`], [`session`] | trust |
//! | content | [`calendar`], [`localized`], [`rich_text`], [`calm`], [`document`] | encodings |
//! | presentation | [`phrases`], [`view_model`] | content, [`session`] |

pub mod base64url;
pub mod calendar;
pub mod calm;
pub mod digest;
pub mod document;
pub mod freshness;
pub mod json;
pub mod jwk;
pub mod jws;
pub mod localized;
pub mod phrases;
pub mod rich_text;
pub mod session;
pub mod trust;
pub mod typed;
pub mod verify;
pub mod view_model;
