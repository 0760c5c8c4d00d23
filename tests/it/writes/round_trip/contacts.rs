//! Persons, organizations and products, with what belongs to them.

use super::{Step, Trip};

pub(super) const TRIPS: &[Trip] = &[
    Trip {
        table: "persons",
        shows: "SELECT name, primary_email, emails, org_id, birthday FROM persons WHERE name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO persons (name, emails, org_id) VALUES ('Trip', ['a@trip.example', 'b@trip.example'], 1)",
                &[
                    r#"POST /api/v2/persons {"emails":[{"primary":true,"value":"a@trip.example"},{"primary":false,"value":"b@trip.example"}],"name":"Trip","org_id":1} 200 5"#,
                ],
                &["Trip | a@trip.example | [{label: work, value: a@trip.example, primary: true}, {label: work, \
                 value: b@trip.example, primary: false}] | 1 | NULL"],
            ),
            Step(
                "UPDATE persons SET primary_email = 'b@trip.example', birthday = '1990-01-31', org_id = NULL \
                 WHERE name = 'Trip'",
                &[
                    r#"PATCH /api/v2/persons/61 {"birthday":"1990-01-31","emails":[{"label":"work","primary":false,"value":"a@trip.example"},{"label":"work","primary":true,"value":"b@trip.example"}],"org_id":null} 200 5"#,
                ],
                &["Trip | b@trip.example | [{label: work, value: a@trip.example, primary: false}, {label: work, \
                 value: b@trip.example, primary: true}] | NULL | 1990-01-31"],
            ),
            Step("DELETE FROM persons WHERE name = 'Trip'", &["DELETE /api/v2/persons/61 200 3"], &[]),
        ],
    },
    Trip {
        table: "person_followers",
        shows: "SELECT person_id, user_id FROM person_followers WHERE person_id = 1 ORDER BY user_id",
        before: &["1 | 3"],
        steps: &[
            Step(
                "INSERT INTO person_followers (person_id, user_id) VALUES (1, 7)",
                &[r#"POST /api/v2/persons/1/followers {"user_id":7} 201 5"#],
                &["1 | 3", "1 | 7"],
            ),
            Step(
                "DELETE FROM person_followers WHERE person_id = 1 AND user_id = 7",
                &["DELETE /api/v2/persons/1/followers/7 200 3"],
                &["1 | 3"],
            ),
        ],
    },
    Trip {
        table: "person_pictures",
        shows: "SELECT person_id FROM person_pictures WHERE person_id IN (SELECT id \
                 FROM persons WHERE picture_id IS NOT NULL) ORDER BY 1",
        before: &["10", "45", "47"],
        steps: &[Step(
            "DELETE FROM person_pictures WHERE person_id IN (SELECT min(id) \
                 FROM persons WHERE picture_id IS NOT NULL)",
            &["DELETE /api/v1/persons/10/picture 200 6"],
            &["45", "47"],
        )],
    },
    Trip {
        table: "organizations",
        shows: "SELECT name, address, website, employee_count FROM organizations WHERE name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO organizations (name, address, website) \
                 VALUES ('Trip', 'Main St 1', 'https://trip.example')",
                &[
                    r#"POST /api/v2/organizations {"address":{"value":"Main St 1"},"name":"Trip","website":"https://trip.example"} 200 5"#,
                ],
                &["Trip | Main St 1 | https://trip.example | NULL"],
            ),
            Step(
                "UPDATE organizations SET name = 'Trip on', employee_count = 12, website = NULL WHERE name = 'Trip'",
                &[r#"PATCH /api/v2/organizations/31 {"employee_count":12,"name":"Trip on","website":null} 200 5"#],
                &["Trip on | Main St 1 | NULL | 12"],
            ),
            Step("DELETE FROM organizations WHERE name = 'Trip on'", &["DELETE /api/v2/organizations/31 200 3"], &[]),
        ],
    },
    Trip {
        table: "organization_followers",
        shows: "SELECT org_id, user_id FROM organization_followers WHERE org_id = 1 ORDER BY user_id",
        before: &["1 | 2", "1 | 3", "1 | 10"],
        steps: &[
            Step(
                "INSERT INTO organization_followers (org_id, user_id) VALUES (1, 7)",
                &[r#"POST /api/v2/organizations/1/followers {"user_id":7} 201 5"#],
                &["1 | 2", "1 | 3", "1 | 7", "1 | 10"],
            ),
            Step(
                "DELETE FROM organization_followers WHERE org_id = 1 AND user_id = 7",
                &["DELETE /api/v2/organizations/1/followers/7 200 3"],
                &["1 | 2", "1 | 3", "1 | 10"],
            ),
        ],
    },
    Trip {
        table: "organization_relationships",
        shows: "SELECT type, rel_owner_org_id, rel_linked_org_id, calculated_type \
                 FROM organization_relationships WHERE org_id = 1 AND 14 IN (rel_owner_org_id, \
                 rel_linked_org_id)",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO organization_relationships (type, rel_owner_org_id, rel_linked_org_id) \
                 VALUES ('parent', 1, 14)",
                &[
                    r#"POST /api/v1/organizationRelationships {"rel_linked_org_id":14,"rel_owner_org_id":1,"type":"parent"} 200 10"#,
                ],
                &["parent | 1 | 14 | daughter"],
            ),
            Step(
                "UPDATE organization_relationships SET type = 'related' WHERE org_id = 1 AND rel_linked_org_id = 14",
                &[r#"PUT /api/v1/organizationRelationships/1000001 {"type":"related"} 200 10"#],
                &["related | 1 | 14 | related"],
            ),
            Step(
                "DELETE FROM organization_relationships WHERE org_id = 1 AND rel_linked_org_id = 14",
                &["DELETE /api/v1/organizationRelationships/1000001 200 6"],
                &[],
            ),
        ],
    },
    Trip {
        table: "products",
        shows: "SELECT name, code, tax, prices[1]['price'] FROM products WHERE name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO products (name, code, prices) VALUES ('Trip', 'T1', [{price: 5, currency: 'EUR'}])",
                &[r#"POST /api/v2/products {"code":"T1","name":"Trip","prices":[{"currency":"EUR","price":5}]} 201 5"#],
                &["Trip | T1 | 0.0 | 5.0"],
            ),
            Step(
                "UPDATE products SET name = 'Trip on', code = NULL, tax = 20, prices = [{price: 6.5, currency: \
                 'EUR'}] WHERE name = 'Trip'",
                &[
                    r#"PATCH /api/v2/products/61 {"code":null,"name":"Trip on","prices":[{"currency":"EUR","price":6.5}],"tax":20} 200 5"#,
                ],
                &["Trip on | NULL | 20.0 | 6.5"],
            ),
            Step("DELETE FROM products WHERE name = 'Trip on'", &["DELETE /api/v2/products/61 200 3"], &[]),
        ],
    },
    Trip {
        table: "product_variations",
        shows: "SELECT product_id, name, prices[1]['price'] \
                 FROM product_variations WHERE product_id = 1 AND name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO product_variations (product_id, name, prices) \
                 VALUES (1, 'Trip', [{price: 5, currency: 'EUR'}])",
                &[
                    r#"POST /api/v2/products/1/variations {"name":"Trip","prices":[{"currency":"EUR","price":5}]} 201 5"#,
                ],
                &["1 | Trip | 5.0"],
            ),
            Step(
                "UPDATE product_variations SET name = 'Trip on' WHERE product_id = 1 AND name = 'Trip'",
                &[r#"PATCH /api/v2/products/1/variations/1000000001 {"name":"Trip on"} 200 5"#],
                &["1 | Trip on | 5.0"],
            ),
            Step(
                "DELETE FROM product_variations WHERE product_id = 1 AND name = 'Trip on'",
                &["DELETE /api/v2/products/1/variations/1000000001 200 3"],
                &[],
            ),
        ],
    },
    Trip {
        table: "product_images",
        shows: "SELECT product_id FROM product_images WHERE product_id IN (1, 2, 3, 4, 5, 6, 7) ORDER BY 1",
        before: &["3", "5", "6", "7"],
        steps: &[Step(
            "DELETE FROM product_images WHERE product_id IN (1, 2, 3)",
            &["DELETE /api/v2/products/3/images 200 6"],
            &["5", "6", "7"],
        )],
    },
    Trip {
        table: "product_followers",
        shows: "SELECT product_id, user_id FROM product_followers WHERE product_id = 1 ORDER BY user_id",
        before: &["1 | 6"],
        steps: &[
            Step(
                "INSERT INTO product_followers (product_id, user_id) VALUES (1, 7)",
                &[r#"POST /api/v2/products/1/followers {"user_id":7} 201 5"#],
                &["1 | 6", "1 | 7"],
            ),
            Step(
                "DELETE FROM product_followers WHERE product_id = 1 AND user_id = 7",
                &["DELETE /api/v2/products/1/followers/7 200 3"],
                &["1 | 6"],
            ),
        ],
    },
];
