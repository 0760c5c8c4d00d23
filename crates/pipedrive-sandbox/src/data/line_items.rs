//! Products attached to deals.

use super::catalog::CURRENCIES;
use super::product_details::{BILLING_FREQUENCIES, ProductDetails};
use super::variations::Variation;
use super::{Account, Deal, Draw, Product, Table, Written};

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
    pub(crate) comments: String,
    pub(crate) currency: &'static str,
    pub(crate) item_price: f64,
    pub(crate) quantity: f64,
    pub(crate) discount: f64,
    /// `percentage` or `amount`.
    pub(crate) discount_type: &'static str,
    pub(crate) tax: f64,
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

/// How a discount is meant.
pub(crate) const DISCOUNT_TYPES: [&str; 2] = ["percentage", "amount"];
/// Where the tax stands: on top of the price, in it, or nowhere.
pub(crate) const TAX_METHODS: [&str; 3] = ["exclusive", "inclusive", "none"];

impl LineItem {
    /// Ids of a deal's line items are the numbers after a multiple of this.
    const IDS: u32 = 8;

    /// Number of line items of a deal.
    pub(crate) fn count(account: &Account, deal_id: u32) -> u32 {
        account.draw(Table::Deals, deal_id).weighted(COUNT, &[(60, 0), (20, 1), (9, 2), (7, 3), (4, 5)])
    }

    /// Ids of a deal's line items, ascending; those that clients added come last.
    pub(crate) fn ids(account: &Account, deal_id: u32) -> std::vec::IntoIter<u32> {
        let first = (deal_id - 1) * Self::IDS;
        let mut ids: Vec<u32> = ((first + 1)..=(first + Self::count(account, deal_id))).collect();
        ids.extend(account.children(Table::LineItems, deal_id));
        ids.retain(|&id| account.written(Table::LineItems, id).is_none_or(|written| !written.is_deleted()));
        ids.into_iter()
    }

    /// Id of the product on the line with that id; no product is twice on a deal.
    pub(crate) fn product_id(account: &Account, id: u32) -> u32 {
        if let Some(product_id) = account.written(Table::LineItems, id).and_then(|written| written.read("product_id")) {
            return product_id;
        }
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
        let Some(written) = account.written(Table::LineItems, id) else { return Self::drawn(account, id) };
        let mut line = if written.is_created { Self::blank(account, id, &written) } else { Self::drawn(account, id) };
        line.overwrite(account, &written);
        line
    }

    /// A line that a client added, with what the product and the deal give it.
    fn blank(account: &Account, id: u32, written: &Written) -> Self {
        let deal = Deal::new(account, written.read("deal_id").unwrap_or(1));
        Self {
            id,
            deal_id: deal.id,
            product: None,
            variation_id: None,
            order_nr: None,
            add_time: 0,
            update_time: 0,
            comments: String::new(),
            currency: deal.currency,
            item_price: 0.0,
            quantity: 1.0,
            discount: 0.0,
            discount_type: "percentage",
            tax: 0.0,
            tax_method: "exclusive",
            is_enabled: true,
            billing_frequency: "one-time",
            billing_cycles: None,
            billing_start_day: None,
        }
    }

    /// Applies what clients wrote.
    fn overwrite(&mut self, account: &Account, written: &Written) {
        let word = |name: &str, known: &[&'static str], member: &mut &'static str| {
            let written = written.values.get(name).and_then(|word| word.as_str());
            *member = known.iter().find(|known| Some(**known) == written).unwrap_or(member);
        };
        word("discount_type", &DISCOUNT_TYPES, &mut self.discount_type);
        word("tax_method", &TAX_METHODS, &mut self.tax_method);
        word("billing_frequency", &BILLING_FREQUENCIES, &mut self.billing_frequency);
        if let Some(product_id) = written.read("product_id") {
            self.product = Some(Product::new(account, product_id));
        }
        written.put("product_variation_id", &mut self.variation_id);
        written.put("order_nr", &mut self.order_nr);
        written.put("add_time", &mut self.add_time);
        written.put("update_time", &mut self.update_time);
        written.put("comments", &mut self.comments);
        written.put("item_price", &mut self.item_price);
        written.put("quantity", &mut self.quantity);
        written.put("discount", &mut self.discount);
        written.put("tax", &mut self.tax);
        written.put("is_enabled", &mut self.is_enabled);
        written.put("billing_frequency_cycles", &mut self.billing_cycles);
        written.put_day("billing_start_date", &mut self.billing_start_day);
    }

    /// What the lines of a deal come to, those switched off left out.
    pub(crate) fn total(account: &Account, deal_id: u32) -> f64 {
        let lines = Self::ids(account, deal_id).map(|id| Self::new(account, id));
        let sum: f64 = lines.filter(|line| line.is_enabled).map(|line| line.sum()).sum();
        (sum * 100.0).round() / 100.0
    }

    fn drawn(account: &Account, id: u32) -> Self {
        let (deal_id, place) = Self::place(id);
        let deal = Deal::unwritten(account, deal_id);
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
                .weighted(Of::Comments as u32, &[(80, ""), (12, "As agreed by phone"), (8, "2nd site, \"north\"")])
                .to_owned(),
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
