//! What the program says about itself.

use insta::assert_snapshot;
use pipedrive_connection::KEYS;

use crate::bench::Bench;

#[test]
fn the_version_is_one_line() {
    let bench = Bench::new();
    assert_snapshot!(bench.program(["--version"]).show(), @"");
}

#[test]
fn the_short_help_fits_a_screen() {
    let bench = Bench::new();
    assert_snapshot!(bench.program(["-h"]).show(), @"");
}

#[test]
fn the_long_help_explains_every_key_and_exit_code() {
    let bench = Bench::new();
    let help = bench.program(["--help"]).output().stdout;
    for key in KEYS {
        assert!(help.contains(&format!("  {}=", key.name)), "{} is missing", key.name);
    }
    let codes = help.split_once("Exit codes:\n").unwrap().1.lines().take(3).collect::<Vec<_>>().join("\n");
    assert_snapshot!(codes, @"");
}
