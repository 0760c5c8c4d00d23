//! Walks over scripted lists.

use pipedrive_schema::RouteSpec;

use super::*;
use crate::testing::{DEALS, LEADS, Reply, STAGES_WHOLE, client};
use crate::{Counts, ErrorKind};

/// Walks a list whose pages are `(data, additional_data)` and compares the paths asked for and the data of the
/// pages, or the error.
async fn check(route: RouteSpec, pages: &'static [(&str, &str)], paths: &[&str], expect: Result<&[&str], &str>) {
    let (client, script) = client(move |number, _| {
        let (data, more) = pages[number];
        Reply::body(200, &format!(r#"{{"success":true,"data":{data},"additional_data":{more}}}"#))
    });
    let scope = Arc::new(QueryScope::default());
    let mut walk = client.pages(ApiRequest::new(route).limit(2), Arc::clone(&scope));
    assert_eq!(script.paths(), [""; 0], "nothing is sent before the first page is asked for");
    let mut seen = Vec::new();
    let result = loop {
        match walk.next().await {
            Ok(Some(page)) => {
                assert_eq!(page.number, seen.len() + 1);
                seen.push(String::from_utf8(page.data.to_vec()).unwrap());
                assert_eq!(script.paths().len(), seen.len(), "nothing is sent in advance");
            }
            Ok(None) => break Ok(seen.as_slice()),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Protocol);
                break Err(error.to_string());
            }
        }
    };
    assert_eq!(script.paths(), paths);
    match (result, expect) {
        (Ok(seen), Ok(data)) => {
            assert_eq!(seen, data);
            let pages = u64::try_from(data.len()).unwrap();
            let counts = scope.counts();
            assert_eq!((counts.requests, counts.pages), (pages, pages));
            assert_eq!(client.totals(), Counts { rows: 0, ..counts });
        }
        (Err(message), Err(part)) => {
            assert!(message.contains(part), "{message}");
            assert!(walk.next().await.unwrap().is_none(), "a broken walk does not go on");
        }
        (result, expect) => panic!("{result:?} instead of {expect:?}"),
    }
}

