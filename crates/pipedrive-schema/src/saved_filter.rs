//! Saved filters as a means: which tables a filter can pick rows of, and which of their columns its conditions can
//! name.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Filters>.

use crate::tables::shapes::{ACTIVITIES, CONTACTS, DEALS, PRODUCTS, v1_list, v1_whole};
use crate::{ApiVersion, Paging, RouteSpec};

/// Most conditions a filter may have.
pub const MAX_FILTER_CONDITIONS: usize = 16;

/// Scopes of which one is needed to add and delete filters.
const WRITE: &[&str] = &["deals:full", "activities:full", "contacts:full"];

/// Adds a filter, by a POST.
pub const ADD_FILTER: RouteSpec = write("/filters", 10);

/// Deletes one filter, by a DELETE.
pub const DELETE_FILTER: RouteSpec = write("/filters/{id}", 6);

/// Deletes the filters whose ids are in `ids`, by a DELETE.
pub const DELETE_FILTERS: RouteSpec = write("/filters", 10);

const fn write(path: &'static str, cost: u32) -> RouteSpec {
    RouteSpec { version: ApiVersion::V1, path, cost, paging: Paging::Whole, scopes: WRITE }
}

/// How the rows of one table are picked by a filter.
#[derive(Debug, PartialEq, Eq)]
pub struct SavedFilterSpec {
    /// Table.
    pub table: &'static str,
    /// `type` of the filter.
    pub kind: &'static str,
    /// `object` of its conditions.
    pub object: &'static str,
    /// Where the fields have the numbers that conditions name.
    pub fields: RouteSpec,
    /// Built-in columns that conditions can name. Custom fields are named by their keys.
    pub columns: &'static [FilterColumn],
}

/// A built-in column that conditions can name.
#[derive(Debug, PartialEq, Eq)]
pub struct FilterColumn {
    /// Column.
    pub column: &'static str,
    /// Keys under which v1 may know the field.
    pub keys: &'static [&'static str],
    /// How conditions compare it.
    pub value: FilterValue,
}

/// How conditions compare the values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterValue {
    /// Free text, possibly without regard to case.
    Text,
    /// One of a few words or codes, only by equality.
    Word,
    /// A number.
    Number,
    /// The id of a record or an option, only by equality.
    Reference,
    /// A day that no time zone moves.
    Day,
    /// An instant, by its day in a time zone that is not known here.
    Instant,
}

