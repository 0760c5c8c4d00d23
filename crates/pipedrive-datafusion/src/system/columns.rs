//! `sys_tablecolumns` and `custom_fields`: the columns of everything.

use arrow::datatypes::DataType;
use datafusion::scalar::ScalarValue;
use pipedrive_schema::Demand;

use super::names::{CATALOG_NAME, SCHEMA_NAME, TABLE_NAME, place};
use super::{Row, Source, SystemTable, count, counted, flag, is, number, perhaps, text, words};
use crate::relations::{Relation, RelationColumn, RelationKind};

/// `sys_tablecolumns`.
///
/// # API cost
/// The definitions of custom fields that are not known yet, usually 10 tokens for each kind of record: of all kinds, or
/// of those of the tables that a condition `tablename = …` or `IN` names.
pub(super) static SYS_TABLECOLUMNS: SystemTable = SystemTable {
    name: "sys_tablecolumns",
    comment: "columns of the tables and views, custom fields included",
    columns: &[
        CATALOG_NAME,
        SCHEMA_NAME,
        TABLE_NAME,
        text("columnname", "column"),
        text("datatypename", "SQL type, for a list that of its items"),
        number("datatype", "code of the type in JDBC"),
        number("length", "most characters or bytes of a value; NULL where there is no limit"),
        number("displaysize", "most characters of a value as text; NULL where there is no limit"),
        number("numericprecision", "digits of a number"),
        number("numericscale", "digits after the point"),
        flag("isnullable", "whether a value can be NULL"),
        text("description", "what it holds"),
        number("ordinal", "place among the columns, from 1"),
        text("isautoincrement", "`YES` where Pipedrive numbers the rows, else `NO`"),
        text("isgeneratedcolumn", "`YES` or `NO`"),
        flag("ishidden", "whether `SELECT *` leaves it out"),
        flag("isarray", "whether a value is a list"),
        flag("isreadonly", "whether it cannot be changed with SQL"),
        flag("iskey", "whether it belongs to the primary key"),
        text("columntype", "`SYSTEM`, `REFERENCECOLUMN` or nothing"),
        flag("isinsertable", "whether an INSERT can give it"),
        flag("isupdatable", "whether an UPDATE can set it"),
        flag("isrequired", "whether an INSERT must give it; NULL where it or another column must be given"),
    ],
    source: Source::Columns { named_by: "tablename", rows: columns },
};

/// `custom_fields`.
///
/// # API cost
/// As `sys_tablecolumns`, by `entity`.
pub(super) static CUSTOM_FIELDS: SystemTable = SystemTable {
    name: "custom_fields",
    comment: "custom fields and their columns",
    columns: &[
        text("entity", "table with the field, such as `deals`"),
        text("label", "what people see"),
        text("column_name", "column of its value"),
        text("further_columns", "columns of its parts, such as the currency, separated by commas"),
        text("key", "identifies the field: 40 hex digits, which work as the column's name too"),
        text("type", "type of the field, such as `varchar`, `enum` or `monetary`"),
        text("options", "labels of its choices as a JSON object by id"),
    ],
    source: Source::Columns { named_by: "entity", rows: custom_fields },
};

/// What tools want to know of a type.
pub(super) struct SqlType {
    pub(super) name: &'static str,
    /// As in `java.sql.Types`.
    pub(super) code: i64,
    pub(super) length: Option<i64>,
    pub(super) display: Option<i64>,
    pub(super) precision: Option<i64>,
    pub(super) scale: Option<i64>,
    pub(super) is_array: bool,
}

