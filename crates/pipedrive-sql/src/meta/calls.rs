//! `\df`: the table functions and procedures, with their arguments and what they cost.

use pipedrive_datafusion::{PROCEDURES, ParameterSpec, ProcedureSpec};
use pipedrive_schema::{ArgumentSpec, ColumnType, FUNCTIONS, Paging, TableSpec};

use super::pattern::is_like;
use super::rows::{cut, write_list};
use crate::failure::Failure;
use crate::shell::Shell;
use crate::wording::{counted, wrapped};

/// Width of an explanation where no terminal has its own.
const WIDTH: usize = 100;
/// Least width of comments that stand in a column.
const LEAST_COMMENT: usize = 30;

/// What can be called with arguments and is no function of SQL itself.
#[derive(Clone, Copy)]
enum Callable {
    Function(&'static TableSpec),
    Procedure(&'static ProcedureSpec),
}

/// An argument or a column, as people read it.
struct Named {
    name: &'static str,
    what: String,
    comment: String,
}

/// Lists those that are like the pattern.
pub(super) fn list(shell: &Shell, pattern: Option<&str>) -> Result<(), Failure> {
    let listed = all().filter(|one| pattern.is_none_or(|pattern| is_like(one.name(), pattern)));
    let rows = listed.map(|one| [one.call(), one.cost(), one.comment().to_owned()]);
    write_list(shell, ["call", "tokens", "comment"], rows)
}

/// Explains the one of that name, in any case; says whether there is one.
pub(super) fn explain(shell: &Shell, name: &str) -> Result<bool, Failure> {
    let Some(found) = all().find(|one| one.name().eq_ignore_ascii_case(name)) else { return Ok(false) };
    let width = shell.console.width().unwrap_or(WIDTH);
    shell.console.data(found.explained(width).as_bytes())?;
    Ok(true)
}

/// A line for each of them, in two groups.
pub(super) fn lines(width: Option<usize>) -> String {
    let longest = all().map(|one| one.name().len()).max().unwrap_or_default();
    let line = |one: Callable| {
        let line = format!("{:longest$}  {}", one.name(), one.comment());
        format!("{}\n", width.map_or_else(|| line.clone(), |width| cut(&line, width)))
    };
    let (functions, procedures): (Vec<_>, Vec<_>) = all().partition(|one| matches!(one, Callable::Function(_)));
    let group = |title: &str, group: Vec<Callable>| {
        let lines: String = group.into_iter().map(line).collect();
        if lines.is_empty() { String::new() } else { format!("\n{title}:\n{lines}") }
    };
    group("Table functions, for `FROM`", functions) + &group("Procedures, for `CALL`", procedures)
}

fn all() -> impl Iterator<Item = Callable> {
    let functions = FUNCTIONS.iter().copied().map(Callable::Function);
    functions.chain(PROCEDURES.iter().copied().map(Callable::Procedure))
}

impl Callable {
    fn name(self) -> &'static str {
        match self {
            Self::Function(spec) => spec.name,
            Self::Procedure(spec) => spec.name,
        }
    }

    fn comment(self) -> &'static str {
        match self {
            Self::Function(spec) => spec.comment,
            Self::Procedure(spec) => spec.comment,
        }
    }

    /// The name with the arguments, those in brackets that may be left out.
    fn call(self) -> String {
        let signature = match self {
            Self::Function(spec) => spec.signature(),
            Self::Procedure(spec) => spec.signature(),
        };
        signature.replace(" => …", "")
    }

    /// API tokens of a call.
    fn cost(self) -> String {
        match self {
            Self::Procedure(spec) => spec.cost.to_string(),
            Self::Function(spec) => spec.walks.first().map_or_else(by_path, |walk| match walk.route.paging {
                Paging::Whole => walk.route.cost.to_string(),
                Paging::Cursor { .. } | Paging::Offset { .. } => format!("{} a page", walk.route.cost),
            }),
        }
    }

    /// What a call costs, in words.
    fn price(self) -> String {
        let tokens = |cost: u32| match cost {
            0 => "no API tokens".to_owned(),
            cost => counted(cost.into(), "API token"),
        };
        match self {
            Self::Procedure(spec) if spec.requests == 0 => "no request".to_owned(),
            Self::Procedure(spec) => format!("{}, {}", counted(spec.requests.into(), "request"), tokens(spec.cost)),
            Self::Function(spec) => spec.walks.first().map_or_else(by_path, |walk| match walk.route.paging {
                Paging::Whole => format!("1 request, {}", tokens(walk.route.cost)),
                Paging::Cursor { max_limit } | Paging::Offset { max_limit } => {
                    format!("{} for each page of up to {}", tokens(walk.route.cost), counted(max_limit.into(), "row"))
                }
            }),
        }
    }

    fn arguments(self) -> Vec<Named> {
        match self {
            Self::Function(spec) => spec.arguments().map(Named::of_argument).collect(),
            Self::Procedure(spec) => spec.parameters.iter().map(Named::of_parameter).collect(),
        }
    }

    fn columns(self) -> Vec<Named> {
        match self {
            Self::Function(spec) => {
                let columns = spec.columns.iter().filter(|column| !column.name.starts_with('@'));
                columns.map(|c| Named::of_column(c.name, c.data_type, c.references, c.comment)).collect()
            }
            Self::Procedure(spec) => {
                spec.columns.iter().map(|c| Named::of_column(c.name, c.data_type, None, c.comment)).collect()
            }
        }
    }

