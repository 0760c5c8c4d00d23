//! Which columns a statement may set, which it must, and which values of the row as it stands it needs.

use pipedrive_client::ErrorKind;
use pipedrive_schema::{ColumnAccess, CustomShape, InsertSpec, Required, WriteRoute, WriteSpec};

use super::draft::{Action, Kind};
use crate::error::Error;
use crate::layout::{LayoutColumn, TableLayout};

/// Most columns that an error lists.
const LISTED: usize = 8;

/// # Errors
/// If rows of the table cannot be added, changed or removed.
pub(super) fn check_kind(layout: &TableLayout, write: &WriteSpec, kind: Kind) -> Result<(), Error> {
    let able = |kind| match kind {
        Kind::Insert => write.insert.is_some(),
        Kind::Update => write.update.is_some(),
        Kind::Delete => write.delete.is_some(),
    };
    if able(kind) {
        return Ok(());
    }
    let table = layout.spec.name;
    let others = [Kind::Insert, Kind::Update, Kind::Delete].into_iter().filter(|kind| able(*kind));
    let others: Vec<&str> = others.map(Kind::verb).collect();
    let error = Error::new(ErrorKind::Unsupported, format!("the API has no `{}` for `{table}`", kind.verb()));
    Err(if others.is_empty() { error } else { error.with_hint(format!("`{table}` takes {}", others.join(" and "))) })
}

/// What a statement may do with a column.
pub(crate) fn access(layout: &TableLayout, column: &LayoutColumn) -> ColumnAccess {
    let spec = layout.spec;
    match &column.field {
        // What Pipedrive makes of an address is its own.
        Some(_) if part_of(column) == Some("formatted_address") => ColumnAccess::READ_ONLY,
        Some(_) => spec.custom_access(),
        None => spec.access(&column.name),
    }
}

/// # Errors
/// If a column cannot be set by the statement, or one that must be given is not; the latter only if all columns are
/// known.
pub(super) fn check_given(
    layout: &TableLayout,
    write: &WriteSpec,
    action: &Action,
    complete: bool,
) -> Result<(), Error> {
    let may = |column: &LayoutColumn| {
        let access = access(layout, column);
        if action.kind == Kind::Insert { access.insertable } else { access.updatable }
    };
    for given in &action.given {
        let column = &layout.columns[given.column];
        if !may(column) {
            return Err(read_only(layout, column, action.kind, may));
        }
    }
    match (action.kind, write.insert) {
        (Kind::Insert, Some(insert)) if complete => {
            let has = |name: &str| action.given.iter().any(|given| layout.columns[given.column].name == name);
            missing(&insert, has).map_or(Ok(()), |missing| Err(incomplete(layout, &missing, None)))
        }
        _ => Ok(()),
    }
}

fn read_only(layout: &TableLayout, column: &LayoutColumn, kind: Kind, may: impl Fn(&LayoutColumn) -> bool) -> Error {
    let table = layout.spec.name;
    let name = &column.name;
    let writable: Vec<&str> = layout.columns.iter().filter(|c| may(c)).map(|c| c.name.as_str()).collect();
    let access = access(layout, column);
    let message = match kind {
        Kind::Update if access.insertable => format!("`{table}.{name}` stays what it was when the row was made"),
        Kind::Insert if access.updatable => format!("`{table}.{name}` can only be set once the row is there"),
        _ => format!("`{table}.{name}` cannot be written"),
    };
    Error::new(ErrorKind::InvalidArgument, message).with_hint(format!("writable: {}", listed(name, writable, table)))
}

/// Names of columns, or of many those most like `name` and how to see the others.
fn listed(name: &str, mut names: Vec<&str>, table: &str) -> String {
    let more = names.len().saturating_sub(LISTED);
    if more == 0 {
        return names.join(", ");
    }
    // The more words they share, the more alike they are; letters decide among the others.
    let shared = |other: &str| other.split('_').filter(|word| name.split('_').any(|own| own == *word)).count();
    let likeness = |other: &str| strsim::jaro_winkler(name, other);
    names.sort_by(|a, b| shared(b).cmp(&shared(a)).then_with(|| likeness(b).total_cmp(&likeness(a))));
    names.truncate(LISTED);
    format!("{} and {more} more, which `\\d {table}` in the shell shows", names.join(", "))
}

/// What an INSERT lacks, as people read it.
pub(super) fn missing(insert: &InsertSpec, has: impl Fn(&str) -> bool) -> Option<String> {
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
    if let Some(key) = insert.route.keys.iter().find(|key| !has(key)) {
        return Some(format!("`{key}`"));
    }
    insert.required.iter().find_map(|required| match required {
        Required::Column(name) => (!has(name)).then(|| format!("`{name}`")),
        Required::OneOf(groups) => {
            let any = groups.iter().any(|group| group.iter().all(|name| has(name)));
            (!any).then(|| groups.iter().map(|group| quoted(group)).collect::<Vec<_>>().join(", or "))
        }
    })
}

