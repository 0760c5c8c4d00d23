//! Counts and sums of deals from `/deals/summary`, where that is cheaper than reading the deals.
//!
//! [`SummaryRule`] finds aggregates that the endpoint can answer and puts [`SummaryExec`] in their place, which keeps
//! the aggregate it stands for: what the endpoint counts is documented only loosely, so the first use on an account
//! compares one slice of deals with the list of deals ([`proof`]), and whenever anything does not add up the rows are
//! read after all.
//!
//! # Soundness
//! The endpoint counts deals that are neither archived nor deleted. Archived deals are counted from their list after
//! that, and a query that can see deleted ones is left alone. Those are two moments: where a deal changed in between,
//! which could have been archived or unarchived, the endpoint is asked again, and if it tells something else the account
//! is looked at anew, or its rows are read ([`archived`]). A value that is missing counts as zero in a sum, so for a sum
//! of zero a page of rows is looked at for a value; without any it may be NULL, and all rows are read. For the same reason
//! averages are left alone. Sums are added up by Pipedrive and may differ from those of the rows in the last digits of a
//! floating-point number.

mod answer;
mod answering;
mod archived;
mod ask;
mod condition;
mod exec;
mod listed;
mod price;
mod proof;
mod question;
mod recognize;
mod rule;
mod table;
#[cfg(test)]
mod tests;
mod totals;

pub(crate) use exec::SummaryExec;
pub(crate) use rule::SummaryRule;
