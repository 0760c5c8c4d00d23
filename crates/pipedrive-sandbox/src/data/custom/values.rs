//! Values of custom fields, in the nested form of v2 and in the flat form of v1.

use super::{CustomField, CustomKind};
use crate::data::names::COMPETITORS;
use crate::data::{Account, Address, Draw, Table, User};
use crate::json::{Array, DAY, Day, Object, TimeOfDay, value};

/// Id and name of a time zone.
pub(crate) type Zone = &'static (u32, &'static str);

/// The time zones known, by id and name; the first is that of what is drawn.
pub(crate) const ZONES: [(u32, &str); 14] = [
    (318, "Europe/London"),
    (1, "Africa/Johannesburg"),
    (291, "Europe/Amsterdam"),
    (296, "Europe/Berlin"),
    (335, "Europe/Paris"),
    (337, "Europe/Prague"),
    (343, "Europe/Tallinn"),
    (312, "Europe/Lisbon"),
    (60, "America/Chicago"),
    (96, "America/Los_Angeles"),
    (116, "America/New_York"),
    (252, "Asia/Tokyo"),
    (263, "Australia/Sydney"),
    (415, "UTC"),
];

/// One value of a custom field.
#[derive(Clone, Debug)]
pub(crate) enum CustomValue {
    Null,
    Text(String),
    Number(f64),
    Money(f64, &'static str),
    /// Place of an option, from 0.
    Choice(usize),
    Choices(Vec<usize>),
    /// Id of a user, person or organization.
    Reference(u32),
    Date(Day),
    Dates(Day, Day),
    Time(TimeOfDay, Zone),
    Times(TimeOfDay, TimeOfDay, Zone),
    Address(Address),
}

/// What is drawn for a value.
enum Of {
    Filled,
    First,
    Second,
}

impl CustomField {
    /// The value of a record: what a client wrote, or else what is drawn.
    pub(crate) fn value_of(&self, account: &Account, table: Table, id: u32) -> CustomValue {
        let written = account.written(table, id).and_then(|written| written.custom.get(&self.key).cloned());
        let exists = |place: &usize| self.options.get(*place).is_some_and(|option| !option.is_deleted);
        match written.unwrap_or_else(|| self.value(account, account.draw(table, id))) {
            CustomValue::Choice(place) if !exists(&place) => CustomValue::Null,
            CustomValue::Choices(mut places) => {
                places.retain(exists);
                if places.is_empty() { CustomValue::Null } else { CustomValue::Choices(places) }
            }
            value => value,
        }
    }

    /// The value drawn for a record whose attributes come from `record`.
    pub(crate) fn value(&self, account: &Account, record: Draw) -> CustomValue {
        let draw = record.within(10_000 + self.position);
        if !draw.percent(Of::Filled as u32, self.fill) {
            return CustomValue::Null;
        }
        let number = |low, high| draw.between(Of::First as u32, low, high);
        let day = || Day(account.now.div_euclid(DAY) + i64::from(number(0, 900)) - 600);
        let time = |hour: u32| TimeOfDay((hour + draw.below(Of::Second as u32, 3)) * 3600 + number(0, 3) * 900);
        match self.kind {
            CustomKind::Varchar => CustomValue::Text(self.text(draw)),
            CustomKind::VarcharAuto => {
                CustomValue::Text(["Spring fair", "Newsletter 42", "Referral, partner"][draw_index(draw, 3)].to_owned())
            }
            CustomKind::Text => CustomValue::Text(format!(
                "Needs {} seats.\nMust integrate with \"legacy\" systems;\ndeadline is tight.",
                number(2, 500)
            )),
            CustomKind::Double if self.label.starts_with("Discount") => {
                CustomValue::Number(f64::from(number(0, 300)) / 10.0)
            }
            CustomKind::Double => CustomValue::Number(f64::from(number(1, 90_000)) / 1000.0),
            CustomKind::Monetary => {
                let currency = draw.weighted(Of::Second as u32, &[(60, "EUR"), (25, "USD"), (15, "GBP")]);
                CustomValue::Money(f64::from(number(100, 5_000_000)) / 100.0, currency)
            }
            CustomKind::Enum => CustomValue::Choice(draw_index(draw, self.drawn_options)),
            CustomKind::Set => {
                let bits = number(1, 31);
                let mut choices: Vec<usize> = (0..self.drawn_options).filter(|n| bits & (1 << n) != 0).collect();
                if choices.is_empty() {
                    choices.push(0);
                }
                CustomValue::Choices(choices)
            }
            CustomKind::User => CustomValue::Reference(number(1, User::COUNT)),
            CustomKind::Organization => CustomValue::Reference(number(1, account.size.organizations)),
            CustomKind::People => CustomValue::Reference(number(1, account.size.persons)),
            CustomKind::Phone => CustomValue::Text(format!("+49 30 {:06}", number(0, 999_999))),
            CustomKind::Time => CustomValue::Time(time(8), &ZONES[0]),
            CustomKind::Timerange => CustomValue::Times(time(8), time(13), &ZONES[0]),
            CustomKind::Date => CustomValue::Date(day()),
            CustomKind::Daterange => {
                let from = day();
                CustomValue::Dates(from, Day(from.0 + i64::from(draw.between(Of::Second as u32, 30, 730))))
            }
            CustomKind::Address => CustomValue::Address(Address::draw(draw)),
        }
    }

