//! Every operation of the REST API in use, with the table, function or procedure that uses it.

use crate::functions::FUNCTIONS;
use crate::{
    ADD_FILTER, DELETE_FILTER, DELETE_FILTERS, FILE_CONTENTS, PROCEDURES, ParentKey, Procedure, RouteSpec,
    SAVED_FILTERS, TABLES, TableSpec, WriteRoute, WriteSpec, table, views,
};

/// What uses an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndpointKind {
    /// A table, for its rows or the definitions of its custom fields.
    Table,
    /// A table function.
    Function,
    /// A procedure.
    Procedure,
}

impl EndpointKind {
    /// The kind in one word, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Function => "function",
            Self::Procedure => "procedure",
        }
    }
}

/// One operation as one table, function or procedure uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Name in SQL of what uses the operation.
    pub name: &'static str,
    /// What that is.
    pub kind: EndpointKind,
    /// HTTP method, in upper case.
    pub method: &'static str,
    /// Path, price, paging and scopes.
    pub route: RouteSpec,
}

/// Every use of an operation: those of tables first, then those of functions and procedures, each in the order in
/// which they are listed. What uses an operation in several ways has it once. Filters that queries save in the account
/// with `PushdownFilters=Temporary` are a use by the tables they pick rows of, and what writes the rows of a view is one by
/// the table it reads.
pub fn endpoints() -> Vec<Endpoint> {
    let mut all: Vec<Endpoint> = Vec::new();
    let of_specs = |kind, specs: &[&'static TableSpec]| {
        let uses = specs.iter().flat_map(|spec| routes(spec).map(|route| (spec.name, route)));
        uses.map(|(name, route)| Endpoint { name, kind, method: "GET", route }).collect::<Vec<_>>()
    };
    let of_procedures = PROCEDURES.iter().flat_map(|spec| {
        let reads = route(spec.procedure).map(|route| ("GET", route));
        let writes = spec.operations.iter().map(|operation| (operation.method.name(), operation.route));
        let uses = reads.into_iter().chain(writes);
        uses.map(|(method, route)| Endpoint { name: spec.name, kind: EndpointKind::Procedure, method, route })
    });
    let tables = of_specs(EndpointKind::Table, TABLES);
    let of_filters = SAVED_FILTERS.iter().flat_map(|spec| {
        let uses = [("GET", spec.fields), ("POST", ADD_FILTER), ("DELETE", DELETE_FILTER), ("DELETE", DELETE_FILTERS)];
        uses.map(|(method, route)| Endpoint { name: spec.table, kind: EndpointKind::Table, method, route })
    });
    let of_writes = TABLES.iter().flat_map(|spec| writes(spec));
    let functions = of_specs(EndpointKind::Function, FUNCTIONS);
    for endpoint in tables.into_iter().chain(of_writes).chain(of_filters).chain(functions).chain(of_procedures) {
        if !all.contains(&endpoint) {
            all.push(endpoint);
        }
    }
    all
}

/// The routes of a table or function: its lists, that for one parent, that for one row, that of its custom fields.
fn routes(spec: &TableSpec) -> impl Iterator<Item = RouteSpec> {
    let one = match spec.parent.map(|parent| parent.key) {
        Some(ParentKey::List { one, .. }) => one,
        Some(ParentKey::Path | ParentKey::Parameter(_)) | None => None,
    };
    let fields = spec.custom_fields.map(|custom| custom.fields);
    spec.walks.iter().map(|walk| walk.route).chain(one).chain(spec.single).chain(fields)
}

/// What writes a table's rows, and those of the views that read it alone.
fn writes(spec: &'static TableSpec) -> impl Iterator<Item = Endpoint> {
    let of_views = views().filter(|view| view.tables() == [spec.name]).filter_map(|view| view.write);
    let routes = spec.write.into_iter().chain(of_views).flat_map(WriteSpec::routes);
    let (name, kind) = (spec.name, EndpointKind::Table);
    routes.map(move |WriteRoute { method, route, .. }| Endpoint { name, kind, method: method.name(), route })
}

