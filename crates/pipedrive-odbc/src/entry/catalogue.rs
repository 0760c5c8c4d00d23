//! Catalogue functions.

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, TimeUnit};
use pipedrive_driver::catalogue::{Name, RowIdentity, TABLE_KINDS, Target};

use super::column::{verbose, versioned};
use super::execute::open;
use super::shapes::{self, Item, Rows, Shape, build};
use crate::abi::{Handle, Pointer, returns, sql_type as sql};
use crate::convert::{SqlType, TYPES, sql_type};
use crate::cursor::Cursor;
use crate::diag::{Record, state};
use crate::handle::{Statement, StatementState, enter, lock};
use crate::text::{self, Encoding};

/// A program's text: the pointer and the length.
type Passed = (Pointer, i16);

fn read(encoding: Encoding, (pointer, length): Passed) -> Result<Option<String>, Record> {
    // SAFETY: the program's text of that length, as the module of exports says.
    unsafe { text::read(encoding, pointer, length.into()) }
}

/// A name that may be a pattern; with `SQL_ATTR_METADATA_ID` it is an identifier, which must be there.
fn pattern(state: &StatementState, text: Option<String>) -> Result<Name, Record> {
    if state.attributes.metadata_id == 1 {
        return identifier(text.ok_or_else(|| Record::new(state::NULL_POINTER))?);
    }
    // No text is any, and so is an empty one: there is nothing without a catalog, a schema or a name.
    Ok(text.filter(|text| !text.is_empty()).map_or(Name::Any, Name::Pattern))
}

/// A name as it stands.
fn exact(text: Option<String>) -> Name {
    text.filter(|text| !text.is_empty()).map_or(Name::Any, |text| Name::Exact(unquoted(&text)))
}

fn identifier(text: String) -> Result<Name, Record> {
    Ok(Name::Exact(unquoted(&text)))
}

fn unquoted(text: &str) -> String {
    let trimmed = text.trim();
    let inner = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(trimmed).to_owned()
}

/// Runs a catalogue function: what it answers becomes the statement's result.
fn answer(statement: Handle, question: impl FnOnce(&Statement, &StatementState) -> Result<RecordBatch, Record>) -> i16 {
    enter::<Statement>(statement, |statement, _| {
        let mut state = lock(&statement.state);
        if state.cursor.is_some() {
            return Err(Record::with(state::INVALID_CURSOR_STATE, "the rows of the statement before are still open"));
        }
        let batch = question(statement, &state)?;
        state.close();
        state.is_prepared = false;
        let cursor = Cursor::here(batch, state.attributes.max_rows);
        open(statement, &mut state, cursor);
        Ok(returns::SUCCESS)
    })
}

/// Rows of the shape, one for each of the driver's.
fn shaped(shape: Shape, batch: &RecordBatch, row: impl Fn(&Rows, usize) -> Vec<Item>) -> Result<RecordBatch, Record> {
    let rows = Rows::new(batch)?;
    let items: Vec<Vec<Item>> = (0..rows.count).map(|at| row(&rows, at)).collect();
    build(shape, &items)
}

pub(super) unsafe fn types(_encoding: Encoding, statement: Handle, wanted: i16) -> i16 {
    answer(statement, |statement, _| {
        let wanted = match wanted {
            sql::DATE_2 => sql::TYPE_DATE,
            sql::TIME_2 => sql::TYPE_TIME,
            sql::TIMESTAMP_2 => sql::TYPE_TIMESTAMP,
            other => other,
        };
        let rows = TYPES.iter().filter(|row| wanted == sql::ALL_TYPES || row.sql_type == wanted);
        let rows: Vec<Vec<Item>> = rows
            .map(|row| {
                let (kind, code) = verbose(row.sql_type);
                let quote = row.quote.map_or(Item::Null, Item::text);
                vec![
                    Item::text(row.name),
                    Item::Number(versioned(statement, row.sql_type).into()),
                    Item::Number(row.size),
                    quote.clone(),
                    quote,
                    row.parameters.map_or(Item::Null, Item::text),
                    Item::Number(sql::NULLABLE.into()),
                    Item::Number(row.is_case_sensitive.into()),
                    Item::Number(row.searchable.into()),
                    Item::number(row.is_unsigned),
                    Item::Number(0),
                    Item::number(row.is_unsigned.map(|_| 0)),
                    Item::text(row.name),
                    Item::number(row.scales.map(|scales| scales.0)),
                    Item::number(row.scales.map(|scales| scales.1)),
                    Item::Number(kind.into()),
                    Item::number(Some(code).filter(|code| *code != 0)),
                    Item::number(row.radix),
                    Item::Null,
                ]
            })
            .collect();
        build(shapes::TYPES, &rows)
    })
}

