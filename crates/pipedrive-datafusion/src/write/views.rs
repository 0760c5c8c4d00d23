//! Views whose rows can be written: as tables that have nothing but columns and a way to write.

use std::sync::{Arc, LazyLock};

use pipedrive_schema::{CustomFieldNames, TableSpec, ViewSpec, views};

use crate::account::Account;
use crate::error::Error;
use crate::layout::{LayoutColumn, Requested, Source, TableLayout};

/// The views that can be written.
static WRITTEN: LazyLock<Vec<TableSpec>> = LazyLock::new(|| {
    let table = |view: &'static ViewSpec| TableSpec {
        name: view.name,
        comment: view.comment,
        write: view.write,
        ..TableSpec::PLAIN
    };
    views().filter(|view| view.write.is_some()).map(table).collect()
});

/// The table of that name, or the view if it can be written.
pub(super) fn target(account: &Account, name: &str) -> Option<&'static TableSpec> {
    let table = account.tables().iter().copied().find(|spec| spec.name == name);
    table.or_else(|| {
        account.views().find(|view| view.name == name)?;
        WRITTEN.iter().find(|spec| spec.name == name)
    })
}

/// The columns of what [`target`] found.
///
/// # Errors
/// As [`Account::layout`].
///
/// # API cost
/// As [`Account::layout`] for a table, none for a view.
pub(super) async fn layout(account: &Account, spec: &'static TableSpec) -> Result<Arc<TableLayout>, Error> {
    let Some(view) = account.views().find(|view| view.name == spec.name) else {
        return Ok(Arc::new(account.layout(spec).await?));
    };
    let columns = view.columns().into_iter().map(|column| LayoutColumn {
        source: Source::Path(vec![column.name.clone()]),
        name: column.name,
        data_type: column.data_type,
        comment: column.comment,
        references: column.references,
        field: None,
        requested: Requested::Always,
    });
    Ok(Arc::new(TableLayout::new(spec, &[], CustomFieldNames::Slug).of_columns(columns.collect())))
}
