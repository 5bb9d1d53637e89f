//! What a newer publisher may write that this version does not know: keys of another type,
//! and signatures by them.
//!
//! Owns what they look like: AKP keys and ML-DSA, the likeliest to come.

// Each test takes what it needs.
#![allow(dead_code, clippy::unwrap_used, missing_docs)]

use serde_json::{Value, json};
use status_widget::core::encoding::base64url;
use status_widget::core::signed::jwk::KeyId;
use status_widget::core::signed::jws::Type;

/// The bytes of an ML-DSA-44 signature (FIPS 204 table 2).
const SIGNATURE_BYTES: usize = 2420;

/// A key of a type that we do not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignKey(pub u8);

impl ForeignKey {
    pub fn id(self) -> KeyId {
        KeyId([self.0; 32])
    }

    pub fn kid(self) -> String {
        self.id().to_string()
    }

    pub fn jwk(self) -> Value {
        json!({"kty": "AKP", "alg": "ML-DSA-44", "kid": self.kid(), "pub": base64url::encode(&[self.0; 64])})
    }

    /// The protected header of a signature by this key.
    pub fn header(self, typ: Type) -> Value {
        json!({"alg": "ML-DSA-44", "kid": self.kid(), "typ": typ.name()})
    }

    /// A signature entry. Nobody here can say whether it is good.
    pub fn entry(self, typ: Type) -> Value {
        Self::entry_under(&self.header(typ), &base64url::encode(&[self.0; SIGNATURE_BYTES]))
    }

    pub fn entry_under(header: &Value, signature: &str) -> Value {
        json!({"protected": base64url::encode(header.to_string().as_bytes()), "signature": signature})
    }
}

/// Adds a key to the claims of a trust document, and to these roles.
pub fn add_key(claims: &mut Value, jwk: &Value, roles: &[&str]) {
    claims["jwks"]["keys"].as_array_mut().unwrap().push(jwk.clone());
    for role in roles {
        claims["roles"][role]["kids"].as_array_mut().unwrap().push(jwk["kid"].clone());
    }
}

/// Adds a signature to an envelope or a file.
pub fn add_signature(envelope: &mut Value, entry: Value) {
    envelope["signatures"].as_array_mut().unwrap().push(entry);
}
