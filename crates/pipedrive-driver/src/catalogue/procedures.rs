//! Procedures, their parameters and the columns of their answers.

use arrow::array::RecordBatch;
use pipedrive_datafusion::{CATALOG, SCHEMA};

use super::columns::typed;
use super::source::{Source, of, only};
use super::{Name, Target};
use crate::error::Error;

pub(super) async fn procedures(source: &Source, target: &Target) -> Result<RecordBatch, Error> {
    let columns = "catalogname AS catalog, schemaname AS schema, procedurename AS name, \
                   CAST(coalesce(given, 0) AS INT) AS parameters, \
                   CAST(coalesce(answered, 0) AS INT) AS result_columns, description AS comment";
    let counted = format!(
        "LEFT JOIN (SELECT procedurename AS counted, count(*) FILTER (WHERE direction = 1) AS given, \
         count(*) FILTER (WHERE direction = 4) AS answered \
         FROM {CATALOG}.{SCHEMA}.sys_procedureparameters GROUP BY 1) ON counted = procedurename ORDER BY 1, 2, 3"
    );
    let rows = source.select(columns, "sys_procedures", &counted).await?;
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
