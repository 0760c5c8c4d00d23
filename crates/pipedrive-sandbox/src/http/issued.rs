//! Cursors as the account hands them out and takes them back, in the form it is set to.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use super::answer::{Answer, Paging};
use super::cursor::{opaque, undisguised};
use super::{Failure, Marker};
use crate::CursorForm;

/// The cursors that answers had, as far as anybody wants to know.
#[derive(Debug, Default)]
pub(crate) struct Issued(Mutex<HashSet<String>>);

impl Issued {
    /// Makes the cursor of a request a readable one, which comes back too.
    ///
    /// # Errors
    /// The v2 complaint if such cursors are not accepted.
    pub(super) fn accepted(&self, form: CursorForm, cursor: &mut String) -> Result<String, Failure> {
        let readable = match form {
            CursorForm::Readable => Some(cursor.clone()),
            CursorForm::Issued => Some(cursor.clone()).filter(|cursor| self.has(cursor)),
            CursorForm::Opaque => undisguised(cursor),
        };
        let refusal = || Failure::validation(&["cursor: Parameter 'cursor' is not a valid cursor".to_owned()]);
        *cursor = readable.ok_or_else(refusal)?;
        Ok(cursor.clone())
    }

    /// Remembers the cursor of an answer, if only such are accepted.
    pub(super) fn remember(&self, form: CursorForm, answer: &Answer) {
        if form != CursorForm::Issued {
            return;
        }
        let (Answer::List { paging, .. } | Answer::Found { paging, .. }) = answer else { return };
        let next = match paging {
            Paging::Cursor { next, .. } => next.as_ref().map(Marker::encode),
            Paging::LegacyCursor { next, .. } => next.as_deref().map(opaque),
            Paging::Offset { .. } | Paging::Recent { .. } | Paging::Whole | Paging::Plain => None,
        };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(next);
    }

    fn has(&self, cursor: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(cursor)
    }
}
