//! The columns of one table of one account: built-in, custom and `_extra`, and where each value stands.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use pipedrive_schema::{
    ColumnSpec, ColumnType, CustomColumn, CustomFieldNames, CustomShape, CustomSource, EXTRA_COLUMN, FieldDefinition,
    Origin, TableSpec, name_custom_fields,
};

/// Key of the Arrow field metadata that marks a column standing for a query parameter.
pub(crate) const PARAMETER_MARK: &str = "pipedrive:parameter";

/// Key of the Arrow field metadata that holds what a column is.
///
/// The one that Flight SQL, and drivers on top of it, read remarks from
/// (<https://arrow.apache.org/docs/format/FlightSql.html#metadata-requests>).
pub const COMMENT: &str = "ARROW:FLIGHT:SQL:REMARKS";

/// Labels by option id.
pub(crate) type OptionLabels = Arc<HashMap<String, String>>;

/// How a column's value is made from a row.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// The value at this path.
    Path(Vec<String>),
    /// The flag at the first path; where a row does not have it, what its walk knows, or else whether there is a time
    /// of archiving at the second.
    Archived { flag: Vec<String>, time: Option<Vec<String>> },
    /// The status at the first path, or `deleted` where the flag at the second is true.
    Status { status: Vec<String>, deleted: Vec<String>, label: &'static str },
    /// The primary entry's `value` in the list at this path.
    PrimaryOf(Vec<String>),
    /// The label of the option id at this path.
    Label(Vec<String>, OptionLabels),
    /// The labels of the list of option ids at this path.
    Labels(Vec<String>, OptionLabels),
    /// Option ids as one comma-separated text (v1), as a list of numbers.
    SplitIds(Vec<String>),
    /// The labels of such a text.
    SplitLabels(Vec<String>, OptionLabels),
    /// The JSON text at this path.
    Raw(Vec<String>),
    /// What no other column names.
    Extra,
    /// The value the query compared the column with.
    Parameter,
    /// What the request asked for and no row repeats: the parent's key, the walk's name.
    Fact,
}

/// What a request must ask for so that the API sends the column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Requested {
    /// Nothing: it is always sent.
    Always,
    /// This value in `include_fields`.
    IncludeField(&'static str),
    /// This hash in `custom_fields`, or no `custom_fields` parameter at all.
    CustomField(String),
    /// Every custom field.
    Everything,
}

/// One column of a table.
#[derive(Clone, Debug)]
pub struct LayoutColumn {
    /// Name in SQL.
    pub name: String,
    /// SQL type.
    pub data_type: ColumnType,
    /// What it holds.
    pub comment: String,
    /// `(table, column)` it refers to.
    pub references: Option<(&'static str, &'static str)>,
    /// The custom field it comes from.
    pub field: Option<FieldDefinition>,
    pub(crate) source: Source,
    pub(crate) requested: Requested,
}

/// The columns of one table of one account.
#[derive(Debug)]
pub struct TableLayout {
    /// The table's spec.
    pub spec: &'static TableSpec,
    /// Columns in the order of `SELECT *`.
    pub columns: Vec<LayoutColumn>,
    /// The same as an Arrow schema.
    pub schema: SchemaRef,
    /// Options of built-in fields, by the field.
    pub(crate) options: HashMap<String, OptionLabels>,
}

impl LayoutColumn {
    fn arrow_field(&self) -> Field {
        let field = Field::new(&self.name, arrow_type(self.data_type), true);
        match self.source {
            Source::Parameter => field.with_metadata([(PARAMETER_MARK.to_owned(), String::new())].into()),
            _ => field,
        }
    }
}

