//! Predicates as conditions of a filter.
//!
//! # Soundness
//! A filter keeps every row for which the query's predicates hold, and usually more: what conditions cannot say is
//! weakened or left out, and each row is checked again. Nothing is negated, and texts are compared only in ways that
//! keep the rows SQL keeps whether or not the API regards case.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{BinaryExpr, Expr, Like, Operator as SqlOperator};
use pipedrive_schema::{FieldDefinition, FilterValue, MAX_FILTER_CONDITIONS, SavedFilterSpec};

use super::condition::{Condition, Conditions};
use super::fields::{Compared, FilterField, filter_field};
use super::pattern::pattern;
use super::value::{days, is_whole, number, reference, text};
use crate::layout::TableLayout;
use crate::pushdown::{Comparison, Operator, read};

/// What a predicate implies.
#[derive(Debug)]
enum Said {
    /// Every one of these.
    All(Vec<Condition>),
    /// At least one of these.
    Any(Vec<Condition>),
}

/// The conditions that rows with these predicates meet; `None` if none can be said.
pub(super) fn translate(layout: &TableLayout, spec: &'static SavedFilterSpec, filters: &[&Expr]) -> Option<Conditions> {
    let reader = Reader { layout, spec };
    let (mut all, mut groups) = (Vec::new(), Vec::new());
    for said in filters.iter().flat_map(|filter| reader.read(filter)) {
        match said {
            Said::All(conditions) => all.extend(conditions),
            Said::Any(mut conditions) if conditions.len() == 1 => all.append(&mut conditions),
            Said::Any(conditions) => groups.push(conditions),
        }
    }
    let mut seen = Vec::new();
    all.retain(|condition| {
        !seen.contains(condition) && {
            seen.push(condition.clone());
            true
        }
    });
    all.truncate(MAX_FILTER_CONDITIONS);
    // There is room for one group of alternatives; the shortest leaves the fewest rows.
    groups.retain(|group: &Vec<Condition>| group.len() + all.len() <= MAX_FILTER_CONDITIONS);
    let any = groups.into_iter().min_by_key(Vec::len).unwrap_or_default();
    (!all.is_empty() || !any.is_empty()).then_some(Conditions { spec, all, any })
}

struct Reader<'a> {
    layout: &'a TableLayout,
    spec: &'static SavedFilterSpec,
}

impl<'a> Reader<'a> {
    /// Everything conditions can say of a predicate.
    fn read(&self, predicate: &Expr) -> Vec<Said> {
        if let Some(comparisons) = read(predicate) {
            return comparisons.iter().filter_map(|comparison| self.compare(comparison)).collect();
        }
        match predicate {
            Expr::BinaryExpr(BinaryExpr { left, op: SqlOperator::And, right }) => {
                let mut both = self.read(left);
                both.extend(self.read(right));
                both
            }
            Expr::BinaryExpr(BinaryExpr { left, op: SqlOperator::Or, right }) => {
                let either = self.alternatives(left).zip(self.alternatives(right));
                either.map(|(left, right)| Said::Any([left, right].concat())).into_iter().collect()
            }
            other => self.read_one(other).map(|condition| Said::All(vec![condition])).into_iter().collect(),
        }
    }

    /// One condition at least of these holds where the predicate does.
    fn alternatives(&self, predicate: &Expr) -> Option<Vec<Condition>> {
        let mut said: Vec<Vec<Condition>> = self
            .read(predicate)
            .into_iter()
            .flat_map(|said| match said {
                Said::All(conditions) => conditions.into_iter().map(|condition| vec![condition]).collect(),
                Said::Any(conditions) => vec![conditions],
            })
            .collect();
        said.sort_by_key(Vec::len);
        said.into_iter().next()
    }

