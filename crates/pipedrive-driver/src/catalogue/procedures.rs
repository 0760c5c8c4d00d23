//! Procedures, their parameters and the columns of their answers.

use arrow::array::RecordBatch;

use super::columns::typed;
use super::source::{Source, of, only};
use super::{Name, Target};
use crate::error::Error;

pub(super) async fn procedures(source: &Source, target: &Target) -> Result<RecordBatch, Error> {
    let columns = "catalogname AS catalog, schemaname AS schema, procedurename AS name, \
                   (SELECT CAST(count(*) AS INT) FROM pipedrive.crm.sys_procedureparameters p \
                   WHERE p.procedurename = q.procedurename AND p.direction = 1) AS parameters, \
                   (SELECT CAST(count(*) AS INT) FROM pipedrive.crm.sys_procedureparameters p \
                   WHERE p.procedurename = q.procedurename AND p.direction = 4) AS result_columns, \
                   description AS comment";
    let rows = source.select(columns, "sys_procedures q", "ORDER BY 1, 2, 3").await?;
    only(&rows, &of(target, ["catalog", "schema", "name"]))
}

pub(super) async fn procedure_columns(source: &Source, target: &Target, column: &Name) -> Result<RecordBatch, Error> {
    let columns = "catalogname AS catalog, schemaname AS schema, procedurename AS procedure, \
                   direction = 4 AS is_result, CAST(ordinal AS INT) AS ordinal, columnname AS name, \
                   datatypename AS type_name, numericprecision, numericscale, isnullable AS is_nullable, \
                   isarray AS is_list, \"values\" AS allowed, description AS comment";
    let rows = source.select(columns, "sys_procedureparameters", "ORDER BY 1, 2, 3, 4, 5").await?;
    let [catalog, schema, procedure] = of(target, ["catalog", "schema", "procedure"]);
    typed(&only(&rows, &[catalog, schema, procedure, ("name", column)])?)
}
