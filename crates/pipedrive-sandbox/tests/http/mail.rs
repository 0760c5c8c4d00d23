//! Mail: the folders of the mailbox, threads, messages, and the messages of records.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Api, ids};
use crate::v1::walk;

const FOLDERS: [&str; 4] = ["inbox", "drafts", "sent", "archive"];

/// Every thread of a folder, which does not say whether there is more.
async fn folder(api: &Api, name: &str, limit: usize) -> Vec<Value> {
    let mut rows = Vec::new();
    loop {
        let path = format!("/v1/mailbox/mailThreads?folder={name}&limit={limit}&start={}", rows.len());
        let reply = api.get(&path).await;
        assert!(reply.json().get("additional_data").is_none());
        let page = reply.rows();
        let is_last = page.len() < limit;
        rows.extend(page);
        if is_last {
            return rows;
        }
    }
}

#[tokio::test]
async fn folders_hold_the_callers_threads_newest_first() {
    let api = Api::start().await;
    let mut seen = BTreeMap::<u64, usize>::new();
    for name in FOLDERS {
        let threads = folder(&api, name, 500).await;
        assert!(threads.len() > 5, "{name}: {}", threads.len());
        assert_eq!(folder(&api, name, 13).await, threads, "{name}");
        assert!(
            threads.is_sorted_by(|a, b| a["last_message_timestamp"].as_str() >= b["last_message_timestamp"].as_str())
        );
        for thread in &threads {
            let folders = thread["folders"].as_array().unwrap();
            assert!(folders.iter().any(|folder| folder == name) && thread["user_id"] == 1, "{name}: {thread}");
            assert_eq!(thread["archived_flag"], u8::from(folders.contains(&"archive".into())), "{thread}");
            assert_eq!(thread["has_draft_flag"], u8::from(folders.contains(&"drafts".into())), "{thread}");
            assert_eq!(thread["has_sent_flag"], u8::from(folders.contains(&"sent".into())), "{thread}");
            *seen.entry(thread["id"].as_u64().unwrap()).or_default() += 1;
        }
    }
    assert!(seen.values().any(|times| *times > 1), "some threads are in several folders");
}

#[tokio::test]
async fn threads_are_what_their_messages_make_them() {
    let api = Api::start().await;
    for thread in folder(&api, "sent", 500).await.iter().chain(&folder(&api, "drafts", 500).await) {
        let path = format!("/v1/mailbox/mailThreads/{}", thread["id"]);
        assert_eq!(api.get(&path).await.json()["data"], *thread);
        let messages = api.rows(&format!("{path}/mailMessages")).await;
        let (drafts, sent): (Vec<&Value>, Vec<&Value>) =
            messages.iter().partition(|message| message["draft_flag"] == 1);
        assert_eq!(
            (thread["message_count"].as_u64(), drafts.len()),
            (u64::try_from(sent.len()).ok(), usize::try_from(thread["has_draft_flag"].as_u64().unwrap()).unwrap())
        );
        let last = |flag: u8| {
            let of = sent.iter().rev().find(|message| message["sent_flag"] == flag);
            of.map_or(Value::Null, |message| message["message_time"].clone())
        };
        assert_eq!(thread["last_message_sent_timestamp"], last(1));
        assert_eq!(thread["last_message_received_timestamp"], last(0));
        assert_eq!(thread["first_message_timestamp"], messages[0]["message_time"]);
        let attached = messages.iter().filter(|message| message["has_attachments_flag"] == 1).count();
        assert_eq!(thread["has_attachments_flag"], attached, "{thread}");
        assert!(messages.iter().all(|message| message["mail_thread_id"] == thread["id"]
            && message["draft"].is_string() == (message["draft_flag"] == 1)));
        let known = thread["parties"]["from"][0]["linked_person_id"].is_u64()
            || thread["parties"]["to"][0]["linked_person_id"].is_u64();
        assert!(thread["deal_id"].is_null() || thread["shared_flag"] == 1, "{thread}");
        assert!(!known || thread["shared_flag"] == 1, "{thread}");
    }
}