#[tokio::test]
async fn a_cursor_is_followed_to_its_end() {
    let first = "/api/v2/deals?limit=2";
    check(DEALS, &[("[1]", "null")], &[first], Ok(&["[1]"])).await;
    check(DEALS, &[("[]", r#"{"next_cursor":null}"#)], &[first], Ok(&["[]"])).await;
    check(
        DEALS,
        &[("[1,2]", r#"{"next_cursor":"a"}"#), ("[3]", r#"{"next_cursor":"b="}"#), ("[4]", "{}")],
        &[first, "/api/v2/deals?limit=2&cursor=a", "/api/v2/deals?limit=2&cursor=b%3D"],
        Ok(&["[1,2]", "[3]", "[4]"]),
    )
    .await;
}

#[tokio::test]
async fn a_walk_begins_where_a_cursor_stands_and_tells_the_next_one() {
    let (client, script) = client(|number, _| {
        let next = ["\"b\"", "null"][number];
        Reply::body(200, &format!(r#"{{"success":true,"data":[],"additional_data":{{"next_cursor":{next}}}}}"#))
    });
    let walk = client.pages(ApiRequest::new(DEALS), Arc::new(QueryScope::default()));
    assert_eq!(walk.cursor(), None);
    let mut walk = walk.starting_at("a".to_owned());
    walk.next().await.unwrap();
    assert_eq!(walk.cursor(), Some("b"));
    walk.next().await.unwrap();
    assert_eq!(walk.cursor(), None);
    assert!(walk.is_finished());
    assert_eq!(script.paths(), ["/api/v2/deals?cursor=a", "/api/v2/deals?cursor=b"]);
}

#[tokio::test]
async fn an_empty_page_does_not_end_a_walk() {
    check(
        DEALS,
        &[("[]", r#"{"next_cursor":"a"}"#), ("[1]", "null")],
        &["/api/v2/deals?limit=2", "/api/v2/deals?limit=2&cursor=a"],
        Ok(&["[]", "[1]"]),
    )
    .await;
}

#[tokio::test]
async fn a_cursor_that_comes_back_is_an_error_and_not_a_loop() {
    check(
        DEALS,
        &[("[1]", r#"{"next_cursor":"a"}"#), ("[2]", r#"{"next_cursor":"b"}"#), ("[3]", r#"{"next_cursor":"a"}"#)],
        &["/api/v2/deals?limit=2", "/api/v2/deals?limit=2&cursor=a", "/api/v2/deals?limit=2&cursor=b"],
        Err("`next_cursor` points back to a page that was already read (page 3)"),
    )
    .await;
}

#[tokio::test]
async fn an_offset_is_followed_to_its_end() {
    let first = "/api/v1/leads?limit=2";
    let second = "/api/v1/leads?limit=2&start=1";
    check(LEADS, &[("null", "null")], &[first], Ok(&["null"])).await;
    check(
        LEADS,
        &[
            ("[1,2]", r#"{"pagination":{"start":0,"limit":2,"more_items_in_collection":true,"next_start":2}}"#),
            ("[2,3]", r#"{"pagination":{"start":1,"limit":2,"more_items_in_collection":false}}"#),
        ],
        &[first, second],
        Ok(&["[1,2]", "[3]"]),
    )
    .await;
    check(
        LEADS,
        &[("[1,2]", r#"{"more_items_in_collection":true}"#), ("[2]", r#"{"next_start":9}"#)],
        &[first, second],
        Ok(&["[1,2]", "[]"]),
    )
    .await;
    check(
        LEADS,
        &[("[1]", r#"{"limit":1,"more_items_in_collection":true}"#), ("[2]", "null")],
        &[first, "/api/v1/leads?limit=2&start=1"],
        Ok(&["[1]", "[2]"]),
    )
    .await;
}

#[tokio::test]
async fn an_offset_that_does_not_grow_is_an_error_and_not_a_loop() {
    check(
        LEADS,
        &[
            ("[1,2]", r#"{"more_items_in_collection":true,"next_start":2}"#),
            ("[2,3]", r#"{"more_items_in_collection":true,"next_start":1}"#),
        ],
        &["/api/v1/leads?limit=2", "/api/v1/leads?limit=2&start=1"],
        Err("`next_start` does not lead on (page 2)"),
    )
    .await;
    check(
        LEADS,
        &[("[1]", r#"{"more_items_in_collection":true,"limit":0}"#)],
        &["/api/v1/leads?limit=2"],
        Err("`next_start` does not lead on (page 1)"),
    )
    .await;
}

#[tokio::test]
async fn a_whole_list_is_one_page_unless_it_says_there_is_more() {
    check(STAGES_WHOLE, &[("[1]", "null")], &["/api/v2/stages"], Ok(&["[1]"])).await;
    check(
        STAGES_WHOLE,
        &[("[1]", r#"{"next_cursor":"a"}"#), ("[2]", "null")],
        &["/api/v2/stages", "/api/v2/stages?cursor=a"],
        Ok(&["[1]", "[2]"]),
    )
    .await;
    check(
        STAGES_WHOLE,
        &[("[1]", r#"{"pagination":{"more_items_in_collection":true,"next_start":1}}"#), ("[2]", "null")],
        &["/api/v2/stages", "/api/v2/stages?start=1"],
        Ok(&["[1]", "[2]"]),
    )
    .await;
}

#[tokio::test]
async fn an_object_where_a_list_was_due_names_the_route() {
    let message = "unexpected answer to `GET /api/v2/deals?limit=2` (200): `data` is not a list (page 1)";
    check(DEALS, &[("{}", "null")], &["/api/v2/deals?limit=2"], Err(message)).await;
    check(DEALS, &[("7", "null")], &["/api/v2/deals?limit=2"], Err("`data` is not a list")).await;
}

#[tokio::test]
async fn a_page_whose_request_was_dropped_can_be_asked_for_again() {
    let (client, script) = client(|number, _| match number {
        0 => Reply::body(200, r#"{"success":true,"data":[1],"additional_data":{"next_cursor":"a"}}"#),
        1 => Reply::Hang,
        _ => Reply::data("[2]"),
    });
    let scope = Arc::new(QueryScope::default());
    let mut walk = client.pages(ApiRequest::new(DEALS), Arc::clone(&scope));
    walk.next().await.unwrap();
    {
        let next = walk.next();
        tokio::pin!(next);
        assert!(futures::poll!(&mut next).is_pending());
        assert_eq!(scope.counts().in_flight, 1);
    }
    assert_eq!(scope.counts().in_flight, 0, "dropping the future cancels its request");
    assert_eq!(walk.next().await.unwrap().unwrap().data, "[2]");
    assert!(walk.next().await.unwrap().is_none());
    assert_eq!(script.paths(), ["/api/v2/deals", "/api/v2/deals?cursor=a", "/api/v2/deals?cursor=a"]);
}

#[tokio::test]
async fn an_offset_that_is_ignored_is_an_error_and_not_a_loop() {
    check(
        LEADS,
        &[
            ("[1]", r#"{"start":0,"limit":1,"more_items_in_collection":true}"#),
            ("[1]", r#"{"start":0,"limit":1,"more_items_in_collection":true}"#),
        ],
        &["/api/v1/leads?limit=2", "/api/v1/leads?limit=2&start=1"],
        Err("`start` is not the one that was asked for (page 2)"),
    )
    .await;
}

/// Walks a list that says of its only page that there are more, and repeats it when asked for the next.
async fn check_repeated(data: &'static str, more: &'static str, second: &str) {
    let (client, script) =
        client(move |_, _| Reply::body(200, &format!(r#"{{"success":true,"data":{data},"additional_data":{more}}}"#)));
    let mut walk = client.pages(ApiRequest::new(STAGES_WHOLE), Arc::new(QueryScope::default()));
    assert_eq!(walk.next().await.unwrap().unwrap().data, data);
    assert!(walk.next().await.unwrap().is_none(), "{more}");
    assert!(walk.next().await.unwrap().is_none(), "{more}");
    assert_eq!(script.paths(), ["/api/v2/stages", second]);
}

#[tokio::test]
async fn a_list_without_pages_that_claims_more_is_read_once() {
    let at_100 = "/api/v2/stages?start=100";
    check_repeated("[1]", r#"{"start":0,"limit":100,"more_items_in_collection":true}"#, at_100).await;
    check_repeated("[1]", r#"{"limit":100,"more_items_in_collection":true}"#, at_100).await;
    check_repeated("null", r#"{"start":0,"limit":100,"more_items_in_collection":true}"#, at_100).await;
    check_repeated("[1]", r#"{"next_cursor":"a"}"#, "/api/v2/stages?cursor=a").await;
}

#[tokio::test]
async fn a_full_page_that_does_not_say_whether_there_is_more_is_not_the_last() {
    check(
        LEADS,
        &[("[1,2]", "null"), ("[2,3]", "{}"), ("[3]", "{}")],
        &["/api/v1/leads?limit=2", "/api/v1/leads?limit=2&start=1", "/api/v1/leads?limit=2&start=2"],
        Ok(&["[1,2]", "[3]", "[]"]),
    )
    .await;
}

/// Walks a list of numbers, of which the first go just before the second request; the pages and the places asked for.
async fn check_shrinking(gone: usize, limit: usize, expect: &[&str], starts: &[&str]) {
    let (client, script) = client(move |number, path| {
        let start = path.split_once("start=").map_or(0, |(_, at)| at.parse::<usize>().unwrap());
        let list: Vec<usize> = (if number == 0 { 0 } else { gone }..12).collect();
        let rows: Vec<&usize> = list.iter().skip(start).take(limit).collect();
        let more = start + limit < list.len();
        let paging = format!(r#"{{"start":{start},"limit":{limit},"more_items_in_collection":{more}}}"#);
        Reply::body(200, &format!(r#"{{"success":true,"data":{rows:?},"additional_data":{paging}}}"#))
    });
    let scope = Arc::new(QueryScope::default());
    let mut walk = client.pages(ApiRequest::new(LEADS).limit(u32::try_from(limit).unwrap()), Arc::clone(&scope));
    let mut seen = Vec::new();
    while let Some(page) = walk.next().await.unwrap() {
        seen.push(String::from_utf8(page.data.to_vec()).unwrap().replace(' ', ""));
    }
    assert_eq!(seen, expect);
    let paths = script.paths();
    let asked: Vec<&str> = paths.iter().map(|path| path.split_once("start=").map_or("0", |(_, at)| at)).collect();
    assert_eq!(asked, starts);
    let counts = scope.counts();
    assert_eq!(
        (counts.requests, counts.pages),
        (u64::try_from(starts.len()).unwrap(), u64::try_from(expect.len()).unwrap())
    );
}

#[tokio::test]
async fn rows_that_move_up_are_not_passed_over() {
    check_shrinking(0, 6, &["[0,1,2,3,4,5]", "[6,7,8,9,10]", "[11]"], &["0", "5", "10"]).await;
    check_shrinking(1, 6, &["[0,1,2,3,4,5]", "[6,7,8,9,10]", "[11]"], &["0", "5", "4", "9"]).await;
    check_shrinking(3, 6, &["[0,1,2,3,4,5]", "[6,7,8,9,10]", "[11]"], &["0", "5", "4", "2", "7"]).await;
    check_shrinking(6, 6, &["[0,1,2,3,4,5]", "[6,7,8,9,10,11]"], &["0", "5", "4", "2", "0"]).await;
    check_shrinking(12, 6, &["[0,1,2,3,4,5]", "[]"], &["0", "5", "4", "2", "0"]).await;
}

#[tokio::test]
async fn a_list_that_never_joins_is_an_error_and_not_a_loop() {
    let (client, script) = client(|number, path| {
        let start = path.split_once("start=").map_or("0", |(_, at)| at);
        let paging = format!(r#"{{"start":{start},"limit":2,"more_items_in_collection":true}}"#);
        let data = format!("[{},{}]", 2 * number, 2 * number + 1);
        Reply::body(200, &format!(r#"{{"success":true,"data":{data},"additional_data":{paging}}}"#))
    });
    let mut walk = client.pages(ApiRequest::new(LEADS).limit(2), Arc::new(QueryScope::default()));
    let error = loop {
        match walk.next().await {
            Ok(page) => assert!(page.is_some()),
            Err(error) => break error.to_string(),
        }
    };
    assert!(error.contains("rows vanish faster than their list can be read"), "{error}");
    assert!(script.paths().len() < 300, "{} requests", script.paths().len());
}

#[tokio::test]
async fn an_answer_without_data_is_no_empty_list() {
    let (client, _) = client(|_, _| Reply::body(200, r#"{"success":true}"#));
    let mut walk = client.pages(ApiRequest::new(DEALS), Arc::new(QueryScope::default()));
    let error = walk.next().await.unwrap_err();
    assert!(error.to_string().contains("`data` is missing"), "{error}");
}

#[tokio::test]
async fn a_request_says_what_else_than_a_list_it_expects() {
    async fn check(shapes: &'static [DataShape], data: &'static str, expect: Result<(), &str>) {
        let (client, _) = client(move |_, _| Reply::body(200, &format!(r#"{{"success":true,"data":{data}}}"#)));
        let request = ApiRequest::new(DEALS).expecting(shapes);
        let mut walk = client.pages(request, Arc::new(QueryScope::default()));
        let page = walk.next().await.map_err(|error| error.to_string());
        match (page, expect) {
            (Ok(Some(page)), Ok(())) => {
                assert_eq!(page.data, data);
                assert!(walk.next().await.unwrap().is_none(), "{data}");
            }
            (Err(message), Err(part)) => assert!(message.contains(part), "{message}"),
            (page, expect) => panic!("{data}: {page:?} instead of {expect:?}"),
        }
    }
    check(&[DataShape::Object], r#"{"id":1}"#, Ok(())).await;
    check(&[DataShape::Object], "null", Ok(())).await;
    check(&[DataShape::Object], "[]", Err("`data` is not an object (page 1)")).await;
    check(&[DataShape::Object, DataShape::List], "[]", Ok(())).await;
    check(&[DataShape::Object, DataShape::List], "7", Err("`data` is not an object or a list (page 1)")).await;
}
