//! The test bench: an emulated account that is the same every time, and runs of the program against it.

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use pipedrive_sandbox::{OAuthApp, Plan, Sandbox, SandboxConfig};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::browser_script::LIMIT;

/// 2026-06-01T00:00:00Z, which the account takes for the present.
const NOW: i64 = 1_780_272_000;

/// The API token of the emulated account, as long and as hexadecimal as a real one.
pub(crate) const TOKEN: &str = "0c5e7a1b0c5e7a1b0c5e7a1b0c5e7a1b0c5e7a1b";

/// A callback address of the app on another machine.
pub(crate) const REMOTE_CALLBACK: &str = "https://app.example/back";

/// An account, and a home directory in which the program finds nothing.
pub(crate) struct Bench {
    pub(crate) home: TempDir,
    sandbox: Sandbox,
    /// Serves the account for as long as the bench stands.
    runtime: Runtime,
}

/// A run of the program that has not begun.
pub(crate) struct Run<'a> {
    bench: &'a Bench,
    command: Command,
    input: Option<String>,
}

/// What a run left behind.
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(SandboxConfig::default())
    }

    /// The bench with an account that differs in some settings.
    pub(crate) fn with(config: SandboxConfig) -> Self {
        let runtime = Runtime::new().unwrap();
        // The first callback address is one that is free, and the second one is not this machine's.
        let free = format!("http://localhost:{}", free_port());
        let oauth = OAuthApp { callback_urls: vec![free, REMOTE_CALLBACK.to_owned()], ..config.oauth };
        let config =
            SandboxConfig { now: Some(NOW), plan: Plan::Premium, api_token: TOKEN.to_owned(), oauth, ..config };
        let sandbox = runtime.block_on(Sandbox::start(config)).unwrap();
        Self { home: TempDir::new().unwrap(), sandbox, runtime }
    }

    /// The connection string of the account.
    pub(crate) fn connection(&self) -> String {
        self.sandbox.connection_string()
    }

    /// The connection string of the account's app, to which `InitiateOAuth` and the like can be appended.
    pub(crate) fn oauth_connection(&self) -> String {
        self.sandbox.oauth_connection_string()
    }

    /// The callback address that the program listens at.
    pub(crate) fn callback(&self) -> &str {
        &self.sandbox.config().oauth.callback_urls[0]
    }

    /// The account itself.
    pub(crate) fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// What tokens were asked for with so far.
    pub(crate) fn grants(&self) -> Vec<&'static str> {
        self.sandbox.requests().iter().filter_map(|request| request.grant_type).collect()
    }

    /// Waits until a request to that path has come.
    pub(crate) fn wait_for_request(&self, path: &str) {
        let wait = async { tokio::time::timeout(LIMIT, self.sandbox.wait_for_request(path)).await };
        self.runtime.block_on(wait).unwrap();
    }

    /// The requests so far, as `GET /api/v2/deals?limit=500`.
    pub(crate) fn requests(&self) -> Vec<String> {
        let target =
            |path: &str, query: &str| if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        self.sandbox.requests().iter().map(|r| format!("{} {}", r.method, target(&r.path, &r.query))).collect()
    }

    /// The program with these arguments and no account.
    pub(crate) fn program<A: Into<OsString>>(&self, arguments: impl IntoIterator<Item = A>) -> Run<'_> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pipedrive-sql"));
        command.args(arguments.into_iter().map(Into::into));
        // Nothing of this machine's user reaches the program.
        command.env_clear().env("HOME", self.home.path()).env("ODBCSYSINI", self.home.path());
        command.current_dir(self.home.path()).stdin(Stdio::null());
        Run { bench: self, command, input: None }
    }

    /// The program with these arguments, connected to the account.
    pub(crate) fn shell<A: Into<OsString>>(&self, arguments: impl IntoIterator<Item = A>) -> Run<'_> {
        self.program(arguments).variable("PIPEDRIVE_SQL_CONNECTION", &self.connection())
    }

    /// What the program shows for one statement, without the line about its cost.
    pub(crate) fn query(&self, sql: &str) -> String {
        self.shell(["-q", "-c", sql]).show()
    }

    /// Writes a file into the directory in which the program runs.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Reads a file that the program wrote.
    pub(crate) fn read(&self, name: impl AsRef<Path>) -> String {
        std::fs::read_to_string(self.home.path().join(name)).unwrap()
    }

    /// The exit code and both streams of a run, with what differs from run to run left out.
    pub(crate) fn shown(&self, Outcome { code, stdout, stderr }: &Outcome) -> String {
        let code = code.map_or("a signal".to_owned(), |code| code.to_string());
        let stream = |name: &str, text: &str| match text {
            "" => String::new(),
            text => format!("--- {name}\n{}", self.settled(text)),
        };
        format!("exit: {code}\n{}{}", stream("stdout", stdout), stream("stderr", stderr))
    }

    /// What differs from run to run, left out: ports, the directory, the state of a sign-in, and times.
    pub(crate) fn settled(&self, text: &str) -> String {
        let home = self.home.path().display().to_string();
        let text = text.replace(&self.sandbox.base_url(), "http://[sandbox]").replace(&home, "[home]");
        let text = text.replace(env!("CARGO_PKG_VERSION"), "[version]");
        let callback_port = self.callback().rsplit_once(':').unwrap().1;
        let text = text.replace(&format!(":{callback_port}"), ":[port]");
        let text = text.replace(&format!("%3A{callback_port}"), "%3A[port]");
        let text = text.replace(&format!("port {callback_port} "), "port [port] ");
        let text = without_states(&text);
        let settled = |part: &str| match part.strip_suffix(" s").map(str::parse::<f64>) {
            Some(Ok(_)) => "[time]".to_owned(),
            _ => part.to_owned(),
        };
        let line = |line: &str| line.split(" · ").map(settled).collect::<Vec<_>>().join(" · ");
        text.split('\n').map(line).collect::<Vec<_>>().join("\n")
    }
}

