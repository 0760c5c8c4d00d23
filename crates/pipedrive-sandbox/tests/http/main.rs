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
mod child_specs;
#[cfg(test)]
mod children;
#[cfg(test)]
mod control;
#[cfg(test)]
mod documented;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod gates;
#[cfg(test)]
mod goals;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod projects;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod specs;
#[cfg(test)]
mod v1;
#[cfg(test)]
mod validation;
#[cfg(test)]
mod walks;
