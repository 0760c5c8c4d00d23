//! What else is known of a product: text, unit, tax, how it is billed.

use super::{Account, Product, Table};

/// The parts of a product that only its rows show.
pub(crate) struct ProductDetails {
    pub(crate) description: Option<String>,
    pub(crate) unit: Option<&'static str>,
    /// Percent.
    pub(crate) tax: u32,
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
        Self {
            description: draw
                .sometimes(Of::Description as u32, 50)
                .map(|_| format!("{}, as in the catalogue", product.name)),
            unit: draw.sometimes(Of::Unit as u32, 60).map(|d| d.pick(0, &["pcs", "h", "", "kg"])),
            tax: draw.pick(Of::Tax as u32, &[0, 9, 20, 22]),
            is_linkable: draw.percent(Of::Linkable as u32, 90),
            frequency,
            cycles: draw
                .sometimes(Of::Cycles as u32, 50)
                .filter(|_| frequency != "one-time")
                .map(|d| d.between(0, 1, 36)),
        }
    }
}
