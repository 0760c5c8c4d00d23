//! The access path of a child table: which walks, for which parents.

use std::sync::Arc;

use pipedrive_client::ErrorKind;
use pipedrive_schema::{CustomFieldNames, Origin, ParentKey, ParentSpec, RouteSpec, TableSpec};

use super::Key;
use crate::access::{self, Chosen};
use crate::account::Account;
use crate::error::Error;
use crate::layout::TableLayout;
use crate::pushdown::{Choice, Visibility};
use crate::request::{AccessPath, ScanRequest, Walk};

/// Requests for the children of other records.
#[derive(Clone, Debug)]
pub(crate) struct Children {
    /// How they are asked for.
    pub(crate) parent: ParentSpec,
    /// One walk a list route, without the key. Their `expected` rows are for all parents.
    pub(crate) walks: Vec<Walk>,
    /// Whose they are.
    pub(crate) keys: Keys,
}

/// Whose children are asked for.
#[derive(Clone, Debug)]
pub(crate) enum Keys {
    /// Those of the records with these keys, which the query names.
    Listed(Vec<Key>),
    /// Those of the records a join leaves or, where none does, of all records that this scan lists: its one column is
    /// the key.
    Parents(Box<ScanRequest>),
}

impl Children {
    /// Most parents one request asks for.
    pub(crate) fn batch(&self) -> usize {
        match self.parent.key {
            ParentKey::Path | ParentKey::Parameter(_) => 1,
            ParentKey::List { max, .. } => max.max(1),
        }
    }

    /// Whether each parent takes a request of its own.
    pub(crate) fn is_one_by_one(&self) -> bool {
        self.batch() == 1
    }

    /// The route a request for that many parents goes to.
    pub(crate) fn route(&self, walk: &Walk, parents: usize) -> RouteSpec {
        match self.parent.key {
            ParentKey::List { one: Some(one), .. } if parents == 1 => one,
            _ => walk.spec.route,
        }
    }

    /// Rows the table is thought to have for whoever plans a join: its smaller side is read first.
    ///
    /// A table without keys has to come second, so that the other side can name its parents: it counts as larger than
    /// all of those, and where each of them takes a request, as larger than anything.
    pub(crate) fn weight(&self) -> usize {
        let parents = self.keys.expected();
        let rows = self.rows_of(parents);
        match self.keys {
            Keys::Listed(_) => rows,
            Keys::Parents(_) if self.is_one_by_one() => rows.max(parents).saturating_add(1).saturating_mul(1000),
            Keys::Parents(_) => rows.max(parents).saturating_add(1),
        }
    }

    /// Rows that many parents are thought to have.
    pub(crate) fn rows_of(&self, parents: usize) -> usize {
        parents.saturating_mul(self.parent.typical_percent).div_ceil(100)
    }
}

/// The cheapest way to the rows of a child table.
///
/// # Errors
/// If the table's description lacks the parents' table.
pub(crate) fn choose(
    account: &Account,
    spec: &'static TableSpec,
    parent: ParentSpec,
    choice: &Choice,
    asks_for_parent: bool,
) -> Result<Chosen, Error> {
    if let Some(single) = single(spec, parent, choice, asks_for_parent) {
        return Ok(single);
    }
    let walks = access::walks(account, spec, choice, false);
    if walks.is_empty() {
        return Ok(access::nothing());
    }
    let keys = match &choice.parents {
        Some(keys) => Keys::Listed(keys.clone()),
        None => Keys::Parents(Box::new(parents(account, spec, parent)?)),
    };
    let path = AccessPath::Children(Children { parent, walks, keys });
    Ok(Chosen::only(path, choice.keys.is_none(), false))
}

/// The rows by their own keys, where the API has a route for that and nothing asks for a parent that no row tells.
fn single(spec: &TableSpec, parent: ParentSpec, choice: &Choice, asks_for_parent: bool) -> Option<Chosen> {
    let route = spec.single?;
    let keys = choice.keys.clone()?;
    let needs_parent = route.path.matches('{').count() > 1;
    let told = spec.column(parent.column).is_none_or(|c| c.origin != Origin::Parent);
    let below = match choice.parents.as_deref() {
        Some([key]) if needs_parent => Some(key.clone()),
        _ if needs_parent || (asks_for_parent && !told) => return None,
        _ => None,
    };
    Some(Chosen::only(AccessPath::Singles { route, keys, below }, true, false))
}

/// The scan that lists all parents' keys.
///
/// # Soundness
/// That is every record the API lists: archived ones too, whatever the session says of them, for a child does not tell
/// whether its parent is archived. Deleted ones only where the session shows them: the API keeps them for 30 days, and
/// some tables leave them out for good. A query that names the key of a deleted record asks for its children all the
/// same, and gets what the API still has.
fn parents(account: &Account, spec: &'static TableSpec, parent: ParentSpec) -> Result<ScanRequest, Error> {
    let lost = || {
        let message = format!("`{}` does not say which table `{}` refers to", spec.name, parent.column);
        Error::new(ErrorKind::Internal, message)
    };
    let (table, column) = spec.column(parent.column).and_then(|c| c.references).ok_or_else(lost)?;
    let of = pipedrive_schema::table(table).ok_or_else(lost)?;
    let layout = TableLayout::new(of, &[], CustomFieldNames::Slug);
    let key = layout.index_of(column).ok_or_else(lost)?;
    let visibility = Visibility::decide(of, &[], true, account.shows_deleted());
    let choice = Choice::make(of, &[], visibility, true)?;
    let path = access::choose(account, of, &choice).path;
    Ok(ScanRequest {
        layout: Arc::new(layout),
        projection: vec![key],
        path,
        order: None,
        fetch: None,
        page_size: account.page_size(),
        jumps: false,
        pushed: Vec::new(),
        local: Vec::new(),
    })
}

impl Keys {
    /// How many there are, as far as that is known before the scan runs.
    pub(crate) fn expected(&self) -> usize {
        match self {
            Self::Listed(keys) => keys.len(),
            Self::Parents(parents) => parents.expected_rows(),
        }
    }
}
