//! Randomness without state: every attribute of every record is a hash of seed, table, id and attribute.

use crate::json::DAY;

/// The tables that draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Table {
    Deals,
    Persons,
    Organizations,
    Activities,
    Products,
    Leads,
    Notes,
    Users,
    Fields,
    Labels,
    Projects,
    Tasks,
    PermissionSets,
    Goals,
    CallLogs,
    Relationships,
    Webhooks,
    Files,
    MailThreads,
    Comments,
    LineItems,
    Installments,
    Discounts,
    Variations,
    Images,
    Pictures,
    Pipelines,
    Stages,
    Boards,
    Phases,
    ActivityTypes,
    Roles,
    Teams,
    RoleSettings,
    RolePipelines,
    Assignments,
    Channels,
    Links,
    PlanItems,
}

/// `SplitMix64`: every input gives another output, and neighbours share nothing.
pub(crate) const fn mix(input: u64) -> u64 {
    let mut z = input.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A version 4 UUID made of 128 given bits.
pub(crate) fn uuid(high: u64, low: u64) -> String {
    let high = (high & !0xf000) | 0x4000;
    let low = (low & (u64::MAX >> 2)) | (1 << 63);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

/// Roughly how long ago the record with that id, of `count`, was made: seconds.
pub(crate) fn age(id: u32, count: u32) -> i64 {
    let count = i64::from(count.max(1));
    let place = (count - i64::from(id)).max(0);
    // The company grows: half of its records were made in the last quarter of three years.
    1095 * DAY * place / count * place / count
}

/// The source of one record's attributes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw {
    bits: u64,
    /// Every choice falls on the first, and nothing that some records lack is there: what a client made is drawn so.
    is_quiet: bool,
}

impl Draw {
    pub(crate) fn new(seed: u64, table: Table, id: u32) -> Self {
        let table = table as u64;
        Self { bits: mix(mix(seed ^ (table << 56)) ^ u64::from(id)), is_quiet: false }
    }

    /// The source of what a client made: identifiers are drawn from it, attributes are not.
    pub(crate) fn quiet(self) -> Self {
        Self { is_quiet: true, ..self }
    }

    /// The source of the parts of one attribute.
    pub(crate) fn within(self, attribute: u32) -> Self {
        Self { bits: self.bits(attribute), ..self }
    }

    /// 64 bits for the attribute of that number; numbers are private to each table.
    pub(crate) fn bits(self, attribute: u32) -> u64 {
        mix(self.bits ^ (u64::from(attribute) << 32))
    }

    /// A number below `n`, which must not be 0.
    pub(crate) fn below(self, attribute: u32, n: u32) -> u32 {
        if self.is_quiet {
            return 0;
        }
        let scaled = (self.bits(attribute) >> 32) * u64::from(n);
        u32::try_from(scaled >> 32).expect("a product of two 32-bit numbers has at most 32 high bits")
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(self, attribute: u32, low: u32, high: u32) -> u32 {
        low + self.below(attribute, high - low + 1)
    }

    /// True for about that many of a hundred records.
    pub(crate) fn percent(self, attribute: u32, percent: u32) -> bool {
        !self.is_quiet && self.below(attribute, 100) < percent
    }

    /// For about that many of a hundred records, the source of the parts of the attribute.
    pub(crate) fn sometimes(self, attribute: u32, percent: u32) -> Option<Self> {
        // The parts must not depend on the draw that let them through.
        self.percent(attribute, percent).then(|| self.within(attribute))
    }

    /// A time span below `seconds`.
    pub(crate) fn seconds(self, attribute: u32, seconds: i64) -> i64 {
        i64::from(self.below(attribute, u32::try_from(seconds.max(1)).unwrap_or(u32::MAX)))
    }

    /// One of the choices, of which there must be at least one.
    pub(crate) fn pick<T: Copy>(self, attribute: u32, choices: &[T]) -> T {
        let n = u32::try_from(choices.len()).expect("lists of choices are short");
        choices[usize::try_from(self.below(attribute, n)).expect("an index below a length fits")]
    }

    /// One of the choices, in proportion to the weights beside them.
    pub(crate) fn weighted<T: Copy>(self, attribute: u32, choices: &[(u32, T)]) -> T {
        let mut rest = self.below(attribute, choices.iter().map(|(weight, _)| weight).sum());
        let chosen = choices.iter().find(|(weight, _)| match rest.checked_sub(*weight) {
            Some(left) => {
                rest = left;
                false
            }
            None => true,
        });
        chosen.expect("the draw lies below the sum of the weights").1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_differ_by_seed_table_id_and_attribute() {
        let draws = [
            Draw::new(1, Table::Deals, 1).bits(0),
            Draw::new(2, Table::Deals, 1).bits(0),
            Draw::new(1, Table::Persons, 1).bits(0),
            Draw::new(1, Table::Deals, 2).bits(0),
            Draw::new(1, Table::Deals, 1).bits(1),
        ];
        let distinct: std::collections::BTreeSet<u64> = draws.into_iter().collect();
        assert_eq!(distinct.len(), draws.len());
    }

    #[test]
    fn draws_stay_in_range_and_follow_their_weights() {
        let counts = (1..=10_000).fold([0_u32; 3], |mut counts, id| {
            let choice = Draw::new(7, Table::Deals, id).weighted(3, &[(70, 0_usize), (20, 1), (10, 2)]);
            counts[choice] += 1;
            counts
        });
        assert!((6_700..7_300).contains(&counts[0]) && (1_700..2_300).contains(&counts[1]), "{counts:?}");
        assert!((1..=10_000).all(|id| Draw::new(7, Table::Deals, id).between(1, 5, 9).clamp(5, 9)
            == Draw::new(7, Table::Deals, id).between(1, 5, 9)));
    }

    #[test]
    fn uuids_have_version_and_variant() {
        assert_eq!(uuid(0, 0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid(u64::MAX, u64::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
