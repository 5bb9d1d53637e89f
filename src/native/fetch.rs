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

/// What came, as a browser sees it.
#[derive(Debug)]
pub struct Answer {
    /// Of HTTP.
    pub status: u16,
    /// Names are in lower case.
    headers: Vec<(String, String)>,
    /// What it holds, up to the limit that was asked for.
    pub bytes: Vec<u8>,
    /// From asking to the last byte.
    pub took: Duration,
}

impl Answer {
    /// All values of a header, in their order.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn agent(is_status_an_error: bool) -> ureq::Agent {
    let tls = ureq::tls::TlsConfig::builder().provider(TLS).build();
    ureq::Agent::new_with_config(
        ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .tls_config(tls)
            .http_status_as_error(is_status_an_error)
            .build(),
    )
}

/// Asks for `url` on behalf of a page of `origin`, and takes whatever comes, up to `most` bytes.
///
/// # Errors
/// [`FetchError`] if nothing comes.
pub fn ask(url: &str, origin: Option<&str>, most: u64) -> Result<Answer, FetchError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| FetchError { url: url.into(), source };
    let begun = std::time::Instant::now();
    let mut request = agent(false).get(url);
    if let Some(origin) = origin {
        request = request.header("Origin", origin);
    }
    let answer = request.call().map_err(|error| failed(error.into()))?;
    let status = answer.status().as_u16();
    let value = |value: &ureq::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = answer.headers().iter().map(|(name, one)| (name.as_str().to_owned(), value(one))).collect();
    let mut bytes = Vec::new();
    let body = answer.into_body().into_reader();
    body.take(most).read_to_end(&mut bytes).map_err(|error| failed(error.into()))?;
    Ok(Answer { status, headers, bytes, took: begun.elapsed() })
}

/// Fetches what lies at `url`, at most one byte more than a status file may have.
///
/// # Errors
/// [`FetchError`].
pub fn fetch(url: &str) -> Result<Vec<u8>, FetchError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| FetchError { url: url.into(), source };
    let answer = agent(true)
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
