//! Small fixed tables: currencies, activity types, lead labels and sources.

/// A currency.
pub(crate) struct Currency {
    pub(crate) id: u32,
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) decimals: u32,
    pub(crate) symbol: &'static str,
    pub(crate) is_active: bool,
    pub(crate) is_custom: bool,
    /// Value of one unit in euros, for converted totals.
    pub(crate) in_euros: f64,
}

const fn currency(
    id: u32,
    code: &'static str,
    name: &'static str,
    decimals: u32,
    symbol: &'static str,
    in_euros: f64,
) -> Currency {
    Currency { id, code, name, decimals, symbol, is_active: true, is_custom: false, in_euros }
}

/// The account's currencies; the first is the default one.
pub(crate) const CURRENCIES: [Currency; 7] = [
    currency(1, "EUR", "Euro", 2, "€", 1.0),
    currency(2, "USD", "US Dollar", 2, "US$", 0.9),
    currency(3, "GBP", "British Pound Sterling", 2, "£", 1.2),
    currency(4, "JPY", "Japanese Yen", 0, "¥", 0.006),
    currency(5, "CHF", "Swiss Franc", 2, "CHF", 1.05),
    Currency { is_active: false, ..currency(6, "EEK", "Estonian Kroon", 2, "kr", 0.064) },
    Currency { is_custom: true, ..currency(170, "CRD", "Loyalty Credit", 3, "CRD", 0.5) },
];

/// An activity type: id, name, icon, `key_string`, whether active, whether the account added it.
pub(crate) const ACTIVITY_TYPES: [(u32, &str, &str, &str, bool, bool); 8] = [
    (1, "Call", "call", "call", true, false),
    (2, "Meeting", "meeting", "meeting", true, false),
    (3, "Task", "task", "task", true, false),
    (4, "Deadline", "deadline", "deadline", true, false),
    (5, "Email", "email", "email", true, false),
    (6, "Lunch", "lunch", "lunch", true, false),
    (7, "Site Visit", "car", "site_visit", true, true),
    (8, "Fax", "document", "fax", false, true),
];

/// Name and colour of the lead labels.
pub(crate) const LEAD_LABELS: [(&str, &str); 4] =
    [("Hot", "red"), ("Warm", "yellow"), ("Cold", "blue"), ("Trade Fair", "purple")];

/// Names of the lead sources.
pub(crate) const LEAD_SOURCES: [&str; 7] =
    ["Manually created", "Deal", "Web forms", "Prospector", "Live chat", "Import", "API"];