/// The operation a procedure asks. Those of OAuth ask the OAuth server, which is not the REST API; and one asks nobody.
fn route(procedure: Procedure) -> Option<RouteSpec> {
    match procedure {
        Procedure::TestConnection => table("current_user")?.walks.first().map(|walk| walk.route),
        Procedure::DropTemporaryFilters => table("filters")?.walks.first().map(|walk| walk.route),
        Procedure::DownloadFile => Some(FILE_CONTENTS),
        Procedure::ConvertLeadToDeal => crate::function("lead_conversion_status")?.walks.first().map(|walk| walk.route),
        Procedure::ConvertDealToLead => crate::function("deal_conversion_status")?.walks.first().map(|walk| walk.route),
        Procedure::AuthorizationUrl
        | Procedure::AccessToken
        | Procedure::Refresh
        | Procedure::Revoke
        | Procedure::RefreshMetadata
        | Procedure::Operation(_)
        | Procedure::Request => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: &[&str]) {
        let uses = endpoints().into_iter().filter(|e| e.name == name);
        let lines = uses.map(|e| format!("{} {} {} {}", e.kind.name(), e.method, e.route.full_path(), e.route.cost));
        assert_eq!(lines.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn a_table_uses_what_reads_its_rows_then_what_writes_them_then_what_filters_them() {
        check(
            "deals",
            &[
                "table GET /api/v2/deals 10",
                "table GET /api/v2/deals/archived 20",
                "table GET /api/v2/deals/{id} 1",
                "table GET /api/v2/dealFields 10",
                "table POST /api/v2/deals 5",
                "table PATCH /api/v2/deals/{id} 5",
                "table DELETE /api/v2/deals/{id} 3",
                "table GET /api/v1/dealFields 20",
                "table POST /api/v1/filters 10",
                "table DELETE /api/v1/filters/{id} 6",
                "table DELETE /api/v1/filters 10",
            ],
        );
    }

    #[test]
    fn a_child_of_several_parents_at_once_also_uses_the_route_for_one() {
        check(
            "deal_products",
            &[
                "table GET /api/v2/deals/products 10",
                "table GET /api/v2/deals/{id}/products 10",
                "table POST /api/v2/deals/{id}/products 5",
                "table POST /api/v2/deals/{id}/products/bulk 25",
                "table PATCH /api/v2/deals/{id}/products/{product_attachment_id} 5",
                "table DELETE /api/v2/deals/{id}/products/{product_attachment_id} 3",
                "table DELETE /api/v2/deals/{id}/products 15",
            ],
        );
    }

    #[test]
    fn a_table_uses_what_writes_the_rows_of_its_views() {
        check(
            "product_fields",
            &[
                "table GET /api/v2/productFields 10",
                "table GET /api/v2/productFields/{field_code} 1",
                "table POST /api/v2/productFields 5",
                "table PATCH /api/v2/productFields/{field_code} 5",
                "table DELETE /api/v2/productFields/{field_code} 3",
                "table POST /api/v2/productFields/{field_code}/options 5",
                "table PATCH /api/v2/productFields/{field_code}/options 5",
                "table DELETE /api/v2/productFields/{field_code}/options 3",
            ],
        );
    }

    #[test]
    fn an_operation_behind_several_walks_is_listed_once() {
        check(
            "mail_threads",
            &[
                "table GET /api/v1/mailbox/mailThreads 20",
                "table PUT /api/v1/mailbox/mailThreads/{id} 10",
                "table DELETE /api/v1/mailbox/mailThreads/{id} 6",
            ],
        );
    }

    #[test]
    fn a_procedure_uses_what_it_asks_for_at_the_price_it_states() {
        check("TestConnection", &["procedure GET /api/v1/users/me 2"]);
        check("GetOAuthAccessToken", &[]);
        let all = endpoints();
        for spec in PROCEDURES.iter().filter(|spec| !spec.name.starts_with("Convert")) {
            let uses = all.iter().filter(|e| e.kind == EndpointKind::Procedure && e.name == spec.name);
            uses.for_each(|endpoint| assert_eq!(endpoint.route.cost, spec.cost, "{}", spec.name));
        }
        let conversion = [
            "procedure GET /api/v2/deals/{id}/convert/status/{conversion_id} 1",
            "procedure POST /api/v2/deals/{id}/convert/lead 40",
        ];
        check("ConvertDealToLead", &conversion);
        assert_eq!(crate::procedure("ConvertDealToLead").map(|spec| spec.cost), Some(41));
    }

    #[test]
    fn every_table_and_function_is_there() {
        let all = endpoints();
        let lists = |spec: &&TableSpec| {
            spec.walks.iter().all(|w| all.iter().any(|e| e.name == spec.name && e.route == w.route))
        };
        assert!(TABLES.iter().chain(FUNCTIONS).all(lists));
    }
}
