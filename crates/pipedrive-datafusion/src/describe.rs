//! A table as people want to read it: columns, types, references, and what the API does for each.

use arrow::datatypes::DataType;
use datafusion::execution::context::SessionContext;
use pipedrive_client::ErrorKind;
use pipedrive_schema::{ColumnAccess, ColumnType, Demand, FilterKind, TableSpec, ViewColumn, ViewDefinition};

use crate::account::Account;
use crate::error::Error;
use crate::layout::{LayoutColumn, TableLayout};
use crate::relations::Relation;
use crate::system::{SYSTEM_TABLES, system_table};
use crate::translate::nearest;
use crate::write::access;

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnDescription {
    /// Name in SQL.
    pub name: String,
    /// Type in SQL words, with key and reference: `bigint → stages.id`.
    pub data_type: String,
    /// What the column holds.
    pub comment: String,
    /// Operators the API carries out: `=, IN, ORDER BY`.
    pub server_side: String,
    /// Statements that can write it: `INSERT*, UPDATE`. With `*` an INSERT must give it, with `(*)` it or another.
    pub writes: String,
}

/// A table and its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDescription {
    /// Name in SQL.
    pub name: String,
    /// What the table holds; empty for local tables.
    pub comment: String,
    /// Its columns in the order of `SELECT *`.
    pub columns: Vec<ColumnDescription>,
}

pub(crate) async fn describe(ctx: &SessionContext, account: &Account, name: &str) -> Result<TableDescription, Error> {
    let name = name.trim_matches('"');
    let spec = account.tables().iter().copied().find(|spec| spec.name == name.to_lowercase());
    if let Some(spec) = spec {
        let layout = account.layout(spec).await?;
        let columns = layout.columns.iter().map(|column| describe_column(&layout, column)).collect();
        return Ok(TableDescription { name: spec.name.to_owned(), comment: spec.comment.to_owned(), columns });
    }
    if let Some(description) = describe_view(account, &name.to_lowercase()) {
        return Ok(description);
    }
    if let Some(table) = system_table(&name.to_lowercase()) {
        let columns = table.columns.iter().map(|column| ColumnDescription {
            name: column.name.to_owned(),
            data_type: type_name(column.data_type),
            comment: column.comment.to_owned(),
            server_side: String::new(),
            writes: String::new(),
        });
        let columns = columns.collect();
        return Ok(TableDescription { name: table.name.to_owned(), comment: table.comment.to_owned(), columns });
    }
    if let Ok(table) = ctx.table_provider(name).await {
        let schema = table.schema();
        let columns = schema.fields().iter().map(|field| ColumnDescription {
            name: field.name().clone(),
            data_type: arrow_name(field.data_type()),
            comment: String::new(),
            server_side: String::new(),
            writes: String::new(),
        });
        return Ok(TableDescription { name: name.to_owned(), comment: String::new(), columns: columns.collect() });
    }
    let error = Error::new(ErrorKind::TableNotFound, format!("no table `{name}`"));
    let tables = account.tables().iter().map(|spec| spec.name);
    let known = tables.chain(account.views().map(|view| view.name)).chain(SYSTEM_TABLES.iter().map(|table| table.name));
    Err(match nearest(name, known) {
        Some(near) => error.with_hint(format!("did you mean `{near}`?")),
        None => error,
    })
}

/// A view of tables that the account shows.
fn describe_view(account: &Account, name: &str) -> Option<TableDescription> {
    let view = account.views().find(|view| view.name == name)?;
    let relation = Relation::of_view(view);
    let parent = match view.definition {
        ViewDefinition::Items(items) => pipedrive_schema::table(items.table),
        ViewDefinition::Query(_) => None,
    };
    let describe = |column: ViewColumn| {
        let writes = view.write.map(|spec| writes(spec.access(&column.name))).unwrap_or_default();
        let mut data_type = type_name(column.data_type);
        if relation.key_place(&column.name).is_some() {
            data_type.push_str(", primary key");
        }
        if let Some((table, referred)) = column.references {
            data_type = format!("{data_type} → {table}.{referred}");
        }
        let server_side = parent.zip(column.repeats).map(|(parent, repeated)| server_side(parent, repeated));
        ColumnDescription {
            name: column.name,
            data_type,
            comment: column.comment,
            server_side: server_side.unwrap_or_default(),
            writes,
        }
    };
    let columns = view.columns().into_iter().map(describe).collect();
    Some(TableDescription { name: view.name.to_owned(), comment: view.comment.to_owned(), columns })
}

