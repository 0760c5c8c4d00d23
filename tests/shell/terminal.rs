//! A run of the program on a terminal of its own, with a person who types.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Instant;

use nix::fcntl::OFlag;
use nix::pty::{grantpt, posix_openpt, ptsname_r, unlockpt};
use nix::sys::termios::{LocalFlags, tcgetattr};

use crate::bench::Run;
use crate::browser_script::LIMIT;

/// The running program, which is killed with the test, and the screen.
pub(crate) struct Terminal {
    child: Child,
    keyboard: File,
    output: Receiver<Vec<u8>>,
    /// All that the screen has shown.
    screen: String,
    /// The beginning of a character whose end has not come yet.
    partial: Vec<u8>,
    /// How much of it was waited for.
    read: usize,
}

impl Terminal {
    /// Starts the program with a terminal as all three of its streams.
    pub(crate) fn start(run: Run<'_>) -> Self {
        Self::with(run, &[])
    }

    /// Starts the program on a terminal that is 80 columns wide.
    pub(crate) fn start_narrow(run: Run<'_>) -> Self {
        Self::with(run, &["sh", "-c", "stty rows 24 cols 80 && exec \"$0\" \"$@\""])
    }

    /// Starts the program, by way of another one if there is one.
    fn with(run: Run<'_>, way: &[&str]) -> Self {
        // Nothing of it gets into what other tests start meanwhile: the terminal ends with its program.
        let pty = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC).unwrap();
        grantpt(&pty).unwrap();
        unlockpt(&pty).unwrap();
        let mut options = OpenOptions::new();
        options.read(true).write(true).custom_flags(OFlag::O_NOCTTY.bits());
        let screen = options.open(ptsname_r(&pty).unwrap()).unwrap();
        let run = run.command();
        // `setsid` makes it the terminal that the program's `/dev/tty` means.
        let mut command = Command::new("setsid");
        command
            .arg("--ctty")
            .args(way)
            .arg(run.get_program())
            .args(run.get_args())
            .current_dir(run.get_current_dir().unwrap());
        command.env_clear().envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let stream = || Stdio::from(screen.try_clone().unwrap());
        let child = command.stdin(stream()).stdout(stream()).stderr(stream()).spawn().unwrap();
        let keyboard = File::from(OwnedFd::from(pty));
        let mut master = keyboard.try_clone().unwrap();
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // When nobody has the terminal open any more, reading fails.
            while let Ok(count @ 1..) = master.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { child, keyboard, output, screen: String::new(), partial: Vec::new(), read: 0 }
    }

    /// Waits until the screen shows a text, behind the one that was waited for before.
    pub(crate) fn shown(&mut self, text: &str) {
        loop {
            if let Some(at) = self.screen[self.read..].find(text) {
                self.read += at + text.len();
                return;
            }
            let bytes = self.output.recv_timeout(LIMIT);
            assert!(bytes.is_ok(), "no `{text}` in: {}", self.screen);
            self.show(&bytes.unwrap());
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        self.partial.extend(bytes);
        let whole = match str::from_utf8(&self.partial) {
            Ok(text) => text.len(),
            Err(error) => {
                assert_eq!(error.error_len(), None, "no text behind: {}", self.screen);
                error.valid_up_to()
            }
        };
        let text: Vec<u8> = self.partial.drain(..whole).collect();
        self.screen.push_str(str::from_utf8(&text).unwrap());
    }

    /// The rest of the line whose beginning was waited for.
    pub(crate) fn rest_of_line(&mut self) -> String {
        let start = self.read;
        self.shown("\r\n");
        self.screen[start..self.read].trim_end().to_owned()
    }

    /// Waits until the terminal does not show what is typed.
    pub(crate) fn hides(&self) {
        let begun = Instant::now();
        while tcgetattr(&self.keyboard).unwrap().local_flags.contains(LocalFlags::ECHO) {
            assert!(begun.elapsed() < LIMIT, "the echo stays on: {}", self.screen);
            thread::yield_now();
        }
    }

    /// Whether the terminal shows what is typed.
    pub(crate) fn echoes(&self) -> bool {
        tcgetattr(&self.keyboard).unwrap().local_flags.contains(LocalFlags::ECHO)
    }

    /// Types keys.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until the program has ended; returns its exit code and all that the screen has shown.
    pub(crate) fn finish(mut self) -> (Option<i32>, String) {
        while let Ok(bytes) = self.output.recv_timeout(LIMIT) {
            self.show(&bytes);
        }
        (self.child.wait().unwrap().code(), std::mem::take(&mut self.screen))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended, unless the test failed.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
