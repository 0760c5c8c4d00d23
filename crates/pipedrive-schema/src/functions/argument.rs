//! Arguments of table functions: the columns of a function that stand for parameters.

use crate::{ColumnSpec, FilterSpec, Origin, TableSpec};

/// Why no row is lost where an argument goes out: the soundness of every argument's filter.
pub(super) const ASKED_FOR: &str = "an argument says what to ask for, and the rows are whatever the API answers with";

/// The column behind an argument.
macro_rules! argument {
    ($name:literal, $data_type:expr, $comment:expr) => {
        $crate::ColumnSpec::parameter(concat!("@", $name), $data_type, $comment)
    };
}
pub(super) use argument;

/// The filter that sends an argument, under its own name.
macro_rules! sends {
    ($name:literal) => {
        $crate::FilterSpec::selects(concat!("@", $name), $crate::functions::argument::ASKED_FOR).sent_as($name)
    };
}
pub(super) use sends;

/// One argument of a table function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArgumentSpec {
    /// The column that stands for it; its name begins with `@`.
    pub column: &'static ColumnSpec,
    /// How it goes out.
    pub filter: &'static FilterSpec,
}

impl ArgumentSpec {
    /// Name in SQL; any case works.
    pub fn name(&self) -> &'static str {
        self.column.name.trim_start_matches('@')
    }

    /// Whether a call must give it.
    pub const fn required(&self) -> bool {
        self.filter.required
    }

    /// The values it takes; empty where any will do.
    pub const fn values(&self) -> &'static [&'static str] {
        self.filter.accepts
    }
}

impl TableSpec {
    /// The arguments of a table function in the order of positional ones; a table has none.
    pub fn arguments(&self) -> impl Iterator<Item = ArgumentSpec> {
        let columns = self.columns.iter().filter(|column| column.name.starts_with('@'));
        columns.filter_map(|column| {
            let filter = self.filters.iter().find(|filter| filter.column == column.name)?;
            (column.origin == Origin::Parameter).then_some(ArgumentSpec { column, filter })
        })
    }

    /// How a table function is called: `deal_search(term => …, [status => …])`, with what may be left out in brackets.
    pub fn signature(&self) -> String {
        let shown = |argument: ArgumentSpec| {
            let call = format!("{} => …", argument.name());
            if argument.required() { call } else { format!("[{call}]") }
        };
        format!("{}({})", self.name, self.arguments().map(shown).collect::<Vec<_>>().join(", "))
    }
}
