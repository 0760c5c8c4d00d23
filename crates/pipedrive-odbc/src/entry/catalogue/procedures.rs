//! Procedures and their columns, and who may do what.

use super::{answer, described, pattern, read, rest_items, shaped, sought, type_items};
use crate::abi::Handle;
use crate::entry::shapes::{self, Item, build};
use crate::text::Passed;

pub(in crate::entry) unsafe fn procedures(statement: Handle, names: [Passed; 3]) -> i16 {
    /// `SQL_PT_PROCEDURE`.
    const PROCEDURE: i32 = 1;
    answer(statement, |_, state| {
        let target = sought(state, names)?;
        shaped(shapes::PROCEDURES, &state.engine.catalogue().procedures(&target)?, |rows, at| {
            let mut row = ["catalog", "schema", "name", "parameters"].map(|name| rows.item(at, name)).to_vec();
            let has_rows = rows.item(at, "result_columns") != Item::Number(0);
            row.extend([Item::Number(0), Item::Number(has_rows.into()), rows.item(at, "comment")]);
            row.push(Item::Number(PROCEDURE));
            row
        })
    })
}

pub(in crate::entry) unsafe fn procedure_columns(
    statement: Handle,
    [catalog, schema, procedure, column]: [Passed; 4],
) -> i16 {
    /// `SQL_PARAM_INPUT` and `SQL_RESULT_COL`.
    const INPUT: i32 = 1;
    const RESULT: i32 = 3;
    answer(statement, |statement, state| {
        let target = sought(state, [catalog, schema, procedure])?;
        let column = pattern(state, read(column)?)?;
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

pub(in crate::entry) unsafe fn table_privileges(statement: Handle, _names: [Passed; 3]) -> i16 {
    // Who may see what is decided for records, not for tables.
    answer(statement, |_, _| build(shapes::TABLE_PRIVILEGES, &[]))
}

pub(in crate::entry) unsafe fn column_privileges(statement: Handle, _names: [Passed; 4]) -> i16 {
    answer(statement, |_, _| build(shapes::COLUMN_PRIVILEGES, &[]))
}
