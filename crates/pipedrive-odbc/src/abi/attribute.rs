//! Attributes of environments, connections and statements.

/// Of an environment.
pub(crate) mod env {
    pub(crate) const ODBC_VERSION: i32 = 200;
    pub(crate) const CONNECTION_POOLING: i32 = 201;
    pub(crate) const CP_MATCH: i32 = 202;
    pub(crate) const OUTPUT_NTS: i32 = 10001;
}

/// Of a connection.
pub(crate) mod dbc {
    pub(crate) const ASYNC_ENABLE: i32 = 4;
    pub(crate) const ACCESS_MODE: i32 = 101;
    pub(crate) const AUTOCOMMIT: i32 = 102;
    pub(crate) const LOGIN_TIMEOUT: i32 = 103;
    pub(crate) const TRACE: i32 = 104;
    pub(crate) const TRACEFILE: i32 = 105;
    pub(crate) const TXN_ISOLATION: i32 = 108;
    pub(crate) const CURRENT_CATALOG: i32 = 109;
    pub(crate) const ODBC_CURSORS: i32 = 110;
    pub(crate) const QUIET_MODE: i32 = 111;
    pub(crate) const PACKET_SIZE: i32 = 112;
    pub(crate) const CONNECTION_TIMEOUT: i32 = 113;
    pub(crate) const DISCONNECT_BEHAVIOR: i32 = 114;
    pub(crate) const ANSI_APP: i32 = 115;
    pub(crate) const CONNECTION_DEAD: i32 = 1209;
    pub(crate) const AUTO_IPD: i32 = 10001;
    pub(crate) const METADATA_ID: i32 = 10014;
}

/// Of a statement.
pub(crate) mod stmt {
    pub(crate) const CURSOR_SENSITIVITY: i32 = -2;
    pub(crate) const CURSOR_SCROLLABLE: i32 = -1;
    pub(crate) const QUERY_TIMEOUT: i32 = 0;
    pub(crate) const MAX_ROWS: i32 = 1;
    pub(crate) const NOSCAN: i32 = 2;
    pub(crate) const MAX_LENGTH: i32 = 3;
    pub(crate) const ASYNC_ENABLE: i32 = 4;
    pub(crate) const ROW_BIND_TYPE: i32 = 5;
    pub(crate) const CURSOR_TYPE: i32 = 6;
    pub(crate) const CONCURRENCY: i32 = 7;
    pub(crate) const KEYSET_SIZE: i32 = 8;
    pub(crate) const ROWSET_SIZE: i32 = 9;
    pub(crate) const SIMULATE_CURSOR: i32 = 10;
    pub(crate) const RETRIEVE_DATA: i32 = 11;
    pub(crate) const USE_BOOKMARKS: i32 = 12;
    pub(crate) const ROW_NUMBER: i32 = 14;
    pub(crate) const ENABLE_AUTO_IPD: i32 = 15;
    pub(crate) const PARAM_BIND_OFFSET_PTR: i32 = 17;
    pub(crate) const PARAM_BIND_TYPE: i32 = 18;
    pub(crate) const PARAM_OPERATION_PTR: i32 = 19;
    pub(crate) const PARAM_STATUS_PTR: i32 = 20;
    pub(crate) const PARAMS_PROCESSED_PTR: i32 = 21;
    pub(crate) const PARAMSET_SIZE: i32 = 22;
    pub(crate) const ROW_BIND_OFFSET_PTR: i32 = 23;
    pub(crate) const ROW_OPERATION_PTR: i32 = 24;
    pub(crate) const ROW_STATUS_PTR: i32 = 25;
    pub(crate) const ROWS_FETCHED_PTR: i32 = 26;
    pub(crate) const ROW_ARRAY_SIZE: i32 = 27;
    pub(crate) const APP_ROW_DESC: i32 = 10010;
    pub(crate) const APP_PARAM_DESC: i32 = 10011;
    pub(crate) const IMP_ROW_DESC: i32 = 10012;
    pub(crate) const IMP_PARAM_DESC: i32 = 10013;
    pub(crate) const METADATA_ID: i32 = 10014;
}
