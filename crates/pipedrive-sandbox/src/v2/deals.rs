//! `/deals`, `/deals/archived` and `/deals/{id}`.

use serde_json::{Value, json};

use super::counts::{Activities, drawn_column, mail_column};
use super::custom::CustomShape;
use super::list::{Listing, changed_in_window, existing, is_picked, is_wanted, list, saved_filter, unless_filtered};
use super::params::{CHANGED, CUSTOM, LABELS, OWNER, PAGE, PICK, SORT, SORT_FIELDS};
use crate::data::{DealDetails, Followed, LineItem, Link, Owner, Record, Table, participants, sort_key, uuid};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Version};
use crate::json::{Day, Number, Object, Time};
use crate::{Account, Deal, FilterType, WorthlessDeals};

const SCOPES: &[&str] = &["deals:read", "deals:full"];

const FILTERS: &[Param] = &[
    Param::new("person_id", Kind::Id),
    Param::new("org_id", Kind::Id),
    Param::new("pipeline_id", Kind::Id),
    Param::new("stage_id", Kind::Id),
    Param::new("status", Kind::Choices(&["open", "won", "lost", "deleted"])),
];

const OPTIONAL: &[Param] = &[Param::new(
    "include_fields",
    Kind::Choices(&[
        "next_activity_id",
        "last_activity_id",
        "first_won_time",
        "products_count",
        "files_count",
        "notes_count",
        "followers_count",
        "email_messages_count",
        "activities_count",
        "done_activities_count",
        "undone_activities_count",
        "participants_count",
        "last_incoming_mail_time",
        "last_outgoing_mail_time",
        "smart_bcc_email",
        "source_lead_id",
    ]),
)];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/deals",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE, SORT, PICK, OWNER, FILTERS, CHANGED, OPTIONAL, CUSTOM, LABELS],
        answer: |call| list_deals(call, false),
    },
    Operation {
        version: Version::V2,
        path: "/deals/archived",
        cost: 20,
        scopes: SCOPES,
        params: &[PAGE, SORT, PICK, OWNER, FILTERS, CHANGED, OPTIONAL, CUSTOM, LABELS],
        answer: |call| list_deals(call, true),
    },
    Operation {
        version: Version::V2,
        path: "/deals/{id}",
        cost: 1,
        scopes: SCOPES,
        params: &[OPTIONAL, CUSTOM, LABELS],
        answer: get_deal,
    },
];

fn list_deals(call: &Call<'_>, archived: bool) -> Result<Answer, Failure> {
    let shape = CustomShape::new(call, Owner::Deals)?;
    let filter = saved_filter(call, FilterType::Deals)?;
    let query = &call.query;
    let statuses = if filter.is_some() { None } else { query.words("status") };
    let [owner, person, org, pipeline, stage] =
        ["owner_id", "person_id", "org_id", "pipeline_id", "stage_id"].map(|name| unless_filtered(query, name));
    let keep = |id: u32| {
        let deal = Deal::new(call.account, id);
        let in_status = match statuses {
            Some(statuses) => statuses.iter().any(|status| status == deal.status.name()),
            None => !deal.is_deleted,
        };
        deal.is_archived == archived
            && in_status
            && is_wanted(owner, Some(deal.owner_id))
            && (person.is_none() || takes_part(call.account, &deal, person))
            && is_wanted(org, deal.org_id)
            && is_wanted(pipeline, Some(deal.pipeline_id))
            && is_wanted(stage, Some(deal.stage_id))
            && changed_in_window(query, deal.update_time)
            && is_picked(call, filter.as_deref(), &Record::Deal(&deal))
    };
    let key = |id: u32, field: &str| sort_key(call.account, Table::Deals, id, field);
    let listing = Listing { table: Table::Deals, count: call.account.deal_count(), sorts: SORT_FIELDS, key: &key };
    list(call, &listing, keep, |id, out| write(call, &shape, id, out))
}

/// Whether a person is the contact of a deal, or takes part otherwise.
fn takes_part(account: &Account, deal: &Deal, person: Option<u32>) -> bool {
    deal.person_id == person || participants(account, deal).iter().any(|other| Some(other.person_id) == person)
}

fn get_deal(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = existing(call, call.account.deal_count(), "Deal")?;
    let shape = CustomShape::new(call, Owner::Deals)?;
    Ok(Answer::object(|out| write(call, &shape, id, out)))
}

/// What is drawn for a row beyond the deal and its details.
enum Of {
    Score = 6,
    SourceLead,
}

