//! Which operators the fields of each type take.

use super::cell::known_codes;
use crate::data::FieldDefinition;
use crate::data::custom::Owner;

const ORDERED: &[&str] = &["=", "!=", ">", "<", ">=", "<=", "IS NULL", "IS NOT NULL"];

/// The last three are deprecated and still taken.
const TEXTS: &[&str] = &[
    "=",
    "!=",
    "IS NULL",
    "IS NOT NULL",
    "LIKE '%$%'",
    "LIKE '$%'",
    "NOT LIKE '$%'",
    "NOT LIKE '%$%'",
    "LIKE '%$'",
    "NOT LIKE '%$'",
];

const TITLE: &[&str] = &["=", "LIKE '$%'", "LIKE '%$%'", "NOT LIKE '$%'"];
const REFERENCES: &[&str] = &["=", "!=", "IS NULL", "IS NOT NULL"];
const SETS: &[&str] = &["=", "!=", "contains", "not_contains", "IS NULL", "IS NOT NULL"];
const EQUALITY: &[&str] = &["=", "!="];

const RANGES: &[&str] = &[
    "=",
    "!=",
    "ends_at",
    "does_not_end_at",
    "<",
    "<=",
    ">",
    ">=",
    "ends_before",
    "ends_e_before",
    "ends_after",
    "ends_e_after",
    "includes",
    "IS NULL",
    "IS NOT NULL",
];

/// The operators that conditions on the field may have; none if nothing can be filtered by it.
pub(crate) fn operators(owner: Owner, field: &FieldDefinition) -> &'static [&'static str] {
    if !field.is_custom && !known_codes(owner).contains(&field.code.as_str()) {
        return &[];
    }
    match (field.field_type, field.code.as_str()) {
        (_, "currency") => EQUALITY,
        (_, "title") => TITLE,
        ("int" | "double" | "monetary" | "date" | "time", _) => ORDERED,
        ("varchar" | "varchar_auto" | "varchar_options" | "text" | "phone" | "address", _) => TEXTS,
        ("set", _) => SETS,
        ("daterange" | "timerange", _) => RANGES,
        ("enum" | "user" | "people" | "org" | "deal" | "product" | "project", _) => REFERENCES,
        ("stage" | "status" | "visible_to" | "boolean" | "projects_board" | "projects_phase", _) => EQUALITY,
        _ => &[],
    }
}
