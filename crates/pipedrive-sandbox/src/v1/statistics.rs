//! Statistics of pipelines: how many deals get on to the next stage, and what happened in a period.
//!
//! What the API leaves open is decided here: both look at one user's deals in the pipeline that are neither archived
//! nor deleted, and days are those of the account's time zone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::summary::cents;
use crate::Deal;
use crate::data::{PIPELINES, STAGES, Stage, deal_history};
use crate::http::{Answer, Call, Failure, Kind, Operation, Param, Version};
use crate::json::{DAY, Day, value};
use crate::{Account, DealStatus};

const PARAMS: &[Param] =
    &[Param::new("start_date", Kind::Day), Param::new("end_date", Kind::Day), Param::new("user_id", Kind::Id)];

const SCOPES: &[&str] = &["deals:read", "deals:full"];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        version: Version::V1,
        path: "/pipelines/{id}/conversion_statistics",
        cost: 40,
        scopes: SCOPES,
        params: &[PARAMS],
        answer: conversions,
    },
    Operation {
        version: Version::V1,
        path: "/pipelines/{id}/movement_statistics",
        cost: 40,
        scopes: SCOPES,
        params: &[PARAMS],
        answer: movements,
    },
];

/// What the request asks about.
struct Question {
    pipeline_id: u32,
    first: Day,
    last: Day,
    /// The user's deals in the pipeline.
    deals: Vec<Deal>,
}

impl Question {
    fn read(call: &Call<'_>) -> Result<Self, Failure> {
        let query = &call.query;
        let id = call.key.parse().ok();
        let pipeline = PIPELINES.iter().find(|pipeline| Some(pipeline.id) == id && !pipeline.is_deleted);
        let pipeline_id = pipeline.ok_or_else(|| Failure::not_found("Pipeline"))?.id;
        let (Some(first), Some(last)) = (query.day("start_date"), query.day("end_date")) else {
            return Err(Failure::bad_request());
        };
        if last < first {
            return Err(Failure::bad_request());
        }
        let user = query.number("user_id").unwrap_or(1);
        let deals = call.account.deals().filter(|deal| {
            deal.owner_id == user && deal.pipeline_id == pipeline_id && !deal.is_archived && !deal.is_deleted
        });
        Ok(Self { pipeline_id, first, last, deals: deals.collect() })
    }

    /// Whether a time lies in the period, whose both ends belong to it.
    fn has(&self, time: Option<i64>) -> bool {
        time.is_some_and(|time| (self.first..=self.last).contains(&Day::of(time + Account::UTC_OFFSET)))
    }

    /// Whether the deal was there and not closed when the period ended.
    fn was_left_open(&self, deal: &Deal) -> bool {
        let until_end = |time: i64| Day::of(time + Account::UTC_OFFSET) <= self.last;
        until_end(deal.add_time) && deal.close_time().is_none_or(|time| !until_end(time))
    }

    /// The stages of the pipeline in their order.
    fn stages(&self) -> Vec<&'static Stage> {
        let stages = STAGES.iter().filter(|stage| stage.pipeline_id == self.pipeline_id && !stage.is_deleted);
        let mut stages: Vec<_> = stages.collect();
        stages.sort_by_key(|stage| stage.order_nr);
        stages
    }
}

/// How many of a hundred, rounded; none of none.
fn percentage(part: usize, whole: usize) -> usize {
    if whole == 0 { 0 } else { (part * 200 + whole) / (whole * 2) }
}

/// Of the deals added in the period that reached a stage, how many reached the next one; won deals reached all.
fn conversions(call: &Call<'_>) -> Result<Answer, Failure> {
    let question = Question::read(call)?;
    let added: Vec<&Deal> = question.deals.iter().filter(|deal| question.has(Some(deal.add_time))).collect();
    let order = |id: u32| STAGES.iter().find(|stage| stage.id == id).map_or(0, |stage| stage.order_nr);
    let reached = |stage: &Stage| {
        let reached = |deal: &&&Deal| deal.status == DealStatus::Won || order(deal.stage_id) >= stage.order_nr;
        added.iter().filter(reached).count()
    };
    let stages = question.stages();
    let steps = stages.windows(2).map(|pair| {
        json!({
            "from_stage_id": pair[0].id,
            "to_stage_id": pair[1].id,
            "conversion_rate": percentage(reached(pair[1]), reached(pair[0])),
        })
    });
    let closed = |status: DealStatus| added.iter().filter(|deal| deal.status == status).count();
    let data = json!({
        "stage_conversions": steps.collect::<Vec<_>>(),
        "won_conversion": percentage(closed(DealStatus::Won), added.len()),
        "lost_conversion": percentage(closed(DealStatus::Lost), added.len()),
    });
    Ok(Answer::object(|out| value(out, &data)))
}

fn movements(call: &Call<'_>) -> Result<Answer, Failure> {
    let question = Question::read(call)?;
    let pick = |keep: &dyn Fn(&Deal) -> bool| question.deals.iter().filter(|deal| keep(deal)).collect::<Vec<_>>();
    let moved = pick(&|deal| {
        let mut moves = deal_history(call.account, deal).into_iter().filter(|change| change.field == "stage_id");
        moves.any(|change| question.has(Some(change.time)))
    });
    let age = |deal: &&Deal| (deal.close_time().unwrap_or(call.account.now()) - deal.add_time) / DAY;
    let average = |deals: &[&Deal]| {
        let count = i64::try_from(deals.len()).unwrap_or(i64::MAX).max(1);
        deals.iter().map(age).sum::<i64>() / count
    };
    let by_stages = question.stages().into_iter().map(|stage| {
        let here: Vec<&Deal> = moved.iter().copied().filter(|deal| deal.stage_id == stage.id).collect();
        json!({"stage_id": stage.id, "value": average(&here)})
    });
    let data = json!({
        "movements_between_stages": {"count": moved.len()},
        "new_deals": summary(&pick(&|deal| question.has(Some(deal.add_time)))),
        "deals_left_open": summary(&pick(&|deal| question.was_left_open(deal))),
        "won_deals": summary(&pick(&|deal| question.has(deal.won_time))),
        "lost_deals": summary(&pick(&|deal| question.has(deal.lost_time))),
        "average_age_in_days": {"across_all_stages": average(&moved), "by_stages": by_stages.collect::<Vec<_>>()},
    });
    Ok(Answer::object(|out| value(out, &data)))
}

/// Number, ids and values of deals.
fn summary(deals: &[&Deal]) -> Value {
    let mut values: BTreeMap<&str, f64> = BTreeMap::new();
    for deal in deals {
        *values.entry(deal.currency).or_default() += deal.value;
    }
    let formatted: BTreeMap<&str, String> =
        values.iter().map(|(code, sum)| (*code, format!("{code} {sum:.2}"))).collect();
    let values: BTreeMap<&str, f64> = values.into_iter().map(|(code, sum)| (code, cents(sum))).collect();
    json!({
        "count": deals.len(),
        "deals_ids": deals.iter().map(|deal| deal.id).collect::<Vec<_>>(),
        "values": values,
        "formatted_values": formatted,
    })
}
