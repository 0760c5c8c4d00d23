//! Counts and sums by group, gathered from answers and rows alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::SchemaRef;
use datafusion::error::Result;

use super::answer::{Answer, Sum};
use super::listed::FirstPage;
use super::question::{Cell, Dimension, Group, Measure, Question};

/// The values of a group's columns; `None` is NULL.
pub(super) type Key = Vec<Option<String>>;

/// What is known of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Total {
    pub(super) deals: i64,
    /// The sum of the values that are not NULL; `None` without any.
    pub(super) value: Option<f64>,
    /// Whether deals were counted that are worth zero together: each may be worth zero or have no value.
    pub(super) zero_or_null: bool,
}

impl Total {
    fn add(&mut self, deals: i64, value: Option<f64>) {
        self.deals = self.deals.saturating_add(deals);
        if let Some(value) = value {
            *self.value.get_or_insert_default() += value;
        }
    }

    fn is_undecided(&self) -> bool {
        self.value.is_none() && self.zero_or_null
    }

    fn add_summed(&mut self, sum: Sum) {
        let is_zero = sum.value == 0.0;
        self.zero_or_null |= is_zero && sum.deals > 0;
        self.add(sum.deals, (!is_zero).then_some(sum.value));
    }
}

/// The groups of a question.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Totals(BTreeMap<Key, Total>);

impl Totals {
    /// Nothing counted yet; without groups that is one row, as in SQL.
    pub(super) fn new(question: &Question) -> Self {
        let whole = question.groups.is_empty().then(|| (Key::new(), Total::default()));
        Self(whole.into_iter().collect())
    }

    /// Adds what the endpoint said of a cell.
    pub(super) fn add_answer(&mut self, question: &Question, cell: &Cell, answer: &Answer) {
        for (currency, sum) in &answer.by_currency {
            if sum.deals == 0 || !question.wants_currency(Some(currency)) {
                continue;
            }
            let value = |group: &Group| match group {
                Group::Currency => Some(currency.clone()),
                Group::By(dimension) => cell[*dimension].clone(),
            };
            self.0.entry(question.groups.iter().map(value).collect()).or_default().add_summed(*sum);
        }
    }

    /// Adds deals that were read.
    pub(super) fn add_rows(&mut self, key: Key, deals: i64, value: Option<f64>) {
        self.0.entry(key).or_default().add(deals, value);
    }

    /// Adds what is known of other deals.
    pub(super) fn add(&mut self, others: &Self) {
        for (key, other) in &others.0 {
            let total = self.0.entry(key.clone()).or_default();
            total.add(other.deals, other.value);
            total.zero_or_null |= other.zero_or_null;
        }
    }

    /// Whether others answer the question alike.
    pub(super) fn says_the_same(&self, others: &Self, question: &Question) -> bool {
        if question.measures.contains(&Measure::Value) {
            return self == others;
        }
        let counts = |totals: &Self| totals.0.iter().map(|(key, total)| (key.clone(), total.deals)).collect::<Vec<_>>();
        counts(self) == counts(others)
    }

    /// Whether a sum that is wanted may be zero or NULL.
    pub(super) fn is_undecided(&self, question: &Question) -> bool {
        question.measures.contains(&Measure::Value) && self.0.values().any(Total::is_undecided)
    }

    /// Decides sums by the first page of the deals in question: of those that are zero together, one that has a value has
    /// one that is zero. Only where there are no further deals the lack of it tells that the sum is NULL.
    pub(super) fn settle(&mut self, question: &Question, page: &FirstPage) {
        let listed = page.totals(question);
        for (key, total) in self.0.iter_mut().filter(|(_, total)| total.is_undecided()) {
            let has_value = listed.0.get(key).is_some_and(|listed| listed.value.is_some());
            if has_value || page.is_all {
                total.value = has_value.then_some(0.0);
                total.zero_or_null = false;
            }
        }
    }

    /// The rows of the question; `None` if a sum may be zero or NULL.
    ///
    /// # Errors
    /// If `schema` has columns of other types than groups and measures have.
    pub(super) fn rows(&self, question: &Question, schema: &SchemaRef) -> Result<Option<RecordBatch>> {
        let is_row = |(key, total): &(&Key, &Total)| key.is_empty() || total.deals > 0;
        let rows: Vec<(&Key, &Total)> = self.0.iter().filter(is_row).collect();
        if self.is_undecided(question) {
            return Ok(None);
        }
        let group = |(i, group): (usize, &Group)| -> ArrayRef {
            let texts = rows.iter().map(|(key, _)| key.get(i).and_then(Option::as_deref));
            match group {
                Group::Currency | Group::By(Dimension::Status) => Arc::new(texts.collect::<StringArray>()),
                Group::By(_) => {
                    let ids = texts.map(|text| text.and_then(|text| text.parse::<i64>().ok()));
                    Arc::new(ids.collect::<Int64Array>())
                }
            }
        };
        let measure = |measure: &Measure| -> ArrayRef {
            match measure {
                Measure::Deals => Arc::new(rows.iter().map(|(_, total)| Some(total.deals)).collect::<Int64Array>()),
                Measure::Value => Arc::new(rows.iter().map(|(_, total)| total.value).collect::<Float64Array>()),
            }
        };
        let columns = question.groups.iter().enumerate().map(group).chain(question.measures.iter().map(measure));
        let typed = columns.zip(schema.fields()).map(|(column, field)| Ok(cast(&column, field.data_type())?));
        Ok(Some(RecordBatch::try_new(Arc::clone(schema), typed.collect::<Result<_>>()?)?))
    }
}

impl FromIterator<(Key, Total)> for Totals {
    fn from_iter<T: IntoIterator<Item = (Key, Total)>>(totals: T) -> Self {
        Self(totals.into_iter().collect())
    }
}
