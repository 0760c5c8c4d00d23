//! Tables and views as the shell lists and describes them.

use insta::assert_snapshot;

use crate::bench::Bench;

#[test]
fn tables_come_first_then_views_and_system_tables_only_when_asked_for() {
    let bench = Bench::new();
    let kinds = |command: &str| {
        let outcome = bench.shell(["-q", "--format", "tsv", "-c", command]).output();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{command}");
        let mut lines = outcome.stdout.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        assert_eq!(lines.next().unwrap(), ["name", "kind", "comment"]);
        let lines: Vec<Vec<String>> = lines.map(|line| line.into_iter().map(str::to_owned).collect()).collect();
        assert!(lines.iter().all(|line| line.len() == 3 && !line[2].is_empty()), "{lines:?}");
        let mut kinds: Vec<String> = lines.into_iter().map(|mut line| line.swap_remove(1)).collect();
        kinds.dedup();
        kinds
    };
    assert_eq!(kinds("\\d"), ["table", "view"]);
    assert_eq!(kinds("\\dt"), ["table"]);
    assert_eq!(kinds("\\dv"), ["view"]);
    assert_eq!(kinds("\\dS"), ["table", "view", "system table"]);
    assert_eq!(kinds("\\d sys_*"), ["system table"]);
    assert_eq!(bench.requests(), [""; 0]);
}

