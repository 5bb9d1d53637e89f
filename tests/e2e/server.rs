//! A web server under the test's control, on loopback, on a port that no other test
//! of this run has used: so every test has an origin, a storage and a cache of its own.
//!
//! Owns what is answered to which path, and the log of what was asked. Protocol
//! errors that no server library lets one make are made by hand ([`misbehaving`]).

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;

use super::browser::RUNTIME;

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
    delay: Duration,
}

#[derive(Debug, Clone)]
enum Body {
    Bytes(Bytes),
    /// For as long as somebody reads.
    Endless,
}

impl Reply {
    /// `body` with a content type. Any origin may read it.
    pub fn new(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: Body::Bytes(body.into().into()),
            delay: Duration::ZERO,
        }
        .header("content-type", content_type)
        .header("access-control-allow-origin", "*")
    }

    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::new("application/json", body)
    }

    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::new("text/html; charset=utf-8", body)
    }

    /// An error page.
    pub fn error(status: u16) -> Self {
        Self { status, ..Self::html("<!doctype html><h1>Error</h1>") }
    }

    /// What the client has is still right (RFC 9110 section 15.4.5); with no other header.
    pub fn not_modified() -> Self {
        Self {
            status: 304,
            ..Self::new("", "").without("content-type").without("access-control-allow-origin")
        }
    }

    pub fn redirect(to: &str) -> Self {
        Self { status: 302, ..Self::html("") }.header("location", to)
    }

    /// A body that does not end.
    pub fn endless() -> Self {
        Self { body: Body::Endless, ..Self::json("") }
    }

    /// Sets a header, instead of the one of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    /// Answers only after `delay`.
    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    async fn response(self) -> Response<BoxBody<Bytes, Infallible>> {
        tokio::time::sleep(self.delay).await;
        let body = match self.body {
            Body::Bytes(bytes) => Full::new(bytes).boxed(),
            Body::Endless => Endless.boxed(),
        };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(self.status).expect("a status code");
        for (name, value) in self.headers {
            let name: HeaderName = name.parse().expect("a header's name");
            response.headers_mut().append(name, HeaderValue::from_str(&value).expect("a header's value"));
        }
        response
    }
}

/// A body of spaces, which JSON ignores.
struct Endless;

impl hyper::body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        static CHUNK: [u8; 16 * 1024] = [b' '; 16 * 1024];
        std::task::Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&CHUNK)))))
    }
}

/// What was asked.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: HashMap<String, String>,
}

/// What is answered to a request.
type Route = Box<dyn Fn(&Request) -> Reply + Send>;

#[derive(Default)]
struct State {
    routes: HashMap<String, Route>,
    requests: Vec<Request>,
}

/// A running server; it ends with this value.
pub struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    /// Ends accepting, and with it all open connections.
    _end: tokio::sync::watch::Sender<()>,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A listener on a port that this run has not used before.
fn listen(host: &str) -> TcpListener {
    static USED: LazyLock<Mutex<HashSet<u16>>> = LazyLock::new(Mutex::default);
    loop {
        let listener = TcpListener::bind((host, 0)).expect("a free port");
        if locked(&USED).insert(listener.local_addr().expect("an address").port()) {
            return listener;
        }
    }
}

impl Server {
    /// On 127.0.0.1.
    pub fn start() -> Self {
        Self::on("127.0.0.1")
    }

    /// On another address of the loopback network, as another host.
    pub fn on(host: &str) -> Self {
        let listener = listen(host);
        let address = listener.local_addr().expect("an address");
        let state: Arc<Mutex<State>> = Arc::default();
        let (end, ended) = tokio::sync::watch::channel(());
        let shared = Arc::clone(&state);
        RUNTIME.spawn(async move {
            listener.set_nonblocking(true).expect("a socket");
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
            let mut stop = ended.clone();
            loop {
                let stream = tokio::select! {
                    accepted = listener.accept() => accepted.map(|(stream, _)| stream),
                    _ = stop.changed() => return,
                };
                let Ok(stream) = stream else { continue };
                let (state, mut stop) = (Arc::clone(&shared), ended.clone());
                tokio::spawn(async move {
                    let service = service_fn(|request| {
                        let reply = State::answer(&state, &request);
                        async { Ok::<_, Infallible>(reply.response().await) }
                    });
                    tokio::select! {
                        _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service) => {}
                        _ = stop.changed() => {}
                    }
                });
            }
        });
        Self { address, state, _end: end }
    }

    /// The URL of `path`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Answers `path` with `reply` from now on.
    pub fn put(&self, path: &str, reply: Reply) {
        self.put_with(path, move |_| reply.clone());
    }

    /// Answers `path` from now on with what `route` makes of the request.
    pub fn put_with(&self, path: &str, route: impl Fn(&Request) -> Reply + Send + 'static) {
        locked(&self.state).routes.insert(path.into(), Box::new(route));
    }

    /// What was asked for at `path` so far.
    pub fn requests(&self, path: &str) -> Vec<Request> {
        locked(&self.state).requests.iter().filter(|request| request.path == path).cloned().collect()
    }

    /// Everything that was asked so far.
    pub fn all_requests(&self) -> Vec<Request> {
        locked(&self.state).requests.clone()
    }
}

impl State {
    fn answer(state: &Mutex<Self>, request: &hyper::Request<Incoming>) -> Reply {
        let mut state = locked(state);
        let path = request.uri().path().to_owned();
        let headers = request
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let request = Request { method: request.method().to_string(), path, headers };
        let reply =
            state.routes.get(&request.path).map_or_else(|| Reply::error(404), |route| route(&request));
        state.requests.push(request);
        reply
    }
}

/// The URL of a server that reads each request's head and then lets `answer` write
/// what it likes to the connection.
pub fn misbehaving(answer: impl Fn(&mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static) -> String {
    let listener = listen("127.0.0.1");
    let url = format!("http://{}/status.json", listener.local_addr().expect("an address"));
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || {
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
                    head.push(byte[0]);
                }
                // The browser may have gone away; that is its right.
                let _ = answer(&mut stream).and_then(|()| stream.flush());
            });
        }
    });
    url
}
