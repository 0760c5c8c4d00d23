//! A Pipedrive account on 127.0.0.1, for tests, benchmarks and trying things out.
//!
//! [`Sandbox::start`] serves the REST API v1 and v2 over data generated from a seed: strict validation, cursors,
//! archived and deleted records, rate limits, API token prices, an OAuth server, and failures on request. It decides what filters,
//! orders and pages mean on its own, from the API's documentation, so that a wrong table specification elsewhere
//! shows as a wrong answer.
//!
//! # Writes
//! Every documented write of both versions is served with the keys, rules and prices documented; what is written shows
//! in every answer from then on. [`Quirks`] decides how conversions end, how files are handed out and how large they may
//! be. A [`FaultPlan`] can lose the answer to a write that was carried out (`POST deals:drop`, `PATCH deals/7:500-after`),
//! or keep it from being carried out (`DELETE deals:unreached`). [`RequestRecord::body`] is what was sent. Tasks and other
//! small tables are kept as rows: saved filters and searches look at what these were before.
//!
//! # Changes
//! [`Sandbox::account`] can be changed while it is read, by hand with [`Account::mutate`] or between any two requests
//! with a [`Churn`]. Each answer shows the account at one moment.
//!
//! # OAuth
//! `/oauth/authorize`, `/oauth/token` and `/oauth/revoke` are served on the same port for one app, [`OAuthApp`], one
//! company and one user, [`User`] 1, who is always signed in. The consent page is HTML with the buttons `#allow` and
//! `#deny`; [`Sandbox::issue_code`] and [`Sandbox::issue_tokens`] do without it. As there is one grant for each app,
//! company and user, every exchange of a code ends the tokens before it. Time is that of [`SandboxConfig::clock`], and
//! rules of a [`FaultPlan`] for the path `oauth/token` make the token endpoint fail: those that replace the answer
//! leave the grant as it was, those that damage it or its delivery (`malformed`, `drop`, `truncate`, `cut`, `slow`,
//! `stall`) strike after the token was used. [`Sandbox::requests`] shows what was asked and never a secret.

mod config;
mod data;
mod error;
mod faults;
mod http;
mod json;
mod oauth;
mod server;
mod shelf;
mod v1;
mod v2;
mod write;

pub use config::{
    Aim, Churn, Clock, Conversions, CursorForm, Delay, Downloads, LastPage, MissingAddOn, MissingChangeTimes, Moment,
    OAuthApp, Plan, Quirks, SCOPES, SandboxConfig, WorthlessDeals,
};
pub use data::{
    Account, Activity, Deal, DealStatus, Entity, FilterType, Lead, Mutated, Mutation, Note, Organization, Person,
    Product, Project, ProjectStatus, SavedFilter, Task, User,
};
pub use error::SandboxError;
pub use faults::{Fault, FaultPlan, FaultRule};
pub use http::RequestRecord;
pub use oauth::IssuedTokens;
pub use server::Sandbox;
