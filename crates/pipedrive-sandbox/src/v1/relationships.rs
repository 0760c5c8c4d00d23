//! `/organizationRelationships` and `/organizationRelationships/{id}`.

use serde_json::{Map, Value, json};

use crate::data::{Link, Relationship};
use crate::http::{Answer, Call, Failure, Kind, Operation, Paging, Param, Version};
use crate::json::{LegacyTime, value};
use crate::{Account, Organization};

const SCOPES: &[&str] = &["contacts:read", "contacts:full"];

const BASE: &[Param] = &[Param::new("org_id", Kind::Id)];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V1,
        path: "/organizationRelationships",
        cost: 20,
        scopes: SCOPES,
        params: &[BASE],
        answer: list_relationships,
    },
    Operation {
        version: Version::V1,
        path: "/organizationRelationships/{id}",
        cost: 2,
        scopes: SCOPES,
        params: &[BASE],
        answer: get_relationship,
    },
];

fn list_relationships(call: &Call<'_>) -> Result<Answer, Failure> {
    let base = call.query.number("org_id").ok_or_else(Failure::bad_request)?;
    if !(1..=call.account.organization_count()).contains(&base) {
        return Err(Failure::not_found("Organization"));
    }
    let links = call.account.links(Link::OrganizationRelationships);
    let rows: Vec<Relationship> = links.of(base).iter().filter_map(|&id| call.account.relationship(id)).collect();
    let related = related_objects(call.account, &rows);
    let answer = Answer::list(&rows, Paging::Whole, |row, out| {
        let mut described = describe(call.account, row, Some(base));
        let name = row.seen_from(base).map(|(id, _)| Organization::new(call.account, id).name(call.account));
        described["related_organization_name"] = json!(name);
        value(out, &described);
    });
    // Everything is here, whatever the pagination's limit says.
    let pagination = json!({"start": 0, "limit": 100, "more_items_in_collection": false});
    Ok(answer.beside("additional_data", json!({ "pagination": pagination })).beside("related_objects", related))
}

fn get_relationship(call: &Call<'_>) -> Result<Answer, Failure> {
    let row = call.key.parse().ok().and_then(|id| call.account.relationship(id));
    let row = row.ok_or_else(|| Failure::not_found("Organization relationship"))?;
    let described = describe(call.account, &row, call.query.number("org_id"));
    let related = related_objects(call.account, &[row]);
    Ok(Answer::object(|out| value(out, &described)).beside("related_objects", related))
}

/// The row; what is calculated needs an organization to look from.
fn describe(account: &Account, row: &Relationship, base: Option<u32>) -> Value {
    let seen = base.and_then(|base| row.seen_from(base));
    json!({
        "id": row.id,
        "type": if row.is_parent { "parent" } else { "related" },
        "rel_owner_org_id": relationship_end(account, row.owner_org_id),
        "rel_linked_org_id": relationship_end(account, row.linked_org_id),
        "add_time": LegacyTime(row.add_time),
        "update_time": row.update_time.map(LegacyTime),
        // A flag as text, unlike that of the organizations.
        "active_flag": "true",
        "calculated_type": seen.map(|(_, kind)| kind),
        "calculated_related_org_id": seen.map(|(id, _)| id),
    })
}

/// One of the two organizations, as it stands in a row.
pub(crate) fn relationship_end(account: &Account, id: u32) -> Map<String, Value> {
    let mut organization = describe_organization(account, id);
    organization.insert("value".to_owned(), json!(id));
    organization
}

fn describe_organization(account: &Account, id: u32) -> Map<String, Value> {
    let organization = Organization::new(account, id);
    let people = account.links(Link::OrganizationPersons).of(id).len();
    Map::from_iter([
        ("name".to_owned(), json!(organization.name(account))),
        ("people_count".to_owned(), json!(people)),
        ("owner_id".to_owned(), json!(organization.owner_id)),
        ("address".to_owned(), json!(organization.address(account).map(|address| address.value()))),
        ("active_flag".to_owned(), json!(!organization.is_deleted)),
        ("cc_email".to_owned(), json!(format!("{}+org{id}@pipedrivemail.com", Account::DOMAIN))),
    ])
}

/// The organizations of the rows, by id.
fn related_objects(account: &Account, rows: &[Relationship]) -> Value {
    let ids = rows.iter().flat_map(Relationship::org_ids);
    let organizations: Map<String, Value> = ids
        .map(|id| {
            let mut organization = describe_organization(account, id);
            organization.insert("id".to_owned(), json!(id));
            (id.to_string(), Value::Object(organization))
        })
        .collect();
    json!({ "organization": organizations })
}
