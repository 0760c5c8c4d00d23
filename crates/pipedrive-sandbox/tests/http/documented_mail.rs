//! Rows of files, mail, comments, searches and aggregates have every documented member, at the documented price.

use std::collections::BTreeSet;

use crate::documented::check;
use crate::support::Api;

const PRODUCT_FILE: &str = "active_flag add_time description file_name file_size file_type id inline_flag name \
    product_id product_name remote_id remote_location s3_bucket update_time url";
const FILE: &str = "activity_id cid deal_id deal_name lead_id lead_name log_id mail_message_id mail_template_id org_id \
    org_name person_id person_name project_id project_name user_id";
const THREAD: &str = "account_id add_time all_messages_sent_flag archived_flag deal_id deal_status deleted_flag \
    drafts_parties external_deleted_flag first_message_timestamp first_message_to_me_flag folders \
    has_attachments_flag has_draft_flag has_inline_attachments_flag has_real_attachments_flag has_sent_flag id \
    last_message_received_timestamp last_message_sent_timestamp last_message_timestamp lead_id \
    mail_link_tracking_enabled_flag mail_tracking_status message_count parties read_flag shared_flag smart_bcc_flag \
    snippet snippet_draft snippet_sent subject synced_flag update_time user_id version";
const MESSAGE: &str = "account_id add_time bcc body_url cc deleted_flag draft draft_flag from has_attachments_flag \
    has_body_flag has_inline_attachments_flag has_real_attachments_flag id mail_link_tracking_enabled_flag \
    mail_thread_id mail_tracking_status message_time read_flag sent_flag sent_from_pipedrive_flag smart_bcc_flag \
    snippet subject synced_flag to update_time user_id";
const STORED: &str = "body company_id external_deleted_flag item_type mua_message_id nylas_id s3_bucket \
    s3_bucket_path template_id timestamp";
const COMMENT: &str =
    "active_flag add_time company_id content object_id object_type update_time updater_id user_id uuid";
const FIELD: &str = "active_flag add_time add_visible_flag bulk_edit_allowed created_by_user_id details_visible_flag \
    edit_flag field_type filtering_allowed id important_flag index_visible_flag is_subfield key \
    last_updated_by_user_id mandatory_flag name options options_deleted order_nr searchable_flag sortable_flag \
    subfields update_time";

/// The first of those paths that has rows, with numbers from 1 in the place of `{}`.
async fn filled(api: &Api, path: &str) -> String {
    for id in 1..=100 {
        let path = path.replace("{}", &id.to_string());
        if !api.rows(&path).await.is_empty() {
            return path;
        }
    }
    panic!("no {path} has rows");
}

#[tokio::test]
async fn rows_of_files_mail_and_comments() {
    let api = Api::start().await;
    let file = format!("{PRODUCT_FILE} {FILE}");
    check(&api, "/v1/files", 20, &file).await;
    check(&api, "/v1/files/1", 2, &file).await;
    for parent in ["deals", "persons", "organizations"] {
        let path = filled(&api, &format!("/v1/{parent}/{{}}/files")).await;
        check(&api, &path, 20, &format!("{file} people_name")).await;
    }
    check(&api, &filled(&api, "/v1/products/{}/files").await, 20, PRODUCT_FILE).await;

    check(&api, "/v1/mailbox/mailThreads?folder=sent", 20, THREAD).await;
    let thread = api.rows("/v1/mailbox/mailThreads?folder=sent&limit=1").await[0]["id"].clone();
    check(&api, &format!("/v1/mailbox/mailThreads/{thread}"), 20, THREAD).await;
    let messages = format!("/v1/mailbox/mailThreads/{thread}/mailMessages");
    check(&api, &messages, 20, MESSAGE).await;
    let message = api.rows(&messages).await[0]["id"].clone();
    check(&api, &format!("/v1/mailbox/mailMessages/{message}"), 2, MESSAGE).await;
    for parent in ["deals", "persons", "organizations"] {
        let path = filled(&api, &format!("/v1/{parent}/{{}}/mailMessages?include_body=1")).await;
        check(&api, &path, 20, "data object timestamp").await;
        let expect: BTreeSet<&str> = MESSAGE.split_whitespace().chain(STORED.split_whitespace()).collect();
        for row in api.rows(&path).await {
            let members: BTreeSet<&str> = row["data"].as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, expect, "{path}");
        }
    }

    let comments = filled(&api, "/v1/notes/{}/comments").await;
    check(&api, &comments, 20, COMMENT).await;
    let uuid = api.rows(&comments).await[0]["uuid"].as_str().unwrap().to_owned();
    check(&api, &format!("{comments}/{uuid}"), 2, COMMENT).await;
}

