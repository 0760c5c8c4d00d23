//! What clients write: the keys of every kind of record as data, and the rules that keys alone do not say.

mod activities;
mod contacts;
mod custom;
mod deal_products;
mod deals;
mod draft;
mod fields;
mod files;
mod followers;
mod key;
mod leads;
mod notes;
mod products;
mod projects;
mod resource;
mod value;
mod whole;

use crate::http::{Call, Write};
use crate::{Deal, shelf, v1};

pub(crate) use draft::{Draft, Rules};
pub(crate) use files::file_in;
pub(crate) use key::{Key, Kind, key};
pub(crate) use resource::read as read_data;
pub(crate) use whole::convert;

/// Every operation that changes the account.
pub(crate) fn writes() -> impl Iterator<Item = &'static Write> {
    WRITES.iter().chain(shelf::WRITES).copied().flatten()
}

/// Deletes the deals that went with something, such as their stage.
pub(crate) fn delete_deals_of(call: &Call<'_>, is_gone: impl Fn(&Deal) -> bool) {
    let deals: Vec<u32> =
        call.account.deals().filter(|deal| !deal.is_deleted && is_gone(deal)).map(|deal| deal.id).collect();
    for id in deals {
        resource::remove(call, crate::data::Table::Deals, id);
    }
}

static WRITES: &[&[Write]] = &[
    deals::WRITES,
    contacts::WRITES,
    activities::WRITES,
    products::WRITES,
    projects::WRITES,
    leads::WRITES,
    notes::WRITES,
    deal_products::WRITES,
    followers::WRITES,
    files::WRITES,
    fields::DEAL_FIELDS,
    fields::PERSON_FIELDS,
    fields::ORGANIZATION_FIELDS,
    fields::PRODUCT_FIELDS,
    fields::PROJECT_FIELDS,
    fields::LEGACY_DEAL_FIELDS,
    fields::LEGACY_PERSON_FIELDS,
    fields::LEGACY_ORGANIZATION_FIELDS,
    fields::LEGACY_PRODUCT_FIELDS,
    whole::WRITES,
    v1::FILTER_WRITES,
];
