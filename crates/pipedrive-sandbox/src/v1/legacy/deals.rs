//! Deals in the shape v1 has them.

use serde_json::{Value, json};

use super::{activity_members, custom, extended, organization_name, person_name, same, time, user_name};
use crate::data::{Owner, STAGES, Stage, Table};
use crate::http::Call;
use crate::json::{DAY, LegacyTime, Number};
use crate::v1::summary::probability;
use crate::v2::rows;
use crate::{Account, Deal, DealStatus};

/// Ids of labels as one text.
fn labels(row: &Value) -> Option<String> {
    let ids = row["label_ids"].as_array()?.iter().map(Value::to_string).collect::<Vec<_>>();
    (!ids.is_empty()).then(|| ids.join(","))
}

/// The row of a deal.
pub(in crate::v1) fn deal(call: &Call<'_>, id: u32) -> Value {
    const SAME: &[&str] = &[
        "id",
        "creator_user_id",
        "person_id",
        "org_id",
        "stage_id",
        "title",
        "value",
        "currency",
        "is_archived",
        "status",
        "probability",
        "lost_reason",
        "pipeline_id",
        "products_count",
        "files_count",
        "notes_count",
        "followers_count",
        "email_messages_count",
        "activities_count",
        "done_activities_count",
        "undone_activities_count",
        "participants_count",
        "expected_close_date",
        "origin",
        "origin_id",
        "channel",
        "channel_id",
        "arr",
        "mrr",
        "acv",
    ];
    const TIMES: &[&str] = &[
        "archive_time",
        "add_time",
        "update_time",
        "stage_change_time",
        "close_time",
        "won_time",
        "first_won_time",
        "lost_time",
        "last_incoming_mail_time",
        "last_outgoing_mail_time",
    ];
    let account = call.account;
    let row = rows::full_deal(call, id);
    let deal = Deal::new(account, id);
    let stage = STAGES.iter().find(|stage| stage.id == deal.stage_id);
    let weighted = (deal.value * f64::from(probability(&deal))).round() / 100.0;
    let money = |amount: f64| format!("{} {amount:.2}", deal.currency);
    let mut members = same(&row, SAME);
    members.extend(TIMES.iter().map(|name| ((*name).to_owned(), time(&row[*name]))));
    let currency_of = |name: &str| row[name].is_number().then_some(deal.currency);
    let further = json!({
        "user_id": deal.owner_id,
        "active": deal.status == DealStatus::Open,
        "deleted": deal.is_deleted,
        "visible_to": row["visible_to"].to_string(),
        "label": labels(&row),
        "stage_order_nr": stage.map(|stage| stage.order_nr),
        "person_name": person_name(account, deal.person_id),
        "org_name": organization_name(account, deal.org_id),
        "formatted_value": money(deal.value),
        "weighted_value": Number(weighted),
        "formatted_weighted_value": money(weighted),
        "weighted_value_currency": deal.currency,
        "rotten_time": rotten_time(account, &deal, stage).map(LegacyTime),
        "owner_name": user_name(account, deal.owner_id),
        "cc_email": row["smart_bcc_email"],
        "org_hidden": false,
        "person_hidden": false,
        "arr_currency": currency_of("arr"),
        "mrr_currency": currency_of("mrr"),
        "acv_currency": currency_of("acv"),
    });
    let Value::Object(members) = extended(members, further) else { return Value::Null };
    let Value::Object(members) = extended(members, activity_members(call, &row)) else { return Value::Null };
    extended(members, custom(account, Owner::Deals, Table::Deals, id))
}

/// When an open deal had been in its stage for too long.
fn rotten_time(account: &Account, deal: &Deal, stage: Option<&Stage>) -> Option<i64> {
    let days = stage?.days_to_rotten.filter(|_| deal.status == DealStatus::Open)?;
    let rotten = deal.stage_change_time.unwrap_or(deal.add_time) + i64::from(days) * DAY;
    Some(rotten).filter(|time| *time < account.now)
}
