//! Which columns of a statement Pipedrive's words about a refused request mean: they speak of members, and of custom
//! fields by their keys.

use pipedrive_client::{ClientError, ErrorKind};

use super::draft::{Draft, Kind};
use crate::layout::LayoutColumn;

/// The columns, among those the statement sets, whose values a refusal names.
pub(super) fn blamed(draft: &Draft, kind: Kind, error: &ClientError) -> Vec<String> {
    let ClientError::Refused(refusal) = error else { return Vec::new() };
    if refusal.kind() != ErrorKind::InvalidArgument {
        return Vec::new();
    }
    let actions = draft.actions.iter().filter(|action| action.kind == kind);
    let mut set: Vec<&LayoutColumn> = Vec::new();
    for given in actions.flat_map(|action| &action.given) {
        let column = &draft.layout.columns[given.column];
        if !set.iter().any(|other| other.name == column.name) {
            set.push(column);
        }
    }
    let words: Vec<&str> = words(&refusal.message).collect();
    // A part of an object is named by itself where that is done, and with all others by the object's name else.
    let exactly = named(&set, |column| words.iter().any(|word| is_member(draft, column, word)));
    if exactly.is_empty() {
        named(&set, |column| words.iter().any(|word| is_within(draft, column, word)))
    } else {
        exactly
    }
}

fn named(set: &[&LayoutColumn], is_meant: impl Fn(&LayoutColumn) -> bool) -> Vec<String> {
    set.iter().filter(|column| is_meant(column)).map(|column| column.name.clone()).collect()
}

/// What may be the name of a member, or a path of several: `stage_id`, `body.value.amount`.
fn words(message: &str) -> impl Iterator<Item = &str> {
    let separates = |letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '.');
    message.split(separates).map(|word| word.trim_matches('.')).filter(|word| !word.is_empty())
}

/// Whether a word ends with the member that a column is.
fn is_member(draft: &Draft, column: &LayoutColumn, word: &str) -> bool {
    let mut members = word.split('.');
    if let Some(field) = &column.field {
        return members.any(|member| member == field.code);
    }
    let path = path(draft, column);
    members.next_back() == path.last().copied()
        && members.rev().zip(path.iter().rev().skip(1)).all(|(member, part)| member == *part)
        && (path.len() == 1 || word.contains('.'))
}

/// Whether a word names the object that a column is a part of.
fn is_within(draft: &Draft, column: &LayoutColumn, word: &str) -> bool {
    column.field.is_none()
        && path(draft, column).first().is_some_and(|first| word.split('.').any(|part| part == *first))
}

fn path(draft: &Draft, column: &LayoutColumn) -> &'static [&'static str] {
    draft.write.column(&column.name).map_or(&[], |spec| spec.path)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn members_are_found_between_other_words() {
        let check =
            |message: &str, expect: &[&str]| assert_eq!(words(message).collect::<Vec<_>>(), expect, "{message}");
        check("stage_id: Parameter 'stage_id' is wrong.", &["stage_id", "Parameter", "stage_id", "is", "wrong"]);
        check("body.value.amount, \"a\"", &["body.value.amount", "a"]);
        check("", &[]);
    }
}
