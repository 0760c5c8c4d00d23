//! How the definitions of fields and their choices are written, which five entities have alike.
//!
//! Source: <https://developers.pipedrive.com/docs/api/v1/DealFields>.

use super::shapes::v2_whole;
use super::writes::{v2_delete, v2_patch, v2_post, written};
use crate::{
    AnswerSpec, BulkSpec, DeleteSpec, InsertSpec, Method, Required, UpdateSpec, WriteBody, WriteColumnSpec, WriteForm,
    WriteOn, WriteRoute, WriteSpec,
};

type Names = &'static [&'static str];

const FIELD: Names = &["field_code"];

const ANSWER: AnswerSpec = AnswerSpec { key: Some(FIELD), row: Some(&[]) };

/// Types a field can be made of.
const TYPES: Names = &[
    "varchar",
    "text",
    "double",
    "phone",
    "date",
    "daterange",
    "time",
    "timerange",
    "set",
    "enum",
    "varchar_auto",
    "address",
    "monetary",
    "org",
    "people",
    "user",
];

/// Writes of a table of definitions: a field is added with its choices, which later have rows of their own.
pub(super) const fn definitions(
    list: &'static str,
    one: &'static str,
    scopes: Names,
    change: Names,
    columns: &'static [WriteColumnSpec],
) -> WriteSpec {
    WriteSpec {
        insert: Some(InsertSpec::new(
            v2_post(list, &[], scopes),
            &[Required::Column("field_name"), Required::Column("field_type")],
            ANSWER,
        )),
        update: Some(UpdateSpec::new(v2_patch(one, FIELD, change), ANSWER)),
        delete: Some(DeleteSpec::new(v2_delete(one, FIELD, scopes))),
        columns,
        ..WriteSpec::NONE
    }
}

/// Label, type and first choices.
pub(super) const NAMED: &[WriteColumnSpec] = &[
    written!("field_name").never_null(),
    written!("field_type").on(WriteOn::Insert).one_of(TYPES).never_null(),
    written!("options").on(WriteOn::Insert).as_form(WriteForm::Members(&["label"])).whole().never_null(),
];

/// What the field is for.
pub(super) const DESCRIBED: &[WriteColumnSpec] = &[written!("description")];

/// Where the field shows.
pub(super) const SHOWN: &[WriteColumnSpec] = &[written!("ui_visibility").whole().never_null()];

/// Where the field is pointed out or demanded.
pub(super) const DEMANDED: &[WriteColumnSpec] =
    &[written!("important_fields").whole().never_null(), written!("required_fields").whole().never_null()];

/// Most choices a request writes; the API states no bound.
const MAX_OPTIONS: usize = 100;

/// Writes of the choices of fields. A request is a list of choices of one field, of which all are written or none.
pub(super) const fn options(path: &'static str, scopes: Names) -> WriteSpec {
    let post = list(Method::Post, path, 5, scopes);
    let delete = list(Method::Delete, path, 3, scopes);
    WriteSpec {
        insert: Some(InsertSpec {
            bulk: Some(BulkSpec { route: post, max_rows: MAX_OPTIONS }),
            // The answer is a list of the new choices, as the request is.
            ..InsertSpec::new(post, &[Required::Column("label")], AnswerSpec::ROW)
        }),
        update: Some(UpdateSpec {
            always: &["id", "label"],
            ..UpdateSpec::new(list(Method::Patch, path, 5, scopes), AnswerSpec::ROW)
        }),
        delete: Some(DeleteSpec {
            bulk: Some(BulkSpec { route: delete, max_rows: MAX_OPTIONS }),
            body: &["id"],
            ..DeleteSpec::new(delete)
        }),
        columns: CHOICE,
        ..WriteSpec::NONE
    }
}

const CHOICE: &[WriteColumnSpec] = &[
    // SQL has it as text, since choices of built-in fields can have such ids; those cannot be written.
    written!("id").on(WriteOn::Neither).as_form(WriteForm::Number).never_null(),
    written!("label").never_null(),
];

const fn list(method: Method, path: &'static str, cost: u32, scopes: Names) -> WriteRoute {
    WriteRoute { method, route: v2_whole(path, cost, scopes), keys: FIELD, body: WriteBody::List }
}
