//! Table functions and procedures as the shell lists and explains them.

use insta::assert_snapshot;

use crate::bench::Bench;

#[test]
fn functions_and_procedures_are_listed_with_arguments_and_prices() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "-c", "\\df *search"]).show(), @r#"
    exit: 0
    --- stdout
    call,tokens,comment
    "deal_search(term, [fields], [exact_match], [person_id], [organization_id], [status], [include_fields])",20 a page,"deals by a word of their title, notes or custom fields, best first"
    "person_search(term, [fields], [exact_match], [organization_id], [include_fields])",20 a page,"persons by a word of their name, e-mail, phone, notes or custom fields, best first"
    "organization_search(term, [fields], [exact_match])",20 a page,"organizations by a word of their name, address, notes or custom fields, best first"
    "product_search(term, [fields], [exact_match], [include_fields])",20 a page,"products by a word of their name, code or custom fields, best first"
    "lead_search(term, [fields], [exact_match], [person_id], [organization_id], [include_fields])",20 a page,"leads by a word of their title, notes or custom fields, best first"
    "project_search(term, [fields], [exact_match], [person_id], [organization_id])",20 a page,"projects by a word of their title, description, notes or custom fields, best first"
    "item_search(term, [item_types], [fields], [exact_match], [include_fields])",20 a page,"records of all kinds by a word in them, best first"
    "#);
    assert_snapshot!(bench.shell(["-q", "--format", "table", "-c", "\\df *CO*"]).show(), @r"
    exit: 0
    --- stdout
    +------------------------------------------------------------------------------+--------+-----------------------------------------------------------------------------------------------+
    | call                                                                         | tokens | comment                                                                                       |
    +------------------------------------------------------------------------------+--------+-----------------------------------------------------------------------------------------------+
    | pipeline_conversion_statistics(pipeline_id, start_date, end_date, [user_id]) | 40     | shares of a pipeline's deals that went on to another stage, were won or lost, in one row      |
    | deal_conversion_status(deal_id, conversion_id)                               | 1      | how far the conversion of a deal into a lead has come, in one row; forgotten after a few days |
    | lead_conversion_status(lead_id, conversion_id)                               | 1      | how far the conversion of a lead into a deal has come, in one row; forgotten after a few days |
    | TestConnection()                                                             | 2      | tells whether the account can be used, and whose it is; a failure is a row and no error       |
    | ConvertLeadToDeal(Id, [StageId], [PipelineId], [Timeout])                    | 41     | makes a deal of a lead and waits until it is there; the lead is deleted                       |
    | ConvertDealToLead(Id, [Timeout])                                             | 41     | makes a lead of a deal and waits until it is there; the deal is deleted                       |
    +------------------------------------------------------------------------------+--------+-----------------------------------------------------------------------------------------------+
    ");
    let list = bench.shell(["-q", "-c", "\\h"]).output();
    assert!(list.stdout.contains("date_trunc"), "{}", list.stdout);
    assert!(list.stdout.contains("\nRevokeOAuthAccess "), "{}", list.stdout);
    assert!(list.stdout.contains("\ndeal_search "), "{}", list.stdout);
}

