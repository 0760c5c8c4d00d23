//! Fetching rows into bound buffers, and reading columns in pieces.

use super::bind::is_c_type;
use crate::abi::{Handle, Pointer, c_type, returns};
use crate::convert::{SqlType, Stored, Target, default_c_type, fixed_size, store};
use crate::cursor::Loaded;
use crate::diag::{Record, Warnings, state};
use crate::handle::{Address, Field, Header, Statement, StatementState, enter, lock};
use crate::memory;

/// `SQL_FETCH_NEXT`.
const NEXT: i16 = 1;
/// `SQL_ROW_SUCCESS`, `SQL_ROW_NOROW`, `SQL_ROW_ERROR`, `SQL_ROW_SUCCESS_WITH_INFO`.
const ROW_SUCCESS: u16 = 0;
const ROW_NONE: u16 = 3;
const ROW_ERROR: u16 = 5;
const ROW_WITH_INFO: u16 = 6;

/// Most diagnostics of a rowset for values that were cut: a program that cuts every text of a million rows learns it from
/// the first of them. Rows that failed are all told of.
const MOST_CUT: usize = 64;

/// A bound column, made ready for a rowset.
struct Bound {
    column: usize,
    c_type: i16,
    field: Field,
    /// Bytes from one value to the next.
    stride: usize,
}

/// Where the rows of a rowset go.
struct Rowset {
    bound: Vec<Bound>,
    header: Header,
    offset: isize,
    /// What became of each row that there was; an array may be said to have room for more rows than memory has.
    status: Vec<u16>,
    errors: Warnings,
    /// What was cut, at most [`MOST_CUT`] of it.
    cut: Warnings,
    /// Rows that failed.
    failed: usize,
}

impl Rowset {
    fn new(fields: &[Field], header: Header, types: &[SqlType], is_retrieved: bool) -> Result<Self, Record> {
        let mut bound = Vec::new();
        for (column, field) in fields.iter().enumerate().filter(|(_, field)| is_retrieved && field.is_bound()) {
            let described = types.get(column).ok_or_else(|| {
                Record::with(
                    state::INVALID_INDEX,
                    format!("column {} is bound, the result has {}", column + 1, types.len()),
                )
            })?;
            let c_type = resolved(field.concise_type, described);
            let size = fixed_size(c_type).unwrap_or(usize::try_from(field.octet_length).unwrap_or(0));
            let stride = if header.bind_type == 0 { size } else { header.bind_type };
            bound.push(Bound { column, c_type, field: field.clone(), stride });
        }
        // SAFETY: the program's pointer to an offset, or null.
        let offset = unsafe { memory::get(header.bind_offset.pointer::<isize>()) }.unwrap_or(0);
        Ok(Self { bound, header, offset, status: Vec::new(), errors: Warnings::new(), cut: Warnings::new(), failed: 0 })
    }

    fn place<T>(&self, address: Address, row: usize, stride: usize) -> *mut T {
        let bytes = isize::try_from(row.saturating_mul(stride)).unwrap_or(isize::MAX);
        address.at(bytes.saturating_add(self.offset))
    }

    /// Writes `count` rows of a batch from `from` on; `done` came before in the rowset.
    fn fill(&mut self, loaded: &Loaded, from: usize, count: usize, done: usize) -> Result<(), Record> {
        // Nothing is written of rows that cannot all be read.
        for to in &self.bound {
            loaded.column(to.column)?;
        }
        self.status.resize(done + count, ROW_SUCCESS);
        let bound = std::mem::take(&mut self.bound);
        for to in &bound {
            let column = loaded.column(to.column)?;
            let indicators = if self.header.bind_type == 0 { size_of::<isize>() } else { self.header.bind_type };
            for row in 0..count {
                let target = Target {
                    c_type: to.c_type,
                    buffer: self.place(to.field.data, done + row, to.stride),
                    capacity: to.field.octet_length,
                    length: self.place(to.field.octet_length_at, done + row, indicators),
                    indicator: self.place(to.field.indicator, done + row, indicators),
                    precision: to.field.precision,
                    scale: to.field.scale,
                };
                let cell = column.cell(from + row);
                // SAFETY: the program bound buffers for as many rows as its array has.
                let stored = cell.and_then(|cell| unsafe { store(&cell, &target, None) });
                self.note(stored, done + row, to.column);
            }
        }
        self.bound = bound;
        Ok(())
    }

    fn note(&mut self, stored: Result<Stored, Record>, row: usize, column: usize) {
        let (record, code) = match stored {
            Ok(Stored::Whole | Stored::Nothing) => return,
            Ok(Stored::Truncated) => (Record::new(state::TRUNCATED), ROW_WITH_INFO),
            Ok(Stored::FractionCut) => (Record::new(state::FRACTION_CUT), ROW_WITH_INFO),
            Err(error) => (error, ROW_ERROR),
        };
        if let Some(status) = self.status.get_mut(row)
            && *status != ROW_ERROR
        {
            *status = code;
            self.failed += usize::from(code == ROW_ERROR);
        }
        let record = record.at(row + 1, column + 1);
        if code == ROW_ERROR {
            self.errors.push(record);
        } else if self.cut.len() < MOST_CUT {
            self.cut.push(record);
        }
    }

    /// The diagnostics by row, in which errors come first, as the standard orders them.
    fn records(self) -> Warnings {
        let mut records = self.errors;
        records.extend(self.cut);
        // The sort is stable, and what failed stands before what was cut.
        records.sort_by_key(|record| record.row);
        records
    }

