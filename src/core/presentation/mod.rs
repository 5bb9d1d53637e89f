//! What is shown of a document, and in which words.
//!
//! Owns every decision about presentation that needs thought, as plain data for the
//! views. Must not know HTML, browsers or signatures.

pub mod language;
pub mod locale;
pub mod phrases;
pub mod view_model;
