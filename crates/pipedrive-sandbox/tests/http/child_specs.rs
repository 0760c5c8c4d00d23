//! The specifications of tables that can only be asked for by the key of another record.

use std::collections::BTreeSet;

use pipedrive_schema::{ParentKey, ParentSpec, RowShape, TABLES, TableSpec, WalkSpec};

use crate::specs::{documented, fixed, members, rows_of};
use crate::support::Api;

/// As many parents are asked for their children.
const PARENTS: usize = 60;

fn table(name: &str) -> &'static TableSpec {
    TABLES.iter().find(|table| table.name == name).unwrap()
}

/// Keys of the first parents of a table.
async fn parents(api: &Api, child: &TableSpec, parent: &ParentSpec) -> Vec<String> {
    let (name, key) = child.column(parent.column).unwrap().references.unwrap();
    let walk = &table(name).walks[0];
    let path = format!("{}?{}", walk.route.full_path(), fixed(walk));
    let rows = rows_of(walk.rows, api.get(&path).await.json()["data"].take());
    rows.iter().take(PARENTS).map(|row| row[key].to_string().replace('"', "")).collect()
}

/// Paths of the requests for the children of those parents.
fn paths(walk: &WalkSpec, key: ParentKey, parents: &[String]) -> Vec<String> {
    let route = walk.route.full_path();
    let one = |route: &str, parent: &String| {
        let (start, rest) = route.split_once('{').unwrap();
        format!("{start}{parent}{}?{}", rest.split_once('}').unwrap().1, fixed(walk))
    };
    let listed = |parameter: &str, keys: &[String], repeated: bool| {
        let separator = if repeated { format!("&{parameter}=") } else { ",".to_owned() };
        format!("{route}?{parameter}={}{}", keys.join(&separator), fixed(walk))
    };
    match key {
        ParentKey::Path => parents.iter().map(|parent| one(&route, parent)).collect(),
        ParentKey::Parameter(parameter) => {
            parents.iter().map(|key| listed(parameter, std::slice::from_ref(key), false)).collect()
        }
        ParentKey::List { parameter, max, repeated, one: single } => {
            let lists = parents.chunks(max).map(|keys| listed(parameter, keys, repeated));
            let singles =
                single.into_iter().flat_map(|route| parents.iter().map(move |key| one(&route.full_path(), key)));
            lists.chain(singles).collect()
        }
    }
}

/// What is wrong with the answers of a walk.
async fn complaints(api: &Api, child: &TableSpec, walk: &WalkSpec, paths: &[String]) -> BTreeSet<String> {
    let (mut complaints, mut rows) = (BTreeSet::new(), 0);
    let mut complain = |text: String| complaints.insert(format!("{} {}: {text}", child.name, walk.name));
    for path in paths {
        api.sandbox.clear_requests();
        let reply = api.get(path).await;
        if api.sandbox.requests()[0].tokens != walk.route.cost {
            complain(format!("{} does not cost {}", walk.route.path, walk.route.cost));
        }
        match reply.status {
            200 => {}
            // What a record has at most one of, it may lack.
            404 if matches!(walk.rows, RowShape::Record | RowShape::Records) => continue,
            status => {
                complain(format!("{} answers {status}: {}", walk.route.path, reply.text));
                continue;
            }
        }
        for row in rows_of(walk.rows, reply.json()["data"].take()) {
            let (row, spec) = members(child, &row);
            let unknown: Vec<_> = row.difference(&spec).collect();
            let missing: Vec<_> = spec.difference(&row).collect();
            if !unknown.is_empty() || !missing.is_empty() {
                complain(format!("unknown {unknown:?}, missing {missing:?}"));
            }
            rows += 1;
        }
    }
    if rows == 0 {
        complain("no rows".to_owned());
    }
    complaints
}

#[tokio::test]
async fn children_are_served_at_the_stated_price_with_the_members_of_their_columns() {
    let api = documented().await;
    let mut all = BTreeSet::new();
    for child in TABLES {
        let Some(parent) = &child.parent else { continue };
        let parents = parents(&api, child, parent).await;
        for walk in child.walks {
            all.extend(complaints(&api, child, walk, &paths(walk, parent.key, &parents)).await);
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}
