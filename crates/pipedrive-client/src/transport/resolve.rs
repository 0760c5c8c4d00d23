//! Looking up host names with the system's resolver, with an error that can be told from others.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;

/// A host name without an address.
#[derive(Debug, Error)]
#[error("the host `{0}` was not found")]
pub(super) struct NameNotFound(pub(super) String);

/// The system's resolver.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str().to_owned();
            // The port is replaced by that of the URL.
            let found = tokio::net::lookup_host((host.as_str(), 0)).await.map(Iterator::collect::<Vec<_>>);
            match found {
                Ok(addresses) => {
                    let addresses: Addrs = Box::new(addresses.into_iter());
                    Ok(addresses)
                }
                Err(_) => Err(NameNotFound(host).into()),
            }
        })
    }
}
