//! The three engines: which programs they are, how they are started under WebDriver
//! and where each keeps its console.
//!
//! Owns processes and capabilities. Knows nothing of pages; see [`super::browser`].

use std::fmt;
use std::fs::{self, File};
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Map, Value, json};

/// A browser engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

pub const ENGINES: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKit];

/// `WebKitGTK`'s own small browser, below `/usr/lib/` and the machine's name.
const MINI_BROWSER: &str = "webkit2gtk-4.1/MiniBrowser";

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        })
    }
}

/// The programs of one engine as they were found.
pub struct Programs {
    driver: PathBuf,
    browser: PathBuf,
}

impl Engine {
    /// Where its programs are.
    ///
    /// # Errors
    /// The name of the first one that is missing.
    pub fn programs(self) -> Result<Programs, &'static str> {
        let find = |names: &[&'static str]| names.iter().find_map(|name| which(name)).ok_or(names[0]);
        if self == Self::WebKit {
            find(&["Xvfb"])?;
        }
        let (driver, browser) = match self {
            Self::Chromium => (find(&["chromedriver"]), find(&["chromium", "google-chrome"])),
            Self::Firefox => (find(&["geckodriver"]), find(&["firefox-esr", "firefox"])),
            Self::WebKit => (find(&["WebKitWebDriver"]), find(&[MINI_BROWSER])),
        };
        Ok(Programs { driver: driver?, browser: browser? })
    }

    fn arguments(self, port: u16) -> Vec<String> {
        let port = match self {
            Self::Chromium | Self::WebKit => format!("--port={port}"),
            Self::Firefox => {
                return ["--port", &port.to_string(), "--allow-system-access"].map(Into::into).into();
            }
        };
        vec![port]
    }

    /// What a session asks for.
    fn capabilities(self, browser: &Path, profile: &Path) -> Value {
        let common = json!({"unhandledPromptBehavior": "ignore"});
        let own = match self {
            Self::Chromium => json!({
                "goog:loggingPrefs": {"browser": "ALL"},
                "goog:chromeOptions": {"binary": browser, "args": [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    "--disable-dev-shm-usage", "--window-size=1300,1000",
                    format!("--user-data-dir={}", profile.display()),
                ]},
            }),
            Self::Firefox => json!({
                "moz:firefoxOptions": {
                    "binary": browser,
                    "args": ["-headless"],
                    "prefs": {
                        // No wizard's or updater's requests beside ours.
                        "app.normandy.enabled": false,
                        "datareporting.policy.dataSubmissionEnabled": false,
                        "extensions.getAddons.cache.enabled": false,
                        "network.captive-portal-service.enabled": false,
                        "network.connectivity-service.enabled": false,
                        // Times as they are, for measuring.
                        "privacy.reduceTimerPrecision": false,
                        // The console's messages go to the driver's log.
                        "devtools.console.stdout.content": true,
                        "devtools.console.stdout.chrome": false,
                    },
                },
            }),
            Self::WebKit => json!({
                "webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]},
            }),
        };
        merge(common, own)
    }
}

fn merge(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

fn which(name: &str) -> Option<PathBuf> {
    if name == MINI_BROWSER {
        let folders = fs::read_dir("/usr/lib").ok()?.flatten();
        return folders.map(|folder| folder.path().join(name)).find(|file| file.is_file());
    }
    let path = std::env::var_os("PATH")?;
    let cargo = std::env::home_dir().map(|home| home.join(".cargo/bin"));
    std::env::split_paths(&path).chain(cargo).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Where the run leaves logs and pictures.
pub fn output() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/e2e")
}

/// A process that ends with this value.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A driver that is running, ready to start its browser.
pub struct Driver {
    pub port: u16,
    pub capabilities: Map<String, Value>,
    /// What driver and browser print.
    pub log: PathBuf,
    // Ends first; the display must outlive the browser.
    _driver: Process,
    _display: Option<Process>,
    _profile: tempfile::TempDir,
}

impl Driver {
    /// Starts the driver of `engine`.
    pub fn start(engine: Engine) -> io::Result<Self> {
        let programs = engine.programs().map_err(io::Error::other)?;
        fs::create_dir_all(output())?;
        let log = output().join(format!("{engine}.log"));
        let profile = tempfile::tempdir()?;
        // Taken by nobody a moment ago; the drivers can't be told to choose one.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let out = File::create(&log)?;
        let mut command = Command::new(programs.driver);
        command.args(engine.arguments(port)).stdin(Stdio::null());
        command.stderr(out.try_clone()?).stdout(out);
        command.env("MOZ_HEADLESS_WIDTH", "1300").env("MOZ_HEADLESS_HEIGHT", "1000");
        let display = (engine == Engine::WebKit).then(display).transpose()?;
        if let Some((_, name)) = &display {
            // A home of its own: no cache or cookies of earlier runs.
            command.env("DISPLAY", name).env("GDK_BACKEND", "x11").env("HOME", profile.path());
            command.env_remove("WAYLAND_DISPLAY").env("XDG_CACHE_HOME", profile.path());
            command.env("XDG_DATA_HOME", profile.path()).env("XDG_CONFIG_HOME", profile.path());
        }
        let Value::Object(capabilities) = engine.capabilities(&programs.browser, profile.path()) else {
            unreachable!("capabilities are an object")
        };
        let driver = Process(command.spawn()?);
        command.env("MOZ_HEADLESS_WIDTH", "1300").env("MOZ_HEADLESS_HEIGHT", "1000");
        let display = display.map(|(process, _)| process);
        Ok(Self { port, capabilities, log, _driver: driver, _display: display, _profile: profile })
    }
}

/// A display in memory; `WebKitGTK` has no headless mode.
fn display() -> io::Result<(Process, String)> {
    use std::io::{BufRead as _, BufReader};
    let mut child = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1400x6000x24", "-nolisten", "tcp"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let stdout = child.stdout.take().ok_or_else(|| io::Error::other("Xvfb has no output"))?;
    let process = Process(child);
    let mut number = String::new();
    BufReader::new(stdout).read_line(&mut number)?;
    Ok((process, format!(":{}", number.trim())))
}