    fn text(&self, draw: Draw) -> String {
        match self.label.as_ref() {
            "Competitor" => COMPETITORS[draw_index(draw, COMPETITORS.len())].to_owned(),
            "LinkedIn Profile" => format!("https://linkedin.example/in/{:08x}", draw.below(Of::First as u32, u32::MAX)),
            _ => format!(
                "{}-{:06}",
                self.label.chars().take(2).collect::<String>(),
                draw.below(Of::First as u32, 1_000_000)
            ),
        }
    }

    /// Id of the option at a place.
    pub(crate) fn option_id(&self, place: usize) -> u32 {
        self.options[place].id
    }

    /// The place of the option with that id.
    pub(crate) fn option_place(&self, id: u32) -> Option<usize> {
        self.options.iter().position(|option| option.id == id && !option.is_deleted)
    }

    fn write_option(&self, place: usize, out: &mut Vec<u8>) {
        let mut object = Object::begin(out);
        object.put("id", &self.option_id(place));
        object.put("label", &self.options[place].label);
        object.end();
    }

    /// Writes a value as the member of v2's `custom_fields`.
    pub(crate) fn write_nested(&self, field_value: &CustomValue, option_labels: bool, out: &mut Vec<u8>) {
        let timezone = |object: &mut Object<'_>, zone: Zone| {
            object.put("timezone_id", &zone.0);
            object.put("timezone_name", zone.1);
        };
        match field_value {
            CustomValue::Null => value(out, &()),
            CustomValue::Text(text) => value(out, text),
            CustomValue::Number(number) => value(out, number),
            CustomValue::Reference(id) => value(out, id),
            CustomValue::Date(day) => value(out, day),
            CustomValue::Address(address) => address.write(true, out),
            CustomValue::Choice(place) if option_labels => self.write_option(*place, out),
            CustomValue::Choice(place) => value(out, &self.option_id(*place)),
            CustomValue::Choices(places) => {
                let mut array = Array::begin(out);
                for &place in places {
                    if option_labels {
                        self.write_option(place, array.element());
                    } else {
                        value(array.element(), &self.option_id(place));
                    }
                }
                array.end();
            }
            CustomValue::Money(amount, currency) => {
                let mut object = Object::begin(out);
                object.put("value", amount);
                object.put("currency", currency);
                object.end();
            }
            CustomValue::Dates(from, until) => {
                let mut object = Object::begin(out);
                object.put("value", from);
                object.put("until", until);
                object.end();
            }
            CustomValue::Time(time, zone) => {
                let mut object = Object::begin(out);
                object.put("value", time);
                timezone(&mut object, zone);
                object.end();
            }
            CustomValue::Times(from, until, zone) => {
                let mut object = Object::begin(out);
                object.put("value", from);
                object.put("until", until);
                timezone(&mut object, zone);
                object.end();
            }
        }
    }

    /// Writes a value as the members v1 puts beside the built-in ones; leads leave unset fields out.
    pub(crate) fn write_flat(&self, field_value: &CustomValue, object: &mut Object<'_>) {
        let key = self.key.as_str();
        let part = |name: &str| format!("{key}_{name}");
        match field_value {
            CustomValue::Null => {}
            CustomValue::Text(text) => object.put(key, text),
            CustomValue::Number(number) => object.put(key, number),
            CustomValue::Reference(id) => object.put(key, id),
            CustomValue::Date(day) => object.put(key, day),
            CustomValue::Choice(place) => object.put(key, &self.option_id(*place).to_string()),
            CustomValue::Choices(places) => {
                let ids: Vec<String> = places.iter().map(|&place| self.option_id(place).to_string()).collect();
                object.put(key, &ids.join(","));
            }
            CustomValue::Money(amount, currency) => {
                object.put(key, amount);
                object.put(&part("currency"), currency);
            }
            CustomValue::Dates(from, until) => {
                object.put(key, from);
                object.put(&part("until"), until);
            }
            CustomValue::Time(time, zone) => {
                object.put(key, time);
                object.put(&part("timezone_id"), &zone.0);
            }
            CustomValue::Times(from, until, zone) => {
                object.put(key, from);
                object.put(&part("until"), until);
                object.put(&part("timezone_id"), &zone.0);
            }
            CustomValue::Address(address) => {
                object.put(key, &address.value());
                for (name, _) in Address::PARTS {
                    object.put(&part(name), &address.part(name));
                }
            }
        }
    }
}

fn draw_index(draw: Draw, length: usize) -> usize {
    let length = u32::try_from(length).expect("lists of choices are short");
    usize::try_from(draw.below(Of::First as u32, length)).expect("an index below a length fits")
}
