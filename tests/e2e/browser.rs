//! One browser under WebDriver, as the scenarios use it.
//!
//! Owns the session: pages, scripts, clicks, keys, pictures and the console. Every
//! call blocks and panics with what went wrong, so that scenarios read from top to
//! bottom. Knows nothing of the widget.

use std::future::Future;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding as _};
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::{WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, ClientBuilder};
use hyper::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::engine::{Driver, Engine};

/// How long anything may take that has no time of its own.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Where sessions and servers run.
pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("threads and sockets")
});

/// A browser with one session.
pub struct Browser {
    pub engine: Engine,
    client: Client,
    driver: Driver,
    /// How much of the driver's log has been read.
    read: std::cell::Cell<usize>,
}

/// Looks again and again until `look` finds something, or for `limit`.
pub fn poll<T>(limit: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        let found = look();
        if found.is_some() || start.elapsed() > limit {
            return found;
        }
        std::thread::sleep(Duration::from_millis(40));
    }
}

/// A command of one vendor: its path and what is posted there, or nothing to be got.
#[derive(Debug)]
struct Vendor(&'static str, Option<Value>);

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        match &self.1 {
            Some(body) => (Method::POST, Some(body.to_string())),
            None => (Method::GET, None),
        }
    }
}

/// What a driver has computed of an element for assistive technology, `role` or `label`.
#[derive(Debug)]
struct Computed {
    element: String,
    what: &'static str,
}

impl WebDriverCompatibleCommand for Computed {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        let Self { element, what } = self;
        base.join(&format!("session/{}/element/{element}/computed{what}", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::GET, None)
    }
}

impl Browser {
    /// Starts driver and browser.
    pub fn start(engine: Engine) -> Self {
        Self::start_with(engine, &[])
    }

    /// The same; `arguments` are more of Chromium's own.
    pub fn start_with(engine: Engine, arguments: &[String]) -> Self {
        let mut driver = Driver::start(engine).expect("the driver starts");
        if let Some(own) = driver.capabilities.get_mut("goog:chromeOptions") {
            own["args"].as_array_mut().expect("arguments").extend(arguments.iter().cloned().map(Value::from));
        }
        let url = format!("http://127.0.0.1:{}", driver.port);
        let client = RUNTIME.block_on(async {
            let start = Instant::now();
            loop {
                let session = ClientBuilder::new(HttpConnector::new())
                    .capabilities(driver.capabilities.clone())
                    .connect(&url)
                    .await;
                match session {
                    Ok(client) => break client,
                    Err(error) if start.elapsed() > Duration::from_secs(60) => {
                        panic!("{engine} does not start: {error}; see {}", driver.log.display())
                    }
                    Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                }
            }
        });
        Self { engine, client, driver, read: 0.into() }
    }

    /// Ends the browser and its driver.
    pub fn end(self) {
        let _ = RUNTIME.block_on(async { tokio::time::timeout(PATIENCE, self.client.close()).await });
    }

    #[track_caller]
    fn call<T>(&self, what: &str, command: impl Future<Output = Result<T, CmdError>>) -> T {
        match self.attempt(command) {
            Ok(value) => value,
            Err(error) => panic!("{what}: {error}"),
        }
    }

    fn attempt<T>(&self, command: impl Future<Output = Result<T, CmdError>>) -> Result<T, String> {
        let limited =
            RUNTIME.block_on(async { tokio::time::timeout(Duration::from_secs(60), command).await });
        limited.map_err(|_| "the browser hangs".to_owned())?.map_err(|error| error.to_string())
    }

    /// One empty window, an empty console. Says whether the browser is still there.
    pub fn reset(&self) -> bool {
        self.attempt(async {
            let _ = self.client.dismiss_alert().await;
            let windows = self.client.windows().await?;
            for window in windows.iter().skip(1) {
                self.client.switch_to_window(window.clone()).await?;
                self.client.close_window().await?;
            }
            self.client.switch_to_window(windows[0].clone()).await?;
            self.client.goto("about:blank").await
        })
        .map(|()| self.console())
        .is_ok()
    }

    /// Goes to `url` and waits until it is loaded.
    #[track_caller]
    pub fn open(&self, url: &str) {
        self.call(url, self.client.goto(url));
    }

    #[track_caller]
    pub fn reload(&self) {
        self.call("reload", self.client.refresh());
    }

    #[track_caller]
    pub fn back(&self) {
        self.call("back", self.client.back());
    }