pub(super) unsafe fn tables(
    encoding: Encoding,
    statement: Handle,
    catalog: Pointer,
    catalog_length: i16,
    schema: Pointer,
    schema_length: i16,
    table: Pointer,
    table_length: i16,
    kinds: Pointer,
    kinds_length: i16,
) -> i16 {
    answer(statement, |_, state| {
        let catalog = read(encoding, (catalog, catalog_length))?;
        let schema = read(encoding, (schema, schema_length))?;
        let table = read(encoding, (table, table_length))?;
        let kinds = read(encoding, (kinds, kinds_length))?;
        let source = state.engine.catalogue();
        let none = |text: &Option<String>| text.as_deref() == Some("");
        let all = |text: &Option<String>| text.as_deref() == Some("%");
        // The three questions that are no search: for catalogs, for schemas, for kinds of tables.
        if all(&catalog) && none(&schema) && none(&table) {
            return shaped(shapes::TABLES, &source.catalogs()?, |rows, at| one_of(rows.item(at, "catalog"), 0));
        }
        if all(&schema) && none(&catalog) && none(&table) {
            return shaped(shapes::TABLES, &source.schemas()?, |rows, at| one_of(rows.item(at, "schema"), 1));
        }
        if all(&kinds) && none(&catalog) && none(&schema) && none(&table) {
            let rows: Vec<Vec<Item>> = TABLE_KINDS.iter().map(|kind| one_of(Item::text(*kind), 3)).collect();
            return build(shapes::TABLES, &rows);
        }
        let kinds = wanted_kinds(kinds.as_deref().unwrap_or_default());
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let target =
            Target { catalog: pattern(state, catalog)?, schema: pattern(state, schema)?, name: pattern(state, table)? };
        shaped(shapes::TABLES, &source.tables(&target, &kinds)?, |rows, at| {
            ["catalog", "schema", "name", "kind", "comment"].map(|name| rows.item(at, name)).to_vec()
        })
    })
}

/// A row of the shape of tables in which only one column is not NULL.
fn one_of(item: Item, column: usize) -> Vec<Item> {
    let mut row = vec![Item::Null; shapes::TABLES.len()];
    if let Some(place) = row.get_mut(column) {
        *place = item;
    }
    row
}

/// The kinds of tables of a list such as `'TABLE','VIEW'`; none for all.
fn wanted_kinds(list: &str) -> Vec<String> {
    let kinds = list.split(',').map(|kind| kind.trim().trim_matches('\'').to_uppercase());
    let kinds: Vec<String> = kinds.filter(|kind| !kind.is_empty()).collect();
    if kinds.iter().any(|kind| kind == "%") { Vec::new() } else { kinds }
}

/// The type of a column that the driver describes.
fn described(rows: &Rows, at: usize) -> SqlType {
    if rows.is(at, "is_list") {
        return sql_type(&DataType::new_list(DataType::Utf8, true));
    }
    let Item::Text(name) = rows.item(at, "type_name") else { return SqlType::text(0) };
    let digits = |column: &str, most: i32| match rows.item(at, column) {
        Item::Number(number) => number.clamp(0, most),
        _ => most,
    };
    sql_type(&match name.as_str() {
        "BIGINT" => DataType::Int64,
        "BOOLEAN" => DataType::Boolean,
        "DATE" => DataType::Date32,
        "DECIMAL" => DataType::Decimal128(
            u8::try_from(digits("column_size", 38)).unwrap_or(38),
            i8::try_from(digits("decimal_digits", 38)).unwrap_or(0),
        ),
        "DOUBLE" => DataType::Float64,
        "INTEGER" => DataType::Int32,
        "TIME" => DataType::Time64(TimeUnit::Microsecond),
        "TIMESTAMP" => DataType::Timestamp(TimeUnit::Microsecond, None),
        "VARBINARY" => DataType::Binary,
        _ => DataType::Utf8,
    })
}

