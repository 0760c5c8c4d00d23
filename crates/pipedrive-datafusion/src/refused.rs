//! What a refused request means for the table it was to read, and what to do about it.

use pipedrive_client::{ClientError, ErrorKind};
use pipedrive_schema::{RouteSpec, TableSpec};

use crate::error::Error;

/// What a 404 speaks of where it is not about a record.
const PLACES: &[&str] = &["method", "route", "path", "endpoint", "url", "page", "feature", "add-on"];

/// The error of a request to `route`, with advice that names the table: which scopes would do, what it needs of the
/// account.
pub(crate) fn explained(error: ClientError, spec: &TableSpec, route: RouteSpec) -> Error {
    let needs = format!("`{}` holds {}", spec.name, spec.comment);
    let hint = match (&error, error.kind()) {
        // The API answers the same to an app without the scope and to an address it does not know.
        (ClientError::Refused(refusal), ErrorKind::PermissionDenied) if names_scopes(&refusal.message) => format!(
            "to read `{}` an OAuth app needs {}: add it to the app in Pipedrive's Developer Hub and sign in again",
            spec.name,
            either(route.scopes)
        ),
        (_, ErrorKind::PermissionDenied) => {
            return Error::from(error).with_hint(format!("{needs}; the user or the company may lack what that takes"));
        }
        (_, ErrorKind::PlanLimit) => format!("{needs}; it is not part of what the company has bought"),
        // The API's own words name the record that is missing, and the address shows its id.
        (ClientError::Refused(refusal), ErrorKind::NotFound) if names_record(&refusal.message) => return error.into(),
        (_, ErrorKind::NotFound) => {
            let unknown = format!("{needs}; where that is switched off, the API does not know the address");
            return Error::from(error).with_hint(unknown);
        }
        _ => return error.into(),
    };
    Error::from(error).advising(hint)
}

/// The error of a request that was to write by `route`, with the scopes that would do.
pub(crate) fn written(error: ClientError, spec: &TableSpec, route: RouteSpec) -> Error {
    match (&error, error.kind()) {
        (ClientError::Refused(refusal), ErrorKind::PermissionDenied) if names_scopes(&refusal.message) => {
            let hint = format!(
                "to write `{}` an OAuth app needs {}: add it to the app in Pipedrive's Developer Hub and sign in again",
                spec.name,
                either(route.scopes)
            );
            Error::from(error).advising(hint)
        }
        _ => error.into(),
    }
}

/// Whether an answer says that there is no such record, and not that there is no such place. A key beyond the range of
/// its ids the API calls invalid.
pub(crate) fn is_absent(error: &ClientError, key: &str) -> bool {
    let ClientError::Refused(refusal) = error else { return false };
    match error.kind() {
        ErrorKind::NotFound => names_record(&refusal.message),
        ErrorKind::InvalidArgument => key.parse::<i64>().is_ok_and(|key| key > i64::from(i32::MAX)),
        _ => false,
    }
}

/// Whether the words of a 404 are about a record: `Deal not found`, `Team 1 does not exist`. Without words, and with
/// those about a method or a feature, the address itself is unknown to the account's API.
fn names_record(message: &str) -> bool {
    let message = message.to_lowercase();
    let missing = ["not found", "not exist"].iter().find_map(|words| message.find(words));
    let names = |subject: &str| subject.contains(char::is_alphabetic);
    missing.is_some_and(|end| names(&message[..end])) && !PLACES.iter().any(|place| message.contains(place))
}

fn names_scopes(message: &str) -> bool {
    message.to_lowercase().contains("scope")
}

/// ``the scope `a` or `b` ``.
fn either(scopes: &[&str]) -> String {
    let quoted: Vec<String> = scopes.iter().map(|scope| format!("`{scope}`")).collect();
    format!("the scope {}", quoted.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::names_record;

    fn check(message: &str, expect: bool) {
        assert_eq!(names_record(message), expect, "{message}");
    }

    #[test]
    fn a_record_is_absent_where_the_answer_says_so() {
        check("Deal not found", true);
        check("Entity was not found", true);
        check("requested lead not found (Object was not found)", true);
        check("User not found or not accessible", true);
        check("Team 1 does not exist", true);
    }

    #[test]
    fn an_unknown_address_or_feature_is_no_absent_record() {
        check("", false);
        check("Not Found", false);
        check("Unknown method ", false);
        check("Route not found", false);
        check("The Projects feature does not exist in this account", false);
    }
}