const fn column(column: &'static str, keys: &'static [&'static str], value: FilterValue) -> FilterColumn {
    FilterColumn { column, keys, value }
}

const ID: FilterColumn = column("id", &["id"], FilterValue::Number);
const NAME: FilterColumn = column("name", &["name"], FilterValue::Text);
const OWNER: FilterColumn = column("owner_id", &["owner_id", "user_id"], FilterValue::Reference);
const ADD_TIME: FilterColumn = column("add_time", &["add_time"], FilterValue::Instant);
const UPDATE_TIME: FilterColumn = column("update_time", &["update_time"], FilterValue::Instant);

/// Every table whose rows a filter can pick by conditions that are documented.
///
/// Leads and projects are not among them: no object of conditions is documented for either. Money is in no list of
/// columns, because it is not documented whether amounts are compared as they are or converted to one currency.
pub static SAVED_FILTERS: &[SavedFilterSpec] = &[
    SavedFilterSpec {
        table: "deals",
        kind: "deals",
        object: "deal",
        fields: v1_list("/dealFields", 20, DEALS),
        columns: &[
            ID,
            column("title", &["title"], FilterValue::Text),
            OWNER,
            column("creator_user_id", &["creator_user_id"], FilterValue::Reference),
            column("person_id", &["person_id"], FilterValue::Reference),
            column("org_id", &["org_id"], FilterValue::Reference),
            column("pipeline_id", &["pipeline_id", "pipeline"], FilterValue::Reference),
            column("stage_id", &["stage_id"], FilterValue::Reference),
            column("status", &["status"], FilterValue::Word),
            column("currency", &["currency"], FilterValue::Word),
            column("probability", &["probability"], FilterValue::Number),
            ADD_TIME,
            UPDATE_TIME,
            column("stage_change_time", &["stage_change_time"], FilterValue::Instant),
            column("close_time", &["close_time"], FilterValue::Instant),
            column("won_time", &["won_time"], FilterValue::Instant),
            column("lost_time", &["lost_time"], FilterValue::Instant),
            column("expected_close_date", &["expected_close_date"], FilterValue::Day),
        ],
    },
    SavedFilterSpec {
        table: "persons",
        kind: "people",
        object: "person",
        fields: v1_list("/personFields", 20, CONTACTS),
        columns: &[
            ID,
            NAME,
            column("first_name", &["first_name"], FilterValue::Text),
            column("last_name", &["last_name"], FilterValue::Text),
            OWNER,
            column("org_id", &["org_id"], FilterValue::Reference),
            ADD_TIME,
            UPDATE_TIME,
        ],
    },
    SavedFilterSpec {
        table: "organizations",
        kind: "org",
        object: "organization",
        fields: v1_list("/organizationFields", 20, CONTACTS),
        columns: &[
            ID,
            NAME,
            OWNER,
            column("employee_count", &["employee_count"], FilterValue::Number),
            ADD_TIME,
            UPDATE_TIME,
        ],
    },
    SavedFilterSpec {
        table: "products",
        kind: "products",
        object: "product",
        fields: v1_list("/productFields", 20, PRODUCTS),
        columns: &[
            ID,
            NAME,
            column("code", &["code"], FilterValue::Text),
            column("unit", &["unit"], FilterValue::Text),
            OWNER,
            ADD_TIME,
            UPDATE_TIME,
        ],
    },
    SavedFilterSpec {
        table: "activities",
        kind: "activity",
        object: "activity",
        fields: v1_whole("/activityFields", 20, ACTIVITIES),
        columns: &[
            ID,
            column("subject", &["subject"], FilterValue::Text),
            OWNER,
            column("deal_id", &["deal_id"], FilterValue::Reference),
            column("person_id", &["person_id"], FilterValue::Reference),
            column("org_id", &["org_id"], FilterValue::Reference),
            // Shown in UTC, and compared in the user's time zone if it has a time of day.
            column("due_date", &["due_date"], FilterValue::Instant),
            column("marked_as_done_time", &["marked_as_done_time"], FilterValue::Instant),
            ADD_TIME,
            UPDATE_TIME,
        ],
    },
];

/// How the rows of that table are picked by a filter, if they are.
pub fn saved_filter(table: &str) -> Option<&'static SavedFilterSpec> {
    SAVED_FILTERS.iter().find(|spec| spec.table == table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ColumnType, FilterKind, table};

    #[test]
    fn what_conditions_can_name_are_columns_of_tables_that_take_a_filter() {
        for spec in SAVED_FILTERS {
            let table = table(spec.table).unwrap();
            let takes = |name: &str| table.filters.iter().any(|f| f.parameter == name && f.kind == FilterKind::Selects);
            assert!(takes("filter_id"), "{}", spec.table);
            for column in spec.columns {
                let data_type = table.column(column.column).map(|column| column.data_type);
                let fits = match column.value {
                    FilterValue::Text | FilterValue::Word => data_type == Some(ColumnType::Text),
                    FilterValue::Number => matches!(data_type, Some(ColumnType::Int64 | ColumnType::Float64)),
                    FilterValue::Reference => data_type == Some(ColumnType::Int64),
                    FilterValue::Day => data_type == Some(ColumnType::Date),
                    FilterValue::Instant => matches!(data_type, Some(ColumnType::Date | ColumnType::Timestamp)),
                };
                assert!(fits && !column.keys.is_empty(), "{}.{}: {data_type:?}", spec.table, column.column);
            }
        }
    }
}
