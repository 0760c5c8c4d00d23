//! Records as filters see them: the value of a field by its code.

use std::borrow::Cow;

use crate::data::custom::{CustomValue, Owner};
use crate::data::{Account, Activity, Deal, Draw, Lead, Organization, Person, Product, Table};
use crate::json::Day;

/// A record a filter looks at.
pub(crate) enum Record<'a> {
    Deal(&'a Deal),
    Person(&'a Person),
    Organization(&'a Organization),
    Activity(&'a Activity),
    Product(&'a Product),
    Lead(&'a Lead),
}

/// A field's value for comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Number(f64),
    Text(Cow<'a, str>),
    Day(Day),
    /// The places of the options of a set.
    Set(Vec<u32>),
}

impl<T: Into<f64>> From<Option<T>> for Cell<'_> {
    fn from(number: Option<T>) -> Self {
        number.map_or(Self::Null, |number| Self::Number(number.into()))
    }
}

fn day<'a>(seconds: Option<i64>) -> Cell<'a> {
    // Dates in conditions are days of the user's time zone.
    seconds.map_or(Cell::Null, |time| Cell::Day(Day::of(time + Account::UTC_OFFSET)))
}

fn number<'a>(number: impl Into<f64>) -> Cell<'a> {
    Cell::Number(number.into())
}

impl Record<'_> {
    /// The value of a field of the record, or of the one record of another kind it belongs to.
    pub(crate) fn cell(&self, account: &Account, object: &str, code: &str) -> Cell<'static> {
        let (person_id, org_id) = match self {
            Self::Deal(deal) => (deal.person_id, deal.org_id),
            Self::Person(person) => (None, person.org_id),
            Self::Activity(activity) => (activity.person_id, activity.org_id),
            Self::Lead(lead) => (lead.person_id, lead.organization_id),
            Self::Organization(_) | Self::Product(_) => (None, None),
        };
        match (object, self) {
            ("deal", Self::Deal(deal)) => deal_cell(account, deal, code),
            ("deal", Self::Activity(activity)) => match activity.deal_id {
                Some(id) => deal_cell(account, &Deal::new(account, id), code),
                None => Cell::Null,
            },
            ("person", Self::Person(person)) => person_cell(account, person, code),
            ("person", _) => person_id.map_or(Cell::Null, |id| person_cell(account, &Person::new(account, id), code)),
            ("organization", Self::Organization(organization)) => organization_cell(account, organization, code),
            ("organization", _) => {
                org_id.map_or(Cell::Null, |id| organization_cell(account, &Organization::new(account, id), code))
            }
            ("activity", Self::Activity(activity)) => activity_cell(account, activity, code),
            ("product", Self::Product(product)) => product_cell(account, product, code),
            ("lead", Self::Lead(lead)) => lead_cell(account, lead, code),
            _ => Cell::Null,
        }
    }
}

fn deal_cell(account: &Account, deal: &Deal, code: &str) -> Cell<'static> {
    match code {
        "id" => number(deal.id),
        "title" => Cell::Text(deal.title(account).into()),
        "owner_id" => number(deal.owner_id),
        "creator_user_id" => number(deal.creator_user_id),
        "person_id" => deal.person_id.into(),
        "org_id" => deal.org_id.into(),
        "pipeline_id" => number(deal.pipeline_id),
        "stage_id" => number(deal.stage_id),
        "status" => Cell::Text(deal.status.name().into()),
        "value" => number(deal.value),
        "currency" => Cell::Text(deal.currency.into()),
        "probability" => deal.probability.into(),
        "add_time" => day(Some(deal.add_time)),
        "update_time" => day(deal.update_time),
        "stage_change_time" => day(deal.stage_change_time),
        "won_time" => day(deal.won_time),
        "lost_time" => day(deal.lost_time),
        "close_time" => day(deal.close_time()),
        "expected_close_date" => deal.expected_close_day.map_or(Cell::Null, |n| Cell::Day(Day(n))),
        key => custom_cell(account, Owner::Deals, account.draw(Table::Deals, deal.id), key),
    }
}

fn person_cell(account: &Account, person: &Person, code: &str) -> Cell<'static> {
    match code {
        "id" => number(person.id),
        "name" => Cell::Text(person.name(account).into()),
        "owner_id" => number(person.owner_id),
        "org_id" => person.org_id.into(),
        "add_time" => day(Some(person.add_time)),
        "update_time" => day(person.update_time),
        key => custom_cell(account, Owner::Persons, account.draw(Table::Persons, person.id), key),
    }
}

