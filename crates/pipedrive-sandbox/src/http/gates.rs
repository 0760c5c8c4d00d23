//! Routes that need more than a credential: an add-on the company has bought, or a user who administers the account.

use axum::http::StatusCode;

use super::{Failure, Operation, Version};
use crate::{MissingAddOn, SandboxConfig};

/// What a route needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    ProjectsAddOn,
    Administrator,
}

/// What the routes below a first path segment need, in both versions of the API.
///
/// `activityFields` is not among them: its only scope is `admin`, but every user can read it with an API token.
const GATES: &[(&str, Need)] = &[
    ("projects", Need::ProjectsAddOn),
    ("projectFields", Need::ProjectsAddOn),
    ("projectTemplates", Need::ProjectsAddOn),
    ("boards", Need::ProjectsAddOn),
    ("phases", Need::ProjectsAddOn),
    ("tasks", Need::ProjectsAddOn),
    ("roles", Need::Administrator),
    ("permissionSets", Need::Administrator),
    ("webhooks", Need::Administrator),
];

/// Whether the company and the user may use the operation.
///
/// # Errors
/// The refusal the API gives when they may not.
pub(super) fn pass_gates(config: &SandboxConfig, operation: &Operation) -> Result<(), Failure> {
    let first = operation.path.split('/').nth(1).unwrap_or_default();
    let need = GATES.iter().find(|(segment, _)| *segment == first).map(|(_, need)| *need);
    match need {
        Some(Need::ProjectsAddOn) if !config.projects_add_on => Err(match config.quirks.missing_add_on {
            MissingAddOn::Forbidden => {
                let error = "The Projects add-on is not enabled for this company";
                Failure::no_add_on(StatusCode::FORBIDDEN, error)
            }
            MissingAddOn::PaymentRequired => {
                Failure::no_add_on(StatusCode::PAYMENT_REQUIRED, "Required suites missing: projects")
            }
            MissingAddOn::NotFound if operation.version == Version::V1 => Failure::unknown_method(),
            MissingAddOn::NotFound => Failure::unknown_path(),
        }),
        Some(Need::Administrator) if !config.admin => Err(Failure::no_permission()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{v1, v2};

    #[test]
    fn every_gate_guards_a_route() {
        let operations = || v2::OPERATIONS.iter().chain(v1::OPERATIONS).copied().flatten();
        for (segment, _) in GATES {
            assert!(operations().any(|operation| operation.path.split('/').nth(1) == Some(segment)), "{segment}");
        }
    }
}
