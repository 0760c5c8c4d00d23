//! Which predicates go to the API and which stay here.

use datafusion::common::ScalarValue;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::Expr;
use pipedrive_client::ErrorKind;
use pipedrive_schema::{ApiVersion, Exactness, FilterKind, FilterSpec, Origin, TableSpec};

use super::bounds::bounded;
use super::key::{keys, version};
use super::value::{argument, equality, instant, just_after};
use super::{Comparison, Operator, Visibility, never_holds, read};
use crate::children::Key;
use crate::error::Error;
use crate::functions::unfit;
use crate::procedures::missing_parameters;

/// Most values of a one-value parameter that are worth a walk each.
const MAX_FAN_OUT: usize = 10;

/// One query parameter that carries a predicate.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sent {
    pub(crate) filter: &'static FilterSpec,
    /// One walk for each of them, except where the parameter takes a list.
    pub(crate) values: Vec<String>,
    /// Whether the engine need not check again.
    pub(crate) exact: bool,
}

/// What becomes of a query's filters.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) visibility: Visibility,
    /// Primary keys, if the filters name them all.
    pub(crate) keys: Option<Vec<String>>,
    /// The filter that names them: to be checked locally where the keys cannot be sent.
    pub(crate) key_predicate: Option<Expr>,
    /// Whether these rows can also be asked for in batches.
    pub(crate) key_filter: Option<&'static FilterSpec>,
    /// Keys of the records whose children are asked for, if a filter names them all.
    pub(crate) parents: Option<Vec<Key>>,
    /// That filter.
    pub(crate) parent_predicate: Option<Expr>,
    /// Names of the walks that can hold rows, if a filter chooses among them.
    pub(crate) walks: Option<Vec<String>>,
    pub(crate) sent: Vec<Sent>,
    /// The filter behind the one parameter that takes a walk for each of several values.
    pub(crate) fan_out: Option<Expr>,
    /// Values of the columns that only stand for parameters.
    pub(crate) parameters: Vec<(String, ScalarValue)>,
    /// Filters the engine must check on every row.
    pub(crate) local: Vec<Expr>,
    /// No row can satisfy the filters.
    pub(crate) never: bool,
}

/// Where one comparison can be decided.
enum Place {
    /// By choosing among the table's walks, which the visibility does.
    Walks,
    /// By choosing the walks of these names.
    Named(Vec<String>),
    /// By asking for the children of these records only.
    Parents(Vec<Key>),
    /// By the primary key, in single requests or batches.
    Key(Vec<String>),
    /// By a parameter.
    Parameter(Sent),
    /// It is false for every row.
    Nowhere,
    /// Only here.
    Local,
}

/// Whether the API can carry out `filter` so that no row needs checking.
///
/// # Errors
/// If the filter uses a parameter column in a way the API cannot carry out: nothing else could.
pub(crate) fn classify(spec: &'static TableSpec, filter: &Expr) -> Result<Exactness, Error> {
    if never_holds(filter) {
        return Ok(Exactness::Exact);
    }
    let Some(comparisons) = read(filter) else {
        refuse_parameters(spec, filter)?;
        return Ok(Exactness::Inexact);
    };
    let mut exactness = Exactness::Exact;
    for comparison in &bounded(spec, comparisons) {
        match place(spec, comparison)? {
            Place::Walks | Place::Named(_) | Place::Parents(_) | Place::Key(_) | Place::Nowhere => {}
            Place::Parameter(sent) if sent.exact => {}
            Place::Parameter(_) | Place::Local => exactness = Exactness::Inexact,
        }
    }
    Ok(exactness)
}

impl Choice {
    /// Decides for all filters of a scan together.
    ///
    /// With `pushdown` off only what the meaning of the query hangs on is sent: which rows are visible, and
    /// parameters that nothing else can stand in for.
    ///
    /// # Errors
    /// As [`classify`].
    pub(crate) fn make(
        spec: &'static TableSpec,
        filters: &[Expr],
        visibility: Visibility,
        pushdown: bool,
    ) -> Result<Self, Error> {
        let mut choice = Self {
            visibility,
            keys: None,
            key_predicate: None,
            key_filter: spec.filters.iter().find(|f| Some(f.column) == spec.primary_key && is_list(f)),
            parents: None,
            parent_predicate: None,
            walks: None,
            sent: Vec::new(),
            fan_out: None,
            parameters: Vec::new(),
            local: Vec::new(),
            never: false,
        };
        // `filter_id` switches most other parameters off in the API.
        let picked_by_filter = filters.iter().filter_map(read).flatten().any(|c| c.column == "filter_id");
        if picked_by_filter && Visibility::decide(spec, filters, true, false).deleted {
            return Err(not_beside_filter("deleted records"));
        }
        for filter in filters {
            if !choice.take(spec, filter, pushdown, picked_by_filter)? {
                choice.local.push(filter.clone());
            }
        }
        // The arguments of a call go out in the order of its parameters, whatever order the filters came in.
        let place = |sent: &Sent| spec.filters.iter().position(|filter| filter == sent.filter);
        if spec.arguments().next().is_some() {
            choice.sent.sort_by_key(place);
        }
        // A parameter that picks rows goes with lists only, so the keys are looked for among what it picks.
        if choice.sent.iter().any(|sent| sent.filter.kind == FilterKind::Selects) {
            choice.keys = None;
            choice.local.extend(choice.key_predicate.take());
        }
        Ok(choice)
    }

