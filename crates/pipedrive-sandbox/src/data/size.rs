//! How many records of each kind an account is generated with.

use crate::{Account, SandboxConfig, SandboxError};

/// Deals up to which an account has the proportions of a small one.
const SMALL: u32 = 4_000;

/// Numbers of records before anybody changed the account. What is drawn depends on them, and not on records that were
/// added later, or one new person would give every deal another contact.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) deals: u32,
    pub(crate) persons: u32,
    pub(crate) organizations: u32,
    pub(crate) activities: u32,
    pub(crate) products: u32,
    pub(crate) leads: u32,
    pub(crate) notes: u32,
    pub(crate) projects: u32,
    /// Chance of a deal to be archived.
    pub(crate) archived_percent: u32,
}

impl Size {
    /// What follows from the number of deals.
    ///
    /// # Errors
    /// When there are too many deals.
    pub(crate) fn of(config: &SandboxConfig) -> Result<Self, SandboxError> {
        let max = Account::MAX_DEALS;
        let too_many = SandboxError::TooManyDeals { deals: config.deals, max };
        let deals = u32::try_from(config.deals).ok().filter(|&n| n <= max).ok_or(too_many)?;
        Ok(Self {
            deals,
            persons: (deals / 2).min(SMALL / 2).max(deals / 5).max(50),
            organizations: (deals / 4).min(SMALL / 4).max(deals / 20).max(25),
            activities: deals * 2,
            products: 60,
            leads: (deals / 10).max(20),
            notes: deals / 2,
            projects: (deals / 8).max(12),
            archived_percent: if deals <= SMALL { 10 } else { 5 },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_accounts_have_more_deals_for_each_person() {
        let check = |deals: usize, persons: u32, organizations: u32, archived_percent: u32| {
            let size = Size::of(&SandboxConfig { deals, ..SandboxConfig::default() }).unwrap();
            let found = (size.persons, size.organizations, size.archived_percent);
            assert_eq!(found, (persons, organizations, archived_percent), "{deals} deals");
        };
        check(0, 50, 25, 10);
        check(400, 200, 100, 10);
        check(4_000, 2_000, 1_000, 10);
        check(10_000, 2_000, 1_000, 5);
        check(100_000, 20_000, 5_000, 5);
    }
}
