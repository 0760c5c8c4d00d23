//! What must hold of every table's writes.

use super::{
    BulkSpec, Extent, NullForm, Required, WriteBody, WriteColumnSpec, WriteForm, WriteOn, WriteRoute, WriteSpec,
};
use crate::{ColumnAccess, ColumnType, Demand, MemberSpec, TABLES, TableSpec, table, views, write};

/// A table or view that can be written, as far as its writes have to fit it.
struct Written {
    name: &'static str,
    spec: &'static WriteSpec,
    columns: Vec<(String, ColumnType)>,
    primary_key: Option<&'static str>,
    has_custom_fields: bool,
}

impl Written {
    fn all() -> Vec<Self> {
        let tables = TABLES.iter().filter_map(|t| {
            let columns = t.columns.iter().map(|c| (c.name.to_owned(), c.data_type)).collect();
            let (primary_key, has_custom_fields) = (t.primary_key, t.custom_fields.is_some());
            Some(Self { name: t.name, spec: t.write?, columns, primary_key, has_custom_fields })
        });
        let views = views().filter_map(|v| {
            let columns = v.columns().into_iter().map(|c| (c.name, c.data_type)).collect();
            Some(Self { name: v.name, spec: v.write?, columns, primary_key: None, has_custom_fields: false })
        });
        tables.chain(views).collect()
    }

    fn data_type(&self, column: &str) -> Option<ColumnType> {
        self.columns.iter().find(|(name, _)| name == column).map(|(_, data_type)| *data_type)
    }

    /// The routes, each with what it does.
    fn routes(&self) -> Vec<(&'static str, WriteRoute)> {
        let bulk = |what, bulk: Option<BulkSpec>| bulk.map(|bulk| (what, bulk.route));
        let insert = self.spec.insert.into_iter().flat_map(|i| [Some(("insert", i.route)), bulk("insert", i.bulk)]);
        let update = self.spec.update.into_iter().flat_map(|u| {
            let archive = u.archive.and_then(|archive| archive.route);
            let instead = u.instead.iter().map(|choice| Some(("update", choice.route)));
            [Some(("update", u.route)), archive.map(|route| ("archive", route))].into_iter().chain(instead)
        });
        let delete = self.spec.delete.into_iter().flat_map(|d| [Some(("delete", d.route)), bulk("delete", d.bulk)]);
        insert.chain(update).chain(delete).flatten().collect()
    }
}

/// Calls `complaints` for everything that can be written and lists all complaints at once.
fn check(complaints: impl Fn(&Written) -> Vec<String>) {
    let complain = |w: &Written| complaints(w).into_iter().map(|c| format!("{}: {c}", w.name)).collect::<Vec<_>>();
    let all: Vec<String> = Written::all().iter().flat_map(complain).collect();
    assert!(all.is_empty(), "{all:#?}");
}

