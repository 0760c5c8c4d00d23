//! Which argument goes to which parameter: by name in any case, or by position before the first name.

use pipedrive_client::ErrorKind;
use pipedrive_schema::{ParameterSpec, ProcedureSpec, TableSpec};

use crate::error::Error;

/// One argument as it was written.
#[derive(Clone, Debug)]
pub(crate) struct Argument<T> {
    /// The parameter's name, if one was written.
    pub(crate) name: Option<String>,
    /// The value.
    pub(crate) value: T,
}

/// What can be called with arguments, as far as assigning them needs to know it.
#[derive(Clone, Debug)]
pub(crate) struct Callee {
    name: &'static str,
    /// In the order of positional arguments.
    parameters: Vec<Place>,
}

/// One parameter of a callee.
#[derive(Clone, Copy, Debug)]
struct Place {
    name: &'static str,
    required: bool,
    values: &'static [&'static str],
}

impl From<&'static ProcedureSpec> for Callee {
    fn from(spec: &'static ProcedureSpec) -> Self {
        let place = |p: &ParameterSpec| Place { name: p.name, required: p.required, values: p.values };
        Self { name: spec.name, parameters: spec.parameters.iter().map(place).collect() }
    }
}

impl From<&'static TableSpec> for Callee {
    fn from(spec: &'static TableSpec) -> Self {
        let places = spec.arguments().map(|a| Place { name: a.name(), required: a.required(), values: a.values() });
        Self { name: spec.name, parameters: places.collect() }
    }
}

impl Callee {
    /// Position of the parameter that the argument at `position` goes to.
    fn index_of(&self, position: usize, name: Option<&str>) -> Option<usize> {
        match name {
            Some(name) => self.parameters.iter().position(|parameter| parameter.name.eq_ignore_ascii_case(name)),
            None => Some(position).filter(|position| *position < self.parameters.len()),
        }
    }
}

/// The parameter of the argument at `position`, if it has one.
pub(super) fn parameter_of(
    spec: &'static ProcedureSpec,
    position: usize,
    name: Option<&str>,
) -> Option<&'static ParameterSpec> {
    match name {
        Some(name) => spec.parameter(name),
        None => spec.parameters.get(position),
    }
}

/// The arguments in the order of the parameters, `None` for each that was left out.
///
/// # Errors
/// If there are too many, if a name is unknown or given twice, or if required ones are missing. No message holds a
/// value: a secret may stand in the wrong place.
pub(crate) fn assign<T>(callee: &Callee, arguments: Vec<Argument<T>>) -> Result<Vec<Option<T>>, Error> {
    let refused = |message: String| Error::new(ErrorKind::InvalidArgument, message).with_hint(parameters_hint(callee));
    let mut assigned: Vec<Option<T>> = callee.parameters.iter().map(|_| None).collect();
    let given = arguments.len();
    let mut named = false;
    for (position, Argument { name, value }) in arguments.into_iter().enumerate() {
        named |= name.is_some();
        if named && name.is_none() {
            return Err(refused(format!("`{}` has a value without a name after one with a name", callee.name)));
        }
        let index = callee.index_of(position, name.as_deref());
        let found = index.and_then(|index| Some((callee.parameters.get(index)?, assigned.get_mut(index)?)));
        let Some((parameter, place)) = found else {
            return Err(match name {
                Some(name) => unknown_parameter(callee, &name),
                None => refused(format!("`{}` takes {}, not {given}", callee.name, most(callee.parameters.len()))),
            });
        };
        if place.replace(value).is_some() {
            return Err(refused(format!("`{}` gets `{}` twice", callee.name, parameter.name)));
        }
    }
    let missing = callee.parameters.iter().zip(&assigned).filter(|(p, value)| p.required && value.is_none());
    let missing: Vec<&str> = missing.map(|(parameter, _)| parameter.name).collect();
    if missing.is_empty() { Ok(assigned) } else { Err(missing_parameters(callee, &missing)) }
}

/// The error for parameters that a call must give and does not.
pub(crate) fn missing_parameters(callee: &Callee, missing: &[&str]) -> Error {
    let message = format!("`{}` needs `{}`", callee.name, missing.join("` and `"));
    Error::new(ErrorKind::InvalidArgument, message).with_hint(parameters_hint(callee))
}

