//! What the lists that can change are ordered by.

use super::{Account, Activity, Deal, Organization, Person, Product, Table};
use crate::http::SortKey;

/// A record's value of a field its list can be ordered by, such that the account's order comes of it.
pub(crate) fn sort_key(account: &Account, table: Table, id: u32, field: &str) -> SortKey {
    let times = |add_time: i64, update_time: Option<i64>| match field {
        "add_time" => SortKey::Number(add_time),
        _ => update_time.into(),
    };
    let key = match (table, field) {
        (_, "id") => SortKey::Number(id.into()),
        (Table::Activities, "due_date") => Activity::new(account, id).due_day.into(),
        (Table::Products, "name") => SortKey::Text(Product::new(account, id).name),
        (Table::Deals, _) => {
            let deal = Deal::new(account, id);
            times(deal.add_time, deal.update_time)
        }
        (Table::Persons, _) => {
            let person = Person::new(account, id);
            times(person.add_time, person.update_time)
        }
        (Table::Organizations, _) => {
            let organization = Organization::new(account, id);
            times(organization.add_time, organization.update_time)
        }
        (Table::Activities, _) => {
            let activity = Activity::new(account, id);
            times(activity.add_time, activity.update_time)
        }
        (Table::Products, _) => {
            let product = Product::new(account, id);
            times(product.add_time, product.update_time)
        }
        _ => SortKey::Number(id.into()),
    };
    account.placed(key)
}
