//! `/deals/search` and its like: searches among records of one kind.

use std::cmp::Reverse;

use super::kinds::ItemKind;
use super::rows::item;
use super::term::{TERM, Term};
use super::texts::Texts;
use crate::http::{Answer, Call, Failure, Kind, Marker, Operation, Order, Paging, Param, SortKey, Version};
use crate::json::{Array, Number, Object, value};
use crate::v2::params::PAGE;
use crate::{Account, Deal, Lead, Organization, Person, Product, Project};

/// Most items that a search among the records of a person, an organization or a status finds.
const MAX_LINKED: usize = 2000;

/// Results come in the order of their score, the best first.
const BY_SCORE: Order = Order { field: "result_score", descending: true };

type Handler = fn(&Call<'_>) -> Result<Answer, Failure>;

const fn search(
    path: &'static str,
    scopes: &'static [&'static str],
    params: &'static [&'static [Param]],
    answer: Handler,
) -> Operation {
    Operation { version: Version::V2, path, cost: 20, scopes, params, answer }
}

const CONTACTS: &[Param] = &[Param::new("person_id", Kind::Id), Param::new("organization_id", Kind::Id)];
const CONTACT_SCOPES: &[&str] = &["contacts:read", "contacts:full", "search:read"];

pub(super) const DEALS: Operation = search(
    "/deals/search",
    &["deals:read", "deals:full", "search:read"],
    &[
        TERM,
        PAGE,
        CONTACTS,
        &[
            Param::new("fields", Kind::Choices(&["custom_fields", "notes", "title"])),
            Param::new("status", Kind::Choice(&["open", "won", "lost"])),
            Param::new("include_fields", Kind::Choices(&["deal.cc_email"])),
        ],
    ],
    |call| find_in(call, ItemKind::Deal),
);

pub(super) const PERSONS: Operation = search(
    "/persons/search",
    CONTACT_SCOPES,
    &[
        TERM,
        PAGE,
        &[
            Param::new("fields", Kind::Choices(&["custom_fields", "email", "notes", "phone", "name"])),
            Param::new("organization_id", Kind::Id),
            Param::new("include_fields", Kind::Choices(&["person.picture"])),
        ],
    ],
    |call| find_in(call, ItemKind::Person),
);

pub(super) const ORGANIZATIONS: Operation = search(
    "/organizations/search",
    CONTACT_SCOPES,
    &[TERM, PAGE, &[Param::new("fields", Kind::Choices(&["address", "custom_fields", "notes", "name"]))]],
    |call| find_in(call, ItemKind::Organization),
);

pub(super) const PRODUCTS: Operation = search(
    "/products/search",
    &["products:read", "products:full", "search:read"],
    &[
        TERM,
        PAGE,
        &[
            Param::new("fields", Kind::Choices(&["code", "custom_fields", "name"])),
            Param::new("include_fields", Kind::Choices(&["product.price"])),
        ],
    ],
    |call| find_in(call, ItemKind::Product),
);

pub(super) const LEADS: Operation = search(
    "/leads/search",
    &["leads:read", "leads:full", "search:read"],
    &[
        TERM,
        PAGE,
        CONTACTS,
        &[
            Param::new("fields", Kind::Choices(&["custom_fields", "notes", "title"])),
            Param::new("include_fields", Kind::Choices(&["lead.was_seen"])),
        ],
    ],
    |call| find_in(call, ItemKind::Lead),
);

pub(super) const PROJECTS: Operation = search(
    "/projects/search",
    &["projects:read", "projects:full", "search:read"],
    &[
        TERM,
        PAGE,
        CONTACTS,
        &[Param::new("fields", Kind::Choices(&["custom_fields", "notes", "title", "description"]))],
    ],
    |call| find_in(call, ItemKind::Project),
);

/// A record that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// How well, in ten-thousandths.
    pub(super) score: u32,
    pub(super) kind: ItemKind,
    pub(super) id: u32,
}

/// Whether a search can find the record at all.
fn is_listed(account: &Account, kind: ItemKind, id: u32) -> bool {
    let file = || crate::data::File::new(account, id);
    match kind {
        ItemKind::Deal => !Deal::new(account, id).is_deleted,
        ItemKind::Person => !Person::new(account, id).is_deleted,
        ItemKind::Organization => !Organization::new(account, id).is_deleted,
        ItemKind::Product => !Product::new(account, id).is_deleted,
        ItemKind::File => !file().is_deleted && file().mail_message_id.is_none(),
        ItemKind::MailAttachment => !file().is_deleted && !file().is_hidden && file().mail_message_id.is_some(),
        ItemKind::Project => !Project::new(account, id).is_deleted(),
        ItemKind::Lead => !crate::Lead::is_deleted(account, id),
    }
}

