//! The account's users.

use super::{Draw, Table};
use crate::json::DAY;

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Id, from 1; the API token's user is 1.
    pub id: u32,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: Option<String>,
    /// False for a deactivated user.
    pub is_active: bool,
    /// Whether the user administers the account.
    pub is_admin: bool,
    /// Locale such as `en_GB`.
    pub locale: &'static str,
    /// Last login, Unix seconds; none for a user who never logged in.
    pub last_login: Option<i64>,
    /// Creation, Unix seconds.
    pub created: i64,
}

const USERS: [(&str, &str); 12] = [
    ("Ada Admin", "en_GB"),
    ("Ben Baker", "en_US"),
    ("Chloé Dubois", "fr_FR"),
    ("Dmitri Sokolov", "en_GB"),
    ("Elif Yıldız", "tr_TR"),
    ("Finn O'Hara", "en_IE"),
    ("Grace Okoye", "en_GB"),
    ("Hanna Tamm", "et_EE"),
    ("Igor Kowalski", "pl_PL"),
    ("Julia Weiß", "de_DE"),
    ("Kenji Mori", "ja_JP"),
    ("Lars Former", "sv_SE"),
];

impl User {
    /// Number of users.
    pub const COUNT: u32 = 12;
    /// The user who left the company but still owns records.
    pub const DEACTIVATED: u32 = 12;

    /// Every user, by id; one of them is the administrator.
    pub(crate) fn all(seed: u64, now: i64, admin_id: u32) -> Vec<Self> {
        let users = (1..).zip(USERS).map(|(id, (name, locale))| Self::new(seed, now, id, name, locale));
        users.map(|user| Self { is_admin: user.id == admin_id, ..user }).collect()
    }

    fn new(seed: u64, now: i64, id: u32, name: &str, locale: &'static str) -> Self {
        let draw = Draw::new(seed, Table::Users, id);
        let address: String = name
            .to_lowercase()
            .chars()
            .filter_map(|c| match c {
                ' ' => Some('.'),
                'é' => Some('e'),
                'ı' => Some('i'),
                c => c.is_ascii_alphabetic().then_some(c),
            })
            .collect();
        Self {
            id,
            name: name.to_owned(),
            email: format!("{address}@acme.example"),
            // Nobody has entered a number for Ben.
            phone: (id != 2).then(|| format!("+372 555 {:04}", draw.below(0, 10_000))),
            is_active: id != Self::DEACTIVATED,
            is_admin: false,
            locale,
            // The eleventh user was invited and has not come yet.
            last_login: (id != 11).then(|| now - draw.seconds(1, 6 * DAY)),
            created: now - 1500 * DAY + i64::from(id) * 17 * DAY,
        }
    }
}