    /// The predicates that are no comparison with values.
    fn read_one(&self, predicate: &Expr) -> Option<Condition> {
        match predicate {
            Expr::IsNull(inner) => self.missing(inner, "IS NULL"),
            Expr::IsNotNull(inner) => self.missing(inner, "IS NOT NULL"),
            Expr::Like(Like { negated: false, expr, pattern: text, escape_char: None, case_insensitive: false }) => {
                let field = self.field(expr).filter(|field| is_text(field))?;
                let (operator, value) = pattern(literal(text)?.try_as_str().flatten()?)?;
                Some(field.condition(operator, value))
            }
            Expr::ScalarFunction(ScalarFunction { func, args }) => match (func.name(), args.as_slice()) {
                ("array_has", [list, element]) => Self::contains(&self.field(list)?, literal(element)?),
                ("starts_with", [whole, part]) => self.part(whole, part, "LIKE '$%'"),
                ("contains", [whole, part]) => self.part(whole, part, "LIKE '%$%'"),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether there is a value.
    ///
    /// # Soundness
    /// An empty text may count as missing there, and a label is missing here when its option is gone, so that neither
    /// is asked for. A deal's title and the like are never missing in either sense.
    fn missing(&self, inner: &Expr, operator: &'static str) -> Option<Condition> {
        let field = self.field(inner)?;
        match field.compared {
            // Built-in numbers can be shown as 0 where there is none, and 0 is no NULL.
            Compared::Plain(FilterValue::Text | FilterValue::Word | FilterValue::Number)
            | Compared::Label(_)
            | Compared::Labels(_) => None,
            Compared::Plain(_) | Compared::Options => Some(field.condition_without_value(operator)),
        }
    }

    fn part(&self, whole: &Expr, part: &Expr, operator: &'static str) -> Option<Condition> {
        let field = self.field(whole).filter(|field| is_text(field))?;
        Some(field.condition(operator, text(literal(part)?)?))
    }

    /// A list that has that element.
    fn contains(field: &FilterField<'a>, element: &ScalarValue) -> Option<Condition> {
        let id = match field.compared {
            Compared::Options => reference(element)??,
            Compared::Labels(definition) => {
                let mut ids = options(definition, element.try_as_str().flatten()?)?;
                // Of two options of one name a row may have either.
                ids.pop().filter(|_| ids.is_empty())?
            }
            Compared::Plain(_) | Compared::Label(_) => return None,
        };
        Some(field.condition("contains", id))
    }

    fn compare(&self, comparison: &Comparison) -> Option<Said> {
        let field = filter_field(self.layout, self.spec, &comparison.column)?;
        match field.compared {
            Compared::Plain(FilterValue::Text | FilterValue::Word) => {
                field.among(comparison, |value| Some(Some(text(value)?)))
            }
            Compared::Plain(FilterValue::Reference) => field.among(comparison, reference),
            Compared::Plain(FilterValue::Number) => field.numbers(comparison),
            Compared::Plain(FilterValue::Day) => field.days(comparison, false),
            Compared::Plain(FilterValue::Instant) => field.days(comparison, true),
            Compared::Label(definition) => {
                let labels: Option<Vec<&str>> = comparison.values.iter().map(|v| v.try_as_str().flatten()).collect();
                let labels = labels.filter(|_| comparison.operator == Operator::In)?;
                let ids: Option<Vec<Vec<String>>> =
                    labels.into_iter().map(|label| options(definition, label)).collect();
                field.any_of(ids?.concat())
            }
            Compared::Labels(_) | Compared::Options => None,
        }
    }

    fn field(&self, column: &Expr) -> Option<FilterField<'a>> {
        match column {
            Expr::Column(column) => filter_field(self.layout, self.spec, &column.name),
            _ => None,
        }
    }
}

impl FilterField<'_> {
    fn condition(&self, operator: &'static str, value: String) -> Condition {
        Condition::new(self.column, &self.keys, operator, Some(value))
    }

    fn condition_without_value(&self, operator: &'static str) -> Condition {
        Condition::new(self.column, &self.keys, operator, None)
    }

    /// Equal to one of the values.
    fn any_of(&self, values: Vec<String>) -> Option<Said> {
        let fits = !values.is_empty() && values.len() <= MAX_FILTER_CONDITIONS;
        fits.then(|| Said::Any(values.into_iter().map(|value| self.condition("=", value)).collect()))
    }

    /// Equality, where `write` leaves out what no row has and fails at what cannot be written.
    fn among(&self, comparison: &Comparison, write: impl Fn(&ScalarValue) -> Option<Option<String>>) -> Option<Said> {
        if comparison.operator != Operator::In {
            return None;
        }
        let values: Vec<Option<String>> = comparison.values.iter().map(write).collect::<Option<_>>()?;
        self.any_of(values.into_iter().flatten().collect())
    }

    /// # Soundness
    /// A number with decimals may be kept there in a type that moves it a little, so that bounds are moved outwards to
    /// whole numbers, which are kept as they are. Nothing is sent that would lose a 0 that stands for nothing.
    fn numbers(&self, comparison: &Comparison) -> Option<Said> {
        let numbers: Vec<f64> = comparison.values.iter().map(number).collect::<Option<_>>()?;
        let least = numbers.iter().copied().reduce(f64::min)?;
        let most = numbers.iter().copied().reduce(f64::max)?;
        let from = || self.condition(">=", least.floor().to_string());
        let until = || self.condition("<=", most.ceil().to_string());
        let one = |condition| Some(Said::All(vec![condition]));
        let takes_zero = match comparison.operator {
            Operator::In => numbers.contains(&0.0),
            Operator::Above => 0.0 > least,
            Operator::AtLeast => 0.0 >= least,
            Operator::Below => 0.0 < most,
            Operator::AtMost => 0.0 <= most,
            Operator::Absent => false,
        };
        if self.zero_may_be_null && takes_zero {
            return None;
        }
        match comparison.operator {
            Operator::In if numbers.iter().copied().all(is_whole) && numbers.len() <= MAX_FILTER_CONDITIONS => {
                self.any_of(numbers.iter().map(ToString::to_string).collect())
            }
            Operator::In => Some(Said::All(vec![from(), until()])),
            Operator::Above if is_whole(least) => one(self.condition(">", least.to_string())),
            Operator::Below if is_whole(most) => one(self.condition("<", most.to_string())),
            Operator::AtLeast | Operator::Above => one(from()),
            Operator::AtMost | Operator::Below => one(until()),
            Operator::Absent => None,
        }
    }

    fn days(&self, comparison: &Comparison, unknown_zone: bool) -> Option<Said> {
        let days: Vec<_> = comparison.values.iter().map(|value| days(value, unknown_zone)).collect::<Option<_>>()?;
        let least = days.iter().map(|(first, _)| *first).min()?;
        let most = days.iter().map(|(_, last)| *last).max()?;
        let from = || self.condition(">=", least.to_string());
        let until = || self.condition("<=", most.to_string());
        match comparison.operator {
            Operator::In if !unknown_zone && days.len() <= MAX_FILTER_CONDITIONS => {
                self.any_of(days.iter().map(|(day, _)| day.to_string()).collect())
            }
            Operator::In => Some(Said::All(vec![from(), until()])),
            Operator::AtLeast | Operator::Above => Some(Said::All(vec![from()])),
            Operator::AtMost | Operator::Below => Some(Said::All(vec![until()])),
            Operator::Absent => None,
        }
    }
}

/// The ids of the options with that label; `None` if there are none.
///
/// # Soundness
/// An option that was added after the definitions were fetched shows as its number, so that a label that is a number
/// may mean one that is not known here.
fn options(definition: &FieldDefinition, label: &str) -> Option<Vec<String>> {
    let named = definition.options.iter().filter(|option| option.label == label);
    let ids: Vec<String> = named.map(|option| option.id.clone()).collect();
    (!ids.is_empty() && label.parse::<i64>().is_err()).then_some(ids)
}

fn is_text(field: &FilterField<'_>) -> bool {
    matches!(field.compared, Compared::Plain(FilterValue::Text))
}

fn literal(expr: &Expr) -> Option<&ScalarValue> {
    match expr {
        Expr::Literal(value, _) => Some(value),
        _ => None,
    }
}
