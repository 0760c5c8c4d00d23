//! `/leads`, `/leads/archived` and `/leads/{id}`.

use super::offset::{PAGE, offset_page};
use crate::data::{LEAD_LABELS, Link, Owner, Record, Table};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, SortKey, Version};
use crate::json::{Day, MilliTime, Number, Object};
use crate::v2::patched;
use crate::{Account, Activity, FilterType, Lead};

const SCOPES: &[&str] = &["leads:read", "leads:full"];

const FILTERS: &[Param] = &[
    Param::new("owner_id", Kind::Id),
    Param::new("person_id", Kind::Id),
    Param::new("organization_id", Kind::Id),
    Param::new("filter_id", Kind::Id),
];

const CHANGED: &[Param] = &[Param::new("updated_since", Kind::Time)];

const SORTS: &[&str] = &[
    "id",
    "title",
    "owner_id",
    "creator_id",
    "was_seen",
    "expected_close_date",
    "next_activity_id",
    "add_time",
    "update_time",
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V1,
        path: "/leads",
        cost: 20,
        scopes: SCOPES,
        params: &[PAGE, FILTERS, CHANGED],
        answer: |call| list_leads(call, false),
    },
    Operation {
        version: Version::V1,
        path: "/leads/archived",
        cost: 40,
        scopes: SCOPES,
        params: &[PAGE, FILTERS],
        answer: |call| list_leads(call, true),
    },
    Operation { version: Version::V1, path: "/leads/{id}", cost: 2, scopes: SCOPES, params: &[], answer: get_lead },
];

fn list_leads(call: &Call<'_>, archived: bool) -> Result<Answer, Failure> {
    let query = &call.query;
    let filter = match query.number("filter_id") {
        None => None,
        Some(id) => match call.account.filter(id) {
            Some(filter) if filter.kind == FilterType::Leads => Some(filter),
            _ => return Err(Failure::bad_request()),
        },
    };
    let [owner, person, organization] = ["owner_id", "person_id", "organization_id"]
        .map(|name| if filter.is_some() { None } else { query.number(name) });
    let since = query.time("updated_since").map(|seconds| seconds * 1000);
    let kept = call.account.leads().filter(|lead| {
        lead.is_archived == archived
            && owner.is_none_or(|owner| owner == lead.owner_id)
            && (person.is_none() || person == lead.person_id)
            && (organization.is_none() || organization == lead.organization_id)
            && since.is_none_or(|since| lead.update_time >= since)
            && filter.as_ref().is_none_or(|filter| filter.picks(call.account, &Record::Lead(lead)))
    });
    let numbers = kept.map(|lead| lead.number).collect();
    let key = |number: u32, field: &str| {
        let lead = Lead::new(call.account, number);
        match field {
            "id" => SortKey::Text(lead.id),
            "title" => SortKey::Text(lead.title(call.account).to_lowercase()),
            "owner_id" | "creator_id" => SortKey::Number(lead.owner_id.into()),
            "was_seen" => SortKey::Number(lead.was_seen.into()),
            "expected_close_date" => lead.expected_close_day.into(),
            "next_activity_id" => next_activity(call.account, number).map(i64::from).into(),
            "update_time" => SortKey::Number(lead.update_time),
            _ => SortKey::Number(lead.add_time),
        }
    };
    offset_page(call, numbers, SORTS, key, |number, out| write(call, number, out))
}

fn get_lead(call: &Call<'_>) -> Result<Answer, Failure> {
    let number = Lead::find(call.account, &call.key).ok_or_else(Failure::lead_not_found)?;
    Ok(Answer::object(|out| write(call, number, out)))
}

/// The planned activity of a lead that is due first.
fn next_activity(account: &Account, number: u32) -> Option<u32> {
    let links = account.links(Link::LeadActivities);
    let planned = links.of(number).iter().map(|&id| Activity::new(account, id)).filter(|activity| !activity.done);
    planned.min_by_key(|activity| (activity.due_day, activity.id)).map(|activity| activity.id)
}

/// What is drawn for a row beyond what the lead itself holds.
enum Of {
    Labels,
    Source,
    SourceDeal,
    Channel,
}

/// Members that rows have as clients wrote them.
const WRITTEN: &[&str] = &["label_ids", "visible_to", "origin", "source_name", "origin_id", "channel", "channel_id"];

fn write(call: &Call<'_>, number: u32, out: &mut Vec<u8>) {
    patched(call.account, (Table::Leads, number), WRITTEN, out, |out| write_row(call, number, out));
}

fn write_row(call: &Call<'_>, number: u32, out: &mut Vec<u8>) {
    let account = call.account;
    let lead = Lead::new(account, number);
    let record = account.draw(Table::Leads, number);
    let draw = record.within(40_000);
    let label = draw.sometimes(Of::Labels as u32, 60);
    let labels: Vec<String> = label
        .map(|d| {
            let count = u32::try_from(LEAD_LABELS.len()).expect("there are few lead labels");
            let first = d.below(0, count);
            let second = d.percent(1, 20).then_some((first + 1) % count);
            std::iter::once(first).chain(second).map(|place| Lead::label_uuid(account, place)).collect()
        })
        .unwrap_or_default();
    let source = draw.pick(Of::Source as u32, &["Manually created", "Web forms", "API", "Import"]);
    let origin = match source {
        "Manually created" => "ManuallyCreated",
        "Web forms" => "WebForm",
        other => other,
    };

    let mut object = Object::begin(out);
    object.put("id", &lead.id);
    object.put("title", &lead.title(account));
    object.put("owner_id", &lead.owner_id);
    object.put("creator_id", &lead.owner_id);
    object.put("label_ids", &labels);
    match lead.value {
        Some((amount, currency)) => {
            let mut value = Object::begin(object.member("value"));
            value.put("amount", &Number(amount));
            value.put("currency", currency);
            value.end();
        }
        None => object.put("value", &()),
    }
    object.put("expected_close_date", &lead.expected_close_day.map(Day));
    object.put("person_id", &lead.person_id);
    object.put("organization_id", &lead.organization_id);
    object.put("is_archived", &lead.is_archived);
    object.put("source_name", source);
    object.put("origin", origin);
    object.put("origin_id", &());
    object.put("channel", &draw.sometimes(Of::Channel as u32, 20).map(|d| d.between(0, 51, 53)));
    object.put("channel_id", &());
    let source_deal = draw.sometimes(Of::SourceDeal as u32, 5).filter(|_| account.size.deals > 0);
    object.put("source_deal_id", &source_deal.map(|d| d.between(0, 1, account.size.deals)));
    object.put("was_seen", &lead.was_seen);
    object.put("next_activity_id", &next_activity(account, number));
    object.put("add_time", &MilliTime(lead.add_time));
    object.put("update_time", &MilliTime(lead.update_time));
    object.put("visible_to", "3");
    object.put("cc_email", &format!("{}+{}+lead{number}@pipedrivemail.com", Account::DOMAIN, Account::COMPANY_ID));
    for field in account.custom_fields(Owner::Deals).iter() {
        field.write_flat(&field.value_of(account, Table::Leads, number), &mut object);
    }
    object.end();
}
