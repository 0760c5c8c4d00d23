//! Records as filters see them: the value of a field by its code.

use std::borrow::Cow;

use crate::data::custom::{CustomValue, Owner};
use crate::data::{
    Account, Activity, Address, Deal, DealDetails, Lead, Organization, Person, Product, ProductDetails, Project, Table,
};
use crate::json::{Day, TimeOfDay};

/// A record a filter looks at.
pub(crate) enum Record<'a> {
    Deal(&'a Deal),
    Person(&'a Person),
    Organization(&'a Organization),
    Activity(&'a Activity),
    Product(&'a Product),
    Lead(&'a Lead),
    Project(&'a Project),
}

/// A field's value for comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Number(f64),
    Text(Cow<'a, str>),
    Day(Day),
    /// First and last day.
    Days(Day, Day),
    /// Seconds of the day.
    Time(TimeOfDay),
    /// Its start and its end.
    Times(TimeOfDay, TimeOfDay),
    /// The ids of the options of a set.
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
    ///
    /// Of an address `part` names the part to look at.
    pub(crate) fn cell(&self, account: &Account, object: &str, code: &str, part: Option<&str>) -> Cell<'static> {
        let look = Look { account, code, part };
        let (person_id, org_id) = match self {
            Self::Deal(deal) => (deal.person_id, deal.org_id),
            Self::Person(person) => (None, person.org_id),
            Self::Activity(activity) => (activity.person_id, activity.org_id),
            Self::Lead(lead) => (lead.person_id, lead.organization_id),
            Self::Organization(_) | Self::Product(_) | Self::Project(_) => (None, None),
        };
        match (object, self) {
            ("deal", Self::Deal(deal)) => look.at_deal(deal),
            ("deal", Self::Activity(activity)) => {
                activity.deal_id.map_or(Cell::Null, |id| look.at_deal(&Deal::new(account, id)))
            }
            ("person", Self::Person(person)) => look.at_person(person),
            ("person", _) => person_id.map_or(Cell::Null, |id| look.at_person(&Person::new(account, id))),
            ("organization", Self::Organization(organization)) => look.at_organization(organization),
            ("organization", _) => {
                org_id.map_or(Cell::Null, |id| look.at_organization(&Organization::new(account, id)))
            }
            ("activity", Self::Activity(activity)) => look.at_activity(activity),
            ("product", Self::Product(product)) => look.at_product(product),
            ("lead", Self::Lead(lead)) => look.at_lead(lead),
            ("project", Self::Project(project)) => look.at_project(project),
            _ => Cell::Null,
        }
    }
}

/// Codes of the built-in fields that records have a value of for filters; every custom field has one.
pub(crate) fn known_codes(owner: Owner) -> &'static [&'static str] {
    match owner {
        Owner::Deals => &[
            "id",
            "title",
            "owner_id",
            "creator_user_id",
            "person_id",
            "org_id",
            "pipeline_id",
            "stage_id",
            "status",
            "value",
            "currency",
            "probability",
            "add_time",
            "update_time",
            "stage_change_time",
            "won_time",
            "lost_time",
            "close_time",
            "archive_time",
            "expected_close_date",
            "lost_reason",
            "visible_to",
            "origin",
            "channel",
            "channel_id",
            "mrr",
        ],
        Owner::Persons => {
            &["id", "name", "first_name", "last_name", "owner_id", "org_id", "add_time", "update_time", "visible_to"]
        }
        Owner::Organizations => &[
            "id",
            "name",
            "owner_id",
            "employee_count",
            "annual_revenue",
            "address",
            "add_time",
            "update_time",
            "visible_to",
        ],
        Owner::Products => {
            &["id", "name", "code", "description", "category", "unit", "tax", "owner_id", "add_time", "update_time"]
        }
        Owner::Activities => &[
            "id",
            "subject",
            "type",
            "owner_id",
            "deal_id",
            "person_id",
            "org_id",
            "project_id",
            "done",
            "due_date",
            "marked_as_done_time",
            "add_time",
            "update_time",
        ],
        Owner::Projects => {
            &["id", "status", "board_id", "phase_id", "owner_id", "start_date", "end_date", "add_time", "update_time"]
        }
    }
}

/// A field, and of an address the part, in an account.
#[derive(Clone, Copy)]
struct Look<'a> {
    account: &'a Account,
    code: &'a str,
    part: Option<&'a str>,
}

impl Look<'_> {
    fn at_deal(self, deal: &Deal) -> Cell<'static> {
        let details = || DealDetails::of(self.account, deal);
        match self.code {
            "id" => number(deal.id),
            "title" => text(deal.title(self.account)),
            "owner_id" => number(deal.owner_id),
            "creator_user_id" => number(deal.creator_user_id),
            "person_id" => deal.person_id.into(),
            "org_id" => deal.org_id.into(),
            "pipeline_id" => number(deal.pipeline_id),
            "stage_id" => number(deal.stage_id),
            "status" => text(deal.status.name()),
            "value" => number(deal.value),
            "currency" => text(deal.currency),
            "probability" => deal.probability.into(),
            "add_time" => day(Some(deal.add_time)),
            "update_time" => day(deal.update_time),
            "stage_change_time" => day(deal.stage_change_time),
            "won_time" => day(deal.won_time),
            "lost_time" => day(deal.lost_time),
            "close_time" => day(deal.close_time()),
            "archive_time" => day(deal.archive_time),
            "expected_close_date" => date(deal.expected_close_day),
            "lost_reason" => details().lost_reason.map_or(Cell::Null, text),
            "visible_to" => number(details().visible_to),
            "origin" => text(details().origin),
            "channel" => details().channel.into(),
            "channel_id" => details().channel_id.map_or(Cell::Null, text),
            "mrr" => details().monthly.into(),
            _ => self.at_custom(Owner::Deals, Table::Deals, deal.id),
        }
    }

    fn at_person(self, person: &Person) -> Cell<'static> {
        let (first_name, last_name) = person.names(self.account);
        match self.code {
            "id" => number(person.id),
            "name" => text(person.name(self.account)),
            "first_name" => first_name.map_or(Cell::Null, text),
            "last_name" => last_name.map_or(Cell::Null, text),
            "owner_id" => number(person.owner_id),
            "org_id" => person.org_id.into(),
            "visible_to" => number(person.visible_to(self.account)),
            "add_time" => day(Some(person.add_time)),
            "update_time" => day(person.update_time),
            _ => self.at_custom(Owner::Persons, Table::Persons, person.id),
        }
    }

    fn at_organization(self, organization: &Organization) -> Cell<'static> {
        match self.code {
            "id" => number(organization.id),
            "name" => text(organization.name(self.account)),
            "owner_id" => number(organization.owner_id),
            "employee_count" => organization.employee_count.into(),
            "annual_revenue" => {
                // Revenues here are multiples of 100,000 and thousands of those.
                let hundred_thousands = organization.annual_revenue.map(|n| n / 100_000);
                hundred_thousands.and_then(|n| u32::try_from(n).ok()).map(|n| f64::from(n) * 100_000.0).into()
            }
            "address" => organization.address(self.account).map_or(Cell::Null, |address| self.of_address(&address)),
            "visible_to" => number(organization.visible_to(self.account)),
            "add_time" => day(Some(organization.add_time)),
            "update_time" => day(organization.update_time),
            _ => self.at_custom(Owner::Organizations, Table::Organizations, organization.id),
        }
    }

    fn at_activity(self, activity: &Activity) -> Cell<'static> {
        match self.code {
            "id" => number(activity.id),
            "subject" => text(activity.subject(self.account)),
            "type" => text(activity.kind),
            "owner_id" => number(activity.owner_id),
            "deal_id" => activity.deal_id.into(),
            "person_id" => activity.person_id.into(),
            "org_id" => activity.org_id.into(),
            "project_id" => activity.project_id.into(),
            "done" => number(u8::from(activity.done)),
            "due_date" => date(activity.due_day),
            "marked_as_done_time" => day(activity.done_time),
            "add_time" => day(Some(activity.add_time)),
            "update_time" => day(activity.update_time),
            _ => Cell::Null,
        }
    }

    fn at_product(self, product: &Product) -> Cell<'static> {
        let details = || ProductDetails::of(self.account, product);
        match self.code {
            "id" => number(product.id),
            "name" => text(product.name.clone()),
            "code" => product.code.clone().map_or(Cell::Null, text),
            "description" => details().description.map_or(Cell::Null, text),
            "category" => product.category.into(),
            "unit" => details().unit.map_or(Cell::Null, text),
            "tax" => Cell::Number(details().tax),
            "owner_id" => number(product.owner_id),
            "add_time" => day(Some(product.add_time)),
            "update_time" => day(product.update_time),
            _ => self.at_custom(Owner::Products, Table::Products, product.id),
        }
    }

    fn at_lead(self, lead: &Lead) -> Cell<'static> {
        match self.code {
            "title" => text(lead.title(self.account)),
            "owner_id" => number(lead.owner_id),
            "person_id" => lead.person_id.into(),
            "org_id" => lead.organization_id.into(),
            "value" => lead.value.map(|(amount, _)| amount).into(),
            "add_time" => day(Some(lead.add_time / 1000)),
            _ => self.at_custom(Owner::Deals, Table::Leads, lead.number),
        }
    }

    fn at_project(self, project: &Project) -> Cell<'static> {
        match self.code {
            "id" => number(project.id),
            "status" => text(project.status.name()),
            "board_id" => number(project.board_id),
            "phase_id" => number(project.phase_id),
            "owner_id" => number(project.owner_id),
            "start_date" => date(project.start_day),
            "end_date" => date(project.end_day),
            "add_time" => day(Some(project.add_time / 1000)),
            "update_time" => day(Some(project.update_time / 1000)),
            _ => self.at_custom(Owner::Projects, Table::Projects, project.id),
        }
    }

    /// The value of a custom field, whose options compare by id.
    fn at_custom(self, owner: Owner, table: Table, id: u32) -> Cell<'static> {
        let fields = self.account.custom_fields(owner);
        let Some(position) = fields.iter().position(|field| field.key == self.code) else { return Cell::Null };
        let field = &fields[position];
        match field.value_of(self.account, table, id) {
            CustomValue::Null => Cell::Null,
            CustomValue::Text(content) => text(content),
            CustomValue::Number(amount) | CustomValue::Money(amount, _) => Cell::Number(amount),
            CustomValue::Choice(place) => number(field.option_id(place)),
            CustomValue::Choices(places) => Cell::Set(places.into_iter().map(|place| field.option_id(place)).collect()),
            CustomValue::Reference(id) => number(id),
            CustomValue::Date(day) => Cell::Day(day),
            CustomValue::Dates(from, until) => Cell::Days(from, until),
            CustomValue::Time(time, _) => Cell::Time(time),
            CustomValue::Times(from, until, _) => Cell::Times(from, until),
            CustomValue::Address(address) => self.of_address(&address),
        }
    }

    fn of_address(self, address: &Address) -> Cell<'static> {
        match self.part {
            Some(part) => address.part(part).map_or(Cell::Null, text),
            None => text(address.value()),
        }
    }
}

fn date<'a>(day: Option<i64>) -> Cell<'a> {
    day.map_or(Cell::Null, |day| Cell::Day(Day(day)))
}

fn text<'a>(text: impl Into<Cow<'a, str>>) -> Cell<'a> {
    Cell::Text(text.into())
}
