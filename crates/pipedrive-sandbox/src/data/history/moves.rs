//! The way of a deal through the stages, traced back from the stage it is in.

use crate::Deal;
use crate::data::{Account, Draw, PIPELINES, STAGES, Table};

/// A deal went from one stage to another; the time is Unix seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub(super) time: i64,
    pub(super) from: Place,
    pub(super) to: Place,
}

/// A stage and its pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) pipeline_id: u32,
    pub(super) stage_id: u32,
}

/// What is drawn for a deal.
const MOVES: u32 = 54_000;
const TRANSFER: u32 = 54_001;
const STEP: u32 = 54_010;
const DELAY: u32 = 54_030;

/// Moves lie at least this far apart on the average, in seconds.
const SPACING: i64 = 3600;

/// The moves of a deal, the earliest first: the last one ends where the deal is, when it got there.
pub(super) fn moves(account: &Account, deal: &Deal) -> Vec<Move> {
    let Some(last) = deal.stage_change_time else { return Vec::new() };
    let draw = account.draw(Table::Deals, deal.id);
    let span = last - deal.add_time;
    let wanted = draw.weighted(MOVES, &[(50, 1), (27, 2), (15, 3), (8, 4)]);
    let count = if i64::from(wanted) * SPACING <= span { wanted } else { 1 };
    // Some began in another pipeline and were transferred with their first move.
    let transferred = draw.percent(TRANSFER, 5);
    let mut to = Place { pipeline_id: deal.pipeline_id, stage_id: deal.stage_id };
    let mut moves = Vec::new();
    for number in (1..=count).rev() {
        let from = if transferred && number == 1 { elsewhere(draw, to) } else { before(draw, number, to) };
        let slot = span / i64::from(count);
        let early = if number == count { 0 } else { draw.seconds(DELAY + number, slot / 2) };
        let time = last - slot * i64::from(count - number) - early;
        moves.push(Move { time, from, to });
        to = from;
    }
    moves.reverse();
    moves
}

/// The stages of a pipeline that are in use, in order.
fn stages(pipeline_id: u32) -> Vec<u32> {
    STAGES.iter().filter(|s| s.pipeline_id == pipeline_id && !s.is_deleted).map(|stage| stage.id).collect()
}

/// Where a deal may have been before that move: mostly the stage before, sometimes another.
fn before(draw: Draw, number: u32, to: Place) -> Place {
    let draw = draw.within(STEP + number);
    let others: Vec<u32> = stages(to.pipeline_id).into_iter().filter(|&id| id != to.stage_id).collect();
    let previous = others.iter().copied().filter(|&id| id < to.stage_id).max();
    let stage_id = previous.filter(|_| draw.percent(0, 80)).unwrap_or_else(|| draw.pick(1, &others));
    Place { stage_id, ..to }
}

/// A place in another pipeline.
fn elsewhere(draw: Draw, to: Place) -> Place {
    let draw = draw.within(STEP);
    let usable = |id: u32| id != to.pipeline_id && PIPELINES.iter().any(|p| p.id == id && !p.is_deleted);
    let pipelines: Vec<u32> = PIPELINES.iter().map(|pipeline| pipeline.id).filter(|&id| usable(id)).collect();
    let pipeline_id = draw.pick(0, &pipelines);
    Place { pipeline_id, stage_id: draw.pick(1, &stages(pipeline_id)) }
}
