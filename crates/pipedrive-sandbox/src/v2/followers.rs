//! `/{deals,persons,organizations,products,users}/{id}/followers` and the changelogs of all but users.

use super::list::{existing, list_small};
use super::params::PAGE;
use crate::data::{Followed, Table};
use crate::http::{Answer, Call, Failure, Operation, SortKey, Version};
use crate::json::{Object, Time};
use crate::{Deal, Organization, Person, Product};

const DEALS: &[&str] = &["deals:read", "deals:full"];
const CONTACTS: &[&str] = &["contacts:read", "contacts:full"];
const PRODUCTS: &[&str] = &["products:read", "products:full"];

const fn operation(
    path: &'static str,
    scopes: &'static [&'static str],
    answer: fn(&Call<'_>) -> Result<Answer, Failure>,
) -> Operation {
    Operation { version: Version::V2, path, cost: 10, scopes, params: &[PAGE], answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    operation("/deals/{id}/followers", DEALS, |call| list_followers(call, deal(call)?)),
    operation("/deals/{id}/followers/changelog", DEALS, |call| list_changes(call, deal(call)?)),
    operation("/persons/{id}/followers", CONTACTS, |call| list_followers(call, person(call)?)),
    operation("/persons/{id}/followers/changelog", CONTACTS, |call| list_changes(call, person(call)?)),
    operation("/organizations/{id}/followers", CONTACTS, |call| list_followers(call, organization(call)?)),
    operation("/organizations/{id}/followers/changelog", CONTACTS, |call| list_changes(call, organization(call)?)),
    operation("/products/{id}/followers", PRODUCTS, |call| list_followers(call, product(call)?)),
    operation("/products/{id}/followers/changelog", PRODUCTS, |call| list_changes(call, product(call)?)),
    operation("/users/{id}/followers", &["users:read"], |call| list_followers(call, user(call)?)),
];

fn deal(call: &Call<'_>) -> Result<Followed, Failure> {
    let id = existing(call, call.account.deal_count(), "Deal")?;
    Ok(Followed::deal(&Deal::new(call.account, id)))
}

fn person(call: &Call<'_>) -> Result<Followed, Failure> {
    let id = existing(call, call.account.person_count(), "Person")?;
    Ok(Followed::person(&Person::new(call.account, id)))
}

fn organization(call: &Call<'_>) -> Result<Followed, Failure> {
    let id = existing(call, call.account.organization_count(), "Organization")?;
    Ok(Followed::organization(&Organization::new(call.account, id)))
}

fn product(call: &Call<'_>) -> Result<Followed, Failure> {
    let id = existing(call, call.account.product_count(), "Product")?;
    let Product { owner_id, add_time, .. } = Product::new(call.account, id);
    Ok(Followed { table: Table::Products, id, owner_id: Some(owner_id), add_time })
}

fn user(call: &Call<'_>) -> Result<Followed, Failure> {
    let id = call.id()?;
    let user = call.account.users().iter().find(|user| user.id == id).ok_or_else(Failure::user_not_found)?;
    Ok(Followed { table: Table::Users, id, owner_id: None, add_time: user.created })
}

fn list_followers(call: &Call<'_>, followed: Followed) -> Result<Answer, Failure> {
    list_places(call, &followed.followers(call.account), |follower, object| {
        object.put("user_id", &follower.user_id);
        object.put("add_time", &Time(follower.add_time));
    })
}

fn list_changes(call: &Call<'_>, followed: Followed) -> Result<Answer, Failure> {
    list_places(call, &followed.changes(call.account), |change, object| {
        object.put("action", change.action);
        object.put("actor_user_id", &change.actor_user_id);
        object.put("follower_user_id", &change.follower_user_id);
        object.put("time", &Time(change.time));
    })
}

/// A page of a short list whose rows have no ids, but a fixed order.
fn list_places<T>(call: &Call<'_>, rows: &[T], write: impl Fn(&T, &mut Object<'_>)) -> Result<Answer, Failure> {
    let places = (1..).zip(rows).map(|(place, _)| place).collect();
    let row = |place: u32| rows.get(usize::try_from(place - 1).unwrap_or(usize::MAX));
    list_small(
        call,
        places,
        &["id"],
        |place, _| SortKey::Number(place.into()),
        |place, out| {
            let mut object = Object::begin(out);
            if let Some(row) = row(place) {
                write(row, &mut object);
            }
            object.end();
        },
    )
}
