//! Payments of deals in parts, and discounts on whole deals.

use super::line_items::LineItem;
use super::{Account, Deal, Table, User, uuid};
use crate::json::DAY;

/// One of the payments a deal's value is split into.
pub(crate) struct Installment {
    pub(crate) id: u32,
    pub(crate) deal_id: u32,
    pub(crate) amount: f64,
    /// Days since 1970-01-01.
    pub(crate) billing_day: i64,
    pub(crate) description: &'static str,
}

/// A discount on a whole deal; times are Unix seconds.
pub(crate) struct Discount {
    pub(crate) id: String,
    /// `percentage` or `amount`.
    pub(crate) kind: &'static str,
    pub(crate) amount: u32,
    pub(crate) description: &'static str,
    pub(crate) created_at: i64,
    pub(crate) created_by: u32,
    pub(crate) updated_at: i64,
    pub(crate) updated_by: u32,
}

/// What is drawn for a deal.
const HAS_INSTALLMENTS: u32 = 51_000;
const INSTALLMENTS: u32 = 51_001;
const FIRST_BILL: u32 = 51_002;
const DISCOUNTS: u32 = 52_000;
const DISCOUNT: u32 = 52_001;

const DESCRIPTIONS: [&str; 4] = ["Deposit", "On delivery", "After 30 days", "Retention, \"10 %\""];

impl Installment {
    /// Ids of a deal's installments are the numbers after a multiple of this.
    const IDS: u32 = 4;

    /// Number of installments of a deal: only some deals with products are paid in parts.
    pub(crate) fn count(account: &Account, deal: &Deal) -> u32 {
        let draw = account.draw(Table::Deals, deal.id);
        let split = draw.percent(HAS_INSTALLMENTS, 25) && deal.value > 0.0 && LineItem::count(account, deal.id) > 0;
        if split { draw.between(INSTALLMENTS, 2, Self::IDS) } else { 0 }
    }

    /// Ids of a deal's installments, ascending.
    pub(crate) fn ids(account: &Account, deal_id: u32) -> impl Iterator<Item = u32> + use<> {
        let first = (deal_id - 1) * Self::IDS;
        (first + 1)..=(first + Self::count(account, &Deal::new(account, deal_id)))
    }

    /// The installment with that id, which must be one of [`Installment::ids`].
    pub(crate) fn new(account: &Account, id: u32) -> Self {
        let (deal, place) = (Deal::new(account, (id - 1) / Self::IDS + 1), (id - 1) % Self::IDS);
        let count = Self::count(account, &deal).max(1);
        let cents = |amount: f64| (amount * 100.0).round() / 100.0;
        let part = cents((deal.value / f64::from(count)).floor());
        // The last payment takes what division leaves over.
        let amount = if place + 1 == count { cents(deal.value - part * f64::from(count - 1)) } else { part };
        let start = deal.expected_close_day.unwrap_or_else(|| deal.add_time.div_euclid(DAY));
        let first = i64::from(account.draw(Table::Deals, deal.id).below(FIRST_BILL, 28));
        Self {
            id,
            deal_id: deal.id,
            amount,
            billing_day: start + first + i64::from(place) * 30,
            description: DESCRIPTIONS[usize::try_from(place).unwrap_or_default() % DESCRIPTIONS.len()],
        }
    }
}

impl Discount {
    /// The discounts on a deal; most have none.
    pub(crate) fn all(account: &Account, deal: &Deal) -> Vec<Self> {
        let draw = account.draw(Table::Deals, deal.id);
        let count = draw.weighted(DISCOUNTS, &[(88, 0), (10, 1), (2, 2)]);
        (0..count)
            .map(|place| {
                let draw = draw.within(DISCOUNT + place);
                let created_at = deal.add_time + draw.seconds(2, deal.last_change() - deal.add_time);
                let updated_at = created_at + draw.seconds(3, deal.last_change() - created_at);
                let created_by = draw.between(4, 1, User::COUNT);
                let (kind, amount, description) = draw.pick(
                    5,
                    &[
                        ("percentage", 10, "10%"),
                        ("percentage", 5, "Early payment"),
                        ("amount", 250, "Goodwill, \"one-off\""),
                        ("amount", 50, "Voucher"),
                    ],
                );
                let by_another = draw.percent(6, 30);
                Self {
                    id: uuid(draw.bits(0), draw.bits(1)),
                    kind,
                    amount,
                    description,
                    created_at,
                    created_by,
                    updated_at,
                    updated_by: if by_another { draw.between(7, 1, User::COUNT) } else { created_by },
                }
            })
            .collect()
    }
}
