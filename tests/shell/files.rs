//! Answers that leave as files, and files that are joined with the account.

use insta::assert_snapshot;

use crate::bench::Bench;

#[test]
fn answers_leave_as_files_and_come_back_as_tables() {
    let bench = Bench::new();
    for (format, options) in [("csv", "OPTIONS ('format.has_header' 'true')"), ("json", ""), ("parquet", "")] {
        let copy =
            format!("COPY (SELECT id, name, pipeline_id FROM stages WHERE id <= 3 ORDER BY id) TO 'stages.{format}'");
        let outcome = bench.shell(["-q", "-c", &copy]).output();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{format}");

        let stored = format.to_uppercase();
        let script = format!(
            "CREATE EXTERNAL TABLE local STORED AS {stored} LOCATION 'stages.{format}' {options};\n\
             SELECT l.id, l.name, p.name AS pipeline FROM local AS l JOIN pipelines AS p ON p.id = l.pipeline_id \
             ORDER BY l.id;"
        );
        let outcome = bench.shell(["-q", "-c", &script]).output();
        let expect = "id,name,pipeline\n1,Qualified,Sales\n2,Contact Made,Sales\n3,Demo Scheduled,Sales\n";
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), (expect, ""), "{format}");
    }
    assert_eq!(bench.read("stages.csv"), "id,name,pipeline_id\n1,Qualified,1\n2,Contact Made,1\n3,Demo Scheduled,1\n");
}

#[test]
fn a_file_of_rates_is_joined_with_the_account() {
    let bench = Bench::new();
    bench.write("rates.csv", "code,to_euro\nEUR,1\nUSD,0.5\n");
    let script = "CREATE EXTERNAL TABLE rates STORED AS CSV LOCATION 'rates.csv' OPTIONS ('format.has_header' 'true');\n\
                  SELECT c.name, r.to_euro FROM currencies AS c JOIN rates AS r ON r.code = c.code ORDER BY c.name;\n\
                  \\d rates";
    assert_snapshot!(bench.shell(["-q"]).input(script).show(), @r"
    exit: 0
    --- stdout
    name,to_euro
    Euro,1.0
    US Dollar,0.5
    column,type,comment,server-side
    code,text,,
    to_euro,double,,
    ");
}

#[test]
fn a_copy_says_how_many_rows_it_wrote() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-c", "COPY (SELECT id, name FROM stages) TO 'stages.csv'"]).show(), @r"
    exit: 0
    --- stderr
    12 rows written · [time] · 1 request · 5 tokens
    ");
}
