//! Amounts of money and other numbers that may have a fraction.

use serde::{Serialize, Serializer};

/// A number the way the API's JSON has it: without a fraction when it has none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number(pub(crate) f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = if self.0.fract() == 0.0 { format!("{:.0}", self.0).parse::<i64>().ok() } else { None };
        match whole {
            Some(whole) => serializer.serialize_i64(whole),
            None => serializer.serialize_f64(self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_no_fraction() {
        let check = |number: f64, expect: &str| assert_eq!(serde_json::to_string(&Number(number)).unwrap(), expect);
        check(200.0, "200");
        check(0.0, "0");
        check(1203.55, "1203.55");
        check(-3.0, "-3");
    }
}
