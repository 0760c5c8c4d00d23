//! Histories of deals.

use serde_json::{Value, json};

use super::moves::moves;
use super::{Change, History, append_edits};
use crate::Deal;
use crate::data::custom::CustomValue;
use crate::data::{Account, DealDetails, Draw, Owner, Table, User};
use crate::json::{DAY, Day, LegacyTime, Number};

/// A deal was won or lost once, and opened again; times are Unix seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reopening {
    pub(crate) was_won: bool,
    pub(crate) closed: i64,
    pub(crate) reopened: i64,
}

/// What is drawn for a deal.
enum Of {
    Actors = 54_100,
    Reopened,
    Value,
    Values,
    ValueTime,
    Title,
    Owner,
    ExpectedClose,
    Custom,
    When,
}

impl Reopening {
    /// Some deals have one behind them.
    pub(crate) fn of(account: &Account, deal: &Deal) -> Option<Self> {
        let draw = account.draw(Table::Deals, deal.id);
        let span = worked_until(deal) - deal.add_time;
        let draw = draw.sometimes(Of::Reopened as u32, 6).filter(|_| span > 4 * DAY)?;
        let closed = deal.add_time + span / 4 + draw.seconds(0, span / 4);
        let reopened = closed + 60 + draw.seconds(1, span / 4);
        Some(Self { was_won: draw.percent(2, 55), closed, reopened })
    }
}

/// When work on the deal ended, as far as it did.
fn worked_until(deal: &Deal) -> i64 {
    deal.close_time().unwrap_or_else(|| deal.last_change())
}

/// Everything that changed on a deal, the earliest first.
pub(crate) fn deal_history(account: &Account, deal: &Deal) -> Vec<Change> {
    let mut changes = if account.is_created(Table::Deals, deal.id) {
        Vec::new()
    } else {
        drawn_history(account, &Deal::unwritten(account, deal.id))
    };
    append_edits(account, Table::Deals, deal.id, &mut changes);
    changes
}

/// What changed before any client wrote on the deal.
fn drawn_history(account: &Account, deal: &Deal) -> Vec<Change> {
    let draw = account.draw(Table::Deals, deal.id);
    let mut history = History::new(draw.within(Of::Actors as u32), deal.owner_id);
    for step in moves(account, deal) {
        if step.from.pipeline_id != step.to.pipeline_id {
            history.note("pipeline_id", step.time, json!(step.from.pipeline_id), json!(step.to.pipeline_id));
        }
        history.note("stage_id", step.time, json!(step.from.stage_id), json!(step.to.stage_id));
    }
    note_edits(account, deal, draw, &mut history);
    if let Some(Reopening { was_won, closed, reopened }) = Reopening::of(account, deal) {
        note_close(&mut history, was_won, closed, None);
        note_reopening(&mut history, was_won, closed, reopened);
    }
    if let Some(time) = deal.close_time() {
        let reason = DealDetails::of(account, deal).lost_reason;
        note_close(&mut history, deal.won_time.is_some(), time, reason.as_deref());
    }
    if let Some(time) = deal.archive_time {
        history.note("archive_time", time, Value::Null, json!(LegacyTime(time)));
    }
    history.finish(deal.id)
}

/// The words for an outcome: status and the field of its time.
fn outcome(is_won: bool) -> (&'static str, &'static str) {
    if is_won { ("won", "won_time") } else { ("lost", "lost_time") }
}

fn note_close(history: &mut History, is_won: bool, time: i64, reason: Option<&str>) {
    let (status, field) = outcome(is_won);
    history.note("status", time, json!("open"), json!(status));
    history.note(field, time, Value::Null, json!(LegacyTime(time)));
    history.note("close_time", time, Value::Null, json!(LegacyTime(time)));
    if let Some(reason) = reason {
        history.note("lost_reason", time, Value::Null, json!(reason));
    }
}

fn note_reopening(history: &mut History, was_won: bool, closed: i64, time: i64) {
    let (status, field) = outcome(was_won);
    history.note("status", time, json!(status), json!("open"));
    history.note(field, time, json!(LegacyTime(closed)), Value::Null);
    history.note("close_time", time, json!(LegacyTime(closed)), Value::Null);
}

/// Corrections of value, title, owner, expected close date and a custom field.
fn note_edits(account: &Account, deal: &Deal, draw: Draw, history: &mut History) {
    let span = worked_until(deal) - deal.add_time;
    let moment = |of: u32| deal.add_time + draw.within(Of::When as u32).seconds(of, span);
    if let Some(draw) = draw.sometimes(Of::Value as u32, 35) {
        let steps = draw.weighted(Of::Values as u32, &[(70, 1), (20, 2), (10, 3)]);
        let earlier = |step: u32| json!(Number((deal.value * f64::from(step) / f64::from(steps + 1)).floor()));
        let mut values: Vec<Value> = (0..steps).map(earlier).collect();
        values.push(json!(Number(deal.value)));
        values.dedup();
        history.chain("value", (0..steps).map(|step| moment(Of::ValueTime as u32 + 100 + step)).collect(), &values);
    }
    if draw.percent(Of::Title as u32, 12) {
        history.note("title", moment(Of::Title as u32), json!(format!("Deal {}", deal.id)), json!(deal.title(account)));
    }
    if let Some(draw) = draw.sometimes(Of::Owner as u32, 15) {
        let former = (deal.owner_id + draw.between(0, 1, User::COUNT - 1) - 1) % User::COUNT + 1;
        history.note("user_id", moment(Of::Owner as u32), json!(former), json!(deal.owner_id));
    }
    if let Some(day) = deal.expected_close_day.filter(|_| draw.percent(Of::ExpectedClose as u32, 30)) {
        let first = draw.percent(Of::ExpectedClose as u32 + 100, 50).then_some(Day(day - 14));
        history.note("expected_close_date", moment(Of::ExpectedClose as u32), json!(first), json!(Day(day)));
    }
    if draw.percent(Of::Custom as u32, 40) {
        note_custom(account, Owner::Deals, draw, moment(Of::Custom as u32), history);
    }
}

/// A custom field of text got its value.
pub(super) fn note_custom(account: &Account, owner: Owner, record: Draw, time: i64, history: &mut History) {
    let fields = account.custom_fields(owner);
    let texts = fields.iter().filter_map(|field| match field.value(account, record) {
        CustomValue::Text(text) => Some((field.key.as_str(), text)),
        _ => None,
    });
    if let Some((key, text)) = texts.into_iter().next() {
        history.note(key, time, Value::Null, json!(text));
    }
}