impl TableLayout {
    /// Lays out `spec` with the custom fields among `definitions`.
    pub fn new(spec: &'static TableSpec, definitions: &[FieldDefinition], names: CustomFieldNames) -> Self {
        let mut columns: Vec<LayoutColumn> = spec.columns.iter().map(|c| built_in(spec, c, definitions)).collect();
        if let Some(custom) = spec.custom_fields {
            let taken: Vec<&str> = spec.columns.iter().map(|c| c.name).collect();
            columns.extend(
                name_custom_fields(definitions, &taken, names)
                    .into_iter()
                    .filter_map(|c| custom_column(c, custom.shape, definitions)),
            );
        }
        columns.push(LayoutColumn {
            name: EXTRA_COLUMN.to_owned(),
            data_type: ColumnType::Json,
            comment: "JSON text of whatever the API sent that no other column names".to_owned(),
            references: None,
            field: None,
            source: Source::Extra,
            requested: Requested::Everything,
        });
        let fields: Vec<Field> = columns.iter().map(LayoutColumn::arrow_field).collect();
        let with_options =
            definitions.iter().filter(|definition| !definition.is_custom && !definition.options.is_empty());
        let options = with_options.map(|definition| (definition.code.clone(), Arc::new(labels_of(definition))));
        Self { spec, columns, schema: Arc::new(Schema::new(fields)), options: options.collect() }
    }

    /// The same table with other columns.
    pub(crate) fn of_columns(self, columns: Vec<LayoutColumn>) -> Self {
        let fields: Vec<Field> = columns.iter().map(LayoutColumn::arrow_field).collect();
        Self { columns, schema: Arc::new(Schema::new(fields)), ..self }
    }

    /// The schema with what each column is as metadata of its field, under [`COMMENT`].
    ///
    /// For front ends that describe tables. Plans are made with the plain [`schema`](Self::schema): DataFusion takes
    /// metadata for part of a parameter's type, so that `owner_id = $1 OR creator_user_id = $1` would be refused.
    pub fn commented_schema(&self) -> SchemaRef {
        let commented = |column: &LayoutColumn| {
            let mut field = column.arrow_field();
            field.metadata_mut().insert(COMMENT.to_owned(), column.comment.clone());
            field
        };
        Arc::new(Schema::new(self.columns.iter().map(commented).collect::<Vec<_>>()))
    }

    /// Position of the column of that name.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }
}

/// The Arrow type of a column type.
pub fn arrow_type(data_type: ColumnType) -> DataType {
    match data_type {
        ColumnType::Int64 => DataType::Int64,
        ColumnType::Float64 => DataType::Float64,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Text | ColumnType::Json => DataType::Utf8,
        ColumnType::Date => DataType::Date32,
        ColumnType::Time => DataType::Time64(TimeUnit::Microsecond),
        ColumnType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        ColumnType::Int64List => DataType::List(Arc::new(Field::new_list_field(DataType::Int64, true))),
        ColumnType::TextList => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
        ColumnType::StructList(members) => {
            let fields: Fields = members.iter().map(|m| Field::new(m.name, arrow_type(m.data_type), true)).collect();
            DataType::List(Arc::new(Field::new_list_field(DataType::Struct(fields), true)))
        }
    }
}

fn built_in(spec: &'static TableSpec, column: &'static ColumnSpec, definitions: &[FieldDefinition]) -> LayoutColumn {
    let (source, requested) = match column.origin {
        Origin::Member(path) => (member(spec, column, path), Requested::Always),
        // An add-on the account does not have makes the API refuse the whole request (400).
        Origin::Optional(name) if column.add_on && !definitions.iter().any(|d| d.code == name) => {
            (leaf(column.data_type, vec![name.to_owned()]), Requested::Always)
        }
        Origin::Optional(name) => (leaf(column.data_type, vec![name.to_owned()]), Requested::IncludeField(name)),
        Origin::PrimaryOf(list) => (Source::PrimaryOf(path_of(spec, list)), Requested::Always),
        Origin::LabelsOf(list) => {
            (Source::Labels(path_of(spec, list), option_labels(definitions, list)), Requested::Always)
        }
        Origin::Parameter => (Source::Parameter, Requested::Always),
        Origin::Parent | Origin::Walk => (Source::Fact, Requested::Always),
    };
    LayoutColumn {
        name: column.name.to_owned(),
        data_type: column.data_type,
        comment: column.comment.to_owned(),
        references: column.references,
        field: None,
        source,
        requested,
    }
}

