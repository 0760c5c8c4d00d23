//! What the types of custom fields become in SQL.
//!
//! The types and the JSON of their values: <https://pipedrive.readme.io/docs/core-api-concepts-custom-fields>.

use crate::ColumnType::{Boolean, Date, Float64, Int64, Int64List, Json, Text, TextList, Time};
use crate::{ColumnType, CustomSource};

/// The columns a field of one type becomes.
#[derive(Debug)]
pub(crate) struct FieldShape {
    /// Type of the column that carries the field's name.
    pub(crate) data_type: ColumnType,
    /// Where its value stands.
    pub(crate) source: CustomSource,
    /// Whether v2 sends an object `{value, …}`.
    pub(crate) is_object: bool,
    /// Table and column the value refers to.
    pub(crate) references: Option<(&'static str, &'static str)>,
    /// Further columns, named `<name>_<suffix>`.
    pub(crate) parts: &'static [FieldPart],
}

/// A further column made of a field.
#[derive(Debug)]
pub(crate) struct FieldPart {
    /// What follows the field's name and a `_`.
    pub(crate) suffix: &'static str,
    /// SQL type.
    pub(crate) data_type: ColumnType,
    /// Where the value stands.
    pub(crate) source: CustomSource,
    /// What it is, for the column's comment.
    pub(crate) what: &'static str,
}

impl FieldShape {
    /// A value that stands alone.
    const fn plain(data_type: ColumnType) -> Self {
        Self { data_type, source: CustomSource::Value, is_object: false, references: None, parts: &[] }
    }

    /// The key of a row in another table.
    const fn key(data_type: ColumnType, table: &'static str) -> Self {
        Self { references: Some((table, "id")), ..Self::plain(data_type) }
    }

    /// Ids of options, shown as labels.
    const fn options(data_type: ColumnType, source: CustomSource, parts: &'static [FieldPart]) -> Self {
        Self { data_type, source, is_object: false, references: None, parts }
    }

    /// An object with a main value and further members.
    const fn object(data_type: ColumnType, parts: &'static [FieldPart]) -> Self {
        Self { data_type, source: CustomSource::Value, is_object: true, references: None, parts }
    }
}

/// A member of the object.
const fn part(suffix: &'static str, member: &'static str, data_type: ColumnType, what: &'static str) -> FieldPart {
    FieldPart { suffix, data_type, source: CustomSource::Part(member), what }
}

/// A textual part of an address, which carries its member's name.
const fn place(member: &'static str, what: &'static str) -> FieldPart {
    part(member, member, Text, what)
}

/// The value behind the labels.
const fn option_ids(suffix: &'static str, data_type: ColumnType, what: &'static str) -> FieldPart {
    FieldPart { suffix, data_type, source: CustomSource::Value, what }
}

const TIMEZONE: FieldPart = part("timezone", "timezone_name", Text, "time zone name");
const TIMEZONE_ID: FieldPart = part("timezone_id", "timezone_id", Int64, "time zone id");

static TEXT: FieldShape = FieldShape::plain(Text);
static DOUBLE: FieldShape = FieldShape::plain(Float64);
static INTEGER: FieldShape = FieldShape::plain(Int64);
static BOOLEAN: FieldShape = FieldShape::plain(Boolean);
static DATE: FieldShape = FieldShape::plain(Date);
static UNKNOWN: FieldShape = FieldShape::plain(Json);
static USER: FieldShape = FieldShape::key(Int64, "users");
static ORGANIZATION: FieldShape = FieldShape::key(Int64, "organizations");
static PERSON: FieldShape = FieldShape::key(Int64, "persons");
static DEAL: FieldShape = FieldShape::key(Int64, "deals");
static STAGE: FieldShape = FieldShape::key(Int64, "stages");
static ACTIVITY: FieldShape = FieldShape::key(Int64, "activities");
static LEAD: FieldShape = FieldShape::key(Text, "leads");
static ENUM: FieldShape = FieldShape::options(Text, CustomSource::OptionLabel, &[option_ids("id", Int64, "option id")]);
static SET: FieldShape =
    FieldShape::options(TextList, CustomSource::OptionLabels, &[option_ids("ids", Int64List, "option ids")]);
static MONETARY: FieldShape = FieldShape::object(Float64, &[part("currency", "currency", Text, "currency")]);
static DATE_RANGE: FieldShape = FieldShape::object(Date, &[part("until", "until", Date, "end")]);
static TIME: FieldShape = FieldShape::object(ColumnType::Time, &[TIMEZONE, TIMEZONE_ID]);
static TIME_RANGE: FieldShape =
    FieldShape::object(ColumnType::Time, &[part("until", "until", Time, "end"), TIMEZONE, TIMEZONE_ID]);
static ADDRESS: FieldShape = FieldShape::object(
    Text,
    &[
        place("street_number", "house number"),
        place("route", "street"),
        place("sublocality", "district"),
        place("locality", "city"),
        place("admin_area_level_1", "state or region"),
        place("admin_area_level_2", "county"),
        place("country", "country"),
        place("postal_code", "postal code"),
        place("subpremise", "apartment or suite"),
        place("formatted_address", "normalised form"),
    ],
);

/// The columns of a field with that `field_type`.
///
/// A type without a known JSON shape becomes one column of JSON text, so that nothing is lost.
pub(crate) fn shape_of(field_type: &str) -> &'static FieldShape {
    match field_type {
        "varchar" | "varchar_auto" | "text" | "phone" => &TEXT,
        "double" => &DOUBLE,
        // Projects are numbered like the rest but are no table to refer to.
        "int" | "project" => &INTEGER,
        "boolean" => &BOOLEAN,
        "monetary" => &MONETARY,
        "enum" => &ENUM,
        "set" => &SET,
        "user" => &USER,
        "org" => &ORGANIZATION,
        "people" => &PERSON,
        "deal" => &DEAL,
        "lead" => &LEAD,
        "stage" => &STAGE,
        "activity" => &ACTIVITY,
        "date" => &DATE,
        "daterange" => &DATE_RANGE,
        "time" => &TIME,
        "timerange" => &TIME_RANGE,
        "address" => &ADDRESS,
        _ => &UNKNOWN,
    }
}