#[test]
fn a_function_is_explained_with_its_arguments_columns_and_price() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "-c", "\\h Deals_Summary"]).show(), @r"
    exit: 0
    --- stdout
    SELECT … FROM deals_summary([status => …], [filter_id => …], [user_id => …], [pipeline_id => …],
        [stage_id => …])

    number and value of the deals that are not archived, a row for each currency; none without deals

    Arguments:
      status       text    only deals of this status (`open`, `won`, `lost`)
      filter_id    bigint  saved filter that picks the deals; `user_id` does not count beside it
      user_id      bigint  only deals of this owner
      pipeline_id  bigint  only deals in this pipeline
      stage_id     bigint  only deals in this stage

    Columns:
      currency  text → currencies.code
          currency of the deals the row sums up
      count  bigint
          number of deals in the currency
      value  double
          their value
      value_converted  double
          their value in the user's currency
      value_formatted  text
          their value as the user reads it
      value_converted_formatted  text
          their value in the user's currency, as the user reads it
      weighted_count  bigint
          number of deals in the weighted value
      weighted_value  double
          their value times its probability
      weighted_value_formatted  text
          the weighted value as the user reads it
      total_count  bigint
          number of deals in all currencies, the same in every row
      total_currency_converted_value  double
          value of them all in the user's currency
      total_weighted_currency_converted_value  double
          weighted value of them all, likewise
      total_currency_converted_value_formatted  text
          value of them all as the user reads it
      total_weighted_currency_converted_value_formatted  text
          weighted value of them all, likewise

    Cost: 1 request, 40 API tokens
    Example: SELECT * FROM deals_summary(status => 'open');
    ");
    assert_snapshot!(bench.shell(["-q", "-c", "\\h lead_conversion_status"]).show(), @r"
    exit: 0
    --- stdout
    SELECT … FROM lead_conversion_status(lead_id => …, conversion_id => …)

    how far the conversion of a lead into a deal has come, in one row; forgotten after a few days

    Arguments:
      lead_id        text, required  the lead that becomes a deal
      conversion_id  text, required  the conversion, as the request that began it was told

    Columns:
      status   text               `not_started`, `running`, `completed`, `failed` or `rejected`
      deal_id  bigint → deals.id  the deal, once the conversion is completed

    Cost: 1 request, 1 API token
    Example: SELECT * FROM lead_conversion_status('…', '…');
    ");
    let get = bench.shell(["-q", "-c", "\\h pipedrive_get"]).output().stdout;
    assert!(get.ends_with("\nCost: by path\nExample: SELECT * FROM pipedrive_get('/v1/currencies');\n"), "{get}");
    let explained = bench.shell(["-q", "-c", "\\h deals_summary"]).output().stdout;
    assert_eq!(bench.shell(["-q", "-c", "\\d deals_summary"]).output().stdout, explained);
    assert_eq!(bench.shell(["-q", "-c", "\\df DEALS_SUMMARY"]).output().stdout, explained);
}

#[test]
fn every_example_can_be_planned() {
    let bench = Bench::new();
    let list = bench.shell(["-q", "--format", "tsv", "-c", "\\df"]).output().stdout;
    let names: Vec<&str> = list.lines().skip(1).filter_map(|line| line.split_once('(').map(|(name, _)| name)).collect();
    assert!(names.len() > 20, "{list}");
    let asked: Vec<String> = names.iter().flat_map(|name| ["-c".to_owned(), format!("\\h {name}")]).collect();
    let explained = bench.shell(["-q".to_owned()].into_iter().chain(asked)).output().stdout;
    let examples: Vec<&str> = explained.lines().filter_map(|line| line.strip_prefix("Example: ")).collect();
    assert_eq!(examples.len(), names.len(), "{explained}");
    let plans: Vec<String> = examples.iter().flat_map(|sql| ["-c".to_owned(), format!("EXPLAIN {sql}")]).collect();
    let outcome = bench.shell(["-q".to_owned()].into_iter().chain(plans)).output();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    assert_eq!(bench.requests(), [""; 0]);
}

#[test]
fn a_procedure_is_explained_like_a_function() {
    let bench = Bench::new();
    assert_snapshot!(bench.shell(["-q", "-c", "\\h getoauthaccesstoken"]).show(), @r"
    exit: 0
    --- stdout
    CALL GetOAuthAccessToken([AuthMode => …], [Verifier => …], [CallbackURL => …], [Scope => …],
        [State => …])

    exchanges the code of the consent page for tokens; without a code opens a browser and waits for the
    answer

    Arguments:
      AuthMode     text  who receives the answer of the consent page: `WEB`, your application; `APP`, a
                         listener on this machine
      Verifier     text  the code from the redirect; `WEB` needs it
      CallbackURL  text  redirect address, exactly as registered with the app
      Scope        text  not needed: the address of the consent page asked for the scopes
      State        text  not needed: compare it with what came back before you call

    Columns:
      OAuthAccessToken   text    token that signs requests
      OAuthRefreshToken  text    token that renews the access token
      ExpiresIn          bigint  seconds the access token lasts
      Scope              text    scopes granted, separated by commas
      ApiDomain          text    address of the company's API

    Cost: 1 request, no API tokens
    Example: CALL GetOAuthAccessToken();
    ");
    assert_snapshot!(bench.shell(["-q", "-c", "\\df TestConection"]).show(), @r"
    exit: 1
    --- stderr
    error: no function or procedure `testconection`
    hint: did you mean `TestConnection`?
    ");
}