    fn example(self) -> String {
        match self {
            Self::Function(spec) => format!("SELECT * FROM {}({});", spec.name, samples(spec)),
            Self::Procedure(spec) => {
                let required = spec.parameters.iter().filter(|parameter| parameter.required);
                let samples = required.map(|p| format!("{} => {}", p.name, sample(p.name, p.data_type, p.values)));
                format!("CALL {}({});", spec.name, samples.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// How it is called, what it takes and gives, what it costs.
    fn explained(self, width: usize) -> String {
        let call = match self {
            Self::Function(spec) => format!("SELECT … FROM {}", spec.signature()),
            Self::Procedure(spec) => format!("CALL {}", spec.signature()),
        };
        let (arguments, columns) = (self.arguments(), self.columns());
        // An argument is not torn from its arrow.
        let call = wrapped(&call.replace(" => ", "\u{a0}=>\u{a0}"), width, 4).replace('\u{a0}', " ");
        let blocks = [("Arguments", arguments), ("Columns", columns)].map(|(title, listed)| match listed.as_slice() {
            [] => String::new(),
            listed => format!("\n{title}:\n{}", block(listed, width)),
        });
        let comment = wrapped(self.comment(), width, 0);
        let (price, example) = (self.price(), self.example());
        format!("{call}\n\n{comment}\n{}\nCost: {price}\nExample: {example}\n", blocks.concat())
    }
}

impl Named {
    fn of_argument(argument: ArgumentSpec) -> Self {
        let spec = argument.column;
        Self::of_input(argument.name(), spec.data_type, argument.required(), argument.values(), spec.comment)
    }

    fn of_parameter(spec: &ParameterSpec) -> Self {
        Self::of_input(spec.name, spec.data_type, spec.required, spec.values, spec.comment)
    }

    fn of_input(name: &'static str, data_type: ColumnType, required: bool, values: &[&str], comment: &str) -> Self {
        let what = if required { format!("{}, required", word(data_type)) } else { word(data_type).to_owned() };
        let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
        let comment = if quoted.iter().all(|value| comment.contains(value)) {
            comment.to_owned()
        } else {
            format!("{comment} ({})", quoted.join(", "))
        };
        Self { name, what, comment }
    }

    fn of_column(name: &'static str, data_type: ColumnType, references: Option<(&str, &str)>, comment: &str) -> Self {
        let what = match references {
            Some((table, column)) => format!("{} → {table}.{column}", word(data_type)),
            None => word(data_type).to_owned(),
        };
        Self { name, what, comment: comment.to_owned() }
    }
}

/// Names, types and comments in columns; comments stand below their names where long names would leave no room.
fn block(listed: &[Named], width: usize) -> String {
    let longest = |of: fn(&Named) -> &str| listed.iter().map(|one| of(one).chars().count()).max().unwrap_or_default();
    let (names, types) = (longest(|one| one.name), longest(|one| &one.what));
    let indent = 2 + names + 2 + types + 2;
    let line = |Named { name, what, comment }: &Named| {
        if indent + LEAST_COMMENT <= width {
            wrapped(&format!("  {name:names$}  {what:types$}  {comment}"), width, indent) + "\n"
        } else {
            format!("  {name}  {what}\n{}\n", wrapped(&format!("      {comment}"), width, 6))
        }
    };
    listed.iter().map(line).collect()
}

/// The SQL word for a type.
const fn word(data_type: ColumnType) -> &'static str {
    match data_type {
        ColumnType::Int64 => "bigint",
        ColumnType::Float64 => "double",
        ColumnType::Boolean => "boolean",
        ColumnType::Text => "text",
        ColumnType::Date => "date",
        ColumnType::Time => "time",
        ColumnType::Timestamp => "timestamp",
        ColumnType::Json => "text (json)",
        ColumnType::Int64List => "bigint[]",
        ColumnType::TextList => "text[]",
        ColumnType::StructList(_) => "struct[]",
    }
}

/// The price of a function without a route of its own.
fn by_path() -> String {
    "by path".to_owned()
}

/// The arguments of an example: those that are required, and one more where its values are known.
fn samples(spec: &TableSpec) -> String {
    let mut samples = Vec::new();
    let mut positional = true;
    let choice = spec.arguments().find(|argument| !argument.required() && !argument.values().is_empty());
    for argument in spec.arguments() {
        if !argument.required() && choice != Some(argument) {
            positional = false;
            continue;
        }
        positional &= argument.required();
        let sample = sample(argument.name(), argument.column.data_type, argument.values());
        samples.push(if positional { sample } else { format!("{} => {sample}", argument.name()) });
    }
    samples.join(", ")
}

/// A value an argument could have.
fn sample(name: &str, data_type: ColumnType, values: &[&str]) -> String {
    match (values, data_type) {
        ([first, ..], _) => format!("'{first}'"),
        ([], ColumnType::Int64 | ColumnType::Float64) => "1".to_owned(),
        ([], ColumnType::Boolean) => "true".to_owned(),
        ([], ColumnType::Date) if name.ends_with("end") || name.ends_with("end_date") => "'2026-03-31'".to_owned(),
        ([], ColumnType::Date) => "'2026-01-01'".to_owned(),
        ([], ColumnType::Timestamp) => "'2026-01-01 00:00:00'".to_owned(),
        ([], ColumnType::Text) if name == "term" => "'acme'".to_owned(),
        ([], ColumnType::Text) if name == "path" => "'/v1/currencies'".to_owned(),
        ([], _) => "'…'".to_owned(),
    }
}
