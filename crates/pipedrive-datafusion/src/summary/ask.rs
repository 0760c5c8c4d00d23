//! The requests: a summary of some deals, the first page of some deals.

use std::sync::Arc;

use pipedrive_client::{ApiRequest, ErrorKind, QueryScope};
use pipedrive_schema::RouteSpec;

use super::answer::Answer;
use super::listed::FirstPage;
use super::question::Cell;
use crate::account::Account;
use crate::error::Error;

/// Whom to ask.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub(super) account: Arc<Account>,
    /// The endpoint.
    pub(super) route: RouteSpec,
    /// The list of deals.
    pub(super) list: RouteSpec,
}

/// What came of asking the endpoint.
#[derive(Debug)]
pub(super) enum Reply {
    Told(Answer),
    /// Something that cannot be relied on, and why.
    Unreliable(String),
    /// The endpoint does not take this question, as with a stage that does not exist.
    NotThis(Error),
}

impl Asking {
    /// The request for the summary of a cell.
    pub(super) fn summary_request(&self, cell: &Cell) -> ApiRequest {
        let request = ApiRequest::new(self.route);
        cell.iter().fold(request, |request, (dimension, value)| request.param(dimension.parameter(), value.clone()))
    }

    /// The summary of a cell.
    ///
    /// # Errors
    /// If the endpoint cannot be reached, or the query may not spend more.
    pub(super) async fn summary(&self, cell: &Cell, scope: &Arc<QueryScope>) -> Result<Reply, Error> {
        let request = self.summary_request(cell);
        match self.account.client().send(&request, scope).await {
            Ok(answer) => Ok(Answer::read(&answer.data).map_or_else(Reply::Unreliable, Reply::Told)),
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::InvalidArgument => Ok(Reply::NotThis(error.into())),
                // The permission to see summaries is one of its own.
                ErrorKind::PermissionDenied | ErrorKind::PlanLimit | ErrorKind::Unsupported => {
                    Ok(Reply::Unreliable(error.to_string()))
                }
                _ => Err(error.into()),
            },
        }
    }

    /// The first page of the deals with these parameters; `None` if it is not as documented.
    ///
    /// # Errors
    /// As a scan's.
    pub(super) async fn first_page(
        &self,
        parameters: &[(&'static str, String)],
        scope: &Arc<QueryScope>,
    ) -> Result<Option<FirstPage>, Error> {
        let request = ApiRequest::new(self.list);
        let request = parameters.iter().fold(request, |request, (name, value)| request.param(*name, value.clone()));
        let mut pages = self.account.client().pages(request.limit(self.account.page_size()), Arc::clone(scope));
        let page = pages.next().await?;
        let is_all = pages.is_finished();
        let page = page.and_then(|page| FirstPage::read(&page.data, is_all));
        if let Some(page) = &page {
            scope.add_rows(u64::try_from(page.deals.len()).unwrap_or(u64::MAX));
            if page.is_all && parameters.is_empty() {
                self.learn_deals(page.deals.len());
            }
        }
        Ok(page)
    }

    /// Remembers how many deals there are that are not archived.
    pub(super) fn learn_deals(&self, deals: usize) {
        self.account.knowledge().learn_rows("deals", "active", deals);
    }
}
