//! What rows tell of an activity beyond what other records refer to.

use super::{Account, Activity, Table};

/// The particulars of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ActivityDetails {
    pub(crate) creator_user_id: u32,
    /// Length in minutes.
    pub(crate) duration: Option<u32>,
    pub(crate) is_busy: bool,
    /// Number of the video call.
    pub(crate) conference: Option<u32>,
    pub(crate) public_description: Option<&'static str>,
    pub(crate) priority: Option<u32>,
    pub(crate) outcome: Option<u32>,
    pub(crate) note: Option<&'static str>,
    /// Whether people were invited.
    pub(crate) has_attendees: bool,
    with_seconds: bool,
}

/// What is drawn.
enum Of {
    Creator,
    Duration,
    Seconds,
    Busy,
    Conference,
    Description,
    Priority,
    Outcome,
    Note,
    Attendees,
}

impl ActivityDetails {
    pub(crate) fn new(account: &Account, activity: &Activity) -> Self {
        let draw = account.draw(Table::Activities, activity.id).within(40_000);
        let is_meeting = activity.kind == "meeting";
        Self {
            creator_user_id: draw.between(Of::Creator as u32, 1, 11),
            duration: draw.sometimes(Of::Duration as u32, 55).map(|d| d.between(0, 1, 8) * 15),
            is_busy: draw.percent(Of::Busy as u32, 50),
            conference: draw.sometimes(Of::Conference as u32, 25).filter(|_| is_meeting).map(|d| d.below(0, 1_000_000)),
            public_description: draw
                .percent(Of::Description as u32, 15)
                .then_some("Agenda: status, numbers, next steps"),
            priority: draw.sometimes(Of::Priority as u32, 30).map(|d| d.between(0, 263, 265)),
            outcome: draw.sometimes(Of::Outcome as u32, 10).map(|d| d.between(0, 301, 302)),
            note: draw.percent(Of::Note as u32, 25).then_some("Bring the <b>signed</b> copy, and samples"),
            has_attendees: is_meeting && draw.percent(Of::Attendees as u32, 40),
            with_seconds: draw.percent(Of::Seconds as u32, 30),
        }
    }

    /// Minutes as hours and minutes; both forms occur, `HH:MM` and `HH:MM:SS`.
    pub(crate) fn clock(&self, minutes: u32) -> String {
        format!("{:02}:{:02}{}", minutes / 60, minutes % 60, if self.with_seconds { ":00" } else { "" })
    }
}
