//! Compares what tables write with the operations that write.

use std::collections::BTreeSet;

use pipedrive_schema::{
    AnswerSpec, ColumnType, Method, Required, ViewSpec, WriteBody, WriteColumnSpec, WriteForm, WriteOn, WriteRoute,
    WriteSpec, table, view, writes,
};

use super::DESCRIPTION;
use super::description::{Body, Operation};

/// Members that the API takes although the description of the body lacks them: it says so elsewhere.
const BEYOND: &[(&str, &str)] = &[("deals", "channel_id"), ("persons", "first_name"), ("persons", "last_name")];

/// Values that stand in prose or in the description of what is read, and not in that of the body.
const IN_PROSE: &[(&str, &str)] = &[
    ("deals", "status"),
    ("deals", "visible_to"),
    ("persons", "visible_to"),
    ("organizations", "visible_to"),
    ("projects", "status"),
    ("goals", "type_name"),
    ("goals", "assignee_type"),
    ("goals", "tracking_metric"),
];

/// What a request does to a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Statement {
    Insert,
    Update,
    Archive,
    Delete,
}

/// One route of a table or view that can be written.
struct Checked<'a> {
    name: &'static str,
    spec: &'static WriteSpec,
    columns: Vec<(String, ColumnType)>,
    statement: Statement,
    route: WriteRoute,
    answer: Option<AnswerSpec>,
    operation: Operation<'a>,
}

impl Checked<'_> {
    /// The columns that go out in this request's body.
    fn sent(&self) -> Vec<&'static WriteColumnSpec> {
        let always = self.spec.update.map_or(&[][..], |update| update.always);
        let body = self.spec.delete.map_or(&[][..], |delete| delete.body);
        let sent = |c: &&WriteColumnSpec| match self.statement {
            Statement::Insert => matches!(c.on, WriteOn::Both | WriteOn::Insert),
            Statement::Update => matches!(c.on, WriteOn::Both | WriteOn::Update) || always.contains(&c.column),
            Statement::Archive => false,
            Statement::Delete => body.contains(&c.column),
        };
        let rows = !matches!(self.route.body, WriteBody::Nothing | WriteBody::KeysIn(_));
        self.spec.columns.iter().filter(|c| rows && sent(c)).collect()
    }

    fn data_type(&self, column: &str) -> Option<ColumnType> {
        self.columns.iter().find(|(name, _)| name == column).map(|(_, data_type)| *data_type)
    }

    fn is_beyond(&self, column: &WriteColumnSpec) -> bool {
        BEYOND.contains(&(self.name, column.column))
    }

    /// What the description says of a row in the body.
    fn row(&self) -> Option<Body<'_>> {
        let body = self.operation.body()?;
        match self.route.body {
            WriteBody::Nothing | WriteBody::KeysIn(_) => None,
            WriteBody::Object | WriteBody::Form | WriteBody::Setting { .. } | WriteBody::ValuesUnder(_) => Some(body),
            WriteBody::List => body.items(),
            WriteBody::ListUnder(name) => body.member(name)?.items(),
        }
    }
}

/// Every route with what it does, the routes for several rows included.
fn routes(spec: &WriteSpec) -> Vec<(Statement, WriteRoute, Option<AnswerSpec>)> {
    let mut all = Vec::new();
    if let Some(insert) = spec.insert {
        all.push((Statement::Insert, insert.route, Some(insert.answer)));
        all.extend(insert.bulk.map(|bulk| (Statement::Insert, bulk.route, Some(insert.answer))));
    }
    if let Some(update) = spec.update {
        all.push((Statement::Update, update.route, Some(update.answer)));
        all.extend(update.instead.iter().map(|choice| (Statement::Update, choice.route, Some(update.answer))));
        let archive = update.archive.and_then(|archive| archive.route);
        all.extend(archive.map(|route| (Statement::Archive, route, Some(update.answer))));
    }
    if let Some(delete) = spec.delete {
        all.push((Statement::Delete, delete.route, None));
        all.extend(delete.bulk.map(|bulk| (Statement::Delete, bulk.route, None)));
    }
    all
}

