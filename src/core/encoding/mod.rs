//! How bytes are spelt: base64url, digests, JSON.
//!
//! Owns the strictness on which signature checks rely: one value, one spelling. Must not
//! know what any of it means.

pub mod base64url;
pub mod digest;
pub mod json;
pub mod unix_time;
