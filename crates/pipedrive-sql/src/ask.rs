//! Questions to whoever sits at the terminal, also such whose answer must not be seen.

use std::io::{self, ErrorKind, IsTerminal, Write};

use pipedrive_connection::Secret;
use rpassword::ConfigBuilder;
use rustyline::config::{Behavior, ColorMode};
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{Config, Editor};

use crate::console::Console;
use crate::failure::{Failure, Report};

/// Whether there is somebody to ask.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a text; an empty one is asked for again.
///
/// # Errors
/// If the user cancels, or the terminal cannot be read.
pub(crate) fn text(console: &Console, question: &str) -> Result<String, Failure> {
    let config = Config::builder()
        .auto_add_history(false)
        .color_mode(ColorMode::Disabled)
        .behavior(if console.out_is_terminal { Behavior::Stdio } else { Behavior::PreferTerm })
        .build();
    let mut editor: Editor<(), DefaultHistory> = Editor::with_config(config).map_err(|error| unreadable(&error))?;
    loop {
        match editor.readline(question) {
            Ok(answer) if answer.trim().is_empty() => {}
            Ok(answer) => return Ok(answer.trim().to_owned()),
            Err(ReadlineError::Interrupted | ReadlineError::Eof) => return Err(cancelled()),
            Err(error) => return Err(unreadable(&error).into()),
        }
    }
}

/// Asks for a text while the terminal's echo is off, which works on every kind of terminal.
///
/// # Errors
/// As [`text`].
pub(crate) async fn secret(question: &str) -> Result<Secret, Failure> {
    loop {
        show(question);
        let answer = rpassword::read_password_with_config(ConfigBuilder::new().output_discard().build());
        // The line break that was typed is not shown either.
        show("\n");
        match answer {
            Ok(answer) if answer.trim().is_empty() => {}
            Ok(answer) => return Ok(Secret::new(answer.trim())),
            // Ctrl-C was passed on as a signal, which ends the program or whatever this is part of.
            Err(error) if error.kind() == ErrorKind::Interrupted => return std::future::pending().await,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(cancelled()),
            Err(error) => return Err(unreadable(&error).into()),
        }
    }
}

fn show(text: &str) {
    let mut err = io::stderr().lock();
    // When standard error is gone, there is nobody left to ask; then reading fails too.
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

fn cancelled() -> Failure {
    Failure::Cancelled("cancelled".to_owned())
}

fn unreadable(error: &dyn std::error::Error) -> Report {
    Report::new(format!("cannot read from the terminal: {error}"))
}
