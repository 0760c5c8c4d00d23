//! The terminal: data to standard output, everything else to standard error.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};

use crate::args::ColorChoice;
use crate::failure::{Failure, Report};

/// Escape sequences that clear the current line of a terminal.
const ERASE_LINE: &str = "\r\x1b[2K";
/// Width of a terminal that does not tell its own. A progress line that wraps could not be erased.
const STATUS_WIDTH: usize = 80;

/// Writes lines to standard error from wherever the console is not at hand. A line of progress is erased before them, and
/// the next one stands below.
pub(crate) fn announce(text: &str) {
    let mut err = io::stderr().lock();
    let erase = if err.is_terminal() { ERASE_LINE } else { "" };
    // When standard error is gone, there is nobody left to tell.
    let _ = writeln!(err, "{erase}{text}").and_then(|()| err.flush());
}

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

    /// Columns of the terminal that standard output goes to.
    pub(crate) fn width(&self) -> Option<usize> {
        if !self.out_is_terminal {
            return None;
        }
        let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
        Some(usize::from(width.0))
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
        self.say(&format!("{} {}", self.paint("31;1", "error:"), report.message));
        if let Some(place) = &report.place {
            self.say(&format!("   at: {place}"));
        }
        for hint in &report.hints {
            self.hint(hint);
        }
    }

    /// Shows a piece of advice.
    pub(crate) fn hint(&self, hint: &str) {
        self.say(&format!("{} {hint}", self.paint("36", "hint:")));
    }

    /// Shows what ended a statement or the run, if there is something to show.
    pub(crate) fn failure(&self, failure: &Failure) {
        match failure {
            Failure::Closed => self.clear_status(),
            Failure::Cancelled(text) => {
                // The terminal has written `^C` at the start of the line.
                self.status.set(self.err_is_terminal);
                self.say(text);
            }
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
        let width =
            terminal_size::terminal_size_of(io::stderr()).map_or(STATUS_WIDTH, |(width, _)| usize::from(width.0));
        let text: String = text.chars().take(width.saturating_sub(1)).collect();
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
