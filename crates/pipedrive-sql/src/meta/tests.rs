//! How the commands are read.

use super::*;

#[test]
fn commands_are_read_with_their_arguments() {
    let check = |line, expect| assert_eq!(parse(line).unwrap(), expect, "{line}");
    let relations =
        |kinds, pattern: Option<&str>| MetaCommand::Relations(Wanted { kinds, pattern: pattern.map(str::to_owned) });
    check("\\d", relations(Kind::USERS, None));
    check("\\d deals", MetaCommand::Relation("deals".to_owned()));
    check("  \\d  deals ; ", MetaCommand::Relation("deals".to_owned()));
    check("\\d sys_*", relations(Kind::ALL, Some("sys_*")));
    check("\\dt", relations(Kind::TABLES, None));
    check("\\dt deals", relations(Kind::TABLES, Some("deals")));
    check("\\dv *s", relations(Kind::VIEWS, Some("*s")));
    check("\\dS", relations(Kind::ALL, None));
    check("\\h", MetaCommand::Functions);
    check("\\h Date_Trunc", MetaCommand::Function("date_trunc".to_owned()));
    check("\\df", MetaCommand::Calls(None));
    check("\\df *_search", MetaCommand::Calls(Some("*_search".to_owned())));
    check("\\df GetOAuthAccessToken", MetaCommand::Function("getoauthaccesstoken".to_owned()));
    check("\\q", MetaCommand::Quit);
    check("\\?", MetaCommand::Help);
    check("\\quiet", MetaCommand::Quiet(None));
    check("\\quiet TRUE", MetaCommand::Quiet(Some(true)));
    check("\\timing off", MetaCommand::Timing(Some(false)));
    check("\\cost", MetaCommand::Cost(None));
    check("\\pset", MetaCommand::Settings);
    check("\\pset format nd-json", MetaCommand::Format(Format::NdJson));
    check("\\pset maxrows inf", MetaCommand::MaxRows(MaxRows(None)));
}

#[test]
fn what_is_not_understood_is_answered_with_what_would_be() {
    let check = |line, message: &str, hint: Option<&str>| {
        let report = parse(line).unwrap_err();
        assert_eq!(report.message, message);
        assert_eq!(report.hints.first().map(String::as_str), hint);
    };
    check("\\timng", "unknown command `\\timng`", Some("did you mean `\\timing`?"));
    check("\\quit", "unknown command `\\quit`", Some("did you mean `\\quiet`?"));
    check("\\x", "unknown command `\\x`", Some("`\\?` lists the commands"));
    check("\\", "unknown command `\\`", Some("`\\?` lists the commands"));
    check("\\d a b", "wrong arguments for `\\d`, expected `\\d [NAME | PATTERN]`", None);
    check("\\quiet maybe", "wrong arguments for `\\quiet`, expected `\\quiet [true|false]`", None);
    check(
        "\\pset format xml",
        "wrong arguments for `\\pset`, expected `\\pset [format FORMAT | maxrows N]`",
        Some("formats: automatic, table, csv, tsv, json, nd-json; N is a number or inf"),
    );
}

#[test]
fn the_help_lists_every_command() {
    let help = help(None);
    for spec in COMMANDS {
        assert!(help.lines().any(|line| line.starts_with(spec.name) && line.contains(spec.comment)), "{help}");
    }
}

#[test]
fn the_help_fits_a_terminal() {
    let help = help(Some(80));
    assert!(help.lines().all(|line| line.chars().count() <= 80), "{help}");
    assert!(COMMANDS.iter().all(|spec| help.contains(&usage(spec))), "{help}");
}