    /// Takes one filter; `false` if it must be checked locally.
    fn take(
        &mut self,
        spec: &'static TableSpec,
        filter: &Expr,
        pushdown: bool,
        by_filter: bool,
    ) -> Result<bool, Error> {
        // A predicate that was claimed exact can come back simplified to this, and nobody else checks it then.
        if never_holds(filter) {
            self.never = true;
            return Ok(true);
        }
        let Some(comparisons) = read(filter) else {
            refuse_parameters(spec, filter)?;
            return Ok(false);
        };
        let mut done = true;
        for comparison in bounded(spec, comparisons) {
            done &= match place(spec, &comparison)? {
                Place::Walks => true,
                Place::Nowhere if pushdown => {
                    self.never = true;
                    true
                }
                Place::Key(keys) if pushdown && !by_filter && self.keys.is_none() => {
                    self.never |= keys.is_empty();
                    self.keys = Some(keys);
                    self.key_predicate = Some(filter.clone());
                    true
                }
                Place::Parents(keys) if pushdown && self.parents.is_none() => {
                    self.never |= keys.is_empty();
                    self.parents = Some(keys);
                    self.parent_predicate = Some(filter.clone());
                    true
                }
                Place::Named(names) if pushdown => {
                    let left = |name: &String| self.walks.as_ref().is_none_or(|walks| walks.contains(name));
                    self.walks = Some(names.into_iter().filter(left).collect());
                    true
                }
                Place::Parameter(sent) if sent.filter.kind == FilterKind::Selects => {
                    if by_filter && sent.filter.yields_to_filter_id {
                        return Err(not_beside_filter(&format!("by `{}`", sent.filter.column)));
                    }
                    self.select(sent, &comparison)?
                }
                Place::Parameter(sent) if pushdown && !(by_filter && sent.filter.yields_to_filter_id) => {
                    self.send(sent, filter)
                }
                Place::Key(_)
                | Place::Parents(_)
                | Place::Named(_)
                | Place::Parameter(_)
                | Place::Nowhere
                | Place::Local => false,
            };
        }
        Ok(done)
    }

    fn select(&mut self, sent: Sent, comparison: &Comparison) -> Result<bool, Error> {
        if self.sent.iter().any(|s| s.filter.parameter == sent.filter.parameter && s.values != sent.values) {
            return Err(one_value_only(sent.filter.column));
        }
        if let Some(value) = comparison.values.first() {
            self.parameters.push((comparison.column.clone(), value.clone()));
        }
        self.sent.push(sent);
        Ok(true)
    }

    /// Adds a parameter unless it is taken or cannot be fanned out; tells whether it is exact.
    ///
    /// # Soundness
    /// Several values of a one-value parameter take a walk each. That is right only where the API's answers
    /// do not overlap: a deal linked to two of the persons asked for would come twice, so an inexact parameter
    /// is never fanned out.
    fn send(&mut self, sent: Sent, filter: &Expr) -> bool {
        let taken = self.sent.iter().any(|s| s.filter.parameter == sent.filter.parameter);
        let fans_out = |s: &Sent| s.values.len() > 1 && !is_list(s.filter);
        let crowded = !sent.exact || sent.values.len() > MAX_FAN_OUT || self.sent.iter().any(fans_out);
        if taken || (fans_out(&sent) && crowded) {
            return false;
        }
        if fans_out(&sent) {
            self.fan_out = Some(filter.clone());
        }
        let exact = sent.exact;
        self.sent.push(sent);
        exact
    }
}

fn is_list(filter: &FilterSpec) -> bool {
    matches!(filter.kind, FilterKind::List { .. })
}

