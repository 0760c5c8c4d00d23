//! `/files`, `/files/{id}`, and the files of deals, persons, organizations and products.

use super::offset::{PAGE, offset_page_of};
use crate::data::{File, Link, Table};
use crate::http::{Answer, Call, Failure, Operation, SortKey, Version};
use crate::json::{LegacyTime, Object};
use crate::{Account, Deal, Downloads, Lead, Organization, Person, Product, Project};

const ALL_SCOPES: &[&str] =
    &["deals:read", "deals:full", "activities:read", "activities:full", "contacts:read", "contacts:full"];
const DEAL_SCOPES: &[&str] = &["deals:read", "deals:full"];
const CONTACT_SCOPES: &[&str] = &["contacts:read", "contacts:full"];
const PRODUCT_SCOPES: &[&str] = &["products:read", "products:full"];

const SORTS: &[&str] = &["id", "update_time"];

/// Most files of a page.
const MAX_LIMIT: usize = 100;

type Handler = fn(&Call<'_>) -> Result<Answer, Failure>;

const fn list(path: &'static str, scopes: &'static [&'static str], answer: Handler) -> Operation {
    Operation { version: Version::V1, path, cost: 20, scopes, params: &[PAGE], answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    list("/files", ALL_SCOPES, |call| page(call, call.account.files().map(|file| file.id).collect(), None)),
    Operation { cost: 2, params: &[], ..list("/files/{id}", ALL_SCOPES, get_file) },
    Operation { params: &[], ..list("/files/{id}/download", ALL_SCOPES, download) },
    list("/deals/{id}/files", DEAL_SCOPES, |call| of_parent(call, call.account.deal_count(), "Deal", Link::DealFiles)),
    list("/persons/{id}/files", CONTACT_SCOPES, |call| {
        of_parent(call, call.account.person_count(), "Person", Link::PersonFiles)
    }),
    list("/organizations/{id}/files", CONTACT_SCOPES, |call| {
        of_parent(call, call.account.organization_count(), "Organization", Link::OrganizationFiles)
    }),
    list("/products/{id}/files", PRODUCT_SCOPES, |call| {
        of_parent(call, call.account.product_count(), "Product", Link::ProductFiles)
    }),
];

/// The id in the path, if a record has it: ids run from 1 to `count`.
///
/// # Errors
/// The 404 for that kind of record.
pub(super) fn known_id(call: &Call<'_>, count: u32, entity: &str) -> Result<u32, Failure> {
    let id = call.key.parse().ok().filter(|id| (1..=count).contains(id));
    id.ok_or_else(|| Failure::not_found(entity))
}

fn of_parent(call: &Call<'_>, count: u32, entity: &str, link: Link) -> Result<Answer, Failure> {
    let id = known_id(call, count, entity)?;
    page(call, call.account.links(link).of(id).to_vec(), Some(link))
}

fn page(call: &Call<'_>, ids: Vec<u32>, link: Option<Link>) -> Result<Answer, Failure> {
    let key = |id: u32, field: &str| match field {
        "update_time" => SortKey::Number(File::new(call.account, id).update_time),
        _ => SortKey::Number(id.into()),
    };
    let limit = call.query.limit().min(MAX_LIMIT);
    offset_page_of(call, ids, SORTS, key, |id, out| write(call.account, id, link, out), limit)
}

fn get_file(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = known_id(call, call.account.file_count(), "File")?;
    if File::new(call.account, id).is_hidden {
        return Err(Failure::not_found("File"));
    }
    Ok(Answer::object(|out| write(call.account, id, None, out)))
}

/// Hands out the content, or the address where it is.
fn download(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = known_id(call, call.account.file_count(), "File")?;
    let file = File::new(call.account, id);
    if file.is_hidden || file.is_deleted {
        return Err(Failure::not_found("File"));
    }
    Ok(match call.quirks.downloads {
        Downloads::Content => Answer::Content("application/octet-stream", call.account.content(&file)),
        Downloads::Elsewhere => Answer::Elsewhere(format!("{}/__storage/{id}", call.base_url)),
    })
}

/// Writes one row, as the list of all files or the list `link` stands for has it: those of products tell less.
pub(super) fn write(account: &Account, id: u32, link: Option<Link>, out: &mut Vec<u8>) {
    let file = File::new(account, id);
    let stored_name = file.stored_name(account);
    let mut object = Object::begin(out);
    object.put("id", &file.id);
    object.put("product_id", &file.product_id);
    object.put("product_name", &file.product_id.map(|id| Product::new(account, id).name));
    object.put("add_time", &LegacyTime(file.add_time));
    object.put("update_time", &LegacyTime(file.update_time));
    object.put("file_name", &stored_name);
    object.put("file_type", file.kind);
    object.put("file_size", &file.size);
    object.put("active_flag", &!file.is_deleted);
    object.put("inline_flag", &file.is_inline);
    object.put("remote_location", "s3");
    object.put("remote_id", &format!("{}/{stored_name}", Account::COMPANY_ID));
    object.put("s3_bucket", &());
    object.put("url", &format!("https://{}.pipedrive.com/api/v1/files/{id}/download", Account::DOMAIN));
    object.put("name", &file.name);
    let drawn = id.is_multiple_of(5) && !account.is_created(Table::Files, id);
    let written = account.written(Table::Files, id).and_then(|written| written.read::<Option<String>>("description"));
    object.put("description", &written.unwrap_or_else(|| drawn.then(|| "Sent by the customer".to_owned())));
    if link != Some(Link::ProductFiles) {
        write_parents(account, &file, &mut object);
    }
    if matches!(link, Some(Link::DealFiles | Link::PersonFiles | Link::OrganizationFiles)) {
        object.put("people_name", &file.person_id.map(|id| Person::new(account, id).name(account)));
    }
    object.end();
}

/// Writes what the file belongs to.
fn write_parents(account: &Account, file: &File, object: &mut Object<'_>) {
    object.put("user_id", &file.user_id);
    object.put("deal_id", &file.deal_id);
    object.put("person_id", &file.person_id);
    object.put("org_id", &file.org_id);
    object.put("activity_id", &file.activity_id);
    object.put("lead_id", &file.lead_number.map(|number| Lead::uuid(account, number)));
    object.put("project_id", &file.project_id);
    object.put("log_id", &());
    object.put("cid", &file.is_inline.then(|| format!("image{:03}@mail", file.id % 1000)));
    object.put("mail_message_id", &file.mail_message_id.map(|id| id.to_string()));
    object.put("mail_template_id", &());
    object.put("deal_name", &file.deal_id.map(|id| Deal::new(account, id).title(account)));
    object.put("person_name", &file.person_id.map(|id| Person::new(account, id).name(account)));
    object.put("org_name", &file.org_id.map(|id| Organization::new(account, id).name(account)));
    object.put("lead_name", &file.lead_number.map(|number| Lead::new(account, number).title(account)));
    object.put("project_name", &file.project_id.map(|id| Project::new(account, id).title(account)));
}
