//! Every Pipedrive table, view, route and procedure as data: columns, filters, sorts, prices, parameters.
//!
//! The crate holds no logic beyond look-ups, the naming of custom fields and a listing in Markdown, does no
//! IO and depends on nothing. The client reads routes from it, the engine builds providers from it, the
//! sandbox takes the shapes of its answers from it.

mod column;
mod custom;
mod endpoints;
mod field_type;
mod filter;
pub mod functions;
mod listing;
mod naming;
mod operation;
mod procedure;
mod procedures;
mod route;
mod saved_filter;
mod table;
pub mod tables;
mod view;
mod views;
mod write;

pub use column::{ColumnSpec, ColumnType, MemberSpec, Origin};
pub use custom::{CustomColumn, CustomSource, FieldDefinition, FieldOption};
pub use endpoints::{Endpoint, EndpointKind, endpoints};
pub use filter::{ClosedSet, Exactness, FilterKind, FilterSpec, Nulls, SortSpec};
pub use functions::{ArgumentSpec, FUNCTIONS, function};
pub use listing::{functions_markdown, procedures_markdown, tables_markdown, views_markdown};
pub use naming::{CustomFieldNames, EXTRA_COLUMN, name_custom_fields, slug};
pub use operation::{BodyForm, BodyMember, BodyValue, OperationSpec, ResultSource};
pub use procedure::{Effect, ParameterSpec, Procedure, ProcedureSpec, ResultColumnSpec};
pub use procedures::{FILE_CONTENTS, PROCEDURES, procedure};
pub use route::{ApiVersion, Paging, RouteSpec};
pub use saved_filter::{
    ADD_FILTER, DELETE_FILTER, DELETE_FILTERS, FilterColumn, FilterValue, MAX_FILTER_CONDITIONS, SAVED_FILTERS,
    SavedFilterSpec, saved_filter,
};
pub use table::{
    CustomFieldsSpec, CustomShape, DeletedSpec, ParentKey, ParentSpec, RowShape, TableSpec, WalkSpec, WritableSpec,
};
pub use tables::{TABLES, table};
pub use view::{ItemsSpec, ListSpec, QueryColumn, QuerySpec, ViewColumn, ViewDefinition, ViewSpec};
pub use views::{view, views};
pub use write::{
    AnswerSpec, ArchiveSpec, BulkSpec, ColumnAccess, DeleteSpec, Demand, Extent, InsertSpec, Method, NullForm,
    Required, RouteChoice, UpdateSpec, WriteBody, WriteColumnSpec, WriteForm, WriteOn, WriteRoute, WriteSpec, write,
    writes, writes_markdown,
};
