//! Parameters that several v2 operations share.

use crate::http::{Kind, Param};

/// Paging.
pub(crate) const PAGE: &[Param] = &[Param::new("limit", Kind::Limit), Param::new("cursor", Kind::Cursor)];

/// Order by id or one of the times.
pub(crate) const SORT: &[Param] =
    &[Param::new("sort_by", Kind::Choice(SORT_FIELDS)), Param::new("sort_direction", Kind::Choice(DIRECTIONS))];

/// Fields most lists can be ordered by.
pub(crate) const SORT_FIELDS: &[&str] = &["id", "update_time", "add_time"];

/// Values of `sort_direction`.
pub(crate) const DIRECTIONS: &[&str] = &["asc", "desc"];

/// A saved filter, which overrides most other parameters, or single records.
pub(crate) const PICK: &[Param] = &[Param::new("filter_id", Kind::Id), Param::new("ids", Kind::Ids)];

/// The owner.
pub(crate) const OWNER: &[Param] = &[Param::new("owner_id", Kind::Id)];

/// Changes since and before an instant.
pub(crate) const CHANGED: &[Param] =
    &[Param::new("updated_since", Kind::Time), Param::new("updated_until", Kind::Time)];

/// Which custom fields come back.
pub(crate) const CUSTOM: &[Param] = &[Param::new("custom_fields", Kind::Keys)];

/// Labels beside ids.
pub(crate) const LABELS: &[Param] =
    &[Param::new("include_option_labels", Kind::Boolean), Param::new("include_labels", Kind::Boolean)];
