//! The account's saved filters.

use chrono::{DateTime, Datelike};

use crate::data::custom::Owner;
use crate::data::fields::{FieldDefinition, OptionId};
use crate::json::DAY;

/// What a saved filter picks from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterType {
    /// Deals.
    Deals,
    /// Leads.
    Leads,
    /// Persons.
    People,
    /// Organizations.
    Organizations,
    /// Products.
    Products,
    /// Activities.
    Activities,
    /// Projects.
    Projects,
}

impl FilterType {
    pub(crate) const ALL: [Self; 7] =
        [Self::Deals, Self::Leads, Self::People, Self::Organizations, Self::Products, Self::Activities, Self::Projects];

    /// The API's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deals => "deals",
            Self::Leads => "leads",
            Self::People => "people",
            Self::Organizations => "org",
            Self::Products => "products",
            Self::Activities => "activity",
            Self::Projects => "projects",
        }
    }
}

/// A saved filter: all conditions of the first group, and any of the second one unless it is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFilter {
    /// Id, from 1.
    pub id: u32,
    /// Name.
    pub name: String,
    /// What it picks from.
    pub kind: FilterType,
    pub(crate) all: Vec<Condition>,
    pub(crate) any: Vec<Condition>,
    pub(crate) add_time: i64,
    pub(crate) update_time: i64,
    pub(crate) last_used: Option<i64>,
}

/// One condition of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    /// `deal`, `person`, `organization`, `product`, `activity`; `lead` and `project` where those are filtered.
    pub(crate) object: &'static str,
    pub(crate) field_id: u32,
    pub(crate) field_code: String,
    pub(crate) operator: &'static str,
    pub(crate) value: Option<String>,
    /// Part of an address.
    pub(crate) extra_value: Option<String>,
}

/// Object, name of the field, operator, value.
type Draft<'a> = (&'static str, &'a str, &'static str, Option<&'a str>);

/// The filters of an account with those fields.
pub(crate) fn saved_filters(now: i64, fields: &[(Owner, Vec<FieldDefinition>)]) -> Vec<SavedFilter> {
    let year = DateTime::from_timestamp(now, 0).unwrap_or_default().year();
    let new_year = format!("{year}-01-01");
    let option = |label: &str| option_id(fields, label).unwrap_or_default();
    let (renewal, expansion) = (option("Renewal"), option("Expansion"));
    let open: Draft<'_> = ("deal", "status", "=", Some("open"));
    let drafts: [(&'static str, FilterType, &[Draft<'_>], &[Draft<'_>]); 12] = [
        ("All open deals", FilterType::Deals, &[open], &[]),
        (
            "My won deals this year",
            FilterType::Deals,
            &[
                ("deal", "owner_id", "=", Some("1")),
                ("deal", "status", "=", Some("won")),
                ("deal", "won_time", ">=", Some(&new_year)),
            ],
            &[],
        ),
        ("Big open deals", FilterType::Deals, &[open, ("deal", "value", ">", Some("50000"))], &[]),
        ("Persons without organization", FilterType::People, &[("person", "org_id", "IS NULL", None)], &[]),
        ("Food companies", FilterType::Organizations, &[("organization", "name", "LIKE '%$%'", Some("foods"))], &[]),
        (
            "Overdue activities",
            FilterType::Activities,
            &[("activity", "done", "=", Some("0")), ("activity", "due_date", "<", Some("today"))],
            &[],
        ),
        (
            "Renewals and expansions",
            FilterType::Deals,
            &[],
            &[("deal", "Contract Type", "=", Some(&renewal)), ("deal", "Contract Type", "=", Some(&expansion))],
        ),
        ("Leads without a value", FilterType::Leads, &[("lead", "value", "IS NULL", None)], &[]),
        ("Products without a code", FilterType::Products, &[("product", "code", "IS NULL", None)], &[]),
        (
            "Won this quarter",
            FilterType::Deals,
            &[("deal", "status", "=", Some("won")), ("deal", "won_time", "=", Some("this_quarter"))],
            &[],
        ),
        (
            "Deals of food companies",
            FilterType::Deals,
            &[open, ("organization", "name", "LIKE '%$%'", Some("foods"))],
            &[],
        ),
        (
            "Stale deals",
            FilterType::Deals,
            &[open, ("deal", "update_time", "<", Some("3_months_ago"))],
            &[("deal", "stage_id", "!=", Some("5")), ("deal", "value", ">=", Some("10000"))],
        ),
    ];
    (1..)
        .zip(drafts)
        .map(|(id, (name, kind, all, any))| SavedFilter {
            id,
            name: name.to_owned(),
            kind,
            all: all.iter().map(|draft| condition(fields, draft)).collect(),
            any: any.iter().map(|draft| condition(fields, draft)).collect(),
            add_time: now - (900 - i64::from(id)) * DAY,
            update_time: now - (900 - i64::from(id)) * DAY,
            last_used: (id % 3 != 0).then_some(now - i64::from(id) * DAY),
        })
        .collect()
}

/// A condition with the number and the code of its field, which the draft names by code or by label.
fn condition(fields: &[(Owner, Vec<FieldDefinition>)], &(object, field, operator, value): &Draft<'_>) -> Condition {
    let owner = owner_of(object);
    let definition = fields
        .iter()
        .filter(|(of, _)| Some(*of) == owner)
        .flat_map(|(_, definitions)| definitions)
        .find(|definition| definition.code == field || (definition.is_custom && definition.name == field))
        .expect("the filters name fields that every account has");
    Condition {
        object,
        field_id: definition.number,
        field_code: definition.code.clone(),
        operator,
        value: value.map(str::to_owned),
        extra_value: None,
    }
}

/// Whose fields conditions on such an object name.
pub(crate) fn owner_of(object: &str) -> Option<Owner> {
    match object {
        // Leads have no fields of their own.
        "deal" | "lead" => Some(Owner::Deals),
        "person" => Some(Owner::Persons),
        "organization" => Some(Owner::Organizations),
        "product" => Some(Owner::Products),
        "activity" => Some(Owner::Activities),
        "project" => Some(Owner::Projects),
        _ => None,
    }
}

/// The id of the option of a deal field with that label.
fn option_id(fields: &[(Owner, Vec<FieldDefinition>)], label: &str) -> Option<String> {
    let options = fields.iter().flat_map(|(_, definitions)| definitions).filter_map(|field| field.options.as_ref());
    options.flatten().find(|option| option.label == label).map(|option| match &option.id {
        OptionId::Number(id) => id.to_string(),
        OptionId::Text(id) => (*id).to_owned(),
    })
}
