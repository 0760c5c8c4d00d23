//! The rows of the big tables, value by value, against the records of the account.

use chrono::{DateTime, SecondsFormat, TimeDelta};
use pipedrive_sandbox::{Account, SandboxConfig};

use crate::fixture::{Fixture, small};

/// An instant in Unix seconds as the engine shows it.
fn time(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).unwrap().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// An instant in Unix milliseconds.
fn precise(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis).unwrap().to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// A day, counted from 1970-01-01.
fn day(days: i64) -> String {
    (DateTime::UNIX_EPOCH + TimeDelta::days(days)).format("%F").to_string()
}

fn null_or<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "NULL".to_owned(), |value| value.to_string())
}

fn money(amount: f64) -> String {
    format!("{amount:?}")
}

/// Compares all rows of a query, in the order of the ids, on pages of different sizes.
async fn check(sql: &str, expect: impl Fn(&Account) -> Vec<Vec<String>>) {
    for config in [small(), SandboxConfig { seed: 11, ..small() }] {
        for keys in ["PageSize=7", "PageSize=500"] {
            let fixture = Fixture::with(config.clone(), keys).await;
            let expected = expect(fixture.sandbox.account());
            let rows = fixture.expect(sql).await;
            assert_eq!(rows.len(), expected.len(), "{sql}");
            for (row, expected) in rows.iter().zip(&expected) {
                assert_eq!(row, expected, "{sql}");
            }
        }
    }
}

#[tokio::test]
async fn deals_are_those_of_the_account() {
    let sql = "SELECT id, owner_id, creator_user_id, person_id, org_id, pipeline_id, stage_id, value, currency, \
               status, is_archived, is_deleted, probability, add_time, update_time, stage_change_time, won_time, \
               lost_time, archive_time, expected_close_date FROM deals WHERE is_deleted IN (true, false) ORDER BY id";
    check(sql, |account| {
        let row = |deal: pipedrive_sandbox::Deal| {
            vec![
                deal.id.to_string(),
                deal.owner_id.to_string(),
                deal.creator_user_id.to_string(),
                null_or(deal.person_id),
                null_or(deal.org_id),
                deal.pipeline_id.to_string(),
                deal.stage_id.to_string(),
                money(deal.value),
                deal.currency.to_owned(),
                deal.status.name().to_owned(),
                deal.is_archived.to_string(),
                deal.is_deleted.to_string(),
                null_or(deal.probability.map(|percent| money(percent.into()))),
                time(deal.add_time),
                null_or(deal.update_time.map(time)),
                null_or(deal.stage_change_time.map(time)),
                null_or(deal.won_time.map(time)),
                null_or(deal.lost_time.map(time)),
                null_or(deal.archive_time.map(time)),
                null_or(deal.expected_close_day.map(day)),
            ]
        };
        account.deals().map(row).collect()
    })
    .await;
}

#[tokio::test]
async fn leads_are_those_of_the_account() {
    let sql = "SELECT id, owner_id, person_id, organization_id, value, currency, is_archived, was_seen, add_time, \
               update_time FROM leads ORDER BY id";
    check(sql, |account| {
        let row = |lead: pipedrive_sandbox::Lead| {
            vec![
                lead.id.clone(),
                lead.owner_id.to_string(),
                null_or(lead.person_id),
                null_or(lead.organization_id),
                null_or(lead.value.map(|(amount, _)| money(amount))),
                null_or(lead.value.map(|(_, currency)| currency)),
                lead.is_archived.to_string(),
                lead.was_seen.to_string(),
                precise(lead.add_time),
                precise(lead.update_time),
            ]
        };
        let mut rows: Vec<Vec<String>> = account.leads().map(row).collect();
        rows.sort();
        rows
    })
    .await;
}

#[tokio::test]
async fn persons_and_organizations_are_those_of_the_account() {
    let sql = "SELECT p.id, p.owner_id, p.org_id, o.employee_count, cardinality(p.emails), p.add_time, p.update_time \
               FROM persons p LEFT JOIN organizations o ON o.id = p.org_id ORDER BY p.id";
    check(sql, |account| {
        let organizations: Vec<_> = account.organizations().collect();
        let row = |person: pipedrive_sandbox::Person| {
            let organization = organizations.iter().find(|o| Some(o.id) == person.org_id && !o.is_deleted);
            vec![
                person.id.to_string(),
                person.owner_id.to_string(),
                null_or(person.org_id),
                null_or(organization.map(|o| o.employee_count.map_or_else(|| "NULL".to_owned(), |n| n.to_string()))),
                person.emails.to_string(),
                time(person.add_time),
                null_or(person.update_time.map(time)),
            ]
        };
        account.persons().filter(|person| !person.is_deleted).map(row).collect()
    })
    .await;
}

#[tokio::test]
async fn activities_and_notes_are_those_of_the_account() {
    let activities = "SELECT id, type, owner_id, deal_id, person_id, org_id, done, due_date, add_time, \
                      update_time FROM activities ORDER BY id";
    check(activities, |account| {
        let row = |activity: pipedrive_sandbox::Activity| {
            vec![
                activity.id.to_string(),
                activity.kind.to_owned(),
                activity.owner_id.to_string(),
                null_or(activity.deal_id),
                null_or(activity.person_id),
                null_or(activity.org_id),
                activity.done.to_string(),
                null_or(activity.due_day.map(day)),
                time(activity.add_time),
                null_or(activity.update_time.map(time)),
            ]
        };
        account.activities().filter(|activity| !activity.is_deleted).map(row).collect()
    })
    .await;
    let notes = "SELECT id, user_id, deal_id, person_id, org_id, add_time, update_time FROM notes ORDER BY id";
    check(notes, |account| {
        let row = |note: pipedrive_sandbox::Note| {
            vec![
                note.id.to_string(),
                note.user_id.to_string(),
                null_or(note.deal_id),
                null_or(note.person_id),
                null_or(note.org_id),
                time(note.add_time),
                time(note.update_time),
            ]
        };
        account.notes().map(row).collect()
    })
    .await;
}