fn place(spec: &'static TableSpec, comparison: &Comparison) -> Result<Place, Error> {
    let column = comparison.column.as_str();
    if column == "is_archived" && spec.walks.iter().any(|w| w.archived.is_some()) {
        let flags = comparison.operator == Operator::In
            && comparison.values.iter().all(|v| matches!(v, ScalarValue::Boolean(Some(_))));
        return Ok(if flags { Place::Walks } else { Place::Local });
    }
    let in_list = comparison.operator == Operator::In;
    if spec.parent.is_some_and(|parent| parent.column == column) && in_list {
        return Ok(Key::all(spec, &comparison.values).map_or(Place::Local, Place::Parents));
    }
    if spec.column(column).is_some_and(|c| c.origin == Origin::Walk) && in_list {
        return Ok(walk_names(spec, comparison).map_or(Place::Local, Place::Named));
    }
    if Some(column) == spec.primary_key && in_list {
        return Ok(key_place(spec, comparison));
    }
    let parameter_column = spec.column(column).is_some_and(|c| c.origin == Origin::Parameter);
    for filter in spec.filters.iter().filter(|f| f.column == column) {
        if let Some(place) = parameter_place(spec, filter, comparison) {
            return Ok(place);
        }
    }
    match spec.arguments().find(|argument| argument.column.name == column) {
        Some(argument) if comparison.operator != Operator::Absent => Err(unfit(argument)),
        Some(argument) if argument.required() => Err(missing_parameters(&spec.into(), &[argument.name()])),
        // What is not given is not sent, and there is nothing to decide.
        Some(_) => Ok(Place::Walks),
        None if parameter_column => Err(one_value_only(column)),
        None => Ok(Place::Local),
    }
}

/// The walks whose rows have one of those names.
fn walk_names(spec: &TableSpec, comparison: &Comparison) -> Option<Vec<String>> {
    let names: Vec<&str> = comparison.values.iter().map(|v| v.try_as_str().flatten()).collect::<Option<_>>()?;
    Some(spec.walks.iter().map(|walk| walk.name).filter(|name| names.contains(name)).map(str::to_owned).collect())
}

/// A key is looked up where the table has a request for it.
fn key_place(spec: &'static TableSpec, comparison: &Comparison) -> Place {
    let batches = spec.filters.iter().any(|f| f.column == comparison.column && is_list(f));
    if spec.single.is_none() && !batches {
        return Place::Local;
    }
    keys(spec, &comparison.values).map_or(Place::Local, Place::Key)
}

fn parameter_place(spec: &'static TableSpec, filter: &'static FilterSpec, comparison: &Comparison) -> Option<Place> {
    let values = match (filter.kind, comparison.operator) {
        (FilterKind::Equals, Operator::In) => texts(comparison, version(spec), false)?,
        (FilterKind::Selects, Operator::In) => {
            comparison.values.iter().map(|value| argument(value, version(spec))).collect::<Option<_>>()?
        }
        (FilterKind::List { max }, Operator::In) => {
            let texts = texts(comparison, version(spec), true)?;
            (texts.len() <= max).then_some(texts)?
        }
        (FilterKind::Since, Operator::AtLeast | Operator::Above) => vec![instant(comparison.values.first()?, false)?],
        (FilterKind::Until, Operator::Below) => vec![instant(comparison.values.first()?, true)?],
        (FilterKind::Until, Operator::AtMost) => {
            vec![instant(&just_after(comparison.values.first()?)?, true)?]
        }
        _ => return None,
    };
    let accepted = |v: &String| filter.accepts.is_empty() || filter.accepts.contains(&v.as_str());
    let values: Vec<String> = values.into_iter().filter(accepted).collect();
    if filter.kind == FilterKind::Selects && values.len() != 1 {
        return None;
    }
    if values.is_empty() {
        return Some(Place::Nowhere);
    }
    // A parameter that only some walks take leaves the others' rows unchecked.
    let exact = filter.exactness == Exactness::Exact && filter.walks.is_empty();
    Some(Place::Parameter(Sent { filter, values, exact }))
}

fn texts(comparison: &Comparison, version: ApiVersion, in_list: bool) -> Option<Vec<String>> {
    let mut texts = comparison.values.iter().map(|v| equality(v, version, in_list)).collect::<Option<Vec<String>>>()?;
    texts.sort();
    texts.dedup();
    Some(texts)
}

fn refuse_parameters(spec: &TableSpec, filter: &Expr) -> Result<(), Error> {
    let mut named = None;
    let visited = filter.apply(|expr| {
        if let Expr::Column(column) = expr
            && spec.column(&column.name).is_some_and(|c| c.origin == Origin::Parameter)
        {
            named = Some(column.name.clone());
            return Ok(TreeNodeRecursion::Stop);
        }
        Ok(TreeNodeRecursion::Continue)
    });
    match named {
        Some(column) => Err(one_value_only(&column)),
        None => visited.map(|_| ()).map_err(Error::from),
    }
}

fn not_beside_filter(what: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("Pipedrive cannot pick {what} beside `filter_id`"))
        .with_hint("put the condition into the saved filter, or leave one of the two out")
}

/// The error for a parameter column that is used in any other way than compared with one value.
pub(crate) fn one_value_only(column: &str) -> Error {
    Error::new(
        ErrorKind::Unsupported,
        format!("`{column}` is carried out by Pipedrive and can only be compared with one value, by `=`"),
    )
    .with_hint(format!("write `{column} = 123` as a condition of its own, joined by AND"))
}
