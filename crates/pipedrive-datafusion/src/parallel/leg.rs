//! A leg: one cursor walk through a part of a list, in one direction.

/// What a walk is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Id,
    UpdateTime,
}

/// A parameter that parts a list: each row is in the part of exactly one of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Partition {
    pub(crate) parameter: &'static str,
    pub(crate) values: &'static [&'static str],
}

/// One cursor walk through a part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leg {
    /// Position of the list among those the scan reads.
    pub(crate) list: usize,
    pub(crate) by: By,
    pub(crate) descending: bool,
    /// Only rows that changed at or after this second since the Unix epoch.
    pub(crate) since: Option<i64>,
    /// Only rows that changed before it.
    pub(crate) until: Option<i64>,
    /// Only rows of that part: a parameter and its value.
    pub(crate) part: Option<(&'static str, &'static str)>,
}

impl Leg {
    /// A walk through the whole list.
    pub(crate) const fn whole(list: usize, by: By, descending: bool) -> Self {
        Self { list, by, descending, since: None, until: None, part: None }
    }

    /// The parameters that make the list's request this walk's; the API lists by ascending id of its own accord.
    pub(crate) fn sorting(&self) -> Option<[(&'static str, &'static str); 2]> {
        let by = match self.by {
            By::Id if !self.descending => return None,
            By::Id => "id",
            By::UpdateTime => "update_time",
        };
        Some([("sort_by", by), ("sort_direction", if self.descending { "desc" } else { "asc" })])
    }
}
