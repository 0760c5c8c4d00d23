//! Procedures: what is called from SQL and is no table, with typed parameters and columns.

use crate::ColumnType;

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
    /// Parameters in the order of positional arguments.
    pub parameters: &'static [ParameterSpec],
    /// Columns of the one row it answers with.
    pub columns: &'static [ResultColumnSpec],
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
    /// What it holds, in a few words.
    pub comment: &'static str,
}

impl ParameterSpec {
    /// An optional text.
    pub(crate) const fn text(name: &'static str, comment: &'static str) -> Self {
        Self { name, data_type: ColumnType::Text, required: false, secret: false, values: &[], default: None, comment }
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
        Self { name, data_type, secret: false, comment }
    }

    /// The same column, as a secret.
    pub(crate) const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

impl ProcedureSpec {
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
