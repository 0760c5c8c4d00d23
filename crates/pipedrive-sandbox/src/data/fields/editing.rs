//! Fields that clients define, rename and delete, and the options of fields.

use std::borrow::Cow;
use std::sync::{Arc, PoisonError};

use super::{FieldDefinition, FieldOption, OptionId, from_custom};
use crate::data::Account;
use crate::data::custom::{CustomField, CustomKind, CustomOption, Owner, key};

/// Id of the first option a client adds.
const FIRST_OPTION: u32 = 1001;

/// The fields of every table, as they are at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Definitions {
    custom: Vec<(Owner, Arc<Vec<CustomField>>)>,
    fields: Vec<(Owner, Arc<Vec<FieldDefinition>>)>,
    next_number: u32,
    next_option: u32,
    /// Fields that clients ever defined.
    made: u32,
}

/// What is to become of options; all of it, or nothing.
#[derive(Clone, Debug)]
pub(crate) enum OptionEdit {
    Add(String),
    Rename(u32, String),
    Remove(u32),
}

/// What is to become of the description of a field.
#[derive(Clone, Debug)]
pub(crate) enum Description {
    Kept,
    Set(Option<String>),
}

impl Definitions {
    pub(crate) fn new(custom: &[(Owner, Vec<CustomField>)], fields: Vec<(Owner, Vec<FieldDefinition>)>) -> Self {
        let last = fields.iter().flat_map(|(_, fields)| fields).map(|field| field.number).max();
        Self {
            custom: custom.iter().map(|(owner, fields)| (*owner, Arc::new(fields.clone()))).collect(),
            fields: fields.into_iter().map(|(owner, fields)| (owner, Arc::new(fields))).collect(),
            next_number: last.unwrap_or_default() + 1,
            next_option: FIRST_OPTION,
            made: 0,
        }
    }

    fn custom_of(&mut self, owner: Owner) -> Option<&mut Vec<CustomField>> {
        self.custom.iter_mut().find(|(of, _)| *of == owner).map(|(_, fields)| Arc::make_mut(fields))
    }

    fn fields_of(&mut self, owner: Owner) -> Option<&mut Vec<FieldDefinition>> {
        self.fields.iter_mut().find(|(of, _)| *of == owner).map(|(_, fields)| Arc::make_mut(fields))
    }

    /// Numbers an option.
    fn option(&mut self, label: String) -> CustomOption {
        self.next_option += 1;
        CustomOption { id: self.next_option - 1, label: Cow::Owned(label), is_deleted: false }
    }
}

fn place_of(options: &[FieldOption], id: u32) -> Option<usize> {
    options.iter().position(|option| option.has_number(id))
}

impl Account {
    /// The custom fields of a table.
    pub(crate) fn custom_fields(&self, owner: Owner) -> Arc<Vec<CustomField>> {
        let now = self.definitions.read().unwrap_or_else(PoisonError::into_inner);
        now.custom.iter().find(|(of, _)| *of == owner).map(|(_, fields)| Arc::clone(fields)).unwrap_or_default()
    }

    /// The fields of a table, built-in ones first.
    pub(crate) fn field_definitions(&self, owner: Owner) -> Arc<Vec<FieldDefinition>> {
        let now = self.definitions.read().unwrap_or_else(PoisonError::into_inner);
        now.fields.iter().find(|(of, _)| *of == owner).map(|(_, fields)| Arc::clone(fields)).unwrap_or_default()
    }

    fn edit<T>(&self, change: impl FnOnce(&mut Definitions) -> T) -> T {
        let mut now = self.definitions.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut now))
    }

    /// Defines a field and tells its key.
    pub(crate) fn define_field(
        &self,
        owner: Owner,
        name: String,
        kind: CustomKind,
        options: Vec<String>,
        description: Option<String>,
    ) -> String {
        self.edit(|definitions| {
            let position = 500 + definitions.made;
            definitions.made += 1;
            let options = options.into_iter().map(|label| definitions.option(label)).collect();
            let code = key(self.seed, owner, position);
            let label = Cow::Owned(name);
            let field = CustomField { key: code.clone(), label, position, kind, options, drawn_options: 0, fill: 0 };
            let definition = FieldDefinition { number: definitions.next_number, description, ..from_custom(&field) };
            definitions.next_number += 1;
            if let Some(fields) = definitions.fields_of(owner) {
                fields.push(definition);
            }
            if let Some(fields) = definitions.custom_of(owner) {
                fields.push(field);
            }
            code
        })
    }

    /// Changes the name or the description of a field.
    pub(crate) fn describe_field(&self, owner: Owner, code: &str, name: Option<String>, description: Description) {
        self.edit(|definitions| {
            let custom =
                definitions.custom_of(owner).and_then(|fields| fields.iter_mut().find(|field| field.key == code));
            if let (Some(field), Some(name)) = (custom, &name) {
                field.label = Cow::Owned(name.clone());
            }
            let field =
                definitions.fields_of(owner).and_then(|fields| fields.iter_mut().find(|field| field.code == code));
            if let Some(field) = field {
                field.name = name.unwrap_or_else(|| field.name.clone());
                match description {
                    Description::Kept => {}
                    Description::Set(text) => field.description = text,
                }
            }
        });
    }

    /// Deletes a field, and with it every value it had.
    pub(crate) fn drop_field(&self, owner: Owner, code: &str) {
        self.edit(|definitions| {
            if let Some(fields) = definitions.custom_of(owner) {
                fields.retain(|field| field.key != code);
            }
            if let Some(fields) = definitions.fields_of(owner) {
                fields.retain(|field| field.code != code);
            }
        });
    }

    /// Changes the options of a field: all edits, or none if one of them is about an option that is not there.
    pub(crate) fn edit_options(&self, owner: Owner, code: &str, edits: &[OptionEdit]) -> Option<Vec<FieldOption>> {
        self.edit(|definitions| {
            let field = definitions.fields_of(owner)?.iter().find(|field| field.code == code)?.clone();
            let mut options = field.options?;
            let mut added = Vec::new();
            let mut touched = Vec::new();
            for edit in edits {
                match edit {
                    OptionEdit::Add(label) => {
                        let option = definitions.option(label.clone());
                        let shown =
                            FieldOption { id: OptionId::Number(option.id), label: option.label.clone(), color: None };
                        added.push(option);
                        touched.push(shown.clone());
                        options.push(shown);
                    }
                    OptionEdit::Rename(id, label) => {
                        let place = place_of(&options, *id)?;
                        let option = &mut options[place];
                        option.label = Cow::Owned(label.clone());
                        touched.push(option.clone());
                    }
                    OptionEdit::Remove(id) => {
                        let place = place_of(&options, *id)?;
                        touched.push(options.remove(place));
                    }
                }
            }
            // Nothing has been changed up to here but what ids come next.
            let custom = definitions.custom_of(owner).and_then(|all| all.iter_mut().find(|field| field.key == code));
            if let Some(field) = custom {
                field.options.extend(added);
                for option in &mut field.options {
                    match options.iter().find(|shown| shown.has_number(option.id)) {
                        Some(shown) => option.label = shown.label.clone(),
                        None => option.is_deleted = true,
                    }
                }
            }
            let field = definitions.fields_of(owner)?.iter_mut().find(|field| field.code == code)?;
            field.options = Some(options);
            Some(touched)
        })
    }
}
