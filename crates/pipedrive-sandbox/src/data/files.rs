//! Files: uploaded ones, which belong to a deal, a person or the like, and attachments of mail messages.

use std::sync::{Arc, PoisonError};

use super::{Account, Activity, Draw, MailThread, Table, User, Written};
use crate::json::DAY;

/// A file; times are Unix seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Id, from 1: first the uploaded ones, then the attachments.
    pub(crate) id: u32,
    pub(crate) user_id: u32,
    pub(crate) deal_id: Option<u32>,
    pub(crate) person_id: Option<u32>,
    pub(crate) org_id: Option<u32>,
    pub(crate) product_id: Option<u32>,
    pub(crate) activity_id: Option<u32>,
    pub(crate) lead_number: Option<u32>,
    pub(crate) project_id: Option<u32>,
    pub(crate) mail_message_id: Option<u32>,
    pub(crate) name: String,
    /// The API's word for the kind of contents.
    pub(crate) kind: &'static str,
    /// Size in bytes.
    pub(crate) size: u32,
    pub(crate) is_inline: bool,
    /// Whether it was deleted; lists leave deleted ones out.
    pub(crate) is_deleted: bool,
    /// Whether it hangs on a message that the token's user must not see.
    pub(crate) is_hidden: bool,
    pub(crate) add_time: i64,
    pub(crate) update_time: i64,
}

/// Beginning, ending and kind of file names.
const NAMES: [(&str, &str, &str); 8] = [
    ("Offer", "pdf", "pdf"),
    ("IMG_8189", "jpg", "img"),
    ("Requirements, final", "docx", "document"),
    ("Umsätze 2024", "xlsx", "spreadsheet"),
    ("contract \"signed\"", "pdf", "pdf"),
    ("Pitch deck", "pptx", "presentation"),
    ("notes", "txt", "txt"),
    ("archive", "zip", "archive"),
];

/// What is drawn for a file.
enum Of {
    User,
    Parent,
    ParentKind,
    Name,
    Size,
    Deleted,
    AddTime,
    Touched,
    HasTouched,
}

impl Account {
    /// Number of uploaded files, deleted ones included: half as many as deals and a few.
    fn upload_count(&self) -> u32 {
        self.size.deals / 2 + 20
    }

    /// Number of files, deleted ones and attachments of mail included.
    pub(crate) fn file_count(&self) -> u32 {
        self.drawn_file_count() + self.writings.added(Table::Files)
    }

    fn drawn_file_count(&self) -> u32 {
        self.upload_count() + self.attachment_count()
    }

    /// Keeps the content of a file.
    pub(crate) fn store(&self, id: u32, content: &[u8]) {
        self.contents.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::from(content));
    }

    /// The content of a file: what was uploaded, or else lines that tell its name, up to its size.
    pub(crate) fn content(&self, file: &File) -> Vec<u8> {
        if let Some(content) = self.contents.read().unwrap_or_else(PoisonError::into_inner).get(&file.id) {
            return content.to_vec();
        }
        let line = format!("{} is file {}\n", file.name, file.id);
        let size = usize::try_from(file.size).unwrap_or_default();
        line.bytes().cycle().take(size).collect()
    }

    /// Every file that lists have.
    pub(crate) fn files(&self) -> impl Iterator<Item = File> + '_ {
        (1..=self.file_count()).map(|id| File::new(self, id)).filter(|file| !file.is_deleted && !file.is_hidden)
    }
}

impl File {
    /// The file with that id.
    pub(crate) fn new(account: &Account, id: u32) -> Self {
        let mut file = Self::drawn(account, id);
        if let Some(written) = account.written(Table::Files, id) {
            file.overwrite(&written);
        }
        file
    }