/// The SQL type of an Arrow type; structs are text, as JSON.
pub(super) fn sql_type(data_type: &DataType) -> SqlType {
    let plain = |name, code, length, display| SqlType {
        name,
        code,
        length: Some(length),
        display: Some(display),
        precision: None,
        scale: None,
        is_array: false,
    };
    match data_type {
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::UInt8 | DataType::UInt16 => {
            SqlType { precision: Some(10), scale: Some(0), ..plain("INTEGER", 4, 4, 11) }
        }
        DataType::Int64 | DataType::UInt32 | DataType::UInt64 => {
            SqlType { precision: Some(19), scale: Some(0), ..plain("BIGINT", -5, 8, 20) }
        }
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            SqlType { precision: Some(15), ..plain("DOUBLE", 8, 8, 24) }
        }
        DataType::Decimal128(precision, scale) | DataType::Decimal256(precision, scale) => SqlType {
            precision: Some(i64::from(*precision)),
            scale: Some(i64::from(*scale)),
            ..plain("DECIMAL", 3, i64::from(*precision), i64::from(*precision) + 2)
        },
        DataType::Boolean => plain("BOOLEAN", 16, 1, 5),
        DataType::Date32 | DataType::Date64 => plain("DATE", 91, 10, 10),
        DataType::Time32(_) | DataType::Time64(_) => plain("TIME", 92, 15, 15),
        DataType::Timestamp(..) => plain("TIMESTAMP", 93, 27, 27),
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            SqlType { is_array: true, ..sql_type(item.data_type()) }
        }
        _ => SqlType { length: None, display: None, ..plain("VARCHAR", 12, 0, 0) },
    }
}

fn columns(relations: &[Relation]) -> Vec<Row> {
    relations.iter().flat_map(columns_of).collect()
}

fn columns_of(relation: &Relation) -> Vec<Row> {
    (1_i64..).zip(&relation.columns).map(|(ordinal, column)| column_row(relation, column, ordinal)).collect()
}

fn column_row(relation: &Relation, column: &RelationColumn, ordinal: i64) -> Row {
    let sql = sql_type(&column.data_type);
    let is_key = relation.key_place(&column.name).is_some();
    let numbered = is_key && matches!(relation.kind, RelationKind::Table(_)) && column.data_type == DataType::Int64;
    let column_type = match column.references {
        _ if column.is_rest() => "SYSTEM",
        Some(_) => "REFERENCECOLUMN",
        None => "",
    };
    let mut row = place().to_vec();
    row.extend([
        words(&relation.name),
        words(&column.name),
        words(sql.name),
        count(sql.code),
        counted(sql.length),
        counted(sql.display),
        counted(sql.precision),
        counted(sql.scale),
        is(!is_key),
        words(&column.comment),
        count(ordinal),
        words(if numbered { "YES" } else { "NO" }),
        words("NO"),
        is(false),
        is(sql.is_array),
        is(!column.access.insertable && !column.access.updatable),
        is(is_key),
        words(column_type),
        is(column.access.insertable),
        is(column.access.updatable),
        match column.access.demand {
            Demand::Required => is(true),
            Demand::OneOf => ScalarValue::Boolean(None),
            Demand::Optional => is(false),
        },
    ]);
    row
}

fn custom_fields(relations: &[Relation]) -> Vec<Row> {
    let tables = relations.iter().filter(|relation| matches!(relation.kind, RelationKind::Table(_)));
    tables.flat_map(custom_fields_of).collect()
}

fn custom_fields_of(table: &Relation) -> Vec<Row> {
    let mut rows: Vec<(&str, Row, Vec<&str>)> = Vec::new();
    for column in &table.columns {
        let Some(field) = &column.field else { continue };
        // The columns of a field stand together, the one of its value first.
        if let Some((.., parts)) = rows.last_mut().filter(|(code, ..)| *code == field.code) {
            parts.push(&column.name);
            continue;
        }
        let options: serde_json::Map<String, serde_json::Value> =
            field.options.iter().map(|option| (option.id.clone(), option.label.clone().into())).collect();
        let options = (!options.is_empty()).then(|| serde_json::Value::Object(options).to_string());
        let row = vec![
            words(&table.name),
            words(&field.label),
            words(&column.name),
            perhaps(None::<&str>),
            words(&field.code),
            words(&field.field_type),
            perhaps(options),
        ];
        rows.push((&field.code, row, Vec::new()));
    }
    let finished = |(_, mut row, parts): (&str, Row, Vec<&str>)| {
        if let (Some(place), false) = (row.get_mut(3), parts.is_empty()) {
            *place = words(parts.join(", "));
        }
        row
    };
    rows.into_iter().map(finished).collect()
}
