//! The list of exported functions: their numbers, names and arguments, and who does the work.
//!
//! `SQLGetFunctions` answers from this list, and a test compares it with the symbols of the library. Functions of texts come
//! in two forms; what does the work is told which. Those that take names, all of the catalogue, get each with its length.
//!
//! # Safety
//! What the standard asks of programs holds for every function: a pointer is null or points to memory of the size that
//! the function's description or its length argument says, for as long as the call lasts, and for bound buffers until they
//! are unbound. Handles need not be valid.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    attributes, bind, catalogue, column, connect, data_at_execution, descriptor, diagnosis, execute, fetch, functions,
    get_info, handles, result, statement_attributes, transaction,
};
use crate::abi::{Handle, Pointer, returns};
use crate::text::{Encoding, Passed};

/// An exported function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Export {
    /// Its number for `SQLGetFunctions`.
    pub(crate) id: u16,
    /// Its name, without the `W` of the wide form.
    pub(crate) name: &'static str,
    /// Whether there is a wide form too.
    pub(crate) has_wide: bool,
}

/// The last guard: a panic outside of what [`enter`](crate::handle::enter) covers is an error without a diagnostic.
fn guard(work: impl FnOnce() -> i16) -> i16 {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(returns::ERROR)
}

macro_rules! exports {
    (
        plain { $($id:literal $name:ident($($argument:ident: $type:ty),*) => $work:path;)* }
        texts { $($text_id:literal $narrow:ident $wide:ident($($text_argument:ident: $text_type:ty),*) => $text_work:path;)* }
        names {
            $($names_id:literal $names_narrow:ident $names_wide:ident(
                $($before:ident: $before_type:ty),*;
                $($name_text:ident $name_length:ident),*;
                $($after:ident: $after_type:ty),*
            ) => $names_work:path;)*
        }
    ) => {
        $(
            #[unsafe(no_mangle)]
            pub(crate) extern "system" fn $name($($argument: $type),*) -> i16 {
                // SAFETY: the program keeps what the standard asks of it, see the module's description.
                guard(|| unsafe { $work($($argument),*) })
            }
        )*
        $(
            #[unsafe(no_mangle)]
            pub(crate) extern "system" fn $narrow($($text_argument: $text_type),*) -> i16 {
                // SAFETY: as above.
                guard(|| unsafe { $text_work(Encoding::Narrow, $($text_argument),*) })
            }

            #[unsafe(no_mangle)]
            pub(crate) extern "system" fn $wide($($text_argument: $text_type),*) -> i16 {
                // SAFETY: as above.
                guard(|| unsafe { $text_work(Encoding::Wide, $($text_argument),*) })
            }
        )*

        $(
            #[unsafe(no_mangle)]
            pub(crate) extern "system" fn $names_narrow(
                statement: Handle,
                $($before: $before_type,)*
                $($name_text: Pointer, $name_length: i16,)*
                $($after: $after_type),*
            ) -> i16 {
                let names = [$(Passed::new(Encoding::Narrow, $name_text, $name_length)),*];
                // SAFETY: as above.
                guard(|| unsafe { $names_work(statement, $($before,)* names, $($after),*) })
            }

            #[unsafe(no_mangle)]
            pub(crate) extern "system" fn $names_wide(
                statement: Handle,
                $($before: $before_type,)*
                $($name_text: Pointer, $name_length: i16,)*
                $($after: $after_type),*
            ) -> i16 {
                let names = [$(Passed::new(Encoding::Wide, $name_text, $name_length)),*];
                // SAFETY: as above.
                guard(|| unsafe { $names_work(statement, $($before,)* names, $($after),*) })
            }
        )*

        /// Every exported function.
        pub(crate) const EXPORTS: &[Export] = &[
            $(Export { id: $id, name: stringify!($name), has_wide: false },)*
            $(Export { id: $text_id, name: stringify!($narrow), has_wide: true },)*
            $(Export { id: $names_id, name: stringify!($names_narrow), has_wide: true },)*
        ];
    };
}

