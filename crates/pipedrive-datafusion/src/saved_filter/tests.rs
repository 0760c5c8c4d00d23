//! What predicates become.
