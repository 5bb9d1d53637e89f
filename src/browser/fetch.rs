//! Fetching one source: with credentials on the portal's own origin only, revalidated,
//! counted while it is read, and aborted when nobody wants it any more.
//!
//! Owns the request and the byte cap. What the bytes are worth is for the core to
//! say; neither host, content type nor `Content-Length` is believed.

use std::cell::Cell;
use std::rc::Rc;

use gloo_net::http::Request;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, AbortSignal, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache,
    RequestCredentials, Response,
};

use crate::core::session::{Answer, FetchError};
use crate::core::signed::verify::MAX_FILE_BYTES;

#[wasm_bindgen]
extern "C" {
    /// Not by way of gloo-net's `send`: a page may have put something of its own in place of
    /// `fetch`, which throws at once or rejects with what is no `Error`.
    #[wasm_bindgen(js_name = fetch, catch)]
    fn send(request: &web_sys::Request) -> Result<js_sys::Promise, JsValue>;

    /// The loader's: what comes of asking an address, where it has asked before the wasm was
    /// there; given once, and ended by the signal from then on.
    #[wasm_bindgen(js_name = status_widget_early, catch)]
    fn take_early(url: &str, signal: &JsValue) -> Result<JsValue, JsValue>;

    /// Also of what is no `Error`.
    #[wasm_bindgen(js_name = String, catch)]
    fn to_text(value: &JsValue) -> Result<String, JsValue>;
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
        let (url, aborted_by, wanted) = (url.to_owned(), controller.clone(), is_wanted.clone());
        spawn_local(async move {
            let answer = fetch(&url, aborted_by.as_ref(), &wanted).await.map_err(Problem::into_error);
            // Answered, so there is nothing left to abort.
            if wanted.replace(false) {
                answered(answer);
            }
        });
        Self { controller, is_wanted }
    }
}

/// Why no bytes came: what the platform threw, or what we say.
enum Problem {
    Thrown(JsValue),
    Ours(FetchError),
}

impl From<JsValue> for Problem {
    fn from(thrown: JsValue) -> Self {
        Self::Thrown(thrown)
    }
}

impl Problem {
    fn into_error(self) -> FetchError {
        match self {
            Self::Thrown(thrown) => FetchError::Unreachable(to_text(&thrown).unwrap_or_default()),
            Self::Ours(error) => error,
        }
    }
}

fn ask(url: &str, cache: RequestCache, signal: Option<&AbortSignal>) -> Result<js_sys::Promise, Problem> {
    let request = Request::get(url)
        .credentials(RequestCredentials::SameOrigin)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .cache(cache)
        .abort_signal(signal)
        .build()
        .map_err(|error| Problem::Ours(FetchError::Unreachable(error.to_string())))?;
    Ok(send(&request.into())?)
}

/// What the loader has asked already is not asked again; a hint of the page's may have brought it.
/// Otherwise, what lies in a cache is asked about before it is used. It may be an answer to another
/// portal, or one without the headers that let this one read it (Fetch Standard, section
/// 4.10), so where nothing comes, it is asked once more past the cache.
async fn fetch(
    url: &str,
    aborted_by: Option<&AbortController>,
    is_wanted: &Cell<bool>,
) -> Result<Vec<u8>, Problem> {
    let signal = aborted_by.map(AbortController::signal);
    // What is no promise has come of something that the page has put in place of another.
    let mut early: Option<js_sys::Promise> =
        take_early(url, &signal.clone().into()).and_then(JsValue::dyn_into).ok();
    let mut cache = RequestCache::NoCache;
    let response = loop {
        let promise = match early.take() {
            Some(promise) => promise,
            None => ask(url, cache, signal.as_ref())?,
        };
        match JsFuture::from(promise).await {
            Ok(response) => break response.dyn_into::<Response>()?,
            Err(error) if cache == RequestCache::Reload || !is_wanted.get() => return Err(error.into()),
            Err(_) => cache = RequestCache::Reload,
        }
    };
    if !response.ok() {
        return Err(Problem::Ours(FetchError::Status(response.status())));
    }
    let mut bytes = Vec::new();
    let Some(body) = response.body() else { return Ok(bytes) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    loop {
        let result = JsFuture::from(reader.read()).await?;
        if Reflect::get(&result, &"done".into())?.is_truthy() {
            return Ok(bytes);
        }
        let chunk: Uint8Array = Reflect::get(&result, &"value".into())?.dyn_into()?;
        // Counted before it is copied: a decompression bomb is dropped unread.
        if bytes.len() + chunk.length() as usize > MAX_FILE_BYTES {
            let _ = reader.cancel();
            return Err(Problem::Ours(FetchError::TooLarge));
        }
        bytes.extend(chunk.to_vec());
    }
}