#[tokio::test]
async fn a_record_has_the_mail_it_counts_newest_first() {
    let api = Api::start().await;
    let fields = "email_messages_count,last_incoming_mail_time,last_outgoing_mail_time";
    for list in ["deals", "persons", "organizations"] {
        let fields = if list == "organizations" { "email_messages_count" } else { fields };
        let mut total = 0;
        for record in api.rows(&format!("/api/v2/{list}?limit=60&include_fields={fields}")).await {
            let path = format!("/v1/{list}/{}/mailMessages", record["id"]);
            let rows = api.rows(&path).await;
            assert_eq!(record["email_messages_count"], rows.len(), "{path}");
            assert!(rows.is_sorted_by(|a, b| a["timestamp"].as_str() >= b["timestamp"].as_str()), "{path}");
            assert!(rows.iter().all(|row| row["object"] == "mailMessage" && row["data"]["draft_flag"] == 0));
            let last = |flag: u8| {
                let of = rows.iter().find(|row| row["data"]["sent_flag"] == flag);
                of.map(|row| row["timestamp"].as_str().unwrap().replace(' ', "T") + "Z")
            };
            if list != "organizations" {
                assert_eq!(record["last_incoming_mail_time"].as_str(), last(0).as_deref(), "{path}");
                assert_eq!(record["last_outgoing_mail_time"].as_str(), last(1).as_deref(), "{path}");
            }
            assert_eq!(walk(&api, &format!("{path}?limit=2")).await, rows, "{path}");
            total += rows.len();
        }
        assert!(total > 20, "{list}: {total}");
    }
}

#[tokio::test]
async fn texts_come_on_request_only() {
    let api = Api::start().await;
    let deals = api.rows("/api/v2/deals?limit=100&include_fields=email_messages_count").await;
    let deal = deals.iter().find(|deal| deal["email_messages_count"].as_u64() > Some(0)).unwrap();
    for (query, with_body) in [("", false), ("?include_body=0", false), ("?include_body=1", true)] {
        let rows = api.rows(&format!("/v1/deals/{}/mailMessages{query}", deal["id"])).await;
        assert!(rows.iter().all(|row| row["data"].get("body").is_some() == with_body), "{query}");
        let single = api.get(&format!("/v1/mailbox/mailMessages/{}{query}", rows[0]["data"]["id"])).await.json();
        assert_eq!(single["data"].get("body").is_some(), with_body, "{query}");
        assert_eq!((&single["statusCode"], &single["service"]), (&2000.into(), &"email-api".into()));
        assert_eq!(single["data"]["subject"], rows[0]["data"]["subject"]);
    }
}

#[tokio::test]
async fn mail_of_others_and_unknown_mail_is_refused() {
    let api = Api::start().await;
    let mut own: Vec<u64> = Vec::new();
    for name in FOLDERS {
        own.extend(ids(&folder(&api, name, 500).await));
    }
    let foreign = (1..400).find(|id| !own.contains(id)).unwrap();
    for (path, status) in [
        ("/v1/mailbox/mailThreads".to_owned(), 400),
        ("/v1/mailbox/mailThreads?folder=spam".to_owned(), 400),
        (format!("/v1/mailbox/mailThreads/{foreign}"), 404),
        (format!("/v1/mailbox/mailThreads/{foreign}/mailMessages"), 404),
        ("/v1/mailbox/mailThreads/999999".to_owned(), 404),
        ("/v1/mailbox/mailMessages/8".to_owned(), 404),
        ("/v1/mailbox/mailMessages/0".to_owned(), 404),
        ("/v1/deals/999999/mailMessages".to_owned(), 404),
    ] {
        assert_eq!(api.get(&path).await.status, status, "{path}");
    }
}
