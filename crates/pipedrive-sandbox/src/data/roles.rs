//! Roles of users, what is visible to them, and the teams users are in.

use super::User;

/// A role; its id is its place in [`ROLES`], from 1.
pub(crate) struct Role {
    pub(crate) id: u32,
    pub(crate) parent_id: Option<u32>,
    pub(crate) name: &'static str,
    pub(crate) is_active: bool,
    pub(crate) level: u32,
    /// Pipelines that its users do not see.
    pub(crate) hidden_pipelines: &'static [u32],
    /// Default visibility of what its users add: 1, 3, 5 or 7.
    pub(crate) visibility: u32,
}

const fn role(id: u32, parent_id: Option<u32>, name: &'static str, level: u32) -> Role {
    Role { id, parent_id, name, is_active: true, level, hidden_pipelines: &[], visibility: 3 }
}

/// The roles, a tree below the first one; nobody has the last one.
pub(crate) const ROLES: [Role; 6] = [
    Role { visibility: 7, ..role(1, None, "(Unassigned users)", 1) },
    role(2, Some(1), "Sales", 2),
    Role { visibility: 5, ..role(3, Some(2), "Sales EMEA", 3) },
    Role { hidden_pipelines: &[2], ..role(4, Some(2), "Sales APAC, new markets", 3) },
    Role { hidden_pipelines: &[1, 2], visibility: 1, ..role(5, Some(1), "Partnerships", 2) },
    Role { is_active: false, ..role(6, Some(1), "Old \"field\" force", 2) },
];

impl Role {
    /// The role of a user.
    pub(crate) fn of(user: &User) -> &'static Self {
        let place = match user.id {
            _ if user.is_admin => 0,
            1 | 2 | 9 | 12 => 1,
            3..=6 => 2,
            7 | 8 => 3,
            _ => 4,
        };
        &ROLES[place]
    }

    /// The users who have the role.
    pub(crate) fn holders<'a>(&self, users: &'a [User]) -> impl Iterator<Item = &'a User> + use<'a> {
        let id = self.id;
        users.iter().filter(move |user| Self::of(user).id == id)
    }

    /// Number of roles directly below it.
    pub(crate) fn sub_role_count(&self) -> usize {
        ROLES.iter().filter(|role| role.parent_id == Some(self.id)).count()
    }
}

/// A team of the older kind; its id is its place in [`TEAMS`], from 1.
pub(crate) struct Team {
    pub(crate) id: u32,
    pub(crate) name: &'static str,
    pub(crate) description: Option<&'static str>,
    pub(crate) manager_id: u32,
    pub(crate) users: &'static [u32],
    pub(crate) is_active: bool,
    /// Age in days.
    pub(crate) age: i64,
    pub(crate) created_by: u32,
}

/// The teams; the last one was dissolved.
pub(crate) const TEAMS: [Team; 4] = [
    Team {
        id: 1,
        name: "Closers",
        description: Some("Berlin office, big deals"),
        manager_id: 4,
        users: &[1, 2, 4, 5],
        is_active: true,
        age: 1200,
        created_by: 1,
    },
    Team {
        id: 2,
        name: "Account care",
        description: Some("Renewals & \"happy\" customers"),
        manager_id: 7,
        users: &[5, 7, 8, 12],
        is_active: true,
        age: 800,
        created_by: 7,
    },
    Team {
        id: 3,
        name: "Beginners",
        description: None,
        manager_id: 2,
        users: &[10, 11],
        is_active: true,
        age: 60,
        created_by: 1,
    },
    Team {
        id: 4,
        name: "Fax desk",
        description: Some("No longer needed"),
        manager_id: 12,
        users: &[],
        is_active: false,
        age: 1450,
        created_by: 1,
    },
];
