//! The terminal: data to standard output, everything else to standard error.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};

use crate::args::ColorChoice;
use crate::failure::{Failure, Report};

/// Escape sequences that clear the current line of a terminal.
const ERASE_LINE: &str = "\r\x1b[2K";
/// Longest progress line; a longer one would wrap on a narrow terminal and could not be erased.
const STATUS_WIDTH: usize = 79;

/// The two output streams and what is known about them.
pub(crate) struct Console {
    /// Standard output is a terminal.
    pub(crate) out_is_terminal: bool,
    /// Standard error is a terminal.
    pub(crate) err_is_terminal: bool,
    /// Colours are wanted on standard error and while typing.
    pub(crate) color: bool,
    quiet: Cell<bool>,
    /// A progress line is on the screen.
    status: Cell<bool>,
}

impl Console {
    pub(crate) fn new(color: ColorChoice, quiet: bool) -> Self {
        let err_is_terminal = io::stderr().is_terminal();
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self {
            out_is_terminal: io::stdout().is_terminal(),
            err_is_terminal,
            color: match color {
                ColorChoice::Always => true,
                ColorChoice::Never => false,
                ColorChoice::Auto => err_is_terminal && !no_color && !dumb,
            },
            quiet: Cell::new(quiet),
            status: Cell::new(false),
        }
    }

    pub(crate) fn quiet(&self) -> bool {
        self.quiet.get()
    }

    pub(crate) fn set_quiet(&self, quiet: bool) {
        self.quiet.set(quiet);
    }

    /// Writes data to standard output.
    ///
    /// # Errors
    /// [`Failure::Closed`] when nobody reads it any more.
    pub(crate) fn data(&self, bytes: &[u8]) -> Result<(), Failure> {
        if bytes.is_empty() {
            return Ok(());
        }
        if self.out_is_terminal {
            self.clear_status();
        }
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| Failure::of_output(&error))
    }

    /// Says something that is no data and no error, unless the user wants quiet.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet() {
            self.say(text);
        }
    }

    /// Shows an error with its place and its hints.
    pub(crate) fn report(&self, report: &Report) {
        let label = self.paint("31;1", "error:");
        let mut text = format!("{label} {}", report.message);
        if let Some(place) = &report.place {
            text.push_str(&format!("\n   at: {place}"));
        }
        for hint in &report.hints {
            text.push_str(&format!("\n{} {hint}", self.paint("36", "hint:")));
        }
        self.say(&text);
    }

    /// Shows what ended a statement or the run, if there is something to show.
    pub(crate) fn failure(&self, failure: &Failure) {
        match failure {
            Failure::Closed => self.clear_status(),
            Failure::Cancelled(text) => self.say(text),
            Failure::Reported(report) => self.report(report),
        }
    }

    /// Writes a line to standard error.
    pub(crate) fn say(&self, text: &str) {
        self.clear_status();
        // When standard error is gone, there is nobody left to tell.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Shows a line of progress in place of the one before.
    pub(crate) fn status(&self, text: &str) {
        let text: String = text.chars().take(STATUS_WIDTH).collect();
        let mut err = io::stderr().lock();
        let _ = write!(err, "{ERASE_LINE}{text}").and_then(|()| err.flush());
        self.status.set(true);
    }

    /// Takes the line of progress off the screen.
    pub(crate) fn clear_status(&self) {
        if self.status.replace(false) {
            let mut err = io::stderr().lock();
            let _ = write!(err, "{ERASE_LINE}").and_then(|()| err.flush());
        }
    }

    /// Whether progress may be shown.
    pub(crate) fn shows_progress(&self) -> bool {
        self.err_is_terminal && !self.quiet()
    }

    fn paint(&self, style: &str, text: &str) -> String {
        if self.color { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
