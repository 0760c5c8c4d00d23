//! Procedures that copy, merge, close and archive records.

use super::shapes::{DEALS_FULL, ID, id, v1, v2};
use crate::ColumnType::{Boolean, Int64, Text, Timestamp};
use crate::{BodyMember, Method, OperationSpec, ParameterSpec, ProcedureSpec, ResultColumnSpec};

/// `DuplicateDeal` (<https://developers.pipedrive.com/docs/api/v1/Deals#duplicateDeal>).
pub(super) static DUPLICATE_DEAL: ProcedureSpec = ProcedureSpec {
    comment: "adds a copy of a deal, which is open",
    parameters: &[id("the deal to copy")],
    columns: &[
        ResultColumnSpec::new("Id", Int64, "identifies the copy").at(&["id"]),
        ResultColumnSpec::new("Title", Text, "title of the copy").at(&["title"]),
    ],
    operations: &[OperationSpec::new(Method::Post, v1("/deals/{id}/duplicate", 10, DEALS_FULL), ID)],
    look: Some("SELECT id, title FROM deals ORDER BY id DESC LIMIT 5"),
    ..ProcedureSpec::writing("DuplicateDeal", 10)
};

/// `DuplicateProduct` (<https://developers.pipedrive.com/docs/api/v1/Products#duplicateProduct>).
pub(super) static DUPLICATE_PRODUCT: ProcedureSpec = ProcedureSpec {
    comment: "adds a copy of a product",
    parameters: &[id("the product to copy")],
    columns: &[
        ResultColumnSpec::new("Id", Int64, "identifies the copy").at(&["id"]),
        ResultColumnSpec::new("Name", Text, "name of the copy").at(&["name"]),
    ],
    operations: &[OperationSpec::new(Method::Post, v2("/products/{id}/duplicate", 5, &["products:full"]), ID)],
    look: Some("SELECT id, name FROM products ORDER BY id DESC LIMIT 5"),
    ..ProcedureSpec::writing("DuplicateProduct", 5)
};

const MERGE: &[BodyMember] = &[BodyMember::of("merge_with_id", "MergeWithId")];

const MERGED: &[ParameterSpec] = &[
    id("the record that goes: it is deleted"),
    ParameterSpec::integer("MergeWithId", "the record that stays, and whose values win").required(),
];

const SURVIVOR: &[ResultColumnSpec] =
    &[ResultColumnSpec::new("Id", Int64, "identifies the record that stays").given("MergeWithId")];

/// `MergeDeals` (<https://developers.pipedrive.com/docs/api/v1/Deals#mergeDeals>).
pub(super) static MERGE_DEALS: ProcedureSpec = ProcedureSpec {
    comment: "merges two deals into one: `MergeWithId` stays and its values win, `Id` is deleted",
    parameters: MERGED,
    columns: SURVIVOR,
    operations: &[OperationSpec::new(Method::Put, v1("/deals/{id}/merge", 40, DEALS_FULL), ID).with(MERGE)],
    look: Some("SELECT id, title FROM deals WHERE id IN ({Id}, {MergeWithId})"),
    ..ProcedureSpec::writing("MergeDeals", 40)
};

/// `MergePersons` (<https://developers.pipedrive.com/docs/api/v1/Persons#mergePersons>).
pub(super) static MERGE_PERSONS: ProcedureSpec = ProcedureSpec {
    comment: "merges two persons into one: `MergeWithId` stays and its values win, `Id` is deleted",
    parameters: MERGED,
    columns: SURVIVOR,
    operations: &[OperationSpec::new(Method::Put, v1("/persons/{id}/merge", 40, &["contacts:full"]), ID).with(MERGE)],
    look: Some("SELECT id, name FROM persons WHERE id IN ({Id}, {MergeWithId})"),
    ..ProcedureSpec::writing("MergePersons", 40)
};