fn organization_cell(account: &Account, organization: &Organization, code: &str) -> Cell<'static> {
    match code {
        "id" => number(organization.id),
        "name" => Cell::Text(organization.name(account).into()),
        "owner_id" => number(organization.owner_id),
        "employee_count" => organization.employee_count.into(),
        "add_time" => day(Some(organization.add_time)),
        "update_time" => day(organization.update_time),
        key => custom_cell(account, Owner::Organizations, account.draw(Table::Organizations, organization.id), key),
    }
}

fn activity_cell(account: &Account, activity: &Activity, code: &str) -> Cell<'static> {
    match code {
        "id" => number(activity.id),
        "subject" => Cell::Text(activity.subject(account).into()),
        "type" => Cell::Text(activity.kind.into()),
        "owner_id" => number(activity.owner_id),
        "deal_id" => activity.deal_id.into(),
        "person_id" => activity.person_id.into(),
        "org_id" => activity.org_id.into(),
        "done" => number(u8::from(activity.done)),
        "due_date" => activity.due_day.map_or(Cell::Null, |n| Cell::Day(Day(n))),
        "add_time" => day(Some(activity.add_time)),
        "update_time" => day(activity.update_time),
        _ => Cell::Null,
    }
}

fn product_cell(account: &Account, product: &Product, code: &str) -> Cell<'static> {
    match code {
        "id" => number(product.id),
        "name" => Cell::Text(product.name.clone().into()),
        "code" => product.code.clone().map_or(Cell::Null, |code| Cell::Text(code.into())),
        "owner_id" => number(product.owner_id),
        key => custom_cell(account, Owner::Products, account.draw(Table::Products, product.id), key),
    }
}

fn lead_cell(account: &Account, lead: &Lead, code: &str) -> Cell<'static> {
    match code {
        "title" => Cell::Text(lead.title(account).into()),
        "owner_id" => number(lead.owner_id),
        "person_id" => lead.person_id.into(),
        "org_id" => lead.organization_id.into(),
        "value" => lead.value.map(|(amount, _)| amount).into(),
        "add_time" => day(Some(lead.add_time / 1000)),
        key => custom_cell(account, Owner::Deals, account.draw(Table::Leads, lead.number), key),
    }
}

/// The value of a custom field, whose options compare by id.
fn custom_cell(account: &Account, owner: Owner, draw: Draw, key: &str) -> Cell<'static> {
    let fields = account.custom_fields(owner);
    let Some(position) = fields.iter().position(|field| field.key == key) else { return Cell::Null };
    let field = &fields[position];
    match field.value(account, draw, position) {
        CustomValue::Null | CustomValue::Time(_) | CustomValue::Times(..) => Cell::Null,
        CustomValue::Text(text) => Cell::Text(text.into()),
        CustomValue::Number(amount) | CustomValue::Money(amount, _) => Cell::Number(amount),
        CustomValue::Choice(place) => number(field.option_id(place)),
        CustomValue::Choices(places) => Cell::Set(places.into_iter().map(|place| field.option_id(place)).collect()),
        CustomValue::Reference(id) => number(id),
        CustomValue::Date(day) | CustomValue::Dates(day, _) => Cell::Day(day),
        CustomValue::Address(address) => Cell::Text(address.value().into()),
    }
}
