//! Call logs: what a telephone integration wrote about calls that were made.

use super::{Account, Activity, Person, Table, mix};

/// A call log; times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallLog {
    pub(crate) id: String,
    /// The activity that the call was.
    pub(crate) activity: Activity,
    pub(crate) outcome: &'static str,
    pub(crate) from_phone: Option<String>,
    pub(crate) to_phone: String,
    /// Length in seconds.
    pub(crate) duration: u32,
    pub(crate) start_time: i64,
    pub(crate) end_time: i64,
    pub(crate) note: Option<&'static str>,
    pub(crate) has_recording: bool,
}

/// What is drawn for a call log.
enum Of {
    Id,
    Outcome,
    Duration,
    Millis,
    FromPhone,
    ToPhone,
    Note,
    Recording,
}

impl Activity {
    /// Whether a telephone integration logged it: two of three calls.
    pub(crate) fn was_logged_call(&self) -> bool {
        self.kind == "call" && self.done_time.is_some() && !self.id.is_multiple_of(3)
    }
}

/// Digits of an id that hold the activity's number.
const NUMBER_DIGITS: usize = 11;

impl CallLog {
    /// The log of a call that was logged.
    pub(crate) fn new(account: &Account, activity: Activity) -> Self {
        let draw = account.draw(Table::CallLogs, activity.id);
        let outcomes = [
            (55, "connected"),
            (18, "no_answer"),
            (9, "left_message"),
            (8, "left_voicemail"),
            (3, "wrong_number"),
            (7, "busy"),
        ];
        let outcome = draw.weighted(Of::Outcome as u32, &outcomes);
        let duration = if outcome == "connected" { draw.between(Of::Duration as u32, 12, 3000) } else { 0 };
        let done = activity.done_time.unwrap_or(activity.add_time) * 1000;
        let end_time = done - i64::from(draw.below(Of::Millis as u32, 1000));
        let owner = account.users().iter().find(|user| user.id == activity.owner_id);
        let person = activity.person_id.map(|id| Person::new(account, id));
        let own_number = person.and_then(|person| person.phone_list(account).into_iter().next());
        Self {
            id: Self::id_of(account, activity.id),
            outcome,
            from_phone: owner.and_then(|user| user.phone.clone()).filter(|_| draw.percent(Of::FromPhone as u32, 90)),
            to_phone: own_number.map_or_else(
                || format!("+49 30 {:06}", draw.below(Of::ToPhone as u32, 1_000_000)),
                |point| point.value,
            ),
            duration,
            start_time: end_time - i64::from(duration) * 1000,
            end_time,
            note: draw
                .sometimes(Of::Note as u32, 40)
                .map(|d| d.pick(0, &["Call back on Monday", "Asked for \"SSO\", again"])),
            has_recording: outcome == "connected" && draw.percent(Of::Recording as u32, 30),
            activity,
        }
    }

    /// The log with that id.
    pub(crate) fn find(account: &Account, id: &str) -> Option<Self> {
        let hidden = u64::from_str_radix(id.get(id.len().checked_sub(NUMBER_DIGITS)?..)?, 16).ok()?;
        let number = u32::try_from(hidden ^ scramble(account)).ok()?;
        if !(1..=account.activity_count()).contains(&number) || Self::id_of(account, number) != id {
            return None;
        }
        let activity = Activity::new(account, number);
        (activity.was_logged_call() && !activity.is_deleted).then(|| Self::new(account, activity))
    }

    /// `CA` and 27 hex digits; the last ones hold the activity's number, so that it can be found again.
    fn id_of(account: &Account, number: u32) -> String {
        let bits = account.draw(Table::CallLogs, number).bits(Of::Id as u32);
        format!("CA{bits:016x}{:0NUMBER_DIGITS$x}", u64::from(number) ^ scramble(account))
    }
}

/// 44 bits that hide the numbers in ids.
fn scramble(account: &Account) -> u64 {
    mix(account.seed ^ 0xca11) >> 20
}
