//! The interactive shell: a greeting, then statements until the user leaves.

mod calls;
mod complete;
mod editor;
mod highlight;
mod history;
mod keywords;
mod names;

use rustyline::error::ReadlineError;

use crate::failure::{Failure, Report};
use crate::meta;
use crate::script::is_complete;
use crate::secrecy::may_hold_secret;
use crate::shell::{Flow, Shell};
use crate::wording::grouped;
use editor::LineEditor;
use names::Names;

const PROMPT: &str = "pipedrive> ";
const CONTINUATION: &str = "        -> ";

/// Reads and runs statements until the user leaves.
///
/// # Errors
/// If the account does not let the user in, or nobody reads standard output any more.
pub(crate) async fn run(shell: &mut Shell, is_sandbox: bool) -> Result<(), Failure> {
    greet(shell, is_sandbox).await?;
    let broken = |error: ReadlineError| Report::new(format!("cannot read from the terminal: {error}"));
    let mut editor = LineEditor::open(&shell.console).map_err(broken)?;
    let mut pending = String::new();
    loop {
        editor.prepare(Names::known_to(&shell.session), &pending);
        let line = match editor.read(if pending.is_empty() { PROMPT } else { CONTINUATION }) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => {
                pending.clear();
                continue;
            }
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(broken(error).into()),
        };
        if pending.is_empty() {
            match bare_word(&line) {
                Some(Word::Leave) => return Ok(()),
                Some(Word::Help) => {
                    shell.console.data(meta::help(shell.console.width()).as_bytes())?;
                    continue;
                }
                None => {}
            }
        }
        pending.push_str(&line);
        if !is_complete(&pending) {
            pending.push('\n');
            continue;
        }
        let text = std::mem::take(&mut pending);
        if let Err(error) = editor.remember(&text) {
            shell.console.note(&format!("note: cannot write the history: {error}"));
        }
        if run_entered(shell, &text).await? == Flow::Quit {
            return Ok(());
        }
    }
}

/// Runs what was entered; what fails is shown, and the shell goes on.
async fn run_entered(shell: &mut Shell, text: &str) -> Result<Flow, Failure> {
    match shell.run_text(text, 1, |_, _| None).await {
        Ok(flow) => Ok(flow),
        Err(Failure::Closed) => Err(Failure::Closed),
        Err(failure) => {
            shell.console.failure(&failure);
            Ok(Flow::Continue)
        }
    }
}

/// Says whose account this is, which also shows whether the credentials work. Without any there is still something to do:
/// procedures lead to tokens.
async fn greet(shell: &Shell, is_sandbox: bool) -> Result<(), Failure> {
    let user = shell.interrupts.cancellable(shell.session.current_user()).await;
    let version = env!("CARGO_PKG_VERSION");
    match user.ok_or_else(|| Failure::Cancelled("cancelled".to_owned()))? {
        Ok(user) => {
            let kind = if is_sandbox { "sandbox account" } else { "account" };
            let company = user.company_name.map(|name| format!(" “{name}”")).unwrap_or_default();
            let left = shell.session.budget().daily_remaining;
            let left = left.map(|left| format!(" · {} API tokens left today", grouped(left))).unwrap_or_default();
            shell.console.note(&format!("pipedrive-sql {version} · {kind}{company} as {}{left}", user.name));
        }
        Err(error) if error.is_not_signed_in() => {
            shell.console.note(&format!("pipedrive-sql {version} · nobody is signed in"));
            for hint in error.hints() {
                shell.console.note(&format!("note: {hint}"));
            }
        }
        Err(error) => return Err(error.into()),
    }
    shell.console.note("Type \\? for help, \\d for tables, \\q to quit.");
    Ok(())
}

/// A word that other shells take without a backslash.
enum Word {
    Leave,
    Help,
}

fn bare_word(line: &str) -> Option<Word> {
    match line.trim().trim_end_matches(';').to_lowercase().as_str() {
        "exit" | "quit" => Some(Word::Leave),
        "help" => Some(Word::Help),
        _ => None,
    }
}

/// Whether a statement may be kept for later sessions.
fn may_be_kept(text: &str) -> bool {
    !text.trim().is_empty() && !may_hold_secret(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_secret_or_is_nothing_is_not_kept() {
        let check = |text: &str, expect| assert_eq!(may_be_kept(text), expect, "{text}");
        check("SELECT 1;", true);
        check("", false);
        check(" \n", false);
        check("-- APIToken=x", false);
        check("SELECT '5a9db0c5a9db0c5a9db0c5a9db0c5a9db0c0ac3e';", false);
    }
}