/// The columns of a table or view, as they are called in SQL.
fn columns(name: &str) -> Vec<(String, ColumnType)> {
    let of_view = view(name).into_iter().flat_map(ViewSpec::columns).map(|c| (c.name, c.data_type));
    let of_table = table(name).into_iter().flat_map(|table| table.columns).map(|c| (c.name.to_owned(), c.data_type));
    of_table.chain(of_view).collect()
}

/// `METHOD path` of every route, with the path's prefix.
pub(crate) fn used() -> BTreeSet<String> {
    let routes = writes().flat_map(|(_, spec)| spec.routes());
    routes.map(|route| format!("{} {}", route.method.name(), route.route.full_path())).collect()
}

/// Calls `complaints` for every route and lists all complaints at once.
#[expect(clippy::print_stdout, reason = "a comparison says how much it compared")]
fn check(what: &str, complaints: impl Fn(&Checked<'_>) -> Vec<String>) {
    let Some(description) = &*DESCRIPTION else {
        println!("{what}: skipped, the official descriptions are not at hand");
        return;
    };
    let (mut all, mut count) = (Vec::new(), 0);
    for (name, spec) in writes() {
        for (statement, route, answer) in routes(spec) {
            let operation = format!("{name}: {} {}", route.method.name(), route.route.full_path());
            count += 1;
            let Some(found) = description.writing(&route) else {
                all.push(format!("{operation}: no such operation"));
                continue;
            };
            let columns = columns(name);
            let checked = Checked { name, spec, columns, statement, route, answer, operation: found };
            all.extend(complaints(&checked).into_iter().map(|complaint| format!("{operation}: {complaint}")));
        }
    }
    assert!(all.is_empty(), "{what}: {all:#?}");
    println!("{what}: {count} routes compared");
}

#[test]
fn what_writes_costs_what_it_officially_does_and_wants_the_official_scopes() {
    check("prices of writes", |c| {
        let theirs = c.operation.cost();
        if theirs == Some(u64::from(c.route.route.cost)) { Vec::new() } else { vec![format!("costs {theirs:?}")] }
    });
    check("scopes of writes", |c| {
        super::differences(&c.route.route.scopes.iter().copied().collect(), &c.operation.scopes())
    });
}

#[test]
fn bodies_are_of_the_official_kind() {
    check("kinds of bodies", |c| {
        let kind = c.operation.body_kind();
        let fine = match c.route.body {
            WriteBody::Nothing => kind.is_none(),
            WriteBody::KeysIn(parameter) => kind.is_none() && c.operation.parameter(parameter).is_some(),
            WriteBody::Form => kind == Some("application/x-www-form-urlencoded"),
            WriteBody::Object
            | WriteBody::List
            | WriteBody::ListUnder(_)
            | WriteBody::ValuesUnder(_)
            | WriteBody::Setting { .. } => kind == Some("application/json"),
        };
        let list = matches!(c.route.body, WriteBody::List);
        let is_list = c.operation.body().is_some_and(|body| body.data_type() == Some("array"));
        if fine && list == is_list { Vec::new() } else { vec![format!("body {kind:?}, a list: {is_list}")] }
    });
}

#[test]
fn every_member_of_a_body_is_written_or_left_out_for_a_reason() {
    check("members of bodies", |c| {
        let Some(row) = c.row() else { return Vec::new() };
        if let WriteBody::Setting { name, value } = c.route.body {
            let settings = row.member(name).map(Body::values).unwrap_or_default();
            assert!(row.member(value).is_some());
            return super::differences(&c.sent().iter().map(|c| c.column).collect(), &settings);
        }
        let sent = c.sent();
        let theirs = row.members();
        // The text of a JSON column is an object with whatever members the description has.
        let whole = |column: &WriteColumnSpec| c.data_type(column.column) == Some(ColumnType::Json);
        let inside = |column: &WriteColumnSpec, path: &[String]| whole(column) && starts_with_texts(path, column.path);
        let ours = |path: &[String]| sent.iter().any(|c| starts_with(c.path, path) || inside(c, path));
        let is_left = |path: &[String]| c.spec.unwritten.iter().any(|(member, _)| *member == path.join("."));
        let custom = |path: &[String]| c.spec.custom_fields && path == ["custom_fields"];
        let missing = theirs.iter().filter(|path| !ours(path) && !is_left(path) && !custom(path));
        let missing = missing.map(|path| format!("`{}` is not written", path.join(".")));
        let known =
            |column: &WriteColumnSpec| theirs.iter().any(|path| starts_with(column.path, path) || inside(column, path));
        let surplus = sent.iter().filter(|column| !known(column) && !c.is_beyond(column));
        missing.chain(surplus.map(|column| format!("`{}` is no member", column.path.join(".")))).collect()
    });
}

/// Whether `path` leads to or into what stands at `start`.
fn starts_with(path: &[&str], start: &[String]) -> bool {
    path.len() >= start.len() && path.iter().zip(start).all(|(ours, theirs)| ours == theirs)
}

#[test]
fn nothing_is_left_out_that_is_not_there() {
    let Some(description) = &*DESCRIPTION else { return };
    for (name, spec) in writes() {
        for (member, _) in spec.unwritten {
            let there = routes(spec).into_iter().any(|(_, route, _)| {
                let body = description.writing(&route).and_then(Operation::body);
                body.is_some_and(|body| body.members().iter().any(|path| path.join(".") == **member))
            });
            assert!(there, "{name}: {member}");
        }
    }
}

#[test]
fn what_is_required_is_demanded() {
    check("required members", |c| {
        let Some(row) = c.row() else { return Vec::new() };
        if matches!(c.route.body, WriteBody::Setting { .. }) {
            return Vec::new();
        }
        let theirs: BTreeSet<&str> = row.required();
        let sent = c.sent();
        let member = |name: &str| sent.iter().find(|column| column.column == name).map(|column| column.path[0]);
        let ours: BTreeSet<&str> = match c.statement {
            Statement::Insert => {
                let required = c.spec.insert.map_or(&[][..], |insert| insert.required).iter();
                let columns = required.filter_map(|r| match r {
                    Required::Column(name) => Some(*name),
                    Required::OneOf(_) => None,
                });
                columns.filter_map(member).collect()
            }
            Statement::Update if theirs.is_empty() => return Vec::new(),
            // The only column there is goes out with every update.
            Statement::Update if sent.len() == 1 => sent.iter().map(|column| column.path[0]).collect(),
            Statement::Update => {
                c.spec.update.map_or(&[][..], |u| u.always).iter().copied().filter_map(member).collect()
            }
            Statement::Archive => BTreeSet::new(),
            Statement::Delete => c.spec.delete.map_or(&[][..], |d| d.body).iter().copied().filter_map(member).collect(),
        };
        super::differences(&ours, &theirs)
    });
}

#[test]
fn values_are_the_official_ones() {
    check("values", |c| {
        let Some(row) = c.row() else { return Vec::new() };
        let columns = c.sent().into_iter().filter(|column| column.form != WriteForm::Flag && !c.is_beyond(column));
        let complain = |column: &WriteColumnSpec| {
            let theirs = row.at(column.path).map(Body::values).unwrap_or_default();
            let in_prose = IN_PROSE.contains(&(c.name, column.column));
            let ours: BTreeSet<&str> = if in_prose { BTreeSet::new() } else { column.values.iter().copied().collect() };
            super::differences(&ours, &theirs)
                .into_iter()
                .map(|d| format!("{}: {d}", column.column))
                .collect::<Vec<_>>()
        };
        columns.flat_map(complain).collect()
    });
}

#[test]
fn values_go_out_as_the_official_type() {
    use ColumnType::{Boolean, Date, Float64, Int64, Int64List, Json, StructList, Text, TextList, Time, Timestamp};
    const NUMBER: &[&str] = &["integer", "number"];
    check("types", |c| {
        let Some(row) = c.row() else { return Vec::new() };
        let columns = c.sent().into_iter().filter(|column| !c.is_beyond(column));
        let wrong = columns.filter_map(|column| {
            let theirs = row.at(column.path)?;
            let listed = matches!(c.route.body, WriteBody::ValuesUnder(_));
            let theirs = if listed { theirs.items()? } else { theirs };
            let expected: &[&str] = match (column.form, c.data_type(column.column)?) {
                (WriteForm::Flag | WriteForm::Number | WriteForm::OptionOf(_), _)
                | (WriteForm::Plain, Int64 | Float64) => NUMBER,
                (WriteForm::Plain, Boolean) => &["boolean"],
                (WriteForm::Digits | WriteForm::SpacedInstant, _)
                | (WriteForm::Plain, Text | Date | Time | Timestamp) => &["string"],
                (WriteForm::Plain, Json) => &["object"],
                (WriteForm::Plain, Int64List | TextList | StructList(_))
                | (
                    WriteForm::Members(_)
                    | WriteForm::PrimaryOf(_)
                    | WriteForm::LabelsOf(_)
                    | WriteForm::PrimaryPersonOf(_),
                    _,
                ) => &["array"],
            };
            let data_type = theirs.data_type();
            let fine = data_type.is_some_and(|name| expected.contains(&name)) && items_fit(column, c, theirs);
            (!fine).then(|| format!("{} is {data_type:?}", column.column))
        });
        wrong.collect()
    });
}

/// Whether the entries of a list are what the description says, as far as it does.
fn items_fit(column: &WriteColumnSpec, checked: &Checked<'_>, theirs: Body<'_>) -> bool {
    let Some(items) = theirs.items() else { return true };
    match (column.form, checked.data_type(column.column)) {
        (WriteForm::Plain, Some(ColumnType::Int64List)) => items.data_type() == Some("integer"),
        (WriteForm::Plain, Some(ColumnType::TextList)) => items.data_type() == Some("string"),
        (WriteForm::Plain, Some(ColumnType::StructList(members))) => {
            let theirs = items.members();
            theirs.is_empty() || members.iter().all(|member| theirs.contains(&vec![member.name.to_owned()]))
        }
        (WriteForm::Members(names), _) => {
            let theirs = items.members();
            theirs.is_empty() || names.iter().all(|name| theirs.contains(&vec![(*name).to_owned()]))
        }
        _ => true,
    }
}

#[test]
fn answers_hold_the_key_and_the_row() {
    check("answers", |c| {
        let Some(answer) = c.answer else { return Vec::new() };
        let members = c.operation.answered();
        let has = |path: &[&str]| members.iter().any(|member| starts_with_texts(member, path));
        let key = answer.key.is_none_or(has);
        let below = |path: &[&str]| {
            let inside = members.iter().filter(|member| starts_with_texts(member, path) && member.len() > path.len());
            inside.map(|member| member[path.len()].clone()).collect::<BTreeSet<_>>()
        };
        let row = answer.row.is_none_or(|path| {
            let theirs = below(path);
            let told = c.sent().iter().filter(|column| theirs.contains(column.column)).count();
            // What was sent comes back, at least in part: members can have other names in answers.
            theirs.len() > 1 && (told > 0 || c.statement == Statement::Archive)
        });
        if key && row { Vec::new() } else { vec![format!("answers {members:?}")] }
    });
}

fn starts_with_texts(path: &[String], start: &[&str]) -> bool {
    path.len() >= start.len() && path.iter().zip(start).all(|(ours, theirs)| ours == theirs)
}

#[test]
fn methods_say_what_statements_do() {
    for (name, spec) in writes() {
        for (statement, route, _) in routes(spec) {
            let fine = match statement {
                Statement::Insert | Statement::Archive => route.method == Method::Post,
                Statement::Update => {
                    matches!(route.method, Method::Put | Method::Patch)
                        || matches!(route.body, WriteBody::Setting { .. })
                }
                Statement::Delete => route.method == Method::Delete,
            };
            assert!(fine, "{name}: {} {}", route.method.name(), route.route.path);
        }
    }
}
