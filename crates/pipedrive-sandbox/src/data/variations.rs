//! Variations and images of products.

use super::{Account, Product, Table, uuid};
use crate::json::DAY;

/// A variation of a product, with prices of its own.
pub(crate) struct Variation {
    pub(crate) id: u32,
    pub(crate) product_id: u32,
    pub(crate) name: String,
    pub(crate) prices: Vec<(&'static str, f64)>,
}

/// What is drawn for a product's variations and image.
const COUNT: u32 = 50_000;
const IMAGE: u32 = 50_001;
const IMAGE_AGE: u32 = 50_002;

const NAMES: [&str; 3] = ["Large", "Refurbished", "Colour: \"night\" blue"];

impl Variation {
    /// Ids of a product's variations are the numbers after a multiple of this.
    const IDS: u32 = 4;

    /// Ids of a product's variations, ascending; most have none.
    pub(crate) fn ids(account: &Account, product_id: u32) -> impl Iterator<Item = u32> + use<> {
        let first = (product_id - 1) * Self::IDS;
        let draw = account.draw(Table::Products, product_id);
        (first + 1)..=(first + draw.weighted(COUNT, &[(70, 0), (15, 1), (10, 2), (5, 3)]))
    }

    /// The variation with that id, which must be one of [`Variation::ids`].
    pub(crate) fn new(account: &Account, id: u32) -> Self {
        let product = Product::new(account, (id - 1) / Self::IDS + 1);
        let place = (id - 1) % Self::IDS;
        let factor = 1.0 + f64::from(place + 1) / 10.0;
        let name = NAMES[usize::try_from(place).unwrap_or_default() % NAMES.len()];
        Self {
            id,
            product_id: product.id,
            name: format!("{}, {name}", product.name),
            prices: product
                .prices
                .iter()
                .map(|&(code, price)| (code, (price * factor * 100.0).round() / 100.0))
                .collect(),
        }
    }
}

/// The picture of a product.
pub(crate) struct ProductImage {
    pub(crate) id: u32,
    pub(crate) url: String,
    pub(crate) name: String,
    /// Days since 1970-01-01.
    pub(crate) add_day: i64,
}

impl ProductImage {
    /// The image of a product, of which every other has one.
    pub(crate) fn of(account: &Account, product: &Product) -> Option<Self> {
        let draw = account.draw(Table::Products, product.id).sometimes(IMAGE, 50)?;
        let span = account.now() - product.add_time;
        Some(Self {
            id: product.id * 3 + 100,
            url: format!("https://images.example/{}.png", uuid(draw.bits(0), draw.bits(1))),
            name: format!("product-{}.png", product.id),
            add_day: (product.add_time + draw.seconds(IMAGE_AGE, span)).div_euclid(DAY),
        })
    }
}
