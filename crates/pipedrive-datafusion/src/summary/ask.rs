//! The requests: a summary of some deals, the first page of some deals.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use pipedrive_client::{ApiRequest, ErrorKind, Page, QueryScope};
use pipedrive_schema::RouteSpec;

use super::answer::Answer;
use super::listed::FirstPage;
use super::question::{Cell, Question};
use crate::account::Account;
use crate::error::Error;
use crate::stream::ScanMetrics;

/// The parameter of the list that leaves what changed at a time or later.
const SINCE: &str = "updated_since";

/// Where requests are accounted for: with the query, and with the node of its plan.
#[derive(Clone)]
pub(super) struct Accounting {
    pub(super) scope: Arc<QueryScope>,
    pub(super) metrics: ScanMetrics,
}

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
    /// The answer, and the server's clock when it came.
    Told(Answer, Option<DateTime<Utc>>),
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

    /// The request for one deal in question that changed since a time.
    pub(super) fn change_request(&self, question: &Question, since: &str) -> ApiRequest {
        self.list_request(&question.list_parameters()).param(SINCE, since).limit(1)
    }

    fn list_request(&self, parameters: &[(&'static str, String)]) -> ApiRequest {
        let request = ApiRequest::new(self.list);
        parameters.iter().fold(request, |request, (name, value)| request.param(*name, value.clone()))
    }

    /// The summary of a cell.
    ///
    /// # Errors
    /// If the endpoint cannot be reached, or the query may not spend more.
    pub(super) async fn summary(&self, cell: &Cell, accounting: &Accounting) -> Result<Reply, Error> {
        let request = self.summary_request(cell);
        match self.account.client().send(&request, &accounting.scope).await {
            Ok(answer) => {
                let server_time = answer.server_time;
                let page = Page { data: answer.data, shape: answer.shape, number: 1, server_time };
                accounting.metrics.record(&page, self.route);
                Ok(Answer::read(&page.data).map_or_else(Reply::Unreliable, |answer| Reply::Told(answer, server_time)))
            }
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
        accounting: &Accounting,
    ) -> Result<Option<FirstPage>, Error> {
        let page = self.page(self.list_request(parameters).limit(self.account.page_size()), accounting).await?;
        if let Some(page) = &page
            && page.is_all
            && parameters.is_empty()
        {
            self.learn_deals(page.deals.len());
        }
        Ok(page)
    }

    /// Whether a deal in question changed since a time, or may have.
    ///
    /// # Errors
    /// As a scan's.
    pub(super) async fn has_changed_since(
        &self,
        question: &Question,
        since: DateTime<Utc>,
        accounting: &Accounting,
    ) -> Result<bool, Error> {
        let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
        let page = self.page(self.change_request(question, &since), accounting).await?;
        Ok(page.is_none_or(|page| !page.deals.is_empty()))
    }

    async fn page(&self, request: ApiRequest, accounting: &Accounting) -> Result<Option<FirstPage>, Error> {
        let mut pages = self.account.client().pages(request, Arc::clone(&accounting.scope));
        let page = pages.next().await?;
        let is_all = pages.is_finished();
        if let Some(page) = &page {
            accounting.metrics.record(page, self.list);
        }
        let page = page.and_then(|page| FirstPage::read(&page, is_all));
        if let Some(page) = &page {
            accounting.scope.add_rows(u64::try_from(page.deals.len()).unwrap_or(u64::MAX));
        }
        Ok(page)
    }

    /// Remembers how many deals there are that are not archived.
    pub(super) fn learn_deals(&self, deals: usize) {
        self.account.knowledge().learn_rows("deals", "active", deals);
    }

    /// Leaves the endpoint alone from now on.
    pub(super) fn give_up(&self, reason: &str) {
        self.account.knowledge().learn_summary_agrees(false);
        tracing::warn!(
            target: "pipedrive::summary",
            reason,
            "`/deals/summary` is not used for counts and sums of deals any more, which are read page by page"
        );
    }
}
