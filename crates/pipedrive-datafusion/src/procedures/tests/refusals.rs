//! What is no call says what would be one, and calls nothing.

use super::Desk;

async fn check(sql: &str, expect: &str) {
    let desk = Desk::new();
    assert_eq!(desk.error(sql).await, expect, "{sql}");
    assert_eq!(desk.calls(), [""; 0], "{sql}");
}

const ALL: &str = "procedures: GetOAuthAuthorizationURL, GetOAuthAccessToken, RefreshOAuthAccessToken, \
                   RevokeOAuthAccess, TestConnection, RefreshMetadata, DropTemporaryFilters, \
                   DuplicateDeal, DuplicateProduct, MergeDeals, MergePersons, MergeOrganizations, ConvertLeadToDeal, \
                   ConvertDealToLead, MarkDealWon, MarkDealLost, ArchiveDeal, UnarchiveDeal, AddFollower, \
                   RemoveFollower, UploadFile, DownloadFile, SetPersonPicture, CreateWebhook, DeleteWebhook, \
                   PipedriveRequest";

#[tokio::test]
async fn an_unknown_procedure_is_answered_with_the_nearest_and_all() {
    for sql in ["CALL TestConection()", "EXEC TestConection @a = 'x'"] {
        check(sql, &format!("[42000] no procedure `TestConection`; did you mean `TestConnection`?; {ALL}")).await;
    }
    check(
        "CALL other.TestConnection()",
        &format!("[42000] no procedure `other.TestConnection`; did you mean `TestConnection`?; {ALL}"),
    )
    .await;
    check("CALL xyz()", &format!("[42000] no procedure `xyz`; {ALL}")).await;
    check(
        "SELECT * FROM TestConection()",
        &format!("[42000] no procedure or table function `TestConection`; did you mean `TestConnection`?; {ALL}"),
    )
    .await;
    check("EXECUTE nosuch(1)", &format!("[42000] no procedure or prepared statement `nosuch`; {ALL}")).await;
}

#[tokio::test]
async fn a_procedure_in_the_wrong_place_says_how_it_is_called() {
    let how = "`TestConnection` is a procedure: `CALL TestConnection(…)` or `SELECT … FROM TestConnection(…)`";
    check("SELECT * FROM TestConnection", &format!("[42S02] no table `testconnection`; {how}")).await;
    check("SELECT TestConnection()", &format!("[42000] no function `testconnection`; {how}")).await;
}

#[tokio::test]
async fn wrong_arguments_are_refused_in_every_spelling() {
    let parameters = "parameters of `RefreshOAuthAccessToken`: `OAuthRefreshToken`";
    for (arguments, message) in [
        ("", "`RefreshOAuthAccessToken` needs `OAuthRefreshToken`"),
        ("'a', 'b'", "`RefreshOAuthAccessToken` takes 1 argument, not 2"),
        ("Token => 'a'", "`RefreshOAuthAccessToken` has no parameter `Token`"),
        (
            "OAuthRefreshToken => 'a', oauthrefreshtoken => 'b'",
            "`RefreshOAuthAccessToken` gets `OAuthRefreshToken` twice",
        ),
    ] {
        let desk = Desk::new();
        let exec = arguments.replace("=>", "=");
        for sql in [
            format!("CALL RefreshOAuthAccessToken({arguments})"),
            format!("EXEC RefreshOAuthAccessToken {exec}"),
            format!("SELECT * FROM RefreshOAuthAccessToken({arguments})"),
        ] {
            let error = desk.error(&sql).await;
            assert!(
                error.starts_with(&format!("[22023] {message}; ")) && error.ends_with(parameters),
                "{sql}: {error}"
            );
        }
    }
}

#[tokio::test]
async fn a_value_must_be_a_constant_of_its_parameters_type() {
    let desk = Desk::new();
    let constant = "[22023] `State` takes a constant, and no column or subquery";
    for value in ["state", "\"quoted\"", "d.title", "(SELECT 'x')", "'a' || title", "EXISTS (SELECT 1)"] {
        let error = desk.error(&format!("CALL GetOAuthAuthorizationURL(State => {value})")).await;
        assert!(error.starts_with(constant), "{value}: {error}");
    }
    let error = desk.error("SELECT * FROM (VALUES ('x')) t(a), GetOAuthAuthorizationURL(State => t.a)").await;
    assert!(error.starts_with(constant), "{error}");
    let text = "[22023] `State` takes a text in single quotes, or a parameter; ";
    for value in ["5", "true", "1 + 1", "DATE '2026-01-01'"] {
        check(&format!("CALL GetOAuthAuthorizationURL(State => {value})"), text).await;
    }
    check("CALL GetOAuthAccessToken(AuthMode => 'desktop')", "[22023] `AuthMode` takes `WEB` or `APP`; ").await;
    check("CALL GetOAuthAccessToken(*)", "[22023] `GetOAuthAccessToken` does not take `*`; ").await;
    check(
        "CALL RefreshOAuthAccessToken(upper('a'))",
        "[22023] `OAuthRefreshToken` takes a text in single quotes, or a parameter; ",
    )
    .await;
}

#[tokio::test]
async fn a_call_has_arguments_and_nothing_else() {
    let desk = Desk::new();
    for sql in ["CALL TestConnection(DISTINCT 'a')", "CALL TestConnection() OVER ()", "EXECUTE TestConnection USING 1"]
    {
        let error = desk.error(sql).await;
        assert!(error.starts_with("[42000]"), "{sql}: {error}");
    }
    assert_eq!(desk.calls(), [""; 0]);
}