fn member(spec: &'static TableSpec, column: &'static ColumnSpec, path: &[&str]) -> Source {
    let path = owned(path);
    if column.name == "is_archived" {
        let time = spec.column("archive_time").map(|_| path_of(spec, "archive_time"));
        return Source::Archived { flag: path, time };
    }
    match spec.deleted {
        // The status of a deleted row is the one thing `status = 'deleted'` asks for, so it reads
        // `deleted` whether the API repeats that or keeps the status from before.
        Some(deleted) if deleted.parameter == column.name && spec.column("is_deleted").is_some() => {
            Source::Status { status: path, deleted: path_of(spec, "is_deleted"), label: deleted.deleted }
        }
        _ => leaf(column.data_type, path),
    }
}

fn leaf(data_type: ColumnType, path: Vec<String>) -> Source {
    if data_type == ColumnType::Json { Source::Raw(path) } else { Source::Path(path) }
}

/// The path of another built-in column of the same table.
fn path_of(spec: &TableSpec, name: &str) -> Vec<String> {
    match spec.column(name).map(|c| c.origin) {
        Some(Origin::Member(path)) => owned(path),
        _ => vec![name.to_owned()],
    }
}

fn owned(path: &[&str]) -> Vec<String> {
    path.iter().map(|&p| p.to_owned()).collect()
}

fn option_labels(definitions: &[FieldDefinition], code: &str) -> OptionLabels {
    let labels = definitions.iter().find(|d| d.code == code).map(labels_of).unwrap_or_default();
    Arc::new(labels)
}

fn labels_of(definition: &FieldDefinition) -> HashMap<String, String> {
    definition.options.iter().map(|o| (o.id.clone(), o.label.clone())).collect()
}

/// `None` only if the naming pointed outside the definitions, which its contract rules out.
fn custom_column(column: CustomColumn, shape: CustomShape, definitions: &[FieldDefinition]) -> Option<LayoutColumn> {
    let definition = definitions.get(column.field)?;
    let labels = || Arc::new(labels_of(definition));
    let path = custom_path(&column, shape, &definition.code);
    let flat = shape == CustomShape::Flat;
    let source = match (&column.source, column.data_type) {
        (CustomSource::OptionLabel, _) => Source::Label(path, labels()),
        (CustomSource::OptionLabels, _) if flat => Source::SplitLabels(path, labels()),
        (CustomSource::OptionLabels, _) => Source::Labels(path, labels()),
        (_, ColumnType::Int64List) if flat => Source::SplitIds(path),
        (_, data_type) => leaf(data_type, path),
    };
    Some(LayoutColumn {
        name: column.name,
        data_type: column.data_type,
        comment: column.comment,
        references: column.references,
        field: Some(definition.clone()),
        source,
        requested: match shape {
            CustomShape::Nested => Requested::CustomField(definition.code.clone()),
            CustomShape::Flat => Requested::Always,
        },
    })
}

fn custom_path(column: &CustomColumn, shape: CustomShape, code: &str) -> Vec<String> {
    let part = match (&column.source, column.is_object) {
        (CustomSource::Part(part), _) => Some(*part),
        (_, true) if shape == CustomShape::Nested => Some("value"),
        _ => None,
    };
    match (shape, part) {
        (CustomShape::Nested, Some(part)) => vec!["custom_fields".into(), code.into(), part.into()],
        (CustomShape::Nested, None) => vec!["custom_fields".into(), code.into()],
        (CustomShape::Flat, Some(part)) => vec![format!("{code}_{part}")],
        (CustomShape::Flat, None) => vec![code.into()],
    }
}
