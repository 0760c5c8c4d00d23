//! The process that something belongs to: after a fork, what the parent has opened is none of the child's.

/// A process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Process(u32);

impl Process {
    /// The one that asks.
    pub(crate) fn current() -> Self {
        Self(std::process::id())
    }

    /// Whether it is the one that asks.
    pub(crate) fn is_current(self) -> bool {
        self == Self::current()
    }

    #[cfg(test)]
    pub(crate) fn numbered(number: u32) -> Self {
        Self(number)
    }
}
