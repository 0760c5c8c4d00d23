//! Postal addresses with their parts.

use std::sync::Arc;

use serde_json::Value;

use super::Draw;
use crate::json::Object;

/// Locality, region, country, postal code, sublocality.
const PLACES: [(&str, &str, &str, &str, Option<&str>); 10] = [
    ("Tallinn", "Harju maakond", "Estonia", "10111", Some("Kesklinn")),
    ("Berlin", "Berlin", "Germany", "10115", Some("Mitte")),
    ("Lisboa", "Lisboa", "Portugal", "1100-048", None),
    ("London", "England", "United Kingdom", "EC1A 1BB", None),
    ("New York", "New York", "United States", "10036", Some("Manhattan")),
    ("Praha", "Hlavní město Praha", "Czechia", "110 00", Some("Staré Město")),
    ("Amsterdam", "Noord-Holland", "Netherlands", "1012 JS", None),
    ("東京都", "東京都", "Japan", "100-0001", Some("千代田区")),
    ("Cape Town", "Western Cape", "South Africa", "8001", None),
    ("Oslo", "Oslo", "Norway", "0150", Some("Sentrum")),
];

const ROUTES: [&str; 8] = [
    "Main Street",
    "Harbour Road",
    "Telliskivi",
    "Invalidenstraße",
    "Rua Augusta",
    "Fifth Avenue",
    "Keizersgracht",
    "Station Lane",
];

/// A postal address.
#[derive(Clone, Debug)]
pub(crate) struct Address(Source);

/// Where an address comes from.
#[derive(Clone, Debug)]
enum Source {
    Drawn {
        number: u32,
        route: &'static str,
        subpremise: Option<u32>,
        place: (&'static str, &'static str, &'static str, &'static str, Option<&'static str>),
    },
    /// An object a client wrote, with `value`.
    Written(Arc<Value>),
}

impl Address {
    /// The parts an address object has beside `value`, and whether only custom fields have them.
    pub(crate) const PARTS: [(&'static str, bool); 10] = [
        ("country", false),
        ("admin_area_level_1", false),
        ("admin_area_level_2", false),
        ("locality", false),
        ("sublocality", false),
        ("route", false),
        ("street_number", false),
        ("subpremise", false),
        ("postal_code", false),
        ("formatted_address", true),
    ];

    /// The address that source yields.
    pub(crate) fn draw(draw: Draw) -> Self {
        Self(Source::Drawn {
            number: draw.between(0, 1, 199),
            route: draw.pick(1, &ROUTES),
            subpremise: draw.percent(2, 15).then(|| draw.between(3, 1, 40)),
            place: draw.pick(4, &PLACES),
        })
    }

    /// The address a client wrote, if it has a value.
    pub(crate) fn read(written: &Value) -> Option<Self> {
        written["value"].is_string().then(|| Self(Source::Written(Arc::new(written.clone()))))
    }

    /// The address as one text.
    pub(crate) fn value(&self) -> String {
        match &self.0 {
            Source::Drawn { number, route, place: (locality, _, country, postal_code, _), .. } => {
                format!("{number} {route}, {locality} {postal_code}, {country}")
            }
            Source::Written(written) => written["value"].as_str().unwrap_or_default().to_owned(),
        }
    }

    /// One part of the address.
    pub(crate) fn part(&self, name: &str) -> Option<String> {
        let (number, route, subpremise, place) = match &self.0 {
            Source::Drawn { number, route, subpremise, place } => (number, route, subpremise, place),
            Source::Written(written) => return written[name].as_str().map(str::to_owned),
        };
        let (locality, region, country, postal_code, sublocality) = *place;
        match name {
            "country" => Some(country.to_owned()),
            "admin_area_level_1" => Some(region.to_owned()),
            "locality" => Some(locality.to_owned()),
            "sublocality" => sublocality.map(str::to_owned),
            "route" => Some((*route).to_owned()),
            "street_number" => Some(number.to_string()),
            "subpremise" => subpremise.map(|number| number.to_string()),
            "postal_code" => Some(postal_code.to_owned()),
            "formatted_address" => Some(self.value()),
            _ => None,
        }
    }

    /// Writes the address as an object.
    pub(crate) fn write(&self, custom: bool, out: &mut Vec<u8>) {
        let mut object = Object::begin(out);
        object.put("value", &self.value());
        for (name, only_custom) in Self::PARTS {
            if custom || !only_custom {
                object.put(name, &self.part(name));
            }
        }
        object.end();
    }
}
