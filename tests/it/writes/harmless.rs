//! Statements whose conditions get lost on the way to a table in DataFusion 55: in a session and in a host's context
//! exactly the rows that SQL means are touched.

use datafusion::error::DataFusionError;
use datafusion::prelude::{SessionConfig, SessionContext};
use pipedrive_datafusion::{Error, PipedriveSession, register};
use pipedrive_sandbox::{Account, Deal, Sandbox};

use crate::fixture::{describe, rows, small, texts, written};

/// Who plans a statement.
enum Way {
    Session(Box<PipedriveSession>),
    Host(SessionContext),
}

impl Way {
    async fn both(sandbox: [&Sandbox; 2]) -> [Self; 2] {
        let session = PipedriveSession::connect(&sandbox[0].connection_string()).await.unwrap();
        let config = SessionConfig::new().with_default_catalog_and_schema("pipedrive", "crm").with_target_partitions(4);
        let ctx = SessionContext::new_with_config(config);
        register(&ctx, &sandbox[1].connection_string()).unwrap();
        [Self::Session(Box::new(session)), Self::Host(ctx)]
    }

    async fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>, Error> {
        match self {
            Self::Session(session) => rows(session, sql).await,
            Self::Host(ctx) => collect(ctx, sql).await.map_err(Error::from),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Session(_) => "session",
            Self::Host(_) => "host",
        }
    }
}

async fn collect(ctx: &SessionContext, sql: &str) -> Result<Vec<Vec<String>>, DataFusionError> {
    let batches = ctx.sql(sql).await?.collect().await?;
    Ok(batches.iter().flat_map(texts).collect())
}

