//! What a refused request means for the table it was to read, and what to do about it.

use pipedrive_client::{ClientError, ErrorKind};
use pipedrive_schema::{RouteSpec, TableSpec};

use crate::error::Error;

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
        (_, ErrorKind::NotFound) => format!("{needs}; where that is switched off, the API knows no such list"),
        _ => return error.into(),
    };
    Error::from(error).advising(hint)
}

fn names_scopes(message: &str) -> bool {
    message.to_lowercase().contains("scope")
}

/// ``the scope `a` or `b` ``.
fn either(scopes: &[&str]) -> String {
    let quoted: Vec<String> = scopes.iter().map(|scope| format!("`{scope}`")).collect();
    format!("the scope {}", quoted.join(" or "))
}