/// Whether the record belongs to the person and organization asked for, and has the status asked for.
fn is_wanted(call: &Call<'_>, kind: ItemKind, id: u32) -> bool {
    let query = &call.query;
    let wanted = |name: &str, ids: &[Option<u32>]| query.number(name).is_none_or(|id| ids.contains(&Some(id)));
    match kind {
        ItemKind::Deal => {
            let deal = Deal::new(call.account, id);
            wanted("person_id", &[deal.person_id, deal.participant_id])
                && wanted("organization_id", &[deal.org_id])
                && query.text("status").is_none_or(|status| status == deal.status.name())
        }
        ItemKind::Person => wanted("organization_id", &[Person::organization(call.account, id)]),
        ItemKind::Lead => {
            let lead = Lead::new(call.account, id);
            wanted("person_id", &[lead.person_id]) && wanted("organization_id", &[lead.organization_id])
        }
        ItemKind::Project => {
            let project = Project::new(call.account, id);
            let wanted = |name: &str, ids: &[u32]| query.number(name).is_none_or(|id| ids.contains(&id));
            wanted("person_id", &project.person_ids) && wanted("organization_id", &project.org_ids)
        }
        _ => true,
    }
}

/// Every record of a kind that fits the term, in no order.
pub(super) fn hits(call: &Call<'_>, kind: ItemKind, texts: &Texts<'_>, term: &Term) -> Vec<Hit> {
    if texts.is_empty() || (kind == ItemKind::Project && !call.has_projects) {
        return Vec::new();
    }
    let ids = (1..=kind.count(call.account)).filter(|&id| is_wanted(call, kind, id));
    let found = ids.filter_map(|id| texts.score(id, term).map(|score| Hit { score, kind, id }));
    found.filter(|hit| is_listed(call.account, kind, hit.id)).collect()
}

/// The hits of the page a request asks for, the best first, and how it goes on.
///
/// # Errors
/// The v2 complaint when the cursor belongs to another kind of walk.
pub(super) fn page_of(call: &Call<'_>, mut hits: Vec<Hit>) -> Result<(Vec<Hit>, Paging), Failure> {
    hits.sort_by_key(|hit| (Reverse(hit.score), hit.kind, hit.id));
    // Ids do not tell kinds apart, so a cursor counts the results before it.
    let start = call.marker(BY_SCORE)?.map_or(0, |marker| usize::try_from(marker.id).unwrap_or(usize::MAX));
    let end = start.saturating_add(call.query.limit());
    let marker = |place: usize| {
        let hit = hits.get(place)?;
        Some(Marker::at(BY_SCORE, SortKey::Number(hit.score.into()), u32::try_from(place).ok()?))
    };
    let paging = Paging::Cursor { own: marker(start), next: marker(end) };
    let page = hits.iter().skip(start).take(end.saturating_sub(start)).copied().collect();
    Ok((page, paging))
}

/// Writes one result.
pub(super) fn write_result(call: &Call<'_>, hit: Hit, texts: &Texts<'_>, term: &Term, out: &mut Vec<u8>) {
    let mut object = Object::begin(out);
    object.put("result_score", &Number(f64::from(hit.score) / 10_000.0));
    value(object.member("item"), &item(call, hit.kind, hit.id, texts, term));
    object.end();
}

fn find_in(call: &Call<'_>, kind: ItemKind) -> Result<Answer, Failure> {
    let term = Term::read(call)?;
    let texts = Texts::new(call.account, kind, call.query.words("fields"));
    let mut found = hits(call, kind, &texts, &term);
    if ["person_id", "organization_id", "status"].iter().any(|name| call.query.contains(name)) {
        found.truncate(MAX_LINKED);
    }
    let (page, paging) = page_of(call, found)?;
    let mut items = Vec::new();
    let mut array = Array::begin(&mut items);
    for hit in page {
        write_result(call, hit, &texts, &term, array.element());
    }
    array.end();
    Ok(Answer::Found { items, related: None, paging })
}
