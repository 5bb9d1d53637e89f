//! The pure core: everything that decides what a reader may see.
//!
//! Nothing in here reads a file, a clock, a socket or a random number; all of that
//! comes in as arguments. Five rooms, each of which only knows those above it, and
//! [`error`], the one way in which all of them write an error with its causes:
//!
//! | room | owns | may know |
//! |---|---|---|
//! | [`encoding`] | how bytes are spelt: base64url, digests, strict JSON | nothing of ours |
//! | [`document`] | what a publisher says, and the rules of it | encoding |
//! | [`signed`] | keys, signatures, the trust chain and the door | encoding, document |
//! | [`session`] | time, freshness, rollback, what a page has seen | encoding, signed |
//! | [`presentation`] | what is shown of it, in which words | document, session |
//!
//! `tests/behaviour/rooms.rs` holds this table.

pub mod document;
pub mod encoding;
pub mod error;
pub mod presentation;
pub mod session;
pub mod signed;