/// `DATA_TYPE` to `NUM_PREC_RADIX`, which several results share.
fn type_items(statement: &Statement, described: &SqlType) -> Vec<Item> {
    let is_number = described.row().is_some_and(|row| row.radix.is_some());
    let has_digits = is_number || described.sql_type == sql::TYPE_TIMESTAMP || described.sql_type == sql::TYPE_TIME;
    vec![
        Item::Number(versioned(statement, described.sql_type).into()),
        Item::text(described.name()),
        Item::size(described.size),
        Item::size(described.octets),
        Item::number(Some(described.digits).filter(|_| has_digits)),
        Item::number(Some(10).filter(|_| is_number)),
    ]
}

/// `NULLABLE` to `IS_NULLABLE`, which the columns of tables and of procedures share.
fn rest_items(rows: &Rows, at: usize, described: &SqlType) -> Vec<Item> {
    let (kind, code) = verbose(described.sql_type);
    let is_text = described.row().is_some_and(|row| row.quote.is_some()) && code == 0;
    let is_nullable = rows.is(at, "is_nullable");
    vec![
        Item::Number(is_nullable.into()),
        rows.item(at, "comment"),
        Item::Null,
        Item::Number(kind.into()),
        Item::number(Some(code).filter(|code| *code != 0)),
        if is_text { Item::size(described.octets) } else { Item::Null },
        rows.item(at, "ordinal"),
        Item::text(if is_nullable { "YES" } else { "NO" }),
    ]
}

pub(super) unsafe fn columns(
    encoding: Encoding,
    statement: Handle,
    catalog: Pointer,
    catalog_length: i16,
    schema: Pointer,
    schema_length: i16,
    table: Pointer,
    table_length: i16,
    column: Pointer,
    column_length: i16,
) -> i16 {
    answer(statement, |statement, state| {
        let target = Target {
            catalog: exact(read(encoding, (catalog, catalog_length))?),
            schema: pattern(state, read(encoding, (schema, schema_length))?)?,
            name: pattern(state, read(encoding, (table, table_length))?)?,
        };
        let column = pattern(state, read(encoding, (column, column_length))?)?;
        let batch = state.engine.catalogue().columns(&target, &column)?;
        shaped(shapes::COLUMNS, &batch, |rows, at| {
            let described = described(rows, at);
            let mut row = ["catalog", "schema", "table", "name"].map(|name| rows.item(at, name)).to_vec();
            row.extend(type_items(statement, &described));
            row.extend(rest_items(rows, at, &described));
            row
        })
    })
}

/// The table that a function asks of by its names.
fn named(encoding: Encoding, catalog: Passed, schema: Passed, table: Passed) -> Result<Target, Record> {
    Ok(Target {
        catalog: exact(read(encoding, catalog)?),
        schema: exact(read(encoding, schema)?),
        name: exact(read(encoding, table)?),
    })
}

pub(super) unsafe fn primary_keys(
    encoding: Encoding,
    statement: Handle,
    catalog: Pointer,
    catalog_length: i16,
    schema: Pointer,
    schema_length: i16,
    table: Pointer,
    table_length: i16,
) -> i16 {
    answer(statement, |_, state| {
        let target = named(encoding, (catalog, catalog_length), (schema, schema_length), (table, table_length))?;
        if target.name == Name::Any {
            return Err(Record::with(state::NULL_POINTER, "the name of a table is needed"));
        }
        shaped(shapes::PRIMARY_KEYS, &state.engine.catalogue().primary_keys(&target)?, |rows, at| {
            ["catalog", "schema", "table", "column", "key_ordinal", "key_name"].map(|name| rows.item(at, name)).to_vec()
        })
    })
}

