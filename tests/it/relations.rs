//! What belongs to records, against what the records and the account say about it.

use pipedrive_sandbox::Account;

use crate::fixture::Fixture;

/// Children of a record and the column in which it says how many there are: parent, column, child, child's key.
const COUNTED: &[(&str, &str, &str, &str)] = &[
    ("deals", "products_count", "deal_products", "deal_id"),
    ("deals", "files_count", "deal_files", "deal_id"),
    ("deals", "participants_count", "deal_participants", "deal_id"),
    ("deals", "followers_count", "deal_followers", "deal_id"),
    ("deals", "email_messages_count", "deal_mail_messages", "deal_id"),
    ("deals", "notes_count", "notes", "deal_id"),
    ("deals", "activities_count", "activities", "deal_id"),
    ("persons", "files_count", "person_files", "person_id"),
    ("persons", "followers_count", "person_followers", "person_id"),
    ("persons", "email_messages_count", "person_mail_messages", "person_id"),
    ("persons", "notes_count", "notes", "person_id"),
    ("persons", "activities_count", "activities", "person_id"),
    ("organizations", "files_count", "organization_files", "org_id"),
    ("organizations", "followers_count", "organization_followers", "org_id"),
    ("organizations", "email_messages_count", "organization_mail_messages", "org_id"),
    ("organizations", "notes_count", "notes", "org_id"),
    ("organizations", "activities_count", "activities", "org_id"),
    ("organizations", "people_count", "persons", "org_id"),
    ("roles", "assignment_count", "role_assignments", "role_id"),
    ("permission_sets", "assignment_count", "permission_set_assignments", "permission_set_id"),
];

#[tokio::test]
async fn records_have_as_many_children_as_they_say() {
    let fixture = Fixture::new().await;
    fixture.expect("SET pipedrive.allow_fan_out = true").await;
    let mut failures = Vec::new();
    for (parent, column, child, key) in COUNTED {
        let sql = format!(
            "SELECT count(*) FILTER (WHERE said <> found), sum(found) FROM (\
             SELECT p.id, max(p.{column}) AS said, count(c.{key}) AS found \
             FROM {parent} p LEFT JOIN {child} c ON c.{key} = p.id GROUP BY p.id)"
        );
        let rows = fixture.expect(&sql).await;
        let all = fixture.column(&format!("SELECT count(*) FROM {child}")).await;
        if rows[0][0] != "0" || rows[0][1] == "0" {
            failures.push(format!("{parent}.{column}: {} wrong, {} of {child} in all", rows[0][0], rows[0][1]));
        }
        // Children that are listed by their parents have no others; a note can be about a deleted deal.
        let is_child = pipedrive_schema::table(child).unwrap().parent.is_some();
        if is_child && rows[0][1] != all[0] {
            failures.push(format!("{child}: {} joined, {} counted", rows[0][1], all[0]));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A table and the number of its rows by the account's own records.
type Counted = (&'static str, fn(&Account) -> usize);

#[tokio::test]
async fn tables_have_as_many_rows_as_the_account_has_records() {
    let tables: &[Counted] = &[
        ("deals", |account| account.deals().filter(|deal| !deal.is_deleted).count()),
        ("persons", |account| account.persons().filter(|person| !person.is_deleted).count()),
        ("organizations", |account| account.organizations().filter(|organization| !organization.is_deleted).count()),
        ("activities", |account| account.activities().filter(|activity| !activity.is_deleted).count()),
        ("products", |account| account.products().filter(|product| !product.is_deleted).count()),
        ("leads", |account| account.leads().count()),
        ("notes", |account| account.notes().filter(|note| !note.is_deleted).count()),
        ("projects", |account| account.projects().filter(|project| !project.is_deleted()).count()),
        ("tasks", |account| account.tasks().filter(|task| !task.is_deleted).count()),
        ("users", |account| account.users().len()),
        ("filters", |account| account.filters().len()),
    ];
    for keys in ["PageSize=7", ""] {
        let fixture = Fixture::with(crate::fixture::small(), keys).await;
        for (table, count) in tables {
            let found = fixture.column(&format!("SELECT count(*) FROM {table}")).await;
            assert_eq!(found, [count(fixture.sandbox.account()).to_string()], "{table}");
        }
    }
}
