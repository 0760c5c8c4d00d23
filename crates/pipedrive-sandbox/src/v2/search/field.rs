//! `/itemSearch/field`: a search among the values of one field, with regard to case.

use super::kinds::{Field, ItemKind};
use super::term::given_term;
use super::texts::{built_in, contacts, custom_texts};
use crate::http::{Answer, Call, Failure, Kind, Operation, Order, Param, Rows, SortKey, Version, page};
use crate::json::Object;
use crate::v2::params::PAGE;
use crate::{Account, Deal, Lead, Organization, Person, Product, Project};

const PARAMS: &[Param] = &[
    Param::new("term", Kind::Text),
    Param::new("entity_type", Kind::Choice(&["deal", "lead", "person", "organization", "product", "project"])),
    Param::new("match", Kind::Choice(&["exact", "beginning", "middle"])),
    Param::new("field", Kind::Text),
];

pub(super) const FIELD: Operation = Operation {
    version: Version::V2,
    path: "/itemSearch/field",
    cost: 20,
    scopes: &["search:read"],
    params: &[PAGE, PARAMS],
    answer: find,
};

fn find(call: &Call<'_>) -> Result<Answer, Failure> {
    let query = &call.query;
    let missing = ["term", "entity_type", "field"].into_iter().filter(|name| !query.contains(name));
    let problems: Vec<String> = missing.map(|name| format!("{name}: Parameter '{name}' is required")).collect();
    let (Some(entity), Some(code)) = (query.text("entity_type"), query.text("field")) else {
        return Err(Failure::validation(&problems));
    };
    let way = query.text("match").unwrap_or("exact");
    let term = given_term(call, way == "exact")?;
    let kind = ItemKind::ALL.into_iter().find(|kind| kind.name() == entity).unwrap_or(ItemKind::Project);
    if kind == ItemKind::Project && !call.has_projects {
        return Err(Failure::no_permission());
    }
    let place = Place::find(call.account, kind, code)
        .ok_or_else(|| Failure::validation(&[format!("field: Field '{code}' cannot be searched")]))?;
    let fits = |text: &str| match way {
        "exact" => text == term,
        "beginning" => text.starts_with(term),
        _ => text.contains(term),
    };
    let texts = |id: u32| place.texts(call.account, kind, id).into_iter().filter(|text| fits(text));
    let ids = (1..=kind.count(call.account)).filter(|&id| is_active(call.account, kind, id));
    let rows = Rows::Picked(ids.filter(|&id| texts(id).next().is_some()).collect());
    let order = Order { field: "id", descending: false };
    let key = |id: u32| SortKey::Number(id.into());
    let page = page(&rows, order, call.marker(order)?, query.limit(), key, |_| true);
    Ok(Answer::page(page, |id, out| {
        let mut object = Object::begin(out);
        match kind {
            ItemKind::Lead => object.put("id", &Lead::uuid(call.account, id)),
            _ => object.put("id", &id),
        }
        object.put("name", &texts(id).next());
        object.end();
    }))
}

fn is_active(account: &Account, kind: ItemKind, id: u32) -> bool {
    match kind {
        ItemKind::Deal => !Deal::new(account, id).is_deleted,
        ItemKind::Person => !Person::new(account, id).is_deleted,
        ItemKind::Organization => !Organization::new(account, id).is_deleted,
        ItemKind::Product => !Product::new(account, id).is_deleted,
        ItemKind::Project => !Project::new(account, id).is_deleted(),
        ItemKind::Lead => !Lead::is_deleted(account, id),
        ItemKind::File | ItemKind::MailAttachment => true,
    }
}

/// Where the values are.
enum Place {
    BuiltIn(Field),
    /// The custom field of that place.
    Custom(usize),
}

impl Place {
    /// The field with that key, if it can be searched.
    fn find(account: &Account, kind: ItemKind, code: &str) -> Option<Self> {
        let field = match code {
            "emails" => "email",
            "phones" => "phone",
            code => code,
        };
        let plain =
            [Field::Title, Field::Name, Field::Code, Field::Email, Field::Phone, Field::Address, Field::Description];
        let built_in = plain.into_iter().find(|of| of.name() == field && kind.fields().contains(of));
        built_in.map(Self::BuiltIn).or_else(|| {
            let (owner, _) = kind.custom()?;
            let fields = account.custom_fields(owner);
            fields.iter().position(|field| field.key == code && field.is_searchable()).map(Self::Custom)
        })
    }

    fn texts(&self, account: &Account, kind: ItemKind, id: u32) -> Vec<String> {
        match self {
            Self::BuiltIn(field @ (Field::Email | Field::Phone)) if kind == ItemKind::Person => {
                contacts(account, &Person::new(account, id), *field)
            }
            Self::BuiltIn(field) => built_in(account, kind, id, *field).into_iter().collect(),
            Self::Custom(place) => {
                let texts = custom_texts(account, kind, id);
                texts.filter(|(position, _)| position == place).map(|(_, text)| text).collect()
            }
        }
    }
}
