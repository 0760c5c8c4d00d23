//! The `custom_fields` object of v2 rows, and labels beside ids.

use crate::Account;
use crate::data::{Owner, Table};
use crate::http::{Call, Failure};
use crate::json::Object;

/// Which custom fields a request wants, and in which form.
pub(crate) struct CustomShape {
    owner: Owner,
    /// Places of the wanted fields; all of them unless `custom_fields` narrows.
    positions: Vec<usize>,
    option_labels: bool,
    labels: bool,
}

impl CustomShape {
    /// Reads `custom_fields`, `include_option_labels` and `include_labels`.
    ///
    /// # Errors
    /// When `custom_fields` names a field the account does not have.
    pub(crate) fn new(call: &Call<'_>, owner: Owner) -> Result<Self, Failure> {
        let fields = call.account.custom_fields(owner);
        let positions = match call.query.words("custom_fields") {
            None => (0..fields.len()).collect(),
            Some(keys) => {
                let unknown: Vec<_> = keys.iter().filter(|key| !fields.iter().any(|f| f.key == **key)).collect();
                if !unknown.is_empty() {
                    let problem = |key: &&String| format!("custom_fields: Field '{key}' does not exist");
                    return Err(Failure::validation(&unknown.iter().map(problem).collect::<Vec<_>>()));
                }
                (0..fields.len()).filter(|&n| keys.contains(&fields[n].key)).collect()
            }
        };
        Ok(Self {
            owner,
            positions,
            option_labels: call.query.flag("include_option_labels") == Some(true),
            labels: call.query.flag("include_labels") == Some(true),
        })
    }

    /// Writes the object: every wanted field, `null` where the record has no value.
    pub(crate) fn write(&self, call: &Call<'_>, record: (Table, u32), out: &mut Vec<u8>) {
        let fields = call.account.custom_fields(self.owner);
        let mut object = Object::begin(out);
        for &position in &self.positions {
            let field = &fields[position];
            let value = field.value_of(call.account, record.0, record.1);
            field.write_nested(&value, self.option_labels, object.member(&field.key));
        }
        object.end();
    }

    /// Writes `label_ids`, and `labels` beside it when asked for.
    pub(crate) fn write_labels(&self, call: &Call<'_>, record: (Table, u32), object: &mut Object<'_>) {
        let ids = label_ids(call.account, self.owner, record);
        object.put("label_ids", &ids);
        if self.labels {
            let definitions = call.account.field_definitions(self.owner);
            let options = definitions.iter().find(|field| field.code == "label_ids").and_then(|f| f.options.as_ref());
            let mut array = crate::json::Array::begin(object.member("labels"));
            for id in ids {
                let label = options.and_then(|options| options.iter().find(|option| option.has_number(id)));
                let mut pair = Object::begin(array.element());
                pair.put("id", &id);
                pair.put("label", &label.map(|option| &option.label));
                pair.end();
            }
            array.end();
        }
    }
}

/// The label options of a record: often none, sometimes two.
pub(crate) fn label_ids(account: &Account, owner: Owner, (table, id): (Table, u32)) -> Vec<u32> {
    if let Some(labels) = account.written(table, id).and_then(|written| written.read("label_ids")) {
        return labels;
    }
    let record = account.draw(table, id);
    let (first, count) = match owner {
        Owner::Deals => (1, 4),
        Owner::Persons => (5, 3),
        Owner::Organizations | Owner::Products | Owner::Activities => (8, 3),
        Owner::Projects => (11, 3),
    };
    let draw = record.within(20_000);
    let label = draw.below(0, count);
    match draw.below(1, 10) {
        0..6 => vec![],
        6..9 => vec![first + label],
        _ => vec![first + label, first + (label + 1) % count],
    }
}
