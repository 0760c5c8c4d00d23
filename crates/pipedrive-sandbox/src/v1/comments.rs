//! `/notes/{id}/comments` and `/notes/{id}/comments/{commentId}`.

use super::files::known_id;
use super::offset::{PAGE, offset_page};
use crate::data::Comment;
use crate::http::{Answer, Call, Failure, Operation, SortKey, Version};
use crate::json::{MilliTime, Object};
use crate::{Account, Note};

const SCOPES: &[&str] = &["deals:read", "deals:full", "contacts:read", "contacts:full"];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V1,
        path: "/notes/{id}/comments",
        cost: 20,
        scopes: SCOPES,
        params: &[PAGE],
        answer: list_comments,
    },
    Operation {
        version: Version::V1,
        path: "/notes/{id}/comments/{commentId}",
        cost: 2,
        scopes: SCOPES,
        params: &[],
        answer: get_comment,
    },
];

/// The note in the path and its comments.
fn comments(call: &Call<'_>) -> Result<(u32, Vec<Comment>), Failure> {
    let id = known_id(call, call.account.note_count(), "Note")?;
    Ok((id, Comment::of(call.account, &Note::new(call.account, id))))
}

fn list_comments(call: &Call<'_>) -> Result<Answer, Failure> {
    let (note_id, comments) = comments(call)?;
    let places = (0..).zip(&comments).map(|(place, _)| place).collect();
    offset_page(
        call,
        places,
        &[],
        |place, _| SortKey::Number(place.into()),
        |place, out| {
            if let Some(comment) = usize::try_from(place).ok().and_then(|place| comments.get(place)) {
                write(note_id, comment, out);
            }
        },
    )
}

fn get_comment(call: &Call<'_>) -> Result<Answer, Failure> {
    let (note_id, comments) = comments(call)?;
    let comment = comments.iter().find(|comment| comment.uuid.eq_ignore_ascii_case(&call.subkey));
    let comment = comment.ok_or_else(|| Failure::not_found("Comment"))?;
    Ok(Answer::object(|out| write(note_id, comment, out)))
}

fn write(note_id: u32, comment: &Comment, out: &mut Vec<u8>) {
    let mut object = Object::begin(out);
    object.put("uuid", &comment.uuid);
    object.put("active_flag", &true);
    object.put("add_time", &MilliTime(comment.add_time));
    object.put("update_time", &MilliTime(comment.update_time));
    object.put("content", comment.content);
    object.put("object_id", &note_id.to_string());
    object.put("object_type", "note");
    object.put("user_id", &comment.user_id);
    object.put("updater_id", &comment.updater_id);
    object.put("company_id", &Account::COMPANY_ID);
    object.end();
}
