//! Words that records are named with.

/// Given names.
pub(crate) const FIRST_NAMES: [&str; 32] = [
    "Ada", "Bruno", "Chiara", "Daan", "Eva", "Farid", "Greta", "Hiro", "Inês", "Jonas", "Kaja", "Luca", "Maja", "Noah",
    "Olga", "Pablo", "Quinn", "Rosa", "Søren", "Tiina", "Umar", "Vera", "Wei", "Ximena", "Yusuf", "Zoë", "Amélie",
    "Björn", "Carmen", "Đorđe", "Erik", "Fatima",
];

/// Family names.
pub(crate) const LAST_NAMES: [&str; 32] = [
    "Almeida",
    "Bauer",
    "Conti",
    "de Vries",
    "Eriksson",
    "Fischer",
    "García",
    "Haddad",
    "Ivanova",
    "Jansen",
    "Kask",
    "Larsen",
    "Müller",
    "Novák",
    "O'Brien",
    "Petrov",
    "Quispe",
    "Rossi",
    "Sato",
    "Tamm",
    "Ueda",
    "Virtanen",
    "Weber",
    "Xu",
    "Yılmaz",
    "Zieliński",
    "Smith",
    "Johnson",
    "Lee",
    "Nguyen",
    "Okafor",
    "Van der Berg",
];

/// First words of company names.
pub(crate) const COMPANY_NAMES: [&str; 40] = [
    "Aurora", "Baltic", "Cobalt", "Delta", "Elbe", "Falcon", "Granite", "Harbour", "Iris", "Juniper", "Kestrel",
    "Lumen", "Meridian", "Nordic", "Opal", "Pioneer", "Quarry", "Ridge", "Summit", "Tundra", "Umber", "Vertex",
    "Willow", "Xenon", "Yonder", "Zephyr", "Alder", "Beacon", "Cedar", "Dune", "Ember", "Fjord", "Glacier", "Hollow",
    "Indigo", "Jade", "Koru", "Lagoon", "Maple", "Nimbus",
];

/// Trades in company names.
pub(crate) const TRADES: [&str; 16] = [
    "Logistics",
    "Software",
    "Foods",
    "Energy",
    "Textiles",
    "Robotics",
    "Media",
    "Health",
    "Packaging",
    "Optics",
    "Motors",
    "Timber",
    "Analytics",
    "Shipping",
    "Studios",
    "Chemicals",
];

/// Legal forms in company names.
pub(crate) const LEGAL_FORMS: [&str; 8] = ["GmbH", "Ltd", "OÜ", "Inc.", "S.A.", "B.V.", "AB", "& Sons"];

/// What deals and leads are about.
pub(crate) const SUBJECTS: [&str; 16] = [
    "annual licence",
    "pilot project",
    "fleet renewal",
    "support contract",
    "training days",
    "hardware refresh",
    "data migration",
    "onboarding package",
    "expansion to 3 sites",
    "framework agreement",
    "security audit",
    "seasonal campaign",
    "spare parts",
    "consulting retainer",
    "warehouse roll-out",
    "Q4 volume order",
];

/// Titles that programs have stumbled over.
pub(crate) const AWKWARD_TITLES: [&str; 12] = [
    "He said \"maybe\", then \"yes\"",
    "Comma, semicolon; and a tab\there",
    "First line\nsecond line",
    "🚀 Launch 👩‍👩‍👧 family plan 🇪🇪",
    "It's O'Brien's renewal",
    "100% discount_offer \\ back\\slash",
    "<b>bold</b> & <script>alert(1)</script>",
    "株式会社アクメ向け見積",
    "عرض سعر للعميل",
    "  leading and trailing blanks  ",
    "NULL",
    "=SUM(A1:A9)",
];

/// A text of 255 characters, the longest a title may have.
pub(crate) fn long_title() -> String {
    "A very long title that nobody will ever read to its end. ".chars().cycle().take(255).collect()
}

/// Reasons for which deals are lost.
pub(crate) const LOST_REASONS: [&str; 8] = [
    "Price too high",
    "Chose a competitor",
    "No budget",
    "No answer",
    "Project cancelled",
    "Bad timing",
    "Missing feature, \"SSO\"",
    "Duplicate",
];

/// What activities are about.
pub(crate) const ACTIVITY_SUBJECTS: [&str; 12] = [
    "Follow-up",
    "Renewal call",
    "Send proposal",
    "Contract review",
    "Kick-off meeting",
    "Lunch with the buyer",
    "Demo",
    "Check in",
    "Prepare quote",
    "Ask for a reference",
    "Discuss pricing, terms",
    "Close the loop",
];

/// Jobs of contact persons.
pub(crate) const JOB_TITLES: [&str; 8] =
    ["Head of Procurement", "CEO", "CTO", "Office Manager", "Sales Director", "Buyer", "IT Lead", "Finance Controller"];

/// Competitors mentioned in custom fields.
pub(crate) const COMPETITORS: [&str; 6] = ["Globex", "Initech", "Umbrella", "Hooli", "Stark & Co", "Wayne, Inc."];
