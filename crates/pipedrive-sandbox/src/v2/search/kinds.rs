//! Kinds of items a search can find, and the fields it looks in.

use crate::Account;
use crate::data::{Link, Owner, Table};

/// What a search can find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ItemKind {
    Deal,
    Person,
    Organization,
    Product,
    Lead,
    File,
    MailAttachment,
    Project,
}

/// Where a search looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Name,
    Code,
    Email,
    Phone,
    Address,
    Description,
    CustomFields,
    Notes,
}

impl ItemKind {
    pub(super) const ALL: [Self; 8] = [
        Self::Deal,
        Self::Person,
        Self::Organization,
        Self::Product,
        Self::Lead,
        Self::File,
        Self::MailAttachment,
        Self::Project,
    ];

    /// The API's word for it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Deal => "deal",
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Product => "product",
            Self::Lead => "lead",
            Self::File => "file",
            Self::MailAttachment => "mail_attachment",
            Self::Project => "project",
        }
    }

    /// The fields it has, when every kind is searched.
    pub(super) fn fields(self) -> &'static [Field] {
        match self {
            Self::Deal => &[Field::Title, Field::Notes, Field::CustomFields],
            Self::Person => &[Field::Name, Field::Email, Field::Phone, Field::Notes, Field::CustomFields],
            Self::Organization => &[Field::Name, Field::Address, Field::Notes, Field::CustomFields],
            Self::Product => &[Field::Name, Field::Code, Field::CustomFields],
            Self::Lead => &[Field::Title, Field::Email, Field::Phone, Field::Notes, Field::CustomFields],
            Self::File | Self::MailAttachment => &[Field::Name],
            Self::Project => &[Field::Title, Field::Description, Field::Notes, Field::CustomFields],
        }
    }

    /// How many records there are; their ids, or numbers in the case of leads, run from 1.
    pub(super) fn count(self, account: &Account) -> u32 {
        match self {
            Self::Deal => account.deal_count(),
            Self::Person => account.person_count(),
            Self::Organization => account.organization_count(),
            Self::Product => account.product_count(),
            Self::Lead => account.lead_count(),
            Self::File | Self::MailAttachment => account.file_count(),
            Self::Project => account.project_count(),
        }
    }

    /// Whose custom fields its records have, and the table their values are drawn for.
    pub(super) fn custom(self) -> Option<(Owner, Table)> {
        match self {
            Self::Deal => Some((Owner::Deals, Table::Deals)),
            Self::Person => Some((Owner::Persons, Table::Persons)),
            Self::Organization => Some((Owner::Organizations, Table::Organizations)),
            Self::Product => Some((Owner::Products, Table::Products)),
            Self::Lead => Some((Owner::Deals, Table::Leads)),
            Self::Project => Some((Owner::Projects, Table::Projects)),
            Self::File | Self::MailAttachment => None,
        }
    }

    /// The relation to its notes.
    pub(super) fn notes(self) -> Option<Link> {
        match self {
            Self::Deal => Some(Link::DealNotes),
            Self::Person => Some(Link::PersonNotes),
            Self::Organization => Some(Link::OrganizationNotes),
            Self::Lead => Some(Link::LeadNotes),
            Self::Product | Self::File | Self::MailAttachment | Self::Project => None,
        }
    }
}

impl Field {
    /// The API's word for it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Name => "name",
            Self::Code => "code",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Description => "description",
            Self::CustomFields => "custom_fields",
            Self::Notes => "notes",
        }
    }

    /// What a text counts that is the term itself, in ten-thousandths.
    pub(super) fn weight(self) -> u32 {
        match self {
            Self::Title | Self::Name => 12_272,
            Self::Code => 9_100,
            Self::Email | Self::Phone => 7_300,
            Self::Address | Self::Description => 5_200,
            Self::CustomFields => 3_100,
            Self::Notes => 2_900,
        }
    }
}
