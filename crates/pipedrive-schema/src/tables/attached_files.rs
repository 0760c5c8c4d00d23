//! `deal_files` and its like: the files attached to a record.
//!
//! A file can be listed for several records (that of a deal for its organization, too), so its id identifies no row
//! here. What record it is attached to stands in `files`; that is why each table ignores the member named like its
//! own key, which need not be the record the file is listed for.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/Deals>.

use super::shapes::{
    CONTACTS, DEAL, DEALS, ORGANIZATION, PERSON, PRODUCT, PRODUCTS, child_of, column, columns, v1_list_up_to,
};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{ColumnSpec, RowShape, TableSpec, WalkSpec};

/// The `deal_files` table.
pub(super) static DEAL_FILES: TableSpec = TableSpec {
    name: "deal_files",
    entity: "file of a deal",
    comment: "files attached to deals",
    columns: columns![DEAL, FILE, PERSON_LINK, ORG_LINK, PRODUCT_LINK, OTHER_LINKS],
    walks: &[by_id("/deals/{id}/files", DEALS)],
    ignored: &["deal_id"],
    parent: child_of("deal_id", 100),
    ..TableSpec::PLAIN
};

/// The `person_files` table.
pub(super) static PERSON_FILES: TableSpec = TableSpec {
    name: "person_files",
    entity: "file of a person",
    comment: "files attached to persons",
    columns: columns![PERSON, FILE, DEAL_LINK, ORG_LINK, PRODUCT_LINK, OTHER_LINKS],
    walks: &[by_id("/persons/{id}/files", CONTACTS)],
    ignored: &["person_id"],
    parent: child_of("person_id", 30),
    ..TableSpec::PLAIN
};

/// The `organization_files` table.
pub(super) static ORGANIZATION_FILES: TableSpec = TableSpec {
    name: "organization_files",
    entity: "file of an organization",
    comment: "files attached to organizations",
    columns: columns![ORGANIZATION, FILE, DEAL_LINK, PERSON_LINK, PRODUCT_LINK, OTHER_LINKS],
    walks: &[by_id("/organizations/{id}/files", CONTACTS)],
    ignored: &["org_id"],
    parent: child_of("org_id", 30),
    ..TableSpec::PLAIN
};

/// The `product_files` table.
pub(super) static PRODUCT_FILES: TableSpec = TableSpec {
    name: "product_files",
    entity: "file of a product",
    comment: "files attached to products",
    columns: columns![PRODUCT, FILE],
    walks: &[by_id("/products/{id}/files", PRODUCTS)],
    ignored: &["product_id"],
    parent: child_of("product_id", 30),
    ..TableSpec::PLAIN
};

/// The walk in the order of growing ids: new files go to the end, so offsets do not shift while pages are read.
const fn by_id(path: &'static str, scopes: &'static [&'static str]) -> WalkSpec {
    let route = v1_list_up_to(100, path, 20, scopes);
    WalkSpec { name: "all", route, archived: None, fixed: &[("sort", "id ASC")], rows: RowShape::List }
}

const FILE: &[ColumnSpec] = &[
    column!("id", Int64, "identifies the file"),
    column!("name", Text, "name people see"),
    column!("description", Text, "description of the file"),
    column!("file_name", Text, "name the file is stored under"),
    column!("file_type", Text, "kind of file, such as `img`"),
    column!("file_size", Int64, "size in bytes"),
    column!("url", Text, "address to download the file from"),
    column!("remote_location", Text, "where the file is stored, such as `s3` or `googledocs`"),
    column!("remote_id", Text, "id within that place"),
    column!("s3_bucket", Text, "storage bucket"),
    column!("product_name", Text, "name of the product"),
    column!("active_flag", Boolean, "whether the file still exists"),
    column!("inline_flag", Boolean, "whether the file stands inside an e-mail's text"),
    column!("add_time", Timestamp, "when the file was added"),
    column!("update_time", Timestamp, "when the file last changed"),
];

const DEAL_LINK: &[ColumnSpec] = &[column!("deal_id", Int64, "deal the file is attached to").references("deals", "id")];

const PERSON_LINK: &[ColumnSpec] =
    &[column!("person_id", Int64, "person the file is attached to").references("persons", "id")];

const ORG_LINK: &[ColumnSpec] =
    &[column!("org_id", Int64, "organization the file is attached to").references("organizations", "id")];

const PRODUCT_LINK: &[ColumnSpec] =
    &[column!("product_id", Int64, "product the file is attached to").references("products", "id")];

/// What the answers about products lack.
const OTHER_LINKS: &[ColumnSpec] = &[
    column!("activity_id", Int64, "activity the file is attached to").references("activities", "id"),
    column!("lead_id", Text, "lead the file is attached to").references("leads", "id"),
    column!("project_id", Int64, "project the file is attached to").references("projects", "id"),
    column!("log_id", Int64, "log entry of the file"),
    // Spelt as text in the API's answers; an empty one stands for none.
    column!("mail_message_id", Int64, "e-mail the file came with").references("mail_messages", "id"),
    column!("mail_template_id", Text, "e-mail template the file belongs to"),
    column!("user_id", Int64, "user who added the file").references("users", "id"),
    column!("deal_name", Text, "title of the deal"),
    column!("person_name", Text, "name of the person"),
    column!("people_name", Text, "name of the person, in older answers"),
    column!("org_name", Text, "name of the organization"),
    column!("lead_name", Text, "title of the lead"),
    column!("project_name", Text, "title of the project"),
    column!("cid", Text, "id by which the e-mail's text refers to the file"),
];
