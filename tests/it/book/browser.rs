//! A headless Chromium, driven through the DevTools protocol over a pipe: no port, no network, no driver program.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// Longest wait for one message. Only a broken browser takes so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser, driven in one tab at a time.
pub struct Browser {
    child: Child,
    commands: ChildStdin,
    messages: Receiver<Value>,
    last_id: u64,
    session: Option<String>,
    /// The addresses that the tab has asked for.
    pub requests: Vec<String>,
    /// The errors that scripts have thrown, and those that the browser has logged.
    pub errors: Vec<String>,
    _profile: tempfile::TempDir,
}

/// The browser on this machine. Without one a test is skipped, on record; on CI it fails.
pub fn chromium(test: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("chromium")).find(|program| program.is_file());
    if found.is_some() {
        return found;
    }
    let why = "chromium is not on PATH; `apt-get install chromium` gives it to you";
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{test}: {why}");
    if let Some(record) = std::env::var_os("ECSLAB_SKIPPED_FILE") {
        let mut record =
            std::fs::OpenOptions::new().append(true).create(true).open(record).expect("the record of skipped tests can be written");
        writeln!(record, "{test}: {why}").expect("the record of skipped tests can be written");
    }
    println!("skipped {test}: {why}");
    None
}

impl Browser {
    pub fn start(program: &Path) -> Self {
        let profile = tempfile::tempdir().expect("a temporary folder");
        // The protocol speaks on the descriptors 3 and 4.
        let mut child = Command::new("sh")
            .args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 >/dev/null 2>&1"#])
            .arg(program)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-component-update"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the browser starts");
        let commands = child.stdin.take().expect("it is piped");
        let mut answers = BufReader::new(child.stdout.take().expect("it is piped"));
        let (send, messages) = channel();
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while answers.read_until(0, &mut message).is_ok_and(|length| length > 0) {
                message.pop();
                let value = serde_json::from_slice(&message).expect("the protocol speaks JSON");
                if send.send(value).is_err() {
                    break;
                }
                message.clear();
            }
        });
        let mut browser =
            Self { child, commands, messages, last_id: 0, session: None, requests: Vec::new(), errors: Vec::new(), _profile: profile };
        browser.attach();
        browser
    }

    /// Calls a method of the protocol.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        let mut message = json!({"id": id, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.commands.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        let answer = self.wait(|message| message["id"] == id);
        assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
        answer["result"].clone()
    }

    fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.messages.recv_timeout(PATIENCE).expect("the browser answers");
            match message["method"].as_str() {
                Some("Network.requestWillBeSent") => self.requests.extend(message["params"]["request"]["url"].as_str().map(str::to_string)),
                Some("Log.entryAdded") if message["params"]["entry"]["level"] == "error" => {
                    self.errors.push(message["params"]["entry"].to_string());
                }
                Some("Runtime.exceptionThrown") => self.errors.push(message["params"]["exceptionDetails"].to_string()),
                _ => {}
            }
            if wanted(&message) {
                return message;
            }
        }
    }

    /// Opens a second tab in the same profile; gives the name of the one that was there, for [`Browser::turn_to`].
    pub fn open_tab(&mut self) -> String {
        let first = self.session.take().expect("there is a tab");
        self.attach();
        first
    }

    /// Goes on in another tab and gives the name of this one.
    pub fn turn_to(&mut self, tab: String) -> String {
        self.session.replace(tab).expect("there is a tab")
    }

    /// Makes a tab and turns to it.
    fn attach(&mut self) {
        let target = self.call("Target.createTarget", json!({"url": "about:blank"}));
        let attached = self.call("Target.attachToTarget", json!({"targetId": target["targetId"], "flatten": true}));
        self.session = attached["sessionId"].as_str().map(str::to_string);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
        self.call("Emulation.setDeviceMetricsOverride", json!({"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": false}));
    }

    /// Opens a file.
    pub fn open(&mut self, page: &Path) {
        self.call("Page.navigate", json!({"url": format!("file://{}", page.display())}));
        self.wait(|message| message["method"] == "Page.loadEventFired");
    }

    pub fn reload(&mut self) {
        self.call("Page.reload", json!({}));
        self.wait(|message| message["method"] == "Page.loadEventFired");
    }

    /// Runs a script before those of every page that is opened from now on.
    pub fn before_each_page(&mut self, script: &str) {
        self.call("Page.addScriptToEvaluateOnNewDocument", json!({"source": script}));
    }

    /// The value that a promise comes to.
    pub fn promised(&mut self, expression: &str) -> Value {
        let result = self.call("Runtime.evaluate", json!({"expression": expression, "returnByValue": true, "awaitPromise": true}));
        assert!(result["exceptionDetails"].is_null(), "{expression}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    /// Sets how wide the window is, and whether the reader wants it dark.
    pub fn look(&mut self, width: u32, dark: bool) {
        self.call("Emulation.setDeviceMetricsOverride", json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}));
        let scheme = if dark { "dark" } else { "light" };
        self.call("Emulation.setEmulatedMedia", json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]}));
    }

    /// The value of an expression.
    pub fn value(&mut self, expression: &str) -> Value {
        let result = self.call("Runtime.evaluate", json!({"expression": expression, "returnByValue": true}));
        assert!(result["exceptionDetails"].is_null(), "{expression}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    /// The text of an element as it is shown; empty where it is hidden.
    pub fn text(&mut self, selector: &str) -> String {
        let selector = json!(selector);
        let text = self.value(&format!("(e => e && e.checkVisibility() ? e.innerText : '')(document.querySelector({selector}))"));
        text.as_str().unwrap_or_default().to_string()
    }

    /// Clicks with the mouse.
    pub fn click(&mut self, selector: &str) {
        let selector = json!(selector);
        let at = self.value(&format!(
            "(e => {{ e.scrollIntoView({{block: 'center', behavior: 'instant'}}); const r = e.getBoundingClientRect(); return {{x: r.x + r.width / 2, y: r.y + r.height / 2}}; }})(document.querySelector({selector}))"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            self.call("Input.dispatchMouseEvent", json!({"type": kind, "x": at["x"], "y": at["y"], "button": "left", "clickCount": 1}));
        }
    }

    /// Presses and releases a key: its name, its code and, for those that write, its text.
    pub fn press(&mut self, key: &str, code: u32, text: &str) {
        let down = json!({"type": if text.is_empty() { "rawKeyDown" } else { "keyDown" }, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text});
        self.call("Input.dispatchKeyEvent", down);
        self.call("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": code}));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may have gone by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
