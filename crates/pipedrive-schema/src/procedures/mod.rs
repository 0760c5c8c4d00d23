//! The procedures, a file for each group of them.

mod connection;
mod conversions;
mod files;
mod filters;
mod followers;
mod metadata;
mod oauth;
mod records;
mod request;
mod shapes;

pub use files::FILE_CONTENTS;

use crate::ProcedureSpec;

/// Every procedure, in the order they are listed.
pub static PROCEDURES: &[&ProcedureSpec] = &[
    &oauth::GET_AUTHORIZATION_URL,
    &oauth::GET_ACCESS_TOKEN,
    &oauth::REFRESH_ACCESS_TOKEN,
    &oauth::REVOKE_ACCESS,
    &connection::TEST_CONNECTION,
    &metadata::REFRESH_METADATA,
    &filters::DROP_TEMPORARY_FILTERS,
    &records::DUPLICATE_DEAL,
    &records::DUPLICATE_PRODUCT,
    &records::MERGE_DEALS,
    &records::MERGE_PERSONS,
    &records::MERGE_ORGANIZATIONS,
    &conversions::CONVERT_LEAD_TO_DEAL,
    &conversions::CONVERT_DEAL_TO_LEAD,
    &records::MARK_DEAL_WON,
    &records::MARK_DEAL_LOST,
    &records::ARCHIVE_DEAL,
    &records::UNARCHIVE_DEAL,
    &followers::ADD_FOLLOWER,
    &followers::REMOVE_FOLLOWER,
    &files::UPLOAD_FILE,
    &files::DOWNLOAD_FILE,
    &files::SET_PERSON_PICTURE,
    &followers::CREATE_WEBHOOK,
    &followers::DELETE_WEBHOOK,
    &request::PIPEDRIVE_REQUEST,
];

/// The procedure of that name, in any case.
pub fn procedure(name: &str) -> Option<&'static ProcedureSpec> {
    PROCEDURES.iter().copied().find(|procedure| procedure.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests;
