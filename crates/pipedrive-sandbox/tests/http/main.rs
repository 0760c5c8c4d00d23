//! The sandbox as its clients see it: over HTTP.

#[cfg(test)]
mod support;

#[cfg(test)]
mod access;
#[cfg(test)]
mod account;
#[cfg(test)]
mod administration;
#[cfg(test)]
mod aggregates;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod child_specs;
#[cfg(test)]
mod children;
#[cfg(test)]
mod comments;
#[cfg(test)]
mod control;
#[cfg(test)]
mod documented;
#[cfg(test)]
mod documented_mail;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod files;
#[cfg(test)]
mod filter_writes;
mod filters;
#[cfg(test)]
mod gates;
#[cfg(test)]
mod goals;
#[cfg(test)]
mod legacy_fields;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod projects;
#[cfg(test)]
mod recents;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod search;
#[cfg(test)]
mod specs;
#[cfg(test)]
mod v1;
#[cfg(test)]
mod validation;
#[cfg(test)]
mod walks;
#[cfg(test)]
mod writes;
