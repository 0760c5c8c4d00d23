//! Custom fields: the ones the account defines, and their values.

mod definitions;
mod values;

pub(crate) use definitions::{CustomField, CustomKind, CustomOption, Owner, custom_fields, key};
pub(crate) use values::{CustomValue, ZONES, Zone};
