//! Who a session is: the header that goes with each request, and what happens when Pipedrive refuses it.
//!
//! [`open`] makes an [`Identity`] of a connection configuration: an [`AuthSession`] that signs requests with a personal
//! API token or an OAuth access token, and the [`OAuth`] app with which tokens are had, renewed, kept and revoked.

mod api_token;
mod authorization;
mod callback;
mod error;
mod fingerprint;
mod oauth;
mod oauth_session;
mod open;
mod prompt;
mod session;
mod store;
mod tokens;
mod transport;

pub use api_token::ApiTokenSession;
pub use authorization::Authorization;
pub use error::AuthError;
pub use oauth::{Consent, Grant, OAuth, SignIn, TokenRefusal};
pub use oauth_session::OAuthSession;
pub use open::{Identity, open};
pub use prompt::{ConsentPrompt, SystemBrowser};
pub use session::AuthSession;
pub use store::StoreError;
pub use tokens::Tokens;
pub use transport::{TokenTransport, TransportFailure};
