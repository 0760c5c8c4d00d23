//! `/itemSearch`: a search among everything.

use std::collections::BTreeSet;

use super::entities::{Hit, hits, page_of, write_result};
use super::kinds::ItemKind;
use super::term::{TERM, Term};
use super::texts::Texts;
use crate::data::Link;
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Version};
use crate::json::Array;
use crate::v2::params::PAGE;
use crate::{Account, Deal, Lead, Person};

/// Largest page.
const MAX_LIMIT: usize = 100;
/// Most related items of one kind for each item found.
const MAX_RELATED: usize = 100;

const PARAMS: &[Param] = &[
    Param::new(
        "item_types",
        Kind::Choices(&["deal", "person", "organization", "product", "lead", "file", "mail_attachment", "project"]),
    ),
    Param::new(
        "fields",
        Kind::Choices(&["address", "code", "custom_fields", "email", "name", "notes", "phone", "title", "description"]),
    ),
    Param::new("search_for_related_items", Kind::Boolean),
    Param::new("include_fields", Kind::Choices(&["deal.cc_email", "person.picture", "product.price"])),
];

pub(super) const ITEMS: Operation = Operation {
    version: Version::V2,
    path: "/itemSearch",
    cost: 20,
    scopes: &["search:read"],
    params: &[TERM, PAGE, PARAMS],
    answer: find,
};

fn find(call: &Call<'_>) -> Result<Answer, Failure> {
    if call.query.contains("limit") && call.query.limit() > MAX_LIMIT {
        let problem = format!("limit: Parameter 'limit' must be less than or equal to {MAX_LIMIT}");
        return Err(Failure::validation(&[problem]));
    }
    let term = Term::read(call)?;
    let types = call.query.words("item_types");
    let fields = call.query.words("fields");
    let wanted = |kind: ItemKind| types.is_none_or(|types| types.iter().any(|name| name == kind.name()));
    let texts = ItemKind::ALL.map(|kind| (kind, Texts::new(call.account, kind, fields).among_all()));
    let of = |kind: ItemKind| texts.iter().find(|(of, _)| *of == kind).map(|(_, texts)| texts);
    let all = texts.iter().filter(|(kind, _)| wanted(*kind));
    let (page, paging) = page_of(call, all.flat_map(|(kind, texts)| hits(call, *kind, texts, &term)).collect())?;
    let related = if call.query.flag("search_for_related_items") == Some(true) {
        related_to(call.account, &page)
    } else {
        Vec::new()
    };
    let list = |hits: &[Hit]| {
        let mut rows = Vec::new();
        let mut array = Array::begin(&mut rows);
        for &hit in hits {
            if let Some(texts) = of(hit.kind) {
                write_result(call, hit, texts, &term, array.element());
            }
        }
        array.end();
        rows
    };
    Ok(Answer::Found { items: list(&page), related: Some(list(&related)), paging })
}

/// A relation to records of a kind, and when each of these was added.
type Relation<'a> = (Link, ItemKind, &'a dyn Fn(u32) -> i64);

/// The newest deals and leads of the persons and organizations found, and the newest persons of the organizations,
/// each once and without those that were found themselves.
fn related_to(account: &Account, found: &[Hit]) -> Vec<Hit> {
    let mut seen: BTreeSet<(ItemKind, u32)> = found.iter().map(|hit| (hit.kind, hit.id)).collect();
    let mut related = Vec::new();
    let deal_time = |id: u32| Deal::new(account, id).add_time;
    let lead_time = |number: u32| Lead::new(account, number).add_time;
    let person_time = |id: u32| Person::new(account, id).add_time;
    for hit in found {
        let relations: &[Relation<'_>] = match hit.kind {
            ItemKind::Person => {
                &[(Link::PersonDeals, ItemKind::Deal, &deal_time), (Link::PersonLeads, ItemKind::Lead, &lead_time)]
            }
            ItemKind::Organization => &[
                (Link::OrganizationDeals, ItemKind::Deal, &deal_time),
                (Link::OrganizationLeads, ItemKind::Lead, &lead_time),
                (Link::OrganizationPersons, ItemKind::Person, &person_time),
            ],
            _ => &[],
        };
        for (link, kind, time) in relations {
            let mut ids = account.links(*link).of(hit.id).to_vec();
            ids.sort_by_cached_key(|&id| (-time(id), id));
            let new = ids.into_iter().take(MAX_RELATED).filter(|&id| seen.insert((*kind, id)));
            related.extend(new.map(|id| Hit { score: 0, kind: *kind, id }));
        }
    }
    related
}
