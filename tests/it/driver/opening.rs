//! Opening and closing connections.

use std::time::Duration;

use pipedrive_driver::{Connection, Open};

use super::{Driven, check_fails};

fn checked() -> Open {
    Open { check: Some(true), ..Open::default() }
}

#[test]
fn the_credentials_are_checked_where_that_is_wanted() {
    let driven = Driven::new();
    assert!(driven.paths().is_empty() && driven.connection.user().is_none());
    let text = driven.sandbox.connection_string();
    let connection = Connection::open(&text, &Open::default()).unwrap();
    assert_eq!(driven.paths(), ["/api/v1/users/me"]);
    assert!(connection.user().is_some_and(|user| !user.name.is_empty()));
    assert_eq!(connection.company_domain(), Some("acme"));
    assert!(!connection.is_read_only());
    assert_eq!(connection.check(None).unwrap().name, connection.user().unwrap().name);
    Connection::open(&text, &Open { check: Some(false), ..Open::default() }).unwrap();
    assert_eq!(driven.paths().len(), 2);
}

#[test]
fn a_connection_that_cannot_be_opened_says_why() {
    let driven = Driven::new();
    let text = driven.sandbox.connection_string();
    let wrong = text.replace(&driven.sandbox.config().api_token, "sentinel-of-a-wrong-token");
    let refused = Connection::open(&wrong, &checked());
    assert!(!format!("{refused:?}").contains("sentinel"));
    assert_eq!(refused.as_ref().unwrap_err().native_code(), 401);
    assert!(!refused.as_ref().unwrap_err().hints().is_empty());
    check_fails(refused, "28000", "refused the API token");
    check_fails(Connection::open("APIToken=t", &checked()), "08001", "CompanyDomain");
    check_fails(Connection::open(&format!("{text};Wrong=1"), &checked()), "08001", "Wrong");
}

#[test]
fn a_server_that_is_not_there_or_says_nothing_is_no_connection() {
    let driven = Driven::new();
    let text = driven.sandbox.connection_string();
    driven.sandbox.set_faults("users/me:stall*30".parse().unwrap());
    let hasty = Open { login_timeout: Some(Duration::from_millis(50)), ..checked() };
    check_fails(Connection::open(&text, &hasty), "HYT00", "50ms");
    // One that speaks no TLS.
    let secure = text.replace("BaseURL=http:", "BaseURL=https:");
    check_fails(Connection::open(&secure, &checked()), "08001", "cannot trust the server");
}

#[test]
fn a_closed_connection_refuses_statements() {
    let driven = Driven::new();
    let mut statement = driven.connection.statement();
    statement.prepare("SELECT 1").unwrap();
    driven.connection.close().unwrap();
    driven.connection.close().unwrap();
    assert!(driven.connection.is_closed());
    check_fails(statement.execute(&[]), "08003", "closed");
    check_fails(statement.execute_text("SELECT 1", &[]), "08003", "closed");
    check_fails(driven.connection.catalogue().catalogs(), "08003", "closed");
}