fn describe_column(layout: &TableLayout, column: &LayoutColumn) -> ColumnDescription {
    let mut data_type = type_name(column.data_type);
    if let Some(field) = column.field.as_ref().filter(|f| matches!(f.field_type.as_str(), "enum" | "set"))
        && matches!(column.data_type, ColumnType::Text | ColumnType::TextList)
    {
        data_type = format!("{data_type} ({})", field.field_type);
    }
    if layout.spec.primary_key == Some(column.name.as_str()) {
        data_type.push_str(", primary key");
    }
    if let Some((table, referred)) = column.references {
        data_type = format!("{data_type} → {table}.{referred}");
    }
    ColumnDescription {
        name: column.name.clone(),
        data_type,
        comment: column.comment.clone(),
        server_side: server_side(layout.spec, &column.name),
        writes: writes(access(layout, column)),
    }
}

/// The statements that can write a column, with a mark where an INSERT must.
fn writes(access: ColumnAccess) -> String {
    let insert = match access.demand {
        _ if !access.insertable => None,
        Demand::Required => Some("INSERT*"),
        Demand::OneOf => Some("INSERT(*)"),
        Demand::Optional => Some("INSERT"),
    };
    let update = access.updatable.then_some("UPDATE");
    insert.into_iter().chain(update).collect::<Vec<_>>().join(", ")
}

/// The operators on a column that the API carries out, in whole or in part.
fn server_side(spec: &TableSpec, column: &str) -> String {
    let mut operators: Vec<&str> = Vec::new();
    let mut add = |names: &[&'static str]| {
        for name in names {
            if !operators.contains(name) {
                operators.push(name);
            }
        }
    };
    if spec.primary_key == Some(column) && spec.single.is_some() {
        add(&["=", "IN"]);
    }
    for filter in spec.filters.iter().filter(|f| f.column == column) {
        match filter.kind {
            FilterKind::Equals | FilterKind::List { .. } => add(&["=", "IN"]),
            FilterKind::Selects => add(&["="]),
            FilterKind::Since => add(&[">", ">="]),
            FilterKind::Until => add(&["<", "<="]),
        }
    }
    if column == "is_archived" && spec.walks.iter().any(|w| w.archived.is_some()) {
        add(&["="]);
    }
    if spec.sorts.iter().any(|s| s.column == column) {
        add(&["ORDER BY"]);
    }
    operators.join(", ")
}

/// The SQL word for a column type.
fn type_name(data_type: ColumnType) -> String {
    match data_type {
        ColumnType::Int64 => "bigint".to_owned(),
        ColumnType::Float64 => "double".to_owned(),
        ColumnType::Boolean => "boolean".to_owned(),
        ColumnType::Text => "text".to_owned(),
        ColumnType::Date => "date".to_owned(),
        ColumnType::Time => "time".to_owned(),
        ColumnType::Timestamp => "timestamp".to_owned(),
        ColumnType::Json => "text (json)".to_owned(),
        ColumnType::Int64List => "bigint[]".to_owned(),
        ColumnType::TextList => "text[]".to_owned(),
        ColumnType::StructList(members) => {
            let names: Vec<&str> = members.iter().map(|m| m.name).collect();
            format!("struct({})[]", names.join(", "))
        }
    }
}

fn arrow_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Int64 => "bigint".to_owned(),
        DataType::Int32 => "integer".to_owned(),
        DataType::Float64 => "double".to_owned(),
        DataType::Boolean => "boolean".to_owned(),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "text".to_owned(),
        DataType::Date32 | DataType::Date64 => "date".to_owned(),
        DataType::Timestamp(..) => "timestamp".to_owned(),
        other => other.to_string().to_lowercase(),
    }
}