/// What a host's planner does with a statement that a session carries out.
#[derive(Clone, Copy, PartialEq)]
enum Host {
    /// The same.
    Same,
    /// Refuses it with an error that contains this; nothing is sent.
    Refuses(&'static str),
}

/// Requests that write, in alphabetical order.
fn sent(sandbox: &Sandbox) -> Vec<String> {
    let mut sent: Vec<String> = sandbox.requests().iter().filter(|one| one.method != "GET").map(written).collect();
    sent.sort();
    sent
}

/// Runs a statement both ways on an account each; `request` is what is sent for a row, with `#` in the place of its id.
async fn run(sql: &str, request: &str, host: Host, is_meant: impl Fn(&Account, &Deal) -> bool) {
    let sandboxes = [Sandbox::start(small()).await.unwrap(), Sandbox::start(small()).await.unwrap()];
    for (sandbox, way) in sandboxes.iter().zip(Way::both([&sandboxes[0], &sandboxes[1]]).await) {
        let what = format!("{}: {sql}", way.name());
        let account = sandbox.account();
        let before: Vec<Deal> = account.deals().collect();
        let meant = before.iter().filter(|deal| !deal.is_deleted && is_meant(account, deal));
        let mut meant: Vec<u32> = meant.map(|deal| deal.id).collect();
        let result = way.rows(sql).await;
        match (&way, host, result) {
            (Way::Host(_), Host::Refuses(message), result) => {
                let error = result.expect_err(&what);
                assert!(describe(&error).contains(message), "{what}: {}", describe(&error));
                meant.clear();
            }
            (_, _, Ok(count)) => assert_eq!(count, [[meant.len().to_string()]], "{what}"),
            (_, _, Err(error)) => panic!("{what}: {}", describe(&error)),
        }
        let mut requests: Vec<String> = meant.iter().map(|id| request.replace('#', &id.to_string())).collect();
        requests.sort();
        assert_eq!(sent(sandbox), requests, "{what}");
        let after: Vec<Deal> = account.deals().collect();
        assert_eq!(before.len(), after.len(), "{what}");
        for (old, new) in before.iter().zip(&after) {
            if meant.contains(&old.id) {
                assert_eq!(new.is_deleted, sql.contains("DELETE FROM"), "{what}: {new:?}");
            } else {
                assert_eq!(old, new, "{what}");
            }
        }
    }
}

/// A DELETE and an UPDATE with the same condition.
async fn check(condition: &str, is_meant: impl Fn(&Account, &Deal) -> bool + Copy) {
    let delete = format!("DELETE FROM deals WHERE {condition}");
    run(&delete, "DELETE /api/v2/deals/# 200 3", Host::Same, is_meant).await;
    let update = format!("UPDATE deals SET title = 'x' WHERE {condition}");
    run(&update, r#"PATCH /api/v2/deals/# {"title":"x"} 200 5"#, Host::Same, is_meant).await;
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

fn kept(account: &Account) -> impl Iterator<Item = Deal> + '_ {
    account.deals().filter(|deal| !deal.is_deleted)
}

#[tokio::test]
async fn a_condition_with_in_and_a_subquery_is_not_lost() {
    check("id IN (SELECT 5)", |_, deal| deal.id == 5).await;
    check("id IN (SELECT id FROM deals WHERE id BETWEEN 3 AND 5)", |_, deal| (3..=5).contains(&deal.id)).await;
    check("id IN (SELECT id FROM deals WHERE id < 0)", |_, _| false).await;
    check("id < 6 AND id NOT IN (SELECT id FROM deals WHERE id > 2)", |_, deal| deal.id < 3).await;
    check("id NOT IN (SELECT CAST(NULL AS BIGINT))", |_, _| false).await;
    check("person_id IN (SELECT id FROM persons WHERE id = 3) AND NOT is_archived", |_, deal| {
        deal.person_id == Some(3) && !deal.is_archived
    })
    .await;
}

#[tokio::test]
async fn a_condition_with_exists_is_not_lost() {
    check("EXISTS (SELECT 1 FROM stages WHERE deals.id = 5)", |_, deal| deal.id == 5).await;
    check("EXISTS (SELECT 1 FROM stages s WHERE s.id = deals.stage_id AND s.id = 2) AND NOT is_archived", |_, deal| {
        deal.stage_id == 2 && !deal.is_archived
    })
    .await;
    check("NOT EXISTS (SELECT 1 FROM persons p WHERE p.id = deals.person_id) AND NOT is_archived", |_, deal| {
        deal.person_id.is_none() && !deal.is_archived
    })
    .await;
}

#[tokio::test]
async fn an_alternative_beside_a_subquery_is_not_lost() {
    check("id = 1 OR id IN (SELECT 5)", |_, deal| [1, 5].contains(&deal.id)).await;
    check("id = 1 OR EXISTS (SELECT 1 FROM stages WHERE deals.id = 5)", |_, deal| [1, 5].contains(&deal.id)).await;
    check("id = 1 OR id = (SELECT 5)", |_, deal| [1, 5].contains(&deal.id)).await;
    check("id = 1 OR id IN (SELECT id FROM stages WHERE id < 0)", |_, deal| deal.id == 1).await;
}

#[tokio::test]
async fn a_condition_with_one_value_of_a_subquery_is_not_lost() {
    check("id = (SELECT 5)", |_, deal| deal.id == 5).await;
    check("value > (SELECT avg(value) FROM deals) AND NOT is_archived", |account, deal| {
        deal.value > mean(kept(account).map(|deal| deal.value)) && !deal.is_archived
    })
    .await;
    check(
        "value > (SELECT avg(o.value) FROM deals o WHERE o.owner_id = deals.owner_id) AND NOT is_archived",
        |account, deal| {
            let of_owner = kept(account).filter(|other| other.owner_id == deal.owner_id);
            deal.value > mean(of_owner.map(|other| other.value)) && !deal.is_archived
        },
    )
    .await;
    check("id = (SELECT max(id) FROM deals WHERE id < 0)", |_, _| false).await;
}

#[tokio::test]
async fn a_condition_that_no_row_meets_touches_none() {
    for condition in [
        "1 = 0",
        "false",
        "NULL",
        "id = 1 AND id = 2",
        "id IN (1, 2) AND false",
        "id IS NULL",
        "id = NULL",
        "id NOT IN (1, NULL)",
        "title <> title",
        "id > 5 AND id < 5",
        "id = 99999",
    ] {
        check(condition, |_, _| false).await;
    }
}

#[tokio::test]
async fn a_limit_is_kept() {
    const DELETED: &str = "DELETE /api/v2/deals/# 200 3";
    const CHANGED: &str = r#"PATCH /api/v2/deals/# {"title":"x"} 200 5"#;
    run("DELETE FROM deals WHERE id = 3 LIMIT 1", DELETED, Host::Same, |_, deal| deal.id == 3).await;
    run("DELETE FROM deals WHERE id IN (3, 4, 5) LIMIT 0", DELETED, Host::Same, |_, _| false).await;
    let ordered = "DELETE FROM deals WHERE id < 6 ORDER BY id DESC LIMIT 2";
    run(ordered, DELETED, Host::Refuses("supported"), |_, deal| [4, 5].contains(&deal.id)).await;
    let ordered = "UPDATE deals SET title = 'x' WHERE id < 6 ORDER BY id DESC LIMIT 2";
    run(ordered, CHANGED, Host::Refuses("supported"), |_, deal| [4, 5].contains(&deal.id)).await;
    let limited = "UPDATE deals SET title = 'x' WHERE id IN (3, 4, 5) LIMIT 0";
    run(limited, CHANGED, Host::Refuses("supported"), |_, _| false).await;
}

#[tokio::test]
async fn an_alias_means_the_table_it_stands_for() {
    const DELETED: &str = "DELETE /api/v2/deals/# 200 3";
    const CHANGED: &str = r#"PATCH /api/v2/deals/# {"title":"x"} 200 5"#;
    run("DELETE FROM deals d WHERE d.id = 4", DELETED, Host::Refuses("no column `id` in `d`"), |_, deal| deal.id == 4)
        .await;
    run("UPDATE deals d SET title = 'x' WHERE d.id = 4", CHANGED, Host::Same, |_, deal| deal.id == 4).await;
    let within = "UPDATE deals d SET title = 'x' WHERE EXISTS (SELECT 1 FROM deals e WHERE e.id = 4 AND e.id = d.id)";
    run(within, CHANGED, Host::Same, |_, deal| deal.id == 4).await;
}

#[tokio::test]
async fn a_join_touches_each_row_it_finds_once() {
    const DELETED: &str = "DELETE /api/v2/deals/# 200 3";
    const CHANGED: &str = r#"PATCH /api/v2/deals/# {"title":"x"} 200 5"#;
    let update = "UPDATE deals d SET title = v.column2 FROM (VALUES (1, 'x'), (2, 'x'), (2, 'x'), (99999, 'x')) v \
                  WHERE d.id = v.column1";
    run(update, CHANGED, Host::Refuses("supported"), |_, deal| [1, 2].contains(&deal.id)).await;
    let update = "UPDATE deals SET title = 'x' FROM stages s WHERE deals.stage_id = s.id AND deals.id = 4";
    run(update, CHANGED, Host::Refuses("supported"), |_, deal| deal.id == 4).await;
    let delete = "DELETE FROM deals d USING (VALUES (1), (2), (2), (99999)) v WHERE d.id = v.column1";
    run(delete, DELETED, Host::Refuses("using clause not supported"), |_, deal| [1, 2].contains(&deal.id)).await;
    let with = "WITH t AS (SELECT 5 AS id) DELETE FROM deals WHERE id IN (SELECT id FROM t)";
    run(with, DELETED, Host::Refuses(""), |_, deal| deal.id == 5).await;
}

#[tokio::test]
async fn what_is_only_shown_or_prepared_is_not_carried_out() {
    let sandboxes = [Sandbox::start(small()).await.unwrap(), Sandbox::start(small()).await.unwrap()];
    for (sandbox, way) in sandboxes.iter().zip(Way::both([&sandboxes[0], &sandboxes[1]]).await) {
        for (number, statement) in [
            "DELETE FROM deals WHERE id = 1",
            "DELETE FROM deals WHERE id IN (SELECT 1)",
            "UPDATE deals SET title = 'x' WHERE id = 1",
            "UPDATE deals SET title = 'x' WHERE 1 = 0",
            "INSERT INTO deals (title) VALUES ('x')",
        ]
        .iter()
        .enumerate()
        {
            for sql in [
                format!("EXPLAIN {statement}"),
                format!("EXPLAIN VERBOSE {statement}"),
                format!("PREPARE p{number} AS {statement}"),
            ] {
                let result = way.rows(&sql).await;
                assert!(result.is_ok(), "{}: {sql}: {:?}", way.name(), result.map_err(|error| describe(&error)));
            }
            match &way {
                Way::Session(session) => drop(session.query(statement).await.unwrap()),
                Way::Host(ctx) => drop(ctx.sql(statement).await.unwrap().create_physical_plan().await.unwrap()),
            }
            assert_eq!(sent(sandbox), Vec::<String>::new(), "{}: {statement}", way.name());
        }
        // And what was prepared is carried out when it is executed.
        assert_eq!(way.rows("EXECUTE p0").await.unwrap(), [["1"]], "{}", way.name());
        assert_eq!(sent(sandbox), ["DELETE /api/v2/deals/1 200 3"], "{}", way.name());
    }
}
