//! A run of the program that the test talks to while it runs.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};

use crate::bench::{Outcome, Run};
use crate::browser_script::LIMIT;

/// The running program; it is killed with the test.
pub(crate) struct Live {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    stderr: String,
    stdout: Option<JoinHandle<String>>,
}

impl Live {
    pub(crate) fn start(run: Run<'_>) -> Self {
        let mut command = run.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        thread::spawn(move || {
            // A test that failed meanwhile does not listen any more.
            stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)).ok();
        });
        let mut out = child.stdout.take().unwrap();
        let stdout = thread::spawn(move || {
            let mut text = String::new();
            out.read_to_string(&mut text).unwrap();
            text
        });
        Self { input: child.stdin.take(), child, lines, stderr: String::new(), stdout: Some(stdout) }
    }

    /// Waits for a line of standard error that begins so, and returns the rest of it.
    pub(crate) fn told(&mut self, start: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(LIMIT).unwrap();
            self.stderr.push_str(&line);
            self.stderr.push('\n');
            if let Some(rest) = line.strip_prefix(start) {
                return rest.to_owned();
            }
        }
    }

    /// Types a line.
    pub(crate) fn enter(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Ends standard input.
    pub(crate) fn end_input(&mut self) {
        self.input = None;
    }

    /// Presses Ctrl-C.
    pub(crate) fn interrupt(&self) {
        self.signal("INT");
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([format!("-{name}"), pid]).status().unwrap().success());
    }

    /// Waits until the program has ended.
    pub(crate) fn finish(mut self) -> Outcome {
        while let Ok(line) = self.lines.recv_timeout(LIMIT) {
            self.stderr.push_str(&line);
            self.stderr.push('\n');
        }
        Outcome {
            code: self.child.wait().unwrap().code(),
            stdout: self.stdout.take().unwrap().join().unwrap(),
            stderr: std::mem::take(&mut self.stderr),
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        // It has ended, unless the test failed.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
