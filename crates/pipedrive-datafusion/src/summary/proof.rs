//! The first use on an account: does the endpoint count what the list of deals holds?

use std::collections::BTreeMap;

use datafusion::common::runtime::SpawnedTask;
use pipedrive_client::ErrorKind;

use super::answer::{Answer, Sum};
use super::ask::{Accounting, Asking, Reply};
use super::listed::FirstPage;
use super::question::{Cell, Dimension, Question};
use crate::error::Error;

/// What a comparison came to.
#[derive(Debug)]
enum Verdict {
    /// The first page held all deals in question, so nothing was compared.
    Answered(FirstPage),
    /// Both told the same of a slice.
    Agrees,
    /// They did not, or no slice could be compared.
    Differs(String),
}

/// What the first use of the endpoint on an account finds out, once for all queries that wait for it; `None` if it is
/// known whether the endpoint can be used.
///
/// It is found out by a task of its own: a query that is not polled must not keep others waiting. The task ends with
/// its query.
///
/// # Errors
/// As [`prove`].
pub(super) async fn settle(
    asking: &Asking,
    question: &Question,
    accounting: &Accounting,
) -> Result<Option<FirstPage>, Error> {
    let (asking, question, accounting) = (asking.clone(), question.clone(), accounting.clone());
    let task = SpawnedTask::spawn(async move {
        let knowledge = asking.account.knowledge();
        if knowledge.summary_agrees().is_some() {
            return Ok(None);
        }
        let _turn = knowledge.proving().await;
        if knowledge.summary_agrees().is_some() {
            return Ok(None);
        }
        match prove(&asking, &question, &accounting).await? {
            Verdict::Answered(page) => return Ok(Some(page)),
            Verdict::Agrees => knowledge.learn_summary_agrees(true),
            Verdict::Differs(reason) => asking.give_up(&reason),
        }
        Ok(None)
    });
    task.await.map_err(|error| {
        Error::new(ErrorKind::Internal, "comparing the summary of deals with their list came to no end")
            .with_source(error)
    })?
}

/// Compares a slice of deals: summed up by the endpoint, and listed.
///
/// The slice is the stage with the fewest deals among those on the first page of the deals in question, and of these
/// deals, if they are more than a page, those of one owner, and of these those of one status. That takes five requests at
/// most, and one more where a deal changes in between.
///
/// # Errors
/// If Pipedrive cannot be reached or the query may not spend more.
async fn prove(asking: &Asking, question: &Question, accounting: &Accounting) -> Result<Verdict, Error> {
    let unreadable = || Verdict::Differs("the list of deals is not as documented".to_owned());
    let Some(first) = asking.first_page(&question.list_parameters(), accounting).await? else {
        return Ok(unreadable());
    };
    if first.is_all {
        return Ok(Verdict::Answered(first));
    }
    let mut slice = Cell::default();
    let mut page = first;
    for dimension in [Dimension::Stage, Dimension::Owner, Dimension::Status] {
        let Some(rarest) = page.rarest(dimension) else { return Ok(unreadable()) };
        slice.set(dimension, rarest);
        let Some(next) = asking.first_page(&parameters(&slice), accounting).await? else { return Ok(unreadable()) };
        page = next;
        if page.is_all {
            return compare(asking, &slice, page, accounting).await;
        }
    }
    Ok(Verdict::Differs("no slice of deals is small enough to compare".to_owned()))
}

async fn compare(asking: &Asking, slice: &Cell, listed: FirstPage, accounting: &Accounting) -> Result<Verdict, Error> {
    let answer = match asking.summary(slice, accounting).await? {
        Reply::Told(answer, _) => answer,
        Reply::Unreliable(reason) => return Ok(Verdict::Differs(reason)),
        Reply::NotThis(error) => return Ok(Verdict::Differs(error.to_string())),
    };
    let Err(reason) = same(&listed, &answer) else { return Ok(Verdict::Agrees) };
    // A deal may have changed in between: then the list is another one now.
    let again = asking.first_page(&parameters(slice), accounting).await?;
    match again.filter(|again| again.deals != listed.deals && again.is_all) {
        Some(again) => Ok(same(&again, &answer).map_or_else(Verdict::Differs, |()| Verdict::Agrees)),
        None => Ok(Verdict::Differs(reason)),
    }
}

fn parameters(slice: &Cell) -> Vec<(&'static str, String)> {
    slice.iter().map(|(dimension, value)| (dimension.column(), value.clone())).collect()
}

/// Whether a list and a summary of the same deals tell the same.
pub(super) fn same(listed: &FirstPage, answer: &Answer) -> Result<(), String> {
    let listed = listed.by_currency()?;
    let counted: BTreeMap<&String, &Sum> = answer.by_currency.iter().filter(|(_, sum)| sum.deals > 0).collect();
    let is_same = |currency: &String, sum: &Sum| {
        counted.get(currency).is_some_and(|counted| counted.deals == sum.deals && is_close(counted.value, sum.value))
    };
    if listed.len() == counted.len() && listed.iter().all(|(currency, sum)| is_same(currency, sum)) {
        return Ok(());
    }
    let deals: i64 = listed.values().map(|sum| sum.deals).sum();
    Err(format!("of a slice with {deals} listed deals it counts {}, or sums up another value", answer.deals))
}

/// Whether two sums are the same money: to a hundredth, and where that is finer than the numbers are, to nine digits.
fn is_close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 0.01_f64.max(1e-9 * one.abs().max(other.abs()))
}
