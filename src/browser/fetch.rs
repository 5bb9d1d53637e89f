//! Fetching one source: without credentials, revalidated, counted while it is
//! read, and not for ever.
//!
//! Owns the request and the byte cap. What the bytes are worth is for the core to
//! say; neither host, content type nor `Content-Length` is believed.

use gloo_net::http::Request;
use gloo_timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStream, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache,
    RequestCredentials,
};

use crate::core::session::{FETCH_TIMEOUT, FetchError};
use crate::core::signed::verify::MAX_FILE_BYTES;

/// Fetches `url`.
///
/// # Errors
/// [`FetchError`].
pub async fn fetch(url: &str) -> Result<Vec<u8>, FetchError> {
    let controller = AbortController::new().map_err(unreachable)?;
    let signal = controller.signal();
    let millis = u32::try_from(FETCH_TIMEOUT.as_millis()).unwrap_or(u32::MAX);
    let timeout = Timeout::new(millis, move || controller.abort());
    let answer = request(url, &signal).await;
    drop(timeout);
    if signal.aborted() { Err(FetchError::TimedOut) } else { answer }
}

async fn request(url: &str, signal: &web_sys::AbortSignal) -> Result<Vec<u8>, FetchError> {
    let response = Request::get(url)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        // What lies in a cache is asked about before it is used.
        .cache(RequestCache::NoCache)
        .abort_signal(Some(signal))
        .send()
        .await
        .map_err(|error| FetchError::Unreachable(error.to_string()))?;
    if !response.ok() {
        return Err(FetchError::Status(response.status()));
    }
    match response.body() {
        Some(body) => read(&body).await,
        None => Ok(Vec::new()),
    }
}

async fn read(body: &ReadableStream) -> Result<Vec<u8>, FetchError> {
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let result = JsFuture::from(reader.read()).await.map_err(unreachable)?;
        let member = |name: &str| Reflect::get(&result, &name.into()).map_err(unreachable);
        if member("done")?.is_truthy() {
            return Ok(bytes);
        }
        let chunk: Uint8Array = member("value")?.unchecked_into();
        // Counted before it is copied: a decompression bomb is dropped unread.
        if bytes.len() + chunk.length() as usize > MAX_FILE_BYTES {
            let _ = reader.cancel();
            return Err(FetchError::TooLarge);
        }
        bytes.extend(chunk.to_vec());
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unreachable(error: JsValue) -> FetchError {
    FetchError::Unreachable(format!("{error:?}"))
}
