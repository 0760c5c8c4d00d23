//! Notes.

use super::{Account, Table, User, Written};
use crate::json::DAY;

/// A note; times are Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// Id, from 1.
    pub id: u32,
    /// Author.
    pub user_id: u32,
    /// Deal it is attached to.
    pub deal_id: Option<u32>,
    /// Number of the lead it is attached to, from 1.
    pub lead_number: Option<u32>,
    /// Person it is attached to.
    pub person_id: Option<u32>,
    /// Organization it is attached to.
    pub org_id: Option<u32>,
    /// Whether it is pinned to what it is attached to.
    pub is_pinned: bool,
    /// Whether it was deleted; lists leave deleted ones out.
    pub is_deleted: bool,
    /// When it was added.
    pub add_time: i64,
    /// When it last changed.
    pub update_time: i64,
}

const CONTENTS: [&str; 8] = [
    "Called, <b>no answer</b>. Try again on Friday.",
    "<p>Budget is approved for this quarter.</p><ul><li>needs SSO</li><li>3 sites</li></ul>",
    "Asked for references &amp; a discount of 10&nbsp;%.",
    "Met at the fair, very interested.",
    "<div>Decision maker is on leave until the 14th.</div>",
    "Sent \"final\" offer, v3, by mail.",
    "Rechnung bitte an die Zentrale schicken.",
    "👍",
];

/// What is drawn for a note.
enum Of {
    User,
    Parent,
    ParentKind,
    Pinned,
    Deleted,
    AddTime,
    Touched,
    HasTouched,
    Content,
}

impl Note {
    /// The note with that id.
    pub fn new(account: &Account, id: u32) -> Self {
        let mut note = Self::generated(account, id);
        if let Some(written) = account.written(Table::Notes, id) {
            note.overwrite(&written);
        }
        note
    }

    /// Applies what clients wrote.
    fn overwrite(&mut self, written: &Written) {
        if written.is_created {
            *self = Self { deal_id: None, lead_number: None, person_id: None, org_id: None, ..*self };
        }
        written.put("user_id", &mut self.user_id);
        written.put("deal_id", &mut self.deal_id);
        written.put("lead_number", &mut self.lead_number);
        written.put("person_id", &mut self.person_id);
        written.put("org_id", &mut self.org_id);
        written.put("is_deleted", &mut self.is_deleted);
        written.put("add_time", &mut self.add_time);
        written.put("update_time", &mut self.update_time);
    }

    fn generated(account: &Account, id: u32) -> Self {
        let draw = account.draw(Table::Notes, id);
        let any = |count: u32| (count > 0).then(|| draw.between(Of::Parent as u32, 1, count.max(1)));
        let kind = draw.weighted(Of::ParentKind as u32, &[(55, 0), (8, 1), (22, 2), (15, 3)]);
        let add_time = account.now - 900 - draw.seconds(Of::AddTime as u32, 800 * DAY);
        let touched = draw.percent(Of::HasTouched as u32, 30);
        Self {
            id,
            user_id: draw.between(Of::User as u32, 1, User::COUNT),
            deal_id: (kind == 0).then(|| any(account.size.deals)).flatten(),
            lead_number: (kind == 1).then(|| any(account.size.leads)).flatten(),
            person_id: (kind == 2).then(|| any(account.size.persons)).flatten(),
            org_id: (kind == 3).then(|| any(account.size.organizations)).flatten(),
            is_pinned: draw.percent(Of::Pinned as u32, 12),
            is_deleted: draw.percent(Of::Deleted as u32, 2),
            add_time,
            update_time: if touched {
                add_time + draw.seconds(Of::Touched as u32, account.now - add_time)
            } else {
                add_time
            },
        }
    }

    pub(crate) fn content(&self, account: &Account) -> String {
        let drawn = || account.draw(Table::Notes, self.id).pick(Of::Content as u32, &CONTENTS).to_owned();
        account.written_text(Table::Notes, self.id, "content").unwrap_or_else(drawn)
    }

    /// Whether it is pinned to what that flag names, such as `pinned_to_deal_flag`, if it is attached to one.
    pub(crate) fn pinned(&self, account: &Account, flag: &str, is_attached: bool) -> bool {
        let written = account.written(Table::Notes, self.id);
        let drawn = self.is_pinned && is_attached && written.as_ref().is_none_or(|written| !written.is_created);
        written.and_then(|written| written.read(flag)).unwrap_or(drawn)
    }

    /// The project or task it is attached to, which only clients attach notes to.
    pub(crate) fn attached(&self, account: &Account, name: &str) -> Option<u32> {
        account.written(Table::Notes, self.id)?.read(name)?
    }
}
