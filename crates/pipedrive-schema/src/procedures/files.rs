//! Procedures that bring files to the account and back.

use super::shapes::{ID, id, v1};
use crate::ColumnType::{Boolean, Int64, Text};
use crate::{
    BodyMember, Effect, Method, OperationSpec, ParameterSpec, Procedure, ProcedureSpec, ResultColumnSpec, RouteSpec,
};

const SCOPES: &[&str] = &["deals:full", "activities:full", "contacts:full"];

/// The contents of a file (<https://developers.pipedrive.com/docs/api/v1/Files#downloadFile>).
pub const FILE_CONTENTS: RouteSpec = v1(
    "/files/{id}/download",
    20,
    &["deals:read", "deals:full", "activities:read", "activities:full", "contacts:read", "contacts:full"],
);

/// `UploadFile` (<https://developers.pipedrive.com/docs/api/v1/Files#addFile>).
pub(super) static UPLOAD_FILE: ProcedureSpec = ProcedureSpec {
    comment: "adds a file of this machine to records of the account",
    parameters: &[
        ParameterSpec::text("Path", "the file on this machine").required(),
        ParameterSpec::integer("DealId", "deal to add it to"),
        ParameterSpec::integer("PersonId", "person to add it to"),
        ParameterSpec::integer("OrgId", "organization to add it to"),
        ParameterSpec::integer("ProductId", "product to add it to"),
        ParameterSpec::integer("ActivityId", "activity to add it to"),
        ParameterSpec::text("LeadId", "lead to add it to"),
        ParameterSpec::integer("ProjectId", "project to add it to"),
    ],
    columns: &[
        ResultColumnSpec::new("Id", Int64, "identifies the file").at(&["id"]),
        ResultColumnSpec::new("Name", Text, "name people see").at(&["name"]),
        ResultColumnSpec::new("FileSize", Int64, "size in bytes").at(&["file_size"]),
    ],
    operations: &[OperationSpec {
        body: &[
            BodyMember::of("deal_id", "DealId"),
            BodyMember::of("person_id", "PersonId"),
            BodyMember::of("org_id", "OrgId"),
            BodyMember::of("product_id", "ProductId"),
            BodyMember::of("activity_id", "ActivityId"),
            BodyMember::of("lead_id", "LeadId"),
            BodyMember::of("project_id", "ProjectId"),
        ],
        ..OperationSpec::new(Method::Post, v1("/files", 10, SCOPES), &[]).with_file("Path")
    }],
    look: Some("SELECT id, name FROM files ORDER BY id DESC LIMIT 5"),
    ..ProcedureSpec::writing("UploadFile", 10)
};

/// `SetPersonPicture` (<https://developers.pipedrive.com/docs/api/v1/Persons#addPersonPicture>).
pub(super) static SET_PERSON_PICTURE: ProcedureSpec = ProcedureSpec {
    comment: "makes a picture of this machine that of a person, in place of the one before",
    parameters: &[
        id("the person"),
        ParameterSpec::text("Path", "the picture on this machine").required(),
        ParameterSpec::integer("CropX", "first column of pixels to show"),
        ParameterSpec::integer("CropY", "first row of pixels to show"),
        ParameterSpec::integer("CropWidth", "columns of pixels to show"),
        ParameterSpec::integer("CropHeight", "rows of pixels to show"),
    ],
    columns: &[ResultColumnSpec::new("Id", Int64, "identifies the picture").at(&["id"])],
    operations: &[OperationSpec {
        body: &[
            BodyMember::of("crop_x", "CropX"),
            BodyMember::of("crop_y", "CropY"),
            BodyMember::of("crop_width", "CropWidth"),
            BodyMember::of("crop_height", "CropHeight"),
        ],
        ..OperationSpec::new(Method::Post, v1("/persons/{id}/picture", 10, &["contacts:full"]), ID).with_file("Path")
    }],
    look: Some("SELECT picture_id FROM persons WHERE id = {Id}"),
    ..ProcedureSpec::writing("SetPersonPicture", 10)
};

/// `DownloadFile`. A storage elsewhere hands out the contents, which takes one more request and no token.
pub(super) static DOWNLOAD_FILE: ProcedureSpec = ProcedureSpec {
    procedure: Procedure::DownloadFile,
    name: "DownloadFile",
    comment: "saves the contents of a file on this machine, all of it or nothing",
    requests: 1,
    cost: FILE_CONTENTS.cost,
    parameters: &[
        id("the file"),
        ParameterSpec::text("Path", "where to save it: a name of a file, in a directory that exists").required(),
        ParameterSpec::text("Overwrite", "whether it may replace a file that is there")
            .of_type(Boolean)
            .or_else("false"),
    ],
    columns: &[
        ResultColumnSpec::new("Path", Text, "where it is"),
        ResultColumnSpec::new("FileSize", Int64, "size in bytes"),
    ],
    effect: Effect::Saves,
    ..ProcedureSpec::PLAIN
};