    /// Opens a tab, shows it and goes to `url`. Returns the tabs before and after.
    #[track_caller]
    pub fn open_tab(&self, url: &str) -> [WindowHandle; 2] {
        // WebDriver does not bring a tab of WebKitGTK to the front, so there it is a window.
        let as_tab = self.engine != Engine::WebKit;
        let tabs = self.call("new tab", async {
            let old = self.client.window().await?;
            let new = self.client.new_window(as_tab).await?.handle;
            self.client.switch_to_window(new.clone()).await?;
            Ok([old, new])
        });
        self.open(url);
        tabs
    }

    #[track_caller]
    pub fn show_tab(&self, tab: &WindowHandle) {
        self.call("switch tab", self.client.switch_to_window(tab.clone()));
    }

    /// Goes into the first frame of the page.
    #[track_caller]
    pub fn enter_frame(&self) {
        self.call("frame", self.client.enter_frame(0));
    }

    /// Goes back to the page around the frame.
    #[track_caller]
    pub fn leave_frame(&self) {
        self.call("frame", self.client.enter_parent_frame());
    }

    /// Goes back to the page around all frames, also where those are gone.
    #[track_caller]
    pub fn leave_frames(&self) {
        self.call("window", async {
            let window = self.client.window().await?;
            self.client.switch_to_window(window).await
        });
    }

    /// The value of a function body run in the page.
    #[track_caller]
    pub fn run(&self, script: &str) -> Value {
        self.run_with(script, vec![])
    }

