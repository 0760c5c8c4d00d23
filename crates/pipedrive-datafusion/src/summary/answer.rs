//! What `/deals/summary` answers: deals and their value by currency.

use std::collections::BTreeMap;

use serde_json::Value;

/// Number of deals and their value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sum {
    pub(super) deals: i64,
    pub(super) value: f64,
}

/// One answer, by currency.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answer {
    pub(super) by_currency: BTreeMap<String, Sum>,
    pub(super) deals: i64,
}

impl Answer {
    /// Reads the `data` of an answer.
    ///
    /// # Errors
    /// With what is wrong, if the answer is not as documented or its currencies do not hold all deals it counts.
    pub(super) fn read(data: &[u8]) -> Result<Self, String> {
        let data: Value = serde_json::from_slice(data).map_err(|error| error.to_string())?;
        let deals = data["total_count"].as_i64().ok_or("`total_count` is not a whole number")?;
        let mut by_currency = BTreeMap::new();
        match &data["values_total"] {
            Value::Object(totals) => {
                for (currency, total) in totals {
                    let read = |name: &str| format!("`{name}` of `{currency}` is not a number");
                    let deals = total["count"].as_i64().ok_or_else(|| read("count"))?;
                    let value = total["value"].as_f64().ok_or_else(|| read("value"))?;
                    if currency.is_empty() {
                        return Err("it has deals without a currency".to_owned());
                    }
                    by_currency.insert(currency.clone(), Sum { deals, value });
                }
            }
            // An empty map may be written as an empty list.
            Value::Array(list) if list.is_empty() => {}
            Value::Null => {}
            _ => return Err("`values_total` is not a map".to_owned()),
        }
        let counted: i64 = by_currency.values().map(|sum: &Sum| sum.deals).sum();
        if counted != deals {
            return Err(format!("its currencies hold {counted} deals, not the {deals} it counts"));
        }
        Ok(Self { by_currency, deals })
    }
}
