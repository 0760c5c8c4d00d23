//! Numbers between texts, exact decimals and floating point.

use std::fmt;

use crate::diag::{Record, state};

/// An exact number: `unscaled` divided by ten to the power of `scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exact {
    pub(crate) unscaled: i128,
    pub(crate) scale: u32,
}

/// A number of either kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Exact(Exact),
    Float(f64),
}

impl Exact {
    /// A whole number.
    pub(crate) fn whole(number: impl Into<i128>) -> Self {
        Self { unscaled: number.into(), scale: 0 }
    }

    /// The number without its fraction, and whether it had one.
    pub(crate) fn truncated(self) -> (i128, bool) {
        match 10_i128.checked_pow(self.scale) {
            Some(unit) => (self.unscaled / unit, self.unscaled % unit != 0),
            None => (0, self.unscaled != 0),
        }
    }

    /// The number with `scale` digits behind the point, and whether some were lost; nothing if it is too large.
    pub(crate) fn rescaled(self, scale: u32) -> Option<(i128, bool)> {
        if scale >= self.scale {
            let unscaled = self.unscaled.checked_mul(10_i128.checked_pow(scale - self.scale)?)?;
            return Some((unscaled, false));
        }
        Some(Self { unscaled: self.unscaled, scale: self.scale - scale }.truncated())
    }

    /// The nearest floating point number.
    pub(crate) fn to_float(self) -> f64 {
        // Reading the digits rounds once, where dividing would round twice.
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    fn parse(text: &str) -> Option<Self> {
        let (is_negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let unscaled: i128 = format!("{whole}{fraction}").parse().ok()?;
        Some(Self {
            unscaled: if is_negative { -unscaled } else { unscaled },
            scale: u32::try_from(fraction.len()).ok()?,
        })
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::try_from(self.scale).unwrap_or(usize::MAX);
        let sign = if self.unscaled < 0 { "-" } else { "" };
        if scale == 0 {
            return write!(f, "{}", self.unscaled);
        }
        let digits = format!("{:0>width$}", self.unscaled.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

impl Number {
    /// The number that a text is.
    ///
    /// # Errors
    /// 22018 if it is none.
    pub(crate) fn parse(text: &str) -> Result<Self, Record> {
        let text = text.trim();
        if let Some(exact) = Exact::parse(text) {
            return Ok(Self::Exact(exact));
        }
        let is_plain =
            text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'));
        match text.parse::<f64>() {
            Ok(number) if is_plain && number.is_finite() => Ok(Self::Float(number)),
            Ok(_) if is_plain => Err(Record::new(state::OUT_OF_RANGE)),
            _ => Err(Record::with(state::INVALID_CHARACTER_VALUE, "the text is not a number")),
        }
    }

    /// The number without its fraction, and whether it had one.
    ///
    /// # Errors
    /// 22003 if it is larger than any integer here.
    pub(crate) fn truncated(self) -> Result<(i128, bool), Record> {
        match self {
            Self::Exact(number) => Ok(number.truncated()),
            Self::Float(number) => {
                let whole = whole(number).ok_or_else(|| Record::new(state::OUT_OF_RANGE))?;
                Ok((whole, number.fract() != 0.0))
            }
        }
    }

    /// The nearest floating point number.
    pub(crate) fn to_float(self) -> f64 {
        match self {
            Self::Exact(number) => number.to_float(),
            Self::Float(number) => number,
        }
    }

    /// The number with `scale` digits behind the point, and whether some were lost.
    ///
    /// # Errors
    /// 22003 if it has more than 38 digits.
    pub(crate) fn rescaled(self, scale: u32) -> Result<(i128, bool), Record> {
        let too_large = || Record::new(state::OUT_OF_RANGE);
        let exact = match self {
            Self::Exact(number) => number,
            Self::Float(number) if number.is_finite() => Exact::parse(&format!("{number}")).ok_or_else(too_large)?,
            Self::Float(_) => return Err(too_large()),
        };
        exact.rescaled(scale).ok_or_else(too_large)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the fraction is what is to go, and the range is checked before")]
fn whole(number: f64) -> Option<i128> {
    (number.is_finite() && number.abs() < 1e38).then_some(number as i128)
}

/// The shortest text that reads back as the same number; a power of ten where the digits would be many.
pub(crate) fn float_text(number: f64) -> String {
    if is_plain(number) { number.to_string() } else { format!("{number:e}") }
}

/// The same for a number of 32 bits, which fewer digits tell from its neighbours.
pub(crate) fn real_text(number: f32) -> String {
    if is_plain(number.into()) { number.to_string() } else { format!("{number:e}") }
}

fn is_plain(number: f64) -> bool {
    let size = number.abs();
    size == 0.0 || !size.is_finite() || (1e-5..1e17).contains(&size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_numbers_read_and_write_their_digits() {
        let check = |text: &str, expect: &str| {
            let Ok(Number::Exact(number)) = Number::parse(text) else { panic!("{text}") };
            assert_eq!(number.to_string(), expect);
        };
        check("12.50", "12.50");
        check(" -0.05 ", "-0.05");
        check("+7", "7");
        check(".5", "0.5");
        check("99999999999999999999", "99999999999999999999");
    }

    #[test]
    fn texts_that_are_no_numbers_are_told_from_numbers_that_are_too_large() {
        let check = |text: &str, expect: &str| assert_eq!(Number::parse(text).unwrap_err().state, expect, "{text}");
        for text in ["", "-", ".", "1x", "inf", "NaN", "1,5"] {
            check(text, "22018");
        }
        check("1e999", "22003");
        assert_eq!(Number::parse("1e3").unwrap(), Number::Float(1000.0));
    }

    #[test]
    fn scales_change_without_rounding() {
        let check =
            |text: &str, scale, expect| assert_eq!(Number::parse(text).unwrap().rescaled(scale).unwrap(), expect);
        check("12.5", 2, (1250, false));
        check("12.56", 1, (125, true));
        check("-12.50", 1, (-125, false));
        check("1e2", 1, (1000, false));
    }
}