impl Run<'_> {
    /// Text for standard input.
    pub(crate) fn input(mut self, text: &str) -> Self {
        self.input = Some(text.to_owned());
        self
    }

    /// Another home directory, which is the working directory too.
    pub(crate) fn home(mut self, home: &Path) -> Self {
        self.command.env("HOME", home).env("ODBCSYSINI", home).current_dir(home);
        self
    }

    /// An environment variable.
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// The process itself, for tests that talk to it while it runs.
    pub(crate) fn command(self) -> Command {
        self.command
    }

    /// Runs the program to its end.
    pub(crate) fn output(mut self) -> Outcome {
        let input = self.input.unwrap_or_default();
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap();
        // A program that does not read its input may leave before it is written.
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        Outcome {
            code: status.code(),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }

    /// Runs the program and shows the exit code and both streams, with what differs from run to run left out.
    pub(crate) fn show(self) -> String {
        let bench = self.bench;
        bench.shown(&self.output())
    }
}

/// A port nobody listens at. It is below those the system hands out, so that no connection takes it meanwhile, and no
/// other test gets it.
pub(crate) fn free_port() -> u16 {
    const FIRST: u16 = 10_000;
    const COUNT: u16 = 20_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Tests of another process begin somewhere else.
    let start = u16::try_from(u64::from(std::process::id()) * 499 % u64::from(COUNT)).unwrap();
    let is_free = |port: &u16| {
        TcpListener::bind(("127.0.0.1", *port)).is_ok()
            && TcpListener::bind(("::1", *port)).map_or_else(|e| e.kind() != ErrorKind::AddrInUse, |_| true)
    };
    let mut ports = std::iter::repeat_with(|| NEXT.fetch_add(1, Ordering::Relaxed))
        .take(usize::from(COUNT))
        .map(|n| FIRST + (start + n % COUNT) % COUNT);
    ports.find(is_free).unwrap()
}

/// The text with each state of a sign-in, which is random, replaced.
fn without_states(text: &str) -> String {
    let mut parts = text.split("state=");
    let mut settled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(part.len());
        settled.push_str(if end > 0 { "state=[state]" } else { "state=" });
        settled.push_str(&part[end..]);
    }
    settled
}
