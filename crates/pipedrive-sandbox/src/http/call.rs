//! What an operation gets to answer a request.

use std::cell::RefCell;

use super::{Failure, Marker, Order, Query};
use crate::{Account, Plan, Quirks};

/// The body of a request, before anybody reads it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sent<'a> {
    pub(crate) content_type: &'a str,
    pub(crate) body: &'a [u8],
}

/// A request that passed authentication, limits and validation.
pub(crate) struct Call<'a> {
    pub(crate) account: &'a Account,
    pub(crate) quirks: Quirks,
    pub(crate) plan: Plan,
    /// Whether the company has the Projects add-on.
    pub(crate) has_projects: bool,
    pub(crate) query: Query,
    /// What stands in the path's first placeholder, decoded: the id in `/deals/{id}/products`.
    pub(crate) key: String,
    /// What stands in its second one: the comment in `/notes/{id}/comments/{commentId}`.
    pub(crate) subkey: String,
    /// Scheme, host and port under which the sandbox is reached.
    pub(crate) base_url: &'a str,
    /// The body as it came.
    pub(crate) sent: Sent<'a>,
    /// Ids on the page of the list that was asked for.
    pub(crate) listed: RefCell<Vec<u32>>,
}

impl<'a> Call<'a> {
    /// The same without parameters, to write rows of other operations.
    pub(crate) fn plain(&self) -> Call<'a> {
        Call { query: Query::default(), key: String::new(), subkey: String::new(), listed: RefCell::default(), ..*self }
    }
}

impl Call<'_> {
    /// The id in the path.
    ///
    /// # Errors
    /// The v2 complaint when it is no whole number.
    pub(crate) fn id(&self) -> Result<u32, Failure> {
        self.key.parse().map_err(|_| Failure::validation(&["id: Parameter 'id' must be a number".to_owned()]))
    }

    /// The order asked for with `sort_by` and `sort_direction`, among the fields the operation declares.
    pub(crate) fn order(&self, fields: &[&'static str]) -> Order {
        let field = self.query.text("sort_by").and_then(|name| fields.iter().copied().find(|field| *field == name));
        Order { field: field.unwrap_or("id"), descending: self.query.text("sort_direction") == Some("desc") }
    }

    /// The place to start from.
    ///
    /// # Errors
    /// The v2 complaint when the cursor belongs to a walk in another order.
    pub(crate) fn marker(&self, order: Order) -> Result<Option<&Marker>, Failure> {
        match self.query.marker() {
            Some(marker) if !marker.fits(order) => {
                Err(Failure::validation(&["cursor: Parameter 'cursor' is not a valid cursor".to_owned()]))
            }
            marker => Ok(marker),
        }
    }
}
