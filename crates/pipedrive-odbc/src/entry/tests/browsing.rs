//! Catalogue functions and what the driver tells of itself.

use super::*;

fn tables(statement: Handle, arguments: [Option<&str>; 4]) -> i16 {
    let [catalog, schema, table, kinds] =
        arguments.map(|argument| argument.map_or((NOWHERE.cast_mut().cast(), 0), text));
    let (c, s, t, k) = (short(catalog.1), short(schema.1), short(table.1), short(kinds.1));
    SQLTables(statement, catalog.0, c, schema.0, s, table.0, t, kinds.0, k)
}

#[test]
fn tables_are_found_by_pattern_and_kind() {
    let program = Program::open("");
    let statement = program.statement();
    assert_eq!(tables(statement, [None, None, Some("deal\\_fields"), Some("'TABLE','VIEW'")]), returns::SUCCESS);
    let found = rows(statement);
    assert!(found.len() == 1 && found[0].starts_with("pipedrive|crm|deal_fields|TABLE|"), "{found:?}");
    assert_eq!(tables(statement, [Some("%"), Some(""), Some(""), None]), returns::SUCCESS);
    assert_eq!(rows(statement), ["pipedrive|NULL|NULL|NULL|NULL"]);
    assert_eq!(tables(statement, [Some(""), Some(""), Some(""), Some("%")]), returns::SUCCESS);
    assert!(rows(statement).contains(&"NULL|NULL|NULL|VIEW|NULL".to_owned()));
}

#[test]
fn columns_and_keys_have_the_standards_shape() {
    let program = Program::open("");
    let statement = program.statement();
    let (table, length) = text("deals");
    let nothing = null_mut();
    let code = SQLColumns(statement, nothing, 0, nothing, 0, table, short(length), nothing, 0);
    assert_eq!(code, returns::SUCCESS, "{:?}", diagnosis(handle_type::STMT, statement));
    let found = rows(statement);
    let id = "pipedrive|crm|deals|id|-5|BIGINT|19|8|0|10|";
    assert!(found.iter().any(|row| row.starts_with(id)), "{found:#?}");
    for expect in ["title|-9|VARCHAR|4000|8000|", "_extra|-10|STRING|65535|131070|"] {
        let expect = format!("pipedrive|crm|deals|{expect}");
        assert!(found.iter().any(|row| row.starts_with(&expect)), "{expect}: {found:#?}");
    }
    assert_eq!(SQLPrimaryKeys(statement, nothing, 0, nothing, 0, table, short(length)), returns::SUCCESS);
    let found = rows(statement);
    assert!(found.len() == 1 && found[0].starts_with("pipedrive|crm|deals|id|1|"), "{found:?}");
    let code =
        SQLForeignKeys(statement, nothing, 0, nothing, 0, nothing, 0, nothing, 0, nothing, 0, table, short(length));
    assert_eq!(code, returns::SUCCESS);
    assert!(
        rows(statement)
            .iter()
            .any(|row| row.starts_with("pipedrive|crm|persons|id|pipedrive|crm|deals|person_id|1|3|3|"))
    );
}

#[test]
fn types_are_known_by_number() {
    let program = Program::open("");
    let statement = program.statement();
    let check = |kind: i16, expect: usize| {
        assert_eq!(SQLGetTypeInfo(statement, kind), returns::SUCCESS);
        assert_eq!(rows(statement).len(), expect, "{kind}");
    };
    check(12, 1);
    check(-9, 1);
    check(93, 1);
    check(0, crate::convert::TYPES.len());
    check(4711, 0);
}

#[test]
fn information_is_of_the_size_its_type_has() {
    let program = Program::open("ReadOnly=true");
    let check = |kind: u16, expect: &[u8]| {
        let (mut buffer, mut length) = ([0xAA_u8; 64], 0_i16);
        let code = SQLGetInfo(program.connection, kind, buffer.as_mut_ptr().cast(), 64, &raw mut length);
        let got = &buffer[..usize::try_from(length).unwrap()];
        assert_eq!((code, got), (returns::SUCCESS, expect), "{kind}");
    };
    check(17, b"Pipedrive");
    check(25, b"Y");
    check(46, &[0, 0]);
    check(169, &0x7F_u32.to_ne_bytes());
    let (mut wide, mut length) = ([0_u16; 5], 0_i16);
    let code = SQLGetInfoW(program.connection, 17, wide.as_mut_ptr().cast(), 10, &raw mut length);
    assert_eq!((code, length, &wide), (returns::SUCCESS_WITH_INFO, 18, &[80, 105, 112, 101, 0]));
    assert_eq!(SQLGetInfo(program.connection, 4711, null_mut(), 0, null_mut()), returns::ERROR);
    assert_eq!(state(handle_type::DBC, program.connection).as_deref(), Some("HY096"));
}

#[test]
fn every_function_that_is_told_of_can_be_called() {
    const SAMPLES: &[(&str, &str)] = &[
        ("text", "'won'"),
        ("sought", "'o'"),
        ("other", "'i'"),
        ("count", "2"),
        ("start", "1"),
        ("code", "65"),
        ("number", "1"),
        ("moment", "TIMESTAMP '2025-01-31 08:15:00'"),
        ("part", "YEAR"),
    ];
    let program = Program::open("");
    let statement = program.statement();
    for form in crate::escapes::FUNCTIONS.iter().flat_map(|function| function.forms) {
        let (name, words) = form.usage.split_once('(').unwrap();
        let kind = if name == "CONVERT" { "SQL_INTEGER" } else { "INTEGER" };
        let sample = |word: &str| match SAMPLES.iter().find(|(known, _)| *known == word) {
            Some((_, sample)) => (*sample).to_owned(),
            None if word == "type" => kind.to_owned(),
            None => word.to_owned(),
        };
        let arguments: Vec<String> = words
            .trim_end_matches(')')
            .split(", ")
            .map(|argument| argument.split(' ').map(sample).collect::<Vec<_>>().join(" "))
            .collect();
        run(statement, &format!("SELECT {{fn {name}({})}}", arguments.join(", ")));
        assert_eq!(rows(statement).len(), 1, "{}", form.usage);
    }
    let check = |sql: &str, expect: &str| {
        run(statement, sql);
        assert_eq!(rows(statement), [expect], "{sql}");
    };
    check("SELECT {fn LOCATE('a', 'banana')}, {fn LOCATE('a', 'banana', 3)}, {fn LOCATE('b', 'banana', 2)}", "2|4|0");
    check(
        "SELECT {fn POSITION('n' IN 'banana')}, {fn SUBSTRING('banana', 3, 2)}, {fn CONVERT('$2', SQL_CHAR)}",
        "3|na|$2",
    );
}

#[test]
fn a_procedure_is_called_by_its_escape() {
    let program = Program::open("");
    let statement = program.statement();
    let (sql, length) = text("{call p({d '2025-01-31'})}");
    let (mut buffer, mut written) = ([0_u8; 64], 0);
    let code = SQLNativeSql(program.connection, sql, length, buffer.as_mut_ptr().cast(), 64, &raw mut written);
    let got = &buffer[..usize::try_from(written).unwrap()];
    assert_eq!((code, got), (returns::SUCCESS, b"CALL p(DATE '2025-01-31')".as_slice()));
    let nothing = null_mut();
    assert_eq!(SQLProcedures(statement, nothing, 0, nothing, 0, nothing, 0), returns::SUCCESS);
    assert!(!rows(statement).is_empty());
}
