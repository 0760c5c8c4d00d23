//! The line editor: keys, completion, colours and history around `rustyline`.

use std::borrow::Cow;
use std::path::PathBuf;

use rustyline::completion::Completer;
use rustyline::config::{Behavior, ColorMode, CompletionType};
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, Helper};

use super::complete::complete;
use super::highlight::highlight;
use super::names::Names;
use super::{history, may_be_kept};
use crate::console::Console;
use crate::files;

/// Statements the history holds.
const HISTORY_LENGTH: usize = 10_000;

/// Reads lines from the terminal.
pub(super) struct LineEditor {
    editor: Editor<Assistant, DefaultHistory>,
    history: Option<PathBuf>,
}

/// What helps while typing.
struct Assistant {
    names: Names,
    /// Earlier lines of the statement being typed.
    pending: String,
    history: HistoryHinter,
    color: bool,
}

impl LineEditor {
    /// Opens the terminal and loads the history; without a place for it, it lasts for this session.
    ///
    /// # Errors
    /// If the terminal cannot be used.
    pub(super) fn open(console: &Console) -> Result<Self, ReadlineError> {
        let config = Config::builder()
            .max_history_size(HISTORY_LENGTH)?
            .history_ignore_space(true)
            .completion_type(CompletionType::List)
            .bracketed_paste(true)
            .color_mode(if console.color { ColorMode::Enabled } else { ColorMode::Disabled })
            // Prompts belong to the terminal, not into a file that standard output goes to.
            .behavior(if console.out_is_terminal { Behavior::Stdio } else { Behavior::PreferTerm })
            .build();
        let mut editor: Editor<Assistant, DefaultHistory> = Editor::with_config(config)?;
        editor.set_helper(Some(Assistant {
            names: Names::default(),
            pending: String::new(),
            history: HistoryHinter::new(),
            color: console.color,
        }));
        let history = files::history().filter(|path| match history::prepare(path) {
            Ok(()) => true,
            Err(error) => {
                console.note(&format!("note: no history in `{}`: {error}", path.display()));
                false
            }
        });
        if let Some(path) = &history
            && let Err(error) = editor.load_history(path)
        {
            console.note(&format!("note: cannot read the history in `{}`: {error}", path.display()));
        }
        Ok(Self { editor, history })
    }

    /// Tells the editor what can be completed, and what was typed on the lines before.
    pub(super) fn prepare(&mut self, names: Names, pending: &str) {
        if let Some(assistant) = self.editor.helper_mut() {
            assistant.names = names;
            pending.clone_into(&mut assistant.pending);
        }
    }

    /// Reads one line.
    ///
    /// # Errors
    /// `Interrupted` on Ctrl-C, `Eof` on Ctrl-D.
    pub(super) fn read(&mut self, prompt: &str) -> Result<String, ReadlineError> {
        self.editor.readline(prompt)
    }

    /// Keeps a statement, unless it may hold a secret.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn remember(&mut self, text: &str) -> Result<(), ReadlineError> {
        if may_be_kept(text)
            && self.editor.add_history_entry(text.trim_end())?
            && let Some(path) = &self.history
        {
            self.editor.append_history(path)?;
        }
        Ok(())
    }
}

impl Helper for Assistant {}

impl Validator for Assistant {}

impl Completer for Assistant {
    type Candidate = String;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let before = self.pending.len();
        let text = format!("{}{line}", self.pending);
        let (start, candidates) = complete(&self.names, &text, before + pos);
        Ok((start.saturating_sub(before), candidates))
    }
}

impl Hinter for Assistant {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<String> {
        // The rest of a statement that spans lines would look as if it had been typed.
        self.history.hint(line, pos, context).filter(|hint| !hint.contains('\n'))
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.color { Cow::Owned(highlight(&self.pending, line)) } else { Cow::Borrowed(line) }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.color { Cow::Owned(format!("\x1b[2m{hint}\x1b[0m")) } else { Cow::Borrowed(hint) }
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.color && kind != CmdKind::MoveCursor
    }
}
