//! Products attached to deals.

use super::catalog::CURRENCIES;
use super::product_details::ProductDetails;
use super::variations::Variation;
use super::{Account, Deal, Draw, Product, Table};

/// A product on a deal, with the terms agreed for that deal; times are Unix seconds.
pub(crate) struct LineItem {
    pub(crate) id: u32,
    pub(crate) deal_id: u32,
    /// The product; none where it has been purged from the account since.
    pub(crate) product: Option<Product>,
    pub(crate) variation_id: Option<u32>,
    /// Place in the deal's list, where somebody has arranged it.
    pub(crate) order_nr: Option<u32>,
    pub(crate) add_time: i64,
    pub(crate) update_time: i64,
    pub(crate) comments: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) item_price: f64,
    pub(crate) quantity: f64,
    pub(crate) discount: f64,
    /// `percentage` or `amount`.
    pub(crate) discount_type: &'static str,
    pub(crate) tax: u32,
    pub(crate) tax_method: &'static str,
    pub(crate) is_enabled: bool,
    pub(crate) billing_frequency: &'static str,
    pub(crate) billing_cycles: Option<u32>,
    /// Days since 1970-01-01.
    pub(crate) billing_start_day: Option<i64>,
}

/// What is drawn for the list of a deal.
const COUNT: u32 = 50_000;
const FIRST_PRODUCT: u32 = 50_001;
const STEP: u32 = 50_002;
const LINE: u32 = 50_010;

/// What is drawn for a line.
enum Of {
    Purged,
    Variation,
    Arranged,
    Added,
    Changed,
    Comments,
    Quantity,
    Discount,
    DiscountType,
    DiscountSize,
    TaxMethod,
    Enabled,
    Start,
}

impl LineItem {
    /// Ids of a deal's line items are the numbers after a multiple of this.
    const IDS: u32 = 8;

    /// Number of line items of a deal.
    pub(crate) fn count(account: &Account, deal_id: u32) -> u32 {
        account.draw(Table::Deals, deal_id).weighted(COUNT, &[(60, 0), (20, 1), (9, 2), (7, 3), (4, 5)])
    }

    /// Ids of a deal's line items, ascending.
    pub(crate) fn ids(account: &Account, deal_id: u32) -> impl Iterator<Item = u32> + use<> {
        let first = (deal_id - 1) * Self::IDS;
        (first + 1)..=(first + Self::count(account, deal_id))
    }

    /// Id of the product on the line with that id; no product is twice on a deal.
    pub(crate) fn product_id(account: &Account, id: u32) -> u32 {
        let (deal_id, place) = Self::place(id);
        let draw = account.draw(Table::Deals, deal_id);
        let products = account.size.products;
        // Steps short enough for five of them never to come around.
        let step = draw.between(STEP, 1, products / 6);
        (draw.below(FIRST_PRODUCT, products) + place * step) % products + 1
    }

    /// Deal and place on it, from 0.
    fn place(id: u32) -> (u32, u32) {
        ((id - 1) / Self::IDS + 1, (id - 1) % Self::IDS)
    }

    /// The line item with that id, which must be one of [`LineItem::ids`].
    pub(crate) fn new(account: &Account, id: u32) -> Self {
        let (deal_id, place) = Self::place(id);
        let deal = Deal::new(account, deal_id);
        let draw = account.draw(Table::Deals, deal_id).within(LINE + place);
        let product = Product::new(account, Self::product_id(account, id));
        let details = ProductDetails::of(account, &product);
        let latest = deal.last_change();
        let add_time = deal.add_time + draw.seconds(Of::Added as u32, latest - deal.add_time);
        let variations = Variation::ids(account, product.id);
        let variation_id = variations.last().filter(|_| draw.percent(Of::Variation as u32, 40));
        let (discount_type, discount) = discount(draw);
        let recurs = details.frequency != "one-time";
        Self {
            id,
            deal_id,
            item_price: price(&product, deal.currency),
            tax: details.tax,
            billing_frequency: details.frequency,
            billing_cycles: details.cycles,
            billing_start_day: recurs
                .then(|| add_time.div_euclid(86_400) + i64::from(draw.below(Of::Start as u32, 90))),
            product: (!product.is_deleted || !draw.percent(Of::Purged as u32, 60)).then_some(product),
            variation_id,
            order_nr: draw.percent(Of::Arranged as u32, 90).then_some(place + 1),
            add_time,
            update_time: add_time + draw.seconds(Of::Changed as u32, latest - add_time),
            comments: draw
                .weighted(Of::Comments as u32, &[(80, ""), (12, "As agreed by phone"), (8, "2nd site, \"north\"")]),
            currency: deal.currency,
            quantity: draw.weighted(Of::Quantity as u32, &[(45, 1.0), (20, 2.0), (15, 5.0), (12, 10.0), (8, 2.5)]),
            discount,
            discount_type,
            tax_method: draw.weighted(Of::TaxMethod as u32, &[(70, "exclusive"), (20, "inclusive"), (10, "none")]),
            is_enabled: draw.percent(Of::Enabled as u32, 95),
        }
    }

    /// What the line comes to: price times quantity less the discount. A tax on top of the price is not in it.
    pub(crate) fn sum(&self) -> f64 {
        let gross = self.item_price * self.quantity;
        let net = match self.discount_type {
            "percentage" => gross * (1.0 - self.discount / 100.0),
            _ => (gross - self.discount).max(0.0),
        };
        (net * 100.0).round() / 100.0
    }
}

fn discount(draw: Draw) -> (&'static str, f64) {
    let kind = draw.weighted(Of::DiscountType as u32, &[(85, "percentage"), (15, "amount")]);
    let size = draw.sometimes(Of::Discount as u32, 25).map_or(0, |d| d.between(Of::DiscountSize as u32, 1, 12));
    (kind, if kind == "percentage" { f64::from(size) * 2.5 } else { f64::from(size) * 10.0 })
}

/// The product's price in a currency, converted from the account's own where it has none in that one.
fn price(product: &Product, currency: &str) -> f64 {
    if let Some((_, price)) = product.prices.iter().find(|(code, _)| *code == currency) {
        return *price;
    }
    let in_euros = product.prices.first().map_or(0.0, |(_, price)| *price);
    let rate = CURRENCIES.iter().find(|c| c.code == currency).map_or(1.0, |currency| currency.in_euros);
    let scale = if currency == "JPY" { 1.0 } else { 100.0 };
    (in_euros / rate * scale).round() / scale
}
