//! `sys_procedures` and `sys_procedureparameters`: what can be called.

use pipedrive_schema::{PROCEDURES, ProcedureSpec};

use super::columns::sql_type;
use super::names::{CATALOG_NAME, SCHEMA_NAME, place};
use super::{Row, Source, SystemColumn, SystemTable, count, counted, flag, is, number, perhaps, text, words};
use crate::account::Account;
use crate::layout::arrow_type;

const PROCEDURE_NAME: SystemColumn = text("procedurename", "procedure");

/// Codes of directions: a parameter, and a column of the answer.
const IN: i64 = 1;
const OUT: i64 = 4;

/// `sys_procedures`.
pub(super) static SYS_PROCEDURES: SystemTable = SystemTable {
    name: "sys_procedures",
    comment: "procedures, called as `CALL p(…)`, `EXEC p @a = …` or `SELECT … FROM p(…)`",
    columns: &[
        CATALOG_NAME,
        SCHEMA_NAME,
        PROCEDURE_NAME,
        text("description", "what it does"),
        text("proceduretype", "`RESULT`: a call answers with a row"),
    ],
    source: Source::Session(procedures),
};

/// `sys_procedureparameters`.
pub(super) static SYS_PROCEDUREPARAMETERS: SystemTable = SystemTable {
    name: "sys_procedureparameters",
    comment: "parameters of procedures, and columns of their answers",
    columns: &[
        CATALOG_NAME,
        SCHEMA_NAME,
        PROCEDURE_NAME,
        text("columnname", "parameter, or column of the answer"),
        number("direction", "1 for a parameter, 4 for a column of the answer"),
        text("datatypename", "SQL type"),
        number("datatype", "code of the type in JDBC"),
        number("numericprecision", "digits of a number"),
        number("length", "most characters or bytes of a value; NULL where there is no limit"),
        number("numericscale", "digits after the point"),
        flag("isnullable", "whether a value can be NULL"),
        flag("isrequired", "whether a call must give it"),
        flag("isarray", "whether a value is a list"),
        text("description", "what it is"),
        number("ordinal", "place among the parameters or columns, from 1"),
        text("values", "values it takes, separated by commas"),
        flag("supportsstreams", "whether it takes a stream"),
    ],
    source: Source::Session(parameters),
};

fn procedures(_: &Account) -> Vec<Row> {
    let row = |spec: &&ProcedureSpec| {
        let mut row = place().to_vec();
        row.extend([words(spec.name), words(spec.comment), words("RESULT")]);
        row
    };
    PROCEDURES.iter().map(row).collect()
}

fn parameters(_: &Account) -> Vec<Row> {
    PROCEDURES.iter().flat_map(|spec| members(spec)).collect()
}

/// A parameter or a column of the answer.
struct Member {
    name: &'static str,
    direction: i64,
    data_type: pipedrive_schema::ColumnType,
    required: bool,
    comment: &'static str,
    values: &'static [&'static str],
}

fn members(spec: &'static ProcedureSpec) -> Vec<Row> {
    let parameters = spec.parameters.iter().map(|parameter| Member {
        name: parameter.name,
        direction: IN,
        data_type: parameter.data_type,
        required: parameter.required,
        comment: parameter.comment,
        values: parameter.values,
    });
    let columns = spec.columns.iter().map(|column| Member {
        name: column.name,
        direction: OUT,
        data_type: column.data_type,
        required: false,
        comment: column.comment,
        values: &[],
    });
    let numbered = (1_i64..).zip(parameters).chain((1_i64..).zip(columns));
    numbered.map(|(ordinal, member)| member_row(spec, &member, ordinal)).collect()
}

fn member_row(spec: &ProcedureSpec, member: &Member, ordinal: i64) -> Row {
    let sql = sql_type(&arrow_type(member.data_type));
    let values = (!member.values.is_empty()).then(|| member.values.join(","));
    let mut row = place().to_vec();
    row.extend([
        words(spec.name),
        words(member.name),
        count(member.direction),
        words(sql.name),
        count(sql.code),
        counted(sql.precision),
        counted(sql.length),
        counted(sql.scale),
        is(!member.required),
        is(member.required),
        is(sql.is_array),
        words(member.comment),
        count(ordinal),
        perhaps(values),
        is(false),
    ]);
    row
}