fn write(call: &Call<'_>, shape: &CustomShape, id: u32, out: &mut Vec<u8>) {
    let account = call.account;
    let deal = Deal::new(account, id);
    let draw = account.draw(Table::Deals, id).within(40_000);
    let time = |seconds: Option<i64>| seconds.map(Time);
    let local_day = |seconds: Option<i64>| seconds.map(|s| Day::of(s + Account::UTC_OFFSET));
    let details = DealDetails::of(account, &deal);
    let yearly = details.monthly.map(|amount| Number(amount * 12.0));

    let mut object = Object::begin(out);
    object.put("id", &deal.id);
    object.put("title", &deal.title(account));
    object.put("creator_user_id", &deal.creator_user_id);
    object.put("owner_id", &deal.owner_id);
    let worth = if deal.value == 0.0 { call.quirks.worthless_deals } else { WorthlessDeals::Zero };
    object.put("value", &(worth == WorthlessDeals::Zero).then_some(Number(deal.value)));
    object.put("person_id", &deal.person_id);
    object.put("org_id", &deal.org_id);
    object.put("stage_id", &deal.stage_id);
    object.put("pipeline_id", &deal.pipeline_id);
    object.put("currency", &(worth != WorthlessDeals::NullCurrency).then_some(deal.currency));
    object.put("archive_time", &time(deal.archive_time));
    object.put("add_time", &Time(deal.add_time));
    object.put("update_time", &time(deal.update_time));
    object.put("stage_change_time", &time(deal.stage_change_time));
    object.put("status", deal.status.name());
    object.put("is_archived", &deal.is_archived);
    object.put("is_deleted", &deal.is_deleted);
    object.put("probability", &deal.probability);
    object.put("lost_reason", &details.lost_reason);
    object.put("visible_to", &details.visible_to);
    object.put("close_time", &time(deal.close_time()));
    object.put("won_time", &time(deal.won_time));
    object.put("lost_time", &time(deal.lost_time));
    object.put("local_won_date", &local_day(deal.won_time));
    object.put("local_lost_date", &local_day(deal.lost_time));
    object.put("local_close_date", &local_day(deal.close_time()));
    object.put("expected_close_date", &deal.expected_close_day.map(Day));
    shape.write_labels(call, (Table::Deals, id), &mut object);
    object.put("origin", &details.origin);
    object.put("origin_id", &());
    object.put("channel", &details.channel);
    object.put("channel_id", &details.channel_id);
    object.put("arr", &yearly);
    object.put("mrr", &details.monthly.map(Number));
    object.put("acv", &yearly);
    shape.write(call, (Table::Deals, id), object.member("custom_fields"));
    if call.quirks.undocumented_members {
        let score = draw.sometimes(Of::Score as u32, 50).map(|d| d.below(0, 101));
        object.put("score", &score);
        object.put("sequence_enrollment", &());
    }
    for name in call.query.words("include_fields").unwrap_or_default() {
        object.put(name, &optional(call, &deal, name));
    }
    object.end();
}

/// The value of an optional column.
pub(crate) fn optional(call: &Call<'_>, deal: &Deal, name: &str) -> Value {
    let account = call.account;
    let record = account.draw(Table::Deals, deal.id);
    let draw = record.within(40_000);
    match name {
        "first_won_time" => json!(deal.first_won_time(account).map(Time)),
        "products_count" => json!(LineItem::ids(account, deal.id).len()),
        "followers_count" => json!(Followed::deal(deal).followers(account).len()),
        "notes_count" => json!(account.links(Link::DealNotes).of(deal.id).len()),
        "files_count" => json!(account.links(Link::DealFiles).of(deal.id).len()),
        "email_messages_count" | "last_incoming_mail_time" | "last_outgoing_mail_time" => {
            mail_column(account, Link::DealThreads, deal.id, name)
        }
        "participants_count" => json!(participants(account, deal).len()),
        "smart_bcc_email" => json!(format!("{}+deal{}@pipedrivemail.com", Account::DOMAIN, deal.id)),
        "source_lead_id" => {
            json!(draw.sometimes(Of::SourceLead as u32, 15).map(|d| uuid(d.bits(0), d.bits(1))))
        }
        _ => {
            let of_activities = || Activities::of(account, Link::DealActivities, deal.id).column(name);
            drawn_column(record, name).or_else(of_activities).unwrap_or(Value::Null)
        }
    }
}
