//! Descriptors: what is bound to columns and parameters, and what columns and parameters are.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::connection::Connection;
use super::registry::{Object, Registered};
use crate::abi::{c_type, sql_type};
use crate::convert::SqlType;
use crate::diag::Diagnostics;

/// An address of the program's memory, which may go from thread to thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address(usize);

impl Address {
    /// The address of a pointer.
    pub(crate) fn of<T>(pointer: *mut T) -> Self {
        Self(pointer.expose_provenance())
    }

    /// The pointer, so many bytes further on; null stays null.
    pub(crate) fn at<T>(self, bytes: isize) -> *mut T {
        if self.0 == 0 {
            std::ptr::null_mut()
        } else {
            std::ptr::with_exposed_provenance_mut(self.0.wrapping_add_signed(bytes))
        }
    }

    /// The pointer.
    pub(crate) fn pointer<T>(self) -> *mut T {
        self.at(0)
    }

    /// Whether there is none.
    pub(crate) fn is_null(self) -> bool {
        self.0 == 0
    }
}

/// Which of a statement's four descriptors one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DescriptorKind {
    /// Bound columns or parameters; an explicit descriptor may be either.
    Application,
    /// The columns of the result, which only the driver sets.
    Row,
    /// The parameters of the statement.
    Parameter,
}

/// A descriptor.
#[derive(Debug)]
pub(crate) struct Descriptor {
    pub(crate) connection: Arc<Connection>,
    diagnostics: Mutex<Diagnostics>,
    pub(crate) state: Mutex<DescriptorState>,
    pub(crate) kind: DescriptorKind,
    /// Whether the driver made it together with a statement.
    pub(crate) is_implicit: bool,
    /// Whether the program freed it; statements that use it go back to their own.
    is_freed: AtomicBool,
}

/// What may change of a descriptor.
#[derive(Clone, Debug, Default)]
pub(crate) struct DescriptorState {
    pub(crate) header: Header,
    /// Columns or parameters, from 1 on.
    pub(crate) fields: Vec<Field>,
}

/// What a descriptor says of all its fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    pub(crate) array_size: usize,
    pub(crate) array_status: Address,
    pub(crate) bind_offset: Address,
    /// Bytes from one row to the next, 0 for arrays by column.
    pub(crate) bind_type: usize,
    pub(crate) rows_processed: Address,
}

impl Default for Header {
    fn default() -> Self {
        let none = Address::default();
        Self { array_size: 1, array_status: none, bind_offset: none, bind_type: 0, rows_processed: none }
    }
}

/// One column or parameter.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The C type of an application's buffer, or the SQL type.
    pub(crate) concise_type: i16,
    pub(crate) data: Address,
    pub(crate) octet_length: isize,
    pub(crate) octet_length_at: Address,
    pub(crate) indicator: Address,
    /// Characters or digits.
    pub(crate) length: usize,
    pub(crate) precision: i16,
    pub(crate) scale: i16,
    /// `SQL_PARAM_INPUT` (1) and so on.
    pub(crate) parameter_type: i16,
    pub(crate) name: String,
    pub(crate) nullable: i16,
    /// What the driver knows of a column or a parameter.
    pub(crate) described: Option<SqlType>,
    /// Whether the program said what the parameter is.
    pub(crate) is_given: bool,
}

impl Default for Field {
    fn default() -> Self {
        Self {
            concise_type: c_type::DEFAULT,
            data: Address::default(),
            octet_length: 0,
            octet_length_at: Address::default(),
            indicator: Address::default(),
            length: 0,
            precision: 0,
            scale: 0,
            parameter_type: 1,
            name: String::new(),
            nullable: sql_type::NULLABLE,
            described: None,
            is_given: false,
        }
    }
}

impl Field {
    /// A column or a parameter that the driver describes.
    pub(crate) fn described(name: String, described: SqlType, nullable: i16) -> Self {
        let small = |size: usize| i16::try_from(size).unwrap_or(i16::MAX);
        Self {
            concise_type: described.number,
            octet_length: isize::try_from(described.octets).unwrap_or(isize::MAX),
            length: described.size,
            precision: small(described.size),
            scale: described.digits,
            name,
            nullable,
            described: Some(described),
            ..Self::default()
        }
    }

    /// Whether something is bound to it.
    pub(crate) fn is_bound(&self) -> bool {
        !(self.data.is_null() && self.indicator.is_null() && self.octet_length_at.is_null())
    }
}

impl DescriptorState {
    /// The field of a number from 1, made if it is not there.
    pub(crate) fn field_mut(&mut self, number: u16) -> Option<&mut Field> {
        let index = usize::from(number).checked_sub(1)?;
        if self.fields.len() <= index {
            self.fields.resize_with(index + 1, Field::default);
        }
        self.fields.get_mut(index)
    }

    /// The field of a number from 1.
    pub(crate) fn field(&self, number: u16) -> Option<&Field> {
        self.fields.get(usize::from(number).checked_sub(1)?)
    }

    /// Forgets fields at the end that nothing is bound to.
    pub(crate) fn trim(&mut self) {
        while self.fields.last().is_some_and(|field| !field.is_bound()) {
            self.fields.pop();
        }
    }
}

impl Descriptor {
    /// A descriptor without fields.
    pub(crate) fn new(connection: Arc<Connection>, kind: DescriptorKind, is_implicit: bool) -> Self {
        let (diagnostics, state) = (Mutex::default(), Mutex::default());
        Self { connection, diagnostics, state, kind, is_implicit, is_freed: AtomicBool::new(false) }
    }

    /// Tells statements that use it that it is gone.
    pub(crate) fn set_freed(&self) {
        self.is_freed.store(true, Ordering::Release);
    }

    /// Whether it is gone.
    pub(crate) fn is_freed(&self) -> bool {
        self.is_freed.load(Ordering::Acquire)
    }
}

impl Registered for Descriptor {
    fn of(object: Object) -> Option<Arc<Self>> {
        if let Object::Descriptor(descriptor) = object { Some(descriptor) } else { None }
    }

    fn diagnostics(&self) -> &Mutex<Diagnostics> {
        &self.diagnostics
    }
}
