//! Pipelines and their stages.

/// A pipeline; its id is its place in [`PIPELINES`], from 1.
pub(crate) struct Pipeline {
    pub(crate) id: u32,
    pub(crate) name: &'static str,
    pub(crate) order_nr: u32,
    pub(crate) is_deleted: bool,
    pub(crate) has_probability: bool,
    /// Age of the pipeline, in days.
    pub(crate) age: i64,
    /// Days since its last change; none on the oldest one.
    pub(crate) changed: Option<i64>,
}

/// A stage; its id is its place in [`STAGES`], from 1.
pub(crate) struct Stage {
    pub(crate) id: u32,
    pub(crate) pipeline_id: u32,
    pub(crate) name: &'static str,
    pub(crate) order_nr: u32,
    pub(crate) probability: u32,
    pub(crate) days_to_rotten: Option<u32>,
    pub(crate) is_deleted: bool,
}

const fn pipeline(
    id: u32,
    name: &'static str,
    order_nr: u32,
    has_probability: bool,
    age: i64,
    changed: Option<i64>,
) -> Pipeline {
    Pipeline { id, name, order_nr, is_deleted: false, has_probability, age, changed }
}

const fn stage(
    id: u32,
    pipeline_id: u32,
    name: &'static str,
    order_nr: u32,
    probability: u32,
    days_to_rotten: Option<u32>,
) -> Stage {
    Stage { id, pipeline_id, name, order_nr, probability, days_to_rotten, is_deleted: false }
}

/// The pipelines, a deleted one last.
pub(crate) const PIPELINES: [Pipeline; 4] = [
    pipeline(1, "Sales", 1, true, 1500, None),
    pipeline(2, "Renewals", 3, false, 1100, Some(40)),
    pipeline(3, "Partnerships", 2, false, 700, Some(365)),
    Pipeline { is_deleted: true, ..pipeline(4, "Old Sales", 4, false, 1600, Some(900)) },
];

/// The stages, those of the deleted pipeline last.
pub(crate) const STAGES: [Stage; 14] = [
    stage(1, 1, "Qualified", 1, 20, Some(14)),
    stage(2, 1, "Contact Made", 2, 40, Some(14)),
    stage(3, 1, "Demo Scheduled", 3, 60, Some(21)),
    stage(4, 1, "Proposal", 4, 75, Some(30)),
    stage(5, 1, "Negotiation", 5, 90, None),
    stage(6, 2, "Upcoming", 1, 100, None),
    stage(7, 2, "Contacted", 2, 100, Some(10)),
    stage(8, 2, "Offer Sent", 3, 100, Some(10)),
    stage(9, 2, "Verbal Yes", 4, 100, None),
    stage(10, 3, "Identified", 1, 100, None),
    stage(11, 3, "In Talks", 2, 100, None),
    stage(12, 3, "Contract, Legal", 3, 100, Some(60)),
    Stage { is_deleted: true, ..stage(13, 4, "New", 1, 100, None) },
    Stage { is_deleted: true, ..stage(14, 1, "On Hold", 6, 10, None) },
];
