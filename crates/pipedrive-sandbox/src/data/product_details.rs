//! What else is known of a product: text, unit, tax, how it is billed.

use super::{Account, Product, Table};

/// How often something can be billed.
pub(crate) const BILLING_FREQUENCIES: [&str; 6] =
    ["one-time", "annually", "semi-annually", "quarterly", "monthly", "weekly"];

/// The parts of a product that only its rows show.
pub(crate) struct ProductDetails {
    pub(crate) description: Option<String>,
    pub(crate) unit: Option<String>,
    /// Percent.
    pub(crate) tax: f64,
    pub(crate) is_linkable: bool,
    /// `one-time`, `monthly` or `annually`.
    pub(crate) frequency: &'static str,
    /// How often it is billed, where that ends.
    pub(crate) cycles: Option<u32>,
}

/// What is drawn for a product's details.
enum Of {
    Description,
    Unit,
    Tax,
    Linkable,
    Frequency,
    Cycles,
}

impl ProductDetails {
    /// The details of a product.
    pub(crate) fn of(account: &Account, product: &Product) -> Self {
        let draw = account.draw(Table::Products, product.id).within(40_000);
        let frequency = draw.weighted(Of::Frequency as u32, &[(60, "one-time"), (25, "monthly"), (15, "annually")]);
        let mut details = Self {
            description: draw
                .sometimes(Of::Description as u32, 50)
                .map(|_| format!("{}, as in the catalogue", product.name)),
            unit: draw.sometimes(Of::Unit as u32, 60).map(|d| d.pick(0, &["pcs", "h", "", "kg"]).to_owned()),
            tax: f64::from(draw.pick(Of::Tax as u32, &[0_u8, 9, 20, 22])),
            is_linkable: draw.percent(Of::Linkable as u32, 90),
            frequency,
            cycles: draw
                .sometimes(Of::Cycles as u32, 50)
                .filter(|_| frequency != "one-time")
                .map(|d| d.between(0, 1, 36)),
        };
        if let Some(written) = account.written(Table::Products, product.id) {
            written.put("description", &mut details.description);
            written.put("unit", &mut details.unit);
            written.put("tax", &mut details.tax);
            written.put("is_linkable", &mut details.is_linkable);
            written.put("billing_frequency_cycles", &mut details.cycles);
            let frequency = written.values.get("billing_frequency").and_then(|frequency| frequency.as_str());
            if let Some(known) = BILLING_FREQUENCIES.iter().find(|known| Some(**known) == frequency) {
                details.frequency = known;
            }
        }
        details
    }
}
