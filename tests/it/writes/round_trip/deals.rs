//! Deals, what belongs to them, and leads.

use super::{Step, Trip};

pub(super) const TRIPS: &[Trip] = &[
    Trip {
        table: "deals",
        shows: "SELECT title, value, currency, expected_close_date, labels, contract_type \
                 FROM deals WHERE title LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO deals (title, value, currency, person_id, expected_close_date, labels, \
                 contract_type) VALUES ('Trip', 5, 'EUR', 1, '2030-01-31', ['Hot'], 'Renewal')",
                &[
                    r#"POST /api/v2/deals {"currency":"EUR","custom_fields":{"4dd76f630acd297fd2032c3a316fb47dd838d34a":28},"expected_close_date":"2030-01-31","label_ids":[1],"person_id":1,"title":"Trip","value":5} 200 5"#,
                ],
                &["Trip | 5.0 | EUR | 2030-01-31 | [Hot] | Renewal"],
            ),
            Step(
                "UPDATE deals SET title = 'Trip on', value = value + 1, expected_close_date = NULL, labels = \
                 ['Cold', 'Hot'] WHERE title = 'Trip'",
                &[
                    r#"PATCH /api/v2/deals/121 {"expected_close_date":null,"label_ids":[3,1],"title":"Trip on","value":6} 200 5"#,
                ],
                &["Trip on | 6.0 | EUR | NULL | [Cold, Hot] | Renewal"],
            ),
            Step("DELETE FROM deals WHERE title = 'Trip on'", &["DELETE /api/v2/deals/121 200 3"], &[]),
        ],
    },
    Trip {
        table: "deal_products",
        shows: "SELECT product_id, quantity, item_price, discount, tax_method, comments \
                 FROM deal_products WHERE deal_id = 2 AND comments LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO deal_products (deal_id, product_id, item_price, quantity, comments) \
                 VALUES (2, 1, 10, 1, 'Trip')",
                &[
                    r#"POST /api/v2/deals/2/products {"comments":"Trip","item_price":10,"product_id":1,"quantity":1} 201 5"#,
                ],
                &["1 | 1.0 | 10.0 | 0.0 | exclusive | Trip"],
            ),
            Step(
                "UPDATE deal_products SET quantity = 3, discount = 5, discount_type = 'amount', comments = 'Trip \
                 on' WHERE deal_id = 2 AND comments = 'Trip'",
                &[
                    r#"PATCH /api/v2/deals/2/products/1000000001 {"comments":"Trip on","discount":5,"discount_type":"amount","quantity":3} 200 5"#,
                ],
                &["1 | 3.0 | 10.0 | 5.0 | exclusive | Trip on"],
            ),
            Step(
                "DELETE FROM deal_products WHERE deal_id = 2 AND comments = 'Trip on'",
                &["DELETE /api/v2/deals/2/products/1000000001 200 3"],
                &[],
            ),
        ],
    },
    Trip {
        table: "deal_installments",
        shows: "SELECT deal_id, description, amount, billing_date \
                 FROM deal_installments WHERE deal_id = 1 AND description LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO deal_products (deal_id, product_id, item_price, quantity) VALUES (1, 1, 10, 1)",
                &[r#"POST /api/v2/deals/1/products {"item_price":10,"product_id":1,"quantity":1} 201 5"#],
                &[],
            ),
            Step(
                "INSERT INTO deal_installments (deal_id, description, amount, billing_date) \
                 VALUES (1, 'Trip', 2.5, '2030-01-31')",
                &[
                    r#"POST /api/v2/deals/1/installments {"amount":2.5,"billing_date":"2030-01-31","description":"Trip"} 200 5"#,
                ],
                &["1 | Trip | 2.5 | 2030-01-31"],
            ),
            Step(
                "UPDATE deal_installments SET amount = 3, billing_date = '2030-02-28' \
                 WHERE deal_id = 1 AND description = 'Trip'",
                &[r#"PATCH /api/v2/deals/1/installments/1000000001 {"amount":3,"billing_date":"2030-02-28"} 200 5"#],
                &["1 | Trip | 3.0 | 2030-02-28"],
            ),
            Step(
                "DELETE FROM deal_installments WHERE deal_id = 1 AND description = 'Trip'",
                &["DELETE /api/v2/deals/1/installments/1000000001 200 3"],
                &[],
            ),
        ],
    },
    Trip {
        table: "deal_discounts",
        shows: "SELECT deal_id, description, amount, type \
                 FROM deal_discounts WHERE deal_id = 1 AND description LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO deal_discounts (deal_id, description, amount, type) VALUES (1, 'Trip', 10, 'percentage')",
                &[r#"POST /api/v2/deals/1/discounts {"amount":10,"description":"Trip","type":"percentage"} 201 5"#],
                &["1 | Trip | 10.0 | percentage"],
            ),
            Step(
                "UPDATE deal_discounts SET amount = 12.5, type = 'amount' WHERE deal_id = 1 AND description = 'Trip'",
                &[
                    r#"PATCH /api/v2/deals/1/discounts/a82663e1-2bd3-4828-a5cd-ecc39f83a40b {"amount":12.5,"type":"amount"} 200 5"#,
                ],
                &["1 | Trip | 12.5 | amount"],
            ),
            Step(
                "DELETE FROM deal_discounts WHERE deal_id = 1 AND description = 'Trip'",
                &["DELETE /api/v2/deals/1/discounts/a82663e1-2bd3-4828-a5cd-ecc39f83a40b 200 3"],
                &[],
            ),
        ],
    },
    Trip {
        table: "deal_followers",
        shows: "SELECT deal_id, user_id FROM deal_followers WHERE deal_id = 1 ORDER BY user_id",
        before: &["1 | 4"],
        steps: &[
            Step(
                "INSERT INTO deal_followers (deal_id, user_id) VALUES (1, 7)",
                &[r#"POST /api/v2/deals/1/followers {"user_id":7} 201 5"#],
                &["1 | 4", "1 | 7"],
            ),
            Step(
                "DELETE FROM deal_followers WHERE deal_id = 1 AND user_id = 7",
                &["DELETE /api/v2/deals/1/followers/7 200 3"],
                &["1 | 4"],
            ),
        ],
    },
    Trip {
        table: "deal_participants",
        shows: "SELECT deal_id, person_id FROM deal_participants WHERE deal_id = 1 ORDER BY person_id",
        before: &["1 | 60"],
        steps: &[
            Step(
                "INSERT INTO deal_participants (deal_id, person_id) VALUES (1, 40)",
                &[r#"POST /api/v1/deals/1/participants {"person_id":40} 200 10"#],
                &["1 | 40", "1 | 60"],
            ),
            Step(
                "DELETE FROM deal_participants WHERE deal_id = 1 AND person_id = 40",
                &["DELETE /api/v1/deals/1/participants/1000000064 200 6"],
                &["1 | 60"],
            ),
        ],
    },
    Trip {
        table: "leads",
        shows: "SELECT title, person_id, value, currency, is_archived FROM leads WHERE title LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO leads (title, person_id, value, currency) VALUES ('Trip', 1, 100, 'EUR')",
                &[
                    r#"POST /api/v1/leads {"person_id":1,"title":"Trip","value":{"amount":100,"currency":"EUR"}} 201 10"#,
                ],
                &["Trip | 1 | 100.0 | EUR | false"],
            ),
            Step(
                "UPDATE leads SET title = 'Trip on', value = 200 WHERE title = 'Trip'",
                &[
                    r#"PATCH /api/v1/leads/1f2e447f-354c-4f93-8921-cfcfc635e7f7 {"title":"Trip on","value":{"amount":200,"currency":"EUR"}} 200 10"#,
                ],
                &["Trip on | 1 | 200.0 | EUR | false"],
            ),
            Step(
                "UPDATE leads SET is_archived = true, value = NULL WHERE title = 'Trip on'",
                &[
                    r#"PATCH /api/v1/leads/1f2e447f-354c-4f93-8921-cfcfc635e7f7 {"is_archived":true,"value":null} 200 10"#,
                ],
                &["Trip on | 1 | NULL | NULL | true"],
            ),
            Step(
                "DELETE FROM leads WHERE title = 'Trip on'",
                &["DELETE /api/v1/leads/1f2e447f-354c-4f93-8921-cfcfc635e7f7 200 6"],
                &[],
            ),
        ],
    },
];