fn unknown_parameter(callee: &Callee, name: &str) -> Error {
    let error = Error::new(ErrorKind::InvalidArgument, format!("`{}` has no parameter `{name}`", callee.name));
    let wanted = name.to_lowercase();
    let near = callee
        .parameters
        .iter()
        .map(|parameter| (strsim::jaro_winkler(&wanted, &parameter.name.to_lowercase()), parameter.name))
        .filter(|(score, _)| *score >= 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let error = match near {
        Some((_, near)) => error.with_hint(format!("did you mean `{near}`?")),
        None => error,
    };
    error.with_hint(parameters_hint(callee))
}

/// All parameters, with the values of those that take only some.
fn parameters_hint(callee: &Callee) -> String {
    if callee.parameters.is_empty() {
        return format!("call it as `{}()`", callee.name);
    }
    let parameters = callee.parameters.iter().map(|parameter| match parameter.values {
        [] => format!("`{}`", parameter.name),
        values => format!("`{}` (`{}`)", parameter.name, values.join("` or `")),
    });
    format!("parameters of `{}`: {}", callee.name, parameters.collect::<Vec<_>>().join(", "))
}

/// The number of arguments, in words.
fn most(count: usize) -> String {
    match count {
        0 => "no arguments".to_owned(),
        1 => "1 argument".to_owned(),
        _ => format!("at most {count} arguments"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arguments written as `name=value` or `value`.
    fn check(procedure: &str, arguments: &str, expect: &str) {
        let callee = match pipedrive_schema::procedure(procedure) {
            Some(spec) => Callee::from(spec),
            None => pipedrive_schema::function(procedure).unwrap().into(),
        };
        let arguments = arguments.split_whitespace().map(|text| match text.split_once('=') {
            Some((name, value)) => Argument { name: Some(name.to_owned()), value: value.to_owned() },
            None => Argument { name: None, value: text.to_owned() },
        });
        let answer = match assign(&callee, arguments.collect()) {
            Ok(assigned) => {
                let shown = assigned.into_iter().map(|value| value.unwrap_or_else(|| "-".to_owned()));
                shown.collect::<Vec<_>>().join(" ")
            }
            Err(error) => format!("{error}; {}", error.hints().join("; ")),
        };
        assert_eq!(answer, expect, "{procedure}");
    }

    #[test]
    fn arguments_go_by_position_and_by_name() {
        check("GetOAuthAccessToken", "", "- - - - -");
        check("GetOAuthAccessToken", "a b", "a b - - -");
        check("GetOAuthAccessToken", "state=s verifier=v", "- v - - s");
        check("GetOAuthAccessToken", "a STATE=s", "a - - - s");
        check("TestConnection", "", "");
    }

    #[test]
    fn arguments_without_a_parameter_are_refused_by_name_and_never_by_value() {
        let all = "parameters of `RefreshOAuthAccessToken`: `OAuthRefreshToken`";
        check(
            "RefreshOAuthAccessToken",
            "s3cret s3cret",
            &format!("`RefreshOAuthAccessToken` takes 1 argument, not 2; {all}"),
        );
        check(
            "RefreshOAuthAccessToken",
            "OAuthRefrshToken=s3cret",
            &format!(
                "`RefreshOAuthAccessToken` has no parameter `OAuthRefrshToken`; did you mean `OAuthRefreshToken`?; {all}"
            ),
        );
        check("RefreshOAuthAccessToken", "x=s3cret", &format!("`RefreshOAuthAccessToken` has no parameter `x`; {all}"));
        check("TestConnection", "s3cret", "`TestConnection` takes no arguments, not 1; call it as `TestConnection()`");
    }

    #[test]
    fn a_parameter_takes_one_value() {
        let all =
            "parameters of `GetOAuthAuthorizationURL`: `AuthMode` (`WEB` or `APP`), `CallbackURL`, `State`, `Scope`";
        let twice = format!("`GetOAuthAuthorizationURL` gets `State` twice; {all}");
        check("GetOAuthAuthorizationURL", "state=a State=b", &twice);
        check("GetOAuthAuthorizationURL", "a b c state=d", &twice);
        let after = format!("`GetOAuthAuthorizationURL` has a value without a name after one with a name; {all}");
        check("GetOAuthAuthorizationURL", "state=a b", &after);
    }

    #[test]
    fn a_required_argument_is_asked_for() {
        let all = "parameters of `RefreshOAuthAccessToken`: `OAuthRefreshToken`";
        check("RefreshOAuthAccessToken", "", &format!("`RefreshOAuthAccessToken` needs `OAuthRefreshToken`; {all}"));
    }
}