pub(super) unsafe fn foreign_keys(
    encoding: Encoding,
    statement: Handle,
    pk_catalog: Pointer,
    pk_catalog_length: i16,
    pk_schema: Pointer,
    pk_schema_length: i16,
    pk_table: Pointer,
    pk_table_length: i16,
    catalog: Pointer,
    catalog_length: i16,
    schema: Pointer,
    schema_length: i16,
    table: Pointer,
    table_length: i16,
) -> i16 {
    /// `SQL_NO_ACTION` and `SQL_NOT_DEFERRABLE`.
    const NO_ACTION: i32 = 3;
    const NOT_DEFERRABLE: i32 = 7;
    answer(statement, |_, state| {
        let referred = named(
            encoding,
            (pk_catalog, pk_catalog_length),
            (pk_schema, pk_schema_length),
            (pk_table, pk_table_length),
        )?;
        let referring = named(encoding, (catalog, catalog_length), (schema, schema_length), (table, table_length))?;
        if referred.name == Name::Any && referring.name == Name::Any {
            return Err(Record::with(state::NULL_POINTER, "the name of one of the tables is needed"));
        }
        shaped(shapes::FOREIGN_KEYS, &state.engine.catalogue().foreign_keys(&referred, &referring)?, |rows, at| {
            let names =
                ["referred_catalog", "referred_schema", "referred_table", "referred_column", "catalog", "schema"];
            let mut row = names.map(|name| rows.item(at, name)).to_vec();
            row.extend(["table", "column", "key_ordinal"].map(|name| rows.item(at, name)));
            row.extend([Item::Number(NO_ACTION), Item::Number(NO_ACTION)]);
            row.extend(["key_name", "referred_key_name"].map(|name| rows.item(at, name)));
            row.push(Item::Number(NOT_DEFERRABLE));
            row
        })
    })
}

pub(super) unsafe fn statistics(
    encoding: Encoding,
    statement: Handle,
    catalog: Pointer,
    catalog_length: i16,
    schema: Pointer,
    schema_length: i16,
    table: Pointer,
    table_length: i16,
    unique: u16,
    accuracy: u16,
) -> i16 {
    /// `SQL_INDEX_OTHER`.
    const OTHER: i32 = 3;
    answer(statement, |_, state| {
        if unique > 1 {
            return Err(Record::new(state::INVALID_UNIQUENESS));
        }
        if accuracy > 1 {
            return Err(Record::new(state::INVALID_ACCURACY));
        }
        let target = named(encoding, (catalog, catalog_length), (schema, schema_length), (table, table_length))?;
        if target.name == Name::Any {
            return Err(Record::with(state::NULL_POINTER, "the name of a table is needed"));
        }
        shaped(shapes::STATISTICS, &state.engine.catalogue().statistics(&target)?, |rows, at| {
            let mut row = ["catalog", "schema", "table"].map(|name| rows.item(at, name)).to_vec();
            row.push(Item::Number((!rows.is(at, "is_unique")).into()));
            row.extend([Item::Null, rows.item(at, "index_name"), Item::Number(OTHER), rows.item(at, "ordinal")]);
            row.extend([rows.item(at, "column"), Item::text("A"), Item::Null, Item::Null, Item::Null]);
            row
        })
    })
}

pub(super) unsafe fn special_columns(
    encoding: Encoding,
    statement: Handle,
    kind: u16,
    catalog: Pointer,
    catalog_length: i16,
    schema: Pointer,
    schema_length: i16,
    table: Pointer,
    table_length: i16,
    _scope: u16,
    _nullable: u16,
) -> i16 {
    /// `SQL_SCOPE_SESSION` and `SQL_PC_NOT_PSEUDO`.
    const SESSION: i32 = 2;
    const NOT_PSEUDO: i32 = 1;
    answer(statement, |statement, state| {
        let identity = match kind {
            1 => RowIdentity::Row,
            2 => RowIdentity::Version,
            _ => return Err(Record::new(state::INVALID_COLUMN_TYPE)),
        };
        let target = named(encoding, (catalog, catalog_length), (schema, schema_length), (table, table_length))?;
        if target.name == Name::Any {
            return Err(Record::with(state::NULL_POINTER, "the name of a table is needed"));
        }
        shaped(shapes::SPECIAL_COLUMNS, &state.engine.catalogue().special_columns(identity, &target)?, |rows, at| {
            let mut row = vec![Item::Number(SESSION), rows.item(at, "name")];
            row.extend(type_items(statement, &described(rows, at)).into_iter().take(5));
            row.push(Item::Number(NOT_PSEUDO));
            row
        })
    })
}

