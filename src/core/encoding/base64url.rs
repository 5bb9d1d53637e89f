//! Strict base64url without padding (RFC 4648 section 5, RFC 7515 section 2).
//!
//! Owns nothing but the choice of alphabet. One byte string has exactly one
//! accepted spelling: padding, white space, `+`, `/` and stray trailing bits are
//! refused, so an encoded value can be compared as text.

use base64ct::{Base64UrlUnpadded, Encoding};

/// The text is not the one canonical base64url spelling of any byte string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not strict base64url: only A-Z a-z 0-9 - _, no padding, no stray trailing bits")]
pub struct Base64UrlError;

/// Decodes strict base64url.
///
/// # Errors
/// [`Base64UrlError`] for anything but the canonical unpadded encoding.
pub fn decode(text: &str) -> Result<Vec<u8>, Base64UrlError> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| Base64UrlError)
}

/// Decodes strict base64url of exactly `N` bytes.
///
/// # Errors
/// [`Base64UrlError`] for another length or spelling.
pub fn decode_array<const N: usize>(text: &str) -> Result<[u8; N], Base64UrlError> {
    decode(text)?.try_into().map_err(|_| Base64UrlError)
}

/// Encodes bytes as unpadded base64url.
pub fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn every_byte_string_has_one_spelling() {
        assert_eq!(decode("_-8").unwrap(), [0xff, 0xef]);
        assert_eq!(encode(&[0xff, 0xef]), "_-8");
    }

    #[test]
    fn padding_white_space_other_alphabet_and_trailing_bits_are_refused() {
        for text in ["_-8=", "_-8 ", " _-8", "_-\n8", "/+8", "_-9", "_", "_-8_-", "_-é"] {
            assert_eq!(decode(text), Err(Base64UrlError), "{text:?}");
        }
    }
}