#[tokio::test]
async fn rows_of_field_definitions() {
    let api = Api::start().await;
    let of_products: Vec<&str> = FIELD
        .split_whitespace()
        .filter(|name| !["is_subfield", "options_deleted", "subfields"].contains(name))
        .collect();
    let of_products = of_products.join(" ") + " picklist_data";
    for (path, members) in [
        ("dealFields", FIELD),
        ("personFields", FIELD),
        ("organizationFields", FIELD),
        ("productFields", &of_products),
        ("leadFields", FIELD),
        ("activityFields", FIELD),
        ("noteFields", "active_flag bulk_edit_allowed edit_flag field_type id key mandatory_flag name options"),
    ] {
        check(&api, &format!("/v1/{path}"), 20, members).await;
    }
    for entity in ["deal", "person", "organization"] {
        let id = api.rows(&format!("/v1/{entity}Fields")).await[5]["id"].clone();
        check(&api, &format!("/v1/{entity}Fields/{id}"), 2, FIELD).await;
    }
}

#[tokio::test]
async fn rows_of_aggregates() {
    let api = Api::start().await;
    let period = "start_date=2026-01-01&end_date=2026-04-30";
    let timeline = "/v1/deals/timeline?start_date=2026-01-01&interval=week&amount=9&field_key=add_time";
    for (path, price, members) in [
        (timeline, 20, "deals period_end period_start totals"),
        (
            &format!("/v1/pipelines/1/conversion_statistics?{period}"),
            40,
            "lost_conversion stage_conversions won_conversion",
        ),
        (
            &format!("/v1/pipelines/1/movement_statistics?{period}"),
            40,
            "average_age_in_days deals_left_open lost_deals movements_between_stages new_deals won_deals",
        ),
        ("/v1/recents?since_timestamp=2026-04-20%2000:00:00", 20, "data id item"),
        ("/v1/filters/helpers", 20, "address_field_components deprecated_operators operators relative_dates"),
        ("/api/v2/itemSearch/field?term=No&entity_type=organization&field=name&match=middle", 20, "id name"),
    ] {
        check(&api, path, price, members).await;
    }
}

#[tokio::test]
async fn items_that_searches_find() {
    let api = Api::start().await;
    let deal = "currency custom_fields id is_archived notes organization owner person stage status title type value visible_to";
    let lead = "currency custom_fields emails id is_archived notes organization owner person phones title type value visible_to";
    let person = "custom_fields emails id name notes organization owner phones type visible_to";
    let organization = "address custom_fields id name notes owner type visible_to";
    let product = "code custom_fields id name owner type visible_to";
    let project = "board_id custom_fields deal deal_count description end_date id notes organization owner person phase \
        status title type";
    for (path, members) in [
        ("deals/search?term=foods", deal.to_owned()),
        ("deals/search?term=foods&include_fields=deal.cc_email", format!("{deal} cc_email")),
        ("leads/search?term=lead", lead.to_owned()),
        ("leads/search?term=lead&include_fields=lead.was_seen", format!("{lead} was_seen")),
        ("persons/search?term=ada", person.to_owned()),
        ("persons/search?term=ada&include_fields=person.picture", format!("{person} picture")),
        ("organizations/search?term=foods", organization.to_owned()),
        ("products/search?term=cable", product.to_owned()),
        ("products/search?term=cable&include_fields=product.price", format!("{product} price")),
        ("projects/search?term=project", project.to_owned()),
        ("itemSearch?term=foods&item_types=deal", deal.to_owned()),
        ("itemSearch?term=foods&item_types=organization", organization.to_owned()),
        ("itemSearch?term=offer&item_types=file", "deal id name organization person type url".to_owned()),
        ("itemSearch?term=offer&item_types=mail_attachment", "id name type url".to_owned()),
    ] {
        api.sandbox.clear_requests();
        let reply = api.get(&format!("/api/v2/{path}")).await;
        assert_eq!(api.sandbox.requests()[0].tokens, 20, "{path}");
        let data = reply.json()["data"].take();
        assert_eq!(data.get("related_items").is_some(), path.starts_with("itemSearch"), "{path}");
        let items = data["items"].as_array().unwrap();
        assert!(!items.is_empty(), "{path}");
        let expect: BTreeSet<&str> = members.split_whitespace().collect();
        for result in items {
            let members: BTreeSet<&str> = result["item"].as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, expect, "{path}");
        }
    }
}
