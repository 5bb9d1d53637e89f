//! What is live, as readers fetch it.
//!
//! Owns the request: no cache is asked, nothing is waited for long, and no more is read than
//! a status file may have. Must not know what comes.

use core::time::Duration;
use std::io::Read as _;

use crate::core::signed::verify::MAX_FILE_BYTES;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Who speaks TLS; see Cargo.toml.
const TLS: ureq::tls::TlsProvider =
    if cfg!(windows) { ureq::tls::TlsProvider::NativeTls } else { ureq::tls::TlsProvider::Rustls };

/// Nothing usable came.
#[derive(Debug, thiserror::Error)]
#[error("{url}: can't be fetched")]
pub struct FetchError {
    /// Where from.
    pub url: String,
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// Whether somebody has named an address and no file.
pub fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Fetches what lies at `url`, at most one byte more than a status file may have.
///
/// # Errors
/// [`FetchError`].
pub fn fetch(url: &str) -> Result<Vec<u8>, FetchError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| FetchError { url: url.into(), source };
    let tls = ureq::tls::TlsConfig::builder().provider(TLS).build();
    let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).tls_config(tls).build();
    let agent = ureq::Agent::new_with_config(config);
    let answer = agent
        .get(url)
        .header("Cache-Control", "no-cache")
        .header("Accept", "application/json")
        .call()
        .map_err(|error| failed(error.into()))?;
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    answer
        .into_body()
        .into_reader()
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| failed(error.into()))?;
    Ok(bytes)
}
