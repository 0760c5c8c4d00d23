//! The term of a search, and how well a text fits it.

use super::kinds::Field;
use crate::http::{Call, Failure, Kind, Param};

/// Parameters every search has.
pub(super) const TERM: &[Param] = &[Param::new("term", Kind::Text), Param::new("exact_match", Kind::Boolean)];

/// What is looked for, without regard to case.
pub(super) struct Term {
    text: String,
    is_exact: bool,
}

/// The term a request gives.
///
/// # Errors
/// When there is none, or one shorter than 2 characters that is not to be matched exactly.
pub(super) fn given_term<'a>(call: &'a Call<'_>, is_exact: bool) -> Result<&'a str, Failure> {
    let Some(text) = call.query.text("term") else {
        return Err(Failure::validation(&["term: Parameter 'term' is required".to_owned()]));
    };
    let least = if is_exact { 1 } else { 2 };
    if text.trim().chars().count() < least {
        let problem = format!("term: Parameter 'term' must be at least {least} characters long");
        return Err(Failure::validation(&[problem]));
    }
    Ok(text.trim())
}

impl Term {
    /// Reads `term` and `exact_match`.
    ///
    /// # Errors
    /// See [`given_term`].
    pub(super) fn read(call: &Call<'_>) -> Result<Self, Failure> {
        let is_exact = call.query.flag("exact_match") == Some(true);
        Ok(Self { text: given_term(call, is_exact)?.to_lowercase(), is_exact })
    }

    /// Whether a text has what is looked for.
    pub(super) fn matches(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        if self.is_exact { text == self.text } else { text.contains(&self.text) }
    }

    /// How well the text of a field fits, in ten-thousandths; nothing where it does not.
    ///
    /// What counts is which field it is, and how much of the text the term makes up.
    pub(super) fn score(&self, field: Field, text: &str) -> Option<u32> {
        if !self.matches(text) {
            return None;
        }
        let length = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX).max(1);
        let share = length(&self.text).saturating_mul(1000) / length(text);
        Some(field.weight() * (300 + 7 * share.min(1000) / 10) / 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(term: &str, is_exact: bool, field: Field, text: &str) -> Option<u32> {
        Term { text: term.to_owned(), is_exact }.score(field, text)
    }

    #[test]
    fn closer_texts_and_weightier_fields_score_higher() {
        let whole = score("nordic", false, Field::Name, "Nordic");
        let part = score("nordic", false, Field::Name, "Nordic Foods Ltd");
        let note = score("nordic", false, Field::Notes, "Nordic Foods Ltd");
        assert!(whole > part && part > note && note.is_some(), "{whole:?} {part:?} {note:?}");
    }

    #[test]
    fn exact_terms_match_whole_texts_in_any_case() {
        assert!(score("nordic foods", true, Field::Name, "Nordic Foods").is_some());
        assert_eq!(score("nordic", true, Field::Name, "Nordic Foods"), None);
        assert_eq!(score("baltic", false, Field::Name, "Nordic Foods"), None);
    }
}
