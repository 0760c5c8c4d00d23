//! Custom fields of every type, there and back: what is sent for them, and what is read again.

use serde_json::Value;

use super::writes;
use crate::fixture::Fixture;

/// One way to write a field.
struct Case {
    /// The field, by its label.
    field: &'static str,
    /// The columns that are read again.
    reads: &'static str,
    /// Columns and values of an INSERT, the value that is sent, and what is read.
    insert: Written,
    /// Columns and values of an UPDATE of that row, the value that is sent, and what is read.
    update: Written,
}

struct Written {
    columns: &'static [(&'static str, &'static str)],
    sent: &'static str,
    read: &'static str,
}

const fn written(columns: &'static [(&'static str, &'static str)], sent: &'static str, read: &'static str) -> Written {
    Written { columns, sent, read }
}

/// Every type of field, and every way to write it.
const CASES: &[Case] = &[
    Case {
        field: "Competitor",
        reads: "competitor",
        insert: written(&[("competitor", "'Acme \"& Co\"'")], r#""Acme \"& Co\"""#, "Acme \"& Co\""),
        update: written(&[("competitor", "'契約'")], r#""契約""#, "契約"),
    },
    Case {
        field: "Campaign",
        reads: "campaign",
        insert: written(&[("campaign", "'Spring'")], r#""Spring""#, "Spring"),
        update: written(&[("campaign", "campaign || ' 2'")], r#""Spring 2""#, "Spring 2"),
    },
    Case {
        field: "Requirements",
        reads: "requirements",
        insert: written(&[("requirements", "'one\ntwo'")], r#""one\ntwo""#, "one\ntwo"),
        update: written(&[("requirements", "'three'")], r#""three""#, "three"),
    },
    Case {
        field: "Support Phone",
        reads: "support_phone",
        insert: written(&[("support_phone", "'+372 5'")], r#""+372 5""#, "+372 5"),
        update: written(&[("support_phone", "'112'")], r#""112""#, "112"),
    },
    Case {
        field: "Discount %",
        reads: "discount",
        insert: written(&[("discount", "7.25")], "7.25", "7.25"),
        update: written(&[("discount", "discount * 4")], "29", "29.0"),
    },
    Case {
        field: "Contract Value",
        reads: "contract_value, contract_value_currency",
        insert: written(
            &[("contract_value", "12.5"), ("contract_value_currency", "'EUR'")],
            r#"{"currency":"EUR","value":12.5}"#,
            "12.5 EUR",
        ),
        update: written(&[("contract_value", "13")], r#"{"currency":"EUR","value":13}"#, "13.0 EUR"),
    },
    Case {
        field: "Contract Value",
        reads: "contract_value, contract_value_currency",
        insert: written(
            &[("contract_value", "0"), ("contract_value_currency", "'EUR'")],
            r#"{"currency":"EUR","value":0}"#,
            "0.0 EUR",
        ),
        update: written(&[("contract_value_currency", "'USD'")], r#"{"currency":"USD","value":0}"#, "0.0 USD"),
    },
    Case {
        field: "Contract Type",
        reads: "contract_type, contract_type_id",
        insert: written(&[("contract_type", "'Renewal'")], "28", "Renewal 28"),
        update: written(&[("contract_type_id", "29")], "29", "Expansion 29"),
    },
    Case {
        field: "Contract Type",
        reads: "contract_type, contract_type_id",
        insert: written(&[("contract_type_id", "27")], "27", "New business 27"),
        update: written(&[("contract_type", "'pilot'"), ("contract_type_id", "30")], "30", "Pilot 30"),
    },
    Case {
        field: "Products of Interest",
        reads: "products_of_interest, products_of_interest_ids",
        insert: written(
            &[("products_of_interest", "['Support, 24/7', 'Training']")],
            "[33,34]",
            "[Support, 24/7, Training] [33, 34]",
        ),
        update: written(&[("products_of_interest_ids", "[31]")], "[31]", "[Licences] [31]"),
    },
    Case {
        field: "Products of Interest",
        reads: "products_of_interest, products_of_interest_ids",
        insert: written(&[("products_of_interest_ids", "[31, 35]")], "[31,35]", "[Licences, Consulting] [31, 35]"),
        update: written(&[("products_of_interest", "['hardware']")], "[32]", "[Hardware] [32]"),
    },
    Case {
        field: "Account Manager",
        reads: "account_manager",
        insert: written(&[("account_manager", "1")], "1", "1"),
        update: written(&[("account_manager", "'2'")], "2", "2"),
    },
    Case {
        field: "Partner Organization",
        reads: "partner_organization",
        insert: written(&[("partner_organization", "2")], "2", "2"),
        update: written(&[("partner_organization", "(SELECT max(id) FROM organizations WHERE id < 4)")], "3", "3"),
    },
    Case {
        field: "Technical Contact",
        reads: "technical_contact",
        insert: written(&[("technical_contact", "3")], "3", "3"),
        update: written(&[("technical_contact", "4")], "4", "4"),
    },
    Case {
        field: "Renewal Date",
        reads: "renewal_date",
        insert: written(&[("renewal_date", "'2028-02-29'")], r#""2028-02-29""#, "2028-02-29"),
        update: written(&[("renewal_date", "renewal_date + INTERVAL '1 day'")], r#""2028-03-01""#, "2028-03-01"),
    },
    Case {
        field: "Contract Period",
        reads: "contract_period, contract_period_until",
        insert: written(
            &[("contract_period", "'2027-01-01'"), ("contract_period_until", "DATE '2027-12-31'")],
            r#"{"until":"2027-12-31","value":"2027-01-01"}"#,
            "2027-01-01 2027-12-31",
        ),
        update: written(
            &[("contract_period_until", "'2028-12-31'")],
            r#"{"until":"2028-12-31","value":"2027-01-01"}"#,
            "2027-01-01 2028-12-31",
        ),
    },
    Case {
        field: "Daily Stand-up",
        reads: "daily_stand_up, daily_stand_up_timezone",
        insert: written(
            &[("daily_stand_up", "'10:15:00'"), ("daily_stand_up_timezone", "'Europe/Berlin'")],
            r#"{"timezone_name":"Europe/Berlin","value":"10:15:00"}"#,
            "10:15:00 Europe/Berlin",
        ),
        update: written(
            &[("daily_stand_up", "'09:30'")],
            r#"{"timezone_name":"Europe/Berlin","value":"09:30:00"}"#,
            "09:30:00 Europe/Berlin",
        ),
    },
    Case {
        field: "Call Window",
        reads: "call_window, call_window_until, call_window_timezone",
        insert: written(
            &[
                ("call_window", "'09:00'"),
                ("call_window_until", "TIME '17:30:00'"),
                ("call_window_timezone", "'Europe/Tallinn'"),
            ],
            r#"{"timezone_name":"Europe/Tallinn","until":"17:30:00","value":"09:00:00"}"#,
            "09:00:00 17:30:00 Europe/Tallinn",
        ),
        update: written(
            &[("call_window_timezone", "'Europe/London'")],
            r#"{"timezone_name":"Europe/London","until":"17:30:00","value":"09:00:00"}"#,
            "09:00:00 17:30:00 Europe/London",
        ),
    },
    Case {
        field: "Delivery Address",
        reads: "delivery_address, delivery_address_locality",
        insert: written(
            &[("delivery_address", "'Main St 1'"), ("delivery_address_locality", "'Tartu'")],
            r#"{"locality":"Tartu","value":"Main St 1"}"#,
            "Main St 1 Tartu",
        ),
        update: written(
            &[("delivery_address_locality", "'Narva'")],
            r#"{"locality":"Narva","value":"Main St 1"}"#,
            "Main St 1 Narva",
        ),
    },
];

/// The writes since the last call, of which none has an empty object or no member at all.
fn bodies(fixture: &Fixture) -> Vec<String> {
    let writes = writes(fixture);
    assert!(writes.iter().all(|write| !write.contains("{}")), "{writes:?}");
    writes
}

fn columns(written: &Written) -> Vec<&'static str> {
    written.columns.iter().map(|(column, _)| *column).collect()
}

fn values(written: &Written) -> Vec<&'static str> {
    written.columns.iter().map(|(_, value)| *value).collect()
}

fn set(written: &Written) -> Vec<String> {
    written.columns.iter().map(|(column, value)| format!("{column} = {value}")).collect()
}

/// What is read of the row, as one line.
async fn read(fixture: &Fixture, table: &str, case: &Case) -> String {
    fixture.expect(&format!("SELECT {} FROM {table} WHERE title = 'there and back'", case.reads)).await[0].join(" ")
}

async fn check(fixture: &Fixture, case: &Case) {
    let key = fixture.sandbox.account().custom_field_key("deals", case.field).unwrap().to_owned();
    let body = |request: &str, rest: &str, sent: &str| {
        let sent: Value = serde_json::from_str(sent).unwrap();
        let mut body: Value = serde_json::from_str(rest).unwrap();
        body["custom_fields"][&key] = sent;
        vec![format!("{request} {body} 200 5")]
    };
    let Case { field, insert, update, .. } = case;
    let (named, given) = (columns(insert).join(", "), values(insert).join(", "));
    fixture.expect(&format!("INSERT INTO deals (title, {named}) VALUES ('there and back', {given})")).await;
    let title = r#"{"title":"there and back"}"#;
    assert_eq!(bodies(fixture), body("POST /api/v2/deals", title, insert.sent), "{field}");
    assert_eq!(read(fixture, "deals", case).await, insert.read, "{field}");

    let id = fixture.column("SELECT id FROM deals WHERE title = 'there and back'").await.remove(0);
    let patch = format!("PATCH /api/v2/deals/{id}");
    fixture.expect(&format!("UPDATE deals SET {} WHERE id = {id}", set(update).join(", "))).await;
    assert_eq!(bodies(fixture), body(&patch, "{}", update.sent), "{field}");
    assert_eq!(read(fixture, "deals", case).await, update.read, "{field}");

    // NULL clears the field with all its parts.
    let first = columns(insert)[0];
    fixture.expect(&format!("UPDATE deals SET {first} = NULL WHERE id = {id}")).await;
    assert_eq!(bodies(fixture), body(&patch, "{}", "null"), "{field}");
    let cleared = vec!["NULL"; case.reads.split(", ").count()].join(" ");
    assert_eq!(read(fixture, "deals", case).await, cleared, "{field}");
    // Once more, which changes nothing.
    let all: Vec<String> = columns(insert).iter().map(|column| format!("{column} = NULL")).collect();
    fixture.expect(&format!("UPDATE deals SET {} WHERE id = {id}", all.join(", "))).await;
    assert_eq!(bodies(fixture), body(&patch, "{}", "null"), "{field}");
    assert_eq!(read(fixture, "deals", case).await, cleared, "{field}");
    fixture.expect(&format!("DELETE FROM deals WHERE id = {id}")).await;
    bodies(fixture);
}

#[tokio::test]
async fn every_type_of_custom_field_is_read_as_it_was_written() {
    let fixture = Fixture::new().await;
    for case in CASES {
        check(&fixture, case).await;
    }
}

#[tokio::test]
async fn the_cases_have_every_type_of_custom_field() {
    let fixture = Fixture::new().await;
    let sql = "SELECT DISTINCT field_type FROM deal_fields WHERE is_custom_field AND field_name = ";
    let mut types = Vec::new();
    for case in CASES {
        let label = case.field.replace('\'', "''");
        types.extend(fixture.column(&format!("{sql}'{label}'")).await);
    }
    types.sort();
    types.dedup();
    let all = "SELECT DISTINCT field_type FROM deal_fields WHERE is_custom_field ORDER BY 1";
    assert_eq!(types, fixture.column(all).await);
    assert_eq!(types.len(), 16);
}

/// Leads have the fields of deals, side by side with the others and with texts in the place of lists.
/// What a lead shows: the older API tells the number of a time zone and not its name.
fn without_zones(read: &str) -> String {
    let word = |word| if matches!(word, "Europe/Tallinn" | "Europe/Berlin" | "Europe/London") { "NULL" } else { word };
    read.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn leads_give_back_the_same() {
    let fixture = Fixture::new().await;
    for case in CASES {
        let Case { field, insert, update, .. } = case;
        let (named, given) = (columns(insert).join(", "), values(insert).join(", "));
        let sql = format!("INSERT INTO leads (title, person_id, {named}) VALUES ('there and back', 1, {given})");
        fixture.expect(&sql).await;
        assert_eq!(read(&fixture, "leads", case).await, without_zones(insert.read), "{field}");
        let change = set(update).join(", ");
        fixture.expect(&format!("UPDATE leads SET {change} WHERE title = 'there and back'")).await;
        assert_eq!(read(&fixture, "leads", case).await, without_zones(update.read), "{field}");
        let clear: Vec<String> = columns(insert).iter().map(|column| format!("{column} = NULL")).collect();
        fixture.expect(&format!("UPDATE leads SET {} WHERE title = 'there and back'", clear.join(", "))).await;
        let cleared = vec!["NULL"; case.reads.split(", ").count()].join(" ");
        assert_eq!(read(&fixture, "leads", case).await, cleared, "{field}");
        fixture.expect("DELETE FROM leads WHERE title = 'there and back'").await;
        bodies(&fixture);
    }
}

#[tokio::test]
async fn a_new_row_is_not_told_what_is_null() {
    let fixture = Fixture::new().await;
    let sql = "INSERT INTO deals (title, contract_type, contract_value, products_of_interest, delivery_address_locality) \
               VALUES ('x', NULL, NULL, NULL, NULL)";
    fixture.expect(sql).await;
    assert_eq!(bodies(&fixture), [r#"POST /api/v2/deals {"title":"x"} 200 5"#]);
}

#[tokio::test]
async fn a_part_of_a_field_is_cleared_for_itself() {
    let fixture = Fixture::new().await;
    let address = fixture.sandbox.account().custom_field_key("deals", "Delivery Address").unwrap().to_owned();
    let insert =
        "INSERT INTO deals (title, delivery_address, delivery_address_locality) VALUES ('x', 'Main St', 'Tartu')";
    fixture.expect(insert).await;
    let id = fixture.column("SELECT id FROM deals WHERE title = 'x'").await.remove(0);
    bodies(&fixture);
    fixture.expect(&format!("UPDATE deals SET delivery_address_locality = NULL WHERE id = {id}")).await;
    let sent = format!(r#"PATCH /api/v2/deals/{id} {{"custom_fields":{{"{address}":{{"value":"Main St"}}}}}} 200 5"#);
    assert_eq!(bodies(&fixture), [sent]);
    // A part of what is not there is NULL by now, and nothing is sent for it.
    fixture.expect(&format!("UPDATE deals SET contract_value_currency = NULL WHERE id = {id}")).await;
    assert_eq!(bodies(&fixture), Vec::<String>::new());
}