pub(super) unsafe fn procedures(
    encoding: Encoding,
    statement: Handle,
    catalog: Pointer,
    catalog_length: i16,
    schema: Pointer,
    schema_length: i16,
    procedure: Pointer,
    procedure_length: i16,
) -> i16 {
    /// `SQL_PT_PROCEDURE`.
    const PROCEDURE: i32 = 1;
    answer(statement, |_, state| {
        let target = Target {
            catalog: exact(read(encoding, (catalog, catalog_length))?),
            schema: pattern(state, read(encoding, (schema, schema_length))?)?,
            name: pattern(state, read(encoding, (procedure, procedure_length))?)?,
        };
        shaped(shapes::PROCEDURES, &state.engine.catalogue().procedures(&target)?, |rows, at| {
            let mut row = ["catalog", "schema", "name", "parameters"].map(|name| rows.item(at, name)).to_vec();
            let has_rows = rows.item(at, "result_columns") != Item::Number(0);
            row.extend([Item::Number(0), Item::Number(has_rows.into()), rows.item(at, "comment")]);
            row.push(Item::Number(PROCEDURE));
            row
        })
    })
}

pub(super) unsafe fn procedure_columns(
    encoding: Encoding,
    statement: Handle,
    catalog: Pointer,
    catalog_length: i16,
    schema: Pointer,
    schema_length: i16,
    procedure: Pointer,
    procedure_length: i16,
    column: Pointer,
    column_length: i16,
) -> i16 {
    /// `SQL_PARAM_INPUT` and `SQL_RESULT_COL`.
    const INPUT: i32 = 1;
    const RESULT: i32 = 3;
    answer(statement, |statement, state| {
        let target = Target {
            catalog: exact(read(encoding, (catalog, catalog_length))?),
            schema: pattern(state, read(encoding, (schema, schema_length))?)?,
            name: pattern(state, read(encoding, (procedure, procedure_length))?)?,
        };
        let column = pattern(state, read(encoding, (column, column_length))?)?;
        let batch = state.engine.catalogue().procedure_columns(&target, &column)?;
        shaped(shapes::PROCEDURE_COLUMNS, &batch, |rows, at| {
            let described = described(rows, at);
            let mut row = ["catalog", "schema", "procedure", "name"].map(|name| rows.item(at, name)).to_vec();
            row.push(Item::Number(if rows.is(at, "is_result") { RESULT } else { INPUT }));
            row.extend(type_items(statement, &described));
            row.extend(rest_items(rows, at, &described));
            row
        })
    })
}

pub(super) unsafe fn table_privileges(
    _encoding: Encoding,
    statement: Handle,
    _catalog: Pointer,
    _catalog_length: i16,
    _schema: Pointer,
    _schema_length: i16,
    _table: Pointer,
    _table_length: i16,
) -> i16 {
    // Who may see what is decided for records, not for tables.
    answer(statement, |_, _| build(shapes::TABLE_PRIVILEGES, &[]))
}

pub(super) unsafe fn column_privileges(
    _encoding: Encoding,
    statement: Handle,
    _catalog: Pointer,
    _catalog_length: i16,
    _schema: Pointer,
    _schema_length: i16,
    _table: Pointer,
    _table_length: i16,
    _column: Pointer,
    _column_length: i16,
) -> i16 {
    answer(statement, |_, _| build(shapes::COLUMN_PRIVILEGES, &[]))
}
