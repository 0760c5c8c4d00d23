//! The parameters that a program has bound, set by set.

use datafusion::common::ScalarValue;

use super::bind::OUTPUT;
use crate::abi::length;
use crate::convert::{Source, Value, convert, fixed_size, read};
use crate::diag::{Record, state};
use crate::fault::scalar;
use crate::handle::{Address, Field, Header, Statement, StatementState, lock};
use crate::memory;

/// What becomes of a set of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Success,
    Error,
    Unused,
}

impl Status {
    /// `SQL_PARAM_SUCCESS`, `SQL_PARAM_ERROR` and `SQL_PARAM_UNUSED`.
    const fn code(self) -> u16 {
        match self {
            Self::Success => 0,
            Self::Error => 5,
            Self::Unused => 7,
        }
    }
}

/// One bound parameter: its buffer, and what it is in the statement.
#[derive(Clone, Debug)]
struct Bound {
    buffer: Field,
    sql_type: i16,
    is_output: bool,
}

/// All sets of the parameters of one execution.
#[derive(Debug)]
pub(super) struct Parameters {
    bound: Vec<Bound>,
    /// Parameters that the statement has.
    wanted: usize,
    header: Header,
    /// Where it is told what became of each set, and how many were looked at.
    status: Address,
    processed: Address,
}

impl Parameters {
    /// The parameters bound for a statement that wants so many.
    pub(super) fn of(statement: &Statement, state: &StatementState, wanted: usize) -> Self {
        let apd = statement.apd(state);
        let (apd, ipd) = (lock(&apd.state), lock(&statement.ipd().state));
        let bound = apd.fields.iter().zip(1..).map(|(buffer, number)| {
            let described = ipd.field(number);
            Bound {
                buffer: buffer.clone(),
                sql_type: described.map_or(crate::abi::sql_type::WVARCHAR, |field| field.concise_type),
                is_output: described.is_some_and(|field| field.parameter_type == OUTPUT),
            }
        });
        let bound = bound.collect();
        let (status, processed) = (ipd.header.array_status, ipd.header.rows_processed);
        Self { bound, wanted, header: apd.header, status, processed }
    }

    /// How many sets there are; one for a statement without parameters.
    pub(super) fn sets(&self) -> usize {
        if self.wanted == 0 { 1 } else { self.header.array_size.max(1) }
    }

    /// Where a value of a set is, `size` bytes from the one of the set before.
    fn place<T>(&self, address: Address, set: usize, size: usize) -> *mut T {
        let stride = if self.header.bind_type == 0 { size } else { self.header.bind_type };
        let bytes = isize::try_from(set.saturating_mul(stride)).unwrap_or(isize::MAX);
        // SAFETY: the program's pointer to an offset, or null.
        let offset = unsafe { memory::get(self.header.bind_offset.pointer::<isize>()) }.unwrap_or(0);
        address.at(bytes.saturating_add(offset))
    }

    /// The length or indicator of a parameter of a set, `SQL_NTS` where there is none.
    fn indicator(&self, bound: &Bound, set: usize) -> isize {
        let size = size_of::<isize>();
        let read = |address: Address| {
            // SAFETY: the program's pointer to a length, or null.
            unsafe { memory::get(self.place::<isize>(address, set, size)) }
        };
        match read(bound.buffer.indicator) {
            Some(length::NULL_DATA) => length::NULL_DATA,
            _ => read(bound.buffer.octet_length_at).unwrap_or(length::NTS),
        }
    }

    /// Numbers of the parameters that come through `SQLPutData`.
    ///
    /// # Errors
    /// HYC00 if there are such ones and several sets.
    pub(super) fn at_execution(&self) -> Result<Vec<u16>, Record> {
        let mut numbers = Vec::new();
        for (bound, number) in self.bound.iter().zip(1_u16..).take(self.wanted_bound()) {
            let indicator = self.indicator(bound, 0);
            if is_at_execution(indicator) {
                numbers.push(number);
            }
        }
        if !numbers.is_empty() && self.sets() > 1 {
            return Err(Record::with(
                state::NOT_IMPLEMENTED,
                "parameters in pieces together with arrays of parameters",
            ));
        }
        Ok(numbers)
    }

