//! Who a session is: the header that goes with each request, and what happens when Pipedrive refuses it.
//!
//! [`open`] makes an [`AuthSession`] of a connection configuration: a personal API token or an OAuth access
//! token.

mod api_token;
mod authorization;
mod bearer;
mod error;
mod fingerprint;
mod open;
mod session;

pub use api_token::ApiTokenSession;
pub use authorization::Authorization;
pub use bearer::BearerSession;
pub use error::AuthError;
pub use open::open;
pub use session::AuthSession;
