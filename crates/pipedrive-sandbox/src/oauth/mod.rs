//! The OAuth server: consent page, tokens, revocation. <https://pipedrive.readme.io/docs/marketplace-oauth-authorization>

mod authority;
mod authorize;
mod client;
mod endpoint;
mod form;
mod page;
mod random;
mod recent;
mod refusal;
mod token;

pub use authority::IssuedTokens;

pub(crate) use authority::Authority;
pub(crate) use endpoint::{Endpoint, Submission};