    /// How many of the bound parameters the statement has, output parameters besides.
    fn wanted_bound(&self) -> usize {
        let outputs = self.bound.iter().filter(|bound| bound.is_output).count();
        (self.wanted + outputs).min(self.bound.len())
    }

    /// The token that the program gave in place of a parameter's buffer.
    pub(super) fn token(&self, number: u16) -> Address {
        self.bound.get(usize::from(number).wrapping_sub(1)).map_or(Address::default(), |bound| bound.buffer.data)
    }

    /// The C and the SQL type of a parameter.
    pub(super) fn types(&self, number: u16) -> Option<(i16, i16)> {
        let bound = self.bound.get(usize::from(number).checked_sub(1)?)?;
        Some((bound.buffer.concise_type, bound.sql_type))
    }

    /// The values of a set; those of `received` came through `SQLPutData`.
    ///
    /// # Errors
    /// 07002 if too few are bound, and whatever is wrong with a value.
    pub(super) fn values(&self, set: usize, received: &[(u16, Value)]) -> Result<Vec<ScalarValue>, Record> {
        let mut values = Vec::with_capacity(self.wanted);
        for (bound, number) in self.bound.iter().zip(1_u16..).take(self.wanted_bound()) {
            if !bound.buffer.is_bound() && !bound.is_output {
                return Err(Record::with(state::WRONG_COUNT, format!("parameter {number} is not bound")));
            }
            if bound.is_output {
                // Procedures answer with rows; what a call returns is NULL.
                // SAFETY: the program's pointer, or null.
                unsafe { memory::put(self.place(bound.buffer.indicator, set, size_of::<isize>()), length::NULL_DATA) };
                continue;
            }
            let value = match received.iter().find(|(place, _)| *place == number) {
                Some((_, value)) => value.clone(),
                None => self.value(bound, set)?,
            };
            let value = convert(value, bound.sql_type).and_then(scalar);
            values.push(value.map_err(|error| error.at(set + 1, number.into()))?);
        }
        if values.len() < self.wanted {
            let message = format!("the statement has {} parameters, {} are bound", self.wanted, values.len());
            return Err(Record::with(state::WRONG_COUNT, message));
        }
        Ok(values)
    }

    fn value(&self, bound: &Bound, set: usize) -> Result<Value, Record> {
        let c_type = bound.buffer.concise_type;
        let size = fixed_size(c_type).unwrap_or(usize::try_from(bound.buffer.octet_length).unwrap_or(0));
        let length = self.indicator(bound, set);
        if is_at_execution(length) {
            // In the place of the buffer there is a token of the program.
            return Err(Record::with(state::SEQUENCE, "the value was to come through `SQLPutData`, and did not"));
        }
        let source = Source { c_type, data: self.place(bound.buffer.data, set, size), length };
        // SAFETY: the program bound a buffer of that type, whose length it tells.
        unsafe { read(source) }
    }

    /// Whether the program wants a set to be left out.
    pub(super) fn is_ignored(&self, set: usize) -> bool {
        /// `SQL_PARAM_IGNORE`.
        const IGNORE: u16 = 1;
        let at = isize::try_from(set * size_of::<u16>()).unwrap_or(isize::MAX);
        // SAFETY: the program's array with one number for each set, or null.
        self.sets() > 1 && unsafe { memory::get(self.header.array_status.at::<u16>(at)) } == Some(IGNORE)
    }

    /// Tells what became of a set.
    pub(super) fn tell(&self, set: usize, status: Status) {
        let at = isize::try_from(set * size_of::<u16>()).unwrap_or(isize::MAX);
        // SAFETY: the program's array with one number for each set, or null.
        unsafe { memory::put(self.status.at::<u16>(at), status.code()) };
    }

    /// Tells how many sets have been looked at.
    pub(super) fn report(&self, set: usize) {
        // SAFETY: the program's pointer, or null.
        unsafe { memory::put(self.processed.pointer::<usize>(), set + 1) };
    }
}

/// Whether an indicator says that the value comes through `SQLPutData`.
fn is_at_execution(indicator: isize) -> bool {
    indicator == length::DATA_AT_EXEC || indicator <= length::LEN_DATA_AT_EXEC_OFFSET
}