/// The error for a new row that lacks something.
pub(super) fn incomplete(layout: &TableLayout, missing: &str, row: Option<usize>) -> Error {
    let row = row.map(|row| format!("row {row} of ")).unwrap_or_default();
    let message = format!("{row}`INSERT` into `{}` needs {missing}; nothing was sent", layout.spec.name);
    Error::new(ErrorKind::InvalidArgument, message)
}

/// The columns that say which row is meant.
pub(super) fn keys(write: &WriteSpec, kind: Kind) -> &'static [&'static str] {
    route(write, kind).map_or(&[], |route| route.keys)
}

/// The usual route of an action.
pub(super) fn route(write: &WriteSpec, kind: Kind) -> Option<WriteRoute> {
    match kind {
        Kind::Insert => write.insert.map(|insert| insert.route),
        Kind::Update => write.update.map(|update| update.route),
        Kind::Delete => write.delete.map(|delete| delete.route),
    }
}

/// The columns of the row as it stands that an UPDATE of the columns `set`, or a DELETE, needs: the key, and what has to
/// be sent along.
pub(crate) fn row_columns(layout: &TableLayout, write: &WriteSpec, kind: Kind, set: &[usize]) -> Vec<usize> {
    let mut names: Vec<&str> = keys(write, kind).to_vec();
    let mut custom = Vec::new();
    match (kind, write.update, write.delete) {
        (Kind::Update, Some(update), _) => {
            names.extend(update.instead.iter().flat_map(|choice| choice.route.keys.iter().chain([&choice.column])));
            names.extend(update.always);
            names.extend(update.archive.map(|archive| archive.flag));
            for column in set.iter().map(|place| &layout.columns[*place]) {
                names.extend(write.column(&column.name).into_iter().flat_map(|spec| write.read_for(spec)));
                custom.extend(beside(layout, column));
            }
            custom.retain(|place| !set.contains(place));
        }
        (Kind::Delete, _, Some(delete)) => names.extend(delete.body),
        _ => {}
    }
    let mut places: Vec<usize> = Vec::new();
    // A row is named by its key as it stands; whatever else is set is not needed from the row.
    let is_needed = |name: &str, place: &usize| {
        let is_key = keys(write, kind).contains(&name) || write.update.is_some_and(|u| archive_flag(&u) == Some(name));
        is_key || !set.contains(place)
    };
    let built_in = names.into_iter().filter_map(|name| {
        let place = layout.index_of(name)?;
        is_needed(name, &place).then_some(place)
    });
    for place in built_in.chain(custom) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

fn archive_flag(update: &pipedrive_schema::UpdateSpec) -> Option<&'static str> {
    update.archive.map(|archive| archive.flag)
}

/// The part of its field's value that a custom column is, where that value is an object.
pub(super) fn part_of(column: &LayoutColumn) -> Option<&str> {
    match &column.source {
        crate::layout::Source::Path(path) | crate::layout::Source::Raw(path) => match path.as_slice() {
            [_, _, part] => Some(part),
            _ => None,
        },
        _ => None,
    }
}

/// The member that a column of a custom field is, where the parts of a value stand beside each other.
pub(super) fn flat_part<'a>(column: &'a LayoutColumn, code: &str) -> Option<&'a str> {
    let crate::layout::Source::Path(path) = &column.source else { return None };
    let [member] = path.as_slice() else { return None };
    column.field.as_ref().filter(|field| field.code == code).map(|_| member.as_str())
}

/// The other columns of a custom field whose value goes out as a whole, or beside its parts.
fn beside(layout: &TableLayout, column: &LayoutColumn) -> Vec<usize> {
    let nested = layout.spec.custom_fields.is_some_and(|custom| custom.shape == CustomShape::Nested);
    if let (Some(field), false) = (&column.field, nested) {
        // The parts of an address are found anew in its text.
        if field.field_type == "address" {
            return layout
                .columns
                .iter()
                .position(|other| flat_part(other, &field.code) == Some(&field.code))
                .into_iter()
                .collect();
        }
        let places = layout.columns.iter().enumerate();
        return places.filter(|(_, other)| flat_part(other, &field.code).is_some()).map(|(place, _)| place).collect();
    }
    let (Some(field), Some(part), true) = (&column.field, part_of(column), nested) else { return Vec::new() };
    // The parts of an address are found anew in its text.
    if field.field_type == "address" && part == "value" {
        return Vec::new();
    }
    let same = |other: &LayoutColumn| {
        other.field.as_ref().is_some_and(|other| other.code == field.code)
            && part_of(other).is_some_and(|part| part != "formatted_address")
    };
    layout.columns.iter().enumerate().filter(|(_, other)| same(other)).map(|(place, _)| place).collect()
}
