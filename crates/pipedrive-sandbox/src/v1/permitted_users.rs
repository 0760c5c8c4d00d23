//! `/{deals,persons,organizations,products,leads}/{id}/permittedUsers`: who may see a record.

use super::pages::existing;
use crate::data::{DealDetails, Followed};
use crate::http::{Answer, Call, Failure, Operation, Paging, Version};
use crate::json::value;
use crate::{Deal, Lead, Organization, Person};

const fn operation(
    path: &'static str,
    scopes: &'static [&'static str],
    answer: fn(&Call<'_>) -> Result<Answer, Failure>,
) -> Operation {
    Operation { version: Version::V1, path, cost: 10, scopes, params: &[], answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    operation("/deals/{id}/permittedUsers", &["deals:read", "deals:full"], |call| {
        let deal = Deal::new(call.account, existing(call, call.account.deal_count(), "Deal")?);
        Ok(list(call, DealDetails::of(call.account, &deal).visible_to, Some(Followed::deal(&deal))))
    }),
    operation("/persons/{id}/permittedUsers", &["contacts:read", "contacts:full"], |call| {
        let person = Person::new(call.account, existing(call, call.account.person_count(), "Person")?);
        Ok(list(call, person.visible_to(call.account), Some(Followed::person(&person))))
    }),
    operation("/organizations/{id}/permittedUsers", &["contacts:read", "contacts:full"], |call| {
        let id = existing(call, call.account.organization_count(), "Organization")?;
        let organization = Organization::new(call.account, id);
        Ok(list(call, organization.visible_to(call.account), Some(Followed::organization(&organization))))
    }),
    operation("/products/{id}/permittedUsers", &["products:read", "products:full"], |call| {
        existing(call, call.account.product_count(), "Product")?;
        Ok(list(call, COMPANY, None))
    }),
    operation("/leads/{id}/permittedUsers", &["leads:read", "leads:full"], |call| {
        Lead::find(call.account, &call.key).ok_or_else(Failure::lead_not_found)?;
        Ok(list(call, COMPANY, None))
    }),
];

/// `visible_to` of what the whole company sees.
const COMPANY: u32 = 3;
/// `visible_to` of what only owner, followers and administrators see.
const OWNER: u32 = 1;

/// The active users whom a record's visibility lets through.
fn list(call: &Call<'_>, visible_to: u32, followed: Option<Followed>) -> Answer {
    let among = followed.filter(|_| visible_to == OWNER).map(|followed| {
        let followers = followed.followers(call.account).into_iter().map(|follower| follower.user_id);
        followers.chain(followed.owner_id).collect::<Vec<u32>>()
    });
    let users = call.account.users().iter().filter(|user| {
        user.is_active && (user.is_admin || among.as_ref().is_none_or(|among| among.contains(&user.id)))
    });
    Answer::list(users, Paging::Whole, |user, out| value(out, &user.id))
}
