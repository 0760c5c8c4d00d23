//! Procedures: what is called from SQL and is no table, with typed parameters and columns.

use crate::{ColumnType, OperationSpec, ResultSource};

/// Which procedure a description belongs to, for whoever carries it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Procedure {
    /// `GetOAuthAuthorizationURL`.
    AuthorizationUrl,
    /// `GetOAuthAccessToken`.
    AccessToken,
    /// `RefreshOAuthAccessToken`.
    Refresh,
    /// `RevokeOAuthAccess`.
    Revoke,
    /// `TestConnection`.
    TestConnection,
    /// `RefreshMetadata`.
    RefreshMetadata,
    /// `DropTemporaryFilters`.
    DropTemporaryFilters,
    /// One whose [`ProcedureSpec::operations`] say all there is to do, known by its name.
    Operation(&'static str),
    /// `ConvertLeadToDeal`.
    ConvertLeadToDeal,
    /// `ConvertDealToLead`.
    ConvertDealToLead,
    /// `DownloadFile`.
    DownloadFile,
    /// `PipedriveRequest`.
    Request,
}

/// What a procedure may do to the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It leaves the account as it is.
    Reads,
    /// It leaves the account as it is, and writes a file on this machine: shown and not done in a dry run.
    Saves,
    /// It changes the account: refused under `ReadOnly=true`, shown and not done in a dry run.
    Writes,
    /// It does what its argument `Method` says: anything but `GET` writes. A dry run sends neither.
    ByMethod,
}

/// One procedure.
#[derive(Debug, PartialEq, Eq)]
pub struct ProcedureSpec {
    /// Which one it is.
    pub procedure: Procedure,
    /// Name in SQL; any case works.
    pub name: &'static str,
    /// What it does, in one sentence without a final dot.
    pub comment: &'static str,
    /// Requests a call sends where nothing has to be repeated.
    pub requests: u32,
    /// API tokens a call takes; requests to the OAuth server take none.
    pub cost: u32,
    /// What it may do to the account.
    pub effect: Effect,
    /// The requests that write, of which the arguments choose one; none where code decides.
    pub operations: &'static [OperationSpec],
    /// Parameters in the order of positional arguments.
    pub parameters: &'static [ParameterSpec],
    /// Columns of the one row it answers with.
    pub columns: &'static [ResultColumnSpec],
    /// A query that shows people what became of a call whose answer got lost, with parameters in braces.
    pub look: Option<&'static str>,
}

/// One parameter of a procedure.
#[derive(Debug, PartialEq, Eq)]
pub struct ParameterSpec {
    /// Name in SQL; any case works.
    pub name: &'static str,
    /// SQL type of the argument.
    pub data_type: ColumnType,
    /// Whether a call without it is refused.
    pub required: bool,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// The values it takes, in upper case; empty where any will do.
    pub values: &'static [&'static str],
    /// What happens without it, in words.
    pub default: Option<&'static str>,
    /// What it is, in a few words.
    pub comment: &'static str,
}

/// One column of a procedure's answer.
#[derive(Debug, PartialEq, Eq)]
pub struct ResultColumnSpec {
    /// Name in SQL, spelled as shown.
    pub name: &'static str,
    /// SQL type.
    pub data_type: ColumnType,
    /// Whether the value is a secret: it is shown as the answer and nowhere else.
    pub secret: bool,
    /// Where the value comes from.
    pub source: ResultSource,
    /// What it holds, in a few words.
    pub comment: &'static str,
}

impl ParameterSpec {
    /// An optional text.
    pub(crate) const fn text(name: &'static str, comment: &'static str) -> Self {
        Self { name, data_type: ColumnType::Text, required: false, secret: false, values: &[], default: None, comment }
    }

    /// An optional whole number.
    pub(crate) const fn integer(name: &'static str, comment: &'static str) -> Self {
        Self { data_type: ColumnType::Int64, ..Self::text(name, comment) }
    }

    /// The same parameter, of another type.
    pub(crate) const fn of_type(mut self, data_type: ColumnType) -> Self {
        self.data_type = data_type;
        self
    }

    /// The same parameter, which a call must give.
    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same parameter, as a secret.
    pub(crate) const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The same parameter, limited to these values.
    pub(crate) const fn one_of(mut self, values: &'static [&'static str]) -> Self {
        self.values = values;
        self
    }

    /// The same parameter with what happens without it.
    pub(crate) const fn or_else(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }
}

impl ParameterSpec {
    /// Whether it takes that value, in any case.
    pub fn takes(&self, text: &str) -> bool {
        self.values.is_empty() || self.values.iter().any(|value| value.eq_ignore_ascii_case(text))
    }
}

impl ResultColumnSpec {
    /// A column.
    pub(crate) const fn new(name: &'static str, data_type: ColumnType, comment: &'static str) -> Self {
        Self { name, data_type, secret: false, source: ResultSource::Code, comment }
    }

    /// The same column, from that member of the answer.
    pub(crate) const fn at(mut self, path: &'static [&'static str]) -> Self {
        self.source = ResultSource::Member(path);
        self
    }

    /// The same column, from that argument.
    pub(crate) const fn given(mut self, parameter: &'static str) -> Self {
        self.source = ResultSource::Argument(parameter);
        self
    }

    /// The same column, as a secret.
    pub(crate) const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

impl ProcedureSpec {
    /// What is the same for most: a procedure whose code alone decides, and that changes nothing.
    pub(crate) const PLAIN: Self = Self {
        procedure: Procedure::TestConnection,
        name: "",
        comment: "",
        requests: 0,
        cost: 0,
        effect: Effect::Reads,
        operations: &[],
        parameters: &[],
        columns: &[],
        look: None,
    };

    /// What is the same for those that send one request, for `cost` tokens, which writes.
    pub(crate) const fn writing(name: &'static str, cost: u32) -> Self {
        Self { procedure: Procedure::Operation(name), name, requests: 1, cost, effect: Effect::Writes, ..Self::PLAIN }
    }

    /// How it is called: `GetOAuthAccessToken(AuthMode => …, Verifier => …)`, with what may be left out in brackets.
    pub fn signature(&self) -> String {
        let parameters =
            self.parameters.iter().map(
                |ParameterSpec { name, required, .. }| {
                    if *required { format!("{name} => …") } else { format!("[{name} => …]") }
                },
            );
        format!("{}({})", self.name, parameters.collect::<Vec<_>>().join(", "))
    }

    /// The parameter of that name, in any case.
    pub fn parameter(&self, name: &str) -> Option<&'static ParameterSpec> {
        self.parameters.iter().find(|parameter| parameter.name.eq_ignore_ascii_case(name))
    }
}
