//! The texts of a record that a search looks at.

use std::sync::Arc;

use super::kinds::{Field, ItemKind};
use super::term::Term;
use crate::data::{CustomValue, File, Links};
use crate::json::Number;
use crate::v2::projects::description;
use crate::{Account, Deal, Lead, Note, Organization, Person, Product, Project};

/// Records of one kind, and which of their fields to look at.
pub(super) struct Texts<'a> {
    account: &'a Account,
    kind: ItemKind,
    fields: Vec<Field>,
    is_among_all: bool,
    notes: Option<Arc<Links>>,
}

impl<'a> Texts<'a> {
    /// The fields of a kind that a request names, or all of them.
    pub(super) fn new(account: &'a Account, kind: ItemKind, named: Option<&[String]>) -> Self {
        let wanted = |field: &Field| named.is_none_or(|named| named.iter().any(|name| name == field.name()));
        let fields: Vec<Field> = kind.fields().iter().copied().filter(wanted).collect();
        let notes = kind.notes().filter(|_| fields.contains(&Field::Notes)).map(|link| account.links(link));
        Self { account, kind, fields, is_among_all: false, notes }
    }

    /// The same for a search among all kinds.
    pub(super) fn among_all(self) -> Self {
        Self { is_among_all: true, ..self }
    }

    /// Whether the search is one among all kinds.
    pub(super) fn is_among_all(&self) -> bool {
        self.is_among_all
    }

    /// Whether there is anything to look at.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// How well a record fits, if it does.
    pub(super) fn score(&self, id: u32, term: &Term) -> Option<u32> {
        let scores = |field: Field| self.of(id, field).into_iter().filter_map(move |text| term.score(field, &text));
        self.fields.iter().flat_map(|&field| scores(field)).max()
    }

    /// The texts of a field that fit, if the request wants that field.
    pub(super) fn matching(&self, id: u32, field: Field, term: &Term) -> Vec<String> {
        if !self.fields.contains(&field) {
            return Vec::new();
        }
        self.of(id, field).into_iter().filter(|text| term.matches(text)).collect()
    }

    /// The texts of a field of a record.
    fn of(&self, id: u32, field: Field) -> Vec<String> {
        let account = self.account;
        match (field, self.kind) {
            (Field::Notes, _) => {
                self.notes.iter().flat_map(|notes| notes.of(id)).map(|&id| note(account, id)).collect()
            }
            (Field::CustomFields, kind) => custom_texts(account, kind, id).map(|(_, text)| text).collect(),
            (Field::Email | Field::Phone, ItemKind::Lead) => {
                let person = Lead::new(account, id).person_id.map(|id| Person::new(account, id));
                person.map_or_else(Vec::new, |person| contacts(account, &person, field))
            }
            (Field::Email | Field::Phone, _) => contacts(account, &Person::new(account, id), field),
            (field, kind) => built_in(account, kind, id, field).into_iter().collect(),
        }
    }
}

/// The text of a built-in field that has one.
pub(super) fn built_in(account: &Account, kind: ItemKind, id: u32, field: Field) -> Option<String> {
    match (kind, field) {
        (ItemKind::Deal, Field::Title) => Some(Deal::new(account, id).title(account)),
        (ItemKind::Lead, Field::Title) => Some(Lead::new(account, id).title(account)),
        (ItemKind::Person, Field::Name) => Some(Person::new(account, id).name(account)),
        (ItemKind::Organization, Field::Name) => Some(Organization::new(account, id).name(account)),
        (ItemKind::Organization, Field::Address) => {
            Organization::new(account, id).address(account).map(|address| address.value())
        }
        (ItemKind::Project, Field::Title) => Some(Project::new(account, id).title(account)),
        (ItemKind::Project, Field::Description) => description(account, id),
        (ItemKind::Product, Field::Name) => Some(Product::new(account, id).name),
        (ItemKind::Product, Field::Code) => Product::new(account, id).code,
        (ItemKind::File | ItemKind::MailAttachment, Field::Name) => Some(File::new(account, id).name),
        _ => None,
    }
}

/// The addresses or the numbers of a person.
pub(super) fn contacts(account: &Account, person: &Person, field: Field) -> Vec<String> {
    let points = if field == Field::Email { person.email_list(account) } else { person.phone_list(account) };
    points.into_iter().map(|point| point.value).collect()
}

/// A note without its tags, which nobody looks for.
fn note(account: &Account, id: u32) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in Note::new(account, id).content(account).chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    text
}

/// The values of a record's custom fields of the types a search looks at, each with the place of its field.
pub(super) fn custom_texts(account: &Account, kind: ItemKind, id: u32) -> impl Iterator<Item = (usize, String)> + '_ {
    let custom = kind.custom();
    let fields = custom.map(|(owner, _)| account.custom_fields(owner)).unwrap_or_default();
    (0..fields.len()).filter_map(move |position| {
        let field = &fields[position];
        let (_, table) = custom?;
        if !field.is_searchable() {
            return None;
        }
        let number = |amount: f64| serde_json::to_string(&Number(amount)).ok();
        let text = match field.value_of(account, table, id) {
            CustomValue::Text(text) => Some(text),
            CustomValue::Number(amount) | CustomValue::Money(amount, _) => number(amount),
            CustomValue::Address(address) => Some(address.value()),
            _ => None,
        };
        text.map(|text| (position, text))
    })
}
