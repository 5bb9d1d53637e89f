//! The hosts of `examples/serve/nginx.conf` as they stand behind TLS: HTTP/2, compressed copies,
//! the headers that are documented.
//!
//! Owns the certificate, which nobody has signed but we ourselves, and the process. What is
//! served, the caller puts into [`Secure::folder`].

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use status_widget::core::encoding::digest::Digest;

const BROTLI: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/// A page of a portal: asked about each time, and with no policy of a host that has none.
const PAGES: &str = "location /pages/ { add_header Cache-Control no-cache; }\n    location / {";

/// A running nginx; it ends with this value.
pub struct Secure {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// What it serves.
    pub folder: PathBuf,
    /// The digest of the certificate's key, in base64.
    pub key: String,
    temporary: tempfile::TempDir,
}

impl Drop for Secure {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn output_of(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; scripts/setup installs it"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

impl Secure {
    /// Starts it, with nothing to serve yet.
    pub fn start() -> Self {
        let temporary = tempfile::tempdir().expect("a folder");
        let work = temporary.path();
        let folder = work.join("public");
        fs::create_dir_all(&folder).expect("a folder");
        let path = |name: &str| work.join(name);
        let (key, certificate, public) = (path("key.pem"), path("certificate.pem"), path("public.pem"));
        let hosts = "subjectAltName=IP:127.0.0.1,IP:127.0.0.2,IP:127.0.0.3";
        let new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
        let named = ["-days", "2", "-subj", "/CN=status-widget", "-addext", hosts];
        let files = ["-keyout", text(&key), "-out", text(&certificate)];
        output_of("openssl", &[&new[..], &named, &files].concat());
        output_of(
            "openssl",
            &["x509", "-in", text(&certificate), "-pubkey", "-noout", "-out", text(&public)],
        );
        let public = output_of("openssl", &["pkey", "-pubin", "-in", text(&public), "-outform", "der"]);
        let address =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port");
        let listen = format!(
            "listen {address} ssl http2 sndbuf=16k;\n    ssl_certificate {};\n    ssl_certificate_key {};",
            text(&certificate),
            text(&key)
        );
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/serve/nginx.conf");
        let mut site = fs::read_to_string(example).expect("the example");
        for (from, to) in [("listen 80;", &*listen), ("/srv/status", text(&folder)), ("location / {", PAGES)]
        {
            assert!(site.contains(from), "the example has changed: {from}");
            site = site.replace(from, to);
        }
        fs::write(path("site.conf"), site).expect("a configuration");
        // One process, as whoever runs the tests: workers are other users.
        let main = format!(
            "load_module {BROTLI};\ndaemon off;\nmaster_process off;\npid {0}/pid;\nerror_log {0}/log;\n\
             events {{}}\nhttp {{\naccess_log off;\nclient_body_temp_path {0}/body;\nproxy_temp_path {0}/proxy;\n\
             fastcgi_temp_path {0}/fastcgi;\nuwsgi_temp_path {0}/uwsgi;\nscgi_temp_path {0}/scgi;\n\
             include {0}/site.conf;\n}}\n",
            text(work)
        );
        fs::write(path("main.conf"), main).expect("a configuration");
        let mut nginx = Command::new("/usr/sbin/nginx");
        nginx
            .arg("-c")
            .arg(path("main.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = nginx.spawn().unwrap_or_else(|error| panic!("nginx: {error}; scripts/setup installs it"));
        let key = Digest::of(&public).to_string().replace("sha256-", "");
        let this = Self { child, address, folder, key, temporary };
        let answers = || TcpStream::connect(address).is_ok();
        for _ in 0..100 {
            if answers() {
                return this;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("nginx does not answer; see {}", this.temporary.path().join("log").display());
    }

    /// Serves `bytes` at `path`, with a copy by brotli 11.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        let file = self.folder.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, bytes).expect("a file");
        let script = "const fs = require('fs'), [, file] = process.argv;
            fs.writeFileSync(file + '.br', require('zlib').brotliCompressSync(fs.readFileSync(file)));";
        output_of("node", &["-e", script, text(&file)]);
    }
}
