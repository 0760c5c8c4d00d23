//! The procedures of the OAuth flows.
//!
//! The flows: <https://pipedrive.readme.io/docs/marketplace-oauth-authorization>.

use crate::ColumnType::{Boolean, Int64, Text};
use crate::{ParameterSpec, Procedure, ProcedureSpec, ResultColumnSpec};

const AUTH_MODE: ParameterSpec = ParameterSpec::text(
    "AuthMode",
    "who receives the answer of the consent page: `WEB`, your application; `APP`, a listener on this machine",
)
.one_of(&["WEB", "APP"]);

const CALLBACK_URL: ParameterSpec =
    ParameterSpec::text("CallbackURL", "redirect address, exactly as registered with the app")
        .or_else("that of the connection");

const SCOPE: ParameterSpec =
    ParameterSpec::text("Scope", "sent along, separated by blanks or commas; Pipedrive grants the scopes of the app")
        .or_else("those of the connection, if it names any");

const STATE: ParameterSpec = ParameterSpec::text("State", "a value of your own that comes back with the code")
    .or_else("that of the connection, else a random one");

const TOKENS: &[ResultColumnSpec] = &[
    ResultColumnSpec::new("OAuthAccessToken", Text, "token that signs requests").secret(),
    ResultColumnSpec::new("OAuthRefreshToken", Text, "token that renews the access token").secret(),
    ResultColumnSpec::new("ExpiresIn", Int64, "seconds the access token lasts"),
    ResultColumnSpec::new("Scope", Text, "scopes granted, separated by commas"),
    ResultColumnSpec::new("ApiDomain", Text, "address of the company's API"),
];

/// `GetOAuthAuthorizationURL`.
pub(super) static GET_AUTHORIZATION_URL: ProcedureSpec = ProcedureSpec {
    procedure: Procedure::AuthorizationUrl,
    name: "GetOAuthAuthorizationURL",
    comment: "builds the address of the consent page; sends nothing",
    requests: 0,
    cost: 0,
    parameters: &[AUTH_MODE.or_else("either gives the same address"), CALLBACK_URL, STATE, SCOPE],
    columns: &[ResultColumnSpec::new("URL", Text, "address to open in a browser")],
    ..ProcedureSpec::PLAIN
};

/// `GetOAuthAccessToken`.
pub(super) static GET_ACCESS_TOKEN: ProcedureSpec = ProcedureSpec {
    procedure: Procedure::AccessToken,
    name: "GetOAuthAccessToken",
    comment: "exchanges the code of the consent page for tokens; without a code opens a browser and waits for the answer",
    requests: 1,
    cost: 0,
    parameters: &[
        AUTH_MODE.or_else("`WEB` with a `Verifier`, else `APP`"),
        ParameterSpec::text("Verifier", "the code from the redirect; `WEB` needs it").secret(),
        CALLBACK_URL,
        // A code already stands for its scopes and its state; these two let calls written for other drivers work.
        ParameterSpec::text("Scope", "not needed: the address of the consent page asked for the scopes"),
        ParameterSpec::text("State", "not needed: compare it with what came back before you call"),
    ],
    columns: TOKENS,
    ..ProcedureSpec::PLAIN
};

/// `RefreshOAuthAccessToken`.
pub(super) static REFRESH_ACCESS_TOKEN: ProcedureSpec = ProcedureSpec {
    procedure: Procedure::Refresh,
    name: "RefreshOAuthAccessToken",
    comment: "renews an access token",
    requests: 1,
    cost: 0,
    parameters: &[ParameterSpec::text("OAuthRefreshToken", "the refresh token that came with the access token")
        .required()
        .secret()],
    columns: TOKENS,
    ..ProcedureSpec::PLAIN
};

/// `RevokeOAuthAccess`.
pub(super) static REVOKE_ACCESS: ProcedureSpec = ProcedureSpec {
    procedure: Procedure::Revoke,
    name: "RevokeOAuthAccess",
    comment: "ends the app's access to the account and forgets the saved tokens",
    requests: 1,
    cost: 0,
    parameters: &[],
    columns: &[
        ResultColumnSpec::new("Revoked", Boolean, "whether the access ended"),
        ResultColumnSpec::new("Message", Text, "what happened, in words"),
    ],
    ..ProcedureSpec::PLAIN
};
