//! What clients write: the keys of every kind of record as data, and the rules that keys alone do not say.

mod activities;
mod contacts;
mod custom;
mod deal_products;
mod deals;
mod draft;
mod key;
mod leads;
mod notes;
mod products;
mod resource;
mod value;

use crate::http::Write;
use crate::v1;

/// Every operation that changes the account.
pub(crate) static WRITES: &[&[Write]] = &[
    deals::WRITES,
    contacts::WRITES,
    activities::WRITES,
    products::WRITES,
    leads::WRITES,
    notes::WRITES,
    deal_products::WRITES,
    v1::FILTER_WRITES,
];
