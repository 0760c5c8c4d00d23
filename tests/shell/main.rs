//! The program as its users meet it: what it prints, where, and the exit code it leaves with.
//!
//! Snapshots are written beside the commands. `INSTA_UPDATE=no` makes a difference a plain failure.

#![expect(clippy::unwrap_used, reason = "a panic with the place is how a test fails")]

mod bench;
mod browser;
mod browser_script;
mod calls;
mod connections;
#[cfg(unix)]
mod endings;
mod examples;
mod failures;
mod files;
mod formats;
mod headless;
mod help;
mod kept_metadata;
mod lists;
mod live;
mod login;
mod logout;
mod meta;
mod oauth_processes;
mod odbc;
#[cfg(target_os = "linux")]
mod questions;
mod sandboxes;
mod scripts;
mod secrets;
mod sign_in;
#[cfg(target_os = "linux")]
mod terminal;
mod web;
mod writing;
