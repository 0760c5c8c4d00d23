//! Pages of a list that numbers its rows: each begins with the last row of the page before, so that it shows whether
//! rows before it are gone and the rest has moved up.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

/// Times that one walk goes back to where it was before. Each time rows must have been deleted meanwhile.
const MAX_RETURNS: u32 = 100;

/// What a page is to the rows read before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// It goes on behind them; this is the text of its new rows.
    Continues(Bytes),
    /// Rows may stand between them and the page.
    Gap,
}

/// The rows of a list that were read.
///
/// # Soundness
/// Rows keep their order, but their numbers shrink when one before them is deleted. So where a page begins with a row
/// that was read, all rows before it were read too, and none is missed. Where it begins with another, the walk goes
/// back until a page does, at most to the start of the list.
#[derive(Debug, Default)]
pub(super) struct Overlap {
    hasher: RandomState,
    /// When each row was read, by what it is told from others by.
    read: HashMap<u64, u64>,
    count: u64,
    /// Times that the walk went back since a page went on, and in all.
    steps: u32,
    returns: u32,
}

/// How a row is told from others.
#[derive(Clone, Copy)]
struct Identity {
    hash: u64,
    /// Whether it has an id, and so is no other row that looks the same.
    has_id: bool,
}

/// What identifies a row. The lists of several kinds of records say beside the id which kind it is.
#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    item: Option<&'a RawValue>,
}

impl Overlap {
    /// What the page is to the rows so far, which its rows join if it goes on behind them. A page that `must_join` has
    /// to begin with a row that was read.
    pub(super) fn join(&mut self, data: &Bytes, must_join: bool) -> Joint {
        // What is no list has no rows that could go.
        let Ok(rows) = serde_json::from_slice::<Option<Vec<&RawValue>>>(data) else {
            return Joint::Continues(data.clone());
        };
        let rows = rows.unwrap_or_default();
        let identities: Vec<Identity> = rows.iter().map(|row| self.identity(row)).collect();
        let when = |identity: &Identity| self.read.get(&identity.hash).copied();
        if must_join && identities.first().is_none_or(|first| when(first).is_none()) {
            return Joint::Gap;
        }
        // Rows without an id may look alike: only those up to the one that was read last are the same ones.
        let alike = identities.iter().enumerate().filter(|(_, identity)| !identity.has_id);
        let times = alike.filter_map(|(at, identity)| Some((when(identity)?, std::cmp::Reverse(at))));
        let again = times.max().map_or(0, |(_, at)| at.0 + 1);
        let is_new =
            |at: usize, identity: &Identity| if identity.has_id { when(identity).is_none() } else { at >= again };
        let kept: Vec<bool> = identities.iter().enumerate().map(|(at, identity)| is_new(at, identity)).collect();
        for (identity, _) in identities.iter().zip(&kept).filter(|(_, kept)| **kept) {
            self.read.insert(identity.hash, self.count);
            self.count += 1;
        }
        self.steps = 0;
        if kept.iter().all(|kept| *kept) {
            return Joint::Continues(data.clone());
        }
        let texts: Vec<&str> = rows.iter().zip(kept).filter(|(_, kept)| *kept).map(|(row, _)| row.get()).collect();
        Joint::Continues(Bytes::from(format!("[{}]", texts.join(","))))
    }

    /// Where to ask after a gap before the page of `limit` rows that starts at `start`: each time twice as far back.
    /// `None` if that happened too often.
    pub(super) fn back(&mut self, start: u64, limit: u64) -> Option<u64> {
        let step = (limit / 4).max(1).saturating_mul(1_u64.checked_shl(self.steps).unwrap_or(u64::MAX));
        self.steps += 1;
        self.returns += 1;
        (self.returns <= MAX_RETURNS).then(|| start.saturating_sub(step))
    }

    fn identity(&self, row: &RawValue) -> Identity {
        let text = row.get();
        let named: Option<Named<'_>> = serde_json::from_str(text).ok();
        match named {
            Some(Named { id: Some(id), item }) if id.get() != "null" => {
                Identity { hash: self.hasher.hash_one((id.get(), item.map(RawValue::get))), has_id: true }
            }
            _ => Identity { hash: self.hasher.hash_one(text), has_id: false },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Joins pages one after the other, each of which but the first must join; the new rows of each, or `gap`.
    fn check(pages: &[&'static str], expect: &[&str]) {
        let mut overlap = Overlap::default();
        let joined = pages.iter().enumerate().map(|(at, page)| match overlap.join(&Bytes::from(*page), at > 0) {
            Joint::Continues(data) => String::from_utf8(data.to_vec()).unwrap(),
            Joint::Gap => "gap".to_owned(),
        });
        assert_eq!(joined.collect::<Vec<_>>(), expect, "{pages:?}");
    }

    #[test]
    fn a_page_goes_on_behind_the_row_it_shares() {
        check(&[r#"[{"id":1},{"id":2}]"#, r#"[{"id":2},{"id":3}]"#], &[r#"[{"id":1},{"id":2}]"#, r#"[{"id":3}]"#]);
        check(&[r#"[{"id":1}]"#, r#"[{"id":1,"title":"changed"}]"#], &[r#"[{"id":1}]"#, "[]"]);
        check(&["null", "null"], &["null", "gap"]);
    }

    #[test]
    fn a_page_that_begins_with_another_row_leaves_a_gap_until_one_joins() {
        check(
            &[r#"[{"id":1},{"id":2}]"#, r#"[{"id":4}]"#, "null", r#"[{"id":1},{"id":3},{"id":4}]"#],
            &[r#"[{"id":1},{"id":2}]"#, "gap", "gap", r#"[{"id":3},{"id":4}]"#],
        );
    }

    #[test]
    fn records_of_different_kinds_may_have_one_id() {
        check(
            &[r#"[{"item":"deal","id":1}]"#, r#"[{"item":"deal","id":1},{"item":"person","id":1}]"#],
            &[r#"[{"item":"deal","id":1}]"#, r#"[{"item":"person","id":1}]"#],
        );
    }

    #[test]
    fn rows_without_an_id_that_look_alike_are_all_kept() {
        check(&["[7,7]", "[7,7,8]", "[8,7]"], &["[7,7]", "[7,8]", "[7]"]);
        check(&[r#"[{"id":null},5]"#, r#"[5,{"id":null}]"#], &[r#"[{"id":null},5]"#, r#"[{"id":null}]"#]);
    }

    #[test]
    fn each_step_back_is_twice_as_long_and_there_are_only_so_many() {
        let mut overlap = Overlap::default();
        let starts: Vec<_> = (0..5).map(|_| overlap.back(1000, 100)).collect();
        assert_eq!(starts, [Some(975), Some(950), Some(900), Some(800), Some(600)]);
        assert_eq!(overlap.join(&Bytes::from("[]"), false), Joint::Continues(Bytes::from("[]")));
        assert_eq!(overlap.back(1000, 1), Some(999), "a page that joined begins anew");
        assert_eq!((7..=MAX_RETURNS).map(|_| overlap.back(0, 1)).last(), Some(Some(0)));
        assert_eq!(overlap.back(0, 1), None);
    }
}