    /// The same with `arguments`.
    #[track_caller]
    pub fn run_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.call(script, self.client.execute(script, arguments))
    }

    /// The value of a function body run in the page, as `T`.
    #[track_caller]
    pub fn get<T: DeserializeOwned>(&self, script: &str) -> T {
        let value = self.run(script);
        serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{script}: {error}: {value}"))
    }

    /// The value with which a function body calls its last argument.
    #[track_caller]
    pub fn run_async(&self, script: &str) -> Value {
        self.call(script, self.client.execute_async(script, vec![]))
    }

    /// Looks again and again until `look` finds something. `what` is missing if not.
    #[track_caller]
    pub fn until<T>(&self, what: &str, look: impl FnMut() -> Option<T>) -> T {
        poll(PATIENCE, look)
            .unwrap_or_else(|| panic!("not within {PATIENCE:?}: {what}\n{}", self.console().join("\n")))
    }

    /// The element that a script returns.
    #[track_caller]
    pub fn element(&self, script: &str) -> Element {
        let value = self.run(script);
        let id = value.as_object().and_then(|object| object.values().next()?.as_str());
        let id = id.unwrap_or_else(|| panic!("{script}: no element but {value}"));
        Element::from_element_id(self.client.clone(), id.to_owned().into())
    }

    /// Role and name, as assistive technology is given them, of each element that a script
    /// returns (WebDriver, Get Computed Role and Get Computed Label).
    #[track_caller]
    pub fn roles_and_names(&self, script: &str) -> Vec<(String, String)> {
        let elements = self.run(script);
        let ids = elements.as_array().expect("a list").iter().map(|element| {
            let id = element.as_object().and_then(|object| object.values().next()?.as_str());
            id.unwrap_or_else(|| panic!("{script}: no element but {element}")).to_owned()
        });
        let computed = |element: &String, what| {
            let command = Computed { element: element.clone(), what };
            self.call(what, self.client.issue_cmd(command)).as_str().unwrap_or_default().to_owned()
        };
        ids.map(|id| (computed(&id, "role"), computed(&id, "label"))).collect()
    }

    /// Clicks with the mouse on the element that a script returns.
    #[track_caller]
    pub fn click(&self, script: &str) {
        let element = self.element(script);
        self.call(script, element.click());
    }

    /// Presses and releases a key.
    #[track_caller]
    pub fn press(&self, key: impl Into<char>) {
        let value = key.into();
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.call("key", self.client.perform_actions(keys));
    }

    /// Presses and releases a key while `modifier` is held.
    #[track_caller]
    pub fn press_with(&self, modifier: impl Into<char>, key: impl Into<char>) {
        let (modifier, value) = (modifier.into(), key.into());
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: modifier })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: modifier });
        self.call("keys", self.client.perform_actions(keys));
    }

    /// A picture of the page from its top left corner, `width` and `height` in CSS
    /// pixels, as PNG.
    #[track_caller]
    pub fn whole_page(&self, width: u32, height: u32) -> Vec<u8> {
        let encoded = match self.engine {
            Engine::Chromium => {
                let clip = json!({"x": 0, "y": 0, "width": width, "height": height, "scale": 1});
                let params = json!({"captureBeyondViewport": true, "clip": clip});
                let command = json!({"cmd": "Page.captureScreenshot", "params": params});
                self.vendor("goog/cdp/execute", command)["data"].clone()
            }
            Engine::Firefox => {
                self.call("screenshot", self.client.issue_cmd(Vendor("moz/screenshot/full", None)))
            }
            Engine::WebKit => {
                // The window's own bars are beside the page.
                self.call("size", self.client.set_window_size(1300, height + 100));
                let png = self.call("screenshot", self.client.screenshot());
                self.call("size", self.client.set_window_size(1300, 1000));
                return png;
            }
        };
        Base64::decode_vec(encoded.as_str().expect("a picture")).expect("base64")
    }

    /// A picture of the page, if there is one to be had.
    pub fn photograph(&self) -> Option<Vec<u8>> {
        self.attempt(self.client.screenshot()).ok()
    }

    /// The text of an open `alert`, if there is one.
    pub fn alert(&self) -> Option<String> {
        self.attempt(self.client.get_alert_text()).ok()
    }

    /// Puts the focus on the element that a script returns.
    #[track_caller]
    pub fn focus(&self, script: &str) {
        self.run(&format!("(() => {{ {script} }})().focus()"));
    }

    /// Runs a command of the engine's vendor.
    #[track_caller]
    pub fn vendor(&self, path: &'static str, body: Value) -> Value {
        self.call(path, self.client.issue_cmd(Vendor(path, Some(body))))
    }

    /// Collects garbage, where an engine can be told to.
    #[track_caller]
    pub fn collect_garbage(&self) {
        if self.engine == Engine::Chromium {
            for command in ["HeapProfiler.enable", "HeapProfiler.collectGarbage"] {
                self.vendor("goog/cdp/execute", json!({"cmd": command, "params": {}}));
            }
        }
    }

    /// What was written to the console since it was last read: the page's own
    /// messages and the engine's, without those that tell nothing.
    pub fn console(&self) -> Vec<String> {
        match self.engine {
            Engine::Chromium => {
                let log =
                    self.attempt(self.client.issue_cmd(Vendor("se/log", Some(json!({"type": "browser"})))));
                let entries = log.ok().and_then(|log| log.as_array().cloned()).unwrap_or_default();
                entries
                    .iter()
                    .map(|entry| {
                        let part = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
                        format!("{} {}", part("level"), part("message"))
                    })
                    .collect()
            }
            Engine::Firefox => {
                let mut lines = self.log_lines();
                lines.extend(self.firefox_messages());
                lines
            }
            // It has no log; pages bring a recorder (see [`super::site`]).
            Engine::WebKit => {
                let recorded = self.attempt(self.client.execute("return window.recorded?.splice(0)", vec![]));
                recorded.ok().and_then(|lines| serde_json::from_value(lines).ok()).unwrap_or_default()
            }
        }
    }

    fn log_lines(&self) -> Vec<String> {
        let log = std::fs::read(&self.driver.log).unwrap_or_default();
        let new = log.get(self.read.get()..).unwrap_or_default();
        self.read.set(log.len());
        String::from_utf8_lossy(new)
            .lines()
            // Firefox's own remote settings, which it looks for in vain.
            .filter(|line| line.starts_with("console.") && !line.contains("RSLoader"))
            .map(str::to_owned)
            .collect()
    }

    /// Runs a function body in Firefox's own window, where its settings and messages are.
    #[track_caller]
    pub fn run_in_firefox(&self, script: &str) -> Value {
        self.call(script, async {
            let context = |name: &str| Vendor("moz/context", Some(json!({"context": name})));
            self.client.issue_cmd(context("chrome")).await?;
            let value = self.client.execute(script, vec![]).await;
            self.client.issue_cmd(context("content")).await?;
            value
        })
    }

    /// Firefox's own messages (policy, network, scripts), without those of its window.
    fn firefox_messages(&self) -> Vec<String> {
        let messages = self.run_in_firefox(
            "const all = Services.console.getMessageArray().map((message) => String(message.message));
             Services.console.reset();
             return all;",
        );
        let messages: Vec<String> = serde_json::from_value(messages).unwrap_or_default();
        let own = |message: &String| message.contains("chrome://") || message.contains("resource://");
        messages.into_iter().filter(|message| !own(message)).collect()
    }
}
