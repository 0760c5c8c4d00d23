//! A browser for tests: a script that reports which address it was to open, and a person who answers it by hand.

use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::bench::Bench;

/// Longest wait for anything that must happen. A test that waits that long has failed.
pub(crate) const LIMIT: Duration = Duration::from_mins(2);

/// How a browser sends a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// What `BROWSER` names in a test: it opens nothing and passes the address on.
pub(crate) struct BrowserScript {
    script: PathBuf,
    pipe: PathBuf,
}

/// The button that is clicked on the consent page.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Click {
    Allow,
    Deny,
}

/// What a server answered.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

impl BrowserScript {
    /// Writes the script below the bench's home directory.
    pub(crate) fn install(bench: &Bench) -> Self {
        let folder = bench.home.path().join(".browser");
        fs::create_dir_all(&folder).unwrap();
        let (script, pipe) = (folder.join("open"), folder.join("addresses"));
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        // Built into the shell, because the program under test runs without a `PATH`.
        fs::write(&script, format!("#!/bin/sh\nprintf '%s\\n' \"$1\" > '{}'\n", pipe.display())).unwrap();
        fs::set_permissions(&script, Permissions::from_mode(0o700)).unwrap();
        Self { script, pipe }
    }

    /// The value of `BROWSER`.
    pub(crate) fn variable(&self) -> &str {
        self.script.to_str().unwrap()
    }

    /// Waits until the program opens an address.
    pub(crate) fn address(&self) -> String {
        let pipe = self.pipe.clone();
        let (sender, receiver) = mpsc::channel();
        // Opening a pipe waits for its other end, which might never come.
        thread::spawn(move || {
            let mut line = String::new();
            BufReader::new(File::open(pipe).unwrap()).read_line(&mut line).unwrap();
            // The test may have given up.
            drop(sender.send(line));
        });
        receiver.recv_timeout(LIMIT).unwrap().trim().to_owned()
    }
}

/// Opens the consent page, clicks, and returns the address the browser is sent back to.
pub(crate) fn consent(address: &str, click: Click) -> String {
    let page = get(address);
    assert_eq!(page.status, 200, "{}", page.body);
    let ticket = page.body.split_once("name=\"consent\" value=\"").unwrap().1.split_once('"').unwrap().0;
    let decision = match click {
        Click::Allow => "allow",
        Click::Deny => "deny",
    };
    let form = format!("consent={ticket}&decision={decision}");
    let answer = send("POST", address.split('?').next().unwrap(), FORM, &form);
    assert_eq!(answer.status, 302, "{}", answer.body);
    answer.location.unwrap()
}

/// The code in the address that the browser was sent back to.
pub(crate) fn code_in(address: &str) -> String {
    let query = address.split_once('?').unwrap().1;
    query.split('&').find_map(|pair| pair.strip_prefix("code=")).unwrap().to_owned()
}

/// Fetches an address as a browser would.
pub(crate) fn get(address: &str) -> Page {
    send("GET", address, FORM, "")
}

/// Sends one request and reads the whole answer.
pub(crate) fn send(method: &str, address: &str, content_type: &str, body: &str) -> Page {
    let rest = address.strip_prefix("http://").unwrap();
    let host = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
    let path = match &rest[host.len()..] {
        query if !query.starts_with('/') => format!("/{query}"),
        path => path.to_owned(),
    };
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-type: {content_type}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(stream.read_line(&mut head).unwrap(), 0, "{head}");
    }
    let header = |name: &str| {
        let mut headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    };
    let mut body = Vec::new();
    match header("content-length") {
        // Not every server closes the connection when it is asked to.
        Some(length) => stream.take(length.parse().unwrap()).read_to_end(&mut body).unwrap(),
        None => stream.read_to_end(&mut body).unwrap(),
    };
    Page {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        location: header("location"),
        body: String::from_utf8(body).unwrap(),
    }
}
