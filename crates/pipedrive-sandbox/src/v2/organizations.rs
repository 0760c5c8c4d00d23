//! `/organizations` and `/organizations/{id}`.

use serde_json::{Value, json};

use super::counts::{Activities, Deals, drawn_column, mail_column};
use super::custom::CustomShape;
use super::list::{Listing, changed_in_window, existing, is_picked, is_wanted, list, saved_filter, unless_filtered};
use super::params::{CHANGED, CUSTOM, LABELS, OWNER, PAGE, PICK, SORT, SORT_FIELDS};
use super::patch::patched;
use crate::data::{Followed, Link, Owner, Record, Table, sort_key};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Version};
use crate::json::{Object, Time};
use crate::{Account, Deal, FilterType, Organization};

const SCOPES: &[&str] = &["contacts:read", "contacts:full"];

const OPTIONAL: &[Param] = &[Param::new(
    "include_fields",
    Kind::Choices(&[
        "next_activity_id",
        "last_activity_id",
        "open_deals_count",
        "related_open_deals_count",
        "closed_deals_count",
        "related_closed_deals_count",
        "email_messages_count",
        "people_count",
        "activities_count",
        "done_activities_count",
        "undone_activities_count",
        "files_count",
        "notes_count",
        "followers_count",
        "won_deals_count",
        "related_won_deals_count",
        "lost_deals_count",
        "related_lost_deals_count",
        "smart_bcc_email",
    ]),
)];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V2,
        path: "/organizations",
        cost: 10,
        scopes: SCOPES,
        params: &[PAGE, SORT, PICK, OWNER, CHANGED, OPTIONAL, CUSTOM, LABELS],
        answer: list_organizations,
    },
    Operation {
        version: Version::V2,
        path: "/organizations/{id}",
        cost: 1,
        scopes: SCOPES,
        params: &[OPTIONAL, CUSTOM, LABELS],
        answer: get_organization,
    },
];

fn list_organizations(call: &Call<'_>) -> Result<Answer, Failure> {
    let shape = CustomShape::new(call, Owner::Organizations)?;
    let filter = saved_filter(call, FilterType::Organizations)?;
    let owner = unless_filtered(&call.query, "owner_id");
    let keep = |id: u32| {
        let organization = Organization::new(call.account, id);
        !organization.is_deleted
            && is_wanted(owner, Some(organization.owner_id))
            && changed_in_window(&call.query, organization.update_time)
            && is_picked(call, filter.as_deref(), &Record::Organization(&organization))
    };
    let key = |id: u32, field: &str| sort_key(call.account, Table::Organizations, id, field);
    let count = call.account.organization_count();
    let listing = Listing { table: Table::Organizations, count, sorts: SORT_FIELDS, key: &key };
    list(call, &listing, keep, |id, out| write(call, &shape, id, out))
}

fn get_organization(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = existing(call, call.account.organization_count(), "Organization")?;
    let shape = CustomShape::new(call, Owner::Organizations)?;
    Ok(Answer::object(|out| write(call, &shape, id, out)))
}

/// What is drawn for a row beyond what the organization itself holds.
enum Of {
    Website = 1,
    LinkedIn,
    Industry,
}

/// Members that rows have as clients wrote them.
const WRITTEN: &[&str] = &["website", "linkedin", "industry"];

fn write(call: &Call<'_>, shape: &CustomShape, id: u32, out: &mut Vec<u8>) {
    patched(call.account, (Table::Organizations, id), WRITTEN, out, |out| write_row(call, shape, id, out));
}

fn write_row(call: &Call<'_>, shape: &CustomShape, id: u32, out: &mut Vec<u8>) {
    let account = call.account;
    let organization = Organization::new(account, id);
    let record = account.draw(Table::Organizations, id);
    let draw = record.within(40_000);
    let slug = organization.slug(account);

    let mut object = Object::begin(out);
    object.put("id", &organization.id);
    object.put("name", &organization.name(account));
    object.put("owner_id", &organization.owner_id);
    object.put("add_time", &Time(organization.add_time));
    object.put("update_time", &organization.update_time.map(Time));
    object.put("is_deleted", &organization.is_deleted);
    object.put("visible_to", &organization.visible_to(account));
    match organization.address(account) {
        Some(address) => address.write(false, object.member("address")),
        None => object.put("address", &()),
    }
    shape.write_labels(call, (Table::Organizations, id), &mut object);
    let website = draw.sometimes(Of::Website as u32, 60).map(|_| format!("https://www.{slug}.example"));
    object.put("website", &website);
    let linkedin = draw.sometimes(Of::LinkedIn as u32, 40).map(|_| format!("https://linkedin.example/company/{slug}"));
    object.put("linkedin", &linkedin);
    object.put("industry", &draw.sometimes(Of::Industry as u32, 55).map(|d| d.between(0, 201, 204)));
    object.put("annual_revenue", &organization.annual_revenue);
    object.put("employee_count", &organization.employee_count);
    shape.write(call, (Table::Organizations, id), object.member("custom_fields"));
    for name in call.query.words("include_fields").unwrap_or_default() {
        object.put(name, &optional(call, &organization, name));
    }
    object.end();
}

/// The value of an optional column.
pub(crate) fn optional(call: &Call<'_>, organization: &Organization, name: &str) -> Value {
    let account = call.account;
    let id = organization.id;
    let record = account.draw(Table::Organizations, id);
    if let Some(which) = name.strip_suffix("_deals_count") {
        return match which.strip_prefix("related_") {
            None => json!(Deals::of(account, Link::OrganizationDeals, id).count(which)),
            Some(which) => json!(related_deals(account, id).count(which)),
        };
    }
    match name {
        "people_count" => json!(account.links(Link::OrganizationPersons).of(id).len()),
        "followers_count" => json!(Followed::organization(organization).followers(account).len()),
        "notes_count" => json!(account.links(Link::OrganizationNotes).of(id).len()),
        "files_count" => json!(account.links(Link::OrganizationFiles).of(id).len()),
        "email_messages_count" => mail_column(account, Link::OrganizationThreads, id, name),
        "smart_bcc_email" => json!(format!("{}+org{id}@pipedrivemail.com", Account::DOMAIN)),
        _ => {
            let of_activities = || Activities::of(account, Link::OrganizationActivities, id).column(name);
            drawn_column(record, name).or_else(of_activities).unwrap_or(Value::Null)
        }
    }
}

/// Deals of the organization's people that are not its own.
fn related_deals(account: &Account, id: u32) -> Deals {
    let persons = account.links(Link::OrganizationPersons);
    let deals = account.links(Link::PersonDeals);
    Deals::from_all(
        persons
            .of(id)
            .iter()
            .flat_map(|&person| deals.of(person))
            .map(|&deal| Deal::new(account, deal))
            .filter(|deal| deal.org_id != Some(id))
            .collect(),
    )
}
