//! The prepared file: a document on its way to a key that lives elsewhere, and back.
//!
//! Owns its form.

use serde::Serialize;

use crate::core::encoding::typed::{members, names};
use crate::core::signed::jwk::Jwk;
use crate::core::signed::jws::{Envelope, Type};

/// A document on its way to a key that lives elsewhere, and back.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Prepared {
    /// What it will be: a status document or a trust document.
    pub kind: PreparedKind,
    /// The key that has to sign.
    pub key: Jwk,
    /// The document with the signatures that it has so far.
    pub document: Envelope,
    /// The chain: complete for a status document, all before it for a trust document.
    pub trust: Vec<Envelope>,
}

members!(Prepared only { kind, key, document, trust });

/// What a prepared document will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PreparedKind {
    /// A status document.
    Status,
    /// A trust document.
    Trust,
}

names!(PreparedKind only { "status" => Status, "trust" => Trust }, Status);

impl PreparedKind {
    /// The type in the protected header.
    pub fn typ(self) -> Type {
        match self {
            Self::Status => Type::Status,
            Self::Trust => Type::Trust,
        }
    }
}
