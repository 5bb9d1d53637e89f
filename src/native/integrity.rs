//! What a page pins of the files that it loads (Subresource Integrity, W3C).
//!
//! Owns how integrity metadata is made and compared, and the hash of a Content Security
//! Policy, which is spelt alike. Must not know which files.

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// Integrity metadata of `bytes`, of the strength that the project's pages use.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", Base64::encode_string(&Sha384::digest(bytes)))
}

/// The hash of an inline script or style as a policy names it (CSP3 section 2.3.1).
pub fn policy_hash(text: &str) -> String {
    format!("'sha256-{}'", Base64::encode_string(&Sha256::digest(text)))
}

/// Whether a browser that finds `metadata` in a page takes `bytes`; none where it finds no hash
/// that it knows, and takes anything (SRI section 3.3.5).
pub fn is_met(metadata: &str, bytes: &[u8]) -> Option<bool> {
    let known = metadata.split_ascii_whitespace().filter_map(|expression| {
        let (algorithm, rest) = expression.split_once('-')?;
        let value = rest.split('?').next().unwrap_or_default();
        let (strength, digest) = match algorithm {
            "sha256" => (0, Base64::encode_string(&Sha256::digest(bytes))),
            "sha384" => (1, Base64::encode_string(&Sha384::digest(bytes))),
            "sha512" => (2, Base64::encode_string(&Sha512::digest(bytes))),
            _ => return None,
        };
        Some((strength, value == digest))
    });
    // Of several, the strongest count, and one of those has to fit.
    known.max().map(|(_, fits)| fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_hash_counts_and_unknown_ones_do_not() {
        let ours = integrity(b"abc");
        assert_eq!(ours, "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn");
        assert_eq!(is_met(&ours, b"abc"), Some(true));
        assert_eq!(is_met(&ours, b"abd"), Some(false));
        let weak = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        assert_eq!(is_met(weak, b"abc"), Some(true));
        assert_eq!(is_met(&format!("{weak} sha384-AAAA"), b"abc"), Some(false));
        assert_eq!(is_met(&format!("sha384-AAAA  {ours}?x"), b"abc"), Some(true));
        for nothing in ["", "md5-AAAA", "sha384"] {
            assert_eq!(is_met(nothing, b"abc"), None, "{nothing:?}");
        }
    }

    #[test]
    fn a_policy_s_hash_stands_in_quotation_marks() {
        assert_eq!(policy_hash("abc"), "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
    }
}
