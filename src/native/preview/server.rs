//! A web server for the one person at this machine (HTTP/1.1, RFC 9112).
//!
//! Owns the socket: it listens on loopback only, reads the head of one request a connection and
//! writes one answer. Only who asks for this machine by its own name is answered, so that no page
//! of the web reaches it under a name of its own (DNS rebinding). Must not know what is asked for.

use core::time::Duration;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};

/// How long somebody may take to ask; browsers open connections that they never use.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest head of a request, in bytes.
const LONGEST_HEAD: u64 = 16 * 1024;

/// What is asked for: `/portal` and `tenant=kasse-a`, percent signs decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The path.
    pub path: String,
    query: Vec<(String, String)>,
}

impl Request {
    /// The first value of this name in the query, unless it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.query.iter().filter(|(other, _)| other == name);
        found.next().map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The target of a request line.
    fn read(target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        };
        Self { path: decoded(path), query: pairs.map(pair).collect() }
    }
}

/// Text with its percent signs and plus signs decoded, as forms write it.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A body with its content type.
    Found(&'static str, Vec<u8>),
    /// There is nothing.
    NotFound,
    /// The connection is closed, as if there were no network.
    Silence,
}

/// What may stand in a page of ours: nothing of what a folder says becomes a script.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      connect-src 'self'; img-src 'self' data:; frame-src 'self'; frame-ancestors 'self'; \
                      base-uri 'none'; form-action 'none'";

/// Takes a port of loopback; 0 is any that is free.
///
/// # Errors
/// If somebody else has it.
pub fn listen(port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Answers for as long as the process lives, each request in a thread of its own.
pub fn serve(listener: &TcpListener, answer: impl Fn(&Request) -> Reply + Sync) {
    let port = listener.local_addr().map_or(0, |address| address.port());
    std::thread::scope(|scope| {
        for stream in listener.incoming().flatten() {
            let answer = &answer;
            // Who has gone away needs no answer.
            scope.spawn(move || converse(stream, port, answer).ok());
        }
    });
}

fn converse(
    mut stream: TcpStream,
    port: u16,
    answer: &(impl Fn(&Request) -> Reply + Sync),
) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new(stream.try_clone()?.take(LONGEST_HEAD)).lines();
    let Some(first) = lines.next().transpose()? else { return Ok(()) };
    let mut host = None;
    for line in lines {
        let line = line?;
        match line.split_once(':') {
            _ if line.is_empty() => break,
            Some((name, value)) if name.eq_ignore_ascii_case("host") => host = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    let mut parts = first.split(' ');
    let (method, target) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let is_ours = ["127.0.0.1", "localhost"].iter().any(|name| host == Some(format!("{name}:{port}")));
    let (status, kind, body) = match method {
        _ if !is_ours => ("403 Forbidden", "text/plain", b"ask for 127.0.0.1\n".to_vec()),
        "GET" | "HEAD" => match answer(&Request::read(target)) {
            Reply::Found(kind, body) => ("200 OK", kind, body),
            Reply::NotFound => ("404 Not Found", "text/plain", b"there is nothing\n".to_vec()),
            Reply::Silence => return Ok(()),
        },
        _ => ("405 Method Not Allowed", "text/plain", b"only GET\n".to_vec()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
         Content-Security-Policy: {POLICY}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_as_forms_write_it() {
        let request = Request::read("/portal?tenant=kasse-a&lang=&text=a+b%C3%A4%&x");
        assert_eq!(request.path, "/portal");
        assert_eq!(request.get("tenant"), Some("kasse-a"));
        assert_eq!(request.get("lang"), None);
        assert_eq!(request.get("text"), Some("a bä%"));
        assert_eq!(request.get("nothing"), None);
        assert_eq!(Request::read("/%2e%2e/%zz").path, "/../%zz");
    }
}
