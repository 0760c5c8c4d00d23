//! Questions to whoever sits at the terminal, also such whose answer must not be seen.

use std::borrow::Cow;
use std::io::{self, IsTerminal};

use pipedrive_connection::Secret;
use rustyline::config::{Behavior, ColorMode};
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::history::DefaultHistory;
use rustyline::{Completer, Config, Editor, Helper, Hinter, Validator};

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
    ask(console, question, false)
}

/// Asks for a text that the terminal does not show.
///
/// # Errors
/// As [`text`].
pub(crate) fn secret(console: &Console, question: &str) -> Result<Secret, Failure> {
    ask(console, question, true).map(Secret::new)
}

fn ask(console: &Console, question: &str, is_hidden: bool) -> Result<String, Failure> {
    let broken = |error: ReadlineError| Report::new(format!("cannot read from the terminal: {error}"));
    let config = Config::builder()
        .auto_add_history(false)
        // Hiding is done by the colours of the line.
        .color_mode(if is_hidden { ColorMode::Forced } else { ColorMode::Disabled })
        .behavior(if console.out_is_terminal { Behavior::Stdio } else { Behavior::PreferTerm })
        .build();
    let mut editor: Editor<Mask, DefaultHistory> = Editor::with_config(config).map_err(broken)?;
    editor.set_helper(Some(Mask { is_hidden }));
    loop {
        match editor.readline(question) {
            Ok(answer) if answer.trim().is_empty() => {}
            Ok(answer) => return Ok(answer.trim().to_owned()),
            Err(ReadlineError::Interrupted | ReadlineError::Eof) => {
                return Err(Failure::Cancelled("cancelled".to_owned()));
            }
            Err(error) => return Err(broken(error).into()),
        }
    }
}

/// Shows what is typed, or blanks in its place.
#[derive(Completer, Helper, Hinter, Validator)]
struct Mask {
    is_hidden: bool,
}

impl Highlighter for Mask {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.is_hidden { Cow::Owned(" ".repeat(line.chars().count())) } else { Cow::Borrowed(line) }
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.is_hidden
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_answer_leaves_only_blanks_on_the_screen() {
        let check = |is_hidden, line, expect: &str| assert_eq!(Mask { is_hidden }.highlight(line, 0), expect);
        check(true, "s3crët", "      ");
        check(false, "5f2c", "5f2c");
    }
}
