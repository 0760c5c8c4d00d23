//! `/boards`, `/boards/{id}`, `/phases` and `/phases/{id}`.

use serde_json::json;

use crate::data::{BOARDS, Board, PHASES, Phase, phases_of};
use crate::http::{Answer, Call, Failure, Kind, Operation, Paging, Param, Version};
use crate::json::{MilliTime, Object};

const SCOPES: &[&str] = &["projects:read", "projects:full"];

/// One of the four routes, which cost the same.
const fn operation(
    path: &'static str,
    params: &'static [&'static [Param]],
    answer: fn(&Call<'_>) -> Result<Answer, Failure>,
) -> Operation {
    Operation { version: Version::V2, path, cost: 10, scopes: SCOPES, params, answer }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    operation("/boards", &[], |call| Ok(list_boards(call))),
    operation("/boards/{id}", &[], get_board),
    operation("/phases", &[&[Param::new("board_id", Kind::Id)]], list_phases),
    operation("/phases/{id}", &[], get_phase),
];

fn list_boards(call: &Call<'_>) -> Answer {
    let boards = Answer::list(&BOARDS, Paging::Plain, |board, out| write_board(call, board, out));
    boards.beside("additional_data", json!(null))
}

fn get_board(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = call.id()?;
    let board = BOARDS.iter().find(|board| board.id == id).ok_or_else(|| Failure::not_found("Board"))?;
    Ok(Answer::object(|out| write_board(call, board, out)))
}

fn list_phases(call: &Call<'_>) -> Result<Answer, Failure> {
    let missing = || Failure::validation(&["board_id: Parameter 'board_id' is required".to_owned()]);
    let board = call.query.number("board_id").ok_or_else(missing)?;
    if !BOARDS.iter().any(|known| known.id == board) {
        return Err(Failure::not_found("Board"));
    }
    let phases = Answer::list(phases_of(board), Paging::Plain, |phase, out| write_phase(call, phase, out));
    Ok(phases.beside("additional_data", json!(null)))
}

fn get_phase(call: &Call<'_>) -> Result<Answer, Failure> {
    let id = call.id()?;
    let phase = PHASES.iter().find(|phase| phase.id == id).ok_or_else(|| Failure::not_found("Phase"))?;
    Ok(Answer::object(|out| write_phase(call, phase, out)))
}

fn write_board(call: &Call<'_>, board: &Board, out: &mut Vec<u8>) {
    let (added, updated) = board.times(call.account);
    let mut object = Object::begin(out);
    object.put("id", &board.id);
    object.put("name", board.name);
    object.put("order_nr", &board.order_nr);
    object.put("add_time", &MilliTime(added));
    object.put("update_time", &MilliTime(updated));
    object.end();
}

fn write_phase(call: &Call<'_>, phase: &Phase, out: &mut Vec<u8>) {
    let (added, updated) = phase.times(call.account);
    let mut object = Object::begin(out);
    object.put("id", &phase.id);
    object.put("name", phase.name);
    object.put("board_id", &phase.board_id);
    object.put("order_nr", &phase.order_nr);
    object.put("add_time", &MilliTime(added));
    object.put("update_time", &MilliTime(updated));
    object.end();
}
