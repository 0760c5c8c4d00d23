//! SQLSTATEs as data: the code, what ODBC 2 called it, and what it says by itself.
//!
//! Specification: ODBC 3.8, appendix A.

/// One SQLSTATE.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SqlState {
    /// The code of ODBC 3.
    pub(crate) code: &'static str,
    /// What a program that asked for ODBC 2 is told.
    pub(crate) odbc2: &'static str,
    /// The message where there is nothing better to say.
    pub(crate) text: &'static str,
}

macro_rules! states {
    (
        here { $($name:ident $code:literal $odbc2:literal $text:literal)* }
        below { $($below:literal $below2:literal $below_text:literal)* }
    ) => {
        $(pub(crate) const $name: &str = $code;)*

        /// Every SQLSTATE that this driver gives: those it decides on itself, then those of the driver underneath.
        pub(crate) const STATES: &[SqlState] = &[
            $(SqlState { code: $code, odbc2: $odbc2, text: $text },)*
            $(SqlState { code: $below, odbc2: $below2, text: $below_text },)*
        ];
    };
}

states! {
    here {
        TRUNCATED "01004" "01004" "the text or the bytes did not fit and were cut"
        OPTION_CHANGED "01S02" "01S02" "another value was taken for the option"
        FRACTION_CUT "01S07" "01004" "the fraction was cut"
        WRONG_COUNT "07002" "07001" "fewer parameters are bound than the statement has"
        NO_CURSOR_SPECIFICATION "07005" "24000" "the statement has no result columns"
        RESTRICTED_TYPE "07006" "07006" "the value cannot become the type asked for"
        INVALID_INDEX "07009" "S1002" "there is no such column or parameter"
        NAME_IN_USE "08002" "08002" "the connection is open already"
        NOT_OPEN "08003" "08003" "the connection is not open"
        INDICATOR_REQUIRED "22002" "22002" "the value is NULL and there is nowhere to say so"
        OUT_OF_RANGE "22003" "22003" "the number does not fit"
        INVALID_DATETIME "22007" "22008" "that is no date or time"
        DATETIME_OVERFLOW "22008" "22008" "the date or time does not fit"
        INVALID_CHARACTER_VALUE "22018" "22005" "the text is not of the type asked for"
        INVALID_CURSOR_STATE "24000" "24000" "there is no open cursor, or one is open already"
        INVALID_CURSOR_NAME "34000" "34000" "that is no name for a cursor"
        SYNTAX "42000" "37000" "the statement is not understood"
        GENERAL "HY000" "S1000" "something went wrong"
        INVALID_BUFFER_TYPE "HY003" "S1003" "there is no such C type"
        INVALID_SQL_TYPE "HY004" "S1004" "there is no such SQL type"
        NULL_POINTER "HY009" "S1009" "a pointer that is needed is null"
        SEQUENCE "HY010" "S1010" "the functions were called out of order"
        INVALID_TRANSACTION_CODE "HY012" "S1012" "that is neither commit nor rollback"
        IMPLICIT_DESCRIPTOR "HY017" "S1000" "a descriptor that the driver made is not the program's to free"
        NON_CHARACTER_IN_PIECES "HY019" "S1000" "only text and bytes can be sent in pieces"
        INCONSISTENT_DESCRIPTOR "HY021" "S1000" "the type and its subtype do not go together"
        INVALID_ATTRIBUTE_VALUE "HY024" "S1009" "the attribute does not take that value"
        CONCATENATES_NULL "HY020" "S1000" "NULL cannot be sent in pieces together with others"
        INVALID_LENGTH "HY090" "S1090" "the length is not allowed"
        INVALID_FIELD "HY091" "S1091" "there is no such field"
        INVALID_ATTRIBUTE "HY092" "S1092" "there is no such attribute or option"
        INVALID_INFORMATION_TYPE "HY096" "S1096" "there is no such type of information"
        INVALID_COLUMN_TYPE "HY097" "S1097" "there is no such type of special columns"
        INVALID_FUNCTION_NUMBER "HY095" "S1095" "there is no such function"
        INVALID_UNIQUENESS "HY100" "S1100" "there is no such uniqueness"
        INVALID_ACCURACY "HY101" "S1101" "there is no such accuracy"
        INVALID_PARAMETER_DIRECTION "HY105" "S1105" "there is no such direction of a parameter"
        INVALID_FETCH_TYPE "HY106" "S1106" "rows can only be fetched forward"
        INVALID_DRIVER_COMPLETION "HY110" "S1110" "there is no such way of completing the connection string"
        NOT_IMPLEMENTED "HYC00" "S1C00" "the driver cannot do that"
    }
    below {
        "01S00" "01S00" "a keyword of the connection string was not understood"
        "08001" "08001" "no connection could be made"
        "02000" "02000" "there is no such record"
        "22001" "22001" "the text is too long"
        "22023" "S1009" "the value is not accepted"
        "23000" "23000" "the record does not allow that"
        "25000" "25000" "that cannot be done now"
        "25006" "25000" "the connection only reads"
        "28000" "28000" "the credential was not accepted"
        "42S02" "S0002" "there is no such table"
        "42S22" "S0022" "there is no such column"
        "HY001" "S1001" "there is not enough memory"
        "HY008" "S1008" "the statement was cancelled"
        "HY011" "S1011" "the attribute cannot be set now"
        "HYT00" "S1T00" "the time for the statement is over"
        "HYT01" "S1T00" "the time for the connection is over"
        "01000" "01000" "a note"
        "01002" "01002" "the connection was closed, with an error"
        "08S01" "08S01" "Pipedrive could not be reached"
        "53000" "53000" "the budget of tokens or requests is spent"
        "HY016" "S1000" "the descriptor of the result's columns is the driver's"
    }
}

/// What is known of a code, for one that is in the table.
pub(crate) fn find(code: &str) -> Option<&'static SqlState> {
    STATES.iter().find(|state| state.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_there_once_and_has_five_characters() {
        for state in STATES {
            assert_eq!((state.code.len(), state.odbc2.len()), (5, 5), "{}", state.code);
            assert_eq!(STATES.iter().filter(|other| other.code == state.code).count(), 1, "{}", state.code);
        }
    }

    #[test]
    fn every_state_of_the_driver_underneath_is_there() {
        use pipedrive_driver::ErrorKind::*;
        let kinds = [
            ConnectionString,
            Configuration,
            Unauthenticated,
            PermissionDenied,
            PlanLimit,
            TableNotFound,
            ColumnNotFound,
            Syntax,
            Unsupported,
            InvalidArgument,
            NotFound,
            Conflict,
            RateLimited,
            BudgetSpent,
            TokenLimit,
            Unavailable,
            Timeout,
            Cancelled,
            Protocol,
            Conversion,
            ReadOnly,
            Resources,
            Internal,
        ];
        for kind in kinds {
            let code = pipedrive_driver::Error::new(kind, "").sqlstate();
            assert!(find(code).is_some(), "{kind:?}: {code}");
        }
    }

    #[test]
    fn odbc_2_knows_no_states_of_odbc_3() {
        for state in STATES {
            assert!(!state.odbc2.starts_with("HY") && !state.odbc2.starts_with("42"), "{}", state.code);
        }
    }
}
