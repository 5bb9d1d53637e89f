//! The configurations in `examples/serve`, tried with the real servers of Debian.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::desk::{Desk, is_installed};

/// A server that ends with the test.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked nicely, so that nginx ends its workers.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(mut command: Command, port: u16) -> Self {
        let child = command.stdout(Stdio::null()).spawn().unwrap();
        let server = Self { child, port };
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return server;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{command:?} does not answer");
    }

    /// Status, headers in lower case, and body.
    fn get(&self, path: &str, more: &str) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: https://p.example\r\n{more}Connection: close\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let body = &bytes[end + 4..];
        let is_chunked = head.contains("transfer-encoding: chunked");
        (status, head, if is_chunked { joined(body) } else { body.to_vec() })
    }
}

/// A body without the marks of its chunks (RFC 9112 section 7.1).
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            break;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 2 + length + 2..];
    }
    body
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// What is published with copies, and a version of the widget beside it.
fn site() -> Desk {
    let desk = Desk::with_chain("ed25519");
    desk.payload(1);
    fs::create_dir_all(desk.path("public/1.0.0")).unwrap();
    let args = ["sign", "payload.json", "--key", "status", "--trust", "trust.json"];
    desk.ok(&[&args[..], &["--publish-to", "public", "--compress", "gzip,brotli,zstd"]].concat());
    desk.write("public/1.0.0/status-widget.js", "export {};");
    desk.write("public/1.0.0/status-widget_bg.wasm", b"\0asm");
    desk.write("public/frame.html", "<!doctype html>");
    // The workers of nginx are other users.
    let _ = Command::new("chmod").args(["-R", "a+rX"]).arg(desk.path("")).status();
    desk
}

fn example(name: &str, changes: &[(&str, &str)]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/serve").join(name);
    changes.iter().fold(fs::read_to_string(path).unwrap(), |text, (from, to)| {
        assert!(text.contains(from), "{name}: {from}");
        text.replace(from, to)
    })
}

/// Codings and the copies that are sent for them. Debian's nginx has no module for zstd.
const BROTLI: (&str, &str) = ("br", "public/status.json.br");
const GZIP: (&str, &str) = ("gzip", "public/status.json.gz");

fn check(desk: &Desk, server: &Server, copies: &[(&str, &str)]) {
    let closed = "default-src 'none'; frame-ancestors 'none'";
    let framed = "frame-ancestors https://portal-a.example https://portal-b.example";
    for (path, kind, cache) in [
        ("/status.json", "application/json", "max-age=0, s-maxage=15, stale-if-error=7200"),
        ("/1.0.0/status-widget.js", "text/javascript", "public, max-age=31536000, immutable"),
        ("/1.0.0/status-widget_bg.wasm", "application/wasm", "public, max-age=31536000, immutable"),
        ("/frame.html", "text/html", "max-age=0, s-maxage=15, stale-if-error=7200"),
    ] {
        let (status, head, body) = server.get(path, "");
        assert_eq!(status, 200, "{path}: {head}");
        assert_eq!(body, desk.read(&format!("public{path}")), "{path}");
        let type_of = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap();
        assert_eq!(type_of.split(';').next(), Some(kind), "{path}");
        let lines = |line: &str| head.lines().filter(|one| *one == line).count();
        for line in [
            "access-control-allow-origin: *",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cross-origin-resource-policy: cross-origin",
            "cross-origin-embedder-policy: require-corp",
            &format!("content-security-policy: {}", if path == "/frame.html" { framed } else { closed }),
            &format!("cache-control: {cache}"),
        ] {
            assert_eq!(lines(line), 1, "{path}: {line}: {head}");
        }
        // What a browser has is not sent again, and it may still read it (B14).
        let etag = head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
        let (status, head, body) = server.get(path, &format!("If-None-Match: {etag}\r\n"));
        assert_eq!((status, body.len()), (304, 0), "{path}: {head}");
        assert!(head.contains("access-control-allow-origin: *"), "{path}: {head}");
    }
    for (coding, copy) in copies {
        let (_, head, body) = server.get("/status.json", &format!("Accept-Encoding: {coding}\r\n"));
        assert!(head.contains(&format!("content-encoding: {coding}")), "{head}");
        assert!(head.contains("vary: accept-encoding"), "{head}");
        assert!(head.contains("content-type: application/json"), "{head}");
        assert_eq!(body, desk.read(copy));
    }
    // A browser takes several; the smallest is sent.
    let (_, head, _) = server.get("/status.json", "Accept-Encoding: gzip, deflate, br, zstd\r\n");
    assert!(head.contains("content-encoding: br"), "{head}");
    // What is not there is not kept, and a page may read that it is not.
    let (status, head, _) = server.get("/other.json", "");
    assert_eq!(status, 404);
    assert!(head.contains("access-control-allow-origin: *"), "{head}");
    assert!(!head.contains("max-age") && !head.contains("immutable"), "{head}");
}

#[test]
fn nginx_serves_as_the_example_says() {
    let brotli = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";
    let is_here = is_installed("nginx", Path::new("/usr/sbin/nginx"))
        && is_installed("nginx's module for brotli", Path::new(brotli));
    if !is_here {
        return;
    }
    let desk = site();
    let port = free_port();
    let (root, listen) = (desk.path("public").display().to_string(), format!("listen 127.0.0.1:{port}"));
    desk.write("site.conf", example("nginx.conf", &[("/srv/status", &root), ("listen 80", &listen)]));
    let main = format!(
        "load_module {brotli};\ndaemon off;\npid {0}/pid;\n\
         error_log stderr;\nworker_processes 1;\nevents {{}}\nhttp {{\naccess_log off;\n\
         client_body_temp_path {0}/body;\nproxy_temp_path {0}/proxy;\nfastcgi_temp_path {0}/fastcgi;\n\
         uwsgi_temp_path {0}/uwsgi;\nscgi_temp_path {0}/scgi;\ninclude {0}/site.conf;\n}}\n",
        desk.path("").display()
    );
    desk.write("main.conf", main);
    let mut command = Command::new("/usr/sbin/nginx");
    command.arg("-c").arg(desk.path("main.conf"));
    check(&desk, &Server::start(command, port), &[BROTLI, GZIP]);
}

#[test]
fn caddy_serves_as_the_example_says() {
    if !is_installed("caddy", Path::new("/usr/bin/caddy")) {
        return;
    }
    let desk = site();
    let port = free_port();
    let (root, site) = (desk.path("public").display().to_string(), format!("http://127.0.0.1:{port} {{"));
    let text = example("Caddyfile", &[("/srv/status", &root), ("status.example {", &site)]);
    desk.write("Caddyfile", format!("{{\n\tadmin off\n}}\n{text}"));
    let mut command = Command::new("/usr/bin/caddy");
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(desk.path("Caddyfile"));
    command.env("HOME", desk.path("")).stderr(Stdio::null());
    check(&desk, &Server::start(command, port), &[BROTLI, GZIP, ("zstd", "public/status.json.zst")]);
}
