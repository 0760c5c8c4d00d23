//! The loopback end of a sign-in: a listener that takes one answer of a browser
//! ([RFC 8252 §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)).

mod answer;
mod listener;
mod page;
mod respond;

pub(crate) use answer::Answer;
pub(crate) use listener::{Callback, Listener};
pub(crate) use page::Page;

#[cfg(test)]
mod tests;
