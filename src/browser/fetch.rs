//! Fetching one source: with credentials on the portal's own origin only, revalidated,
//! counted while it is read, not for ever, and aborted when nobody wants it any more.
//!
//! Owns the request and the byte cap. What the bytes are worth is for the core to
//! say; neither host, content type nor `Content-Length` is believed.

use std::cell::Cell;
use std::rc::Rc;

use gloo_net::http::{Request, Response};
use gloo_timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, AbortSignal, ReadableStream, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache,
    RequestCredentials,
};

use crate::core::session::{Answer, FETCH_TIMEOUT, FetchError};
use crate::core::signed::verify::MAX_FILE_BYTES;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    fn fetch_request(request: &web_sys::Request) -> Result<js_sys::Promise, JsValue>;
}

/// A request under way; dropped, it is aborted and answers nothing.
pub struct Fetch {
    controller: Option<AbortController>,
    is_wanted: Rc<Cell<bool>>,
}

impl Drop for Fetch {
    fn drop(&mut self) {
        if self.is_wanted.replace(false)
            && let Some(controller) = &self.controller
        {
            controller.abort();
        }
    }
}

impl Fetch {
    /// Asks `url`; `answered` is called with what comes, once, unless this is dropped.
    pub fn start(url: &str, answered: impl FnOnce(Answer) + 'static) -> Self {
        let controller = AbortController::new().ok();
        let is_wanted = Rc::new(Cell::new(true));
        let (url, controller_there, wanted) = (url.to_owned(), controller.clone(), is_wanted.clone());
        spawn_local(async move {
            let answer = fetch(&url, controller_there).await;
            // Answered, so there is nothing left to abort.
            if wanted.replace(false) {
                answered(answer);
            }
        });
        Self { controller, is_wanted }
    }
}

async fn fetch(url: &str, controller: Option<AbortController>) -> Answer {
    let signal = controller.as_ref().map(AbortController::signal);
    let is_late = Rc::new(Cell::new(false));
    let late = is_late.clone();
    let millis = u32::try_from(FETCH_TIMEOUT.as_millis()).unwrap_or(u32::MAX);
    let timeout = Timeout::new(millis, move || {
        late.set(true);
        if let Some(controller) = controller {
            controller.abort();
        }
    });
    let mut answer = Err(FetchError::TimedOut);
    // What lies in a cache is asked about before it is used. It may be an answer to another
    // portal, or one without the headers that let this one read it (Fetch Standard, section
    // 4.10), so where nothing comes, it is asked once more past the cache.
    for cache in [RequestCache::NoCache, RequestCache::Reload] {
        answer = request(url, cache, signal.as_ref()).await;
        if is_late.get() || !matches!(answer, Err(FetchError::Unreachable(_))) {
            break;
        }
    }
    drop(timeout);
    if is_late.get() { Err(FetchError::TimedOut) } else { answer }
}

async fn request(url: &str, cache: RequestCache, signal: Option<&AbortSignal>) -> Answer {
    let request = Request::get(url)
        .credentials(RequestCredentials::SameOrigin)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .cache(cache)
        .abort_signal(signal)
        .build()
        .map_err(|error| FetchError::Unreachable(error.to_string()))?;
    // Not by way of `send`: a page may have put something of its own in place of `fetch`,
    // which throws at once or rejects with what is no `Error`.
    let promise = fetch_request(&request.into()).map_err(unreachable)?;
    let response = JsFuture::from(promise).await.map_err(unreachable)?;
    let response: Response = response.dyn_into::<web_sys::Response>().map_err(unreachable)?.into();
    if !response.ok() {
        return Err(FetchError::Status(response.status()));
    }
    match response.body() {
        Some(body) => read(&body).await,
        None => Ok(Vec::new()),
    }
}

async fn read(body: &ReadableStream) -> Answer {
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
