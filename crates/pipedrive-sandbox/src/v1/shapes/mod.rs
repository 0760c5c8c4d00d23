//! Records in the shape v1 embeds in others: with names and addresses beside ids.

mod activity;
mod deal;
mod flat;
mod person;
mod related;

use serde_json::{Value, json};

pub(super) use activity::activity;
pub(super) use deal::{embedded_deal, whole_deal};
pub(crate) use flat::{flat_deal, flat_person};
pub(super) use flat::{flat_organization, flat_product};
pub(super) use person::whole_person;
pub(super) use related::{Related, pipeline, stage};

use crate::data::{ContactPoint, Link};
use crate::json::LegacyTime;
use crate::{Account, Organization, Person};

/// A user as others refer to it.
pub(super) fn user(account: &Account, id: u32) -> Value {
    let user = account.users().iter().find(|user| user.id == id);
    let has_picture = id % 4 == 1;
    user.map_or(Value::Null, |user| {
        json!({
            "id": user.id,
            "name": user.name,
            "email": user.email,
            "has_pic": u32::from(has_picture),
            "pic_hash": has_picture.then(|| format!("{:032x}", u128::from(id) * 0x2611_ace8_ac6a_3afe)),
            "active_flag": user.is_active,
            "value": user.id,
        })
    })
}

/// A person as others refer to it.
pub(super) fn person(account: &Account, id: u32) -> Value {
    let person = Person::new(account, id);
    json!({
        "active_flag": !person.is_deleted,
        "name": person.name(account),
        "email": contact_points(&person.email_list(account)),
        "phone": contact_points(&person.phone_list(account)),
        "owner_id": person.owner_id,
        "company_id": Account::COMPANY_ID,
        "value": id,
    })
}

/// An organization as others refer to it.
pub(super) fn organization(account: &Account, id: u32) -> Value {
    let organization = Organization::new(account, id);
    json!({
        "name": organization.name(account),
        "people_count": account.links(Link::OrganizationPersons).of(id).len(),
        "owner_id": organization.owner_id,
        "address": organization.address(account).map(|address| address.value()),
        "active_flag": !organization.is_deleted,
        "cc_email": format!("{}+org{id}@pipedrivemail.com", Account::DOMAIN),
        "value": id,
    })
}

/// Addresses or numbers; whoever has none has an empty one.
pub(super) fn contact_points(points: &[ContactPoint]) -> Value {
    if points.is_empty() {
        return json!([{"label": "", "value": "", "primary": true}]);
    }
    points.iter().map(|point| json!({"label": point.label, "value": point.value, "primary": point.primary})).collect()
}

/// A time that may not have come.
pub(super) fn time(seconds: Option<i64>) -> Value {
    json!(seconds.map(LegacyTime))
}

/// v1's spelling of a time in v2's.
pub(super) fn legacy(time: &Value) -> Value {
    json!(time.as_str().map(|text| text.replace('T', " ").trim_end_matches('Z').to_owned()))
}

/// The first character of a name, by which lists are cut.
pub(super) fn first_char(name: &str) -> String {
    name.chars().next().map(|c| c.to_lowercase().collect()).unwrap_or_default()
}
