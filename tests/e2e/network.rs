//! A slow network between the browser and hosts on loopback: every byte goes through a relay
//! that keeps it back as long as a line of that kind would.
//!
//! Owns what a line costs: half a round trip for each way, a whole one before a connection
//! stands (RFC 9293, section 3.5), and the time that bytes take, of which all connections
//! have one line together. A connection's slow start and lost packets are left out, and so is
//! the way up, on which a reader sends little. Not by way of the DevTools protocol
//! (`Network.emulateNetworkConditions`), which knows no connections: to it, three hosts cost what
//! one does.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::browser::RUNTIME;

/// What is read at once, so that connections take turns on the line.
const CHUNK: usize = 4 * 1024;

/// What the kernel may hold of what a host has sent: else all of it would be on its way
/// before anything else is asked for.
const WINDOW: u32 = 16 * 1024;

/// What a line is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// There and back.
    pub round_trip: Duration,
    /// Bytes a second that come down; none is no limit.
    pub rate: Option<f64>,
}

impl Line {
    /// None between the two.
    pub const NONE: Self = Self { round_trip: Duration::ZERO, rate: None };

    /// `megabits` a second down, `round_trip` milliseconds.
    pub fn new(megabits: f64, round_trip: u64) -> Self {
        Self { round_trip: Duration::from_millis(round_trip), rate: Some(megabits * 125_000.0) }
    }
}

struct State {
    line: Line,
    /// When the line is free again.
    free: Instant,
    /// Bytes that have come down.
    carried: usize,
}

/// A line with relays to hosts behind it; it ends with this value.
pub struct Network {
    state: Arc<Mutex<State>>,
    /// Changed when all connections are to end.
    cut: watch::Sender<()>,
    end: watch::Sender<()>,
}

impl Network {
    /// Without delays at first.
    pub fn start() -> Self {
        let state = State { line: Line::NONE, free: Instant::now(), carried: 0 };
        Self { state: Arc::new(Mutex::new(state)), cut: watch::Sender::new(()), end: watch::Sender::new(()) }
    }

    /// Leads `listener` to `host` from now on.
    pub fn relay(&self, listener: TcpListener, host: SocketAddr) {
        let (state, cut, mut end) = (Arc::clone(&self.state), self.cut.subscribe(), self.end.subscribe());
        RUNTIME.spawn(async move {
            listener.set_nonblocking(true).expect("a socket");
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
            loop {
                let accepted = tokio::select! {
                    accepted = listener.accept() => accepted,
                    _ = end.changed() => return,
                };
                let Ok((browser, _)) = accepted else { continue };
                let (state, mut cut) = (Arc::clone(&state), cut.clone());
                cut.mark_unchanged();
                tokio::spawn(async move {
                    tokio::select! {
                        _ = carry(browser, host, &state) => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        });
    }

    /// Ends all connections; those after them go over `line`.
    pub fn become_line(&self, line: Line) {
        self.cut.send_replace(());
        let mut state = locked(&self.state);
        *state = State { line, free: Instant::now(), carried: 0 };
    }

    /// Bytes that have come down since the line became what it is.
    pub fn carried(&self) -> usize {
        locked(&self.state).carried
    }
}

fn locked(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Both ways of one connection, until either end has closed it.
async fn carry(browser: TcpStream, host: SocketAddr, state: &Arc<Mutex<State>>) -> std::io::Result<()> {
    let begun = Instant::now();
    let line = locked(state).line;
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(WINDOW)?;
    let host = socket.connect(host).await?;
    for stream in [&browser, &host] {
        stream.set_nodelay(true)?;
    }
    let ((from_browser, to_browser), (from_host, to_host)) = (browser.into_split(), host.into_split());
    let stands = begun + line.round_trip;
    let up = way(from_browser, to_host, move |_| {
        let sent = Instant::now().max(stands);
        (sent, sent + line.round_trip / 2)
    });
    let down = way(from_host, to_browser, |bytes| {
        let mut state = locked(state);
        state.carried += bytes;
        let takes = line.rate.map_or(0.0, |rate| f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / rate);
        state.free = state.free.max(Instant::now()) + Duration::from_secs_f64(takes);
        (state.free, state.free + line.round_trip / 2)
    });
    tokio::try_join!(up, down).map(|_| ())
}

/// One way: `times` says of so many bytes when the last of them is on the line, and when it
/// arrives.
async fn way(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut times: impl FnMut(usize) -> (Instant, Instant),
) -> std::io::Result<()> {
    let (send, mut arriving) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let read = async move {
        let mut buffer = vec![0; CHUNK];
        loop {
            let bytes = from.read(&mut buffer).await?;
            let (sent, arrives) = times(bytes);
            let _ = send.send((arrives, buffer[..bytes].to_vec()));
            if bytes == 0 {
                return Ok(());
            }
            sleep_until(sent).await;
        }
    };
    let write = async move {
        while let Some((arrives, bytes)) = arriving.recv().await {
            sleep_until(arrives).await;
            if bytes.is_empty() {
                return to.shutdown().await;
            }
            to.write_all(&bytes).await?;
        }
        Ok(())
    };
    tokio::try_join!(read, write).map(|_| ())
}
