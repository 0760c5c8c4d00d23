//! What a query wants to know of `/deals/summary`: which deals, by what, and what of them.

use std::ops::Index;

use datafusion::common::ScalarValue;

use crate::pushdown::{Comparison, Operator};

/// All statuses the endpoint knows; a deal that is not deleted has one of them.
pub(super) const STATUSES: [&str; 3] = ["open", "won", "lost"];

/// What the endpoint can be asked by, one value a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    Status,
    Owner,
    Pipeline,
    Stage,
}

impl Dimension {
    pub(super) const ALL: [Self; 4] = [Self::Status, Self::Owner, Self::Pipeline, Self::Stage];

    /// The column of `deals`, which is also the parameter of its list.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Owner => "owner_id",
            Self::Pipeline => "pipeline_id",
            Self::Stage => "stage_id",
        }
    }

    /// The parameter of the endpoint.
    pub(super) const fn parameter(self) -> &'static str {
        match self {
            Self::Owner => "user_id",
            Self::Status | Self::Pipeline | Self::Stage => self.column(),
        }
    }

    fn of(column: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.column() == column)
    }
}

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    By(Dimension),
    /// Every answer is split by it.
    Currency,
}

impl Group {
    /// The group of a column of `deals`, if there is one.
    pub(super) fn of(column: &str) -> Option<Self> {
        if column == "currency" { Some(Self::Currency) } else { Dimension::of(column).map(Self::By) }
    }

    /// The column of `deals`.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::By(dimension) => dimension.column(),
            Self::Currency => "currency",
        }
    }
}

/// What is wanted of the deals of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// How many there are.
    Deals,
    /// What they are worth together.
    Value,
}

/// Values by dimension; `None` for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ByDimension<T>([Option<T>; 4]);

impl<T> ByDimension<T> {
    pub(super) fn set(&mut self, dimension: Dimension, value: T) {
        self.0[dimension as usize] = Some(value);
    }

    /// The dimensions that have a value.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Dimension, &T)> {
        Dimension::ALL.into_iter().zip(&self.0).filter_map(|(dimension, value)| Some((dimension, value.as_ref()?)))
    }
}

impl<T> Index<Dimension> for ByDimension<T> {
    type Output = Option<T>;

    fn index(&self, dimension: Dimension) -> &Option<T> {
        &self.0[dimension as usize]
    }
}

/// The deals of one request.
pub(super) type Cell = ByDimension<String>;

/// A whole question, which takes a request for each of its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Question {
    /// Values the query leaves.
    pub(super) named: ByDimension<Vec<String>>,
    /// Currencies the query leaves.
    pub(super) currencies: Option<Vec<String>>,
    pub(super) groups: Vec<Group>,
    pub(super) measures: Vec<Measure>,
}

impl Question {
    /// Takes one more condition on the deals; `None` if the answers cannot be chosen by it.
    pub(super) fn narrow(&mut self, condition: &Comparison) -> Option<()> {
        let Comparison { column, operator: Operator::In, values } = condition else { return None };
        if values.is_empty() {
            return None;
        }
        match column.as_str() {
            // These choose among lists of deals; the rule looks at them.
            "is_archived" | "is_deleted" => {
                values.iter().all(|v| matches!(v, ScalarValue::Boolean(Some(_)))).then_some(())
            }
            "currency" => {
                let texts = values.iter().map(text).collect::<Option<Vec<_>>>()?;
                intersect(&mut self.currencies, texts)
            }
            column => {
                let dimension = Dimension::of(column)?;
                let texts = values.iter().map(|value| asked(dimension, value)).collect::<Option<Vec<_>>>()?;
                intersect(&mut self.named.0[dimension as usize], texts)
            }
        }
    }

    /// Takes one more column to group by; `None` if it is there under another name.
    pub(super) fn group(&mut self, group: Group) -> Option<()> {
        (!self.groups.contains(&group)).then(|| self.groups.push(group))
    }

    /// Settles which values each request has; `None` if the query groups by values that nobody has named.
    ///
    /// Pipelines and stages could be listed, but deals also stand in stages that were deleted and are no longer listed.
    pub(super) fn settle(mut self) -> Option<Self> {
        for group in &self.groups {
            match *group {
                Group::By(Dimension::Status) if self.named[Dimension::Status].is_none() => {
                    self.named.set(Dimension::Status, STATUSES.map(str::to_owned).to_vec());
                }
                Group::By(dimension) if self.named[dimension].is_none() => return None,
                _ => {}
            }
        }
        if self.names_every_status() && !self.groups.contains(&Group::By(Dimension::Status)) {
            self.named.0[Dimension::Status as usize] = None;
        }
        Some(self)
    }

    fn names_every_status(&self) -> bool {
        self.named[Dimension::Status].as_ref().is_some_and(|named| named.len() == STATUSES.len())
    }

    /// How many requests it takes.
    pub(super) fn requests(&self) -> usize {
        self.named.iter().fold(1, |product, (_, values)| product.saturating_mul(values.len()))
    }

    /// The deals of each request.
    pub(super) fn cells(&self) -> Vec<Cell> {
        let mut cells = vec![Cell::default()];
        for (dimension, values) in self.named.iter() {
            let each = |cell: &Cell| -> Vec<Cell> {
                let with = |value: &String| {
                    let mut cell = cell.clone();
                    cell.set(dimension, value.clone());
                    cell
                };
                values.iter().map(with).collect()
            };
            cells = cells.iter().flat_map(each).collect();
        }
        cells
    }

    /// Parameters of the list of deals for a page that holds every deal in question, and maybe others.
    pub(super) fn list_parameters(&self) -> Vec<(&'static str, String)> {
        let sendable = |(dimension, values): (Dimension, &Vec<String>)| {
            // Without a status the list has all but deleted deals, and with several it takes them together.
            let takes = if dimension == Dimension::Status { !self.names_every_status() } else { values.len() == 1 };
            takes.then(|| (dimension.column(), values.join(",")))
        };
        self.named.iter().filter_map(sendable).collect()
    }

    /// Whether deals of that currency count; `None` for deals without one.
    pub(super) fn wants_currency(&self, currency: Option<&str>) -> bool {
        let Some(wanted) = &self.currencies else { return true };
        currency.is_some_and(|currency| wanted.iter().any(|one| one == currency))
    }

    /// Whether a deal with these values is among those in question.
    pub(super) fn wants(&self, value: impl Fn(Dimension) -> Option<String>) -> bool {
        self.named.iter().all(|(dimension, named)| value(dimension).is_some_and(|value| named.contains(&value)))
    }
}

/// The values that both lists have; `None` if there are none, which is left to the engine.
fn intersect(place: &mut Option<Vec<String>>, mut values: Vec<String>) -> Option<()> {
    let mut seen = Vec::new();
    values.retain(|value| {
        let is_new = !seen.contains(value) && place.as_ref().is_none_or(|named| named.contains(value));
        seen.push(value.clone());
        is_new
    });
    (!values.is_empty()).then(|| *place = Some(values))
}

fn text(value: &ScalarValue) -> Option<String> {
    value.try_as_str().flatten().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A value in the form of the parameter; `None` if the endpoint does not know it.
fn asked(dimension: Dimension, value: &ScalarValue) -> Option<String> {
    match (dimension, value) {
        (Dimension::Status, value) => text(value).filter(|status| STATUSES.contains(&status.as_str())),
        (_, ScalarValue::Int64(Some(id))) => (*id > 0).then(|| id.to_string()),
        _ => None,
    }
}
