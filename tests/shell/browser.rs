//! Signing in with a real browser: headless Chromium, driven by `ChromeDriver`, which clicks on the consent page.

use std::env;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::bench::{Bench, Outcome};
use crate::browser_script::{BrowserScript, Click, LIMIT, send};
use crate::live::Live;

/// Set where a browser must be there, as when a change is checked before it goes in.
const REQUIRED: &str = "PIPEDRIVE_SQL_REQUIRE_BROWSER";

/// The key under which `WebDriver` names elements, [W3C WebDriver §12.1](https://www.w3.org/TR/webdriver2/#elements).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Longest wait for the browser to quit.
const QUIT_LIMIT: Duration = Duration::from_secs(5);

/// Chromium with an empty profile; all of it ends with the test.
struct Chromium {
    driver: Child,
    address: String,
    session: String,
    profile: TempDir,
}

impl Chromium {
    /// Starts the browser, if there is one.
    fn start() -> Option<Self> {
        let (Some(browser), Some(driver)) = (find("chromium"), find("chromedriver")) else {
            assert!(
                env::var_os(REQUIRED).is_none(),
                "`{REQUIRED}` is set, and there is no `chromium` or no `chromedriver`"
            );
            // Past the test harness, which keeps what passing tests print to itself.
            let said =
                writeln!(std::io::stderr(), "skipped: there is no `chromium` or no `chromedriver` on this machine");
            said.unwrap();
            return None;
        };
        let profile = TempDir::new().unwrap();
        let mut command = Command::new(driver);
        command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        let mut driver = command.spawn().unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .find_map(|line| {
                Some(line.unwrap().split_once("successfully on port ")?.1.trim_end_matches('.').to_owned())
            })
            .unwrap();
        let mut chromium =
            Self { driver, address: format!("http://127.0.0.1:{port}/session"), session: String::new(), profile };
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            format!("--user-data-dir={}", chromium.profile.path().display()),
        ];
        let options = json!({ "binary": browser, "args": arguments });
        // Finding an element waits until it is there.
        let timeouts = json!({ "implicit": LIMIT.as_millis() });
        let always = json!({ "goog:chromeOptions": options, "timeouts": timeouts });
        let session = chromium.call("POST", "", &json!({ "capabilities": { "alwaysMatch": always } }));
        chromium.session = format!("/{}", session["sessionId"].as_str().unwrap());
        Some(chromium)
    }

    fn open(&self, url: &str) {
        self.call("POST", "/url", &json!({ "url": url }));
    }

    /// The element that a path finds, once it is there.
    fn find(&self, xpath: &str) -> String {
        let found = self.call("POST", "/element", &json!({ "using": "xpath", "value": xpath }));
        format!("/element/{}", found[ELEMENT].as_str().unwrap())
    }

    fn click(&self, xpath: &str) {
        let element = self.find(xpath);
        self.call("POST", &format!("{element}/click"), &json!({}));
    }

    fn text(&self, xpath: &str) -> String {
        let element = self.find(xpath);
        self.call("GET", &format!("{element}/text"), &Value::Null).as_str().unwrap().to_owned()
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let address = format!("{}{}{path}", self.address, self.session);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let page = send(method, &address, "application/json", &body);
        let answer: Value = serde_json::from_str(&page.body).unwrap();
        assert_eq!(page.status, 200, "{method} {path}: {}", answer["value"]["message"]);
        answer["value"].clone()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The driver quits the browser properly, unless it is what the test failed of.
        if !self.session.is_empty() {
            drop(quit(&format!("{}{}", self.address, self.session)));
        }
        // The browser's processes are of the driver's group and would outlive it.
        drop(Command::new("kill").args(["-KILL", "--", &format!("-{}", self.driver.id())]).status());
        drop(self.driver.wait());
    }
}

/// Ends a session, without insisting: there may be nobody left who answers.
fn quit(session: &str) -> std::io::Result<()> {
    let (host, path) = session.trim_start_matches("http://").split_once('/').unwrap_or_default();
    let address = host.parse().map_err(std::io::Error::other)?;
    let mut stream = TcpStream::connect_timeout(&address, QUIT_LIMIT)?;
    stream.set_read_timeout(Some(QUIT_LIMIT))?;
    write!(stream, "DELETE /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 0\r\n\r\n")?;
    stream.read_exact(&mut [0])
}

/// A program on the search path.
fn find(name: &str) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    folders.iter().map(|folder| folder.join(name)).find(|path| Path::exists(path))
}

/// A sign-in in the browser, up to a click on the consent page.
struct SignIn {
    bench: Bench,
    connection: String,
    chromium: Chromium,
}

impl SignIn {
    fn begin() -> Option<Self> {
        let chromium = Chromium::start()?;
        let bench = Bench::new();
        let mut connection = bench.oauth_connection();
        write!(
            connection,
            ";InitiateOAuth=GETANDREFRESH;CallbackURL={};OAuthSettingsLocation={}",
            bench.callback(),
            bench.home.path().join("tokens.txt").display()
        )
        .unwrap();
        Some(Self { bench, connection, chromium })
    }

    /// Runs the program, opens the page it asks for, and clicks. Shows the page that the browser ends at.
    fn click(&self, click: Click) -> (String, Outcome) {
        let script = BrowserScript::install(&self.bench);
        let run = self.bench.program(["test", &self.connection]).variable("BROWSER", script.variable());
        let mut live = Live::start(run);
        live.end_input();
        self.chromium.open(&script.address());
        let consent = self.chromium.text("//body");
        assert!(consent.contains("Acme"), "{consent}");
        self.chromium.click(match click {
            Click::Allow => "//*[@id='allow']",
            Click::Deny => "//*[@id='deny']",
        });
        let page = self.chromium.text("//main[contains(., 'pipedrive-sql') and contains(., 'You can close this tab')]");
        (page, live.finish())
    }
}

#[test]
fn a_click_on_allow_in_chromium_signs_in() {
    let Some(sign_in) = SignIn::begin() else { return };
    let (page, outcome) = sign_in.click(Click::Allow);
    assert!(page.contains("You are signed in"), "{page}");
    assert_eq!(outcome.code, Some(0), "{}{}", outcome.stdout, outcome.stderr);
    assert!(outcome.stdout.starts_with("connection available"), "{}", outcome.stdout);
    // Without a browser from now on.
    let outcome = sign_in.bench.program(["test", &sign_in.connection]).variable("BROWSER", "/bin/false").output();
    assert!(outcome.stdout.starts_with("connection available"), "{}{}", outcome.stdout, outcome.stderr);
}

#[test]
fn a_click_on_deny_in_chromium_says_so_in_both_places() {
    let Some(sign_in) = SignIn::begin() else { return };
    let (page, outcome) = sign_in.click(Click::Deny);
    assert!(page.contains("Nobody was signed in") && page.contains("The sign-in was denied"), "{page}");
    assert_eq!(outcome.code, Some(1), "{}{}", outcome.stdout, outcome.stderr);
    assert!(outcome.stdout.contains("connection unavailable: the sign-in was denied"), "{}", outcome.stdout);
    assert!(!sign_in.bench.home.path().join("tokens.txt").exists());
}
