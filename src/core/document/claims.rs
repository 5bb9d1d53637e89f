//! The payload of a status file: what it claims, and its content.
//!
//! Owns the claims (RFC 7519 section 4.1): whose document it is, which one, and when it
//! may be believed. Whether they are true is for the verifier to say.

use serde::{Deserialize, Serialize};

use super::content::Content;
#[cfg(not(target_family = "wasm"))]
use crate::core::encoding::json::MAX_SAFE_INTEGER;
use crate::core::encoding::json::{self, JsonError};
use crate::core::encoding::unix_time::UnixTime;

/// What a document says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct Claims {
    /// The publisher, the same as in the trust documents.
    pub iss: String,
    /// The stream (production, rehearsal…), the same as in the trust documents.
    pub sub: String,
    /// Rises with every document; at most 2^53 - 1.
    #[cfg_attr(not(target_family = "wasm"), schemars(range(min = 1, max = MAX_SAFE_INTEGER)))]
    pub version: u64,
    /// Issued at, seconds since 1970.
    #[cfg_attr(not(target_family = "wasm"), schemars(with = "u64", range(min = 0, max = MAX_SAFE_INTEGER)))]
    pub iat: UnixTime,
    /// To be believed until, seconds since 1970; at most 24 h after `iat` count.
    #[cfg_attr(not(target_family = "wasm"), schemars(with = "u64", range(min = 1, max = MAX_SAFE_INTEGER)))]
    pub exp: UnixTime,
}

/// The payload of a status file: JWT claims (RFC 7519 section 4.1), then content.
// Not `Deserialize`: for the members of one object in two structs, serde would copy all of
// them into a tree of its own first, and errors would lose their place.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(schemars::JsonSchema))]
pub struct StatusDocument {
    /// Whose it is, which one, and when it may be believed.
    #[serde(flatten)]
    pub claims: Claims,
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
}

impl StatusDocument {
    /// Reads a payload. Neither its claims nor its rules are checked.
    ///
    /// # Errors
    /// [`JsonError`], naming the first thing that is wrong.
    pub fn read(payload: &[u8]) -> Result<Self, JsonError> {
        let tree = json::parse(payload)?;
        Ok(Self { claims: json::from_tree(&tree)?, content: json::from_tree(&tree)? })
    }
}
