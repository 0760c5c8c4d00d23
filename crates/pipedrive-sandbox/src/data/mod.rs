//! The account's records, computed from the seed and the id when somebody asks for them.

mod account;
mod activities;
mod address;
mod catalog;
mod custom;
mod deals;
mod fields;
mod filters;
mod index;
mod leads;
mod links;
mod names;
mod notes;
mod organizations;
mod persons;
mod pipelines;
mod products;
mod random;
mod users;

pub use account::Account;
pub use activities::Activity;
pub use deals::{Deal, DealStatus};
pub use filters::{FilterType, SavedFilter};
pub use leads::Lead;
pub use notes::Note;
pub use organizations::Organization;
pub use persons::Person;
pub use products::Product;
pub use users::User;

pub(crate) use address::Address;
pub(crate) use catalog::{ACTIVITY_TYPES, CURRENCIES, LEAD_LABELS, LEAD_SOURCES};
pub(crate) use custom::Owner;
pub(crate) use fields::FieldDefinition;
pub(crate) use filters::{Condition, Record};
pub(crate) use links::Link;
pub(crate) use names::{JOB_TITLES, LOST_REASONS};
pub(crate) use persons::ContactPoint;
pub(crate) use pipelines::{PIPELINES, Pipeline, STAGES, Stage};
pub(crate) use random::{Draw, Table, age, mix, uuid};