    /// Applies what clients wrote.
    fn overwrite(&mut self, written: &Written) {
        if written.is_created {
            *self = Self {
                deal_id: None,
                person_id: None,
                org_id: None,
                product_id: None,
                activity_id: None,
                lead_number: None,
                project_id: None,
                mail_message_id: None,
                is_inline: false,
                is_hidden: false,
                is_deleted: false,
                user_id: 1,
                ..self.clone()
            };
            let ending =
                written.values.get("name").and_then(|name| name.as_str()).and_then(|name| name.rsplit_once('.'));
            let kind = ending.and_then(|(_, ending)| NAMES.iter().find(|(_, known, _)| *known == ending));
            self.kind = kind.map_or("file", |(_, _, kind)| kind);
        }
        written.put("name", &mut self.name);
        written.put("file_size", &mut self.size);
        written.put("deal_id", &mut self.deal_id);
        written.put("person_id", &mut self.person_id);
        written.put("org_id", &mut self.org_id);
        written.put("product_id", &mut self.product_id);
        written.put("activity_id", &mut self.activity_id);
        written.put("lead_number", &mut self.lead_number);
        written.put("project_id", &mut self.project_id);
        written.put("add_time", &mut self.add_time);
        written.put("update_time", &mut self.update_time);
        written.put("is_deleted", &mut self.is_deleted);
    }

    /// What it would be if no client had written on it.
    fn drawn(account: &Account, id: u32) -> Self {
        let draw = account.draw(Table::Files, id);
        let (beginning, ending, kind) = draw.pick(Of::Name as u32, &NAMES);
        let add_time = account.now - 600 - draw.seconds(Of::AddTime as u32, 700 * DAY);
        let touched = draw.percent(Of::HasTouched as u32, 25);
        let file = Self {
            id,
            user_id: draw.between(Of::User as u32, 1, User::COUNT),
            deal_id: None,
            person_id: None,
            org_id: None,
            product_id: None,
            activity_id: None,
            lead_number: None,
            project_id: None,
            mail_message_id: None,
            name: format!("{beginning}.{ending}"),
            kind,
            size: draw.between(Of::Size as u32, 900, 9_000_000),
            is_inline: false,
            is_deleted: draw.percent(Of::Deleted as u32, 3),
            is_hidden: false,
            add_time,
            update_time: add_time + if touched { draw.seconds(Of::Touched as u32, account.now - add_time) } else { 0 },
        };
        match id.checked_sub(account.upload_count()) {
            Some(number @ 1..) if id <= account.drawn_file_count() => file.attached(account, number),
            _ => file.uploaded(account, draw),
        }
    }

    /// What an uploaded file belongs to: one record, or an activity and what that belongs to.
    fn uploaded(self, account: &Account, draw: Draw) -> Self {
        let any = |count: u32| (count > 0).then(|| draw.between(Of::Parent as u32, 1, count.max(1)));
        match draw.below(Of::ParentKind as u32, 100) {
            0..50 => Self { deal_id: any(account.size.deals), ..self },
            50..65 => Self { person_id: any(account.size.persons), ..self },
            65..77 => Self { org_id: any(account.size.organizations), ..self },
            77..86 => Self { product_id: any(account.size.products), ..self },
            86..91 => Self { lead_number: any(account.size.leads), ..self },
            _ => {
                let Some(activity) = any(account.size.activities).map(|id| Activity::new(account, id)) else {
                    return self;
                };
                Self {
                    activity_id: Some(activity.id),
                    deal_id: activity.deal_id,
                    person_id: activity.person_id,
                    org_id: activity.org_id,
                    lead_number: activity.lead_number,
                    project_id: activity.project_id,
                    ..self
                }
            }
        }
    }

    /// The attachment of that number, from 1.
    fn attached(self, account: &Account, number: u32) -> Self {
        let thread = MailThread::of_attachment(account, number);
        let message = thread.message(account, 0);
        Self {
            user_id: thread.user_id,
            mail_message_id: Some(message.id),
            is_inline: thread.has_inline_attachment(),
            is_deleted: thread.is_deleted,
            is_hidden: !thread.is_visible(),
            add_time: message.time,
            update_time: message.time,
            ..self
        }
    }

    /// The name it is stored under, which is like no other.
    pub(crate) fn stored_name(&self, account: &Account) -> String {
        let draw = account.draw(Table::Files, self.id).within(40_000);
        let (beginning, ending) = self.name.rsplit_once('.').unwrap_or((&self.name, "bin"));
        format!("{beginning}_{:016x}{:016x}{:08x}.{ending}", draw.bits(0), draw.bits(1), draw.bits(2) >> 32)
    }
}
