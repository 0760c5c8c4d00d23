//! What the shell's commands do.

use super::rows::rows;
use super::{MetaCommand, calls, functions, help, parse, tables};
use crate::failure::Failure;
use crate::query::cost;
use crate::shell::{Flow, Shell};
use crate::wording::{counted, grouped};

/// Runs a command of the shell.
///
/// # Errors
/// If it is not understood or what it asks for fails.
pub(crate) async fn run(shell: &mut Shell, line: &str) -> Result<Flow, Failure> {
    match parse(line)? {
        MetaCommand::Quit => return Ok(Flow::Quit),
        MetaCommand::Relations(wanted) => tables::list(shell, &wanted).await?,
        MetaCommand::Relation(name) => tables::describe(shell, &name).await?,
        MetaCommand::Calls(pattern) => calls::list(shell, pattern.as_deref())?,
        MetaCommand::Functions => functions::list(shell)?,
        MetaCommand::Function(name) => functions::explain(shell, &name)?,
        MetaCommand::Help => shell.console.data(help(shell.console.width()).as_bytes())?,
        MetaCommand::Quiet(quiet) => {
            if let Some(quiet) = quiet {
                shell.console.set_quiet(quiet);
            } else {
                shell.console.say(&format!("quiet is {}", shell.console.quiet()));
            }
        }
        MetaCommand::Settings => {
            let settings = format!("format {}\nmaxrows {}\n", shell.settings.format.name(), shell.settings.max_rows);
            shell.console.data(settings.as_bytes())?;
        }
        MetaCommand::Format(format) => {
            shell.settings.format = format;
            shell.console.note(&format!("format is {}", format.name()));
        }
        MetaCommand::MaxRows(rows) => {
            shell.settings.max_rows = rows;
            shell.console.note(&format!("maxrows is {rows}"));
        }
        MetaCommand::Timing(on) => {
            shell.settings.timing = on.unwrap_or(!shell.settings.timing);
            shell.console.note(&format!("timing is {}", on_off(shell.settings.timing)));
        }
        MetaCommand::Cost(Some(on)) => {
            shell.settings.cost = on;
            shell.console.note(&format!("cost is {}", on_off(on)));
        }
        MetaCommand::Cost(None) => {
            let costs = costs(shell).await?;
            shell.console.data(costs.as_bytes())?;
        }
    }
    Ok(Flow::Continue)
}

fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// What the session spent on each table, the most expensive ones first.
const BY_TABLE: &str = "SELECT coalesce(tablename, 'others'), sum(requests), sum(tokens) FROM api_usage \
    WHERE path IS NOT NULL GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT 10";

/// What the last statement and the session cost, by table, and what is left.
async fn costs(shell: &Shell) -> Result<String, Failure> {
    let by_table: Vec<[String; 3]> = rows(shell, BY_TABLE).await?;
    let mut lines = Vec::new();
    if let Some(last) = &shell.last {
        lines.push(format!("last statement: {}", cost(last.spent)));
    }
    lines.push(format!("this session:   {}", cost(shell.session.totals())));
    let width = by_table.iter().map(|[table, ..]| table.len()).max().unwrap_or_default();
    lines.extend(by_table.iter().map(|[table, requests, tokens]| {
        let number = |text: &str| text.parse().unwrap_or_default();
        let (requests, tokens) = (counted(number(requests), "request"), counted(number(tokens), "token"));
        format!("  {table:width$}  {requests} · {tokens}")
    }));
    let budget = shell.session.budget();
    lines.push(match (budget.daily_remaining, budget.daily_limit) {
        (Some(left), Some(limit)) => format!("left today:     {} of {} tokens", grouped(left), grouped(limit)),
        (Some(left), None) => format!("left today:     {} tokens", grouped(left)),
        (None, _) => "left today:     not known before the first request".to_owned(),
    });
    Ok(lines.join("\n") + "\n")
}
