//! Products.

use super::{Account, CURRENCIES, Entity, Table, User, Written};
use crate::json::DAY;

/// A product; times are Unix seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Id, from 1.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Article number.
    pub code: Option<String>,
    /// Number of its category, from 1.
    pub category: Option<u32>,
    /// User who owns it.
    pub owner_id: u32,
    /// When it was added.
    pub add_time: i64,
    /// When it last changed; none on the oldest ones.
    pub update_time: Option<i64>,
    /// Whether it was deleted; lists leave deleted ones out.
    pub is_deleted: bool,
    /// Price in each currency it has one in.
    pub prices: Vec<(&'static str, f64)>,
}

const ADJECTIVES: [&str; 6] = ["Basic", "Standard", "Professional", "Premium", "Compact", "Heavy-Duty"];
const NOUNS: [&str; 10] = [
    "Licence",
    "Workstation",
    "Sensor, wireless",
    "Support Plan",
    "Training Day",
    "Scanner",
    "\"Pro\" Stand",
    "Cable 2 m",
    "Gateway",
    "Consulting Hour",
];

/// What is drawn for a product.
enum Of {
    Code,
    Category,
    Owner,
    AddTime,
    Touched,
    Price,
    Currencies,
    HasTouched,
}

impl Product {
    /// The product with that id.
    pub fn new(account: &Account, id: u32) -> Self {
        let mut product = Self::generated(account, id);
        if let Some(overlay) = account.overlay(Entity::Products, id) {
            product.add_time = overlay.inserted.unwrap_or(product.add_time);
            product.update_time = Some(overlay.changed);
            product.owner_id = overlay.owner(product.owner_id, User::COUNT);
            product.is_deleted = overlay.deleted || (product.is_deleted && overlay.inserted.is_none());
        }
        if let Some(written) = account.written(Table::Products, id) {
            product.overwrite(&written);
        }
        product
    }

    /// Applies what clients wrote.
    fn overwrite(&mut self, written: &Written) {
        written.put("name", &mut self.name);
        written.put("code", &mut self.code);
        written.put("owner_id", &mut self.owner_id);
        written.put("add_time", &mut self.add_time);
        written.put("update_time", &mut self.update_time);
        written.put("is_deleted", &mut self.is_deleted);
        // Options of categories are numbered from 261.
        if let Some(category) = written.read::<Option<u32>>("category") {
            self.category = category.and_then(|id| id.checked_sub(260));
        }
        if let Some(prices) = written.values.get("prices").and_then(|prices| prices.as_array()) {
            let price = |entry: &serde_json::Value| {
                let currency = CURRENCIES.iter().find(|currency| entry["currency"] == currency.code)?;
                Some((currency.code, entry["price"].as_f64().unwrap_or_default()))
            };
            self.prices = prices.iter().filter_map(price).collect();
        }
    }

    fn generated(account: &Account, id: u32) -> Self {
        let draw = account.draw(Table::Products, id);
        let number = usize::try_from(id - 1).unwrap_or_default();
        let add_time = account.now - 100 * DAY - draw.seconds(Of::AddTime as u32, 900 * DAY);
        let cents = draw.between(Of::Price as u32, 500, 400_000);
        let currencies = usize::try_from(draw.below(Of::Currencies as u32, 4)).unwrap_or_default();
        let rates = [("EUR", 1.0), ("USD", 1.1), ("GBP", 0.85), ("JPY", 160.0)];
        Self {
            id,
            name: format!("{} {}", ADJECTIVES[number / NOUNS.len() % ADJECTIVES.len()], NOUNS[number % NOUNS.len()]),
            code: draw.percent(Of::Code as u32, 80).then(|| format!("AC-{:04}", 1000 + id * 7)),
            category: draw.sometimes(Of::Category as u32, 75).map(|d| d.between(0, 1, 4)),
            owner_id: draw.between(Of::Owner as u32, 1, User::COUNT),
            add_time,
            update_time: account.changed(
                draw.percent(Of::HasTouched as u32, 95)
                    .then(|| add_time + draw.seconds(Of::Touched as u32, account.now - add_time)),
                add_time,
            ),
            is_deleted: id.is_multiple_of(29),
            prices: rates[..=currencies]
                .iter()
                .map(|(code, rate)| (*code, (f64::from(cents) * rate).round() / 100.0))
                .collect(),
        }
    }
}