fn check_columns(fine: impl Fn(&Written, &'static WriteColumnSpec) -> bool) {
    check(|w| w.spec.columns.iter().filter(|c| !fine(w, c)).map(|c| c.column.to_owned()).collect());
}

#[test]
fn what_is_written_somewhere_exists() {
    assert!(Written::all().len() > 40);
    check(|w| {
        let spec = w.spec;
        let named = spec.columns.iter().flat_map(|c| [c.column].into_iter().chain(c.along.iter().copied()));
        let keys = w.routes().into_iter().flat_map(|(_, route)| route.keys.iter().copied());
        let update = spec.update.into_iter().flat_map(|u| {
            let archive = u.archive.into_iter().flat_map(|a| [a.flag].into_iter().chain(a.with.iter().copied()));
            let instead = u.instead.iter().map(|choice| choice.column);
            u.always.iter().copied().chain(archive).chain(instead)
        });
        let body = spec.delete.into_iter().flat_map(|d| d.body.iter().copied());
        let all = named.chain(keys).chain(update).chain(body);
        all.filter(|name| w.data_type(name).is_none()).map(str::to_owned).collect()
    });
}

#[test]
fn a_column_is_written_once_and_by_a_statement_there_is() {
    check_columns(|w, c| {
        let once = w.spec.columns.iter().filter(|other| other.column == c.column).count() == 1;
        let (insert, update) = (w.spec.insert.is_some(), w.spec.update.is_some());
        let some = match c.on {
            WriteOn::Both => insert && update,
            WriteOn::Insert => insert,
            WriteOn::Update => update,
            WriteOn::Neither => true,
        };
        once && some && !c.path.is_empty()
    });
}

#[test]
fn only_other_views_of_a_member_share_its_path() {
    check_columns(|w, c| {
        let others: Vec<_> = w.spec.columns.iter().filter(|o| o.column != c.column && o.path == c.path).collect();
        let setting = w.spec.update.is_some_and(|u| matches!(u.route.body, WriteBody::Setting { .. }));
        // The other view names the list, and it is the list that has the path of its own.
        let view = |form: WriteForm, of: &str| matches!(form, WriteForm::PrimaryOf(l) | WriteForm::LabelsOf(l) | WriteForm::PrimaryPersonOf(l) if l == of);
        setting || others.iter().all(|o| view(o.form, c.column) || view(c.form, o.column))
    });
}

#[test]
fn keys_fill_the_placeholders() {
    check(|w| {
        let wrong =
            w.routes().into_iter().filter(|(_, route)| route.route.path.matches('{').count() != route.keys.len());
        wrong.map(|(what, route)| format!("{what} {}", route.route.path)).collect()
    });
    // The key of the row itself comes last, unless the parent's names the only row or the body does.
    check(|w| {
        let Some(key) = w.primary_key else { return Vec::new() };
        let one = w.spec.update.map(|u| u.route).into_iter().chain(w.spec.delete.map(|d| d.route));
        let only = ["person_pictures", "product_images"].contains(&w.name);
        one.filter(|route| !only && route.keys.last() != Some(&key)).map(|route| route.route.path.to_owned()).collect()
    });
}

#[test]
fn what_an_insert_demands_it_can_give() {
    check(|w| {
        let required = w.spec.insert.map_or(&[][..], |insert| insert.required);
        let names = required.iter().flat_map(|r| match r {
            Required::Column(name) => vec![*name],
            Required::OneOf(groups) => groups.concat(),
        });
        names.filter(|name| !w.spec.access(name).insertable).map(str::to_owned).collect()
    });
}

#[test]
fn forms_fit_their_columns() {
    use ColumnType::{Boolean, Float64, Int64, Int64List, StructList, Text, TextList, Timestamp};
    let members = |data_type: Option<ColumnType>| match data_type {
        Some(StructList(members)) => members,
        _ => &[],
    };
    let has = |list: &[MemberSpec], name: &str| list.iter().any(|member| member.name == name);
    check_columns(|w, c| {
        let data_type = w.data_type(c.column);
        match c.form {
            WriteForm::Plain => true,
            WriteForm::Flag => data_type == Some(Boolean),
            WriteForm::SpacedInstant => data_type == Some(Timestamp),
            WriteForm::Digits => matches!(data_type, Some(Int64 | Float64)),
            WriteForm::Number | WriteForm::OptionOf(_) => data_type == Some(Text),
            WriteForm::Members(names) => {
                let list = members(data_type);
                !names.is_empty() && names.iter().all(|name| has(list, name))
            }
            WriteForm::PrimaryOf(list) => {
                let list = members(w.data_type(list));
                data_type == Some(Text) && has(list, "value") && has(list, "primary")
            }
            WriteForm::LabelsOf(list) => data_type == Some(TextList) && w.data_type(list) == Some(Int64List),
            WriteForm::PrimaryPersonOf(list) => {
                let list = members(w.data_type(list));
                data_type == Some(Int64) && has(list, "person_id") && has(list, "primary")
            }
        }
    });
}

#[test]
fn a_null_is_written_as_the_column_can_have_it() {
    use ColumnType::{Int64List, StructList, TextList};
    check_columns(|w, c| {
        let view = matches!(c.form, WriteForm::PrimaryOf(_) | WriteForm::PrimaryPersonOf(_));
        let list = matches!(w.data_type(c.column), Some(Int64List | StructList(_) | TextList));
        match c.null {
            NullForm::Null => !list || c.extent == Extent::Part,
            NullForm::NullMember => c.extent == Extent::Part,
            NullForm::EmptyList => list || view,
            NullForm::EmptyText => matches!(w.data_type(c.column), Some(ColumnType::Text)),
            NullForm::Refused => true,
        }
    });
}

#[test]
fn lists_replace_and_parts_have_others_beside_them() {
    use ColumnType::{Int64List, StructList, TextList};
    check_columns(|w, c| {
        let list = matches!(w.data_type(c.column), Some(Int64List | StructList(_) | TextList));
        match c.extent {
            Extent::Own => !list && c.path.len() == 1,
            Extent::Whole => true,
            Extent::Part => c.path.len() > 1 && !w.spec.read_for(c).is_empty(),
        }
    });
}

#[test]
fn values_are_of_the_columns_type() {
    check_columns(|w, c| {
        let numbers = c.values.iter().all(|value| value.parse::<i64>().is_ok());
        match w.data_type(c.column) {
            Some(ColumnType::Int64) => numbers,
            Some(ColumnType::Text) => true,
            _ => c.values.is_empty(),
        }
    });
}

#[test]
fn what_requests_always_carry_can_be_written() {
    check(|w| {
        let always = w.spec.update.into_iter().flat_map(|u| u.always.iter().copied());
        let body = w.spec.delete.into_iter().flat_map(|d| d.body.iter().copied());
        let along = w.spec.columns.iter().flat_map(|c| c.along.iter().copied());
        let all = always.chain(body).chain(along);
        all.filter(|name| w.spec.column(name).is_none()).map(str::to_owned).collect()
    });
    // A body for rows to remove needs columns, and only it does.
    check(|w| {
        let Some(delete) = w.spec.delete else { return Vec::new() };
        let empty = matches!(delete.route.body, WriteBody::Nothing);
        if empty == delete.body.is_empty() { Vec::new() } else { vec!["body of a removal".to_owned()] }
    });
}

#[test]
fn several_rows_go_to_routes_that_take_them() {
    check(|w| {
        let bulks = [w.spec.insert.and_then(|i| i.bulk), w.spec.delete.and_then(|d| d.bulk)];
        let several = |body| matches!(body, WriteBody::List | WriteBody::ListUnder(_) | WriteBody::KeysIn(_));
        let wrong = bulks.into_iter().flatten().filter(|bulk| bulk.max_rows < 2 || !several(bulk.route.body));
        wrong.map(|bulk| bulk.route.route.path.to_owned()).collect()
    });
}

#[test]
fn answers_about_keyed_rows_say_the_key() {
    check(|w| {
        let Some(insert) = w.spec.insert else { return Vec::new() };
        let silent = w.primary_key.is_some() && insert.answer.key.is_none();
        if silent { vec!["the answer to an insert has no key".to_owned()] } else { Vec::new() }
    });
}

#[test]
fn custom_columns_are_written_where_there_are_some() {
    check(|w| if w.spec.custom_fields == w.has_custom_fields { Vec::new() } else { vec!["custom fields".to_owned()] });
}

#[test]
fn primary_keys_and_passwords_are_not_written() {
    check_columns(|w, c| {
        let access = w.spec.access(c.column);
        let key = w.primary_key == Some(c.column) && (access.insertable || access.updatable);
        !key && !c.path.iter().any(|member| member.contains("password"))
    });
}

#[test]
fn what_is_left_out_is_left_out_for_a_reason_and_not_written() {
    check(|w| {
        let unwritten = w.spec.unwritten.iter();
        let wrong = unwritten.filter(|(member, reason)| {
            let path: Vec<&str> = member.split('.').collect();
            reason.is_empty() || w.spec.columns.iter().any(|c| c.path == path)
        });
        wrong.map(|(member, _)| (*member).to_owned()).collect()
    });
}

fn check_access(name: &str, column: &str, expect: &str) {
    let access = write(name).map_or(ColumnAccess::READ_ONLY, |spec| spec.access(column));
    let words = [
        access.insertable.then_some("insertable"),
        access.updatable.then_some("updatable"),
        match access.demand {
            Demand::Optional => None,
            Demand::OneOf => Some("one of several"),
            Demand::Required => Some("required"),
        },
    ];
    assert_eq!(words.into_iter().flatten().collect::<Vec<_>>().join(", "), expect, "{name}.{column}");
}

#[test]
fn people_see_what_statements_may_do_with_a_column() {
    check_access("deals", "title", "insertable, updatable, required");
    check_access("deals", "id", "");
    check_access("deals", "add_time", "");
    check_access("persons", "add_time", "insertable");
    check_access("persons", "first_name", "insertable, updatable, one of several");
    check_access("leads", "is_archived", "updatable");
    check_access("projects", "is_archived", "updatable");
    // What fills the path of an insert must be given, and cannot be changed.
    check_access("deal_products", "deal_id", "insertable, required");
    check_access("deal_followers", "user_id", "insertable, required");
    check_access("deal_field_options", "field_code", "insertable, required");
    check_access("deal_field_options", "label", "insertable, updatable, required");
    check_access("deal_field_options", "id", "");
    check_access("deal_files", "name", "");
    assert_eq!(table("notes").map(TableSpec::custom_access), Some(ColumnAccess::READ_ONLY));
    assert!(table("leads").is_some_and(|t| t.custom_access().updatable));
}

#[test]
fn an_update_reads_what_it_has_to_send_beside_what_is_set() {
    fn check(name: &str, column: &str, expect: &[&str]) {
        let spec = write(name).expect("the table can be written");
        let column = spec.column(column).expect("the column can be written");
        assert_eq!(spec.read_for(column), expect);
    }
    check("deals", "title", &[]);
    check("persons", "emails", &[]);
    check("persons", "primary_email", &["emails"]);
    check("activities", "person_id", &["participants"]);
    check("leads", "value", &["currency"]);
    check("goals", "duration_end", &["duration_start"]);
    check("notes", "pinned_to_deal_flag", &["deal_id"]);
    // The text of an address stands alone, a part of it does not.
    check("organizations", "address", &[]);
    let others = ["address", "address_street_number", "address_route", "address_subpremise", "address_sublocality"];
    let more = ["address_postal_code", "address_admin_area_level_1", "address_admin_area_level_2", "address_country"];
    check("organizations", "address_locality", &[&others[..], &more[..]].concat());
}
