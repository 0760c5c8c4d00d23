//! `Secret`: a text that is wiped from memory when dropped and never shows itself.

use std::fmt;

use zeroize::Zeroizing;

/// A token, password or other text that must not reach logs, errors or screens.
///
/// `Debug` is redacted, there is no `Display` and no serialisation; whoever needs the text says so with
/// [`Secret::expose`]. The memory is overwritten on drop. Types that contain secrets can derive `Debug`.
///
/// ```
/// use pipedrive_connection::Secret;
/// let token = Secret::new("0123abcd");
/// assert_eq!(format!("{token:?}"), "Secret(***)");
/// assert_eq!(token.expose(), "0123abcd");
/// ```
///
/// ```compile_fail
/// println!("{}", pipedrive_connection::Secret::new("0123abcd"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over; a `String` is moved, not copied.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}
