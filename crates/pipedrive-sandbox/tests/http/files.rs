//! Files: the list of all, those of one record, and attachments of mail.

use serde_json::Value;

use crate::support::{Api, ids};
use crate::v1::walk;

#[tokio::test]
async fn every_file_is_listed_once_in_pages_of_a_hundred_at_most() {
    let api = Api::start().await;
    let all = walk(&api, "/v1/files").await;
    assert!(all.len() > 150 && ids(&all).is_sorted_by(|a, b| a < b), "{}", all.len());
    assert!(all.iter().all(|file| file["active_flag"] == true));
    assert_eq!(api.rows("/v1/files?limit=500").await.len(), 100);
    assert_eq!(walk(&api, "/v1/files?limit=7").await, all);
    let latest = walk(&api, "/v1/files?sort=update_time%20DESC").await;
    assert!(latest.is_sorted_by_key(|file| std::cmp::Reverse(file["update_time"].as_str().unwrap().to_owned())));
    assert_eq!(latest.len(), all.len());
    assert_eq!(api.get("/v1/files?sort=name").await.status, 400);
}

#[tokio::test]
async fn a_record_has_the_files_that_name_it_and_counts_them() {
    let api = Api::start().await;
    let all = walk(&api, "/v1/files").await;
    for (list, member, counts) in [
        ("deals", "deal_id", true),
        ("persons", "person_id", true),
        ("organizations", "org_id", true),
        ("products", "product_id", false),
    ] {
        let optional = if counts { "&include_fields=files_count" } else { "" };
        let records = api.rows(&format!("/api/v2/{list}?limit=60{optional}")).await;
        let mut with_files = 0;
        for record in &records {
            let files = api.rows(&format!("/v1/{list}/{}/files", record["id"])).await;
            let expect: Vec<Value> = all.iter().filter(|file| file[member] == record["id"]).cloned().collect();
            assert_eq!(ids(&files), ids(&expect), "{list} {}", record["id"]);
            if counts {
                assert_eq!(record["files_count"], files.len(), "{list} {}", record["id"]);
            }
            with_files += usize::from(!files.is_empty());
        }
        assert!(with_files > 0, "no record of {list} has a file");
    }
}

#[tokio::test]
async fn attachments_hang_on_messages_that_say_so() {
    let api = Api::start().await;
    let all = walk(&api, "/v1/files").await;
    let (mut inline, mut plain) = (0, 0);
    for file in all.iter().filter(|file| file["mail_message_id"].is_string()) {
        let id = file["mail_message_id"].as_str().unwrap();
        let message = api.get(&format!("/v1/mailbox/mailMessages/{id}")).await.json()["data"].take();
        assert_eq!(message["has_attachments_flag"], 1, "{file}");
        assert_eq!(message["has_inline_attachments_flag"], u8::from(file["inline_flag"] == true), "{file}");
        assert_eq!(message["user_id"], file["user_id"], "{file}");
        if file["inline_flag"] == true { inline += 1 } else { plain += 1 }
    }
    assert!(inline > 0 && plain > 0, "{inline} {plain}");
}

#[tokio::test]
async fn single_files_and_what_is_not_there() {
    let api = Api::start().await;
    let all = api.rows("/v1/files?limit=3").await;
    let id = &all[2]["id"];
    assert_eq!(api.get(&format!("/v1/files/{id}")).await.json()["data"], all[2]);
    for (path, error) in [
        ("/v1/files/999999", "File not found"),
        ("/v1/files/x", "File not found"),
        ("/v1/deals/999999/files", "Deal not found"),
        ("/v1/persons/0/files", "Person not found"),
        ("/v1/organizations/999999/files", "Organization not found"),
        ("/v1/products/999999/files", "Product not found"),
    ] {
        let reply = api.get(path).await;
        assert_eq!((reply.status, reply.json()["error"].as_str().unwrap()), (404, error), "{path}");
    }
}