#[test]
fn a_pattern_chooses_names_in_any_case() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "--format", "table", "-c", "\\dt PERSON_?I*"]).show(), @r"
    exit: 0
    --- stdout
    +-----------------+-------+-------------------------------------------------------------+
    | name            | kind  | comment                                                     |
    +-----------------+-------+-------------------------------------------------------------+
    | person_files    | table | files attached to persons                                   |
    | person_pictures | table | the picture of each person who has one, in two sizes        |
    | person_fields   | table | definitions of the fields persons have, built in and custom |
    +-----------------+-------+-------------------------------------------------------------+
    ");
    assert_snapshot!(bench.shell(["-q", "-c", "\\dv crm.person_*s"]).show(), @r#"
    exit: 0
    --- stdout
    name,kind,comment
    person_emails,view,"e-mail addresses of persons, one a row"
    person_phones,view,"phone numbers of persons, one a row"
    person_labels,view,"labels that persons carry, one a row"
    person_field_options,view,"choices of the fields persons have, one a row"
    "#);
    assert_snapshot!(bench.shell(["-c", "\\d deal_?"]).show(), @r"
    exit: 0
    --- stdout
    name,kind,comment
    --- stderr
    nothing here is named like `deal_?`
    ");
}

#[test]
fn what_a_session_makes_is_listed_with_the_tables() {
    let bench = Bench::new();
    let input = "CREATE TABLE Mine AS SELECT 1 AS one;\nCREATE VIEW \"Looks\" AS SELECT * FROM mine;\n\
                 \\d *i?e\n\\d look*\n\\dt mine\n\\dv mine\n";
    assert_snapshot!(bench.shell(["-q"]).input(input).show(), @r"
    exit: 0
    --- stdout
    name,kind,comment
    mine,local table,
    last_write,system table,what became of the rows of the session's last statement that wrote
    name,kind,comment
    Looks,local view,
    name,kind,comment
    mine,local table,
    name,kind,comment
    ");
}

#[cfg(target_os = "linux")]
#[test]
fn lists_fit_a_narrow_terminal() {
    let bench = Bench::new();
    for command in ["\\d", "\\dS", "\\df", "\\h", "\\?", "\\h deal_search", "\\d deals"] {
        let (code, screen) = crate::terminal::Terminal::start_narrow(bench.shell(["-q", "-c", command])).finish();
        assert_eq!(code, Some(0), "{screen}");
        let wide = screen.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{command}: {screen}");
        assert!(screen.lines().count() > 10, "{command}: {screen}");
    }
    let (_, screen) =
        crate::terminal::Terminal::start_narrow(bench.shell(["-q", "-c", "\\d person_fl*", "-c", "\\df users_*"]))
            .finish();
    assert_snapshot!(screen.replace("\r\n", "\n"), @r"
    +-------------+-------+--------------------------------------------------------+
    | name        | kind  | comment                                                |
    +-------------+-------+--------------------------------------------------------+
    | person_flow | table | everything that happened around persons: changes, act… |
    +-------------+-------+--------------------------------------------------------+
    +-------------------------------------+--------+-------------------------------+
    | call                                | tokens | comment                       |
    +-------------------------------------+--------+-------------------------------+
    | users_find(term, [search_by_email]) | 40     | users by a part of their nam… |
    +-------------------------------------+--------+-------------------------------+
    ");
}

#[test]
fn a_view_and_a_system_table_are_described_with_their_comments() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["--format", "table", "-c", "\\d Person_Emails"]).show(), @r"
    exit: 0
    --- stdout
    +-------------+----------------------------------+-----------------------------------------------------------------------+------------------------+
    | column      | type                             | comment                                                               | server-side            |
    +-------------+----------------------------------+-----------------------------------------------------------------------+------------------------+
    | person_id   | bigint, primary key → persons.id | person the row belongs to                                             | =, IN, ORDER BY        |
    | position    | bigint, primary key              | place in the list of the person, from 1                               |                        |
    | label       | text                             | `label` of the item of `persons.emails`                               |                        |
    | value       | text                             | `value` of the item of `persons.emails`                               |                        |
    | primary     | boolean                          | `primary` of the item of `persons.emails`                             |                        |
    | owner_id    | bigint → users.id                | of the person: user who owns the person                               | =, IN                  |
    | org_id      | bigint → organizations.id        | of the person: organization the person belongs to                     | =, IN                  |
    | update_time | timestamp                        | of the person: when the person last changed; NULL on very old persons | >, >=, <, <=, ORDER BY |
    +-------------+----------------------------------+-----------------------------------------------------------------------+------------------------+
    --- stderr
    person_emails: e-mail addresses of persons, one a row
    ");
    assert_snapshot!(bench.shell(["--format", "table", "-c", "\\d sys_tables"]).show(), @r"
    exit: 0
    --- stdout
    +--------------+---------+----------------------------------------------------------------+-------------+
    | column       | type    | comment                                                        | server-side |
    +--------------+---------+----------------------------------------------------------------+-------------+
    | catalogname  | text    | catalog                                                        |             |
    | schemaname   | text    | schema                                                         |             |
    | tablename    | text    | table or view                                                  |             |
    | tabletype    | text    | `TABLE`, `VIEW`, `SYSTEM TABLE`, `LOCAL TABLE` or `LOCAL VIEW` |             |
    | description  | text    | what it holds                                                  |             |
    | isupdateable | boolean | whether its rows can be changed with SQL                       |             |
    +--------------+---------+----------------------------------------------------------------+-------------+
    --- stderr
    sys_tables: tables and views
    ");
    assert_eq!(bench.requests(), [""; 0]);
}

#[test]
fn a_table_is_described_with_what_the_api_does_for_each_column() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["--format", "table", "-c", "\\d stages"]).show(), @r"
    exit: 0
    --- stdout
    +---------------------+-----------------------+---------------------------------------------------------------+-----------------+-----------------+
    | column              | type                  | comment                                                       | server-side     | writes          |
    +---------------------+-----------------------+---------------------------------------------------------------+-----------------+-----------------+
    | id                  | bigint, primary key   | identifies the stage                                          | =, IN, ORDER BY |                 |
    | name                | text                  | name of the stage                                             |                 | INSERT*, UPDATE |
    | pipeline_id         | bigint → pipelines.id | pipeline the stage belongs to                                 | =, IN           | INSERT*, UPDATE |
    | order_nr            | bigint                | position within the pipeline                                  | ORDER BY        |                 |
    | deal_probability    | bigint                | chance of winning a deal in the stage, in percent             |                 | INSERT, UPDATE  |
    | is_deal_rot_enabled | boolean               | whether deals go stale when they stay too long                |                 | INSERT, UPDATE  |
    | days_to_rotten      | bigint                | days after which a deal counts as stale                       |                 | INSERT, UPDATE  |
    | is_deleted          | boolean               | whether the stage is deleted                                  |                 |                 |
    | add_time            | timestamp             | when the stage was created                                    | ORDER BY        |                 |
    | update_time         | timestamp             | when the stage last changed                                   | ORDER BY        |                 |
    | _extra              | text (json)           | JSON text of whatever the API sent that no other column names |                 |                 |
    +---------------------+-----------------------+---------------------------------------------------------------+-----------------+-----------------+
    --- stderr
    stages: steps of the pipelines
    * an INSERT must give it, (*) it or another
    ");
    let deals = bench.shell(["-q", "-c", "\\d deals"]).output().stdout;
    let mut lines = deals.lines().filter(|line| {
        ["id,", "stage_id,", "status,", "update_time,", "contract_type", "_extra,"]
            .iter()
            .any(|name| line.starts_with(name))
    });
    assert_snapshot!(lines.by_ref().collect::<Vec<_>>().join("\n"), @r#"
    id,"bigint, primary key",identifies the deal,"=, IN, ORDER BY",
    stage_id,bigint → stages.id,stage the deal is in,"=, IN","INSERT, UPDATE"
    status,text,"`open`, `won`, `lost`, or `deleted` for a deleted deal","=, IN","INSERT, UPDATE"
    update_time,timestamp,when the deal last changed; NULL on very old deals,">, >=, <, <=, ORDER BY",
    contract_type,text (enum),custom field “Contract Type”,,"INSERT, UPDATE"
    contract_type_id,bigint,option id of custom field “Contract Type”,,"INSERT, UPDATE"
    _extra,text (json),JSON text of whatever the API sent that no other column names,,
    "#);
    assert_snapshot!(bench.shell(["-q", "-c", "\\d dels"]).show(), @r"
    exit: 1
    --- stderr
    error: no table, view or function `dels`
    hint: did you mean `deals`?
    ");
}
