//! Options of built-in fields.

use std::borrow::Cow;

use serde::Serialize;

use crate::data::ACTIVITY_TYPES;
use crate::data::custom::Owner;

/// Id of an option: built-in fields can have textual ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum OptionId {
    Number(u32),
    Text(&'static str),
}

/// A choice of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldOption {
    pub(crate) id: OptionId,
    pub(crate) label: Cow<'static, str>,
    pub(crate) color: Option<&'static str>,
}

impl FieldOption {
    /// Whether the option has that number.
    pub(crate) fn has_number(&self, id: u32) -> bool {
        self.id == OptionId::Number(id)
    }
}

const fn number(id: u32, label: &'static str) -> FieldOption {
    FieldOption { id: OptionId::Number(id), label: Cow::Borrowed(label), color: None }
}

const fn text(id: &'static str, label: &'static str) -> FieldOption {
    FieldOption { id: OptionId::Text(id), label: Cow::Borrowed(label), color: None }
}

const fn colored(id: u32, label: &'static str, color: &'static str) -> FieldOption {
    FieldOption { id: OptionId::Number(id), label: Cow::Borrowed(label), color: Some(color) }
}

/// The options of a built-in field, if it is one with options.
pub(crate) fn options(owner: Owner, code: &str) -> Option<Vec<FieldOption>> {
    let options = match (owner, code) {
        (Owner::Deals, "label_ids") => {
            vec![
                colored(1, "Hot", "red"),
                colored(2, "Warm", "yellow"),
                colored(3, "Cold", "blue"),
                colored(4, "VIP", "purple"),
            ]
        }
        (Owner::Persons, "label_ids") => {
            vec![colored(5, "Customer", "green"), colored(6, "Hot lead", "red"), colored(7, "Partner", "blue")]
        }
        (Owner::Organizations, "label_ids") => {
            vec![colored(8, "Customer", "green"), colored(9, "Prospect", "yellow"), colored(10, "Churned", "dark-gray")]
        }
        (Owner::Projects, "label_ids") => {
            vec![colored(11, "Strategic", "purple"), colored(12, "Fixed price", "blue"), colored(13, "At cost", "red")]
        }
        (Owner::Projects, "status") => vec![
            text("open", "Open"),
            text("completed", "Completed"),
            text("canceled", "Canceled"),
            text("deleted", "Deleted"),
        ],
        (Owner::Projects, "health_status") => {
            vec![number(401, "On track"), number(402, "At risk"), number(403, "Off track")]
        }
        (Owner::Deals, "status") => {
            vec![text("open", "Open"), text("won", "Won"), text("lost", "Lost"), text("deleted", "Deleted")]
        }
        (Owner::Deals, "channel") => {
            vec![number(51, "Prospecting"), number(52, "Billboard"), number(53, "Web visitors")]
        }
        (_, "visible_to") => vec![
            number(1, "Item owner"),
            number(3, "Item owner's visibility group"),
            number(5, "Item owner's visibility group and sub-groups"),
            number(7, "All users"),
        ],
        (Owner::Persons, "marketing_status") => vec![
            text("no_consent", "No consent"),
            text("unsubscribed", "Unsubscribed"),
            text("subscribed", "Subscribed"),
            text("archived", "Archived"),
        ],
        (Owner::Organizations, "industry") => {
            vec![number(201, "Manufacturing"), number(202, "Retail"), number(203, "IT"), number(204, "Healthcare")]
        }
        (Owner::Products, "category") => {
            vec![number(261, "Hardware"), number(262, "Software"), number(263, "Services"), number(264, "Accessories")]
        }
        (Owner::Products, "billing_frequency") => vec![
            text("one-time", "One-time"),
            text("weekly", "Weekly"),
            text("monthly", "Monthly"),
            text("quarterly", "Quarterly"),
            text("semi-annually", "Semi-annually"),
            text("annually", "Annually"),
        ],
        (Owner::Activities, "type") => ACTIVITY_TYPES.iter().map(|&(_, name, _, key, _, _)| text(key, name)).collect(),
        (Owner::Activities, "priority") => vec![number(263, "High"), number(264, "Medium"), number(265, "Low")],
        (Owner::Activities, "outcome") => vec![number(301, "Reached"), number(302, "No answer")],
        _ => return None,
    };
    Some(options)
}
