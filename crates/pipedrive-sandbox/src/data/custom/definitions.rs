//! Which custom fields the account has: every creatable type, a label given twice, one that clashes with a built-in
//! field, one in another script.

use std::borrow::Cow;

use CustomKind::{
    Address, Date, Daterange, Double, Enum, Monetary, Organization, People, Phone, Set, Text, Time, Timerange, User,
    Varchar, VarcharAuto,
};

use crate::data::random::mix;
use crate::data::{Draw, Table};

/// What custom fields, or field definitions, belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Deals,
    Persons,
    Organizations,
    Products,
    Activities,
    Projects,
}

impl Owner {
    /// Those that have custom fields; activities have none.
    pub(crate) const ALL: [Self; 5] = [Self::Deals, Self::Persons, Self::Organizations, Self::Products, Self::Projects];

    /// Name of the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Deals => "deals",
            Self::Persons => "persons",
            Self::Organizations => "organizations",
            Self::Products => "products",
            Self::Activities => "activities",
            Self::Projects => "projects",
        }
    }
}

/// The 16 types a custom field can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CustomKind {
    Varchar,
    VarcharAuto,
    Text,
    Double,
    Monetary,
    Set,
    Enum,
    User,
    Organization,
    People,
    Phone,
    Time,
    Timerange,
    Date,
    Daterange,
    Address,
}

impl CustomKind {
    /// Every type.
    const ALL: [Self; 16] = [
        Varchar,
        VarcharAuto,
        Text,
        Double,
        Monetary,
        Set,
        Enum,
        User,
        Organization,
        People,
        Phone,
        Time,
        Timerange,
        Date,
        Daterange,
        Address,
    ];

    /// The type of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether values are chosen among options.
    pub(crate) fn has_options(self) -> bool {
        matches!(self, Enum | Set)
    }

    /// The API's `field_type`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Varchar => "varchar",
            VarcharAuto => "varchar_auto",
            Text => "text",
            Double => "double",
            Monetary => "monetary",
            Set => "set",
            Enum => "enum",
            User => "user",
            Organization => "org",
            People => "people",
            Phone => "phone",
            Time => "time",
            Timerange => "timerange",
            Date => "date",
            Daterange => "daterange",
            Address => "address",
        }
    }
}

/// A choice of a custom field.
#[derive(Clone, Debug)]
pub(crate) struct CustomOption {
    pub(crate) id: u32,
    pub(crate) label: Cow<'static, str>,
    pub(crate) is_deleted: bool,
}

/// A custom field.
#[derive(Clone, Debug)]
pub(crate) struct CustomField {
    /// 40 hex digits.
    pub(crate) key: String,
    pub(crate) label: Cow<'static, str>,
    /// Place among the fields the table ever had, from 0; values are drawn by it.
    pub(crate) position: u32,
    pub(crate) kind: CustomKind,
    /// In the order they were made, deleted ones included: values refer to them by place.
    pub(crate) options: Vec<CustomOption>,
    /// How many of the options were there before clients added some: values are drawn among these.
    pub(crate) drawn_options: usize,
    /// How many of a hundred records have a value.
    pub(crate) fill: u32,
}

impl CustomField {
    /// Whether searches look at its values.
    pub(crate) fn is_searchable(&self) -> bool {
        matches!(self.kind, Address | Varchar | Text | VarcharAuto | Double | Monetary | Phone)
    }
}

type Definition = (&'static str, CustomKind, u32, &'static [&'static str]);

const DEALS: &[Definition] = &[
    ("Contract Type", Enum, 70, &["New business", "Renewal", "Expansion", "Pilot"]),
    ("Contract Value", Monetary, 55, &[]),
    ("Products of Interest", Set, 45, &["Licences", "Hardware", "Support, 24/7", "Training", "Consulting"]),
    ("Contract Period", Daterange, 35, &[]),
    ("Delivery Address", Address, 25, &[]),
    ("Account Manager", User, 40, &[]),
    ("Partner Organization", Organization, 20, &[]),
    ("Technical Contact", People, 25, &[]),
    ("Support Phone", Phone, 20, &[]),
    ("Call Window", Timerange, 15, &[]),
    ("Daily Stand-up", Time, 15, &[]),
    ("Renewal Date", Date, 30, &[]),
    ("Discount %", Double, 40, &[]),
    ("Competitor", Varchar, 30, &[]),
    ("Campaign", VarcharAuto, 35, &[]),
    ("Requirements", Text, 20, &[]),
    ("Competitor", Varchar, 10, &[]),
    ("Status", Enum, 30, &["Green", "Amber", "Red"]),
    ("契約番号", Varchar, 25, &[]),
    ("Never Used", Varchar, 0, &[]),
];

const PERSONS: &[Definition] = &[
    ("Birthday Gift", Enum, 25, &["Wine", "Book", "Donation"]),
    ("Languages", Set, 50, &["English", "Eesti", "Deutsch", "日本語"]),
    ("LinkedIn Profile", Varchar, 40, &[]),
    ("Met On", Date, 30, &[]),
];

const ORGANIZATIONS: &[Definition] = &[
    ("Tier", Enum, 60, &["A", "B", "C"]),
    ("Customer Since", Date, 45, &[]),
    ("Credit Limit", Monetary, 35, &[]),
    ("VAT Number", Varchar, 50, &[]),
];

const PRODUCTS: &[Definition] = &[
    ("Supplier", Organization, 50, &[]),
    ("Weight (kg)", Double, 60, &[]),
    ("Colours", Set, 40, &["Black", "White", "Red"]),
];

const PROJECTS: &[Definition] = &[
    ("Category", Enum, 60, &["Internal", "External", "Research"]),
    ("Budget", Monetary, 50, &[]),
    ("Risks", Set, 30, &["Staffing", "Scope, creep", "Technology"]),
    ("Go-live", Date, 45, &[]),
    ("Steering Committee", People, 20, &[]),
    ("Budget", Double, 10, &[]),
];

/// The custom fields of one table, the same for every account but for their keys.
pub(crate) fn custom_fields(seed: u64, owner: Owner) -> Vec<CustomField> {
    let (definitions, mut next_option) = match owner {
        Owner::Deals => (DEALS, 27),
        Owner::Persons => (PERSONS, 61),
        Owner::Organizations => (ORGANIZATIONS, 81),
        Owner::Products => (PRODUCTS, 101),
        Owner::Activities => (&[][..], 121),
        Owner::Projects => (PROJECTS, 131),
    };
    (0..)
        .zip(definitions)
        .map(|(position, &(label, kind, fill, options))| {
            let drawn_options = options.len();
            let options = options.iter().map(|label| {
                next_option += 1;
                CustomOption { id: next_option - 1, label: Cow::Borrowed(*label), is_deleted: false }
            });
            let options = options.collect();
            CustomField {
                key: key(seed, owner, position),
                label: label.into(),
                position,
                kind,
                options,
                drawn_options,
                fill,
            }
        })
        .collect()
}

/// 40 hex digits that differ from field to field and from account to account.
pub(crate) fn key(seed: u64, owner: Owner, position: u32) -> String {
    let draw = Draw::new(seed, Table::Fields, owner as u32 * 1000 + position);
    format!("{:016x}{:016x}{:08x}", draw.bits(0), draw.bits(1), mix(draw.bits(2)) >> 32)
}
