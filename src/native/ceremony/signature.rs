//! One signature onto an envelope.
//!
//! Owns the forms in which tokens and key services give one. Nothing is added that does
//! not verify.

use crate::core::encoding::base64url;
use crate::core::signed::jwk::{Algorithm, KeyId, KeySet, PublicKey};
use crate::core::signed::jws::{Envelope, Header, SignatureEntry, Type, signing_input};
use crate::native::keys::PrivateKey;

/// The length of a raw signature of either algorithm (RFC 7518 section 3.4, RFC 8037
/// section 3.1), in bytes.
pub const RAW_BYTES: usize = 64;

/// Why a signature is not added.
#[derive(Debug, thiserror::Error)]
pub enum SignatureError {
    /// The signer holds a key that nobody asks.
    #[error("key {0} has no role here; `statusctl trust show` lists the keys that have")]
    NoRole(KeyId),
    /// The signer has done it before.
    #[error("key {0} has signed this document already")]
    AlreadySigned(KeyId),
    /// The token or key service has given something else.
    #[error("not a signature of {}: {found} bytes; expected {RAW_BYTES} raw bytes{}, or that as base64",
        algorithm.name(), if *algorithm == Algorithm::Es256 { " or DER" } else { "" })]
    Form {
        /// The key's algorithm.
        algorithm: Algorithm,
        /// The number of bytes found.
        found: usize,
    },
    /// The token or key service has signed something else, or with another key.
    #[error(
        "the signature does not verify with key {0} over the prepared signing input; \
         was the input hashed twice, or was another key used?"
    )]
    DoesNotVerify(KeyId),
}

/// Checks that `key` is one of those that may sign.
///
/// # Errors
/// [`SignatureError::NoRole`].
pub fn check_role(key: &PublicKey, may_sign: &KeySet) -> Result<(), SignatureError> {
    if may_sign.contains(&key.id()) { Ok(()) } else { Err(SignatureError::NoRole(key.id())) }
}

/// Signs `envelope` with a key that is at hand, if it is one of `may_sign`.
///
/// # Errors
/// [`SignatureError::NoRole`] or [`SignatureError::AlreadySigned`].
pub fn sign(
    envelope: &mut Envelope,
    typ: Type,
    key: &PrivateKey,
    may_sign: &KeySet,
) -> Result<(), SignatureError> {
    let public = key.public();
    check_role(&public, may_sign)?;
    let signature = key.sign(&input_for(envelope, typ, &public));
    add_signature(envelope, typ, &public, &signature)
}

/// The bytes that `key` signs for `envelope`.
pub fn input_for(envelope: &Envelope, typ: Type, key: &PublicKey) -> Vec<u8> {
    signing_input(&Header::new(key, typ).encode(), &envelope.payload)
}

/// Adds a signature entry to `envelope`, after checking that it verifies.
///
/// # Errors
/// [`SignatureError::AlreadySigned`] or [`SignatureError::DoesNotVerify`].
pub fn add_signature(
    envelope: &mut Envelope,
    typ: Type,
    key: &PublicKey,
    signature: &[u8],
) -> Result<(), SignatureError> {
    let protected = Header::new(key, typ).encode();
    if envelope.signatures.iter().any(|entry| entry.protected == protected) {
        return Err(SignatureError::AlreadySigned(key.id()));
    }
    key.verify(&signing_input(&protected, &envelope.payload), signature)
        .map_err(|_| SignatureError::DoesNotVerify(key.id()))?;
    envelope.signatures.push(SignatureEntry { protected, signature: base64url::encode(signature) });
    Ok(())
}

/// A signature as a token or key service gave it, brought to the 64 bytes that JWS
/// has: raw, for ES256 also DER (SEC 1 section C.5), and either also as base64 text.
///
/// # Errors
/// [`SignatureError::Form`].
pub fn raw_signature(key: &PublicKey, bytes: &[u8]) -> Result<Vec<u8>, SignatureError> {
    let algorithm = key.algorithm();
    let raw = |bytes: &[u8]| match (bytes.len(), algorithm) {
        (RAW_BYTES, _) => Some(bytes.to_vec()),
        (_, Algorithm::Es256) => {
            p256::ecdsa::Signature::from_der(bytes).ok().map(|signature| signature.to_bytes().to_vec())
        }
        _ => None,
    };
    raw(bytes)
        .or_else(|| raw(&from_base64(bytes)?))
        .ok_or(SignatureError::Form { algorithm, found: bytes.len() })
}

/// What base64 text of either alphabet says, with or without padding. Vault writes
/// `vault:v1:` in front.
fn from_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?.trim().rsplit(':').next()?;
    base64url::decode(&text.replace('+', "-").replace('/', "_").replace('=', "")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native::keys::PrivateKey;

    #[test]
    fn a_signature_is_understood_in_every_form_in_which_tokens_and_services_give_it() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Es256] {
            let key = PrivateKey::generate(algorithm).unwrap();
            let raw = key.sign(b"message");
            let mut forms = vec![raw.clone()];
            if algorithm == Algorithm::Es256 {
                forms.push(p256::ecdsa::Signature::from_slice(&raw).unwrap().to_der().as_bytes().to_vec());
            }
            for form in forms {
                let url = base64url::encode(&form);
                let padding = "=".repeat((3 - form.len() % 3) % 3);
                let standard = format!("{}{padding}\n", url.replace('-', "+").replace('_', "/"));
                let vault = format!("vault:v1:{standard}");
                for given in [&form[..], url.as_bytes(), standard.as_bytes(), vault.as_bytes()] {
                    assert_eq!(raw_signature(&key.public(), given).unwrap(), raw, "{given:?}");
                }
            }
        }
    }

    #[test]
    fn anything_else_is_no_signature() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Es256] {
            let key = PrivateKey::generate(algorithm).unwrap().public();
            for bytes in [&b""[..], &[0; 63], &[0; 65], b"{\"signature\": \"AAAA\"}", b"AAAA", &[0xff; 96]] {
                let error = raw_signature(&key, bytes).unwrap_err();
                assert!(matches!(error, SignatureError::Form { .. }), "{bytes:?}");
            }
        }
    }
}