    /// Tells the program what became of the rows.
    fn report(&self, rows: usize, to: Header) {
        // SAFETY: the program's pointers: a number, and an array with one number for each row.
        unsafe {
            memory::put(to.rows_processed.pointer::<usize>(), rows);
            if !to.array_status.is_null() {
                let statuses = self.status.iter().copied().chain(std::iter::repeat(ROW_NONE));
                for (row, status) in statuses.take(self.header.array_size).enumerate() {
                    let at = isize::try_from(row * size_of::<u16>()).unwrap_or(isize::MAX);
                    memory::put(to.array_status.at::<u16>(at), status);
                }
            }
        }
    }
}

/// The C type of a buffer, which may be the one that belongs to the column.
fn resolved(c_type: i16, described: &SqlType) -> i16 {
    if c_type == c_type::DEFAULT { default_c_type(described.number, described.is_unsigned) } else { c_type }
}

pub(super) unsafe fn next(statement: Handle) -> i16 {
    enter::<Statement>(statement, |statement, warnings| {
        let mut state = statement.go_on();
        let report = lock(&statement.ird().state).header;
        rowset(statement, &mut state, report, None, warnings)
    })
}

pub(super) unsafe fn scroll(statement: Handle, orientation: i16, _offset: isize) -> i16 {
    enter::<Statement>(statement, |statement, warnings| {
        if orientation != NEXT {
            return Err(Record::new(state::INVALID_FETCH_TYPE));
        }
        let mut state = statement.go_on();
        let report = lock(&statement.ird().state).header;
        rowset(statement, &mut state, report, None, warnings)
    })
}

pub(super) unsafe fn extended(
    statement: Handle,
    orientation: u16,
    _offset: isize,
    rows: *mut usize,
    status: *mut u16,
) -> i16 {
    enter::<Statement>(statement, |statement, warnings| {
        if orientation != NEXT.unsigned_abs() {
            return Err(Record::new(state::INVALID_FETCH_TYPE));
        }
        let mut state = statement.go_on();
        let report =
            Header { rows_processed: Address::of(rows), array_status: Address::of(status), ..Header::default() };
        let size = state.attributes.rowset_size;
        rowset(statement, &mut state, report, Some(size), warnings)
    })
}

fn rowset(
    statement: &Statement,
    state: &mut StatementState,
    report: Header,
    size: Option<usize>,
    warnings: &mut Warnings,
) -> Result<i16, Record> {
    let ard = statement.ard(state);
    let is_retrieved = state.attributes.retrieve_data == 1;
    let cursor = state.cursor.as_mut().ok_or_else(|| Record::new(state::INVALID_CURSOR_STATE))?;
    let mut to = {
        let ard = lock(&ard.state);
        let header = Header { array_size: size.unwrap_or(ard.header.array_size), ..ard.header };
        Rowset::new(&ard.fields, header, cursor.types(), is_retrieved)?
    };
    let advanced = cursor.advance(to.header.array_size, |loaded, from, count, done| to.fill(loaded, from, count, done));
    to.status.truncate(*advanced.as_ref().unwrap_or(&0));
    to.report(to.status.len(), report);
    if advanced.is_err() {
        // What comes after a statement that failed is not carried out.
        state.outcomes = None;
    }
    let rows = advanced?;
    if rows == 0 {
        return Ok(returns::NO_DATA);
    }
    let cut = cursor.failure().map(cut_short);
    let have_all_failed = to.failed == rows;
    let mut records = to.records();
    if have_all_failed && !records.is_empty() {
        // The first row failed too, so that its error is the first record.
        let first = records.remove(0);
        warnings.append(&mut records);
        return Err(first);
    }
    warnings.append(&mut records);
    warnings.extend(cut);
    Ok(returns::SUCCESS)
}

/// What is told of a rowset that was to have more rows: a program that reads no further takes it for the last one.
fn cut_short(failure: &Record) -> Record {
    Record::with("01000", format!("the result is cut here, the next fetch fails: {}", failure.message))
}

pub(super) unsafe fn data(
    statement: Handle,
    number: u16,
    c_type: i16,
    data: Pointer,
    capacity: isize,
    indicator: *mut isize,
) -> i16 {
    enter::<Statement>(statement, |statement, warnings| {
        let mut state = lock(&statement.state);
        let ard = statement.ard(&state);
        let cursor = state.cursor.as_mut().ok_or_else(|| Record::new(state::INVALID_CURSOR_STATE))?;
        let index = usize::from(number).checked_sub(1).ok_or_else(|| Record::new(state::INVALID_INDEX))?;
        let described = *cursor.types().get(index).ok_or_else(|| Record::new(state::INVALID_INDEX))?;
        // What a program sets in the descriptor of a column holds for reading it too.
        let (bound_type, precision, scale) = {
            let ard = lock(&ard.state);
            ard.field(number)
                .map_or((c_type::DEFAULT, 0, 0), |field| (field.concise_type, field.precision, field.scale))
        };
        let wanted = if c_type == c_type::ARD_TYPE { bound_type } else { c_type };
        if !is_c_type(wanted) {
            return Err(Record::new(state::INVALID_BUFFER_TYPE));
        }
        if capacity < 0 {
            return Err(Record::new(state::INVALID_LENGTH));
        }
        let target = Target {
            c_type: resolved(wanted, &described),
            buffer: data.cast(),
            capacity,
            length: indicator,
            indicator,
            precision,
            scale,
        };
        let (column, row, delivery) = cursor.current(index)?;
        let cell = column.cell(row)?;
        // SAFETY: the program's buffer of that type or capacity.
        match unsafe { store(&cell, &target, Some(delivery))? } {
            Stored::Whole => {}
            Stored::Truncated => warnings.push(Record::new(state::TRUNCATED).at(1, index + 1)),
            Stored::FractionCut => warnings.push(Record::new(state::FRACTION_CUT).at(1, index + 1)),
            Stored::Nothing => return Ok(returns::NO_DATA),
        }
        Ok(returns::SUCCESS)
    })
}
