//! Procedures that make a deal of a lead and a lead of a deal.

use super::shapes::{DEALS_FULL, ID, id, v2};
use crate::ColumnType::{Float64, Int64, Text};
use crate::{BodyMember, Method, OperationSpec, ParameterSpec, Procedure, ProcedureSpec, ResultColumnSpec};

const TIMEOUT: ParameterSpec =
    ParameterSpec::integer("Timeout", "seconds to wait for the end of it").of_type(Float64).or_else("60");

const CONVERSION: ResultColumnSpec = ResultColumnSpec::new("ConversionId", Text, "identifies the conversion");

/// `ConvertLeadToDeal` (<https://developers.pipedrive.com/docs/api/v1/Leads#convertLeadToDeal>). Looking whether it is
/// done takes a token each time, at least once.
pub(super) static CONVERT_LEAD_TO_DEAL: ProcedureSpec = ProcedureSpec {
    procedure: Procedure::ConvertLeadToDeal,
    comment: "makes a deal of a lead and waits until it is there; the lead is deleted",
    requests: 2,
    parameters: &[
        ParameterSpec::text("Id", "the lead").required(),
        ParameterSpec::integer("StageId", "stage of the deal; not together with `PipelineId`")
            .or_else("the first stage"),
        ParameterSpec::integer("PipelineId", "pipeline of the deal").or_else("the first pipeline"),
        TIMEOUT,
    ],
    columns: &[ResultColumnSpec::new("DealId", Int64, "identifies the new deal"), CONVERSION],
    operations: &[OperationSpec {
        body: &[BodyMember::of("stage_id", "StageId"), BodyMember::of("pipeline_id", "PipelineId")],
        ..OperationSpec::new(Method::Post, v2("/leads/{id}/convert/deal", 40, &["leads:full"]), ID)
    }],
    look: Some("SELECT id, title FROM leads WHERE id = '{Id}'"),
    ..ProcedureSpec::writing("ConvertLeadToDeal", 41)
};

/// `ConvertDealToLead` (<https://developers.pipedrive.com/docs/api/v1/Deals#convertDealToLead>). Looking whether it is
/// done takes a token each time, at least once.
pub(super) static CONVERT_DEAL_TO_LEAD: ProcedureSpec = ProcedureSpec {
    procedure: Procedure::ConvertDealToLead,
    comment: "makes a lead of a deal and waits until it is there; the deal is deleted",
    requests: 2,
    parameters: &[id("the deal"), TIMEOUT],
    columns: &[ResultColumnSpec::new("LeadId", Text, "identifies the new lead"), CONVERSION],
    operations: &[OperationSpec::new(Method::Post, v2("/deals/{id}/convert/lead", 40, DEALS_FULL), ID)],
    look: Some("SELECT id, title FROM deals WHERE id = {Id}"),
    ..ProcedureSpec::writing("ConvertDealToLead", 41)
};
