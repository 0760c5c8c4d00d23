//! `/deals/{id}/participants`.

use serde_json::json;

use super::pages::{PAGE, existing, offset_rows};
use super::shapes::{Related, person, user, whole_person};
use crate::data::participants;
use crate::http::{Answer, Call, Failure, Operation, Version};
use crate::json::{LegacyTime, Object};
use crate::{Deal, Person};

pub(crate) const OPERATIONS: &[Operation] = &[Operation {
    version: Version::V1,
    path: "/deals/{id}/participants",
    cost: 10,
    scopes: &["deals:read", "deals:full"],
    params: &[PAGE],
    answer: list,
}];

fn list(call: &Call<'_>) -> Result<Answer, Failure> {
    let account = call.account;
    let deal = Deal::new(account, existing(call, account.deal_count(), "Deal")?);
    let rows = participants(account, &deal);
    let mut related = Related::default();
    for row in &rows {
        let person = Person::new(account, row.person_id);
        related.persons.insert(person.id);
        related.organizations.extend(person.org_id);
        related.users.extend([person.owner_id, row.added_by_user_id]);
    }
    let answer = offset_rows(call, rows, |row, out| {
        let mut object = Object::begin(out);
        object.put("id", &row.id);
        object.put("person_id", &person(account, row.person_id));
        object.put("add_time", &LegacyTime(row.add_time));
        object.put("active_flag", &true);
        object.put("related_item_data", &json!({"deal_id": deal.id, "title": deal.title(account)}));
        object.put("person", &whole_person(call, row.person_id));
        object.put("added_by_user_id", &user(account, row.added_by_user_id));
        object.put("related_item_type", "deal");
        object.put("related_item_id", &deal.id);
        object.end();
    });
    Ok(answer.beside("related_objects", related.objects(call)))
}
