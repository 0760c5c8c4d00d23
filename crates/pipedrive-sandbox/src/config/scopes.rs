//! Every OAuth scope, and what it lets an app do.

/// Scopes an app can have, each with what the consent page says about it.
///
/// Source: <https://pipedrive.readme.io/docs/marketplace-scopes-and-permissions-explanations>.
pub const SCOPES: [(&str, &str); 28] = [
    ("base", "See your settings and the company's currencies"),
    ("deals:read", "See deals, pipelines and stages, with their notes, files and saved filters"),
    ("deals:full", "See and change deals, with their notes, files and saved filters"),
    ("mail:read", "See mail threads and messages"),
    ("mail:full", "See, change and delete mail threads"),
    ("activities:read", "See activities and their types"),
    ("activities:full", "See and change activities"),
    ("contacts:read", "See persons and organizations, with their notes, files and saved filters"),
    ("contacts:full", "See and change persons and organizations, with their notes, files and saved filters"),
    ("products:read", "See products and the products of deals"),
    ("products:full", "See and change products and the products of deals"),
    ("projects:read", "See projects, boards, phases and tasks"),
    ("projects:full", "See and change projects and tasks"),
    ("leads:read", "See leads, their labels and sources"),
    ("leads:full", "See and change leads and their labels"),
    ("users:read", "See the company's users, their roles and permissions"),
    ("recents:read", "See what changed recently, and who changed it"),
    ("search:read", "Search the whole account"),
    ("admin", "Administer the account: pipelines, fields, users, roles and webhooks"),
    ("deal-fields:full", "See and change the fields of deals"),
    ("product-fields:full", "See and change the fields of products"),
    ("contact-fields:full", "See and change the fields of persons and organizations"),
    ("project-fields:full", "See and change the fields of projects"),
    ("goals:read", "See goals and how far they are reached"),
    ("goals:full", "See and change goals"),
    ("phone-integration", "See and write call logs"),
    ("video-calls", "Add video calls to activities"),
    ("messengers-integration", "Connect messaging channels"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{v1, v2};

    #[test]
    fn every_scope_an_operation_asks_for_is_known() {
        let operations = v2::OPERATIONS.iter().chain(v1::OPERATIONS).copied().flatten();
        for scope in operations.flat_map(|operation| operation.scopes) {
            assert!(SCOPES.iter().any(|(name, _)| name == scope), "{scope}");
        }
    }

    #[test]
    fn no_scope_is_listed_twice() {
        let mut names = SCOPES.map(|(name, _)| name);
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
