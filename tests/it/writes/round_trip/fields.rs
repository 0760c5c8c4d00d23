//! Fields and their choices.

use super::{Step, Trip};

pub(super) const TRIPS: &[Trip] = &[
    Trip {
        table: "deal_fields",
        shows: "SELECT field_name, field_type, description, array_length(options) \
                 FROM deal_fields WHERE field_name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO deal_fields (field_name, field_type, options) \
                 VALUES ('Trip', 'enum', [{label: 'One'}, {label: 'Two'}])",
                &[
                    r#"POST /api/v2/dealFields {"field_name":"Trip","field_type":"enum","options":[{"label":"One"},{"label":"Two"}]} 200 5"#,
                ],
                &["Trip | enum | NULL | 2"],
            ),
            Step(
                "UPDATE deal_fields SET field_name = 'Trip on', description = 'Where to' WHERE field_name = 'Trip'",
                &[
                    r#"PATCH /api/v2/dealFields/4d760444790631275b4db4f4a1d1f8af2aecbdd3 {"description":"Where to","field_name":"Trip on"} 200 5"#,
                ],
                &["Trip on | enum | Where to | 2"],
            ),
            Step(
                "DELETE FROM deal_fields WHERE field_name = 'Trip on'",
                &["DELETE /api/v2/dealFields/4d760444790631275b4db4f4a1d1f8af2aecbdd3 200 3"],
                &[],
            ),
        ],
    },
    Trip {
        table: "person_fields",
        shows: "SELECT field_name, field_type, array_length(options) \
                 FROM person_fields WHERE field_name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO person_fields (field_name, field_type, options) \
                 VALUES ('Trip', 'enum', [{label: 'One'}, {label: 'Two'}])",
                &[
                    r#"POST /api/v2/personFields {"field_name":"Trip","field_type":"enum","options":[{"label":"One"},{"label":"Two"}]} 200 5"#,
                ],
                &["Trip | enum | 2"],
            ),
            Step(
                "UPDATE person_fields SET field_name = 'Trip on' WHERE field_name = 'Trip'",
                &[
                    r#"PATCH /api/v2/personFields/0e2670f96bbce01e7c894eb5d16dca7d062ec26a {"field_name":"Trip on"} 200 5"#,
                ],
                &["Trip on | enum | 2"],
            ),
            Step(
                "DELETE FROM person_fields WHERE field_name = 'Trip on'",
                &["DELETE /api/v2/personFields/0e2670f96bbce01e7c894eb5d16dca7d062ec26a 200 3"],
                &[],
            ),
        ],
    },
    Trip {
        table: "organization_fields",
        shows: "SELECT field_name, field_type, array_length(options) \
                 FROM organization_fields WHERE field_name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO organization_fields (field_name, field_type, options) \
                 VALUES ('Trip', 'enum', [{label: 'One'}, {label: 'Two'}])",
                &[
                    r#"POST /api/v2/organizationFields {"field_name":"Trip","field_type":"enum","options":[{"label":"One"},{"label":"Two"}]} 200 5"#,
                ],
                &["Trip | enum | 2"],
            ),
            Step(
                "UPDATE organization_fields SET field_name = 'Trip on' WHERE field_name = 'Trip'",
                &[
                    r#"PATCH /api/v2/organizationFields/d24b3bb55052489b8f69498d743239d776c2f03f {"field_name":"Trip on"} 200 5"#,
                ],
                &["Trip on | enum | 2"],
            ),
            Step(
                "DELETE FROM organization_fields WHERE field_name = 'Trip on'",
                &["DELETE /api/v2/organizationFields/d24b3bb55052489b8f69498d743239d776c2f03f 200 3"],
                &[],
            ),
        ],
    },
    Trip {
        table: "product_fields",
        shows: "SELECT field_name, field_type, array_length(options) \
                 FROM product_fields WHERE field_name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO product_fields (field_name, field_type, options) \
                 VALUES ('Trip', 'enum', [{label: 'One'}, {label: 'Two'}])",
                &[
                    r#"POST /api/v2/productFields {"field_name":"Trip","field_type":"enum","options":[{"label":"One"},{"label":"Two"}]} 200 5"#,
                ],
                &["Trip | enum | 2"],
            ),
            Step(
                "UPDATE product_fields SET field_name = 'Trip on' WHERE field_name = 'Trip'",
                &[
                    r#"PATCH /api/v2/productFields/27c01b0b8094b93e87d98e0286df2529c9f6ff47 {"field_name":"Trip on"} 200 5"#,
                ],
                &["Trip on | enum | 2"],
            ),
            Step(
                "DELETE FROM product_fields WHERE field_name = 'Trip on'",
                &["DELETE /api/v2/productFields/27c01b0b8094b93e87d98e0286df2529c9f6ff47 200 3"],
                &[],
            ),
        ],
    },
    Trip {
        table: "project_fields",
        shows: "SELECT field_name, field_type, array_length(options) \
                 FROM project_fields WHERE field_name LIKE 'Trip%'",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO project_fields (field_name, field_type, options) \
                 VALUES ('Trip', 'enum', [{label: 'One'}, {label: 'Two'}])",
                &[
                    r#"POST /api/v2/projectFields {"field_name":"Trip","field_type":"enum","options":[{"label":"One"},{"label":"Two"}]} 200 5"#,
                ],
                &["Trip | enum | 2"],
            ),
            Step(
                "UPDATE project_fields SET field_name = 'Trip on' WHERE field_name = 'Trip'",
                &[
                    r#"PATCH /api/v2/projectFields/98a9806b1a634d0098b34e46a72aeca19035c7b4 {"field_name":"Trip on"} 200 5"#,
                ],
                &["Trip on | enum | 2"],
            ),
            Step(
                "DELETE FROM project_fields WHERE field_name = 'Trip on'",
                &["DELETE /api/v2/projectFields/98a9806b1a634d0098b34e46a72aeca19035c7b4 200 3"],
                &[],
            ),
        ],
    },
    Trip {
        table: "deal_field_options",
        shows: "SELECT field_name, label FROM deal_field_options WHERE field_name = 'Trip' ORDER BY label",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO deal_fields (field_name, field_type, options) VALUES ('Trip', 'set', [{label: 'One'}])",
                &[
                    r#"POST /api/v2/dealFields {"field_name":"Trip","field_type":"set","options":[{"label":"One"}]} 200 5"#,
                ],
                &["Trip | One"],
            ),
            Step(
                "INSERT INTO deal_field_options (field_code, label) SELECT field_code, label \
                 FROM deal_fields CROSS JOIN (VALUES ('Two'), ('Three')) v (label) \
                 WHERE field_name = 'Trip'",
                &[
                    r#"POST /api/v2/dealFields/4d760444790631275b4db4f4a1d1f8af2aecbdd3/options [{"label":"Two"},{"label":"Three"}] 200 5"#,
                ],
                &["Trip | One", "Trip | Three", "Trip | Two"],
            ),
            Step(
                "UPDATE deal_field_options SET label = 'Zero' WHERE field_name = 'Trip' AND label = 'One'",
                &[
                    r#"PATCH /api/v2/dealFields/4d760444790631275b4db4f4a1d1f8af2aecbdd3/options [{"id":1001,"label":"Zero"}] 200 5"#,
                ],
                &["Trip | Three", "Trip | Two", "Trip | Zero"],
            ),
            Step(
                "DELETE FROM deal_field_options WHERE field_name = 'Trip' AND label IN ('Two', 'Zero')",
                &[
                    r#"DELETE /api/v2/dealFields/4d760444790631275b4db4f4a1d1f8af2aecbdd3/options [{"id":1001},{"id":1002}] 200 3"#,
                ],
                &["Trip | Three"],
            ),
        ],
    },
    Trip {
        table: "person_field_options",
        shows: "SELECT field_name, label FROM person_field_options WHERE field_name = 'Trip' ORDER BY label",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO person_fields (field_name, field_type, options) VALUES ('Trip', 'set', [{label: 'One'}])",
                &[
                    r#"POST /api/v2/personFields {"field_name":"Trip","field_type":"set","options":[{"label":"One"}]} 200 5"#,
                ],
                &["Trip | One"],
            ),
            Step(
                "INSERT INTO person_field_options (field_code, label) SELECT field_code, label \
                 FROM person_fields CROSS JOIN (VALUES ('Two'), ('Three')) v (label) \
                 WHERE field_name = 'Trip'",
                &[
                    r#"POST /api/v2/personFields/0e2670f96bbce01e7c894eb5d16dca7d062ec26a/options [{"label":"Two"},{"label":"Three"}] 200 5"#,
                ],
                &["Trip | One", "Trip | Three", "Trip | Two"],
            ),
            Step(
                "UPDATE person_field_options SET label = 'Zero' WHERE field_name = 'Trip' AND label = 'One'",
                &[
                    r#"PATCH /api/v2/personFields/0e2670f96bbce01e7c894eb5d16dca7d062ec26a/options [{"id":1001,"label":"Zero"}] 200 5"#,
                ],
                &["Trip | Three", "Trip | Two", "Trip | Zero"],
            ),
            Step(
                "DELETE FROM person_field_options WHERE field_name = 'Trip' AND label IN ('Two', 'Zero')",
                &[
                    r#"DELETE /api/v2/personFields/0e2670f96bbce01e7c894eb5d16dca7d062ec26a/options [{"id":1001},{"id":1002}] 200 3"#,
                ],
                &["Trip | Three"],
            ),
        ],
    },
    Trip {
        table: "organization_field_options",
        shows: "SELECT field_name, label FROM organization_field_options WHERE field_name = 'Trip' ORDER BY label",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO organization_fields (field_name, field_type, options) \
                 VALUES ('Trip', 'set', [{label: 'One'}])",
                &[
                    r#"POST /api/v2/organizationFields {"field_name":"Trip","field_type":"set","options":[{"label":"One"}]} 200 5"#,
                ],
                &["Trip | One"],
            ),
            Step(
                "INSERT INTO organization_field_options (field_code, label) SELECT field_code, label \
                 FROM organization_fields CROSS JOIN (VALUES ('Two'), ('Three')) v (label) \
                 WHERE field_name = 'Trip'",
                &[
                    r#"POST /api/v2/organizationFields/d24b3bb55052489b8f69498d743239d776c2f03f/options [{"label":"Two"},{"label":"Three"}] 200 5"#,
                ],
                &["Trip | One", "Trip | Three", "Trip | Two"],
            ),
            Step(
                "UPDATE organization_field_options SET label = 'Zero' WHERE field_name = 'Trip' AND label = 'One'",
                &[
                    r#"PATCH /api/v2/organizationFields/d24b3bb55052489b8f69498d743239d776c2f03f/options [{"id":1001,"label":"Zero"}] 200 5"#,
                ],
                &["Trip | Three", "Trip | Two", "Trip | Zero"],
            ),
            Step(
                "DELETE FROM organization_field_options WHERE field_name = 'Trip' AND label IN ('Two', 'Zero')",
                &[
                    r#"DELETE /api/v2/organizationFields/d24b3bb55052489b8f69498d743239d776c2f03f/options [{"id":1001},{"id":1002}] 200 3"#,
                ],
                &["Trip | Three"],
            ),
        ],
    },
    Trip {
        table: "product_field_options",
        shows: "SELECT field_name, label FROM product_field_options WHERE field_name = 'Trip' ORDER BY label",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO product_fields (field_name, field_type, options) \
                 VALUES ('Trip', 'set', [{label: 'One'}])",
                &[
                    r#"POST /api/v2/productFields {"field_name":"Trip","field_type":"set","options":[{"label":"One"}]} 200 5"#,
                ],
                &["Trip | One"],
            ),
            Step(
                "INSERT INTO product_field_options (field_code, label) SELECT field_code, label \
                 FROM product_fields CROSS JOIN (VALUES ('Two'), ('Three')) v (label) \
                 WHERE field_name = 'Trip'",
                &[
                    r#"POST /api/v2/productFields/27c01b0b8094b93e87d98e0286df2529c9f6ff47/options [{"label":"Two"},{"label":"Three"}] 200 5"#,
                ],
                &["Trip | One", "Trip | Three", "Trip | Two"],
            ),
            Step(
                "UPDATE product_field_options SET label = 'Zero' WHERE field_name = 'Trip' AND label = 'One'",
                &[
                    r#"PATCH /api/v2/productFields/27c01b0b8094b93e87d98e0286df2529c9f6ff47/options [{"id":1001,"label":"Zero"}] 200 5"#,
                ],
                &["Trip | Three", "Trip | Two", "Trip | Zero"],
            ),
            Step(
                "DELETE FROM product_field_options WHERE field_name = 'Trip' AND label IN ('Two', 'Zero')",
                &[
                    r#"DELETE /api/v2/productFields/27c01b0b8094b93e87d98e0286df2529c9f6ff47/options [{"id":1001},{"id":1002}] 200 3"#,
                ],
                &["Trip | Three"],
            ),
        ],
    },
    Trip {
        table: "project_field_options",
        shows: "SELECT field_name, label FROM project_field_options WHERE field_name = 'Trip' ORDER BY label",
        before: &[],
        steps: &[
            Step(
                "INSERT INTO project_fields (field_name, field_type, options) \
                 VALUES ('Trip', 'set', [{label: 'One'}])",
                &[
                    r#"POST /api/v2/projectFields {"field_name":"Trip","field_type":"set","options":[{"label":"One"}]} 200 5"#,
                ],
                &["Trip | One"],
            ),
            Step(
                "INSERT INTO project_field_options (field_code, label) SELECT field_code, label \
                 FROM project_fields CROSS JOIN (VALUES ('Two'), ('Three')) v (label) \
                 WHERE field_name = 'Trip'",
                &[
                    r#"POST /api/v2/projectFields/98a9806b1a634d0098b34e46a72aeca19035c7b4/options [{"label":"Two"},{"label":"Three"}] 200 5"#,
                ],
                &["Trip | One", "Trip | Three", "Trip | Two"],
            ),
            Step(
                "UPDATE project_field_options SET label = 'Zero' WHERE field_name = 'Trip' AND label = 'One'",
                &[
                    r#"PATCH /api/v2/projectFields/98a9806b1a634d0098b34e46a72aeca19035c7b4/options [{"id":1001,"label":"Zero"}] 200 5"#,
                ],
                &["Trip | Three", "Trip | Two", "Trip | Zero"],
            ),
            Step(
                "DELETE FROM project_field_options WHERE field_name = 'Trip' AND label IN ('Two', 'Zero')",
                &[
                    r#"DELETE /api/v2/projectFields/98a9806b1a634d0098b34e46a72aeca19035c7b4/options [{"id":1001},{"id":1002}] 200 3"#,
                ],
                &["Trip | Three"],
            ),
        ],
    },
];
