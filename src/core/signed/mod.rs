//! Keys, signatures, the trust chain and the one door through which bytes become
//! something to show, in the order in which they are audited: [`jwk`], [`jws`],
//! [`checks`], [`trust`], [`verify`].
//!
//! Must not know clocks, storage or what has been seen before; that is
//! [`crate::core::session`]'s business.

pub mod checks;
pub mod jwk;
pub mod jws;
pub mod trust;
pub mod verify;