exports! {
    plain {
        1001 SQLAllocHandle(kind: i16, parent: Handle, output: *mut Handle) => handles::allocate;
        1006 SQLFreeHandle(kind: i16, handle: Handle) => handles::free;
        16 SQLFreeStmt(statement: Handle, option: u16) => handles::free_statement;
        1019 SQLSetEnvAttr(environment: Handle, attribute: i32, value: Pointer, length: i32) => attributes::set_environment;
        1012 SQLGetEnvAttr(environment: Handle, attribute: i32, value: Pointer, capacity: i32, length: *mut i32) => attributes::get_environment;
        9 SQLDisconnect(connection: Handle) => connect::disconnect;
        1005 SQLEndTran(kind: i16, handle: Handle, completion: i16) => transaction::end;
        44 SQLGetFunctions(connection: Handle, function: u16, supported: *mut u16) => functions::get;
        12 SQLExecute(statement: Handle) => execute::prepared;
        63 SQLNumParams(statement: Handle, count: *mut i16) => bind::parameter_count;
        58 SQLDescribeParam(statement: Handle, number: u16, sql_type: *mut i16, size: *mut usize, digits: *mut i16, nullable: *mut i16) => bind::describe_parameter;
        72 SQLBindParameter(statement: Handle, number: u16, direction: i16, c_type: i16, sql_type: i16, size: usize, digits: i16, data: Pointer, capacity: isize, indicator: *mut isize) => bind::parameter;
        48 SQLParamData(statement: Handle, value: *mut Pointer) => data_at_execution::next;
        49 SQLPutData(statement: Handle, data: Pointer, length: isize) => data_at_execution::put;
        18 SQLNumResultCols(statement: Handle, count: *mut i16) => result::column_count;
        4 SQLBindCol(statement: Handle, number: u16, c_type: i16, data: Pointer, capacity: isize, indicator: *mut isize) => bind::column;
        13 SQLFetch(statement: Handle) => fetch::next;
        1021 SQLFetchScroll(statement: Handle, orientation: i16, offset: isize) => fetch::scroll;
        59 SQLExtendedFetch(statement: Handle, orientation: u16, offset: isize, rows: *mut usize, status: *mut u16) => fetch::extended;
        43 SQLGetData(statement: Handle, number: u16, c_type: i16, data: Pointer, capacity: isize, indicator: *mut isize) => fetch::data;
        61 SQLMoreResults(statement: Handle) => result::more;
        20 SQLRowCount(statement: Handle, count: *mut isize) => result::row_count;
        1003 SQLCloseCursor(statement: Handle) => result::close_cursor;
        5 SQLCancel(statement: Handle) => execute::cancel;
        1550 SQLCancelHandle(kind: i16, handle: Handle) => execute::cancel_handle;
        1018 SQLSetDescRec(descriptor: Handle, number: i16, sql_type: i16, subtype: i16, length: isize, precision: i16, scale: i16, data: Pointer, octet_length: *mut isize, indicator: *mut isize) => descriptor::set_record;
        1004 SQLCopyDesc(source: Handle, target: Handle) => descriptor::copy;
    }
    texts {
        7 SQLConnect SQLConnectW(connection: Handle, name: Pointer, name_length: i16, user: Pointer, user_length: i16, password: Pointer, password_length: i16) => connect::by_name;
        41 SQLDriverConnect SQLDriverConnectW(connection: Handle, window: Pointer, input: Pointer, input_length: i16, output: Pointer, capacity: i16, output_length: *mut i16, completion: u16) => connect::by_string;
        55 SQLBrowseConnect SQLBrowseConnectW(connection: Handle, input: Pointer, input_length: i16, output: Pointer, capacity: i16, output_length: *mut i16) => connect::browse;
        62 SQLNativeSql SQLNativeSqlW(connection: Handle, input: Pointer, input_length: i32, output: Pointer, capacity: i32, output_length: *mut i32) => execute::native_sql;
        45 SQLGetInfo SQLGetInfoW(connection: Handle, kind: u16, value: Pointer, capacity: i16, length: *mut i16) => get_info::get;
        1016 SQLSetConnectAttr SQLSetConnectAttrW(connection: Handle, attribute: i32, value: Pointer, length: i32) => attributes::set_connection;
        1007 SQLGetConnectAttr SQLGetConnectAttrW(connection: Handle, attribute: i32, value: Pointer, capacity: i32, length: *mut i32) => attributes::get_connection;
        1020 SQLSetStmtAttr SQLSetStmtAttrW(statement: Handle, attribute: i32, value: Pointer, length: i32) => statement_attributes::set;
        1014 SQLGetStmtAttr SQLGetStmtAttrW(statement: Handle, attribute: i32, value: Pointer, capacity: i32, length: *mut i32) => statement_attributes::get;
        19 SQLPrepare SQLPrepareW(statement: Handle, text: Pointer, length: i32) => execute::prepare;
        11 SQLExecDirect SQLExecDirectW(statement: Handle, text: Pointer, length: i32) => execute::direct;
        8 SQLDescribeCol SQLDescribeColW(statement: Handle, number: u16, name: Pointer, capacity: i16, length: *mut i16, sql_type: *mut i16, size: *mut usize, digits: *mut i16, nullable: *mut i16) => column::describe;
        6 SQLColAttribute SQLColAttributeW(statement: Handle, number: u16, field: u16, text: Pointer, capacity: i16, length: *mut i16, value: *mut isize) => column::attribute;
        17 SQLGetCursorName SQLGetCursorNameW(statement: Handle, name: Pointer, capacity: i16, length: *mut i16) => result::cursor_name;
        21 SQLSetCursorName SQLSetCursorNameW(statement: Handle, name: Pointer, length: i16) => result::set_cursor_name;
        47 SQLGetTypeInfo SQLGetTypeInfoW(statement: Handle, sql_type: i16) => catalogue::types;
        1011 SQLGetDiagRec SQLGetDiagRecW(kind: i16, handle: Handle, number: i16, sqlstate: Pointer, native: *mut i32, message: Pointer, capacity: i16, length: *mut i16) => diagnosis::record;
        1010 SQLGetDiagField SQLGetDiagFieldW(kind: i16, handle: Handle, number: i16, field: i16, value: Pointer, capacity: i16, length: *mut i16) => diagnosis::field;
        1008 SQLGetDescField SQLGetDescFieldW(descriptor: Handle, number: i16, field: i16, value: Pointer, capacity: i32, length: *mut i32) => descriptor::get_field;
        1017 SQLSetDescField SQLSetDescFieldW(descriptor: Handle, number: i16, field: i16, value: Pointer, length: i32) => descriptor::set_field;
        1009 SQLGetDescRec SQLGetDescRecW(descriptor: Handle, number: i16, name: Pointer, capacity: i16, name_length: *mut i16, sql_type: *mut i16, subtype: *mut i16, length: *mut isize, precision: *mut i16, scale: *mut i16, nullable: *mut i16) => descriptor::get_record;
    }
    names {
        54 SQLTables SQLTablesW(; catalog catalog_length, schema schema_length, table table_length, kinds kinds_length; ) => catalogue::tables;
        40 SQLColumns SQLColumnsW(; catalog catalog_length, schema schema_length, table table_length, column column_length; ) => catalogue::columns;
        65 SQLPrimaryKeys SQLPrimaryKeysW(; catalog catalog_length, schema schema_length, table table_length; ) => catalogue::primary_keys;
        60 SQLForeignKeys SQLForeignKeysW(; pk_catalog pk_catalog_length, pk_schema pk_schema_length, pk_table pk_table_length, catalog catalog_length, schema schema_length, table table_length; ) => catalogue::foreign_keys;
        53 SQLStatistics SQLStatisticsW(; catalog catalog_length, schema schema_length, table table_length; unique: u16, accuracy: u16) => catalogue::statistics;
        52 SQLSpecialColumns SQLSpecialColumnsW(kind: u16; catalog catalog_length, schema schema_length, table table_length; scope: u16, nullable: u16) => catalogue::special_columns;
        67 SQLProcedures SQLProceduresW(; catalog catalog_length, schema schema_length, procedure procedure_length; ) => catalogue::procedures;
        66 SQLProcedureColumns SQLProcedureColumnsW(; catalog catalog_length, schema schema_length, procedure procedure_length, column column_length; ) => catalogue::procedure_columns;
        70 SQLTablePrivileges SQLTablePrivilegesW(; catalog catalog_length, schema schema_length, table table_length; ) => catalogue::table_privileges;
        56 SQLColumnPrivileges SQLColumnPrivilegesW(; catalog catalog_length, schema schema_length, table table_length, column column_length; ) => catalogue::column_privileges;
    }
}
