//! Every table that can be written, from its first row to none: what is sent, and what is read after each statement.

mod contacts;
mod deals;
mod fields;
mod projects;
mod services;
mod settings;
mod team;

use std::collections::BTreeSet;

use pipedrive_schema::{WriteSpec, writes};

use crate::fixture::{Fixture, describe, written};

/// What is done to one table or view.
struct Trip {
    table: &'static str,
    /// The query that shows what is there, before the first statement and after each.
    shows: &'static str,
    /// Its rows before the first.
    before: &'static [&'static str],
    steps: &'static [Step],
}

/// A statement, the requests that write, in their order, and the rows that are there then.
struct Step(&'static str, &'static [&'static str], &'static [&'static str]);

/// All of them.
const TRIPS: &[&[Trip]] =
    &[deals::TRIPS, contacts::TRIPS, projects::TRIPS, services::TRIPS, settings::TRIPS, team::TRIPS, fields::TRIPS];

impl Trip {
    /// How the statements that do this to the table begin.
    fn does(&self, verb: &str) -> bool {
        let start = format!("{verb} {} ", self.table);
        self.steps.iter().any(|Step(sql, ..)| sql.starts_with(&start))
    }

    /// Goes all the way in an account of its own; what is not as it should be is the error.
    async fn go(&self) -> Result<(), String> {
        let fixture = Fixture::new().await;
        let mut expect = vec![format!("{:?}", self.before)];
        let mut found = vec![format!("{:?}", self.shown(&fixture).await?)];
        for Step(sql, sent, rows) in self.steps {
            fixture.requests();
            let count = attempt(&fixture, sql).await?;
            let requests = fixture.requests();
            let writes: Vec<String> = requests.iter().filter(|one| one.method != "GET").map(written).collect();
            let outcomes = attempt(&fixture, "SELECT outcome FROM last_write").await?;
            let all_written = outcomes.iter().all(|outcome| outcome == &["written"]);
            if outcomes.is_empty() || !all_written || count != [[outcomes.len().to_string()]] {
                return Err(format!("{sql}: {count:?} {outcomes:?} {writes:?}"));
            }
            expect.push(format!("Step({sql:?}, &{sent:?}, &{rows:?}),"));
            found.push(format!("Step({sql:?}, &{writes:?}, &{:?}),", self.shown(&fixture).await?));
        }
        if expect == found { Ok(()) } else { Err(format!("{}: {}", self.table, found.join("\n"))) }
    }

    /// The rows that are there, with a bar between the columns.
    async fn shown(&self, fixture: &Fixture) -> Result<Vec<String>, String> {
        Ok(attempt(fixture, self.shows).await?.into_iter().map(|row| row.join(" | ")).collect())
    }
}

async fn attempt(fixture: &Fixture, sql: &str) -> Result<Vec<Vec<String>>, String> {
    fixture.rows(sql).await.map_err(|error| format!("{sql}: {}", describe(&error)))
}

async fn check(trips: &[Trip]) {
    let mut wrong = Vec::new();
    for trip in trips {
        wrong.extend(trip.go().await.err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_statement_that_a_table_can_carry_out_is_tried() {
    let does = |spec: &WriteSpec, verb: &str| match verb {
        "INSERT INTO" => spec.insert.is_some(),
        "UPDATE" => spec.update.is_some(),
        _ => spec.delete.is_some(),
    };
    for (table, spec) in writes() {
        let trips: Vec<&Trip> = TRIPS.iter().copied().flatten().filter(|trip| trip.table == table).collect();
        for verb in ["INSERT INTO", "UPDATE", "DELETE FROM"] {
            let is_tried = trips.iter().any(|trip| trip.does(verb));
            assert_eq!(is_tried, does(spec, verb), "{verb} {table}");
        }
    }
    let written: BTreeSet<&str> = writes().map(|(table, _)| table).collect();
    assert!(TRIPS.iter().copied().flatten().all(|trip| written.contains(trip.table)));
}

#[tokio::test]
async fn deals_and_what_belongs_to_them() {
    check(deals::TRIPS).await;
}

#[tokio::test]
async fn persons_organizations_and_products() {
    check(contacts::TRIPS).await;
}

#[tokio::test]
async fn projects_and_tasks() {
    check(projects::TRIPS).await;
}

#[tokio::test]
async fn notes_calls_mail_and_what_else_is_recorded() {
    check(services::TRIPS).await;
}

#[tokio::test]
async fn settings_of_the_account() {
    check(settings::TRIPS).await;
}

#[tokio::test]
async fn users_roles_and_teams() {
    check(team::TRIPS).await;
}

#[tokio::test]
async fn fields_and_their_choices() {
    check(fields::TRIPS).await;
}
