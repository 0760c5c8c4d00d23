//! What `\h` shows of statements that are not queries.

/// A statement: its first word, its forms, and what to know of it.
pub(super) struct StatementSpec {
    name: &'static str,
    forms: &'static [&'static str],
    notes: &'static str,
}

const STATEMENTS: &[StatementSpec] = &[
    StatementSpec {
        name: "insert",
        forms: &["INSERT INTO table (column, …) VALUES (value, …), …", "INSERT INTO table [(column, …)] SELECT …"],
        notes: "Adds rows. Columns that are left out and NULLs are not sent. The new ids are in `sys_identity`.",
    },
    StatementSpec {
        name: "update",
        forms: &[
            "UPDATE table [AS alias] SET column = value, … WHERE condition [ORDER BY …] [LIMIT n]",
            "UPDATE table [AS alias] SET column = value, … FROM other WHERE table.id = other.id AND …",
        ],
        notes: "Changes rows. NULL clears a column. The WHERE has to choose among the rows.",
    },
    StatementSpec {
        name: "delete",
        forms: &[
            "DELETE FROM table [AS alias] WHERE condition [ORDER BY …] [LIMIT n]",
            "DELETE FROM table [AS alias] USING other WHERE table.id = other.id AND …",
        ],
        notes: "Removes rows. The WHERE has to choose among them.",
    },
    StatementSpec {
        name: "merge",
        forms: &["MERGE INTO table AS t USING source AS s ON t.column = s.column\n\
                  WHEN MATCHED [AND condition] THEN UPDATE SET column = s.column, … | DELETE\n\
                  WHEN NOT MATCHED [AND condition] THEN INSERT (column, …) VALUES (s.column, …)"],
        notes: "Adds what is missing and changes what is there. Each row of the source is another one by the columns of ON.",
    },
    StatementSpec {
        name: "call",
        forms: &[
            "CALL Procedure(Name => value, …)",
            "EXEC Procedure @Name = value, …",
            "SELECT … FROM Procedure(value, …)",
        ],
        notes: "Calls a procedure; `\\df` lists them.",
    },
    StatementSpec {
        name: "explain",
        forms: &["EXPLAIN statement", "EXPLAIN ANALYZE statement"],
        notes: "Shows the requests of a statement and what they cost. Only ANALYZE carries it out.",
    },
];

/// What statements that write have in common.
const WRITING: &str = "`SET pipedrive.dry_run = true` shows what would be sent, and `SELECT * FROM last_write` what became of \
                       each row. `\\d table` tells which columns can be written.";

/// The text about the statement with that first word, in lower case.
pub(super) fn text_of(name: &str) -> Option<String> {
    let spec = STATEMENTS.iter().find(|spec| spec.name == name)?;
    let writes = matches!(name, "insert" | "update" | "delete" | "merge");
    let more = if writes { format!("\n{WRITING}") } else { String::new() };
    Some(format!("{}\n\n{}{more}\n", spec.forms.join("\n"), spec.notes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_is_told_by_its_first_word() {
        for spec in STATEMENTS {
            let text = text_of(spec.name).unwrap();
            assert!(text.to_lowercase().starts_with(spec.name), "{text}");
        }
        assert_eq!(text_of("select"), None);
        assert!(text_of("update").unwrap().contains("last_write"));
    }
}
