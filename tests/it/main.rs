//! The engine end to end, against an emulated account on 127.0.0.1.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod absence;
mod actions;
mod bad_input;
mod budget;
mod cache;
mod children;
mod completeness;
mod connection;
mod driver;
mod embed;
mod every_table;
mod examples;
mod faults;
mod fixture;
mod jump;
mod key_joins;
mod leak;
mod metadata;
mod must_show;
mod oauth;
mod official_examples;
mod parameters;
mod procedures;
mod pushdown;
mod relations;
mod sql;
mod summary;
mod summary_moments;
mod table_functions;
mod temporary_filters;
mod truth;
mod wide;
mod wide_adversity;
mod writes;