/// `MergeOrganizations` (<https://developers.pipedrive.com/docs/api/v1/Organizations#mergeOrganizations>).
pub(super) static MERGE_ORGANIZATIONS: ProcedureSpec = ProcedureSpec {
    comment: "merges two organizations into one: `MergeWithId` stays and its values win, `Id` is deleted",
    parameters: MERGED,
    columns: SURVIVOR,
    operations: &[
        OperationSpec::new(Method::Put, v1("/organizations/{id}/merge", 40, &["contacts:full"]), ID).with(MERGE)
    ],
    look: Some("SELECT id, name FROM organizations WHERE id IN ({Id}, {MergeWithId})"),
    ..ProcedureSpec::writing("MergeOrganizations", 40)
};

const fn change_deal() -> OperationSpec {
    OperationSpec::new(Method::Patch, v2("/deals/{id}", 5, DEALS_FULL), ID)
}

const DEAL: ResultColumnSpec = ResultColumnSpec::new("Id", Int64, "identifies the deal").at(&["id"]);
const STATUS: ResultColumnSpec = ResultColumnSpec::new("Status", Text, "what the deal is now").at(&["status"]);
const IS_ARCHIVED: ResultColumnSpec =
    ResultColumnSpec::new("IsArchived", Boolean, "whether the deal is archived now").at(&["is_archived"]);

/// `MarkDealWon` (<https://developers.pipedrive.com/docs/api/v1/Deals#updateDeal>).
pub(super) static MARK_DEAL_WON: ProcedureSpec = ProcedureSpec {
    comment: "closes a deal as won",
    parameters: &[
        id("the deal"),
        ParameterSpec::integer("WonTime", "when it was won").of_type(Timestamp).or_else("now"),
    ],
    columns: &[DEAL, STATUS, ResultColumnSpec::new("WonTime", Timestamp, "when it was won").at(&["won_time"])],
    operations: &[OperationSpec {
        body: &[BodyMember::text("status", "won"), BodyMember::of("won_time", "WonTime")],
        ..change_deal()
    }],
    look: Some("SELECT status, is_archived FROM deals WHERE id = {Id}"),
    ..ProcedureSpec::writing("MarkDealWon", 5)
};

/// `MarkDealLost` (<https://developers.pipedrive.com/docs/api/v1/Deals#updateDeal>).
pub(super) static MARK_DEAL_LOST: ProcedureSpec = ProcedureSpec {
    comment: "closes a deal as lost",
    parameters: &[id("the deal"), ParameterSpec::text("Reason", "why it was lost").or_else("no reason")],
    columns: &[DEAL, STATUS, ResultColumnSpec::new("LostReason", Text, "why it was lost").at(&["lost_reason"])],
    operations: &[OperationSpec {
        body: &[BodyMember::text("status", "lost"), BodyMember::of("lost_reason", "Reason")],
        ..change_deal()
    }],
    look: Some("SELECT status, is_archived FROM deals WHERE id = {Id}"),
    ..ProcedureSpec::writing("MarkDealLost", 5)
};

/// `ArchiveDeal` (<https://developers.pipedrive.com/docs/api/v1/Deals#updateDeal>).
pub(super) static ARCHIVE_DEAL: ProcedureSpec = ProcedureSpec {
    comment: "archives a deal: it stays readable, and nothing else of it can be changed",
    parameters: &[id("the deal")],
    columns: &[DEAL, IS_ARCHIVED],
    operations: &[OperationSpec { body: &[BodyMember::flag("is_archived", true)], ..change_deal() }],
    look: Some("SELECT status, is_archived FROM deals WHERE id = {Id}"),
    ..ProcedureSpec::writing("ArchiveDeal", 5)
};

/// `UnarchiveDeal` (<https://developers.pipedrive.com/docs/api/v1/Deals#updateDeal>).
pub(super) static UNARCHIVE_DEAL: ProcedureSpec = ProcedureSpec {
    comment: "brings an archived deal back",
    parameters: &[id("the deal")],
    columns: &[DEAL, IS_ARCHIVED],
    operations: &[OperationSpec { body: &[BodyMember::flag("is_archived", false)], ..change_deal() }],
    look: Some("SELECT status, is_archived FROM deals WHERE id = {Id}"),
    ..ProcedureSpec::writing("UnarchiveDeal", 5)
};
