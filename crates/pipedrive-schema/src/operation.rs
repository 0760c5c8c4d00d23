//! Requests that procedures make of their arguments.

use crate::{Method, RouteSpec};

/// One request of a procedure that writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationSpec {
    /// The method.
    pub method: Method,
    /// Path with `{placeholders}`, price in tokens, OAuth scopes of which one suffices.
    pub route: RouteSpec,
    /// Parameters that fill the placeholders, in the order of those.
    pub path: &'static [&'static str],
    /// Members of the body; those of parameters that are left out are not sent.
    pub body: &'static [BodyMember],
    /// What goes with the members, and so the form of the body.
    pub form: BodyForm,
    /// The parameter and its value for which this operation stands, where a procedure has several.
    pub when: Option<(&'static str, &'static str)>,
}

/// How a body goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyForm {
    /// As a JSON object; without members there is no body.
    Json,
    /// As `multipart/form-data`, with the file that this parameter names as its member `file`.
    WithFile(&'static str),
}

/// One member of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyMember {
    /// Its name.
    pub name: &'static str,
    /// Where its value comes from.
    pub value: BodyValue,
}

/// Where the value of a member comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyValue {
    /// From that parameter.
    Parameter(&'static str),
    /// It is always this text.
    Text(&'static str),
    /// It is always this.
    Flag(bool),
}

/// Where a column of a procedure's answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultSource {
    /// The procedure's own code.
    Code,
    /// The member of the answer's `data` at this path of names.
    Member(&'static [&'static str]),
    /// The argument for that parameter.
    Argument(&'static str),
}

impl OperationSpec {
    /// An operation without a body.
    pub(crate) const fn new(method: Method, route: RouteSpec, path: &'static [&'static str]) -> Self {
        Self { method, route, path, body: &[], form: BodyForm::Json, when: None }
    }

    /// The same operation with these members in its body.
    pub(crate) const fn with(mut self, body: &'static [BodyMember]) -> Self {
        self.body = body;
        self
    }

    /// The same operation, whose body holds the file that a parameter names.
    pub(crate) const fn with_file(mut self, parameter: &'static str) -> Self {
        self.form = BodyForm::WithFile(parameter);
        self
    }

    /// The same operation, for that value of a parameter.
    pub(crate) const fn when(mut self, parameter: &'static str, value: &'static str) -> Self {
        self.when = Some((parameter, value));
        self
    }
}

impl BodyMember {
    /// A member with the value of a parameter.
    pub(crate) const fn of(name: &'static str, parameter: &'static str) -> Self {
        Self { name, value: BodyValue::Parameter(parameter) }
    }

    /// A member with a text.
    pub(crate) const fn text(name: &'static str, text: &'static str) -> Self {
        Self { name, value: BodyValue::Text(text) }
    }

    /// A member that is true or false.
    pub(crate) const fn flag(name: &'static str, flag: bool) -> Self {
        Self { name, value: BodyValue::Flag(flag) }
    }
}
