//! Found items as the answer has them.

use serde_json::{Value, json};

use super::kinds::{Field, ItemKind};
use super::term::Term;
use super::texts::{Texts, contacts};
use crate::data::{DealDetails, File, PHASES, Picture, STAGES};
use crate::http::Call;
use crate::json::{Day, Number};
use crate::v2::projects::description;
use crate::{Account, Deal, Lead, Organization, Person, Product, Project};

/// The item of a record, with the texts of its notes and custom fields that fit the term.
pub(super) fn item(call: &Call<'_>, kind: ItemKind, id: u32, texts: &Texts<'_>, term: &Term) -> Value {
    let account = call.account;
    let mut row = match kind {
        ItemKind::Deal => deal(call, id),
        ItemKind::Person => person(call, id),
        ItemKind::Organization => organization(call, id),
        ItemKind::Product => product(call, id),
        ItemKind::Lead => lead(call, id),
        ItemKind::File | ItemKind::MailAttachment => file(account, id),
        ItemKind::Project => project(account, id),
    };
    row["type"] = json!(kind.name());
    // Searches among deals and among leads tell less about organizations.
    let tells_less = !texts.is_among_all() && matches!(kind, ItemKind::Deal | ItemKind::Lead);
    if let Some(organization) = row.get_mut("organization").and_then(Value::as_object_mut).filter(|_| tells_less) {
        organization.remove("address");
    }
    if kind.custom().is_some() {
        row["custom_fields"] = json!(texts.matching(id, Field::CustomFields, term));
    }
    if kind.fields().contains(&Field::Notes) {
        row["notes"] = json!(texts.matching(id, Field::Notes, term));
    }
    let included = call.query.words("include_fields").unwrap_or_default();
    let members = included.iter().filter_map(|name| name.split_once('.'));
    for (_, member) in members.filter(|(of, _)| *of == kind.name()) {
        row[member] = optional(call, id, member);
    }
    row
}

/// The value of a member that items have only on request.
fn optional(call: &Call<'_>, id: u32, member: &str) -> Value {
    match member {
        "cc_email" => json!(format!("{}+deal{id}@pipedrivemail.com", Account::DOMAIN)),
        "picture" => {
            let picture = Picture::of(call.account, &Person::new(call.account, id));
            json!(picture.map(|picture| json!({"id": picture.id, "url": picture.url(128)})))
        }
        "price" => {
            let prices = Product::new(call.account, id).prices;
            json!(prices.first().map(|(currency, price)| json!({"value": Number(*price), "currency": currency})))
        }
        "was_seen" => json!(Lead::new(call.account, id).was_seen),
        _ => Value::Null,
    }
}

fn named_person(account: &Account, id: Option<u32>) -> Option<Value> {
    id.map(|id| json!({"id": id, "name": Person::new(account, id).name(account)}))
}

fn named_organization(account: &Account, id: Option<u32>) -> Option<Value> {
    id.map(|id| {
        let organization = Organization::new(account, id);
        let address = organization.address(account).map(|address| address.value());
        json!({"id": id, "name": organization.name(account), "address": address})
    })
}

fn deal(call: &Call<'_>, id: u32) -> Value {
    let account = call.account;
    let deal = Deal::new(account, id);
    let stage = STAGES.iter().find(|stage| stage.id == deal.stage_id);
    json!({
        "id": id,
        "title": deal.title(account),
        "value": Number(deal.value),
        "currency": deal.currency,
        "status": deal.status.name(),
        "visible_to": DealDetails::of(account, &deal).visible_to,
        "owner": {"id": deal.owner_id},
        "stage": stage.map(|stage| json!({"id": stage.id, "name": stage.name})),
        "person": named_person(account, deal.person_id),
        "organization": named_organization(account, deal.org_id),
        "is_archived": deal.is_archived,
    })
}

fn person(call: &Call<'_>, id: u32) -> Value {
    let account = call.account;
    let person = Person::new(account, id);
    json!({
        "id": id,
        "name": person.name(account),
        "phones": contacts(account, &person, Field::Phone),
        "emails": contacts(account, &person, Field::Email),
        "visible_to": person.visible_to(account),
        "owner": {"id": person.owner_id},
        "organization": named_organization(account, person.org_id),
    })
}

fn organization(call: &Call<'_>, id: u32) -> Value {
    let organization = Organization::new(call.account, id);
    json!({
        "id": id,
        "name": organization.name(call.account),
        "address": organization.address(call.account).map(|address| address.value()),
        "visible_to": organization.visible_to(call.account),
        "owner": {"id": organization.owner_id},
    })
}

fn product(call: &Call<'_>, id: u32) -> Value {
    let product = Product::new(call.account, id);
    json!({
        "id": id,
        "name": product.name,
        "code": product.code,
        "visible_to": 3,
        "owner": {"id": product.owner_id},
    })
}

fn lead(call: &Call<'_>, number: u32) -> Value {
    let account = call.account;
    let lead = Lead::new(account, number);
    let person = lead.person_id.map(|id| Person::new(account, id));
    let points = |field: Field| person.map_or_else(Vec::new, |person| contacts(account, &person, field));
    json!({
        "id": lead.id,
        "title": lead.title(account),
        "owner": {"id": lead.owner_id},
        "person": named_person(account, lead.person_id),
        "organization": named_organization(account, lead.organization_id),
        "phones": points(Field::Phone),
        "emails": points(Field::Email),
        "value": lead.value.map(|(amount, _)| Number(amount)),
        "currency": lead.value.map(|(_, currency)| currency),
        "visible_to": 3,
        "is_archived": lead.is_archived,
    })
}

fn project(account: &Account, id: u32) -> Value {
    let project = Project::new(account, id);
    let phase = PHASES.iter().find(|phase| phase.id == project.phase_id);
    let deal = project.deal_ids.first().map(|&id| json!({"id": id, "title": Deal::new(account, id).title(account)}));
    json!({
        "id": id,
        "title": project.title(account),
        "status": project.status.name(),
        "owner": {"id": project.owner_id},
        "board_id": project.board_id,
        "phase": phase.map(|phase| json!({"id": phase.id, "name": phase.name})),
        "person": named_person(account, project.person_ids.first().copied()),
        "organization": named_organization(account, project.org_ids.first().copied()),
        "deal": deal,
        "deal_count": project.deal_ids.len(),
        "description": description(account, id),
        "end_date": project.end_day.map(Day),
    })
}

fn file(account: &Account, id: u32) -> Value {
    let file = File::new(account, id);
    let url = format!("/files/{id}/download");
    if file.mail_message_id.is_some() {
        return json!({"id": id, "name": file.name, "url": url});
    }
    let deal = file.deal_id.map(|id| json!({"id": id, "title": Deal::new(account, id).title(account)}));
    json!({
        "id": id,
        "name": file.name,
        "url": url,
        "deal": deal,
        "person": named_person(account, file.person_id),
        "organization": named_organization(account, file.org_id),
    })
}
